// SPDX-License-Identifier: Apache-2.0
//! What tests need: folders that go away, and lanes in them.

use crate::{
	conduct::Honest,
	desk::{Backlog, Denial, Desk, Recovery, Settings, Step, Syncing},
	metrics::Metrics,
	quota::Allowed,
	wal::Record,
};
use opening::{keys, opening, tick};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	substrate_prometheus_endpoint::Registry,
};
use std::{
	collections::BTreeMap,
	path::PathBuf,
	sync::{
		atomic::{AtomicU32, Ordering},
		Arc,
	},
	time::Duration,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_lane::{
	first_head, next_head, operation_hash, Domain, Operation, Order, OrderKind, Payload, Receipt,
	Signed,
};
use tenor_matching::Side;
use tenor_series::{Moment, OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// Random operations, as the lane's own tests draw them.
#[path = "../../../primitives/lane/tests/common/mod.rs"]
pub mod common;
mod opening;

/// The log of operations that were drawn.
pub fn random_log(opened: bool, drafts: &[[u8; 8]]) -> Vec<Record> {
	let (mut lane, mut source) = (common::Lane::default(), common::Source::new());
	let (mut head, mut log) = (first_head(&DOMAIN), Vec::new());
	let mut write = |operation: Operation, source: &mut common::Source| {
		let sequence = lane.next;
		source.note(&operation, sequence, &lane.run(&operation));
		head = next_head(&head, sequence, &operation_hash(&operation));
		log.push(Record { sequence, time: sequence, head, operation });
	};
	for operation in if opened { common::opening() } else { Vec::new() } {
		write(operation, &mut source);
	}
	for draft in drafts {
		let operation = source.operation(*draft);
		write(operation, &mut source);
	}
	log
}

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

	/// All files in it: names and what they hold.
	pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
		let entries = std::fs::read_dir(&self.0).expect("it can be read");
		let names = entries.map(|entry| entry.expect("it is there").file_name());
		let names = names.map(|name| name.into_string().expect("it is text"));
		names.map(|name| (name.clone(), std::fs::read(self.file(&name)).expect("a file"))).collect()
	}

	/// A new one with these files.
	pub fn with(files: &BTreeMap<String, Vec<u8>>) -> Self {
		let folder = Self::new();
		for (name, bytes) in files {
			std::fs::write(folder.file(name), bytes).expect("it can be written");
		}
		folder
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

/// The underlying that they have.
const UNDERLYING: UnderlyingId = UnderlyingId(1);

fn time_of(block: u32) -> Moment {
	NOW + u64::from(block) * 1_000
}

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
		stretch: u64::MAX,
		window: 10,
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
		let traders = keys(traders);
		let (desk, _) = open(&folder, settings);
		let lane = Self { folder, traders, desk };
		let amount = Cash::from_e8(100_000_000_000_000);
		for operation in opening(UNDERLYING, &lane.traders, amount, time_of(1)) {
			lane.log(operation).await;
		}
		lane.desk.advance(1, 0);
		lane
	}

	/// The index of a block.
	pub fn tick(&self, block: u32) -> Operation {
		tick(UNDERLYING, block, time_of(block))
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
				underlying: UNDERLYING,
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
