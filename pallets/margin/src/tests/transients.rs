// SPDX-License-Identifier: Apache-2.0
//! Vectors are computed once per block, and never used with other inputs.

use crate::{mock::*, session::Session, types::PRICES_PER_CALL, TransientKeys, TransientStore};
use polkadot_sdk::frame_support::assert_ok;
use tenor_fixed::Fixed;
use tenor_risk::PortfolioParams;
use tenor_series::{MarginMode, PortfolioId};

/// The margin of a portfolio and how many option prices it took.
fn margin(id: u64) -> (crate::MarginReport, u32) {
	let mut session = Session::<Test>::new(PRICES_PER_CALL);
	let account = Margin::account(PortfolioId(id), &view(id));
	let report = session.margin(&account).unwrap();
	(report, session.work.prices)
}

#[test]
fn second_call_of_a_block_computes_nothing() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		Margin::clear_transients();
		let (first, prices) = margin(2);
		assert_eq!(prices, 36);
		let (second, prices) = margin(2);
		assert_eq!((second, prices), (first, 0));
	});
}

#[test]
fn modes_have_vectors_of_their_own() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		Margin::clear_transients();
		assert_eq!(margin(1).1, 1);
		assert_eq!(margin(2).1, 36);
		assert_eq!(TransientKeys::<Test>::get().len(), 2);
	});
}

#[test]
fn second_time_other_strikes_are_asked_for_all_are_computed() {
	build_and_execute(|| {
		open(4, MarginMode::Portfolio, 1_000_000);
		open(5, MarginMode::Portfolio, 1_000_000);
		assert_ok!(trade(1, 2, call(60_000), 10));
		assert_ok!(trade(1, 4, call(70_000), 10));
		assert_ok!(trade(1, 5, call(80_000), 10));
		Margin::clear_transients();
		assert_eq!(margin(2).1, 36);
		// Twelve strikes are listed.
		assert_eq!(margin(4).1, 12 * 36);
		assert_eq!(margin(5).1, 0);
	});
}

#[test]
fn market_update_in_the_block_is_seen() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		let (before, _) = margin(2);
		move_btc(66_000);
		let (after, prices) = margin(2);
		assert!(prices > 0);
		assert!(after.totals.initial < before.totals.initial);
		Margin::clear_transients();
		assert_eq!(margin(2).0, after);
	});
}

#[test]
fn change_of_parameters_in_the_block_is_seen() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		let (before, _) = margin(2);
		let params =
			PortfolioParams { im_factor: Fixed::from_int(2), ..PortfolioParams::btc_eth() };
		assert_ok!(Margin::set_portfolio_params(RuntimeOrigin::root(), BTC, Box::new(params)));
		let (after, _) = margin(2);
		assert!(after.totals.initial < before.totals.initial);
		Margin::clear_transients();
		assert_eq!(margin(2).0, after);
	});
}

#[test]
fn nothing_is_left_behind_the_block() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		assert!(!TransientKeys::<Test>::get().is_empty());
		Margin::clear_transients();
		assert_eq!(TransientStore::<Test>::iter().count(), 0);
		assert!(!TransientKeys::<Test>::exists());
	});
}

#[test]
fn check_of_transients_can_fail() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		let keys = TransientKeys::<Test>::take();
		assert_eq!(Margin::do_try_state(), Err("vectors are kept that nothing clears".into()));
		TransientKeys::<Test>::put(keys);
	});
}

#[test]
fn call_that_would_compute_too_much_is_refused() {
	build_and_execute(|| {
		// GIVEN one portfolio with everything: 128 positions in each of 16 expiries
		open(4, MarginMode::Portfolio, 1_000_000_000_000);
		open(5, MarginMode::Portfolio, 1_000_000_000_000);
		use tenor_series::{Fill, OptionKind};
		for days in 1..17 {
			let all: Vec<Fill> = (0..64)
				.flat_map(|n| {
					let series = |kind| expiry(days).series(usd(40_000 + n * 500), kind);
					[series(OptionKind::Call), series(OptionKind::Put)]
				})
				.flat_map(|series| fills(4, 5, series, 1, mark_cents(series)))
				.collect();
			assert_ok!(Margin::execute(&all, &[]));
		}
		Margin::clear_transients();
		// WHEN its margin is computed, THEN it stays within what one call may compute
		let (_, prices) = margin(4);
		assert_eq!(prices, 16 * 64 * 36);
		assert!(prices <= PRICES_PER_CALL);
		// AND a call that needs three times as much is refused with a name
		Margin::clear_transients();
		let mut session = Session::<Test>::new(PRICES_PER_CALL);
		let account = Margin::account(PortfolioId(4), &view(4));
		assert_ok!(session.margin(&account));
		let more = (17..40).flat_map(|days| {
			(0..64).map(move |n| expiry(days).series(usd(40_000 + n * 500), OptionKind::Call))
		});
		let mut other = account.clone();
		other.entries.clear();
		for series in more {
			other.add(&series, tenor_fixed::Quantity::from_e8(1)).unwrap();
		}
		assert_eq!(session.margin(&other), Err(crate::Error::<Test>::TooMuchToPrice.into()));
	});
}

#[test]
fn call_that_can_not_afford_all_strikes_computes_what_it_needs() {
	build_and_execute(|| {
		open(4, MarginMode::Portfolio, 1_000_000);
		assert_ok!(trade(1, 2, call(60_000), 10));
		assert_ok!(trade(1, 4, call(70_000), 10));
		Margin::clear_transients();
		let (full, _) = margin(4);
		Margin::clear_transients();
		margin(2);
		// GIVEN a call that may compute two strikes, WHEN twelve are listed, THEN one is computed
		let mut session = Session::<Test>::new(72);
		let account = Margin::account(PortfolioId(4), &view(4));
		assert_eq!(session.margin(&account).unwrap(), full);
		assert_eq!(session.work.prices, 36);
	});
}
