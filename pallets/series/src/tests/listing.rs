// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Price;

fn try_list(expiry: u64, list: Strikes) -> polkadot_sdk::sp_runtime::DispatchResult {
	Series::list_expiry(RuntimeOrigin::root(), BTC, expiry, list)
}

#[test]
fn expiry_is_listed_with_sorted_strikes_and_the_market_is_told() {
	build_and_execute(|| {
		// WHEN strikes are given in any order
		assert_ok!(try_list(expiry(2), strikes(&[90_000, 70_000, 80_000])));
		// THEN they are stored ascending, the series trade, and the market opened its window.
		let record = Series::expiry(key(2)).unwrap();
		assert_eq!(record.strikes, strikes(&[70_000, 80_000, 90_000]));
		assert_eq!((record.status, record.listed_at), (ExpiryStatus::Listed, WEDNESDAY));
		assert_ok!(Series::ensure_tradable(&call(2, 80_000), true));
		assert!(Series::is_listed(&call(2, 80_000)));
		assert_eq!(Series::strikes(key(2)).len(), 3);
		assert_eq!(Told::get(), [(key(2), true)]);
		assert_eq!(Series::chain(BTC).len(), 1);
		System::assert_last_event(
			Event::ExpiryListed {
				expiry: key(2),
				strikes: strikes(&[70_000, 80_000, 90_000]),
				by_rule: false,
			}
			.into(),
		);
	});
}

#[test]
fn bad_expiries_are_refused_each_with_its_own_error() {
	build_and_execute(|| {
		let good = || strikes(&[80_000]);
		let cases = [
			(WEDNESDAY, Error::<Test>::ExpiryInPast),
			(expiry(0) - tenor_series::DAY_MS, Error::<Test>::ExpiryInPast),
			(expiry(1) + 1_000, Error::<Test>::ExpiryNotAtSettlementHour),
			(expiry(1) + 1, Error::<Test>::ExpiryNotAtSettlementHour),
			(expiry(3_000), Error::<Test>::ExpiryTooFar),
		];
		for (moment, error) in cases {
			assert_noop!(try_list(moment, good()), error);
		}
		// GIVEN half an hour before 08:00 THEN today's expiry is too close.
		Now::set(expiry(0) - 1_800_000);
		assert_noop!(try_list(expiry(0), good()), Error::<Test>::TooCloseToExpiry);
		assert_noop!(
			try_list(
				u64::MAX / tenor_series::DAY_MS * tenor_series::DAY_MS + 28_800_000
					- tenor_series::DAY_MS,
				good()
			),
			Error::<Test>::ExpiryTooFar
		);
		// WHEN it is listed twice
		assert_ok!(try_list(expiry(1), good()));
		assert_noop!(try_list(expiry(1), good()), Error::<Test>::AlreadyListed);
		assert_noop!(
			Series::list_expiry(RuntimeOrigin::root(), DOGE, expiry(1), good()),
			Error::<Test>::UnknownUnderlying
		);
	});
}

#[test]
fn bad_strikes_are_refused_each_with_its_own_error() {
	build_and_execute(|| {
		let zero: Strikes = vec![Price::ZERO].try_into().unwrap();
		let most: Strikes = vec![Price::MAX].try_into().unwrap();
		assert_noop!(try_list(expiry(1), zero.clone()), Error::<Test>::StrikeOutOfRange);
		assert_noop!(try_list(expiry(1), most.clone()), Error::<Test>::StrikeOutOfRange);
		// Spot is 80,000 and the ratio 20: 4,000 to 1,600,000.
		for absurd in [3_999, 1_600_001] {
			assert_noop!(
				try_list(expiry(1), strikes(&[80_000, absurd])),
				Error::<Test>::StrikeOutOfRange
			);
		}
		assert_noop!(try_list(expiry(1), strikes(&[])), Error::<Test>::NoStrikes);
		assert_noop!(
			try_list(expiry(1), strikes(&[80_000, 81_000, 80_000])),
			Error::<Test>::DuplicateStrike
		);
		// GIVEN no fresh spot THEN only the absolute bounds hold.
		Spot::set(None);
		assert_noop!(try_list(expiry(1), zero), Error::<Test>::StrikeOutOfRange);
		assert_noop!(try_list(expiry(1), most), Error::<Test>::StrikeOutOfRange);
		assert_ok!(try_list(expiry(1), strikes(&[1, 10_000_000])));
	});
}

#[test]
fn strikes_are_added_until_the_bound() {
	build_and_execute(|| {
		list(2);
		let add = |list: &[u64]| Series::add_strikes(RuntimeOrigin::root(), key(2), strikes(list));
		assert_noop!(add(&[75_000, 80_000]), Error::<Test>::AlreadyListed);
		assert_ok!(add(&[95_000, 65_000]));
		assert_eq!(Series::strikes(key(2)).len(), 5);
		assert_ok!(Series::ensure_tradable(&call(2, 65_000), true));
		// WHEN 60 more are given to the 5 THEN one too many is refused, and none is added.
		let sixty: Vec<u64> = (1..=60).map(|n| 20_000 + n * 100).collect();
		assert_noop!(add(&sixty), Error::<Test>::TooManyStrikes);
		assert_ok!(add(&sixty[..59]));
		assert_eq!(Series::strikes(key(2)).len(), 64);
		assert_noop!(
			Series::add_strikes(RuntimeOrigin::root(), key(3), strikes(&[80_000])),
			Error::<Test>::UnknownExpiry
		);
		// WHEN the expiry is near THEN it gets no new strikes.
		Now::set(expiry(2) - 1_000);
		assert_noop!(add(&[81_000]), Error::<Test>::TooCloseToExpiry);
		Now::set(expiry(2));
		assert_noop!(add(&[81_000]), Error::<Test>::ExpiryInPast);
	});
}

#[test]
fn expiries_are_bounded_per_underlying_and_in_total() {
	build_and_execute(|| {
		for day in 1..=8 {
			list(day);
		}
		assert_noop!(try_list(expiry(9), strikes(&[80_000])), Error::<Test>::TooManyExpiries);
		let list_eth =
			|day| Series::list_expiry(RuntimeOrigin::root(), ETH, expiry(day), strikes(&[80_000]));
		for day in 1..=4 {
			assert_ok!(list_eth(day));
		}
		assert_noop!(list_eth(5), Error::<Test>::TooManyExpiries);
	});
}

#[test]
fn market_can_refuse_a_listing_and_nothing_changes() {
	build_and_execute(|| {
		MarketRefuses::set(true);
		assert_noop!(
			try_list(expiry(1), strikes(&[80_000])),
			polkadot_sdk::sp_runtime::DispatchError::Unavailable
		);
	});
}

#[test]
fn any_full_second_is_listed_only_where_genesis_allows_it() {
	build_and_execute(|| {
		AnyExpiryAllowed::<Test>::put(true);
		assert_ok!(Series::set_policy(
			RuntimeOrigin::root(),
			ListingPolicy { min_life_ms: 60_000, ..Default::default() }
		));
		assert_ok!(try_list(WEDNESDAY + 90_000, strikes(&[80_000])));
		assert_noop!(
			try_list(WEDNESDAY + 90_001, strikes(&[80_000])),
			Error::<Test>::ExpiryNotAtSettlementHour
		);
		assert_noop!(
			try_list(WEDNESDAY + 59_000, strikes(&[80_000])),
			Error::<Test>::TooCloseToExpiry
		);
	});
}
