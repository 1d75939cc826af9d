// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_breaker`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weights for `pallet_breaker` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Breaker::Board` (r:1 w:1)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Parameters` (r:1 w:0)
	/// Proof: `Breaker::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Proof: `Market::LastStandstill` (`max_values`: Some(1), `max_size`: Some(18), added: 513, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Cursor` (r:1 w:1)
	/// Proof: `Breaker::Cursor` (`max_values`: Some(1), `max_size`: Some(5), added: 500, mode: `MaxEncodedLen`)
	fn process_checks_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `318`
		//  Estimated: `3437`
		// Minimum execution time: 14_292_000 picoseconds.
		Weight::from_parts(14_742_000, 3437)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Parameters` (r:1 w:0)
	/// Proof: `Breaker::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Proof: `Market::LastStandstill` (`max_values`: Some(1), `max_size`: Some(18), added: 513, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Cursor` (r:1 w:1)
	/// Proof: `Breaker::Cursor` (`max_values`: Some(1), `max_size`: Some(5), added: 500, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:0)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:0)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	fn check_underlying() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `959`
		//  Estimated: `3732`
		// Minimum execution time: 23_835_000 picoseconds.
		Weight::from_parts(24_767_000, 3732)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Breaker::Board` (r:1 w:1)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Parameters` (r:1 w:0)
	/// Proof: `Breaker::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Proof: `Market::LastStandstill` (`max_values`: Some(1), `max_size`: Some(18), added: 513, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Cursor` (r:1 w:1)
	/// Proof: `Breaker::Cursor` (`max_values`: Some(1), `max_size`: Some(5), added: 500, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:0)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:0)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:0)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Fees` (r:1 w:0)
	/// Proof: `Collateral::Fees` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:2 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	fn check_asset() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1495`
		//  Estimated: `6032`
		// Minimum execution time: 42_223_000 picoseconds.
		Weight::from_parts(44_446_000, 6032)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Parameters` (r:1 w:0)
	/// Proof: `Breaker::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:1)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	fn set_level() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `411`
		//  Estimated: `3437`
		// Minimum execution time: 13_530_000 picoseconds.
		Weight::from_parts(14_231_000, 3437)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Breaker::Board` (r:1 w:1)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	fn lift() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `82`
		//  Estimated: `3437`
		// Minimum execution time: 7_992_000 picoseconds.
		Weight::from_parts(8_263_000, 3437)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Breaker::Parameters` (r:0 w:1)
	/// Proof: `Breaker::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	fn set_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_236_000 picoseconds.
		Weight::from_parts(4_617_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:1)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	fn shut_down() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `342`
		//  Estimated: `3437`
		// Minimum execution time: 10_856_000 picoseconds.
		Weight::from_parts(11_887_000, 3437)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn process_checks_base() -> Weight {
		Weight::from_parts(14_742_000, 3437)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn check_underlying() -> Weight {
		Weight::from_parts(24_767_000, 3732)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn check_asset() -> Weight {
		Weight::from_parts(44_446_000, 6032)
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_level() -> Weight {
		Weight::from_parts(14_231_000, 3437)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn lift() -> Weight {
		Weight::from_parts(8_263_000, 3437)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(4_617_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn shut_down() -> Weight {
		Weight::from_parts(11_887_000, 3437)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
