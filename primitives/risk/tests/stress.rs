// SPDX-License-Identifier: Apache-2.0
//! What is left in a stress, against the scenarios of portfolio mode and against itself.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cases, fixed, Expiry, Rng, Underlying, World};
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_risk::{
	portfolio,
	stress::{collateral_after_floor, default_stresses, stresses_sanity, Residuals, MAX_STRESSES},
	CollateralHolding, CollateralParams, Holdings, Position, Scenario, ScenarioVectors, Stable,
	StressScenario, StressVectors, VolDirection,
};

/// Money of 1e-6 at 18 decimals: what roundings of a few values come to.
const SLACK: i128 = 1_000_000_000_000;

fn stresses() -> [StressScenario; MAX_STRESSES] {
	default_stresses()
}

fn vectors(u: &Underlying, e: &Expiry) -> StressVectors {
	StressVectors::compute(&e.market, &u.portfolio, &stresses(), &e.strikes()).unwrap()
}

/// `V0 + P&L` of an expiry by the rule of portfolio mode, for the same scenarios undampened.
fn by_portfolio_mode(u: &Underlying, e: &Expiry) -> Residuals {
	let scenarios = stresses().map(|stress| Scenario {
		spot_shock: stress.spot_shock,
		vol: stress.vol,
		dampening: Fixed::ONE,
	});
	let vectors =
		ScenarioVectors::compute(&e.market, &u.portfolio, &scenarios, &e.strikes()).unwrap();
	let book = portfolio::ExpiryBook { vectors: &vectors, positions: &e.positions };
	let book = portfolio::UnderlyingBook {
		market: &u.market,
		params: &u.portfolio,
		scenarios: &scenarios,
		expiries: &[book],
	};
	let holdings = Holdings { collateral: &[], cash: Cash::ZERO, stable: Stable::PAR };
	let margin = portfolio::margin(&[book], &holdings).unwrap();
	let risk = &margin.underlyings[0];
	let pnl = risk.scenario_pnl.as_slice();
	core::array::from_fn(|n| pnl[n].checked_add(risk.value).unwrap())
}

fn expiries(worlds: u64, mut test: impl FnMut(&Underlying, &Expiry, &mut Rng)) {
	for seed in 0..cases(worlds) {
		let mut rng = Rng(seed);
		let world: World = common::random_world(&mut rng);
		for underlying in &world.underlyings {
			for expiry in &underlying.expiries {
				test(underlying, expiry, &mut rng);
			}
		}
	}
}

#[test]
fn what_is_left_is_the_value_and_the_undampened_profit_of_portfolio_mode() {
	let mut compared = 0;
	expiries(200, |u, e, _| {
		let (ours, theirs) =
			(vectors(u, e).values_floor(&e.positions).unwrap(), by_portfolio_mode(u, e));
		for (ours, theirs) in ours.iter().zip(theirs) {
			assert!((ours.e18() - theirs.e18()).abs() <= SLACK, "{ours} {theirs}");
			compared += 1;
		}
	});
	assert!(compared > 400, "{compared}");
}

#[test]
fn two_books_together_are_worth_no_less_than_each_by_itself() {
	expiries(200, |u, e, rng| {
		let vectors = vectors(u, e);
		let (mut one, mut other) = (e.positions.clone(), e.positions.clone());
		for (a, b) in one.iter_mut().zip(&mut other) {
			let all = i128::from(a.quantity.e8());
			let part = i64::try_from(all * rng.between(-100, 200) / 100).unwrap();
			a.quantity = Quantity::from_e8(part);
			b.quantity = Quantity::from_e8(b.quantity.e8() - part);
		}
		let sum = |positions: &[Position]| vectors.values_floor(positions).unwrap();
		let (together, one, other) = (sum(&e.positions), sum(&one), sum(&other));
		for n in 0..MAX_STRESSES {
			let apart = one[n].e18() + other[n].e18();
			assert!(together[n].e18() >= apart - SLACK, "{:?} {apart}", together[n]);
		}
	});
}

#[test]
fn no_stress_leaves_nothing_to_compute() {
	expiries(20, |u, e, _| {
		let none = StressVectors::compute(&e.market, &u.portfolio, &[], &e.strikes()).unwrap();
		assert_eq!(none.values_floor(&e.positions), Ok([Fixed::ZERO; MAX_STRESSES]));
	});
}

#[test]
fn collateral_moves_with_its_index_only() {
	let fall = StressScenario { spot_shock: fixed("-0.33"), vol: VolDirection::Up };
	let one = CollateralHolding {
		asset: 1,
		amount_e8: 50_000_000,
		price: fixed("2000"),
		confidence: Fixed::ONE,
		risk_cancelling_for: None,
		params: CollateralParams::btc(),
	};
	let after = |moves| collateral_after_floor(&one, &Stable::PAR, moves, &fall).unwrap();
	assert_eq!((after(true), after(false)), (fixed("670"), fixed("1000")));
}

#[test]
fn stresses_out_of_range_are_refused() {
	assert_eq!(stresses_sanity(&stresses()), Ok(()));
	assert_eq!(stresses_sanity(&[]), Ok(()));
	let of = |shock: &str, vol| StressScenario { spot_shock: fixed(shock), vol };
	for bad in [
		of("-1.01", VolDirection::Up),
		of("9.01", VolDirection::Same),
		of("0", VolDirection::SkewLinear),
	] {
		assert!(stresses_sanity(&[bad]).is_err(), "{bad:?}");
	}
	assert!(stresses_sanity(&[stresses()[0]; MAX_STRESSES + 1]).is_err());
}
