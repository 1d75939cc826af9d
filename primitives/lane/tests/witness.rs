// SPDX-License-Identifier: Apache-2.0
//! How long witnesses get, and what no witness makes the code do.
#![allow(clippy::unwrap_used)]

mod common;

use codec::Encode;
use common::{longest, market, place, put, resting, signed, taker, START};
use polkadot_sdk::{
	sp_io::hashing::blake2_256,
	sp_runtime::traits::BlakeTwo256,
	sp_trie::{encode_compact, LayoutV0, MemoryDB, TrieDBMutBuilder, TrieMut},
};
use std::time::Instant;
use tenor_lane::{
	prove, verify, Cancel, Memory, Operation, Order, OrderKind, Replace, StateError, StateKey,
	Trie, Witness, MAX_NODES, MAX_WITNESS,
};
use tenor_matching::Side;
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

const GOAL: usize = 16 * 1_024;

/// Bytes of the witness of an operation that does what it is meant to, told when it is checked.
fn measure(name: &str, trie: &Trie, operation: &Operation, fills: usize, removed: usize) -> usize {
	let sequence = 90_000_000;
	let witness = prove(trie, operation, sequence).unwrap();
	let check = || verify(&witness, &trie.root(), operation, sequence).unwrap();
	let timed = |_| {
		let begun = Instant::now();
		check();
		begun.elapsed().as_micros()
	};
	let took = (0..5).map(timed).min().unwrap();
	let (outcome, root) = check();
	assert_eq!(
		(outcome.refusal, outcome.fills.len(), outcome.removed.len()),
		(None, fills, removed)
	);
	let applied = tenor_lane::apply(trie, operation, sequence).unwrap();
	assert_eq!(root, trie.clone().write(&applied.writes).unwrap());
	let size = witness.encoded_size();
	println!("witness of {name}: {size} bytes, {} nodes, {took} us", witness.nodes.len());
	size
}

#[test]
fn the_longest_witness_of_an_honest_day_fits() {
	// GIVEN books of 1,000 orders and 10,000 accounts, WHEN an order fills 32 at prices of their own, removes
	// 4 of other owners, and rests, THEN its witness has at most 16 KiB.
	let (memory, book) = market();
	let trie = Trie::of(&memory).unwrap();
	let order = |side, ticks, wanted, kind| taker(book, side, ticks, wanted, kind);
	let whole = longest(book);
	let operation = |order| Operation::Order(signed(order));
	let most = measure("32 fills, 4 removals and a rest", &trie, &operation(whole), 32, 4);
	assert!(most <= GOAL, "{most} bytes");
	for (name, order, fills) in [
		("a sale with 32 fills", order(Side::Sell, 4_900, 32, OrderKind::Limit), 32),
		("one fill", order(Side::Buy, 5_000, 1, OrderKind::Limit), 1),
		("an order that rests", order(Side::Buy, 3_000, 1, OrderKind::PostOnly), 0),
	] {
		let removed = if name.starts_with('a') && fills > 0 { 4 } else { 0 };
		let size = measure(name, &trie, &operation(order), fills, removed);
		assert!(size <= GOAL, "{name}: {size} bytes");
	}
}

#[test]
fn the_longest_of_all_stays_below_the_bound() {
	// GIVEN a state in which every node above what is touched has all its children: orders beside every
	// nibble of the keys that matter
	let (mut memory, book) = market();
	let mine = taker(book, Side::Sell, 4_000, 1, OrderKind::Limit);
	let old = place(&Order { series: SeriesKey { expiry: 77, ..book }, ..mine }, 3);
	put(&mut memory, StateKey::order(&old), &resting(7_777, 1, START + 5));
	let taken = Order { side: Side::Buy, ..mine };
	for (target, fewest) in [(place(&taken, u64::MAX), 34), (old, 6), (place(&mine, 90_000_000), 6)]
	{
		let key = StateKey::order(&target);
		// A kind or a side is no nibble to choose.
		for nibble in (fewest..2 * key.len()).filter(|nibble| !(38..42).contains(nibble)) {
			for other in 0..16u8 {
				let mut beside = key.to_vec();
				let shift = if nibble % 2 == 0 { 4 } else { 0 };
				beside[nibble / 2] = (beside[nibble / 2] & !(0xf << shift)) | (other << shift);
				if beside[..] > key[..] {
					let expires = START + 1_000;
					put(&mut memory, StateKey::parse(&beside).unwrap(), &resting(5, 1, expires));
				}
			}
		}
	}
	let trie = Trie::of(&memory).unwrap();
	let operation = Operation::Replace(signed(Replace { place: old, order: longest(book) }));
	let witness = prove(&trie, &operation, 90_000_000).unwrap();
	let (bytes, nodes) = (witness.size(), witness.nodes.len());
	println!("witness of a replacement in a state made to swell it: {bytes} bytes, {nodes} nodes");
	assert!(bytes < MAX_WITNESS && nodes < MAX_NODES);
	verify(&witness, &trie.root(), &operation, 90_000_000).unwrap();
}

#[test]
fn a_witness_beyond_the_bound_is_not_looked_at() {
	let cancel = Cancel {
		portfolio: PortfolioId(1),
		place: common::place(&common::order(1, Side::Buy, 1, 1, 1), 1),
	};
	let operation = Operation::Cancel(signed(cancel));
	let witness = Witness { nodes: vec![vec![0; MAX_WITNESS / 2 + 1]; 2] };
	assert_eq!(verify(&witness, &[0; 32], &operation, 1), Err(StateError::WitnessTooLarge));
	// Nor one of many short nodes: leaves of nothing below branches of leaves.
	let (branch, leaf) = ([vec![0x80, 0xff, 0xff], vec![0; 16]].concat(), vec![0x40, 0]);
	let nodes: Vec<_> = (0..MAX_NODES + 1)
		.map(|n| if n % 17 == 0 { branch.clone() } else { leaf.clone() })
		.collect();
	let witness = Witness { nodes };
	assert!(witness.size() < GOAL);
	assert_eq!(verify(&witness, &[0; 32], &operation, 1), Err(StateError::WitnessTooLarge));
	let fewer = Witness { nodes: witness.nodes[..MAX_NODES].to_vec() };
	assert_eq!(verify(&fewer, &[0; 32], &operation, 1), Err(StateError::UnsoundWitness));
}

#[test]
fn nodes_that_no_state_has_are_refused() {
	let branch =
		|bitmap: [u8; 2], children: &[&[u8]]| [&[0x80][..], &bitmap, &children.concat()].concat();
	let child = [&[128][..], &[9; 32]].concat();
	for (node, why) in [
		(vec![], "nothing"),
		(vec![1], "no header"),
		(vec![0, 0], "more than nothing"),
		(vec![0x41, 0xf0, 4, 1], "padding"),
		(vec![0x40, 8, 1], "a short value"),
		(vec![0x40, 4, 1, 1], "a long value"),
		(vec![0x7f, 0xff, 0xff], "an endless path"),
		(vec![0xc0, 3, 0, 4, 1, 0, 0], "a branch with a value"),
		(vec![0x20; 40], "the hash of a value"),
		(branch([1, 0], &[&child]), "a branch of one"),
		(branch([3, 0], &[&child, &[4, 1]]), "a child inside"),
		(branch([3, 0], &[&child]), "a missing child"),
		(branch([3, 0], &[&child, &child, &[0]]), "one child too many"),
	] {
		// Under the very root that it hashes to: what is wrong is the node.
		let root = blake2_256(&node);
		let witness = Witness { nodes: vec![node] };
		assert!(matches!(witness.open(&root), Err(StateError::UnsoundWitness)), "{why}");
	}
	// What they are told apart from: nothing, a leaf, and a branch of two.
	for node in [vec![0], vec![0x42, 0xff, 4, 1], branch([3, 0], &[&child, &child])] {
		let root = blake2_256(&node);
		assert!(Witness { nodes: vec![node] }.open(&root).is_ok());
	}
	assert_eq!(Trie::default().root(), blake2_256(&[0]));
}

#[test]
fn what_does_not_decode_says_nothing() {
	// GIVEN a state in which a value is cut, WHEN an operation reads it, THEN it is an error, no refusal.
	let underlying = UnderlyingId(0);
	let key = StateKey::shard(underlying);
	let (mut nodes, mut root) = (MemoryDB::<BlakeTwo256>::default(), Default::default());
	TrieDBMutBuilder::<LayoutV0<BlakeTwo256>>::new(&mut nodes, &mut root)
		.build()
		.insert(&key, &[7; 40])
		.unwrap();
	let proof = encode_compact::<LayoutV0<BlakeTwo256>, _>(&nodes, &root).unwrap();
	let witness = Witness { nodes: proof.encoded_nodes };
	let clock = Operation::Clock { underlying, time: START };
	assert_eq!(verify(&witness, &root.0, &clock, 1), Err(StateError::Corrupt));
	assert_eq!(Memory::default().insert(&key, &[7; 40]), Err(StateError::Corrupt));
	let book = StateKey::book(&common::BOOK, Side::Buy);
	assert_eq!(Memory::default().insert(&book, &[]), Err(StateError::Corrupt));
}
