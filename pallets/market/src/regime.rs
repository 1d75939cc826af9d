// SPDX-License-Identifier: Apache-2.0
//! Realised volatility of an underlying, measured over averages of its index, and the multipliers of
//! shocks that follow from it. The rule is `tenor_risk`'s.

use crate::{pallet::*, window::IndexState};
use polkadot_sdk::frame_support::defensive;
use tenor_risk::{regime::PricePoint, Regime, ShockScale};
use tenor_series::{Moment, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// By how much shocks of an underlying are multiplied.
	pub fn shock_scale(underlying: UnderlyingId) -> ShockScale {
		Indices::<T>::get(underlying).regime.scale()
	}

	/// Ends an interval: the estimate and the multipliers move, and the next one begins.
	pub(crate) fn step_regime(underlying: UnderlyingId, index: &mut IndexState, now: Moment) {
		let Ok(params) = Self::params(underlying) else {
			defensive!("a number below the count is an underlying");
			return;
		};
		let before = index.regime;
		let point = index.cumulative_at(now).map(|integral| PricePoint {
			at: now,
			integral_e8_ms: integral.integral_e8_ms,
			covered_ms: integral.covered_ms,
		});
		let stepped = point.and_then(|point| before.step(&params.regime, point).ok());
		index.regime = stepped.unwrap_or_else(|| {
			defensive!("the integral of an index only grows, and its logarithm is small");
			let due_at = now.saturating_add(params.regime.interval_ms);
			Regime { opened: None, due_at, ..before }
		});
		let scale = index.regime.scale();
		if scale != before.scale() {
			let realised = index.regime.realised().unwrap_or_default();
			Self::deposit_event(Event::ShockScaleChanged { underlying, realised, scale });
		}
	}
}
