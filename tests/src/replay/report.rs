// SPDX-License-Identifier: Apache-2.0
//! What is said about a day: a row of the table, and everything as JSON.

use super::{
	path::Day,
	tally::{Sample, Sums, Tally},
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

/// What solvent auctions got of what they sold.
fn factor(tally: &Tally) -> Option<f64> {
	let Sums { sold_cost, sold_mark, .. } = tally.sums;
	(sold_mark > 0.0).then(|| sold_cost / sold_mark)
}

fn cells(tally: &Tally, frozen: usize) -> Vec<(&'static str, String)> {
	let count = |what: &str| tally.counts.get(what).copied().unwrap_or(0);
	let (sums, work) = (&tally.sums, &tally.work);
	let ended = ["safe", "sold", "written off"].map(|how| count(&format!("ended {how}")));
	let [safe, sold, written_off] = ended;
	let opened = [count("opened solvent"), count("opened insolvent")];
	vec![
		("price of BTC", format!("{} to {}", whole(tally.prices[0]), whole(tally.prices[1]))),
		("margin calls", count("margin calls").to_string()),
		("flagged", count("flagged").to_string()),
		("opened solvent / insolvent", format!("{} / {}", opened[0], opened[1])),
		("ended safe / sold / written off", format!("{safe} / {sold} / {written_off}")),
		("frozen at the end", frozen.to_string()),
		("longest from flag to end, min", (tally.longest_sale_ms / 60_000).to_string()),
		("equity sold, at mark", whole(sums.sold_mark)),
		("price factor", factor(tally).map_or("-".into(), |factor| format!("{factor:.3}"))),
		("fees of auctions", whole(sums.fees)),
		("paid for debts", whole(sums.loss + sums.written_off)),
		("paid on top", whole(sums.premium)),
		("fund, before and after", {
			format!("{} / {}", whole(tally.insurance[0]), whole(tally.insurance[1]))
		}),
		("shortfall, most", whole(tally.shortfall)),
		("kept from withdrawals", whole(sums.kept)),
		("worst equity", whole(tally.worst_equity)),
		("expiries settled", count("expiries settled").to_string()),
		("blocks", work.blocks.to_string()),
		("blocks above their weight", work.over_weight.to_string()),
		("fullest engine, of its weight", format!("{:.0} %", work.most_engine * 100.0)),
		("unsafe for want of weight, most", work.most_late.to_string()),
		("for how many blocks", work.most_late_for.to_string()),
		("invariants broken", tally.broken.len().to_string()),
	]
}

fn market(tally: &Tally) -> Value {
	json!({
		"lowest": tally.prices[0],
		"highest": tally.prices[1],
		"indexErrorWhileFresh": tally.index_error,
		"blocksWithoutFreshIndex": tally.stale_blocks,
	})
}

fn money(tally: &Tally) -> Value {
	let sums = &tally.sums;
	let [first, last, least] = tally.insurance;
	json!({
		"soldAtMark": sums.sold_mark,
		"soldFor": sums.sold_cost,
		"priceFactor": factor(tally),
		"fees": sums.fees,
		"lossPaidByFund": sums.loss,
		"premium": sums.premium,
		"writtenOff": sums.written_off,
		"keptFromWithdrawals": sums.kept,
		"added": sums.added,
		"takenOut": sums.taken,
		"fund": { "first": first, "last": last, "least": least },
		"mostShortfall": tally.shortfall,
		"worstEquity": tally.worst_equity,
	})
}

fn blocks(tally: &Tally) -> Value {
	let work = &tally.work;
	let mean = |all: Duration| all.as_secs_f64() * 1e3 / work.blocks.max(1) as f64;
	json!({
		"made": work.blocks,
		"overWeight": work.over_weight,
		"heavy": tally.heavy,
		"fullestShare": work.most_weight,
		"engineFullestShare": work.most_engine,
		"overTime": work.over_time,
		"longestMs": work.most_ms,
		"meanMs": mean(work.all),
		"meanMsOfEngine": mean(work.engine),
		"mostWaitingForSweep": work.most_waiting,
		"longestWaitingBlocks": work.most_waiting_for,
		"mostUnsafeAndFree": work.most_late,
		"longestUnsafeAndFreeBlocks": work.most_late_for,
	})
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
		let json = json!({
			"day": day.name,
			"title": day.title,
			"portfolios": portfolios,
			"minutes": day.minutes.len(),
			"market": market(&tally),
			"counts": tally.counts,
			"refusedTransactions": tally.refusals,
			"money": money(&tally),
			"longestSaleSeconds": tally.longest_sale_ms / 1_000,
			"frozenAtTheEnd": frozen,
			"neededAtTheEnd": need,
			"settled": tally.settled,
			"blocks": blocks(&tally),
			"broken": tally.broken,
			"seconds": took.as_secs(),
		});
		Self {
			name: day.name,
			title: day.title,
			minutes: day.minutes.len(),
			cells: cells(&tally, frozen),
			json,
			over_weight: tally.work.over_weight,
			samples: tally.samples,
			broken: tally.broken,
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
