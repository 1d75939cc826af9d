// SPDX-License-Identifier: Apache-2.0
//! Orders collected, batches matched, fills beside deep books, and what a transaction costs that does
//! nothing, moves money, or feeds an oracle.

use polkadot_sdk::*;

use super::Scale;
use crate::{
	populate,
	store::Db,
	table::{per_second, Goal, Row, Section, Unit},
	wasm::{Made, Took, WasmChain, World},
};
use pallet_trading::{Limit, NewOrder, Validity};
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring as Key;
use std::time::Duration;
use tenor_fixed::{Cash, Fixed, Price};
use tenor_matching::Side;
use tenor_runtime::{
	AccountId, Balances, Margin, Runtime, RuntimeCall, Trading, UncheckedExtrinsic, TNR,
};
use tenor_series::{MarginMode, PortfolioId, SeriesKey};
use tenor_tests::chain::*;

/// Traders; the even ones sell.
const TRADERS: u32 = 128;
/// Strikes, a call and a put of each.
const STRIKES: u64 = 60;
/// Orders that rest below and above the mark, in percent of it.
const LOW: u64 = 97;
const HIGH: u64 = 103;

/// A trader: key, portfolio, next nonce.
#[derive(Clone)]
pub struct Trader {
	pair: sr25519::Pair,
	/// His portfolio.
	pub portfolio: PortfolioId,
	nonce: u32,
}

impl Trader {
	/// The n-th, with so many dollars.
	pub fn new(n: u32, dollars: u128) -> Self {
		let pair = sr25519::Pair::from_string(&format!("//Bench{n}"), None).expect("a seed");
		let who = AccountId::from(pair.public());
		<Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(&who, 1_000 * TNR)
			.expect("minted");
		let mode = if n % 2 == 0 { MarginMode::Portfolio } else { MarginMode::Standard };
		let portfolio = populate::open_for(&who, mode, dollars);
		Self { pair, portfolio, nonce: 0 }
	}

	/// His next transaction, which will be sent.
	pub fn sign(
		&mut self,
		chain: &mut WasmChain,
		call: impl Into<RuntimeCall>,
	) -> UncheckedExtrinsic {
		let (pair, nonce) = (self.pair.clone(), self.nonce);
		self.sent();
		chain.natively(|_| signed(pair, call, nonce, 0, None))
	}

	/// Counts a transaction that a copy signed.
	pub fn sent(&mut self) {
		self.nonce += 1;
	}
}

/// An order of a hundredth of a contract.
pub fn order(series: SeriesKey, side: Side, price: Price) -> NewOrder {
	NewOrder {
		series,
		side,
		quantity: contracts(10),
		limit: Limit::Price(price),
		validity: Validity::UntilCancelled,
		post_only: false,
		reduce_only: false,
	}
}

/// Many orders in one call.
pub fn many(portfolio: PortfolioId, orders: Vec<NewOrder>) -> pallet_trading::Call<Runtime> {
	let orders = orders.try_into().expect("few enough");
	pallet_trading::Call::place_orders { portfolio, cancel: None, orders }
}

/// The mark of a series on its grid.
pub fn mark_on_grid(series: &SeriesKey) -> Price {
	let mark = Margin::mark(series).and_then(|mark| mark.price.to_price_floor()).expect("a mark");
	let tick = Trading::grid(series).0.e8();
	Price::from_e8((mark.e8() / tick).max(1) * tick)
}

/// A share of a price on the grid: far enough from the market to rest.
pub fn away(mark: Price, percent: u64) -> Price {
	Price::from_e8((mark.e8() / 100 * percent / 10_000_000).max(1) * 10_000_000)
}

/// Funded traders, a listed expiry on fresh data, and the marks of its series.
struct Market {
	world: World,
	traders: Vec<Trader>,
	marks: Vec<(SeriesKey, Price)>,
}

impl Market {
	fn new() -> Self {
		let (world, (traders, marks)) = World::after(|chain| {
			let strikes: Vec<u64> = (0..STRIKES).map(|n| 70_000 + n * 1_000).collect();
			let expiry = chain.list(START_MS + 30 * 86_400_000, &strikes);
			chain.post_market(expiry, usd(100_000), milli(600));
			let traders: Vec<Trader> = (0..TRADERS).map(|n| Trader::new(n, 50_000_000)).collect();
			chain.next_block();
			let series =
				strikes.iter().flat_map(|strike| [call(expiry, *strike), put(expiry, *strike)]);
			(traders, series.map(|key| (key, mark_on_grid(&key))).collect())
		});
		Self { world, traders, marks }
	}
}

/// One call per trader with an order in each of the series at its mark; the even ones sell.
pub fn crossing(
	chain: &mut WasmChain,
	traders: &mut [Trader],
	series: &[(SeriesKey, Price)],
) -> Vec<UncheckedExtrinsic> {
	let call = |(n, t): (usize, &mut Trader)| {
		let side = if n % 2 == 0 { Side::Sell } else { Side::Buy };
		let orders = series.iter().map(|(key, mark)| order(*key, side, *mark)).collect();
		let portfolio = t.portfolio;
		t.sign(chain, many(portfolio, orders))
	};
	traders.iter_mut().enumerate().map(call).collect()
}

/// What transactions of one kind took: root and commit of their blocks less those of an empty one.
fn applied(blocks: &[Made], base: &Made) -> Took {
	let mut took = Took::default();
	for made in blocks {
		let beyond = made.took.beyond(&base.took);
		took += Took { execution: made.applied, ..beyond };
	}
	// The timestamps.
	took.execution = took.execution.saturating_sub(base.applied * blocks.len() as u32);
	took
}

/// The same for what the engine did.
fn begun(blocks: &[Made], base: &Made) -> Took {
	let mut took = Took::default();
	for made in blocks {
		let beyond = made.took.beyond(&base.took);
		let execution = made.begun.saturating_sub(base.begun);
		took += Took { execution, ..beyond };
	}
	took
}

/// The fastest of five blocks in which nothing happens.
pub fn quiet(chain: &mut WasmChain) -> Made {
	let blocks = (0..5).map(|_| chain.idle());
	blocks.min_by_key(|made| made.took.execution).expect("five")
}

struct Bench<'a> {
	db: Db,
	section: &'a mut Section,
	chain: WasmChain,
	traders: Vec<Trader>,
	marks: Vec<(SeriesKey, Price)>,
	/// A block in which nothing happens.
	base: Made,
	/// Signed no-ops per second.
	no_ops: f64,
}

impl Bench<'_> {
	/// What signatures, nonces and fees cost, and the SDK's transfer and oracle.
	fn references(&mut self) {
		let remark = || frame_system::Call::remark { remark: vec![1] };
		let mut xts = Vec::new();
		for _ in 0..8 {
			xts.extend(self.traders.iter_mut().map(|t| t.sign(&mut self.chain, remark())));
		}
		self.no_ops = self.rate("signed no-ops", &xts, None);
		let mut xts = Vec::new();
		for round in 0..8u8 {
			for t in &mut self.traders {
				let dest = AccountId::from([round + 1; 32]).into();
				let call = pallet_balances::Call::transfer_keep_alive { dest, value: TNR };
				xts.push(t.sign(&mut self.chain, call));
			}
		}
		self.rate("transfers of the SDK, signed", &xts, Some(self.no_ops));
		self.feeds();
	}

	/// A row of transactions that do what no goal is for.
	fn rate(&mut self, name: &str, xts: &[UncheckedExtrinsic], no_ops: Option<f64>) -> f64 {
		let (blocks, first) = self.chain.blocks(xts);
		let took = applied(&blocks, &self.base);
		let mut row = Row::rate(self.db, name, xts.len() as f64, &took).admitted(first as f64);
		if let Some(no_ops) = no_ops {
			row = row.beside(no_ops, "no-ops");
		}
		let rate = row.measured();
		self.section.push(row);
		rate
	}

	/// Prints of the index, one per block since an operator's must be newer than his last.
	fn feeds(&mut self) {
		let mut took = Took::default();
		let count = 40u32;
		let mut weight = Duration::ZERO;
		for nonce in 0..count {
			self.chain.begin();
			let call = pallet_market::Call::submit_index {
				underlying: BTC,
				value: usd(100_000),
				confidence: Fixed::ONE,
				observed_at: self.chain.now(),
			};
			let xt = self.chain.natively(|_| signed(Key::Alice.pair(), call, nonce, 0, None));
			let one = self.chain.apply(&xt).expect("one fits");
			let made = self.chain.end();
			weight += made.weight.saturating_sub(made.weight_begun);
			let beyond = made.took.beyond(&self.base.took);
			took += Took { execution: one, ..beyond };
		}
		let each = weight
			.saturating_sub(self.base.weight.saturating_sub(self.base.weight_begun) * count)
			/ count;
		let budget = self.chain.natively(|_| super::block_budget());
		let admitted = budget.as_secs_f64() / each.as_secs_f64();
		let row = Row::rate(
			self.db,
			"prints of an index (the SDK's oracle), signed",
			f64::from(count),
			&took,
		);
		self.section.push(row.admitted(admitted).beside(self.no_ops, "no-ops"));
	}

	fn collected(&mut self, name: &str, xts: &[UncheckedExtrinsic], each: usize, goal: f64) {
		let (blocks, first) = self.chain.blocks(xts);
		let took = applied(&blocks, &self.base);
		let count = (xts.len() * each) as f64;
		let row = Row::rate(self.db, name, count, &took)
			.admitted((first * each) as f64)
			.beside(self.no_ops, "no-ops")
			.goal(Goal::AtLeast(goal));
		self.section.push(row);
	}

	/// One order per transaction, all of which rest.
	fn singles(&mut self, rounds: usize) {
		let mut xts = Vec::new();
		for round in 0..rounds {
			for (n, t) in self.traders.iter_mut().enumerate() {
				let (series, mark) = self.marks[(n + round * 31) % 40 + 20];
				let (side, percent) =
					if n % 2 == 0 { (Side::Sell, HIGH) } else { (Side::Buy, LOW) };
				let order = order(series, side, away(mark, percent));
				let portfolio = t.portfolio;
				let call = pallet_trading::Call::place_order { portfolio, order };
				xts.push(t.sign(&mut self.chain, call));
			}
		}
		self.collected("orders collected, one per transaction, signed", &xts, 1, 3_000.0);
		self.until_matched(40);
	}

	/// Two-sided quotes of a surface, 64 per transaction.
	fn quotes(&mut self) {
		let of = |(series, mark): &(SeriesKey, Price)| {
			[
				order(*series, Side::Buy, away(*mark, LOW)),
				order(*series, Side::Sell, away(*mark, HIGH)),
			]
		};
		let orders: Vec<NewOrder> = self.marks[20..52].iter().flat_map(of).collect();
		let mut xts = Vec::new();
		for t in self.traders.iter_mut().take(24) {
			xts.push(t.sign(&mut self.chain, many(t.portfolio, orders.clone())));
		}
		self.collected("orders collected, 64 per transaction", &xts, 64, 30_000.0);
		let (blocks, took) = self.until_matched(60);
		let count = (xts.len() * 64) as f64;
		let name = "orders brought to rest by the engine";
		let row = Row::rate(self.db, name, count, &took).admitted(count / f64::from(blocks));
		self.section.push(row);
	}

	/// Blocks until nothing waits, at most so many, and what they took.
	fn until_matched(&mut self, most: u32) -> (u32, Took) {
		let mut made = Vec::new();
		for _ in 0..most {
			made.push(self.chain.idle());
			let waits = self
				.chain
				.natively(|_| !pallet_trading::CollectedSeries::<Runtime>::get().is_empty());
			if !waits {
				break;
			}
		}
		(made.len() as u32, begun(&made, &self.base))
	}

	/// Contracts that changed hands so far, in orders of the size used here.
	fn traded(&mut self) -> i64 {
		let marks = &self.marks;
		self.chain.natively(|_| {
			let volume = |key: &SeriesKey| {
				Trading::last_trades(*key).iter().map(|print| print.volume.e8()).sum::<i64>()
			};
			marks.iter().map(|(key, _)| volume(key)).sum::<i64>() / contracts(10).e8()
		})
	}

	/// What the engine fills of orders that cross at their marks.
	fn fills(&mut self, name: &str, xts: &[UncheckedExtrinsic]) {
		let before = self.traded();
		self.chain.blocks(xts);
		let (blocks, took) = self.until_matched(60);
		let fills = (2 * (self.traded() - before)) as f64;
		let row = Row::rate(self.db, format!("fills of {name}"), fills, &took)
			.admitted(fills / f64::from(blocks))
			.goal(Goal::AtLeast(30_000.0));
		self.section.push(row);
	}

	/// 32 sellers and 32 buyers with 16 orders each in one series.
	fn one_series(&mut self) {
		let series = [self.marks[0]; 16];
		let xts = crossing(&mut self.chain, &mut self.traders[24..88], &series);
		self.fills("1,024 crossing orders in one series", &xts);
	}

	/// A hundred series at once, ten orders each.
	fn hundred_series(&mut self) {
		let mut xts = Vec::new();
		for (part, series) in self.marks[1..101].chunks(50).enumerate() {
			let from = 88 + part * 10;
			let traders = &mut self.traders[from..from + 10];
			xts.extend(crossing(&mut self.chain, traders, series));
		}
		self.fills("100 series at once, 10 orders each", &xts);
	}

	/// One taker of one order, beside books that are ever deeper behind the price it reaches.
	fn depth(&mut self) {
		let (series, mark) = self.marks[110];
		let ask = |n: u64| Price::from_e8(mark.e8() + n * 10_000_000);
		let mut times = Vec::new();
		let mut resting = 0u64;
		for target in [8u64, 64, 512] {
			while resting < target {
				// Makers who have little else open.
				let maker = &mut self.traders[24 + usize::try_from(resting / 16).expect("small")];
				let more = (0..8).map(|n| order(series, Side::Sell, ask(resting + n))).collect();
				let xt = maker.sign(&mut self.chain, many(maker.portfolio, more));
				self.chain.blocks(&[xt]);
				resting += 8;
			}
			self.until_matched(5);
			let took = (0..3).map(|_| self.take_one(series, ask(2))).min().expect("three");
			times.push((target, took.as_secs_f64()));
		}
		let first = times[0].1;
		for (depth, took) in times {
			let name = format!("one fill beside {depth} resting orders");
			let mut row = Row::over(self.db, name, Unit::Us, took);
			if depth > 8 {
				row = row.beside(first, "beside 8").goal(Goal::AtMost(first * 1.5));
			}
			self.section.push(row);
		}
	}

	/// The time of the block in which the last trader takes one order.
	fn take_one(&mut self, series: SeriesKey, limit: Price) -> Duration {
		let taker = self.traders.last_mut().expect("there are traders");
		let order =
			NewOrder { validity: Validity::ImmediateOrCancel, ..order(series, Side::Buy, limit) };
		let portfolio = taker.portfolio;
		let call = pallet_trading::Call::place_order { portfolio, order };
		let xt = taker.sign(&mut self.chain, call);
		self.chain.blocks(&[xt]);
		self.chain.idle().begun.saturating_sub(self.base.begun)
	}
}

/// Orders decided per second by the primitive alone, the best of several runs.
fn matching_alone(section: &mut Section) {
	let (count, runs) = (10_000usize, 15);
	let orders = super::matching::orders(count);
	let took = (0..runs).map(|_| super::matching::clear_once(&orders)).min().expect("some");
	let rate = per_second(count as f64, took);
	let name = format!("matching alone, {count} orders over 200 ticks");
	section.push(Row::native(name, Unit::PerSecond, rate).goal(Goal::AtLeast(1e6)));
}

/// Rows of orders.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("orders");
	let market = Market::new();
	for db in &scale.dbs {
		let mut chain = WasmChain::over(&market.world, *db);
		chain.idle();
		let base = quiet(&mut chain);
		let mut bench = Bench {
			db: *db,
			section: &mut section,
			chain,
			traders: market.traders.clone(),
			marks: market.marks.clone(),
			base,
			no_ops: 0.0,
		};
		bench.references();
		bench.singles(if scale.quick { 2 } else { 4 });
		bench.quotes();
		bench.one_series();
		bench.hundred_series();
		bench.depth();
		let fees = bench.chain.natively(|_| pallet_collateral::Fees::<Runtime>::get());
		assert!(fees > Cash::ZERO, "something was traded");
	}
	matching_alone(&mut section);
	section.note(
		"128 traders, half of them in portfolio mode, 120 series. Times of transactions hold their \
		 signatures. An order is a hundredth of a contract; each side of a trade is a fill.",
	);
	section.note(
		"What a block admits: transactions until the block is full, the engine's share of it spent or \
		 not; fills by blocks that match them all.",
	);
	section
}

/// Blocks of several kinds, for their weights: single orders, many to a call, and batches that match.
pub fn kinds() -> Vec<(String, Vec<Made>)> {
	let Market { world, mut traders, marks } = Market::new();
	let mut chain = WasmChain::over(&world, Db::Parity);
	chain.idle();
	let mut kinds = Vec::new();
	let mut xts = Vec::new();
	let count = traders.len();
	for n in 0..512 {
		let trader = &mut traders[n % count];
		let (series, mark) = marks[n % 40 + 20];
		let (side, percent) = if n % 2 == 0 { (Side::Sell, HIGH) } else { (Side::Buy, LOW) };
		let order = order(series, side, away(mark, percent));
		let call = pallet_trading::Call::place_order { portfolio: trader.portfolio, order };
		xts.push(trader.sign(&mut chain, call));
	}
	kinds.push(("blocks of single orders".to_owned(), chain.blocks(&xts).0));
	kinds.push(("blocks that bring orders to rest".to_owned(), until_quiet(&mut chain)));
	let series: Vec<_> = marks.iter().copied().take(50).collect();
	let xts = crossing(&mut chain, &mut traders[..40], &series);
	kinds.push(("blocks of 50 orders to a call".to_owned(), chain.blocks(&xts).0));
	kinds.push(("blocks that match".to_owned(), until_quiet(&mut chain)));
	kinds
}

fn until_quiet(chain: &mut WasmChain) -> Vec<Made> {
	let mut made = Vec::new();
	while chain.natively(|_| !pallet_trading::CollectedSeries::<Runtime>::get().is_empty()) {
		made.push(chain.idle());
		assert!(made.len() < 1_000, "the batch comes to its end");
	}
	made
}
