// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_vault`, in the shape that the FRAME generator writes. Reads and writes are counted
//! from the code, times are estimates until the benchmarks run. What neighbours do besides is charged by
//! their own weights: valuing the vault's portfolio, moving tokens, orders.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}},
	frame_system,
};

/// Weight functions needed for `pallet_vault`.
pub trait WeightInfo {
	fn open_vault() -> Weight;
	fn deposit() -> Weight;
	fn request_withdrawal() -> Weight;
	fn cancel_withdrawal() -> Weight;
	fn pay() -> Weight;
	fn reduce() -> Weight;
	fn set_manager() -> Weight;
	fn set_params() -> Weight;
	fn backstop() -> Weight;
}

/// Weights for `pallet_vault`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: polkadot_sdk::frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Storage: `Vault::SharesOf` (r:0 w:1)
	fn open_vault() -> Weight {
		// Minimum execution time: 25_000_000 picoseconds.
		Weight::from_parts(25_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	fn deposit() -> Weight {
		// Minimum execution time: 40_000_000 picoseconds.
		Weight::from_parts(40_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:0)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	/// Storage: `Vault::Requests` (r:1 w:1)
	fn request_withdrawal() -> Weight {
		// Minimum execution time: 40_000_000 picoseconds.
		Weight::from_parts(40_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Vault::Requests` (r:1 w:1)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	fn cancel_withdrawal() -> Weight {
		// Minimum execution time: 35_000_000 picoseconds.
		Weight::from_parts(35_000_000, 13000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Storage: `Vault::Requests` (r:1 w:1)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	fn pay() -> Weight {
		// Minimum execution time: 50_000_000 picoseconds.
		Weight::from_parts(50_000_000, 20000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:0)
	fn reduce() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 3600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	fn set_manager() -> Weight {
		// Minimum execution time: 15_000_000 picoseconds.
		Weight::from_parts(15_000_000, 3600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Vault::Parameters` (r:0 w:1)
	fn set_params() -> Weight {
		// Minimum execution time: 8_000_000 picoseconds.
		Weight::from_parts(8_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: Margin: what expiries and assets a portfolio has (r:1 w:0)
	/// Storage: `Vault::Vaults` (r:3 w:2)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	fn backstop() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn open_vault() -> Weight {
		Weight::from_parts(25_000_000, 4600)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn deposit() -> Weight {
		Weight::from_parts(40_000_000, 12000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(40_000_000, 15000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn cancel_withdrawal() -> Weight {
		Weight::from_parts(35_000_000, 13000)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn pay() -> Weight {
		Weight::from_parts(50_000_000, 20000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn reduce() -> Weight {
		Weight::from_parts(15_000_000, 3600)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn set_manager() -> Weight {
		Weight::from_parts(15_000_000, 3600)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn backstop() -> Weight {
		Weight::from_parts(30_000_000, 12000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
}
