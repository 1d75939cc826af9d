// SPDX-License-Identifier: Apache-2.0
//! Executes what has a number, and keeps what came of it until the chain has it.

use crate::{
	desk::Step,
	metrics::Metrics,
	orders::Orders,
	snapshot::{Entries, Snapshot, Unusable},
	wal::Record,
};
use std::{
	collections::{BTreeSet, VecDeque},
	sync::{mpsc, Arc, Mutex, PoisonError, RwLock},
};
use tenor_client::Failure;
use tenor_lane::{
	Applied, Domain, Engine, Hash, Message, Operation, Place, Sequence, StateError, Trie,
};
use tenor_series::{Moment, PortfolioId, UnderlyingId};
use tokio::sync::broadcast;

/// What happened and is not final on chain yet.
#[derive(Default)]
pub struct Journal {
	steps: VecDeque<Arc<Step>>,
	/// Fills of steps that are in no block.
	fills_waiting: u64,
	orders: Orders,
	/// The root before the first step.
	before: Option<(Sequence, Hash)>,
	/// The number of the next operation.
	next: Sequence,
	/// Operations below this are in a block.
	included: Sequence,
	/// The message of the chain that the log takes next, if it has taken any.
	inbox: Option<u64>,
	/// Allowances that are open.
	allowances: BTreeSet<(UnderlyingId, PortfolioId)>,
}

impl Journal {
	/// Steps from a number on, at most so many; `None` if they are no longer kept.
	pub fn steps(&self, from: Sequence, most: usize) -> Option<Vec<Arc<Step>>> {
		let skip = usize::try_from(from.checked_sub(self.first())?).ok()?;
		Some(self.steps.iter().skip(skip).take(most).cloned().collect())
	}

	/// The root of the state before an operation; `None` if that is no longer kept, or not there yet.
	pub fn root_before(&self, number: Sequence) -> Option<Hash> {
		if let Some((_, root)) = self.before.filter(|(first, _)| *first == number) {
			return Some(root);
		}
		let behind = usize::try_from(number.checked_sub(self.first())?.checked_sub(1)?).ok()?;
		self.steps.get(behind).map(|step| step.root)
	}

	/// The number of the first step that is kept, or of the next one.
	fn first(&self) -> Sequence {
		self.steps.front().map_or(self.next, |step| step.record.sequence)
	}

	/// The number of the next operation to be executed.
	pub fn next(&self) -> Sequence {
		self.next
	}

	/// Operations below this are in a block.
	pub fn included(&self) -> Sequence {
		self.included
	}

	/// Operations executed that are in no block.
	pub fn waits(&self) -> u64 {
		self.next.saturating_sub(self.included)
	}

	/// Operations below `included` are in a block; those below `settled` are in a final one, and no longer
	/// kept.
	pub fn settle(&mut self, included: Sequence, settled: Sequence) {
		self.included = included;
		while let Some(step) = self.steps.front().filter(|step| step.record.sequence < settled) {
			self.before = Some((step.record.sequence.saturating_add(1), step.root));
			self.steps.pop_front();
		}
		// A block may have been taken back: counted anew.
		let waiting = self.steps.iter().rev().take_while(|s| s.record.sequence >= included);
		self.fills_waiting = waiting.map(|step| fills(step)).sum();
	}

	/// Fills that are in no block.
	pub fn fills_waiting(&self) -> u64 {
		self.fills_waiting
	}

	/// The message of the chain that the log takes next; `None` if it has taken none.
	pub fn inbox(&self) -> Option<u64> {
		self.inbox
	}

	/// Orders of an underlying that are over, at most so many. Each is told once.
	pub fn over(&mut self, underlying: UnderlyingId, time: Moment, most: usize) -> Vec<Place> {
		self.orders.over(underlying, time, most)
	}

	/// Allowances that are open.
	pub fn allowances(&self) -> usize {
		self.allowances.len()
	}

	fn note(&mut self, operation: &Operation, refused: bool) {
		let Operation::Inbox { index, message } = operation else { return };
		self.inbox = Some(index.saturating_add(1));
		match message {
			_ if refused => {}
			Message::Credit { portfolio, underlying, .. } => {
				self.allowances.insert((*underlying, *portfolio));
			}
			Message::Close { portfolio, underlying } => {
				self.allowances.remove(&(*underlying, *portfolio));
			}
			_ => {}
		}
	}
}

/// The engine with its roots.
pub struct Matcher {
	engine: Arc<RwLock<Engine>>,
	trie: Trie,
	journal: Arc<Mutex<Journal>>,
	keep: Sequence,
	/// Operations were executed that the trie does not have.
	behind: bool,
}

impl Matcher {
	/// At the beginning of a log. Steps from `keep` on are kept.
	pub fn new(keep: Sequence) -> Self {
		let trie = Trie::default();
		let journal = Journal { before: Some((0, trie.root())), ..Journal::default() };
		Self::with(Engine::default(), trie, journal, keep)
	}

	fn with(engine: Engine, trie: Trie, journal: Journal, keep: Sequence) -> Self {
		let (engine, journal) = (Arc::new(RwLock::new(engine)), Arc::new(Mutex::new(journal)));
		Self { engine, trie, journal, keep, behind: false }
	}

	/// Goes on from a snapshot.
	pub fn resume(snapshot: Snapshot, keep: Sequence) -> Result<Self, Unusable> {
		let Snapshot { next, root, inbox, orders, entries, .. } = snapshot;
		if next > keep {
			return Err(Unusable::Ahead);
		}
		let memory = entries.memory().ok_or(Unusable::Damaged)?;
		let trie = Trie::of(&memory).map_err(|_| Unusable::Damaged)?;
		if trie.root() != root {
			return Err(Unusable::Root);
		}
		let open = memory.accounts().filter(|(_, _, account)| account.key.is_some());
		let allowances = open.map(|(underlying, whose, _)| (underlying, whose)).collect();
		let orders = Orders::of(orders);
		let before = Some((next, root));
		let journal = Journal { orders, before, next, inbox, allowances, ..Journal::default() };
		Ok(Self::with(Engine::of(memory), trie, journal, keep))
	}

	/// What to go on from another time, if the log so far has that head.
	pub fn snapshot(&self, domain: Domain, head: Hash) -> Snapshot {
		let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
		let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
		Snapshot {
			domain,
			next: journal.next,
			head,
			root: self.trie.root(),
			inbox: journal.inbox,
			orders: journal.orders.rested(),
			entries: Entries::of_engine(&engine),
		}
	}

	/// The books, for questions.
	pub fn engine(&self) -> Arc<RwLock<Engine>> {
		self.engine.clone()
	}

	/// What waits for the chain.
	pub fn journal(&self) -> Arc<Mutex<Journal>> {
		self.journal.clone()
	}

	/// The root of the state.
	pub fn root(&self) -> Hash {
		self.trie.root()
	}

	/// Executes what the scribe sends until it ends.
	pub fn run(
		mut self,
		records: &mpsc::Receiver<Vec<Record>>,
		steps: &broadcast::Sender<Arc<Step>>,
		metrics: &Metrics,
	) -> Result<(), Failure> {
		while let Ok(mut group) = records.recv() {
			group.extend(records.try_iter().flatten());
			for step in self.execute(group)? {
				metrics.fills.inc_by(fills(&step));
				// Nobody may follow.
				drop(steps.send(step));
			}
			let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
			metrics.executed.set(journal.next());
			metrics.uncommitted.set(journal.waits());
			metrics.allowances.set(u64::try_from(journal.allowances()).unwrap_or(u64::MAX));
		}
		Ok(())
	}

	/// Executes records of a log that was found: those that are final get no root of their own.
	pub fn recover(&mut self, records: Vec<Record>) -> Result<(), Failure> {
		let last = self.keep.saturating_sub(1);
		let (old, new): (Vec<_>, Vec<_>) =
			records.into_iter().partition(|record| record.sequence < last);
		let applied = self.apply(&old)?;
		let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
		for (record, Applied { outcome, .. }) in old.iter().zip(applied) {
			journal.orders.note(record.sequence, &record.operation, &outcome);
			journal.note(&record.operation, outcome.refusal.is_some());
			journal.next = record.sequence.saturating_add(1);
			self.behind = true;
		}
		drop(journal);
		if new.is_empty() {
			return Ok(());
		}
		self.recovered()?;
		self.execute(new).map(drop)
	}

	/// Computes the root of what was executed without one.
	pub fn recovered(&mut self) -> Result<(), Failure> {
		if !self.behind {
			return Ok(());
		}
		let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
		self.trie = engine.trie().map_err(broken)?;
		self.behind = false;
		let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
		journal.before = Some((journal.next, self.trie.root()));
		Ok(())
	}

	fn apply(&self, records: &[Record]) -> Result<Vec<Applied>, Failure> {
		let row: Vec<_> =
			records.iter().map(|record| (record.sequence, record.operation)).collect();
		let mut engine = self.engine.write().unwrap_or_else(PoisonError::into_inner);
		engine.execute(&row).map_err(broken)
	}

	fn execute(&mut self, records: Vec<Record>) -> Result<Vec<Arc<Step>>, Failure> {
		let applied = self.apply(&records)?;
		let mut steps = Vec::with_capacity(records.len());
		for (record, Applied { outcome, writes }) in records.into_iter().zip(applied) {
			let root = self.trie.write(&writes).map_err(broken)?;
			let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
			let makers = journal.orders.note(record.sequence, &record.operation, &outcome);
			journal.note(&record.operation, outcome.refusal.is_some());
			journal.next = record.sequence.saturating_add(1);
			let step = Arc::new(Step { record, outcome, root, makers });
			if step.record.sequence >= self.keep {
				journal.fills_waiting = journal.fills_waiting.saturating_add(fills(&step));
				journal.steps.push_back(step.clone());
			} else {
				journal.before = Some((journal.next, root));
			}
			steps.push(step);
		}
		Ok(steps)
	}
}

fn fills(step: &Step) -> u64 {
	u64::try_from(step.outcome.fills.len()).unwrap_or(u64::MAX)
}

fn broken(error: StateError) -> Failure {
	Failure(format!("the state is broken: {error:?}"))
}
