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

/// Walks as settlement does: the entry at or behind the cursor, taken, the cursor kept.
fn walk(take: bool) -> Vec<PortfolioId> {
	let (mut cursor, mut seen) = (None::<Vec<u8>>, Vec::new());
	while let Some((portfolio, raw)) = Margin::next_entry(expiry(30), cursor.as_deref()) {
		if seen.contains(&portfolio) {
			break;
		}
		seen.push(portfolio);
		if take {
			assert!(Margin::take_entry(expiry(30), portfolio).is_some());
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
fn cursor_stands_on_an_entry_that_is_still_there() {
	build_and_execute(|| {
		eight_holders();
		// GIVEN a cursor whose entry was not taken, THEN it is found again, not stepped over
		let first = Margin::next_entry(expiry(30), None).unwrap();
		assert_eq!(Margin::next_entry(expiry(30), Some(&first.1)), Some(first.clone()));
		// AND once it is taken, the next one is
		Settling::set(vec![expiry(30)]);
		Margin::take_entry(expiry(30), first.0);
		let second = Margin::next_entry(expiry(30), Some(&first.1)).unwrap();
		assert_ne!(second.0, first.0);
		// AND a cursor from elsewhere begins anew
		assert_eq!(Margin::next_entry(expiry(30), Some(b"elsewhere")), Some(second));
	});
}

#[test]
fn entry_is_taken_once() {
	build_and_execute(|| {
		eight_holders();
		Settling::set(vec![expiry(30)]);
		let entry = Margin::take_entry(expiry(30), PortfolioId(10)).unwrap();
		assert_eq!(entry.len(), 2);
		assert_eq!(Margin::take_entry(expiry(30), PortfolioId(10)), None);
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
