// SPDX-License-Identifier: Apache-2.0
//! Portfolio mode against standard mode.

use crate::{mock::*, Error, MarginComponents};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_series::{MarginMode, PortfolioId};

#[test]
fn hedged_book_needs_less_in_portfolio_mode() {
	build_and_execute(|| {
		// GIVEN a call sold against a later one bought, in both modes
		let later = expiry(60).series(usd(60_000), tenor_series::OptionKind::Call);
		for (id, mode) in [(4, MarginMode::Standard), (5, MarginMode::Portfolio)] {
			open(id, mode, 50_000);
			assert_ok!(trade(id, 1, later, 100));
			assert_ok!(trade(1, id, call(60_000), 100));
		}
		let initial = |id| Margin::margin_of(PortfolioId(id)).unwrap().totals.initial;
		// THEN only portfolio mode sees the hedge between expiries
		assert!(initial(5) > initial(4));
	});
}

#[test]
fn report_names_the_worst_case() {
	build_and_execute(|| {
		open(4, MarginMode::Portfolio, 50_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		let MarginComponents::Portfolio(components) = report.components else {
			panic!("portfolio mode");
		};
		let risk = &components.underlyings[0];
		assert!(risk.worst.is_negative());
		assert_eq!(risk.scenario_pnl.as_slice().len(), 33);
	});
}

#[test]
fn collateral_cancels_risk_of_its_own_underlying_only() {
	build_and_execute(|| {
		// GIVEN two writers of a call with one BTC each and no cash but the premium
		for id in [4, 5] {
			open(id, MarginMode::Portfolio, 0);
			change_view(id, |view| view.assets = vec![(WBTC, 100_000_000)]);
		}
		let initial = |id| Margin::margin_of(PortfolioId(id)).unwrap().totals.initial;
		let eth = tenor_series::ExpiryKey { underlying: ETH, expiry: expiry(30).expiry };
		let eth_call = eth.series(usd(3_000), tenor_series::OptionKind::Call);
		let alone = initial(4);
		assert_ok!(trade(1, 4, call(60_000), 100));
		assert_ok!(trade(1, 5, eth_call, 2_000));
		// THEN the BTC call is nearly covered, the same notional of ETH calls is not
		assert!(initial(4) > initial(5));
		assert!(initial(5) < alone);
	});
}

#[test]
fn collateral_counts_before_the_first_option() {
	build_and_execute(|| {
		// GIVEN BTC as risk-cancelling collateral and no position at all, THEN a margin exists
		open(4, MarginMode::Portfolio, 0);
		change_view(4, |view| view.assets = vec![(WBTC, 100_000_000)]);
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		assert!(report.totals.initial.is_positive() && report.totals.initial < cash(60_000));
	});
}

#[test]
fn naked_shorts_are_refused_without_margin_in_portfolio_mode() {
	build_and_execute(|| {
		open(4, MarginMode::Portfolio, 5_000);
		assert_noop!(trade(1, 4, call(60_000), 100), Error::<Test>::BelowInitialMargin);
	});
}
