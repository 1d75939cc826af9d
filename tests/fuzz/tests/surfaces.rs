// SPDX-License-Identifier: Apache-2.0
//! Surfaces: values against wide integers, and what the arbitrage checks promise.
#![allow(clippy::unwrap_used)]

use bolero::check;
use num_bigint::BigInt;
use tenor_fixed::{Fixed, Price, Vol, E18};
use tenor_fuzz::{iterations, spread};
use tenor_math_tests::programs::{smile, Random};
use tenor_svi::{check_set, Surface, Svi, SviError, GRID_INTERVALS};
use tenor_transcendental::exp;

type Number = (i128, u8);
type Raw = (Number, Number, Number, Number, Number);

fn any((value, shift): Number) -> Fixed {
	spread(value, shift)
}

fn svi((a, b, rho, m, sigma): Raw) -> Svi {
	Svi { a: any(a), b: any(b), rho: any(rho), m: any(m), sigma: any(sigma) }
}

fn big(x: Fixed) -> BigInt {
	x.e18().into()
}

/// `w(k)` with 54 decimals, rounded down once.
fn variance_e54(s: &Svi, k: Fixed) -> BigInt {
	let wide = BigInt::from(E18);
	let x = big(k) - big(s.m);
	// 72 decimals under the root give 36.
	let root = ((&x * &x + big(s.sigma) * big(s.sigma)) * &wide * &wide).sqrt();
	big(s.a) * &wide * &wide + big(s.b) * (big(s.rho) * x + root)
}

#[test]
fn total_variance_is_the_exact_one_rounded_down() {
	check!().with_iterations(iterations()).with_type::<(u64, Number)>().cloned().for_each(
		|(seed, k)| {
			let (surface, k) = (smile(&mut Random::new(seed)), any(k));
			let Ok(got) = surface.svi.total_variance(k) else { return };
			// Root and tilt are rounded down at 18 decimals and weigh b; then the sum is.
			let exact = variance_e54(&surface.svi, k);
			let got = big(got) * E18 * E18;
			let most = (big(surface.svi.b) * 2u8 + E18) * E18;
			assert!(got <= exact && exact - got <= most, "{surface:?} {k}");
			assert_eq!(surface.total_variance(k), {
				let bound = surface.svi.clamp_bound().unwrap();
				let least = Fixed::ZERO.checked_sub(bound).unwrap();
				surface.svi.total_variance(k.clamp(least, bound))
			});
		},
	);
}

#[test]
fn volatility_is_the_root_of_variance_per_year() {
	check!().with_iterations(iterations()).with_type::<(u64, Number, u64)>().cloned().for_each(
		|(seed, k, strike)| {
			let surface = smile(&mut Random::new(seed));
			let k = any(k);
			let (vol, w) = (surface.vol_at(k).unwrap(), surface.total_variance(k).unwrap());
			let square = |vol: i128| BigInt::from(vol) * vol * big(surface.tau_ref);
			let unit = BigInt::from(E18) * E18;
			// The variance under the root has more decimals than the one that is shown.
			assert!(square(vol.e18()) <= (big(w) + 1u8) * &unit, "{surface:?} {k}");
			assert!(square(vol.e18() + 1) > big(w) * &unit, "{surface:?} {k}");
			let strike = Price::from_e8(strike >> (strike % 64));
			let k = surface.log_moneyness(strike).unwrap();
			assert_eq!(surface.vol(strike), surface.vol_at(k));
			let next = Price::from_e8(strike.e8().saturating_add(1));
			assert!(k <= surface.log_moneyness(next).unwrap());
			if strike.is_zero() {
				assert_eq!(k, Fixed::MIN);
				return;
			}
			// Half a unit of k, and the unit of each rounding.
			let back = exp(k).mul_nearest(surface.f_ref).unwrap();
			let scale = strike.to_fixed().max(surface.f_ref).unsigned_abs();
			let off = back.e18().abs_diff(strike.to_fixed().e18());
			assert!(off <= 2 + scale / 100_000_000_000_000_000, "{surface:?} {strike}");
		},
	);
}

#[test]
fn the_clamp_is_four_deviations_of_the_level() {
	check!().with_iterations(iterations()).with_type::<Raw>().cloned().for_each(|raw| {
		let s = svi(raw);
		let level = big(s.a) * E18 + big(s.b) * big(s.sigma);
		match s.clamp_bound() {
			Ok(bound) => {
				let square = level * 16u8;
				assert!(big(bound) * big(bound) <= square);
				assert!((big(bound) + 1u8) * (big(bound) + 1u8) > square);
			}
			Err(SviError::NegativeVariance) => assert!(level < BigInt::ZERO),
			Err(error) => assert_eq!(error, SviError::Overflow),
		}
	});
}

#[test]
fn derivatives_stay_in_their_bounds() {
	check!()
		.with_iterations(iterations())
		.with_type::<(u64, Raw, Number, u64)>()
		.cloned()
		.for_each(|(seed, raw, k, h)| {
			// Anything has a value or a named error.
			let (wild, k) = (svi(raw), any(k));
			if let Ok(g) = wild.durrleman(k) {
				assert!(wild.curve(k).is_ok_and(|curve| curve.w > Fixed::ZERO), "{g}");
			}
			let s = smile(&mut Random::new(seed)).svi;
			let k = Fixed::from_e18(k.e18() % (4 * E18));
			let curve = s.curve(k).unwrap();
			assert_eq!(s.total_variance(k), Ok(curve.w));
			assert!(curve.w.saturating_add(Fixed::from_e18(4)) >= s.least_variance().unwrap());
			// b (rho - 1) <= w' <= b (rho + 1), each product with its unit.
			let unit = Fixed::from_e18(4);
			let side = |one: Fixed| s.b.mul_floor(s.rho.checked_add(one).unwrap()).unwrap();
			let (low, high) = (side(Fixed::from_int(-1)), side(Fixed::ONE));
			assert!(low.saturating_sub(unit) <= curve.slope, "{s:?} {k}");
			assert!(curve.slope <= high.saturating_add(unit), "{s:?} {k}");
			assert!(!curve.curvature.is_negative());
			// Convex: a chord lies above, a tangent below.
			let h = Fixed::from_e18(i128::from(h >> (4 + h % 60)));
			let w = |k: Fixed| s.total_variance(k).unwrap().e18();
			let (left, right) = (k.checked_sub(h).unwrap(), k.checked_add(h).unwrap());
			assert!(w(left) + w(right) - 2 * w(k) >= -12, "{s:?} {k} {h}");
			let rise = curve.slope.mul_floor(h).unwrap().e18();
			let slack = 12 + h.e18() / 100_000_000_000_000_000;
			assert!(w(right) - w(k) >= rise - slack, "{s:?} {k} {h}");
		});
}

/// The verdict on parameters, from exact products.
fn verdict(s: &Svi) -> Result<(), SviError> {
	let (one, tilt) = (BigInt::from(E18), BigInt::from(big(s.rho).magnitude().clone()));
	if s.b.is_negative() {
		return Err(SviError::NegativeSlope);
	}
	if tilt >= one {
		return Err(SviError::CorrelationOutOfRange);
	}
	if s.sigma <= Fixed::ZERO {
		return Err(SviError::NonPositiveCurvature);
	}
	if big(s.b) * (&one + &tilt) >= (BigInt::from(2 * E18) + 1u8) * &one {
		return Err(SviError::WingTooSteep);
	}
	let root = (&one * &one - &tilt * &tilt).sqrt();
	if big(s.a) + big(s.b) * big(s.sigma) / &one * root / one < BigInt::ZERO {
		return Err(SviError::NegativeVariance);
	}
	Ok(())
}

#[test]
fn parameters_out_of_range_are_named() {
	check!().with_iterations(iterations()).with_type::<(u64, Raw, u8)>().cloned().for_each(
		|(seed, raw, which)| {
			// One parameter of a market's smile replaced by anything, or all.
			let (wild, mut s) = (svi(raw), smile(&mut Random::new(seed)).svi);
			match which % 7 {
				0 => s.a = wild.a,
				1 => s.b = wild.b,
				2 => s.rho = wild.rho,
				3 => s.sigma = wild.sigma,
				4 => s.m = wild.m,
				5 => s = wild,
				_ => (),
			}
			match s.check_parameters() {
				Err(SviError::Overflow) => (),
				found => assert_eq!(found, verdict(&s), "{s:?}"),
			}
			// What passes the whole check passes the part, and has a density on the grid.
			if s.check().is_ok() {
				assert_eq!(s.check_parameters(), Ok(()));
				for k in grid(s.clamp_bound().unwrap()) {
					assert!(!s.durrleman(k).unwrap().is_negative());
				}
			}
		},
	);
}

fn grid(bound: Fixed) -> impl Iterator<Item = Fixed> {
	let half = GRID_INTERVALS / 2;
	(-half..=half).map(move |step| Fixed::from_e18(bound.e18() * step / half))
}

/// Two surfaces that may cross: the second one's level and tenor lie near the first one's.
fn pair(seed: u64, level: i16, tenor: i16) -> (Surface, Surface) {
	let mut random = Random::new(seed);
	let first = smile(&mut random);
	let mut second = if random.one_in(4) { smile(&mut random) } else { first };
	let part = |x: Fixed, share: i16| {
		Fixed::from_e18(x.e18().saturating_add(x.e18() / 65_536 * i128::from(share)))
	};
	second.svi.a = part(second.svi.a, level);
	if random.one_in(2) {
		second.svi.rho = Fixed::from_e18(random.within(-E18 * 7 / 10, E18 * 7 / 10));
	}
	second.tau_ref = part(first.tau_ref, tenor);
	(first, second)
}

#[test]
fn calendars_cross_where_a_later_variance_is_less() {
	check!().with_iterations(iterations()).with_type::<(u64, i16, i16)>().cloned().for_each(
		|(seed, level, tenor)| {
			let (first, second) = pair(seed, level, tenor);
			let found = first.check_calendar(&second);
			if first.tau_ref >= second.tau_ref {
				assert_eq!(found, Err(SviError::UnsortedTenors));
				return;
			}
			let bound = first.svi.clamp_bound().unwrap().max(second.svi.clamp_bound().unwrap());
			let crossed = grid(bound)
				.any(|k| first.total_variance(k).unwrap() > second.total_variance(k).unwrap());
			assert_eq!(found.is_err(), crossed, "{first:?} {second:?}");
			// More level all over never makes a crossing of the same smile.
			let mut above = first;
			above.svi.a = first.svi.a.saturating_add(Fixed::from_e18(i128::from(level).abs()));
			above.svi.b = Fixed::ZERO;
			let mut below = first;
			below.svi.b = Fixed::ZERO;
			above.tau_ref = second.tau_ref;
			assert_eq!(below.check_calendar(&above), Ok(()));
		},
	);
}

#[test]
fn a_set_is_sound_if_its_parts_and_neighbours_are() {
	check!().with_iterations(iterations()).with_type::<(u64, i16, i16, i16)>().cloned().for_each(
		|(seed, level, near, far)| {
			let (first, second) = pair(seed, level, near);
			let (_, third) = pair(seed, level.saturating_add(near), near.saturating_add(far));
			let set = [first, second, third];
			let each = set.iter().map(Surface::check).find(Result::is_err).unwrap_or(Ok(()));
			let pairs = set.windows(2).map(|two| two[0].check_calendar(&two[1]));
			let next = pairs.into_iter().find(Result::is_err).unwrap_or(Ok(()));
			assert_eq!(check_set(&set), each.and(next));
			// The wings too: a wild surface has a verdict, and a volatility or a named error.
			let mut wild = first;
			wild.f_ref = Fixed::from_e18(i128::from(near));
			wild.tau_ref = Fixed::from_e18(i128::from(far));
			if wild.check().is_ok() {
				assert!(wild.vol_at(Fixed::from_e18(i128::from(level))).unwrap() > Vol::ZERO);
			} else if wild.f_ref <= Fixed::ZERO {
				assert_eq!(wild.check(), Err(SviError::NonPositiveForward));
			} else if wild.tau_ref <= Fixed::ZERO {
				assert_eq!(wild.check(), Err(SviError::NonPositiveTenor));
			}
		},
	);
}
