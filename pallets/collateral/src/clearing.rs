// SPDX-License-Identifier: Apache-2.0
//! Clearing accounts: what settlement pays out of and into, one per expiry.

use crate::{
	ledger::{add, sub},
	CashSums, Clearing, Config, Error, Event, HoldingError, OpenClearings, Pallet, Sums,
};
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{ExpiryKey, PortfolioId};

/// Portfolios of one expiry being settled: what all of them change is kept here until
/// [`Pallet::finish_settling`]. Nothing else may move cash meanwhile.
pub struct Settling {
	expiry: ExpiryKey,
	/// Of the clearing account.
	balance: Cash,
	sums: CashSums,
}

impl<T: Config> Pallet<T> {
	/// Opens the clearing account of an expiry; one that is open stays as it is.
	pub fn open_clearing(expiry: ExpiryKey) -> DispatchResult {
		let opened = OpenClearings::<T>::try_mutate(|open| match open.binary_search(&expiry) {
			Ok(_) => Ok(false),
			Err(at) => open.try_insert(at, expiry).map(|()| true),
		});
		if opened.map_err(|_| Error::<T>::TooManyClearingAccounts)? {
			Clearing::<T>::insert(expiry, Cash::ZERO);
			Self::deposit_event(Event::ClearingOpened { expiry });
		}
		Ok(())
	}

	/// Begins to settle portfolios of an expiry whose clearing account is open.
	pub fn begin_settling(expiry: ExpiryKey) -> Result<Settling, DispatchError> {
		let balance = Clearing::<T>::get(expiry).ok_or(Error::<T>::ClearingNotOpen)?;
		Ok(Settling { expiry, balance, sums: Sums::<T>::get() })
	}

	/// Moves `net` from the clearing account to a portfolio, or the other way if below zero, and takes
	/// the expiry off its list: all or nothing. A credit stays locked until the account closes; neither
	/// side fails for want of cash. Returns the owner, and whether the portfolio owes or owed anything,
	/// which takes two keys more than its record. `OnChange` is not told: whoever takes the positions
	/// knows.
	pub fn settle(
		settling: &mut Settling,
		id: PortfolioId,
		net: Cash,
	) -> Result<(T::AccountId, bool), DispatchError> {
		let Settling { expiry, balance, mut sums } = *settling;
		let balance = sub::<T>(balance, net)?;
		sums.clearing = sub::<T>(sums.clearing, net)?;
		let owner_and_debt = with_storage_layer(|| {
			let mut account = Self::load(id)?;
			let record = &mut account.record;
			record.cash = add::<T>(record.cash, net)?;
			record.expiries.retain(|key| *key != expiry);
			if net.is_positive() {
				record.lock(expiry, net).map_err(|error| match error {
					HoldingError::NoRoom => Error::<T>::TooManyExpiries,
					other => other.into(),
				})?;
			}
			let (owner, owes) = (record.owner.clone(), record.cash.is_negative());
			let owes = owes || account.is_debtor();
			Self::store_silently(account, &mut sums)?;
			Ok::<_, DispatchError>((owner, owes))
		})?;
		*settling = Settling { expiry, balance, sums };
		Ok(owner_and_debt)
	}

	/// Writes what the portfolios settled have changed together.
	pub fn finish_settling(settling: Settling) {
		Clearing::<T>::insert(settling.expiry, settling.balance);
		Sums::<T>::put(settling.sums);
	}

	/// Balance of a clearing account; zero if it is not open.
	pub fn clearing(expiry: ExpiryKey) -> Cash {
		Clearing::<T>::get(expiry).unwrap_or_default()
	}

	/// Closes a clearing account that is not below zero. What is left of rounding goes to
	/// insurance, and the credits it paid are free.
	pub fn close_clearing(expiry: ExpiryKey) -> DispatchResult {
		let dust = Clearing::<T>::get(expiry).ok_or(Error::<T>::ClearingNotOpen)?;
		ensure!(!dust.is_negative(), Error::<T>::ClearingNegative);
		let mut sums = Sums::<T>::get();
		sums.clearing = sub::<T>(sums.clearing, dust)?;
		Self::post_to_insurance(dust)?;
		Sums::<T>::put(sums);
		Clearing::<T>::remove(expiry);
		OpenClearings::<T>::mutate(|open| open.retain(|key| *key != expiry));
		Self::deposit_event(Event::ClearingClosed { expiry, dust });
		Ok(())
	}
}
