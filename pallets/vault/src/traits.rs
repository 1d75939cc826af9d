// SPDX-License-Identifier: Apache-2.0
//! What vaults need from their neighbours; the runtime wires it.

use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::dispatch::DispatchResult, sp_runtime::DispatchError, sp_weights::Weight,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

/// Who owns what money. Implemented by collateral. On an error the caller rolls back.
pub trait Ledger<AccountId> {
	/// Opens a portfolio of `owner`, who pays its bond and puts `seed` token units in. Returns what was
	/// credited.
	fn open(owner: &AccountId, seed: u128) -> Result<(PortfolioId, Cash), DispatchError>;
	/// Moves token units of `from` into a portfolio of `owner`. Returns what was credited.
	fn deposit(
		from: &AccountId,
		owner: &AccountId,
		id: PortfolioId,
		tokens: u128,
	) -> Result<Cash, DispatchError>;
	/// Err unless so much cash could leave now and initial margin still be met; what is due is settled
	/// before. Returns what it took to see that, at most [`Self::payable_weight`].
	fn ensure_payable(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError>;
	/// Pays cash to an account by the rules of a withdrawal. Returns what it received, which is less than
	/// asked while there are losses nobody has paid for, and what that took, at most [`Self::pay_weight`].
	fn pay(id: PortfolioId, to: &AccountId, amount: Cash) -> Result<(Cash, Weight), DispatchError>;
	/// Who owns a portfolio, and whether it is active; `None` if there is none.
	fn holder(id: PortfolioId) -> Option<(AccountId, bool)>;
	/// Settles what is due of a portfolio. Returns what it took, at most [`Self::settle_weight`].
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError>;
	/// Worst-case weight of [`Self::open`].
	fn open_weight() -> Weight;
	/// Worst-case weight of [`Self::settle_due`].
	fn settle_weight() -> Weight;
	/// Weight of [`Self::deposit`].
	fn deposit_weight() -> Weight;
	/// Worst-case weight of [`Self::ensure_payable`].
	fn payable_weight() -> Weight;
	/// Worst-case weight of [`Self::pay`].
	fn pay_weight() -> Weight;
}

/// Who holds which options, and what they are worth. Implemented by margin.
pub trait Books {
	/// Equity of a portfolio, e8. Err unless all of it is known from fresh data, nothing of it is halted and
	/// nothing due. Also what that took, at most [`Self::equity_weight`].
	fn equity(id: PortfolioId) -> Result<(Cash, Weight), DispatchError>;
	/// Worst-case weight of [`Self::equity`].
	fn equity_weight() -> Weight;
	/// The underlyings of a portfolio's positions, in their order, for each expiry one.
	fn underlyings(id: PortfolioId) -> Vec<UnderlyingId>;
	/// Whether a portfolio holds collateral besides cash.
	fn holds_assets(id: PortfolioId) -> bool;
}

/// Where positions are made smaller. Implemented by trading.
pub trait Reduce<AccountId> {
	/// Places an order of `owner` that only ever makes the position smaller, for the next batch: bought
	/// above zero, sold below.
	fn place(
		owner: &AccountId,
		id: PortfolioId,
		series: SeriesKey,
		quantity: Quantity,
		limit: Price,
	) -> DispatchResult;
	/// Worst-case weight of that.
	fn place_weight() -> Weight;
}

/// What benchmarks need from the neighbours.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// An underlying with fresh data.
	fn underlying() -> UnderlyingId;
	/// A series of it.
	fn series() -> SeriesKey;
	/// Gives an account so many units of the settlement token.
	fn fund(who: &AccountId, tokens: u128);
	/// Lets time pass, ms, and makes data fresh again.
	fn pass(ms: u64);
}
