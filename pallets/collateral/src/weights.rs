// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_collateral`, from counts of reads and writes at the bounds and estimated
//! execution times; to be replaced by the output of the benchmarks in `benchmarking.rs`.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}},
	frame_system,
};

/// Weight functions needed for `pallet_collateral`.
pub trait WeightInfo {
	fn open_portfolio() -> Weight;
	fn close_portfolio() -> Weight;
	fn deposit() -> Weight;
	fn request_withdrawal() -> Weight;
	fn cancel_withdrawal() -> Weight;
	fn transfer() -> Weight;
	fn set_mode() -> Weight;
	fn accept_asset() -> Weight;
	fn set_asset_policy() -> Weight;
	fn set_debt_terms() -> Weight;
	fn fund_insurance() -> Weight;
	fn sweep_gifts() -> Weight;
	fn pay_fees_out() -> Weight;
	fn pay_insurance_asset_out() -> Weight;
	fn process_withdrawals() -> Weight;
	fn look_at_withdrawal() -> Weight;
	fn look_at_debtor() -> Weight;
	fn pay_withdrawal() -> Weight;
	fn post(n: u32) -> Weight;
	fn take_over(n: u32) -> Weight;
	fn pay_insured() -> Weight;
	fn write_off() -> Weight;
}

/// Weights for `pallet_collateral` with the runtime's database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Collateral::PortfolioOf` (r:16 w:1)
	/// Storage: `Collateral::AcceptedAssets` (r:2 w:0)
	/// Storage: `Collateral::NextPortfolio` (r:1 w:1)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:2)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	fn open_portfolio() -> Weight {
		// Minimum execution time: 60_000_000 picoseconds.
		Weight::from_parts(60_000_000, 75400)
			.saturating_add(T::DbWeight::get().reads(29_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:65 w:65)
	/// Storage: `Collateral::AcceptedAssets` (r:65 w:0)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Collateral::PortfolioOf` (r:0 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:2)
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn close_portfolio() -> Weight {
		// Minimum execution time: 60_000_000 picoseconds.
		Weight::from_parts(60_000_000, 202800)
			.saturating_add(T::DbWeight::get().reads(64_u64))
			.saturating_add(T::DbWeight::get().writes(73_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	fn deposit() -> Weight {
		// Minimum execution time: 55_000_000 picoseconds.
		Weight::from_parts(55_000_000, 80000)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Queue` (r:1 w:1)
	/// Storage: `Collateral::Withdrawals` (r:0 w:1)
	fn request_withdrawal() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 57200)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::Queue` (r:1 w:1)
	fn cancel_withdrawal() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 7800)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:2 w:2)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:2 w:2)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:2 w:2)
	fn transfer() -> Weight {
		// Minimum execution time: 35_000_000 picoseconds.
		Weight::from_parts(35_000_000, 109200)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn set_mode() -> Weight {
		// Minimum execution time: 20_000_000 picoseconds.
		Weight::from_parts(20_000_000, 57200)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:1)
	/// Storage: `Collateral::CounterForAcceptedAssets` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Storage: `Assets::Metadata` (r:1 w:0)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Storage: `System::Account` (r:1 w:1)
	fn accept_asset() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 15600)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Storage: `Collateral::CounterForAcceptedAssets` (r:1 w:1)
	fn set_asset_policy() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 7800)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Collateral::Terms` (r:0 w:1)
	fn set_debt_terms() -> Weight {
		// Minimum execution time: 8_000_000 picoseconds.
		Weight::from_parts(8_000_000, 7800)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	fn fund_insurance() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 20800)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	fn sweep_gifts() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 13000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	fn pay_fees_out() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 20800)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	fn pay_insurance_asset_out() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 18200)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::Queue` (r:1 w:1)
	fn process_withdrawals() -> Weight {
		// Minimum execution time: 5_000_000 picoseconds.
		Weight::from_parts(5_000_000, 7800)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	fn look_at_withdrawal() -> Weight {
		// Minimum execution time: 3_000_000 picoseconds.
		Weight::from_parts(3_000_000, 7800)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:0 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn pay_withdrawal() -> Weight {
		// Minimum execution time: 60_000_000 picoseconds.
		Weight::from_parts(60_000_000, 72800)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:n w:n)
	/// Storage: `Collateral::Debtors` (r:n w:n)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Margin::Queue` (r:n w:n)
	/// The range of component `n` is `[1, 256]`.
	fn post(n: u32) -> Weight {
		// Minimum execution time: 10_000_000 picoseconds.
		Weight::from_parts(10_000_000, 7800)
			.saturating_add(Weight::from_parts(12_000_000, 5200).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	/// Storage: `Collateral::Portfolios` (r:2 w:2)
	/// Storage: `Collateral::Debtors` (r:2 w:2)
	/// Storage: `Collateral::OpenClearings`, `Collateral::Terms` (r:2 w:0)
	/// Storage: `Collateral::Sums`, `Collateral::Insurance` (r:2 w:2)
	/// Storage: what margin notes of both (r:2 w:2)
	/// The range of component `n` is `[0, 64]`.
	fn take_over(n: u32) -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 16000)
			.saturating_add(Weight::from_parts(500_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings`, `Collateral::Terms` (r:2 w:0)
	/// Storage: `Collateral::Sums`, `Collateral::Insurance` (r:2 w:2)
	fn pay_insured() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings`, `Collateral::Terms` (r:2 w:0)
	/// Storage: `Collateral::Sums`, `Collateral::Insurance` (r:2 w:2)
	fn write_off() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Collateral::OpenClearings`, `Collateral::Terms`, `Collateral::Sums` (r:3 w:0)
	fn look_at_debtor() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
	}
}

// For tests.
impl WeightInfo for () {
	/// Storage: `Collateral::PortfolioOf` (r:16 w:1)
	/// Storage: `Collateral::AcceptedAssets` (r:2 w:0)
	/// Storage: `Collateral::NextPortfolio` (r:1 w:1)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:2)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	fn open_portfolio() -> Weight {
		// Minimum execution time: 60_000_000 picoseconds.
		Weight::from_parts(60_000_000, 75400)
			.saturating_add(RocksDbWeight::get().reads(29_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:65 w:65)
	/// Storage: `Collateral::AcceptedAssets` (r:65 w:0)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Collateral::PortfolioOf` (r:0 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:2)
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn close_portfolio() -> Weight {
		// Minimum execution time: 60_000_000 picoseconds.
		Weight::from_parts(60_000_000, 202800)
			.saturating_add(RocksDbWeight::get().reads(64_u64))
			.saturating_add(RocksDbWeight::get().writes(73_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	fn deposit() -> Weight {
		// Minimum execution time: 55_000_000 picoseconds.
		Weight::from_parts(55_000_000, 80000)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Queue` (r:1 w:1)
	/// Storage: `Collateral::Withdrawals` (r:0 w:1)
	fn request_withdrawal() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 57200)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::Queue` (r:1 w:1)
	fn cancel_withdrawal() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 7800)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:2 w:2)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:2 w:2)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:2 w:2)
	fn transfer() -> Weight {
		// Minimum execution time: 35_000_000 picoseconds.
		Weight::from_parts(35_000_000, 109200)
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn set_mode() -> Weight {
		// Minimum execution time: 20_000_000 picoseconds.
		Weight::from_parts(20_000_000, 57200)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:1)
	/// Storage: `Collateral::CounterForAcceptedAssets` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Storage: `Assets::Metadata` (r:1 w:0)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Storage: `System::Account` (r:1 w:1)
	fn accept_asset() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 15600)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Storage: `Collateral::CounterForAcceptedAssets` (r:1 w:1)
	fn set_asset_policy() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 7800)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Storage: `Collateral::Terms` (r:0 w:1)
	fn set_debt_terms() -> Weight {
		// Minimum execution time: 8_000_000 picoseconds.
		Weight::from_parts(8_000_000, 7800)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	fn fund_insurance() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 20800)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	fn sweep_gifts() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 13000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	fn pay_fees_out() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 20800)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	fn pay_insurance_asset_out() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 18200)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::Queue` (r:1 w:1)
	fn process_withdrawals() -> Weight {
		// Minimum execution time: 5_000_000 picoseconds.
		Weight::from_parts(5_000_000, 7800)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	fn look_at_withdrawal() -> Weight {
		// Minimum execution time: 3_000_000 picoseconds.
		Weight::from_parts(3_000_000, 7800)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:0 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Storage: `System::Account` (r:2 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Margin::Queue` (r:1 w:1)
	fn pay_withdrawal() -> Weight {
		// Minimum execution time: 60_000_000 picoseconds.
		Weight::from_parts(60_000_000, 72800)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Storage: `Collateral::Portfolios` (r:n w:n)
	/// Storage: `Collateral::Debtors` (r:n w:n)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Margin::Queue` (r:n w:n)
	/// The range of component `n` is `[1, 256]`.
	fn post(n: u32) -> Weight {
		// Minimum execution time: 10_000_000 picoseconds.
		Weight::from_parts(10_000_000, 7800)
			.saturating_add(Weight::from_parts(12_000_000, 5200).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn take_over(n: u32) -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 16000)
			.saturating_add(Weight::from_parts(500_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn pay_insured() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 9000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn write_off() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 9000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn look_at_debtor() -> Weight {
		Weight::from_parts(15_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
	}
}
