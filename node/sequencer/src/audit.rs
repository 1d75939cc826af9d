// SPDX-License-Identifier: Apache-2.0
//! Executes again what a sequencer committed, and finds the first operation that it got wrong.

use crate::{snapshot::Entries, state::verify};
use codec::{Decode, DecodeAll, Encode};
use pallet_lane::{leaf, leaves_root};
use tenor_lane::{
	apply, first_head, next_head, operation_hash, prove, signature_holds, Domain, Entry, Hash,
	Memory, Section, Sequence, StateError, Trie, Witness,
};

/// What is wrong with an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
	/// Nobody with an allowance signed it.
	Signature,
	/// It fills something else than the log says.
	Fills,
	/// The state behind it is another.
	Root,
}

/// An operation that a sequencer got wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
	/// Its number.
	pub sequence: Sequence,
	/// What is wrong.
	pub wrong: Wrong,
	/// What of the state before it shows that.
	pub witness: Witness,
}

/// Where the operations of a section stand in the log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stand {
	/// Its leaves, of which proofs of inclusion are made.
	pub leaves: Vec<Vec<u8>>,
	/// The hash of each operation, and the head with it: what receipts must say.
	pub places: Vec<(Hash, Hash)>,
}

/// A log so far.
pub struct Auditor {
	domain: Domain,
	next: Sequence,
	head: Hash,
	memory: Memory,
	trie: Trie,
}

/// As it is kept between runs.
#[derive(Encode, Decode)]
struct Kept {
	domain: Domain,
	next: Sequence,
	head: Hash,
	entries: Entries,
}

impl Auditor {
	/// Of a log that has just begun.
	pub fn new(domain: Domain) -> Self {
		let (memory, trie) = (Memory::default(), Trie::default());
		Self { domain, next: 0, head: first_head(&domain), memory, trie }
	}

	/// Whose log it is.
	pub fn domain(&self) -> &Domain {
		&self.domain
	}

	/// The number of the next operation.
	pub fn next(&self) -> Sequence {
		self.next
	}

	/// The root of the state.
	pub fn root(&self) -> Hash {
		self.trie.root()
	}

	/// Where a section's first `count` operations stand, if it comes next. Nothing changes.
	pub fn stand(&self, section: &Section, count: usize) -> Stand {
		let mut head = self.head;
		let entries = section.entries.iter().take(count).zip(section.first..);
		let (leaves, places) = entries
			.map(|(entry, sequence)| {
				let operation = operation_hash(&entry.operation);
				head = next_head(&head, sequence, &operation);
				(leaf(entry, &head), (operation, head))
			})
			.unzip();
		Stand { leaves, places }
	}

	/// The same if the section is the one that the chain has: the root over the leaves is `entries`.
	pub fn stand_of(&self, section: &Section, count: usize, entries: &Hash) -> Option<Stand> {
		if section.first != self.next || section.entries.len() < count {
			return None;
		}
		let stand = self.stand(section, count);
		(leaves_root(stand.leaves.clone()) == *entries).then_some(stand)
	}

	/// Executes those of the next section's operations that stand. Returns what is wrong, if something is: behind
	/// that the state is the honest one before it, and good for nothing more.
	pub fn check(&mut self, section: &Section, stand: &Stand) -> Result<Option<Fault>, StateError> {
		let mut fault = None;
		for entry in section.entries.iter().take(stand.places.len()) {
			fault = self.step(entry)?;
			if fault.is_some() {
				break;
			}
		}
		if let Some((_, head)) = stand.places.last() {
			self.head = *head;
		}
		let end = u64::try_from(stand.places.len()).unwrap_or(u64::MAX);
		self.next = section.first.saturating_add(end);
		Ok(fault)
	}

	fn step(&mut self, entry: &Entry) -> Result<Option<Fault>, StateError> {
		let (operation, sequence) = (&entry.operation, self.next);
		let signed = signature_holds(&self.memory, operation, &self.domain, verify)?;
		let applied = apply(&self.memory, operation, sequence)?;
		let wrong = if !signed {
			Some(Wrong::Signature)
		} else if applied.outcome.fills != entry.fills {
			Some(Wrong::Fills)
		} else if self.trie.write(&applied.writes)? != entry.root {
			Some(Wrong::Root)
		} else {
			None
		};
		if let Some(wrong) = wrong {
			// The memory is that before the operation still; the trie may not be.
			let before = Trie::of(&self.memory)?;
			let witness = prove(&before, operation, sequence)?;
			return Ok(Some(Fault { sequence, wrong, witness }));
		}
		self.memory.write(&applied.writes);
		self.next = sequence.saturating_add(1);
		Ok(None)
	}

	/// As bytes, to go on another time.
	pub fn keep(&self) -> Vec<u8> {
		let entries = Entries::of(&self.memory);
		Kept { domain: self.domain, next: self.next, head: self.head, entries }.encode()
	}

	/// From what [`Self::keep`] wrote; `None` if it is something else.
	pub fn kept(mut bytes: &[u8]) -> Option<Self> {
		let Kept { domain, next, head, entries } = Kept::decode_all(&mut bytes).ok()?;
		let memory = entries.memory()?;
		let trie = Trie::of(&memory).ok()?;
		Some(Self { domain, next, head, memory, trie })
	}
}
