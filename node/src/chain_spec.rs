// SPDX-License-Identifier: Apache-2.0
//! Chain specifications, made from the runtime's genesis presets.

use polkadot_sdk::{
	sc_service::{ChainType, GenericChainSpec, Properties},
	sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET},
};
use tenor_runtime::WASM_BINARY;

/// The specification of a Tenor chain; it needs no extensions.
pub type ChainSpec = GenericChainSpec;

/// What a wallet must know to show amounts.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "TNR".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

fn from_preset(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &str,
) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or("this node was built without the runtime's wasm")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id("tenor")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// One validator, funded traders, one oracle operator.
pub fn development() -> Result<ChainSpec, String> {
	from_preset("Tenor Development", "tenor-dev", ChainType::Development, DEV_RUNTIME_PRESET)
}

/// Four validators on one machine.
pub fn local() -> Result<ChainSpec, String> {
	from_preset("Tenor Local", "tenor-local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET)
}
