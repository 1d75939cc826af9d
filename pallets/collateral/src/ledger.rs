// SPDX-License-Identifier: Apache-2.0
//! The cash ledger: loading and storing a portfolio with its interest, and posting batches.

use crate::{
	Batch, BatchError, CashSums, Clearing, Config, Debt, Debtors, Error, Event, Fees, HoldingError,
	Insurance, OnChange, OpenClearings, Overdraft, Pallet, Portfolios, RecordOf, Sums, Terms,
	Totals, WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Time, weights::Weight},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{AssetId, ExpiryKey, LedgerAccount, PortfolioId, PortfolioStatus};

/// A portfolio between loading and storing: interest up to now is already off its cash, locks of
/// closed clearing accounts are gone.
pub(crate) struct Account<T: Config> {
	pub id: PortfolioId,
	pub record: RecordOf<T>,
	/// Cash as the sums know it.
	stored_cash: Cash,
	debt: Option<Debt>,
	/// To be credited to insurance when stored.
	interest: Cash,
	/// Changes of collateral assets, for the totals when stored.
	pub moved: Vec<(AssetId, Cash)>,
}

impl<T: Config> From<HoldingError> for Error<T> {
	fn from(error: HoldingError) -> Self {
		match error {
			HoldingError::Overflow => Self::LedgerOverflow,
			HoldingError::NoRoom => Self::TooManyAssets,
			HoldingError::Insufficient => Self::MoreThanFree,
		}
	}
}

impl<T: Config> From<BatchError> for Error<T> {
	fn from(error: BatchError) -> Self {
		match error {
			BatchError::Unbalanced => Self::Unbalanced,
			BatchError::Overflow => Self::LedgerOverflow,
			BatchError::SeveralClearingAccounts => Self::SeveralClearingAccounts,
		}
	}
}

/// `value + change`, checked.
pub(crate) fn add<T: Config>(value: Cash, change: Cash) -> Result<Cash, Error<T>> {
	value.checked_add(change).ok_or(Error::LedgerOverflow)
}

/// `value - change`, checked.
pub(crate) fn sub<T: Config>(value: Cash, change: Cash) -> Result<Cash, Error<T>> {
	value.checked_sub(change).ok_or(Error::LedgerOverflow)
}

impl<T: Config> Pallet<T> {
	/// Reads a portfolio and brings it up to now, in memory.
	pub(crate) fn load(id: PortfolioId) -> Result<Account<T>, DispatchError> {
		let mut record = Portfolios::<T>::get(id).ok_or(Error::<T>::PortfolioNotFound)?;
		if !record.locked.is_empty() {
			let open = OpenClearings::<T>::get();
			record.locked.retain(|(expiry, _)| open.binary_search(expiry).is_ok());
		}
		let mut account = Account {
			id,
			stored_cash: record.cash,
			debt: None,
			interest: Cash::ZERO,
			moved: Vec::new(),
			record,
		};
		if account.record.cash.is_negative() {
			Self::accrue(&mut account)?;
		}
		Ok(account)
	}

	/// Takes simple interest since the last touch off negative cash.
	fn accrue(account: &mut Account<T>) -> Result<(), Error<T>> {
		let now = T::Clock::now();
		let mut debt = Debtors::<T>::get(account.id).unwrap_or(Debt {
			since: now,
			accrued_at: now,
			over_cap: false,
		});
		let owed = sub::<T>(Cash::ZERO, account.record.cash)?;
		let elapsed = now.saturating_sub(debt.accrued_at);
		account.interest =
			Terms::<T>::get().interest_ceil(owed, elapsed).ok_or(Error::<T>::LedgerOverflow)?;
		account.record.cash = sub::<T>(account.record.cash, account.interest)?;
		debt.accrued_at = now.max(debt.accrued_at);
		account.debt = Some(debt);
		Ok(())
	}

	/// Writes a loaded portfolio: record, debt, interest and sums. `sums` are the caller's to put.
	pub(crate) fn store(account: Account<T>, sums: &mut CashSums) -> DispatchResult {
		let Account { id, record, stored_cash, debt, interest, moved } = account;
		if add::<T>(record.cash, interest)? < stored_cash || !moved.is_empty() {
			T::OnChange::portfolio_changed(id);
		}
		*sums = sums.shifted(stored_cash, record.cash).ok_or(Error::<T>::LedgerOverflow)?;
		if interest.is_positive() {
			let insurance = add::<T>(Insurance::<T>::get(), interest)?;
			Insurance::<T>::put(insurance);
			Self::deposit_event(Event::InterestCharged { portfolio: id, amount: interest });
		}
		for (asset, change) in moved {
			Totals::<T>::try_mutate(asset, |totals| {
				let held = totals.held.checked_add_signed(change.e8());
				totals.held = held.ok_or(Error::<T>::LedgerOverflow)?;
				Ok::<_, DispatchError>(())
			})?;
		}
		if record.cash.is_negative() {
			Self::store_debt(id, record.cash, debt, sums)?;
		} else if debt.is_some() {
			Debtors::<T>::remove(id);
		}
		Portfolios::<T>::insert(id, record);
		Ok(())
	}

	fn store_debt(
		id: PortfolioId,
		cash: Cash,
		before: Option<Debt>,
		sums: &CashSums,
	) -> DispatchResult {
		let now = T::Clock::now();
		let debt = sub::<T>(Cash::ZERO, cash)?;
		let over_cap = Terms::<T>::get().exceeded_by(debt, sums.debts());
		let before = before.unwrap_or(Debt { since: now, accrued_at: now, over_cap: false });
		if over_cap && !before.over_cap {
			Self::deposit_event(Event::DebtOverCap { portfolio: id, debt, total: sums.debts() });
		}
		Debtors::<T>::insert(id, Debt { over_cap, ..before });
		Ok(())
	}

	/// Loads a portfolio, changes it and stores it together with the sums.
	pub(crate) fn with_account<R>(
		id: PortfolioId,
		change: impl FnOnce(&mut Account<T>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		let mut account = Self::load(id)?;
		let result = change(&mut account)?;
		let mut sums = Sums::<T>::get();
		Self::store(account, &mut sums)?;
		Sums::<T>::put(sums);
		Ok(result)
	}

	/// Posts a zero-sum batch of entries: all or none. Entries of one account are netted. At most
	/// one clearing account may be named; what portfolios receive in its batch is its credit and
	/// stays locked until it closes.
	pub fn post(entries: &[(LedgerAccount, Cash)], overdraft: Overdraft) -> DispatchResult {
		with_storage_layer(|| Self::do_post(entries, overdraft))
	}

	/// Worst-case weight of [`Self::post`] with `n` entries.
	pub fn post_weight(n: u32) -> Weight {
		T::WeightInfo::post(n)
	}

	fn do_post(entries: &[(LedgerAccount, Cash)], overdraft: Overdraft) -> DispatchResult {
		let batch = Batch::new(entries).map_err(Error::<T>::from)?;
		let mut sums = Sums::<T>::get();
		// In the order of accounts: portfolios come first, so that their interest is in the fund
		// before the fund pays.
		for (account, change) in &batch.changes {
			match account {
				LedgerAccount::Portfolio(id) => {
					Self::post_to_portfolio(*id, *change, batch.clearing, overdraft, &mut sums)?
				}
				LedgerAccount::Clearing(expiry) => {
					Self::post_to_clearing(*expiry, *change, &mut sums)?
				}
				LedgerAccount::Insurance => Self::post_to_insurance(*change)?,
				LedgerAccount::Fees => {
					let fees = add::<T>(Fees::<T>::get(), *change)?;
					ensure!(!fees.is_negative(), Error::<T>::InsufficientFees);
					Fees::<T>::put(fees);
				}
			}
		}
		Sums::<T>::put(sums);
		if batch.clearing.is_none() {
			let changes: Vec<_> = batch.changes.into_iter().collect();
			Self::deposit_event(Event::Posted { changes });
		}
		Ok(())
	}

	fn post_to_portfolio(
		id: PortfolioId,
		change: Cash,
		clearing: Option<ExpiryKey>,
		overdraft: Overdraft,
		sums: &mut CashSums,
	) -> DispatchResult {
		let mut account = Self::load(id)?;
		account.record.cash = add::<T>(account.record.cash, change)?;
		let cash = account.record.cash;
		if change.is_negative() {
			Self::ensure_may_debit(&account.record, overdraft)?;
		}
		if let (Some(expiry), true) = (clearing, change.is_positive()) {
			account.record.lock(expiry, change).map_err(|error| match error {
				HoldingError::NoRoom => Error::<T>::TooManyExpiries,
				other => other.into(),
			})?;
		}
		Self::store(account, sums)?;
		if overdraft == Overdraft::UpToCap && change.is_negative() && cash.is_negative() {
			let (terms, debt) = (Terms::<T>::get(), sub::<T>(Cash::ZERO, cash)?);
			ensure!(!terms.exceeded_by(debt, sums.debts()), Error::<T>::DebtCapReached);
		}
		Ok(())
	}

	/// Whether a debit that must not overdraw may leave the portfolio as `after`.
	fn ensure_may_debit(after: &RecordOf<T>, overdraft: Overdraft) -> DispatchResult {
		if overdraft == Overdraft::Forbidden {
			ensure!(after.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
			ensure!(after.cash >= after.locked_cash(), Error::<T>::InsufficientCash);
		}
		Ok(())
	}

	fn post_to_clearing(expiry: ExpiryKey, change: Cash, sums: &mut CashSums) -> DispatchResult {
		let balance = Clearing::<T>::get(expiry).ok_or(Error::<T>::ClearingNotOpen)?;
		Clearing::<T>::insert(expiry, add::<T>(balance, change)?);
		sums.clearing = add::<T>(sums.clearing, change)?;
		Ok(())
	}

	/// Changes the insurance fund, which never goes below zero.
	pub(crate) fn post_to_insurance(change: Cash) -> DispatchResult {
		let insurance = add::<T>(Insurance::<T>::get(), change)?;
		ensure!(!insurance.is_negative(), Error::<T>::InsufficientInsurance);
		Insurance::<T>::put(insurance);
		Ok(())
	}

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
