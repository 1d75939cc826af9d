// SPDX-License-Identifier: Apache-2.0
//! Keeps a log short: a snapshot of what is final on chain every so often, and of the files before it only
//! those of which something can still be proven. On a thread of its own, from the files: the desk does not wait.

use crate::{replay::Replay, snapshot::Snapshot, wal::Reader};
use std::{collections::VecDeque, path::PathBuf, sync::mpsc::Receiver};
use tenor_client::Failure;
use tenor_lane::{Domain, Hash, Sequence};

/// What a final block says of a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Final {
	/// The block.
	pub block: u32,
	/// The number of the next operation on chain.
	pub next: Sequence,
	/// The root of the state before it.
	pub root: Hash,
}

/// A log, and what of it is final.
pub struct Archive {
	/// What its files' names begin with.
	base: PathBuf,
	/// Whose log.
	domain: Domain,
	/// The log.
	log: Reader,
	/// Operations between snapshots.
	every: u64,
	/// Blocks behind the one that made it final in which something can be proven of an operation.
	window: u32,
	/// When the next snapshot is due; `None` before the first final block.
	due: Option<Sequence>,
	/// Numbers below which everything was final by a block, the oldest first: one for each snapshot.
	marks: VecDeque<(u32, Sequence)>,
}

impl Archive {
	/// Of the log whose files' names begin with `base`: a snapshot `every` so many operations, and nothing is
	/// dropped within `window` blocks.
	pub fn new(base: PathBuf, domain: Domain, log: Reader, every: u64, window: u32) -> Self {
		Self { base, domain, log, every, window, due: None, marks: VecDeque::new() }
	}

	/// Does what each final block calls for, until nobody tells any more.
	pub fn run(mut self, finals: &Receiver<Final>) {
		while let Ok(first) = finals.recv() {
			// Of several that came meanwhile the last says what the others do.
			let at = finals.try_iter().last().unwrap_or(first);
			if let Err(failure) = self.settle(&at) {
				// The log goes on without: it only takes longer to read back.
				eprintln!("#{}: no snapshot: {failure}", at.block);
			}
		}
	}

	/// Takes a snapshot if one is due, and drops what nobody needs.
	pub fn settle(&mut self, at: &Final) -> Result<(), Failure> {
		let due = match self.due {
			Some(due) => due,
			None => self.resume(at)?,
		};
		if at.next >= due {
			// Also behind one that failed: not to try again with every block.
			self.due = Some(at.next.saturating_add(self.every));
			self.take(at)?;
			self.marks.push_back((at.block, at.next));
		}
		// One that is older than the newest: if that is lost, the log is executed from the other.
		let Some((below, _)) = Snapshot::all(&self.base)?.get(1).cloned() else { return Ok(()) };
		let over = |(block, next): &(u32, Sequence)| {
			block.saturating_add(self.window) < at.block && *next <= below
		};
		let mut cut = 0;
		while self.marks.front().is_some_and(&over) {
			cut = self.marks.pop_front().map_or(cut, |(_, next)| next);
		}
		Ok(self.log.drop_below(cut)?)
	}

	/// When the first snapshot of this run is due. What the last run has left is final by now: since when, nobody
	/// knows.
	fn resume(&mut self, at: &Final) -> Result<Sequence, Failure> {
		let newest = Snapshot::all(&self.base)?.first().map_or(0, |(next, _)| *next);
		if newest > 0 && newest <= at.next {
			self.marks.push_back((at.block, newest));
		}
		Ok(*self.due.insert(newest.saturating_add(self.every)))
	}

	/// Executes the log up to where it is final, and keeps the state, if that is the chain's.
	fn take(&self, at: &Final) -> Result<(), Failure> {
		let mut replay = Replay::newest(&self.base, &self.log, &self.domain, at.next);
		while replay.next() < at.next {
			let left = usize::try_from(at.next.saturating_sub(replay.next()));
			let most = left.unwrap_or(usize::MAX).min(Replay::STRETCH);
			let records = self.log.read(replay.next(), most)?;
			if records.is_empty() {
				return Err(Failure(format!("the log ends at operation {}", replay.next())));
			}
			records.into_iter().for_each(|record| replay.take(record));
		}
		let snapshot = replay.snapshot()?;
		if snapshot.root != at.root {
			return Err(Failure(format!(
				"the root before operation {} is not the chain's",
				at.next
			)));
		}
		Ok(snapshot.write(&self.base)?)
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::{
		desk::{Desk, Recovery, Settings},
		matcher::Matcher,
		metrics::Metrics,
		testing::{common::drafts, open, random_log, settings, Folder, DOMAIN},
		wal::{Found, Record, Wal},
	};
	use polkadot_sdk::{
		sp_core::{sr25519, Pair},
		substrate_prometheus_endpoint::Registry,
	};
	use proptest::prelude::*;
	use std::{collections::BTreeMap, sync::Arc};
	use tenor_series::UnderlyingId;

	/// Records of a file, and between snapshots.
	const FEW: u64 = 16;
	const WINDOW: u32 = 10;

	/// A log in files of a few records.
	fn written(folder: &Folder, records: &[Record]) -> Wal {
		let found = Found::open(&folder.file("log"), &DOMAIN).unwrap();
		let (mut wal, _) = found.recover(0, FEW, |_| ()).unwrap();
		for pair in records.chunks(2) {
			wal.append(pair).unwrap();
		}
		wal
	}

	/// Executes records behind what a replay has executed.
	fn executed(mut replay: Replay, records: &[Record]) -> (Matcher, Hash) {
		let next = usize::try_from(replay.next()).unwrap();
		for record in &records[next..] {
			replay.take(record.clone());
		}
		replay.done().unwrap()
	}

	/// What a block says in which so much of a log became final.
	fn finality(block: u32, records: &[Record]) -> Final {
		let (matcher, _) = executed(Replay::of(&DOMAIN, 0), records);
		let next = u64::try_from(records.len()).unwrap();
		Final { block, next, root: matcher.root() }
	}

	fn archive(folder: &Folder, log: Reader) -> Archive {
		Archive::new(folder.file("log"), DOMAIN, log, FEW, WINDOW)
	}

	fn snapshots(folder: &Folder) -> Vec<Sequence> {
		Snapshot::all(&folder.file("log")).unwrap().into_iter().map(|(next, _)| next).collect()
	}

	/// Some hundred operations, the same ones each time.
	fn a_log() -> Vec<Record> {
		let draft = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23).to_le_bytes();
		random_log(true, &(1..400).map(draft).collect::<Vec<_>>())
	}

	/// Opens the desk over files, all of whose operations are final.
	fn recovered(
		files: &BTreeMap<String, Vec<u8>>,
		records: &[Record],
	) -> Result<Recovery, Failure> {
		let folder = Folder::with(files);
		let keep = u64::try_from(records.len()).unwrap();
		let settings = Settings { keep, stretch: FEW, ..settings() };
		let key = sr25519::Pair::from_seed(&[99; 32]);
		let metrics = Metrics::new(&Registry::new()).unwrap();
		let honest = Arc::new(crate::conduct::Honest);
		Desk::open(&folder.file("log"), &settings, key, metrics, honest).map(|opened| opened.1)
	}

	proptest! {
		#![proptest_config(crate::testing::common::cases(64))]

		#[test]
		fn log_goes_on_from_a_snapshot_as_it_does_from_its_beginning(
			(opened, drafts) in drafts(150), at in any::<prop::sample::Index>(),
			keep in any::<prop::sample::Index>(),
		) {
			// GIVEN a log, a snapshot of it somewhere, and what is kept for batches from somewhere behind that
			let records = random_log(opened, &drafts);
			let at = 1 + at.index(records.len());
			let keep = u64::try_from(at + keep.index(records.len() - at + 1)).unwrap();
			let folder = Folder::new();
			let wal = written(&folder, &records);
			let mut archive = Archive { every: 1, ..archive(&folder, wal.reader()) };
			archive.settle(&finality(1, &records[..at])).unwrap();
			// WHEN it is executed from the one and from the beginning
			let replay = Replay::newest(&folder.file("log"), &wal.reader(), &DOMAIN, keep);
			prop_assert_eq!(replay.next(), u64::try_from(at).unwrap());
			let (short, head) = executed(replay, &records);
			let (whole, same) = executed(Replay::of(&DOMAIN, keep), &records);
			// THEN nothing tells one from the other
			prop_assert_eq!(head, same);
			prop_assert_eq!(short.root(), whole.root());
			prop_assert_eq!(short.snapshot(DOMAIN, head), whole.snapshot(DOMAIN, head));
			let (short, whole) = (short.journal(), whole.journal());
			let (mut short, mut whole) = (short.lock().unwrap(), whole.lock().unwrap());
			prop_assert_eq!(short.steps(keep, usize::MAX), whole.steps(keep, usize::MAX));
			prop_assert_eq!(short.root_before(keep), whole.root_before(keep));
			prop_assert!(short.root_before(keep).is_some());
			prop_assert_eq!(short.allowances(), whole.allowances());
			for underlying in [UnderlyingId(0), UnderlyingId(1)] {
				let [short, whole] = [&mut short, &mut whole].map(|j| j.over(underlying, u64::MAX, 999));
				prop_assert_eq!(short, whole);
			}
		}
	}

	#[test]
	fn program_that_ends_between_any_two_steps_goes_on_where_it_was() {
		// GIVEN a log with two snapshots, and the same once a third was taken
		let records = a_log();
		let folder = Folder::new();
		let wal = written(&folder, &records);
		let mut archive = archive(&folder, wal.reader());
		for end in [100, 200] {
			archive.settle(&finality(1, &records[..end])).unwrap();
		}
		let before = folder.files();
		archive.settle(&finality(2, &records[..300])).unwrap();
		let behind = folder.files();
		let (end, whole) = (records.len() as u64, executed(Replay::of(&DOMAIN, 0), &records));
		let same = |files: &BTreeMap<String, Vec<u8>>, from: u64| {
			let recovery = recovered(files, &records).unwrap();
			assert_eq!((recovery.head, recovery.root), (whole.1, whole.0.root()));
			assert_eq!((recovery.operations, recovery.executed), (end, end - from));
		};
		same(&before, 200);
		same(&behind, 300);
		let name = behind.keys().find(|name| !before.contains_key(*name)).unwrap();
		let oldest = before.keys().find(|name| !behind.contains_key(*name)).unwrap();
		let bytes = &behind[name];
		// WHEN it ends while the third is written beside its name
		let mut files = before.clone();
		for length in [0, 1, 8, 40, bytes.len() / 2, bytes.len() - 1, bytes.len()] {
			files.insert("log.snapshot.new".into(), bytes[..length].to_vec());
			same(&files, 200);
		}
		// OR was renamed and the oldest is still there
		files.remove("log.snapshot.new");
		files.insert(name.clone(), bytes.clone());
		assert!(files.contains_key(oldest));
		same(&files, 300);
		// OR while files of the log are dropped one by one, THEN it goes on as it was
		let mut files = behind.clone();
		let parts: Vec<_> = (0..200 / FEW).map(|n| format!("log.{:020}", n * FEW)).collect();
		for part in parts {
			assert!(files.remove(&part).is_some(), "{part}");
			same(&files, 300);
		}
	}

	#[test]
	fn snapshot_that_is_torn_or_damaged_is_ignored() {
		let records = a_log();
		let folder = Folder::new();
		let wal = written(&folder, &records);
		let mut archive = archive(&folder, wal.reader());
		for end in [100, 200] {
			archive.settle(&finality(1, &records[..end])).unwrap();
		}
		let whole = folder.files();
		let (end, names) = (
			records.len() as u64,
			["log.snapshot.00000000000000000200", "log.snapshot.00000000000000000100"],
		);
		let damaged = |name: &str, how: usize| {
			let mut bytes = whole[name].clone();
			match how {
				0 => bytes.clear(),
				1 => bytes.truncate(20),
				2 => bytes.truncate(bytes.len() - 1),
				3 => bytes[3] ^= 1,
				4 => bytes[20] ^= 1,
				_ => bytes[100] ^= 1,
			}
			bytes
		};
		for how in 0..6 {
			// The newest: the other one is used.
			let mut files = whole.clone();
			files.insert(names[0].into(), damaged(names[0], how));
			assert_eq!(recovered(&files, &records).unwrap().executed, end - 100);
			// Both: the log is executed from its beginning,
			files.insert(names[1].into(), damaged(names[1], how));
			let recovery = recovered(&files, &records).unwrap();
			assert_eq!((recovery.executed, recovery.head), (end, records.last().unwrap().head));
			// and where it has none any more, nothing is made up.
			files.remove("log.00000000000000000000");
			let failure = recovered(&files, &records).unwrap_err();
			assert!(failure.to_string().contains("begins at operation 16"), "{failure}");
		}
	}

	#[test]
	fn snapshot_of_another_log_or_ahead_of_what_is_final_is_ignored() {
		let records = a_log();
		let folder = Folder::new();
		let wal = written(&folder, &records);
		archive(&folder, wal.reader()).settle(&finality(1, &records[..100])).unwrap();
		let base = folder.file("log");
		let from = |log: &Reader, keep| Replay::newest(&base, log, &DOMAIN, keep).next();
		assert_eq!((from(&wal.reader(), 100), from(&wal.reader(), 99)), (100, 0));
		// A log that parted from it before.
		let other = Folder::new();
		let mut parted = records[..99].to_vec();
		parted.push(Record { head: [1; 32], ..records[99].clone() });
		assert_eq!(from(&written(&other, &parted).reader(), 100), 0);
		// One that ends before it.
		let other = Folder::new();
		assert_eq!(from(&written(&other, &records[..99]).reader(), 100), 0);
		// Another sequencer's.
		let (_, path) = Snapshot::all(&base).unwrap().remove(0);
		let next = tenor_lane::Domain { epoch: 9, ..DOMAIN };
		assert!(Snapshot::read(&path, &DOMAIN).is_ok());
		assert!(matches!(Snapshot::read(&path, &next), Err(crate::snapshot::Unusable::Foreign)));
		// One whose state is not what it says, however well it was written.
		let mut lie = Snapshot::read(&path, &DOMAIN).unwrap();
		lie.root[0] ^= 1;
		lie.write(&base).unwrap();
		assert_eq!(from(&wal.reader(), 100), 0);
	}

	#[test]
	fn state_that_is_not_the_chains_is_not_kept() {
		let records = a_log();
		let folder = Folder::new();
		let wal = written(&folder, &records);
		let mut archive = archive(&folder, wal.reader());
		let honest = finality(1, &records[..100]);
		let failure = archive.settle(&Final { root: [1; 32], ..honest }).unwrap_err();
		assert!(failure.to_string().contains("not the chain's"), "{failure}");
		assert!(snapshots(&folder).is_empty());
		// AND it is tried again only when another one is due
		archive.settle(&finality(2, &records[..110])).unwrap();
		assert!(snapshots(&folder).is_empty());
		archive.settle(&finality(3, &records[..120])).unwrap();
		assert_eq!(snapshots(&folder), [120]);
	}

	#[test]
	fn nothing_is_dropped_of_which_something_can_be_proven() {
		let records = a_log();
		let folder = Folder::new();
		let wal = written(&folder, &records);
		let log = wal.reader();
		let settle = |archive: &mut Archive, block, end: usize| {
			archive.settle(&finality(block, &records[..end])).unwrap();
			(snapshots(&folder), log.first())
		};
		let mut first = archive(&folder, log.clone());
		assert_eq!(settle(&mut first, 1, 10), (vec![], 0));
		assert_eq!(settle(&mut first, 2, 40), (vec![40], 0));
		assert_eq!(settle(&mut first, 5, 80), (vec![80, 40], 0));
		// A window behind the block of the first it can go, and not before
		assert_eq!(settle(&mut first, 12, 81), (vec![80, 40], 0));
		assert_eq!(settle(&mut first, 13, 82), (vec![80, 40], 32));
		// AND the second only once there is a third
		assert_eq!(settle(&mut first, 99, 95), (vec![80, 40], 32));
		assert_eq!(settle(&mut first, 100, 130), (vec![130, 80], 64));
		// AND what a run finds counts from then on
		let mut second = archive(&folder, log.clone());
		assert_eq!(settle(&mut second, 200, 140), (vec![130, 80], 64));
		assert_eq!(settle(&mut second, 205, 150), (vec![150, 130], 64));
		assert_eq!(settle(&mut second, 211, 151), (vec![150, 130], 128));
		// AND what is left is read back
		drop(wal);
		let (_, recovery) = open(&folder, &Settings { keep: 160, stretch: FEW, ..settings() });
		let end = records.len() as u64;
		assert_eq!((recovery.operations, recovery.executed), (end, end - 150));
	}
}
