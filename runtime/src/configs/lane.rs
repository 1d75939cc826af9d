// SPDX-License-Identifier: Apache-2.0
//! How lanes are wired: whose money they hold, who executes what they fill.

use super::{
	governance::Root,
	options::{SettleFirst, MAX_EXPIRIES_PER_PORTFOLIO},
	system::SlotClock,
};
use crate::*;
use polkadot_sdk::*;

use alloc::vec::Vec;
use frame_support::{parameter_types, weights::Weight};
use pallet_collateral::SettleDue;
use pallet_lane::{Executed, Limits, Trade};
use pallet_margin::LaneTrade;
use pallet_trading::Role;
use sp_runtime::{DispatchError, DispatchResult};
use tenor_fixed::{Cash, Fixed, Price, E18, E8};
use tenor_matching::Side;
use tenor_series::{PortfolioId, UnderlyingId};

/// Whole units of the settlement asset, e8.
const fn units(amount: i128) -> Cash {
	Cash::from_e8(amount * E8)
}

parameter_types! {
	pub const LaneLimits: Limits = Limits {
		lanes: 4,
		fills: 64,
		bytes: 512 * 1_024,
		slot_ms: SLOT_MS,
		inbox_deadline: 64,
		receipt_deadline: 60,
		silence: 60,
		tail: 30,
		fraud_window: 6 * HOURS,
		claim_window: DAYS,
		bond: units(100_000),
		compensation: units(10),
		reporter_share: Fixed::from_e18(E18 / 10),
	};
}

/// Bonds are the ledger's.
pub struct SequencerBonds;

impl pallet_lane::Bonds<AccountId> for SequencerBonds {
	fn take(who: &AccountId, amount: Cash) -> Result<Cash, DispatchError> {
		Collateral::take_bond(who, amount)
	}

	fn pay(to: &AccountId, amount: Cash) -> Result<Cash, DispatchError> {
		Collateral::pay_bond(to, amount)
	}

	fn to_insurance(amount: Cash) -> DispatchResult {
		Collateral::bond_to_insurance(amount)
	}

	fn held() -> Cash {
		pallet_collateral::OtherBonds::<Runtime>::get()
	}
}

/// Holds are on the portfolio's record; margin decides whether there may be more.
pub struct LaneHolds;

impl pallet_lane::Holds<AccountId> for LaneHolds {
	fn owner(id: PortfolioId) -> Option<AccountId> {
		Collateral::owner(id)
	}

	fn held(id: PortfolioId) -> Cash {
		Collateral::held(id)
	}

	fn hold(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError> {
		let settled = <SettleFirst as SettleDue>::settle_due(id)?;
		Ok(settled.saturating_add(Collateral::hold(id, amount)?))
	}

	fn unhold(id: PortfolioId, amount: Cash) -> DispatchResult {
		Collateral::unhold(id, amount)
	}

	fn hold_again(id: PortfolioId, amount: Cash) -> bool {
		Collateral::hold_again(id, amount).is_ok()
	}

	fn hold_weight() -> Weight {
		<SettleFirst as SettleDue>::weight()
			.saturating_add(Collateral::hold_weight(MAX_EXPIRIES_PER_PORTFOLIO))
	}
}

/// Margin executes; trading's schedule says what it costs.
pub struct LaneExecution;

impl LaneExecution {
	/// The fees of a trade: who rested pays as a maker, who came as a taker.
	fn priced(trade: &Trade) -> Result<LaneTrade, DispatchError> {
		let fee = |role| Trading::fee_of(&trade.series, trade.price, trade.quantity, role);
		Ok(Self::with_fees(trade, fee(Role::Taker)?, fee(Role::Maker)?))
	}

	fn with_fees(trade: &Trade, took: Cash, rested: Cash) -> LaneTrade {
		let &Trade { buyer, seller, series, quantity, price, taker } = trade;
		let (buyer_fee, seller_fee) = match taker {
			Side::Buy => (took, rested),
			Side::Sell => (rested, took),
		};
		LaneTrade { buyer, seller, series, quantity, price, buyer_fee, seller_fee }
	}

	/// Reading an underlying's fees and its index.
	fn fees_weight(trades: usize) -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get()
			.reads(u64::try_from(trades).unwrap_or(u64::MAX).saturating_mul(2))
	}
}

impl pallet_lane::Execution for LaneExecution {
	fn execute_each(trades: &[Trade]) -> Result<Executed, DispatchError> {
		let priced: Vec<_> = trades.iter().map(Self::priced).collect();
		let good: Vec<_> = priced.iter().filter_map(|trade| trade.as_ref().ok().copied()).collect();
		let executed = Margin::execute_each(&good)?;
		let mut outcomes = executed.outcomes.into_iter();
		// One outcome for each that has fees.
		let outcomes = priced.into_iter().map(|trade| match trade {
			Ok(_) => outcomes.next().unwrap_or(Err(DispatchError::Unavailable)),
			Err(reason) => Err(reason),
		});
		let weight = executed.weight.saturating_add(Self::fees_weight(trades.len()));
		Ok((outcomes.collect(), weight))
	}

	fn weight(trades: &[Trade]) -> Weight {
		// Whatever the fees are.
		let free: Vec<_> =
			trades.iter().map(|trade| Self::with_fees(trade, Cash::ZERO, Cash::ZERO)).collect();
		Margin::execute_each_weight(&free).saturating_add(Self::fees_weight(trades.len()))
	}
}

/// Market knows the index.
pub struct LaneIndex;

impl pallet_lane::IndexAt for LaneIndex {
	fn index(underlying: UnderlyingId) -> Option<Price> {
		Market::spot(underlying)
	}

	fn weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(1)
	}
}

impl pallet_lane::Config for Runtime {
	type Bonds = SequencerBonds;
	type Holds = LaneHolds;
	type Execution = LaneExecution;
	type Index = LaneIndex;
	type Clock = SlotClock;
	type AdminOrigin = Root;
	type Limits = LaneLimits;
	type WeightInfo = pallet_lane::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}
