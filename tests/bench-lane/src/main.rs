// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![allow(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_possible_wrap)]

mod load;
mod market;
mod table;

use clap::Parser;
use load::{by_itself, over_sockets, saturate, Latency, Load, Saturation};
use market::Market;
use std::{process::ExitCode, time::Duration};
use table::Row;
use tenor_client::Failure;
use tenor_sequencer::desk::Syncing;

/// Measures a sequencer.
#[derive(Debug, Parser)]
#[command(name = "tenor-bench-lane", version)]
struct Options {
	/// Shorter, to see that it works.
	#[arg(long)]
	quick: bool,

	/// Orders a second over sockets.
	#[arg(long, default_value_t = 2_000)]
	rate: u64,

	/// Microseconds between syncs, where they are not before each receipt.
	#[arg(long, default_value_t = 10_000)]
	sync_interval_us: u64,
}

fn main() -> ExitCode {
	match measure(&Options::parse()) {
		Ok(rows) => {
			table::print(&rows);
			ExitCode::SUCCESS
		}
		Err(failure) => {
			eprintln!("tenor-bench-lane: {failure}");
			ExitCode::FAILURE
		}
	}
}

fn measure(options: &Options) -> Result<Vec<Row>, Failure> {
	let seconds = if options.quick { 3 } else { 30 };
	let load = Load { rate: options.rate, seconds };
	let mut rows = Vec::new();
	let interval = Duration::from_micros(options.sync_interval_us);
	for (name, syncing) in
		[("synced before", Syncing::Always), ("synced every interval", Syncing::Every(interval))]
	{
		let market = Market::open(syncing)?;
		let found = over_sockets(&market, &load)?;
		market.end()?;
		let what = |part: &str| format!("receipt at {} orders/s, {name}, {part}", load.rate);
		let (p50, p99) = percentiles(&found)?;
		rows.push(Row::us(what("p50"), p50).beside(1.0, "a block"));
		rows.push(Row::us(what("p99"), p99).beside(1.0, "a block").at_most(0.001));
		rows.push(Row::count(what("orders refused"), found.refused as f64).at_most(0.0));
		rows.push(Row::count(what("receipts"), found.sorted.len() as f64));
		let market = Market::open(syncing)?;
		let (own_p50, own_p99) = percentiles(&by_itself(&market, &load))?;
		market.end()?;
		rows.push(Row::us(what("p50 without sockets"), own_p50).beside(p50, "with"));
		rows.push(Row::us(what("p99 without sockets"), own_p99).beside(p99, "with"));
	}
	let market = Market::open(Syncing::Every(interval))?;
	let orders = if options.quick { 10_000 } else { 200_000 };
	let Saturation { receipts, elapsed, processor } = saturate(&market, orders)?;
	let receipts = receipts as f64;
	rows.push(Row::rate("orders, signatures checked, roots computed", receipts / elapsed));
	rows.push(Row::rate("the same, per core", receipts / processor));
	let size = market.sizes();
	let fills = size.fills.max(1) as f64;
	rows.push(Row::count("bytes of a section per operation", size.bytes / size.operations as f64));
	rows.push(Row::count("operations per fill", size.operations as f64 / fills));
	rows.push(Row::count("fills of a full section of 2,048 operations", size.most_fills as f64));
	let [whole, short] = market.recover()?;
	let (operations, took) = (whole.operations as f64, whole.took.as_secs_f64());
	rows.push(Row::rate("recovery: operations read back", operations / took));
	rows.push(Row::us("recovery of that log", took));
	let row = Row::us("recovery from a snapshot", short.took.as_secs_f64());
	rows.push(row.beside(took, "without"));
	rows.push(Row::count("operations executed again behind it", short.executed as f64));
	Ok(rows)
}

/// The 50th and the 99th percentile, seconds.
fn percentiles(found: &Latency) -> Result<(f64, f64), Failure> {
	let at = |percent: usize| {
		let sorted = &found.sorted;
		let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
		let took = sorted.get(place).ok_or_else(|| Failure("no order got a receipt".into()))?;
		Ok::<f64, Failure>(took.as_secs_f64())
	};
	Ok((at(50)?, at(99)?))
}
