// SPDX-License-Identifier: Apache-2.0
//! What is in force, until when, and what a standstill does to it.

use crate::{mock::*, pallet::*};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_weights::WeightMeter,
};
use tenor_fixed::{Fixed, Rate};

fn fresh() -> bool {
	Market::expiry_state(LATER).unwrap().fresh
}

fn open_later() {
	assert_ok!(Market::on_listed(LATER));
	post_index(BTC, price(80_000));
	post_carry(LATER, Fixed::from_int(100));
	post_rate(LATER, Rate::from_fixed(percent(5)));
	post_surfaces();
}

fn post_surfaces() {
	for who in Members::get() {
		assert_ok!(submit_surfaces(who, vec![flat(LATER.expiry, 50, price(80_000))]));
	}
}

#[test]
fn missing_input_is_named() {
	build_and_execute(|| {
		assert_noop!(Market::expiry_state(LATER), Error::<Test>::UnknownExpiry);
		assert_ok!(Market::on_listed(LATER));
		assert_noop!(Market::expiry_state(LATER), Error::<Test>::NoIndex);
		post_index(BTC, price(80_000));
		assert_noop!(Market::expiry_state(LATER), Error::<Test>::NoCarry);
		post_carry(LATER, Fixed::ZERO);
		assert_noop!(Market::expiry_state(LATER), Error::<Test>::NoRate);
		post_rate(LATER, Rate::ZERO);
		assert_noop!(Market::expiry_state(LATER), Error::<Test>::NoSurface);
		post_surfaces();
		assert!(fresh());
		assert_noop!(
			Market::underlying_state(tenor_series::UnderlyingId(9)),
			Error::<Test>::UnknownUnderlying
		);
		assert_noop!(Market::stable_state(), Error::<Test>::NoStablePrice);
	});
}

#[test]
fn each_input_goes_stale_at_its_own_heartbeat() {
	build_and_execute(|| {
		open_later();
		let at = |ms| {
			run_to(START + ms, 30_000);
			Market::freshness(&LATER).unwrap()
		};
		assert!(at(3 * MINUTE).index);
		let now = at(3 * MINUTE + 1);
		assert!(!now.index && now.surface && now.carry && now.rate);
		assert!(!fresh());
		assert_eq!(Market::spot(BTC), None);
		assert_eq!(Market::last_spot(BTC), Some(price(80_000)));
		assert!(at(20 * MINUTE).surface);
		let now = at(20 * MINUTE + 1);
		assert!(!now.surface && now.carry && now.rate);
		assert!(at(HOUR).carry);
		let now = at(HOUR + 1);
		assert!(!now.carry && now.rate);
		assert!(at(12 * HOUR).rate);
		assert!(!at(12 * HOUR + 1).rate);
	});
}

#[test]
fn stale_input_alone_makes_the_expiry_stale() {
	build_and_execute(|| {
		open_later();
		run_to(START + 20 * MINUTE + 1, 30_000);
		post_index(BTC, price(80_000));
		assert!(!fresh());
		post_surfaces();
		assert!(fresh());
	});
}

#[test]
fn after_a_standstill_a_whole_quorum_must_post_anew() {
	build_and_execute(|| {
		open_later();
		next_block(MaxEnginePause::get());
		assert!(fresh());
		// GIVEN a pause longer than the engine's bound
		next_block(MaxEnginePause::get() + 1);
		// THEN nothing before it counts, though its heartbeat has not passed
		assert!(!fresh());
		assert_ok!(submit_index(1, BTC, price(81_000)));
		assert!(!fresh());
		assert_ok!(submit_index(2, BTC, price(81_000)));
		assert!(fresh());
		assert_eq!(Market::spot(BTC), Some(price(81_000)));
	});
}

#[test]
fn standstill_ends_when_every_print_was_ended() {
	build_and_execute(|| {
		open_later();
		post_index(BTC2, price(80_000));
		let weight = |fits: bool| {
			let ends = u64::from(fits);
			let base = <() as crate::WeightInfo>::roll_base();
			base + <() as crate::WeightInfo>::end_print().saturating_mul(ends)
		};
		// GIVEN weight for one print a block after a halt
		Now::mutate(|now| *now += 90_000);
		System::set_block_number(2);
		let last = LastRun::<Test>::get();
		Market::process_roll(&mut WeightMeter::with_limit(weight(true)));
		// THEN the engine still counts as standing, and the second is ended in the next block
		assert_eq!(LastRun::<Test>::get(), last);
		assert_eq!(Market::spot(BTC), None);
		System::set_block_number(3);
		Now::mutate(|now| *now += 1_000);
		Market::process_roll(&mut WeightMeter::with_limit(weight(true)));
		assert_ne!(LastRun::<Test>::get(), last);
		assert_eq!(Market::spot(BTC2), None);
		// A block without any weight is a standstill.
		post_index(BTC, price(80_000));
		System::set_block_number(4);
		Now::mutate(|now| *now += 1_000);
		Market::process_roll(&mut WeightMeter::with_limit(Default::default()));
		next_block(1_000);
		assert_eq!(Market::spot(BTC), None);
	});
}

#[test]
fn collateral_and_stable_have_prices_by_their_source() {
	build_and_execute(|| {
		assert_eq!(Market::collateral_state(BTC_ASSET), None);
		assert_eq!(Market::collateral_state(99), None);
		post_index(BTC, price(80_000));
		for who in Members::get() {
			let value = tenor_fixed::Price::from_e8(99_900_000);
			assert_ok!(Market::submit_stable(origin(who), value, percent(90), START));
		}
		let btc = Market::collateral_state(BTC_ASSET).unwrap();
		assert_eq!((btc.price, btc.underlying), (Fixed::from_int(80_000), Some(BTC)));
		let usdc = Market::collateral_state(USDC).unwrap();
		assert_eq!((usdc.underlying, usdc.confidence, usdc.fresh), (None, percent(90), true));
		assert_eq!(Market::stable_state().unwrap().price, Fixed::from_e18(999_000_000_000_000_000));
		run_to(START + 3 * MINUTE + 1, 30_000);
		assert!(!Market::stable_state().unwrap().fresh);
		assert!(!Market::collateral_state(BTC_ASSET).unwrap().fresh);
	});
}

#[test]
fn forward_that_is_not_positive_is_an_error() {
	build_and_execute(|| {
		open_later();
		post_carry_low();
		next_block(1_000);
		// WHEN spot falls below what carry takes off
		post_index(BTC, price(30_000));
		assert_noop!(Market::expiry_state(LATER), Error::<Test>::ForwardNotPositive);
		next_block(1_000);
		post_index(BTC, price(80_000));
	});
}

fn post_carry_low() {
	next_block(1_000);
	post_carry(LATER, Fixed::from_int(-39_000));
}
