// SPDX-License-Identifier: Apache-2.0
//! Rows: what was measured, beside what, and whether it is what it should be.

use crate::{store::Db, wasm::Took};
use serde_json::{json, Value};
use std::time::Duration;

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
	/// Something per second.
	PerSecond,
	/// Seconds, shown in ms.
	Ms,
	/// Seconds, shown in us.
	Us,
	/// Things.
	Count,
	/// A ratio or an exponent.
	Plain,
}

impl Unit {
	fn show(self, value: f64) -> String {
		match self {
			Self::PerSecond => format!("{} /s", figures(value)),
			Self::Ms => format!("{} ms", figures(value * 1e3)),
			Self::Us => format!("{} us", figures(value * 1e6)),
			Self::Count => figures(value),
			Self::Plain => format!("{value:.2}"),
		}
	}
}

/// Three figures, thousands apart.
pub fn figures(value: f64) -> String {
	if !value.is_finite() {
		return "-".into();
	}
	let size = value.abs();
	if size != 0.0 && size < 10.0 {
		return format!("{value:.2}");
	}
	if size < 100.0 {
		return format!("{value:.1}");
	}
	let scale = 10f64.powi(size.log10().floor() as i32 - 2);
	let digits = format!("{:.0}", (size / scale).round() * scale);
	let mut text = String::new();
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place) % 3 == 0 {
			text.push(',');
		}
		text.push(digit);
	}
	if value < 0.0 {
		text.insert(0, '-');
	}
	text
}

/// What is to be reached.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Goal {
	/// So much or more.
	AtLeast(f64),
	/// So much or less.
	AtMost(f64),
	/// Between the two.
	Within(f64, f64),
}

impl Goal {
	fn met(self, value: f64) -> bool {
		match self {
			Self::AtLeast(least) => value >= least,
			Self::AtMost(most) => value <= most,
			Self::Within(least, most) => (least..=most).contains(&value),
		}
	}

	fn show(self, unit: Unit) -> String {
		match self {
			Self::AtLeast(least) => format!(">= {}", unit.show(least)),
			Self::AtMost(most) => format!("<= {}", unit.show(most)),
			Self::Within(least, most) => format!("{} to {}", unit.show(least), unit.show(most)),
		}
	}
}

/// One line of a table.
#[derive(Clone, Debug)]
pub struct Row {
	what: String,
	place: &'static str,
	unit: Unit,
	measured: f64,
	/// The same if root and commit are counted too.
	with_all: Option<f64>,
	/// What the meter lets into a block of a second.
	admitted: Option<f64>,
	reference: Option<(f64, String)>,
	goal: Option<Goal>,
}

impl Row {
	/// A number measured over a database.
	pub fn over(db: Db, what: impl Into<String>, unit: Unit, measured: f64) -> Self {
		Self::at(db.name(), what, unit, measured)
	}

	/// A number measured in native code.
	pub fn native(what: impl Into<String>, unit: Unit, measured: f64) -> Self {
		Self::at("native", what, unit, measured)
	}

	/// A number measured somewhere.
	pub fn at(place: &'static str, what: impl Into<String>, unit: Unit, measured: f64) -> Self {
		let what = what.into();
		Self {
			what,
			place,
			unit,
			measured,
			with_all: None,
			admitted: None,
			reference: None,
			goal: None,
		}
	}

	/// So many things in so long.
	pub fn rate(db: Db, what: impl Into<String>, count: f64, took: &Took) -> Self {
		let mut row = Self::over(db, what, Unit::PerSecond, per_second(count, took.execution));
		row.with_all = Some(per_second(count, took.all()));
		row
	}

	/// The execution of something.
	pub fn time(db: Db, what: impl Into<String>, unit: Unit, took: &Took) -> Self {
		let mut row = Self::over(db, what, unit, took.execution.as_secs_f64());
		row.with_all = Some(took.all().as_secs_f64());
		row
	}

	/// With what the meter lets into a block.
	pub fn admitted(mut self, per_block: f64) -> Self {
		self.admitted = Some(per_block);
		self
	}

	/// With a number to be compared to, of the same unit.
	pub fn beside(mut self, reference: f64, what: impl Into<String>) -> Self {
		self.reference = Some((reference, what.into()));
		self
	}

	/// With what is to be reached.
	pub fn goal(mut self, goal: Goal) -> Self {
		self.goal = Some(goal);
		self
	}

	/// The number.
	pub fn measured(&self) -> f64 {
		self.measured
	}

	/// Whether the goal is met by the clock.
	pub fn met(&self) -> Option<bool> {
		self.goal.map(|goal| goal.met(self.measured))
	}

	/// Whether a rate's goal is met by the meter.
	fn admits(&self) -> Option<bool> {
		match (self.goal, self.admitted) {
			(Some(goal), Some(admitted)) if self.unit == Unit::PerSecond => {
				Some(goal.met(admitted))
			}
			_ => None,
		}
	}

	fn cells(&self) -> [String; 9] {
		let verdict = |met: Option<bool>| match met {
			Some(true) => "met".to_owned(),
			Some(false) => "missed".to_owned(),
			None => String::new(),
		};
		let reference = self.reference.as_ref();
		let admitted = self.admitted.map(|admitted| {
			let verdict = verdict(self.admits());
			let space = if verdict.is_empty() { "" } else { " " };
			format!("{}{space}{verdict}", figures(admitted))
		});
		[
			self.what.clone(),
			self.place.to_owned(),
			self.unit.show(self.measured),
			self.with_all.map(|all| self.unit.show(all)).unwrap_or_default(),
			reference.map(|(r, what)| format!("{} {what}", self.unit.show(*r))).unwrap_or_default(),
			reference.map(|(r, _)| format!("{:.2}", self.measured / r)).unwrap_or_default(),
			self.goal.map(|goal| goal.show(self.unit)).unwrap_or_default(),
			verdict(self.met()),
			admitted.unwrap_or_default(),
		]
	}

	fn json(&self) -> Value {
		json!({
			"what": self.what,
			"where": self.place,
			"unit": format!("{:?}", self.unit),
			"measured": self.measured,
			"with_root_and_commit": self.with_all,
			"reference": self.reference.as_ref().map(|(value, _)| value),
			"reference_is": self.reference.as_ref().map(|(_, what)| what),
			"ratio": self.reference.as_ref().map(|(value, _)| self.measured / value),
			"goal": self.goal.map(|goal| goal.show(self.unit)),
			"met": self.met(),
			"admitted_per_block": self.admitted,
			"met_by_the_meter": self.admits(),
		})
	}
}

const HEAD: [&str; 9] = [
	"what",
	"over",
	"measured",
	"with root and commit",
	"reference",
	"ratio",
	"goal",
	"",
	"a block's weight admits",
];

/// Rows that belong together, and what is to be said of them.
#[derive(Clone, Debug, Default)]
pub struct Section {
	/// Its name: marks its place in the documentation.
	pub name: &'static str,
	/// Its rows.
	pub rows: Vec<Row>,
	/// Sentences under the table.
	pub notes: Vec<String>,
	/// Numbers for the JSON only.
	pub data: Vec<(String, Value)>,
	/// Pictures of it: file name and SVG.
	pub pictures: Vec<(String, String)>,
	/// Whether the program fails by it: something took longer than its weight says.
	pub failed: bool,
}

impl Section {
	/// A section without rows.
	pub fn new(name: &'static str) -> Self {
		Self { name, ..Self::default() }
	}

	/// Adds a row.
	pub fn push(&mut self, row: Row) {
		self.rows.push(row);
	}

	/// Adds a sentence.
	pub fn note(&mut self, text: impl Into<String>) {
		self.notes.push(text.into());
	}

	/// What the first row of that name measured.
	pub fn measured(&self, what: &str) -> Option<f64> {
		self.rows.iter().find(|row| row.what == what).map(Row::measured)
	}

	/// The same lines of several databases beside each other, in the order of the first.
	fn sorted(&self) -> Vec<&Row> {
		let mut names: Vec<&str> = Vec::new();
		for row in &self.rows {
			if !names.contains(&row.what.as_str()) {
				names.push(&row.what);
			}
		}
		let place = |row: &&Row| names.iter().position(|name| *name == row.what);
		let mut rows: Vec<&Row> = self.rows.iter().collect();
		rows.sort_by_key(place);
		rows
	}

	/// As a table of the documentation.
	pub fn markdown(&self) -> String {
		let mut text = String::new();
		if !self.rows.is_empty() {
			text += &format!("| {} |\n|{}\n", HEAD.join(" | "), "---|".repeat(HEAD.len()));
			for row in self.sorted() {
				text += &format!("| {} |\n", row.cells().join(" | "));
			}
		}
		for (name, _) in &self.pictures {
			text += &format!("\n![{}](img/{name})\n", name.trim_end_matches(".svg"));
		}
		if !self.notes.is_empty() {
			text += "\n";
			for note in &self.notes {
				text += &format!("- {note}\n");
			}
		}
		text
	}

	/// As a table on the screen.
	pub fn plain(&self) -> String {
		let rows: Vec<[String; 9]> = self.sorted().into_iter().map(Row::cells).collect();
		let width = |column: usize| {
			let widest = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
			widest.max(HEAD[column].len())
		};
		let widths: [usize; 9] = core::array::from_fn(width);
		let line = |cells: &[String; 9]| {
			let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
			padded.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
		};
		let mut text = format!("\n{}\n", self.name);
		if !rows.is_empty() {
			text += &format!("{}\n", line(&HEAD.map(str::to_owned)));
			for row in &rows {
				text += &format!("{}\n", line(row));
			}
		}
		for note in &self.notes {
			text += &format!("  {note}\n");
		}
		text
	}

	/// For machines.
	pub fn json(&self) -> Value {
		let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
		let data: serde_json::Map<String, Value> = self.data.iter().cloned().collect();
		json!({ "name": self.name, "rows": rows, "notes": self.notes, "data": data })
	}
}

/// So many in so long, per second.
pub fn per_second(count: f64, took: Duration) -> f64 {
	count / took.as_secs_f64()
}
