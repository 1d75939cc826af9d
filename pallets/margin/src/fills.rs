// SPDX-License-Identifier: Apache-2.0
//! What fills do to the accounts they touch, and whether they may: the same for trades that come one
//! by one and for those of a matching step.

use crate::{
	book::{is_computable, is_priced_within, Account, Change},
	owners::OwnerBooks,
	pallet::{Config, Error, Pallet, Positions},
	session::Session,
	traits::{PortfolioLedger, SeriesListing},
	types::Entry,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::Get},
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_risk::Totals;
use tenor_series::{
	ExpiryKey, Fill, LedgerAccount, PortfolioId, PortfolioStatus, PortfolioView, SeriesKey,
};

/// A portfolio in memory.
pub(crate) struct Held<AccountId> {
	pub(crate) owner: AccountId,
	pub(crate) status: PortfolioStatus,
	/// As its record lists them.
	pub(crate) expiries: Vec<ExpiryKey>,
	pub(crate) account: Account,
}

/// Portfolios in memory.
pub(crate) type Accounts<AccountId> = BTreeMap<PortfolioId, Held<AccountId>>;

/// A portfolio touched by fills.
struct Touched<'a, AccountId> {
	before: &'a Held<AccountId>,
	after: Account,
	fills: Vec<Fill>,
	fee: Cash,
	changes: BTreeMap<SeriesKey, Change>,
}

impl<T: Config> Pallet<T> {
	/// Reads a portfolio: its record, and one entry per expiry. `None` if there is none.
	pub(crate) fn held(id: PortfolioId) -> Option<Held<T::AccountId>> {
		T::Ledger::view(id).map(|view| Self::held_by(id, view))
	}

	/// Reads what the portfolio of a record holds: one entry per expiry.
	pub(crate) fn held_by(
		id: PortfolioId,
		view: PortfolioView<T::AccountId>,
	) -> Held<T::AccountId> {
		let account = Self::account(id, &view);
		Held { owner: view.owner, status: view.status, expiries: view.expiries, account }
	}

	/// The account of a portfolio as stored, for a record that may differ from the stored one.
	pub(crate) fn account(id: PortfolioId, view: &PortfolioView<T::AccountId>) -> Account {
		let entries = view.expiries.iter().filter_map(|expiry| {
			Positions::<T>::get(expiry, id).map(|entry| (*expiry, entry.into_inner()))
		});
		Account::new(view, entries.collect())
	}

	/// Executes fills and charges fees on `accounts`, which are those of all portfolios that exist
	/// and have fills. Gives what each has become. With `checked`, every one must meet initial margin
	/// afterwards or have reduced its risk, every owner be within limits or not further above, and what
	/// they lose in a stress over its limit may not rise. On an error, storage may be half written: the
	/// caller rolls it back.
	pub(crate) fn run_fills(
		accounts: &Accounts<T::AccountId>,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
		checked: bool,
		session: &mut Session<T>,
	) -> Result<Vec<(PortfolioId, Account)>, DispatchError> {
		ensure!(!fills.is_empty(), Error::<T>::NoFills);
		Self::ensure_zero_sum(fills)?;
		let mut touched = Self::touched(accounts, fills, fees)?;
		for one in touched.values_mut() {
			Self::apply_fills(one, session)?;
		}
		let mut owners = OwnerBooks::<T>::new();
		for (id, one) in &touched {
			owners
				.note_fills(&one.before.owner, *id, &one.after, &one.changes, session)
				.ok_or(Error::<T>::Overflow)?;
		}
		if checked {
			owners.ensure_within()?;
		}
		Self::shift_series(&touched)?;
		let paid = touched.iter().map(|(id, one)| (*id, &one.before.account, &one.after, one.fee));
		Self::move_cash(paid)?;
		if checked {
			for one in touched.values() {
				session.announce(one.before.account.strikes());
				session.announce(one.after.strikes());
			}
			for one in touched.values() {
				Self::ensure_allowed(one, session)?;
			}
			let pairs: Vec<_> =
				touched.values().map(|one| (&one.before.account, &one.after)).collect();
			let fees = Cash::checked_sum(touched.values().map(|one| one.fee));
			let fees = fees.ok_or(Error::<T>::Overflow)?;
			Self::ensure_stress_not_raised(session, &pairs, fees)?;
		}
		for (id, one) in &touched {
			Self::store(*id, one)?;
		}
		owners.store();
		Ok(touched.into_iter().map(|(id, one)| (id, one.after)).collect())
	}

	/// Invariants 2 and 3: contracts of every series and premiums cancel.
	fn ensure_zero_sum(fills: &[Fill]) -> DispatchResult {
		let mut contracts: BTreeMap<SeriesKey, i128> = BTreeMap::new();
		let mut premiums = Cash::ZERO;
		for fill in fills {
			ensure!(!fill.quantity.is_zero(), Error::<T>::ZeroQuantity);
			let sum = contracts.entry(fill.series).or_default();
			*sum = sum.checked_add(i128::from(fill.quantity.e8())).ok_or(Error::<T>::Overflow)?;
			premiums = premiums.checked_add(fill.cash).ok_or(Error::<T>::Overflow)?;
		}
		ensure!(contracts.values().all(|sum| *sum == 0), Error::<T>::ContractsDoNotCancel);
		ensure!(premiums.is_zero(), Error::<T>::PremiumsDoNotCancel);
		Ok(())
	}

	/// Fills and fees by portfolio.
	fn touched<'a>(
		accounts: &'a Accounts<T::AccountId>,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
	) -> Result<BTreeMap<PortfolioId, Touched<'a, T::AccountId>>, DispatchError> {
		let mut touched: BTreeMap<PortfolioId, Touched<'a, T::AccountId>> = BTreeMap::new();
		for fill in fills {
			if let Some(one) = touched.get_mut(&fill.portfolio) {
				one.fills.push(*fill);
				continue;
			}
			let before = accounts.get(&fill.portfolio).ok_or(Error::<T>::UnknownPortfolio)?;
			ensure!(before.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
			let (mine, fee, changes) = (alloc::vec![*fill], Cash::ZERO, BTreeMap::new());
			let after = before.account.clone();
			let one = Touched { before, after, fills: mine, fee, changes };
			touched.insert(fill.portfolio, one);
		}
		for (id, fee) in fees {
			ensure!(!fee.is_negative(), Error::<T>::NegativeFee);
			let one = touched.get_mut(id).ok_or(Error::<T>::FeeWithoutFill)?;
			one.fee = one.fee.checked_add(*fee).ok_or(Error::<T>::Overflow)?;
		}
		Ok(touched)
	}

	fn apply_fills(
		one: &mut Touched<'_, T::AccountId>,
		session: &mut Session<T>,
	) -> Result<(), DispatchError> {
		one.changes = one.after.apply(&one.fills).ok_or(Error::<T>::Overflow)?;
		one.after.cash = one.after.cash.checked_sub(one.fee).ok_or(Error::<T>::Overflow)?;
		Self::ensure_within_bounds(&one.before.account, &one.after)?;
		for (series, change) in &one.changes {
			let forward = session.forward_ceil(series.expiry_key());
			ensure!(
				!change.opens() || is_computable(series, change.after, forward),
				Error::<T>::PositionTooLarge
			);
		}
		Ok(())
	}

	/// Bounds on positions and expiries. What is above a bound already (liquidation may leave that)
	/// may shrink.
	fn ensure_within_bounds(before: &Account, after: &Account) -> DispatchResult {
		let max_positions = usize::try_from(T::MaxPositions::get()).unwrap_or(usize::MAX);
		for (expiry, entry) in &after.entries {
			let earlier = before.entries.get(expiry).map_or(0, Vec::len);
			ensure!(
				entry.len() <= max_positions || entry.len() <= earlier,
				Error::<T>::TooManyPositions
			);
		}
		let max_expiries = usize::try_from(T::MaxExpiries::get()).unwrap_or(usize::MAX);
		ensure!(
			after.entries.len() <= max_expiries || after.entries.len() <= before.entries.len(),
			Error::<T>::TooManyExpiries
		);
		Ok(())
	}

	/// Every series tradable, and its open interest moved by the change of the sum of longs. In the
	/// order of series, whatever the order of fills.
	fn shift_series(touched: &BTreeMap<PortfolioId, Touched<'_, T::AccountId>>) -> DispatchResult {
		let mut series: BTreeMap<SeriesKey, (bool, i128)> = BTreeMap::new();
		for (key, change) in touched.values().flat_map(|one| &one.changes) {
			let (opening, delta) = series.entry(*key).or_default();
			*opening |= change.opens();
			*delta = delta.checked_add(change.longs_delta()).ok_or(Error::<T>::Overflow)?;
		}
		for (key, (opening, delta)) in series {
			T::Series::ensure_tradable(&key, opening)?;
			if delta != 0 {
				T::Series::shift_open_interest(&key, delta)?;
			}
		}
		Ok(())
	}

	/// Premiums and fees of portfolios, before and after them, as one batch that sums to zero. No cash goes
	/// below zero for it.
	pub(crate) fn move_cash<'a>(
		touched: impl IntoIterator<Item = (PortfolioId, &'a Account, &'a Account, Cash)>,
	) -> DispatchResult {
		let mut entries = Vec::new();
		let mut fees = Cash::ZERO;
		for (id, before, after, fee) in touched {
			let net = after.cash.checked_sub(before.cash).ok_or(Error::<T>::Overflow)?;
			if !net.is_zero() {
				entries.push((LedgerAccount::Portfolio(id), net));
			}
			fees = fees.checked_add(fee).ok_or(Error::<T>::Overflow)?;
		}
		if !fees.is_zero() {
			entries.push((LedgerAccount::Fees, fees));
		}
		if entries.is_empty() {
			return Ok(());
		}
		T::Ledger::post(&entries, false)
	}

	/// Invariant 4. On fresh data: initial margin after the call, or risk reduced by it. Otherwise
	/// only what needs no price to be judged.
	fn ensure_allowed(one: &Touched<'_, T::AccountId>, session: &mut Session<T>) -> DispatchResult {
		let before = &one.before.account;
		let fresh = session.is_fresh(&one.after) && session.is_fresh(before);
		if !fresh {
			return Self::ensure_allowed_without_prices(one);
		}
		let after = session.margin(&one.after)?.totals;
		if !after.initial.is_negative() {
			return Ok(());
		}
		let before = session.margin(before)?.totals;
		ensure!(reduces_risk(&before, &after, one.fee), Error::<T>::BelowInitialMargin);
		Self::ensure_in_band(&one.fills)
	}

	/// Without fresh data a portfolio may buy back shorts, inside the band of the last good mark.
	/// Somebody must sell to it: who closes a long may, if what remains is covered at any price.
	fn ensure_allowed_without_prices(one: &Touched<'_, T::AccountId>) -> DispatchResult {
		Self::ensure_closes(one.changes.values(), &one.after, one.after.own_cash())?;
		Self::ensure_in_band(&one.fills)
	}

	/// Err unless the changes that led to an account only close, and what is not bought back leaves it
	/// covered by so much of its cash.
	pub(crate) fn ensure_closes<'a>(
		changes: impl Iterator<Item = &'a Change> + Clone,
		after: &Account,
		cash: Cash,
	) -> DispatchResult {
		ensure!(changes.clone().all(Change::reduces), Error::<T>::StaleMarketData);
		if !changes.clone().all(Change::buys_back) {
			let covered = after.is_covered_by(cash).ok_or(Error::<T>::Overflow)?;
			ensure!(covered, Error::<T>::StaleMarketData);
		}
		Ok(())
	}

	fn ensure_in_band(fills: &[Fill]) -> DispatchResult {
		for fill in fills {
			let (low, high) = Self::band_of(&fill.series).ok_or(Error::<T>::NoMarketData)?;
			ensure!(is_priced_within(fill, low, high), Error::<T>::OutsideMarkBand);
		}
		Ok(())
	}

	/// Writes what changed: entries of the expiries touched, and the list of expiries.
	fn store(id: PortfolioId, one: &Touched<'_, T::AccountId>) -> DispatchResult {
		let touched: BTreeSet<ExpiryKey> =
			one.changes.keys().map(|series| series.expiry_key()).collect();
		Self::write_entries(id, touched, one.before, &one.after)
	}

	/// Writes the entries of some expiries of a portfolio that stands as `before` says, and the list of
	/// expiries if it is not what it was.
	pub(crate) fn write_entries(
		id: PortfolioId,
		touched: impl IntoIterator<Item = ExpiryKey>,
		before: &Held<T::AccountId>,
		after: &Account,
	) -> DispatchResult {
		Self::portfolio_changed(id);
		for expiry in touched {
			let old = before.account.entries.get(&expiry).map(Vec::as_slice).unwrap_or_default();
			let new = after.entries.get(&expiry).map(Vec::as_slice).unwrap_or_default();
			Self::note_entry(expiry, old, new)?;
			match after.entries.get(&expiry) {
				Some(entry) => {
					let entry =
						Entry::try_from(entry.clone()).map_err(|_| Error::<T>::TooManyPositions)?;
					Positions::<T>::insert(expiry, id, entry);
				}
				None => Positions::<T>::remove(expiry, id),
			}
		}
		let expiries: Vec<ExpiryKey> = after.entries.keys().copied().collect();
		if expiries == before.expiries {
			return Ok(());
		}
		T::Ledger::set_expiries(id, expiries)
	}
}

/// "IM, MM and E are each not lower after the call (beyond the fee)."
pub(crate) fn reduces_risk(before: &Totals, after: &Totals, fee: Cash) -> bool {
	let not_lower = |before: Cash, after: Cash| after.saturating_add(fee) >= before;
	not_lower(before.initial, after.initial)
		&& not_lower(before.maintenance, after.maintenance)
		&& not_lower(before.equity, after.equity)
}
