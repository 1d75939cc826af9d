// SPDX-License-Identifier: Apache-2.0
//! Parameters that move from one set to the next over time.
//!
//! The target counts for IM at once. For MM every figure moves on the straight line from the old
//! set to the new one, so that a change can't flag a portfolio in one block. A straight line between
//! two sane sets is sane: every bound on them is linear.

use crate::types::{AssetRule, Scenarios};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Fixed;
use tenor_risk::{CollateralParams, PortfolioParams, Ramp, Scenario, StandardParams};
use tenor_series::Moment;

/// A set of figures that can lie between two others.
pub trait Mix: Clone + PartialEq {
	/// The set `progress` (0 to 1) of the way from `self` to `to`.
	fn mix(&self, to: &Self, progress: Fixed) -> Self;
}

/// Parameters on their way.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Ramped<P> {
	/// In force for MM at `start`.
	pub from: P,
	/// In force for IM, and for MM from `end` on.
	pub to: P,
	/// When the way begins, ms.
	pub start: Moment,
	/// When it ends, ms.
	pub end: Moment,
}

impl<P: Mix> Ramped<P> {
	/// Parameters that do not move.
	pub fn fixed(params: P) -> Self {
		Self { from: params.clone(), to: params, start: 0, end: 0 }
	}

	/// From what is in force now to `to`, over `period_ms`.
	pub fn towards(&self, to: P, now: Moment, period_ms: Moment) -> Self {
		Self { from: self.in_force(now), to, start: now, end: now.saturating_add(period_ms) }
	}

	/// Whether MM differs from the target now.
	pub fn is_ramping(&self, now: Moment) -> bool {
		now < self.end && self.from != self.to
	}

	/// What counts for MM now.
	pub fn in_force(&self, now: Moment) -> P {
		if !self.is_ramping(now) {
			return self.to.clone();
		}
		let (elapsed, length) =
			(now.saturating_sub(self.start), self.end.saturating_sub(self.start));
		let progress = Fixed::from_ratio_floor(i128::from(elapsed), i128::from(length));
		self.from.mix(&self.to, progress.unwrap_or(Fixed::ONE))
	}
}

/// Figure by figure.
macro_rules! mix_by_ramp {
	($($name:ty),*) => {$(
		impl Mix for $name {
			fn mix(&self, to: &Self, progress: Fixed) -> Self {
				self.ramp(to, progress)
			}
		}
	)*};
}
mix_by_ramp!(StandardParams, PortfolioParams, CollateralParams);

impl Mix for AssetRule {
	/// Whether an asset cancels risk can't be half so: MM keeps the old answer to the end.
	fn mix(&self, to: &Self, progress: Fixed) -> Self {
		Self {
			params: self.params.mix(&to.params, progress),
			risk_cancelling_for: self.risk_cancelling_for,
		}
	}
}

/// A scenario that counts for nothing, in the place of one that the other list lacks.
fn silent(other: &Scenario) -> Scenario {
	Scenario { dampening: Fixed::ZERO, ..*other }
}

/// Whether a scenario can turn into another by degrees: the volatility goes the same way, or one of
/// them counts for nothing.
pub fn can_mix(from: &Scenario, to: &Scenario) -> bool {
	from.vol == to.vol || from.dampening.is_zero() || to.dampening.is_zero()
}

impl Mix for Scenario {
	fn mix(&self, to: &Self, progress: Fixed) -> Self {
		// What counts for nothing takes the shape of the other, so that only dampening moves.
		let from = if self.dampening.is_zero() { silent(to) } else { *self };
		let to = if to.dampening.is_zero() { silent(&from) } else { *to };
		Self {
			spot_shock: from.spot_shock.ramp(&to.spot_shock, progress),
			vol: to.vol,
			dampening: from.dampening.ramp(&to.dampening, progress),
		}
	}
}

impl Mix for Scenarios {
	/// Place by place; what only one list has fades in or out.
	fn mix(&self, to: &Self, progress: Fixed) -> Self {
		let length = self.len().max(to.len());
		let mixed = (0..length).filter_map(|place| match (self.get(place), to.get(place)) {
			(Some(from), Some(to)) => Some(from.mix(to, progress)),
			(Some(from), None) => Some(from.mix(&silent(from), progress)),
			(None, Some(to)) => Some(silent(to).mix(to, progress)),
			(None, None) => None,
		});
		// As long as the longer of two bounded lists.
		Self::truncate_from(mixed.collect())
	}
}
