// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

mod check;

use clap::Parser;
use jsonrpsee::{
	client_transport::ws::{Url, WsTransportClientBuilder},
	core::client::{Client, ClientBuilder, ClientT},
	rpc_params,
};
use serde_json::Value;
use std::{
	fmt, fs,
	io::{self, Read},
	path::{Path, PathBuf},
	process::ExitCode,
};

/// Computes a portfolio's margin again from the inputs that a node names.
#[derive(Debug, Parser)]
#[command(name = "verify-margin", version)]
struct Options {
	/// The portfolio.
	#[arg(required_unless_present = "file")]
	portfolio: Option<u64>,

	/// The hash of a block; the best one unless told.
	#[arg(long)]
	at: Option<String>,

	/// A node's WebSocket.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	url: String,

	/// A file with an answer of `options_margin`, instead of a node; `-` is the standard input.
	#[arg(long, conflicts_with_all = ["portfolio", "at"])]
	file: Option<PathBuf>,
}

/// No answer, or none that can be checked.
const NOTHING_TO_COMPARE: u8 = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
	let options = Options::parse();
	let answer = match &options.file {
		Some(file) => read(file),
		None => ask(&options).await,
	};
	match answer.and_then(|answer| check::check(&answer)) {
		Ok(finding) if finding.differences.is_empty() => {
			let totals = &finding.report.totals;
			println!(
				"equal: {} figures; equity {}, IM {}, MM {}",
				finding.compared, totals.equity, totals.initial, totals.maintenance
			);
			ExitCode::SUCCESS
		}
		Ok(finding) => {
			for difference in &finding.differences {
				println!("{difference}");
			}
			println!("{} of {} figures differ", finding.differences.len(), finding.compared);
			ExitCode::FAILURE
		}
		Err(reason) => {
			eprintln!("{reason}");
			ExitCode::from(NOTHING_TO_COMPARE)
		}
	}
}

fn read(file: &Path) -> Result<Value, String> {
	let mut text = String::new();
	let read = if file == Path::new("-") {
		io::stdin().read_to_string(&mut text).map(|_| ())
	} else {
		fs::read_to_string(file).map(|all| text = all)
	};
	read.map_err(|error| format!("{}: {error}", file.display()))?;
	serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}

async fn ask(options: &Options) -> Result<Value, String> {
	let unreachable = |error: &dyn fmt::Display| format!("{}: {error}", options.url);
	let url = Url::parse(&options.url).map_err(|error| unreachable(&error))?;
	let built = WsTransportClientBuilder::default().build(url).await;
	let (sender, receiver) = built.map_err(|error| unreachable(&error))?;
	let node: Client = ClientBuilder::default().build_with_tokio(sender, receiver);
	let params = rpc_params![options.portfolio, &options.at];
	node.request("options_margin", params).await.map_err(|error| error.to_string())
}
