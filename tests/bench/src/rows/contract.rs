// SPDX-License-Identifier: Apache-2.0
//! What an older on-chain options protocol takes for a settlement, as `tests/bench-math` measured it on an
//! EVM interpreter in the same run.

use crate::table::{Row, Section, Unit};
use serde_json::Value;
use std::path::Path;

const PLACE: &str = "EVM";

/// Rows of boards settled; a line that says so if there are none. `ours` is what the hook takes per
/// portfolio, s.
pub fn section(file: &Path, ours: Option<f64>) -> Section {
	let mut section = Section::new("contract");
	let read = std::fs::read_to_string(file).ok();
	let found = read.and_then(|text| serde_json::from_str::<Value>(&text).ok());
	let boards = found.as_ref().and_then(|found| found["boards"].as_array());
	let Some(boards) = boards else {
		section.note("The contract on an EVM is left out: there are no figures of it in this run.");
		return section;
	};
	let limit = found.as_ref().and_then(|found| found["block_gas"].as_f64());
	for board in boards {
		let of = |name: &str| board[name].as_f64().unwrap_or(f64::NAN);
		let count = of("positions");
		let name = format!("a board of {count} settled by calls, gas per position");
		let mut row = Row::at(PLACE, name, Unit::Count, of("gas") / count);
		if let Some(limit) = limit {
			row = row.admitted(limit / (of("gas") / count));
		}
		section.push(row);
		let name = format!("a board of {count} settled by calls, time per position");
		let row = Row::at(PLACE, name, Unit::Us, of("seconds") / count);
		section.push(match ours {
			Some(ours) => row.beside(ours, "a portfolio in the hook"),
			None => row,
		});
	}
	section.note(
		"The protocol's own market, position tokens, collateral and money from its npm package on revm, in memory, \
		 without signatures, root or commit; pool, caches and exchange answer zero, so that gas and time are lower \
		 bounds. Positions are covered short puts of an owner each. What a block admits is of 30 million gas.",
	);
	section
}
