// SPDX-License-Identifier: Apache-2.0
//! The Tenor node.

mod authoring;
mod chain_spec;
mod cli;
mod command;
mod limits;
mod options;
mod rpc;
mod service;
mod votes;

fn main() -> polkadot_sdk::sc_cli::Result<()> {
	command::run()
}
