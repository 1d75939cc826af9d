// SPDX-License-Identifier: Apache-2.0
//! Who sets parameters, within which bounds, and how fast they bite.

use crate::{mock::*, AssetRule, Error, Event, MarkBand, Ramped, Scenarios};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::DispatchResult},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Cash, Fixed};
use tenor_risk::{
	default_scenarios, CollateralParams, PortfolioParams, StandardParams, VolDirection,
};
use tenor_series::{MarginMode, PortfolioId};

fn fixed(text: &str) -> Fixed {
	text.parse().unwrap()
}

fn set_standard(params: StandardParams) -> DispatchResult {
	Margin::set_standard_params(RuntimeOrigin::root(), BTC, params)
}

fn set_scenarios(scenarios: &[tenor_risk::Scenario]) -> DispatchResult {
	let scenarios = Scenarios::truncate_from(scenarios.to_vec());
	Margin::set_scenarios(RuntimeOrigin::root(), BTC, scenarios)
}

fn totals(id: u64) -> tenor_risk::Totals {
	Margin::margin_of(PortfolioId(id)).unwrap().totals
}

#[test]
fn only_governance_sets_parameters() {
	build_and_execute(|| {
		let user = || RuntimeOrigin::signed(1);
		let scenarios = Scenarios::truncate_from(default_scenarios().to_vec());
		for refused in [
			Margin::set_standard_params(user(), BTC, StandardParams::btc_eth()),
			Margin::set_portfolio_params(user(), BTC, Box::new(PortfolioParams::btc_eth())),
			Margin::set_scenarios(user(), BTC, scenarios),
			Margin::set_asset_params(user(), WBTC, CollateralParams::btc(), None),
			Margin::set_mark_band(user(), MarkBand::default()),
		] {
			assert_eq!(refused, Err(DispatchError::BadOrigin));
		}
	});
}

#[test]
fn absurd_parameters_are_refused_each_with_its_reason() {
	build_and_execute(|| {
		let good = StandardParams::btc_eth();
		let negative = StandardParams { mm_call: fixed("-0.01"), ..good };
		assert_noop!(set_standard(negative), Error::<Test>::NegativeParameter);
		let huge = StandardParams { max_spot_requirement: fixed("101"), ..good };
		assert_noop!(set_standard(huge), Error::<Test>::ParameterTooLarge);
		let crossed = StandardParams { mm_call: fixed("0.2"), ..good };
		assert_noop!(set_standard(crossed), Error::<Test>::InitialBelowMaintenance);

		let good = PortfolioParams::btc_eth();
		let set =
			|params| Margin::set_portfolio_params(RuntimeOrigin::root(), BTC, Box::new(params));
		let crossed = PortfolioParams { im_factor: fixed("0.7"), ..good };
		assert_noop!(set(crossed), Error::<Test>::InitialBelowMaintenance);
		let kind = PortfolioParams { long_base: fixed("1.1"), ..good };
		assert_noop!(set(kind), Error::<Test>::DiscountFavoursHolder);
		let short = PortfolioParams { vol_floor_ms: 0, ..good };
		assert_noop!(set(short), Error::<Test>::TenorOutOfRange);

		let rich = CollateralParams { standard_factor: fixed("1.01"), ..CollateralParams::btc() };
		assert_noop!(
			Margin::set_asset_params(RuntimeOrigin::root(), WBTC, rich, None),
			Error::<Test>::HaircutOutOfRange
		);
		let wide = MarkBand { absolute: fixed("0.2"), ..MarkBand::default() };
		assert_noop!(
			Margin::set_mark_band(RuntimeOrigin::root(), wide),
			Error::<Test>::BandOutOfBounds
		);
		assert_noop!(set_scenarios(&[]), Error::<Test>::ScenarioCount);
		let mut wild = default_scenarios();
		wild[0].spot_shock = fixed("-1.5");
		assert_noop!(set_scenarios(&wild), Error::<Test>::ScenarioOutOfRange);
	});
}

#[test]
fn tighter_standard_parameters_hit_im_at_once_and_mm_along_the_ramp() {
	build_and_execute(|| {
		// GIVEN a short call, MM of 9 %
		open(4, MarginMode::Standard, 50_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		let before = totals(4);
		// WHEN MM goes to 11 %, IM to 19 % / 17 %
		let tighter = StandardParams {
			mm_call: fixed("0.11"),
			max_spot_requirement: fixed("0.19"),
			min_spot_requirement: fixed("0.17"),
			..StandardParams::btc_eth()
		};
		assert_ok!(set_standard(tighter));
		System::assert_last_event(
			Event::StandardParamsSet { underlying: BTC, params: tighter, in_force_at: START + DAY }
				.into(),
		);
		// THEN IM is 4 % of 60,000 lower at once, MM not at all
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		assert!(report.ramping);
		let fall = |from: Cash, to: Cash| from.checked_sub(to).unwrap();
		assert_eq!(fall(before.initial, report.totals.initial), cash(2_400));
		assert_eq!(report.totals.maintenance, before.maintenance);
		// AND MM is half way after half the time, up to what the mark loses by then
		let mm_at = |now| {
			Now::set(now);
			let mark = totals(4).value;
			fall(mark, totals(4).maintenance)
		};
		let (start, middle, end) = (mm_at(START), mm_at(START + DAY / 2), mm_at(START + DAY));
		assert_eq!(fall(end, start).e8(), 2 * fall(middle, start).e8());
		assert_eq!(fall(end, start), cash(1_200));
		assert!(!Margin::margin_of(PortfolioId(4)).unwrap().ramping);
	});
}

#[test]
fn looser_parameters_free_margin_only_as_far_as_mm_has_followed() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 50_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		let before = totals(4);
		let loose = StandardParams {
			mm_call: fixed("0.01"),
			mm_put_spot: fixed("0.01"),
			max_spot_requirement: fixed("0.02"),
			min_spot_requirement: fixed("0.02"),
			..StandardParams::btc_eth()
		};
		assert_ok!(set_standard(loose));
		let after = totals(4);
		assert_eq!(after.maintenance, before.maintenance);
		assert_eq!(after.initial, after.maintenance);
	});
}

#[test]
fn portfolio_parameters_and_scenarios_ramp_too() {
	build_and_execute(|| {
		open(4, MarginMode::Portfolio, 50_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		let before = totals(4);
		// WHEN every scenario gets a third harsher
		let mut harsher = default_scenarios();
		for scenario in &mut harsher {
			scenario.spot_shock = scenario.spot_shock.mul_floor(fixed("1.3")).unwrap();
		}
		assert_ok!(set_scenarios(&harsher));
		let after = totals(4);
		assert!(after.initial < before.initial);
		assert_eq!(after.maintenance, before.maintenance);
		// AND the factor of MM rises
		let params = PortfolioParams { mm_factor: Fixed::ONE, ..PortfolioParams::btc_eth() };
		assert_ok!(Margin::set_portfolio_params(RuntimeOrigin::root(), BTC, Box::new(params)));
		assert_eq!(totals(4).maintenance, before.maintenance);
		let early = totals(4).maintenance;
		Now::set(START + DAY);
		assert!(totals(4).maintenance < early);
	});
}

#[test]
fn scenario_in_a_place_keeps_its_direction_unless_silent() {
	build_and_execute(|| {
		let mut turned = default_scenarios();
		turned[0].vol = VolDirection::Down;
		assert_noop!(set_scenarios(&turned), Error::<Test>::ScenarioShapeChanged);
		// GIVEN it was silenced, and time has passed
		let mut silenced = default_scenarios();
		silenced[0].dampening = Fixed::ZERO;
		assert_ok!(set_scenarios(&silenced));
		Now::set(START + DAY);
		assert_ok!(set_scenarios(&turned));
		// AND a list may grow or shrink at its end
		assert_ok!(set_scenarios(&turned[..30]));
	});
}

#[test]
fn scenario_that_is_new_fades_in() {
	let all = default_scenarios();
	let short = Scenarios::truncate_from(all[..2].to_vec());
	let long = Scenarios::truncate_from(all[..3].to_vec());
	let way = Ramped::fixed(short.clone()).towards(long.clone(), 0, 100);
	assert_eq!(way.in_force(0)[2].dampening, Fixed::ZERO);
	assert_eq!(way.in_force(25)[2].dampening, fixed("0.25"));
	assert_eq!(way.in_force(100), long);
	let back = Ramped::fixed(long).towards(short.clone(), 0, 100);
	assert_eq!(back.in_force(25)[2].dampening, fixed("0.75"));
	assert_eq!(back.in_force(100), short);
}

#[test]
fn change_on_the_way_starts_from_where_mm_is() {
	let params = |mm| StandardParams { mm_call: fixed(mm), ..StandardParams::btc_eth() };
	let way = Ramped::fixed(params("0.08")).towards(params("0.1"), 0, 100);
	let again = way.towards(params("0.05"), 50, 100);
	assert_eq!(again.in_force(50).mm_call, fixed("0.09"));
	assert_eq!(again.in_force(100).mm_call, fixed("0.07"));
	assert_eq!(again.in_force(150).mm_call, fixed("0.05"));
}

#[test]
fn first_rule_of_an_asset_is_in_force_at_once_and_later_ones_ramp() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 0);
		change_view(4, |view| view.assets = vec![(RULELESS, 100_000_000)]);
		assert_eq!(totals(4).maintenance, Cash::ZERO);
		let set = |params| {
			assert_ok!(Margin::set_asset_params(RuntimeOrigin::root(), RULELESS, params, None));
		};
		set(CollateralParams::btc());
		assert_eq!(totals(4).maintenance, cash(45_000));
		let rule = AssetRule { params: CollateralParams::btc(), risk_cancelling_for: None };
		System::assert_last_event(
			Event::AssetRuleSet { asset: RULELESS, rule, in_force_at: 0 }.into(),
		);
		// WHEN the factor falls to .5, THEN IM knows at once
		set(CollateralParams { standard_factor: fixed("0.5"), ..CollateralParams::btc() });
		assert_eq!(totals(4).maintenance, cash(45_000));
		assert_eq!(totals(4).initial, cash(27_900));
		Now::set(START + DAY / 2);
		assert_eq!(totals(4).maintenance, cash(37_500));
		Now::set(START + DAY);
		assert_eq!(totals(4).maintenance, cash(30_000));
	});
}

#[test]
fn check_of_parameters_can_fail() {
	build_and_execute(|| {
		let insane = StandardParams { mm_call: fixed("-1"), ..StandardParams::btc_eth() };
		crate::StandardRules::<Test>::insert(BTC, Ramped::fixed(insane));
		assert_eq!(Margin::do_try_state(), Err("a parameter is not sane".into()));
		crate::StandardRules::<Test>::remove(BTC);
	});
}
