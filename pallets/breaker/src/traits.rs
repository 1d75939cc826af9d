// SPDX-License-Identifier: Apache-2.0
//! What this pallet asks of its neighbours. Every question is answered from a fixed number of keys.

use tenor_series::{AssetId, UnderlyingId};

/// What the markets are fed. Answered by market.
pub trait Feeds {
	/// How many underlyings there are, numbered from zero.
	fn underlyings() -> u16;
	/// Whether the index of an underlying has a quorum that is fresh.
	fn is_fresh(underlying: UnderlyingId) -> bool;
	/// Whether the engine stood still before this block: a migration, or blocks missing for long.
	fn stood_still() -> bool;
}

/// The contracts. Answered by margin and series.
pub trait Contracts {
	/// Whether longs and shorts of an underlying cancel, what was settled included, and its open interest is
	/// the sum of its longs.
	fn match_up(underlying: UnderlyingId) -> bool;
	/// Whether anybody holds a contract of the underlying, or a settlement of it is not closed.
	fn are_open(underlying: UnderlyingId) -> bool;
}

/// The money. Answered by collateral.
pub trait Money {
	/// The accepted asset behind `after` in a fixed order, or the first.
	fn next_asset(after: Option<AssetId>) -> Option<AssetId>;
	/// Whether what came in less what went out is what the ledger stands for.
	fn totals_match(asset: AssetId) -> bool;
	/// Whether custody holds what the ledger owes.
	fn custody_covers(asset: AssetId) -> bool;
}

/// Puts neighbours into the state a benchmark needs.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// A registered underlying.
	fn underlying() -> UnderlyingId;
}
