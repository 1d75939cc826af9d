// SPDX-License-Identifier: Apache-2.0
//! Parameters of the margin rules, their defaults, and what keeps them sane.

use crate::{CollateralParams, Scenario, MAX_SCENARIOS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Fixed, Vol};
use tenor_series::DAY_MS;

/// Why a set of parameters is not sane. The margin functions accept it nevertheless; a chain's
/// setter should not.
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
pub enum ParamError {
	/// A figure that must not be below zero is.
	Negative,
	/// A factor is above what any market needs, which can only be a slip of the decimal point.
	TooLarge,
	/// Initial margin would be weaker than maintenance margin somewhere.
	InitialBelowMaintenance,
	/// A discount of long options above 1, or a markup of shorts below 1.
	DiscountFavoursHolder,
	/// A share of collateral above 1.
	HaircutOutOfRange,
	/// A reference or floor of time is zero, or the floor is above the reference.
	TenorOutOfRange,
	/// No scenario, or more than the bound.
	ScenarioCount,
	/// A scenario moves the forward below zero, dampens by less than 0 or more than 1, or is a
	/// skew with a spot shock.
	ScenarioOutOfRange,
}

/// Parameters of standard mode for one underlying.
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
pub struct StandardParams {
	/// Short option, IM: share of spot at the money.
	pub max_spot_requirement: Fixed,
	/// Short option, IM: least share of spot.
	pub min_spot_requirement: Fixed,
	/// Short call, MM: share of spot.
	pub mm_call: Fixed,
	/// Short put, MM: share of spot.
	pub mm_put_spot: Fixed,
	/// Short put, MM: share of the mark.
	pub mm_put_mtm: Fixed,
	/// Short put, IM: at least this multiple of MM.
	pub put_im_offset: Fixed,
	/// Share of the forward per unpaired short call, IM.
	pub unpaired_im_scale: Fixed,
	/// Share of the forward per unpaired short call, MM.
	pub unpaired_mm_scale: Fixed,
	/// Below this confidence of an expiry IM pays for the doubt.
	pub confidence_threshold: Fixed,
	/// How much of spot per short contract and unit of missing confidence.
	pub confidence_factor: Fixed,
	/// Below this price of the stablecoin IM pays for it.
	pub depeg_threshold: Fixed,
	/// How much of spot per short contract and unit of missing peg.
	pub depeg_factor: Fixed,
}

/// How far a skew scenario bends the smile.
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
pub struct SkewParams {
	/// `cap = scale_cap + cap_slope * sqrt(tau)`.
	pub scale_cap: Fixed,
	/// `cBase` of the cap; usually below zero.
	pub cap_slope: Fixed,
	/// Least `k*`.
	pub min_k: Fixed,
	/// `k* = width * sqrt(tau) * (vol_static + vol_scale * sqrt(tau))`.
	pub width: Fixed,
	/// Constant part of the volatility in `k*`.
	pub vol_static: Fixed,
	/// Part that grows with `sqrt(tau)`.
	pub vol_scale: Fixed,
}

/// Parameters of portfolio mode for one underlying.
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
pub struct PortfolioParams {
	/// Multiple of the worst case in IM.
	pub im_factor: Fixed,
	/// Multiple of the worst case in MM.
	pub mm_factor: Fixed,
	/// Relative move of volatility up, at the reference tenor.
	pub vol_up: Fixed,
	/// Relative move of volatility down, at the reference tenor.
	pub vol_down: Fixed,
	/// Least volatility in a vol-up scenario.
	pub min_vol: Vol,
	/// Tenor at which the vol shock multiplier is 1.
	pub vol_reference_ms: u64,
	/// Shorter tenors count as this one.
	pub vol_floor_ms: u64,
	/// Power of the multiplier up to the reference tenor.
	pub vol_power_short: Fixed,
	/// Power beyond it.
	pub vol_power_long: Fixed,
	/// Relative move of the forward, both ways, in the basis contingency.
	pub basis_shock: Fixed,
	/// Constant weight of the basis contingency.
	pub basis_add: Fixed,
	/// Weight per year.
	pub basis_mult: Fixed,
	/// Share of spot per naked short, IM and MM.
	pub option_mm: Fixed,
	/// Further share of spot per naked short, IM.
	pub option_im: Fixed,
	/// A positive shocked expiry value counts `base * exp(-tau * (r * mult + add))`.
	pub long_base: Fixed,
	/// Multiple of the rate in the discount of longs.
	pub long_mult: Fixed,
	/// Added to it.
	pub long_add: Fixed,
	/// A negative one counts `min(1/disc, base / exp(-tau * (r * mult + add)))`.
	pub short_base: Fixed,
	/// Multiple of the rate in the markup of shorts.
	pub short_mult: Fixed,
	/// Added to it.
	pub short_add: Fixed,
	/// The linear skew scenario.
	pub skew_linear: SkewParams,
	/// The absolute skew scenario.
	pub skew_absolute: SkewParams,
	/// Below this price of the stablecoin the IM factor grows.
	pub peg_threshold: Fixed,
	/// By this much per unit of missing peg.
	pub peg_factor: Fixed,
	/// Below this confidence of an expiry IM pays for the doubt.
	pub confidence_threshold: Fixed,
	/// How much of spot per contract and unit of missing confidence.
	pub confidence_factor: Fixed,
}

/// Hundredths of a percent.
const fn bp(units: i64) -> Fixed {
	Fixed::from_e18(units as i128 * 100_000_000_000_000)
}

impl StandardParams {
	/// Defaults for BTC and ETH.
	pub const fn btc_eth() -> Self {
		Self {
			max_spot_requirement: bp(1_500),
			min_spot_requirement: bp(1_300),
			mm_call: bp(900),
			mm_put_spot: bp(900),
			mm_put_mtm: bp(900),
			put_im_offset: bp(10_500),
			unpaired_im_scale: bp(12_000),
			unpaired_mm_scale: bp(11_000),
			confidence_threshold: bp(5_500),
			confidence_factor: bp(10_000),
			depeg_threshold: bp(9_900),
			depeg_factor: bp(20_000),
		}
	}
}

impl SkewParams {
	/// Defaults of both skew scenarios.
	pub const fn btc_eth() -> Self {
		Self {
			scale_cap: bp(2_500),
			cap_slope: bp(-1_000),
			min_k: bp(100),
			width: bp(40_000),
			vol_static: bp(6_000),
			vol_scale: bp(0),
		}
	}
}

impl PortfolioParams {
	/// Defaults for BTC and ETH.
	pub const fn btc_eth() -> Self {
		Self {
			im_factor: bp(10_000),
			mm_factor: bp(8_000),
			vol_up: bp(5_000),
			vol_down: bp(3_000),
			min_vol: Vol::from_fixed(bp(4_000)),
			vol_reference_ms: 30 * DAY_MS,
			vol_floor_ms: DAY_MS,
			vol_power_short: bp(3_000),
			vol_power_long: bp(1_300),
			basis_shock: bp(450),
			basis_add: bp(5_000),
			basis_mult: bp(20_000),
			option_mm: bp(30),
			option_im: bp(20),
			long_base: bp(9_500),
			long_mult: bp(0),
			long_add: bp(1_600),
			short_base: bp(10_500),
			short_mult: bp(0),
			short_add: bp(1_600),
			skew_linear: SkewParams::btc_eth(),
			skew_absolute: SkewParams::btc_eth(),
			peg_threshold: bp(9_900),
			peg_factor: bp(40_000),
			confidence_threshold: bp(5_500),
			confidence_factor: bp(10_000),
		}
	}
}

impl CollateralParams {
	/// Defaults for BTC.
	pub const fn btc() -> Self {
		Self {
			standard_factor: bp(7_500),
			standard_im_scale: bp(9_300),
			portfolio_mm_haircut: bp(1_060),
			portfolio_im_extra_haircut: bp(140),
			confidence_threshold: bp(5_500),
			confidence_factor: bp(10_000),
		}
	}

	/// Defaults for ETH.
	pub const fn eth() -> Self {
		Self {
			standard_factor: bp(8_000),
			standard_im_scale: bp(9_375),
			portfolio_mm_haircut: bp(560),
			..Self::btc()
		}
	}

	/// Defaults for a further stablecoin. The portfolio haircuts are those that give the same
	/// margin as standard mode: 1 - .98 for MM, .98 - .98^2 besides for IM.
	pub const fn stablecoin() -> Self {
		Self {
			standard_factor: bp(9_800),
			standard_im_scale: bp(9_800),
			portfolio_mm_haircut: bp(200),
			portfolio_im_extra_haircut: bp(196),
			..Self::btc()
		}
	}
}

/// No factor of a margin rule needs to be above this.
const LARGEST_FACTOR: Fixed = Fixed::from_int(100);

/// Every value within 0 and [`LARGEST_FACTOR`].
fn within_bounds(values: &[Fixed]) -> Result<(), ParamError> {
	for value in values {
		if value.is_negative() {
			return Err(ParamError::Negative);
		}
		if *value > LARGEST_FACTOR {
			return Err(ParamError::TooLarge);
		}
	}
	Ok(())
}

impl StandardParams {
	/// Whether a chain should accept this set: every figure between 0 and 100, and IM nowhere
	/// weaker than MM.
	pub fn sanity(&self) -> Result<(), ParamError> {
		within_bounds(&[
			self.max_spot_requirement,
			self.min_spot_requirement,
			self.mm_call,
			self.mm_put_spot,
			self.mm_put_mtm,
			self.put_im_offset,
			self.unpaired_im_scale,
			self.unpaired_mm_scale,
			self.confidence_threshold,
			self.confidence_factor,
			self.depeg_threshold,
			self.depeg_factor,
		])?;
		// The IM of a call falls to the minimum share when far out of the money; that of a put is
		// a multiple of its MM.
		let initial_holds = self.min_spot_requirement >= self.mm_call
			&& self.max_spot_requirement >= self.min_spot_requirement
			&& self.put_im_offset >= Fixed::ONE
			&& self.unpaired_im_scale >= self.unpaired_mm_scale
			&& self.confidence_threshold <= Fixed::ONE;
		if initial_holds {
			Ok(())
		} else {
			Err(ParamError::InitialBelowMaintenance)
		}
	}
}

impl SkewParams {
	fn sanity(&self) -> Result<(), ParamError> {
		within_bounds(&[
			self.scale_cap,
			self.cap_slope.checked_abs().ok_or(ParamError::TooLarge)?,
			self.min_k,
			self.width,
			self.vol_static,
		])?;
		within_bounds(&[self.vol_scale.checked_abs().ok_or(ParamError::TooLarge)?])
	}
}

impl PortfolioParams {
	/// Whether a chain should accept this set: every figure between 0 and 100, discounts that do
	/// not favour the holder, and IM nowhere weaker than MM.
	pub fn sanity(&self) -> Result<(), ParamError> {
		within_bounds(&[
			self.im_factor,
			self.mm_factor,
			self.vol_up,
			self.vol_down,
			self.min_vol.to_fixed(),
			self.vol_power_short,
			self.vol_power_long,
			self.basis_shock,
			self.basis_add,
			self.basis_mult,
			self.option_mm,
			self.option_im,
			self.long_base,
			self.long_mult,
			self.long_add,
			self.short_base,
			self.short_mult,
			self.short_add,
			self.peg_threshold,
			self.peg_factor,
			self.confidence_threshold,
			self.confidence_factor,
		])?;
		self.skew_linear.sanity()?;
		self.skew_absolute.sanity()?;
		if self.im_factor < self.mm_factor || self.confidence_threshold > Fixed::ONE {
			return Err(ParamError::InitialBelowMaintenance);
		}
		if self.long_base > Fixed::ONE || self.short_base < Fixed::ONE {
			return Err(ParamError::DiscountFavoursHolder);
		}
		if self.basis_shock > Fixed::ONE || self.vol_power_short > Fixed::ONE {
			return Err(ParamError::TooLarge);
		}
		if self.vol_floor_ms == 0 || self.vol_floor_ms > self.vol_reference_ms {
			return Err(ParamError::TenorOutOfRange);
		}
		Ok(())
	}
}

impl CollateralParams {
	/// Whether a chain should accept this set.
	pub fn sanity(&self) -> Result<(), ParamError> {
		let haircuts = self.portfolio_mm_haircut.saturating_add(self.portfolio_im_extra_haircut);
		let shares = [
			self.standard_factor,
			self.standard_im_scale,
			self.portfolio_mm_haircut,
			self.portfolio_im_extra_haircut,
			haircuts,
			self.confidence_threshold,
		];
		within_bounds(&[self.confidence_factor])?;
		within_bounds(&shares)?;
		if shares.iter().any(|share| *share > Fixed::ONE) {
			return Err(ParamError::HaircutOutOfRange);
		}
		Ok(())
	}
}

/// Whether a chain should accept this list of scenarios.
pub fn scenarios_sanity(scenarios: &[Scenario]) -> Result<(), ParamError> {
	if scenarios.is_empty() || scenarios.len() > MAX_SCENARIOS {
		return Err(ParamError::ScenarioCount);
	}
	for scenario in scenarios {
		let range = Fixed::from_int(-1)..=LARGEST_FACTOR;
		let sane = range.contains(&scenario.spot_shock)
			&& (Fixed::ZERO..=Fixed::ONE).contains(&scenario.dampening)
			&& (!scenario.vol.is_skew() || scenario.spot_shock.is_zero());
		if !sane {
			return Err(ParamError::ScenarioOutOfRange);
		}
	}
	Ok(())
}
