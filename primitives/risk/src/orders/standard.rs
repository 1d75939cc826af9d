// SPDX-License-Identifier: Apache-2.0
//! The open-order bound in standard mode.

use super::{
	in_force, least, short_of, tracks, Admission, AdmissionTerms, OpenOrder, OrderBound, Reserve,
	State, Tracks, Way, EXACT_PER_E16, TRACKS,
};
use crate::{
	factor::{fixed_to_exact, EXACT_PER_E18},
	portfolio::{per_contract_ceil, plus},
	standard::{margin, mul_ceil, ExpiryBook, UnderlyingBook},
	Holdings, OptionKind, Position, RiskError,
};
use alloc::{vec, vec::Vec};
use tenor_fixed::{mul_div_floor, Fixed, Price, E8};
use tenor_payoff::{Contract, Payoff};
use tenor_series::UnderlyingId;

/// What initial margin and cash are at least after any part of any of `orders` has filled. The
/// books as for [`margin`], with an entry for every expiry of the orders.
pub fn standard_bound(
	underlyings: &[UnderlyingBook<'_>],
	holdings: &Holdings<'_>,
	orders: &[OpenOrder],
) -> Result<OrderBound, RiskError> {
	let base = margin(underlyings, holdings)?.totals;
	let reserve = StandardReserve::new(underlyings, holdings, orders, 1)?;
	State::new(reserve, base, holdings).bound_with(orders)
}

/// Which of `orders`, highest priority first, may stand together: one after the other, each that
/// keeps to the terms with those admitted before it. An order too large to compute is refused.
/// Each costs time in proportion to the strikes of its expiry's positions and orders.
pub fn standard_admission(
	underlyings: &[UnderlyingBook<'_>],
	holdings: &Holdings<'_>,
	orders: &[OpenOrder],
	terms: AdmissionTerms,
) -> Result<Admission, RiskError> {
	let base = margin(underlyings, holdings)?.totals;
	let terms = in_force(terms, &base);
	let reserve = StandardReserve::new(underlyings, holdings, orders, tracks(&terms))?;
	State::new(reserve, base, holdings).admission(orders, &terms)
}

/// Every expiry for itself.
struct StandardReserve<'a> {
	expiries: Vec<ExpiryReserve<'a>>,
}

/// The sums of one expiry.
struct ExpiryReserve<'a> {
	underlying: UnderlyingId,
	book: &'a ExpiryBook<'a>,
	/// Per strike of the vectors, calls then puts: contracts held, and sold by orders where it is
	/// long; e8.
	series: Vec<(i128, i128)>,
	/// Short contracts at most, e8.
	shorts: i128,
	/// What doubts about the expiry and the stablecoin cost per short contract, IM only.
	contingency: Fixed,
	/// The prices the payoff is looked at, ascending; how many orders and positions have each for
	/// their strike. 0 always counts.
	prices: Vec<(Price, u32)>,
	tracks: Vec<Track>,
}

/// A value per branch: without and with the requirement of a series, or the unpaired calls.
type Pair = [i128; 2];

/// The sums of IM or MM of one expiry, in exact units.
struct Track {
	/// Column of the vectors with the requirement of a short contract.
	column: usize,
	/// `scale * F`: per unpaired call sold.
	unpaired: Fixed,
	contingent: bool,
	/// Per series `min(0, im z)`.
	series: Vec<Pair>,
	/// The sum of their least.
	isolated: i128,
	/// Where the payoff is not below zero: what unpaired calls cost by themselves.
	paid: Pair,
	/// Per price the payoff, without and with unpaired calls.
	payoffs: Vec<Pair>,
	/// The result without orders.
	base: i128,
}

/// What one order adds to a track, each `<= 0`.
#[derive(Default)]
struct Parts {
	series: Pair,
	paid: Pair,
	payoffs: Vec<Pair>,
}

/// What one order adds.
pub(super) struct Effect {
	expiry: usize,
	series: usize,
	price: usize,
	/// Sold out of what is held, e8: its contingency is charged apart.
	apart: i128,
	equity: i128,
	parts: Tracks<Parts>,
}

fn add(a: i128, b: i128) -> Result<i128, RiskError> {
	a.checked_add(b).ok_or(RiskError::Overflow)
}

fn sub(a: i128, b: i128) -> Result<i128, RiskError> {
	a.checked_sub(b).ok_or(RiskError::Overflow)
}

/// `unit` per contract times contracts, in exact units, rounded down.
fn per_contract_floor(unit: Fixed, contracts_e8: i128) -> Result<i128, RiskError> {
	mul_div_floor(unit.e18(), contracts_e8, E8 / EXACT_PER_E18).ok_or(RiskError::Overflow)
}

/// Row of a position's series in the vectors, and its values.
fn row<'a>(book: &ExpiryBook<'a>, position: &Position) -> Result<(usize, &'a [u64]), RiskError> {
	let strike = book.vectors.strikes().binary_search(&position.strike);
	let strike = strike.map_err(|_| RiskError::UnknownStrike)?;
	let index = 2 * strike + usize::from(position.kind == OptionKind::Put);
	Ok((index, book.vectors.table.walk().row(position)?))
}

/// `quantity` times the value in `column`, exact.
fn product(
	book: &ExpiryBook<'_>,
	row: &[u64],
	column: usize,
	quantity: i128,
) -> Result<i128, RiskError> {
	let mantissa = row.get(column).copied().ok_or(RiskError::UnknownStrike)?;
	let product = quantity.checked_mul(i128::from(mantissa)).ok_or(RiskError::Overflow)?;
	product.checked_mul(book.vectors.table.unit()).ok_or(RiskError::Overflow)
}

/// Calls sold are unpaired; puts are not.
fn calls(position: &Position) -> i128 {
	if position.kind == OptionKind::Call {
		i128::from(position.quantity.e8())
	} else {
		0
	}
}

/// What a position pays at a settlement price, exact.
fn payoff(position: &Position, price: Price) -> Result<i128, RiskError> {
	let paid = Contract::from(position).position_e16(price, position.quantity);
	paid.and_then(|paid| paid.checked_mul(EXACT_PER_E16)).ok_or(RiskError::Overflow)
}

/// Payoff of all positions at each of `prices`, ascending, in one pass. The positions ascend.
fn payoffs(positions: &[Position], prices: &[(Price, u32)]) -> Result<Vec<i128>, RiskError> {
	let (mut value, mut slope, mut at) = (0i128, 0i128, Price::ZERO);
	for position in positions {
		value = add(value, payoff(position, Price::ZERO)?)?;
		slope = add(slope, slope_of(position, Contract::from(position).shape().slope)?)?;
	}
	let mut rest = positions.iter().peekable();
	let mut all = Vec::with_capacity(prices.len());
	for (price, _) in prices {
		while let Some(position) = rest.next_if(|position| position.strike <= *price) {
			let shape = Contract::from(position).shape();
			value = add(value, climb(slope, at, shape.kink)?)?;
			slope = add(slope, slope_of(position, shape.slope_change)?)?;
			at = shape.kink;
		}
		all.push(add(value, climb(slope, at, *price)?)?);
	}
	Ok(all)
}

fn slope_of(position: &Position, slope: i8) -> Result<i128, RiskError> {
	let contracts = i128::from(position.quantity.e8());
	contracts.checked_mul(i128::from(slope)).ok_or(RiskError::Overflow)
}

/// What a slope, in contracts e8, makes of the way between two prices, in exact units.
fn climb(slope: i128, from: Price, to: Price) -> Result<i128, RiskError> {
	let way = i128::from(to.e8()).checked_sub(i128::from(from.e8()));
	let change = way.and_then(|way| slope.checked_mul(way));
	change.and_then(|change| change.checked_mul(EXACT_PER_E16)).ok_or(RiskError::Overflow)
}

impl Track {
	fn new(
		book: &ExpiryBook<'_>,
		column: usize,
		unpaired: Fixed,
		prices: &[(Price, u32)],
	) -> Result<Self, RiskError> {
		let mut series = vec![[0; 2]; 2 * book.vectors.strikes().len()];
		let (mut isolated, mut net_calls) = (0, 0);
		for position in book.positions {
			let (index, row) = row(book, position)?;
			let required = product(book, row, column, i128::from(position.quantity.e8()))?;
			let pair = series.get_mut(index).ok_or(RiskError::UnknownStrike)?;
			*pair = [0, required];
			isolated = add(isolated, least(pair))?;
			net_calls = add(net_calls, calls(position))?;
		}
		let short = per_contract_floor(unpaired, net_calls)?;
		let mut all = Vec::with_capacity(prices.len());
		for payoff in payoffs(book.positions, prices)? {
			all.push([payoff, add(payoff, short)?]);
		}
		let contingent = column == 1;
		let paid = [0, short];
		Ok(Self { column, unpaired, contingent, series, isolated, paid, payoffs: all, base: 0 })
	}

	/// Worst payoff and unpaired calls: the least over the prices that count.
	fn offset(&self, prices: &[(Price, u32)]) -> i128 {
		let counted = prices.iter().zip(&self.payoffs).filter(|((_, users), _)| *users > 0);
		counted.map(|(_, pair)| least(pair)).fold(least(&self.paid), i128::min)
	}

	/// What an order adds; its premium less contingencies is `carried`.
	fn parts(
		&self,
		book: &ExpiryBook<'_>,
		position: &Position,
		prices: &[(Price, u32)],
		carried: i128,
	) -> Result<Parts, RiskError> {
		let (_, row) = row(book, position)?;
		let required = product(book, row, self.column, i128::from(position.quantity.e8()))?;
		let short = add(per_contract_floor(self.unpaired, calls(position))?, carried)?;
		let mut all = Vec::with_capacity(prices.len());
		for (price, _) in prices {
			let paid = payoff(position, *price)?;
			all.push([add(paid, carried)?.min(0), add(paid, short)?.min(0)]);
		}
		Ok(Parts {
			series: [carried.min(0), add(required, carried)?.min(0)],
			paid: [carried.min(0), short.min(0)],
			payoffs: all,
		})
	}

	fn apply(&mut self, series: usize, parts: &Parts, way: Way) -> Result<(), RiskError> {
		let shift = |pair: &mut Pair, part: &Pair| {
			pair.iter_mut().zip(part).try_for_each(|(sum, part)| way.shift(sum, *part))
		};
		let pair = self.series.get_mut(series).ok_or(RiskError::UnknownStrike)?;
		let before = least(pair);
		shift(pair, &parts.series)?;
		self.isolated = add(self.isolated, sub(least(pair), before)?)?;
		shift(&mut self.paid, &parts.paid)?;
		let mut pairs = self.payoffs.iter_mut().zip(&parts.payoffs);
		pairs.try_for_each(|(pair, part)| shift(pair, part))
	}
}

impl<'a> ExpiryReserve<'a> {
	fn new(
		underlying: &UnderlyingBook<'a>,
		book: &'a ExpiryBook<'a>,
		stable_price: Fixed,
		orders: &[OpenOrder],
		tracks: usize,
	) -> Result<Self, RiskError> {
		let (market, params) = (underlying.market, underlying.params);
		let (doubt, off_peg) = book.contingencies_per_short(market, params, stable_price)?;
		let mut reserve = Self {
			underlying: market.underlying,
			book,
			series: vec![(0, 0); 2 * book.vectors.strikes().len()],
			shorts: 0,
			contingency: plus(doubt, off_peg)?,
			prices: Vec::new(),
			tracks: Vec::with_capacity(tracks),
		};
		reserve.place(orders)?;
		let forward = book.vectors.forward;
		let scales = [params.unpaired_im_scale, params.unpaired_mm_scale];
		for (scale, column) in scales.into_iter().zip(1usize..).take(tracks) {
			let unpaired = mul_ceil(scale, forward)?;
			if unpaired.is_negative() || reserve.contingency.is_negative() {
				return Err(RiskError::NotConcave);
			}
			reserve.tracks.push(Track::new(book, column, unpaired, &reserve.prices)?);
		}
		let base = reserve.results()?;
		for (track, base) in reserve.tracks.iter_mut().zip(base) {
			track.base = base;
		}
		Ok(reserve)
	}

	/// Notes what is held, and the prices that may come to count.
	fn place(&mut self, orders: &[OpenOrder]) -> Result<(), RiskError> {
		let held = self.book.positions.iter().map(|position| (position.strike, 1));
		let ours = orders.iter().filter(|order| {
			order.series.underlying == self.underlying
				&& order.series.expiry == self.book.vectors.expiry()
		});
		let wanted = ours.map(|order| (order.series.strike, 0));
		let mut prices: Vec<_> =
			core::iter::once((Price::ZERO, 1)).chain(held).chain(wanted).collect();
		// Of equal prices the one that counts comes first and stays.
		prices.sort_unstable_by_key(|(price, users)| (*price, u32::MAX - *users));
		prices.dedup_by_key(|(price, _)| *price);
		self.prices = prices;
		for position in self.book.positions {
			let (index, _) = row(self.book, position)?;
			let series = self.series.get_mut(index).ok_or(RiskError::UnknownStrike)?;
			series.0 = i128::from(position.quantity.e8());
			self.shorts = add(self.shorts, short_of(series.0, 0)?)?;
		}
		Ok(())
	}

	/// IM and MM of the expiry without cash.
	fn results(&self) -> Result<Tracks<i128>, RiskError> {
		let mut results = [0; TRACKS];
		for (result, track) in results.iter_mut().zip(&self.tracks) {
			*result = track.isolated.max(track.offset(&self.prices));
			if track.contingent {
				let contingency = per_contract_ceil(self.contingency, self.shorts)?;
				*result = sub(*result, fixed_to_exact(contingency)?)?;
			}
		}
		Ok(results)
	}

	fn apply(&mut self, effect: &Effect, way: Way) -> Result<(), RiskError> {
		for (track, parts) in self.tracks.iter_mut().zip(&effect.parts) {
			track.apply(effect.series, parts, way)?;
		}
		let (_, users) = self.prices.get_mut(effect.price).ok_or(RiskError::UnknownStrike)?;
		let moved = match way {
			Way::In => users.checked_add(1),
			Way::Out => users.checked_sub(1),
		};
		*users = moved.ok_or(RiskError::Overflow)?;
		let series = self.series.get_mut(effect.series);
		let (held, sold) = series.ok_or(RiskError::UnknownStrike)?;
		let before = short_of(*held, *sold)?;
		way.shift(sold, effect.apart)?;
		self.shorts = add(self.shorts, sub(short_of(*held, *sold)?, before)?)?;
		Ok(())
	}
}

impl<'a> StandardReserve<'a> {
	fn new(
		underlyings: &'a [UnderlyingBook<'a>],
		holdings: &Holdings<'_>,
		orders: &[OpenOrder],
		tracks: usize,
	) -> Result<Self, RiskError> {
		let stable = holdings.stable.price;
		let mut expiries = Vec::new();
		for underlying in underlyings {
			for book in underlying.expiries {
				expiries.push(ExpiryReserve::new(underlying, book, stable, orders, tracks)?);
			}
		}
		Ok(Self { expiries })
	}
}

impl Reserve for StandardReserve<'_> {
	type Effect = Effect;

	fn effect(&self, order: &OpenOrder, premium: i128) -> Result<Effect, RiskError> {
		let found = self.expiries.iter().position(|reserve| {
			reserve.underlying == order.series.underlying
				&& reserve.book.vectors.expiry() == order.series.expiry
		});
		let expiry = found.ok_or(RiskError::MissingExpiry)?;
		let reserve = self.expiries.get(expiry).ok_or(RiskError::MissingExpiry)?;
		let position = order.as_position();
		let (series, values) = row(reserve.book, &position)?;
		let price = reserve.prices.binary_search_by_key(&order.series.strike, |(price, _)| *price);
		let quantity = i128::from(order.quantity.e8());
		let mark = product(reserve.book, values, 0, quantity)?;
		let (held, _) = reserve.series.get(series).ok_or(RiskError::UnknownStrike)?;
		let sold = short_of(quantity, 0)?;
		let (apart, charged) = if *held > 0 { (sold, 0) } else { (0, sold) };
		let charge = fixed_to_exact(per_contract_ceil(reserve.contingency, charged)?)?;
		let mut parts: Tracks<Parts> = Default::default();
		for (parts, track) in parts.iter_mut().zip(&reserve.tracks) {
			let carried = if track.contingent { sub(premium, charge)? } else { premium };
			*parts = track.parts(reserve.book, &position, &reserve.prices, carried)?;
		}
		Ok(Effect {
			expiry,
			series,
			price: price.map_err(|_| RiskError::UnknownStrike)?,
			apart,
			equity: add(mark, premium)?.min(0),
			parts,
		})
	}

	fn equity(effect: &Effect) -> i128 {
		effect.equity
	}

	fn holds_underlying(&self, _: &OpenOrder) -> bool {
		// Collateral counts the same whatever is held.
		true
	}

	fn apply(&mut self, effect: &Effect, way: Way) -> Result<(), RiskError> {
		let reserve = self.expiries.get_mut(effect.expiry).ok_or(RiskError::MissingExpiry)?;
		reserve.apply(effect, way)
	}

	fn lowered(&self) -> Result<Tracks<i128>, RiskError> {
		let mut lowered = [0; TRACKS];
		for reserve in &self.expiries {
			let bases = reserve.tracks.iter().map(|track| track.base);
			for ((sum, now), base) in lowered.iter_mut().zip(reserve.results()?).zip(bases) {
				*sum = add(*sum, sub(base, now)?)?;
			}
		}
		Ok(lowered)
	}
}
