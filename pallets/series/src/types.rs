// SPDX-License-Identifier: Apache-2.0
//! Records of listed contracts and the rules that need no pallet.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use tenor_fixed::Price;
use tenor_series::{ExpiryRule, Moment, OptionKind, DAY_MS};

/// The most strikes of one expiry; a call and a put exist at each.
pub const MAX_STRIKES: u32 = 64;

/// Strikes of one expiry: ascending, without repetition.
pub type Strikes = BoundedVec<Price, ConstU32<MAX_STRIKES>>;

/// How much of trading a halt stops.
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
	Serialize,
	Deserialize,
)]
pub enum HaltLevel {
	/// New risk is refused; trades that only reduce a position pass.
	OpeningRefused,
	/// Every trade is refused.
	TradingRefused,
}

impl HaltLevel {
	/// Whether a trade is refused.
	pub fn refuses(self, opening: bool) -> bool {
		opening || self == Self::TradingRefused
	}
}

/// Where an expiry is in its life: listed, perhaps halted and resumed, settling, settled, pruned.
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
pub enum ExpiryStatus {
	/// Trades until its expiry.
	Listed,
	/// Trades only as far as the level lets it; expires and settles as usual.
	Halted(HaltLevel),
	/// Expired: frozen, waiting for its price or being paid out.
	Settling,
	/// Paid out: nobody holds anything.
	Settled,
}

/// An expiry and the contracts in it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ExpiryRecord {
	/// Where in its life it is.
	pub status: ExpiryStatus,
	/// When it was listed, ms.
	pub listed_at: Moment,
	/// Its strikes, ascending.
	pub strikes: Strikes,
}

impl ExpiryRecord {
	/// Whether the strike is listed.
	pub fn has_strike(&self, strike: Price) -> bool {
		self.strikes.binary_search(&strike).is_ok()
	}
}

/// One line of an underlying's chain: what the listing step must know without reading each record.
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
pub struct ChainEntry {
	/// The instant of expiry, ms.
	pub expiry: Moment,
	/// The lowest strike.
	pub lowest: Price,
	/// The highest strike.
	pub highest: Price,
	/// How many strikes.
	pub strikes: u8,
	/// Whether the rule keeps its strikes around spot.
	pub by_rule: bool,
	/// When it was settled, ms.
	pub settled_at: Option<Moment>,
}

impl ChainEntry {
	/// The line for sorted strikes; `None` without any.
	pub fn of(expiry: Moment, strikes: &Strikes, by_rule: bool) -> Option<Self> {
		Some(Self {
			expiry,
			lowest: *strikes.first()?,
			highest: *strikes.last()?,
			strikes: u8::try_from(strikes.len()).ok()?,
			by_rule,
			settled_at: None,
		})
	}
}

/// Strikes at multiples of a step around spot.
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
	Serialize,
	Deserialize,
)]
pub struct StrikeGrid {
	/// Distance between strikes, e8; not zero.
	pub step: Price,
	/// Strikes on each side of the one nearest to spot; 1 to 31.
	pub width: u8,
}

impl StrikeGrid {
	/// The widest grid still fits the bound on strikes.
	pub const MAX_WIDTH: u8 = 31;

	/// Whether the parameters make sense.
	pub fn is_well_formed(&self) -> bool {
		!self.step.is_zero() && (1..=Self::MAX_WIDTH).contains(&self.width)
	}

	/// The strikes of the grid around `spot`, ascending; none at or below zero, none above the
	/// range of prices.
	pub fn strikes_around(&self, spot: Price) -> Vec<Price> {
		let Some(steps) = spot.e8().checked_div(self.step.e8()) else { return Vec::new() };
		// Nearest multiple, halves up.
		let above_half =
			spot.e8().checked_rem(self.step.e8()).is_some_and(|r| r >= self.step.e8() - r);
		let centre = steps.saturating_add(u64::from(above_half));
		let width = u64::from(self.width);
		(centre.saturating_sub(width).max(1)..=centre.saturating_add(width))
			.filter_map(|n| n.checked_mul(self.step.e8()).map(Price::from_e8))
			.collect()
	}
}

/// What an underlying always has listed.
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
	Serialize,
	Deserialize,
)]
pub struct ListingRule {
	/// Which expiries.
	pub expiries: ExpiryRule,
	/// Which strikes.
	pub grid: StrikeGrid,
	/// An expiry closer than this is neither listed nor given new strikes, ms.
	pub min_life_ms: Moment,
}

/// Bounds on every listing, by rule or by call.
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
	Serialize,
	Deserialize,
)]
pub struct ListingPolicy {
	/// An expiry closer than this cannot be listed or given new strikes, ms.
	pub min_life_ms: Moment,
	/// An expiry farther than this cannot be listed, ms.
	pub max_life_ms: Moment,
	/// How long a settled expiry stays readable, ms.
	pub retention_ms: Moment,
	/// A strike is between `spot / ratio` and `spot * ratio` when the spot is known.
	pub strike_to_spot_ratio: u32,
}

impl Default for ListingPolicy {
	fn default() -> Self {
		Self {
			min_life_ms: 3_600_000,
			max_life_ms: 2 * 366 * DAY_MS,
			retention_ms: 7 * DAY_MS,
			strike_to_spot_ratio: 20,
		}
	}
}

impl ListingPolicy {
	/// Whether the bounds leave something to list.
	pub fn is_well_formed(&self) -> bool {
		self.min_life_ms > 0 && self.min_life_ms < self.max_life_ms && self.strike_to_spot_ratio > 1
	}
}

/// The most contracts that may be open, e8.
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
	Serialize,
	Deserialize,
)]
pub struct OpenInterestCap {
	/// In one series.
	pub series_e8: u64,
	/// In all series of an underlying together.
	pub underlying_e8: u64,
}

/// One strike of a chain, for views.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StrikeView {
	/// The strike, e8.
	pub strike: Price,
	/// Open calls, e8.
	pub call_open_interest_e8: u64,
	/// Open puts, e8.
	pub put_open_interest_e8: u64,
}

/// One expiry of a chain, for views.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExpiryView {
	/// The instant of expiry, ms.
	pub expiry: Moment,
	/// Where in its life it is.
	pub status: ExpiryStatus,
	/// Strikes, ascending.
	pub strikes: Vec<StrikeView>,
}

/// Both kinds, in the order of series keys.
pub const KINDS: [OptionKind; 2] = [OptionKind::Call, OptionKind::Put];
