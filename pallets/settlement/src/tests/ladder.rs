// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError::BadOrigin,
};
use tenor_fixed::Price;
use tenor_series::ExpiryKey;

const MINUTE_MS: u64 = 60_000;

fn rung(e: ExpiryKey) -> Rung {
	Settlement::status(e).unwrap().rung
}

/// Jumps to so many minutes after the expiry and runs a block.
fn at_minute(minute: u64) {
	Now::set(NOON + minute * MINUTE_MS);
	run_blocks(1);
}

fn quoted(quote: Quote) -> ExpiryKey {
	let e = due(BTC, quote);
	give_pairs(e, 1);
	run_blocks(1);
	e
}

fn assert_settled(e: ExpiryKey, price: u64, rung: Rung) {
	let fixed = Settlement::price(e).unwrap();
	assert_eq!((fixed.price, fixed.rung), (dollars(price), rung));
	assert_eq!(Positions::iter_key_prefix(e).count(), 0);
}

#[test]
fn pending_window_is_waited_for_until_its_limit() {
	build_and_execute(|| {
		let e = quoted(Quote::default());
		at_minute(9);
		assert_eq!(rung(e), Rung::Window);
		Quotes::mutate(|q| q.get_mut(&e).unwrap().outcome = Some(settled_at(80_000)));
		at_minute(9);
		assert_settled(e, 80_000, Rung::Window);
	});
}

#[test]
fn window_with_too_many_gaps_is_extended_at_once() {
	build_and_execute(|| {
		let e = quoted(Quote { outcome: Some(GAPS), ..Default::default() });
		assert_eq!(rung(e), Rung::ExtendedWindow);
		assert_eq!(Extended::get(e), Some(30 * MINUTE_MS));
		// Gaps are no verdict before the extension is over.
		Quotes::mutate(|q| q.get_mut(&e).unwrap().extended_outcome = Some(GAPS));
		at_minute(29);
		assert_eq!(rung(e), Rung::ExtendedWindow);
		Quotes::mutate(|q| q.get_mut(&e).unwrap().extended_outcome = Some(settled_at(81_000)));
		at_minute(30);
		assert_settled(e, 81_000, Rung::ExtendedWindow);
	});
}

#[test]
fn second_source_follows_the_extension() {
	build_and_execute(|| {
		let e = quoted(Quote {
			outcome: Some(GAPS),
			extended_outcome: Some(GAPS),
			..Default::default()
		});
		at_minute(30);
		assert_eq!(rung(e), Rung::SecondSource);
		Quotes::mutate(|q| q.get_mut(&e).unwrap().second = Some(dollars(82_000)));
		at_minute(60);
		assert_settled(e, 82_000, Rung::SecondSource);
	});
}

#[test]
fn window_that_cannot_be_extended_goes_straight_to_the_second_source() {
	build_and_execute(|| {
		let e = quoted(Quote { outcome: Some(GAPS), cannot_extend: true, ..Default::default() });
		assert_eq!(rung(e), Rung::SecondSource);
		assert_eq!(Extended::get(e), None);
	});
}

#[test]
fn committee_sets_a_price_in_its_turn_and_inside_the_band_only() {
	build_and_execute(|| {
		let e = quoted(Quote { cannot_extend: true, ..Default::default() });
		let set = |price| Settlement::set_committee_price(RuntimeOrigin::root(), e, price);
		assert_noop!(set(dollars(80_000)), Error::<Test>::NotCommitteeRung);
		at_minute(11);
		assert_eq!(rung(e), Rung::SecondSource);
		at_minute(72);
		assert_eq!(rung(e), Rung::Committee);
		assert_noop!(set(dollars(80_000)), Error::<Test>::NoPriceBand);
		Quotes::mutate(|q| {
			q.get_mut(&e).unwrap().band = Some((dollars(79_000), dollars(81_000)));
		});
		assert_noop!(
			Settlement::set_committee_price(RuntimeOrigin::signed(1), e, dollars(80_000)),
			BadOrigin
		);
		for price in [Price::ZERO, dollars(78_999), dollars(81_001), Price::MAX] {
			assert_noop!(set(price), Error::<Test>::PriceOutsideBand);
		}
		assert_ok!(set(dollars(81_000)));
		assert_noop!(set(dollars(80_000)), Error::<Test>::PriceAlreadyFixed);
		assert_noop!(
			Settlement::set_committee_price(
				RuntimeOrigin::root(),
				ExpiryKey { underlying: ETH, ..e },
				dollars(80_000)
			),
			Error::<Test>::NotSettling
		);
		run_blocks(1);
		assert_settled(e, 81_000, Rung::Committee);
	});
}

#[test]
fn last_valid_index_is_taken_after_a_day_and_not_before() {
	build_and_execute(|| {
		let e = quoted(Quote { last: Some(dollars(70_500)), ..Default::default() });
		let day = 24 * 60;
		for minute in [11, 57, 118, day - 1] {
			at_minute(minute);
			assert_eq!(Settlement::price(e), None);
		}
		assert_eq!(rung(e), Rung::Committee);
		at_minute(day);
		assert_settled(e, 70_500, Rung::LastValidIndex);
		let rungs: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::RungReached { rung, .. } => Some(rung),
				_ => None,
			})
			.collect();
		assert_eq!(
			rungs,
			[Rung::ExtendedWindow, Rung::SecondSource, Rung::Committee, Rung::LastValidIndex]
		);
	});
}

#[test]
fn nothing_is_paid_while_there_is_no_price_at_all() {
	build_and_execute(|| {
		let e = quoted(Quote::default());
		for hour in 0..100 {
			at_minute(60 * hour);
		}
		assert_eq!(rung(e), Rung::LastValidIndex);
		assert_eq!(Positions::iter_key_prefix(e).count(), 2);
		// The committee may still act.
		Quotes::mutate(|q| {
			q.get_mut(&e).unwrap().band = Some((dollars(79_000), dollars(81_000)));
		});
		assert_ok!(Settlement::set_committee_price(RuntimeOrigin::root(), e, dollars(80_000)));
		run_blocks(1);
		assert_settled(e, 80_000, Rung::Committee);
	});
}

#[test]
fn committee_has_its_time_even_if_the_chain_stood_still_for_days() {
	build_and_execute(|| {
		// GIVEN a chain that comes back three days late
		let e =
			due(BTC, Quote { outcome: Some(GAPS), last: Some(dollars(1)), ..Default::default() });
		give_pairs(e, 1);
		let late = 3 * 24 * 60;
		at_minute(late);
		Quotes::mutate(|q| q.get_mut(&e).unwrap().extended_outcome = Some(GAPS));
		at_minute(late + 1);
		assert_eq!(rung(e), Rung::SecondSource);
		at_minute(late + 62);
		assert_eq!(rung(e), Rung::Committee);
		at_minute(late + 62 + 59);
		assert_eq!(rung(e), Rung::Committee);
		at_minute(late + 62 + 61);
		assert_settled(e, 1, Rung::LastValidIndex);
	});
}

#[test]
fn ladder_times_that_skip_a_rung_are_refused() {
	build_and_execute(|| {
		let set = |change: &dyn Fn(&mut LadderTimes)| {
			let mut times = LadderTimes::default();
			change(&mut times);
			Settlement::set_ladder(RuntimeOrigin::root(), times)
		};
		let bad: [&dyn Fn(&mut LadderTimes); 5] = [
			&|t| t.window_ms = 0,
			&|t| t.extended_ms = t.extension_ms,
			&|t| t.second_source_ms = u64::MAX,
			&|t| t.committee_ms = 0,
			&|t| t.last_valid_ms = 60 * MINUTE_MS,
		];
		for change in bad {
			assert_noop!(set(change), Error::<Test>::MalformedLadder);
		}
		assert_ok!(set(&|t| t.window_ms = 1_000));
		assert_eq!(Ladder::<Test>::get().window_ms, 1_000);
		assert_noop!(
			Settlement::set_ladder(RuntimeOrigin::signed(1), LadderTimes::default()),
			BadOrigin
		);
	});
}
