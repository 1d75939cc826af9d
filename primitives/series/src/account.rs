// SPDX-License-Identifier: Apache-2.0
//! Accounts of the ledger and what moves between them.

use crate::{ExpiryKey, OptionKind, SeriesKey};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Price, Quantity};

/// Identifier of a fungible asset of the chain.
pub type AssetId = u32;

/// A portfolio (sub-account): the unit that is margined. Numbered in the order of opening.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PortfolioId(pub u64);

/// The margin rule a portfolio is held to.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MarginMode {
	/// Per-position requirements with offset by payoff.
	#[default]
	Standard,
	/// Worst of the scenarios over the whole portfolio.
	Portfolio,
}

/// Whether a portfolio may act.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PortfolioStatus {
	/// Trades and withdraws within its margin.
	#[default]
	Active,
	/// May only deposit and cancel.
	Frozen,
}

/// A holding of one series inside an entry that names the expiry: long > 0, short < 0, never 0.
/// Entries are sorted by (strike, kind).
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
pub struct Position {
	/// The strike, e8.
	pub strike: Price,
	/// Call or put.
	pub kind: OptionKind,
	/// Contracts held, e8.
	pub quantity: Quantity,
}

/// One side of one trade: what a portfolio receives of a series and of cash.
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
pub struct Fill {
	/// Whose.
	pub portfolio: PortfolioId,
	/// Of what.
	pub series: SeriesKey,
	/// Contracts received (> 0) or given (< 0), e8.
	pub quantity: Quantity,
	/// Premium received (> 0) or paid (< 0), e8.
	pub cash: Cash,
}

/// An account of the cash ledger. Batches posted to these accounts sum to zero.
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
pub enum LedgerAccount {
	/// A portfolio's cash.
	Portfolio(PortfolioId),
	/// The insurance fund.
	Insurance,
	/// Fees collected.
	Fees,
}

/// What a margin check must know of a portfolio besides its positions.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PortfolioView<AccountId> {
	/// Who owns it.
	pub owner: AccountId,
	/// How it is margined.
	pub mode: MarginMode,
	/// Whether it may act.
	pub status: PortfolioStatus,
	/// Cash, e8; may be negative after settlement, fees or liquidation.
	pub cash: Cash,
	/// The part of it that is set aside for something else, e8, not below zero: initial margin and whatever
	/// takes cash away are judged as if it were gone. More than there is of cash if something took that.
	pub held: Cash,
	/// Collateral assets and amounts, e8, sorted by asset.
	pub assets: Vec<(AssetId, u128)>,
	/// Expiries with at least one position, sorted.
	pub expiries: Vec<ExpiryKey>,
	/// The part of cash that can't be paid with yet: credits of expiries that are still settling, e8, sorted.
	pub locked: Vec<(ExpiryKey, Cash)>,
}

impl<AccountId> PortfolioView<AccountId> {
	/// Sum of the locked credits; stops at the end of the range, which locks more, never less.
	pub fn locked_cash(&self) -> Cash {
		locked_cash(&self.locked)
	}
}

/// Sum of locked credits; stops at the end of the range, which locks more, never less.
pub fn locked_cash(locked: &[(ExpiryKey, Cash)]) -> Cash {
	locked.iter().fold(Cash::ZERO, |sum, (_, credit)| sum.saturating_add(*credit))
}
