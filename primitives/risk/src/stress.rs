// SPDX-License-Identifier: Apache-2.0
//! What would be left of a portfolio in a few scenarios that everybody is put through together.
//!
//! In a stress every index, forward and collateral price moves by the same shock at once, and nothing
//! is dampened: it is about what the insurance fund would have to pay, and not about what a margin
//! should be. What is left of a portfolio is `cash + collateral after the shock + sum over expiries of
//! the discounted shocked value`, which is `E + pnl` of the scenario: today's value drops out. It is
//! rounded down.

use crate::{
	factor::{exact_to_fixed_floor, Factor},
	params::ParamError,
	portfolio::{price_table, Column},
	shock::{long_factor, rate_in_force, shocked_forward, short_factor, VolShocks},
	table::{StrikeTable, Sums, MAX_COLUMNS},
	CollateralHolding, ExpiryMarket, OptionKind, PortfolioParams, Position, RiskError, Stable,
	VolDirection, VolSource,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_black76::{years_from_ms, Expiry};
use tenor_fixed::{Fixed, Price, Quantity};

/// Most stresses there are.
pub const MAX_STRESSES: usize = 4;

/// What is left in each stress, money with 18 decimals; zero beyond the last.
pub type Residuals = [Fixed; MAX_STRESSES];

/// One stress.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct StressScenario {
	/// Relative move of every price.
	pub spot_shock: Fixed,
	/// What volatility does, by each underlying's parameters of portfolio mode.
	pub vol: VolDirection,
}

/// `units` percent.
const fn percent(units: i64) -> Fixed {
	Fixed::from_e18(units as i128 * 10_000_000_000_000_000)
}

/// The outermost of the grid of portfolio mode and the first of its tails, each way, volatility up.
pub const fn default_stresses() -> [StressScenario; MAX_STRESSES] {
	const fn up(shock: i64) -> StressScenario {
		StressScenario { spot_shock: percent(shock), vol: VolDirection::Up }
	}
	[up(-33), up(-18), up(18), up(50)]
}

/// Whether a chain should accept this list: at most [`MAX_STRESSES`], no skew, no price below zero, and
/// none more than ten times as high.
pub fn stresses_sanity(stresses: &[StressScenario]) -> Result<(), ParamError> {
	if stresses.len() > MAX_STRESSES {
		return Err(ParamError::ScenarioCount);
	}
	let range = Fixed::from_int(-1)..=Fixed::from_int(9);
	let sane =
		|stress: &StressScenario| range.contains(&stress.spot_shock) && !stress.vol.is_skew();
	if stresses.iter().all(sane) {
		Ok(())
	} else {
		Err(ParamError::ScenarioOutOfRange)
	}
}

/// What the stresses make of every strike of one expiry: the same for every portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StressVectors {
	/// One column per stress, undiscounted.
	table: StrikeTable,
	/// What a positive value is multiplied by, as in a scenario of portfolio mode.
	long_factor: Factor,
	/// What a negative one is multiplied by.
	short_factor: Factor,
}

impl StressVectors {
	/// The vectors of one expiry for `strikes`, strictly ascending: one price per strike and stress.
	pub fn compute<V: VolSource>(
		market: &ExpiryMarket<V>,
		params: &PortfolioParams,
		stresses: &[StressScenario],
		strikes: &[Price],
	) -> Result<Self, RiskError> {
		if stresses.len() > MAX_STRESSES {
			return Err(RiskError::TooManyScenarios);
		}
		let tau = years_from_ms(market.time_to_expiry_ms);
		let rate = rate_in_force(market.rate);
		let base = Expiry::new(market.forward()?, tau, Fixed::ONE)?;
		let column = |stress: &StressScenario| -> Result<Column, RiskError> {
			let forward = shocked_forward(market.f_fix, market.f_var, stress.spot_shock)?;
			let vol = VolShocks::index(stress.vol);
			Ok(Column { expiry: base.with_forward(forward)?, vol })
		};
		let columns: Vec<Column> = stresses.iter().map(column).collect::<Result<_, _>>()?;
		Ok(Self {
			table: price_table(market, params, &columns, strikes)?,
			long_factor: Factor::new(long_factor(params, tau, rate)?)?,
			short_factor: Factor::new(short_factor(params, tau, rate)?)?,
		})
	}

	/// The strikes the vectors hold, ascending.
	pub fn strikes(&self) -> &[Price] {
		self.table.strikes()
	}

	/// The discounted shocked value of an expiry's positions, strictly ascending by (strike, kind), in
	/// each stress, rounded down.
	///
	/// Of two books together it is no less than the sum of both, but for rounding, since the factor of a
	/// positive value is not above that of a negative one.
	pub fn values_floor(&self, positions: &[Position]) -> Result<Residuals, RiskError> {
		let mut sums: Sums = [0; MAX_COLUMNS];
		self.table.add_dot(positions, &mut sums)?;
		let mut values = [Fixed::ZERO; MAX_STRESSES];
		for (value, sum) in values.iter_mut().zip(sums).take(self.table.columns()) {
			let factor = if sum > 0 { self.long_factor } else { self.short_factor };
			*value = exact_to_fixed_floor(factor.mul_floor(sum)?);
		}
		Ok(values)
	}

	/// [`Self::values_floor`] of contracts of one series.
	pub fn worth_floor(
		&self,
		strike: Price,
		kind: OptionKind,
		quantity: Quantity,
	) -> Result<Residuals, RiskError> {
		self.values_floor(&[Position { strike, kind, quantity }])
	}
}

/// The worth of collateral after the shock, in stablecoins, rounded down. `moves`: its price follows an
/// index.
pub fn collateral_after_floor(
	holding: &CollateralHolding,
	stable: &Stable,
	moves: bool,
	stress: &StressScenario,
) -> Result<Fixed, RiskError> {
	let value = holding.value(stable)?;
	if !moves {
		return Ok(value);
	}
	let left = Fixed::ONE.checked_add(stress.spot_shock).ok_or(RiskError::Overflow)?;
	value.mul_floor(left).ok_or(RiskError::Overflow)
}
