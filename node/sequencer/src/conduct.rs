// SPDX-License-Identifier: Apache-2.0
//! Where a sequencer could be dishonest. The program is not; tests of the watcher are.

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

	/// What goes to the chain; `None`: nothing.
	fn commits(&self, section: Section) -> Option<Section> {
		Some(section)
	}
}

/// As it should be.
pub struct Honest;

impl Conduct for Honest {}
