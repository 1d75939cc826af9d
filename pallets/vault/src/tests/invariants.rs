// SPDX-License-Identifier: Apache-2.0
//! Every check of the state can fail.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::assert_ok;
use tenor_series::UnderlyingId;

fn breaks(corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		assert_ok!(request(1, BTC, whole(500)));
		Backing::do_try_state().unwrap();
		corrupt();
		assert!(Backing::do_try_state().is_err());
	});
}

fn change_vault(change: impl FnOnce(&mut Vault<u64>)) {
	crate::Vaults::<Test>::mutate(BTC, |vault| change(vault.as_mut().unwrap()));
}

#[test]
fn every_check_can_fail() {
	breaks(|| change_vault(|vault| vault.shares += 1));
	breaks(|| SharesOf::<Test>::insert(BTC, 1, whole(501)));
	breaks(|| SharesOf::<Test>::insert(BTC, 2, 0));
	breaks(|| {
		let seed = SharesOf::<Test>::take(BTC, Backing::account_of(BTC));
		SharesOf::<Test>::insert(BTC, 3, seed);
	});
	let request = |who| Request { who, shares: whole(100), due: 0 };
	breaks(|| {
		Requests::<Test>::mutate(BTC, |queue| queue.try_push(request(1)).unwrap());
		change_vault(|vault| vault.shares += whole(100));
	});
	breaks(|| {
		let seed = Backing::account_of(BTC);
		Requests::<Test>::mutate(BTC, |queue| queue.try_push(request(seed)).unwrap());
		change_vault(|vault| vault.shares += whole(100));
	});
	breaks(|| {
		Requests::<Test>::mutate(UnderlyingId(2), |queue| queue.try_push(request(1)).unwrap());
	});
	breaks(|| change(BTC, |record| record.owner = 4));
	breaks(|| change(BTC, |record| record.contracts[1] = 1));
	breaks(|| change(BTC, |record| record.contracts = [1, 1]));
	breaks(|| change(BTC, |record| record.assets = true));
	breaks(|| {
		let other = vault(ETH).portfolio;
		change_vault(|vault| vault.portfolio = other);
	});
	breaks(|| change_vault(|vault| vault.period.taken = cash(-1)));
	breaks(|| Parameters::<Test>::mutate(|params| params.loss_period_ms = 0));
}

#[test]
fn wiring_passes_the_integrity_test() {
	use polkadot_sdk::frame_support::traits::Hooks;
	<Backing as Hooks<u64>>::integrity_test();
}
