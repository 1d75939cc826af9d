// SPDX-License-Identifier: Apache-2.0
//! Bounds on holdings against every part of a set of orders.

use crate::{
	book::Account,
	mock::*,
	reach::{HoldingBounds, Reach},
};
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_risk::orders::OpenOrder;
use tenor_series::{MarginMode, SeriesKey};

const BOUNDS: HoldingBounds = HoldingBounds { positions: 2, expiries: 2 };

fn account(held: &[(SeriesKey, i64)]) -> Account {
	let mut account = Account {
		mode: MarginMode::Standard,
		cash: Cash::ZERO,
		held: Cash::ZERO,
		locked: Cash::ZERO,
		settling: 0,
		assets: Vec::new(),
		entries: BTreeMap::new(),
	};
	for (series, contracts) in held {
		account.add(series, Quantity::from_e8(*contracts)).unwrap();
	}
	account
}

fn order(series: SeriesKey, contracts: i64) -> OpenOrder {
	OpenOrder {
		series,
		quantity: Quantity::from_e8(contracts),
		limit: usd(1),
		fee: Cash::ZERO,
		least_fill: Quantity::from_e8(1),
	}
}

/// What becomes of orders, one after another.
fn verdicts(held: &[(SeriesKey, i64)], orders: &[(SeriesKey, i64)]) -> Vec<bool> {
	let account = account(held);
	let mut reach = Reach::new(&account, BOUNDS);
	let all = orders.iter().map(|(series, contracts)| order(*series, *contracts));
	all.map(|order| reach.take_in(&order, usd(60_000))).collect()
}

#[test]
fn as_many_positions_as_the_bound_can_come_of_orders() {
	let (a, b, c) = (call(50_000), call(60_000), call(70_000));
	// A position held takes a place whether an order may close it or not.
	let verdicts = verdicts(&[(a, 5)], &[(a, -5), (b, 1), (c, 1), (b, -3), (a, 9)]);
	assert_eq!(verdicts, [true, true, false, true, true]);
}

#[test]
fn as_many_expiries_as_the_bound_can_come_of_orders() {
	let at = |days| expiry(days).series(usd(60_000), tenor_series::OptionKind::Put);
	let verdicts = verdicts(&[(at(1), 5)], &[(at(2), 1), (at(3), 1), (at(2), -1), (at(1), 1)]);
	assert_eq!(verdicts, [true, false, true, true]);
}

#[test]
fn above_a_bound_only_what_closes_is_taken_in() {
	let (a, b, c) = (call(50_000), call(60_000), call(70_000));
	let held = [(a, 5), (b, -5), (c, 1)];
	// Up to what is held, and never back.
	let orders = [(a, -3), (a, 1), (a, -3), (a, -2), (b, 5), (b, 1), (c, 1)];
	assert_eq!(verdicts(&held, &orders), [true, false, false, true, true, false, false]);
}

#[test]
fn no_part_of_the_orders_makes_a_position_too_large() {
	// A hundred million contracts of 60,000 are within ten trillion; 200 million are not.
	let limit = 10_000_000_000_000 / 60_000 * 100_000_000;
	let a = call(60_000);
	assert_eq!(verdicts(&[], &[(a, limit), (a, 100_000_000)]), [true, false]);
	assert_eq!(verdicts(&[], &[(a, -limit), (a, limit)]), [true, true]);
	assert_eq!(verdicts(&[(a, limit)], &[(a, 100_000_000), (a, -2 * limit)]), [false, true]);
	// What the price has made too large may still be closed.
	let over = 2 * limit;
	assert_eq!(verdicts(&[(a, -over)], &[(a, limit), (a, -1), (a, limit)]), [true, false, true]);
	assert_eq!(verdicts(&[], &[(a, i64::MAX), (a, i64::MIN), (a, 0)]), [false; 3]);
	assert_eq!(verdicts(&[(a, i64::MAX)], &[(a, 1), (a, -1)]), [false, true]);
	// The forward counts where it is above the strike.
	let low = expiry(30).series(Price::from_e8(1), tenor_series::OptionKind::Call);
	assert_eq!(verdicts(&[], &[(low, limit), (low, 100_000_000)]), [true, false]);
}
