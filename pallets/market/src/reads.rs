// SPDX-License-Identifier: Apache-2.0
//! What other parts ask of the market. Nothing here writes.

use crate::{
	pallet::*,
	types::{
		CollateralSource, CollateralState, ExpiryFreshness, ExpiryState, StableState,
		UnderlyingParams, UnderlyingState,
	},
	window::{IndexState, PriceOutcome, Window},
};
use alloc::vec::Vec;
use polkadot_sdk::{frame_support::traits::Time, sp_runtime::DispatchError};
use tenor_fixed::{Fixed, Price};
use tenor_series::{AssetId, ExpiryKey, Moment, Symbol, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// The numbers of the underlyings.
	pub fn underlying_ids() -> impl Iterator<Item = UnderlyingId> {
		(0..UnderlyingCount::<T>::get()).map(UnderlyingId)
	}

	/// The ticker of an underlying.
	pub fn symbol(underlying: UnderlyingId) -> Option<Symbol> {
		Underlyings::<T>::get(underlying).map(|record| record.symbol)
	}

	/// The parameters of an underlying.
	pub fn params(underlying: UnderlyingId) -> Result<UnderlyingParams, DispatchError> {
		let record = Underlyings::<T>::get(underlying).ok_or(Error::<T>::UnknownUnderlying)?;
		Ok(record.params)
	}

	/// The index in force; `None` if there is none or it is stale.
	pub fn spot(underlying: UnderlyingId) -> Option<Price> {
		let print = Indices::<T>::get(underlying).print?;
		print.is_fresh(T::Clock::now()).then_some(print.value)
	}

	/// The last index, of any age.
	pub fn last_spot(underlying: UnderlyingId) -> Option<Price> {
		Indices::<T>::get(underlying).print.map(|print| print.value)
	}

	/// The last valid index, of any age: what [`Self::last_spot`] says.
	pub fn last_valid(underlying: UnderlyingId) -> Option<Price> {
		Self::last_spot(underlying)
	}

	/// The last index at the end of an expiry's window; before that, the last index.
	pub fn last_valid_of(key: ExpiryKey) -> Option<Price> {
		let index = Indices::<T>::get(key.underlying);
		let point = Self::window(key.underlying, &key).and_then(|window| {
			window.end.or_else(|| index.cumulative_at(T::Clock::now().min(window.end_at)))
		});
		let price = point.map(|point| point.price).filter(|price| !price.is_zero());
		price.or(index.print.map(|print| print.value))
	}

	/// Spot, confidence and freshness of an underlying. Errors: unknown; no quorum yet.
	pub fn underlying_state(underlying: UnderlyingId) -> Result<UnderlyingState, DispatchError> {
		let Some(print) = Indices::<T>::get(underlying).print else {
			Self::params(underlying)?;
			return Err(Error::<T>::NoIndex.into());
		};
		Ok(UnderlyingState {
			spot: print.value.to_fixed(),
			confidence: print.confidence,
			observed_at: print.observed_at,
			fresh: print.is_fresh(T::Clock::now()),
		})
	}

	/// Price, confidence and freshness of the settlement asset. Error: no quorum yet.
	pub fn stable_state() -> Result<StableState, DispatchError> {
		let reading = StablePrice::<T>::get().ok_or(Error::<T>::NoStablePrice)?;
		Ok(StableState {
			price: reading.value.to_fixed(),
			confidence: reading.confidence,
			fresh: reading.is_fresh(T::Clock::now()),
		})
	}

	/// Price of a collateral asset; `None` if it has no source, or the source no value yet.
	pub fn collateral_state(asset: AssetId) -> Option<CollateralState> {
		Some(match CollateralSources::<T>::get(asset)? {
			CollateralSource::Underlying(underlying) => {
				let UnderlyingState { spot, confidence, fresh, .. } =
					Self::underlying_state(underlying).ok()?;
				CollateralState { price: spot, confidence, underlying: Some(underlying), fresh }
			}
			CollateralSource::Stable => {
				let StableState { price, confidence, fresh } = Self::stable_state().ok()?;
				CollateralState { price, confidence, underlying: None, fresh }
			}
		})
	}

	/// What an expiry is valued by. Errors: unknown; no quorum yet for one of the inputs; a forward
	/// that is not above zero.
	pub fn expiry_state(key: ExpiryKey) -> Result<ExpiryState, DispatchError> {
		let record = Expiries::<T>::get(key).ok_or(Error::<T>::UnknownExpiry)?;
		let index = Indices::<T>::get(key.underlying);
		let now = T::Clock::now();
		let print = index.print.ok_or(Error::<T>::NoIndex)?;
		let carry = record.carry.ok_or(Error::<T>::NoCarry)?;
		let rate = record.rate.ok_or(Error::<T>::NoRate)?;
		let surface = record.surface.ok_or(Error::<T>::NoSurface)?;
		let forward =
			print.value.to_fixed().checked_add(carry.value).ok_or(Error::<T>::Overflow)?;
		if forward <= Fixed::ZERO {
			return Err(Error::<T>::ForwardNotPositive.into());
		}
		let inputs_fresh = print.is_fresh(now)
			&& carry.is_fresh(now)
			&& rate.is_fresh(now)
			&& surface.reading.is_fresh(now)
			&& !surface.superseded;
		let begun = now >= key.expiry.saturating_sub(record.window_ms);
		let (f_fix, f_var, fresh) = if begun {
			Self::forward_in_window(&key, &index, forward, inputs_fresh, now)?
		} else {
			(Fixed::ZERO, forward, inputs_fresh)
		};
		Ok(ExpiryState {
			time_to_expiry_ms: key.expiry.saturating_sub(now),
			f_fix,
			f_var,
			rate: rate.value,
			surface: surface.reading.value,
			forward_confidence: carry.confidence,
			rate_confidence: rate.confidence,
			vol_confidence: surface.reading.confidence,
			fresh,
		})
	}

	/// `(F_fix, F_var, fresh)` from the beginning of the window on.
	fn forward_in_window(
		key: &ExpiryKey,
		index: &IndexState,
		forward: Fixed,
		inputs_fresh: bool,
		now: Moment,
	) -> Result<(Fixed, Fixed, bool), DispatchError> {
		let window = Self::window(key.underlying, key).ok_or(Error::<T>::UnknownExpiry)?;
		let fresh = match window.outcome(index, now) {
			PriceOutcome::Final { price, .. } => return Ok((price.to_fixed(), Fixed::ZERO, true)),
			PriceOutcome::Pending if now < key.expiry => inputs_fresh,
			PriceOutcome::Pending => Self::spot(key.underlying).is_some(),
			PriceOutcome::TooManyGaps { .. } => false,
		};
		let left_ms = window.end_at.saturating_sub(now);
		let split = window.coverage(index, now).unwrap_or_default();
		let (fix, var) = split.split_forward_floor(forward, left_ms).ok_or(Error::<T>::Overflow)?;
		Ok((fix, var, fresh))
	}

	/// Which inputs of an expiry are in force; `None` if it is not open.
	pub fn freshness(key: &ExpiryKey) -> Option<ExpiryFreshness> {
		let record = Expiries::<T>::get(key)?;
		let now = T::Clock::now();
		Some(ExpiryFreshness {
			index: Self::spot(key.underlying).is_some(),
			carry: record.carry.is_some_and(|reading| reading.is_fresh(now)),
			rate: record.rate.is_some_and(|reading| reading.is_fresh(now)),
			surface: record
				.surface
				.is_some_and(|surface| surface.reading.is_fresh(now) && !surface.superseded),
		})
	}

	/// The settlement price of an expiry by its window. An expiry that is not open has none: all gap.
	pub fn settlement_price(key: ExpiryKey) -> PriceOutcome {
		Self::outcome_over(key.underlying, &key)
			.unwrap_or(PriceOutcome::TooManyGaps { gap_ms: 0, covered_ms: 0 })
	}

	/// The average over the same window of the index by other sources, if it covers it.
	pub fn second_source(key: ExpiryKey) -> Option<Price> {
		let second = Expiries::<T>::get(key)?.second_source?;
		match Self::outcome_over(second, &key)? {
			PriceOutcome::Final { price, .. } => Some(price),
			_ => None,
		}
	}

	/// The band a committee's settlement price must lie in: the underlying's share around the last
	/// index of the window, widened to hold the window's average so far as it is covered.
	pub fn mark_bounds(key: ExpiryKey) -> Option<(Price, Price)> {
		let band = Self::params(key.underlying).ok()?.committee_band;
		let last = Self::last_valid_of(key)?;
		let index = Indices::<T>::get(key.underlying);
		let average = Self::window(key.underlying, &key)
			.and_then(|window| window.coverage(&index, T::Clock::now()))
			.and_then(|coverage| coverage.average_floor())
			.unwrap_or(last);
		let low = last.min(average).to_fixed().mul_floor(Fixed::ONE.checked_sub(band)?)?;
		let high = last.max(average).to_fixed().mul_ceil(Fixed::ONE.checked_add(band)?)?;
		Some((low.to_price_floor()?, high.to_price_ceil()?))
	}

	fn outcome_over(source: UnderlyingId, key: &ExpiryKey) -> Option<PriceOutcome> {
		let window = Self::window(source, key)?;
		Some(window.outcome(&Indices::<T>::get(source), T::Clock::now()))
	}

	/// The window of an expiry over a source's index.
	pub(crate) fn window(source: UnderlyingId, key: &ExpiryKey) -> Option<Window> {
		Windows::<T>::get(source).into_iter().find(|window| window.key == *key)
	}

	/// The windows of an underlying's own expiries, ascending.
	pub(crate) fn windows_of(underlying: UnderlyingId) -> Vec<Window> {
		let mut windows = Windows::<T>::get(underlying).into_inner();
		windows.retain(|window| window.key.underlying == underlying);
		windows
	}
}
