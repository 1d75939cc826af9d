// SPDX-License-Identifier: Apache-2.0
//! The matching step: the orders collected in earlier blocks meet, one batch per series.
//!
//! A series clears whole in one block or waits. Everything is decided in memory by the pure engine;
//! margin executes the fills; then books and orders follow. Marks stand still meanwhile.

use crate::{
	book::{self, Walk},
	collect::{closable, is_whole},
	ladder::ticks_of,
	order::{
		BookHead, EndReason, FillRecord, Limit, MarketRules, OpenOrder, PortfolioOrders, Print,
		Resting, Role, Stage, MAX_VOL_ORDERS,
	},
	pallet::{
		Collected, CollectedLoad, CollectedSeries, Config, Event, Markets, MatchCursor, Orders,
		Pallet, Prints, VolOrders,
	},
	traits::{Listing, OrderRisk, Portfolios, Risk, Terms},
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Encode;
use core::cmp::Reverse;
use polkadot_sdk::{
	frame_support::{defensive, traits::Time},
	frame_system,
	sp_io::hashing::blake2_128,
	sp_runtime::DispatchError,
	sp_weights::{Weight, WeightMeter},
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_matching::{depth_needed, Batch, Clearing, Order, OrderId, Side};
use tenor_series::{Fill, Moment, PortfolioId, SeriesKey};

/// A portfolio during the step.
struct Trader {
	orders: PortfolioOrders,
	/// The same number for all portfolios of one owner.
	owner: u32,
	/// Orders that margin admitted.
	admitted: BTreeSet<u64>,
	/// What its quote cap has left.
	cap: Option<crate::order::QuoteCap>,
	changed: bool,
}

/// A market during its batch.
#[derive(Clone, Copy)]
pub(crate) struct Market {
	pub(crate) series: SeriesKey,
	pub(crate) terms: Terms,
	pub(crate) rules: MarketRules,
	pub(crate) grid: BookHead,
	/// Nothing may open a position: too late, or as much is open as may be.
	pub(crate) closing_only: bool,
}

/// Why a series has to wait for a later block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Waits {
	/// The weight is used up.
	ForWeight,
	/// It is halted, or nothing says what it is worth.
	ForMarket,
}

/// One run of the step.
pub(crate) struct Step<'a, T: Config> {
	pub(crate) risk: T::Risk,
	meter: &'a mut WeightMeter,
	/// What `risk` had consumed when last looked at.
	charged: Weight,
	traders: BTreeMap<PortfolioId, Option<Trader>>,
	/// Series whose batch left orders for the next one.
	kept: BTreeSet<SeriesKey>,
	owners: BTreeMap<T::AccountId, u32>,
	/// Keys the hash of ties: nobody knew it when placing.
	pub(crate) seed: T::Hash,
	pub(crate) now: Moment,
	pub(crate) block: u32,
}

/// An order in a batch, and where it came from.
#[derive(Clone, Copy)]
struct Entry {
	order: Order,
	/// Its price in the book; `None` if it is new or quoted in volatility.
	level: Option<Price>,
}

impl<T: Config> Pallet<T> {
	/// Matches what was collected, within the weight.
	pub fn process_matching(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::match_base()).is_err() {
			return;
		}
		let mut series = CollectedSeries::<T>::get().into_inner();
		if series.is_empty() && crate::CollectedCombos::<T>::decode_len().unwrap_or(0) == 0 {
			return;
		}
		series.sort_unstable();
		series.dedup();
		// Whoever had to wait goes first.
		if let Some(cursor) = MatchCursor::<T>::take() {
			let place = series.partition_point(|key| *key < cursor);
			series.rotate_left(place);
		}
		let mut step = Step::<T>::new(meter);
		let mut waiting: Vec<SeriesKey> = Vec::new();
		for key in series {
			let Err(why) = step.match_series(key) else { continue };
			// A halted series has no turn to lose, and takes none from those that have.
			if why == Waits::ForWeight && !MatchCursor::<T>::exists() {
				MatchCursor::<T>::put(key);
			}
			waiting.push(key);
		}
		crate::combos::run(&mut step, &waiting);
		waiting.extend(step.store());
		CollectedSeries::<T>::put(polkadot_sdk::frame_support::BoundedVec::truncate_from(waiting));
	}

	/// The least weight with which the step gets on: the largest batch that is accepted.
	pub fn process_matching_least() -> Weight {
		use polkadot_sdk::frame_support::traits::Get;
		T::WeightInfo::match_base()
			.saturating_add(T::WeightInfo::match_series())
			.saturating_add(T::BatchWeight::get())
	}
}

impl<'a, T: Config> Step<'a, T> {
	fn new(meter: &'a mut WeightMeter) -> Self {
		Self {
			risk: T::Risk::begin(),
			meter,
			charged: Weight::zero(),
			traders: BTreeMap::new(),
			kept: BTreeSet::new(),
			owners: BTreeMap::new(),
			seed: frame_system::Pallet::<T>::parent_hash(),
			now: T::Clock::now(),
			block: Pallet::<T>::block(),
		}
	}

	/// Charges what margin did since last time. It can't be undone: if it was more than what was left,
	/// nothing is left.
	fn charge(&mut self) {
		let consumed = self.risk.consumed();
		let used = consumed.saturating_sub(self.charged);
		self.meter.consume(used.min(self.meter.remaining()));
		self.charged = consumed;
	}

	pub(crate) fn spend(&mut self, weight: Weight) -> Result<(), Waits> {
		self.meter.try_consume(weight).map_err(|_| Waits::ForWeight)
	}

	/// A hash nobody could aim at when the order was placed.
	pub(crate) fn tie(seed: &T::Hash, id: &OrderId) -> u128 {
		u128::from_be_bytes((seed, id).using_encoded(blake2_128))
	}

	// ------------------------------------------------------------ portfolios

	/// The portfolio's orders, admitted as a set. `Waits` if there is no weight for it.
	fn trader(&mut self, id: PortfolioId) -> Result<Option<&mut Trader>, Waits> {
		if !self.traders.contains_key(&id) {
			let loaded = self.load(id)?;
			self.traders.insert(id, loaded);
		}
		Ok(self.traders.get_mut(&id).and_then(Option::as_mut))
	}

	fn load(&mut self, id: PortfolioId) -> Result<Option<Trader>, Waits> {
		self.spend(T::WeightInfo::match_portfolio())?;
		let orders = Orders::<T>::get(id);
		let Some(standing) = T::Portfolios::standing(id) else { return Ok(None) };
		let next = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
		let owner = *self.owners.entry(standing.owner).or_insert(next);
		let admitted = if standing.active { self.admit(id, &orders)? } else { BTreeSet::new() };
		let cap = orders.quote_cap;
		Ok(Some(Trader { orders, owner, admitted, cap, changed: false }))
	}

	/// Which open orders margin admits: older ones first, resting before new.
	fn admit(&mut self, id: PortfolioId, orders: &PortfolioOrders) -> Result<BTreeSet<u64>, Waits> {
		let mut judged: Vec<&OpenOrder> = orders
			.open
			.iter()
			.filter(|order| {
				!order.terms.validity.is_all_or_none() && !order.is_over(self.now, self.block)
			})
			.collect();
		judged.sort_by_key(|order| order.priority());
		let risks: Vec<OrderRisk> = judged
			.iter()
			.map(|order| self.risk_of(order))
			.collect::<Option<Vec<_>>>()
			.unwrap_or_default();
		if risks.is_empty() {
			return Ok(BTreeSet::new());
		}
		let cost = self.risk.admit_cost(id, &risks);
		if !self.meter.can_consume(cost) {
			return Err(Waits::ForWeight);
		}
		let verdicts = self.risk.admit(id, &risks);
		self.charge();
		let admitted = judged.iter().zip(verdicts).filter(|(_, passes)| *passes);
		Ok(admitted.map(|(order, _)| order.sequence).collect())
	}

	/// The worst that can come of an order: its limit, and the fee of a taker.
	fn risk_of(&self, order: &OpenOrder) -> Option<OrderRisk> {
		let series = order.terms.series;
		let limit = order.terms.limit.worst();
		let rules = Markets::<T>::get(series.underlying);
		let quantity = order.terms.quantity;
		let fee = Pallet::<T>::fee_by(&rules, &series, limit, quantity, Role::Taker).ok()?;
		let least_fill = book::grid_of::<T>(&series, &rules).lot;
		Some(OrderRisk { series, quantity: order.signed_quantity()?, limit, fee, least_fill })
	}

	// ------------------------------------------------------------ one series

	/// One batch. `Waits`: nothing has changed, and the series keeps what it collected.
	fn match_series(&mut self, series: SeriesKey) -> Result<(), Waits> {
		self.spend(T::WeightInfo::match_series())?;
		let ids = Collected::<T>::get(series);
		let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
		if self.now >= series.expiry || ids.is_empty() {
			self.spend(T::WeightInfo::match_portfolio().saturating_mul(count))?;
			self.drop_collected(series, &ids);
			return Ok(());
		}
		let market = self.market(series)?;
		self.spend(T::WeightInfo::match_order().saturating_mul(count))?;
		let vols = VolOrders::<T>::get(series);
		for id in ids.iter().chain(vols.iter()) {
			self.trader(id.portfolio)?;
		}
		self.charge();
		// Nothing was written up to here.
		Collected::<T>::remove(series);
		CollectedLoad::<T>::remove(series);
		let mut ids: Vec<OrderId> = ids.into_inner();
		// Who rests where there is no room for all must not be who was first in the block.
		let seed = self.seed;
		ids.sort_by_cached_key(|id| (Reverse(Self::tie(&seed, id)), *id));
		self.end_what_is_over(&ids);
		let movers = self.movers(&market, ids.iter().chain(vols.iter()));
		let entries = self.with_depth(&market, movers);
		let (entries, market) = self.within_room(entries, market);
		self.clear(&market, &entries);
		self.rest_what_is_left(&market, &ids);
		Ok(())
	}

	/// Ends what waits for a series that is over: it has no market to wait for.
	fn drop_collected(&mut self, series: SeriesKey, ids: &[OrderId]) {
		Collected::<T>::remove(series);
		CollectedLoad::<T>::remove(series);
		for id in ids {
			if let Some(Some(_)) = self.traders.get(&id.portfolio) {
				self.end(*id, EndReason::Expired);
				continue;
			}
			Orders::<T>::mutate(id.portfolio, |orders| {
				if let Some(order) = orders.remove(id.sequence) {
					Pallet::<T>::note_end(id.portfolio, &order, EndReason::Expired);
				}
			});
		}
	}

	/// The market, if it can match now.
	pub(crate) fn market(&mut self, series: SeriesKey) -> Result<Market, Waits> {
		T::Listing::ensure_tradable(&series, false).map_err(|_| Waits::ForMarket)?;
		let terms = self.risk.terms(&series);
		self.charge();
		let terms = terms.map_err(|_| Waits::ForMarket)?;
		let rules = Markets::<T>::get(series.underlying);
		let grid = book::grid_of::<T>(&series, &rules);
		let closing_only = Pallet::<T>::opening_ended(&series, &rules)
			|| T::Listing::ensure_tradable(&series, true).is_err();
		Ok(Market { series, terms, rules, grid, closing_only })
	}

	/// Ends collected orders whose time is over or that margin did not admit.
	fn end_what_is_over(&mut self, ids: &[OrderId]) {
		for id in ids {
			let Some(Some(trader)) = self.traders.get(&id.portfolio) else { continue };
			let Some(order) = trader.orders.get(id.sequence) else { continue };
			let unjudged = order.terms.validity.is_all_or_none();
			if order.is_over(self.now, self.block) {
				self.end(*id, EndReason::Expired);
			} else if !unjudged && !trader.admitted.contains(&id.sequence) {
				self.end(*id, EndReason::Margin);
			}
		}
	}

	/// The orders that come to the book: new ones, and those whose price moves with the mark.
	fn movers<'b>(
		&mut self,
		market: &Market,
		ids: impl Iterator<Item = &'b OrderId>,
	) -> Vec<Entry> {
		let mut entries = Vec::new();
		let mut portfolios = BTreeSet::new();
		for id in ids {
			portfolios.insert(id.portfolio);
		}
		for portfolio in portfolios {
			for (order, quantity) in self.presented(portfolio, market) {
				let moves = order.stage == Stage::Collected
					|| matches!(order.terms.limit, Limit::Vol { .. });
				if !moves {
					continue;
				}
				let price = Pallet::<T>::price_now(&order.terms, market.grid.tick, &mut self.risk);
				let Ok(limit) = price else { continue };
				entries.extend(self.entry(portfolio, &order, quantity, limit, None, market));
			}
		}
		self.charge();
		entries
	}

	/// What of a portfolio's orders may fill in this batch: admitted, within its quote cap, closing no
	/// more than there is to close.
	fn presented(&mut self, portfolio: PortfolioId, market: &Market) -> Vec<(OpenOrder, Quantity)> {
		let held = self.risk.position(portfolio, &market.series);
		let Some(Some(trader)) = self.traders.get(&portfolio) else { return Vec::new() };
		let mut closing = [closable(held, Side::Buy), closable(held, Side::Sell)];
		let mut cap = trader.cap;
		let mut own: Vec<OpenOrder> = trader
			.orders
			.of_series(&market.series)
			.filter(|order| trader.admitted.contains(&order.sequence))
			.copied()
			.collect();
		own.sort_by_key(OpenOrder::priority);
		let mut presented = Vec::new();
		for order in own {
			let mut quantity = order.terms.quantity;
			if order.terms.reduce_only || market.closing_only {
				let [buy, sell] = &mut closing;
				let left = if order.terms.side == Side::Buy { buy } else { sell };
				quantity = quantity.min(*left);
				*left = left.saturating_sub(quantity);
			}
			if let Some(cap) = &mut cap {
				quantity = quantity.min(cap.most(&market.terms));
				cap.take(&market.terms, quantity);
			}
			let quantity = whole_lots(quantity, market.grid.lot);
			if quantity.is_positive() {
				presented.push((order, quantity));
			}
		}
		presented
	}

	/// An order for the engine, its limit no further than the band.
	fn entry(
		&self,
		portfolio: PortfolioId,
		order: &OpenOrder,
		quantity: Quantity,
		limit: Price,
		level: Option<Price>,
		market: &Market,
	) -> Option<Entry> {
		let owner = self.traders.get(&portfolio)?.as_ref()?.owner;
		let limit = market.inside_band(order.terms.side, limit)?;
		let order = Order {
			id: OrderId { portfolio, sequence: order.sequence },
			owner,
			side: order.terms.side,
			limit,
			quantity,
			since: order.since,
			resting: order.stage == Stage::Resting,
			post_only: order.terms.post_only,
		};
		Some(Entry { order, level })
	}

	/// Adds as much of the book as can matter to the movers.
	fn with_depth(&mut self, market: &Market, movers: Vec<Entry>) -> Vec<Entry> {
		let orders: Vec<Order> = movers.iter().map(|entry| entry.order).collect();
		let mut entries = movers;
		let Ok(needed) = depth_needed(&orders, &[]) else { return entries };
		for side in [Side::Buy, Side::Sell] {
			let Some((_, most)) = needed.most(side) else { continue };
			let mut loading = needed.loading(side);
			let mut walk = Walk::<T>::new(market.series, side);
			// Levels beyond the band all stand at its edge: to the engine they are one.
			let mut at: Option<(Price, Quantity)> = None;
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
				let Ok(found) = self.level(market, side, price, &level) else { break };
				let counts = |e: &&Entry| needed.counts(e.order.owner, side, e.order.limit);
				let own = found.iter().filter(counts).map(|e| e.order.quantity);
				let sum = Quantity::checked_sum(own.chain([counted])).unwrap_or(Quantity::MAX);
				entries.extend(found);
				at = Some((limit, sum));
				if limit != price && sum >= most {
					// All that anybody wants: of what else is beyond the band nothing can fill.
					walk.skip_behind(limit);
				}
			}
		}
		entries
	}

	/// The orders of a level that may fill. Those that may not any more go. `Waits`: no weight left,
	/// the batch goes on with the levels in front.
	fn level(
		&mut self,
		market: &Market,
		side: Side,
		price: Price,
		level: &[Resting],
	) -> Result<Vec<Entry>, Waits> {
		let count = u64::try_from(level.len()).unwrap_or(u64::MAX);
		let weight = T::WeightInfo::match_level()
			.saturating_add(T::WeightInfo::match_order().saturating_mul(count));
		self.spend(weight)?;
		let mut found = Vec::new();
		let mut dead = Vec::new();
		for resting in level {
			self.trader(resting.id.portfolio)?;
			let presented = self.presented(resting.id.portfolio, market);
			let shown = presented.iter().find(|(order, _)| order.sequence == resting.id.sequence);
			match shown {
				Some((order, quantity)) => {
					let (portfolio, level) = (resting.id.portfolio, Some(price));
					found.extend(self.entry(portfolio, order, *quantity, price, level, market));
				}
				None => dead.extend(self.why_dead(resting.id, market).map(|why| (resting.id, why))),
			}
		}
		for (id, reason) in dead {
			book::take::<T>(market.series, side, price, id);
			self.end(id, reason);
		}
		Ok(found)
	}

	/// Why a resting order must go; `None` if it only has nothing to give to this batch. An order that
	/// can give nothing at all must not stand in the way of those that cross it.
	fn why_dead(&mut self, id: OrderId, market: &Market) -> Option<EndReason> {
		let Some(Some(trader)) = self.traders.get(&id.portfolio) else {
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
	fn why_idle(
		&mut self,
		portfolio: PortfolioId,
		order: &OpenOrder,
		market: &Market,
	) -> Option<EndReason> {
		let held = self.risk.position(portfolio, &market.series);
		let Some(Some(trader)) = self.traders.get(&portfolio) else { return None };
		if order.terms.reduce_only && !closable(held, order.terms.side).is_positive() {
			return Some(EndReason::WouldOpen);
		}
		let most = trader.orders.quote_cap.map(|cap| cap.most(&market.terms))?;
		(!whole_lots(most, market.grid.lot).is_positive()).then_some(EndReason::QuoteCap)
	}

	/// If the batch could open more than may be open, it only closes.
	fn within_room(&mut self, entries: Vec<Entry>, market: Market) -> (Vec<Entry>, Market) {
		let sum = |side| {
			let own = entries.iter().filter(|entry| entry.order.side == side);
			own.fold(0u64, |sum, e| sum.saturating_add(e.order.quantity.e8().unsigned_abs()))
		};
		if market.closing_only || sum(Side::Buy).min(sum(Side::Sell)) <= market.terms.room_e8 {
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

	/// Finds the price, has margin execute, and brings orders and book to what is left.
	fn clear(&mut self, market: &Market, entries: &[Entry]) {
		let orders: Vec<Order> = entries.iter().map(|entry| entry.order).collect();
		let batch = Batch {
			orders: &orders,
			reference: market.reference(),
			lot: market.grid.lot,
			tick: market.grid.tick,
		};
		let seed = self.seed;
		let Ok(clearing) = tenor_matching::clear(&batch, &|id| Self::tie(&seed, id)) else {
			defensive!("orders were checked against the grid when they were placed");
			return;
		};
		let executed = match clearing.price {
			Some(price) => self.execute_batch(market, entries, &clearing, price).is_ok(),
			None => true,
		};
		if executed {
			self.apply(market, entries, &clearing);
		}
	}

	fn execute_batch(
		&mut self,
		market: &Market,
		entries: &[Entry],
		clearing: &Clearing,
		price: Price,
	) -> Result<(), DispatchError> {
		let mut records = Vec::with_capacity(clearing.fills.len());
		for fill in &clearing.fills {
			let Some(Entry { order, .. }) = entries.get(fill.order) else { continue };
			let role = if order.resting { Role::Maker } else { Role::Taker };
			let (series, rules) = (&market.series, &market.rules);
			let fee = Pallet::<T>::fee_by(rules, series, price, fill.quantity, role)?;
			records.push(FillRecord {
				id: order.id,
				side: order.side,
				quantity: fill.quantity,
				maker: order.resting,
				fee,
			});
		}
		let (fills, fees) = sums(market.series, price, &records)?;
		let executed = self.risk.execute(&fills, &fees, false);
		self.charge();
		if let Err(error) = executed {
			defensive!("fills of admitted orders can't fail");
			Pallet::<T>::deposit_event(Event::BatchFailed { series: market.series, error });
			return Err(error);
		}
		self.print(market.series, price, clearing.volume);
		Pallet::<T>::deposit_event(Event::SeriesMatched {
			series: market.series,
			price,
			volume: clearing.volume,
			fills: records,
		});
		Ok(())
	}

	/// Remembers a price for who asks later.
	pub(crate) fn print(&self, series: SeriesKey, price: Price, volume: Quantity) {
		Prints::<T>::mutate(series, |prints| {
			if prints.is_full() {
				prints.remove(0);
			}
			let print = Print { moment: self.now, price, volume };
			if prints.try_push(print).is_err() {
				defensive!("one was removed");
			}
		});
	}

	/// Takes what filled, or met its own owner, off orders and levels, and ends refused ones.
	fn apply(&mut self, market: &Market, entries: &[Entry], clearing: &Clearing) {
		let mut taken: BTreeMap<usize, Quantity> = BTreeMap::new();
		for fill in &clearing.fills {
			taken.insert(fill.order, fill.quantity);
			if let Some(entry) = entries.get(fill.order) {
				self.use_cap(entry.order.id.portfolio, market, fill.quantity);
			}
		}
		for netted in &clearing.netted {
			let sum = taken.entry(netted.order).or_insert(Quantity::ZERO);
			*sum = sum.saturating_add(netted.quantity);
			if let Some(entry) = entries.get(netted.order) {
				let (id, quantity) = (entry.order.id, netted.quantity);
				Pallet::<T>::deposit_event(Event::SelfTradeNetted { id, quantity });
			}
		}
		let changed: Vec<(Entry, Quantity)> = taken
			.into_iter()
			.filter_map(|(order, quantity)| Some((*entries.get(order)?, quantity)))
			.collect();
		self.take_off(market.series, &changed);
		for refused in &clearing.refused {
			let Some(Entry { order, .. }) = entries.get(*refused) else { continue };
			self.end(order.id, EndReason::WouldTake);
		}
	}

	/// Takes quantities off orders, and off the levels of those that rest.
	fn take_off(&mut self, series: SeriesKey, changed: &[(Entry, Quantity)]) {
		let mut levels: BTreeMap<(Side, Price), Vec<(OrderId, Quantity)>> = BTreeMap::new();
		for (Entry { order, level }, quantity) in changed {
			let Some(Some(trader)) = self.traders.get_mut(&order.id.portfolio) else { continue };
			let left = trader.fill(order.id.sequence, *quantity);
			let is_vol = order.resting && level.is_none();
			if is_vol && left.is_zero() {
				book::drop_vol::<T>(series, order.id);
			}
			if let Some(price) = level {
				levels.entry((order.side, *price)).or_default().push((order.id, left));
			}
		}
		for ((side, price), left) in levels {
			if !book::reduce::<T>(series, side, price, &left) {
				defensive!("the orders were read from this level");
			}
		}
	}

	fn use_cap(&mut self, portfolio: PortfolioId, market: &Market, quantity: Quantity) {
		if let Some(Some(trader)) = self.traders.get_mut(&portfolio) {
			if let Some(cap) = &mut trader.cap {
				cap.take(&market.terms, quantity);
			}
		}
	}

	/// New orders that still want something rest, or end; one that crosses what this batch could not
	/// reach waits for the next.
	fn rest_what_is_left(&mut self, market: &Market, ids: &[OrderId]) {
		for id in ids {
			let Some(Some(trader)) = self.traders.get(&id.portfolio) else { continue };
			let Some(order) = trader.orders.get(id.sequence).copied() else { continue };
			// Not of this batch, or taken in by it twice; fill-or-kill has its turn later.
			if order.stage != Stage::Collected || order.terms.validity.is_all_or_none() {
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

	/// Puts an order into the book. False if it would cross it.
	fn rest(&self, market: &Market, id: OrderId, order: &OpenOrder) -> Result<bool, EndReason> {
		let (series, side) = (market.series, order.terms.side);
		let quantity = order.terms.quantity;
		match order.terms.limit {
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
					.map_err(|_| EndReason::LevelFull)?;
			}
			Limit::Vol { .. } => {
				let room = VolOrders::<T>::decode_len(series).unwrap_or(0);
				if room >= usize::try_from(MAX_VOL_ORDERS).unwrap_or(usize::MAX)
					|| VolOrders::<T>::try_append(series, id).is_err()
				{
					return Err(EndReason::LevelFull);
				}
			}
		}
		Ok(true)
	}

	// ------------------------------------------------------------ all or none

	/// The makers' side of one leg, and where each stands.
	pub(crate) fn residual(
		&mut self,
		market: &Market,
		taker: tenor_matching::Taker,
	) -> Result<Vec<(Order, Price)>, Waits> {
		let needed = depth_needed(&[], &[taker]).map_err(|_| Waits::ForMarket)?;
		let side = taker.side.opposite();
		let mut loading = needed.loading(side);
		let mut orders = Vec::new();
		for (price, level) in Walk::<T>::new(market.series, side) {
			if !loading.wants(price) || market.inside_band(taker.side, price) != Some(price) {
				break;
			}
			let found = self.level(market, side, price, &level)?;
			let own = found.iter().filter(|e| needed.counts(e.order.owner, side, price));
			let counted =
				Quantity::checked_sum(own.map(|e| e.order.quantity)).ok_or(Waits::ForMarket)?;
			orders.extend(found.iter().map(|entry| (entry.order, price)));
			loading.loaded(price, counted).map_err(|_| Waits::ForMarket)?;
		}
		Ok(orders)
	}

	/// Books what makers gave to a combo or a fill-or-kill order.
	pub(crate) fn take_from_makers(
		&mut self,
		market: &Market,
		makers: &[(Order, Price, Quantity)],
	) {
		for (order, _, quantity) in makers {
			self.use_cap(order.id.portfolio, market, *quantity);
		}
		let changed: Vec<(Entry, Quantity)> = makers
			.iter()
			.map(|(order, level, quantity)| {
				(Entry { order: *order, level: Some(*level) }, *quantity)
			})
			.collect();
		self.take_off(market.series, &changed);
	}

	/// The number that stands for a portfolio's owner.
	pub(crate) fn owner(&mut self, portfolio: PortfolioId) -> Result<Option<u32>, Waits> {
		Ok(self.trader(portfolio)?.map(|trader| trader.owner))
	}

	/// The fill-or-kill orders that wait in a series.
	pub(crate) fn kill_or_fill_orders(&self) -> Vec<(OrderId, OpenOrder)> {
		let own = |(portfolio, trader): (&PortfolioId, &Option<Trader>)| {
			let portfolio = *portfolio;
			let orders = trader.as_ref().map(|t| t.orders.open.to_vec()).unwrap_or_default();
			orders
				.into_iter()
				.filter(|order| order.terms.validity.is_all_or_none())
				.map(move |order| (OrderId { portfolio, sequence: order.sequence }, order))
		};
		self.traders.iter().flat_map(own).collect()
	}

	/// Ends an order with what is left of it.
	pub(crate) fn end(&mut self, id: OrderId, reason: EndReason) {
		let Some(Some(trader)) = self.traders.get_mut(&id.portfolio) else { return };
		if let Some(order) = trader.remove(id.sequence) {
			Pallet::<T>::note_end(id.portfolio, &order, reason);
		}
	}

	/// Forgets an order that was filled whole.
	pub(crate) fn forget(&mut self, id: OrderId) {
		if let Some(Some(trader)) = self.traders.get_mut(&id.portfolio) {
			trader.remove(id.sequence);
		}
	}

	pub(crate) fn execute(
		&mut self,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
	) -> Result<(), DispatchError> {
		let executed = self.risk.execute(fills, fees, true);
		self.charge();
		executed
	}

	/// Leaves an order for the next batch.
	pub(crate) fn keep_collected(&mut self, series: SeriesKey, id: OrderId) {
		if Collected::<T>::try_append(series, id).is_err() {
			defensive!("no more stay than were collected");
		}
		CollectedLoad::<T>::mutate(series, |load| {
			*load = load.saturating_add(T::WeightInfo::match_order());
		});
		self.kept.insert(series);
	}

	/// Writes every portfolio that changed. Returns the series with orders that stay for the next
	/// batch.
	fn store(self) -> BTreeSet<SeriesKey> {
		for (id, trader) in self.traders {
			if let Some(trader) = trader.filter(|trader| trader.changed) {
				Orders::<T>::insert(id, trader.orders);
			}
		}
		self.kept
	}
}

/// Fills and fees of one price, per portfolio.
fn sums(
	series: SeriesKey,
	price: Price,
	records: &[FillRecord],
) -> Result<(Vec<Fill>, Vec<(PortfolioId, Cash)>), DispatchError> {
	let overflow =
		|| DispatchError::Arithmetic(polkadot_sdk::sp_runtime::ArithmeticError::Overflow);
	let mut fills = Vec::with_capacity(records.len());
	let mut fees: BTreeMap<PortfolioId, Cash> = BTreeMap::new();
	for record in records {
		fills.push(fill_of(record, series, price).ok_or_else(overflow)?);
		let fee = fees.entry(record.id.portfolio).or_default();
		*fee = fee.checked_add(record.fee).ok_or_else(overflow)?;
	}
	Ok((fills, fees.into_iter().collect()))
}

/// Contracts and premium of one side. On the grid every premium is whole: nothing is rounded.
pub(crate) fn fill_of(record: &FillRecord, series: SeriesKey, price: Price) -> Option<Fill> {
	let premium = price.notional_floor(record.quantity)?;
	let portfolio = record.id.portfolio;
	Some(match record.side {
		Side::Buy => {
			Fill { portfolio, series, quantity: record.quantity, cash: premium.checked_neg()? }
		}
		Side::Sell => {
			Fill { portfolio, series, quantity: record.quantity.checked_neg()?, cash: premium }
		}
	})
}

/// The whole lots of a quantity.
fn whole_lots(quantity: Quantity, lot: Quantity) -> Quantity {
	let rest = quantity.e8().checked_rem(lot.e8()).unwrap_or(0);
	Quantity::from_e8(quantity.e8().saturating_sub(rest))
}

impl Market {
	/// The mark on the grid, inside the band.
	fn reference(&self) -> Price {
		let tick = self.grid.tick.e8().max(1);
		let mark = self.terms.mark.to_price_floor().unwrap_or_default().e8();
		let whole = mark.checked_div(tick).unwrap_or(0).saturating_mul(tick);
		Price::from_e8(whole.max(tick))
	}

	/// A limit no further than the band, on the grid. `None` if the grid has no price inside.
	pub(crate) fn inside_band(&self, side: Side, limit: Price) -> Option<Price> {
		let tick = self.grid.tick.e8();
		let price = match side {
			Side::Buy => {
				let top = self.terms.high.e8().checked_div(tick)?.checked_mul(tick)?;
				limit.e8().min(top)
			}
			Side::Sell => {
				let up = self.terms.low.e8().checked_add(tick.checked_sub(1)?)?;
				limit.e8().max(up.checked_div(tick)?.checked_mul(tick)?)
			}
		};
		let price = Price::from_e8(price);
		(!price.is_zero() && ticks_of(price, self.grid.tick).is_some()).then_some(price)
	}
}

impl Trader {
	/// Takes an order out of what is open.
	fn remove(&mut self, sequence: u64) -> Option<OpenOrder> {
		let order = self.orders.remove(sequence)?;
		self.admitted.remove(&sequence);
		self.changed = true;
		Some(order)
	}

	/// Takes a quantity off an order; gives what is left, and forgets the order if that is nothing.
	fn fill(&mut self, sequence: u64, quantity: Quantity) -> Quantity {
		let Some(at) = self.orders.position(sequence) else { return Quantity::ZERO };
		let Some(order) = self.orders.open.get_mut(at) else { return Quantity::ZERO };
		let left = order.terms.quantity.saturating_sub(quantity);
		order.terms.quantity = left;
		self.changed = true;
		if !left.is_positive() {
			self.orders.remove(sequence);
			return Quantity::ZERO;
		}
		left
	}
}

impl crate::order::QuoteCap {
	/// The most contracts of a series the rest of the cap allows, e8.
	fn most(&self, terms: &Terms) -> Quantity {
		let by = |cap: Fixed, unit: Fixed| match unit.checked_abs() {
			Some(unit) if unit.is_positive() => {
				cap.div_floor(unit).and_then(Fixed::to_quantity_floor).unwrap_or(self.quantity)
			}
			_ => self.quantity,
		};
		self.quantity.min(by(self.delta, terms.delta)).min(by(self.vega, terms.vega))
	}

	/// Takes what so many contracts use. Never below zero.
	fn take(&mut self, terms: &Terms, quantity: Quantity) {
		let used = |unit: Fixed| {
			unit.checked_abs()
				.and_then(|unit| unit.mul_quantity_ceil(quantity))
				.unwrap_or(Fixed::MAX)
		};
		let left = |cap: Fixed, unit: Fixed| cap.saturating_sub(used(unit)).max(Fixed::ZERO);
		self.quantity = self.quantity.saturating_sub(quantity).max(Quantity::ZERO);
		self.delta = left(self.delta, terms.delta);
		self.vega = left(self.vega, terms.vega);
	}
}
