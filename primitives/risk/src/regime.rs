// SPDX-License-Identifier: Apache-2.0
//! The regime of volatility of one underlying: an estimate of realised volatility in constant space,
//! and the multiplier of shocks that follows from it.
//!
//! Time is cut into intervals. The average price of one against that of the interval before is a
//! return; its square is what the variance of a random walk makes of `a / 3 + gap + b / 3` of time,
//! where `a` and `b` are the lengths of the two and `gap` lies between them (for two neighbours of the
//! same length two thirds of it). The estimate is the exponentially weighted mean of these variances
//! per year. An interval of which more than a tenth has no price says nothing: the estimate and the
//! multipliers stand still, and the next return spans the gap.

use crate::{params::ParamError, RiskError};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_floor, Fixed, Price, Vol, E18};
use tenor_series::{Moment, DAY_MS, YEAR_MS};
use tenor_transcendental::{sqrt_floor, Log};

/// Sixteenths in a multiplier of one: multipliers move in these, so that vectors and bands stay as
/// they are while volatility moves little.
pub const WHOLE: u16 = 16;
/// The largest multiplier there can be, sixteenths: four.
pub const LARGEST: u16 = 64;
/// The most variance a year that one return stands for: 2,000 % of volatility. It bounds what one
/// wrong average can do.
const MOST_VARIANCE: Fixed = Fixed::from_int(400);
const MINUTE_MS: Moment = 60_000;

/// Governed parameters of an underlying's regime.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct RegimeParams {
	/// Length of the intervals whose averages are compared, ms.
	pub interval_ms: Moment,
	/// How far back the estimate remembers, ms: a return over `b` has the weight `b / (b + memory)`.
	pub memory_ms: Moment,
	/// The volatility for which the shocks are meant.
	pub reference_vol: Vol,
	/// The largest multiplier, sixteenths; 16: shocks stay as they are set.
	pub most: u16,
	/// Time with prices that the multiplier needs at least to fall by a sixteenth, ms.
	pub fall_ms: Moment,
	/// Time with prices in which that of maintenance margin rises by a sixteenth, ms.
	pub rise_ms: Moment,
}

impl RegimeParams {
	/// Five minutes, a memory of six hours, 80 % of volatility, at most twice the shocks, a sixteenth
	/// an hour down and for maintenance margin up.
	pub const DEFAULT: Self = Self {
		interval_ms: 5 * MINUTE_MS,
		memory_ms: 6 * 60 * MINUTE_MS,
		reference_vol: Vol::from_e18(800_000_000_000_000_000),
		most: 32,
		fall_ms: 60 * MINUTE_MS,
		rise_ms: 60 * MINUTE_MS,
	};

	/// Whether a chain should accept this set: intervals of a minute to an hour, a memory of at least
	/// one of them and at most 30 days, a reference of 1 to 1,000 %, a multiplier of one to four, and
	/// between a minute and a week for a sixteenth.
	pub fn sanity(&self) -> Result<(), ParamError> {
		let vol = Vol::from_e18(E18 / 100)..=Vol::from_e18(10 * E18);
		if !(WHOLE..=LARGEST).contains(&self.most) || !vol.contains(&self.reference_vol) {
			return Err(ParamError::TooLarge);
		}
		let step = MINUTE_MS..=7 * DAY_MS;
		let times = (MINUTE_MS..=60 * MINUTE_MS).contains(&self.interval_ms)
			&& (self.interval_ms..=30 * DAY_MS).contains(&self.memory_ms)
			&& step.contains(&self.fall_ms)
			&& step.contains(&self.rise_ms);
		if times {
			Ok(())
		} else {
			Err(ParamError::TenorOutOfRange)
		}
	}
}

impl Default for RegimeParams {
	fn default() -> Self {
		Self::DEFAULT
	}
}

/// By how much shocks are multiplied, as fixed point from one on.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShockScale {
	/// For initial margin.
	pub initial: Fixed,
	/// For maintenance margin; never above that.
	pub maintenance: Fixed,
}

impl ShockScale {
	/// Shocks as they are set.
	pub const ONE: Self = Self { initial: Fixed::ONE, maintenance: Fixed::ONE };
}

impl Default for ShockScale {
	fn default() -> Self {
		Self::ONE
	}
}

/// The running integral of a price at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PricePoint {
	/// The moment, ms.
	pub at: Moment,
	/// Price times the time it was in force, e8 * ms.
	pub integral_e8_ms: u128,
	/// Time with a price in force, ms.
	pub covered_ms: Moment,
}

/// The average price of an interval.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MeanPrice {
	/// Integral over covered time, rounded down.
	pub price: Price,
	/// Where the interval began, ms.
	pub from: Moment,
	/// Where it ended, ms.
	pub to: Moment,
}

/// What is kept of an underlying.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Regime {
	/// Where the interval that runs began; `None` before the first price.
	pub opened: Option<PricePoint>,
	/// When it is over, ms.
	pub due_at: Moment,
	/// The average of the last interval that had one.
	pub mean: Option<MeanPrice>,
	/// Estimated variance per year; `None`: the reference's.
	pub variance: Option<Fixed>,
	/// The multiplier of initial margin, sixteenths.
	pub initial: u16,
	/// The multiplier of maintenance margin, sixteenths; never above that.
	pub maintenance: u16,
	/// Time for which the multiplier could have fallen since it last moved, ms.
	pub calm_ms: Moment,
	/// Time for which that of maintenance margin has been below it since it last moved, ms.
	pub tense_ms: Moment,
}

impl Default for Regime {
	fn default() -> Self {
		Self {
			opened: None,
			due_at: 0,
			mean: None,
			variance: None,
			initial: WHOLE,
			maintenance: WHOLE,
			calm_ms: 0,
			tense_ms: 0,
		}
	}
}

impl Regime {
	/// The multipliers in force.
	pub fn scale(&self) -> ShockScale {
		let sixteenths = |n: u16| {
			let units = i128::from(n.clamp(WHOLE, LARGEST)).saturating_mul(E18 / i128::from(WHOLE));
			Fixed::from_e18(units)
		};
		ShockScale {
			initial: sixteenths(self.initial),
			maintenance: sixteenths(self.maintenance.min(self.initial)),
		}
	}

	/// The estimated volatility, rounded down; `None` before the first return.
	pub fn realised(&self) -> Option<Vol> {
		sqrt_floor(self.variance?).ok().map(Vol::from_fixed)
	}

	/// What an interval that ends at `point` makes of it. Errors: the integral runs backwards, or a
	/// number leaves the range of its type.
	pub fn step(&self, params: &RegimeParams, point: PricePoint) -> Result<Self, RiskError> {
		let mut next = *self;
		next.due_at = point.at.saturating_add(params.interval_ms);
		next.opened = Some(point);
		let Some(mean) =
			self.opened.map(|opened| mean_floor(&opened, &point)).transpose()?.flatten()
		else {
			return Ok(next);
		};
		next.mean = Some(mean);
		let Some(before) = self.mean else { return Ok(next) };
		let length = mean.to.saturating_sub(mean.from);
		let prior = params.reference_vol.to_fixed();
		let prior = prior.mul_floor(prior).ok_or(RiskError::Overflow)?;
		let variance = mix_floor(
			self.variance.unwrap_or(prior),
			variance_floor(&before, &mean)?,
			length,
			params.memory_ms,
		)?;
		next.variance = Some(variance);
		let target = target_ceil(sqrt_floor(variance)?, params)?;
		next.move_initial(target, length, params);
		next.move_maintenance(length, params);
		Ok(next)
	}

	/// Up at once, down by at most a sixteenth per `fall_ms`.
	fn move_initial(&mut self, target: u16, length: Moment, params: &RegimeParams) {
		self.initial = self.initial.min(params.most).max(WHOLE);
		if target >= self.initial {
			(self.initial, self.calm_ms) = (target, 0);
			return;
		}
		let (steps, rest) = steps(self.calm_ms.saturating_add(length), params.fall_ms);
		(self.initial, self.calm_ms) = (self.initial.saturating_sub(steps).max(target), rest);
	}

	/// Down with the other at once, up by at most a sixteenth per `rise_ms`.
	fn move_maintenance(&mut self, length: Moment, params: &RegimeParams) {
		if self.maintenance >= self.initial {
			(self.maintenance, self.tense_ms) = (self.initial, 0);
			return;
		}
		let (steps, rest) = steps(self.tense_ms.saturating_add(length), params.rise_ms);
		self.maintenance = self.maintenance.saturating_add(steps).min(self.initial);
		self.tense_ms = rest;
	}
}

/// Whole steps in a time, and what is left of it.
fn steps(time: Moment, step: Moment) -> (u16, Moment) {
	let step = step.max(1);
	(u16::try_from(time / step).unwrap_or(u16::MAX), time % step)
}

/// The average between two points; `None` if more than a tenth of the time has no price.
fn mean_floor(opened: &PricePoint, point: &PricePoint) -> Result<Option<MeanPrice>, RiskError> {
	let less = RiskError::Overflow;
	let length = point.at.checked_sub(opened.at).ok_or(less)?;
	let covered = point.covered_ms.checked_sub(opened.covered_ms).ok_or(less)?;
	let area = point.integral_e8_ms.checked_sub(opened.integral_e8_ms).ok_or(less)?;
	let gap = length.saturating_sub(covered);
	if covered == 0 || gap.saturating_mul(10) > length {
		return Ok(None);
	}
	let price = area.checked_div(u128::from(covered)).ok_or(less)?;
	let price = Price::from_e8(u64::try_from(price).map_err(|_| RiskError::Overflow)?);
	// A price of zero has no return.
	Ok((!price.is_zero()).then_some(MeanPrice { price, from: opened.at, to: point.at }))
}

/// The variance a year that the return from one average to the next stands for, rounded down, at most
/// [`MOST_VARIANCE`].
fn variance_floor(before: &MeanPrice, after: &MeanPrice) -> Result<Fixed, RiskError> {
	let log = |mean: &MeanPrice| Log::of_integer(u128::from(mean.price.e8()));
	let change = log(after).minus(log(before)).to_fixed_nearest();
	let square = change.mul_floor(change).ok_or(RiskError::Overflow)?;
	let (a, b) = (before.to.saturating_sub(before.from), after.to.saturating_sub(after.from));
	let gap = after.from.saturating_sub(before.to);
	// Three times the time, so that no third is lost.
	let thrice = a.saturating_add(b).saturating_add(gap.saturating_mul(3)).max(1);
	let year = i128::from(YEAR_MS).saturating_mul(3);
	let variance = mul_div_floor(square.e18(), year, i128::from(thrice));
	Ok(variance.map_or(MOST_VARIANCE, Fixed::from_e18).min(MOST_VARIANCE))
}

/// `old + (new - old) * length / (length + memory)`, rounded down.
fn mix_floor(
	old: Fixed,
	new: Fixed,
	length: Moment,
	memory_ms: Moment,
) -> Result<Fixed, RiskError> {
	let way = new.checked_sub(old).ok_or(RiskError::Overflow)?;
	let all = i128::from(length).saturating_add(i128::from(memory_ms)).max(1);
	let part = mul_div_floor(way.e18(), i128::from(length), all).ok_or(RiskError::Overflow)?;
	let mixed = old.checked_add(Fixed::from_e18(part)).ok_or(RiskError::Overflow)?;
	Ok(mixed.max(Fixed::ZERO))
}

/// `realised / reference` in sixteenths, rounded up, from one to the most.
fn target_ceil(realised: Fixed, params: &RegimeParams) -> Result<u16, RiskError> {
	let whole = Fixed::from_int(i64::from(WHOLE));
	let ratio = realised.mul_div_ceil(whole, params.reference_vol.to_fixed());
	// A reference of zero, which the setter refuses, is as far from any volatility as can be.
	let units = ratio.unwrap_or(Fixed::MAX).e18().saturating_add(E18 - 1) / E18;
	let sixteenths = u16::try_from(units).unwrap_or(u16::MAX);
	Ok(sixteenths.min(params.most).max(WHOLE))
}
