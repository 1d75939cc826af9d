// SPDX-License-Identifier: Apache-2.0
//! Expiries of a market that was shut down close at marks, ahead of their time.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::weights::Weight;
use proptest::prelude::*;
use tenor_fixed::{Cash, Price};
use tenor_series::{ExpiryKey, OptionKind, PortfolioId};

const ONE: i64 = 100_000_000;
const DAY_MS: u64 = 86_400_000;

fn value(strike: u64, kind: OptionKind, value: u64) -> SeriesValue {
	SeriesValue { strike: dollars(strike), kind, value: Price::from_e8(value) }
}

/// An expiry thirty days away, quoted as given.
fn far(quote: Quote) -> ExpiryKey {
	let e = ExpiryKey { underlying: BTC, expiry: NOON + 30 * DAY_MS };
	Due::append(e);
	Quotes::mutate(|quotes| quotes.insert(e, quote));
	e
}

fn marked(marks: Vec<SeriesValue>) -> Quote {
	Quote { last: Some(dollars(80_000)), marks: Some(marks), ..Default::default() }
}

#[test]
fn every_series_is_paid_at_its_own_mark_and_nothing_is_made() {
	build_and_execute(|| {
		// Not in order: the pallet sorts them.
		let marks = vec![
			value(90_000, OptionKind::Call, 3_000 * 100_000_000),
			value(70_000, OptionKind::Put, 500 * 100_000_000),
			value(70_000, OptionKind::Call, 12_000 * 100_000_000),
		];
		let e = far(marked(marks));
		let (call, put) = (OptionKind::Call, OptionKind::Put);
		give(e, 1, &[position(call, 70_000, ONE), position(put, 70_000, -2 * ONE)]);
		give(e, 2, &[position(call, 70_000, -ONE), position(call, 90_000, ONE)]);
		give(e, 3, &[position(put, 70_000, 2 * ONE), position(call, 90_000, -ONE)]);
		// GIVEN a market that lives, THEN nothing happens to it
		run_blocks(2);
		assert_eq!(Settlement::status(e), None);
		// WHEN it is shut down, THEN everybody is paid at marks, whatever the payoff would be
		ShutDown::set(true);
		run_blocks(2);
		let paid = [1, 2, 3].map(|n| CashOf::get(PortfolioId(n)));
		assert_eq!(paid, [cash(11_000), cash(-9_000), cash(-2_000)]);
		assert_eq!(Settlement::status(e).map(|record| record.phase), Some(Phase::Closed));
		let price = Settlement::price(e).unwrap();
		assert_eq!((price.rung, price.price), (Rung::Marks, dollars(80_000)));
		let values = Settlement::values(e).unwrap();
		assert_eq!(values.len(), 3);
		// AND an indexer hears which
		assert!(events().contains(&Event::MarksFixed { expiry: e, values }));
		// AND it happens once, and leaves nothing behind when it is pruned
		run_blocks(3);
		assert_eq!([1, 2, 3].map(|n| CashOf::get(PortfolioId(n))), paid);
		Now::mutate(|now| *now += 2_000_000);
		Settlement::process_prune(&mut frame_support::weights::WeightMeter::new());
		assert_eq!((Settlement::status(e), Settlement::values(e)), (None, None));
	});
}

#[test]
fn expiry_without_marks_waits_and_settles_by_the_ladder_when_its_time_comes() {
	build_and_execute(|| {
		let e = far(Quote { outcome: Some(settled_at(80_000)), ..Default::default() });
		give_pairs(e, 1);
		ShutDown::set(true);
		run_blocks(3);
		assert_eq!(Settlement::status(e).map(|record| record.phase), Some(Phase::AwaitingPrice));
		Now::set(e.expiry);
		run_blocks(2);
		assert_eq!(Settlement::price(e).map(|price| price.rung), Some(Rung::Window));
		assert_eq!(CashOf::get(PortfolioId(0)), cash(10_000));
	});
}

#[test]
fn series_without_a_mark_holds_up_its_holders_only() {
	build_and_execute(|| {
		let e = far(marked(vec![value(70_000, OptionKind::Call, 7)]));
		give_pairs(e, 1);
		give(e, 7, &[position(OptionKind::Put, 60_000, ONE)]);
		ShutDown::set(true);
		run_blocks(2);
		assert_eq!(CashOf::get(PortfolioId(0)), Cash::from_e8(7));
		assert_eq!(Settlement::status(e).map(|record| record.phase), Some(Phase::Paying));
		assert!(Positions::contains_key(e, PortfolioId(7)));
	});
}

#[test]
fn marks_that_name_a_series_twice_fix_nothing() {
	build_and_execute(|| {
		let twice = value(70_000, OptionKind::Call, 7);
		let e = far(marked(vec![twice, twice]));
		give_pairs(e, 1);
		ShutDown::set(true);
		run_blocks(2);
		assert_eq!(Settlement::status(e).map(|record| record.phase), Some(Phase::AwaitingPrice));
		assert_eq!(Settlement::values(e), None);
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn result_depends_on_positions_and_marks_only(
		holdings in prop::collection::vec((0..12u64, 0..12u64, 0..6u64, 1..1_000_000_000i64), 1..30),
		values in prop::collection::vec(0..50_000_000_000_000u64, 6),
		weights in prop::collection::vec(1..6u64, 1..20),
		ahead in prop::collection::vec(0..12u64, 0..6),
	) {
		let strike = |n: u64| 50_000 + n / 2 * 1_000;
		let kind = |n: u64| if n.is_multiple_of(2) { OptionKind::Call } else { OptionKind::Put };
		let run = |limited: bool| {
			let mut print = Vec::new();
			build_and_execute(|| {
				let marks = values.iter().zip(0u64..).map(|(v, n)| value(strike(n), kind(n), *v));
				let e = far(marked(marks.collect()));
				let mut books = std::collections::BTreeMap::<(u64, u64), i64>::new();
				for (long, short, series, quantity) in &holdings {
					*books.entry((*long, *series)).or_default() += quantity;
					*books.entry((*short, *series)).or_default() -= quantity;
				}
				for holder in 0..12 {
					let held = books.iter().filter(|((who, _), q)| *who == holder && **q != 0);
					let book: Vec<_> =
						held.map(|((_, n), q)| position(kind(*n), strike(*n), *q)).collect();
					if !book.is_empty() {
						give(e, holder, &book);
					}
				}
				ShutDown::set(true);
				let least = Settlement::process_settlement_least();
				if limited {
					run_block_with(least);
					for id in &ahead {
						let who = RuntimeOrigin::signed(1);
						let _nothing = Settlement::settle_portfolio(who, e, PortfolioId(*id));
					}
					for weight in &weights {
						run_block_with(least.saturating_mul(*weight));
						Settlement::do_try_state().unwrap();
					}
				}
				// Nothing is made and nothing is lost at any point of it.
				assert_eq!(total(), Cash::ZERO);
				for _ in 0..8 {
					run_block_with(Weight::MAX);
				}
				if let Some(record) = Settlement::status(e) {
					assert_eq!(record.phase, Phase::Closed);
				}
				print = fingerprint();
			});
			print
		};
		prop_assert_eq!(run(false), run(true));
	}
}
