// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_series::{PortfolioId, PortfolioStatus};

#[test]
fn exactly_what_is_credited_is_moved() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		let before = Assets::balance(ETH, alice());
		// GIVEN an amount with wei below a ledger unit, WHEN it is deposited,
		let odd = ETHER + 12_345_678_901;
		assert_ok!(Collateral::deposit(signed(alice()), id, ETH, odd));
		// THEN one ether and one unit are credited, and what lies below stays outside.
		assert_eq!(record(id).holding(ETH), 100_000_001);
		assert_eq!(before - Assets::balance(ETH, alice()), ETHER + 10_000_000_000);
		assert_eq!(Assets::balance(ETH, Collateral::custody()), ETHER + 10_000_000_000);
		// Six and eight decimals convert exactly.
		assert_ok!(Collateral::deposit(signed(alice()), id, USDC, DOLLAR + 1));
		assert_eq!(record(id).cash.e8(), 100_000_100);
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, 12_345));
		assert_eq!(record(id).holding(BTC), 12_345);
	});
}

#[test]
fn bad_deposits_have_their_own_errors_and_change_nothing() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		let deposit = |who, id, asset, amount| Collateral::deposit(signed(who), id, asset, amount);
		assert_noop!(deposit(alice(), id, UNLISTED, DOLLAR), Error::<Test>::AssetNotAccepted);
		assert_noop!(deposit(alice(), id, 77, DOLLAR), Error::<Test>::AssetNotAccepted);
		for amount in [0, 1, DOLLAR - 1] {
			assert_noop!(deposit(alice(), id, USDC, amount), Error::<Test>::BelowMinimumDeposit);
		}
		assert_noop!(deposit(bob(), id, USDC, DOLLAR), Error::<Test>::NotOwner);
		assert_noop!(
			deposit(alice(), PortfolioId(9), USDC, DOLLAR),
			Error::<Test>::PortfolioNotFound
		);
		assert!(deposit(alice(), id, USDC, RICH * DOLLAR + 1).is_err());
		for amount in [u128::MAX, u128::MAX / 100, LEDGER_LIMIT_E8 * 1_000] {
			assert_noop!(deposit(alice(), id, BTC, amount), overflow_or_cap(amount));
		}
		assert_eq!(record(id).cash, cash(10));
	});
}

#[test]
fn delegate_deposits_his_own_money_and_nobody_else_does() {
	build_and_execute(|| {
		let (id, other) = (open(alice(), 10), open(alice(), 10));
		Delegated::set(Some((id, bob())));
		let mine = || Assets::balance(USDC, bob());
		let (before, held) = (mine(), record(id).cash);
		assert_ok!(Collateral::deposit(signed(bob()), id, USDC, 5 * DOLLAR));
		assert_eq!(before - mine(), 5 * DOLLAR);
		assert_eq!(record(id).cash, held.checked_add(cash(5)).unwrap());
		let deposit = |who, id| Collateral::deposit(signed(who), id, USDC, DOLLAR);
		assert_noop!(deposit(bob(), other), Error::<Test>::NotOwner);
		// WHEN the owner takes it back THEN no more
		Delegated::set(None);
		assert_noop!(deposit(bob(), id), Error::<Test>::NotOwner);
	});
}

fn overflow_or_cap(amount: u128) -> Error<Test> {
	match i128::try_from(amount) {
		Err(_) => Error::LedgerOverflow,
		Ok(_) => Error::AssetCapReached,
	}
}

#[test]
fn the_cap_of_an_asset_holds_over_all_portfolios() {
	build_and_execute(|| {
		let (a, b) = (open(alice(), 0), open(bob(), 0));
		let capped = AssetPolicy { cap_e8: 100, min_deposit: 1, ..policy(8, 1) };
		assert_ok!(Collateral::set_asset_policy(RuntimeOrigin::root(), BTC, capped));
		assert_ok!(Collateral::deposit(signed(alice()), a, BTC, 60));
		assert_noop!(
			Collateral::deposit(signed(bob()), b, BTC, 41),
			Error::<Test>::AssetCapReached
		);
		assert_ok!(Collateral::deposit(signed(bob()), b, BTC, 40));
	});
}

#[test]
fn closed_deposits_leave_withdrawals_open() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, 10_000));
		let closed = AssetPolicy { deposits_open: false, ..policy(8, 10_000) };
		assert_ok!(Collateral::set_asset_policy(RuntimeOrigin::root(), BTC, closed));
		assert_noop!(
			Collateral::deposit(signed(alice()), id, BTC, 10_000),
			Error::<Test>::DepositsClosed
		);
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, BTC, 10_000));
		next_block();
		assert_eq!(record(id).holding(BTC), 0);
	});
}

#[test]
fn a_frozen_portfolio_takes_deposits() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		assert_ok!(Collateral::deposit(signed(alice()), id, USDC, DOLLAR));
		assert_eq!(record(id).cash, cash(11));
	});
}

#[test]
fn a_deposit_goes_through_when_settlement_fails() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		SettleFails::set(Some(id));
		assert_ok!(Collateral::deposit(signed(alice()), id, USDC, DOLLAR));
	});
}

#[test]
fn an_asset_the_record_has_no_room_for_is_refused() {
	build_and_execute(|| {
		// GIVEN more accepted assets than a record holds,
		let id = open(alice(), 0);
		for asset in 10..15u32 {
			AcceptedAssets::<Test>::insert(asset, policy(6, 1));
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, owner(), true, 1));
			give(asset, &alice(), 100);
		}
		for asset in 10..14u32 {
			assert_ok!(Collateral::deposit(signed(alice()), id, asset, 10));
		}
		assert_noop!(
			Collateral::deposit(signed(alice()), id, 14, 10),
			Error::<Test>::TooManyAssets
		);
		// THEN cash and known assets still come in.
		assert_ok!(Collateral::deposit(signed(alice()), id, 13, 10));
		assert_ok!(Collateral::deposit(signed(alice()), id, USDC, DOLLAR));
	});
}

#[test]
fn tokens_sent_to_custody_harm_nobody_and_are_swept_to_insurance() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, 10_000));
		// GIVEN gifts of listed and unlisted tokens, and of the native one,
		let custody = Collateral::custody();
		give(USDC, &custody, 7 * DOLLAR + 3);
		give(BTC, &custody, 5);
		give(ETH, &custody, 12_345_678_901);
		give(UNLISTED, &custody, 1);
		assert_ok!(Balances::transfer_allow_death(signed(bob()), custody, 100));
		Collateral::do_try_state().unwrap();
		// WHEN anyone sweeps, THEN insurance has what the ledger can hold of them.
		assert_ok!(Collateral::sweep_gifts(signed(bob()), USDC));
		assert_eq!(Insurance::<Test>::get().e8(), 50_700_000_300);
		assert_noop!(Collateral::sweep_gifts(signed(bob()), USDC), Error::<Test>::NothingToSweep);
		assert_ok!(Collateral::sweep_gifts(signed(bob()), BTC));
		assert_eq!(Totals::<Test>::get(BTC).insurance, 5);
		assert_ok!(Collateral::sweep_gifts(signed(bob()), ETH));
		assert_eq!(Totals::<Test>::get(ETH).insurance, 1);
		assert_noop!(
			Collateral::sweep_gifts(signed(bob()), UNLISTED),
			Error::<Test>::AssetNotAccepted
		);
		// AND all deposits can leave.
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, BTC, 10_000));
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, USDC, 10 * DOLLAR));
		next_block();
		assert_ok!(Collateral::close_portfolio(signed(alice()), id));
	});
}

#[test]
fn nobody_can_brick_an_account_with_dust() {
	build_and_execute(|| {
		// GIVEN a portfolio of an account with USDC only,
		let id = open(dora(), 100);
		let before = record(id);
		// WHEN others send it tokens, or try every call that names it,
		give(USDC, &dora(), 1);
		assert_ok!(Balances::transfer_allow_death(signed(bob()), dora(), 1));
		give(BTC, &dora(), 1);
		give(CENTS, &dora(), 1);
		let own = open(bob(), 100);
		let root_only = policy(6, 1);
		for result in [
			Collateral::deposit(signed(bob()), id, USDC, DOLLAR),
			plain(Collateral::request_withdrawal(signed(bob()), id, USDC, DOLLAR)),
			plain(Collateral::transfer(signed(bob()), own, id, USDC, 1)),
			plain(Collateral::transfer(signed(bob()), id, own, USDC, 1)),
			plain(Collateral::set_mode(signed(bob()), id, tenor_series::MarginMode::Portfolio)),
			plain(Collateral::close_portfolio(signed(bob()), id)),
			Collateral::set_asset_policy(signed(bob()), USDC, root_only),
		] {
			assert!(result.is_err());
		}
		// THEN its record is as it was, and its owner can do everything.
		assert_eq!(record(id), before);
		assert_ok!(Collateral::request_withdrawal(signed(dora()), id, USDC, 100 * DOLLAR));
		next_block();
		assert_ok!(Collateral::close_portfolio(signed(dora()), id));
	});
}
