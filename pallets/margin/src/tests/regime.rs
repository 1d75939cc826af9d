// SPDX-License-Identifier: Apache-2.0
//! Shocks that follow realised volatility: IM at once, MM by its own multiplier.

use super::batch::order;
use crate::{mock::*, Batch, Error, MarginStage};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_weights::WeightMeter,
};
use tenor_fixed::Cash;
use tenor_risk::Totals;
use tenor_series::{MarginMode, PortfolioId};

fn totals(id: u64) -> Totals {
	Margin::margin_of(PortfolioId(id)).unwrap().totals
}

/// A writer of one call at the money in either mode.
fn writers() -> [u64; 2] {
	for (id, mode) in [(4, MarginMode::Standard), (5, MarginMode::Portfolio)] {
		open(id, mode, 50_000);
		assert_ok!(trade(1, id, call(60_000), 100));
	}
	[4, 5]
}

#[test]
fn im_is_by_its_multiplier_at_once_and_mm_by_its_own() {
	build_and_execute(|| {
		for id in writers() {
			Regime::set((16, 16));
			let calm = totals(id);
			// WHEN realised volatility rises
			Regime::set((32, 16));
			let risen = totals(id);
			// THEN IM is stricter now, MM and equity are what they were
			assert!(risen.initial < calm.initial, "{id}");
			assert_eq!((risen.maintenance, risen.equity), (calm.maintenance, calm.equity));
			assert!(Margin::margin_of(PortfolioId(id)).unwrap().ramping);
			// AND with each sixteenth MM follows, until both are by the same shocks
			let mut last = risen.maintenance;
			for sixteenths in 17..=32 {
				Regime::set((32, sixteenths));
				let now = totals(id);
				assert!(now.maintenance < last && now.initial <= now.maintenance, "{id}");
				last = now.maintenance;
			}
			assert!(!Margin::margin_of(PortfolioId(id)).unwrap().ramping);
		}
		Regime::set((16, 16));
	});
}

#[test]
fn standard_mode_takes_a_multiple_of_spot() {
	build_and_execute(|| {
		writers();
		let calm = totals(4);
		Regime::set((32, 16));
		// At the money: 15 % of spot becomes 30 %.
		let more = calm.initial.checked_sub(totals(4).initial).unwrap();
		assert_eq!(more, cash(9_000));
		Regime::set((16, 16));
	});
}

#[test]
fn a_multiplier_stops_trades_that_met_margin_before() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 12_000);
		let orders = [order(call(60_000), -100, 4_000)];
		assert_eq!(Batch::<Test>::begin().admit(PortfolioId(4), &orders), [true]);
		Regime::set((32, 16));
		assert_eq!(Batch::<Test>::begin().admit(PortfolioId(4), &orders), [false]);
		assert_noop!(trade(1, 4, call(60_000), 100), Error::<Test>::BelowInitialMargin);
		Regime::set((16, 16));
	});
}

#[test]
fn a_portfolio_with_a_band_is_found_when_its_multiplier_moves_and_prices_do_not() {
	build_and_execute(|| {
		let [id, _] = writers();
		// GIVEN a band with little room, short of what a larger shock needs
		let spare = totals(id).maintenance.checked_sub(cash(2_000)).unwrap();
		change_view(id, |view| view.cash = view.cash.checked_sub(spare).unwrap());
		let sweep = || {
			Margin::process_sweep(&mut WeightMeter::new());
			Margin::clear_transients();
			Margin::do_try_state().unwrap();
		};
		sweep();
		assert!(!Margin::is_queued(PortfolioId(id)));
		// WHEN only IM's moves THEN nobody is unsafe
		Regime::set((32, 16));
		sweep();
		assert!(FoundUnsafe::get().is_empty());
		// AND when MM's has come far enough, it is
		Regime::set((32, 24));
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(id)]);
		assert!(totals(id).maintenance < Cash::ZERO);
		assert_eq!(Margin::stage_of(PortfolioId(id)).stored, MarginStage::Unsafe);
		reset_market();
	});
}
