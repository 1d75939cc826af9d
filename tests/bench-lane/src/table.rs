// SPDX-License-Identifier: Apache-2.0
//! Rows: what was measured, beside what, and whether it is what it should be.

/// A line of the table.
pub struct Row {
	what: String,
	measured: f64,
	unit: &'static str,
	reference: Option<(f64, &'static str)>,
	at_most: Option<f64>,
}

impl Row {
	/// Seconds, shown in microseconds.
	pub fn us(what: impl Into<String>, seconds: f64) -> Self {
		Self::new(what, seconds * 1e6, "us")
	}

	/// Things.
	pub fn count(what: impl Into<String>, count: f64) -> Self {
		Self::new(what, count, "")
	}

	/// Things a second.
	pub fn rate(what: impl Into<String>, rate: f64) -> Self {
		Self::new(what, rate, "/s")
	}

	fn new(what: impl Into<String>, measured: f64, unit: &'static str) -> Self {
		Self { what: what.into(), measured, unit, reference: None, at_most: None }
	}

	/// Beside something of so many seconds.
	pub fn beside(self, seconds: f64, name: &'static str) -> Self {
		Self { reference: Some((seconds * 1e6, name)), ..self }
	}

	/// With a goal: so many seconds, or things, at most.
	pub fn at_most(self, most: f64) -> Self {
		let scale = if self.unit == "us" { 1e6 } else { 1.0 };
		Self { at_most: Some(most * scale), ..self }
	}

	fn line(&self) -> String {
		let digits = if self.measured < 10.0 { 2 } else { 0 };
		let show = |value: f64| format!("{value:.digits$} {}", self.unit).trim_end().to_string();
		let (reference, ratio) = match self.reference {
			Some((value, name)) => {
				(format!("{} ({name})", show(value)), format!("{:.0}x", value / self.measured))
			}
			None => ("-".into(), "-".into()),
		};
		let (goal, met) = match self.at_most {
			Some(most) if self.measured <= most => (format!("<= {}", show(most)), "met"),
			Some(most) => (format!("<= {}", show(most)), "missed"),
			None => ("-".into(), "-"),
		};
		let measured = show(self.measured);
		format!("| {} | {measured} | {reference} | {ratio} | {goal} | {met} |", self.what)
	}
}

/// Prints a table.
pub fn print(rows: &[Row]) {
	println!("| what | measured | reference | ratio | goal | |");
	println!("|---|---|---|---|---|---|");
	for row in rows {
		println!("{}", row.line());
	}
}
