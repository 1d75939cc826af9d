// SPDX-License-Identifier: Apache-2.0
//! What a statement says.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed};
use tenor_series::{AssetId, Moment};

/// One asset, e8.
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
pub struct AssetLine {
	/// Which.
	pub asset: AssetId,
	/// What custody holds, rounded down.
	pub custody: Cash,
	/// What the ledger owes: all that came in less all that went out.
	pub owed: Cash,
}

/// The settlement asset's ledger, e8.
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
pub struct CashLines {
	/// Cash of portfolios above zero, the net of clearing accounts, fees and bonds.
	pub claims: Cash,
	/// Cash of portfolios below zero, as a positive amount, and debts written off that nothing has paid
	/// for yet.
	pub debts: Cash,
	/// Of the debts, those written off.
	pub shortfall: Cash,
	/// The insurance fund.
	pub insurance: Cash,
}

impl CashLines {
	/// Claims that no debt stands against.
	pub fn free(&self) -> Cash {
		self.claims.saturating_sub(self.debts)
	}
}

/// Whether the chain can pay.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxAssets))]
pub struct Statement<MaxAssets: Get<u32>> {
	/// Chain time, ms.
	pub at: Moment,
	/// Assets, ascending.
	pub assets: BoundedVec<AssetLine, MaxAssets>,
	/// Cash.
	pub cash: CashLines,
	/// Claims less debts.
	pub free_custody: Cash,
	/// What all portfolios together would lose beyond what they have in the worst of the stresses, each as
	/// it was last valued; zero or positive.
	pub worst_loss: Cash,
	/// The part of that loss that the insurance fund pays for, rounded down; `None` if there is none.
	pub cover: Option<Fixed>,
}

impl<MaxAssets: Get<u32>> Statement<MaxAssets> {
	/// From its figures. Of more assets than there can be the first are kept.
	pub fn new(
		at: Moment,
		mut assets: alloc::vec::Vec<AssetLine>,
		cash: CashLines,
		worst_loss: Cash,
	) -> Self {
		assets.sort_unstable_by_key(|line| line.asset);
		Self {
			at,
			assets: BoundedVec::truncate_from(assets),
			free_custody: cash.free(),
			cover: Fixed::from_ratio_floor(cash.insurance.e8(), worst_loss.e8())
				.filter(|_| worst_loss.is_positive()),
			cash,
			worst_loss,
		}
	}

	/// Whether custody holds what is owed of every asset.
	pub fn is_backed(&self) -> bool {
		self.assets.iter().all(|line| line.custody >= line.owed)
	}
}
