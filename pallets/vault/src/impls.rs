// SPDX-License-Identifier: Apache-2.0
//! What people do: opening a vault, paying in, leaving, reducing; and what views show.

use crate::{
	pallet::*, Books, Ledger, ParamError, Params, Period, Reduce, Request, Vault, VaultReport,
	WeightInfo, WORN_OUT,
};
use polkadot_sdk::{
	frame_support::{
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
		weights::Weight,
	},
	sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult},
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_liquidation::{share_price_floor, shares_floor, worth_floor, Shares};
use tenor_series::{SeriesKey, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// The keyless account that owns the portfolio of a vault.
	pub fn account_of(underlying: UnderlyingId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(underlying)
	}

	fn vault(underlying: UnderlyingId) -> Result<Vault<T::AccountId>, Error<T>> {
		Vaults::<T>::get(underlying).ok_or(Error::<T>::UnknownVault)
	}

	/// Opens a vault with what its account was given. The shares of the seed stay with that account for
	/// good, so that a share never becomes so dear that deposits round to nothing.
	pub(crate) fn do_open_vault(underlying: UnderlyingId) -> DispatchResult {
		ensure!(!Vaults::<T>::contains_key(underlying), Error::<T>::VaultExists);
		let account = Self::account_of(underlying);
		let (portfolio, seed) = T::Ledger::open(&account, T::Seed::get())?;
		let shares = seed.e8();
		ensure!(shares > 0, Error::<T>::TooFewShares);
		let period = Period { since: T::Clock::now(), price: Fixed::ONE, taken: Cash::ZERO };
		Vaults::<T>::insert(underlying, Vault { portfolio, shares, manager: None, period });
		SharesOf::<T>::insert(underlying, account, shares);
		Self::deposit_event(Event::VaultOpened { underlying, portfolio, seed });
		Ok(())
	}

	/// Net asset value of an active vault, above zero, from fresh data; and what it took to know that.
	fn nav(vault: &Vault<T::AccountId>) -> Result<(Cash, Weight), DispatchError> {
		let active = T::Ledger::holder(vault.portfolio).is_some_and(|(_, active)| active);
		ensure!(active, Error::<T>::VaultFrozen);
		let (nav, looked) = T::Books::equity(vault.portfolio)?;
		ensure!(nav.is_positive(), Error::<T>::NothingLeft);
		Ok((nav, looked))
	}

	/// Worst-case weight of [`Self::do_deposit`].
	pub(crate) fn deposit_weight() -> Weight {
		T::WeightInfo::deposit()
			.saturating_add(T::Ledger::settle_weight())
			.saturating_add(T::Books::equity_weight())
			.saturating_add(T::Ledger::deposit_weight())
	}

	/// Returns what it took.
	pub(crate) fn do_deposit(
		who: T::AccountId,
		underlying: UnderlyingId,
		tokens: u128,
	) -> Result<Weight, DispatchError> {
		let mut vault = Self::vault(underlying)?;
		let settled = T::Ledger::settle_due(vault.portfolio)?;
		let (nav, looked) = Self::nav(&vault)?;
		let worth = nav.e8().checked_mul(WORN_OUT).ok_or(Error::<T>::Overflow)?;
		ensure!(worth >= vault.shares, Error::<T>::NothingLeft);
		let params = Parameters::<T>::get();
		vault.roll(nav, T::Clock::now(), &params).ok_or(Error::<T>::Overflow)?;
		let owner = Self::account_of(underlying);
		let amount = T::Ledger::deposit(&who, &owner, vault.portfolio, tokens)?;
		ensure!(amount >= params.least, Error::<T>::BelowLeastAmount);
		let shares = shares_floor(amount, nav, vault.shares).ok_or(Error::<T>::Overflow)?;
		ensure!(shares > 0, Error::<T>::TooFewShares);
		vault.shares = vault.shares.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		Self::shift_shares(underlying, &who, shares)?;
		Vaults::<T>::insert(underlying, vault);
		Self::deposit_event(Event::Deposited { underlying, who, amount, shares });
		let base = T::WeightInfo::deposit().saturating_add(T::Ledger::deposit_weight());
		Ok(base.saturating_add(settled).saturating_add(looked))
	}

	/// Changes what an account holds outside of the queue.
	fn shift_shares(
		underlying: UnderlyingId,
		who: &T::AccountId,
		change: Shares,
	) -> DispatchResult {
		let held = SharesOf::<T>::get(underlying, who);
		let left = held.checked_add(change).ok_or(Error::<T>::Overflow)?;
		ensure!(left >= 0, Error::<T>::MoreThanHeld);
		if left == 0 {
			SharesOf::<T>::remove(underlying, who);
		} else {
			SharesOf::<T>::insert(underlying, who, left);
		}
		Ok(())
	}

	pub(crate) fn do_request_withdrawal(
		who: T::AccountId,
		underlying: UnderlyingId,
		shares: Shares,
	) -> DispatchResult {
		ensure!(Vaults::<T>::contains_key(underlying), Error::<T>::UnknownVault);
		let params = Parameters::<T>::get();
		let all = SharesOf::<T>::get(underlying, &who);
		ensure!(shares > 0, Error::<T>::TooFewShares);
		ensure!(shares <= all, Error::<T>::MoreThanHeld);
		ensure!(shares == all || shares >= params.least.e8(), Error::<T>::TooFewShares);
		let mut queue = Requests::<T>::get(underlying);
		ensure!(queue.iter().all(|request| request.who != who), Error::<T>::RequestWaits);
		let due = T::Clock::now().saturating_add(params.notice_ms);
		let request = Request { who: who.clone(), shares, due };
		queue.try_push(request).map_err(|_| Error::<T>::QueueFull)?;
		Self::shift_shares(underlying, &who, shares.saturating_neg())?;
		Requests::<T>::insert(underlying, queue);
		Self::deposit_event(Event::WithdrawalRequested { underlying, who, shares, due });
		Ok(())
	}

	pub(crate) fn do_cancel_withdrawal(
		who: T::AccountId,
		underlying: UnderlyingId,
	) -> DispatchResult {
		let mut queue = Requests::<T>::get(underlying);
		let place = queue.iter().position(|request| request.who == who);
		let request = queue.remove(place.ok_or(Error::<T>::NoRequest)?);
		Self::shift_shares(underlying, &who, request.shares)?;
		Self::put_queue(underlying, queue);
		let shares = request.shares;
		Self::deposit_event(Event::WithdrawalReturned { underlying, who, shares, reason: None });
		Ok(())
	}

	fn put_queue(underlying: UnderlyingId, queue: crate::Queue<T::AccountId>) {
		if queue.is_empty() {
			Requests::<T>::remove(underlying);
		} else {
			Requests::<T>::insert(underlying, queue);
		}
	}

	/// Worst-case weight of [`Self::do_pay`].
	pub(crate) fn pay_weight() -> Weight {
		T::WeightInfo::pay()
			.saturating_add(T::Ledger::settle_weight())
			.saturating_add(T::Books::equity_weight())
			.saturating_add(T::Ledger::payable_weight())
			.saturating_add(T::Ledger::pay_weight())
	}

	/// Pays the oldest request that waits, if it is due and the vault's margin lets it go; else it stays,
	/// and those behind it. One whose payment fails for a reason of its own gets its shares back, so that
	/// it holds nobody up. Returns what it took.
	pub(crate) fn do_pay(underlying: UnderlyingId) -> Result<Weight, DispatchError> {
		let mut vault = Self::vault(underlying)?;
		let mut queue = Requests::<T>::get(underlying);
		let first = queue.first().cloned().ok_or(Error::<T>::NoRequest)?;
		ensure!(first.due <= T::Clock::now(), Error::<T>::NoticeRuns);
		let settled = T::Ledger::settle_due(vault.portfolio)?;
		let (nav, looked) = Self::nav(&vault)?;
		vault.roll(nav, T::Clock::now(), &Parameters::<T>::get()).ok_or(Error::<T>::Overflow)?;
		let Request { who, shares, .. } = first;
		let amount = worth_floor(shares, nav, vault.shares).ok_or(Error::<T>::Overflow)?;
		let payable = T::Ledger::ensure_payable(vault.portfolio, amount)?;
		queue.remove(0);
		let payment = match with_storage_layer(|| T::Ledger::pay(vault.portfolio, &who, amount)) {
			Ok((paid, spent)) => {
				vault.shares = vault.shares.checked_sub(shares).ok_or(Error::<T>::Overflow)?;
				Self::deposit_event(Event::Withdrawn { underlying, who, shares, amount, paid });
				spent
			}
			Err(error) => {
				Self::shift_shares(underlying, &who, shares)?;
				let reason = Some(error);
				Self::deposit_event(Event::WithdrawalReturned { underlying, who, shares, reason });
				T::Ledger::pay_weight()
			}
		};
		Self::put_queue(underlying, queue);
		Vaults::<T>::insert(underlying, vault);
		let parts = [settled, looked, payable, payment];
		Ok(parts.into_iter().fold(T::WeightInfo::pay(), Weight::saturating_add))
	}

	pub(crate) fn do_set_manager(
		underlying: UnderlyingId,
		manager: Option<T::AccountId>,
	) -> DispatchResult {
		let mut vault = Self::vault(underlying)?;
		vault.manager = manager.clone();
		Vaults::<T>::insert(underlying, vault);
		Self::deposit_event(Event::ManagerSet { underlying, manager });
		Ok(())
	}

	pub(crate) fn do_reduce(
		who: T::AccountId,
		series: SeriesKey,
		quantity: Quantity,
		limit: Price,
	) -> DispatchResult {
		let underlying = series.underlying;
		let vault = Self::vault(underlying)?;
		ensure!(vault.manager == Some(who), Error::<T>::NotManager);
		let owner = Self::account_of(underlying);
		T::Reduce::place(&owner, vault.portfolio, series, quantity, limit)
	}

	pub(crate) fn do_set_params(params: Params) -> DispatchResult {
		params.sanity().map_err(|error| match error {
			ParamError::CapOutOfRange => Error::<T>::CapOutOfRange,
			ParamError::TimeOutOfRange => Error::<T>::TimeOutOfRange,
			ParamError::LeastTooSmall => Error::<T>::LeastTooSmall,
		})?;
		Parameters::<T>::put(params);
		Self::deposit_event(Event::ParamsSet { params });
		Ok(())
	}

	/// A vault as its holders see it.
	pub(crate) fn report_of(underlying: UnderlyingId) -> Option<VaultReport<T::AccountId>> {
		let vault = Vaults::<T>::get(underlying)?;
		let nav = T::Books::equity(vault.portfolio).ok().map(|(nav, _)| nav);
		let share_price = nav.and_then(|nav| share_price_floor(nav, vault.shares));
		let loss_room = nav.and_then(|nav| vault.room(nav, &Parameters::<T>::get()));
		let account = Self::account_of(underlying);
		Some(VaultReport { vault, account, nav, share_price, loss_room })
	}
}
