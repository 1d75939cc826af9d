// SPDX-License-Identifier: Apache-2.0
//! A sequencer's state: a thread per underlying, and one result.

use crate::{apply, Applied, Memory, Operation, Sequence, StateError, StateKey, Trie};
use alloc::{collections::BTreeMap, vec::Vec};
use std::{
	panic::resume_unwind,
	thread::{scope, ScopedJoinHandle},
};
use tenor_series::UnderlyingId;

/// Operations below which threads cost more than they bring.
const THREADS_FROM: usize = 256;

/// Operations on one underlying.
type Row<'a> = Vec<&'a (Sequence, Operation)>;

/// A whole state in memory, apart by underlying. Operations on two underlyings touch nothing in common, so
/// they run at the same time, and what they did is merged by their places in the row: no result
/// depends on the number of threads.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Engine {
	shards: BTreeMap<UnderlyingId, Memory>,
}

impl Engine {
	/// Goes on from a state.
	pub fn of(memory: Memory) -> Self {
		Self { shards: memory.apart() }
	}

	/// The state of one underlying; `None` if nothing ever happened to it.
	pub fn shard(&self, underlying: UnderlyingId) -> Option<&Memory> {
		self.shards.get(&underlying)
	}

	/// Everything, as keys and values of the trie.
	pub fn entries(&self) -> impl Iterator<Item = (StateKey, Vec<u8>)> + '_ {
		self.shards.values().flat_map(Memory::entries)
	}

	/// The trie of everything.
	///
	/// # Errors
	/// None for a state that operations made.
	pub fn trie(&self) -> Result<Trie, StateError> {
		Trie::holding(self.entries())
	}

	/// Executes operations in their order; what each did stands at its index.
	///
	/// # Errors
	/// None: a state in memory is whole.
	pub fn execute(
		&mut self,
		operations: &[(Sequence, Operation)],
	) -> Result<Vec<Applied>, StateError> {
		self.execute_threaded(operations, operations.len() >= THREADS_FROM)
	}

	/// As [`Self::execute`], with a thread per underlying or with none, whatever the number.
	///
	/// # Errors
	/// As there.
	pub fn execute_threaded(
		&mut self,
		operations: &[(Sequence, Operation)],
		threads: bool,
	) -> Result<Vec<Applied>, StateError> {
		let mut rows = BTreeMap::<UnderlyingId, Row<'_>>::new();
		for numbered in operations {
			rows.entry(numbered.1.underlying()).or_default().push(numbered);
		}
		for underlying in rows.keys() {
			self.shards.entry(*underlying).or_default();
		}
		// Both sorted, and every row has its shard.
		let shards = self.shards.iter_mut().filter(|(underlying, _)| rows.contains_key(underlying));
		let work = shards.zip(rows.values()).map(|((_, shard), row)| (shard, row));
		let done: Vec<Result<Vec<Applied>, StateError>> = if threads && rows.len() > 1 {
			side_by_side(work)
		} else {
			work.map(|(shard, row)| run(shard, row)).collect()
		};
		let done =
			rows.keys().zip(done).map(|(underlying, did)| Ok((*underlying, did?.into_iter())));
		let mut done = done.collect::<Result<BTreeMap<_, _>, StateError>>()?;
		let next = |(_, operation): &(Sequence, Operation)| {
			done.get_mut(&operation.underlying()).and_then(Iterator::next)
		};
		Ok(operations.iter().filter_map(next).collect())
	}
}

fn side_by_side<'a>(
	work: impl Iterator<Item = (&'a mut Memory, &'a Row<'a>)>,
) -> Vec<Result<Vec<Applied>, StateError>> {
	scope(|scope| {
		let threads: Vec<ScopedJoinHandle<'_, Result<Vec<Applied>, StateError>>> =
			work.map(|(shard, row)| scope.spawn(move || run(shard, row))).collect();
		let ends = threads.into_iter().map(ScopedJoinHandle::join);
		ends.map(|end| end.unwrap_or_else(|panic| resume_unwind(panic))).collect()
	})
}

fn run(shard: &mut Memory, row: &Row<'_>) -> Result<Vec<Applied>, StateError> {
	let mut done = Vec::with_capacity(row.len());
	for (sequence, operation) in row {
		let applied = apply(&*shard, operation, *sequence)?;
		shard.write(&applied.writes);
		done.push(applied);
	}
	Ok(done)
}
