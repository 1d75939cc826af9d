// SPDX-License-Identifier: Apache-2.0
//! Bookkeeping of positions, cash and open interest.

use crate::{mock::*, traits::*, Error, Positions};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Cash, Quantity};
use tenor_series::{Fill, LedgerAccount, MarginMode, OptionKind, PortfolioId, PortfolioStatus};

fn open_interest(series: tenor_series::SeriesKey) -> u128 {
	Neighbours::open_interest(&series) / 1_000_000
}

#[test]
fn trade_moves_contracts_premium_and_fees() {
	build_and_execute(|| {
		// GIVEN one call sold by 2 to 1 for 5,000, each paying a fee of 3
		let fees = [(PortfolioId(1), cash(3)), (PortfolioId(2), cash(3))];
		// WHEN it is executed
		assert_ok!(Margin::execute(&fills(1, 2, call(60_000), 100, 500_000), &fees));
		// THEN contracts, cash, fees and open interest have moved, and nothing is lost
		assert_eq!((held(1, call(60_000)), held(2, call(60_000))), (100, -100));
		assert_eq!(view(1).cash, cash(1_000_000 - 5_003));
		assert_eq!(view(2).cash, cash(1_000_000 + 4_997));
		assert_eq!(ledger(LedgerAccount::Fees), cash(6));
		assert_eq!(open_interest(call(60_000)), 100);
		assert_eq!(view(1).expiries, [expiry(30)]);
	});
}

#[test]
fn positions_net_and_vanish_at_zero() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		assert_ok!(trade(1, 2, call(60_000), 50));
		assert_eq!(open_interest(call(60_000)), 150);
		assert_ok!(trade(2, 1, call(60_000), 120));
		assert_eq!((held(1, call(60_000)), open_interest(call(60_000))), (30, 30));
		// WHEN the last contracts go, THEN entry, list and open interest go too
		assert_ok!(trade(2, 1, call(60_000), 30));
		assert_eq!(open_interest(call(60_000)), 0);
		assert!(view(1).expiries.is_empty() && view(2).expiries.is_empty());
		assert_eq!(Positions::<Test>::iter().count(), 0);
	});
}

#[test]
fn position_may_change_sides() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		assert_ok!(trade(2, 1, call(60_000), 150));
		assert_eq!((held(1, call(60_000)), held(2, call(60_000))), (-50, 50));
		assert_eq!(open_interest(call(60_000)), 50);
	});
}

#[test]
fn open_interest_does_not_change_when_a_long_changes_hands() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 1_000_000);
		assert_ok!(trade(1, 2, call(60_000), 100));
		assert_ok!(trade(4, 1, call(60_000), 100));
		assert_eq!(open_interest(call(60_000)), 100);
		assert!(view(1).expiries.is_empty());
	});
}

#[test]
fn entries_are_sorted_by_strike_and_kind() {
	build_and_execute(|| {
		for series in [put(70_000), call(50_000), call(70_000), put(50_000), call(60_000)] {
			assert_ok!(trade(1, 2, series, 10));
		}
		let entry = Positions::<Test>::get(expiry(30), PortfolioId(1)).unwrap();
		let order: Vec<_> = entry.iter().map(|p| (p.strike, p.kind)).collect();
		use OptionKind::{Call, Put};
		assert_eq!(
			order,
			[
				(usd(50_000), Call),
				(usd(50_000), Put),
				(usd(60_000), Call),
				(usd(70_000), Call),
				(usd(70_000), Put)
			]
		);
	});
}

#[test]
fn batch_that_does_not_cancel_is_refused() {
	build_and_execute(|| {
		let good = fills(1, 2, call(60_000), 100, 500_000);
		assert_noop!(Margin::execute(&[], &[]), Error::<Test>::NoFills);
		assert_noop!(Margin::execute(&good[..1], &[]), Error::<Test>::ContractsDoNotCancel);
		let mut other = good;
		other[1].series = call(70_000);
		assert_noop!(Margin::execute(&other, &[]), Error::<Test>::ContractsDoNotCancel);
		let mut dearer = good;
		dearer[0].cash = cash(-5_001);
		assert_noop!(Margin::execute(&dearer, &[]), Error::<Test>::PremiumsDoNotCancel);
		let mut empty = good;
		empty[0].quantity = Quantity::ZERO;
		assert_noop!(Margin::execute(&empty, &[]), Error::<Test>::ZeroQuantity);
		let fee = [(PortfolioId(1), cash(-1))];
		assert_noop!(Margin::execute(&good, &fee), Error::<Test>::NegativeFee);
		let fee = [(PortfolioId(3), cash(1))];
		assert_noop!(Margin::execute(&good, &fee), Error::<Test>::FeeWithoutFill);
	});
}

#[test]
fn unknown_and_frozen_portfolios_do_not_trade() {
	build_and_execute(|| {
		let stranger = fills(1, 77, call(60_000), 100, 500_000);
		assert_noop!(Margin::execute(&stranger, &[]), Error::<Test>::UnknownPortfolio);
		change_view(2, |view| view.status = PortfolioStatus::Frozen);
		let frozen = fills(1, 2, call(60_000), 100, 500_000);
		assert_noop!(Margin::execute(&frozen, &[]), Error::<Test>::PortfolioFrozen);
	});
}

#[test]
fn premium_does_not_take_cash_below_zero() {
	build_and_execute(|| {
		// GIVEN 3 without cash, WHEN it buys a call, THEN the ledger refuses and nothing changes
		let unpaid = fills(3, 2, call(60_000), 100, 500_000);
		assert_noop!(Margin::execute(&unpaid, &[]), DispatchError::Other("overdraft"));
	});
}

#[test]
fn expired_and_halted_series_are_asked_for() {
	build_and_execute(|| {
		let due = expiry(0).series(usd(60_000), OptionKind::Call);
		let late = fills(1, 2, due, 100, 1);
		assert_noop!(Margin::execute(&late, &[]), DispatchError::Other("expired"));
		assert_ok!(trade(1, 2, call(60_000), 100));
		Halted::set(vec![call(60_000)]);
		assert_noop!(trade(1, 2, call(60_000), 1), DispatchError::Other("halted"));
		// Both sides reduce.
		assert_ok!(trade(2, 1, call(60_000), 1));
	});
}

#[test]
fn bounds_on_positions_and_expiries_are_named() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 1_000_000_000);
		open(5, MarginMode::Standard, 1_000_000_000);
		// GIVEN 128 positions of one expiry
		let all: Vec<Fill> = (0..64)
			.flat_map(|n| [call(50_000 + n * 500), put(50_000 + n * 500)])
			.flat_map(|series| fills(4, 5, series, 1, mark_cents(series)))
			.collect();
		assert_ok!(Margin::execute(&all, &[]));
		// WHEN one more is to come, THEN it is refused; one that exists may change
		assert_noop!(trade(4, 5, call(100_000), 1), Error::<Test>::TooManyPositions);
		assert_ok!(trade(4, 5, call(50_000), 1));
		// GIVEN 15 further expiries
		for days in 1..16 {
			assert_ok!(trade(4, 5, expiry(days).series(usd(60_000), OptionKind::Put), 1));
		}
		// WHEN a seventeenth is to come, THEN it is refused
		let more = expiry(40).series(usd(60_000), OptionKind::Put);
		assert_noop!(trade(4, 5, more, 1), Error::<Test>::TooManyExpiries);
	});
}

#[test]
fn absurd_sizes_are_refused_not_wrapped() {
	build_and_execute(|| {
		let sized = |quantity: i64, cash: i128| {
			let fill = |portfolio, quantity, cash| Fill {
				portfolio: PortfolioId(portfolio),
				series: call(60_000),
				quantity: Quantity::from_e8(quantity),
				cash: Cash::from_e8(cash),
			};
			[fill(1, quantity, -cash), fill(2, -quantity, cash)]
		};
		let limit = 10_000_000_000_000 / 60_000 * 100_000_000;
		assert_noop!(
			Margin::execute(&sized(limit + 100_000_000, 0), &[]),
			Error::<Test>::PositionTooLarge
		);
		assert_noop!(Margin::execute(&sized(i64::MAX, 0), &[]), Error::<Test>::PositionTooLarge);
		let twice = [sized(i64::MAX, 0), sized(i64::MAX, 0)].concat();
		assert_noop!(Margin::execute(&twice, &[]), Error::<Test>::Overflow);
		let rich = sized(1, i128::MAX - 1);
		assert_noop!(Margin::execute(&rich, &[]), Error::<Test>::Overflow);
	});
}

#[test]
fn checks_of_the_state_can_fail() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		let key = (expiry(30), PortfolioId(1));
		let good = Positions::<Test>::get(key.0, key.1).unwrap();
		// A contract too many, a zero, and an expiry that the record does not list.
		let mut bad = good.clone();
		bad[0].quantity = Quantity::from_e8(1);
		Positions::<Test>::insert(key.0, key.1, bad);
		assert_eq!(
			Margin::do_try_state(),
			Err("longs and shorts of a series do not cancel".into())
		);
		let mut bad = good.clone();
		bad[0].quantity = Quantity::ZERO;
		Positions::<Test>::insert(key.0, key.1, bad);
		assert_eq!(Margin::do_try_state(), Err("an entry is not sorted or holds a zero".into()));
		Positions::<Test>::insert(key.0, key.1, good.clone());
		change_view(1, |view| view.expiries.clear());
		assert_eq!(
			Margin::do_try_state(),
			Err("a list of expiries differs from the entries".into())
		);
		change_view(1, |view| view.expiries.push(key.0));
		let longs = call(60_000);
		Neighbours::shift_open_interest(&longs, 1).unwrap();
		assert_eq!(Margin::do_try_state(), Err("open interest is not the sum of longs".into()));
		Neighbours::shift_open_interest(&longs, -1).unwrap();
	});
}
