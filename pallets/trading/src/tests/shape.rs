// SPDX-License-Identifier: Apache-2.0
//! What a trade must look like.

use crate::{mock::*, Error, Party, MAX_LEGS, MAX_PARTIES};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::PortfolioId;

#[test]
fn empty_and_one_sided_trades_are_refused() {
	build_and_execute(|| {
		let good = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let mut empty = good.clone();
		empty.legs = Default::default();
		assert_noop!(submit(&empty), Error::<Test>::NoLegs);
		let mut alone = good.clone();
		alone.parties.pop();
		assert_noop!(submit(&alone), Error::<Test>::TooFewParties);
	});
}

#[test]
fn parties_are_exactly_the_portfolios_of_the_legs() {
	build_and_execute(|| {
		let good = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		let mut missing = good.clone();
		missing.legs.try_push(leg(10, 30, 1_100, 1, 100)).unwrap();
		assert_noop!(submit(&missing), Error::<Test>::LegWithoutParty);
		let mut idle = good.clone();
		let party = Party { portfolio: PortfolioId(30), nonce: 0, limit: Cash::ZERO };
		idle.parties.try_push(party).unwrap();
		assert_noop!(submit(&idle), Error::<Test>::PartyWithoutLeg);
		let mut twice = good.clone();
		twice.parties.try_push(good.parties[1]).unwrap();
		assert_noop!(submit(&twice), Error::<Test>::PartiesNotSorted);
	});
}

#[test]
fn zero_and_negative_figures_are_refused() {
	build_and_execute(|| {
		for quantity in [0, -1] {
			let bad = trade(&[leg(10, 20, 1_000, quantity, 100)], 0);
			assert_noop!(submit(&bad), Error::<Test>::QuantityNotPositive);
		}
		let free = trade(&[leg(10, 20, 1_000, 1, 0)], 0);
		assert_noop!(submit(&free), Error::<Test>::ZeroPrice);
	});
}

#[test]
fn largest_figures_neither_panic_nor_wrap() {
	build_and_execute(|| {
		Band::set(Some((Price::ZERO, Price::MAX)));
		let mut huge = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		huge.legs[0].price = Price::MAX;
		huge.legs[0].quantity = Quantity::MAX;
		assert_ok!(submit(&huge));
		let (fills, _) = Executed::take().remove(0);
		assert!(fills[0].cash.is_negative() && fills[1].cash.is_positive());
	});
}

#[test]
fn owner_does_not_trade_with_itself() {
	build_and_execute(|| {
		// GIVEN portfolios 10 and 11 of one owner, WHEN they face each other, directly, as one
		// portfolio or through another, THEN the trade is refused
		for legs in [
			vec![leg(10, 11, 1_000, 1, 100)],
			vec![leg(10, 10, 1_000, 1, 100), leg(10, 20, 1_100, 1, 100)],
			vec![leg(10, 20, 1_000, 1, 100), leg(20, 11, 1_000, 1, 100)],
			vec![leg(20, 10, 1_000, 1, 100), leg(11, 20, 1_000, 1, 100)],
		] {
			assert_noop!(submit(&trade(&legs, 0)), Error::<Test>::SelfTrade);
		}
		// AND two portfolios of one owner may stand on the same side, or on different series
		assert_ok!(submit(&trade(&[leg(10, 20, 1_000, 1, 100), leg(11, 20, 1_000, 1, 100)], 0)));
		assert_ok!(submit(&trade(&[leg(10, 20, 1_000, 1, 100), leg(20, 11, 1_100, 1, 100)], 1)));
	});
}

#[test]
fn largest_trade_passes() {
	build_and_execute(|| {
		let legs: Vec<_> = (0..u64::from(MAX_LEGS))
			.map(|n| {
				let buyer = n % u64::from(MAX_PARTIES);
				let seller = (buyer + 1) % u64::from(MAX_PARTIES);
				leg(buyer * 10, seller * 10, 1_000 + n, 1, 100)
			})
			.collect();
		assert_ok!(submit(&trade(&legs, 0)));
		assert_eq!(Executed::take().remove(0).0.len(), 64);
	});
}
