// SPDX-License-Identifier: Apache-2.0
//! A lane with fifty traders, and orders that they signed.

use opening::{keys, opening, tick};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	substrate_prometheus_endpoint::Registry,
};
use std::{
	path::{Path, PathBuf},
	sync::{Arc, PoisonError},
	time::{Duration, Instant},
};
use tenor_client::Failure;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_lane::{Domain, Order, OrderKind, Payload, Signed, MAX_ORDER_LIFE_MS};
use tenor_matching::Side;
use tenor_sequencer::{
	archive::Final,
	conduct::Honest,
	desk::{now_ms, Backlog, Desk, Recovery, Settings, Syncing},
	json::Names,
	metrics::Metrics,
	quota::Allowed,
	section::{cut, Most},
	snapshot::Snapshot,
};
use tenor_series::{Moment, OptionKind, PortfolioId, SeriesKey, Symbol, UnderlyingId};
use tokio::runtime::{Builder, Runtime};

#[path = "../../../node/sequencer/src/testing/opening.rs"]
mod opening;

/// How many trade.
pub const TRADERS: u8 = 50;
const UNDERLYING: UnderlyingId = UnderlyingId(0);
const DOMAIN: Domain = Domain { genesis: [7; 32], lane: 0, epoch: 0 };
/// A billion dollars, e8: nobody runs out of them.
const ALLOWANCE: i128 = 100_000_000_000_000_000;
/// Operations that are not final when a sequencer begins again.
const UNSETTLED: u64 = 2_048;
/// How long a snapshot may take.
const PATIENCE: Duration = Duration::from_secs(60);

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
			stretch: 131_072,
			window: 10_800,
		};
		let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
		let (desk, _) = open(&folder, &settings)?;
		// Names of series have no milliseconds.
		let begun = now_ms() / 1_000 * 1_000;
		let traders = keys(TRADERS);
		let market = Self { desk, runtime, settings, folder, traders, begun };
		let amount = Cash::from_e8(ALLOWANCE);
		// The last index is of a block that is far away: no run is so long that it grows old.
		let far = tick(UNDERLYING, u32::MAX, begun);
		for operation in
			opening(UNDERLYING, &market.traders, amount, begun).into_iter().chain([far])
		{
			let logged = market.runtime.block_on(market.desk.record(operation));
			logged.map_err(|denial| Failure(denial.to_string()))?;
		}
		market.settle();
		market.desk.advance(1, 0);
		Ok(market)
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
			let trader = number % u64::from(TRADERS);
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
				nonce: 1 + number / u64::from(TRADERS),
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

	/// Ends the desk and opens its log again: from its beginning, and from a snapshot of what is final, as after a
	/// day nearly everything is.
	pub fn recover(self) -> Result<[Recovery; 2], Failure> {
		let Self { desk, settings, folder, runtime, .. } = self;
		let next = *desk.logged().borrow();
		let keep = next.saturating_sub(UNSETTLED);
		end(&runtime, desk);
		// A snapshot is due as soon as anything is final.
		let settings = Settings { keep, stretch: 1, ..settings };
		let (desk, whole) = open(&folder, &settings)?;
		let root = desk.journal().lock().unwrap_or_else(PoisonError::into_inner).root_before(keep);
		let root = root.ok_or_else(|| Failure(format!("operation {keep} is not kept")))?;
		desk.settle(Final { block: 1, next: keep, root });
		let begun = Instant::now();
		while Snapshot::all(&folder.join("log"))?.is_empty() {
			if begun.elapsed() > PATIENCE {
				return Err(Failure("no snapshot was taken".into()));
			}
			std::thread::sleep(Duration::from_millis(10));
		}
		end(&runtime, desk);
		let (desk, short) = open(&folder, &settings)?;
		drop(desk);
		if (short.head, short.root, whole.operations) != (whole.head, whole.root, next) {
			return Err(Failure("the log came back as another".into()));
		}
		std::fs::remove_dir_all(&folder)?;
		Ok([whole, short])
	}
}

/// Drops a desk and waits until its log is free.
fn end(runtime: &Runtime, desk: Arc<Desk>) {
	let mut logged = desk.logged();
	drop(desk);
	runtime.block_on(async { while logged.changed().await.is_ok() {} });
}

fn table_bytes(section: &tenor_lane::Section, makers: &[tenor_sequencer::section::Maker]) -> f64 {
	use codec::Encode;
	(section.encoded_size() + makers.encoded_size()) as f64
}

fn open(folder: &Path, settings: &Settings) -> Result<(Arc<Desk>, Recovery), Failure> {
	let metrics = Metrics::new(&Registry::new())?;
	let key = sr25519::Pair::from_seed(&[9; 32]);
	Desk::open(&folder.join("log"), settings, key, metrics, Arc::new(Honest))
}
