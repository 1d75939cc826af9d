// SPDX-License-Identifier: Apache-2.0
//! `watch`: follows a lane's final blocks, executes every section again, and challenges by itself.

use crate::{
	audit::{Auditor, Fault, Stand},
	chain::Chain,
	json::{receipt_holds, ReceiptText},
	rpc::{LaneClient, RecordText},
	shelf::{Complaint, Shelf},
};
use codec::{Decode, DecodeAll, Encode};
use jsonrpsee::{
	client_transport::ws::{Url, WsTransportClientBuilder},
	core::client::ClientBuilder,
};
use pallet_lane::{
	last_fill, prove_leaves, Batch, BatchId, Call, Closing, Inclusion, Lane, Status,
};
use std::{
	collections::{BTreeMap, BTreeSet},
	path::PathBuf,
	time::Duration,
};
use tenor_client::{secret, Failure, Node, Signer};
use tenor_lane::{Domain, Epoch, Key, LaneId, Receipt, Sequence, Signature, StateError};
use tenor_runtime::{BlockNumber, Hash, Header, Runtime, RuntimeCall};
use tenor_series::{PortfolioId, UnderlyingId};
use tokio::sync::mpsc;

/// Blocks after which a call that changed nothing is sent again.
const PATIENCE: BlockNumber = 16;
/// Blocks behind which the state is kept again: twice as many can be looked at again on any node.
const KEPT_EVERY: BlockNumber = 100;
/// Receipts that wait to be looked at.
const RECEIPTS: usize = 4_096;
/// How long to wait for a sequencer that does not answer.
const RETRY: Duration = Duration::from_secs(5);

/// Watches a lane.
#[derive(Debug, clap::Args)]
pub struct WatchOptions {
	/// A node's WebSocket, no TLS: one's own node. It must hold the state of the blocks that are looked at.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	pub url: String,

	/// Which lane.
	#[arg(long)]
	pub lane: LaneId,

	/// A file with the secret URI of the account that sends proofs, and gets the rewards. Not read in a dry
	/// run.
	#[arg(long, required_unless_present = "dry_run")]
	pub secret_file: Option<PathBuf>,

	/// Where the state of the log is kept between runs.
	#[arg(long)]
	pub data: PathBuf,

	/// The first block to look at if nothing is kept; the newest final one unless told.
	#[arg(long)]
	pub from: Option<BlockNumber>,

	/// A folder in which traders put receipts: `*.json`, as the lane answers them.
	#[arg(long)]
	pub receipts: Option<PathBuf>,

	/// A sequencer's WebSocket, whose log is collected: a receipt for every operation.
	#[arg(long)]
	pub sequencer: Option<String>,

	/// Allowances that are released once that is possible: PORTFOLIO:UNDERLYING by their numbers.
	#[arg(long, value_parser = allowance)]
	pub release: Vec<(u64, u16)>,

	/// The asset that pays fees.
	#[arg(long, default_value_t = tenor_runtime::configs::assets::USDC, conflicts_with = "fee_native")]
	pub fee_asset: u32,

	/// Pay fees in the native token.
	#[arg(long)]
	pub fee_native: bool,

	/// Say what would be done; sign nothing.
	#[arg(long)]
	pub dry_run: bool,

	/// Look up to the newest final block and end.
	#[arg(long)]
	pub once: bool,
}

fn allowance(text: &str) -> Result<(u64, u16), String> {
	let parts = text.split_once(':').and_then(|(portfolio, underlying)| {
		Some((portfolio.parse().ok()?, underlying.parse().ok()?))
	});
	parts.ok_or_else(|| format!("{text} is not PORTFOLIO:UNDERLYING"))
}

/// One sequencer's time, as it is watched.
struct Watched {
	auditor: Auditor,
	key: Key,
	/// The proof of a fault that was found, in words and as a call: what follows can't be checked, and need not be.
	proof: Option<(String, RuntimeCall)>,
	/// Leaves of batches that can be proven wrong, by the first number, with their blocks.
	batches: BTreeMap<Sequence, (BlockNumber, Vec<Vec<u8>>)>,
	shelf: Shelf,
}

/// What is kept between runs.
#[derive(Encode, Decode)]
struct Kept {
	block: BlockNumber,
	auditor: Vec<u8>,
}

/// A watcher at work.
struct Watcher<'a> {
	options: &'a WatchOptions,
	chain: Chain,
	/// `None` in a dry run.
	signer: Option<Signer>,
	/// The last block that was looked at.
	block: BlockNumber,
	/// The last one behind which the state was kept.
	kept: BlockNumber,
	watched: Option<Watched>,
	/// Calls that were sent, and after which block.
	sent: BTreeMap<String, BlockNumber>,
	/// Files that were read.
	read: BTreeSet<PathBuf>,
	receipts: mpsc::Receiver<ReceiptText>,
}

/// Watches a lane until the node goes away.
pub async fn watch(options: &WatchOptions) -> Result<(), Failure> {
	let signer = match &options.secret_file {
		Some(file) if !options.dry_run => Some(Signer {
			pair: secret(file)?,
			fee_asset: (!options.fee_native).then_some(options.fee_asset),
		}),
		_ => None,
	};
	let chain = Chain { node: Node::connect(&options.url).await?, lane: options.lane };
	let mut finals = chain.node.final_heads().await?;
	let head = chain.node.final_head().await?;
	std::fs::create_dir_all(&options.data)?;
	let (to, receipts) = mpsc::channel(RECEIPTS);
	let before = options.from.unwrap_or(head.number).saturating_sub(1);
	let mut watcher = Watcher {
		options,
		chain,
		signer,
		block: before,
		kept: 0,
		watched: None,
		sent: BTreeMap::new(),
		read: BTreeSet::new(),
		receipts,
	};
	watcher.resume().await?;
	if let Some(url) = options.sequencer.clone() {
		let from = watcher.watched.as_ref().map_or(0, |watched| watched.auditor.next());
		tokio::spawn(collect(url, from, to));
	}
	watcher.catch_up(&head).await?;
	while !options.once {
		let head = match finals.next().await {
			Some(head) => head?,
			None => return Err(Failure("the node closed the connection".into())),
		};
		watcher.catch_up(&head).await?;
	}
	Ok(())
}

/// Collects a sequencer's log, and asks again when it goes away.
async fn collect(url: String, mut from: Sequence, to: mpsc::Sender<ReceiptText>) {
	let mut epoch = None;
	while !to.is_closed() {
		let ended = follow_log(&url, &mut epoch, &mut from, &to).await;
		if let Err(failure) = ended {
			println!("{url}: {failure}");
		}
		tokio::time::sleep(RETRY).await;
	}
}

/// Hands on receipts from a sequencer's log until it closes.
async fn follow_log(
	url: &str,
	epoch: &mut Option<Epoch>,
	from: &mut Sequence,
	to: &mpsc::Sender<ReceiptText>,
) -> Result<(), Failure> {
	let (sender, receiver) = WsTransportClientBuilder::default().build(Url::parse(url)?).await?;
	let client = ClientBuilder::default().build_with_tokio(sender, receiver);
	let status = client.status().await?;
	// Another sequencer's log begins at its own beginning.
	if epoch.replace(status.epoch).is_some_and(|before| before != status.epoch) {
		*from = 0;
	}
	// Of what is dropped nothing can be proven any more.
	*from = status.begins.max(*from);
	let mut log = client.subscribe_log(*from).await?;
	while let Some(record) = log.next().await {
		let RecordText { receipt, .. } = record?;
		*from = receipt.sequence.saturating_add(1);
		if to.send(receipt).await.is_err() {
			return Ok(());
		}
	}
	Err(Failure("the sequencer closed its log".into()))
}

impl Watcher<'_> {
	/// What is kept, and what was kept before that.
	fn files(&self) -> (PathBuf, PathBuf) {
		let name = |which: &str| format!("lane-{}.{which}", self.options.lane);
		(self.options.data.join(name("watched")), self.options.data.join(name("watched-before")))
	}

	/// Goes on where the last run ended, if it did and its sequencer's time is not over.
	async fn resume(&mut self) -> Result<(), Failure> {
		// The older one: what it looks at again, receipts can be held against.
		let (newer, older) = self.files();
		let file = if older.exists() { older } else { newer };
		let Ok(bytes) = std::fs::read(&file) else { return Ok(()) };
		let kept = Kept::decode_all(&mut bytes.as_slice()).ok();
		let kept = kept.and_then(|kept| Some((kept.block, Auditor::kept(&kept.auditor)?)));
		let name = file.display();
		let (block, auditor) =
			kept.ok_or_else(|| Failure(format!("{name} is nothing that a watcher kept")))?;
		if auditor.domain().genesis != self.chain.genesis() {
			return Err(Failure(format!("{name} is of another chain")));
		}
		let epoch = auditor.domain().epoch;
		let head = self.chain.node.final_head().await?;
		let Some(term) = self.chain.term(epoch, head.hash()).await? else { return Ok(()) };
		println!("goes on behind block {block}, operation {} of epoch {epoch}", auditor.next());
		(self.block, self.kept) = (block, block);
		self.watched = Some(Watched::new(auditor, term.key));
		Ok(())
	}

	/// Looks at all final blocks up to one.
	async fn catch_up(&mut self, head: &Header) -> Result<(), Failure> {
		while self.block < head.number {
			let number = self.block.saturating_add(1);
			let at = self.chain.node.hash(number).await?;
			let at = at.ok_or_else(|| Failure(format!("the node has no block {number}")))?;
			self.look(number, at).await?;
			self.block = number;
		}
		self.keep()?;
		let record = self.chain.record(head.hash()).await?;
		self.take_receipts()?;
		self.complain(head).await?;
		self.freeze(head, &record).await?;
		self.release(head, &record).await
	}

	/// Writes down how far it is, now and then; whole or not at all.
	fn keep(&mut self) -> Result<(), Failure> {
		let due = self.block >= self.kept.saturating_add(KEPT_EVERY);
		let Some(watched) = self.watched.as_ref().filter(|watched| due && watched.proof.is_none())
		else {
			return Ok(());
		};
		let kept = Kept { block: self.block, auditor: watched.auditor.keep() };
		let (newer, older) = self.files();
		let new = newer.with_extension("new");
		std::fs::write(&new, kept.encode())?;
		if newer.exists() {
			std::fs::rename(&newer, older)?;
		}
		std::fs::rename(&new, newer)?;
		self.kept = self.block;
		Ok(())
	}

	/// Checks the batch of a block, if it has one.
	async fn look(&mut self, number: BlockNumber, at: Hash) -> Result<(), Failure> {
		let record = self.chain.record(at).await?;
		let Some(term) = self.chain.term(record.epoch, at).await? else { return Ok(()) };
		let lane = self.chain.lane;
		let domain = Domain { genesis: self.chain.genesis(), lane, epoch: record.epoch };
		let is_new = self.watched.as_ref().is_none_or(|w| *w.auditor.domain() != domain);
		if is_new {
			println!("#{number}: epoch {} of lane {lane}", record.epoch);
			self.watched = Some(Watched::new(Auditor::new(domain), term.key));
		}
		let Some(watched) = &mut self.watched else { return Ok(()) };
		if watched.proof.is_some() {
			return Ok(());
		}
		let first = watched.auditor.next();
		let id = BatchId { lane, epoch: record.epoch, first };
		let batch = self.chain.batch(id, at).await?.filter(|batch| batch.block == number);
		let Some(batch) = batch else {
			return (term.next == first).then_some(()).ok_or_else(|| {
				Failure(format!(
					"the log of epoch {} has operations before block {number}: begin with an earlier block \
					 (--from) on a node that holds its state",
					record.epoch
				))
			});
		};
		self.check(number, at, id, &batch).await
	}

	/// Executes a batch again.
	async fn check(
		&mut self,
		number: BlockNumber,
		at: Hash,
		id: BatchId,
		batch: &Batch,
	) -> Result<(), Failure> {
		let count = usize::try_from(batch.count).unwrap_or(usize::MAX);
		let sent = self.chain.sections(id.first, batch.before, at).await?;
		let Some(watched) = &mut self.watched else { return Ok(()) };
		let found = sent.iter().find_map(|section| {
			Some((section, watched.auditor.stand_of(section, count, &batch.entries)?))
		});
		let (section, stand) = found.ok_or_else(|| {
			Failure(format!("block {number} has a batch from {}, and no such section", id.first))
		})?;
		let fault = watched.auditor.check(section, &stand).map_err(unreadable)?;
		let Stand { leaves, places } = stand;
		watched.shelf.commit(id.first, &places);
		watched.batches.insert(id.first, (number, leaves));
		let window = Chain::limits().fraud_window;
		watched.batches.retain(|_, (block, _)| block.saturating_add(window) >= number);
		if let Some(oldest) = watched.batches.keys().next() {
			watched.shelf.forget(*oldest);
		}
		for parked in self.chain.parked(id, at).await? {
			println!(
				"#{number}: operation {} was not carried: {:?}",
				parked.sequence, parked.reason
			);
		}
		match fault {
			Some(fault) => self.prove(id, fault).await,
			None => Ok(()),
		}
	}

	/// Proves that an operation is wrong.
	async fn prove(&mut self, id: BatchId, fault: Fault) -> Result<(), Failure> {
		let Fault { sequence, wrong, witness } = fault;
		println!("operation {sequence} of epoch {}: wrong {wrong:?}", id.epoch);
		let BatchId { lane, epoch, .. } = id;
		let before = sequence.checked_sub(1).filter(|before| *before >= id.first);
		let inclusion = self.inclusion(before.into_iter().chain([sequence]).collect())?;
		let call = Call::prove_transition { lane, epoch, sequence, inclusion, witness };
		let what = format!("proof that operation {sequence} of epoch {epoch} is wrong");
		let call = RuntimeCall::from(call);
		if let Some(watched) = &mut self.watched {
			watched.proof = Some((what.clone(), call.clone()));
		}
		let head = self.chain.node.head().await?;
		self.send(what, call, &head).await
	}

	/// The proof that the log has what it has in these places, which are of one batch.
	fn inclusion(&self, sequences: Vec<Sequence>) -> Result<Inclusion, Failure> {
		let last = sequences.iter().max().copied().unwrap_or_default();
		let batches = self.watched.as_ref().map(|watched| &watched.batches);
		let batch = batches.and_then(|batches| batches.range(..=last).next_back());
		let (first, (_, leaves)) =
			batch.ok_or_else(|| Failure(format!("no batch with operation {last} is kept")))?;
		let position = |sequence: &Sequence| {
			sequence.checked_sub(*first).and_then(|position| u32::try_from(position).ok())
		};
		let positions: Option<Vec<u32>> = sequences.iter().map(position).collect();
		let nodes = positions.and_then(|positions| prove_leaves(leaves, &positions));
		let nodes = nodes.ok_or_else(|| Failure(format!("operation {last} is in no batch")))?;
		Ok(Inclusion { first: *first, nodes })
	}

	/// Reads the receipts that were handed in.
	fn take_receipts(&mut self) -> Result<(), Failure> {
		let mut found = Vec::new();
		if let Some(folder) = &self.options.receipts {
			for file in std::fs::read_dir(folder)? {
				let path = file?.path();
				let json = path.extension().is_some_and(|extension| extension == "json");
				if !json || !self.read.insert(path.clone()) {
					continue;
				}
				let text = std::fs::read(&path)?;
				match serde_json::from_slice::<ReceiptText>(&text) {
					Ok(receipt) => found.push(receipt),
					Err(error) => println!("{}: no receipt: {error}", path.display()),
				}
			}
		}
		while let Ok(receipt) = self.receipts.try_recv() {
			found.push(receipt);
		}
		let Some(watched) = &mut self.watched else { return Ok(()) };
		for text in found {
			match text.read() {
				Ok((receipt, signature)) => watched.take(receipt, signature),
				Err(error) => println!("receipt {}: {error}", text.sequence),
			}
		}
		Ok(())
	}

	/// Proves what receipts show.
	async fn complain(&mut self, head: &Header) -> Result<(), Failure> {
		let Some(watched) = &self.watched else { return Ok(()) };
		let epoch = watched.auditor.domain().epoch;
		let Some(term) = self.chain.term(epoch, head.hash()).await? else { return Ok(()) };
		if term.offence.is_some() {
			return Ok(());
		}
		// One that was sent and did not get in is sent again.
		if let Some((what, call)) = watched.proof.clone() {
			return self.send(what, call, head).await;
		}
		let deadline = head.number.saturating_sub(Chain::limits().receipt_deadline);
		let due = self.chain.instant(deadline, head.hash()).await?;
		let due = due.map_or(0, |instant| instant.time);
		// One is enough to end a sequencer's time.
		let Some(complaint) = watched.shelf.complaints(term.next, due).first().copied() else {
			return Ok(());
		};
		let (what, call) = match complaint {
			Complaint::Equivocation(one, other) => (
				format!("proof of two receipts for operation {}", one.body.sequence),
				Call::<Runtime>::prove_equivocation { one, other },
			),
			Complaint::Broken(receipt) => {
				let sequence = receipt.body.sequence;
				let inclusion = self.inclusion(vec![sequence])?;
				let call = Call::prove_receipt { receipt, inclusion };
				(format!("proof that the receipt of operation {sequence} is broken"), call)
			}
			Complaint::Ignored(receipt) => (
				format!("proof that the receipt of operation {} is late", receipt.body.sequence),
				Call::prove_ignored { receipt },
			),
		};
		self.send(format!("{what}, epoch {epoch}"), call.into(), head).await
	}

	/// Takes the lane from a sequencer that is silent or leaves the inbox.
	async fn freeze(&mut self, head: &Header, record: &Lane) -> Result<(), Failure> {
		if record.status != Status::Active {
			return Ok(());
		}
		let limits = Chain::limits();
		let over = |since: u32, most: u32| head.number.saturating_sub(since) > most;
		let silent = over(record.last_batch, limits.silence);
		let oldest = self.chain.letter(record.inbox_first, head.hash()).await?;
		let overdue = oldest.is_some_and(|letter| over(letter.block, limits.inbox_deadline));
		if silent || overdue {
			let why = if silent { "it is silent" } else { "its inbox is overdue" };
			let call = Call::<Runtime>::freeze { lane: self.chain.lane };
			self.send(format!("freeze: {why}"), call.into(), head).await?;
		}
		Ok(())
	}

	/// Releases the allowances that were asked for, once nothing can fill against them.
	async fn release(&mut self, head: &Header, record: &Lane) -> Result<(), Failure> {
		if self.options.release.is_empty() {
			return Ok(());
		}
		let now = self.chain.instant(head.number, head.hash()).await?;
		for (portfolio, underlying) in &self.options.release {
			let (portfolio, underlying) = (PortfolioId(*portfolio), UnderlyingId(*underlying));
			let found = self.chain.allowance(portfolio, underlying, head.hash()).await?;
			let Some(found) = found else { continue };
			let slot = Chain::limits().slot_ms;
			let free = match found.closing {
				_ if found.epoch != record.epoch => true,
				Closing::Closed { since } => {
					now.as_ref().is_some_and(|now| now.time > last_fill(since, slot))
				}
				Closing::Open | Closing::Asked => false,
			};
			if free {
				let lane = self.chain.lane;
				let call = Call::<Runtime>::release_allowance { lane, portfolio, underlying };
				let what = format!("release of {}:{}", portfolio.0, underlying.0);
				self.send(what, call.into(), head).await?;
			}
		}
		Ok(())
	}

	/// Sends a call, unless it was sent a moment ago.
	async fn send(
		&mut self,
		what: String,
		call: RuntimeCall,
		head: &Header,
	) -> Result<(), Failure> {
		let number = head.number;
		let waits = self.sent.get(&what).is_some_and(|sent| number < sent.saturating_add(PATIENCE));
		if waits {
			return Ok(());
		}
		match &self.signer {
			None => println!("#{number}: would send: {what}"),
			Some(signer) => match self.chain.node.submit(signer, call, head).await {
				Ok(hash) => println!("#{number}: {what}: {hash:?}"),
				// Another watcher may have been first.
				Err(failure) => println!("#{number}: {what} was not taken: {failure}"),
			},
		}
		self.sent.insert(what, number);
		Ok(())
	}
}

impl Watched {
	fn new(auditor: Auditor, key: Key) -> Self {
		let (batches, shelf) = (BTreeMap::new(), Shelf::default());
		Self { auditor, key, proof: None, batches, shelf }
	}

	/// Takes a receipt, if it is one of this sequencer.
	fn take(&mut self, receipt: Receipt, signature: Signature) {
		let Domain { genesis, lane, epoch } = *self.auditor.domain();
		if (receipt.lane, receipt.epoch) != (lane, epoch) {
			println!("receipt {}: of another lane or epoch", receipt.sequence);
		} else if receipt_holds(&receipt, &signature, &self.key, &genesis) {
			self.shelf.add(receipt, signature);
		} else {
			println!("receipt {}: not signed by the sequencer", receipt.sequence);
		}
	}
}

fn unreadable(error: StateError) -> Failure {
	Failure(format!("the state can't be read: {error:?}"))
}
