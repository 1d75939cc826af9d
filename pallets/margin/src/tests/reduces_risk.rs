// SPDX-License-Identifier: Apache-2.0
//! Below initial margin only what reduces risk passes, and that always does.

use crate::{fills::reduces_risk, mock::*, Error};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_risk::Totals;
use tenor_series::{MarginMode, PortfolioId};

/// 4 is short a call, and the price has risen so that its IM is below zero.
fn writer_under_water() {
	open(4, MarginMode::Standard, 11_000);
	assert_ok!(trade(1, 4, call(60_000), 100));
	move_btc(68_000);
	assert!(Margin::margin_of(PortfolioId(4)).unwrap().totals.initial.is_negative());
}

/// Buys back at so many cents below the mark.
fn buy_back(hundredths: i64, below: u64) -> Vec<tenor_series::Fill> {
	let cents = mark_cents(call(60_000)) - below;
	fills(4, 1, call(60_000), hundredths, cents).to_vec()
}

#[test]
fn buy_back_at_the_mark_passes_below_initial_margin() {
	build_and_execute(|| {
		writer_under_water();
		assert_ok!(Margin::execute(&buy_back(10, 100), &[]));
		assert_eq!(held(4, call(60_000)), -90);
		assert!(Margin::margin_of(PortfolioId(4)).unwrap().totals.initial.is_negative());
	});
}

#[test]
fn more_of_the_same_does_not() {
	build_and_execute(|| {
		writer_under_water();
		assert_noop!(trade(1, 4, call(60_000), 1), Error::<Test>::BelowInitialMargin);
		assert_noop!(trade(1, 4, put(60_000), 1), Error::<Test>::BelowInitialMargin);
	});
}

#[test]
fn equity_given_away_is_not_a_reduction() {
	build_and_execute(|| {
		writer_under_water();
		// GIVEN a buy-back above the mark: IM and MM rise, E falls
		let cents = mark_cents(call(60_000)) + 10_000;
		let dear = fills(4, 1, call(60_000), 10, cents);
		assert_noop!(Margin::execute(&dear, &[]), Error::<Test>::BelowInitialMargin);
	});
}

#[test]
fn fee_alone_does_not_make_it_an_increase() {
	build_and_execute(|| {
		writer_under_water();
		let fee = [(PortfolioId(4), cash(5))];
		assert_ok!(Margin::execute(&buy_back(10, 100), &fee));
	});
}

#[test]
fn gift_outside_the_band_is_refused() {
	build_and_execute(|| {
		writer_under_water();
		// GIVEN a price far below the mark, good for the writer
		let below = mark_cents(call(60_000)) / 2;
		assert_noop!(Margin::execute(&buy_back(10, below), &[]), Error::<Test>::OutsideMarkBand);
	});
}

#[test]
fn words_of_the_design_in_numbers() {
	let totals = |initial, maintenance, equity| Totals {
		value: Cash::ZERO,
		equity: cash(equity),
		initial: cash(initial),
		maintenance: cash(maintenance),
	};
	let before = totals(-10, -5, 3);
	let holds = |after, fee| reduces_risk(&before, &after, cash(fee));
	assert!(holds(totals(-10, -5, 3), 0));
	assert!(holds(totals(-11, -6, 2), 1));
	assert!(!holds(totals(-11, -5, 3), 0));
	assert!(!holds(totals(-10, -6, 3), 0));
	assert!(!holds(totals(0, 0, 2), 0));
}
