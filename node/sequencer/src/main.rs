// SPDX-License-Identifier: Apache-2.0
//! The program: see the crate's documentation.

use clap::Parser;
use std::process::ExitCode;
use tenor_sequencer::{
	run::{run, RunOptions},
	watch::{watch, WatchOptions},
};

/// Runs a lane, or watches one.
#[derive(Debug, Parser)]
#[command(name = "tenor-sequencer", version)]
enum Command {
	/// Takes orders, gives receipts, and commits what comes of them to the chain.
	Run(RunOptions),
	/// Executes again what a sequencer commits, and proves to the chain what is wrong.
	Watch(WatchOptions),
}

#[tokio::main]
async fn main() -> ExitCode {
	let ended = match Command::parse() {
		Command::Run(options) => run(&options).await,
		Command::Watch(options) => watch(&options).await,
	};
	match ended {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			eprintln!("tenor-sequencer: {failure}");
			ExitCode::FAILURE
		}
	}
}

#[cfg(test)]
mod tests {
	use super::Command;
	use clap::CommandFactory;

	#[test]
	fn the_command_line_is_well_formed() {
		Command::command().debug_assert();
	}
}
