// SPDX-License-Identifier: Apache-2.0
//! What liquidation does to positions.

use crate::{mock::*, traits::SeriesListing, Error, Event, Seizure};
use polkadot_sdk::frame_support::{
	assert_noop, assert_ok, dispatch::DispatchResult, storage::with_storage_layer,
};
use proptest::prelude::*;
use tenor_fixed::{Fixed, Quantity, E18};
use tenor_series::{MarginMode, OptionKind, PortfolioId, PortfolioStatus, SeriesKey};

fn percent(n: i128) -> Fixed {
	Fixed::from_e18(E18 / 100 * n)
}

/// Moves a share and checks the bidder, all or nothing.
fn take(from: u64, to: u64, share: Fixed) -> DispatchResult {
	with_storage_layer(|| {
		let mut view = Seizure::<Test>::begin();
		view.move_share(PortfolioId(from), PortfolioId(to), share)?;
		view.ensure_carries(PortfolioId(to))
	})
}

fn freeze(id: u64) {
	change_view(id, |view| view.status = PortfolioStatus::Frozen);
}

#[test]
fn share_of_every_position_moves_and_books_stay_whole() {
	build_and_execute(|| {
		// GIVEN a writer of calls and puts of two expiries, who holds one of them himself
		let far = expiry(60).series(usd(60_000), OptionKind::Call);
		assert_ok!(trade(1, 2, call(60_000), 500));
		assert_ok!(trade(1, 2, far, 300));
		assert_ok!(trade(2, 1, put(50_000), 100));
		freeze(2);
		open(4, MarginMode::Standard, 1_000_000);
		// WHEN a third of his book goes to a bidder
		assert_ok!(take(2, 4, percent(33)));
		// THEN the bidder has a third of each, the short rounded up and the long down
		assert_eq!((held(4, call(60_000)), held(2, call(60_000))), (-165, -335));
		assert_eq!((held(4, far), held(2, far)), (-99, -201));
		assert_eq!((held(4, put(50_000)), held(2, put(50_000))), (33, 67));
		assert_eq!(view(4).expiries, [expiry(30), expiry(60)]);
		// AND open interest is what it was
		assert_eq!(Neighbours::open_interest(&call(60_000)), 500_000_000);
		// WHEN the rest goes, THEN nothing is left
		assert_ok!(take(2, 4, Fixed::ONE));
		assert_eq!(view(2).expiries, []);
		assert_eq!(held(4, call(60_000)), -500);
	});
}

#[test]
fn shares_are_rounded_against_the_bidder() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 1));
		assert_ok!(trade(2, 1, put(50_000), 1));
		freeze(2);
		open(4, MarginMode::Standard, 1_000_000);
		assert_ok!(take(2, 4, Fixed::from_e18(E18 / 7)));
		let taken = |series: SeriesKey| Margin::account(PortfolioId(4), &view(4)).quantity(&series);
		assert_eq!(taken(call(60_000)), -142_858);
		assert_eq!(taken(put(50_000)), 142_857);
		let moved = vec![
			(put(50_000), Quantity::from_e8(142_857)),
			(call(60_000), Quantity::from_e8(-142_858)),
		];
		System::assert_last_event(
			Event::PositionsTaken { from: PortfolioId(2), to: PortfolioId(4), positions: moved }
				.into(),
		);
	});
}

#[test]
fn bidder_who_holds_the_other_side_nets_and_open_interest_falls() {
	build_and_execute(|| {
		// GIVEN 5 calls written, 3 of them held by the bidder
		open(4, MarginMode::Standard, 1_000_000);
		assert_ok!(trade(4, 2, call(60_000), 300));
		assert_ok!(trade(1, 2, call(60_000), 200));
		freeze(2);
		// WHEN he takes all, halted or not and whatever the cap
		Halted::set(vec![call(60_000)]);
		OpenInterestCap::set(1);
		assert_ok!(take(2, 4, Fixed::ONE));
		// THEN he is short the other 2, and that is the open interest
		assert_eq!(held(4, call(60_000)), -200);
		assert_eq!(Neighbours::open_interest(&call(60_000)), 200_000_000);
		OpenInterestCap::set(u64::MAX);
	});
}

#[test]
fn bidder_below_initial_margin_or_frozen_or_on_stale_data_is_refused() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 500));
		freeze(2);
		open(4, MarginMode::Standard, 1_000);
		assert_noop!(take(2, 4, Fixed::ONE), Error::<Test>::BelowInitialMargin);
		change_view(4, |view| view.cash = cash(1_000_000));
		Stale::set(vec![BTC]);
		assert_noop!(take(2, 4, Fixed::ONE), Error::<Test>::StaleMarketData);
		Stale::set(vec![]);
		freeze(4);
		assert_noop!(take(2, 4, Fixed::ONE), Error::<Test>::PortfolioFrozen);
		assert_noop!(take(2, 99, Fixed::ONE), Error::<Test>::UnknownPortfolio);
	});
}

#[test]
fn nothing_moves_that_is_due_for_settlement() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 500));
		freeze(2);
		open(4, MarginMode::Standard, 1_000_000);
		Now::set(call(60_000).expiry);
		assert_noop!(take(2, 4, Fixed::ONE), Error::<Test>::PositionDue);
		Now::set(START);
	});
}

#[test]
fn bidder_may_go_to_twice_the_bound_of_trading_and_nets_a_bounded_number_of_series() {
	build_and_execute(|| {
		change_view(1, |view| view.cash = cash(1_000_000_000));
		change_view(2, |view| view.cash = cash(1_000_000_000));
		open(4, MarginMode::Portfolio, 1_000_000_000);
		open(5, MarginMode::Portfolio, 1_000_000_000);
		// GIVEN a bidder with 100 series and a portfolio with 100 others
		let series = |n: u64, kind| expiry(30).series(usd(30_000 + n * 500), kind);
		for n in 0..100 {
			assert_ok!(trade(5, 4, series(n, OptionKind::Call), 1));
			assert_ok!(trade(1, 2, series(n, OptionKind::Put), 1));
		}
		freeze(2);
		assert_ok!(take(2, 4, percent(50)));
		let entry = Margin::account(PortfolioId(4), &view(4)).entries;
		assert_eq!(entry.get(&expiry(30)).map(Vec::len), Some(200));
		// WHEN he would net in more than the bound, THEN he is refused
		assert_noop!(take(2, 1, Fixed::ONE), Error::<Test>::TooMuchToNet);
	});
}

#[test]
fn standing_says_what_a_flag_needs() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 500));
		let of = |id| Seizure::<Test>::begin().standing(PortfolioId(id)).unwrap();
		let writer = of(2);
		assert_eq!(writer.totals, Margin::margin_of(PortfolioId(2)).unwrap().totals);
		assert!(writer.fresh && writer.holds && !writer.covered);
		assert!(of(1).covered);
		assert!(!of(3).holds);
		// The book's hash changes with positions, not with cash.
		change_view(2, |view| view.cash = cash(5));
		assert_eq!(of(2).book, writer.book);
		change_view(2, |view| view.cash = cash(1_000_000));
		assert_ok!(trade(1, 2, call(60_000), 1));
		assert_ne!(of(2).book, writer.book);
		Stale::set(vec![BTC]);
		assert!(!of(2).fresh);
		Stale::set(vec![]);
		Now::set(call(60_000).expiry);
		assert!(!of(2).fresh);
		Now::set(START);
	});
}

#[test]
fn work_of_a_step_stays_within_what_it_said() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 500));
		assert_ok!(trade(1, 2, put(50_000), 500));
		freeze(2);
		open(4, MarginMode::Portfolio, 1_000_000);
		let mut view = Seizure::<Test>::begin();
		let before = view.consumed();
		let promised = view.standing_weight(PortfolioId(2));
		let prepared = view.consumed();
		assert!(prepared.saturating_sub(before).all_lte(Seizure::<Test>::prepare_weight(0, 1)));
		assert_ok!(view.standing(PortfolioId(2)));
		assert!(view.consumed().saturating_sub(prepared).all_lte(promised));
		let looked = view.consumed();
		let promised = view.take_weight(PortfolioId(2), PortfolioId(4));
		let prepared = view.consumed();
		assert!(prepared.saturating_sub(looked).all_lte(Seizure::<Test>::prepare_weight(0, 1)));
		assert_ok!(view.move_share(PortfolioId(2), PortfolioId(4), percent(10)));
		assert_ok!(view.ensure_carries(PortfolioId(4)));
		assert!(view.consumed().saturating_sub(prepared).all_lte(promised));
		assert!(promised.all_lte(Seizure::<Test>::least_step()));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn any_takes_of_any_books_keep_every_series_and_its_open_interest_whole(
		trades in prop::collection::vec((1u64..5, 1u64..5, 0u64..6, any::<bool>(), 1i64..400), 1..24),
		takes in prop::collection::vec((1u64..6, 1u64..6, 0i128..=E18), 1..12),
	) {
		build_and_execute(|| {
			for id in 1..6 {
				open(id, MarginMode::Portfolio, 300_000);
			}
			let series = |n: u64, call| {
				let kind = if call { OptionKind::Call } else { OptionKind::Put };
				expiry(30 * (1 + n % 2)).series(usd(50_000 + 10_000 * (n / 2)), kind)
			};
			for (buyer, seller, n, call, size) in &trades {
				// Refusals change nothing.
				trade(*buyer, *seller, series(*n, *call), *size).unwrap_or_default();
			}
			let longs = |n, call| Neighbours::open_interest(&series(n, call));
			for (from, to, share) in &takes {
				let before: Vec<u128> =
					(0..6).flat_map(|n| [longs(n, false), longs(n, true)]).collect();
				let taken = if from == to { Ok(()) } else { take(*from, *to, Fixed::from_e18(*share)) };
				taken.unwrap_or_default();
				Margin::do_try_state().unwrap();
				let after: Vec<u128> =
					(0..6).flat_map(|n| [longs(n, false), longs(n, true)]).collect();
				assert!(before.iter().zip(&after).all(|(then, now)| now <= then));
			}
		});
	}
}
