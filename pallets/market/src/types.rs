// SPDX-License-Identifier: Apache-2.0
//! Keys, values and parameters of feeds, and what consumers read. No storage, no `Config`.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use tenor_fixed::{Fixed, Price, Rate, Vol};
use tenor_risk::RegimeParams;
use tenor_series::{AssetId, ExpiryKey, Moment, Symbol, UnderlyingId, DAY_MS};
use tenor_svi::Surface;

/// One minute, ms.
const MINUTE_MS: Moment = 60_000;
/// Coverage must reach into this last part of a window, ms.
pub const LAST_STRETCH_MS: Moment = MINUTE_MS;

/// What is fed, and the key under which `pallet-oracle` keeps it.
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
pub enum FeedKey {
	/// Spot index of an underlying.
	Index(UnderlyingId),
	/// `F - S` of an expiry.
	Carry(ExpiryKey),
	/// Interest rate to an expiry.
	Rate(ExpiryKey),
	/// The volatility surfaces of an underlying; the value is the mean at-the-money volatility.
	Surface(UnderlyingId),
	/// Price of the settlement asset in the currency of the indices.
	Stable,
}

/// A value of a feed: what one operator saw, or (in the aggregate) what a quorum agrees on. The
/// derived order puts the value first, which is what a median sorts by.
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
pub struct FeedValue {
	/// The number: price, carry, rate or volatility.
	pub value: Fixed,
	/// Which surface set the number stands for; 0 for every other feed.
	pub set: u64,
	/// 0 to 1.
	pub confidence: Fixed,
	/// When it was seen; in the aggregate, when the oldest value used was.
	pub observed_at: Moment,
	/// In the aggregate: when this round began. 0 in an operator's value.
	pub round_at: Moment,
	/// In the aggregate: rounds for which confidence stays lowered. 0 in an operator's value.
	pub wary_rounds: u8,
}

/// How values of one feed are combined and how long the result is in force.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedRule {
	/// A value older than this is not used and no longer in force, ms.
	pub heartbeat_ms: Moment,
	/// How far from the median of its round a value may lie: a share of the median for index,
	/// stable and surface, a share of spot for carry, an absolute difference for rate.
	pub max_deviation: Fixed,
	/// A move from the last aggregate beyond this (measured as `max_deviation`) lowers confidence.
	pub jump: Fixed,
	/// For how many rounds.
	pub wary_rounds: u8,
	/// To at most this.
	pub wary_confidence: Fixed,
}

/// Governed parameters of an underlying.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnderlyingParams {
	/// Operators that must agree.
	pub quorum: u8,
	/// Spot index.
	pub index: FeedRule,
	/// Carry of an expiry.
	pub carry: FeedRule,
	/// Rate of an expiry.
	pub rate: FeedRule,
	/// Volatility surfaces.
	pub vol: FeedRule,
	/// Least index an operator may post, > 0.
	pub min_price: Price,
	/// Greatest index an operator may post.
	pub max_price: Price,
	/// Greatest `|carry|` as a share of the last index, below 1.
	pub carry_cap: Fixed,
	/// Greatest `|rate|`.
	pub rate_cap: Rate,
	/// Least at-the-money volatility of a surface.
	pub min_vol: Vol,
	/// Greatest at-the-money volatility of a surface.
	pub max_vol: Vol,
	/// How far a surface's reference forward may lie from the last index, as a share of it, and
	/// its reference tenor from the time to expiry, as a share of that.
	pub reference_cap: Fixed,
	/// Length of the settlement window, ms. Fixed for an expiry when it is listed.
	pub window_ms: Moment,
	/// Half width of the band a committee's settlement price must lie in, as a share.
	pub committee_band: Fixed,
	/// An index by other sources over which every expiry's window is measured too: the second rung.
	pub second_source: Option<UnderlyingId>,
	/// How shocks follow realised volatility.
	#[serde(default)]
	pub regime: RegimeParams,
}

/// Governed parameters of the feed for the settlement asset's price.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StableParams {
	/// Operators that must agree.
	pub quorum: u8,
	/// The feed.
	pub feed: FeedRule,
	/// Least price an operator may post, > 0.
	pub min_price: Price,
	/// Greatest price an operator may post.
	pub max_price: Price,
}

/// An underlying of a genesis.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisUnderlying {
	/// Ticker.
	pub symbol: String,
	/// Parameters.
	#[serde(default)]
	pub params: UnderlyingParams,
	/// The asset whose collateral value follows this index.
	#[serde(default)]
	pub collateral_asset: Option<AssetId>,
}

/// Why parameters were refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamsError {
	/// Quorum is 0 or above the number of operators there may be.
	Quorum,
	/// A heartbeat is under a second or over two days.
	Heartbeat,
	/// A share, deviation or confidence is outside its range.
	Ratio,
	/// The lower cap is 0 or above the upper.
	Caps,
	/// The window is under a second or over a day.
	Window,
	/// A parameter of the regime of volatility is out of its range.
	Regime,
}

/// `numerator / denominator`, for constants below.
const fn ratio(numerator: i128, denominator: i128) -> Fixed {
	Fixed::from_e18(numerator * tenor_fixed::E18 / denominator)
}

impl FeedRule {
	/// The rule with a heartbeat and a deviation. A jump is a move beyond the same deviation, and
	/// leaves confidence at one half for three rounds.
	pub const fn new(heartbeat_ms: Moment, max_deviation: Fixed) -> Self {
		Self {
			heartbeat_ms,
			max_deviation,
			jump: max_deviation,
			wary_rounds: 3,
			wary_confidence: ratio(1, 2),
		}
	}

	fn check(&self) -> Result<(), ParamsError> {
		if !(1_000..=2 * DAY_MS).contains(&self.heartbeat_ms) {
			return Err(ParamsError::Heartbeat);
		}
		let unit = Fixed::ZERO..=Fixed::ONE;
		let within = [self.max_deviation, self.jump, self.wary_confidence];
		if within.iter().any(|share| !unit.contains(share)) {
			return Err(ParamsError::Ratio);
		}
		Ok(())
	}
}

impl Default for UnderlyingParams {
	fn default() -> Self {
		Self {
			quorum: 3,
			index: FeedRule::new(3 * MINUTE_MS, ratio(2, 100)),
			carry: FeedRule::new(60 * MINUTE_MS, ratio(2, 100)),
			rate: FeedRule::new(12 * 60 * MINUTE_MS, ratio(5, 100)),
			vol: FeedRule::new(20 * MINUTE_MS, ratio(15, 100)),
			min_price: Price::from_e8(1_000_000),
			max_price: Price::from_e8(10_000_000_000_000_000),
			carry_cap: ratio(1, 2),
			rate_cap: Rate::from_fixed(ratio(1, 1)),
			min_vol: Vol::from_fixed(ratio(1, 100)),
			max_vol: Vol::from_fixed(ratio(10, 1)),
			reference_cap: ratio(1, 2),
			window_ms: 30 * MINUTE_MS,
			committee_band: ratio(1, 10),
			second_source: None,
			regime: RegimeParams::DEFAULT,
		}
	}
}

impl UnderlyingParams {
	/// Sane bounds of every parameter.
	pub fn check(&self, max_operators: u32) -> Result<(), ParamsError> {
		check_quorum(self.quorum, max_operators)?;
		for feed in [&self.index, &self.carry, &self.rate, &self.vol] {
			feed.check()?;
		}
		let shares = [self.carry_cap, self.reference_cap, self.committee_band];
		if shares.iter().any(|share| !(Fixed::ZERO..Fixed::ONE).contains(share)) {
			return Err(ParamsError::Ratio);
		}
		if self.rate_cap.is_negative() || self.rate_cap > Rate::from_fixed(ratio(10, 1)) {
			return Err(ParamsError::Ratio);
		}
		let prices = Price::ZERO < self.min_price && self.min_price <= self.max_price;
		let vols = Vol::ZERO < self.min_vol
			&& self.min_vol <= self.max_vol
			&& self.max_vol <= Vol::from_fixed(ratio(1_000, 1));
		if !prices || !vols {
			return Err(ParamsError::Caps);
		}
		if !(1_000..=DAY_MS).contains(&self.window_ms) {
			return Err(ParamsError::Window);
		}
		self.regime.sanity().map_err(|_| ParamsError::Regime)
	}
}

impl Default for StableParams {
	fn default() -> Self {
		Self {
			quorum: 3,
			feed: FeedRule::new(3 * MINUTE_MS, ratio(1, 100)),
			min_price: Price::from_e8(1_000_000),
			max_price: Price::from_e8(200_000_000),
		}
	}
}

impl StableParams {
	/// Sane bounds of every parameter.
	pub fn check(&self, max_operators: u32) -> Result<(), ParamsError> {
		check_quorum(self.quorum, max_operators)?;
		self.feed.check()?;
		if self.min_price.is_zero() || self.min_price > self.max_price {
			return Err(ParamsError::Caps);
		}
		Ok(())
	}
}

fn check_quorum(quorum: u8, max_operators: u32) -> Result<(), ParamsError> {
	if quorum == 0 || u32::from(quorum) > max_operators {
		return Err(ParamsError::Quorum);
	}
	Ok(())
}

/// An underlying.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Underlying {
	/// Its ticker.
	pub symbol: Symbol,
	/// Its parameters.
	pub params: UnderlyingParams,
}

/// An accepted aggregate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reading<V> {
	/// The value.
	pub value: V,
	/// 0 to 1, lowered after a jump.
	pub confidence: Fixed,
	/// When the oldest value used was seen.
	pub observed_at: Moment,
	/// Chain time from which it is in force.
	pub accepted_at: Moment,
	/// Last moment at which it is in force: `observed_at` plus the heartbeat, or the moment at which
	/// the engine stopped, if that is earlier.
	pub valid_until: Moment,
}

impl<V> Reading<V> {
	/// The reading an aggregate becomes when it is accepted at `now`.
	pub fn new(value: V, from: &FeedValue, heartbeat_ms: Moment, now: Moment) -> Self {
		Self {
			value,
			confidence: from.confidence,
			observed_at: from.observed_at,
			accepted_at: now,
			valid_until: from.observed_at.saturating_add(heartbeat_ms),
		}
	}

	/// Whether it is in force at `now`.
	pub fn is_fresh(&self, now: Moment) -> bool {
		now <= self.valid_until
	}

	/// Ends it at `moment` if it would last longer.
	pub fn end_at(&mut self, moment: Moment) {
		self.valid_until = self.valid_until.min(moment);
	}
}

/// The surface of an expiry: one of a set, frozen until the next set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SurfaceInForce {
	/// The surface, its confidence and times.
	pub reading: Reading<Surface>,
	/// The set it came with.
	pub set: u64,
	/// A later set without this expiry is in force: kept for the last good mark, never fresh.
	pub superseded: bool,
}

/// What is known of an open expiry, in one value: a margin check reads one key per expiry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ExpiryRecord {
	/// Length of its settlement window, ms.
	pub window_ms: Moment,
	/// The underlying whose index is the second source of its settlement price.
	pub second_source: Option<UnderlyingId>,
	/// `F - S`, 18 decimals.
	pub carry: Option<Reading<Fixed>>,
	/// Rate to expiry.
	pub rate: Option<Reading<Rate>>,
	/// Volatilities.
	pub surface: Option<SurfaceInForce>,
}

/// One expiry of a submitted set of surfaces.
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
pub struct ExpirySurface {
	/// The expiry.
	pub expiry: Moment,
	/// Its surface.
	pub surface: Surface,
}

/// One underlying of a batch of index values.
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
pub struct IndexQuote {
	/// The underlying.
	pub underlying: UnderlyingId,
	/// Its spot index.
	pub value: Price,
	/// 0 to 1.
	pub confidence: Fixed,
	/// When it was seen.
	pub observed_at: Moment,
}

/// One expiry of a batch of carries and rates.
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
pub struct CurvePoint {
	/// The expiry.
	pub expiry: Moment,
	/// `F - S`, 18 decimals.
	pub carry: Fixed,
	/// Rate to expiry.
	pub rate: Rate,
}

/// Where the price of a collateral asset comes from.
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
pub enum CollateralSource {
	/// The index of an underlying.
	Underlying(UnderlyingId),
	/// The feed for the settlement asset.
	Stable,
}

/// The last time the engine ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EngineRun<BlockNumber> {
	/// Its block.
	pub block: BlockNumber,
	/// Its chain time.
	pub moment: Moment,
}

/// A time in which the engine stood still: a halt, a restart or a migration. Prints from before it
/// end where it began, and values from before it join no quorum.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Standstill {
	/// Last run before it.
	pub from: Moment,
	/// First run after it.
	pub until: Moment,
	/// Underlyings whose print has been ended so far.
	pub ended: u16,
}

/// A spot price to value by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct UnderlyingState {
	/// Last accepted index, 18 decimals.
	pub spot: Fixed,
	/// 0 to 1.
	pub confidence: Fixed,
	/// When the oldest value used was seen.
	pub observed_at: Moment,
	/// In force now.
	pub fresh: bool,
}

/// The settlement asset's price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StableState {
	/// Last accepted price, 18 decimals.
	pub price: Fixed,
	/// 0 to 1.
	pub confidence: Fixed,
	/// In force now.
	pub fresh: bool,
}

/// A collateral asset's price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct CollateralState {
	/// Last accepted price, 18 decimals.
	pub price: Fixed,
	/// 0 to 1.
	pub confidence: Fixed,
	/// The underlying it can offset the risk of.
	pub underlying: Option<UnderlyingId>,
	/// In force now.
	pub fresh: bool,
}

/// What an expiry is valued by. The forward is `f_fix + f_var`; shocks multiply `f_var` only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExpiryState {
	/// Time to expiry, ms; 0 from the expiry on.
	pub time_to_expiry_ms: Moment,
	/// The part of the forward that the settlement window has fixed.
	pub f_fix: Fixed,
	/// The part that still moves.
	pub f_var: Fixed,
	/// Rate to expiry.
	pub rate: Rate,
	/// Volatilities by strike.
	pub surface: Surface,
	/// Of the carry.
	pub forward_confidence: Fixed,
	/// Of the rate.
	pub rate_confidence: Fixed,
	/// Of the surface.
	pub vol_confidence: Fixed,
	/// Index, carry, rate and surface are all in force. From the expiry on: the settlement price is
	/// final, or it can still become so and the index is in force.
	pub fresh: bool,
}

/// Which inputs of an expiry are in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExpiryFreshness {
	/// The index.
	pub index: bool,
	/// The carry.
	pub carry: bool,
	/// The rate.
	pub rate: bool,
	/// The surface.
	pub surface: bool,
}
