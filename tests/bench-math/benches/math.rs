// SPDX-License-Identifier: Apache-2.0
//! Times by criterion: every loop of ours natively and through wasm, one right after the other, and the
//! references. With `OUT` it also writes `time.json`, which the report reads; without `KERNEL_WASM` and
//! `PACKAGE` the rows that need them are left out.

use criterion::{Criterion, SamplingMode};
use serde_json::{json, Map, Value};
use std::{
	env,
	error::Error,
	fs,
	path::{Path, PathBuf},
	time::Instant,
};
use tenor_bench_math::{decimals, rows, wasm::Compiled, Loop};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn path(name: &str) -> Option<PathBuf> {
	env::var_os(name).map(PathBuf::from)
}

fn load_average() -> String {
	fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

/// Criterion with the folder it writes to.
struct Bench {
	criterion: Criterion,
	home: PathBuf,
}

impl Bench {
	/// The folder is criterion's own rule.
	fn new() -> Self {
		let target = || path("CARGO_TARGET_DIR").unwrap_or("target".into()).join("criterion");
		let home = path("CRITERION_HOME").unwrap_or_else(target);
		let criterion = Criterion::default().without_plots().output_directory(&home);
		Self { criterion: criterion.configure_from_args(), home }
	}

	/// Times a loop and gives the figures; null if it was filtered out.
	fn time(&mut self, group: &str, name: &str, mut run: Loop) -> Outcome<Value> {
		let mut ran = false;
		let mut group_of = self.criterion.benchmark_group(group);
		// The machine is shared and the least of the samples counts: all of the same length.
		group_of.sampling_mode(SamplingMode::Flat);
		group_of.bench_function(name, |bencher| {
			ran = true;
			bencher.iter_custom(|n| {
				let start = Instant::now();
				run(n);
				start.elapsed()
			});
		});
		group_of.finish();
		if ran {
			figures(&self.home.join(group).join(name).join("new"))
		} else {
			Ok(Value::Null)
		}
	}
}

/// The fastest sample and the median, in nanoseconds per operation, from what criterion wrote.
fn figures(folder: &Path) -> Outcome<Value> {
	let read = |name: &str| -> Outcome<Value> {
		let path = folder.join(name);
		let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
		Ok(serde_json::from_str(&text)?)
	};
	let (sample, estimates) = (read("sample.json")?, read("estimates.json")?);
	let list = |name: &str| -> Vec<f64> {
		sample[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
	};
	let (times, iterations) = (list("times"), list("iters"));
	let best = times.iter().zip(&iterations).map(|(t, n)| t / n).fold(f64::INFINITY, f64::min);
	Ok(json!({
		"best_ns": best,
		"median_ns": estimates["median"]["point_estimate"],
		"samples": times.len(),
		"sample_ns": times.iter().sum::<f64>() / times.len() as f64,
	}))
}

fn ours(bench: &mut Bench, compiled: Option<&Compiled>) -> Outcome<Value> {
	let mut all = Map::new();
	for (name, timed, size) in rows::ours() {
		eprintln!("timing {name}");
		let mut row = Map::new();
		row.insert("native".into(), bench.time(&name, "native", rows::native(timed, size)?)?);
		if let Some(compiled) = compiled {
			let run = rows::through_wasm(compiled.kernel()?, timed, size)?;
			row.insert("wasm".into(), bench.time(&name, "wasm", run)?);
		}
		all.insert(name, row.into());
	}
	Ok(all.into())
}

fn doubles(bench: &mut Bench) -> Outcome<Value> {
	eprintln!("timing doubles");
	let mut all = Map::new();
	for (name, run) in rows::doubles() {
		all.insert(name.into(), bench.time("doubles", name, run)?);
	}
	Ok(all.into())
}

fn libraries(bench: &mut Bench) -> Outcome<Value> {
	eprintln!("timing other integer libraries");
	let inputs = rows::library_inputs();
	let mut all = Vec::new();
	for e in decimals::all(&inputs) {
		let time = bench.time(e.library, e.function, e.run)?;
		all.push(json!({
			"library": e.library,
			"function": e.function,
			"time": time,
			"results": e.results,
		}));
	}
	let texts = |xs: &[i128]| -> Vec<String> { xs.iter().map(i128::to_string).collect() };
	Ok(json!({
		"exp_inputs_e18": texts(&inputs.exp),
		"positive_inputs_e18": texts(&inputs.positive),
		"rows": all,
	}))
}

fn contract(bench: &mut Bench, package: &Path) -> Outcome<Value> {
	eprintln!("timing the contract");
	let mut all = Map::new();
	for function in rows::CONTRACT {
		let (gas, calls) = rows::contract(package, function)?;
		let time = bench.time("contract", function, calls)?;
		all.insert(function.into(), json!({ "gas": gas, "time": time }));
	}
	Ok(all.into())
}

fn main() -> Outcome<()> {
	let before = load_average();
	let compiled = path("KERNEL_WASM").map(|path| Compiled::new(&path)).transpose()?;
	let package = path("PACKAGE").filter(|p| p.is_dir());
	let mut bench = Bench::new();
	let all = json!({
		"ours": ours(&mut bench, compiled.as_ref())?,
		"doubles": doubles(&mut bench)?,
		"libraries": libraries(&mut bench)?,
		"contract": package.map(|package| contract(&mut bench, &package)).transpose()?,
		"load_before": before,
		"load_after": load_average(),
	});
	bench.criterion.final_summary();
	if let Some(out) = path("OUT") {
		fs::create_dir_all(&out)?;
		fs::write(out.join("time.json"), serde_json::to_string_pretty(&all)?)?;
	}
	Ok(())
}
