// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_settlement`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_settlement`.
pub trait WeightInfo {
	fn process_settlement_base() -> Weight;
	fn begin_settlement() -> Weight;
	fn look_for_price() -> Weight;
	fn look_for_marks() -> Weight;
	fn pay_base() -> Weight;
	fn pay_portfolio(p: u32, ) -> Weight;
	fn settle_portfolio(p: u32, ) -> Weight;
	fn settle_due_base() -> Weight;
	fn prune_base() -> Weight;
	fn prune_result() -> Weight;
	fn set_committee_price() -> Weight;
	fn set_ladder() -> Weight;
}

/// Weights for `pallet_settlement` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Series::DueIndex` (r:1 w:0)
	/// Proof: `Series::DueIndex` (`max_values`: Some(1), `max_size`: Some(5122), added: 5617, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:0)
	/// Proof: `Settlement::Queue` (`max_values`: Some(1), `max_size`: Some(706), added: 1201, mode: `MaxEncodedLen`)
	fn process_settlement_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `436`
		//  Estimated: `6607`
		// Minimum execution time: 8_773_000 picoseconds.
		Weight::from_parts(9_224_000, 6607)
			.saturating_add(T::DbWeight::get().reads(4_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Series::DueIndex` (r:1 w:1)
	/// Proof: `Series::DueIndex` (`max_values`: Some(1), `max_size`: Some(5122), added: 5617, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:1 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:0)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Closed` (r:1 w:1)
	/// Proof: `Settlement::Closed` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:0)
	/// Proof: `Settlement::Queue` (`max_values`: Some(1), `max_size`: Some(706), added: 1201, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:0 w:2)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:0 w:2)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::ClosedExpiries` (r:0 w:1)
	/// Proof: `Settlement::ClosedExpiries` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:0 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	fn begin_settlement() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2239`
		//  Estimated: `11413`
		// Minimum execution time: 90_224_000 picoseconds.
		Weight::from_parts(95_663_000, 11413)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Ladder` (r:1 w:0)
	/// Proof: `Settlement::Ladder` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: Some(1), `max_size`: Some(706), added: 1201, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:0 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:0 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	fn look_for_price() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1472`
		//  Estimated: `11727`
		// Minimum execution time: 41_922_000 picoseconds.
		Weight::from_parts(45_687_000, 11727)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: Some(1), `max_size`: Some(706), added: 1201, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:0 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Values` (r:0 w:1)
	/// Proof: `Settlement::Values` (`max_values`: None, `max_size`: Some(2196), added: 4671, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:0 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	fn look_for_marks() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2460`
		//  Estimated: `11727`
		// Minimum execution time: 301_057_000 picoseconds.
		Weight::from_parts(341_658_000, 11727)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:1 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Results` (r:1 w:0)
	/// Proof: `Settlement::Results` (`max_values`: None, `max_size`: Some(1568), added: 4043, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:1 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:1)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:1)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:1)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Operators::Members` (r:1 w:0)
	/// Proof: `Operators::Members` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: Some(1), `max_size`: Some(706), added: 1201, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Closed` (r:1 w:1)
	/// Proof: `Settlement::Closed` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::RawValues` (r:0 w:2)
	/// Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `Oracle::Values` (r:0 w:2)
	/// Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::ClosedExpiries` (r:0 w:1)
	/// Proof: `Settlement::ClosedExpiries` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	fn pay_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2963`
		//  Estimated: `11727`
		// Minimum execution time: 126_138_000 picoseconds.
		Weight::from_parts(197_454_000, 11727)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(21_u64))
	}
	/// Storage: `Margin::Positions` (r:2 w:1)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:1 w:0)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:1 w:0)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 256]`.
	fn pay_portfolio(p: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `926 + p * (17 ±0)`
		//  Estimated: `14716`
		// Minimum execution time: 41_923_000 picoseconds.
		Weight::from_parts(42_986_109, 14716)
			// Standard Error: 13_827
			.saturating_add(Weight::from_parts(169_774, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Results` (r:1 w:1)
	/// Proof: `Settlement::Results` (`max_values`: None, `max_size`: Some(1568), added: 4043, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:1 w:1)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:1 w:1)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:1 w:1)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:256 w:256)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:1)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 256]`.
	fn settle_portfolio(p: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1700 + p * (56 ±0)`
		//  Estimated: `7853 + p * (2510 ±0)`
		// Minimum execution time: 92_768_000 picoseconds.
		Weight::from_parts(127_830_925, 7853)
			// Standard Error: 139_936
			.saturating_add(Weight::from_parts(5_102_554, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(12_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(Weight::from_parts(0, 2510).saturating_mul(p.into()))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:1 w:0)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	fn settle_due_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `802`
		//  Estimated: `5413`
		// Minimum execution time: 15_363_000 picoseconds.
		Weight::from_parts(15_603_000, 5413)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Pruned` (r:1 w:0)
	/// Proof: `Settlement::Pruned` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::ClosedExpiries` (r:1 w:0)
	/// Proof: `Settlement::ClosedExpiries` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	fn prune_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `519`
		//  Estimated: `3596`
		// Minimum execution time: 16_855_000 picoseconds.
		Weight::from_parts(17_566_000, 3596)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Settlement::Results` (r:2 w:1)
	/// Proof: `Settlement::Results` (`max_values`: None, `max_size`: Some(1568), added: 4043, mode: `MaxEncodedLen`)
	fn prune_result() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1778`
		//  Estimated: `9076`
		// Minimum execution time: 13_180_000 picoseconds.
		Weight::from_parts(14_392_000, 9076)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(131), added: 2606, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:1 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(7948), added: 10423, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: Some(1), `max_size`: Some(706), added: 1201, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:0 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:0 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(229), added: 2704, mode: `MaxEncodedLen`)
	fn set_committee_price() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1952`
		//  Estimated: `11727`
		// Minimum execution time: 48_872_000 picoseconds.
		Weight::from_parts(51_376_000, 11727)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Settlement::Ladder` (r:0 w:1)
	/// Proof: `Settlement::Ladder` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	fn set_ladder() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_407_000 picoseconds.
		Weight::from_parts(4_637_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn process_settlement_base() -> Weight {
		Weight::from_parts(9_224_000, 6607)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
	}
	fn begin_settlement() -> Weight {
		Weight::from_parts(95_663_000, 11413)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(13_u64))
	}
	fn look_for_price() -> Weight {
		Weight::from_parts(45_687_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn look_for_marks() -> Weight {
		Weight::from_parts(341_658_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn pay_base() -> Weight {
		Weight::from_parts(197_454_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(20_u64))
			.saturating_add(ParityDbWeight::get().writes(21_u64))
	}
	fn pay_portfolio(p: u32, ) -> Weight {
		Weight::from_parts(42_986_109, 14716)
			.saturating_add(Weight::from_parts(169_774, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn settle_portfolio(p: u32, ) -> Weight {
		Weight::from_parts(127_830_925, 7853)
			.saturating_add(Weight::from_parts(5_102_554, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(Weight::from_parts(0, 2510).saturating_mul(p.into()))
	}
	fn settle_due_base() -> Weight {
		Weight::from_parts(15_603_000, 5413)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
	}
	fn prune_base() -> Weight {
		Weight::from_parts(17_566_000, 3596)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn prune_result() -> Weight {
		Weight::from_parts(14_392_000, 9076)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_committee_price() -> Weight {
		Weight::from_parts(51_376_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_ladder() -> Weight {
		Weight::from_parts(4_637_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
