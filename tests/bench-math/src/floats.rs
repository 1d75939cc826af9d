// SPDX-License-Identifier: Apache-2.0
//! Doubles: what an off-chain engine does.

use implied_vol::{DefaultSpecialFn, ImpliedBlackVolatility};
use std::f64::consts::SQRT_2;

/// Normal distribution as most f64 code has it.
pub fn cdf(x: f64) -> f64 {
	libm::erfc(-x / SQRT_2) / 2.0
}

/// `(call, put, delta of the call)`, undiscounted, by the textbook formula.
pub fn black(f: f64, k: f64, vol: f64, tau: f64) -> (f64, f64, f64) {
	let s = vol * tau.sqrt();
	let d1 = (f / k).ln() / s + s / 2.0;
	let d2 = d1 - s;
	let delta = cdf(d1);
	let call = f * delta - k * cdf(d2);
	let put = k * cdf(-d2) - f * cdf(-d1);
	(call, put, delta)
}

/// Jaeckel's method in a crate.
pub fn implied(f: f64, k: f64, tau: f64, price: f64, call: bool) -> Option<f64> {
	ImpliedBlackVolatility::builder()
		.option_price(price)
		.forward(f)
		.strike(k)
		.expiry(tau)
		.is_call(call)
		.build()?
		.calculate::<DefaultSpecialFn>()
}

/// The distribution of a statistics crate.
pub fn statrs_cdf(x: f64) -> f64 {
	statrs::function::erf::erfc(-x / SQRT_2) / 2.0
}
