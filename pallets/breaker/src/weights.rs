// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_breaker`, in the shape that the FRAME generator writes. Reads and writes are
//! counted from the code (neighbours' included), times are estimates until the benchmarks run.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}},
	frame_system,
};

/// Weight functions needed for `pallet_breaker`.
pub trait WeightInfo {
	fn process_checks_base() -> Weight;
	fn check_underlying() -> Weight;
	fn check_asset() -> Weight;
	fn set_level() -> Weight;
	fn lift() -> Weight;
	fn set_params() -> Weight;
	fn shut_down() -> Weight;
}

/// Weights for `pallet_breaker`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: polkadot_sdk::frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Breaker::Board` (r:1 w:1)
	/// Storage: `Breaker::Parameters` (r:1 w:0)
	/// Storage: `Breaker::Cursor` (r:1 w:1)
	/// Storage: `Market::LastStandstill`, `Market::UnderlyingCount` (r:2 w:0)
	fn process_checks_base() -> Weight {
		// Minimum execution time: 20_000_000 picoseconds.
		Weight::from_parts(20_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Storage: `Margin::Contracts` (r:1 w:0)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:0)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	fn check_underlying() -> Weight {
		// Minimum execution time: 8_000_000 picoseconds.
		Weight::from_parts(8_000_000, 14000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:2 w:0)
	/// Storage: `Collateral::Totals`, `Collateral::Sums`, `Collateral::Insurance`, `Collateral::Fees` (r:4 w:0)
	/// Storage: `Assets::Account` (r:1 w:0)
	fn check_asset() -> Weight {
		// Minimum execution time: 12_000_000 picoseconds.
		Weight::from_parts(12_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(7_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Storage: `Breaker::Parameters` (r:1 w:0)
	/// Storage: `Breaker::Board` (r:1 w:1)
	fn set_level() -> Weight {
		// Minimum execution time: 14_000_000 picoseconds.
		Weight::from_parts(14_000_000, 7000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Breaker::Board` (r:1 w:1)
	fn lift() -> Weight {
		// Minimum execution time: 12_000_000 picoseconds.
		Weight::from_parts(12_000_000, 5000)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Breaker::Parameters` (r:0 w:1)
	fn set_params() -> Weight {
		// Minimum execution time: 8_000_000 picoseconds.
		Weight::from_parts(8_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Storage: `Breaker::Board` (r:1 w:1)
	fn shut_down() -> Weight {
		// Minimum execution time: 12_000_000 picoseconds.
		Weight::from_parts(12_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn process_checks_base() -> Weight {
		Weight::from_parts(20_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn check_underlying() -> Weight {
		Weight::from_parts(8_000_000, 14000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
	}
	fn check_asset() -> Weight {
		Weight::from_parts(12_000_000, 12000)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
	}
	fn set_level() -> Weight {
		Weight::from_parts(14_000_000, 7000)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn lift() -> Weight {
		Weight::from_parts(12_000_000, 5000)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn shut_down() -> Weight {
		Weight::from_parts(12_000_000, 6000)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
