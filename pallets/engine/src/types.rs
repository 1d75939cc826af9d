// SPDX-License-Identifier: Apache-2.0
//! Records of the engine.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_runtime::Perbill,
	sp_weights::Weight,
};
use scale_info::TypeInfo;

/// The most steps a block can have.
pub const MAX_STEPS: u32 = 16;

/// What the engine did in a block.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RunRecord<BlockNumber> {
	/// The block.
	pub block: BlockNumber,
	/// Its time, ms.
	pub moment_ms: u64,
	/// Whether the engine stood still (a multi-block migration ran).
	pub paused: bool,
	/// Weight consumed by each step, in the order of the steps; empty if it stood still.
	pub consumed: BoundedVec<Weight, ConstU32<MAX_STEPS>>,
}

/// One step of the last run, for views.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StepReport {
	/// The step's name.
	pub name: Vec<u8>,
	/// Its guaranteed share of the engine's budget.
	pub share: Perbill,
	/// What it consumed.
	pub consumed: Weight,
}
