// SPDX-License-Identifier: Apache-2.0
//! Orders, batches, and what a batch decides.

use crate::MatchError;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Price, Quantity};
use tenor_series::PortfolioId;

/// Side of an order.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Side {
	/// Receives contracts, pays premium.
	Buy,
	/// Gives contracts, receives premium.
	Sell,
}

impl Side {
	/// The other one.
	#[must_use]
	pub const fn opposite(self) -> Self {
		match self {
			Self::Buy => Self::Sell,
			Self::Sell => Self::Buy,
		}
	}

	/// A number that is lower the earlier a limit trades: the order of priority of prices.
	#[inline]
	pub const fn rank(self, limit: Price) -> u64 {
		match self {
			Self::Buy => u64::MAX - limit.e8(),
			Self::Sell => limit.e8(),
		}
	}

	/// The price of a rank.
	#[inline]
	pub const fn price(self, rank: u64) -> Price {
		match self {
			Self::Buy => Price::from_e8(u64::MAX - rank),
			Self::Sell => Price::from_e8(rank),
		}
	}

	/// Whether an order of this side with that limit may trade with one of the other side at
	/// `opposite`.
	#[must_use]
	#[inline]
	pub fn crosses(self, limit: Price, opposite: Price) -> bool {
		match self {
			Self::Buy => limit >= opposite,
			Self::Sell => limit <= opposite,
		}
	}
}

/// Name of an order. It holds no place in a block: who was first inside one must not matter.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrderId {
	/// Whose order.
	pub portfolio: PortfolioId,
	/// Counted per portfolio.
	pub sequence: u64,
}

/// One order of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
	/// Its name, once per batch.
	pub id: OrderId,
	/// A number for the owner: the same for all his portfolios. Which one does not matter.
	pub owner: u32,
	/// Side.
	pub side: Side,
	/// Worst price, e8, above zero, a multiple of the tick.
	pub limit: Price,
	/// Contracts, e8, above zero, a multiple of the lot.
	pub quantity: Quantity,
	/// Block in which it was placed or last amended: its cohort. Older ones come first.
	pub since: u32,
	/// Whether it stood in the book before this batch.
	pub resting: bool,
	/// Whether it may only add to the book.
	pub post_only: bool,
}

/// The orders of one series that are decided together.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
	/// New and resting orders, in any order.
	pub orders: &'a [Order],
	/// The last mark, e8, a multiple of the tick.
	pub reference: Price,
	/// The least quantity and its step, e8, above zero.
	pub lot: Quantity,
	/// The step of prices, e8, above zero.
	pub tick: Price,
}

/// What an order trades in the auction, at the price of the [`Clearing`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BatchFill {
	/// Index into the batch.
	pub order: usize,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
}

/// What is taken out of an order because its owner stands on the other side too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Netted {
	/// Index into the batch.
	pub order: usize,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
}

/// What a batch decides. All lists ascend by index and name an order at most once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clearing {
	/// The price of every fill, e8; none if nothing trades.
	pub price: Option<Price>,
	/// Contracts that change hands, e8 (one side).
	pub volume: Quantity,
	/// Who trades how much.
	pub fills: Vec<BatchFill>,
	/// What was netted inside owners before the auction.
	pub netted: Vec<Netted>,
	/// Indices of post-only orders that would have traded with the resting book.
	pub refused: Vec<usize>,
}

impl Clearing {
	/// What remains of each order of the batch, e8, by index; zero for refused ones. `OtherBatch` if
	/// this is not the batch that was cleared.
	pub fn remaining(&self, batch: &Batch) -> Result<Vec<Quantity>, MatchError> {
		let mut left: Vec<Quantity> = batch.orders.iter().map(|order| order.quantity).collect();
		for &order in &self.refused {
			*left.get_mut(order).ok_or(MatchError::OtherBatch)? = Quantity::ZERO;
		}
		let fills = self.fills.iter().map(|fill| (fill.order, fill.quantity));
		for (order, quantity) in fills.chain(self.netted.iter().map(|n| (n.order, n.quantity))) {
			let slot = left.get_mut(order).ok_or(MatchError::OtherBatch)?;
			*slot = slot
				.checked_sub(quantity)
				.filter(|rest| !rest.is_negative())
				.ok_or(MatchError::OtherBatch)?;
		}
		Ok(left)
	}
}
