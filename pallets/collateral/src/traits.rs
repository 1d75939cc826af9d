// SPDX-License-Identifier: Apache-2.0
//! What the ledger needs of its neighbours.

use polkadot_sdk::{
	sp_runtime::{DispatchError, DispatchResult},
	sp_weights::Weight,
};
use tenor_fixed::Cash;
#[cfg(feature = "runtime-benchmarks")]
use tenor_series::AssetId;
use tenor_series::{PortfolioId, PortfolioView};

/// Asked before value leaves a portfolio. Implemented by margin.
pub trait ReleaseGate<AccountId> {
	/// Err unless the portfolio, as `after` describes it (the value already taken out), meets
	/// initial margin on fresh data; on stale data, unless what remains covers the price-free worst
	/// payoff. Returns what that took, at most [`Self::weight`].
	fn ensure_releasable(
		id: PortfolioId,
		after: &PortfolioView<AccountId>,
	) -> Result<Weight, DispatchError>;
	/// Worst-case weight of that check for a portfolio with positions in so many expiries.
	fn weight(expiries: u32) -> Weight;
}

/// "A call on a portfolio with a due entry settles that entry first." Implemented by settlement.
pub trait SettleDue {
	/// Settles the due entries of the portfolio whose price is known. Returns what it took, at most [`Self::weight`].
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError>;
	/// Worst-case weight of that.
	fn weight() -> Weight;
}

/// Who may deposit besides a portfolio's owner. Implemented by trading, which keeps the keys he gave.
pub trait Delegates<AccountId> {
	/// Whether the owner lets `who` bring money in: one read.
	fn may_deposit(id: PortfolioId, who: &AccountId) -> bool;
}

/// Asked when a portfolio is closed for good. Implemented by trading.
pub trait OnClose {
	/// Forgets what is kept of the portfolio elsewhere. Err if something of it still stands there.
	fn close(id: PortfolioId) -> DispatchResult;
	/// Worst-case weight of that.
	fn weight() -> Weight;
}

/// Told when a portfolio may have become less safe. Implemented by margin, whose sweep looks at it
/// next. The one write that takes is counted in this pallet's weights.
pub trait OnChange {
	/// Cash or assets were taken from the portfolio, an asset came in, or its rule or status changed.
	/// Cash that comes in makes nobody less safe, and interest is provided for.
	fn portfolio_changed(id: PortfolioId);
}

/// Losses that are coming. Implemented by liquidation.
pub trait ExpectedLosses {
	/// What portfolios that owe more than they have still need, e8, not below zero: one read.
	fn need() -> Cash;
	/// Whether every market is closed for good, so that everybody redeems his part of what is there: one
	/// read.
	fn is_final() -> bool;
}

/// Sets up what benchmarks need of the assets.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Creates the asset with metadata of these decimals, unless it exists, and gives `who` the
	/// amount.
	fn fund(asset: AssetId, decimals: u8, who: &AccountId, amount: u128);
}
