// SPDX-License-Identifier: Apache-2.0
//! The part of a state that one operation touches, so that it can be executed again by who has no state.

use crate::{
	apply,
	trie::{no_nodes, Layout},
	Hash, Operation, Outcome, Read, Sequence, StateError, Trie,
};
use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode};
use polkadot_sdk::{
	sp_core::H256,
	sp_trie::{decode_compact, encode_compact, HashDBT, Recorder, EMPTY_PREFIX},
};
use scale_info::TypeInfo;

/// Bytes of nodes in the longest witness: no operation on any state needs more. The orders it touches are
/// one stretch of a book, so of the nodes above them only those on the two edges of the stretch have
/// children that are not touched. So there are four paths of at most 74 nodes (the stretch, a sibling behind it,
/// the order that is placed, the one that is replaced) with at most 15 hashes of 32 bytes in a node,
/// five short ones to accounts, and the orders and accounts themselves.
pub const MAX_WITNESS: usize = 192 * 1_024;

/// Nodes of the longest witness: by the same count at most four paths of 74, five of 22 to accounts, one of 6, and two
/// for each of 37 orders. Each costs work, however short it is.
pub const MAX_NODES: usize = 512;

/// Nodes of the trie in the order of their paths; a hash that follows from a node further on is left out.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Witness {
	/// The nodes.
	pub nodes: Vec<Vec<u8>>,
}

impl Witness {
	/// Bytes of all nodes.
	pub fn size(&self) -> usize {
		self.nodes.iter().fold(0, |sum, node| sum.saturating_add(node.len()))
	}

	/// The part of the state under `root` that it holds.
	///
	/// # Errors
	/// If it is too large, or not a part of a state with that root.
	pub fn open(&self, root: &Hash) -> Result<Trie, StateError> {
		if self.size() > MAX_WITNESS || self.nodes.len() > MAX_NODES {
			return Err(StateError::WitnessTooLarge);
		}
		// The trie's code takes for granted that who wrote a root built a trie.
		if !self.nodes.iter().all(|node| sound(node).is_some()) {
			return Err(StateError::UnsoundWitness);
		}
		let (mut nodes, root) = (no_nodes(), H256(*root));
		decode_compact::<Layout, _, _>(&mut nodes, self.nodes.iter().map(Vec::as_slice), &root)
			.map_err(|_| StateError::UnsoundWitness)?;
		Ok(Trie::new(nodes, root))
	}
}

/// The witness of an operation that has that number, on the state before it. It holds as well the account
/// of who should have signed.
///
/// # Errors
/// None on a whole state.
pub fn prove(
	before: &Trie,
	operation: &Operation,
	sequence: Sequence,
) -> Result<Witness, StateError> {
	let mut recorder = Recorder::new();
	let applied = {
		let view = before.view(Some(&mut recorder));
		// Some operations are refused unseen, but no witness is without its root.
		view.shard(operation.underlying())?;
		if let Some(portfolio) = crate::signer(operation) {
			view.account(operation.underlying(), portfolio)?;
		}
		apply(&view, operation, sequence)?
	};
	// Writing needs nodes that reading does not: what is left alone beside a removed one.
	before.clone().write_recorded(&applied.writes, Some(&mut recorder))?;
	let mut touched = no_nodes();
	for record in recorder.drain() {
		touched.insert(EMPTY_PREFIX, &record.data);
	}
	let proof = encode_compact::<Layout, _>(&touched, &before.root);
	let proof = proof.map_err(|_| StateError::Corrupt)?;
	Ok(Witness { nodes: proof.encoded_nodes })
}

/// What an operation does to the state under `root`, and the root behind it, from its witness alone. What
/// stands in the log is wrong if it is anything else.
///
/// # Errors
/// If the witness is not one, or lacks a node: that proves nothing.
pub fn verify(
	witness: &Witness,
	root: &Hash,
	operation: &Operation,
	sequence: Sequence,
) -> Result<(Outcome, Hash), StateError> {
	let mut trie = witness.open(root)?;
	let applied = apply(&trie, operation, sequence)?;
	let root = trie.write(&applied.writes)?;
	Ok((applied.outcome, root))
}

/// Whether these bytes are a node of a state: nothing, a leaf with a value, or a branch of two children or
/// more without one. Values are too long for a node to stand inside its parent.
fn sound(mut node: &[u8]) -> Option<()> {
	if node == [0] {
		return Some(());
	}
	let header = byte(&mut node)?;
	let mut nibbles = usize::from(header & 0x3f);
	if nibbles == 0x3f {
		nibbles += usize::from(byte(&mut node).filter(|more| *more < u8::MAX)?);
	}
	take(&mut node, nibbles.div_ceil(2))?;
	match header >> 6 {
		0b01 => {
			let length = Compact::<u32>::decode(&mut node).ok()?.0;
			take(&mut node, usize::try_from(length).ok()?)?;
		}
		0b10 => {
			let children = u16::from_le_bytes([byte(&mut node)?, byte(&mut node)?]).count_ones();
			if children < 2 {
				return None;
			}
			for _ in 0..children {
				match Compact::<u32>::decode(&mut node).ok()?.0 {
					0 => (),
					32 => {
						take(&mut node, 32)?;
					}
					_ => return None,
				}
			}
		}
		_ => return None,
	}
	node.is_empty().then_some(())
}

fn byte(from: &mut &[u8]) -> Option<u8> {
	take(from, 1)?.first().copied()
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
	let (head, tail) = from.split_at_checked(length)?;
	*from = tail;
	Some(head)
}
