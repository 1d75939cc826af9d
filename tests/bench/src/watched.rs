// SPDX-License-Identifier: Apache-2.0
//! A state that notes how long its roots take and, if asked, which of its keys are looked at.

use polkadot_sdk::*;

use sp_core::{storage::ChildInfo, Hasher};
use sp_runtime::StateVersion;
use sp_state_machine::{
	backend::StorageIterator, Backend, BackendTransaction, IterArgs, StorageKey, StorageValue,
	UsageInfo,
};
use sp_trie::MerkleValue;
use std::{
	cell::{Cell, RefCell},
	collections::HashSet,
	time::{Duration, Instant},
};

/// A state that is watched.
#[derive(Debug)]
pub struct Watched<B> {
	inner: B,
	root: Cell<Duration>,
	keys: Option<RefCell<HashSet<Vec<u8>>>>,
}

impl<B> Watched<B> {
	/// Watches a state; with `counting` every key is noted, which costs time.
	pub fn new(inner: B, counting: bool) -> Self {
		Self { inner, root: Cell::default(), keys: counting.then(RefCell::default) }
	}

	/// What roots took so far.
	pub fn root(&self) -> Duration {
		self.root.get()
	}

	/// How many keys were looked at so far; zero unless counting.
	pub fn read(&self) -> usize {
		self.keys.as_ref().map_or(0, |keys| keys.borrow().len())
	}

	fn note(&self, key: &[u8]) {
		if let Some(keys) = &self.keys {
			keys.borrow_mut().insert(key.to_vec());
		}
	}
}

/// A raw iterator over a watched state.
pub struct WatchedIter<B: Backend<H>, H: Hasher> {
	inner: B::RawIter,
}

impl<B: Backend<H>, H: Hasher> StorageIterator<H> for WatchedIter<B, H> {
	type Backend = Watched<B>;
	type Error = B::Error;

	fn next_key(&mut self, backend: &Watched<B>) -> Option<Result<StorageKey, B::Error>> {
		self.inner.next_key(&backend.inner)
	}

	fn next_pair(
		&mut self,
		backend: &Watched<B>,
	) -> Option<Result<(StorageKey, StorageValue), B::Error>> {
		self.inner.next_pair(&backend.inner)
	}

	fn was_complete(&self) -> bool {
		self.inner.was_complete()
	}
}

impl<B: Backend<H>, H: Hasher> Backend<H> for Watched<B> {
	type Error = B::Error;
	type TrieBackendStorage = B::TrieBackendStorage;
	type RawIter = WatchedIter<B, H>;

	fn storage(&self, key: &[u8]) -> Result<Option<StorageValue>, B::Error> {
		self.note(key);
		self.inner.storage(key)
	}

	fn storage_hash(&self, key: &[u8]) -> Result<Option<H::Out>, B::Error> {
		self.note(key);
		self.inner.storage_hash(key)
	}

	fn closest_merkle_value(&self, key: &[u8]) -> Result<Option<MerkleValue<H::Out>>, B::Error> {
		self.inner.closest_merkle_value(key)
	}

	fn child_closest_merkle_value(
		&self,
		child: &ChildInfo,
		key: &[u8],
	) -> Result<Option<MerkleValue<H::Out>>, B::Error> {
		self.inner.child_closest_merkle_value(child, key)
	}

	fn child_storage(
		&self,
		child: &ChildInfo,
		key: &[u8],
	) -> Result<Option<StorageValue>, B::Error> {
		self.inner.child_storage(child, key)
	}

	fn child_storage_hash(
		&self,
		child: &ChildInfo,
		key: &[u8],
	) -> Result<Option<H::Out>, B::Error> {
		self.inner.child_storage_hash(child, key)
	}

	fn next_storage_key(&self, key: &[u8]) -> Result<Option<StorageKey>, B::Error> {
		let next = self.inner.next_storage_key(key)?;
		self.note(next.as_deref().unwrap_or(key));
		Ok(next)
	}

	fn next_child_storage_key(
		&self,
		child: &ChildInfo,
		key: &[u8],
	) -> Result<Option<StorageKey>, B::Error> {
		self.inner.next_child_storage_key(child, key)
	}

	fn storage_root<'a>(
		&self,
		delta: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		version: StateVersion,
	) -> (H::Out, BackendTransaction<H>)
	where
		H::Out: Ord,
	{
		let start = Instant::now();
		let answer = self.inner.storage_root(delta, version);
		self.root.set(self.root.get() + start.elapsed());
		answer
	}

	fn child_storage_root<'a>(
		&self,
		child: &ChildInfo,
		delta: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
		version: StateVersion,
	) -> (H::Out, bool, BackendTransaction<H>)
	where
		H::Out: Ord,
	{
		self.inner.child_storage_root(child, delta, version)
	}

	fn raw_iter(&self, args: IterArgs) -> Result<Self::RawIter, B::Error> {
		Ok(WatchedIter { inner: self.inner.raw_iter(args)? })
	}

	fn register_overlay_stats(&self, stats: &sp_state_machine::StateMachineStats) {
		self.inner.register_overlay_stats(stats);
	}

	fn usage_info(&self) -> UsageInfo {
		self.inner.usage_info()
	}
}
