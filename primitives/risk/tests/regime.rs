// SPDX-License-Identifier: Apache-2.0
//! The regime of volatility: against `scripts/reference/regime.py` (`tests/vectors/regime.csv`), and
//! what holds on any path of prices.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_fixed::{Fixed, Vol};
use tenor_risk::regime::{PricePoint, Regime, RegimeParams, LARGEST, WHOLE};

const FILE: &str = include_str!("../../../tests/vectors/regime.csv");
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

#[test]
fn every_step_is_that_of_the_model() {
	let (mut regime, mut path, mut compared) = (Regime::default(), None, 0);
	for line in FILE.lines().skip(1) {
		let cells: Vec<&str> = line.split(',').collect();
		let number = |n: usize| cells[n].parse::<u128>().unwrap();
		let time = |n: usize| cells[n].parse::<u64>().unwrap();
		let params = RegimeParams {
			interval_ms: time(1),
			memory_ms: time(2),
			reference_vol: Vol::from_e18(number(3).cast_signed()),
			most: cells[4].parse().unwrap(),
			fall_ms: time(5),
			rise_ms: time(6),
		};
		if path != Some(number(0)) {
			(path, regime) = (Some(number(0)), Regime::default());
		}
		let point = PricePoint { at: time(7), integral_e8_ms: number(8), covered_ms: time(9) };
		regime = regime.step(&params, point).unwrap();
		assert_eq!(regime.variance.is_none(), cells[10].is_empty(), "{line}");
		if let Some(variance) = regime.variance {
			let exact = number(10).cast_signed();
			assert!((variance.e18() - exact).abs() < 1_000_000, "{variance:?} {line}");
			compared += 1;
		}
		let multipliers = (regime.initial, regime.maintenance);
		assert_eq!(multipliers, (cells[11].parse().unwrap(), cells[12].parse().unwrap()), "{line}");
	}
	assert!(compared > 1_500, "{compared}");
}

/// A price that is in force from moment to moment, with gaps where it is `None`.
struct Market {
	regime: Regime,
	params: RegimeParams,
	point: PricePoint,
}

impl Market {
	fn new(params: RegimeParams) -> Self {
		let point = PricePoint { at: 1_000 * MINUTE, integral_e8_ms: 0, covered_ms: 0 };
		Self { regime: Regime::default().step(&params, point).unwrap(), params, point }
	}

	/// A price for some time, second by second, as the chain's blocks go.
	fn run(&mut self, dollars: Option<u64>, seconds: u64) {
		for _ in 0..seconds {
			self.point.at += SECOND;
			if let Some(dollars) = dollars {
				self.point.covered_ms += SECOND;
				self.point.integral_e8_ms += u128::from(dollars * 100_000_000 * SECOND);
			}
			if self.point.at >= self.regime.due_at {
				self.regime = self.regime.step(&self.params, self.point).unwrap();
			}
		}
	}

	fn variance(&self) -> f64 {
		let variance = self.regime.variance.unwrap_or(Fixed::ZERO);
		variance.to_string().parse().unwrap()
	}
}

#[test]
fn a_bad_print_of_seconds_counts_by_its_share_of_time() {
	// GIVEN a market that stands still
	let mut market = Market::new(RegimeParams::DEFAULT);
	market.run(Some(60_000), 3_600);
	let calm = market.variance();
	// WHEN for three seconds of five minutes the price is a tenth higher
	market.run(Some(60_000), 100);
	market.run(Some(66_000), 3);
	market.run(Some(60_000), 197 + 300);
	// THEN the average is off by a thousandth: twice, up and back, with the weight 5 / 365
	let interval = 365.0 * 24.0 * 12.0;
	let off = (1.001f64).ln().powi(2) * 1.5 * interval * 5.0 / 365.0;
	let moved = market.variance() - calm * (360.0f64 / 365.0).powi(2);
	assert!((moved - off * (1.0 + 360.0 / 365.0)).abs() < 1e-9, "{moved} {off}");
	assert_eq!(market.regime.initial, WHOLE);
}

#[test]
fn a_crash_counts_for_im_with_the_next_interval_and_for_mm_over_hours() {
	let mut market = Market::new(RegimeParams::DEFAULT);
	market.run(Some(60_000), 3_600);
	assert_eq!((market.regime.initial, market.regime.maintenance), (WHOLE, WHOLE));
	// WHEN the price falls by a fifth
	market.run(Some(48_000), 600);
	// THEN IM is by twice the shocks, the most there is
	assert_eq!(market.regime.initial, 32);
	assert_eq!(market.regime.maintenance, WHOLE);
	// AND MM follows by a sixteenth an hour, for as long as it is below
	market.run(Some(48_000), 4 * 3_600);
	assert!((19..=20).contains(&market.regime.maintenance), "{:?}", market.regime);
	// AND IM falls by a sixteenth an hour, once volatility has
	market.run(Some(48_000), 8 * 3_600);
	let then = market.regime.initial;
	assert!((20..32).contains(&then), "{:?}", market.regime);
	market.run(Some(48_000), 2 * 3_600);
	assert_eq!(market.regime.initial, then - 2);
	assert!(market.regime.maintenance <= market.regime.initial);
	market.run(Some(48_000), 24 * 3_600);
	assert_eq!((market.regime.initial, market.regime.maintenance), (WHOLE, WHOLE));
}

#[test]
fn a_gap_is_neither_a_quiet_market_nor_a_spike() {
	// GIVEN a market after a shock
	let mut market = Market::new(RegimeParams::DEFAULT);
	market.run(Some(60_000), 3_600);
	market.run(Some(55_000), 600);
	let before = market.regime;
	// WHEN there are no prices for two days
	market.run(None, 48 * 3_600);
	// THEN nothing moved, in particular nothing decayed
	let multipliers = |regime: &Regime| (regime.variance, regime.initial, regime.maintenance);
	assert_eq!(multipliers(&market.regime), multipliers(&before));
	// AND the same price after it has the weight of one interval
	let variance = market.variance();
	market.run(Some(55_000), 600);
	assert!(market.variance() > variance * 0.97);
	// AND what two days do to a price is not what five minutes do
	let mut other = Market::new(RegimeParams::DEFAULT);
	other.run(Some(60_000), 3_600);
	other.run(None, 48 * 3_600);
	other.run(Some(56_000), 900);
	assert_eq!(other.regime.initial, WHOLE, "{:?}", other.regime);
}

#[test]
fn a_walk_of_known_volatility_is_estimated_without_bias() {
	// GIVEN a hundred days of second-by-second steps of 100 % a year, up or down
	let params = RegimeParams { memory_ms: 20 * 24 * 60 * MINUTE, ..RegimeParams::DEFAULT };
	let mut market = Market::new(params);
	let (mut price, mut seed) = (60_000_0000u64, 1u64);
	let step = (1.0f64 / (365.0 * 24.0 * 360.0)).sqrt();
	for _ in 0..100 * 24 * 360 {
		seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		#[allow(
			clippy::cast_possible_truncation,
			clippy::cast_sign_loss,
			clippy::cast_precision_loss
		)]
		let size = (price as f64 * step) as u64;
		price = if seed >> 63 == 0 { price + size } else { price - size };
		price = price.max(1_000);
		// Ten seconds at once.
		market.point.at += 10 * SECOND;
		market.point.covered_ms += 10 * SECOND;
		market.point.integral_e8_ms += u128::from(price * 10_000 * 10 * SECOND);
		if market.point.at >= market.regime.due_at {
			market.regime = market.regime.step(&params, market.point).unwrap();
		}
	}
	assert!((0.93..1.07).contains(&market.variance()), "{}", market.variance());
}

#[test]
fn parameters_out_of_bounds_are_refused() {
	let sane = RegimeParams::DEFAULT;
	assert_eq!(sane.sanity(), Ok(()));
	for bad in [
		RegimeParams { interval_ms: 59_999, ..sane },
		RegimeParams { interval_ms: 60 * MINUTE + 1, ..sane },
		RegimeParams { memory_ms: sane.interval_ms - 1, ..sane },
		RegimeParams { reference_vol: Vol::ZERO, ..sane },
		RegimeParams { most: WHOLE - 1, ..sane },
		RegimeParams { most: LARGEST + 1, ..sane },
		RegimeParams { fall_ms: 0, ..sane },
		RegimeParams { rise_ms: 7 * 24 * 60 * MINUTE + 1, ..sane },
	] {
		assert!(bad.sanity().is_err(), "{bad:?}");
	}
}

fn params() -> impl Strategy<Value = RegimeParams> {
	let times = (1u64..=60, 1u64..500, 1u64..600, 1u64..600);
	(times, 1u32..1_000, WHOLE..=LARGEST).prop_map(|((interval, memory, fall, rise), vol, most)| {
		RegimeParams {
			interval_ms: interval * MINUTE,
			memory_ms: (interval + memory) * MINUTE,
			reference_vol: Vol::from_e18(i128::from(vol) * 10_000_000_000_000_000),
			most,
			fall_ms: fall * MINUTE,
			rise_ms: rise * MINUTE,
		}
	})
}

proptest! {
	#[test]
	fn multipliers_stay_in_bounds_and_move_no_faster_than_governed(
		params in params(),
		path in prop::collection::vec((prop::option::weighted(0.9, 1u64..200_000), 1u64..100), 1..120),
	) {
		prop_assert_eq!(params.sanity(), Ok(()));
		let mut regime = Regime::default();
		let mut point = PricePoint { at: MINUTE, integral_e8_ms: 0, covered_ms: 0 };
		let (mut fallen, mut risen, mut covered_at_start) = (0u64, 0u64, None);
		for (dollars, minutes) in path {
			let length = minutes * MINUTE;
			point.at += length;
			if let Some(dollars) = dollars {
				point.covered_ms += length;
				point.integral_e8_ms += u128::from(dollars * 100_000_000) * u128::from(length);
			}
			covered_at_start.get_or_insert(point.covered_ms);
			let next = regime.step(&params, point).unwrap();
			let (old, new) = ((regime.initial, regime.maintenance), (next.initial, next.maintenance));
			prop_assert!(WHOLE <= new.1 && new.1 <= new.0 && new.0 <= params.most);
			if dollars.is_none() {
				// Without prices nothing moves.
				prop_assert_eq!((regime.variance, old), (next.variance, new));
			}
			fallen += u64::from(old.0.saturating_sub(new.0));
			risen += u64::from(new.1.saturating_sub(old.1));
			let time = point.covered_ms - covered_at_start.unwrap();
			// Intervals up to a tenth of gap count whole; here they are all or nothing.
			prop_assert!(fallen * params.fall_ms <= time, "fell {} in {}", fallen, time);
			prop_assert!(risen * params.rise_ms <= time, "rose {} in {}", risen, time);
			let scale = next.scale();
			prop_assert!(Fixed::ONE <= scale.maintenance && scale.maintenance <= scale.initial);
			regime = next;
		}
	}

	#[test]
	fn a_step_never_panics(
		params in params(),
		points in prop::collection::vec((any::<u64>(), any::<u128>(), any::<u64>()), 1..10),
	) {
		let mut regime = Regime::default();
		for (at, integral_e8_ms, covered_ms) in points {
			let point = PricePoint { at, integral_e8_ms, covered_ms };
			regime = regime.step(&params, point).unwrap_or(regime);
			prop_assert!(WHOLE <= regime.maintenance && regime.maintenance <= regime.initial);
		}
	}
}
