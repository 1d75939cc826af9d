// SPDX-License-Identifier: Apache-2.0
//! What a bond pays when a sequencer's time is over.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_lane::Operation;
use tenor_matching::Side;

fn order_of(id: u64, nonce: u64) -> Operation {
	Operation::Order(sign(order(id, Side::Sell, 1, 100, nonce), 0))
}

#[test]
fn receipt_that_became_void_is_paid_once_to_its_owner() {
	build_and_execute(|| {
		// GIVEN a receipt of a sequencer that did not commit it in its tail.
		let alice = trading();
		let operation = order_of(1, 8);
		let receipt = alice.receipt(&operation);
		let claim =
			|who, receipt, operation| Chain::claim_receipt(signed(who), receipt, operation, None);
		assert_noop!(claim(1, receipt, operation), Error::<Test>::TermRuns);
		Chain::resign(signed(ALICE), 0).unwrap();
		assert_noop!(claim(1, receipt, operation), Error::<Test>::TermRuns);
		run_blocks(limits().tail + 1);
		// WHEN its owner claims it, and nobody else.
		assert_noop!(claim(2, receipt, operation), Error::<Test>::NotOwner);
		assert_noop!(claim(1, receipt, order_of(1, 9)), Error::<Test>::OtherOperation);
		let mut forged = receipt;
		forged.body.sequence += 1;
		assert_noop!(claim(1, forged, operation), Error::<Test>::ReceiptNotSigned);
		assert_ok!(claim(1, receipt, operation));
		// THEN the bond pays for it, once.
		assert_eq!(Tokens::get(1), cash(100).e8());
		assert_eq!(term(0).bond, cash(99_900));
		assert_noop!(claim(1, receipt, operation), Error::<Test>::AlreadyClaimed);
		// AND the rest returns.
		run_blocks(limits().claim_window + 1);
		assert_noop!(claim(1, receipt, operation), Error::<Test>::ClaimsOver);
		assert_ok!(Chain::settle_bond(signed(WATCHER), 0, 0));
		assert_eq!(Tokens::get(ALICE), cash(999_900).e8());
		assert_noop!(claim(1, receipt, operation), Error::<Test>::UnknownTerm);
	});
}

#[test]
fn honoured_receipt_is_not_paid() {
	build_and_execute(|| {
		let mut alice = trading();
		next_block();
		alice.tick();
		let operation = order_of(1, 8);
		let (receipt, at) = (alice.receipt(&operation), alice.next);
		alice.log(operation);
		alice.commit().unwrap();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		let claim = |inclusion| Chain::claim_receipt(signed(1), receipt, operation, inclusion);
		assert_noop!(claim(None), Error::<Test>::ReceiptHonoured);
		assert_noop!(claim(Some(alice.inclusion(at))), Error::<Test>::ReceiptHonoured);
	});
}

#[test]
fn receipt_whose_place_has_something_else_is_paid_too() {
	build_and_execute(|| {
		// GIVEN a sequencer that was slashed for a receipt, and another one that it broke as well.
		let mut alice = trading();
		next_block();
		alice.tick();
		let (first, second) = (order_of(1, 8), order_of(2, 8));
		let receipts = (alice.receipt(&first), alice.receipt(&second));
		let at = alice.next;
		alice.tick();
		alice.commit().unwrap();
		let inclusion = alice.inclusion(at);
		assert_ok!(Chain::prove_receipt(signed(WATCHER), receipts.0, inclusion.clone()));
		next_block();
		// WHEN its owner shows what stands there.
		let claim = |inclusion| Chain::claim_receipt(signed(2), receipts.1, second, inclusion);
		assert_noop!(claim(None), Error::<Test>::ReceiptHonoured);
		assert_ok!(claim(Some(inclusion)));
		// THEN he is paid, and the insurance fund gets the rest.
		assert_eq!(Tokens::get(2), cash(100).e8());
		run_blocks(limits().claim_window + 1);
		assert_ok!(Chain::settle_bond(signed(WATCHER), 0, 0));
		assert_eq!(Insurance::get(), cash(79_900).e8());
	});
}

#[test]
fn operation_that_nobody_signs_has_no_claim() {
	build_and_execute(|| {
		let alice = trading();
		let operation = Operation::Clock { underlying: BTC, time: 1 };
		let receipt = alice.receipt(&operation);
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		let claim = Chain::claim_receipt(signed(1), receipt, operation, None);
		assert_noop!(claim, Error::<Test>::OtherOperation);
	});
}

#[test]
fn bond_pays_so_many_claims_and_no_more() {
	build_and_execute(|| {
		let alice = trading();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		let operation = order_of(1, 8);
		let claim = |n: u32| {
			let mut body = alice.receipt(&operation).body;
			body.sequence += u64::from(n);
			Chain::claim_receipt(signed(1), alice.sign_receipt(body), operation, None)
		};
		for n in 0..MAX_CLAIMS {
			assert_ok!(claim(n));
		}
		assert_noop!(claim(MAX_CLAIMS), Error::<Test>::ClaimsFull);
		assert_eq!(term(0).bond, cash(100_000 - 25_600));
	});
}
