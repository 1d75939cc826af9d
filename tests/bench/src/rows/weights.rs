// SPDX-License-Identifier: Apache-2.0
//! Whether what is metered is ever below what is measured: blocks of each kind, their weight beside the
//! time of their execution and root.

use super::{expiry, orders, sweep, Scale};
use crate::{
	populate::{self, Populated},
	store::Db,
	table::{Goal, Row, Section, Unit},
	wasm::{Made, WasmChain},
};

/// How much longer than metered something may take before it fails: what else a machine does, and a
/// processor slower than the one that weights were measured on.
const MARGIN: f64 = 1.5;

/// The block of the highest time for its weight, of those that weigh at least a tenth of the heaviest.
fn worst(blocks: &[Made]) -> (f64, &Made) {
	let heaviest = blocks.iter().map(|made| made.weight).max().unwrap_or_default();
	let of = |made: &Made| {
		(made.took.execution + made.took.root).as_secs_f64() / made.weight.as_secs_f64()
	};
	let heavy = blocks.iter().filter(|made| made.weight * 10 >= heaviest);
	let worst = heavy.max_by(|a, b| of(a).total_cmp(&of(b))).expect("some blocks");
	(of(worst), worst)
}

fn row(section: &mut Section, name: &str, blocks: &[Made]) {
	let (ratio, made) = worst(blocks);
	let row = Row::over(Db::Parity, name, Unit::Plain, ratio).goal(Goal::AtMost(1.0));
	section.push(row);
	let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
	section.data.push((
		name.to_owned(),
		serde_json::json!({
			"blocks": blocks.len(),
			"weight_ms": ms(made.weight),
			"execution_ms": ms(made.took.execution),
			"root_ms": ms(made.took.root),
			"commit_ms": ms(made.took.commit),
		}),
	));
	if ratio > MARGIN {
		section.failed = true;
		section.note(format!("METERED BELOW MEASURED: {name}, {ratio:.2} times"));
	}
}

/// Blocks of each kind, full by weight where there is enough to do.
pub fn section(scale: &Scale) -> Section {
	let mut section = Section::new("weights");
	let holders = if scale.quick { 1_000 } else { 4_000 };
	for (name, blocks) in orders::kinds() {
		row(&mut section, &name, &blocks);
	}
	row(&mut section, "blocks of a settlement", &expiry::blocks(holders));
	for (name, spec) in [
		("blocks in which the sweep values", sweep::restless(holders)),
		("blocks in which the sweep makes bands", sweep::calm(holders)),
	] {
		let (world, Populated { .. }) = populate::world(&spec);
		let mut chain = WasmChain::over(&world, Db::Parity);
		let blocks: Vec<Made> = (0..20).map(|_| chain.idle()).collect();
		row(&mut section, name, &blocks);
	}
	row(&mut section, "blocks of liquidations", &sweep::liquidations(64));
	row(&mut section, "an empty block", &empty());
	section.note(format!(
		"Time of execution and root by the time that the block's weight stands for, of the block where that is \
		 highest, over ParityDB. Above 1 a block takes longer than metered; the program fails above {MARGIN}."
	));
	section
}

fn empty() -> Vec<Made> {
	let (world, _) = populate::world(&sweep::calm(0));
	let mut chain = WasmChain::over(&world, Db::Parity);
	(0..10).map(|_| chain.idle()).skip(2).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::wasm::Took;
	use std::time::Duration;

	fn made(weight: u64, execution: u64, root: u64) -> Made {
		let [weight, execution, root] = [weight, execution, root].map(Duration::from_millis);
		Made { weight, took: Took { execution, root, ..Took::default() }, ..Made::default() }
	}

	#[test]
	fn the_worst_block_is_that_of_the_most_time_for_its_weight() {
		let blocks = [made(100, 50, 10), made(80, 70, 30), made(90, 90, 0)];
		assert_eq!(worst(&blocks).0, 1.25);
	}

	#[test]
	fn blocks_that_weigh_next_to_nothing_do_not_count() {
		let blocks = [made(100, 50, 10), made(1, 3, 0)];
		assert_eq!(worst(&blocks).0, 0.6);
	}

	#[test]
	fn what_takes_half_as_long_again_as_it_weighs_fails() {
		let mut section = Section::new("weights");
		row(&mut section, "in bounds", &[made(100, 110, 30)]);
		assert!(!section.failed);
		row(&mut section, "beyond", &[made(100, 110, 50)]);
		assert!(section.failed);
	}
}
