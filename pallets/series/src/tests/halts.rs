// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

fn tradable(opening: bool) -> polkadot_sdk::sp_runtime::DispatchResult {
	Series::ensure_tradable(&call(2, 80_000), opening)
}

#[test]
fn partial_halt_refuses_new_risk_and_lets_reductions_pass() {
	build_and_execute(|| {
		list(2);
		assert_ok!(Series::halt_expiry(RuntimeOrigin::root(), key(2), HaltLevel::OpeningRefused));
		assert_noop!(tradable(true), Error::<Test>::SeriesHalted);
		assert_ok!(tradable(false));
		assert!(!Series::is_halted(key(2)));
		// WHEN the halt is raised THEN nothing trades.
		assert_ok!(Series::halt_expiry(RuntimeOrigin::root(), key(2), HaltLevel::TradingRefused));
		assert_noop!(tradable(false), Error::<Test>::SeriesHalted);
		assert!(Series::is_halted(key(2)) && !Series::is_halted(key(3)));
		// WHEN it is resumed THEN everything trades, and a second resume states the fact.
		assert_ok!(Series::resume_expiry(RuntimeOrigin::root(), key(2)));
		assert_ok!(tradable(true));
		assert_noop!(
			Series::resume_expiry(RuntimeOrigin::root(), key(2)),
			Error::<Test>::NotHalted
		);
		assert_noop!(
			Series::halt_expiry(RuntimeOrigin::root(), key(3), HaltLevel::OpeningRefused),
			Error::<Test>::UnknownExpiry
		);
	});
}

#[test]
fn stricter_of_expiry_and_underlying_counts() {
	build_and_execute(|| {
		list(2);
		Stopped::set(Some(HaltLevel::TradingRefused));
		assert_ok!(Series::halt_expiry(RuntimeOrigin::root(), key(2), HaltLevel::OpeningRefused));
		assert_noop!(tradable(false), Error::<Test>::SeriesHalted);
		assert!(!Series::is_halted(key(2)));
		// WHEN the underlying is released THEN the halt of the expiry stays.
		Stopped::set(None);
		assert_noop!(tradable(true), Error::<Test>::SeriesHalted);
		assert_ok!(tradable(false));
		// WHEN it is resumed THEN the breaker alone counts.
		assert_ok!(Series::resume_expiry(RuntimeOrigin::root(), key(2)));
		assert_ok!(tradable(true));
		Stopped::set(Some(HaltLevel::OpeningRefused));
		assert_noop!(tradable(true), Error::<Test>::SeriesHalted);
		assert_ok!(tradable(false));
	});
}

#[test]
fn expiries_of_a_market_that_was_shut_down_settle_ahead_of_their_time_and_none_is_listed() {
	build_and_execute(|| {
		for days in [2, 3] {
			list(days);
		}
		assert_ok!(Series::set_rule(RuntimeOrigin::root(), BTC, Some(rule())));
		let early = Error::<Test>::NotYetExpired;
		assert_noop!(Series::begin_settling(key(3)), early);
		assert_eq!(Series::next_due(Now::get()), None);
		ShutDown::set(true);
		assert_eq!(Series::next_due(Now::get()), Some(key(2)));
		settle(2);
		assert_eq!(Series::next_due(Now::get()), Some(key(3)));
		// THEN nothing new is listed, by rule or by call, and nothing is added.
		assert!(!Series::do_one_listing(BTC));
		let ended = Error::<Test>::UnderlyingShutDown;
		let strikes = strikes(&[80_000]);
		let root = RuntimeOrigin::root;
		assert_noop!(Series::list_expiry(root(), BTC, expiry(4), strikes.clone()), ended);
		assert_noop!(
			Series::add_strikes(root(), key(3), strikes.clone()),
			Error::<Test>::UnderlyingShutDown
		);
		assert_ok!(Series::list_expiry(root(), ETH, expiry(4), strikes));
		// WHEN one is due THEN it comes first.
		Now::set(expiry(4));
		assert_eq!(Series::next_due(Now::get()), Some(key(3)));
	});
}

#[test]
fn halted_expiry_still_settles() {
	build_and_execute(|| {
		list(2);
		assert_ok!(Series::halt_expiry(RuntimeOrigin::root(), key(2), HaltLevel::TradingRefused));
		Now::set(expiry(2));
		settle(2);
		// THEN it can be neither halted nor resumed any more.
		assert_noop!(
			Series::resume_expiry(RuntimeOrigin::root(), key(2)),
			Error::<Test>::SeriesSettled
		);
	});
}
