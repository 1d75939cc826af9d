// SPDX-License-Identifier: Apache-2.0
//! Bands in standard mode.

use super::{
	assemble,
	exposure::{cost, up, DENSITY},
	is_moving, positive_prices, search, within_tenor, Band, BandLimits, BandStamp, Reach,
};
use crate::{
	factor::exact_to_fixed_floor,
	portfolio::{minus, plus},
	standard::{isolated, offset, ExpiryBook, UnderlyingBook},
	ExpiryMarket, Holdings, OptionKind, Position, RiskError, StandardMargin, VolSource,
};
use alloc::vec::Vec;
use tenor_black76::years_from_ms;
use tenor_fixed::{Fixed, E18, E8};
use tenor_payoff::WorstPayoff;
use tenor_transcendental::sqrt_floor;

/// A book with the market of each of its expiries, in the same order.
#[derive(Clone, Copy, Debug)]
pub struct StandardBandInput<'a, V> {
	/// What the margin was computed from.
	pub book: UnderlyingBook<'a>,
	/// The markets of `book.expiries`.
	pub markets: &'a [ExpiryMarket<V>],
}

/// A band around a portfolio's margin, if there is room for one. `margin` must be that of the same
/// inputs. `None`: below maintenance, an expiry too near or in its settlement window, parameters
/// that are not sane, or no room.
pub fn standard_band<V: VolSource>(
	inputs: &[StandardBandInput<'_, V>],
	holdings: &Holdings<'_>,
	margin: &StandardMargin,
	limits: &BandLimits,
	stamp: BandStamp,
) -> Result<Option<Band>, RiskError> {
	let markets = || inputs.iter().flat_map(|input| input.markets);
	let tenors = markets().map(|market| market.time_to_expiry_ms);
	let Some(limits) = within_tenor(limits, tenors) else { return Ok(None) };
	let sane = inputs.iter().all(|input| input.book.params.sanity().is_ok())
		&& holdings.collateral.iter().all(|holding| holding.params.sanity().is_ok());
	let spots = inputs.iter().map(|input| input.book.market.spot);
	if !sane || !markets().all(is_moving) || !positive_prices(spots, holdings) {
		return Ok(None);
	}
	if inputs.iter().any(|input| input.book.expiries.len() != input.markets.len()) {
		return Err(RiskError::MarketsDiffer);
	}
	let expiries = inputs
		.iter()
		.flat_map(|input| {
			input.book.expiries.iter().zip(input.markets).map(|pair| (&input.book, pair))
		})
		.map(|(book, (expiry, market))| ExpiryBound::new(book, expiry, market))
		.collect::<Result<Vec<_>, RiskError>>()?;
	let maintenance = margin.totals.maintenance.to_fixed().ok_or(RiskError::Overflow)?;
	let lower_bound = |reach: &Reach| maintenance_bound(&expiries, holdings, reach).map(Some);
	let reach = search(&limits, maintenance, lower_bound)?;
	let named = inputs.iter().map(|input| input.book.market);
	reach.map(|reach| assemble(stamp, &reach, named, holdings)).transpose()
}

/// A lower bound of MM over a box.
fn maintenance_bound<V: VolSource>(
	expiries: &[ExpiryBound<'_, V>],
	holdings: &Holdings<'_>,
	reach: &Reach,
) -> Result<Fixed, RiskError> {
	let mut total = holdings.cash.to_fixed().ok_or(RiskError::Overflow)?;
	for holding in holdings.collateral {
		// Collateral counts at its price, the stablecoin's does not enter.
		let share = minus(Fixed::ONE, reach.down)?;
		let counts = holding
			.worth()?
			.mul_floor(share)
			.and_then(|lowest| lowest.mul_floor(holding.params.standard_factor))
			.ok_or(RiskError::Overflow)?;
		total = minus(plus(total, counts)?, Fixed::from_e18(1_000_000))?;
	}
	for expiry in expiries {
		total = plus(total, expiry.bound(reach)?)?;
	}
	minus(total, Fixed::from_e18(10 * E18 / E8))
}

/// An expiry with its requirement, and what of its short positions bounds the change of it.
struct ExpiryBound<'a, V> {
	book: &'a UnderlyingBook<'a>,
	expiry: &'a ExpiryBook<'a>,
	market: &'a ExpiryMarket<V>,
	worst: WorstPayoff,
	isolated_mm: Fixed,
}

impl<'a, V: VolSource> ExpiryBound<'a, V> {
	fn new(
		book: &'a UnderlyingBook<'a>,
		expiry: &'a ExpiryBook<'a>,
		market: &'a ExpiryMarket<V>,
	) -> Result<Self, RiskError> {
		Ok(Self {
			book,
			expiry,
			market,
			worst: WorstPayoff::of(expiry.positions)?,
			isolated_mm: exact_to_fixed_floor(isolated(expiry)?.mm),
		})
	}

	/// Least of max(isolated, offset) over the box: each by itself, then the larger.
	fn bound(&self, reach: &Reach) -> Result<Fixed, RiskError> {
		let spot = self.book.market.spot;
		let (rise, fall) = reach.of_forward(spot).ok_or(RiskError::Overflow)?;
		let tau = years_from_ms(self.market.time_to_expiry_ms);
		let root = plus(sqrt_floor(tau)?, Fixed::from_e18(1))?;
		let vol = plus(reach.vol, Fixed::from_e18(1_000_000))?;
		let per_stdev =
			up(DENSITY, vol).and_then(|density| up(density, root)).ok_or(RiskError::Overflow)?;
		let highest = plus(self.market.f_var, rise)?;
		let spot_rise = up(spot, reach.up).ok_or(RiskError::Overflow)?;
		let mut lost = Fixed::ZERO;
		for position in self.expiry.positions.iter().filter(|p| p.quantity.is_negative()) {
			let one = self.worsening(position, (rise, fall), highest, per_stdev, spot_rise);
			lost = plus(lost, one.ok_or(RiskError::Overflow)?)?;
		}
		let isolated = minus(self.isolated_mm, lost)?;
		let scale = self.book.params.unpaired_mm_scale;
		let offset = offset(&self.worst, highest, scale)?;
		let offset = minus(offset, Fixed::from_e18(10))?;
		Ok(isolated.max(offset))
	}

	/// Most by which the MM of one short position can worsen in the box. Its mark rises by at most
	/// the move of the forward against it and the vega of the volatility move; time only lowers it.
	fn worsening(
		&self,
		position: &Position,
		(rise, fall): (Fixed, Fixed),
		highest: Fixed,
		per_stdev: Fixed,
		spot_rise: Fixed,
	) -> Option<Fixed> {
		let params = self.book.params;
		let vega = up(per_stdev, highest.min(position.strike.to_fixed()))?;
		let rounding =
			up(highest, Fixed::from_e18(10_000))?.checked_add(self.expiry.vectors.precision()?)?;
		let (against, of_spot, of_mark) = match position.kind {
			OptionKind::Call => (rise, params.mm_call, Fixed::ZERO),
			OptionKind::Put => (fall, params.mm_put_spot, params.mm_put_mtm),
		};
		let mark = against.checked_add(vega)?.checked_add(rounding)?;
		// Of max(of_spot * S, of_mark * mark) each can grow: their sum bounds the larger.
		let requirement = up(spot_rise, of_spot)?.checked_add(up(mark, of_mark)?)?;
		cost(position.quantity, mark.checked_add(requirement)?)
	}
}
