// SPDX-License-Identifier: Apache-2.0
//! Where a sequencer could be dishonest. The program is not; tests of the watcher are.

use crate::section::Maker;
use tenor_lane::{Message, Receipt, Section};

/// What a sequencer does where nobody can keep it from doing otherwise. Every default is honest.
pub trait Conduct: Send + Sync + 'static {
	/// What the answer says, before it is signed.
	fn answers(&self, receipt: Receipt) -> Receipt {
		receipt
	}

	/// Whether a message of the chain is taken.
	fn takes(&self, _message: &Message) -> bool {
		true
	}

	/// What goes to the chain: a section, and the orders that it fills for the first time. `None`: nothing.
	fn commits(&self, section: Section, makers: Vec<Maker>) -> Option<(Section, Vec<Maker>)> {
		Some((section, makers))
	}
}

/// As it should be.
pub struct Honest;

impl Conduct for Honest {}
