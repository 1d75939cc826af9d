// SPDX-License-Identifier: Apache-2.0
//! What settlement does to entries.

use crate::{mock::*, traits::SeriesListing, Positions};
use polkadot_sdk::frame_support::assert_ok;
use tenor_series::{MarginMode, OptionKind, PortfolioId};

fn eight_holders() {
	for id in 10..18 {
		open(id, MarginMode::Standard, 100_000);
	}
	for id in (10..18).step_by(2) {
		assert_ok!(trade(id, id + 1, call(60_000), 10));
		assert_ok!(trade(id, id + 1, put(50_000), 10));
		assert_ok!(trade(id, id + 1, expiry(60).series(usd(60_000), OptionKind::Put), 10));
	}
}

/// Walks as settlement does: the entry behind the cursor, maybe taken, the cursor kept.
fn walk(take: bool) -> Vec<PortfolioId> {
	let (mut cursor, mut seen) = (None::<Vec<u8>>, Vec::new());
	while let Some((portfolio, raw)) = Margin::next_entry(expiry(30), cursor.as_deref()) {
		seen.push(portfolio);
		if take {
			assert!(take_entry(expiry(30), portfolio).is_some());
		}
		cursor = Some(raw);
	}
	seen
}

#[test]
fn cursor_reaches_every_entry_once_and_no_other_expiry() {
	build_and_execute(|| {
		eight_holders();
		Settling::set(vec![expiry(30)]);
		let mut seen = walk(true);
		seen.sort_unstable();
		assert_eq!(seen, (10..18).map(PortfolioId).collect::<Vec<_>>());
		assert_eq!(Positions::<Test>::iter_prefix(expiry(30)).count(), 0);
		assert_eq!(Positions::<Test>::iter_prefix(expiry(60)).count(), 8);
		assert_eq!(view(10).expiries, [expiry(60)]);
		assert_eq!(Neighbours::open_interest(&call(60_000)), 0);
	});
}

#[test]
fn cursor_goes_behind_an_entry_whether_it_was_taken_or_not() {
	build_and_execute(|| {
		eight_holders();
		let stays = walk(false);
		assert_eq!(stays.len(), 8);
		let first = Margin::next_entry(expiry(30), None).unwrap();
		Settling::set(vec![expiry(30)]);
		take_entry(expiry(30), first.0);
		let second = Margin::next_entry(expiry(30), Some(&first.1)).unwrap();
		assert_eq!(second.0, stays[1]);
		// AND a cursor from elsewhere begins anew
		assert_eq!(Margin::next_entry(expiry(30), Some(b"elsewhere")), Some(second));
	});
}

#[test]
fn entries_taken_together_change_what_they_would_one_by_one() {
	let state = |together: bool| {
		let mut after = Vec::new();
		build_and_execute(|| {
			eight_holders();
			Settling::set(vec![expiry(30)]);
			if together {
				let mut taken = Margin::begin_taking(expiry(30));
				let mut keys = Vec::new();
				for id in (10..18).map(PortfolioId) {
					let entry = Margin::entry(expiry(30), id).unwrap();
					keys.push(Margin::take_entry(&mut taken, id, &id.0, &entry));
					change_view(id.0, |view| view.expiries.retain(|e| *e != expiry(30)));
				}
				// Two series, an owner and a page of the queue; then each owner, and a page again
				assert_eq!(keys, [4, 1, 1, 1, 1, 1, 1, 1]);
				Margin::finish_taking(taken);
			} else {
				for id in 10..18 {
					take_entry(expiry(30), PortfolioId(id)).unwrap();
				}
			}
			after = vec![
				Neighbours::open_interest(&call(60_000)),
				Neighbours::underlying_open_interest(BTC).into(),
				u128::from(Margin::contracts_match(BTC, 4 * 10_000_000)),
			];
		});
		after
	};
	assert_eq!(state(true), state(false));
}

#[test]
fn entry_is_taken_once() {
	build_and_execute(|| {
		eight_holders();
		Settling::set(vec![expiry(30)]);
		let entry = take_entry(expiry(30), PortfolioId(10)).unwrap();
		assert_eq!(entry.len(), 2);
		assert_eq!(take_entry(expiry(30), PortfolioId(10)), None);
		assert_eq!(Margin::expiries_of(PortfolioId(10)), [expiry(60)]);
		assert_eq!(Margin::expiries_of(PortfolioId(99)), []);
	});
}

#[test]
fn prefix_for_state_hashes_is_that_of_positions() {
	build_and_execute(|| {
		let raw = Positions::<Test>::hashed_key_for(expiry(30), PortfolioId(1));
		assert!(raw.starts_with(&Margin::positions_prefix()));
	});
}
