// SPDX-License-Identifier: Apache-2.0
//! Mark and Greeks of one series.

use crate::{shock::discount, shock::rate_in_force, ExpiryMarket, OptionKind, RiskError};
use crate::{Sensitivities, VolSource};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_black76::{years_from_ms, Expiry, Kind, StrikeCtx};
use tenor_fixed::{Fixed, Price, Vol};

/// What one contract is worth now.
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
pub struct Mark {
	/// Discounted: what portfolio mode counts.
	pub price: Fixed,
	/// Undiscounted: what standard mode counts.
	pub undiscounted: Fixed,
	/// The mark volatility.
	pub vol: Vol,
	/// The forward it is priced on.
	pub forward: Fixed,
	/// Greeks; theta and rho include the discount.
	pub sensitivities: Sensitivities,
}

/// Mark, volatility and Greeks of one series.
pub fn mark<V: VolSource>(
	market: &ExpiryMarket<V>,
	strike: Price,
	kind: OptionKind,
) -> Result<Mark, RiskError> {
	let tau = years_from_ms(market.time_to_expiry_ms);
	let forward = market.forward()?;
	let discount = discount(tau, rate_in_force(market.rate))?;
	let vol = market.vols.vol(strike)?;
	let context = StrikeCtx::new(strike);
	let discounted = Expiry::new(forward, tau, discount)?;
	let greeks = discounted.greeks(&context, vol);
	let undiscounted = Expiry::new(forward, tau, Fixed::ONE)?.price(&context, vol);
	let pick = |call: Fixed, put: Fixed| match kind {
		OptionKind::Call => call,
		OptionKind::Put => put,
	};
	Ok(Mark {
		price: pick(greeks.price.call, greeks.price.put),
		undiscounted: pick(undiscounted.call, undiscounted.put),
		vol,
		forward,
		sensitivities: Sensitivities {
			delta: pick(greeks.delta.call, greeks.delta.put),
			gamma: greeks.gamma,
			vega: greeks.vega,
			theta: pick(greeks.theta.call, greeks.theta.put),
			rho: pick(greeks.rho.call, greeks.rho.put),
		},
	})
}

/// What one contract of a series is worth at a volatility of the caller's choice, on the market's
/// forward and rate: discounted Black-76.
pub fn price_at<V>(
	market: &ExpiryMarket<V>,
	strike: Price,
	kind: OptionKind,
	vol: Vol,
) -> Result<Fixed, RiskError> {
	let tau = years_from_ms(market.time_to_expiry_ms);
	let discount = discount(tau, rate_in_force(market.rate))?;
	let prices = Expiry::new(market.forward()?, tau, discount)?.price(&StrikeCtx::new(strike), vol);
	Ok(match kind {
		OptionKind::Call => prices.call,
		OptionKind::Put => prices.put,
	})
}

/// The volatility at which a series has this discounted price, on the market's forward and rate;
/// `NoPrice` if it has that price at none.
pub fn implied_vol<V>(
	market: &ExpiryMarket<V>,
	strike: Price,
	kind: OptionKind,
	price: Fixed,
) -> Result<Vol, RiskError> {
	let tau = years_from_ms(market.time_to_expiry_ms);
	let discount = discount(tau, rate_in_force(market.rate))?;
	let kind = match kind {
		OptionKind::Call => Kind::Call,
		OptionKind::Put => Kind::Put,
	};
	Expiry::new(market.forward()?, tau, discount)?
		.implied_vol(&StrikeCtx::new(strike), kind, price)
		.map_err(|_| RiskError::NoPrice)
}

/// Greeks of one series.
pub(crate) fn series_sensitivities<V: VolSource>(
	market: &ExpiryMarket<V>,
	strike: Price,
	kind: OptionKind,
) -> Result<Sensitivities, RiskError> {
	mark(market, strike, kind).map(|mark| mark.sensitivities)
}
