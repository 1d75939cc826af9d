// SPDX-License-Identifier: Apache-2.0
//! Solvent auctions: clock, price, largest share, end.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::assert_ok;
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::Stage;
use tenor_series::PortfolioId;

fn quote(id: u64) -> Quote {
	Liquidation::quote_of(PortfolioId(id), Fixed::ONE).unwrap()
}

#[test]
fn largest_share_brings_the_portfolio_to_its_buffer_and_frees_it() {
	build_and_execute(
		|| {
			give(1, 1_300, -10, 20);
			give(2, 100_000, 0, 0);
		},
		|| {
			price(120);
			// GIVEN equity 300, maintenance margin 300 - 40 - 200 = 60: safe; then 140: below
			price(140);
			assert_ok!(flag(1));
			next_block();
			let offered = quote(1);
			assert_eq!(offered.stage, Stage::Solvent);
			assert!(offered.terms.share < Fixed::ONE && offered.terms.share > percent(50));
			// WHEN somebody takes all he can get
			assert_ok!(bid(1, 2, 100, 1_000));
			next_block();
			// THEN the buffer margin is a trifle above zero, and the portfolio is free
			let left = record(1);
			let buffer = left.maintenance() + (left.maintenance() - left.equity()) * 15 / 100;
			assert!((0..=2_000).contains(&buffer), "{buffer}");
			assert!(!left.frozen && auction(1).is_none());
			assert!(left.contracts < 0 && left.assets > 0);
			let outcome = Outcome::Safe;
			assert!(events().contains(&Event::AuctionEnded { portfolio: PortfolioId(1), outcome }));
		},
	);
}

#[test]
fn price_falls_with_the_clock_and_the_clock_stands_on_stale_data() {
	build_and_execute(
		|| give(1, 1_100, -10, 0),
		|| {
			assert_ok!(flag(1));
			next_block();
			let start = auction(1).unwrap();
			assert_eq!(start.active_ms, 0);
			let equity = record(1).equity();
			assert_eq!(start.price.e8(), (equity * 95 + 99) / 100);
			run_minutes(15);
			let knee = auction(1).unwrap();
			assert_eq!(knee.active_ms, 900_000);
			assert_eq!(knee.price.e8(), (equity * 70 + 99) / 100);
			// WHEN data are stale for a minute, THEN the clock stands,
			Fresh::set(false);
			run_minutes(1);
			assert_eq!(auction(1).unwrap().active_ms, 900_000);
			assert!(!quote(1).fresh);
			// AND the gap is not made up for afterwards
			Fresh::set(true);
			next_block();
			assert_eq!(auction(1).unwrap().active_ms, 901_000);
			// AND a block that comes late counts six seconds
			run_block_with(3_600_000, polkadot_sdk::frame_support::weights::Weight::MAX);
			assert_eq!(auction(1).unwrap().active_ms, 907_000);
		},
	);
}

#[test]
fn auction_ends_when_the_market_comes_back() {
	build_and_execute(
		|| give(1, 1_100, -10, 0),
		|| {
			assert_ok!(flag(1));
			next_block();
			price(90);
			next_block();
			// At 90 the margin is zero but not the buffer; at 70 it is.
			assert!(auction(1).is_some());
			price(70);
			next_block();
			assert!(auction(1).is_none() && !record(1).frozen);
		},
	);
}

#[test]
fn owner_deposits_himself_free() {
	give_back(|| {
		Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().cash += 400_00000000);
	});
}

fn give_back(deposit: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		give(1, 1_100, -10, 0);
		assert_ok!(flag(1));
		next_block();
		deposit();
		next_block();
		assert!(auction(1).is_none() && !record(1).frozen);
	});
}

#[test]
fn nobody_bids_and_after_its_time_the_fund_pays() {
	build_and_execute(
		|| {
			give(1, 1_100, -10, 0);
			give(2, 10_000, 0, 0);
		},
		|| {
			assert_ok!(flag(1));
			next_block();
			run_minutes(134);
			assert_eq!(auction(1).unwrap().phase, Phase::Selling(Stage::Solvent));
			run_minutes(2);
			let late = auction(1).unwrap();
			assert_eq!(late.phase, Phase::Selling(Stage::Insolvent));
			// THEN who takes it is paid a rising part of the missing margin
			run_minutes(60);
			assert_eq!(auction(1).unwrap().price.e8(), record(1).maintenance());
			assert_ok!(bid(1, 2, 100, 0));
			next_block();
			assert_eq!(record(2).contracts, -10_00000000);
			assert!(auction(1).is_none());
			assert_eq!(record(1).cash, 0);
		},
	);
}

#[test]
fn small_equity_sells_all_at_once() {
	build_and_execute(
		|| {
			give(1, 1_005, -10, 0);
			give(2, 10_000, 0, 0);
		},
		|| {
			assert_ok!(flag(1));
			next_block();
			assert_eq!(quote(1).terms.share, Fixed::ONE);
			assert_ok!(bid(1, 2, 100, 10));
			next_block();
			assert_eq!((record(1).contracts, record(2).contracts), (0, -10_00000000));
			// The owner keeps what was paid.
			assert!(record(1).cash > 0 && !record(1).frozen);
			let outcome = Outcome::Sold;
			assert!(events().contains(&Event::AuctionEnded { portfolio: PortfolioId(1), outcome }));
		},
	);
}

#[test]
fn what_was_received_is_sold_too_when_it_is_all_that_is_left() {
	build_and_execute(
		|| {
			give(1, 1_300, -10, 20);
			give(2, 100_000, 0, 0);
		},
		|| {
			// GIVEN an auction that has sold a fifth
			price(140);
			assert_ok!(flag(1));
			next_block();
			assert_ok!(bid(1, 2, 20, 1_000));
			next_block();
			let received = auction(1).unwrap().received;
			assert!(received.is_positive());
			let fee = auction(1).unwrap().fee;
			// WHEN the rest is worth less than nothing, but not more so than was received
			let rest = record(1);
			let worth =
				|dollars: i128| rest.equity() - (dollars - 140) * -rest.contracts - received.e8();
			let at = (140..200).find(|dollars| worth(*dollars) <= 0).unwrap();
			price(at);
			assert!(record(1).equity() > 0);
			next_block();
			// THEN it starts again, with nothing received and no second fee
			let again = auction(1).unwrap();
			assert_eq!((again.received, again.active_ms, again.fee), (Cash::ZERO, 0, fee));
			assert!(events().contains(&Event::AuctionRestarted { portfolio: PortfolioId(1) }));
			assert!(quote(1).terms.price.is_positive());
		},
	);
}
