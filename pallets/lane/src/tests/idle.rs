// SPDX-License-Identifier: Apache-2.0
//! What is dropped when no proof and no fill can need it.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_weights::{Weight, WeightMeter},
};
use tenor_matching::Side;

fn orders() -> usize {
	Orders::<Test>::iter_keys().count() + ForcedOrders::<Test>::iter_keys().count()
}

#[test]
fn order_is_known_until_nothing_can_fill_it_any_more() {
	build_and_execute(|| {
		// GIVEN a forced order and two that filled, all over in a minute.
		let mut alice = trading();
		Chain::force_order(signed(1), 0, order(1, Side::Buy, 10, 100, 1)).unwrap();
		alice.round();
		next_block();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		alice.commit().unwrap();
		assert_eq!(orders(), 3);
		// WHEN a minute and the age of a tick have passed.
		for _ in 0..60 + RING - 3 {
			next_block();
			idle();
			assert_eq!(orders(), 3);
		}
		run_blocks(4);
		idle();
		// THEN they are gone.
		assert_eq!(orders(), 0);
		assert_eq!(Passings::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn order_without_an_end_keeps_no_other_from_being_forgotten() {
	build_and_execute(|| {
		// GIVEN a forced order that says it never ends, which the log refuses, and two behind it that filled.
		let mut alice = trading();
		let mut endless = order(1, Side::Buy, 10, 100, 1);
		endless.expires = u64::MAX;
		Chain::force_order(signed(1), 0, endless).unwrap();
		alice.round();
		next_block();
		alice.order(order(1, Side::Buy, 10, 100, 2));
		alice.order(order(2, Side::Sell, 4, 100, 1));
		alice.commit().unwrap();
		assert_eq!((orders(), message_count()), (2, 0));
		// WHEN a minute and the age of a tick have passed THEN nothing is known of any.
		run_blocks(60 + RING + 1);
		idle();
		assert_eq!(orders(), 0);
		assert_eq!(Passings::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn batch_is_kept_for_the_window() {
	build_and_execute(|| {
		let mut alice = trading();
		next_block();
		alice.order(order(1, Side::Buy, 10, 100, 1));
		alice.commit().unwrap();
		next_block();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		Refused::set(vec![2]);
		alice.commit().unwrap();
		let kept =
			|| (Batches::<Test>::iter_keys().count(), ParkedFills::<Test>::iter_keys().count());
		assert_eq!(kept(), (4, 1));
		run_blocks(limits().fraud_window);
		idle();
		assert_eq!(kept(), (1, 1));
		next_block();
		idle();
		assert_eq!(kept(), (0, 0));
		assert_eq!(BatchLog::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn messages_of_an_epoch_that_is_over_are_dropped() {
	build_and_execute(|| {
		trading();
		raise(1, 1).unwrap();
		raise(2, 1).unwrap();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		assert_eq!(Inbox::<Test>::iter_keys().count(), 2);
		assert_eq!(message_count(), 0);
		idle();
		assert_eq!(Inbox::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn idle_work_stays_within_its_meter() {
	build_and_execute(|| {
		let mut alice = trading();
		raise(3, 1).unwrap();
		alice.round();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().fraud_window + 20);
		for share in 0..200u64 {
			let limit = Weight::from_parts(20_000_000, 1_000).saturating_mul(share);
			let mut meter = WeightMeter::with_limit(limit);
			Chain::process_idle(&mut meter);
			assert!(meter.consumed().all_lte(limit));
			assert_ok!(Chain::do_try_state());
		}
		assert_eq!(Batches::<Test>::iter_keys().count(), 0);
		assert_eq!(Allowances::<Test>::iter_keys().count(), 0);
	});
}
