// SPDX-License-Identifier: Apache-2.0
//! Standard mode: a requirement per short option, capped by the worst payoff of the expiry.

use crate::{
	factor::{exact_to_fixed_floor, wide_mul},
	portfolio::{doubt, minus, per_contract_ceil, plus},
	table::{Rounding, StrikeTable},
	ExpiryMarket, Holdings, OptionKind, Position, RiskError, StandardParams, Totals,
	UnderlyingMarket, VolSource,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_black76::{years_from_ms, Expiry, StrikeCtx};
use tenor_fixed::{Fixed, Price};
use tenor_payoff::WorstPayoff;
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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
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
	/// The result. Not written beside the components: a report has it.
	#[cfg_attr(feature = "serde", serde(skip))]
	pub totals: Totals,
}

/// Columns: mark, IM per short contract, MM per short contract.
const COLUMNS: usize = 3;

pub(crate) fn mul_ceil(a: Fixed, b: Fixed) -> Result<Fixed, RiskError> {
	a.mul_ceil(b).ok_or(RiskError::Overflow)
}

/// (IM, MM) that one short contract needs, mark included, both `>= 0` for sane parameters; rounded
/// up. All of the rule is linear in the number of short contracts, so that this is a property of
/// the series.
fn short_requirement(
	params: &StandardParams,
	spot: Fixed,
	strike: Price,
	kind: OptionKind,
	mark: Fixed,
) -> Result<(Fixed, Fixed), RiskError> {
	// S * max(maxSpotReq - OTM/S, minSpotReq) without the division.
	let strike = strike.to_fixed();
	let out_of_the_money = match kind {
		OptionKind::Call => minus(strike, spot)?,
		OptionKind::Put => minus(spot, strike)?,
	}
	.max(Fixed::ZERO);
	let at_the_money = mul_ceil(spot, params.max_spot_requirement)?;
	let least = mul_ceil(spot, params.min_spot_requirement)?;
	let im = plus(mark, minus(at_the_money, out_of_the_money)?.max(least))?;
	match kind {
		OptionKind::Call => Ok((im, plus(mark, mul_ceil(spot, params.mm_call)?)?)),
		OptionKind::Put => {
			let of_spot = mul_ceil(spot, params.mm_put_spot)?;
			let mm = plus(mark, of_spot.max(mul_ceil(mark, params.mm_put_mtm)?))?;
			Ok((im.max(mul_ceil(mm, params.put_im_offset)?), mm))
		}
	}
}

impl StandardVectors {
	/// The vectors of one expiry for `strikes` (strictly ascending).
	pub fn compute<V: VolSource>(
		market: &ExpiryMarket<V>,
		underlying: &UnderlyingMarket,
		params: &StandardParams,
		strikes: &[Price],
	) -> Result<Self, RiskError> {
		let forward = market.forward()?;
		let tau = years_from_ms(market.time_to_expiry_ms);
		let expiry = Expiry::new(forward, tau, Fixed::ONE)?;
		let mut values = Vec::with_capacity(2 * COLUMNS * strikes.len());
		for strike in strikes {
			let price = expiry.price(&StrikeCtx::new(*strike), market.vols.vol(*strike)?);
			for (kind, mark) in [(OptionKind::Call, price.call), (OptionKind::Put, price.put)] {
				let (im, mm) = short_requirement(params, underlying.spot, *strike, kind, mark)?;
				values.extend([mark, im, mm]);
			}
		}
		let rounding = |column| if column == 0 { Rounding::Nearest } else { Rounding::Up };
		Ok(Self {
			expiry: market.expiry,
			table: StrikeTable::new(strikes, COLUMNS, &values, rounding)?,
			forward,
			confidence: market.forward_confidence.min(market.vol_confidence),
		})
	}

	/// The instant of expiry.
	pub fn expiry(&self) -> Moment {
		self.expiry
	}

	/// More than the rounding of one value: four units and 1e-9.
	pub(crate) fn precision(&self) -> Option<Fixed> {
		let unit = self.table.precision();
		let units = unit.checked_add(unit)?;
		units.checked_add(units)?.checked_add(Fixed::from_e18(1_000_000_000))
	}

	/// The strikes the vectors hold, ascending.
	pub fn strikes(&self) -> &[Price] {
		self.table.strikes()
	}
}

/// What the positions of one expiry add up to, in exact units.
pub(crate) struct Isolated {
	pub(crate) value: i128,
	pub(crate) im: i128,
	pub(crate) mm: i128,
	/// Short contracts, e8.
	pub(crate) shorts: i128,
}

pub(crate) fn isolated(book: &ExpiryBook<'_>) -> Result<Isolated, RiskError> {
	let table = &book.vectors.table;
	let (mut walk, unit) = (table.walk(), table.unit());
	let mut sum = Isolated { value: 0, im: 0, mm: 0, shorts: 0 };
	for position in book.positions {
		let [mark, im, mm] = *walk.row(position)? else { return Err(RiskError::UnknownStrike) };
		let (size, short) = (position.quantity.unsigned_abs(), position.quantity.is_negative());
		let accumulate = |to: &mut i128, mantissa: u64| -> Result<(), RiskError> {
			// size * mantissa < 2^127; almost always the unit is 1.
			let product = i128::try_from(wide_mul(size, mantissa)).ok();
			let exact = if unit == 1 { product } else { product.and_then(|p| p.checked_mul(unit)) };
			let sum = if short {
				exact.and_then(|x| to.checked_sub(x))
			} else {
				exact.and_then(|x| to.checked_add(x))
			};
			*to = sum.ok_or(RiskError::Overflow)?;
			Ok(())
		};
		accumulate(&mut sum.value, mark)?;
		if short {
			accumulate(&mut sum.im, im)?;
			accumulate(&mut sum.mm, mm)?;
			let shorts = sum.shorts.checked_add(i128::from(size));
			sum.shorts = shorts.ok_or(RiskError::Overflow)?;
		}
	}
	Ok(sum)
}

/// `min(worst payoff, 0) + scale * F * net calls` where calls are sold net; rounded down.
pub(crate) fn offset(
	worst: &WorstPayoff,
	forward: Fixed,
	scale: Fixed,
) -> Result<Fixed, RiskError> {
	// 16 decimals to 18.
	let least = worst.least_e16.min(0).checked_mul(100).map(Fixed::from_e18);
	let least = least.ok_or(RiskError::Overflow)?;
	let unpaired = worst.net_calls_e8.min(0).checked_neg().ok_or(RiskError::Overflow)?;
	minus(least, per_contract_ceil(mul_ceil(scale, forward)?, unpaired)?)
}

impl ExpiryBook<'_> {
	/// What doubt about the expiry and about the stablecoin cost per short contract.
	pub(crate) fn contingencies_per_short(
		&self,
		market: &UnderlyingMarket,
		params: &StandardParams,
		stable_price: Fixed,
	) -> Result<(Fixed, Fixed), RiskError> {
		let confidence = self.vectors.confidence.min(market.spot_confidence);
		let doubt = if confidence < params.confidence_threshold {
			doubt(confidence, params.confidence_factor, market.spot)?
		} else {
			Fixed::ZERO
		};
		let off_peg = params.depeg_threshold.saturating_sub(stable_price).max(Fixed::ZERO);
		let off_peg = mul_ceil(mul_ceil(off_peg, params.depeg_factor)?, market.spot)?;
		Ok((doubt, off_peg))
	}

	fn requirement(
		&self,
		market: &UnderlyingMarket,
		params: &StandardParams,
		stable_price: Fixed,
	) -> Result<ExpiryRequirement, RiskError> {
		let sum = isolated(self)?;
		let worst = WorstPayoff::of(self.positions)?;
		let forward = self.vectors.forward;
		let isolated_im = exact_to_fixed_floor(sum.im);
		let isolated_mm = exact_to_fixed_floor(sum.mm);
		let offset_im = offset(&worst, forward, params.unpaired_im_scale)?;
		let offset_mm = offset(&worst, forward, params.unpaired_mm_scale)?;
		let (doubt, off_peg) = self.contingencies_per_short(market, params, stable_price)?;
		Ok(ExpiryRequirement {
			underlying: market.underlying,
			expiry: self.vectors.expiry,
			value: exact_to_fixed_floor(sum.value),
			isolated_im,
			isolated_mm,
			offset_im,
			offset_mm,
			requirement_im: isolated_im.max(offset_im),
			requirement_mm: isolated_mm.max(offset_mm),
			confidence_contingency: per_contract_ceil(doubt, sum.shorts)?,
			depeg_contingency: per_contract_ceil(off_peg, sum.shorts)?,
		})
	}
}

/// What collateral adds up to.
#[derive(Default)]
struct Collateral {
	/// In stablecoins.
	value: Fixed,
	im: Fixed,
	mm: Fixed,
	confidence: Fixed,
}

impl Collateral {
	fn of(holdings: &Holdings<'_>) -> Result<Self, RiskError> {
		let mut sum = Self::default();
		for holding in holdings.collateral {
			let (worth, params) = (holding.worth()?, &holding.params);
			let counts = worth.mul_floor(params.standard_factor).ok_or(RiskError::Overflow)?;
			let initial = counts.mul_floor(params.standard_im_scale).ok_or(RiskError::Overflow)?;
			sum.value = plus(sum.value, holding.value(&holdings.stable)?)?;
			sum.mm = plus(sum.mm, counts)?;
			sum.im = plus(sum.im, initial)?;
			if holding.confidence < params.confidence_threshold {
				let doubt = doubt(holding.confidence, params.confidence_factor, worth)?;
				sum.confidence = plus(sum.confidence, doubt)?;
			}
		}
		Ok(sum)
	}
}

/// The margin of a portfolio and every component of it. No offset between expiries.
pub fn margin(
	underlyings: &[UnderlyingBook<'_>],
	holdings: &Holdings<'_>,
) -> Result<StandardMargin, RiskError> {
	let collateral = Collateral::of(holdings)?;
	let cash = holdings.cash.to_fixed().ok_or(RiskError::Overflow)?;
	let mut equity = plus(collateral.value, cash)?;
	let mut initial = minus(plus(collateral.im, cash)?, collateral.confidence)?;
	let mut maintenance = plus(collateral.mm, cash)?;
	let mut expiries = Vec::with_capacity(underlyings.iter().map(|u| u.expiries.len()).sum());
	for underlying in underlyings {
		for book in underlying.expiries {
			let one =
				book.requirement(underlying.market, underlying.params, holdings.stable.price)?;
			let contingency = plus(one.confidence_contingency, one.depeg_contingency)?;
			equity = plus(equity, one.value)?;
			initial = minus(plus(initial, one.requirement_im)?, contingency)?;
			maintenance = plus(maintenance, one.requirement_mm)?;
			expiries.push(one);
		}
	}
	Ok(StandardMargin {
		expiries,
		collateral_value: collateral.value,
		collateral_im: collateral.im,
		collateral_mm: collateral.mm,
		collateral_confidence: collateral.confidence,
		totals: Totals {
			value: minus(equity, cash)?.to_cash_floor(),
			equity: equity.to_cash_floor(),
			initial: initial.to_cash_floor(),
			maintenance: maintenance.to_cash_floor(),
		},
	})
}
