// SPDX-License-Identifier: Apache-2.0
//! All or none: combos and fill-or-kill orders take their turns, one after another, against what
//! the auctions left of the books. They pay what makers ask and move no clearing price.

use crate::{
	collect::closable,
	order::{CollectedCombo, EndReason, FillRecord, OpenOrder, Role},
	pallet::{CollectedCombos, Config, Event, Pallet},
	step::{fill_of, Market, Step, Waits},
	traits::Risk,
	weights::WeightInfo,
	LegFill,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{
	frame_support::BoundedVec,
	sp_runtime::{ArithmeticError, DispatchError},
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_matching::{
	combo_order, fill_combo, fill_or_kill, Batch, Combo, ComboFill, ComboLeg, Order, OrderId,
	Residual, Taker,
};
use tenor_series::{Fill, PortfolioId, SeriesKey};

/// What wants to be filled whole.
enum Whole {
	Combo(CollectedCombo),
	Order(OrderId, OpenOrder),
}

impl Whole {
	fn id(&self) -> OrderId {
		match self {
			Self::Combo(combo) => combo.id,
			Self::Order(id, _) => *id,
		}
	}

	fn since(&self) -> u32 {
		match self {
			Self::Combo(combo) => combo.since,
			Self::Order(_, order) => order.since,
		}
	}

	fn series(&self) -> Vec<SeriesKey> {
		match self {
			Self::Combo(combo) => combo.terms.legs.iter().map(|leg| leg.series).collect(),
			Self::Order(_, order) => alloc::vec![order.terms.series],
		}
	}

	/// Whether it has no market to wait for, or has waited long enough.
	fn is_over<T: Config>(&self, step: &Step<'_, T>) -> bool {
		let waited = step.block.saturating_sub(self.since());
		waited > crate::PATIENCE || self.series().iter().any(|series| step.now >= series.expiry)
	}

	/// Whether there is still as much to close as it wants, if it may only close.
	fn closes_enough(&self, risk: &mut impl Risk) -> bool {
		match self {
			Self::Order(id, order) if order.terms.reduce_only => {
				let held = risk.position(id.portfolio, &order.terms.series);
				closable(held, order.terms.side) >= order.terms.quantity
			}
			_ => true,
		}
	}

	/// What it takes of each of its series, in their order.
	fn takers(&self, owner: u32, limit: Option<Price>) -> Option<Vec<Taker>> {
		match self {
			Self::Order(_, order) => {
				let (side, quantity) = (order.terms.side, order.terms.quantity);
				Some(alloc::vec![Taker { owner, side, limit, quantity }])
			}
			Self::Combo(combo) => combo
				.terms
				.legs
				.iter()
				.map(|leg| {
					let units = i64::from(leg.ratio).checked_mul(combo.terms.quantity.e8())?;
					let quantity = Quantity::from_e8(units);
					Some(Taker { owner, side: leg.side, limit: None, quantity })
				})
				.collect(),
		}
	}
}

/// The makers' side of one series.
struct Leg {
	market: Market,
	makers: Vec<(Order, Price)>,
}

/// Every combo whose series all had their batch, and the fill-or-kill orders of those batches.
pub(crate) fn run<T: Config>(step: &mut Step<'_, T>, waiting: &[SeriesKey]) {
	let waiting: BTreeSet<&SeriesKey> = waiting.iter().collect();
	let combos = CollectedCombos::<T>::take().into_iter().map(Whole::Combo);
	let orders = step.take_whole();
	let all = combos.chain(orders.into_iter().map(|(id, order)| Whole::Order(id, order)));
	let (mut turns, mut stay): (Vec<Whole>, Vec<Whole>) =
		all.partition(|one| !one.series().iter().any(|series| waiting.contains(series)));
	let seed = step.seed;
	turns.sort_by_key(|one| combo_order(one.since(), &one.id(), &|id| Step::<T>::tie(&seed, id)));
	for one in turns {
		if one.is_over(step) {
			finish(step, &one, false);
			continue;
		}
		match take_turn(step, &one) {
			Ok(filled) => finish(step, &one, filled),
			Err(_) => stay.push(one),
		}
	}
	let mut combos = Vec::new();
	for one in stay {
		match one {
			_ if one.is_over(step) => finish(step, &one, false),
			Whole::Combo(combo) => combos.push(combo),
			Whole::Order(id, order) => step.keep_collected(order.terms.series, id),
		}
	}
	CollectedCombos::<T>::put(BoundedVec::truncate_from(combos));
}

fn finish<T: Config>(step: &mut Step<'_, T>, one: &Whole, filled: bool) {
	match one {
		Whole::Order(id, _) if filled => step.forget(*id),
		Whole::Order(id, _) => step.end(*id, EndReason::NotFilled),
		Whole::Combo(_) if filled => {}
		Whole::Combo(combo) => {
			Pallet::<T>::deposit_event(Event::ComboNotFilled { id: combo.id });
		}
	}
}

/// Whether it was filled. `Waits`: it has its turn in a later block.
fn take_turn<T: Config>(step: &mut Step<'_, T>, one: &Whole) -> Result<bool, Waits> {
	step.spend(T::WeightInfo::match_combo())?;
	let mut markets = Vec::new();
	for series in one.series() {
		let market = step.market(series)?;
		if market.closing_only {
			return Ok(false);
		}
		markets.push(market);
	}
	let Some(owner) = step.owner(one.id().portfolio)? else { return Ok(false) };
	if !one.closes_enough(&mut step.risk) {
		return Ok(false);
	}
	let limit = match (one, markets.first()) {
		(Whole::Order(_, order), Some(market)) => {
			let limit = Pallet::<T>::price_now(&order.terms, &market.grid, &mut step.risk);
			let Ok(limit) = limit else {
				return Ok(false);
			};
			Some(limit)
		}
		_ => None,
	};
	let Some(takers) = one.takers(owner, limit) else { return Ok(false) };
	let mut legs = Vec::new();
	for (market, taker) in markets.into_iter().zip(takers) {
		let makers = step.residual(&market, taker)?;
		legs.push(Leg { market, makers });
	}
	let Some(fill) = fill::<T>(step, one, owner, limit, &legs) else { return Ok(false) };
	settle(step, one, &legs, &fill)
}

/// A combo's turn, for its benchmark.
#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn try_combo<T: Config>(
	step: &mut Step<'_, T>,
	combo: CollectedCombo,
) -> Result<bool, Waits> {
	take_turn(step, &Whole::Combo(combo))
}

/// What the engine says.
fn fill<T: Config>(
	step: &Step<'_, T>,
	one: &Whole,
	owner: u32,
	limit: Option<Price>,
	legs: &[Leg],
) -> Option<ComboFill> {
	let seed = step.seed;
	let tie = |id: &OrderId| Step::<T>::tie(&seed, id);
	let mut books = legs.iter().map(residual).collect::<Option<Vec<_>>>()?;
	match one {
		Whole::Combo(combo) => {
			let legs: Vec<ComboLeg> = (0usize..)
				.zip(&combo.terms.legs)
				.map(|(book, leg)| ComboLeg { book, side: leg.side, ratio: leg.ratio })
				.collect();
			let (quantity, limit) = (combo.terms.quantity, combo.terms.limit);
			let combo = Combo { id: combo.id, owner, legs: &legs, quantity, limit };
			fill_combo(&combo, &mut books, &tie).ok()?
		}
		Whole::Order(id, order) => {
			let order = Order {
				id: *id,
				owner,
				side: order.terms.side,
				limit: limit?,
				quantity: order.terms.quantity,
				since: order.since,
				resting: false,
				post_only: false,
			};
			fill_or_kill(&order, books.first_mut()?, &tie).ok()?
		}
	}
}

fn residual(leg: &Leg) -> Option<Residual> {
	let orders: Vec<Order> = leg.makers.iter().map(|(order, _)| *order).collect();
	let remaining: Vec<Quantity> = orders.iter().map(|order| order.quantity).collect();
	let grid = leg.market.grid;
	let batch = Batch { orders: &orders, reference: grid.tick, lot: grid.lot, tick: grid.tick };
	Residual::new(&batch, &remaining).ok()
}

/// Has margin execute it, then books it. Whether margin did.
fn settle<T: Config>(
	step: &mut Step<'_, T>,
	one: &Whole,
	legs: &[Leg],
	fill: &ComboFill,
) -> Result<bool, Waits> {
	let Ok(Agreed { fills, fees, records }) = agreed::<T>(one, legs, fill) else {
		return Ok(false);
	};
	if step.execute(&fills, &fees)?.is_err() {
		return Ok(false);
	}
	book(step, legs, fill);
	Pallet::<T>::deposit_event(Event::FilledWhole { id: one.id(), fills: records });
	Ok(true)
}

/// What a fill moves.
struct Agreed {
	fills: Vec<Fill>,
	fees: Vec<(PortfolioId, Cash)>,
	records: Vec<LegFill>,
}

fn agreed<T: Config>(one: &Whole, legs: &[Leg], fill: &ComboFill) -> Result<Agreed, DispatchError> {
	let overflow = || DispatchError::Arithmetic(ArithmeticError::Overflow);
	let taker = one.id();
	let mut fills: Vec<Fill> = Vec::new();
	let mut fees: BTreeMap<PortfolioId, Cash> = BTreeMap::new();
	let mut records: Vec<LegFill> = Vec::new();
	for part in &fill.fills {
		let leg = legs.get(part.book).ok_or_else(overflow)?;
		let (maker, _) = leg.makers.get(part.order).ok_or_else(overflow)?;
		let series = leg.market.series;
		let sides = [(taker, part.side, Role::Taker), (maker.id, maker.side, Role::Maker)];
		for (id, side, role) in sides {
			let rules = &leg.market.rules;
			let fee = Pallet::<T>::fee_by(rules, &series, part.price, part.quantity, role)?;
			let maker = role == Role::Maker;
			let record = FillRecord { id, side, quantity: part.quantity, maker, fee };
			fills.push(fill_of(&record, series, part.price).ok_or_else(overflow)?);
			let sum = fees.entry(id.portfolio).or_default();
			*sum = sum.checked_add(fee).ok_or_else(overflow)?;
			records.push(LegFill { series, price: part.price, fill: record });
		}
	}
	Ok(Agreed { fills, fees: fees.into_iter().collect(), records })
}

/// Takes what the makers gave off their orders, and remembers the prices.
fn book<T: Config>(step: &mut Step<'_, T>, legs: &[Leg], fill: &ComboFill) {
	for (index, leg) in legs.iter().enumerate() {
		let mut taken: Vec<(Order, Price, Quantity)> = Vec::new();
		for part in fill.fills.iter().filter(|part| part.book == index) {
			step.print(leg.market.series, part.price, part.quantity);
			if let Some((order, level)) = leg.makers.get(part.order) {
				taken.push((*order, *level, part.quantity));
			}
		}
		step.take_from_makers(&leg.market, &taken);
	}
}
