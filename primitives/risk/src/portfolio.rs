// SPDX-License-Identifier: Apache-2.0
//! Portfolio mode: the worst of the scenarios over everything a portfolio holds.

use crate::{
	table::StrikeTable, PortfolioParams, Position, Scenario, Totals, UnderlyingMarket,
	MAX_SCENARIOS,
};
use alloc::vec::Vec;
use codec::{Decode, Encode, EncodeLike, Error, Input, Output};
use scale_info::{Type, TypeInfo};
use tenor_fixed::Fixed;
use tenor_series::{Moment, UnderlyingId};

/// What the scenarios make of every strike of one expiry, and the factors that turn a sum over
/// positions into profit or loss. The same for every portfolio: compute it once per block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ScenarioVectors {
	pub(crate) expiry: Moment,
	/// Columns: mark, basis up, basis down, then one per scenario. Undiscounted.
	pub(crate) table: StrikeTable,
	/// `exp(-r * tau)`.
	pub(crate) discount: Fixed,
	/// `discount * longBase * exp(..)`: what a positive shocked value is multiplied by.
	pub(crate) long_factor: Fixed,
	/// `discount * min(1/disc, shortBase / exp(..))`: what a negative one is multiplied by.
	pub(crate) short_factor: Fixed,
	/// `add + mult * tau`.
	pub(crate) basis_weight: Fixed,
	/// Least of forward, rate and volatility confidence.
	pub(crate) confidence: Fixed,
}

/// The positions of a portfolio in one expiry.
#[derive(Clone, Copy, Debug)]
pub struct ExpiryBook<'a> {
	/// The vectors of the expiry; they must hold every strike of `positions`.
	pub vectors: &'a ScenarioVectors,
	/// Strictly ascending by (strike, kind).
	pub positions: &'a [Position],
}

/// All a portfolio holds in options of one underlying.
#[derive(Clone, Copy, Debug)]
pub struct UnderlyingBook<'a> {
	/// Spot and its confidence.
	pub market: &'a UnderlyingMarket,
	/// The rule.
	pub params: &'a PortfolioParams,
	/// The scenarios the vectors were computed for.
	pub scenarios: &'a [Scenario],
	/// Its expiries, any order; may be empty.
	pub expiries: &'a [ExpiryBook<'a>],
}

/// Profit or loss in each scenario, in the order of the scenarios. Encodes as a `Vec<Fixed>`.
#[derive(Clone, Copy)]
pub struct ScenarioPnl {
	pub(crate) values: [Fixed; MAX_SCENARIOS],
	pub(crate) len: usize,
}

impl ScenarioPnl {
	/// One value per scenario.
	pub fn as_slice(&self) -> &[Fixed] {
		self.values.get(..self.len).unwrap_or(&[])
	}
}

impl PartialEq for ScenarioPnl {
	fn eq(&self, other: &Self) -> bool {
		self.as_slice() == other.as_slice()
	}
}

impl Eq for ScenarioPnl {}

impl core::fmt::Debug for ScenarioPnl {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		self.as_slice().fmt(f)
	}
}

impl Encode for ScenarioPnl {
	fn size_hint(&self) -> usize {
		self.as_slice().size_hint()
	}
	fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
		self.as_slice().encode_to(dest);
	}
}

impl EncodeLike for ScenarioPnl {}

impl Decode for ScenarioPnl {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let decoded = Vec::<Fixed>::decode(input)?;
		let mut values = [Fixed::ZERO; MAX_SCENARIOS];
		values
			.get_mut(..decoded.len())
			.ok_or(Error::from("more scenarios than the bound"))?
			.copy_from_slice(&decoded);
		Ok(Self { values, len: decoded.len() })
	}
}

impl TypeInfo for ScenarioPnl {
	type Identity = Vec<Fixed>;
	fn type_info() -> Type {
		Vec::<Fixed>::type_info()
	}
}

/// What was worst for an underlying.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum WorstCase {
	/// The basis contingency.
	Basis,
	/// The scenario with this index.
	Scenario(u32),
}

/// Every component of the margin of one underlying, in money with 18 decimals.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct UnderlyingRisk {
	/// Which.
	pub underlying: UnderlyingId,
	/// Discounted marks of all positions.
	pub value: Fixed,
	/// Profit or loss per scenario, dampened, risk-cancelling collateral included.
	pub scenario_pnl: ScenarioPnl,
	/// Basis contingency, never above 0 for weights that are not negative.
	pub basis_contingency: Fixed,
	/// Least of the above two.
	pub worst: Fixed,
	/// Which of them.
	pub worst_case: WorstCase,
	/// `imFactor + max(0, pegThr - stable) * pegFactor`.
	pub im_factor: Fixed,
	/// Naked short options' part of MM (and IM), subtracted.
	pub naked_mm: Fixed,
	/// Naked short options' further part of IM, subtracted.
	pub naked_im: Fixed,
	/// Confidence contingency of the options, subtracted from IM.
	pub confidence_contingency: Fixed,
}

/// Every component of a portfolio's margin.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PortfolioMargin {
	/// Per underlying, in the order of the books.
	pub underlyings: Vec<UnderlyingRisk>,
	/// Collateral at full price, in stablecoins.
	pub collateral_value: Fixed,
	/// Collateral's part of MM (and IM), subtracted.
	pub collateral_mm_haircut: Fixed,
	/// Collateral's further part of IM, subtracted.
	pub collateral_im_haircut: Fixed,
	/// Confidence contingency of the collateral, subtracted from IM.
	pub collateral_confidence: Fixed,
	/// The result.
	pub totals: Totals,
}
