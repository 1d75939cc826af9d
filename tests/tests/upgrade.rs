// SPDX-License-Identifier: Apache-2.0
//! When the chain takes new code. That a running network does is a scenario of `scripts/network.sh`.

use polkadot_sdk::*;

use frame_support::{assert_noop, assert_ok};
use sp_keyring::Sr25519Keyring::{Bob, Charlie};
use tenor_runtime::{configs::system::UPGRADE_DISTANCE_MS, Runtime, Settlement, SLOT_MS};
use tenor_series::MarginMode;
use tenor_tests::chain::*;

const EXPIRY: u64 = START_MS + UPGRADE_DISTANCE_MS + 60_000;

fn new_code() -> frame_system::Call<Runtime> {
	// Without the checks, which ask the node what version is in it.
	frame_system::Call::set_code_without_checks { code: vec![1, 2, 3] }
}

fn refused() -> sp_runtime::DispatchError {
	pallet_series::Error::<Runtime>::ExpiryTooNear.into()
}

#[test]
fn no_code_is_taken_within_an_hour_of_an_expiry_with_open_contracts() {
	journey(|chain| {
		// GIVEN contracts in an expiry, and another one nearer in which nothing is open
		let empty = chain.list(START_MS + 300_000, &[100_000]);
		let expiry = chain.list(EXPIRY, &[100_000]);
		chain.post_markets(&[empty, expiry], usd(100_000), milli(500));
		let buyer = (Bob, chain.open(Bob, MarginMode::Standard, 50_000));
		let writer = (Charlie, chain.open(Charlie, MarginMode::Standard, 500_000));
		let price = mark(call(expiry, 100_000));
		assert_ok!(chain.trade(call(expiry, 100_000), buyer, writer, contracts(1_000), price));
		// THEN code is taken before the last hour and not in it
		assert_ok!(chain.root(new_code()));
		chain.run_to(EXPIRY - UPGRADE_DISTANCE_MS);
		assert_ok!(chain.root(new_code()));
		chain.next_block();
		assert_noop!(chain.root(new_code()), refused());
		// WHEN it is over and no price comes, THEN its settlement is left alone for an hour more
		chain.skip_slots((EXPIRY - chain.now()) / SLOT_MS);
		chain.next_block();
		let record = Settlement::status(expiry).expect("it settles");
		assert_eq!(record.price, None);
		assert_noop!(chain.root(new_code()), refused());
		chain.skip_slots(UPGRADE_DISTANCE_MS / SLOT_MS - 2);
		assert_noop!(chain.root(new_code()), refused());
		chain.next_block();
		assert_eq!(chain.now(), EXPIRY + UPGRADE_DISTANCE_MS);
		assert_eq!(Settlement::status(expiry).expect("it waits").closed_at, None);
		assert_ok!(chain.root(new_code()));
	});
}
