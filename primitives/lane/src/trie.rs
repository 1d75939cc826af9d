// SPDX-License-Identifier: Apache-2.0
//! The state as a Merkle trie: whole, or the part of it that a witness holds.

use crate::{
	state::decode, Account, Hash, Memory, Named, Place, Read, Resting, Shard, StateError, StateKey,
	Writes,
};
use alloc::{boxed::Box, vec::Vec};
use codec::DecodeAll;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::BlakeTwo256,
	sp_trie::{
		delta_trie_root, empty_trie_root, LayoutV0, MemoryDB, RandomState, Recorder, Trie as _,
		TrieDB, TrieDBBuilder, TrieDBRawIterator, TrieError, TrieRecorder,
	},
};
use tenor_matching::Side;
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

/// Values stand in their nodes, whatever their length: a witness needs no second kind of it.
pub(crate) type Layout = LayoutV0<BlakeTwo256>;
pub(crate) type Nodes = MemoryDB<BlakeTwo256>;

/// None; there is no default of them without the standard library.
pub(crate) fn no_nodes() -> Nodes {
	Nodes::with_hasher(RandomState::default())
}

/// Writes after which nodes that no root needs any more are thrown away.
const WRITES_KEPT: u32 = 4_096;

/// A state with its root. After an error of [`Self::write`] it is good for nothing.
#[derive(Clone)]
pub struct Trie {
	pub(crate) nodes: Nodes,
	pub(crate) root: H256,
	/// Writes since the last cleaning.
	written: u32,
}

impl Default for Trie {
	fn default() -> Self {
		Self::new(no_nodes(), empty_trie_root::<Layout>())
	}
}

impl Trie {
	pub(crate) fn new(nodes: Nodes, root: H256) -> Self {
		Self { nodes, root, written: 0 }
	}

	/// The trie of a state in memory.
	///
	/// # Errors
	/// None for a state that operations made.
	pub fn of(memory: &Memory) -> Result<Self, StateError> {
		Self::holding(memory.entries())
	}

	/// The trie of these keys and values.
	pub(crate) fn holding(
		entries: impl Iterator<Item = (StateKey, Vec<u8>)>,
	) -> Result<Self, StateError> {
		let mut trie = Self::default();
		trie.change(entries.map(|(key, value)| (key, Some(value))), None)?;
		Ok(trie)
	}

	/// The root.
	pub fn root(&self) -> Hash {
		self.root.0
	}

	/// Does what an operation decided, and gives the new root. Nodes of the old one are gone.
	///
	/// # Errors
	/// If a node is missing or broken.
	pub fn write(&mut self, writes: &Writes) -> Result<Hash, StateError> {
		self.write_recorded(writes, None)
	}

	pub(crate) fn write_recorded(
		&mut self,
		writes: &Writes,
		recorder: Option<&mut Recorder<Layout>>,
	) -> Result<Hash, StateError> {
		self.change(writes.entries(), recorder)?;
		self.written = self.written.saturating_add(1);
		if self.written >= WRITES_KEPT {
			self.nodes.purge();
			self.written = 0;
		}
		Ok(self.root())
	}

	fn change(
		&mut self,
		changes: impl Iterator<Item = (StateKey, Option<Vec<u8>>)>,
		recorder: Option<&mut Recorder<Layout>>,
	) -> Result<(), StateError> {
		let recorder = recorder.map(|recorder| recorder as &mut dyn TrieRecorder<H256>);
		self.root = delta_trie_root::<Layout, _, _, _, _, _>(
			&mut self.nodes,
			self.root,
			changes,
			recorder,
			None,
		)
		.map_err(fault)?;
		Ok(())
	}

	/// Its nodes, read by their paths.
	pub(crate) fn view<'a>(&'a self, recorder: Option<&'a mut Recorder<Layout>>) -> View<'a> {
		let recorder = recorder.map(|recorder| recorder as &mut dyn TrieRecorder<H256>);
		let builder = TrieDBBuilder::new(&self.nodes, &self.root);
		View(builder.with_optional_recorder(recorder).build())
	}
}

impl Read for Trie {
	fn shard(&self, underlying: UnderlyingId) -> Result<Option<Shard>, StateError> {
		self.view(None).shard(underlying)
	}

	fn account(
		&self,
		underlying: UnderlyingId,
		portfolio: PortfolioId,
	) -> Result<Option<Account>, StateError> {
		self.view(None).account(underlying, portfolio)
	}

	fn order(&self, place: &Place) -> Result<Option<Resting>, StateError> {
		self.view(None).order(place)
	}

	fn walk(
		&self,
		series: &SeriesKey,
		side: Side,
		visit: impl FnMut(Place, Resting) -> bool,
	) -> Result<(), StateError> {
		self.view(None).walk(series, side, visit)
	}
}

/// A trie while it is read, maybe with a record of the nodes that were.
pub(crate) struct View<'a>(TrieDB<'a, 'a, Layout>);

impl View<'_> {
	fn get<T: DecodeAll>(&self, key: &StateKey) -> Result<Option<T>, StateError> {
		self.0.get(key).map_err(fault)?.map(|value| decode(&value)).transpose()
	}
}

impl Read for View<'_> {
	fn shard(&self, underlying: UnderlyingId) -> Result<Option<Shard>, StateError> {
		self.get(&StateKey::shard(underlying))
	}

	fn account(
		&self,
		underlying: UnderlyingId,
		portfolio: PortfolioId,
	) -> Result<Option<Account>, StateError> {
		self.get(&StateKey::account(underlying, portfolio))
	}

	fn order(&self, place: &Place) -> Result<Option<Resting>, StateError> {
		self.get(&StateKey::order(place))
	}

	fn walk(
		&self,
		series: &SeriesKey,
		side: Side,
		mut visit: impl FnMut(Place, Resting) -> bool,
	) -> Result<(), StateError> {
		let book = StateKey::book(series, side);
		let mut items = TrieDBRawIterator::new_prefixed(&self.0, &book).map_err(fault)?;
		while let Some(item) = items.next_item(&self.0) {
			let (key, value) = item.map_err(fault)?;
			let Some(Named::Order(place)) = Named::parse(&key) else {
				return Err(StateError::Corrupt);
			};
			if !visit(place, decode(&value)?) {
				break;
			}
		}
		Ok(())
	}
}

fn fault(error: Box<TrieError<Layout>>) -> StateError {
	match *error {
		TrieError::<Layout>::IncompleteDatabase(_) | TrieError::<Layout>::InvalidStateRoot(_) => {
			StateError::IncompleteWitness
		}
		_ => StateError::Corrupt,
	}
}
