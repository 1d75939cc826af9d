// SPDX-License-Identifier: Apache-2.0
//! Random trades and random alterations against a model of what may pass.

use crate::{mock::*, types::NonceRefusal, ReplayWindow};
use polkadot_sdk::{sp_io::storage::root, sp_runtime::StateVersion};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tenor_series::PortfolioId;

/// Legs (buyer, seller, strike, quantity, price), a nonce, and an alteration after signing.
type Call = (Vec<(u64, u64, u64, i64, u64)>, u64, u8);

fn call() -> impl Strategy<Value = Call> {
	let leg = (0u64..40, 0u64..40, 900u64..903, -1i64..8, 86u64..113);
	(prop::collection::vec(leg, 0..4), 0u64..6, 0u8..4)
}

/// Sends all of them in; returns how many were executed and how many refused.
fn run(calls: Vec<Call>) -> (usize, usize) {
	let mut refused = 0;
	build_and_execute(|| {
		Executed::set(Vec::new());
		let mut used = BTreeSet::new();
		for (legs, nonce, alteration) in calls {
			let legs: Vec<_> = legs.into_iter().map(|(b, s, k, q, p)| leg(b, s, k, q, p)).collect();
			let mut agreed = trade(&legs, nonce);
			let signatures = sign(&agreed);
			match alteration {
				1 => agreed.deadline -= 1,
				2 => agreed.deadline = 0,
				_ => {}
			}
			let before = root(StateVersion::V1);
			let executed = Executed::get().len();
			if submit_with(&agreed, signatures).is_err() {
				refused += 1;
				assert_eq!(before, root(StateVersion::V1));
				assert_eq!(Executed::get().len(), executed);
				continue;
			}
			assert!(alteration != 1 && alteration != 2);
			for party in &agreed.parties {
				assert!(used.insert((party.portfolio, party.nonce)), "a nonce used twice");
			}
			assert_eq!(Executed::get().len(), executed + 1);
			let (fills, fees) = Executed::get().pop().unwrap();
			assert_eq!(fills.iter().map(|f| f.cash.e8()).sum::<i128>(), 0);
			assert_eq!(fills.iter().map(|f| f.quantity.e8()).sum::<i64>(), 0);
			assert!(fees.iter().all(|(_, fee)| !fee.is_negative()));
		}
	});
	(Executed::get().len(), refused)
}

#[test]
fn random_trades_are_executed_and_refused() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let calls = prop::collection::vec(call(), 200).new_tree(&mut runner).unwrap().current();
	let (executed, refused) = run(calls);
	assert!(executed > 5 && refused > 5, "{executed} {refused}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	/// Whatever is sent in, a refusal changes nothing, an execution uses each nonce once, and what
	/// margin gets sums to zero with fees not below zero.
	#[test]
	fn any_sequence_of_trades_keeps_the_properties(calls in prop::collection::vec(call(), 1..12)) {
		run(calls);
	}

	/// The window agrees with a set of everything ever used.
	#[test]
	fn window_is_a_set_with_a_horizon(steps in prop::collection::vec((0u64..600, any::<bool>()), 0..200)) {
		let mut window = ReplayWindow::default();
		let mut used = BTreeSet::new();
		for (nonce, revoke_below) in steps {
			let next = used.last().map_or(0, |n| n + 1);
			prop_assert_eq!(window.next(), next);
			if revoke_below && nonce % 7 == 0 {
				match window.after_revoking_below(nonce) {
					Ok(after) => {
						window = after;
						used.extend(0..nonce);
					},
					Err(refusal) => {
						prop_assert_eq!(refusal, NonceRefusal::TooFar);
						prop_assert!(nonce > next + ReplayWindow::WIDTH);
					},
				}
			} else {
				match window.after_use(nonce) {
					Ok(after) => {
						window = after;
						prop_assert!(used.insert(nonce));
					},
					Err(NonceRefusal::Used) => prop_assert!(used.contains(&nonce)),
					Err(NonceRefusal::TooOld) => prop_assert!(nonce + ReplayWindow::WIDTH < next),
					Err(NonceRefusal::TooFar) => prop_assert!(nonce >= next + ReplayWindow::WIDTH),
				}
			}
			prop_assert!(window.is_well_formed());
		}
	}

	/// Any bytes decode to a trade or to an error, and a decoded trade is judged without a panic.
	#[test]
	fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
		use codec::Decode;
		build_and_execute(|| {
			if let Ok(decoded) = crate::BlockTrade::decode(&mut bytes.as_slice()) {
				assert!(submit_with(&decoded, Vec::new()).is_err());
			}
			assert_eq!(Trading::next_nonce(PortfolioId(0)), 0);
		});
	}
}
