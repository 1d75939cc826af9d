// SPDX-License-Identifier: Apache-2.0
//! Decimal text: exact both ways, nothing is rounded silently.

use core::fmt;

/// Why a decimal text was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParseDecimalError {
	/// No digit at all.
	Empty,
	/// A character that is neither a digit, a leading sign nor the one decimal point.
	UnexpectedCharacter,
	/// Non-zero digits beyond the decimals that the type stores.
	TooManyDecimals,
	/// The value does not fit the type.
	OutOfRange,
}

impl fmt::Display for ParseDecimalError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Empty => "no digits",
			Self::UnexpectedCharacter => "unexpected character",
			Self::TooManyDecimals => "more decimals than the type stores",
			Self::OutOfRange => "value out of range",
		})
	}
}

impl core::error::Error for ParseDecimalError {}

/// Reads a value from decimal text in a file: numbers of JSON end at 2^64, or are rounded before.
#[cfg(feature = "serde")]
pub(crate) struct Text<V>(core::marker::PhantomData<V>);

#[cfg(feature = "serde")]
impl<V> Default for Text<V> {
	fn default() -> Self {
		Self(core::marker::PhantomData)
	}
}

#[cfg(feature = "serde")]
impl<V: core::str::FromStr<Err = ParseDecimalError>> serde::de::Visitor<'_> for Text<V> {
	type Value = V;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("a number as decimal text")
	}

	fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<V, E> {
		text.parse().map_err(E::custom)
	}
}

/// Parses `[+-]digits[.digits]` into (negative, magnitude in units of `10^-decimals`).
pub(crate) fn parse(text: &str, decimals: u32) -> Result<(bool, u128), ParseDecimalError> {
	let (negative, digits) = match text.as_bytes() {
		[b'-', rest @ ..] => (true, rest),
		[b'+', rest @ ..] => (false, rest),
		rest => (false, rest),
	};
	let mut value = 0u128;
	let mut places: Option<u32> = None;
	let mut any = false;
	for byte in digits {
		match byte {
			b'0'..=b'9' => {
				any = true;
				if places == Some(decimals) {
					if *byte != b'0' {
						return Err(ParseDecimalError::TooManyDecimals);
					}
					continue;
				}
				value = value
					.checked_mul(10)
					.and_then(|v| v.checked_add(u128::from(byte - b'0')))
					.ok_or(ParseDecimalError::OutOfRange)?;
				places = places.map(|p| p + 1);
			}
			b'.' if places.is_none() => places = Some(0),
			_ => return Err(ParseDecimalError::UnexpectedCharacter),
		}
	}
	if !any {
		return Err(ParseDecimalError::Empty);
	}
	let missing = decimals.saturating_sub(places.unwrap_or(0));
	let value = 10u128
		.checked_pow(missing)
		.and_then(|scale| value.checked_mul(scale))
		.ok_or(ParseDecimalError::OutOfRange)?;
	Ok((negative, value))
}

/// Writes a magnitude in units of `10^-decimals` without trailing zeros; the formatter's precision,
/// if given, pads with zeros but never cuts digits.
pub(crate) fn write(
	f: &mut fmt::Formatter<'_>,
	negative: bool,
	magnitude: u128,
	decimals: usize,
) -> fmt::Result {
	// 39 digits of u128, a point, and a leading zero.
	let mut text = [b'0'; 64];
	let mut start = text.len();
	let mut rest = magnitude;
	let mut place = 0usize;
	let mut end = text.len();
	let keep = f.precision().unwrap_or(0).min(decimals);
	let mut seen = false;
	while rest != 0 || place <= decimals {
		let digit = u8::try_from(rest % 10).unwrap_or(0);
		rest /= 10;
		if place == decimals && decimals > 0 {
			if seen {
				start -= 1;
				text[start] = b'.';
			}
			seen = true;
		}
		seen |= digit != 0 || decimals - place.min(decimals) <= keep || place >= decimals;
		if seen {
			start -= 1;
			text[start] = b'0' + digit;
		} else {
			end = text.len();
		}
		place += 1;
	}
	let text = core::str::from_utf8(&text[start..end]).map_err(|_| fmt::Error)?;
	if negative {
		f.write_str("-")?;
	}
	f.write_str(text)
}
