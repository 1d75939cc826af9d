// SPDX-License-Identifier: Apache-2.0
//! A lane with fifty traders, and orders that they signed.

use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	substrate_prometheus_endpoint::Registry,
};
use std::{
	path::PathBuf,
	sync::{Arc, PoisonError},
	time::{Duration, Instant},
};
use tenor_client::Failure;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_lane::{
	Domain, Message, Operation, Order, OrderKind, Payload, Rules, Signed, MAX_ORDER_LIFE_MS,
};
use tenor_matching::Side;
use tenor_sequencer::{
	conduct::Honest,
	desk::{now_ms, Backlog, Desk, Settings, Syncing},
	json::Names,
	metrics::Metrics,
	quota::Allowed,
	section::{cut, Most},
};
use tenor_series::{Moment, OptionKind, PortfolioId, SeriesKey, Symbol, UnderlyingId};
use tokio::runtime::{Builder, Runtime};

/// How many trade.
pub const TRADERS: u64 = 50;
const UNDERLYING: UnderlyingId = UnderlyingId(0);
const DOMAIN: Domain = Domain { genesis: [7; 32], lane: 0, epoch: 0 };
/// A million dollars, e8.
const ALLOWANCE: i128 = 100_000_000_000_000;

/// A lane.
pub struct Market {
	/// Where orders are let in.
	pub desk: Arc<Desk>,
	/// Where its server runs.
	pub runtime: Runtime,
	settings: Settings,
	folder: PathBuf,
	traders: Vec<sr25519::Pair>,
	begun: Moment,
}

/// What sections of a log have.
pub struct Sizes {
	/// Operations.
	pub operations: usize,
	/// Fills.
	pub fills: usize,
	/// Bytes of the sections and their makers.
	pub bytes: f64,
	/// Fills of the section that has most.
	pub most_fills: usize,
}

/// Numbers that look random and are the same each time.
pub struct Dice(u64);

impl Dice {
	/// The next one below a bound.
	fn below(&mut self, bound: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % bound
	}
}

impl Market {
	/// A new one.
	pub fn open(sync: Syncing) -> Result<Self, Failure> {
		let name = format!("tenor-bench-lane-{}-{}", std::process::id(), now_ms());
		let folder = std::env::temp_dir().join(name);
		std::fs::create_dir_all(&folder)?;
		let settings = Settings {
			domain: DOMAIN,
			sync,
			quota: Allowed { rate: 1_000_000, burst: 1_000_000 },
			backlog: Backlog { operations: u64::MAX, fills: u64::MAX },
			keep: 0,
		};
		let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
		let desk = desk(&folder, &settings)?;
		let traders = (0..TRADERS)
			.map(|number| {
				let mut seed = [1; 32];
				seed[..8].copy_from_slice(&number.to_le_bytes());
				sr25519::Pair::from_seed(&seed)
			})
			.collect();
		// Names of series have no milliseconds.
		let begun = now_ms() / 1_000 * 1_000;
		let market = Self { desk, runtime, settings, folder, traders, begun };
		for operation in market.beginning() {
			let logged = market.runtime.block_on(market.desk.record(operation));
			logged.map_err(|denial| Failure(denial.to_string()))?;
		}
		market.settle();
		Ok(market)
	}

	/// Rules, allowances, an index.
	fn beginning(&self) -> Vec<Operation> {
		let share = |percent: i128| Fixed::from_e18(percent * 10_000_000_000_000_000);
		let rules = Rules {
			tick: Price::from_e8(10_000_000),
			lot: Quantity::from_e8(1_000_000),
			short_share: share(15),
			price_share: share(100),
			fee_share: Fixed::ZERO,
		};
		let mut messages = vec![Message::Rules { underlying: UNDERLYING, rules }];
		for (number, pair) in (0..).zip(&self.traders) {
			let key = pair.public().0;
			messages.push(Message::Credit {
				portfolio: PortfolioId(number),
				underlying: UNDERLYING,
				owner: key,
				key,
				amount: Cash::from_e8(ALLOWANCE * 1_000),
			});
		}
		let inbox = (0..).zip(messages);
		let mut all: Vec<_> =
			inbox.map(|(index, message)| Operation::Inbox { index, message }).collect();
		let index = Price::from_e8(5_000_000_000_000);
		all.push(Operation::Tick { underlying: UNDERLYING, index, block: 1, time: self.begun });
		all
	}

	/// Waits until everything is executed.
	pub fn settle(&self) {
		while self.desk.executed() < *self.desk.logged().borrow() {
			std::thread::sleep(Duration::from_millis(1));
		}
	}

	/// The ticker.
	pub fn names() -> Names {
		Names::new(Symbol::new("BTC").ok().map(|symbol| (UNDERLYING, symbol)))
	}

	/// Orders in the order in which they are sent: the traders one after the other, each with a nonce above
	/// its last; half of them through the market, a small contract each.
	pub fn orders(&self, count: u64) -> Vec<Signed<Order>> {
		let mut dice = Dice(1);
		let order = |number: u64| {
			let trader = number % TRADERS;
			let sells = dice.below(2) == 0;
			let off = dice.below(20) * 10_000_000;
			let mid = 100_000_000_000;
			let through = dice.below(2) == 0;
			let up = sells != through;
			Order {
				portfolio: PortfolioId(trader),
				series: SeriesKey {
					underlying: UNDERLYING,
					expiry: self.begun + 86_400_000,
					strike: Price::from_e8((4 + dice.below(4)) * 1_000_000_000_000),
					kind: if dice.below(2) == 0 { OptionKind::Call } else { OptionKind::Put },
				},
				side: if sells { Side::Sell } else { Side::Buy },
				quantity: Quantity::from_e8(1_000_000 * (1 + dice.below(20) as i64)),
				limit: Price::from_e8(if up { mid + off } else { mid - off }),
				expires: self.begun + MAX_ORDER_LIFE_MS,
				nonce: 1 + number / TRADERS,
				kind: OrderKind::Limit,
			}
		};
		(0..count)
			.map(order)
			.map(|body| {
				let pair = &self.traders[body.portfolio.0 as usize];
				Signed { body, signature: pair.sign(&body.payload(&DOMAIN)).0 }
			})
			.collect()
	}

	/// What sections of everything so far have.
	pub fn sizes(&self) -> Sizes {
		let journal = self.desk.journal().lock().unwrap_or_else(PoisonError::into_inner);
		let most = Most { entries: 2_048, fills: usize::MAX, bytes: usize::MAX };
		let mut sizes = Sizes { operations: 0, fills: 0, bytes: 0.0, most_fills: 0 };
		let mut first = 0;
		while let (Some(root), Some(steps)) =
			(journal.root_before(first), journal.steps(first, most.entries))
		{
			let Some((section, makers)) = cut(first, root, &steps, &most) else { break };
			let fills = section.entries.iter().map(|entry| entry.fills.len()).sum();
			sizes.operations += section.entries.len();
			sizes.fills += fills;
			sizes.most_fills = sizes.most_fills.max(fills);
			sizes.bytes += table_bytes(&section, &makers);
			first += section.entries.len() as u64;
		}
		sizes
	}

	/// Ends the desk and removes its log.
	pub fn end(self) -> Result<(), Failure> {
		drop(self.desk);
		Ok(std::fs::remove_dir_all(self.folder)?)
	}

	/// Ends the desk and opens its log again: operations, and how long it took.
	pub fn recover(self) -> Result<(u64, Duration), Failure> {
		let Self { desk, settings, folder, runtime, .. } = self;
		let mut logged = desk.logged();
		let next = *logged.borrow();
		drop(desk);
		runtime.block_on(async { while logged.changed().await.is_ok() {} });
		let begun = Instant::now();
		// As after a day: nearly everything is on chain.
		let opened = open(&folder, &Settings { keep: next.saturating_sub(2_048), ..settings })?;
		let took = begun.elapsed();
		if opened.1 != next {
			return Err(Failure(format!("{} operations of {next} came back", opened.1)));
		}
		std::fs::remove_dir_all(&folder)?;
		Ok((next, took))
	}
}

fn table_bytes(section: &tenor_lane::Section, makers: &[tenor_sequencer::section::Maker]) -> f64 {
	use codec::Encode;
	(section.encoded_size() + makers.encoded_size()) as f64
}

fn open(folder: &std::path::Path, settings: &Settings) -> Result<(Arc<Desk>, u64), Failure> {
	let metrics = Metrics::new(&Registry::new())?;
	let key = sr25519::Pair::from_seed(&[9; 32]);
	let (desk, recovery) =
		Desk::open(&folder.join("log"), settings, key, metrics, Arc::new(Honest))?;
	Ok((desk, recovery.operations))
}

fn desk(folder: &std::path::Path, settings: &Settings) -> Result<Arc<Desk>, Failure> {
	open(folder, settings).map(|(desk, _)| desk)
}
