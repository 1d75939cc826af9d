// SPDX-License-Identifier: Apache-2.0
//! The largest error of a run, beside what is allowed.

use crate::Exact;

/// Collects errors as shares of what is allowed.
#[derive(Debug)]
pub struct Worst {
	name: &'static str,
	cases: usize,
	failures: usize,
	error: f64,
	share: f64,
	at: String,
}

impl Worst {
	/// Nothing collected yet.
	pub fn new(name: &'static str) -> Self {
		Self { name, cases: 0, failures: 0, error: 0.0, share: 0.0, at: String::new() }
	}

	/// Compares one figure; `at` names the case.
	pub fn note(
		&mut self,
		got: impl Into<Exact>,
		expected: &Exact,
		allowed: &Exact,
		at: impl Fn() -> String,
	) {
		let got = got.into();
		self.cases += 1;
		let error = (&got - expected).abs();
		let share = error.lossy() / allowed.lossy();
		if share > self.share || !got.is_within(allowed, expected) && self.failures == 0 {
			(self.share, self.error, self.at) = (share, error.lossy(), at());
		}
		self.failures += usize::from(!got.is_within(allowed, expected));
	}

	/// Prints the line, and fails if any figure was off or none was compared.
	pub fn check(&self) {
		println!(
			"{:<28} {:>6} cases, worst {:.3e} = {:.3} of what is allowed",
			self.name, self.cases, self.error, self.share
		);
		assert!(self.cases > 0, "{}: nothing was compared", self.name);
		assert!(
			self.failures == 0,
			"{}: {} of {} off; worst {:.3e}, {:.3} of what is allowed, at {}",
			self.name,
			self.failures,
			self.cases,
			self.error,
			self.share,
			self.at
		);
	}
}
