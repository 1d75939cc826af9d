// SPDX-License-Identifier: Apache-2.0
//! Combos and fill-or-kill orders against what auctions leave.
#![allow(clippy::unwrap_used)]

mod common;

use common::{
	buy, cases, naive_combo, naive_leg, of_owner, price, quantity, resting, sell, tie, unit_batch,
	worlds, World,
};
use proptest::prelude::*;
use tenor_fixed::{Cash, Quantity};
use tenor_matching::{
	clear, combo_order, fill_combo, fill_or_kill, Combo, ComboLeg, MakerFill, MatchError, Order,
	OrderId, Residual, Side, MAX_COMBO_LEGS,
};
use tenor_series::PortfolioId;

/// Contracts and money in whole units.
const ONE: i64 = 100_000_000;
const UNIT: u64 = 100_000_000;

fn book(orders: &[Order]) -> Residual {
	let all: Vec<Quantity> = orders.iter().map(|o| o.quantity).collect();
	Residual::new(&unit_batch(orders, 1), &all).unwrap()
}

fn id(number: u64) -> OrderId {
	OrderId { portfolio: PortfolioId(number), sequence: 0 }
}

fn leg(book: usize, side: Side, ratio: u32) -> ComboLeg {
	ComboLeg { book, side, ratio }
}

fn combo(legs: &[ComboLeg], units: i64, limit: i64) -> Combo<'_> {
	let limit = Cash::from_e8(i128::from(limit) * i128::from(ONE));
	Combo { id: id(99), owner: 99, legs, quantity: quantity(units * ONE), limit }
}

fn offers(prices: &[(u32, u64, i64)]) -> Vec<Order> {
	prices.iter().map(|(n, limit, units)| sell(*n, limit * UNIT, units * ONE)).collect()
}

fn bids(prices: &[(u32, u64, i64)]) -> Vec<Order> {
	prices.iter().map(|(n, limit, units)| buy(*n, limit * UNIT, units * ONE)).collect()
}

fn money(units: i64) -> Cash {
	Cash::from_e8(i128::from(units) * i128::from(ONE))
}

#[test]
fn a_spread_takes_both_legs_at_the_makers_prices() {
	// GIVEN offers in one series and bids in another
	let mut books =
		[book(&offers(&[(1, 10, 1), (2, 11, 5)])), book(&bids(&[(3, 7, 4), (4, 6, 4)]))];
	let legs = [leg(0, Side::Buy, 1), leg(1, Side::Sell, 2)];
	// WHEN two spreads are bought: 10 + 11 paid, 4 * 7 received
	let fill = fill_combo(&combo(&legs, 2, -7), &mut books, &tie).unwrap().unwrap();
	// THEN
	assert_eq!(fill.paid, money(-7));
	let fills: Vec<_> =
		fill.fills.iter().map(|f| (f.book, f.order, f.quantity.e8() / ONE)).collect();
	assert_eq!(fills, [(0, 0, 1), (0, 1, 1), (1, 0, 4)]);
	assert_eq!(books[0].best(Side::Sell), Some(price(11 * UNIT)));
	assert_eq!(books[1].best(Side::Buy), Some(price(6 * UNIT)));
}

#[test]
fn a_net_premium_beyond_the_limit_changes_nothing() {
	let mut books = [book(&offers(&[(1, 10, 1), (2, 11, 5)])), book(&bids(&[(3, 7, 4)]))];
	let before = books.clone();
	let legs = [leg(0, Side::Buy, 1), leg(1, Side::Sell, 2)];
	assert_eq!(fill_combo(&combo(&legs, 2, -8), &mut books, &tie), Ok(None));
	assert_eq!(books, before);
}

#[test]
fn a_leg_that_is_short_by_one_contract_changes_nothing() {
	let mut books = [book(&offers(&[(1, 10, 2)])), book(&bids(&[(3, 7, 3)]))];
	let before = books.clone();
	let legs = [leg(0, Side::Buy, 1), leg(1, Side::Sell, 2)];
	assert_eq!(fill_combo(&combo(&legs, 2, 1_000), &mut books, &tie), Ok(None));
	assert_eq!(books, before);
}

#[test]
fn own_orders_are_stepped_over_and_stay() {
	let mut own = offers(&[(1, 9, 5), (2, 10, 5)]);
	own[0] = of_owner(own[0], 99);
	let mut books = [book(&own)];
	let fill = fill_combo(&combo(&[leg(0, Side::Buy, 1)], 4, 40), &mut books, &tie);
	assert_eq!(fill.unwrap().unwrap().fills[0].order, 1);
	let left: Vec<_> =
		books[0].standing(Side::Sell).map(|(m, q)| (m.order, q.unwrap().e8() / ONE)).collect();
	assert_eq!(left, [(0, 5), (1, 1)]);
}

#[test]
fn older_orders_give_first_and_equals_pro_rata() {
	let mut orders = offers(&[(1, 10, 4), (2, 10, 8), (3, 10, 3)]);
	orders[2] = resting(orders[2], 5);
	let mut books = [book(&orders)];
	let fill = fill_combo(&combo(&[leg(0, Side::Buy, 1)], 9, 90), &mut books, &tie);
	let fills: Vec<_> =
		fill.unwrap().unwrap().fills.iter().map(|f| (f.order, f.quantity.e8() / ONE)).collect();
	assert_eq!(fills, [(2, 3), (0, 2), (1, 4)]);
}

#[test]
fn fill_or_kill_walks_only_prices_within_its_limit() {
	let mut one = book(&offers(&[(1, 10, 2), (2, 11, 2), (3, 12, 2)]));
	let before = one.clone();
	let order = |limit: u64, units| buy(9, limit * UNIT, units * ONE);
	assert_eq!(fill_or_kill(&order(11, 5), &mut one, &tie), Ok(None));
	assert_eq!(one, before);
	let fill = fill_or_kill(&order(11, 3), &mut one, &tie).unwrap().unwrap();
	assert_eq!((fill.paid, fill.fills.len()), (money(31), 2));
	assert_eq!(fill_or_kill(&order(12, 3), &mut one, &tie).unwrap().unwrap().paid, money(35));
	assert_eq!(one.best(Side::Sell), None);
}

#[test]
fn a_seller_receives_no_less_than_his_limit() {
	let mut books = [book(&bids(&[(1, 10, 2)]))];
	let legs = [leg(0, Side::Sell, 1)];
	assert_eq!(fill_combo(&combo(&legs, 2, -21), &mut books, &tie), Ok(None));
	let fill = fill_combo(&combo(&legs, 2, -20), &mut books, &tie).unwrap().unwrap();
	assert_eq!(fill.paid, money(-20));
}

#[test]
fn a_premium_rounds_down_once_per_fill_for_both_sides() {
	// 3e-8 per contract times a third, twice, against the same in one.
	let third = 33_333_333;
	let mut one = book(&[sell(1, 3, third), resting(sell(2, 3, third), 4)]);
	let fill = fill_or_kill(&buy(9, 3, 2 * third), &mut one, &tie).unwrap().unwrap();
	assert!(fill.fills.iter().all(|f| f.premium == Cash::ZERO));
	assert_eq!(fill.paid, Cash::ZERO);
}

#[test]
fn bad_combos_are_named() {
	let orders = [sell(1, 10, 100), sell(2, 20, 100)];
	let batch = unit_batch(&orders, 10);
	let lots = tenor_matching::Batch { lot: quantity(10), ..batch };
	let all = [quantity(100); 2];
	let mut books = [book(&orders), Residual::new(&lots, &all).unwrap()];
	let buys = |book| leg(book, Side::Buy, 1);
	let mut run = |legs: &[ComboLeg], units: i64| {
		let combo = Combo { quantity: quantity(units), ..combo(legs, 0, 0) };
		fill_combo(&combo, &mut books, &tie).map(|_| ())
	};
	assert_eq!(run(&[], 1), Err(MatchError::LegCount));
	assert_eq!(run(&[buys(0); MAX_COMBO_LEGS + 1], 1), Err(MatchError::LegCount));
	assert_eq!(run(&[buys(0), buys(0)], 1), Err(MatchError::RepeatedBook));
	assert_eq!(run(&[buys(2)], 1), Err(MatchError::UnknownBook));
	assert_eq!(run(&[leg(0, Side::Buy, 0)], 1), Err(MatchError::ZeroRatio));
	assert_eq!(run(&[buys(0)], 0), Err(MatchError::NonPositiveQuantity));
	assert_eq!(run(&[buys(0)], -5), Err(MatchError::NonPositiveQuantity));
	assert_eq!(run(&[buys(1)], 15), Err(MatchError::OffLot));
	assert_eq!(run(&[leg(0, Side::Buy, u32::MAX)], i64::MAX), Err(MatchError::Overflow));
	assert_eq!(run(&[buys(0), buys(1)], 10), Ok(()));
	let [first, _] = &mut books;
	assert_eq!(fill_or_kill(&buy(9, 0, 1), first, &tie), Err(MatchError::ZeroLimit));
	assert_eq!(Residual::new(&batch, &all[..1]), Err(MatchError::OtherBatch));
	assert_eq!(Residual::new(&batch, &[quantity(101); 2]), Err(MatchError::OtherBatch));
	assert_eq!(Residual::new(&lots, &[quantity(5); 2]), Err(MatchError::OffLot));
}

#[test]
fn combos_run_by_cohort_then_hash_then_name() {
	let tie = |id: &OrderId| u128::from(id.portfolio.0 % 10);
	let mut queue = [(8, 31), (9, 5), (8, 11), (8, 32), (7, 1)];
	queue.sort_by_key(|(since, number)| combo_order(*since, &id(*number), &tie));
	assert_eq!(queue, [(7, 1), (8, 32), (8, 11), (8, 31), (9, 5)]);
}

/// What a taker draws: (owner, units, premium limit, legs, as fill-or-kill).
type Draft = (u32, i64, i64, Vec<(bool, u32)>, bool);

fn takers() -> impl Strategy<Value = Vec<Draft>> {
	let legs = prop::collection::vec((any::<bool>(), 1..3u32), 1..4);
	prop::collection::vec((0..7u32, 1..4i64, -60..120i64, legs, any::<bool>()), 1..10)
}

/// Three batches in lots of a tenth and ticks of one.
fn three_worlds() -> impl Strategy<Value = Vec<World>> {
	prop::collection::vec(worlds(20), 3).prop_map(|mut worlds| {
		for world in &mut worlds {
			let (tick, lot) = (world.tick.e8(), world.lot.e8());
			for order in &mut world.orders {
				// Back to small numbers, whatever range was drawn.
				order.limit = price((order.limit.e8() / tick % 14 + 1) * UNIT);
				order.quantity = quantity(order.quantity.e8() / lot * LOT);
			}
			(world.tick, world.lot) = (price(UNIT), quantity(LOT));
			world.reference = price(7 * UNIT);
		}
		worlds
	})
}

const LOT: i64 = ONE / 10;

const fn side(buys: bool) -> Side {
	if buys {
		Side::Buy
	} else {
		Side::Sell
	}
}

/// The engine's books and, beside them, what the naive matcher says each order has left, in lots.
struct Desk {
	worlds: Vec<World>,
	books: Vec<Residual>,
	lefts: Vec<Vec<i64>>,
}

impl Desk {
	fn after_auctions(worlds: Vec<World>) -> Self {
		let (mut books, mut lefts) = (Vec::new(), Vec::new());
		for world in &worlds {
			let clearing = clear(&world.batch(), &tie).unwrap();
			let remaining = clearing.remaining(&world.batch()).unwrap();
			lefts.push(remaining.iter().map(|q| q.e8() / LOT).collect());
			books.push(Residual::new(&world.batch(), &remaining).unwrap());
		}
		Self { worlds, books, lefts }
	}

	fn fill_or_kill(&mut self, order: &Order) -> Result<(), TestCaseError> {
		let Self { worlds, books, lefts } = self;
		let fill = fill_or_kill(order, &mut books[0], &tie).unwrap();
		let (lots, limit) = (order.quantity.e8() / LOT, Some(order.limit));
		let naive = naive_leg(&worlds[0], &lefts[0], order.side, order.owner, limit, lots);
		prop_assert_eq!(fill.is_some(), naive.is_some());
		for (i, lots) in naive.into_iter().flatten() {
			lefts[0][i] -= lots;
		}
		for fill in fill.iter().flat_map(|fill| &fill.fills) {
			prop_assert!(order.side.crosses(order.limit, fill.price));
		}
		Ok(())
	}

	fn combo(&mut self, combo: &Combo) -> Result<(), TestCaseError> {
		let Self { worlds, books, lefts } = self;
		let fill = fill_combo(combo, books, &tie).unwrap();
		let naive = naive_combo(worlds, lefts, combo);
		let (Some(mut fill), Some((mut fills, paid))) = (fill.clone(), naive.clone()) else {
			prop_assert_eq!(fill.is_some(), naive.is_some());
			return Ok(());
		};
		prop_assert_eq!(fill.paid, paid);
		fill.fills.sort_by_key(|f| (f.book, f.order));
		fills.sort_by_key(|f| (f.book, f.order));
		prop_assert_eq!(&fill.fills, &fills);
		// Whole, within the limit, never with oneself.
		prop_assert!(paid <= combo.limit);
		for leg in combo.legs {
			let of_leg = fill.fills.iter().filter(|f| f.book == leg.book);
			let sum: i64 = of_leg.map(|f| f.quantity.e8()).sum();
			prop_assert_eq!(sum, combo.quantity.e8() * i64::from(leg.ratio));
		}
		let owner = |f: &MakerFill| worlds[f.book].orders[f.order].owner;
		prop_assert!(fill.fills.iter().all(|f| owner(f) != combo.owner));
		Ok(())
	}

	/// The books hold what the naive matcher says, each side in the order of priority.
	fn check(&self) -> Result<(), TestCaseError> {
		for ((world, book), left) in self.worlds.iter().zip(&self.books).zip(&self.lefts) {
			let mut held = vec![0; world.orders.len()];
			for side in [Side::Buy, Side::Sell] {
				let mut keys = Vec::new();
				for (maker, rest) in book.standing(side) {
					let rest = rest.unwrap().e8();
					prop_assert!(rest > 0);
					held[maker.order] = rest / LOT;
					let keen = common::keenness(&world.orders[maker.order]);
					keys.push((u64::MAX - keen, maker.since, maker.id));
				}
				prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
			}
			prop_assert_eq!(&held, left);
		}
		Ok(())
	}
}

proptest! {
	#![proptest_config(cases())]

	#[test]
	fn takers_equal_the_naive_ones_all_or_nothing(
		worlds in three_worlds(),
		drafts in takers(),
	) {
		let mut desk = Desk::after_auctions(worlds);
		desk.check()?;
		for (number, (owner, units, limit, sides, alone)) in (500..).zip(drafts) {
			let units = quantity(units * LOT);
			if alone {
				let ticks = limit.unsigned_abs() % 15 + 1;
				let order = common::order(number, side(sides[0].0), ticks * UNIT, units.e8());
				desk.fill_or_kill(&Order { owner, ..order })?;
			} else {
				let legs: Vec<_> =
					(0..).zip(sides).map(|(b, (buys, ratio))| leg(b, side(buys), ratio)).collect();
				let limit = Cash::from_e8(i128::from(limit) * i128::from(LOT));
				desk.combo(&Combo { id: id(500), owner, legs: &legs, quantity: units, limit })?;
			}
			desk.check()?;
		}
	}
}
