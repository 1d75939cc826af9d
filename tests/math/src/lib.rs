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

use std::{fs, path::PathBuf};

/// The folder of the vectors.
pub fn vectors() -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// The rows of a vector file by column name, header checked by use.
pub fn read_csv(name: &str) -> Result<Vec<Row>, String> {
	let path = vectors().join(name);
	let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
	Ok(data::rows_of(&text))
}
