// SPDX-License-Identifier: Apache-2.0
//! The Tenor node.

mod authoring;
mod chain_spec;
mod cli;
mod command;
mod executor;
mod limits;
mod lookout;
mod metrics;
mod options;
mod rpc;
mod service;
mod votes;
mod watcher;

fn main() -> polkadot_sdk::sc_cli::Result<()> {
	command::run()
}
