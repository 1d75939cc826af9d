// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_series`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_series`.
pub trait WeightInfo {
	fn set_rule() -> Weight;
	fn list_expiry(s: u32, ) -> Weight;
	fn add_strikes(s: u32, ) -> Weight;
	fn halt_expiry() -> Weight;
	fn resume_expiry() -> Weight;
	fn set_open_interest_cap() -> Weight;
	fn set_policy() -> Weight;
	fn process_listing_base() -> Weight;
	fn visit_underlying() -> Weight;
	fn prune_expiry() -> Weight;
	fn shift_open_interest() -> Weight;
}

/// Weights for `pallet_series` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Series::Rules` (r:0 w:1)
	/// Proof: `Series::Rules` (`max_values`: None, `max_size`: Some(31), added: 2506, mode: `MaxEncodedLen`)
	fn set_rule() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `714`
		//  Estimated: `3885`
		// Minimum execution time: 11_527_000 picoseconds.
		Weight::from_parts(12_138_000, 3885)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Series::AnyExpiryAllowed` (r:1 w:0)
	/// Proof: `Series::AnyExpiryAllowed` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	/// Storage: `Series::Policy` (r:1 w:0)
	/// Proof: `Series::Policy` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// Storage: `Series::DueIndex` (r:1 w:1)
	/// Proof: `Series::DueIndex` (`max_values`: Some(1), `max_size`: Some(5122), added: 5617, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// The range of component `s` is `[1, 64]`.
	fn list_expiry(s: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4314`
		//  Estimated: `11413`
		// Minimum execution time: 61_572_000 picoseconds.
		Weight::from_parts(65_233_586, 11413)
			// Standard Error: 8_150
			.saturating_add(Weight::from_parts(19_333, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Series::Policy` (r:1 w:0)
	/// Proof: `Series::Policy` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// The range of component `s` is `[1, 63]`.
	fn add_strikes(s: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2143`
		//  Estimated: `4596`
		// Minimum execution time: 29_965_000 picoseconds.
		Weight::from_parts(32_609_419, 4596)
			// Standard Error: 6_703
			.saturating_add(Weight::from_parts(35_817, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	fn halt_expiry() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `728`
		//  Estimated: `4007`
		// Minimum execution time: 10_796_000 picoseconds.
		Weight::from_parts(11_206_000, 4007)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	fn resume_expiry() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `729`
		//  Estimated: `4007`
		// Minimum execution time: 11_077_000 picoseconds.
		Weight::from_parts(11_387_000, 4007)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:0 w:1)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	fn set_open_interest_cap() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `714`
		//  Estimated: `3885`
		// Minimum execution time: 10_947_000 picoseconds.
		Weight::from_parts(11_567_000, 3885)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Series::Policy` (r:0 w:1)
	/// Proof: `Series::Policy` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	fn set_policy() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_476_000 picoseconds.
		Weight::from_parts(4_818_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Series::ListingCursor` (r:1 w:1)
	/// Proof: `Series::ListingCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn process_listing_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `348`
		//  Estimated: `1489`
		// Minimum execution time: 6_319_000 picoseconds.
		Weight::from_parts(6_590_000, 1489)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:0)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// Storage: `Series::Policy` (r:1 w:0)
	/// Proof: `Series::Policy` (`max_values`: Some(1), `max_size`: Some(28), added: 523, mode: `MaxEncodedLen`)
	/// Storage: `Series::Rules` (r:1 w:0)
	/// Proof: `Series::Rules` (`max_values`: None, `max_size`: Some(31), added: 2506, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	fn visit_underlying() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1703`
		//  Estimated: `4596`
		// Minimum execution time: 24_096_000 picoseconds.
		Weight::from_parts(24_736_000, 4596)
			.saturating_add(T::DbWeight::get().reads(6_u64))
	}
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:0 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	fn prune_expiry() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1037`
		//  Estimated: `4596`
		// Minimum execution time: 10_816_000 picoseconds.
		Weight::from_parts(11_587_000, 4596)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:1 w:1)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:1)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:1 w:0)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	fn shift_open_interest() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `984`
		//  Estimated: `4007`
		// Minimum execution time: 23_054_000 picoseconds.
		Weight::from_parts(23_945_000, 4007)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn set_rule() -> Weight {
		Weight::from_parts(12_138_000, 3885)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn list_expiry(s: u32, ) -> Weight {
		Weight::from_parts(65_233_586, 11413)
			.saturating_add(Weight::from_parts(19_333, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn add_strikes(s: u32, ) -> Weight {
		Weight::from_parts(32_609_419, 4596)
			.saturating_add(Weight::from_parts(35_817, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn halt_expiry() -> Weight {
		Weight::from_parts(11_206_000, 4007)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn resume_expiry() -> Weight {
		Weight::from_parts(11_387_000, 4007)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_open_interest_cap() -> Weight {
		Weight::from_parts(11_567_000, 3885)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_policy() -> Weight {
		Weight::from_parts(4_818_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn process_listing_base() -> Weight {
		Weight::from_parts(6_590_000, 1489)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn visit_underlying() -> Weight {
		Weight::from_parts(24_736_000, 4596)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
	}
	fn prune_expiry() -> Weight {
		Weight::from_parts(11_587_000, 4596)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn shift_open_interest() -> Weight {
		Weight::from_parts(23_945_000, 4007)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
