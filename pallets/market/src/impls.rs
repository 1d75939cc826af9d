// SPDX-License-Identifier: Apache-2.0
//! What calls, listings and the engine do.

use crate::{
	pallet::*,
	traits::FeedStore,
	types::{
		CollateralSource, EngineRun, ExpiryRecord, FeedKey, FeedValue, GenesisUnderlying,
		IndexQuote, ParamsError, Reading, StableParams, Standstill, SurfaceInForce, Underlying,
		UnderlyingParams,
	},
	weights::WeightInfo,
	window::{IndexState, PriceOutcome, Window},
	SurfaceSet,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		defensive,
		dispatch::{DispatchResult, Pays},
		ensure,
		traits::{Get, SortedMembers, Time},
		BoundedVec,
	},
	frame_system::{self, pallet_prelude::*},
	pallet_oracle::{DataFeeder, DataProvider},
	sp_runtime::{traits::One, DispatchError, Saturating},
	sp_weights::WeightMeter,
};
use tenor_fixed::{Fixed, Price, Rate, Vol};
use tenor_series::{AssetId, ExpiryKey, Moment, Symbol, UnderlyingId, DAY_MS, YEAR_MS};
use tenor_svi::{Surface, SviError};

impl<T> From<ParamsError> for Error<T> {
	fn from(error: ParamsError) -> Self {
		match error {
			ParamsError::Quorum => Self::QuorumOutOfRange,
			ParamsError::Heartbeat => Self::HeartbeatOutOfRange,
			ParamsError::Ratio => Self::RatioOutOfRange,
			ParamsError::Caps => Self::CapsCrossed,
			ParamsError::Window => Self::WindowOutOfRange,
			ParamsError::Regime => Self::RegimeOutOfRange,
		}
	}
}

impl<T> From<SviError> for Error<T> {
	fn from(error: SviError) -> Self {
		match error {
			SviError::NegativeSlope => Self::NegativeSlope,
			SviError::CorrelationOutOfRange => Self::CorrelationOutOfRange,
			SviError::NonPositiveCurvature => Self::NonPositiveCurvature,
			SviError::NegativeVariance => Self::NegativeVariance,
			SviError::WingTooSteep => Self::WingTooSteep,
			SviError::ButterflyArbitrage => Self::ButterflyArbitrage,
			SviError::CalendarArbitrage => Self::CalendarArbitrage,
			SviError::UnsortedTenors => Self::SurfacesNotSorted,
			SviError::NonPositiveForward => Self::NonPositiveForward,
			SviError::NonPositiveTenor => Self::NonPositiveTenor,
			SviError::Overflow => Self::Overflow,
		}
	}
}

/// A batch is paid for if any part of it is.
pub(crate) fn either(a: Pays, b: Pays) -> Pays {
	if a == Pays::Yes {
		a
	} else {
		b
	}
}

/// Feeds.
impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_operator(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
		let who = ensure_signed(origin)?;
		ensure!(T::Operators::contains(&who), Error::<T>::NotOperator);
		Ok(who)
	}

	pub(crate) fn do_submit_index(
		who: &T::AccountId,
		quote: IndexQuote,
	) -> Result<Pays, DispatchError> {
		let IndexQuote { underlying, value, confidence, observed_at } = quote;
		let params = Self::params(underlying)?;
		ensure!(
			(params.min_price..=params.max_price).contains(&value),
			Error::<T>::PriceOutsideCap
		);
		let heartbeat_ms = params.index.heartbeat_ms;
		let key = FeedKey::Index(underlying);
		let value = Self::operator_value(value.to_fixed(), confidence, observed_at);
		let (accepted, pays) = Self::feed(who, key, value, heartbeat_ms)?;
		let Some(accepted) = accepted else { return Ok(pays) };
		let price = accepted.value.to_price_floor().ok_or(Error::<T>::Overflow)?;
		let now = T::Clock::now();
		Indices::<T>::mutate(underlying, |index| {
			Self::take_due_points(underlying, index, now);
			index.accept(Reading::new(price, &accepted, heartbeat_ms, now), now);
		});
		Ok(pays)
	}

	pub(crate) fn do_submit_carry(
		who: &T::AccountId,
		key: ExpiryKey,
		value: Fixed,
		confidence: Fixed,
		observed_at: Moment,
	) -> Result<Pays, DispatchError> {
		let params = Self::params(key.underlying)?;
		let mut record = Self::feedable(&key)?;
		let spot = Self::last_spot(key.underlying).ok_or(Error::<T>::NoIndex)?;
		let cap = spot.to_fixed().mul_floor(params.carry_cap).ok_or(Error::<T>::Overflow)?;
		ensure!(value.unsigned_abs() <= cap.unsigned_abs(), Error::<T>::CarryOutsideCap);
		let heartbeat_ms = params.carry.heartbeat_ms;
		let value = Self::operator_value(value, confidence, observed_at);
		let (accepted, pays) = Self::feed(who, FeedKey::Carry(key), value, heartbeat_ms)?;
		if let Some(accepted) = accepted {
			let now = T::Clock::now();
			record.carry = Some(Reading::new(accepted.value, &accepted, heartbeat_ms, now));
			Expiries::<T>::insert(key, record);
			Self::revise(Some(key.underlying));
		}
		Ok(pays)
	}

	pub(crate) fn do_submit_rate(
		who: &T::AccountId,
		key: ExpiryKey,
		value: Rate,
		confidence: Fixed,
		observed_at: Moment,
	) -> Result<Pays, DispatchError> {
		let params = Self::params(key.underlying)?;
		let mut record = Self::feedable(&key)?;
		ensure!(value.unsigned_abs() <= params.rate_cap.unsigned_abs(), Error::<T>::RateOutsideCap);
		let heartbeat_ms = params.rate.heartbeat_ms;
		let value = Self::operator_value(value.to_fixed(), confidence, observed_at);
		let (accepted, pays) = Self::feed(who, FeedKey::Rate(key), value, heartbeat_ms)?;
		if let Some(accepted) = accepted {
			let rate = Rate::from_fixed(accepted.value);
			record.rate = Some(Reading::new(rate, &accepted, heartbeat_ms, T::Clock::now()));
			Expiries::<T>::insert(key, record);
			Self::revise(Some(key.underlying));
		}
		Ok(pays)
	}

	pub(crate) fn do_submit_stable(
		who: &T::AccountId,
		value: Price,
		confidence: Fixed,
		observed_at: Moment,
	) -> Result<Pays, DispatchError> {
		let params = StableRule::<T>::get();
		ensure!(
			(params.min_price..=params.max_price).contains(&value),
			Error::<T>::PriceOutsideCap
		);
		let heartbeat_ms = params.feed.heartbeat_ms;
		let value = Self::operator_value(value.to_fixed(), confidence, observed_at);
		let (accepted, pays) = Self::feed(who, FeedKey::Stable, value, heartbeat_ms)?;
		if let Some(accepted) = accepted {
			let price = accepted.value.to_price_floor().ok_or(Error::<T>::Overflow)?;
			let now = T::Clock::now();
			StablePrice::<T>::put(Reading::new(price, &accepted, heartbeat_ms, now));
		}
		Ok(pays)
	}

	pub(crate) fn do_submit_surfaces(
		who: &T::AccountId,
		underlying: UnderlyingId,
		surfaces: SurfaceSet<T>,
		confidence: Fixed,
		observed_at: Moment,
	) -> Result<Pays, DispatchError> {
		let params = Self::params(underlying)?;
		let now = T::Clock::now();
		let windows = Self::windows_of(underlying);
		let scalar = Self::check_surfaces(&params, &windows, &surfaces, observed_at, now)?;
		let set = SetCount::<T>::get().checked_add(1).ok_or(Error::<T>::Overflow)?;
		SetCount::<T>::put(set);
		Self::keep_set(who, underlying, set, surfaces)?;
		Self::deposit_event(Event::SurfacesSubmitted { underlying, operator: who.clone(), set });

		let value = FeedValue { set, ..Self::operator_value(scalar, confidence, observed_at) };
		let heartbeat_ms = params.vol.heartbeat_ms;
		let key = FeedKey::Surface(underlying);
		let (accepted, pays) = Self::feed(who, key, value, heartbeat_ms)?;
		if let Some(accepted) = accepted {
			Self::put_set_in_force(underlying, &accepted, heartbeat_ms, &windows, now);
		}
		Ok(pays)
	}

	fn revise(what: Option<UnderlyingId>) {
		Revisions::<T>::mutate(what, |count| *count = count.wrapping_add(1));
	}

	/// A value as an operator reports it. Up to a clock's drift ahead of chain time counts as now.
	fn operator_value(value: Fixed, confidence: Fixed, observed_at: Moment) -> FeedValue {
		FeedValue { value, set: 0, confidence, observed_at, round_at: 0, wary_rounds: 0 }
	}

	/// Hands an operator's value to the oracle. Returns the aggregate if it is a new one, and whether
	/// the operator pays: his first value of a feed in a block is free, so that feeds can't fill a
	/// block for nothing.
	fn feed(
		who: &T::AccountId,
		key: FeedKey,
		mut value: FeedValue,
		heartbeat_ms: Moment,
	) -> Result<(Option<FeedValue>, Pays), DispatchError> {
		let now = T::Clock::now();
		ensure!(
			value.observed_at <= now.saturating_add(T::MaxClockDrift::get()),
			Error::<T>::FutureDated
		);
		value.observed_at = value.observed_at.min(now);
		ensure!(now.saturating_sub(value.observed_at) <= heartbeat_ms, Error::<T>::StaleValue);
		ensure!(
			(Fixed::ZERO..=Fixed::ONE).contains(&value.confidence),
			Error::<T>::ConfidenceOutOfRange
		);
		let mut pays = Pays::No;
		if let Some(last) = T::Oracle::raw(who, &key) {
			ensure!(value.observed_at > last.value.observed_at, Error::<T>::NotNewerThanLast);
			if last.timestamp >= now {
				pays = Pays::Yes;
			}
		}
		let before = T::Oracle::get(&key);
		T::Oracle::feed_value(Some(who.clone()), key, value)?;
		let after = T::Oracle::get(&key).filter(|after| before != Some(*after));
		if let Some(FeedValue { value, confidence, observed_at, .. }) = after {
			Self::deposit_event(Event::ValueAccepted { key, value, confidence, observed_at });
		}
		Ok((after, pays))
	}

	/// The record of an expiry that is open and not past.
	fn feedable(key: &ExpiryKey) -> Result<ExpiryRecord, DispatchError> {
		let record = Expiries::<T>::get(key).ok_or(Error::<T>::UnknownExpiry)?;
		ensure!(T::Clock::now() < key.expiry, Error::<T>::ExpiryPassed);
		Ok(record)
	}

	/// Checks a set as a whole and returns its mean at-the-money volatility.
	fn check_surfaces(
		params: &UnderlyingParams,
		windows: &[Window],
		surfaces: &SurfaceSet<T>,
		observed_at: Moment,
		now: Moment,
	) -> Result<Fixed, DispatchError> {
		let ascending = surfaces.windows(2).all(|pair| match pair {
			[a, b] => a.expiry < b.expiry,
			_ => true,
		});
		ensure!(ascending, Error::<T>::SurfacesNotSorted);
		for surface in surfaces {
			let open = windows.iter().any(|window| window.key.expiry == surface.expiry);
			ensure!(open, Error::<T>::UnknownExpiry);
			ensure!(now < surface.expiry, Error::<T>::ExpiryPassed);
		}
		let due = windows.iter().filter(|window| now < window.key.expiry).count();
		ensure!(due > 0 && surfaces.len() == due, Error::<T>::SurfaceSetIncomplete);

		let first = windows.first().ok_or(Error::<T>::SurfaceSetIncomplete)?;
		let spot = Self::last_spot(first.key.underlying).ok_or(Error::<T>::NoIndex)?.to_fixed();
		let mut sum = Fixed::ZERO;
		for entry in surfaces {
			let left_ms = entry.expiry.saturating_sub(observed_at.min(now));
			let vol = Self::check_surface(params, &entry.surface, spot, left_ms)?;
			sum = sum.checked_add(vol.to_fixed()).ok_or(Error::<T>::Overflow)?;
		}
		let set: Vec<Surface> = surfaces.iter().map(|entry| entry.surface).collect();
		tenor_svi::check_set(&set).map_err(Error::<T>::from)?;
		let count = i128::try_from(surfaces.len()).map_err(|_| Error::<T>::Overflow)?;
		let mean = sum.e18().checked_div(count).ok_or(Error::<T>::Overflow)?;
		Ok(Fixed::from_e18(mean))
	}

	/// References and volatility of one surface within their caps; returns the at-the-money
	/// volatility. Arbitrage is checked over the set.
	fn check_surface(
		params: &UnderlyingParams,
		surface: &Surface,
		spot: Fixed,
		left_ms: Moment,
	) -> Result<Vol, DispatchError> {
		ensure!(surface.f_ref > Fixed::ZERO, Error::<T>::NonPositiveForward);
		ensure!(surface.tau_ref > Fixed::ZERO, Error::<T>::NonPositiveTenor);
		let tau = Fixed::from_ratio_floor(i128::from(left_ms), i128::from(YEAR_MS))
			.ok_or(Error::<T>::Overflow)?;
		let near = |value: Fixed, to: Fixed| {
			let reach = to.mul_ceil(params.reference_cap);
			reach.is_some_and(|reach| {
				to.saturating_sub(reach) <= value && value <= to.saturating_add(reach)
			})
		};
		ensure!(near(surface.f_ref, spot), Error::<T>::ReferenceForwardOutsideCap);
		ensure!(near(surface.tau_ref, tau), Error::<T>::ReferenceTenorOutsideCap);
		let vol = surface.vol_at(Fixed::ZERO).map_err(Error::<T>::from)?;
		ensure!((params.min_vol..=params.max_vol).contains(&vol), Error::<T>::VolOutsideCap);
		Ok(vol)
	}

	/// Stores an operator's set in place of his last one, and drops those of former operators.
	fn keep_set(
		who: &T::AccountId,
		underlying: UnderlyingId,
		set: u64,
		surfaces: SurfaceSet<T>,
	) -> DispatchResult {
		let operators = T::Operators::sorted_members();
		SetOwners::<T>::try_mutate(underlying, |owners| {
			owners.retain(|(owner, old)| {
				let keep = owner != who && operators.binary_search(owner).is_ok();
				if !keep {
					SubmittedSets::<T>::remove(underlying, old);
				}
				keep
			});
			owners.try_push((who.clone(), set)).map_err(|_| Error::<T>::TooManyOperators)
		})?;
		SubmittedSets::<T>::insert(underlying, set, surfaces);
		Ok(())
	}

	/// Copies the chosen set to its expiries, whole: an open expiry it lacks keeps no fresh surface.
	fn put_set_in_force(
		underlying: UnderlyingId,
		accepted: &FeedValue,
		heartbeat_ms: Moment,
		windows: &[Window],
		now: Moment,
	) {
		let set = accepted.set;
		let Some(surfaces) = SubmittedSets::<T>::get(underlying, set) else {
			defensive!("the oracle combines the last value of each operator, whose set is kept");
			return;
		};
		for window in windows.iter().filter(|window| now < window.key.expiry) {
			let surface = surfaces.iter().find(|entry| entry.expiry == window.key.expiry);
			Expiries::<T>::mutate_extant(window.key, |record| {
				match (surface, &mut record.surface) {
					(Some(entry), _) => {
						let reading = Reading::new(entry.surface, accepted, heartbeat_ms, now);
						record.surface = Some(SurfaceInForce { reading, set, superseded: false });
					}
					(None, Some(old)) => old.superseded = true,
					(None, None) => (),
				}
			});
		}
		Self::revise(Some(underlying));
		Self::deposit_event(Event::SurfacesAccepted {
			underlying,
			set,
			confidence: accepted.confidence,
			observed_at: accepted.observed_at,
		});
	}
}

/// Governance.
impl<T: Config> Pallet<T> {
	/// Writes the genesis state. A chain whose parameters are out of range does not start.
	pub(crate) fn build_genesis(genesis: &GenesisConfig<T>) {
		for underlying in &genesis.underlyings {
			let built = Self::genesis_underlying(underlying);
			assert!(built.is_ok(), "genesis underlying {}: {built:?}", underlying.symbol);
		}
		let checked = genesis.stable.check(T::MaxOperators::get());
		assert!(checked.is_ok(), "genesis stable price: {checked:?}");
		StableRule::<T>::put(genesis.stable);
		if let Some(asset) = genesis.stable_asset {
			CollateralSources::<T>::insert(asset, CollateralSource::Stable);
		}
	}

	fn genesis_underlying(underlying: &GenesisUnderlying) -> DispatchResult {
		let symbol = Symbol::new(&underlying.symbol).map_err(|_| Error::<T>::SymbolMalformed)?;
		let id = Self::do_register_underlying(symbol, underlying.params)?;
		if let Some(asset) = underlying.collateral_asset {
			CollateralSources::<T>::insert(asset, CollateralSource::Underlying(id));
		}
		Ok(())
	}

	pub(crate) fn do_register_underlying(
		symbol: Symbol,
		params: UnderlyingParams,
	) -> Result<UnderlyingId, DispatchError> {
		ensure!(symbol.is_well_formed(), Error::<T>::SymbolMalformed);
		let taken = Self::underlying_ids().any(|id| Self::symbol(id) == Some(symbol));
		ensure!(!taken, Error::<T>::SymbolTaken);
		let count = UnderlyingCount::<T>::get();
		ensure!(count < T::MaxUnderlyings::get(), Error::<T>::TooManyUnderlyings);
		let underlying = UnderlyingId(count);
		Self::check_params(underlying, &params)?;
		Underlyings::<T>::insert(underlying, Underlying { symbol, params });
		UnderlyingCount::<T>::put(count.saturating_add(1));
		Self::deposit_event(Event::UnderlyingRegistered { underlying, symbol, params });
		Ok(underlying)
	}

	pub(crate) fn do_set_underlying_params(
		underlying: UnderlyingId,
		params: UnderlyingParams,
	) -> DispatchResult {
		Self::check_params(underlying, &params)?;
		Underlyings::<T>::try_mutate(underlying, |record| {
			let record = record.as_mut().ok_or(Error::<T>::UnknownUnderlying)?;
			record.params = params;
			Self::deposit_event(Event::UnderlyingParamsSet { underlying, params });
			Ok(())
		})
	}

	fn check_params(underlying: UnderlyingId, params: &UnderlyingParams) -> DispatchResult {
		params.check(T::MaxOperators::get()).map_err(Error::<T>::from)?;
		if let Some(second) = params.second_source {
			let known = second != underlying && Underlyings::<T>::contains_key(second);
			ensure!(known, Error::<T>::UnknownSecondSource);
		}
		Ok(())
	}

	pub(crate) fn do_set_stable_params(params: StableParams) -> DispatchResult {
		params.check(T::MaxOperators::get()).map_err(Error::<T>::from)?;
		StableRule::<T>::put(params);
		Self::deposit_event(Event::StableParamsSet { params });
		Ok(())
	}

	pub(crate) fn do_set_collateral_source(
		asset: AssetId,
		source: Option<CollateralSource>,
	) -> DispatchResult {
		if let Some(CollateralSource::Underlying(underlying)) = source {
			Self::params(underlying)?;
		}
		CollateralSources::<T>::set(asset, source);
		Self::revise(None);
		Self::deposit_event(Event::CollateralSourceSet { asset, source });
		Ok(())
	}
}

/// Listing and windows.
impl<T: Config> Pallet<T> {
	/// Opens an expiry: it can be fed, and its settlement window is planned over its own index and
	/// over that of its second source.
	pub fn on_listed(key: ExpiryKey) -> DispatchResult {
		let params = Self::params(key.underlying)?;
		ensure!(!Expiries::<T>::contains_key(key), Error::<T>::ExpiryAlreadyOpen);
		let window = Window::before_expiry(key, params.window_ms);
		ensure!(T::Clock::now() < window.start_at, Error::<T>::WindowHasBegun);
		let open = Self::windows_of(key.underlying).len();
		let max_expiries = usize::try_from(T::MaxExpiries::get()).unwrap_or(usize::MAX);
		ensure!(open < max_expiries, Error::<T>::TooManyExpiries);
		Self::plan_window(key.underlying, window)?;
		if let Some(second) = params.second_source {
			Self::plan_window(second, window)?;
		}
		let record = ExpiryRecord {
			window_ms: params.window_ms,
			second_source: params.second_source,
			carry: None,
			rate: None,
			surface: None,
		};
		Expiries::<T>::insert(key, record);
		Self::deposit_event(Event::ExpiryOpened { key, window_start: window.start_at });
		Ok(())
	}

	/// Removes all that is kept of an expiry.
	pub fn on_removed(key: ExpiryKey) -> DispatchResult {
		let record = Expiries::<T>::take(key).ok_or(Error::<T>::UnknownExpiry)?;
		Self::drop_window(key.underlying, &key);
		if let Some(second) = record.second_source {
			Self::drop_window(second, &key);
		}
		T::Oracle::forget(&FeedKey::Carry(key));
		T::Oracle::forget(&FeedKey::Rate(key));
		Self::deposit_event(Event::ExpiryRemoved { key });
		Ok(())
	}

	/// Worst-case weight of [`Self::on_listed`].
	pub fn on_listed_weight() -> polkadot_sdk::sp_weights::Weight {
		T::WeightInfo::on_listed()
	}

	/// Worst-case weight of [`Self::on_removed`].
	pub fn on_removed_weight() -> polkadot_sdk::sp_weights::Weight {
		T::WeightInfo::on_removed(T::MaxOperators::get())
	}

	/// Moves the end of a failed window `extra_ms` later. The same share of gap is allowed over the
	/// longer window. The end may lie in the past as far as the index is still known there, so that
	/// the result does not depend on the block in which the extension is asked for.
	pub fn extend_window(key: ExpiryKey, extra_ms: Moment) -> DispatchResult {
		ensure!((1..=DAY_MS).contains(&extra_ms), Error::<T>::ExtensionOutOfRange);
		let now = T::Clock::now();
		let source = key.underlying;
		let mut index = Indices::<T>::get(source);
		Windows::<T>::try_mutate(source, |windows| {
			Self::take_points_of(source, windows, &index, now);
			let window = windows
				.iter_mut()
				.find(|window| window.key == key)
				.ok_or(Error::<T>::UnknownExpiry)?;
			let failed = matches!(window.outcome(&index, now), PriceOutcome::TooManyGaps { .. });
			ensure!(failed, Error::<T>::WindowNotFailed);
			let end_at = window.end_at.saturating_add(extra_ms);
			ensure!(index.cumulative_at(end_at).is_some(), Error::<T>::ExtensionOutOfRange);
			(window.end_at, window.end) = (end_at, None);
			Self::deposit_event(Event::WindowExtended { key, end_at });
			Self::take_points_of(source, windows, &index, now);
			index.next_boundary = Self::first_boundary(windows);
			Indices::<T>::insert(source, index);
			Ok(())
		})
	}

	fn plan_window(source: UnderlyingId, window: Window) -> DispatchResult {
		Windows::<T>::try_mutate(source, |windows| {
			let place = windows.partition_point(|other| {
				(other.key.expiry, other.key) < (window.key.expiry, window.key)
			});
			windows.try_insert(place, window).map_err(|_| Error::<T>::TooManyExpiries)?;
			Indices::<T>::mutate(source, |index| {
				index.next_boundary = Self::first_boundary(windows);
			});
			Ok(())
		})
	}

	fn drop_window(source: UnderlyingId, key: &ExpiryKey) {
		Windows::<T>::mutate(source, |windows| {
			windows.retain(|window| window.key != *key);
			Indices::<T>::mutate(source, |index| {
				index.next_boundary = Self::first_boundary(windows);
			});
		});
	}

	fn first_boundary(windows: &[Window]) -> Option<Moment> {
		windows.iter().filter_map(Window::next_boundary).min()
	}

	/// Takes the points of an index's integral that its windows need and time has passed. Call it
	/// before the print in force changes.
	pub(crate) fn take_due_points(source: UnderlyingId, index: &mut IndexState, now: Moment) {
		if index.next_boundary.is_some_and(|boundary| boundary <= now) {
			Windows::<T>::mutate(source, |windows| {
				Self::take_points_of(source, windows, index, now);
				index.next_boundary = Self::first_boundary(windows);
			});
		}
		index.roll(now);
	}

	fn take_points_of(
		source: UnderlyingId,
		windows: &mut BoundedVec<Window, T::MaxWindows>,
		index: &IndexState,
		now: Moment,
	) {
		for window in windows.iter_mut() {
			let ended = window.end.is_some();
			window.take_points(index, now);
			if !ended && window.end.is_some() {
				let (key, outcome) = (window.key, window.outcome(index, now));
				Self::deposit_event(Event::WindowEnded { key, source, outcome });
			}
		}
	}
}

/// The engine's step.
impl<T: Config> Pallet<T> {
	/// Once per block, before anything else uses the market: notices when the engine stood still,
	/// and takes the points that settlement windows need. Every result is the same whenever it runs;
	/// what does not fit is done in the next block, and until then where it is asked for.
	pub fn process_roll(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::roll_base()).is_err() {
			return;
		}
		let now = T::Clock::now();
		let block = frame_system::Pallet::<T>::block_number();
		if let Some(from) = Self::stood_still_since(block, now) {
			if !Self::end_prints(from, now, meter) {
				return;
			}
			Self::deposit_event(Event::EngineResumed { from, until: now });
		}
		LastRun::<T>::put(EngineRun { block, moment: now });
		Self::roll_indices(now, meter);
	}

	/// The moment since which the engine stood still, if it did: blocks without it, or a long pause.
	fn stood_still_since(block: BlockNumberFor<T>, now: Moment) -> Option<Moment> {
		let EngineRun { block: last, moment } = LastRun::<T>::get()?;
		let skipped = block > last.saturating_add(One::one());
		let paused = now.saturating_sub(moment) > T::MaxEnginePause::get();
		(skipped || paused).then_some(moment)
	}

	/// Ends every print in force at `from`. False if weight ran out: the engine then still counts as
	/// standing, and goes on in the next block.
	fn end_prints(from: Moment, now: Moment, meter: &mut WeightMeter) -> bool {
		let count = UnderlyingCount::<T>::get();
		let begun = Some(LastStandstill::<T>::get()).filter(|standstill| standstill.from == from);
		let mut ended = begun.map_or(0, |standstill| standstill.ended);
		while ended < count && meter.try_consume(T::WeightInfo::end_print()).is_ok() {
			Self::end_print(UnderlyingId(ended), from);
			ended = ended.saturating_add(1);
		}
		StablePrice::<T>::mutate_extant(|price| price.end_at(from));
		LastStandstill::<T>::put(Standstill { from, until: now, ended });
		ended == count
	}

	pub(crate) fn end_print(underlying: UnderlyingId, from: Moment) {
		Indices::<T>::mutate(underlying, |index| {
			if let Some(print) = &mut index.print {
				print.end_at(from);
			}
		});
	}

	fn roll_indices(now: Moment, meter: &mut WeightMeter) {
		let count = UnderlyingCount::<T>::get();
		let begun_at = RollCursor::<T>::get();
		let mut next = begun_at;
		while next < count {
			let source = UnderlyingId(next);
			if meter.try_consume(T::WeightInfo::roll_quiet()).is_err() {
				break;
			}
			let mut index = Indices::<T>::get(source);
			let before = index;
			if index.next_boundary.is_some_and(|boundary| boundary <= now) {
				if meter.try_consume(T::WeightInfo::roll_points(T::MaxWindows::get())).is_err() {
					break;
				}
				Self::take_due_points(source, &mut index, now);
			}
			let regime_due = index.print.is_some() && index.regime.due_at <= now;
			let afforded = !regime_due || meter.try_consume(T::WeightInfo::roll_regime()).is_ok();
			if regime_due && afforded {
				Self::step_regime(source, &mut index, now);
			}
			if index != before {
				Indices::<T>::insert(source, index);
			}
			if !afforded {
				break;
			}
			next = next.saturating_add(1);
		}
		let next = if next < count { next } else { 0 };
		if next != begun_at {
			RollCursor::<T>::put(next);
		}
	}
}
