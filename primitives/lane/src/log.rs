// SPDX-License-Identifier: Apache-2.0
//! The log: a chain of hashes that fixes the order of operations before any is executed.

use crate::{Domain, Hash, Operation, Sequence, LOG_TAG};
use codec::Encode;
use polkadot_sdk::sp_io::hashing::blake2_256;

/// What a receipt names an operation by. Its signature is part of it.
pub fn operation_hash(operation: &Operation) -> Hash {
	operation.using_encoded(blake2_256)
}

/// The head of an empty log.
pub fn first_head(domain: &Domain) -> Hash {
	(LOG_TAG, domain).using_encoded(blake2_256)
}

/// The head of a log behind operation `sequence` of that hash, if `head` was the one before it.
pub fn next_head(head: &Hash, sequence: Sequence, operation: &Hash) -> Hash {
	(head, sequence, operation).using_encoded(blake2_256)
}
