// SPDX-License-Identifier: Apache-2.0
//! The binary formats beneath the functions: [`Float`], [`Log`], the scaled exponential and the scaled
//! distribution, against integers of any width and against each other.
#![allow(clippy::unwrap_used)]

use bolero::check;
use num_bigint::BigInt;
use tenor_fixed::Fixed;
use tenor_fuzz::{iterations, spread, spread_up};
use tenor_transcendental::{
	exp, exp_neg_q120, exp_of, ln, normal_cdf, pow, scaled_mills, scaled_mills_wide, tail_quantile,
	words::{reciprocal, INV_SQRT_2PI_Q124, INV_SQRT_2PI_Q65},
	Float, Log,
};

type Number = (i128, u8);
/// Mantissa, exponent and sign.
type Wide = (u64, i8, bool);

fn wide((mantissa, exponent, negative): Wide) -> Float {
	let float = Float::new(mantissa, i32::from(exponent));
	if negative {
		-float
	} else {
		float
	}
}

/// Far below the exponents that a test reaches.
const BASE: i32 = -2_000;

/// A number in units of `2^(BASE * factors)`, exactly.
fn exact(x: Float, factors: i32) -> BigInt {
	let shift = u32::try_from(x.exponent() - BASE * factors).unwrap();
	let magnitude = BigInt::from(x.mantissa()) << shift;
	if x.is_negative() {
		-magnitude
	} else {
		magnitude
	}
}

fn magnitude(x: &BigInt) -> BigInt {
	x.magnitude().clone().into()
}

/// `|got - want| <= scale * quarters / 2^64`.
fn within(got: &BigInt, want: &BigInt, scale: &BigInt, quarters: u32) -> bool {
	(magnitude(&(got - want)) << 64u8) <= magnitude(scale) * quarters
}

#[test]
fn wide_sums_and_products_hold_their_error() {
	check!().with_iterations(iterations()).with_type::<(Wide, Wide)>().cloned().for_each(
		|(a, b)| {
			let (x, y) = (wide(a), wide(b));
			let (a, b) = (exact(x, 1), exact(y, 1));
			let larger = magnitude(&a).max(magnitude(&b));
			assert!(within(&exact(x + y, 1), &(&a + &b), &larger, 4), "{x:?} + {y:?}");
			assert!(within(&exact(x - y, 1), &(&a - &b), &larger, 4), "{x:?} - {y:?}");
			let product = &a * &b;
			assert!(within(&exact(x * y, 2), &product, &product, 4), "{x:?} * {y:?}");
			assert_eq!(x * y, y * x);
			assert_eq!(x + y, y + x);
			assert_eq!(x.cmp(&y), a.cmp(&b));
			assert_eq!(x.partial_cmp(&y), Some(x.cmp(&y)));
			if !y.is_zero() {
				// A quotient is a product with a reciprocal.
				let back = exact(x / y, 1) * &b;
				assert!(within(&back, &(a << BASE.unsigned_abs()), &back, 5), "{x:?} / {y:?}");
			} else {
				assert!((x / y).is_zero());
			}
		},
	);
}

#[test]
fn wide_numbers_have_their_parts() {
	check!().with_iterations(iterations()).with_type::<(Wide, i8)>().cloned().for_each(
		|(number, power)| {
			let x = wide(number);
			let value = exact(x, 1);
			assert!(x.is_zero() || x.mantissa() >> 63 == 1);
			assert_eq!(x.is_zero(), number.0 == 0);
			assert_eq!(x.is_negative(), number.2 && number.0 != 0);
			assert_eq!(exact(-x, 1), -&value);
			assert_eq!(exact(x.abs(), 1), magnitude(&value));
			let scaled = exact(x.scale(power.into()), 1);
			assert_eq!(scaled << 128u8, value.clone() << (128 + i32::from(power)));
			let root = exact(x.sqrt(), 1);
			let (square, of) = (&root * &root, magnitude(&value) << BASE.unsigned_abs());
			assert!(within(&square, &of, &of, 8), "root of {x:?}");
			let one = BigInt::from(1u8) << (2 * BASE.unsigned_abs());
			let back = exact(x.recip(), 1) * value;
			assert!(x.is_zero() || within(&back, &one, &one, 4), "reciprocal of {x:?}");
		},
	);
}

#[test]
fn wide_numbers_come_from_integers_and_go_back() {
	check!().with_iterations(iterations()).with_type::<(Number, i8)>().cloned().for_each(
		|((value, shift), exponent)| {
			let value = spread(value, shift).e18();
			let x = Float::from_i128(value, exponent.into());
			let shift = u32::try_from(i32::from(exponent) - BASE).unwrap();
			let of = BigInt::from(value) << shift;
			let got = exact(x, 1);
			// Towards zero, to 64 significant bits.
			assert!(magnitude(&got) <= magnitude(&of) && within(&got, &of, &of, 2));
			let unsigned = Float::from_u128(value.unsigned_abs(), exponent.into());
			assert_eq!(unsigned, x.abs());
			// To the nearest integer, halves away from zero, stopped at the ends.
			let unit = BigInt::from(1u8) << BASE.unsigned_abs();
			let nearest = (magnitude(&got) * 2u8 + &unit) / (unit * 2u8);
			let nearest = i128::try_from(nearest).unwrap_or(i128::MAX);
			let nearest = if value < 0 { -nearest } else { nearest };
			assert_eq!(x.to_i128_nearest(), nearest, "{x:?}");
			let fixed = Fixed::from_e18(value);
			let back = Float::from_fixed(fixed).to_fixed_nearest();
			let allowed = 1 + (fixed.unsigned_abs() >> 61);
			assert!(back.e18().abs_diff(value) <= allowed, "{fixed} {back}");
		},
	);
}

#[test]
fn wide_functions_are_the_narrow_ones() {
	check!().with_iterations(iterations()).with_type::<Number>().cloned().for_each(|(x, shift)| {
		let x = spread(x, shift);
		let wide = Float::from_fixed(x);
		if let Ok(narrow) = ln(x) {
			let off = wide.ln().to_fixed_nearest().e18().abs_diff(narrow.e18());
			assert!(off <= 2, "ln {x}: {off}");
		}
		// 2^-62 of the result and of the argument, and the units of both roundings.
		let (got, narrow) = (wide.exp().to_fixed_nearest(), exp(x));
		let whole = 2 + x.unsigned_abs() / Fixed::ONE.unsigned_abs();
		let allowed = (narrow.unsigned_abs() >> 61).saturating_mul(whole).saturating_add(2);
		assert!(got.e18().abs_diff(narrow.e18()) <= allowed, "exp {x}: {got} {narrow}");
	});
}

#[test]
fn logarithms_add_up() {
	check!().with_iterations(iterations()).with_type::<(Number, Number)>().cloned().for_each(
		|((a, i), (b, j))| {
			// 93 places are good; three logarithms.
			const NOISE: u128 = 1 << 22;
			let (a, b) = (spread_up(a, i), spread_up(b, j));
			let of = |x: Fixed| Log::of_integer(x.unsigned_abs());
			let (low, high) = (a.min(b), a.max(b));
			assert!(of(low) <= of(high), "{low} {high}");
			assert_eq!(of(a).minus(of(b)).q112(), -of(b).minus(of(a)).q112());
			assert_eq!(Log::from_q112(of(a).q112()), of(a));
			if let Some(product) = a.unsigned_abs().max(1).checked_mul(b.unsigned_abs().max(1)) {
				let apart = of(a).q112() + of(b).q112();
				assert!(Log::of_integer(product).q112().abs_diff(apart) <= NOISE, "{a} {b}");
			}
			match Log::of(a) {
				Ok(log) => {
					assert_eq!(log.to_fixed_nearest(), ln(a).unwrap());
					let unit = Log::of_integer(1_000_000_000_000_000_000);
					assert!(of(a).minus(unit).q112().abs_diff(log.q112()) <= NOISE);
				}
				Err(_) => assert!(a <= Fixed::ZERO),
			}
		},
	);
}

#[test]
fn powers_of_a_logarithm_are_powers() {
	check!().with_iterations(iterations()).with_type::<(Number, Number, i128)>().cloned().for_each(
		|((base, i), (exponent, j), raw)| {
			let (base, exponent) = (spread_up(base, i), spread(exponent, j));
			// Any logarithm and factor: a value at or above zero, one where either is zero.
			let any = exp_of(Log::from_q112(raw), exponent);
			assert!(any >= Fixed::ZERO);
			assert_eq!(exp_of(Log::default(), exponent), Fixed::ONE);
			assert_eq!(exp_of(Log::from_q112(raw), Fixed::ZERO), Fixed::ONE);
			let Ok(log) = Log::of(base) else { return };
			assert_eq!(pow(base, exponent), Ok(exp_of(log, exponent)));
			let itself = exp_of(log, Fixed::ONE).e18().abs_diff(base.e18());
			assert!(itself <= 1 + (base.unsigned_abs() >> 88), "{base}: {itself}");
		},
	);
}

#[test]
fn the_short_exponential_falls_and_multiplies() {
	check!()
		.with_iterations(iterations())
		.with_type::<((u128, u8), (u128, u8))>()
		.cloned()
		.for_each(|((a, i), (b, j))| {
			let (a, b) = (a >> (i % 128), b >> (j % 128));
			let of = |q: u128| {
				let e = exp_neg_q120(q);
				assert!(e.mantissa >> 63 == 1 || e.mantissa == 0);
				assert_eq!(e.mantissa == 0, q >> 120 >= 127);
				Float::new(e.mantissa, -64 - i32::try_from(e.shift).unwrap())
			};
			assert!(of(a.min(b)) >= of(a.max(b)), "{a} {b}");
			let Some(sum) = a.checked_add(b).filter(|sum| sum >> 120 < 127) else { return };
			// 2^-62.8 each, and the product's rounding.
			let (apart, once) = (of(a) * of(b), of(sum));
			assert!((apart - once).abs() <= once.scale(-61), "{a} {b}");
			// Against the long one, where that has digits.
			if once > Float::new(1, -30) {
				let x = Float::from_u128(sum, -120);
				let long = Float::from_fixed(exp((-x).to_fixed_nearest()));
				assert!((long - once).abs() <= Float::new(1, -57), "{sum}");
			}
		});
}

#[test]
fn the_scaled_distribution_falls_and_is_the_distribution() {
	check!()
		.with_iterations(iterations())
		.with_type::<((u128, u8), (u128, u8))>()
		.cloned()
		.for_each(|((a, i), (b, j))| {
			let (a, b) = (a >> (i % 128), b >> (j % 128));
			let (low, high) = (a.min(b), a.max(b));
			let (at_low, at_high) = (scaled_mills_wide(low), scaled_mills_wide(high));
			// The joint of polynomial and asymptote lies at 16, where the latter has 2^-59.
			let noise =
				if low >> 64 == 0 && high >> 64 != 0 { at_high.scale(-56) } else { Float::ZERO };
			assert!(at_low + noise >= at_high, "{low} {high}");
			assert!(at_low <= Float::HALF && at_high > Float::ZERO);
			let Ok(z) = u64::try_from(low) else { return };
			let mills = scaled_mills(z);
			assert!(mills.shift <= 5);
			let narrow = Float::new(mills.mantissa, -64 - i32::try_from(mills.shift).unwrap());
			assert_eq!(narrow, at_low);
			// N(-z) = M(z) e^(-z^2/2), at the 18 decimals nearest to z.
			let x = (-Float::from_u128(low, -60)).to_fixed_nearest();
			let density = (-(Float::from_fixed(x) * Float::from_fixed(x)).scale(-1)).exp();
			let off = (density * narrow).to_fixed_nearest().e18().abs_diff(normal_cdf(x).e18());
			assert!(off <= 3, "{x}: {off}");
		});
}

#[test]
fn tails_are_found_again() {
	check!().with_iterations(iterations()).with_type::<(Number, i128)>().cloned().for_each(
		|((p, shift), raw)| {
			// A target out of the domain stops somewhere too.
			let any = tail_quantile(Log::from_q112(raw));
			assert!(any.abs() < Float::new(1 << 16, 0), "{raw}: {any:?}");
			let p = Fixed::from_e18(1 + spread_up(p, shift).e18() % 500_000_000_000_000_000);
			let z = tail_quantile(Log::of(p).unwrap());
			let back = normal_cdf((-z).to_fixed_nearest());
			assert!(back.e18().abs_diff(p.e18()) <= 2, "{p}: {back}");
		},
	);
}

#[test]
fn reciprocals_are_within_two_units() {
	// The two constants are one number.
	assert_eq!(u128::from(INV_SQRT_2PI_Q65), (INV_SQRT_2PI_Q124 + (1 << 58)) >> 59);
	check!().with_iterations(iterations()).with_type::<(u64, u8)>().cloned().for_each(
		|(word, shift)| {
			let m = (word >> (shift % 64)) | 1 << 63;
			let exact = (1u128 << 127) / u128::from(m);
			assert!(exact.abs_diff(u128::from(reciprocal(m))) <= 2, "{m}");
		},
	);
}
