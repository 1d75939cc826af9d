// SPDX-License-Identifier: Apache-2.0
//! The resting orders of a series, in levels: a match reads and writes the levels it reaches.

use crate::{
	ladder::{self, Node, Word, Words},
	order::{BookHead, Level, MarketRules, Resting},
	pallet::{Books, Config, Ladders, Levels, VolOrders},
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use tenor_fixed::{Price, Quantity};
use tenor_matching::{OrderId, Side};
use tenor_series::SeriesKey;

/// One side's trie in storage.
pub(crate) struct Ladder<T> {
	series: SeriesKey,
	side: Side,
	marker: PhantomData<T>,
}

impl<T: Config> Ladder<T> {
	pub(crate) fn new(series: SeriesKey, side: Side) -> Self {
		Self { series, side, marker: PhantomData }
	}
}

impl<T: Config> Words for Ladder<T> {
	fn get(&self, node: Node) -> Word {
		Ladders::<T>::get((self.series, self.side, node))
	}

	fn put(&mut self, node: Node, word: Word) {
		if word.is_empty() {
			Ladders::<T>::remove((self.series, self.side, node));
		} else {
			Ladders::<T>::insert((self.series, self.side, node), word);
		}
	}
}

/// Why an order can't rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoRoom {
	/// As many orders stand at the price as can.
	LevelFull,
	/// The price is off the book's grid: governance changed it after the order was placed.
	OffGrid,
}

/// The grid of a book: that of its orders, or what the rules say if it has none.
pub(crate) fn grid_of<T: Config>(series: &SeriesKey, rules: &MarketRules) -> BookHead {
	let empty = BookHead { tick: rules.tick, lot: rules.lot, orders: 0 };
	Books::<T>::get(series).unwrap_or(empty)
}

/// Puts an order into the book, behind those of its price that came in earlier blocks. Gives the order
/// that had to make room for it, if one did.
pub(crate) fn rest<T: Config>(
	series: SeriesKey,
	side: Side,
	grid: BookHead,
	price: Price,
	order: Resting,
) -> Result<Option<OrderId>, NoRoom> {
	// `grid` is what the batch began with: since then the book may have been emptied.
	let mut head = Books::<T>::get(series).unwrap_or(BookHead { orders: 0, ..grid });
	let ticks = ladder::ticks_of(price, head.tick).ok_or(NoRoom::OffGrid)?;
	let key = (series, side, ticks);
	let mut level = Levels::<T>::get(key);
	let is_new = level.is_empty();
	let displaced = make_room(&mut level, order.quantity)?;
	let place = level.partition_point(|other| other.since <= order.since);
	level.try_insert(place, order).map_err(|_| NoRoom::LevelFull)?;
	Levels::<T>::insert(key, level);
	if is_new {
		ladder::insert(&mut Ladder::<T>::new(series, side), ticks);
	}
	if displaced.is_none() {
		head.orders = head.orders.saturating_add(1);
		Books::<T>::insert(series, head);
	}
	Ok(displaced)
}

/// If a level is full: takes out the smallest order to make room for a larger one.
fn make_room(level: &mut Level, quantity: Quantity) -> Result<Option<OrderId>, NoRoom> {
	if !level.is_full() {
		return Ok(None);
	}
	let held = level.iter().enumerate().map(|(at, order)| (at, order.quantity));
	let place = smallest_below(held, quantity)?;
	Ok(Some(level.remove(place).id))
}

/// The place of the order that a larger one displaces where there is no room: the smallest, the youngest
/// of equals. So nobody closes a price with crumbs.
pub(crate) fn smallest_below(
	held: impl DoubleEndedIterator<Item = (usize, Quantity)>,
	quantity: Quantity,
) -> Result<usize, NoRoom> {
	let smallest = held.rev().min_by_key(|(_, held)| *held);
	smallest.filter(|(_, held)| *held < quantity).map(|(at, _)| at).ok_or(NoRoom::LevelFull)
}

/// Takes an order out of the book. False if it is not there.
pub(crate) fn take<T: Config>(series: SeriesKey, side: Side, price: Price, id: OrderId) -> bool {
	change_level::<T>(series, side, price, |level| {
		let before = level.len();
		level.retain(|order| order.id != id);
		before != level.len()
	})
}

/// Sets what remains of orders at one price; those with nothing left go.
pub(crate) fn reduce<T: Config>(
	series: SeriesKey,
	side: Side,
	price: Price,
	left: &[(OrderId, Quantity)],
) -> bool {
	change_level::<T>(series, side, price, |level| {
		let mut known = 0usize;
		for order in level.iter_mut() {
			if let Some((_, quantity)) = left.iter().find(|(id, _)| *id == order.id) {
				order.quantity = *quantity;
				known = known.saturating_add(1);
			}
		}
		level.retain(|order| order.quantity.is_positive());
		known == left.len()
	})
}

/// Changes a level and keeps trie and head in step with it.
fn change_level<T: Config>(
	series: SeriesKey,
	side: Side,
	price: Price,
	change: impl FnOnce(&mut Level) -> bool,
) -> bool {
	let Some(mut head) = Books::<T>::get(series) else { return false };
	let Some(ticks) = ladder::ticks_of(price, head.tick) else { return false };
	let key = (series, side, ticks);
	let mut level = Levels::<T>::get(key);
	let before = level.len();
	let changed = change(&mut level);
	let gone = before.saturating_sub(level.len());
	if level.is_empty() {
		Levels::<T>::remove(key);
		if before > 0 {
			ladder::remove(&mut Ladder::<T>::new(series, side), ticks);
		}
	} else {
		Levels::<T>::insert(key, level);
	}
	head.orders = head.orders.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX));
	if head.orders == 0 {
		Books::<T>::remove(series);
	} else {
		Books::<T>::insert(series, head);
	}
	changed
}

/// Takes an order off a series' list of those quoted in volatility.
pub(crate) fn drop_vol<T: Config>(series: SeriesKey, id: OrderId) {
	VolOrders::<T>::mutate_exists(series, |slot| {
		let mut list = slot.take().unwrap_or_default();
		list.retain(|other| *other != id);
		*slot = (!list.is_empty()).then_some(list);
	});
}

/// Walks one side of a book from its best price on.
pub(crate) struct Walk<T> {
	series: SeriesKey,
	side: Side,
	tick: Price,
	next: Option<u32>,
	marker: PhantomData<T>,
}

impl<T: Config> Walk<T> {
	/// At the best price.
	pub(crate) fn new(series: SeriesKey, side: Side) -> Self {
		let head = Books::<T>::get(series);
		Self {
			series,
			side,
			tick: head.map_or(Price::ZERO, |head| head.tick),
			next: head.map(|_| ladder::outermost(side)),
			marker: PhantomData,
		}
	}

	/// Goes on with the first price worse than `price`.
	pub(crate) fn skip_behind(&mut self, price: Price) {
		self.next =
			ladder::ticks_of(price, self.tick).and_then(|ticks| ladder::worse(self.side, ticks));
	}
}

impl<T: Config> Iterator for Walk<T> {
	type Item = (Price, Vec<Resting>);

	fn next(&mut self) -> Option<Self::Item> {
		let ladder = Ladder::<T>::new(self.series, self.side);
		let ticks = ladder::best_from(&ladder, self.side, self.next?)?;
		self.next = ladder::worse(self.side, ticks);
		let price = ladder::price_of(ticks, self.tick)?;
		Some((price, Levels::<T>::get((self.series, self.side, ticks)).into_inner()))
	}
}

/// The best price of a side.
pub(crate) fn best<T: Config>(series: SeriesKey, side: Side) -> Option<Price> {
	let head = Books::<T>::get(series)?;
	let ladder = Ladder::<T>::new(series, side);
	let ticks = ladder::best_from(&ladder, side, ladder::outermost(side))?;
	ladder::price_of(ticks, head.tick)
}
