// SPDX-License-Identifier: Apache-2.0
//! The command line.

use crate::limits;
use clap::{Arg, CommandFactory, FromArgMatches};
use polkadot_sdk::{
	sc_cli::{self, RunCmd, SubstrateCli},
	sc_network::config::MultiaddrWithPeerId,
};
use std::path::PathBuf;

/// What most people want to know first.
const EXAMPLES: &str = "\
Examples:
  A chain for development, in memory, with a block a second:
      tenor-node --dev

  A node for clients of a network, whose RPC stays on this machine:
      tenor-node --chain spec.json --name NAME --base-path /var/lib/tenor

  The same for everybody, behind a proxy that ends TLS:
      tenor-node --chain spec.json --name NAME --base-path /var/lib/tenor \\
          --rpc-external --rpc-methods safe --rpc-cors all

  A validator: first the key of its address in the network, once, then the node:
      tenor-node key generate-node-key --chain spec.json --base-path /var/lib/tenor
      tenor-node --validator --chain spec.json --name NAME --base-path /var/lib/tenor

docs/operations.md says how to make its session keys, and how to watch, back up and upgrade it.";

/// Tenor: a chain that settles options.
#[derive(Debug, clap::Parser)]
#[command(mut_args(in_place))]
pub struct Cli {
	/// What to do; nothing means running the node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// Keep compiled runtimes in this folder, beside the chain's database by default. They are code: nobody
	/// else may write there.
	#[arg(long, value_name = "DIR", global = true)]
	pub compiled_runtimes: Option<PathBuf>,

	/// How to run the node.
	#[clap(flatten)]
	pub run: RunCmd,
}

impl Cli {
	/// What this process was called with; ends it where that makes no sense, or asks for help.
	pub fn parse() -> Self {
		let matches = Self::described().get_matches();
		Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
	}

	/// As the SDK describes a node, with our examples below.
	fn described() -> clap::Command {
		Self::setup_command(Self::command()).after_help(EXAMPLES)
	}
}

/// Everything the binary does besides running.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, show and store keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write the chain specification of a preset (dev, local), or of a file in another form.
	ExportChainSpec(ExportChainSpec),

	/// Execute a block of the database again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Import blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Export the state of a block as a raw chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Remove the whole chain from the disk, a validator's memory of its votes with it.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take the chain back by some blocks, never below a finalised one.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}

/// The SDK's export with bootnodes: without one a light client finds nobody.
#[derive(Debug, clap::Args)]
pub struct ExportChainSpec {
	/// What to export, and how.
	#[clap(flatten)]
	pub export: sc_cli::ExportChainSpecCmd,

	/// Where whoever starts with this specification finds others, behind the addresses that it has already:
	/// `/dns4/HOST/tcp/30333/ws/p2p/PEER`. Light clients need one with `/ws`, those in web pages `/wss`.
	#[arg(long, value_name = "ADDR", num_args = 1..)]
	pub bootnodes: Vec<MultiaddrWithPeerId>,
}

/// The SDK's options by what they are about, with the part of their name that says so. The first that
/// fits counts.
const HEADINGS: [(&str, &[&str]); 9] = [
	("RPC", &["rpc_"]),
	("Logs, metrics and telemetry", &["log", "telemetry", "prometheus", "tracing"]),
	("Transaction pool", &["pool_", "tx_ban"]),
	("Keys", &["keystore", "password", "node_key"]),
	("Database", &["database", "db_cache", "pruning", "trie_cache"]),
	("Runtime", &["wasm", "runtime", "enabled"]),
	("Validator", &["validator", "grandpa", "force_authoring"]),
	(
		"Network",
		&[
			"node",
			"peers",
			"addr",
			"port",
			"private_ip",
			"mdns",
			"discover",
			"kademlia",
			"sync",
			"downloads",
			"blocks_per_request",
			"network",
			"webrtc",
			"reserved",
		],
	),
	(
		"Development",
		&["alice", "bob", "charlie", "dave", "eve", "ferdie", "one", "two", "tmp", "dev"],
	),
];

/// Options that the short help shows; the long one has the rest.
const DAILY: [&str; 22] = [
	"validator",
	"name",
	"chain",
	"dev",
	"base_path",
	"log",
	"bootnodes",
	"reserved_nodes",
	"public_addr",
	"listen_addr",
	"port",
	"sync",
	"state_pruning",
	"blocks_pruning",
	"rpc_external",
	"rpc_methods",
	"rpc_port",
	"rpc_cors",
	"rpc_max_connections",
	"prometheus_port",
	"prometheus_external",
	"node_key_file",
];

/// Options of the SDK that do nothing here: the runtime always runs as compiled wasm over ParityDB, and
/// nobody serves IPFS or the light clients of old.
const WITHOUT_EFFECT: [&str; 4] = ["execution", "ipfs", "database", "in_peers_light"];

/// Transactions that the pool holds, and KiB of them, unless the operator says otherwise: ten seconds of the
/// order goal (3,000 signed a second) twice over.
const POOL_TRANSACTIONS: &str = "65536";
const POOL_KIBIBYTES: &str = "131072";
const CHAIN: &str = "dev, local, or the file of a chain specification [default: local]";

/// Puts an option where people look for it, with what is different here.
fn in_place(option: Arg) -> Arg {
	let option = match option.get_id().as_str() {
		"chain" => option.help(CHAIN).long_help(CHAIN),
		"pool_limit" => option.default_value(POOL_TRANSACTIONS),
		"pool_kbytes" => option.default_value(POOL_KIBIBYTES),
		_ => limits::default_of(option),
	};
	let id = option.get_id().as_str().to_owned();
	let is_about = |parts: &[&str]| parts.iter().any(|part| id == *part || id.contains(part));
	let heading = HEADINGS.iter().find(|(_, parts)| is_about(parts)).map(|(heading, _)| *heading);
	let without_effect = WITHOUT_EFFECT.iter().any(|part| id.starts_with(part));
	option.help_heading(heading).hide(without_effect).hide_short_help(!DAILY.contains(&id.as_str()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn short_help_fits_a_page_and_names_every_daily_option() {
		// GIVEN the command line
		let mut command = Cli::described();
		// WHEN somebody asks for the short help
		let help = command.render_help().to_string();
		// THEN what is used daily is there, with examples, and it is short
		let options =
			command.get_arguments().filter(|option| DAILY.contains(&option.get_id().as_str()));
		let names: Vec<_> = options.filter_map(Arg::get_long).collect();
		assert_eq!(names.len(), DAILY.len(), "an option is gone: {names:?}");
		for name in names {
			assert!(help.contains(&format!("--{name}")), "no --{name} in\n{help}");
		}
		assert!(help.contains("tenor-node --dev"));
		assert!(help.lines().count() < 100, "{} lines:\n{help}", help.lines().count());
	}

	#[test]
	fn pool_holds_what_we_say_unless_the_operator_says_otherwise() {
		let pool = |arguments: &[&str]| {
			let matches = Cli::described().get_matches_from(arguments);
			let pool = Cli::from_arg_matches(&matches).expect("they parse").run.pool_config;
			(pool.pool_limit, pool.pool_kbytes)
		};
		// GIVEN no word of the pool WHEN arguments are read THEN it has our size
		assert_eq!(pool(&["tenor-node", "--dev"]), (65_536, 131_072));
		// GIVEN a word of it THEN that counts, even if it is the SDK's own default
		assert_eq!(pool(&["tenor-node", "--pool-limit", "8192"]), (8_192, 131_072));
	}

	#[test]
	fn long_help_says_what_each_option_is_about() {
		// GIVEN the command line WHEN options are listed THEN those without a heading are what every node has
		let command = Cli::described();
		let without: Vec<_> = command
			.get_arguments()
			.filter(|option| option.get_help_heading().is_none() && !option.is_hide_set())
			.filter_map(Arg::get_long)
			.collect();
		assert_eq!(without, ["name", "chain", "base-path"]);
	}
}
