// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_solvency`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_solvency`.
pub trait WeightInfo {
	fn look() -> Weight;
	fn state(a: u32, ) -> Weight;
}

/// Weights for `pallet_solvency` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Solvency::Due` (r:1 w:0)
	/// Proof: `Solvency::Due` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn look() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `103`
		//  Estimated: `1489`
		// Minimum execution time: 3_075_000 picoseconds.
		Weight::from_parts(3_285_000, 1489)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:65 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:64 w:0)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:64 w:0)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:0)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Fees` (r:1 w:0)
	/// Proof: `Collateral::Fees` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:0)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Need` (r:1 w:0)
	/// Proof: `Liquidation::Need` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Margin::StressRules` (r:1 w:0)
	/// Proof: `Margin::StressRules` (`max_values`: Some(1), `max_size`: Some(86), added: 581, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Solvency::Due` (r:0 w:1)
	/// Proof: `Solvency::Due` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Solvency::Last` (r:0 w:1)
	/// Proof: `Solvency::Last` (`max_values`: Some(1), `max_size`: Some(2431), added: 2926, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[4, 64]`.
	fn state(a: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2148 + a * (141 ±0)`
		//  Estimated: `3511 + a * (2609 ±0)`
		// Minimum execution time: 59_549_000 picoseconds.
		Weight::from_parts(20_517_380, 3511)
			// Standard Error: 66_082
			.saturating_add(Weight::from_parts(9_470_244, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(0, 2609).saturating_mul(a.into()))
	}
}

// For tests.
impl WeightInfo for () {
	fn look() -> Weight {
		Weight::from_parts(3_285_000, 1489)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn state(a: u32, ) -> Weight {
		Weight::from_parts(20_517_380, 3511)
			.saturating_add(Weight::from_parts(9_470_244, 0).saturating_mul(a.into()))
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(a.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(0, 2609).saturating_mul(a.into()))
	}
}
