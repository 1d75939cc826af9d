// SPDX-License-Identifier: Apache-2.0
//! Records and their own rules.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_runtime::DispatchError,
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, E18};
use tenor_liquidation::{
	cost_ceil, debt_share_ceil, exit_price_ceil, factor_ceil, largest_share_ceil, payout_floor,
	BookWorth, Params, Stage, Standing,
};
use tenor_series::{Moment, PortfolioId, DAY_MS};

/// Bids of one auction at most; a better one takes the place of the worst.
pub const MAX_BIDS: u32 = 32;
/// The least share a bid asks for: 1 %.
pub const LEAST_SHARE: Fixed = Fixed::from_e18(E18 / 100);
/// Orders of a flagged portfolio that one look at it ends at most.
pub const ORDERS_PER_VISIT: u32 = 16;
/// Auctions that one call of the view returns at most.
pub const MAX_AUCTIONS_PER_VIEW: u32 = 256;

/// Bids of one auction, the highest limit first, then by portfolio.
pub type Bids = BoundedVec<Bid, ConstU32<MAX_BIDS>>;

/// Where an auction is.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Phase {
	/// Frozen; the next engine step looks again, takes the fee and starts to sell.
	Flagged,
	/// Selling.
	Selling(Stage),
}

/// One flagged portfolio.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Auction {
	/// Where it is.
	pub phase: Phase,
	/// When it was flagged.
	pub flagged_at: Moment,
	/// What its clock shows, ms: time with fresh data since this stage began.
	pub active_ms: Moment,
	/// When it was last looked at.
	pub seen_at: Moment,
	/// Cash received since this stage began or started again, e8: `R`.
	pub received: Cash,
	/// The fee taken at the flag, e8.
	pub fee: Cash,
	/// Rises whenever a position changes.
	pub version: u32,
	/// The positions that the version stands for.
	pub book: [u8; 16],
	/// What the whole cost when last looked at, e8; below zero the fund pays.
	pub price: Cash,
	/// What it counts for among what insolvent auctions need, e8: `-MM`.
	pub need: Cash,
	/// Whether orders of the portfolio may still be open.
	pub orders: bool,
	/// When something of it was sold last.
	pub sold_at: Option<Moment>,
}

impl Auction {
	/// A portfolio flagged now.
	pub fn flagged(now: Moment) -> Self {
		Self {
			phase: Phase::Flagged,
			flagged_at: now,
			active_ms: 0,
			seen_at: now,
			received: Cash::ZERO,
			fee: Cash::ZERO,
			version: 0,
			book: [0; 16],
			price: Cash::ZERO,
			need: Cash::ZERO,
			orders: true,
			sold_at: None,
		}
	}

	/// A portfolio whose owner wants to be without positions, as of now.
	pub fn exit(now: Moment) -> Self {
		Self { phase: Phase::Selling(Stage::Exit), ..Self::flagged(now) }
	}

	/// Whether its owner asked for it.
	pub fn is_exit(&self) -> bool {
		self.phase == Phase::Selling(Stage::Exit)
	}

	/// Starts selling by a stage's rule, or starts again.
	pub fn start(&mut self, stage: Stage) {
		self.phase = Phase::Selling(stage);
		self.active_ms = 0;
		self.received = Cash::ZERO;
	}

	/// Notes the positions; another book is another version.
	pub fn note_book(&mut self, book: [u8; 16]) {
		if self.book != book {
			self.book = book;
			self.version = self.version.wrapping_add(1);
		}
	}

	/// What a bidder can get now; for an exit it takes what positions are worth by themselves. `None`: it does
	/// not sell, or a number does not fit.
	pub fn terms(
		&self,
		standing: &Standing,
		buffer: Cash,
		worth: Option<&BookWorth>,
		params: &Params,
	) -> Option<Terms> {
		let Standing { equity, maintenance, .. } = *standing;
		match self.phase {
			Phase::Flagged => None,
			Phase::Selling(Stage::Solvent) => {
				let factor = factor_ceil(params, self.active_ms)?;
				let share = if equity < params.small_equity {
					Fixed::ONE
				} else {
					largest_share_ceil(buffer, equity, self.received, factor)?
				};
				let price = cost_ceil(Fixed::ONE, equity, self.received, factor)?;
				Some(Terms { share, price, factor })
			}
			Phase::Selling(Stage::Debt) => {
				// A debt is no danger: nobody gives what he has away for it.
				let factor = factor_ceil(params, self.active_ms)?.max(params.knee_factor);
				let share = debt_share_ceil(standing.cash, equity, self.received, factor)?;
				let price = cost_ceil(Fixed::ONE, equity, self.received, factor)?;
				Some(Terms { share, price, factor })
			}
			Phase::Selling(Stage::Exit) => {
				// Nobody gives what he has away for being without it.
				let factor = factor_ceil(params, self.active_ms)?.max(params.knee_factor);
				let price = exit_price_ceil(worth?, factor)?;
				Some(Terms { share: Fixed::ONE, price, factor })
			}
			Phase::Selling(Stage::Insolvent) => {
				let (clock, ramp) = (self.active_ms, params.payout_ramp_ms);
				let paid = payout_floor(Fixed::ONE, equity, maintenance, clock, ramp)?;
				let price = paid.total()?.checked_neg()?;
				Some(Terms { share: Fixed::ONE, price, factor: Fixed::ZERO })
			}
		}
	}
}

/// What an auction offers at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Terms {
	/// The largest share it sells.
	pub share: Fixed,
	/// What the whole costs, e8; below zero the fund pays.
	pub price: Cash,
	/// The price factor; zero if insolvent.
	pub factor: Fixed,
}

/// A bid: it waits until it fills, is taken back, or the auction ends.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Bid {
	/// Who takes and pays.
	pub bidder: PortfolioId,
	/// The most of the whole that he takes.
	pub share: Fixed,
	/// The most that he pays for the whole, e8; below zero the least that he wants to be paid.
	pub limit: Cash,
	/// The version of the book he bids for; dropped when it changes.
	pub expected_version: Option<u32>,
}

impl Bid {
	/// Whether this one comes before the other, or is the other's bidder.
	pub fn is_before(&self, other: &Self) -> bool {
		(other.limit, self.bidder) < (self.limit, other.bidder)
	}
}

/// How an auction ended.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Outcome {
	/// The portfolio is safe.
	Safe,
	/// All of it was sold.
	Sold,
	/// Nothing but a debt was left; it was written off.
	WrittenOff,
	/// It has no position any more, as its owner wanted.
	Exited,
	/// Its owner took that back.
	Cancelled,
}

/// Why a bid was dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum DropReason {
	/// The book is not the one he bid for.
	VersionChanged,
	/// A better bid took the last place.
	Outbid,
	/// It could not be settled.
	Refused(DispatchError),
}

/// What the fund has paid above what portfolios owed.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Premiums<BlockNumber> {
	/// In this block,
	pub block: BlockNumber,
	/// so much, e8.
	pub of_block: Cash,
	/// On this day since the epoch,
	pub day: u64,
	/// so much, e8.
	pub of_day: Cash,
}

impl<BlockNumber: PartialEq> Premiums<BlockNumber> {
	/// As it counts at a moment: other blocks and other days are over.
	pub fn at(self, block: BlockNumber, now: Moment) -> Self {
		let day = now / DAY_MS;
		let of_block = if self.block == block { self.of_block } else { Cash::ZERO };
		let of_day = if self.day == day { self.of_day } else { Cash::ZERO };
		Self { block, of_block, day, of_day }
	}

	/// What may still be paid, e8.
	pub fn room(&self, params: &Params) -> Cash {
		let of_block = params.premium_per_block.saturating_sub(self.of_block);
		let of_day = params.premium_per_day.saturating_sub(self.of_day);
		of_block.min(of_day).max(Cash::ZERO)
	}

	/// With one more payment. `None`: it does not fit.
	pub fn with(self, paid: Cash) -> Option<Self> {
		let of_block = self.of_block.checked_add(paid)?;
		Some(Self { of_block, of_day: self.of_day.checked_add(paid)?, ..self })
	}
}

/// What a bid would get now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Quote {
	/// How it sells.
	pub stage: Stage,
	/// Whether the clock runs: data are fresh and nothing is halted. If not, nothing fills.
	pub fresh: bool,
	/// Equity, maintenance margin, cash.
	pub standing: Standing,
	/// Maintenance margin and buffer.
	pub buffer: Cash,
	/// What positions are worth by themselves, if only these are sold.
	pub worth: Option<BookWorth>,
	/// The largest share it sells, the price of the whole, the price factor.
	pub terms: Terms,
	/// What the share asked for would cost, no more than the largest; below zero the fund pays.
	pub cost: Cash,
	/// The version to bid for.
	pub version: u32,
}
