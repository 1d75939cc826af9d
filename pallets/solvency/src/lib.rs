// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
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
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::Facts;
pub use types::{AssetLine, CashLines, Statement};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, traits::Time, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use polkadot_sdk::sp_runtime::traits::Saturating;
	use tenor_series::Moment;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// A statement about as many assets as there can be.
	pub type StatementOf<T> = Statement<<T as Config>::MaxAssets>;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// The sums.
		type Facts: Facts;

		/// Blocks between two statements.
		#[pallet::constant]
		type Period: Get<BlockNumberFor<Self>>;

		/// The most assets of the ledger.
		#[pallet::constant]
		type MaxAssets: Get<u32>;

		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// The block from which on the next statement is due.
	#[pallet::storage]
	pub type Due<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// The last statement and its block.
	#[pallet::storage]
	pub type Last<T: Config> = StorageValue<_, (BlockNumberFor<T>, StatementOf<T>), OptionQuery>;

	/// Events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// What the chain holds, owes and may lose.
		Stated {
			/// All of it.
			statement: StatementOf<T>,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::Period::get() > 0u32.into(), "statements would be made without end");
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
		/// What the chain holds, owes and may lose now.
		pub fn statement() -> StatementOf<T> {
			Statement::new(
				T::Clock::now(),
				T::Facts::assets(),
				T::Facts::cash(),
				T::Facts::worst_loss(),
			)
		}

		/// The last statement that was made, and in which block.
		pub fn last() -> Option<(BlockNumberFor<T>, StatementOf<T>)> {
			Last::<T>::get()
		}
	}

	impl<T: Config> Pallet<T> {
		/// Makes a statement if one is due and weight reaches.
		pub fn process_statement(meter: &mut WeightMeter) {
			if meter.try_consume(T::WeightInfo::look()).is_err() {
				return;
			}
			let block = frame_system::Pallet::<T>::block_number();
			if block < Due::<T>::get() {
				return;
			}
			if meter.try_consume(T::WeightInfo::state(T::MaxAssets::get())).is_ok() {
				Self::state(block);
			}
		}

		pub(crate) fn state(block: BlockNumberFor<T>) {
			let statement = Self::statement();
			Due::<T>::put(block.saturating_add(T::Period::get()));
			Last::<T>::put((block, &statement));
			Self::deposit_event(Event::Stated { statement });
		}
	}
}
