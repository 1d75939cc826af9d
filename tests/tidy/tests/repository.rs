// SPDX-License-Identifier: Apache-2.0
//! The rules, applied to this repository.

use tenor_tidy::{
	consensus,
	exceptions::{without_exceptions, EXCEPTIONS},
	manifest,
	repository::{files, is_consensus_code},
	shape, Finding,
};

/// The findings of all rules; exceptions are judged once for the whole table.
fn findings() -> Vec<Finding> {
	let files = files();
	let mut all = Vec::new();
	for (path, text) in &files {
		let source = path.ends_with(".rs") || path.ends_with(".ts") || path.ends_with(".sh");
		if source {
			all.extend(shape::check_sizes(path, text));
		}
		if source || path == ".ci/run" {
			all.extend(shape::check_header(path, text));
		}
		if path != "Cargo.lock" {
			all.extend(shape::check_places(path, text));
		}
		if is_consensus_code(path) {
			all.extend(consensus::check(path, text));
		}
	}
	let manifests: Vec<_> =
		files.iter().filter(|(p, _)| p.ends_with("Cargo.toml")).cloned().collect();
	all.extend(manifest::check(&manifests));
	for pallet in pallets(&files) {
		let prefix = format!("{pallet}/");
		let inside: Vec<_> = files
			.iter()
			.filter_map(|(p, t)| Some((p.strip_prefix(&prefix)?.to_string(), t.clone())))
			.collect();
		all.extend(shape::check_pallet(&pallet, &inside));
	}
	all
}

fn pallets(files: &[(String, String)]) -> Vec<String> {
	files
		.iter()
		.filter_map(|(p, _)| {
			let folder = p.strip_suffix("/Cargo.toml")?;
			folder.starts_with("pallets/").then(|| folder.to_string())
		})
		.collect()
}

#[test]
fn the_repository_keeps_its_own_rules() {
	let left = without_exceptions(findings(), EXCEPTIONS);
	let report: Vec<String> = left.iter().map(ToString::to_string).collect();
	assert!(report.is_empty(), "{} findings:\n{}", report.len(), report.join("\n"));
}

#[test]
fn the_rules_see_the_whole_repository() {
	let files = files();
	assert!(pallets(&files).len() >= 7, "fewer pallets than there are: {:?}", pallets(&files));
	for layer in ["primitives/", "pallets/", "runtime/"] {
		let seen = files.iter().filter(|(p, _)| p.starts_with(layer) && is_consensus_code(p));
		assert!(seen.count() > 0, "no consensus code seen under {layer}");
	}
}
