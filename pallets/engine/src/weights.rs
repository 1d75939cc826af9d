// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_engine`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_engine`.
pub trait WeightInfo {
	fn run(s: u32, ) -> Weight;
}

/// Weights for `pallet_engine` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Engine::LastRun` (r:1 w:1)
	/// Proof: `Engine::LastRun` (`max_values`: Some(1), `max_size`: Some(270), added: 765, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// The range of component `s` is `[0, 16]`.
	fn run(_s: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `157`
		//  Estimated: `67035`
		// Minimum execution time: 4_877_000 picoseconds.
		Weight::from_parts(6_296_827, 67035)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn run(_s: u32, ) -> Weight {
		Weight::from_parts(6_296_827, 67035)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
