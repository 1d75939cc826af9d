// SPDX-License-Identifier: Apache-2.0
//! A batch with only the depth that can matter comes out as with the whole book.
#![allow(clippy::unwrap_used)]

mod common;

use common::{buy, cases, from_draft, of_owner, price, quantity, resting, sell, tie, unit_batch};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::{
	clear, depth_needed, fill_combo, fill_or_kill, Clearing, Combo, ComboLeg, DepthNeeded,
	MatchError, Order, OrderId, Residual, Side, Taker,
};
use tenor_series::PortfolioId;

/// What the rule loads of a resting book.
fn load(book: &[Order], needed: &DepthNeeded) -> Vec<Order> {
	let mut taken: Vec<Order> =
		book.iter().filter(|o| needed.nets(o.owner, o.side, o.limit)).copied().collect();
	for side in [Side::Buy, Side::Sell] {
		let mut levels: BTreeMap<u64, Vec<Order>> = BTreeMap::new();
		for order in book.iter().filter(|o| o.side == side) {
			let keen = common::keenness(order);
			levels.entry(u64::MAX - keen).or_default().push(*order);
		}
		let mut loading = needed.loading(side);
		for level in levels.into_values() {
			let at = level[0].limit;
			if !loading.wants(at) {
				break;
			}
			let counts = |o: &&Order| needed.counts(o.owner, side, o.limit);
			let counted = level.iter().filter(counts).map(|o| o.quantity.e8()).sum();
			loading.loaded(at, quantity(counted)).unwrap();
			let new = |o: &Order| !needed.nets(o.owner, side, o.limit);
			taken.extend(level.into_iter().filter(new));
		}
	}
	taken
}

/// Price, volume, and what each order fills and nets.
type Named = (Option<u64>, i64, BTreeMap<OrderId, i64>, BTreeMap<OrderId, i64>, Vec<OrderId>);

fn named(orders: &[Order], clearing: &Clearing) -> Named {
	let id = |index: usize| orders[index].id;
	let mut refused: Vec<OrderId> = clearing.refused.iter().map(|i| id(*i)).collect();
	refused.sort_unstable();
	(
		clearing.price.map(Price::e8),
		clearing.volume.e8(),
		clearing.fills.iter().map(|f| (id(f.order), f.quantity.e8())).collect(),
		clearing.netted.iter().map(|n| (id(n.order), n.quantity.e8())).collect(),
		refused,
	)
}

fn decide(orders: &[Order], reference: u64) -> Clearing {
	clear(&unit_batch(orders, reference), &tie).unwrap()
}

fn both(book: &[Order], movers: &[Order], reference: u64) -> (Named, Named, usize) {
	let needed = depth_needed(movers, &[]).unwrap();
	let loaded = load(book, &needed);
	let with = |rest: &[Order]| {
		let orders = [rest, movers].concat();
		named(&orders, &decide(&orders, reference))
	};
	(with(book), with(&loaded), loaded.len())
}

fn offers(prices: &[(u32, u64, i64)]) -> Vec<Order> {
	prices.iter().map(|(n, limit, units)| resting(sell(*n, *limit, *units), 3)).collect()
}

#[test]
fn a_deep_book_is_left_alone() {
	let book = offers(&[(1, 10, 5), (2, 11, 5), (3, 12, 5), (4, 13, 5), (5, 14, 5)]);
	let (whole, part, loaded) = both(&book, &[buy(9, 20, 7)], 50);
	assert_eq!((whole.0, loaded), (Some(11), 3));
	assert_eq!(whole, part);
}

#[test]
fn without_the_further_level_the_price_would_be_another() {
	let book = offers(&[(1, 10, 5), (2, 12, 5)]);
	let movers = [buy(9, 20, 5)];
	let short = [&book[..1], &movers[..]].concat();
	assert_eq!(decide(&short, 15).price, Some(price(15)));
	let (whole, part, _) = both(&book, &movers, 15);
	assert_eq!((whole.0, &whole), (Some(11), &part));
}

#[test]
fn a_level_beyond_every_limit_is_not_loaded() {
	let book = offers(&[(1, 10, 5), (2, 21, 5)]);
	let (whole, part, loaded) = both(&book, &[buy(9, 20, 9)], 50);
	assert_eq!((whole.0, loaded), (Some(20), 1));
	assert_eq!(whole, part);
	// Nor anything for an order that reaches nothing.
	assert_eq!(both(&book, &[buy(9, 9, 9)], 50).2, 0);
}

#[test]
fn an_own_order_deep_in_the_book_is_loaded_and_is_no_depth() {
	// GIVEN an owner with an offer at 12 behind others, who now buys beside a stranger
	let mut book = offers(&[(1, 10, 10), (2, 11, 1), (3, 12, 5), (4, 13, 1)]);
	book[2] = of_owner(book[2], 9);
	let movers = [buy(9, 20, 5), buy(8, 20, 5)];
	let needed = depth_needed(&movers, &[]).unwrap();
	assert!(needed.nets(9, Side::Sell, price(12)) && !needed.counts(9, Side::Sell, price(12)));
	assert!(!needed.nets(9, Side::Sell, price(21)) && needed.counts(9, Side::Sell, price(21)));
	assert!(!needed.nets(8, Side::Buy, price(12)) && needed.counts(7, Side::Sell, price(12)));
	// THEN he nets, and only the stranger trades
	let (whole, part, loaded) = both(&book, &movers, 10);
	assert_eq!((whole.1, whole.3.len(), loaded), (5, 2, 3));
	assert_eq!(whole, part);
	let without = [&book[..2], &movers[..]].concat();
	assert_eq!(decide(&without, 10).volume, quantity(10));
}

#[test]
fn the_most_that_can_matter_is_known_at_once() {
	let movers = [buy(1, 20, 5), buy(2, 25, 3), sell(3, 30, 4)];
	let taker = Taker { owner: 4, side: Side::Sell, limit: None, quantity: quantity(6) };
	let needed = depth_needed(&movers, &[taker]).unwrap();
	assert_eq!(needed.most(Side::Sell), Some((price(25), quantity(8))));
	assert_eq!(needed.most(Side::Buy), Some((Price::ZERO, quantity(10))));
	let nothing = depth_needed(&[], &[]).unwrap();
	assert_eq!(nothing.most(Side::Buy), None);
	assert!(!nothing.loading(Side::Buy).wants(price(1)));
}

#[test]
fn sums_that_do_not_fit_are_named() {
	let movers = [buy(1, 20, i64::MAX), buy(2, 20, 1)];
	assert_eq!(depth_needed(&movers, &[]).map(|_| ()), Err(MatchError::Overflow));
	let nothing = [buy(1, 20, 0)];
	assert_eq!(depth_needed(&nothing, &[]).map(|_| ()), Err(MatchError::NonPositiveQuantity));
}

/// Levels lie far apart on a grid of one, so that the price is free between them, and premiums are no
/// fractions of a unit.
const WIDE: u64 = 100_000_000;

const fn at(levels: u64) -> Price {
	price(levels * WIDE)
}

/// One series: a book that does not cross itself, what moves, and the reference.
#[derive(Clone, Debug)]
struct Series {
	book: Vec<Order>,
	movers: Vec<Order>,
	reference: u64,
}

impl Series {
	fn needed(&self, takers: &[Taker]) -> DepthNeeded {
		depth_needed(&self.movers, takers).unwrap()
	}

	fn orders(&self, rest: &[Order]) -> Vec<Order> {
		[rest, &self.movers].concat()
	}
}

fn series(first: u64) -> impl Strategy<Value = Series> {
	let draft = |owners: u32| {
		let place = (any::<bool>(), 1..20u64, 1..9i64);
		(place, 0..owners, 0..6u32, proptest::bool::weighted(0.1))
	};
	// Owners of the book overlap those who move in some cases, in others hardly.
	let sizes = prop::sample::select(vec![4u32, 12, 200]);
	sizes.prop_flat_map(move |owners| {
		let book = prop::collection::vec(draft(owners), 0..40);
		let movers = prop::collection::vec(draft(owners), 0..8);
		(book, movers, 1..20u64, 0..50u64).prop_map(move |(book, movers, middle, reference)| {
			let of = |(n, ((buys, ticks, lots), owner, cohort, post)): (u64, _)| {
				from_draft(n, (buys, ticks, lots, owner, cohort, post), 1, &at)
			};
			let book = (first..).zip(book).map(of).map(|mut order| {
				// Bids up to the middle, offers above.
				let (ticks, cohort) = (order.limit.e8() / WIDE, order.since % 4);
				order.limit = at(match order.side {
					Side::Buy => middle.saturating_sub(ticks - 1).max(1),
					Side::Sell => middle + ticks,
				});
				resting(order, cohort)
			});
			let movers = (first + 100..).zip(movers).map(of).collect();
			Series { book: book.collect(), movers, reference: reference * WIDE / 2 }
		})
	})
}

/// (owner, lots, premium limit, legs, as fill-or-kill)
type Draft = (u32, i64, i64, (Option<bool>, Option<bool>), bool);

#[derive(Clone, Debug)]
struct Bid {
	owner: u32,
	quantity: i64,
	limit: i64,
	legs: Vec<ComboLeg>,
	alone: bool,
}

impl Bid {
	fn of((owner, quantity, limit, sides, alone): Draft) -> Self {
		let side = |buys| if buys { Side::Buy } else { Side::Sell };
		let leg = |(book, buys): (usize, Option<bool>)| {
			buys.map(|buys| ComboLeg { book, side: side(buys), ratio: 1 })
		};
		let mut legs: Vec<_> = [sides.0, sides.1].into_iter().enumerate().filter_map(leg).collect();
		if alone {
			legs.truncate(1);
		}
		Self { owner, quantity, limit, legs, alone }
	}

	fn taker(&self, book: usize) -> Option<Taker> {
		let leg = self.legs.iter().find(|leg| leg.book == book)?;
		let limit = self.alone.then(|| at(self.limit.unsigned_abs() % 22 + 1));
		Some(Taker { owner: self.owner, side: leg.side, limit, quantity: quantity(self.quantity) })
	}

	/// What it fills, by names.
	fn run(
		&self,
		batches: &[Vec<Order>],
		books: &mut [Residual],
	) -> Option<BTreeMap<OrderId, i64>> {
		let first = self.legs.first()?;
		let fill = if let (true, Some(taker)) = (self.alone, self.taker(first.book)) {
			let limit = taker.limit.unwrap().e8();
			let order = common::order(1_000, first.side, limit, self.quantity);
			fill_or_kill(&of_owner(order, self.owner), &mut books[first.book], &tie)
		} else {
			let combo = Combo {
				id: OrderId { portfolio: PortfolioId(1_000), sequence: 0 },
				owner: self.owner,
				legs: &self.legs,
				quantity: quantity(self.quantity),
				limit: Cash::from_e8(i128::from(self.limit)),
			};
			fill_combo(&combo, books, &tie)
		};
		let book = |named: usize| if self.alone { first.book } else { named };
		let name = |(named, order): (usize, usize)| batches[book(named)][order].id;
		let fills = fill.unwrap()?.fills;
		Some(fills.iter().map(|f| (name((f.book, f.order)), f.quantity.e8())).collect())
	}
}

/// Every auction and then every taker, by names.
fn outcome(
	all: &[Series],
	rests: &[Vec<Order>],
	bids: &[Bid],
) -> (Vec<Named>, Vec<Option<BTreeMap<OrderId, i64>>>) {
	let (mut clearings, mut books, mut batches) = (Vec::new(), Vec::new(), Vec::new());
	for (series, rest) in all.iter().zip(rests) {
		let orders = series.orders(rest);
		let clearing = decide(&orders, series.reference);
		let batch = unit_batch(&orders, series.reference);
		let mut remaining = clearing.remaining(&batch).unwrap();
		for (left, order) in remaining.iter_mut().zip(&orders) {
			// Some of the new ones are immediate-or-cancel.
			if !order.resting && order.id.sequence.is_multiple_of(3) {
				*left = Quantity::ZERO;
			}
		}
		clearings.push(named(&orders, &clearing));
		books.push(Residual::new(&batch, &remaining).unwrap());
		batches.push(orders);
	}
	let fills = bids.iter().map(|bid| bid.run(&batches, &mut books)).collect();
	(clearings, fills)
}

proptest! {
	#![proptest_config(cases())]

	#[test]
	fn the_depth_that_counts_gives_the_same_clearing(series in series(0)) {
		let loaded = load(&series.book, &series.needed(&[]));
		let whole = series.orders(&series.book);
		let part = series.orders(&loaded);
		prop_assert_eq!(
			named(&whole, &decide(&whole, series.reference)),
			named(&part, &decide(&part, series.reference))
		);
	}

	#[test]
	fn takers_that_are_declared_find_the_same_depth(
		one in series(0),
		other in series(1_000),
		drafts in prop::collection::vec(
			(
				0..12u32,
				1..12i64,
				-100..200i64,
				(proptest::option::of(any::<bool>()), proptest::option::of(any::<bool>())),
				any::<bool>(),
			),
			0..5,
		),
	) {
		let bids: Vec<Bid> = drafts.into_iter().map(Bid::of).collect();
		let all = [one, other];
		let books: Vec<Vec<Order>> = all.iter().map(|series| series.book.clone()).collect();
		let loaded: Vec<Vec<Order>> = all
			.iter()
			.enumerate()
			.map(|(book, series)| {
				let takers: Vec<Taker> = bids.iter().filter_map(|bid| bid.taker(book)).collect();
				load(&series.book, &series.needed(&takers))
			})
			.collect();
		prop_assert_eq!(outcome(&all, &books, &bids), outcome(&all, &loaded, &bids));
	}
}
