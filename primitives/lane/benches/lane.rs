// SPDX-License-Identifier: Apache-2.0
//! Operations per second on one core: `cargo bench -p tenor-lane`.
//!
//! Makers that replace their quotes, takers, cancels, on four underlyings. Prints the best of several runs:
//! what else the machine does only ever makes a run slower.
#![allow(clippy::unwrap_used)]

use codec::Encode;
use polkadot_sdk::sp_core::{sr25519, Pair};
use std::{collections::BTreeMap, env, hint::black_box, process::ExitCode, time::Instant};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_lane::{
	apply, is_signed, prove, verify, Cancel, Domain, Engine, Key, Memory, Message, Operation,
	Order, OrderKind, Payload, Place, Replace, Rules, Sequence, Signature, Signed, Trie,
};
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// Operations per second to reach: matching alone, and with signatures checked.
const GOAL_ALONE: u128 = 1_000_000;
const GOAL_SIGNED: u128 = 10_000;
const UNDERLYINGS: u16 = 4;
const SERIES: u64 = 25;
const MAKERS: u64 = 20;
const TAKERS: u64 = 2_000;
const TICK: u64 = 1_000_000;
const LOT: i64 = 10_000_000;
const START: u64 = 1_000_000;
const DOMAIN: Domain = Domain { genesis: [7; 32], lane: 0, epoch: 0 };

/// SplitMix64.
struct Random(u64);

impl Random {
	fn below(&mut self, bound: u64) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(z ^ (z >> 31)) % bound
	}
}

fn series(number: u64) -> SeriesKey {
	let underlying = UnderlyingId(u16::try_from(number % u64::from(UNDERLYINGS)).unwrap());
	let number = number / u64::from(UNDERLYINGS);
	let kind = if number & 1 == 0 { OptionKind::Call } else { OptionKind::Put };
	let strike = Price::from_e8(5_000_000_000_000 + number / 2 * 100_000_000_000);
	SeriesKey { underlying, expiry: 86_400_000, strike, kind }
}

fn opening() -> Vec<Operation> {
	let inbox = |message| Operation::Inbox { index: 0, message };
	let share = |bps: i128| Fixed::from_e18(bps * 100_000_000_000_000);
	let rules = Rules {
		tick: Price::from_e8(TICK),
		lot: Quantity::from_e8(LOT),
		short_share: share(1_500),
		price_share: share(10_000),
		fee_share: share(3),
	};
	let mut log = Vec::new();
	for underlying in (0..UNDERLYINGS).map(UnderlyingId) {
		log.push(inbox(Message::Rules { underlying, rules }));
		let index = Price::from_e8(5_000_000_000_000);
		log.push(Operation::Tick { underlying, index, block: 1, time: START });
		for portfolio in 0..MAKERS + TAKERS {
			let mut owner = [0; 32];
			owner[..8].copy_from_slice(&portfolio.to_le_bytes());
			let (portfolio, key) = (PortfolioId(portfolio), [0; 32]);
			let amount = Cash::from_e8(1_000_000_000_000_000_000_000);
			log.push(inbox(Message::Credit { portfolio, underlying, owner, key, amount }));
		}
	}
	log
}

/// The market: where each maker's quotes rest, as far as the outcomes tell.
struct Market {
	random: Random,
	nonce: u64,
	quotes: BTreeMap<(u64, u64, bool), Place>,
}

fn signed<Body>(body: Body) -> Signed<Body> {
	Signed { body, signature: [0; 64] }
}

impl Market {
	fn order(
		&mut self,
		portfolio: u64,
		number: u64,
		side: Side,
		ticks: u64,
		kind: OrderKind,
	) -> Order {
		self.nonce += 1;
		Order {
			portfolio: PortfolioId(portfolio),
			series: series(number),
			side,
			quantity: Quantity::from_e8(LOT * i64::try_from(1 + self.random.below(20)).unwrap()),
			limit: Price::from_e8(ticks * TICK),
			expires: START + 600_000,
			nonce: self.nonce,
			kind,
		}
	}

	/// 85 of a hundred are makers' quotes, the rest takes; now and then a maker only cancels.
	fn next(&mut self, sequence: Sequence) -> Operation {
		let number = self.random.below(SERIES * u64::from(UNDERLYINGS));
		let buys = self.random.below(2) == 0;
		let side = if buys { Side::Buy } else { Side::Sell };
		// Five levels around a middle that wanders.
		let middle = 10_000 + (sequence / 5_000) % 50;
		let away = 1 + self.random.below(12);
		if self.random.below(100) < 15 {
			let portfolio = MAKERS + self.random.below(TAKERS);
			let ticks = if buys { middle + away } else { middle - away };
			let order = self.order(portfolio, number, side, ticks, OrderKind::ImmediateOrCancel);
			return Operation::Order(signed(order));
		}
		let maker = self.random.below(MAKERS);
		let ticks = if buys { middle - away } else { middle + away };
		let order = self.order(maker, number, side, ticks, OrderKind::Limit);
		let place = Place { series: order.series, side, limit: order.limit, sequence };
		let cancels = self.random.below(50) == 0;
		let quote = (maker, number, buys);
		let old = self.quotes.remove(&quote);
		match old {
			Some(place) if cancels => {
				let portfolio = PortfolioId(maker);
				return Operation::Cancel(signed(Cancel { portfolio, place }));
			}
			_ => self.quotes.insert(quote, place),
		};
		match old {
			Some(place) => Operation::Replace(signed(Replace { place, order })),
			None => Operation::Order(signed(order)),
		}
	}
}

/// The opened lane, `count` operations on it behind `warm` others, and what they fill.
fn day(warm: usize, count: usize) -> (Memory, Vec<(Sequence, Operation)>, u64) {
	let mut market = Market { random: Random(7), nonce: 0, quotes: BTreeMap::new() };
	let mut memory = Memory::default();
	let mut sequence = 0;
	for operation in opening() {
		memory.write(&apply(&memory, &operation, sequence).unwrap().writes);
		sequence += 1;
	}
	let (mut start, mut log, mut fills) = (Memory::default(), Vec::new(), 0);
	for n in 0..warm + count {
		if n == warm {
			(start, fills) = (memory.clone(), 0);
		}
		let operation = market.next(sequence);
		let applied = apply(&memory, &operation, sequence).unwrap();
		memory.write(&applied.writes);
		fills += u64::try_from(applied.outcome.fills.len()).unwrap();
		// A quote that was filled is not there to be replaced: its maker begins anew.
		if applied.outcome.refusal.is_some() {
			if let Some(order) = operation.order() {
				let number =
					(0..SERIES * u64::from(UNDERLYINGS)).find(|n| series(*n) == order.series);
				let quote = (order.portfolio.0, number.unwrap(), order.side == Side::Buy);
				market.quotes.remove(&quote);
			}
		}
		if n >= warm {
			log.push((sequence, operation));
		}
		sequence += 1;
	}
	(start, log, fills)
}

/// Times per second, by the best of `runs`.
fn rate(count: usize, runs: u32, mut run: impl FnMut() -> u128) -> u128 {
	let best = (0..runs).map(|_| run()).min().unwrap().max(1);
	u128::try_from(count).unwrap() * 1_000_000_000 / best
}

fn alone(start: &Memory, log: &[(Sequence, Operation)]) -> u128 {
	let mut memory = start.clone();
	let begun = Instant::now();
	for (sequence, operation) in log {
		let applied = black_box(apply(&memory, operation, *sequence)).unwrap();
		memory.write(&applied.writes);
	}
	begun.elapsed().as_nanos()
}

fn threaded(start: &Memory, log: &[(Sequence, Operation)]) -> u128 {
	let mut engine = Engine::of(start.clone());
	let begun = Instant::now();
	for part in log.chunks(2_000) {
		black_box(engine.execute(part)).unwrap();
	}
	begun.elapsed().as_nanos()
}

fn with_roots(start: &Memory, log: &[(Sequence, Operation)]) -> u128 {
	let (mut memory, mut trie) = (start.clone(), Trie::of(start).unwrap());
	let begun = Instant::now();
	for (sequence, operation) in log {
		let applied = apply(&memory, operation, *sequence).unwrap();
		memory.write(&applied.writes);
		black_box(trie.write(&applied.writes)).unwrap();
	}
	begun.elapsed().as_nanos()
}

fn check(signature: &Signature, payload: &[u8], key: &Key) -> bool {
	let (signature, key) = (sr25519::Signature::from(*signature), sr25519::Public::from(*key));
	sr25519::Pair::verify(&signature, payload, &key)
}

fn sign<Body: Payload>(pair: &sr25519::Pair, signed: &mut Signed<Body>) {
	signed.signature = pair.sign(&signed.body.payload(&DOMAIN)).0;
}

fn with_signatures(start: &Memory, log: &[(Sequence, Operation)], pair: &sr25519::Pair) -> u128 {
	let (mut memory, key) = (start.clone(), pair.public().0);
	let begun = Instant::now();
	for (sequence, operation) in log {
		assert!(is_signed(operation, &key, &DOMAIN, check));
		let applied = apply(&memory, operation, *sequence).unwrap();
		memory.write(&applied.writes);
	}
	begun.elapsed().as_nanos()
}

/// Bytes and microseconds of the witnesses of a few operations: the mean, and the most.
fn witnesses(start: &Memory, log: &[(Sequence, Operation)]) {
	let mut trie = Trie::of(start).unwrap();
	let (mut bytes, mut times) = (Vec::new(), Vec::new());
	for (sequence, operation) in log {
		let witness = prove(&trie, operation, *sequence).unwrap();
		let before = trie.root();
		let begun = Instant::now();
		black_box(verify(&witness, &before, operation, *sequence)).unwrap();
		times.push(begun.elapsed().as_micros());
		bytes.push(u128::try_from(witness.encoded_size()).unwrap());
		trie.write(&apply(&trie, operation, *sequence).unwrap().writes).unwrap();
	}
	for (what, row) in [("bytes", bytes), ("us to verify", times)] {
		let mean = row.iter().sum::<u128>() / u128::try_from(row.len()).unwrap();
		println!("witness, {what}: mean {mean}, most {}", row.iter().max().unwrap());
	}
}

fn main() -> ExitCode {
	// Cargo says so when the numbers are wanted; anything else only wants to see it run.
	let asked = env::args().any(|argument| argument == "--bench");
	let (warm, count, runs) = if asked { (100_000, 100_000, 7) } else { (1_000, 1_000, 1) };
	let (start, mut log, fills) = day(warm, count);
	println!(
		"{} entries in the state, {fills} fills in {count} operations",
		start.entries().count()
	);
	let pair = sr25519::Pair::from_seed(&[5; 32]);
	let few = count / 50;
	for (_, operation) in &mut log[..few] {
		match operation {
			Operation::Order(signed) => sign(&pair, signed),
			Operation::Cancel(signed) => sign(&pair, signed),
			Operation::Replace(signed) => sign(&pair, signed),
			_ => (),
		}
	}
	let measured = rate(count, runs, || alone(&start, &log));
	let checked = rate(few, runs, || with_signatures(&start, &log[..few], &pair));
	println!("matching alone: {measured} operations/s; goal {GOAL_ALONE}");
	println!(
		"a thread per underlying: {} operations/s",
		rate(count, runs, || threaded(&start, &log))
	);
	println!("with signatures: {checked} operations/s; goal {GOAL_SIGNED}");
	let some = count / 10;
	println!("with roots: {} operations/s", rate(some, runs, || with_roots(&start, &log[..some])));
	witnesses(&start, &log[..few.min(100)]);
	if (measured >= GOAL_ALONE && checked >= GOAL_SIGNED) || !asked {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}
