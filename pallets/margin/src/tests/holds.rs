// SPDX-License-Identifier: Apache-2.0
//! Initial margin, and premiums, leave alone what is set aside of cash; maintenance margin counts it.

use super::batch::order;
use crate::{mock::*, types::WhatIfLeg, Batch, Error, MarginStage};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
	sp_weights::WeightMeter,
};
use tenor_fixed::{Cash, Quantity};
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus};

fn hold(id: u64, dollars: i128) {
	change_view(id, |view| view.held = cash(dollars));
}

#[test]
fn a_hold_is_taken_off_initial_margin_and_off_nothing_else() {
	build_and_execute(|| {
		for (id, mode) in [(4, MarginMode::Standard), (5, MarginMode::Portfolio)] {
			// GIVEN a writer
			open(id, mode, 30_000);
			assert_ok!(trade(1, id, call(60_000), 100));
			let before = Margin::margin_of(PortfolioId(id)).unwrap();
			// WHEN a part of its cash is set aside
			hold(id, 1_234);
			// THEN IM is lower by that, and MM, E and the components are what they were
			let (after, inputs) = Margin::margin_with_inputs(PortfolioId(id)).unwrap();
			let initial = before.totals.initial.checked_sub(cash(1_234)).unwrap();
			assert_eq!(after.totals.initial, initial);
			assert_eq!(after.totals.maintenance, before.totals.maintenance);
			assert_eq!((after.totals.equity, after.cash), (before.totals.equity, before.cash));
			assert_eq!((after.components.clone(), after.held), (before.components, cash(1_234)));
			// AND whoever has the inputs finds the same
			assert_eq!(inputs.report(), Ok(after));
		}
	});
}

#[test]
fn new_risk_is_judged_as_if_what_is_held_were_gone() {
	build_and_execute(|| {
		// GIVEN a writer who could sell 0.8 contracts with 8,000
		open(4, MarginMode::Standard, 10_000);
		hold(4, 2_001);
		assert_noop!(trade(1, 4, call(60_000), 90), Error::<Test>::BelowInitialMargin);
		let legs = [WhatIfLeg {
			series: call(60_000),
			quantity: Quantity::from_e8(-90_000_000),
			price: None,
		}];
		assert!(!Margin::what_if(PortfolioId(4), &legs).unwrap().passes);
		// WHEN the hold ends THEN it may
		hold(4, 0);
		assert!(Margin::what_if(PortfolioId(4), &legs).unwrap().passes);
		assert_ok!(trade(1, 4, call(60_000), 90));
	});
}

#[test]
fn risk_may_be_reduced_whatever_is_held() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 10_000);
		assert_ok!(trade(1, 4, call(60_000), 90));
		hold(4, 6_000);
		let before = Margin::margin_of(PortfolioId(4)).unwrap().totals;
		assert!(before.initial.is_negative());
		assert_ok!(trade(4, 1, call(60_000), 10));
	});
}

#[test]
fn value_leaves_only_beside_what_is_held() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 100_000);
		assert_ok!(trade(4, 1, call(60_000), 100));
		hold(4, 50_000);
		let leaving = |dollars: i128| {
			let mut after = view(4);
			after.cash = after.cash.checked_sub(cash(dollars)).unwrap();
			Margin::ensure_releasable(PortfolioId(4), &after)
		};
		// GIVEN fresh data: a long option needs nothing
		let own = view(4).cash.checked_sub(cash(50_000)).unwrap().e8() / 100_000_000;
		assert_ok!(leaving(own));
		assert_eq!(leaving(own + 1), Err(Error::<Test>::BelowInitialMargin.into()));
		// GIVEN none: what is held covers nothing
		Stale::set(vec![BTC]);
		assert_ok!(leaving(own));
		assert_eq!(leaving(own + 1), Err(Error::<Test>::StaleMarketData.into()));
	});
}

#[test]
fn an_order_pays_with_neither_what_is_held_nor_what_is_locked() {
	build_and_execute(|| {
		let price = mark_cents(call(60_000)) / 100;
		let premium = i128::from(price);
		for (held, locked) in [(1_000, 0), (0, 1_000), (400, 600)] {
			open(4, MarginMode::Standard, premium + 1_000);
			change_view(4, |view| {
				view.held = cash(held);
				view.locked = vec![(expiry(1), cash(locked))];
			});
			let one = order(call(60_000), 100, price);
			let admitted = Batch::<Test>::begin().admit(PortfolioId(4), &[one]);
			assert_eq!(admitted, [false], "held {held}, locked {locked}");
			change_view(4, |view| view.cash = view.cash.checked_add(cash(2)).unwrap());
			let admitted = Batch::<Test>::begin().admit(PortfolioId(4), &[one]);
			assert_eq!(admitted, [true], "held {held}, locked {locked}");
		}
	});
}

#[test]
fn an_order_to_sell_needs_initial_margin_beside_what_is_held() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 10_000);
		let sale = order(call(60_000), -80, mark_cents(call(60_000)) / 100);
		assert_eq!(Batch::<Test>::begin().admit(PortfolioId(4), &[sale]), [true]);
		hold(4, 4_000);
		assert_eq!(Batch::<Test>::begin().admit(PortfolioId(4), &[sale]), [false]);
	});
}

#[test]
fn whoever_meets_initial_margin_only_with_what_is_held_is_called() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 10_000);
		assert_ok!(trade(1, 4, call(60_000), 100));
		hold(4, 3_000);
		Margin::process_sweep(&mut WeightMeter::new());
		assert_eq!(Margin::stage_of(PortfolioId(4)).stored, MarginStage::MarginCall);
		assert!(FoundUnsafe::get().is_empty());
		// WHEN the hold ends and it is looked at again THEN the call is over
		hold(4, 0);
		Margin::process_sweep(&mut WeightMeter::new());
		assert_eq!(Margin::stage_of(PortfolioId(4)).stored, MarginStage::Safe);
	});
}

#[test]
fn a_hold_of_a_frozen_portfolio_counts_for_nothing() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 10_000);
		assert_ok!(trade(1, 4, call(60_000), 50));
		let before = Margin::margin_of(PortfolioId(4)).unwrap().totals;
		change_view(4, |view| {
			view.held = cash(9_999);
			view.status = PortfolioStatus::Frozen;
		});
		let report = Margin::margin_of(PortfolioId(4)).unwrap();
		assert_eq!((report.totals, report.held), (before, Cash::ZERO));
	});
}

#[test]
fn a_trade_pays_with_neither_what_is_held_nor_what_is_locked() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 5_000);
		change_view(4, |view| view.locked = vec![(expiry(1), cash(2_000))]);
		assert_noop!(trade(4, 1, call(60_000), 100), DispatchError::Other("overdraft"));
		hold(4, 1_500);
		change_view(4, |view| view.locked = vec![(expiry(1), cash(500))]);
		assert_noop!(trade(4, 1, call(60_000), 100), DispatchError::Other("overdraft"));
	});
}
