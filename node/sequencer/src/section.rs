// SPDX-License-Identifier: Apache-2.0
//! Sections of the log: as much of it as one batch may carry.

use crate::desk::Step;
use codec::Encode;
pub use pallet_lane::Maker;
use std::sync::Arc;
use tenor_lane::{Entry, Hash, Message, Operation, Section, Sequence, MAX_TICK_AGE};

/// What a batch may carry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Most {
	/// Operations.
	pub entries: usize,
	/// Fills.
	pub fills: usize,
	/// Bytes of the section and its makers.
	pub bytes: usize,
}

/// Bytes of a section and of its makers without any of either: number, root, and two lengths of four bytes.
const FRAME: usize = 8 + 32 + 2 * 4;

/// The longest section that a batch may carry out of `steps`, which begin with number `first` behind a
/// state with that root; and the orders that fill in it for the first time. `None` if there is no step.
pub fn cut(
	first: Sequence,
	root: Hash,
	steps: &[Arc<Step>],
	most: &Most,
) -> Option<(Section, Vec<Maker>)> {
	let mut makers = Vec::new();
	let mut entries = Vec::new();
	let (mut fills, mut bytes) = (0usize, FRAME);
	for step in steps.iter().take(most.entries) {
		let entry = step.entry();
		let shown: Vec<Maker> =
			step.makers.iter().filter_map(|(placed, by)| maker(first, *placed, by)).collect();
		let more: usize = shown.iter().map(Encode::encoded_size).sum();
		fills = fills.saturating_add(entry.fills.len());
		bytes = bytes.saturating_add(entry.encoded_size()).saturating_add(more);
		if fills > most.fills || bytes > most.bytes {
			break;
		}
		entries.push(entry);
		makers.extend(shown);
	}
	(!entries.is_empty()).then_some((Section { first, root, entries }, makers))
}

/// The first of `steps` whose index no block behind `best` may include any more, and the block of that index: with it
/// the log can't go on.
pub fn stale(steps: &[Arc<Step>], best: u32) -> Option<(Sequence, u32)> {
	steps.iter().find_map(|step| match step.record.operation {
		Operation::Tick { block, .. } if best.saturating_sub(block) >= MAX_TICK_AGE => {
			Some((step.record.sequence, block))
		}
		_ => None,
	})
}

/// How a batch that begins with `first` shows the order that operation `placed` placed.
fn maker(first: Sequence, placed: Sequence, by: &Operation) -> Option<Maker> {
	if let Some(position) = placed.checked_sub(first) {
		return u32::try_from(position).ok().map(Maker::Placed);
	}
	match by {
		Operation::Order(signed) => Some(Maker::Order(*signed)),
		Operation::Replace(signed) => Some(Maker::Replace(*signed)),
		Operation::Inbox { message: Message::Order(order), .. } => Some(Maker::Forced(*order)),
		_ => None,
	}
}

impl Step {
	/// As it stands in a section.
	pub fn entry(&self) -> Entry {
		Entry {
			operation: self.record.operation,
			fills: self.outcome.fills.clone(),
			root: self.root,
		}
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::{testing::order, wal::Record};
	use tenor_fixed::{Cash, Price, Quantity};
	use tenor_lane::{Fill, Outcome, Signed};
	use tenor_series::{PortfolioId, UnderlyingId};

	const MOST: Most = Most { entries: 10, fills: 32, bytes: 100_000 };

	fn placed() -> Operation {
		Operation::Order(Signed { body: order(), signature: [3; 64] })
	}

	fn step(sequence: Sequence, fills: usize, makers: &[Sequence]) -> Arc<Step> {
		let fill = Fill {
			maker: PortfolioId(2),
			nonce: 1,
			quantity: Quantity::ONE,
			price: Price::ONE,
			maker_charge: Cash::ONE,
			taker_charge: Cash::ONE,
		};
		let record = Record { sequence, time: 0, head: [0; 32], operation: placed() };
		let outcome = Outcome { fills: vec![fill; fills], ..Outcome::default() };
		let makers = makers.iter().map(|number| (*number, placed())).collect();
		Arc::new(Step { record, outcome, root: [9; 32], makers })
	}

	fn encoded(section: &Section, makers: &[Maker]) -> usize {
		section.encoded_size() + makers.encoded_size()
	}

	#[test]
	fn section_holds_as_many_operations_as_it_may() {
		let steps: Vec<_> = (5..25).map(|number| step(number, 0, &[])).collect();
		let (section, makers) = cut(5, [1; 32], &steps, &MOST).unwrap();
		assert_eq!((section.first, section.root, section.entries.len()), (5, [1; 32], 10));
		assert!(makers.is_empty());
		assert!(cut(5, [1; 32], &[], &MOST).is_none());
	}

	#[test]
	fn section_ends_before_its_fills_are_too_many() {
		let steps: Vec<_> = (0..4).map(|number| step(number, 12, &[])).collect();
		assert_eq!(cut(0, [1; 32], &steps, &MOST).unwrap().0.entries.len(), 2);
	}

	#[test]
	fn section_and_makers_are_within_the_bytes() {
		let steps: Vec<_> = (100..110).map(|number| step(number, 3, &[number - 50])).collect();
		let whole = cut(100, [1; 32], &steps, &MOST).unwrap();
		let all = encoded(&whole.0, &whole.1);
		for bytes in [all - 3, all / 2, all / 3] {
			let most = Most { bytes, ..MOST };
			let (section, makers) = cut(100, [1; 32], &steps, &most).unwrap();
			assert!(encoded(&section, &makers) <= bytes);
			assert!(section.entries.len() < 10);
			assert_eq!(section.entries.len(), makers.len());
		}
	}

	#[test]
	fn index_is_stale_once_no_block_may_include_it() {
		let tick = |sequence, block| {
			let underlying = UnderlyingId(1);
			let operation = Operation::Tick { underlying, index: Price::ONE, block, time: 0 };
			let record = Record { sequence, time: 0, head: [0; 32], operation };
			Arc::new(Step { record, ..Step::clone(&step(sequence, 0, &[])) })
		};
		let steps = [step(7, 0, &[]), tick(8, 100), tick(9, 90)];
		// The next block is the 64th behind that of the first index: the chain's last chance.
		let last = 90 + MAX_TICK_AGE - 1;
		assert_eq!(stale(&steps, last), None);
		assert_eq!(stale(&steps, last + 1), Some((9, 90)));
		assert_eq!(stale(&steps, last + 11), Some((8, 100)));
		assert_eq!(stale(&steps[..1], u32::MAX), None);
	}

	#[test]
	fn order_of_the_same_section_is_shown_by_its_position() {
		let steps = [step(100, 0, &[]), step(101, 1, &[100, 7])];
		let (_, makers) = cut(100, [1; 32], &steps, &MOST).unwrap();
		let Operation::Order(signed) = placed() else { unreachable!() };
		assert_eq!(makers, [Maker::Placed(0), Maker::Order(signed)]);
	}
}
