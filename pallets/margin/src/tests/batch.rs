// SPDX-License-Identifier: Apache-2.0
//! A matching step: what it is told of series, which orders it admits, what its fills do.

use crate::{mock::*, types::MarkBand, Batch, Error, WeightInfo};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_io::storage::root,
	sp_runtime::{DispatchError, StateVersion},
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_risk::orders::OpenOrder;
use tenor_series::{MarginMode, OptionKind, PortfolioId, PortfolioStatus, SeriesKey};

/// An order for hundredths of a contract (below 0: to sell) at a limit in dollars, free of charge.
pub(super) fn order(series: SeriesKey, hundredths: i64, dollars: u64) -> OpenOrder {
	OpenOrder {
		series,
		quantity: Quantity::from_e8(hundredths * 1_000_000),
		limit: usd(dollars),
		fee: Cash::ZERO,
		least_fill: Quantity::from_e8(1_000_000),
	}
}

fn admit(id: u64, orders: &[OpenOrder]) -> Vec<bool> {
	Batch::<Test>::begin().admit(PortfolioId(id), orders)
}

fn eth_call() -> SeriesKey {
	tenor_series::ExpiryKey { underlying: ETH, ..expiry(30) }.series(usd(3_000), OptionKind::Call)
}

#[test]
fn terms_are_mark_band_greeks_and_room() {
	build_and_execute(|| {
		OpenInterestCap::set(300_000_000);
		let mut batch = Batch::<Test>::begin();
		let (mark, series) = (Margin::mark(&call(60_000)).unwrap(), call(60_000));
		let terms = batch.terms(&series).unwrap();
		assert_eq!(
			(terms.mark, terms.delta, terms.vega),
			(mark.price, mark.greeks.delta, mark.greeks.vega)
		);
		assert_eq!(Ok((terms.low, terms.high)), Margin::mark_band(&series));
		assert_eq!(batch.room(&series), 300_000_000);
		// WHEN a contract is opened in the step THEN there is that much less room
		assert_ok!(batch.execute(&fills(1, 2, series, 100, 500_000), &[], false));
		assert_eq!(batch.room(&series), 200_000_000);
	});
}

#[test]
fn marks_stand_still_during_a_step() {
	build_and_execute(|| {
		let mut batch = Batch::<Test>::begin();
		let before = batch.terms(&call(60_000)).unwrap();
		move_btc(70_000);
		assert_ok!(Margin::set_mark_band(
			RuntimeOrigin::root(),
			MarkBand { relative: Fixed::ZERO, absolute: Fixed::ZERO }
		));
		assert_eq!(batch.terms(&call(60_000)), Ok(before));
		// Another series of the expiry is priced on the market that the step has seen.
		let other = batch.terms(&call(70_000)).unwrap().mark;
		move_btc(60_000);
		assert_eq!(other, Margin::mark(&call(70_000)).unwrap().price);
	});
}

#[test]
fn nothing_has_terms_or_a_price_without_fresh_data() {
	build_and_execute(|| {
		let vol = Margin::mark(&call(60_000)).unwrap().iv;
		let asked = |series: SeriesKey| {
			let mut batch = Batch::<Test>::begin();
			let terms = batch.terms(&series).map(|_| ());
			assert_eq!(batch.price_at(&series, vol).map(|_| ()), terms);
			terms
		};
		assert_eq!(asked(call(60_000)), Ok(()));
		let stale: DispatchError = Error::<Test>::StaleMarketData.into();
		Stale::set(vec![BTC]);
		assert_eq!((asked(call(60_000)), asked(eth_call())), (Err(stale), Ok(())));
		Stale::set(Vec::new());
		StaleStable::set(true);
		assert_eq!(asked(call(60_000)), Err(stale));
		StaleStable::set(false);
		Unknown::set(vec![expiry(30)]);
		assert_eq!(asked(call(60_000)), Err(Error::<Test>::NoMarketData.into()));
	});
}

#[test]
fn price_at_the_mark_volatility_is_the_mark() {
	build_and_execute(|| {
		let mut batch = Batch::<Test>::begin();
		for series in [call(60_000), put(60_000), call(90_000), put(40_000)] {
			let mark = Margin::mark(&series).unwrap();
			assert_eq!(batch.price_at(&series, mark.iv), Ok(mark.price));
			let higher = mark.iv.checked_add(mark.iv).unwrap();
			assert!(batch.price_at(&series, higher).unwrap() > mark.price);
		}
	});
}

#[test]
fn orders_are_admitted_by_priority_up_to_what_cash_pays() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 10_000);
		open(5, MarginMode::Portfolio, 10_000);
		let buy = order(call(60_000), 100, 4_500);
		for id in [4, 5] {
			// Two fit into 10,000, a third does not; a cheaper one behind it does.
			let cheap = order(call(120_000), 100, 500);
			assert_eq!(admit(id, &[buy, buy, buy, cheap]), [true, true, false, true]);
		}
		assert_eq!(admit(3, &[buy]), [false]);
		assert!(admit(4, &[]).is_empty());
	});
}

#[test]
fn orders_are_admitted_by_priority_up_to_what_margin_carries() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 20_000);
		open(5, MarginMode::Portfolio, 20_000);
		let sell = order(call(60_000), -100, 4_000);
		for id in [4, 5] {
			let verdicts = admit(id, &[sell; 8]);
			let admitted = verdicts.iter().filter(|passes| **passes).count();
			assert!((1..8).contains(&admitted), "{id}: {verdicts:?}");
			assert!(verdicts.is_sorted_by(|a, b| a >= b), "the first have priority");
		}
	});
}

#[test]
fn frozen_missing_and_due_portfolios_have_no_order_admitted() {
	build_and_execute(|| {
		let buy = order(call(60_000), 100, 4_500);
		assert_eq!(admit(1, &[buy]), [true]);
		assert_eq!(admit(77, &[buy, buy]), [false; 2]);
		change_view(1, |view| view.status = PortfolioStatus::Frozen);
		assert_eq!(admit(1, &[buy]), [false]);
		change_view(1, |view| view.status = PortfolioStatus::Active);
		let soon = expiry(1).series(usd(60_000), OptionKind::Put);
		assert_ok!(trade(1, 2, soon, 1));
		assert_eq!(admit(1, &[buy]), [true]);
		// WHEN the expiry has come THEN its entry has to be settled first
		Now::set(START + DAY);
		assert_eq!(admit(1, &[buy]), [false]);
		Now::set(START);
	});
}

#[test]
fn stale_position_stops_every_order_and_a_stale_order_itself() {
	build_and_execute(|| {
		let orders = [order(call(60_000), 1, 4_500), order(eth_call(), 1, 500)];
		assert_ok!(trade(1, 2, call(60_000), 1));
		assert_eq!(admit(1, &orders), [true, true]);
		Stale::set(vec![ETH]);
		assert_eq!(admit(1, &orders), [true, false]);
		Stale::set(vec![BTC]);
		assert_eq!(admit(1, &orders), [false, false]);
		Stale::set(Vec::new());
		StaleStable::set(true);
		assert_eq!(admit(1, &orders), [false, false]);
		StaleStable::set(false);
	});
}

#[test]
fn order_of_a_series_that_does_not_trade_is_refused_alone() {
	build_and_execute(|| {
		let past = expiry(0).series(usd(60_000), OptionKind::Call);
		let orders = [order(past, 1, 1), order(call(60_000), 1, 4_500)];
		assert_eq!(admit(1, &orders), [false, true]);
	});
}

#[test]
fn bounds_on_holdings_hold_for_every_part_of_the_orders() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 1_000_000_000);
		open(5, MarginMode::Standard, 1_000_000_000);
		let all: Vec<_> = (0..64)
			.flat_map(|n| [call(50_000 + n * 500), put(50_000 + n * 500)])
			.take(127)
			.flat_map(|series| fills(4, 5, series, 1, mark_cents(series)))
			.collect();
		assert_ok!(Margin::execute(&all, &[]));
		// GIVEN room for one position WHEN two new ones are asked for THEN the first has it
		let orders = [
			order(call(100_000), 1, 100),
			order(call(110_000), 1, 100),
			order(call(50_000), -5, 10_000),
		];
		assert_eq!(admit(4, &orders), [true, false, true]);
		let mut batch = Batch::<Test>::begin();
		assert_eq!(batch.admit(PortfolioId(4), &orders), [true, false, true]);
		assert_ok!(batch.execute(&fills(4, 5, call(100_000), 1, 10_000), &[], false));
		assert_noop!(
			batch.execute(&fills(4, 5, call(110_000), 1, 10_000), &[], false),
			Error::<Test>::TooManyPositions
		);
		// AND expiries likewise
		let other = |days: u64| order(expiry(days).series(usd(60_000), OptionKind::Put), 1, 9_000);
		let orders: Vec<_> = (1..=17).map(other).collect();
		let verdicts = admit(1, &orders);
		assert_eq!(verdicts.iter().filter(|passes| **passes).count(), 16);
		assert!(!verdicts[16]);
	});
}

#[test]
fn below_initial_margin_only_what_reduces_risk_is_admitted() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 30_000);
		assert_ok!(trade(1, 4, call(60_000), 200));
		move_btc(72_000);
		assert!(Margin::margin_of(PortfolioId(4)).unwrap().totals.initial.is_negative());
		// GIVEN that it is worth about 13,000: buying back at 13,500 costs equity, at 10,000 not
		let mark = Margin::mark(&call(60_000)).unwrap().price.to_price_floor().unwrap();
		let below = order(call(60_000), 50, mark.e8() / 100_000_000 - 1_000);
		let above = order(call(60_000), 50, mark.e8() / 100_000_000 + 1_000);
		let sell = order(put(40_000), -1, 9_000);
		assert_eq!(admit(4, &[above, below, sell]), [false, true, false]);
	});
}

#[test]
fn later_fills_of_a_step_see_earlier_ones() {
	build_and_execute(|| {
		let (buyer, seller) = (PortfolioId(1), PortfolioId(2));
		let mut batch = Batch::<Test>::begin();
		let series = call(60_000);
		assert_eq!(batch.position(buyer, &series), 0);
		let fees = [(buyer, cash(3)), (seller, cash(1))];
		assert_ok!(batch.execute(&fills(1, 2, series, 100, 500_000), &fees, false));
		assert_ok!(batch.execute(&fills(1, 2, series, 50, 500_000), &[], false));
		assert_ok!(batch.execute(&fills(2, 1, put(60_000), 1, 500_000), &[], true));
		assert_eq!((batch.position(buyer, &series), held(1, series)), (150_000_000, 150));
		assert_eq!((batch.position(seller, &series), held(2, series)), (-150_000_000, -150));
		assert_eq!(view(1).cash, cash(1_000_000 - 7_500 - 3 + 50));
		// WHEN all is closed THEN nothing is left of it
		assert_ok!(batch.execute(&fills(2, 1, series, 150, 500_000), &[], false));
		assert_ok!(batch.execute(&fills(1, 2, put(60_000), 1, 500_000), &[], false));
		assert!(view(1).expiries.is_empty() && view(2).expiries.is_empty());
	});
}

#[test]
fn fills_that_fail_change_neither_storage_nor_the_view() {
	build_and_execute(|| {
		let mut batch = Batch::<Test>::begin();
		let series = call(60_000);
		assert_ok!(batch.execute(&fills(1, 2, series, 100, 500_000), &[], false));
		let before = root(StateVersion::V1);
		let mut both = fills(2, 1, series, 100, 500_000).to_vec();
		both.extend(fills(3, 2, series, 100, 500_000));
		let refused = batch.execute(&both, &[], false);
		assert_eq!(refused, Err(DispatchError::Other("overdraft")));
		assert_eq!(before, root(StateVersion::V1));
		assert_eq!(batch.position(PortfolioId(1), &series), 100_000_000);
		assert_ok!(batch.execute(&fills(2, 1, series, 100, 500_000), &[], false));
		let stranger = fills(1, 77, series, 1, 500_000);
		assert_eq!(
			batch.execute(&stranger, &[], false),
			Err(Error::<Test>::UnknownPortfolio.into())
		);
	});
}

#[test]
fn checked_fills_are_judged_as_block_trades_are() {
	build_and_execute(|| {
		open(4, MarginMode::Standard, 1_000);
		let short = fills(1, 4, call(60_000), 100, 410_000);
		let mut batch = Batch::<Test>::begin();
		assert_noop!(batch.execute(&short, &[], true), Error::<Test>::BelowInitialMargin);
		Stale::set(vec![BTC]);
		let mut batch = Batch::<Test>::begin();
		let open = fills(1, 2, call(60_000), 1, 410_000);
		assert_noop!(batch.execute(&open, &[], true), Error::<Test>::StaleMarketData);
	});
}

#[test]
fn vectors_are_charged_once_per_step_and_block() {
	build_and_execute(|| {
		let orders = [order(call(60_000), 1, 4_500)];
		let mut batch = Batch::<Test>::begin();
		let first = batch.admit_cost(PortfolioId(1), &orders);
		assert_eq!(batch.admit(PortfolioId(1), &orders), [true]);
		let again = batch.admit_cost(PortfolioId(1), &orders);
		let prices = <() as WeightInfo>::price_vectors(1);
		assert_eq!(first - again, prices, "one strike, one column");
		// A later step of the block finds them.
		let mut later = Batch::<Test>::begin();
		assert_eq!(later.admit_cost(PortfolioId(1), &orders), again);
		// An order of another mode or strike has to be computed.
		let other = later.admit_cost(PortfolioId(2), &orders);
		assert!(other.ref_time() > again.ref_time());
	});
}

#[test]
fn step_that_can_not_compute_more_says_so() {
	build_and_execute(|| {
		let orders = [order(call(60_000), 1, 4_500)];
		let mut batch = Batch::<Test>::with_budget(35);
		assert_eq!(batch.admit_cost(PortfolioId(2), &orders), Weight::MAX);
		assert_eq!(batch.admit(PortfolioId(2), &orders), [false]);
		let mut batch = Batch::<Test>::with_budget(36);
		assert!(batch.admit_cost(PortfolioId(2), &orders).all_lt(Weight::MAX));
		assert_eq!(batch.admit(PortfolioId(2), &orders), [true]);
	});
}

#[test]
fn band_of_a_series_that_does_not_trade_is_an_error_of_its_own() {
	build_and_execute(|| {
		let past = expiry(0).series(usd(60_000), OptionKind::Call);
		assert_eq!(Margin::mark_band(&past), Err(DispatchError::Other("expired")));
		let (low, high) = Margin::mark_band(&call(60_000)).unwrap();
		assert!(Price::ZERO < low && low < high);
	});
}
