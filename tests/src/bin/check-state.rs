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
	let checked = tenor_tests::storage_of_file(&path).and_then(tenor_tests::try_state);
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
