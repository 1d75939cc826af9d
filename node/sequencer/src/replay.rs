// SPDX-License-Identifier: Apache-2.0
//! Executes a log again, from a snapshot if there is one.

use crate::{
	matcher::Matcher,
	snapshot::{Snapshot, Unusable},
	wal::{Reader, Record},
};
use std::path::Path;
use tenor_client::Failure;
use tenor_lane::{first_head, next_head, operation_hash, Domain, Hash, Sequence};

/// A log while it is executed again.
pub struct Replay {
	domain: Domain,
	matcher: Matcher,
	head: Hash,
	next: Sequence,
	waiting: Vec<Record>,
	failure: Option<Failure>,
}

impl Replay {
	/// Records executed at once.
	pub const STRETCH: usize = 4_096;

	/// From its beginning. Steps from `keep` on are kept.
	pub fn of(domain: &Domain, keep: Sequence) -> Self {
		Self::with(*domain, Matcher::new(keep), first_head(domain), 0)
	}

	fn with(domain: Domain, matcher: Matcher, head: Hash, next: Sequence) -> Self {
		Self { domain, matcher, head, next, waiting: Vec::new(), failure: None }
	}

	/// From the newest snapshot that can be used, not above `keep`. The others are told.
	pub fn newest(base: &Path, log: &Reader, domain: &Domain, keep: Sequence) -> Self {
		let all = Snapshot::all(base).unwrap_or_else(|error| {
			eprintln!("snapshots can't be looked for: {error}");
			Vec::new()
		});
		for (_, path) in all {
			match Self::resume(&path, log, domain, keep) {
				Ok(replay) => return replay,
				Err(why) => eprintln!("{}: ignored, {why}", path.display()),
			}
		}
		Self::of(domain, keep)
	}

	/// From a snapshot, if it is of this log and not above `keep`.
	fn resume(
		path: &Path,
		log: &Reader,
		domain: &Domain,
		keep: Sequence,
	) -> Result<Self, Unusable> {
		let snapshot = Snapshot::read(path, domain)?;
		let (head, next) = (snapshot.head, snapshot.next);
		let last = next.checked_sub(1).map(|last| log.read(last, 1));
		let last = last.and_then(Result::ok).and_then(|found| found.first().map(|last| last.head));
		if last != Some(head) {
			return Err(Unusable::Foreign);
		}
		Ok(Self::with(*domain, Matcher::resume(snapshot, keep)?, head, next))
	}

	/// The number of the next operation.
	pub fn next(&self) -> Sequence {
		self.next
	}

	/// The next record.
	pub fn take(&mut self, record: Record) {
		self.head = next_head(&self.head, record.sequence, &operation_hash(&record.operation));
		let follows = self.head == record.head && self.next == record.sequence;
		if !follows && self.failure.is_none() {
			let at = record.sequence;
			self.failure = Some(Failure(format!("the log's head is wrong at operation {at}")));
		}
		self.next = record.sequence.saturating_add(1);
		self.waiting.push(record);
		if self.waiting.len() >= Self::STRETCH {
			self.execute();
		}
	}

	fn execute(&mut self) {
		let records = std::mem::take(&mut self.waiting);
		if self.failure.is_none() {
			self.failure = self.matcher.recover(records).err();
		}
	}

	/// The state behind what was taken, and the head of the log.
	pub fn done(mut self) -> Result<(Matcher, Hash), Failure> {
		self.execute();
		if let Some(failure) = self.failure {
			return Err(failure);
		}
		self.matcher.recovered()?;
		Ok((self.matcher, self.head))
	}

	/// What to go on from another time.
	pub fn snapshot(self) -> Result<Snapshot, Failure> {
		let domain = self.domain;
		let (matcher, head) = self.done()?;
		Ok(matcher.snapshot(domain, head))
	}
}
