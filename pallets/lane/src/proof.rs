// SPDX-License-Identifier: Apache-2.0
//! The leaves of a batch and proofs of them. A batch's root is that of a trie (layout V0, Blake2-256) whose
//! keys are the leaves' positions: a proof of a leaf proves its position with it.

use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeAll, DecodeWithMemTracking, Encode};
use polkadot_sdk::{
	sp_core::{storage::StateVersion, H256},
	sp_io::trie::blake2_256_ordered_root,
	sp_runtime::traits::BlakeTwo256,
	sp_trie::{read_trie_value, LayoutV0, StorageProof},
};
use scale_info::TypeInfo;
use tenor_lane::{Entry, Hash, Sequence};

use crate::types::{MAX_PROOF_BYTES, MAX_PROOF_NODES};

/// Leaves of a batch, to be read out of trie nodes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Inclusion {
	/// The first operation of the batch.
	pub first: Sequence,
	/// Nodes from its root to the leaves.
	pub nodes: Vec<Vec<u8>>,
}

/// Why a leaf can't be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProofError {
	/// More nodes or bytes than a proof may have.
	TooLarge,
	/// A node is missing, or there is no such leaf.
	Incomplete,
}

/// Err if nodes are more, or larger, than a proof may have.
pub(crate) fn ensure_small(nodes: &[Vec<u8>]) -> Result<(), ProofError> {
	let bytes = nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.len()));
	let fits = |count: usize, most: u32| u32::try_from(count).is_ok_and(|count| count <= most);
	if fits(nodes.len(), MAX_PROOF_NODES) && fits(bytes, MAX_PROOF_BYTES) {
		Ok(())
	} else {
		Err(ProofError::TooLarge)
	}
}

/// What a batch keeps of an operation: its entry, and the head of the log with it.
pub fn leaf(entry: &Entry, head: &Hash) -> Vec<u8> {
	(entry, head).encode()
}

/// The root over a batch's leaves.
pub fn leaves_root(leaves: Vec<Vec<u8>>) -> Hash {
	blake2_256_ordered_root(leaves, StateVersion::V0).0
}

/// The leaf at a position below a root, from nodes that hold the way to it.
pub fn read_leaf(
	root: &Hash,
	nodes: &[Vec<u8>],
	position: u32,
) -> Result<(Entry, Hash), ProofError> {
	ensure_small(nodes)?;
	let db = StorageProof::new(nodes.iter().cloned()).into_memory_db::<BlakeTwo256>();
	let key = Compact(position).encode();
	let value = read_trie_value::<LayoutV0<BlakeTwo256>, _>(&db, &H256(*root), &key, None, None)
		.map_err(|_| ProofError::Incomplete)?
		.ok_or(ProofError::Incomplete)?;
	<(Entry, Hash)>::decode_all(&mut &value[..]).map_err(|_| ProofError::Incomplete)
}

/// The nodes that prove the leaves at some positions.
#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
pub fn prove_leaves(leaves: &[Vec<u8>], positions: &[u32]) -> Option<Vec<Vec<u8>>> {
	use polkadot_sdk::sp_trie::{
		MemoryDB, RandomState, Recorder, Trie, TrieDBBuilder, TrieDBMutBuilder, TrieMut,
	};
	let mut db = MemoryDB::<BlakeTwo256>::with_hasher(RandomState::default());
	let mut root = H256::default();
	{
		let mut trie = TrieDBMutBuilder::<LayoutV0<BlakeTwo256>>::new(&mut db, &mut root).build();
		for (position, leaf) in leaves.iter().enumerate() {
			let key = Compact(u32::try_from(position).ok()?).encode();
			trie.insert(&key, leaf).ok()?;
		}
	}
	let mut recorder = Recorder::<LayoutV0<BlakeTwo256>>::new();
	{
		let trie = TrieDBBuilder::<LayoutV0<BlakeTwo256>>::new(&db, &root)
			.with_recorder(&mut recorder)
			.build();
		for position in positions {
			trie.get(&Compact(*position).encode()).ok()??;
		}
	}
	Some(recorder.drain().into_iter().map(|record| record.data).collect())
}
