// SPDX-License-Identifier: Apache-2.0
//! Orders decided per second on one core: `cargo bench -p tenor-matching`.
//!
//! Prints the best of several runs: what else the machine does only ever makes a run slower.
#![allow(clippy::unwrap_used)]

use std::{env, hint::black_box, process::ExitCode, time::Instant};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::{clear, fill_combo, Batch, Combo, ComboLeg, Order, OrderId, Residual, Side};
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
	/// Every owner stands on both sides, so that netting takes most.
	netting: bool,
}

const fn shape(name: &'static str, width: u64, each: usize, resting: u64) -> Shape {
	Shape { name, width, each, resting, netting: false }
}

const SHAPES: [Shape; 6] = [
	shape("spread over 200 ticks, one order an owner", 200, 1, 50),
	shape("spread over 200 ticks, 20 orders an owner", 200, 20, 50),
	shape("spread over a million ticks", 1_000_000, 1, 50),
	shape("all at one price, all new", 1, 1, 0),
	Shape { netting: true, ..shape("one owner on both sides", 200, usize::MAX, 50) },
	Shape { netting: true, ..shape("owners of 20 orders on both sides", 200, 20, 50) },
];

/// Buys above, sells below the middle: nearly all cross.
fn orders(shape: &Shape, count: usize, random: &mut Random) -> Vec<Order> {
	(0..count)
		.map(|index| {
			let owner = index / shape.each;
			let turn = if shape.netting { index } else { owner };
			let side = if turn.is_multiple_of(2) { Side::Buy } else { Side::Sell };
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

fn batch(orders: &[Order]) -> Batch<'_> {
	Batch {
		orders,
		reference: Price::from_e8(2_000_000 * TICK),
		lot: Quantity::from_e8(i64::try_from(LOT).unwrap()),
		tick: Price::from_e8(TICK),
	}
}

/// Orders per second of the best of `runs`, and the share of orders filled in percent.
fn measure(orders: &[Order], runs: u32) -> (u128, usize) {
	let batch = batch(orders);
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

/// Two-legged combos per second against `count` orders on one side of each of two books.
fn combos(count: usize) -> u128 {
	let shape = shape("resting", 200, 1, 100);
	let one_side = |side| {
		let mut orders = orders(&shape, count, &mut Random(9));
		orders.iter_mut().for_each(|order| order.side = side);
		orders
	};
	let sides = [one_side(Side::Sell), one_side(Side::Buy)];
	let mut books = sides.each_ref().map(|orders| {
		let all: Vec<Quantity> = orders.iter().map(|order| order.quantity).collect();
		Residual::new(&batch(orders), &all).unwrap()
	});
	let legs = [
		ComboLeg { book: 0, side: Side::Buy, ratio: 1 },
		ComboLeg { book: 1, side: Side::Sell, ratio: 2 },
	];
	let id = OrderId { portfolio: PortfolioId(1), sequence: 1 };
	let quantity = Quantity::from_e8(i64::try_from(20 * LOT).unwrap());
	let combo = Combo { id, owner: u32::MAX, legs: &legs, quantity, limit: Cash::MAX };
	let start = Instant::now();
	let mut filled = 0u128;
	// Until the book is eaten up.
	while fill_combo(&combo, &mut books, &tie).unwrap().is_some() {
		filled += 1;
	}
	filled * 1_000_000_000 / start.elapsed().as_nanos().max(1)
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
	for &(count, _) in sizes {
		println!(
			"combos of two legs until two books of {count} orders are eaten: {} a second",
			combos(count)
		);
	}
	if met || !asked {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}
