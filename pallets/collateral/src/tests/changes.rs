// SPDX-License-Identifier: Apache-2.0
//! Of which changes margin is told: those that may make a portfolio less safe.

use crate::{mock::*, *};
use polkadot_sdk::{frame_support::assert_ok, sp_weights::WeightMeter};
use tenor_series::{LedgerAccount, MarginMode, PortfolioId, PortfolioStatus};

const D: u128 = 100_000_000;

/// Whom margin was told of since last asked.
fn told() -> Vec<PortfolioId> {
	let mut ids = Changed::take();
	ids.sort_unstable();
	ids.dedup();
	ids
}

#[test]
fn cash_that_comes_in_is_no_news() {
	build_and_execute(|| {
		let a = open(alice(), 10);
		told();
		assert_ok!(Collateral::deposit(signed(alice()), a, USDC, 4_000_000));
		let entries =
			[(LedgerAccount::Portfolio(a), cash(1)), (LedgerAccount::Insurance, cash(-1))];
		assert_ok!(Collateral::post(&entries, Overdraft::Forbidden));
		assert_eq!(told(), []);
	});
}

#[test]
fn whatever_may_make_a_portfolio_less_safe_is_told() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(alice(), 0));
		told();
		// An asset, which may cancel risk or add it
		assert_ok!(Collateral::deposit(signed(alice()), a, BTC, 10_000));
		assert_eq!(told(), [a]);
		// A transfer of cash, for who gives it
		assert_ok!(Collateral::transfer(signed(alice()), a, b, USDC, D));
		assert_eq!(told(), [a]);
		// One of an asset, for both
		assert_ok!(Collateral::transfer(signed(alice()), a, b, BTC, 10_000));
		assert_eq!(told(), [a, b]);
		// A debit
		let entries =
			[(LedgerAccount::Portfolio(a), cash(-1)), (LedgerAccount::Insurance, cash(1))];
		assert_ok!(Collateral::post(&entries, Overdraft::Forbidden));
		assert_eq!(told(), [a]);
		// A withdrawal when it is paid, not when it is asked for
		assert_ok!(Collateral::request_withdrawal(signed(alice()), a, USDC, 1_000_000));
		assert_eq!(told(), []);
		next_block();
		Collateral::process_withdrawals(&mut WeightMeter::new());
		assert_eq!(told(), [a]);
		// Its rule, and its status
		assert_ok!(Collateral::set_mode(signed(alice()), a, MarginMode::Portfolio));
		assert_eq!(told(), [a]);
		assert_ok!(Collateral::set_status(a, PortfolioStatus::Frozen));
		assert_ok!(Collateral::set_status(a, PortfolioStatus::Frozen));
		assert_eq!(told(), [a]);
	});
}

#[test]
fn interest_is_no_news_but_a_debt_is() {
	build_and_execute(|| {
		let a = open(alice(), 10);
		told();
		let owe = |n: i128| {
			let entries =
				[(LedgerAccount::Portfolio(a), cash(-n)), (LedgerAccount::Insurance, cash(n))];
			assert_ok!(Collateral::post(&entries, Overdraft::Allowed));
		};
		owe(20);
		assert_eq!(told(), [a]);
		// A day later somebody touches it without taking anything
		Now::mutate(|now| *now += 86_400_000);
		let before = record(a).cash;
		assert_ok!(Collateral::set_expiries(a, vec![]));
		assert!(record(a).cash < before);
		assert_eq!(told(), []);
	});
}
