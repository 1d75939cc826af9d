// SPDX-License-Identifier: Apache-2.0
//! What a batch leaves of its new orders: they rest in the book, wait for the next batch, or end.

use crate::{
	book,
	collect::is_whole,
	order::{EndReason, Limit, OpenOrder, Resting, Stage},
	pallet::{Collected, Config, Orders, Pallet, VolOrders},
	step::{Market, Step},
	weights::WeightInfo,
};
use polkadot_sdk::frame_support::defensive;
use tenor_fixed::Quantity;
use tenor_matching::OrderId;
use tenor_series::SeriesKey;

impl<T: Config> Step<'_, T> {
	/// New orders that still want something rest, or end; one that crosses what this batch could not
	/// reach waits for the next.
	pub(crate) fn rest_what_is_left(&mut self, market: &Market, ids: &[OrderId]) {
		for id in ids {
			let Some(order) = self.open_order(id).copied() else { continue };
			if order.terms.validity.is_all_or_none() {
				self.whole.push(*id);
				continue;
			}
			let idle = self.why_idle(id.portfolio, &order, market);
			let outcome = match idle {
				_ if !order.terms.validity.rests() => Err(EndReason::NotFilled),
				Some(reason) => Err(reason),
				None => self.rest(market, *id, &order),
			};
			match outcome {
				Ok(true) => self.set_resting(*id),
				Ok(false) => self.keep_collected(market.series, *id),
				Err(reason) => self.end(*id, reason),
			}
		}
	}

	fn set_resting(&mut self, id: OrderId) {
		let Some(Some(trader)) = self.traders.get_mut(&id.portfolio) else { return };
		let place = trader.orders.position(id.sequence);
		if let Some(order) = place.and_then(|at| trader.orders.open.get_mut(at)) {
			order.stage = Stage::Resting;
			trader.changed = true;
		}
	}

	/// Puts an order into the book. False if it would cross it, or the weight does not reach: it stays
	/// for the next batch.
	fn rest(&mut self, market: &Market, id: OrderId, order: &OpenOrder) -> Result<bool, EndReason> {
		let weight = T::WeightInfo::match_level().saturating_add(T::WeightInfo::match_portfolio());
		if self.spend(weight).is_err() {
			return Ok(false);
		}
		let (series, side) = (market.series, order.terms.side);
		let quantity = order.terms.quantity;
		let displaced = match order.terms.limit {
			Limit::Price(price) => {
				let best = book::best::<T>(series, side.opposite());
				if best.is_some_and(|best| side.crosses(price, best)) {
					return Ok(false);
				}
				if !is_whole(quantity, market.grid.lot) {
					// The grid changed while it waited: a rest of less than a lot could never fill.
					return Err(EndReason::LevelFull);
				}
				let resting = Resting { id, since: order.since, quantity };
				book::rest::<T>(series, side, market.grid, price, resting)
			}
			Limit::Vol { .. } => self.rest_vol(series, id, quantity),
		};
		if let Some(other) = displaced.map_err(|_| EndReason::LevelFull)? {
			self.end_anywhere(other, EndReason::LevelFull);
		}
		Ok(true)
	}

	/// Puts an order on the list of those in volatility. If that is full, the smallest of them that
	/// took part in this batch makes room for a larger one, and is given back.
	fn rest_vol(
		&self,
		series: SeriesKey,
		id: OrderId,
		quantity: Quantity,
	) -> Result<Option<OrderId>, book::NoRoom> {
		let mut list = VolOrders::<T>::get(series);
		let mut displaced = None;
		if list.is_full() {
			let known = list.iter().enumerate();
			let held = known.filter_map(|(at, id)| Some((at, self.open_order(id)?.terms.quantity)));
			displaced = Some(list.remove(book::smallest_below(held, quantity)?));
		}
		list.try_push(id).map_err(|_| book::NoRoom::LevelFull)?;
		VolOrders::<T>::insert(series, list);
		Ok(displaced)
	}

	/// Leaves an order for the next batch.
	pub(crate) fn keep_collected(&mut self, series: SeriesKey, id: OrderId) {
		if Collected::<T>::try_append(series, id).is_err() {
			defensive!("no more stay than were collected");
		}
		self.kept.insert(series);
	}

	/// Ends an order, whether its portfolio was loaded or not.
	pub(crate) fn end_anywhere(&mut self, id: OrderId, reason: EndReason) {
		if self.traders.contains_key(&id.portfolio) {
			return self.end(id, reason);
		}
		Orders::<T>::mutate(id.portfolio, |orders| {
			if let Some(order) = orders.remove(id.sequence) {
				Pallet::<T>::note_end(id.portfolio, &order, reason);
			}
		});
	}
}
