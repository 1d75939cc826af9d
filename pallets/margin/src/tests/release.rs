// SPDX-License-Identifier: Apache-2.0
//! May value leave a portfolio.

use crate::{mock::*, Error};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_weights::Weight,
};
use tenor_fixed::Cash;
use tenor_series::{MarginMode, PortfolioId};

/// Whether a portfolio may be left with that many dollars of cash and these e8 of BTC.
fn release(id: u64, dollars: i128, btc: u128) -> polkadot_sdk::sp_runtime::DispatchResult {
	let mut after = view(id);
	after.cash = cash(dollars);
	after.assets = if btc == 0 { Vec::new() } else { vec![(WBTC, btc)] };
	Margin::ensure_releasable(PortfolioId(id), &after).map(|_| ())
}

#[test]
fn writer_can_not_withdraw_below_initial_margin() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 50_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		let report = Margin::margin_of(PortfolioId(4)).unwrap().totals;
		let free = report.initial;
		let mut after = view(4);
		after.cash = after.cash.checked_sub(free).unwrap();
		assert_ok!(Margin::ensure_releasable(PortfolioId(4), &after));
		after.cash = after.cash.checked_sub(Cash::from_e8(1)).unwrap();
		assert_noop!(
			Margin::ensure_releasable(PortfolioId(4), &after),
			Error::<Test>::BelowInitialMargin
		);
	});
}

#[test]
fn portfolio_without_positions_needs_no_market() {
	build_and_execute(|| {
		Stale::set(vec![BTC]);
		StaleStable::set(true);
		assert_ok!(release(1, 0, 0));
		assert_noop!(release(1, -1, 0), Error::<Test>::StaleMarketData);
	});
}

#[test]
fn without_fresh_data_cash_must_cover_the_worst_payoff() {
	build_and_execute(|| {
		// GIVEN a short put at 60,000 covered by 70,000 in cash, and one BTC of collateral
		open(4, MarginMode::Standard, 70_000);
		assert_ok!(trade(1, 4, put(60_000), 100));
		Stale::set(vec![BTC]);
		// WHEN all but 60,000 leaves, the BTC too, THEN nothing can go wrong at any price
		assert_ok!(release(4, 60_000, 0));
		assert_ok!(release(4, 60_000, 100_000_000));
		// AND collateral does not help if cash is short of it
		assert_noop!(release(4, 59_999, 100_000_000), Error::<Test>::StaleMarketData);
	});
}

#[test]
fn without_fresh_data_a_net_short_call_holds_everything() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 1_000_000);
		assert_ok!(trade(1, 4, call(60_000), 1));
		Stale::set(vec![BTC]);
		assert_noop!(release(4, 1_000_000, 0), Error::<Test>::StaleMarketData);
	});
}

#[test]
fn change_of_mode_is_asked_like_a_release() {
	build_and_execute(|| {
		// GIVEN a spread in portfolio mode with little cash
		open(4, MarginMode::Portfolio, 30_000);
		assert_ok!(trade(1, 4, put(60_000), 300));
		let mut after = view(4);
		assert_ok!(Margin::ensure_releasable(PortfolioId(4), &after));
		after.mode = MarginMode::Standard;
		let answer = Margin::ensure_releasable(PortfolioId(4), &after);
		let standard = {
			change_view(4, |view| view.mode = MarginMode::Standard);
			Margin::margin_of(PortfolioId(4)).unwrap().totals.initial
		};
		assert_eq!(answer.is_ok(), !standard.is_negative());
	});
}

#[test]
fn weight_covers_the_largest_portfolio() {
	build_and_execute(|| {
		assert!(Margin::release_weight(0).all_lte(Margin::release_weight(1)));
		assert!(Margin::execute_weight(2, 1).all_lte(Margin::execute_weight(2, 2)));
		assert!(Margin::execute_weight(2, 2).all_lte(Margin::execute_weight(3, 2)));
	});
}

#[test]
fn look_before_value_leaves_costs_what_it_took_and_never_more_than_its_worst() {
	build_and_execute(|| {
		// GIVEN positions in one expiry, whose vectors no call of this block has computed
		open(4, MarginMode::Portfolio, 1_000_000);
		assert_ok!(trade(1, 4, call(60_000), 1));
		assert_ok!(trade(1, 4, put(50_000), 1));
		Margin::clear_transients();
		let look = || Margin::ensure_releasable(PortfolioId(4), &view(4)).unwrap();
		// WHEN somebody looks, and somebody else again, THEN both took something, the second less
		let (first, second) = (look(), look());
		assert!(second.all_lt(first) && second.any_gt(Weight::zero()));
		assert!(first.all_lt(Margin::release_weight(1)));
		// AND so it is without fresh data, and for who holds nothing
		let covered = Margin::ensure_covered(PortfolioId(1), &view(1));
		assert!(covered.is_ok_and(|took| took.all_lt(Margin::release_weight(1))));
		open(5, MarginMode::Standard, 1_000);
		let none = Margin::ensure_releasable(PortfolioId(5), &view(5)).unwrap();
		assert!(none.all_lt(second));
	});
}
