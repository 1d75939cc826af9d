// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_collateral`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_collateral`.
pub trait WeightInfo {
	fn open_portfolio() -> Weight;
	fn close_portfolio() -> Weight;
	fn deposit() -> Weight;
	fn request_withdrawal() -> Weight;
	fn cancel_withdrawal() -> Weight;
	fn transfer() -> Weight;
	fn set_mode() -> Weight;
	fn hold() -> Weight;
	fn unhold() -> Weight;
	fn take_bond() -> Weight;
	fn pay_bond() -> Weight;
	fn bond_to_insurance() -> Weight;
	fn accept_asset() -> Weight;
	fn set_asset_policy() -> Weight;
	fn set_debt_terms() -> Weight;
	fn fund_insurance() -> Weight;
	fn sweep_gifts() -> Weight;
	fn pay_fees_out() -> Weight;
	fn pay_insurance_asset_out() -> Weight;
	fn process_withdrawals() -> Weight;
	fn look_at_withdrawal() -> Weight;
	fn look_at_debtor() -> Weight;
	fn pay_withdrawal() -> Weight;
	fn post(n: u32, ) -> Weight;
	fn take_over(n: u32, ) -> Weight;
	fn pay_insured() -> Weight;
	fn write_off() -> Weight;
}

/// Weights for `pallet_collateral` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Collateral::PortfolioOf` (r:32 w:1)
	/// Proof: `Collateral::PortfolioOf` (`max_values`: None, `max_size`: Some(66), added: 2541, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::NextPortfolio` (r:1 w:1)
	/// Proof: `Collateral::NextPortfolio` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:0 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	fn open_portfolio() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2788`
		//  Estimated: `82302`
		// Minimum execution time: 222_030_000 picoseconds.
		Weight::from_parts(232_295_000, 82302)
			.saturating_add(T::DbWeight::get().reads(41_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedCombos` (r:1 w:0)
	/// Proof: `Trading::CollectedCombos` (`max_values`: Some(1), `max_size`: Some(30338), added: 30833, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:65 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:65 w:65)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::PortfolioOf` (r:0 w:1)
	/// Proof: `Collateral::PortfolioOf` (`max_values`: None, `max_size`: Some(66), added: 2541, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:0 w:1)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Nonces` (r:0 w:1)
	/// Proof: `Trading::Nonces` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn close_portfolio() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `9817`
		//  Estimated: `167845`
		// Minimum execution time: 618_971_000 picoseconds.
		Weight::from_parts(651_258_000, 167845)
			.saturating_add(T::DbWeight::get().reads(140_u64))
			.saturating_add(T::DbWeight::get().writes(76_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:0)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	fn deposit() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2862`
		//  Estimated: `11727`
		// Minimum execution time: 93_489_000 picoseconds.
		Weight::from_parts(94_410_000, 11727)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Queue` (r:1 w:1)
	/// Proof: `Collateral::Queue` (`max_values`: Some(1), `max_size`: Some(20), added: 515, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Withdrawals` (r:0 w:1)
	/// Proof: `Collateral::Withdrawals` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn request_withdrawal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2031`
		//  Estimated: `11727`
		// Minimum execution time: 41_952_000 picoseconds.
		Weight::from_parts(43_735_000, 11727)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:1 w:1)
	/// Proof: `Collateral::Withdrawals` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Queue` (r:1 w:1)
	/// Proof: `Collateral::Queue` (`max_values`: Some(1), `max_size`: Some(20), added: 515, mode: `MaxEncodedLen`)
	fn cancel_withdrawal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `891`
		//  Estimated: `5429`
		// Minimum execution time: 20_661_000 picoseconds.
		Weight::from_parts(21_552_000, 5429)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:2 w:2)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	fn transfer() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2888`
		//  Estimated: `11727`
		// Minimum execution time: 66_088_000 picoseconds.
		Weight::from_parts(68_932_000, 11727)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	fn set_mode() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1973`
		//  Estimated: `11727`
		// Minimum execution time: 39_860_000 picoseconds.
		Weight::from_parts(43_495_000, 11727)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	fn hold() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `926`
		//  Estimated: `5429`
		// Minimum execution time: 29_914_000 picoseconds.
		Weight::from_parts(32_038_000, 5429)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	fn unhold() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `777`
		//  Estimated: `5429`
		// Minimum execution time: 8_122_000 picoseconds.
		Weight::from_parts(9_183_000, 5429)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
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
	fn take_bond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1769`
		//  Estimated: `6208`
		// Minimum execution time: 66_729_000 picoseconds.
		Weight::from_parts(68_282_000, 6208)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
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
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn pay_bond() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1734`
		//  Estimated: `6208`
		// Minimum execution time: 71_205_000 picoseconds.
		Weight::from_parts(74_281_000, 6208)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Collateral::OtherBonds` (r:1 w:1)
	/// Proof: `Collateral::OtherBonds` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn bond_to_insurance() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `309`
		//  Estimated: `1565`
		// Minimum execution time: 14_682_000 picoseconds.
		Weight::from_parts(15_313_000, 1565)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:1)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::CounterForAcceptedAssets` (r:1 w:1)
	/// Proof: `Collateral::CounterForAcceptedAssets` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Metadata` (r:1 w:0)
	/// Proof: `Assets::Metadata` (`max_values`: None, `max_size`: Some(140), added: 2615, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:0)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	fn accept_asset() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1239`
		//  Estimated: `3675`
		// Minimum execution time: 33_900_000 picoseconds.
		Weight::from_parts(35_363_000, 3675)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:1)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:0)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn set_asset_policy() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `537`
		//  Estimated: `3675`
		// Minimum execution time: 15_783_000 picoseconds.
		Weight::from_parts(16_474_000, 3675)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Terms` (r:0 w:1)
	/// Proof: `Collateral::Terms` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	fn set_debt_terms() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_376_000 picoseconds.
		Weight::from_parts(4_767_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
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
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:0)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	fn fund_insurance() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1753`
		//  Estimated: `6208`
		// Minimum execution time: 71_336_000 picoseconds.
		Weight::from_parts(73_139_000, 6208)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:1 w:0)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:0)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	fn sweep_gifts() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1162`
		//  Estimated: `3599`
		// Minimum execution time: 25_217_000 picoseconds.
		Weight::from_parts(26_108_000, 3599)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Proof: `Collateral::Fees` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn pay_fees_out() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1783`
		//  Estimated: `6208`
		// Minimum execution time: 70_175_000 picoseconds.
		Weight::from_parts(72_017_000, 6208)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn pay_insurance_asset_out() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1252`
		//  Estimated: `6208`
		// Minimum execution time: 62_493_000 picoseconds.
		Weight::from_parts(64_176_000, 6208)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Queue` (r:1 w:0)
	/// Proof: `Collateral::Queue` (`max_values`: Some(1), `max_size`: Some(20), added: 515, mode: `MaxEncodedLen`)
	fn process_withdrawals() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `182`
		//  Estimated: `1505`
		// Minimum execution time: 2_834_000 picoseconds.
		Weight::from_parts(3_105_000, 1505)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Collateral::Withdrawals` (r:1 w:0)
	/// Proof: `Collateral::Withdrawals` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn look_at_withdrawal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `288`
		//  Estimated: `3513`
		// Minimum execution time: 3_665_000 picoseconds.
		Weight::from_parts(3_895_000, 3513)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Collateral::Debtors` (r:1 w:0)
	/// Proof: `Collateral::Debtors` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
	fn look_at_debtor() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `290`
		//  Estimated: `3498`
		// Minimum execution time: 3_706_000 picoseconds.
		Weight::from_parts(3_956_000, 3498)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Collateral::Queue` (r:1 w:1)
	/// Proof: `Collateral::Queue` (`max_values`: Some(1), `max_size`: Some(20), added: 515, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Withdrawals` (r:1 w:1)
	/// Proof: `Collateral::Withdrawals` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::AcceptedAssets` (r:1 w:0)
	/// Proof: `Collateral::AcceptedAssets` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Totals` (r:1 w:1)
	/// Proof: `Collateral::Totals` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Account` (r:2 w:2)
	/// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	/// Storage: `Assets::Asset` (r:1 w:1)
	/// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	fn pay_withdrawal() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3158`
		//  Estimated: `11727`
		// Minimum execution time: 109_964_000 picoseconds.
		Weight::from_parts(115_702_000, 11727)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:256 w:256)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Debtors` (r:256 w:256)
	/// Proof: `Collateral::Debtors` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Proof: `Collateral::Terms` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:4 w:4)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Proof: `Collateral::Fees` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 256]`.
	fn post(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1822 + n * (89 ±0)`
		//  Estimated: `11727 + n * (4439 ±2)`
		// Minimum execution time: 34_611_000 picoseconds.
		Weight::from_parts(35_133_000, 11727)
			// Standard Error: 399_378
			.saturating_add(Weight::from_parts(16_031_387, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 4439).saturating_mul(n.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:2 w:2)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Proof: `Collateral::Debtors` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Proof: `Collateral::Terms` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 64]`.
	fn take_over(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2376 + n * (20 ±0)`
		//  Estimated: `11727`
		// Minimum execution time: 42_523_000 picoseconds.
		Weight::from_parts(44_755_658, 11727)
			// Standard Error: 10_967
			.saturating_add(Weight::from_parts(158_523, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Proof: `Collateral::Debtors` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Proof: `Collateral::Terms` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn pay_insured() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1762`
		//  Estimated: `11727`
		// Minimum execution time: 29_374_000 picoseconds.
		Weight::from_parts(31_297_000, 11727)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::OpenClearings` (r:1 w:0)
	/// Proof: `Collateral::OpenClearings` (`max_values`: Some(1), `max_size`: Some(10242), added: 10737, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Debtors` (r:1 w:1)
	/// Proof: `Collateral::Debtors` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Terms` (r:1 w:0)
	/// Proof: `Collateral::Terms` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:1)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn write_off() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1742`
		//  Estimated: `11727`
		// Minimum execution time: 28_682_000 picoseconds.
		Weight::from_parts(32_248_000, 11727)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn open_portfolio() -> Weight {
		Weight::from_parts(232_295_000, 82302)
			.saturating_add(ParityDbWeight::get().reads(41_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn close_portfolio() -> Weight {
		Weight::from_parts(651_258_000, 167845)
			.saturating_add(ParityDbWeight::get().reads(140_u64))
			.saturating_add(ParityDbWeight::get().writes(76_u64))
	}
	fn deposit() -> Weight {
		Weight::from_parts(94_410_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(43_735_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn cancel_withdrawal() -> Weight {
		Weight::from_parts(21_552_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn transfer() -> Weight {
		Weight::from_parts(68_932_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_mode() -> Weight {
		Weight::from_parts(43_495_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn hold() -> Weight {
		Weight::from_parts(32_038_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn unhold() -> Weight {
		Weight::from_parts(9_183_000, 5429)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn take_bond() -> Weight {
		Weight::from_parts(68_282_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn pay_bond() -> Weight {
		Weight::from_parts(74_281_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn bond_to_insurance() -> Weight {
		Weight::from_parts(15_313_000, 1565)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn accept_asset() -> Weight {
		Weight::from_parts(35_363_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_asset_policy() -> Weight {
		Weight::from_parts(16_474_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_debt_terms() -> Weight {
		Weight::from_parts(4_767_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn fund_insurance() -> Weight {
		Weight::from_parts(73_139_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn sweep_gifts() -> Weight {
		Weight::from_parts(26_108_000, 3599)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn pay_fees_out() -> Weight {
		Weight::from_parts(72_017_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn pay_insurance_asset_out() -> Weight {
		Weight::from_parts(64_176_000, 6208)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn process_withdrawals() -> Weight {
		Weight::from_parts(3_105_000, 1505)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn look_at_withdrawal() -> Weight {
		Weight::from_parts(3_895_000, 3513)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn look_at_debtor() -> Weight {
		Weight::from_parts(3_956_000, 3498)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn pay_withdrawal() -> Weight {
		Weight::from_parts(115_702_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn post(n: u32, ) -> Weight {
		Weight::from_parts(35_133_000, 11727)
			.saturating_add(Weight::from_parts(16_031_387, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 4439).saturating_mul(n.into()))
	}
	fn take_over(n: u32, ) -> Weight {
		Weight::from_parts(44_755_658, 11727)
			.saturating_add(Weight::from_parts(158_523, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn pay_insured() -> Weight {
		Weight::from_parts(31_297_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn write_off() -> Weight {
		Weight::from_parts(32_248_000, 11727)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
}
