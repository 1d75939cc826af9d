// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{assert_ok, assert_storage_noop, weights::WeightMeter},
	sp_runtime::DispatchError,
};

fn set_rule() {
	assert_ok!(Series::set_rule(RuntimeOrigin::root(), BTC, Some(rule())));
}

fn run_blocks(n: u32) {
	for _ in 0..n {
		Series::process_listing(&mut WeightMeter::new());
		Series::do_try_state().unwrap();
	}
}

fn days_listed() -> Vec<u64> {
	Chains::<Test>::get(BTC).iter().map(|e| (e.expiry - expiry(0)) / tenor_series::DAY_MS).collect()
}

#[test]
fn rule_lists_expiries_and_strikes_around_spot() {
	build_and_execute(|| {
		set_rule();
		// GIVEN Wednesday 00:00: today's 08:00 is nearer than 12 hours, so it is not listed.
		run_blocks(6);
		// THEN tomorrow, this Friday (also the last of the month) and the next are.
		assert_eq!(days_listed(), [1, 2, 9]);
		let listed = Series::strikes(key(1));
		assert_eq!(listed.len(), 11);
		assert_eq!((listed[0], listed[10]), (dollars(75_000), dollars(85_000)));
		assert!(Chains::<Test>::get(BTC).iter().all(|e| e.by_rule));
		assert_eq!(Told::get().len(), 3);
	});
}

#[test]
fn work_of_one_block_is_bounded_and_resumes() {
	build_and_execute(|| {
		let mut many = rule();
		many.expiries.daily = 5;
		many.expiries.weekly = 3;
		many.expiries.monthly = 0;
		assert_ok!(Series::set_rule(RuntimeOrigin::root(), BTC, Some(many)));
		// At most three listings a block, and the next block goes on.
		run_blocks(1);
		assert_eq!(days_listed().len(), 3);
		run_blocks(1);
		assert_eq!(days_listed().len(), 6);
		// WHEN everything is listed THEN a further block changes nothing but the cursor.
		run_blocks(1);
		let before = Chains::<Test>::get(BTC);
		run_blocks(10);
		assert_eq!(Chains::<Test>::get(BTC), before);
	});
}

#[test]
fn step_without_weight_does_nothing_and_with_the_least_weight_makes_progress() {
	build_and_execute(|| {
		set_rule();
		let mut meter = WeightMeter::with_limit(Default::default());
		assert_storage_noop!(Series::process_listing(&mut meter));
		let least = Series::process_listing_least();
		let mut meter = WeightMeter::with_limit(least);
		Series::process_listing(&mut meter);
		assert_eq!(days_listed().len(), 1);
		assert!(meter.consumed().all_lte(least));
	});
}

#[test]
fn strikes_follow_spot_while_there_is_room() {
	build_and_execute(|| {
		set_rule();
		run_blocks(6);
		// WHEN spot rises by 3,500 THEN the grid 79,000 to 89,000 is listed beside the old strikes.
		Spot::set(Some(dollars(83_500)));
		run_blocks(8);
		let listed = Series::strikes(key(2));
		assert_eq!((listed[0], *listed.last().unwrap()), (dollars(75_000), dollars(89_000)));
		assert_eq!(listed.len(), 15);
		// WHEN spot keeps falling THEN strikes are added until the bound, then no more.
		for spot in (20_000..80_000).rev().step_by(2_000) {
			Spot::set(Some(dollars(spot)));
			run_blocks(8);
		}
		assert_eq!(Series::strikes(key(2)).len(), 64);
		assert_storage_noop!({
			Series::process_listing(&mut WeightMeter::new());
			Series::process_listing(&mut WeightMeter::new());
		});
	});
}

#[test]
fn nothing_is_listed_on_a_stale_price() {
	build_and_execute(|| {
		set_rule();
		Spot::set(None);
		run_blocks(6);
		assert!(days_listed().is_empty());
		Spot::set(Some(dollars(80_000)));
		run_blocks(6);
		assert_eq!(days_listed().len(), 3);
	});
}

#[test]
fn expiry_by_call_does_not_get_strikes_by_rule() {
	build_and_execute(|| {
		list(1);
		set_rule();
		run_blocks(6);
		assert_eq!(Series::strikes(key(1)).len(), 3);
	});
}

#[test]
fn refused_listing_is_recorded_and_the_other_underlying_goes_on() {
	build_and_execute(|| {
		set_rule();
		MarketRefuses::set(true);
		run_blocks(1);
		System::assert_last_event(
			Event::ListingFailed { expiry: key(1), error: DispatchError::Unavailable }.into(),
		);
		assert!(days_listed().is_empty());
		assert_eq!(ListingCursor::<Test>::get(), 1);
		MarketRefuses::set(false);
		run_blocks(6);
		assert_eq!(days_listed().len(), 3);
	});
}

#[test]
fn grid_is_around_spot_and_inside_the_range_of_prices() {
	let grid = StrikeGrid { step: dollars(1_000), width: 2 };
	let thousands = |spot: u64| -> Vec<u64> {
		grid.strikes_around(dollars(spot)).iter().map(|s| s.e8() / 100_000_000_000).collect()
	};
	assert_eq!(thousands(10_499), [8, 9, 10, 11, 12]);
	assert_eq!(thousands(10_500), [9, 10, 11, 12, 13]);
	assert_eq!(thousands(1_200), [1, 2, 3]);
	assert_eq!(thousands(0), [1, 2]);
	let top = grid.strikes_around(tenor_fixed::Price::MAX);
	assert!(!top.is_empty() && top.len() <= 5);
}
