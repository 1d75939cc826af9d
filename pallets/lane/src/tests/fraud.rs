// SPDX-License-Identifier: Apache-2.0
//! Proofs against a sequencer, and what is none.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::DispatchResult},
	sp_core::Pair,
};
use tenor_lane::{Cancel, Entry, Operation, Receipt, Sequence, Signed};
use tenor_matching::Side;
use tenor_series::PortfolioId;

/// A log that one can prove things about: a bid, and a batch of three operations that is not sent.
fn before_the_lie() -> Sequencer {
	let mut alice = with_bid();
	alice.tick();
	alice.order(order(2, Side::Sell, 4, 100, 1));
	alice.tick();
	alice
}

/// The same, sent with a lie in one of the three entries; and the number of that operation.
fn lied(at: usize, lie: impl FnOnce(&mut Entry)) -> (Sequencer, Sequence) {
	let mut alice = before_the_lie();
	lie(&mut alice.section.entries[at]);
	alice.forge();
	let wrong = alice.section.first + u64::try_from(at).unwrap();
	alice.commit().unwrap();
	(alice, wrong)
}

/// A root that no operation gives.
fn wrong_root(entry: &mut Entry) {
	entry.root = [7; 32];
}

fn prove(alice: &Sequencer, sequence: Sequence) -> DispatchResult {
	let operation = operation_at(alice, sequence);
	let (inclusion, witness) = (alice.inclusion(sequence), alice.witness(sequence, &operation));
	Chain::prove_transition(signed(WATCHER), 0, 0, sequence, inclusion, witness)
}

fn operation_at(alice: &Sequencer, sequence: Sequence) -> Operation {
	let kept = alice.kept.iter().rev().find(|kept| kept.first <= sequence).unwrap();
	let leaf = &kept.leaves[usize::try_from(sequence - kept.first).unwrap()];
	let (entry, _) = <(Entry, tenor_lane::Hash) as codec::Decode>::decode(&mut &leaf[..]).unwrap();
	entry.operation
}

/// The sequencer is out, the watcher has a fifth of its bond.
fn is_slashed(offence: Offence) {
	assert_eq!(term(0).offence, Some(offence));
	assert_eq!(term(0).bond, cash(80_000));
	assert_eq!(Tokens::get(WATCHER), cash(1_020_000).e8());
	next_block();
	assert_ne!(lane().epoch, 0);
}

#[test]
fn right_transitions_prove_nothing() {
	build_and_execute(|| {
		let mut alice = before_the_lie();
		alice.commit().unwrap();
		for sequence in 0..alice.next {
			assert_noop!(prove(&alice, sequence), Error::<Test>::TransitionHolds);
		}
	});
}

#[test]
fn wrong_root_is_proven_by_the_first_operation_that_has_one() {
	build_and_execute(|| {
		// GIVEN a batch with a root that no operation gives.
		let (alice, wrong) = lied(1, wrong_root);
		assert_eq!(Traded::get().len(), 1);
		// WHEN a watcher shows that one, alone.
		assert_noop!(prove(&alice, wrong - 1), Error::<Test>::TransitionHolds);
		assert_ok!(prove(&alice, wrong));
		// THEN the sequencer is slashed, and what was included stays.
		assert_eq!(record(1).contracts, tenths(4).e8().into());
		is_slashed(Offence::Transition);
	});
}

#[test]
fn skipped_fill_is_proven() {
	build_and_execute(|| {
		// GIVEN an offer that the sequencer kept away from the bid that it crosses.
		let (alice, wrong) = lied(1, |entry| entry.fills.clear());
		assert_ok!(prove(&alice, wrong));
		is_slashed(Offence::Transition);
	});
}

#[test]
fn charge_that_is_another_than_the_formulas_is_proven() {
	build_and_execute(|| {
		let (alice, wrong) = lied(1, |entry| entry.fills[0].taker_charge = cash(1));
		assert_ok!(prove(&alice, wrong));
		is_slashed(Offence::Transition);
	});
}

#[test]
fn first_operation_of_a_batch_is_proven_against_the_root_before_it() {
	build_and_execute(|| {
		let (alice, wrong) = lied(0, wrong_root);
		assert_ok!(prove(&alice, wrong));
		is_slashed(Offence::Transition);
	});
}

#[test]
fn cancel_that_nobody_signed_is_proven() {
	build_and_execute(|| {
		// GIVEN a log in which the sequencer cancelled somebody's order.
		let mut alice = before_the_lie();
		let place = rests(&order(1, Side::Buy, 10, 100, 1), alice.section.first - 1);
		let body = Cancel { portfolio: PortfolioId(1), place };
		let sequence = alice.next;
		alice.log(Operation::Cancel(Signed { body, signature: [3; 64] }));
		alice.commit().unwrap();
		assert_ok!(prove(&alice, sequence));
		is_slashed(Offence::Transition);
	});
}

#[test]
fn proof_that_lacks_a_node_or_is_of_something_else_proves_nothing() {
	build_and_execute(|| {
		let (alice, wrong) = lied(1, wrong_root);
		let operation = operation_at(&alice, wrong);
		let (inclusion, witness) = (alice.inclusion(wrong), alice.witness(wrong, &operation));
		let prove = |epoch, sequence, inclusion: &Inclusion, witness: &tenor_lane::Witness| {
			let (inclusion, witness) = (inclusion.clone(), witness.clone());
			Chain::prove_transition(signed(WATCHER), 0, epoch, sequence, inclusion, witness)
		};
		for missing in 0..witness.nodes.len() {
			let mut lacks = witness.clone();
			lacks.nodes.remove(missing);
			assert_noop!(prove(0, wrong, &inclusion, &lacks), Error::<Test>::WitnessIncomplete);
		}
		let mut lacks = inclusion.clone();
		lacks.nodes.pop();
		assert_noop!(prove(0, wrong, &lacks, &witness), Error::<Test>::ProofIncomplete);
		let mut large = inclusion.clone();
		large.nodes.push(vec![0; 20_000]);
		assert_noop!(prove(0, wrong, &large, &witness), Error::<Test>::ProofTooLarge);
		let mut other = inclusion.clone();
		other.first += 1;
		assert_noop!(prove(0, wrong, &other, &witness), Error::<Test>::UnknownBatch);
		assert_noop!(prove(0, wrong + 9, &inclusion, &witness), Error::<Test>::OutsideBatch);
		assert_noop!(prove(0, wrong + 2, &inclusion, &witness), Error::<Test>::OutsideBatch);
		assert_noop!(prove(1, wrong, &inclusion, &witness), Error::<Test>::UnknownTerm);
		// Nor does one that comes too late.
		run_blocks(limits().fraud_window);
		assert_ok!(polkadot_sdk::frame_support::hypothetically!(prove(
			0, wrong, &inclusion, &witness
		)));
		next_block();
		assert_noop!(prove(0, wrong, &inclusion, &witness), Error::<Test>::UnknownBatch);
	});
}

#[test]
fn earlier_sequencer_is_slashed_as_the_present_one() {
	build_and_execute(|| {
		let (alice, wrong) = lied(1, wrong_root);
		Chain::register(signed(BOB), 0, public(BOB)).unwrap();
		Chain::resign(signed(ALICE), 0).unwrap();
		run_blocks(limits().tail + 1);
		assert_ok!(prove(&alice, wrong));
		assert_eq!(term(0).offence, Some(Offence::Transition));
		// Who follows has nothing to do with it.
		assert_eq!(lane().status, Status::Active);
		assert_eq!(term(1).offence, None);
		assert_noop!(prove(&alice, wrong), Error::<Test>::AlreadySlashed);
	});
}

#[test]
fn place_given_to_another_operation_breaks_a_receipt() {
	build_and_execute(|| {
		// GIVEN a receipt for an order in whose place the log has another.
		let mut alice = before_the_lie();
		let operation = Operation::Order(sign(order(2, Side::Sell, 1, 100, 8), 0));
		let receipt = alice.receipt(&operation);
		let at = alice.next;
		let honest = Operation::Order(sign(order(1, Side::Buy, 1, 1, 9), 0));
		let kept = alice.receipt(&honest);
		alice.log(honest);
		alice.commit().unwrap();
		let inclusion = alice.inclusion(at);
		let prove = |receipt: Signed<Receipt>, inclusion: &Inclusion| {
			Chain::prove_receipt(signed(WATCHER), receipt, inclusion.clone())
		};
		// One that is honoured, or that the sequencer did not sign, proves nothing.
		assert_noop!(prove(kept, &inclusion), Error::<Test>::ReceiptHonoured);
		let mut forged = receipt;
		forged.body.time += 1;
		assert_noop!(prove(forged, &inclusion), Error::<Test>::ReceiptNotSigned);
		let mut empty = inclusion.clone();
		empty.nodes.clear();
		assert_noop!(prove(receipt, &empty), Error::<Test>::ProofIncomplete);
		// WHEN it is shown with what stands there THEN the sequencer is slashed.
		assert_ok!(prove(receipt, &inclusion));
		is_slashed(Offence::Receipt);
	});
}

#[test]
fn order_put_in_front_of_a_receipt_breaks_it() {
	build_and_execute(|| {
		// GIVEN a receipt whose operation has its number, but behind another history.
		let mut alice = before_the_lie();
		let operation = Operation::Order(sign(order(2, Side::Sell, 1, 100, 8), 0));
		let mut other = alice.clone();
		other.tick();
		let receipt = other.receipt(&operation);
		alice.order(order(1, Side::Sell, 1, 100, 9));
		let at = alice.next;
		alice.log(operation);
		alice.commit().unwrap();
		assert_ok!(Chain::prove_receipt(signed(WATCHER), receipt, alice.inclusion(at)));
		is_slashed(Offence::Receipt);
	});
}

#[test]
fn receipt_that_is_not_committed_in_time_is_ignored() {
	build_and_execute(|| {
		// GIVEN a receipt whose operation the sequencer leaves out.
		let mut alice = trading();
		let operation = Operation::Order(sign(order(2, Side::Sell, 1, 100, 8), 0));
		let mut receipt = alice.receipt(&operation);
		receipt.body.sequence += 100;
		let receipt = alice.sign_receipt(receipt.body);
		let prove = |receipt| Chain::prove_ignored(signed(WATCHER), receipt);
		for _ in 0..limits().receipt_deadline {
			next_block();
			alice.tick();
			alice.commit().unwrap();
			assert_noop!(prove(receipt), Error::<Test>::ReceiptNotDue);
		}
		// WHEN the deadline is over THEN that costs the bond.
		next_block();
		let committed = Receipt { sequence: 1, ..receipt.body };
		assert_noop!(prove(alice.sign_receipt(committed)), Error::<Test>::ReceiptHonoured);
		let mut forged = receipt;
		forged.signature[0] ^= 1;
		assert_noop!(prove(forged), Error::<Test>::ReceiptNotSigned);
		assert_ok!(prove(receipt));
		is_slashed(Offence::Ignored);
	});
}

#[test]
fn receipt_dated_ahead_is_not_due_before_its_date() {
	build_and_execute(|| {
		// GIVEN a receipt with a time that the chain has not reached, for a place that never comes.
		let mut alice = trading();
		let receipt = alice.receipt(&Operation::Order(sign(order(2, Side::Sell, 1, 100, 8), 0)));
		let (sequence, time) = (alice.next + 100, Now::get() + 5 * SLOT);
		let ahead = alice.sign_receipt(Receipt { sequence, time, ..receipt.body });
		let now = alice.sign_receipt(Receipt { sequence, ..receipt.body });
		// WHEN one of that block is due THEN it is not, for as many blocks as it was ahead.
		let prove = |receipt| Chain::prove_ignored(signed(WATCHER), receipt);
		for block in 1..=limits().receipt_deadline + 5 {
			next_block();
			alice.tick();
			alice.commit().unwrap();
			assert_noop!(prove(ahead), Error::<Test>::ReceiptNotDue);
			let due = polkadot_sdk::frame_support::hypothetically!(prove(now));
			assert_eq!(due.is_ok(), block > limits().receipt_deadline);
		}
		next_block();
		assert_ok!(prove(ahead));
	});
}

#[test]
fn witness_that_is_made_to_cost_work_proves_nothing() {
	build_and_execute(|| {
		let (alice, wrong) = lied(1, wrong_root);
		let operation = operation_at(&alice, wrong);
		let honest = alice.witness(wrong, &operation);
		let many = tenor_lane::MAX_WITNESS;
		let padded = |node: Vec<u8>, count| {
			let nodes = honest.nodes.iter().cloned().chain(vec![node; count]).collect();
			tenor_lane::Witness { nodes }
		};
		// Behind what is needed, or instead of it: empty nodes, nodes of nothing, one node again and again.
		let again = honest.nodes.last().unwrap().clone();
		for witness in [
			padded(Vec::new(), many),
			padded(vec![0], many - honest.size()),
			padded(again.clone(), (many - honest.size()) / again.len()),
			tenor_lane::Witness { nodes: vec![vec![0]; many] },
			tenor_lane::Witness { nodes: vec![again; 2] },
		] {
			let inclusion = alice.inclusion(wrong);
			let call = Chain::prove_transition(signed(WATCHER), 0, 0, wrong, inclusion, witness);
			assert_eq!(call, Err(Error::<Test>::WitnessIncomplete.into()));
		}
		assert_eq!(term(0).offence, None);
	});
}

#[test]
fn short_nodes_of_a_witness_are_paid_for() {
	build_and_execute(|| {
		let weight = |nodes| Chain::transition_weight(&tenor_lane::Witness { nodes }).ref_time();
		let (few, many) = (weight(vec![vec![7; 1_000]]), weight(vec![vec![7; 2]; 500]));
		// Five microseconds each.
		assert!(many > few + 499 * 5_000_000);
	});
}

#[test]
fn who_winds_up_is_not_slashed_for_receipts_that_are_void() {
	build_and_execute(|| {
		let alice = trading();
		let receipt = alice.receipt(&Operation::Order(sign(order(2, Side::Sell, 1, 1, 8), 0)));
		run_blocks(limits().receipt_deadline + 1);
		Chain::resign(signed(ALICE), 0).unwrap();
		let prove = Chain::prove_ignored(signed(WATCHER), receipt);
		assert_noop!(prove, Error::<Test>::LaneNotActive);
	});
}

#[test]
fn two_receipts_for_one_number_are_equivocation() {
	build_and_execute(|| {
		let alice = trading();
		let one = alice.receipt(&Operation::Order(sign(order(2, Side::Sell, 1, 100, 8), 0)));
		let other = alice.receipt(&Operation::Order(sign(order(1, Side::Buy, 1, 100, 8), 0)));
		let prove = |a, b| Chain::prove_equivocation(signed(WATCHER), a, b);
		// The same one again, at another time, or for the next number, is none; nor is a forged one.
		let later = alice.sign_receipt(Receipt { time: one.body.time + 5, ..one.body });
		assert_noop!(prove(one, later), Error::<Test>::ReceiptsAgree);
		let next = Receipt { sequence: one.body.sequence + 1, ..other.body };
		assert_noop!(prove(one, alice.sign_receipt(next)), Error::<Test>::ReceiptsAgree);
		let of_other_epoch = alice.sign_receipt(Receipt { epoch: 1, ..other.body });
		assert_noop!(prove(one, of_other_epoch), Error::<Test>::OtherReceipt);
		let signature = key(BOB).sign(b"this").0;
		let forged = Signed { signature, ..other };
		assert_noop!(prove(one, forged), Error::<Test>::ReceiptNotSigned);
		assert_noop!(prove(forged, one), Error::<Test>::ReceiptNotSigned);
		assert_ok!(prove(one, other));
		is_slashed(Offence::Equivocation);
	});
}

#[test]
fn leaves_are_bound_to_their_position() {
	build_and_execute(|| {
		let mut alice = before_the_lie();
		alice.commit().unwrap();
		let kept = alice.kept.last().unwrap();
		let root = leaves_root(kept.leaves.clone());
		for at in 0..3u32 {
			let nodes = prove_leaves(&kept.leaves, &[at]).unwrap();
			let found = read_leaf(&root, &nodes, at).unwrap();
			assert_eq!(leaf(&found.0, &found.1), kept.leaves[at as usize]);
			for other in (0..5u32).filter(|other| *other != at) {
				// A small leaf may stand on the way to another one, but only in its own place.
				let read = read_leaf(&root, &nodes, other);
				let honest = kept.leaves.get(other as usize);
				assert!(
					read.is_err_and(|e| e == ProofError::Incomplete)
						|| read_leaf(&root, &nodes, other)
							.is_ok_and(|(entry, head)| Some(&leaf(&entry, &head)) == honest)
				);
			}
		}
	});
}
