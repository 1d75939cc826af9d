// SPDX-License-Identifier: Apache-2.0
//! How vaults are wired: who answers what they ask, and what liquidation hears of them.

use super::{
	assets::USDC,
	governance::Root,
	liquidation::UnsafeView,
	options::{MarginGate, MAX_EXPIRIES_PER_PORTFOLIO},
	system::SlotClock,
};
use crate::*;
use polkadot_sdk::*;

use alloc::vec::Vec;
use frame_support::{ensure, parameter_types, weights::Weight, PalletId};
use pallet_collateral::ReleaseGate;
use pallet_liquidation::{Backer, Health, Risk as _};
use pallet_margin::Seizure;
use pallet_trading::{Limit, NewOrder, Validity};
use sp_runtime::{DispatchError, DispatchResult};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_liquidation::Standing;
use tenor_matching::Side;
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus, SeriesKey, UnderlyingId};

parameter_types! {
	pub const VaultPalletId: PalletId = PalletId(*b"tnr/valt");
	/// A thousand units of the settlement asset.
	pub const VaultSeed: u128 = 1_000_000_000;
}

/// Answers of collateral to vaults.
pub struct VaultMoney;

impl pallet_vault::Ledger<AccountId> for VaultMoney {
	fn open(owner: &AccountId, seed: u128) -> Result<(PortfolioId, Cash), DispatchError> {
		let id = Collateral::do_open_portfolio(owner.clone(), MarginMode::Portfolio, seed)?;
		Ok((id, Collateral::free_cash(id)))
	}

	fn deposit(
		from: &AccountId,
		owner: &AccountId,
		id: PortfolioId,
		tokens: u128,
	) -> Result<Cash, DispatchError> {
		Collateral::deposit_for(from, owner, id, USDC, tokens)
	}

	fn ensure_payable(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError> {
		Collateral::ensure_payable(id, amount)
	}

	fn pay(id: PortfolioId, to: &AccountId, amount: Cash) -> Result<(Cash, Weight), DispatchError> {
		Collateral::pay_to(id, to.clone(), amount)
	}

	fn holder(id: PortfolioId) -> Option<(AccountId, bool)> {
		let view = Collateral::view(id)?;
		Some((view.owner, view.status == PortfolioStatus::Active))
	}

	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError> {
		Settlement::settle_due(id)
	}

	fn open_weight() -> Weight {
		use pallet_collateral::WeightInfo;
		<Runtime as pallet_collateral::Config>::WeightInfo::open_portfolio()
	}

	fn settle_weight() -> Weight {
		Settlement::settle_due_weight()
	}

	fn deposit_weight() -> Weight {
		use pallet_collateral::WeightInfo;
		<Runtime as pallet_collateral::Config>::WeightInfo::deposit()
	}

	fn payable_weight() -> Weight {
		MarginGate::weight(MAX_EXPIRIES_PER_PORTFOLIO)
	}

	fn pay_weight() -> Weight {
		use pallet_collateral::WeightInfo;
		<Runtime as pallet_collateral::Config>::WeightInfo::pay_withdrawal()
			.saturating_add(MarginGate::weight(MAX_EXPIRIES_PER_PORTFOLIO))
	}
}

/// Whether anything of a portfolio is halted: its record, the breaker's board, its expiries.
fn halts_weight() -> Weight {
	let reads = u64::from(MAX_EXPIRIES_PER_PORTFOLIO).saturating_add(2);
	<Runtime as frame_system::Config>::DbWeight::get().reads(reads)
}

/// Answers of margin to vaults.
pub struct VaultBooks;

impl pallet_vault::Books for VaultBooks {
	fn equity(id: PortfolioId) -> Result<(Cash, Weight), DispatchError> {
		let mut view = UnsafeView::begin();
		let look = view.standing_weight(id);
		// Asking reads markets and rules already.
		let look = look.saturating_add(view.consumed());
		let fits = look.all_lte(Seizure::<Runtime>::look_weight());
		ensure!(fits, pallet_liquidation::Error::<Runtime>::TooMuchToValue);
		let health = view.standing(id)?;
		ensure!(health.fresh, pallet_margin::Error::<Runtime>::StaleMarketData);
		Ok((health.standing.equity, view.consumed().saturating_add(halts_weight())))
	}

	fn equity_weight() -> Weight {
		Seizure::<Runtime>::look_weight().saturating_add(halts_weight())
	}

	fn underlyings(id: PortfolioId) -> Vec<UnderlyingId> {
		Margin::expiries_of(id).into_iter().map(|expiry| expiry.underlying).collect()
	}

	fn holds_assets(id: PortfolioId) -> bool {
		Collateral::view(id).is_some_and(|view| !view.assets.is_empty())
	}
}

/// Answers of trading to vaults.
pub struct VaultOrders;

impl pallet_vault::Reduce<AccountId> for VaultOrders {
	fn place(
		owner: &AccountId,
		id: PortfolioId,
		series: SeriesKey,
		quantity: Quantity,
		limit: Price,
	) -> DispatchResult {
		let side = if quantity.is_negative() { Side::Sell } else { Side::Buy };
		let quantity = quantity.checked_abs().ok_or(sp_runtime::ArithmeticError::Overflow)?;
		let order = NewOrder {
			series,
			side,
			quantity,
			limit: Limit::Price(limit),
			validity: Validity::ImmediateOrCancel,
			post_only: false,
			reduce_only: true,
		};
		Trading::place_order(RuntimeOrigin::signed(owner.clone()), id, order)
	}

	fn place_weight() -> Weight {
		use pallet_trading::WeightInfo;
		<Runtime as pallet_trading::Config>::WeightInfo::place_orders(1)
	}
}

impl pallet_vault::Config for Runtime {
	type Ledger = VaultMoney;
	type Books = VaultBooks;
	type Reduce = VaultOrders;
	type Clock = SlotClock;
	type AdminOrigin = Root;
	type PalletId = VaultPalletId;
	type Seed = VaultSeed;
	type WeightInfo = pallet_vault::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

/// Vaults stand behind insolvent portfolios of their underlying.
pub struct Vaults;

fn stands(standing: &Standing, initial: Cash) -> pallet_vault::Stands {
	let Standing { equity, maintenance, .. } = *standing;
	pallet_vault::Stands { equity, initial, maintenance }
}

impl pallet_liquidation::Backstop for Vaults {
	fn behind(id: PortfolioId) -> Option<Backer> {
		let (portfolio, underlying) = Vault::behind(id)?;
		Some(Backer { portfolio, underlying })
	}

	fn offer_floor(backer: &Backer, own: &Health, sold: &Health) -> Fixed {
		let of = |health: &Health| stands(&health.standing, health.initial);
		Vault::offer_floor(backer.underlying, &of(own), &of(sold))
	}

	fn taken(backer: &Backer, share: Fixed, sold: &Standing) {
		// What it risks is measured by maintenance margin.
		Vault::taken(backer.underlying, share, &stands(sold, sold.maintenance));
	}

	fn weight() -> Weight {
		Vault::backstop_weight()
	}
}
