// SPDX-License-Identifier: Apache-2.0
//! The real runtime in wasm, in the engine the node uses, over memory.

use polkadot_sdk::*;

use crate::chain::Chain;
use codec::{Decode, Encode};
use sc_executor::{HeapAllocStrategy, WasmExecutor};
use sp_core::traits::{
	CallContext, CodeExecutor, Externalities as _, RuntimeCode, WrappedRuntimeCode,
};
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::{BlakeTwo256, Hash, Header as _},
	transaction_validity::InvalidTransaction,
	ApplyExtrinsicResult,
};
use std::time::{Duration, Instant};
use tenor_runtime::{Header, System, UncheckedExtrinsic, SLOT_MS, WASM_BINARY};

/// A chain whose blocks are made by the wasm runtime.
pub struct WasmChain {
	/// Its state.
	pub ext: sp_io::TestExternalities,
	executor: WasmExecutor<sp_io::SubstrateHostFunctions>,
	code: Vec<u8>,
	slot: u64,
	number: u32,
	parent: sp_core::H256,
}

impl WasmChain {
	/// The development chain after `set_up`, which runs natively. What it wrote is read from memory as
	/// from a node's cache, until [`Self::commit`].
	pub fn after<R>(set_up: impl FnOnce(&mut Chain) -> R) -> (Self, R) {
		let preset = sp_genesis_builder::DEV_RUNTIME_PRESET;
		let storage = crate::chain::genesis(preset, serde_json::json!({}));
		let mut ext = sp_io::TestExternalities::new(storage);
		let (made, slot, number, parent) = ext.execute_with(|| {
			let mut chain = Chain::start();
			let made = set_up(&mut chain);
			chain.close_block();
			(made, chain.now() / SLOT_MS, System::block_number(), System::parent_hash())
		});
		let executor = WasmExecutor::builder()
			.with_onchain_heap_alloc_strategy(HeapAllocStrategy::Dynamic { maximum_pages: None })
			.build();
		let code = WASM_BINARY.expect("built with wasm").to_vec();
		let mut chain = Self { ext, executor, code, slot, number, parent };
		// Not to time the compiler.
		chain.call("Core_version", &[]);
		(chain, made)
	}

	/// Brings what was written so far into the trie: from there it is read node by node.
	pub fn commit(&mut self) {
		self.ext.commit_all().expect("committed");
	}

	fn call(&mut self, method: &str, data: &[u8]) -> (Vec<u8>, Duration) {
		let fetcher = WrappedRuntimeCode(self.code.as_slice().into());
		let code = RuntimeCode {
			code_fetcher: &fetcher,
			heap_pages: None,
			hash: BlakeTwo256::hash(b"the runtime of this build").as_ref().to_vec(),
		};
		let mut ext = self.ext.ext();
		let context = CallContext::Onchain { import: false };
		let start = Instant::now();
		let (result, _) = self.executor.call(&mut ext, &code, method, data, context);
		let took = start.elapsed();
		(result.unwrap_or_else(|error| panic!("{method}: {error}")), took)
	}

	/// Begins the next block: the engine runs here.
	pub fn begin(&mut self) -> Duration {
		self.slot += 1;
		self.number += 1;
		let slot = sp_consensus_aura::Slot::from(self.slot).encode();
		let log = DigestItem::PreRuntime(sp_consensus_aura::AURA_ENGINE_ID, slot);
		let digest = Digest { logs: vec![log] };
		let zero = Default::default();
		let header = Header::new(self.number, zero, zero, self.parent, digest);
		let took = self.call("Core_initialize_block", &header.encode()).1;
		let now = pallet_timestamp::Call::set { now: self.slot * SLOT_MS };
		self.apply(&UncheckedExtrinsic::new_bare(now.into())).expect("the first one fits");
		took
	}

	/// Applies a transaction, which must succeed; none if the block is full.
	pub fn apply(&mut self, xt: &UncheckedExtrinsic) -> Option<Duration> {
		self.ext.ext().storage_start_transaction();
		let (answer, took) = self.call("BlockBuilder_apply_extrinsic", &xt.encode());
		let result = ApplyExtrinsicResult::decode(&mut answer.as_slice()).expect("decodes");
		// As a block's author does: what does not fit leaves nothing behind.
		if result == Err(InvalidTransaction::ExhaustsResources.into()) {
			self.ext.ext().storage_rollback_transaction().expect("begun above");
			return None;
		}
		self.ext.ext().storage_commit_transaction().expect("begun above");
		result.expect("valid").expect("executed");
		Some(took)
	}

	/// Ends the block.
	pub fn end(&mut self) {
		let (header, _) = self.call("BlockBuilder_finalize_block", &[]);
		self.parent = Header::decode(&mut header.as_slice()).expect("a header").hash();
	}

	/// Does something natively in the block that is open.
	pub fn natively<R>(&mut self, act: impl FnOnce(&Chain) -> R) -> R {
		let chain = Chain::within(self.slot);
		self.ext.execute_with(|| act(&chain))
	}

	/// As many blocks as these transactions take by their weight: time of the first beginning, of all
	/// transactions, and the number of blocks.
	pub fn block(&mut self, xts: &[UncheckedExtrinsic]) -> (Duration, Duration, u32) {
		let begun = self.begin();
		let (mut applied, mut blocks) = (Duration::ZERO, 1);
		for xt in xts {
			applied += self.apply(xt).unwrap_or_else(|| {
				self.end();
				self.begin();
				blocks += 1;
				self.apply(xt).expect("an empty block has room for one")
			});
		}
		self.end();
		(begun, applied, blocks)
	}
}
