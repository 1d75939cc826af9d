// SPDX-License-Identifier: Apache-2.0
//! Orders to draw, and a matcher so slow and plain that it is obviously right.
#![allow(dead_code, clippy::unwrap_used)]

use proptest::prelude::*;
use std::{cmp::Reverse, collections::BTreeMap};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::{
	Batch, BatchFill, Claim, Clearing, Combo, MakerFill, Netted, Order, OrderId, Side,
};
use tenor_series::PortfolioId;

/// Cases of each property.
pub fn cases() -> ProptestConfig {
	let asked = std::env::var("TENOR_CASES").ok().and_then(|n| n.parse().ok());
	ProptestConfig {
		failure_persistence: None,
		..ProptestConfig::with_cases(asked.unwrap_or(20_000))
	}
}

/// Few values, so that ties of the hash occur too.
pub fn tie(id: &OrderId) -> u128 {
	let mixed = (id.portfolio.0 * 31 + id.sequence).wrapping_mul(0x9e37_79b9_7f4a_7c15);
	u128::from(mixed >> 61)
}

pub const fn quantity(units: i64) -> Quantity {
	Quantity::from_e8(units)
}

pub const fn price(units: u64) -> Price {
	Price::from_e8(units)
}

/// A new order of its own portfolio; `number` names both.
pub const fn order(number: u32, side: Side, limit: u64, units: i64) -> Order {
	Order {
		id: OrderId { portfolio: PortfolioId(number as u64), sequence: 0 },
		owner: number,
		side,
		limit: price(limit),
		quantity: quantity(units),
		since: 100,
		resting: false,
		post_only: false,
	}
}

pub const fn buy(number: u32, limit: u64, units: i64) -> Order {
	order(number, Side::Buy, limit, units)
}

pub const fn sell(number: u32, limit: u64, units: i64) -> Order {
	order(number, Side::Sell, limit, units)
}

pub const fn resting(order: Order, since: u32) -> Order {
	Order { since, resting: true, ..order }
}

pub const fn of_owner(order: Order, owner: u32) -> Order {
	Order { owner, ..order }
}

/// A batch with unit lots and ticks.
pub const fn unit_batch(orders: &[Order], reference: u64) -> Batch<'_> {
	Batch { orders, reference: price(reference), lot: quantity(1), tick: price(1) }
}

/// A batch that owns its orders.
#[derive(Clone, Debug)]
pub struct World {
	pub orders: Vec<Order>,
	pub reference: Price,
	pub lot: Quantity,
	pub tick: Price,
}

impl World {
	pub fn batch(&self) -> Batch<'_> {
		let Self { ref orders, reference, lot, tick } = *self;
		Batch { orders, reference, lot, tick }
	}
}

/// (side, ticks, lots, owner, cohort, post-only)
type Draft = (bool, u64, i64, u32, u32, bool);

fn drafts(most: usize) -> impl Strategy<Value = Vec<Draft>> {
	let draft =
		(any::<bool>(), 1..14u64, 1..9i64, 0..7u32, 0..6u32, proptest::bool::weighted(0.15));
	prop::collection::vec(draft, 0..most)
}

/// Batches of up to `most` orders that meet at a dozen prices, at either end of the price range.
pub fn worlds(most: usize) -> impl Strategy<Value = World> {
	let steps = prop::sample::select(vec![(1u64, 1i64), (5, 10), (1_000_000, 10_000_000)]);
	let bases = prop::sample::select(vec![0u64, 0, 1_000, u64::MAX]);
	(drafts(most), steps, bases, 0..20u64).prop_map(|(drafts, (tick, lot), base, reference)| {
		let base = base.min(u64::MAX / tick - 20);
		let at = |ticks: u64| price((base + ticks) * tick);
		let orders = (0..).zip(drafts).map(|(n, draft)| from_draft(n, draft, lot, &at)).collect();
		World { orders, reference: at(reference), lot: quantity(lot), tick: price(tick) }
	})
}

pub fn from_draft(
	number: u64,
	(buys, ticks, lots, owner, cohort, post_only): Draft,
	lot: i64,
	at: &impl Fn(u64) -> Price,
) -> Order {
	Order {
		// An owner has up to three portfolios.
		id: OrderId { portfolio: PortfolioId(u64::from(owner) * 3 + number % 3), sequence: number },
		owner,
		side: if buys { Side::Buy } else { Side::Sell },
		limit: at(ticks),
		quantity: quantity(lots * lot),
		since: if cohort < 3 { cohort } else { 10 },
		resting: cohort < 3,
		post_only,
	}
}

/// Larger comes first: the more aggressive limit.
pub fn keenness(order: &Order) -> u64 {
	match order.side {
		Side::Buy => order.limit.e8(),
		Side::Sell => u64::MAX - order.limit.e8(),
	}
}

pub fn crossed(buy: &Order, sell: &Order) -> bool {
	buy.limit >= sell.limit
}

/// The design's rules, one contract lot at a time and one tick at a time.
pub fn naive(world: &World) -> Clearing {
	let lot = world.lot.e8();
	let orders = &world.orders;
	let mut left: Vec<i64> = orders.iter().map(|o| o.quantity.e8() / lot).collect();
	let mut refused = Vec::new();
	for (i, o) in orders.iter().enumerate() {
		let meets = |r: &Order| {
			r.resting
				&& r.side != o.side
				&& if o.side == Side::Buy { crossed(o, r) } else { crossed(r, o) }
		};
		if o.post_only && !o.resting && orders.iter().any(meets) {
			left[i] = 0;
			refused.push(i);
		}
	}
	let before = left.clone();
	naive_netting(orders, &mut left);
	let netted = (0..orders.len())
		.filter(|i| left[*i] < before[*i])
		.map(|order| Netted { order, quantity: quantity((before[order] - left[order]) * lot) })
		.collect();
	let (best, volume) = naive_price(world, &left);
	let mut fills = Vec::new();
	if let Some(best) = best {
		for side in [Side::Buy, Side::Sell] {
			let reaches = |o: &Order| o.side == side && side.crosses(o.limit, price(best));
			let all: Vec<(usize, i64)> =
				(0..orders.len()).filter(|i| reaches(&orders[*i])).map(|i| (i, left[i])).collect();
			for (order, lots) in naive_shares(orders, &all, volume) {
				fills.push(BatchFill { order, quantity: quantity(lots * lot) });
			}
		}
	}
	fills.sort_by_key(|fill| fill.order);
	Clearing { price: best.map(price), volume: quantity(volume * lot), fills, netted, refused }
}

/// One lot at a time off the most aggressive crossing pair of some owner.
fn naive_netting(orders: &[Order], left: &mut [i64]) {
	loop {
		let first = |owner: u32, side: Side| {
			(0..orders.len())
				.filter(|i| orders[*i].owner == owner && orders[*i].side == side && left[*i] > 0)
				.max_by_key(|i| {
					let o = &orders[*i];
					(keenness(o), o.since, tie(&o.id), Reverse(o.id))
				})
		};
		let pair = orders.iter().find_map(|o| {
			let (b, s) = (first(o.owner, Side::Buy)?, first(o.owner, Side::Sell)?);
			crossed(&orders[b], &orders[s]).then_some((b, s))
		});
		let Some((b, s)) = pair else { return };
		left[b] -= 1;
		left[s] -= 1;
	}
}

/// Demand and supply in lots at a price.
pub fn curves(orders: &[Order], left: &[i64], at: u64) -> (i64, i64) {
	let sum = |side: Side| {
		let reach = |o: &Order| o.side == side && side.crosses(o.limit, price(at));
		orders.iter().zip(left).filter(|(o, _)| reach(o)).map(|(_, lots)| *lots).sum()
	};
	(sum(Side::Buy), sum(Side::Sell))
}

/// Every tick of the range in which anything can trade, and some more.
pub fn naive_price(world: &World, left: &[i64]) -> (Option<u64>, i64) {
	let tick = world.tick.e8();
	let limits = || world.orders.iter().map(|o| o.limit.e8() / tick);
	let (Some(low), Some(high)) = (limits().min(), limits().max()) else { return (None, 0) };
	let high = (high + 3).min(u64::MAX / tick);
	(low.saturating_sub(3)..=high)
		.map(|ticks| ticks * tick)
		.map(|at| (at, curves(&world.orders, left, at)))
		.filter(|(_, (demand, supply))| *demand.min(supply) > 0)
		.max_by_key(|(at, (demand, supply))| {
			let away = at.abs_diff(world.reference.e8());
			(*demand.min(supply), Reverse(demand.abs_diff(*supply)), Reverse(away), Reverse(*at))
		})
		.map_or((None, 0), |(at, (demand, supply))| (Some(at), demand.min(supply)))
}

/// Shares `volume` lots among orders of one side: price, cohort, then pro rata. Nothing empty is given.
pub fn naive_shares(orders: &[Order], all: &[(usize, i64)], volume: i64) -> Vec<(usize, i64)> {
	let mut groups: BTreeMap<(Reverse<u64>, u32), Vec<(usize, i64)>> = BTreeMap::new();
	for (i, lots) in all {
		let o = &orders[*i];
		groups.entry((Reverse(keenness(o)), o.since)).or_default().push((*i, *lots));
	}
	let mut missing = volume;
	let mut given = Vec::new();
	for group in groups.into_values() {
		let total: i64 = group.iter().map(|(_, lots)| lots).sum();
		let here = missing.min(total);
		missing -= here;
		if total == 0 {
			continue;
		}
		let mut shares: Vec<(usize, i64)> =
			group.iter().map(|(i, lots)| (*i, here * lots / total)).collect();
		let mut queue: Vec<usize> = (0..group.len()).collect();
		queue.sort_by_key(|at| {
			let (i, lots) = group[*at];
			(Reverse(here * lots % total), Reverse(tie(&orders[i].id)), orders[i].id)
		});
		let rest = here - shares.iter().map(|(_, lots)| lots).sum::<i64>();
		for at in queue.into_iter().take(usize::try_from(rest).unwrap()) {
			shares[at].1 += 1;
		}
		given.extend(shares);
	}
	given.retain(|(_, lots)| *lots > 0);
	given
}

/// One leg against orders with `left` lots: who gives how much, or none if it is not enough.
pub fn naive_leg(
	world: &World,
	left: &[i64],
	taker: Side,
	owner: u32,
	limit: Option<Price>,
	wanted: i64,
) -> Option<Vec<(usize, i64)>> {
	let orders = &world.orders;
	let may = |o: &Order| {
		o.side != taker && o.owner != owner && limit.is_none_or(|l| taker.crosses(l, o.limit))
	};
	let all: Vec<(usize, i64)> =
		(0..orders.len()).filter(|i| may(&orders[*i])).map(|i| (i, left[i])).collect();
	let enough = all.iter().map(|(_, lots)| lots).sum::<i64>() >= wanted;
	enough.then(|| naive_shares(orders, &all, wanted))
}

/// A combo against several books; takes from `lefts` if it fills.
pub fn naive_combo(
	worlds: &[World],
	lefts: &mut [Vec<i64>],
	combo: &Combo,
) -> Option<(Vec<MakerFill>, Cash)> {
	let mut fills = Vec::new();
	let mut paid = 0i128;
	for leg in combo.legs {
		let (world, left) = (&worlds[leg.book], &lefts[leg.book]);
		let lot = world.lot.e8();
		let wanted = combo.quantity.e8() * i64::from(leg.ratio) / lot;
		for (order, lots) in naive_leg(world, left, leg.side, combo.owner, None, wanted)? {
			let limit = world.orders[order].limit;
			let units = i128::from(limit.e8()) * i128::from(lots * lot) / 100_000_000;
			paid += if leg.side == Side::Buy { units } else { -units };
			fills.push(MakerFill {
				book: leg.book,
				order,
				side: leg.side,
				price: limit,
				quantity: quantity(lots * lot),
				premium: Cash::from_e8(units),
			});
		}
	}
	if paid > combo.limit.e8() {
		return None;
	}
	for fill in &fills {
		lefts[fill.book][fill.order] -= fill.quantity.e8() / worlds[fill.book].lot.e8();
	}
	Some((fills, Cash::from_e8(paid)))
}

/// Claims of consecutive ids.
pub fn claims(quantities: &[i64]) -> Vec<Claim> {
	let id = |sequence| OrderId { portfolio: PortfolioId(5), sequence };
	(0..).zip(quantities).map(|(n, q)| Claim { id: id(n), quantity: quantity(*q) }).collect()
}
