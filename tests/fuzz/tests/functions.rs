// SPDX-License-Identifier: Apache-2.0
//! Elementary functions and fixed-point operations.
#![allow(clippy::unwrap_used)]

use bolero::check;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_fuzz::{iterations, spread, UNIT};
use tenor_transcendental::{exp, inverse_normal_cdf, ln, normal_cdf, normal_pdf, pow, sqrt_floor};

type Pair = ((i128, u8), (i128, u8));

fn ordered(((a, i), (b, j)): Pair) -> (Fixed, Fixed) {
	let (a, b) = (spread(a, i), spread(b, j));
	(a.min(b), a.max(b))
}

#[test]
fn ln_is_monotone_and_bounded() {
	check!().with_iterations(iterations()).with_type::<Pair>().cloned().for_each(|pair| {
		let (low, high) = ordered(pair);
		assert_eq!(ln(low).is_err(), low <= Fixed::ZERO);
		let Ok(of_low) = ln(low) else { return };
		assert!(of_low <= ln(high).unwrap());
		assert!(Fixed::from_int(-42) < of_low && of_low < Fixed::from_int(47));
	});
}

#[test]
fn exp_is_monotone_and_undoes_ln() {
	check!().with_iterations(iterations()).with_type::<Pair>().cloned().for_each(|pair| {
		let (low, high) = ordered(pair);
		assert!(Fixed::ZERO <= exp(low) && exp(low) <= exp(high));
		if let Ok(log) = ln(high) {
			// A unit of the logarithm is 1e-18 of the number.
			let back = exp(log).e18().abs_diff(high.e18());
			assert!(back <= high.unsigned_abs() / 500_000_000_000_000_000 + 2, "{high}");
		}
	});
}

#[test]
fn normal_distribution_is_one() {
	check!().with_iterations(iterations()).with_type::<Pair>().cloned().for_each(|pair| {
		let (low, high) = ordered(pair);
		assert!(normal_cdf(low) <= normal_cdf(high));
		for x in [low, high] {
			let (of, density) = (normal_cdf(x), normal_pdf(x));
			assert!((Fixed::ZERO..=Fixed::ONE).contains(&of));
			assert!(Fixed::ZERO <= density && density < Fixed::ONE);
			if let Some(mirrored) = x.checked_neg() {
				assert_eq!(of.checked_add(normal_cdf(mirrored)), Some(Fixed::ONE));
				assert_eq!(density, normal_pdf(mirrored));
			}
			match inverse_normal_cdf(x) {
				Ok(z) => {
					assert!(Fixed::ZERO < x && x < Fixed::ONE);
					let back = normal_cdf(z).e18().abs_diff(x.e18());
					assert!(back <= 2, "{x}");
				}
				Err(_) => assert!(x <= Fixed::ZERO || x >= Fixed::ONE),
			}
		}
	});
}

#[test]
fn roots_and_powers_hold_their_bounds() {
	check!().with_iterations(iterations()).with_type::<Pair>().cloned().for_each(|pair| {
		let (exponent, base) = ordered(pair);
		if let Ok(root) = sqrt_floor(base) {
			assert!(root.mul_floor(root).unwrap() <= base);
			let above = root.checked_add(UNIT).unwrap();
			assert!(above.mul_ceil(above).is_none_or(|square| square > base));
		}
		if let Ok(power) = pow(base, exponent) {
			assert!(power >= Fixed::ZERO);
		}
	});
}

#[test]
fn products_and_quotients_round_once() {
	check!().with_iterations(iterations()).with_type::<Pair>().cloned().for_each(|pair| {
		let (a, b) = ordered(pair);
		if let Some((floor, ceil)) = a.mul_floor(b).zip(a.mul_ceil(b)) {
			assert!(ceil.checked_sub(floor).unwrap() <= UNIT && floor <= ceil);
		}
		if let Some((floor, ceil)) = a.div_floor(b).zip(a.div_ceil(b)) {
			assert!(ceil.checked_sub(floor).unwrap() <= UNIT && floor <= ceil);
		}
		assert!(a.to_cash_floor() <= a.to_cash_ceil());
		assert!(a.midpoint_floor(b) >= a && a.midpoint_floor(b) <= b);
	});
}

#[test]
fn text_of_a_number_is_the_number() {
	check!().with_iterations(iterations()).with_type::<(i128, u64, i64)>().cloned().for_each(
		|(x, price, quantity)| {
			let (fixed, cash) = (Fixed::from_e18(x), Cash::from_e8(x));
			let (price, quantity) = (Price::from_e8(price), Quantity::from_e8(quantity));
			assert_eq!(fixed.to_string().parse(), Ok(fixed));
			assert_eq!(cash.to_string().parse(), Ok(cash));
			assert_eq!(price.to_string().parse(), Ok(price));
			assert_eq!(quantity.to_string().parse(), Ok(quantity));
			let (floor, ceil) = (price.notional_floor(quantity), price.notional_ceil(quantity));
			assert!(floor.unwrap() <= ceil.unwrap());
		},
	);
}
