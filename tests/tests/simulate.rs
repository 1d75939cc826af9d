// SPDX-License-Identifier: Apache-2.0
//! A short run of the simulator; `scripts/simulate.sh` runs long ones.

use std::collections::BTreeSet;
use tenor_tests::{
	chain::journey,
	simulate::{
		choices::Choices,
		episode, of_bytes,
		report::Report,
		run::{Episode, Flavour, Scrutiny},
		scene::Scene,
		shape::Shapes,
	},
};

/// Everything, in every second block.
const THOROUGH: Scrutiny = Scrutiny { try_state_every: 2, compare_every: 2, look_every: 2 };

fn run(seed: u64, flavour: Flavour, blocks: u64) -> Report {
	let report = episode(seed, flavour, THOROUGH, blocks, u64::MAX);
	assert!(report.broken.is_empty(), "{flavour:?} {seed}: {:#?}", report.broken);
	report
}

#[test]
fn nothing_breaks_and_the_books_of_a_reference_are_the_chains() {
	let mut sum = Report::default();
	for (seed, flavour) in (1..).zip(Flavour::ALL) {
		let blocks = if flavour == Flavour::Wide { 40 } else { 150 };
		sum.add(&run(seed, flavour, blocks));
	}
	assert!(sum.operations > 5_000, "{}", sum.table());
	for what in ["series matched", "block trade", "batch settled", "checkpoints"] {
		assert!(sum.compared.contains_key(what), "{what}: {}", sum.table());
	}
}

#[test]
fn same_seed_is_the_same_chain() {
	let root = |seed| {
		let choices = Choices::seeded(seed);
		Episode::open(choices, Flavour::Wild, THOROUGH, u64::MAX).root_after(20)
	};
	assert_eq!(root(5), root(5));
	assert_ne!(root(5), root(6));
}

#[test]
fn bytes_of_a_fuzzer_are_an_episode() {
	let mut choices = Choices::seeded(11);
	let bytes: Vec<u8> = (0..6_000).map(|_| choices.word().to_le_bytes()[0]).collect();
	let report = of_bytes(bytes, THOROUGH);
	assert!(report.broken.is_empty(), "{:#?}", report.broken);
	assert!(report.operations > 200 && report.blocks > 7, "{}", report.table());
}

#[test]
fn every_call_of_our_pallets_can_be_made() {
	journey(|_| {
		let (shapes, scene) = (Shapes::default(), Scene::default());
		let mut choices = Choices::seeded(3);
		let mut made = BTreeSet::new();
		for shape in shapes.calls() {
			// One that decodes: a list that is too long does not.
			let call = (0..100).find_map(|_| shapes.call_of(shape, &mut choices, &scene));
			let call = call.unwrap_or_else(|| panic!("{shape:?} can't be made"));
			made.insert(tenor_tests::simulate::name_of(&call));
		}
		assert_eq!(made.len(), shapes.calls().len());
		// Pallets of ours are those that the runtime's own table knows behind the SDK's.
		let pallets: BTreeSet<&str> =
			shapes.calls().iter().map(|shape| shape.pallet.as_str()).collect();
		let all = [
			"Market",
			"Series",
			"Collateral",
			"Margin",
			"Trading",
			"Settlement",
			"Liquidation",
			"Vault",
			"Lane",
			"Breaker",
		];
		assert_eq!(pallets, BTreeSet::from(all));
	});
}
