// SPDX-License-Identifier: Apache-2.0
//! `run`: a sequencer's life, from its turn to the end of its time.

use crate::{
	archive::Final,
	chain::Chain,
	conduct::{Conduct, Honest},
	desk::{Backlog, Denial, Desk, Settings, Syncing, FRESH},
	metrics::Metrics,
	quota::Allowed,
	rpc::{serve, ServerLimits},
	section::{cut, stale, Most},
	state,
};
use jsonrpsee::core::client::Subscription;
use pallet_lane::{BatchId, Call, Instant, Lane, Parked, Stamp, Status, Term, MAX_ENTRIES};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	sp_runtime::traits::Header as _,
	substrate_prometheus_endpoint::{init_prometheus, Registry},
};
use std::{
	net::{Ipv4Addr, SocketAddr},
	path::PathBuf,
	sync::{Arc, MutexGuard, PoisonError},
	time::Duration,
};
use tenor_client::{secret, Failure, Node, Signer};
use tenor_lane::{Domain, LaneId, Message, Operation, Sequence, Shard};
use tenor_matching::Side;
use tenor_runtime::{AccountId, BlockNumber, Hash, Header, Runtime};
use tenor_series::UnderlyingId;

use crate::matcher::Journal;

/// Blocks in which a batch that was sent should have got into one.
const PATIENCE: BlockNumber = 4;
/// Bytes that an operation of a section has, its fill and its maker among them; not less.
const ENTRY_BYTES: u32 = 512;
/// Operations of a file of the log, and between snapshots: a restart executes not many more.
const STRETCH: u64 = 131_072;
/// Orders that are over and leave their books, per underlying and block.
const SWEPT: usize = 256;

/// Runs a lane.
#[derive(Debug, clap::Args)]
pub struct RunOptions {
	/// A node's WebSocket, no TLS: one's own node.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	pub url: String,

	/// Which lane.
	#[arg(long)]
	pub lane: LaneId,

	/// A file with the secret URI of the account that is registered and signs batches.
	#[arg(long)]
	pub account_file: PathBuf,

	/// A file with the secret URI of the sr25519 key that signs receipts.
	#[arg(long)]
	pub receipt_key_file: PathBuf,

	/// Where the write-ahead logs and their snapshots are kept. Whoever loses them can't go on.
	#[arg(long)]
	pub data: PathBuf,

	/// Where orders come in: JSON-RPC over WebSocket and HTTP.
	#[arg(long, default_value = "127.0.0.1:9955")]
	pub listen: SocketAddr,

	/// Where Prometheus asks, on the loopback.
	#[arg(long, default_value_t = 9_656)]
	pub metrics_port: u16,

	/// `always`: a receipt leaves once the disk has what it says, and survives the end of power. `interval`:
	/// the disk gets it a moment later; the end of the process loses nothing, the end of power may.
	#[arg(long, value_enum, default_value = "always")]
	pub sync: SyncChoice,

	/// That moment, microseconds.
	#[arg(long, default_value_t = 10_000)]
	pub sync_interval_us: u64,

	/// Requests a second of a portfolio in the long run.
	#[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
	pub rate: u32,

	/// Requests of a portfolio at once.
	#[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
	pub burst: u32,

	/// Connections.
	#[arg(long, default_value_t = 1_024)]
	pub max_connections: u32,

	/// Subscriptions of one connection.
	#[arg(long, default_value_t = 64)]
	pub max_subscriptions: u32,

	/// Bytes of a request.
	#[arg(long, default_value_t = 65_536)]
	pub max_request: u32,

	/// Requests in a batch.
	#[arg(long, default_value_t = 64)]
	pub max_batch: u32,

	/// The asset that pays fees.
	#[arg(long, default_value_t = tenor_runtime::configs::assets::USDC, conflicts_with = "fee_native")]
	pub fee_asset: u32,

	/// Pay fees in the native token.
	#[arg(long)]
	pub fee_native: bool,
}

/// When the log is synced.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum SyncChoice {
	/// Before a receipt leaves.
	Always,
	/// Every so often.
	Interval,
}

impl RunOptions {
	fn syncing(&self) -> Syncing {
		match self.sync {
			SyncChoice::Always => Syncing::Always,
			SyncChoice::Interval => Syncing::Every(Duration::from_micros(self.sync_interval_us)),
		}
	}

	fn server(&self) -> ServerLimits {
		ServerLimits {
			connections: self.max_connections,
			subscriptions: self.max_subscriptions,
			request: self.max_request,
			batch: self.max_batch,
		}
	}
}

/// Runs a lane as it should be run, until its sequencer's time ends.
pub async fn run(options: &RunOptions) -> Result<(), Failure> {
	run_as(options, Arc::new(Honest)).await
}

/// Runs a lane with a conduct of one's choice.
pub async fn run_as(options: &RunOptions, conduct: Arc<dyn Conduct>) -> Result<(), Failure> {
	let signer = Signer {
		pair: secret(&options.account_file)?,
		fee_asset: (!options.fee_native).then_some(options.fee_asset),
	};
	let key = secret(&options.receipt_key_file)?;
	let chain = Chain { node: Node::connect(&options.url).await?, lane: options.lane };
	let (term, epoch) = turn(&chain, &signer.account(), &key).await?;
	let domain = Domain { genesis: chain.genesis(), lane: options.lane, epoch };

	let registry = Registry::new();
	let metrics = Metrics::new(&registry)?;
	let settings = Settings {
		domain,
		sync: options.syncing(),
		quota: Allowed { rate: options.rate, burst: options.burst },
		backlog: backlog(),
		keep: term.next,
		stretch: STRETCH,
		window: Chain::limits().fraud_window,
	};
	std::fs::create_dir_all(&options.data)?;
	let path = options.data.join(format!("lane-{}-epoch-{epoch}.log", options.lane));
	let (desk, recovery) = Desk::open(&path, &settings, key, metrics, conduct)?;
	println!(
		"epoch {epoch}: {} operations, {} of them executed again in {} ms, {} torn bytes cut off, {} on chain",
		recovery.operations,
		recovery.executed,
		recovery.took.as_millis(),
		recovery.torn,
		term.next
	);
	ensure_agrees(&desk, &term, &path.display().to_string())?;
	ensure_goes_on(&chain, &desk, epoch).await?;
	// Until a final block says how the lane stands.
	desk.close(true);
	let names = chain.names().await?;
	let (at, _server) = serve(desk.clone(), names, options.listen, &options.server()).await?;
	println!("listening on {at}");
	let metrics_at = SocketAddr::from((Ipv4Addr::LOCALHOST, options.metrics_port));
	let sequencer = Sequencer {
		chain,
		signer,
		desk: desk.clone(),
		epoch,
		next_letter: None,
		counted: None,
		sent: None,
	};
	// Only now: what is not read would wait, and be old.
	let finals = sequencer.chain.node.final_heads().await?;
	let heads = sequencer.chain.node.heads().await?;
	let mut failed = desk.failed();
	tokio::select! {
		ended = sequencer.follow(finals, heads) => ended,
		served = init_prometheus(metrics_at, registry) => {
			served.map_err(|error| Failure(format!("metrics on {metrics_at}: {error}")))
		}
		changed = failed.changed() => {
			let said = failed.borrow().clone();
			Err(Failure(said.filter(|_| changed.is_ok()).unwrap_or_else(|| "the desk ended".into())))
		}
		stopped = tokio::signal::ctrl_c() => {
			stopped?;
			println!("stopped; the log has everything");
			Ok(())
		}
	}
}

/// What gets to the chain in a quarter of the time that a receipt has.
fn backlog() -> Backlog {
	let limits = Chain::limits();
	let blocks = u64::from(limits.receipt_deadline) / 4;
	let entries = MAX_ENTRIES.min(limits.bytes / ENTRY_BYTES);
	let of = |most: u32| blocks.saturating_mul(most.into()).max(most.into());
	Backlog { operations: of(entries), fills: of(limits.fills) }
}

/// Waits until the lane is this account's. Err if it does not even wait for it.
async fn turn(
	chain: &Chain,
	account: &AccountId,
	key: &sr25519::Pair,
) -> Result<(Term<AccountId>, u32), Failure> {
	let mut finals = chain.node.final_heads().await?;
	let mut head = chain.node.final_head().await?;
	let mut told = None;
	loop {
		let at = head.hash();
		let record = chain.record(at).await?;
		let term = chain.term(record.epoch, at).await?;
		if let Some(term) = term.filter(|term| term.sequencer == *account) {
			if term.key != key.public().0 {
				return Err(Failure("the account is registered with another receipt key".into()));
			}
			if let Some(offence) = term.offence {
				return Err(Failure(format!("the account was slashed: {offence:?}")));
			}
			return Ok((term, record.epoch));
		}
		let standbys = chain.standbys(at).await?;
		let place = standbys.iter().position(|standby| standby.who == *account);
		let Some(place) = place else {
			// It may have registered in a block that is not final yet.
			let best = chain.node.head().await?.hash();
			if is_known(chain, account, best).await? {
				head = next(&mut finals).await?;
				continue;
			}
			let lane = chain.lane;
			return Err(Failure(format!(
				"{account} neither runs lane {lane} nor waits for it: call lane.register"
			)));
		};
		if told != Some(place) {
			println!("stand-by: {place} before this one in lane {}", chain.lane);
			told = Some(place);
		}
		head = next(&mut finals).await?;
	}
}

/// Whether an account runs the lane or waits for it.
async fn is_known(chain: &Chain, account: &AccountId, at: Hash) -> Result<bool, Failure> {
	let record = chain.record(at).await?;
	let runs = chain.term(record.epoch, at).await?.is_some_and(|term| term.sequencer == *account);
	Ok(runs || chain.standbys(at).await?.iter().any(|standby| standby.who == *account))
}

/// Err unless the log that was found is the one that the chain has.
fn ensure_agrees(desk: &Desk, term: &Term<AccountId>, path: &str) -> Result<(), Failure> {
	let journal = lock(desk);
	if journal.next() < term.next {
		return Err(Failure(format!(
			"{path} ends at operation {}, the chain has {}: it is not the newest log, and to go on with it \
			 would be to sign two receipts for one number",
			journal.next(),
			term.next
		)));
	}
	if journal.root_before(term.next) != Some(term.root) {
		return Err(Failure(format!("{path} is not the log that the chain has: the roots differ")));
	}
	Ok(())
}

/// Err if something in the log can be in no block any more: what it would promise could not be kept.
async fn ensure_goes_on(chain: &Chain, desk: &Desk, epoch: u32) -> Result<(), Failure> {
	let best = chain.node.head().await?;
	let Some(term) = chain.term(epoch, best.hash()).await? else { return Ok(()) };
	let steps = lock(desk).steps(term.next, usize::MAX).unwrap_or_default();
	match stale(&steps, best.number) {
		None => Ok(()),
		Some((sequence, block)) => Err(too_old(sequence, block, best.number)),
	}
}

fn too_old(sequence: Sequence, block: BlockNumber, best: BlockNumber) -> Failure {
	Failure(format!(
		"operation {sequence} has the index of block {block}, too old for the chain at block {best}: the log can't go \
		 on, call lane.resign"
	))
}

/// What a block that became final says of an underlying: its index, unless the chain is so far ahead that a batch with
/// it could come too late, which would keep all that follows from being included; or at least the time.
fn news(
	underlying: UnderlyingId,
	shard: &Shard,
	instant: &Instant,
	stamp: Option<Stamp>,
	best: BlockNumber,
) -> Option<Operation> {
	let Instant { block, time } = *instant;
	let young = best.saturating_sub(block) <= FRESH;
	match stamp.filter(|_| young && block > shard.block) {
		Some(Stamp { index, .. }) => Some(Operation::Tick { underlying, index, block, time }),
		None => (time > shard.time).then_some(Operation::Clock { underlying, time }),
	}
}

async fn next(heads: &mut Subscription<Header>) -> Result<Header, Failure> {
	match heads.next().await {
		Some(head) => Ok(head?),
		None => Err(Failure("the node closed the connection".into())),
	}
}

fn lock(desk: &Desk) -> MutexGuard<'_, Journal> {
	desk.journal().lock().unwrap_or_else(PoisonError::into_inner)
}

/// A batch on its way.
struct Sent {
	/// The number behind its last operation.
	until: Sequence,
	/// The best block when it was sent.
	after: BlockNumber,
}

/// A sequencer at work.
struct Sequencer {
	chain: Chain,
	signer: Signer,
	desk: Arc<Desk>,
	epoch: u32,
	/// The message that the log takes next.
	next_letter: Option<u64>,
	/// Operations below this are in final batches whose refused fills were counted.
	counted: Option<Sequence>,
	sent: Option<Sent>,
}

impl Sequencer {
	/// Follows the chain until the sequencer's time ends.
	async fn follow(
		mut self,
		mut finals: Subscription<Header>,
		mut heads: Subscription<Header>,
	) -> Result<(), Failure> {
		self.next_letter = lock(&self.desk).inbox();
		let mut settled = 0;
		loop {
			tokio::select! {
				head = next(&mut finals) => {
					let head = head?;
					let record = self.chain.record(head.hash()).await?;
					if record.epoch != self.epoch {
						println!("#{}: the lane has passed on", head.number);
						return Ok(());
					}
					settled = self.listen(&head, &record).await?;
				}
				head = next(&mut heads) => self.commit(&head?, settled).await?,
			}
		}
	}

	/// Writes into the log what a final block says: blocks that may still be taken back are not for a log
	/// that can't be. Returns the number of the next operation on chain.
	async fn listen(&mut self, head: &Header, record: &Lane) -> Result<Sequence, Failure> {
		let at = head.hash();
		self.desk.advance(self.chain.node.head().await?.number, 0);
		// A block from before it began, which was on its way when the turn was looked for.
		let Some(term) = self.chain.term(self.epoch, at).await? else { return Ok(0) };
		self.desk.settle(Final { block: head.number, next: term.next, root: term.root });
		self.count_skipped(term.next, at).await?;
		self.desk.close(record.status != Status::Active);
		self.desk.freeze(self.chain.frozen(at).await?);
		if record.status == Status::Active {
			self.take_letters(record, head).await?;
			for underlying in self.chain.underlyings(at).await? {
				self.tick(underlying, head).await?;
				self.sweep(underlying).await?;
			}
		}
		Ok(term.next)
	}

	/// Counts fills that the chain refused against whoever came last.
	async fn count_skipped(&mut self, next: Sequence, at: Hash) -> Result<(), Failure> {
		let mut first = self.counted.unwrap_or(next);
		self.counted = Some(next);
		while first < next {
			let id = BatchId { lane: self.chain.lane, epoch: self.epoch, first };
			let Some(batch) = self.chain.batch(id, at).await? else { return Ok(()) };
			for Parked { trade, .. } in self.chain.parked(id, at).await? {
				let came = match trade.taker {
					Side::Buy => trade.buyer,
					Side::Sell => trade.seller,
				};
				self.desk.skipped(came);
			}
			first = first.saturating_add(batch.count.into());
		}
		Ok(())
	}

	/// Takes all messages that wait.
	async fn take_letters(&mut self, record: &Lane, head: &Header) -> Result<(), Failure> {
		let at = head.hash();
		let metrics = self.desk.metrics();
		let mut index = record.inbox_first.max(self.next_letter.unwrap_or_default());
		metrics.inbox.set(record.inbox_next.saturating_sub(index));
		metrics.inbox_age.set(0);
		while index < record.inbox_next {
			let Some(letter) = self.chain.letter(index, at).await? else { break };
			let age = head.number().saturating_sub(letter.block);
			metrics.inbox_age.set(age.into());
			// What could fill against an index that is too old would keep its batch from being included.
			let waits = matches!(letter.message, Message::Order(_))
				&& !self.desk.is_fresh(letter.message.underlying()).map_err(unreadable)?;
			if waits || !self.desk.conduct().takes(&letter.message) {
				break;
			}
			self.log(Operation::Inbox { index, message: letter.message }).await?;
			index = index.saturating_add(1);
			self.next_letter = Some(index);
		}
		Ok(())
	}

	/// The index of an underlying, or at least the time.
	async fn tick(&self, underlying: UnderlyingId, head: &Header) -> Result<(), Failure> {
		let (block, at) = (head.number, head.hash());
		let shard = state::shard(&self.desk.books(), underlying).map_err(unreadable)?;
		let (Some(shard), Some(instant)) = (shard, self.chain.instant(block, at).await?) else {
			return Ok(());
		};
		let stamp = self.chain.stamp(underlying, block, at).await?;
		let best = self.desk.block().unwrap_or(block);
		match news(underlying, &shard, &instant, stamp, best) {
			Some(operation) => self.log(operation).await,
			None => Ok(()),
		}
	}

	/// Takes orders that are over out of their books.
	async fn sweep(&self, underlying: UnderlyingId) -> Result<(), Failure> {
		let shard = state::shard(&self.desk.books(), underlying).map_err(unreadable)?;
		let time = shard.map_or(0, |shard| shard.time);
		let over = lock(&self.desk).over(underlying, time, SWEPT);
		for place in over {
			self.log(Operation::Expire(place)).await?;
		}
		Ok(())
	}

	async fn log(&self, operation: Operation) -> Result<(), Failure> {
		let logged = self.desk.record(operation).await;
		logged.map(drop).map_err(|denial: Denial| Failure(format!("the log: {denial}")))
	}

	/// Sends the next section, unless one is on its way.
	async fn commit(&mut self, head: &Header, settled: Sequence) -> Result<(), Failure> {
		let at: Hash = head.hash();
		let instant = self.chain.instant(head.number, at).await?;
		self.desk.advance(head.number, instant.map_or(0, |instant| instant.time));
		let Some(term) = self.chain.term(self.epoch, at).await? else { return Ok(()) };
		let metrics = self.desk.metrics();
		lock(&self.desk).settle(term.next, settled);
		if let Some(Sent { until, after }) = self.sent {
			if term.next >= until {
				metrics.batches.inc();
				self.sent = None;
			} else if head.number < after.saturating_add(PATIENCE) {
				return Ok(());
			} else {
				println!("#{}: the batch up to {until} did not get in, sent again", head.number);
				metrics.resent.inc();
			}
		}
		let limits = Chain::limits();
		let count = |most: u32| usize::try_from(most).unwrap_or(usize::MAX);
		let (fills, bytes) = (count(limits.fills), count(limits.bytes));
		let most = Most { entries: count(MAX_ENTRIES), fills, bytes };
		let (root, steps) = {
			let journal = lock(&self.desk);
			(journal.root_before(term.next), journal.steps(term.next, most.entries))
		};
		let (Some(root), Some(steps)) = (root, steps) else {
			return Err(Failure(format!("operation {} is no longer kept", term.next)));
		};
		if root != term.root {
			return Err(Failure(format!("the roots before operation {} differ", term.next)));
		}
		if let Some((sequence, block)) = stale(&steps, head.number) {
			return Err(too_old(sequence, block, head.number));
		}
		let Some((section, makers)) = cut(term.next, root, &steps, &most) else { return Ok(()) };
		let sent = self.desk.conduct().commits(section, makers);
		let Some((section, makers)) = sent else { return Ok(()) };
		let entries = u64::try_from(section.entries.len()).unwrap_or(u64::MAX);
		let until = term.next.saturating_add(entries);
		let lane = self.chain.lane;
		let call = Call::<Runtime>::commit_batch { lane, section, makers };
		match self.chain.node.submit(&self.signer, call.into(), head).await {
			Ok(_) => self.sent = Some(Sent { until, after: head.number }),
			// The pool may be full, or hold the same: the next block shows.
			Err(failure) => {
				eprintln!("#{}: a batch was not taken: {failure}", head.number);
				// With another runtime none will be: what leaves now would be promised in vain.
				self.chain.node.ensure_version().await?;
			}
		}
		Ok(())
	}
}

fn unreadable(error: tenor_lane::StateError) -> Failure {
	Failure(format!("the state can't be read: {error:?}"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use tenor_fixed::{Fixed, Price, Quantity};
	use tenor_lane::{Rules, MAX_TICK_AGE};

	#[test]
	fn no_index_is_in_the_log_that_could_come_too_late() {
		let underlying = UnderlyingId(1);
		let rules = Rules {
			tick: Price::ONE,
			lot: Quantity::ONE,
			short_share: Fixed::ZERO,
			price_share: Fixed::ZERO,
			fee_share: Fixed::ZERO,
		};
		let shard = Shard { time: 500, index: Price::ONE, block: 99, rules };
		let said = |block, time, best| {
			let stamp = Some(Stamp { block, index: Price::ONE });
			news(underlying, &shard, &Instant { block, time }, stamp, best)
		};
		let tick = Operation::Tick { underlying, index: Price::ONE, block: 100, time: 600 };
		let clock = Operation::Clock { underlying, time: 600 };
		assert_eq!(said(100, 600, 103), Some(tick));
		assert_eq!(said(100, 600, 100 + FRESH), Some(tick));
		// GIVEN a block that became final late WHEN its index might be too old in a block THEN its time is all it says
		for best in [101 + FRESH, 100 + MAX_TICK_AGE, u32::MAX] {
			assert_eq!(said(100, 600, best), Some(clock));
		}
		// AND what is known is no news
		assert_eq!(said(99, 600, 100), Some(clock));
		assert_eq!(said(99, 500, 100), None);
	}
}
