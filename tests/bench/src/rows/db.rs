// SPDX-License-Identifier: Apache-2.0
//! What a key costs that is read, and one that is written, root and commit included, at a state of
//! realistic size: beside what the runtime charges.

use polkadot_sdk::*;

use super::Scale;
use crate::{
	populate::Random,
	store::{state_version, Db, Store},
	table::{Goal, Row, Section, Unit},
	wasm::Took,
};
use sp_core::H256;
use sp_runtime::{generic::Digest, traits::Header as _, Storage};
use sp_state_machine::Backend as _;
use std::{
	collections::BTreeMap,
	time::{Duration, Instant},
};
use tenor_runtime::{Header, Runtime};

/// Bytes of a key: those of a double map over short hashes.
const KEY: usize = 64;
/// Bytes of a value: between a balance and a full entry.
const VALUE: usize = 128;
/// Keys changed in a block.
const CHANGED: u64 = 2_000;
/// Blocks, so that the database's own queue is full.
const BLOCKS: u64 = 30;

/// The n-th key: below eight prefixes, as maps of pallets are.
fn key(n: u64) -> Vec<u8> {
	let mut key = sp_io::hashing::twox_128(&[(n % 8) as u8]).to_vec();
	key.extend(sp_io::hashing::twox_128(b"map"));
	key.extend(sp_io::hashing::twox_64(&n.to_le_bytes()));
	key.extend(n.to_le_bytes());
	key.resize(KEY, 0);
	key
}

/// A value that differs by number and turn.
fn value(n: u64, turn: u64) -> Vec<u8> {
	let mut random = Random(n ^ (turn << 40));
	(0..VALUE / 8).flat_map(|_| random.draw().to_le_bytes()).collect()
}

fn state(count: u64) -> Storage {
	Storage { top: (0..count).map(|n| (key(n), value(n, 0))).collect(), ..Storage::default() }
}

/// The mean time of each of many reads; the first time of each key, and again.
fn reads(keys: &Store, count: u64, random: &mut Random) -> [Duration; 2] {
	let asked: Vec<Vec<u8>> = (0..CHANGED).map(|_| key(random.below(count))).collect();
	keys.forget();
	let mut took = [Duration::ZERO; 2];
	for took in &mut took {
		let state = keys.state();
		let start = Instant::now();
		for key in &asked {
			assert!(state.storage(key).is_ok_and(|value| value.is_some()), "the key is there");
		}
		*took = start.elapsed() / CHANGED as u32;
	}
	took
}

/// A block that changes some keys.
fn change(keys: &mut Store, count: u64, turn: u64, random: &mut Random) -> Took {
	let one = |_| {
		let n = random.below(count);
		(key(n), value(n, turn))
	};
	let changes: BTreeMap<Vec<u8>, Vec<u8>> = (0..CHANGED).map(one).collect();
	let state = keys.state();
	let start = Instant::now();
	let delta = changes.iter().map(|(key, value)| (&key[..], Some(&value[..])));
	let (root, transaction) = state.storage_root(delta, state_version());
	let rooted = start.elapsed();
	drop(state);
	let zero = H256::zero();
	let header = Header::new(0, zero, root, zero, Digest::default());
	let start = Instant::now();
	keys.commit(&header, Vec::new(), transaction);
	Took { execution: Duration::ZERO, root: rooted, commit: start.elapsed() }
}

/// Rows of single keys.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("keys");
	let counts: &[u64] = if scale.quick { &[100_000] } else { &[100_000, 1_000_000] };
	let weights = <Runtime as frame_system::Config>::DbWeight::get();
	let charged = [weights.read, weights.write].map(|ps| ps as f64 / 1e12);
	for (db, count) in scale.dbs.iter().flat_map(|db| counts.iter().map(move |count| (*db, *count)))
	{
		let mut keys = Store::new(db, state(count));
		let mut random = Random(11);
		let read = reads(&keys, count, &mut random).map(|took| took.as_secs_f64());
		let mut took = Took::default();
		for turn in 0..BLOCKS {
			took += change(&mut keys, count, turn + 1, &mut random);
		}
		let closing = keys.close();
		let each = |all: Duration| all.as_secs_f64() / (CHANGED * BLOCKS) as f64;
		let [root, commit] = [took.root, took.root + took.commit].map(each);
		let written = [root, commit, each(took.root + took.commit + closing)];
		rows(&mut section, (db, count), &charged, read, written);
	}
	section.note(format!(
		"Keys of {KEY} bytes under eight prefixes, values of {VALUE}; {CHANGED} at random of them are read, \
		 or changed in each of {BLOCKS} blocks. Cold: the node's cache of trie nodes is empty, the pages of the \
		 file are not dropped from the system's. The last row waits until the database has written everything \
		 to its files, which it does in threads of its own."
	));
	section
}

fn rows(
	section: &mut Section,
	(db, count): (Db, u64),
	charged: &[f64; 2],
	read: [f64; 2],
	written: [f64; 3],
) {
	for (name, time) in [("cold", read[0]), ("in the node's cache", read[1])] {
		let name = format!("one key of {count} read, {name}");
		let row = Row::over(db, name, Unit::Us, time);
		section.push(row.beside(charged[0], "charged").goal(Goal::AtMost(charged[0])));
	}
	for (name, time) in [
		("root", written[0]),
		("root and commit", written[1]),
		("root, commit, and all threads of the database", written[2]),
	] {
		let row = Row::over(db, format!("one key of {count} written: {name}"), Unit::Us, time);
		section.push(row.beside(charged[1], "charged").goal(Goal::AtMost(charged[1])));
	}
}
