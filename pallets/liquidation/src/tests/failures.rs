// SPDX-License-Identifier: Apache-2.0
//! What went wrong elsewhere: one test for each known failure of liquidation systems.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_series::PortfolioId;

fn dropped(reason: DropReason) -> bool {
	events()
		.into_iter()
		.any(|event| matches!(event, Event::BidDropped { reason: r, .. } if r == reason))
}

fn running() {
	give(1, 1_300, -10, 20);
	give(2, 100_000, 0, 0);
	give(3, 100_000, 0, 0);
	price(140);
	assert_ok!(flag(1));
	next_block();
}

#[test]
fn dust_deposit_does_not_block_a_bid() {
	new_test_ext().execute_with(|| {
		running();
		// GIVEN a bid for the book as it is, WHEN the owner deposits a trifle of cash and of an asset
		let version = auction(1).unwrap().version;
		assert_ok!(bid_for(1, 2, 10, 1_000, Some(version)));
		Records::mutate(PortfolioId(1), |record| {
			let record = record.as_mut().unwrap();
			record.cash += 1;
			record.assets += 1;
		});
		next_block();
		// THEN it fills: the version is that of the positions
		assert!(record(2).contracts < 0);
	});
}

#[test]
fn bidder_does_not_pay_with_cash_he_does_not_have() {
	build_and_execute(
		|| {
			// GIVEN a portfolio that owes 500 dollars against 80 units of an asset
			give(1, -500, 0, 80);
			AssetPrice::set((7_00000000, 800));
			give(4, 200, 0, 10_000);
			assert_ok!(flag(1));
			next_block();
		},
		|| {
			// WHEN somebody bids whose assets carry the share, but whose cash does not pay its debt
			assert_ok!(bid(1, 4, 100, 1_000));
			let before = record(4);
			next_block();
			// THEN his bid is dropped whole
			assert_eq!(record(4), before);
			assert!(dropped(DropReason::Refused(DispatchError::Other(""))));
			assert!(auction(1).is_some());
		},
	);
}

#[test]
fn whole_sale_ends_the_auction() {
	build_and_execute(
		|| {
			give(1, 1_000, -10, 0);
			give(2, 10_000, 0, 0);
			price(140);
			assert_ok!(flag(1));
			next_block();
		},
		|| {
			assert_ok!(bid(1, 2, 100, 0));
			next_block();
			assert_eq!(auction(1), None);
			assert!(!record(1).frozen);
			assert_eq!(Auctions::<Test>::count(), 0);
			// And it can be flagged again, from the start.
			assert_noop!(flag(1), Error::<Test>::MarginMet);
		},
	);
}

#[test]
fn account_that_changes_meanwhile_drops_bids_for_the_old_book() {
	build_and_execute(running, || {
		let version = auction(1).unwrap().version;
		assert_ok!(bid_for(1, 2, 10, 1_000, Some(version)));
		assert_ok!(bid(1, 3, 10, 1_000));
		// WHEN a settlement takes a tenth of a contract away before the fill
		Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().contracts += 10000000);
		Records::mutate(PortfolioId(3), |record| record.as_mut().unwrap().contracts -= 10000000);
		next_block();
		// THEN who named the version is out, who did not gets his share of what is there
		assert!(dropped(DropReason::VersionChanged));
		assert_eq!(record(2).contracts, 0);
		assert_eq!(record(3).contracts, -1_09000000);
		assert_eq!(auction(1).unwrap().version, version + 2);
	});
}

#[test]
fn need_of_insolvent_auctions_goes_with_them() {
	build_and_execute(
		|| {
			for id in 1..6 {
				give(id, 1_000, -10, 0);
			}
			give(9, 100_000, 0, 0);
			price(140);
		},
		|| {
			for id in 1..6 {
				assert_ok!(flag(id));
			}
			next_block();
			assert_eq!(Need::<Test>::get(), cash(3_000));
			// One is sold, one half sold, the market saves the others.
			assert_ok!(bid(1, 9, 100, 0));
			assert_ok!(bid(2, 9, 50, 0));
			next_block();
			assert_eq!(Need::<Test>::get(), cash(2_100));
			price(79);
			next_block();
			assert_eq!((Auctions::<Test>::count(), Need::<Test>::get()), (0, Cash::ZERO));
		},
	);
}

#[test]
fn fully_covered_portfolio_is_neither_flagged_nor_kept_in_an_auction() {
	build_and_execute(
		|| give(1, 1_100, -10, 0),
		|| {
			// GIVEN one that only holds longs and whose asset is a debt-like weight on its margin
			give(2, 10, 5, 0);
			Records::mutate(PortfolioId(2), |record| {
				record.as_mut().unwrap().assets = -90_00000000
			});
			assert!(record(2).maintenance() < 0);
			assert_noop!(flag(2), Error::<Test>::FullyCovered);
			Records::remove(PortfolioId(2));
			// AND one in an auction whose shorts are settled meanwhile
			give(3, 0, 0, 0);
			assert_ok!(flag(1));
			next_block();
			for (id, by) in [(1, 12_00000000), (3, -12_00000000)] {
				Records::mutate(PortfolioId(id), |record| record.as_mut().unwrap().contracts += by);
			}
			next_block();
			assert_eq!(auction(1), None);
		},
	);
}

#[test]
fn account_that_fails_does_not_stop_the_others() {
	build_and_execute(
		|| {
			for id in 1..6 {
				give(id, 1_100, -10, 0);
			}
			give(9, 100_000, 0, 0);
		},
		|| {
			for id in 1..6 {
				assert_ok!(flag(id));
			}
			// GIVEN one that can't be valued and one whose record can't be changed
			Broken::set(vec![PortfolioId(2)]);
			Stuck::set(vec![PortfolioId(4)]);
			next_block();
			for id in [1, 3, 5] {
				assert!(matches!(auction(id).unwrap().phase, Phase::Selling(_)));
				assert_ok!(bid(id, 9, 10, 1_000));
			}
			assert_eq!(auction(2).unwrap().phase, Phase::Flagged);
			assert_eq!(auction(4).unwrap().phase, Phase::Flagged);
			// The text of an error is not part of an event.
			let error = DispatchError::Other("");
			assert!(events().contains(&Event::AuctionSkipped { portfolio: PortfolioId(4), error }));
			next_block();
			assert_eq!(record(9).contracts, -3_00000000);
			Stuck::set(vec![]);
			Broken::set(vec![]);
		},
	);
}

#[test]
fn second_shortfall_adds_to_the_first() {
	new_test_ext().execute_with(|| {
		give(1, 1_000, -10, 0);
		give(2, 1_000, -10, 0);
		give(9, 100_000, 0, 0);
		price(140);
		assert_ok!(flag(1));
		assert_ok!(flag(2));
		next_block();
		Insurance::put(0);
		let before = totals();
		for id in [1, 2] {
			assert_ok!(bid(id, 9, 100, 0));
			next_block();
		}
		assert!((800_00000000..801_00000000).contains(&Shortfall::get()));
		assert_eq!(totals(), before);
	});
}

#[test]
fn order_of_liquidations_does_not_change_the_total() {
	let total = |order: [u64; 3]| {
		new_test_ext().execute_with(|| {
			give(1, 1_000, -10, 0);
			give(2, 900, -10, 5);
			give(3, 800, -7, 3);
			give(9, 100_000, 0, 0);
			price(140);
			for id in order {
				assert_ok!(flag(id));
			}
			next_block();
			Insurance::put(500_00000000);
			for id in order {
				assert_ok!(bid(id, 9, 100, 0));
			}
			next_block();
			assert_eq!(Auctions::<Test>::count(), 0);
			(Insurance::get(), Shortfall::get(), record(9))
		})
	};
	let one = total([1, 2, 3]);
	assert!(one.1 > 0);
	assert_eq!(total([3, 2, 1]), one);
	assert_eq!(total([2, 3, 1]), one);
}

#[test]
fn bid_that_can_not_be_settled_leaves_its_share_to_the_next() {
	new_test_ext().execute_with(|| {
		running();
		// GIVEN the best bid is that of somebody who will not be able to carry it
		give(4, 60, 0, 0);
		assert_ok!(bid(1, 4, 60, 5_000));
		assert_ok!(bid(1, 2, 100, 1_000));
		let poor = record(4);
		next_block();
		assert_eq!(record(4), poor);
		// THEN the other gets the largest share in the same block
		assert_eq!(auction(1), None);
		assert!(record(2).contracts < -5_00000000);
	});
}
