// SPDX-License-Identifier: Apache-2.0
//! The run of a block.

use crate::{
	types::{RunRecord, StepReport},
	weights::WeightInfo,
	Config, EngineSteps, LastRun, Pallet, Step,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		defensive,
		traits::{Get, Time},
		weights::{Weight, WeightMeter},
		BoundedVec,
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::Perbill,
};

impl<T: Config> Pallet<T> {
	/// What the steps of a block may consume together: the engine's share of the block less its own
	/// bookkeeping and the clean-up at the end.
	pub fn budget() -> Weight {
		let share: Perbill = T::Budget::get();
		let block = <T as frame_system::Config>::BlockWeights::get().max_block;
		(share * block).saturating_sub(Self::overhead())
	}

	/// Weight of a block in which every step finds nothing to do and costs nothing.
	pub(crate) fn overhead() -> Weight {
		T::WeightInfo::run(Self::step_count()).saturating_add(T::Steps::end_block_weight())
	}

	fn step_count() -> u32 {
		u32::try_from(T::Steps::STEPS.len()).unwrap_or(u32::MAX)
	}

	/// Runs every step once and returns the weight of the whole run.
	pub(crate) fn run(block: BlockNumberFor<T>) -> Weight {
		if LastRun::<T>::get().is_some_and(|run| run.block == block) {
			defensive!("the engine has already run in this block");
			return T::WeightInfo::run(0);
		}
		let paused = T::Paused::get();
		let consumed =
			if paused { BoundedVec::default() } else { run_steps(T::Steps::STEPS, Self::budget()) };
		let total = consumed.iter().fold(Weight::zero(), |sum, w| sum.saturating_add(*w));
		LastRun::<T>::put(RunRecord { block, moment_ms: T::Clock::now(), paused, consumed });
		Self::overhead().saturating_add(total)
	}

	/// Runs the idle steps on what the block has left.
	pub(crate) fn run_idle(remaining: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(remaining);
		if !T::Paused::get() {
			T::Steps::IDLE_STEPS.iter().for_each(|step| (step.process)(&mut meter));
		}
		meter.consumed()
	}

	/// The last run by step.
	pub(crate) fn report() -> Vec<StepReport> {
		let Some(run) = LastRun::<T>::get() else { return Vec::new() };
		T::Steps::STEPS
			.iter()
			.zip(run.consumed)
			.map(|(step, consumed)| StepReport {
				name: step.name.as_bytes().to_vec(),
				share: step.share,
				consumed,
			})
			.collect()
	}
}

/// Runs steps in order. Each may use everything that is not guaranteed to a later one: its own share,
/// what earlier steps left, and what no step was promised.
pub(crate) fn run_steps(
	steps: &[Step],
	budget: Weight,
) -> BoundedVec<Weight, polkadot_sdk::frame_support::traits::ConstU32<{ crate::MAX_STEPS }>> {
	let mut guaranteed =
		steps.iter().fold(Weight::zero(), |sum, step| sum.saturating_add(step.share * budget));
	let mut free = budget;
	let mut consumed = Vec::with_capacity(steps.len());
	for step in steps {
		guaranteed = guaranteed.saturating_sub(step.share * budget);
		let mut meter = WeightMeter::with_limit(free.saturating_sub(guaranteed));
		(step.process)(&mut meter);
		free = free.saturating_sub(meter.consumed());
		consumed.push(meter.consumed());
	}
	// `integrity_test` bounds the number of steps.
	BoundedVec::truncate_from(consumed)
}
