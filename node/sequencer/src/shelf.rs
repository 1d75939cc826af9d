// SPDX-License-Identifier: Apache-2.0
//! Receipts that traders hand in, and what the log makes of them.

use std::collections::BTreeMap;
use tenor_lane::{Hash, Receipt, Sequence, Signature, Signed};
use tenor_series::Moment;

/// What a receipt proves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Complaint {
	/// The sequencer signed two for one number.
	Equivocation(Signed<Receipt>, Signed<Receipt>),
	/// The log has something else in its place.
	Broken(Signed<Receipt>),
	/// Its place was not committed in time.
	Ignored(Signed<Receipt>),
}

/// Receipts of one sequencer's time.
#[derive(Default)]
pub struct Shelf {
	/// One for each number and content, at most two of each number: that is enough.
	receipts: BTreeMap<Sequence, Vec<Signed<Receipt>>>,
	/// What the log has: the operation and the head, by number.
	places: BTreeMap<Sequence, (Hash, Hash)>,
}

fn says(receipt: &Receipt) -> (Hash, Hash) {
	(receipt.operation, receipt.head)
}

impl Shelf {
	/// Takes a receipt whose signature was seen to be the sequencer's. One that the log honours is not kept: another
	/// for its number is broken.
	pub fn add(&mut self, receipt: Receipt, signature: Signature) {
		if self.places.get(&receipt.sequence) == Some(&says(&receipt)) {
			return;
		}
		let held = self.receipts.entry(receipt.sequence).or_default();
		let known = held.iter().any(|signed| says(&signed.body) == says(&receipt));
		if !known && held.len() < 2 {
			held.push(Signed { body: receipt, signature });
		}
	}

	/// The log goes on with these places from a number on.
	pub fn commit(&mut self, first: Sequence, places: &[(Hash, Hash)]) {
		for (sequence, place) in (first..).zip(places) {
			self.places.insert(sequence, *place);
			let held = self.receipts.get(&sequence);
			if held.is_some_and(|held| held.iter().all(|signed| says(&signed.body) == *place)) {
				self.receipts.remove(&sequence);
			}
		}
	}

	/// Places below a number can't be proven any more.
	pub fn forget(&mut self, below: Sequence) {
		self.places = self.places.split_off(&below);
		self.receipts = self.receipts.split_off(&below);
	}

	/// What is wrong, if `due` is the time up to which receipts had to be committed, and `next` the number
	/// of the next operation on chain.
	pub fn complaints(&self, next: Sequence, due: Moment) -> Vec<Complaint> {
		let mut found = Vec::new();
		for (sequence, held) in &self.receipts {
			if let [one, other] = held.as_slice() {
				found.push(Complaint::Equivocation(*one, *other));
			}
			for signed in held {
				match self.places.get(sequence) {
					Some(place) if *place != says(&signed.body) => {
						found.push(Complaint::Broken(*signed));
					}
					None if *sequence >= next && signed.body.time < due => {
						found.push(Complaint::Ignored(*signed));
					}
					_ => {}
				}
			}
		}
		found
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn receipt(sequence: Sequence, operation: u8) -> Receipt {
		let (operation, head) = ([operation; 32], [9; 32]);
		Receipt { lane: 0, epoch: 0, sequence, operation, head, time: 1_000 }
	}

	fn with(receipts: &[Receipt]) -> Shelf {
		let mut shelf = Shelf::default();
		for receipt in receipts {
			shelf.add(*receipt, [0; 64]);
		}
		shelf
	}

	#[test]
	fn honoured_receipt_is_no_complaint() {
		let mut shelf = with(&[receipt(4, 1), receipt(4, 1), receipt(5, 2)]);
		shelf.commit(4, &[([1; 32], [9; 32])]);
		assert!(shelf.complaints(5, 1_000).is_empty());
		// AND one that is due later is none yet
		assert_eq!(shelf.complaints(5, 1_001).len(), 1);
	}

	#[test]
	fn honoured_receipts_are_not_kept_and_others_for_their_numbers_are_broken() {
		let mut shelf = with(&[receipt(4, 1), receipt(5, 1), receipt(5, 2), receipt(6, 1)]);
		shelf.commit(4, &[([1; 32], [9; 32]); 2]);
		shelf.add(receipt(4, 1), [0; 64]);
		assert_eq!(shelf.receipts.keys().copied().collect::<Vec<_>>(), [5, 6]);
		assert!(matches!(shelf.complaints(6, 0).first(), Some(Complaint::Equivocation(..))));
		shelf.add(receipt(4, 2), [0; 64]);
		assert!(matches!(shelf.complaints(6, 0).first(), Some(Complaint::Broken(broken))
			if broken.body == receipt(4, 2)));
	}

	#[test]
	fn two_receipts_for_one_number_are_equivocation() {
		let shelf = with(&[receipt(4, 1), receipt(4, 2), receipt(4, 3)]);
		let found = shelf.complaints(0, 0);
		assert!(matches!(found.as_slice(), [Complaint::Equivocation(a, b)]
			if a.body == receipt(4, 1) && b.body == receipt(4, 2)));
		// AND the same place given again at another time is not
		let again = Receipt { time: 2_000, ..receipt(4, 1) };
		assert!(with(&[receipt(4, 1), again]).complaints(0, 0).is_empty());
	}

	#[test]
	fn place_given_to_another_operation_is_a_broken_receipt() {
		let mut shelf = with(&[receipt(4, 1)]);
		shelf.commit(4, &[([2; 32], [9; 32])]);
		assert!(matches!(shelf.complaints(5, 0).as_slice(), [Complaint::Broken(_)]));
		let mut shelf = with(&[receipt(4, 1)]);
		shelf.commit(4, &[([1; 32], [8; 32])]);
		assert!(matches!(shelf.complaints(5, 0).as_slice(), [Complaint::Broken(_)]));
		// AND forgotten once nothing can be proven of it
		shelf.forget(5);
		assert!(shelf.complaints(5, 9_999).is_empty());
	}
}
