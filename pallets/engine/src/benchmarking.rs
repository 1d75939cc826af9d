// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the engine's own bookkeeping; the steps are benchmarked where they live.

use super::*;
use crate::{impls::run_steps, types::Runs};
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::{
		traits::{Get, Time},
		weights::{Weight, WeightMeter},
	},
	sp_runtime::Perbill,
};

fn nothing(_: &mut WeightMeter) {}

fn free() -> Weight {
	Weight::zero()
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The distribution of the budget over `s` steps and the record of the run.
	#[benchmark]
	fn run(s: Linear<0, { MAX_STEPS }>) {
		let steps: alloc::vec::Vec<Step> = (0..s)
			.map(|_| Step {
				name: "nothing",
				share: Perbill::from_parts(1),
				least: free,
				again: true,
				process: nothing,
			})
			.collect();
		let block = frame_system::Pallet::<T>::block_number();
		#[block]
		{
			let _ = LastRun::<T>::get();
			let Runs { consumed, again } = run_steps(&steps, Pallet::<T>::budget());
			let (moment_ms, paused) = (T::Clock::now(), T::Paused::get());
			LastRun::<T>::put(RunRecord { block, moment_ms, paused, consumed, again });
		}
		assert!(LastRun::<T>::get().is_some());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
