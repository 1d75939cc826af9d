// SPDX-License-Identifier: Apache-2.0
//! Standard mode: a requirement per short option, capped by the worst payoff of the expiry.

use crate::{table::StrikeTable, Position, StandardParams, Totals, UnderlyingMarket};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_fixed::Fixed;
use tenor_series::{Moment, UnderlyingId};

/// Mark and requirement per short contract of every strike of one expiry. The same for every
/// portfolio: compute it once per block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StandardVectors {
	pub(crate) expiry: Moment,
	/// Columns: mark, IM per short contract, MM per short contract. Undiscounted.
	pub(crate) table: StrikeTable,
	/// The forward.
	pub(crate) forward: Fixed,
	/// Least of forward and volatility confidence.
	pub(crate) confidence: Fixed,
}

/// The positions of a portfolio in one expiry.
#[derive(Clone, Copy, Debug)]
pub struct ExpiryBook<'a> {
	/// The vectors of the expiry; they must hold every strike of `positions`.
	pub vectors: &'a StandardVectors,
	/// Strictly ascending by (strike, kind).
	pub positions: &'a [Position],
}

/// All a portfolio holds in options of one underlying.
#[derive(Clone, Copy, Debug)]
pub struct UnderlyingBook<'a> {
	/// Spot and its confidence.
	pub market: &'a UnderlyingMarket,
	/// The rule the vectors were computed for.
	pub params: &'a StandardParams,
	/// Its expiries, any order; may be empty.
	pub expiries: &'a [ExpiryBook<'a>],
}

/// Every component of the margin of one expiry, in money with 18 decimals.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExpiryRequirement {
	/// The underlying.
	pub underlying: UnderlyingId,
	/// The instant of expiry.
	pub expiry: Moment,
	/// Undiscounted marks of all positions.
	pub value: Fixed,
	/// Sum of the shorts' own requirements, IM; never above 0 for sane parameters.
	pub isolated_im: Fixed,
	/// The same for MM.
	pub isolated_mm: Fixed,
	/// Worst payoff plus unpaired calls, IM.
	pub offset_im: Fixed,
	/// The same for MM.
	pub offset_mm: Fixed,
	/// The larger of isolated and offset, IM.
	pub requirement_im: Fixed,
	/// The same for MM.
	pub requirement_mm: Fixed,
	/// Confidence contingency, subtracted from IM.
	pub confidence_contingency: Fixed,
	/// Depeg contingency, subtracted from IM.
	pub depeg_contingency: Fixed,
}

/// Every component of a portfolio's margin.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StandardMargin {
	/// Per expiry, in the order of the books.
	pub expiries: Vec<ExpiryRequirement>,
	/// Collateral at full price, in stablecoins.
	pub collateral_value: Fixed,
	/// Collateral that counts for IM.
	pub collateral_im: Fixed,
	/// Collateral that counts for MM.
	pub collateral_mm: Fixed,
	/// Confidence contingency of the collateral, subtracted from IM.
	pub collateral_confidence: Fixed,
	/// The result.
	pub totals: Totals,
}
