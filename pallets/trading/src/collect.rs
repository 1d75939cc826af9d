// SPDX-License-Identifier: Apache-2.0
//! What traders do to their orders. Orders are only collected here: they meet in the next block.

use crate::{
	book,
	keys::Action,
	ladder::ticks_of,
	order::{
		BookHead, Cancel, CancelScope, CollectedCombo, EndReason, Limit, MarketRules, NewCombo,
		NewOrder, OpenOrder, PortfolioOrders, QuoteCap, Stage, Validity, MAX_ORDERS_PER_SERIES,
	},
	pallet::{
		Collected, CollectedCombos, CollectedSeries, Config, Error, Event, Markets, Orders, Pallet,
	},
	traits::{Listing, Portfolios, Risk},
	weights::WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		dispatch::{DispatchResult, DispatchResultWithPostInfo, Pays, PostDispatchInfo},
		ensure,
		traits::Time,
		BoundedVec,
	},
	frame_system,
	sp_runtime::{traits::UniqueSaturatedInto, DispatchError},
	sp_weights::Weight,
};
use tenor_fixed::{Price, Quantity};
use tenor_matching::{OrderId, Side};
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

/// How much a cancel ended.
struct Ended {
	orders: usize,
	combos: usize,
}

/// What the orders of one call share.
struct Desk<T: Config> {
	risk: T::Risk,
	/// The market asked for last: that of most orders of a call.
	rules: Option<(UnderlyingId, MarketRules)>,
}

impl<T: Config> Desk<T> {
	fn begin() -> Self {
		Self { risk: T::Risk::begin(), rules: None }
	}

	fn rules(&mut self, underlying: UnderlyingId) -> MarketRules {
		match self.rules {
			Some((last, rules)) if last == underlying => rules,
			_ => self.rules.insert((underlying, Markets::<T>::get(underlying))).1,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The number of this block.
	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().unique_saturated_into()
	}

	/// The underlying all orders are about, if it is one.
	fn one_underlying(mut series: impl Iterator<Item = SeriesKey>) -> Option<UnderlyingId> {
		let first = series.next()?.underlying;
		series.all(|other| other.underlying == first).then_some(first)
	}

	pub(crate) fn do_place_order(
		who: T::AccountId,
		portfolio: PortfolioId,
		order: NewOrder,
	) -> DispatchResult {
		let action = Action::of_order(order.reduce_only);
		Self::ensure_may(&who, portfolio, action, Some(order.series.underlying))?;
		Self::ensure_active(portfolio)?;
		let mut orders = Orders::<T>::get(portfolio);
		Self::collect(portfolio, &mut orders, order, &mut Desk::begin())?;
		Orders::<T>::insert(portfolio, orders);
		Ok(())
	}

	/// Cancels what `cancel` says, then places every order that can be placed. An order that is
	/// refused takes nothing with it: it is named in an event.
	pub(crate) fn do_place_orders(
		who: T::AccountId,
		portfolio: PortfolioId,
		cancel: Option<Cancel>,
		new: &[NewOrder],
	) -> DispatchResultWithPostInfo {
		let underlying = Self::one_underlying(new.iter().map(|order| order.series));
		let action = Action::of_order(new.iter().all(|order| order.reduce_only));
		Self::ensure_may(&who, portfolio, action, underlying)?;
		Self::ensure_active(portfolio)?;
		let mut orders = Orders::<T>::get(portfolio);
		let mut ended = None;
		if let Some(cancel) = cancel {
			Self::ensure_may(&who, portfolio, Action::Cancel, cancel.scope.underlying())?;
			ended = Some(Self::end_all(portfolio, &mut orders, &cancel).orders);
		}
		let mut desk = Desk::begin();
		for (index, order) in (0u32..).zip(new) {
			let placed = Self::collect(portfolio, &mut orders, *order, &mut desk);
			if let Err(error) = placed {
				Self::deposit_event(Event::OrderRefused { portfolio, index, error });
			}
		}
		Orders::<T>::insert(portfolio, orders);
		Ok(Some(Self::placed_weight(ended, new.len())).into())
	}

	fn ensure_active(portfolio: PortfolioId) -> DispatchResult {
		let standing = T::Portfolios::standing(portfolio).ok_or(Error::<T>::UnknownPortfolio)?;
		ensure!(standing.active, Error::<T>::PortfolioFrozen);
		Ok(())
	}

	/// Checks an order and collects it. Writes nothing of `orders` if it is refused.
	fn collect(
		portfolio: PortfolioId,
		orders: &mut PortfolioOrders,
		terms: NewOrder,
		desk: &mut Desk<T>,
	) -> DispatchResult {
		Self::check_order(portfolio, &terms, desk)?;
		ensure!(
			orders.of_series(&terms.series).count() < MAX_ORDERS_PER_SERIES,
			Error::<T>::TooManyOrdersInSeries
		);
		let sequence = orders.next_sequence;
		let next = sequence.checked_add(1).ok_or(Error::<T>::Overflow)?;
		let order = OpenOrder { sequence, since: Self::block(), stage: Stage::Collected, terms };
		ensure!(!orders.open.is_full(), Error::<T>::TooManyOrders);
		Self::enqueue(portfolio, orders, &terms.series, sequence)?;
		orders.open.try_push(order).map_err(|_| Error::<T>::TooManyOrders)?;
		orders.next_sequence = next;
		Self::deposit_event(Event::OrderPlaced { portfolio, order });
		Ok(())
	}

	/// Everything that can be said against an order by itself.
	fn check_order(portfolio: PortfolioId, terms: &NewOrder, desk: &mut Desk<T>) -> DispatchResult {
		let series = terms.series;
		let rules = desk.rules(series.underlying);
		let risk = &mut desk.risk;
		let grid = Self::check_grid(terms, &rules)?;
		ensure!(!terms.post_only || terms.validity.rests(), Error::<T>::PostOnlyMustRest);
		let now = T::Clock::now();
		ensure!(!terms.validity.is_over(now, Self::block()), Error::<T>::ExpiredOnArrival);
		T::Listing::ensure_tradable(&series, !terms.reduce_only)?;
		ensure!(
			terms.reduce_only || !Self::opening_ended(&series, &rules),
			Error::<T>::OpeningEnded
		);
		let market = risk.terms(&series)?;
		let worst = terms.limit.worst();
		let inside = match terms.side {
			Side::Buy => worst <= market.high,
			Side::Sell => worst >= market.low,
		};
		ensure!(inside, Error::<T>::OutsideMarkBand);
		if terms.reduce_only {
			let held = risk.position(portfolio, &series);
			ensure!(
				closable(held, terms.side) >= terms.quantity,
				Error::<T>::WouldIncreasePosition
			);
		}
		let limit = Self::price_now(terms, &grid, risk)?;
		if terms.post_only {
			let best = book::best::<T>(series, terms.side.opposite());
			let takes = best.is_some_and(|best| terms.side.crosses(limit, best));
			ensure!(!takes, Error::<T>::WouldTake);
		}
		Ok(())
	}

	/// The grid of the order's book, if the order is on it.
	fn check_grid(terms: &NewOrder, rules: &MarketRules) -> Result<BookHead, DispatchError> {
		ensure!(terms.quantity.is_positive(), Error::<T>::QuantityNotPositive);
		let grid = book::grid_of::<T>(&terms.series, rules);
		ensure!(is_whole(terms.quantity, grid.lot), Error::<T>::OffLot);
		let worst = terms.limit.worst();
		ensure!(!worst.is_zero(), Error::<T>::ZeroPrice);
		ensure!(ticks_of(worst, grid.tick).is_some(), Error::<T>::OffTick);
		if let Limit::Vol { vol, .. } = terms.limit {
			ensure!(vol.is_positive(), Error::<T>::ZeroVol);
		}
		Ok(grid)
	}

	/// Whether orders that may open a position have no time left.
	pub(crate) fn opening_ended(series: &SeriesKey, rules: &MarketRules) -> bool {
		series.expiry.saturating_sub(T::Clock::now()) <= rules.opening_ends_ms
	}

	/// An order's limit as a price on the grid: one in volatility at the mark's forward and rate,
	/// never worse than its collar, rounded for its trader.
	pub(crate) fn price_now(
		terms: &NewOrder,
		grid: &BookHead,
		risk: &mut T::Risk,
	) -> Result<Price, DispatchError> {
		let Limit::Vol { vol, collar } = terms.limit else { return Ok(terms.limit.worst()) };
		let value = risk.price_at(&terms.series, vol)?;
		let price = match terms.side {
			Side::Buy => {
				let floor = value.to_price_floor().ok_or(Error::<T>::Overflow)?;
				grid.price_floor(floor).min(collar)
			}
			Side::Sell => {
				let ceil = value.to_price_ceil().ok_or(Error::<T>::Overflow)?;
				grid.price_ceil(ceil).ok_or(Error::<T>::Overflow)?.max(collar)
			}
		};
		// A volatility so low that nothing is paid buys nothing, and sells at one tick.
		Ok(price.max(grid.tick))
	}

	/// Notes that an order waits for the batch of its series.
	fn enqueue(
		portfolio: PortfolioId,
		orders: &PortfolioOrders,
		series: &SeriesKey,
		sequence: u64,
	) -> DispatchResult {
		let waiting = orders.open.iter().filter(|order| order.stage == Stage::Collected).count();
		ensure!(waiting < crate::MAX_WAITING_ORDERS, Error::<T>::TooManyOrdersWaiting);
		if !Collected::<T>::contains_key(series) {
			CollectedSeries::<T>::try_append(series).map_err(|_| Error::<T>::BatchFull)?;
		}
		Collected::<T>::try_append(series, OrderId { portfolio, sequence })
			.map_err(|_| Error::<T>::BatchFull)?;
		Ok(())
	}

	pub(crate) fn do_amend_order(
		who: T::AccountId,
		portfolio: PortfolioId,
		sequence: u64,
		quantity: Quantity,
		limit: Limit,
	) -> DispatchResult {
		let mut orders = Orders::<T>::get(portfolio);
		let old = Self::open_order(&orders, sequence)?;
		let series = old.terms.series;
		let action = Action::of_order(old.terms.reduce_only);
		Self::ensure_may(&who, portfolio, action, Some(series.underlying))?;
		Self::ensure_active(portfolio)?;
		let terms = NewOrder { quantity, limit, ..old.terms };
		let smaller = limit == old.terms.limit && quantity < old.terms.quantity;
		let order = if smaller {
			// Asking for less at the same price keeps the place in the queue.
			Self::check_grid(&terms, &Markets::<T>::get(series.underlying))?;
			if let (Stage::Resting, Limit::Price(price)) = (old.stage, limit) {
				let left = [(OrderId { portfolio, sequence }, quantity)];
				let known = book::reduce::<T>(series, old.terms.side, price, &left);
				ensure!(known, Error::<T>::InconsistentBook);
			}
			OpenOrder { terms, ..old }
		} else {
			Self::check_order(portfolio, &terms, &mut Desk::begin())?;
			if old.stage == Stage::Resting {
				Self::unrest(portfolio, &old);
				Self::enqueue(portfolio, &orders, &series, sequence)?;
			}
			OpenOrder { sequence, since: Self::block(), stage: Stage::Collected, terms }
		};
		if let Some(place) = orders.position(sequence).and_then(|at| orders.open.get_mut(at)) {
			*place = order;
		}
		Orders::<T>::insert(portfolio, orders);
		Self::deposit_event(Event::OrderAmended { portfolio, order });
		Ok(())
	}

	fn open_order(orders: &PortfolioOrders, sequence: u64) -> Result<OpenOrder, Error<T>> {
		match orders.get(sequence) {
			Some(order) => Ok(*order),
			None if sequence < orders.next_sequence => Err(Error::OrderNotOpen),
			None => Err(Error::UnknownOrder),
		}
	}

	pub(crate) fn do_cancel_order(
		who: T::AccountId,
		portfolio: PortfolioId,
		sequence: u64,
	) -> DispatchResultWithPostInfo {
		let mut orders = Orders::<T>::get(portfolio);
		let combo = Self::combo(portfolio, sequence);
		let underlying = match &combo {
			Some(combo) => combo.terms.underlying(),
			None => Some(Self::open_order(&orders, sequence)?.terms.series.underlying),
		};
		Self::ensure_may(&who, portfolio, Action::Cancel, underlying)?;
		let ended = if combo.is_some() {
			Self::end_combos(portfolio, |combo| combo.id.sequence == sequence);
			0
		} else {
			Self::end_orders(portfolio, &mut orders, |one| one.sequence == sequence)
		};
		Ok(Self::finish_cancel(portfolio, orders, ended))
	}

	pub(crate) fn do_cancel_orders(
		who: T::AccountId,
		portfolio: PortfolioId,
		cancel: Cancel,
	) -> DispatchResultWithPostInfo {
		Self::ensure_may(&who, portfolio, Action::Cancel, cancel.scope.underlying())?;
		let mut orders = Orders::<T>::get(portfolio);
		let ended = Self::end_all(portfolio, &mut orders, &cancel);
		ensure!(ended.orders > 0 || ended.combos > 0, Error::<T>::NothingToCancel);
		Ok(Self::finish_cancel(portfolio, orders, ended.orders))
	}

	/// A combo that waits.
	fn combo(portfolio: PortfolioId, sequence: u64) -> Option<CollectedCombo> {
		let id = OrderId { portfolio, sequence };
		CollectedCombos::<T>::get().into_iter().find(|combo| combo.id == id)
	}

	/// Ends the orders and combos that are to be cancelled. Returns how many.
	fn end_all(portfolio: PortfolioId, orders: &mut PortfolioOrders, cancel: &Cancel) -> Ended {
		let (scope, mut left) = (&cancel.scope, cancel.most);
		// What is open ascends by age.
		let orders = Self::end_orders(portfolio, orders, |order| {
			let ends = left > 0 && scope.covers(&order.terms.series);
			left = left.saturating_sub(ends.into());
			ends
		});
		let covered =
			|combo: &CollectedCombo| combo.terms.legs.iter().any(|leg| scope.covers(&leg.series));
		Ended { orders, combos: Self::end_combos(portfolio, covered) }
	}

	/// Ends the portfolio's combos that fit. Returns how many.
	fn end_combos(portfolio: PortfolioId, fits: impl Fn(&CollectedCombo) -> bool) -> usize {
		let ends = |combo: &CollectedCombo| combo.id.portfolio == portfolio && fits(combo);
		let list = CollectedCombos::<T>::get();
		let (ended, kept): (Vec<_>, Vec<_>) = list.into_iter().partition(ends);
		if ended.is_empty() {
			return 0;
		}
		CollectedCombos::<T>::put(BoundedVec::truncate_from(kept));
		for combo in &ended {
			Self::deposit_event(Event::ComboNotFilled { id: combo.id });
		}
		ended.len()
	}

	/// A cancel within the portfolio's budget costs no fee, and none more weight than the orders it ended.
	fn finish_cancel(
		portfolio: PortfolioId,
		mut orders: PortfolioOrders,
		ended: usize,
	) -> PostDispatchInfo {
		let free = orders.use_free_cancel(Self::block());
		Orders::<T>::insert(portfolio, orders);
		let pays_fee = if free { Pays::No } else { Pays::Yes };
		let ended = u32::try_from(ended).unwrap_or(u32::MAX);
		PostDispatchInfo { actual_weight: Some(T::WeightInfo::cancel_orders(ended)), pays_fee }
	}

	/// Ends the orders that fit, as cancelled. Returns how many.
	fn end_orders(
		portfolio: PortfolioId,
		orders: &mut PortfolioOrders,
		mut fits: impl FnMut(&OpenOrder) -> bool,
	) -> usize {
		let (ended, kept): (Vec<_>, Vec<_>) = orders.open.iter().copied().partition(|o| fits(o));
		for order in &ended {
			Self::unrest(portfolio, order);
			Self::dequeue(portfolio, order);
			Self::note_end(portfolio, order, EndReason::Cancelled);
		}
		orders.open = kept.try_into().unwrap_or_default();
		ended.len()
	}

	/// Says that an order is over.
	pub(crate) fn note_end(portfolio: PortfolioId, order: &OpenOrder, reason: EndReason) {
		Self::deposit_event(Event::OrderEnded {
			portfolio,
			sequence: order.sequence,
			left: order.terms.quantity,
			reason,
		});
	}

	/// Takes an order out of the book, if it is there.
	pub(crate) fn unrest(portfolio: PortfolioId, order: &OpenOrder) {
		if order.stage != Stage::Resting {
			return;
		}
		let id = OrderId { portfolio, sequence: order.sequence };
		let series = order.terms.series;
		match order.terms.limit {
			Limit::Price(price) => {
				book::take::<T>(series, order.terms.side, price, id);
			}
			Limit::Vol { .. } => book::drop_vol::<T>(series, id),
		}
	}

	/// Takes an order out of the batch that waits, so that placing and cancelling can't fill it.
	pub(crate) fn dequeue(portfolio: PortfolioId, order: &OpenOrder) {
		if order.stage != Stage::Collected {
			return;
		}
		let (id, series) = (OrderId { portfolio, sequence: order.sequence }, order.terms.series);
		// A list that is empty says that its series is among those that wait, and stays.
		Collected::<T>::mutate_extant(series, |list| list.retain(|other| *other != id));
	}

	pub(crate) fn do_place_combo(
		who: T::AccountId,
		portfolio: PortfolioId,
		terms: NewCombo,
	) -> DispatchResult {
		Self::ensure_may(&who, portfolio, Action::Place, terms.underlying())?;
		Self::ensure_active(portfolio)?;
		Self::check_combo(&terms)?;
		let mut orders = Orders::<T>::get(portfolio);
		let sequence = orders.next_sequence;
		orders.next_sequence = sequence.checked_add(1).ok_or(Error::<T>::Overflow)?;
		let combo =
			CollectedCombo { id: OrderId { portfolio, sequence }, since: Self::block(), terms };
		CollectedCombos::<T>::try_mutate(|list| -> DispatchResult {
			let own = list.iter().filter(|other| other.id.portfolio == portfolio).count();
			ensure!(own < crate::MAX_COMBOS_PER_PORTFOLIO, Error::<T>::TooManyOrders);
			list.try_push(combo.clone()).map_err(|_| Error::<T>::BatchFull)?;
			Ok(())
		})?;
		Orders::<T>::insert(portfolio, orders);
		Self::deposit_event(Event::ComboPlaced { combo });
		Ok(())
	}

	fn check_combo(terms: &NewCombo) -> DispatchResult {
		ensure!(terms.legs.len() >= 2, Error::<T>::TooFewLegs);
		ensure!(terms.quantity.is_positive(), Error::<T>::QuantityNotPositive);
		for (place, leg) in terms.legs.iter().enumerate() {
			ensure!(leg.ratio > 0, Error::<T>::QuantityNotPositive);
			let earlier = terms.legs.iter().take(place);
			ensure!(
				earlier.into_iter().all(|o| o.series != leg.series),
				Error::<T>::RepeatedSeries
			);
			let rules = Markets::<T>::get(leg.series.underlying);
			let quantity = i64::from(leg.ratio)
				.checked_mul(terms.quantity.e8())
				.map(Quantity::from_e8)
				.ok_or(Error::<T>::Overflow)?;
			ensure!(is_whole(quantity, rules.lot), Error::<T>::OffLot);
			T::Listing::ensure_tradable(&leg.series, true)?;
			ensure!(!Self::opening_ended(&leg.series, &rules), Error::<T>::OpeningEnded);
		}
		Ok(())
	}

	pub(crate) fn do_set_quote_cap(
		who: T::AccountId,
		portfolio: PortfolioId,
		cap: Option<QuoteCap>,
	) -> DispatchResult {
		Self::ensure_may(&who, portfolio, Action::Place, None)?;
		ensure!(cap.is_none_or(|cap| cap.is_sane()), Error::<T>::NegativeCap);
		Orders::<T>::mutate(portfolio, |orders| orders.quote_cap = cap);
		Self::deposit_event(Event::QuoteCapSet { portfolio, cap });
		Ok(())
	}

	pub(crate) fn do_set_market_rules(
		underlying: UnderlyingId,
		rules: MarketRules,
	) -> DispatchResult {
		ensure!(rules.fees.is_within_bounds(), Error::<T>::FeeOutOfBounds);
		ensure!(rules.is_within_bounds(), Error::<T>::GridOutOfBounds);
		Markets::<T>::insert(underlying, rules);
		Self::deposit_event(Event::MarketRulesSet { underlying, rules });
		Ok(())
	}

	/// Worst-case weight of placing so many orders after a cancel.
	pub fn place_weight(cancel: &Option<Cancel>, orders: usize) -> Weight {
		let most = |cancel: &Cancel| usize::try_from(cancel.bound()).unwrap_or(usize::MAX);
		Self::placed_weight(cancel.as_ref().map(most), orders)
	}

	/// Weight of placing so many orders after a cancel, if there was one, that ended so many.
	fn placed_weight(ended: Option<usize>, orders: usize) -> Weight {
		let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
		let cancel = ended.map_or(Weight::zero(), |n| T::WeightInfo::cancel_orders(count(n)));
		T::WeightInfo::place_orders(count(orders)).saturating_add(cancel)
	}

	/// Tick and lot of a series' book.
	pub fn grid(series: &SeriesKey) -> (Price, Quantity) {
		let grid = book::grid_of::<T>(series, &Markets::<T>::get(series.underlying));
		(grid.tick, grid.lot)
	}

	/// The best prices of a side, with what rests at each. At most 256.
	pub(crate) fn depth(series: SeriesKey, side: Side, depth: u32) -> Vec<(Price, Quantity)> {
		let most = usize::try_from(depth.min(256)).unwrap_or(256);
		book::Walk::<T>::new(series, side)
			.take(most)
			.map(|(price, level)| {
				let sum = level.iter().fold(0i64, |sum, o| sum.saturating_add(o.quantity.e8()));
				(price, Quantity::from_e8(sum))
			})
			.collect()
	}

	/// Ends the combos and at most so many orders of a portfolio that was frozen, the oldest first. Returns
	/// whether some are left.
	pub fn cancel_some(portfolio: PortfolioId, most: u32) -> bool {
		Self::end_combos(portfolio, |_| true);
		let mut orders = Orders::<T>::get(portfolio);
		if orders.open.is_empty() {
			return false;
		}
		let most = usize::try_from(most).unwrap_or(usize::MAX);
		let behind = orders.open.get(most).map(|order| order.sequence);
		Self::end_orders(portfolio, &mut orders, |order| {
			behind.is_none_or(|sequence| order.sequence < sequence)
		});
		Orders::<T>::insert(portfolio, orders);
		behind.is_some()
	}

	/// Worst-case weight of [`Self::cancel_some`].
	pub fn cancel_some_weight(most: u32) -> Weight {
		T::WeightInfo::cancel_orders(most)
	}
}

impl NewCombo {
	/// The underlying of all legs, if it is one.
	fn underlying(&self) -> Option<UnderlyingId> {
		let first = self.legs.first()?.series.underlying;
		self.legs.iter().all(|leg| leg.series.underlying == first).then_some(first)
	}
}

impl CancelScope {
	/// The underlying it is about, if it is one.
	fn underlying(&self) -> Option<UnderlyingId> {
		match self {
			Self::All => None,
			Self::Underlying(underlying) => Some(*underlying),
			Self::Expiry(expiry) => Some(expiry.underlying),
			Self::Series(series) => Some(series.underlying),
		}
	}
}

/// Whether a quantity is a whole number of lots.
pub(crate) fn is_whole(quantity: Quantity, lot: Quantity) -> bool {
	quantity.e8().checked_rem(lot.e8()) == Some(0)
}

/// How much of a position an order of that side can close.
pub(crate) fn closable(held: i64, side: Side) -> Quantity {
	let left = match side {
		Side::Buy => held.min(0).checked_neg().unwrap_or(i64::MAX),
		Side::Sell => held.max(0),
	};
	Quantity::from_e8(left)
}

impl Validity {
	/// Whether it takes its turn behind the auction.
	pub(crate) fn is_all_or_none(&self) -> bool {
		matches!(self, Self::FillOrKill)
	}
}
