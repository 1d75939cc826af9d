// SPDX-License-Identifier: Apache-2.0
//! Each check can fail.

use crate::{mock::*, *};
use tenor_fixed::Cash;

fn broken(change: impl FnOnce()) -> bool {
	new_test_ext().execute_with(|| {
		AssetLines::set((0..2).map(|asset| AssetLine { asset, ..Default::default() }).collect());
		idle(3);
		Solvency::do_try_state().unwrap();
		change();
		Solvency::do_try_state().is_err()
	})
}

fn rewrite(change: impl FnOnce(&mut StatementOf<Test>)) -> bool {
	broken(|| Last::<Test>::mutate(|last| change(&mut last.as_mut().unwrap().1)))
}

#[test]
fn statement_due_too_early_is_found() {
	assert!(broken(|| Due::<Test>::put(5)));
}

#[test]
fn lost_statement_is_found() {
	assert!(broken(Last::<Test>::kill));
}

#[test]
fn assets_out_of_order_are_found() {
	assert!(rewrite(|last| last.assets.as_mut().reverse()));
}

#[test]
fn figures_that_do_not_follow_are_found() {
	assert!(rewrite(|last| last.free_custody = Cash::from_e8(1)));
	assert!(rewrite(|last| last.worst_loss = Cash::from_e8(1)));
}
