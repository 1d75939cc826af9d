// SPDX-License-Identifier: Apache-2.0
//! The command line.

use crate::limits;
use polkadot_sdk::sc_cli::{self, RunCmd};

/// Tenor: a chain that settles options.
#[derive(Debug, clap::Parser)]
#[command(mut_args(limits::default_of))]
pub struct Cli {
	/// What to do; nothing means running the node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run the node.
	#[clap(flatten)]
	pub run: RunCmd,
}

/// Everything the binary does besides running.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Manage cryptographic keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write the chain specification of a preset.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Validate blocks already in the database.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Import blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Export the state of a block as a raw chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Remove the whole chain from the disk.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take the chain back by some blocks, never below a finalised one.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}
