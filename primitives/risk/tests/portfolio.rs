// SPDX-License-Identifier: Apache-2.0
//! Portfolio mode by hand. At expiry (tau = 0) marks are intrinsic, longs count .95, shorts in full
//! (the markup is capped by 1/disc = 1), and the basis weight is .5. S = F = 100.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cash, fixed, leg, Expiry, Underlying, VolTable, World};
use tenor_fixed::{Fixed, Rate, Vol};
use tenor_risk::{
	default_scenarios, portfolio,
	portfolio::WorstCase,
	CollateralHolding, CollateralParams, ExpiryMarket, Holdings,
	OptionKind::{Call, Put},
	PortfolioParams, Position, RiskError, Scenario, ScenarioVectors, Stable, StandardParams,
	UnderlyingMarket, VolDirection,
};
use tenor_series::UnderlyingId;

fn world(positions: Vec<Position>) -> World {
	let mut strikes: Vec<_> = positions.iter().map(|p| (p.strike, Vol::ZERO)).collect();
	strikes.dedup();
	let market = ExpiryMarket {
		expiry: 1,
		time_to_expiry_ms: 0,
		f_fix: Fixed::ZERO,
		f_var: fixed("100"),
		rate: Rate::ZERO,
		vols: VolTable(strikes),
		forward_confidence: Fixed::ONE,
		rate_confidence: Fixed::ONE,
		vol_confidence: Fixed::ONE,
	};
	World {
		underlyings: vec![Underlying {
			market: UnderlyingMarket {
				underlying: UnderlyingId(0),
				spot: fixed("100"),
				spot_confidence: Fixed::ONE,
			},
			standard: StandardParams::btc_eth(),
			portfolio: PortfolioParams::btc_eth(),
			scenarios: default_scenarios().to_vec(),
			expiries: vec![Expiry { market, positions }],
		}],
		collateral: vec![],
		cash: cash("0"),
		stable: Stable::PAR,
	}
}

#[test]
fn there_are_33_default_scenarios() {
	let scenarios = default_scenarios();
	let count = |vol| scenarios.iter().filter(|s| s.vol == vol).count();
	assert_eq!(count(VolDirection::Up), 2 + 7 + 8);
	assert_eq!(count(VolDirection::Same), 7);
	assert_eq!(count(VolDirection::Down), 7);
	assert_eq!(count(VolDirection::SkewLinear) + count(VolDirection::SkewAbsolute), 2);
	// A dampened tail is worth 13.86 % of spot, whichever it is.
	for tail in &scenarios[23..31] {
		let size = tail.spot_shock.mul_floor(tail.dampening).unwrap().checked_abs().unwrap();
		assert_eq!(size, fixed("0.1386"));
	}
	assert_eq!(tenor_risk::scenarios_sanity(&scenarios), Ok(()));
}

#[test]
fn short_call_at_the_money() {
	let margin = world(vec![leg("100", Call, "-1")]).portfolio_margin();
	let risk = &margin.underlyings[0];
	let pnl = risk.scenario_pnl.as_slice();
	assert_eq!(pnl.len(), 33);
	assert_eq!((pnl[0], pnl[1]), (fixed("-18"), fixed("0")));
	assert_eq!(&pnl[2..5], [fixed("-13.5"); 3]);
	assert_eq!((pnl[23], pnl[25], pnl[30]), (fixed("0"), fixed("-13.86"), fixed("-13.86")));
	assert_eq!((risk.worst, risk.worst_case), (fixed("-18"), WorstCase::Scenario(0)));
	// min(4.5 lost, 0) * .5
	assert_eq!(risk.basis_contingency, fixed("-2.25"));
	assert_eq!((risk.naked_mm, risk.naked_im), (fixed("0.3"), fixed("0.2")));
	assert_eq!(margin.totals.maintenance, cash("-14.7")); // -18 * .8 - .3
	assert_eq!(margin.totals.initial, cash("-18.5")); // -18 - .3 - .2
	assert_eq!((margin.totals.value, margin.totals.equity), (cash("0"), cash("0")));
}

#[test]
fn long_call_is_discounted_and_never_naked() {
	let margin = world(vec![leg("100", Call, "1")]).portfolio_margin();
	let risk = &margin.underlyings[0];
	let pnl = risk.scenario_pnl.as_slice();
	assert_eq!((pnl[0], pnl[1]), (fixed("17.1"), fixed("0"))); // 18 * .95
	assert_eq!(pnl[30], fixed("13.167")); // 500 * .95 * .02772
	assert_eq!((risk.worst, risk.worst_case), (fixed("0"), WorstCase::Basis));
	assert_eq!(margin.totals.maintenance, cash("0"));
}

#[test]
fn discount_goes_by_the_sign_of_the_whole_expiry() {
	// A long call at 90 against a short at 110. At +18 %: 28 - 8 = 20 > 0, times .95, less the mark
	// of 10. The short leg alone would not be discounted.
	let margin = world(vec![leg("90", Call, "1"), leg("110", Call, "-1")]).portfolio_margin();
	let pnl = margin.underlyings[0].scenario_pnl;
	assert_eq!(pnl.as_slice()[0], fixed("9"));
	assert_eq!(pnl.as_slice()[1], fixed("-10"));
}

#[test]
fn off_peg_raises_the_initial_factor() {
	let mut world = world(vec![leg("100", Call, "-1")]);
	world.stable.price = fixed("0.98");
	let margin = world.portfolio_margin();
	assert_eq!(margin.underlyings[0].im_factor, fixed("1.04")); // 1 + .01 * 4
	assert_eq!(margin.totals.initial, cash("-19.22")); // -18.72 - .5
	assert_eq!(margin.totals.maintenance, cash("-14.7"));
}

#[test]
fn shocks_move_only_what_is_not_yet_fixed() {
	let mut world = world(vec![leg("100", Call, "-1")]);
	let market = &mut world.underlyings[0].expiries[0].market;
	(market.f_fix, market.f_var) = (fixed("60"), fixed("40"));
	let margin = world.portfolio_margin();
	assert_eq!(margin.underlyings[0].scenario_pnl.as_slice()[0], fixed("-7.2"));
	assert_eq!(margin.underlyings[0].basis_contingency, fixed("-0.9")); // 40 * .045 * .5
}

#[test]
fn doubt_is_charged_on_longs_and_shorts_in_initial_margin() {
	let mut world = world(vec![leg("90", Put, "2"), leg("100", Call, "-1")]);
	let before = world.portfolio_margin();
	world.underlyings[0].expiries[0].market.rate_confidence = fixed("0.4");
	let after = world.portfolio_margin();
	// .6 * 1 * 100 * 3
	assert_eq!(after.underlyings[0].confidence_contingency, fixed("180"));
	let drop = before.totals.initial.checked_sub(after.totals.initial);
	assert_eq!(drop, Some(cash("180")));
	assert_eq!(before.totals.maintenance, after.totals.maintenance);
}

#[test]
fn naked_shorts_by_strike() {
	let naked = |call: &str, put: &str| {
		let mut positions = vec![];
		for (kind, quantity) in [(Call, call), (Put, put)] {
			if quantity != "0" {
				positions.push(leg("100", kind, quantity));
			}
		}
		// 30 basis points of 100 per contract.
		world(positions).portfolio_margin().underlyings[0].naked_mm
	};
	assert_eq!(naked("-2", "3"), fixed("0"));
	assert_eq!(naked("-3", "1"), fixed("0.6"));
	assert_eq!(naked("1", "-4"), fixed("0.9"));
	assert_eq!(naked("-1", "-2"), fixed("0.9"));
	assert_eq!(naked("-5", "0"), fixed("1.5"));
	assert_eq!(naked("0", "-5"), fixed("1.5"));
	assert_eq!(naked("2", "1"), fixed("0"));
	// The same quantities at two strikes do not offset.
	let two = world(vec![leg("100", Call, "-2"), leg("110", Put, "3")]).portfolio_margin();
	assert_eq!(two.underlyings[0].naked_mm, fixed("0.6"));
}

fn coin(cancels: bool) -> CollateralHolding {
	CollateralHolding {
		asset: 1,
		amount_e8: 100_000_000,
		price: fixed("100"),
		confidence: fixed("0.5"),
		risk_cancelling_for: cancels.then_some(UnderlyingId(0)),
		params: CollateralParams::btc(),
	}
}

#[test]
fn collateral_with_and_without_cancelling_risk() {
	// GIVEN one short call and one coin
	let mut world = world(vec![leg("100", Call, "-1")]);
	world.collateral = vec![coin(false)];
	let margin = world.portfolio_margin();
	assert_eq!(margin.collateral_value, fixed("100"));
	assert_eq!(margin.collateral_mm_haircut, fixed("10.6"));
	assert_eq!(margin.collateral_im_haircut, fixed("1.4"));
	assert_eq!(margin.collateral_confidence, fixed("50"));
	assert_eq!(margin.totals.maintenance, cash("74.7")); // 100 - 10.6 - 14.7
	assert_eq!(margin.totals.initial, cash("19.5")); // 100 - 10.6 - 1.4 - 50 - 18.5
												  // WHEN it cancels risk
	world.collateral = vec![coin(true)];
	let margin = world.portfolio_margin();
	let risk = &margin.underlyings[0];
	// THEN the rise is covered, and the fall of the coin is worst
	assert_eq!(risk.scenario_pnl.as_slice()[0], fixed("0"));
	assert_eq!((risk.worst, risk.worst_case), (fixed("-18"), WorstCase::Scenario(1)));
	// -66 % dampened by .21; a skew moves no spot.
	assert_eq!(risk.scenario_pnl.as_slice()[23], fixed("-13.86"));
	assert_eq!(risk.scenario_pnl.as_slice()[31], fixed("0"));
}

#[test]
fn rate_and_carry_of_longs_and_shorts() {
	// One year, 5 %, a call 20 in the money without volatility. exp(-.05) = .951229424500714016.
	let mut world = world(vec![leg("80", Call, "1")]);
	let market = &mut world.underlyings[0].expiries[0].market;
	market.time_to_expiry_ms = 365 * 86_400_000;
	market.rate = Rate::from_fixed(fixed("0.05"));
	world.underlyings[0].portfolio.min_vol = Vol::ZERO;
	let near = |got: Fixed, want: &str| {
		assert!(got.e18().abs_diff(fixed(want).e18()) < 1_000, "{got} {want}");
	};
	let long = world.portfolio_margin();
	near(long.underlyings[0].value, "19.024588490014280320");
	// 20 * .9512294245 * .95 * exp(-.16) - V0, exp(-.16) = .852143788966211338
	near(long.underlyings[0].scenario_pnl.as_slice()[12], "-3.623487816580725285");
	// At the money forward shocked by 4.5 %, basis: 2.5 * min(4.5, -4.5) * disc
	near(long.underlyings[0].basis_contingency, "-10.701331025633032680");
	// WHEN sold, the markup .9512 * 1.05 * exp(.16) = 1.172 is capped at 1: -20 + V0
	world.underlyings[0].expiries[0].positions = vec![leg("80", Call, "-1")];
	let short = world.portfolio_margin();
	near(short.underlyings[0].scenario_pnl.as_slice()[12], "-0.975411509985719680");
	// A negative rate counts as zero.
	world.underlyings[0].expiries[0].market.rate = Rate::from_fixed(fixed("-0.05"));
	near(world.portfolio_margin().underlyings[0].value, "-20");
}

#[test]
fn underlyings_add_up_without_offset() {
	let mut world = world(vec![leg("100", Call, "-1")]);
	let one = world.portfolio_margin();
	let mut second = world.underlyings[0].clone();
	second.market.underlying = UnderlyingId(1);
	second.expiries[0].positions = vec![leg("100", Call, "1")];
	world.underlyings.push(second);
	let both = world.portfolio_margin();
	assert_eq!(both.totals.maintenance, one.totals.maintenance);
	// WHEN the same call is held on the same underlying THEN it offsets, but for the discount
	world.underlyings.truncate(1);
	let mut twin = world.underlyings[0].expiries[0].clone();
	twin.positions = vec![leg("100", Call, "1")];
	world.underlyings[0].expiries.push(twin);
	let netted = world.portfolio_margin();
	assert_eq!(netted.underlyings[0].scenario_pnl.as_slice()[0], fixed("-0.9"));
}

#[test]
fn errors_are_named() {
	let world = world(vec![leg("100", Call, "-1")]);
	let holdings = world.holdings();
	let vectors = world.scenario_vectors();
	let books = world.portfolio_books(&vectors);
	let underlyings = world.portfolio_underlyings(&books);
	// Collateral that cancels the risk of a book that is not there.
	let orphan = [CollateralHolding { risk_cancelling_for: Some(UnderlyingId(9)), ..coin(true) }];
	let with_orphan = Holdings { collateral: &orphan, ..holdings };
	let missing = portfolio::margin(&underlyings, &with_orphan);
	assert_eq!(missing, Err(RiskError::MissingUnderlying));
	let twice = portfolio::margin(&[underlyings[0], underlyings[0]], &holdings);
	assert_eq!(twice, Err(RiskError::RepeatedUnderlying));
	// Vectors of other scenarios.
	let fewer = &default_scenarios()[..32];
	let other = portfolio::UnderlyingBook { scenarios: fewer, ..underlyings[0] };
	assert_eq!(portfolio::margin(&[other], &holdings), Err(RiskError::ScenariosDiffer));
	// Too many of them.
	let market = &world.underlyings[0].expiries[0].market;
	let params = PortfolioParams::btc_eth();
	let many = [default_scenarios()[0]; 65];
	let compute = |scenarios: &[Scenario]| {
		ScenarioVectors::compute(market, &params, scenarios, &["100".parse().unwrap()])
	};
	assert_eq!(compute(&many).err(), Some(RiskError::TooManyScenarios));
	assert!(compute(&many[..64]).is_ok());
	// A strike the vectors do not hold.
	let elsewhere = [leg("101", Call, "1")];
	let book = portfolio::ExpiryBook { vectors: &vectors[0][0], positions: &elsewhere };
	let unknown = portfolio::UnderlyingBook { expiries: &[book], ..underlyings[0] };
	assert_eq!(portfolio::margin(&[unknown], &holdings), Err(RiskError::UnknownStrike));
	// A worthless stablecoin.
	let own = [coin(false)];
	let stable = Stable { price: Fixed::ZERO, confidence: Fixed::ONE };
	let worthless = Holdings { collateral: &own, stable, ..holdings };
	let refused = portfolio::margin(&underlyings, &worthless);
	assert_eq!(refused, Err(RiskError::NonPositiveStablePrice));
}
