// SPDX-License-Identifier: Apache-2.0
//! What is held for a lane, and when it returns.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_lane::{MAX_ORDER_LIFE_MS, MAX_TICK_AGE};
use tenor_matching::Side;
use tenor_series::{PortfolioId, UnderlyingId};

#[test]
fn allowance_is_held_and_told_to_the_lane() {
	build_and_execute(|| {
		// GIVEN a lane that runs.
		let mut alice = lane_of_alice();
		// WHEN an owner lets it use 1,000 dollars.
		assert_ok!(raise(1, 1_000));
		// THEN they are held, and count when the log has taken the credit.
		assert_eq!(record(1).held, cash(1_000).e8());
		assert_eq!(allowance(1).usable(), Cash::ZERO);
		alice.round();
		assert_eq!(allowance(1).usable(), cash(1_000));
		// AND more is added to that.
		assert_ok!(raise(1, 500));
		assert_eq!(record(1).held, cash(1_500).e8());
		assert_eq!(allowance(1).usable(), cash(1_000));
	});
}

#[test]
fn allowance_needs_its_owner_a_lane_rules_an_amount_and_one_key() {
	build_and_execute(|| {
		lane_of_alice();
		let raise_as =
			|who, underlying, amount, key| raise_with(who, PortfolioId(1), underlying, amount, key);
		assert_noop!(raise_as(2, BTC, cash(1), public(1)), Error::<Test>::NotOwner);
		assert_noop!(raise_as(1, ETH, cash(1), public(1)), Error::<Test>::UnknownUnderlying);
		assert_noop!(raise_as(1, BTC, cash(0), public(1)), Error::<Test>::AmountTooSmall);
		assert_noop!(raise_as(1, BTC, cash(-1), public(1)), Error::<Test>::AmountTooSmall);
		assert!(raise_as(1, BTC, cash(1_000_001), public(1)).is_err());
		assert_ok!(raise_as(1, BTC, cash(1), public(1)));
		assert_noop!(raise_as(1, BTC, cash(1), public(2)), Error::<Test>::KeyDiffers);
		let unknown = raise_with(1, PortfolioId(99), BTC, cash(1), public(1));
		assert_noop!(unknown, Error::<Test>::NotOwner);
		Chain::open_lane(RuntimeOrigin::root()).unwrap();
		let vacant = Chain::raise_allowance(signed(1), 1, PortfolioId(1), BTC, cash(1), public(1));
		let vacant = vacant.map_err(|failed| failed.error);
		assert_noop!(vacant, Error::<Test>::LaneNotActive);
	});
}

#[test]
fn closed_allowance_is_released_when_no_order_can_fill_any_more() {
	build_and_execute(|| {
		// GIVEN an allowance that its owner closes.
		let mut alice = trading();
		assert_ok!(close(1));
		assert_noop!(close(1), Error::<Test>::AllowanceCloses);
		assert_noop!(raise(1, 1), Error::<Test>::AllowanceCloses);
		assert_noop!(release(1), Error::<Test>::AllowanceInUse);
		// WHEN the log has taken that, and a lifetime and the age of a tick pass.
		alice.round();
		let blocks = u32::try_from(MAX_ORDER_LIFE_MS / SLOT).unwrap() + MAX_TICK_AGE + 1;
		for _ in 0..blocks {
			next_block();
			alice.tick();
			alice.commit().unwrap();
			assert_noop!(release(1), Error::<Test>::AllowanceInUse);
		}
		// THEN what is left returns a block later, and not before.
		next_block();
		assert_ok!(release(1));
		assert_eq!(record(1).held, 0);
		assert_noop!(release(1), Error::<Test>::UnknownAllowance);
		// AND it can begin anew, with another key.
		assert_ok!(raise_with(1, PortfolioId(1), BTC, cash(1), public(9)));
	});
}

#[test]
fn last_order_before_a_closing_fills_until_it_is_over_and_no_later_than_the_release() {
	build_and_execute(|| {
		// GIVEN an order of the longest life that the log has before a closing.
		let mut alice = trading();
		next_block();
		alice.tick();
		let mut last = order(1, Side::Buy, 10, 100, 1);
		last.expires = Now::get() + MAX_ORDER_LIFE_MS;
		assert_eq!(alice.order(last).refusal, None);
		alice.commit().unwrap();
		close(1).unwrap();
		alice.round();
		// WHEN its last instant comes.
		while Now::get() + SLOT <= last.expires {
			next_block();
			alice.tick();
			alice.commit().unwrap();
		}
		// THEN it fills, against a hold that nobody could release.
		assert_noop!(release(1), Error::<Test>::AllowanceInUse);
		alice.order(order(2, Side::Sell, 10, 100, 1));
		next_block();
		assert_ok!(alice.commit());
		assert_eq!(Traded::get().len(), 1);
	});
}

#[test]
fn end_of_an_epoch_returns_every_hold() {
	build_and_execute(|| {
		// GIVEN allowances, one of them pending.
		trading();
		raise(3, 700).unwrap();
		assert_noop!(release(1), Error::<Test>::AllowanceInUse);
		// WHEN the sequencer's time is over and nobody follows.
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		assert_noop!(close(1), Error::<Test>::UnknownAllowance);
		// THEN anybody may release one, and idle blocks release all others.
		assert_ok!(release(1));
		idle();
		assert_eq!([1, 2, 3].map(|id| record(id).held), [0; 3]);
	});
}

#[test]
fn allowance_goes_on_with_the_next_sequencer_if_its_owner_says_so() {
	build_and_execute(|| {
		// GIVEN an allowance of a sequencer that another one follows.
		trading();
		Chain::register(signed(BOB), 0, public(BOB)).unwrap();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		// WHEN its owner raises it by nothing, with another key.
		let zero = cash(0);
		assert_ok!(raise_with(1, PortfolioId(1), BTC, zero, public(9)));
		// THEN the new log is told all of it.
		let mut bob = Sequencer::new(BOB);
		bob.round();
		assert_eq!(allowance(1).usable(), cash(100_000));
		assert_eq!(allowance(1).key, public(9));
		// AND of one whose owner said nothing it knows nothing.
		assert_eq!(Chain::allowance(0, PortfolioId(2), BTC).unwrap().epoch, 0);
		assert_ok!(release(2));
	});
}

#[test]
fn idle_blocks_look_at_every_allowance_in_turn() {
	build_and_execute(|| {
		lane_of_alice();
		for id in (1..=10).chain(51..=60) {
			raise(id, 10).unwrap();
		}
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		idle();
		let left = || Allowances::<Test>::iter_keys().count();
		assert_eq!(left(), 4);
		idle();
		assert_eq!(left(), 0);
		assert_eq!(Chain::allowance(0, PortfolioId(1), UnderlyingId(0)), None);
	});
}
