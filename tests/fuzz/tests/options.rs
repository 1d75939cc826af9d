// SPDX-License-Identifier: Apache-2.0
//! Prices, Greeks, implied volatilities, surfaces and payoffs.
#![allow(clippy::unwrap_used, clippy::float_arithmetic)]

use bolero::check;
use tenor_black76::{Expiry, Kind, StrikeCtx};
use tenor_fixed::{Fixed, Price, Quantity, Vol};
use tenor_fuzz::{iterations, spread, spread_up};
use tenor_math_tests::programs::{option, surface, Random};
use tenor_payoff::{net_payoff_ceil, net_payoff_e16, net_payoff_floor, WorstPayoff};
use tenor_series::{OptionKind, Position};
use tenor_svi::{check_set, Surface, Svi};

type Number = (i128, u8);
type Inputs = (Number, Number, Number, Number, Number);

fn vol(x: Number) -> Vol {
	Vol::from_fixed(spread(x.0, x.1))
}

#[test]
fn any_option_has_a_price_in_its_bounds() {
	check!().with_iterations(iterations()).with_type::<Inputs>().cloned().for_each(
		|(f, k, tau, sigma, discount)| {
			let up = |x: Number| spread_up(x.0, x.1);
			let (f, k, discount) = (up(f), up(k), up(discount).min(Fixed::ONE));
			let strike = StrikeCtx::from_fixed(k).unwrap();
			let expiry = Expiry::new(f, up(tau), Fixed::ONE).unwrap();
			let (price, delta) = expiry.price_and_delta(&strike, vol(sigma));
			assert!(price.call >= f.saturating_sub(k).max(Fixed::ZERO) && price.call <= f);
			assert!(price.put >= k.saturating_sub(f).max(Fixed::ZERO) && price.put <= k);
			// Parity, exact.
			assert_eq!(price.call.checked_sub(price.put), f.checked_sub(k));
			assert_eq!(delta.call.checked_sub(delta.put), Some(Fixed::ONE));
			assert!((Fixed::ZERO..=Fixed::ONE).contains(&delta.call));
			let greeks = expiry.with_discount(discount).unwrap().greeks(&strike, vol(sigma));
			assert!(greeks.gamma >= Fixed::ZERO && greeks.vega >= Fixed::ZERO);
			assert!(greeks.price.call <= price.call && greeks.price.put <= price.put);
		},
	);
}

#[test]
fn below_zero_is_a_named_error() {
	check!().with_iterations(iterations()).with_type::<Inputs>().cloned().for_each(
		|(f, k, tau, sigma, discount)| {
			let any = |x: Number| spread(x.0, x.1);
			let price = tenor_black76::price(any(f), any(k), vol(sigma), any(tau), any(discount));
			let below = [any(f), any(k), any(tau), any(discount)].iter().any(|x| x.is_negative());
			assert_eq!(price.is_err(), below);
			let greeks = tenor_black76::greeks(any(f), any(k), vol(sigma), any(tau), any(discount));
			assert_eq!(greeks.is_err(), below);
		},
	);
}

#[test]
fn price_rises_with_volatility_and_forward() {
	check!().with_iterations(iterations()).with_type::<(u64, u64, u64)>().cloned().for_each(
		|(seed, more, further)| {
			let (expiry, strike, low) = option(&mut Random::new(seed));
			let high = low.saturating_add(Vol::from_e18(i128::from(more >> (more % 64))));
			let (before, after) = (expiry.price(&strike, low), expiry.price(&strike, high));
			// Each price has a last unit, and another where it is discounted.
			let slack = Fixed::from_e18(2 + expiry.forward().e18() / 500_000_000_000_000_000);
			assert!(before.call <= after.call.saturating_add(slack));
			assert!(before.put <= after.put.saturating_add(slack));
			let step = Fixed::from_e18(i128::from(further) << (further % 30));
			let moved = expiry.with_forward(expiry.forward().saturating_add(step)).unwrap();
			let moved = moved.price(&strike, low);
			assert!(before.call <= moved.call.saturating_add(slack));
			assert!(moved.put <= before.put.saturating_add(slack));
		},
	);
}

#[test]
fn price_is_convex_in_the_strike() {
	check!().with_iterations(iterations()).with_type::<(u64, u64)>().cloned().for_each(
		|(seed, width)| {
			let (expiry, strike, vol) = option(&mut Random::new(seed));
			let expiry = expiry.with_discount(Fixed::ONE).unwrap();
			let k = strike.strike();
			let h = Fixed::from_e18(i128::from(width) << (width % 50)).min(k);
			let Some(far) = k.checked_add(h) else { return };
			let at = |x: Fixed| expiry.price(&StrikeCtx::from_fixed(x).unwrap(), vol).call.e18();
			let Some(outer) = at(k.checked_sub(h).unwrap()).checked_add(at(far)) else { return };
			// A price is within 2e-18 of the forward.
			let slack = 8 + expiry.forward().e18() / 100_000_000_000_000_000;
			assert!(outer - 2 * at(k) >= -slack, "{expiry:?} {k} {h} {vol}");
		},
	);
}

#[test]
fn implied_volatility_gives_the_price_back() {
	check!().with_iterations(iterations()).with_type::<(u64, bool)>().cloned().for_each(
		|(seed, call)| {
			let (expiry, strike, vol) = option(&mut Random::new(seed));
			let expiry = expiry.with_discount(Fixed::ONE).unwrap();
			let kind = if call { Kind::Call } else { Kind::Put };
			let price = expiry.price(&strike, vol).of(kind);
			let Ok(found) = expiry.implied_vol(&strike, kind, price) else { return };
			let back = expiry.price(&strike, found).of(kind);
			// A unit of volatility moves a price by vega units.
			let vega = expiry.greeks(&strike, found).vega.to_int_floor();
			let relative = price.unsigned_abs() / 100_000_000_000_000;
			let slack = relative + vega.unsigned_abs() + 2;
			assert!(back.e18().abs_diff(price.e18()) <= slack, "{expiry:?} {strike:?} {price}");
		},
	);
}

#[test]
fn any_price_has_a_volatility_or_a_named_error() {
	check!().with_iterations(iterations()).with_type::<(Inputs, bool)>().cloned().for_each(
		|((f, k, tau, price, discount), call)| {
			let up = |x: Number| spread_up(x.0, x.1);
			let strike = StrikeCtx::from_fixed(up(k)).unwrap();
			let expiry = Expiry::new(up(f), up(tau), up(discount)).unwrap();
			let kind = if call { Kind::Call } else { Kind::Put };
			if let Ok(vol) = expiry.implied_vol(&strike, kind, spread(price.0, price.1)) {
				assert!(vol >= Vol::ZERO);
			}
		},
	);
}

#[test]
fn prices_agree_with_doubles() {
	check!().with_iterations(iterations()).with_type::<u64>().cloned().for_each(|seed| {
		let mut random = Random::new(seed);
		let (expiry, strike, vol) = option(&mut random);
		let expiry = expiry.with_discount(Fixed::ONE).unwrap();
		let double = |x: Fixed| x.e18() as f64 / 1e18;
		let (f, k) = (double(expiry.forward()), double(strike.strike()));
		let deviation = double(vol.to_fixed()) * double(expiry.tau()).sqrt();
		// Where doubles are good: the ordinary part of the domain.
		if !(1e-4..10.0).contains(&deviation) || !(1.0..1e9).contains(&f) {
			return;
		}
		let d1 = (f / k).ln() / deviation + deviation / 2.0;
		let call = f * cdf(d1) - k * cdf(d1 - deviation);
		let ours = double(expiry.price(&strike, vol).call);
		assert!((ours - call).abs() <= 3e-7 * f.max(k), "{ours} {call}");
	});
}

/// Abramowitz and Stegun 7.1.26: 1.5e-7, and of nobody else's making.
fn cdf(x: f64) -> f64 {
	let z = x.abs() / std::f64::consts::SQRT_2;
	let t = 1.0 / (1.0 + 0.327_591_1 * z);
	let poly = t
		* (0.254_829_592
			+ t * (-0.284_496_736
				+ t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
	let tail = poly * (-z * z).exp() / 2.0;
	if x < 0.0 {
		tail
	} else {
		1.0 - tail
	}
}

#[test]
fn any_surface_has_a_volatility_or_a_named_error() {
	check!()
		.with_iterations(iterations())
		.with_type::<(Inputs, Number, Number, u64)>()
		.cloned()
		.for_each(|((a, b, rho, m, sigma), f_ref, tau, strike)| {
			let any = |x: Number| spread(x.0, x.1);
			let svi = Svi { a: any(a), b: any(b), rho: any(rho), m: any(m), sigma: any(sigma) };
			let surface = Surface { svi, f_ref: any(f_ref), tau_ref: any(tau) };
			if let Ok(vol) = surface.vol(Price::from_e8(strike)) {
				assert!(vol >= Vol::ZERO);
			}
			// A set of one is as good as its surface.
			assert_eq!(check_set(&[surface]), surface.check());
		});
}

#[test]
fn sound_surfaces_price_every_strike() {
	check!().with_iterations(iterations()).with_type::<(u64, u64)>().cloned().for_each(
		|(seed, strike)| {
			let surface = surface(&mut Random::new(seed));
			let strike = Price::from_e8(strike >> (strike % 50) | 1);
			if surface.check().is_ok() {
				assert!(surface.vol(strike).unwrap() > Vol::ZERO, "{surface:?}");
			}
		},
	);
}

#[test]
fn worst_payoff_bounds_every_payoff() {
	type Raw = Vec<(u32, bool, i32)>;
	check!().with_iterations(iterations()).with_type::<(Raw, u64)>().cloned().for_each(
		|(mut raw, settlement)| {
			raw.sort_by_key(|(strike, put, _)| (*strike, *put));
			raw.dedup_by_key(|(strike, put, _)| (*strike, *put));
			raw.truncate(128);
			let positions: Vec<Position> = raw
				.into_iter()
				.map(|(strike, put, quantity)| Position {
					strike: Price::from_e8(u64::from(strike) << 12),
					kind: if put { OptionKind::Put } else { OptionKind::Call },
					quantity: Quantity::from_e8(i64::from(quantity) << 4),
				})
				.collect();
			let settlement = Price::from_e8(settlement >> (settlement % 60));
			let Ok(worst) = WorstPayoff::of(&positions) else { return };
			let exact = net_payoff_e16(&positions, settlement).unwrap();
			if worst.net_calls_e8 >= 0 {
				assert!(worst.least_e16 <= exact);
			}
			let floor = net_payoff_floor(&positions, settlement).unwrap();
			let ceil = net_payoff_ceil(&positions, settlement).unwrap();
			assert!(floor.e8() <= ceil.e8() && ceil.e8() - floor.e8() <= 1);
			assert_eq!(floor.e8(), exact.div_euclid(100_000_000));
		},
	);
}
