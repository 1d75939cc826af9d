// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

mod docs;
mod fit;
mod plot;
mod populate;
mod rows;
mod spec;
mod store;
mod table;
mod wasm;
mod watched;

use clap::Parser;
use rows::Scale;
use std::{error::Error, path::PathBuf, process::ExitCode, time::Instant};
use store::Db;
use table::Section;

/// Speed of the chain, beside references and goals.
#[derive(Parser)]
struct Args {
	/// Parts to measure; all without any.
	#[arg(value_enum)]
	parts: Vec<Part>,
	/// Small numbers, over the node's database only: to see that it works.
	#[arg(long, conflicts_with = "full")]
	quick: bool,
	/// A hundred thousand portfolios too, and growth curves.
	#[arg(long)]
	full: bool,
	/// Over the node's database only.
	#[arg(long)]
	parity_only: bool,
	/// Where the figures for machines go.
	#[arg(long)]
	json: Option<PathBuf>,
	/// Figures of the contract on an EVM, to be shown with the rest.
	#[arg(long)]
	evm: Option<PathBuf>,
	/// Renews the tables of this page, between its markers, and its pictures.
	#[arg(long)]
	write: Option<PathBuf>,
	/// Measures nothing: writes the market of the load as a raw chain specification of a network of four
	/// validators that begins now.
	#[arg(long)]
	spec: Option<PathBuf>,
	/// When its first expiry is, seconds from now.
	#[arg(long, requires = "spec", default_value_t = 420)]
	ahead: u64,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Part {
	/// An expiry settled by the engine, and by calls.
	Expiry,
	/// Orders, batches, fills, and transactions that do nothing.
	Orders,
	/// The risk sweep and liquidations.
	Sweep,
	/// The margin check.
	Margin,
	/// Fraud proofs of a lane.
	Lane,
	/// Single keys of the database.
	Keys,
	/// Weights beside times: fails where one is metered below what it takes.
	Weights,
	/// Full blocks of orders, an expiry and a crash at the same time.
	Load,
	/// Growth curves: only with --full or by name.
	Growth,
}

impl Part {
	const ALL: [Self; 9] = [
		Self::Expiry,
		Self::Sweep,
		Self::Margin,
		Self::Orders,
		Self::Lane,
		Self::Keys,
		Self::Weights,
		Self::Load,
		Self::Growth,
	];

	fn measure(self, scale: &Scale) -> Section {
		match self {
			Self::Expiry => rows::expiry::section(scale),
			Self::Orders => rows::orders::section(scale),
			Self::Sweep => rows::sweep::section(scale),
			Self::Margin => rows::margin::section(scale),
			Self::Lane => rows::lane::section(scale),
			Self::Keys => rows::db::section(scale),
			Self::Weights => rows::weights::section(scale),
			Self::Load => rows::load::section(scale),
			Self::Growth => rows::curves::section(scale),
		}
	}
}

fn run(args: &Args) -> Result<bool, Box<dyn Error>> {
	if let Some(file) = &args.spec {
		let size = rows::load::Size::of(args.quick);
		spec::write(file, &size, args.ahead * populate::SECOND)?;
		return Ok(true);
	}
	let dbs = if args.quick || args.parity_only {
		vec![Db::Parity]
	} else {
		vec![Db::Parity, Db::Memory]
	};
	let scale = Scale { quick: args.quick, full: args.full, dbs };
	let mut parts = args.parts.clone();
	if parts.is_empty() {
		parts = Part::ALL.into_iter().filter(|part| args.full || *part != Part::Growth).collect();
	}
	let mut sections = Vec::new();
	for part in parts {
		let start = Instant::now();
		let section = part.measure(&scale);
		println!("{}  ({:.0} s)", section.plain(), start.elapsed().as_secs_f64());
		sections.push(section);
	}
	if let Some(file) = &args.evm {
		let ours =
			sections.iter().find_map(|section| section.measured("portfolios settled in the hook"));
		let section = rows::contract::section(file, ours.map(f64::recip));
		println!("{}", section.plain());
		sections.push(section);
	}
	let machine = docs::machine();
	if let Some(path) = &args.json {
		let all: Vec<_> = sections.iter().map(Section::json).collect();
		let json = serde_json::json!({ "machine": machine, "sections": all });
		std::fs::write(path, serde_json::to_string_pretty(&json)?)?;
	}
	if let Some(page) = &args.write {
		docs::write(page, &sections, &machine)?;
	}
	Ok(sections.iter().all(|section| !section.failed))
}

fn main() -> ExitCode {
	match run(&Args::parse()) {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => {
			eprintln!("metered below measured: see above");
			ExitCode::FAILURE
		}
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		}
	}
}
