// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_engine`, in the shape that the FRAME generator writes. Reads and writes are
//! counted from the code, times are estimates until the benchmarks run.

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
	fn run(s: u32) -> Weight;
}

/// Weights for `pallet_engine`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: polkadot_sdk::frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Engine::LastRun` (r:1 w:1)
	/// Proof: `Engine::LastRun` (`max_values`: Some(1), `max_size`: Some(302), added: 797, mode: `MaxEncodedLen`)
	/// The range of component `s` is `[0, 16]`.
	fn run(s: u32) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `100`
		//  Estimated: `1787`
		// Minimum execution time: 4_000_000 picoseconds.
		Weight::from_parts(4_500_000, 1787)
			.saturating_add(Weight::from_parts(250_000, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn run(s: u32) -> Weight {
		Weight::from_parts(4_500_000, 1787)
			.saturating_add(Weight::from_parts(250_000, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
