// SPDX-License-Identifier: Apache-2.0
//! How much of a book a batch, a combo or a fill-or-kill order reads, and which of its orders may fill.

use crate::{
	book::{self, Walk},
	collect::closable,
	costs::one_more,
	order::{EndReason, OpenOrder, Resting},
	pallet::Config,
	step::{whole_lots, Entry, Market, Step, Waits},
	traits::Risk,
	weights::WeightInfo,
};
use alloc::{collections::BTreeSet, vec::Vec};
use tenor_fixed::{Price, Quantity};
use tenor_matching::{depth_needed, Order, OrderId, Side, Taker};
use tenor_series::PortfolioId;

/// What was read of a level.
struct Reading {
	/// Orders that may fill.
	found: Vec<Entry>,
	/// Whether that is all: no weight was left for the rest of the level.
	whole: bool,
}

impl<T: Config> Step<'_, T> {
	/// Adds as much of the book as can matter to the movers. Where the weight ends before the book
	/// does, nobody reaches past what was read.
	pub(crate) fn with_depth(&mut self, market: &Market, movers: Vec<Entry>) -> Vec<Entry> {
		let orders: Vec<Order> = movers.iter().map(|entry| entry.order).collect();
		let mut entries = movers;
		let Ok(needed) = depth_needed(&orders, &[]) else { return entries };
		for side in [Side::Buy, Side::Sell] {
			let Some((_, most)) = needed.most(side) else { continue };
			let mut loading = needed.loading(side);
			let mut walk = Walk::<T>::new(market.series, side);
			// Levels beyond the band all stand at its edge: to the engine they are one.
			let mut at: Option<(Price, Quantity)> = None;
			let mut last = None;
			while let Some((price, level)) = walk.next() {
				let Some(limit) = market.inside_band(side, price) else { break };
				let counted = match at {
					Some((same, counted)) if same == limit => counted,
					Some((done, counted)) if loading.loaded(done, counted).is_err() => break,
					_ => Quantity::ZERO,
				};
				if !loading.wants(limit) {
					break;
				}
				let Reading { found, whole } = self.level(market, side, price, &level, true);
				if !whole {
					let reached = if found.is_empty() { last } else { Some(limit) };
					entries.extend(found);
					stop_at(&mut entries, side, reached);
					break;
				}
				let counts = |e: &&Entry| needed.counts(e.order.owner, side, e.order.limit);
				let own = found.iter().filter(counts).map(|e| e.order.quantity);
				let sum = Quantity::checked_sum(own.chain([counted])).unwrap_or(Quantity::MAX);
				entries.extend(found);
				at = Some((limit, sum));
				last = Some(limit);
				if limit != price && sum >= most {
					// All that anybody wants: of what else is beyond the band nothing can fill.
					walk.skip_behind(limit);
				}
			}
		}
		entries
	}

	/// The orders of a level that may fill, older ones first, as far as the weight goes. Those that may
	/// not fill any more go. In a batch, what executing them costs is set aside.
	fn level(
		&mut self,
		market: &Market,
		side: Side,
		price: Price,
		level: &[Resting],
		batch: bool,
	) -> Reading {
		let mut reading = Reading { found: Vec::new(), whole: true };
		let mut dead = Vec::new();
		if self.spend(T::WeightInfo::match_level()).is_err() {
			return Reading { whole: false, ..reading };
		}
		for resting in level {
			let portfolio = resting.id.portfolio;
			let read =
				self.spend(one_more(T::WeightInfo::match_order)).and_then(|()| match batch {
					true => self.seat(portfolio),
					false => self.owner(portfolio).map(|_| ()),
				});
			if read.is_err() {
				reading.whole = false;
				break;
			}
			let presented = self.presented(portfolio, market);
			let shown = presented.iter().find(|(order, _)| order.sequence == resting.id.sequence);
			match shown {
				Some((order, quantity)) => {
					let entry = self.entry(portfolio, order, *quantity, price, Some(price), market);
					reading.found.extend(entry);
				}
				None => dead.extend(self.why_dead(resting.id, market).map(|why| (resting.id, why))),
			}
		}
		for (id, reason) in dead {
			book::take::<T>(market.series, side, price, id);
			self.end(id, reason);
		}
		reading
	}

	/// Why a resting order must go; `None` if it only has nothing to give to this batch. An order that
	/// can give nothing at all must not stand in the way of those that cross it.
	fn why_dead(&mut self, id: OrderId, market: &Market) -> Option<EndReason> {
		let Some(trader) = self.loaded(id.portfolio) else {
			return Some(EndReason::PortfolioFrozen);
		};
		let order = *trader.orders.get(id.sequence)?;
		if order.is_over(self.now, self.block) {
			Some(EndReason::Expired)
		} else if !trader.admitted.contains(&id.sequence) {
			Some(EndReason::Margin)
		} else {
			self.why_idle(id.portfolio, &order, market)
		}
	}

	/// Why an order can't fill in any batch as things stand.
	pub(crate) fn why_idle(
		&mut self,
		portfolio: PortfolioId,
		order: &OpenOrder,
		market: &Market,
	) -> Option<EndReason> {
		let held = self.risk.position(portfolio, &market.series);
		let trader = self.loaded(portfolio)?;
		if order.terms.reduce_only && !closable(held, order.terms.side).is_positive() {
			return Some(EndReason::WouldOpen);
		}
		let most = trader.orders.quote_cap.map(|cap| cap.most(&market.terms))?;
		(!whole_lots(most, market.grid.lot).is_positive()).then_some(EndReason::QuoteCap)
	}

	/// If the batch could open more than may be open, it only closes.
	pub(crate) fn within_room(
		&mut self,
		entries: Vec<Entry>,
		market: Market,
	) -> (Vec<Entry>, Market) {
		let sum = |side| {
			let own = entries.iter().filter(|entry| entry.order.side == side);
			own.fold(0u64, |sum, e| sum.saturating_add(e.order.quantity.e8().unsigned_abs()))
		};
		let most = sum(Side::Buy).min(sum(Side::Sell));
		if market.closing_only || most == 0 || most <= self.risk.room(&market.series) {
			return (entries, market);
		}
		let market = Market { closing_only: true, ..market };
		let mut kept = Vec::new();
		let portfolios: BTreeSet<_> = entries.iter().map(|e| e.order.id.portfolio).collect();
		for portfolio in portfolios {
			let presented = self.presented(portfolio, &market);
			for entry in entries.iter().filter(|e| e.order.id.portfolio == portfolio) {
				let same = |(o, _): &&(OpenOrder, Quantity)| o.sequence == entry.order.id.sequence;
				if let Some((_, quantity)) = presented.iter().find(same) {
					kept.push(Entry {
						order: Order { quantity: *quantity, ..entry.order },
						..*entry
					});
				}
			}
		}
		(kept, market)
	}

	/// The makers' side of one leg, and where each stands.
	pub(crate) fn residual(
		&mut self,
		market: &Market,
		taker: Taker,
	) -> Result<Vec<(Order, Price)>, Waits> {
		let needed = depth_needed(&[], &[taker]).map_err(|_| Waits::ForMarket)?;
		let side = taker.side.opposite();
		let mut loading = needed.loading(side);
		let mut orders = Vec::new();
		for (price, level) in Walk::<T>::new(market.series, side) {
			if !loading.wants(price) || market.inside_band(taker.side, price) != Some(price) {
				break;
			}
			let Reading { found, whole } = self.level(market, side, price, &level, false);
			if !whole {
				return Err(Waits::ForWeight);
			}
			let own = found.iter().filter(|e| needed.counts(e.order.owner, side, price));
			let counted =
				Quantity::checked_sum(own.map(|e| e.order.quantity)).ok_or(Waits::ForMarket)?;
			orders.extend(found.iter().map(|entry| (entry.order, price)));
			loading.loaded(price, counted).map_err(|_| Waits::ForMarket)?;
		}
		Ok(orders)
	}
}

/// Keeps the other side from reaching past the last price that was read of a side: what stands behind
/// it would be traded through. With nothing read, it trades with nobody of that side.
fn stop_at(entries: &mut Vec<Entry>, side: Side, reached: Option<Price>) {
	let Some(reached) = reached else {
		return entries.retain(|entry| entry.order.side == side);
	};
	for entry in entries.iter_mut().filter(|entry| entry.order.side != side) {
		entry.order.limit = match side {
			Side::Sell => entry.order.limit.min(reached),
			Side::Buy => entry.order.limit.max(reached),
		};
	}
}
