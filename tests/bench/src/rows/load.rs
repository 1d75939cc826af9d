// SPDX-License-Identifier: Apache-2.0
//! Blocks under load: full of orders while an expiry settles and the market jumps, all at once, by one
//! validator at the full budget. Nothing may starve, and everything must come to its end.

use super::{
	expiry::progress,
	orders::{many, mark_on_grid, order, Trader},
	sweep::writer,
	Scale,
};
use crate::{
	populate::{self, Spec, SECOND},
	store::Db,
	table::{Goal, Row, Section, Unit},
	wasm::{Made, WasmChain, World},
};
use pallet_trading::{NewOrder, Validity};
use std::time::Duration;
use tenor_fixed::{Fixed, Price};
use tenor_matching::Side;
use tenor_runtime::{Runtime, SLOT_MS};
use tenor_series::{ExpiryKey, MarginMode, Moment, PortfolioId, PortfolioStatus, SeriesKey};
use tenor_tests::chain::*;

/// How far ahead the expiry is, ms.
const AHEAD: u64 = 40 * SECOND;
/// Where the index jumps to at the expiry, in whole dollars.
const JUMP: u64 = 122_000;
/// Orders of a call.
const ORDERS: usize = 16;
/// Traders who send.
pub const TRADERS: u32 = 64;
/// Blocks at most.
const MOST: usize = 400;
/// What a writer has sold, e8.
const WRITTEN: u64 = 10 * populate::TENTH.unsigned_abs();

/// How much there is to do.
pub struct Size {
	/// Holders of ten positions each in what expires.
	pub holders: u64,
	/// Portfolios whose bands the jump leaves.
	pub banded: u64,
	/// Writers whom it makes unsafe.
	pub writers: u64,
}

impl Size {
	/// A hundred thousand positions that expire, or little of everything to see that it works.
	pub fn of(quick: bool) -> Self {
		if quick {
			Self { holders: 500, banded: 200, writers: 16 }
		} else {
			Self { holders: 10_000, banded: 2_000, writers: 256 }
		}
	}
}

struct Market {
	world: World,
	expiries: Vec<ExpiryKey>,
	traders: Vec<Trader>,
	bidder: Trader,
	writers: Vec<PortfolioId>,
	holders: u64,
	banded: u64,
}

/// Who is there at the beginning.
pub struct Cast {
	/// All expiries; the first is the one that settles.
	expiries: Vec<ExpiryKey>,
	traders: Vec<Trader>,
	bidder: Trader,
	writers: Vec<PortfolioId>,
}

/// Makes the market, whose first expiry is so far ahead, ms.
pub fn cast(chain: &mut Chain, size: &Size, ahead: Moment) -> Cast {
	let spec = Spec { portfolios: size.banded, ..Spec::default() };
	let mut expiries = populate::populate(chain, &spec).expiries;
	let due = Spec { expiries: 1, ..spec };
	let first = chain.list_on(BTC, chain.now() + ahead, &populate::strikes(&due));
	expiries.insert(0, first);
	// An operator posts once in a block.
	chain.next_block();
	populate::post(chain, &expiries);
	populate::covered(0..size.holders / 2, super::expiry::EACH, first, &due);
	let (_, buyer) = populate::open(b"buyer", MarginMode::Standard, 200_000_000);
	let writers = (0..size.writers).map(|n| writer(n, buyer, &expiries[1..3])).collect();
	let traders = (0..TRADERS).map(|n| Trader::new(n, 50_000_000)).collect();
	Cast { expiries, traders, bidder: Trader::new(TRADERS, 500_000_000), writers }
}

fn market(size: &Size) -> Market {
	let (world, made) = World::after(|chain| cast(chain, size, AHEAD));
	let Cast { expiries, traders, bidder, writers } = made;
	Market { world, expiries, traders, bidder, writers, holders: size.holders, banded: size.banded }
}

/// What is left to do.
#[derive(Clone, Copy, Default, Debug)]
struct Left {
	settling: bool,
	/// Holders who are not paid: the last block only closes the books.
	unpaid: u64,
	/// Portfolios without a band.
	queued: u32,
	/// Writers who are not flagged, or flagged and not sold.
	unsold: usize,
	/// Auctions whose bids the engine did not come to.
	unanswered: usize,
	/// Series with orders that wait.
	collected: usize,
}

fn left(chain: &mut WasmChain, market: &Market) -> Left {
	let (paid, closed) = progress(chain, market.expiries[0]);
	chain.natively(|_| {
		// Sold in part or whole, and free again.
		let sold = |id: &PortfolioId| {
			let view = tenor_runtime::Collateral::view(*id);
			let held = tenor_runtime::Margin::positions_of(*id);
			let positions = held.iter().flat_map(|expiry| &expiry.positions);
			let shorts: u64 = positions.map(|position| position.quantity.e8().unsigned_abs()).sum();
			view.is_some_and(|view| view.status == PortfolioStatus::Active) && shorts < WRITTEN
		};
		Left {
			settling: !closed,
			unpaid: market.holders.saturating_sub(paid),
			queued: pallet_margin::Queue::<Runtime>::iter_values().map(u64::count_ones).sum(),
			unsold: market.writers.iter().filter(|id| !sold(id)).count(),
			unanswered: pallet_liquidation::Auctions::<Runtime>::iter_keys()
				.filter(|id| !pallet_liquidation::BidsOf::<Runtime>::get(id).is_empty())
				.count(),
			collected: pallet_trading::CollectedSeries::<Runtime>::get().len(),
		}
	})
}

/// A bid for everything of each auction that has none.
fn bid(chain: &mut WasmChain, market: &mut Market) {
	let open: Vec<PortfolioId> = chain.natively(|_| {
		pallet_liquidation::Auctions::<Runtime>::iter()
			.filter(|(id, _)| pallet_liquidation::BidsOf::<Runtime>::get(id).is_empty())
			.map(|(id, _)| id)
			.collect()
	});
	for portfolio in open {
		let call = pallet_liquidation::Call::bid {
			portfolio,
			bidder: market.bidder.portfolio,
			share: Fixed::ONE,
			limit: cash(1_000_000),
			expected_version: None,
		};
		let xt = market.bidder.clone().sign(chain, call);
		if chain.try_apply(&xt).is_none() {
			return;
		}
		market.bidder.sent();
	}
}

/// Calls of orders at their marks until the block is full. Returns how many orders went in.
fn fill(
	chain: &mut WasmChain,
	market: &mut Market,
	marks: &[(SeriesKey, Price)],
	turn: usize,
) -> usize {
	let mut sent = 0;
	for n in (0..market.traders.len()).cycle().skip(turn).take(10 * market.traders.len()) {
		let side = if n % 2 == 0 { Side::Sell } else { Side::Buy };
		let orders: Vec<NewOrder> = (0..ORDERS)
			.map(|k| {
				let (series, mark) = marks[(turn * 5 + k) % marks.len()];
				NewOrder { validity: Validity::ImmediateOrCancel, ..order(series, side, mark) }
			})
			.collect();
		let trader = &mut market.traders[n];
		let xt = trader.clone().sign(chain, many(trader.portfolio, orders));
		match chain.try_apply(&xt) {
			None => return sent,
			Some(result) => {
				trader.sent();
				sent += if result.is_ok() { ORDERS } else { 0 };
			}
		}
	}
	sent
}

fn marks(chain: &mut WasmChain, expiry: ExpiryKey) -> Vec<(SeriesKey, Price)> {
	chain.natively(|_| {
		let strikes =
			(95..125u64).map(|k| expiry.series(usd(k * 1_000), tenor_series::OptionKind::Call));
		strikes.map(|series| (series, mark_on_grid(&series))).collect()
	})
}

/// One block of the load, and what was left at its end.
struct Loaded {
	made: Made,
	left: Left,
	orders: usize,
}

fn run(market: &mut Market) -> Vec<Loaded> {
	let mut chain = WasmChain::over(&market.world, Db::Parity);
	// Everybody who gets a band has it before anything happens.
	while chain.now() + 2 * SECOND < market.expiries[0].expiry {
		chain.idle();
	}
	chain.begin();
	let all = market.expiries.clone();
	chain.natively(|chain| populate::post_at(chain, &all, |_| usd(JUMP)));
	chain.end();
	let (mut blocks, mut done) = (Vec::new(), 0);
	let mut prices = Vec::new();
	while done < 2 && blocks.len() < MOST {
		let turn = blocks.len();
		chain.begin();
		if turn % 30 == 0 {
			let later = &all[1..];
			chain.natively(|chain| populate::post_at(chain, later, |_| usd(JUMP)));
			prices = marks(&mut chain, later[0]);
		}
		bid(&mut chain, market);
		let orders = fill(&mut chain, market, &prices, turn);
		let made = chain.end();
		let left = left(&mut chain, market);
		// Whoever trades is valued again: some are always queued.
		let calm = left.queued <= 2 * TRADERS + 8;
		let finished = !left.settling && left.unsold == 0 && calm;
		done = if finished { done + 1 } else { 0 };
		blocks.push(Loaded { made, left, orders });
	}
	blocks
}

/// The least that a step got of its share while it had work left.
fn least(blocks: &[Loaded], step: &str, has_work: impl Fn(&Left) -> bool) -> Option<f64> {
	let budget = super::engine_budget();
	let shares = blocks.iter().filter(|block| has_work(&block.left)).filter_map(|block| {
		let (_, percent, consumed) = block.made.steps.iter().find(|(name, ..)| name == step)?;
		Some(consumed.as_secs_f64() / (budget.as_secs_f64() * percent / 100.0))
	});
	shares.min_by(f64::total_cmp)
}

fn report(section: &mut Section, market: &Market, blocks: &[Loaded]) {
	let count =
		|what: &dyn Fn(&Left) -> bool| blocks.iter().filter(|b| what(&b.left)).count() as f64 + 1.0;
	let mut row = |name: String, unit: Unit, value: f64, goal: Option<Goal>| {
		let row = Row::over(Db::Parity, name, unit, value);
		section.push(match goal {
			Some(goal) => row.goal(goal),
			None => row,
		});
	};
	row(
		"blocks until the expiry is closed".into(),
		Unit::Count,
		count(&|left| left.settling),
		None,
	);
	row(
		"blocks until all writers are sold".into(),
		Unit::Count,
		count(&|left| left.unsold > 0),
		None,
	);
	row(
		"blocks until everything is done".into(),
		Unit::Count,
		blocks.len() as f64,
		Some(Goal::AtMost(MOST as f64 - 1.0)),
	);
	let slot = SLOT_MS as f64 / 1e3;
	let all = |of: fn(&Made) -> Duration| {
		let mut times: Vec<f64> = blocks.iter().map(|b| of(&b.made).as_secs_f64()).collect();
		times.sort_by(f64::total_cmp);
		[times[times.len() / 2], times[times.len() - 1]]
	};
	let [median, most] = all(|made| made.took.all());
	row("block, execution, root and commit, median".into(), Unit::Ms, median, None);
	row("the same, slowest block".into(), Unit::Ms, most, Some(Goal::AtMost(slot / 2.0)));
	let [median, most] = all(|made| made.weight);
	let budget = super::block_budget().as_secs_f64();
	row("block, weight, median".into(), Unit::Ms, median, None);
	row("the same, heaviest block".into(), Unit::Ms, most, Some(Goal::AtMost(budget)));
	let orders: usize = blocks.iter().map(|b| b.orders).sum();
	row(
		"orders taken in a block, mean".into(),
		Unit::Count,
		orders as f64 / blocks.len() as f64,
		None,
	);
	let steps: [(&str, fn(&Left) -> bool); 4] = [
		("settlement", |left| left.unpaid > 0),
		("sweep", |left| left.queued > 2 * TRADERS + 8),
		("liquidation", |left| left.unanswered > 0),
		("matching", |left| left.collected > 64),
	];
	for (step, has_work) in steps {
		if let Some(least) = least(blocks, step, has_work) {
			row(
				format!("{step}: least part of its share while it had work"),
				Unit::Plain,
				least,
				None,
			);
		}
	}
	note(section, market);
}

/// What was done.
fn note(section: &mut Section, market: &Market) {
	section.note(format!(
		"One block a second by one validator over ParityDB, the whole budget: {} covered holders of 10 positions \
		 each expire, the index jumps by 22 % in the block before, {} portfolios have bands that it leaves and {} \
		 writers fail, {TRADERS} traders send calls of {ORDERS} crossing orders until each block is full, and \
		 somebody bids for every writer. A step's share is of what the engine may consume; a step stops when \
		 the dearest piece of work no longer fits, so it may stay somewhat below 1.",
		market.holders,
		market.banded,
		market.writers.len(),
	));
}

/// Rows of blocks under load.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("load");
	let size = Size::of(scale.quick);
	let mut market = market(&size);
	let blocks = run(&mut market);
	report(&mut section, &market, &blocks);
	let ms = |time: Duration| time.as_secs_f64() * 1e3;
	let data = blocks.iter().map(|block| {
		let steps: Vec<_> =
			block.made.steps.iter().map(|(name, _, used)| (name, ms(*used))).collect();
		serde_json::json!({
			"execution_ms": ms(block.made.took.execution),
			"root_ms": ms(block.made.took.root),
			"commit_ms": ms(block.made.took.commit),
			"weight_ms": ms(block.made.weight),
			"steps_ms": steps,
			"orders": block.orders,
			"queued": block.left.queued,
			"unsold": block.left.unsold,
		})
	});
	section.data.push(("blocks".into(), data.collect()));
	section
}
