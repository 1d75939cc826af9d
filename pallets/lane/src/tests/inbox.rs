// SPDX-License-Identifier: Apache-2.0
//! What owners place on chain is in the log in time, or the lane freezes.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_lane::{Cancel, Message, Operation};
use tenor_matching::Side;
use tenor_series::PortfolioId;

#[test]
fn forced_order_rests_and_fills_without_a_signature() {
	build_and_execute(|| {
		// GIVEN an order that its owner placed on chain.
		let mut alice = trading();
		let forced = order(1, Side::Buy, 10, 100, 1);
		assert_ok!(Chain::force_order(signed(1), 0, forced));
		// WHEN the log takes it, and another one meets it in a later batch.
		alice.round();
		next_block();
		assert_eq!(alice.order(order(2, Side::Sell, 4, 100, 1)).fills.len(), 1);
		assert_eq!(alice.makers(), vec![Maker::Forced(forced)]);
		assert_ok!(alice.commit());
		// THEN that is a trade.
		assert_eq!(Traded::get().len(), 1);
		assert_eq!(record(1).contracts, tenths(4).e8().into());
		// AND one that takes at once is one too, as is one that rests in the section that fills it.
		assert_ok!(Chain::force_order(signed(2), 0, order(2, Side::Sell, 2, 100, 2)));
		assert_ok!(Chain::force_order(signed(2), 0, order(2, Side::Sell, 5, 90, 3)));
		assert_ok!(Chain::force_order(signed(1), 0, order(1, Side::Buy, 1, 90, 2)));
		alice.round();
		assert_eq!(record(1).contracts, tenths(11).e8().into());
	});
}

#[test]
fn order_is_not_forced_while_it_could_not_fill() {
	build_and_execute(|| {
		// GIVEN a lane whose underlying has no fresh index WHEN an owner places an order on chain THEN it is refused
		trading();
		Indices::set([-1, -1]);
		let call = Chain::force_order(signed(1), 0, order(1, Side::Buy, 10, 100, 1));
		assert_eq!(call, Err(Error::<Test>::IndexTooOld.into()));
	});
}

#[test]
fn forced_cancel_ends_an_order_that_the_sequencer_would_keep() {
	build_and_execute(|| {
		let mut alice = trading();
		next_block();
		let resting = order(1, Side::Buy, 10, 100, 1);
		let sequence = alice.next;
		alice.order(resting);
		alice.commit().unwrap();
		let cancel = Cancel { portfolio: PortfolioId(1), place: rests(&resting, sequence) };
		assert_noop!(Chain::force_cancel(signed(2), 0, cancel), Error::<Test>::NotOwner);
		assert_ok!(Chain::force_cancel(signed(1), 0, cancel));
		alice.round();
		next_block();
		assert!(alice.order(order(2, Side::Sell, 10, 100, 1)).fills.is_empty());
	});
}

#[test]
fn messages_are_taken_in_their_order_and_as_they_are() {
	build_and_execute(|| {
		let mut alice = trading();
		Chain::force_order(signed(1), 0, order(1, Side::Buy, 10, 100, 1)).unwrap();
		raise(2, 5).unwrap();
		next_block();
		let at = lane().inbox_first;
		let message = |index| Inbox::<Test>::get(0, index).unwrap().message;
		let sent = |operations: &[Operation]| {
			let mut alice = alice.clone();
			operations.iter().for_each(|operation| {
				alice.log(*operation);
			});
			alice.send()
		};
		let take = |index, message| Operation::Inbox { index, message };
		// Out of turn, twice, another number, another message, one that is not there.
		assert_noop!(sent(&[take(at + 1, message(at + 1))]), Error::<Test>::InboxDiffers);
		let twice = [take(at, message(at)), take(at, message(at))];
		assert_noop!(sent(&twice), Error::<Test>::InboxDiffers);
		assert_noop!(sent(&[take(at + 7, message(at))]), Error::<Test>::InboxDiffers);
		let other = Message::Order(order(1, Side::Buy, 11, 100, 1));
		assert_noop!(sent(&[take(at, other)]), Error::<Test>::InboxDiffers);
		let third = [take(at, message(at)), take(at + 1, message(at + 1)), take(at + 2, other)];
		assert_noop!(sent(&third), Error::<Test>::InboxDiffers);
		alice.inbox();
		assert_ok!(alice.commit());
		assert_eq!(message_count(), 0);
	});
}

#[test]
fn orders_are_forced_by_owners_with_an_allowance_only() {
	build_and_execute(|| {
		let mut alice = trading();
		let force = |who, order| Chain::force_order(signed(who), 0, order);
		assert_noop!(force(2, order(1, Side::Buy, 1, 1, 1)), Error::<Test>::NotOwner);
		assert_noop!(force(3, order(3, Side::Buy, 1, 1, 1)), Error::<Test>::UnknownAllowance);
		assert_noop!(force(1, order(1, Side::Buy, 0, 1, 1)), Error::<Test>::OrderOver);
		let mut over = order(1, Side::Buy, 1, 1, 1);
		over.expires = Now::get() - 1;
		assert_noop!(force(1, over), Error::<Test>::OrderOver);
		close(1).unwrap();
		assert_noop!(force(1, order(1, Side::Buy, 1, 1, 1)), Error::<Test>::AllowanceCloses);
		alice.round();
		Chain::resign(signed(ALICE), 0).unwrap();
		assert_noop!(force(2, order(2, Side::Buy, 1, 1, 1)), Error::<Test>::LaneNotActive);
	});
}

#[test]
fn nobody_fills_the_inbox_for_others_and_closings_have_room() {
	build_and_execute(|| {
		let mut alice = trading();
		for nonce in 1..=u64::from(MAX_OWN_FORCED) {
			assert_ok!(Chain::force_order(signed(1), 0, order(1, Side::Buy, 1, 1, nonce)));
		}
		let more = Chain::force_order(signed(1), 0, order(1, Side::Buy, 1, 1, 99));
		assert_noop!(more, Error::<Test>::OwnInboxFull);
		for _ in MAX_OWN_FORCED..MAX_OWN_CREDITS {
			assert_ok!(raise(1, 1));
		}
		assert_noop!(raise(1, 1), Error::<Test>::OwnInboxFull);
		assert_ok!(Chain::force_order(signed(2), 0, order(2, Side::Buy, 1, 1, 1)));
		assert_ok!(close(1));
		// Room is there again when the log has taken them.
		alice.round();
		assert_ok!(raise(2, 1));
		assert_eq!(OwnMessages::<Test>::get((0, PortfolioId(1))), None);
	});
}

#[test]
fn message_left_waiting_freezes_the_lane() {
	build_and_execute(|| {
		// GIVEN a sequencer that commits, but leaves a forced order aside.
		let mut alice = trading();
		Chain::register(signed(BOB), 0, public(BOB)).unwrap();
		Chain::force_order(signed(1), 0, order(1, Side::Buy, 10, 100, 1)).unwrap();
		let freeze = || Chain::freeze(signed(WATCHER), 0);
		for _ in 0..limits().inbox_deadline {
			next_block();
			alice.tick();
			alice.commit().unwrap();
			assert_noop!(freeze(), Error::<Test>::NotLate);
		}
		// WHEN the deadline is over.
		next_block();
		assert_ok!(freeze());
		// THEN its time ends, without a slash, and the next one takes the lane; what waits is void.
		assert!(matches!(lane().status, Status::Winding { reason: Reason::InboxOverdue, .. }));
		run_blocks(limits().tail + 1);
		assert_eq!(term(1).sequencer, BOB);
		assert_eq!(term(0).offence, None);
		// Rules are all that waits.
		assert_eq!(message_count(), 1);
		assert_ok!(release(1));
	});
}

#[test]
fn silence_freezes_the_lane() {
	build_and_execute(|| {
		trading();
		run_blocks(limits().silence);
		assert_noop!(Chain::freeze(signed(WATCHER), 0), Error::<Test>::NotLate);
		next_block();
		assert_ok!(Chain::freeze(signed(WATCHER), 0));
		assert!(matches!(lane().status, Status::Winding { reason: Reason::Silent, .. }));
		assert_noop!(Chain::freeze(signed(WATCHER), 0), Error::<Test>::LaneNotActive);
	});
}

#[test]
fn messages_are_seen_from_outside() {
	build_and_execute(|| {
		trading();
		raise(1, 7).unwrap();
		let seen = Chain::messages(0, 0);
		assert_eq!(seen.len(), 1);
		assert_eq!(credit_of(&seen[0].1.message), Some(cash(7)));
		assert!(Chain::messages(0, seen[0].0 + 1).is_empty());
		assert!(Chain::messages(1, 0).is_empty());
	});
}
