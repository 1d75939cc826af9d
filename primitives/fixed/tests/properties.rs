// SPDX-License-Identifier: Apache-2.0
//! Every operation against arbitrary-precision integers.
#![allow(clippy::unwrap_used)]

use num_bigint::{BigInt, Sign};
use proptest::prelude::*;
use tenor_fixed::*;

/// Values of every size, not only huge ones.
fn any_i128() -> impl Strategy<Value = i128> {
	prop_oneof![
		4 => (any::<i128>(), 0u32..128).prop_map(|(v, s)| v >> s),
		1 => prop_oneof![
			Just(0i128), Just(1), Just(-1), Just(i128::MAX), Just(i128::MIN), Just(E18), Just(-E18),
			Just(E8), Just(i128::MIN + 1),
		],
	]
}

fn floor(n: &BigInt, d: &BigInt) -> BigInt {
	let (q, r) = (n / d, n % d);
	let off = r.sign() != Sign::NoSign && (r.sign() == Sign::Minus) != (d.sign() == Sign::Minus);
	if off {
		q - 1
	} else {
		q
	}
}

fn ceil(n: &BigInt, d: &BigInt) -> BigInt {
	-floor(&-n, d)
}

fn fits(v: BigInt) -> Option<i128> {
	i128::try_from(v).ok()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(4000)))]

	#[test]
	fn mul_div_is_the_exact_quotient_rounded(a in any_i128(), b in any_i128(), d in any_i128()) {
		if d == 0 {
			prop_assert_eq!(mul_div_floor(a, b, d), None);
			prop_assert_eq!(mul_div_ceil(a, b, d), None);
		} else {
			let n = BigInt::from(a) * b;
			prop_assert_eq!(mul_div_floor(a, b, d), fits(floor(&n, &d.into())));
			prop_assert_eq!(mul_div_ceil(a, b, d), fits(ceil(&n, &d.into())));
		}
	}

	#[test]
	fn unsigned_mul_div_is_exact(a in any::<u128>(), b in any::<u128>(), d in 1u128.., s in 0u32..128) {
		let d = (d >> s).max(1);
		let q: BigInt = BigInt::from(a) * b / d;
		prop_assert_eq!(mul_div_floor_u128(a, b, d), u128::try_from(q).ok());
	}

	#[test]
	fn fixed_products_and_quotients_round_as_named(a in any_i128(), b in any_i128()) {
		let (x, y) = (Fixed::from_e18(a), Fixed::from_e18(b));
		let n = BigInt::from(a) * b;
		prop_assert_eq!(x.mul_floor(y).map(Fixed::e18), fits(floor(&n, &E18.into())));
		prop_assert_eq!(x.mul_ceil(y).map(Fixed::e18), fits(ceil(&n, &E18.into())));
		let half = BigInt::from(E18 / 2);
		let nearest = if n.sign() == Sign::Minus {
			-floor(&(half - &n), &E18.into())
		} else {
			floor(&(half + &n), &E18.into())
		};
		prop_assert_eq!(x.mul_nearest(y).map(Fixed::e18), fits(nearest));
		if b != 0 {
			let n = BigInt::from(a) * E18;
			prop_assert_eq!(x.div_floor(y).map(Fixed::e18), fits(floor(&n, &b.into())));
			prop_assert_eq!(x.div_ceil(y).map(Fixed::e18), fits(ceil(&n, &b.into())));
		} else {
			prop_assert_eq!(x.div_floor(y), None);
		}
	}

	#[test]
	fn notional_rounds_as_named(p in any::<u64>(), q in any::<i64>()) {
		let (price, quantity) = (Price::from_e8(p), Quantity::from_e8(q));
		let n = BigInt::from(p) * q;
		let (low, high) = (floor(&n, &E8.into()), ceil(&n, &E8.into()));
		prop_assert_eq!(price.notional_floor(quantity).map(Cash::e8), fits(low));
		prop_assert_eq!(price.notional_ceil(quantity).map(Cash::e8), fits(high));
	}

	#[test]
	fn position_value_rounds_as_named(v in any_i128(), q in any::<i64>()) {
		let (value, quantity) = (Fixed::from_e18(v), Quantity::from_e8(q));
		let n = BigInt::from(v) * q;
		let (low, high) = (floor(&n, &E18.into()), ceil(&n, &E18.into()));
		prop_assert_eq!(Cash::of_position_floor(value, quantity).map(Cash::e8), fits(low));
		prop_assert_eq!(Cash::of_position_ceil(value, quantity).map(Cash::e8), fits(high));
	}

	#[test]
	fn narrowing_brackets_the_value(v in any_i128()) {
		let x = Fixed::from_e18(v);
		let (low, high) = (BigInt::from(x.to_cash_floor().e8()), BigInt::from(x.to_cash_ceil().e8()));
		prop_assert_eq!(&low, &floor(&v.into(), &E8_TO_E18.into()));
		prop_assert_eq!(&high, &ceil(&v.into(), &E8_TO_E18.into()));
		prop_assert_eq!(x.to_price_floor().map(Price::e8), u64::try_from(low).ok());
		prop_assert_eq!(x.to_price_ceil().map(Price::e8), u64::try_from(high).ok());
	}

	#[test]
	fn widening_is_exact_and_comes_back(p in any::<u64>(), q in any::<i64>()) {
		let (price, quantity) = (Price::from_e8(p), Quantity::from_e8(q));
		prop_assert_eq!(price.to_fixed().to_price_floor(), Some(price));
		prop_assert_eq!(price.to_fixed().to_price_ceil(), Some(price));
		prop_assert_eq!(quantity.to_fixed().to_quantity_floor(), Some(quantity));
		prop_assert_eq!(quantity.to_fixed().to_quantity_ceil(), Some(quantity));
	}

	#[test]
	fn rescaling_rounds_as_named(amount in any::<u128>(), s in 0u32..128, from in 0u8..60, to in 0u8..60) {
		let amount = amount >> s;
		let n = BigInt::from(amount) * BigInt::from(10).pow(to.into());
		let d = BigInt::from(10).pow(from.into());
		prop_assert_eq!(rescale_floor(amount, from, to), u128::try_from(floor(&n, &d)).ok());
		prop_assert_eq!(rescale_ceil(amount, from, to), u128::try_from(ceil(&n, &d)).ok());
	}

	#[test]
	fn a_deposit_credits_no_more_than_it_moves(amount in any::<u128>(), s in 0u32..128, decimals in 0u8..30) {
		let amount = amount >> s;
		if let Some(credit) = Cash::from_token_floor(amount, decimals) {
			let moved = credit.to_token_floor(decimals).unwrap();
			prop_assert!(moved <= amount);
			prop_assert_eq!(Cash::from_token_floor(moved, decimals).is_some(), true);
			if decimals >= 8 {
				prop_assert_eq!(Cash::from_token_floor(moved, decimals), Some(credit));
			}
		}
	}

	#[test]
	fn text_comes_back(v in any_i128(), p in any::<u64>(), q in any::<i64>()) {
		let (x, price, quantity) = (Fixed::from_e18(v), Price::from_e8(p), Quantity::from_e8(q));
		prop_assert_eq!(x.to_string().parse(), Ok(x));
		prop_assert_eq!(price.to_string().parse(), Ok(price));
		prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
		prop_assert_eq!(format!("{x:.18}").parse(), Ok(x));
		let cash = Cash::from_e8(v);
		prop_assert_eq!(cash.to_string().parse(), Ok(cash));
	}

	#[test]
	fn any_text_parses_or_is_refused(text in "[-+]?[0-9.]{0,45}") {
		if let Ok(value) = text.parse::<Fixed>() {
			prop_assert_eq!(value.to_string().parse(), Ok(value));
		}
	}

	#[test]
	fn midpoint_lies_between(a in any_i128(), b in any_i128()) {
		let mid = Fixed::from_e18(a).midpoint_floor(Fixed::from_e18(b)).e18();
		prop_assert_eq!(BigInt::from(mid), floor(&(BigInt::from(a) + b), &2.into()));
	}
}

#[test]
fn decimal_text_is_what_a_person_writes() {
	let show = |v: i128| Fixed::from_e18(v).to_string();
	assert_eq!(show(0), "0");
	assert_eq!(show(E18), "1");
	assert_eq!(show(-E18 / 2), "-0.5");
	assert_eq!(show(10 * E18), "10");
	assert_eq!(show(1), "0.000000000000000001");
	assert_eq!(Price::from_e8(8_000_050_000_000).to_string(), "80000.5");
	assert_eq!(format!("{:.2}", Price::from_e8(8_000_050_000_000)), "80000.50");
	assert_eq!(format!("{:.2}", Price::from_e8(8_000_000_000_000)), "80000.00");
	assert_eq!(format!("{:?}", Price::ONE), "Price(1)");
	assert_eq!(format!("{:?}", Fixed::MIN), "Fixed(-170141183460469231731.687303715884105728)");
}

#[test]
fn refused_text_names_the_reason() {
	assert_eq!("".parse::<Price>(), Err(ParseDecimalError::Empty));
	assert_eq!("-".parse::<Fixed>(), Err(ParseDecimalError::Empty));
	assert_eq!(".".parse::<Fixed>(), Err(ParseDecimalError::Empty));
	assert_eq!("1.2.3".parse::<Price>(), Err(ParseDecimalError::UnexpectedCharacter));
	assert_eq!("1e5".parse::<Price>(), Err(ParseDecimalError::UnexpectedCharacter));
	assert_eq!("0.000000001".parse::<Price>(), Err(ParseDecimalError::TooManyDecimals));
	assert_eq!("0.100000000000".parse::<Price>(), Ok(Price::from_e8(10_000_000)));
	assert_eq!("-1".parse::<Price>(), Err(ParseDecimalError::OutOfRange));
	assert_eq!("-0".parse::<Price>(), Ok(Price::ZERO));
	assert_eq!("184467440737.09551616".parse::<Price>(), Err(ParseDecimalError::OutOfRange));
	assert_eq!("184467440737.09551615".parse::<Price>(), Ok(Price::MAX));
}

#[test]
fn encoding_is_that_of_the_integer() {
	use codec::{Compact, Decode, Encode, MaxEncodedLen};
	assert_eq!(Price::from_e8(7).encode(), 7u64.encode());
	assert_eq!(Cash::from_e8(-7).encode(), (-7i128).encode());
	assert_eq!(Compact(Price::from_e8(7)).encode(), Compact(7u64).encode());
	assert_eq!(Quantity::decode(&mut &(-7i64).encode()[..]), Ok(Quantity::from_e8(-7)));
	assert_eq!(Price::max_encoded_len(), 8);
	assert_eq!(Fixed::max_encoded_len(), 16);
}

#[cfg(feature = "serde")]
#[test]
fn serde_form_is_decimal_text() {
	assert_eq!(serde_json::to_string(&Price::ONE).unwrap(), "\"1\"");
	assert_eq!(serde_json::from_str::<Quantity>("\"-0.00000005\"").unwrap(), Quantity::from_e8(-5));
	// Beyond 64 bits, where numbers of JSON end.
	let most = serde_json::to_string(&Cash::MAX).unwrap();
	assert_eq!(serde_json::from_str::<Cash>(&most).unwrap(), Cash::MAX);
	// A number is not text, and text that would be rounded is no number.
	assert!(serde_json::from_str::<Cash>("-5").is_err());
	let refused = serde_json::from_str::<Cash>("\"0.000000001\"").unwrap_err().to_string();
	assert!(refused.starts_with("more decimals than the type stores"), "{refused}");
}
