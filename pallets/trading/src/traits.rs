// SPDX-License-Identifier: Apache-2.0
//! What trading needs from its neighbours; the runtime wires it.

use polkadot_sdk::{
	frame_support::dispatch::DispatchResult, sp_runtime::DispatchError, sp_weights::Weight,
};
use tenor_fixed::{Cash, Price};
use tenor_series::{Fill, PortfolioId, SeriesKey, UnderlyingId};

/// Turns agreed fills into positions and cash. Implemented by margin.
pub trait Execution {
	/// All of it or none: positions, cash, fees to the fee account, and margin of every portfolio
	/// touched. Returns the weight really used, at most [`Execution::execute_weight`].
	fn execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError>;
	/// Lowest and highest price at which the series may trade now; `None` without a mark.
	fn mark_band(series: &SeriesKey) -> Option<(Price, Price)>;
	/// The last index price of the underlying, whatever its age: the base of fees only.
	fn index(underlying: UnderlyingId) -> Option<Price>;
	/// Worst-case weight of `execute`.
	fn execute_weight(portfolios: u32, legs: u32) -> Weight;
}

/// Who owns a portfolio. Implemented by collateral.
pub trait Portfolios<AccountId> {
	/// `None` if there is no such portfolio.
	fn owner(id: PortfolioId) -> Option<AccountId>;
}

/// "A call on a portfolio with a due entry settles that entry first." Implemented by settlement.
pub trait SettleDue {
	/// Settles what is due of that portfolio and has a price.
	fn settle_due(id: PortfolioId) -> DispatchResult;
	/// Worst-case weight of it.
	fn weight() -> Weight;
}

/// What benchmarks need from the neighbours.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId, Signature> {
	/// `count` portfolios of different owners whose keys can sign, well funded, ascending by id.
	fn parties(count: u32) -> alloc::vec::Vec<(AccountId, PortfolioId)>;
	/// The `index`-th of at least [`crate::MAX_LEGS`] listed series, and a price inside its band.
	fn series(index: u32) -> (SeriesKey, Price);
	/// The signature of one of the accounts above.
	fn sign(signer: &AccountId, message: &[u8]) -> Signature;
}
