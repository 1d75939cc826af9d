// SPDX-License-Identifier: Apache-2.0
//! ln, exp, sqrt and the normal distribution against the vectors, each within the design's goal.
#![allow(clippy::unwrap_used)]

use tenor_fixed::Fixed;
use tenor_math_tests::{read_csv, Exact, Worst};
use tenor_transcendental::{exp, inverse_normal_cdf, ln, normal_cdf, normal_pdf, sqrt_floor, Log};

fn unit() -> Exact {
	Exact::from_units(1, 18)
}

/// Compares a function with the column of its name.
fn compare(
	name: &'static str,
	function: impl Fn(Fixed) -> Fixed,
	allowed: impl Fn(&Exact) -> Exact,
) {
	let mut worst = Worst::new(name);
	let mut last: Option<Fixed> = None;
	for row in read_csv(&format!("{name}.csv")).unwrap() {
		let x = Fixed::from_e18(row.get("x_e18").unwrap());
		let expected = row.exact(name).unwrap();
		let got = function(x);
		worst.note(got, &expected, &allowed(&expected), || format!("x = {x}"));
		// The inputs ascend, and all but the density are monotone.
		if name != "pdf" {
			assert!(last.is_none_or(|y| y <= got), "{name} falls before x = {x}");
			last = Some(got);
		}
	}
	worst.check();
}

#[test]
fn ln_is_within_1e18() {
	compare("ln", |x| ln(x).unwrap(), |_| unit());
}

/// Where the argument enters exactly, the logarithm beneath has far more digits than the one shown. The
/// bound is the largest error seen and a quarter more, so that a worse series shows here, and a worse table
/// down to its last four digits; the rest of the digits judges `coefficients.rs`.
#[test]
fn the_logarithm_beneath_keeps_its_digits() {
	let mut worst = Worst::new("ln, 112 places");
	// 1.65e-30 is the largest seen: 2^-99, of 112 places.
	let allowed = Exact::from_units(21, 31);
	for row in read_csv("ln.csv").unwrap() {
		let x = Fixed::from_e18(row.get("x_e18").unwrap());
		if x.e18() >> 95 != 0 {
			continue;
		}
		let q112 = Log::of(x).unwrap().q112();
		let got = Exact::from_units(q112, 0).halved(112);
		worst.note(got, &row.exact("ln").unwrap(), &allowed, || format!("x = {x}"));
	}
	worst.check();
}

/// The same of the exponential: where a result has the most digits.
#[test]
fn the_exponential_keeps_its_digits() {
	let mut worst = Worst::new("exp, relative");
	for row in read_csv("exp.csv").unwrap() {
		let x = Fixed::from_e18(row.get("x_e18").unwrap());
		let expected = row.exact("exp").unwrap();
		if x < Fixed::from_int(36) {
			continue;
		}
		// Half a unit of the result, and 2.1e-35 (2^-115) is the largest seen.
		let allowed = &(&expected * 26).shrunk(36) + &Exact::from_units(5, 19);
		worst.note(exp(x), &expected, &allowed, || format!("x = {x}"));
	}
	worst.check();
}

#[test]
fn exp_is_within_1e18_and_above_1e16_within_38_digits() {
	compare("exp", exp, |expected| {
		// Above 10^16 the 18th decimal is the 35th digit and more.
		if *expected < Exact::from_units(10_000_000_000_000_000, 0) {
			unit()
		} else {
			expected.shrunk(34)
		}
	});
}

#[test]
fn normal_cdf_is_within_1e18_and_symmetric() {
	compare("cdf", normal_cdf, |_| unit());
	for row in read_csv("cdf.csv").unwrap() {
		let x = Fixed::from_e18(row.get("x_e18").unwrap());
		let mirrored = normal_cdf(x.checked_neg().unwrap());
		assert_eq!(normal_cdf(x).checked_add(mirrored), Some(Fixed::ONE), "x = {x}");
	}
}

#[test]
fn normal_pdf_is_within_1e18() {
	compare("pdf", normal_pdf, |_| unit());
}

#[test]
fn inverse_normal_cdf_is_within_2e18() {
	compare("inverse_cdf", |p| inverse_normal_cdf(p).unwrap(), |_| &unit() * 2);
}

#[test]
fn sqrt_is_the_exact_floor() {
	for row in read_csv("sqrt.csv").unwrap() {
		let x = Fixed::from_e18(row.get("x_e18").unwrap());
		let got = Exact::from(sqrt_floor(x).unwrap());
		let expected = row.exact("sqrt").unwrap();
		// Forty digits of a root above 10^20 end before the 60th decimal.
		let slack = expected.shrunk(39);
		assert!(got <= &expected + &slack && &expected - &got < &unit() + &slack, "x = {x}");
	}
}
