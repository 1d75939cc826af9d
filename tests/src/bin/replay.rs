// SPDX-License-Identifier: Apache-2.0
//! Replays bad days through the whole runtime and says what they did. Exits with an error if an invariant
//! broke or a block was above its weight.

use std::{path::PathBuf, process::ExitCode};
use tenor_tests::replay::{
	books::Size,
	made_up_days,
	path::Day,
	picture, recorded_days,
	report::{table, Report},
	sim::{Scrutiny, Sim},
};

const USAGE: &str =
	"usage: replay [--quick] [--portfolios N] [--data FOLDER] [--out FOLDER] [DAY...]
  --quick       200 portfolios, an hour around what happens, and only the first of the days
  --portfolios  how many (2,000)
  --data        a folder with minute bars (or TENOR_MARKET_DATA); without it real days are skipped
  --out         where to write a picture and a JSON file per day, and the table";

/// What was asked for.
#[derive(Default)]
struct Asked {
	quick: bool,
	portfolios: Option<usize>,
	data: Option<PathBuf>,
	out: Option<PathBuf>,
	days: Vec<String>,
}

fn asked() -> Option<Asked> {
	let data = std::env::var_os("TENOR_MARKET_DATA").map(PathBuf::from);
	let mut asked = Asked { data, ..Default::default() };
	let mut words = std::env::args().skip(1);
	while let Some(word) = words.next() {
		match word.as_str() {
			"--quick" => asked.quick = true,
			"--portfolios" => asked.portfolios = Some(words.next()?.parse().ok()?),
			"--data" => asked.data = Some(words.next()?.into()),
			"--out" => asked.out = Some(words.next()?.into()),
			day if !day.starts_with('-') => asked.days.push(day.into()),
			_ => return None,
		}
	}
	Some(asked)
}

/// The days to run; what is left out is said.
fn days(asked: &Asked) -> Vec<Day> {
	let mut days = Vec::new();
	match &asked.data {
		Some(folder) => {
			for day in recorded_days(folder) {
				match day {
					Ok(day) => days.push(day),
					Err(why) => println!("a real day is skipped: {why}"),
				}
			}
		}
		None => println!("the real days are skipped: no folder of market data was named"),
	}
	days.extend(made_up_days());
	if !asked.days.is_empty() {
		days.retain(|day| asked.days.iter().any(|name| name == day.name));
	}
	if asked.quick {
		days.retain(|day| !asked.days.is_empty() || day.name == "gap-down");
		days = days.into_iter().map(Day::quick).collect();
	}
	days
}

fn write(report: &Report, folder: &std::path::Path) -> std::io::Result<()> {
	std::fs::create_dir_all(folder)?;
	let json = serde_json::to_string_pretty(&report.json)?;
	std::fs::write(folder.join(format!("{}.json", report.name)), json + "\n")?;
	std::fs::write(folder.join(format!("{}.svg", report.name)), picture::svg(report))
}

fn main() -> ExitCode {
	let Some(asked) = asked() else {
		eprintln!("{USAGE}");
		return ExitCode::from(2);
	};
	let portfolios = asked.portfolios.unwrap_or(if asked.quick { 200 } else { 2_000 });
	let scrutiny = Scrutiny { try_state_every: 600, sample_every: 5 };
	let mut reports = Vec::new();
	for day in days(&asked) {
		println!("==> {}: {}", day.name, day.title);
		let sim = Sim::open(day, &Size::of(portfolios), 1);
		let report = sim.run(scrutiny, |line| println!("    {line}"));
		println!("{}", serde_json::to_string_pretty(&report.json).unwrap_or_default());
		if let Some(Err(error)) = asked.out.as_ref().map(|folder| write(&report, folder)) {
			eprintln!("{error}");
			return ExitCode::FAILURE;
		}
		reports.push(report);
	}
	println!("\n{}", table(&reports));
	for report in reports.iter().filter(|report| !report.is_good()) {
		for what in &report.broken {
			eprintln!("{}: {what}", report.name);
		}
		eprintln!("{}: {} blocks over their weight", report.name, report.over_weight);
	}
	match reports.is_empty() || !reports.iter().all(Report::is_good) {
		true => ExitCode::FAILURE,
		false => ExitCode::SUCCESS,
	}
}
