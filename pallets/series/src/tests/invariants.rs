// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*};
use polkadot_sdk::frame_support::assert_err;

#[test]
fn checks_fail_when_the_state_is_wrong() {
	let broken = |message: &'static str, damage: &dyn Fn()| {
		new_test_ext().execute_with(|| {
			list(2);
			Series::shift_open_interest(&call(2, 80_000), 5).unwrap();
			Series::do_try_state().unwrap();
			damage();
			assert_err!(Series::do_try_state(), message);
		})
	};
	broken("strikes are not strictly ascending", &|| {
		Expiries::<Test>::mutate(key(2), |r| {
			r.as_mut().unwrap().strikes = strikes(&[80_000, 80_000]);
		});
	});
	broken("an expiry is in no chain", &|| Chains::<Test>::remove(BTC));
	broken("the due index is wrong", &|| DueIndex::<Test>::kill());
	broken("open interest of an expiry is not the sum of its series", &|| {
		ExpiryOpenInterest::<Test>::insert(key(2), 6);
	});
	broken("open interest of an underlying is not the sum of its series", &|| {
		UnderlyingOpenInterest::<Test>::insert(BTC, 4);
	});
	broken("open interest in an unknown series", &|| {
		OpenInterest::<Test>::insert(call(2, 81_000), 1);
	});
}
