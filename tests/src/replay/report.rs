// SPDX-License-Identifier: Apache-2.0
//! What is said about a day: a row of the table, and everything as JSON.

use super::{
	path::Day,
	tally::{Sample, Tally},
};
use serde_json::{json, Value};
use std::time::Duration;

/// The result of a day.
pub struct Report {
	/// What its files are called.
	pub name: &'static str,
	/// What it was.
	pub title: &'static str,
	/// Minutes of the day.
	pub minutes: usize,
	/// Prices and equities in the course of it.
	pub samples: Vec<Sample>,
	/// Columns of the table.
	cells: Vec<(&'static str, String)>,
	/// Everything.
	pub json: Value,
	/// Checks of invariants that failed.
	pub broken: Vec<String>,
	/// Blocks above their weight.
	pub over_weight: u64,
}

fn whole(x: f64) -> String {
	let digits = format!("{:.0}", x.abs());
	let mut text = String::new();
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place) % 3 == 0 {
			text.push(',');
		}
		text.push(digit);
	}
	if x < -0.5 {
		text.insert(0, '-');
	}
	text
}

impl Report {
	/// From what was counted; `frozen` portfolios and `need` are those of the end.
	pub fn new(
		tally: Tally,
		day: &Day,
		portfolios: usize,
		frozen: usize,
		need: f64,
		took: Duration,
	) -> Self {
		let count = |what: &str| tally.counts.get(what).copied().unwrap_or(0);
		let (sums, work) = (&tally.sums, &tally.work);
		let factor = sums.sold_cost / sums.sold_mark;
		let used = tally.insurance[0] - tally.insurance[1];
		let cells = vec![
			("price", format!("{} to {}", whole(tally.prices[0]), whole(tally.prices[1]))),
			("margin calls", count("margin calls").to_string()),
			("flagged", count("flagged").to_string()),
			(
				"safe / sold / written off",
				format!(
					"{} / {} / {}",
					count("ended safe"),
					count("ended sold"),
					count("ended written off")
				),
			),
			("frozen at the end", frozen.to_string()),
			("sold, at mark", whole(sums.sold_mark)),
			("price factor", if factor.is_nan() { "-".into() } else { format!("{factor:.3}") }),
			("fees", whole(sums.fees)),
			("insurance used", whole(used)),
			("premium", whole(sums.premium)),
			("shortfall", whole(tally.shortfall)),
			("worst equity", whole(tally.worst_equity)),
			("over weight", work.over_weight.to_string()),
			("fullest", format!("{:.0} %", work.most_weight * 100.0)),
			("broken", tally.broken.len().to_string()),
			("settled", count("expiries settled").to_string()),
		];
		let json = json!({
			"day": day.name,
			"title": day.title,
			"portfolios": portfolios,
			"minutes": day.minutes.len(),
			"price": { "lowest": tally.prices[0], "highest": tally.prices[1] },
			"indexErrorWhileFresh": tally.index_error,
			"blocksWithoutFreshIndex": tally.stale_blocks,
			"counts": tally.counts,
			"refusedTransactions": tally.refusals,
			"soldAtMark": sums.sold_mark,
			"soldFor": sums.sold_cost,
			"priceFactor": if factor.is_nan() { Value::Null } else { factor.into() },
			"fees": sums.fees,
			"lossPaidByInsurance": sums.loss,
			"premium": sums.premium,
			"writtenOff": sums.written_off,
			"keptFromWithdrawals": sums.kept,
			"added": sums.added,
			"takenOut": sums.taken,
			"insurance": {
				"first": tally.insurance[0], "last": tally.insurance[1], "least": tally.insurance[2],
			},
			"shortfall": tally.shortfall,
			"worstEquity": tally.worst_equity,
			"longestSaleSeconds": tally.longest_sale_ms / 1_000,
			"frozenAtTheEnd": frozen,
			"neededAtTheEnd": need,
			"settled": tally.settled,
			"blocks": {
				"made": work.blocks,
				"overWeight": work.over_weight,
				"fullestShare": work.most_weight,
				"engineFullestShare": work.most_engine,
				"overTime": work.over_time,
				"longestMs": work.most_ms,
				"meanMs": work.all.as_secs_f64() * 1e3 / work.blocks.max(1) as f64,
				"meanMsOfEngine": work.engine.as_secs_f64() * 1e3 / work.blocks.max(1) as f64,
				"mostLeftBySweep": work.most_left,
				"longestLeftBlocks": work.most_left_for,
			},
			"broken": tally.broken,
			"seconds": took.as_secs(),
		});
		let over_weight = work.over_weight;
		Self {
			name: day.name,
			title: day.title,
			minutes: day.minutes.len(),
			samples: tally.samples,
			cells,
			json,
			broken: tally.broken,
			over_weight,
		}
	}

	/// Whether the chain kept its promises.
	pub fn is_good(&self) -> bool {
		self.broken.is_empty() && self.over_weight == 0
	}
}

/// All days as a table in Markdown: a column per day, so that it stays readable.
pub fn table(reports: &[Report]) -> String {
	let Some(first) = reports.first() else { return String::new() };
	let mut text = String::from("| |");
	for report in reports {
		text += &format!(" {} |", report.name);
	}
	text += "\n|---|";
	text += &"---|".repeat(reports.len());
	text += "\n";
	for (row, (name, _)) in first.cells.iter().enumerate() {
		text += &format!("| {name} |");
		for report in reports {
			text += &format!(" {} |", report.cells[row].1);
		}
		text += "\n";
	}
	text
}

#[cfg(test)]
mod tests {
	use super::whole;

	#[test]
	fn whole_numbers_have_groups_of_three_digits() {
		assert_eq!(whole(0.2), "0");
		assert_eq!(whole(-0.2), "0");
		assert_eq!(whole(999.6), "1,000");
		assert_eq!(whole(-1_234_567.0), "-1,234,567");
	}
}
