// SPDX-License-Identifier: Apache-2.0
//! The timings as rows for the report.

use crate::{
	decimals, evm, floats,
	timer::{self, Timing},
	wasm::Kernel,
};
use serde_json::{json, Value};
use std::{error::Error, path::Path};
use tenor_bench_kernel::{
	programs::Random,
	timed::{quotes, Prepared, Quote, Timed},
};
use tenor_black76::Kind;
use tenor_fixed::Fixed;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ONE: i128 = Fixed::ONE.e18();

fn value(timing: Timing) -> Value {
	json!({ "best_ns": timing.best, "median_ns": timing.median })
}

/// One of our loops, natively and through wasm.
fn both(kernel: &mut Kernel, timed: Timed, size: u32) -> Outcome<Value> {
	let prepared = Prepared::new(timed, size).ok_or("no inputs")?;
	let native = timer::measure(|n| prepared.run(n));
	let number = Timed::ALL.iter().position(|t| *t == timed).unwrap_or_default();
	kernel.prepare(u32::try_from(number)?, size)?;
	assert_eq!(prepared.run(1000 % (size + 1000)), kernel.run(1000 % (size + 1000))?);
	let through = timer::measure(|n| kernel.run(n).unwrap_or_default());
	Ok(json!({ "native": value(native), "wasm": value(through) }))
}

/// All our loops.
pub fn ours(kernel: &mut Kernel) -> Outcome<Value> {
	let mut rows = serde_json::Map::new();
	for (name, timed) in [
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
	] {
		eprintln!("timing {name}");
		rows.insert(name.into(), both(kernel, timed, 0)?);
	}
	for size in [64u32, 128, 256, 512, 1024] {
		eprintln!("timing margin of {size} positions");
		rows.insert(format!("margin_{size}"), both(kernel, Timed::Margin, size)?);
		let eight = both(kernel, Timed::MarginEightExpiries, size)?;
		rows.insert(format!("margin_eight_{size}"), eight);
	}
	Ok(rows.into())
}

fn f64_of(x: Fixed) -> f64 {
	x.e18() as f64 / 1e18
}

/// The same work in doubles.
pub fn doubles() -> Value {
	eprintln!("timing doubles");
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
	json!({
		"ln": value(timer::over(&positive, f64::ln)),
		"exp": value(timer::over(&exps, f64::exp)),
		"sqrt": value(timer::over(&positive, f64::sqrt)),
		"cdf (libm erfc)": value(timer::over(&cdfs, floats::cdf)),
		"cdf (statrs)": value(timer::over(&cdfs, floats::statrs_cdf)),
		"price_delta (libm)": value(timer::over(&quotes, |q| floats::black(q.0, q.1, q.2, q.3))),
		"implied (implied-vol)":
			value(timer::over(&quotes, |q| floats::implied(q.0, q.1, q.3, q.4, q.5))),
	})
}

/// Other integer libraries; their results go along for the judge.
pub fn libraries() -> Value {
	eprintln!("timing other integer libraries");
	let mut random = Random::new(7);
	let mut numbers = |low: i128, high: i128| -> Vec<i128> {
		(0..256).map(|_| random.within(low, high)).collect()
	};
	let inputs = decimals::Inputs {
		exp: numbers(-20 * ONE, 20 * ONE),
		positive: numbers(ONE / 1_000_000, 1_000_000 * ONE),
	};
	let rows: Vec<Value> = decimals::run(&inputs)
		.into_iter()
		.map(|e| {
			json!({
				"library": e.library,
				"function": e.function,
				"time": value(e.timing),
				"results": e.results,
			})
		})
		.collect();
	let texts = |xs: &[i128]| -> Vec<String> { xs.iter().map(i128::to_string).collect() };
	json!({
		"exp_inputs_e18": texts(&inputs.exp),
		"positive_inputs_e18": texts(&inputs.positive),
		"rows": rows,
	})
}

/// The contract on an EVM interpreter.
pub fn contract(package: &Path) -> Outcome<Value> {
	eprintln!("timing the contract");
	let mut contract = evm::Contract::deploy(package)?;
	let of = |q: Quote| evm::Inputs {
		seconds: u64::try_from(q.tau.e18() * 31_536_000 / ONE).unwrap_or(1),
		vol_e18: q.vol.e18().unsigned_abs(),
		spot_e18: q.forward.e18().unsigned_abs(),
		strike_e18: q.strike.e18().unsigned_abs(),
	};
	let inputs: Vec<_> = quotes(7, 256).into_iter().map(of).collect();
	let mut rows = serde_json::Map::new();
	for function in ["optionPrices_pub", "delta_pub", "vega_pub", "pricesDeltaStdVega_pub"] {
		let (gas, timing) = contract.measure(function, &inputs)?;
		rows.insert(function.into(), json!({ "gas": gas, "time": value(timing) }));
	}
	Ok(rows.into())
}

/// Runs every program natively and in wasm over `n` inputs in all; the number of equal chunks.
pub fn identity(kernel: &mut Kernel, n: u32) -> Outcome<Value> {
	use tenor_bench_kernel::programs::Program;
	const CHUNK: u32 = 50_000;
	let programs = u32::try_from(Program::ALL.len())?;
	let chunks = n.div_ceil(CHUNK * programs).max(1);
	let mut differing = Vec::new();
	for (number, program) in (0u32..).zip(Program::ALL) {
		eprintln!("identity of {program:?}: {} inputs", chunks * CHUNK);
		for chunk in 0..chunks {
			let seed = u64::from(chunk) << 8 | u64::from(number);
			let native = program.digest(seed, CHUNK);
			if native != kernel.digest(number, seed, CHUNK)? {
				differing.push(format!("{program:?} seed {seed}"));
			}
		}
	}
	Ok(json!({
		"inputs": u64::from(chunks) * u64::from(CHUNK) * u64::from(programs),
		"differing": differing,
	}))
}
