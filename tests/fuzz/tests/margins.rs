// SPDX-License-Identifier: Apache-2.0
//! Both margin rules.
#![allow(clippy::unwrap_used)]

use bolero::check;
use tenor_fixed::{Cash, Fixed, Quantity, Vol};
use tenor_fuzz::{iterations, spread};
use tenor_math_tests::programs::{Market, Random};
use tenor_risk::{
	default_scenarios,
	inputs::{BySet, ExpiryInput, MarginInputs, UnderlyingInput, UnderlyingRule},
	portfolio::{self, UnderlyingRisk, WorstCase},
	standard, Holdings, PortfolioMargin, PortfolioParams, Position, RiskError, ScenarioVectors,
	ShockScale, SkewParams, Stable, StandardParams, StandardVectors, Totals,
};
use tenor_series::MarginMode;

/// Margin checks cost more than a price.
fn fewer() -> usize {
	(iterations() / 10).max(50)
}

fn by_portfolio(
	market: &Market,
	positions: &[Position],
	params: &PortfolioParams,
	cash: Cash,
) -> Result<Totals, RiskError> {
	portfolio_margin(market, positions, params, cash).map(|margin| margin.totals)
}

fn portfolio_margin(
	market: &Market,
	positions: &[Position],
	params: &PortfolioParams,
	cash: Cash,
) -> Result<PortfolioMargin, RiskError> {
	let scenarios = default_scenarios();
	let vectors = ScenarioVectors::compute(&market.expiry, params, &scenarios, &market.strikes)?;
	let expiries = [portfolio::ExpiryBook { vectors: &vectors, positions }];
	let book = portfolio::UnderlyingBook {
		market: &market.underlying,
		params,
		scenarios: &scenarios,
		expiries: &expiries,
	};
	let holdings = Holdings { collateral: &[], cash, stable: Stable::PAR };
	portfolio::margin(&[book], &holdings)
}

fn by_standard(
	market: &Market,
	positions: &[Position],
	params: &StandardParams,
	cash: Cash,
) -> Result<Totals, RiskError> {
	let vectors =
		StandardVectors::compute(&market.expiry, &market.underlying, params, &market.strikes)?;
	let expiries = [standard::ExpiryBook { vectors: &vectors, positions }];
	let book = standard::UnderlyingBook { market: &market.underlying, params, expiries: &expiries };
	let holdings = Holdings { collateral: &[], cash, stable: Stable::PAR };
	standard::margin(&[book], &holdings).map(|margin| margin.totals)
}

fn both(market: &Market, positions: &[Position], cash: Cash) -> [Totals; 2] {
	[
		by_portfolio(market, positions, &PortfolioParams::btc_eth(), cash).unwrap(),
		by_standard(market, positions, &StandardParams::btc_eth(), cash).unwrap(),
	]
}

#[test]
fn initial_margin_is_never_above_maintenance_margin() {
	check!().with_iterations(fewer()).with_type::<(u64, i64)>().cloned().for_each(
		|(seed, cash)| {
			let market = Market::draw(&mut Random::new(seed), 8, 10);
			for totals in both(&market, &market.positions, Cash::from_e8(i128::from(cash))) {
				assert!(totals.initial <= totals.maintenance);
			}
		},
	);
}

#[test]
fn cash_counts_one_for_one() {
	check!().with_iterations(fewer()).with_type::<(u64, i64)>().cloned().for_each(
		|(seed, cash)| {
			let market = Market::draw(&mut Random::new(seed), 6, 8);
			let without = both(&market, &market.positions, Cash::ZERO);
			let cash = Cash::from_e8(i128::from(cash));
			for (a, b) in both(&market, &market.positions, cash).iter().zip(without) {
				assert_eq!(a.initial.checked_sub(b.initial), Some(cash));
				assert_eq!(a.maintenance.checked_sub(b.maintenance), Some(cash));
				assert_eq!(a.equity.checked_sub(b.equity), Some(cash));
				assert_eq!(a.value, b.value);
			}
		},
	);
}

#[test]
fn nothing_held_needs_no_margin() {
	check!().with_iterations(fewer()).with_type::<u64>().cloned().for_each(|seed| {
		let market = Market::draw(&mut Random::new(seed), 4, 4);
		for totals in both(&market, &[], Cash::ZERO) {
			assert_eq!(totals, Totals::default());
		}
	});
}

/// A skew counts `|shocked - now|`, also where the shocked value gained: what netting saves in the
/// discount of longs and shorts can then count as a loss. In every other scenario netting costs nothing.
#[test]
fn two_books_in_one_portfolio_need_no_more_than_apart() {
	check!().with_iterations(fewer()).with_type::<(u64, u16)>().cloned().for_each(
		|(seed, mask)| {
			let market = Market::draw(&mut Random::new(seed), 8, 12);
			let params = PortfolioParams::btc_eth();
			let margin = |positions: &[Position]| {
				portfolio_margin(&market, positions, &params, Cash::ZERO).unwrap()
			};
			let (mut one, mut other) = (Vec::new(), Vec::new());
			for (i, position) in market.positions.iter().enumerate() {
				if mask >> (i % 16) & 1 == 0 { &mut one } else { &mut other }.push(*position);
			}
			let (all, one, other) = (margin(&market.positions), margin(&one), margin(&other));
			let [risk, a, b] = [&all, &one, &other].map(|margin| &margin.underlyings[0]);
			let pnl = |risk: &UnderlyingRisk| risk.scenario_pnl.as_slice().to_vec();
			let scenarios = default_scenarios();
			for (((scenario, all), a), b) in scenarios.iter().zip(pnl(risk)).zip(pnl(a)).zip(pnl(b))
			{
				// Each figure is a floor, of 21 decimals and of 18.
				assert!(
					scenario.vol.is_skew() || all.e18() >= a.e18() + b.e18() - 4,
					"{scenario:?}"
				);
			}
			let basis = a.basis_contingency.e18() + b.basis_contingency.e18();
			assert!(risk.basis_contingency.e18() >= basis - 4);
			assert!(risk.naked_mm.e18() <= a.naked_mm.e18() + b.naked_mm.e18() + 4);
			if let WorstCase::Scenario(index) = risk.worst_case {
				let index = usize::try_from(index).unwrap();
				if scenarios[index].vol.is_skew() {
					return;
				}
			}
			// Each total is a floor.
			let sum = |a: Cash, b: Cash| a.e8() + b.e8() - 3;
			let [all, one, other] = [all, one, other].map(|margin| margin.totals);
			assert!(all.initial.e8() >= sum(one.initial, other.initial));
			assert!(all.maintenance.e8() >= sum(one.maintenance, other.maintenance));
		},
	);
}

#[test]
fn a_long_option_alone_is_worth_no_less_than_nothing() {
	check!().with_iterations(fewer()).with_type::<u64>().cloned().for_each(|seed| {
		let mut market = Market::draw(&mut Random::new(seed), 6, 6);
		market.underlying.spot_confidence = Fixed::ONE;
		for position in &mut market.positions {
			position.quantity = Quantity::from_e8(position.quantity.e8().saturating_abs());
		}
		for totals in both(&market, &market.positions, Cash::ZERO) {
			assert!(totals.maintenance >= Cash::from_e8(-1), "{totals:?}");
		}
	});
}

#[test]
fn any_parameters_give_a_value_or_a_named_error() {
	type Numbers = Vec<(i128, u8)>;
	check!().with_iterations(fewer()).with_type::<(u64, Numbers)>().cloned().for_each(
		|(seed, numbers)| {
			let market = Market::draw(&mut Random::new(seed), 4, 6);
			let number = |i: usize| numbers.get(i).map_or(Fixed::ONE, |x| spread(x.0, x.1));
			let skew = |i: usize| SkewParams {
				scale_cap: number(i),
				cap_slope: number(i + 1),
				min_k: number(i + 2),
				width: number(i + 3),
				vol_static: number(i + 4),
				vol_scale: number(i + 5),
			};
			let wild = PortfolioParams {
				im_factor: number(0),
				mm_factor: number(1),
				vol_up: number(2),
				vol_down: number(3),
				min_vol: Vol::from_fixed(number(4)),
				vol_power_short: number(5),
				vol_power_long: number(6),
				basis_shock: number(7),
				basis_add: number(8),
				basis_mult: number(9),
				option_mm: number(10),
				option_im: number(11),
				long_base: number(12),
				long_mult: number(13),
				long_add: number(14),
				short_base: number(15),
				short_mult: number(16),
				short_add: number(17),
				skew_linear: skew(18),
				skew_absolute: skew(24),
				..PortfolioParams::btc_eth()
			};
			// That neither panics is the point.
			let portfolio = by_portfolio(&market, &market.positions, &wild, Cash::ZERO);
			let wild = StandardParams {
				max_spot_requirement: number(0),
				min_spot_requirement: number(1),
				mm_call: number(2),
				mm_put_spot: number(3),
				mm_put_mtm: number(4),
				put_im_offset: number(5),
				unpaired_im_scale: number(6),
				unpaired_mm_scale: number(7),
				..StandardParams::btc_eth()
			};
			let standard = by_standard(&market, &market.positions, &wild, Cash::ZERO);
			if let (Ok(a), Ok(b)) = (portfolio, standard) {
				// The value of a book is no matter of the margin rule's parameters but for disc.
				assert_eq!(a.value, a.equity);
				assert_eq!(b.value, b.equity);
			}
		},
	);
}

/// What [`both`] computes, as inputs of one margin.
fn inputs(market: &Market, mode: MarginMode, cash: Cash) -> MarginInputs {
	let rule = match mode {
		MarginMode::Standard => UnderlyingRule::Standard(StandardParams::btc_eth()),
		MarginMode::Portfolio => UnderlyingRule::Portfolio {
			params: PortfolioParams::btc_eth(),
			scenarios: default_scenarios().to_vec(),
		},
	};
	let expiry =
		ExpiryInput { market: market.expiry, fresh: true, positions: market.positions.clone() };
	MarginInputs {
		mode,
		moment: 0,
		cash,
		held: Cash::ZERO,
		stable: Stable::PAR,
		stable_fresh: true,
		collateral: Vec::new(),
		uncounted: Vec::new(),
		underlyings: vec![UnderlyingInput {
			market: market.underlying,
			fresh: true,
			shock_scale: ShockScale::default(),
			rule: BySet { target: rule, in_force: None },
			expiries: vec![expiry],
		}],
	}
}

#[test]
fn inputs_of_a_margin_give_that_margin() {
	check!().with_iterations(fewer()).with_type::<(u64, i64)>().cloned().for_each(
		|(seed, cash)| {
			let market = Market::draw(&mut Random::new(seed), 8, 10);
			let cash = Cash::from_e8(i128::from(cash));
			let modes = [MarginMode::Portfolio, MarginMode::Standard];
			for (totals, mode) in both(&market, &market.positions, cash).into_iter().zip(modes) {
				let mut inputs = inputs(&market, mode, cash);
				let report = inputs.report().unwrap();
				assert_eq!(report.totals, totals);
				assert!(report.fresh && !report.ramping);
				// A rule of the other mode is refused by name.
				inputs.mode = modes[usize::from(mode == modes[0])];
				assert_eq!(inputs.report(), Err(RiskError::RuleOfOtherMode));
			}
		},
	);
}

#[test]
fn a_hold_takes_its_amount_off_initial_margin_and_nothing_else() {
	check!().with_iterations(iterations()).with_type::<[i128; 5]>().cloned().for_each(
		|[value, equity, initial, maintenance, held]| {
			let cash = Cash::from_e8;
			let [value, equity] = [cash(value), cash(equity)];
			let totals =
				Totals { value, equity, initial: cash(initial), maintenance: cash(maintenance) };
			match totals.after_hold(cash(held)) {
				Ok(after) => {
					let less = initial.min(maintenance).checked_sub(held).unwrap();
					assert_eq!(after, Totals { initial: cash(less), ..totals });
				}
				Err(error) => {
					assert_eq!(error, RiskError::Overflow);
					assert_eq!(initial.min(maintenance).checked_sub(held), None);
				}
			}
		},
	);
}
