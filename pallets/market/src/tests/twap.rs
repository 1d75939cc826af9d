// SPDX-License-Identifier: Apache-2.0
//! Settlement windows: the integral, its gaps, the extension, and the forward inside them.

use crate::{mock::*, pallet::*, PriceOutcome};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_weights::WeightMeter,
};
use tenor_fixed::{Fixed, Price};
use tenor_series::{ExpiryKey, DAY_MS};

const WINDOW: u64 = 30 * MINUTE;
const OPENS: u64 = EXPIRY.expiry - WINDOW;

fn outcome() -> PriceOutcome {
	Market::settlement_price(EXPIRY)
}

fn listed() {
	assert_ok!(Market::on_listed(EXPIRY));
}

/// Feeds every minute up to `moment`.
fn feed(moment: u64, units: u64) {
	feed_to(moment, MINUTE, |_| price(units));
}

#[test]
fn constant_index_settles_at_itself() {
	build_and_execute(|| {
		listed();
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry - 1_000, 80_000);
		assert_eq!(outcome(), PriceOutcome::Pending);
		next_block(1_000);
		let expected = PriceOutcome::Final { price: price(80_000), gap_ms: 0, covered_ms: WINDOW };
		assert_eq!(outcome(), expected);
		// Later prints change nothing.
		post_index(BTC, price(90_000));
		run_to(Now::get() + HOUR, 30_000);
		assert_eq!(outcome(), expected);
	});
}

#[test]
fn print_counts_from_its_acceptance_to_the_next() {
	build_and_execute(|| {
		listed();
		// GIVEN 80,000 for the first third of the window and 83,000 from then on
		post_index(BTC, price(80_000));
		feed_to(OPENS + 10 * MINUTE - 500, MINUTE, |_| price(80_000));
		next_block(500);
		post_index(BTC, price(83_000));
		feed(EXPIRY.expiry, 83_000);
		// THEN the average is exact
		let covered_ms = WINDOW;
		assert_eq!(outcome(), PriceOutcome::Final { price: price(82_000), gap_ms: 0, covered_ms });
	});
}

#[test]
fn window_is_split_exactly_inside_a_print() {
	build_and_execute(|| {
		listed();
		// A print that begins a minute before the window and ends a minute into it.
		feed(OPENS - MINUTE, 80_000);
		run_to(OPENS + MINUTE, 7_000);
		post_index(BTC, price(86_000));
		feed(EXPIRY.expiry, 86_000);
		let price = Price::from_e8((80_000 + 29 * 86_000) * 100_000_000 / 30);
		assert_eq!(outcome(), PriceOutcome::Final { price, gap_ms: 0, covered_ms: WINDOW });
	});
}

#[test]
fn time_without_a_print_in_force_is_gap() {
	build_and_execute(|| {
		listed();
		// GIVEN six minutes without a post: three minutes of heartbeat, three of gap (a tenth)
		feed(OPENS + 10 * MINUTE, 80_000);
		run_to(OPENS + 16 * MINUTE, 1_000);
		post_index(BTC, price(90_000));
		feed(EXPIRY.expiry, 90_000);
		// THEN the average is over covered time
		let covered = 27;
		let price = Price::from_e8((13 * 80_000 + 14 * 90_000) * 100_000_000 / covered);
		let covered_ms = covered * MINUTE;
		assert_eq!(outcome(), PriceOutcome::Final { price, gap_ms: 3 * MINUTE, covered_ms });
	});
}

#[test]
fn more_than_a_tenth_of_gap_gives_no_price() {
	build_and_execute(|| {
		listed();
		feed(OPENS + 10 * MINUTE, 80_000);
		run_to(OPENS + 16 * MINUTE + 1, 1_000);
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry, 80_000);
		assert_eq!(
			outcome(),
			PriceOutcome::TooManyGaps { gap_ms: 3 * MINUTE + 1, covered_ms: 27 * MINUTE - 1 }
		);
	});
}

#[test]
fn coverage_must_reach_the_last_minute() {
	build_and_execute(|| {
		listed();
		// GIVEN a last print that ends exactly a minute before expiry: 3 % of gap
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry - 4 * MINUTE, 80_000);
		run_to(EXPIRY.expiry, 1_000);
		assert!(matches!(outcome(), PriceOutcome::TooManyGaps { gap_ms: MINUTE, .. }));
	});
	build_and_execute(|| {
		listed();
		// A millisecond later is enough.
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry - 4 * MINUTE, 80_000);
		next_block(1);
		post_index(BTC, price(80_000));
		run_to(EXPIRY.expiry, 1_000);
		assert!(matches!(outcome(), PriceOutcome::Final { .. }));
	});
}

#[test]
fn no_print_at_all_gives_no_price() {
	build_and_execute(|| {
		listed();
		run_to(EXPIRY.expiry, 30_000);
		assert_eq!(outcome(), PriceOutcome::TooManyGaps { gap_ms: WINDOW, covered_ms: 0 });
		assert_eq!(Market::last_valid_of(EXPIRY), None);
		assert_eq!(Market::mark_bounds(EXPIRY), None);
	});
}

#[test]
fn engine_that_stood_still_leaves_a_gap() {
	build_and_execute(|| {
		listed();
		feed(OPENS + 10 * MINUTE, 80_000);
		// GIVEN a migration: blocks pass for 90 s, the engine does not run
		System::set_block_number(System::block_number() + 90);
		Now::mutate(|now| *now += 89_000);
		next_block(1_000);
		// THEN the print ended where the engine stopped, though its heartbeat is longer
		assert_eq!(Market::spot(BTC), None);
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry, 80_000);
		let covered_ms = WINDOW - 90_000;
		assert_eq!(
			outcome(),
			PriceOutcome::Final { price: price(80_000), gap_ms: 90_000, covered_ms }
		);
	});
}

#[test]
fn failed_window_can_be_extended() {
	build_and_execute(|| {
		listed();
		assert_noop!(Market::extend_window(EXPIRY, WINDOW), Error::<Test>::WindowNotFailed);
		// GIVEN a window with five minutes of gap
		post_index(BTC, price(80_000));
		feed(OPENS + 10 * MINUTE, 80_000);
		run_to(OPENS + 18 * MINUTE, 1_000);
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry - MINUTE, 80_000);
		run_to(EXPIRY.expiry, 1_000);
		assert!(matches!(outcome(), PriceOutcome::TooManyGaps { .. }));
		for extra in [0, DAY_MS + 1] {
			assert_noop!(Market::extend_window(EXPIRY, extra), Error::<Test>::ExtensionOutOfRange);
		}
		assert_noop!(Market::extend_window(LATER, WINDOW), Error::<Test>::UnknownExpiry);
		// WHEN it is extended by half an hour at another price
		assert_ok!(Market::extend_window(EXPIRY, WINDOW));
		assert_eq!(outcome(), PriceOutcome::Pending);
		assert_noop!(Market::extend_window(EXPIRY, WINDOW), Error::<Test>::WindowNotFailed);
		post_index(BTC, price(91_000));
		feed(EXPIRY.expiry + WINDOW, 91_000);
		// THEN the average is over all that is covered: 25 minutes and 30.
		let expected = Price::from_e8((25 * 80_000 + 30 * 91_000) * 100_000_000 / 55);
		assert_eq!(
			outcome(),
			PriceOutcome::Final { price: expected, gap_ms: 5 * MINUTE, covered_ms: 55 * MINUTE }
		);
		assert_noop!(Market::extend_window(EXPIRY, WINDOW), Error::<Test>::WindowNotFailed);
	});
}

#[test]
fn extension_asked_for_late_is_the_same_as_in_time() {
	let settle = |ask_at: u64| {
		let mut result = None;
		build_and_execute(|| {
			listed();
			feed(OPENS + 20 * MINUTE, 80_000);
			// A chain that halts until after the extended end.
			Now::set(EXPIRY.expiry + ask_at);
			System::set_block_number(System::block_number() + 1);
			run_engine();
			assert_ok!(Market::extend_window(EXPIRY, 10 * MINUTE));
			Now::set(EXPIRY.expiry + 2 * HOUR);
			result = Some(outcome());
		});
		result.unwrap()
	};
	assert_eq!(settle(1_000), settle(HOUR));
}

#[test]
fn second_source_is_measured_over_the_same_window() {
	build_and_execute(|| {
		let with_second = crate::UnderlyingParams { second_source: Some(BTC2), ..params() };
		assert_ok!(Market::set_underlying_params(RuntimeOrigin::root(), BTC, with_second));
		listed();
		// GIVEN an index that dies and one by other sources that lives
		post_index(BTC, price(80_000));
		while Now::get() < EXPIRY.expiry {
			run_to(Now::get() + MINUTE, 1_000);
			post_index(BTC2, price(80_500));
		}
		assert!(matches!(outcome(), PriceOutcome::TooManyGaps { .. }));
		assert_eq!(Market::second_source(EXPIRY), Some(price(80_500)));
		// The committee is held to a tenth around the last index.
		assert_eq!(Market::mark_bounds(EXPIRY), Some((price(72_000), price(88_000))));
		assert_eq!(Market::last_valid_of(EXPIRY), Some(price(80_000)));
		assert_eq!(Market::last_valid(BTC), Some(price(80_000)));
		assert_ok!(Market::on_removed(EXPIRY));
		assert!(Windows::<Test>::get(BTC2).is_empty());
	});
}

#[test]
fn last_valid_index_is_that_at_expiry() {
	build_and_execute(|| {
		listed();
		post_index(BTC, price(80_000));
		run_to(EXPIRY.expiry, 1_000);
		post_index(BTC, price(95_000));
		run_to(EXPIRY.expiry + HOUR, 30_000);
		assert_eq!(Market::last_valid_of(EXPIRY), Some(price(80_000)));
		assert_eq!(Market::last_spot(BTC), Some(price(95_000)));
	});
}

#[test]
fn forward_inside_the_window_is_part_fixed() {
	build_and_execute(|| {
		open_and_feed();
		let state = Market::expiry_state(EXPIRY).unwrap();
		assert_eq!((state.f_fix, state.f_var), (Fixed::ZERO, Fixed::from_int(80_100)));
		assert_eq!(state.time_to_expiry_ms, HOUR);
		// WHEN a third of the window has passed
		feed(OPENS + 10 * MINUTE, 80_000);
		for who in Members::get() {
			assert_ok!(submit_surfaces(who, vec![flat(EXPIRY.expiry, 50, price(80_100))]));
		}
		let state = Market::expiry_state(EXPIRY).unwrap();
		// THEN a third of the average is fixed, two thirds move with spot and carry.
		let third = Fixed::from_int(80_000).mul_div_floor(Fixed::ONE, Fixed::from_int(3)).unwrap();
		assert_eq!(state.f_fix, third);
		assert_eq!(state.f_var, Fixed::from_int(53_400));
		assert!(state.fresh);
		// At expiry all is fixed, at the settlement price.
		feed(EXPIRY.expiry, 80_000);
		let state = Market::expiry_state(EXPIRY).unwrap();
		assert_eq!((state.f_fix, state.f_var), (Fixed::from_int(80_000), Fixed::ZERO));
		assert_eq!(state.time_to_expiry_ms, 0);
		assert!(state.fresh);
	});
}

#[test]
fn gap_does_not_pull_the_forward_down() {
	build_and_execute(|| {
		open_and_feed();
		feed(OPENS + 10 * MINUTE, 80_000);
		run_to(OPENS + 15 * MINUTE, 1_000);
		post_index(BTC, price(80_000));
		let state = Market::expiry_state(EXPIRY).unwrap();
		// 13 minutes covered, 15 to come: the forward is that of the average they will make.
		let forward = state.f_fix.checked_add(state.f_var).unwrap();
		let expected = (13 * 80_000 + 15 * 80_100) * tenor_fixed::E18 / 28;
		assert!((forward.e18() - expected).abs() <= 2);
	});
}

#[test]
fn window_does_not_change_with_parameters() {
	build_and_execute(|| {
		listed();
		let shorter = crate::UnderlyingParams { window_ms: MINUTE, ..params() };
		assert_ok!(Market::set_underlying_params(RuntimeOrigin::root(), BTC, shorter));
		post_index(BTC, price(80_000));
		feed(EXPIRY.expiry, 80_000);
		assert!(matches!(outcome(), PriceOutcome::Final { covered_ms: WINDOW, .. }));
	});
}

#[test]
fn expiry_is_listed_before_its_window_and_once() {
	build_and_execute(|| {
		let at = |expiry| ExpiryKey { underlying: BTC, expiry };
		assert_noop!(Market::on_listed(at(START - 1)), Error::<Test>::WindowHasBegun);
		assert_noop!(Market::on_listed(at(START + WINDOW)), Error::<Test>::WindowHasBegun);
		assert_ok!(Market::on_listed(at(START + WINDOW + 1)));
		assert_noop!(Market::on_listed(at(START + WINDOW + 1)), Error::<Test>::ExpiryAlreadyOpen);
		for hours in 1..=3 {
			assert_ok!(Market::on_listed(at(START + hours * HOUR)));
		}
		assert_noop!(Market::on_listed(at(START + 9 * HOUR)), Error::<Test>::TooManyExpiries);
		let unknown = ExpiryKey { underlying: tenor_series::UnderlyingId(9), ..EXPIRY };
		assert_noop!(Market::on_listed(unknown), Error::<Test>::UnknownUnderlying);
	});
}

#[test]
fn engine_without_weight_settles_the_same() {
	build_and_execute(|| {
		listed();
		post_index(BTC, price(80_000));
		feed(OPENS - MINUTE, 80_000);
		// GIVEN an engine that only ever gets enough to note that it runs
		let base = <() as crate::WeightInfo>::roll_base();
		while Now::get() < EXPIRY.expiry {
			System::set_block_number(System::block_number() + 1);
			Now::mutate(|now| *now += MINUTE);
			let mut meter = WeightMeter::with_limit(base);
			Market::process_roll(&mut meter);
			assert!(meter.consumed().all_lte(base));
			post_index(BTC, price(81_000));
		}
		// THEN the price is the same, rolled where it was asked for.
		let expected = Price::from_e8(8_100_000_000_000);
		assert!(
			matches!(outcome(), PriceOutcome::Final { price, gap_ms: 0, .. } if price == expected)
		);
	});
}
