// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, weights::WeightMeter},
	sp_runtime::DispatchError,
};
use tenor_series::ExpiryKey;

#[test]
fn series_names_the_reason_at_every_stage_of_its_life() {
	build_and_execute(|| {
		let tradable = || Series::ensure_tradable(&call(2, 80_000), true);
		assert_noop!(tradable(), Error::<Test>::UnknownSeries);
		list(2);
		assert_ok!(tradable());
		assert_noop!(Series::ensure_tradable(&call(2, 81_000), true), Error::<Test>::UnknownSeries);
		// One millisecond before the expiry it trades, at the expiry it does not.
		Now::set(expiry(2) - 1);
		assert_ok!(tradable());
		Now::set(expiry(2));
		assert_noop!(tradable(), Error::<Test>::SeriesExpired);
		assert_ok!(Series::begin_settling(key(2)));
		assert_noop!(tradable(), Error::<Test>::SeriesSettling);
		assert_ok!(Series::finish_settling(key(2)));
		assert_noop!(tradable(), Error::<Test>::SeriesSettled);
		// WHEN the retention is over THEN the engine removes it.
		Now::set(expiry(2) + ListingPolicy::default().retention_ms - 1);
		Series::process_listing(&mut WeightMeter::new());
		assert_noop!(tradable(), Error::<Test>::SeriesSettled);
		Now::mutate(|now| *now += 1);
		// Once the cursor is back at this underlying.
		Series::process_listing(&mut WeightMeter::new());
		Series::process_listing(&mut WeightMeter::new());
		assert_noop!(tradable(), Error::<Test>::UnknownSeries);
		assert!(Chains::<Test>::get(BTC).is_empty());
		System::assert_has_event(Event::ExpiryPruned { expiry: key(2) }.into());
	});
}

#[test]
fn due_expiries_come_in_order_of_expiry_then_underlying() {
	build_and_execute(|| {
		for (underlying, day) in [(ETH, 3), (BTC, 5), (BTC, 3), (ETH, 2)] {
			assert_ok!(Series::list_expiry(
				RuntimeOrigin::root(),
				underlying,
				expiry(day),
				strikes(&[80_000])
			));
		}
		assert_eq!(Series::next_due(expiry(2) - 1), None);
		Now::set(expiry(4));
		let mut order = Vec::new();
		while let Some(due) = Series::next_due(Now::get()) {
			Series::begin_settling(due).unwrap();
			order.push((due.underlying, due.expiry));
		}
		assert_eq!(order, [(ETH, expiry(2)), (BTC, expiry(3)), (ETH, expiry(3))]);
	});
}

#[test]
fn settlement_cannot_begin_early_twice_or_end_with_open_contracts() {
	build_and_execute(|| {
		list(2);
		assert_ok!(Series::shift_open_interest(&call(2, 80_000), 5));
		assert_noop!(Series::begin_settling(key(2)), Error::<Test>::NotYetExpired);
		Now::set(expiry(2));
		let unknown = ExpiryKey { underlying: ETH, ..key(2) };
		assert_noop!(Series::begin_settling(unknown), Error::<Test>::UnknownExpiry);
		assert_noop!(Series::finish_settling(key(1)), Error::<Test>::UnknownExpiry);
		assert_ok!(Series::begin_settling(key(2)));
		assert_noop!(Series::begin_settling(key(2)), Error::<Test>::SeriesSettling);
		assert_noop!(Series::finish_settling(key(2)), Error::<Test>::OpenInterestRemains);
		assert_ok!(Series::shift_open_interest(&call(2, 80_000), -5));
		assert_ok!(Series::finish_settling(key(2)));
		assert_noop!(Series::finish_settling(key(2)), Error::<Test>::NotSettling);
		assert_eq!(Told::get(), [(key(2), true), (key(2), false)]);
	});
}

#[test]
fn market_that_cannot_let_go_does_not_hold_up_settlement() {
	build_and_execute(|| {
		list(2);
		Now::set(expiry(2));
		MarketRefuses::set(true);
		settle(2);
		System::assert_last_event(
			Event::RemovalFailed { expiry: key(2), error: DispatchError::Unavailable }.into(),
		);
	});
}
