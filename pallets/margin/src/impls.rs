// SPDX-License-Identifier: Apache-2.0
//! Executing fills, and setting parameters.

use crate::{
	book::{is_priced_within, Account, Change},
	pallet::{
		AssetRules, Band, Config, Error, Event, Pallet, PortfolioRules, Positions, ScenarioRules,
		StandardRules,
	},
	ramp::{can_mix, Mix, Ramped},
	session::{count, Session, Work},
	traits::{PortfolioLedger, SeriesListing},
	types::{AssetRule, Entry, MarkBand, Scenarios, COLLATERAL_ASSETS, PRICES_PER_CALL},
	weights::WeightInfo,
};
use alloc::{
	boxed::Box,
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
	},
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Quantity};
use tenor_risk::{CollateralParams, ParamError, PortfolioParams, StandardParams, Totals};
use tenor_series::{
	AssetId, ExpiryKey, Fill, LedgerAccount, PortfolioId, PortfolioStatus, PortfolioView,
	SeriesKey, UnderlyingId,
};

/// A portfolio touched by a batch.
struct Touched<AccountId> {
	view: PortfolioView<AccountId>,
	fills: Vec<Fill>,
	fee: Cash,
	before: Account,
	after: Account,
	changes: BTreeMap<SeriesKey, Change>,
}

impl<T: Config> Pallet<T> {
	/// Executes fills and charges fees: all of it, or none and an error. Contracts of each series
	/// and premiums must sum to zero; fees go to the fee account. Every portfolio touched must meet
	/// initial margin afterwards, or have reduced its risk. Returns the weight used.
	pub fn execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError> {
		with_storage_layer(|| Self::do_execute(fills, fees))
	}

	/// Worst-case weight of [`Self::execute`] with that many portfolios and legs (two fills each).
	pub fn execute_weight(portfolios: u32, legs: u32) -> Weight {
		// Each portfolio before and after, each expiry by both sets of parameters.
		let entries = portfolios.saturating_mul(T::MaxExpiries::get()).saturating_mul(2);
		let positions = entries.saturating_mul(T::MaxPositions::get());
		Self::execute_base_weight(portfolios, legs.saturating_mul(2)).saturating_add(
			Work { prices: PRICES_PER_CALL, entries, positions, assets: COLLATERAL_ASSETS }
				.weight::<T::WeightInfo>(),
		)
	}

	fn execute_base_weight(portfolios: u32, fills: u32) -> Weight {
		T::WeightInfo::execute(fills, portfolios)
			.saturating_add(T::Ledger::post_weight(portfolios.saturating_add(1)))
	}

	fn do_execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError> {
		ensure!(!fills.is_empty(), Error::<T>::NoFills);
		Self::ensure_zero_sum(fills)?;
		let mut touched = Self::load_touched(fills, fees)?;
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		for one in touched.values_mut() {
			Self::apply_fills(one, &mut session)?;
		}
		Self::shift_series(&touched)?;
		Self::move_cash(&touched)?;
		for one in touched.values() {
			Self::ensure_allowed(one, &mut session)?;
		}
		let portfolios = count(touched.len());
		for (id, one) in touched {
			Self::store(id, one)?;
		}
		Ok(Self::execute_base_weight(portfolios, count(fills.len()))
			.saturating_add(session.work.weight::<T::WeightInfo>()))
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

	/// Reads every portfolio of the batch: its record, and one entry per expiry.
	fn load_touched(
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
	) -> Result<BTreeMap<PortfolioId, Touched<T::AccountId>>, DispatchError> {
		let mut touched: BTreeMap<PortfolioId, Touched<T::AccountId>> = BTreeMap::new();
		for fill in fills {
			if let Some(one) = touched.get_mut(&fill.portfolio) {
				one.fills.push(*fill);
				continue;
			}
			let view = T::Ledger::view(fill.portfolio).ok_or(Error::<T>::UnknownPortfolio)?;
			ensure!(view.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
			let before = Self::account(fill.portfolio, &view);
			let (fills, fee, changes) = (alloc::vec![*fill], Cash::ZERO, BTreeMap::new());
			let one = Touched { after: before.clone(), before, view, fills, fee, changes };
			touched.insert(fill.portfolio, one);
		}
		for (id, fee) in fees {
			ensure!(!fee.is_negative(), Error::<T>::NegativeFee);
			let one = touched.get_mut(id).ok_or(Error::<T>::FeeWithoutFill)?;
			one.fee = one.fee.checked_add(*fee).ok_or(Error::<T>::Overflow)?;
		}
		Ok(touched)
	}

	/// The account of a portfolio as stored, for a record that may differ from the stored one.
	pub(crate) fn account(id: PortfolioId, view: &PortfolioView<T::AccountId>) -> Account {
		let entries = view.expiries.iter().filter_map(|expiry| {
			Positions::<T>::get(expiry, id).map(|entry| (*expiry, entry.into_inner()))
		});
		Account::new(view, entries.collect())
	}

	fn apply_fills(
		one: &mut Touched<T::AccountId>,
		session: &mut Session<T>,
	) -> Result<(), DispatchError> {
		one.changes = one.after.apply(&one.fills).ok_or(Error::<T>::Overflow)?;
		one.after.cash = one.after.cash.checked_sub(one.fee).ok_or(Error::<T>::Overflow)?;
		Self::ensure_within_bounds(&one.before, &one.after)?;
		for (series, change) in &one.changes {
			if change.opens() {
				Self::ensure_position_computable(series, change, session)?;
			}
		}
		session.announce(one.before.strikes());
		session.announce(one.after.strikes());
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

	fn ensure_position_computable(
		series: &SeriesKey,
		change: &Change,
		session: &mut Session<T>,
	) -> DispatchResult {
		let forward = session
			.expiry(series.expiry_key())
			.and_then(|reading| reading.value.forward().ok()?.to_price_ceil())
			.unwrap_or_default();
		let size = i64::try_from(change.after.unsigned_abs()).map_err(|_| Error::<T>::Overflow)?;
		let notional = series.strike.max(forward).notional_ceil(Quantity::from_e8(size));
		ensure!(
			notional.is_some_and(|notional| notional <= crate::types::POSITION_LIMIT),
			Error::<T>::PositionTooLarge
		);
		Ok(())
	}

	/// Every series tradable, and its open interest moved by the change of the sum of longs. In the
	/// order of series, whatever the order of fills.
	fn shift_series(touched: &BTreeMap<PortfolioId, Touched<T::AccountId>>) -> DispatchResult {
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

	/// Premiums and fees, as one batch that sums to zero. No cash goes below zero for it.
	fn move_cash(touched: &BTreeMap<PortfolioId, Touched<T::AccountId>>) -> DispatchResult {
		let mut entries = Vec::with_capacity(touched.len().saturating_add(1));
		let mut fees = Cash::ZERO;
		for (id, one) in touched {
			let net = one.after.cash.checked_sub(one.before.cash).ok_or(Error::<T>::Overflow)?;
			if !net.is_zero() {
				entries.push((LedgerAccount::Portfolio(*id), net));
			}
			fees = fees.checked_add(one.fee).ok_or(Error::<T>::Overflow)?;
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
	fn ensure_allowed(one: &Touched<T::AccountId>, session: &mut Session<T>) -> DispatchResult {
		let fresh = session.is_fresh(&one.after) && session.is_fresh(&one.before);
		if !fresh {
			return Self::ensure_allowed_without_prices(one);
		}
		let after = session.margin(&one.after)?.totals;
		if !after.initial.is_negative() {
			return Ok(());
		}
		let before = session.margin(&one.before)?.totals;
		ensure!(reduces_risk(&before, &after, one.fee), Error::<T>::BelowInitialMargin);
		Self::ensure_in_band(&one.fills)
	}

	/// Without fresh data a portfolio may buy back shorts, inside the band of the last good mark.
	/// Somebody must sell to it: who closes a long may, if what remains is covered at any price.
	fn ensure_allowed_without_prices(one: &Touched<T::AccountId>) -> DispatchResult {
		ensure!(one.changes.values().all(Change::reduces), Error::<T>::StaleMarketData);
		if !one.changes.values().all(Change::buys_back) {
			let covered = one.after.is_fully_covered().ok_or(Error::<T>::Overflow)?;
			ensure!(covered, Error::<T>::StaleMarketData);
		}
		Self::ensure_in_band(&one.fills)
	}

	fn ensure_in_band(fills: &[Fill]) -> DispatchResult {
		for fill in fills {
			let (low, high) = Self::mark_band(&fill.series).ok_or(Error::<T>::NoMarketData)?;
			ensure!(is_priced_within(fill, low, high), Error::<T>::OutsideMarkBand);
		}
		Ok(())
	}

	/// Writes what changed: entries of the expiries touched, and the list of expiries.
	fn store(id: PortfolioId, one: Touched<T::AccountId>) -> DispatchResult {
		let touched: BTreeSet<ExpiryKey> =
			one.changes.keys().map(|series| series.expiry_key()).collect();
		for expiry in touched {
			match one.after.entries.get(&expiry) {
				Some(entry) => {
					let entry =
						Entry::try_from(entry.clone()).map_err(|_| Error::<T>::TooManyPositions)?;
					Positions::<T>::insert(expiry, id, entry);
				}
				None => Positions::<T>::remove(expiry, id),
			}
		}
		let expiries: Vec<ExpiryKey> = one.after.entries.keys().copied().collect();
		if expiries == one.view.expiries {
			return Ok(());
		}
		T::Ledger::set_expiries(id, expiries)
	}

	pub(crate) fn do_set_standard_params(
		underlying: UnderlyingId,
		params: StandardParams,
	) -> DispatchResult {
		params.sanity().map_err(param_error::<T>)?;
		let rule = Self::ramp(&StandardRules::<T>::get(underlying), params);
		let in_force_at = rule.end;
		StandardRules::<T>::insert(underlying, rule);
		Self::deposit_event(Event::StandardParamsSet { underlying, params, in_force_at });
		Ok(())
	}

	pub(crate) fn do_set_portfolio_params(
		underlying: UnderlyingId,
		params: Box<PortfolioParams>,
	) -> DispatchResult {
		params.sanity().map_err(param_error::<T>)?;
		let rule = Self::ramp(&PortfolioRules::<T>::get(underlying), *params);
		let in_force_at = rule.end;
		PortfolioRules::<T>::insert(underlying, rule);
		Self::deposit_event(Event::PortfolioParamsSet { underlying, params, in_force_at });
		Ok(())
	}

	pub(crate) fn do_set_scenarios(
		underlying: UnderlyingId,
		scenarios: Scenarios,
	) -> DispatchResult {
		tenor_risk::scenarios_sanity(&scenarios).map_err(param_error::<T>)?;
		let present = ScenarioRules::<T>::get(underlying);
		let in_force = present.in_force(T::Clock::now());
		let mixable = in_force.iter().zip(&scenarios).all(|(from, to)| can_mix(from, to));
		ensure!(mixable, Error::<T>::ScenarioShapeChanged);
		let rule = Self::ramp(&present, scenarios.clone());
		let in_force_at = rule.end;
		ScenarioRules::<T>::insert(underlying, rule);
		Self::deposit_event(Event::ScenariosSet { underlying, scenarios, in_force_at });
		Ok(())
	}

	/// The first rule of an asset is in force at once: before it the asset counted for nothing.
	pub(crate) fn do_set_asset_rule(asset: AssetId, rule: AssetRule) -> DispatchResult {
		CollateralParams::sanity(&rule.params).map_err(param_error::<T>)?;
		let next = match AssetRules::<T>::get(asset) {
			Some(present) => Self::ramp(&present, rule),
			None => Ramped::fixed(rule),
		};
		let in_force_at = next.end;
		AssetRules::<T>::insert(asset, next);
		Self::deposit_event(Event::AssetRuleSet { asset, rule, in_force_at });
		Ok(())
	}

	pub(crate) fn do_set_mark_band(band: MarkBand) -> DispatchResult {
		ensure!(band.is_within_bounds(), Error::<T>::BandOutOfBounds);
		Band::<T>::put(band);
		Self::deposit_event(Event::MarkBandSet { band });
		Ok(())
	}

	fn ramp<P: Mix>(present: &Ramped<P>, to: P) -> Ramped<P> {
		present.towards(to, T::Clock::now(), T::RampPeriod::get())
	}
}

/// "IM, MM and E are each not lower after the call (beyond the fee)."
pub(crate) fn reduces_risk(before: &Totals, after: &Totals, fee: Cash) -> bool {
	let not_lower = |before: Cash, after: Cash| after.saturating_add(fee) >= before;
	not_lower(before.initial, after.initial)
		&& not_lower(before.maintenance, after.maintenance)
		&& not_lower(before.equity, after.equity)
}

fn param_error<T: Config>(error: ParamError) -> Error<T> {
	match error {
		ParamError::Negative => Error::NegativeParameter,
		ParamError::TooLarge => Error::ParameterTooLarge,
		ParamError::InitialBelowMaintenance => Error::InitialBelowMaintenance,
		ParamError::DiscountFavoursHolder => Error::DiscountFavoursHolder,
		ParamError::HaircutOutOfRange => Error::HaircutOutOfRange,
		ParamError::TenorOutOfRange => Error::TenorOutOfRange,
		ParamError::ScenarioCount => Error::ScenarioCount,
		ParamError::ScenarioOutOfRange => Error::ScenarioOutOfRange,
	}
}
