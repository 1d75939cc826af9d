// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

pub mod consensus;
pub mod exceptions;
pub mod manifest;
pub mod repository;
pub mod shape;
pub mod source;

/// One broken rule: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
	/// The rule's name, as the exceptions' table writes it.
	pub rule: &'static str,
	/// The file, relative to the repository's root.
	pub path: String,
	/// The line, from 1; 0 if the finding is about the whole file.
	pub line: usize,
	/// What is wrong.
	pub what: String,
}

impl Finding {
	/// A finding about one line of a file.
	pub fn new(rule: &'static str, path: &str, line: usize, what: impl Into<String>) -> Self {
		Self { rule, path: path.into(), line, what: what.into() }
	}
}

impl std::fmt::Display for Finding {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.what)
	}
}
