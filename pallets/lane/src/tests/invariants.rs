// SPDX-License-Identifier: Apache-2.0
//! Every check of the state can fail.

use crate::{
	mock::*,
	types::{FILL_BYTES, MESSAGE_BYTES},
	*,
};
use codec::MaxEncodedLen;
use polkadot_sdk::frame_support::traits::Hooks;
use tenor_fixed::{Cash, Fixed};
use tenor_lane::{Fill, Message, Operation};
use tenor_matching::Side;
use tenor_series::PortfolioId;

/// A lane with everything in it, broken by `corrupt`.
fn breaks(corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		let mut alice = trading();
		Chain::register(signed(BOB), 0, public(BOB)).unwrap();
		next_block();
		alice.order(order(1, Side::Buy, 10, 100, 1));
		alice.order(order(2, Side::Sell, 4, 100, 1));
		Refused::set(vec![2]);
		alice.commit().unwrap();
		alice.round();
		Chain::force_order(signed(1), 0, order(1, Side::Buy, 10, 100, 2)).unwrap();
		alice.round();
		raise(3, 1_000).unwrap();
		close(2).unwrap();
		Chain::force_order(signed(1), 0, order(1, Side::Buy, 10, 100, 3)).unwrap();
		Chain::do_try_state().unwrap();
		corrupt();
		assert!(Chain::do_try_state().is_err());
	});
}

fn change_lane(change: impl FnOnce(&mut Lane)) {
	Lanes::<Test>::mutate(0, |lane| change(lane.as_mut().unwrap()));
}

fn change_term(change: impl FnOnce(&mut Term<u64>)) {
	Terms::<Test>::mutate((0, 0), |term| change(term.as_mut().unwrap()));
}

fn change_allowance(id: u64, change: impl FnOnce(&mut Allowance)) {
	let of = (0, PortfolioId(id), BTC);
	Allowances::<Test>::mutate(of, |allowance| change(allowance.as_mut().unwrap()));
}

fn one_more(amount: &mut Cash) {
	*amount = amount.saturating_add(Cash::from_e8(1));
}

#[test]
fn checks_of_bonds_and_holds_can_fail() {
	breaks(|| change_term(|term| one_more(&mut term.bond)));
	breaks(|| Standbys::<Test>::remove(0));
	breaks(|| change_allowance(1, |allowance| one_more(&mut allowance.hold)));
	breaks(|| change_allowance(1, |allowance| allowance.pending = cash(1_000_000)));
	breaks(|| change_allowance(1, |allowance| allowance.epoch = 5));
	breaks(|| {
		let stray = allowance(1);
		Allowances::<Test>::insert((9, PortfolioId(1), BTC), stray);
	});
}

#[test]
fn checks_of_terms_can_fail() {
	breaks(|| change_term(|term| term.ended = Some(1)));
	breaks(|| change_term(|term| term.offence = Some(Offence::Limit)));
	breaks(|| change_lane(|lane| lane.status = Status::Vacant));
	breaks(|| change_lane(|lane| lane.epoch = 1));
	breaks(|| Claims::<Test>::mutate((0, 7), |claims| claims.try_push(1).unwrap()));
	breaks(|| NextLane::<Test>::put(0));
	breaks(|| {
		let stray = term(0);
		Pot::mutate(|pot| *pot += stray.bond.e8());
		Terms::<Test>::insert((0, 3), stray);
	});
	breaks(|| Limited::mutate(|limits| limits.reporter_share = Fixed::ONE));
}

#[test]
fn checks_of_the_inbox_can_fail() {
	breaks(|| change_lane(|lane| lane.inbox_first += 1));
	breaks(|| change_lane(|lane| lane.inbox_kept += 99));
	breaks(|| Inbox::<Test>::remove(0, lane().inbox_first));
	breaks(|| {
		let stray = Inbox::<Test>::get(0, lane().inbox_first).unwrap();
		Inbox::<Test>::insert(0, 999, stray);
	});
	breaks(|| change_allowance(2, |allowance| allowance.closing = Closing::Open));
	breaks(|| change_allowance(3, |allowance| allowance.pending = cash(999)));
	breaks(|| {
		Inbox::<Test>::mutate(0, lane().inbox_first, |letter| {
			let letter = letter.as_mut().unwrap();
			let underlying = BTC;
			letter.message = Message::Close { portfolio: PortfolioId(8), underlying };
		});
	});
	breaks(|| {
		OwnMessages::<Test>::insert((0, PortfolioId(1)), Own { epoch: 0, count: 5 });
	});
	breaks(|| OwnMessages::<Test>::remove((0, PortfolioId(1))));
}

#[test]
fn checks_of_orders_can_fail() {
	let key = || OrderKey::of(0, &order(1, Side::Buy, 10, 100, 1));
	breaks(|| {
		Orders::<Test>::mutate(key(), |order| order.as_mut().unwrap().filled = tenths(11));
	});
	breaks(|| {
		Orders::<Test>::mutate(key(), |order| order.as_mut().unwrap().filled = tenths(-1));
	});
	breaks(|| PassingRange::<Test>::put((1, 3)));
	for index in 0..3 {
		breaks(|| Passings::<Test>::remove(index));
	}
}

#[test]
fn checks_of_batches_can_fail() {
	let id = |index| BatchLog::<Test>::get(index).unwrap();
	breaks(|| Batches::<Test>::remove(id(0)));
	breaks(|| BatchLog::<Test>::remove(1));
	breaks(|| BatchLog::<Test>::insert(99, id(0)));
	breaks(|| {
		Batches::<Test>::mutate(id(1), |batch| batch.as_mut().unwrap().before = [1; 32]);
	});
	breaks(|| Batches::<Test>::mutate(id(1), |batch| batch.as_mut().unwrap().count = 0));
	breaks(|| change_term(|term| term.next += 1));
	breaks(|| {
		let stray = Batches::<Test>::get(id(0)).unwrap();
		Batches::<Test>::insert(BatchId { first: 777, ..id(0) }, stray);
	});
	breaks(|| {
		let parked = ParkedFills::<Test>::iter_values().next().unwrap();
		ParkedFills::<Test>::insert(BatchId { first: 777, ..id(0) }, parked);
	});
}

#[test]
fn messages_and_fills_are_as_long_as_the_limits_take_them_for() {
	// A number, a message, no fills, a root; a fill and where its order is.
	let message = Operation::max_encoded_len().min(9 + 1 + Message::max_encoded_len()) + 1 + 32;
	let fill = Fill::max_encoded_len() + Maker::max_encoded_len();
	assert!(u64::try_from(message).unwrap() <= MESSAGE_BYTES);
	assert!(u64::try_from(fill).unwrap() <= FILL_BYTES);
}

#[test]
fn wiring_passes_the_integrity_test_and_bad_limits_do_not() {
	new_test_ext().execute_with(|| {
		<Chain as Hooks<u64>>::integrity_test();
		let bad = |change: fn(&mut Limits)| {
			let mut limits = limits();
			change(&mut limits);
			assert!(limits.sanity().is_err());
		};
		bad(|limits| limits.lanes = 0);
		bad(|limits| limits.fills = 31);
		bad(|limits| limits.fills = MAX_BATCH_FILLS + 1);
		bad(|limits| limits.slot_ms = 0);
		bad(|limits| limits.bytes = 24_000);
		bad(|limits| limits.inbox_deadline = 15);
		bad(|limits| limits.inbox_deadline = 0);
		bad(|limits| limits.silence = 0);
		bad(|limits| limits.receipt_deadline = RING);
		bad(|limits| limits.tail = RING);
		bad(|limits| limits.claim_window = limits.fraud_window - 1);
		bad(|limits| limits.compensation = cash(0));
		bad(|limits| limits.compensation = cash(118));
		bad(|limits| limits.reporter_share = Fixed::from_int(2));
	});
}
