// SPDX-License-Identifier: Apache-2.0
//! One option by every way there is to price it: the same figures.
#![allow(clippy::unwrap_used)]

use bolero::check;
use tenor_black76::{
	years_from_ms, Expiry, ImpliedVolError, Kind, PricingError, StrikeCtx, YEAR_MS,
};
use tenor_fixed::{Fixed, Price, Rate, Vol};
use tenor_fuzz::{iterations, spread, spread_up};
use tenor_math_tests::programs::{option, Random};
use tenor_transcendental::{exp, Float, Log};

type Number = (i128, u8);

#[test]
fn years_are_milliseconds_rounded_down() {
	check!().with_iterations(iterations()).with_type::<u64>().cloned().for_each(|ms| {
		let units = u128::from(ms) * 1_000_000_000_000_000_000 / u128::from(YEAR_MS);
		assert_eq!(years_from_ms(ms).unsigned_abs(), units);
	});
}

#[test]
fn contexts_are_what_they_were_made_of() {
	type Raw = (Number, Number, Number, Number, u64);
	check!().with_iterations(iterations()).with_type::<(Raw, Number)>().cloned().for_each(
		|((f, tau, discount, rate, strike), other)| {
			let any = |(value, shift): Number| spread(value, shift);
			let (f, tau, discount, other) = (any(f), any(tau), any(discount), any(other));
			let expiry = Expiry::new(f, tau, discount);
			// The first of the three that is below zero has its name.
			let below = [
				(tau, PricingError::NegativeTime),
				(discount, PricingError::NegativeDiscount),
				(f, PricingError::NegativeForward),
			];
			let named = below.iter().find(|(x, _)| x.is_negative()).map(|(_, error)| *error);
			assert_eq!(expiry.err(), named);
			let rate = Rate::from_fixed(any(rate));
			if let Some(exponent) = rate.to_fixed().mul_floor(tau).and_then(Fixed::checked_neg) {
				let by_discount = Expiry::new(f, tau, exp(exponent));
				assert_eq!(Expiry::from_rate(f, tau, rate), by_discount);
			}
			let price = Price::from_e8(strike);
			let context = StrikeCtx::new(price);
			assert_eq!(StrikeCtx::from_fixed(price.to_fixed()), Ok(context));
			assert_eq!(context.strike(), price.to_fixed());
			assert_eq!(StrikeCtx::from_fixed(other).is_err(), other.is_negative());
			let Ok(expiry) = expiry else { return };
			assert_eq!((expiry.forward(), expiry.tau(), expiry.discount()), (f, tau, discount));
			assert_eq!(expiry.with_forward(other), Expiry::new(other, tau, discount));
			assert_eq!(expiry.with_discount(other), Expiry::new(f, tau, other));
			let log = expiry.log_moneyness(&context);
			if f.is_zero() || strike == 0 {
				assert_eq!(log, Log::default());
			} else {
				let of = |x: Fixed| Log::of_integer(x.unsigned_abs());
				assert_eq!(log, of(f).minus(of(context.strike())));
				assert_eq!(log.q112() >= 0, f >= context.strike() || log.q112() == 0);
			}
		},
	);
}

/// An option of a market, or of anything.
fn draw(seed: u64, f: Number, k: Number, wild: bool) -> (Expiry, StrikeCtx, Vol) {
	let (expiry, strike, vol) = option(&mut Random::new(seed));
	if !wild {
		return (expiry, strike, vol);
	}
	let expiry = expiry.with_forward(spread_up(f.0, f.1)).unwrap();
	(expiry, StrikeCtx::from_fixed(spread_up(k.0, k.1)).unwrap(), vol)
}

#[test]
fn every_way_to_price_gives_the_same() {
	check!()
		.with_iterations(iterations())
		.with_type::<(u64, Number, Number, bool, Vec<(u64, u8)>)>()
		.cloned()
		.for_each(|(seed, f, k, wild, others)| {
			let (expiry, strike, vol) = draw(seed, f, k, wild);
			let price = expiry.price(&strike, vol);
			let (also, delta) = expiry.price_and_delta(&strike, vol);
			let greeks = expiry.greeks(&strike, vol);
			assert_eq!((price, price), (also, greeks.price));
			assert_eq!(delta, greeks.delta);
			assert_eq!((price.of(Kind::Call), price.of(Kind::Put)), (price.call, price.put));
			let (f, k, tau) = (expiry.forward(), strike.strike(), expiry.tau());
			let plain = tenor_black76::price(f, k, vol, tau, expiry.discount());
			assert_eq!(plain, Ok(price));
			let plain = tenor_black76::greeks(f, k, vol, tau, expiry.discount());
			assert_eq!(plain, Ok(greeks));
			// A chain of strikes is its strikes one by one, as many as there are volatilities.
			let context =
				|(x, shift): &(u64, u8)| StrikeCtx::new(Price::from_e8(x >> (shift % 64)));
			let contexts: Vec<StrikeCtx> = others.iter().map(context).collect();
			let vols: Vec<Vol> = (1..i128::from(seed % 8))
				.map(|i| Vol::from_e18(vol.e18().saturating_mul(i)))
				.collect();
			let chain: Vec<_> = expiry.prices(&contexts, vols.iter().copied()).collect();
			assert_eq!(chain.len(), contexts.len().min(vols.len()));
			for ((got, context), vol) in chain.iter().zip(&contexts).zip(&vols) {
				assert_eq!(*got, expiry.price(context, *vol));
			}
		});
}

#[test]
fn wide_figures_are_the_narrow_ones_before_rounding() {
	check!()
		.with_iterations(iterations())
		.with_type::<(u64, Number, Number, bool)>()
		.cloned()
		.for_each(|(seed, f, k, wild)| {
			let (expiry, strike, vol) = draw(seed, f, k, wild);
			let flat = expiry.with_discount(Fixed::ONE).unwrap();
			let (greeks, wide) = (flat.greeks(&strike, vol), flat.greeks_wide(&strike, vol));
			let (kind, price) = flat.otm_wide(&strike, vol);
			assert_eq!(kind == Kind::Call, flat.forward() <= strike.strike());
			// 2^-60 of the smaller of forward and strike, which the price is a share of.
			let smaller = flat.forward().min(strike.strike());
			let allowed = 1 + (smaller.unsigned_abs() >> 60);
			let near = |wide: Float, narrow: Fixed, allowed: u128| {
				wide.to_fixed_nearest().e18().abs_diff(narrow.e18()) <= allowed
			};
			assert!(near(price, greeks.price.of(kind), allowed), "{flat:?} {strike:?} {vol}");
			assert!(near(wide.otm_price, greeks.price.of(kind), allowed));
			assert_eq!(wide.gamma.to_fixed_nearest(), greeks.gamma);
			assert_eq!(wide.vega.to_fixed_nearest(), greeks.vega);
			assert!(near(wide.delta_call, greeks.delta.call, 1));
			assert!(near(wide.delta_put, greeks.delta.put, 1));
			assert!(!wide.gamma.is_negative() && !wide.vega.is_negative());
			assert!(wide.decay <= Float::ZERO);
			let one = wide.delta_call - wide.delta_put;
			assert!((one - Float::ONE).abs() <= Float::new(1, -61), "{flat:?} {strike:?} {vol}");
			// Undiscounted there is no interest: theta is the decay, of both kinds.
			assert_eq!(greeks.theta.call, wide.decay.to_fixed_nearest());
			assert_eq!(greeks.theta.call, greeks.theta.put);
			let rho = greeks.price.call.mul_nearest(flat.tau()).unwrap_or(Fixed::MAX);
			assert_eq!(greeks.rho.call, Fixed::ZERO.saturating_sub(rho));
		});
}

#[test]
fn a_volatility_is_its_wide_one_rounded() {
	check!()
		.with_iterations(iterations())
		.with_type::<(u64, Number, bool, bool)>()
		.cloned()
		.for_each(|(seed, raw, call, own)| {
			let (expiry, strike, vol) = option(&mut Random::new(seed));
			let kind = if call { Kind::Call } else { Kind::Put };
			let price =
				if own { expiry.price(&strike, vol).of(kind) } else { spread(raw.0, raw.1) };
			let narrow = expiry.implied_vol(&strike, kind, price);
			match expiry.implied_vol_wide(&strike, kind, price) {
				Ok(wide) if wide.to_fixed_nearest() == Fixed::MAX => {
					assert_eq!(narrow, Err(ImpliedVolError::OutOfRange));
				}
				Ok(wide) => {
					assert!(!wide.is_negative());
					assert_eq!(narrow, Ok(Vol::from_fixed(wide.to_fixed_nearest())));
				}
				Err(error) => assert_eq!(narrow, Err(error)),
			}
		});
}
