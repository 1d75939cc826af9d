// SPDX-License-Identifier: Apache-2.0
//! What operators watch: the engine's figures at the end of a block, and what happened in it.
//!
//! Everything is read from what the pallets keep anyway; nothing is kept for it. The reads of one answer
//! are bounded by the numbers of underlyings, expiries and settlements, never by portfolios.

mod happened;

pub use happened::{happened, Happened, Note, Severity};

use crate::{
	configs::{options::MAX_UNDERLYINGS, system::SlotClock},
	*,
};
use polkadot_sdk::*;

use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame_support::traits::Time;
use pallet_breaker::{Level, Scope};
use pallet_settlement::Stage;
use pallet_solvency::AssetLine;
use scale_info::TypeInfo;
use sp_runtime::{traits::Zero, Perbill};
use sp_weights::Weight;
use tenor_fixed::{Cash, Fixed, Price};
use tenor_risk::ShockScale;
use tenor_series::{ExpiryKey, Moment, Symbol, UnderlyingId};

/// Pages of the sweep's queue that are counted, of 64 portfolios each: where more wait, the figure
/// says so many.
const QUEUE_PAGES: usize = 64;

/// One step of the engine.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StepFigures {
	/// Its name.
	pub name: Vec<u8>,
	/// Its guaranteed share of the engine's budget.
	pub share: Perbill,
	/// What it consumed in this block.
	pub consumed: Weight,
	/// Whether it had to leave work to the next block; `None` of a step that keeps no mark of it.
	pub left: Option<bool>,
}

/// The engine's run.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct EngineFigures {
	/// What all steps together may consume in a block.
	pub budget: Weight,
	/// Whether it stood still: a multi-block migration runs.
	pub paused: bool,
	/// Its steps, in their order.
	pub steps: Vec<StepFigures>,
}

/// A settlement that is not closed.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SettlementFigures {
	/// Which expiry.
	pub expiry: ExpiryKey,
	/// What the engine does with it.
	pub stage: Stage,
	/// Portfolios paid so far.
	pub paid: u32,
	/// Portfolios that the walk in progress, or the last one, could not pay.
	pub skipped: u32,
	/// Contracts that are still to be paid, e8.
	pub contracts_left_e8: u64,
}

/// The sweep and what came of it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SweepFigures {
	/// Portfolios that wait to be valued, without those whose band the market left; no more are counted
	/// than 4,096.
	pub queued: u32,
	/// The portfolio that the backstop looks at next: a fall of this number is a round completed.
	pub backstop_next: u64,
	/// Portfolios frozen as unsafe or overdue.
	pub auctions: u32,
	/// What insolvent auctions still need, e8.
	pub need: Cash,
	/// What all would lose beyond what they have in the worst of the stresses, e8.
	pub worst_loss: Cash,
	/// The most that it may be; `None` without a limit.
	pub loss_limit: Option<Cash>,
	/// Whether trades that raise it are refused.
	pub stress_gate: bool,
}

/// The money, e8.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct MoneyFigures {
	/// The insurance fund.
	pub insurance: Cash,
	/// Claims on the ledger: cash above zero, the net of clearing accounts, fees and bonds.
	pub claims: Cash,
	/// Cash of portfolios below zero, as a positive amount, and the open shortfall.
	pub debts: Cash,
	/// Debts written off that nothing has paid for yet.
	pub shortfall: Cash,
	/// The part of a withdrawal of cash that is paid now.
	pub withdrawal_share: Fixed,
	/// Withdrawals that wait.
	pub withdrawals: u32,
	/// Whether withdrawals are paid at all.
	pub pays_out: bool,
	/// When the last solvency statement was made, ms; 0 if there was none.
	pub stated_at: Moment,
	/// Custody and what is owed of each asset, as the last statement had it.
	pub assets: Vec<AssetLine>,
}

/// One underlying.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct UnderlyingFigures {
	/// Its ticker.
	pub symbol: Symbol,
	/// Its last index; `None` before the first one.
	pub index: Option<IndexFigures>,
	/// Contracts open, e8.
	pub open_interest_e8: u64,
	/// How much of it is stopped.
	pub level: Level,
	/// The multipliers of its shocks.
	pub shocks: ShockScale,
	/// Expiries that can be fed.
	pub expiries: u32,
	/// Of these, those whose carry is not in force.
	pub stale_carries: u32,
	/// Those whose rate is not.
	pub stale_rates: u32,
	/// Those whose surface is not.
	pub stale_surfaces: u32,
}

/// An index.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct IndexFigures {
	/// The price.
	pub price: Price,
	/// 0 to 1.
	pub confidence: Fixed,
	/// When the oldest value used was seen, ms.
	pub observed_at: Moment,
	/// Whether it is in force.
	pub fresh: bool,
}

/// All figures.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Figures {
	/// The block's time, ms.
	pub moment: Moment,
	/// The engine's run.
	pub engine: EngineFigures,
	/// Settlements that are not closed.
	pub settlements: Vec<SettlementFigures>,
	/// Sweep, liquidation, stress.
	pub sweep: SweepFigures,
	/// The money.
	pub money: MoneyFigures,
	/// Portfolios ever opened.
	pub portfolios: u64,
	/// How much of everything is stopped.
	pub level: Level,
	/// The index of the settlement asset: whether it is in force.
	pub stable_fresh: bool,
	/// Underlyings in the order of their numbers.
	pub underlyings: Vec<UnderlyingFigures>,
}

sp_api::decl_runtime_apis! {
	/// What operators watch.
	pub trait FiguresApi {
		/// The engine's figures at the end of the block.
		fn figures() -> Figures;
		/// What happened in the block.
		fn happened() -> Happened;
	}
}

/// Composes [`Figures`].
pub fn figures() -> Figures {
	let (moment, settlements) = (SlotClock::now(), settlements());
	Figures {
		moment,
		engine: engine(&settlements),
		settlements,
		sweep: sweep(),
		money: money(),
		portfolios: pallet_collateral::NextPortfolio::<Runtime>::get(),
		level: Breaker::causes(Scope::All).level_of_contracts(moment),
		stable_fresh: Market::stable_state().is_ok_and(|state| state.fresh),
		underlyings: Market::underlying_ids()
			.take(usize::from(MAX_UNDERLYINGS))
			.filter_map(underlying)
			.collect(),
	}
}

fn engine(settlements: &[SettlementFigures]) -> EngineFigures {
	let steps = Engine::last_steps().into_iter().map(|step| StepFigures {
		left: left(&step.name, settlements),
		name: step.name,
		share: step.share,
		consumed: step.consumed,
	});
	EngineFigures {
		budget: Engine::budget(),
		paused: pallet_engine::LastRun::<Runtime>::get().is_some_and(|run| run.paused),
		steps: steps.collect(),
	}
}

/// Whether a step left work to the next block, by the cursor that it keeps then.
fn left(step: &[u8], settlements: &[SettlementFigures]) -> Option<bool> {
	Some(match step {
		b"market" => pallet_market::RollCursor::<Runtime>::get() > 0,
		b"breaker" => pallet_breaker::Cursor::<Runtime>::exists(),
		b"settlement" => settlements.iter().any(|one| one.stage == Stage::Paying),
		b"sweep" => pallet_margin::Cursor::<Runtime>::get() != Default::default(),
		b"withdrawals" => withdrawal_waits(),
		b"matching" => pallet_trading::MatchCursor::<Runtime>::exists(),
		_ => return None,
	})
}

/// Whether the queue begins with a request of an earlier block: the engine did not get to it.
fn withdrawal_waits() -> bool {
	let head = pallet_collateral::Queue::<Runtime>::get().head;
	let first = pallet_collateral::Withdrawals::<Runtime>::get(head);
	first.is_some_and(|request| request.queued_at < System::block_number())
}

fn settlements() -> Vec<SettlementFigures> {
	let figures = |entry: pallet_settlement::QueueEntry| SettlementFigures {
		expiry: entry.expiry,
		stage: entry.stage,
		paid: Settlement::status(entry.expiry).map_or(0, |record| record.portfolios),
		skipped: pallet_settlement::Progress::<Runtime>::get(entry.expiry).skipped,
		contracts_left_e8: pallet_series::ExpiryOpenInterest::<Runtime>::get(entry.expiry),
	};
	Settlement::settling().into_iter().map(figures).collect()
}

fn sweep() -> SweepFigures {
	let pages = pallet_margin::Queue::<Runtime>::iter_values().take(QUEUE_PAGES);
	let stress = Margin::stress_view();
	SweepFigures {
		queued: pages.fold(0, |sum: u32, bits| sum.saturating_add(bits.count_ones())),
		backstop_next: pallet_margin::BackstopCursor::<Runtime>::get().0,
		auctions: pallet_liquidation::Auctions::<Runtime>::count(),
		need: Liquidation::need(),
		worst_loss: stress.worst,
		loss_limit: stress.limit,
		stress_gate: stress.in_force,
	}
}

fn money() -> MoneyFigures {
	let custody = Collateral::free_custody();
	let (stated_at, assets) = Solvency::last()
		.map_or((Moment::zero(), Vec::new()), |(_, last)| (last.at, last.assets.into_inner()));
	MoneyFigures {
		insurance: custody.insurance,
		claims: custody.claims,
		debts: custody.debts,
		shortfall: Collateral::cash_sums().shortfall,
		withdrawal_share: custody.withdrawal_share,
		withdrawals: pallet_collateral::Queue::<Runtime>::get().live,
		pays_out: Breaker::pays_out(),
		stated_at,
		assets,
	}
}

fn underlying(id: UnderlyingId) -> Option<UnderlyingFigures> {
	let symbol = Market::symbol(id)?;
	let index = pallet_market::Indices::<Runtime>::get(id).print;
	let open = Market::open_expiries(id);
	let inputs: Vec<_> = open.iter().filter_map(|key| Market::expiry_freshness(*key)).collect();
	let count = |stale: fn(&pallet_market::ExpiryFreshness) -> bool| {
		let stale = inputs.iter().filter(|inputs| stale(inputs)).count();
		u32::try_from(stale).unwrap_or(u32::MAX)
	};
	Some(UnderlyingFigures {
		symbol,
		index: index.map(|print| IndexFigures {
			price: print.value,
			confidence: print.confidence,
			observed_at: print.observed_at,
			fresh: print.is_fresh(SlotClock::now()),
		}),
		open_interest_e8: pallet_series::UnderlyingOpenInterest::<Runtime>::get(id),
		level: Breaker::level(id),
		shocks: Market::shock_scale(id),
		expiries: count(|_| true),
		stale_carries: count(|inputs| !inputs.carry),
		stale_rates: count(|inputs| !inputs.rate),
		stale_surfaces: count(|inputs| !inputs.surface),
	})
}
