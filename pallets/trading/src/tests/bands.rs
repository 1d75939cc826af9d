// SPDX-License-Identifier: Apache-2.0
//! Prices, limits and fees.

use crate::{mock::*, Error, Event, FeeSchedule};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_series::{PortfolioId, UnderlyingId};

#[test]
fn price_must_be_inside_the_mark_band() {
	build_and_execute(|| {
		for (nonce, price) in [(0, 90), (1, 110)] {
			assert_ok!(submit(&trade(&[leg(10, 20, 1_000, 1, price)], nonce)));
		}
		for price in [89, 111] {
			let outside = trade(&[leg(10, 20, 1_000, 1, 100), leg(10, 20, 1_100, 1, price)], 2);
			assert_noop!(submit(&outside), Error::<Test>::OutsideMarkBand);
		}
	});
}

#[test]
fn series_without_a_mark_is_refused() {
	build_and_execute(|| {
		Band::set(None);
		assert_noop!(submit(&trade(&[leg(10, 20, 1_000, 1, 100)], 0)), Error::<Test>::NoMark);
	});
}

#[test]
fn underlying_without_an_index_is_refused() {
	build_and_execute(|| {
		let mut unknown = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		unknown.legs[0].series.underlying = UnderlyingId(1);
		assert_noop!(submit(&unknown), Error::<Test>::NoMark);
	});
}

#[test]
fn limit_covers_premium_and_fee_to_the_last_unit() {
	build_and_execute(|| {
		// GIVEN one contract at 100 with a fee of 0.30
		let given = Cash::from_e8(10_030_000_000);
		let mut agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		// WHEN the buyer signed for a unit less, THEN it is refused
		agreed.parties[0].limit = given.checked_sub(Cash::from_e8(1)).unwrap();
		assert_noop!(submit(&agreed), Error::<Test>::LimitExceeded);
		// AND the seller may demand exactly 99.70, not more
		agreed.parties[0].limit = given;
		agreed.parties[1].limit = Cash::from_e8(-9_970_000_001);
		assert_noop!(submit(&agreed), Error::<Test>::LimitExceeded);
		agreed.parties[1].limit = Cash::from_e8(-9_970_000_000);
		assert_ok!(submit(&agreed));
	});
}

#[test]
fn raised_fee_does_not_reach_a_party_beyond_its_limit() {
	build_and_execute(|| {
		let mut agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		agreed.parties[0].limit = Cash::from_e8(10_030_000_000);
		let fees =
			FeeSchedule { notional_rate: FeeSchedule::MAX_NOTIONAL_RATE, ..Default::default() };
		assert_ok!(Trading::set_fees(RuntimeOrigin::root(), fees));
		assert_noop!(submit(&agreed), Error::<Test>::LimitExceeded);
	});
}

#[test]
fn fee_is_capped_by_the_premium_and_rounds_up() {
	let schedule = FeeSchedule::default();
	let whole = Quantity::from_e8(100_000_000);
	let fee = |index: u64, quantity, premium| {
		schedule.fee_ceil(Price::from_e8(index), quantity, Cash::from_e8(premium)).unwrap().e8()
	};
	// 0.03 % of 1,000 = 0.3; a premium of 1 allows 0.125
	assert_eq!(fee(100_000_000_000, whole, 10_000_000_000), 30_000_000);
	assert_eq!(fee(100_000_000_000, whole, 100_000_000), 12_500_000);
	assert_eq!(fee(1, Quantity::from_e8(1), 1), 1);
	assert!(schedule.fee_ceil(Price::MAX, Quantity::MAX, Cash::MAX).is_some());
}

#[test]
fn fees_are_set_by_governance_within_bounds() {
	build_and_execute(|| {
		let good = FeeSchedule { notional_rate: Fixed::ZERO, premium_cap: Fixed::ZERO };
		assert_noop!(
			Trading::set_fees(RuntimeOrigin::signed(account(1)), good),
			DispatchError::BadOrigin
		);
		let above = FeeSchedule { notional_rate: Fixed::ONE, ..good };
		let below = FeeSchedule { premium_cap: Fixed::from_e18(-1), ..good };
		for bad in [above, below] {
			assert_noop!(
				Trading::set_fees(RuntimeOrigin::root(), bad),
				Error::<Test>::FeeOutOfBounds
			);
		}
		assert_ok!(Trading::set_fees(RuntimeOrigin::root(), good));
		System::assert_last_event(Event::FeesSet { fees: good }.into());
		assert_ok!(submit(&trade(&[leg(10, 20, 1_000, 1, 100)], 0)));
		assert_eq!(
			Executed::take().remove(0).1,
			[(PortfolioId(10), Cash::ZERO), (PortfolioId(20), Cash::ZERO)]
		);
	});
}
