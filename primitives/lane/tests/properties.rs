// SPDX-License-Identifier: Apache-2.0
//! What holds for every row of operations, sense and nonsense. `TENOR_CASES` sets the number of cases.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cases, drafts, model::Model, opening, Lane, Source};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::Cash;
use tenor_lane::{
	apply, first_head, next_head, operation_hash, prove, verify, Applied, Domain, Engine, Memory,
	Message, Operation, Place, Read, Resting, StateError, Trie, MAX_FILLS, MAX_REMOVED,
};
use tenor_matching::Side;

/// What the accounts should hold: credits less charges, of those that are open.
#[derive(Default)]
struct Books {
	held: BTreeMap<(u16, u64), Cash>,
}

/// Operations of drafts, behind the opening if `opened`, with what each did to the lane.
fn run(opened: bool, drafts: &[[u8; 8]], mut see: impl FnMut(&Lane, &Operation, &Applied, &Lane)) {
	let mut lane = if opened { Lane::opened() } else { Lane::default() };
	let mut source = Source::new();
	for draft in drafts {
		let operation = source.operation(*draft);
		let before = lane.clone();
		let applied = lane.run(&operation);
		source.note(&operation, before.next, &applied);
		see(&before, &operation, &applied, &lane);
	}
}

impl Books {
	fn of(lane: &Lane) -> Self {
		let held = lane.accounts().into_iter().map(|(whose, account)| (whose, account.free));
		Self { held: held.collect() }
	}

	fn charge(&mut self, whose: (u16, u64), amount: Cash) {
		let held = self.held.get_mut(&whose).unwrap();
		*held = held.checked_sub(amount).unwrap();
	}

	fn follow(&mut self, before: &Lane, operation: &Operation, applied: &Applied) {
		if applied.outcome.refusal.is_some() {
			return;
		}
		let underlying = operation.underlying().0;
		match operation {
			Operation::Inbox { message: Message::Credit { portfolio, amount, .. }, .. } => {
				let held = self.held.entry((underlying, portfolio.0)).or_default();
				*held = held.checked_add(*amount).unwrap();
			}
			Operation::Inbox { message: Message::Close { portfolio, .. }, .. } => {
				self.held.remove(&(underlying, portfolio.0));
			}
			_ => (),
		}
		let Some(taker) = operation.order().map(|order| order.portfolio.0) else { return };
		for fill in &applied.outcome.fills {
			self.charge((underlying, taker), fill.taker_charge);
			let made = |(place, resting): &&(Place, Resting)| {
				let same = place.series.underlying.0 == underlying;
				same && (resting.portfolio, resting.nonce) == (fill.maker, fill.nonce)
			};
			let orders = before.orders();
			let (place, _) = orders.iter().find(made).unwrap();
			if is_its_own(before, place, fill.maker.0) {
				self.charge((underlying, fill.maker.0), fill.maker_charge);
			}
		}
	}

	fn check(&self, lane: &Lane) {
		let mut held: BTreeMap<(u16, u64), Cash> = BTreeMap::new();
		for (whose, account) in lane.accounts() {
			assert!(!account.free.is_negative());
			if account.key.is_some() {
				held.insert(whose, account.free);
			}
		}
		for (place, resting) in lane.orders() {
			assert!(!resting.reserved.is_negative() && resting.quantity.is_positive());
			if is_its_own(lane, &place, resting.portfolio.0) {
				let held = held.get_mut(&(place.series.underlying.0, resting.portfolio.0)).unwrap();
				*held = held.checked_add(resting.reserved).unwrap();
			}
		}
		assert_eq!(held, self.held);
	}
}

/// Whether what an order has reserved is of the allowance as it is now.
fn is_its_own(lane: &Lane, place: &Place, portfolio: u64) -> bool {
	let account = lane.account(place.series.underlying.0, portfolio).unwrap();
	account.key.is_some() && place.sequence > account.opened
}

/// Orders of a side of a book as they should fill, but for those that end with the operation.
fn in_line(lane: &Lane, operation: &Operation) -> Vec<(Place, Resting)> {
	let order = operation.order().unwrap();
	let replaced = match operation {
		Operation::Replace(signed) => Some(signed.body.place),
		_ => None,
	};
	let met = |place: &Place| {
		place.series == order.series && place.side != order.side && Some(*place) != replaced
	};
	let mut line: Vec<_> = lane.orders().into_iter().filter(|(place, _)| met(place)).collect();
	line.sort_by_key(|(place, _)| {
		let limit = i128::from(place.limit.e8());
		(if place.side == Side::Buy { -limit } else { limit }, place.sequence)
	});
	line
}

#[test]
fn a_trie_that_throws_old_nodes_away_keeps_its_own() {
	// GIVEN more writes than nodes are kept for, twice, WHEN orders come and go, THEN the root is that of a
	// trie made at once, and every node of it is there.
	let mut trie = Trie::of(&Lane::opened().state).unwrap();
	let mut end = Memory::default();
	let drafts: Vec<_> = (0u64..9_000)
		.map(|n| {
			let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
			(mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()
		})
		.collect();
	run(true, &drafts, |_, _, applied, after| {
		trie.write(&applied.writes).unwrap();
		end = after.state.clone();
	});
	assert_eq!(Trie::of(&end).unwrap().root(), trie.root());
	for (place, order) in end.orders() {
		assert_eq!(trie.order(&place), Ok(Some(*order)));
	}
	for (underlying, portfolio, account) in end.accounts() {
		assert_eq!(trie.account(underlying, portfolio), Ok(Some(*account)));
	}
}

#[test]
fn drafts_reach_what_the_properties_speak_of() {
	// GIVEN operations of scattered bytes, WHEN they run, THEN orders fill, many at once too, are removed,
	// rest, and are refused for every reason.
	let mut number = 1u64;
	let mut draft = || {
		number = number.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
		(number ^ (number >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()
	};
	let (mut fills, mut most, mut removed, mut rests) = (0, 0, 0, 0);
	let mut refusals = BTreeMap::new();
	for opened in [true, false, true, true, true, true, true, true, true, true] {
		let drafts: Vec<_> = (0..1_000).map(|_| draft()).collect();
		run(opened, &drafts, |_, _, applied, _| {
			let outcome = &applied.outcome;
			(fills, most) = (fills + outcome.fills.len(), most.max(outcome.fills.len()));
			removed += outcome.removed.len();
			rests += usize::from(!outcome.resting.is_zero());
			if let Some(refusal) = outcome.refusal {
				*refusals.entry(format!("{refusal:?}")).or_insert(0) += 1;
			}
		});
	}
	println!(
		"{fills} fills, at most {most} at once, {removed} removed, {rests} rest, {refusals:?}"
	);
	assert!(fills > 500 && most > 3 && removed > 300 && rests > 300);
	assert_eq!(refusals.len(), 18);
}

proptest! {
	#![proptest_config(cases(1_000))]

	#[test]
	fn it_does_what_the_model_does((opened, drafts) in drafts(120)) {
		let mut model = Model::default();
		if opened {
			for (sequence, operation) in (0..).zip(opening()) {
				model.run(&operation, sequence);
			}
		}
		run(opened, &drafts, |before, operation, applied, after| {
			let outcome = model.run(operation, before.next);
			assert_eq!(applied.outcome, outcome, "{operation:?}");
			let mut orders = model.orders.clone();
			orders.sort_by_key(|(place, _)| tenor_lane::StateKey::order(place));
			assert_eq!(after.orders(), orders);
			assert_eq!(after.accounts(), model.accounts);
			let shards = (0..2).filter_map(|underlying| Some((underlying, after.shard(underlying)?)));
			assert_eq!(shards.collect::<BTreeMap<_, _>>(), model.shards);
		});
	}

	#[test]
	fn no_money_comes_or_goes((opened, drafts) in drafts(120)) {
		let mut books = Books::of(&if opened { Lane::opened() } else { Lane::default() });
		run(opened, &drafts, |before, operation, applied, after| {
			books.follow(before, operation, applied);
			books.check(after);
		});
	}

	#[test]
	fn orders_fill_within_their_limits_in_their_line((opened, drafts) in drafts(120)) {
		run(opened, &drafts, |before, operation, applied, _| {
			let outcome = &applied.outcome;
			let Some(order) = operation.order() else { return };
			let line = in_line(before, operation);
			let mut wanted = order.quantity;
			let mut fills = outcome.fills.iter();
			// Without a gap from the first in line on, each is filled or removed.
			for (place, resting) in line.iter().take(outcome.fills.len() + outcome.removed.len()) {
				if outcome.removed.contains(place) {
					continue;
				}
				let Some(fill) = fills.next() else { break };
				assert_eq!((fill.maker, fill.nonce), (resting.portfolio, resting.nonce));
				assert_eq!((fill.price, fill.quantity), (place.limit, wanted.min(resting.quantity)));
				assert!(order.side.crosses(order.limit, fill.price));
				assert!(resting.expires >= before.shard(order.series.underlying.0).unwrap().time);
				wanted = wanted.checked_sub(fill.quantity).unwrap();
			}
			assert!(fills.next().is_none());
			assert!(outcome.resting.is_zero() || outcome.resting == wanted);
		});
	}

	#[test]
	fn no_book_is_crossed((opened, drafts) in drafts(120)) {
		run(opened, &drafts, |_, _, _, after| {
			let orders = after.orders();
			for (bid, _) in orders.iter().filter(|(place, _)| place.side == Side::Buy) {
				let asks = orders.iter().filter(|(place, _)| place.side == Side::Sell);
				let of_it = asks.filter(|(ask, _)| ask.series == bid.series);
				assert!(of_it.clone().all(|(ask, _)| ask.limit > bid.limit));
			}
		});
	}

	#[test]
	fn an_operation_touches_little_and_a_refused_one_only_a_nonce((opened, drafts) in drafts(120)) {
		run(opened, &drafts, |before, operation, applied, after| {
			let outcome = &applied.outcome;
			let replaced = usize::from(matches!(operation, Operation::Replace(_)));
			assert!(outcome.fills.len() <= MAX_FILLS as usize);
			assert!(outcome.removed.len() <= MAX_REMOVED as usize + replaced.max(1));
			let orders = outcome.fills.len() + outcome.removed.len() + 1;
			assert!(applied.writes.entries().count() <= orders + 1 + outcome.removed.len() + 1);
			let mut accounts = before.accounts();
			if let Some(order) = operation.order() {
				let whose = (order.series.underlying.0, order.portfolio.0);
				if let Some(account) = accounts.get_mut(&whose) {
					account.last_nonce = account.last_nonce.max(order.nonce);
				}
				let nonce = |account: &tenor_lane::Account| account.last_nonce;
				assert_eq!(after.account(whose.0, whose.1).as_ref().map(nonce), accounts.get(&whose).map(nonce));
			}
			if outcome.refusal.is_some() {
				assert_eq!((after.orders(), after.accounts()), (before.orders(), accounts));
			}
		});
	}

	#[test]
	fn no_nonce_places_two_orders((opened, drafts) in drafts(120)) {
		let mut used = BTreeSet::new();
		run(opened, &drafts, |_, operation, applied, _| {
			let Some(order) = operation.order() else { return };
			if applied.outcome.refusal.is_none() {
				assert!(used.insert((order.series.underlying, order.portfolio, order.nonce)));
			}
		});
	}
}

proptest! {
	#![proptest_config(cases(150))]

	#[test]
	fn memory_trie_and_witness_say_the_same((opened, drafts) in drafts(60)) {
		let start = if opened { Lane::opened() } else { Lane::default() };
		let mut trie = Trie::of(&start.state).unwrap();
		run(opened, &drafts, |before, operation, applied, after| {
			let root = trie.root();
			let witness = prove(&trie, operation, before.next).unwrap();
			assert_eq!(apply(&trie, operation, before.next).unwrap(), applied.clone());
			let behind = trie.write(&applied.writes).unwrap();
			let told = verify(&witness, &root, operation, before.next).unwrap();
			assert_eq!(told, (applied.outcome.clone(), behind));
			// A trie that was written to step by step has the root of one made at once.
			assert_eq!(Trie::of(&after.state).unwrap().root(), behind);
		});
	}

	#[test]
	fn a_witness_that_is_not_the_right_one_tells_nothing_or_the_truth(
		(_, drafts) in drafts(40), spoilt in any::<[u16; 3]>(),
	) {
		let mut trie = Trie::of(&Lane::opened().state).unwrap();
		let mut last: Option<Operation> = None;
		run(true, &drafts, |before, operation, applied, _| {
			let (root, number) = (trie.root(), before.next);
			let witness = prove(&trie, operation, number).unwrap();
			// The nodes of another operation on the same state.
			if let Some(other) = last.replace(*operation) {
				let told = verify(&prove(&trie, &other, number).unwrap(), &root, operation, number);
				let after = trie.clone().write(&applied.writes).unwrap();
				match told {
					Ok(told) => assert_eq!(told, (applied.outcome.clone(), after)),
					Err(error) => assert_eq!(error, StateError::IncompleteWitness),
				}
			}
			let [which, byte, bit] = spoilt.map(usize::from);
			let which = which % witness.nodes.len();
			let mut less = witness.clone();
			less.nodes.remove(which);
			assert_eq!(verify(&less, &root, operation, number), Err(StateError::UnsoundWitness));
			let mut flipped = witness.clone();
			let byte = byte % flipped.nodes[which].len();
			flipped.nodes[which][byte] ^= 1 << (bit % 8);
			assert_eq!(verify(&flipped, &root, operation, number), Err(StateError::UnsoundWitness));
			let mut more = witness.clone();
			more.nodes.push(witness.nodes[which].clone());
			assert_eq!(verify(&more, &root, operation, number), Err(StateError::UnsoundWitness));
			assert_eq!(verify(&witness, &[7; 32], operation, number), Err(StateError::UnsoundWitness));
			trie.write(&applied.writes).unwrap();
		});
	}

	#[test]
	fn threads_do_what_one_does((opened, drafts) in drafts(120), cut in 1usize..50) {
		let mut log = if opened { opening() } else { Vec::new() };
		let mut single = Vec::new();
		let mut end = Memory::default();
		run(opened, &drafts, |_, operation, applied, after| {
			log.push(*operation);
			single.push(applied.clone());
			end = after.state.clone();
		});
		let numbered: Vec<_> = (0..).zip(log).collect();
		let mut engine = Engine::default();
		let mut all = Vec::new();
		for part in numbered.chunks(cut) {
			all.extend(engine.execute_threaded(part, true).unwrap());
		}
		prop_assert_eq!(&all[numbered.len() - single.len()..], &single[..]);
		let mut one = Engine::default();
		prop_assert_eq!(one.execute(&numbered).unwrap(), all);
		prop_assert_eq!(&one, &engine);
		for (underlying, shard) in end.apart() {
			prop_assert_eq!(engine.shard(underlying), Some(&shard));
		}
	}

	#[test]
	fn a_log_replayed_gives_the_root_and_the_head((opened, drafts) in drafts(100)) {
		let domain = Domain { genesis: [1; 32], lane: 2, epoch: 3 };
		let mut log = if opened { opening() } else { Vec::new() };
		let mut end = Memory::default();
		run(opened, &drafts, |_, operation, _, after| {
			log.push(*operation);
			end = after.state.clone();
		});
		let replay = || {
			let (mut trie, mut head) = (Trie::default(), first_head(&domain));
			for (sequence, operation) in (0..).zip(&log) {
				let applied = apply(&trie, operation, sequence).unwrap();
				trie.write(&applied.writes).unwrap();
				head = next_head(&head, sequence, &operation_hash(operation));
			}
			(trie.root(), head)
		};
		prop_assert_eq!(replay(), replay());
		prop_assert_eq!(replay().0, Trie::of(&end).unwrap().root());
		// Read back from what was kept of it, a state is the same.
		let mut kept = Memory::default();
		for (key, value) in end.entries() {
			kept.insert(&key, &value).unwrap();
		}
		prop_assert_eq!(kept, end);
	}
}
