// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_margin`, measured: written by `scripts/weights.sh`, not by hand.
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

/// Weight functions needed for `pallet_margin`.
pub trait WeightInfo {
	fn execute_entries(e: u32, ) -> Weight;
	fn execute_fills(f: u32, ) -> Weight;
	fn execute_each(t: u32, ) -> Weight;
	fn execute_series(s: u32, ) -> Weight;
	fn admit(o: u32, ) -> Weight;
	fn series_terms() -> Weight;
	fn check_entry(n: u32, ) -> Weight;
	fn open_expiry() -> Weight;
	fn price_vectors(v: u32, ) -> Weight;
	fn ensure_releasable() -> Weight;
	fn look_up_assets(n: u32, ) -> Weight;
	fn seize_share(e: u32, ) -> Weight;
	fn seize_shifts(s: u32, ) -> Weight;
	fn make_band(e: u32, ) -> Weight;
	fn make_band_positions(p: u32, ) -> Weight;
	fn clear_transients(n: u32, ) -> Weight;
	fn set_standard_params() -> Weight;
	fn set_portfolio_params() -> Weight;
	fn set_scenarios() -> Weight;
	fn set_asset_params() -> Weight;
	fn set_mark_band() -> Weight;
	fn stress_positions(n: u32, ) -> Weight;
	fn stress_page() -> Weight;
	fn set_stress_rule() -> Weight;
	fn set_owner_limits() -> Weight;
	fn look_at_owner() -> Weight;
	fn restate_greeks(e: u32, ) -> Weight;
	fn restate_greeks_positions(p: u32, ) -> Weight;
	fn sweep_base() -> Weight;
	fn watch_axis() -> Weight;
	fn compare_expiry(n: u32, ) -> Weight;
	fn tree_node(n: u32, ) -> Weight;
	fn write_node(n: u32, ) -> Weight;
	fn queue_page(n: u32, ) -> Weight;
	fn portfolio_changed() -> Weight;
	fn standing_page() -> Weight;
	fn write_standing_page() -> Weight;
	fn sweep_portfolio() -> Weight;
}

/// Weights for `pallet_margin` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:64 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:64 w:64)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:64 w:64)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:64 w:64)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
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
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// The range of component `e` is `[2, 64]`.
	fn execute_entries(e: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `6944 + e * (324 ±0)`
		//  Estimated: `4007 + e * (6863 ±0)`
		// Minimum execution time: 138_306_000 picoseconds.
		Weight::from_parts(44_327_247, 4007)
			// Standard Error: 310_104
			.saturating_add(Weight::from_parts(36_040_353, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(e.into()))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:2 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:2 w:2)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:2 w:2)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:2 w:2)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
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
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// The range of component `f` is `[2, 256]`.
	fn execute_fills(f: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `7583`
		//  Estimated: `14716`
		// Minimum execution time: 136_673_000 picoseconds.
		Weight::from_parts(146_434_018, 14716)
			// Standard Error: 9_661
			.saturating_add(Weight::from_parts(118_094, 0).saturating_mul(f.into()))
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:2 w:2)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:2 w:2)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:2 w:2)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:2 w:2)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:1 w:1)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:1)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:1 w:0)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PortfolioRules` (r:1 w:0)
	/// Proof: `Margin::PortfolioRules` (`max_values`: None, `max_size`: Some(1146), added: 3621, mode: `MaxEncodedLen`)
	/// Storage: `Margin::ScenarioRules` (r:1 w:0)
	/// Proof: `Margin::ScenarioRules` (`max_values`: None, `max_size`: Some(4254), added: 6729, mode: `MaxEncodedLen`)
	/// Storage: `Margin::TransientStore` (r:1 w:1)
	/// Proof: `Margin::TransientStore` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `Margin::TransientKeys` (r:1 w:1)
	/// Proof: `Margin::TransientKeys` (`max_values`: Some(1), `max_size`: Some(3074), added: 3569, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Proof: `Collateral::Fees` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// The range of component `t` is `[1, 256]`.
	fn execute_each(t: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4756`
		//  Estimated: `14716`
		// Minimum execution time: 769_905_000 picoseconds.
		Weight::from_parts(892_596_061, 14716)
			// Standard Error: 94_074
			.saturating_add(Weight::from_parts(20_289_277, 0).saturating_mul(t.into()))
			.saturating_add(T::DbWeight::get().reads(29_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:32 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:32 w:32)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:16 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:32 w:32)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:32 w:32)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:16 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:16 w:16)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:16 w:16)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:1 w:0)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// The range of component `s` is `[1, 16]`.
	fn execute_series(s: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `12007 + s * (617 ±0)`
		//  Estimated: `220606 + s * (3017 ±0)`
		// Minimum execution time: 1_007_099_000 picoseconds.
		Weight::from_parts(1_047_502_300, 220606)
			// Standard Error: 790_249
			.saturating_add(Weight::from_parts(28_689_345, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(138_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(99_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(s.into())))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(s.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:1 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// The range of component `o` is `[1, 256]`.
	fn admit(o: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1163`
		//  Estimated: `7853`
		// Minimum execution time: 69_603_000 picoseconds.
		Weight::from_parts(55_592_195, 7853)
			// Standard Error: 28_464
			.saturating_add(Weight::from_parts(10_938_112, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	fn series_terms() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1026`
		//  Estimated: `3770`
		// Minimum execution time: 25_297_000 picoseconds.
		Weight::from_parts(26_559_000, 3770)
			.saturating_add(T::DbWeight::get().reads(6_u64))
	}
	/// Storage: `Margin::Positions` (r:1 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 128]`.
	fn check_entry(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `355 + n * (17 ±0)`
		//  Estimated: `7853`
		// Minimum execution time: 17_527_000 picoseconds.
		Weight::from_parts(17_552_415, 7853)
			// Standard Error: 3_420
			.saturating_add(Weight::from_parts(307_541, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PortfolioRules` (r:1 w:0)
	/// Proof: `Margin::PortfolioRules` (`max_values`: None, `max_size`: Some(1146), added: 3621, mode: `MaxEncodedLen`)
	/// Storage: `Margin::ScenarioRules` (r:1 w:0)
	/// Proof: `Margin::ScenarioRules` (`max_values`: None, `max_size`: Some(4254), added: 6729, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Margin::TransientStore` (r:2 w:0)
	/// Proof: `Margin::TransientStore` (`max_values`: None, `max_size`: None, mode: `Measured`)
	fn open_expiry() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `77378`
		//  Estimated: `83318`
		// Minimum execution time: 108_412_000 picoseconds.
		Weight::from_parts(113_979_000, 83318)
			.saturating_add(T::DbWeight::get().reads(7_u64))
	}
	/// Storage: `Margin::TransientKeys` (r:1 w:1)
	/// Proof: `Margin::TransientKeys` (`max_values`: Some(1), `max_size`: Some(3074), added: 3569, mode: `MaxEncodedLen`)
	/// Storage: `Margin::TransientStore` (r:0 w:8)
	/// Proof: `Margin::TransientStore` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// The range of component `v` is `[0, 17152]`.
	fn price_vectors(v: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `78`
		//  Estimated: `4559`
		// Minimum execution time: 210_000 picoseconds.
		Weight::from_parts(220_000, 4559)
			// Standard Error: 6_673
			.saturating_add(Weight::from_parts(244_399, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	fn ensure_releasable() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `276`
		//  Estimated: `1533`
		// Minimum execution time: 5_438_000 picoseconds.
		Weight::from_parts(5_678_000, 1533)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Margin::AssetRules` (r:64 w:0)
	/// Proof: `Margin::AssetRules` (`max_values`: None, `max_size`: Some(226), added: 2701, mode: `MaxEncodedLen`)
	/// Storage: `Market::CollateralSources` (r:64 w:0)
	/// Proof: `Market::CollateralSources` (`max_values`: None, `max_size`: Some(15), added: 2490, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:3 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::Underlyings` (r:3 w:0)
	/// Proof: `Market::Underlyings` (`max_values`: None, `max_size`: Some(420), added: 2895, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 64]`.
	fn look_up_assets(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1797 + n * (47 ±0)`
		//  Estimated: `8475 + n * (2701 ±0)`
		// Minimum execution time: 210_000 picoseconds.
		Weight::from_parts(13_941_018, 8475)
			// Standard Error: 35_915
			.saturating_add(Weight::from_parts(4_759_466, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2701).saturating_mul(n.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:2 w:1)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:16 w:32)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:2 w:2)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:32 w:32)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// The range of component `e` is `[1, 16]`.
	fn seize_share(e: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3450 + e * (227 ±0)`
		//  Estimated: `9868 + e * (6863 ±0)`
		// Minimum execution time: 131_586_000 picoseconds.
		Weight::from_parts(59_031_425, 9868)
			// Standard Error: 469_198
			.saturating_add(Weight::from_parts(84_503_903, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(e.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:2 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:32 w:32)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:2 w:2)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:16 w:16)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:16 w:16)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:32 w:32)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// The range of component `s` is `[0, 16]`.
	fn seize_shifts(s: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `10091 + s * (691 ±0)`
		//  Estimated: `110798 + s * (6863 ±0)`
		// Minimum execution time: 1_317_830_000 picoseconds.
		Weight::from_parts(1_419_895_940, 110798)
			// Standard Error: 8_996_193
			.saturating_add(Weight::from_parts(29_398_740, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(57_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(71_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(s.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(s.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:16 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:16 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// The range of component `e` is `[1, 16]`.
	fn make_band(e: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `900 + e * (378 ±0)`
		//  Estimated: `5429 + e * (6863 ±0)`
		// Minimum execution time: 207_749_000 picoseconds.
		Weight::from_parts(131_357_540, 5429)
			// Standard Error: 8_005_754
			.saturating_add(Weight::from_parts(166_517_145, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(e.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:16 w:0)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:16 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[16, 2048]`.
	fn make_band_positions(p: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `7126 + p * (2 ±0)`
		//  Estimated: `110798`
		// Minimum execution time: 2_783_981_000 picoseconds.
		Weight::from_parts(2_976_465_808, 110798)
			// Standard Error: 117_316
			.saturating_add(Weight::from_parts(618_198, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(34_u64))
	}
	/// Storage: `Margin::TransientKeys` (r:1 w:1)
	/// Proof: `Margin::TransientKeys` (`max_values`: Some(1), `max_size`: Some(3074), added: 3569, mode: `MaxEncodedLen`)
	/// Storage: `Margin::TransientStore` (r:0 w:256)
	/// Proof: `Margin::TransientStore` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// The range of component `n` is `[0, 256]`.
	fn clear_transients(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `215 + n * (12 ±0)`
		//  Estimated: `4559 + n * (12 ±0)`
		// Minimum execution time: 2_583_000 picoseconds.
		Weight::from_parts(5_414_428, 4559)
			// Standard Error: 7_491
			.saturating_add(Weight::from_parts(1_604_731, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 12).saturating_mul(n.into()))
	}
	/// Storage: `Margin::StandardRules` (r:1 w:1)
	/// Proof: `Margin::StandardRules` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Proof: `Margin::Axes` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	fn set_standard_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `225`
		//  Estimated: `3875`
		// Minimum execution time: 13_971_000 picoseconds.
		Weight::from_parts(14_421_000, 3875)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::PortfolioRules` (r:1 w:1)
	/// Proof: `Margin::PortfolioRules` (`max_values`: None, `max_size`: Some(1146), added: 3621, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Proof: `Margin::Axes` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	fn set_portfolio_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `225`
		//  Estimated: `4611`
		// Minimum execution time: 14_882_000 picoseconds.
		Weight::from_parts(15_363_000, 4611)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::ScenarioRules` (r:1 w:1)
	/// Proof: `Margin::ScenarioRules` (`max_values`: None, `max_size`: Some(4254), added: 6729, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Proof: `Margin::Axes` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	fn set_scenarios() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `225`
		//  Estimated: `7719`
		// Minimum execution time: 16_404_000 picoseconds.
		Weight::from_parts(16_935_000, 7719)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::AssetRules` (r:1 w:1)
	/// Proof: `Margin::AssetRules` (`max_values`: None, `max_size`: Some(226), added: 2701, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Proof: `Margin::Axes` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn set_asset_params() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `311`
		//  Estimated: `3691`
		// Minimum execution time: 14_021_000 picoseconds.
		Weight::from_parts(14_782_000, 3691)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::Band` (r:0 w:1)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	fn set_mark_band() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 4_196_000 picoseconds.
		Weight::from_parts(4_507_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// The range of component `n` is `[1, 128]`.
	fn stress_positions(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 1_703_000 picoseconds.
		Weight::from_parts(1_721_488, 0)
			// Standard Error: 907
			.saturating_add(Weight::from_parts(35_090, 0).saturating_mul(n.into()))
	}
	/// Storage: `Margin::Stress` (r:1 w:1)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Margin::StressShares` (r:1 w:1)
	/// Proof: `Margin::StressShares` (`max_values`: None, `max_size`: Some(4178), added: 6653, mode: `MaxEncodedLen`)
	/// Storage: `Margin::StressRules` (r:1 w:0)
	/// Proof: `Margin::StressRules` (`max_values`: Some(1), `max_size`: Some(86), added: 581, mode: `MaxEncodedLen`)
	fn stress_page() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `4347`
		//  Estimated: `7643`
		// Minimum execution time: 10_025_000 picoseconds.
		Weight::from_parts(11_467_000, 7643)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Margin::StressRules` (r:1 w:1)
	/// Proof: `Margin::StressRules` (`max_values`: Some(1), `max_size`: Some(86), added: 581, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Proof: `Margin::Axes` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:1)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Insurance` (r:1 w:0)
	/// Proof: `Collateral::Insurance` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn set_stress_rule() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `391`
		//  Estimated: `3548`
		// Minimum execution time: 15_573_000 picoseconds.
		Weight::from_parts(16_895_000, 3548)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Margin::Limits` (r:0 w:1)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	fn set_owner_limits() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 6_009_000 picoseconds.
		Weight::from_parts(6_480_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:1 w:0)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:0)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	fn look_at_owner() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `721`
		//  Estimated: `4007`
		// Minimum execution time: 20_391_000 picoseconds.
		Weight::from_parts(21_162_000, 4007)
			.saturating_add(T::DbWeight::get().reads(4_u64))
	}
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:16 w:16)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:1 w:1)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// The range of component `e` is `[1, 16]`.
	fn restate_greeks(e: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `330`
		//  Estimated: `3603 + e * (2557 ±0)`
		// Minimum execution time: 16_865_000 picoseconds.
		Weight::from_parts(12_766_222, 3603)
			// Standard Error: 19_400
			.saturating_add(Weight::from_parts(4_560_138, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 2557).saturating_mul(e.into()))
	}
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Margin::PositionGreeks` (r:16 w:16)
	/// Proof: `Margin::PositionGreeks` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:1 w:1)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[16, 2048]`.
	fn restate_greeks_positions(p: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `330`
		//  Estimated: `41902`
		// Minimum execution time: 83_655_000 picoseconds.
		Weight::from_parts(79_524_976, 41902)
			// Standard Error: 2_338
			.saturating_add(Weight::from_parts(141_143, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Market::UnderlyingCount` (r:1 w:0)
	/// Proof: `Market::UnderlyingCount` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Cursor` (r:1 w:1)
	/// Proof: `Margin::Cursor` (`max_values`: Some(1), `max_size`: Some(17), added: 512, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:0)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Margin::StressRules` (r:1 w:0)
	/// Proof: `Margin::StressRules` (`max_values`: Some(1), `max_size`: Some(86), added: 581, mode: `MaxEncodedLen`)
	fn sweep_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `354`
		//  Estimated: `3489`
		// Minimum execution time: 17_045_000 picoseconds.
		Weight::from_parts(17_826_000, 3489)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::Axes` (r:1 w:1)
	/// Proof: `Margin::Axes` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Market::Revisions` (r:1 w:0)
	/// Proof: `Market::Revisions` (`max_values`: None, `max_size`: Some(19), added: 2494, mode: `MaxEncodedLen`)
	fn watch_axis() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `924`
		//  Estimated: `3732`
		// Minimum execution time: 21_562_000 picoseconds.
		Weight::from_parts(22_233_000, 3732)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Market::Revisions` (r:1 w:0)
	/// Proof: `Market::Revisions` (`max_values`: None, `max_size`: Some(19), added: 2494, mode: `MaxEncodedLen`)
	/// Storage: `Series::Chains` (r:1 w:0)
	/// Proof: `Series::Chains` (`max_values`: None, `max_size`: Some(1131), added: 3606, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Seen` (r:1 w:1)
	/// Proof: `Margin::Seen` (`max_values`: None, `max_size`: Some(9740), added: 12215, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:16 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:16 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn compare_expiry(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1511 + n * (544 ±0)`
		//  Estimated: `13205 + n * (3017 ±0)`
		// Minimum execution time: 112_407_000 picoseconds.
		Weight::from_parts(18_225_714, 13205)
			// Standard Error: 273_188
			.saturating_add(Weight::from_parts(95_378_841, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(n.into()))
	}
	/// Storage: `Margin::Nodes` (r:20 w:0)
	/// Proof: `Margin::Nodes` (`max_values`: None, `max_size`: Some(1622), added: 4097, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn tree_node(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1821 + n * (79 ±0)`
		//  Estimated: `17378 + n * (4097 ±0)`
		// Minimum execution time: 18_938_000 picoseconds.
		Weight::from_parts(15_914_814, 17378)
			// Standard Error: 19_270
			.saturating_add(Weight::from_parts(3_632_023, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 4097).saturating_mul(n.into()))
	}
	/// Storage: `Margin::Nodes` (r:20 w:20)
	/// Proof: `Margin::Nodes` (`max_values`: None, `max_size`: Some(1622), added: 4097, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn write_node(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `248 + n * (1652 ±0)`
		//  Estimated: `17378 + n * (4097 ±0)`
		// Minimum execution time: 25_699_000 picoseconds.
		Weight::from_parts(19_860_660, 17378)
			// Standard Error: 32_751
			.saturating_add(Weight::from_parts(6_237_806, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 4097).saturating_mul(n.into()))
	}
	/// Storage: `Margin::Queue` (r:17 w:0)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn queue_page(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `73 + n * (28 ±0)`
		//  Estimated: `3489 + n * (2499 ±0)`
		// Minimum execution time: 8_342_000 picoseconds.
		Weight::from_parts(5_300_389, 3489)
			// Standard Error: 18_355
			.saturating_add(Weight::from_parts(2_841_594, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2499).saturating_mul(n.into()))
	}
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	fn portfolio_changed() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `102`
		//  Estimated: `3489`
		// Minimum execution time: 3_896_000 picoseconds.
		Weight::from_parts(3_996_000, 3489)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Margin::Standings` (r:1 w:0)
	/// Proof: `Margin::Standings` (`max_values`: None, `max_size`: Some(530), added: 3005, mode: `MaxEncodedLen`)
	fn standing_page() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `611`
		//  Estimated: `3995`
		// Minimum execution time: 4_657_000 picoseconds.
		Weight::from_parts(4_897_000, 3995)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Margin::Standings` (r:0 w:1)
	/// Proof: `Margin::Standings` (`max_values`: None, `max_size`: Some(530), added: 3005, mode: `MaxEncodedLen`)
	fn write_standing_page() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 1_933_000 picoseconds.
		Weight::from_parts(2_103_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1964), added: 4439, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Standings` (r:1 w:0)
	/// Proof: `Margin::Standings` (`max_values`: None, `max_size`: Some(530), added: 3005, mode: `MaxEncodedLen`)
	/// Storage: `Margin::StressShares` (r:1 w:0)
	/// Proof: `Margin::StressShares` (`max_values`: None, `max_size`: Some(4178), added: 6653, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Margin::StressRules` (r:1 w:0)
	/// Proof: `Margin::StressRules` (`max_values`: Some(1), `max_size`: Some(86), added: 581, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	fn sweep_portfolio() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `419`
		//  Estimated: `7643`
		// Minimum execution time: 15_933_000 picoseconds.
		Weight::from_parts(16_675_000, 7643)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn execute_entries(e: u32, ) -> Weight {
		Weight::from_parts(44_327_247, 4007)
			.saturating_add(Weight::from_parts(36_040_353, 0).saturating_mul(e.into()))
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(e.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(e.into()))
	}
	fn execute_fills(f: u32, ) -> Weight {
		Weight::from_parts(146_434_018, 14716)
			.saturating_add(Weight::from_parts(118_094, 0).saturating_mul(f.into()))
			.saturating_add(ParityDbWeight::get().reads(22_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn execute_each(t: u32, ) -> Weight {
		Weight::from_parts(892_596_061, 14716)
			.saturating_add(Weight::from_parts(20_289_277, 0).saturating_mul(t.into()))
			.saturating_add(ParityDbWeight::get().reads(29_u64))
			.saturating_add(ParityDbWeight::get().writes(17_u64))
	}
	fn execute_series(s: u32, ) -> Weight {
		Weight::from_parts(1_047_502_300, 220606)
			.saturating_add(Weight::from_parts(28_689_345, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(138_u64))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(s.into())))
			.saturating_add(ParityDbWeight::get().writes(99_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(s.into())))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(s.into()))
	}
	fn admit(o: u32, ) -> Weight {
		Weight::from_parts(55_592_195, 7853)
			.saturating_add(Weight::from_parts(10_938_112, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
	}
	fn series_terms() -> Weight {
		Weight::from_parts(26_559_000, 3770)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
	}
	fn check_entry(n: u32, ) -> Weight {
		Weight::from_parts(17_552_415, 7853)
			.saturating_add(Weight::from_parts(307_541, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn open_expiry() -> Weight {
		Weight::from_parts(113_979_000, 83318)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
	}
	fn price_vectors(v: u32, ) -> Weight {
		Weight::from_parts(220_000, 4559)
			.saturating_add(Weight::from_parts(244_399, 0).saturating_mul(v.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn ensure_releasable() -> Weight {
		Weight::from_parts(5_678_000, 1533)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn look_up_assets(n: u32, ) -> Weight {
		Weight::from_parts(13_941_018, 8475)
			.saturating_add(Weight::from_parts(4_759_466, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2701).saturating_mul(n.into()))
	}
	fn seize_share(e: u32, ) -> Weight {
		Weight::from_parts(59_031_425, 9868)
			.saturating_add(Weight::from_parts(84_503_903, 0).saturating_mul(e.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(e.into())))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(e.into()))
	}
	fn seize_shifts(s: u32, ) -> Weight {
		Weight::from_parts(1_419_895_940, 110798)
			.saturating_add(Weight::from_parts(29_398_740, 0).saturating_mul(s.into()))
			.saturating_add(ParityDbWeight::get().reads(57_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(s.into())))
			.saturating_add(ParityDbWeight::get().writes(71_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(s.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(s.into()))
	}
	fn make_band(e: u32, ) -> Weight {
		Weight::from_parts(131_357_540, 5429)
			.saturating_add(Weight::from_parts(166_517_145, 0).saturating_mul(e.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 6863).saturating_mul(e.into()))
	}
	fn make_band_positions(p: u32, ) -> Weight {
		Weight::from_parts(2_976_465_808, 110798)
			.saturating_add(Weight::from_parts(618_198, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(34_u64))
	}
	fn clear_transients(n: u32, ) -> Weight {
		Weight::from_parts(5_414_428, 4559)
			.saturating_add(Weight::from_parts(1_604_731, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 12).saturating_mul(n.into()))
	}
	fn set_standard_params() -> Weight {
		Weight::from_parts(14_421_000, 3875)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_portfolio_params() -> Weight {
		Weight::from_parts(15_363_000, 4611)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_scenarios() -> Weight {
		Weight::from_parts(16_935_000, 7719)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_asset_params() -> Weight {
		Weight::from_parts(14_782_000, 3691)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_mark_band() -> Weight {
		Weight::from_parts(4_507_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn stress_positions(n: u32, ) -> Weight {
		Weight::from_parts(1_721_488, 0)
			.saturating_add(Weight::from_parts(35_090, 0).saturating_mul(n.into()))
	}
	fn stress_page() -> Weight {
		Weight::from_parts(11_467_000, 7643)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_stress_rule() -> Weight {
		Weight::from_parts(16_895_000, 3548)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_owner_limits() -> Weight {
		Weight::from_parts(6_480_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn look_at_owner() -> Weight {
		Weight::from_parts(21_162_000, 4007)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
	}
	fn restate_greeks(e: u32, ) -> Weight {
		Weight::from_parts(12_766_222, 3603)
			.saturating_add(Weight::from_parts(4_560_138, 0).saturating_mul(e.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(e.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(e.into())))
			.saturating_add(Weight::from_parts(0, 2557).saturating_mul(e.into()))
	}
	fn restate_greeks_positions(p: u32, ) -> Weight {
		Weight::from_parts(79_524_976, 41902)
			.saturating_add(Weight::from_parts(141_143, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(18_u64))
			.saturating_add(ParityDbWeight::get().writes(17_u64))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(17_826_000, 3489)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn watch_axis() -> Weight {
		Weight::from_parts(22_233_000, 3732)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn compare_expiry(n: u32, ) -> Weight {
		Weight::from_parts(18_225_714, 13205)
			.saturating_add(Weight::from_parts(95_378_841, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(n.into()))
	}
	fn tree_node(n: u32, ) -> Weight {
		Weight::from_parts(15_914_814, 17378)
			.saturating_add(Weight::from_parts(3_632_023, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 4097).saturating_mul(n.into()))
	}
	fn write_node(n: u32, ) -> Weight {
		Weight::from_parts(19_860_660, 17378)
			.saturating_add(Weight::from_parts(6_237_806, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 4097).saturating_mul(n.into()))
	}
	fn queue_page(n: u32, ) -> Weight {
		Weight::from_parts(5_300_389, 3489)
			.saturating_add(Weight::from_parts(2_841_594, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2499).saturating_mul(n.into()))
	}
	fn portfolio_changed() -> Weight {
		Weight::from_parts(3_996_000, 3489)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn standing_page() -> Weight {
		Weight::from_parts(4_897_000, 3995)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn write_standing_page() -> Weight {
		Weight::from_parts(2_103_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn sweep_portfolio() -> Weight {
		Weight::from_parts(16_675_000, 7643)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
