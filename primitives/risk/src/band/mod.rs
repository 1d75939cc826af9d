// SPDX-License-Identifier: Apache-2.0
//! Safe bands: a box around the market in which a portfolio provably stays above maintenance
//! margin, so that a sweep can pass it by without valuing it. The argument stands in the crate's
//! README under "Safe bands".

mod exposure;
mod portfolio;
mod standard;

pub use portfolio::{portfolio_band, PortfolioBandInput};
pub use standard::{standard_band, StandardBandInput};

use crate::{CollateralHolding, ExpiryMarket, Holdings, RiskError, UnderlyingMarket};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Fixed, Vol};
use tenor_series::{AssetId, Moment, UnderlyingId};

/// The largest box worth having. A portfolio with less room gets the same box scaled down.
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
pub struct BandLimits {
	/// Relative move of every index price, each way; below 1.
	pub price_move: Fixed,
	/// Change of every mark volatility, each way.
	pub vol_change: Fixed,
	/// Time from the making of the band.
	pub elapsed_ms: u64,
	/// Change of every carry (forward less spot), each way, as a share of spot.
	pub carry_change: Fixed,
	/// Change of every rate, each way.
	pub rate_change: Fixed,
	/// Relative change of the stablecoin's price, each way; below 1.
	pub stable_change: Fixed,
	/// No band reaches closer to an expiry than this. At least the settlement window, and long
	/// enough that time value has a bounded slope.
	pub min_tenor_ms: u64,
}

impl BandLimits {
	/// 20 % of price, 20 points of volatility, 12 hours, not within the last 2 hours.
	pub const DEFAULT: Self = Self {
		price_move: Fixed::from_e18(200_000_000_000_000_000),
		vol_change: Fixed::from_e18(200_000_000_000_000_000),
		elapsed_ms: 12 * 3_600_000,
		carry_change: Fixed::from_e18(20_000_000_000_000_000),
		rate_change: Fixed::from_e18(20_000_000_000_000_000),
		stable_change: Fixed::from_e18(10_000_000_000_000_000),
		min_tenor_ms: 2 * 3_600_000,
	};
}

/// The box for one underlying.
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
pub struct UnderlyingBand {
	/// Which.
	pub underlying: UnderlyingId,
	/// Lowest index price.
	pub lowest: Fixed,
	/// Highest index price.
	pub highest: Fixed,
	/// Largest change of any carry, in units of money.
	pub carry_change: Fixed,
	/// Largest change of any mark volatility.
	pub vol_change: Vol,
	/// Largest change of any rate.
	pub rate_change: Fixed,
}

/// The box for one collateral asset.
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
pub struct AssetBand {
	/// Which.
	pub asset: AssetId,
	/// Lowest price.
	pub lowest: Fixed,
	/// Highest price.
	pub highest: Fixed,
}

/// A box of market states in which a portfolio's MM is provably not below zero, as long as the
/// portfolio (positions, cash, collateral) and the parameters are what they were.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Band {
	/// From when.
	pub made_at: Moment,
	/// Until when, inclusive.
	pub valid_until: Moment,
	/// Revision of the parameters it was made with; a step of a ramp is a new revision.
	pub revision: u64,
	/// Lowest price of the stablecoin.
	pub stable_lowest: Fixed,
	/// Highest price of the stablecoin.
	pub stable_highest: Fixed,
	/// Per underlying of the portfolio.
	pub underlyings: Vec<UnderlyingBand>,
	/// Per collateral asset of the portfolio.
	pub assets: Vec<AssetBand>,
}

/// What an underlying has done since a band was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnderlyingNow {
	/// Which.
	pub underlying: UnderlyingId,
	/// The index price.
	pub spot: Fixed,
	/// Largest change, since the band was made, of the carry of an expiry the portfolio holds; or
	/// anything at least as large.
	pub carry_change: Fixed,
	/// The same of the mark volatility of a series the portfolio holds.
	pub vol_change: Vol,
	/// The same of a rate.
	pub rate_change: Fixed,
}

/// The market a band is compared with.
#[derive(Clone, Copy, Debug)]
pub struct BandNow<'a> {
	/// The time.
	pub now: Moment,
	/// Revision of the parameters in force.
	pub revision: u64,
	/// The stablecoin's price.
	pub stable: Fixed,
	/// At least the underlyings of the band.
	pub underlyings: &'a [UnderlyingNow],
	/// At least the assets of the band, with their prices.
	pub assets: &'a [(AssetId, Fixed)],
}

impl Band {
	/// Whether the market is inside. Anything the band names and the market does not is outside.
	pub fn contains(&self, market: &BandNow<'_>) -> bool {
		let times = self.made_at <= market.now && market.now <= self.valid_until;
		let stable = (self.stable_lowest..=self.stable_highest).contains(&market.stable);
		times
			&& stable && self.revision == market.revision
			&& self.underlyings.iter().all(|band| {
				market
					.underlyings
					.iter()
					.find(|now| now.underlying == band.underlying)
					.is_some_and(|now| band.contains(now))
			}) && self.assets.iter().all(|band| {
			market
				.assets
				.iter()
				.find(|(asset, _)| *asset == band.asset)
				.is_some_and(|(_, price)| (band.lowest..=band.highest).contains(price))
		})
	}
}

impl UnderlyingBand {
	fn contains(&self, now: &UnderlyingNow) -> bool {
		(self.lowest..=self.highest).contains(&now.spot)
			&& now.carry_change <= self.carry_change
			&& now.vol_change <= self.vol_change
			&& now.rate_change <= self.rate_change
	}
}

/// When a band is made, and for which parameters.
#[derive(Clone, Copy, Debug)]
pub struct BandStamp {
	/// Now.
	pub now: Moment,
	/// Revision of the parameters.
	pub revision: u64,
}

/// How far a box reaches in each direction. Prices may reach further to one side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
	pub(crate) up: Fixed,
	pub(crate) down: Fixed,
	pub(crate) vol: Fixed,
	pub(crate) elapsed_ms: u64,
	pub(crate) carry: Fixed,
	pub(crate) rate: Fixed,
	pub(crate) stable: Fixed,
}

/// Steps a box is scaled in.
const STEPS: u64 = 64;

/// A share of a limit, rounded down.
fn share(limit: Fixed, steps: u64) -> Fixed {
	limit.mul_div_floor(whole(steps), whole(STEPS)).unwrap_or(Fixed::ZERO)
}

/// A small whole number.
fn whole(n: u64) -> Fixed {
	Fixed::from_int(i64::try_from(n).unwrap_or(i64::MAX))
}

impl Reach {
	fn scaled(limits: &BandLimits, up: u64, down: u64, rest: u64) -> Self {
		Self {
			up: share(limits.price_move, up),
			down: share(limits.price_move, down),
			vol: share(limits.vol_change, rest),
			elapsed_ms: limits.elapsed_ms.saturating_mul(rest) / STEPS,
			carry: share(limits.carry_change, rest),
			rate: share(limits.rate_change, rest),
			stable: share(limits.stable_change, rest),
		}
	}

	/// (rise, fall) of a forward with this spot: the index and the carry.
	pub(crate) fn of_forward(&self, spot: Fixed) -> Option<(Fixed, Fixed)> {
		let carry = spot.mul_ceil(self.carry)?;
		let rise = spot.mul_ceil(self.up)?.checked_add(carry)?;
		let fall = spot.mul_ceil(self.down)?.checked_add(carry)?;
		Some((rise, fall))
	}

	/// (lowest, highest) value in stablecoins of collateral worth `worth` in the unit of account.
	pub(crate) fn of_collateral(&self, worth: Fixed, stable: Fixed) -> Option<(Fixed, Fixed)> {
		let one = Fixed::ONE;
		let lowest = worth.mul_floor(one.checked_sub(self.down)?)?;
		let highest = worth.mul_ceil(one.checked_add(self.up)?)?;
		let dear = stable.mul_ceil(one.checked_add(self.stable)?)?;
		let cheap = stable.mul_floor(one.checked_sub(self.stable)?)?;
		Some((lowest.div_floor(dear)?, highest.div_ceil(cheap)?))
	}
}

/// Finds a box in which `lower_bound` is not below zero. Every box returned has been tested, so
/// that the search decides only how large it is: first the whole box; then what a linear loss
/// would leave room for, and halves of it; then each side of the price as wide as the limits.
fn search(
	limits: &BandLimits,
	maintenance: Fixed,
	lower_bound: impl Fn(&Reach) -> Result<Option<Fixed>, RiskError>,
) -> Result<Option<Reach>, RiskError> {
	let bound = |up, down, rest| -> Result<Option<Fixed>, RiskError> {
		match lower_bound(&Reach::scaled(limits, up, down, rest)) {
			// A box too large to compute is only too large.
			Err(RiskError::Overflow) => Ok(None),
			other => other,
		}
	};
	let holds = |up, down, rest| {
		bound(up, down, rest).map(|bound| bound.is_some_and(|mm| !mm.is_negative()))
	};
	if maintenance.is_negative() {
		return Ok(None);
	}
	let whole_box = bound(STEPS, STEPS, STEPS)?;
	if whole_box.is_some_and(|mm| !mm.is_negative()) {
		return Ok(Some(Reach::scaled(limits, STEPS, STEPS, STEPS)));
	}
	let mut steps = whole_box.and_then(|mm| room(maintenance, mm)).unwrap_or(STEPS / 2);
	while steps > 0 && !holds(steps, steps, steps)? {
		steps /= 2;
	}
	if steps == 0 {
		return Ok(None);
	}
	let down = if holds(steps, STEPS, steps)? { STEPS } else { steps };
	let up = if down == steps && holds(STEPS, down, steps)? { STEPS } else { steps };
	Ok(Some(Reach::scaled(limits, up, down, steps)))
}

/// The share of the whole box, in steps, that a loss linear in its size would leave room for.
fn room(maintenance: Fixed, at_whole_box: Fixed) -> Option<u64> {
	let loss = maintenance.checked_sub(at_whole_box)?;
	let steps = maintenance.mul_div_floor(whole(STEPS), loss)?.to_int_floor();
	u64::try_from(steps).ok().map(|steps| steps.min(STEPS - 1))
}

/// The band of a reach.
fn assemble<'a>(
	stamp: BandStamp,
	reach: &Reach,
	markets: impl Iterator<Item = &'a UnderlyingMarket>,
	holdings: &Holdings<'_>,
) -> Result<Band, RiskError> {
	let wide = |price: Fixed, up: Fixed, down: Fixed| -> Option<(Fixed, Fixed)> {
		// Rounded inwards, so that the box is not larger than the one tested.
		let highest = price.checked_add(price.mul_floor(up)?)?;
		let lowest = price.checked_sub(price.mul_floor(down)?)?;
		Some((lowest, highest))
	};
	let range = |price, up, down| wide(price, up, down).ok_or(RiskError::Overflow);
	let mut underlyings = Vec::new();
	for market in markets {
		let (lowest, highest) = range(market.spot, reach.up, reach.down)?;
		underlyings.push(UnderlyingBand {
			underlying: market.underlying,
			lowest,
			highest,
			carry_change: market.spot.mul_floor(reach.carry).ok_or(RiskError::Overflow)?,
			vol_change: Vol::from_fixed(reach.vol),
			rate_change: reach.rate,
		});
	}
	let asset = |holding: &CollateralHolding| -> Result<AssetBand, RiskError> {
		let (lowest, highest) = range(holding.price, reach.up, reach.down)?;
		Ok(AssetBand { asset: holding.asset, lowest, highest })
	};
	let (stable_lowest, stable_highest) = range(holdings.stable.price, reach.stable, reach.stable)?;
	Ok(Band {
		made_at: stamp.now,
		valid_until: stamp.now.saturating_add(reach.elapsed_ms),
		revision: stamp.revision,
		stable_lowest,
		stable_highest,
		underlyings,
		assets: holdings.collateral.iter().map(asset).collect::<Result<_, _>>()?,
	})
}

/// The limits with time cut so that no box reaches below the least tenor; `None` if no time is left,
/// or if a price could reach zero.
fn within_tenor(limits: &BandLimits, tenors_ms: impl Iterator<Item = u64>) -> Option<BandLimits> {
	let mut limits = *limits;
	for tenor in tenors_ms {
		limits.elapsed_ms = limits.elapsed_ms.min(tenor.checked_sub(limits.min_tenor_ms)?);
	}
	if limits.elapsed_ms == 0 {
		return None;
	}
	let falls = limits.price_move.checked_add(limits.carry_change)?;
	(falls < Fixed::ONE && limits.stable_change < Fixed::ONE).then_some(limits)
}

/// Whether an expiry is outside its settlement window, with a forward above zero.
fn is_moving<V>(market: &ExpiryMarket<V>) -> bool {
	market.f_fix.is_zero() && market.f_var > Fixed::ZERO
}

/// Whether every price the box scales is above zero.
fn positive_prices(mut spots: impl Iterator<Item = Fixed>, holdings: &Holdings<'_>) -> bool {
	spots.all(|spot| spot > Fixed::ZERO)
		&& holdings.collateral.iter().all(|holding| holding.price > Fixed::ZERO)
		&& holdings.stable.price > Fixed::ZERO
}
