// SPDX-License-Identifier: Apache-2.0
//! Operations to draw, sense and nonsense, and a lane that a test runs them on.
#![allow(dead_code, clippy::unwrap_used)]

pub mod day;
pub mod model;

pub use day::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_lane::{
	apply, Account, Applied, Cancel, Memory, Message, Operation, Order, OrderKind, Place, Read,
	Replace, Resting, Rules, Sequence, Shard, Signed,
};
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// Cases of each property.
pub fn cases(usual: u32) -> ProptestConfig {
	let asked = std::env::var("TENOR_CASES").ok().and_then(|n| n.parse().ok());
	ProptestConfig {
		failure_persistence: None,
		..ProptestConfig::with_cases(asked.unwrap_or(usual))
	}
}

pub const EXPIRY: u64 = 100_000_000;
pub const BOOK: SeriesKey = series(0, 0);

pub const fn series(underlying: u16, number: u64) -> SeriesKey {
	let kind = if number & 1 == 0 { OptionKind::Call } else { OptionKind::Put };
	let strike = Price::from_e8(10_000_000_000 + (number / 2) * 1_000_000_000);
	// One of the three that are drawn expires on the way.
	let expiry = if number == 2 { START + 6_000 } else { EXPIRY };
	SeriesKey { underlying: UnderlyingId(underlying), expiry, strike, kind }
}

pub fn credit(portfolio: u64, underlying: u16, amount: Cash) -> Operation {
	inbox(Message::Credit {
		portfolio: PortfolioId(portfolio),
		underlying: UnderlyingId(underlying),
		owner: owner(portfolio),
		key: key(portfolio),
		amount,
	})
}

pub fn inbox(message: Message) -> Operation {
	Operation::Inbox { index: 0, message }
}

pub fn signed<Body>(body: Body) -> Signed<Body> {
	Signed { body, signature: [0; 64] }
}

/// A limit order in [`BOOK`] that lives a minute.
pub fn order(portfolio: u64, side: Side, ticks: u64, wanted: i64, nonce: u64) -> Order {
	Order {
		portfolio: PortfolioId(portfolio),
		series: BOOK,
		side,
		quantity: lots(wanted),
		limit: price(ticks),
		expires: START + 60_000,
		nonce,
		kind: OrderKind::Limit,
	}
}

pub fn place(order: &Order, sequence: Sequence) -> Place {
	Place { series: order.series, side: order.side, limit: order.limit, sequence }
}

/// Rules and an index for two underlyings, and allowances of six portfolios.
pub fn opening() -> Vec<Operation> {
	let mut log = Vec::new();
	for underlying in 0..2 {
		let id = UnderlyingId(underlying);
		log.push(inbox(Message::Rules { underlying: id, rules: rules() }));
		let index = Price::from_e8(10_000_000_000);
		log.push(Operation::Tick { underlying: id, index, block: 10, time: START });
		log.extend((1..=6).map(|portfolio| credit(portfolio, underlying, cash(100))));
	}
	log
}

/// Makes operations of bytes; knows what was placed, so that some of them hit.
#[derive(Default)]
pub struct Source {
	nonce: u64,
	time: u64,
	block: u32,
	placed: Vec<(Place, PortfolioId)>,
}

impl Source {
	pub fn new() -> Self {
		Self { nonce: 0, time: START, block: 10, placed: Vec::new() }
	}

	/// What an operation placed, if it did.
	pub fn note(&mut self, operation: &Operation, sequence: Sequence, applied: &Applied) {
		if let Some(order) = operation.order().filter(|_| !applied.outcome.resting.is_zero()) {
			self.placed.push((place(order, sequence), order.portfolio));
		}
	}

	pub fn operation(&mut self, draft: [u8; 8]) -> Operation {
		let underlying = UnderlyingId(u16::from(draft[2] & 1));
		let portfolio = PortfolioId(u64::from(draft[1] % 13 / 2) + 1);
		match draft[0] % 32 {
			0..=13 => Operation::Order(signed(self.order(draft))),
			14..=18 => {
				let (place, _) = self.pick(draft);
				Operation::Replace(signed(Replace { place, order: self.order(draft) }))
			}
			19..=21 => Operation::Cancel(signed(self.cancel(draft))),
			22 | 23 => {
				self.time += u64::from(draft[3]);
				Operation::Clock { underlying, time: self.time - u64::from(draft[4] / 250) * 999 }
			}
			24 => {
				self.block += u32::from(draft[3] % 4);
				let index = Price::from_e8(10_000_000_000 + u64::from(draft[4]) * 1_234_567);
				let block = self.block - u32::from(draft[5] / 200);
				Operation::Tick { underlying, index, block, time: self.time }
			}
			25 => {
				let key = key(portfolio.0 + u64::from(draft[3] / 240));
				let amount = Cash::from_e8((i128::from(draft[4]) - 10) * 30_000_000);
				let owner = owner(portfolio.0);
				inbox(Message::Credit { portfolio, underlying, owner, key, amount })
			}
			26 if draft[3] < 30 => inbox(Message::Close { portfolio, underlying }),
			27 if draft[3] < 60 => {
				let lot = LOT / 10 * [0, 1, 2, 5][usize::from(draft[4] % 4)];
				let lot = Quantity::from_e8(lot);
				inbox(Message::Rules { underlying, rules: Rules { lot, ..rules() } })
			}
			26 | 30 => inbox(Message::Order(self.order(draft))),
			31 => inbox(Message::Cancel(self.cancel(draft))),
			_ => Operation::Expire(self.pick(draft).0),
		}
	}

	fn order(&mut self, draft: [u8; 8]) -> Order {
		let [_, a, _, c, _, e, f, g] = draft.map(u64::from);
		self.nonce += 1;
		let wanted = (1 + i64::from(draft[4] % 6)) * if g > 200 { 5 } else { 1 };
		let life = if e > 250 { 700_000 } else { (e % 8) * 800 };
		Order {
			portfolio: PortfolioId(a % 13 / 2 + 1),
			series: series(
				u16::from(draft[2] & 1),
				[0, 0, 0, 0, 1, 1, 1, 2][usize::from(draft[2] / 2 % 8)],
			),
			side: if c & 1 == 0 { Side::Buy } else { Side::Sell },
			quantity: Quantity::from_e8(wanted * LOT - i64::from(draft[4] / 250)),
			limit: Price::from_e8((20 + (c >> 1) % 8) * TICK + c / 252),
			expires: self.time + life - (f / 250) * 10_000,
			nonce: if g < 8 { self.nonce / 2 } else { self.nonce },
			kind: match f % 4 {
				2 => OrderKind::PostOnly,
				3 => OrderKind::ImmediateOrCancel,
				_ => OrderKind::Limit,
			},
		}
	}

	fn cancel(&self, draft: [u8; 8]) -> Cancel {
		let (place, placer) = self.pick(draft);
		let portfolio = if draft[1] > 230 { PortfolioId(1) } else { placer };
		Cancel { portfolio, place }
	}

	/// Something placed, mostly of late.
	fn pick(&self, draft: [u8; 8]) -> (Place, PortfolioId) {
		let never = (place(&order(1, Side::Buy, 20, 1, 1), 999_999), PortfolioId(1));
		let back = usize::from(draft[7]) % self.placed.len().clamp(1, 24);
		self.placed.iter().rev().nth(back).copied().unwrap_or(never)
	}
}

/// Executes in memory, and numbers.
#[derive(Clone, Default)]
pub struct Lane {
	pub state: Memory,
	pub next: Sequence,
}

impl Lane {
	pub fn opened() -> Self {
		let mut lane = Self::default();
		for operation in opening() {
			assert_eq!(lane.run(&operation).outcome.refusal, None);
		}
		lane
	}

	pub fn run(&mut self, operation: &Operation) -> Applied {
		let applied = apply(&self.state, operation, self.next).unwrap();
		self.state.write(&applied.writes);
		self.next += 1;
		applied
	}

	/// Sends an order as its owner does; its place if it rests.
	pub fn send(&mut self, order: Order) -> (Applied, Place) {
		let place = place(&order, self.next);
		(self.run(&Operation::Order(signed(order))), place)
	}

	pub fn account(&self, underlying: u16, portfolio: u64) -> Option<Account> {
		self.state.account(UnderlyingId(underlying), PortfolioId(portfolio)).unwrap()
	}

	pub fn shard(&self, underlying: u16) -> Option<Shard> {
		self.state.shard(UnderlyingId(underlying)).unwrap()
	}

	pub fn resting(&self, place: &Place) -> Option<Resting> {
		self.state.order(place).unwrap()
	}

	/// Every order that rests, in the order of keys.
	pub fn orders(&self) -> Vec<(Place, Resting)> {
		self.state.orders().map(|(place, order)| (place, *order)).collect()
	}

	/// Every account.
	pub fn accounts(&self) -> BTreeMap<(u16, u64), Account> {
		let accounts = self.state.accounts();
		accounts.map(|(underlying, whose, account)| ((underlying.0, whose.0), *account)).collect()
	}
}

/// Rows of drafts, and whether the lane is opened before them.
pub fn drafts(most: usize) -> impl Strategy<Value = (bool, Vec<[u8; 8]>)> {
	(prop::bool::weighted(0.95), prop::collection::vec(any::<[u8; 8]>(), 1..most))
}
