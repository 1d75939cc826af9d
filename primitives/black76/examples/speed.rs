// SPDX-License-Identifier: Apache-2.0
//! A quick look at the time per call, natively: `cargo run --release --example speed -p tenor-black76`.
#![allow(clippy::unwrap_used, clippy::float_arithmetic)]

use std::{hint::black_box, time::Instant};
use tenor_black76::*;
use tenor_fixed::{Fixed, Rate, Vol, E18};
use tenor_transcendental as t;

fn time<T>(name: &str, calls: usize, mut f: impl FnMut(usize) -> T) {
	// The best of many short runs: the machine may be shared.
	let mut best = f64::INFINITY;
	for _ in 0..400 {
		let start = Instant::now();
		for i in 0..calls {
			black_box(f(black_box(i)));
		}
		best = best.min(start.elapsed().as_nanos() as f64 / calls as f64);
	}
	println!("{name:<40} {best:>8.1} ns");
}

fn main() {
	const N: usize = 1 << 9;
	let step = |i: usize, scale: i128| Fixed::from_e18(i128::try_from(i).unwrap() * scale);
	let xs: Vec<Fixed> = (0..N).map(|i| step(i + 1, E18 / 300)).collect();
	let ps: Vec<Fixed> = (0..N).map(|i| step(i + 1, E18 / 1100)).collect();
	let calls = 2 * N;
	time("ln", calls, |i| t::ln(xs[i % N]));
	time("exp", calls, |i| t::exp(xs[i % N]));
	time("sqrt_floor", calls, |i| t::sqrt_floor(xs[i % N]));
	time("normal_cdf", calls, |i| t::normal_cdf(xs[i % N]));
	time("normal_pdf", calls, |i| t::normal_pdf(xs[i % N]));
	time("inverse_normal_cdf", calls, |i| t::inverse_normal_cdf(ps[i % N]));

	let forward = Fixed::from_int(80_000);
	let tau = years_from_ms(30 * 86_400_000);
	let expiry = Expiry::from_rate(forward, tau, Rate::ZERO).unwrap();
	let discounting = Expiry::from_rate(forward, tau, Rate::from_e18(E18 / 20)).unwrap();
	let strikes: Vec<StrikeCtx> = (0..N)
		.map(|i| {
			StrikeCtx::from_fixed(Fixed::from_int(40_000 + 200 * i64::try_from(i).unwrap()))
				.unwrap()
		})
		.collect();
	let vols: Vec<Vol> =
		(0..N).map(|i| Vol::from_e18(E18 / 2 + E18 / 1000 * (i as i128 % 97))).collect();
	time("price, strike ready", calls, |i| expiry.price(&strikes[i % N], vols[i % N]));
	time("price, discounted", calls, |i| discounting.price(&strikes[i % N], vols[i % N]));
	time("price and delta, strike ready", calls, |i| {
		expiry.price_and_delta(&strikes[i % N], vols[i % N])
	});
	time("price and delta, all from numbers", calls, |i| {
		let strike = StrikeCtx::from_fixed(strikes[i % N].strike()).unwrap();
		let expiry = Expiry::new(forward, tau, Fixed::ONE).unwrap();
		expiry.price_and_delta(&strike, vols[i % N])
	});
	time("greeks, strike ready", calls, |i| expiry.greeks(&strikes[i % N], vols[i % N]));
	time("with_forward", calls, |i| expiry.with_forward(strikes[i % N].strike()));
	time("StrikeCtx::from_fixed", calls, |i| StrikeCtx::from_fixed(xs[i % N]));
	let quotes: Vec<(Kind, Fixed)> = (0..N)
		.map(|i| {
			let kind = expiry.otm_wide(&strikes[i], vols[i]).0;
			(kind, expiry.price(&strikes[i], vols[i]).of(kind))
		})
		.collect();
	time("implied vol", calls, |i| {
		expiry.implied_vol(&strikes[i % N], quotes[i % N].0, quotes[i % N].1)
	});
	let day = Expiry::new(forward, years_from_ms(3_600_000), Fixed::ONE).unwrap();
	time("price, one hour (series)", calls, |i| day.price(&strikes[150 + i % 100], vols[i % N]));
}
