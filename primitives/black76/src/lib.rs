// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod context;
mod greeks;
mod implied;
mod rational;
mod terms;

pub use context::{years_from_ms, CallPut, Expiry, Kind, PricingError, StrikeCtx, YEAR_MS};
pub use greeks::{Greeks, GreeksWide};
pub use implied::ImpliedVolError;

use tenor_fixed::{Fixed, Vol};

/// Prices of both kinds from plain numbers. Pricing more than one strike or volatility of an expiry is
/// cheaper through [`Expiry`] and [`StrikeCtx`].
pub fn price(
	forward: Fixed,
	strike: Fixed,
	vol: Vol,
	tau: Fixed,
	discount: Fixed,
) -> Result<CallPut, PricingError> {
	let strike = StrikeCtx::from_fixed(strike)?;
	Ok(Expiry::new(forward, tau, discount)?.price(&strike, vol))
}

/// Prices and Greeks of both kinds from plain numbers.
pub fn greeks(
	forward: Fixed,
	strike: Fixed,
	vol: Vol,
	tau: Fixed,
	discount: Fixed,
) -> Result<Greeks, PricingError> {
	let strike = StrikeCtx::from_fixed(strike)?;
	Ok(Expiry::new(forward, tau, discount)?.greeks(&strike, vol))
}
