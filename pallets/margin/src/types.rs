// SPDX-License-Identifier: Apache-2.0
//! Records, reports, and their own rules.

// The derives cast the index of a variant; our own casts are looked at by the repository's lint.
#![allow(clippy::cast_possible_truncation)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_risk::{
	CollateralParams, PortfolioParams, Scenario, ScenarioVectors, Sensitivities, ShockScale,
	StandardParams, StandardVectors,
};
pub use tenor_risk::{MarginComponents, MarginInputs, MarginReport};
use tenor_series::{
	AssetId, ExpiryKey, OptionKind, PortfolioId, Position, SeriesKey, UnderlyingId,
};

/// Most positions of one expiry that one portfolio's entry can hold. Trading stops at half of it;
/// liquidation may go up to it.
pub const STORED_POSITIONS: u32 = 256;
/// Most scenarios of an underlying.
pub const STORED_SCENARIOS: u32 = 64;
/// Most vectors kept through a block; more are computed and dropped.
pub const TRANSIENT_VECTORS: u32 = 256;
/// Most option prices one call may ask for: 32 expiries in portfolio mode with every strike listed.
pub const PRICES_PER_CALL: u32 = 80_000;
/// Most option prices the check of one portfolio may ask for: 16 expiries in portfolio mode with
/// every strike held.
pub const PRICES_PER_RELEASE: u32 = 40_000;
/// Most strikes an expiry has listed.
pub const STRIKES_PER_EXPIRY: u32 = 64;
/// Most option prices one portfolio asks for by the parameters in force: 16 expiries in portfolio mode
/// with every strike held.
pub const PRICES_PER_PORTFOLIO: u32 = 16 * STRIKES_PER_EXPIRY * (STORED_SCENARIOS + 3);
/// Most option prices that the stresses of one portfolio ask for: 16 expiries with every strike listed.
pub const STRESS_PRICES_PER_PORTFOLIO: u32 = 16 * STRIKES_PER_EXPIRY * crate::stress::STRESSES;
/// Most option prices of one expiry: both rule sets, 64 strikes, every scenario and three columns
/// besides.
pub const PRICES_PER_EXPIRY: u32 = 2 * 64 * (STORED_SCENARIOS + 3);
/// Most option prices one step of matching or liquidation may ask for: any portfolio's own (16 expiries in portfolio
/// mode, 64 strikes, both rule sets: 137,216), and as much as a step has time for.
pub const PRICES_PER_STEP: u32 = 200_000;
/// Option prices that a liquidation step is guaranteed: 16 expiries in portfolio mode with every strike
/// held, by one rule set, and what a bidder in the other mode needs besides. What needs more, while
/// parameters are on their way, waits for a block that has more weight left.
pub const PRICES_PER_SEIZURE: u32 = 38_000;
/// Most series in which one take-over may net with what the bidder holds.
pub const SHIFTS_PER_TAKE: u32 = 16;
/// What one option price by itself counts as among those of vectors, where forward, discount and
/// logarithm of the strike are shared.
pub const PRICES_PER_MARK: u32 = 4;
/// Assets that can be collateral at all: each is looked up once in a call.
pub const COLLATERAL_ASSETS: u32 = 64;
/// Most trades that one call executes each by itself.
pub const MAX_LANE_TRADES: u32 = 256;
/// Largest `|quantity| * max(strike, forward)` of a position that grows, in whole units of money:
/// beyond it a margin check could leave the range of its types when prices rise.
pub const POSITION_LIMIT: Cash = Cash::from_e8(10_000_000_000_000 * 100_000_000);

/// Positions of one portfolio in one expiry: ascending by (strike, kind), none zero.
pub type Entry = BoundedVec<Position, ConstU32<STORED_POSITIONS>>;
/// Scenarios of an underlying.
pub type Scenarios = BoundedVec<Scenario, ConstU32<STORED_SCENARIOS>>;

/// A market value and whether it may be acted on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading<V> {
	/// The value; the last good one if not fresh.
	pub value: V,
	/// Within its heartbeat, with quorum, inside its band.
	pub fresh: bool,
}

/// Price of a collateral asset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CollateralMark {
	/// In the unit of account (not in stablecoins).
	pub price: Fixed,
	/// 1 is full.
	pub confidence: Fixed,
	/// The underlying whose index the price is; `None`: the stablecoin's.
	pub follows: Option<UnderlyingId>,
}

/// How an asset counts.
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
pub struct AssetRule {
	/// Factors and haircuts.
	pub params: CollateralParams,
	/// The underlying whose scenarios move this asset too, in portfolio mode.
	pub risk_cancelling_for: Option<UnderlyingId>,
}

/// How far from the mark a trade may be: `relative * mark + absolute * forward` to either side.
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
pub struct MarkBand {
	/// Share of the mark.
	pub relative: Fixed,
	/// Share of the forward: what options of little value need.
	pub absolute: Fixed,
}

impl Default for MarkBand {
	/// 10 % of the mark and 1 % of the forward.
	fn default() -> Self {
		Self {
			relative: Fixed::from_e18(100_000_000_000_000_000),
			absolute: Fixed::from_e18(10_000_000_000_000_000),
		}
	}
}

impl MarkBand {
	/// Widest shares a setter accepts: the mark itself, and a tenth of the forward.
	pub fn is_within_bounds(&self) -> bool {
		(Fixed::ZERO..=Fixed::ONE).contains(&self.relative)
			&& (Fixed::ZERO..=Fixed::from_e18(100_000_000_000_000_000)).contains(&self.absolute)
	}

	/// Lowest and highest price, both inside the band. `None` on overflow.
	pub fn around(&self, mark: Fixed, forward: Fixed) -> Option<(Price, Price)> {
		let width =
			mark.mul_floor(self.relative)?.checked_add(forward.mul_floor(self.absolute)?)?;
		let low = mark.checked_sub(width)?.max(Fixed::ZERO).to_price_ceil()?;
		Some((low, mark.checked_add(width)?.to_price_floor()?))
	}
}

/// The rules of an underlying, as set; see [`crate::Ramped`] for what is in force meanwhile.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct UnderlyingRules {
	/// Standard mode.
	pub standard: crate::Ramped<StandardParams>,
	/// Portfolio mode.
	pub portfolio: crate::Ramped<PortfolioParams>,
	/// Portfolio mode.
	pub scenarios: crate::Ramped<Scenarios>,
	/// By how much the shocks among these are multiplied.
	pub scale: ShockScale,
}

/// Which of the parameters vectors are computed from.
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
pub enum RuleSet {
	/// Where the parameters go: IM.
	Target,
	/// Where they are on the way: MM.
	InForce,
}

/// What vectors are for.
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
pub enum VectorKind {
	/// Standard mode.
	Standard(RuleSet),
	/// Portfolio mode.
	Portfolio(RuleSet),
}

/// Vectors of one expiry, one kind.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Vectors {
	/// Standard mode.
	Standard(StandardVectors),
	/// Portfolio mode.
	Portfolio(ScenarioVectors),
}

impl Vectors {
	/// The strikes they hold, ascending.
	pub fn strikes(&self) -> &[Price] {
		match self {
			Self::Standard(vectors) => vectors.strikes(),
			Self::Portfolio(vectors) => vectors.strikes(),
		}
	}
}

/// Vectors together with the hash of all that went into them, so that they can't be used with
/// anything else.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct TransientVectors {
	/// Blake2-256 of market data, parameters and scenarios.
	pub inputs: [u8; 32],
	/// What came out.
	pub vectors: Vectors,
}

/// A trade that might be made.
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
pub struct WhatIfLeg {
	/// Of what.
	pub series: SeriesKey,
	/// Contracts received (> 0) or given (< 0), e8.
	pub quantity: Quantity,
	/// Premium per contract; the mark if `None`.
	pub price: Option<Price>,
}

/// A trade that two portfolios agreed on elsewhere.
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
pub struct LaneTrade {
	/// Who receives the contracts.
	pub buyer: PortfolioId,
	/// Who gives them.
	pub seller: PortfolioId,
	/// Of what.
	pub series: SeriesKey,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
	/// Premium per contract, e8; the whole is rounded down.
	pub price: Price,
	/// What the buyer pays besides, e8, not below zero.
	pub buyer_fee: Cash,
	/// What the seller pays, e8, not below zero.
	pub seller_fee: Cash,
}

/// What became of trades that were executed each by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TradesExecuted {
	/// One per trade, in their order: executed, or why not.
	pub outcomes: alloc::vec::Vec<Result<(), DispatchError>>,
	/// What that took.
	pub weight: Weight,
}

/// What a trade would do to a portfolio's margin.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct WhatIf {
	/// As it stands.
	pub before: MarginReport,
	/// After the legs.
	pub after: MarginReport,
	/// Whether the margin check would let them pass, on these data.
	pub passes: bool,
}

/// The last good mark of a series, whatever its age.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastMark {
	/// The strike, e8.
	pub strike: Price,
	/// Call or put.
	pub kind: OptionKind,
	/// What one contract is worth, discounted, rounded down to e8.
	pub value: Price,
}

/// What one contract is worth now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SeriesMark {
	/// Discounted Black-76 price at the mark volatility, 18 decimals.
	pub price: Fixed,
	/// The mark volatility.
	pub iv: Vol,
	/// The forward it is priced on.
	pub forward: Fixed,
	/// Greeks of one contract.
	pub greeks: Sensitivities,
	/// Whether all of it may be acted on; if not, it is the last good mark.
	pub fresh: bool,
}

/// A portfolio's positions, for views.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExpiryPositions {
	/// The expiry.
	pub expiry: ExpiryKey,
	/// Ascending by (strike, kind).
	pub positions: alloc::vec::Vec<Position>,
}

/// How an asset counts from the first block on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisAsset {
	/// Which.
	pub asset: AssetId,
	/// How.
	pub rule: AssetRule,
}

/// Where a portfolio stands between safe and liquidation.
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
pub enum MarginStage {
	/// Initial margin is met, or cash covers whatever happens.
	#[default]
	Safe,
	/// Initial margin is not met, maintenance margin is: nothing that adds risk passes.
	MarginCall,
	/// Maintenance margin is not met.
	Unsafe,
}

/// A portfolio's stage, for wallets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StageView {
	/// What the last sweep that looked at it found.
	pub stored: MarginStage,
	/// What the data there are now say; `None` if they are not fresh, or there is no such portfolio.
	pub live: Option<MarginStage>,
}

/// What a sweep remembers of a portfolio.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Standing {
	/// Maintenance margin in thousandths of the requirement, when last valued: the order in which
	/// a sweep looks. 0 for one that never was.
	pub ratio: u16,
	/// Its stage then.
	pub stage: MarginStage,
	/// The block of that.
	pub valued_at: u32,
}

/// The standings of 64 portfolios, by place, none of them default.
pub type StandingPage = crate::watch::page::Page<Standing>;

/// Where a sweep goes on that could not look everywhere.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SweepCursor {
	/// In the trees: at this leaf.
	pub trees: u64,
	/// In the queue: behind this page.
	pub queue: Option<u64>,
}
