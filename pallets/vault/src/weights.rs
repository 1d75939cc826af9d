// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_vault`, measured: written by `scripts/weights.sh`, not by hand.
//!
//! 2026-11-30, AMD EPYC, steps 20, repeats 10, the genesis of the preset
//! `development`, frame-benchmarking-cli 0.28.0.

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

/// Weights for `pallet_vault` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::PortfolioOf` (r:1 w:1)
	/// Proof: `Collateral::PortfolioOf` (`max_values`: None, `max_size`: Some(66), added: 2541, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::NextPortfolio` (r:1 w:1)
	/// Proof: `Collateral::NextPortfolio` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:0 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Vault::SharesOf` (r:0 w:1)
	/// Proof: `Vault::SharesOf` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	fn open_vault() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2080`
		//  Estimated: `6208`
		// Minimum execution time: 143_033_000 picoseconds.
		Weight::from_parts(149_602_000, 6208)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Proof: `Vault::Parameters` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:0)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	/// Proof: `Vault::SharesOf` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	fn deposit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2742`
		//  Estimated: `6208`
		// Minimum execution time: 122_142_000 picoseconds.
		Weight::from_parts(133_238_000, 6208)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:0)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Proof: `Vault::Parameters` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	/// Proof: `Vault::SharesOf` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Requests` (r:1 w:1)
	/// Proof: `Vault::Requests` (`max_values`: None, `max_size`: Some(7180), added: 9655, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn request_withdrawal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `7632`
		//  Estimated: `10645`
		// Minimum execution time: 48_211_000 picoseconds.
		Weight::from_parts(55_052_000, 10645)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Vault::Requests` (r:1 w:1)
	/// Proof: `Vault::Requests` (`max_values`: None, `max_size`: Some(7180), added: 9655, mode: `MaxEncodedLen`)
	/// Storage: `Vault::SharesOf` (r:1 w:1)
	/// Proof: `Vault::SharesOf` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	fn cancel_withdrawal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `7411`
		//  Estimated: `10645`
		// Minimum execution time: 39_258_000 picoseconds.
		Weight::from_parts(52_999_000, 10645)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Requests` (r:1 w:1)
	/// Proof: `Vault::Requests` (`max_values`: None, `max_size`: Some(7180), added: 9655, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Proof: `Vault::Parameters` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Need` (r:1 w:0)
	/// Proof: `Liquidation::Need` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:0)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn pay() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `10261`
		//  Estimated: `10645`
		// Minimum execution time: 184_515_000 picoseconds.
		Weight::from_parts(192_035_000, 10645)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Vaults` (r:1 w:0)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	fn reduce() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `444`
		//  Estimated: `4007`
		// Minimum execution time: 12_950_000 picoseconds.
		Weight::from_parts(14_392_000, 4007)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	fn set_manager() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `210`
		//  Estimated: `3572`
		// Minimum execution time: 12_890_000 picoseconds.
		Weight::from_parts(13_269_000, 3572)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Vault::Parameters` (r:0 w:1)
	/// Proof: `Vault::Parameters` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	fn set_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_397_000 picoseconds.
		Weight::from_parts(4_887_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Vault::Vaults` (r:1 w:1)
	/// Proof: `Vault::Vaults` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Vault::Parameters` (r:1 w:0)
	/// Proof: `Vault::Parameters` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn backstop() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `421`
		//  Estimated: `3572`
		// Minimum execution time: 16_966_000 picoseconds.
		Weight::from_parts(17_766_000, 3572)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn open_vault() -> Weight {
		Weight::from_parts(149_602_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn deposit() -> Weight {
		Weight::from_parts(133_238_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(55_052_000, 10645)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn cancel_withdrawal() -> Weight {
		Weight::from_parts(52_999_000, 10645)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn pay() -> Weight {
		Weight::from_parts(192_035_000, 10645)
			.saturating_add(ParityDbWeight::get().reads(16_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn reduce() -> Weight {
		Weight::from_parts(14_392_000, 4007)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn set_manager() -> Weight {
		Weight::from_parts(13_269_000, 3572)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(4_887_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn backstop() -> Weight {
		Weight::from_parts(17_766_000, 3572)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
