// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::Error, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok, weights::WeightMeter};

#[test]
fn quiet_block_changes_nothing() {
	build_and_execute(|| {
		polkadot_sdk::frame_support::assert_storage_noop!(step());
	});
}

#[test]
fn index_lost_for_too_long_stops_new_risk_and_lifts_itself_when_it_is_back() {
	build_and_execute(|| {
		let Params { lost_after_ms, back_after_ms, .. } = Params::default();
		Stale::set(vec![BTC]);
		step();
		step_after(lost_after_ms - 1);
		assert_eq!(Breaker::level(BTC), Level::Normal);
		step_after(1);
		assert_eq!((Breaker::level(BTC), Breaker::level(ETH)), (Level::ReduceOnly, Level::Normal));
		assert_eq!(
			events(),
			vec![Event::Stopped {
				scope: of(BTC),
				cause: Cause::OracleLost,
				level: Level::ReduceOnly
			}]
		);
		// WHEN it is back but not for long enough, THEN a gap begins the wait again.
		Stale::set(vec![]);
		step_after(MINUTE);
		step_after(back_after_ms - 1);
		Stale::set(vec![BTC]);
		step_after(1);
		Stale::set(vec![]);
		step_after(1);
		step_after(back_after_ms - 1);
		assert_eq!(Breaker::level(BTC), Level::ReduceOnly);
		// WHEN it has been back for long enough, THEN nothing is stopped.
		step_after(1);
		assert_eq!(Breaker::level(BTC), Level::Normal);
		assert!(Board::<Test>::get().is_empty());
		assert_eq!(events().len(), 1);
	});
}

#[test]
fn short_gap_of_the_index_leaves_no_trace() {
	build_and_execute(|| {
		Stale::set(vec![BTC]);
		step();
		assert!(!Board::<Test>::get().is_empty());
		Stale::set(vec![]);
		step_after(Params::default().lost_after_ms);
		assert!(Board::<Test>::get().is_empty());
		assert!(events().is_empty());
	});
}

#[test]
fn after_a_standstill_each_market_waits_for_its_own_quorum() {
	build_and_execute(|| {
		StoodStill::set(true);
		Stale::set(vec![BTC, ETH]);
		step();
		StoodStill::set(false);
		assert_eq!(
			(Breaker::level(BTC), Breaker::level(ETH)),
			(Level::ReduceOnly, Level::ReduceOnly)
		);
		Stale::set(vec![ETH]);
		step_after(1_000);
		assert_eq!((Breaker::level(BTC), Breaker::level(ETH)), (Level::Normal, Level::ReduceOnly));
		Stale::set(vec![]);
		step_after(1_000);
		assert_eq!(Breaker::level(ETH), Level::Normal);
		assert!(Board::<Test>::get().is_empty());
	});
}

#[test]
fn contracts_that_do_not_match_halt_their_market_until_governance_lifts_it() {
	build_and_execute(|| {
		Mismatched::set(vec![ETH]);
		step();
		assert_eq!((Breaker::level(BTC), Breaker::level(ETH)), (Level::Normal, Level::Halted));
		assert_eq!(
			events(),
			vec![Event::Stopped {
				scope: of(ETH),
				cause: Cause::Invariant(Breach::Contracts(ETH)),
				level: Level::Halted
			}]
		);
		// It is named once, and does not lift itself when the cause is gone.
		step_after(1_000);
		Mismatched::set(vec![]);
		step_after(Params::default().longest_ms);
		assert_eq!(Breaker::level(ETH), Level::Halted);
		assert!(events().is_empty() && Breaker::pays_out());
		// WHEN governance lifts it while it is broken, THEN the next block halts it again.
		Mismatched::set(vec![ETH]);
		assert_ok!(Breaker::lift(RuntimeOrigin::root(), of(ETH)));
		assert_eq!(Breaker::level(ETH), Level::Normal);
		step();
		assert_eq!(Breaker::level(ETH), Level::Halted);
		Mismatched::set(vec![]);
		assert_ok!(Breaker::lift(RuntimeOrigin::root(), of(ETH)));
		step();
		assert_eq!(Breaker::level(ETH), Level::Normal);
		assert_noop!(Breaker::lift(RuntimeOrigin::root(), of(ETH)), Error::<Test>::NothingToLift);
	});
}

#[test]
fn money_that_is_not_whole_halts_all_and_withdrawals_wait() {
	let cases: [(fn(), Breach); 2] = [
		(|| WrongTotals::set(vec![7]), Breach::Totals(7)),
		(|| ShortCustody::set(vec![1]), Breach::Custody(1)),
	];
	for (break_it, breach) in cases {
		build_and_execute(|| {
			break_it();
			step();
			assert_eq!(Breaker::causes(Scope::All).breach, Some(breach));
			assert_eq!((Breaker::level(BTC), Breaker::level(ETH)), (Level::Halted, Level::Halted));
			assert!(!Breaker::pays_out());
			WrongTotals::set(vec![]);
			ShortCustody::set(vec![]);
			assert_ok!(Breaker::lift(RuntimeOrigin::root(), Scope::All));
			step();
			assert!(Breaker::pays_out());
			assert_eq!(Breaker::level(BTC), Level::Normal);
		});
	}
}

#[test]
fn step_without_weight_for_all_goes_on_where_it_stopped() {
	build_and_execute(|| {
		Mismatched::set(vec![ETH]);
		WrongTotals::set(vec![7]);
		// Each run has weight for one subject: two underlyings, two assets.
		let least = Breaker::process_checks_least();
		let run = || {
			let mut meter = WeightMeter::with_limit(least);
			Breaker::process_checks(&mut meter);
			assert!(meter.consumed().all_lte(least));
		};
		run();
		assert_eq!(Cursor::<Test>::get(), Some(Subject::Underlying(ETH)));
		assert_eq!(Breaker::level(ETH), Level::Normal);
		run();
		assert_eq!(Breaker::level(ETH), Level::Halted);
		run();
		assert_eq!(Cursor::<Test>::get(), Some(Subject::Asset(7)));
		assert!(Breaker::pays_out());
		run();
		assert!(!Breaker::pays_out());
		assert_eq!(Cursor::<Test>::get(), None);
		// Without weight even for the base nothing happens.
		let mut none = WeightMeter::with_limit(Default::default());
		polkadot_sdk::frame_support::assert_storage_noop!(Breaker::process_checks(&mut none));
	});
}
