// SPDX-License-Identifier: Apache-2.0
//! A bad hour through the whole runtime in a small market; `scripts/stress.sh` runs whole days in a large
//! one.

use tenor_tests::replay::{
	books::Size,
	made_up_days,
	path::Day,
	picture,
	report::{table, Report},
	sim::{Scrutiny, Sim},
};

fn replay(name: &str, minutes: usize) -> Report {
	let mut days = made_up_days().into_iter();
	let mut day = days.find(|day| day.name == name).map(Day::quick).expect("there is such a day");
	day.minutes.truncate(minutes);
	let sim = Sim::open(day, &Size::of(100), 3);
	sim.run(Scrutiny { try_state_every: 200, sample_every: 5 }, |_| ())
}

fn count(report: &Report, what: &str) -> u64 {
	report.json["counts"][what].as_u64().unwrap_or(0)
}

#[test]
fn half_the_price_in_one_block_freezes_writers_and_sells_them_and_breaks_nothing() {
	let report = replay("gap-down", 60);
	assert!(report.is_good(), "{:?}", report.broken);
	assert!(count(&report, "flagged") > 5, "{}", report.json);
	assert!(count(&report, "ended sold") > 0 && count(&report, "fills") > 5);
	assert!(report.json["money"]["lossPaidByFund"].as_f64() > Some(0.0));
	// Whoever had no money for it was sold by bidders who had.
	let flagged = count(&report, "flagged");
	let ended: u64 = ["safe", "sold", "written off"]
		.iter()
		.map(|how| count(&report, &format!("ended {how}")))
		.sum();
	assert!(ended * 10 >= flagged * 9, "{}", report.json);
	let picture = picture::svg(&report);
	assert!(picture.ends_with("</svg>\n") && picture.len() < 20_000, "{}", picture.len());
	assert_eq!(table(&[report]).lines().count(), 25);
}

#[test]
fn operator_who_lies_moves_nothing() {
	let report = replay("thousandfold", 25);
	assert!(report.is_good(), "{:?}", report.broken);
	assert_eq!(count(&report, "flagged"), 0, "{}", report.json);
	assert!(report.json["market"]["indexErrorWhileFresh"].as_f64() < Some(0.01), "{}", report.json);
}
