// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_series::{
	LedgerAccount::{Fees as FeeAccount, Portfolio as Pf},
	PortfolioId,
};

const D: u128 = 100_000_000;

#[test]
fn a_clearing_account_may_be_negative_while_open_and_counts_in_the_sums() {
	build_and_execute(|| {
		let (winner, loser) = (open(alice(), 10), open(bob(), 10));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		// GIVEN the winner comes first,
		assert_ok!(pay_from_clearing(expiry(1), winner, cash(4).e8()));
		assert_eq!(Collateral::clearing(expiry(1)), cash(-4));
		Collateral::do_try_state().unwrap();
		assert_noop!(Collateral::close_clearing(expiry(1)), Error::<Test>::ClearingNegative);
		// THEN the loser fills it, with a unit of rounding.
		assert_ok!(pay_from_clearing(expiry(1), loser, -cash(4).e8() - 1));
		assert_ok!(Collateral::close_clearing(expiry(1)));
		assert_eq!(Insurance::<Test>::get(), Cash::from_e8(50_000_000_001));
		assert!(
			events().contains(&Event::ClearingClosed { expiry: expiry(1), dust: Cash::from_e8(1) })
		);
		assert_noop!(Collateral::close_clearing(expiry(1)), Error::<Test>::ClearingNotOpen);
	});
}

#[test]
fn credits_cannot_leave_until_the_clearing_account_closes() {
	build_and_execute(|| {
		let (id, own, other) = (open(alice(), 10), open(alice(), 0), open(bob(), 10));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(pay_from_clearing(expiry(1), id, cash(4).e8()));
		// GIVEN 14 of cash of which 4 are a credit of an open clearing account,
		let summary = Collateral::portfolio(id).unwrap();
		assert_eq!(
			(summary.view.cash, summary.free_cash, summary.locked_cash),
			(cash(14), cash(10), cash(4))
		);
		// THEN it leaves neither by withdrawal, nor by transfer, nor as premium.
		assert_noop!(
			Collateral::request_withdrawal(signed(alice()), id, USDC, 10 * DOLLAR + 1),
			Error::<Test>::MoreThanFree
		);
		assert_noop!(
			Collateral::transfer(signed(alice()), id, own, USDC, 10 * D + 1),
			Error::<Test>::MoreThanFree
		);
		let premium = [(Pf(id), cash(-11)), (Pf(other), cash(11))];
		assert_noop!(
			Collateral::post(&premium, Overdraft::Forbidden),
			Error::<Test>::InsufficientCash
		);
		// What is free does.
		assert_ok!(Collateral::transfer(signed(alice()), id, own, USDC, 10 * D));
		assert_noop!(
			Collateral::close_portfolio(signed(alice()), id),
			Error::<Test>::PortfolioNotEmpty
		);
		// WHEN the account closes, THEN all is free.
		assert_ok!(pay_from_clearing(expiry(1), other, -cash(4).e8()));
		assert_ok!(Collateral::close_clearing(expiry(1)));
		assert_eq!(Collateral::portfolio(id).unwrap().free_cash, cash(4));
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, USDC, 4 * DOLLAR));
		next_block();
		assert_ok!(Collateral::close_portfolio(signed(alice()), id));
	});
}

#[test]
fn losses_and_fees_may_consume_locked_credits() {
	build_and_execute(|| {
		let id = open(alice(), 1);
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(Collateral::open_clearing(expiry(2)));
		assert_ok!(pay_from_clearing(expiry(1), id, cash(4).e8()));
		assert_ok!(pay_from_clearing(expiry(2), id, -cash(3).e8()));
		assert_ok!(Collateral::post(
			&[(Pf(id), cash(-1)), (FeeAccount, cash(1))],
			Overdraft::UpToCap
		));
		assert_eq!(record(id).cash, cash(1));
		assert_eq!(Collateral::portfolio(id).unwrap().free_cash, cash(0));
	});
}

#[test]
fn who_cannot_be_settled_changes_nothing_for_the_others() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(bob(), 10));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(Collateral::set_expiries(a, vec![expiry(1), expiry(2)]));
		assert!(Collateral::begin_settling(expiry(2)).is_err());
		// GIVEN one who pays, one who does not exist, one whose sum does not fit, and one who receives
		let mut settling = Collateral::begin_settling(expiry(1)).unwrap();
		assert_ok!(Collateral::settle(&mut settling, a, cash(-14)), (alice(), true));
		assert_noop!(
			Collateral::settle(&mut settling, PortfolioId(99), cash(1)),
			Error::<Test>::PortfolioNotFound
		);
		assert_noop!(
			Collateral::settle(&mut settling, b, Cash::from_e8(i128::MAX)),
			Error::<Test>::LedgerOverflow
		);
		assert_ok!(Collateral::settle(&mut settling, b, cash(3)), (bob(), false));
		Collateral::finish_settling(settling);
		// THEN the first and the last were, and nobody else
		assert_eq!((record(a).cash, record(b).cash), (cash(-4), cash(13)));
		assert_eq!(record(a).expiries.to_vec(), [expiry(2)]);
		assert_eq!(Collateral::clearing(expiry(1)), cash(11));
	});
}

#[test]
fn opening_twice_keeps_the_balance() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(pay_from_clearing(expiry(1), id, -cash(4).e8()));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_eq!(Collateral::clearing(expiry(1)), cash(4));
		assert_eq!(Collateral::clearing(expiry(2)), cash(0));
	});
}

#[test]
fn expiries_and_locked_credits_share_one_bound_so_that_a_credit_always_finds_room() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let keys = |range: std::ops::Range<u64>| range.map(expiry).collect::<Vec<_>>();
		assert_ok!(Collateral::set_expiries(id, keys(0..4)));
		assert_noop!(Collateral::set_expiries(id, keys(0..5)), Error::<Test>::TooManyExpiries);
		// GIVEN two of four settle and pay,
		for n in 0..2 {
			assert_ok!(Collateral::open_clearing(expiry(n)));
			assert_ok!(Collateral::set_expiries(id, keys(n + 1..4)));
			assert_ok!(pay_from_clearing(expiry(n), id, 1));
		}
		// THEN they count until their clearing accounts close,
		assert_noop!(Collateral::set_expiries(id, keys(2..5)), Error::<Test>::TooManyExpiries);
		// a list that does not grow always fits,
		assert_ok!(Collateral::set_expiries(id, keys(2..4)));
		assert_ok!(Collateral::set_expiries(id, keys(3..4)));
		// and afterwards they are free again.
		for n in 0..2 {
			assert_ok!(pay_from_clearing(expiry(n), id, -1));
			assert_ok!(Collateral::close_clearing(expiry(n)));
		}
		assert_ok!(Collateral::set_expiries(id, keys(3..7)));
		assert_eq!(Collateral::view(id).unwrap().expiries, keys(3..7));
	});
}
