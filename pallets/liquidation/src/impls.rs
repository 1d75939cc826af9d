// SPDX-License-Identifier: Apache-2.0
//! What users do, and what is asked: flags, bids, parameters, views.

use crate::{
	pallet::*, weights::WeightInfo, Auction, Bid, DropReason, Health, Holder, Ledger, Phase, Quote,
	Risk, SettleDue, LEAST_SHARE, MAX_AUCTIONS_PER_VIEW, MAX_BIDS,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Time, weights::Weight},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::{buffer_floor, counted_ms, ParamError, Params};
use tenor_series::PortfolioId;

impl<T: Config> Pallet<T> {
	/// Flags a portfolio, after its own look at it. Returns what that cost.
	pub(crate) fn do_flag(id: PortfolioId) -> Result<Weight, DispatchError> {
		ensure!(!Auctions::<T>::contains_key(id), Error::<T>::AlreadyFlagged);
		ensure!(T::Ledger::holder(id).is_some(), Error::<T>::UnknownPortfolio);
		let spent = Self::flag_base().saturating_add(T::Settle::settle_due(id)?);
		if T::Ledger::is_overdue(id) {
			Self::freeze(id)?;
			return Ok(spent);
		}
		let mut risk = T::Risk::begin();
		Self::ensure_unsafe(&mut risk, id)?;
		Self::freeze(id)?;
		Ok(spent.saturating_add(risk.consumed()))
	}

	/// Err unless a look that fits one call finds the portfolio below maintenance margin.
	pub(crate) fn ensure_unsafe(risk: &mut T::Risk, id: PortfolioId) -> DispatchResult {
		let health = Self::look(risk, id)?;
		ensure!(health.fresh, Error::<T>::StaleMarketData);
		ensure!(health.standing.maintenance.is_negative(), Error::<T>::MarginMet);
		ensure!(!health.standing.covered, Error::<T>::FullyCovered);
		Ok(())
	}

	/// How a portfolio stands, if that fits one call.
	pub(crate) fn look(risk: &mut T::Risk, id: PortfolioId) -> Result<Health, DispatchError> {
		let before = risk.consumed();
		let look = risk.standing_weight(id);
		// Asking reads markets and rules already.
		let look = look.saturating_add(risk.consumed().saturating_sub(before));
		ensure!(look.all_lte(T::Risk::least_step()), Error::<T>::TooMuchToValue);
		risk.standing(id)
	}

	/// Worst-case weight of [`Self::do_flag`].
	pub(crate) fn flag_weight() -> Weight {
		Self::flag_base().saturating_add(T::Settle::weight()).saturating_add(T::Risk::least_step())
	}

	fn flag_base() -> Weight {
		T::WeightInfo::freeze().saturating_add(T::Ledger::debtor_weight())
	}

	/// What the engine's sweep calls for an active portfolio that it found below maintenance margin on
	/// fresh data and not fully covered: frozen at once. The next run of [`Self::process_liquidation`]
	/// looks again, takes the fee and starts to sell. One that is flagged already stays as it is.
	pub fn unsafe_found(id: PortfolioId) -> DispatchResult {
		if Auctions::<T>::contains_key(id) {
			return Ok(());
		}
		with_storage_layer(|| Self::freeze(id))
	}

	/// Worst-case weight of [`Self::unsafe_found`].
	pub fn unsafe_found_weight() -> Weight {
		T::WeightInfo::freeze()
	}

	fn freeze(id: PortfolioId) -> DispatchResult {
		T::Ledger::freeze(id)?;
		Auctions::<T>::insert(id, Auction::flagged(T::Clock::now()));
		Self::deposit_event(Event::Flagged { portfolio: id });
		Ok(())
	}

	/// The caller's portfolio.
	pub(crate) fn owned(
		who: &T::AccountId,
		bidder: PortfolioId,
	) -> Result<Holder<T::AccountId>, DispatchError> {
		let holder = T::Ledger::holder(bidder).ok_or(Error::<T>::UnknownPortfolio)?;
		ensure!(holder.owner == *who, Error::<T>::NotOwner);
		Ok(holder)
	}

	/// Puts a bid in its place; the worst one leaves if there are too many.
	pub(crate) fn do_bid(who: T::AccountId, id: PortfolioId, bid: Bid) -> DispatchResult {
		let holder = Self::owned(&who, bid.bidder)?;
		let auction = Auctions::<T>::get(id).ok_or(Error::<T>::NoAuction)?;
		ensure!(holder.active, Error::<T>::BidderFrozen);
		let range = LEAST_SHARE..=Fixed::ONE;
		ensure!(range.contains(&bid.share), Error::<T>::ShareOutOfRange);
		let expects = bid.expected_version.unwrap_or(auction.version);
		ensure!(expects == auction.version, Error::<T>::VersionChanged);
		// At the last price: the true one is that of the fill. It keeps those out who have nothing.
		let cost = auction.price.mul_ceil(bid.share).ok_or(Error::<T>::Overflow)?;
		ensure!(holder.free_cash >= cost, Error::<T>::InsufficientCash);
		let mut bids = BidsOf::<T>::get(id);
		bids.retain(|other| other.bidder != bid.bidder);
		let place = bids.iter().position(|other| bid.is_before(other)).unwrap_or(bids.len());
		if u32::try_from(bids.len()).is_ok_and(|n| n >= MAX_BIDS) {
			ensure!(place < bids.len(), Error::<T>::OutbidByAll);
			if let Some(worst) = bids.pop() {
				Self::drop_bid(id, worst.bidder, DropReason::Outbid);
			}
		}
		bids.try_insert(place, bid).map_err(|_| Error::<T>::OutbidByAll)?;
		BidsOf::<T>::insert(id, bids);
		Self::deposit_event(Event::BidPlaced { portfolio: id, bid });
		Ok(())
	}

	pub(crate) fn do_cancel_bid(
		who: T::AccountId,
		id: PortfolioId,
		bidder: PortfolioId,
	) -> DispatchResult {
		Self::owned(&who, bidder)?;
		let mut bids = BidsOf::<T>::get(id);
		let before = bids.len();
		bids.retain(|bid| bid.bidder != bidder);
		ensure!(bids.len() < before, Error::<T>::NoBid);
		Self::put_bids(id, bids);
		Self::deposit_event(Event::BidCancelled { portfolio: id, bidder });
		Ok(())
	}

	pub(crate) fn put_bids(id: PortfolioId, bids: crate::Bids) {
		if bids.is_empty() {
			BidsOf::<T>::remove(id);
		} else {
			BidsOf::<T>::insert(id, bids);
		}
	}

	pub(crate) fn drop_bid(portfolio: PortfolioId, bidder: PortfolioId, reason: DropReason) {
		Self::deposit_event(Event::BidDropped { portfolio, bidder, reason });
	}

	pub(crate) fn do_set_params(params: Params) -> DispatchResult {
		params.sanity().map_err(|error| match error {
			ParamError::Negative => Error::<T>::NegativeParameter,
			ParamError::TooLarge => Error::<T>::ParameterTooLarge,
			ParamError::FactorRises => Error::<T>::FactorRises,
			ParamError::TimeOutOfRange => Error::<T>::TimeOutOfRange,
		})?;
		Parameters::<T>::put(params);
		Self::deposit_event(Event::ParamsSet { params });
		Ok(())
	}

	pub(crate) fn auctions_behind(
		after: Option<PortfolioId>,
		limit: u32,
	) -> Vec<(PortfolioId, Auction)> {
		let limit = usize::try_from(limit.min(MAX_AUCTIONS_PER_VIEW)).unwrap_or(0);
		let auctions = match after {
			Some(id) => Auctions::<T>::iter_from(Auctions::<T>::hashed_key_for(id)),
			None => Auctions::<T>::iter(),
		};
		auctions.take(limit).collect()
	}

	/// What a share would cost if the engine ran now. A portfolio that is only flagged is quoted as it
	/// would open.
	pub(crate) fn quote_of(id: PortfolioId, share: Fixed) -> Result<Quote, DispatchError> {
		ensure!((Fixed::ZERO..=Fixed::ONE).contains(&share), Error::<T>::ShareOutOfRange);
		let mut auction = Auctions::<T>::get(id).ok_or(Error::<T>::NoAuction)?;
		let params = Parameters::<T>::get();
		let mut risk = T::Risk::begin();
		let Health { standing, fresh, book, .. } = risk.standing(id)?;
		let worth = if auction.is_exit() { Some(risk.worth(id)?) } else { None };
		let counted = counted_ms(&params, auction.seen_at, T::Clock::now(), fresh);
		auction.active_ms = auction.active_ms.saturating_add(counted);
		auction.note_book(book);
		if auction.phase == Phase::Flagged {
			auction.start(Self::first_stage(&standing));
		}
		let Phase::Selling(stage) = auction.phase else {
			return Err(Error::<T>::NoAuction.into());
		};
		let buffer = buffer_floor(standing.equity, standing.maintenance, params.buffer);
		let buffer = buffer.ok_or(Error::<T>::Overflow)?;
		let terms = auction.terms(&standing, buffer, worth.as_ref(), &params);
		let terms = terms.ok_or(Error::<T>::Overflow)?;
		let share = share.min(terms.share);
		let cost: Option<Cash> = terms.price.mul_ceil(share);
		let cost = cost.ok_or(Error::<T>::Overflow)?;
		let version = auction.version;
		Ok(Quote { stage, fresh, standing, buffer, worth, terms, cost, version })
	}
}
