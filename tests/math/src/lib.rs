// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![allow(clippy::float_arithmetic)]

extern crate alloc;

mod books;
mod data;
mod exact;
pub mod programs;
mod worst;

pub use books::{read_books, Book, ExpectedPortfolio, ExpectedUnderlying, UnderlyingInputs};
pub use data::{exchange_rows, Row};
pub use exact::Exact;
pub use worst::Worst;

use std::{
	env, fs,
	path::{Path, PathBuf},
};

/// The root of the checkout under test.
///
/// Cargo says where the tested crate lies when it runs a test, and a fuzzer runs in that folder. What
/// it said when this was compiled comes last: checkouts that share a build folder can be taken for one
/// another, and that one may be gone.
pub fn root() -> PathBuf {
	let starts = [
		env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
		env::current_dir().ok(),
		Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
	];
	let found = starts.iter().flatten().find_map(|start| root_above(start));
	found.unwrap_or_default()
}

/// The folder at or above `start` that holds the vectors.
fn root_above(start: &Path) -> Option<PathBuf> {
	start.ancestors().find(|folder| folder.join("tests/vectors").is_dir()).map(Path::to_path_buf)
}

/// The folder of the vectors.
pub fn vectors() -> PathBuf {
	root().join("tests/vectors")
}

/// The rows of a vector file by column name, header checked by use.
pub fn read_csv(name: &str) -> Result<Vec<Row>, String> {
	let path = vectors().join(name);
	let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
	Ok(data::rows_of(&text))
}
