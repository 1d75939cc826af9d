// SPDX-License-Identifier: Apache-2.0
//! Orders quoted in volatility over many blocks: they follow the mark, and stop at their collar.

use super::auction_properties::cases;
use crate::{mock::*, Event, Limit, NewOrder, Stage, Validity, VolOrders};
use polkadot_sdk::frame_support::assert_ok;
use proptest::prelude::*;
use tenor_fixed::Vol;
use tenor_matching::Side;
use tenor_series::PortfolioId;

const CENT: u64 = 1_000_000;

/// Price in cents and whole contracts of what traded in the last block.
fn traded() -> Vec<(u64, i64)> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::SeriesMatched { price, volume, .. } => {
				Some((price.e8() / CENT, volume.e8() / 100_000_000))
			}
			_ => None,
		})
		.collect()
}

/// An order that takes what it gets in one batch.
fn once(order: NewOrder) -> NewOrder {
	NewOrder { validity: Validity::ImmediateOrCancel, ..order }
}

#[test]
fn one_resting_bid_follows_the_mark_up_and_down_and_stops_at_its_collar() {
	build_and_execute(|| {
		// GIVEN a bid for ten contracts at 95 % volatility, 97 at most
		let terms = vol_order(95, buy(1_000, 10, 97));
		assert_ok!(place(10, terms));
		next_block();
		// WHEN volatility is worth this much a point in each block, and somebody sells one at any price
		let worth =
			[(100, 9_500), (102, 9_690), (101, 9_595), (150, 9_700), (98, 9_310), (103, 9_700)];
		for (at, (vol_price, cents)) in (1..).zip(worth) {
			VolPrice::set(vol_price);
			assert_ok!(place(20, once(sell(1_000, 1, 90))));
			events();
			next_block();
			// THEN the bid pays what its volatility is worth in that block, and rests on as it was placed
			assert_eq!(traded(), [(cents, 1)]);
			let order = order_of(10, 0).unwrap();
			let left = NewOrder { quantity: contracts(10 - at), ..terms };
			assert_eq!((order.stage, order.terms), (Stage::Resting, left));
			assert_eq!(VolOrders::<Test>::get(terms.series).to_vec(), [id(10, 0)]);
		}
		// WHEN it is worth less than the band's lowest price, THEN nobody may sell to it
		VolPrice::set(90);
		assert_ok!(place(20, once(sell(1_000, 1, 90))));
		events();
		next_block();
		assert_eq!(traded(), []);
		assert_eq!(held(10, 1_000), 6);
	});
}

#[test]
fn one_resting_offer_follows_the_mark_down_to_its_collar() {
	build_and_execute(|| {
		let terms = vol_order(105, sell(1_000, 10, 103));
		assert_ok!(place(10, terms));
		next_block();
		for (vol_price, cents) in [(100, 10_500), (99, 10_395), (101, 10_605), (50, 10_300)] {
			VolPrice::set(vol_price);
			assert_ok!(place(20, once(buy(1_000, 1, 110))));
			events();
			next_block();
			assert_eq!(traded(), [(cents, 1)]);
		}
		assert_eq!(held(10, 1_000), -4);
	});
}

#[test]
fn counter_order_that_asks_too_much_rests_until_the_mark_has_moved() {
	build_and_execute(|| {
		// GIVEN a bid worth 95, at most 105, and an offer of 97 that rests
		assert_ok!(place(10, vol_order(95, buy(1_000, 2, 105))));
		next_block();
		assert_ok!(place(20, sell(1_000, 2, 97)));
		events();
		next_block();
		assert_eq!(traded(), []);
		assert_eq!(book(1_000, Side::Sell), [(97, 2)]);
		// WHEN the bid is worth 104.50, THEN it meets the offer though nobody new came, between 97 and
		// 104.50, at the mark
		VolPrice::set(110);
		next_block();
		assert_eq!(traded(), [(10_000, 2)]);
		assert_eq!((held(10, 1_000), held(20, 1_000)), (2, -2));
		assert!(!VolOrders::<Test>::contains_key(series(1_000)));
	});
}

#[test]
fn many_series_with_orders_in_volatility_take_turns() {
	build_and_execute(|| {
		// GIVEN twenty series with a bid worth 95 and an offer of 97 that rests
		let strikes = 1_000..1_020;
		for strike in strikes.clone() {
			assert_ok!(place(10, vol_order(95, buy(strike, 1, 105))));
		}
		next_block();
		for strike in strikes.clone() {
			assert_ok!(place(20, sell(strike, 1, 97)));
		}
		next_block();
		// WHEN the bids are worth 104.50, THEN all have traded within three blocks, eight in each
		VolPrice::set(110);
		for blocks in 1..=3 {
			next_block();
			let traded = strikes.clone().filter(|strike| held(10, *strike) == 1).count();
			assert!(traded >= (8 * blocks).min(20), "{traded} after {blocks}");
		}
	});
}

#[test]
fn two_orders_in_volatility_of_both_sides_meet_when_a_batch_runs() {
	build_and_execute(|| {
		// GIVEN a bid at 98 % volatility and an offer of 101 %: a volatility has one price, so these
		// never meet but by their collars
		assert_ok!(place(10, vol_order(98, buy(1_000, 3, 99))));
		assert_ok!(place(20, vol_order(101, sell(1_000, 3, 96))));
		next_block();
		assert_eq!(VolOrders::<Test>::get(series(1_000)).len(), 2);
		for vol_price in [90, 95, 110] {
			VolPrice::set(vol_price);
			assert_ok!(place(30, buy(1_000, 1, 91)));
			events();
			next_block();
			assert_eq!(traded(), [], "{vol_price}");
		}
		// WHEN the bid is raised above the offer
		let limit = vol_order(102, buy(1_000, 3, 99)).limit;
		let (portfolio, quantity) = (PortfolioId(10), contracts(3));
		VolPrice::set(96);
		let amend = crate::Call::amend_order { portfolio, sequence: 0, quantity, limit };
		assert_ok!(own_call(10, amend));
		events();
		next_block();
		// THEN both fill, between 101 % and 102 % of 96
		let [(cents, volume)] = traded()[..] else { panic!("one batch") };
		assert!((9_696..=9_792).contains(&cents) && volume == 3, "{cents} {volume}");
		assert!(!VolOrders::<Test>::contains_key(series(1_000)));
	});
}

/// One block: what volatility is worth, and the limit of a counter order, dollars.
type Step = (i64, u64);

proptest! {
	#![proptest_config(ProptestConfig::with_cases(cases()))]

	/// An order in volatility fills in a block exactly if the counter order reaches what it is worth
	/// then or its collar, whichever is worse for the counter order; never at a worse price than that.
	#[test]
	fn order_in_volatility_trades_at_its_worth_or_not_at_all(
		buys in any::<bool>(),
		vol_e5 in 60_000u64..140_000,
		collar in 92u64..109,
		steps in prop::collection::vec((60i64..140, 90u64..111), 1..12),
	) {
		run(buys, vol_e5, collar, steps);
	}
}

fn run(buys: bool, vol_e5: u64, collar: u64, steps: Vec<Step>) {
	build_and_execute(|| {
		let vol = Vol::from_e18(i128::from(vol_e5) * 10_000_000_000_000);
		let limit = Limit::Vol { vol, collar: usd(collar) };
		let terms = if buys { buy(1_000, 99, 100) } else { sell(1_000, 99, 100) };
		assert_ok!(place(10, NewOrder { limit, ..terms }));
		next_block();
		let mut filled = 0;
		for (vol_price, counter) in steps {
			VolPrice::set(vol_price);
			let against = if buys { sell(1_000, 1, counter) } else { buy(1_000, 1, counter) };
			assert_ok!(place(20, once(against)));
			events();
			next_block();
			// A volatility of 0.00001 is worth a thousandth of a cent for each dollar a point.
			let worth = vol_e5 * u64::try_from(vol_price).unwrap();
			let (collar, counter) = (collar * 100, counter * 100);
			let reach =
				if buys { (worth / 1_000).min(collar) } else { worth.div_ceil(1_000).max(collar) };
			let crosses = if buys { counter <= reach } else { counter >= reach };
			let between = counter.min(reach)..=counter.max(reach);
			match traded()[..] {
				[] => assert!(!crosses, "{counter} reaches {reach}"),
				[(cents, 1)] => assert!(crosses && between.contains(&cents), "{cents} {reach}"),
				ref other => panic!("{other:?}"),
			}
			filled += i64::from(crosses);
			assert_eq!(order_of(10, 0).unwrap().terms.quantity, contracts(99 - filled));
		}
	});
}
