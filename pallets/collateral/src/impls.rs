// SPDX-License-Identifier: Apache-2.0
//! Portfolios: opening and closing, moving value between them, status, debts, views.

use crate::{
	door::{amount_of, cash_of},
	ledger::{add, sub, Account},
	Config, DebtTerms, DebtorView, Debtors, Error, Event, Fees, FreeCustody, HoldingError,
	Insurance, NextPortfolio, OnChange, OnClose, Pallet, Portfolio, PortfolioOf, PortfolioSummary,
	Portfolios, ReleaseGate, SettleDue, Sums, Terms, Totals, LEDGER_LIMIT_E8, MAX_DEBTORS_PER_VIEW,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
		weights::Weight,
	},
	frame_system,
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{AssetId, ExpiryKey, MarginMode, PortfolioId, PortfolioStatus, PortfolioView};

impl<T: Config> Pallet<T> {
	/// Relations between the bounds that the rest relies on.
	pub(crate) fn check_config() {
		assert!(T::MaxAssets::get() > 0 && T::MaxExpiries::get() > 0, "bounds are above zero");
		assert!(T::MaxPortfolios::get() > 0, "an account may have a portfolio");
		assert!(T::PortfolioBond::get() > 0, "a portfolio costs a bond");
		assert!(
			T::MaxWithdrawalsPerPortfolio::get() > 0
				&& T::MaxWithdrawalsPerPortfolio::get() < T::MaxWithdrawals::get(),
			"one portfolio cannot fill the withdrawal queue"
		);
		assert!(
			i128::try_from(LEDGER_LIMIT_E8)
				.is_ok_and(|limit| limit.checked_mul(1_000_000_000).is_some()),
			"sums of many times the ledger's limit fit"
		);
	}

	/// Adds cash or an asset to a loaded portfolio.
	pub(crate) fn credit(account: &mut Account<T>, asset: AssetId, amount: Cash) -> DispatchResult {
		if asset == T::SettlementAsset::get() {
			account.record.cash = add::<T>(account.record.cash, amount)?;
		} else {
			let amount_e8 = amount_of::<T>(amount)?;
			account.record.credit_asset(asset, amount_e8).map_err(Error::<T>::from)?;
			account.moved.push((asset, amount));
		}
		Ok(())
	}

	/// Takes free cash or an asset out of a loaded portfolio.
	pub(crate) fn debit(account: &mut Account<T>, asset: AssetId, amount: Cash) -> DispatchResult {
		if asset == T::SettlementAsset::get() {
			ensure!(amount <= account.record.free_cash(), Error::<T>::MoreThanFree);
			account.record.cash = sub::<T>(account.record.cash, amount)?;
		} else {
			let amount_e8 = amount_of::<T>(amount)?;
			account.record.debit_asset(asset, amount_e8).map_err(Error::<T>::from)?;
			account.moved.push((asset, sub::<T>(Cash::ZERO, amount)?));
		}
		Ok(())
	}

	/// Checks the owner, then settles what is due. Returns what that took.
	pub(crate) fn settle_owned(
		who: &T::AccountId,
		id: PortfolioId,
	) -> Result<Weight, DispatchError> {
		let owner = Self::owner(id).ok_or(Error::<T>::PortfolioNotFound)?;
		ensure!(owner == *who, Error::<T>::NotOwner);
		T::Settle::settle_due(id)
	}

	/// Opens a portfolio under the owner's lowest free number.
	pub fn do_open_portfolio(
		who: T::AccountId,
		mode: MarginMode,
		deposit: u128,
	) -> Result<PortfolioId, DispatchError> {
		let index = (0..T::MaxPortfolios::get())
			.find(|index| !PortfolioOf::<T>::contains_key(&who, index))
			.ok_or(Error::<T>::TooManyPortfolios)?;
		let asset = T::SettlementAsset::get();
		let policy = Self::policy(asset)?;
		let bond = Self::convert(&policy, T::PortfolioBond::get())?;
		let number = NextPortfolio::<T>::get();
		let id = PortfolioId(number);
		NextPortfolio::<T>::put(number.checked_add(1).ok_or(Error::<T>::TooManyPortfolios)?);

		Self::take_in(asset, &policy, &who, bond)?;
		Sums::<T>::try_mutate(|sums| {
			sums.bonds = add::<T>(sums.bonds, bond.cash)?;
			Ok::<_, DispatchError>(())
		})?;
		Portfolios::<T>::insert(id, Portfolio::new(who.clone(), index, mode, bond.cash));
		PortfolioOf::<T>::insert(&who, index, id);
		// The owner's account outlives its last token, so that its nonce never starts again and no
		// signed call can be replayed. The bond pays for it.
		frame_system::Pallet::<T>::inc_sufficients(&who);
		Self::deposit_event(Event::PortfolioOpened {
			portfolio: id,
			owner: who.clone(),
			index,
			mode,
			bond: bond.cash,
		});
		if deposit > 0 {
			Self::do_deposit(who, id, asset, deposit)?;
		}
		Ok(id)
	}

	/// Closes a portfolio with nothing in it that could be withdrawn. Returns what settling took.
	pub(crate) fn do_close_portfolio(
		who: T::AccountId,
		id: PortfolioId,
	) -> Result<Weight, DispatchError> {
		let settled = Self::settle_owned(&who, id)?;
		let mut account = Self::load(id)?;
		let record = &account.record;
		ensure!(record.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
		ensure!(!record.cash.is_negative(), Error::<T>::PortfolioInDebt);
		ensure!(record.requests == 0, Error::<T>::WithdrawalsPending);
		ensure!(record.held.is_zero(), Error::<T>::CashHeld);
		ensure!(
			record.expiries.is_empty() && record.locked.is_empty(),
			Error::<T>::PortfolioNotEmpty
		);
		let (index, bond) = (record.index, record.bond);
		T::OnClose::close(id)?;
		Self::leave_dust(&mut account)?;
		let mut sums = Sums::<T>::get();
		Self::store(account, &mut sums)?;
		sums.bonds = sub::<T>(sums.bonds, bond)?;
		Sums::<T>::put(sums);
		Portfolios::<T>::remove(id);
		PortfolioOf::<T>::remove(&who, index);

		let asset = T::SettlementAsset::get();
		let policy = Self::policy(asset)?;
		let tokens = bond.to_token_floor(policy.decimals).ok_or(Error::<T>::LedgerOverflow)?;
		Self::give_out(asset, &who, Self::convert(&policy, tokens)?)?;
		frame_system::Pallet::<T>::dec_sufficients(&who);
		Self::deposit_event(Event::PortfolioClosed { portfolio: id, owner: who, bond });
		Ok(settled)
	}

	/// Moves what is below one token unit of each asset from a portfolio to the dust; anything more
	/// is an error.
	fn leave_dust(account: &mut Account<T>) -> DispatchResult {
		let mut remainders = Vec::from([(T::SettlementAsset::get(), account.record.cash)]);
		for (asset, held) in &account.record.assets {
			remainders.push((*asset, cash_of::<T>(*held)?));
		}
		for (asset, amount) in remainders {
			if amount.is_zero() {
				continue;
			}
			ensure!(Self::policy(asset)?.is_sub_unit(amount), Error::<T>::PortfolioNotEmpty);
			Self::debit(account, asset, amount)?;
			Totals::<T>::try_mutate(asset, |totals| {
				let dust = amount_of::<T>(amount)?;
				totals.dust = totals.dust.checked_add(dust).ok_or(Error::<T>::LedgerOverflow)?;
				Ok::<_, DispatchError>(())
			})?;
		}
		Ok(())
	}

	/// Moves value between two portfolios of one owner. A frozen one may receive. Returns what settling and
	/// looking took.
	pub(crate) fn do_transfer(
		who: T::AccountId,
		from: PortfolioId,
		to: PortfolioId,
		asset: AssetId,
		amount_e8: u128,
	) -> Result<Weight, DispatchError> {
		ensure!(from != to, Error::<T>::SamePortfolio);
		ensure!(amount_e8 > 0, Error::<T>::AmountTooSmall);
		Self::policy(asset)?;
		let amount = cash_of::<T>(amount_e8)?;
		let settled = Self::settle_owned(&who, from)?;
		let settled = settled.saturating_add(Self::settle_owned(&who, to)?);
		let looked = Self::with_account(from, |account| Self::release(account, asset, amount))?;
		Self::with_account(to, |account| Self::credit(account, asset, amount))?;
		Self::deposit_event(Event::Transferred { from, to, asset, amount });
		Ok(settled.saturating_add(looked))
	}

	/// Changes the margin rule if the portfolio is safe under the new one. Returns what settling and looking
	/// took.
	pub(crate) fn do_set_mode(
		who: T::AccountId,
		id: PortfolioId,
		mode: MarginMode,
	) -> Result<Weight, DispatchError> {
		let settled = Self::settle_owned(&who, id)?;
		let looked = Self::with_account(id, |account| {
			let record = &mut account.record;
			ensure!(record.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
			ensure!(record.mode != mode, Error::<T>::ModeUnchanged);
			record.mode = mode;
			T::OnChange::portfolio_changed(id);
			T::Gate::ensure_releasable(id, &record.view())
		})?;
		Self::deposit_event(Event::ModeChanged { portfolio: id, mode });
		Ok(settled.saturating_add(looked))
	}

	/// Sets the terms of negative cash.
	pub(crate) fn do_set_debt_terms(terms: DebtTerms) -> DispatchResult {
		ensure!(terms.within_bounds(), Error::<T>::DebtTermsOutOfBounds);
		Terms::<T>::put(terms);
		Self::deposit_event(Event::DebtTermsChanged { terms });
		Ok(())
	}

	/// What a margin check must know of a portfolio, with interest up to now taken off cash.
	pub fn view(id: PortfolioId) -> Option<PortfolioView<T::AccountId>> {
		Self::load(id).ok().map(|account| account.record.view())
	}

	/// The portfolios of an account by its own numbers.
	pub(crate) fn numbered_of(account: T::AccountId) -> Vec<(u16, PortfolioId)> {
		// At most `MaxPortfolios`.
		let mut all: Vec<_> = PortfolioOf::<T>::iter_prefix(account).collect();
		all.sort_unstable();
		all
	}

	/// The owner of a portfolio.
	pub fn owner(id: PortfolioId) -> Option<T::AccountId> {
		Portfolios::<T>::get(id).map(|record| record.owner)
	}

	/// Replaces the expiries a portfolio has positions in. Lists that do not grow always fit.
	pub fn set_expiries(id: PortfolioId, expiries: Vec<ExpiryKey>) -> DispatchResult {
		Self::with_account(id, |account| {
			account.record.replace_expiries(expiries).map_err(|error| match error {
				HoldingError::NoRoom => Error::<T>::TooManyExpiries,
				other => other.into(),
			})?;
			Ok(())
		})
	}

	/// Freezes or releases a portfolio.
	pub fn set_status(id: PortfolioId, status: PortfolioStatus) -> DispatchResult {
		Portfolios::<T>::try_mutate(id, |record| {
			let record = record.as_mut().ok_or(Error::<T>::PortfolioNotFound)?;
			if record.status != status {
				record.status = status;
				T::OnChange::portfolio_changed(id);
				Self::deposit_event(Event::StatusChanged { portfolio: id, status });
			}
			Ok(())
		})
	}

	/// Writes off the debt of a portfolio that has no assets and no positions: insurance pays what
	/// it can, the rest becomes open shortfall.
	pub fn write_off(id: PortfolioId) -> DispatchResult {
		with_storage_layer(|| {
			let mut account = Self::load(id)?;
			let record = &mut account.record;
			ensure!(record.cash.is_negative(), Error::<T>::NoDebt);
			ensure!(
				record.assets.is_empty() && record.expiries.is_empty(),
				Error::<T>::PortfolioNotEmpty
			);
			let debt = sub::<T>(Cash::ZERO, record.cash)?;
			record.cash = Cash::ZERO;
			let (from_insurance, shortfall) = Self::store_and_cover(account, debt)?;
			Self::deposit_event(Event::DebtWrittenOff { portfolio: id, from_insurance, shortfall });
			Ok(())
		})
	}

	/// Whether a portfolio owes cash past a cap, its own or that of all, or for longer than it may. Interest up
	/// to now counts for its own.
	pub fn is_overdue(id: PortfolioId) -> bool {
		let Some(debt) = Debtors::<T>::get(id) else { return false };
		let owed = Self::load(id).map_or(Cash::ZERO, |account| account.record.cash);
		let owed = Cash::ZERO.saturating_sub(owed);
		let terms = Terms::<T>::get();
		let age = T::Clock::now().saturating_sub(debt.since);
		owed.is_positive()
			&& (age > terms.longest_ms || terms.exceeded_by(owed, Sums::<T>::get().debts()))
	}

	/// The portfolio that owes cash behind another in storage, or the first.
	pub fn next_debtor(after: Option<PortfolioId>) -> Option<PortfolioId> {
		let behind = after
			.and_then(|id| Debtors::<T>::iter_keys_from(Debtors::<T>::hashed_key_for(id)).next());
		behind.or_else(|| Debtors::<T>::iter_keys().next())
	}

	pub(crate) fn summary(id: PortfolioId) -> Option<PortfolioSummary<T::AccountId>> {
		let record = Self::load(id).ok()?.record;
		Some(PortfolioSummary {
			view: record.view(),
			free_cash: record.free_cash(),
			locked_cash: record.locked_cash(),
			debt_since: Debtors::<T>::get(id).map(|debt| debt.since),
			requests: record.requests,
			bond: record.bond,
		})
	}

	pub(crate) fn custody_summary() -> FreeCustody {
		let sums = Sums::<T>::get();
		let claims = sums
			.positive
			.saturating_add(sums.clearing)
			.saturating_add(Fees::<T>::get())
			.saturating_add(sums.bonds);
		let debts = sums.debts().saturating_add(sums.shortfall);
		FreeCustody {
			claims,
			debts,
			free: claims.saturating_sub(debts),
			insurance: Insurance::<T>::get(),
			// Nothing is paid that can't be computed.
			withdrawal_share: Self::withdrawal_share().unwrap_or_default(),
		}
	}

	pub(crate) fn debtors(after: Option<PortfolioId>, limit: u32) -> Vec<DebtorView> {
		let limit = usize::try_from(limit.min(MAX_DEBTORS_PER_VIEW)).unwrap_or(0);
		let debtors = match after {
			Some(id) => Debtors::<T>::iter_from(Debtors::<T>::hashed_key_for(id)),
			None => Debtors::<T>::iter(),
		};
		debtors
			.take(limit)
			.filter_map(|(portfolio, debt)| {
				let cash = Self::view(portfolio)?.cash;
				Some(DebtorView {
					portfolio,
					debt: Cash::ZERO.saturating_sub(cash),
					since: debt.since,
					over_cap: debt.over_cap,
				})
			})
			.collect()
	}
}
