// SPDX-License-Identifier: Apache-2.0
//! The README's properties as checks over the whole state.

#![cfg(feature = "try-runtime")]

use crate::{
	ladder::{self, Node, Word, Words},
	order::{
		Limit, OpenOrder, PortfolioOrders, Resting, Stage, FREE_CANCELS, MAX_ORDERS_PER_SERIES,
	},
	pallet::{
		Books, Collected, CollectedCombos, CollectedSeries, Config, Ladders, Levels, Markets,
		Nonces, Orders, Pallet, TradingKeys, VolOrders,
	},
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{frame_support::ensure, sp_runtime::TryRuntimeError};
use tenor_fixed::Price;
use tenor_matching::{OrderId, Side};
use tenor_series::{PortfolioId, SeriesKey};

/// Where an order rests in a book.
type Place = (SeriesKey, Side, u32);

/// The words that a set of prices should have.
#[derive(Default)]
struct Expected(BTreeMap<Node, Word>);

impl Words for Expected {
	fn get(&self, node: Node) -> Word {
		self.0.get(&node).copied().unwrap_or_default()
	}

	fn put(&mut self, node: Node, word: Word) {
		if word.is_empty() {
			self.0.remove(&node);
		} else {
			self.0.insert(node, word);
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Every property of the README that state alone can show.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_nonces()?;
		Self::check_markets()?;
		Self::check_orders()?;
		Self::check_resting()?;
		Self::check_levels()?;
		Self::check_ladders()?;
		Self::check_heads()?;
		Self::check_not_crossed()?;
		Self::check_collected()?;
		Self::check_combos()?;
		Self::check_keys()
	}

	fn check_nonces() -> Result<(), TryRuntimeError> {
		for (_, window) in Nonces::<T>::iter() {
			ensure!(window.is_well_formed(), "a replay window marks nonces that do not exist");
		}
		Ok(())
	}

	fn check_markets() -> Result<(), TryRuntimeError> {
		for (_, rules) in Markets::<T>::iter() {
			ensure!(rules.is_within_bounds(), "the rules of a market are out of bounds");
		}
		Ok(())
	}

	/// Numbers ascend, quantities are above zero, bounds hold, nothing comes from the future.
	fn check_orders() -> Result<(), TryRuntimeError> {
		let block: u32 = Self::block();
		for (_, orders) in Orders::<T>::iter() {
			ensure!(orders.is_well_formed(), "the orders of a portfolio are not well formed");
			ensure!(orders.free_cancels <= FREE_CANCELS, "more free cancels than there are");
			let sane = orders.quote_cap.is_none_or(|cap| cap.is_sane());
			ensure!(sane, "a bound of a quote cap is below zero");
			for order in &orders.open {
				let own = orders.of_series(&order.terms.series).count();
				ensure!(own <= MAX_ORDERS_PER_SERIES, "too many orders of a portfolio in a series");
				ensure!(order.since <= block, "an order comes from a later block");
				let rests = order.terms.validity.rests() || order.stage == Stage::Collected;
				ensure!(rests, "an order for one batch rests");
			}
		}
		Ok(())
	}

	/// The open orders of a stage, each with its name.
	fn open_orders_at(stage: Stage) -> impl Iterator<Item = (OrderId, OpenOrder)> {
		let named = |(portfolio, orders): (PortfolioId, PortfolioOrders)| {
			let id = move |order: &OpenOrder| OrderId { portfolio, sequence: order.sequence };
			orders.open.into_iter().map(move |order| (id(&order), order))
		};
		Orders::<T>::iter().flat_map(named).filter(move |(_, order)| order.stage == stage)
	}

	/// What rests by its owners' account is what rests in the books, in the same quantity, cohort and
	/// place.
	fn check_resting() -> Result<(), TryRuntimeError> {
		let mut priced: BTreeMap<Place, Vec<(OrderId, u32, i64)>> = BTreeMap::new();
		let mut in_vol: BTreeSet<(SeriesKey, OrderId)> = BTreeSet::new();
		for (id, order) in Self::open_orders_at(Stage::Resting) {
			let series = order.terms.series;
			match order.terms.limit {
				Limit::Price(price) => {
					let tick = Books::<T>::get(series).map_or(Price::ZERO, |head| head.tick);
					let ticks = ladder::ticks_of(price, tick)
						.ok_or("a resting order is off the grid of its book")?;
					let quantity = order.terms.quantity.e8();
					let place = (series, order.terms.side, ticks);
					priced.entry(place).or_default().push((id, order.since, quantity));
				}
				Limit::Vol { .. } => {
					in_vol.insert((series, id));
				}
			}
		}
		for (place, level) in Levels::<T>::iter() {
			let known = |order: &Resting| (order.id, order.since, order.quantity.e8());
			let mut found: Vec<_> = level.iter().map(known).collect();
			let mut wanted = priced.remove(&place).unwrap_or_default();
			found.sort_unstable();
			wanted.sort_unstable();
			ensure!(found == wanted, "a level does not hold the orders that rest there");
		}
		ensure!(priced.is_empty(), "an order rests in no level");
		for (series, list) in VolOrders::<T>::iter() {
			ensure!(!list.is_empty(), "an empty list of orders in volatility is kept");
			for id in list {
				ensure!(in_vol.remove(&(series, id)), "no such order rests in volatility");
			}
		}
		ensure!(in_vol.is_empty(), "an order in volatility is on no list");
		Ok(())
	}

	/// None is empty, older cohorts come first.
	fn check_levels() -> Result<(), TryRuntimeError> {
		for (_, level) in Levels::<T>::iter() {
			ensure!(!level.is_empty(), "an empty level is kept");
			let older_first = level.windows(2).all(|pair| match pair {
				[a, b] => a.since <= b.since,
				_ => true,
			});
			ensure!(older_first, "a level is not in the order of cohorts");
		}
		Ok(())
	}

	/// The words say exactly which levels exist.
	fn check_ladders() -> Result<(), TryRuntimeError> {
		let mut expected: BTreeMap<(SeriesKey, Side), Expected> = BTreeMap::new();
		for (series, side, ticks) in Levels::<T>::iter_keys() {
			ladder::insert(expected.entry((series, side)).or_default(), ticks);
		}
		for ((series, side, node), word) in Ladders::<T>::iter() {
			let words = expected.entry((series, side)).or_default();
			let known = words.get(node);
			ensure!(
				known == word && !word.is_empty(),
				"a word of a ladder is not that of its levels"
			);
			words.put(node, Word::default());
		}
		let complete = expected.values().all(|words| words.0.is_empty());
		ensure!(complete, "a level is not on its ladder");
		Ok(())
	}

	/// A book has a head as long as an order with a price rests in it, and it counts them.
	fn check_heads() -> Result<(), TryRuntimeError> {
		let mut counts: BTreeMap<SeriesKey, usize> = BTreeMap::new();
		for ((series, _, _), level) in Levels::<T>::iter() {
			let count = counts.entry(series).or_default();
			*count = count.saturating_add(level.len());
		}
		for (series, head) in Books::<T>::iter() {
			let counted = u32::try_from(counts.remove(&series).unwrap_or(0)).unwrap_or(u32::MAX);
			ensure!(head.orders > 0, "the head of an empty book is kept");
			ensure!(head.orders == counted, "a book does not count its orders");
			let sane = !head.tick.is_zero() && head.lot.is_positive();
			ensure!(sane, "the grid of a book is zero");
		}
		ensure!(counts.is_empty(), "a book has no head");
		Ok(())
	}

	/// No resting bid reaches a resting offer.
	fn check_not_crossed() -> Result<(), TryRuntimeError> {
		let mut bests: BTreeMap<SeriesKey, (Option<u32>, Option<u32>)> = BTreeMap::new();
		for (series, side, ticks) in Levels::<T>::iter_keys() {
			let (bid, ask) = bests.entry(series).or_default();
			match side {
				Side::Buy => *bid = Some(bid.map_or(ticks, |best| best.max(ticks))),
				Side::Sell => *ask = Some(ask.map_or(ticks, |best| best.min(ticks))),
			}
		}
		for (bid, ask) in bests.into_values() {
			ensure!(bid.zip(ask).is_none_or(|(bid, ask)| bid < ask), "a book is crossed");
		}
		Ok(())
	}

	/// Every order that waits is on the list of its series, once, and nothing else is; the series with a
	/// list are those that wait.
	fn check_collected() -> Result<(), TryRuntimeError> {
		let mut waiting: BTreeSet<(SeriesKey, OrderId)> = Self::open_orders_at(Stage::Collected)
			.map(|(id, order)| (order.terms.series, id))
			.collect();
		let mut listed: BTreeSet<SeriesKey> = BTreeSet::new();
		for series in CollectedSeries::<T>::get() {
			ensure!(listed.insert(series), "a series waits twice");
		}
		for (series, list) in Collected::<T>::iter() {
			ensure!(listed.remove(&series), "a series with orders that wait is on no list");
			for id in list {
				ensure!(
					waiting.remove(&(series, id)),
					"what waits in a series is no order that waits"
				);
			}
		}
		ensure!(waiting.is_empty(), "an order waits in no batch");
		ensure!(listed.is_empty(), "a series waits without a list of orders");
		Ok(())
	}

	/// Combos that wait have numbers of their own, and their portfolios not too many.
	fn check_combos() -> Result<(), TryRuntimeError> {
		let mut known: BTreeSet<OrderId> = BTreeSet::new();
		for combo in CollectedCombos::<T>::get() {
			let OrderId { portfolio, sequence } = combo.id;
			ensure!(known.insert(combo.id), "a combo waits twice");
			let next = Orders::<T>::get(portfolio).next_sequence;
			ensure!(sequence < next, "a combo has a number that was not given");
			let own = known.iter().filter(|id| id.portfolio == portfolio).count();
			ensure!(own <= crate::MAX_COMBOS_PER_PORTFOLIO, "too many combos of a portfolio");
		}
		Ok(())
	}

	/// A key stands once on a ring and may do something; one key signs block trades, of everything.
	fn check_keys() -> Result<(), TryRuntimeError> {
		for (_, ring) in TradingKeys::<T>::iter() {
			let signs = ring.grants.iter().filter(|grant| grant.scope.block_trade).count();
			ensure!(signs <= 1, "two keys sign block trades");
			for (place, grant) in ring.grants.iter().enumerate() {
				let twice = ring.grants.iter().take(place).any(|other| other.key == grant.key);
				ensure!(!twice, "a key stands twice on a ring");
				let scope = grant.scope;
				let narrow = scope.block_trade && (scope.underlying.is_some() || scope.reduce_only);
				ensure!(!narrow, "a key signs block trades beyond its scope");
				ensure!(scope.is_useful(), "a key may do nothing");
			}
		}
		Ok(())
	}
}
