// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The codec's derive casts the index of an enum's variant; our own casts are looked at by `tidy`.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

mod aggregate;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
mod invariants;
#[cfg(test)]
mod mock;
mod reads;
mod regime;
#[cfg(test)]
mod tests;
pub mod traits;
pub mod types;
pub mod weights;
mod window;

pub use aggregate::{Combine, DeviationBase, Median, Round};
pub use pallet::*;
pub use traits::FeedStore;
pub use types::{
	CollateralSource, CollateralState, CurvePoint, ExpiryFreshness, ExpiryRecord, ExpiryState,
	ExpirySurface, FeedKey, FeedRule, FeedValue, GenesisUnderlying, IndexQuote, ParamsError,
	Reading, StableParams, StableState, SurfaceInForce, Underlying, UnderlyingParams,
	UnderlyingState,
};
pub use weights::WeightInfo;
pub use window::{Coverage, Cumulative, IndexState, PriceOutcome, Window};

/// The surfaces one operator submits of one underlying.
pub type SurfaceSet<T> =
	polkadot_sdk::frame_support::BoundedVec<ExpirySurface, <T as Config>::MaxExpiries>;

#[polkadot_sdk::frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use polkadot_sdk::{
		frame_support::{
			dispatch::{DispatchClass, DispatchResultWithPostInfo, Pays},
			pallet_prelude::*,
			traits::{SortedMembers, Time},
		},
		frame_system::pallet_prelude::*,
	};
	use tenor_fixed::{Fixed, Price, Rate, Vol};
	use tenor_risk::{Regime, ShockScale};
	use tenor_series::{AssetId, ExpiryKey, Moment, Symbol, UnderlyingId};
	use types::{EngineRun, Standstill};
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Keeps and combines what operators feed: `pallet-oracle` with [`Combine`] and [`Self::Clock`].
		type Oracle: FeedStore<Self::AccountId>;
		/// Who may feed; the same set as the oracle's.
		type Operators: SortedMembers<Self::AccountId>;
		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;
		/// Registers underlyings and sets parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Operators there can be.
		#[pallet::constant]
		type MaxOperators: Get<u32>;
		/// Underlyings there can be.
		#[pallet::constant]
		type MaxUnderlyings: Get<u16>;
		/// Open expiries of one underlying.
		#[pallet::constant]
		type MaxExpiries: Get<u32>;
		/// Windows over one index: those of its own expiries and of those it is second source for.
		#[pallet::constant]
		type MaxWindows: Get<u32>;
		/// How far ahead of chain time an operator's clock may be, ms: about a slot.
		#[pallet::constant]
		type MaxClockDrift: Get<Moment>;
		/// Time between two runs of the engine from which on it stood still, ms.
		#[pallet::constant]
		type MaxEnginePause: Get<Moment>;
		/// Weights of this pallet.
		type WeightInfo: WeightInfo;
		/// Operators and time for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: traits::BenchmarkHelper<Self::AccountId>;
	}

	/// The underlyings, numbered without holes.
	#[pallet::storage]
	pub type Underlyings<T: Config> = StorageMap<_, Twox64Concat, UnderlyingId, Underlying>;

	/// How many underlyings there are: the next number.
	#[pallet::storage]
	pub type UnderlyingCount<T: Config> = StorageValue<_, u16, ValueQuery>;

	/// Index in force and its integral: apart from [`Underlyings`], as every print writes it.
	#[pallet::storage]
	pub type Indices<T: Config> = StorageMap<_, Twox64Concat, UnderlyingId, IndexState, ValueQuery>;

	/// Settlement windows measured over an underlying's index, sorted by expiry.
	#[pallet::storage]
	pub type Windows<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, BoundedVec<Window, T::MaxWindows>, ValueQuery>;

	/// How often an underlying's carry, rate or surfaces changed; `None`: the sources of collateral.
	#[pallet::storage]
	pub type Revisions<T: Config> =
		StorageMap<_, Twox64Concat, Option<UnderlyingId>, u64, ValueQuery>;

	/// Carry, rate and surface in force, per open expiry.
	#[pallet::storage]
	pub type Expiries<T: Config> = StorageMap<_, Twox64Concat, ExpiryKey, ExpiryRecord>;

	/// The settlement asset's price in force.
	#[pallet::storage]
	pub type StablePrice<T: Config> = StorageValue<_, Reading<Price>>;

	/// Parameters of the settlement asset's price.
	#[pallet::storage]
	pub type StableRule<T: Config> = StorageValue<_, StableParams, ValueQuery>;

	/// Where prices of collateral assets come from.
	#[pallet::storage]
	pub type CollateralSources<T: Config> = StorageMap<_, Twox64Concat, AssetId, CollateralSource>;

	/// Surface sets submitted so far: the number of the last.
	#[pallet::storage]
	pub type SetCount<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The last set of each operator, by underlying and number.
	#[pallet::storage]
	pub type SubmittedSets<T: Config> =
		StorageDoubleMap<_, Twox64Concat, UnderlyingId, Twox64Concat, u64, SurfaceSet<T>>;

	/// Who submitted which of these sets.
	#[pallet::storage]
	pub type SetOwners<T: Config> = StorageMap<
		_,
		Twox64Concat,
		UnderlyingId,
		BoundedVec<(T::AccountId, u64), T::MaxOperators>,
		ValueQuery,
	>;

	/// The last run of the engine.
	#[pallet::storage]
	pub type LastRun<T: Config> = StorageValue<_, EngineRun<BlockNumberFor<T>>>;

	/// The last time the engine stood still.
	#[pallet::storage]
	pub type LastStandstill<T: Config> = StorageValue<_, Standstill, ValueQuery>;

	/// The underlying the next engine step begins with; not 0 only where weight ran out.
	#[pallet::storage]
	pub type RollCursor<T: Config> = StorageValue<_, u16, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A quorum's value is in force.
		ValueAccepted {
			/// Of which feed.
			key: FeedKey,
			/// The value, 18 decimals; an index rounded down to 8 is in force.
			value: Fixed,
			/// Its confidence.
			confidence: Fixed,
			/// When the oldest value used was seen.
			observed_at: Moment,
		},
		/// An operator's surfaces passed every check.
		SurfacesSubmitted {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// Whose.
			operator: T::AccountId,
			/// The number of the set.
			set: u64,
		},
		/// An operator's surfaces are in force.
		SurfacesAccepted {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// The number of the set.
			set: u64,
			/// Confidence.
			confidence: Fixed,
			/// When the oldest set of the quorum was seen.
			observed_at: Moment,
		},
		/// An underlying can be fed.
		UnderlyingRegistered {
			/// Its number.
			underlying: UnderlyingId,
			/// Its ticker.
			symbol: Symbol,
			/// Its parameters.
			params: UnderlyingParams,
		},
		/// An underlying's parameters changed.
		UnderlyingParamsSet {
			/// Its number.
			underlying: UnderlyingId,
			/// The new parameters.
			params: UnderlyingParams,
		},
		/// The parameters of the settlement asset's price changed.
		StableParamsSet {
			/// The new parameters.
			params: StableParams,
		},
		/// A collateral asset's price comes from elsewhere, or from nowhere.
		CollateralSourceSet {
			/// The asset.
			asset: AssetId,
			/// The source.
			source: Option<CollateralSource>,
		},
		/// An expiry can be fed and its settlement window is planned.
		ExpiryOpened {
			/// The expiry.
			key: ExpiryKey,
			/// Where its window begins.
			window_start: Moment,
		},
		/// An expiry is gone.
		ExpiryRemoved {
			/// The expiry.
			key: ExpiryKey,
		},
		/// A settlement window has ended.
		WindowEnded {
			/// Whose.
			key: ExpiryKey,
			/// Over which index.
			source: UnderlyingId,
			/// The result, final for this end of the window.
			outcome: PriceOutcome,
		},
		/// A settlement window ends later.
		WindowExtended {
			/// Whose.
			key: ExpiryKey,
			/// The new end.
			end_at: Moment,
		},
		/// Realised volatility made the shocks of an underlying larger, or smaller.
		ShockScaleChanged {
			/// Which.
			underlying: UnderlyingId,
			/// The estimate per year.
			realised: Vol,
			/// The multipliers in force from this block on.
			scale: ShockScale,
		},
		/// The engine runs again; prints ended where it had stopped.
		EngineResumed {
			/// Last run before.
			from: Moment,
			/// This run.
			until: Moment,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// Only an oracle operator may feed.
		NotOperator,
		/// No underlying has this number.
		UnknownUnderlying,
		/// The expiry is not open.
		UnknownExpiry,
		/// The expiry is past.
		ExpiryPassed,
		/// The value is older than its heartbeat.
		StaleValue,
		/// The value was seen later than now.
		FutureDated,
		/// The operator has posted a value seen at the same time or later.
		NotNewerThanLast,
		/// A confidence is not within 0 and 1.
		ConfidenceOutOfRange,
		/// The price is outside its cap.
		PriceOutsideCap,
		/// The carry is outside its cap.
		CarryOutsideCap,
		/// The rate is outside its cap.
		RateOutsideCap,
		/// An at-the-money volatility is outside its cap.
		VolOutsideCap,
		/// A reference forward is too far from the index.
		ReferenceForwardOutsideCap,
		/// A reference tenor is too far from the time to expiry.
		ReferenceTenorOutsideCap,
		/// No quorum has agreed on the index yet.
		NoIndex,
		/// No quorum has agreed on the carry yet.
		NoCarry,
		/// No quorum has agreed on the rate yet.
		NoRate,
		/// No quorum has agreed on the surface yet.
		NoSurface,
		/// No quorum has agreed on the settlement asset's price yet.
		NoStablePrice,
		/// Index plus carry is not above zero.
		ForwardNotPositive,
		/// The surfaces are not strictly ascending by expiry.
		SurfacesNotSorted,
		/// The set lacks an open expiry.
		SurfaceSetIncomplete,
		/// `b < 0`.
		NegativeSlope,
		/// `|rho| >= 1`.
		CorrelationOutOfRange,
		/// `sigma <= 0`.
		NonPositiveCurvature,
		/// The total variance is below zero somewhere.
		NegativeVariance,
		/// The wings rise faster than any price allows.
		WingTooSteep,
		/// A butterfly would cost less than nothing.
		ButterflyArbitrage,
		/// A later expiry has less total variance than an earlier one.
		CalendarArbitrage,
		/// The reference forward is not above zero.
		NonPositiveForward,
		/// The reference tenor is not above zero.
		NonPositiveTenor,
		/// A number left the range of its type.
		Overflow,
		/// There are as many underlyings as there can be.
		TooManyUnderlyings,
		/// There are as many expiries or windows of the underlying as there can be.
		TooManyExpiries,
		/// There are more operators than there can be.
		TooManyOperators,
		/// The ticker is not 1 to 8 characters of `A-Z0-9`.
		SymbolMalformed,
		/// Another underlying has the ticker.
		SymbolTaken,
		/// A quorum is 0 or above the number of operators there can be.
		QuorumOutOfRange,
		/// A heartbeat is under a second or over two days.
		HeartbeatOutOfRange,
		/// A share, deviation or confidence is outside its range.
		RatioOutOfRange,
		/// A lower cap is 0 or above the upper.
		CapsCrossed,
		/// A window is under a second or over a day.
		WindowOutOfRange,
		/// An interval, memory, reference or multiplier of the regime is out of its range.
		RegimeOutOfRange,
		/// The second source is the underlying itself or does not exist.
		UnknownSecondSource,
		/// The expiry is open already.
		ExpiryAlreadyOpen,
		/// The expiry is so near that its settlement window has begun.
		WindowHasBegun,
		/// The window has not ended, or gave a price.
		WindowNotFailed,
		/// The extension is 0 or over a day, or ends where the index is no longer known.
		ExtensionOutOfRange,
	}

	#[pallet::genesis_config]
	#[derive(polkadot_sdk::frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Underlyings in the order of their numbers.
		pub underlyings: Vec<GenesisUnderlying>,
		/// Parameters of the settlement asset's price.
		pub stable: StableParams,
		/// The settlement asset, if it may also be read as collateral.
		pub stable_asset: Option<AssetId>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _marker: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			invariants::check_configuration::<T>();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(
			_: BlockNumberFor<T>,
		) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The underlyings in the order of their numbers.
		pub fn underlyings() -> Vec<(UnderlyingId, Underlying)> {
			Self::underlying_ids().filter_map(|id| Some((id, Underlyings::<T>::get(id)?))).collect()
		}

		/// The index of an underlying and whether it is in force.
		pub fn index_view(underlying: UnderlyingId) -> Option<UnderlyingState> {
			Self::underlying_state(underlying).ok()
		}

		/// The expiries of an underlying that can be fed or await settlement, ascending.
		pub fn open_expiries(underlying: UnderlyingId) -> Vec<ExpiryKey> {
			Self::windows_of(underlying).iter().map(|window| window.key).collect()
		}

		/// Carry, rate and surface in force for an expiry.
		pub fn expiry_record(key: ExpiryKey) -> Option<ExpiryRecord> {
			Expiries::<T>::get(key)
		}

		/// What an expiry is valued by.
		pub fn expiry_view(key: ExpiryKey) -> Option<ExpiryState> {
			Self::expiry_state(key).ok()
		}

		/// Which inputs of an expiry are in force.
		pub fn expiry_freshness(key: ExpiryKey) -> Option<ExpiryFreshness> {
			Self::freshness(&key)
		}

		/// The settlement window of an expiry so far: integral, covered time and gap.
		pub fn window_coverage(key: ExpiryKey) -> Option<Coverage> {
			let window = Self::window(key.underlying, &key)?;
			window.coverage(&Indices::<T>::get(key.underlying), T::Clock::now())
		}

		/// Realised volatility of an underlying, and the multipliers of its shocks.
		pub fn regime(underlying: UnderlyingId) -> Regime {
			Indices::<T>::get(underlying).regime
		}

		/// What an operator fed last.
		pub fn last_submission(who: T::AccountId, key: FeedKey) -> Option<FeedValue> {
			T::Oracle::raw(&who, &key).map(|last| last.value)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Feeds the index of an underlying. Free for operators.
		#[pallet::call_index(0)]
		#[pallet::weight((
			T::WeightInfo::submit_index(T::MaxOperators::get()),
			DispatchClass::Operational,
		))]
		pub fn submit_index(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			value: Price,
			confidence: Fixed,
			observed_at: Moment,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			let quote = IndexQuote { underlying, value, confidence, observed_at };
			Ok(Self::do_submit_index(&who, quote)?.into())
		}

		/// Feeds several indices, all or none. Free for operators.
		#[pallet::call_index(1)]
		#[pallet::weight((
			T::WeightInfo::submit_index(T::MaxOperators::get())
				.saturating_mul(u64::try_from(quotes.len()).unwrap_or(u64::MAX)),
			DispatchClass::Operational,
		))]
		pub fn submit_indices(
			origin: OriginFor<T>,
			quotes: BoundedVec<IndexQuote, T::MaxExpiries>,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			let mut pays = Pays::No;
			for quote in quotes {
				pays = impls::either(pays, Self::do_submit_index(&who, quote)?);
			}
			Ok(pays.into())
		}

		/// Feeds `F - S` of an open expiry, 18 decimals. Free for operators.
		#[pallet::call_index(2)]
		#[pallet::weight((
			T::WeightInfo::submit_carry(T::MaxOperators::get()),
			DispatchClass::Operational,
		))]
		pub fn submit_carry(
			origin: OriginFor<T>,
			key: ExpiryKey,
			value: Fixed,
			confidence: Fixed,
			observed_at: Moment,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			Ok(Self::do_submit_carry(&who, key, value, confidence, observed_at)?.into())
		}

		/// Feeds the rate to an open expiry. Free for operators.
		#[pallet::call_index(3)]
		#[pallet::weight((
			T::WeightInfo::submit_rate(T::MaxOperators::get()),
			DispatchClass::Operational,
		))]
		pub fn submit_rate(
			origin: OriginFor<T>,
			key: ExpiryKey,
			value: Rate,
			confidence: Fixed,
			observed_at: Moment,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			Ok(Self::do_submit_rate(&who, key, value, confidence, observed_at)?.into())
		}

		/// Feeds carry and rate of open expiries of one underlying, all or none. Free for operators.
		#[pallet::call_index(4)]
		#[pallet::weight((
			T::WeightInfo::submit_carry(T::MaxOperators::get())
				.saturating_add(T::WeightInfo::submit_rate(T::MaxOperators::get()))
				.saturating_mul(u64::try_from(points.len()).unwrap_or(u64::MAX)),
			DispatchClass::Operational,
		))]
		pub fn submit_curve(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			points: BoundedVec<CurvePoint, T::MaxExpiries>,
			confidence: Fixed,
			observed_at: Moment,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			let mut pays = Pays::No;
			for CurvePoint { expiry, carry, rate } in points {
				let key = ExpiryKey { underlying, expiry };
				let carry = Self::do_submit_carry(&who, key, carry, confidence, observed_at)?;
				let rate = Self::do_submit_rate(&who, key, rate, confidence, observed_at)?;
				pays = impls::either(pays, impls::either(carry, rate));
			}
			Ok(pays.into())
		}

		/// Feeds the surfaces of every open expiry that is not past, as one ascending set, for free.
		#[pallet::call_index(5)]
		#[pallet::weight((
			T::WeightInfo::submit_surfaces(
				T::MaxOperators::get(),
				u32::try_from(surfaces.len()).unwrap_or(u32::MAX),
			),
			DispatchClass::Operational,
		))]
		pub fn submit_surfaces(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			surfaces: SurfaceSet<T>,
			confidence: Fixed,
			observed_at: Moment,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			let pays =
				Self::do_submit_surfaces(&who, underlying, surfaces, confidence, observed_at)?;
			Ok(pays.into())
		}

		/// Feeds the price of the settlement asset. Free for operators.
		#[pallet::call_index(6)]
		#[pallet::weight((
			T::WeightInfo::submit_stable(T::MaxOperators::get()),
			DispatchClass::Operational,
		))]
		pub fn submit_stable(
			origin: OriginFor<T>,
			value: Price,
			confidence: Fixed,
			observed_at: Moment,
		) -> DispatchResultWithPostInfo {
			let who = Self::ensure_operator(origin)?;
			Ok(Self::do_submit_stable(&who, value, confidence, observed_at)?.into())
		}

		/// Registers an underlying under the next number.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::register_underlying(u32::from(T::MaxUnderlyings::get())))]
		pub fn register_underlying(
			origin: OriginFor<T>,
			symbol: Symbol,
			params: UnderlyingParams,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_register_underlying(symbol, params).map(|_| ())
		}

		/// Sets an underlying's parameters. Open windows keep their length, values their end.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_underlying_params())]
		pub fn set_underlying_params(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			params: UnderlyingParams,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_underlying_params(underlying, params)
		}

		/// Sets the parameters of the settlement asset's price.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_stable_params())]
		pub fn set_stable_params(origin: OriginFor<T>, params: StableParams) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_stable_params(params)
		}

		/// Says where a collateral asset's price comes from; `None` for nowhere.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_collateral_source())]
		pub fn set_collateral_source(
			origin: OriginFor<T>,
			asset: AssetId,
			source: Option<CollateralSource>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_collateral_source(asset, source)
		}
	}
}
