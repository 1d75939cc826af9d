// SPDX-License-Identifier: Apache-2.0
//! A lane under operations of any numbers, and witnesses of any bytes.
#![allow(clippy::unwrap_used)]

use bolero::check;
use codec::{Decode, Encode};
use num_bigint::BigInt;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_fuzz::{iterations, spread_up};
use tenor_lane::{
	apply, first_head, is_signed, is_sound, maker_charge, next_head, operation_hash, prove,
	reserve, signature_holds, signer, taker_charge, verify, Cancel, Domain, Engine, Memory,
	Message, Named, Operation, Order, OrderKind, Payload, Place, Read, Receipt, Replace, Rules,
	Sequence, Signed, StateError, StateKey, Trie, Witness,
};
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// (kind, flags, portfolio, limit, quantity, expires, nonce, amount, shift)
type Draft = (u8, u8, u8, u64, i64, u64, u64, i128, u8);

const DOMAIN: Domain = Domain { genesis: [1; 32], lane: 2, epoch: 3 };

fn side(buys: bool) -> Side {
	if buys {
		Side::Buy
	} else {
		Side::Sell
	}
}

/// Turns drafts into operations; few portfolios and series, numbers of any size.
struct Source {
	placed: Vec<(Place, PortfolioId)>,
}

impl Source {
	fn operation(&self, draft: &Draft) -> Operation {
		let (kind, flags, portfolio, limit, quantity, expires, nonce, amount, shift) = *draft;
		let portfolio = PortfolioId(u64::from(portfolio % 4));
		let underlying = UnderlyingId(u16::from(flags >> 7));
		let small = shift % 64;
		let strike = Price::from_e8(u64::from(flags >> 6 & 1));
		let series = SeriesKey { underlying, expiry: u64::MAX, strike, kind: OptionKind::Call };
		let order = Order {
			portfolio,
			series,
			side: side(flags & 1 == 0),
			quantity: Quantity::from_e8(quantity >> small),
			limit: Price::from_e8(limit >> small),
			expires: expires >> small,
			nonce: nonce >> small,
			kind: match flags >> 1 & 3 {
				0 | 1 => OrderKind::Limit,
				2 => OrderKind::PostOnly,
				_ => OrderKind::ImmediateOrCancel,
			},
		};
		let never =
			(Place { series, side: order.side, limit: order.limit, sequence: 0 }, portfolio);
		let back = usize::from(flags >> 3 & 7);
		let (place, placer) = self.placed.iter().rev().nth(back).copied().unwrap_or(never);
		let cancel = Cancel { portfolio: if flags < 200 { placer } else { portfolio }, place };
		let signature = [0; 64];
		let inbox = |message| Operation::Inbox { index: nonce, message };
		let amount = Cash::from_e8(amount >> (2 * small));
		match kind % 16 {
			0..=5 => Operation::Order(Signed { body: order, signature }),
			6 | 7 => Operation::Replace(Signed { body: Replace { place, order }, signature }),
			8 => Operation::Cancel(Signed { body: cancel, signature }),
			9 => Operation::Tick { underlying, index: order.limit, block: 1, time: order.expires },
			10 => Operation::Clock { underlying, time: order.expires },
			11 => inbox(Message::Credit {
				portfolio,
				underlying,
				owner: [1; 32],
				key: [2; 32],
				amount,
			}),
			12 => inbox(Message::Close { portfolio, underlying }),
			13 => inbox(Message::Rules { underlying, rules: rules(draft) }),
			14 => inbox(Message::Order(order)),
			_ => Operation::Expire(place),
		}
	}
}

/// Sound ones more often than not.
fn rules(&(_, flags, _, limit, quantity, expires, _, amount, shift): &Draft) -> Rules {
	let share = |by: u8| spread_up(amount, shift.wrapping_add(by));
	let (tick, lot) = if flags & 8 == 0 {
		(limit >> (shift % 64), quantity)
	} else {
		(100_000_000, 1 + (quantity & 3))
	};
	let (short_share, price_share) = (share(70), share(64));
	let fee_share = Fixed::from_e18(i128::from(expires >> 40));
	let (tick, lot) = (Price::from_e8(tick), Quantity::from_e8(lot));
	Rules { tick, lot, short_share, price_share, fee_share }
}

/// Both underlyings have rules and an index, and everybody has money.
fn opening() -> Vec<Operation> {
	let rules = Rules {
		tick: Price::from_e8(1),
		lot: Quantity::from_e8(100_000_000),
		short_share: Fixed::from_e18(1),
		price_share: Fixed::ONE,
		fee_share: Fixed::ZERO,
	};
	let mut log = Vec::new();
	for underlying in [UnderlyingId(0), UnderlyingId(1)] {
		let inbox = |message| Operation::Inbox { index: 0, message };
		log.push(inbox(Message::Rules { underlying, rules }));
		log.push(Operation::Tick { underlying, index: Price::ONE, block: 0, time: 0 });
		for portfolio in (0..4).map(PortfolioId) {
			let (owner, key) = ([u8::try_from(portfolio.0 / 2).unwrap(); 32], [2; 32]);
			let amount = Cash::from_e8(i128::MAX >> (portfolio.0 * 20));
			log.push(inbox(Message::Credit { portfolio, underlying, owner, key, amount }));
		}
	}
	log
}

fn check_state(state: &Memory) {
	for (underlying, portfolio, account) in state.accounts() {
		assert!(!account.free.is_negative());
		assert_eq!(state.account(underlying, portfolio), Ok(Some(*account)));
	}
	let orders: Vec<_> = state.orders().collect();
	for (place, order) in &orders {
		assert!(order.quantity.is_positive() && !order.reserved.is_negative());
		assert_eq!(state.order(place).unwrap().as_ref(), Some(*order));
		let crosses = |other: &Place| {
			other.series == place.series
				&& other.side != place.side
				&& place.side.crosses(place.limit, other.limit)
		};
		assert!(!orders.iter().any(|(other, _)| crosses(other)));
	}
}

#[test]
fn a_lane_is_total_and_one_function_on_every_state() {
	check!().with_iterations(iterations()).with_type::<Vec<Draft>>().for_each(|drafts| {
		let (mut state, mut source) = (Memory::default(), Source { placed: Vec::new() });
		let mut log: Vec<(Sequence, Operation)> = (0..).zip(opening()).collect();
		let mut all = Vec::new();
		for (sequence, operation) in &log {
			let applied = apply(&state, operation, *sequence).unwrap();
			state.write(&applied.writes);
			all.push(applied);
		}
		let mut trie = Trie::of(&state).unwrap();
		for (n, draft) in drafts.iter().enumerate() {
			let (operation, sequence) =
				(source.operation(draft), u64::try_from(log.len()).unwrap());
			let applied = apply(&state, &operation, sequence).unwrap();
			let outcome = &applied.outcome;
			assert!(outcome.fills.len() <= 32 && outcome.removed.len() <= 5);
			assert!(applied.writes.entries().count() <= 44);
			if let Some(order) = operation.order() {
				let time =
					state.shard(operation.underlying()).unwrap().map_or(0, |shard| shard.time);
				let may = order.expires >= time && !order.lives_too_long(time);
				assert!(may || (outcome.fills.is_empty() && outcome.resting.is_zero()));
			}
			if n % 4 == 0 {
				let witness = prove(&trie, &operation, sequence).unwrap();
				let (told, root) = verify(&witness, &trie.root(), &operation, sequence).unwrap();
				assert_eq!(told, *outcome);
				assert_eq!(trie.write(&applied.writes), Ok(root));
			} else {
				trie.write(&applied.writes).unwrap();
			}
			state.write(&applied.writes);
			if let Some(order) = operation.order().filter(|_| !outcome.resting.is_zero()) {
				let Order { series, side, limit, portfolio, .. } = *order;
				source.placed.push((Place { series, side, limit, sequence }, portfolio));
			}
			assert_eq!(applied.writes.underlying, operation.underlying());
			log.push((sequence, operation));
			all.push(applied);
		}
		check_state(&state);
		assert_eq!(Trie::of(&state).unwrap().root(), trie.root());
		// With a thread per underlying, and read back from the bytes of the trie.
		let mut engine = Engine::of(Memory::default());
		assert_eq!(engine.execute_threaded(&log, true).unwrap(), all);
		assert_eq!(engine.trie().unwrap().root(), trie.root());
		let mut kept = Memory::default();
		for (key, value) in state.entries() {
			kept.insert(&key, &value).unwrap();
		}
		assert_eq!(kept, state);
		let apart = state.apart();
		assert!(apart.iter().all(|(underlying, part)| engine.shard(*underlying) == Some(part)));
		let mut again = Engine::default();
		assert_eq!(again.execute(&log).unwrap(), all);
	});
}

#[test]
fn reservations_are_exact_and_rounded_up() {
	type Input = (Draft, u64, u64, i64, i64, i128);
	check!().with_iterations(iterations()).with_type::<Input>().for_each(
		|(draft, index, price, quantity, part, left)| {
			let rules = rules(draft);
			let shift = draft.8 % 64;
			let quantity = Quantity::from_e8((quantity >> shift) & i64::MAX);
			let (index, price) = (Price::from_e8(index >> shift), Price::from_e8(price >> shift));
			let side = side(draft.1 & 1 == 0);
			let sound = is_sound(&rules);
			let reserved = reserve(&rules, index, side, quantity, price);
			let Some(reserved) = reserved.filter(|_| sound) else { return };
			// Two roundings up at most in each of its parts: never below the exact sum, at most four above.
			let of = |price: Price, share: Fixed| BigInt::from(price.e8()) * share.e18();
			let each = match side {
				Side::Buy => of(price, Fixed::ONE),
				Side::Sell => of(index, rules.short_share) + of(price, rules.price_share),
			} + of(index, rules.fee_share);
			let exact = each * quantity.e8();
			let scale = BigInt::from(10u64).pow(26);
			let got = BigInt::from(reserved.e8()) * &scale;
			let slack = BigInt::from(quantity.e8()) * 3u8 * BigInt::from(10u64).pow(8);
			assert!(got >= exact && got <= exact + 2u8 * scale + slack);
			// A part costs no more than the whole, and its charge no more than its part.
			let part = Quantity::from_e8((part & i64::MAX).min(quantity.e8()));
			let less = reserve(&rules, index, side, part, price).unwrap();
			assert!(less <= reserved);
			if part.is_positive() {
				let charge = maker_charge(reserved, quantity, part).unwrap();
				assert!(!charge.is_negative() && charge <= reserved);
			}
			let left = Cash::from_e8(left & i128::MAX);
			let charge = taker_charge(&rules, index, side, quantity, price, left);
			assert_eq!(charge, reserved.min(left));
		},
	);
}

#[test]
fn no_bytes_are_a_witness_but_the_right_ones() {
	type Input = (Vec<Vec<u8>>, Vec<Draft>, u16, u16, u8);
	check!().with_iterations(iterations()).with_type::<Input>().for_each(
		|(nodes, drafts, which, byte, bits)| {
			let mut state = Memory::default();
			for (sequence, operation) in (0..).zip(opening()) {
				state.write(&apply(&state, &operation, sequence).unwrap().writes);
			}
			let trie = Trie::of(&state).unwrap();
			let source = Source { placed: Vec::new() };
			let Some(operation) = drafts.first().map(|draft| source.operation(draft)) else {
				return;
			};
			// Any bytes, with a root of any trie.
			let any = Witness { nodes: nodes.clone() };
			assert!(any.open(&trie.root()).is_err());
			assert!(verify(&any, &trie.root(), &operation, 99).is_err());
			// A right one with other bits.
			let mut witness = prove(&trie, &operation, 99).unwrap();
			let right = verify(&witness, &trie.root(), &operation, 99);
			assert!(right.is_ok());
			let (size, count) = (witness.size(), witness.nodes.len());
			assert!(size < 16 * 1_024);
			let node = &mut witness.nodes[usize::from(*which) % count];
			let at = usize::from(*byte) % node.len();
			node[at] ^= bits;
			let told = verify(&witness, &trie.root(), &operation, 99);
			let expected = if *bits == 0 { right } else { Err(StateError::UnsoundWitness) };
			assert_eq!(told, expected);
			// The right one for another operation tells nothing, or the truth.
			let Some(other) = drafts.last().map(|draft| source.operation(draft)) else { return };
			let told = verify(&prove(&trie, &other, 99).unwrap(), &trie.root(), &operation, 99);
			assert!(
				told == right_or(&trie, &operation) || told == Err(StateError::IncompleteWitness)
			);
		},
	);
}

fn right_or(
	trie: &Trie,
	operation: &Operation,
) -> Result<(tenor_lane::Outcome, [u8; 32]), StateError> {
	let applied = apply(trie, operation, 99)?;
	let root = trie.clone().write(&applied.writes)?;
	Ok((applied.outcome, root))
}

#[test]
fn keys_are_what_they_name_and_nothing_else_is_one() {
	type Input = (Vec<u8>, Draft, u64);
	check!().with_iterations(iterations()).with_type::<Input>().for_each(
		|(bytes, draft, number)| {
			assert_eq!(StateKey::parse(bytes).is_some(), Named::parse(bytes).is_some());
			if let Some(key) = StateKey::parse(bytes) {
				assert_eq!(&key[..], &bytes[..]);
			}
			let Some(order) = Source { placed: Vec::new() }.operation(draft).order().copied()
			else {
				return;
			};
			let Order { series, side, limit, portfolio, .. } = order;
			let place = Place { series, side, limit, sequence: *number };
			for (key, named) in [
				(StateKey::shard(series.underlying), Named::Shard(series.underlying)),
				(
					StateKey::account(series.underlying, portfolio),
					Named::Account(series.underlying, portfolio),
				),
				(StateKey::order(&place), Named::Order(place)),
			] {
				assert_eq!(Named::parse(&key), Some(named));
			}
			assert!(StateKey::order(&place).starts_with(&StateKey::book(&series, side)));
		},
	);
}

#[test]
fn what_is_signed_is_bound_to_everything_in_it() {
	type Input = (Draft, Draft, u64, Vec<u8>);
	check!().with_iterations(iterations()).with_type::<Input>().for_each(
		|(a, b, sequence, bytes)| {
			let source = Source { placed: Vec::new() };
			let (a, b) = (source.operation(a), source.operation(b));
			assert_eq!(operation_hash(&a) == operation_hash(&b), a == b);
			let head = first_head(&DOMAIN);
			let next = |operation| next_head(&head, *sequence, &operation_hash(operation));
			assert_eq!(next(&a) == next(&b), a == b);
			assert_ne!(next(&a), next_head(&head, sequence ^ 1, &operation_hash(&a)));
			assert_eq!(Operation::decode(&mut &a.encode()[..]), Ok(a));
			// Any bytes decode to an operation or to none.
			if let Ok(operation) = Operation::decode(&mut &bytes[..]) {
				assert!(apply(&Memory::default(), &operation, *sequence).is_ok());
			}
			let receipt = Receipt {
				lane: 2,
				epoch: 3,
				sequence: *sequence,
				operation: operation_hash(&a),
				head: next(&a),
				time: 4,
			};
			assert_ne!(receipt.payload(&[1; 32]), receipt.payload(&[2; 32]));
			let (Operation::Order(one), Operation::Order(other)) = (a, b) else { return };
			assert_eq!(signer(&a), Some(Payload::portfolio(&one.body)));
			let same = one.body == other.body;
			assert_eq!(one.body.payload(&DOMAIN) == other.body.payload(&DOMAIN), same);
			// A verifier that knows the bytes of the other one, plain or wrapped.
			let known = other.body.payload(&DOMAIN);
			let wrapped = [&b"<Bytes>"[..], &known, b"</Bytes>"].concat();
			for right in [&known, &wrapped] {
				assert_eq!(
					is_signed(&a, &[2; 32], &DOMAIN, |_, bytes, _| bytes == &right[..]),
					same
				);
			}
			let nobody = signature_holds(&Memory::default(), &a, &DOMAIN, |_, _, _| true);
			assert_eq!(nobody, Ok(false));
		},
	);
}
