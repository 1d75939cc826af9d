// SPDX-License-Identifier: Apache-2.0
//! Series written as the field does: `BTC-27MAR26-80000-C`.

use crate::{
	calendar::{date_of_day, day_of_date, Date},
	Moment, OptionKind, SeriesKey, UnderlyingId, DAY_MS, EXPIRY_TIME_OF_DAY_MS,
};
use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Price;

const MONTHS: [&str; 12] =
	["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Ticker of an underlying: 1 to 8 characters of `A-Z0-9`, zero-padded.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Symbol([u8; 8]);

/// Why a ticker was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolError {
	/// No characters, or more than eight.
	Length,
	/// A character outside `A-Z0-9`.
	Character,
}

impl Symbol {
	/// Checks and pads a ticker.
	pub fn new(text: &str) -> Result<Self, SymbolError> {
		let bytes = text.as_bytes();
		if bytes.is_empty() || bytes.len() > 8 {
			return Err(SymbolError::Length);
		}
		if !bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
			return Err(SymbolError::Character);
		}
		let mut padded = [0u8; 8];
		for (to, from) in padded.iter_mut().zip(bytes) {
			*to = *from;
		}
		Ok(Self(padded))
	}

	/// The ticker; empty if the bytes were decoded from something else than a ticker.
	pub fn as_str(&self) -> &str {
		let length = self.0.iter().position(|b| *b == 0).unwrap_or(8);
		self.0.get(..length).and_then(|b| core::str::from_utf8(b).ok()).unwrap_or_default()
	}

	/// Whether the bytes are those of a ticker: decoding alone does not check.
	pub fn is_well_formed(&self) -> bool {
		Self::new(self.as_str()) == Ok(*self)
	}
}

/// Why a name is not that of a series.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameError {
	/// Not four parts with hyphens between.
	Shape,
	/// The first part is no ticker.
	Symbol,
	/// The second part is no date.
	Date,
	/// The third part is no positive strike with at most eight decimals.
	Strike,
	/// The last part is neither `C` nor `P`.
	Kind,
}

/// Writes a series: ticker, day, month, two-digit year, strike without trailing zeros (`d` for the
/// decimal point, as the field writes it: `XRP-27MAR26-0d55-C`), kind. An expiry at another time
/// than 08:00 UTC is written with its time of day: `BTC-27MAR26T093015-80000-C`.
pub fn series_name(symbol: &Symbol, series: &SeriesKey) -> String {
	let Date { year, month, day } = date_of_day(series.expiry / DAY_MS);
	let month = MONTHS.iter().zip(1u32..).find(|(_, n)| *n == month).map_or("", |(m, _)| *m);
	let rest = series.expiry % DAY_MS;
	let time = if rest == EXPIRY_TIME_OF_DAY_MS {
		String::new()
	} else {
		let s = rest / 1_000;
		format!("T{:02}{:02}{:02}", s / 3_600, s / 60 % 60, s % 60)
	};
	let (whole, fraction) = (series.strike.e8() / 100_000_000, series.strike.e8() % 100_000_000);
	let fraction = if fraction == 0 {
		String::new()
	} else {
		format!("d{}", format!("{fraction:08}").trim_end_matches('0'))
	};
	let kind = match series.kind {
		OptionKind::Call => 'C',
		OptionKind::Put => 'P',
	};
	format!("{}-{day}{month}{:02}{time}-{whole}{fraction}-{kind}", symbol.as_str(), year % 100)
}

/// Reads what [`series_name`] writes, for years 2000 to 2099. The caller says which underlying the
/// ticker stands for.
pub fn parse_series_name(
	name: &str,
	underlying: impl FnOnce(&Symbol) -> Option<UnderlyingId>,
) -> Result<SeriesKey, NameError> {
	let mut parts = name.split('-');
	let mut part = || parts.next().ok_or(NameError::Shape);
	let (symbol, date, strike, kind) = (part()?, part()?, part()?, part()?);
	if parts.next().is_some() {
		return Err(NameError::Shape);
	}
	let symbol = Symbol::new(symbol).map_err(|_| NameError::Symbol)?;
	Ok(SeriesKey {
		underlying: underlying(&symbol).ok_or(NameError::Symbol)?,
		expiry: parse_expiry(date).ok_or(NameError::Date)?,
		strike: parse_strike(strike).ok_or(NameError::Strike)?,
		kind: match kind {
			"C" => OptionKind::Call,
			"P" => OptionKind::Put,
			_ => return Err(NameError::Kind),
		},
	})
}

fn digits<T: core::str::FromStr>(text: &str) -> Option<T> {
	text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn parse_expiry(text: &str) -> Option<Moment> {
	let (date, time) = match text.split_once('T') {
		// The T of a month comes after its first letter: OCT. A time has six digits behind its T.
		Some((date, time)) if time.len() == 6 => (date, Some(time)),
		_ => match text.rsplit_once('T') {
			Some((date, time)) if time.len() == 6 => (date, Some(time)),
			_ => (text, None),
		},
	};
	let month_at = date.find(|c: char| !c.is_ascii_digit())?;
	let (day, rest) = date.split_at_checked(month_at)?;
	let (month, year) = rest.split_at_checked(3)?;
	let month = MONTHS.iter().zip(1u32..).find(|(m, _)| **m == month)?.1;
	if year.len() != 2 {
		return None;
	}
	let date = Date { year: 2_000 + digits::<u32>(year)?, month, day: digits(day)? };
	let time = match time {
		None => EXPIRY_TIME_OF_DAY_MS,
		Some(t) => {
			let (h, m, s) = (
				digits::<u64>(t.get(0..2)?)?,
				digits::<u64>(t.get(2..4)?)?,
				digits::<u64>(t.get(4..6)?)?,
			);
			if h > 23 || m > 59 || s > 59 {
				return None;
			}
			(h * 3_600 + m * 60 + s) * 1_000
		}
	};
	day_of_date(date)?.checked_mul(DAY_MS)?.checked_add(time)
}

fn parse_strike(text: &str) -> Option<Price> {
	let (whole, fraction) = text.split_once('d').unwrap_or((text, "0"));
	if whole.is_empty() || fraction.is_empty() || fraction.len() > 8 {
		return None;
	}
	let scale = 10u64.checked_pow(8u32.checked_sub(u32::try_from(fraction.len()).ok()?)?)?;
	let e8 = digits::<u64>(whole)?
		.checked_mul(100_000_000)?
		.checked_add(digits::<u64>(fraction)?.checked_mul(scale)?)?;
	(e8 > 0).then(|| Price::from_e8(e8))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn id(_: &Symbol) -> Option<UnderlyingId> {
		Some(UnderlyingId(7))
	}

	#[test]
	fn names_are_written_as_the_field_writes_them() {
		let series = SeriesKey {
			underlying: UnderlyingId(7),
			expiry: 20_539 * DAY_MS + EXPIRY_TIME_OF_DAY_MS,
			strike: Price::from_e8(80_000 * 100_000_000),
			kind: OptionKind::Call,
		};
		let btc = Symbol::new("BTC").unwrap();
		assert_eq!(series_name(&btc, &series), "BTC-27MAR26-80000-C");
		let odd = SeriesKey {
			expiry: series.expiry + 5_415_000,
			strike: Price::from_e8(55_000_000),
			kind: OptionKind::Put,
			..series
		};
		assert_eq!(series_name(&btc, &odd), "BTC-27MAR26T093015-0d55-P");
	}

	#[test]
	fn malformed_names_are_refused_with_the_part_that_is_wrong() {
		for (name, error) in [
			("BTC-27MAR26-80000", NameError::Shape),
			("BTC-27MAR26-80000-C-C", NameError::Shape),
			("btc-27MAR26-80000-C", NameError::Symbol),
			("BTC-31FEB26-80000-C", NameError::Date),
			("BTC-27MAR2026-80000-C", NameError::Date),
			("BTC-27MAR26T250000-80000-C", NameError::Date),
			("BTC-27MAR26-0-C", NameError::Strike),
			("BTC-27MAR26-+1-C", NameError::Strike),
			("BTC-27MAR26-1d123456789-C", NameError::Strike),
			("BTC-27MAR26-184467440738-C", NameError::Strike),
			("BTC-27MAR26-80000-X", NameError::Kind),
		] {
			assert_eq!(parse_series_name(name, id), Err(error), "{name}");
		}
	}

	proptest! {
		#[test]
		fn names_read_back(day in 10_957u64..47_482, second in 0u64..86_400, strike in 1u64.., put: bool) {
			let series = SeriesKey {
				underlying: UnderlyingId(7),
				expiry: day * DAY_MS + second * 1_000,
				strike: Price::from_e8(strike),
				kind: if put { OptionKind::Put } else { OptionKind::Call },
			};
			let symbol = Symbol::new("ETH").unwrap();
			prop_assert_eq!(parse_series_name(&series_name(&symbol, &series), id), Ok(series));
		}

		#[test]
		fn any_text_gives_a_value_or_an_error(text in "\\PC*") {
			let _ = parse_series_name(&text, id);
		}
	}
}
