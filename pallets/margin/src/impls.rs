// SPDX-License-Identifier: Apache-2.0
//! Executing fills, and setting parameters.

use crate::{
	costs::one_more,
	pallet::{
		AssetRules, Band, Config, Error, Event, Pallet, PortfolioRules, ScenarioRules,
		StandardRules,
	},
	ramp::{can_mix, Mix, Ramped},
	session::{count, Session, Work},
	traits::PortfolioLedger,
	types::{AssetRule, MarkBand, Scenarios, COLLATERAL_ASSETS, PRICES_PER_CALL, PRICES_PER_MARK},
	watch::Axis,
	weights::WeightInfo,
};
use alloc::{boxed::Box, collections::BTreeSet};
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
use tenor_fixed::Cash;
use tenor_risk::{CollateralParams, ParamError, PortfolioParams, StandardParams};
use tenor_series::{AssetId, Fill, PortfolioId, SeriesKey, UnderlyingId};

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
		Self::fills_weight(legs.saturating_mul(2), portfolios, legs).saturating_add(
			Work {
				// Vectors, and the Greeks that limits on owners ask for.
				prices: PRICES_PER_CALL.saturating_add(legs.saturating_mul(PRICES_PER_MARK)),
				entries,
				positions,
				assets: COLLATERAL_ASSETS,
				// Before and after are mostly the same ones, and each is read once.
				expiries: portfolios.saturating_mul(T::MaxExpiries::get()).saturating_add(legs),
				stressed: positions,
			}
			.weight::<T::WeightInfo>(),
		)
	}

	/// Worst-case weight of fills and what is paid for them, without judging margin.
	pub(crate) fn fills_weight(fills: u32, portfolios: u32, series: u32) -> Weight {
		// A fill touches one entry, and no portfolio has more than one per expiry.
		let expiries = series.min(T::MaxExpiries::get());
		let entries = fills.min(portfolios.saturating_mul(expiries));
		Self::entries_weight(fills, entries, portfolios, series)
	}

	/// The same for fills that touch so many entries.
	pub(crate) fn entries_weight(fills: u32, entries: u32, portfolios: u32, series: u32) -> Weight {
		// An entry's first fill is in it, and the first series in what all share.
		let more_fills = u64::from(fills.saturating_sub(entries));
		let more_series = u64::from(series.saturating_sub(1));
		T::WeightInfo::execute_entries(entries)
			.saturating_add(one_more(T::WeightInfo::execute_fills).saturating_mul(more_fills))
			.saturating_add(one_more(T::WeightInfo::execute_series).saturating_mul(more_series))
			.saturating_add(T::Ledger::post_weight(portfolios.saturating_add(1)))
	}

	fn do_execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError> {
		let touched: BTreeSet<PortfolioId> = fills.iter().map(|fill| fill.portfolio).collect();
		let series: BTreeSet<SeriesKey> = fills.iter().map(|fill| fill.series).collect();
		let portfolios = count(touched.len());
		let held = touched.into_iter().filter_map(|id| Some((id, Self::held(id)?)));
		let accounts = held.collect();
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		Self::run_fills(&accounts, fills, fees, true, &mut session)?;
		Ok(Self::fills_weight(count(fills.len()), portfolios, count(series.len()))
			.saturating_add(session.work.weight::<T::WeightInfo>()))
	}

	pub(crate) fn do_set_standard_params(
		underlying: UnderlyingId,
		params: StandardParams,
	) -> DispatchResult {
		params.sanity().map_err(param_error::<T>)?;
		let rule = Self::ramp(&StandardRules::<T>::get(underlying), params);
		let in_force_at = rule.end;
		StandardRules::<T>::insert(underlying, rule);
		Self::rules_changed(Axis::Underlying(underlying), in_force_at);
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
		Self::rules_changed(Axis::Underlying(underlying), in_force_at);
		Self::deposit_event(Event::PortfolioParamsSet { underlying, params, in_force_at });
		Ok(())
	}

	pub(crate) fn do_set_scenarios(
		underlying: UnderlyingId,
		scenarios: Scenarios,
	) -> DispatchResult {
		tenor_risk::scenarios_sanity(&scenarios).map_err(param_error::<T>)?;
		let present = ScenarioRules::<T>::get(underlying);
		let in_force = present.in_force(Self::ramp_time(T::Clock::now()));
		let mixable = in_force.iter().zip(&scenarios).all(|(from, to)| can_mix(from, to));
		ensure!(mixable, Error::<T>::ScenarioShapeChanged);
		let rule = Self::ramp(&present, scenarios.clone());
		let in_force_at = rule.end;
		ScenarioRules::<T>::insert(underlying, rule);
		Self::rules_changed(Axis::Underlying(underlying), in_force_at);
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
		Self::rules_changed(Axis::Clock, in_force_at);
		Self::deposit_event(Event::AssetRuleSet { asset, rule, in_force_at });
		Ok(())
	}

	pub(crate) fn do_set_mark_band(band: MarkBand) -> DispatchResult {
		ensure!(band.is_within_bounds(), Error::<T>::BandOutOfBounds);
		Band::<T>::put(band);
		Self::deposit_event(Event::MarkBandSet { band });
		Ok(())
	}

	/// From what is in force to `to`, beginning with the next step of ramps.
	fn ramp<P: Mix>(present: &Ramped<P>, to: P) -> Ramped<P> {
		let now = T::Clock::now();
		let start = Self::ramp_start(now);
		let way = present.towards(to, Self::ramp_time(now), T::RampPeriod::get());
		Ramped { start, end: start.saturating_add(T::RampPeriod::get()), ..way }
	}
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
