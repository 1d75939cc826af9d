// SPDX-License-Identifier: Apache-2.0
//! Sizes, headers, what a pallet has, and what no committed file may name.

use crate::{
	source::{code_only, functions},
	Finding,
};

/// The most lines a source file may have.
pub const FILE_LINES: usize = 1_000;
/// The most lines a pallet's `lib.rs` may have.
pub const PALLET_LIB_LINES: usize = 640;
/// The most lines a function may have, signature and closing brace included.
pub const FUNCTION_LINES: usize = 70;

/// File and function sizes.
pub fn check_sizes(path: &str, text: &str) -> Vec<Finding> {
	let mut findings = Vec::new();
	let lines = text.lines().count();
	let pallet_lib = path.starts_with("pallets/") && path.ends_with("/src/lib.rs");
	let most = if pallet_lib { PALLET_LIB_LINES } else { FILE_LINES };
	if lines > most {
		findings.push(Finding::new("file-size", path, 0, format!("{lines} lines, at most {most}")));
	}
	if path.ends_with(".rs") {
		for function in functions(&code_only(text)) {
			if function.lines > FUNCTION_LINES {
				let what = format!("fn {} has {} lines", function.name, function.lines);
				findings.push(Finding::new("function-size", path, function.line, what));
			}
		}
	}
	findings
}

/// The licence line: the first of a source file, or the second below a `#!` line.
pub fn check_header(path: &str, text: &str) -> Vec<Finding> {
	let mut lines = text.lines();
	let first = lines.next().unwrap_or_default();
	let header = if first.starts_with("#!") && !first.starts_with("#![") {
		lines.next().unwrap_or_default()
	} else {
		first
	};
	let body = header.trim_start_matches(['/', '#', ' ']);
	if body == "SPDX-License-Identifier: Apache-2.0" && header != body {
		Vec::new()
	} else {
		vec![Finding::new("licence", path, 1, "no SPDX line at the top")]
	}
}

/// Parts of paths that belong to one machine, and hosts that serve packages. In pieces, so that
/// this file passes its own rule.
const NAMES_A_PLACE: [&str; 14] = [
	concat!("/", "root/"),
	concat!("/", "home/"),
	concat!("/", "Users/"),
	concat!("/", "work/"),
	concat!("/", ".library"),
	concat!("index.crates", ".io"),
	concat!("static.crates", ".io"),
	concat!("registry.npmjs", ".org"),
	concat!("deb.debian", ".org"),
	concat!("ftp.debian", ".org"),
	concat!("static.rust-lang", ".org"),
	concat!("files.pythonhosted", ".org"),
	concat!("nodesource", ".com"),
	concat!("proxy.golang", ".org"),
];

/// No path of one machine and no registry host in what is committed.
pub fn check_places(path: &str, text: &str) -> Vec<Finding> {
	let mut findings = Vec::new();
	for (index, line) in text.lines().enumerate() {
		for place in NAMES_A_PLACE {
			if line.contains(place) {
				findings.push(Finding::new("place", path, index + 1, format!("names {place}")));
			}
		}
	}
	findings
}

/// What a pallet's folder must have. `files` are the pallet's paths relative to its folder with
/// their text.
pub fn check_pallet(pallet: &str, files: &[(String, String)]) -> Vec<Finding> {
	let text = |name: &str| files.iter().find(|(p, _)| p == name).map(|(_, t)| t.as_str());
	let any = |what: &str| {
		files.iter().any(|(p, t)| p.starts_with("src/") && p.ends_with(".rs") && t.contains(what))
	};
	let mut findings = Vec::new();
	let mut miss = |what: &str| findings.push(Finding::new("pallet", pallet, 0, what));
	match text("README.md") {
		None => miss("has no README.md"),
		Some(readme) => {
			let properties = readme.lines().any(|l| l.starts_with('#') && l.contains("Properties"));
			if !properties {
				miss("README.md has no section Properties");
			}
		}
	}
	let library = text("src/lib.rs").unwrap_or_default();
	if !library.contains("include_str!(\"../README.md\")") {
		miss("its docs are not the README");
	}
	if !library.contains("storage_version(") {
		miss("declares no storage version");
	}
	if !any("fn try_state(") {
		miss("has no try_state");
	}
	if !files.iter().any(|(p, _)| p == "src/tests.rs" || p.starts_with("src/tests/")) {
		miss("has no tests");
	}
	if text("src/benchmarking.rs").is_none()
		&& !files.iter().any(|(p, _)| p.starts_with("src/benchmarking/"))
	{
		miss("has no benchmarks");
	}
	if text("src/weights.rs").is_none() {
		miss("has no weights");
	}
	findings
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn large_files_and_functions_are_found() {
		let big = "x\n".repeat(FILE_LINES + 1);
		assert_eq!(check_sizes("node/src/a.rs", &big)[0].rule, "file-size");
		let lib = "x\n".repeat(PALLET_LIB_LINES + 1);
		assert_eq!(check_sizes("pallets/a/src/lib.rs", &lib)[0].rule, "file-size");
		assert_eq!(check_sizes("node/src/lib.rs", &lib), []);
		let long = format!("fn a() {{\n{}}}\n", "\tb();\n".repeat(FUNCTION_LINES - 1));
		assert_eq!(check_sizes("node/src/a.rs", &long)[0].rule, "function-size");
		let fits = format!("fn a() {{\n{}}}\n", "\tb();\n".repeat(FUNCTION_LINES - 2));
		assert_eq!(check_sizes("node/src/a.rs", &fits), []);
	}

	#[test]
	fn a_missing_licence_line_is_found() {
		let line = "SPDX-License-Identifier: Apache-2.0";
		assert_eq!(check_header("a.rs", &format!("// {line}\n")), []);
		assert_eq!(check_header("a.sh", &format!("#!/bin/sh\n# {line}\n")), []);
		assert_eq!(check_header("a.rs", "//! docs\n").len(), 1);
		assert_eq!(check_header("a.rs", "#![no_std]\n").len(), 1);
	}

	#[test]
	fn places_are_found() {
		let text = format!("fine\n\"{}\"\n", concat!("/", "root/", "x"));
		let found = check_places("a.md", &text);
		assert_eq!((found.len(), found[0].line), (1, 2));
		assert_eq!(check_places("a.md", "https://docs.rs/x\n"), []);
	}

	fn whole_pallet() -> Vec<(String, String)> {
		[
			("README.md", "# a\n## Properties\n"),
			("src/lib.rs", "include_str!(\"../README.md\") storage_version(V) fn try_state("),
			("src/tests/mod.rs", ""),
			("src/benchmarking.rs", ""),
			("src/weights.rs", ""),
		]
		.map(|(p, t)| (p.to_string(), t.to_string()))
		.to_vec()
	}

	#[test]
	fn a_whole_pallet_passes_and_each_missing_part_is_found() {
		assert_eq!(check_pallet("pallets/a", &whole_pallet()), []);
		for part in 0..whole_pallet().len() {
			let mut files = whole_pallet();
			files.remove(part);
			assert!(!check_pallet("pallets/a", &files).is_empty(), "without part {part}");
		}
		let mut files = whole_pallet();
		files[0].1 = "# a\n".into();
		assert_eq!(
			check_pallet("pallets/a", &files)[0].what,
			"README.md has no section Properties"
		);
	}
}
