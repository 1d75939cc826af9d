// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_series::PortfolioStatus;

const D: u128 = 100_000_000;

#[test]
fn value_moves_between_portfolios_of_one_owner() {
	build_and_execute(|| {
		let (from, to) = (open(alice(), 10), open(alice(), 0));
		assert_ok!(Collateral::deposit(signed(alice()), from, BTC, 10_000));
		let totals = (Totals::<Test>::get(USDC), Totals::<Test>::get(BTC));
		assert_ok!(Collateral::transfer(signed(alice()), from, to, USDC, 4 * D));
		assert_ok!(Collateral::transfer(signed(alice()), from, to, BTC, 10_000));
		assert_eq!((record(from).cash, record(to).cash), (cash(6), cash(4)));
		assert_eq!((record(from).holding(BTC), record(to).holding(BTC)), (0, 10_000));
		// Nothing went in or out.
		assert_eq!(totals, (Totals::<Test>::get(USDC), Totals::<Test>::get(BTC)));
		assert_eq!(Sums::<Test>::get().positive, cash(10));
	});
}

#[test]
fn bad_transfers_have_their_own_errors_and_change_nothing() {
	build_and_execute(|| {
		let (from, to, other) = (open(alice(), 10), open(alice(), 0), open(bob(), 10));
		let transfer = |from, to, asset, amount| {
			Collateral::transfer(signed(alice()), from, to, asset, amount)
		};
		assert_noop!(transfer(from, from, USDC, 1), Error::<Test>::SamePortfolio);
		assert_noop!(transfer(from, other, USDC, 1), Error::<Test>::NotOwner);
		assert_noop!(transfer(other, to, USDC, 1), Error::<Test>::NotOwner);
		assert_noop!(transfer(from, to, USDC, 0), Error::<Test>::AmountTooSmall);
		assert_noop!(transfer(from, to, UNLISTED, 1), Error::<Test>::AssetNotAccepted);
		assert_noop!(transfer(from, to, USDC, 10 * D + 1), Error::<Test>::MoreThanFree);
		assert_noop!(transfer(from, to, BTC, 1), Error::<Test>::MoreThanFree);
		assert_noop!(transfer(from, to, USDC, u128::MAX), Error::<Test>::LedgerOverflow);
		GateRefuses::set(Some(from));
		assert!(transfer(from, to, USDC, D).is_err());
		assert_eq!(record(to).cash, cash(0));
	});
}

#[test]
fn a_frozen_portfolio_receives_but_does_not_send() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(alice(), 10));
		assert_ok!(Collateral::set_status(b, PortfolioStatus::Frozen));
		assert_ok!(Collateral::transfer(signed(alice()), a, b, USDC, D));
		assert_noop!(
			Collateral::transfer(signed(alice()), b, a, USDC, D),
			Error::<Test>::PortfolioFrozen
		);
		assert_eq!(record(b).cash, cash(11));
	});
}

#[test]
fn both_portfolios_settle_what_is_due_first() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 10), open(alice(), 10));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		Due::set(vec![(a, expiry(1), -cash(3).e8()), (b, expiry(1), -cash(2).e8())]);
		assert_ok!(Collateral::transfer(signed(alice()), a, b, USDC, 7 * D));
		assert_eq!((record(a).cash, record(b).cash), (cash(0), cash(15)));
	});
}
