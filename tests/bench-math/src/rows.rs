// SPDX-License-Identifier: Apache-2.0
//! The loops that are timed, by the names that the report knows them by.

use crate::{decimals, evm, floats, over, wasm::Kernel, Loop};
use std::{error::Error, path::Path};
use tenor_bench_kernel::{
	programs::Random,
	timed::{quotes, Prepared, Quote, Timed},
};
use tenor_black76::Kind;
use tenor_fixed::Fixed;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ONE: i128 = Fixed::ONE.e18();
/// Positions of the books that margins are timed on.
const SIZES: [u32; 5] = [64, 128, 256, 512, 1024];
/// Functions of the contract that are timed.
pub const CONTRACT: [&str; 4] =
	["optionPrices_pub", "delta_pub", "vega_pub", "pricesDeltaStdVega_pub"];

/// Name, loop and size of all of ours.
pub fn ours() -> Vec<(String, Timed, u32)> {
	let mut rows: Vec<(String, Timed, u32)> = [
		("ln", Timed::Ln),
		("exp", Timed::Exp),
		("cdf", Timed::Cdf),
		("sqrt", Timed::Sqrt),
		("price_delta", Timed::PriceDelta),
		("price_delta_plain", Timed::PriceDeltaPlain),
		("greeks", Timed::Greeks),
		("implied", Timed::Implied),
		("svi_vol", Timed::SviVol),
		("vectors_64_strikes", Timed::Vectors),
	]
	.map(|(name, timed)| (name.to_owned(), timed, 0))
	.into();
	for size in SIZES {
		for (name, timed) in [
			("margin", Timed::Margin),
			("margin_dense", Timed::MarginDense),
			("margin_eight", Timed::MarginEightExpiries),
		] {
			rows.push((format!("{name}_{size}"), timed, size));
		}
	}
	rows
}

fn narrow(n: u64) -> u32 {
	u32::try_from(n).expect("a sample has fewer operations than a word holds")
}

/// One of our loops, natively.
pub fn native(timed: Timed, size: u32) -> Outcome<Loop> {
	let prepared = Prepared::new(timed, size).ok_or("no inputs")?;
	Ok(Box::new(move |n| {
		std::hint::black_box(prepared.run(narrow(n)));
	}))
}

/// The same loop through wasm, once its answer is seen to be the native one.
pub fn through_wasm(mut kernel: Kernel, timed: Timed, size: u32) -> Outcome<Loop> {
	let number = Timed::ALL.iter().position(|t| *t == timed).unwrap_or_default();
	kernel.prepare(u32::try_from(number)?, size)?;
	let prepared = Prepared::new(timed, size).ok_or("no inputs")?;
	let once = 1000 % (size + 1000);
	if prepared.run(once) != kernel.run(once)? {
		return Err(format!("native code and wasm differ in {timed:?}").into());
	}
	Ok(Box::new(move |n| {
		std::hint::black_box(kernel.run(narrow(n)).expect("it ran before"));
	}))
}

fn f64_of(x: Fixed) -> f64 {
	x.e18() as f64 / 1e18
}

/// The same work in doubles.
pub fn doubles() -> Vec<(&'static str, Loop)> {
	let as_f64 = |q: &Quote| {
		let [f, k, vol, tau, price] =
			[q.forward, q.strike, q.vol.to_fixed(), q.tau, q.price].map(f64_of);
		(f, k, vol, tau, price, q.kind == Kind::Call)
	};
	let quotes: Vec<_> = quotes(7, 1024).iter().map(as_f64).collect();
	let mut random = Random::new(7);
	let mut numbers = |low: i128, high: i128| -> Vec<f64> {
		(0..1024).map(|_| f64_of(Fixed::from_e18(random.within(low, high)))).collect()
	};
	let (positive, exps, cdfs) =
		(numbers(1, 1_000_000 * ONE), numbers(-20 * ONE, 20 * ONE), numbers(-6 * ONE, 6 * ONE));
	vec![
		("ln", over(positive.clone(), f64::ln)),
		("exp", over(exps, f64::exp)),
		("sqrt", over(positive, f64::sqrt)),
		("cdf (libm erfc)", over(cdfs.clone(), floats::cdf)),
		("cdf (statrs)", over(cdfs, floats::statrs_cdf)),
		("price_delta (libm)", over(quotes.clone(), |q| floats::black(q.0, q.1, q.2, q.3))),
		("implied (implied-vol)", over(quotes, |q| floats::implied(q.0, q.1, q.3, q.4, q.5))),
	]
}

/// What the other integer libraries are given.
pub fn library_inputs() -> decimals::Inputs {
	let mut random = Random::new(7);
	let mut numbers = |low: i128, high: i128| -> Vec<i128> {
		(0..256).map(|_| random.within(low, high)).collect()
	};
	decimals::Inputs {
		exp: numbers(-20 * ONE, 20 * ONE),
		positive: numbers(ONE / 1_000_000, 1_000_000 * ONE),
	}
}

/// A function of the contract on an EVM interpreter: gas per call, and the calls.
pub fn contract(package: &Path, function: &str) -> Outcome<(u64, Loop)> {
	let mut contract = evm::Contract::deploy(package)?;
	let of = |q: Quote| evm::Inputs {
		seconds: u64::try_from(q.tau.e18() * 31_536_000 / ONE).unwrap_or(1),
		vol_e18: q.vol.e18().unsigned_abs(),
		spot_e18: q.forward.e18().unsigned_abs(),
		strike_e18: q.strike.e18().unsigned_abs(),
	};
	let inputs: Vec<_> = quotes(7, 256).into_iter().map(of).collect();
	Ok((contract.gas(function, &inputs)?, contract.calls(function, &inputs)))
}
