// SPDX-License-Identifier: Apache-2.0
//! The chain says whether it can pay, and anybody can add it up.

use polkadot_sdk::{
	frame_support::assert_ok,
	sp_keyring::Sr25519Keyring::{Bob, Charlie},
};
use tenor_runtime::{Solvency, MINUTES};
use tenor_series::{MarginMode, DAY_MS};
use tenor_tests::{chain::*, solvency::recompute};

#[test]
fn chain_states_what_anybody_can_add_up() {
	journey(|chain| {
		// GIVEN a market in which somebody has sold to somebody else
		let expiry = chain.list(START_MS + 7 * DAY_MS, &[100_000]);
		chain.post_market(expiry, usd(100_000), milli(600));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 100_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 25_000));
		let series = call(expiry, 100_000);
		assert_ok!(chain.trade(series, buyer, writer, contracts(1_000), mark(series)));
		// WHEN ten minutes pass THEN the chain has made a second statement, and at any time what it would
		// say is what the portfolios add up to.
		let mut blocks = Vec::new();
		for _ in 0..=10 * MINUTES {
			chain.next_block();
			assert_eq!(Solvency::statement(), recompute());
			blocks.extend(Solvency::last().map(|(block, _)| block));
		}
		blocks.dedup();
		assert_eq!(blocks, [1, 1 + 10 * MINUTES]);
		let (_, last) = Solvency::last().expect("it was made");
		assert!(last.is_backed());
		assert!(last.cash.claims > last.cash.debts);
		assert!(last.worst_loss.is_positive(), "the writer has little beyond a crash");
	});
}
