// SPDX-License-Identifier: Apache-2.0
//! What a node says about a lane, by the pallet's own types.

use pallet_lane::{
	Allowance, Batch, BatchId, Instant, Lane, Letter, Limits, Maker, Market, Parked, Stamp,
	Standby, Term, RING,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use tenor_client::{Failure, Node};
use tenor_lane::{Epoch, Hash as LaneHash, LaneId, Section};
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

	/// The batches of this lane that a block's transactions bring, as they were sent.
	pub async fn sent(&self, at: Hash) -> Result<Vec<(Section, Vec<Maker>)>, Failure> {
		let ours = |call: RuntimeCall| match call {
			RuntimeCall::Lane(pallet_lane::Call::commit_batch { lane, section, makers })
				if lane == self.lane =>
			{
				Some((section, makers))
			}
			_ => None,
		};
		let all = self.node.transactions(at).await?;
		Ok(all.into_iter().filter_map(|transaction| ours(transaction.function)).collect())
	}
}
