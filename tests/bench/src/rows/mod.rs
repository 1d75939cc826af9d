// SPDX-License-Identifier: Apache-2.0
//! What is measured, one file per part of the chain.

pub mod contract;
pub mod curves;
pub mod db;
pub mod expiry;
pub mod lane;
pub mod load;
pub mod margin;
pub mod matching;
pub mod orders;
pub mod sweep;
pub mod weights;

use polkadot_sdk::*;

use crate::{store::Db, wasm::time_of};
use std::time::Duration;
use tenor_runtime::Runtime;

/// How much is measured.
#[derive(Clone, Debug)]
pub struct Scale {
	/// Only to see that it works.
	pub quick: bool,
	/// Growth curves too.
	pub full: bool,
	/// Over what.
	pub dbs: Vec<Db>,
}

/// What a block may consume, as a time.
pub fn block_budget() -> Duration {
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	time_of(weights.max_block)
}

/// What the engine's steps may consume together, as a time.
pub fn engine_budget() -> Duration {
	time_of(pallet_engine::Pallet::<Runtime>::budget())
}
