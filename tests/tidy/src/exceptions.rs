// SPDX-License-Identifier: Apache-2.0
//! The named exceptions. Each one has a reason, and one that nothing needs any more is a failure.

use crate::Finding;

/// A rule that one file may break.
#[derive(Debug, Clone, Copy)]
pub struct Exception {
	/// The rule's name.
	pub rule: &'static str,
	/// The file, or a folder with a `/` at its end, relative to the repository's root.
	pub path: &'static str,
	/// How many findings it covers at most.
	pub count: usize,
	/// Why it is right there.
	pub reason: &'static str,
}

/// Shorthand for one line of the table.
const fn except(
	rule: &'static str,
	path: &'static str,
	count: usize,
	reason: &'static str,
) -> Exception {
	Exception { rule, path, count, reason }
}

/// The table.
pub const EXCEPTIONS: &[Exception] = &[
	except("function-size", "pallets/collateral/src/tests/properties.rs", 1, "one arm per call"),
	except(
		"file-size",
		"pallets/trading/src/lib.rs",
		1,
		"fourteen calls with their events and errors",
	),
	except(
		"file-size",
		"pallets/lane/src/lib.rs",
		1,
		"eighteen calls with their events and errors",
	),
	except("file-size", "pallets/margin/src/weights.rs", 1, "a script writes it: forty benchmarks"),
	except(
		"arrow",
		"primitives/lane/Cargo.toml",
		1,
		"its state is a Merkle trie: sp-trie and hashes",
	),
	except("panic", "runtime/src/apis.rs", 2, "a failed upgrade check stops the dry run with it"),
];

/// The findings that no exception covers, and a finding for each exception that covers none.
pub fn without_exceptions(findings: Vec<Finding>, table: &[Exception]) -> Vec<Finding> {
	let covers = |e: &Exception, f: &Finding| {
		let inside = e.path.ends_with('/') && f.path.starts_with(e.path);
		e.rule == f.rule && (e.path == f.path || inside)
	};
	let mut left: Vec<Finding> = findings
		.iter()
		.filter(|f| {
			!table.iter().any(|e| {
				covers(e, f) && findings.iter().filter(|other| covers(e, other)).count() <= e.count
			})
		})
		.cloned()
		.collect();
	for exception in table {
		if !findings.iter().any(|f| covers(exception, f)) {
			let what = format!("the exception for {} is not needed", exception.rule);
			left.push(Finding::new("exceptions", exception.path, 0, what));
		}
	}
	left
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_exception_covers_its_count_and_no_more() {
		let one = Finding::new("cast", "a.rs", 1, "x");
		let two = Finding::new("cast", "a.rs", 2, "x");
		let table = [except("cast", "a.rs", 1, "because")];
		assert_eq!(without_exceptions(vec![one.clone()], &table), []);
		assert_eq!(without_exceptions(vec![one, two], &table).len(), 2);
	}

	#[test]
	fn an_exception_that_nothing_needs_is_found() {
		let table = [except("cast", "a.rs", 1, "because")];
		assert_eq!(without_exceptions(vec![], &table)[0].rule, "exceptions");
	}
}
