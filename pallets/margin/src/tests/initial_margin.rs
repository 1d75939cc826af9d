// SPDX-License-Identifier: Apache-2.0
//! New risk needs initial margin.

use crate::{mock::*, Error, MarginComponents};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_series::{MarginMode, PortfolioId};

#[test]
fn writer_needs_initial_margin_for_a_short() {
	build_and_execute(|| {
		// GIVEN a writer with 8,000: a short call at the money needs 15 % of 60,000 besides the mark
		open(4, MarginMode::Standard, 8_000);
		assert_noop!(trade(1, 4, call(60_000), 100), Error::<Test>::BelowInitialMargin);
		// WHEN it sells less, or has more, THEN the trade passes
		assert_ok!(trade(1, 4, call(60_000), 80));
		open(5, MarginMode::Standard, 10_000);
		assert_ok!(trade(1, 5, call(60_000), 100));
	});
}

#[test]
fn margin_is_that_of_the_rule_to_the_last_unit() {
	build_and_execute(|| {
		// GIVEN one short call at the money, sold at the mark
		open(4, MarginMode::Standard, 8_999);
		let premium = Margin::mark(&call(60_000)).unwrap();
		let undiscounted = tenor_risk::mark(
			&<Neighbours as crate::MarketData>::expiry(expiry(30)).unwrap().value,
			usd(60_000),
			tenor_series::OptionKind::Call,
		)
		.unwrap()
		.undiscounted;
		assert!(premium.price < undiscounted);
		let received = fills(1, 4, call(60_000), 100, mark_cents(call(60_000)))[1].cash;
		// WHEN cash is 8,999 + premium, requirement is mark + 9,000, THEN it depends on the rest
		let needed = undiscounted.to_cash_ceil().checked_add(cash(9_000)).unwrap();
		let missing = needed.checked_sub(received).unwrap();
		change_view(4, |view| view.cash = missing.checked_sub(Cash::from_e8(1)).unwrap());
		assert_noop!(trade(1, 4, call(60_000), 100), Error::<Test>::BelowInitialMargin);
		change_view(4, |view| view.cash = missing.checked_add(Cash::from_e8(1)).unwrap());
		assert_ok!(trade(1, 4, call(60_000), 100));
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		assert!(report.totals.initial.e8() <= 2 && !report.totals.initial.is_negative());
		assert!(report.fresh && !report.ramping);
	});
}

#[test]
fn long_options_are_paid_in_full_and_need_no_more() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 5_000);
		assert_ok!(trade(4, 1, call(60_000), 100));
		assert!(!Margin::margin_of(PortfolioId(4)).unwrap().totals.initial.is_negative());
	});
}

#[test]
fn spread_needs_its_width_at_most() {
	build_and_execute(|| {
		// GIVEN a writer with 10,000 who sells a call and buys the next strike
		open(4, MarginMode::Standard, 10_000);
		let (short, long) = (call(60_000), call(65_000));
		let legs =
			[fills(1, 4, short, 100, mark_cents(short)), fills(4, 1, long, 100, mark_cents(long))]
				.concat();
		// WHEN both legs trade in one call, ten times, THEN the spread's 5,000 x 2 is enough
		assert_ok!(Margin::execute(&legs, &[]));
		assert_ok!(Margin::execute(&legs, &[]));
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		let MarginComponents::Standard(components) = report.components else {
			panic!("standard mode");
		};
		assert_eq!(components.expiries[0].requirement_im, tenor_fixed::Fixed::from_int(-10_000));
	});
}

#[test]
fn one_side_below_margin_refuses_the_whole_batch() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 100);
		let batch = [
			fills(1, 2, call(60_000), 10, mark_cents(call(60_000))),
			fills(1, 4, call(70_000), 100, mark_cents(call(70_000))),
		]
		.concat();
		assert_noop!(Margin::execute(&batch, &[]), Error::<Test>::BelowInitialMargin);
	});
}

#[test]
fn collateral_counts_by_its_rule() {
	build_and_execute(|| {
		// GIVEN a writer whose only margin is one BTC: 60,000 x .75 x .93 for IM
		open(4, MarginMode::Standard, 0);
		change_view(4, |view| view.assets = vec![(WBTC, 100_000_000)]);
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		assert_eq!(report.totals.equity, cash(60_000));
		assert_eq!(report.totals.maintenance, cash(45_000));
		assert_eq!(report.totals.initial, cash(41_850));
		assert_ok!(trade(1, 4, call(60_000), 100));
		// AND an asset without a rule counts for nothing
		change_view(4, |view| view.assets = vec![(RULELESS, 100_000_000)]);
		assert!(Margin::margin_of(PortfolioId(4)).unwrap().totals.initial.is_negative());
		open(5, MarginMode::Standard, 0);
		change_view(5, |view| view.assets = vec![(RULELESS, 100_000_000)]);
		assert_noop!(trade(1, 5, call(60_000), 100), Error::<Test>::BelowInitialMargin);
	});
}

#[test]
fn no_offset_across_underlyings() {
	build_and_execute(|| {
		let eth = tenor_series::ExpiryKey { underlying: ETH, expiry: expiry(30).expiry };
		let eth_call = eth.series(usd(3_000), tenor_series::OptionKind::Call);
		for mode in [MarginMode::Standard, MarginMode::Portfolio] {
			open(4, mode, 100_000);
			open(5, mode, 100_000);
			let total = |id| Margin::margin_of(PortfolioId(id)).unwrap().totals;
			let cash = |id| view(id).cash;
			let requirement = |id: u64| cash(id).checked_sub(total(id).maintenance).unwrap();
			assert_ok!(trade(1, 4, call(60_000), 100));
			let of_btc = requirement(4);
			assert_ok!(trade(1, 5, eth_call, 100));
			let of_eth = requirement(5);
			assert_ok!(trade(1, 4, eth_call, 100));
			let both = requirement(4);
			assert!(both.e8().abs_diff(of_btc.e8() + of_eth.e8()) <= 2, "{mode:?}");
			assert_ok!(trade(4, 1, call(60_000), 100));
			assert_ok!(trade(4, 1, eth_call, 100));
			assert_ok!(trade(5, 1, eth_call, 100));
		}
	});
}
