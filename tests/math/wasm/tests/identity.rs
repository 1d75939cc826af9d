// SPDX-License-Identifier: Apache-2.0
//! The programs of `tenor-math-tests` natively and in the node's engine: the same word each.
#![allow(clippy::unwrap_used)]

use std::{env, fs, path::PathBuf, process::Command};
use tenor_math_tests::{programs::Program, root};
use wasmtime::{Config, Engine, Instance, Module, OptLevel, Store, TypedFunc};

/// Inputs per program.
const INPUTS: u32 = 20_000;

/// Builds the kernel of the benchmarks to wasm.
fn kernel() -> PathBuf {
	let manifest = root().join("tests/bench-math/Cargo.toml");
	let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kernel");
	let builds = || {
		Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
			.args(["build", "--locked", "--release", "-p", "tenor-bench-kernel"])
			.args(["--target", "wasm32v1-none", "--manifest-path"])
			.arg(&manifest)
			.arg("--target-dir")
			.arg(&target)
			.env_remove("RUSTFLAGS")
			.env_remove("CARGO_ENCODED_RUSTFLAGS")
			.status()
			.unwrap()
			.success()
	};
	// What an earlier installation of the wasm target compiled fits no later one.
	if target.exists() && !builds() {
		fs::remove_dir_all(&target).unwrap();
	}
	assert!(builds(), "the kernel does not build");
	target.join("wasm32v1-none/release/tenor_bench_kernel.wasm")
}

#[test]
fn native_code_and_wasm_give_the_same_bits() {
	let mut config = Config::new();
	config.cranelift_opt_level(OptLevel::SpeedAndSize);
	let engine = Engine::new(&config).unwrap();
	let module = Module::from_file(&engine, kernel()).unwrap();
	let mut store = Store::new(&engine, ());
	let instance = Instance::new(&mut store, &module, &[]).unwrap();
	let digest: TypedFunc<(u32, u64, u32), u64> =
		instance.get_typed_func(&mut store, "digest").unwrap();
	for (number, program) in (0u32..).zip(Program::ALL) {
		let seed = 77 + u64::from(number);
		let through = digest.call(&mut store, (number, seed, INPUTS)).unwrap();
		assert_eq!(program.digest(seed, INPUTS), through, "{program:?}");
	}
}
