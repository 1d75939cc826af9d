// SPDX-License-Identifier: Apache-2.0
//! Orders decided per second on one core: `cargo bench -p tenor-matching`.
//!
//! Prints the best of several runs: what else the machine does only ever makes a run slower.
#![allow(clippy::unwrap_used)]

use std::{env, hint::black_box, process::ExitCode, time::Instant};
use tenor_fixed::{Price, Quantity};
use tenor_matching::{clear, Batch, Order, OrderId, Side};
use tenor_series::PortfolioId;

/// Orders per second to reach.
const GOAL: u128 = 1_000_000;
const LOT: u64 = 1_000_000;
const TICK: u64 = 1_000_000;

/// SplitMix64.
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		mix(self.0)
	}

	fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound
	}
}

const fn mix(mut z: u64) -> u64 {
	z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
	z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
	z ^ (z >> 31)
}

fn tie(id: &OrderId) -> u128 {
	let (a, b) = (mix(id.portfolio.0 ^ 0xabcd), mix(id.sequence ^ 0x1234));
	(u128::from(a) << 64) | u128::from(b)
}

struct Shape {
	name: &'static str,
	/// Ticks over which limits spread.
	width: u64,
	/// Orders per owner.
	each: usize,
	/// Of a hundred orders, how many rest.
	resting: u64,
}

const SHAPES: [Shape; 4] = [
	Shape { name: "spread over 200 ticks, one order an owner", width: 200, each: 1, resting: 50 },
	Shape { name: "spread over 200 ticks, 20 orders an owner", width: 200, each: 20, resting: 50 },
	Shape { name: "all at one price, all new", width: 1, each: 1, resting: 0 },
	Shape { name: "spread over a million ticks", width: 1_000_000, each: 1, resting: 50 },
];

/// Buys above, sells below the middle: nearly all cross.
fn orders(shape: &Shape, count: usize, random: &mut Random) -> Vec<Order> {
	(0..count)
		.map(|index| {
			// An owner with several orders stands on one side, or netting would leave few to match.
			let owner = index / shape.each;
			let side = if owner.is_multiple_of(2) { Side::Buy } else { Side::Sell };
			let (middle, away) = (2_000_000, random.below(shape.width));
			let ticks = if side == Side::Buy { middle + away } else { middle - away };
			let resting = random.below(100) < shape.resting;
			let since = if resting { 1_000 + random.below(500) } else { 2_000 };
			let lots = 1 + random.below(100);
			Order {
				id: OrderId { portfolio: PortfolioId(mix(owner as u64)), sequence: index as u64 },
				owner: u32::try_from(owner).unwrap(),
				side,
				limit: Price::from_e8(ticks * TICK),
				quantity: Quantity::from_e8(i64::try_from(lots * LOT).unwrap()),
				since: u32::try_from(since).unwrap(),
				resting,
				post_only: false,
			}
		})
		.collect()
}

/// Orders per second of the best of `runs`, and the share of orders filled in percent.
fn measure(orders: &[Order], runs: u32) -> (u128, usize) {
	let batch = Batch {
		orders,
		reference: Price::from_e8(2_000_000 * TICK),
		lot: Quantity::from_e8(i64::try_from(LOT).unwrap()),
		tick: Price::from_e8(TICK),
	};
	let mut best = u128::MAX;
	let mut filled = 0;
	for _ in 0..runs {
		let start = Instant::now();
		let clearing = black_box(clear(black_box(&batch), &tie)).unwrap();
		best = best.min(start.elapsed().as_nanos().max(1));
		filled = clearing.fills.len();
	}
	(orders.len() as u128 * 1_000_000_000 / best, filled * 100 / orders.len())
}

fn main() -> ExitCode {
	// Cargo says so when the numbers are wanted; anything else only wants to see it run.
	let asked = env::args().any(|argument| argument == "--bench");
	let sizes: &[(usize, u32)] =
		if asked { &[(1_000, 2_000), (100_000, 40)] } else { &[(1_000, 1)] };
	let mut met = true;
	for shape in &SHAPES {
		for &(count, runs) in sizes {
			let orders = orders(shape, count, &mut Random(7));
			let (rate, filled) = measure(&orders, runs);
			let verdict = if rate >= GOAL { "met" } else { "missed" };
			met &= rate >= GOAL;
			println!(
				"matching, {count} orders, {}: {rate} orders/s, {filled} % filled; goal {GOAL}: {verdict}",
				shape.name
			);
		}
	}
	if met || !asked {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}
