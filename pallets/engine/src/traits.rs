// SPDX-License-Identifier: Apache-2.0
//! What the engine runs.

use polkadot_sdk::{
	sp_runtime::Perbill,
	sp_weights::{Weight, WeightMeter},
};

/// One step of a block.
pub struct Step {
	/// The step's name, in events' and views' words.
	pub name: &'static str,
	/// Share of the engine's budget that no earlier step can take from this one.
	pub share: Perbill,
	/// The least weight with which one run makes progress; must fit into the guaranteed share.
	pub least: fn() -> Weight,
	/// Whether it runs once more, behind all others, on what they have left, if it had less than `least`
	/// left when it stopped.
	pub again: bool,
	/// The work: consumes weight before doing it, keeps a cursor, never fails.
	pub process: fn(&mut WeightMeter),
}

/// The steps of a block, wired by the runtime.
pub trait EngineSteps {
	/// Steps of `on_initialize`, in the order in which they run: what one leaves, the next uses.
	const STEPS: &'static [Step];
	/// Steps of `on_idle`, in the order in which they use what the block has left. Their `share`
	/// and `least` guarantee nothing.
	const IDLE_STEPS: &'static [Step];

	/// Removes what must not outlive the block (runs in `on_finalize`).
	fn end_block();

	/// Worst-case weight of [`EngineSteps::end_block`].
	fn end_block_weight() -> Weight;
}
