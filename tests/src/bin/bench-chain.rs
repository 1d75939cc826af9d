// SPDX-License-Identifier: Apache-2.0
//! Speed of the real runtime in wasm, in the engine the node uses, over memory: signed orders
//! collected, batches matched, and what a match costs beside a deep book. Prints one row each.

use polkadot_sdk::*;

use frame_support::traits::fungibles::Mutate;
use pallet_trading::{Limit, NewOrder, Validity};
use sp_core::{sr25519, Pair};
use std::{process::ExitCode, time::Duration};
use tenor_fixed::{Cash, Price};
use tenor_matching::Side;
use tenor_runtime::{
	configs::assets::USDC, AccountId, Assets, Balances, Collateral, Margin, Runtime, RuntimeCall,
	RuntimeOrigin, Trading, UncheckedExtrinsic, TNR,
};
use tenor_series::{MarginMode, PortfolioId, SeriesKey};
use tenor_tests::{chain::*, wasm::WasmChain};

/// Traders; the even ones sell.
const TRADERS: u32 = 128;
/// Strikes, a call and a put of each.
const STRIKES: u64 = 60;

/// A trader: key, portfolio, next nonce.
struct Trader {
	pair: sr25519::Pair,
	portfolio: PortfolioId,
	nonce: u32,
}

impl Trader {
	fn sign(&mut self, chain: &mut WasmChain, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
		let (pair, nonce) = (self.pair.clone(), self.nonce);
		let xt = chain.ext.execute_with(|| signed(pair, call, nonce, 0, None));
		self.nonce += 1;
		xt
	}
}

fn order(series: SeriesKey, side: Side, price: Price) -> NewOrder {
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

fn many(portfolio: PortfolioId, orders: Vec<NewOrder>) -> pallet_trading::Call<Runtime> {
	let orders = orders.try_into().expect("few enough");
	pallet_trading::Call::place_orders { portfolio, cancel: None, orders }
}

/// The chain with funded traders and a listed expiry on fresh data, and the marks of its series.
fn set_up() -> (WasmChain, Vec<Trader>, Vec<(SeriesKey, Price)>) {
	let (mut chain, (traders, marks)) = WasmChain::after(|chain| {
		let strikes: Vec<u64> = (0..STRIKES).map(|n| 70_000 + n * 1_000).collect();
		let expiry = chain.list(START_MS + 30 * 86_400_000, &strikes);
		chain.post_market(expiry, usd(100_000), milli(600));
		let traders: Vec<Trader> = (0..TRADERS).map(trader).collect();
		chain.next_block();
		let series =
			strikes.iter().flat_map(|strike| [call(expiry, *strike), put(expiry, *strike)]);
		(traders, series.map(|key| (key, mark_on_grid(&key))).collect())
	});
	chain.commit();
	(chain, traders, marks)
}

fn trader(n: u32) -> Trader {
	let pair = sr25519::Pair::from_string(&format!("//Bench{n}"), None).expect("a seed");
	let who = AccountId::from(pair.public());
	let cash = 50_000_000 * 1_000_000;
	Assets::mint_into(USDC, &who, cash + TNR).expect("minted");
	<Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(&who, 1_000 * TNR)
		.expect("minted");
	let mode = if n % 2 == 0 { MarginMode::Portfolio } else { MarginMode::Standard };
	Collateral::open_portfolio(RuntimeOrigin::signed(who.clone()), mode, cash).expect("opened");
	let portfolio = Collateral::portfolios_of(who).first().expect("opened").1;
	Trader { pair, portfolio, nonce: 0 }
}

fn mark_on_grid(series: &SeriesKey) -> Price {
	let mark = Margin::mark(series).and_then(|mark| mark.price.to_price_floor()).expect("a mark");
	let tick = Trading::grid(series).0.e8();
	Price::from_e8((mark.e8() / tick).max(1) * tick)
}

/// One call per trader with an order in each of the series at its mark; the even ones sell.
fn crossing(
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

/// One row of the table.
fn row(name: &str, measured: String, reference: &str, ratio: String, goal: &str, met: bool) {
	let verdict = if met { "met" } else { "missed" };
	println!("{name:<58} | {measured:>16} | {reference:>22} | {ratio:>8} | {goal:>14} | {verdict}");
}

fn per_second(count: usize, took: Duration) -> f64 {
	count as f64 / took.as_secs_f64()
}

fn us(took: Duration) -> f64 {
	took.as_secs_f64() * 1e6
}

/// Contracts that changed hands so far, in orders of the size used here.
fn traded(chain: &mut WasmChain, series: &[(SeriesKey, Price)]) -> i64 {
	chain.ext.execute_with(|| {
		let volume = |key: &SeriesKey| {
			Trading::last_trades(*key).iter().map(|print| print.volume.e8()).sum::<i64>()
		};
		series.iter().map(|(key, _)| volume(key)).sum::<i64>() / contracts(10).e8()
	})
}

/// Blocks until nothing waits, at most so many: their number and the time of their beginnings.
fn until_matched(chain: &mut WasmChain, most: u32) -> (u32, Duration) {
	let mut sum = Duration::ZERO;
	for blocks in 1..=most {
		sum += chain.begin();
		chain.end();
		let waits = chain
			.ext
			.execute_with(|| !pallet_trading::CollectedSeries::<Runtime>::get().is_empty());
		if !waits {
			return (blocks, sum);
		}
	}
	(most, sum)
}

/// Everything the rows need.
struct Bench {
	chain: WasmChain,
	traders: Vec<Trader>,
	marks: Vec<(SeriesKey, Price)>,
	/// What the beginning of a block takes in which nothing happens.
	empty: Duration,
	/// Signed no-ops per second.
	no_ops: f64,
}

/// A share of a price on the grid: far enough from the market to rest.
fn away(mark: Price, percent: u64) -> Price {
	Price::from_e8((mark.e8() / 100 * percent / 10_000_000).max(1) * 10_000_000)
}

const LOW: u64 = 97;
const HIGH: u64 = 103;

impl Bench {
	fn new() -> Self {
		let (mut chain, mut traders, marks) = set_up();
		chain.block(&[]);
		let empty = (0..5).map(|_| chain.block(&[]).0).min().expect("five");
		// What signatures, nonces and fees cost.
		let remark = || frame_system::Call::remark { remark: vec![1] };
		let mut remarks = Vec::new();
		for _ in 0..8 {
			remarks.extend(traders.iter_mut().map(|t| t.sign(&mut chain, remark())));
		}
		let no_ops = per_second(remarks.len(), chain.block(&remarks).1);
		Self { chain, traders, marks, empty, no_ops }
	}

	fn collected(&mut self, name: &str, xts: &[UncheckedExtrinsic], orders: usize, goal: f64) {
		let (_, took, blocks) = self.chain.block(xts);
		let rate = per_second(orders, took);
		row(
			name,
			format!("{rate:.0}"),
			&format!("{:.0} no-ops/s", self.no_ops),
			format!("{:.2}", rate / self.no_ops),
			&format!(">= {goal}"),
			rate >= goal,
		);
		println!("  ({orders} orders, whose weight fills {blocks} blocks)");
	}

	/// One order per transaction, all of which rest.
	fn singles(&mut self) {
		let mut xts = Vec::new();
		for round in 0..4usize {
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
		let count = xts.len();
		self.collected("orders collected, one per transaction, signed, /s", &xts, count, 3_000.0);
		until_matched(&mut self.chain, 20);
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
		let count = xts.len() * orders.len();
		self.collected("orders collected, 64 per transaction, /s", &xts, count, 30_000.0);
		let (blocks, took) = until_matched(&mut self.chain, 30);
		let took = us(took.saturating_sub(self.empty * blocks)) / 1e3;
		println!("  (brought to rest by the engine in {blocks} blocks, {took:.1} ms)");
	}

	/// What the engine fills of orders that cross at their marks.
	fn fills(&mut self, name: &str, xts: &[UncheckedExtrinsic]) {
		let before = traded(&mut self.chain, &self.marks);
		self.chain.block(xts);
		let (blocks, took) = until_matched(&mut self.chain, 60);
		let fills = 2 * (traded(&mut self.chain, &self.marks) - before);
		let rate = fills as f64 / took.saturating_sub(self.empty * blocks).as_secs_f64();
		row(
			&format!("{name}, fills/s"),
			format!("{rate:.0}"),
			&format!("{fills} fills, {blocks} blocks"),
			"-".into(),
			">= 30000",
			rate >= 30_000.0,
		);
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
				self.chain.block(&[xt]);
				resting += 8;
			}
			until_matched(&mut self.chain, 5);
			let took = (0..3).map(|_| self.take_one(series, ask(2))).min().expect("three");
			times.push(us(took));
		}
		let growth = times[2] / times[0];
		row(
			"one fill beside 8, 64 and 512 resting orders, us",
			format!("{:.0} {:.0} {:.0}", times[0], times[1], times[2]),
			"512 beside 8",
			format!("{growth:.2}"),
			"no growth",
			growth <= 1.5,
		);
	}

	/// The time of the block in which the last trader takes one order.
	fn take_one(&mut self, series: SeriesKey, limit: Price) -> Duration {
		let taker = self.traders.last_mut().expect("there are traders");
		let order =
			NewOrder { validity: Validity::ImmediateOrCancel, ..order(series, Side::Buy, limit) };
		let portfolio = taker.portfolio;
		let call = pallet_trading::Call::place_order { portfolio, order };
		let xt = taker.sign(&mut self.chain, call);
		self.chain.block(&[xt]);
		self.chain.block(&[]).0.saturating_sub(self.empty)
	}
}

fn main() -> ExitCode {
	let mut bench = Bench::new();
	println!(
		"{:<58} | {:>16} | {:>22} | {:>8} | {:>14} |",
		"name", "measured", "reference", "ratio", "goal"
	);
	bench.singles();
	bench.quotes();
	bench.one_series();
	bench.hundred_series();
	bench.depth();
	println!("  (an empty block begins in {:.2} ms)", us(bench.empty) / 1e3);
	let fees = bench.chain.ext.execute_with(pallet_collateral::Fees::<Runtime>::get);
	if fees <= Cash::ZERO {
		eprintln!("nothing was traded: no fee was paid");
		return ExitCode::FAILURE;
	}
	ExitCode::SUCCESS
}
