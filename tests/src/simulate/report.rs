// SPDX-License-Identifier: Apache-2.0
//! What a run did, and its table.

use super::{
	apply::{Applier, Outcome},
	checks::Checks,
	ledger::Ledger,
};
use crate::replay::sim::reason;
use std::{collections::BTreeMap, fmt::Write};
use tenor_runtime::RuntimeEvent;

/// What became of the calls of one name.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Counts {
	/// They did what they say.
	pub accepted: u64,
	/// They were refused by their pallet.
	pub refused: u64,
	/// No block would take them.
	pub invalid: u64,
	/// The block had no room for them.
	pub full: u64,
}

/// Counts of one episode, or of many.
#[derive(Clone, Default)]
pub struct Report {
	/// Calls sent.
	pub operations: u64,
	/// Blocks made.
	pub blocks: u64,
	/// By name of the call.
	pub calls: BTreeMap<String, Counts>,
	/// Reasons of refusals.
	pub reasons: BTreeMap<String, u64>,
	/// Events of our pallets, by name.
	pub events: BTreeMap<String, u64>,
	/// What was recomputed and compared, by name.
	pub compared: BTreeMap<String, u64>,
	/// Shares: largest weight of a block and of an engine, and time per weight; ms of the longest block.
	pub worst: [f64; 4],
	/// What broke.
	pub broken: Vec<String>,
}

impl Report {
	/// A call was applied.
	pub fn applied(&mut self, what: String, outcome: Outcome) {
		self.operations += 1;
		let counts = self.calls.entry(what).or_default();
		match outcome {
			Outcome::Done => counts.accepted += 1,
			Outcome::Refused(error) => {
				counts.refused += 1;
				*self.reasons.entry(reason(error)).or_default() += 1;
			}
			Outcome::Invalid(error) => {
				counts.invalid += 1;
				*self.reasons.entry(format!("{error:?}")).or_default() += 1;
			}
			Outcome::Full => counts.full += 1,
		}
	}

	/// Counts the events of a block.
	pub fn events(&mut self, events: &[RuntimeEvent]) {
		for event in events {
			let name = match event {
				RuntimeEvent::Collateral(event) => format!("Collateral {}", variant(event)),
				RuntimeEvent::Margin(event) => format!("Margin {}", variant(event)),
				RuntimeEvent::Trading(event) => format!("Trading {}", variant(event)),
				RuntimeEvent::Settlement(event) => format!("Settlement {}", variant(event)),
				RuntimeEvent::Liquidation(event) => format!("Liquidation {}", variant(event)),
				RuntimeEvent::Lane(event) => format!("Lane {}", variant(event)),
				RuntimeEvent::Vault(event) => format!("Vault {}", variant(event)),
				RuntimeEvent::Breaker(event) => format!("Breaker {}", variant(event)),
				RuntimeEvent::Series(event) => format!("Series {}", variant(event)),
				RuntimeEvent::Market(event) => format!("Market {}", variant(event)),
				_ => continue,
			};
			*self.events.entry(name).or_default() += 1;
		}
	}

	/// Takes over what was found.
	pub fn close(&mut self, blocks: u64, checks: &Checks, ledger: &Ledger, applier: &Applier) {
		self.blocks = blocks;
		self.broken.extend(applier.broken.iter().cloned());
		self.broken.extend(checks.broken.iter().cloned());
		self.broken.extend(ledger.broken.iter().cloned());
		self.worst = [checks.most_weight, checks.most_engine, checks.most_ratio, checks.most_ms];
		for (what, count) in &ledger.recomputed {
			*self.compared.entry((*what).into()).or_default() += count;
		}
		for (what, count) in [
			("refused calls whose state was compared", applier.compared),
			("signatures checked", applier.signed),
			("looks at everybody's margin behind the engine", checks.looks),
			("unsafe and free while the sweep had no weight", checks.late),
			("freezes and prices judged by their data", checks.judged),
			("margins looked at behind calls", checks.margins),
		] {
			*self.compared.entry(what.into()).or_default() += count;
		}
	}

	/// Adds another episode.
	pub fn add(&mut self, other: &Self) {
		self.operations += other.operations;
		self.blocks += other.blocks;
		for (what, counts) in &other.calls {
			let sum = self.calls.entry(what.clone()).or_default();
			sum.accepted += counts.accepted;
			sum.refused += counts.refused;
			sum.invalid += counts.invalid;
			sum.full += counts.full;
		}
		let pairs = [
			(&mut self.reasons, &other.reasons),
			(&mut self.events, &other.events),
			(&mut self.compared, &other.compared),
		];
		for (sums, counts) in pairs {
			for (what, count) in counts {
				*sums.entry(what.clone()).or_default() += count;
			}
		}
		for (most, one) in self.worst.iter_mut().zip(other.worst) {
			*most = most.max(one);
		}
		self.broken.extend(other.broken.iter().cloned());
	}

	/// Calls accepted of this name.
	pub fn accepted(&self, what: &str) -> u64 {
		self.calls.get(what).map_or(0, |counts| counts.accepted)
	}

	/// Everything as text.
	pub fn table(&self) -> String {
		let mut out = String::from(
			"| call | accepted | refused | invalid | no room |\n|---|---|---|---|---|\n",
		);
		// Nothing can go wrong when text is appended to text.
		let mut line = |text: String| writeln!(out, "{text}").expect("it is a string");
		for (what, counts) in &self.calls {
			let Counts { accepted, refused, invalid, full } = counts;
			line(format!("| `{what}` | {accepted} | {refused} | {invalid} | {full} |"));
		}
		for (title, counts) in [
			("what happened", &self.events),
			("recomputed and compared", &self.compared),
			("refusals by reason", &self.reasons),
		] {
			line(format!("\n| {title} | times |\n|---|---|"));
			let mut counts: Vec<_> = counts.iter().collect();
			counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
			for (what, count) in counts.into_iter().take(80) {
				line(format!("| {what} | {count} |"));
			}
		}
		let [block, engine, ratio, ms] = self.worst;
		line(format!(
			"\n{} operations in {} blocks; heaviest block {:.1} % of the limit, heaviest engine {:.1} % of its \
			 budget; longest block {ms:.1} ms, most time per time of weight {ratio:.2}; broken: {}",
			self.operations,
			self.blocks,
			block * 100.0,
			engine * 100.0,
			self.broken.len()
		));
		out
	}
}

/// The first word of a debug output: no more of it is made.
#[derive(Default)]
struct FirstWord(String);

impl Write for FirstWord {
	fn write_str(&mut self, text: &str) -> std::fmt::Result {
		let word = text.split([' ', '{', '(']).next().unwrap_or_default();
		self.0.push_str(word);
		if word.len() < text.len() {
			return Err(std::fmt::Error);
		}
		Ok(())
	}
}

/// The name of an event's variant.
fn variant(event: &impl std::fmt::Debug) -> String {
	let mut word = FirstWord::default();
	match write!(word, "{event:?}") {
		Ok(()) | Err(std::fmt::Error) => word.0.rsplit("::").next().unwrap_or_default().into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn variant_is_named_whatever_it_holds() {
		assert_eq!(variant(&Outcome::Done), "Done");
		assert_eq!(variant(&Counts { accepted: 1, ..Counts::default() }), "Counts");
		assert_eq!(variant(&Some(3)), "Some");
	}
}
