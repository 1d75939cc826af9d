// SPDX-License-Identifier: Apache-2.0
//! Insolvent auctions: what the fund pays, and its caps.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::assert_ok;
use tenor_fixed::Cash;
use tenor_liquidation::{Params, Stage};
use tenor_series::PortfolioId;

/// Equity -400, maintenance margin -600.
fn underwater() {
	give(1, 1_000, -10, 0);
	give(2, 10_000, 0, 0);
	price(140);
	assert_ok!(flag(1));
	next_block();
}

#[test]
fn fund_pays_the_loss_at_once_and_a_rising_part_of_the_margin() {
	build_and_execute(underwater, || {
		// GIVEN an insolvent portfolio: no fee, the price is what it owes
		let start = auction(1).unwrap();
		assert_eq!((start.phase, start.fee), (Phase::Selling(Stage::Insolvent), Cash::ZERO));
		assert_eq!((start.price, Need::<Test>::get()), (cash(-400), cash(600)));
		// WHEN nobody takes it for half an hour, THEN half of the margin comes on top
		run_minutes(30);
		assert_eq!(auction(1).unwrap().price, cash(-500));
		let fund = Insurance::get();
		assert_ok!(bid(1, 2, 50, -450));
		next_block();
		let paid = fund - Insurance::get();
		assert!((250_00000000..250_10000000).contains(&paid), "{paid}");
		assert_eq!(record(2).contracts, -5_00000000);
		// He took half of the cash too: 500.
		assert_eq!(record(2).cash, 10_500_00000000 + paid);
		assert_eq!((record(1).cash, record(1).contracts), (500_00000000, -5_00000000));
		assert_eq!(Need::<Test>::get(), cash(300));
		assert_eq!(Paid::<Test>::get().of_day.e8(), paid - 200_00000000);
		// AND with the second half it is over, nobody owes anything
		assert_ok!(bid(1, 2, 100, 0));
		next_block();
		assert!(auction(1).is_none());
		assert_eq!(Need::<Test>::get(), Cash::ZERO);
		assert_eq!(record(1), Record::default());
	});
}

#[test]
fn bidder_who_wants_more_waits() {
	build_and_execute(underwater, || {
		assert_ok!(bid(1, 2, 100, -450));
		run_minutes(10);
		assert_eq!(record(2).contracts, 0);
		run_minutes(6);
		assert_eq!(record(2).contracts, -10_00000000);
	});
}

#[test]
fn insolvent_portfolio_is_free_once_its_margin_is_met_again() {
	build_and_execute(underwater, || {
		price(79);
		next_block();
		assert!(auction(1).is_none() && !record(1).frozen);
		assert_eq!(Need::<Test>::get(), Cash::ZERO);
	});
}

#[test]
fn caps_bind_what_is_paid_above_the_loss_and_never_the_loss() {
	build_and_execute(underwater, || {
		let params =
			Params { premium_per_block: cash(30), premium_per_day: cash(50), ..Default::default() };
		assert_ok!(Liquidation::set_params(RuntimeOrigin::root(), params));
		run_minutes(60);
		// GIVEN a price of -600 of which 200 are premium, WHEN a tenth is taken in one block
		let paid_for = |share, limit| {
			let fund = Insurance::get();
			assert_ok!(bid(1, 2, share, limit));
			next_block();
			fund - Insurance::get()
		};
		assert_eq!(paid_for(10, -600), 60_00000000);
		// THEN a block pays 30 at most, a day 50; who wants more waits
		assert_eq!(paid_for(50, -600), 0);
		assert_eq!(paid_for(50, -410), (180 + 30) * 100_000_000);
		// The loss of the rest is paid in full.
		assert_eq!(paid_for(100, 0), 180_00000000);
		assert!(auction(1).is_none());
		assert_eq!(Paid::<Test>::get().of_day, cash(50));
	});
}

#[test]
fn what_the_fund_does_not_hold_becomes_shortfall() {
	new_test_ext().execute_with(|| {
		underwater();
		Insurance::put(100_00000000);
		let before = totals();
		assert_ok!(bid(1, 2, 100, 0));
		next_block();
		assert_eq!((Insurance::get(), Shortfall::get()), (0, 300_00000000 + 5555555));
		assert_eq!(totals(), before);
		assert!(auction(1).is_none());
		assert_eq!(record(2).contracts, -10_00000000);
		Liquidation::do_try_state().unwrap();
	});
}

#[test]
fn solvent_auction_that_loses_its_equity_turns_insolvent() {
	build_and_execute(
		|| give(1, 1_100, -10, 0),
		|| {
			assert_ok!(flag(1));
			next_block();
			run_minutes(1);
			price(120);
			next_block();
			let turned = auction(1).unwrap();
			assert_eq!((turned.phase, turned.active_ms), (Phase::Selling(Stage::Insolvent), 0));
			assert!(events().iter().any(|event| matches!(
				event,
				Event::TurnedInsolvent { portfolio: PortfolioId(1), .. }
			)));
		},
	);
}
