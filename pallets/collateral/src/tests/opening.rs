// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	frame_system,
};
use tenor_fixed::Cash;
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus};

#[test]
fn opening_takes_the_bond_and_credits_the_deposit() {
	build_and_execute(|| {
		// GIVEN an account with USDC only, WHEN it opens a portfolio with a first deposit,
		let before = Assets::balance(USDC, dora());
		assert_ok!(Collateral::open_portfolio(signed(dora()), MarginMode::Portfolio, 10 * DOLLAR));
		// THEN bond and deposit left it, and only the deposit is cash.
		assert_eq!(Assets::balance(USDC, dora()), before - 10 * DOLLAR - BOND);
		let id = PortfolioId(0);
		let record = record(id);
		assert_eq!((record.owner, record.index), (dora(), 0));
		assert_eq!((record.cash, record.bond), (cash(10), cash(1)));
		assert_eq!((record.mode, record.status), (MarginMode::Portfolio, PortfolioStatus::Active));
		assert_eq!(Collateral::portfolios_of(dora()), vec![(0, id)]);
		assert!(events().contains(&Event::PortfolioOpened {
			portfolio: id,
			owner: dora(),
			index: 0,
			mode: MarginMode::Portfolio,
			bond: cash(1),
		}));
	});
}

#[test]
fn an_account_opens_as_many_as_the_bound_and_numbers_are_reused() {
	build_and_execute(|| {
		let ids: Vec<_> = (0..3).map(|_| open(alice(), 0)).collect();
		assert_noop!(
			Collateral::open_portfolio(signed(alice()), MarginMode::Standard, 0),
			Error::<Test>::TooManyPortfolios
		);
		// WHEN the middle one closes, THEN its number is free, its identifier is not.
		assert_ok!(Collateral::close_portfolio(signed(alice()), ids[1]));
		let fresh = open(alice(), 0);
		assert_eq!(fresh, PortfolioId(3));
		assert_eq!(Collateral::portfolios_of(alice()), vec![(0, ids[0]), (1, fresh), (2, ids[2])]);
	});
}

#[test]
fn opening_without_the_bond_or_below_the_minimum_changes_nothing() {
	build_and_execute(|| {
		assert_noop!(
			Collateral::open_portfolio(signed(dora()), MarginMode::Standard, DOLLAR - 1),
			Error::<Test>::BelowMinimumDeposit
		);
		assert_noop!(
			Collateral::open_portfolio(signed(dora()), MarginMode::Standard, 1_000 * DOLLAR),
			sp_runtime_token_error()
		);
	});
}

fn sp_runtime_token_error() -> polkadot_sdk::sp_runtime::DispatchError {
	polkadot_sdk::sp_runtime::TokenError::FundsUnavailable.into()
}

#[test]
fn an_owner_who_deposits_everything_keeps_account_and_nonce() {
	build_and_execute(|| {
		// GIVEN an account with USDC only and a nonce,
		frame_system::Pallet::<Test>::inc_account_nonce(dora());
		let id = open(dora(), 999);
		// THEN it lives on without any token,
		assert_eq!(Assets::balance(USDC, dora()), 0);
		assert_eq!(System::account_nonce(dora()), 1);
		// and gets everything back.
		assert_ok!(Collateral::request_withdrawal(signed(dora()), id, USDC, 999 * DOLLAR));
		next_block();
		assert_ok!(Collateral::close_portfolio(signed(dora()), id));
		assert_eq!(Assets::balance(USDC, dora()), 1_000 * DOLLAR);
		assert_eq!(System::account_nonce(dora()), 1);
	});
}

#[test]
fn closing_returns_the_bond_and_keeps_only_what_no_token_unit_can_pay() {
	build_and_execute(|| {
		let (id, other) = (open(alice(), 0), open(alice(), 10));
		assert_ok!(Collateral::deposit(signed(alice()), other, CENTS, 100));
		// GIVEN half a cent and a hundredth of a micro-dollar,
		assert_ok!(Collateral::transfer(signed(alice()), other, id, CENTS, 500_000));
		assert_ok!(Collateral::transfer(signed(alice()), other, id, USDC, 1));
		let before = Assets::balance(USDC, alice());
		// WHEN the portfolio closes, THEN they become dust, and a sweep brings them to insurance.
		assert_ok!(Collateral::close_portfolio(signed(alice()), id));
		assert_eq!(Assets::balance(USDC, alice()), before + BOND);
		assert_eq!(Totals::<Test>::get(USDC).dust, 1);
		assert_eq!(Totals::<Test>::get(CENTS).dust, 500_000);
		assert_ok!(Collateral::sweep_gifts(signed(bob()), USDC));
		assert_eq!(Insurance::<Test>::get(), Cash::from_e8(50_000_000_001));
		assert_ok!(Collateral::sweep_gifts(signed(bob()), CENTS));
		assert_eq!(Totals::<Test>::get(CENTS).insurance, 500_000);
	});
}

#[test]
fn a_portfolio_with_anything_in_it_does_not_close() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let close = |who| Collateral::close_portfolio(signed(who), id);
		assert_noop!(close(bob()), Error::<Test>::NotOwner);
		assert_noop!(close(alice()), Error::<Test>::PortfolioNotEmpty);
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, USDC, 10 * DOLLAR));
		assert_noop!(close(alice()), Error::<Test>::WithdrawalsPending);
		next_block();
		assert_ok!(Collateral::set_expiries(id, vec![expiry(1)]));
		assert_noop!(close(alice()), Error::<Test>::PortfolioNotEmpty);
		assert_ok!(Collateral::set_expiries(id, vec![]));
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		assert_noop!(close(alice()), Error::<Test>::PortfolioFrozen);
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Active));
		Standing::set(vec![id]);
		assert_noop!(close(alice()), STILL_STANDS);
		Standing::set(vec![]);
		assert_ok!(close(alice()));
		assert_noop!(close(alice()), Error::<Test>::PortfolioNotFound);
	});
}

#[test]
fn mode_changes_only_if_margin_holds_under_the_new_one() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let set = |who, mode| Collateral::set_mode(signed(who), id, mode);
		assert_noop!(set(bob(), MarginMode::Portfolio), Error::<Test>::NotOwner);
		assert_noop!(set(alice(), MarginMode::Standard), Error::<Test>::ModeUnchanged);
		GateRefuses::set(Some(id));
		assert!(set(alice(), MarginMode::Portfolio).is_err());
		assert_eq!(record(id).mode, MarginMode::Standard);
		GateRefuses::set(None);
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		assert_noop!(set(alice(), MarginMode::Portfolio), Error::<Test>::PortfolioFrozen);
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Active));
		assert_ok!(set(alice(), MarginMode::Portfolio));
		assert_eq!(record(id).mode, MarginMode::Portfolio);
	});
}
