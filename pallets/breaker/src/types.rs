// SPDX-License-Identifier: Apache-2.0
//! Levels, what raises them, and the rules that need no pallet.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use tenor_series::{AssetId, Moment, UnderlyingId};

/// One minute, ms.
const MINUTE_MS: Moment = 60_000;

/// How much of a market is stopped. The README's table says what each level lets pass.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Level {
	/// Nothing is stopped.
	#[default]
	Normal,
	/// Trades that only reduce positions.
	ReduceOnly,
	/// No trades. Orders may be cancelled and money withdrawn; liquidation goes on.
	CancelAndWithdrawOnly,
	/// Nothing that depends on prices or books: liquidation's clocks stand, and of a portfolio only
	/// what is free at any price may leave.
	Halted,
}

/// What a level is set for.
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
pub enum Scope {
	/// Every underlying.
	All,
	/// One underlying.
	Underlying(UnderlyingId),
}

/// What the chain's own checks found broken.
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
pub enum Breach {
	/// What came in less what went out of an asset is not what the ledger stands for.
	Totals(AssetId),
	/// Custody holds less of an asset than the ledger owes.
	Custody(AssetId),
	/// Longs and shorts of an underlying do not cancel, or its open interest is not the sum of longs.
	Contracts(UnderlyingId),
}

/// A level that the committee set, and until when.
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
pub struct Raised {
	/// The level, above normal.
	pub level: Level,
	/// It ends by itself at this moment, ms.
	pub until: Moment,
}

/// How long the index of an underlying has had no quorum, or has had one again.
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
pub enum Oracle {
	/// There is a quorum.
	#[default]
	Fresh,
	/// There was none when looked at, for the first time at this moment; not yet for too long.
	StaleSince(Moment),
	/// There has been none for too long.
	Lost,
	/// It was lost and there is one again since this moment; not yet for long enough.
	BackSince(Moment),
}

impl Oracle {
	/// Whether it counts as lost.
	pub fn is_lost(self) -> bool {
		matches!(self, Self::Lost | Self::BackSince(_))
	}

	/// What a look at `now` makes of it.
	#[must_use]
	pub fn seen(self, fresh: bool, now: Moment, params: &Params) -> Self {
		let lasted = |since: Moment, least: Moment| now.saturating_sub(since) >= least;
		match (self, fresh) {
			(Self::Fresh | Self::StaleSince(_), true) => Self::Fresh,
			(Self::Fresh, false) => Self::StaleSince(now),
			(Self::StaleSince(since), false) if lasted(since, params.lost_after_ms) => Self::Lost,
			(Self::Lost, true) => Self::BackSince(now),
			(Self::BackSince(since), true) if lasted(since, params.back_after_ms) => Self::Fresh,
			(Self::BackSince(_), false) => Self::Lost,
			(unchanged, _) => unchanged,
		}
	}
}

/// How far the shutdown of a market is.
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
pub enum Shutdown {
	/// It lives.
	#[default]
	Open,
	/// Trading has ended for good; positions are being closed.
	Closing,
	/// Nobody holds anything in it.
	Closed,
}

/// Everything that stops a scope, each cause by itself.
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
pub struct Causes {
	/// What the committee set.
	pub committee: Option<Raised>,
	/// The index; of an underlying only.
	pub oracle: Oracle,
	/// The engine stood still and no quorum is fresh since; of an underlying only.
	pub restart: bool,
	/// What the checks found.
	pub breach: Option<Breach>,
	/// The last step.
	pub shutdown: Shutdown,
}

impl Causes {
	/// The level of everything that can be lifted.
	pub fn level(&self, now: Moment) -> Level {
		let committee = self.committee.filter(|raised| now < raised.until);
		let of = |holds: bool, level: Level| if holds { level } else { Level::Normal };
		committee
			.map_or(Level::Normal, |raised| raised.level)
			.max(of(self.oracle.is_lost() || self.restart, Level::ReduceOnly))
			.max(of(self.breach.is_some(), Level::Halted))
	}

	/// The level for contracts: those of a market that was shut down stand still for good.
	pub fn level_of_contracts(&self, now: Moment) -> Level {
		match self.shutdown {
			Shutdown::Open => self.level(now),
			Shutdown::Closing | Shutdown::Closed => Level::Halted,
		}
	}
}

/// A cause as events name it.
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
pub enum Cause {
	/// The technical committee.
	Committee(Raised),
	/// No quorum on the index for too long.
	OracleLost,
	/// The engine stood still: a migration, a restart.
	Restart,
	/// An invariant is broken.
	Invariant(Breach),
}

/// Governed times.
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
pub struct Params {
	/// An index without quorum for so long is lost, ms.
	pub lost_after_ms: Moment,
	/// One with a quorum again for so long is back, ms.
	pub back_after_ms: Moment,
	/// The longest that the committee may stop a market by one decision, ms.
	pub longest_ms: Moment,
}

impl Default for Params {
	/// 10 minutes, 1 minute, 7 days.
	fn default() -> Self {
		Self {
			lost_after_ms: 10 * MINUTE_MS,
			back_after_ms: MINUTE_MS,
			longest_ms: 7 * 24 * 60 * MINUTE_MS,
		}
	}
}

impl Params {
	/// Whether they may be set: each is above zero, and none above 30 days.
	pub fn is_sane(&self) -> bool {
		let range = 1..=30 * 24 * 60 * MINUTE_MS;
		[self.lost_after_ms, self.back_after_ms, self.longest_ms]
			.iter()
			.all(|time| range.contains(time))
	}
}

/// What the engine's step looks at.
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
pub enum Subject {
	/// An underlying: its index, its contracts.
	Underlying(UnderlyingId),
	/// An asset: its totals, its custody.
	Asset(AssetId),
}
