// SPDX-License-Identifier: Apache-2.0
//! Random calls over many blocks: against a ledger kept from the events alone, against the pure
//! engine on the whole book, and against the same calls in another order.

use crate::{
	mock::*, step::Step, Call, Cancel, CancelScope, Collected, CollectedCombo, CollectedSeries,
	ComboLeg, EndReason, Event, FillRecord, Levels, Limit, NewCombo, NewOrder, OpenOrder, Orders,
	QuoteCap, Stage, Validity,
};
use polkadot_sdk::sp_weights::Weight;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_matching::{clear, Batch, Order, OrderId, Side};
use tenor_series::{PortfolioId, SeriesKey};

/// Two portfolios of one owner, and four of others.
const PORTFOLIOS: [u64; 6] = [10, 11, 20, 30, 40, 50];
const STRIKES: [u64; 3] = [1_000, 1_001, 1_002];

/// Random cases of each property: `TENOR_CASES`, or a few.
pub(super) fn cases() -> u32 {
	std::env::var("TENOR_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(32)
}

/// What somebody or something does.
#[derive(Clone, Debug)]
enum Act {
	Place(NewOrder),
	Many(Option<Cancel>, Vec<NewOrder>),
	Amend { nth: usize, quantity: i64, price: u64 },
	Cancel { nth: usize },
	CancelMany(Cancel),
	Combo(NewCombo),
	Cap(Option<QuoteCap>),
	Freeze(bool),
	Broke(bool),
	Halt(u64, bool),
	Room(u64),
	Band(u64, u64),
	VolPrice(i64),
}

fn any_validity() -> impl Strategy<Value = Validity> {
	prop_oneof![
		6 => Just(Validity::UntilCancelled),
		1 => (1u32..9).prop_map(Validity::UntilBlock),
		1 => (1_000_000u64..1_009_000).prop_map(Validity::UntilTime),
		2 => Just(Validity::ImmediateOrCancel),
		2 => Just(Validity::FillOrKill),
	]
}

/// Mostly good orders around the mark, in halves of a lot of one contract: some are off the grid.
fn any_order(prices: std::ops::Range<u64>) -> impl Strategy<Value = NewOrder> {
	let limit = (prices, 0u8..8).prop_map(|(price, kind)| match kind {
		0 => Limit::Vol {
			vol: Vol::from_e18(i128::from(price) * 10_000_000_000_000_000 + 1_234_567),
			collar: usd(100),
		},
		_ => Limit::Price(usd(price)),
	});
	let flags = (0u8..6, 0u8..3);
	(0..STRIKES.len(), any::<bool>(), 1i64..8, limit, any_validity(), flags).prop_map(
		|(strike, buys, quantity, limit, validity, (post, reduce))| NewOrder {
			series: series(STRIKES[strike]),
			side: if buys { Side::Buy } else { Side::Sell },
			quantity: Quantity::from_e8(quantity * 50_000_000),
			limit,
			validity,
			post_only: post == 0 && validity.rests(),
			reduce_only: reduce == 0,
		},
	)
}

fn any_cancel() -> impl Strategy<Value = Cancel> {
	let most = prop_oneof![Just(u32::MAX), 0u32..4];
	(0..STRIKES.len(), any::<bool>(), most).prop_map(|(strike, all, most)| {
		let one = CancelScope::Series(series(STRIKES[strike]));
		Cancel { scope: if all { CancelScope::All } else { one }, most }
	})
}

fn any_combo() -> impl Strategy<Value = NewCombo> {
	let leg = (any::<bool>(), 1u32..3);
	(prop::collection::vec(leg, 2..=3), 1i64..3, -250i128..250).prop_map(
		|(legs, quantity, limit)| {
			let leg = |(strike, (buys, ratio)): (&u64, (bool, u32))| ComboLeg {
				series: series(*strike),
				side: if buys { Side::Buy } else { Side::Sell },
				ratio,
			};
			let legs: Vec<_> = STRIKES.iter().zip(legs).map(leg).collect();
			let quantity = Quantity::from_e8(quantity * 50_000_000);
			NewCombo { legs: legs.try_into().unwrap(), quantity, limit: cash(limit) }
		},
	)
}

fn any_cap() -> impl Strategy<Value = Option<QuoteCap>> {
	prop::option::of((0i64..6, 0i64..4, 0i64..60).prop_map(|(quantity, delta, vega)| QuoteCap {
		quantity: contracts(quantity),
		delta: Fixed::from_int(delta),
		vega: Fixed::from_int(vega),
	}))
}

/// What portfolios do.
fn any_call() -> impl Strategy<Value = Act> {
	prop_oneof![
		10 => any_order(88..113).prop_map(Act::Place),
		2 => (prop::option::of(any_cancel()), prop::collection::vec(any_order(92..108), 0..5))
			.prop_map(|(cancel, orders)| Act::Many(cancel, orders)),
		2 => (0usize..6, 1i64..8, 92u64..108)
			.prop_map(|(nth, quantity, price)| Act::Amend { nth, quantity, price }),
		2 => (0usize..6).prop_map(|nth| Act::Cancel { nth }),
		1 => any_cancel().prop_map(Act::CancelMany),
		2 => any_combo().prop_map(Act::Combo),
		1 => any_cap().prop_map(Act::Cap),
	]
}

/// What else happens.
fn any_event() -> impl Strategy<Value = Act> {
	prop_oneof![
		1 => any::<bool>().prop_map(Act::Freeze),
		1 => any::<bool>().prop_map(Act::Broke),
		1 => (0..STRIKES.len(), any::<bool>()).prop_map(|(at, all)| Act::Halt(STRIKES[at], all)),
		1 => (0u64..8).prop_map(|halves| Act::Room(halves * 50_000_000)),
		1 => (88u64..99, 101u64..113).prop_map(|(low, high)| Act::Band(low, high)),
		1 => (95i64..106).prop_map(Act::VolPrice),
	]
}

fn set_member(list: &mut Vec<PortfolioId>, portfolio: PortfolioId, on: bool) {
	list.retain(|other| *other != portfolio);
	if on {
		list.push(portfolio);
	}
}

/// The call of a portfolio; none of what else happens.
fn call_of(portfolio: u64, act: &Act) -> Option<Call<Test>> {
	let id = PortfolioId(portfolio);
	let nth = |nth: usize| orders_of(portfolio).get(nth).map_or(999, |order| order.sequence);
	Some(match act.clone() {
		Act::Place(order) => Call::place_order { portfolio: id, order },
		Act::Many(cancel, orders) => {
			Call::place_orders { portfolio: id, cancel, orders: orders.try_into().unwrap() }
		}
		Act::Amend { nth: at, quantity, price } => Call::amend_order {
			portfolio: id,
			sequence: nth(at),
			quantity: Quantity::from_e8(quantity * 50_000_000),
			limit: Limit::Price(usd(price)),
		},
		Act::Cancel { nth: at } => Call::cancel_order { portfolio: id, sequence: nth(at) },
		Act::CancelMany(Cancel { scope, most }) => {
			Call::cancel_orders { portfolio: id, scope, most }
		}
		Act::Combo(combo) => Call::place_combo { portfolio: id, combo },
		Act::Cap(cap) => Call::set_quote_cap { portfolio: id, cap },
		_ => return None,
	})
}

/// Does it. A refused call changes nothing: calls are dispatched as on a chain.
fn act(portfolio: u64, act: &Act) {
	if let Some(call) = call_of(portfolio, act) {
		let _accepted = own_call(portfolio, call).is_ok();
		return;
	}
	let id = PortfolioId(portfolio);
	match act {
		Act::Freeze(on) => Frozen::mutate(|list| set_member(list, id, *on)),
		Act::Broke(on) => Broke::mutate(|list| set_member(list, id, *on)),
		Act::Halt(strike, all) => Halts::mutate(|halts| {
			if halts.remove(&series(*strike)).is_none() {
				halts.insert(series(*strike), *all);
			}
		}),
		Act::Room(room) => Room::set(if *room == 0 { u64::MAX } else { *room }),
		Act::Band(low, high) => Band::set(Some((usd(*low), usd(*high)))),
		Act::VolPrice(price) => VolPrice::set(*price),
		_ => {}
	}
}

// ---------------------------------------------------------------- a ledger from events

/// Every order and combo that is not over, as events tell.
#[derive(Default)]
struct Ledger {
	orders: BTreeMap<OrderId, (NewOrder, i64)>,
	combos: BTreeMap<OrderId, CollectedCombo>,
	held: BTreeMap<(PortfolioId, SeriesKey), i64>,
	fills: u64,
	whole: u64,
	ended: BTreeMap<String, u64>,
}

/// Whether a price is as good as the order asks.
fn is_within(order: &NewOrder, price: Price) -> bool {
	match order.side {
		Side::Buy => price <= order.limit.worst(),
		Side::Sell => price >= order.limit.worst(),
	}
}

impl Ledger {
	fn fill(&mut self, series: SeriesKey, price: Price, fill: &FillRecord) {
		let (order, left) = self.orders.get_mut(&fill.id).expect("only open orders fill");
		assert_eq!((order.series, order.side), (series, fill.side));
		assert!(is_within(order, price), "{price:?} for {order:?}");
		assert!(fill.quantity.is_positive() && !fill.fee.is_negative());
		*left -= fill.quantity.e8();
		assert!(*left >= 0, "no more than was asked for");
		self.fills += 1;
		if *left == 0 {
			self.orders.remove(&fill.id);
		}
	}

	fn fill_combo(&mut self, combo: &CollectedCombo, fills: &[crate::LegFill]) {
		let own: Vec<_> = fills.iter().filter(|part| part.fill.id == combo.id).collect();
		let mut paid = Cash::ZERO;
		for leg in &combo.terms.legs {
			let parts = own.iter().filter(|part| part.series == leg.series);
			let mut sum = 0;
			for part in parts {
				assert_eq!(part.fill.side, leg.side);
				let premium = part.price.notional_floor(part.fill.quantity).unwrap();
				paid = match leg.side {
					Side::Buy => paid.checked_add(premium),
					Side::Sell => paid.checked_sub(premium),
				}
				.unwrap();
				sum += part.fill.quantity.e8();
			}
			assert_eq!(sum, combo.terms.quantity.e8() * i64::from(leg.ratio), "every leg whole");
		}
		assert!(paid <= combo.terms.limit, "{paid:?} for {combo:?}");
	}

	/// What only reduces does not take a position through zero, all such orders together. Then the
	/// fills are in the positions.
	fn hold(&mut self, series: SeriesKey, fills: &[FillRecord]) {
		let mut closing: BTreeMap<(PortfolioId, Side), i64> = BTreeMap::new();
		for fill in fills {
			if self.orders.get(&fill.id).is_some_and(|(order, _)| order.reduce_only) {
				*closing.entry((fill.id.portfolio, fill.side)).or_default() += fill.quantity.e8();
			}
		}
		for ((portfolio, side), closed) in closing {
			let held = self.held.get(&(portfolio, series)).copied().unwrap_or(0);
			let most = if side == Side::Buy { -held } else { held };
			assert!(closed <= most.max(0), "{portfolio:?} closes {closed} of {most}");
		}
		for fill in fills {
			let signed = if fill.side == Side::Buy { 1 } else { -1 } * fill.quantity.e8();
			*self.held.entry((fill.id.portfolio, series)).or_default() += signed;
		}
	}

	/// Takes in what happened.
	fn follow(&mut self, event: Event<Test>) {
		match event {
			Event::OrderPlaced { portfolio, order } => {
				let id = OrderId { portfolio, sequence: order.sequence };
				let before = self.orders.insert(id, (order.terms, order.terms.quantity.e8()));
				assert!(before.is_none(), "a number is given once");
			}
			Event::OrderAmended { portfolio, order } => {
				let id = OrderId { portfolio, sequence: order.sequence };
				let new = (order.terms, order.terms.quantity.e8());
				assert!(self.orders.insert(id, new).is_some(), "only open orders are amended");
			}
			Event::OrderEnded { portfolio, sequence, left, reason } => {
				let (_, known) = self.orders.remove(&OrderId { portfolio, sequence }).unwrap();
				assert_eq!(known, left.e8(), "what was left of it");
				*self.ended.entry(format!("{reason:?}")).or_default() += 1;
			}
			Event::SelfTradeNetted { id, quantity } => {
				let (_, left) = self.orders.get_mut(&id).unwrap();
				*left -= quantity.e8();
				assert!(*left >= 0);
				if *left == 0 {
					self.orders.remove(&id);
				}
				*self.ended.entry("netted".into()).or_default() += 1;
			}
			Event::SeriesMatched { series, price, volume, fills } => {
				for side in [Side::Buy, Side::Sell] {
					let own = fills.iter().filter(|fill| fill.side == side);
					assert_eq!(own.map(|fill| fill.quantity.e8()).sum::<i64>(), volume.e8());
				}
				let (low, high) = Band::get().unwrap();
				assert!((low..=high).contains(&price), "inside the band");
				self.hold(series, &fills);
				fills.iter().for_each(|fill| self.fill(series, price, fill));
			}
			Event::ComboPlaced { combo } => {
				assert!(self.combos.insert(combo.id, combo).is_none());
			}
			Event::ComboNotFilled { id } => assert!(self.combos.remove(&id).is_some()),
			Event::FilledWhole { id, fills } => {
				self.whole += 1;
				let combo = self.combos.remove(&id);
				if let Some(combo) = &combo {
					self.fill_combo(combo, &fills);
				}
				// One turn is one event, as a batch is: nobody says which of its fills came first.
				let mut by_series: BTreeMap<SeriesKey, Vec<FillRecord>> = BTreeMap::new();
				for part in &fills {
					by_series.entry(part.series).or_default().push(part.fill);
				}
				for (series, fills) in &by_series {
					self.hold(*series, fills);
				}
				for part in &fills {
					if combo.is_none() || part.fill.id != id {
						self.fill(part.series, part.price, &part.fill);
					}
				}
				assert!(!self.orders.contains_key(&id), "all of it");
			}
			Event::OrderRefused { .. } | Event::QuoteCapSet { .. } => {}
			other => panic!("{other:?}"),
		}
	}

	/// Nothing is lost: what is not over by the events is open, and nothing else is.
	fn check(&self) {
		let mut open = BTreeMap::new();
		for (portfolio, orders) in Orders::<Test>::iter() {
			for order in orders.open {
				let id = OrderId { portfolio, sequence: order.sequence };
				open.insert(id, (order.terms.quantity.e8(), order.terms.limit));
			}
		}
		let known: BTreeMap<_, _> =
			self.orders.iter().map(|(id, (order, left))| (*id, (*left, order.limit))).collect();
		assert_eq!(open, known);
		let combos: BTreeSet<_> =
			crate::CollectedCombos::<Test>::get().iter().map(|combo| combo.id).collect();
		assert!(combos.iter().eq(self.combos.keys()));
		assert_eq!(self.held, Held::get(), "events tell every position");
		let mut sums: BTreeMap<SeriesKey, i64> = BTreeMap::new();
		for ((_, series), held) in Held::get() {
			*sums.entry(series).or_default() += held;
		}
		assert!(sums.values().all(|sum| *sum == 0), "contracts sum to zero");
	}
}

/// A block: calls of portfolios, what else happens, and the weight there is for the next step.
type Turn = (Vec<(usize, Act)>, Option<(usize, Act)>, u8);

fn any_turn() -> impl Strategy<Value = Turn> {
	let calls = prop::collection::vec((0..PORTFOLIOS.len(), any_call()), 0..14);
	let other = prop::option::weighted(0.3, (0..PORTFOLIOS.len(), any_event()));
	(calls, other, 0u8..8)
}

fn run(turns: &[Turn]) -> Ledger {
	let mut ledger = Ledger::default();
	build_and_execute(|| {
		for strike in STRIKES {
			hold(10, strike, 3);
			hold(20, strike, -3);
		}
		ledger.held = Held::get();
		for (calls, other, share) in turns {
			for (at, call) in calls.iter().chain(other) {
				act(PORTFOLIOS[*at], call);
			}
			assert_eq!(Trading::do_try_state(), Ok(()), "after the calls");
			// Sometimes too little for everything, sometimes for anything.
			let limit = match share {
				0 => Weight::from_parts(600_000_000, 300_000),
				1 => Weight::from_parts(2_000_000_000, 800_000),
				_ => Weight::MAX,
			};
			events().into_iter().for_each(|event| ledger.follow(event));
			next_block_within(limit);
			events().into_iter().for_each(|event| ledger.follow(event));
			ledger.check();
		}
	});
	ledger
}

#[test]
fn random_calls_fill_net_end_and_take_whole() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let turns = prop::collection::vec(any_turn(), 12);
	let (mut fills, mut whole, mut ended) = (0, 0, BTreeMap::<String, u64>::new());
	for _ in 0..64 {
		let ledger = run(&turns.new_tree(&mut runner).unwrap().current());
		fills += ledger.fills;
		whole += ledger.whole;
		for (reason, count) in ledger.ended {
			*ended.entry(reason).or_default() += count;
		}
	}
	assert!(fills > 150 && whole > 15, "{fills} {whole}");
	for reason in [
		EndReason::Cancelled,
		EndReason::Expired,
		EndReason::NotFilled,
		EndReason::Margin,
		EndReason::WouldOpen,
		EndReason::QuoteCap,
	] {
		assert!(ended.contains_key(&format!("{reason:?}")), "{reason:?} {ended:?}");
	}
	assert!(ended.contains_key("netted"));
}

// ---------------------------------------------------------------- the engine on the whole book

/// Portfolios that only buy or only sell, one an owner: nobody meets himself.
fn one_sided() -> impl Strategy<Value = (usize, NewOrder)> {
	let order = (1i64..9, 85u64..116, 0u8..5, 0u8..5);
	(2..PORTFOLIOS.len(), order).prop_map(|(at, (quantity, price, post, ioc))| {
		let base = if at % 2 == 0 { buy(1_000, 1, price) } else { sell(1_000, 1, price) };
		let quantity = Quantity::from_e8(quantity * 50_000_000);
		let validity =
			if ioc == 0 { Validity::ImmediateOrCancel } else { Validity::UntilCancelled };
		let post_only = post == 0 && validity.rests();
		(at, NewOrder { quantity, validity, post_only, ..base })
	})
}

/// What the engine decides on every open order of the series at once.
fn on_the_whole_book() -> (Option<Price>, BTreeMap<OrderId, Quantity>) {
	let (low, high) = Band::get().unwrap();
	let mut all: Vec<Order> = Vec::new();
	for (portfolio, orders) in Orders::<Test>::iter() {
		for order in orders.open {
			let limit = order.terms.limit.worst();
			let limit = match order.terms.side {
				Side::Buy => limit.min(high),
				Side::Sell => limit.max(low),
			};
			all.push(Order {
				id: OrderId { portfolio, sequence: order.sequence },
				owner: u32::try_from(portfolio.0 / 10).unwrap(),
				side: order.terms.side,
				limit,
				quantity: order.terms.quantity,
				since: order.since,
				resting: order.stage == Stage::Resting,
				post_only: order.terms.post_only,
			});
		}
	}
	let lot = Quantity::from_e8(1_000_000);
	let batch = Batch { orders: &all, reference: usd(100), lot, tick: Price::from_e8(1_000_000) };
	// The step's seed: the parent's hash in the block to come.
	let seed = polkadot_sdk::sp_core::H256::from_low_u64_be(System::block_number() + 1);
	let clearing = clear(&batch, &|id| Step::<Test>::tie(&seed, id)).unwrap();
	let fills = clearing.fills.iter().map(|fill| (all[fill.order].id, fill.quantity)).collect();
	(clearing.price, fills)
}

/// The price and who trades how much, as the pallet did it.
fn as_it_was() -> (Option<Price>, BTreeMap<OrderId, Quantity>) {
	let mut found = (None, BTreeMap::new());
	for event in events() {
		if let Event::SeriesMatched { price, fills, .. } = event {
			assert_eq!(found.0, None, "one batch a block");
			found.0 = Some(price);
			found.1 = fills.iter().map(|fill| (fill.id, fill.quantity)).collect();
		}
	}
	found
}

/// Orders that the band brings to one price: how much of each fills is a matter of their limits
/// before that, which the engine does not know. Together they fill as much.
fn at_an_edge() -> BTreeMap<OrderId, Side> {
	let (low, high) = Band::get().unwrap();
	let mut found = BTreeMap::new();
	for (portfolio, orders) in Orders::<Test>::iter() {
		for OpenOrder { sequence, terms, .. } in orders.open {
			let limit = terms.limit.worst();
			let beyond = if terms.side == Side::Buy { limit >= high } else { limit <= low };
			if beyond {
				found.insert(OrderId { portfolio, sequence }, terms.side);
			}
		}
	}
	found
}

/// Fills of single orders and, of orders at an edge of the band, in all.
fn summed(
	fills: BTreeMap<OrderId, Quantity>,
	edge: &BTreeMap<OrderId, Side>,
) -> BTreeMap<Result<OrderId, Side>, i64> {
	let mut sums = BTreeMap::new();
	for (id, quantity) in fills {
		let name = edge.get(&id).map_or(Ok(id), |side| Err(*side));
		*sums.entry(name).or_default() += quantity.e8();
	}
	sums
}

// ---------------------------------------------------------------- another order of the calls

/// Calls of one block, grouped by portfolio, and how to shuffle the portfolios.
type Block = (Vec<(usize, Act)>, Vec<u32>);

fn any_block() -> impl Strategy<Value = Block> {
	// Post-only orders are tested against the book on arrival: who cancels first matters there.
	let call = any_call().prop_filter("no post-only", |act| match act {
		Act::Place(order) => !order.post_only,
		Act::Many(_, orders) => orders.iter().all(|order| !order.post_only),
		_ => true,
	});
	let calls = prop::collection::vec((0..PORTFOLIOS.len(), call), 0..16);
	(calls, prop::collection::vec(any::<u32>(), 16))
}

/// The calls in an order in which each portfolio's own stay as they were.
fn shuffled((calls, keys): &Block) -> Vec<(usize, Act)> {
	let mut order: Vec<usize> = (0..calls.len()).collect();
	order.sort_by_key(|at| keys[*at]);
	let mut queues: BTreeMap<usize, std::collections::VecDeque<&Act>> = BTreeMap::new();
	for (portfolio, act) in calls {
		queues.entry(*portfolio).or_default().push_back(act);
	}
	let mut shuffled = Vec::new();
	for at in order {
		let portfolio = calls[at].0;
		let next = queues.get_mut(&portfolio).and_then(|queue| queue.pop_front()).unwrap();
		shuffled.push((portfolio, next.clone()));
	}
	shuffled
}

/// Everything that must not depend on who was first inside a block.
#[derive(PartialEq, Debug)]
struct Outcome {
	events: Vec<String>,
	orders: BTreeMap<PortfolioId, Vec<OpenOrder>>,
	levels: Vec<String>,
	waiting: BTreeMap<SeriesKey, BTreeSet<OrderId>>,
	held: BTreeMap<(PortfolioId, SeriesKey), i64>,
}

fn outcome() -> Outcome {
	let mut events: Vec<String> = events().iter().map(|event| format!("{event:?}")).collect();
	events.sort();
	let mut levels: Vec<String> =
		Levels::<Test>::iter().map(|level| format!("{level:?}")).collect();
	levels.sort();
	let waiting = CollectedSeries::<Test>::get()
		.into_iter()
		.map(|series| (series, Collected::<Test>::get(series).into_iter().collect()))
		.collect();
	let orders = Orders::<Test>::iter().map(|(id, orders)| (id, orders.open.into_inner()));
	Outcome { events, orders: orders.collect(), levels, waiting, held: Held::get() }
}

fn outcomes(blocks: &[Vec<(usize, Act)>]) -> Vec<Outcome> {
	let mut all = Vec::new();
	build_and_execute(|| {
		for calls in blocks {
			for (at, call) in calls {
				act(PORTFOLIOS[*at], call);
			}
			events();
			next_block();
			all.push(outcome());
		}
	});
	all
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(cases()))]

	/// Whatever is called in whatever state: every invariant holds after each call and each step, no
	/// order is lost, nobody pays beyond his limit, contracts and premiums cancel.
	#[test]
	fn any_calls_keep_the_properties(turns in prop::collection::vec(any_turn(), 1..14)) {
		run(&turns);
	}

	/// What the step reads of the book is enough: prices and fills are those of the engine with the
	/// whole book before it, wherever the band has gone.
	#[test]
	fn batches_come_out_as_on_the_whole_book(
		blocks in prop::collection::vec(
			(prop::collection::vec(one_sided(), 0..8), prop::option::weighted(0.3, (85u64..99, 102u64..116))),
			1..12,
		),
	) {
		build_and_execute(|| {
			Band::set(Some((usd(85), usd(115))));
			for (orders, band) in &blocks {
				for (at, order) in orders {
					let _refused = place(PORTFOLIOS[*at], *order).is_err();
				}
				if let Some((low, high)) = band {
					Band::set(Some((usd(*low), usd(*high))));
				}
				events();
				// Without a new order there is no batch; nothing in the book crosses.
				let (expected, edge) = (on_the_whole_book(), at_an_edge());
				next_block();
				let found = as_it_was();
				assert_eq!(found.0, expected.0);
				assert_eq!(summed(found.1, &edge), summed(expected.1, &edge));
			}
		});
	}

	/// Who was first inside a block changes nothing.
	#[test]
	fn order_of_calls_inside_a_block_changes_nothing(
		blocks in prop::collection::vec(any_block(), 1..8),
	) {
		let straight: Vec<_> = blocks.iter().map(|(calls, _)| calls.clone()).collect();
		let other: Vec<_> = blocks.iter().map(shuffled).collect();
		prop_assert_eq!(outcomes(&straight), outcomes(&other));
	}
}
