// SPDX-License-Identifier: Apache-2.0
//! What both margin rules take: market data, collateral, and the totals they give.

use crate::RiskError;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_series::{AssetId, Moment, UnderlyingId};
use tenor_svi::Surface;

/// Where the mark volatility of a strike comes from.
pub trait VolSource {
	/// The volatility of a strike.
	fn vol(&self, strike: Price) -> Result<Vol, RiskError>;
}

impl VolSource for Surface {
	fn vol(&self, strike: Price) -> Result<Vol, RiskError> {
		Surface::vol(self, strike).map_err(RiskError::from)
	}
}

/// One volatility for every strike.
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
pub struct FlatVol(pub Vol);

impl VolSource for FlatVol {
	fn vol(&self, _strike: Price) -> Result<Vol, RiskError> {
		Ok(self.0)
	}
}

/// What is known of one expiry at this instant.
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
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct ExpiryMarket<V = Surface> {
	/// The instant of expiry.
	pub expiry: Moment,
	/// Milliseconds left until it.
	pub time_to_expiry_ms: u64,
	/// The part of the forward that is already fixed by the settlement average.
	pub f_fix: Fixed,
	/// The part that still moves: shocks multiply this one only. The forward is the sum.
	pub f_var: Fixed,
	/// Annual continuously compounded rate; below zero counts as zero.
	pub rate: Rate,
	/// Mark volatilities.
	pub vols: V,
	/// Confidence in the forward, 1 is full.
	pub forward_confidence: Fixed,
	/// Confidence in the rate.
	pub rate_confidence: Fixed,
	/// Confidence in the volatilities.
	pub vol_confidence: Fixed,
}

impl<V> ExpiryMarket<V> {
	/// `F = F_fix + F_var`.
	pub fn forward(&self) -> Result<Fixed, RiskError> {
		let forward = self.f_fix.checked_add(self.f_var).ok_or(RiskError::Overflow)?;
		if forward.is_negative() {
			return Err(RiskError::NegativeForward);
		}
		Ok(forward)
	}
}

/// What is known of an underlying besides its expiries.
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
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct UnderlyingMarket {
	/// Which.
	pub underlying: UnderlyingId,
	/// The index price.
	pub spot: Fixed,
	/// Confidence in it, 1 is full.
	pub spot_confidence: Fixed,
}

/// The stablecoin that cash is.
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
pub struct Stable {
	/// Its price in the unit of account.
	pub price: Fixed,
	/// Confidence in it, 1 is full.
	pub confidence: Fixed,
}

impl Stable {
	/// At par with full confidence.
	pub const PAR: Self = Self { price: Fixed::ONE, confidence: Fixed::ONE };
}

/// How an asset counts as collateral, in both modes.
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
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct CollateralParams {
	/// Standard mode: share of the value that counts for MM.
	pub standard_factor: Fixed,
	/// Standard mode: further factor for IM.
	pub standard_im_scale: Fixed,
	/// Portfolio mode: share of the value taken from IM and MM.
	pub portfolio_mm_haircut: Fixed,
	/// Portfolio mode: share of the value taken from IM besides.
	pub portfolio_im_extra_haircut: Fixed,
	/// Below this confidence IM pays for the doubt.
	pub confidence_threshold: Fixed,
	/// How much, per unit of missing confidence.
	pub confidence_factor: Fixed,
}

/// An asset held as collateral.
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
pub struct CollateralHolding {
	/// Which.
	pub asset: AssetId,
	/// How much, e8.
	pub amount_e8: u128,
	/// Its price in the unit of account (not in stablecoins).
	pub price: Fixed,
	/// Confidence in the price, 1 is full.
	pub confidence: Fixed,
	/// The underlying whose scenarios move this holding too. Its book must be among the inputs,
	/// even if it has no positions, so that the first option traded does not move the margin.
	pub risk_cancelling_for: Option<UnderlyingId>,
	/// How it counts.
	pub params: CollateralParams,
}

/// The inputs that are not options.
#[derive(Clone, Copy, Debug)]
pub struct Holdings<'a> {
	/// Collateral assets.
	pub collateral: &'a [CollateralHolding],
	/// Cash, may be negative.
	pub cash: Cash,
	/// The stablecoin cash is.
	pub stable: Stable,
}

/// What a margin check decides on. Each is the exact figure rounded down to e8.
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
pub struct Totals {
	/// `V`: marks of all positions plus collateral at full price.
	pub value: Cash,
	/// `E = V + cash`.
	pub equity: Cash,
	/// Initial margin: new risk needs `>= 0`. That of a portfolio is [`Self::after_hold`].
	#[cfg_attr(feature = "serde", serde(rename = "initialMargin"))]
	pub initial: Cash,
	/// Maintenance margin: `< 0` is liquidated.
	#[cfg_attr(feature = "serde", serde(rename = "maintenanceMargin"))]
	pub maintenance: Cash,
}

impl Totals {
	/// With the IM of a portfolio that has set `held` of its cash aside: never above MM, and without what is
	/// held. Err if it does not fit.
	pub fn after_hold(self, held: Cash) -> Result<Self, RiskError> {
		let initial = self.initial.min(self.maintenance).checked_sub(held);
		Ok(Self { initial: initial.ok_or(RiskError::Overflow)?, ..self })
	}
}

/// Sensitivities of one contract, or summed over positions of one underlying.
///
/// Units: delta and gamma per 1 of forward, undiscounted; vega per 1.00 of volatility, theta per
/// day, rho per 1.00 of rate.
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
pub struct Sensitivities {
	/// dPrice/dF, undiscounted.
	pub delta: Fixed,
	/// d2Price/dF2, undiscounted.
	pub gamma: Fixed,
	/// Per 1.00 of volatility.
	pub vega: Fixed,
	/// Per day.
	pub theta: Fixed,
	/// Per 1.00 of rate.
	pub rho: Fixed,
}

impl Sensitivities {
	/// Sum, field by field.
	pub fn plus(&self, other: &Self) -> Result<Self, RiskError> {
		let add = |a: Fixed, b: Fixed| a.checked_add(b).ok_or(RiskError::Overflow);
		Ok(Self {
			delta: add(self.delta, other.delta)?,
			gamma: add(self.gamma, other.gamma)?,
			vega: add(self.vega, other.vega)?,
			theta: add(self.theta, other.theta)?,
			rho: add(self.rho, other.rho)?,
		})
	}

	/// Adds `quantity` contracts of `unit`, each product rounded down.
	pub fn plus_position(&self, unit: &Self, quantity: Quantity) -> Result<Self, RiskError> {
		let times = |a: Fixed| a.mul_quantity_floor(quantity).ok_or(RiskError::Overflow);
		self.plus(&Self {
			delta: times(unit.delta)?,
			gamma: times(unit.gamma)?,
			vega: times(unit.vega)?,
			theta: times(unit.theta)?,
			rho: times(unit.rho)?,
		})
	}
}
