// SPDX-License-Identifier: Apache-2.0
//! How liquidation is wired: who answers what it asks, and who calls it.

use super::{breaker::cannot_be_sold, governance::Root, options::SettleFirst, system::SlotClock};
use crate::*;
use polkadot_sdk::*;

use alloc::vec::Vec;
use frame_support::weights::Weight;
use sp_runtime::{DispatchError, DispatchResult};
use sp_weights::WeightMeter;
use tenor_fixed::{Cash, Fixed};
use tenor_series::{LedgerAccount, PortfolioId, PortfolioStatus};

/// Margin's view of one liquidation step.
pub struct UnsafeView(pallet_margin::Seizure<Runtime>);

impl pallet_liquidation::Risk for UnsafeView {
	fn begin() -> Self {
		Self(pallet_margin::Seizure::begin())
	}

	fn standing(&mut self, id: PortfolioId) -> Result<pallet_liquidation::Health, DispatchError> {
		let found = self.0.standing(id)?;
		Ok(pallet_liquidation::Health {
			standing: tenor_liquidation::Standing {
				equity: found.totals.equity,
				maintenance: found.totals.maintenance,
				cash: found.cash,
				holds: found.holds,
				positions: found.positions,
				covered: found.covered,
			},
			initial: found.totals.initial,
			fresh: found.fresh && !cannot_be_sold(id),
			book: found.book,
			worth: None,
		})
	}

	fn worth(&mut self, id: PortfolioId) -> Result<tenor_liquidation::BookWorth, DispatchError> {
		let tenor_risk::Totals { value, initial, maintenance, .. } = self.0.worth(id)?;
		Ok(tenor_liquidation::BookWorth { value, initial, maintenance })
	}

	fn standing_weight(&mut self, id: PortfolioId) -> Weight {
		self.0.standing_weight(id)
	}

	fn prepare_weight(open: u32, more: u32) -> Weight {
		pallet_margin::Seizure::<Runtime>::prepare_weight(open, more)
	}

	fn move_share(&mut self, from: PortfolioId, to: PortfolioId, share: Fixed) -> DispatchResult {
		self.0.move_share(from, to, share)
	}

	fn ensure_carries(&mut self, id: PortfolioId) -> DispatchResult {
		self.0.ensure_carries(id)
	}

	fn take_weight(&mut self, from: PortfolioId, to: PortfolioId) -> Weight {
		self.0.take_weight(from, to)
	}

	fn consumed(&self) -> Weight {
		self.0.consumed()
	}

	fn least_step() -> Weight {
		pallet_margin::Seizure::<Runtime>::least_step()
	}

	fn waiting() -> Vec<PortfolioId> {
		Margin::waiting()
	}
}

/// Answers of collateral to liquidation.
pub struct UnsafeMoney;

impl pallet_liquidation::Ledger<AccountId> for UnsafeMoney {
	fn holder(id: PortfolioId) -> Option<pallet_liquidation::Holder<AccountId>> {
		let view = Collateral::view(id)?;
		Some(pallet_liquidation::Holder {
			active: view.status == PortfolioStatus::Active,
			expiries: u32::try_from(view.expiries.len()).unwrap_or(u32::MAX),
			free_cash: Collateral::free_cash(id),
			holds: !view.held.is_zero(),
			owner: view.owner,
		})
	}

	fn freeze(id: PortfolioId) -> DispatchResult {
		Collateral::set_status(id, PortfolioStatus::Frozen)
	}

	fn release(id: PortfolioId) -> DispatchResult {
		Collateral::set_status(id, PortfolioStatus::Active)
	}

	fn charge(id: PortfolioId, fee: Cash) -> DispatchResult {
		let less = fee.checked_neg().ok_or(sp_runtime::ArithmeticError::Overflow)?;
		Collateral::post(
			&[(LedgerAccount::Portfolio(id), less), (LedgerAccount::Insurance, fee)],
			pallet_collateral::Overdraft::Allowed,
		)
	}

	fn take_over(
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
		cost: Cash,
		kept: Cash,
	) -> DispatchResult {
		Collateral::take_over(from, to, share, cost, kept)
	}

	fn pay_insured(to: PortfolioId, amount: Cash) -> DispatchResult {
		Collateral::pay_insured(to, amount)
	}

	fn request_payout(id: PortfolioId) -> DispatchResult {
		Collateral::request_payout(id)
	}

	fn payout_weight() -> Weight {
		Collateral::payout_weight(0)
	}

	fn write_off(id: PortfolioId) -> DispatchResult {
		Collateral::write_off(id)
	}

	fn is_overdue(id: PortfolioId) -> bool {
		Collateral::is_overdue(id)
	}

	fn next_debtor(after: Option<PortfolioId>) -> Option<PortfolioId> {
		Collateral::next_debtor(after)
	}

	fn debtor_weight() -> Weight {
		use pallet_collateral::WeightInfo;
		<Runtime as pallet_collateral::Config>::WeightInfo::look_at_debtor()
	}

	fn take_over_weight() -> Weight {
		Collateral::take_over_weight()
	}

	fn pay_insured_weight() -> Weight {
		use pallet_collateral::WeightInfo;
		<Runtime as pallet_collateral::Config>::WeightInfo::pay_insured()
	}

	fn charge_weight() -> Weight {
		use pallet_collateral::WeightInfo;
		type W = <Runtime as pallet_collateral::Config>::WeightInfo;
		Collateral::post_weight(2).max(W::write_off())
	}
}

/// Answers of trading to liquidation.
pub struct UnsafeOrders;

impl pallet_liquidation::Orders for UnsafeOrders {
	fn open(id: PortfolioId) -> u32 {
		let open = pallet_trading::Orders::<Runtime>::get(id).open.len();
		u32::try_from(open).unwrap_or(u32::MAX)
	}

	fn cancel_some(id: PortfolioId, most: u32) -> bool {
		Trading::cancel_some(id, most)
	}

	fn cancel_weight(most: u32) -> Weight {
		Trading::cancel_some_weight(most)
	}
}

impl pallet_liquidation::SettleDue for SettleFirst {
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError> {
		Settlement::settle_due(id)
	}

	fn weight() -> Weight {
		Settlement::settle_due_weight()
	}
}

impl pallet_liquidation::Config for Runtime {
	type Risk = UnsafeView;
	type Ledger = UnsafeMoney;
	type Orders = UnsafeOrders;
	type Settle = SettleFirst;
	type Backstop = super::vault::Vaults;
	type Clock = SlotClock;
	type AdminOrigin = Root;
	type WeightInfo = pallet_liquidation::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

/// Liquidation freezes whom the sweep finds unsafe; its own step, the next one, takes it from there and
/// frees who is safe again.
pub struct Unsafe;

impl pallet_margin::OnUnsafe for Unsafe {
	fn unsafe_found(id: PortfolioId, meter: &mut WeightMeter) {
		if meter.try_consume(Self::least()).is_ok() && Liquidation::unsafe_found(id).is_err() {
			frame_support::defensive!("a portfolio that was valued can be frozen");
		}
	}

	fn least() -> Weight {
		Liquidation::unsafe_found_weight()
	}
}

/// Liquidation knows which losses are coming.
pub struct Expected;

impl pallet_collateral::ExpectedLosses for Expected {
	fn need() -> Cash {
		Liquidation::need()
	}

	fn is_final() -> bool {
		Breaker::redeems()
	}
}
