// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
mod impls;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod mock;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod traits;
mod types;
pub mod weights;

pub use pallet::*;
pub use traits::{EngineSteps, Step};
pub use types::{RunRecord, StepReport, MAX_STEPS};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use polkadot_sdk::sp_runtime::Perbill;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// The steps of a block.
		type Steps: EngineSteps;

		/// Share of the block that the steps of `on_initialize` may use together.
		#[pallet::constant]
		type Budget: Get<Perbill>;

		/// Whether the engine must stand still: a multi-block migration runs.
		type Paused: Get<bool>;

		/// Chain time, ms.
		type Clock: Time<Moment = u64>;

		/// Weight of the engine's own bookkeeping.
		type WeightInfo: WeightInfo;
	}

	/// What the engine did in the last block in which it ran.
	#[pallet::storage]
	pub type LastRun<T: Config> = StorageValue<_, RunRecord<BlockNumberFor<T>>, OptionQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(n: BlockNumberFor<T>) -> Weight {
			Self::run(n)
		}

		fn on_idle(_n: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::run_idle(remaining)
		}

		fn on_finalize(_n: BlockNumberFor<T>) {
			// Its weight is part of what `on_initialize` returned.
			T::Steps::end_block();
		}

		fn integrity_test() {
			let steps = T::Steps::STEPS;
			assert!(
				u32::try_from(steps.len()).is_ok_and(|n| n <= MAX_STEPS),
				"more steps than a run record holds"
			);
			let shares: u64 = steps.iter().map(|s| u64::from(s.share.deconstruct())).sum();
			assert!(
				shares <= u64::from(Perbill::one().deconstruct()),
				"the steps are guaranteed more than the whole budget"
			);
			let block = <T as frame_system::Config>::BlockWeights::get().max_block;
			assert!(
				Self::overhead().all_lte(T::Budget::get() * block),
				"the engine's own work does not fit its budget"
			);
			for (position, step) in steps.iter().enumerate() {
				assert!(
					(step.least)().all_lte(step.share * Self::budget()),
					"step {} can stop making progress: its share does not fit its least work",
					step.name
				);
				assert!(
					steps.iter().take(position).all(|other| other.name != step.name),
					"two steps are called {}",
					step.name
				);
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(
			_n: BlockNumberFor<T>,
		) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What each step consumed in the last run.
		pub fn last_steps() -> Vec<StepReport> {
			Self::report()
		}
	}
}
