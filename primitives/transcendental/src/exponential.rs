// SPDX-License-Identifier: Apache-2.0
//! Exponentials: a short one with 63 good bits for densities, a long one with 117 for everything
//! that leaves as a [`Fixed`].

use crate::{
	arith::{high64, low64, mul_u128, mul_u128_u64, mulhi, mulhi_u128, Factor},
	logarithm::Log,
	tables::{
		EXP_CELL, EXP_CELLS_PER_ONE_Q56, EXP_CELL_Q120, EXP_COARSE, EXP_FINE, EXP_POLY,
		INV_E18_Q180, INV_FACTORIAL, LN2_Q121, LOG2_E_Q62,
	},
	MathError,
};
use tenor_fixed::Fixed;

/// `mantissa * 2^-(64 + shift)`, the mantissa at least 2^63 unless the value is zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScaledExp {
	/// 64 significant bits.
	pub mantissa: u64,
	/// Binary orders below one half to one.
	pub shift: u32,
}

/// `e^-q` for `q` with 120 binary places: relative error below 2^-62.8, monotone. Zero from q = 127
/// on.
///
/// All terms of the polynomial are positive and its variable is what is left to the next cell, so
/// that every rounded step is monotone; the joints between cells are checked in a test.
#[inline(always)]
#[must_use]
pub fn exp_neg_q120(q: u128) -> ScaledExp {
	if q >> 120 >= 127 {
		return ScaledExp { mantissa: 0, shift: 0 };
	}
	// q in cells of ln2/128, rounded down, possibly one too low.
	let cells = mulhi(high64(q), EXP_CELLS_PER_ONE_Q56) >> 48;
	let rest = q - mul_u128_u64(EXP_CELL_Q120, cells);
	let (cells, rest) =
		if rest >= EXP_CELL_Q120 { (cells + 1, rest - EXP_CELL_Q120) } else { (cells, rest) };
	// e^-q = 2^-((cells + 1)/128) * e^w with w in (0, ln2/128], 71 places.
	let w = Factor::new(low64((EXP_CELL_Q120 - rest) >> 49));
	let mut series = EXP_POLY[5];
	series = EXP_POLY[4] + (w.mulhi(series) >> 7);
	series = EXP_POLY[3] + (w.mulhi(series) >> 7);
	series = EXP_POLY[2] + (w.mulhi(series) >> 7);
	series = EXP_POLY[1] + (w.mulhi(series) >> 7);
	series = EXP_POLY[0] + (w.mulhi(series) >> 8);
	// e^w - 1 with 70 places.
	let gain = w.mulhi(series);
	let base = EXP_CELL[cell_index(cells)];
	let mantissa = base.saturating_add(mulhi(gain, base) >> 6);
	ScaledExp { mantissa, shift: small(cells >> 7) }
}

/// Position inside an octave of 128 cells.
#[inline(always)]
fn cell_index(cells: u64) -> usize {
	usize::try_from(cells & 127).unwrap_or(0)
}

/// A count known to be below 2^32.
#[inline(always)]
fn small(x: u64) -> u32 {
	u32::try_from(x).unwrap_or(u32::MAX)
}

/// `e^y` as (mantissa with 126 places in [1, 2.0001), power of two) for `|y|` with 118 places below
/// 80. Relative error below 2^-116.
fn exp_parts(negative: bool, y: u128) -> (u128, i32) {
	// Whole octaves, rounded down; the first estimate is possibly one too low.
	let octaves = mulhi(high64(y), LOG2_E_Q62) >> 52;
	let octaves = octaves + u64::from(mul_u128_u64(LN2_Q121, octaves + 1) >> 3 <= y);
	let (power, rest) = if negative {
		let up = octaves + 1;
		(-i32::try_from(up).unwrap_or(0), (mul_u128_u64(LN2_Q121, up) >> 3).saturating_sub(y))
	} else {
		let power = i32::try_from(octaves).unwrap_or(0);
		(power, y.saturating_sub(mul_u128_u64(LN2_Q121, octaves) >> 3))
	};
	let coarse = usize::try_from(rest >> 112).unwrap_or(0).min(EXP_COARSE.len() - 1);
	let fine = usize::try_from((rest >> 106) & 63).unwrap_or(0);
	// What is left is below 2^-12: 140 places in 128 bits.
	let v = (rest & ((1 << 106) - 1)) << 22;
	let mut series = INV_FACTORIAL[8];
	for term in INV_FACTORIAL[..8].iter().rev() {
		series = term + (mulhi_u128(v, series) >> 12);
	}
	let gain = mulhi_u128(v, series);
	let fine = EXP_FINE[fine];
	let fine = fine + (mulhi_u128(fine, gain) >> 11);
	(mulhi_u128(EXP_COARSE[coarse] << 1, fine << 1), power)
}

/// `round(a * b * 2^-shift)`, `None` above 128 bits.
fn product_shifted(a: u128, b: u128, shift: u32) -> Option<u128> {
	let (high, low) = mul_u128(a, b);
	match shift {
		0 => (high == 0).then_some(low),
		1..=127 => {
			let (low, carried) = low.overflowing_add(1 << (shift - 1));
			let high = high + u128::from(carried);
			(high >> shift == 0).then_some((high << (128 - shift)) | (low >> shift))
		}
		128 => high.checked_add(low >> 127),
		129..=255 => Some((high + (1 << (shift - 129))) >> (shift - 128)),
		_ => Some(0),
	}
}

/// The exponential of a number with 118 places, as a `Fixed`, rounded to nearest and saturated.
fn exp_q118(negative: bool, y: u128) -> Fixed {
	// Beyond these the result is above the largest Fixed, or rounds to zero.
	if y >> 118 >= 47 {
		return if negative { Fixed::ZERO } else { Fixed::MAX };
	}
	let (mantissa, power) = exp_parts(negative, y);
	let shift = u32::try_from(126 - power).unwrap_or(0);
	let units = product_shifted(mantissa, 1_000_000_000_000_000_000, shift);
	units.and_then(|u| i128::try_from(u).ok()).map_or(Fixed::MAX, Fixed::from_e18)
}

/// `e^x`, rounded to nearest and monotone; zero below -42, [`Fixed::MAX`] above 46.58. Within 0.51
/// units of the 18th decimal up to 10^16, within 2^-116 relatively above.
///
/// ```
/// use tenor_fixed::Fixed;
/// assert_eq!(tenor_transcendental::exp(Fixed::ZERO), Fixed::ONE);
/// assert_eq!(tenor_transcendental::exp(Fixed::ONE).to_string(), "2.718281828459045235");
/// ```
#[must_use]
pub fn exp(x: Fixed) -> Fixed {
	let negative = x.is_negative();
	let magnitude = x.unsigned_abs();
	// Far outside: the product below would not fit.
	if magnitude >> 66 != 0 {
		return if negative { Fixed::ZERO } else { Fixed::MAX };
	}
	let (high, low) = mul_u128(magnitude, INV_E18_Q180);
	exp_q118(negative, (high << 66) | (low >> 62))
}

/// `e^(log * factor)`: a power through its logarithm, without rounding the logarithm first.
#[must_use]
pub fn exp_of(log: Log, factor: Fixed) -> Fixed {
	let negative = (log.q112() < 0) != factor.is_negative();
	let (high, low) = mul_u128(log.q112().unsigned_abs(), factor.unsigned_abs());
	let saturated = if negative { Fixed::ZERO } else { Fixed::MAX };
	// |log * factor| < 2^8 in units of 10^18 * 2^112 needs 180 bits.
	if high >> 52 != 0 {
		return saturated;
	}
	// To 118 places: times 2^6 / 10^18. The top 128 of 180 bits carry 59 + 52 places: enough.
	let top = (high << 76) | (low >> 52);
	let (high, low) = mul_u128(top, INV_E18_Q180);
	// top has 60 places less the unit; 60 + 180 - 118 = 122.
	if high >> 122 != 0 {
		return saturated;
	}
	exp_q118(negative, (high << 6) | (low >> 122))
}

/// `base^exponent`, rounded to nearest and saturated: for exponents up to 4 within 0.51 units of the 18th
/// decimal up to 10^8, within 2^-90 relatively above. `0^0` is 1, `0` to a negative power saturates.
///
/// ```
/// use tenor_fixed::Fixed;
/// let half: Fixed = "0.5".parse().unwrap();
/// let root = tenor_transcendental::pow(Fixed::from_int(2), half).unwrap();
/// assert_eq!(root.to_string(), "1.414213562373095049");
/// ```
pub fn pow(base: Fixed, exponent: Fixed) -> Result<Fixed, MathError> {
	if base.is_negative() {
		return Err(MathError::PowerOfNegative);
	}
	if exponent.is_zero() {
		return Ok(Fixed::ONE);
	}
	if base.is_zero() {
		return Ok(if exponent.is_negative() { Fixed::MAX } else { Fixed::ZERO });
	}
	Ok(exp_of(Log::of(base)?, exponent))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn cells_join_without_a_rise() {
		// The last value of each cell against the first of the next, and one of zero.
		assert_eq!(exp_neg_q120(0), ScaledExp { mantissa: u64::MAX, shift: 0 });
		for cells in 1..23_000u64 {
			let joint = mul_u128_u64(EXP_CELL_Q120, cells);
			let mut last = ScaledExp { mantissa: u64::MAX, shift: 0 };
			for q in (joint - 4..joint + 4).chain([joint + (1 << 56), joint + (1 << 58)]) {
				let value = exp_neg_q120(q);
				// The mantissa has its top bit set: the value falls with the shift first.
				assert!(value.mantissa >> 63 == 1);
				let falls = (last.shift, !last.mantissa) <= (value.shift, !value.mantissa);
				assert!(falls, "{cells} {q}");
				last = value;
			}
		}
	}
}
