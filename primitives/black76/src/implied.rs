// SPDX-License-Identifier: Apache-2.0
//! Implied volatility after P. Jaeckel, "Let's be rational" (2015): a guess by rational cubic
//! interpolation in four regions, then Householder steps of fourth order on an objective that is nearly
//! linear in its region. Beside it stands a bracket that every evaluation narrows, so that no input can
//! make the steps wander.
//!
//! The unknown is the total volatility `s`; the known is the price out of the money as a share `y` of
//! `A = min(F, K)`, and `1 - y`, both from exact differences of integers.

use crate::{
	context::{Expiry, Kind, StrikeCtx},
	rational::{Cubic, Side},
	terms::{share_at, Share},
};
use tenor_fixed::{Fixed, Vol};
use tenor_transcendental::{
	scaled_mills_wide, tail_quantile,
	words::{mul_u128, INV_SQRT_2PI_Q65},
	Float, Log,
};

/// Why a price has no implied volatility.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImpliedVolError {
	/// The price is below the discounted intrinsic value.
	BelowIntrinsic,
	/// The price is not below the discounted forward (call) or strike (put), which no finite volatility
	/// reaches.
	AboveMaximum,
	/// At no time to expiry, a zero forward, strike or discount factor the price does not depend on
	/// volatility.
	NotAttainable,
	/// The volatility is above the largest number.
	OutOfRange,
}

impl core::fmt::Display for ImpliedVolError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::BelowIntrinsic => "price below intrinsic value",
			Self::AboveMaximum => "price not below its maximum",
			Self::NotAttainable => "price does not depend on volatility",
			Self::OutOfRange => "volatility out of range",
		})
	}
}

impl core::error::Error for ImpliedVolError {}

/// Steps at most; three are usual.
const MAX_STEPS: usize = 12;
/// A step below this part of `s` (2^-40) leaves an error below 2^-100 of it after the next.
const LAST_STEP: i32 = -40;

impl Expiry {
	/// The volatility at which the option of this kind has this discounted price, rounded to the nearest
	/// 18th decimal; zero for the intrinsic value itself. Relative error below 2e-16 beside that rounding.
	pub fn implied_vol(
		&self,
		strike: &StrikeCtx,
		kind: Kind,
		price: Fixed,
	) -> Result<Vol, ImpliedVolError> {
		let vol = self.implied_vol_wide(strike, kind, price)?.to_fixed_nearest();
		if vol == Fixed::MAX {
			return Err(ImpliedVolError::OutOfRange);
		}
		Ok(Vol::from_fixed(vol))
	}

	/// [`Expiry::implied_vol`] with 64 significant bits.
	pub fn implied_vol_wide(
		&self,
		strike: &StrikeCtx,
		kind: Kind,
		price: Fixed,
	) -> Result<Float, ImpliedVolError> {
		if self.sqrt_tau.is_zero()
			|| self.forward.is_zero()
			|| strike.strike.is_zero()
			|| self.discount.is_zero()
		{
			return Err(ImpliedVolError::NotAttainable);
		}
		let (y, rest) = self.share_of_smaller(strike, kind, price)?;
		if y.is_zero() {
			return Ok(Float::ZERO);
		}
		Ok(Problem::new(self.moneyness(strike), y, rest).solve() / self.sqrt_tau)
	}

	/// The price out of the money as a share of the smaller of forward and strike, and what is missing to
	/// all of it.
	fn share_of_smaller(
		&self,
		strike: &StrikeCtx,
		kind: Kind,
		price: Fixed,
	) -> Result<(Float, Float), ImpliedVolError> {
		let below = ImpliedVolError::BelowIntrinsic;
		let price = u128::try_from(price.e18()).map_err(|_| below)?;
		let (f, k) = (self.forward.unsigned_abs(), strike.strike.unsigned_abs());
		let discount = self.discount.unsigned_abs();
		let in_the_money = match kind {
			Kind::Call => f > k,
			Kind::Put => k > f,
		};
		// All in units of 10^-36, 256 bits wide and exact.
		let price = mul_u128(price, 1_000_000_000_000_000_000);
		let intrinsic = if in_the_money { mul_u128(f.abs_diff(k), discount) } else { (0, 0) };
		let all = mul_u128(f.min(k), discount);
		let otm = difference(price, intrinsic).ok_or(below)?;
		let rest = difference(all, otm)
			.filter(|rest| *rest != (0, 0))
			.ok_or(ImpliedVolError::AboveMaximum)?;
		let all = wide(all).recip();
		Ok((wide(otm) * all, wide(rest) * all))
	}
}

/// `a - b` of 256-bit numbers, `None` below zero.
fn difference(a: (u128, u128), b: (u128, u128)) -> Option<(u128, u128)> {
	let (low, borrowed) = a.1.overflowing_sub(b.1);
	Some((a.0.checked_sub(b.0)?.checked_sub(u128::from(borrowed))?, low))
}

/// A 256-bit number with 64 significant bits.
fn wide((high, low): (u128, u128)) -> Float {
	if high == 0 {
		Float::from_u128(low, 0)
	} else {
		Float::from_u128(high, 128) + Float::from_u128(low, 0)
	}
}

/// Value, what is missing to 1, and derivative of the share at some `s`.
#[derive(Clone, Copy)]
struct Point {
	y: Float,
	rest: Float,
	slope: Float,
}

/// What is to be solved.
struct Problem {
	/// `|ln(F/K)|`.
	x: Float,
	/// The share, and 1 less the share.
	y: Float,
	rest: Float,
	ln_y: Float,
	/// `e^(-x/2)`: a share times this is a price in units of `sqrt(F K)`.
	scale: Float,
}

/// Where the price lies, which decides the objective.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
	/// `1 / ln y`.
	Low,
	/// `y` itself.
	Middle,
	/// `ln(1 - y)`.
	High,
}

fn float(n: i64) -> Float {
	Float::from_i128(i128::from(n), 0)
}

fn log(x: Float) -> Float {
	Float::from_i128(x.ln().q112(), -112)
}

/// `ln(a / b)`, from two logarithms with 93 good places each.
fn log_ratio(a: Float, b: Float) -> Float {
	Float::from_i128(a.ln().minus(b.ln()).q112(), -112)
}

impl Problem {
	fn new(x: Float, y: Float, rest: Float) -> Self {
		Self { x, y, rest, ln_y: log(y), scale: (-x.scale(-1)).exp() }
	}

	fn at(&self, s: Float) -> Point {
		let (share, density) = share_at(s, self.x / s);
		let (y, rest) = match share {
			Share::Of(y) => (y, Float::ONE - y),
			Share::Missing(rest) => (Float::ONE - rest, rest),
		};
		Point { y, rest, slope: density * Float::new(INV_SQRT_2PI_Q65, -65) }
	}

	fn solve(&self) -> Float {
		let (region, guess, mut low, mut high) = self.guess();
		let mut s =
			if guess > low && high.is_none_or(|h| guess < h) { guess } else { middle(low, high) };
		for _ in 0..MAX_STEPS {
			let point = self.at(s);
			// Above one half the complement carries the digits.
			let above =
				if self.y > Float::HALF { point.rest < self.rest } else { point.y > self.y };
			if above {
				high = Some(s);
			} else {
				low = s;
			}
			let step = self.step(region, s, &point);
			let next = s + step;
			if step.is_zero() {
				return s;
			}
			let inside = !next.is_negative() && next > low && high.is_none_or(|h| next < h);
			let settled = step.abs() < s.scale(LAST_STEP);
			// At the end rounding may put the step a hair outside the bracket.
			if settled {
				return next;
			}
			s = if inside { next } else { middle(low, high) };
		}
		s
	}

	/// One Householder step of fourth order for the objective of the region. With `y'' / y' = a` and
	/// `y''' / y' = b` the objectives differ in how they add to these.
	fn step(&self, region: Region, s: Float, at: &Point) -> Float {
		if at.slope.is_zero() || at.y.is_zero() || at.rest.is_zero() {
			// No information: the bracket decides.
			return s.scale(8);
		}
		let h = self.x / s;
		let h_per_s = h / s;
		let a = h * h_per_s - s.scale(-2);
		let b = a * a - float(3) * h_per_s * h_per_s - Float::new(1, -2);
		let (newton, halley, third) = match region {
			Region::Middle => {
				let gap = if self.y > Float::HALF { at.rest - self.rest } else { self.y - at.y };
				(gap / at.slope, a, b)
			}
			Region::Low => {
				let ln_at = log(at.y);
				let rate = at.slope / at.y;
				let newton = log_ratio(self.y, at.y) * ln_at / (self.ln_y * rate);
				let inverse = ln_at.recip();
				let twice = Float::ONE + inverse.scale(1);
				let cubic = Float::ONE + float(3) * inverse * (Float::ONE + inverse);
				let third = b + (rate * rate * cubic).scale(1) - float(3) * a * rate * twice;
				(newton, a - rate * twice, third)
			}
			Region::High => {
				let rate = at.slope / at.rest;
				let third = b + rate * (rate.scale(1) + float(3) * a);
				(log_ratio(at.rest, self.rest) / rate, a + rate, third)
			}
		};
		let numerator = Float::ONE + (halley * newton).scale(-1);
		let denominator = Float::ONE + newton * (halley + third * newton / float(6));
		let step = if denominator <= Float::ZERO || numerator <= Float::ZERO {
			newton
		} else {
			newton * numerator / denominator
		};
		// Never more than half the way to zero.
		step.max(-s.scale(-1))
	}

	/// The region, a guess, and a bracket (no upper end: `None`).
	fn guess(&self) -> (Region, Float, Float, Option<Float>) {
		// The point of inflexion of y(s).
		let s_c = self.x.scale(1).sqrt();
		let c = if s_c.is_zero() {
			Point { y: Float::ZERO, rest: Float::ONE, slope: Float::new(INV_SQRT_2PI_Q65, -65) }
		} else {
			self.at(s_c)
		};
		if self.y < c.y {
			// Where the tangent at the inflexion meets zero.
			let s_l = s_c - c.y / c.slope;
			let l = self.at(s_l);
			if self.y < l.y {
				let guess = self.guess_low(s_l, &l);
				return (Region::Low, guess, Float::ZERO, Some(s_l));
			}
			let cubic = Cubic::between((l.y, s_l, l.slope.recip()), (c.y, s_c, c.slope.recip()))
				.fitting(Side::Right, Float::ZERO, false);
			return (Region::Middle, cubic.at(self.y), s_l, Some(s_c));
		}
		// Where it meets one.
		let s_h = s_c + c.rest / c.slope;
		let h = self.at(s_h);
		if self.rest >= h.rest {
			let cubic = Cubic::between((c.y, s_c, c.slope.recip()), (h.y, s_h, h.slope.recip()))
				.fitting(Side::Left, Float::ZERO, false);
			return (Region::Middle, cubic.at(self.y), s_c, Some(s_h));
		}
		let region = if self.y > Float::HALF { Region::High } else { Region::Middle };
		(region, self.guess_high(s_h, &h), s_h, None)
	}

	/// Below the lower tangent point: interpolate `f = 2 pi / sqrt(27) x N(-z)^3`, `z = x / (sqrt(3) s)`,
	/// which is asymptotically the price itself.
	fn guess_low(&self, s_l: Float, l: &Point) -> Float {
		let sqrt3 = float(3).sqrt();
		let z = self.x / (sqrt3 * s_l);
		let mills = mills_at(z);
		let (z2, s2) = (z * z, s_l * s_l);
		let tail = mills * (-z2.scale(-1)).exp();
		let factor = two_pi() * self.x / float(27).sqrt();
		let f = factor * tail * tail * tail;
		// By the share rather than the price: one factor e^(-x/2) per derivative. With
		// N(-z) = M e^(-z^2/2) the exponentials of z cancel in the first.
		let slope = two_pi() * z2 * mills * mills * (s2.scale(-3) - self.x.scale(-1)).exp();
		let inner = float(8) * sqrt3 * s_l * self.x
			+ (float(3) * s2 * (s2 - float(8)) - (self.x * self.x).scale(3))
				* mills * two_pi().sqrt();
		let exponent = z2 + z2.scale(-1) + s2.scale(-2) - self.x;
		let second = two_pi() / float(12) * z2 / (s2 * s_l) * mills * inner * exponent.exp();
		let cubic = Cubic::between((Float::ZERO, Float::ZERO, self.scale), (l.y, f, slope))
			.fitting(Side::Right, second, true);
		let mut f_at = cubic.at(self.y);
		if f_at <= Float::ZERO {
			let t = self.y / l.y;
			f_at = (f * t + l.y * self.scale * (Float::ONE - t)) * t;
		}
		let third = f_at.ln().minus(factor.ln()).q112() / 3;
		self.x / (sqrt3 * tail_quantile(Log::from_q112(third)))
	}

	/// Above the upper tangent point: interpolate `f = N(-s/2)`.
	fn guess_high(&self, s_h: Float, h: &Point) -> Float {
		let half = s_h.scale(-1);
		let f = mills_at(half) * (-(half * half).scale(-1)).exp();
		let ratio = self.x / s_h;
		let w = ratio * ratio;
		let slope = -(w.scale(-1) - self.x.scale(-1)).exp().scale(-1);
		let exponent = w + (s_h * s_h).scale(-3) - self.x;
		let second = two_pi().sqrt().scale(-1) * exponent.exp() * w / s_h;
		let end = -self.scale.scale(-1);
		let cubic = Cubic::between((h.y, f, slope), (Float::ONE, Float::ZERO, end)).fitting(
			Side::Left,
			second,
			true,
		);
		// By what is missing to the right end: the share itself has lost those digits.
		let t = self.rest / h.rest;
		let mut f_at = cubic.at_rest(t);
		if f_at <= Float::ZERO {
			f_at = (f * t + (h.rest * self.scale).scale(-1) * (Float::ONE - t)) * t;
		}
		tail_quantile(f_at.ln()).scale(1)
	}
}

/// M at a number not below zero.
fn mills_at(z: Float) -> Float {
	scaled_mills_wide(z.scale(60).to_i128_nearest().unsigned_abs())
}

/// 2 pi, the inverse square of 1/sqrt(2 pi).
fn two_pi() -> Float {
	let root = Float::new(INV_SQRT_2PI_Q65, -65);
	(root * root).recip()
}

/// A point between the ends of a bracket: half way, or twice as far where it has no end.
fn middle(low: Float, high: Option<Float>) -> Float {
	match high {
		Some(high) => (low + high).scale(-1),
		None => low.scale(1),
	}
}
