// SPDX-License-Identifier: Apache-2.0
//! Order, symmetry, limits, and a pin on every coefficient.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_fixed::{Fixed, E18};
use tenor_transcendental::*;

/// Positive numbers of every size.
fn positive() -> impl Strategy<Value = i128> {
	(1..=i128::MAX, 0u32..127).prop_map(|(v, s)| (v >> s).max(1))
}

fn any_fixed() -> impl Strategy<Value = i128> {
	(any::<i128>(), 0u32..128).prop_map(|(v, s)| v >> s)
}

/// Near arguments, so that noise would show.
fn step() -> impl Strategy<Value = i128> {
	prop_oneof![4 => 1i128..4, 1 => 1i128..1_000_000]
}

fn fixed(units: i128) -> Fixed {
	Fixed::from_e18(units)
}

/// The 18 decimals nearest to where the tables change from one cell to the next.
fn joints() -> Vec<i128> {
	let mut joints = vec![0];
	for i in 1..=128i128 {
		// Cells of the normal distribution, of exp (ln 2 / 128) and of its tables.
		joints.push(E18 * i / 8);
		joints.push(E18 * i / 64);
		joints.push(5_415_212_348_514_945 * i);
		joints.push(E18 * i / 4096);
	}
	joints
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(20_000)))]

	#[test]
	fn ln_is_monotone(x in positive(), d in step()) {
		let y = x.saturating_add(d);
		prop_assert!(ln(fixed(x)).unwrap() <= ln(fixed(y)).unwrap());
	}

	#[test]
	fn exp_is_monotone(x in -43 * E18..47 * E18, d in step()) {
		prop_assert!(exp(fixed(x)) <= exp(fixed(x + d)));
	}

	#[test]
	fn cdf_is_monotone_and_symmetric(x in -10 * E18..10 * E18, d in step()) {
		prop_assert!(normal_cdf(fixed(x)) <= normal_cdf(fixed(x + d)));
		prop_assert_eq!(normal_cdf(fixed(x)).e18() + normal_cdf(fixed(-x)).e18(), E18);
		prop_assert_eq!(normal_pdf(fixed(x)), normal_pdf(fixed(-x)));
	}

	#[test]
	fn pdf_falls_away_from_zero(x in 0..10 * E18, d in step()) {
		prop_assert!(normal_pdf(fixed(x)) >= normal_pdf(fixed(x + d)));
	}

	#[test]
	fn inverse_is_monotone_and_inverts(p in 1..E18, d in step()) {
		let x = inverse_normal_cdf(fixed(p)).unwrap();
		if p + d < E18 {
			prop_assert!(x <= inverse_normal_cdf(fixed(p + d)).unwrap());
		}
		prop_assert_eq!(inverse_normal_cdf(fixed(E18 - p)).unwrap().e18(), -x.e18());
		prop_assert!(normal_cdf(x).e18().abs_diff(p) <= 2);
	}

	#[test]
	fn sqrt_is_the_exact_floor(x in positive()) {
		let root = sqrt_floor(fixed(x)).unwrap();
		let squared = |r: i128| fixed(r).mul_floor(fixed(r)).unwrap().e18();
		prop_assert!(squared(root.e18()) <= x);
		prop_assert!(fixed(root.e18() + 1).mul_ceil(fixed(root.e18() + 1)).unwrap().e18() > x);
	}

	#[test]
	fn every_argument_has_a_value_or_an_error(x in any_fixed(), y in any_fixed()) {
		prop_assert_eq!(ln(fixed(x)).is_ok(), x > 0);
		prop_assert_eq!(sqrt_floor(fixed(x)).is_ok(), x >= 0);
		prop_assert!(exp(fixed(x)) >= Fixed::ZERO);
		prop_assert!((0..=E18).contains(&normal_cdf(fixed(x)).e18()));
		prop_assert!((0..E18).contains(&normal_pdf(fixed(x)).e18()));
		prop_assert_eq!(pow(fixed(x), fixed(y)).is_ok(), x >= 0);
		prop_assert_eq!(inverse_normal_cdf(fixed(x)).is_ok(), x > 0 && x < E18);
	}

	#[test]
	fn ln_and_exp_undo_each_other(x in -20 * E18..30 * E18) {
		let back = ln(exp(fixed(x))).unwrap().e18();
		// The rounding of exp weighs e^-x.
		let slack = 2 + E18 / exp(fixed(x)).e18().max(1);
		prop_assert!(back.abs_diff(x) <= slack.unsigned_abs());
	}

	#[test]
	fn wide_numbers_keep_their_order_and_accuracy(a in any_fixed(), b in any_fixed()) {
		let (x, y) = (Float::from_i128(a, 0), Float::from_i128(b, 0));
		prop_assert!((a <= b) == (x <= y) || a >> 60 == b >> 60 || x == y);
		let near = |got: Float, want: Float, scale: Float| {
			(got - want).abs() <= scale.abs().scale(-61)
		};
		if let (Some(sum), Some(difference)) = (a.checked_add(b), a.checked_sub(b)) {
			let larger = x.abs().max(y.abs());
			prop_assert!(near(x + y, Float::from_i128(sum, 0), larger));
			prop_assert!(near(x - y, Float::from_i128(difference, 0), larger));
		}
		if let Some(product) = a.checked_mul(b) {
			let product = Float::from_i128(product, 0);
			prop_assert!(near(x * y, product, product));
		}
		if b != 0 {
			prop_assert!(near(x / y * y, x, x));
		}
		let root = x.abs().sqrt();
		prop_assert!(near(root * root, x.abs(), x));
	}

	#[test]
	fn wide_numbers_round_to_the_nearest_integer(a in any::<i64>(), cut in 0i32..70) {
		let got = Float::from_i128(i128::from(a), -cut).to_i128_nearest();
		let exact = i128::from(a).unsigned_abs();
		let want = if cut == 0 { exact } else { (exact + (1 << (cut - 1))) >> cut };
		prop_assert_eq!(got.unsigned_abs(), want);
	}
}

#[test]
fn functions_do_not_step_back_at_the_joints_of_their_tables() {
	for joint in joints() {
		for x in joint - 20..joint + 20 {
			let (a, b) = (fixed(x), fixed(x + 1));
			assert!(normal_cdf(a) <= normal_cdf(b), "cdf at {x}");
			assert!(exp(a) <= exp(b), "exp at {x}");
			assert!(exp(fixed(-x)) >= exp(fixed(-x - 1)), "exp at -{x}");
			let (a, b) = (fixed(E18 + x), fixed(E18 + x + 1));
			assert!(ln(a).unwrap() <= ln(b).unwrap(), "ln at 1 + {x}");
		}
	}
}

#[test]
fn scaled_mills_falls_through_every_joint() {
	let value = |z: u64| {
		let m = scaled_mills(z);
		u128::from(m.mantissa) << (8 - m.shift)
	};
	for cell in 1..128u64 {
		let joint = cell << 57;
		for z in joint - 64..joint + 64 {
			assert!(value(z) >= value(z + 1), "at {z}");
		}
	}
}

#[test]
fn wide_numbers_at_the_ends_of_the_mantissa() {
	assert_eq!(Float::ONE.recip(), Float::ONE);
	assert_eq!(Float::TWO.recip(), Float::HALF);
	assert_eq!(Float::ZERO.recip(), Float::ZERO);
	// All ones, of which the last is cut: found by libFuzzer.
	assert_eq!(Float::new(u64::MAX, -1).to_i128_nearest(), 1 << 63);
	assert_eq!((-Float::new(u64::MAX, -1)).to_i128_nearest(), -(1 << 63));
	for low in 0..1000u64 {
		for mantissa in [u64::MAX - low, (1 << 63) + low, (1 << 62) + low] {
			let x = Float::new(mantissa, -63);
			let off = (x * x.recip() - Float::ONE).abs();
			assert!(off <= Float::ONE.scale(-62), "{mantissa}");
			let root = x.sqrt();
			let off = (root * root / x - Float::ONE).abs();
			assert!(off <= Float::ONE.scale(-61), "{mantissa}");
		}
	}
}

#[test]
fn limits_are_met() {
	assert_eq!(exp(Fixed::MAX), Fixed::MAX);
	assert_eq!(exp(Fixed::MIN), Fixed::ZERO);
	assert_eq!(normal_cdf(Fixed::MAX), Fixed::ONE);
	assert_eq!(normal_cdf(Fixed::MIN), Fixed::ZERO);
	assert_eq!(normal_cdf(Fixed::ZERO).e18(), E18 / 2);
	assert_eq!(ln(Fixed::ONE), Ok(Fixed::ZERO));
	assert_eq!(ln(Fixed::ZERO), Err(MathError::LogarithmOfNonPositive));
	assert_eq!(sqrt_floor(fixed(-1)), Err(MathError::RootOfNegative));
	assert_eq!(pow(fixed(-1), Fixed::ONE), Err(MathError::PowerOfNegative));
	assert_eq!(pow(Fixed::ZERO, Fixed::ZERO), Ok(Fixed::ONE));
	assert_eq!(pow(Fixed::ZERO, fixed(-1)), Ok(Fixed::MAX));
	assert_eq!(pow(Fixed::ZERO, Fixed::ONE), Ok(Fixed::ZERO));
	assert_eq!(pow(Fixed::MAX, Fixed::MAX), Ok(Fixed::MAX));
	assert_eq!(pow(Fixed::MAX, Fixed::MIN), Ok(Fixed::ZERO));
	assert_eq!(inverse_normal_cdf(Fixed::ONE), Err(MathError::ProbabilityOutOfRange));
	assert_eq!(inverse_normal_cdf(fixed(E18 / 2)), Ok(Fixed::ZERO));
}

/// FNV-1a, 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
	bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
		(hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
	})
}

/// Most last digits are below the accuracy that a test of values can see, so the derived file itself is
/// pinned. After a change of the deriving script, put the new value here.
#[test]
fn every_digit_of_the_tables_is_as_derived() {
	let tables = include_str!("../src/tables.rs");
	assert_eq!(fnv(tables.as_bytes()), 0x1add_4ef4_bf8b_cef4, "{:#018x}", fnv(tables.as_bytes()));
}
