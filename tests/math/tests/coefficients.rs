// SPDX-License-Identifier: Apache-2.0
//! Every coefficient of the elementary functions is what it stands for, rounded to its last digit.
//!
//! The tests of accuracy can't see most last digits, and should not: tables carry up to 20 bits more than
//! the results they make, so that a digit moves a result by less than its own rounding. Here each digit
//! is judged where it stands, by an independent model.
#![allow(clippy::unwrap_used)]

use num_bigint::BigInt;
use std::{collections::BTreeMap, fs};
use tenor_math_tests::{read_csv, root, Exact};

const TABLES: &str = "primitives/transcendental/src/tables.rs";

/// The numbers of every table of the source, by the table's name, in their order.
fn written(source: &str) -> BTreeMap<String, Vec<BigInt>> {
	let mut tables = BTreeMap::new();
	for item in source.split("const ").skip(1) {
		let name = item.split(':').next().unwrap().to_owned();
		let body = item.split_once('=').unwrap().1;
		let body = body.split(';').next().unwrap();
		let words = body.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
		let numbers =
			words.filter(|word| !word.is_empty()).map(|word| match word.strip_prefix("0x") {
				Some(digits) => BigInt::parse_bytes(digits.as_bytes(), 16).unwrap(),
				None => word.parse().unwrap(),
			});
		tables.insert(name, numbers.collect());
	}
	tables
}

/// What is wrong with `got` as `value * 2^places`, rounded as the row says.
fn misses(got: &BigInt, value: &Exact, places: u32, rounding: &str) -> bool {
	let off = Exact::from_integer(got) - value.doubled(places);
	// The 50 digits of a value are good to far below this part of a unit.
	let noise = Exact::from_units(1, 6);
	let half = Exact::from_units(500_001, 6);
	match rounding {
		"nearest" => off.abs() > half,
		"down" => off > noise || -&off > &Exact::from_units(1, 0) + &noise,
		_ => true,
	}
}

#[test]
fn every_coefficient_is_its_value_rounded() {
	let source = fs::read_to_string(root().join(TABLES)).unwrap();
	let tables = written(&source);
	let mut seen: BTreeMap<String, usize> = BTreeMap::new();
	for row in read_csv("coefficients.csv").unwrap() {
		let name = row.text("table");
		let index = seen.entry(name.to_owned()).or_default();
		let got = &tables[name][*index];
		let (value, places) = (row.exact("value").unwrap(), row.get("places").unwrap());
		let wrong = misses(got, &value, places, row.text("rounding"));
		assert!(!wrong, "{name}[{index}] is {got:#x}, which is not {row:?}");
		*index += 1;
	}
	// None is left over.
	let counts: BTreeMap<String, usize> =
		tables.iter().map(|(name, numbers)| (name.clone(), numbers.len())).collect();
	assert_eq!(seen, counts);
}

#[test]
fn a_changed_last_digit_is_seen() {
	let rows = read_csv("coefficients.csv").unwrap();
	let source = fs::read_to_string(root().join(TABLES)).unwrap();
	let tables = written(&source);
	let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
	for row in &rows {
		let index = seen.entry(row.text("table")).or_default();
		let got = &tables[row.text("table")][*index];
		*index += 1;
		let (value, places) = (row.exact("value").unwrap(), row.get("places").unwrap());
		for changed in [got + 1, got - 1] {
			assert!(misses(&changed, &value, places, row.text("rounding")), "{row:?}");
		}
	}
}
