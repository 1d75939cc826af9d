// SPDX-License-Identifier: Apache-2.0
//! What strikes of an expiry share, and what an option keeps from one scenario to the next.

use crate::terms::{otm_units, Terms};
use tenor_fixed::{mul_div_floor, Fixed, Price, Rate, Vol, E18};
use tenor_transcendental::{exp, Float, Log};

/// Milliseconds in a year of 365 days.
pub const YEAR_MS: u64 = 365 * 24 * 60 * 60 * 1000;

/// Years of 365 days in a number of milliseconds, rounded down.
#[must_use]
pub fn years_from_ms(ms: u64) -> Fixed {
	// 2^64 * 10^18 / 2^34 fits: the fallback is never taken.
	mul_div_floor(i128::from(ms), E18, i128::from(YEAR_MS)).map_or(Fixed::MAX, Fixed::from_e18)
}

/// Call or put.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
	/// The right to buy.
	Call,
	/// The right to sell.
	Put,
}

/// The same figure for the call and the put of one strike.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CallPut {
	/// Of the call.
	pub call: Fixed,
	/// Of the put.
	pub put: Fixed,
}

impl CallPut {
	/// The figure of one kind.
	#[must_use]
	#[inline]
	pub const fn of(&self, kind: Kind) -> Fixed {
		match kind {
			Kind::Call => self.call,
			Kind::Put => self.put,
		}
	}
}

/// Why there is no price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PricingError {
	/// The forward is below zero.
	NegativeForward,
	/// The strike is below zero.
	NegativeStrike,
	/// The time to expiry is below zero.
	NegativeTime,
	/// The discount factor is below zero.
	NegativeDiscount,
}

impl core::fmt::Display for PricingError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::NegativeForward => "forward below zero",
			Self::NegativeStrike => "strike below zero",
			Self::NegativeTime => "time to expiry below zero",
			Self::NegativeDiscount => "discount factor below zero",
		})
	}
}

impl core::error::Error for PricingError {}

/// A strike with its logarithm: make it once and keep it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StrikeCtx {
	pub(crate) strike: Fixed,
	/// In units of 10^-18.
	pub(crate) units: Float,
	pub(crate) ln: Log,
}

impl StrikeCtx {
	/// From a listed strike.
	#[must_use]
	pub fn new(strike: Price) -> Self {
		Self::of(strike.to_fixed())
	}

	/// From a strike of any precision.
	pub fn from_fixed(strike: Fixed) -> Result<Self, PricingError> {
		if strike.is_negative() {
			return Err(PricingError::NegativeStrike);
		}
		Ok(Self::of(strike))
	}

	/// For a strike not below zero. At zero the logarithm is never looked at.
	fn of(strike: Fixed) -> Self {
		let units = strike.unsigned_abs();
		Self { strike, units: Float::from_u128(units, 0), ln: Log::of_integer(units) }
	}

	/// The strike.
	#[must_use]
	pub const fn strike(&self) -> Fixed {
		self.strike
	}
}

/// One expiry at one forward: what all its strikes share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expiry {
	pub(crate) forward: Fixed,
	/// In units of 10^-18.
	pub(crate) forward_units: Float,
	/// The logarithm of the forward in the same units.
	pub(crate) ln_forward: Log,
	pub(crate) tau: Fixed,
	pub(crate) sqrt_tau: Float,
	/// The root of tau, per unit of 10^-18 of volatility.
	pub(crate) sqrt_tau_e18: Float,
	pub(crate) discount: Fixed,
}

impl Expiry {
	/// From the forward, the time to expiry in years and the discount factor. Pass [`Fixed::ONE`] as
	/// the factor for undiscounted values.
	pub fn new(forward: Fixed, tau: Fixed, discount: Fixed) -> Result<Self, PricingError> {
		if tau.is_negative() {
			return Err(PricingError::NegativeTime);
		}
		if discount.is_negative() {
			return Err(PricingError::NegativeDiscount);
		}
		let sqrt_tau = Float::from_fixed(tau).sqrt();
		Self {
			forward,
			forward_units: Float::ZERO,
			ln_forward: Log::default(),
			tau,
			sqrt_tau,
			sqrt_tau_e18: sqrt_tau * Float::E18_INVERSE,
			discount,
		}
		.with_forward(forward)
	}

	/// [`Expiry::new`] with the discount factor `e^(-rate * tau)`.
	pub fn from_rate(forward: Fixed, tau: Fixed, rate: Rate) -> Result<Self, PricingError> {
		let exponent = rate.to_fixed().mul_floor(tau).and_then(Fixed::checked_neg);
		// A product that does not fit is beyond where the exponential saturates.
		let far = if rate.is_negative() { Fixed::MAX } else { Fixed::MIN };
		Self::new(forward, tau, exp(exponent.unwrap_or(far)))
	}

	/// The same expiry at another forward: a scenario costs one logarithm.
	#[inline]
	pub fn with_forward(&self, forward: Fixed) -> Result<Self, PricingError> {
		if forward.is_negative() {
			return Err(PricingError::NegativeForward);
		}
		let units = forward.unsigned_abs();
		Ok(Self {
			forward,
			forward_units: Float::from_u128(units, 0),
			ln_forward: Log::of_integer(units),
			..*self
		})
	}

	/// The same expiry with another discount factor.
	pub fn with_discount(&self, discount: Fixed) -> Result<Self, PricingError> {
		if discount.is_negative() {
			return Err(PricingError::NegativeDiscount);
		}
		Ok(Self { discount, ..*self })
	}

	/// The forward.
	#[must_use]
	pub const fn forward(&self) -> Fixed {
		self.forward
	}

	/// The time to expiry in years.
	#[must_use]
	pub const fn tau(&self) -> Fixed {
		self.tau
	}

	/// The discount factor.
	#[must_use]
	pub const fn discount(&self) -> Fixed {
		self.discount
	}

	/// `ln(forward / strike)`; zero if either is zero.
	#[must_use]
	pub fn log_moneyness(&self, strike: &StrikeCtx) -> Log {
		if self.forward.is_zero() || strike.strike.is_zero() {
			return Log::default();
		}
		self.ln_forward.minus(strike.ln)
	}

	/// `|ln(forward / strike)|` with 62 good bits, however small. Neither is zero.
	#[inline(always)]
	pub(crate) fn moneyness(&self, strike: &StrikeCtx) -> Float {
		let x = self.ln_forward.minus(strike.ln).q112().unsigned_abs();
		// Below 2^-30 the difference of the logarithms has fewer good bits than that.
		if x >> 82 == 0 {
			return self.moneyness_near(strike);
		}
		Float::from_u128(x, -112)
	}

	/// The same for neighbours: `2 (F-K)/(F+K)`, from the exact difference; the next term of that series is
	/// below 2^-63 of it.
	#[cold]
	fn moneyness_near(&self, strike: &StrikeCtx) -> Float {
		let (f, k) = (self.forward.unsigned_abs(), strike.strike.unsigned_abs());
		// Both are below 2^127: the sum fits.
		Float::from_u128(f.abs_diff(k), 1) / Float::from_u128(f + k, 0)
	}

	/// Discounted prices of both kinds, rounded to nearest. A volatility of zero or below gives the
	/// limit at zero. Undiscounted, `call - put = forward - strike` holds exactly; discounted, the
	/// difference is that number times the factor, rounded to nearest.
	#[must_use]
	#[inline]
	pub fn price(&self, strike: &StrikeCtx, vol: Vol) -> CallPut {
		self.both_kinds(strike, otm_units(self, strike, vol))
	}

	/// [`Expiry::price`] and the delta of both kinds: the undiscounted derivative by the forward.
	#[must_use]
	#[inline]
	pub fn price_and_delta(&self, strike: &StrikeCtx, vol: Vol) -> (CallPut, CallPut) {
		match Terms::new(self, strike, vol) {
			Some(terms) => (self.both_kinds(strike, terms.otm_units()), terms.delta(self)),
			None => (self.both_kinds(strike, 0), self.limit_delta(strike)),
		}
	}

	/// Prices of several strikes, each with its own volatility, in their order; as many as the shorter
	/// of the inputs.
	pub fn prices<'a>(
		&'a self,
		strikes: impl IntoIterator<Item = &'a StrikeCtx> + 'a,
		vols: impl IntoIterator<Item = Vol> + 'a,
	) -> impl Iterator<Item = CallPut> + 'a {
		strikes.into_iter().zip(vols).map(move |(strike, vol)| self.price(strike, vol))
	}

	/// The undiscounted price of the kind that is out of the money (the call at the money) with 64
	/// significant bits, for uses to which 18 decimals are too few.
	#[must_use]
	pub fn otm_wide(&self, strike: &StrikeCtx, vol: Vol) -> (Kind, Float) {
		let kind = if self.forward <= strike.strike { Kind::Call } else { Kind::Put };
		let price = Terms::new(self, strike, vol).map_or(Float::ZERO, |terms| terms.otm_wide());
		(kind, price)
	}

	/// Adds the intrinsic value to the kind in the money, and discounts.
	#[inline]
	pub(crate) fn both_kinds(&self, strike: &StrikeCtx, otm: i128) -> CallPut {
		let (f, k) = (self.forward.e18(), strike.strike.e18());
		// Both are not below zero: the difference fits.
		let intrinsic = Fixed::from_e18(f.abs_diff(k).cast_signed());
		let otm = Fixed::from_e18(otm);
		let (otm, intrinsic) = if self.discount == Fixed::ONE {
			(otm, intrinsic)
		} else {
			(discounted(otm, self.discount), discounted(intrinsic, self.discount))
		};
		let itm = otm.saturating_add(intrinsic);
		if f <= k {
			CallPut { call: otm, put: itm }
		} else {
			CallPut { call: itm, put: otm }
		}
	}

	/// The delta where the distribution is a point: 1 or 0, one half at the money.
	pub(crate) fn limit_delta(&self, strike: &StrikeCtx) -> CallPut {
		let half = Fixed::from_e18(E18 / 2);
		let call = match self.forward.cmp(&strike.strike) {
			core::cmp::Ordering::Less => Fixed::ZERO,
			core::cmp::Ordering::Equal => half,
			core::cmp::Ordering::Greater => Fixed::ONE,
		};
		CallPut { call, put: call.saturating_sub(Fixed::ONE) }
	}
}

/// `value * factor`, to nearest; above all numbers it stops at the largest.
#[inline]
fn discounted(value: Fixed, factor: Fixed) -> Fixed {
	value.mul_nearest(factor).unwrap_or(Fixed::MAX)
}
