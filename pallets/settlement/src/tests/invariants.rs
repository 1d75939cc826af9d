// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::frame_support::assert_err;
use tenor_fixed::Cash;
use tenor_series::{ExpiryKey, PortfolioId};

#[test]
fn checks_fail_when_the_state_is_wrong() {
	let broken = |message: &'static str, damage: &dyn Fn(ExpiryKey, ExpiryKey)| {
		new_test_ext().execute_with(|| {
			// GIVEN one settlement that is closed and one that pays
			let closed = priced(BTC, 80_000);
			give_pairs(closed, 2);
			run_blocks(2);
			let open = priced(ETH, 80_000);
			give_pairs(open, 2);
			Unpayable::set(vec![PortfolioId(0)]);
			run_blocks(1);
			Settlement::do_try_state().unwrap();
			damage(closed, open);
			assert_err!(Settlement::do_try_state(), message);
		})
	};
	broken("an open settlement is not queued", &|_, _| Queue::<Test>::kill());
	broken("the queue and the record differ", &|_, open| {
		Settlements::<Test>::mutate(open, |r| r.as_mut().unwrap().phase = Phase::AwaitingPrice);
	});
	broken("a clearing account is not the sum of what was paid", &|_, open| {
		ClearingOf::insert(open, Cash::from_e8(1));
	});
	broken("the dust of a settlement is wrong", &|closed, _| {
		Settlements::<Test>::mutate(closed, |r| r.as_mut().unwrap().dust = Cash::from_e8(1));
	});
	broken("somebody holds contracts of a settled expiry", &|closed, _| give_pairs(closed, 1));
	broken("not one result for each portfolio paid", &|closed, _| {
		Results::<Test>::mutate(closed, 0, |page| page.pop());
	});
	broken("results do not add up to what was paid", &|closed, _| {
		Results::<Test>::mutate(closed, 0, |page| page[0].1 = Cash::from_e8(1));
	});
	broken("closed settlements are not those listed", &|_, _| {
		ClosedExpiries::<Test>::remove(0);
		Pruned::<Test>::put(1);
	});
}
