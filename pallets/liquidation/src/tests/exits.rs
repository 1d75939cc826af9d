// SPDX-License-Identifier: Apache-2.0
//! Exits: whose positions are sold, at what price, and what becomes of the rest.

use crate::{mock::*, *};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::DispatchResult},
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_liquidation::Stage;
use tenor_series::PortfolioId;

fn exit(id: u64) -> DispatchResult {
	let asked = Liquidation::request_exit(RuntimeOrigin::signed(id), PortfolioId(id));
	asked.map(|_| ()).map_err(|failed| failed.error)
}

fn cancel(id: u64) -> DispatchResult {
	Liquidation::cancel_exit(RuntimeOrigin::signed(id), PortfolioId(id))
}

/// 10,000 and 5 units of 10, short 10 contracts of 100 that need 20 each; and two bidders.
fn writer() {
	give(1, 10_000, -10, 5);
	give(2, 50_000, 0, 0);
	give(3, 50_000, 0, 0);
}

#[test]
fn positions_are_sold_and_everything_else_stays_with_the_owner() {
	build_and_execute(writer, || {
		// GIVEN a safe writer who wants to be without positions
		assert_ok!(exit(1));
		assert!(record(1).frozen);
		assert!(events().contains(&Event::ExitRequested { portfolio: PortfolioId(1) }));
		next_block();
		let opened = auction(1).unwrap();
		assert_eq!((opened.phase, opened.fee), (Phase::Selling(Stage::Exit), Cash::ZERO));
		// THEN the price of the whole is what it is worth and a twentieth of its margin: -1,000 - 10
		let quote = Liquidation::quote_of(PortfolioId(1), percent(100)).unwrap();
		assert_eq!(quote.worth.unwrap().value, cash(-1_000));
		assert_eq!(quote.worth.unwrap().maintenance, cash(-1_200));
		assert!((cash(-1_011)..=cash(-1_010)).contains(&quote.terms.price), "{quote:?}");
		// WHEN somebody takes it for no less than 1,010
		assert_ok!(bid(1, 2, 100, -1_010));
		next_block();
		// THEN he has the positions and was paid for them, and the writer is free with the rest
		assert_eq!(auction(1), None);
		let (left, taken) = (record(1), record(2));
		assert_eq!((left.frozen, left.contracts, left.assets), (false, 0, 5_00000000));
		assert_eq!((taken.contracts, taken.assets), (-10_00000000, 0));
		let paid = 10_000_00000000 - left.cash;
		assert!((1_010_00000000..1_011_00000000).contains(&paid), "{paid}");
		assert_eq!(taken.cash, 50_000_00000000 + paid);
		// AND what is free is requested for him
		assert_eq!(left.requested, left.cash);
		let ended = Event::AuctionEnded { portfolio: PortfolioId(1), outcome: Outcome::Exited };
		assert!(events().contains(&ended));
	});
}

#[test]
fn longs_cost_no_less_than_the_knee_factor_however_long_it_takes() {
	build_and_execute(
		|| {
			give(1, 0, 10, 0);
			give(2, 50_000, 0, 0);
		},
		|| {
			// GIVEN 10 longs of 100, which need no margin in this market but are sold below their value
			assert_ok!(exit(1));
			// WHEN three hours pass without a bid
			run_minutes(180);
			// THEN the price is that of the knee, and the owner can have them back
			let quote = Liquidation::quote_of(PortfolioId(1), percent(100)).unwrap();
			assert_eq!(quote.terms.factor, percent(70));
			assert_eq!(quote.terms.price, cash(1_000));
			assert_ok!(cancel(1));
			assert_eq!((record(1).frozen, record(1).contracts), (false, 10_00000000));
			assert_eq!(record(1).requested, 0);
		},
	);
}

#[test]
fn several_bidders_take_parts_and_the_owner_stays_until_nothing_is_left() {
	build_and_execute(writer, || {
		assert_ok!(exit(1));
		next_block();
		assert_ok!(bid(1, 2, 40, 0));
		next_block();
		assert_eq!(record(1).contracts, -6_00000000);
		assert!(auction(1).is_some_and(|auction| auction.is_exit() && auction.received.is_zero()));
		assert_ok!(bid(1, 3, 100, 0));
		next_block();
		assert_eq!((auction(1), record(1).contracts), (None, 0));
	});
}

#[test]
fn only_the_owner_of_something_safe_free_and_open_exits() {
	build_and_execute(
		|| {
			writer();
			give(4, 1_100, -10, 0);
			give(5, 100, 0, 0);
		},
		|| {
			let other = Liquidation::request_exit(RuntimeOrigin::signed(2), PortfolioId(1));
			assert_eq!(other.map_err(|e| e.error), Err(Error::<Test>::NotOwner.into()));
			assert_noop!(exit(99), Error::<Test>::UnknownPortfolio);
			assert_noop!(exit(5), Error::<Test>::NothingToSell);
			assert_noop!(exit(4), Error::<Test>::BelowMaintenanceMargin);
			Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().held = 1);
			assert_noop!(exit(1), Error::<Test>::CashHeld);
			Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().held = 0);
			Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().frozen = true);
			assert_noop!(exit(1), Error::<Test>::PortfolioFrozen);
			Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().frozen = false);
			assert_noop!(cancel(1), Error::<Test>::NotExiting);
			assert_ok!(exit(1));
			assert_noop!(exit(1), Error::<Test>::AlreadyFlagged);
			assert_noop!(flag(1), Error::<Test>::AlreadyFlagged);
			assert_noop!(
				Liquidation::cancel_exit(RuntimeOrigin::signed(2), PortfolioId(1)),
				Error::<Test>::NotOwner
			);
		},
	);
}

#[test]
fn an_exit_is_not_taken_back_in_a_block_that_sold_something() {
	build_and_execute(writer, || {
		assert_ok!(exit(1));
		next_block();
		assert_ok!(bid(1, 2, 40, 0));
		next_block();
		assert_noop!(cancel(1), Error::<Test>::SoldInThisBlock);
		// WHEN a block sells nothing THEN it may, and bids are gone
		assert_ok!(bid(1, 3, 100, -5_000));
		next_block();
		assert_ok!(cancel(1));
		assert!(BidsOf::<Test>::get(PortfolioId(1)).is_empty());
		assert_eq!((record(1).frozen, record(1).contracts), (false, -6_00000000));
	});
}

#[test]
fn whoever_becomes_unsafe_on_his_way_out_is_liquidated_as_everybody() {
	build_and_execute(
		|| {
			give(1, 1_300, -10, 0);
			give(2, 50_000, 0, 0);
		},
		|| {
			assert_ok!(exit(1));
			next_block();
			assert_noop!(cancel(2), Error::<Test>::NotExiting);
			// WHEN a contract costs 115: 1,300 - 1,150 - 200
			price(115);
			next_block();
			// THEN it is sold by the solvent rule, with its fee, and the owner can't take that back
			let opened = auction(1).unwrap();
			assert_eq!(opened.phase, Phase::Selling(Stage::Solvent));
			assert!(opened.fee.is_positive());
			assert_noop!(cancel(1), Error::<Test>::NotExiting);
		},
	);
}

#[test]
fn the_clock_of_an_exit_stands_without_fresh_data() {
	build_and_execute(writer, || {
		// GIVEN stale data THEN one may ask, and nothing is sold
		Fresh::set(false);
		assert_ok!(exit(1));
		assert_ok!(bid(1, 2, 100, 0));
		run_minutes(10);
		let waits = auction(1).unwrap();
		assert_eq!((waits.active_ms, record(1).contracts), (0, -10_00000000));
		Fresh::set(true);
		next_block();
		assert_eq!(record(1).contracts, 0);
	});
}

#[test]
fn an_owner_never_pays_more_than_is_free() {
	build_and_execute(
		|| {
			// Safe for its assets: 800 in cash against 10 shorts of 100.
			give(1, 800, -10, 100);
			give(2, 50_000, 0, 0);
		},
		|| {
			assert_ok!(exit(1));
			next_block();
			assert_ok!(bid(1, 2, 100, 0));
			next_block();
			// As it is read back from the state.
			let refused = DispatchError::from(Error::<Test>::ExitNotPaid).encode();
			let dropped = events().into_iter().find_map(|event| match event {
				Event::BidDropped { reason: DropReason::Refused(error), .. } => {
					Some(error.encode())
				}
				_ => None,
			});
			assert_eq!(dropped, Some(refused));
			assert_eq!((record(1).cash, record(1).contracts), (800_00000000, -10_00000000));
			// AND a part that he can pay for is sold
			assert_ok!(bid(1, 2, 50, 0));
			next_block();
			assert_eq!(record(1).contracts, -5_00000000);
			assert!(record(1).cash > 0);
		},
	);
}

#[test]
fn positions_that_expire_end_an_exit() {
	build_and_execute(writer, || {
		assert_ok!(exit(1));
		next_block();
		for (id, by) in [(1, 10_00000000), (3, -10_00000000)] {
			Records::mutate(PortfolioId(id), |record| record.as_mut().unwrap().contracts += by);
		}
		next_block();
		assert_eq!((auction(1), record(1).frozen), (None, false));
		assert_eq!(record(1).requested, record(1).cash);
	});
}

#[test]
fn a_payout_that_can_not_be_requested_stops_nothing() {
	build_and_execute(writer, || {
		Unpaid::set(true);
		assert_ok!(exit(1));
		next_block();
		assert_ok!(bid(1, 2, 100, 0));
		next_block();
		assert_eq!((auction(1), record(1).frozen, record(1).requested), (None, false, 0));
		let told = |event: &Event<Test>| matches!(event, Event::PayoutNotRequested { .. });
		assert!(events().iter().any(told));
	});
}
