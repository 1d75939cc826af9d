// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::Hooks},
	sp_io::TestExternalities,
	sp_runtime::BuildStorage,
};

#[test]
fn genesis_sets_rules_caps_and_policy() {
	let cap = OpenInterestCap { series_e8: 5, underlying_e8: 6 };
	let policy = ListingPolicy { min_life_ms: 60_000, ..Default::default() };
	let config = GenesisConfig::<Test> {
		any_expiry_allowed: true,
		policy,
		rules: vec![(BTC, rule())],
		caps: vec![(BTC, cap)],
		..Default::default()
	};
	let mut ext: TestExternalities = config.build_storage().unwrap().into();
	ext.execute_with(|| {
		assert_eq!(Rules::<Test>::get(BTC), Some(rule()));
		assert_eq!(Series::open_interest_cap(BTC), cap);
		assert_eq!(Series::open_interest_cap(ETH), Cap::get());
		assert_eq!(Policy::<Test>::get(), policy);
		assert!(AnyExpiryAllowed::<Test>::get());
		Series::do_try_state().unwrap();
	});
}

#[test]
fn malformed_rules_and_policies_are_refused() {
	build_and_execute(|| {
		let set = |change: &dyn Fn(&mut ListingRule)| {
			let mut rule = rule();
			change(&mut rule);
			Series::set_rule(RuntimeOrigin::root(), BTC, Some(rule))
		};
		assert_ok!(set(&|_| ()));
		let error = Error::<Test>::MalformedRule;
		assert_noop!(set(&|r| r.grid.step = tenor_fixed::Price::ZERO), error);
		let error = Error::<Test>::MalformedRule;
		assert_noop!(set(&|r| r.grid.width = 0), error);
		let error = Error::<Test>::MalformedRule;
		assert_noop!(set(&|r| r.grid.width = 32), error);
		let error = Error::<Test>::MalformedRule;
		assert_noop!(set(&|r| r.expiries.daily = 255), error);
		assert_noop!(
			Series::set_rule(RuntimeOrigin::root(), DOGE, Some(rule())),
			Error::<Test>::UnknownUnderlying
		);
		let policy = ListingPolicy { min_life_ms: 0, ..Default::default() };
		assert_noop!(
			Series::set_policy(RuntimeOrigin::root(), policy),
			Error::<Test>::MalformedPolicy
		);
		assert_ok!(Series::set_rule(RuntimeOrigin::root(), BTC, None));
		assert_eq!(Rules::<Test>::get(BTC), None);
	});
}

#[test]
fn wiring_passes_the_integrity_test() {
	new_test_ext().execute_with(Series::integrity_test);
}
