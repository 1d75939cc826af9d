// SPDX-License-Identifier: Apache-2.0
//! The cash ledger: loading and storing a portfolio with its interest, and posting batches.

use crate::{
	net_entries, BatchError, CashSums, Config, Debt, Debtors, Error, Event, Fees, HoldingError,
	Insurance, OnChange, OpenClearings, Overdraft, Pallet, Portfolios, RecordOf, Sums, Terms,
	Totals, WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Time, weights::Weight},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{AssetId, LedgerAccount, PortfolioId, PortfolioStatus};

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

impl<T: Config> Account<T> {
	/// Whether it owed anything when loaded.
	pub(crate) fn is_debtor(&self) -> bool {
		self.debt.is_some()
	}

	/// Whether its cash is less than stored, interest apart.
	fn is_debited(&self) -> Result<bool, Error<T>> {
		Ok(add::<T>(self.record.cash, self.interest)? < self.stored_cash)
	}
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
		let (debited, moved) = (account.is_debited()?, !account.moved.is_empty());
		if debited || moved {
			T::OnChange::portfolio_changed(account.id);
		}
		Self::store_silently(account, sums)
	}

	/// The same without telling anybody of the change.
	pub(crate) fn store_silently(account: Account<T>, sums: &mut CashSums) -> DispatchResult {
		let Account { id, record, stored_cash, debt, interest, moved } = account;
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

	/// Posts a zero-sum batch of entries: all or none. Entries of one account are netted.
	pub fn post(entries: &[(LedgerAccount, Cash)], overdraft: Overdraft) -> DispatchResult {
		with_storage_layer(|| Self::do_post(entries, overdraft))
	}

	/// Worst-case weight of [`Self::post`] with `n` entries.
	pub fn post_weight(n: u32) -> Weight {
		T::WeightInfo::post(n)
	}

	fn do_post(entries: &[(LedgerAccount, Cash)], overdraft: Overdraft) -> DispatchResult {
		let changes = net_entries(entries).map_err(Error::<T>::from)?;
		let mut sums = Sums::<T>::get();
		// In the order of accounts: portfolios come first, so that their interest is in the fund
		// before the fund pays.
		for (account, change) in &changes {
			match account {
				LedgerAccount::Portfolio(id) => {
					Self::post_to_portfolio(*id, *change, overdraft, &mut sums)?
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
		Self::deposit_event(Event::Posted { changes: changes.into_iter().collect() });
		Ok(())
	}

	fn post_to_portfolio(
		id: PortfolioId,
		change: Cash,
		overdraft: Overdraft,
		sums: &mut CashSums,
	) -> DispatchResult {
		let mut account = Self::load(id)?;
		account.record.cash = add::<T>(account.record.cash, change)?;
		let cash = account.record.cash;
		if change.is_negative() {
			Self::ensure_may_debit(&account.record, overdraft)?;
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
			ensure!(after.cash >= after.kept_cash(), Error::<T>::InsufficientCash);
		}
		Ok(())
	}

	/// Changes the insurance fund, which never goes below zero.
	pub(crate) fn post_to_insurance(change: Cash) -> DispatchResult {
		let insurance = add::<T>(Insurance::<T>::get(), change)?;
		ensure!(!insurance.is_negative(), Error::<T>::InsufficientInsurance);
		Insurance::<T>::put(insurance);
		Ok(())
	}
}
