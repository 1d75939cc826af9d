// SPDX-License-Identifier: Apache-2.0
//! Comma-separated files: the vectors, and real quotes outside the repository.

use crate::{root, Exact};
use flate2::read::GzDecoder;
use std::{collections::BTreeMap, env, fs::File, io::Read, path::PathBuf, str::FromStr};

/// One line, by column name.
#[derive(Clone, Debug, Default)]
pub struct Row(BTreeMap<String, String>);

impl Row {
	/// The text of a column.
	pub fn text(&self, column: &str) -> &str {
		self.0.get(column).map_or("", String::as_str)
	}

	/// A column as a number of any type.
	pub fn get<T: FromStr>(&self, column: &str) -> Result<T, String> {
		self.text(column).parse().map_err(|_| format!("column {column}: {self:?}"))
	}

	/// A column as an exact number.
	pub fn exact(&self, column: &str) -> Result<Exact, String> {
		Exact::parse(self.text(column)).ok_or(format!("column {column}: {self:?}"))
	}
}

pub(crate) fn rows_of(text: &str) -> Vec<Row> {
	let mut lines = text.lines().filter(|line| !line.starts_with('#'));
	let header: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
	lines
		.map(|line| {
			let pairs = header.iter().zip(line.split(','));
			Row(pairs.map(|(name, value)| ((*name).into(), value.into())).collect())
		})
		.collect()
}

/// Where exchange data lies: `TENOR_DATA`, or beside the repository.
fn folder() -> PathBuf {
	env::var_os("TENOR_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from)
}

/// The comment line and the rows of a zipped file of real quotes; none, with a line that says so,
/// where the data is absent.
pub fn exchange_rows(name: &str) -> Option<(String, Vec<Row>)> {
	let path = folder().join(name);
	let Ok(file) = File::open(&path) else {
		println!("skipped: no {name} in TENOR_DATA or ../shared/data");
		return None;
	};
	let mut text = String::new();
	if let Err(error) = GzDecoder::new(file).read_to_string(&mut text) {
		println!("skipped: {name} is no zipped text: {error}");
		return None;
	}
	let comment = text.lines().next().unwrap_or("").to_owned();
	Some((comment, rows_of(&text)))
}
