// SPDX-License-Identifier: Apache-2.0
//! What one batch does with the orders that were collected for it.

use crate::{
	mock::*, Collected, CollectedSeries, EndReason, Event, FillRecord, Limit, MatchCursor,
	NewOrder, Stage, Validity, WeightInfo, MAX_LEVEL_ORDERS,
};
use polkadot_sdk::{frame_support::assert_ok, sp_weights::Weight};
use tenor_fixed::Price;
use tenor_matching::Side;
use tenor_series::{Fill, PortfolioId};

const CENT: u64 = 1_000_000;

/// Price, volume and fills of the batches since events were last read.
fn batches() -> Vec<(u64, i64, Vec<FillRecord>)> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::SeriesMatched { price, volume, fills, .. } => {
				Some((price.e8() / 100_000_000, volume.e8() / 100_000_000, fills))
			}
			_ => None,
		})
		.collect()
}

/// Price of the only batch, and whole contracts per order.
fn batch() -> (u64, Vec<((u64, u64), i64)>) {
	let mut all = batches();
	assert_eq!(all.len(), 1, "one batch");
	let (price, _, fills) = all.remove(0);
	let fills = fills
		.iter()
		.map(|f| ((f.id.portfolio.0, f.id.sequence), f.quantity.e8() / 100_000_000))
		.collect();
	(price, fills)
}

// ---------------------------------------------------------------- one price

#[test]
fn orders_that_cross_meet_in_the_next_block_at_one_price() {
	build_and_execute(|| {
		// GIVEN an offer at 99 and a bid at 101 of the same block
		assert_ok!(place(10, sell(1_000, 2, 99)));
		assert_ok!(place(20, buy(1_000, 2, 101)));
		assert_eq!(batches(), []);
		// WHEN the next block begins
		next_block();
		// THEN both trade at the mark, which lies between, and pay 0.03 % of 2 x 1,000 as takers
		let fee = cents(60);
		let record = |portfolio, side| FillRecord {
			id: id(portfolio, 0),
			side,
			quantity: contracts(2),
			maker: false,
			fee,
		};
		let fills = vec![record(10, Side::Sell), record(20, Side::Buy)];
		assert_eq!(batches(), [(100, 2, fills)]);
		let premium = cash(200);
		let fill = |portfolio, quantity, cash| Fill {
			portfolio: PortfolioId(portfolio),
			series: series(1_000),
			quantity: contracts(quantity),
			cash,
		};
		let fills = vec![fill(10, -2, premium), fill(20, 2, premium.checked_neg().unwrap())];
		let fees = vec![(PortfolioId(10), fee), (PortfolioId(20), fee)];
		assert_eq!(Executed::get(), [(fills, fees)]);
		assert_eq!((held(10, 1_000), held(20, 1_000)), (-2, 2));
		assert_eq!((orders_of(10), orders_of(20)), (vec![], vec![]));
		let prints = Trading::last_trades(series(1_000));
		assert_eq!(prints.len(), 1);
		assert_eq!((prints[0].price, prints[0].volume), (usd(100), contracts(2)));
	});
}

#[test]
fn who_rested_pays_the_fee_of_a_maker() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 99)));
		next_block();
		assert_ok!(place(20, buy(1_000, 2, 101)));
		next_block();
		let (_, _, fills) = batches().remove(0);
		let fees: Vec<_> = fills.iter().map(|f| (f.id.portfolio.0, f.maker, f.fee)).collect();
		assert!(fees.contains(&(10, true, cents(20))) && fees.contains(&(20, false, cents(60))));
	});
}

#[test]
fn price_is_the_one_between_the_limits_nearest_the_mark() {
	for (ask, bid, price) in [(92, 95, 95), (105, 108, 105), (95, 105, 100), (97, 97, 97)] {
		build_and_execute(|| {
			assert_ok!(place(10, sell(1_000, 1, ask)));
			assert_ok!(place(20, buy(1_000, 1, bid)));
			next_block();
			assert_eq!(batch().0, price);
		});
	}
}

#[test]
fn orders_that_do_not_cross_rest() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 1, 101)));
		assert_ok!(place(20, buy(1_000, 2, 99)));
		next_block();
		assert_eq!(batches(), []);
		assert_eq!(book(1_000, Side::Sell), [(101, 1)]);
		assert_eq!(book(1_000, Side::Buy), [(99, 2)]);
		assert!(CollectedSeries::<Test>::get().is_empty());
	});
}

#[test]
fn margin_of_the_same_price_is_shared_pro_rata() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 30, 100)));
		assert_ok!(place(20, sell(1_000, 10, 100)));
		assert_ok!(place(30, buy(1_000, 20, 100)));
		next_block();
		assert_eq!(batch(), (100, vec![((10, 0), 15), ((20, 0), 5), ((30, 0), 20)]));
		assert_eq!(book(1_000, Side::Sell), [(100, 20)]);
	});
}

#[test]
fn resting_orders_come_before_new_ones_at_the_same_price() {
	build_and_execute(|| {
		assert_ok!(place(20, sell(1_000, 10, 100)));
		next_block();
		assert_ok!(place(10, sell(1_000, 30, 100)));
		assert_ok!(place(30, buy(1_000, 20, 100)));
		next_block();
		let (_, mut fills) = batch();
		fills.sort_unstable();
		assert_eq!(fills, [((10, 0), 10), ((20, 0), 10), ((30, 0), 20)]);
	});
}

#[test]
fn older_of_two_resting_orders_comes_first_and_amending_up_loses_that() {
	for (amended, first) in [(false, 10), (true, 20)] {
		build_and_execute(|| {
			for portfolio in [10, 20] {
				assert_ok!(place(portfolio, sell(1_000, 1, 100)));
				next_block();
			}
			if amended {
				assert_ok!(amend(10, 0, 2, 100));
				next_block();
			}
			events();
			assert_ok!(place(30, buy(1_000, 1, 100)));
			next_block();
			assert!(batch().1.contains(&((first, 0), 1)));
		});
	}
}

#[test]
fn better_price_comes_before_the_older_order() {
	build_and_execute(|| {
		for (portfolio, price) in [(10, 101), (20, 100)] {
			assert_ok!(place(portfolio, sell(1_000, 1, price)));
			next_block();
		}
		events();
		assert_ok!(place(30, buy(1_000, 1, 105)));
		next_block();
		assert_eq!(batch(), (100, vec![((30, 0), 1), ((20, 0), 1)]));
	});
}

#[test]
fn what_a_batch_leaves_of_an_order_rests() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		assert_ok!(place(20, buy(1_000, 5, 102)));
		next_block();
		assert_eq!(batch().0, 100);
		assert_eq!(book(1_000, Side::Buy), [(102, 3)]);
		let order = order_of(20, 0).unwrap();
		assert_eq!((order.stage, order.terms.quantity), (Stage::Resting, contracts(3)));
		// AND is filled in parts by the next
		assert_ok!(place(30, sell(1_000, 1, 102)));
		next_block();
		assert_eq!(book(1_000, Side::Buy), [(102, 2)]);
		assert_eq!(held(20, 1_000), 3);
	});
}

// ---------------------------------------------------------------- how long

#[test]
fn immediate_or_cancel_order_takes_what_there_is_and_ends() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		let order = NewOrder { validity: Validity::ImmediateOrCancel, ..buy(1_000, 5, 100) };
		assert_ok!(place(20, order));
		events();
		next_block();
		assert_eq!(held(20, 1_000), 2);
		assert_eq!(ends(), [((20, 0), 3, EndReason::NotFilled)]);
		assert_eq!(book(1_000, Side::Buy), []);
	});
}

#[test]
fn collected_order_whose_time_is_over_ends() {
	build_and_execute(|| {
		let until = |validity| NewOrder { validity, ..buy(1_000, 1, 100) };
		assert_ok!(place(10, until(Validity::UntilBlock(1))));
		assert_ok!(place(20, until(Validity::UntilTime(Now::get()))));
		assert_ok!(place(30, until(Validity::UntilBlock(2))));
		assert_ok!(place(40, sell(1_000, 3, 100)));
		events();
		next_block();
		let mut all = ends();
		all.sort_unstable_by_key(|end| end.0);
		assert_eq!(all, [((10, 0), 1, EndReason::Expired), ((20, 0), 1, EndReason::Expired)]);
		assert_eq!((held(30, 1_000), held(40, 1_000)), (1, -1));
	});
}

#[test]
fn resting_order_whose_time_is_over_does_not_fill() {
	build_and_execute(|| {
		let until = NewOrder { validity: Validity::UntilBlock(2), ..sell(1_000, 1, 100) };
		assert_ok!(place(10, until));
		assert_ok!(place(11, sell(1_000, 1, 101)));
		next_block();
		assert_ok!(place(20, buy(1_000, 1, 105)));
		events();
		next_block();
		assert_eq!(held(10, 1_000), 0);
		assert_eq!(held(11, 1_000), -1);
		assert_eq!(ends(), [((10, 0), 1, EndReason::Expired)]);
		assert_eq!(book(1_000, Side::Sell), []);
	});
}

// ---------------------------------------------------------------- volatility

#[test]
fn order_in_volatility_is_priced_anew_in_each_batch_and_never_beyond_its_collar() {
	for (vol_price, price) in [(100, 95), (101, 95), (102, 96), (150, 97)] {
		build_and_execute(|| {
			// GIVEN a resting bid at 95 % volatility, 97 at most
			assert_ok!(place(10, vol_order(95, buy(1_000, 1, 97))));
			next_block();
			assert_eq!(order_of(10, 0).unwrap().stage, Stage::Resting);
			// WHEN the market moved and someone sells at any price
			VolPrice::set(vol_price);
			assert_ok!(place(20, sell(1_000, 1, 90)));
			next_block();
			// THEN it pays what its volatility is worth now: a bid above is nearer the mark of 100
			let (paid, _) = batch();
			assert_eq!(paid, price, "{vol_price}");
			assert!(crate::VolOrders::<Test>::get(series(1_000)).is_empty());
		});
	}
}

#[test]
fn offer_in_volatility_rounds_up_and_never_asks_less_than_its_collar() {
	for (vol_price, price) in [(100, 10_500), (50, 10_300), (101, 10_605)] {
		build_and_execute(|| {
			assert_ok!(place(10, vol_order(105, sell(1_000, 1, 103))));
			next_block();
			VolPrice::set(vol_price);
			assert_ok!(place(20, buy(1_000, 1, 110)));
			events();
			next_block();
			let print = Trading::last_trades(series(1_000))[0];
			assert_eq!(print.price, Price::from_e8(price * CENT));
		});
	}
}

#[test]
fn order_in_volatility_fills_in_parts_and_keeps_resting() {
	build_and_execute(|| {
		assert_ok!(place(10, vol_order(100, buy(1_000, 5, 105))));
		next_block();
		for left in [4, 3] {
			assert_ok!(place(20, sell(1_000, 1, 100)));
			next_block();
			assert_eq!(order_of(10, 0).unwrap().terms.quantity, contracts(left));
			assert_eq!(crate::VolOrders::<Test>::get(series(1_000)).len(), 1);
		}
	});
}

// ---------------------------------------------------------------- bounds

#[test]
fn owner_does_not_trade_with_himself() {
	build_and_execute(|| {
		// GIVEN portfolios 10 and 11 of one owner
		assert_ok!(place(10, sell(1_000, 3, 99)));
		assert_ok!(place(11, buy(1_000, 5, 101)));
		events();
		next_block();
		// THEN both lose three contracts, nothing trades, and the rest stands
		let netted = |portfolio, sequence| Event::SelfTradeNetted {
			id: id(portfolio, sequence),
			quantity: contracts(3),
		};
		let mut all = events();
		all.sort_by_key(|event| format!("{event:?}"));
		assert_eq!(all, [netted(10, 0), netted(11, 0)]);
		assert_eq!(Executed::get(), []);
		assert_eq!(book(1_000, Side::Buy), [(101, 2)]);
		assert_eq!(orders_of(10), []);
		// AND the same holds of what rests
		assert_ok!(place(10, sell(1_000, 1, 101)));
		next_block();
		assert_eq!(book(1_000, Side::Buy), [(101, 1)]);
		assert_eq!(Executed::get(), []);
	});
}

#[test]
fn batch_takes_no_more_from_a_maker_than_its_cap() {
	// Delta a half and vega ten a contract.
	for (quantity, delta, vega, most) in [(3, 9, 900, 3), (9, 1, 900, 2), (9, 9, 10, 1)] {
		build_and_execute(|| {
			set_cap(10, quantity, delta, vega);
			for price in [100, 101, 102] {
				assert_ok!(place(10, sell(1_000, 2, price)));
			}
			next_block();
			assert_ok!(place(20, buy(1_000, 6, 105)));
			for block in 1..=6 {
				next_block();
				let sold = (most * block).min(6);
				assert_eq!((held(10, 1_000), held(20, 1_000)), (-sold, sold), "{block}");
			}
		});
	}
}

#[test]
fn order_that_its_cap_never_lets_fill_does_not_stand_in_the_way() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 95)));
		next_block();
		set_cap(10, 0, 0, 0);
		assert_ok!(place(20, buy(1_000, 1, 100)));
		events();
		next_block();
		assert_eq!(ends(), [((10, 0), 2, EndReason::QuoteCap)]);
		next_block();
		assert_eq!(order_of(20, 0).unwrap().stage, Stage::Resting);
		assert_eq!(book(1_000, Side::Sell), []);
		// AND one that is new does not get there
		assert_ok!(place(10, sell(1_000, 2, 105)));
		events();
		next_block();
		assert_eq!(ends(), [((10, 1), 2, EndReason::QuoteCap)]);
	});
}

#[test]
fn reduce_only_orders_are_capped_in_total_at_the_position() {
	build_and_execute(|| {
		hold(10, 1_000, 3);
		for _ in 0..2 {
			let reduce = NewOrder { reduce_only: true, ..sell(1_000, 2, 100) };
			assert_ok!(place(10, reduce));
		}
		assert_ok!(place(20, buy(1_000, 9, 100)));
		events();
		next_block();
		assert_eq!((held(10, 1_000), held(20, 1_000)), (0, 3));
		assert_eq!(ends(), [((10, 1), 1, EndReason::WouldOpen)]);
		assert_eq!(orders_of(10), []);
	});
}

#[test]
fn resting_reduce_only_order_goes_when_its_position_is_gone() {
	build_and_execute(|| {
		hold(10, 1_000, 3);
		assert_ok!(place(10, NewOrder { reduce_only: true, ..sell(1_000, 3, 100) }));
		next_block();
		hold(10, 1_000, -1);
		assert_ok!(place(20, buy(1_000, 2, 100)));
		events();
		next_block();
		assert_eq!(ends(), [((10, 0), 3, EndReason::WouldOpen)]);
		next_block();
		assert_eq!((held(10, 1_000), held(20, 1_000)), (-1, 0));
		assert_eq!(order_of(20, 0).unwrap().stage, Stage::Resting);
	});
}

#[test]
fn orders_that_margin_does_not_admit_end_and_touch_no_others() {
	build_and_execute(|| {
		Broke::set(vec![PortfolioId(10)]);
		assert_ok!(place(10, sell(1_000, 5, 95)));
		assert_ok!(place(20, sell(1_000, 2, 100)));
		assert_ok!(place(30, buy(1_000, 2, 100)));
		events();
		next_block();
		// The phantom order has moved no price.
		assert_eq!(ends(), [((10, 0), 5, EndReason::Margin)]);
		assert_eq!(Trading::last_trades(series(1_000))[0].price, usd(100));
		assert_eq!((held(20, 1_000), held(30, 1_000)), (-2, 2));
	});
}

#[test]
fn resting_orders_that_margin_no_longer_admits_give_way() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 5, 95)));
		assert_ok!(place(20, sell(1_000, 2, 100)));
		next_block();
		Broke::set(vec![PortfolioId(10)]);
		assert_ok!(place(30, buy(1_000, 2, 100)));
		events();
		next_block();
		assert_eq!(ends(), [((10, 0), 5, EndReason::Margin)]);
		assert_eq!((held(20, 1_000), held(30, 1_000)), (-2, 2));
		assert_eq!(book(1_000, Side::Sell), []);
	});
}

#[test]
fn frozen_portfolio_fills_nothing() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 5, 95)));
		next_block();
		assert_ok!(place(10, sell(1_000, 5, 95)));
		assert_ok!(place(30, buy(1_000, 2, 100)));
		Frozen::set(vec![PortfolioId(10)]);
		next_block();
		assert_eq!(Executed::get(), []);
		assert_eq!(orders_of(10), []);
	});
}

#[test]
fn without_room_of_open_interest_only_closing_fills() {
	build_and_execute(|| {
		Room::set(0);
		hold(10, 1_000, 2);
		hold(20, 1_000, -1);
		assert_ok!(place(10, sell(1_000, 5, 100)));
		assert_ok!(place(20, buy(1_000, 5, 100)));
		assert_ok!(place(30, buy(1_000, 5, 100)));
		next_block();
		assert_eq!((held(10, 1_000), held(20, 1_000), held(30, 1_000)), (1, 0, 0));
		// AND nothing of the orders is lost: with room again they fill
		Room::set(u64::MAX);
		next_block();
		next_block();
		assert_eq!(held(10, 1_000), -3);
		assert_eq!(book(1_000, Side::Buy), [(100, 5)]);
	});
}

#[test]
fn in_the_last_minute_only_closing_fills() {
	build_and_execute(|| {
		hold(10, 1_000, 2);
		hold(20, 1_000, -2);
		assert_ok!(place(10, sell(1_000, 5, 100)));
		assert_ok!(place(20, buy(1_000, 5, 100)));
		Now::set(2_000_000 - 60_000);
		next_block();
		assert_eq!((held(10, 1_000), held(20, 1_000)), (0, 0));
		assert_eq!(order_of(10, 0).unwrap().terms.quantity, contracts(3));
	});
}

#[test]
fn full_level_ends_what_does_not_fit() {
	build_and_execute(|| {
		let most = u64::from(MAX_LEVEL_ORDERS);
		for n in 0..most + 2 {
			assert_ok!(place(n % 90, sell(1_000, 1, 100)));
		}
		events();
		next_block();
		let all = ends();
		assert_eq!(all.len(), 2);
		assert!(all.iter().all(|end| end.2 == EndReason::LevelFull));
		assert_eq!(book(1_000, Side::Sell), [(100, i64::try_from(most).unwrap())]);
	});
}

#[test]
fn larger_order_displaces_the_smallest_of_a_full_level() {
	build_and_execute(|| {
		for n in 0..u64::from(MAX_LEVEL_ORDERS) {
			assert_ok!(place(n % 90, sell(1_000, if n == 7 { 1 } else { 2 }, 100)));
		}
		next_block();
		let smallest = orders_of(7)[0].sequence;
		let large = placed(90, sell(1_000, 5, 100));
		events();
		next_block();
		assert_eq!(ends(), [((7, smallest), 1, EndReason::LevelFull)]);
		assert_eq!(order_of(90, large).unwrap().stage, Stage::Resting);
		// One as small as the smallest finds no room.
		let equal = placed(91, sell(1_000, 2, 100));
		next_block();
		assert_eq!(ends(), [((91, equal), 2, EndReason::LevelFull)]);
	});
}

#[test]
fn larger_order_in_volatility_displaces_the_smallest() {
	build_and_execute(|| {
		for n in 0..u64::from(crate::MAX_VOL_ORDERS) {
			let quantity = if n == 7 { 1 } else { 2 };
			assert_ok!(place(n, vol_order(105, sell(1_000, quantity, 91))));
		}
		next_block();
		let large = placed(90, vol_order(105, sell(1_000, 3, 91)));
		let small = placed(91, vol_order(105, sell(1_000, 1, 91)));
		events();
		next_block();
		let mut ended = ends();
		ended.sort_by_key(|end| end.0);
		assert_eq!(
			ended,
			[((7, 0), 1, EndReason::LevelFull), ((91, small), 1, EndReason::LevelFull)]
		);
		assert_eq!(order_of(90, large).unwrap().stage, Stage::Resting);
	});
}

#[test]
fn post_only_order_that_meets_a_resting_one_in_its_batch_is_refused() {
	build_and_execute(|| {
		// GIVEN a bid at 100 that waits and an offer that waits too: neither is in the book
		assert_ok!(place(20, buy(1_000, 1, 95)));
		let limit = vol_order(90, buy(1_000, 1, 100));
		assert_ok!(place(30, limit));
		next_block();
		assert_ok!(place(10, NewOrder { post_only: true, ..sell(1_000, 1, 96) }));
		// WHEN the bid in volatility is worth more in the next block
		VolPrice::set(110);
		events();
		next_block();
		assert_eq!(ends(), [((10, 0), 1, EndReason::WouldTake)]);
		assert_eq!(Executed::get(), []);
	});
}

#[test]
fn post_only_orders_may_trade_with_new_ones() {
	build_and_execute(|| {
		assert_ok!(place(10, NewOrder { post_only: true, ..sell(1_000, 1, 100) }));
		assert_ok!(place(20, buy(1_000, 1, 100)));
		next_block();
		assert_eq!(held(20, 1_000), 1);
	});
}

// ---------------------------------------------------------------- the band

#[test]
fn offers_left_below_the_band_trade_at_its_edge_and_below_the_next_offer() {
	build_and_execute(|| {
		// GIVEN offers at 80, 85 and 92, and a band that has moved up to 90..110
		Band::set(Some((usd(70), usd(110))));
		for (portfolio, price) in [(10, 80), (20, 85), (30, 92)] {
			assert_ok!(place(portfolio, sell(1_000, 5, price)));
		}
		next_block();
		Band::set(Some((usd(90), usd(110))));
		assert_ok!(place(40, buy(1_000, 5, 95)));
		events();
		next_block();
		// THEN the best is taken at a price inside the band that the untouched offer at 92 does not
		// undercut
		let (price, fills) = batch();
		assert!((90..92).contains(&price), "{price}");
		assert!(fills.contains(&((10, 0), 5)) && fills.contains(&((40, 0), 5)), "{fills:?}");
		assert_eq!(book(1_000, Side::Sell), [(85, 5), (92, 5)]);
	});
}

#[test]
fn bids_left_above_the_band_trade_at_its_edge() {
	build_and_execute(|| {
		Band::set(Some((usd(90), usd(130))));
		for (portfolio, price) in [(10, 120), (20, 115), (30, 108)] {
			assert_ok!(place(portfolio, buy(1_000, 5, price)));
		}
		next_block();
		Band::set(Some((usd(90), usd(110))));
		assert_ok!(place(40, sell(1_000, 8, 105)));
		events();
		next_block();
		let (_, fills) = batch();
		let price = Trading::last_trades(series(1_000))[0].price;
		assert!(price > usd(108) && price <= usd(110), "{price:?}");
		let sold: i64 = fills.iter().filter(|(id, _)| id.0 == 40).map(|(_, n)| n).sum();
		assert_eq!(sold, 8);
		assert!(!fills.iter().any(|(id, _)| id.0 == 30), "{fills:?}");
	});
}

// ---------------------------------------------------------------- waiting

#[test]
fn cancelled_and_amended_orders_of_the_block_fill_as_they_are_now() {
	build_and_execute(|| {
		assert_ok!(place(20, buy(1_000, 9, 100)));
		let gone = placed(10, sell(1_000, 5, 100));
		let less = placed(10, sell(1_000, 5, 100));
		assert_ok!(cancel(10, gone));
		assert_ok!(amend(10, less, 2, 100));
		next_block();
		assert_eq!(held(10, 1_000), -2);
	});
}

#[test]
fn halted_series_waits_whole_and_matches_later() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		assert_ok!(place(20, buy(1_000, 2, 100)));
		assert_ok!(place(10, sell(1_100, 2, 100)));
		assert_ok!(place(20, buy(1_100, 2, 100)));
		Halts::mutate(|halts| halts.insert(series(1_000), true));
		for _ in 0..3 {
			next_block();
			assert_eq!((held(20, 1_000), held(20, 1_100)), (0, 2));
			assert_eq!(CollectedSeries::<Test>::get().into_inner(), [series(1_000)]);
		}
		Halts::set(Default::default());
		next_block();
		assert_eq!(held(20, 1_000), 2);
		assert!(CollectedSeries::<Test>::get().is_empty());
	});
}

#[test]
fn series_without_a_mark_waits() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		assert_ok!(place(20, buy(1_000, 2, 100)));
		let band = Band::get();
		Band::set(None);
		next_block();
		assert_eq!(Executed::get(), []);
		Band::set(band);
		next_block();
		assert_eq!(held(20, 1_000), 2);
	});
}

#[test]
fn orders_that_wait_for_a_series_that_is_over_end() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		assert_ok!(place(20, fill_or_kill(buy(1_000, 2, 100))));
		Now::set(2_000_000);
		events();
		next_block();
		let mut all = ends();
		all.sort_unstable_by_key(|end| end.0);
		assert_eq!(all, [((10, 0), 2, EndReason::Expired), ((20, 0), 2, EndReason::Expired)]);
		assert!(CollectedSeries::<Test>::get().is_empty());
	});
}

#[test]
fn order_that_crosses_what_it_could_not_reach_waits_for_the_next_batch() {
	build_and_execute(|| {
		// GIVEN a maker that gives one contract a batch
		set_cap(10, 1, 100, 1_000);
		assert_ok!(place(10, sell(1_000, 3, 100)));
		next_block();
		assert_ok!(place(20, buy(1_000, 3, 100)));
		next_block();
		assert_eq!(order_of(20, 0).unwrap().stage, Stage::Collected);
		assert_eq!(Collected::<Test>::get(series(1_000)).into_inner(), [id(20, 0)]);
		assert_eq!(CollectedSeries::<Test>::get().into_inner(), [series(1_000)]);
		// THEN it gets the others one by one
		next_block();
		next_block();
		assert_eq!(held(20, 1_000), 3);
		assert!(CollectedSeries::<Test>::get().is_empty());
	});
}

/// What the step costs before its first batch, with so many series that wait.
fn base_of_step(waiting: u32) -> Weight {
	<() as WeightInfo>::match_base().saturating_add(Trading::waiting_weight(waiting, 0))
}

/// What one series with two orders costs.
fn cost_of_one_series() -> Weight {
	let mut cost = Weight::zero();
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		assert_ok!(place(20, buy(1_000, 2, 100)));
		cost = next_block().saturating_sub(base_of_step(1));
	});
	cost
}

/// One batch of those that wait, but not two: one uses at most half of the weight for what comes to it.
fn enough_for_one_series() -> Weight {
	let waiting = u32::try_from(PAIRS.len()).unwrap();
	let base = base_of_step(waiting).saturating_add(<() as WeightInfo>::match_series());
	base.saturating_add(cost_of_one_series().saturating_mul(19) / 10)
}

/// Strike, seller, buyer.
const PAIRS: [(u64, u64, u64); 4] =
	[(1_000, 10, 20), (1_100, 30, 40), (1_200, 50, 60), (1_300, 70, 80)];

#[test]
fn series_that_does_not_fit_waits_whole_and_goes_first_next_time() {
	let enough = enough_for_one_series();
	build_and_execute(|| {
		// GIVEN series of which one fits a block
		let trade = |(strike, seller, buyer): (u64, u64, u64)| {
			assert_ok!(place(seller, sell(strike, 2, 100)));
			assert_ok!(place(buyer, buy(strike, 2, 100)));
		};
		PAIRS.into_iter().for_each(trade);
		let held = || PAIRS.map(|(strike, _, buyer)| held(buyer, strike));
		next_block_within(enough);
		assert_eq!(held(), [2, 0, 0, 0]);
		assert_eq!(MatchCursor::<Test>::get(), Some(series(1_100)));
		assert_eq!(Collected::<Test>::get(series(1_100)).len(), 2, "whole");
		// WHEN the first one gets orders again, THEN the others do not lose their turn
		trade(PAIRS[0]);
		next_block_within(enough);
		assert_eq!(held(), [2, 2, 0, 0]);
		next_block_within(enough);
		assert_eq!(held(), [2, 2, 2, 0]);
		next_block_within(enough);
		assert_eq!(held(), [2, 2, 2, 2]);
		next_block_within(enough);
		assert_eq!(held(), [4, 2, 2, 2]);
	});
}

/// Forty portfolios that cross at 100 in one series.
fn crowd() {
	for n in 0..20 {
		assert_ok!(place(n, sell(1_000, 1, 100)));
		assert_ok!(place(90 - n, buy(1_000, 1, 100)));
	}
}

/// What the crowd holds of either side, e8.
fn filled_of_crowd() -> (i64, i64) {
	let held = Held::get();
	let longs = held.values().filter(|held| **held > 0).sum();
	(longs, -held.values().filter(|held| **held < 0).sum::<i64>())
}

const ALL_OF_CROWD: i64 = 20 * 100_000_000;

#[test]
fn batch_larger_than_a_block_goes_on_in_parts() {
	let mut whole = Weight::zero();
	build_and_execute(|| {
		crowd();
		whole = next_block();
		assert_eq!(filled_of_crowd(), (ALL_OF_CROWD, ALL_OF_CROWD));
	});
	for limit in [whole / 2, whole / 3, Trading::process_matching_least()] {
		build_and_execute(|| {
			crowd();
			let mut blocks = 0;
			while filled_of_crowd().0 < ALL_OF_CROWD {
				next_block_within(limit);
				blocks += 1;
				assert!(blocks < 200, "{limit:?}: {:?}", filled_of_crowd());
			}
			// Nothing was lost or filled twice.
			assert!(blocks > 1);
			assert_eq!(filled_of_crowd(), (ALL_OF_CROWD, ALL_OF_CROWD));
			assert!((0..100).all(|n| orders_of(n).is_empty()));
		});
	}
}

#[test]
fn part_of_a_batch_is_not_chosen_by_who_was_first() {
	let enough = Weight::from_parts(5_000_000_000, 5_000_000);
	let result = |backwards: bool| {
		let mut held = Default::default();
		build_and_execute(|| {
			let mut all: Vec<(u64, NewOrder)> = (0..20)
				.flat_map(|n| [(n, sell(1_000, 1, 100)), (90 - n, buy(1_000, 1, 100))])
				.collect();
			if backwards {
				all.reverse();
			}
			for (portfolio, order) in all {
				assert_ok!(place(portfolio, order));
			}
			next_block_within(enough);
			assert!((1..ALL_OF_CROWD).contains(&filled_of_crowd().0), "{:?}", filled_of_crowd());
			held = Held::get();
		});
		held
	};
	assert_eq!(result(false), result(true));
}

#[test]
fn nobody_trades_through_the_part_of_the_book_that_was_not_read() {
	let mut all = Weight::zero();
	let state = || {
		for n in 0..8 {
			assert_ok!(place(n, sell(1_000, 1, 95)));
		}
		next_block();
		events();
		for n in 0..6 {
			assert_ok!(place(50 + n, buy(1_000, 1, 100)));
			assert_ok!(place(70 + n, sell(1_000, 1, 100)));
		}
	};
	build_and_execute(|| {
		state();
		all = next_block();
	});
	for share in 1..=20 {
		build_and_execute(|| {
			state();
			let mut bought = false;
			for _ in 0..30 {
				next_block_within(all.saturating_mul(share) / 20);
				// As long as somebody offers at 95, nobody who asks for more sells.
				let cheap = book(1_000, Side::Sell).iter().any(|(price, _)| *price == 95);
				let sold =
					(70..76).any(|n| Held::get().contains_key(&(PortfolioId(n), series(1_000))));
				assert!(!(cheap && sold), "sold at 100 with 95 on offer");
				bought |=
					Held::get().values().filter(|held| **held > 0).sum::<i64>() == 6 * 100_000_000;
			}
			// What comes to a batch may use half of the weight.
			assert!(bought || share <= 10, "with {share} of 20");
		});
	}
}

#[test]
fn halted_series_takes_no_turn_from_others() {
	let enough = enough_for_one_series();
	build_and_execute(|| {
		for (strike, seller, buyer) in [(1_000, 10, 20), (1_100, 30, 40), (1_200, 50, 60)] {
			assert_ok!(place(seller, sell(strike, 2, 100)));
			assert_ok!(place(buyer, buy(strike, 2, 100)));
		}
		Halts::mutate(|halts| halts.insert(series(1_000), true));
		// WHEN one of them is busy in every block
		for block in 1..=3 {
			next_block_within(enough);
			if block < 3 {
				assert_ok!(place(30, sell(1_100, 2, 100)));
				assert_ok!(place(40, buy(1_100, 2, 100)));
			}
		}
		// THEN the last had its turn all the same
		assert_eq!(held(60, 1_200), 2);
	});
}

#[test]
fn step_never_uses_more_than_it_is_given() {
	let state = || {
		for n in 0..40 {
			let order =
				if n % 2 == 0 { sell(1_000, 2, 95 + n % 7) } else { buy(1_000, 3, 94 + n % 8) };
			assert_ok!(place(n, order));
			assert_ok!(place(n, NewOrder { series: series(1_001), ..order }));
			assert_ok!(place(n, fill_or_kill(NewOrder { series: series(1_002), ..order })));
		}
		place_combo(20, combo(3, 1, cash(1_000)));
	};
	let mut all = Weight::zero();
	build_and_execute(|| {
		state();
		all = next_block();
	});
	for share in 0..=10 {
		build_and_execute(|| {
			state();
			let limit =
				Weight::from_parts(all.ref_time() / 10 * share, all.proof_size() / 10 * share);
			// `next_block_within` asserts it.
			for _ in 0..8 {
				next_block_within(limit);
			}
		});
	}
}

#[test]
fn step_reads_what_a_taker_needs_and_not_how_deep_the_book_is() {
	let cost = |levels: u64| {
		let mut cost = Weight::zero();
		build_and_execute(|| {
			for n in 0..levels {
				let price = Price::from_e8(10_000 * CENT + n * CENT);
				let order = NewOrder { limit: Limit::Price(price), ..sell(1_000, 1, 100) };
				// Sixteen orders a portfolio; 80 and above take.
				assert_ok!(place(n / 16, order));
			}
			next_block();
			assert_ok!(place(80, buy(1_000, 3, 110)));
			cost = next_block();
			assert_eq!(held(80, 1_000), 3);
		});
		cost
	};
	// One maker's orders, all of which are judged with the one that fills.
	let shallow = cost(16);
	assert_eq!(shallow, cost(100));
	assert_eq!(shallow, cost(1_000));
}

#[test]
fn prints_keep_the_last_sixteen() {
	build_and_execute(|| {
		for n in 0..20u64 {
			let price = 91 + n % 18;
			assert_ok!(place(10, sell(1_000, 1, price)));
			assert_ok!(place(20, buy(1_000, 1, price)));
			next_block();
		}
		let prints = Trading::last_trades(series(1_000));
		assert_eq!(prints.len(), 16);
		assert_eq!(prints[15].price, usd(91 + 19 % 18));
		assert_eq!(prints[15].moment, Now::get());
		assert!(prints.windows(2).all(|pair| pair[0].moment < pair[1].moment));
	});
}
