// SPDX-License-Identifier: Apache-2.0
//! Requests for quotes: makers sign answers off-chain, the taker sends them in with his request,
//! and the best one executes. Nobody sees any of it before it is done.

use crate::{
	keys::Action,
	order::Role,
	pallet::{Config, Error, Event, Nonces, Pallet},
	traits::{Execution, SettleDue},
	types::{RequestLeg, MAX_QUOTES},
	weights::WeightInfo,
	Quote, QuoteRequest,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		dispatch::{DispatchResultWithPostInfo, WithPostDispatchInfo},
		ensure,
		traits::{ConstU32, Time},
		BoundedVec,
	},
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Price};
use tenor_matching::{OrderId, Side};
use tenor_series::{Fill, Moment, PortfolioId};

impl<T: Config> Pallet<T> {
	/// Weight of a request before its dispatch.
	pub fn request_weight(request: &QuoteRequest, quotes: u32) -> Weight {
		let legs = u32::try_from(request.legs.len()).unwrap_or(u32::MAX);
		T::WeightInfo::check_quotes(legs, quotes)
			.saturating_add(T::Settle::weight().saturating_mul(2))
			.saturating_add(T::Execution::execute_weight(2, legs))
	}

	/// Executes the request at the quote with the least net premium to its taker, fees aside. Every
	/// quote must be valid.
	pub(crate) fn do_execute_request(
		who: T::AccountId,
		request: QuoteRequest,
		quotes: BoundedVec<(Quote, T::OffchainSignature), ConstU32<MAX_QUOTES>>,
	) -> DispatchResultWithPostInfo {
		Self::ensure_may(&who, request.taker, Action::BlockTrade, None)?;
		let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
		let mut spent = T::WeightInfo::check_quotes(count(request.legs.len()), count(quotes.len()));
		// A request refused here has cost no more than that.
		let (quote, paid) =
			Self::check_quotes(&request, &quotes).map_err(|refused| refused.with_weight(spent))?;
		for portfolio in [request.taker, quote.maker] {
			spent = spent.saturating_add(T::Settle::settle_due(portfolio)?);
		}
		let (fills, fees) = Self::request_fills(&request, &quote)?;
		let used = T::Execution::execute(&fills, &fees)?;
		let window = Nonces::<T>::get(quote.maker).after_use(quote.nonce).map_err(Self::refusal)?;
		Nonces::<T>::insert(quote.maker, window);
		let fees = fees.iter().map(|(_, fee)| *fee).collect::<Vec<_>>();
		Self::deposit_event(Event::RequestExecuted { request, quote, paid, fees });
		Ok(Some(spent.saturating_add(used)).into())
	}

	/// The best of the quotes, with what the taker pays for it. Writes nothing.
	pub(crate) fn check_quotes(
		request: &QuoteRequest,
		quotes: &[(Quote, T::OffchainSignature)],
	) -> Result<(Quote, Cash), DispatchError> {
		ensure!(!request.legs.is_empty(), Error::<T>::NoLegs);
		ensure!(!quotes.is_empty(), Error::<T>::NoQuotes);
		let now = T::Clock::now();
		ensure!(now <= request.deadline, Error::<T>::DeadlinePassed);
		for (place, leg) in request.legs.iter().enumerate() {
			ensure!(leg.quantity.is_positive(), Error::<T>::QuantityNotPositive);
			let mut earlier = request.legs.iter().take(place);
			ensure!(earlier.all(|other| other.series != leg.series), Error::<T>::RepeatedSeries);
		}
		let taker = Self::owner_of(request.taker)?;
		let mut best: Option<(Cash, &Quote)> = None;
		for (quote, signature) in quotes {
			let paid = Self::check_quote(request, quote, signature, &taker)?;
			if best.is_none_or(|(least, other)| rank(paid, quote) < rank(least, other)) {
				best = Some((paid, quote));
			}
		}
		let (paid, quote) = best.ok_or(Error::<T>::NoQuotes)?;
		ensure!(paid <= request.limit, Error::<T>::LimitExceeded);
		Ok((quote.clone(), paid))
	}

	/// What the taker would pay.
	fn check_quote(
		request: &QuoteRequest,
		quote: &Quote,
		signature: &T::OffchainSignature,
		taker: &T::AccountId,
	) -> Result<Cash, DispatchError> {
		ensure!(T::Clock::now() <= quote.deadline, Error::<T>::DeadlinePassed);
		ensure!(quote.prices.len() == request.legs.len(), Error::<T>::PriceCount);
		let maker = Self::owner_of(quote.maker)?;
		ensure!(maker != *taker, Error::<T>::SelfTrade);
		Nonces::<T>::get(quote.maker).after_use(quote.nonce).map_err(Self::refusal)?;
		let mut paid = Cash::ZERO;
		for (leg, price) in request.legs.iter().zip(&quote.prices) {
			ensure!(!price.is_zero(), Error::<T>::ZeroPrice);
			let (low, high) = T::Execution::mark_band(&leg.series)?;
			ensure!((low..=high).contains(price), Error::<T>::OutsideMarkBand);
			let premium = price.notional_floor(leg.quantity).ok_or(Error::<T>::Overflow)?;
			paid = match leg.side {
				Side::Buy => paid.checked_add(premium),
				Side::Sell => paid.checked_sub(premium),
			}
			.ok_or(Error::<T>::Overflow)?;
		}
		let payload = quote.signing_payload(request, &Self::genesis_hash());
		let signed = Self::is_signed_for(quote.maker, &maker, &payload, signature);
		ensure!(signed, Error::<T>::BadSignature);
		Ok(paid)
	}

	/// Fills of both sides and the fee of each.
	fn request_fills(
		request: &QuoteRequest,
		quote: &Quote,
	) -> Result<(Vec<Fill>, Vec<(PortfolioId, Cash)>), DispatchError> {
		let mut fills = Vec::new();
		let mut fees = [(request.taker, Cash::ZERO), (quote.maker, Cash::ZERO)];
		for (leg, price) in request.legs.iter().zip(&quote.prices) {
			let RequestLeg { series, side, quantity } = *leg;
			let sides =
				[(request.taker, side, Role::Taker), (quote.maker, side.opposite(), Role::Maker)];
			for ((portfolio, side, role), (_, owed)) in sides.into_iter().zip(&mut fees) {
				let fee = Self::fee_of(&series, *price, quantity, role)?;
				*owed = owed.checked_add(fee).ok_or(Error::<T>::Overflow)?;
				let id = OrderId { portfolio, sequence: 0 };
				let maker = role == Role::Maker;
				let record = crate::order::FillRecord { id, side, quantity, maker, fee };
				fills.push(
					crate::step::fill_of(&record, series, *price).ok_or(Error::<T>::Overflow)?,
				);
			}
		}
		Ok((fills, fees.to_vec()))
	}

	fn owner_of(portfolio: PortfolioId) -> Result<T::AccountId, Error<T>> {
		use crate::traits::Portfolios;
		T::Portfolios::owner(portfolio).ok_or(Error::UnknownPortfolio)
	}
}

/// Sorts quotes, the best first: what the taker pays, then the older portfolio, then whatever else
/// makes two of them different. Who was listed first never tells.
fn rank(paid: Cash, quote: &Quote) -> (Cash, PortfolioId, u64, &[Price], Moment) {
	(paid, quote.maker, quote.nonce, &quote.prices, quote.deadline)
}
