// SPDX-License-Identifier: Apache-2.0
//! The rules of the auction, one example each.
#![allow(clippy::unwrap_used)]

mod common;

use common::{buy, of_owner, price, quantity, resting, sell, tie, unit_batch};
use tenor_fixed::{Price, Quantity};
use tenor_matching::{clear, Batch, Clearing, MatchError, Order, OrderId, Side};
use tenor_series::PortfolioId;

fn decide(orders: &[Order], reference: u64) -> Clearing {
	clear(&unit_batch(orders, reference), &tie).unwrap()
}

/// Price, volume, and (index, quantity) of the fills.
fn outcome(clearing: &Clearing) -> (Option<u64>, i64, Vec<(usize, i64)>) {
	let fills = clearing.fills.iter().map(|f| (f.order, f.quantity.e8())).collect();
	(clearing.price.map(Price::e8), clearing.volume.e8(), fills)
}

fn post_only(order: Order) -> Order {
	Order { post_only: true, ..order }
}

#[test]
fn nothing_and_one_side_alone_do_not_trade() {
	assert_eq!(outcome(&decide(&[], 5)), (None, 0, vec![]));
	assert_eq!(outcome(&decide(&[buy(1, 9, 5), buy(2, 8, 5)], 5)), (None, 0, vec![]));
}

#[test]
fn limits_that_do_not_meet_do_not_trade() {
	assert_eq!(outcome(&decide(&[buy(1, 9, 5), sell(2, 10, 5)], 9)), (None, 0, vec![]));
}

#[test]
fn limits_that_meet_at_one_price_trade_there() {
	let trade = decide(&[buy(1, 10, 5), sell(2, 10, 3)], 1);
	assert_eq!(outcome(&trade), (Some(10), 3, vec![(0, 3), (1, 3)]));
}

#[test]
fn the_reference_decides_between_equally_good_prices_and_is_kept_inside_them() {
	let orders = [buy(1, 20, 5), sell(2, 10, 5)];
	for (reference, expected) in [(15, 15), (1, 10), (99, 20), (0, 10), (u64::MAX, 20)] {
		assert_eq!(decide(&orders, reference).price, Some(price(expected)));
	}
}

#[test]
fn a_price_between_limits_beats_one_at_a_limit_with_more_imbalance() {
	// At 10 demand is 9 and supply 5; from 11 to 19 both are 5; at 20 supply is 8.
	let orders = [buy(1, 30, 5), buy(2, 10, 4), sell(3, 10, 5), sell(4, 20, 3)];
	for (reference, expected) in [(1, 11), (14, 14), (99, 19)] {
		assert_eq!(outcome(&decide(&orders, reference)).0, Some(expected));
	}
}

#[test]
fn volume_counts_before_imbalance() {
	// At 10 volume 6 with imbalance 4; at 11 and above volume 5 with none.
	let orders = [buy(1, 12, 5), buy(2, 10, 5), sell(3, 9, 5), sell(4, 10, 1)];
	assert_eq!(outcome(&decide(&orders, 11)).0, Some(10));
}

#[test]
fn the_price_lies_on_the_grid_when_a_limit_ends_between_two_orders() {
	let orders = [buy(1, 30, 50), buy(2, 10, 40), sell(3, 10, 50), sell(4, 20, 30)];
	let batch = Batch { orders: &orders, reference: price(0), lot: quantity(10), tick: price(5) };
	assert_eq!(clear(&batch, &tie).unwrap().price, Some(price(15)));
	let above = Batch { reference: price(1_000), ..batch };
	assert_eq!(clear(&above, &tie).unwrap().price, Some(price(15)));
}

#[test]
fn better_prices_fill_first_and_the_other_side_fills_whole() {
	let orders = [buy(1, 11, 4), buy(2, 12, 4), buy(3, 10, 4), sell(4, 9, 6)];
	assert_eq!(outcome(&decide(&orders, 10)), (Some(11), 6, vec![(0, 2), (1, 4), (3, 6)]));
}

#[test]
fn resting_orders_fill_before_new_ones_at_the_same_price() {
	let orders =
		[sell(1, 10, 5), resting(sell(2, 10, 5), 7), resting(sell(3, 10, 5), 6), buy(4, 10, 8)];
	assert_eq!(outcome(&decide(&orders, 10)), (Some(10), 8, vec![(1, 3), (2, 5), (3, 8)]));
}

#[test]
fn equals_share_pro_rata() {
	let orders = [sell(1, 10, 10), sell(2, 10, 20), sell(3, 10, 30), buy(4, 10, 30)];
	assert_eq!(outcome(&decide(&orders, 10)).2, [(0, 5), (1, 10), (2, 15), (3, 30)]);
}

#[test]
fn the_hash_decides_who_gets_the_lot_left_over() {
	let orders = [sell(1, 10, 1), sell(2, 10, 1), sell(3, 10, 1), buy(4, 10, 1)];
	let batch = unit_batch(&orders, 10);
	for winner in 1..=3 {
		let tie = |id: &OrderId| u128::from(id.portfolio == PortfolioId(winner));
		let fills = clear(&batch, &tie).unwrap().fills;
		assert_eq!(fills.len(), 2);
		assert_eq!(orders[fills[0].order].id.portfolio, PortfolioId(winner));
	}
}

#[test]
fn an_owner_nets_with_himself_and_does_not_trade() {
	// GIVEN portfolios 1 and 2 of one owner on both sides, and a stranger
	let orders = [of_owner(buy(1, 12, 5), 9), of_owner(sell(2, 10, 3), 9), sell(3, 11, 4)];
	// THEN three contracts leave both of his orders before the auction
	let clearing = decide(&orders, 11);
	let netted: Vec<_> = clearing.netted.iter().map(|n| (n.order, n.quantity.e8())).collect();
	assert_eq!(netted, [(0, 3), (1, 3)]);
	assert_eq!(outcome(&clearing), (Some(11), 2, vec![(0, 2), (2, 2)]));
	let remaining = clearing.remaining(&unit_batch(&orders, 11)).unwrap();
	assert_eq!(remaining, [0, 0, 2].map(quantity));
}

#[test]
fn netting_takes_the_most_aggressive_prices_and_spares_resting_orders() {
	let own = |order| of_owner(order, 9);
	let orders = [
		own(resting(sell(1, 10, 5), 3)),
		own(sell(2, 10, 5)),
		own(sell(3, 9, 1)),
		own(buy(4, 11, 4)),
		own(buy(5, 12, 1)),
		own(buy(6, 8, 100)),
	];
	let netted: Vec<_> =
		decide(&orders, 10).netted.iter().map(|n| (n.order, n.quantity.e8())).collect();
	assert_eq!(netted, [(1, 4), (2, 1), (3, 4), (4, 1)]);
}

#[test]
fn a_phantom_of_one_owner_moves_no_price() {
	// Without netting 100 contracts at 50 would have made the price 50.
	let honest = [buy(1, 20, 5), sell(2, 10, 5)];
	let own = |order| of_owner(order, 9);
	let phantom = [buy(1, 20, 5), sell(2, 10, 5), own(buy(3, 50, 100)), own(sell(4, 50, 100))];
	assert_eq!(outcome(&decide(&honest, 15)), outcome(&decide(&phantom, 15)));
}

#[test]
fn post_only_is_tested_against_resting_orders_alone() {
	let against_new = [post_only(buy(1, 10, 5)), sell(2, 10, 5)];
	assert_eq!(decide(&against_new, 10).volume, quantity(5));
	let against_resting = [post_only(buy(1, 10, 5)), resting(sell(2, 10, 5), 3)];
	let clearing = decide(&against_resting, 10);
	assert_eq!((clearing.price, clearing.refused.as_slice()), (None, &[0][..]));
	let remaining = clearing.remaining(&unit_batch(&against_resting, 10)).unwrap();
	assert_eq!(remaining, [0, 5].map(quantity));
	// One's own resting order refuses too.
	let own = [of_owner(post_only(sell(1, 10, 5)), 2), resting(buy(2, 10, 5), 3)];
	assert_eq!(decide(&own, 10).refused, [0]);
	// A post-only order that rests is an order like any other.
	let rests = [post_only(resting(buy(1, 10, 5), 3)), sell(2, 10, 5)];
	assert_eq!(decide(&rests, 10).volume, quantity(5));
}

#[test]
fn bad_input_is_named() {
	let good = [buy(1, 10, 10), sell(2, 10, 10)];
	let batch = Batch { orders: &good, reference: price(10), lot: quantity(10), tick: price(5) };
	let result = |batch: &Batch| clear(batch, &tie).map(|_| ());
	let one = |order: Order| result(&Batch { orders: &[good[0], order], ..batch });
	assert_eq!(result(&batch), Ok(()));
	assert_eq!(one(sell(2, 10, 0)), Err(MatchError::NonPositiveQuantity));
	assert_eq!(one(sell(2, 10, -10)), Err(MatchError::NonPositiveQuantity));
	assert_eq!(one(sell(2, 0, 10)), Err(MatchError::ZeroLimit));
	assert_eq!(one(sell(2, 10, 15)), Err(MatchError::OffLot));
	assert_eq!(one(sell(2, 12, 10)), Err(MatchError::OffTick));
	assert_eq!(one(sell(1, 10, 10)), Err(MatchError::DuplicateId));
	assert_eq!(one(buy(2, 5, i64::MAX / 10 * 10)), Err(MatchError::Overflow));
	assert_eq!(result(&Batch { reference: price(11), ..batch }), Err(MatchError::OffTick));
	assert_eq!(result(&Batch { tick: Price::ZERO, ..batch }), Err(MatchError::ZeroTick));
	assert_eq!(result(&Batch { lot: Quantity::ZERO, ..batch }), Err(MatchError::NonPositiveLot));
	assert_eq!(result(&Batch { lot: quantity(-1), ..batch }), Err(MatchError::NonPositiveLot));
}

#[test]
fn the_largest_numbers_trade() {
	let orders = [buy(1, u64::MAX, i64::MAX), sell(2, u64::MAX, i64::MAX)];
	assert_eq!(outcome(&decide(&orders, 0)).0, Some(u64::MAX));
	assert_eq!(decide(&orders, 0).volume, Quantity::MAX);
}

#[test]
fn a_clearing_is_not_read_with_another_batch() {
	let orders = [buy(1, 10, 5), sell(2, 10, 5)];
	let clearing = decide(&orders, 10);
	let short = unit_batch(&orders[..1], 10);
	assert_eq!(clearing.remaining(&short), Err(MatchError::OtherBatch));
	let smaller = [buy(1, 10, 5), sell(2, 10, 4)];
	assert_eq!(clearing.remaining(&unit_batch(&smaller, 10)), Err(MatchError::OtherBatch));
}

#[test]
fn sides_know_each_other() {
	assert_eq!((Side::Buy.opposite(), Side::Sell.opposite()), (Side::Sell, Side::Buy));
	assert!(Side::Buy.crosses(price(5), price(5)) && !Side::Buy.crosses(price(4), price(5)));
	assert!(Side::Sell.crosses(price(5), price(5)) && !Side::Sell.crosses(price(6), price(5)));
}
