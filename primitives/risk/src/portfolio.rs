// SPDX-License-Identifier: Apache-2.0
//! Portfolio mode: the worst of the scenarios over everything a portfolio holds.

use crate::{
	factor::{exact_to_fixed_floor, fixed_to_exact, mul_e18_floor, Factor},
	mark::series_sensitivities,
	shock::{
		basis_weight, discount, long_factor, rate_in_force, shocked_forward, short_factor,
		VolShocks,
	},
	table::{Rounding, StrikeTable, Sums, MAX_COLUMNS},
	CollateralHolding, ExpiryMarket, Holdings, OptionKind, PortfolioParams, Position, RiskError,
	Scenario, Sensitivities, Stable, Totals, UnderlyingMarket, VolDirection, VolSource,
	MAX_SCENARIOS,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode, EncodeLike, Error, Input, Output};
use scale_info::{Type, TypeInfo};
use tenor_black76::{years_from_ms, Expiry, StrikeCtx};
use tenor_fixed::{mul_div_ceil, mul_div_floor, Fixed, Price, E8};
use tenor_series::{Moment, UnderlyingId};

/// What the scenarios make of every strike of one expiry, and the factors that turn a sum over
/// positions into profit or loss. The same for every portfolio: compute it once per block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ScenarioVectors {
	pub(crate) expiry: Moment,
	/// Columns: mark, basis up, basis down, then one per scenario. Undiscounted.
	pub(crate) table: StrikeTable,
	/// `exp(-r * tau)`.
	pub(crate) discount: Factor,
	/// `discount * longBase * exp(..)`: what a positive shocked value is multiplied by.
	pub(crate) long_factor: Factor,
	/// `discount * min(1/disc, shortBase / exp(..))`: what a negative one is multiplied by.
	pub(crate) short_factor: Factor,
	/// `add + mult * tau`.
	pub(crate) basis_weight: Fixed,
	/// Least of forward, rate and volatility confidence.
	pub(crate) confidence: Fixed,
	/// Per strike the call's and the put's, if asked for.
	pub(crate) sensitivities: Vec<Sensitivities>,
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

#[cfg(feature = "serde")]
impl serde::Serialize for ScenarioPnl {
	fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
		self.as_slice().serialize(to)
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
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum WorstCase {
	/// The basis contingency.
	Basis,
	/// The scenario with this index.
	Scenario(u32),
}

#[cfg(feature = "serde")]
impl serde::Serialize for WorstCase {
	/// `Basis`, or `Scenario(3)`.
	fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
		to.collect_str(&format_args!("{self:?}"))
	}
}

/// Every component of the margin of one underlying, in money with 18 decimals.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
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
	/// Greeks of the book, if every expiry's vectors carry them. Not written: a chain's do not.
	#[cfg_attr(feature = "serde", serde(skip))]
	pub sensitivities: Option<Sensitivities>,
}

/// Every component of a portfolio's margin.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
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
	/// The result. Not written beside the components: a report has it.
	#[cfg_attr(feature = "serde", serde(skip))]
	pub totals: Totals,
}

/// Columns in front of the scenarios.
pub(crate) const LEADING: usize = 3;

impl ScenarioVectors {
	/// The vectors of one expiry for `strikes` (strictly ascending) and `scenarios`. The costly
	/// step: one price per strike and column, both kinds at once.
	pub fn compute<V: VolSource>(
		market: &ExpiryMarket<V>,
		params: &PortfolioParams,
		scenarios: &[Scenario],
		strikes: &[Price],
	) -> Result<Self, RiskError> {
		if scenarios.len() > MAX_SCENARIOS {
			return Err(RiskError::TooManyScenarios);
		}
		let tau = years_from_ms(market.time_to_expiry_ms);
		let rate = rate_in_force(market.rate);
		let cells = columns(market, params, scenarios)?;
		Ok(Self {
			expiry: market.expiry,
			table: price_table(market, params, &cells, strikes)?,
			discount: Factor::new(discount(tau, rate)?)?,
			long_factor: Factor::new(long_factor(params, tau, rate)?)?,
			short_factor: Factor::new(short_factor(params, tau, rate)?)?,
			basis_weight: basis_weight(params, tau)?,
			confidence: market
				.forward_confidence
				.min(market.rate_confidence)
				.min(market.vol_confidence),
			sensitivities: Vec::new(),
		})
	}

	/// The same with the Greeks of every strike, so that a margin check reports those of the book.
	pub fn with_sensitivities<V: VolSource>(
		mut self,
		market: &ExpiryMarket<V>,
	) -> Result<Self, RiskError> {
		let mut all = Vec::with_capacity(2 * self.table.strikes().len());
		for strike in self.table.strikes() {
			for kind in [OptionKind::Call, OptionKind::Put] {
				all.push(series_sensitivities(market, *strike, kind)?);
			}
		}
		self.sensitivities = all;
		Ok(self)
	}

	/// The instant of expiry.
	pub fn expiry(&self) -> Moment {
		self.expiry
	}

	/// The strikes the vectors hold, ascending.
	pub fn strikes(&self) -> &[Price] {
		self.table.strikes()
	}

	fn greeks(&self, positions: &[Position]) -> Result<Option<Sensitivities>, RiskError> {
		if self.sensitivities.len() != 2 * self.table.strikes().len() {
			return Ok(None);
		}
		let mut total = Sensitivities::default();
		for position in positions {
			let strike = self.table.strikes().binary_search(&position.strike);
			let strike = strike.map_err(|_| RiskError::UnknownStrike)?;
			let row = 2 * strike + usize::from(position.kind == OptionKind::Put);
			let unit = self.sensitivities.get(row).ok_or(RiskError::UnknownStrike)?;
			total = total.plus_position(unit, position.quantity)?;
		}
		Ok(Some(total))
	}
}

/// One column of the vectors: a forward with everything that strikes share, and which of the
/// shocked volatilities goes with it.
pub(crate) struct Column {
	pub(crate) expiry: Expiry,
	pub(crate) vol: usize,
}

/// One undiscounted price per strike (strictly ascending) and column, both kinds at once.
pub(crate) fn price_table<V: VolSource>(
	market: &ExpiryMarket<V>,
	params: &PortfolioParams,
	columns: &[Column],
	strikes: &[Price],
) -> Result<StrikeTable, RiskError> {
	let tau = years_from_ms(market.time_to_expiry_ms);
	let shocks = VolShocks::new(params, market.time_to_expiry_ms, tau, market.forward()?)?;
	let mut values = vec![Fixed::ZERO; 2 * strikes.len() * columns.len()];
	// Without columns there are no rows either.
	let mut rows = values.chunks_exact_mut(columns.len().max(1));
	for strike in strikes {
		let vols = shocks.vols(*strike, market.vols.vol(*strike)?)?;
		let context = StrikeCtx::new(*strike);
		let (Some(calls), Some(puts)) = (rows.next(), rows.next()) else { break };
		for ((call, put), column) in calls.iter_mut().zip(puts).zip(columns) {
			let vol = vols.get(column.vol).copied().unwrap_or_default();
			let price = column.expiry.price(&context, vol);
			(*call, *put) = (price.call, price.put);
		}
	}
	StrikeTable::new(strikes, columns.len(), &values, |_| Rounding::Nearest)
}

/// Mark, basis up, basis down, then the scenarios.
fn columns<V>(
	market: &ExpiryMarket<V>,
	params: &PortfolioParams,
	scenarios: &[Scenario],
) -> Result<Vec<Column>, RiskError> {
	let tau = years_from_ms(market.time_to_expiry_ms);
	let base = Expiry::new(market.forward()?, tau, Fixed::ONE)?;
	let shifted = |shock: Fixed, direction: VolDirection| -> Result<Column, RiskError> {
		let expiry = if shock.is_zero() {
			base
		} else {
			base.with_forward(shocked_forward(market.f_fix, market.f_var, shock)?)?
		};
		Ok(Column { expiry, vol: VolShocks::index(direction) })
	};
	let basis_down = params.basis_shock.checked_neg().ok_or(RiskError::Overflow)?;
	let mut columns = Vec::with_capacity(LEADING + scenarios.len());
	for shock in [Fixed::ZERO, params.basis_shock, basis_down] {
		columns.push(shifted(shock, VolDirection::Same)?);
	}
	for scenario in scenarios {
		columns.push(shifted(scenario.effective_shock(), scenario.vol)?);
	}
	Ok(columns)
}

/// What the expiries of one underlying add up to, in exact units.
struct Accumulated {
	value: i128,
	basis: i128,
	/// Profit or loss before dampening; of a skew scenario the sum of the losses, below 0.
	pnl: [i128; MAX_SCENARIOS],
	/// Naked short contracts, e8.
	naked: i128,
	confidence: Fixed,
	sensitivities: Option<Sensitivities>,
}

impl Accumulated {
	fn add_expiry(
		&mut self,
		underlying: &UnderlyingBook<'_>,
		book: &ExpiryBook<'_>,
	) -> Result<(), RiskError> {
		let (vectors, scenarios) = (book.vectors, underlying.scenarios);
		if vectors.table.columns() != LEADING + scenarios.len() {
			return Err(RiskError::ScenariosDiffer);
		}
		let mut sums: Sums = [0; MAX_COLUMNS];
		vectors.table.add_dot(book.positions, &mut sums)?;
		let (leading, shocked) = sums.split_at(LEADING);
		let [mark, up, down] = *leading else { return Err(RiskError::ScenariosDiffer) };
		let value = vectors.discount.mul_floor(mark)?;
		self.value = add(self.value, value)?;
		let rise = sub(vectors.discount.mul_floor(up)?, value)?;
		let fall = sub(vectors.discount.mul_floor(down)?, value)?;
		let basis = mul_e18_floor(rise.min(fall).min(0), vectors.basis_weight)?;
		self.basis = add(self.basis, basis)?;
		for ((pnl, sum), scenario) in self.pnl.iter_mut().zip(shocked).zip(scenarios) {
			let factor = if *sum > 0 { vectors.long_factor } else { vectors.short_factor };
			let change = sub(factor.mul_floor(*sum)?, value)?;
			// A skew counts as a loss whichever way it goes.
			let change = if scenario.vol.is_skew() { sub(0, magnitude(change)?)? } else { change };
			*pnl = add(*pnl, change)?;
		}
		self.naked = add(self.naked, naked_shorts(book.positions)?)?;
		self.add_confidence(underlying, book)?;
		if let Some(total) = self.sensitivities {
			let greeks = vectors.greeks(book.positions)?;
			self.sensitivities = greeks.map(|more| total.plus(&more)).transpose()?;
		}
		Ok(())
	}

	/// `(1 - conf) * confFactor * S * sum|amt|` where an expiry's confidence is under the threshold.
	fn add_confidence(
		&mut self,
		underlying: &UnderlyingBook<'_>,
		book: &ExpiryBook<'_>,
	) -> Result<(), RiskError> {
		if let Some(unit) = underlying.doubt_per_contract(book)? {
			let gross = gross_contracts(book.positions)?;
			self.confidence = plus(self.confidence, per_contract_ceil(unit, gross)?)?;
		}
		Ok(())
	}
}

impl UnderlyingBook<'_> {
	/// What doubt about an expiry costs per contract, where it is under the threshold.
	pub(crate) fn doubt_per_contract(
		&self,
		book: &ExpiryBook<'_>,
	) -> Result<Option<Fixed>, RiskError> {
		let (market, params) = (self.market, self.params);
		let confidence = book.vectors.confidence.min(market.spot_confidence);
		let doubtful = confidence < params.confidence_threshold;
		doubtful.then(|| doubt(confidence, params.confidence_factor, market.spot)).transpose()
	}

	/// The margin of one underlying without the totals. `cancelling` is the value, in
	/// stablecoins, of the collateral that cancels its risk.
	fn risk(&self, cancelling: Fixed, stable: &Stable) -> Result<UnderlyingRisk, RiskError> {
		if self.scenarios.len() > MAX_SCENARIOS {
			return Err(RiskError::TooManyScenarios);
		}
		let mut sum = Accumulated {
			value: 0,
			basis: 0,
			pnl: [0; MAX_SCENARIOS],
			naked: 0,
			confidence: Fixed::ZERO,
			sensitivities: Some(Sensitivities::default()),
		};
		for book in self.expiries {
			sum.add_expiry(self, book)?;
		}
		let (worst, worst_case) = self.dampen(&mut sum, cancelling)?;
		let (params, spot) = (self.params, self.market.spot);
		let off_peg = params.peg_threshold.saturating_sub(stable.price).max(Fixed::ZERO);
		let peg = off_peg.mul_ceil(params.peg_factor).ok_or(RiskError::Overflow)?;
		let naked = |share: Fixed| {
			let unit = spot.mul_ceil(share).ok_or(RiskError::Overflow)?;
			per_contract_ceil(unit, sum.naked)
		};
		let mut values = [Fixed::ZERO; MAX_SCENARIOS];
		for (value, exact) in values.iter_mut().zip(&sum.pnl).take(self.scenarios.len()) {
			*value = exact_to_fixed_floor(*exact);
		}
		Ok(UnderlyingRisk {
			underlying: self.market.underlying,
			value: exact_to_fixed_floor(sum.value),
			scenario_pnl: ScenarioPnl { values, len: self.scenarios.len() },
			basis_contingency: exact_to_fixed_floor(sum.basis),
			worst: exact_to_fixed_floor(worst),
			worst_case,
			im_factor: plus(params.im_factor, peg)?,
			naked_mm: naked(params.option_mm)?,
			naked_im: naked(params.option_im)?,
			confidence_contingency: sum.confidence,
			sensitivities: sum.sensitivities,
		})
	}

	/// Adds risk-cancelling collateral and the dampening to the sums; gives the worst case.
	fn dampen(
		&self,
		sum: &mut Accumulated,
		cancelling: Fixed,
	) -> Result<(i128, WorstCase), RiskError> {
		let (mut worst, mut worst_case) = (sum.basis, WorstCase::Basis);
		let cancelling = fixed_to_exact(cancelling)?;
		for ((pnl, scenario), index) in sum.pnl.iter_mut().zip(self.scenarios).zip(0u32..) {
			if cancelling != 0 {
				let moved = mul_e18_floor(cancelling, scenario.effective_shock())?;
				*pnl = add(*pnl, moved)?;
			}
			// -|x * dampening| for a skew: x is below zero already.
			let dampening = if scenario.vol.is_skew() {
				scenario.dampening.checked_abs().ok_or(RiskError::Overflow)?
			} else {
				scenario.dampening
			};
			if dampening != Fixed::ONE {
				*pnl = mul_e18_floor(*pnl, dampening)?;
			}
			if *pnl < worst {
				(worst, worst_case) = (*pnl, WorstCase::Scenario(index));
			}
		}
		Ok((worst, worst_case))
	}
}

/// Naked short contracts of one expiry, e8. At each strike with call quantity `c` and put quantity
/// `p`: of opposite signs `max(0, -(c + p))`, else `max(0, -c) + max(0, -p)`.
pub(crate) fn naked_shorts(positions: &[Position]) -> Result<i128, RiskError> {
	let mut naked = 0i128;
	let mut rest = positions;
	while let Some((first, tail)) = rest.split_first() {
		let quantity = i128::from(first.quantity.e8());
		let pair = tail.first().filter(|next| next.strike == first.strike);
		let other = pair.map_or(0, |next| i128::from(next.quantity.e8()));
		rest = if pair.is_some() { tail.get(1..).unwrap_or(&[]) } else { tail };
		// Of opposite signs the pair is a forward: what is left over is naked.
		let short = if (quantity < 0) != (other < 0) && quantity != 0 && other != 0 {
			(-(quantity + other)).max(0)
		} else {
			(-quantity).max(0) + (-other).max(0)
		};
		naked = add(naked, short)?;
	}
	Ok(naked)
}

/// Contracts held and sold, e8.
pub(crate) fn gross_contracts(positions: &[Position]) -> Result<i128, RiskError> {
	positions
		.iter()
		.try_fold(0i128, |sum, position| add(sum, i128::from(position.quantity.e8()).abs()))
}

/// `(1 - confidence) * factor * price`, rounded up: the contingency per unit.
pub(crate) fn doubt(confidence: Fixed, factor: Fixed, price: Fixed) -> Result<Fixed, RiskError> {
	let missing = Fixed::ONE.checked_sub(confidence).ok_or(RiskError::Overflow)?;
	let share = missing.mul_ceil(factor).ok_or(RiskError::Overflow)?;
	share.mul_ceil(price).ok_or(RiskError::Overflow)
}

/// `unit * contracts`, rounded up.
pub(crate) fn per_contract_ceil(unit: Fixed, contracts_e8: i128) -> Result<Fixed, RiskError> {
	mul_div_ceil(unit.e18(), contracts_e8, E8).map(Fixed::from_e18).ok_or(RiskError::Overflow)
}

fn add(a: i128, b: i128) -> Result<i128, RiskError> {
	a.checked_add(b).ok_or(RiskError::Overflow)
}

fn sub(a: i128, b: i128) -> Result<i128, RiskError> {
	a.checked_sub(b).ok_or(RiskError::Overflow)
}

fn magnitude(a: i128) -> Result<i128, RiskError> {
	a.checked_abs().ok_or(RiskError::Overflow)
}

pub(crate) fn plus(a: Fixed, b: Fixed) -> Result<Fixed, RiskError> {
	a.checked_add(b).ok_or(RiskError::Overflow)
}

pub(crate) fn minus(a: Fixed, b: Fixed) -> Result<Fixed, RiskError> {
	a.checked_sub(b).ok_or(RiskError::Overflow)
}

impl CollateralHolding {
	/// `amount * price`, in the unit of account, rounded down.
	pub(crate) fn worth(&self) -> Result<Fixed, RiskError> {
		let amount = i128::try_from(self.amount_e8).map_err(|_| RiskError::Overflow)?;
		mul_div_floor(amount, self.price.e18(), E8).map(Fixed::from_e18).ok_or(RiskError::Overflow)
	}

	/// `amount * price / stable`, in stablecoins, rounded down.
	pub(crate) fn value(&self, stable: &Stable) -> Result<Fixed, RiskError> {
		if stable.price <= Fixed::ZERO {
			return Err(RiskError::NonPositiveStablePrice);
		}
		self.worth()?.div_floor(stable.price).ok_or(RiskError::Overflow)
	}
}

/// What collateral adds up to, in stablecoins.
#[derive(Default)]
struct Collateral {
	value: Fixed,
	mm_haircut: Fixed,
	im_haircut: Fixed,
	confidence: Fixed,
}

impl Collateral {
	fn of(holdings: &Holdings<'_>, underlyings: &[UnderlyingBook<'_>]) -> Result<Self, RiskError> {
		// The spot that a doubt about collateral refers to: the least sure of those in the book.
		let spots = underlyings.iter().filter(|book| !book.expiries.is_empty());
		let spot_confidence = spots.map(|book| book.market.spot_confidence).min();
		let mut sum = Self::default();
		for holding in holdings.collateral {
			let (value, params) = (holding.value(&holdings.stable)?, &holding.params);
			let part = |share: Fixed| value.mul_ceil(share).ok_or(RiskError::Overflow);
			sum.value = plus(sum.value, value)?;
			sum.mm_haircut = plus(sum.mm_haircut, part(params.portfolio_mm_haircut)?)?;
			sum.im_haircut = plus(sum.im_haircut, part(params.portfolio_im_extra_haircut)?)?;
			let confidence = spot_confidence.unwrap_or(Fixed::MAX).min(holding.confidence);
			if confidence < params.confidence_threshold {
				let doubt = doubt(confidence, params.confidence_factor, value)?;
				sum.confidence = plus(sum.confidence, doubt)?;
			}
		}
		Ok(sum)
	}
}

/// Value of the collateral that cancels risk of `underlying`.
pub(crate) fn cancelling(
	holdings: &Holdings<'_>,
	underlying: UnderlyingId,
) -> Result<Fixed, RiskError> {
	holdings
		.collateral
		.iter()
		.filter(|holding| holding.risk_cancelling_for == Some(underlying))
		.try_fold(Fixed::ZERO, |sum, holding| plus(sum, holding.value(&holdings.stable)?))
}

/// The margin of a portfolio and every component of it. No offset between underlyings.
pub fn margin(
	underlyings: &[UnderlyingBook<'_>],
	holdings: &Holdings<'_>,
) -> Result<PortfolioMargin, RiskError> {
	let known = |id: UnderlyingId| underlyings.iter().any(|book| book.market.underlying == id);
	if holdings.collateral.iter().filter_map(|h| h.risk_cancelling_for).any(|id| !known(id)) {
		return Err(RiskError::MissingUnderlying);
	}
	// Twice the same would count its collateral twice.
	let repeated = |(index, book): (usize, &UnderlyingBook<'_>)| {
		let before = underlyings.iter().take(index);
		before.map(|b| b.market.underlying).any(|id| id == book.market.underlying)
	};
	if underlyings.iter().enumerate().any(repeated) {
		return Err(RiskError::RepeatedUnderlying);
	}
	let collateral = Collateral::of(holdings, underlyings)?;
	let cash = holdings.cash.to_fixed().ok_or(RiskError::Overflow)?;
	let mut value = collateral.value;
	let mut maintenance = minus(Fixed::ZERO, collateral.mm_haircut)?;
	let mut initial = minus(maintenance, plus(collateral.im_haircut, collateral.confidence)?)?;
	let mut risks = Vec::with_capacity(underlyings.len());
	for book in underlyings {
		let cancelling = cancelling(holdings, book.market.underlying)?;
		let risk = book.risk(cancelling, &holdings.stable)?;
		value = plus(value, risk.value)?;
		let worst = |factor: Fixed| risk.worst.mul_floor(factor).ok_or(RiskError::Overflow);
		let mm = minus(worst(book.params.mm_factor)?, risk.naked_mm)?;
		let im = minus(worst(risk.im_factor)?, risk.naked_mm)?;
		let im = minus(im, plus(risk.naked_im, risk.confidence_contingency)?)?;
		maintenance = plus(maintenance, mm)?;
		initial = plus(initial, im)?;
		risks.push(risk);
	}
	let equity = plus(value, cash)?;
	let maintenance = plus(maintenance, equity)?;
	let initial = plus(initial, equity)?;
	Ok(PortfolioMargin {
		underlyings: risks,
		collateral_value: collateral.value,
		collateral_mm_haircut: collateral.mm_haircut,
		collateral_im_haircut: collateral.im_haircut,
		collateral_confidence: collateral.confidence,
		totals: Totals {
			value: value.to_cash_floor(),
			equity: equity.to_cash_floor(),
			initial: initial.to_cash_floor(),
			maintenance: maintenance.to_cash_floor(),
		},
	})
}
