// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{frame_support::assert_noop, sp_runtime::DispatchError};
use tenor_series::{OptionKind, PortfolioId};

#[test]
fn portfolio_that_cannot_be_paid_stops_nobody_else_and_is_paid_when_it_can() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give_pairs(e, 10);
		Unpayable::set(vec![PortfolioId(4), PortfolioId(7)]);
		run_blocks(1);
		// THEN everybody else is paid, and of the two nothing changed.
		let record = Settlement::status(e).unwrap();
		assert_eq!((record.phase, record.portfolios), (Phase::Paying, 18));
		assert_eq!(Positions::iter_key_prefix(e).count(), 2);
		assert_eq!(CashOf::get(PortfolioId(4)), cash(0));
		assert_eq!(Settlement::result(e, PortfolioId(4)), None);
		let skipped =
			events().iter().filter(|event| matches!(event, Event::PortfolioSkipped { .. })).count();
		assert_eq!(skipped, 2);
		// Its own call states the reason.
		assert_noop!(
			Settlement::settle_portfolio(RuntimeOrigin::signed(1), e, PortfolioId(4)),
			DispatchError::Other("cannot be paid")
		);
		// WHEN time passes THEN the expiry stays open, at the cost of one walk per delay.
		Walked::set(0);
		run_blocks(30);
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Paying);
		assert!(Walked::get() <= 12);
		assert!(Finished::get().is_empty());
		// WHEN it can be paid THEN it is, and the expiry closes.
		Unpayable::set(Vec::new());
		run_blocks(15);
		assert_eq!(CashOf::get(PortfolioId(4)), cash(10_000));
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::status(e).unwrap().portfolios, 20);
	});
}

#[test]
fn failing_expiry_does_not_keep_weight_from_one_that_pays() {
	build_and_execute(|| {
		// GIVEN an expiry of which nobody can be paid
		let bad = priced(BTC, 80_000);
		give_pairs(bad, 20);
		Unpayable::set((0..40).map(PortfolioId).collect());
		run_blocks(1);
		assert_eq!(Settlement::settling()[0].stage, Stage::Retrying);
		// WHEN another is due, with portfolios of its own
		let good = priced(ETH, 80_000);
		for n in 0..20 {
			give(good, 100 + 2 * n, &[position(OptionKind::Call, 70_000, 5)]);
			give(good, 101 + 2 * n, &[position(OptionKind::Call, 70_000, -5)]);
		}
		// and weight is scarce
		for _ in 0..100 {
			run_block_with(Settlement::process_settlement_least());
		}
		// THEN it settles.
		assert_eq!(Settlement::status(good).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::status(bad).unwrap().phase, Phase::Paying);
	});
}

#[test]
fn books_that_do_not_balance_are_not_closed() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		// GIVEN a long without a short
		give(e, 0, &[position(OptionKind::Call, 70_000, 100_000_000)]);
		run_blocks(2);
		// THEN the clearing account is below zero and the expiry stays open.
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Paying);
		assert_eq!(ClearingOf::get(e), Some(cash(-10_000)));
		assert!(events().contains(&Event::CloseFailed {
			expiry: e,
			error: Error::<Test>::ClearingOutOfBalance.into(),
		}));
		assert!(Finished::get().is_empty());
	});
}

#[test]
fn payoff_out_of_range_is_refused_and_recorded() {
	build_and_execute(|| {
		let e = due(
			BTC,
			Quote {
				outcome: Some(PriceOutcome::Final {
					price: tenor_fixed::Price::MAX,
					gap_ms: 0,
					covered_ms: 1,
				}),
				..Default::default()
			},
		);
		let huge =
			[position(OptionKind::Call, 1, i64::MAX), position(OptionKind::Call, 2, i64::MAX)];
		give(e, 0, &huge);
		run_blocks(1);
		assert!(events().contains(&Event::PortfolioSkipped {
			expiry: e,
			portfolio: PortfolioId(0),
			error: Error::<Test>::PayoffOverflow.into(),
		}));
		assert_eq!(Positions::iter().count(), 1);
	});
}

#[test]
fn price_is_not_fixed_while_the_clearing_account_cannot_open() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give_pairs(e, 1);
		CannotOpen::set(true);
		run_blocks(2);
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::AwaitingPrice);
		assert_eq!(Settlement::price(e), None);
		CannotOpen::set(false);
		run_blocks(2);
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Closed);
	});
}

#[test]
fn entry_that_appears_behind_the_cursor_is_paid_before_the_close() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give_pairs(e, 5);
		run_blocks(1);
		assert_eq!(Positions::iter().count(), 0);
		// GIVEN a pair that should not have appeared any more
		give(e, 50, &[position(OptionKind::Call, 70_000, 9)]);
		give(e, 51, &[position(OptionKind::Call, 70_000, -9)]);
		run_blocks(2);
		assert_eq!(Settlement::status(e).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::status(e).unwrap().portfolios, 12);
	});
}
