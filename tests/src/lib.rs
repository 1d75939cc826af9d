// SPDX-License-Identifier: Apache-2.0
//! Tests of the whole: the runtime run natively, from a genesis preset or an exported state.

pub mod chain;
pub mod replay;
pub mod simulate;
pub mod solvency;
pub mod stakers;

use polkadot_sdk::*;

use sp_core::storage::Storage;
use std::collections::BTreeMap;
use tenor_runtime::{AllPalletsWithSystem, BlockNumber, Runtime};

/// Reads the state out of a file that `tenor-node export-state` wrote.
pub fn storage_of_file(path: &str) -> Result<Storage, String> {
	let json = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
	storage_of_raw_spec(&json)
}

/// Reads the state out of a raw chain specification, as `tenor-node export-state` writes it.
fn storage_of_raw_spec(json: &str) -> Result<Storage, String> {
	let spec: serde_json::Value = serde_json::from_str(json).map_err(|e| e.to_string())?;
	let top = spec
		.pointer("/genesis/raw/top")
		.and_then(|top| top.as_object())
		.ok_or("not a raw chain specification: genesis.raw.top is missing")?;
	let mut map = BTreeMap::new();
	for (key, value) in top {
		let value = value.as_str().ok_or("a storage value that is no text")?;
		map.insert(unhex(key)?, unhex(value)?);
	}
	Ok(Storage { top: map, children_default: Default::default() })
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
	let digits = text.strip_prefix("0x").ok_or("hexadecimal text without 0x")?;
	if !digits.is_ascii() || digits.len() % 2 == 1 {
		return Err("hexadecimal text of odd length".into());
	}
	(0..digits.len())
		.step_by(2)
		.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|e| e.to_string()))
		.collect()
}

/// Runs every pallet's `try_state` on a state.
pub fn try_state(storage: Storage) -> Result<BlockNumber, String> {
	use frame_support::traits::{TryState, TryStateSelect};
	sp_io::TestExternalities::new(storage).execute_with(|| {
		let number = frame_system::Pallet::<Runtime>::block_number();
		AllPalletsWithSystem::try_state(number, TryStateSelect::All)
			.map(|()| number)
			.map_err(|e| format!("{e:?}"))
	})
}
