// SPDX-License-Identifier: Apache-2.0
//! A margin comes with all that it was computed from.

use crate::{mock::*, Error};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Fixed;
use tenor_risk::{
	inputs::{NotCounted, UnderlyingRule},
	CollateralParams, MarginInputs, MarginReport, StandardParams,
};
use tenor_series::{MarginMode, OptionKind, PortfolioId};

/// A book of both kinds in two underlyings, sold and bought, in either mode; and collateral of every
/// standing.
fn books() -> [u64; 2] {
	let eth = tenor_series::ExpiryKey { underlying: ETH, expiry: expiry(7).expiry };
	for (id, mode) in [(4, MarginMode::Standard), (5, MarginMode::Portfolio)] {
		open(id, mode, 100_000);
		change_view(id, |view| view.assets = vec![(WBTC, 30_000_000), (RULELESS, 7)]);
		assert_ok!(trade(1, id, call(60_000), 150));
		assert_ok!(trade(id, 1, call(65_000), 100));
		assert_ok!(trade(1, id, put(55_000), 80));
		assert_ok!(trade(id, 1, eth.series(usd(3_000), OptionKind::Put), 300));
	}
	[4, 5]
}

/// The inputs, after the margin that follows from them was seen to be the margin.
fn inputs_of(id: u64) -> (MarginReport, MarginInputs) {
	let (report, inputs) = Margin::margin_with_inputs(PortfolioId(id)).unwrap();
	assert_eq!(Margin::margin_of(PortfolioId(id)).as_ref(), Ok(&report));
	assert_eq!(inputs.report().as_ref(), Ok(&report), "portfolio {id}");
	(report, inputs)
}

#[test]
fn the_inputs_of_a_margin_give_that_margin() {
	build_and_execute(|| {
		for id in books() {
			let (report, inputs) = inputs_of(id);
			assert!(report.fresh && !report.ramping);
			assert_eq!((inputs.mode, inputs.cash), (report.mode, report.cash));
			assert_eq!(inputs.moment, Now::get());
			assert_eq!(inputs.underlyings.len(), 2);
			assert_eq!((inputs.collateral.len(), inputs.uncounted.len()), (1, 1));
			assert_eq!(inputs.uncounted[0].reason, NotCounted::NoRuleOrPrice);
			// In standard mode nothing cancels risk.
			let cancels = inputs.collateral[0].terms.target.risk_cancelling_for;
			assert_eq!(cancels.is_some(), inputs.mode == MarginMode::Portfolio);
		}
	});
}

#[test]
fn parameters_on_their_way_come_as_they_go_and_as_they_are() {
	build_and_execute(|| {
		let [standard, portfolio] = books();
		// WHEN parameters, the rule of an asset and the regime are between two values
		let strict = StandardParams {
			min_spot_requirement: "0.2".parse().unwrap(),
			max_spot_requirement: "0.2".parse().unwrap(),
			mm_call: "0.15".parse().unwrap(),
			..StandardParams::btc_eth()
		};
		assert_ok!(Margin::set_standard_params(RuntimeOrigin::root(), BTC, strict));
		let rule = CollateralParams {
			portfolio_mm_haircut: "0.5".parse().unwrap(),
			..CollateralParams::btc()
		};
		assert_ok!(Margin::set_asset_params(RuntimeOrigin::root(), WBTC, rule, Some(BTC)));
		Regime::set((32, 20));
		Now::set(Now::get() + DAY / 2);

		// THEN the inputs hold both, and give IM by the one and MM by the other
		for id in [standard, portfolio] {
			let (report, inputs) = inputs_of(id);
			assert!(report.ramping);
			assert!(inputs.collateral[0].terms.in_force.is_some());
			let btc = &inputs.underlyings[0];
			assert!(btc.shock_scale.initial > btc.shock_scale.maintenance);
			let in_force = btc.rule.in_force.as_ref().unwrap();
			assert_ne!(in_force, &btc.rule.target);
			let portfolio_rule = matches!(in_force, UnderlyingRule::Portfolio { .. });
			assert_eq!(portfolio_rule, inputs.mode == MarginMode::Portfolio);
		}
		Regime::set((16, 16));
	});
}

#[test]
fn what_is_not_fresh_is_named() {
	build_and_execute(|| {
		for id in books() {
			Stale::set(vec![ETH]);
			let (report, inputs) = inputs_of(id);
			assert!(!report.fresh && !inputs.underlyings[1].fresh && inputs.underlyings[0].fresh);
			Stale::set(vec![]);

			StaleCollateral::set(true);
			let (report, inputs) = inputs_of(id);
			assert!(!report.fresh && inputs.collateral.is_empty());
			assert!(inputs.uncounted.iter().any(|one| one.reason == NotCounted::Stale));
			StaleCollateral::set(false);

			StaleStable::set(true);
			let (report, inputs) = inputs_of(id);
			assert!(!report.fresh && !inputs.stable_fresh);
			StaleStable::set(false);
		}
	});
}

#[test]
fn another_input_gives_another_margin() {
	build_and_execute(|| {
		for id in books() {
			let (report, inputs) = inputs_of(id);
			let differs = |change: fn(&mut MarginInputs)| {
				let mut changed = inputs.clone();
				change(&mut changed);
				assert_ne!(changed.report().as_ref(), Ok(&report), "portfolio {id}");
			};
			differs(|inputs| inputs.cash = inputs.cash.saturating_add(cash(1)));
			differs(|inputs| inputs.underlyings[0].market.spot = Fixed::from_int(60_001));
			differs(|inputs| {
				inputs.underlyings[0].expiries[0].market.f_var = Fixed::from_int(60_001)
			});
			differs(|inputs| inputs.underlyings[0].expiries[0].positions.clear());
			differs(|inputs| inputs.collateral[0].price = Fixed::from_int(1));
			differs(|inputs| inputs.stable.price = Fixed::from_int(2));
			differs(|inputs| {
				inputs.mode = match inputs.mode {
					MarginMode::Standard => MarginMode::Portfolio,
					MarginMode::Portfolio => MarginMode::Standard,
				}
			});
		}
	});
}

#[test]
fn there_are_no_inputs_of_a_portfolio_that_is_not_there() {
	build_and_execute(|| {
		assert_noop!(Margin::margin_with_inputs(PortfolioId(150)), Error::<Test>::UnknownPortfolio);
	});
}
