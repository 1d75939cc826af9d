// SPDX-License-Identifier: Apache-2.0
//! A solvency statement added up anew: from every portfolio, clearing account and page of losses, not from the
//! sums that the chain keeps.

use polkadot_sdk::*;

use frame_support::traits::{ConstU32, Time};
use pallet_collateral::{
	AcceptedAssets, AssetPolicy, Clearing, Fees, Insurance, OtherBonds, Portfolios, Sums, Totals,
};
use pallet_margin::StressShares;
use pallet_solvency::{AssetLine, CashLines, Statement};
use std::collections::BTreeMap;
use tenor_fixed::Cash;
use tenor_runtime::{
	configs::{assets::USDC, options::MAX_ASSETS, system::SlotClock},
	Assets, Collateral, Runtime,
};

/// A statement of this runtime.
pub type Stated = Statement<ConstU32<MAX_ASSETS>>;

fn sum(values: impl IntoIterator<Item = Cash>) -> Cash {
	Cash::checked_sum(values.into_iter().collect::<Vec<_>>()).expect("a ledger's sums fit")
}

/// What the state at hand comes to.
pub fn recompute() -> Stated {
	let records: Vec<_> = Portfolios::<Runtime>::iter_values().collect();
	let sums = Sums::<Runtime>::get();
	let cash = CashLines {
		claims: sum(records
			.iter()
			.flat_map(|record| [record.cash.max(Cash::ZERO), record.bond])
			.chain(Clearing::<Runtime>::iter_values())
			.chain([Fees::<Runtime>::get(), OtherBonds::<Runtime>::get()])),
		debts: sum(records
			.iter()
			.map(|record| Cash::ZERO.saturating_sub(record.cash.min(Cash::ZERO)))
			.chain([sums.shortfall])),
		shortfall: sums.shortfall,
		insurance: Insurance::<Runtime>::get(),
	};
	let mut held: BTreeMap<u32, u128> = BTreeMap::new();
	for (asset, amount) in records.iter().flat_map(|record| &record.assets) {
		*held.entry(*asset).or_default() += amount;
	}
	let line = |(asset, policy): (u32, AssetPolicy)| {
		let totals = Totals::<Runtime>::get(asset);
		let in_kind =
			held.get(&asset).copied().unwrap_or_default() + totals.insurance + totals.dust;
		let in_kind = Cash::from_e8(i128::try_from(in_kind).expect("the ledger holds it"));
		let owed = if asset == USDC {
			sum([in_kind, cash.claims, cash.insurance, Cash::ZERO.saturating_sub(cash.debts)])
		} else {
			in_kind
		};
		let tokens = Assets::balance(asset, Collateral::custody());
		let custody = policy.convert_floor(tokens).expect("custody fits the ledger").cash;
		AssetLine { asset, custody, owed }
	};
	let mut losses = [Cash::ZERO; tenor_risk::stress::MAX_STRESSES];
	for (_, lost) in StressShares::<Runtime>::iter_values().flatten() {
		for (all, one) in losses.iter_mut().zip(lost) {
			*all = sum([*all, one]);
		}
	}
	let worst = losses.into_iter().max().unwrap_or_default();
	let assets = AcceptedAssets::<Runtime>::iter().map(line).collect();
	Statement::new(SlotClock::now(), assets, cash, worst)
}
