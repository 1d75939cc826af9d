// SPDX-License-Identifier: Apache-2.0
//! That native code and wasm give the same bits.

use crate::wasm::Kernel;
use serde_json::{json, Value};
use std::error::Error;
use tenor_bench_kernel::programs::Program;

/// Runs every program natively and in wasm over `n` inputs in all; the number of equal chunks.
pub fn run(kernel: &mut Kernel, n: u32) -> Result<Value, Box<dyn Error>> {
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
