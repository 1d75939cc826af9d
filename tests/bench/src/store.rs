// SPDX-License-Identifier: Apache-2.0
//! Where states are kept: the node's database, as the node configures it, or a map in memory behind the
//! same cache.

use polkadot_sdk::*;

use sc_client_api::{
	backend::{Backend as _, BlockImportOperation as _, NewBlockState},
	TrieCacheContext,
};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource};
use sp_core::H256;
use sp_runtime::{
	generic::Digest,
	traits::{BlakeTwo256, Header as _},
	StateVersion, Storage,
};
use sp_state_machine::BackendTransaction;
use std::{
	collections::VecDeque,
	path::PathBuf,
	sync::{
		atomic::{AtomicU32, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};
use tenor_runtime::{Block, Header, UncheckedExtrinsic, VERSION};

/// Bytes of trie nodes that the node keeps in memory.
const TRIE_CACHE: usize = 1 << 30;
/// Blocks that the node holds in memory before they are final.
const CANONICALIZATION_DELAY: u64 = 4_096;
/// How far finality is behind the head.
const FINALITY_LAG: usize = 3;

/// Where states are kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Db {
	/// The node's database, in a folder of its own, and the node's cache before it.
	Parity,
	/// The same, with a map in memory instead.
	Memory,
}

impl Db {
	/// Its name in tables.
	pub fn name(self) -> &'static str {
		match self {
			Self::Parity => "ParityDB",
			Self::Memory => "memory",
		}
	}
}

/// The state of a block.
pub type State = <Backend<Block> as sc_client_api::Backend<Block>>::State;

/// States and blocks.
pub struct Store {
	/// Gone only when the store closes.
	backend: Option<Backend<Block>>,
	/// The head: it counts from the first state.
	head: (u32, H256),
	/// Blocks that are not final, the oldest first.
	recent: VecDeque<H256>,
	folder: Option<PathBuf>,
}

impl Drop for Store {
	fn drop(&mut self) {
		// The database writes to its files until it is gone.
		drop(self.backend.take());
		if let Some(folder) = &self.folder {
			// What stays behind is in the folder for such things.
			drop(std::fs::remove_dir_all(folder));
		}
	}
}

/// The backend as the node opens it.
fn open(source: DatabaseSource) -> Backend<Block> {
	let settings = DatabaseSettings {
		trie_cache_maximum_size: Some(TRIE_CACHE),
		// The node's default: states of the last 256 final blocks.
		state_pruning: None,
		source,
		blocks_pruning: BlocksPruning::KeepFinalized,
		pruning_filters: Vec::new(),
		metrics_registry: None,
	};
	Backend::new(settings, CANONICALIZATION_DELAY).expect("a database")
}

/// A new folder of this run's.
fn new_folder() -> PathBuf {
	static COUNT: AtomicU32 = AtomicU32::new(0);
	let count = COUNT.fetch_add(1, Ordering::Relaxed);
	std::env::temp_dir().join(format!("tenor-bench-{}-{count}", std::process::id()))
}

/// How the runtime's states are stored.
pub fn state_version() -> StateVersion {
	VERSION.state_version()
}

impl Store {
	/// A store whose first block has this state.
	pub fn new(db: Db, storage: Storage) -> Self {
		let (source, folder) = match db {
			Db::Memory => {
				let db = Arc::new(sp_database::MemDb::default());
				(DatabaseSource::Custom { db, require_create_flag: true }, None)
			}
			Db::Parity => {
				let path = new_folder();
				(DatabaseSource::ParityDb { path: path.clone() }, Some(path))
			}
		};
		let backend = open(source);
		let mut op = backend.begin_operation().expect("an operation");
		let root = op.set_genesis_state(storage, true, state_version()).expect("a state");
		let zero = H256::zero();
		let header = Header::new(0, zero, root, zero, Digest::default());
		let head = (0, header.hash());
		op.set_block_data(header, Some(Vec::new()), None, None, NewBlockState::Final, true)
			.expect("a first block");
		backend.commit_operation(op).expect("committed");
		let backend = match &folder {
			None => backend,
			// As a node finds it that starts: else the database would still be writing the state.
			Some(path) => {
				drop(backend);
				open(DatabaseSource::ParityDb { path: path.clone() })
			}
		};
		Self { backend: Some(backend), head, recent: VecDeque::new(), folder }
	}

	fn backend(&self) -> &Backend<Block> {
		self.backend.as_ref().expect("the store is open")
	}

	/// The head's state.
	pub fn state(&self) -> State {
		let state = self.backend().state_at(self.head.1, TrieCacheContext::Trusted);
		state.expect("the head has a state")
	}

	/// Empties the cache of trie nodes.
	pub fn forget(&self) {
		self.backend().reset_trie_cache();
	}

	/// Makes a block the head, with the changes that lead to its state, and an older one final. The
	/// block's number and parent are the store's own.
	pub fn commit(
		&mut self,
		block: &Header,
		body: Vec<UncheckedExtrinsic>,
		changes: BackendTransaction<BlakeTwo256>,
	) {
		let (number, parent) = self.head;
		let header = Header::new(
			number + 1,
			*block.extrinsics_root(),
			*block.state_root(),
			parent,
			block.digest().clone(),
		);
		let hash = header.hash();
		let backend = self.backend();
		let mut op = backend.begin_operation().expect("an operation");
		backend.begin_state_operation(&mut op, parent).expect("the head has a state");
		op.set_block_data(header, Some(body), None, None, NewBlockState::Best, true)
			.expect("one block");
		op.update_db_storage(changes).expect("changes");
		backend.commit_operation(op).expect("committed");
		self.head = (number + 1, hash);
		self.recent.push_back(hash);
		if self.recent.len() > FINALITY_LAG {
			let old = self.recent.pop_front().expect("more than none");
			self.backend().finalize_block(old, None).expect("its parent is final");
		}
	}

	/// Closes the store. Returns how long it took to write what waited.
	pub fn close(mut self) -> Duration {
		let start = Instant::now();
		drop(self.backend.take());
		start.elapsed()
	}
}
