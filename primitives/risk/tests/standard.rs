// SPDX-License-Identifier: Apache-2.0
//! Standard mode by hand. Volatility is zero, so that marks are intrinsic and every figure can be
//! checked on paper: S = 100, F = 102.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cash, fixed, leg, Expiry, Underlying, VolTable, World};
use tenor_fixed::{Cash, Fixed, Rate, Vol};
use tenor_risk::{
	default_scenarios,
	standard::StandardMargin,
	CollateralHolding, CollateralParams, ExpiryMarket,
	OptionKind::{Call, Put},
	PortfolioParams, Position, Stable, StandardParams, UnderlyingMarket,
};
use tenor_series::UnderlyingId;

fn world(positions: Vec<Position>) -> World {
	let mut strikes: Vec<_> = positions.iter().map(|p| (p.strike, Vol::ZERO)).collect();
	strikes.dedup();
	let market = ExpiryMarket {
		expiry: 1,
		time_to_expiry_ms: 86_400_000,
		f_fix: Fixed::ZERO,
		f_var: fixed("102"),
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
		cash: cash("1000"),
		stable: Stable::PAR,
	}
}

fn totals(margin: &StandardMargin) -> (Cash, Cash, Cash) {
	(margin.totals.equity, margin.totals.initial, margin.totals.maintenance)
}

fn check(positions: Vec<Position>, equity: &str, initial: &str, maintenance: &str) {
	let margin = world(positions).standard_margin();
	assert_eq!(totals(&margin), (cash(equity), cash(initial), cash(maintenance)), "{margin:?}");
}

#[test]
fn nothing_held_is_cash() {
	check(vec![], "1000", "1000", "1000");
}

#[test]
fn long_options_count_in_equity_and_need_nothing() {
	// Mark 102 - 90 = 12.
	check(vec![leg("90", Call, "3")], "1036", "1000", "1000");
}

#[test]
fn short_call_at_the_money() {
	// Mark 2. IM 2 + 15, MM 2 + 9, times 2.
	check(vec![leg("100", Call, "-2")], "996", "966", "978");
}

#[test]
fn short_call_out_of_the_money_falls_to_the_least_share() {
	// Mark 0, OTM/S = .10: max(.15 - .10, .13) = .13.
	check(vec![leg("110", Call, "-1")], "1000", "987", "991");
	// OTM/S = .01: .15 - .01 = .14.
	check(vec![leg("101", Call, "-1")], "999", "985", "990");
}

#[test]
fn short_put_takes_the_larger_of_both_rules() {
	// Mark 8. MM 8 + max(9, .72) = 17; IM max(8 + 15, 1.05 * 17 = 17.85) = 23.
	check(vec![leg("110", Put, "-1")], "992", "977", "983");
	// Mark 898. MM 898 + max(9, 80.82) = 978.82; IM max(913, 1.05 * 978.82 = 1027.761): but the
	// worst payoff, -1000 at price 0, is the lesser requirement for IM.
	check(vec![leg("1000", Put, "-1")], "102", "0", "21.18");
}

#[test]
fn a_spread_needs_its_width_at_most() {
	// Isolated 17 (IM) and 11 (MM); offset 10 for both.
	check(vec![leg("100", Call, "-1"), leg("110", Call, "1")], "998", "990", "990");
	// Ratio spread: -10 at 110, then one call unpaired: 1.2 (1.1) * 102. Isolated 34 and 22 is less.
	check(vec![leg("100", Call, "-2"), leg("110", Call, "1")], "996", "966", "978");
}

#[test]
fn components_of_an_unpaired_call() {
	let margin = world(vec![leg("100", Call, "-2"), leg("110", Call, "1")]).standard_margin();
	let expiry = &margin.expiries[0];
	// Payoff at {0, 100, 110} is {0, 0, -20 + 0}: at 110 two calls sold at 100 pay 20.
	assert_eq!(expiry.offset_im, fixed("-142.4")); // -20 - 1.2 * 102
	assert_eq!(expiry.offset_mm, fixed("-132.2")); // -20 - 1.1 * 102
	assert_eq!(expiry.isolated_im, fixed("-34"));
	assert_eq!(expiry.isolated_mm, fixed("-22"));
	assert_eq!(expiry.value, fixed("-4"));
}

#[test]
fn contingencies_hit_initial_margin_only() {
	// GIVEN two short calls, doubt of one half about volatility, and the stablecoin at .98
	let mut world = world(vec![leg("100", Call, "-2")]);
	world.underlyings[0].expiries[0].market.vol_confidence = fixed("0.5");
	world.stable = Stable { price: fixed("0.98"), confidence: Fixed::ONE };
	let margin = world.standard_margin();
	// THEN .5 * 1 * 100 * 2 and .01 * 2 * 100 * 2
	assert_eq!(margin.expiries[0].confidence_contingency, fixed("100"));
	assert_eq!(margin.expiries[0].depeg_contingency, fixed("4"));
	assert_eq!(totals(&margin), (cash("996"), cash("862"), cash("978")));
	// WHEN confidence is just at the threshold THEN nothing is charged
	world.underlyings[0].expiries[0].market.vol_confidence = fixed("0.55");
	assert_eq!(world.standard_margin().expiries[0].confidence_contingency, Fixed::ZERO);
	// The rate plays no part in standard mode; spot does.
	world.underlyings[0].expiries[0].market.rate_confidence = Fixed::ZERO;
	assert_eq!(world.standard_margin().expiries[0].confidence_contingency, Fixed::ZERO);
	world.underlyings[0].market.spot_confidence = fixed("0.4");
	assert_eq!(world.standard_margin().expiries[0].confidence_contingency, fixed("120"));
}

#[test]
fn collateral_counts_by_its_factors() {
	let mut world = world(vec![]);
	world.collateral = vec![CollateralHolding {
		asset: 1,
		amount_e8: 200_000_000,
		price: fixed("100"),
		confidence: fixed("0.5"),
		risk_cancelling_for: None,
		params: CollateralParams::btc(),
	}];
	let margin = world.standard_margin();
	// 200 * .75, times .93 for IM, less .5 * 200 for the doubt.
	assert_eq!(margin.collateral_mm, fixed("150"));
	assert_eq!(margin.collateral_im, fixed("139.5"));
	assert_eq!(margin.collateral_confidence, fixed("100"));
	assert_eq!(totals(&margin), (cash("1200"), cash("1039.5"), cash("1150")));
	// Equity is in stablecoins, the margin is not.
	world.stable.price = fixed("0.5");
	assert_eq!(totals(&world.standard_margin()), (cash("1400"), cash("1039.5"), cash("1150")));
}
