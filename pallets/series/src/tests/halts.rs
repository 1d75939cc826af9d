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
fn stricter_of_the_two_halts_counts() {
	build_and_execute(|| {
		list(2);
		let halt = |level| Series::halt_underlying(RuntimeOrigin::root(), BTC, level);
		assert_ok!(halt(HaltLevel::TradingRefused));
		assert_ok!(Series::halt_expiry(RuntimeOrigin::root(), key(2), HaltLevel::OpeningRefused));
		assert_noop!(tradable(false), Error::<Test>::SeriesHalted);
		assert!(Series::is_halted(key(2)));
		// WHEN the underlying resumes THEN the halt of the expiry stays.
		assert_ok!(Series::resume_underlying(RuntimeOrigin::root(), BTC));
		assert_noop!(tradable(true), Error::<Test>::SeriesHalted);
		assert_ok!(tradable(false));
		assert_noop!(
			Series::resume_underlying(RuntimeOrigin::root(), BTC),
			Error::<Test>::NotHalted
		);
		assert_noop!(
			Series::halt_underlying(RuntimeOrigin::root(), DOGE, HaltLevel::TradingRefused),
			Error::<Test>::UnknownUnderlying
		);
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
