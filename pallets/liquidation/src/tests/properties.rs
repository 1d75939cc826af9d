// SPDX-License-Identifier: Apache-2.0
//! Random sequences of flags, bids, time and prices: nothing is made or lost, nobody but the flagged
//! loses by what is not his own bid, and every auction ends.

use crate::{mock::*, *};
use proptest::prelude::*;
use tenor_fixed::Cash;
use tenor_series::PortfolioId;

#[derive(Clone, Debug)]
enum Op {
	Flag(u64),
	Bid {
		portfolio: u64,
		bidder: u64,
		share: i128,
		limit: i128,
		versioned: bool,
	},
	Cancel(u64, u64),
	Exit(u64),
	CancelExit(u64),
	Price(i128),
	Stale(bool),
	/// Whether the debts of those with even numbers are overdue.
	Overdue(bool),
	/// Milliseconds, and how many looks the meter has weight for.
	Block(u64, u64),
	/// Settlement moves contracts between two portfolios.
	Settle(u64, u64, i128),
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		4 => (1u64..9).prop_map(Op::Flag),
		6 => (1u64..9, 10u64..15, 1i128..101, -800i128..1_500, any::<bool>()).prop_map(
			|(portfolio, bidder, share, limit, versioned)| {
				Op::Bid { portfolio, bidder, share, limit, versioned }
			},
		),
		1 => (1u64..9, 10u64..15).prop_map(|(id, bidder)| Op::Cancel(id, bidder)),
		2 => (1u64..9).prop_map(Op::Exit),
		1 => (1u64..9).prop_map(Op::CancelExit),
		2 => (60i128..200).prop_map(Op::Price),
		1 => any::<bool>().prop_map(Op::Stale),
		1 => any::<bool>().prop_map(Op::Overdue),
		6 => (1u64..9_000, 0u64..20).prop_map(|(ms, looks)| Op::Block(ms, looks)),
		1 => (1u64..9, 1u64..9, 1i128..100_000_000).prop_map(|(a, b, n)| Op::Settle(a, b, n)),
	]
}

fn apply(op: &Op) {
	match op {
		// Refusals change nothing; the checks after each step tell.
		Op::Flag(id) => flag(*id).unwrap_or_default(),
		Op::Bid { portfolio, bidder, share, limit, versioned } => {
			let version = auction(*portfolio).map(|auction| auction.version);
			let expected = version.filter(|_| *versioned);
			bid_for(*portfolio, *bidder, *share, *limit, expected).unwrap_or_default();
		}
		Op::Cancel(id, bidder) => {
			let origin = RuntimeOrigin::signed(*bidder);
			let cancelled = Liquidation::cancel_bid(origin, PortfolioId(*id), PortfolioId(*bidder));
			cancelled.unwrap_or_default();
		}
		Op::Exit(id) => {
			let asked = Liquidation::request_exit(RuntimeOrigin::signed(*id), PortfolioId(*id));
			asked.map(|_| ()).unwrap_or_default();
		}
		Op::CancelExit(id) => {
			let origin = RuntimeOrigin::signed(*id);
			Liquidation::cancel_exit(origin, PortfolioId(*id)).unwrap_or_default();
		}
		Op::Overdue(true) => Overdue::set([2, 4, 6, 8].map(PortfolioId).to_vec()),
		Op::Overdue(false) => Overdue::set(Vec::new()),
		Op::Price(dollars) => price(*dollars),
		Op::Stale(stale) => Fresh::set(!stale),
		Op::Block(ms, looks) => {
			let limit = Liquidation::process_liquidation_least()
				.saturating_add(LOOK.saturating_mul(*looks));
			run_block_with(*ms, limit);
		}
		Op::Settle(a, b, n) if a != b => {
			for (id, by) in [(a, *n), (b, -*n)] {
				Records::mutate(PortfolioId(*id), |r| r.as_mut().unwrap().contracts += by);
			}
		}
		Op::Settle(..) => {}
	}
}

/// What a bidder has at the prices of this moment, less what the others' losses can't touch: nobody's
/// equity changes but by fills of his own bids.
fn others_keep_theirs(before: &[(u64, Record)], filled: &[u64], flagged: &[u64]) {
	for (id, then) in before {
		if !filled.contains(id) && !flagged.contains(id) {
			let now = record(*id);
			assert_eq!(
				(now.cash, now.contracts, now.assets),
				(then.cash, then.contracts, then.assets)
			);
		}
	}
}

fn filled() -> Vec<u64> {
	let one = |event| match event {
		Event::BidFilled { bidder, .. } => Some(bidder.0),
		_ => None,
	};
	events().into_iter().filter_map(one).collect()
}

fn set_up(books: &[(i128, i128, i128)]) {
	for (id, (dollars, contracts, assets)) in (1u64..9).zip(books) {
		give(id, *dollars, *contracts, *assets);
	}
	for id in 10..15 {
		give(id, 500 * i128::from(id), 0, 10);
	}
}

fn books() -> impl Strategy<Value = Vec<(i128, i128, i128)>> {
	prop::collection::vec((-500i128..2_500, -15i128..6, 0i128..40), 8)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn nothing_is_made_or_lost_and_only_the_flagged_lose(
		books in books(), ops in prop::collection::vec(op(), 1..60),
		backs in prop::option::of(1i128..101),
	) {
		new_test_ext().execute_with(|| {
			set_up(&books);
			BackedBy::set(backs.map(|most| (14, percent(most))));
			Insurance::put(1_000_00000000);
			let before = totals();
			for op in &ops {
				System::reset_events();
				let then: Vec<_> = (1..15).filter(|id| *id != 9).map(|id| (id, record(id))).collect();
				let mut flagged: Vec<u64> = Auctions::<Test>::iter_keys().map(|id| id.0).collect();
				apply(op);
				// An overdue debt is flagged and may be sold in one step.
				flagged.extend(events().into_iter().filter_map(|event| match event {
					Event::Flagged { portfolio } => Some(portfolio.0),
					_ => None,
				}));
				Liquidation::do_try_state().unwrap();
				assert_eq!(totals(), before);
				if !matches!(op, Op::Settle(..)) {
					others_keep_theirs(&then, &filled(), &flagged);
				}
				// A bidder is left with cash and initial margin.
				for bidder in filled() {
					assert!(record(bidder).cash >= 0 && record(bidder).initial() >= 0);
				}
			}
		});
	}

	#[test]
	fn every_auction_ends_if_somebody_bids(
		books in books(), crash in 60i128..200, waits in prop::collection::vec(0u64..120, 4),
	) {
		new_test_ext().execute_with(|| {
			set_up(&books);
			give(20, 1_000_000, 0, 0);
			price(crash);
			for id in 1..9 {
				flag(id).unwrap_or_default();
			}
			for wait in waits {
				run_minutes(wait);
				for id in 1..9 {
					bid(id, 20, 100, 1_000_000).unwrap_or_default();
				}
				next_block();
			}
			assert_eq!(Auctions::<Test>::count(), 0);
			assert_eq!(Need::<Test>::get(), Cash::ZERO);
			assert!((1..9).all(|id| !record(id).frozen));
			// WHEN it is flagged again on the same prices, THEN it is safe: the buffer was reached
			for id in 1..9 {
				assert!(flag(id).is_err());
			}
		});
	}
}
