// SPDX-License-Identifier: Apache-2.0
//! Against mpmath: `scripts/derive/reference_vectors.py` writes the file. `TENOR_VECTORS` names a
//! folder with a larger one.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use tenor_fixed::Fixed;
use tenor_transcendental::*;

/// Units of the reference in one unit of a result.
const FRACTION: i128 = 1_000_000;

fn text() -> String {
	match std::env::var("TENOR_VECTORS") {
		Ok(folder) => std::fs::read_to_string(format!("{folder}/functions.txt")).unwrap(),
		Err(_) => include_str!("vectors/functions.txt").to_string(),
	}
}

fn evaluate(name: &str, args: &[i128]) -> Fixed {
	let x = Fixed::from_e18(args[0]);
	match name {
		"ln" => ln(x).unwrap(),
		"exp" => exp(x),
		"sqrt" => sqrt_floor(x).unwrap(),
		"cdf" => normal_cdf(x),
		"pdf" => normal_pdf(x),
		"inverse" => inverse_normal_cdf(x).unwrap(),
		"pow" => pow(x, Fixed::from_e18(args[1])).unwrap(),
		_ => panic!("no function {name}"),
	}
}

#[test]
fn functions_are_within_their_stated_errors() {
	// In millionths of the 18th decimal.
	let bounds = BTreeMap::from([
		("ln", 560_000),
		("exp", 510_000),
		("sqrt", 0),
		("cdf", 800_000),
		("pdf", 800_000),
		("inverse", 1_500_000),
		("pow", 510_000),
	]);
	let mut worst: BTreeMap<String, (u128, i128)> = BTreeMap::new();
	for line in text().lines() {
		let mut words = line.split(' ');
		let name = words.next().unwrap();
		let numbers: Vec<i128> = words.map(|w| w.parse().unwrap()).collect();
		let (expected, args) = numbers.split_last().unwrap();
		let got = evaluate(name, args).e18();
		let error = (got * FRACTION).abs_diff(*expected);
		// Large results have a relative bound; that of a power comes from its logarithm.
		let allowed = match name {
			"exp" => (expected.unsigned_abs() >> 114).max(bounds[name]),
			"pow" => (expected.unsigned_abs() >> 90).max(bounds[name]),
			_ => bounds[name],
		};
		let entry = worst.entry(name.to_string()).or_default();
		if error > entry.0 && allowed == bounds[name] {
			*entry = (error, args[0]);
		}
		assert!(error <= allowed, "{line}: got {got}, off by {error} millionths");
	}
	for (name, (error, at)) in worst {
		println!("{name}: at most {error} millionths of the 18th decimal, at {at}");
	}
}
