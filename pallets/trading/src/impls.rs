// SPDX-License-Identifier: Apache-2.0
//! What the calls do. Everything that can refuse a trade cheaply comes before the signatures, and
//! they before the neighbours.

use crate::{
	order::{MarketRules, Role},
	pallet::{CollectedCombos, Config, Error, Event, Markets, Nonces, Orders, Pallet, TradingKeys},
	traits::{Execution, Portfolios, SettleDue},
	types::{BlockTrade, NonceRefusal, Party, ReplayWindow, TradeLeg, MAX_PARTIES},
	weights::WeightInfo,
};
use alloc::{collections::BTreeSet, vec::Vec};
use polkadot_sdk::{
	frame_support::{
		dispatch::{DispatchResult, DispatchResultWithPostInfo, WithPostDispatchInfo},
		ensure,
		traits::{ConstU32, Get, Time},
		BoundedVec,
	},
	frame_system,
	sp_runtime::{
		traits::{Verify, Zero},
		DispatchError,
	},
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{Fill, PortfolioId, SeriesKey};

/// What a trade moves once it is known to be allowed.
pub(crate) struct Terms {
	/// Two per leg: buyer, seller.
	pub(crate) fills: Vec<Fill>,
	/// One per party, in their order.
	pub(crate) fees: Vec<(PortfolioId, Cash)>,
	/// The replay windows after this trade, in the order of parties.
	windows: Vec<ReplayWindow>,
}

impl<T: Config> Pallet<T> {
	/// Weight of a block trade before its dispatch: checks and signatures, due settlements,
	/// execution.
	pub fn block_trade_weight(trade: &BlockTrade) -> Weight {
		let (legs, parties) = Self::sizes(trade);
		T::WeightInfo::check_block_trade(legs, parties)
			.saturating_add(T::Settle::weight().saturating_mul(u64::from(parties)))
			.saturating_add(T::Execution::execute_weight(parties, legs))
	}

	fn sizes(trade: &BlockTrade) -> (u32, u32) {
		let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
		(size(trade.legs.len()), size(trade.parties.len()))
	}

	/// The hash that binds a signature to this chain.
	pub(crate) fn genesis_hash() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		)
	}

	pub(crate) fn do_execute_block_trade(
		submitter: T::AccountId,
		trade: BlockTrade,
		signatures: &[T::OffchainSignature],
	) -> DispatchResultWithPostInfo {
		let (legs, parties) = Self::sizes(&trade);
		let mut spent = T::WeightInfo::check_block_trade(legs, parties);
		// A trade refused here has cost no more than that.
		let terms = Self::check_block_trade(&trade, signatures)
			.map_err(|refused| refused.with_weight(spent))?;
		for party in &trade.parties {
			spent = spent.saturating_add(T::Settle::settle_due(party.portfolio)?);
		}
		let used = T::Execution::execute(&terms.fills, &terms.fees)?;
		for (party, window) in trade.parties.iter().zip(&terms.windows) {
			Nonces::<T>::insert(party.portfolio, window);
		}
		let fees: Vec<Cash> = terms.fees.iter().map(|(_, fee)| *fee).collect();
		let fees = BoundedVec::<Cash, ConstU32<MAX_PARTIES>>::try_from(fees)
			.map_err(|_| Error::<T>::Overflow)?;
		Self::deposit_event(Event::BlockTradeExecuted {
			hash: trade.hash(),
			submitter,
			trade,
			fees,
		});
		Ok(Some(spent.saturating_add(used)).into())
	}

	/// Everything this pallet can refuse, in order of cost. Writes nothing.
	pub(crate) fn check_block_trade(
		trade: &BlockTrade,
		signatures: &[T::OffchainSignature],
	) -> Result<Terms, DispatchError> {
		Self::check_shape(trade)?;
		ensure!(T::Clock::now() <= trade.deadline, Error::<T>::DeadlinePassed);
		ensure!(signatures.len() == trade.parties.len(), Error::<T>::SignatureCount);
		let owners = trade
			.parties
			.iter()
			.map(|p| T::Portfolios::owner(p.portfolio).ok_or(Error::<T>::UnknownPortfolio))
			.collect::<Result<Vec<_>, _>>()?;
		Self::check_self_trade(trade, &owners)?;
		let windows = trade
			.parties
			.iter()
			.map(|p| Nonces::<T>::get(p.portfolio).after_use(p.nonce).map_err(Self::refusal))
			.collect::<Result<Vec<_>, _>>()?;
		let (fills, fees) = Self::price_legs(trade)?;
		Self::check_limits(&trade.parties, &fills, &fees)?;
		Self::check_signatures(trade, &owners, signatures)?;
		Ok(Terms { fills, fees, windows })
	}

	pub(crate) fn refusal(refusal: NonceRefusal) -> Error<T> {
		match refusal {
			NonceRefusal::Used => Error::<T>::NonceUsed,
			NonceRefusal::TooOld => Error::<T>::NonceTooOld,
			NonceRefusal::TooFar => Error::<T>::NonceTooFar,
		}
	}

	/// What the trade shows by itself.
	fn check_shape(trade: &BlockTrade) -> DispatchResult {
		ensure!(!trade.legs.is_empty(), Error::<T>::NoLegs);
		ensure!(trade.parties.len() >= 2, Error::<T>::TooFewParties);
		let ascending = trade.parties.windows(2).all(|pair| match pair {
			[a, b] => a.portfolio < b.portfolio,
			_ => true,
		});
		ensure!(ascending, Error::<T>::PartiesNotSorted);
		let mut in_legs = BTreeSet::new();
		for leg in &trade.legs {
			ensure!(leg.quantity.is_positive(), Error::<T>::QuantityNotPositive);
			ensure!(!leg.price.is_zero(), Error::<T>::ZeroPrice);
			for side in [leg.buyer, leg.seller] {
				ensure!(Self::party_index(trade, side).is_some(), Error::<T>::LegWithoutParty);
				in_legs.insert(side);
			}
		}
		ensure!(in_legs.len() == trade.parties.len(), Error::<T>::PartyWithoutLeg);
		Ok(())
	}

	fn party_index(trade: &BlockTrade, portfolio: PortfolioId) -> Option<usize> {
		trade.parties.binary_search_by_key(&portfolio, |p| p.portfolio).ok()
	}

	/// No owner buys and sells the same series, not even through a third party.
	fn check_self_trade(trade: &BlockTrade, owners: &[T::AccountId]) -> DispatchResult {
		let side = |portfolio| Self::party_index(trade, portfolio).and_then(|i| owners.get(i));
		let buyers: BTreeSet<_> =
			trade.legs.iter().map(|leg| (leg.series, side(leg.buyer))).collect();
		let crossed = trade.legs.iter().any(|leg| buyers.contains(&(leg.series, side(leg.seller))));
		ensure!(!crossed, Error::<T>::SelfTrade);
		Ok(())
	}

	/// Fills and fees of every leg, each at a price inside the band.
	fn price_legs(
		trade: &BlockTrade,
	) -> Result<(Vec<Fill>, Vec<(PortfolioId, Cash)>), DispatchError> {
		let mut fills = Vec::with_capacity(trade.legs.len().saturating_mul(2));
		let mut fees: Vec<(PortfolioId, Cash)> =
			trade.parties.iter().map(|p| (p.portfolio, Cash::ZERO)).collect();
		for leg in &trade.legs {
			let (low, high) = T::Execution::mark_band(&leg.series)?;
			ensure!((low..=high).contains(&leg.price), Error::<T>::OutsideMarkBand);
			fills.extend(Self::fills_of(leg)?);
			let fee = Self::fee_of(&leg.series, leg.price, leg.quantity, Role::Block)?;
			for side in [leg.buyer, leg.seller] {
				let owed = Self::party_index(trade, side)
					.and_then(|i| fees.get_mut(i))
					.ok_or(Error::<T>::LegWithoutParty)?;
				owed.1 = owed.1.checked_add(fee).ok_or(Error::<T>::Overflow)?;
			}
		}
		Ok((fills, fees))
	}

	/// Buyer and seller of one leg. The premium rounds down, against the one who receives it.
	fn fills_of(leg: &TradeLeg) -> Result<[Fill; 2], Error<T>> {
		let premium = leg.price.notional_floor(leg.quantity).ok_or(Error::<T>::Overflow)?;
		let paid = premium.checked_neg().ok_or(Error::<T>::Overflow)?;
		let given = leg.quantity.checked_neg().ok_or(Error::<T>::Overflow)?;
		let series = leg.series;
		Ok([
			Fill { portfolio: leg.buyer, series, quantity: leg.quantity, cash: paid },
			Fill { portfolio: leg.seller, series, quantity: given, cash: premium },
		])
	}

	/// What one side of a trade costs, e8, rounded up. Err without an index.
	pub fn fee_of(
		series: &SeriesKey,
		price: Price,
		quantity: Quantity,
		role: Role,
	) -> Result<Cash, Error<T>> {
		Self::fee_by(&Markets::<T>::get(series.underlying), series, price, quantity, role)
	}

	/// The same by rules that were read already.
	pub(crate) fn fee_by(
		rules: &MarketRules,
		series: &SeriesKey,
		price: Price,
		quantity: Quantity,
		role: Role,
	) -> Result<Cash, Error<T>> {
		let index = T::Execution::index(series.underlying).ok_or(Error::<T>::NoMark)?;
		let premium = price.notional_ceil(quantity).ok_or(Error::<T>::Overflow)?;
		rules.fees.fee_ceil(role, index, quantity, premium).ok_or(Error::<T>::Overflow)
	}

	/// What each party gives in all stays within what it signed for.
	fn check_limits(
		parties: &[Party],
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
	) -> DispatchResult {
		for (party, (_, fee)) in parties.iter().zip(fees) {
			let received = fills.iter().filter(|f| f.portfolio == party.portfolio).map(|f| f.cash);
			let given = Cash::checked_sum(received)
				.and_then(|sum| fee.checked_sub(sum))
				.ok_or(Error::<T>::Overflow)?;
			ensure!(given <= party.limit, Error::<T>::LimitExceeded);
		}
		Ok(())
	}

	fn check_signatures(
		trade: &BlockTrade,
		owners: &[T::AccountId],
		signatures: &[T::OffchainSignature],
	) -> DispatchResult {
		let payload = trade.signing_payload(&Self::genesis_hash());
		for ((signature, owner), party) in signatures.iter().zip(owners).zip(&trade.parties) {
			let signed = Self::is_signed_for(party.portfolio, owner, &payload, signature);
			ensure!(signed, Error::<T>::BadSignature);
		}
		Ok(())
	}

	/// Whether the owner signed, or the one key that may do so for the portfolio.
	pub(crate) fn is_signed_for(
		portfolio: PortfolioId,
		owner: &T::AccountId,
		payload: &[u8],
		signature: &T::OffchainSignature,
	) -> bool {
		// Wallets wrap what they sign, so that it can't pass for a transaction.
		let wrapped = [b"<Bytes>", payload, b"</Bytes>"].concat();
		let by = |who: &T::AccountId| {
			signature.verify(payload, who) || signature.verify(wrapped.as_slice(), who)
		};
		by(owner) || Self::trade_signer(portfolio).is_some_and(|key| by(&key))
	}

	pub(crate) fn ensure_owner(owner: &T::AccountId, portfolio: PortfolioId) -> DispatchResult {
		let actual = T::Portfolios::owner(portfolio).ok_or(Error::<T>::UnknownPortfolio)?;
		ensure!(actual == *owner, Error::<T>::NotOwner);
		Ok(())
	}

	pub(crate) fn do_cancel_nonce(
		owner: T::AccountId,
		portfolio: PortfolioId,
		nonce: u64,
	) -> DispatchResult {
		Self::ensure_owner(&owner, portfolio)?;
		let window = Nonces::<T>::get(portfolio).after_use(nonce).map_err(Self::refusal)?;
		Nonces::<T>::insert(portfolio, window);
		Self::deposit_event(Event::NonceRevoked { portfolio, nonce });
		Ok(())
	}

	pub(crate) fn do_cancel_nonces_below(
		owner: T::AccountId,
		portfolio: PortfolioId,
		floor: u64,
	) -> DispatchResult {
		Self::ensure_owner(&owner, portfolio)?;
		let window =
			Nonces::<T>::get(portfolio).after_revoking_below(floor).map_err(Self::refusal)?;
		Nonces::<T>::insert(portfolio, window);
		Self::deposit_event(Event::NoncesRevokedBelow { portfolio, floor });
		Ok(())
	}

	/// Drops what is kept of a portfolio that closes; its number is never given again. Err while an
	/// order of it is open, or a combo waits.
	pub fn close(portfolio: PortfolioId) -> DispatchResult {
		ensure!(Orders::<T>::get(portfolio).open.is_empty(), Error::<T>::OrdersOpen);
		let waits = CollectedCombos::<T>::get().iter().any(|combo| combo.id.portfolio == portfolio);
		ensure!(!waits, Error::<T>::OrdersOpen);
		Nonces::<T>::remove(portfolio);
		Orders::<T>::remove(portfolio);
		TradingKeys::<T>::remove(portfolio);
		Ok(())
	}

	/// Weight of [`Self::close`].
	pub fn close_weight() -> Weight {
		T::WeightInfo::prune_portfolio()
			.saturating_add(T::WeightInfo::revoke_trading_keys())
			.saturating_add(T::DbWeight::get().reads(1))
	}
}
