// SPDX-License-Identifier: Apache-2.0
//! Lanes, who runs them, and who follows.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::DispatchResult},
	sp_runtime::DispatchError,
};
use tenor_lane::{Operation, Rules};

fn register(who: u64) -> DispatchResult {
	Chain::register(signed(who), 0, public(who))
}

#[test]
fn lanes_are_opened_by_the_admin_up_to_their_number() {
	build_and_execute(|| {
		assert_noop!(Chain::open_lane(signed(1)), DispatchError::BadOrigin);
		assert_ok!(Chain::open_lane(RuntimeOrigin::root()));
		assert_ok!(Chain::open_lane(RuntimeOrigin::root()));
		assert_noop!(Chain::open_lane(RuntimeOrigin::root()), Error::<Test>::LanesFull);
		assert_eq!(Chain::lane(1), Some(Lane::vacant()));
		assert_eq!(Chain::lane(2), None);
	});
}

#[test]
fn rules_that_reserve_nothing_sound_are_refused() {
	build_and_execute(|| {
		Chain::open_lane(RuntimeOrigin::root()).unwrap();
		let set = |rules| Chain::set_rules(RuntimeOrigin::root(), 0, BTC, rules);
		let no_tick = Rules { tick: price(0), ..rules() };
		assert_noop!(set(no_tick), Error::<Test>::RulesOutOfRange);
		let no_lot = Rules { lot: tenths(0), ..rules() };
		assert_noop!(set(no_lot), Error::<Test>::RulesOutOfRange);
		assert_ok!(set(rules()));
		let other = Chain::set_rules(RuntimeOrigin::root(), 1, BTC, rules());
		assert_noop!(other, Error::<Test>::UnknownLane);
		assert_noop!(Chain::set_rules(signed(1), 0, BTC, rules()), DispatchError::BadOrigin);
	});
}

#[test]
fn first_to_register_runs_a_vacant_lane_and_others_wait() {
	build_and_execute(|| {
		// GIVEN a lane with rules that nobody runs.
		Chain::open_lane(RuntimeOrigin::root()).unwrap();
		Chain::set_rules(RuntimeOrigin::root(), 0, BTC, rules()).unwrap();
		// WHEN two register.
		assert_ok!(register(ALICE));
		assert_ok!(register(BOB));
		// THEN the first runs it, is told the rules, and both have paid a bond.
		assert_eq!(lane().status, Status::Active);
		assert_eq!(term(0).sequencer, ALICE);
		assert_eq!(message_count(), 1);
		assert_eq!(Standbys::<Test>::get(0).len(), 1);
		assert_eq!(<Toys as Bonds<u64>>::held(), cash(200_000));
		assert_noop!(register(ALICE), Error::<Test>::AlreadyStandby);
		assert_noop!(register(BOB), Error::<Test>::AlreadyStandby);
		// AND one that waits may leave with its bond, the other may not.
		assert_noop!(Chain::unregister(signed(ALICE), 0), Error::<Test>::NotStandby);
		assert_ok!(Chain::unregister(signed(BOB), 0));
		assert_eq!(Tokens::get(BOB), cash(1_000_000).e8());
	});
}

#[test]
fn who_can_not_pay_a_bond_does_not_register() {
	build_and_execute(|| {
		Chain::open_lane(RuntimeOrigin::root()).unwrap();
		assert!(register(7).is_err());
		assert_eq!(lane().status, Status::Vacant);
	});
}

#[test]
fn a_queue_has_an_end() {
	build_and_execute(|| {
		lane_of_alice();
		for who in 200..200 + u64::from(MAX_STANDBYS) {
			Tokens::insert(who, cash(100_000).e8());
			assert_ok!(register(who));
		}
		assert_noop!(register(BOB), Error::<Test>::StandbysFull);
		// What the test gave them is not money that was made.
		Tokens::mutate(ALICE, |tokens| *tokens -= cash(100_000).e8() * 8);
	});
}

#[test]
fn next_one_takes_the_lane_a_tail_and_a_block_after_a_resignation() {
	build_and_execute(|| {
		// GIVEN a lane with a stand-by.
		let mut alice = lane_of_alice();
		assert_ok!(register(BOB));
		assert_noop!(Chain::resign(signed(BOB), 0), Error::<Test>::NotSequencer);
		// WHEN its sequencer resigns.
		assert_ok!(Chain::resign(signed(ALICE), 0));
		assert_noop!(Chain::resign(signed(ALICE), 0), Error::<Test>::LaneNotActive);
		// THEN it may commit for the tail,
		for _ in 0..limits().tail {
			alice.round();
			assert_eq!(lane().epoch, 0);
		}
		// AND in the block behind the other has it, with an empty book and the rules first.
		next_block();
		assert_eq!(lane().epoch, 1);
		assert_eq!(term(1).sequencer, BOB);
		assert_eq!(term(1).next, 0);
		assert_eq!(term(0).ended, Some(Chain::block()));
		alice.tick();
		assert_noop!(alice.send(), Error::<Test>::NotSequencer);
		let mut bob = Sequencer::new(BOB);
		bob.round();
		assert_eq!(term(1).next, 2);
	});
}

#[test]
fn lane_without_stand_bys_is_vacant_until_one_registers() {
	build_and_execute(|| {
		let mut alice = lane_of_alice();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		assert_eq!(lane().status, Status::Vacant);
		assert_eq!(lane().epoch, 1);
		alice.log(Operation::Clock { underlying: BTC, time: Now::get() });
		assert_noop!(alice.send(), Error::<Test>::LaneNotActive);
		assert_ok!(register(BOB));
		assert_eq!(term(1).sequencer, BOB);
	});
}

#[test]
fn bond_returns_when_the_time_for_claims_is_over() {
	build_and_execute(|| {
		lane_of_alice();
		let settle = || Chain::settle_bond(signed(WATCHER), 0, 0);
		assert_noop!(settle(), Error::<Test>::TermRuns);
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		assert_noop!(settle(), Error::<Test>::ClaimsOpen);
		run_blocks(limits().claim_window + 1);
		assert_ok!(settle());
		assert_eq!(Tokens::get(ALICE), cash(1_000_000).e8());
		assert_noop!(settle(), Error::<Test>::UnknownTerm);
	});
}

#[test]
fn rules_that_change_while_a_lane_runs_are_a_message() {
	build_and_execute(|| {
		let mut alice = lane_of_alice();
		let wider = Rules { lot: tenths(2), ..rules() };
		assert_ok!(Chain::set_rules(RuntimeOrigin::root(), 0, BTC, wider));
		assert_eq!(message_count(), 1);
		alice.round();
		assert_eq!(message_count(), 0);
		assert_eq!(Markets::<Test>::get(0, BTC).unwrap().rules, wider);
	});
}

#[test]
fn indices_are_kept_as_long_as_a_tick_may_carry_them() {
	build_and_execute(|| {
		lane_of_alice();
		let first = Chain::block();
		Indices::set([51_000_00000000, -1]);
		run_blocks(RING - 1);
		assert_eq!(Chain::stamp_of(BTC, first).unwrap().0.index, price(50_000));
		assert_eq!(Chain::stamp_of(BTC, first + 1).unwrap().0.index, price(51_000));
		next_block();
		assert_eq!(Chain::stamp_of(BTC, first), None);
		// An index that is not known has no tick.
		Indices::set([-1, -1]);
		next_block();
		assert_eq!(Chain::stamp_of(BTC, Chain::block()), None);
	});
}
