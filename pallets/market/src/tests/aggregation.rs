// SPDX-License-Identifier: Apache-2.0
//! Quorum, true median, agreement, age and wariness.

use crate::{mock::*, pallet::*, DeviationBase, FeedRule, FeedValue, Median, Round};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Fixed, Price};

fn confidence() -> Fixed {
	Market::underlying_state(BTC).unwrap().confidence
}

#[test]
fn one_operator_is_no_quorum() {
	build_and_execute(|| {
		assert_ok!(submit_index(1, BTC, price(80_000)));
		assert_eq!(Market::spot(BTC), None);
		assert_noop!(Market::underlying_state(BTC), Error::<Test>::NoIndex);
		assert_ok!(submit_index(2, BTC, price(80_000)));
		assert_eq!(Market::spot(BTC), Some(price(80_000)));
	});
}

#[test]
fn quorum_of_one_serves_a_development_chain() {
	build_and_execute(|| {
		let one = crate::UnderlyingParams { quorum: 1, ..params() };
		assert_ok!(Market::set_underlying_params(RuntimeOrigin::root(), BTC, one));
		assert_ok!(submit_index(2, BTC, price(80_000)));
		assert_eq!(Market::spot(BTC), Some(price(80_000)));
	});
}

#[test]
fn median_is_the_true_one() {
	build_and_execute(|| {
		// GIVEN two values, THEN their mean, rounded down to the ledger's unit
		assert_ok!(submit_index(1, BTC, Price::from_e8(8_000_000_000_001)));
		assert_ok!(submit_index(2, BTC, Price::from_e8(8_010_000_000_000)));
		assert_eq!(Market::spot(BTC), Some(Price::from_e8(8_005_000_000_000)));
		// GIVEN three, THEN the middle one
		assert_ok!(submit_index(3, BTC, price(80_001)));
		assert_eq!(Market::spot(BTC), Some(price(80_001)));
	});
}

#[test]
fn value_far_from_its_round_has_no_say() {
	build_and_execute(|| {
		for (who, units) in [(1, 80_000), (2, 80_200), (3, 100_000)] {
			assert_ok!(submit_index(who, BTC, price(units)));
		}
		// The median of three is 80,200; the third is far from it, and the rest is a quorum.
		assert_eq!(Market::spot(BTC), Some(price(80_100)));
	});
}

#[test]
fn operators_who_do_not_agree_change_nothing() {
	build_and_execute(|| {
		assert_ok!(submit_index(1, BTC, price(80_000)));
		assert_ok!(submit_index(2, BTC, price(100_000)));
		assert_eq!(Market::spot(BTC), None);
		assert_ok!(submit_index(3, BTC, price(60_000)));
		assert_eq!(Market::spot(BTC), None);
	});
}

#[test]
fn quorum_that_agrees_far_from_the_last_price_is_accepted_and_trusted_less_for_some_rounds() {
	build_and_execute(|| {
		// GIVEN an index of 80,000
		post_index(BTC, price(80_000));
		assert_eq!(confidence(), Fixed::ONE);
		// WHEN all move by 40 %: the first two still disagree, then two agree
		next_block(1_000);
		assert_ok!(submit_index(1, BTC, price(112_000)));
		assert_eq!(Market::spot(BTC), Some(price(80_000)));
		assert_ok!(submit_index(2, BTC, price(112_000)));
		// THEN the new price is in force, with confidence lowered
		assert_eq!(Market::spot(BTC), Some(price(112_000)));
		assert_eq!(confidence(), percent(50));
		assert_ok!(submit_index(3, BTC, price(112_000)));
		// for three rounds of all operators
		for round in 1..=3 {
			assert_eq!(confidence(), percent(50), "round {round}");
			next_block(1_000);
			post_index(BTC, price(112_100));
		}
		next_block(1_000);
		post_index(BTC, price(112_100));
		assert_eq!(confidence(), Fixed::ONE);
	});
}

#[test]
fn aggregate_is_as_old_as_the_oldest_value_used() {
	build_and_execute(|| {
		assert_ok!(Market::submit_index(origin(1), BTC, price(80_000), Fixed::ONE, START - 40_000));
		assert_ok!(Market::submit_index(origin(2), BTC, price(80_000), Fixed::ONE, START - 5_000));
		assert_eq!(Market::underlying_state(BTC).unwrap().observed_at, START - 40_000);
		// WHEN the oldest is past its heartbeat, THEN the aggregate is.
		run_to(START + 140_000, 1_000);
		assert!(Market::underlying_state(BTC).unwrap().fresh);
		next_block(1);
		assert!(!Market::underlying_state(BTC).unwrap().fresh);
	});
}

#[test]
fn slow_operator_does_not_make_the_index_old() {
	build_and_execute(|| {
		let old = START - 3 * MINUTE;
		assert_ok!(Market::submit_index(origin(1), BTC, price(80_000), Fixed::ONE, old));
		assert_ok!(Market::submit_index(origin(2), BTC, price(80_000), Fixed::ONE, START));
		assert_eq!(Market::underlying_state(BTC).unwrap().observed_at, old);
		assert_ok!(Market::submit_index(origin(3), BTC, price(80_000), Fixed::ONE, START));
		assert_eq!(Market::underlying_state(BTC).unwrap().observed_at, START);
	});
}

#[test]
fn confidence_is_the_lower_median_of_those_used() {
	build_and_execute(|| {
		for (who, units) in [(1, 90), (2, 10), (3, 80)] {
			assert_ok!(Market::submit_index(
				origin(who),
				BTC,
				price(80_000),
				percent(units),
				START
			));
		}
		assert_eq!(confidence(), percent(80));
	});
}

#[test]
fn former_operator_has_no_say() {
	build_and_execute(|| {
		assert_ok!(submit_index(1, BTC, price(80_000)));
		Members::set(vec![2, 3]);
		assert_ok!(submit_index(2, BTC, price(80_000)));
		assert_eq!(Market::spot(BTC), None);
		assert_noop!(submit_index(1, BTC, price(80_000)), Error::<Test>::NotOperator);
	});
}

fn seen(value: i64, observed_at: u64) -> FeedValue {
	FeedValue {
		value: Fixed::from_int(value),
		set: 0,
		confidence: Fixed::ONE,
		observed_at,
		round_at: 0,
		wary_rounds: 0,
	}
}

#[test]
fn rounds_are_judged_as_their_rule_says() {
	let rule = FeedRule::new(100_000, percent(10));
	let round = Round {
		rule: &rule,
		quorum: 2,
		base: DeviationBase::Median,
		median: Median::Mean,
		now: 1_000_000,
	};
	let value = |values: &[(i64, u64)]| {
		let values = values.iter().map(|(value, at)| seen(*value, *at)).collect();
		round.aggregate(values, None).map(|value| value.value)
	};
	let now = round.now;
	assert_eq!(value(&[]), None);
	assert_eq!(value(&[(100, now)]), None);
	assert_eq!(value(&[(100, now), (104, now)]), Some(Fixed::from_int(102)));
	assert_eq!(value(&[(100, now), (130, now)]), None);
	// Exactly at the bound counts.
	assert_eq!(value(&[(90, now), (110, now)]), Some(Fixed::from_int(100)));
	// Past the heartbeat does not count.
	assert_eq!(value(&[(100, now), (100, now - 100_001)]), None);
	// Negative values have medians too.
	assert_eq!(value(&[(-100, now), (-104, now)]), Some(Fixed::from_int(-102)));
	// The lower median of four is the second.
	let lower = Round { median: Median::Lower, ..round };
	let values = [103, 100, 102, 101].map(|value| seen(value, now)).to_vec();
	assert_eq!(lower.aggregate(values, None).unwrap().value, Fixed::from_int(101));
	// An absolute base lets values near zero differ.
	let values = vec![seen(1, now), seen(-1, now)];
	assert_eq!(round.aggregate(values.clone(), None), None);
	let given = Round { base: DeviationBase::Given(Fixed::from_int(100)), ..round };
	assert_eq!(given.aggregate(values, None).unwrap().value, Fixed::ZERO);
	// Extremes give a value or none, never a panic.
	for (a, b) in [(Fixed::MIN, Fixed::MAX), (Fixed::MIN, Fixed::MIN), (Fixed::MAX, Fixed::MAX)] {
		let values = [a, b].map(|value| FeedValue { value, ..seen(0, now) }).to_vec();
		let previous = FeedValue { value: b, ..seen(0, 0) };
		let _ = round.aggregate(values, Some(&previous));
	}
}
