// SPDX-License-Identifier: Apache-2.0
//! Every check can fail: state is corrupted in one place at a time.

use crate::{mock::*, pallet::*, CollateralSource};
use polkadot_sdk::frame_support::storage::{with_transaction, TransactionOutcome};
use tenor_fixed::Fixed;
use tenor_series::UnderlyingId;

/// Corrupts a sound state, asserts that it is noticed, and takes the corruption back.
fn noticed(what: &str, corrupt: impl FnOnce()) {
	Market::do_try_state().unwrap();
	let result = with_transaction(|| {
		corrupt();
		let result = Market::do_try_state();
		TransactionOutcome::Rollback(Ok::<_, polkadot_sdk::sp_runtime::DispatchError>(result))
	});
	assert!(result.unwrap().is_err(), "{what} was not noticed");
}

#[test]
fn corruption_is_noticed_wherever_it_is() {
	build_and_execute(|| {
		open_and_feed();
		Market::on_listed(LATER).unwrap();
		next_block(1_000);
		post_index(BTC, price(80_000));

		noticed("an integral that is not price times time", || {
			Indices::<Test>::mutate(BTC, |index| index.latest.integral_e8_ms += 1);
		});
		noticed("coverage beyond elapsed time", || {
			Indices::<Test>::mutate(BTC, |index| index.latest.covered_ms += 1);
		});
		noticed("an index rolled past now", || {
			Indices::<Test>::mutate(BTC, |index| index.latest.at += 1);
		});
		noticed("a forgotten boundary", || {
			Indices::<Test>::mutate(BTC, |index| index.next_boundary = None);
		});
		noticed("a print that the oracle does not know", || {
			Indices::<Test>::mutate(BTC, |index| {
				index.print.as_mut().unwrap().value = price(80_001);
			});
		});
		noticed("a confidence above one", || {
			Indices::<Test>::mutate(BTC, |index| {
				index.print.as_mut().unwrap().confidence = percent(101);
			});
		});
		noticed("a window that moved", || {
			Windows::<Test>::mutate(BTC, |windows| windows[1].start_at += 1);
		});
		noticed("a window without expiry", || Expiries::<Test>::remove(LATER));
		noticed("an expiry without window", || {
			Windows::<Test>::mutate(BTC, |windows| windows.truncate(1));
		});
		noticed("a set without owner", || {
			SetOwners::<Test>::mutate(BTC, |owners| owners.truncate(1));
		});
		noticed("surfaces of two sets", || {
			Expiries::<Test>::mutate(LATER, |record| {
				let mut surface = Expiries::<Test>::get(EXPIRY).unwrap().surface.unwrap();
				surface.set -= 1;
				record.as_mut().unwrap().surface = Some(surface);
			});
		});
		noticed("arbitrage in force", || {
			Expiries::<Test>::mutate(EXPIRY, |record| {
				let surface = record.as_mut().unwrap().surface.as_mut().unwrap();
				surface.reading.value.svi.a = Fixed::from_int(-1);
			});
		});
		noticed("an underlying without number", || UnderlyingCount::<Test>::put(1));
		noticed("a number without underlying", || UnderlyingCount::<Test>::put(3));
		noticed("a ticker twice", || {
			let btc = Underlyings::<Test>::get(BTC).unwrap();
			Underlyings::<Test>::insert(BTC2, btc);
		});
		noticed("parameters out of range", || {
			Underlyings::<Test>::mutate(BTC, |btc| btc.as_mut().unwrap().params.quorum = 0);
		});
		noticed("collateral priced by nothing", || {
			let source = CollateralSource::Underlying(UnderlyingId(9));
			CollateralSources::<Test>::insert(5, source);
		});
	});
}
