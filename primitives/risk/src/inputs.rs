// SPDX-License-Identifier: Apache-2.0
//! All that a margin is computed from, and that computation: who has the inputs of a margin can
//! check it without the chain.

use crate::{
	portfolio, standard, CollateralHolding, CollateralParams, ExpiryMarket, Holdings,
	PortfolioMargin, PortfolioParams, Position, RiskError, Scenario, ScenarioVectors, ShockScale,
	Stable, StandardMargin, StandardParams, StandardVectors, Totals, UnderlyingMarket,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price};
use tenor_series::{AssetId, MarginMode, Moment, UnderlyingId};

/// Parameters where they go (IM), and where they are on their way (MM).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct BySet<P> {
	/// For IM.
	pub target: P,
	/// For MM; `None` if these are the same.
	pub in_force: Option<P>,
}

/// Which of both.
#[derive(Clone, Copy)]
enum Set {
	Target,
	InForce,
}

impl<P> BySet<P> {
	fn get(&self, set: Set) -> &P {
		match (set, &self.in_force) {
			(Set::InForce, Some(in_force)) => in_force,
			_ => &self.target,
		}
	}
}

/// How an asset counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct CollateralTerms {
	/// Factors and haircuts.
	pub params: CollateralParams,
	/// The underlying whose scenarios move it too; `None` in standard mode.
	pub risk_cancelling_for: Option<UnderlyingId>,
}

/// An asset that counts.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CollateralInput {
	/// Which.
	pub asset: AssetId,
	/// How much is held, e8.
	pub amount: Cash,
	/// Its price in the unit of account.
	pub price: Fixed,
	/// Confidence in the price, 1 is full.
	pub confidence: Fixed,
	/// How it counts.
	pub terms: BySet<CollateralTerms>,
}

/// Why an asset counts for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum NotCounted {
	/// Its price is not fresh: then the margin is not either.
	Stale,
	/// It has no rule, or never had a price.
	NoRuleOrPrice,
}

/// An asset that counts for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UncountedAsset {
	/// Which.
	pub asset: AssetId,
	/// How much is held, e8.
	pub amount: Cash,
	/// Why.
	pub reason: NotCounted,
}

/// The rule of an underlying, with its shocks as multiplied by the regime of volatility.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
#[allow(clippy::large_enum_variant)] // a few of them, in an answer
pub enum UnderlyingRule {
	/// Of standard mode.
	Standard(StandardParams),
	/// Of portfolio mode.
	Portfolio {
		/// Factors.
		params: PortfolioParams,
		/// Scenarios.
		scenarios: Vec<Scenario>,
	},
}

/// One expiry in which the portfolio has positions.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ExpiryInput {
	/// Forward, rate, surface, and the confidence in each.
	pub market: ExpiryMarket,
	/// Whether all of it is fresh.
	pub fresh: bool,
	/// Ascending by (strike, kind).
	pub positions: Vec<Position>,
}

/// One underlying of the positions, or of collateral that cancels risk.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct UnderlyingInput {
	/// The index.
	pub market: UnderlyingMarket,
	/// Whether it is fresh.
	pub fresh: bool,
	/// By how much the shocks among the parameters have been multiplied.
	pub shock_scale: ShockScale,
	/// The parameters.
	pub rule: BySet<UnderlyingRule>,
	/// Ascending; may be empty.
	pub expiries: Vec<ExpiryInput>,
}

/// All that the margin of one portfolio is computed from. Open orders are no part of it: they are
/// admitted by a bound of their own when they meet others ([`crate::orders`]).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct MarginInputs {
	/// The rule the portfolio is held to.
	pub mode: MarginMode,
	/// Chain time, ms. Nothing is computed from it; times to expiry count from it.
	pub moment: Moment,
	/// Cash, e8.
	pub cash: Cash,
	/// The part of it that is set aside, e8: IM counts without it. Zero for a frozen portfolio.
	pub held: Cash,
	/// The stablecoin that cash is.
	pub stable: Stable,
	/// Whether its price is fresh.
	pub stable_fresh: bool,
	/// Assets that count.
	pub collateral: Vec<CollateralInput>,
	/// Assets that count for nothing.
	pub uncounted: Vec<UncountedAsset>,
	/// Ascending.
	pub underlyings: Vec<UnderlyingInput>,
}

/// Components of a margin, money with 18 decimals.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum MarginComponents {
	/// Per expiry.
	Standard(StandardMargin),
	/// Per underlying.
	Portfolio(PortfolioMargin),
}

/// The margin of a portfolio, with every component.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct MarginReport {
	/// The rule it is held to.
	pub mode: MarginMode,
	/// Whether every market value in it is fresh. Nothing may be flagged on a report that is not.
	pub fresh: bool,
	/// Whether a parameter is on its way: then MM is by other parameters than the components.
	pub ramping: bool,
	/// Cash, e8.
	pub cash: Cash,
	/// The part of it that is set aside, e8: already taken off IM, and off nothing else.
	pub held: Cash,
	/// `V`, `E`, IM and MM, e8.
	#[cfg_attr(feature = "serde", serde(flatten))]
	pub totals: Totals,
	/// Where they come from.
	pub components: MarginComponents,
}

impl MarginInputs {
	/// The margin that follows. IM is by the target parameters, MM by those in force on the way; IM is
	/// never above MM, and what is held is taken off it then. Errors: those of the rules; [`RiskError::RuleOfOtherMode`].
	pub fn report(&self) -> Result<MarginReport, RiskError> {
		let (components, mut totals) = self.components(Set::Target)?;
		let ramping = self.is_ramping();
		if ramping {
			totals.maintenance = self.components(Set::InForce)?.1.maintenance;
		}
		totals = totals.after_hold(self.held)?;
		Ok(MarginReport {
			mode: self.mode,
			fresh: self.is_fresh(),
			ramping,
			cash: self.cash,
			held: self.held,
			totals,
			components,
		})
	}

	/// Whether any parameter is on its way.
	fn is_ramping(&self) -> bool {
		self.collateral.iter().any(|one| one.terms.in_force.is_some())
			|| self.underlyings.iter().any(|one| one.rule.in_force.is_some())
	}

	/// The stablecoin, every expiry with its underlying, and every asset that has a rule.
	fn is_fresh(&self) -> bool {
		let expiries_fresh =
			|one: &UnderlyingInput| one.expiries.iter().all(|expiry| expiry.fresh && one.fresh);
		self.stable_fresh
			&& self.underlyings.iter().all(expiries_fresh)
			&& self.uncounted.iter().all(|one| one.reason != NotCounted::Stale)
	}

	fn components(&self, set: Set) -> Result<(MarginComponents, Totals), RiskError> {
		let collateral = self.holdings(set)?;
		let holdings = Holdings { collateral: &collateral, cash: self.cash, stable: self.stable };
		match self.mode {
			MarginMode::Standard => {
				let margin = self.standard(&holdings, set)?;
				let totals = margin.totals;
				Ok((MarginComponents::Standard(margin), totals))
			}
			MarginMode::Portfolio => {
				let margin = self.portfolio(&holdings, set)?;
				let totals = margin.totals;
				Ok((MarginComponents::Portfolio(margin), totals))
			}
		}
	}

	fn holdings(&self, set: Set) -> Result<Vec<CollateralHolding>, RiskError> {
		let holding = |one: &CollateralInput| {
			let terms = one.terms.get(set);
			Ok(CollateralHolding {
				asset: one.asset,
				amount_e8: u128::try_from(one.amount.e8()).map_err(|_| RiskError::Overflow)?,
				price: one.price,
				confidence: one.confidence,
				risk_cancelling_for: terms.risk_cancelling_for,
				params: terms.params,
			})
		};
		self.collateral.iter().map(holding).collect()
	}

	fn standard(&self, holdings: &Holdings<'_>, set: Set) -> Result<StandardMargin, RiskError> {
		let mut parts = Vec::with_capacity(self.underlyings.len());
		for one in &self.underlyings {
			let UnderlyingRule::Standard(params) = one.rule.get(set) else {
				return Err(RiskError::RuleOfOtherMode);
			};
			let vectors = one.expiries.iter().map(|expiry| {
				StandardVectors::compute(&expiry.market, &one.market, params, &strikes(expiry))
			});
			parts.push((one, params, vectors.collect::<Result<Vec<_>, _>>()?));
		}
		let books = books(&parts, |vectors, positions| standard::ExpiryBook { vectors, positions });
		let underlyings: Vec<_> = parts
			.iter()
			.zip(&books)
			.map(|((one, params, _), expiries)| standard::UnderlyingBook {
				market: &one.market,
				params,
				expiries,
			})
			.collect();
		standard::margin(&underlyings, holdings)
	}

	fn portfolio(&self, holdings: &Holdings<'_>, set: Set) -> Result<PortfolioMargin, RiskError> {
		let mut parts = Vec::with_capacity(self.underlyings.len());
		for one in &self.underlyings {
			let UnderlyingRule::Portfolio { params, scenarios } = one.rule.get(set) else {
				return Err(RiskError::RuleOfOtherMode);
			};
			let vectors = one.expiries.iter().map(|expiry| {
				ScenarioVectors::compute(&expiry.market, params, scenarios, &strikes(expiry))
			});
			parts.push((one, (params, scenarios), vectors.collect::<Result<Vec<_>, _>>()?));
		}
		let books =
			books(&parts, |vectors, positions| portfolio::ExpiryBook { vectors, positions });
		let underlyings: Vec<_> = parts
			.iter()
			.zip(&books)
			.map(|((one, (params, scenarios), _), expiries)| portfolio::UnderlyingBook {
				market: &one.market,
				params,
				scenarios,
				expiries,
			})
			.collect();
		portfolio::margin(&underlyings, holdings)
	}
}

/// The positions of each underlying's expiries beside their vectors.
fn books<'a, P, V, B>(
	parts: &'a [(&'a UnderlyingInput, P, Vec<V>)],
	book: impl Fn(&'a V, &'a [Position]) -> B,
) -> Vec<Vec<B>> {
	let of_one = |(one, _, vectors): &'a (&'a UnderlyingInput, P, Vec<V>)| {
		let expiries = vectors.iter().zip(&one.expiries);
		expiries.map(|(vectors, expiry)| book(vectors, &expiry.positions)).collect()
	};
	parts.iter().map(of_one).collect()
}

/// Every strike of an expiry's positions, once.
fn strikes(expiry: &ExpiryInput) -> Vec<Price> {
	let mut strikes: Vec<_> = expiry.positions.iter().map(|position| position.strike).collect();
	strikes.dedup();
	strikes
}
