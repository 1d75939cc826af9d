// SPDX-License-Identifier: Apache-2.0
//! The path of an operation: let in, numbered, written, answered, executed.
//!
//! ```text
//! connections (tokio)      scribe (a thread)                  matcher (a thread)
//! signature, quota,   ->   number, head, one write for   ->   engine, one root per operation,
//! a dry run                all that wait, sync, answer        journal, subscribers
//! ```
//!
//! The scribe decides the order and nothing else; it never waits for the matcher.

use crate::{
	archive::{Archive, Final},
	chain::Chain,
	conduct::Conduct,
	matcher::{Journal, Matcher},
	metrics::Metrics,
	quota::{Allowed, Quota},
	replay::Replay,
	state::{self, Bar},
	wal::{Found, Reader, Record, Wal},
};
use polkadot_sdk::sp_core::{sr25519, Pair};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt, io,
	path::Path,
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		mpsc as std_mpsc, Arc, Mutex, PoisonError, RwLock, RwLockReadGuard,
	},
	thread,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tenor_client::Failure;
use tenor_lane::{
	next_head, operation_hash, signer, Domain, Engine, Hash, Key, Message, Operation, Outcome,
	Receipt, Refusal, Sequence, Signature, StateError, MAX_TICK_AGE,
};
use tenor_series::{Moment, PortfolioId, UnderlyingId};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Requests that wait for a number at most.
const QUEUE: usize = 4_096;
/// Operations that are written at once at most.
const GROUP: usize = 512;
/// Blocks by which the index may be behind the chain: half of what a batch may have, so that what fills
/// gets there in time.
pub(crate) const FRESH: u32 = MAX_TICK_AGE / 2;
/// Fills of a portfolio that the chain may refuse at once, and in which time it may refuse another one: who
/// makes more of them takes no more orders' room in batches.
const SKIPPED: u32 = 64;
const SKIPPED_EVERY: Duration = Duration::from_secs(10);
/// Steps that a subscriber may be behind.
const STEPS: usize = 65_536;

/// When what was written is synced to the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syncing {
	/// Before a receipt leaves: receipts survive the end of power.
	Always,
	/// So often: receipts survive the end of the process; the end of power may take the last of them.
	Every(Duration),
}

/// Operations and fills that are not on chain yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backlog {
	/// Operations.
	pub operations: u64,
	/// Fills.
	pub fills: u64,
}

/// How a desk works.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
	/// Where its signatures are good.
	pub domain: Domain,
	/// When the log is synced.
	pub sync: Syncing,
	/// What a portfolio may ask for.
	pub quota: Allowed,
	/// From how much that is not on chain yet no order is let in.
	pub backlog: Backlog,
	/// The number from which on what happened is kept for batches: what is below is final on chain.
	pub keep: Sequence,
	/// Operations of a file of the log, and between snapshots.
	pub stretch: u64,
	/// Blocks behind the one that made it final in which something can be proven of an operation: for so long it
	/// can be read.
	pub window: u32,
}

/// One operation, executed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
	/// The operation with its place.
	pub record: Record,
	/// What it did.
	pub outcome: Outcome,
	/// The root of the state behind it.
	pub root: Hash,
	/// Orders that it filled for the first time: the number of the operation that placed each, and that
	/// operation.
	pub makers: Vec<(Sequence, Operation)>,
}

/// Why a request is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denial {
	/// It is not signed by the allowance's key.
	BadSignature,
	/// The portfolio asks too often.
	QuotaExceeded,
	/// The chain has frozen the portfolio.
	PortfolioFrozen,
	/// The chain refused too many fills of its orders of late.
	FillsSkipped,
	/// The chain's index of the underlying is too old for fills to be included.
	IndexStale,
	/// Too much waits to be committed.
	Backlog,
	/// The lane takes nothing: it is frozen, or its sequencer ends.
	LaneClosed,
	/// It would do nothing.
	Refused(Refusal),
}

impl fmt::Display for Denial {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Refused(refusal) => write!(f, "{refusal:?}"),
			other => write!(f, "{other:?}"),
		}
	}
}

impl From<Bar> for Denial {
	fn from(bar: Bar) -> Self {
		match bar {
			Bar::BadSignature => Self::BadSignature,
			Bar::Refused(refusal) => Self::Refused(refusal),
		}
	}
}

/// What was found in the log when a desk opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recovery {
	/// Operations.
	pub operations: u64,
	/// Of these the ones that were executed again: a snapshot had what came before.
	pub executed: u64,
	/// Bytes of a torn record that were cut off.
	pub torn: u64,
	/// The head of the log.
	pub head: Hash,
	/// The root of the state.
	pub root: Hash,
	/// How long it took.
	pub took: Duration,
}

/// A request for a number.
struct Ask {
	operation: Operation,
	/// Who signed it, by the books when it was let in; `None` if the chain says it.
	key: Option<Key>,
	reply: oneshot::Sender<Result<Receipt, Denial>>,
}

/// Where operations are let in.
pub struct Desk {
	domain: Domain,
	key: sr25519::Pair,
	engine: Arc<RwLock<Engine>>,
	asks: mpsc::Sender<Ask>,
	steps: broadcast::Sender<Arc<Step>>,
	logged: watch::Receiver<Sequence>,
	failed: watch::Receiver<Option<String>>,
	journal: Arc<Mutex<Journal>>,
	reader: Reader,
	finals: std_mpsc::Sender<Final>,
	quota: Quota,
	backlog: Backlog,
	closed: RwLock<bool>,
	frozen: RwLock<BTreeSet<PortfolioId>>,
	/// The chain's best block, and when it was heard of.
	best: RwLock<Option<(u32, Instant)>>,
	/// The chain's time, ms.
	time: Arc<AtomicU64>,
	/// Fills that the chain refused, of whoever came last.
	skipped: Quota,
	metrics: Metrics,
	conduct: Arc<dyn Conduct>,
}

impl Desk {
	/// Opens the log whose files' names begin with `base`, recovers what it holds, and starts.
	pub fn open(
		base: &Path,
		settings: &Settings,
		key: sr25519::Pair,
		metrics: Metrics,
		conduct: Arc<dyn Conduct>,
	) -> Result<(Arc<Self>, Recovery), Failure> {
		let (wal, matcher, recovery) = recover(base, settings)?;
		let Settings { domain, sync, quota, backlog, stretch, window, .. } = *settings;
		metrics.log_operations.set(wal.next());
		metrics.log_bytes.set(wal.length());
		let (asks, waiting) = mpsc::channel(QUEUE);
		let (steps, _) = broadcast::channel(STEPS);
		let (logged_to, logged) = watch::channel(wal.next());
		let (failed_to, failed) = watch::channel(None);
		let (engine, journal, reader) = (matcher.engine(), matcher.journal(), wal.reader());
		let (to_matcher, from_scribe) = std_mpsc::channel();
		let time = Arc::new(AtomicU64::new(0));
		let scribe = Scribe {
			wal,
			sync,
			domain,
			head: recovery.head,
			time: 0,
			chain: time.clone(),
			nonces: BTreeMap::new(),
			keys: BTreeMap::new(),
			unsynced: Arc::default(),
			logged: logged_to,
			to_matcher,
			metrics: metrics.clone(),
		};
		let failed_to = Arc::new(failed_to);
		run("scribe", failed_to.clone(), move || scribe.run(waiting));
		let (sender, figures) = (steps.clone(), metrics.clone());
		run("matcher", failed_to.clone(), move || matcher.run(&from_scribe, &sender, &figures));
		let (finals, told) = std_mpsc::channel();
		let archive = Archive::new(base.into(), domain, reader.clone(), stretch, window);
		run("archive", failed_to, move || {
			archive.run(&told);
			Ok(())
		});
		let desk = Self {
			domain,
			key,
			engine,
			asks,
			steps,
			logged,
			failed,
			journal,
			reader,
			finals,
			quota: Quota::new(quota),
			backlog,
			closed: RwLock::new(false),
			frozen: RwLock::default(),
			best: RwLock::default(),
			time,
			skipped: Quota::every(SKIPPED_EVERY, SKIPPED),
			metrics,
			conduct,
		};
		Ok((Arc::new(desk), recovery))
	}

	/// Lets a trader's operation in, and gives its signed receipt.
	pub async fn submit(&self, operation: Operation) -> Result<(Receipt, Signature), Denial> {
		let begun = Instant::now();
		let answer = match self.admit(&operation) {
			Ok(key) => self.number(operation, Some(key)).await,
			Err(denial) => Err(denial),
		};
		match answer {
			Ok(receipt) => {
				let signed = self.sign(&self.conduct.answers(receipt));
				self.metrics.answered(begun.elapsed());
				Ok(signed)
			}
			Err(denial) => {
				self.metrics.refused(&denial.to_string());
				Err(denial)
			}
		}
	}

	/// Gives a number to what the chain says: nothing about it is asked.
	pub async fn record(&self, operation: Operation) -> Result<Receipt, Denial> {
		self.number(operation, None).await
	}

	async fn number(&self, operation: Operation, key: Option<Key>) -> Result<Receipt, Denial> {
		let (reply, answer) = oneshot::channel();
		let sent = self.asks.send(Ask { operation, key, reply }).await;
		sent.map_err(|_| Denial::LaneClosed)?;
		answer.await.map_err(|_| Denial::LaneClosed)?
	}

	/// Whether a trader's operation gets a number, and the key that signed it. What ends an order stays open
	/// longest.
	fn admit(&self, operation: &Operation) -> Result<Key, Denial> {
		let places = operation.order().is_some();
		if *self.closed.read().unwrap_or_else(PoisonError::into_inner) {
			return Err(Denial::LaneClosed);
		}
		if places && self.is_behind() {
			return Err(Denial::Backlog);
		}
		let key = state::key_of(&self.books(), operation).map_err(broken)??;
		// Outside of the lock: it is the longest part.
		state::ensure_signed(operation, &key, &self.domain)?;
		let portfolio = signer(operation).ok_or(Denial::BadSignature)?;
		if !self.quota.take(portfolio, Instant::now()) {
			return Err(Denial::QuotaExceeded);
		}
		let frozen =
			self.frozen.read().unwrap_or_else(PoisonError::into_inner).contains(&portfolio);
		if places && frozen {
			return Err(Denial::PortfolioFrozen);
		}
		if places && self.skipped.is_spent(portfolio, Instant::now()) {
			return Err(Denial::FillsSkipped);
		}
		if places && !self.is_fresh(operation.underlying()).map_err(broken)? {
			return Err(Denial::IndexStale);
		}
		state::ensure_useful(&self.books(), operation).map_err(broken)??;
		Ok(key)
	}

	/// Whether more waits for the chain than may.
	fn is_behind(&self) -> bool {
		let (included, fills) = {
			let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
			(journal.included(), journal.fills_waiting())
		};
		let operations = self.logged.borrow().saturating_sub(included);
		operations >= self.backlog.operations || fills >= self.backlog.fills
	}

	/// Whether what fills in an underlying can be included.
	pub fn is_fresh(&self, underlying: UnderlyingId) -> Result<bool, StateError> {
		self.is_fresh_at(underlying, Instant::now())
	}

	fn is_fresh_at(&self, underlying: UnderlyingId, now: Instant) -> Result<bool, StateError> {
		let shard = state::shard(&self.books(), underlying)?;
		// Without an index the dry run says why.
		let Some(shard) = shard.filter(|shard| shard.block > 0) else { return Ok(true) };
		let block = self.present(now);
		Ok(block.is_some_and(|block| block.saturating_sub(shard.block) <= FRESH))
	}

	/// The chain's best block, as far as anything was heard of it.
	pub fn block(&self) -> Option<u32> {
		self.present(Instant::now())
	}

	/// The chain's block at an instant, if it goes on as it should while nothing is heard of it. `None` before the first:
	/// how old an index is, nobody knows.
	fn present(&self, now: Instant) -> Option<u32> {
		let (block, heard) = (*self.best.read().unwrap_or_else(PoisonError::into_inner))?;
		let slot = Duration::from_millis(Chain::limits().slot_ms);
		let slots = now.saturating_duration_since(heard).as_millis() / slot.as_millis().max(1);
		Some(block.saturating_add(u32::try_from(slots).unwrap_or(u32::MAX)))
	}

	/// The chain's best block and its time.
	pub fn advance(&self, block: u32, time: Moment) {
		self.time.fetch_max(time, Ordering::Relaxed);
		let mut best = self.best.write().unwrap_or_else(PoisonError::into_inner);
		if best.is_none_or(|(known, _)| block > known) {
			*best = Some((block, Instant::now()));
		}
	}

	/// The chain refused a fill of a portfolio's order, which was the one that came. It costs whoever sends it
	/// nothing, and others room in a batch.
	pub fn skipped(&self, portfolio: PortfolioId) {
		// Without a token there is nothing more to lose.
		self.skipped.take(portfolio, Instant::now());
	}

	/// What a final block says: the log may become shorter by it.
	pub fn settle(&self, at: Final) {
		let gone = self.finals.send(at).is_err();
		if gone {
			eprintln!(
				"#{}: nobody takes snapshots any more: the log stays as long as it is",
				at.block
			);
		}
	}

	/// The books as they are now.
	pub fn books(&self) -> RwLockReadGuard<'_, Engine> {
		self.engine.read().unwrap_or_else(PoisonError::into_inner)
	}

	/// The sequencer's word.
	pub fn sign(&self, receipt: &Receipt) -> (Receipt, Signature) {
		(*receipt, self.key.sign(&receipt.payload(&self.domain.genesis)).0)
	}

	/// The receipt of a record.
	pub fn receipt(&self, record: &Record) -> Receipt {
		receipt(&self.domain, record)
	}

	/// Where its signatures are good.
	pub fn domain(&self) -> &Domain {
		&self.domain
	}

	/// Who signs receipts.
	pub fn public(&self) -> sr25519::Public {
		self.key.public()
	}

	/// What is executed from now on.
	pub fn steps(&self) -> broadcast::Receiver<Arc<Step>> {
		self.steps.subscribe()
	}

	/// The number of the next operation; it changes with the log.
	pub fn logged(&self) -> watch::Receiver<Sequence> {
		self.logged.clone()
	}

	/// Says why the desk can't go on, if it can't.
	pub fn failed(&self) -> watch::Receiver<Option<String>> {
		self.failed.clone()
	}

	/// The number of the next operation to be executed.
	pub fn executed(&self) -> Sequence {
		self.journal.lock().unwrap_or_else(PoisonError::into_inner).next()
	}

	/// Operations executed that are in no block yet.
	pub fn uncommitted(&self) -> u64 {
		self.journal.lock().unwrap_or_else(PoisonError::into_inner).waits()
	}

	/// What waits for batches.
	pub fn journal(&self) -> &Mutex<Journal> {
		&self.journal
	}

	/// Past operations.
	pub fn reader(&self) -> &Reader {
		&self.reader
	}

	/// The figures.
	pub fn metrics(&self) -> &Metrics {
		&self.metrics
	}

	/// Where the sequencer could be dishonest.
	pub fn conduct(&self) -> &dyn Conduct {
		self.conduct.as_ref()
	}

	/// Lets in no trader's operation any more, or again.
	pub fn close(&self, closed: bool) {
		*self.closed.write().unwrap_or_else(PoisonError::into_inner) = closed;
	}

	/// Orders of these portfolios are refused from now on.
	pub fn freeze(&self, portfolios: BTreeSet<PortfolioId>) {
		*self.frozen.write().unwrap_or_else(PoisonError::into_inner) = portfolios;
	}
}

/// Reads back what a log holds, from the newest snapshot on that can be used.
fn recover(base: &Path, settings: &Settings) -> Result<(Wal, Matcher, Recovery), Failure> {
	let begun = Instant::now();
	let Settings { domain, keep, stretch, .. } = *settings;
	let log = Found::open(base, &domain)?;
	let mut replay = Replay::newest(base, &log.reader(), &domain, keep);
	let (wal, found) = log.recover(replay.next(), stretch, |record| replay.take(record))?;
	let (matcher, head) = replay.done()?;
	let recovery = Recovery {
		operations: wal.next(),
		executed: found.records,
		torn: found.torn,
		head,
		root: matcher.root(),
		took: begun.elapsed(),
	};
	Ok((wal, matcher, recovery))
}

/// A state that does not decode is a fault of this program; who asks is told that the lane is closed.
fn broken(error: StateError) -> Denial {
	eprintln!("the state can't be read: {error:?}");
	Denial::LaneClosed
}

/// Answers a request. Who asked may be gone.
fn answer(reply: oneshot::Sender<Result<Receipt, Denial>>, what: Result<Receipt, Denial>) {
	let gone = reply.send(what).is_err();
	if gone {
		println!("a request was answered after its connection had closed");
	}
}

/// A thread whose end is the end of the desk.
fn run(
	name: &'static str,
	failed: Arc<watch::Sender<Option<String>>>,
	work: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) {
	let body = move || {
		if let Err(failure) = work() {
			eprintln!("{name}: {failure}");
			failed.send_replace(Some(format!("{name}: {failure}")));
		}
	};
	if let Err(error) = thread::Builder::new().name(name.into()).spawn(body) {
		eprintln!("{name}: {error}");
	}
}

/// Milliseconds since 1970 by this machine's clock.
pub fn now_ms() -> Moment {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn receipt(domain: &Domain, record: &Record) -> Receipt {
	Receipt {
		lane: domain.lane,
		epoch: domain.epoch,
		sequence: record.sequence,
		operation: operation_hash(&record.operation),
		head: record.head,
		time: record.time,
	}
}

/// Syncs a log so often, until its scribe ends or it can't be synced: who promises more then promises what the disk
/// may never have.
fn keep_synced(
	interval: Duration,
	sync: impl Fn() -> io::Result<()>,
	logged: &watch::Receiver<Sequence>,
	unsynced: &AtomicBool,
) {
	while logged.has_changed().is_ok() {
		thread::sleep(interval);
		if let Err(error) = sync() {
			eprintln!("the log can't be synced: {error}");
			unsynced.store(true, Ordering::Relaxed);
			return;
		}
	}
}

/// Gives numbers, and writes them down.
struct Scribe {
	wal: Wal,
	sync: Syncing,
	domain: Domain,
	head: Hash,
	time: Moment,
	/// The chain's time, ms.
	chain: Arc<AtomicU64>,
	/// The highest nonce of each account that has a number: the state may be behind.
	nonces: BTreeMap<(UnderlyingId, PortfolioId), u64>,
	/// Who signs for each account whose closing has a number: the state may be behind.
	keys: BTreeMap<(UnderlyingId, PortfolioId), Option<Key>>,
	/// The log could not be synced beside appending.
	unsynced: Arc<AtomicBool>,
	logged: watch::Sender<Sequence>,
	to_matcher: std_mpsc::Sender<Vec<Record>>,
	metrics: Metrics,
}

impl Scribe {
	fn run(mut self, mut asks: mpsc::Receiver<Ask>) -> Result<(), Failure> {
		if let Syncing::Every(interval) = self.sync {
			let (syncer, unsynced) = (self.wal.syncer(), self.unsynced.clone());
			let logged = self.logged.subscribe();
			thread::Builder::new().name("sync".into()).spawn(move || {
				keep_synced(interval, || syncer.sync(), &logged, &unsynced);
			})?;
		}
		while let Some(first) = asks.blocking_recv() {
			let mut group = vec![first];
			while group.len() < GROUP {
				let Ok(ask) = asks.try_recv() else { break };
				group.push(ask);
			}
			self.metrics.waiting.set(u64::try_from(asks.len()).unwrap_or(u64::MAX));
			self.write(group)?;
		}
		Ok(())
	}

	/// Numbers a group, writes it, and answers.
	fn write(&mut self, group: Vec<Ask>) -> Result<(), Failure> {
		if self.unsynced.load(Ordering::Relaxed) {
			return Err(Failure("the log can't be synced".into()));
		}
		// A clock that is behind would make receipts late by the chain's time before they are written.
		self.time = self.time.max(now_ms()).max(self.chain.load(Ordering::Relaxed));
		let mut records = Vec::with_capacity(group.len());
		let mut replies = Vec::with_capacity(group.len());
		let mut next = self.wal.next();
		for Ask { operation, key, reply } in group {
			let taken = self
				.ensure_signs(&operation, key)
				.and_then(|()| self.take_nonce(&operation).map_err(Denial::Refused));
			if let Err(denial) = taken {
				answer(reply, Err(denial));
				continue;
			}
			self.note_key(&operation);
			self.head = next_head(&self.head, next, &operation_hash(&operation));
			records.push(Record { sequence: next, time: self.time, head: self.head, operation });
			replies.push(reply);
			next = next.saturating_add(1);
		}
		if records.is_empty() {
			return Ok(());
		}
		self.wal.append(&records)?;
		if self.sync == Syncing::Always {
			self.wal.sync()?;
		}
		self.logged.send_replace(next);
		self.metrics.log_operations.set(next);
		self.metrics.log_bytes.set(self.wal.length());
		for (reply, record) in replies.into_iter().zip(&records) {
			answer(reply, Ok(receipt(&self.domain, record)));
		}
		self.to_matcher.send(records).map_err(|_| Failure("the matcher is gone".into()))
	}

	/// What was let in before a closing must not stand in the log behind it: there nobody signs for the account,
	/// and what nobody signed costs the bond.
	fn ensure_signs(&self, operation: &Operation, key: Option<Key>) -> Result<(), Denial> {
		let signs = signer(operation)
			.and_then(|portfolio| self.keys.get(&(operation.underlying(), portfolio)));
		match signs {
			Some(None) => Err(Denial::Refused(Refusal::AllowanceClosed)),
			Some(signs) if *signs != key => Err(Denial::BadSignature),
			_ => Ok(()),
		}
	}

	/// Who signs for an account behind a message: as the state machine has it.
	fn note_key(&mut self, operation: &Operation) {
		let Operation::Inbox { message, .. } = operation else { return };
		match message {
			Message::Close { portfolio, underlying } => {
				self.keys.insert((*underlying, *portfolio), None);
			}
			Message::Credit { portfolio, underlying, key, .. } => {
				if let Some(closed @ None) = self.keys.get_mut(&(*underlying, *portfolio)) {
					*closed = Some(*key);
				}
			}
			_ => {}
		}
	}

	/// Of two orders with one nonce only the first gets a number.
	fn take_nonce(&mut self, operation: &Operation) -> Result<(), Refusal> {
		let (Some(portfolio), Some(order)) = (signer(operation), operation.order()) else {
			return Ok(());
		};
		let last = self.nonces.entry((operation.underlying(), portfolio)).or_default();
		if order.nonce <= *last {
			return Err(Refusal::NonceUsed);
		}
		*last = order.nonce;
		Ok(())
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::testing::{settings, Folder, Lane, DOMAIN};
	use polkadot_sdk::substrate_prometheus_endpoint::Registry;
	use tenor_fixed::Cash;
	use tenor_lane::{signature_holds, Cancel, Memory, Payload, Place, Signed};
	use tenor_matching::Side;

	/// A scribe that goes on with a lane's log, beside a matcher that does not run.
	async fn scribe(lane: Lane) -> (Scribe, std_mpsc::Receiver<Vec<Record>>, Folder) {
		let mut logged = lane.desk.logged();
		let Lane { folder, desk, .. } = lane;
		drop(desk);
		while logged.changed().await.is_ok() {}
		let base = folder.file("log");
		let (wal, _, recovery) = recover(&base, &settings()).unwrap();
		let (to_matcher, records) = std_mpsc::channel();
		let (logged, _) = watch::channel(wal.next());
		let scribe = Scribe {
			wal,
			sync: Syncing::Always,
			domain: DOMAIN,
			head: recovery.head,
			time: 0,
			chain: Arc::default(),
			nonces: BTreeMap::new(),
			keys: BTreeMap::new(),
			unsynced: Arc::default(),
			logged,
			to_matcher,
			metrics: Metrics::new(&Registry::new()).unwrap(),
		};
		(scribe, records, folder)
	}

	#[tokio::test]
	async fn log_that_can_not_be_synced_takes_nothing_more() {
		let lane = Lane::begin(1, &settings()).await;
		let order = Operation::Order(lane.sign(lane.order(0, Side::Sell, 100, 1)));
		let (mut scribe, _records, _folder) = scribe(lane).await;
		let next = scribe.wal.next();
		// GIVEN a disk that fails
		let failing = || Err(io::Error::other("it is full"));
		let logged = scribe.logged.subscribe();
		keep_synced(Duration::ZERO, failing, &logged, &scribe.unsynced);
		// WHEN something asks for a number THEN the scribe ends, and says why
		let (reply, mut answer) = oneshot::channel();
		let group = vec![Ask { operation: order, key: None, reply }];
		let failure = scribe.write(group).unwrap_err();
		assert_eq!(failure.to_string(), "the log can't be synced");
		assert!(answer.try_recv().is_err());
		assert_eq!(scribe.wal.next(), next);
	}

	#[tokio::test]
	async fn index_grows_old_while_nothing_is_heard_of_the_chain() {
		let lane = Lane::begin(1, &settings()).await;
		let order = lane.order(0, Side::Sell, 100, 1);
		let (underlying, now) = (order.series.underlying, Instant::now());
		let fresh = |seconds| {
			let at = now + Duration::from_secs(seconds);
			lane.desk.is_fresh_at(underlying, at).unwrap()
		};
		assert!(fresh(0) && fresh(30));
		assert!(!fresh(40));
		// AND before anything was heard of it, as behind a restart, nobody knows
		*lane.desk.best.write().unwrap() = None;
		assert_eq!(lane.place(order).await, Err(Denial::IndexStale));
		// AND a block that comes late does not make it younger
		lane.desk.advance(60, 0);
		lane.desk.advance(2, 0);
		assert_eq!(lane.place(order).await, Err(Denial::IndexStale));
		lane.log(lane.tick(59)).await;
		assert!(lane.desk.is_fresh(underlying).unwrap());
	}

	#[tokio::test]
	async fn what_was_let_in_before_a_closing_is_not_in_the_log_behind_it() {
		// GIVEN an order that rests, and a closing with a number that the books do not show yet
		let lane = Lane::begin(2, &settings()).await;
		let rests = lane.order(0, Side::Sell, 100, 1);
		let sequence = lane.place(rests).await.unwrap().sequence;
		lane.settle().await;
		let (portfolio, underlying) = (rests.portfolio, rests.series.underlying);
		let place = Place { series: rests.series, side: rests.side, limit: rests.limit, sequence };
		let [old, other, new] = [0, 1, 9].map(|seed| sr25519::Pair::from_seed(&[seed; 32]));
		let credit = Message::Credit {
			portfolio,
			underlying,
			owner: [0; 32],
			key: new.public().0,
			amount: Cash::from_e8(100_000_000_000_000),
		};
		let by = |pair: &sr25519::Pair, nonce: u64| {
			let body = lane.order(0, Side::Sell, 100, nonce);
			let signature = pair.sign(&body.payload(&DOMAIN)).0;
			(Operation::Order(Signed { body, signature }), Some(pair.public().0))
		};
		let says = |index, message| (Operation::Inbox { index, message }, None);
		let cancel = lane.sign(Cancel { portfolio, place });
		let group = [
			by(&old, 2),
			says(9, Message::Close { portfolio, underlying }),
			by(&old, 3),
			(Operation::Cancel(cancel), Some(old.public().0)),
			(
				Operation::Order(lane.sign(lane.order(1, Side::Sell, 100, 1))),
				Some(other.public().0),
			),
			says(10, credit),
			by(&old, 4),
			by(&new, 5),
		];
		let (mut scribe, records, _folder) = scribe(lane).await;
		// WHEN what was let in by the books gets its number
		let (asks, answers): (Vec<_>, Vec<_>) = group
			.into_iter()
			.map(|(operation, key)| {
				let (reply, answer) = oneshot::channel();
				(Ask { operation, key, reply }, answer)
			})
			.unzip();
		scribe.write(asks).unwrap();
		// THEN what nobody signs for any more gets none
		let closed = Some(Denial::Refused(Refusal::AllowanceClosed));
		let denied: Vec<_> =
			answers.into_iter().map(|mut answer| answer.try_recv().unwrap().err()).collect();
		let bad = Some(Denial::BadSignature);
		assert_eq!(denied, [None, None, closed, closed, None, None, bad, None]);
		// AND no operation of the log can be shown to be unsigned
		let mut memory = Memory::default();
		let log = scribe.wal.reader().read(0, 99).unwrap();
		assert_eq!(log.last().unwrap().sequence + 1, scribe.wal.next());
		assert_eq!(records.recv().unwrap().len(), 5);
		for Record { sequence, operation, .. } in log {
			assert!(signature_holds(&memory, &operation, &DOMAIN, state::verify).unwrap());
			memory.write(&tenor_lane::apply(&memory, &operation, sequence).unwrap().writes);
		}
	}
}
