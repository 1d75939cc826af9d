// SPDX-License-Identifier: Apache-2.0
//! What consensus code (primitives, pallets, runtime) may not use.

use crate::{
	source::{code_only, is_word, without_test_items},
	Finding,
};

/// Words that consensus code does not contain, with the rule's name.
const FORBIDDEN: [(&str, &str); 12] = [
	("float", "f32"),
	("float", "f64"),
	("unwrap", ".unwrap()"),
	("unwrap", ".unwrap_err()"),
	("unwrap", ".expect("),
	("unwrap", ".unwrap_unchecked()"),
	("panic", "panic!"),
	("panic", "todo!"),
	("panic", "unimplemented!"),
	("panic", "unreachable!"),
	("hashmap", "HashMap"),
	("hashmap", "HashSet"),
];

/// The integer types a cast to which can lose something. The two widest are left to clippy, which
/// knows what is cast: from every narrower type of the same sign they lose nothing.
const NARROW: [&str; 10] = ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];

/// What a cast carries on its line or in the three before: our own mark with the reason, or the
/// named permission that clippy asks for.
const CAST_MARKS: [&str; 2] = ["cast:", "allow(clippy::cast_"];

/// Every forbidden use in one file of consensus code. Tests, benchmarks and `std`-only items of
/// the file are not looked at.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
	let code = without_test_items(text, &code_only(text));
	let raw: Vec<&str> = text.lines().collect();
	let mut findings = Vec::new();
	for (index, line) in code.lines().enumerate() {
		for (rule, word) in FORBIDDEN {
			if contains_word(line, word) {
				findings.push(Finding::new(rule, path, index + 1, word));
			}
		}
		if has_float_literal(line) {
			findings.push(Finding::new("float", path, index + 1, "a float literal"));
		}
		if let Some(target) = cast_target(line) {
			let near = &raw[index.saturating_sub(3)..=index.min(raw.len() - 1)];
			if !near.iter().any(|l| CAST_MARKS.iter().any(|mark| l.contains(mark))) {
				let what = format!("`as {target}` without a `// cast: why it cannot lose`");
				findings.push(Finding::new("cast", path, index + 1, what));
			}
		}
	}
	findings
}

fn contains_word(line: &str, word: &str) -> bool {
	line.match_indices(word).any(|(at, _)| {
		let before = line[..at].chars().next_back();
		let after = line[at + word.len()..].chars().next();
		let open_start = word.starts_with('.') || !before.is_some_and(is_word);
		let open_end = word.ends_with(['(', ')', '!']) || !after.is_some_and(is_word);
		open_start && open_end
	})
}

fn has_float_literal(line: &str) -> bool {
	let chars: Vec<char> = line.chars().collect();
	(1..chars.len().saturating_sub(1)).any(|at| {
		if chars[at] != '.' || !chars[at - 1].is_ascii_digit() || !chars[at + 1].is_ascii_digit() {
			return false;
		}
		let start = (0..at).rev().find(|i| !is_word(chars[*i]));
		let head = start.map_or(0, |i| i + 1);
		chars[head].is_ascii_digit() && start.is_none_or(|i| chars[i] != '.')
	})
}

fn cast_target(line: &str) -> Option<&'static str> {
	line.match_indices(" as ").find_map(|(at, found)| {
		let target: String = line[at + found.len()..].chars().take_while(|c| is_word(*c)).collect();
		NARROW.iter().copied().find(|i| *i == target)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn rules(text: &str) -> Vec<&'static str> {
		check("x.rs", text).into_iter().map(|f| f.rule).collect()
	}

	#[test]
	fn floats_are_found() {
		assert_eq!(rules("fn a(x: f64) {}"), ["float"]);
		assert_eq!(rules("let x = 1.5;"), ["float"]);
		assert_eq!(rules("let x = y.0.1 + a1.0 + 1..2;"), [""; 0]);
	}

	#[test]
	fn unwraps_and_panics_are_found() {
		assert_eq!(rules("x.unwrap();"), ["unwrap"]);
		assert_eq!(rules("x.expect(\"never\");"), ["unwrap"]);
		assert_eq!(rules("todo!()"), ["panic"]);
		assert_eq!(rules("x.unwrap_or(1); expect_ok(); defensive!()"), [""; 0]);
	}

	#[test]
	fn hash_maps_are_found() {
		assert_eq!(rules("use std::collections::HashMap;"), ["hashmap"]);
		assert_eq!(rules("struct MyHashMapLike;"), [""; 0]);
	}

	#[test]
	fn casts_are_found_unless_their_reason_stands_beside_them() {
		assert_eq!(rules("let x = y as u32;"), ["cast"]);
		assert_eq!(rules("let x = y as u32; // cast: y < 64"), [""; 0]);
		assert_eq!(rules("// cast: y < 64\nlet x = y as u32;"), [""; 0]);
		let allowed =
			"#[allow(clippy::cast_possible_truncation)]\nfn a(x: u64) -> u32 {\nx as u32\n}";
		assert_eq!(rules(allowed), [""; 0]);
		assert_eq!(rules("<T as Config>::X; use a as b;"), [""; 0]);
	}

	#[test]
	fn comments_strings_and_tests_are_not_looked_at() {
		assert_eq!(rules("// f64 .unwrap()\nlet s = \"HashMap 1.5\";"), [""; 0]);
		assert_eq!(rules("#[cfg(test)]\nmod tests {\n fn a() { x.unwrap(); }\n}"), [""; 0]);
		assert_eq!(rules("#[cfg(test)]\nmod tests;\nfn a() { x.unwrap(); }"), ["unwrap"]);
	}
}
