// SPDX-License-Identifier: Apache-2.0
//! The parametrisation, the frozen surface, and its volatilities.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_floor, Fixed, Price, Vol, E18};
use tenor_transcendental::Log;

/// Why a surface is refused, or has no value at a strike.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum SviError {
	/// `b < 0`.
	NegativeSlope,
	/// `|rho| >= 1`.
	CorrelationOutOfRange,
	/// `sigma <= 0`.
	NonPositiveCurvature,
	/// The total variance is below zero somewhere.
	NegativeVariance,
	/// `b * (1 + |rho|) > 2`: the wings rise faster than any price allows (Lee's bound).
	WingTooSteep,
	/// Durrleman's `g` is below zero: a butterfly would cost less than nothing.
	ButterflyArbitrage,
	/// A later expiry has less total variance than an earlier one.
	CalendarArbitrage,
	/// The surfaces of a set are not strictly ascending in time.
	UnsortedTenors,
	/// The reference forward is not above zero.
	NonPositiveForward,
	/// The reference tenor is not above zero.
	NonPositiveTenor,
	/// A value left the range of its type.
	Overflow,
}

/// Raw SVI (Gatheral 2004): total variance `w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))`
/// at log-moneyness `k = ln(K/F)`.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Svi {
	/// Level of variance.
	pub a: Fixed,
	/// Slope of the wings, `>= 0`.
	pub b: Fixed,
	/// Tilt, within `(-1, 1)`.
	pub rho: Fixed,
	/// Log-moneyness of the vertex.
	pub m: Fixed,
	/// Width of the vertex, `> 0`.
	pub sigma: Fixed,
}

/// A fitted smile together with the forward and tenor it was fitted at. Frozen until the next one
/// is posted: a strike keeps its volatility while the forward moves (sticky strike).
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Surface {
	/// The smile.
	pub svi: Svi,
	/// Forward at the fit.
	pub f_ref: Fixed,
	/// Years to expiry at the fit.
	pub tau_ref: Fixed,
}

impl Svi {
	/// `4 * sqrt(a + b * sigma)`, rounded down once: log-moneyness beyond it counts as it.
	pub fn clamp_bound(&self) -> Result<Fixed, SviError> {
		let product = self.b.e18().checked_mul(self.sigma.e18());
		let level = self.a.e18().checked_mul(E18).zip(product).and_then(|(a, p)| a.checked_add(p));
		let level = level.ok_or(SviError::Overflow)?;
		if level < 0 {
			return Err(SviError::NegativeVariance);
		}
		// 36 decimals under the root give 18.
		level
			.checked_mul(16)
			.map(|square| Fixed::from_e18(square.isqrt()))
			.ok_or(SviError::Overflow)
	}

	/// `(x, sqrt(x^2 + sigma^2))` at `x = k - m`, the root rounded down.
	pub(crate) fn arm(&self, k: Fixed) -> Result<(Fixed, Fixed), SviError> {
		let x = k.checked_sub(self.m).ok_or(SviError::Overflow)?;
		let square = |v: Fixed| v.unsigned_abs().checked_mul(v.unsigned_abs());
		let sum = square(x)
			.zip(square(self.sigma))
			.and_then(|(a, b)| a.checked_add(b))
			.ok_or(SviError::Overflow)?;
		let root = i128::try_from(sum.isqrt()).map_err(|_| SviError::Overflow)?;
		Ok((x, Fixed::from_e18(root)))
	}

	/// Total variance at `k` with 36 decimals: exact but for the root inside, which is rounded down
	/// at 18.
	pub(crate) fn variance_e36(&self, k: Fixed) -> Result<i128, SviError> {
		let (x, root) = self.arm(k)?;
		let tilted = self.rho.mul_floor(x).and_then(|t| t.checked_add(root));
		let wing = tilted.and_then(|t| self.b.e18().checked_mul(t.e18()));
		let base = self.a.e18().checked_mul(E18);
		base.zip(wing).and_then(|(a, w)| a.checked_add(w)).ok_or(SviError::Overflow)
	}

	/// Total variance at `k`, rounded down.
	pub fn total_variance(&self, k: Fixed) -> Result<Fixed, SviError> {
		Ok(Fixed::from_e18(self.variance_e36(k)?.div_euclid(E18)))
	}
}

/// `sqrt` of a value with 18 decimals, rounded down.
fn sqrt_e18(value: u128) -> Option<u128> {
	let scale = E18.unsigned_abs();
	match value.checked_mul(scale) {
		Some(wide) => Some(wide.isqrt()),
		// Above 3.4e20: twelve digits of the root stay exact, far beyond any variance in use.
		None => value.isqrt().checked_mul(scale.isqrt()),
	}
}

impl Surface {
	/// The volatility of a strike, rounded down: `sqrt(w(clamp(ln(K/F_ref), +-4 sqrt(a + b sigma)))
	/// / tau_ref)`. Strike 0 lies at the lower clamp.
	pub fn vol(&self, strike: Price) -> Result<Vol, SviError> {
		self.vol_at(self.log_moneyness(strike)?)
	}

	/// The volatility at a log-moneyness, clamped, rounded down.
	pub fn vol_at(&self, k: Fixed) -> Result<Vol, SviError> {
		let variance = self.svi.variance_e36(self.clamp(k)?)?;
		if variance < 0 {
			return Err(SviError::NegativeVariance);
		}
		if self.tau_ref <= Fixed::ZERO {
			return Err(SviError::NonPositiveTenor);
		}
		// w_e36 * 10^18 / tau_e18 has 36 decimals; its root has 18.
		if let Some(ratio) = mul_div_floor(variance, E18, self.tau_ref.e18()) {
			return Ok(Vol::from_e18(ratio.isqrt()));
		}
		// A volatility above 1,300 %: half the digits of the ratio are enough.
		let ratio = variance / self.tau_ref.e18();
		sqrt_e18(ratio.unsigned_abs())
			.and_then(|root| i128::try_from(root).ok())
			.map(Vol::from_e18)
			.ok_or(SviError::Overflow)
	}

	/// Total variance at a log-moneyness, clamped, rounded down.
	pub fn total_variance(&self, k: Fixed) -> Result<Fixed, SviError> {
		self.svi.total_variance(self.clamp(k)?)
	}

	/// `ln(strike / F_ref)`; of strike 0 the lowest number there is.
	pub fn log_moneyness(&self, strike: Price) -> Result<Fixed, SviError> {
		let forward = Log::of(self.f_ref).map_err(|_| SviError::NonPositiveForward)?;
		// Only a strike of zero has no logarithm.
		Ok(Log::of(strike.to_fixed()).map_or(Fixed::MIN, |k| k.minus(forward).to_fixed_nearest()))
	}

	fn clamp(&self, k: Fixed) -> Result<Fixed, SviError> {
		let bound = self.svi.clamp_bound()?;
		Ok(k.clamp(Fixed::ZERO.saturating_sub(bound), bound))
	}
}
