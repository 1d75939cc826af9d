// SPDX-License-Identifier: Apache-2.0
//! What happens where there is no room: the next order ends by name, and nothing else is touched.

use crate::{
	ladder::ticks_of, mock::*, EndReason, Levels, MarketRules, NewOrder, Stage, Validity,
	VolOrders, MAX_LEVEL_ORDERS, MAX_VOL_ORDERS,
};
use polkadot_sdk::frame_support::assert_ok;
use std::collections::BTreeSet;
use tenor_matching::Side;

/// Bids in volatility that a series has room for, and orders that a level has.
const VOLS: u64 = 64;
/// Contracts of each of the orders that leave no room: smaller ones don't displace them.
const EACH: i64 = 8;
/// Contracts of a full level.
const LEVEL: i64 = 256 * EACH;
/// A portfolio of its own owner.
const LATE: u64 = 95;

/// A bid in volatility worth 80, 105 at most.
fn vol_bid(quantity: i64) -> NewOrder {
	vol_order(80, buy(1_000, quantity, 105))
}

/// Portfolios 0 to 63 each rest one such bid: no more fit.
fn fill_the_list() {
	for portfolio in 0..VOLS {
		assert_ok!(place(portfolio, vol_bid(EACH)));
	}
	next_block();
	assert_eq!(ends(), []);
	assert_eq!(
		VolOrders::<Test>::decode_len(series(1_000)),
		Some(usize::try_from(MAX_VOL_ORDERS).unwrap())
	);
}

/// Offers at 100 by portfolios 0 to 89 in turn: no more fit.
fn fill_the_level() {
	for n in 0..u64::from(MAX_LEVEL_ORDERS) {
		assert_ok!(place(n % 90, sell(1_000, EACH, 100)));
	}
	next_block();
	assert_eq!(ends(), []);
	assert_eq!(book(1_000, Side::Sell), [(100, LEVEL)]);
}

fn level_at_hundred() -> crate::Level {
	let ticks = ticks_of(usd(100), MarketRules::default().tick).unwrap();
	Levels::<Test>::get((series(1_000), Side::Sell, ticks))
}

// ---------------------------------------------------------------- orders in volatility

#[test]
fn order_in_volatility_that_finds_no_room_ends_and_the_others_stay() {
	build_and_execute(|| {
		fill_the_list();
		let before = VolOrders::<Test>::get(series(1_000));
		// WHEN one more comes
		assert_ok!(place(LATE, vol_bid(7)));
		events();
		next_block();
		// THEN it ends by name with all that it asked for, and nobody else notices
		assert_eq!(ends(), [((LATE, 0), 7, EndReason::LevelFull)]);
		assert_eq!(orders_of(LATE), []);
		assert_eq!(VolOrders::<Test>::get(series(1_000)), before);
		// AND all that rest can still fill
		VolPrice::set(125);
		assert_ok!(place(90, sell(1_000, 64 * EACH, 95)));
		next_block();
		assert!((0..VOLS).all(|portfolio| held(portfolio, 1_000) == EACH));
		assert_eq!((held(90, 1_000), held(LATE, 1_000)), (-64 * EACH, 0));
		assert!(!VolOrders::<Test>::contains_key(series(1_000)));
	});
}

#[test]
fn room_for_an_order_in_volatility_comes_back_with_a_cancel() {
	build_and_execute(|| {
		fill_the_list();
		assert_ok!(cancel(5, 0));
		let sequence = placed(LATE, vol_bid(1));
		next_block();
		assert_eq!(order_of(LATE, sequence).unwrap().stage, Stage::Resting);
		assert_eq!(VolOrders::<Test>::get(series(1_000)).last(), Some(&id(LATE, sequence)));
	});
}

#[test]
fn order_in_volatility_keeps_what_it_filled_before_it_found_no_room() {
	build_and_execute(|| {
		// GIVEN a full list of bids worth 80, and an offer of two at 100
		fill_the_list();
		assert_ok!(place(90, sell(1_000, 2, 100)));
		next_block();
		// WHEN a bid worth 100 for five comes
		assert_ok!(place(80, vol_order(100, buy(1_000, 5, 105))));
		events();
		next_block();
		// THEN two are filled and three end: together what was asked for
		assert_eq!(held(80, 1_000), 2);
		assert_eq!(ends(), [((80, 0), 3, EndReason::LevelFull)]);
		assert_eq!(orders_of(80), []);
	});
}

#[test]
fn order_of_one_batch_needs_no_room() {
	build_and_execute(|| {
		fill_the_list();
		let once = NewOrder { validity: Validity::ImmediateOrCancel, ..vol_bid(1) };
		assert_ok!(place(LATE, once));
		events();
		next_block();
		assert_eq!(ends(), [((LATE, 0), 1, EndReason::NotFilled)]);
	});
}

#[test]
fn who_finds_no_room_is_not_told_by_the_place_in_the_block() {
	// Sixty-eight orders where sixty-four fit, placed in this order and the other way round.
	let refused = |order: Vec<u64>| {
		let mut losers = BTreeSet::new();
		build_and_execute(|| {
			for portfolio in order {
				assert_ok!(place(portfolio, vol_bid(1)));
			}
			events();
			next_block();
			for ((portfolio, _), left, reason) in ends() {
				assert_eq!((left, reason), (1, EndReason::LevelFull));
				losers.insert(portfolio);
			}
		});
		losers
	};
	let losers = refused((0..VOLS + 4).collect());
	assert_eq!(losers.len(), 4);
	assert_eq!(refused((0..VOLS + 4).rev().collect()), losers);
	assert_ne!(losers, (VOLS..VOLS + 4).collect(), "nor the last ones");
}

// ---------------------------------------------------------------- levels

#[test]
fn order_that_finds_its_level_full_ends_and_the_others_stay() {
	build_and_execute(|| {
		fill_the_level();
		let before = level_at_hundred();
		assert_ok!(place(LATE, sell(1_000, 7, 100)));
		assert_ok!(place(LATE, sell(1_000, 7, 101)));
		events();
		next_block();
		// THEN it ends by name with all that it asked for; one price further there is room
		assert_eq!(ends(), [((LATE, 0), 7, EndReason::LevelFull)]);
		assert_eq!(order_of(LATE, 1).unwrap().stage, Stage::Resting);
		assert_eq!(level_at_hundred(), before);
		assert_eq!(book(1_000, Side::Sell), [(100, LEVEL), (101, 7)]);
		// AND all that rest can still fill
		assert_ok!(place(90, buy(1_000, LEVEL, 100)));
		next_block();
		assert_eq!(held(90, 1_000), LEVEL);
		assert_eq!(book(1_000, Side::Sell), [(101, 7)]);
	});
}

#[test]
fn order_amended_into_a_full_level_ends_with_all_of_it() {
	build_and_execute(|| {
		fill_the_level();
		let sequence = placed(LATE, sell(1_000, 3, 105));
		next_block();
		assert_ok!(amend(LATE, sequence, 4, 100));
		events();
		next_block();
		assert_eq!(ends(), [((LATE, sequence), 4, EndReason::LevelFull)]);
		assert_eq!(book(1_000, Side::Sell), [(100, LEVEL)]);
		// AND a cancel makes room for one
		assert_ok!(cancel(5, 0));
		assert_ok!(place(LATE, sell(1_000, 4, 100)));
		events();
		next_block();
		assert_eq!(ends(), []);
		assert_eq!(level_at_hundred().last().map(|order| order.id), Some(id(LATE, sequence + 1)));
	});
}
