// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_series`, in the shape that the FRAME generator writes. Reads and writes are
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

/// Weight functions needed for `pallet_series`.
pub trait WeightInfo {
	fn set_rule() -> Weight;
	fn list_expiry(s: u32) -> Weight;
	fn add_strikes(s: u32) -> Weight;
	fn halt_expiry() -> Weight;
	fn resume_expiry() -> Weight;
	fn set_open_interest_cap() -> Weight;
	fn set_policy() -> Weight;
	fn process_listing_base() -> Weight;
	fn visit_underlying() -> Weight;
	fn prune_expiry() -> Weight;
	fn shift_open_interest() -> Weight;
}

/// Weights for `pallet_series`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: polkadot_sdk::frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	/// Storage: `Series::Rules` (r:0 w:1)
	/// Proof: `Series::Rules` (`max_values`: None, `max_size`: Some(39), added: 2514, mode: `MaxEncodedLen`)
	fn set_rule() -> Weight {
		// Minimum execution time: 9_000_000 picoseconds.
		Weight::from_parts(9_000_000, 3625)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	/// Storage: `Series::AnyExpiryAllowed` (r:1 w:0)
	/// Proof: `Series::AnyExpiryAllowed` (`max_values`: None, `max_size`: Some(1), added: 2476, mode: `MaxEncodedLen`)
	/// Storage: `Series::Policy` (r:1 w:0)
	/// Proof: `Series::Policy` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Index` (r:1 w:0)
	/// Proof: `Market::Index` (`max_values`: None, `max_size`: Some(120), added: 2595, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1300), added: 3775, mode: `MaxEncodedLen`)
	/// Storage: `Series::DueIndex` (r:1 w:1)
	/// Proof: `Series::DueIndex` (`max_values`: None, `max_size`: Some(5122), added: 7597, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// The range of component `s` is `[1, 64]`.
	fn list_expiry(s: u32) -> Weight {
		// Minimum execution time: 38_000_000 picoseconds.
		Weight::from_parts(38_000_000, 8619)
			.saturating_add(Weight::from_parts(70_000, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Series::Policy` (r:1 w:0)
	/// Proof: `Series::Policy` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Index` (r:1 w:0)
	/// Proof: `Market::Index` (`max_values`: None, `max_size`: Some(120), added: 2595, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1300), added: 3775, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// The range of component `s` is `[1, 64]`.
	fn add_strikes(s: u32) -> Weight {
		// Minimum execution time: 26_000_000 picoseconds.
		Weight::from_parts(26_000_000, 4785)
			.saturating_add(Weight::from_parts(120_000, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	fn halt_expiry() -> Weight {
		// Minimum execution time: 10_000_000 picoseconds.
		Weight::from_parts(10_000_000, 4021)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	fn resume_expiry() -> Weight {
		// Minimum execution time: 10_000_000 picoseconds.
		Weight::from_parts(10_000_000, 4021)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:0 w:1)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	fn set_open_interest_cap() -> Weight {
		// Minimum execution time: 9_000_000 picoseconds.
		Weight::from_parts(9_000_000, 3625)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Series::Policy` (r:0 w:1)
	/// Proof: `Series::Policy` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn set_policy() -> Weight {
		// Minimum execution time: 6_000_000 picoseconds.
		Weight::from_parts(6_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Series::ListingCursor` (r:1 w:1)
	/// Proof: `Series::ListingCursor` (`max_values`: None, `max_size`: Some(4), added: 2479, mode: `MaxEncodedLen`)
	fn process_listing_base() -> Weight {
		// Minimum execution time: 6_000_000 picoseconds.
		Weight::from_parts(6_000_000, 1885)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Series::Chains` (r:1 w:0)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1300), added: 3775, mode: `MaxEncodedLen`)
	/// Storage: `Series::Policy` (r:1 w:0)
	/// Proof: `Series::Policy` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Series::Rules` (r:1 w:0)
	/// Proof: `Series::Rules` (`max_values`: None, `max_size`: Some(39), added: 2514, mode: `MaxEncodedLen`)
	/// Storage: `Market::Index` (r:1 w:0)
	/// Proof: `Market::Index` (`max_values`: None, `max_size`: Some(120), added: 2595, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	fn visit_underlying() -> Weight {
		// Minimum execution time: 30_000_000 picoseconds.
		Weight::from_parts(30_000_000, 4765)
			.saturating_add(T::DbWeight::get().reads(5_u64))
	}
	/// Storage: `Series::Expiries` (r:0 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1300), added: 3775, mode: `MaxEncodedLen`)
	fn prune_expiry() -> Weight {
		// Minimum execution time: 9_000_000 picoseconds.
		Weight::from_parts(9_000_000, 4765)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(2732), added: 3227, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:1 w:1)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:1)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:1 w:0)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	fn shift_open_interest() -> Weight {
		// Minimum execution time: 14_000_000 picoseconds.
		Weight::from_parts(14_000_000, 4021)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn set_rule() -> Weight {
		Weight::from_parts(9_000_000, 3625)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn list_expiry(s: u32) -> Weight {
		Weight::from_parts(38_000_000, 8619)
			.saturating_add(Weight::from_parts(70_000, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn add_strikes(s: u32) -> Weight {
		Weight::from_parts(26_000_000, 4785)
			.saturating_add(Weight::from_parts(120_000, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn halt_expiry() -> Weight {
		Weight::from_parts(10_000_000, 4021)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn resume_expiry() -> Weight {
		Weight::from_parts(10_000_000, 4021)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_open_interest_cap() -> Weight {
		Weight::from_parts(9_000_000, 3625)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_policy() -> Weight {
		Weight::from_parts(6_000_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn process_listing_base() -> Weight {
		Weight::from_parts(6_000_000, 1885)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn visit_underlying() -> Weight {
		Weight::from_parts(30_000_000, 4765)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
	}
	fn prune_expiry() -> Weight {
		Weight::from_parts(9_000_000, 4765)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn shift_open_interest() -> Weight {
		Weight::from_parts(14_000_000, 4021)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
