// SPDX-License-Identifier: Apache-2.0
//! Records of settlements and the rules that need no pallet.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use tenor_fixed::{Cash, Price};
use tenor_series::{ExpiryKey, Moment, PortfolioId};

/// Positions that a call on a portfolio settles ahead of the batch, at most.
pub const MAX_POSITIONS_PER_CALL: u32 = 64;
/// Expiries that a call on a portfolio settles ahead of the batch, at most.
pub const MAX_EXPIRIES_PER_CALL: u32 = 8;
/// Portfolios of a full page of results.
pub const RESULTS_PER_PAGE: u32 = 64;
/// What portfolios received (above zero) or paid (below zero), in the order of payment.
pub type ResultPage = BoundedVec<(PortfolioId, Cash), ConstU32<RESULTS_PER_PAGE>>;
/// Keys that a portfolio's debt takes.
pub(crate) const KEYS_OF_DEBT: u32 = 2;
/// The longest raw key of a book entry that can be remembered, bytes.
pub const MAX_CURSOR: u32 = 192;

/// A step of the ladder by which an expiry gets its price, in the order in which they are tried.
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
pub enum Rung {
	/// The average over the window before the expiry.
	Window,
	/// The average over the window and its extension.
	ExtendedWindow,
	/// A source other than the index.
	SecondSource,
	/// A price set by the committee inside the band of the last marks.
	Committee,
	/// The last valid index.
	LastValidIndex,
	/// Not of the ladder: the last good mark of every series, for a market that was shut down.
	Marks,
}

impl Rung {
	/// The next rung; the last one has none.
	pub fn next(self) -> Option<Self> {
		match self {
			Self::Window => Some(Self::ExtendedWindow),
			Self::ExtendedWindow => Some(Self::SecondSource),
			Self::SecondSource => Some(Self::Committee),
			Self::Committee => Some(Self::LastValidIndex),
			Self::LastValidIndex | Self::Marks => None,
		}
	}
}

/// How long each rung of the ladder is tried, ms.
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
pub struct LadderTimes {
	/// The window may stay pending so long after the expiry.
	pub window_ms: Moment,
	/// By how much the window is extended beyond the expiry.
	pub extension_ms: Moment,
	/// The extended window may stay pending so long; more than the extension.
	pub extended_ms: Moment,
	/// The second source is waited for so long.
	pub second_source_ms: Moment,
	/// The committee has at least so long, however late its turn comes.
	pub committee_ms: Moment,
	/// From so long after the expiry on the last valid index is taken.
	pub last_valid_ms: Moment,
}

impl Default for LadderTimes {
	fn default() -> Self {
		const MINUTE_MS: Moment = 60_000;
		Self {
			window_ms: 10 * MINUTE_MS,
			extension_ms: 30 * MINUTE_MS,
			extended_ms: 45 * MINUTE_MS,
			second_source_ms: 60 * MINUTE_MS,
			committee_ms: 60 * MINUTE_MS,
			last_valid_ms: 24 * 60 * MINUTE_MS,
		}
	}
}

impl LadderTimes {
	/// Whether each rung has time, and the committee its turn before the last one.
	pub fn is_well_formed(&self) -> bool {
		let before_committee = self
			.window_ms
			.checked_add(self.extended_ms)
			.and_then(|sum| sum.checked_add(self.second_source_ms))
			.and_then(|sum| sum.checked_add(self.committee_ms));
		self.window_ms > 0
			&& self.extension_ms > 0
			&& self.extended_ms > self.extension_ms
			&& self.second_source_ms > 0
			&& self.committee_ms > 0
			&& before_committee.is_some_and(|sum| sum <= self.last_valid_ms)
	}

	/// When a rung reached at `since` is given up, for an expiry; the last one never is.
	pub fn deadline(&self, rung: Rung, expiry: Moment, since: Moment) -> Moment {
		match rung {
			Rung::Window => since.saturating_add(self.window_ms),
			Rung::ExtendedWindow => since.saturating_add(self.extended_ms),
			Rung::SecondSource => since.saturating_add(self.second_source_ms),
			Rung::Committee => since
				.saturating_add(self.committee_ms)
				.max(expiry.saturating_add(self.last_valid_ms)),
			Rung::LastValidIndex | Rung::Marks => Moment::MAX,
		}
	}
}

/// How far a settlement is.
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
pub enum Phase {
	/// Frozen, without a price.
	AwaitingPrice,
	/// The price is fixed and portfolios are paid.
	Paying,
	/// Everybody is paid.
	Closed,
	/// The results of portfolios are being removed.
	Pruning,
}

/// A settlement price and where it came from.
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
pub struct SettlementPrice {
	/// The price, e8. Of marks: the last index, for the record; series are paid at their own values.
	pub price: Price,
	/// The rung that gave it.
	pub rung: Rung,
	/// When it was fixed, ms.
	pub fixed_at: Moment,
	/// Time of the window without a valid index, ms; 0 for rungs without a window.
	pub gap_ms: u64,
	/// Time of the window with one, ms; 0 for rungs without a window.
	pub covered_ms: u64,
}

/// The settlement of one expiry.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct SettlementRecord {
	/// How far it is.
	pub phase: Phase,
	/// The rung that is tried, or that gave the price.
	pub rung: Rung,
	/// When that rung was reached, ms.
	pub rung_since: Moment,
	/// When the expiry froze, ms.
	pub begun_at: Moment,
	/// The price. An expiry without holders may close without one.
	pub price: Option<SettlementPrice>,
	/// Portfolios paid so far.
	pub portfolios: u32,
	/// What they received, the sum of nets above zero.
	pub credits: Cash,
	/// What they paid, the sum of nets below zero, as an amount above zero.
	pub debits: Cash,
	/// What rounding left, given to insurance at the close.
	pub dust: Cash,
	/// When everybody was paid, ms.
	pub closed_at: Option<Moment>,
}

impl SettlementRecord {
	/// A settlement that begins now.
	pub fn begun(now: Moment) -> Self {
		Self {
			phase: Phase::AwaitingPrice,
			rung: Rung::Window,
			rung_since: now,
			begun_at: now,
			price: None,
			portfolios: 0,
			credits: Cash::ZERO,
			debits: Cash::ZERO,
			dust: Cash::ZERO,
			closed_at: None,
		}
	}

	/// Counts one portfolio's net. `None` on overflow.
	#[must_use]
	pub fn count(&self, net: Cash) -> Option<Self> {
		let (credits, debits) = if net.is_negative() {
			(self.credits, self.debits.checked_sub(net)?)
		} else {
			(self.credits.checked_add(net)?, self.debits)
		};
		let portfolios = self.portfolios.checked_add(1)?;
		Some(Self { portfolios, credits, debits, ..self.clone() })
	}

	/// What the clearing account must hold: what was paid in less what was paid out.
	pub fn clearing(&self) -> Option<Cash> {
		self.debits.checked_sub(self.credits)
	}

	/// The price, while portfolios are paid.
	pub fn paying_price(&self) -> Option<Price> {
		(self.phase == Phase::Paying).then_some(self.price?.price)
	}
}

/// What the engine does with a settlement that is not closed.
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
pub enum Stage {
	/// Looks for its price.
	AwaitingPrice,
	/// Pays for the first time.
	Paying,
	/// Has paid all it could, and tries the rest again, behind every settlement that pays.
	Retrying,
}

/// A settlement in the queue.
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
pub struct QueueEntry {
	/// Which expiry.
	pub expiry: ExpiryKey,
	/// What is done with it.
	pub stage: Stage,
}

/// Where the walk over the holders of an expiry stands.
#[derive(
	Clone,
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
pub struct PayProgress {
	/// Raw key at which the walk goes on; `None` at its beginning.
	pub cursor: Option<BoundedVec<u8, ConstU32<MAX_CURSOR>>>,
	/// Portfolios that this walk could not pay.
	pub skipped: u32,
	/// Walks finished.
	pub walks: u32,
	/// Nothing is tried before this, ms.
	pub retry_at: Moment,
}

impl PayProgress {
	/// Moves behind an entry. The smallest key above it is remembered, not the key itself: whether
	/// the entry is gone (paid) or stays (skipped), the walk does not meet it again.
	pub fn move_behind(&mut self, mut key: alloc::vec::Vec<u8>) {
		key.push(0);
		// A key that is too long would restart the walk: paid entries are gone, so it still ends.
		self.cursor = BoundedVec::try_from(key).ok();
	}
}
