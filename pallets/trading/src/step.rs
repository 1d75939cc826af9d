// SPDX-License-Identifier: Apache-2.0
//! The matching step: the orders collected in earlier blocks meet, one batch per series.
//!
//! A series clears whole in one block or waits. Everything is decided in memory by the pure engine;
//! margin executes the fills; then books and orders follow. Marks stand still meanwhile.

use crate::{
	book,
	collect::closable,
	costs::one_more,
	ladder::ticks_of,
	order::{
		BookHead, EndReason, FillRecord, Limit, MarketRules, NewOrder, OpenOrder, PortfolioOrders,
		Print, Role, Stage, MAX_OPEN_ORDERS, MAX_ORDERS_PER_SERIES,
	},
	pallet::{
		Collected, CollectedSeries, Config, Event, Markets, MatchCursor, Orders, Pallet, Prints,
		VolCursor, VolOrders,
	},
	traits::{Execution, Listing, OrderRisk, Portfolios, Risk, Terms},
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Encode;
use core::{cmp::Reverse, marker::PhantomData};
use polkadot_sdk::{
	frame_support::{defensive, dispatch::DispatchResult, traits::Time, BoundedVec},
	frame_system,
	sp_io::hashing::blake2_128,
	sp_runtime::DispatchError,
	sp_weights::{Weight, WeightMeter},
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_matching::{Batch, Clearing, Order, OrderId, Side};
use tenor_series::{Fill, Moment, PortfolioId, SeriesKey, UnderlyingId};

/// Series that get a batch in a block only for their orders in volatility.
const VOL_TURNS: usize = 8;

/// A portfolio during the step.
pub(crate) struct Trader {
	pub(crate) orders: PortfolioOrders,
	/// The same number for all portfolios of one owner.
	owner: u32,
	/// Orders that margin admitted.
	pub(crate) admitted: BTreeSet<u64>,
	/// What its quote cap has left.
	cap: Option<crate::order::QuoteCap>,
	pub(crate) changed: bool,
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
	/// Set aside: what executing this batch can cost.
	reserved: Weight,
	/// Not to be used by what comes now, so that what follows has it.
	floor: Weight,
	/// Portfolios whose fills of this batch are paid for.
	seats: BTreeSet<PortfolioId>,
	/// Whether the batch began with all that the step has: it can't wait for more.
	has_all: bool,
	/// Whether a batch before it did.
	begun: bool,
	pub(crate) traders: BTreeMap<PortfolioId, Option<Trader>>,
	/// Fill-or-kill orders that have their turn behind the auctions.
	pub(crate) whole: Vec<OrderId>,
	/// Series whose batch left orders for the next one.
	pub(crate) kept: BTreeSet<SeriesKey>,
	owners: BTreeMap<T::AccountId, u32>,
	/// Keys the hash of ties: nobody knew it when placing.
	pub(crate) seed: T::Hash,
	pub(crate) now: Moment,
	pub(crate) block: u32,
}

/// An order in a batch, and where it came from.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
	pub(crate) order: Order,
	/// Its price in the book; `None` if it is new or quoted in volatility.
	pub(crate) level: Option<Price>,
}

/// What the orders of a portfolio are judged by, each read once.
struct Known<T> {
	markets: BTreeMap<UnderlyingId, (MarketRules, Option<Price>)>,
	lots: BTreeMap<SeriesKey, Quantity>,
	marker: PhantomData<T>,
}

impl<T> Default for Known<T> {
	fn default() -> Self {
		Self { markets: BTreeMap::new(), lots: BTreeMap::new(), marker: PhantomData }
	}
}

impl<T: Config> Known<T> {
	/// The worst that can come of an order: its limit, and the fee of a taker.
	fn risk_of(&mut self, order: &OpenOrder) -> Option<OrderRisk> {
		let NewOrder { series, quantity, .. } = order.terms;
		let limit = order.terms.limit.worst();
		let (rules, index) = *self.markets.entry(series.underlying).or_insert_with(|| {
			let id = series.underlying;
			(Markets::<T>::get(id), T::Execution::index(id))
		});
		let least_fill =
			*self.lots.entry(series).or_insert_with(|| book::grid_of::<T>(&series, &rules).lot);
		let premium = limit.notional_ceil(quantity)?;
		let fee = rules.fees.fee_ceil(Role::Taker, index?, quantity, premium)?;
		Some(OrderRisk { series, quantity: order.signed_quantity()?, limit, fee, least_fill })
	}
}

impl<T: Config> Pallet<T> {
	/// Matches what was collected, within the weight.
	pub fn process_matching(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::match_base()).is_err() {
			return;
		}
		let series = CollectedSeries::<T>::decode_len().unwrap_or(0);
		let combos = crate::CollectedCombos::<T>::decode_len().unwrap_or(0);
		if series == 0 && combos == 0 && VolOrders::<T>::iter_keys().next().is_none() {
			return;
		}
		if meter.try_consume(Self::waiting_weight(count(series), count(combos))).is_err() {
			return;
		}
		let mut series = CollectedSeries::<T>::get().into_inner();
		series.sort_unstable();
		series.dedup();
		// Whoever had to wait goes first.
		if let Some(cursor) = MatchCursor::<T>::take() {
			let place = series.partition_point(|key| *key < cursor);
			series.rotate_left(place);
		}
		let mut step = Step::<T>::new(meter);
		let mut waiting: Vec<SeriesKey> = Vec::new();
		for key in &series {
			let Err(why) = step.match_series(*key) else { continue };
			// A halted series has no turn to lose, and takes none from those that have.
			if why == Waits::ForWeight && !MatchCursor::<T>::exists() {
				MatchCursor::<T>::put(key);
			}
			waiting.push(*key);
		}
		step.match_volatilities(&series);
		crate::combos::run(&mut step, &waiting);
		waiting.extend(step.store());
		CollectedSeries::<T>::put(BoundedVec::truncate_from(waiting));
	}

	/// The least weight with which the step gets on: one series in which two portfolios meet.
	pub fn process_matching_least() -> Weight {
		let portfolio = T::WeightInfo::match_portfolio()
			.saturating_add(
				one_more(T::WeightInfo::match_judged).saturating_mul(MAX_OPEN_ORDERS.into()),
			)
			.saturating_add(one_more(T::WeightInfo::match_order))
			.saturating_add(T::WeightInfo::match_level())
			.saturating_add(T::Risk::least_weight());
		T::WeightInfo::match_base()
			.saturating_add(Self::waiting_weight(
				crate::MAX_WAITING_SERIES,
				crate::MAX_COLLECTED_COMBOS,
			))
			.saturating_add(T::WeightInfo::match_series())
			.saturating_add(T::Risk::terms_weight())
			.saturating_add(Self::seats_weight(2))
			// What new orders may use of it is one half.
			.saturating_add(portfolio.saturating_mul(2))
	}

	/// What so many series and combos that wait cost, whether they have a turn or not.
	pub(crate) fn waiting_weight(series: u32, combos: u32) -> Weight {
		let series = one_more(T::WeightInfo::match_waiting).saturating_mul(series.into());
		one_more(T::WeightInfo::match_waiting_combos)
			.saturating_mul(combos.into())
			.saturating_add(series)
	}

	/// What executing the fills of so many portfolios in one series can cost.
	fn seats_weight(portfolios: usize) -> Weight {
		let portfolios = count(portfolios);
		let orders = count(MAX_ORDERS_PER_SERIES);
		T::Risk::execute_weight(portfolios.saturating_mul(orders), portfolios, 1)
	}
}

impl<'a, T: Config> Step<'a, T> {
	pub(crate) fn new(meter: &'a mut WeightMeter) -> Self {
		Self {
			risk: T::Risk::begin(),
			meter,
			charged: Weight::zero(),
			reserved: Weight::zero(),
			floor: Weight::zero(),
			seats: BTreeSet::new(),
			has_all: false,
			begun: false,
			traders: BTreeMap::new(),
			whole: Vec::new(),
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

	/// Whether so much is left, beside what is set aside.
	fn has(&self, weight: Weight) -> bool {
		let aside = self.reserved.saturating_add(self.floor);
		self.meter.can_consume(weight.saturating_add(aside))
	}

	pub(crate) fn spend(&mut self, weight: Weight) -> Result<(), Waits> {
		if !self.has(weight) {
			return Err(Waits::ForWeight);
		}
		self.meter.consume(weight);
		Ok(())
	}

	/// A hash nobody could aim at when the order was placed.
	pub(crate) fn tie(seed: &T::Hash, id: &OrderId) -> u128 {
		u128::from_be_bytes((seed, id).using_encoded(blake2_128))
	}

	// ------------------------------------------------------------ portfolios

	/// The portfolio's orders, admitted as a set. `Waits` if there is no weight for it.
	pub(crate) fn trader(&mut self, id: PortfolioId) -> Result<Option<&mut Trader>, Waits> {
		if !self.traders.contains_key(&id) {
			let loaded = self.load(id)?;
			self.traders.insert(id, loaded);
		}
		Ok(self.traders.get_mut(&id).and_then(Option::as_mut))
	}

	/// The portfolio, if it is there and was loaded in this step.
	pub(crate) fn loaded(&self, id: PortfolioId) -> Option<&Trader> {
		self.traders.get(&id)?.as_ref()
	}

	/// An open order of a portfolio that was loaded in this step.
	pub(crate) fn open_order(&self, id: &OrderId) -> Option<&OpenOrder> {
		self.loaded(id.portfolio)?.orders.get(id.sequence)
	}

	/// Lets a portfolio take part in the batch: loads it, and sets aside what its fills can cost.
	pub(crate) fn seat(&mut self, id: PortfolioId) -> Result<(), Waits> {
		if self.seats.contains(&id) {
			return Ok(());
		}
		let before = self.reserved;
		self.reserved = Pallet::<T>::seats_weight(self.seats.len().saturating_add(1));
		if !self.has(Weight::zero()) || self.trader(id).is_err() {
			self.reserved = before;
			return Err(Waits::ForWeight);
		}
		self.seats.insert(id);
		Ok(())
	}

	fn load(&mut self, id: PortfolioId) -> Result<Option<Trader>, Waits> {
		self.spend(T::WeightInfo::match_portfolio())?;
		let orders = Orders::<T>::get(id);
		let open = u64::try_from(orders.open.len()).unwrap_or(u64::MAX);
		self.spend(one_more(T::WeightInfo::match_judged).saturating_mul(open))?;
		let Some(standing) = T::Portfolios::standing(id) else { return Ok(None) };
		let next = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
		let owner = *self.owners.entry(standing.owner).or_insert(next);
		let admitted = if standing.active { self.admit(id, &orders)? } else { BTreeSet::new() };
		let cap = orders.quote_cap;
		Ok(Some(Trader { orders, owner, admitted, cap, changed: false }))
	}

	/// Open orders that margin judges, older ones first, resting before new, and the worst of each.
	pub(crate) fn judged<'o>(
		&self,
		orders: &'o PortfolioOrders,
	) -> (Vec<&'o OpenOrder>, Vec<OrderRisk>) {
		let mut judged: Vec<&OpenOrder> = orders
			.open
			.iter()
			.filter(|order| {
				!order.terms.validity.is_all_or_none() && !order.is_over(self.now, self.block)
			})
			.collect();
		judged.sort_by_key(|order| order.priority());
		let mut known = Known::<T>::default();
		let risks = judged.iter().map(|order| known.risk_of(order)).collect::<Option<Vec<_>>>();
		(judged, risks.unwrap_or_default())
	}

	/// Which open orders margin admits.
	fn admit(&mut self, id: PortfolioId, orders: &PortfolioOrders) -> Result<BTreeSet<u64>, Waits> {
		let (judged, risks) = self.judged(orders);
		if risks.is_empty() {
			return Ok(BTreeSet::new());
		}
		let cost = self.risk.admit_cost(id, &risks);
		self.charge();
		if !self.has(cost) {
			return Err(Waits::ForWeight);
		}
		let verdicts = self.risk.admit(id, &risks);
		self.charge();
		let admitted = judged.iter().zip(verdicts).filter(|(_, passes)| *passes);
		Ok(admitted.map(|(order, _)| order.sequence).collect())
	}

	// ------------------------------------------------------------ one series

	/// One batch. `Waits`: the series keeps what it collected.
	pub(crate) fn match_series(&mut self, series: SeriesKey) -> Result<(), Waits> {
		let matched = self.try_match(series);
		self.reserved = Weight::zero();
		self.floor = Weight::zero();
		self.seats.clear();
		self.charge();
		matched
	}

	/// Orders in volatility move with the mark and may cross the book though nothing new has come. Each
	/// block a few more series that have some get a batch, in turns.
	fn match_volatilities(&mut self, done: &[SeriesKey]) {
		let behind = VolCursor::<T>::get().map(VolOrders::<T>::hashed_key_for);
		let rest = behind.map(VolOrders::<T>::iter_keys_from).into_iter().flatten();
		let mut turns: Vec<SeriesKey> = Vec::new();
		for series in rest.take(VOL_TURNS).chain(VolOrders::<T>::iter_keys().take(VOL_TURNS)) {
			if turns.len() < VOL_TURNS && !turns.contains(&series) {
				turns.push(series);
			}
		}
		for series in turns {
			if !done.contains(&series) && self.match_series(series) == Err(Waits::ForWeight) {
				break;
			}
			VolCursor::<T>::put(series);
		}
	}

	fn try_match(&mut self, series: SeriesKey) -> Result<(), Waits> {
		self.spend(T::WeightInfo::match_series())?;
		let mut ids = Collected::<T>::get(series).into_inner();
		// Who finds room where there is not enough for all must not be who was first in the block.
		let seed = self.seed;
		ids.sort_by_cached_key(|id| (Reverse(Self::tie(&seed, id)), *id));
		if self.now >= series.expiry || T::Listing::ended()(series.underlying) {
			return self.end_collected(series, &ids);
		}
		let vols = VolOrders::<T>::get(series).into_inner();
		if ids.is_empty() && vols.is_empty() {
			set_collected::<T>(series, &[]);
			return Ok(());
		}
		let market = self.market(series)?;
		let (ids, stay) = self.take_seats(ids, &vols)?;
		self.charge();
		// No order was touched up to here.
		set_collected::<T>(series, &stay);
		if !stay.is_empty() {
			self.kept.insert(series);
		}
		self.end_what_is_over(&ids);
		let movers = self.movers(&market, ids.iter().chain(vols.iter()));
		let entries = self.with_depth(&market, movers);
		let (entries, market) = self.within_room(entries, market);
		self.clear(&market, &entries);
		self.reserved = Weight::zero();
		self.rest_what_is_left(&market, &ids);
		Ok(())
	}

	/// Loads the portfolios of orders that come to a batch, with at most half of the weight: the
	/// other half is for the book they meet. Gives the orders that take part, and those that stay.
	///
	/// If not all of them fit, the series waits; one that had all the step's weight can't wait for
	/// more, so that a part goes on, by hash, and the rest stays for the next batch.
	fn take_seats(
		&mut self,
		ids: Vec<OrderId>,
		vols: &[OrderId],
	) -> Result<(Vec<OrderId>, Vec<OrderId>), Waits> {
		self.has_all = !self.begun;
		self.begun = true;
		let half = self.meter.remaining() / 2;
		self.floor = half;
		let mut full = false;
		for id in &ids {
			let seated = !full
				&& self.spend(one_more(T::WeightInfo::match_order)).is_ok()
				&& self.seat(id.portfolio).is_ok();
			if !seated && !self.has_all {
				return Err(Waits::ForWeight);
			}
			// A portfolio too large to be judged even now is passed over; it is not the end.
			full |= !seated && !self.seats.is_empty();
		}
		// Resting orders whose price moves with the mark: half of what is left.
		self.floor = half / 2;
		for id in vols {
			let seated = self
				.spend(one_more(T::WeightInfo::match_order))
				.and_then(|()| self.seat(id.portfolio));
			if seated.is_err() && !self.has_all {
				return Err(Waits::ForWeight);
			}
		}
		self.floor = Weight::zero();
		Ok(ids.into_iter().partition(|id| self.seats.contains(&id.portfolio)))
	}

	/// Ends what waits for a series that is over, as far as the weight goes: it has no market to wait
	/// for.
	fn end_collected(&mut self, series: SeriesKey, ids: &[OrderId]) -> Result<(), Waits> {
		let mut left = ids;
		while let [id, rest @ ..] = left {
			if self.spend(T::WeightInfo::match_portfolio()).is_err() {
				break;
			}
			self.end_anywhere(*id, EndReason::Expired);
			left = rest;
		}
		set_collected::<T>(series, left);
		if left.is_empty() {
			Ok(())
		} else {
			Err(Waits::ForWeight)
		}
	}

	/// The market, if it can match now.
	pub(crate) fn market(&mut self, series: SeriesKey) -> Result<Market, Waits> {
		T::Listing::ensure_tradable(&series, false).map_err(|_| Waits::ForMarket)?;
		if !self.has(T::Risk::terms_weight()) {
			return Err(Waits::ForWeight);
		}
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
		let portfolios: BTreeSet<PortfolioId> =
			ids.map(|id| id.portfolio).filter(|id| self.seats.contains(id)).collect();
		for portfolio in portfolios {
			for (order, quantity) in self.presented(portfolio, market) {
				let moves = order.stage == Stage::Collected
					|| matches!(order.terms.limit, Limit::Vol { .. });
				if !moves {
					continue;
				}
				let price = Pallet::<T>::price_now(&order.terms, &market.grid, &mut self.risk);
				let Ok(limit) = price else { continue };
				entries.extend(self.entry(portfolio, &order, quantity, limit, None, market));
			}
		}
		self.charge();
		entries
	}

	/// What of a portfolio's orders may fill in this batch: admitted, within its quote cap, closing no
	/// more than there is to close.
	pub(crate) fn presented(
		&mut self,
		portfolio: PortfolioId,
		market: &Market,
	) -> Vec<(OpenOrder, Quantity)> {
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
	pub(crate) fn entry(
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

	// ------------------------------------------------------------ all or none

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

	/// The fill-or-kill orders of the batches of this step.
	pub(crate) fn take_whole(&mut self) -> Vec<(OrderId, OpenOrder)> {
		let ids = core::mem::take(&mut self.whole);
		ids.into_iter().filter_map(|id| Some((id, *self.open_order(&id)?))).collect()
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

	/// Executes what was agreed outside an auction, margin checked. The error of margin, or `Waits` if
	/// there is no weight for it.
	pub(crate) fn execute(
		&mut self,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
	) -> Result<DispatchResult, Waits> {
		let cost = self.risk.execute_cost(fills);
		self.charge();
		if !self.has(cost) {
			return Err(Waits::ForWeight);
		}
		let executed = self.risk.execute(fills, fees, true);
		self.charge();
		Ok(executed)
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

/// A length as a count for weights.
fn count(n: usize) -> u32 {
	u32::try_from(n).unwrap_or(u32::MAX)
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

/// Replaces what waits for a series' batch.
fn set_collected<T: Config>(series: SeriesKey, ids: &[OrderId]) {
	if ids.is_empty() {
		Collected::<T>::remove(series);
	} else {
		Collected::<T>::insert(series, BoundedVec::truncate_from(ids.to_vec()));
	}
}

/// The whole lots of a quantity.
pub(crate) fn whole_lots(quantity: Quantity, lot: Quantity) -> Quantity {
	let rest = quantity.e8().checked_rem(lot.e8()).unwrap_or(0);
	Quantity::from_e8(quantity.e8().saturating_sub(rest))
}

impl Market {
	/// The mark on the grid.
	fn reference(&self) -> Price {
		let mark = self.terms.mark.to_price_floor().unwrap_or_default();
		self.grid.price_floor(mark).max(self.grid.tick)
	}

	/// A limit no further than the band, on the grid. `None` if the grid has no price inside.
	pub(crate) fn inside_band(&self, side: Side, limit: Price) -> Option<Price> {
		let price = match side {
			Side::Buy => limit.min(self.grid.price_floor(self.terms.high)),
			Side::Sell => limit.max(self.grid.price_ceil(self.terms.low)?),
		};
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
	pub(crate) fn most(&self, terms: &Terms) -> Quantity {
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
