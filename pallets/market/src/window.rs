// SPDX-License-Identifier: Apache-2.0
//! The time-weighted average over a settlement window, in integers.
//!
//! One running integral per underlying, and two points of it per window: the average is the
//! difference of the two divided by the time covered between them. The integral at any moment is a
//! function of the prints and their times alone, so it does not matter when it was rolled.

use crate::types::{Reading, LAST_STRETCH_MS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_floor, Fixed, Price, E8_TO_E18};
use tenor_risk::Regime;
use tenor_series::{ExpiryKey, Moment};

/// The running integral at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Cumulative {
	/// The moment.
	pub at: Moment,
	/// Index in force times time, e8 * ms. Price below 2^64 times a time below 2^64: fits.
	pub integral_e8_ms: u128,
	/// Time with a print in force, ms.
	pub covered_ms: Moment,
	/// The last moment with a print in force.
	pub covered_to: Moment,
	/// The last print, in force or not; 0 if there was none.
	pub price: Price,
}

/// The index of an underlying: the print in force and the integral.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct IndexState {
	/// The last print; in force from `latest.at` (never accepted later) to its `valid_until`.
	pub print: Option<Reading<Price>>,
	/// The integral where it was last rolled to.
	pub latest: Cumulative,
	/// The integral at the roll before: any moment since can be evaluated exactly.
	pub previous: Cumulative,
	/// The first window boundary without its point, if any.
	pub next_boundary: Option<Moment>,
	/// Realised volatility, and the multipliers of shocks that follow.
	pub regime: Regime,
}

/// Integral over a part of a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct Coverage {
	/// Index times time, e8 * ms.
	pub integral_e8_ms: u128,
	/// Time covered, ms.
	pub covered_ms: Moment,
	/// Time not covered, ms.
	pub gap_ms: Moment,
	/// Whether an instant of the last minute is covered.
	pub reaches_end: bool,
}

/// A settlement window over one source's index.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Window {
	/// Whose window.
	pub key: ExpiryKey,
	/// First moment.
	pub start_at: Moment,
	/// Last moment: the expiry, or later after an extension.
	pub end_at: Moment,
	/// The integral at `start_at`, once passed.
	pub start: Option<Cumulative>,
	/// The integral at `end_at`, once passed.
	pub end: Option<Cumulative>,
}

/// What a settlement window says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum PriceOutcome {
	/// The window has not ended.
	Pending,
	/// The settlement price: integral over covered time, rounded down.
	Final {
		/// The price, e8.
		price: Price,
		/// Time without a print in force, ms.
		gap_ms: Moment,
		/// Time with one, ms.
		covered_ms: Moment,
	},
	/// More than a tenth is gap, or nothing of the last minute is covered.
	TooManyGaps {
		/// Time without a print in force, ms.
		gap_ms: Moment,
		/// Time with one, ms.
		covered_ms: Moment,
	},
}

impl IndexState {
	/// The integral at `moment`, `None` before the last but one roll.
	pub fn cumulative_at(&self, moment: Moment) -> Option<Cumulative> {
		let (from, price, covered_ms) = if moment >= self.latest.at {
			let Some(print) = &self.print else {
				return Some(Cumulative { at: moment, ..self.latest });
			};
			let end = moment.min(print.valid_until);
			(&self.latest, print.value, end.saturating_sub(self.latest.at))
		} else {
			// One print was in force between the two rolls, and its coverage comes first.
			let elapsed = moment.checked_sub(self.previous.at)?;
			let span = self.latest.covered_ms.checked_sub(self.previous.covered_ms)?;
			(&self.previous, self.latest.price, elapsed.min(span))
		};
		let area = u128::from(price.e8()).checked_mul(u128::from(covered_ms))?;
		Some(Cumulative {
			at: moment,
			integral_e8_ms: from.integral_e8_ms.checked_add(area)?,
			covered_ms: from.covered_ms.checked_add(covered_ms)?,
			covered_to: match covered_ms {
				0 => from.covered_to,
				_ => from.at.checked_add(covered_ms)?,
			},
			price,
		})
	}

	/// Moves the integral to `now`. Has no effect on what any moment evaluates to.
	pub fn roll(&mut self, now: Moment) {
		if now > self.latest.at {
			if let Some(rolled) = self.cumulative_at(now) {
				self.previous = self.latest;
				self.latest = rolled;
			}
		}
	}

	/// Puts a print in force at `now`.
	pub fn accept(&mut self, print: Reading<Price>, now: Moment) {
		self.roll(now);
		self.print = Some(print);
	}
}

impl Window {
	/// The window of `length_ms` before an expiry.
	pub fn before_expiry(key: ExpiryKey, length_ms: Moment) -> Self {
		Self {
			key,
			start_at: key.expiry.saturating_sub(length_ms),
			end_at: key.expiry,
			start: None,
			end: None,
		}
	}

	/// The first boundary without its point.
	pub fn next_boundary(&self) -> Option<Moment> {
		match (&self.start, &self.end) {
			(None, _) => Some(self.start_at),
			(_, None) => Some(self.end_at),
			_ => None,
		}
	}

	/// Takes the points that time has passed.
	pub fn take_points(&mut self, index: &IndexState, now: Moment) {
		if self.start.is_none() && self.start_at <= now {
			self.start = index.cumulative_at(self.start_at);
		}
		if self.end.is_none() && self.end_at <= now {
			self.end = index.cumulative_at(self.end_at);
		}
	}

	/// The integral from the start to `now` or the end, whichever is first. `None` before the start.
	pub fn coverage(&self, index: &IndexState, now: Moment) -> Option<Coverage> {
		if now < self.start_at {
			return None;
		}
		let start = self.start.or_else(|| index.cumulative_at(self.start_at))?;
		let to = now.min(self.end_at);
		let end = match self.end {
			Some(end) if to == self.end_at => end,
			_ => index.cumulative_at(to)?,
		};
		let covered_ms = end.covered_ms.checked_sub(start.covered_ms)?;
		Some(Coverage {
			integral_e8_ms: end.integral_e8_ms.checked_sub(start.integral_e8_ms)?,
			covered_ms,
			gap_ms: to.checked_sub(self.start_at)?.checked_sub(covered_ms)?,
			reaches_end: covered_ms > 0
				&& end.covered_to.saturating_add(LAST_STRETCH_MS) > self.end_at,
		})
	}

	/// What the window says at `now`.
	pub fn outcome(&self, index: &IndexState, now: Moment) -> PriceOutcome {
		if now < self.end_at {
			return PriceOutcome::Pending;
		}
		let Some(coverage) = self.coverage(index, now) else {
			// A point was lost: nothing counts as covered.
			let gap_ms = self.end_at.saturating_sub(self.start_at);
			return PriceOutcome::TooManyGaps { gap_ms, covered_ms: 0 };
		};
		let Coverage { covered_ms, gap_ms, .. } = coverage;
		match coverage.average_floor() {
			Some(price) if coverage.is_acceptable() => {
				PriceOutcome::Final { price, gap_ms, covered_ms }
			}
			_ => PriceOutcome::TooManyGaps { gap_ms, covered_ms },
		}
	}
}

impl Coverage {
	/// At most a tenth is gap, and the last minute is reached.
	fn is_acceptable(&self) -> bool {
		let length = u128::from(self.gap_ms) + u128::from(self.covered_ms);
		u128::from(self.gap_ms) * 10 <= length && self.reaches_end
	}

	/// Integral over covered time, rounded down. `None` if nothing is covered.
	pub fn average_floor(&self) -> Option<Price> {
		let average = self.integral_e8_ms.checked_div(u128::from(self.covered_ms))?;
		u64::try_from(average).ok().map(Price::from_e8)
	}

	/// The two parts of the forward `left_ms` before the end of the window, for an underlying whose
	/// forward is `forward` (18 decimals): what is accumulated over the window's length, and the rest
	/// at the forward. Gaps so far do not count to the length, since the settlement price is divided
	/// by covered time: without gaps this is `integral / W` and `forward * left / W`. Rounded down.
	pub fn split_forward_floor(&self, forward: Fixed, left_ms: Moment) -> Option<(Fixed, Fixed)> {
		let length = i128::from(self.covered_ms).checked_add(i128::from(left_ms))?;
		if length == 0 {
			return Some((Fixed::ZERO, forward));
		}
		let integral = i128::try_from(self.integral_e8_ms).ok()?;
		let fix = mul_div_floor(integral, E8_TO_E18, length)?;
		let var = mul_div_floor(forward.e18(), i128::from(left_ms), length)?;
		Some((Fixed::from_e18(fix), Fixed::from_e18(var)))
	}
}
