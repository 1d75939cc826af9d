// SPDX-License-Identifier: Apache-2.0
//! Weights for `pallet_settlement`, in the shape that the FRAME generator writes. Reads and writes
//! are counted from the code (neighbours' included), times are estimates until the benchmarks run.

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
	fn pay_portfolio(p: u32) -> Weight;
	fn settle_portfolio(p: u32) -> Weight;
	fn settle_due_base() -> Weight;
	fn prune_base() -> Weight;
	fn prune_result() -> Weight;
	fn set_committee_price() -> Weight;
	fn set_ladder() -> Weight;
}

/// Weights for `pallet_settlement`.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: polkadot_sdk::frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Settlement::Queue` (r:1 w:0)
	/// Proof: `Settlement::Queue` (`max_values`: None, `max_size`: Some(706), added: 3181, mode: `MaxEncodedLen`)
	/// Storage: `Series::DueIndex` (r:1 w:0)
	/// Proof: `Series::DueIndex` (`max_values`: None, `max_size`: Some(5122), added: 7597, mode: `MaxEncodedLen`)
	fn process_settlement_base() -> Weight {
		// Minimum execution time: 12_000_000 picoseconds.
		Weight::from_parts(12_000_000, 6607)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Series::DueIndex` (r:1 w:1)
	/// Proof: `Series::DueIndex` (`max_values`: None, `max_size`: Some(5122), added: 7597, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:0)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1300), added: 3775, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:1 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(3000), added: 5475, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:0 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(170), added: 2645, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: None, `max_size`: Some(706), added: 3181, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Closed` (r:1 w:1)
	/// Proof: `Settlement::Closed` (`max_values`: None, `max_size`: Some(8), added: 2483, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::ClosedExpiries` (r:0 w:1)
	/// Proof: `Settlement::ClosedExpiries` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	fn begin_settlement() -> Weight {
		// Minimum execution time: 55_000_000 picoseconds.
		Weight::from_parts(55_000_000, 8619)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(170), added: 2645, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Ladder` (r:1 w:0)
	/// Proof: `Settlement::Ladder` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:3 w:1)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Market::Index` (r:1 w:0)
	/// Proof: `Market::Index` (`max_values`: None, `max_size`: Some(120), added: 2595, mode: `MaxEncodedLen`)
	/// Storage: `Market::Surfaces` (r:1 w:0)
	/// Proof: `Market::Surfaces` (`max_values`: None, `max_size`: Some(2000), added: 4475, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: None, `max_size`: Some(1282), added: 3757, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(42), added: 2517, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:0 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(226), added: 2701, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: None, `max_size`: Some(706), added: 3181, mode: `MaxEncodedLen`)
	fn look_for_price() -> Weight {
		// Minimum execution time: 45_000_000 picoseconds.
		Weight::from_parts(45_000_000, 5475)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Settlement::Settlements`, `Settlement::Queue`, `Collateral::OpenClearings`, `Collateral::Clearing` (r:4 w:4)
	/// Storage: `Settlement::Values`, `Settlement::Progress` (r:0 w:2)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Storage: market values of the expiry and its underlying (r:4 w:0)
	fn look_for_marks() -> Weight {
		// 128 option prices at 5 us each, and sorting them.
		Weight::from_parts(800_000_000, 24000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(170), added: 2645, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:1 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(226), added: 2701, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: None, `max_size`: Some(706), added: 3181, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(42), added: 2517, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: None, `max_size`: Some(1282), added: 3757, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:0)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:1)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(556), added: 3031, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:1)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1300), added: 3775, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:2 w:2)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Closed` (r:1 w:1)
	/// Proof: `Settlement::Closed` (`max_values`: None, `max_size`: Some(8), added: 2483, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::ClosedExpiries` (r:0 w:1)
	/// Proof: `Settlement::ClosedExpiries` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Storage: `Settlement::Values` (r:1 w:0)
	fn pay_base() -> Weight {
		// Minimum execution time: 90_000_000 picoseconds.
		Weight::from_parts(90_000_000, 4765)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// Storage: `Margin::Positions` (r:1 w:1)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(3000), added: 5475, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1800), added: 4275, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Results` (r:1 w:1)
	/// Proof: `Settlement::Results` (`max_values`: None, `max_size`: Some(66), added: 2541, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[0, 256]`.
	fn pay_portfolio(p: u32) -> Weight {
		// Minimum execution time: 40_000_000 picoseconds.
		Weight::from_parts(40_000_000, 5475)
			.saturating_add(Weight::from_parts(700_000, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(170), added: 2645, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:1 w:1)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(3000), added: 5475, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1800), added: 4275, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(42), added: 2517, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Results` (r:1 w:1)
	/// Proof: `Settlement::Results` (`max_values`: None, `max_size`: Some(66), added: 2541, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:0 w:0)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Storage: `Settlement::Values` (r:1 w:0)
	/// The range of component `p` is `[0, 256]`.
	fn settle_portfolio(p: u32) -> Weight {
		// Minimum execution time: 48_000_000 picoseconds.
		Weight::from_parts(48_000_000, 5475)
			.saturating_add(Weight::from_parts(700_000, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
			// Open interest of the series held: one read and one write each.
			.saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(p.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1800), added: 4275, mode: `MaxEncodedLen`)
	fn settle_due_base() -> Weight {
		// Minimum execution time: 6_000_000 picoseconds.
		Weight::from_parts(6_000_000, 5265)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Settlement::Pruned` (r:1 w:1)
	/// Proof: `Settlement::Pruned` (`max_values`: None, `max_size`: Some(8), added: 2483, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::ClosedExpiries` (r:1 w:1)
	/// Proof: `Settlement::ClosedExpiries` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(170), added: 2645, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Values` (r:0 w:1)
	fn prune_base() -> Weight {
		// Minimum execution time: 14_000_000 picoseconds.
		Weight::from_parts(14_000_000, 3635)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Settlement::Results` (r:1 w:1)
	/// Proof: `Settlement::Results` (`max_values`: None, `max_size`: Some(66), added: 2541, mode: `MaxEncodedLen`)
	fn prune_result() -> Weight {
		// Minimum execution time: 4_000_000 picoseconds.
		Weight::from_parts(4_000_000, 3531)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Settlement::Settlements` (r:1 w:1)
	/// Proof: `Settlement::Settlements` (`max_values`: None, `max_size`: Some(170), added: 2645, mode: `MaxEncodedLen`)
	/// Storage: `Market::Windows` (r:1 w:0)
	/// Proof: `Market::Windows` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	/// Storage: `Market::Surfaces` (r:1 w:0)
	/// Proof: `Market::Surfaces` (`max_values`: None, `max_size`: Some(2000), added: 4475, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:1)
	/// Proof: `Collateral::OpenClearings` (`max_values`: None, `max_size`: Some(1282), added: 3757, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Clearing` (r:1 w:1)
	/// Proof: `Collateral::Clearing` (`max_values`: None, `max_size`: Some(42), added: 2517, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Progress` (r:0 w:1)
	/// Proof: `Settlement::Progress` (`max_values`: None, `max_size`: Some(226), added: 2701, mode: `MaxEncodedLen`)
	/// Storage: `Settlement::Queue` (r:1 w:1)
	/// Proof: `Settlement::Queue` (`max_values`: None, `max_size`: Some(706), added: 3181, mode: `MaxEncodedLen`)
	fn set_committee_price() -> Weight {
		// Minimum execution time: 40_000_000 picoseconds.
		Weight::from_parts(40_000_000, 5475)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Settlement::Ladder` (r:0 w:1)
	/// Proof: `Settlement::Ladder` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn set_ladder() -> Weight {
		// Minimum execution time: 6_000_000 picoseconds.
		Weight::from_parts(6_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn process_settlement_base() -> Weight {
		Weight::from_parts(12_000_000, 6607)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn begin_settlement() -> Weight {
		Weight::from_parts(55_000_000, 8619)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn look_for_price() -> Weight {
		Weight::from_parts(45_000_000, 5475)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn look_for_marks() -> Weight {
		// 128 option prices at 5 us each, and sorting them.
		Weight::from_parts(800_000_000, 24000)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn pay_base() -> Weight {
		Weight::from_parts(90_000_000, 4765)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn pay_portfolio(p: u32) -> Weight {
		Weight::from_parts(40_000_000, 5475)
			.saturating_add(Weight::from_parts(700_000, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn settle_portfolio(p: u32) -> Weight {
		Weight::from_parts(48_000_000, 5475)
			.saturating_add(Weight::from_parts(700_000, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
			// Open interest of the series held: one read and one write each.
			.saturating_add(ParityDbWeight::get().reads_writes(1, 1).saturating_mul(p.into()))
	}
	fn settle_due_base() -> Weight {
		Weight::from_parts(6_000_000, 5265)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn prune_base() -> Weight {
		Weight::from_parts(14_000_000, 3635)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn prune_result() -> Weight {
		Weight::from_parts(4_000_000, 3531)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_committee_price() -> Weight {
		Weight::from_parts(40_000_000, 5475)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_ladder() -> Weight {
		Weight::from_parts(6_000_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
