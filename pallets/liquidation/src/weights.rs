// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_liquidation`, in the shape that the FRAME generator writes. Reads and writes are
//! counted from the code, times are estimates until the benchmarks run. What neighbours do besides is
//! charged by their own weights: reading and valuing a portfolio, moving a share, fees, orders.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}},
	frame_system,
};

/// Weight functions needed for `pallet_liquidation`.
pub trait WeightInfo {
	fn process_liquidation_base() -> Weight;
	fn flag_overdue() -> Weight;
	fn next_auction() -> Weight;
	fn visit() -> Weight;
	fn end_auction() -> Weight;
	fn fill() -> Weight;
	fn freeze() -> Weight;
	fn bid() -> Weight;
	fn cancel_bid() -> Weight;
	fn set_params() -> Weight;
}

/// Weights for `pallet_liquidation`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: polkadot_sdk::frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:0)
	/// Storage: `Liquidation::Parameters` (r:1 w:0)
	/// Storage: `Liquidation::Cursor` (r:1 w:1)
	fn process_liquidation_base() -> Weight {
		// Minimum execution time: 12_000_000 picoseconds.
		Weight::from_parts(12_000_000, 4500)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::DebtCursor` (r:1 w:1)
	/// Storage: `Collateral::Debtors` (r:2 w:0)
	fn flag_overdue() -> Weight {
		// Minimum execution time: 6_000_000 picoseconds.
		Weight::from_parts(6_000_000, 6500)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::Auctions` (r:2 w:0)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	fn next_auction() -> Weight {
		// Minimum execution time: 10_000_000 picoseconds.
		Weight::from_parts(10_000_000, 9600)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// Storage: `Liquidation::Auctions` (r:0 w:1)
	/// Storage: `Liquidation::Need` (r:1 w:1)
	/// Storage: `Liquidation::BidsOf` (r:1 w:1)
	fn visit() -> Weight {
		// Minimum execution time: 20_000_000 picoseconds.
		Weight::from_parts(20_000_000, 6200)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: what margin notes of it (r:1 w:1)
	fn end_auction() -> Weight {
		// Minimum execution time: 12_000_000 picoseconds.
		Weight::from_parts(12_000_000, 6200)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Liquidation::Paid` (r:1 w:1)
	fn fill() -> Weight {
		// Minimum execution time: 20_000_000 picoseconds.
		Weight::from_parts(20_000_000, 7200)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Storage: what margin notes of it (r:1 w:1)
	fn freeze() -> Weight {
		// Minimum execution time: 20_000_000 picoseconds.
		Weight::from_parts(20_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors`, `Collateral::Terms` (r:2 w:0)
	/// Storage: `Liquidation::Auctions` (r:1 w:0)
	/// Storage: `Liquidation::BidsOf` (r:1 w:1)
	fn bid() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 18000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Storage: `Collateral::Debtors`, `Collateral::Terms` (r:2 w:0)
	/// Storage: `Liquidation::BidsOf` (r:1 w:1)
	fn cancel_bid() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::Parameters` (r:0 w:1)
	fn set_params() -> Weight {
		// Minimum execution time: 8_000_000 picoseconds.
		Weight::from_parts(8_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn process_liquidation_base() -> Weight {
		Weight::from_parts(12_000_000, 4500)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn flag_overdue() -> Weight {
		Weight::from_parts(6_000_000, 6500)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn next_auction() -> Weight {
		Weight::from_parts(10_000_000, 9600)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
	}
	fn visit() -> Weight {
		Weight::from_parts(20_000_000, 6200)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn end_auction() -> Weight {
		Weight::from_parts(12_000_000, 6200)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn fill() -> Weight {
		Weight::from_parts(20_000_000, 7200)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn freeze() -> Weight {
		Weight::from_parts(20_000_000, 8000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn bid() -> Weight {
		Weight::from_parts(30_000_000, 18000)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn cancel_bid() -> Weight {
		Weight::from_parts(25_000_000, 15000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
