// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_trading`, measured: written by `scripts/weights.sh`, not by hand.
//!
//! 2026-11-30, AMD EPYC, steps 20, repeats 20, the genesis of the preset
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

/// Weight functions needed for `pallet_trading`.
pub trait WeightInfo {
	fn check_block_trade(l: u32, p: u32, ) -> Weight;
	fn cancel_nonce() -> Weight;
	fn cancel_nonces_below() -> Weight;
	fn set_market_rules() -> Weight;
	fn place_orders(n: u32, ) -> Weight;
	fn amend_order() -> Weight;
	fn cancel_orders(n: u32, ) -> Weight;
	fn place_combo() -> Weight;
	fn set_quote_cap() -> Weight;
	fn grant_trading_key() -> Weight;
	fn revoke_trading_keys() -> Weight;
	fn check_quotes(l: u32, q: u32, ) -> Weight;
	fn match_base() -> Weight;
	fn match_waiting(n: u32, ) -> Weight;
	fn match_waiting_combos(c: u32, ) -> Weight;
	fn match_series() -> Weight;
	fn match_portfolio() -> Weight;
	fn match_judged(n: u32, ) -> Weight;
	fn match_order(n: u32, ) -> Weight;
	fn match_level() -> Weight;
	fn match_combo() -> Weight;
	fn prune_portfolio() -> Weight;
}

/// Weights for `pallet_trading` with the reads and writes of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:8 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Nonces` (r:8 w:0)
	/// Proof: `Trading::Nonces` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:32 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:32 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:8 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[8, 32]`.
	/// The range of component `p` is `[2, 8]`.
	fn check_block_trade(l: u32, p: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3949 + l * (311 ±0) + p * (514 ±0)`
		//  Estimated: `3732 + l * (3017 ±0) + p * (4423 ±0)`
		// Minimum execution time: 1_003_743_000 picoseconds.
		Weight::from_parts(1_025_756_000, 3732)
			// Standard Error: 658_363
			.saturating_add(Weight::from_parts(520_143, 0).saturating_mul(l.into()))
			// Standard Error: 2_676_602
			.saturating_add(Weight::from_parts(142_539_524, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(0, 4423).saturating_mul(p.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Nonces` (r:1 w:1)
	/// Proof: `Trading::Nonces` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn cancel_nonce() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `472`
		//  Estimated: `5413`
		// Minimum execution time: 15_303_000 picoseconds.
		Weight::from_parts(17_315_000, 5413)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Nonces` (r:1 w:1)
	/// Proof: `Trading::Nonces` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn cancel_nonces_below() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `472`
		//  Estimated: `5413`
		// Minimum execution time: 15_804_000 picoseconds.
		Weight::from_parts(18_087_000, 5413)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Trading::Markets` (r:0 w:1)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	fn set_market_rules() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `0`
		//  Estimated: `0`
		// Minimum execution time: 7_481_000 picoseconds.
		Weight::from_parts(9_655_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:32 w:0)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:32 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:32 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:160 w:0)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Collected` (r:32 w:32)
	/// Proof: `Trading::Collected` (`max_values`: None, `max_size`: Some(32797), added: 35272, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedSeries` (r:1 w:1)
	/// Proof: `Trading::CollectedSeries` (`max_values`: Some(1), `max_size`: Some(155650), added: 156145, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 32]`.
	fn place_orders(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `24385 + n * (957 ±0)`
		//  Estimated: `157135 + n * (35272 ±0)`
		// Minimum execution time: 220_989_000 picoseconds.
		Weight::from_parts(238_633_591, 157135)
			// Standard Error: 397_387
			.saturating_add(Weight::from_parts(51_286_689, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((9_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 35272).saturating_mul(n.into()))
	}
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:1 w:1)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:1 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Levels` (r:1 w:1)
	/// Proof: `Trading::Levels` (`max_values`: None, `max_size`: Some(7202), added: 9677, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:3 w:3)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Collected` (r:1 w:1)
	/// Proof: `Trading::Collected` (`max_values`: None, `max_size`: Some(32797), added: 35272, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedSeries` (r:1 w:1)
	/// Proof: `Trading::CollectedSeries` (`max_values`: Some(1), `max_size`: Some(155650), added: 156145, mode: `MaxEncodedLen`)
	fn amend_order() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `22441`
		//  Estimated: `157135`
		// Minimum execution time: 223_923_000 picoseconds.
		Weight::from_parts(234_979_000, 157135)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:64 w:64)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Levels` (r:64 w:64)
	/// Proof: `Trading::Levels` (`max_values`: None, `max_size`: Some(7202), added: 9677, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:192 w:192)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedCombos` (r:1 w:1)
	/// Proof: `Trading::CollectedCombos` (`max_values`: Some(1), `max_size`: Some(30338), added: 30833, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 64]`.
	fn cancel_orders(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `61214 + n * (535 ±0)`
		//  Estimated: `31823 + n * (9677 ±0)`
		// Minimum execution time: 218_805_000 picoseconds.
		Weight::from_parts(220_765_993, 31823)
			// Standard Error: 110_547
			.saturating_add(Weight::from_parts(31_633_147, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 9677).saturating_mul(n.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:8 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedCombos` (r:1 w:1)
	/// Proof: `Trading::CollectedCombos` (`max_values`: Some(1), `max_size`: Some(30338), added: 30833, mode: `MaxEncodedLen`)
	fn place_combo() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `49835`
		//  Estimated: `31823`
		// Minimum execution time: 224_254_000 picoseconds.
		Weight::from_parts(249_090_000, 31823)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	fn set_quote_cap() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `16816`
		//  Estimated: `23252`
		// Minimum execution time: 83_214_000 picoseconds.
		Weight::from_parts(92_758_000, 23252)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:1)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	fn grant_trading_key() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `990`
		//  Estimated: `5413`
		// Minimum execution time: 19_569_000 picoseconds.
		Weight::from_parts(20_240_000, 5413)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:1 w:1)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	fn revoke_trading_keys() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `889`
		//  Estimated: `5413`
		// Minimum execution time: 15_544_000 picoseconds.
		Weight::from_parts(16_625_000, 5413)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:9 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Nonces` (r:8 w:1)
	/// Proof: `Trading::Nonces` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:16 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Market::Expiries` (r:16 w:0)
	/// Proof: `Market::Expiries` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Band` (r:1 w:0)
	/// Proof: `Margin::Band` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Trading::TradingKeys` (r:8 w:0)
	/// Proof: `Trading::TradingKeys` (`max_values`: None, `max_size`: Some(409), added: 2884, mode: `MaxEncodedLen`)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `q` is `[1, 8]`.
	fn check_quotes(l: u32, q: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `3166 + l * (370 ±0) + q * (512 ±0)`
		//  Estimated: `5413 + l * (3017 ±0) + q * (4423 ±0)`
		// Minimum execution time: 469_047_000 picoseconds.
		Weight::from_parts(475_197_000, 5413)
			// Standard Error: 1_859_080
			.saturating_add(Weight::from_parts(18_889_897, 0).saturating_mul(l.into()))
			// Standard Error: 3_730_451
			.saturating_add(Weight::from_parts(214_194_656, 0).saturating_mul(q.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(q.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(0, 4423).saturating_mul(q.into()))
	}
	/// Storage: `Trading::CollectedSeries` (r:1 w:1)
	/// Proof: `Trading::CollectedSeries` (`max_values`: Some(1), `max_size`: Some(155650), added: 156145, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedCombos` (r:1 w:1)
	/// Proof: `Trading::CollectedCombos` (`max_values`: Some(1), `max_size`: Some(30338), added: 30833, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolOrders` (r:16 w:0)
	/// Proof: `Trading::VolOrders` (`max_values`: None, `max_size`: Some(1053), added: 3528, mode: `MaxEncodedLen`)
	/// Storage: `Trading::MatchCursor` (r:1 w:0)
	/// Proof: `Trading::MatchCursor` (`max_values`: Some(1), `max_size`: Some(19), added: 514, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolCursor` (r:1 w:0)
	/// Proof: `Trading::VolCursor` (`max_values`: Some(1), `max_size`: Some(19), added: 514, mode: `MaxEncodedLen`)
	fn match_base() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1758`
		//  Estimated: `157135`
		// Minimum execution time: 51_938_000 picoseconds.
		Weight::from_parts(53_930_000, 157135)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Trading::CollectedSeries` (r:1 w:1)
	/// Proof: `Trading::CollectedSeries` (`max_values`: Some(1), `max_size`: Some(155650), added: 156145, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedCombos` (r:1 w:1)
	/// Proof: `Trading::CollectedCombos` (`max_values`: Some(1), `max_size`: Some(30338), added: 30833, mode: `MaxEncodedLen`)
	/// Storage: `Trading::MatchCursor` (r:1 w:1)
	/// Proof: `Trading::MatchCursor` (`max_values`: Some(1), `max_size`: Some(19), added: 514, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolCursor` (r:1 w:1)
	/// Proof: `Trading::VolCursor` (`max_values`: Some(1), `max_size`: Some(19), added: 514, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolOrders` (r:16 w:0)
	/// Proof: `Trading::VolOrders` (`max_values`: None, `max_size`: Some(1053), added: 3528, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 8192]`.
	fn match_waiting(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1826 + n * (19 ±0)`
		//  Estimated: `157135`
		// Minimum execution time: 53_880_000 picoseconds.
		Weight::from_parts(79_264_435, 157135)
			// Standard Error: 924
			.saturating_add(Weight::from_parts(153_900, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Trading::CollectedSeries` (r:1 w:1)
	/// Proof: `Trading::CollectedSeries` (`max_values`: Some(1), `max_size`: Some(155650), added: 156145, mode: `MaxEncodedLen`)
	/// Storage: `Trading::CollectedCombos` (r:1 w:1)
	/// Proof: `Trading::CollectedCombos` (`max_values`: Some(1), `max_size`: Some(30338), added: 30833, mode: `MaxEncodedLen`)
	/// Storage: `Trading::MatchCursor` (r:1 w:0)
	/// Proof: `Trading::MatchCursor` (`max_values`: Some(1), `max_size`: Some(19), added: 514, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::StablePrice` (r:1 w:0)
	/// Proof: `Market::StablePrice` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Stress` (r:1 w:0)
	/// Proof: `Margin::Stress` (`max_values`: Some(1), `max_size`: Some(81), added: 576, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolCursor` (r:1 w:0)
	/// Proof: `Trading::VolCursor` (`max_values`: Some(1), `max_size`: Some(19), added: 514, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolOrders` (r:16 w:0)
	/// Proof: `Trading::VolOrders` (`max_values`: None, `max_size`: Some(1053), added: 3528, mode: `MaxEncodedLen`)
	/// The range of component `c` is `[1, 128]`.
	fn match_waiting_combos(c: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1781 + c * (237 ±0)`
		//  Estimated: `157135`
		// Minimum execution time: 75_182_000 picoseconds.
		Weight::from_parts(79_588_000, 157135)
			// Standard Error: 100_770
			.saturating_add(Weight::from_parts(14_797_435, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Trading::Collected` (r:1 w:1)
	/// Proof: `Trading::Collected` (`max_values`: None, `max_size`: Some(32797), added: 35272, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolOrders` (r:1 w:0)
	/// Proof: `Trading::VolOrders` (`max_values`: None, `max_size`: Some(1053), added: 3528, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:1 w:0)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:5 w:0)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Levels` (r:1 w:0)
	/// Proof: `Trading::Levels` (`max_values`: None, `max_size`: Some(7202), added: 9677, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Prints` (r:1 w:1)
	/// Proof: `Trading::Prints` (`max_values`: None, `max_size`: Some(412), added: 2887, mode: `MaxEncodedLen`)
	fn match_series() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `2209`
		//  Estimated: `36262`
		// Minimum execution time: 70_955_000 picoseconds.
		Weight::from_parts(72_077_000, 36262)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:1 w:0)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	fn match_portfolio() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1413`
		//  Estimated: `23252`
		// Minimum execution time: 26_029_000 picoseconds.
		Weight::from_parts(27_010_000, 23252)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:127 w:0)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 128]`.
	fn match_judged(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `1309 + n * (112 ±0)`
		//  Estimated: `23252 + n * (2522 ±0)`
		// Minimum execution time: 26_659_000 picoseconds.
		Weight::from_parts(16_406_944, 23252)
			// Standard Error: 23_705
			.saturating_add(Weight::from_parts(3_811_451, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 2522).saturating_mul(n.into()))
	}
	/// Storage: `Trading::Collected` (r:1 w:1)
	/// Proof: `Trading::Collected` (`max_values`: None, `max_size`: Some(32797), added: 35272, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Trading::VolOrders` (r:1 w:0)
	/// Proof: `Trading::VolOrders` (`max_values`: None, `max_size`: Some(1053), added: 3528, mode: `MaxEncodedLen`)
	/// Storage: `Series::Expiries` (r:1 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:1 w:1)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:5 w:3)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Levels` (r:1 w:1)
	/// Proof: `Trading::Levels` (`max_values`: None, `max_size`: Some(7202), added: 9677, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterestCaps` (r:1 w:0)
	/// Proof: `Series::OpenInterestCaps` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Series::OpenInterest` (r:1 w:1)
	/// Proof: `Series::OpenInterest` (`max_values`: None, `max_size`: Some(35), added: 2510, mode: `MaxEncodedLen`)
	/// Storage: `Series::UnderlyingOpenInterest` (r:1 w:1)
	/// Proof: `Series::UnderlyingOpenInterest` (`max_values`: None, `max_size`: Some(18), added: 2493, mode: `MaxEncodedLen`)
	/// Storage: `Market::Indices` (r:1 w:0)
	/// Proof: `Market::Indices` (`max_values`: None, `max_size`: Some(267), added: 2742, mode: `MaxEncodedLen`)
	/// Storage: `Margin::OwnerHoldings` (r:32 w:32)
	/// Proof: `Margin::OwnerHoldings` (`max_values`: None, `max_size`: Some(138), added: 2613, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Limits` (r:1 w:0)
	/// Proof: `Margin::Limits` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Series::ExpiryOpenInterest` (r:1 w:1)
	/// Proof: `Series::ExpiryOpenInterest` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Sums` (r:1 w:1)
	/// Proof: `Collateral::Sums` (`max_values`: Some(1), `max_size`: Some(80), added: 575, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Portfolios` (r:32 w:32)
	/// Proof: `Collateral::Portfolios` (`max_values`: None, `max_size`: Some(1948), added: 4423, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Queue` (r:1 w:1)
	/// Proof: `Margin::Queue` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	/// Storage: `Collateral::Fees` (r:1 w:1)
	/// Proof: `Collateral::Fees` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Contracts` (r:1 w:1)
	/// Proof: `Margin::Contracts` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Prints` (r:1 w:1)
	/// Proof: `Trading::Prints` (`max_values`: None, `max_size`: Some(412), added: 2887, mode: `MaxEncodedLen`)
	/// Storage: `Margin::Positions` (r:0 w:32)
	/// Proof: `Margin::Positions` (`max_values`: None, `max_size`: Some(4388), added: 6863, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[32, 256]`.
	fn match_order(n: u32, ) -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `6719 + n * (22 ±0)`
		//  Estimated: `142526`
		// Minimum execution time: 1_106_366_000 picoseconds.
		Weight::from_parts(1_049_243_074, 142526)
			// Standard Error: 89_691
			.saturating_add(Weight::from_parts(4_200_468, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(91_u64))
			.saturating_add(T::DbWeight::get().writes(113_u64))
	}
	/// Storage: `Trading::Books` (r:1 w:1)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:5 w:3)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Levels` (r:1 w:1)
	/// Proof: `Trading::Levels` (`max_values`: None, `max_size`: Some(7202), added: 9677, mode: `MaxEncodedLen`)
	fn match_level() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `7678`
		//  Estimated: `13690`
		// Minimum execution time: 81_731_000 picoseconds.
		Weight::from_parts(84_615_000, 13690)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Series::Expiries` (r:8 w:0)
	/// Proof: `Series::Expiries` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Markets` (r:1 w:0)
	/// Proof: `Trading::Markets` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Books` (r:8 w:0)
	/// Proof: `Trading::Books` (`max_values`: None, `max_size`: Some(47), added: 2522, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Ladders` (r:40 w:0)
	/// Proof: `Trading::Ladders` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Levels` (r:8 w:0)
	/// Proof: `Trading::Levels` (`max_values`: None, `max_size`: Some(7202), added: 9677, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Prints` (r:8 w:8)
	/// Proof: `Trading::Prints` (`max_values`: None, `max_size`: Some(412), added: 2887, mode: `MaxEncodedLen`)
	fn match_combo() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `8371`
		//  Estimated: `102590`
		// Minimum execution time: 431_351_000 picoseconds.
		Weight::from_parts(448_007_000, 102590)
			.saturating_add(T::DbWeight::get().reads(75_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Trading::PruneCursor` (r:1 w:1)
	/// Proof: `Trading::PruneCursor` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Breaker::Board` (r:1 w:0)
	/// Proof: `Breaker::Board` (`max_values`: Some(1), `max_size`: Some(1952), added: 2447, mode: `MaxEncodedLen`)
	/// Storage: `Trading::Orders` (r:2 w:0)
	/// Proof: `Trading::Orders` (`max_values`: None, `max_size`: Some(19787), added: 22262, mode: `MaxEncodedLen`)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Proof: `Aura::CurrentSlot` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn prune_portfolio() -> Weight {
		// Proof Size summary in bytes:
		//  Measured:  `16141`
		//  Estimated: `45514`
		// Minimum execution time: 60_791_000 picoseconds.
		Weight::from_parts(80_160_000, 45514)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn check_block_trade(l: u32, p: u32, ) -> Weight {
		Weight::from_parts(1_025_756_000, 3732)
			.saturating_add(Weight::from_parts(520_143, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(142_539_524, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(0, 4423).saturating_mul(p.into()))
	}
	fn cancel_nonce() -> Weight {
		Weight::from_parts(17_315_000, 5413)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn cancel_nonces_below() -> Weight {
		Weight::from_parts(18_087_000, 5413)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_market_rules() -> Weight {
		Weight::from_parts(9_655_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn place_orders(n: u32, ) -> Weight {
		Weight::from_parts(238_633_591, 157135)
			.saturating_add(Weight::from_parts(51_286_689, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().reads((9_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 35272).saturating_mul(n.into()))
	}
	fn amend_order() -> Weight {
		Weight::from_parts(234_979_000, 157135)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn cancel_orders(n: u32, ) -> Weight {
		Weight::from_parts(220_765_993, 31823)
			.saturating_add(Weight::from_parts(31_633_147, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 9677).saturating_mul(n.into()))
	}
	fn place_combo() -> Weight {
		Weight::from_parts(249_090_000, 31823)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_quote_cap() -> Weight {
		Weight::from_parts(92_758_000, 23252)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn grant_trading_key() -> Weight {
		Weight::from_parts(20_240_000, 5413)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn revoke_trading_keys() -> Weight {
		Weight::from_parts(16_625_000, 5413)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn check_quotes(l: u32, q: u32, ) -> Weight {
		Weight::from_parts(475_197_000, 5413)
			.saturating_add(Weight::from_parts(18_889_897, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(214_194_656, 0).saturating_mul(q.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(q.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 3017).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(0, 4423).saturating_mul(q.into()))
	}
	fn match_base() -> Weight {
		Weight::from_parts(53_930_000, 157135)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn match_waiting(n: u32, ) -> Weight {
		Weight::from_parts(79_264_435, 157135)
			.saturating_add(Weight::from_parts(153_900, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn match_waiting_combos(c: u32, ) -> Weight {
		Weight::from_parts(79_588_000, 157135)
			.saturating_add(Weight::from_parts(14_797_435, 0).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn match_series() -> Weight {
		Weight::from_parts(72_077_000, 36262)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn match_portfolio() -> Weight {
		Weight::from_parts(27_010_000, 23252)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn match_judged(n: u32, ) -> Weight {
		Weight::from_parts(16_406_944, 23252)
			.saturating_add(Weight::from_parts(3_811_451, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 2522).saturating_mul(n.into()))
	}
	fn match_order(n: u32, ) -> Weight {
		Weight::from_parts(1_049_243_074, 142526)
			.saturating_add(Weight::from_parts(4_200_468, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(91_u64))
			.saturating_add(ParityDbWeight::get().writes(113_u64))
	}
	fn match_level() -> Weight {
		Weight::from_parts(84_615_000, 13690)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn match_combo() -> Weight {
		Weight::from_parts(448_007_000, 102590)
			.saturating_add(ParityDbWeight::get().reads(75_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn prune_portfolio() -> Weight {
		Weight::from_parts(80_160_000, 45514)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
