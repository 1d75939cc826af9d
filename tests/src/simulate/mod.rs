// SPDX-License-Identifier: Apache-2.0
//! The whole runtime under random blocks: people who mostly know what they do, operators who mostly say what
//! is, and any call with any arguments, against a reference ledger that follows nothing but events. One seed
//! is one run, the same every time.

mod acts;
mod apply;
mod checks;
pub mod choices;
pub mod ledger;
mod market;
pub mod report;
pub mod run;
pub mod scene;
pub mod shape;

use choices::Choices;
use report::Report;
use run::{Episode, Flavour, Scrutiny};

/// Blocks of an episode.
pub const BLOCKS: u64 = 400;

/// The kind of time that the episode of a seed is of.
pub fn flavour(seed: u64) -> Flavour {
	Flavour::ALL[Choices::seeded(seed).index(Flavour::ALL.len())]
}

/// Runs the episode of a seed: so many blocks, and not more than so many operations.
pub fn episode(seed: u64, flavour: Flavour, scrutiny: Scrutiny, blocks: u64, most: u64) -> Report {
	let choices = Choices::seeded(seed ^ 0x7465_6e6f_7221);
	Episode::open(choices, flavour, scrutiny, most).run(blocks)
}

/// Runs what the bytes of a fuzzer decide, the kind of time first, until they end.
pub fn of_bytes(bytes: Vec<u8>, scrutiny: Scrutiny) -> Report {
	let mut choices = Choices::of(bytes);
	let flavour = Flavour::ALL[choices.index(Flavour::ALL.len())];
	Episode::open(choices, flavour, scrutiny, u64::MAX).run(BLOCKS)
}

pub use apply::name as name_of;
