// SPDX-License-Identifier: Apache-2.0
//! Measures the mathematics beside its references. Run it through `scripts/bench.sh math`.

mod decimals;
mod dump;
mod evm;
mod floats;
mod rows;
mod timer;
mod wasm;

use serde_json::{json, Value};
use std::{env, error::Error, fs, path::Path, path::PathBuf};

const USAGE: &str = "usage: tenor-bench-math time|identity N|dump N  \
	(environment: KERNEL_WASM, OUT, and PACKAGE for the contract)";

fn path(name: &str) -> Option<PathBuf> {
	env::var_os(name).map(PathBuf::from)
}

fn save(out: &Path, name: &str, value: &Value) -> Result<(), Box<dyn Error>> {
	fs::create_dir_all(out)?;
	fs::write(out.join(name), serde_json::to_string_pretty(value)?)?;
	Ok(())
}

fn load_average() -> String {
	fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<String> = env::args().skip(1).collect();
	let out = path("OUT").ok_or(USAGE)?;
	let package = path("PACKAGE").filter(|p| p.is_dir());
	let kernel = || wasm::Kernel::new(&path("KERNEL_WASM").ok_or(USAGE)?);
	let number = || -> Result<u32, Box<dyn Error>> { Ok(arguments.get(1).ok_or(USAGE)?.parse()?) };
	match arguments.first().map(String::as_str) {
		Some("time") => {
			let before = load_average();
			let ours = rows::ours(&mut kernel()?)?;
			let contract = package.as_deref().map(rows::contract).transpose()?;
			let all = json!({
				"ours": ours,
				"doubles": rows::doubles(),
				"libraries": rows::libraries(),
				"contract": contract,
				"load_before": before,
				"load_after": load_average(),
			});
			save(&out, "time.json", &all)
		}
		Some("identity") => {
			let result = rows::identity(&mut kernel()?, number()?)?;
			save(&out, "identity.json", &result)?;
			match result["differing"].as_array() {
				Some(none) if none.is_empty() => Ok(()),
				_ => Err(format!("native and wasm differ: {}", result["differing"]).into()),
			}
		}
		Some("dump") => dump::write(&out, usize::try_from(number()?)?, package.as_deref()),
		_ => Err(USAGE.into()),
	}
}
