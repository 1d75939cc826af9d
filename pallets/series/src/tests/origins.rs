// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError::BadOrigin,
};

#[test]
fn calls_by_others_are_refused() {
	build_and_execute(|| {
		list(2);
		let other = || RuntimeOrigin::signed(9);
		let cap = OpenInterestCap { series_e8: 1, underlying_e8: 1 };
		let level = HaltLevel::TradingRefused;
		assert_noop!(Series::set_rule(other(), BTC, None), BadOrigin);
		assert_noop!(Series::list_expiry(other(), BTC, expiry(1), strikes(&[80_000])), BadOrigin);
		assert_noop!(Series::add_strikes(other(), key(2), strikes(&[81_000])), BadOrigin);
		assert_noop!(Series::halt_expiry(other(), key(2), level), BadOrigin);
		assert_noop!(Series::resume_expiry(other(), key(2)), BadOrigin);
		assert_noop!(Series::set_open_interest_cap(other(), BTC, cap), BadOrigin);
		assert_noop!(Series::set_policy(other(), Default::default()), BadOrigin);
		// Who may halt may not list, and the other way round.
		assert_noop!(
			Series::list_expiry(RuntimeOrigin::signed(HALTER), BTC, expiry(1), strikes(&[80_000])),
			BadOrigin
		);
		assert_noop!(Series::halt_expiry(RuntimeOrigin::signed(LISTER), key(2), level), BadOrigin);
		assert_ok!(Series::list_expiry(
			RuntimeOrigin::signed(LISTER),
			BTC,
			expiry(1),
			strikes(&[80_000])
		));
		assert_ok!(Series::halt_expiry(RuntimeOrigin::signed(HALTER), key(2), level));
	});
}
