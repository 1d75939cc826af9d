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
	/// 18th decimal; zero for the intrinsic value itself. Relative error below 1e-15 beside that rounding.
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
		let x = self.ln_forward.minus(strike.ln).q112();
		let x = Float::from_u128(x.unsigned_abs(), -112);
		Ok(Problem::new(x, y, rest).solve().div(self.sqrt_tau))
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
		Ok((wide(otm).mul(all), wide(rest).mul(all)))
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
		Float::from_u128(high, 128).add(Float::from_u128(low, 0))
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

impl Problem {
	fn new(x: Float, y: Float, rest: Float) -> Self {
		Self { x, y, rest, ln_y: log(y), scale: x.scale(-1).neg().exp() }
	}

	fn at(&self, s: Float) -> Point {
		let (share, density) = share_at(s, self.x.div(s));
		let (y, rest) = match share {
			Share::Of(y) => (y, Float::ONE.sub(y)),
			Share::Missing(rest) => (Float::ONE.sub(rest), rest),
		};
		Point { y, rest, slope: density.mul(Float::new(INV_SQRT_2PI_Q65, -65)) }
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
			let next = s.add(step);
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
		let h = self.x.div(s);
		let h_per_s = h.div(s);
		let a = h.mul(h_per_s).sub(s.scale(-2));
		let b = a.mul(a).sub(float(3).mul(h_per_s).mul(h_per_s)).sub(Float::new(1, -2));
		let (newton, halley, third) = match region {
			Region::Middle => {
				let gap =
					if self.y > Float::HALF { at.rest.sub(self.rest) } else { self.y.sub(at.y) };
				(gap.div(at.slope), a, b)
			}
			Region::Low => {
				let ln_at = log(at.y);
				let rate = at.slope.div(at.y);
				// ln(y / y_at) from the two logarithms with 93 good places each.
				let gap = Float::from_i128(self.y.ln().minus(at.y.ln()).q112(), -112);
				let newton = gap.mul(ln_at).div(self.ln_y).div(rate);
				let inverse = ln_at.recip();
				let twice = Float::ONE.add(inverse.scale(1));
				let halley = a.sub(rate.mul(twice));
				let cubic = Float::ONE.add(float(3).mul(inverse).mul(Float::ONE.add(inverse)));
				let third = b
					.add(rate.mul(rate).mul(cubic).scale(1))
					.sub(float(3).mul(a).mul(rate).mul(twice));
				(newton, halley, third)
			}
			Region::High => {
				let gap = Float::from_i128(at.rest.ln().minus(self.rest.ln()).q112(), -112);
				let rate = at.slope.div(at.rest);
				let halley = a.add(rate);
				let third = b.add(rate.mul(rate.scale(1).add(float(3).mul(a))));
				(gap.div(rate), halley, third)
			}
		};
		let numerator = Float::ONE.add(halley.mul(newton).scale(-1));
		let sixth = third.mul(newton).div(float(6));
		let denominator = Float::ONE.add(newton.mul(halley.add(sixth)));
		let step = if denominator <= Float::ZERO || numerator <= Float::ZERO {
			newton
		} else {
			newton.mul(numerator.div(denominator))
		};
		// Never more than half the way to zero.
		step.max(s.scale(-1).neg())
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
			let s_l = s_c.sub(c.y.div(c.slope));
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
		let s_h = s_c.add(c.rest.div(c.slope));
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
		let z = self.x.div(sqrt3.mul(s_l));
		let mills = scaled_mills_wide(z.scale(60).to_i128_nearest().unsigned_abs());
		let z2 = z.mul(z);
		let tail = mills.mul(z2.scale(-1).neg().exp());
		// 2 pi / sqrt(27) x.
		let factor = two_pi().mul(self.x).div(float(27).sqrt());
		let f = factor.mul(tail).mul(tail).mul(tail);
		// By the share rather than the price: one factor e^(-x/2) per derivative. With
		// N(-z) = M e^(-z^2/2) the exponentials of z cancel in the first.
		let s2 = s_l.mul(s_l);
		let slope =
			two_pi().mul(z2).mul(mills).mul(mills).mul(s2.scale(-3).sub(self.x.scale(-1)).exp());
		let ratio = mills.mul(two_pi().sqrt());
		let inner = float(8).mul(sqrt3).mul(s_l).mul(self.x).add(
			float(3).mul(s2).mul(s2.sub(float(8))).sub(self.x.mul(self.x).scale(3)).mul(ratio),
		);
		let exponent = z2.add(z2.scale(-1)).add(s2.scale(-2)).sub(self.x);
		let second = two_pi()
			.div(float(12))
			.mul(z2)
			.div(s2.mul(s_l))
			.mul(mills)
			.mul(inner)
			.mul(exponent.exp());
		let cubic = Cubic::between((Float::ZERO, Float::ZERO, self.scale), (l.y, f, slope))
			.fitting(Side::Right, second, true);
		let mut f_at = cubic.at(self.y);
		if f_at <= Float::ZERO {
			let t = self.y.div(l.y);
			let high = l.y.mul(self.scale).mul(Float::ONE.sub(t));
			f_at = f.mul(t).add(high).mul(t);
		}
		let third = (f_at.ln().minus(factor.ln())).q112() / 3;
		let z = tail_quantile(Log::from_q112(third));
		self.x.div(sqrt3.mul(z))
	}

	/// Above the upper tangent point: interpolate `f = N(-s/2)`.
	fn guess_high(&self, s_h: Float, h: &Point) -> Float {
		let half = s_h.scale(-1);
		let mills = scaled_mills_wide(half.scale(60).to_i128_nearest().unsigned_abs());
		let f = mills.mul(half.mul(half).scale(-1).neg().exp());
		let ratio = self.x.div(s_h);
		let w = ratio.mul(ratio);
		let slope = w.scale(-1).sub(self.x.scale(-1)).exp().scale(-1).neg();
		let exponent = w.add(s_h.mul(s_h).scale(-3)).sub(self.x).exp();
		let second = two_pi().sqrt().scale(-1).mul(exponent).mul(w).div(s_h);
		let end = self.scale.scale(-1).neg();
		let cubic = Cubic::between((h.y, f, slope), (Float::ONE, Float::ZERO, end)).fitting(
			Side::Left,
			second,
			true,
		);
		// By what is missing to the right end: the share itself has lost those digits.
		let mut f_at = cubic.at_rest(self.rest.div(h.rest));
		if f_at <= Float::ZERO {
			let t = self.rest.div(h.rest);
			let linear = h.rest.mul(self.scale).scale(-1).mul(Float::ONE.sub(t));
			f_at = f.mul(t).add(linear).mul(t);
		}
		tail_quantile(f_at.ln()).scale(1)
	}
}

/// 2 pi, the inverse square of 1/sqrt(2 pi).
fn two_pi() -> Float {
	let root = Float::new(INV_SQRT_2PI_Q65, -65);
	root.mul(root).recip()
}

/// A point between the ends of a bracket: half way, or twice as far where it has no end.
fn middle(low: Float, high: Option<Float>) -> Float {
	match high {
		Some(high) => low.add(high).scale(-1),
		None => low.scale(1),
	}
}
