// SPDX-License-Identifier: Apache-2.0
//! Where the figures of a solvency statement come from.

use super::system::SlotClock;
use crate::*;
use polkadot_sdk::*;

use alloc::vec::Vec;
use frame_support::traits::ConstU32;
use pallet_solvency::{AssetLine, CashLines};
use tenor_fixed::Cash;
use tenor_series::AssetId;

/// Sums that collateral and margin keep.
pub struct Figures;

/// One asset: custody from its own pallet, what is owed from the ledger. An amount that the ledger could
/// not hold is the largest that it could.
fn line(asset: AssetId, policy: &pallet_collateral::AssetPolicy) -> AssetLine {
	let tokens = Assets::balance(asset, Collateral::custody());
	let custody = policy.convert_floor(tokens).map_or(Cash::MAX, |converted| converted.cash);
	let outstanding = Collateral::totals(asset).outstanding();
	let owed = outstanding.and_then(|e8| i128::try_from(e8).ok()).map_or(Cash::MAX, Cash::from_e8);
	AssetLine { asset, custody, owed }
}

impl pallet_solvency::Facts for Figures {
	fn assets() -> Vec<AssetLine> {
		let all = pallet_collateral::AcceptedAssets::<Runtime>::iter();
		all.map(|(asset, policy)| line(asset, &policy)).collect()
	}

	fn cash() -> CashLines {
		let custody = Collateral::free_custody();
		CashLines {
			claims: custody.claims,
			debts: custody.debts,
			shortfall: Collateral::cash_sums().shortfall,
			insurance: custody.insurance,
		}
	}

	fn worst_loss() -> Cash {
		Margin::stress_view().worst
	}
}

impl pallet_solvency::Config for Runtime {
	type Facts = Figures;
	type Period = ConstU32<{ 10 * MINUTES }>;
	type MaxAssets = ConstU32<{ super::options::MAX_ASSETS }>;
	type Clock = SlotClock;
	type WeightInfo = pallet_solvency::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}
