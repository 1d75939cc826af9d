// SPDX-License-Identifier: Apache-2.0
//! The first bid of what stands behind insolvent portfolios.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::assert_ok;
use tenor_fixed::{Cash, Fixed};
use tenor_series::PortfolioId;

/// Equity -400, maintenance margin -600, initial margin -700; portfolio 8 stands behind it.
fn backed(dollars: i128, most: i128) {
	give(1, 1_000, -10, 0);
	give(2, 100_000, 0, 0);
	give(8, dollars, 0, 0);
	price(140);
	BackedBy::set(Some((8, percent(most))));
	assert_ok!(flag(1));
}

fn fills() -> Vec<(u64, Fixed, Cash, Cash)> {
	let of = |event| match event {
		Event::BidFilled { bidder, share, loss, premium, .. } => {
			Some((bidder.0, share, loss, premium))
		}
		_ => None,
	};
	events().into_iter().filter_map(of).collect()
}

#[test]
fn backstop_takes_all_it_carries_before_any_bid_and_without_a_premium() {
	build_and_execute(
		|| backed(10_000, 100),
		|| {
			// GIVEN a bid that was there first, WHEN the auction opens insolvent
			assert_ok!(bid(1, 2, 100, 100_000));
			next_block();
			// THEN the backstop has all of it, for what it owes
			assert_eq!(fills(), vec![(8, Fixed::ONE, cash(400), Cash::ZERO)]);
			assert_eq!(Backed::get(), vec![Fixed::ONE]);
			assert_eq!((auction(1), record(2).contracts), (None, 0));
			assert_eq!((record(8).cash, record(8).contracts), (11_400_00000000, -10_00000000));
			assert_eq!(Need::<Test>::get(), Cash::ZERO);
		},
	);
}

#[test]
fn what_it_does_not_carry_is_for_bidders_of_the_same_block() {
	build_and_execute(
		|| backed(120, 100),
		|| {
			assert_ok!(bid(1, 2, 100, 100_000));
			next_block();
			let filled = fills();
			// 120 of the 300 that the whole needs as initial margin once its debt is paid.
			assert_eq!((filled[0].0, filled[0].1), (8, percent(40)));
			assert_eq!((filled[1].0, filled[1].1), (2, percent(60)));
			assert!(record(8).initial() >= 0);
			assert_eq!((auction(1), record(1).contracts), (None, 0));
		},
	);
}

#[test]
fn share_that_its_margin_refuses_is_halved_until_it_fits_or_is_too_little() {
	build_and_execute(
		|| {
			// GIVEN one that offers all, and has initial margin for a third of what the whole needs
			backed(100, 100);
			give(7, 1_000, 0, 0);
			Blind::set(true);
			assert_eq!(record(8).initial(), 100_00000000);
		},
		|| {
			next_block();
			assert_eq!(fills().first().map(|fill| (fill.0, fill.1)), Some((8, percent(25))));
			assert!(record(8).initial() >= 0 && auction(1).is_some());
			// WHEN nothing is left that fits, THEN the rest is for bidders
			Records::mutate(PortfolioId(8), |r| r.as_mut().unwrap().cash -= 25_00000000);
			Records::mutate(PortfolioId(7), |r| r.as_mut().unwrap().cash += 25_00000000);
			next_block();
			let refused = |event: &_| matches!(event, Event::BackstopRefused { .. });
			assert!(events().iter().any(refused));
			assert_eq!(fills().len(), 1);
		},
	);
}

#[test]
fn solvent_portfolio_frozen_backer_or_stale_backer_is_no_case_for_it() {
	build_and_execute(
		|| {
			backed(10_000, 100);
			give(3, 1_300, -10, 20);
			assert_ok!(flag(3));
			Records::mutate(PortfolioId(8), |record| record.as_mut().unwrap().frozen = true);
		},
		|| {
			next_block();
			assert!(fills().is_empty() && auction(1).is_some() && auction(3).is_some());
			Broken::set(vec![PortfolioId(8)]);
			Records::mutate(PortfolioId(8), |record| record.as_mut().unwrap().frozen = false);
			next_block();
			assert!(fills().is_empty());
			// WHEN it can act again, THEN it takes the insolvent one and leaves the solvent one
			Broken::set(vec![]);
			next_block();
			assert_eq!((auction(1), fills().len()), (None, 1));
			assert!(matches!(
				auction(3).unwrap().phase,
				Phase::Selling(tenor_liquidation::Stage::Solvent)
			));
		},
	);
}

#[test]
fn backer_in_liquidation_does_not_buy_itself() {
	build_and_execute(
		|| {
			give(8, 1_000, -10, 0);
			price(140);
			BackedBy::set(Some((8, Fixed::ONE)));
		},
		|| {
			assert_ok!(flag(8));
			next_block();
			next_block();
			assert!(fills().is_empty() && auction(8).is_some());
		},
	);
}

#[test]
fn bids_do_not_wait_for_a_backstop_that_the_meter_does_not_reach() {
	build_and_execute(
		|| backed(10_000, 100),
		|| {
			// GIVEN a backer that takes more to value than any step has
			Heavy::set(Some(PortfolioId(8)));
			assert_ok!(bid(1, 2, 50, 100_000));
			next_block();
			assert_eq!(fills().iter().map(|fill| fill.0).collect::<Vec<_>>(), vec![2]);
			// WHEN it can be valued again, THEN the rest is its own
			Heavy::set(None);
			next_block();
			assert_eq!(fills().iter().map(|fill| fill.0).collect::<Vec<_>>(), vec![2, 8]);
			assert_eq!(auction(1), None);
		},
	);
	// With the least weight the auction ends all the same.
	new_test_ext().execute_with(|| {
		backed(10_000, 100);
		assert_ok!(bid(1, 2, 100, 100_000));
		for _ in 0..3 {
			run_block_with(1_000, Liquidation::process_liquidation_least());
		}
		assert_eq!((auction(1), fills().len()), (None, 1));
	});
}
