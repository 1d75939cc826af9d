// SPDX-License-Identifier: Apache-2.0
//! Opening, paying in, governance.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, DispatchError::BadOrigin},
};
use tenor_fixed::{Cash, Fixed, E18};
use tenor_series::UnderlyingId;

#[test]
fn vault_opens_once_with_a_seed_that_stays() {
	build_and_execute(|| {
		let account = Backing::account_of(BTC);
		assert_eq!((vault(BTC).shares, shares(account, BTC)), (whole(1_000), whole(1_000)));
		assert_eq!((record(BTC).cash, wallet(account)), (cash(1_000).e8(), 0));
		assert_noop!(Backing::open_vault(RuntimeOrigin::root(), BTC), Error::<Test>::VaultExists);
		assert_noop!(Backing::open_vault(RuntimeOrigin::signed(1), UnderlyingId(2)), BadOrigin);
		// Without bond and seed in its account there is none.
		assert_noop!(
			Backing::open_vault(RuntimeOrigin::root(), UnderlyingId(2)),
			DispatchError::Other("no tokens")
		);
		let report = Backing::report(BTC).unwrap();
		assert_eq!((report.nav, report.share_price), (Some(cash(1_000)), Some(Fixed::ONE)));
		assert_eq!(report.loss_room, Some(cash(250)));
		assert_eq!(Backing::report(UnderlyingId(2)), None);
	});
}

#[test]
fn shares_are_sold_at_net_asset_value_rounded_against_who_pays() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 500));
		assert_eq!(shares(1, BTC), whole(500));
		// GIVEN the vault made half as much again, WHEN another pays the same
		change(BTC, |record| record.cash += cash(750).e8());
		assert_ok!(deposit(2, BTC, 500));
		// THEN he gets two thirds of the shares, rounded down
		assert_eq!(shares(2, BTC), whole(500) * 2 / 3);
		assert_eq!(wallet(2), 999_500 * DOLLAR);
		assert_eq!(shares(2, ETH), 0);
	});
}

#[test]
fn nobody_pays_into_what_is_not_known_frozen_or_worth_nothing() {
	build_and_execute(|| {
		assert_noop!(deposit(1, UnderlyingId(2), 500), Error::<Test>::UnknownVault);
		assert_noop!(deposit(1, BTC, 99), Error::<Test>::BelowLeastAmount);
		Fresh::set(false);
		assert_noop!(deposit(1, BTC, 500), DispatchError::Other("stale"));
		assert_eq!(Backing::report(BTC).unwrap().nav, None);
		Fresh::set(true);
		change(BTC, |record| record.frozen = true);
		assert_noop!(deposit(1, BTC, 500), Error::<Test>::VaultFrozen);
		change(BTC, |record| record.frozen = false);
		for lost in [0, -cash(10).e8(), cash(1).e8() - 1] {
			change(BTC, |record| record.cash = lost);
			assert_noop!(deposit(1, BTC, 500), Error::<Test>::NothingLeft);
		}
		// A share of a thousandth is the last that is sold.
		change(BTC, |record| record.cash = cash(1).e8());
		assert_ok!(deposit(1, BTC, 500));
		assert_eq!(shares(1, BTC), whole(500_000));
	});
}

#[test]
fn first_depositor_can_not_make_a_share_so_dear_that_others_round_to_nothing() {
	build_and_execute(|| {
		// GIVEN somebody who is first and finds a way to give the vault a million
		assert_ok!(deposit(1, BTC, 100));
		change(BTC, |record| record.cash += cash(1_000_000).e8());
		// WHEN another pays in, THEN he loses less than a cent, and the first what he gave to the seed
		assert_ok!(deposit(2, BTC, 100));
		let worth = |who| {
			let nav = Cash::from_e8(record(BTC).cash);
			tenor_liquidation::worth_floor(shares(who, BTC), nav, vault(BTC).shares).unwrap()
		};
		assert!(worth(2) > cash(100).checked_sub(Cash::from_e8(1_000_000)).unwrap());
		assert!(worth(1) < cash(100_000));
	});
}

#[test]
fn governance_sets_parameters_and_managers() {
	build_and_execute(|| {
		let base = Params::default();
		let set = |params| Backing::set_params(RuntimeOrigin::root(), params);
		let cap = |e18| Params { loss_cap: Fixed::from_e18(e18), ..base };
		assert_noop!(set(cap(-1)), Error::<Test>::CapOutOfRange);
		assert_noop!(set(cap(E18 + 1)), Error::<Test>::CapOutOfRange);
		let late = Params { notice_ms: 30 * DAY + 1, ..base };
		assert_noop!(set(late), Error::<Test>::TimeOutOfRange);
		let none = Params { loss_period_ms: 0, ..base };
		assert_noop!(set(none), Error::<Test>::TimeOutOfRange);
		assert_noop!(set(Params { least: Cash::ZERO, ..base }), Error::<Test>::LeastTooSmall);
		assert_noop!(Backing::set_params(RuntimeOrigin::signed(1), base), BadOrigin);
		assert_ok!(set(cap(E18)));
		assert_noop!(Backing::set_manager(RuntimeOrigin::signed(1), BTC, Some(1)), BadOrigin);
		assert_noop!(
			Backing::set_manager(RuntimeOrigin::root(), UnderlyingId(2), Some(1)),
			Error::<Test>::UnknownVault
		);
		assert_ok!(Backing::set_manager(RuntimeOrigin::root(), BTC, Some(1)));
	});
}
