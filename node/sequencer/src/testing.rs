// SPDX-License-Identifier: Apache-2.0
//! What tests need: folders that go away, and lanes in them.

use crate::{
	conduct::Honest,
	desk::{Backlog, Denial, Desk, Recovery, Settings, Step, Syncing},
	metrics::Metrics,
	quota::Allowed,
};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	substrate_prometheus_endpoint::Registry,
};
use std::{
	path::PathBuf,
	sync::{
		atomic::{AtomicU32, Ordering},
		Arc,
	},
	time::Duration,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_lane::{Domain, Message, Operation, Order, OrderKind, Payload, Receipt, Rules, Signed};
use tenor_matching::Side;
use tenor_series::{Moment, OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// A folder of its own, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
	/// A new, empty one.
	pub fn new() -> Self {
		static NUMBER: AtomicU32 = AtomicU32::new(0);
		let number = NUMBER.fetch_add(1, Ordering::Relaxed);
		let name = format!("tenor-sequencer-{}-{number}", std::process::id());
		let path = std::env::temp_dir().join(name);
		std::fs::create_dir_all(&path).expect("the folder for temporary files can be written");
		Self(path)
	}

	/// A file in it.
	pub fn file(&self, name: &str) -> PathBuf {
		self.0.join(name)
	}
}

impl Drop for Folder {
	fn drop(&mut self) {
		// The system empties its folder anyway.
		drop(std::fs::remove_dir_all(&self.0));
	}
}

/// An order that is well formed.
pub fn order() -> Order {
	Order {
		portfolio: PortfolioId(1),
		series: SeriesKey {
			underlying: UnderlyingId(1),
			expiry: 9_000_000,
			strike: Price::from_e8(100_000_000_000),
			kind: OptionKind::Call,
		},
		side: Side::Buy,
		quantity: Quantity::from_e8(100_000_000),
		limit: Price::from_e8(1_000_000_000),
		expires: 500_000,
		nonce: 1,
		kind: OrderKind::Limit,
	}
}

/// The chain's time when the lanes of tests begin, ms.
pub const NOW: Moment = 1_000_000_000_000;

/// A lane with traders and an index, in a folder of its own.
pub struct Lane {
	/// Where its log is.
	pub folder: Folder,
	/// The traders' keys: portfolio `n` has the `n`th.
	pub traders: Vec<sr25519::Pair>,
	/// Where orders are let in.
	pub desk: Arc<Desk>,
}

/// Where its signatures are good.
pub const DOMAIN: Domain = Domain { genesis: [7; 32], lane: 1, epoch: 3 };

/// How its desk works.
pub fn settings() -> Settings {
	Settings {
		domain: DOMAIN,
		sync: Syncing::Every(Duration::from_millis(1)),
		quota: Allowed { rate: 10_000, burst: 10_000 },
		backlog: Backlog { operations: 100_000, fills: 100_000 },
		keep: 0,
	}
}

/// The desk over a log.
pub fn open(folder: &Folder, settings: &Settings) -> (Arc<Desk>, Recovery) {
	let metrics = Metrics::new(&Registry::new()).expect("names are different");
	let key = sr25519::Pair::from_seed(&[99; 32]);
	let path = folder.file("log");
	Desk::open(&path, settings, key, metrics, Arc::new(Honest)).expect("the log is whole")
}

impl Lane {
	/// With so many traders.
	pub async fn begin(traders: u8, settings: &Settings) -> Self {
		let folder = Folder::new();
		let traders: Vec<_> =
			(0..traders).map(|seed| sr25519::Pair::from_seed(&[seed; 32])).collect();
		let (desk, _) = open(&folder, settings);
		let lane = Self { folder, traders, desk };
		let underlying = UnderlyingId(1);
		let share = |percent: i128| Fixed::from_e18(percent * 10_000_000_000_000_000);
		let rules = Rules {
			tick: Price::from_e8(10_000_000),
			lot: Quantity::from_e8(1_000_000),
			short_share: share(20),
			price_share: share(100),
			fee_share: share(0),
		};
		let mut messages = vec![Message::Rules { underlying, rules }];
		for (number, pair) in (0..).zip(&lane.traders) {
			messages.push(Message::Credit {
				portfolio: PortfolioId(number),
				underlying,
				owner: pair.public().0,
				key: pair.public().0,
				amount: Cash::from_e8(100_000_000_000_000),
			});
		}
		for (index, message) in (0..).zip(messages) {
			lane.log(Operation::Inbox { index, message }).await;
		}
		lane.log(lane.tick(1)).await;
		lane
	}

	/// The index of a block.
	pub fn tick(&self, block: u32) -> Operation {
		let time = NOW + u64::from(block) * 1_000;
		let index = Price::from_e8(5_000_000_000_000);
		Operation::Tick { underlying: UnderlyingId(1), index, block, time }
	}

	/// Logs what the chain says, and waits until it is executed.
	pub async fn log(&self, operation: Operation) {
		self.desk.record(operation).await.expect("the desk is open");
		self.settle().await;
	}

	/// Waits until everything is executed.
	pub async fn settle(&self) {
		while self.desk.executed() < *self.desk.logged().borrow() {
			tokio::time::sleep(Duration::from_millis(1)).await;
		}
	}

	/// An order of a trader, which could rest.
	pub fn order(&self, trader: u8, side: Side, limit: u64, nonce: u64) -> Order {
		Order {
			portfolio: PortfolioId(trader.into()),
			series: SeriesKey {
				underlying: UnderlyingId(1),
				expiry: NOW + 86_400_000,
				strike: Price::from_e8(5_000_000_000_000),
				kind: OptionKind::Call,
			},
			side,
			quantity: Quantity::from_e8(100_000_000),
			limit: Price::from_e8(limit * 100_000_000),
			expires: NOW + 60_000,
			nonce,
			kind: OrderKind::Limit,
		}
	}

	/// Signed by its trader.
	pub fn sign<Body: Payload>(&self, body: Body) -> Signed<Body> {
		let trader = usize::try_from(body.portfolio().0).expect("few traders");
		let signature = self.traders[trader].sign(&body.payload(&DOMAIN)).0;
		Signed { body, signature }
	}

	/// Places an order.
	pub async fn place(&self, order: Order) -> Result<Receipt, Denial> {
		self.desk.submit(Operation::Order(self.sign(order))).await.map(|(receipt, _)| receipt)
	}

	/// Everything that happened.
	pub fn steps(&self) -> Vec<Arc<Step>> {
		let journal = self.desk.journal().lock().expect("nobody panicked");
		journal.steps(0, usize::MAX).expect("all is kept")
	}
}
