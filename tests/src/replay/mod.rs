// SPDX-License-Identifier: Apache-2.0
//! Bad days through the whole runtime, natively: a market of thousands of portfolios with the open
//! interest of a real one, operators, bidders and owners, real days minute by minute and made-up ones.
//! What is not modelled: nobody trades while a day runs, bidders do not hedge.

pub mod agents;
pub mod books;
pub mod facts;
pub mod feeds;
pub mod path;
pub mod picture;
pub mod report;
pub mod sim;
pub mod tally;

use path::{made_up, recorded, Day, Fault};
use std::path::Path;

/// Minutes of a made-up day.
const MINUTES: usize = 130;
/// Its minute in which it happens.
const AT: usize = 40;

/// The days that need no data.
pub fn made_up_days() -> Vec<Day> {
	let fall = made_up("gap-down", "-50 % in one block", MINUTES, AT, 0.5);
	let rise = made_up("gap-up", "+100 % in one block", MINUTES, AT, 2.0);
	let mut silent =
		made_up("silent", "-25 % while no operator speaks for 20 minutes", MINUTES, AT, 0.75);
	silent.faults = vec![(AT - 2..AT + 18, Fault::Silent)];
	let mut vol = made_up("vol", "volatility times 3, prices stand", MINUTES, AT, 1.0);
	vol.vol[AT..].fill(3.0);
	let mut liar = made_up(
		"liar",
		"an operator says 70 % of the price, and half of the volatility",
		MINUTES,
		AT,
		0.9,
	);
	liar.faults = vec![
		(AT - 20..AT + 60, Fault::Index { operator: 1, factor: 0.7 }),
		(AT - 20..AT + 60, Fault::Vol { operator: 1, factor: 0.5 }),
	];
	let mut thousand =
		made_up("thousandfold", "an operator's feed is 1000 times too high", MINUTES, AT, 1.0);
	thousand.faults = vec![(AT..AT + 60, Fault::Index { operator: 2, factor: 1_000.0 })];
	let mut wrong = made_up(
		"wrong-feed",
		"everybody's index of ETH is 1000 times too high for a minute",
		MINUTES,
		AT,
		1.0,
	);
	wrong.faults = vec![(AT..AT + 1, Fault::Feed { underlying: 1, factor: 1_000.0 })];
	vec![fall, rise, silent, vol, liar, thousand, wrong]
}

/// The days out of a folder of market data: each, or why it can't be had.
pub fn recorded_days(folder: &Path) -> Vec<Result<Day, String>> {
	vec![
		recorded(
			folder,
			"bitfinex_btc_eth_1m_2019-06-26_3d.csv.gz",
			"crash-2019-06",
			"26 June 2019, -14 % in an hour",
			// From 20:00 to 02:00, that of 21:05 to 21:20 by the second.
			20 * 60..26 * 60,
			21 * 60 + 5..21 * 60 + 20,
		),
		recorded(
			folder,
			"bitfinex_btc_eth_1m_2019-10-25_2d.csv.gz",
			"spike-2019-10",
			"26 October 2019, +13 % in an hour",
			// From 22:00 to 04:00, that of 01:35 to 01:50 by the second.
			22 * 60..28 * 60,
			25 * 60 + 35..25 * 60 + 50,
		),
	]
}
