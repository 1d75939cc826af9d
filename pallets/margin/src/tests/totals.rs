// SPDX-License-Identifier: Apache-2.0
//! Running sums of contracts: what a production block compares.

use crate::{mock::*, pallet::Contracts, traits::SeriesListing, ContractTotals};
use polkadot_sdk::frame_support::assert_ok;
use tenor_series::{MarginMode, PortfolioId, UnderlyingId};

fn contracts() -> u64 {
	let open: u128 = [call(60_000), call(70_000)].iter().map(Neighbours::open_interest).sum();
	u64::try_from(open).unwrap()
}

fn matches() -> bool {
	Margin::contracts_match(BTC, contracts())
}

#[test]
fn trades_and_settlement_keep_the_sums_and_leave_nothing() {
	build_and_execute(|| {
		open(3, MarginMode::Standard, 100_000);
		assert!(matches() && contracts() == 0);
		assert_ok!(trade(1, 2, call(60_000), 10));
		assert_ok!(trade(3, 1, call(70_000), 4));
		assert_ok!(trade(2, 1, call(60_000), 3));
		let totals = Contracts::<Test>::get(BTC);
		let open_e8 = u128::from(contracts());
		assert!(open_e8 > 0);
		assert_eq!((totals.longs, totals.shorts, totals.settled), (open_e8, open_e8, 0));
		// WHEN one side is settled before the other, THEN the sums match at every point of it.
		Settling::set(vec![expiry(30)]);
		for portfolio in [2, 1, 3] {
			take_entry(expiry(30), PortfolioId(portfolio)).unwrap();
			assert!(matches());
		}
		assert_eq!(Contracts::<Test>::iter().count(), 0);
	});
}

#[test]
fn every_way_in_which_contracts_can_be_wrong_is_seen() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 10));
		let good = Contracts::<Test>::get(BTC);
		let wrong = [
			ContractTotals { longs: good.longs + 1, ..good },
			ContractTotals { shorts: good.shorts - 1, ..good },
			ContractTotals { settled: 1, ..good },
			// They cancel, and are not the open interest.
			ContractTotals { longs: good.longs + 1, shorts: good.shorts + 1, ..good },
		];
		for totals in wrong {
			Contracts::<Test>::insert(BTC, totals);
			assert!(!matches(), "{totals:?}");
			assert!(Margin::do_try_state().is_err() || totals.settled != 0);
		}
		Contracts::<Test>::insert(UnderlyingId(9), good);
		assert!(Margin::do_try_state().is_err());
		Contracts::<Test>::remove(UnderlyingId(9));
		Contracts::<Test>::remove(BTC);
		assert!(Margin::do_try_state().is_err() && !matches());
		Contracts::<Test>::insert(BTC, good);
		assert!(matches());
	});
}
