// SPDX-License-Identifier: Apache-2.0
//! Enough of Rust's lexical rules to look at code without its comments, literals and tests.

/// The same text with comments, strings and character literals turned into blanks, line by line.
pub fn code_only(text: &str) -> String {
	let chars: Vec<char> = text.chars().collect();
	let mut out = String::with_capacity(text.len());
	let mut at = 0;
	while at < chars.len() {
		let end = literal_or_comment_end(&chars, at);
		if end == at {
			out.push(chars[at]);
			at += 1;
		} else {
			for c in &chars[at..end] {
				out.push(if *c == '\n' { '\n' } else { ' ' });
			}
			at = end;
		}
	}
	out
}

/// Where the comment or literal that begins at `at` ends; `at` itself if none begins there.
fn literal_or_comment_end(chars: &[char], at: usize) -> usize {
	let next = chars.get(at + 1).copied();
	let in_word = at > 0 && is_word(chars[at - 1]);
	match chars[at] {
		'/' if next == Some('/') => find(chars, at, |c| c == '\n'),
		'/' if next == Some('*') => block_comment_end(chars, at),
		'"' => string_end(chars, at + 1),
		'b' if !in_word && next == Some('"') => string_end(chars, at + 2),
		'r' if !in_word => raw_string_end(chars, at, at + 1),
		'b' if !in_word && next == Some('r') => raw_string_end(chars, at, at + 2),
		'\'' => char_end(chars, at),
		_ => at,
	}
}

fn find(chars: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
	(from..chars.len()).find(|i| stop(chars[*i])).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
	let mut depth = 0;
	let mut at = start;
	while at < chars.len() {
		match (chars[at], chars.get(at + 1)) {
			('/', Some('*')) => {
				depth += 1;
				at += 2;
			}
			('*', Some('/')) => {
				depth -= 1;
				at += 2;
				if depth == 0 {
					return at;
				}
			}
			_ => at += 1,
		}
	}
	chars.len()
}

fn string_end(chars: &[char], mut at: usize) -> usize {
	while at < chars.len() {
		match chars[at] {
			'\\' => at += 2,
			'"' => return at + 1,
			_ => at += 1,
		}
	}
	chars.len()
}

fn raw_string_end(chars: &[char], start: usize, mut at: usize) -> usize {
	let hashes_from = at;
	while chars.get(at) == Some(&'#') {
		at += 1;
	}
	let hashes = at - hashes_from;
	if chars.get(at) != Some(&'"') {
		return start;
	}
	at += 1;
	while at < chars.len() {
		let closes = chars[at] == '"'
			&& chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
		at += 1;
		if closes {
			return at + hashes;
		}
	}
	chars.len()
}

/// A character literal's end; a lifetime is left as it is.
fn char_end(chars: &[char], at: usize) -> usize {
	match (chars.get(at + 1), chars.get(at + 2)) {
		(Some('\\'), _) => find(chars, at + 3, |c| c == '\'') + 1,
		(Some(_), Some('\'')) => at + 3,
		_ => at,
	}
}

/// Whether a character can be part of an identifier or a number.
pub fn is_word(c: char) -> bool {
	c.is_alphanumeric() || c == '_'
}

/// Code with every item under `#[cfg(test)]`, `#[cfg(feature = "std")]` or
/// `#[cfg(feature = "runtime-benchmarks")]` blanked. `text` is the whole source, `code` what
/// [`code_only`] made of it (attributes name features in strings, so both are needed).
pub fn without_test_items(text: &str, code: &str) -> String {
	const OFF_CHAIN: [&str; 5] = [
		"#[cfg(test)]",
		"#[cfg(all(test",
		"#[cfg(feature = \"std\")]",
		"#[cfg(feature = \"runtime-benchmarks\")]",
		"#[cfg(any(test",
	];
	let mut out: Vec<char> = code.chars().collect();
	let raw: Vec<char> = text.chars().collect();
	for (at, _) in out.clone().iter().enumerate().filter(|(_, c)| **c == '#') {
		let starts = OFF_CHAIN.iter().any(|mark| {
			raw.len() >= at + mark.chars().count()
				&& mark.chars().zip(&raw[at..]).all(|(a, b)| a == *b)
		});
		if starts {
			let end = item_end(&out, at);
			for c in &mut out[at..end] {
				if *c != '\n' {
					*c = ' ';
				}
			}
		}
	}
	out.into_iter().collect()
}

/// Where the item behind the attribute at `start` ends: its closing brace, or its `;` or `,`.
fn item_end(code: &[char], start: usize) -> usize {
	let mut depth = 0i32;
	for (at, c) in code.iter().enumerate().skip(start) {
		match c {
			'{' | '(' | '[' => depth += 1,
			'}' | ')' | ']' => {
				depth -= 1;
				if depth < 0 {
					return at;
				}
				if depth == 0 && *c == '}' {
					return at + 1;
				}
			}
			';' | ',' if depth == 0 => return at + 1,
			_ => (),
		}
	}
	code.len()
}

/// A function found in code: its name, first line (from 1) and number of lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
	/// The name behind `fn`.
	pub name: String,
	/// The line of `fn`.
	pub line: usize,
	/// From the line of `fn` to the line of the closing brace, both counted.
	pub lines: usize,
}

/// Every function with a body in `code` (what [`code_only`] returned).
pub fn functions(code: &str) -> Vec<Function> {
	let chars: Vec<char> = code.chars().collect();
	let mut found = Vec::new();
	let mut line = 1;
	for at in 0..chars.len() {
		if chars[at] == '\n' {
			line += 1;
		}
		let starts =
			chars[at..].starts_with(&['f', 'n', ' ']) && (at == 0 || !is_word(chars[at - 1]));
		if !starts {
			continue;
		}
		let name: String = chars[at + 3..].iter().take_while(|c| is_word(**c)).collect();
		if name.is_empty() {
			continue;
		}
		if let Some(lines) = body_lines(&chars[at..]) {
			found.push(Function { name, line, lines });
		}
	}
	found
}

/// Lines from here to the closing brace of the body; `None` for a declaration without a body.
fn body_lines(chars: &[char]) -> Option<usize> {
	let mut depth = 0i32;
	let mut in_body = false;
	let mut lines = 1;
	for c in chars {
		match c {
			'\n' => lines += 1,
			'(' | '[' => depth += 1,
			')' | ']' => {
				depth -= 1;
				// `fn` was named inside somebody else's parentheses.
				if depth < 0 {
					return None;
				}
			}
			';' if depth == 0 && !in_body => return None,
			'{' => {
				in_body = true;
				depth += 1;
			}
			'}' => {
				depth -= 1;
				if depth == 0 && in_body {
					return Some(lines);
				}
			}
			_ => (),
		}
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn comments_and_literals_are_blanked_and_lines_kept() {
		let text = "a /* x\n/* y */ */ b // c\n\"d\\\"\" 'e' r#\"f\"\"# b\"g\" '\\n' &'h i";
		let code = code_only(text);
		assert_eq!(code.lines().count(), 3);
		assert_eq!(code.split_whitespace().collect::<String>(), "ab&'hi");
	}

	#[test]
	fn test_items_are_blanked_and_the_rest_kept() {
		let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { x(); } }\nfn c() {}\n\
			#[cfg(feature = \"std\")]\nuse d;\nfn e() {}";
		let code = without_test_items(text, &code_only(text));
		for kept in ["fn a", "fn c", "fn e"] {
			assert!(code.contains(kept), "{code}");
		}
		for gone in ["fn b", "use d"] {
			assert!(!code.contains(gone), "{code}");
		}
	}

	#[test]
	fn functions_are_measured_with_their_signature() {
		let code = "#[x(fn y)] trait T { fn declared(&self) -> [u8; 3]; }\nfn one() {}\n\
			pub fn two<F: Fn()>(\n\tf: F,\n) {\n\tif x { y() }\n}\n";
		let found = functions(code);
		assert_eq!(found.len(), 2);
		assert_eq!((found[0].name.as_str(), found[0].line, found[0].lines), ("one", 2, 1));
		assert_eq!((found[1].name.as_str(), found[1].line, found[1].lines), ("two", 3, 5));
	}
}
