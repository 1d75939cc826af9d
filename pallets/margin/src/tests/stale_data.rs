// SPDX-License-Identifier: Apache-2.0
//! Without fresh data: no new risk, but a way out.

use crate::{mock::*, Error};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_series::{MarginMode, OptionKind, PortfolioId};

/// 1 is long what 4 is short.
fn short_position() {
	open(4, MarginMode::Standard, 50_000);
	assert_ok!(trade(1, 4, call(60_000), 100));
	Stale::set(vec![BTC]);
}

#[test]
fn new_risk_is_refused() {
	build_and_execute(|| {
		short_position();
		assert_noop!(trade(1, 4, call(60_000), 1), Error::<Test>::StaleMarketData);
		assert_noop!(trade(1, 4, put(60_000), 1), Error::<Test>::StaleMarketData);
	});
}

#[test]
fn shorts_are_bought_back_from_who_closes_a_covered_long() {
	build_and_execute(|| {
		short_position();
		assert_ok!(trade(4, 1, call(60_000), 60));
		assert_eq!((held(4, call(60_000)), held(1, call(60_000))), (-40, 40));
	});
}

#[test]
fn buying_back_more_than_the_short_is_refused() {
	build_and_execute(|| {
		short_position();
		assert_noop!(trade(4, 1, call(60_000), 101), Error::<Test>::StaleMarketData);
	});
}

#[test]
fn closing_a_long_that_covers_a_short_is_refused() {
	build_and_execute(|| {
		// GIVEN 4 with a spread: long 60,000, short 65,000
		open(4, MarginMode::Standard, 50_000);
		assert_ok!(trade(4, 2, call(60_000), 100));
		assert_ok!(trade(1, 4, call(65_000), 100));
		Stale::set(vec![BTC]);
		// WHEN it sells the long to who buys back, THEN it would be net short calls: refused
		assert_noop!(trade(2, 4, call(60_000), 100), Error::<Test>::StaleMarketData);
		// AND after the short is bought back, it may
		assert_ok!(trade(4, 1, call(65_000), 100));
		assert_ok!(trade(2, 4, call(60_000), 100));
	});
}

#[test]
fn band_of_the_last_good_mark_holds() {
	build_and_execute(|| {
		short_position();
		let cents = mark_cents(call(60_000));
		for far in [cents * 2, cents / 2] {
			let wild = fills(4, 1, call(60_000), 10, far);
			assert_noop!(Margin::execute(&wild, &[]), Error::<Test>::OutsideMarkBand);
		}
	});
}

#[test]
fn another_expiry_without_fresh_data_stops_new_risk_too() {
	build_and_execute(|| {
		// GIVEN a position in ETH, whose data go stale
		let eth = tenor_series::ExpiryKey { underlying: ETH, expiry: expiry(30).expiry };
		assert_ok!(trade(1, 2, eth.series(usd(3_000), OptionKind::Call), 100));
		Stale::set(vec![ETH]);
		// WHEN its holder opens BTC, THEN its margin can't be known: refused; for others it can
		assert_noop!(trade(1, 2, call(60_000), 1), Error::<Test>::StaleMarketData);
		open(4, MarginMode::Standard, 50_000);
		open(5, MarginMode::Standard, 50_000);
		assert_ok!(trade(4, 5, call(60_000), 1));
	});
}

#[test]
fn stablecoin_without_fresh_price_stops_new_risk() {
	build_and_execute(|| {
		StaleStable::set(true);
		assert_noop!(trade(1, 2, call(60_000), 1), Error::<Test>::StaleMarketData);
		StaleStable::set(false);
		assert_ok!(trade(1, 2, call(60_000), 1));
	});
}

#[test]
fn expiry_without_any_data_can_not_be_opened() {
	build_and_execute(|| {
		Unknown::set(vec![expiry(30)]);
		let blind = fills(1, 2, call(60_000), 1, 1);
		assert_noop!(Margin::execute(&blind, &[]), Error::<Test>::StaleMarketData);
		assert_eq!(Margin::mark(&call(60_000)), None);
		assert_eq!(Margin::mark_band(&call(60_000)), Err(Error::<Test>::NoMarketData.into()));
	});
}

#[test]
fn collateral_without_fresh_price_counts_for_nothing() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 0);
		change_view(4, |view| view.assets = vec![(WBTC, 100_000_000)]);
		StaleCollateral::set(true);
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		assert_eq!(report.totals.equity, cash(0));
		assert!(!report.fresh, "nothing may be flagged on it");
		assert_noop!(trade(1, 4, call(60_000), 100), Error::<Test>::BelowInitialMargin);
		StaleCollateral::set(false);
		assert_ok!(trade(1, 4, call(60_000), 100));
	});
}
