// SPDX-License-Identifier: Apache-2.0
//! Who may change what, and how long everybody sees it coming.

use polkadot_sdk::*;

use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::Contains};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::Bob;
use sp_runtime::traits::{BlakeTwo256, Hash};
use tenor_fixed::Fixed;
use tenor_runtime::{
	configs::governance::{CallFilter, TIME_LOCK},
	BlockNumber, Runtime, RuntimeCall, System, Trading,
};
use tenor_tests::chain::*;

fn new_rules() -> pallet_trading::MarketRules {
	let fees = pallet_trading::FeeSchedule { premium_cap: Fixed::ZERO, ..Default::default() };
	pallet_trading::MarketRules { fees, ..Default::default() }
}

fn set_rules() -> pallet_trading::Call<Runtime> {
	pallet_trading::Call::set_market_rules { underlying: BTC, rules: new_rules() }
}

fn schedule_dispatch(call: &RuntimeCall, after: BlockNumber) -> RuntimeCall {
	let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call {
		call_hash: BlakeTwo256::hash_of(call),
		call_encoded_len: u32::try_from(call.encoded_size()).expect("short"),
		call_weight_witness: frame_support::weights::Weight::from_parts(10_000_000_000, 1 << 20),
	};
	pallet_scheduler::Call::schedule_after {
		after,
		maybe_periodic: None,
		priority: 0,
		call: Box::new(dispatch.into()),
	}
	.into()
}

#[test]
fn council_reaches_root_only_behind_the_time_lock() {
	journey(|chain| {
		// GIVEN a call that two thirds of the council whitelisted, its preimage noted
		let change: RuntimeCall = set_rules().into();
		let hash: H256 = BlakeTwo256::hash_of(&change);
		assert_ok!(chain.call(Bob, pallet_preimage::Call::note_preimage { bytes: change.encode() }));
		assert_ok!(chain.council(pallet_whitelist::Call::whitelist_call { call_hash: hash }));
		// WHEN the council dispatches at once, or schedules it early, THEN it is refused
		let now = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
			call: Box::new(change.clone()),
		};
		assert!(chain.council(now).is_err());
		assert!(chain.council(schedule_dispatch(&change, TIME_LOCK - 1)).is_err());
		assert_ne!(Trading::market_rules(BTC), new_rules());
		// WHEN it is scheduled behind the lock and the time is over, THEN it takes effect
		assert_ok!(chain.council(schedule_dispatch(&change, TIME_LOCK)));
		chain.close_block();
		System::set_block_number(chain.number() + TIME_LOCK - 1);
		// The scheduler would walk through every block that was skipped.
		pallet_scheduler::IncompleteSince::<Runtime>::kill();
		chain.next_block();
		assert_ne!(Trading::market_rules(BTC), new_rules());
		chain.next_block();
		assert_eq!(Trading::market_rules(BTC), new_rules());
	});
}

#[test]
fn half_of_the_council_and_signed_accounts_change_nothing() {
	journey(|chain| {
		let fees = set_rules();
		assert_noop!(chain.call(Bob, fees), sp_runtime::DispatchError::BadOrigin);
		let expiry = pallet_series::Call::list_expiry {
			underlying: BTC,
			expiry: START_MS + 600_000,
			strikes: vec![usd(1)].try_into().expect("one"),
		};
		assert_noop!(chain.call(Bob, expiry), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn closed_calls_are_closed_and_ways_out_cannot_be_paused() {
	journey(|chain| {
		let feed: RuntimeCall =
			pallet_oracle::Call::feed_values { values: Default::default() }.into();
		assert!(!CallFilter::contains(&feed));
		let pause = |pallet: &[u8], call: &[u8]| {
			tenor_runtime::TxPause::pause(
				tenor_runtime::RuntimeOrigin::root(),
				(
					pallet.to_vec().try_into().expect("short"),
					call.to_vec().try_into().expect("short"),
				),
			)
		};
		for (pallet, call) in [
			("Market", "submit_index"),
			("Collateral", "deposit"),
			("Collateral", "request_withdrawal"),
			("Trading", "cancel_nonce"),
			("Timestamp", "set"),
			("Council", "vote"),
		] {
			assert_noop!(
				pause(pallet.as_bytes(), call.as_bytes()),
				pallet_tx_pause::Error::<Runtime>::Unpausable
			);
		}
		assert_ok!(pause(b"Trading", b"execute_block_trade"));
		let fees: RuntimeCall = set_rules().into();
		assert!(CallFilter::contains(&fees));
		chain.next_block();
	});
}
