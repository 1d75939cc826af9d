// SPDX-License-Identifier: Apache-2.0
//! Realised volatility and the multipliers of shocks.

use crate::{mock::*, Error, Event, Indices, RollCursor, UnderlyingParams, WeightInfo};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_weights::WeightMeter,
};
use tenor_fixed::Fixed;
use tenor_risk::{Regime, RegimeParams, ShockScale};

fn regime() -> Regime {
	Indices::<Test>::get(BTC).regime
}

/// A price every twenty seconds for some minutes.
fn feed(minutes: u64, dollars: u64) {
	feed_to(Now::get() + minutes * MINUTE, 20_000, |_| price(dollars));
}

fn changes() -> Vec<ShockScale> {
	let events = System::events().into_iter();
	let scale = |event| match event {
		RuntimeEvent::Market(Event::ShockScaleChanged { underlying: BTC, scale, .. }) => {
			Some(scale)
		}
		_ => None,
	};
	events.filter_map(|record| scale(record.event)).collect()
}

fn set(regime: RegimeParams) -> polkadot_sdk::sp_runtime::DispatchResult {
	let params = UnderlyingParams { regime, ..params() };
	Market::set_underlying_params(RuntimeOrigin::root(), BTC, params)
}

#[test]
fn a_crash_scales_initial_margin_when_its_interval_ends_and_maintenance_by_hours() {
	build_and_execute(|| {
		post_index(BTC, price(80_000));
		feed(31, 80_000);
		assert_eq!((Market::shock_scale(BTC), changes()), (ShockScale::ONE, vec![]));
		// WHEN the index falls by a fifth
		feed(6, 64_000);
		// THEN shocks are twice as large for IM, and as before for MM
		let two = Fixed::from_int(2);
		let scale = ShockScale { initial: two, maintenance: Fixed::ONE };
		assert_eq!((Market::shock_scale(BTC), changes()), (scale, vec![scale]));
		assert!(regime().realised().unwrap().to_fixed() > two);
		// AND MM follows by a sixteenth an hour
		feed(121, 64_000);
		let sixteenths = Fixed::from_ratio_floor(18, 16).unwrap();
		assert_eq!(Market::shock_scale(BTC).maintenance, sixteenths);
		assert_eq!(changes().len(), 3);
		// AND another underlying is as it was
		assert_eq!(Market::shock_scale(BTC2), ShockScale::ONE);
	});
}

#[test]
fn without_prices_and_through_a_standstill_nothing_moves() {
	build_and_execute(|| {
		post_index(BTC, price(80_000));
		feed(31, 80_000);
		feed(6, 64_000);
		let known = |regime: Regime| (regime.variance, regime.initial, regime.maintenance);
		// WHEN feeds stop; three minutes later the index is stale
		run_to(Now::get() + 9 * MINUTE, 1_000);
		let before = known(regime());
		run_to(Now::get() + 5 * HOUR, 20_000);
		assert_eq!(known(regime()), before);
		// AND the chain is halted for a day
		post_index(BTC, price(64_000));
		System::set_block_number(System::block_number() + 1);
		Now::mutate(|now| *now += 24 * HOUR);
		run_engine();
		assert_eq!(known(regime()), before);
		// THEN the return over all that time has the weight of one interval
		feed(11, 60_000);
		let after = regime();
		assert!(after.variance < before.0);
		let share = before.0.unwrap().mul_floor(percent(95)).unwrap();
		assert!(after.variance.unwrap() > share, "{after:?}");
	});
}

#[test]
fn a_multiplier_of_one_at_most_leaves_shocks_as_they_are() {
	build_and_execute(|| {
		assert_ok!(set(RegimeParams { most: 16, ..RegimeParams::DEFAULT }));
		post_index(BTC, price(80_000));
		feed(11, 80_000);
		feed(11, 40_000);
		assert!(regime().realised().unwrap().to_fixed() > Fixed::ONE);
		assert_eq!((Market::shock_scale(BTC), changes()), (ShockScale::ONE, vec![]));
	});
}

#[test]
fn a_lower_bound_of_the_multiplier_counts_from_the_next_interval_on() {
	build_and_execute(|| {
		post_index(BTC, price(80_000));
		feed(11, 80_000);
		feed(11, 40_000);
		assert_eq!(regime().initial, 32);
		assert_ok!(set(RegimeParams { most: 20, ..RegimeParams::DEFAULT }));
		feed(6, 40_000);
		assert_eq!(regime().initial, 20);
	});
}

#[test]
fn parameters_out_of_range_are_refused() {
	build_and_execute(|| {
		let bad = RegimeParams { interval_ms: 1_000, ..RegimeParams::DEFAULT };
		let params = UnderlyingParams { regime: bad, ..params() };
		assert_noop!(
			Market::set_underlying_params(RuntimeOrigin::root(), BTC, params),
			Error::<Test>::RegimeOutOfRange
		);
	});
}

#[test]
fn an_interval_without_weight_ends_in_the_next_block() {
	build_and_execute(|| {
		post_index(BTC, price(80_000));
		feed(4, 80_000);
		let due = regime().due_at;
		run_to(due - 1_000, 1_000);
		// WHEN weight ends before the interval's
		System::set_block_number(System::block_number() + 1);
		Now::set(due);
		type W = ();
		let quiet = W::roll_base() + W::roll_quiet();
		Market::process_roll(&mut WeightMeter::with_limit(quiet));
		// THEN it is that underlying's turn in the next block
		assert_eq!((regime().due_at, RollCursor::<Test>::get()), (due, 0));
		next_block(1_000);
		assert_eq!(regime().due_at, due + 1_000 + RegimeParams::DEFAULT.interval_ms);
	});
}

#[test]
fn a_multiplier_beyond_its_bound_does_not_go_unnoticed() {
	build_and_execute(|| {
		post_index(BTC, price(80_000));
		let sound = Indices::<Test>::get(BTC);
		for regime in [
			Regime { initial: 65, ..sound.regime },
			Regime { maintenance: 20, ..sound.regime },
			Regime { maintenance: 15, ..sound.regime },
		] {
			Indices::<Test>::mutate(BTC, |index| index.regime = regime);
			assert!(Market::do_try_state().is_err());
		}
		Indices::<Test>::insert(BTC, sound);
	});
}
