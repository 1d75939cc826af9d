// SPDX-License-Identifier: Apache-2.0
//! What every arbitrage-free price obeys, within the stated error of a price.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_black76::*;
use tenor_fixed::{Fixed, Rate, Vol, E18};

/// Three units of the last decimal, and 2^-59 (1.8e-18) of the scale.
fn slack(scale: i128) -> i128 {
	3 + (scale >> 59)
}

/// A forward of up to 10^11, and a strike up to e^5 away.
fn market() -> impl Strategy<Value = (i128, i128, i128, i128)> {
	let forward =
		(1i128..1_000_000, 0u32..11).prop_map(|(m, e)| m * 10i128.pow(e) * 100_000_000_000);
	let ratio = prop_oneof![
		4 => 200_000i128..5_000_000,
		1 => 999_000i128..1_001_000,
		1 => 7_000i128..150_000_000,
	];
	let vol = (1i128..1000, 0u32..8).prop_map(|(m, e)| m * 10i128.pow(e) * 10_000_000_000);
	let tau = (1i128..1000, 0u32..8).prop_map(|(m, e)| m * 10i128.pow(e) * 1_000_000_000);
	(forward, ratio, vol, tau).prop_map(|(f, r, v, t)| (f, f / 1_000_000 * r + 1, v, t))
}

fn fixed(units: i128) -> Fixed {
	Fixed::from_e18(units)
}

fn value(f: i128, k: i128, v: i128, t: i128) -> CallPut {
	price(fixed(f), fixed(k), Vol::from_e18(v), fixed(t), Fixed::ONE).unwrap()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(10_000)))]

	#[test]
	fn parity_is_exact((f, k, v, t) in market(), rate in -E18..E18) {
		let undiscounted = value(f, k, v, t);
		prop_assert_eq!(undiscounted.call.e18() - undiscounted.put.e18(), f - k);
		let expiry = Expiry::from_rate(fixed(f), fixed(t), Rate::from_e18(rate)).unwrap();
		let strike = StrikeCtx::from_fixed(fixed(k)).unwrap();
		let p = expiry.price(&strike, Vol::from_e18(v));
		let parity = fixed(f - k).mul_nearest(expiry.discount()).unwrap();
		prop_assert_eq!(p.call.e18() - p.put.e18(), parity.e18());
	}

	#[test]
	fn prices_stay_between_intrinsic_value_and_maximum((f, k, v, t) in market()) {
		let p = value(f, k, v, t);
		prop_assert!(p.call.e18() >= (f - k).max(0) && p.call.e18() <= f);
		prop_assert!(p.put.e18() >= (k - f).max(0) && p.put.e18() <= k);
	}

	#[test]
	fn prices_rise_with_volatility_and_time((f, k, v, t) in market(), d in 1i128..E18) {
		let p = value(f, k, v, t);
		let slack = slack(f.min(k));
		prop_assert!(value(f, k, v + d, t).call.e18() >= p.call.e18() - slack);
		prop_assert!(value(f, k, v, t + d).call.e18() >= p.call.e18() - slack);
	}

	#[test]
	fn calls_fall_and_puts_rise_with_the_strike((f, k, v, t) in market(), d in 1i128..1_000_000) {
		let d = k / 1_000_000 * d + 1;
		let (p, q) = (value(f, k, v, t), value(f, k + d, v, t));
		let slack = slack(f.max(k));
		prop_assert!(q.call.e18() <= p.call.e18() + slack);
		prop_assert!(q.put.e18() >= p.put.e18() - slack);
		// The spread is worth at most its width.
		prop_assert!(p.call.e18() - q.call.e18() <= d + slack);
		prop_assert!(q.put.e18() - p.put.e18() <= d + slack);
	}

	#[test]
	fn calls_rise_and_puts_fall_with_the_forward((f, k, v, t) in market(), d in 1i128..1_000_000) {
		let d = f / 1_000_000 * d + 1;
		let (p, q) = (value(f, k, v, t), value(f + d, k, v, t));
		let slack = slack(f.max(k));
		prop_assert!(q.call.e18() >= p.call.e18() - slack);
		prop_assert!(q.put.e18() <= p.put.e18() + slack);
	}

	#[test]
	fn prices_are_convex_in_strike_and_forward((f, k, v, t) in market(), d in 1i128..900_000) {
		let slack = 2 * slack(f.max(k));
		let w = k / 1_000_000 * d;
		let wings = value(f, k - w, v, t).call.e18() + value(f, k + w, v, t).call.e18();
		prop_assert!(wings >= 2 * value(f, k, v, t).call.e18() - slack);
		let w = f / 1_000_000 * d;
		let wings = value(f - w, k, v, t).call.e18() + value(f + w, k, v, t).call.e18();
		prop_assert!(wings >= 2 * value(f, k, v, t).call.e18() - slack);
	}

	#[test]
	fn greeks_agree_with_prices_and_signs((f, k, v, t) in market(), rate in -E18 / 5..E18 / 5) {
		let expiry = Expiry::from_rate(fixed(f), fixed(t), Rate::from_e18(rate)).unwrap();
		let strike = StrikeCtx::from_fixed(fixed(k)).unwrap();
		let vol = Vol::from_e18(v);
		let g = expiry.greeks(&strike, vol);
		prop_assert_eq!(g.price, expiry.price(&strike, vol));
		prop_assert_eq!((g.price, g.delta), expiry.price_and_delta(&strike, vol));
		prop_assert_eq!(g.delta.call.e18() - g.delta.put.e18(), E18);
		prop_assert!((0..=E18).contains(&g.delta.call.e18()));
		prop_assert!(g.gamma >= Fixed::ZERO && g.vega >= Fixed::ZERO);
		prop_assert!(g.rho.call <= Fixed::ZERO && g.rho.put <= Fixed::ZERO);
		// The chord over a small step of the forward lies between the deltas at its ends.
		let undiscounted = expiry.with_discount(Fixed::ONE).unwrap();
		let d = f / 1000;
		let up = undiscounted.with_forward(fixed(f + d)).unwrap();
		let rise = up.price(&strike, vol).call.e18() - undiscounted.price(&strike, vol).call.e18();
		let (low, high) = (g.delta.call, up.price_and_delta(&strike, vol).1.call);
		let s = slack(f.max(k)) + 2;
		prop_assert!(rise >= low.mul_floor(fixed(d)).unwrap().e18() - s);
		prop_assert!(rise <= high.mul_ceil(fixed(d)).unwrap().e18() + s);
	}

	#[test]
	fn implied_volatility_comes_back((f, k, v, t) in market(), kind in prop::bool::ANY) {
		let kind = if kind { Kind::Call } else { Kind::Put };
		let expiry = Expiry::new(fixed(f), fixed(t), Fixed::ONE).unwrap();
		let strike = StrikeCtx::from_fixed(fixed(k)).unwrap();
		let quote = expiry.price(&strike, Vol::from_e18(v)).of(kind);
		match expiry.implied_vol_wide(&strike, kind, quote) {
			// The volatility may differ by as much as the quote leaves open; its price may not.
			Ok(vol) => {
				let back = expiry.price(&strike, Vol::from_fixed(vol.to_fixed_nearest()));
				let vega = expiry.greeks(&strike, Vol::from_e18(v)).vega;
				let off = back.of(kind).e18().abs_diff(quote.e18());
				let allowed = slack(f.min(k)).unsigned_abs() + (vega.unsigned_abs() >> 59);
				prop_assert!(off <= allowed, "{} {} {}", off, quote, vol.to_fixed_nearest());
			},
			// Near its maximum a price has no digits left that would tell the volatility.
			Err(error) => {
				prop_assert_eq!(error, ImpliedVolError::AboveMaximum);
				let most = if kind == Kind::Call { f } else { k };
				prop_assert!(quote.e18() >= most - 1);
			},
		}
	}

	#[test]
	fn every_input_gives_a_value_or_a_named_error(
		f in any::<i128>(), k in any::<i128>(), v in any::<i128>(), t in any::<i128>(),
		d in any::<i128>(), p in any::<i128>(), s in prop::array::uniform6(0u32..128),
	) {
		let [f, k, v, t, d, p] = [f >> s[0], k >> s[1], v >> s[2], t >> s[3], d >> s[4], p >> s[5]];
		let expiry = Expiry::new(fixed(f), fixed(t), fixed(d));
		let strike = StrikeCtx::from_fixed(fixed(k));
		prop_assert_eq!(expiry.is_ok(), f >= 0 && t >= 0 && d >= 0);
		prop_assert_eq!(strike.is_ok(), k >= 0);
		if let (Ok(expiry), Ok(strike)) = (expiry, strike) {
			let g = expiry.greeks(&strike, Vol::from_e18(v));
			prop_assert!(g.price.call >= Fixed::ZERO && g.price.put >= Fixed::ZERO);
			let _vol = expiry.implied_vol(&strike, Kind::Call, fixed(p)).is_ok();
			let _vol = expiry.implied_vol(&strike, Kind::Put, fixed(p)).is_ok();
			let _wide = expiry.greeks_wide(&strike, Vol::from_e18(v));
		}
	}
}

#[test]
fn limits_are_the_intrinsic_value() {
	for (f, k) in [(5, 3), (3, 5), (4, 4), (0, 4), (4, 0), (0, 0)] {
		let (f, k) = (f * E18, k * E18);
		let intrinsic = CallPut { call: fixed((f - k).max(0)), put: fixed((k - f).max(0)) };
		assert_eq!(value(f, k, 0, E18), intrinsic);
		assert_eq!(value(f, k, E18, 0), intrinsic);
		assert_eq!(value(f, k, -E18, E18), intrinsic);
		if f == 0 || k == 0 {
			assert_eq!(value(f, k, E18, E18), intrinsic);
		}
	}
	let huge = value(5 * E18, 3 * E18, i128::MAX, i128::MAX);
	assert_eq!((huge.call, huge.put), (Fixed::from_int(5), Fixed::from_int(3)));
	let far = value(1, i128::MAX, E18, E18);
	assert_eq!((far.call, far.put), (Fixed::ZERO, fixed(i128::MAX - 1)));
}

#[test]
fn implied_volatility_names_what_is_wrong() {
	let expiry = Expiry::new(Fixed::from_int(100), Fixed::ONE, fixed(E18 / 2)).unwrap();
	let strike = StrikeCtx::from_fixed(Fixed::from_int(80)).unwrap();
	let call = |price| expiry.implied_vol(&strike, Kind::Call, price);
	assert_eq!(call(fixed(10 * E18 - 1)), Err(ImpliedVolError::BelowIntrinsic));
	assert_eq!(call(Fixed::from_int(10)), Ok(Vol::ZERO));
	assert!(call(fixed(10 * E18 + 1)).is_ok());
	assert!(call(fixed(50 * E18 - 1)).is_ok());
	assert_eq!(call(Fixed::from_int(50)), Err(ImpliedVolError::AboveMaximum));
	assert_eq!(call(fixed(-1)), Err(ImpliedVolError::BelowIntrinsic));
	let expired = Expiry::new(Fixed::from_int(100), Fixed::ZERO, Fixed::ONE).unwrap();
	assert_eq!(
		expired.implied_vol(&strike, Kind::Call, Fixed::from_int(25)),
		Err(ImpliedVolError::NotAttainable)
	);
	assert_eq!(expired.greeks(&strike, Vol::ONE).delta.call, Fixed::ONE);
	assert_eq!(expired.greeks(&strike, Vol::ONE).gamma, Fixed::ZERO);
}

#[test]
fn a_batch_is_its_single_prices() {
	let expiry = Expiry::new(Fixed::from_int(100), Fixed::ONE, Fixed::ONE).unwrap();
	let strikes: Vec<StrikeCtx> =
		(50..150).map(|k| StrikeCtx::from_fixed(Fixed::from_int(k)).unwrap()).collect();
	let vols: Vec<Vol> = (0..100).map(|i| Vol::from_e18(E18 / 2 + i * E18 / 100)).collect();
	let batch: Vec<CallPut> = expiry.prices(&strikes, vols.iter().copied()).collect();
	for ((strike, vol), priced) in strikes.iter().zip(&vols).zip(&batch) {
		assert_eq!(*priced, expiry.price(strike, *vol));
	}
	assert_eq!(batch.len(), 100);
}
