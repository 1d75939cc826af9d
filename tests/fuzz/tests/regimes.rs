// SPDX-License-Identifier: Apache-2.0
//! The regime of volatility, parameters with larger shocks, stresses, and books closed at marks.
#![allow(clippy::unwrap_used)]

use bolero::check;
use tenor_fixed::{Cash, Fixed, Price, Vol};
use tenor_fuzz::{iterations, spread};
use tenor_math_tests::programs::{Market, Random};
use tenor_payoff::net_value_floor;
use tenor_risk::{
	default_scenarios, portfolio,
	regime::{PricePoint, Regime, RegimeParams, LARGEST, WHOLE},
	stress::{collateral_after_floor, default_stresses, stresses_sanity, MAX_STRESSES},
	CollateralHolding, CollateralParams, Holdings, PortfolioParams, ScenarioVectors, Stable,
	StandardParams, StressScenario, StressVectors, VolDirection,
};
use tenor_series::Position;

/// Vectors cost more than a price.
fn fewer() -> usize {
	(iterations() / 10).max(50)
}

/// Whatever averages come, in whatever distance, with whatever gaps.
#[test]
fn multipliers_stay_in_their_bounds_and_maintenance_never_leads() {
	type Step = (u16, u32, u8);
	check!().with_iterations(fewer()).with_type::<Vec<Step>>().cloned().for_each(|steps| {
		let params = RegimeParams::DEFAULT;
		params.sanity().unwrap();
		let mut regime = Regime::default();
		let mut point = PricePoint { at: 1, integral_e8_ms: 0, covered_ms: 0 };
		for (minutes, price, gap) in steps {
			let length = 1 + u64::from(minutes) * 60_000;
			let covered = length - length / 256 * u64::from(gap);
			point.at += length;
			point.covered_ms += covered;
			point.integral_e8_ms += u128::from(covered) * u128::from(price);
			let before = regime;
			regime = before.step(&params, point).unwrap();
			assert!((WHOLE..=params.most.min(LARGEST)).contains(&regime.initial));
			assert!((WHOLE..=regime.initial).contains(&regime.maintenance));
			let scale = regime.scale();
			assert!(Fixed::ONE <= scale.maintenance && scale.maintenance <= scale.initial);
			assert!(regime.realised().is_none_or(|vol| vol >= Vol::from_e18(0)));
			// What does not run backwards ends later than it began.
			assert!(regime.due_at == point.at + params.interval_ms);
			// A point twice is an interval of nothing: no multiplier moves.
			assert_eq!(regime.step(&params, point).unwrap().scale(), scale);
		}
		let past = PricePoint { at: 0, integral_e8_ms: 0, covered_ms: 0 };
		assert_eq!(regime.step(&params, past).is_err(), regime.opened.is_some());
	});
}

#[test]
fn larger_shocks_are_sane_and_never_ask_for_less() {
	check!().with_iterations(fewer()).with_type::<(u64, u16)>().cloned().for_each(|(seed, by)| {
		let by =
			Fixed::ONE.checked_add(Fixed::from_ratio_floor(by.into(), 21_845).unwrap()).unwrap();
		let (standard, portfolio) = (StandardParams::btc_eth(), PortfolioParams::btc_eth());
		assert_eq!((standard.scaled(by).sanity(), portfolio.scaled(by).sanity()), (Ok(()), Ok(())));
		assert_eq!(standard.scaled(Fixed::ONE), standard);
		for scenario in default_scenarios() {
			let scaled = scenario.scaled(by).spot_shock;
			assert!(scaled >= Fixed::from_int(-1));
			assert!(scaled.unsigned_abs() >= scenario.spot_shock.unsigned_abs());
		}
		// A book of shorts, whose loss grows with every shock.
		let mut market = Market::draw(&mut Random::new(seed), 4, 4);
		for position in &mut market.positions {
			let size = position.quantity.checked_abs().unwrap();
			position.quantity = size.checked_neg().unwrap();
		}
		let margin = |params: &PortfolioParams, by| {
			let mut scenarios = default_scenarios();
			for scenario in &mut scenarios {
				*scenario = scenario.scaled(by);
			}
			let strikes = &market.strikes;
			let vectors = ScenarioVectors::compute(&market.expiry, params, &scenarios, strikes);
			let vectors = vectors.unwrap();
			let positions = &market.positions;
			let expiries = [portfolio::ExpiryBook { vectors: &vectors, positions }];
			let book = portfolio::UnderlyingBook {
				market: &market.underlying,
				params,
				scenarios: &scenarios,
				expiries: &expiries,
			};
			let holdings = Holdings { collateral: &[], cash: Cash::ZERO, stable: Stable::PAR };
			portfolio::margin(&[book], &holdings).unwrap().totals
		};
		let (now, larger) = (margin(&portfolio, Fixed::ONE), margin(&portfolio.scaled(by), by));
		// Vectors of other shocks round their last digits otherwise.
		let near = Cash::from_e8(1_000);
		let apart = now.equity.checked_sub(larger.equity).and_then(Cash::checked_abs).unwrap();
		assert!(apart <= near);
		assert!(larger.maintenance <= now.maintenance.checked_add(near).unwrap());
	});
}

#[test]
fn two_books_are_left_with_no_less_together_in_any_stress() {
	check!().with_iterations(fewer()).with_type::<(u64, u8)>().cloned().for_each(|(seed, cut)| {
		let market = Market::draw(&mut Random::new(seed), 6, 8);
		let stresses = default_stresses();
		stresses_sanity(&stresses).unwrap();
		let params = PortfolioParams::btc_eth();
		let vectors = StressVectors::compute(&market.expiry, &params, &stresses, &market.strikes);
		let vectors = vectors.unwrap();
		assert_eq!(vectors.strikes(), market.strikes);
		let positions = &market.positions;
		let (a, b) = positions.split_at(usize::from(cut) % (positions.len() + 1));
		let of = |positions: &[Position]| vectors.values_floor(positions).unwrap();
		let (both, a, b) = (of(positions), of(a), of(b));
		for n in 0..MAX_STRESSES {
			let apart = a[n].checked_add(b[n]).unwrap();
			assert!(both[n] >= apart.checked_sub(Fixed::from_e18(10)).unwrap());
		}
		for position in positions {
			let Position { strike, kind, quantity } = *position;
			assert_eq!(vectors.worth_floor(strike, kind, quantity).unwrap(), of(&[*position]));
		}
	});
}

#[test]
fn stresses_out_of_range_are_refused_by_name() {
	type Inputs = ((i128, u8), u8);
	check!().with_iterations(iterations()).with_type::<Inputs>().cloned().for_each(|(shock, n)| {
		let spot_shock = spread(shock.0, shock.1);
		let one = StressScenario { spot_shock, vol: VolDirection::Up };
		let many = vec![one; usize::from(n % 8)];
		let inside = (Fixed::from_int(-1)..=Fixed::from_int(9)).contains(&spot_shock);
		let sane = many.len() <= MAX_STRESSES && (inside || many.is_empty());
		assert_eq!(stresses_sanity(&many).is_ok(), sane);
	});
}

#[test]
fn collateral_after_a_shock_is_its_value_or_moves_with_it() {
	type Inputs = (u64, u32, u8);
	check!().with_iterations(iterations()).with_type::<Inputs>().cloned().for_each(
		|(amount, price, shock)| {
			let holding = CollateralHolding {
				asset: 1,
				amount_e8: u128::from(amount),
				price: Fixed::from_price(Price::from_e8(price.into())),
				confidence: Fixed::ONE,
				risk_cancelling_for: None,
				params: CollateralParams::btc(),
			};
			let spot_shock = Fixed::from_ratio_floor(i128::from(shock) - 100, 100).unwrap();
			let stress = StressScenario { spot_shock, vol: VolDirection::Up };
			let of =
				|moves| collateral_after_floor(&holding, &Stable::PAR, moves, &stress).unwrap();
			let (stands, moves) = (of(false), of(true));
			let left = Fixed::ONE.checked_add(spot_shock).unwrap();
			assert_eq!(Some(moves), stands.mul_floor(left));
		},
	);
}

#[test]
fn books_closed_at_marks_cancel_but_for_one_unit_each() {
	check!().with_iterations(fewer()).with_type::<(u64, u32)>().cloned().for_each(
		|(seed, mark)| {
			let market = Market::draw(&mut Random::new(seed), 6, 8);
			let value = |position: &Position| {
				Some(Price::from_e8(position.strike.e8().checked_add(mark.into())?))
			};
			let own = net_value_floor(&market.positions, value).unwrap();
			let mut others = market.positions.clone();
			for position in &mut others {
				position.quantity = position.quantity.checked_neg().unwrap();
			}
			let others = net_value_floor(&others, value).unwrap();
			let sum = own.checked_add(others).unwrap();
			assert!(sum <= Cash::ZERO && sum >= Cash::from_e8(-1));
			assert_eq!(
				net_value_floor(&market.positions, |_| None),
				market.positions.is_empty().then_some(Cash::ZERO)
			);
		},
	);
}
