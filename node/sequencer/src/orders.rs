// SPDX-License-Identifier: Apache-2.0
//! Orders that rest, as they were signed: the chain wants to see one when it fills for the first time, and
//! one that is over has to leave its book.

use codec::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::Quantity;
use tenor_lane::{Operation, Order, Outcome, Place, Sequence};
use tenor_series::{Moment, PortfolioId, UnderlyingId};

/// Names an order: an account uses a nonce once.
type Id = (UnderlyingId, PortfolioId, u64);

fn id(order: &Order) -> Id {
	(order.series.underlying, order.portfolio, order.nonce)
}

/// An order that rests.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Rested {
	/// The number of the operation that placed it,
	pub sequence: Sequence,
	/// and that.
	pub operation: Operation,
	/// What is left of it.
	pub left: Quantity,
	/// Whether it has filled.
	pub filled: bool,
}

struct Known {
	rested: Rested,
	id: Id,
	place: Place,
	expires: Moment,
}

/// The orders that rest.
#[derive(Default)]
pub struct Orders {
	known: BTreeMap<Sequence, Known>,
	by_id: BTreeMap<Id, Sequence>,
	by_expiry: BTreeMap<UnderlyingId, BTreeSet<(Moment, Sequence)>>,
}

impl Orders {
	/// Takes note of what an operation did. Returns the orders that it filled for the first time, with
	/// the numbers of the operations that placed them.
	pub fn note(
		&mut self,
		sequence: Sequence,
		operation: &Operation,
		outcome: &Outcome,
	) -> Vec<(Sequence, Operation)> {
		let mut makers = Vec::new();
		let underlying = operation.underlying();
		for fill in &outcome.fills {
			let maker = self.by_id.get(&(underlying, fill.maker, fill.nonce)).copied();
			let Some((number, known)) =
				maker.and_then(|number| Some((number, self.known.get_mut(&number)?)))
			else {
				continue;
			};
			let rested = &mut known.rested;
			if !rested.filled {
				rested.filled = true;
				makers.push((number, rested.operation));
			}
			rested.left = rested.left.saturating_sub(fill.quantity);
			if !rested.left.is_positive() {
				self.forget(number);
			}
		}
		for place in &outcome.removed {
			self.forget(place.sequence);
		}
		if outcome.resting.is_positive() {
			let (operation, left) = (*operation, outcome.resting);
			self.rest(Rested { sequence, operation, left, filled: !outcome.fills.is_empty() });
		}
		makers
	}

	fn rest(&mut self, rested: Rested) {
		let Some(order) = rested.operation.order() else { return };
		let (sequence, id) = (rested.sequence, id(order));
		let Order { series, side, limit, expires, .. } = *order;
		let place = Place { series, side, limit, sequence };
		self.by_id.insert(id, sequence);
		self.by_expiry.entry(series.underlying).or_default().insert((expires, sequence));
		self.known.insert(sequence, Known { rested, id, place, expires });
	}

	fn forget(&mut self, sequence: Sequence) {
		let Some(known) = self.known.remove(&sequence) else { return };
		self.by_id.remove(&known.id);
		if let Some(all) = self.by_expiry.get_mut(&known.id.0) {
			all.remove(&(known.expires, sequence));
		}
	}

	/// Up to `most` orders of an underlying that are over at a time. Each is told once.
	pub fn over(&mut self, underlying: UnderlyingId, time: Moment, most: usize) -> Vec<Place> {
		let Some(all) = self.by_expiry.get_mut(&underlying) else { return Vec::new() };
		let over: Vec<_> = all.range(..(time, 0)).take(most).copied().collect();
		over.iter()
			.filter_map(|entry| {
				all.remove(entry);
				self.known.get(&entry.1).map(|known| known.place)
			})
			.collect()
	}

	/// All of them, in their order.
	pub fn rested(&self) -> Vec<Rested> {
		self.known.values().map(|known| known.rested.clone()).collect()
	}

	/// Those that rested when they were looked at last.
	pub fn of(rested: Vec<Rested>) -> Self {
		let mut orders = Self::default();
		for order in rested {
			orders.rest(order);
		}
		orders
	}

	/// How many rest.
	pub fn len(&self) -> usize {
		self.known.len()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::testing::order;
	use tenor_fixed::{Cash, Price};
	use tenor_lane::{Fill, Signed};

	fn placed(nonce: u64, expires: Moment) -> Operation {
		let body = Order { nonce, expires, ..order() };
		Operation::Order(Signed { body, signature: [0; 64] })
	}

	fn rests(contracts: i64) -> Outcome {
		Outcome { resting: Quantity::from_e8(contracts), ..Outcome::default() }
	}

	fn fills(nonce: u64, contracts: i64) -> Outcome {
		let fill = Fill {
			maker: order().portfolio,
			nonce,
			quantity: Quantity::from_e8(contracts),
			price: Price::ONE,
			maker_charge: Cash::ZERO,
			taker_charge: Cash::ZERO,
		};
		Outcome { fills: vec![fill], ..Outcome::default() }
	}

	#[test]
	fn an_order_is_shown_the_first_time_it_fills() {
		let mut orders = Orders::default();
		let maker = placed(1, 100);
		assert!(orders.note(5, &maker, &rests(10)).is_empty());
		assert_eq!(orders.note(6, &placed(9, 100), &fills(1, 4)), [(5, maker)]);
		assert!(orders.note(7, &placed(10, 100), &fills(1, 4)).is_empty());
		assert_eq!(orders.len(), 1);
		// AND once it is filled whole it is forgotten
		assert!(orders.note(8, &placed(11, 100), &fills(1, 2)).is_empty());
		assert_eq!(orders.len(), 0);
	}

	#[test]
	fn an_order_that_took_before_it_rests_is_known_already() {
		let mut orders = Orders::default();
		orders.note(1, &placed(1, 100), &rests(4));
		let both = Outcome { resting: Quantity::from_e8(6), ..fills(1, 4) };
		orders.note(2, &placed(2, 100), &both);
		assert!(orders.note(3, &placed(3, 100), &fills(2, 1)).is_empty());
	}

	#[test]
	fn orders_that_are_over_are_told_once() {
		let mut orders = Orders::default();
		for (sequence, expires) in [(1, 300), (2, 100), (3, 200)] {
			orders.note(sequence, &placed(sequence, expires), &rests(1));
		}
		let underlying = order().series.underlying;
		let told = |orders: &mut Orders, time| -> Vec<Sequence> {
			orders.over(underlying, time, 2).into_iter().map(|place| place.sequence).collect()
		};
		assert!(told(&mut orders, 100).is_empty());
		assert_eq!(told(&mut orders, 201), [2, 3]);
		assert!(told(&mut orders, 201).is_empty());
		assert_eq!(told(&mut orders, 999), [1]);
	}

	#[test]
	fn a_cancelled_order_is_forgotten() {
		let mut orders = Orders::default();
		orders.note(1, &placed(1, 100), &rests(1));
		let place = orders.over(order().series.underlying, 101, 1).pop().expect("it is over");
		let gone = Outcome { removed: vec![place], ..Outcome::default() };
		orders.note(2, &Operation::Expire(place), &gone);
		assert_eq!(orders.len(), 0);
	}
}
