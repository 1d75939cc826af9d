// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

#[test]
fn caps_bind_only_when_open_interest_rises() {
	build_and_execute(|| {
		list(2);
		let (a, b) = (call(2, 70_000), call(2, 80_000));
		// GIVEN caps of 1,000 per series and 1,500 per underlying
		assert_noop!(Series::shift_open_interest(&a, 1_001), Error::<Test>::OpenInterestCapReached);
		assert_ok!(Series::shift_open_interest(&a, 1_000));
		assert_noop!(
			Series::shift_open_interest(&b, 501),
			Error::<Test>::UnderlyingOpenInterestCapReached
		);
		assert_ok!(Series::shift_open_interest(&b, 500));
		// WHEN the cap is lowered below what is open THEN it can fall but not rise.
		let cap = OpenInterestCap { series_e8: 10, underlying_e8: 10 };
		assert_ok!(Series::set_open_interest_cap(RuntimeOrigin::root(), BTC, cap));
		assert_eq!(Series::open_interest_cap(BTC), cap);
		assert_noop!(Series::shift_open_interest(&a, 1), Error::<Test>::OpenInterestCapReached);
		assert_ok!(Series::shift_open_interest(&a, -400));
		assert_eq!(OpenInterest::<Test>::get(a), 600);
		assert_eq!(UnderlyingOpenInterest::<Test>::get(BTC), 1_100);
		let view = Series::chain(BTC);
		assert_eq!(view[0].strikes[0].call_open_interest_e8, 600);
	});
}

#[test]
fn room_is_what_the_tighter_cap_leaves() {
	build_and_execute(|| {
		list(2);
		let (a, b) = (call(2, 70_000), call(2, 80_000));
		// GIVEN caps of 1,000 per series and 1,500 per underlying
		assert_eq!(Series::open_interest_room(&a), 1_000);
		assert_ok!(Series::shift_open_interest(&a, 900));
		// THEN a is bound by its own, b by the underlying's
		assert_eq!((Series::open_interest_room(&a), Series::open_interest_room(&b)), (100, 600));
		// AND room is what can be opened, no contract more
		let room = i128::from(Series::open_interest_room(&b));
		assert!(Series::shift_open_interest(&b, room + 1).is_err());
		assert_ok!(Series::shift_open_interest(&b, room));
		assert_eq!((Series::open_interest_room(&a), Series::open_interest_room(&b)), (0, 0));
		// WHEN a cap is lowered below what is open THEN there is none, and nothing wraps
		let cap = OpenInterestCap { series_e8: 10, underlying_e8: 10 };
		assert_ok!(Series::set_open_interest_cap(RuntimeOrigin::root(), BTC, cap));
		assert_eq!(Series::open_interest_room(&a), 0);
	});
}

#[test]
fn open_interest_never_wraps() {
	build_and_execute(|| {
		list(2);
		let a = call(2, 70_000);
		let cap = OpenInterestCap { series_e8: u64::MAX, underlying_e8: u64::MAX };
		assert_ok!(Series::set_open_interest_cap(RuntimeOrigin::root(), BTC, cap));
		assert_ok!(Series::shift_open_interest(&a, 7));
		for delta in [-8, i128::MIN] {
			assert_noop!(
				Series::shift_open_interest(&a, delta),
				Error::<Test>::OpenInterestUnderflow
			);
		}
		for delta in [i128::from(u64::MAX), i128::MAX] {
			assert_noop!(
				Series::shift_open_interest(&a, delta),
				Error::<Test>::UnderlyingOpenInterestCapReached
			);
		}
		assert_ok!(Series::shift_open_interest(&a, 0));
		assert_ok!(Series::shift_open_interest(&a, i128::from(u64::MAX - 7)));
		assert_ok!(Series::shift_open_interest(&a, -i128::from(u64::MAX)));
		// THEN zero leaves no key behind.
		assert_eq!(OpenInterest::<Test>::iter().count(), 0);
		assert_eq!(ExpiryOpenInterest::<Test>::iter().count(), 0);
		assert_eq!(UnderlyingOpenInterest::<Test>::iter().count(), 0);
	});
}

#[test]
fn open_interest_rises_only_in_a_tradable_series_and_falls_in_a_settling_one() {
	build_and_execute(|| {
		list(2);
		let a = call(2, 70_000);
		assert_noop!(
			Series::shift_open_interest(&call(2, 71_000), 1),
			Error::<Test>::UnknownSeries
		);
		assert_ok!(Series::shift_open_interest(&a, 3));
		Now::set(expiry(2));
		assert_noop!(Series::shift_open_interest(&a, 1), Error::<Test>::SeriesExpired);
		assert_ok!(Series::begin_settling(key(2)));
		assert_ok!(Series::shift_open_interest(&a, -3));
	});
}
