// SPDX-License-Identifier: Apache-2.0
//! What a vault takes: isolation, margin, loss cap; how it reduces.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Cash, Fixed, Price, Quantity, E18};
use tenor_series::PortfolioId;

fn percent(n: i128) -> Fixed {
	Fixed::from_e18(E18 / 100 * n)
}

/// Owes 400; its maintenance margin is 200 below that, its initial margin 300.
fn sold() -> Stands {
	Stands { equity: cash(-400), initial: cash(-700), maintenance: cash(-600) }
}

fn offer() -> Fixed {
	Backing::offer_floor(BTC, &record(BTC).stands(), &sold())
}

#[test]
fn vault_stands_behind_portfolios_of_its_underlying_only() {
	build_and_execute(|| {
		let put = |contracts, assets| {
			let record = Record { owner: 5, contracts, assets, ..Default::default() };
			Records::insert(PortfolioId(50), record);
		};
		let behind = || Backing::behind(PortfolioId(50));
		put([-10, 0], false);
		assert_eq!(behind(), Some((vault(BTC).portfolio, BTC)));
		put([0, 7], false);
		assert_eq!(behind(), Some((vault(ETH).portfolio, ETH)));
		for (contracts, assets) in [([-10, 7], false), ([0, 0], false), ([-10, 0], true)] {
			put(contracts, assets);
			assert_eq!(behind(), None);
		}
	});
}

#[test]
fn vault_takes_what_its_initial_margin_and_its_loss_cap_have_room_for() {
	build_and_execute(|| {
		// 1,000 of initial margin carry 300; the cap of a quarter has room for 250, at risk are 200.
		assert_eq!(offer(), Fixed::ONE);
		// GIVEN initial margin of 90, THEN that binds
		change(BTC, |record| {
			record.cash += cash(3_033).e8();
			record.contracts[0] = -30_33333333;
		});
		let carried = offer();
		assert!(carried > percent(29) && carried < percent(31), "{carried}");
		change(BTC, |record| {
			record.cash = cash(1_000).e8();
			record.contracts[0] = 0;
		});
		// GIVEN half was taken already, THEN the cap has room for 150 of 200
		Backing::taken(BTC, percent(50), &sold());
		assert_eq!(vault(BTC).period.taken, cash(100));
		assert_eq!(offer(), percent(75));
		Backing::taken(BTC, percent(75), &sold());
		assert_eq!(offer(), Fixed::ZERO);
		// WHEN the period is over, THEN it starts anew
		Now::mutate(|now| *now += 7 * DAY);
		assert_eq!(offer(), Fixed::ONE);
		assert_eq!(vault(BTC).period.taken, Cash::ZERO);
		assert_eq!(vault(BTC).period.since, Now::get());
	});
}

#[test]
fn vault_that_lost_more_than_its_cap_stops_whoever_comes_and_goes() {
	build_and_execute(|| {
		assert_ok!(deposit(1, BTC, 1_000));
		change(BTC, |record| record.cash -= cash(500).e8());
		assert_eq!(Backing::report(BTC).unwrap().loss_room, Some(Cash::ZERO));
		assert_eq!(offer(), Fixed::ZERO);
		// WHEN money comes in, THEN the price of a share is what counts
		assert_ok!(deposit(2, BTC, 100_000));
		assert_eq!(offer(), Fixed::ZERO);
		// WHEN it earned some of it back, THEN it bids again
		change(BTC, |record| record.cash += cash(10_000).e8());
		assert!(offer() > Fixed::ZERO);
		// A vault without value or without margin offers nothing.
		change(BTC, |record| record.cash = -1);
		assert_eq!(offer(), Fixed::ZERO);
	});
}

#[test]
fn only_the_manager_reduces_and_only_his_vault() {
	build_and_execute(|| {
		let (one, limit) = (Quantity::from_e8(1_00000000), Price::from_e8(5_00000000));
		let reduce = |who, of| Backing::reduce(RuntimeOrigin::signed(who), series(of), one, limit);
		assert_noop!(reduce(1, BTC), Error::<Test>::NotManager);
		assert_ok!(Backing::set_manager(RuntimeOrigin::root(), BTC, Some(1)));
		assert_noop!(reduce(2, BTC), Error::<Test>::NotManager);
		assert_noop!(reduce(1, ETH), Error::<Test>::NotManager);
		assert_ok!(reduce(1, BTC));
		let account = Backing::account_of(BTC);
		assert_eq!(Placed::get(), vec![(account, vault(BTC).portfolio, series(BTC), one, limit)]);
		assert_ok!(Backing::set_manager(RuntimeOrigin::root(), BTC, None));
		assert_noop!(reduce(1, BTC), Error::<Test>::NotManager);
	});
}
