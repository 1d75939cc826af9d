// SPDX-License-Identifier: Apache-2.0
//! Derivatives of the price.

use crate::{
	context::{CallPut, Expiry, StrikeCtx},
	terms::Terms,
};
use tenor_fixed::{Fixed, Vol};
use tenor_transcendental::{words::INV_SQRT_2PI_Q65, Float, Log};

/// Prices and their derivatives, each rounded to the nearest 18th decimal and saturated.
///
/// At no volatility or no time the option is its intrinsic value: gamma, vega and the decay part of
/// theta are zero there, and the delta at the money is one half.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Greeks {
	/// Discounted prices.
	pub price: CallPut,
	/// dPrice/dF, undiscounted: `N(d1)` and `N(d1) - 1`.
	pub delta: CallPut,
	/// d2Price/dF2, undiscounted; of both kinds.
	pub gamma: Fixed,
	/// dPrice/dVol per 1.00 of volatility, discounted; of both kinds.
	pub vega: Fixed,
	/// Change of the discounted price per day of 1/365 year, at a constant forward.
	pub theta: CallPut,
	/// dPrice/dRate per 1.00 of rate, at a constant forward: `-tau * price`.
	pub rho: CallPut,
}

/// The Greeks with 64 significant bits each, for uses to which 18 decimals are too few.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct GreeksWide {
	/// The undiscounted price of the kind out of the money.
	pub otm_price: Float,
	/// Delta of the call.
	pub delta_call: Float,
	/// Delta of the put.
	pub delta_put: Float,
	/// As in [`Greeks`].
	pub gamma: Float,
	/// As in [`Greeks`].
	pub vega: Float,
	/// The decay part of theta, without the interest on the price: of both kinds.
	pub decay: Float,
}

impl Expiry {
	/// Prices and Greeks of both kinds.
	#[must_use]
	pub fn greeks(&self, strike: &StrikeCtx, vol: Vol) -> Greeks {
		let terms = Terms::new(self, strike, vol);
		let (price, delta, wide) = match &terms {
			Some(terms) => {
				(self.both_kinds(strike, terms.otm_units()), terms.delta(self), self.wide(terms))
			}
			None => (self.both_kinds(strike, 0), self.limit_delta(strike), GreeksWide::default()),
		};
		Greeks {
			price,
			delta,
			gamma: wide.gamma.to_fixed_nearest(),
			vega: wide.vega.to_fixed_nearest(),
			theta: self.theta(price, wide.decay),
			rho: self.rho(price),
		}
	}

	/// The Greeks with 64 significant bits each. Zero throughout at no volatility or no time, but for
	/// the deltas.
	#[must_use]
	pub fn greeks_wide(&self, strike: &StrikeCtx, vol: Vol) -> GreeksWide {
		match Terms::new(self, strike, vol) {
			Some(terms) => self.wide(&terms),
			None => {
				let delta = self.limit_delta(strike);
				GreeksWide {
					delta_call: Float::from_fixed(delta.call),
					delta_put: Float::from_fixed(delta.put),
					..GreeksWide::default()
				}
			}
		}
	}

	fn wide(&self, terms: &Terms) -> GreeksWide {
		// F * phi(d1), in money.
		let density =
			terms.forward_density_units() * Float::new(INV_SQRT_2PI_Q65, -65) * Float::E18_INVERSE;
		let forward = self.forward_units * Float::E18_INVERSE;
		let discounted = density * Float::from_fixed(self.discount);
		let (delta_call, delta_put) = terms.delta_wide(self);
		GreeksWide {
			otm_price: terms.otm_wide(),
			delta_call,
			delta_put,
			// phi(d1) / (F s).
			gamma: density / (forward * forward * terms.total_vol()),
			vega: discounted * self.sqrt_tau,
			// -F phi(d1) vol / (2 sqrt(tau)) = -F phi(d1) s / (2 tau), per day.
			decay: -(discounted * terms.total_vol()).scale(-1)
				/ (Float::from_fixed(self.tau) * days_per_year()),
		}
	}

	/// Decay plus interest on the price, per day. Interest is `-ln(discount) / tau * price`.
	fn theta(&self, price: CallPut, decay: Float) -> CallPut {
		let interest = if self.tau.is_zero() || self.discount == Fixed::ONE {
			Float::ZERO
		} else {
			let log = Log::of(self.discount)
				.map_or(Float::ZERO, |log| Float::from_i128(log.q112(), -112));
			-log / (Float::from_fixed(self.tau) * days_per_year())
		};
		let of = |price: Fixed| (decay + interest * Float::from_fixed(price)).to_fixed_nearest();
		CallPut { call: of(price.call), put: of(price.put) }
	}

	fn rho(&self, price: CallPut) -> CallPut {
		let of = |price: Fixed| {
			let product = price.mul_nearest(self.tau).unwrap_or(Fixed::MAX);
			Fixed::ZERO.saturating_sub(product)
		};
		CallPut { call: of(price.call), put: of(price.put) }
	}
}

/// 365.
fn days_per_year() -> Float {
	Float::new(365, 0)
}
