// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::Error, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

fn shut_down(scope: Scope) -> polkadot_sdk::sp_runtime::DispatchResult {
	Breaker::shut_down(RuntimeOrigin::root(), scope)
}

#[test]
fn market_that_is_shut_down_stands_still_for_good() {
	build_and_execute(|| {
		assert_noop!(shut_down(of(DOGE)), Error::<Test>::UnknownUnderlying);
		assert_ok!(shut_down(of(BTC)));
		assert!(Breaker::is_shut(BTC) && !Breaker::is_shut(ETH));
		assert_eq!((Breaker::level(BTC), Breaker::level(ETH)), (Level::Halted, Level::Normal));
		assert!(Breaker::pays_out() && !Breaker::redeems());
		assert_noop!(shut_down(of(BTC)), Error::<Test>::AlreadyShutDown);
		// WHEN its last position is closed, THEN it is said once, and nothing brings it back.
		step();
		assert_eq!(Breaker::causes(of(BTC)).shutdown, Shutdown::Closing);
		Held::set(vec![ETH]);
		events();
		step();
		step();
		assert_eq!(events(), vec![Event::Closed { scope: of(BTC) }]);
		assert_noop!(Breaker::lift(RuntimeOrigin::root(), of(BTC)), Error::<Test>::NothingToLift);
		assert!(Breaker::is_shut(BTC));
		assert_eq!(Breaker::level(BTC), Level::Halted);
	});
}

#[test]
fn all_are_redeemed_only_when_each_is_closed() {
	build_and_execute(|| {
		assert_ok!(shut_down(of(BTC)));
		assert_ok!(shut_down(Scope::All));
		assert_noop!(shut_down(Scope::All), Error::<Test>::AlreadyShutDown);
		assert_noop!(shut_down(of(ETH)), Error::<Test>::AlreadyShutDown);
		// A portfolio without contracts is not touched by it, but nothing is paid meanwhile.
		assert_eq!((Breaker::level(ETH), Breaker::level_among([])), (Level::Halted, Level::Normal));
		assert!(!Breaker::pays_out());
		Held::set(vec![ETH]);
		step();
		assert!(!Breaker::pays_out() && !Breaker::redeems());
		Held::set(vec![]);
		step();
		assert!(Breaker::pays_out() && Breaker::redeems());
		// Redemption waits while the money is not whole.
		ShortCustody::set(vec![1]);
		step();
		assert!(!Breaker::pays_out());
	});
}
