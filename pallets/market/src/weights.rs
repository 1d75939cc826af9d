// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_market`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_market`.
pub trait WeightInfo {
	fn submit_index(o: u32, ) -> Weight;
	fn submit_carry(o: u32, ) -> Weight;
	fn submit_rate(o: u32, ) -> Weight;
	fn submit_surfaces(o: u32, n: u32, ) -> Weight;
	fn submit_stable(o: u32, ) -> Weight;
	fn register_underlying(n: u32, ) -> Weight;
	fn set_underlying_params() -> Weight;
	fn set_stable_params() -> Weight;
	fn set_collateral_source() -> Weight;
	fn on_listed() -> Weight;
	fn on_removed(o: u32, ) -> Weight;
	fn roll_base() -> Weight;
	fn end_print() -> Weight;
	fn roll_quiet() -> Weight;
	fn roll_points(n: u32, ) -> Weight;
	fn roll_regime() -> Weight;
}

/// Weights for `pallet_market` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Proof: `Market::LastStandstill` (`max_values`: Some(1), `max_size`: Some(18), added: 513, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 32]`.
	fn submit_index(o: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2270 + o * (121 ±0)`
		//  Estimated: `11413 + o * (2599 ±0)`
		// Minimum execution time: 111_727_000 picoseconds.
		Weight::from_parts(107_985_686, 11413)
			// Standard Error: 185_598
			.saturating_add(Weight::from_parts(4_998_686, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Proof: `Market::Revisions` (`max_values`: None, `max_size`: Some(19), added: 2494, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 32]`.
	fn submit_carry(o: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1318 + o * (146 ±0)`
		//  Estimated: `3885 + o * (2599 ±0)`
		// Minimum execution time: 62_774_000 picoseconds.
		Weight::from_parts(68_120_495, 3885)
			// Standard Error: 87_888
			.saturating_add(Weight::from_parts(4_004_475, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Proof: `Market::Revisions` (`max_values`: None, `max_size`: Some(19), added: 2494, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 32]`.
	fn submit_rate(o: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1096 + o * (146 ±0)`
		//  Estimated: `3885 + o * (2599 ±0)`
		// Minimum execution time: 49_844_000 picoseconds.
		Weight::from_parts(46_586_990, 3885)
			// Standard Error: 46_581
			.saturating_add(Weight::from_parts(4_619_367, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::SetCount` (r:1 w:1)
	/// Proof: `Market::SetCount` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::SetOwners` (r:1 w:1)
	/// Proof: `Market::SetOwners` (`max_values`: None, `max_size`: Some(1291), added: 3766, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Market::SubmittedSets` (r:1 w:1)
	/// Proof: `Market::SubmittedSets` (`max_values`: None, `max_size`: Some(3867), added: 6342, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:32 w:32)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Proof: `Market::Revisions` (`max_values`: None, `max_size`: Some(19), added: 2494, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 32]`.
	/// The range of component `n` is `[1, 32]`.
	fn submit_surfaces(o: u32, n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1266 + n * (182 ±0) + o * (255 ±0)`
		//  Estimated: `11413 + n * (2780 ±0) + o * (2599 ±0)`
		// Minimum execution time: 289_400_000 picoseconds.
		Weight::from_parts(11_606_182, 11413)
			// Standard Error: 343_153
			.saturating_add(Weight::from_parts(6_601_744, 0).saturating_mul(o.into()))
			// Standard Error: 343_153
			.saturating_add(Weight::from_parts(93_529_411, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2780).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Market::StableRule` (r:1 w:0)
	/// Proof: `Market::StableRule` (`max_values`: Some(1), `max_size`: Some(74), added: 569, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:33 w:1)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:1 w:1)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastStandstill` (r:1 w:0)
	/// Proof: `Market::LastStandstill` (`max_values`: Some(1), `max_size`: Some(18), added: 513, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:0 w:1)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 32]`.
	fn submit_stable(o: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `405 + o * (119 ±0)`
		//  Estimated: `3589 + o * (2599 ±0)`
		// Minimum execution time: 36_725_000 picoseconds.
		Weight::from_parts(32_824_434, 3589)
			// Standard Error: 62_384
			.saturating_add(Weight::from_parts(4_134_932, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	/// Storage: `Market::UnderlyingCount` (r:1 w:1)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:63 w:1)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 64]`.
	fn register_underlying(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0 + n * (425 ±0)`
		//  Estimated: `9675 + n * (2629 ±33)`
		// Minimum execution time: 18_227_000 picoseconds.
		Weight::from_parts(7_673_555, 9675)
			// Standard Error: 22_172
			.saturating_add(Weight::from_parts(3_110_661, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(0, 2629).saturating_mul(n.into()))
	}
	/// Storage: `Market::Underlyings` (r:2 w:1)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	fn set_underlying_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `796`
		//  Estimated: `6780`
		// Minimum execution time: 13_059_000 picoseconds.
		Weight::from_parts(13_530_000, 6780)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::StableRule` (r:0 w:1)
	/// Proof: `Market::StableRule` (`max_values`: Some(1), `max_size`: Some(74), added: 569, mode: `MaxEncodedLen`)
	fn set_stable_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_427_000 picoseconds.
		Weight::from_parts(4_787_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Market::Revisions` (r:1 w:1)
	/// Proof: `Market::Revisions` (`max_values`: None, `max_size`: Some(19), added: 2494, mode: `MaxEncodedLen`)
	/// Storage: `Market::CollateralSources` (r:0 w:1)
	/// Proof: `Market::CollateralSources` (`max_values`: None, `max_size`: Some(15), added: 2490, mode: `MaxEncodedLen`)
	fn set_collateral_source() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `770`
		//  Estimated: `3885`
		// Minimum execution time: 14_171_000 picoseconds.
		Weight::from_parts(14_592_000, 3885)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:2 w:2)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	fn on_listed() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2519`
		//  Estimated: `21836`
		// Minimum execution time: 40_060_000 picoseconds.
		Weight::from_parts(41_512_000, 21836)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:0 w:64)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:0 w:2)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 32]`.
	fn on_removed(o: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2156 + o * (32 ±0)`
		//  Estimated: `11413`
		// Minimum execution time: 32_829_000 picoseconds.
		Weight::from_parts(25_720_057, 11413)
			// Standard Error: 53_391
			.saturating_add(Weight::from_parts(4_721_044, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(o.into())))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastRun` (r:1 w:1)
	/// Proof: `Market::LastRun` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Market::LastStandstill` (r:1 w:1)
	/// Proof: `Market::LastStandstill` (`max_values`: Some(1), `max_size`: Some(18), added: 513, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:1)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Market::RollCursor` (r:1 w:1)
	/// Proof: `Market::RollCursor` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	fn roll_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `360`
		//  Estimated: `1533`
		// Minimum execution time: 11_607_000 picoseconds.
		Weight::from_parts(12_398_000, 1533)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	fn end_print() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `448`
		//  Estimated: `3732`
		// Minimum execution time: 5_789_000 picoseconds.
		Weight::from_parts(6_169_000, 3732)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	fn roll_quiet() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `293`
		//  Estimated: `3732`
		// Minimum execution time: 5_709_000 picoseconds.
		Weight::from_parts(6_029_000, 3732)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 32]`.
	fn roll_points(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `527 + n * (28 ±0)`
		//  Estimated: `11413`
		// Minimum execution time: 12_799_000 picoseconds.
		Weight::from_parts(12_327_492, 11413)
			// Standard Error: 33_629
			.saturating_add(Weight::from_parts(1_822_760, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:0 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	fn roll_regime() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `751`
		//  Estimated: `3885`
		// Minimum execution time: 8_132_000 picoseconds.
		Weight::from_parts(9_013_000, 3885)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn submit_index(o: u32, ) -> Weight {
		Weight::from_parts(107_985_686, 11413)
			.saturating_add(Weight::from_parts(4_998_686, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	fn submit_carry(o: u32, ) -> Weight {
		Weight::from_parts(68_120_495, 3885)
			.saturating_add(Weight::from_parts(4_004_475, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	fn submit_rate(o: u32, ) -> Weight {
		Weight::from_parts(46_586_990, 3885)
			.saturating_add(Weight::from_parts(4_619_367, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	fn submit_surfaces(o: u32, n: u32, ) -> Weight {
		Weight::from_parts(11_606_182, 11413)
			.saturating_add(Weight::from_parts(6_601_744, 0).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(93_529_411, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2780).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	fn submit_stable(o: u32, ) -> Weight {
		Weight::from_parts(32_824_434, 3589)
			.saturating_add(Weight::from_parts(4_134_932, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(o.into())))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(o.into()))
	}
	fn register_underlying(n: u32, ) -> Weight {
		Weight::from_parts(7_673_555, 9675)
			.saturating_add(Weight::from_parts(3_110_661, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(0, 2629).saturating_mul(n.into()))
	}
	fn set_underlying_params() -> Weight {
		Weight::from_parts(13_530_000, 6780)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_stable_params() -> Weight {
		Weight::from_parts(4_787_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_collateral_source() -> Weight {
		Weight::from_parts(14_592_000, 3885)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn on_listed() -> Weight {
		Weight::from_parts(41_512_000, 21836)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn on_removed(o: u32, ) -> Weight {
		Weight::from_parts(25_720_057, 11413)
			.saturating_add(Weight::from_parts(4_721_044, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(o.into())))
	}
	fn roll_base() -> Weight {
		Weight::from_parts(12_398_000, 1533)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn end_print() -> Weight {
		Weight::from_parts(6_169_000, 3732)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn roll_quiet() -> Weight {
		Weight::from_parts(6_029_000, 3732)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn roll_points(n: u32, ) -> Weight {
		Weight::from_parts(12_327_492, 11413)
			.saturating_add(Weight::from_parts(1_822_760, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn roll_regime() -> Weight {
		Weight::from_parts(9_013_000, 3885)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
