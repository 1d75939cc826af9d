// SPDX-License-Identifier: Apache-2.0
//! The trie of prices against a sorted set.

use crate::ladder::{
	best_from, insert, outermost, price_of, remove, ticks_of, worse, Node, Word, Words, GRID,
};
use proptest::prelude::*;
use std::{
	cell::Cell,
	collections::{BTreeMap, BTreeSet},
};
use tenor_fixed::Price;
use tenor_matching::Side;

#[derive(Default)]
struct Memory {
	words: BTreeMap<Node, Word>,
	reads: Cell<u32>,
}

impl Words for Memory {
	fn get(&self, node: Node) -> Word {
		self.reads.set(self.reads.get() + 1);
		self.words.get(&node).copied().unwrap_or_default()
	}

	fn put(&mut self, node: Node, word: Word) {
		if word.is_empty() {
			self.words.remove(&node);
		} else {
			self.words.insert(node, word);
		}
	}
}

/// What a sorted set says is the best price of a side that is `from` or worse.
fn model_best(set: &BTreeSet<u32>, side: Side, from: u32) -> Option<u32> {
	match side {
		Side::Sell => set.range(from..).next().copied(),
		Side::Buy => set.range(..=from).next_back().copied(),
	}
}

/// Prices where digits turn over, prices close together, and any price.
fn price() -> impl Strategy<Value = u32> {
	let edge = prop::sample::select(vec![0, 1, 255, 256, 257, 65_535, 65_536, 65_537, GRID - 1]);
	let near = 10_000u32..10_600;
	let coarse = (0u32..256).prop_map(|digit| digit << 16);
	prop_oneof![edge, near, coarse, 0..GRID]
}

fn walk(words: &Memory, side: Side) -> Vec<u32> {
	let mut found = Vec::new();
	let mut next = Some(outermost(side));
	while let Some(at) = next.and_then(|from| best_from(words, side, from)) {
		found.push(at);
		next = worse(side, at);
	}
	found
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	/// After any insertions and removals, of prices there or not, the trie gives what the set gives,
	/// from any price, on both sides.
	#[test]
	fn trie_is_a_sorted_set(
		changes in prop::collection::vec((any::<bool>(), price()), 0..120),
		asked in prop::collection::vec(price(), 1..40),
	) {
		let (mut words, mut set) = (Memory::default(), BTreeSet::new());
		for (add, ticks) in changes {
			if add {
				insert(&mut words, ticks);
				set.insert(ticks);
			} else if set.remove(&ticks) {
				remove(&mut words, ticks);
			}
			for side in [Side::Buy, Side::Sell] {
				prop_assert_eq!(best_from(&words, side, ticks), model_best(&set, side, ticks));
			}
		}
		let members: Vec<u32> = set.iter().copied().collect();
		for from in asked.into_iter().chain(members.iter().copied()) {
			for side in [Side::Buy, Side::Sell] {
				prop_assert_eq!(best_from(&words, side, from), model_best(&set, side, from));
			}
		}
		prop_assert_eq!(&walk(&words, Side::Sell), &members);
		prop_assert!(walk(&words, Side::Buy).iter().eq(members.iter().rev()));
		// Nothing is left behind.
		for ticks in members {
			remove(&mut words, ticks);
		}
		prop_assert!(words.words.is_empty());
	}

	/// Wherever the next price is, it is found in five words at most.
	#[test]
	fn any_search_reads_at_most_five_words(
		prices in prop::collection::btree_set(price(), 0..60),
		from in price(),
	) {
		let mut words = Memory::default();
		for ticks in &prices {
			insert(&mut words, *ticks);
		}
		for side in [Side::Buy, Side::Sell] {
			words.reads.set(0);
			best_from(&words, side, from);
			prop_assert!(words.reads.get() <= 5, "{}", words.reads.get());
		}
	}

	/// Ticks and prices are the same thing on the grid; off it there are no ticks.
	#[test]
	fn prices_on_the_grid_have_ticks(ticks in price(), tick in 1u64..1_000_000_000, off in 1u64..1_000) {
		let tick = Price::from_e8(tick);
		let price = price_of(ticks, tick).unwrap();
		prop_assert_eq!(ticks_of(price, tick), Some(ticks));
		if off < tick.e8() {
			prop_assert_eq!(ticks_of(Price::from_e8(price.e8() + off), tick), None);
		}
	}
}

#[test]
fn every_price_of_the_grid_is_found() {
	// One price at a time, every 997th and the ends, from both ends of the grid.
	for ticks in (0..GRID).step_by(997).chain([GRID - 1]) {
		let mut words = Memory::default();
		insert(&mut words, ticks);
		for side in [Side::Buy, Side::Sell] {
			assert_eq!(best_from(&words, side, outermost(side)), Some(ticks));
			assert_eq!(best_from(&words, side, ticks), Some(ticks));
			let behind = worse(side, ticks).and_then(|from| best_from(&words, side, from));
			assert_eq!(behind, None);
		}
		assert_eq!(words.words.len(), 3);
		remove(&mut words, ticks);
		assert!(words.words.is_empty());
	}
}

#[test]
fn no_price_is_above_the_grid() {
	let tick = Price::from_e8(1_000_000);
	assert_eq!(ticks_of(price_of(GRID - 1, tick).unwrap(), tick), Some(GRID - 1));
	assert_eq!(ticks_of(price_of(GRID, tick).unwrap(), tick), None);
	assert_eq!(ticks_of(Price::MAX, Price::from_e8(1)), None);
	assert_eq!(ticks_of(crate::mock::usd(1), Price::ZERO), None);
	assert_eq!(price_of(u32::MAX, Price::MAX), None);
	assert_eq!(worse(Side::Sell, GRID - 1), None);
	assert_eq!(worse(Side::Buy, 0), None);
}
