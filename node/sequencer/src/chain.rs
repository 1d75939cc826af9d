// SPDX-License-Identifier: Apache-2.0
//! What a node says about a lane, by the pallet's own types.

use codec::{Decode, Encode};
use pallet_lane::{
	Allowance, Batch, BatchId, Instant, Lane, Letter, Limits, Market, Parked, Stamp, Standby, Term,
	RING,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use tenor_client::{Failure, Node};
use tenor_lane::{Epoch, Hash as LaneHash, LaneId, Section, Sequence};
use tenor_runtime::{options_api::AuctionReport, AccountId, Hash, Runtime, RuntimeCall};
use tenor_series::{PortfolioId, Symbol, UnderlyingId};

use crate::json::Names;

/// Auctions asked for at once.
const PAGE: u32 = 64;

/// An underlying as a node names it.
#[derive(Deserialize)]
struct Named {
	id: u16,
	symbol: String,
}

/// A lane as a node knows it.
pub struct Chain {
	/// The node.
	pub node: Node,
	/// Which lane.
	pub lane: LaneId,
}

impl Chain {
	/// What holds for all lanes.
	pub fn limits() -> Limits {
		<Runtime as pallet_lane::Config>::Limits::get()
	}

	/// The chain.
	pub fn genesis(&self) -> LaneHash {
		self.node.genesis().0
	}

	/// The lane's record.
	pub async fn record(&self, at: Hash) -> Result<Lane, Failure> {
		let key = pallet_lane::Lanes::<Runtime>::hashed_key_for(self.lane);
		let found = self.node.storage(key, at).await?;
		found.ok_or_else(|| Failure(format!("there is no lane {}", self.lane)))
	}

	/// A sequencer's time in the lane.
	pub async fn term(&self, epoch: Epoch, at: Hash) -> Result<Option<Term<AccountId>>, Failure> {
		let key = pallet_lane::Terms::<Runtime>::hashed_key_for((self.lane, epoch));
		self.node.storage(key, at).await
	}

	/// Who waits for the lane.
	pub async fn standbys(&self, at: Hash) -> Result<Vec<Standby<AccountId>>, Failure> {
		let key = pallet_lane::Standbys::<Runtime>::hashed_key_for(self.lane);
		Ok(self.node.storage(key, at).await?.unwrap_or_default())
	}

	/// Underlyings that the lane has rules of.
	pub async fn underlyings(&self, at: Hash) -> Result<Vec<UnderlyingId>, Failure> {
		let key = pallet_lane::Underlyings::<Runtime>::hashed_key().to_vec();
		let all: Vec<UnderlyingId> = self.node.storage(key, at).await?.unwrap_or_default();
		let mut ours = Vec::new();
		for underlying in all {
			let key = pallet_lane::Markets::<Runtime>::hashed_key_for(self.lane, underlying);
			if self.node.storage::<Market>(key, at).await?.is_some() {
				ours.push(underlying);
			}
		}
		Ok(ours)
	}

	/// A message of the inbox.
	pub async fn letter(&self, index: u64, at: Hash) -> Result<Option<Letter>, Failure> {
		let key = pallet_lane::Inbox::<Runtime>::hashed_key_for(self.lane, index);
		self.node.storage(key, at).await
	}

	/// The time of a block; `None` if the chain no longer keeps it.
	pub async fn instant(&self, block: u32, at: Hash) -> Result<Option<Instant>, Failure> {
		let slot = block.checked_rem(RING).unwrap_or_default();
		let key = pallet_lane::Instants::<Runtime>::hashed_key_for(slot);
		let found: Option<Instant> = self.node.storage(key, at).await?;
		Ok(found.filter(|instant| instant.block == block))
	}

	/// The index of an underlying as of a block; `None` if it was not fresh then.
	pub async fn stamp(
		&self,
		underlying: UnderlyingId,
		block: u32,
		at: Hash,
	) -> Result<Option<Stamp>, Failure> {
		let slot = block.checked_rem(RING).unwrap_or_default();
		let key = pallet_lane::Stamps::<Runtime>::hashed_key_for(underlying, slot);
		let found: Option<Stamp> = self.node.storage(key, at).await?;
		Ok(found.filter(|stamp| stamp.block == block))
	}

	/// A batch that can be proven wrong.
	pub async fn batch(&self, id: BatchId, at: Hash) -> Result<Option<Batch>, Failure> {
		self.node.storage(pallet_lane::Batches::<Runtime>::hashed_key_for(id), at).await
	}

	/// What margin refused of a batch.
	pub async fn parked(&self, id: BatchId, at: Hash) -> Result<Vec<Parked>, Failure> {
		let key = pallet_lane::ParkedFills::<Runtime>::hashed_key_for(id);
		Ok(self.node.storage(key, at).await?.unwrap_or_default())
	}

	/// What an owner lets the lane use.
	pub async fn allowance(
		&self,
		portfolio: PortfolioId,
		underlying: UnderlyingId,
		at: Hash,
	) -> Result<Option<Allowance>, Failure> {
		let of = (self.lane, portfolio, underlying);
		self.node.storage(pallet_lane::Allowances::<Runtime>::hashed_key_for(of), at).await
	}

	/// Portfolios that the chain has frozen: those in liquidation.
	pub async fn frozen(&self, at: Hash) -> Result<BTreeSet<PortfolioId>, Failure> {
		let mut all = BTreeSet::new();
		let mut after: Option<PortfolioId> = None;
		loop {
			let page: Vec<AuctionReport> =
				self.node.ask("OptionsApi_auctions", (after, PAGE), at).await?;
			let Some(last) = page.last() else { return Ok(all) };
			after = Some(last.portfolio);
			all.extend(page.into_iter().map(|report| report.portfolio));
		}
	}

	/// Tickers.
	pub async fn names(&self) -> Result<Names, Failure> {
		let params = jsonrpsee::rpc_params![];
		let found: Vec<Named> = self.node.request("options_underlyings", params).await?;
		let all = found.into_iter().filter_map(|Named { id, symbol }| {
			Symbol::new(&symbol).ok().map(|symbol| (UnderlyingId(id), symbol))
		});
		Ok(Names::new(all))
	}

	/// The sections of this lane that a block's transactions bring and that begin with operation `first` behind a
	/// state with that root.
	pub async fn sections(
		&self,
		first: Sequence,
		root: LaneHash,
		at: Hash,
	) -> Result<Vec<Section>, Failure> {
		let all = self.node.extrinsics(at).await?;
		Ok(all.iter().flat_map(|bytes| sections_in(bytes, self.lane, first, root)).collect())
	}
}

/// The sections in a transaction that begin so, wherever they stand: who has something to hide sends his batch
/// inside of another call.
fn sections_in(bytes: &[u8], lane: LaneId, first: Sequence, root: LaneHash) -> Vec<Section> {
	let section = Section { first, root, entries: Vec::new() };
	let begins = (first, root).encoded_size();
	let call = pallet_lane::Call::<Runtime>::commit_batch { lane, section, makers: Vec::new() };
	let mut mark = RuntimeCall::from(call).encode();
	// Up to the entries: behind them stand two lengths, of a byte each since there are none.
	mark.truncate(mark.len().saturating_sub(2));
	let found = bytes.windows(mark.len()).enumerate().filter(|(_, window)| *window == mark);
	let starts = found.map(|(at, _)| at.saturating_add(mark.len()).saturating_sub(begins));
	starts.filter_map(|at| Section::decode(&mut bytes.get(at..)?).ok()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use tenor_lane::{Entry, Operation};

	#[test]
	fn batch_is_found_wherever_it_stands_in_a_transaction() {
		let operation = Operation::Clock { underlying: UnderlyingId(1), time: 5 };
		let entry = Entry { operation, fills: Vec::new(), root: [3; 32] };
		let section = Section { first: 7, root: [2; 32], entries: vec![entry; 3] };
		let makers = Vec::new();
		let call = pallet_lane::Call::<Runtime>::commit_batch {
			lane: 1,
			section: section.clone(),
			makers,
		};
		let call = RuntimeCall::from(call).encode();
		// GIVEN a batch as a call, inside of others, and twice
		let before: &[u8] = &[54, 10, 1, 0, 7, 0, 0];
		let wrapped = [before, &call, &[0; 9]].concat();
		let twice = [call.as_slice(), &wrapped].concat();
		for (bytes, count) in [(&call, 1), (&wrapped, 1), (&twice, 2)] {
			// THEN it is read
			assert_eq!(sections_in(bytes, 1, 7, [2; 32]), vec![section.clone(); count]);
			// AND no other lane's, none with another beginning
			assert!(sections_in(bytes, 2, 7, [2; 32]).is_empty());
			assert!(sections_in(bytes, 1, 8, [2; 32]).is_empty());
			assert!(sections_in(bytes, 1, 7, [1; 32]).is_empty());
		}
		// AND what is none is none, wherever it ends
		for end in 0..call.len() - 1 {
			assert!(sections_in(&call[..end], 1, 7, [2; 32]).is_empty());
		}
	}
}
