// SPDX-License-Identifier: Apache-2.0
//! The market of the load as the genesis of a network: a raw chain specification that begins now.

use polkadot_sdk::*;

use crate::{
	rows::load::{cast, Size, TRADERS},
	wasm::World,
};
use frame_support::storage::storage_prefix;
use serde_json::json;
use sp_core::{bytes::to_hex, storage::well_known_keys::CODE};
use std::{
	error::Error,
	fs,
	path::Path,
	time::{SystemTime, UNIX_EPOCH},
};
use tenor_runtime::{genesis_config_presets::get_preset, WASM_BINARY};
use tenor_series::Moment;

/// Writes it: the validators of the local network, the one operator of the development chain, and the first
/// expiry `ahead` ms from now.
pub fn write(file: &Path, size: &Size, ahead: Moment) -> Result<(), Box<dyn Error>> {
	let local = get_preset(&sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET.into())
		.ok_or("the runtime has no local network")?;
	let local: serde_json::Value = serde_json::from_slice(&local)?;
	let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().try_into()?;
	let patch = json!({ "session": local["session"], "staking": local["staking"] });
	let (mut world, _) = World::after_at(now, patch, |chain| cast(chain, size, ahead));
	let code = WASM_BINARY.ok_or("this program was built without the runtime's wasm")?;
	world.storage.top.insert(CODE.to_vec(), code.to_vec());
	// The network's first block is number one again.
	world.storage.top.remove(storage_prefix(b"System", b"Number").as_slice());
	let top: serde_json::Map<_, _> = world
		.storage
		.top
		.iter()
		.map(|(key, value)| (to_hex(key, false), to_hex(value, false).into()))
		.collect();
	let spec = json!({
		"name": "Tenor Load",
		"id": "tenor-load",
		"chainType": "Local",
		"bootNodes": [],
		"telemetryEndpoints": null,
		"protocolId": "tenor",
		"properties": {
			"holders": size.holders,
			"banded": size.banded,
			"writers": size.writers,
			"traders": TRADERS,
		},
		"codeSubstitutes": {},
		"genesis": { "raw": { "top": top, "childrenDefault": {} } },
	});
	Ok(fs::write(file, serde_json::to_vec(&spec)?)?)
}
