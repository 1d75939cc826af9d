// SPDX-License-Identifier: Apache-2.0
//! What Aura leaves to the node: a validator that is disabled makes no block, and two blocks of one
//! author in one slot are seen.

use crate::service::FullClient;
use polkadot_sdk::{
	sc_client_api::AuxStore,
	sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult},
	sc_consensus_aura::{find_pre_digest, slot_duration},
	sc_consensus_slots::{check_equivocation, SlotInfo, SlotWorker},
	sc_service::error::Error as ServiceError,
	sp_api::ProvideRuntimeApi,
	sp_consensus::Error as ConsensusError,
	sp_consensus_aura::{
		sr25519::{AuthorityId as AuraId, AuthoritySignature},
		AuraApi, Slot, SlotDuration,
	},
	sp_core::crypto::{key_types::AURA, ByteArray},
	sp_keystore::KeystorePtr,
	sp_timestamp::Timestamp,
	substrate_prometheus_endpoint::{register, Counter, Registry, U64},
};
use std::sync::Arc;
use tenor_runtime::{authoring_api::AuthoringApi, Block, Hash, Header};

/// Who would be the author of a block on top of another one in a slot, if one asks what this is for.
pub type Author = Arc<dyn Fn(Hash, Slot) -> Option<AuraId> + Send + Sync>;

/// Whose slot it is.
pub fn author_by(client: Arc<FullClient>) -> Author {
	Arc::new(move |parent, slot: Slot| {
		let authorities = client.runtime_api().authorities(parent).ok()?;
		let place = u64::from(slot).checked_rem(u64::try_from(authorities.len()).ok()?)?;
		authorities.get(usize::try_from(place).ok()?).cloned()
	})
}

/// Passes a slot on unless its author is disabled: a block of his panics while it is built, in every one
/// of his slots.
pub struct SkipDisabled<W> {
	worker: W,
	disabled_author: Author,
	keystore: KeystorePtr,
}

impl<W> SkipDisabled<W> {
	/// Asks the runtime of `client` who is disabled.
	pub fn new(worker: W, client: Arc<FullClient>, keystore: KeystorePtr) -> Self {
		// A runtime that can't be asked is older than the question.
		let disabled_author =
			move |parent, slot| client.runtime_api().disabled_author(parent, slot).ok().flatten();
		Self { worker, disabled_author: Arc::new(disabled_author), keystore }
	}
}

#[async_trait::async_trait]
impl<W: SlotWorker<Block> + Send + Sync> SlotWorker<Block> for SkipDisabled<W> {
	async fn on_slot(&mut self, info: SlotInfo<Block>) -> Option<Block> {
		let Some(author) = (self.disabled_author)(info.chain_head.hash(), info.slot) else {
			return self.worker.on_slot(info).await;
		};
		if self.keystore.has_keys(&[(author.to_raw_vec(), AURA)]) {
			log::warn!(
				target: "aura",
				"This validator is disabled for an offence: no block is made in its slot {}",
				info.slot,
			);
		}
		None
	}
}

/// A block import that looks whether an author has made another block in the same slot.
///
/// Nobody is punished for it, since Aura has no proof of it that a runtime checks; operators see it in
/// the log and in the counter `tenor_aura_equivocations`.
pub struct Watched<I, S> {
	import: I,
	store: Arc<S>,
	author: Author,
	slot_duration: SlotDuration,
	seen: Counter<U64>,
}

impl<I: Clone, S> Clone for Watched<I, S> {
	fn clone(&self) -> Self {
		Self {
			import: self.import.clone(),
			store: self.store.clone(),
			author: self.author.clone(),
			slot_duration: self.slot_duration,
			seen: self.seen.clone(),
		}
	}
}

impl<I> Watched<I, FullClient> {
	/// Keeps headers of recent slots in the client's store, where a restart finds them.
	pub fn new(
		import: I,
		client: Arc<FullClient>,
		registry: Option<&Registry>,
	) -> Result<Self, ServiceError> {
		let slot_duration = slot_duration(&*client)?;
		let author = author_by(client.clone());
		let seen =
			Counter::new("tenor_aura_equivocations", "Second blocks of an author in a slot")?;
		let seen = registry.map_or(Ok(seen.clone()), |registry| register(seen, registry))?;
		Ok(Self { import, store: client, author, slot_duration, seen })
	}
}

impl<I, S: AuxStore> Watched<I, S> {
	/// The header is signed by the author of its slot.
	fn look_at(&self, header: &Header, now: Timestamp) {
		let Ok(slot) = find_pre_digest::<Block, AuthoritySignature>(header) else { return };
		let Some(author) = (self.author)(header.parent_hash, slot) else { return };
		let now = Slot::from_timestamp(now, self.slot_duration);
		match check_equivocation(&*self.store, now, slot, header, &author) {
			Ok(None) => (),
			Ok(Some(proof)) => {
				self.seen.inc();
				log::warn!(
					target: "aura",
					"{author} made two blocks in slot {slot}: {:?} and {:?}",
					proof.first_header.hash(),
					proof.second_header.hash(),
				);
			}
			Err(error) => log::warn!(target: "aura", "Blocks of slot {slot} are unknown: {error}"),
		}
	}
}

#[async_trait::async_trait]
impl<I, S> BlockImport<Block> for Watched<I, S>
where
	I: BlockImport<Block, Error = ConsensusError> + Send + Sync,
	S: AuxStore + Send + Sync,
{
	type Error = ConsensusError;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, ConsensusError> {
		self.import.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, ConsensusError> {
		// What is imported without being executed has not been verified either, and is old.
		if !block.with_state() && !block.state_action.skip_execution_checks() {
			self.look_at(&block.header, Timestamp::current());
		}
		self.import.import_block(block).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use futures::executor::block_on;
	use polkadot_sdk::{
		sc_client_api::in_mem::Blockchain,
		sc_keystore::LocalKeystore,
		sp_consensus::BlockOrigin,
		sp_consensus_aura::AURA_ENGINE_ID,
		sp_keyring::Sr25519Keyring::{self, Alice, Bob},
		sp_runtime::{Digest, DigestItem},
	};
	use std::time::Duration;

	const NOW: u64 = 1_000_000;

	fn header(number: u32, slot: u64) -> Header {
		let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode());
		Header {
			parent_hash: Hash::default(),
			number,
			state_root: Hash::default(),
			extrinsics_root: Hash::default(),
			digest: Digest { logs: vec![slot] },
		}
	}

	/// An import that takes everything.
	#[derive(Clone)]
	struct Takes;

	#[async_trait::async_trait]
	impl BlockImport<Block> for Takes {
		type Error = ConsensusError;

		async fn check_block(
			&self,
			_: BlockCheckParams<Block>,
		) -> Result<ImportResult, ConsensusError> {
			Ok(ImportResult::imported(false))
		}

		async fn import_block(
			&self,
			_: BlockImportParams<Block>,
		) -> Result<ImportResult, ConsensusError> {
			Ok(ImportResult::imported(false))
		}
	}

	fn key(of: Sr25519Keyring) -> AuraId {
		of.public().into()
	}

	#[test]
	fn second_block_of_an_author_in_a_slot_is_counted_and_imported() {
		let slot_now =
			u64::from(Slot::from_timestamp(Timestamp::current(), SlotDuration::from_millis(1_000)));
		// GIVEN slots of Alice and Bob in turns
		let author = |_, slot: Slot| Some(key(if *slot % 2 == 0 { Alice } else { Bob }));
		let watched = Watched {
			import: Takes,
			store: Arc::new(Blockchain::<Block>::new()),
			author: Arc::new(author),
			slot_duration: SlotDuration::from_millis(1_000),
			seen: Counter::new("seen", "seen").expect("a name"),
		};
		let import = |number, slot| {
			let block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header(number, slot));
			let taken = block_on(watched.import_block(block)).expect("taken");
			assert_eq!(taken, ImportResult::imported(false));
			watched.seen.get()
		};
		// WHEN each makes one block, and one of them comes twice, THEN all is well
		assert_eq!(import(1, slot_now), 0);
		assert_eq!(import(2, slot_now + 1), 0);
		assert_eq!(import(1, slot_now), 0);
		// WHEN another one of the same slot comes, THEN it is counted, and taken: which one is of the
		// chain is for GRANDPA to say
		assert_eq!(import(3, slot_now), 1);
		assert_eq!(import(4, slot_now + 1), 2);
	}

	/// A worker that makes a block of every slot.
	struct Works(u32);

	#[async_trait::async_trait]
	impl SlotWorker<Block> for Works {
		async fn on_slot(&mut self, info: SlotInfo<Block>) -> Option<Block> {
			self.0 += 1;
			Some(Block { header: info.chain_head, extrinsics: Vec::new() })
		}
	}

	#[test]
	fn disabled_validator_makes_no_block_and_the_others_do() {
		// GIVEN that Bob, whose slots are the odd ones, is disabled
		let keystore: KeystorePtr = Arc::new(LocalKeystore::in_memory());
		let mut worker = SkipDisabled {
			worker: Works(0),
			disabled_author: Arc::new(|_, slot: Slot| (*slot % 2 == 1).then(|| key(Bob))),
			keystore,
		};
		let mut slot = |slot: u64| {
			let second = Duration::from_secs(1);
			let info = SlotInfo::new(slot.into(), Box::new(()), second, header(1, NOW), None);
			block_on(worker.on_slot(info)).is_some()
		};
		// WHEN slots come, THEN a block is begun in the even ones only
		assert_eq!([slot(NOW), slot(NOW + 1), slot(NOW + 2)], [true, false, true]);
		assert_eq!(worker.worker.0, 2);
	}
}
