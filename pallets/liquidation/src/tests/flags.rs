// SPDX-License-Identifier: Apache-2.0
//! Who is flagged, and what that does.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_liquidation::Stage;
use tenor_series::PortfolioId;

#[test]
fn portfolio_below_maintenance_margin_is_frozen_and_pays_the_fee_when_it_opens() {
	build_and_execute(
		|| give(1, 1_100, -10, 0),
		|| {
			// GIVEN equity 100, maintenance margin -100, WHEN anybody flags it
			assert_ok!(flag(1));
			assert!(record(1).frozen);
			assert_eq!(events(), [Event::Flagged { portfolio: PortfolioId(1) }]);
			let fund = Insurance::get();
			next_block();
			// THEN 10 % of what changes hands is the fund's: BM = -130, 100 * 130 / 230 of it
			let fee = Cash::from_e8(5_65217392);
			assert_eq!(Insurance::get() - fund, fee.e8());
			let opened = auction(1).unwrap();
			assert_eq!((opened.phase, opened.fee), (Phase::Selling(Stage::Solvent), fee));
			assert!(events().contains(&Event::AuctionOpened {
				portfolio: PortfolioId(1),
				stage: Stage::Solvent,
				equity: cash(100),
				maintenance: cash(-100),
				fee,
				version: 1,
			}));
			// AND only once
			next_block();
			assert_eq!(Insurance::get() - fund, fee.e8());
		},
	);
}

#[test]
fn flags_that_are_not_due_are_refused_by_name() {
	build_and_execute(
		|| {
			give(1, 1_100, -10, 0);
			give(2, 2_000, -10, 0);
			give(3, 0, 0, 0);
		},
		|| {
			assert_noop!(flag(9), Error::<Test>::UnknownPortfolio);
			assert_noop!(flag(2), Error::<Test>::MarginMet);
			assert_noop!(flag(3), Error::<Test>::MarginMet);
			Fresh::set(false);
			assert_noop!(flag(1), Error::<Test>::StaleMarketData);
			Fresh::set(true);
			LookCosts::set(LOOK * 9);
			assert_noop!(flag(1), Error::<Test>::TooMuchToValue);
			LookCosts::set(LOOK);
			assert_ok!(flag(1));
			assert_noop!(flag(1), Error::<Test>::AlreadyFlagged);
		},
	);
}

#[test]
fn sweep_freezes_at_once_and_the_step_looks_again() {
	build_and_execute(
		|| {
			give(1, 1_100, -10, 0);
			give(2, 1_100, -10, 0);
		},
		|| {
			for id in [1, 2, 2] {
				assert_ok!(Liquidation::unsafe_found(PortfolioId(id)));
			}
			assert_eq!(Auctions::<Test>::count(), 2);
			// WHEN the price is back before it opens, THEN it is free without a fee
			price(80);
			let fund = Insurance::get();
			next_block();
			assert_eq!((auction(1), auction(2)), (None, None));
			assert!(!record(1).frozen);
			assert_eq!(Insurance::get(), fund);
			assert!(Liquidation::unsafe_found(PortfolioId(9)).is_err());
		},
	);
}

#[test]
fn orders_of_a_flagged_portfolio_are_ended() {
	build_and_execute(
		|| {
			give(1, 1_100, -10, 0);
			Records::mutate(PortfolioId(1), |record| record.as_mut().unwrap().orders = 40);
		},
		|| {
			assert_ok!(flag(1));
			for left in [24, 8, 0, 0] {
				next_block();
				assert_eq!(record(1).orders, left);
			}
			assert!(!auction(1).unwrap().orders);
		},
	);
}

#[test]
fn nothing_but_a_debt_is_written_off_without_an_auction() {
	build_and_execute(
		|| give(1, -50, 0, 0),
		|| {
			assert_ok!(flag(1));
			next_block();
			assert_eq!(record(1), Record::default());
			assert_eq!(Insurance::get(), 99_950_00000000);
			let outcome = Outcome::WrittenOff;
			assert!(events().contains(&Event::AuctionEnded { portfolio: PortfolioId(1), outcome }));
		},
	);
}

#[test]
fn parameters_are_governments_and_sane() {
	use polkadot_sdk::sp_runtime::DispatchError::BadOrigin;
	use tenor_liquidation::Params;
	build_and_execute(
		|| (),
		|| {
			let params = Params { fast_ms: 1, ..Default::default() };
			let set = |origin, params| Liquidation::set_params(origin, params);
			assert_noop!(set(RuntimeOrigin::signed(1), params), BadOrigin);
			let insane = Params { fast_ms: 0, ..params };
			assert_noop!(set(RuntimeOrigin::root(), insane), Error::<Test>::TimeOutOfRange);
			let insane = Params { buffer: percent(-1), ..params };
			assert_noop!(set(RuntimeOrigin::root(), insane), Error::<Test>::NegativeParameter);
			let insane = Params { buffer: percent(101), ..params };
			assert_noop!(set(RuntimeOrigin::root(), insane), Error::<Test>::ParameterTooLarge);
			let insane = Params { start_factor: percent(10), ..params };
			assert_noop!(set(RuntimeOrigin::root(), insane), Error::<Test>::FactorRises);
			assert_ok!(set(RuntimeOrigin::root(), params));
			assert_eq!(Parameters::<Test>::get(), params);
		},
	);
}
