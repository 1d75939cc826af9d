// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::Error, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError::BadOrigin,
};

#[test]
fn calls_by_others_are_refused() {
	build_and_execute(|| {
		let other = || RuntimeOrigin::signed(9);
		let until = Now::get() + MINUTE;
		assert_noop!(Breaker::set_level(other(), Scope::All, Level::Halted, until), BadOrigin);
		// The committee may stop, for a time; it may neither lift others' causes nor end anything.
		for origin in [other, committee] {
			assert_noop!(Breaker::lift(origin(), Scope::All), BadOrigin);
			assert_noop!(Breaker::set_params(origin(), Params::default()), BadOrigin);
			assert_noop!(Breaker::shut_down(origin(), of(BTC)), BadOrigin);
		}
	});
}

#[test]
fn committee_raises_lowers_and_takes_back_what_it_raised() {
	build_and_execute(|| {
		let until = Now::get() + MINUTE;
		let set = |scope, level| Breaker::set_level(committee(), scope, level, until);
		assert_ok!(set(of(BTC), Level::Halted));
		assert_eq!((Breaker::level(BTC), Breaker::level(ETH)), (Level::Halted, Level::Normal));
		assert_ok!(set(of(BTC), Level::ReduceOnly));
		assert_eq!(Breaker::level(BTC), Level::ReduceOnly);
		// WHEN all are stopped more, THEN the higher level counts for each.
		assert_ok!(set(Scope::All, Level::CancelAndWithdrawOnly));
		assert_eq!(Breaker::level(BTC), Level::CancelAndWithdrawOnly);
		assert_eq!(Breaker::level(ETH), Level::CancelAndWithdrawOnly);
		assert_eq!(Breaker::level_among([]), Level::CancelAndWithdrawOnly);
		// WHEN it takes both back, THEN nothing is stopped and nothing is stored.
		assert_ok!(set(Scope::All, Level::Normal));
		assert_eq!(Breaker::level(BTC), Level::ReduceOnly);
		assert_ok!(set(of(BTC), Level::Normal));
		assert_eq!(Breaker::level(BTC), Level::Normal);
		assert!(Board::<Test>::get().is_empty());
		assert_noop!(set(of(BTC), Level::Normal), Error::<Test>::NothingToLift);
	});
}

#[test]
fn what_the_committee_stops_ends_by_itself() {
	build_and_execute(|| {
		let now = Now::get();
		let halt = |until| Breaker::set_level(committee(), of(BTC), Level::Halted, until);
		assert_noop!(halt(now), Error::<Test>::EndInPast);
		let longest = now + Params::default().longest_ms;
		assert_noop!(halt(longest + 1), Error::<Test>::EndTooFar);
		assert_noop!(
			Breaker::set_level(committee(), of(DOGE), Level::Halted, now + 1),
			Error::<Test>::UnknownUnderlying
		);
		assert_ok!(halt(longest));
		assert_ok!(halt(now + MINUTE));
		// THEN it counts up to its end and no further, whether or not the step has run.
		Now::set(now + MINUTE - 1);
		assert_eq!(Breaker::level(BTC), Level::Halted);
		Now::set(now + MINUTE);
		assert_eq!(Breaker::level(BTC), Level::Normal);
		events();
		step();
		assert!(Board::<Test>::get().is_empty());
		let raised = Raised { level: Level::Halted, until: now + MINUTE };
		assert_eq!(
			events(),
			vec![Event::Released {
				scope: of(BTC),
				cause: Cause::Committee(raised),
				level: Level::Normal
			}]
		);
	});
}

#[test]
fn committee_cannot_lower_what_another_cause_raised() {
	build_and_execute(|| {
		Mismatched::set(vec![BTC]);
		step();
		assert_eq!(Breaker::level(BTC), Level::Halted);
		let until = Now::get() + MINUTE;
		assert_ok!(Breaker::set_level(committee(), of(BTC), Level::ReduceOnly, until));
		assert_eq!(Breaker::level(BTC), Level::Halted);
		assert_ok!(Breaker::set_level(committee(), of(BTC), Level::Normal, until));
		assert_eq!(Breaker::level(BTC), Level::Halted);
		assert_noop!(
			Breaker::set_level(committee(), of(BTC), Level::Normal, until),
			Error::<Test>::NothingToLift
		);
	});
}

#[test]
fn governed_times_are_checked() {
	build_and_execute(|| {
		let set = |params| Breaker::set_params(RuntimeOrigin::root(), params);
		let sane = Params { lost_after_ms: 5, back_after_ms: 7, longest_ms: 9 };
		assert_ok!(set(sane));
		assert_eq!(Parameters::<Test>::get(), sane);
		for wrong in [
			Params { lost_after_ms: 0, ..sane },
			Params { back_after_ms: 0, ..sane },
			Params { longest_ms: u64::MAX, ..sane },
		] {
			assert_noop!(set(wrong), Error::<Test>::TimeOutOfRange);
		}
	});
}
