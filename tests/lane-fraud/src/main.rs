// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

use clap::Parser;
use std::{process::ExitCode, sync::Arc};
use tenor_lane::{Fill, Message, Operation, Receipt, Section};
use tenor_sequencer::{
	conduct::Conduct,
	run::{run_as, RunOptions},
	section::Maker,
};

/// Places ahead that no batch reaches while anybody waits.
const FAR: u64 = 1_000_000_000;

/// What it does that it must not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Fraud {
	/// A wrong root.
	Root,
	/// Fills left out.
	Fills,
	/// A fill beyond a limit, or at another price than the resting order's.
	Price,
	/// A signature that nobody made.
	Signature,
	/// Receipts for places behind another history than the log's.
	Receipt,
	/// Two receipts for one number.
	Equivocation,
	/// Receipts for places that never come.
	Ignored,
	/// Orders and cancels of the chain are left waiting, and what comes behind them.
	Censor,
	/// No batch.
	Silence,
}

/// Runs a lane, and breaks a rule.
#[derive(Debug, Parser)]
#[command(name = "tenor-lane-fraud", version)]
struct Options {
	/// Which rule.
	#[arg(long, value_enum)]
	commit: Fraud,

	#[command(flatten)]
	run: RunOptions,
}

impl Conduct for Fraud {
	fn answers(&self, receipt: Receipt) -> Receipt {
		let mut answer = receipt;
		match self {
			Self::Receipt => answer.head[0] ^= 1,
			Self::Equivocation => answer.operation[0] ^= 1,
			Self::Ignored => answer.sequence = answer.sequence.saturating_add(FAR),
			_ => {}
		}
		answer
	}

	fn takes(&self, message: &Message) -> bool {
		// Without rules and allowances there would be nobody to censor.
		*self != Self::Censor || !matches!(message, Message::Order(_) | Message::Cancel(_))
	}

	fn commits(
		&self,
		mut section: Section,
		mut makers: Vec<Maker>,
	) -> Option<(Section, Vec<Maker>)> {
		match self {
			Self::Silence => return None,
			Self::Root => {
				if let Some(entry) = section.entries.last_mut() {
					entry.root[0] ^= 1;
				}
			}
			Self::Fills | Self::Price => {
				let filled = section.entries.iter_mut().find(|entry| !entry.fills.is_empty());
				if let Some(entry) = filled {
					self.bend(&mut entry.fills);
				}
				// A batch has no more of them than fills.
				makers.retain(|maker| is_filled(maker, &section));
			}
			Self::Signature => {
				let orders = section.entries.iter_mut().map(|entry| &mut entry.operation);
				let mut signed = orders.filter_map(|operation| match operation {
					Operation::Order(signed) => Some(&mut signed.signature),
					_ => None,
				});
				if let Some(signature) = signed.next() {
					signature[0] ^= 1;
				}
			}
			Self::Receipt | Self::Equivocation | Self::Ignored | Self::Censor => {}
		}
		Some((section, makers))
	}
}

/// Whether a section still fills an order that rests.
fn is_filled(maker: &Maker, section: &Section) -> bool {
	let order = match maker {
		Maker::Placed(index) => usize::try_from(*index)
			.ok()
			.and_then(|index| section.entries.get(index)?.operation.order()),
		Maker::Order(signed) => Some(&signed.body),
		Maker::Replace(signed) => Some(&signed.body.order),
		Maker::Forced(order) => Some(order),
	};
	let mut fills = section.entries.iter().flat_map(|entry| &entry.fills);
	order.is_some_and(|order| {
		fills.any(|fill| (fill.maker, fill.nonce) == (order.portfolio, order.nonce))
	})
}

impl Fraud {
	fn bend(self, fills: &mut Vec<Fill>) {
		match fills.first_mut() {
			Some(fill) if self == Self::Price => {
				fill.price = fill.price.saturating_add(fill.price);
			}
			_ => fills.clear(),
		}
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	let Options { commit, run } = Options::parse();
	match run_as(&run, Arc::new(commit)).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			eprintln!("tenor-lane-fraud: {failure}");
			ExitCode::FAILURE
		}
	}
}
