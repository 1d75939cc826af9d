// SPDX-License-Identifier: Apache-2.0
//! Expiry dates by rule: daily, weekly (Friday), monthly and quarterly (last Friday), 08:00 UTC.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Milliseconds since the Unix epoch, UTC.
pub type Moment = u64;

/// Milliseconds of a day.
pub const DAY_MS: Moment = 86_400_000;
/// Milliseconds of a year of 365 days, the unit of every `tau`.
pub const YEAR_MS: Moment = 365 * DAY_MS;
/// Production expiries fall on 08:00:00 UTC.
pub const EXPIRY_TIME_OF_DAY_MS: Moment = 8 * 3_600_000;

/// Which expiries an underlying always has listed ahead of now.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ExpiryRule {
	/// How many daily expiries ahead.
	pub daily: u8,
	/// How many Friday expiries ahead.
	pub weekly: u8,
	/// How many last-Friday-of-month expiries ahead.
	pub monthly: u8,
	/// How many last-Friday-of-quarter expiries ahead (March, June, September, December).
	pub quarterly: u8,
}

/// A civil date of the proleptic Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Date {
	/// Year, e.g. 2026.
	pub year: u32,
	/// Month, 1 to 12.
	pub month: u32,
	/// Day of the month, from 1.
	pub day: u32,
}

/// Days since 1970-01-01 to a civil date (H. Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`; exact for every day from 1970 on).
pub fn date_of_day(days: u64) -> Date {
	// An era is 400 years, 146,097 days; the shifted year begins on 1 March.
	let z = days.saturating_add(719_468);
	let (era, doe) = (z / 146_097, z % 146_097);
	let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
	let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	let mp = (5 * doy + 2) / 153;
	let day = doy - (153 * mp + 2) / 5 + 1;
	let month = if mp < 10 { mp + 3 } else { mp - 9 };
	let year = yoe + era.saturating_mul(400) + u64::from(month <= 2);
	Date { year: saturate(year), month: saturate(month), day: saturate(day) }
}

/// A civil date to days since 1970-01-01, `None` for a date that does not exist or is before 1970
/// (the inverse of [`date_of_day`]).
pub fn day_of_date(date: Date) -> Option<u64> {
	if !(1..=12).contains(&date.month)
		|| date.day < 1
		|| date.day > days_in_month(date.year, date.month)
	{
		return None;
	}
	let y = u64::from(date.year).checked_sub(u64::from(date.month <= 2))?;
	let (era, yoe) = (y / 400, y % 400);
	let mp = (u64::from(date.month) + 9) % 12;
	let doy = (153 * mp + 2) / 5 + u64::from(date.day) - 1;
	let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	(era * 146_097 + doe).checked_sub(719_468)
}

fn saturate(value: u64) -> u32 {
	u32::try_from(value).unwrap_or(u32::MAX)
}

/// Days of a month; 0 for a month that does not exist.
pub fn days_in_month(year: u32, month: u32) -> u32 {
	match month {
		1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
		4 | 6 | 9 | 11 => 30,
		2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
			29
		}
		2 => 28,
		_ => 0,
	}
}

/// Whether a day (since the epoch) is a Friday: 1970-01-01 was a Thursday.
pub fn is_friday(day: u64) -> bool {
	day % 7 == 1
}

/// Whether a day is the last Friday of its month.
pub fn is_last_friday(day: u64) -> bool {
	let date = date_of_day(day);
	is_friday(day) && date.day + 7 > days_in_month(date.year, date.month)
}

/// Whether a day is the last Friday of March, June, September or December.
pub fn is_quarterly(day: u64) -> bool {
	is_last_friday(day) && date_of_day(day).month.is_multiple_of(3)
}

/// The next `count` days after `now` whose 08:00 UTC is later than `now` and that `is` accepts, as
/// instants. Looks at most two years ahead.
fn next_where(now: Moment, count: u8, is: impl Fn(u64) -> bool) -> Vec<Moment> {
	let first = now / DAY_MS;
	(first..first.saturating_add(732))
		.filter(|day| is(*day))
		.map(|day| day.saturating_mul(DAY_MS).saturating_add(EXPIRY_TIME_OF_DAY_MS))
		.filter(|moment| *moment > now)
		.take(usize::from(count))
		.collect()
}

impl ExpiryRule {
	/// The expiries that should be listed at `now`, ascending, without repetition.
	pub fn expiries_after(&self, now: Moment) -> Vec<Moment> {
		let mut all = next_where(now, self.daily, |_| true);
		all.extend(next_where(now, self.weekly, is_friday));
		all.extend(next_where(now, self.monthly, is_last_friday));
		all.extend(next_where(now, self.quarterly, is_quarterly));
		all.sort_unstable();
		all.dedup();
		all
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn at(year: u32, month: u32, day: u32) -> Moment {
		day_of_date(Date { year, month, day }).unwrap() * DAY_MS + EXPIRY_TIME_OF_DAY_MS
	}

	#[test]
	fn days_and_dates_are_inverse() {
		for day in 0..200_000 {
			assert_eq!(day_of_date(date_of_day(day)), Some(day));
		}
		assert_eq!(date_of_day(20_539), Date { year: 2026, month: 3, day: 27 });
		assert_eq!(day_of_date(Date { year: 2026, month: 2, day: 29 }), None);
		assert_eq!(day_of_date(Date { year: 1969, month: 12, day: 31 }), None);
	}

	#[test]
	fn rule_lists_what_the_field_lists() {
		let rule = ExpiryRule { daily: 2, weekly: 2, monthly: 2, quarterly: 2 };
		// GIVEN Wednesday 25 March 2026, noon, WHEN the rule is applied, THEN today's 08:00 is past
		// and the last Friday of March appears once although it is weekly, monthly and quarterly.
		let now = at(2026, 3, 25) + 4 * 3_600_000;
		assert_eq!(
			rule.expiries_after(now),
			[at(2026, 3, 26), at(2026, 3, 27), at(2026, 4, 3), at(2026, 4, 24), at(2026, 6, 26)]
		);
	}

	#[test]
	fn expiry_at_now_is_not_ahead() {
		let rule = ExpiryRule { daily: 1, ..Default::default() };
		assert_eq!(rule.expiries_after(at(2026, 3, 25)), [at(2026, 3, 26)]);
		assert_eq!(rule.expiries_after(at(2026, 3, 25) - 1), [at(2026, 3, 25)]);
	}
}
