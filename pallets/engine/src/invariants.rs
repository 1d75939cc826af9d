// SPDX-License-Identifier: Apache-2.0
//! What must hold between blocks.

use crate::{Config, EngineSteps, LastRun, Pallet};
use polkadot_sdk::{
	frame_support::ensure,
	frame_system,
	sp_runtime::{traits::Zero, TryRuntimeError},
};

impl<T: Config> Pallet<T> {
	/// Every property of the README.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_ran_in_this_block()?;
		Self::check_run_is_inside_budget()
	}

	/// 1. The last run is that of the current block.
	fn check_ran_in_this_block() -> Result<(), TryRuntimeError> {
		let current = frame_system::Pallet::<T>::block_number();
		if current.is_zero() {
			return Ok(());
		}
		let run = LastRun::<T>::get().ok_or("the engine never ran")?;
		ensure!(run.block == current, "the engine did not run in this block");
		Ok(())
	}

	/// 2. The steps together stayed inside the budget, and stood still if paused.
	fn check_run_is_inside_budget() -> Result<(), TryRuntimeError> {
		let Some(run) = LastRun::<T>::get() else { return Ok(()) };
		let steps = if run.paused { 0 } else { T::Steps::STEPS.len() };
		let listed = run.consumed.len() == steps && run.again.len() == steps;
		ensure!(listed, "the last run does not list every step");
		ensure!(
			run.total().all_lte(Self::budget()),
			"the steps consumed more than the engine's budget"
		);
		Ok(())
	}
}
