// SPDX-License-Identifier: Apache-2.0
//! What holds for every batch. `TENOR_CASES` sets the number of random cases of each property.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cases, claims, curves, naive, naive_price, quantity, tie, worlds, World};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::Quantity;
use tenor_matching::{clear, ration, Clearing, MatchError, Order, OrderId, Side};

const ORDERS: usize = 28;

fn decide(world: &World) -> Clearing {
	clear(&world.batch(), &tie).unwrap()
}

fn sum(fills: impl Iterator<Item = Quantity>) -> i64 {
	fills.map(Quantity::e8).sum()
}

/// What each order fills, by index.
fn filled(world: &World, clearing: &Clearing) -> Vec<i64> {
	let mut filled = vec![0; world.orders.len()];
	for fill in &clearing.fills {
		filled[fill.order] += fill.quantity.e8();
	}
	filled
}

/// What stood in the auction: neither refused nor netted away.
fn standing(world: &World, clearing: &Clearing) -> Vec<i64> {
	let mut left: Vec<i64> = world.orders.iter().map(|o| o.quantity.e8()).collect();
	clearing.refused.iter().for_each(|i| left[*i] = 0);
	clearing.netted.iter().for_each(|n| left[n.order] -= n.quantity.e8());
	left
}

/// A clearing by names instead of indices.
type Named = (Option<u64>, i64, BTreeMap<OrderId, i64>, BTreeMap<OrderId, i64>, BTreeSet<OrderId>);

fn named(world: &World, clearing: &Clearing) -> Named {
	let id = |index: usize| world.orders[index].id;
	(
		clearing.price.map(|p| p.e8()),
		clearing.volume.e8(),
		clearing.fills.iter().map(|f| (id(f.order), f.quantity.e8())).collect(),
		clearing.netted.iter().map(|n| (id(n.order), n.quantity.e8())).collect(),
		clearing.refused.iter().map(|i| id(*i)).collect(),
	)
}

proptest! {
	#![proptest_config(cases())]

	#[test]
	fn the_engine_equals_the_naive_matcher(world in worlds(ORDERS)) {
		prop_assert_eq!(decide(&world), naive(&world));
	}

	#[test]
	fn what_is_bought_is_sold_in_lots_and_within_the_orders(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		let of = |side: Side| {
			let fills = clearing.fills.iter().filter(|f| world.orders[f.order].side == side);
			sum(fills.map(|f| f.quantity))
		};
		prop_assert_eq!(of(Side::Buy), clearing.volume.e8());
		prop_assert_eq!(of(Side::Sell), clearing.volume.e8());
		prop_assert_eq!(clearing.price.is_some(), clearing.volume.is_positive());
		let ascends = clearing.fills.windows(2).all(|pair| pair[0].order < pair[1].order);
		prop_assert!(ascends);
		let standing = standing(&world, &clearing);
		for (fill, standing) in filled(&world, &clearing).iter().zip(&standing) {
			prop_assert!((0..=*standing).contains(fill));
			prop_assert_eq!(fill % world.lot.e8(), 0);
		}
		let remaining = clearing.remaining(&world.batch()).unwrap();
		for (i, rest) in remaining.iter().enumerate() {
			prop_assert_eq!(rest.e8() + filled(&world, &clearing)[i], standing[i]);
		}
	}

	#[test]
	fn nobody_trades_beyond_his_limit(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		for fill in &clearing.fills {
			let order = &world.orders[fill.order];
			prop_assert!(order.side.crosses(order.limit, clearing.price.unwrap()));
		}
	}

	#[test]
	fn no_price_on_the_grid_is_better(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		let standing = standing(&world, &clearing);
		let (best, volume) = naive_price(&world, &standing);
		prop_assert_eq!(clearing.price.map(|p| p.e8()), best);
		prop_assert_eq!(clearing.volume.e8(), volume);
		if let Some(price) = clearing.price {
			prop_assert_eq!(price.e8() % world.tick.e8(), 0);
			let (demand, supply) = curves(&world.orders, &standing, price.e8());
			prop_assert_eq!(demand.min(supply), volume);
		}
	}

	#[test]
	fn a_better_price_or_an_older_order_is_never_passed_over(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		let (filled, standing) = (filled(&world, &clearing), standing(&world, &clearing));
		let first = |a: &Order, b: &Order| {
			let better = if a.side == Side::Buy { a.limit > b.limit } else { a.limit < b.limit };
			a.side == b.side && (better || (a.limit == b.limit && a.since < b.since))
		};
		for (i, a) in world.orders.iter().enumerate() {
			for (j, b) in world.orders.iter().enumerate() {
				let passed_over = first(a, b) && filled[i] < standing[i] && filled[j] > 0;
				prop_assert!(!passed_over, "{i} waits while {j} fills");
			}
		}
	}

	#[test]
	fn equals_share_within_a_lot_of_their_part(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		let (filled, standing) = (filled(&world, &clearing), standing(&world, &clearing));
		let mut groups: BTreeMap<_, (i128, i128)> = BTreeMap::new();
		let group = |o: &Order| (o.side, o.limit, o.since);
		for (i, o) in world.orders.iter().enumerate() {
			let sums = groups.entry(group(o)).or_default();
			*sums = (sums.0 + i128::from(filled[i]), sums.1 + i128::from(standing[i]));
		}
		for (i, o) in world.orders.iter().enumerate().filter(|(i, _)| standing[*i] > 0) {
			let (given, asked) = groups[&group(o)];
			let away = i128::from(filled[i]) * asked - i128::from(standing[i]) * given;
			prop_assert!(away.abs() < i128::from(world.lot.e8()) * asked);
		}
	}

	#[test]
	fn neither_the_order_of_orders_nor_the_numbers_of_owners_matter(
		world in worlds(ORDERS),
		keys in prop::collection::vec(any::<u32>(), ORDERS),
		shift in any::<u32>(),
	) {
		let mut other = world.clone();
		let mut keyed: Vec<_> = keys.into_iter().zip(other.orders).collect();
		keyed.sort_by_key(|(key, _)| *key);
		other.orders = keyed.into_iter().map(|(_, order)| order).collect();
		// Odd factors are one to one modulo 2^32.
		other.orders.iter_mut().for_each(|o| o.owner = (o.owner ^ shift).wrapping_mul(0x9e37_79b1));
		prop_assert_eq!(named(&world, &decide(&world)), named(&other, &decide(&other)));
	}

	#[test]
	fn nobody_stands_on_both_sides(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		let owners = |side: Side| -> BTreeSet<u32> {
			let of = clearing.fills.iter().map(|f| &world.orders[f.order]);
			of.filter(|o| o.side == side).map(|o| o.owner).collect()
		};
		prop_assert!(owners(Side::Buy).is_disjoint(&owners(Side::Sell)));
		let standing = standing(&world, &clearing);
		let mut lost: BTreeMap<u32, i64> = BTreeMap::new();
		for netted in &clearing.netted {
			let order = &world.orders[netted.order];
			let sign = if order.side == Side::Buy { 1 } else { -1 };
			*lost.entry(order.owner).or_default() += sign * netted.quantity.e8();
		}
		prop_assert!(lost.values().all(|sum| *sum == 0), "an owner loses as much of either side");
		for (i, a) in world.orders.iter().enumerate().filter(|(i, _)| standing[*i] > 0) {
			for (j, b) in world.orders.iter().enumerate().filter(|(j, _)| standing[*j] > 0) {
				let own = a.owner == b.owner && a.side == Side::Buy && b.side == Side::Sell;
				prop_assert!(!own || a.limit < b.limit, "{i} and {j} still cross");
			}
		}
	}

	#[test]
	fn post_only_orders_are_refused_exactly_if_they_cross_the_resting_book(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		for (i, order) in world.orders.iter().enumerate() {
			let crosses = world.orders.iter().any(|r| {
				r.resting && r.side != order.side && order.side.crosses(order.limit, r.limit)
			});
			let refused = order.post_only && !order.resting && crosses;
			prop_assert_eq!(clearing.refused.contains(&i), refused);
		}
	}

	#[test]
	fn what_is_left_does_not_cross(world in worlds(ORDERS)) {
		let clearing = decide(&world);
		let mut rest = world.clone();
		let remaining = clearing.remaining(&world.batch()).unwrap();
		rest.orders.iter_mut().zip(&remaining).for_each(|(o, left)| o.quantity = *left);
		rest.orders.retain(|o| !o.quantity.is_zero());
		rest.orders.iter_mut().for_each(|o| o.post_only = false);
		let again = decide(&rest);
		prop_assert_eq!((again.price, again.netted.len()), (None, 0));
	}

	#[test]
	fn shares_are_whole_lots_within_one_of_exact(
		lots in prop::collection::vec(1..1_000_000i64, 1..40),
		part in 0..1_000_000i64,
		lot in prop::sample::select(vec![1i64, 7, 1_000_000]),
	) {
		let total: i64 = lots.iter().sum();
		let available = total * part / 1_000_000;
		let wanted: Vec<i64> = lots.iter().map(|lots| lots * lot).collect();
		let shares =
			ration(&claims(&wanted), quantity(available * lot), quantity(lot), &tie).unwrap();
		prop_assert_eq!(sum(shares.iter().copied()), available * lot);
		for (share, lots) in shares.iter().zip(&lots) {
			prop_assert_eq!(share.e8() % lot, 0);
			let share = share.e8() / lot;
			prop_assert!((0..=*lots).contains(&share));
			let away = i128::from(share) * i128::from(total)
				- i128::from(*lots) * i128::from(available);
			prop_assert!(away.abs() < i128::from(total));
		}
	}

	#[test]
	fn whatever_is_given_there_is_an_answer(
		drafts in prop::collection::vec(
			(any::<bool>(), any::<u64>(), any::<i64>(), 0..9u32, any::<u32>(), any::<bool>()),
			0..12,
		),
		reference in any::<u64>(),
		(lot, tick) in (-1..40i64, 0..40u64),
		(narrower, positive) in (0..63u32, prop::bool::weighted(0.9)),
	) {
		// Plain words are nearly always too large to sum, off the grid, and half of them negative.
		let magnitude = |units: i64| if positive { units & i64::MAX } else { units };
		let onto = |units: u64, step: u64| if step > 0 { units - units % step } else { units };
		let orders = (0..).zip(drafts).map(|(n, (buys, limit, units, owner, since, post))| {
			let limit = onto(limit >> narrower, tick);
			let (units, step) = (magnitude(units) >> narrower, lot.max(1));
			let draft = (buys, limit, units - units % step, owner, since, post);
			common::from_draft(n, draft, 1, &common::price)
		});
		let world = World {
			orders: orders.collect(),
			reference: common::price(onto(reference >> narrower, tick)),
			lot: quantity(lot),
			tick: common::price(tick),
		};
		match clear(&world.batch(), &tie) {
			Ok(clearing) => {
				let of = |side: Side| {
					let fills = clearing.fills.iter();
					sum(fills.filter(|f| world.orders[f.order].side == side).map(|f| f.quantity))
				};
				prop_assert_eq!((of(Side::Buy), of(Side::Sell)), (clearing.volume.e8(), clearing.volume.e8()));
				let remaining = clearing.remaining(&world.batch()).unwrap();
				prop_assert!(remaining.iter().all(|rest| !rest.is_negative()));
			}
			Err(error) => prop_assert!(error != MatchError::OtherBatch),
		}
	}
}
