// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The derives number enum variants by casts. Casts written here are found by the repository's own
// lint.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
mod impls;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod listing;
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
pub use traits::{Breaker, OnListing, UnderlyingFacts};
pub use types::{
	ChainEntry, ExpiryRecord, ExpiryStatus, ExpiryView, HaltLevel, ListingPolicy, ListingRule,
	OpenInterestCap, StrikeGrid, StrikeView, Strikes, KINDS, MAX_STRIKES,
};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use polkadot_sdk::sp_runtime::SaturatedConversion;
	use tenor_fixed::Price;
	use tenor_series::{ExpiryKey, Moment, SeriesKey, UnderlyingId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Sets rules, caps and the policy.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Lists single expiries and strikes.
		type ListingOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Halts and resumes single expiries.
		type HaltOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What is known of an underlying.
		type Underlyings: UnderlyingFacts;

		/// Told of expiries that come and go.
		type OnListing: OnListing;

		/// How much of an underlying's trading is stopped, besides halts of single expiries.
		type Breaker: Breaker;

		/// Chain time, ms.
		type Clock: Time<Moment = u64>;

		/// The highest strike ever accepted.
		#[pallet::constant]
		type MaxStrike: Get<Price>;

		/// The most expiries of one underlying that are not pruned yet.
		#[pallet::constant]
		type MaxExpiriesPerUnderlying: Get<u32>;

		/// The most expiries of all underlyings that are not due yet.
		#[pallet::constant]
		type MaxExpiries: Get<u32>;

		/// The most listings, extensions and prunings of one block.
		#[pallet::constant]
		type MaxListingsPerBlock: Get<u32>;

		/// Cap of an underlying for which none was set.
		#[pallet::constant]
		type DefaultOpenInterestCap: Get<OpenInterestCap>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// What each underlying always has listed.
	#[pallet::storage]
	pub type Rules<T: Config> = StorageMap<_, Twox64Concat, UnderlyingId, ListingRule, OptionQuery>;

	/// Every expiry that is not pruned. Bounded by `MaxExpiriesPerUnderlying` each.
	#[pallet::storage]
	pub type Expiries<T: Config> =
		StorageMap<_, Twox64Concat, ExpiryKey, ExpiryRecord, OptionQuery>;

	/// The expiries of an underlying, ascending: the small index of `Expiries`.
	#[pallet::storage]
	pub type Chains<T: Config> = StorageMap<
		_,
		Twox64Concat,
		UnderlyingId,
		BoundedVec<ChainEntry, T::MaxExpiriesPerUnderlying>,
		ValueQuery,
	>;

	/// Expiries that do not settle yet, by (expiry, underlying).
	#[pallet::storage]
	pub type DueIndex<T: Config> =
		StorageValue<_, BoundedVec<ExpiryKey, T::MaxExpiries>, ValueQuery>;

	/// Contracts open in a series (sum of longs), e8. Absent when zero; bounded by the listed series.
	#[pallet::storage]
	pub type OpenInterest<T: Config> = StorageMap<_, Twox64Concat, SeriesKey, u64, ValueQuery>;

	/// Contracts open in all series of an expiry, e8. Absent when zero.
	#[pallet::storage]
	pub type ExpiryOpenInterest<T: Config> =
		StorageMap<_, Twox64Concat, ExpiryKey, u64, ValueQuery>;

	/// Contracts open in all series of an underlying, e8. Absent when zero.
	#[pallet::storage]
	pub type UnderlyingOpenInterest<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, u64, ValueQuery>;

	/// Caps on open interest.
	#[pallet::storage]
	pub type OpenInterestCaps<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, OpenInterestCap, OptionQuery>;

	/// Bounds on every listing.
	#[pallet::storage]
	pub type Policy<T: Config> = StorageValue<_, ListingPolicy, ValueQuery>;

	/// Whether expiries may fall on any full second instead of 08:00:00 UTC. Set at genesis only:
	/// false in production.
	#[pallet::storage]
	pub type AnyExpiryAllowed<T: Config> = StorageValue<_, bool, ValueQuery>;

	/// Position in the list of underlyings at which the next listing step begins.
	#[pallet::storage]
	pub type ListingCursor<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Whether expiries may fall on any full second.
		pub any_expiry_allowed: bool,
		/// Bounds on every listing.
		pub policy: ListingPolicy,
		/// Listing rules.
		pub rules: Vec<(UnderlyingId, ListingRule)>,
		/// Caps on open interest.
		pub caps: Vec<(UnderlyingId, OpenInterestCap)>,
		/// No data of the type itself.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.policy.is_well_formed(), "listing policy is malformed");
			AnyExpiryAllowed::<T>::put(self.any_expiry_allowed);
			Policy::<T>::put(self.policy);
			for (underlying, rule) in &self.rules {
				assert!(Pallet::<T>::ensure_rule_well_formed(rule).is_ok(), "rule is malformed");
				Rules::<T>::insert(underlying, rule);
			}
			for (underlying, cap) in &self.caps {
				OpenInterestCaps::<T>::insert(underlying, cap);
			}
		}
	}

	/// Events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An underlying's rule was set or removed.
		RuleSet {
			/// The underlying.
			underlying: UnderlyingId,
			/// The rule; `None` lists nothing new.
			rule: Option<ListingRule>,
		},
		/// An expiry was listed.
		ExpiryListed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Its strikes.
			strikes: Strikes,
			/// Whether by rule.
			by_rule: bool,
		},
		/// Strikes were added to an expiry.
		StrikesAdded {
			/// The expiry.
			expiry: ExpiryKey,
			/// The new strikes only.
			strikes: Strikes,
		},
		/// An expiry was halted.
		ExpiryHalted {
			/// The expiry.
			expiry: ExpiryKey,
			/// How much is stopped.
			level: HaltLevel,
		},
		/// An expiry trades again.
		ExpiryResumed {
			/// The expiry.
			expiry: ExpiryKey,
		},
		/// The caps of an underlying were set.
		OpenInterestCapSet {
			/// The underlying.
			underlying: UnderlyingId,
			/// The caps.
			cap: OpenInterestCap,
		},
		/// The bounds on listings were set.
		PolicySet {
			/// The bounds.
			policy: ListingPolicy,
		},
		/// An expiry froze for settlement.
		SettlingBegan {
			/// The expiry.
			expiry: ExpiryKey,
		},
		/// An expiry is settled; nobody holds anything in it.
		ExpirySettled {
			/// The expiry.
			expiry: ExpiryKey,
		},
		/// A settled expiry was removed.
		ExpiryPruned {
			/// The expiry.
			expiry: ExpiryKey,
		},
		/// The rule asks for an expiry that could not be listed.
		ListingFailed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Why.
			error: DispatchError,
		},
		/// A neighbour could not let go of a settled expiry.
		RemovalFailed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Why.
			error: DispatchError,
		},
	}

	/// Errors.
	#[pallet::error]
	pub enum Error<T> {
		/// No such underlying is registered.
		UnknownUnderlying,
		/// Trading in the underlying has ended for good.
		UnderlyingShutDown,
		/// No such expiry is listed.
		UnknownExpiry,
		/// No such series is listed.
		UnknownSeries,
		/// The series expired.
		SeriesExpired,
		/// Trading in the series is halted.
		SeriesHalted,
		/// The series is being settled.
		SeriesSettling,
		/// The series was settled.
		SeriesSettled,
		/// The expiry is not in the future.
		ExpiryInPast,
		/// The expiry is closer than the least life of a listing.
		TooCloseToExpiry,
		/// The expiry is farther than the longest life of a listing.
		ExpiryTooFar,
		/// The expiry is not at 08:00:00 UTC (or, where any is allowed, not at a full second).
		ExpiryNotAtSettlementHour,
		/// The expiry, or one of the strikes, is already listed.
		AlreadyListed,
		/// A strike is zero, above the highest strike or absurdly far from spot.
		StrikeOutOfRange,
		/// A strike is given twice.
		DuplicateStrike,
		/// No strike is given.
		NoStrikes,
		/// More strikes than an expiry can have.
		TooManyStrikes,
		/// The underlying or the chain has as many expiries as it can.
		TooManyExpiries,
		/// Open interest would exceed the cap of the series.
		OpenInterestCapReached,
		/// Open interest would exceed the cap of the underlying.
		UnderlyingOpenInterestCapReached,
		/// Open interest would fall below zero.
		OpenInterestUnderflow,
		/// Contracts are still open in the expiry.
		OpenInterestRemains,
		/// Contracts are open in an expiry that is too near, or are being settled, for what is asked.
		ExpiryTooNear,
		/// The expiry has not come yet.
		NotYetExpired,
		/// The expiry does not settle.
		NotSettling,
		/// The expiry is not halted.
		NotHalted,
		/// A rule whose grid is empty, too wide or too wide for the number of expiries.
		MalformedRule,
		/// A policy that leaves nothing to list.
		MalformedPolicy,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets what an underlying always has listed; `None` stops listing by rule.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_rule())]
		pub fn set_rule(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			rule: Option<ListingRule>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_rule(underlying, rule)
		}

		/// Lists an expiry with the given strikes, in any order.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::list_expiry(strikes.len().saturated_into()))]
		pub fn list_expiry(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			expiry: Moment,
			strikes: Strikes,
		) -> DispatchResult {
			T::ListingOrigin::ensure_origin(origin)?;
			Self::do_list_expiry(ExpiryKey { underlying, expiry }, strikes, false)
		}

		/// Adds strikes to a listed expiry.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::add_strikes(strikes.len().saturated_into()))]
		pub fn add_strikes(
			origin: OriginFor<T>,
			expiry: ExpiryKey,
			strikes: Strikes,
		) -> DispatchResult {
			T::ListingOrigin::ensure_origin(origin)?;
			Self::do_add_strikes(expiry, strikes)
		}

		/// Halts an expiry, or changes how much its halt stops.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::halt_expiry())]
		pub fn halt_expiry(
			origin: OriginFor<T>,
			expiry: ExpiryKey,
			level: HaltLevel,
		) -> DispatchResult {
			T::HaltOrigin::ensure_origin(origin)?;
			Self::do_halt_expiry(expiry, level)
		}

		/// Lets a halted expiry trade again.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::resume_expiry())]
		pub fn resume_expiry(origin: OriginFor<T>, expiry: ExpiryKey) -> DispatchResult {
			T::HaltOrigin::ensure_origin(origin)?;
			Self::do_resume_expiry(expiry)
		}

		/// Sets the caps on open interest of an underlying. Open interest above a new cap stays; it
		/// cannot grow.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_open_interest_cap())]
		pub fn set_open_interest_cap(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			cap: OpenInterestCap,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_open_interest_cap(underlying, cap)
		}

		/// Sets the bounds on every listing.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_policy(origin: OriginFor<T>, policy: ListingPolicy) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_policy(policy)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxExpiriesPerUnderlying::get() > 0, "no expiry fits");
			assert!(
				T::MaxExpiries::get() >= T::MaxExpiriesPerUnderlying::get(),
				"the due index does not hold the expiries of one underlying"
			);
			assert!(T::MaxListingsPerBlock::get() > 0, "the listing step never does anything");
			assert!(!T::MaxStrike::get().is_zero(), "no strike is accepted");
			assert!(u8::try_from(MAX_STRIKES).is_ok(), "a chain entry counts strikes in a byte");
			assert!(
				u32::from(StrikeGrid::MAX_WIDTH) * 2 < MAX_STRIKES,
				"the widest grid does not fit an expiry"
			);
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
		/// Every expiry of an underlying that is not pruned, with strikes and open interest.
		pub fn chain(underlying: UnderlyingId) -> Vec<ExpiryView> {
			Self::chain_of(underlying)
		}

		/// One expiry's record.
		pub fn expiry(expiry: ExpiryKey) -> Option<ExpiryRecord> {
			Expiries::<T>::get(expiry)
		}

		/// The cap on open interest in force for an underlying.
		pub fn open_interest_cap(underlying: UnderlyingId) -> OpenInterestCap {
			Self::cap_of(underlying)
		}
	}
}
