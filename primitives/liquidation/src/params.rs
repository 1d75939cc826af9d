// SPDX-License-Identifier: Apache-2.0
//! Parameters, their defaults, and what keeps them sane.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, E18, E8};
use tenor_series::{Moment, DAY_MS};

/// Why a set of parameters is not sane. The functions accept it nevertheless; a chain's setter should
/// not.
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
pub enum ParamError {
	/// A figure that must not be below zero is.
	Negative,
	/// A share is above 1, or a buffer or fee above what any market needs.
	TooLarge,
	/// The price factor would rise, or begin outside 0 to 1.
	FactorRises,
	/// A time is zero, or longer than a week.
	TimeOutOfRange,
}

/// Parameters of auctions.
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
pub struct Params {
	/// Share of `MM - E` by which an auction goes beyond `MM = 0`: `b`.
	pub buffer: Fixed,
	/// Price factor at the start of a solvent auction.
	pub start_factor: Fixed,
	/// Price factor when the fast fall ends.
	pub knee_factor: Fixed,
	/// How long the factor takes from start to knee, ms of the auction's clock.
	pub fast_ms: Moment,
	/// How long it takes from the knee to 0, ms of the auction's clock.
	pub slow_ms: Moment,
	/// Share of the equity that changes hands, to insurance, at the flag.
	pub fee_rate: Fixed,
	/// With equity under this a solvent auction sells all at once, e8.
	pub small_equity: Cash,
	/// How long an insolvent auction takes until the fund pays the whole margin, ms of its clock.
	pub payout_ramp_ms: Moment,
	/// The most an auction's clock advances in one block, ms.
	pub most_per_block_ms: Moment,
	/// The most the fund pays in one block above what portfolios owe, e8.
	pub premium_per_block: Cash,
	/// The same for a day.
	pub premium_per_day: Cash,
}

impl Default for Params {
	/// The design's; caps of 100,000 a block and 1,000,000 a day; equity under 10 is small.
	fn default() -> Self {
		Self {
			buffer: Fixed::from_e18(E18 / 100 * 15),
			start_factor: Fixed::from_e18(E18 / 100 * 95),
			knee_factor: Fixed::from_e18(E18 / 100 * 70),
			fast_ms: 15 * 60_000,
			slow_ms: 120 * 60_000,
			fee_rate: Fixed::from_e18(E18 / 10),
			small_equity: Cash::from_e8(10 * E8),
			payout_ramp_ms: 60 * 60_000,
			most_per_block_ms: 6_000,
			premium_per_block: Cash::from_e8(100_000 * E8),
			premium_per_day: Cash::from_e8(1_000_000 * E8),
		}
	}
}

impl Params {
	/// Err unless governance may set these.
	pub fn sanity(&self) -> Result<(), ParamError> {
		let shares = [self.buffer, self.knee_factor, self.fee_rate];
		let sums = [self.small_equity, self.premium_per_block, self.premium_per_day];
		if shares.iter().any(|s| s.is_negative()) || sums.iter().any(|s| s.is_negative()) {
			return Err(ParamError::Negative);
		}
		if self.knee_factor > self.start_factor || self.start_factor > Fixed::ONE {
			return Err(ParamError::FactorRises);
		}
		let half = Fixed::from_e18(E18 / 2);
		let small = Cash::from_e8(1_000 * E8);
		if self.buffer > Fixed::ONE
			|| self.fee_rate > half
			|| self.small_equity > small
			|| self.premium_per_block > self.premium_per_day
		{
			return Err(ParamError::TooLarge);
		}
		let times = [self.fast_ms, self.slow_ms, self.payout_ramp_ms, self.most_per_block_ms];
		if times.iter().any(|ms| *ms == 0 || *ms > 7 * DAY_MS) {
			return Err(ParamError::TimeOutOfRange);
		}
		Ok(())
	}
}
