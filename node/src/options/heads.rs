// SPDX-License-Identifier: Apache-2.0
//! The one loop that follows the best chain for all subscriptions.

use super::reader::{runtime_failed, Reader};
use futures::StreamExt;
use jsonrpsee::core::RpcResult;
use polkadot_sdk::{
	sc_client_api::BlockchainEvents,
	sp_api::ProvideRuntimeApi,
	sp_blockchain::{tree_route, HeaderBackend},
};
use std::sync::Arc;
use tenor_runtime::{
	options_api::{BlockEvents, OptionsApi as _},
	BlockNumber, Hash,
};
use tenor_series::{Symbol, UnderlyingId};
use tokio::sync::broadcast::{
	self,
	error::{RecvError, TryRecvError},
	Receiver,
};

/// Best blocks that wait for a subscription that reads slowly. What is older it does not get: it goes
/// on with the newest state, or is closed if it would miss an event.
const WAITING: usize = 64;
/// Blocks of which events are told at one change of the best block: more means that the node was
/// behind, and caught up.
const LONGEST_ROUTE: BlockNumber = 256;

/// A block that came onto the best chain, and what the pallets told in it.
pub(super) struct Enacted {
	pub(super) hash: Hash,
	pub(super) number: BlockNumber,
	pub(super) events: BlockEvents,
	/// Underlyings with their tickers, as of that block.
	pub(super) symbols: Vec<(UnderlyingId, Symbol)>,
}

/// How the best chain has changed.
pub(super) struct Head {
	/// The best block.
	pub(super) hash: Hash,
	/// Blocks that left it, newest first, and blocks that came onto it, oldest first; or why that can't
	/// be told.
	pub(super) route: RpcResult<(Vec<Hash>, Vec<Enacted>)>,
}

/// Where subscriptions hear of best blocks.
#[derive(Clone)]
pub struct Heads {
	sender: broadcast::Sender<Arc<Head>>,
}

impl Default for Heads {
	fn default() -> Self {
		Self { sender: broadcast::channel(WAITING).0 }
	}
}

impl Heads {
	/// Every best block from now on.
	pub(super) fn listen(&self) -> Receiver<Arc<Head>> {
		self.sender.subscribe()
	}

	/// Follows the best chain for as long as the client lives. Blocks its thread while the runtime runs.
	pub async fn follow(self, reader: Reader) {
		let mut blocks = reader.client().import_notification_stream();
		let mut best = reader.best();
		while let Some(block) = blocks.next().await {
			if !block.is_new_best {
				continue;
			}
			// Nobody listens: nothing has to be looked up.
			if self.sender.receiver_count() > 0 {
				let head = Head { hash: block.hash, route: route(&reader, best, block.hash) };
				// The last one may have left meanwhile.
				let _listeners = self.sender.send(Arc::new(head));
			}
			best = block.hash;
		}
	}
}

/// The next change, `None` if there will be none. Errors: some were missed.
pub(super) async fn next(heads: &mut Receiver<Arc<Head>>) -> Result<Option<Arc<Head>>, String> {
	match heads.recv().await {
		Ok(head) => Ok(Some(head)),
		Err(RecvError::Closed) => Ok(None),
		Err(RecvError::Lagged(missed)) => {
			Err(format!("{missed} blocks came while nothing was read: subscribe again"))
		}
	}
}

/// The newest best block that was not heard of yet; `None` if there will be none.
pub(super) async fn newest(heads: &mut Receiver<Arc<Head>>) -> Option<Arc<Head>> {
	let mut newest = loop {
		match heads.recv().await {
			Ok(head) => break head,
			Err(RecvError::Lagged(_)) => {}
			Err(RecvError::Closed) => return None,
		}
	};
	loop {
		match heads.try_recv() {
			Ok(head) => newest = head,
			Err(TryRecvError::Lagged(_)) => {}
			Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(newest),
		}
	}
}

/// What left the best chain and what came onto it between two best blocks.
fn route(reader: &Reader, from: Hash, to: Hash) -> RpcResult<(Vec<Hash>, Vec<Enacted>)> {
	let client = reader.client();
	let number = |hash| {
		let number = client.number(hash).map_err(runtime_failed)?;
		number.ok_or_else(|| runtime_failed(format!("block {hash:?} is gone")))
	};
	if number(to)?.abs_diff(number(from)?) > LONGEST_ROUTE {
		return Err(runtime_failed(format!(
			"the node has caught up by more than {LONGEST_ROUTE} blocks: subscribe again"
		)));
	}
	let route = tree_route(client, from, to).map_err(runtime_failed)?;
	let enacted = route.enacted().iter().map(|block| {
		let (hash, number) = (block.hash, block.number);
		let events = client.runtime_api().block_events(hash).map_err(runtime_failed)?;
		Ok(Enacted { hash, number, events, symbols: reader.symbols(Some(hash))? })
	});
	let retracted = route.retracted().iter().map(|block| block.hash).collect();
	Ok((retracted, enacted.collect::<RpcResult<_>>()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use futures::executor::block_on;

	fn head(n: usize) -> Arc<Head> {
		let hash = Hash::from_low_u64_be(u64::try_from(n).unwrap());
		Arc::new(Head { hash, route: Ok((Vec::new(), Vec::new())) })
	}

	fn heads_after(blocks: usize) -> (Heads, Receiver<Arc<Head>>) {
		let heads = Heads::default();
		let reader = heads.listen();
		for n in 1..=blocks {
			assert_eq!(heads.sender.send(head(n)).ok(), Some(1));
		}
		(heads, reader)
	}

	#[test]
	fn who_is_behind_by_less_than_the_ring_misses_nothing() {
		let (heads, mut reader) = heads_after(WAITING);
		for n in 1..=WAITING {
			assert_eq!(block_on(next(&mut reader)).unwrap().unwrap().hash, head(n).hash);
		}
		drop(heads);
		assert!(block_on(next(&mut reader)).unwrap().is_none());
	}

	#[test]
	fn who_would_miss_a_block_is_told_how_many() {
		let (_heads, mut reader) = heads_after(WAITING + 3);
		let reason = block_on(next(&mut reader)).map(|_| ()).unwrap_err();
		assert_eq!(reason, "3 blocks came while nothing was read: subscribe again");
	}

	#[test]
	fn who_wants_the_newest_skips_to_it_however_far_he_is_behind() {
		for blocks in [1, 5, WAITING, 3 * WAITING] {
			let (_heads, mut reader) = heads_after(blocks);
			assert_eq!(block_on(newest(&mut reader)).unwrap().hash, head(blocks).hash);
			assert!(reader.is_empty());
		}
	}
}
