// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_trading`.
//!
//! Counted, not yet measured: reads and writes are exact, times are estimates for the reference
//! machine (one sr25519 verification 50 us, tried twice for a wrapped payload; one mark 10 us).

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use polkadot_sdk::{
	frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}},
	frame_system,
};
use core::marker::PhantomData;

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
	fn match_base(n: u32, c: u32, ) -> Weight;
	fn match_series() -> Weight;
	fn match_portfolio() -> Weight;
	fn match_judged(n: u32, ) -> Weight;
	fn match_order(n: u32, ) -> Weight;
	fn match_level() -> Weight;
	fn match_combo() -> Weight;
	fn prune_portfolio() -> Weight;
}

/// Weights for `pallet_trading` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Storage: `Trading::Fees` (r:1 w:0)
	/// Storage: `Trading::Nonces` (r:8 w:8)
	/// Storage: `Collateral::Portfolios` (r:8 w:0)
	/// Storage: market and margin values behind a mark, per leg (r:4 w:0)
	/// The range of component `l` is `[8, 32]`.
	/// The range of component `p` is `[2, 8]`.
	fn check_block_trade(l: u32, p: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 3593)
			.saturating_add(Weight::from_parts(25_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(110_000_000, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(Weight::from_parts(0, 4000).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(0, 6000).saturating_mul(p.into()))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Trading::Nonces` (r:1 w:1)
	fn cancel_nonce() -> Weight {
		Weight::from_parts(15_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Collateral::Portfolios` (r:1 w:0)
	/// Storage: `Trading::Nonces` (r:1 w:1)
	fn cancel_nonces_below() -> Weight {
		Weight::from_parts(15_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Trading::Markets` (r:0 w:1)
	fn set_market_rules() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1), `Trading::TradingKeys` (r:1), `Collateral::Portfolios` (r:1)
	/// Storage: per order: rules, book, ladder (r:4), waiting orders (r:3 w:3), and the values behind a mark (r:4)
	/// The range of component `n` is `[1, 64]`.
	fn place_orders(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 40_000)
			.saturating_add(Weight::from_parts(20_000_000, 40_000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((11_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	/// Storage: as one order placed and one cancelled
	fn amend_order() -> Weight {
		Weight::from_parts(120_000_000, 120_000)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1), `Trading::TradingKeys` (r:1), `Collateral::Portfolios` (r:1)
	/// Storage: `Trading::CollectedCombos` (r:1 w:1)
	/// Storage: per order: its level, the words of its price, the head of the book (r:5 w:5)
	/// The range of component `n` is `[0, 256]`.
	fn cancel_orders(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 80_000)
			.saturating_add(Weight::from_parts(15_000_000, 10_000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
	}
	/// Storage: `Trading::CollectedCombos` (r:1 w:1), `Trading::Orders` (r:1 w:1), rules and listings of eight legs (r:24)
	fn place_combo() -> Weight {
		Weight::from_parts(100_000_000, 120_000)
			.saturating_add(T::DbWeight::get().reads(28_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1), `Trading::TradingKeys` (r:1), `Collateral::Portfolios` (r:1)
	fn set_quote_cap() -> Weight {
		Weight::from_parts(50_000_000, 40_000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Trading::TradingKeys` (r:1 w:1), `Collateral::Portfolios` (r:1)
	fn grant_trading_key() -> Weight {
		Weight::from_parts(20_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Trading::TradingKeys` (r:1 w:1), `Collateral::Portfolios` (r:1)
	fn revoke_trading_keys() -> Weight {
		Weight::from_parts(20_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: as of a block trade; a quote verifies up to four signatures
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `q` is `[1, 8]`.
	fn check_quotes(l: u32, q: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 20_000)
			.saturating_add(Weight::from_parts(220_000_000, 20_000).saturating_mul(q.into()))
			.saturating_add(Weight::from_parts(200_000_000, 4_000).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(q.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: lists of what waits, the cursors (r:4 w:4), series with orders in volatility (r:17 w:0)
	fn match_base(n: u32, c: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 240_000)
			.saturating_add(Weight::from_parts(400_000, 0).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: rules, book, listing, waiting orders and their load, orders in volatility, prices (r:9 w:6)
	fn match_series() -> Weight {
		Weight::from_parts(60_000_000, 60_000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1), `Collateral::Portfolios` (r:1)
	fn match_portfolio() -> Weight {
		Weight::from_parts(40_000_000, 40_000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// An open order of a portfolio that takes part.
	/// Storage: `Trading::Books` (r:1 w:0)
	fn match_judged(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_mul(n.into())
	}
	/// In memory only.
	fn match_order(n: u32, ) -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_mul(n.into())
	}
	/// Storage: the level, the words of its price, the head of the book (r:5 w:5)
	fn match_level() -> Weight {
		Weight::from_parts(20_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: rules, book and listing of eight legs (r:40), prices (r:8 w:8)
	fn match_combo() -> Weight {
		Weight::from_parts(150_000_000, 160_000)
			.saturating_add(T::DbWeight::get().reads(48_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Trading::Orders` (r:1 w:1), the cursor (r:1 w:1)
	fn prune_portfolio() -> Weight {
		Weight::from_parts(40_000_000, 40_000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn check_block_trade(l: u32, p: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 3593)
			.saturating_add(Weight::from_parts(25_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(110_000_000, 0).saturating_mul(p.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(Weight::from_parts(0, 4000).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(0, 6000).saturating_mul(p.into()))
	}
	fn cancel_nonce() -> Weight {
		Weight::from_parts(15_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn cancel_nonces_below() -> Weight {
		Weight::from_parts(15_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_market_rules() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn place_orders(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 40_000)
			.saturating_add(Weight::from_parts(20_000_000, 40_000).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((11_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn amend_order() -> Weight {
		Weight::from_parts(120_000_000, 120_000)
			.saturating_add(RocksDbWeight::get().reads(18_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn cancel_orders(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 80_000)
			.saturating_add(Weight::from_parts(15_000_000, 10_000).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((5_u64).saturating_mul(n.into())))
	}
	fn place_combo() -> Weight {
		Weight::from_parts(100_000_000, 120_000)
			.saturating_add(RocksDbWeight::get().reads(28_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_quote_cap() -> Weight {
		Weight::from_parts(50_000_000, 40_000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn grant_trading_key() -> Weight {
		Weight::from_parts(20_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn revoke_trading_keys() -> Weight {
		Weight::from_parts(20_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn check_quotes(l: u32, q: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 20_000)
			.saturating_add(Weight::from_parts(220_000_000, 20_000).saturating_mul(q.into()))
			.saturating_add(Weight::from_parts(200_000_000, 4_000).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(q.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn match_base(n: u32, c: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 240_000)
			.saturating_add(Weight::from_parts(400_000, 0).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(21_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn match_series() -> Weight {
		Weight::from_parts(60_000_000, 60_000)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn match_portfolio() -> Weight {
		Weight::from_parts(40_000_000, 40_000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn match_judged(n: u32, ) -> Weight {
		Weight::from_parts(5_000_000, 4_000)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_mul(n.into())
	}
	fn match_order(n: u32, ) -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_mul(n.into())
	}
	fn match_level() -> Weight {
		Weight::from_parts(20_000_000, 20_000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn match_combo() -> Weight {
		Weight::from_parts(150_000_000, 160_000)
			.saturating_add(RocksDbWeight::get().reads(48_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn prune_portfolio() -> Weight {
		Weight::from_parts(40_000_000, 40_000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
