// SPDX-License-Identifier: Apache-2.0
//! Runs the whole runtime under random blocks, against a reference ledger, until so many operations are done.
//! Exits with an error if anything broke, and says how to see it again.

use std::{
	any::Any,
	panic::{catch_unwind, AssertUnwindSafe},
	path::PathBuf,
	process::ExitCode,
	time::Instant,
};
use tenor_tests::simulate::{
	choices::Choices,
	episode, flavour, of_bytes,
	report::Report,
	run::{Flavour, Scrutiny},
	BLOCKS,
};

const USAGE: &str = "usage: simulate [--seed N] [--operations N] [--episode] [--fuzz] [--quick] [--out FILE] [--input FILE]
  --seed        what everything follows from (1)
  --operations  how many calls are sent (100,000)
  --episode     the seed is that of one episode, not of many: what a failure is seen again with
  --fuzz        any calls with any arguments in all episodes
  --quick       looks at everything in one block of eight, not in every one
  --out         where to write the table
  --input       one episode as the bytes of a file decide, for fuzzers";

/// What was asked for.
struct Asked {
	seed: u64,
	operations: u64,
	episode: bool,
	fuzz: bool,
	quick: bool,
	out: Option<PathBuf>,
	input: Option<Vec<u8>>,
}

fn asked() -> Option<Asked> {
	let mut asked = Asked {
		seed: 1,
		operations: 100_000,
		episode: false,
		fuzz: false,
		quick: false,
		out: None,
		input: None,
	};
	let mut words = std::env::args().skip(1);
	while let Some(word) = words.next() {
		match word.as_str() {
			"--seed" => asked.seed = words.next()?.parse().ok()?,
			"--operations" => asked.operations = words.next()?.parse().ok()?,
			"--episode" => asked.episode = true,
			"--fuzz" => asked.fuzz = true,
			"--quick" => asked.quick = true,
			"--input" => asked.input = Some(std::fs::read(words.next()?).ok()?),
			"--out" => asked.out = Some(words.next()?.into()),
			_ => return None,
		}
	}
	Some(asked)
}

/// Runs one episode; a panic is something that broke.
fn run(seed: u64, asked: &Asked, most: u64) -> Report {
	let flavour = if asked.fuzz { Flavour::Anything } else { flavour(seed) };
	let every = if asked.quick { 8 } else { 1 };
	let scrutiny = Scrutiny { try_state_every: every, compare_every: every, look_every: 4 };
	let go = || match &asked.input {
		Some(bytes) => of_bytes(bytes.clone(), scrutiny),
		None => episode(seed, flavour, scrutiny, BLOCKS, most),
	};
	catch_unwind(AssertUnwindSafe(go)).unwrap_or_else(|panic| {
		let broken = vec![format!("a panic: {}", text(&*panic))];
		Report { broken, ..Report::default() }
	})
}

fn text(panic: &(dyn Any + Send)) -> String {
	let text = panic.downcast_ref::<String>().cloned();
	text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).into())).unwrap_or_default()
}

fn main() -> ExitCode {
	let Some(asked) = asked() else {
		eprintln!("{USAGE}");
		return ExitCode::from(2);
	};
	let (begun, mut sum, mut seeds) =
		(Instant::now(), Report::default(), Choices::seeded(asked.seed));
	let mut episodes = 0u64;
	let mut failed = Vec::new();
	while sum.operations < asked.operations {
		let seed = if asked.episode { asked.seed } else { seeds.word() };
		let report = run(seed, &asked, asked.operations - sum.operations);
		episodes += 1;
		for what in &report.broken {
			eprintln!("broken: {what}");
		}
		if !report.broken.is_empty() {
			let fuzz = if asked.fuzz { " --fuzz" } else { "" };
			// A panic takes the count of what was done with it.
			let most = if report.operations == 0 { u64::from(u32::MAX) } else { report.operations };
			let again = format!("simulate --seed {seed} --episode --operations {most}{fuzz}");
			eprintln!("see it again: {again}");
			failed.push(again);
		}
		// An episode that did nothing must not run forever.
		sum.operations += u64::from(report.operations == 0);
		sum.add(&report);
		if episodes % 20 == 0 {
			let rate = sum.operations as f64 / begun.elapsed().as_secs_f64();
			println!("{episodes} episodes, {} operations, {rate:.0} a second", sum.operations);
		}
		if asked.episode || asked.input.is_some() {
			break;
		}
	}
	let seconds = begun.elapsed().as_secs();
	let table =
		format!("{}\n{episodes} episodes of seed {}, {seconds} s\n", sum.table(), asked.seed);
	println!("{table}");
	if let Some(Err(error)) = asked.out.as_ref().map(|file| std::fs::write(file, &table)) {
		eprintln!("{error}");
		return ExitCode::FAILURE;
	}
	for again in &failed {
		eprintln!("see it again: {again}");
	}
	if failed.is_empty() && sum.broken.is_empty() {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}
