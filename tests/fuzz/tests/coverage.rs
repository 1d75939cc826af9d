// SPDX-License-Identifier: Apache-2.0
//! No public function of the mathematics and of the lane without a target: one that nobody calls here fails.
#![allow(clippy::unwrap_used)]

// Under a fuzzer nothing links without its runtime.
use bolero as _;
use std::{collections::BTreeSet, fs, path::Path};
use tenor_math_tests::root;

const CRATES: [&str; 8] =
	["fixed", "transcendental", "black76", "payoff", "series", "svi", "risk", "lane"];

fn sources(folder: &Path, found: &mut Vec<String>) {
	for entry in fs::read_dir(folder).unwrap() {
		let path = entry.unwrap().path();
		if path.is_dir() {
			sources(&path, found);
		} else if path.extension().is_some_and(|end| end == "rs") {
			found.push(fs::read_to_string(&path).unwrap());
		}
	}
}

fn words(text: &str) -> impl Iterator<Item = &str> {
	text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Names of the functions that a source makes public; those that a macro names are its constructors and
/// getters, which every target uses.
fn public(source: &str) -> Vec<&str> {
	let lines = source.lines().map(str::trim_start);
	let names = lines.filter_map(|line| {
		let rest = line.strip_prefix("pub fn ").or(line.strip_prefix("pub const fn "))?;
		words(rest).next().filter(|_| !rest.starts_with('$'))
	});
	names.collect()
}

#[test]
fn every_public_function_has_a_target() {
	let mut targets = Vec::new();
	sources(&root().join("tests/fuzz/tests"), &mut targets);
	let called: BTreeSet<&str> = targets.iter().flat_map(|text| words(text)).collect();
	let mut count = 0;
	for name in CRATES {
		let mut files = Vec::new();
		sources(&root().join("primitives").join(name).join("src"), &mut files);
		for function in files.iter().flat_map(|source| public(source)) {
			assert!(called.contains(function), "{name}: no target calls {function}");
			count += 1;
		}
	}
	assert!(count > 150, "only {count} functions seen");
}
