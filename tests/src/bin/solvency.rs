// SPDX-License-Identifier: Apache-2.0
//! Adds up a solvency statement from an exported state, beside the one that the chain makes of its own sums.

use polkadot_sdk::*;

use std::process::ExitCode;
use tenor_runtime::Solvency;
use tenor_tests::solvency::{recompute, Stated};

fn main() -> ExitCode {
	let Some(path) = std::env::args().nth(1) else {
		eprintln!("usage: solvency FILE, a raw chain specification by `tenor-node export-state`");
		return ExitCode::from(2);
	};
	match tenor_tests::storage_of_file(&path) {
		Ok(storage) => sp_io::TestExternalities::new(storage).execute_with(compare),
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		}
	}
}

fn compare() -> ExitCode {
	let (added, stated) = (recompute(), Solvency::statement());
	print(&added);
	if let Some((block, last)) = Solvency::last() {
		println!("last stated in block {block}, at {} ms", last.at);
	}
	if added != stated {
		eprintln!("the chain says otherwise: {stated:#?}");
		return ExitCode::FAILURE;
	}
	if !added.is_backed() {
		eprintln!("custody does not hold what is owed");
		return ExitCode::FAILURE;
	}
	println!("the chain says the same, and custody holds what is owed");
	ExitCode::SUCCESS
}

fn print(statement: &Stated) {
	let Stated { at, assets, cash, free_custody, worst_loss, cover } = statement;
	println!("at {at} ms");
	println!("{:<10} {:>28} {:>28}", "asset", "custody", "owed");
	for line in assets {
		let (custody, owed) = (line.custody.to_string(), line.owed.to_string());
		println!("{:<10} {custody:>28} {owed:>28}", line.asset);
	}
	let cover = cover.map_or_else(|| "nothing to cover".to_owned(), |cover| cover.to_string());
	for (name, value) in [
		("claims", cash.claims.to_string()),
		("debts", cash.debts.to_string()),
		("of these written off", cash.shortfall.to_string()),
		("free custody", free_custody.to_string()),
		("insurance fund", cash.insurance.to_string()),
		("loss in the worst stress", worst_loss.to_string()),
		("covered by the fund", cover),
	] {
		println!("{name:<26} {value:>28}");
	}
}
