// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_series::{
	LedgerAccount::{self, Fees as FeeAccount, Insurance as Fund, Portfolio as Of},
	PortfolioId, PortfolioStatus,
};

fn post(
	entries: &[(LedgerAccount, i128)],
	overdraft: Overdraft,
) -> polkadot_sdk::sp_runtime::DispatchResult {
	let entries: Vec<_> = entries.iter().map(|(a, d)| (*a, cash(*d))).collect();
	Collateral::post(&entries, overdraft)
}

#[test]
fn a_balanced_batch_moves_cash_and_nothing_else() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		let totals = Totals::<Test>::get(USDC);
		let entries = [(Of(a), -4), (Of(b), 3), (FeeAccount, 1), (Of(a), 1), (Fund, -1)];
		assert_ok!(post(&entries, Overdraft::Forbidden));
		assert_eq!((record(a).cash, record(b).cash), (cash(7), cash(13)));
		assert_eq!((Fees::<Test>::get(), Insurance::<Test>::get()), (cash(1), cash(499)));
		assert_eq!(Totals::<Test>::get(USDC), totals);
		assert!(events()
			.iter()
			.any(|e| matches!(e, Event::Posted { changes } if changes.len() == 4)));
	});
}

#[test]
fn an_unbalanced_batch_is_refused() {
	build_and_execute(|| {
		let a = open(alice(), 10);
		for entries in [&[(Of(a), -4)][..], &[(Of(a), -4), (FeeAccount, 3)], &[(FeeAccount, 1)]] {
			assert_noop!(post(entries, Overdraft::Allowed), Error::<Test>::Unbalanced);
		}
		let huge = [(Fund, Cash::MAX), (FeeAccount, Cash::MAX)];
		assert_noop!(Collateral::post(&huge, Overdraft::Allowed), Error::<Test>::LedgerOverflow);
		assert_ok!(post(&[], Overdraft::Forbidden));
	});
}

#[test]
fn a_batch_is_posted_whole_or_not_at_all() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		// The second debit fails, whatever stands before it.
		assert_noop!(
			post(&[(Of(a), -5), (FeeAccount, 16), (Of(b), -11)], Overdraft::Forbidden),
			Error::<Test>::InsufficientCash
		);
		assert_noop!(
			post(&[(Of(a), -5), (Of(PortfolioId(9)), 5)], Overdraft::Forbidden),
			Error::<Test>::PortfolioNotFound
		);
		assert_noop!(
			post(&[(Of(a), 501), (Fund, -501)], Overdraft::Forbidden),
			Error::<Test>::InsufficientInsurance
		);
		assert_noop!(
			post(&[(Of(a), 1), (FeeAccount, -1)], Overdraft::Forbidden),
			Error::<Test>::InsufficientFees
		);
		assert_noop!(pay_from_clearing(expiry(1), a, 1), Error::<Test>::ClearingNotOpen);
	});
}

#[test]
fn premium_never_takes_cash_below_zero() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		let one = Cash::from_e8(1);
		let over = [(Of(a), Cash::from_e8(-1_000_000_001)), (Of(b), Cash::from_e8(1_000_000_001))];
		assert_noop!(
			Collateral::post(&over, Overdraft::Forbidden),
			Error::<Test>::InsufficientCash
		);
		assert_ok!(post(&[(Of(a), -10), (Of(b), 10)], Overdraft::Forbidden));
		assert_eq!(record(a).cash, Cash::ZERO);
		let entries = [(Of(a), Cash::from_e8(-1)), (Of(b), one)];
		assert_noop!(
			Collateral::post(&entries, Overdraft::Forbidden),
			Error::<Test>::InsufficientCash
		);
	});
}

#[test]
fn a_portfolio_in_debt_may_receive_but_not_pay_premium() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		assert_ok!(post(&[(Of(a), -15), (Fund, 15)], Overdraft::Allowed));
		assert_eq!(record(a).cash, cash(-5));
		assert_noop!(
			post(&[(Of(a), -1), (Of(b), 1)], Overdraft::Forbidden),
			Error::<Test>::InsufficientCash
		);
		assert_ok!(post(&[(Of(a), 3), (Of(b), -3)], Overdraft::Forbidden));
		assert_eq!(record(a).cash, cash(-2));
	});
}

#[test]
fn a_frozen_portfolio_pays_no_premium_but_settles() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		assert_ok!(Collateral::set_status(a, PortfolioStatus::Frozen));
		assert_noop!(
			post(&[(Of(a), -1), (Of(b), 1)], Overdraft::Forbidden),
			Error::<Test>::PortfolioFrozen
		);
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(pay_from_clearing(expiry(1), a, -cash(1).e8()));
		assert_eq!(record(a).cash, cash(9));
	});
}

#[test]
fn post_weight_grows_with_entries() {
	build_and_execute(|| {
		assert!(Collateral::post_weight(10).all_gt(Collateral::post_weight(1)));
	});
}
