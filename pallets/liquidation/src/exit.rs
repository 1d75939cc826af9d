// SPDX-License-Identifier: Apache-2.0
//! Exits: an owner has all positions of a safe portfolio sold, and what is free paid out.

use crate::{pallet::*, weights::WeightInfo, Auction, Health, Ledger, Outcome, Risk, SettleDue};
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Time, weights::Weight},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::{Cash, Fixed};
use tenor_series::PortfolioId;

impl<T: Config> Pallet<T> {
	/// Freezes a portfolio of the caller and has its positions sold. Returns what that cost.
	pub(crate) fn do_request_exit(
		who: T::AccountId,
		id: PortfolioId,
	) -> Result<Weight, DispatchError> {
		Self::owned(&who, id)?;
		ensure!(!Auctions::<T>::contains_key(id), Error::<T>::AlreadyFlagged);
		let settled = T::Settle::settle_due(id)?;
		let holder = Self::owned(&who, id)?;
		ensure!(holder.active, Error::<T>::PortfolioFrozen);
		ensure!(!holder.holds, Error::<T>::CashHeld);
		ensure!(holder.expiries > 0, Error::<T>::NothingToSell);
		let mut risk = T::Risk::begin();
		// Without fresh data nobody is found unsafe, and nothing is sold either.
		let Health { standing, fresh, .. } = Self::look(&mut risk, id)?;
		let below = fresh && standing.maintenance.is_negative() && !standing.covered;
		ensure!(!below, Error::<T>::BelowMaintenanceMargin);
		Self::begin_exit(id)?;
		let spent = T::WeightInfo::request_exit().saturating_add(settled);
		Ok(spent.saturating_add(risk.consumed()))
	}

	/// Worst-case weight of [`Self::do_request_exit`].
	pub(crate) fn exit_weight() -> Weight {
		T::WeightInfo::request_exit()
			.saturating_add(T::Settle::weight())
			.saturating_add(T::Risk::least_step())
	}

	pub(crate) fn begin_exit(id: PortfolioId) -> DispatchResult {
		T::Ledger::freeze(id)?;
		Auctions::<T>::insert(id, Auction::exit(T::Clock::now()));
		Self::deposit_event(Event::ExitRequested { portfolio: id });
		Ok(())
	}

	/// Ends an exit of the caller's portfolio, unless something was sold in this block.
	pub(crate) fn do_cancel_exit(who: T::AccountId, id: PortfolioId) -> DispatchResult {
		Self::owned(&who, id)?;
		let auction = Auctions::<T>::get(id).filter(Auction::is_exit);
		let auction = auction.ok_or(Error::<T>::NotExiting)?;
		ensure!(auction.sold_at != Some(T::Clock::now()), Error::<T>::SoldInThisBlock);
		Self::end(id, Outcome::Cancelled)
	}

	/// Moves what a bidder pays for positions to the portfolio, or from it what he is paid: never more than is
	/// free.
	pub(crate) fn pay_for_exit(id: PortfolioId, bidder: PortfolioId, cost: Cash) -> DispatchResult {
		if cost.is_negative() {
			let free = T::Ledger::holder(id).map_or(Cash::ZERO, |holder| holder.free_cash);
			let left = free.checked_add(cost).ok_or(Error::<T>::Overflow)?;
			ensure!(!left.is_negative(), Error::<T>::ExitNotPaid);
		}
		T::Ledger::take_over(id, bidder, Fixed::ZERO, cost, Cash::ZERO)
	}

	/// Requests what is free for the owner. What can't be requested stays where it is.
	pub(crate) fn pay_out(id: PortfolioId) {
		if let Err(error) = with_storage_layer(|| T::Ledger::request_payout(id)) {
			Self::deposit_event(Event::PayoutNotRequested { portfolio: id, error });
		}
	}
}
