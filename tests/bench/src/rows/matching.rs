// SPDX-License-Identifier: Apache-2.0
//! The matching primitive alone, natively.

use crate::populate::Random;
use std::{
	hint::black_box,
	time::{Duration, Instant},
};
use tenor_fixed::{Price, Quantity};
use tenor_matching::{clear, Batch, Order, OrderId, Side};
use tenor_series::PortfolioId;

const TICK: u64 = 1_000_000;
const LOT: i64 = 1_000_000;
const MIDDLE: u64 = 2_000_000;

/// Buys above, sells below the middle, over 200 ticks, one order an owner: nearly all cross.
pub fn orders(count: usize) -> Vec<Order> {
	let mut random = Random(9);
	let one = |index: usize| {
		let side = if index % 2 == 0 { Side::Buy } else { Side::Sell };
		let away = random.below(200);
		let ticks = if side == Side::Buy { MIDDLE + away } else { MIDDLE - away };
		let resting = random.below(2) == 0;
		let since = if resting { 1_000 + random.below(500) } else { 2_000 };
		Order {
			id: OrderId { portfolio: PortfolioId(random.draw()), sequence: index as u64 },
			owner: u32::try_from(index).expect("few"),
			side,
			limit: Price::from_e8(ticks * TICK),
			quantity: Quantity::from_e8(LOT * (1 + random.below(100) as i64)),
			since: u32::try_from(since).expect("small"),
			resting,
			post_only: false,
		}
	};
	(0..count).map(one).collect()
}

/// Clears them once.
pub fn clear_once(orders: &[Order]) -> Duration {
	let batch = Batch {
		orders,
		reference: Price::from_e8(MIDDLE * TICK),
		lot: Quantity::from_e8(LOT),
		tick: Price::from_e8(TICK),
	};
	let tie =
		|id: &OrderId| (u128::from(Random(id.portfolio.0).draw()) << 64) | u128::from(id.sequence);
	let start = Instant::now();
	let clearing = black_box(clear(black_box(&batch), &tie)).expect("sane orders");
	let took = start.elapsed();
	assert!(!clearing.fills.is_empty(), "they cross");
	took
}
