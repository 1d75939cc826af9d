// SPDX-License-Identifier: Apache-2.0
//! The normal distribution through `M(z) = N(-z) * e^(z^2/2)`, a smooth function between 1/2 and 0:
//! with it, tails keep their relative accuracy, and a difference of two of its values is what an
//! option price is made of.

use crate::{
	arith::{high64, low64, mul_wide, mulhi, Factor},
	exponential::exp_neg_q120,
	logarithm::Log,
	tables::{INV_E18_Q123, INV_SQRT_2PI_Q65, LN2_Q112, MILLS, MILLS_TAIL, SQRT_2PI_Q62},
	Float, MathError,
};
use tenor_fixed::Fixed;

const E18: u64 = 1_000_000_000_000_000_000;

/// `mantissa * 2^-(64 + shift)`, the mantissa at least 2^63 or very little below.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScaledMills {
	/// 64 significant bits.
	pub mantissa: u64,
	/// Binary orders below one half to one, at most 5.
	pub shift: u32,
}

/// `M(z) = N(-z) * e^(z^2/2)` for `0 <= z < 16` with 60 binary places: within 2 units of the mantissa,
/// monotone.
///
/// One polynomial of degree 10 per eighth, in the distance to the right end of its interval. There all
/// derivatives have one sign, so all terms are positive, and every rounded step is monotone.
#[inline(always)]
#[must_use]
pub fn scaled_mills(z: u64) -> ScaledMills {
	let row = &MILLS[usize::try_from(z >> 57).unwrap_or(0) & 127];
	// The distance in eighths, less 2^-64, and its square.
	let distance = !(z << 7);
	let d = Factor::new(distance);
	let d2 = Factor::new(d.mulhi(distance));
	// Even and odd powers apart: two short chains of products where one would be long.
	let mut even = row[10];
	even = row[8] + (d2.mulhi(even) >> 6);
	even = row[6] + (d2.mulhi(even) >> 6);
	even = row[4] + (d2.mulhi(even) >> 6);
	even = row[2] + (d2.mulhi(even) >> 6);
	even = row[0] + (d2.mulhi(even) >> 6);
	let mut odd = row[9];
	odd = row[7] + (d2.mulhi(odd) >> 6);
	odd = row[5] + (d2.mulhi(odd) >> 6);
	odd = row[3] + (d2.mulhi(odd) >> 6);
	odd = row[1] + (d2.mulhi(odd) >> 6);
	let sum = even + (d.mulhi(odd) >> 3);
	ScaledMills { mantissa: sum, shift: u32::try_from(row[11]).unwrap_or(0) }
}

/// [`scaled_mills`] for any `z` with 60 binary places: the asymptotic form from 16 on.
#[must_use]
pub fn scaled_mills_wide(z: u128) -> Float {
	if let Ok(z) = u64::try_from(z) {
		let m = scaled_mills(z);
		return Float::new(m.mantissa, -i32::try_from(64 + m.shift).unwrap_or(0));
	}
	let z = Float::from_u128(z, -60);
	let inverse = z.recip();
	let v = (inverse * inverse).scale(8);
	let mut sum = Float::ZERO;
	for term in MILLS_TAIL.iter().rev() {
		sum = sum * v + Float::from_i128(i128::from(*term), -62);
	}
	sum * inverse * Float::new(INV_SQRT_2PI_Q65, -65)
}

/// `|x|` with 60 binary places, for `|x| < 16`.
#[inline]
fn to_q60(x: Fixed) -> Option<u64> {
	let units = u64::try_from(x.unsigned_abs()).ok()?;
	let z = (mul_wide(units, INV_E18_Q123) + (1 << 62)) >> 63;
	u64::try_from(z).ok()
}

/// `mantissa * 2^-shift` in units of 10^-18, rounded to nearest, for shifts from 64 on.
#[inline]
fn to_e18(mantissa: u64, shift: u32) -> i128 {
	// The product is below 2^124: only its upper word counts, but for the half unit at exactly 64.
	let product = mul_wide(mantissa, E18);
	let (high, low) = (high64(product), low64(product));
	match shift {
		64 => i128::from(high + (low >> 63)),
		65..=127 => i128::from((high + (1 << (shift - 65))) >> (shift - 64)),
		_ => 0,
	}
}

/// `N(-z)` as (mantissa, binary places), monotone.
#[inline]
fn lower_tail(z: u64) -> (u64, u32) {
	let density = exp_neg_q120(mul_wide(z, z) >> 1);
	let mills = scaled_mills(z);
	(mulhi(density.mantissa, mills.mantissa), 64 + density.shift + mills.shift)
}

/// The normal distribution function, rounded to nearest: within 0.8 units of the 18th decimal,
/// monotone, and `N(x) + N(-x) = 1` exactly.
///
/// ```
/// use tenor_fixed::Fixed;
/// use tenor_transcendental::normal_cdf;
/// assert_eq!(normal_cdf(Fixed::ONE).to_string(), "0.841344746068542949");
/// assert_eq!(normal_cdf(Fixed::MIN), Fixed::ZERO);
/// ```
#[must_use]
pub fn normal_cdf(x: Fixed) -> Fixed {
	let tail = match to_q60(x) {
		Some(z) => {
			let (mantissa, places) = lower_tail(z);
			to_e18(mantissa, places)
		}
		None => 0,
	};
	if x.is_negative() {
		Fixed::from_e18(tail)
	} else {
		Fixed::from_e18(i128::from(E18) - tail)
	}
}

/// The normal density, rounded to nearest: within 0.8 units of the 18th decimal.
///
/// ```
/// use tenor_fixed::Fixed;
/// let top = tenor_transcendental::normal_pdf(Fixed::ZERO);
/// assert_eq!(top.to_string(), "0.398942280401432678");
/// ```
#[must_use]
pub fn normal_pdf(x: Fixed) -> Fixed {
	match to_q60(x) {
		Some(z) => {
			let density = exp_neg_q120(mul_wide(z, z) >> 1);
			let mantissa = mulhi(density.mantissa, INV_SQRT_2PI_Q65);
			Fixed::from_e18(to_e18(mantissa, 65 + density.shift))
		}
		None => Fixed::ZERO,
	}
}

/// The `x` with `N(x) = p`, within 1.5 units of the 18th decimal, for `0 < p < 1`.
///
/// Newton's rule on `ln N(-z)`: that function is concave, and the start
/// `sqrt(-2 ln(2 min(p, 1-p)))` lies on the far side of the root, so every step falls towards it.
///
/// ```
/// use tenor_fixed::Fixed;
/// let p: Fixed = "0.975".parse().unwrap();
/// let x = tenor_transcendental::inverse_normal_cdf(p).unwrap();
/// assert_eq!(x.to_string(), "1.959963984540054235");
/// ```
pub fn inverse_normal_cdf(p: Fixed) -> Result<Fixed, MathError> {
	if p <= Fixed::ZERO || p >= Fixed::ONE {
		return Err(MathError::ProbabilityOutOfRange);
	}
	let upper = Fixed::from_e18(i128::from(E18) - p.e18());
	let (tail, negative) = if p <= upper { (p, true) } else { (upper, false) };
	let z = tail_quantile_q112(Log::of(tail)?.q112());
	let (whole, fraction) = (z >> 112, low64((z >> 48).cast_unsigned()));
	let part = (mul_wide(fraction, E18) + (1 << 63)) >> 64;
	let x = whole * i128::from(E18) + part.cast_signed();
	Ok(Fixed::from_e18(if negative { -x } else { x }))
}

/// The `z >= 0` with `ln N(-z) = target`, for a target at or below `ln(1/2)` and, for accuracy, `z < 16`.
/// Absolute error about 2^-60. For tails that have no 18 decimals.
#[must_use]
pub fn tail_quantile(target: Log) -> Float {
	Float::from_i128(tail_quantile_q112(target.q112()), -112)
}

/// [`tail_quantile`] with 112 places.
fn tail_quantile_q112(target: i128) -> i128 {
	// -2 ln(2 tail), above zero but for tail = 1/2.
	let start = Float::from_i128(target.saturating_add(LN2_Q112).min(0), -111).abs().sqrt();
	let mut z = start.scale(112).to_i128_nearest();
	for _ in 0..6 {
		z = newton_step(z.max(0), target);
	}
	z
}

/// One step towards `ln N(-z) = target`, all with 112 places.
fn newton_step(z: i128, target: i128) -> i128 {
	let at = u64::try_from(z >> 52).unwrap_or(u64::MAX);
	let mills = scaled_mills(at);
	// The part of z below 2^-60 is dropped here and replaced by the step.
	let places = i128::from(64 + mills.shift);
	let log_mills = Log::of_integer(u128::from(mills.mantissa)).q112() - places * LN2_Q112;
	let log_tail = log_mills - (mul_wide(at, at) >> 9).cast_signed();
	let mills = Float::new(mills.mantissa, -i32::try_from(64 + mills.shift).unwrap_or(0));
	let slope = mills * Float::new(SQRT_2PI_Q62, -62);
	let gap = Float::from_i128(log_tail.saturating_sub(target), 0);
	let step = (gap * slope).to_i128_nearest();
	(i128::from(at) << 52).saturating_add(step)
}
