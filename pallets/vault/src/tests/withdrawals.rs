// SPDX-License-Identifier: Apache-2.0
//! Leaving: notice, order, margin, refusals.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::UnfilteredDispatchable,
	},
	sp_runtime::DispatchError,
};
use tenor_fixed::E18;

#[test]
fn withdrawal_is_paid_after_its_notice_at_the_value_of_that_block() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		assert_ok!(request(1, BTC, whole(600)));
		assert_eq!((shares(1, BTC), vault(BTC).shares), (whole(400), whole(2_000)));
		assert_noop!(pay(BTC), Error::<Test>::NoticeRuns);
		// WHEN the vault loses half before the notice is over, THEN he bears it with those who stay
		change(BTC, |record| record.cash -= cash(1_000).e8());
		Now::mutate(|now| *now += 3 * DAY);
		assert_ok!(pay(BTC));
		assert_eq!(wallet(1), 999_300 * DOLLAR);
		assert_eq!((vault(BTC).shares, Backing::queue(BTC)), (whole(1_400), vec![]));
		assert_noop!(pay(BTC), Error::<Test>::NoRequest);
	});
}

#[test]
fn requests_that_make_no_sense_are_refused_by_name() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		assert_noop!(request(1, tenor_series::UnderlyingId(2), 1), Error::<Test>::UnknownVault);
		assert_noop!(request(1, BTC, 0), Error::<Test>::TooFewShares);
		assert_noop!(request(1, BTC, -1), Error::<Test>::TooFewShares);
		assert_noop!(request(1, BTC, whole(100) - 1), Error::<Test>::TooFewShares);
		assert_noop!(request(1, BTC, whole(1_000) + 1), Error::<Test>::MoreThanHeld);
		assert_noop!(request(2, BTC, whole(100)), Error::<Test>::MoreThanHeld);
		assert_ok!(request(1, BTC, whole(950)));
		assert_noop!(request(1, BTC, whole(50)), Error::<Test>::RequestWaits);
		let cancel = |who| Backing::cancel_withdrawal(RuntimeOrigin::signed(who), BTC);
		assert_noop!(cancel(2), Error::<Test>::NoRequest);
		assert_ok!(cancel(1));
		assert_eq!(shares(1, BTC), whole(1_000));
		assert_noop!(cancel(1), Error::<Test>::NoRequest);
		// All may leave, however little it is.
		assert_ok!(request(1, BTC, whole(901)));
		Now::mutate(|now| *now += 3 * DAY);
		assert_ok!(pay(BTC));
		assert_ok!(request(1, BTC, whole(99)));
	});
}

#[test]
fn nobody_is_paid_below_initial_margin_on_stale_data_or_while_frozen_and_all_keep_their_turn() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		assert_ok!(deposit(2, BTC, 1_000));
		assert_ok!(request(1, BTC, whole(1_000)));
		assert_ok!(request(2, BTC, whole(100)));
		Now::mutate(|now| *now += 3 * DAY);
		// GIVEN 90 short contracts of 100 each: initial margin of 300 with an equity of 3,000
		change(BTC, |record| {
			record.contracts[0] = -90_00000000;
			record.cash += cash(9_000).e8();
		});
		assert_eq!(record(BTC).equity(), cash(3_000).e8());
		// WHEN the first is due, THEN he waits, and the second behind him
		assert_noop!(pay(BTC), DispatchError::Other("below initial margin"));
		change(BTC, |record| {
			record.contracts[0] = 0;
			record.cash -= cash(9_000).e8();
		});
		Fresh::set(false);
		assert_noop!(pay(BTC), DispatchError::Other("stale"));
		Fresh::set(true);
		change(BTC, |record| record.frozen = true);
		assert_noop!(pay(BTC), Error::<Test>::VaultFrozen);
		change(BTC, |record| record.frozen = false);
		assert_ok!(pay(BTC));
		assert_ok!(pay(BTC));
		assert_eq!((wallet(1), wallet(2)), (1_000_000 * DOLLAR, 999_100 * DOLLAR));
	});
}

#[test]
fn who_can_not_be_paid_gets_his_shares_back_and_holds_nobody_up() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		assert_ok!(deposit(2, BTC, 1_000));
		assert_ok!(request(1, BTC, whole(1_000)));
		assert_ok!(request(2, BTC, whole(1_000)));
		Now::mutate(|now| *now += 3 * DAY);
		Unpayable::set(vec![1]);
		assert_ok!(pay(BTC));
		assert!(events().iter().any(|event| matches!(
			event,
			Event::WithdrawalReturned { who: 1, reason: Some(_), .. }
		)));
		assert_eq!((shares(1, BTC), wallet(1)), (whole(1_000), 999_000 * DOLLAR));
		assert_ok!(pay(BTC));
		assert_eq!(wallet(2), 1_000_000 * DOLLAR);
	});
}

#[test]
fn losses_nobody_has_paid_for_are_borne_by_who_leaves() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		assert_ok!(request(1, BTC, whole(1_000)));
		Now::mutate(|now| *now += 3 * DAY);
		PaidShare::set(E18 / 4);
		assert_ok!(pay(BTC));
		assert_eq!(wallet(1), 999_250 * DOLLAR);
		assert_eq!(record(BTC).cash, cash(1_000).e8());
	});
}

#[test]
fn queue_is_bounded() {
	build_and_execute(|| {
		for who in 100..100 + u64::from(MAX_REQUESTS) + 1 {
			Wallets::insert(who, 100 * DOLLAR);
			assert_ok!(deposit(who, BTC, 100));
			let requested = request(who, BTC, whole(100));
			assert_eq!(requested.is_ok(), who < 100 + u64::from(MAX_REQUESTS), "{who}");
		}
		assert_eq!(Backing::queue(BTC).len(), 128);
		assert_noop!(request(228, BTC, whole(100)), Error::<Test>::QueueFull);
	});
}

#[test]
fn what_paying_in_and_out_did_not_take_is_given_back() {
	build_and_execute(|| {
		let spent = |call: Call<Test>, who: u64| {
			let charged = call.get_dispatch_info().call_weight;
			let info = call.dispatch_bypass_filter(RuntimeOrigin::signed(who)).unwrap();
			(charged, info.actual_weight.unwrap())
		};
		// WHEN somebody pays in, THEN it costs what settling, looking and paying in took
		let underlying = BTC;
		let pay_in = Call::deposit { underlying, amount: 1_000 * DOLLAR };
		let (charged, used) = spent(pay_in, 1);
		assert_eq!(used, <() as WeightInfo>::deposit().saturating_add(USED.saturating_mul(3)));
		assert!(used.all_lt(charged));
		// WHEN he is paid, THEN so it is
		assert_ok!(request(1, BTC, whole(600)));
		Now::mutate(|now| *now += 3 * DAY);
		let (charged, used) = spent(Call::pay { underlying }, 99);
		assert_eq!(used, <() as WeightInfo>::pay().saturating_add(USED.saturating_mul(4)));
		assert!(used.all_lt(charged));
		// AND a payment that fails costs at most what was charged
		assert_ok!(request(1, BTC, whole(400)));
		Now::mutate(|now| *now += 3 * DAY);
		Unpayable::set(vec![1]);
		let (charged, used) = spent(Call::pay { underlying }, 99);
		assert!(used.all_lt(charged) && used.all_gt(MOST));
	});
}
