// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, LastRun};
use polkadot_sdk::frame_support::assert_err;

#[test]
fn check_fails_when_a_block_passed_without_the_engine() {
	new_test_ext().execute_with(|| {
		run_block(1);
		Engine::do_try_state().unwrap();
		// WHEN the chain moves on without a run THEN the check says so.
		System::set_block_number(2);
		assert_err!(Engine::do_try_state(), "the engine did not run in this block");
	});
}

#[test]
fn check_fails_when_the_steps_exceed_the_budget() {
	new_test_ext().execute_with(|| {
		run_block(1);
		LastRun::<Test>::mutate(|run| {
			run.as_mut().unwrap().consumed[0] = Engine::budget();
		});
		assert_err!(Engine::do_try_state(), "the steps consumed more than the engine's budget");
	});
}
