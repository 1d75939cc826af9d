// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_liquidation`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_liquidation`.
pub trait WeightInfo {
	fn process_liquidation_base() -> Weight;
	fn flag_overdue() -> Weight;
	fn next_auction() -> Weight;
	fn visit() -> Weight;
	fn end_auction() -> Weight;
	fn fill() -> Weight;
	fn freeze() -> Weight;
	fn request_exit() -> Weight;
	fn cancel_exit() -> Weight;
	fn bid() -> Weight;
	fn cancel_bid() -> Weight;
	fn set_params() -> Weight;
}

/// Weights for `pallet_liquidation` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:0)
	/// Proof: `Liquidation::CounterForAuctions` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Parameters` (r:1 w:0)
	/// Proof: `Liquidation::Parameters` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Cursor` (r:1 w:1)
	/// Proof: `Liquidation::Cursor` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn process_liquidation_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `707`
		//  Estimated: `1629`
		// Minimum execution time: 14_642_000 picoseconds.
		Weight::from_parts(15_873_000, 1629)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::DebtCursor` (r:1 w:1)
	/// Proof: `Liquidation::DebtCursor` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Proof: `Collateral::Debtors` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
	fn flag_overdue() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `280`
		//  Estimated: `3498`
		// Minimum execution time: 5_858_000 picoseconds.
		Weight::from_parts(6_589_000, 3498)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::Auctions` (r:2 w:0)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn next_auction() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `258`
		//  Estimated: `6212`
		// Minimum execution time: 8_923_000 picoseconds.
		Weight::from_parts(9_243_000, 6212)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Need` (r:1 w:1)
	/// Proof: `Liquidation::Need` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::BidsOf` (r:1 w:0)
	/// Proof: `Liquidation::BidsOf` (`max_values`: None, `max_size`: Some(1457), added: 3932, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:1 w:0)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	fn visit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `959`
		//  Estimated: `23252`
		// Minimum execution time: 28_132_000 picoseconds.
		Weight::from_parts(29_594_000, 23252)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:1)
	/// Proof: `Liquidation::CounterForAuctions` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::BidsOf` (r:0 w:1)
	/// Proof: `Liquidation::BidsOf` (`max_values`: None, `max_size`: Some(1457), added: 3932, mode: `MaxEncodedLen`)
	fn end_auction() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `875`
		//  Estimated: `5429`
		// Minimum execution time: 27_992_000 picoseconds.
		Weight::from_parts(28_482_000, 5429)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Liquidation::BidsOf` (r:1 w:1)
	/// Proof: `Liquidation::BidsOf` (`max_values`: None, `max_size`: Some(1457), added: 3932, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:2 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Paid` (r:1 w:1)
	/// Proof: `Liquidation::Paid` (`max_values`: Some(1), `max_size`: Some(44), added: 539, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Need` (r:1 w:1)
	/// Proof: `Liquidation::Need` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn fill() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `893`
		//  Estimated: `9868`
		// Minimum execution time: 37_756_000 picoseconds.
		Weight::from_parts(38_667_000, 9868)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:1)
	/// Proof: `Liquidation::CounterForAuctions` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn freeze() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `677`
		//  Estimated: `5429`
		// Minimum execution time: 29_584_000 picoseconds.
		Weight::from_parts(30_515_000, 5429)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:1)
	/// Proof: `Liquidation::CounterForAuctions` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn request_exit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `664`
		//  Estimated: `5429`
		// Minimum execution time: 29_744_000 picoseconds.
		Weight::from_parts(30_566_000, 5429)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Auctions` (r:1 w:1)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::CounterForAuctions` (r:1 w:1)
	/// Proof: `Liquidation::CounterForAuctions` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::BidsOf` (r:0 w:1)
	/// Proof: `Liquidation::BidsOf` (`max_values`: None, `max_size`: Some(1457), added: 3932, mode: `MaxEncodedLen`)
	fn cancel_exit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `848`
		//  Estimated: `5429`
		// Minimum execution time: 36_314_000 picoseconds.
		Weight::from_parts(37_666_000, 5429)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::Auctions` (r:1 w:0)
	/// Proof: `Liquidation::Auctions` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::BidsOf` (r:1 w:1)
	/// Proof: `Liquidation::BidsOf` (`max_values`: None, `max_size`: Some(1457), added: 3932, mode: `MaxEncodedLen`)
	fn bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `710`
		//  Estimated: `5429`
		// Minimum execution time: 27_101_000 picoseconds.
		Weight::from_parts(29_774_000, 5429)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Liquidation::BidsOf` (r:1 w:1)
	/// Proof: `Liquidation::BidsOf` (`max_values`: None, `max_size`: Some(1457), added: 3932, mode: `MaxEncodedLen`)
	fn cancel_bid() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `555`
		//  Estimated: `5429`
		// Minimum execution time: 23_204_000 picoseconds.
		Weight::from_parts(23_825_000, 5429)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Liquidation::Parameters` (r:0 w:1)
	/// Proof: `Liquidation::Parameters` (`max_values`: Some(1), `max_size`: Some(144), added: 639, mode: `MaxEncodedLen`)
	fn set_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_637_000 picoseconds.
		Weight::from_parts(5_188_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn process_liquidation_base() -> Weight {
		Weight::from_parts(15_873_000, 1629)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn flag_overdue() -> Weight {
		Weight::from_parts(6_589_000, 3498)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn next_auction() -> Weight {
		Weight::from_parts(9_243_000, 6212)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn visit() -> Weight {
		Weight::from_parts(29_594_000, 23252)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn end_auction() -> Weight {
		Weight::from_parts(28_482_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn fill() -> Weight {
		Weight::from_parts(38_667_000, 9868)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn freeze() -> Weight {
		Weight::from_parts(30_515_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn request_exit() -> Weight {
		Weight::from_parts(30_566_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn cancel_exit() -> Weight {
		Weight::from_parts(37_666_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn bid() -> Weight {
		Weight::from_parts(29_774_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn cancel_bid() -> Weight {
		Weight::from_parts(23_825_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(5_188_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
