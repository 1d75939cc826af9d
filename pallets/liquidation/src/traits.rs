// SPDX-License-Identifier: Apache-2.0
//! What liquidation needs from its neighbours; the runtime wires it.

use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::dispatch::DispatchResult, sp_runtime::DispatchError, sp_weights::Weight,
};
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::{BookWorth, Standing};
use tenor_series::{PortfolioId, UnderlyingId};

/// How a portfolio stands, as margin sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Health {
	/// Equity, maintenance margin, cash, and whether there is anything to sell.
	pub standing: Standing,
	/// Initial margin, e8.
	pub initial: Cash,
	/// Whether it may be acted on: data fresh, nothing halted, nothing due for settlement.
	pub fresh: bool,
	/// Changes whenever a position does.
	pub book: [u8; 16],
	/// Its positions by themselves, where that was asked for too.
	pub worth: Option<BookWorth>,
}

/// One step's view of risk: market data frozen, vectors shared. Implemented by margin.
pub trait Risk: Sized {
	/// A view of this moment.
	fn begin() -> Self;
	/// How a portfolio stands. An error means "not known", never "safe" or "unsafe".
	fn standing(&mut self, id: PortfolioId) -> Result<Health, DispatchError>;
	/// What the positions of a portfolio are worth without anything else of it. An error means "not known".
	fn worth(&mut self, id: PortfolioId) -> Result<BookWorth, DispatchError>;
	/// The most that [`Self::standing`], or [`Self::worth`], can consume now; `Weight::MAX` if only a new view can.
	fn standing_weight(&mut self, id: PortfolioId) -> Weight;
	/// The most that [`Self::standing_weight`] or [`Self::take_weight`] consumes by itself, of a
	/// portfolio with positions in `more` expiries after one with `open` of them was looked at.
	fn prepare_weight(open: u32, more: u32) -> Weight;
	/// Moves a share of every position, rounded down towards minus infinity. On an error the caller
	/// rolls back.
	fn move_share(&mut self, from: PortfolioId, to: PortfolioId, share: Fixed) -> DispatchResult;
	/// Err unless the portfolio is active and meets initial margin on fresh data.
	fn ensure_carries(&mut self, id: PortfolioId) -> DispatchResult;
	/// The most that both can consume now; `Weight::MAX` if only a new view can.
	fn take_weight(&mut self, from: PortfolioId, to: PortfolioId) -> Weight;
	/// Weight of what this view has computed so far.
	fn consumed(&self) -> Weight;
	/// The most that a look at one portfolio and one share moved out of it can consume in a new view.
	fn least_step() -> Weight;
	/// The portfolios that wait for a valuation, in the order in which the engine's sweep would take
	/// them. Not metered: for offchain workers.
	fn waiting() -> Vec<PortfolioId>;
}

/// A portfolio's record, as far as liquidation asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder<AccountId> {
	/// Who owns it.
	pub owner: AccountId,
	/// Whether it may act: not frozen.
	pub active: bool,
	/// Expiries it has positions in.
	pub expiries: u32,
	/// Cash that could leave it if its margin allows, e8.
	pub free_cash: Cash,
	/// Whether some of its cash is set aside for something else.
	pub holds: bool,
}

/// Who owns what money. Implemented by collateral. Each is all or nothing.
pub trait Ledger<AccountId> {
	/// `None` if there is no such portfolio.
	fn holder(id: PortfolioId) -> Option<Holder<AccountId>>;
	/// The portfolio may only deposit and cancel from now on.
	fn freeze(id: PortfolioId) -> DispatchResult;
	/// The portfolio may act again.
	fn release(id: PortfolioId) -> DispatchResult;
	/// Moves a fee from the portfolio to the insurance fund, into debt if need be.
	fn charge(id: PortfolioId, fee: Cash) -> DispatchResult;
	/// Moves a share of every asset and of the cash without `kept` to the bidder, and `cost` back. Err
	/// unless the bidder has cash for what is locked of it afterwards.
	fn take_over(
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
		cost: Cash,
		kept: Cash,
	) -> DispatchResult;
	/// Pays a bidder out of the insurance fund; what that does not hold becomes open shortfall.
	fn pay_insured(to: PortfolioId, amount: Cash) -> DispatchResult;
	/// Requests a withdrawal of all cash that is free, to the owner; does nothing if that is not worth a unit.
	fn request_payout(id: PortfolioId) -> DispatchResult;
	/// The fund, and behind it everybody, bears the debt of a portfolio that has nothing else.
	fn write_off(id: PortfolioId) -> DispatchResult;
	/// Whether the portfolio owes cash past a cap, or for longer than it may.
	fn is_overdue(id: PortfolioId) -> bool;
	/// The portfolio that owes cash behind another in storage, or the first.
	fn next_debtor(after: Option<PortfolioId>) -> Option<PortfolioId>;
	/// Worst-case weight of [`Self::is_overdue`].
	fn debtor_weight() -> Weight;
	/// Worst-case weight of [`Self::take_over`].
	fn take_over_weight() -> Weight;
	/// Worst-case weight of [`Self::pay_insured`].
	fn pay_insured_weight() -> Weight;
	/// Worst-case weight of [`Self::charge`] or [`Self::write_off`].
	fn charge_weight() -> Weight;
	/// Worst-case weight of [`Self::request_payout`] of a portfolio without positions.
	fn payout_weight() -> Weight;
}

/// The open orders of a portfolio. Implemented by trading.
pub trait Orders {
	/// How many there are: one read.
	fn open(id: PortfolioId) -> u32;
	/// Ends at most so many of them, combos first; those of a frozen portfolio can't fill meanwhile.
	/// Returns whether some are left.
	fn cancel_some(id: PortfolioId, most: u32) -> bool;
	/// Worst-case weight of that.
	fn cancel_weight(most: u32) -> Weight;
}

/// "A call on a portfolio with a due entry settles that entry first." Implemented by settlement.
pub trait SettleDue {
	/// Settles what is due of that portfolio and has a price. Returns what it took, at most [`Self::weight`].
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError>;
	/// Worst-case weight of that.
	fn weight() -> Weight;
}

/// A portfolio that stands behind others, and the underlying they are all of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backer {
	/// What it takes goes there.
	pub portfolio: PortfolioId,
	/// The only underlying it takes.
	pub underlying: UnderlyingId,
}

/// Who takes what is worth less than nothing before bidders are asked. Implemented by vaults.
pub trait Backstop {
	/// Who stands behind a portfolio; `None` if nobody does.
	fn behind(id: PortfolioId) -> Option<Backer>;
	/// The share that the backer, who stands like `own`, takes of one that stands like `sold`, if the fund
	/// pays what it owes and nothing on top. Within 0 and 1.
	fn offer_floor(backer: &Backer, own: &Health, sold: &Health) -> Fixed;
	/// The backer took that share.
	fn taken(backer: &Backer, share: Fixed, sold: &Standing);
	/// Worst-case weight of the three together.
	fn weight() -> Weight;
}

impl Backstop for () {
	fn behind(_: PortfolioId) -> Option<Backer> {
		None
	}
	fn offer_floor(_: &Backer, _: &Health, _: &Health) -> Fixed {
		Fixed::ZERO
	}
	fn taken(_: &Backer, _: Fixed, _: &Standing) {}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What benchmarks need from the neighbours.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// An account with an active portfolio that has ample cash and no position.
	fn bidder() -> (AccountId, PortfolioId);
	/// A portfolio below maintenance margin on fresh data, not flagged.
	fn unsafe_portfolio() -> PortfolioId;
	/// An account with an active portfolio that has a position, or whose record says so.
	fn exiting() -> (AccountId, PortfolioId);
}
