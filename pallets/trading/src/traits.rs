// SPDX-License-Identifier: Apache-2.0
//! What trading needs from its neighbours; the runtime wires it.

use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::dispatch::DispatchResult, sp_runtime::DispatchError, sp_weights::Weight,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_series::{Fill, PortfolioId, SeriesKey, UnderlyingId};

/// Turns agreed fills into positions and cash. Implemented by margin.
pub trait Execution {
	/// All of it or none: positions, cash, fees to the fee account, and margin of every portfolio
	/// touched. Returns the weight really used, at most [`Execution::execute_weight`].
	fn execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError>;
	/// Lowest and highest price at which the series may trade now; an error says why there is none.
	fn mark_band(series: &SeriesKey) -> Result<(Price, Price), DispatchError>;
	/// The last index price of the underlying, whatever its age: the base of fees only.
	fn index(underlying: UnderlyingId) -> Option<Price>;
	/// Worst-case weight of `execute`.
	fn execute_weight(portfolios: u32, legs: u32) -> Weight;
}

/// What a series may trade at now, on fresh data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
	/// What it is worth.
	pub mark: Fixed,
	/// Lowest price of a trade.
	pub low: Price,
	/// Highest price of a trade.
	pub high: Price,
	/// Delta of one contract.
	pub delta: Fixed,
	/// Vega of one contract, per 1.00 of volatility.
	pub vega: Fixed,
}

/// An order as margin judges it: nothing worse can come of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OrderRisk {
	/// Of what.
	pub series: SeriesKey,
	/// Contracts received (> 0) or given (< 0), e8.
	pub quantity: Quantity,
	/// The worst price.
	pub limit: Price,
	/// The most the whole of it can cost in fees at its limit, e8.
	pub fee: Cash,
	/// The smallest piece that can fill: the lot, e8.
	pub least_fill: Quantity,
}

/// One step's view of risk: marks frozen, every portfolio and every vector read once. Implemented by
/// margin.
pub trait Risk: Sized {
	/// A view of this moment.
	fn begin() -> Self;
	/// What a series may trade at; an error says why it can't be priced now.
	fn terms(&mut self, series: &SeriesKey) -> Result<Terms, DispatchError>;
	/// Contracts by which open interest of the series may still grow, e8.
	fn room(&self, series: &SeriesKey) -> u64;
	/// What one contract is worth at a volatility, by the mark's forward and rate. Any volatility
	/// that can't be priced is an error.
	fn price_at(&mut self, series: &SeriesKey, vol: Vol) -> Result<Fixed, DispatchError>;
	/// Contracts a portfolio holds of a series, e8.
	fn position(&mut self, portfolio: PortfolioId, series: &SeriesKey) -> i64;
	/// The most that [`Self::admit`] can cost now.
	fn admit_cost(&mut self, portfolio: PortfolioId, orders: &[OrderRisk]) -> Weight;
	/// Judges the open orders of a portfolio as a set, the highest priority first: whatever part of
	/// the admitted ones fills, initial margin, cash and bounds hold. One verdict per order; none is
	/// admitted of a portfolio that is frozen, gone, or without fresh data.
	fn admit(&mut self, portfolio: PortfolioId, orders: &[OrderRisk]) -> Vec<bool>;
	/// Executes fills of admitted orders: all of them or none. Checks margin again if `checked`:
	/// where an order was not judged before.
	fn execute(
		&mut self,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
		checked: bool,
	) -> DispatchResult;
	/// Weight of what this view has done so far.
	fn consumed(&self) -> Weight;
	/// The most that [`Self::execute`] of these fills, checked, can cost now.
	fn execute_cost(&mut self, fills: &[Fill]) -> Weight;
	/// Worst-case weight of [`Self::execute`], not checked, after the portfolios were admitted.
	fn execute_weight(fills: u32, portfolios: u32, series: u32) -> Weight;
	/// Worst-case weight of [`Self::terms`].
	fn terms_weight() -> Weight;
	/// Weight with which some portfolio can be judged in any step.
	fn least_weight() -> Weight;
}

/// Which contracts may trade. Implemented by series.
pub trait Listing {
	/// Err unless the series may trade now. `opening`: somebody's position may grow.
	fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult;
	/// In which underlyings trading has ended for good: one read.
	fn ended() -> impl Fn(UnderlyingId) -> bool;
}

/// What an order needs to know of its portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing<AccountId> {
	/// Who owns it.
	pub owner: AccountId,
	/// Whether it may place orders: not frozen.
	pub active: bool,
	/// Expiries it has positions in.
	pub expiries: u32,
}

/// Who owns a portfolio. Implemented by collateral.
pub trait Portfolios<AccountId> {
	/// `None` if there is no such portfolio.
	fn standing(id: PortfolioId) -> Option<Standing<AccountId>>;

	/// `None` if there is no such portfolio.
	fn owner(id: PortfolioId) -> Option<AccountId> {
		Self::standing(id).map(|standing| standing.owner)
	}
}

/// "A call on a portfolio with a due entry settles that entry first." Implemented by settlement.
pub trait SettleDue {
	/// Settles what is due of that portfolio and has a price. Returns what it took, at most [`Self::weight`].
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError>;
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
	/// The same, but each of them, up to 32, of another expiry: nothing read for one serves the next.
	fn series_apart(index: u32) -> (SeriesKey, Price);
	/// The signature of one of the accounts above.
	fn sign(signer: &AccountId, message: &[u8]) -> Signature;
}
