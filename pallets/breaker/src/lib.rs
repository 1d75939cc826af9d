// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The derives number enum variants by casts. Casts written here are found by the repository's own
// lint.
#![allow(clippy::cast_possible_truncation)]

#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
mod checks;
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
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{Contracts, Feeds, Money};
pub use types::{Breach, Cause, Causes, Level, Oracle, Params, Raised, Scope, Shutdown, Subject};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, traits::Time, BoundedBTreeMap};
	use frame_system::pallet_prelude::*;
	use tenor_series::{Moment, UnderlyingId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// What is stopped, by scope.
	pub type BoardOf<T> = BoundedBTreeMap<Scope, Causes, <T as Config>::MaxScopes>;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Raises levels for a time, and lowers what it raised.
		type CommitteeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Lifts, sets parameters, shuts down.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What the markets are fed.
		type Feeds: Feeds;

		/// The contracts.
		type Contracts: Contracts;

		/// The money.
		type Money: Money;

		/// Chain time, ms.
		type Clock: Time<Moment = u64>;

		/// One more than the most underlyings there can be.
		#[pallet::constant]
		type MaxScopes: Get<u32>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// Every scope that anything stops or may soon stop. One key, so that a gate reads one; empty when all
	/// is normal.
	#[pallet::storage]
	pub type Board<T: Config> = StorageValue<_, BoardOf<T>, ValueQuery>;

	/// Governed times.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, Params, ValueQuery>;

	/// What the next checks begin with, if the last ones did not get through.
	#[pallet::storage]
	pub type Cursor<T: Config> = StorageValue<_, Subject, OptionQuery>;

	/// Events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Something began to stop a scope, or the committee changed how much it stops.
		Stopped {
			/// What is stopped.
			scope: Scope,
			/// Why.
			cause: Cause,
			/// The level of the scope now.
			level: Level,
		},
		/// A cause is gone: its time is over, it lifted itself, or the committee took it back.
		Released {
			/// What it stopped.
			scope: Scope,
			/// Why it had been stopped.
			cause: Cause,
			/// The level of the scope now.
			level: Level,
		},
		/// Governance lifted everything that could be.
		Lifted {
			/// What had been stopped.
			scope: Scope,
			/// By what.
			causes: Causes,
		},
		/// The governed times were set.
		ParamsSet {
			/// The times.
			params: Params,
		},
		/// Trading ended for good; positions are being closed.
		ShutDown {
			/// What.
			scope: Scope,
		},
		/// Nobody holds anything in a market that was shut down. Of all: everybody may redeem.
		Closed {
			/// What.
			scope: Scope,
		},
	}

	/// Errors.
	#[pallet::error]
	pub enum Error<T> {
		/// No such underlying is registered.
		UnknownUnderlying,
		/// The end is not in the future.
		EndInPast,
		/// The end is farther than one decision reaches.
		EndTooFar,
		/// Nothing stops this scope that could be lifted.
		NothingToLift,
		/// It was shut down already.
		AlreadyShutDown,
		/// A time is zero or above 30 days.
		TimeOutOfRange,
		/// More scopes than there can be.
		TooManyScopes,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets how much the committee stops of a scope, in place of what it set before, until a moment
		/// in the future; `Normal` takes it back, whatever the moment. Other causes stay.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_level())]
		pub fn set_level(
			origin: OriginFor<T>,
			scope: Scope,
			level: Level,
			until: Moment,
		) -> DispatchResult {
			T::CommitteeOrigin::ensure_origin(origin)?;
			Self::do_set_level(scope, level, until)
		}

		/// Lifts whatever stops a scope, except a shutdown. What the chain's checks still find broken stops
		/// it again in the next block.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::lift())]
		pub fn lift(origin: OriginFor<T>, scope: Scope) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_lift(scope)
		}

		/// Sets the governed times.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(origin: OriginFor<T>, params: Params) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_params(params)
		}

		/// Ends a market, or all, for good: trading stops, and the engine closes every position at its last
		/// good mark. There is no way back.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::shut_down())]
		pub fn shut_down(origin: OriginFor<T>, scope: Scope) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_shut_down(scope)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxScopes::get() > 1, "no underlying has a place on the board");
			assert!(Params::default().is_sane(), "the default times are not sane");
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
		/// How much of an underlying is stopped now.
		pub fn level_of(underlying: UnderlyingId) -> Level {
			Self::level(underlying)
		}

		/// What stops a scope, or may soon; the causes of `All` are not among those of an underlying.
		pub fn causes(scope: Scope) -> Causes {
			Board::<T>::get().get(&scope).copied().unwrap_or_default()
		}

		/// Whether withdrawals are paid at all.
		pub fn withdrawals_are_paid() -> bool {
			Self::pays_out()
		}
	}
}
