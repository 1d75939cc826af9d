// SPDX-License-Identifier: Apache-2.0
//! Overdue debts: who is found, and what is sold until nothing is owed.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Cash;
use tenor_liquidation::Stage;
use tenor_series::PortfolioId;

/// Owes 500 against 100 units of 10, of which 800 count: safe, with equity of 500.
fn owing() {
	give(1, -500, 0, 100);
	give(2, 10_000, 0, 0);
}

fn overdue(ids: &[u64]) {
	Overdue::set(ids.iter().map(|id| PortfolioId(*id)).collect());
}

#[test]
fn safe_portfolio_whose_debt_is_overdue_is_sold_until_it_owes_nothing() {
	build_and_execute(owing, || {
		// GIVEN a debt that is not overdue, THEN nobody looks for more
		assert_noop!(flag(1), Error::<Test>::MarginMet);
		next_block();
		assert_eq!(auction(1), None);
		// WHEN it is, THEN the engine freezes it and opens an auction without a fee in one block
		overdue(&[1]);
		next_block();
		let opened = auction(1).unwrap();
		assert_eq!((opened.phase, opened.fee), (Phase::Selling(Stage::Debt), Cash::ZERO));
		assert_eq!((opened.price, opened.need), (cash(475), Cash::ZERO));
		// WHEN somebody takes what there is
		assert_ok!(bid(1, 2, 100, 1_000));
		next_block();
		// THEN about half is sold at .95, the debt is gone, and the rest is its owner's
		assert_eq!(auction(1), None);
		let left = record(1);
		assert!(!left.frozen && (0..2_000).contains(&left.cash), "{left:?}");
		assert!((48_00000000..49_00000000).contains(&left.assets), "{left:?}");
		assert!((51_00000000..52_00000000).contains(&record(2).assets));
		assert!(left.maintenance() > 0);
		assert_noop!(flag(1), Error::<Test>::MarginMet);
	});
}

#[test]
fn anybody_flags_an_overdue_debt_and_a_deposit_ends_it() {
	build_and_execute(
		|| {
			owing();
			give(3, 1_000, 0, 0);
		},
		|| {
			overdue(&[1, 3]);
			assert_noop!(flag(3), Error::<Test>::MarginMet);
			assert_ok!(flag(1));
			next_block();
			assert!(auction(1).is_some());
			for (id, by) in [(1, 500_00000000), (3, -500_00000000)] {
				Records::mutate(PortfolioId(id), |record| record.as_mut().unwrap().cash += by);
			}
			next_block();
			assert!(auction(1).is_none() && !record(1).frozen);
		},
	);
}

#[test]
fn price_of_a_debt_stops_at_the_knee() {
	build_and_execute(owing, || {
		overdue(&[1]);
		next_block();
		run_minutes(240);
		let auction = auction(1).unwrap();
		assert_eq!((auction.phase, auction.price), (Phase::Selling(Stage::Debt), cash(350)));
		assert_ok!(bid(1, 2, 100, 1_000));
		next_block();
		assert!((0..2_000).contains(&record(1).cash));
		assert!((41_00000000..42_00000000).contains(&record(1).assets), "{:?}", record(1));
	});
}

#[test]
fn debtor_who_becomes_unsafe_is_sold_as_whoever_is() {
	build_and_execute(owing, || {
		overdue(&[1]);
		next_block();
		assert_eq!(auction(1).unwrap().phase, Phase::Selling(Stage::Debt));
		// WHEN his asset falls below what his margin needs
		AssetPrice::set((6_00000000, 800));
		next_block();
		// THEN he pays the fee, and is sold up to the buffer
		let turned = auction(1).unwrap();
		assert_eq!(turned.phase, Phase::Selling(Stage::Solvent));
		assert!(turned.fee.is_positive());
		// AND below what he owes, the fund pays
		AssetPrice::set((4_00000000, 800));
		next_block();
		assert_eq!(auction(1).unwrap().phase, Phase::Selling(Stage::Insolvent));
		AssetPrice::set((10_00000000, 800));
	});
}

#[test]
fn engine_looks_at_one_debtor_in_each_block_and_gets_round_to_all() {
	build_and_execute(
		|| {
			for id in 1..6 {
				give(id, -10, 0, 10);
			}
		},
		|| {
			overdue(&[1, 2, 3, 4, 5]);
			for flagged in 1..6 {
				next_block();
				assert_eq!(Auctions::<Test>::count(), flagged);
			}
			next_block();
			assert_eq!(Auctions::<Test>::count(), 5);
		},
	);
}

#[test]
fn overdue_debt_without_anything_behind_it_is_written_off() {
	build_and_execute(
		|| give(1, -10, 0, 0),
		|| {
			overdue(&[1]);
			next_block();
			assert!(auction(1).is_none() && record(1).cash == 0);
		},
	);
}
