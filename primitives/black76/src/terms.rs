// SPDX-License-Identifier: Apache-2.0
//! The core: the price of the kind out of the money.
//!
//! With `A = min(F, K)`, `s = vol * sqrt(tau)`, `h = |ln(F/K)| / s`, `t = s/2` and
//! `M(z) = N(-z) * e^(z^2/2)`, both the call above and the put below the forward are worth
//!
//! ```text
//! A * e^(-(h-t)^2/2) * (M(h-t) - M(h+t))
//! ```
//!
//! since `F phi(d1) = K phi(d2)`. One exponential, two values of M, no ratio of F and K. For `t > h`
//! the identity `M(-z) = e^(z^2/2) - M(z)` turns it into `A - A e^(..) (M(t-h) + M(t+h))`. For small
//! `t` the difference would lose digits and is replaced by its Taylor series in `t`.

use crate::context::{CallPut, Expiry, StrikeCtx};
use tenor_fixed::{Fixed, Vol};
use tenor_transcendental::{
	exp_neg_q120, scaled_mills, scaled_mills_wide,
	words::{low64, mul_wide, mulhi, INV_SQRT_2PI_Q124},
	Float,
};

/// 8 with 60 places: below it, sums of two stay in the table's range and in the word.
const EIGHT_Q60: u64 = 1 << 63;
/// 2^-7 with 60 places: for `t` below it the series of four terms is exact to 2^-65.
const SERIES_Q60: u64 = 1 << 53;

/// A number with 60 places, rounded to nearest, saturated at the word's end (16).
#[inline(always)]
fn to_q60(x: Float) -> u64 {
	// mantissa * 2^exponent * 2^60.
	let shift = x.exponent().saturating_add(60);
	if shift > 0 {
		return if x.is_zero() { 0 } else { u64::MAX };
	}
	match shift.unsigned_abs() {
		0 => x.mantissa(),
		cut @ 1..=63 => ((x.mantissa() >> (cut - 1)) + 1) >> 1,
		_ => 0,
	}
}

/// The same without the limit of 16; saturated at 2^60.
fn to_wide_q60(x: Float) -> u128 {
	let shift = x.exponent().saturating_add(60);
	match shift {
		_ if x.is_zero() => 0,
		..=0 => u128::from(to_q60(x)),
		1..=56 => u128::from(x.mantissa()) << shift,
		_ => 1 << 120,
	}
}

/// `|ln(F/K)|/s` and `s/2`, and what is needed beside them. `None` where the distribution is a point
/// (no volatility, no time, a zero forward or strike): the price out of the money is zero.
#[derive(Clone, Copy)]
struct Distances {
	s: Float,
	h: Float,
	call_side: bool,
	/// The smaller of forward and strike, in units of 10^-18.
	smaller: Float,
}

impl Distances {
	#[inline(always)]
	fn new(expiry: &Expiry, strike: &StrikeCtx, vol: Vol) -> Option<Self> {
		if vol.e18() <= 0
			|| expiry.sqrt_tau_e18.is_zero()
			|| expiry.forward_units.is_zero()
			|| strike.units.is_zero()
		{
			return None;
		}
		let s = Float::from_i128(vol.e18(), 0) * expiry.sqrt_tau_e18;
		let h = expiry.moneyness(strike) / s;
		let call_side = expiry.forward <= strike.strike;
		let smaller = if call_side { expiry.forward_units } else { strike.units };
		Some(Self { s, h, call_side, smaller })
	}
}

/// `value / 2^64 / divisor` for the small divisors of the recursion.
macro_rules! divided {
	($value:expr, $divisor:literal) => {
		mulhi($value, u64::MAX / $divisor)
	};
}

/// `(M(h-t) - M(h+t)) / (2t)` for `t < 2^-7` and `h < 8`, from M and its derivatives at `h`: with
/// `m[n] = |M^(n)(h)| / n!` the recursion is `m[1] = 1/sqrt(2 pi) - h M`,
/// `m[n+1] = (m[n-1] - h m[n]) / (n+1)`, and the value is `m[1] + m[3] t^2 + m[5] t^4 + m[7] t^6`.
#[inline]
fn half_difference_per_t(h: u64, t: u64) -> Float {
	let mills = scaled_mills(h);
	let m0 = mills.mantissa >> mills.shift;
	let times_h = |m: u64| low64(mul_wide(h, m) >> 60);
	let wide1 = INV_SQRT_2PI_Q124.saturating_sub(mul_wide(h, mills.mantissa) >> mills.shift);
	let m1 = low64(wide1 >> 60);
	let m2 = divided!(m0.saturating_sub(times_h(m1)), 2);
	let m3 = divided!(m1.saturating_sub(times_h(m2)), 3);
	let m4 = divided!(m2.saturating_sub(times_h(m3)), 4);
	let m5 = divided!(m3.saturating_sub(times_h(m4)), 5);
	let m6 = divided!(m4.saturating_sub(times_h(m5)), 6);
	let m7 = divided!(m5.saturating_sub(times_h(m6)), 7);
	let t2 = low64(mul_wide(t, t) >> 56);
	let rest = m3 + mulhi(t2, m5 + mulhi(t2, m7));
	Float::from_u128(wide1 + (mul_wide(t2, rest) >> 4), -124)
}

/// `mantissa * 2^-(64 + shift)`.
#[inline(always)]
fn scaled(mantissa: u64, shift: u32) -> Float {
	Float::new(mantissa, -64i32.saturating_add(i32::try_from(shift).unwrap_or(0)))
}

/// The share of `A` that the option out of the money is worth, or what is missing to `A`.
#[derive(Clone, Copy)]
pub(crate) enum Share {
	/// The price is `A * share`.
	Of(Float),
	/// The price is `A - A * share`.
	Missing(Float),
}

/// The share and the near exponential, from distances below 8. Returns also the two values of M.
#[inline(always)]
fn share_near(d: &Distances, h: u64, t: u64) -> (Share, Float) {
	let near = h.abs_diff(t);
	let density = exp_neg_q120(mul_wide(near, near) >> 1);
	let density = scaled(density.mantissa, density.shift);
	if t < SERIES_Q60 {
		// 2 t = s.
		return (Share::Of(density * half_difference_per_t(h, t) * d.s), density);
	}
	let (a, b) = (scaled_mills(near), scaled_mills(h + t));
	// M falls, so that the far scale is not the smaller one.
	let align = b.shift.saturating_sub(a.shift);
	if h >= t {
		let difference = a.mantissa.saturating_sub(b.mantissa >> align);
		(Share::Of(density * scaled(difference, a.shift)), density)
	} else {
		let sum = (a.mantissa >> 1) + (b.mantissa >> align >> 1);
		(Share::Missing(density * scaled(sum, a.shift).scale(1)), density)
	}
}

/// [`share_near`] for every other distance.
#[cold]
fn share_far(d: &Distances) -> (Share, Float) {
	let (h, t) = (to_wide_q60(d.h), to_wide_q60(d.s.scale(-1)));
	let near = h.abs_diff(t);
	let Some(near_word) = u64::try_from(near).ok() else {
		// Beyond 16 the density is below 2^-184: the option is worth nothing, or all of A.
		let share = if h >= t { Share::Of(Float::ZERO) } else { Share::Missing(Float::ZERO) };
		return (share, Float::ZERO);
	};
	let density = exp_neg_q120(mul_wide(near_word, near_word) >> 1);
	let density = scaled(density.mantissa, density.shift);
	if h >= t && t < u128::from(SERIES_Q60) {
		let h = u64::try_from(h).unwrap_or(u64::MAX);
		let per_t = half_difference_per_t(h, low64(t));
		return (Share::Of(density * per_t * d.s), density);
	}
	let (a, b) = (scaled_mills_wide(near), scaled_mills_wide(h + t));
	if h >= t {
		(Share::Of(density * (a - b)), density)
	} else {
		(Share::Missing(density * (a + b)), density)
	}
}

/// The share and `e^(-(h-t)^2/2)` at a total volatility and a distance.
pub(crate) fn share_at(s: Float, h: Float) -> (Share, Float) {
	share(&Distances { s, h, call_side: true, smaller: Float::ONE })
}

#[inline(always)]
fn share(d: &Distances) -> (Share, Float) {
	let (h, t) = (to_q60(d.h), to_q60(d.s.scale(-1)));
	if h < EIGHT_Q60 && t < EIGHT_Q60 {
		share_near(d, h, t)
	} else {
		share_far(d)
	}
}

/// The price out of the money in units of 10^-18.
#[inline]
pub(crate) fn otm_units(expiry: &Expiry, strike: &StrikeCtx, vol: Vol) -> i128 {
	let Some(distances) = Distances::new(expiry, strike, vol) else {
		return 0;
	};
	let smaller = if distances.call_side { expiry.forward } else { strike.strike };
	units_of(share(&distances).0, distances.smaller, smaller)
}

/// A share of `smaller` in units, between zero and all of it.
#[inline(always)]
fn units_of(share: Share, smaller: Float, exact: Fixed) -> i128 {
	match share {
		Share::Of(part) => (smaller * part).to_i128_nearest().min(exact.e18()),
		Share::Missing(part) => (exact.e18() - (smaller * part).to_i128_nearest()).max(0),
	}
}

/// Everything that price and Greeks are made of, computed once.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
	distances: Distances,
	share: Share,
	/// `e^(-(h-t)^2/2)`.
	density: Float,
	/// The smaller of forward and strike, exactly.
	smaller: Fixed,
}

impl Terms {
	#[inline]
	pub(crate) fn new(expiry: &Expiry, strike: &StrikeCtx, vol: Vol) -> Option<Self> {
		let distances = Distances::new(expiry, strike, vol)?;
		let (share, density) = share(&distances);
		let smaller = if distances.call_side { expiry.forward } else { strike.strike };
		Some(Self { distances, share, density, smaller })
	}

	/// The price out of the money in units of 10^-18.
	#[inline]
	pub(crate) fn otm_units(&self) -> i128 {
		units_of(self.share, self.distances.smaller, self.smaller)
	}

	/// The price out of the money with 64 significant bits.
	pub(crate) fn otm_wide(&self) -> Float {
		let all = self.distances.smaller * Float::E18_INVERSE;
		match self.share {
			Share::Of(part) => all * part,
			Share::Missing(part) => all * (Float::ONE - part),
		}
	}

	/// `vol * sqrt(tau)`.
	pub(crate) fn total_vol(&self) -> Float {
		self.distances.s
	}

	/// `F * phi(d1)` without the factor `1/sqrt(2 pi)`, in units of 10^-18.
	pub(crate) fn forward_density_units(&self) -> Float {
		self.distances.smaller * self.density
	}

	/// `N(d1)` of the side out of the money: of the call `N(d1)`, of the put `N(-d1)`, as (value, or one
	/// minus the value).
	#[inline]
	fn side_delta(&self, expiry: &Expiry) -> (Float, bool) {
		let (h, t) = (to_wide_q60(self.distances.h), to_wide_q60(self.distances.s.scale(-1)));
		if self.distances.call_side {
			(self.density * scaled_mills_wide(h.abs_diff(t)), h < t)
		} else {
			// e^(-d1^2/2) = e^(-d2^2/2) * K / F.
			let ratio = self.distances.smaller / expiry.forward_units;
			(self.density * ratio * scaled_mills_wide(h + t), false)
		}
	}

	/// The delta of both kinds: `N(d1)` and `N(d1) - 1`.
	#[inline]
	pub(crate) fn delta(&self, expiry: &Expiry) -> CallPut {
		let (value, complement) = self.side_delta(expiry);
		let value = value.to_fixed_nearest();
		let other = Fixed::ONE.saturating_sub(value);
		let (side, opposite) = if complement { (other, value) } else { (value, other) };
		if self.distances.call_side {
			CallPut { call: side, put: Fixed::ZERO.saturating_sub(opposite) }
		} else {
			CallPut { call: opposite, put: Fixed::ZERO.saturating_sub(side) }
		}
	}

	/// The delta of both kinds with 64 significant bits: of the call and of the put.
	pub(crate) fn delta_wide(&self, expiry: &Expiry) -> (Float, Float) {
		let (value, complement) = self.side_delta(expiry);
		let other = Float::ONE - value;
		let (side, opposite) = if complement { (other, value) } else { (value, other) };
		if self.distances.call_side {
			(side, -opposite)
		} else {
			(opposite, -side)
		}
	}
}
