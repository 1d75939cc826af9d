// SPDX-License-Identifier: Apache-2.0
//! Rational cubic interpolation that keeps monotonicity and convexity: R. Delbourgo and J. A. Gregory,
//! "Shape preserving piecewise rational interpolation" (1985), with the free parameter chosen as in
//! Jaeckel's paper, to meet a second derivative at one end.

use tenor_transcendental::Float;

/// The end at which a second derivative is met.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
	Left,
	Right,
}

/// The interpolant through two points with given slopes.
#[derive(Clone, Copy)]
pub(crate) struct Cubic {
	left: (Float, Float, Float),
	right: (Float, Float, Float),
	/// `None`: as large as can be, a straight line.
	parameter: Option<Float>,
}

impl Cubic {
	/// Points as (abscissa, value, slope).
	pub(crate) fn between(left: (Float, Float, Float), right: (Float, Float, Float)) -> Self {
		Self { left, right, parameter: None }
	}

	fn width(&self) -> Float {
		self.right.0 - self.left.0
	}

	fn chord(&self) -> Float {
		(self.right.1 - self.left.1) / self.width()
	}

	/// Chooses the parameter for a second derivative at one end, not below what keeps the shape;
	/// `strict` prefers shape over smoothness where the data is degenerate.
	pub(crate) fn fitting(self, side: Side, second: Float, strict: bool) -> Self {
		let (d_l, d_r, chord) = (self.left.2, self.right.2, self.chord());
		let numerator = (self.width() * second).scale(-1) + d_r - d_l;
		let denominator = match side {
			Side::Left => chord - d_l,
			Side::Right => d_r - chord,
		};
		let fitted = if numerator.is_zero() {
			Some(Float::ZERO)
		} else if denominator.is_zero() {
			// Towards plus or minus infinity.
			if numerator.is_negative() {
				Some(lowest())
			} else {
				None
			}
		} else {
			Some(numerator / denominator)
		};
		let least = least_parameter(d_l, d_r, chord, strict);
		let parameter = match (fitted, least) {
			(Some(a), Some(b)) => Some(a.max(b)),
			_ => None,
		};
		Self { parameter, ..self }
	}

	/// The value at an abscissa.
	pub(crate) fn at(&self, x: Float) -> Float {
		self.blend((x - self.left.0) / self.width(), (self.right.0 - x) / self.width())
	}

	/// The value at a given part of the width before the right end.
	pub(crate) fn at_rest(&self, u: Float) -> Float {
		self.blend(Float::ONE - u, u)
	}

	/// The value at part `t` of the width, `u = 1 - t`.
	fn blend(&self, t: Float, u: Float) -> Float {
		let ((_, y_l, d_l), (_, y_r, d_r), h) = (self.left, self.right, self.width());
		let Some(r) = self.parameter else {
			return y_r * t + y_l * u;
		};
		let (t2, u2) = (t * t, u * u);
		let inner_r = r * y_r - h * d_r;
		let inner_l = r * y_l + h * d_l;
		let numerator = y_r * t2 * t + inner_r * t2 * u + inner_l * t * u2 + y_l * u2 * u;
		numerator / (Float::ONE + (r - Float::new(3, 0)) * t * u)
	}
}

/// Just above -1, below which the denominator may vanish.
fn lowest() -> Float {
	Float::new(1, -26) - Float::ONE
}

/// The least parameter that keeps what the data has of monotonicity and convexity; `None` for one
/// without bound.
fn least_parameter(d_l: Float, d_r: Float, chord: Float, strict: bool) -> Option<Float> {
	let zero = Float::ZERO;
	let monotone = d_l * chord >= zero && d_r * chord >= zero;
	let bent = (d_l <= chord && chord <= d_r) || (d_l >= chord && chord >= d_r);
	let mut least = lowest();
	if monotone {
		if !chord.is_zero() {
			least = least.max((d_r + d_l) / chord);
		} else if strict {
			return None;
		}
	}
	if bent {
		let (across, right, left) = (d_r - d_l, d_r - chord, chord - d_l);
		if !right.is_zero() && !left.is_zero() {
			least = least.max((across / right).abs()).max((across / left).abs());
		} else if strict {
			return None;
		}
	} else if monotone && strict {
		return None;
	}
	Some(least)
}
