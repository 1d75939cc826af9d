// SPDX-License-Identifier: Apache-2.0
//! Snapshots: the state behind a stretch of the log that is final on chain, so that a restart executes only what
//! follows it.
//!
//! ```text
//! mark | blake2_256 of what follows | SCALE(Snapshot)
//! ```
//!
//! One is written beside its name, synced, and then renamed: under its name stands a whole one or none. The
//! newest two are kept.

use crate::{
	orders::Rested,
	wal::{file, numbered, sync_folder},
};
use codec::{Decode, DecodeAll, Encode};
use polkadot_sdk::sp_io::hashing::blake2_256;
use std::{
	fmt,
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
};
use tenor_lane::{Domain, Engine, Hash, Memory, Sequence, StateError, StateKey};

/// What a file begins with.
const MARK: [u8; 8] = *b"TENORSNP";
/// What files' names have between the log's and the number.
const KIND: &str = "snapshot.";
/// How many are kept: one more than is needed.
const KEPT: usize = 2;

/// A state, as keys and values of the trie.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Entries(Vec<(Vec<u8>, Vec<u8>)>);

impl Entries {
	/// Of a state in memory.
	pub fn of(memory: &Memory) -> Self {
		Self(memory.entries().map(|(key, value)| (key.to_vec(), value)).collect())
	}

	/// Of a sequencer's state.
	pub fn of_engine(engine: &Engine) -> Self {
		Self(engine.entries().map(|(key, value)| (key.to_vec(), value)).collect())
	}

	/// The state; `None` if it is none.
	pub fn memory(&self) -> Option<Memory> {
		let mut memory = Memory::default();
		for (key, value) in &self.0 {
			let key = StateKey::parse(key)?;
			let known: Result<(), StateError> = memory.insert(&key, value);
			known.ok()?;
		}
		Some(memory)
	}
}

/// What a sequencer has to know to go on from an operation.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Snapshot {
	/// Whose log.
	pub domain: Domain,
	/// The number of the next operation.
	pub next: Sequence,
	/// The head of the log before it.
	pub head: Hash,
	/// The root of the state before it.
	pub root: Hash,
	/// The message of the chain that the log takes next, if it has taken any.
	pub inbox: Option<u64>,
	/// Orders that rest, as they were signed.
	pub orders: Vec<Rested>,
	/// The state.
	pub entries: Entries,
}

/// Why a snapshot is not used.
#[derive(Debug)]
pub enum Unusable {
	/// It can't be read.
	Io(io::Error),
	/// It is torn or damaged.
	Damaged,
	/// It is of another log, or of one that does not reach it.
	Foreign,
	/// Its state has another root than it says.
	Root,
	/// It is of a time that is not final on chain.
	Ahead,
}

impl fmt::Display for Unusable {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io(error) => write!(f, "it can't be read: {error}"),
			Self::Damaged => f.write_str("it is torn or damaged"),
			Self::Foreign => f.write_str("the log is another, or ends before it"),
			Self::Root => f.write_str("its state has another root than it says"),
			Self::Ahead => f.write_str("it is ahead of what is final on chain"),
		}
	}
}

impl Snapshot {
	/// Writes it beside the log. Older ones but the last go.
	pub fn write(&self, base: &Path) -> io::Result<()> {
		let path = file(base, KIND, self.next);
		let beside = path.with_extension("new");
		let body = self.encode();
		let mut new = File::create(&beside)?;
		new.write_all(&MARK)?;
		new.write_all(&blake2_256(&body))?;
		new.write_all(&body)?;
		new.sync_all()?;
		fs::rename(&beside, &path)?;
		sync_folder(base)?;
		for (_, old) in numbered(base, KIND)?.into_iter().rev().skip(KEPT) {
			fs::remove_file(old)?;
		}
		Ok(())
	}

	/// Reads one of a log.
	pub fn read(path: &Path, domain: &Domain) -> Result<Self, Unusable> {
		let bytes = fs::read(path).map_err(Unusable::Io)?;
		let body = bytes.strip_prefix(&MARK).ok_or(Unusable::Damaged)?;
		let (sum, mut body) = body.split_first_chunk::<32>().ok_or(Unusable::Damaged)?;
		if blake2_256(body) != *sum {
			return Err(Unusable::Damaged);
		}
		let snapshot = Self::decode_all(&mut body).map_err(|_| Unusable::Damaged)?;
		if snapshot.domain != *domain {
			return Err(Unusable::Foreign);
		}
		Ok(snapshot)
	}

	/// Those beside a log, the newest first.
	pub fn all(base: &Path) -> io::Result<Vec<(Sequence, PathBuf)>> {
		let mut all = numbered(base, KIND)?;
		all.reverse();
		Ok(all)
	}
}
