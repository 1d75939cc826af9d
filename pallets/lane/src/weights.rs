// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_lane`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_lane`.
pub trait WeightInfo {
	fn open_lane() -> Weight;
	fn set_rules() -> Weight;
	fn register() -> Weight;
	fn unregister() -> Weight;
	fn resign() -> Weight;
	fn raise_allowance() -> Weight;
	fn close_allowance() -> Weight;
	fn release_allowance() -> Weight;
	fn force_order() -> Weight;
	fn force_cancel() -> Weight;
	fn commit_batch(e: u32, f: u32, m: u32, ) -> Weight;
	fn prove_transition(b: u32, ) -> Weight;
	fn prove_receipt() -> Weight;
	fn prove_ignored() -> Weight;
	fn prove_equivocation() -> Weight;
	fn freeze() -> Weight;
	fn claim_receipt() -> Weight;
	fn settle_bond() -> Weight;
	fn process_block() -> Weight;
	fn look_at_lane() -> Weight;
	fn succeed() -> Weight;
	fn stamp() -> Weight;
	fn process_idle() -> Weight;
	fn drop_batch() -> Weight;
	fn drop_order() -> Weight;
	fn drop_message() -> Weight;
	fn release_one() -> Weight;
}

/// Weights for `pallet_lane` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Lane::NextLane` (r:1 w:1)
	/// Proof: `Lane::NextLane` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:0 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	fn open_lane() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `201`
		//  Estimated: `1487`
		// Minimum execution time: 10_165_000 picoseconds.
		Weight::from_parts(10_816_000, 1487)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Underlyings` (r:1 w:1)
	/// Proof: `Lane::Underlyings` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Markets` (r:1 w:1)
	/// Proof: `Lane::Markets` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:1)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	fn set_rules() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `551`
		//  Estimated: `3566`
		// Minimum execution time: 29_914_000 picoseconds.
		Weight::from_parts(31_347_000, 3566)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Standbys` (r:1 w:0)
	/// Proof: `Lane::Standbys` (`max_values`: None, `max_size`: Some(651), added: 3126, mode: `MaxEncodedLen`)
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
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Underlyings` (r:1 w:0)
	/// Proof: `Lane::Underlyings` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Markets` (r:3 w:0)
	/// Proof: `Lane::Markets` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:3)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Terms` (r:0 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2193`
		//  Estimated: `8718`
		// Minimum execution time: 132_106_000 picoseconds.
		Weight::from_parts(137_254_000, 8718)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Lane::Standbys` (r:1 w:1)
	/// Proof: `Lane::Standbys` (`max_values`: None, `max_size`: Some(651), added: 3126, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn unregister() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2713`
		//  Estimated: `6208`
		// Minimum execution time: 87_700_000 picoseconds.
		Weight::from_parts(94_781_000, 6208)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Terms` (r:1 w:0)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	fn resign() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `511`
		//  Estimated: `3638`
		// Minimum execution time: 19_830_000 picoseconds.
		Weight::from_parts(22_213_000, 3638)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Markets` (r:1 w:0)
	/// Proof: `Lane::Markets` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:1 w:1)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Lane::OwnMessages` (r:1 w:1)
	/// Proof: `Lane::OwnMessages` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:1)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	fn raise_allowance() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1549`
		//  Estimated: `5429`
		// Minimum execution time: 71_577_000 picoseconds.
		Weight::from_parts(78_407_000, 5429)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:1 w:1)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:1)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	fn close_allowance() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `844`
		//  Estimated: `5429`
		// Minimum execution time: 32_188_000 picoseconds.
		Weight::from_parts(33_129_000, 5429)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Lane::Allowances` (r:1 w:1)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:0)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	fn release_allowance() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `844`
		//  Estimated: `5429`
		// Minimum execution time: 32_047_000 picoseconds.
		Weight::from_parts(39_669_000, 5429)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:1 w:0)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Lane::OwnMessages` (r:1 w:1)
	/// Proof: `Lane::OwnMessages` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:1)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	fn force_order() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1032`
		//  Estimated: `5429`
		// Minimum execution time: 37_856_000 picoseconds.
		Weight::from_parts(39_258_000, 5429)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:1 w:0)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Lane::OwnMessages` (r:1 w:1)
	/// Proof: `Lane::OwnMessages` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:1)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	fn force_cancel() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `858`
		//  Estimated: `5429`
		// Minimum execution time: 35_423_000 picoseconds.
		Weight::from_parts(38_848_000, 5429)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Terms` (r:1 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Instants` (r:1 w:0)
	/// Proof: `Lane::Instants` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Stamps` (r:1 w:0)
	/// Proof: `Lane::Stamps` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Markets` (r:1 w:1)
	/// Proof: `Lane::Markets` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:16 w:16)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Orders` (r:128 w:128)
	/// Proof: `Lane::Orders` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:64 w:80)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:16 w:16)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Lane::OwnMessages` (r:16 w:16)
	/// Proof: `Lane::OwnMessages` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Lane::PassingRange` (r:1 w:1)
	/// Proof: `Lane::PassingRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Lane::BatchRange` (r:1 w:1)
	/// Proof: `Lane::BatchRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Passings` (r:0 w:192)
	/// Proof: `Lane::Passings` (`max_values`: None, `max_size`: Some(51), added: 2526, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Batches` (r:0 w:1)
	/// Proof: `Lane::Batches` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Lane::BatchLog` (r:0 w:1)
	/// Proof: `Lane::BatchLog` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	/// Storage: `Lane::ForcedOrders` (r:0 w:64)
	/// Proof: `Lane::ForcedOrders` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
	/// Storage: `Lane::ParkedFills` (r:0 w:1)
	/// Proof: `Lane::ParkedFills` (`max_values`: None, `max_size`: Some(16920), added: 19395, mode: `MaxEncodedLen`)
	/// The range of component `e` is `[130, 1024]`.
	/// The range of component `f` is `[0, 64]`.
	/// The range of component `m` is `[0, 64]`.
	fn commit_batch(e: u32, f: u32, m: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `6479 + m * (90 ±0)`
		//  Estimated: `55933 + e * (3 ±1) + f * (5152 ±0) + m * (2599 ±0)`
		// Minimum execution time: 5_970_282_000 picoseconds.
		Weight::from_parts(5_276_059_263, 55933)
			// Standard Error: 685_415
			.saturating_add(Weight::from_parts(4_630_621, 0).saturating_mul(e.into()))
			// Standard Error: 9_498_654
			.saturating_add(Weight::from_parts(259_806_662, 0).saturating_mul(f.into()))
			// Standard Error: 9_498_654
			.saturating_add(Weight::from_parts(13_508_372, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(48_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(f.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(52_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(f.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 3).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(0, 5152).saturating_mul(f.into()))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(m.into()))
	}
	/// Storage: `Lane::Terms` (r:1 w:0)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Batches` (r:1 w:0)
	/// Proof: `Lane::Batches` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[16, 196608]`.
	fn prove_transition(b: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `885`
		//  Estimated: `3638`
		// Minimum execution time: 446_624_000 picoseconds.
		Weight::from_parts(468_369_753, 3638)
			// Standard Error: 65
			.saturating_add(Weight::from_parts(2_639, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	/// Storage: `Lane::Terms` (r:1 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Batches` (r:1 w:0)
	/// Proof: `Lane::Batches` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	fn prove_receipt() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2825`
		//  Estimated: `6208`
		// Minimum execution time: 190_113_000 picoseconds.
		Weight::from_parts(198_795_000, 6208)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Lane::Terms` (r:1 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Instants` (r:1 w:0)
	/// Proof: `Lane::Instants` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn prove_ignored() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3164`
		//  Estimated: `6208`
		// Minimum execution time: 173_848_000 picoseconds.
		Weight::from_parts(191_044_000, 6208)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Lane::Terms` (r:1 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	fn prove_equivocation() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2501`
		//  Estimated: `6208`
		// Minimum execution time: 213_067_000 picoseconds.
		Weight::from_parts(219_497_000, 6208)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Lane::Lanes` (r:1 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	fn freeze() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `353`
		//  Estimated: `3514`
		// Minimum execution time: 18_167_000 picoseconds.
		Weight::from_parts(20_049_000, 3514)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Lane::Terms` (r:1 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Batches` (r:1 w:0)
	/// Proof: `Lane::Batches` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Claims` (r:1 w:1)
	/// Proof: `Lane::Claims` (`max_values`: None, `max_size`: Some(2064), added: 4539, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn claim_receipt() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `5344`
		//  Estimated: `6208`
		// Minimum execution time: 198_756_000 picoseconds.
		Weight::from_parts(209_321_000, 6208)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Lane::Terms` (r:1 w:1)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Claims` (r:0 w:1)
	/// Proof: `Lane::Claims` (`max_values`: None, `max_size`: Some(2064), added: 4539, mode: `MaxEncodedLen`)
	fn settle_bond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2098`
		//  Estimated: `6208`
		// Minimum execution time: 29_387_187_000 picoseconds.
		Weight::from_parts(31_643_263_000, 6208)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Lane::NextLane` (r:1 w:0)
	/// Proof: `Lane::NextLane` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:0)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	fn process_block() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `233`
		//  Estimated: `3514`
		// Minimum execution time: 6_800_000 picoseconds.
		Weight::from_parts(7_161_000, 3514)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Lane::Lanes` (r:1 w:0)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	fn look_at_lane() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `353`
		//  Estimated: `3514`
		// Minimum execution time: 6_990_000 picoseconds.
		Weight::from_parts(7_531_000, 3514)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Lane::NextLane` (r:1 w:0)
	/// Proof: `Lane::NextLane` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:2 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Terms` (r:1 w:2)
	/// Proof: `Lane::Terms` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Standbys` (r:1 w:1)
	/// Proof: `Lane::Standbys` (`max_values`: None, `max_size`: Some(651), added: 3126, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Underlyings` (r:1 w:0)
	/// Proof: `Lane::Underlyings` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Markets` (r:3 w:0)
	/// Proof: `Lane::Markets` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:3 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:3)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Instants` (r:0 w:1)
	/// Proof: `Lane::Instants` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Stamps` (r:0 w:1)
	/// Proof: `Lane::Stamps` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	fn succeed() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2102`
		//  Estimated: `9216`
		// Minimum execution time: 83_114_000 picoseconds.
		Weight::from_parts(87_240_000, 9216)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Lane::Stamps` (r:0 w:1)
	/// Proof: `Lane::Stamps` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	fn stamp() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 2_463_000 picoseconds.
		Weight::from_parts(2_654_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Lane::BatchRange` (r:1 w:0)
	/// Proof: `Lane::BatchRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Lane::NextLane` (r:1 w:0)
	/// Proof: `Lane::NextLane` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:0)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Cursor` (r:1 w:1)
	/// Proof: `Lane::Cursor` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:1 w:0)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	fn process_idle() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `334`
		//  Estimated: `3562`
		// Minimum execution time: 12_348_000 picoseconds.
		Weight::from_parts(12_989_000, 3562)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Lane::BatchRange` (r:1 w:1)
	/// Proof: `Lane::BatchRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Lane::BatchLog` (r:1 w:1)
	/// Proof: `Lane::BatchLog` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Batches` (r:1 w:1)
	/// Proof: `Lane::Batches` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Lane::ParkedFills` (r:0 w:1)
	/// Proof: `Lane::ParkedFills` (`max_values`: None, `max_size`: Some(16920), added: 19395, mode: `MaxEncodedLen`)
	fn drop_batch() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `524`
		//  Estimated: `3591`
		// Minimum execution time: 38_568_000 picoseconds.
		Weight::from_parts(42_654_000, 3591)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Lane::Instants` (r:1 w:0)
	/// Proof: `Lane::Instants` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Lane::PassingRange` (r:1 w:1)
	/// Proof: `Lane::PassingRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Passings` (r:1 w:1)
	/// Proof: `Lane::Passings` (`max_values`: None, `max_size`: Some(51), added: 2526, mode: `MaxEncodedLen`)
	/// Storage: `Lane::ForcedOrders` (r:1 w:1)
	/// Proof: `Lane::ForcedOrders` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
	fn drop_order() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1089`
		//  Estimated: `3519`
		// Minimum execution time: 23_806_000 picoseconds.
		Weight::from_parts(25_168_000, 3519)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Lane::NextLane` (r:1 w:0)
	/// Proof: `Lane::NextLane` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:2 w:1)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Inbox` (r:0 w:1)
	/// Proof: `Lane::Inbox` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
	fn drop_message() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `420`
		//  Estimated: `6038`
		// Minimum execution time: 15_323_000 picoseconds.
		Weight::from_parts(15_863_000, 6038)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Lane::Cursor` (r:1 w:1)
	/// Proof: `Lane::Cursor` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Allowances` (r:2 w:1)
	/// Proof: `Lane::Allowances` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `MaxEncodedLen`)
	/// Storage: `Lane::Lanes` (r:1 w:0)
	/// Proof: `Lane::Lanes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	fn release_one() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `862`
		//  Estimated: `6134`
		// Minimum execution time: 36_284_000 picoseconds.
		Weight::from_parts(38_207_000, 6134)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn open_lane() -> Weight {
		Weight::from_parts(10_816_000, 1487)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_rules() -> Weight {
		Weight::from_parts(31_347_000, 3566)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn register() -> Weight {
		Weight::from_parts(137_254_000, 8718)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn unregister() -> Weight {
		Weight::from_parts(94_781_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn resign() -> Weight {
		Weight::from_parts(22_213_000, 3638)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn raise_allowance() -> Weight {
		Weight::from_parts(78_407_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn close_allowance() -> Weight {
		Weight::from_parts(33_129_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn release_allowance() -> Weight {
		Weight::from_parts(39_669_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn force_order() -> Weight {
		Weight::from_parts(39_258_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn force_cancel() -> Weight {
		Weight::from_parts(38_848_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn commit_batch(e: u32, f: u32, m: u32, ) -> Weight {
		Weight::from_parts(5_276_059_263, 55933)
			.saturating_add(Weight::from_parts(4_630_621, 0).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(259_806_662, 0).saturating_mul(f.into()))
			.saturating_add(Weight::from_parts(13_508_372, 0).saturating_mul(m.into()))
			.saturating_add(ParityDbWeight::get().reads(48_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(f.into())))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(ParityDbWeight::get().writes(52_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(f.into())))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 3).saturating_mul(e.into()))
			.saturating_add(Weight::from_parts(0, 5152).saturating_mul(f.into()))
			.saturating_add(Weight::from_parts(0, 2599).saturating_mul(m.into()))
	}
	fn prove_transition(b: u32, ) -> Weight {
		Weight::from_parts(468_369_753, 3638)
			.saturating_add(Weight::from_parts(2_639, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
	}
	fn prove_receipt() -> Weight {
		Weight::from_parts(198_795_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn prove_ignored() -> Weight {
		Weight::from_parts(191_044_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn prove_equivocation() -> Weight {
		Weight::from_parts(219_497_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn freeze() -> Weight {
		Weight::from_parts(20_049_000, 3514)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn claim_receipt() -> Weight {
		Weight::from_parts(209_321_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn settle_bond() -> Weight {
		Weight::from_parts(31_643_263_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn process_block() -> Weight {
		Weight::from_parts(7_161_000, 3514)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn look_at_lane() -> Weight {
		Weight::from_parts(7_531_000, 3514)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn succeed() -> Weight {
		Weight::from_parts(87_240_000, 9216)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn stamp() -> Weight {
		Weight::from_parts(2_654_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn process_idle() -> Weight {
		Weight::from_parts(12_989_000, 3562)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn drop_batch() -> Weight {
		Weight::from_parts(42_654_000, 3591)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn drop_order() -> Weight {
		Weight::from_parts(25_168_000, 3519)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn drop_message() -> Weight {
		Weight::from_parts(15_863_000, 6038)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn release_one() -> Weight {
		Weight::from_parts(38_207_000, 6134)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
