// SPDX-License-Identifier: Apache-2.0
//! What is kept of each axis from block to block, and how it follows the market.

use super::{
	drift::{self, EVERYTHING},
	Axis, Mark, SEEN_EXPIRIES,
};
use crate::{
	pallet::{Axes, Config, Pallet, Seen},
	session::count,
	traits::{MarketData, SeriesListing},
	weights::WeightInfo,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::Get, traits::Time, BoundedVec},
	sp_weights::WeightMeter,
};
use scale_info::TypeInfo;
use tenor_fixed::{Fixed, Price, Rate};
use tenor_risk::ShockScale;
use tenor_series::{ExpiryKey, Moment, UnderlyingId};
use tenor_svi::Surface;

/// Steps in which MM follows a change of parameters: between two of them bands hold.
pub const RAMP_STEPS: u64 = 64;

/// What is kept of an axis.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct AxisState {
	/// What is spent so far; on the clock besides chain time.
	pub spent: u64,
	/// The market's revision that `spent` accounts for.
	pub revision: u64,
	/// The price that changes of carry are measured by.
	pub reference: Price,
	/// Until when parameters are on their way, ms.
	pub ramps_end: Moment,
	/// The last step of theirs that `spent` accounts for, ms.
	pub ramp_step: Moment,
	/// The multipliers of shocks that `spent` accounts for.
	pub scale: ShockScale,
}

/// What was last seen of an expiry.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct SeenExpiry {
	/// Which.
	pub expiry: Moment,
	/// Forward less spot.
	pub carry: Fixed,
	/// To expiry.
	pub rate: Rate,
	/// Volatilities.
	pub surface: Surface,
}

impl AxisState {
	/// Spends what every band on the axis allows.
	pub fn spend(&mut self, everything: u64) {
		self.spent = self.spent.saturating_add(everything);
	}

	/// Whether the reference is far from the price: then carries are measured by a new one.
	fn is_off(&self, price: Price) -> bool {
		let (low, high) = (price.e8() / 2, price.e8().saturating_mul(2));
		!(low..=high).contains(&self.reference.e8())
	}
}

impl<T: Config> Pallet<T> {
	/// What spends every band on an axis: no band lasts longer, or allows more.
	fn everything(axis: Axis) -> u64 {
		match axis {
			Axis::Clock => T::BandLimits::get().elapsed_ms.saturating_add(1),
			Axis::Underlying(_) => EVERYTHING,
		}
	}

	/// The parameters that bands on the axis rest on have changed, and are on their way until
	/// `ramps_end`.
	pub(crate) fn rules_changed(axis: Axis, ramps_end: Moment) {
		Axes::<T>::mutate(axis, |state| {
			state.spend(Self::everything(axis));
			state.ramps_end = state.ramps_end.max(ramps_end);
			state.ramp_step = Self::ramp_time(T::Clock::now());
		});
	}

	/// Time as ramps see it: it moves in steps, between which parameters stand still.
	pub(crate) fn ramp_time(now: Moment) -> Moment {
		let step = (T::RampPeriod::get() / RAMP_STEPS).max(1);
		(now / step).saturating_mul(step)
	}

	/// The next step of ramps, or now if it is one.
	pub(crate) fn ramp_start(now: Moment) -> Moment {
		let step = (T::RampPeriod::get() / RAMP_STEPS).max(1);
		now.div_ceil(step).saturating_mul(step)
	}

	/// All axes there are.
	pub(crate) fn axes() -> impl Iterator<Item = Axis> {
		let underlyings = (0..T::Market::underlyings()).map(|n| Axis::Underlying(UnderlyingId(n)));
		core::iter::once(Axis::Clock).chain(underlyings)
	}

	/// Where the market stands on an axis. `None` if it has no price.
	pub(crate) fn mark_of(axis: Axis, state: &AxisState) -> Option<Mark> {
		Some(match axis {
			Axis::Clock => {
				let price = T::Market::stable()?.value.price;
				Mark::new(price, T::Clock::now().saturating_add(state.spent))
			}
			Axis::Underlying(id) => Mark::new(T::Market::underlying(id)?.value.spot, state.spent),
		})
	}

	/// Brings an axis up to the market. Returns whether weight reached for all of it: if not, what
	/// carries, rates and surfaces did will be accounted for later, and no band may be made on the
	/// axis meanwhile.
	pub(crate) fn observe(axis: Axis, meter: &mut WeightMeter) -> (AxisState, bool) {
		let before = Axes::<T>::get(axis);
		let mut state = before;
		let mut current = true;
		let step = Self::ramp_time(T::Clock::now());
		if state.ramp_step < state.ramps_end && state.ramp_step < step {
			state.spend(Self::everything(axis));
			state.ramp_step = step;
		}
		match axis {
			Axis::Clock => {
				let revision = T::Market::sources_revision();
				if revision != state.revision {
					state.spend(Self::everything(axis));
					state.revision = revision;
				}
			}
			Axis::Underlying(id) => {
				let scale = T::Market::shock_scale(id);
				if scale != state.scale {
					state.spend(EVERYTHING);
					state.scale = scale;
				}
				let spot = T::Market::underlying(id).map(|reading| reading.value.spot);
				let price = spot.and_then(Fixed::to_price_floor).unwrap_or_default();
				if state.is_off(price) {
					state.reference = price;
					state.spend(EVERYTHING);
				}
				current = Self::observe_expiries(id, spot, &mut state, meter).is_some();
			}
		}
		if state != before {
			Axes::<T>::insert(axis, state);
		}
		(state, current)
	}

	/// Spends what the expiries of an underlying did since the last look. `None` if weight does not
	/// reach.
	pub(crate) fn observe_expiries(
		id: UnderlyingId,
		spot: Option<Fixed>,
		state: &mut AxisState,
		meter: &mut WeightMeter,
	) -> Option<()> {
		let revision = T::Market::revision(id);
		if revision == state.revision {
			return Some(());
		}
		let expiries = T::Series::expiries(id);
		meter.try_consume(T::WeightInfo::compare_expiry(count(expiries.len()))).ok()?;
		let known = Seen::<T>::get(id);
		let limits = T::BandLimits::get();
		let (mut seen, mut most) = (Vec::with_capacity(expiries.len()), 0u64);
		for key in expiries {
			let before = known.iter().find(|one| one.expiry == key.expiry);
			let Some(now) = spot.and_then(|spot| Self::look_at(key, spot)) else {
				// Bands do not reach into settlement windows; before that, data do not vanish.
				if before.is_some() && T::Clock::now() < Self::band_end(key) {
					most = EVERYTHING;
				}
				continue;
			};
			let strikes = T::Series::strikes(key);
			let spent = before.and_then(|before| {
				drift::spent_ceil(&limits, state.reference, before, &now, &strikes)
			});
			most = most.max(spent.unwrap_or(EVERYTHING));
			seen.push(now);
		}
		// What does not fit is new the next time, and spends everything then.
		seen.truncate(usize::try_from(SEEN_EXPIRIES).unwrap_or(usize::MAX));
		Seen::<T>::insert(id, BoundedVec::truncate_from(seen));
		state.spend(most);
		state.revision = revision;
		Some(())
	}

	/// What there is to see of an expiry; `None` in its settlement window, or without data.
	fn look_at(key: ExpiryKey, spot: Fixed) -> Option<SeenExpiry> {
		let market = T::Market::expiry(key)?.value;
		if T::Clock::now() >= Self::band_end(key) {
			return None;
		}
		Some(SeenExpiry {
			expiry: key.expiry,
			carry: market.forward().ok()?.checked_sub(spot)?,
			rate: market.rate,
			surface: market.vols,
		})
	}

	/// The first moment that no band of a portfolio with positions in the expiry reaches: its
	/// settlement window, or as close as time value has no bounded slope.
	pub(crate) fn band_end(key: ExpiryKey) -> Moment {
		let near = key.expiry.saturating_sub(T::BandLimits::get().min_tenor_ms);
		T::Market::window_begins(key).unwrap_or(0).min(near)
	}
}
