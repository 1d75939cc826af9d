// SPDX-License-Identifier: Apache-2.0
//! Whether somebody else signs with this validator's keys: a copy that was left running, or a spare that was
//! started too early. Both would vote in the same rounds and make blocks in the same slots, and be slashed.
//!
//! So a validator listens first, for two turns of all slots, and signs nothing if it sees a block of its own that
//! it did not make. It goes on looking afterwards, and ends as soon as it sees one.

use crate::{authoring::Author, service::FullClient};
use futures::{
	channel::oneshot,
	future::{select, Either, Shared},
	FutureExt, StreamExt,
};
use futures_timer::Delay;
use polkadot_sdk::{
	sc_client_api::{BlockImportNotification, BlockchainEvents},
	sc_consensus_aura::{find_pre_digest, slot_duration},
	sc_service::error::Error as ServiceError,
	sp_api::ProvideRuntimeApi,
	sp_blockchain::{self, HeaderBackend},
	sp_consensus::{BlockOrigin, SyncOracle},
	sp_consensus_aura::{
		sr25519::{AuthorityId as AuraId, AuthoritySignature},
		AuraApi, Slot, SlotDuration,
	},
	sp_core::crypto::{key_types::AURA, ByteArray},
	sp_keystore::KeystorePtr,
	sp_timestamp::Timestamp,
};
use std::{
	future::Future,
	sync::Arc,
	time::{Duration, Instant},
};
use tenor_runtime::{Block, Header};

/// Turns of all slots in which a validator listens.
const TURNS: u32 = 2;

/// Resolves when the validator may sign; never if somebody else signs for it.
pub type Alone = Shared<oneshot::Receiver<()>>;

/// Whose blocks are looked at, and since when.
pub struct Lookout {
	author: Author,
	keystore: KeystorePtr,
	/// Blocks up to this slot may be this validator's own, of before its start.
	since: Slot,
}

impl Lookout {
	/// The key of ours that a block of somebody else is signed with, and its slot.
	fn stolen(&self, header: &Header, origin: BlockOrigin) -> Option<(AuraId, Slot)> {
		let slot = find_pre_digest::<Block, AuthoritySignature>(header).ok()?;
		if origin == BlockOrigin::Own || slot <= self.since {
			return None;
		}
		let author = (self.author)(header.parent_hash, slot)?;
		self.keystore.has_keys(&[(author.to_raw_vec(), AURA)]).then_some((author, slot))
	}

	/// Whether a block that was imported is a reason to end.
	fn is_twin(&self, block: &BlockImportNotification<Block>) -> bool {
		let Some((key, slot)) = self.stolen(&block.header, block.origin) else { return false };
		log::error!(
			"Another node signs with this validator's key {key}: it made block {:?} in slot {slot}. This one ends, \
			 before both are slashed. Let only one of them run.",
			block.hash,
		);
		true
	}
}

/// When the validator may sign, and the task that looks; the node must end when that does.
///
/// Nothing is waited for where this validator's keys are those of no authority, or of the only one. Far behind the
/// others, and without peers (unless `alone_is_fine`), nothing is heard: that time does not count, and no
/// block is made in it.
pub fn begin<S: SyncOracle + Send + Sync + 'static>(
	client: Arc<FullClient>,
	author: Author,
	keystore: KeystorePtr,
	sync: S,
	alone_is_fine: bool,
) -> Result<(Alone, impl Future<Output = ()>), ServiceError> {
	let slot = slot_duration(&*client)?;
	let since = Slot::from_timestamp(Timestamp::current(), slot);
	let mut blocks = client.import_notification_stream();
	let listens = listens_for(&client, &keystore, slot)?;
	let lookout = Lookout { author, keystore, since };
	let (sender, alone) = oneshot::channel();
	let task = async move {
		let mut begun = Instant::now();
		let mut waiting = Some(sender);
		loop {
			if begun.elapsed() >= listens {
				// Nobody waits where the node ends.
				let _ = waiting.take().map(|sender| sender.send(()));
			}
			match select(blocks.next(), Delay::new(slot.as_duration())).await {
				Either::Left((Some(block), _)) if lookout.is_twin(&block) => return,
				// The node ends.
				Either::Left((None, _)) => return,
				Either::Left(_) | Either::Right(_) => {}
			}
			if sync.is_major_syncing() || (sync.is_offline() && !alone_is_fine) {
				begun = Instant::now();
			}
		}
	};
	Ok((alone.shared(), task))
}

/// How long, by the authorities of the best block.
fn listens_for(
	client: &FullClient,
	keystore: &KeystorePtr,
	slot: SlotDuration,
) -> Result<Duration, ServiceError> {
	let best = client.info().best_hash;
	let authorities = client.runtime_api().authorities(best).map_err(sp_blockchain::Error::from)?;
	let ours = authorities.iter().any(|key| keystore.has_keys(&[(key.to_raw_vec(), AURA)]));
	if !ours {
		log::warn!(
			"No key of this validator is an authority's: it makes no blocks and does not vote."
		);
	}
	let count = u32::try_from(authorities.len()).unwrap_or(u32::MAX);
	let slots = if ours && count > 1 { count.saturating_mul(TURNS).saturating_add(1) } else { 0 };
	Ok(slot.as_duration().saturating_mul(slots))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use polkadot_sdk::{
		sc_keystore::LocalKeystore,
		sp_consensus_aura::AURA_ENGINE_ID,
		sp_keyring::Sr25519Keyring::{Alice, Bob},
		sp_runtime::{Digest, DigestItem},
	};

	fn header(slot: u64) -> Header {
		let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode());
		Header {
			parent_hash: Default::default(),
			number: 1,
			state_root: Default::default(),
			extrinsics_root: Default::default(),
			digest: Digest { logs: vec![slot] },
		}
	}

	#[test]
	fn block_of_our_key_that_we_did_not_make_gives_a_twin_away() {
		// GIVEN Alice's node, started in slot 10; her slots are the even ones
		let keystore: KeystorePtr = Arc::new(LocalKeystore::in_memory());
		keystore.sr25519_generate_new(AURA, Some("//Alice")).expect("in memory");
		let author = |_, slot: Slot| {
			Some(AuraId::from(if *slot % 2 == 0 { Alice.public() } else { Bob.public() }))
		};
		let lookout = Lookout { author: Arc::new(author), keystore, since: 10.into() };
		let stolen = |slot, origin| lookout.stolen(&header(slot), origin).map(|(_, slot)| *slot);
		// THEN her own blocks, Bob's, and those of before her start are no reason to end
		assert_eq!(stolen(12, BlockOrigin::Own), None);
		assert_eq!(stolen(11, BlockOrigin::NetworkBroadcast), None);
		assert_eq!(stolen(10, BlockOrigin::NetworkInitialSync), None);
		// AND one of hers that came from somebody else is
		assert_eq!(stolen(12, BlockOrigin::NetworkBroadcast), Some(12));
		assert_eq!(stolen(14, BlockOrigin::NetworkInitialSync), Some(14));
	}
}
