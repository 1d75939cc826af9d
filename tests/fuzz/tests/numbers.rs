// SPDX-License-Identifier: Apache-2.0
//! The newtypes, their conversions and the word arithmetic, against integers of any width.
#![allow(clippy::unwrap_used)]

use bolero::check;
use num_bigint::{BigInt, BigUint};
use std::{fmt::Debug, str::FromStr};
use tenor_fixed::{
	mul_div_ceil, mul_div_floor, mul_div_floor_u128, rescale_ceil, rescale_floor,
	words::{high64, low64, mul_u128, mul_wide, mulhi, Factor},
	Cash, Fixed, Price, Quantity, Rate, Vol, E18, E8, E8_TO_E18,
};
use tenor_fuzz::{iterations, spread};

type Number = (i128, u8);

fn any((value, shift): Number) -> i128 {
	spread(value, shift).e18()
}

fn big(x: impl Into<BigInt>) -> BigInt {
	x.into()
}

fn floor(n: &BigInt, d: &BigInt) -> BigInt {
	let (q, r) = (n / d, n % d);
	let down = r != BigInt::ZERO && (r < BigInt::ZERO) != (*d < BigInt::ZERO);
	if down {
		q - 1
	} else {
		q
	}
}

fn ceil(n: &BigInt, d: &BigInt) -> BigInt {
	-floor(&-n, d)
}

/// What a type of this width says of an exact value.
fn fits<T: TryFrom<BigInt>>(exact: BigInt) -> Option<T> {
	T::try_from(exact).ok()
}

#[test]
fn products_are_the_exact_ones_rounded_as_named() {
	check!().with_iterations(iterations()).with_type::<(Number, Number)>().cloned().for_each(
		|(a, b)| {
			let (a, b) = (any(a), any(b));
			let (product, unit) = (big(a) * b, big(E18));
			let down = fits::<i128>(floor(&product, &unit));
			let up = fits::<i128>(ceil(&product, &unit));
			let (x, y) = (Fixed::from_e18(a), Fixed::from_e18(b));
			assert_eq!(x.mul_floor(y), down.map(Fixed::from_e18));
			assert_eq!(x.mul_ceil(y), up.map(Fixed::from_e18));
			assert_eq!(Vol::from_fixed(x).mul_floor(y), down.map(Vol::from_e18));
			assert_eq!(Vol::from_fixed(x).mul_ceil(y), up.map(Vol::from_e18));
			assert_eq!(Rate::from_fixed(x).mul_floor(y), down.map(Rate::from_e18));
			assert_eq!(Rate::from_fixed(x).mul_ceil(y), up.map(Rate::from_e18));
			assert_eq!(Cash::from_e8(a).mul_floor(y), down.map(Cash::from_e8));
			assert_eq!(Cash::from_e8(a).mul_ceil(y), up.map(Cash::from_e8));
			// Halves away from zero.
			let size = BigInt::from(product.magnitude().clone()) * 2u8 + E18;
			let size = floor(&size, &big(2 * E18));
			let near = if product < BigInt::ZERO { -size } else { size };
			assert_eq!(x.mul_nearest(y), fits::<i128>(near).map(Fixed::from_e18));
		},
	);
}

#[test]
fn quotients_are_the_exact_ones_rounded_as_named() {
	check!()
		.with_iterations(iterations())
		.with_type::<(Number, Number, Number)>()
		.cloned()
		.for_each(|(a, b, d)| {
			let (a, b, d) = (any(a), any(b), any(d));
			let exact = |n: BigInt, round: fn(&BigInt, &BigInt) -> BigInt| -> Option<i128> {
				(d != 0).then(|| fits(round(&n, &big(d))))?
			};
			let (x, y, z) = (Fixed::from_e18(a), Fixed::from_e18(b), Fixed::from_e18(d));
			let (down, up) = (exact(big(a) * b, floor), exact(big(a) * b, ceil));
			assert_eq!((mul_div_floor(a, b, d), mul_div_ceil(a, b, d)), (down, up));
			assert_eq!(x.mul_div_floor(y, z), down.map(Fixed::from_e18));
			assert_eq!(x.mul_div_ceil(y, z), up.map(Fixed::from_e18));
			let (down, up) = (exact(big(a) * E18, floor), exact(big(a) * E18, ceil));
			let (down, up) = (down.map(Fixed::from_e18), up.map(Fixed::from_e18));
			assert_eq!((x.div_floor(z), x.div_ceil(z)), (down, up));
			assert_eq!(Fixed::from_ratio_floor(a, d), down);
			assert_eq!(Fixed::from_ratio_ceil(a, d), up);
			let [a, b, d] = [a, b, d].map(i128::cast_unsigned);
			let exact = (d != 0).then(|| BigUint::from(a) * b / d.max(1));
			let got = mul_div_floor_u128(a, b, d);
			assert_eq!(got, exact.and_then(|q| u128::try_from(q).ok()));
		});
}

/// Sums, differences and signs of one type against its exact units.
macro_rules! holds_exact_sums {
	($a:expr, $b:expr, $type:ty, $from:ident, $to:ident, $inner:ty) => {{
		let (x, y) = (<$type>::$from($a), <$type>::$from($b));
		let (a, b) = (big($a), big($b));
		let stopped = |exact: BigInt| {
			let (low, high) = (big(<$inner>::MIN), big(<$inner>::MAX));
			<$inner>::try_from(exact.clamp(low, high)).unwrap()
		};
		let of = |exact: BigInt| fits::<$inner>(exact).map(<$type>::$from);
		assert_eq!(x.checked_add(y), of(&a + &b));
		assert_eq!(x.checked_sub(y), of(&a - &b));
		assert_eq!(x.saturating_add(y).$to(), stopped(&a + &b));
		assert_eq!(x.saturating_sub(y).$to(), stopped(&a - &b));
		assert_eq!(x.is_zero(), $a == 0);
		let partial = x.checked_add(y).and_then(|sum| sum.checked_add(x));
		assert_eq!(<$type>::checked_sum([x, y, x]), partial);
		assert_eq!(x.to_string().parse(), Ok(x));
	}};
}

/// What only signed types can do.
macro_rules! holds_exact_signs {
	($a:expr, $type:ty, $from:ident, $inner:ty) => {{
		let x = <$type>::$from($a);
		let of = |exact: BigInt| fits::<$inner>(exact).map(<$type>::$from);
		assert_eq!(x.checked_neg(), of(-big($a)));
		assert_eq!(x.checked_abs(), of(big($a).magnitude().clone().into()));
		assert_eq!(big(x.unsigned_abs()), BigInt::from(big($a).magnitude().clone()));
		assert_eq!((x.is_negative(), x.is_positive()), ($a < 0, $a > 0));
	}};
}

#[test]
fn sums_are_exact_or_refused() {
	check!()
		.with_iterations(iterations())
		.with_type::<(Number, Number, i64, i64, u64, u64)>()
		.cloned()
		.for_each(|(a, b, p, q, s, t)| {
			let (a, b) = (any(a), any(b));
			holds_exact_sums!(a, b, Fixed, from_e18, e18, i128);
			holds_exact_sums!(a, b, Cash, from_e8, e8, i128);
			holds_exact_sums!(a, b, Vol, from_e18, e18, i128);
			holds_exact_sums!(a, b, Rate, from_e18, e18, i128);
			holds_exact_sums!(p, q, Quantity, from_e8, e8, i64);
			holds_exact_sums!(s, t, Price, from_e8, e8, u64);
			holds_exact_signs!(a, Fixed, from_e18, i128);
			holds_exact_signs!(a, Cash, from_e8, i128);
			holds_exact_signs!(a, Vol, from_e18, i128);
			holds_exact_signs!(a, Rate, from_e18, i128);
			holds_exact_signs!(p, Quantity, from_e8, i64);
			let (s, t) = (Price::from_e8(s), Price::from_e8(t));
			assert_eq!(big(s.signed_difference(t).e8()), big(s.e8()) - t.e8());
			assert_eq!(s.abs_diff(t).e8(), s.e8().abs_diff(t.e8()));
			let moved = fits(big(s.e8()) + a).map(Price::from_e8);
			assert_eq!(s.checked_add_signed(Cash::from_e8(a)), moved);
			let middle = Fixed::from_e18(a).midpoint_floor(Fixed::from_e18(b));
			assert_eq!(big(middle.e18()), floor(&(big(a) + b), &big(2)));
		});
}

#[test]
fn conversions_are_exact_or_round_once() {
	check!().with_iterations(iterations()).with_type::<(Number, u64, i64)>().cloned().for_each(
		|(x, price, quantity)| {
			let a = any(x);
			let (x, cash) = (Fixed::from_e18(a), Cash::from_e8(a));
			let (down, up) = (floor(&big(a), &big(E8_TO_E18)), ceil(&big(a), &big(E8_TO_E18)));
			assert_eq!(big(x.to_cash_floor().e8()), down);
			assert_eq!(big(x.to_cash_ceil().e8()), up);
			assert_eq!(x.to_price_floor(), fits(down.clone()).map(Price::from_e8));
			assert_eq!(x.to_price_ceil(), fits(up.clone()).map(Price::from_e8));
			assert_eq!(x.to_quantity_floor(), fits(down).map(Quantity::from_e8));
			assert_eq!(x.to_quantity_ceil(), fits(up).map(Quantity::from_e8));
			assert_eq!(big(x.to_int_floor()), floor(&big(a), &big(E18)));
			assert_eq!(cash.to_fixed(), fits(big(a) * E8_TO_E18).map(Fixed::from_e18));
			let (p, q) = (Price::from_e8(price), Quantity::from_e8(quantity));
			assert_eq!(big(p.to_fixed().e18()), big(price) * E8_TO_E18);
			assert_eq!(Fixed::from_price(p), p.to_fixed());
			assert_eq!(big(q.to_fixed().e18()), big(quantity) * E8_TO_E18);
			assert_eq!(big(Fixed::from_int(quantity).e18()), big(quantity) * E18);
			let (product, unit) = (big(price) * quantity, big(E8));
			assert_eq!(big(p.notional_floor(q).unwrap().e8()), floor(&product, &unit));
			assert_eq!(big(p.notional_ceil(q).unwrap().e8()), ceil(&product, &unit));
			let (product, unit) = (big(a) * quantity, big(E18));
			let down = fits(floor(&product, &unit)).map(Cash::from_e8);
			let up = fits(ceil(&product, &unit)).map(Cash::from_e8);
			assert_eq!(Cash::of_position_floor(x, q), down);
			assert_eq!(Cash::of_position_ceil(x, q), up);
			let down = fits(floor(&product, &big(E8))).map(Fixed::from_e18);
			let up = fits(ceil(&product, &big(E8))).map(Fixed::from_e18);
			assert_eq!((x.mul_quantity_floor(q), x.mul_quantity_ceil(q)), (down, up));
			assert_eq!(Vol::from_fixed(x).to_fixed(), x);
			assert_eq!(Rate::from_fixed(x).to_fixed(), x);
		},
	);
}

#[test]
fn token_amounts_round_as_named() {
	check!().with_iterations(iterations()).with_type::<(Number, u8, u8)>().cloned().for_each(
		|(x, from, to)| {
			let amount = any(x).cast_unsigned();
			let power = |exponent: u8| BigInt::from(10u8).pow(exponent.into());
			let scaled = |amount: BigInt, from: u8, to: u8| (amount * power(to), power(from));
			let (n, d) = scaled(amount.into(), from, to);
			assert_eq!(rescale_floor(amount, from, to), fits(floor(&n, &d)));
			assert_eq!(rescale_ceil(amount, from, to), fits(ceil(&n, &d)));
			let (n, d) = scaled(amount.into(), from, 8);
			let credited = Cash::from_token_floor(amount, from);
			assert_eq!(credited, fits(floor(&n, &d)).map(Cash::from_e8));
			// What is credited and paid back is never more than what came.
			if let Some(back) = credited.and_then(|cash| cash.to_token_floor(from)) {
				assert!(back <= amount);
			}
			let cash = Cash::from_e8(any(x));
			let (n, d) = scaled(any(x).into(), 8, to);
			let payable = |exact: BigInt| if cash.is_negative() { None } else { fits(exact) };
			assert_eq!(cash.to_token_floor(to), payable(floor(&n, &d)));
			assert_eq!(cash.to_token_ceil(to), payable(ceil(&n, &d)));
		},
	);
}

/// The value of a text with so many decimals, by the letter of the grammar.
fn value_of(text: &str, decimals: usize) -> Option<BigInt> {
	let (sign, digits) = match text.strip_prefix('-') {
		Some(rest) => (-1, rest),
		None => (1, text.strip_prefix('+').unwrap_or(text)),
	};
	let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
	let all = format!("{whole}{fraction}");
	if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
		return None;
	}
	let kept = fraction.get(..decimals).unwrap_or(fraction);
	if fraction[kept.len()..].bytes().any(|b| b != b'0') {
		return None;
	}
	format!("{whole}{kept:0<decimals$}").parse::<BigInt>().ok().map(|value| value * sign)
}

fn reads<T: FromStr<Err: Debug>, I: TryFrom<BigInt> + PartialEq + Debug>(
	text: &str,
	decimals: usize,
	units: impl Fn(T) -> I,
) {
	assert_eq!(text.parse().ok().map(units), value_of(text, decimals).and_then(fits), "{text:?}");
}

#[test]
fn any_text_is_its_number_or_refused() {
	check!().with_iterations(iterations()).with_type::<Vec<u8>>().for_each(|bytes| {
		// Mostly digits: of plain bytes hardly any text would be a number.
		const ALPHABET: &[u8; 32] = b"01234567890123456789012345000.-+";
		let letter = |byte: &u8| match byte {
			255 => '\u{e9}',
			254 => 'e',
			_ => char::from(ALPHABET[usize::from(byte % 32)]),
		};
		let text: String = bytes.iter().map(letter).collect();
		reads(&text, 18, Fixed::e18);
		reads(&text, 18, Vol::e18);
		reads(&text, 18, Rate::e18);
		reads(&text, 8, Cash::e8);
		reads(&text, 8, Quantity::e8);
		reads(&text, 8, Price::e8);
	});
}

#[test]
fn word_products_are_exact() {
	check!().with_iterations(iterations()).with_type::<(u128, u128)>().cloned().for_each(
		|(a, b)| {
			let (high, low) = mul_u128(a, b);
			assert_eq!((BigUint::from(high) << 128u8) + low, BigUint::from(a) * b);
			assert_eq!((u128::from(high64(a)) << 64) + u128::from(low64(a)), a);
			let (x, y) = (high64(a), low64(b));
			let exact = u128::from(x) * u128::from(y);
			assert_eq!(mul_wide(x, y), exact);
			assert_eq!(mulhi(x, y), high64(exact));
			assert_eq!(Factor::new(y).mulhi(x), high64(exact));
		},
	);
}
