// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use tenor_fixed::Cash;
use tenor_series::{OptionKind, PortfolioId};

const ONE: i64 = 100_000_000;

#[test]
fn due_expiry_freezes_gets_its_price_and_pays_everybody_without_a_call() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		// GIVEN a long straddle, and two shorts
		give(
			e,
			1,
			&[
				position(OptionKind::Call, 75_000, 2 * ONE),
				position(OptionKind::Put, 75_000, 2 * ONE),
			],
		);
		give(e, 2, &[position(OptionKind::Call, 75_000, -2 * ONE)]);
		give(e, 3, &[position(OptionKind::Put, 75_000, -2 * ONE)]);
		// WHEN a block passes THEN everybody is paid at 80,000
		run_blocks(1);
		assert_eq!(CashOf::get(PortfolioId(1)), cash(10_000));
		assert_eq!(CashOf::get(PortfolioId(2)), cash(-10_000));
		assert_eq!(CashOf::get(PortfolioId(3)), cash(0));
		assert_eq!(Positions::iter().count(), 0);
		assert_eq!(Settlement::result(e, PortfolioId(2)), Some(cash(-10_000)));
		// and in the next one the books are closed.
		run_blocks(1);
		let record = Settlement::status(e).unwrap();
		assert_eq!(record.phase, Phase::Closed);
		assert_eq!(
			(record.portfolios, record.credits, record.debits),
			(3, cash(10_000), cash(10_000))
		);
		let price = Settlement::price(e).unwrap();
		assert_eq!((price.price, price.rung), (dollars(80_000), Rung::Window));
		assert_eq!((price.gap_ms, price.covered_ms), (7, 1_793));
		assert_eq!(Finished::get(), [e]);
		assert!(Settlement::settling().is_empty());
		assert!(matches!(
			events()[..],
			[
				Event::SettlementBegan { .. },
				Event::PriceFixed { .. },
				Event::BatchSettled { portfolios: 3, skipped: 0, .. },
				Event::SettlementClosed { portfolios: 3, .. },
			]
		));
	});
}

#[test]
fn net_is_rounded_down_once_and_the_dust_goes_to_insurance() {
	build_and_execute(|| {
		let e = due(
			BTC,
			Quote {
				outcome: Some(PriceOutcome::Final {
					price: tenor_fixed::Price::from_e8(80_000 * 100_000_000 + 1),
					gap_ms: 0,
					covered_ms: 1,
				}),
				..Default::default()
			},
		);
		// GIVEN payoffs of 5,000.00000001 on fractions of a contract: 1/3 and 2/3 in two positions.
		let third = 33_333_333;
		give(
			e,
			1,
			&[position(OptionKind::Call, 75_000, third), position(OptionKind::Call, 75_000, third)],
		);
		give(e, 2, &[position(OptionKind::Call, 75_000, -2 * third)]);
		run_blocks(2);
		// THEN the sum of both positions is rounded once: 2 * 0.33333333 * 5,000.00000001.
		let exact_e16 = 2 * i128::from(third) * 500_000_000_001;
		assert_eq!(CashOf::get(PortfolioId(1)).e8(), exact_e16.div_euclid(100_000_000));
		assert_eq!(CashOf::get(PortfolioId(2)).e8(), (-exact_e16).div_euclid(100_000_000));
		assert_eq!(Insurance::get(), Cash::from_e8(1));
		assert_eq!(Settlement::status(e).unwrap().dust, Cash::from_e8(1));
	});
}

#[test]
fn expiry_without_holders_closes_at_once_with_or_without_a_price() {
	build_and_execute(|| {
		let (with, without) = (priced(BTC, 80_000), due(ETH, Quote::default()));
		run_blocks(1);
		assert_eq!(Settlement::status(with).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::price(with).unwrap().price, dollars(80_000));
		assert_eq!(Settlement::status(without).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::price(without), None);
		assert_eq!(Finished::get(), [with, without]);
	});
}

#[test]
fn several_expiries_settle_at_a_time_and_the_rest_wait_their_turn() {
	build_and_execute(|| {
		// GIVEN room for two, and three due of which one has no price
		MaxSettling::set(2);
		let waiting = due(UnderlyingId(5), Quote::default());
		let (a, b) = (priced(BTC, 80_000), priced(ETH, 75_000));
		for e in [waiting, a, b] {
			give_pairs(e, 2);
		}
		// WHEN blocks pass THEN those with a price settle one after the other, past the waiting one.
		run_blocks(1);
		assert!(Settlement::status(b).is_none());
		run_blocks(4);
		assert_eq!(Settlement::status(a).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::status(b).unwrap().phase, Phase::Closed);
		assert_eq!(Settlement::status(waiting).unwrap().phase, Phase::AwaitingPrice);
		assert_eq!(Positions::iter_key_prefix(waiting).count(), 4);
	});
}

#[test]
fn nothing_is_due_before_its_time() {
	build_and_execute(|| {
		let e = tenor_series::ExpiryKey { underlying: BTC, expiry: NOON + 5_000 };
		Due::append(e);
		give_pairs(e, 1);
		run_blocks(4);
		assert!(Settlement::status(e).is_none());
		assert_eq!(Positions::iter().count(), 2);
		run_blocks(1);
		assert_eq!(Settlement::status(e).unwrap().begun_at, NOON + 5_000);
	});
}

use tenor_series::UnderlyingId;
