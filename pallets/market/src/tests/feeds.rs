// SPDX-License-Identifier: Apache-2.0
//! Who may feed what, and what is refused.

use crate::{mock::*, pallet::*, CurvePoint, FeedKey, FeedStore, IndexQuote};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		dispatch::{DispatchClass, GetDispatchInfo, Pays},
		BoundedVec,
	},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Fixed, Price, Rate};
use tenor_series::{ExpiryKey, UnderlyingId};

fn submit(value: Price, confidence: Fixed, observed_at: u64) -> Result<(), DispatchError> {
	Market::submit_index(origin(1), BTC, value, confidence, observed_at)
		.map(|_| ())
		.map_err(|error| error.error)
}

#[test]
fn operator_feeds_free_of_charge_in_the_operational_class() {
	build_and_execute(|| {
		let call = RuntimeCall::Market(Call::submit_index {
			underlying: BTC,
			value: price(80_000),
			confidence: Fixed::ONE,
			observed_at: START,
		});
		assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational);
		let submit = |observed_at| {
			Market::submit_index(origin(1), BTC, price(80_000), Fixed::ONE, observed_at)
		};
		assert_eq!(submit(START - 1_000).unwrap().pays_fee, Pays::No);
		// A second one in the same block is taken and paid for.
		assert_eq!(submit(START).unwrap().pays_fee, Pays::Yes);
		// A failed one is paid for.
		assert_eq!(submit(START).unwrap_err().post_info.pays_fee, Pays::Yes);
		next_block(1_000);
		assert_eq!(submit(START + 1_000).unwrap().pays_fee, Pays::No);
	});
}

#[test]
fn others_feed_nothing() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		let not_operator = Error::<Test>::NotOperator;
		let one = Fixed::ONE;
		assert_noop!(submit_index(9, BTC, price(80_000)), not_operator);
		assert_noop!(
			Market::submit_indices(origin(9), BoundedVec::new()),
			Error::<Test>::NotOperator
		);
		assert_noop!(
			Market::submit_carry(origin(9), EXPIRY, one, one, START),
			Error::<Test>::NotOperator
		);
		assert_noop!(
			Market::submit_rate(origin(9), EXPIRY, Rate::ZERO, one, START),
			Error::<Test>::NotOperator
		);
		assert_noop!(
			Market::submit_curve(origin(9), BTC, BoundedVec::new(), one, START),
			Error::<Test>::NotOperator
		);
		assert_noop!(submit_surfaces(9, vec![]), Error::<Test>::NotOperator);
		assert_noop!(
			Market::submit_stable(origin(9), price(1), one, START),
			Error::<Test>::NotOperator
		);
		assert_noop!(
			Market::submit_stable(RuntimeOrigin::root(), price(1), one, START),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn values_out_of_time_are_refused_each_with_its_error() {
	build_and_execute(|| {
		let now = START;
		assert_noop!(submit(price(80_000), Fixed::ONE, now + 1_001), Error::<Test>::FutureDated);
		assert_noop!(
			submit(price(80_000), Fixed::ONE, now - 3 * MINUTE - 1),
			Error::<Test>::StaleValue
		);
		// GIVEN a value seen a second ago
		assert_ok!(submit(price(80_000), Fixed::ONE, now - 1_000));
		// THEN what was seen then or before is refused, what was seen later is not.
		assert_noop!(
			submit(price(80_001), Fixed::ONE, now - 1_000),
			Error::<Test>::NotNewerThanLast
		);
		assert_noop!(
			submit(price(80_001), Fixed::ONE, now - 2_000),
			Error::<Test>::NotNewerThanLast
		);
		assert_ok!(submit(price(80_001), Fixed::ONE, now - 999));
	});
}

#[test]
fn clock_ahead_within_the_drift_counts_as_now() {
	build_and_execute(|| {
		assert_ok!(submit(price(80_000), Fixed::ONE, START + 1_000));
		let raw = <Oracle as FeedStore<AccountId>>::raw(&1, &FeedKey::Index(BTC)).unwrap();
		assert_eq!(raw.value.observed_at, START);
		// A second one in the same block is not newer.
		assert_noop!(
			submit(price(80_000), Fixed::ONE, START + 1_000),
			Error::<Test>::NotNewerThanLast
		);
	});
}

#[test]
fn values_outside_their_caps_are_refused_each_with_its_error() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		let cap = Error::<Test>::PriceOutsideCap;
		assert_noop!(submit(Price::ZERO, Fixed::ONE, START), cap);
		assert_noop!(submit(price(99), Fixed::ONE, START), Error::<Test>::PriceOutsideCap);
		assert_noop!(submit(Price::MAX, Fixed::ONE, START), Error::<Test>::PriceOutsideCap);
		for confidence in [Fixed::MIN, Fixed::from_e18(-1), percent(101), Fixed::MAX] {
			assert_noop!(
				submit(price(80_000), confidence, START),
				Error::<Test>::ConfidenceOutOfRange
			);
		}
		assert_noop!(
			Market::submit_stable(origin(1), price(3), Fixed::ONE, START),
			Error::<Test>::PriceOutsideCap
		);
		// Carry is capped by the index: there must be one.
		let carry = |value| Market::submit_carry(origin(1), EXPIRY, value, Fixed::ONE, START);
		assert_noop!(carry(Fixed::ONE), Error::<Test>::NoIndex);
		post_index(BTC, price(80_000));
		for value in [Fixed::MIN, Fixed::from_int(-40_001), Fixed::from_int(40_001), Fixed::MAX] {
			assert_noop!(carry(value), Error::<Test>::CarryOutsideCap);
		}
		assert_ok!(carry(Fixed::from_int(-40_000)));
		for value in [Rate::MIN, Rate::from_fixed(percent(101)), Rate::MAX] {
			assert_noop!(
				Market::submit_rate(origin(1), EXPIRY, value, Fixed::ONE, START),
				Error::<Test>::RateOutsideCap
			);
		}
	});
}

#[test]
fn unknown_underlying_and_expiry_are_refused() {
	build_and_execute(|| {
		let unknown = UnderlyingId(9);
		assert_noop!(submit_index(1, unknown, price(80_000)), Error::<Test>::UnknownUnderlying);
		post_index(BTC, price(80_000));
		assert_noop!(
			Market::submit_carry(origin(1), EXPIRY, Fixed::ONE, Fixed::ONE, START),
			Error::<Test>::UnknownExpiry
		);
		assert_noop!(
			Market::submit_rate(origin(1), EXPIRY, Rate::ONE, Fixed::ONE, START),
			Error::<Test>::UnknownExpiry
		);
		let key = ExpiryKey { underlying: unknown, ..EXPIRY };
		assert_noop!(
			Market::submit_rate(origin(1), key, Rate::ONE, Fixed::ONE, START),
			Error::<Test>::UnknownUnderlying
		);
		// WHEN an expiry is past, THEN it is fed no more.
		Market::on_listed(EXPIRY).unwrap();
		run_to(EXPIRY.expiry, 30_000);
		assert_noop!(
			Market::submit_carry(origin(1), EXPIRY, Fixed::ONE, Fixed::ONE, Now::get()),
			Error::<Test>::ExpiryPassed
		);
		assert_noop!(
			Market::submit_rate(origin(1), EXPIRY, Rate::ONE, Fixed::ONE, Now::get()),
			Error::<Test>::ExpiryPassed
		);
	});
}

#[test]
fn batch_is_taken_whole_or_not_at_all() {
	build_and_execute(|| {
		let quote = |underlying, units| IndexQuote {
			underlying,
			value: price(units),
			confidence: Fixed::ONE,
			observed_at: START,
		};
		let bad = vec![quote(BTC, 80_000), quote(BTC2, 1)];
		assert_noop!(
			polkadot_sdk::frame_support::storage::with_storage_layer(|| Market::submit_indices(
				origin(1),
				bad.try_into().unwrap()
			)),
			Error::<Test>::PriceOutsideCap
		);
		for who in [1, 2] {
			let good = vec![quote(BTC, 80_000), quote(BTC2, 80_010)];
			assert_ok!(Market::submit_indices(origin(who), good.try_into().unwrap()));
		}
		assert_eq!(Market::spot(BTC), Some(price(80_000)));
		assert_eq!(Market::spot(BTC2), Some(price(80_010)));
	});
}

#[test]
fn curve_feeds_carry_and_rate_of_its_expiries() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		Market::on_listed(LATER).unwrap();
		post_index(BTC, price(80_000));
		for who in [1, 2] {
			let points = [EXPIRY, LATER].map(|key| CurvePoint {
				expiry: key.expiry,
				carry: Fixed::from_int(50),
				rate: Rate::from_fixed(percent(4)),
			});
			let points = points.to_vec().try_into().unwrap();
			assert_ok!(Market::submit_curve(origin(who), BTC, points, Fixed::ONE, START));
		}
		for key in [EXPIRY, LATER] {
			let record = Market::expiry_record(key).unwrap();
			assert_eq!(record.carry.unwrap().value, Fixed::from_int(50));
			assert_eq!(record.rate.unwrap().value, Rate::from_fixed(percent(4)));
		}
	});
}

#[test]
fn forgotten_expiry_leaves_nothing_with_the_oracle() {
	build_and_execute(|| {
		open_and_feed();
		assert_ok!(Market::on_removed(EXPIRY));
		assert_noop!(Market::on_removed(EXPIRY), Error::<Test>::UnknownExpiry);
		for key in [FeedKey::Carry(EXPIRY), FeedKey::Rate(EXPIRY)] {
			assert!(polkadot_sdk::pallet_oracle::Values::<Test>::get(key).is_none());
			assert!(<Oracle as FeedStore<AccountId>>::raw(&1, &key).is_none());
		}
		assert!(Windows::<Test>::get(BTC).is_empty());
	});
}

#[test]
fn every_change_of_a_carry_a_rate_or_a_surface_is_counted() {
	build_and_execute(|| {
		let count = || Revisions::<Test>::get(Some(BTC));
		open_and_feed();
		let mut last = count();
		assert!(last > 0);
		let mut expect = |grows: bool| {
			assert_eq!(count() > last, grows);
			last = count();
		};
		// The index is read by itself
		next_block(MINUTE);
		post_index(BTC, price(81_000));
		expect(false);
		post_carry(EXPIRY, Fixed::from_int(10));
		expect(true);
		post_rate(EXPIRY, tenor_fixed::Rate::from_fixed(percent(3)));
		expect(true);
		for who in 1..=3 {
			submit_surfaces(who, vec![flat(EXPIRY.expiry, 70, price(81_000))]).unwrap();
		}
		expect(true);
		// AND so is a change of where collateral gets its price
		let before = Revisions::<Test>::get(None::<tenor_series::UnderlyingId>);
		Market::set_collateral_source(polkadot_sdk::frame_system::RawOrigin::Root.into(), 99, None)
			.unwrap();
		assert_eq!(Revisions::<Test>::get(None::<tenor_series::UnderlyingId>), before + 1);
	});
}
