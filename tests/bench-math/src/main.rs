// SPDX-License-Identifier: Apache-2.0
//! What is measured besides times: that wasm gives the same bits, and outputs for the judge. Run it
//! through `scripts/bench.sh math`.

use serde_json::Value;
use std::{env, error::Error, fs, path::Path, path::PathBuf};
use tenor_bench_math::{dump, identity, settle, wasm};

const USAGE: &str = "usage: tenor-bench-math identity N|dump N|settle  \
	(environment: KERNEL_WASM, OUT, and PACKAGE for the contract)";

fn path(name: &str) -> Option<PathBuf> {
	env::var_os(name).map(PathBuf::from)
}

fn save(out: &Path, name: &str, value: &Value) -> Result<(), Box<dyn Error>> {
	fs::create_dir_all(out)?;
	fs::write(out.join(name), serde_json::to_string_pretty(value)?)?;
	Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<String> = env::args().skip(1).collect();
	let out = path("OUT").ok_or(USAGE)?;
	let number = || -> Result<u32, Box<dyn Error>> { Ok(arguments.get(1).ok_or(USAGE)?.parse()?) };
	match arguments.first().map(String::as_str) {
		Some("identity") => {
			let mut kernel = wasm::Kernel::new(&path("KERNEL_WASM").ok_or(USAGE)?)?;
			let result = identity::run(&mut kernel, number()?)?;
			save(&out, "identity.json", &result)?;
			match result["differing"].as_array() {
				Some(none) if none.is_empty() => Ok(()),
				_ => Err(format!("native and wasm differ: {}", result["differing"]).into()),
			}
		}
		Some("dump") => {
			let package = path("PACKAGE").filter(|p| p.is_dir());
			dump::write(&out, usize::try_from(number()?)?, package.as_deref())
		}
		Some("settle") => {
			save(&out, "settle.json", &settle::run(&path("PACKAGE").ok_or(USAGE)?)?)
		}
		_ => Err(USAGE.into()),
	}
}
