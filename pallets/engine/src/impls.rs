// SPDX-License-Identifier: Apache-2.0
//! The run of a block.

use crate::{
	types::{RunRecord, Runs, StepReport},
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
		let runs =
			if paused { Runs::default() } else { run_steps(T::Steps::STEPS, Self::budget()) };
		let Runs { consumed, again } = runs;
		let run = RunRecord { block, moment_ms: T::Clock::now(), paused, consumed, again };
		let total = run.total();
		LastRun::<T>::put(run);
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
			.zip(run.consumed.into_iter().zip(run.again))
			.map(|(step, (once, again))| StepReport {
				name: step.name.as_bytes().to_vec(),
				share: step.share,
				consumed: once.saturating_add(again),
			})
			.collect()
	}
}

/// Runs steps in order. Each may use everything that is not guaranteed to a later one: its own share,
/// what earlier steps left, and what no step was promised. What all of them have left goes to those
/// that run again, in order, where weight may have stopped them.
pub(crate) fn run_steps(steps: &[Step], budget: Weight) -> Runs {
	let mut guaranteed =
		steps.iter().fold(Weight::zero(), |sum, step| sum.saturating_add(step.share * budget));
	let mut free = budget;
	let mut stopped = Vec::with_capacity(steps.len());
	let run = |step: &Step, limit: Weight, free: &mut Weight| {
		let mut meter = WeightMeter::with_limit(limit);
		(step.process)(&mut meter);
		*free = free.saturating_sub(meter.consumed());
		meter
	};
	let mut consumed = Vec::with_capacity(steps.len());
	for step in steps {
		guaranteed = guaranteed.saturating_sub(step.share * budget);
		let meter = run(step, free.saturating_sub(guaranteed), &mut free);
		stopped.push(step.again && !meter.can_consume((step.least)()));
		consumed.push(meter.consumed());
	}
	let again = steps.iter().zip(stopped).map(|(step, stopped)| {
		if stopped && free.all_gte((step.least)()) {
			let limit = free;
			run(step, limit, &mut free).consumed()
		} else {
			Weight::zero()
		}
	});
	let again = again.collect();
	// `integrity_test` bounds the number of steps.
	Runs { consumed: BoundedVec::truncate_from(consumed), again: BoundedVec::truncate_from(again) }
}
