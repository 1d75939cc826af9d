// SPDX-License-Identifier: Apache-2.0
//! How much of a band's room the carries, rates and surfaces of an underlying have spent.
//!
//! A band allows each of them a change since it was made, in the same share of [`BandLimits`] or
//! more. What is spent between two looks at the market is the largest change of any of them, in
//! shares of its limit. The sum of it over all looks since is no less than any single change, so
//! that a band whose share is not yet spent still holds. Pure.

use super::axis::SeenExpiry;
use tenor_fixed::{Fixed, Price, E18};
use tenor_risk::band::{BandLimits, UnderlyingBand};

/// The limits once over. No band allows more.
pub const WHOLE: u64 = 1_000_000_000_000;
/// More than any band allows.
pub const EVERYTHING: u64 = WHOLE + 1;

/// A limit on the change of carries, in money: a share of a price that stays the same for as long as
/// any band counts by it.
fn carry_limit(limits: &BandLimits, reference: Price) -> Option<Fixed> {
	reference.to_fixed().mul_floor(limits.carry_change)
}

/// `change / limit` in parts of [`WHOLE`], rounded up. `None` if there is no such number.
fn part_ceil(change: Fixed, limit: Fixed) -> Option<u64> {
	if limit <= Fixed::ZERO {
		return change.is_zero().then_some(0);
	}
	let whole = Fixed::from_e18(i128::from(WHOLE).checked_mul(E18)?);
	let part = change.checked_abs()?.mul_div_ceil(whole, limit)?;
	let units = part.to_int_floor();
	let rounded = if part == Fixed::from_e18(units.checked_mul(E18)?) { units } else { units + 1 };
	u64::try_from(rounded).ok()
}

/// `change / limit` in parts of [`WHOLE`], rounded down.
fn part_floor(change: Fixed, limit: Fixed) -> Option<u64> {
	if limit <= Fixed::ZERO || change.is_negative() {
		return Some(0);
	}
	let whole = Fixed::from_e18(i128::from(WHOLE).checked_mul(E18)?);
	u64::try_from(change.mul_div_floor(whole, limit)?.to_int_floor()).ok()
}

/// What an expiry spent between two looks: the largest change of its carry, its rate and the
/// volatility of any of `strikes`, rounded up. `None` if it can't be told: then it is everything.
pub fn spent_ceil(
	limits: &BandLimits,
	reference: Price,
	before: &SeenExpiry,
	now: &SeenExpiry,
	strikes: &[Price],
) -> Option<u64> {
	let carry = part_ceil(now.carry.checked_sub(before.carry)?, carry_limit(limits, reference)?)?;
	let rate = now.rate.to_fixed().checked_sub(before.rate.to_fixed())?;
	let rate = part_ceil(rate, limits.rate_change)?;
	let mut spent = carry.max(rate);
	if now.surface != before.surface {
		for strike in strikes {
			let (old, new) = (before.surface.vol(*strike).ok()?, now.surface.vol(*strike).ok()?);
			let change = new.to_fixed().checked_sub(old.to_fixed())?;
			spent = spent.max(part_ceil(change, limits.vol_change)?);
		}
	}
	Some(spent)
}

/// What a band allows to be spent, at most [`WHOLE`], rounded down.
pub fn allowance_floor(limits: &BandLimits, reference: Price, band: &UnderlyingBand) -> u64 {
	let parts = || {
		let carry = part_floor(band.carry_change, carry_limit(limits, reference)?)?;
		let rate = part_floor(band.rate_change, limits.rate_change)?;
		let vol = part_floor(band.vol_change.to_fixed(), limits.vol_change)?;
		Some(carry.min(rate).min(vol).min(WHOLE))
	};
	parts().unwrap_or(0)
}
