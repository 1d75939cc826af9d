// SPDX-License-Identifier: Apache-2.0
//! The square root.

use crate::{arith::mul_u128, Float, MathError};
use tenor_fixed::Fixed;

/// The square root, rounded down: exact to the last unit.
///
/// ```
/// use tenor_fixed::Fixed;
/// let root = tenor_transcendental::sqrt_floor(Fixed::from_int(2)).unwrap();
/// assert_eq!(root.to_string(), "1.414213562373095048");
/// ```
pub fn sqrt_floor(value: Fixed) -> Result<Fixed, MathError> {
	let units = u128::try_from(value.e18()).map_err(|_| MathError::RootOfNegative)?;
	// The root of units * 10^18 has at most 94 bits.
	let (high, low) = mul_u128(units, 1_000_000_000_000_000_000);
	let shift = high.leading_zeros();
	let square = if shift == 128 {
		Float::from_u128(low, 0)
	} else if shift == 0 {
		Float::from_u128(high, 128)
	} else {
		let exponent = 128i32.saturating_sub(i32::try_from(shift).unwrap_or(0));
		Float::from_u128((high << shift) | (low >> (128 - shift)), exponent)
	};
	let mut root = square.sqrt().to_i128_nearest().unsigned_abs();
	// One step of Newton's rule where the estimate has fewer bits than the root. The residual fits
	// 128 bits, signed, because the estimate is within 2^-62 of the root.
	if root >> 60 != 0 {
		let residual = low.wrapping_sub(root.wrapping_mul(root)).cast_signed();
		let step = residual.unsigned_abs() / (root << 1);
		root = if residual < 0 { root - step } else { root + step };
	}
	for _ in 0..4 {
		if mul_u128(root, root) > (high, low) {
			root -= 1;
		} else if mul_u128(root + 1, root + 1) <= (high, low) {
			root += 1;
		} else {
			break;
		}
	}
	Ok(Fixed::from_e18(root.cast_signed()))
}
