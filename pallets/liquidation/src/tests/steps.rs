// SPDX-License-Identifier: Apache-2.0
//! The engine step: metered, resumed, never stuck.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_ok, weights::Weight};
use tenor_series::PortfolioId;

fn many(n: u64) {
	for id in 1..=n {
		give(id, 1_100, -10, 0);
		assert_ok!(flag(id));
	}
}

fn opened() -> usize {
	Auctions::<Test>::iter_values().filter(|auction| auction.phase != Phase::Flagged).count()
}

#[test]
fn step_resumes_where_the_meter_ended() {
	build_and_execute(
		|| many(10),
		|| {
			// GIVEN weight for one look and one fill, THEN every block looks at two more
			let least = Liquidation::process_liquidation_least();
			let mut before = 0;
			for _ in 0..10 {
				run_block_with(1_000, least);
				assert!(opened() > before || opened() == 10);
				before = opened();
			}
			assert_eq!(opened(), 10);
			// AND nothing is done with less than a look
			let seen = |id| auction(id).unwrap().seen_at;
			let at: Vec<u64> = (1..=10).map(seen).collect();
			let spent = run_block_with(1_000, Weight::from_parts(100, 100));
			assert_eq!(spent, Weight::zero());
			assert_eq!((1..=10).map(seen).collect::<Vec<_>>(), at);
		},
	);
}

#[test]
fn every_auction_is_looked_at_once_in_a_block_that_reaches() {
	build_and_execute(
		|| many(20),
		|| {
			run_block_with(1_000, Weight::MAX);
			assert_eq!(opened(), 20);
			for _ in 0..3 {
				run_block_with(1_000, Weight::MAX);
				assert!((1..=20).all(|id| auction(id).unwrap().seen_at == Now::get()));
			}
		},
	);
}

#[test]
fn meter_is_never_exceeded_and_fills_go_on_in_the_next_block() {
	build_and_execute(
		|| {
			many(1);
			(100..120).for_each(|id| give(id, 100_000, 0, 0));
			next_block();
		},
		|| {
			for id in 100..120 {
				assert_ok!(bid(1, id, 3, 1_000));
			}
			let least = Liquidation::process_liquidation_least();
			let (mut blocks, mut left) = (0, 20);
			while auction(1).is_some() && left > 0 {
				run_block_with(1_000, least);
				let now = Liquidation::bids(PortfolioId(1)).len();
				assert!(now < left, "a block with weight for it fills a bid");
				left = now;
				blocks += 1;
			}
			assert!(blocks > 5);
		},
	);
}

#[test]
fn step_without_auctions_costs_its_base() {
	build_and_execute(
		|| (),
		|| {
			let debts = <() as WeightInfo>::flag_overdue();
			let base = <() as WeightInfo>::process_liquidation_base().saturating_add(debts);
			assert_eq!(run_block_with(1_000, Weight::MAX), base);
		},
	);
}

#[test]
fn views_show_auctions_in_pages() {
	build_and_execute(
		|| many(5),
		|| {
			let first = Liquidation::auctions(None, 3);
			let rest = Liquidation::auctions(first.last().map(|(id, _)| *id), 9);
			let mut all: Vec<u64> = first.iter().chain(&rest).map(|(id, _)| id.0).collect();
			all.sort_unstable();
			assert_eq!(all, [1, 2, 3, 4, 5]);
			// A flagged one is quoted as it would open.
			assert!(Liquidation::quote(PortfolioId(1), percent(10)).is_ok());
			assert!(Liquidation::quote(PortfolioId(9), percent(10)).is_err());
		},
	);
}
