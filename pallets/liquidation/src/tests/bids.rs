// SPDX-License-Identifier: Apache-2.0
//! Bids: who may, in which order they fill, at what price.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_series::PortfolioId;

/// Portfolio 1 in a running auction, bidders 2 to 5 with ample cash.
fn running() {
	give(1, 1_300, -10, 20);
	for id in 2..6 {
		give(id, 100_000, 0, 0);
	}
	price(140);
	assert_ok!(flag(1));
	next_block();
}

fn shares() -> Vec<(u64, i128)> {
	let filled = |event| match event {
		Event::BidFilled { bidder, share, .. } => Some((bidder.0, share.e18())),
		_ => None,
	};
	events().into_iter().filter_map(filled).collect()
}

#[test]
fn bids_fill_in_the_next_block_at_one_price() {
	build_and_execute(running, || {
		assert_ok!(bid(1, 2, 10, 1_000));
		assert_ok!(bid(1, 3, 10, 900));
		assert_eq!(shares(), []);
		next_block();
		assert_eq!(shares(), [(2, 100_000_000_000_000_000), (3, 100_000_000_000_000_000)]);
		let costs: Vec<Cash> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::BidFilled { cost, .. } => Some(cost),
				_ => None,
			})
			.collect();
		assert_eq!(costs[0], costs[1]);
		assert!((record(2).contracts - record(3).contracts).abs() <= 1);
		assert!(BidsOf::<Test>::get(PortfolioId(1)).is_empty());
	});
}

#[test]
fn highest_limit_first_then_pro_rata() {
	build_and_execute(running, || {
		let most = Liquidation::quote(PortfolioId(1), percent(100)).unwrap().terms.share;
		assert_ok!(bid(1, 4, 100, 500));
		assert_ok!(bid(1, 5, 50, 500));
		assert_ok!(bid(1, 3, 30, 501));
		assert_ok!(bid(1, 2, 100, 10));
		next_block();
		// THEN 3 gets his 30 %, 4 and 5 two thirds and one third of the rest, 2 nothing below the price
		let got = shares();
		assert_eq!(got[0], (3, 300_000_000_000_000_000));
		assert_eq!((got[1].0, got[2].0), (4, 5));
		assert!((got[1].1 - 2 * got[2].1).abs() <= 2);
		let sold: i128 = got.iter().map(|(_, share)| share).sum();
		assert!((sold - most.e18()).abs() < 1_000_000_000_000_000, "{sold} {most}");
		assert!(auction(1).is_none());
	});
}

#[test]
fn order_of_bids_in_a_block_does_not_matter() {
	let outcome = |order: &[u64]| {
		new_test_ext().execute_with(|| {
			running();
			for id in order {
				let limit = if *id == 5 { 900 } else { 800 };
				assert_ok!(bid(1, *id, 20 * i128::from(*id), limit));
			}
			next_block();
			next_block();
			(1..6).map(record).collect::<Vec<_>>()
		})
	};
	let one = outcome(&[2, 3, 4, 5]);
	assert_eq!(outcome(&[5, 4, 3, 2]), one);
	assert_eq!(outcome(&[3, 5, 2, 4]), one);
}

#[test]
fn limit_below_the_price_waits_for_the_clock() {
	build_and_execute(running, || {
		let price = auction(1).unwrap().price;
		let limit = price.e8() * 80 / 95 / 100_000_000;
		assert_ok!(bid(1, 2, 10, limit));
		next_block();
		assert_eq!(shares(), []);
		assert_eq!(Liquidation::bids(PortfolioId(1)).len(), 1);
		run_minutes(14);
		assert_eq!(shares().len(), 1);
	});
}

#[test]
fn bids_that_make_no_sense_are_refused_by_name() {
	build_and_execute(running, || {
		assert_noop!(bid(2, 3, 10, 1_000), Error::<Test>::NoAuction);
		assert_noop!(bid(1, 9, 10, 1_000), Error::<Test>::UnknownPortfolio);
		let (id, to) = (PortfolioId(1), PortfolioId(2));
		let other = RuntimeOrigin::signed(3);
		assert_noop!(
			Liquidation::bid(other, id, to, percent(10), cash(1), None),
			Error::<Test>::NotOwner
		);
		assert_noop!(bid(1, 1, 10, 1_000), Error::<Test>::BidderFrozen);
		assert_noop!(bid(1, 2, 0, 1_000), Error::<Test>::ShareOutOfRange);
		assert_noop!(bid(1, 2, 101, 1_000), Error::<Test>::ShareOutOfRange);
		let version = auction(1).unwrap().version;
		assert_noop!(bid_for(1, 2, 10, 1_000, Some(version + 1)), Error::<Test>::VersionChanged);
		Records::mutate(to, |record| record.as_mut().unwrap().cash = 1);
		assert_noop!(bid(1, 2, 10, 1_000), Error::<Test>::InsufficientCash);
		assert_noop!(
			Liquidation::cancel_bid(RuntimeOrigin::signed(3), id, PortfolioId(3)),
			Error::<Test>::NoBid
		);
		Records::mutate(to, |record| record.as_mut().unwrap().cash = 100_000_00000000);
	});
}

#[test]
fn bidder_has_one_bid_and_may_take_it_back() {
	build_and_execute(running, || {
		assert_ok!(bid(1, 2, 10, 1_000));
		assert_ok!(bid(1, 2, 20, 900));
		let id = PortfolioId(1);
		assert_eq!(Liquidation::bids(id).len(), 1);
		assert_ok!(Liquidation::cancel_bid(RuntimeOrigin::signed(2), id, PortfolioId(2)));
		assert!(!BidsOf::<Test>::contains_key(id));
		next_block();
		assert_eq!(shares(), []);
	});
}

#[test]
fn better_bid_takes_the_place_of_the_worst_when_the_list_is_full() {
	build_and_execute(
		|| {
			running();
			(100..140).for_each(|id| give(id, 100_000, 0, 0));
		},
		|| {
			for n in 0..32 {
				assert_ok!(bid(1, 100 + n, 1, 1_000 + i128::from(n)));
			}
			assert_noop!(bid(1, 135, 1, 999), Error::<Test>::OutbidByAll);
			assert_ok!(bid(1, 136, 1, 1_001));
			let bids = Liquidation::bids(PortfolioId(1));
			assert_eq!((bids[0].bidder, bids.len()), (PortfolioId(131), 32));
			assert!(events().contains(&Event::BidDropped {
				portfolio: PortfolioId(1),
				bidder: PortfolioId(100),
				reason: DropReason::Outbid,
			}));
		},
	);
}
