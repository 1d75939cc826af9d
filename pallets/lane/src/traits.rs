// SPDX-License-Identifier: Apache-2.0
//! What a lane needs from its neighbours; the runtime wires it.

use crate::Trade;
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::dispatch::DispatchResult, sp_runtime::DispatchError, sp_weights::Weight,
};
use tenor_fixed::{Cash, Price};
use tenor_series::{PortfolioId, UnderlyingId};

/// Bonds of sequencers, in the settlement asset, e8. Implemented by collateral. Each is all or nothing.
pub trait Bonds<AccountId> {
	/// Takes so much from an account, in whole units of the token. Returns what was taken.
	fn take(who: &AccountId, amount: Cash) -> Result<Cash, DispatchError>;
	/// Pays so much of what was taken to an account, rounded down to whole units of the token. Returns what
	/// was paid.
	fn pay(to: &AccountId, amount: Cash) -> Result<Cash, DispatchError>;
	/// Gives so much of what was taken, above zero, to the insurance fund.
	fn to_insurance(amount: Cash) -> DispatchResult;
	/// What was taken and neither paid nor given since.
	fn held() -> Cash;
}

/// What of a portfolio is held for lanes, e8. Implemented by collateral and margin.
pub trait Holds<AccountId> {
	/// Who owns a portfolio; `None` if there is none.
	fn owner(id: PortfolioId) -> Option<AccountId>;
	/// What is held of a portfolio.
	fn held(id: PortfolioId) -> Cash;
	/// Holds so much more, above zero. Err unless the portfolio is active and has it, as cash and above
	/// initial margin. Returns what that took, at most [`Self::hold_weight`].
	fn hold(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError>;
	/// Holds so much less, above zero. Does not fail for what was held.
	fn unhold(id: PortfolioId, amount: Cash) -> DispatchResult;
	/// Holds so much again, above zero, that ceased to be held in the same call: whether its cash allows it.
	/// Margin is not asked: the portfolio stands as it stood.
	fn hold_again(id: PortfolioId, amount: Cash) -> bool;
	/// Worst-case weight of [`Self::hold`].
	fn hold_weight() -> Weight;
}

/// What each of some trades came to, in their order, and what that took.
pub type Executed = (Vec<Result<(), DispatchError>>, Weight);

/// Where fills become positions. Implemented by margin.
pub trait Execution {
	/// Executes trades one after the other at maintenance margin, each for both sides or for neither, by the
	/// rules of block trades: a refused one changes nothing. Err only for what concerns none of them alone.
	fn execute_each(trades: &[Trade]) -> Result<Executed, DispatchError>;
	/// Worst-case weight of that.
	fn weight(trades: &[Trade]) -> Weight;
}

/// The chain's index. Implemented by market.
pub trait IndexAt {
	/// The index of an underlying as of now, e8, above zero; `None` if it is not known or not fresh.
	fn index(underlying: UnderlyingId) -> Option<Price>;
	/// Worst-case weight of that.
	fn weight() -> Weight;
}

/// What benchmarks need from the neighbours.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Gives an account enough for bonds.
	fn fund(who: &AccountId);
	/// A portfolio with ample cash and no position, another one for each number, and its owner.
	fn portfolio(number: u32) -> (AccountId, PortfolioId);
	/// An underlying with fresh data; for each number below [`crate::MAX_UNDERLYINGS`] another one if there
	/// are so many.
	fn underlying(number: u32) -> UnderlyingId;
	/// A key, and what it signs: the seed is the number.
	fn sign(number: u32, payload: &[u8]) -> (tenor_lane::Key, tenor_lane::Signature);
	/// Another block, a slot later.
	fn next_block();
}
