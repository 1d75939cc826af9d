// SPDX-License-Identifier: Apache-2.0
//! Which prices of a book have orders: a trie of bitmaps over the tick grid. The best price, and
//! the next one behind any, are found in a few reads, however many prices there are.
//!
//! A price is its number of ticks, below 2^24: three digits of eight bits. A word holds 256 bits,
//! one per value of a digit: set where anything is below it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Price;
use tenor_matching::Side;

/// Digits of a price.
const DEPTH: u8 = 3;
/// Most ticks a price can have, and one.
pub const GRID: u32 = 1 << 24;

/// 256 bits.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Word([u128; 2]);

impl Word {
	fn with(mut self, bit: u8, set: bool) -> Self {
		let (half, mask) = Self::place(bit);
		if let Some(half) = self.0.get_mut(half) {
			*half = if set { *half | mask } else { *half & !mask };
		}
		self
	}

	fn has(&self, bit: u8) -> bool {
		let (half, mask) = Self::place(bit);
		self.0.get(half).is_some_and(|half| half & mask != 0)
	}

	/// Whether no bit is set.
	pub fn is_empty(&self) -> bool {
		self.0 == [0, 0]
	}

	fn place(bit: u8) -> (usize, u128) {
		(usize::from(bit >> 7), 1u128 << (bit & 127))
	}

	/// The lowest bit set that is at least `from`.
	fn at_or_above(&self, from: u8) -> Option<u8> {
		(from..=u8::MAX).find(|bit| self.has(*bit))
	}

	/// The highest bit set that is at most `from`.
	fn at_or_below(&self, from: u8) -> Option<u8> {
		(0..=from).rev().find(|bit| self.has(*bit))
	}
}

/// Where a word is: how many digits lead to it, and which.
pub type Node = (u8, u32);

/// Storage of one side of one book.
pub trait Words {
	/// The word of a node; empty if there is none.
	fn get(&self, node: Node) -> Word;
	/// Replaces it; an empty one is removed.
	fn put(&mut self, node: Node, word: Word);
}

/// Digit number `depth` of a price, the highest first, and the node whose word holds it.
fn digit(ticks: u32, depth: u8) -> (Node, u8) {
	let shift = u32::from(DEPTH - 1 - depth.min(DEPTH - 1)) * 8;
	let [.., low] = (ticks >> shift).to_be_bytes();
	let prefix = if depth == 0 { 0 } else { ticks >> (shift + 8) };
	((depth, prefix), low)
}

/// Marks a price as having orders.
pub fn insert(words: &mut impl Words, ticks: u32) {
	for depth in (0..DEPTH).rev() {
		let (node, bit) = digit(ticks, depth);
		let word = words.get(node);
		words.put(node, word.with(bit, true));
		// What leads to a word that was not empty is set already.
		if !word.is_empty() {
			return;
		}
	}
}

/// Marks a price as having none.
pub fn remove(words: &mut impl Words, ticks: u32) {
	for depth in (0..DEPTH).rev() {
		let (node, bit) = digit(ticks, depth);
		let word = words.get(node).with(bit, false);
		words.put(node, word);
		if !word.is_empty() {
			return;
		}
	}
}

/// The best price of a side that is `from` or worse.
pub fn best_from(words: &impl Words, side: Side, from: u32) -> Option<u32> {
	let next = |word: &Word, from: u8| match side {
		Side::Sell => word.at_or_above(from),
		Side::Buy => word.at_or_below(from),
	};
	let first = match side {
		Side::Sell => 0,
		Side::Buy => u8::MAX,
	};
	// Down along `from` as far as it goes; then up to the first node with something behind it.
	let mut depth = DEPTH;
	let mut found = loop {
		depth = depth.checked_sub(1)?;
		let (node, bit) = digit(from, depth);
		let start = if depth == DEPTH - 1 { Some(bit) } else { step(side, bit) };
		if let Some(bit) = start.and_then(|start| next(&words.get(node), start)) {
			break (node.1 << 8) | u32::from(bit);
		}
	};
	// And from there down to its best price.
	while depth < DEPTH - 1 {
		depth += 1;
		let bit = next(&words.get((depth, found)), first)?;
		found = (found << 8) | u32::from(bit);
	}
	Some(found)
}

/// One digit further from the best.
fn step(side: Side, bit: u8) -> Option<u8> {
	match side {
		Side::Sell => bit.checked_add(1),
		Side::Buy => bit.checked_sub(1),
	}
}

/// The price beyond which none is better: where a walk from the best begins.
pub fn outermost(side: Side) -> u32 {
	match side {
		Side::Sell => 0,
		Side::Buy => GRID - 1,
	}
}

/// One tick worse; none at the end of the grid.
pub fn worse(side: Side, ticks: u32) -> Option<u32> {
	match side {
		Side::Sell => ticks.checked_add(1).filter(|next| *next < GRID),
		Side::Buy => ticks.checked_sub(1),
	}
}

/// A price as ticks; `None` off the grid, or above it.
pub fn ticks_of(price: Price, tick: Price) -> Option<u32> {
	let ticks = price.e8().checked_div(tick.e8())?;
	if ticks.checked_mul(tick.e8()) != Some(price.e8()) {
		return None;
	}
	u32::try_from(ticks).ok().filter(|ticks| *ticks < GRID)
}

/// Ticks as a price.
pub fn price_of(ticks: u32, tick: Price) -> Option<Price> {
	u64::from(ticks).checked_mul(tick.e8()).map(Price::from_e8)
}
