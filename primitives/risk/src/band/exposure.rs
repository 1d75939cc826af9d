// SPDX-License-Identifier: Apache-2.0
//! What of one expiry's positions bounds the change of their value.

use crate::{factor::exact_to_fixed_floor, ExpiryMarket, Position, RiskError, VolSource};
use tenor_fixed::{mul_div_ceil, Fixed, Price, Quantity, E18, E8};

/// Above `1 / sqrt(2 pi)`: the largest normal density.
pub(super) const DENSITY: Fixed = Fixed::from_e18(398_942_280_401_432_679);

/// Sums over strikes of one sign of the net contracts, each rounded up.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Weights {
	/// Contracts.
	pub(super) count: Fixed,
	/// Contracts times strike.
	pub(super) strike: Fixed,
	/// Contracts times mark volatility.
	pub(super) vol: Fixed,
	/// Contracts times strike times mark volatility.
	pub(super) strike_vol: Fixed,
}

impl Weights {
	fn add(&mut self, contracts_e8: i128, strike: Price, vol: Fixed) -> Option<()> {
		let count = Fixed::from_e18(contracts_e8.checked_mul(E18 / E8)?);
		let of_strike = count.mul_ceil(strike.to_fixed())?;
		self.count = self.count.checked_add(count)?;
		self.strike = self.strike.checked_add(of_strike)?;
		self.vol = self.vol.checked_add(count.mul_ceil(vol)?)?;
		self.strike_vol = self.strike_vol.checked_add(of_strike.mul_ceil(vol)?)?;
		Some(())
	}

	/// `sum n * min(F, K) * (slope * vol + constant)`, bounded above by the smaller of the sums with
	/// `F` and with `K` alone.
	fn stdev_bound(&self, bound: &StdevShift) -> Option<(Fixed, Fixed)> {
		let plain = up(self.vol, bound.per_vol)?.checked_add(up(self.count, bound.constant)?)?;
		let by_strike =
			up(self.strike_vol, bound.per_vol)?.checked_add(up(self.strike, bound.constant)?)?;
		Some((plain, by_strike))
	}
}

/// Product, rounded up.
pub(super) fn up(a: Fixed, b: Fixed) -> Option<Fixed> {
	a.mul_ceil(b)
}

/// How far `s = vol * sqrt(tau)` of a strike may move to one side: `per_vol * vol + constant`.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct StdevShift {
	pub(super) per_vol: Fixed,
	pub(super) constant: Fixed,
}

/// How far `s` may move, by side.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct StdevRange {
	pub(super) fall: StdevShift,
	pub(super) rise: StdevShift,
}

/// The positions of one expiry, reduced to what bounds their value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exposure {
	/// Net long strikes: they lose when volatility or time falls.
	long: Weights,
	/// Net short strikes, as positive numbers: they lose when volatility rises.
	short: Weights,
	/// Most that is lost per 1 of rise of the forward.
	loss_per_rise: Fixed,
	/// Most that is lost per 1 of fall of the forward.
	loss_per_fall: Fixed,
	/// Contracts held and sold.
	gross: Fixed,
	/// What the rounding of one price can amount to.
	precision: Fixed,
}

impl Exposure {
	/// Calls and puts of one strike differ by a forward, exactly: with `c` calls and `p` puts the
	/// delta is `(c + p) D - p`, `0 <= D <= 1`, and volatility sees `c + p`.
	pub(super) fn of<V: VolSource>(
		positions: &[Position],
		market: &ExpiryMarket<V>,
		precision: Fixed,
	) -> Result<Self, RiskError> {
		let (mut long, mut short) = (Weights::default(), Weights::default());
		let (mut highest, mut lowest, mut puts, mut gross) = (0i128, 0i128, 0i128, 0i128);
		let mut rest = positions;
		while let Some((first, tail)) = rest.split_first() {
			let pair = tail.first().filter(|next| next.strike == first.strike);
			rest = if pair.is_some() { tail.get(1..).unwrap_or(&[]) } else { tail };
			let mut net = 0i128;
			for position in core::iter::once(first).chain(pair) {
				let quantity = i128::from(position.quantity.e8());
				net += quantity;
				gross = gross.checked_add(quantity.abs()).ok_or(RiskError::Overflow)?;
				if position.kind == crate::OptionKind::Put {
					puts = puts.checked_add(quantity).ok_or(RiskError::Overflow)?;
				}
			}
			let vol = market.vols.vol(first.strike)?.to_fixed();
			let side = if net > 0 { &mut long } else { &mut short };
			side.add(net.abs(), first.strike, vol).ok_or(RiskError::Overflow)?;
			highest = highest.checked_add(net.max(0)).ok_or(RiskError::Overflow)?;
			lowest = lowest.checked_add(net.min(0)).ok_or(RiskError::Overflow)?;
		}
		let contracts =
			|e8: i128| e8.checked_mul(E18 / E8).map(Fixed::from_e18).ok_or(RiskError::Overflow);
		let delta_range = lowest.checked_sub(puts).zip(highest.checked_sub(puts));
		let (least, most) = delta_range.ok_or(RiskError::Overflow)?;
		Ok(Self {
			long,
			short,
			loss_per_rise: contracts(least.min(0).saturating_neg())?,
			loss_per_fall: contracts(most.max(0))?,
			gross: contracts(gross)?,
			precision,
		})
	}

	/// (most that can be lost, most that can be gained) of the undiscounted value when the forward
	/// rises by at most `rise` or falls by at most `fall`, to at most `highest`, and every `s` moves
	/// within `range`.
	pub(super) fn change(
		&self,
		(rise, fall): (Fixed, Fixed),
		highest: Fixed,
		range: &StdevRange,
	) -> Option<(Fixed, Fixed)> {
		let by_price =
			|per_rise: Fixed, per_fall: Fixed| Some(up(per_rise, rise)?.max(up(per_fall, fall)?));
		let by_stdev = |losing: &Weights, fall: &StdevShift, other: &Weights, rise: &StdevShift| {
			let (plain_a, strike_a) = losing.stdev_bound(fall)?;
			let (plain_b, strike_b) = other.stdev_bound(rise)?;
			let plain = up(plain_a.checked_add(plain_b)?, highest)?;
			up(DENSITY, plain.min(strike_a.checked_add(strike_b)?))
		};
		let loss = by_price(self.loss_per_rise, self.loss_per_fall)?
			.checked_add(by_stdev(&self.long, &range.fall, &self.short, &range.rise)?)?
			.checked_add(self.rounding(highest)?)?;
		let gain = by_price(self.loss_per_fall, self.loss_per_rise)?
			.checked_add(by_stdev(&self.long, &range.rise, &self.short, &range.fall)?)?
			.checked_add(self.rounding(highest)?)?;
		Some((loss, gain))
	}

	/// More than all roundings of two valuations: per contract 1e-14 of the forward, 1e-9, and four
	/// units of the vectors; and 1e-9 for the sums.
	fn rounding(&self, highest: Fixed) -> Option<Fixed> {
		const SMALL: Fixed = Fixed::from_e18(1_000_000_000);
		let relative = up(highest, Fixed::from_e18(10_000))?;
		let units = self.precision.checked_add(self.precision)?;
		let each = relative.checked_add(SMALL)?.checked_add(units.checked_add(units)?)?;
		up(self.gross, each)?.checked_add(SMALL)
	}
}

/// (lower, upper) bound with 18 decimals of a sum in exact units.
pub(super) fn enclose(exact: i128) -> (Fixed, Fixed) {
	let floor = exact_to_fixed_floor(exact);
	(floor, floor.saturating_add(Fixed::from_e18(1)))
}

/// `quantity * unit`, a cost, rounded up.
pub(super) fn cost(quantity: Quantity, unit: Fixed) -> Option<Fixed> {
	let size = i128::from(quantity.e8()).abs();
	mul_div_ceil(unit.e18(), size, E8).map(Fixed::from_e18)
}
