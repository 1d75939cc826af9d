// SPDX-License-Identifier: Apache-2.0
//! Blocks made by the real runtime in wasm, in the engine the node uses, over the node's database or
//! over memory: each against the state of its parent, with its root, and committed.

use polkadot_sdk::*;

use crate::{
	store::{state_version, Db, State, Store},
	watched::Watched,
};
use codec::{Decode, Encode};
use sc_executor::{HeapAllocStrategy, WasmExecutor};
use sp_core::{
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
	H256,
};
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::{BlakeTwo256, Hash, Header as _},
	transaction_validity::InvalidTransaction,
	ApplyExtrinsicResult, Storage,
};
use sp_state_machine::{BasicExternalities, Ext, OverlayedChanges};
use std::{
	sync::OnceLock,
	time::{Duration, Instant},
};
use tenor_runtime::{Header, Runtime, System, UncheckedExtrinsic, SLOT_MS, WASM_BINARY};
use tenor_series::Moment;
use tenor_tests::chain::{genesis, Chain, START_MS};

/// A state made natively, and the block it is the state of.
#[derive(Clone)]
pub struct World {
	/// Everything in it.
	pub storage: Storage,
	slot: u64,
	number: u32,
	parent: H256,
}

impl World {
	/// The development chain after `set_up`, whose last block is closed.
	pub fn after<R>(set_up: impl FnOnce(&mut Chain) -> R) -> (Self, R) {
		Self::after_at(START_MS, serde_json::json!({}), set_up)
	}

	/// The same, begun at another time on a genesis that `patch` changes.
	pub fn after_at<R>(
		start: Moment,
		patch: serde_json::Value,
		set_up: impl FnOnce(&mut Chain) -> R,
	) -> (Self, R) {
		let preset = sp_genesis_builder::DEV_RUNTIME_PRESET;
		let mut ext = BasicExternalities::new(genesis(preset, patch));
		let (made, slot, number, parent) = ext.execute_with(|| {
			let mut chain = Chain::start_at(start);
			let made = set_up(&mut chain);
			chain.close_block();
			(made, chain.now() / SLOT_MS, System::block_number(), System::parent_hash())
		});
		(Self { storage: ext.into_storages(), slot, number, parent }, made)
	}

	/// Keys in the state.
	pub fn keys(&self) -> usize {
		self.storage.top.len()
	}

	/// Bytes of keys and values.
	pub fn bytes(&self) -> usize {
		self.storage.top.iter().map(|(key, value)| key.len() + value.len()).sum()
	}
}

/// What of a block, or of several, took how long.
#[derive(Clone, Copy, Default, Debug)]
pub struct Took {
	/// The runtime's calls, without the root.
	pub execution: Duration,
	/// The storage root.
	pub root: Duration,
	/// Changes handed to the database, the block of a while ago made final.
	pub commit: Duration,
}

impl Took {
	/// Everything that an importer does with the block.
	pub fn all(&self) -> Duration {
		self.execution + self.root + self.commit
	}

	/// What is left if `base` is taken off, nothing less than zero.
	pub fn beyond(&self, base: &Self) -> Self {
		Self {
			execution: self.execution.saturating_sub(base.execution),
			root: self.root.saturating_sub(base.root),
			commit: self.commit.saturating_sub(base.commit),
		}
	}
}

impl core::ops::AddAssign for Took {
	fn add_assign(&mut self, other: Self) {
		self.execution += other.execution;
		self.root += other.root;
		self.commit += other.commit;
	}
}

/// A block that was made.
#[derive(Clone, Default, Debug)]
pub struct Made {
	/// Everything.
	pub took: Took,
	/// Of the execution, the beginning: the engine.
	pub begun: Duration,
	/// Of the execution, the transactions, the timestamp among them.
	pub applied: Duration,
	/// Of the execution, the end: what idle time is used for, and sums over events.
	pub ended: Duration,
	/// Weight that was consumed, as a time.
	pub weight: Duration,
	/// Of that, what was consumed before any transaction.
	pub weight_begun: Duration,
	/// Steps of the engine, their shares of its budget in percent, and what they consumed as a time.
	pub steps: Vec<(String, f64, Duration)>,
	/// Keys written.
	pub written: usize,
	/// Keys looked at, if they were counted.
	pub read: usize,
}

/// A block that is being made.
struct Open {
	state: Watched<State>,
	overlay: OverlayedChanges<BlakeTwo256>,
	body: Vec<UncheckedExtrinsic>,
	made: Made,
}

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// A chain whose blocks are made by the wasm runtime.
pub struct WasmChain {
	store: Store,
	executor: Executor,
	slot: u64,
	number: u32,
	parent: H256,
	open: Option<Open>,
	counting: bool,
}

/// The engine, which compiles the runtime once for all chains.
fn executor() -> Executor {
	static EXECUTOR: OnceLock<Executor> = OnceLock::new();
	let heap = HeapAllocStrategy::Dynamic { maximum_pages: None };
	let build = || WasmExecutor::builder().with_onchain_heap_alloc_strategy(heap).build();
	EXECUTOR.get_or_init(build).clone()
}

/// A weight as the time it stands for.
pub fn time_of(weight: sp_weights::Weight) -> Duration {
	Duration::from_nanos(weight.ref_time() / 1_000)
}

impl WasmChain {
	/// A chain that goes on from `world`.
	pub fn over(world: &World, db: Db) -> Self {
		let mut chain = Self {
			store: Store::new(db, world.storage.clone()),
			executor: executor(),
			slot: world.slot,
			number: world.number,
			parent: world.parent,
			open: None,
			counting: false,
		};
		// Not to time the compiler.
		chain.query("Core_version", &[]);
		chain
	}

	/// Notes from the next block on which keys are looked at. That costs time.
	pub fn count_keys(&mut self, counting: bool) {
		self.counting = counting;
	}

	/// Chain time, ms.
	pub fn now(&self) -> u64 {
		self.slot * SLOT_MS
	}

	/// The head's state with nothing changed.
	fn fresh(&self) -> Open {
		Open {
			state: Watched::new(self.store.state(), self.counting),
			overlay: OverlayedChanges::default(),
			body: Vec::new(),
			made: Made::default(),
		}
	}

	/// Calls the runtime. Returns the answer and the time without that of roots.
	fn call(&self, open: &mut Open, method: &str, data: &[u8]) -> (Vec<u8>, Duration) {
		let code = WASM_BINARY.expect("built with wasm");
		let fetcher = WrappedRuntimeCode(code.into());
		let code = RuntimeCode {
			code_fetcher: &fetcher,
			heap_pages: None,
			hash: BlakeTwo256::hash(b"the runtime of this build").as_ref().to_vec(),
		};
		let rooted = open.state.root();
		let mut ext = Ext::new(&mut open.overlay, &open.state, None);
		let context = CallContext::Onchain { import: false };
		let start = Instant::now();
		let (result, _) = self.executor.call(&mut ext, &code, method, data, context);
		let took = start.elapsed();
		let answer = result.unwrap_or_else(|error| panic!("{method}: {error}"));
		(answer, took.saturating_sub(open.state.root().saturating_sub(rooted)))
	}

	fn in_block<R>(&mut self, act: impl FnOnce(&Self, &mut Open) -> R) -> R {
		let mut open = self.open.take().expect("a block is open");
		let answer = act(self, &mut open);
		self.open = Some(open);
		answer
	}

	/// Asks the runtime something about the block that is open, or about the head; what it changes
	/// is forgotten.
	pub fn query(&mut self, method: &str, data: &[u8]) -> (Vec<u8>, Duration) {
		let Some(mut open) = self.open.take() else {
			return self.call(&mut self.fresh(), method, data);
		};
		open.overlay.start_transaction();
		let answer = self.call(&mut open, method, data);
		open.overlay.rollback_transaction().expect("begun above");
		self.open = Some(open);
		answer
	}

	/// Begins the next block: the engine runs here.
	pub fn begin(&mut self) -> Duration {
		self.skip(1)
	}

	/// Begins the block `slots` after the last one.
	pub fn skip(&mut self, slots: u64) -> Duration {
		assert!(self.open.is_none(), "the last block has ended");
		self.slot += slots;
		self.number += 1;
		let slot = sp_consensus_aura::Slot::from(self.slot).encode();
		let log = DigestItem::PreRuntime(sp_consensus_aura::AURA_ENGINE_ID, slot);
		let digest = Digest { logs: vec![log] };
		let zero = H256::zero();
		let header = Header::new(self.number, zero, zero, self.parent, digest);
		self.open = Some(self.fresh());
		let begun = self.in_block(|chain, open| {
			open.made.begun = chain.call(open, "Core_initialize_block", &header.encode()).1;
			open.made.begun
		});
		let weight = self.natively(|_| System::block_weight().total());
		let now = pallet_timestamp::Call::set { now: self.slot * SLOT_MS };
		self.apply(&UncheckedExtrinsic::new_bare(now.into())).expect("the first one fits");
		self.in_block(|_, open| open.made.weight_begun = time_of(weight));
		begun
	}

	/// Applies a transaction, which must succeed; none if the block is full.
	pub fn apply(&mut self, xt: &UncheckedExtrinsic) -> Option<Duration> {
		self.try_apply(xt)?.map(Some).unwrap_or_else(|error| panic!("refused: {error:?}"))
	}

	/// Applies a valid transaction, which may fail; none if the block is full.
	pub fn try_apply(
		&mut self,
		xt: &UncheckedExtrinsic,
	) -> Option<Result<Duration, sp_runtime::DispatchError>> {
		self.in_block(|chain, open| {
			open.overlay.start_transaction();
			let (answer, took) = chain.call(open, "BlockBuilder_apply_extrinsic", &xt.encode());
			let result = ApplyExtrinsicResult::decode(&mut answer.as_slice()).expect("decodes");
			// As a block's author does: what does not fit leaves nothing behind.
			if result == Err(InvalidTransaction::ExhaustsResources.into()) {
				open.overlay.rollback_transaction().expect("begun above");
				return None;
			}
			open.overlay.commit_transaction().expect("begun above");
			open.made.applied += took;
			open.body.push(xt.clone());
			Some(result.expect("valid").map(|()| took))
		})
	}

	/// Ends the block and makes it the head.
	pub fn end(&mut self) -> Made {
		let (weight, steps) = self.natively(|_| {
			(System::block_weight().total(), pallet_engine::Pallet::<Runtime>::last_steps())
		});
		let mut open = self.open.take().expect("a block is open");
		let (header, ended) = self.call(&mut open, "BlockBuilder_finalize_block", &[]);
		let header = Header::decode(&mut header.as_slice()).expect("a header");
		self.parent = header.hash();
		let start = Instant::now();
		let written = self.commit(&mut open, &header);
		let made = &mut open.made;
		made.ended = ended;
		made.weight = time_of(weight);
		made.steps = steps
			.into_iter()
			.map(|step| {
				let share = f64::from(step.share.deconstruct()) / 1e7;
				let name = String::from_utf8(step.name).expect("a name is text");
				(name, share, time_of(step.consumed))
			})
			.collect();
		made.written = written;
		made.read = open.state.read();
		made.took = Took {
			execution: made.begun + made.applied + ended,
			root: open.state.root(),
			commit: start.elapsed(),
		};
		open.made
	}

	/// Hands the block to the database. Returns the number of keys written.
	fn commit(&mut self, open: &mut Open, header: &Header) -> usize {
		let changes = open
			.overlay
			.drain_storage_changes(&open.state, state_version())
			.expect("changes to drain");
		assert_eq!(changes.transaction_storage_root, *header.state_root(), "one root");
		self.store.commit(header, std::mem::take(&mut open.body), changes.transaction);
		changes.main_storage_changes.len()
	}

	/// Does something natively: in the block that is open, or on the head, where it is forgotten.
	pub fn natively<R>(&mut self, act: impl FnOnce(&Chain) -> R) -> R {
		let chain = Chain::within(self.slot);
		let is_open = self.open.is_some();
		let mut open = self.open.take().unwrap_or_else(|| self.fresh());
		let mut ext = Ext::new(&mut open.overlay, &open.state, None);
		let answer = sp_externalities::set_and_run_with_externalities(&mut ext, || act(&chain));
		if is_open {
			self.open = Some(open);
		}
		answer
	}

	/// A block in which nothing is sent.
	pub fn idle(&mut self) -> Made {
		self.begin();
		self.end()
	}

	/// As many blocks as these transactions take by their weight. Returns the first block's number of
	/// transactions too.
	pub fn blocks(&mut self, xts: &[UncheckedExtrinsic]) -> (Vec<Made>, usize) {
		self.begin();
		let (mut made, mut first) = (Vec::new(), xts.len());
		for (place, xt) in xts.iter().enumerate() {
			if self.apply(xt).is_none() {
				if made.is_empty() {
					first = place;
				}
				made.push(self.end());
				self.begin();
				self.apply(xt).expect("an empty block has room for one");
			}
		}
		made.push(self.end());
		(made, first)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::populate::{self, Spec};

	#[test]
	fn blocks_are_the_same_over_both_databases() {
		let (world, _) = populate::world(&Spec { portfolios: 8, ..Spec::default() });
		let heads = [Db::Parity, Db::Memory].map(|db| {
			let mut chain = WasmChain::over(&world, db);
			let blocks: Vec<Made> = (0..6).map(|_| chain.idle()).collect();
			assert!(blocks.iter().all(|made| made.written > 0 && !made.steps.is_empty()));
			chain.parent
		});
		// The hash of a header holds the root of its state.
		assert_eq!(heads[0], heads[1]);
	}

	#[test]
	fn what_is_asked_changes_nothing() {
		let (world, _) = populate::world(&Spec { portfolios: 2, ..Spec::default() });
		let mut asked = WasmChain::over(&world, Db::Memory);
		let mut alone = WasmChain::over(&world, Db::Memory);
		asked.begin();
		asked.query("OptionsApi_portfolio", &0u64.encode());
		asked.end();
		asked.natively(|_| System::set_block_number(7));
		alone.idle();
		assert_eq!(asked.idle().written, alone.idle().written);
		assert_eq!(asked.parent, alone.parent);
	}
}
