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
	fn set_fees() -> Weight;
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
	/// Storage: `Trading::Fees` (r:0 w:1)
	fn set_fees() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
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
	fn set_fees() -> Weight {
		Weight::from_parts(8_000_000, 0)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
