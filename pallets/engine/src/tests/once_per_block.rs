// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, LastRun};
use polkadot_sdk::frame_support::traits::Hooks;

#[test]
fn every_step_runs_exactly_once_per_block_in_written_order() {
	build_and_execute(|| {
		for n in 1..=5 {
			// WHEN a block passes
			run_block(n);
			// THEN each step ran once, in order, then the idle step, then the clean-up.
			let names: Vec<_> = given().into_iter().map(|(name, _)| name).collect();
			assert_eq!(names, ["first", "second", "third", "second"]);
			assert_eq!(u64::from(Ended::get()), n);
			let run = LastRun::<Test>::get().unwrap();
			assert_eq!((run.block, run.moment_ms, run.paused), (n, n * 1_000, false));
			Engine::do_try_state().unwrap();
		}
	});
}

#[test]
#[should_panic(expected = "already run in this block")]
fn second_run_in_one_block_is_refused() {
	new_test_ext().execute_with(|| {
		run_block(1);
		Engine::on_initialize(1);
	});
}

#[test]
fn engine_stands_still_during_a_migration_and_goes_on_after_it() {
	build_and_execute(|| {
		run_block(1);
		given();
		// WHEN a migration runs
		Pause::set(true);
		let weight = run_block(2);
		// THEN no step runs, only the bookkeeping is charged, and the run is recorded as paused.
		assert!(given().is_empty());
		assert_eq!(weight, Engine::overhead());
		let run = LastRun::<Test>::get().unwrap();
		assert_eq!((run.block, run.paused, run.consumed.len()), (2, true, 0));
		Engine::do_try_state().unwrap();
		// WHEN it ended THEN the steps run again.
		Pause::set(false);
		run_block(3);
		assert_eq!(given().len(), 4);
	});
}

#[test]
fn wiring_passes_the_integrity_test() {
	new_test_ext().execute_with(Engine::integrity_test);
}
