// SPDX-License-Identifier: Apache-2.0
//! Hand-computed payoffs, and properties over random books.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_payoff::{
	is_fully_covered, net_payoff_ceil, net_payoff_e16, net_payoff_floor, net_value_floor, Contract,
	Payoff, PayoffError, WorstPayoff,
};
use tenor_series::{OptionKind, Position};

fn leg(strike: u64, kind: OptionKind, quantity: i64) -> Position {
	Position { strike: Price::from_e8(strike), kind, quantity: Quantity::from_e8(quantity) }
}

const ONE: u64 = 100_000_000;

#[test]
fn call_pays_above_and_put_below_the_strike() {
	let call = Contract::EuropeanCall { strike: Price::from_e8(100 * ONE) };
	let put = Contract::EuropeanPut { strike: Price::from_e8(100 * ONE) };
	let at = |units: u64| Price::from_e8(units * ONE);
	let cash = |units: i128| Cash::from_e8(units * 100_000_000);
	assert_eq!((call.per_unit(at(130)), call.per_unit(at(70))), (cash(30), cash(0)));
	assert_eq!((put.per_unit(at(130)), put.per_unit(at(70))), (cash(0), cash(30)));
	assert_eq!(call.intrinsic(at(101)), cash(1));
}

#[test]
fn position_payoff_rounds_down_for_either_sign() {
	// GIVEN a payoff of 3e-8 per unit and a third of a contract
	let call = Contract::EuropeanCall { strike: Price::from_e8(7) };
	let (settlement, third) = (Price::from_e8(10), 33_333_333);
	// THEN the long gets 0.99999999e-8 rounded to 0, the short pays 1e-8
	let floor = |q| call.position_floor(settlement, Quantity::from_e8(q));
	assert_eq!(floor(third), Some(Cash::from_e8(0)));
	assert_eq!(floor(-third), Some(Cash::from_e8(-1)));
	let ceil = |q| call.position_ceil(settlement, Quantity::from_e8(q));
	assert_eq!(ceil(third), Some(Cash::from_e8(1)));
	assert_eq!(ceil(-third), Some(Cash::from_e8(0)));
}

#[test]
fn short_straddle_is_worst_at_zero_and_unbounded_above() {
	let one = 100_000_000;
	let book = [leg(100 * ONE, OptionKind::Call, -one), leg(100 * ONE, OptionKind::Put, -one)];
	let worst = WorstPayoff::of(&book).unwrap();
	assert_eq!(worst.least_floor(), Cash::from_e8(-100 * 100_000_000));
	assert_eq!(worst.at, Price::ZERO);
	assert_eq!(worst.net_calls_e8, -i128::from(one));
	assert_eq!(is_fully_covered(Cash::MAX, [worst]), Ok(false));
}

#[test]
fn least_payoff_of_a_long_book_is_not_capped_at_zero() {
	// A long straddle pays at least 0 (at its strike); a long box 10 everywhere.
	let one = 100_000_000;
	let boxed = [
		leg(90 * ONE, OptionKind::Call, one),
		leg(90 * ONE, OptionKind::Put, -one),
		leg(100 * ONE, OptionKind::Call, -one),
		leg(100 * ONE, OptionKind::Put, one),
	];
	assert_eq!(WorstPayoff::of(&boxed).unwrap().least_floor(), Cash::from_e8(1_000_000_000));
	assert_eq!(WorstPayoff::of(&[]).unwrap(), WorstPayoff::default());
}

#[test]
fn covered_to_the_last_unit() {
	let book = [leg(100 * ONE, OptionKind::Put, -100_000_000)];
	let worst = WorstPayoff::of(&book).unwrap();
	let need = Cash::from_e8(100 * 100_000_000);
	assert_eq!(is_fully_covered(need, [worst]), Ok(true));
	let short = need.checked_sub(Cash::from_e8(1)).unwrap();
	assert_eq!(is_fully_covered(short, [worst]), Ok(false));
}

#[test]
fn extremes_are_named_errors() {
	let heavy =
		[leg(u64::MAX, OptionKind::Put, i64::MIN), leg(u64::MAX, OptionKind::Put, i64::MIN)];
	assert_eq!(WorstPayoff::of(&heavy), Err(PayoffError::Overflow));
	assert_eq!(net_payoff_e16(&heavy, Price::ZERO), Err(PayoffError::Overflow));
	let unsorted = [leg(2, OptionKind::Call, 1), leg(1, OptionKind::Call, 1)];
	assert_eq!(WorstPayoff::of(&unsorted), Err(PayoffError::UnsortedPositions));
}

fn any_book() -> impl Strategy<Value = Vec<Position>> {
	let any_leg = (1u64..1_000_000, any::<bool>(), -1_000_000i64..1_000_000);
	prop::collection::vec(any_leg, 0..40).prop_map(|legs| {
		let mut book: Vec<_> = legs
			.into_iter()
			.map(|(k, call, q)| leg(k, if call { OptionKind::Call } else { OptionKind::Put }, q))
			.collect();
		book.sort();
		book
	})
}

#[test]
fn book_is_worth_its_values_rounded_down_once() {
	// GIVEN a third of a contract at 3e-8 and a fifth short at 4e-8: 0.99999999 - 0.8
	let book = [leg(7, OptionKind::Call, 33_333_333), leg(9, OptionKind::Put, -20_000_000)];
	let value = |position: &Position| {
		Some(Price::from_e8(if position.kind == OptionKind::Call { 3 } else { 4 }))
	};
	assert_eq!(net_value_floor(&book, value), Some(Cash::from_e8(0)));
	assert_eq!(net_value_floor(&book[1..], value), Some(Cash::from_e8(-1)));
	assert_eq!(net_value_floor(&[], value), Some(Cash::from_e8(0)));
	// A series without a value is no value of zero.
	assert_eq!(net_value_floor(&book, |position| value(position).filter(|v| v.e8() == 3)), None);
	let most = [leg(7, OptionKind::Call, i64::MAX); 3];
	assert_eq!(net_value_floor(&most, |_| Some(Price::from_e8(u64::MAX))), None);
}

proptest! {
	#[test]
	fn shape_is_the_payoff(strike in any::<u64>(), settlement in any::<u64>(), call in any::<bool>()) {
		let kind = if call { OptionKind::Call } else { OptionKind::Put };
		let contract = Contract::european(Price::from_e8(strike), kind);
		let shape = contract.shape();
		let below = settlement.min(shape.kink.e8());
		let beyond = settlement.saturating_sub(shape.kink.e8());
		let expected = i128::from(shape.at_zero.e8())
			+ i128::from(shape.slope) * i128::from(below)
			+ i128::from(shape.slope + shape.slope_change) * i128::from(beyond);
		prop_assert_eq!(contract.per_unit(Price::from_e8(settlement)).e8(), expected);
	}

	#[test]
	fn worst_payoff_is_the_least_of_a_scan(book in any_book(), settlement in 0u64..2_000_000) {
		let worst = WorstPayoff::of(&book).unwrap();
		let scan = book.iter().map(|p| p.strike).chain([Price::ZERO])
			.map(|price| net_payoff_e16(&book, price).unwrap()).min().unwrap();
		prop_assert_eq!(worst.least_e16, scan);
		prop_assert_eq!(net_payoff_e16(&book, worst.at).unwrap(), scan);
		// And no price is worse when the upside is covered.
		let calls: i128 = book.iter().filter(|p| p.kind == OptionKind::Call)
			.map(|p| i128::from(p.quantity.e8())).sum();
		prop_assert_eq!(worst.net_calls_e8, calls);
		let paid = net_payoff_e16(&book, Price::from_e8(settlement)).unwrap();
		let highest = book.last().map_or(0, |p| p.strike.e8());
		prop_assert!(paid >= scan || (calls < 0 && settlement > highest));
	}

	#[test]
	fn book_rounds_once(book in any_book(), settlement in 0u64..2_000_000) {
		let price = Price::from_e8(settlement);
		let exact = net_payoff_e16(&book, price).unwrap();
		let floor = net_payoff_floor(&book, price).unwrap().e8();
		let ceil = net_payoff_ceil(&book, price).unwrap().e8();
		prop_assert!(floor * 100_000_000 <= exact && exact <= ceil * 100_000_000);
		prop_assert!(ceil - floor == i128::from(exact % 100_000_000 != 0));
	}
}
