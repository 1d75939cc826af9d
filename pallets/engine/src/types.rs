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
	/// Weight consumed by each step when it was its turn, in the order of the steps; empty if the engine
	/// stood still.
	pub consumed: StepWeights,
	/// Weight consumed by each step that ran once more on what all had left; zero of those that did not.
	pub again: StepWeights,
}

impl<BlockNumber> RunRecord<BlockNumber> {
	/// Weight that all steps consumed together.
	pub fn total(&self) -> Weight {
		let all = self.consumed.iter().chain(&self.again);
		all.fold(Weight::zero(), |sum, weight| sum.saturating_add(*weight))
	}
}

/// Weight of each step.
pub type StepWeights = BoundedVec<Weight, ConstU32<MAX_STEPS>>;

/// What the steps of a block consumed.
#[derive(Default)]
pub(crate) struct Runs {
	pub(crate) consumed: StepWeights,
	pub(crate) again: StepWeights,
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
