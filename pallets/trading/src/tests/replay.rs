// SPDX-License-Identifier: Apache-2.0
//! A signature is good for one execution.

use crate::{mock::*, types::NonceRefusal, Error, Event, Nonces, ReplayWindow};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_series::PortfolioId;

fn agreed(nonce: u64) -> crate::BlockTrade {
	trade(&[leg(10, 20, 1_000, 1, 100)], nonce)
}

#[test]
fn trade_executes_once() {
	build_and_execute(|| {
		assert_ok!(submit(&agreed(0)));
		assert_noop!(submit(&agreed(0)), Error::<Test>::NonceUsed);
		assert_eq!(Executed::get().len(), 1);
	});
}

#[test]
fn nonces_may_come_in_any_order() {
	build_and_execute(|| {
		for nonce in [5, 0, 3, 127, 4] {
			assert_ok!(submit(&agreed(nonce)));
			assert_noop!(submit(&agreed(nonce)), Error::<Test>::NonceUsed);
		}
		assert_eq!(Trading::next_nonce(PortfolioId(10)), 128);
	});
}

#[test]
fn nonce_behind_or_ahead_of_the_window_is_refused() {
	build_and_execute(|| {
		assert_noop!(submit(&agreed(128)), Error::<Test>::NonceTooFar);
		assert_noop!(submit(&agreed(u64::MAX)), Error::<Test>::NonceTooFar);
		assert_ok!(submit(&agreed(127)));
		assert_ok!(submit(&agreed(0)));
		assert_ok!(submit(&agreed(128)));
		assert_noop!(submit(&agreed(0)), Error::<Test>::NonceTooOld);
		assert_ok!(submit(&agreed(1)));
	});
}

#[test]
fn one_used_nonce_of_any_party_refuses_the_trade() {
	build_and_execute(|| {
		assert_ok!(submit(&trade(&[leg(20, 30, 1_000, 1, 100)], 0)));
		assert_noop!(submit(&agreed(0)), Error::<Test>::NonceUsed);
		assert_ok!(submit(&agreed(1)));
	});
}

#[test]
fn owner_revokes_what_was_signed() {
	build_and_execute(|| {
		let owner = || RuntimeOrigin::signed(account(1));
		let (portfolio, nonce) = (PortfolioId(10), 2);
		assert_noop!(
			Trading::cancel_nonce(RuntimeOrigin::signed(account(2)), portfolio, nonce),
			Error::<Test>::NotOwner
		);
		assert_noop!(
			Trading::cancel_nonce(owner(), PortfolioId(500), nonce),
			Error::<Test>::UnknownPortfolio
		);
		assert_ok!(Trading::cancel_nonce(owner(), portfolio, nonce));
		System::assert_last_event(Event::NonceRevoked { portfolio, nonce }.into());
		assert_noop!(submit(&agreed(2)), Error::<Test>::NonceUsed);
		assert_noop!(Trading::cancel_nonce(owner(), portfolio, nonce), Error::<Test>::NonceUsed);
		assert_ok!(submit(&agreed(1)));
	});
}

#[test]
fn owner_revokes_everything_below_a_floor() {
	build_and_execute(|| {
		let owner = || RuntimeOrigin::signed(account(1));
		let portfolio = PortfolioId(10);
		assert_noop!(
			Trading::cancel_nonces_below(RuntimeOrigin::signed(account(2)), portfolio, 10),
			Error::<Test>::NotOwner
		);
		assert_noop!(
			Trading::cancel_nonces_below(owner(), portfolio, 129),
			Error::<Test>::NonceTooFar
		);
		assert_ok!(submit(&agreed(12)));
		assert_ok!(Trading::cancel_nonces_below(owner(), portfolio, 10));
		System::assert_last_event(Event::NoncesRevokedBelow { portfolio, floor: 10 }.into());
		for nonce in 0..10 {
			assert_noop!(submit(&agreed(nonce)), Error::<Test>::NonceUsed);
		}
		assert_ok!(submit(&agreed(10)));
		assert_ok!(submit(&agreed(11)));
		assert_noop!(submit(&agreed(12)), Error::<Test>::NonceUsed);
		assert_ok!(Trading::cancel_nonces_below(owner(), portfolio, 100));
		assert_noop!(submit(&agreed(99)), Error::<Test>::NonceUsed);
		assert_ok!(submit(&agreed(100)));
	});
}

#[test]
fn end_of_the_nonces_is_an_error_not_a_wrap() {
	let window = ReplayWindow { next: u64::MAX, used: 1 };
	assert_eq!(window.after_use(u64::MAX), Err(NonceRefusal::TooFar));
	assert_eq!(window.after_use(u64::MAX - 1), Err(NonceRefusal::Used));
	assert!(window.after_use(u64::MAX - 2).is_ok());
}

#[test]
fn closed_portfolio_leaves_no_record() {
	build_and_execute(|| {
		assert_ok!(submit(&agreed(0)));
		assert_ok!(Trading::close(PortfolioId(10)));
		assert!(!Nonces::<Test>::contains_key(PortfolioId(10)));
	});
}

#[test]
fn check_of_windows_can_fail() {
	build_and_execute(|| {
		Nonces::<Test>::insert(PortfolioId(10), ReplayWindow { next: 1, used: 0b11 });
		assert!(Trading::do_try_state().is_err());
		Nonces::<Test>::insert(PortfolioId(10), ReplayWindow { next: 5, used: 0b10 });
		assert!(Trading::do_try_state().is_err());
		Nonces::<Test>::remove(PortfolioId(10));
	});
}
