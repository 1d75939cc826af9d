// SPDX-License-Identifier: Apache-2.0
//! Each check of `try_state` can fail.

use crate::{mock::*, pallet::BoardOf, *};

fn broken(scope: Scope, causes: Causes) -> bool {
	let mut board = BoardOf::<Test>::new();
	board.try_insert(scope, causes).unwrap();
	Board::<Test>::put(board);
	let failed = Breaker::do_try_state().is_err();
	Board::<Test>::kill();
	failed
}

#[test]
fn what_cannot_be_true_is_found() {
	build_and_execute(|| {
		let none = Causes::default();
		let halted = Causes { committee: Some(Raised { level: Level::Halted, until: 9 }), ..none };
		assert!(!broken(Scope::All, halted) && !broken(of(BTC), halted));
		let nothing = Some(Raised { level: Level::Normal, until: 9 });
		for (scope, causes) in [
			(of(BTC), none),
			(of(DOGE), halted),
			(of(BTC), Causes { committee: nothing, ..none }),
			(of(BTC), Causes { breach: Some(Breach::Contracts(ETH)), ..none }),
			(of(BTC), Causes { breach: Some(Breach::Custody(1)), ..none }),
			(Scope::All, Causes { breach: Some(Breach::Contracts(ETH)), ..none }),
			(Scope::All, Causes { restart: true, ..none }),
			(Scope::All, Causes { oracle: Oracle::Lost, ..none }),
		] {
			assert!(broken(scope, causes), "{scope:?} {causes:?}");
		}
		let mut board = BoardOf::<Test>::new();
		board.try_insert(Scope::All, Causes { shutdown: Shutdown::Closed, ..none }).unwrap();
		board.try_insert(of(BTC), Causes { shutdown: Shutdown::Closing, ..none }).unwrap();
		Board::<Test>::put(board);
		assert!(Breaker::do_try_state().is_err());
		Board::<Test>::kill();
		Parameters::<Test>::put(Params { lost_after_ms: 0, ..Params::default() });
		assert!(Breaker::do_try_state().is_err());
		Parameters::<Test>::kill();
	});
}
