// SPDX-License-Identifier: Apache-2.0
//! Prices, limits and fees.

use crate::{mock::*, Error, Event, FeeSchedule, MarketRules, Role};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_series::{PortfolioId, UnderlyingId};

#[test]
fn price_must_be_inside_the_mark_band() {
	build_and_execute(|| {
		for (nonce, price) in [(0, 90), (1, 110)] {
			assert_ok!(submit(&trade(&[leg(10, 20, 1_000, 1, price)], nonce)));
		}
		for price in [89, 111] {
			let outside = trade(&[leg(10, 20, 1_000, 1, 100), leg(10, 20, 1_100, 1, price)], 2);
			assert_noop!(submit(&outside), Error::<Test>::OutsideMarkBand);
		}
	});
}

#[test]
fn series_without_a_mark_is_refused() {
	build_and_execute(|| {
		Band::set(None);
		let refused = DispatchError::Other("no mark");
		assert_noop!(submit(&trade(&[leg(10, 20, 1_000, 1, 100)], 0)), refused);
	});
}

#[test]
fn underlying_without_an_index_is_refused() {
	build_and_execute(|| {
		let mut unknown = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		unknown.legs[0].series.underlying = UnderlyingId(1);
		assert_noop!(submit(&unknown), Error::<Test>::NoMark);
	});
}

#[test]
fn limit_covers_premium_and_fee_to_the_last_unit() {
	build_and_execute(|| {
		// GIVEN one contract at 100 with a fee of 0.30
		let given = Cash::from_e8(10_030_000_000);
		let mut agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		// WHEN the buyer signed for a unit less, THEN it is refused
		agreed.parties[0].limit = given.checked_sub(Cash::from_e8(1)).unwrap();
		assert_noop!(submit(&agreed), Error::<Test>::LimitExceeded);
		// AND the seller may demand exactly 99.70, not more
		agreed.parties[0].limit = given;
		agreed.parties[1].limit = Cash::from_e8(-9_970_000_001);
		assert_noop!(submit(&agreed), Error::<Test>::LimitExceeded);
		agreed.parties[1].limit = Cash::from_e8(-9_970_000_000);
		assert_ok!(submit(&agreed));
	});
}

#[test]
fn raised_fee_does_not_reach_a_party_beyond_its_limit() {
	build_and_execute(|| {
		let mut agreed = trade(&[leg(10, 20, 1_000, 1, 100)], 0);
		agreed.parties[0].limit = Cash::from_e8(10_030_000_000);
		let fees = FeeSchedule { block_rate: FeeSchedule::MAX_NOTIONAL_RATE, ..Default::default() };
		assert_ok!(set_rules(MarketRules { fees, ..Default::default() }));
		assert_noop!(submit(&agreed), Error::<Test>::LimitExceeded);
	});
}

#[test]
fn fee_is_capped_by_the_premium_and_rounds_up() {
	let schedule = FeeSchedule::default();
	let whole = Quantity::from_e8(100_000_000);
	let fee = |role, index: u64, quantity, premium| {
		let (index, premium) = (Price::from_e8(index), Cash::from_e8(premium));
		schedule.fee_ceil(role, index, quantity, premium).unwrap().e8()
	};
	for role in [Role::Taker, Role::Block] {
		// 0.03 % of 1,000 = 0.3; a premium of 1 allows 0.125
		assert_eq!(fee(role, 100_000_000_000, whole, 10_000_000_000), 30_000_000);
		assert_eq!(fee(role, 100_000_000_000, whole, 100_000_000), 12_500_000);
	}
	// 0.01 % for who makes
	assert_eq!(fee(Role::Maker, 100_000_000_000, whole, 10_000_000_000), 10_000_000);
	for role in [Role::Maker, Role::Taker, Role::Block] {
		assert_eq!(fee(role, 1, Quantity::from_e8(1), 1), 1);
		assert!(schedule.fee_ceil(role, Price::MAX, Quantity::MAX, Cash::MAX).is_some());
	}
}

#[test]
fn each_role_pays_its_own_rate() {
	let rate = |n: i128| Fixed::from_e18(n * 1_000_000_000_000_000);
	let schedule = FeeSchedule {
		maker_rate: rate(1),
		taker_rate: rate(2),
		block_rate: rate(3),
		premium_cap: FeeSchedule::MAX_PREMIUM_CAP,
	};
	for (role, fee) in [(Role::Maker, 1), (Role::Taker, 2), (Role::Block, 3)] {
		let paid = schedule.fee_ceil(role, usd(1_000), contracts(1), cash(1_000));
		assert_eq!(paid, Some(cash(fee)));
	}
}

#[test]
fn fees_are_set_by_governance_within_bounds() {
	build_and_execute(|| {
		let good = FeeSchedule {
			maker_rate: Fixed::ZERO,
			taker_rate: Fixed::ZERO,
			block_rate: Fixed::ZERO,
			premium_cap: Fixed::ZERO,
		};
		let rules = |fees| MarketRules { fees, ..Default::default() };
		let underlying = UnderlyingId(0);
		assert_noop!(
			Trading::set_market_rules(RuntimeOrigin::signed(account(1)), underlying, rules(good)),
			DispatchError::BadOrigin
		);
		let above = Fixed::from_e18(FeeSchedule::MAX_NOTIONAL_RATE.e18() + 1);
		let below = Fixed::from_e18(-1);
		let over_cap = Fixed::from_e18(FeeSchedule::MAX_PREMIUM_CAP.e18() + 1);
		for bad in [
			FeeSchedule { block_rate: above, ..good },
			FeeSchedule { taker_rate: above, ..good },
			FeeSchedule { maker_rate: above, taker_rate: above, ..good },
			FeeSchedule { block_rate: below, ..good },
			FeeSchedule { taker_rate: below, maker_rate: below, ..good },
			FeeSchedule { premium_cap: below, ..good },
			FeeSchedule { premium_cap: over_cap, ..good },
			// Makers pay no more than takers.
			FeeSchedule { maker_rate: Fixed::from_e18(1), ..good },
		] {
			assert_noop!(set_rules(rules(bad)), Error::<Test>::FeeOutOfBounds);
		}
		assert_ok!(set_rules(rules(good)));
		System::assert_last_event(Event::MarketRulesSet { underlying, rules: rules(good) }.into());
		assert_ok!(submit(&trade(&[leg(10, 20, 1_000, 1, 100)], 0)));
		assert_eq!(
			Executed::take().remove(0).1,
			[(PortfolioId(10), Cash::ZERO), (PortfolioId(20), Cash::ZERO)]
		);
	});
}

#[test]
fn grid_is_set_within_bounds_and_rounds_no_premium() {
	build_and_execute(|| {
		let good = MarketRules::default();
		for bad in [
			MarketRules { tick: Price::ZERO, ..good },
			MarketRules { lot: Quantity::ZERO, ..good },
			MarketRules { lot: Quantity::from_e8(-1_000_000), ..good },
			// 0.00000001 x 0.01 is less than a unit of cash
			MarketRules { tick: Price::from_e8(1), ..good },
			MarketRules { opening_ends_ms: MarketRules::MAX_OPENING_ENDS_MS + 1, ..good },
		] {
			assert_noop!(set_rules(bad), Error::<Test>::GridOutOfBounds);
		}
		assert_ok!(set_rules(MarketRules { opening_ends_ms: 0, ..good }));
		assert_eq!(Trading::market_rules(UnderlyingId(0)).opening_ends_ms, 0);
		assert_eq!(Trading::market_rules(UnderlyingId(1)), good);
	});
}
