// SPDX-License-Identifier: Apache-2.0
//! Parameters on their way from one set to another.
//!
//! A change ramps in: initial margin takes the new set at once, maintenance margin the set on the
//! way. A chain values a portfolio under both and takes IM from the first, MM from the second.

use crate::{CollateralParams, PortfolioParams, SkewParams, StandardParams};
use tenor_fixed::{Fixed, Vol};

/// A value or a set of values that can be taken part of the way to another.
pub trait Ramp {
	/// `self + (to - self) * progress`, rounded down, with progress clamped to 0..=1. Differences
	/// that do not fit jump to `to`.
	fn ramp(&self, to: &Self, progress: Fixed) -> Self;
}

impl Ramp for Fixed {
	fn ramp(&self, to: &Self, progress: Fixed) -> Self {
		let progress = progress.clamp(Self::ZERO, Self::ONE);
		to.checked_sub(*self)
			.and_then(|way| way.mul_floor(progress))
			.and_then(|part| self.checked_add(part))
			.unwrap_or(*to)
	}
}

impl Ramp for Vol {
	fn ramp(&self, to: &Self, progress: Fixed) -> Self {
		Self::from_fixed(self.to_fixed().ramp(&to.to_fixed(), progress))
	}
}

impl Ramp for u64 {
	fn ramp(&self, to: &Self, progress: Fixed) -> Self {
		// 64 bits as units of 1e-18: exact.
		let fixed = |ms: u64| Fixed::from_e18(i128::from(ms));
		let part = fixed(*self).ramp(&fixed(*to), progress);
		Self::try_from(part.e18()).unwrap_or(*to)
	}
}

macro_rules! ramp_fields {
	($name:ident: $($field:ident)*) => {
		impl Ramp for $name {
			fn ramp(&self, to: &Self, progress: Fixed) -> Self {
				Self { $($field: self.$field.ramp(&to.$field, progress),)* }
			}
		}
	};
}

ramp_fields!(StandardParams:
	max_spot_requirement min_spot_requirement mm_call mm_put_spot mm_put_mtm put_im_offset
	unpaired_im_scale unpaired_mm_scale confidence_threshold confidence_factor depeg_threshold
	depeg_factor
);

ramp_fields!(SkewParams: scale_cap cap_slope min_k width vol_static vol_scale);

ramp_fields!(PortfolioParams:
	im_factor mm_factor vol_up vol_down min_vol vol_reference_ms vol_floor_ms vol_power_short
	vol_power_long basis_shock basis_add basis_mult option_mm option_im long_base long_mult long_add
	short_base short_mult short_add skew_linear skew_absolute peg_threshold peg_factor
	confidence_threshold confidence_factor
);

ramp_fields!(CollateralParams:
	standard_factor standard_im_scale portfolio_mm_haircut portfolio_im_extra_haircut
	confidence_threshold confidence_factor
);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn a_ramp_runs_from_one_set_to_the_other() {
		let (from, mut to) = (PortfolioParams::btc_eth(), PortfolioParams::btc_eth());
		to.mm_factor = "0.9".parse().unwrap();
		to.vol_reference_ms = from.vol_reference_ms + 101;
		let half = "0.5".parse().unwrap();
		let on_the_way = from.ramp(&to, half);
		assert_eq!(on_the_way.mm_factor, "0.85".parse().unwrap());
		assert_eq!(on_the_way.vol_reference_ms, from.vol_reference_ms + 50);
		assert_eq!(from.ramp(&to, Fixed::ZERO), from);
		assert_eq!(from.ramp(&to, Fixed::ONE), to);
		assert_eq!(from.ramp(&to, Fixed::MAX), to);
		assert_eq!(to.ramp(&from, Fixed::ONE), from);
	}

	#[test]
	fn extremes_jump() {
		assert_eq!(Fixed::MIN.ramp(&Fixed::MAX, Fixed::from_e18(1)), Fixed::MAX);
	}
}
