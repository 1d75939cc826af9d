// SPDX-License-Identifier: Apache-2.0
//! Loads an exported state natively and runs every `try_state` on it.

use std::process::ExitCode;

fn main() -> ExitCode {
	let Some(path) = std::env::args().nth(1) else {
		eprintln!(
			"usage: check-state FILE, a raw chain specification by `tenor-node export-state`"
		);
		return ExitCode::from(2);
	};
	let checked = std::fs::read_to_string(&path)
		.map_err(|e| format!("{path}: {e}"))
		.and_then(|json| tenor_tests::storage_of_raw_spec(&json))
		.and_then(tenor_tests::try_state);
	match checked {
		Ok(number) => {
			println!("every try_state holds at block {number}");
			ExitCode::SUCCESS
		}
		Err(error) => {
			eprintln!("the state is broken: {error}");
			ExitCode::FAILURE
		}
	}
}
