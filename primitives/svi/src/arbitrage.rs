// SPDX-License-Identifier: Apache-2.0
//! What a surface must satisfy before anything is priced on it.

use crate::{Surface, Svi, SviError};
use tenor_fixed::{Fixed, E18};

/// Intervals of the uniform part of the grid that butterflies and calendars are checked on.
pub const GRID_INTERVALS: i128 = 64;

/// Distances from the vertex, in quarters of `sigma`, that are checked besides: there the curve
/// bends most, and a narrow vertex can lie between two points of the uniform grid.
const AROUND_VERTEX: [i128; 11] = [-16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16];

/// Total variance and its derivatives in log-moneyness at one point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Curve {
	/// `w`.
	pub w: Fixed,
	/// `w' = b (rho + x / sqrt(x^2 + sigma^2))`.
	pub slope: Fixed,
	/// `w'' = b sigma^2 / (x^2 + sigma^2)^(3/2)`.
	pub curvature: Fixed,
}

fn mul(a: Fixed, b: Fixed) -> Result<Fixed, SviError> {
	a.mul_floor(b).ok_or(SviError::Overflow)
}

fn add(a: Fixed, b: Fixed) -> Result<Fixed, SviError> {
	a.checked_add(b).ok_or(SviError::Overflow)
}

fn sub(a: Fixed, b: Fixed) -> Result<Fixed, SviError> {
	a.checked_sub(b).ok_or(SviError::Overflow)
}

fn ratio(a: Fixed, b: Fixed, c: Fixed) -> Result<Fixed, SviError> {
	a.mul_div_floor(b, c).ok_or(SviError::Overflow)
}

impl Svi {
	/// `w`, `w'`, `w''` at `k`, by the closed forms.
	pub fn curve(&self, k: Fixed) -> Result<Curve, SviError> {
		let (x, root) = self.arm(k)?;
		let sine = x.div_floor(root).ok_or(SviError::NonPositiveCurvature)?;
		let cosine = self.sigma.div_floor(root).ok_or(SviError::NonPositiveCurvature)?;
		let slope = mul(self.b, add(self.rho, sine)?)?;
		let curvature = ratio(mul(self.b, cosine)?, cosine, root)?;
		Ok(Curve { w: self.total_variance(k)?, slope, curvature })
	}

	/// Durrleman's `g(k) = (1 - k w' / 2w)^2 - w'^2 / 4 (1/w + 1/4) + w''/2`: the sign of the
	/// implied density. `NegativeVariance` where `w` is not above zero.
	pub fn durrleman(&self, k: Fixed) -> Result<Fixed, SviError> {
		let Curve { w, slope, curvature } = self.curve(k)?;
		if w <= Fixed::ZERO {
			return Err(SviError::NegativeVariance);
		}
		let twice = add(w, w)?;
		let tilt = sub(Fixed::ONE, ratio(k, slope, twice)?)?;
		let quarter = ratio(slope, slope, add(twice, twice)?)?;
		let sixteenth = Fixed::from_e18(mul(slope, slope)?.e18() / 16);
		let half = Fixed::from_e18(curvature.e18() / 2);
		add(sub(sub(mul(tilt, tilt)?, quarter)?, sixteenth)?, half)
	}

	/// The parameters' own range, the least variance, and Lee's bound on the wings.
	pub fn check_parameters(&self) -> Result<(), SviError> {
		if self.b.is_negative() {
			return Err(SviError::NegativeSlope);
		}
		let tilt = self.rho.checked_abs().ok_or(SviError::CorrelationOutOfRange)?;
		if tilt >= Fixed::ONE {
			return Err(SviError::CorrelationOutOfRange);
		}
		if self.sigma <= Fixed::ZERO {
			return Err(SviError::NonPositiveCurvature);
		}
		let steepest = mul(self.b, add(Fixed::ONE, tilt)?)?;
		if steepest > Fixed::from_int(2) {
			return Err(SviError::WingTooSteep);
		}
		if self.least_variance()?.is_negative() {
			return Err(SviError::NegativeVariance);
		}
		Ok(())
	}

	/// `a + b sigma sqrt(1 - rho^2)`, rounded down: the least total variance over all strikes.
	pub fn least_variance(&self) -> Result<Fixed, SviError> {
		// |rho| < 1 has 36 decimals when squared; its complement to 1 has an integer root.
		let square = self.rho.e18().checked_mul(self.rho.e18()).ok_or(SviError::Overflow)?;
		let one = E18.checked_mul(E18).ok_or(SviError::Overflow)?;
		let complement = one.checked_sub(square).ok_or(SviError::Overflow)?;
		let root = complement.checked_isqrt().ok_or(SviError::CorrelationOutOfRange)?;
		add(self.a, mul(mul(self.b, self.sigma)?, Fixed::from_e18(root))?)
	}

	/// [`Self::check_parameters`], and no butterfly arbitrage on the grid: `g >= 0` at 65 evenly
	/// spaced points of the clamped range and 11 around the vertex.
	pub fn check(&self) -> Result<(), SviError> {
		self.check_parameters()?;
		let bound = self.clamp_bound()?;
		let lowest = sub(Fixed::ZERO, bound)?;
		for k in grid(bound) {
			self.check_butterfly(k)?;
		}
		for quarters in AROUND_VERTEX {
			let distance = self.sigma.e18().checked_mul(quarters).ok_or(SviError::Overflow)? / 4;
			let k = add(self.m, Fixed::from_e18(distance))?;
			if (lowest..=bound).contains(&k) {
				self.check_butterfly(k)?;
			}
		}
		Ok(())
	}

	fn check_butterfly(&self, k: Fixed) -> Result<(), SviError> {
		if self.durrleman(k)?.is_negative() {
			return Err(SviError::ButterflyArbitrage);
		}
		Ok(())
	}
}

/// `GRID_INTERVALS + 1` evenly spaced points from `-bound` to `bound`.
fn grid(bound: Fixed) -> impl Iterator<Item = Fixed> {
	let half = GRID_INTERVALS / 2;
	(-half..=half).map(move |step| {
		// A bound is below 2^127 / 32 for every level a surface can have; saturation only widens.
		Fixed::from_e18(bound.e18().saturating_mul(step) / half)
	})
}

impl Surface {
	/// Forward and tenor above zero, and [`Svi::check`].
	pub fn check(&self) -> Result<(), SviError> {
		if self.f_ref <= Fixed::ZERO {
			return Err(SviError::NonPositiveForward);
		}
		if self.tau_ref <= Fixed::ZERO {
			return Err(SviError::NonPositiveTenor);
		}
		self.svi.check()
	}

	/// Whether a later surface nowhere has less total variance at the same log-moneyness. Both are
	/// taken as they are used: clamped.
	pub fn check_calendar(&self, later: &Self) -> Result<(), SviError> {
		if self.tau_ref >= later.tau_ref {
			return Err(SviError::UnsortedTenors);
		}
		let bound = self.svi.clamp_bound()?.max(later.svi.clamp_bound()?);
		for k in grid(bound) {
			if self.total_variance(k)? > later.total_variance(k)? {
				return Err(SviError::CalendarArbitrage);
			}
		}
		Ok(())
	}
}

/// Checks the surfaces of one underlying as one set: each by itself, and each against the next in
/// time. They must be strictly ascending in `tau_ref`. Neighbours suffice: "not less than" is
/// transitive on one grid point, and the clamped range grows with the level.
pub fn check_set(surfaces: &[Surface]) -> Result<(), SviError> {
	for surface in surfaces {
		surface.check()?;
	}
	for (earlier, later) in surfaces.iter().zip(surfaces.iter().skip(1)) {
		earlier.check_calendar(later)?;
	}
	Ok(())
}
