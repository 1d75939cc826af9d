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
	collections::BTreeMap,
	fs::File,
	io::Read,
	path::{Path, PathBuf},
	time::Duration,
};
use tenor_client::{secret, Failure, Node, Signer};
use tenor_lane::{
	Domain, Epoch, Key, LaneId, Receipt, Sequence, Signature, StateError, MAX_TICK_AGE,
};
use tenor_runtime::{BlockNumber, Hash, Header, Runtime, RuntimeCall};
use tenor_series::{Moment, PortfolioId, UnderlyingId};
use tokio::sync::mpsc;

/// Blocks after which a call that changed nothing is sent again.
const PATIENCE: BlockNumber = 16;
/// Blocks behind which the state is kept again: twice as many can be looked at again on any node.
const KEPT_EVERY: BlockNumber = 100;
/// Receipts that wait to be looked at.
const RECEIPTS: usize = 4_096;
/// No receipt has so many bytes.
const LONGEST_RECEIPT: u64 = 4_096;
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
	/// Earlier sequencers whose bonds are there: what they did can still be proven.
	past: Vec<Watched>,
	/// Calls that were sent, and after which block.
	sent: BTreeMap<String, BlockNumber>,
	/// Files that were read, and how long they were.
	read: BTreeMap<PathBuf, u64>,
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
		past: Vec::new(),
		sent: BTreeMap::new(),
		read: BTreeMap::new(),
		receipts,
	};
	watcher.resume().await?;
	if let Some(url) = options.sequencer.clone() {
		let from = watcher.watched.as_ref().map_or(0, |watched| watched.auditor.next());
		tokio::spawn(collect(url, from, to));
	}
	watcher.catch_up(&head).await?;
	while !options.once {
		// Between two blocks come more receipts than can wait: a log that is not read is closed.
		let head = tokio::select! {
			head = finals.next() => head,
			Some(receipt) = watcher.receipts.recv() => {
				watcher.sort_in(&receipt);
				continue;
			}
		};
		let head = head.ok_or_else(|| Failure("the node closed the connection".into()))??;
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
		self.complain(head, &record).await?;
		self.freeze(head, &record).await?;
		self.release(head, &record).await
	}

	/// Writes down how far it is, now and then; whole or not at all.
	fn keep(&mut self) -> Result<(), Failure> {
		// A fault that is not proven yet is found again by whoever begins before it.
		let proven = self.watched.iter().chain(&self.past).all(|watched| watched.proof.is_none());
		let due = self.block >= self.kept.saturating_add(KEPT_EVERY);
		let Some(watched) = self.watched.as_ref().filter(|_| due && proven) else { return Ok(()) };
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
			let next = Watched::new(Auditor::new(domain), term.key);
			self.past.extend(self.watched.replace(next));
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
		watched.forget(number);
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
		let Some(watched) = &mut self.watched else { return Ok(()) };
		let before = sequence.checked_sub(1).filter(|before| *before >= id.first);
		let inclusion = watched.inclusion(before.into_iter().chain([sequence]).collect())?;
		let call = Call::prove_transition { lane, epoch, sequence, inclusion, witness };
		let what = format!("proof that operation {sequence} of epoch {epoch} is wrong");
		let call = RuntimeCall::from(call);
		watched.proof = Some((what.clone(), call.clone()));
		let head = self.chain.node.head().await?;
		self.send(what, call, &head).await
	}

	/// Reads the receipts that were handed in.
	fn take_receipts(&mut self) -> Result<(), Failure> {
		let mut found = Vec::new();
		if let Some(folder) = &self.options.receipts {
			found = read_folder(folder, &mut self.read)?;
		}
		while let Ok(receipt) = self.receipts.try_recv() {
			found.push(receipt);
		}
		for text in found {
			self.sort_in(&text);
		}
		Ok(())
	}

	/// Puts a receipt to those of the sequencer that signed it.
	fn sort_in(&mut self, text: &ReceiptText) {
		let (receipt, signature) = match text.read() {
			Ok(read) => read,
			Err(error) => return println!("receipt {}: {error}", text.sequence),
		};
		let lane = self.chain.lane;
		let mut all = self.watched.iter_mut().chain(&mut self.past);
		let whose = all.find(|watched| watched.epoch() == receipt.epoch);
		match whose.filter(|_| receipt.lane == lane) {
			Some(watched) => watched.take(receipt, signature),
			None => println!("receipt {}: of another lane or epoch", receipt.sequence),
		}
	}

	/// Proves what is wrong, of this sequencer and of those before it that have a bond.
	async fn complain(&mut self, head: &Header, record: &Lane) -> Result<(), Failure> {
		let deadline = head.number.saturating_sub(Chain::limits().receipt_deadline);
		let due = self.chain.instant(deadline, head.hash()).await?;
		let mut proofs = Vec::new();
		for mut watched in std::mem::take(&mut self.past) {
			let term = self.chain.term(watched.epoch(), head.hash()).await?;
			if let Some(term) = term.filter(|term| term.offence.is_none()) {
				watched.forget(head.number);
				// Its time is over: what it did not commit is claimed, not proven.
				proofs.extend(watched.complaint(term.next, 0)?);
				self.past.push(watched);
			}
		}
		if let Some(watched) = &self.watched {
			let term = self.chain.term(watched.epoch(), head.hash()).await?;
			if let Some(term) = term.filter(|term| term.offence.is_none()) {
				let runs = record.epoch == watched.epoch() && record.status == Status::Active;
				let due = due.filter(|_| runs).map_or(0, |instant| instant.time);
				proofs.extend(watched.complaint(term.next, due)?);
			}
		}
		for (what, call) in proofs {
			self.send(what, call, head).await?;
		}
		Ok(())
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
		// As the chain does: a batch with an index of that block may still fill what was not over then.
		let oldest = head.number.saturating_sub(MAX_TICK_AGE);
		let oldest = self.chain.instant(oldest, head.hash()).await?;
		for (portfolio, underlying) in &self.options.release {
			let (portfolio, underlying) = (PortfolioId(*portfolio), UnderlyingId(*underlying));
			let found = self.chain.allowance(portfolio, underlying, head.hash()).await?;
			let Some(found) = found else { continue };
			let slot = Chain::limits().slot_ms;
			let free = match found.closing {
				_ if found.epoch != record.epoch => true,
				Closing::Closed { since } => {
					oldest.as_ref().is_some_and(|oldest| oldest.time > last_fill(since, slot))
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

	fn epoch(&self) -> Epoch {
		self.auditor.domain().epoch
	}

	/// Takes a receipt of this epoch, if its sequencer signed it.
	fn take(&mut self, receipt: Receipt, signature: Signature) {
		if receipt_holds(&receipt, &signature, &self.key, &self.auditor.domain().genesis) {
			self.shelf.add(receipt, signature);
		} else {
			println!("receipt {}: not signed by the sequencer", receipt.sequence);
		}
	}

	/// Lets go of what can't be proven any more in a block.
	fn forget(&mut self, block: BlockNumber) {
		let window = Chain::limits().fraud_window;
		self.batches.retain(|_, (included, _)| included.saturating_add(window) >= block);
		let oldest = self.batches.first_key_value().map(|(first, _)| *first);
		self.shelf.forget(oldest.unwrap_or(self.auditor.next()));
	}

	/// The proof that the log has what it has in these places, which are of one batch.
	fn inclusion(&self, sequences: Vec<Sequence>) -> Result<Inclusion, Failure> {
		let last = sequences.iter().max().copied().unwrap_or_default();
		let batch = self.batches.range(..=last).next_back();
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

	/// What to prove, in words and as a call: the fault that was found, or what receipts show. One is enough to
	/// end a sequencer's time. `next` is the number of the next operation on chain, and `due` the time up to which
	/// receipts had to be committed.
	fn complaint(
		&self,
		next: Sequence,
		due: Moment,
	) -> Result<Option<(String, RuntimeCall)>, Failure> {
		// One that was sent and did not get in is sent again.
		if self.proof.is_some() {
			return Ok(self.proof.clone());
		}
		let Some(complaint) = self.shelf.complaints(next, due).first().copied() else {
			return Ok(None);
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
		Ok(Some((format!("{what}, epoch {}", self.epoch()), call.into())))
	}
}

/// The receipts in a folder that were not read yet, by the lengths of their files: one that was still being written
/// is read again. What is no receipt is said to be none.
fn read_folder(
	folder: &Path,
	known: &mut BTreeMap<PathBuf, u64>,
) -> Result<Vec<ReceiptText>, Failure> {
	let mut found = Vec::new();
	for file in std::fs::read_dir(folder)? {
		let path = file?.path();
		let json = path.extension().is_some_and(|extension| extension == "json");
		// A folder is none, nor what never ends; what is gone again is not missed.
		let file = std::fs::metadata(&path).ok().filter(|file| json && file.is_file());
		let Some(length) = file.map(|file| file.len()) else { continue };
		if known.insert(path.clone(), length) == Some(length) {
			continue;
		}
		match read_receipt(&path) {
			Ok(receipt) => found.push(receipt),
			Err(error) => println!("{}: no receipt: {error}", path.display()),
		}
	}
	Ok(found)
}

fn read_receipt(path: &Path) -> Result<ReceiptText, Failure> {
	let mut text = Vec::new();
	File::open(path)?.take(LONGEST_RECEIPT).read_to_end(&mut text)?;
	Ok(serde_json::from_slice(&text)?)
}

fn unreadable(error: StateError) -> Failure {
	Failure(format!("the state can't be read: {error:?}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::{
		desk::Step,
		section::{cut, Most},
		testing::{settings, Lane as Testing, DOMAIN},
	};
	use polkadot_sdk::sp_core::{sr25519, Pair};
	use std::sync::Arc;
	use tenor_lane::Section;
	use tenor_matching::Side;

	/// Who signs the receipts of tests.
	fn key() -> sr25519::Pair {
		sr25519::Pair::from_seed(&[99; 32])
	}

	/// Some orders, as a log has them.
	async fn steps() -> Vec<Arc<Step>> {
		let lane = Testing::begin(2, &settings()).await;
		for nonce in 1..4 {
			lane.place(lane.order(0, Side::Sell, 100, nonce)).await.unwrap();
		}
		lane.settle().await;
		lane.steps()
	}

	/// A watcher's view of a sequencer that committed all but the last operation, and the receipts of all.
	async fn committed() -> (Watched, Vec<Receipt>) {
		let steps = steps().await;
		let receipts: Vec<_> = steps.iter().map(|step| receipt(step)).collect();
		let most = Most { entries: steps.len() - 1, fills: 64, bytes: 1 << 20 };
		let root = Auditor::new(DOMAIN).root();
		let section: Section = cut(0, root, &steps, &most).unwrap().0;
		let mut watched = Watched::new(Auditor::new(DOMAIN), key().public().0);
		let stand = watched.auditor.stand(&section, usize::MAX);
		assert_eq!(watched.auditor.check(&section, &stand), Ok(None));
		watched.shelf.commit(0, &stand.places);
		watched.batches.insert(0, (10, stand.leaves));
		(watched, receipts)
	}

	fn receipt(step: &Step) -> Receipt {
		Receipt {
			lane: DOMAIN.lane,
			epoch: DOMAIN.epoch,
			sequence: step.record.sequence,
			operation: tenor_lane::operation_hash(&step.record.operation),
			head: step.record.head,
			time: 1_000,
		}
	}

	fn take(watched: &mut Watched, receipt: Receipt) {
		let signature = key().sign(&receipt.payload(&DOMAIN.genesis)).0;
		watched.take(receipt, signature);
	}

	#[tokio::test]
	async fn receipt_that_can_not_be_proven_late_hides_no_other() {
		// GIVEN a sequencer whose time ends, a receipt that it did not commit, and two for one number behind that
		let (mut watched, receipts) = committed().await;
		let (late, next) = (*receipts.last().unwrap(), watched.auditor.next());
		assert_eq!(late.sequence, next);
		take(&mut watched, late);
		for content in [1, 2] {
			take(&mut watched, Receipt { sequence: next + 1, operation: [content; 32], ..late });
		}
		// WHEN nothing is late any more, since it does not run THEN the other is proven
		let (what, call) = watched.complaint(next, 0).unwrap().unwrap();
		assert!(what.starts_with("proof of two receipts"), "{what}");
		assert!(matches!(call, RuntimeCall::Lane(Call::prove_equivocation { .. })));
		// AND the first is while it does
		let (_, call) = watched.complaint(next, 1_001).unwrap().unwrap();
		assert!(
			matches!(call, RuntimeCall::Lane(Call::prove_ignored { receipt }) if receipt.body == late)
		);
	}

	#[tokio::test]
	async fn receipt_is_broken_until_its_batch_is_too_old() {
		let (mut watched, receipts) = committed().await;
		for honest in &receipts {
			take(&mut watched, *honest);
		}
		assert!(watched.complaint(watched.auditor.next(), 0).unwrap().is_none());
		// GIVEN another word about a place that the log has
		take(&mut watched, Receipt { operation: [1; 32], ..receipts[5] });
		let broken = |watched: &Watched| {
			let complaint = watched.complaint(watched.auditor.next(), 0).unwrap();
			complaint.map(|(_, call)| call)
		};
		// THEN it is proven from the leaf
		let last = 10 + Chain::limits().fraud_window;
		watched.forget(last);
		let Some(RuntimeCall::Lane(Call::prove_receipt { inclusion, .. })) = broken(&watched)
		else {
			panic!("nothing is proven")
		};
		assert_eq!(inclusion.first, 0);
		// AND not once that proves nothing
		watched.forget(last + 1);
		assert_eq!(broken(&watched), None);
	}

	#[test]
	fn what_is_in_the_folder_and_no_receipt_ends_no_watcher() {
		let folder = crate::testing::Folder::new();
		let good =
			Receipt { lane: 0, epoch: 0, sequence: 7, operation: [1; 32], head: [2; 32], time: 3 };
		let text = serde_json::to_vec(&ReceiptText::new(&good, &[5; 64])).unwrap();
		// GIVEN a folder by the name of a receipt, nonsense, one that is too long, and one that is half written
		std::fs::create_dir(folder.file("a.json")).unwrap();
		std::fs::write(folder.file("b.json"), b"[1, 2").unwrap();
		std::fs::write(folder.file("c.json"), vec![b' '; 1 << 20]).unwrap();
		std::fs::write(folder.file("d.json"), &text[..100]).unwrap();
		std::fs::write(folder.file("e.txt"), &text).unwrap();
		let mut known = BTreeMap::new();
		let all = folder.file("");
		assert!(read_folder(&all, &mut known).unwrap().is_empty());
		// WHEN the last one is whole THEN it is read, once
		std::fs::write(folder.file("d.json"), &text).unwrap();
		let found = read_folder(&all, &mut known).unwrap();
		assert_eq!(found.len(), 1);
		assert_eq!(found[0].read().unwrap().0, good);
		assert!(read_folder(&all, &mut known).unwrap().is_empty());
	}
}
