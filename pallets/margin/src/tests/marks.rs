// SPDX-License-Identifier: Apache-2.0
//! Marks, bands, what-ifs.

use crate::{mock::*, Error, MarkBand, WhatIfLeg};
use polkadot_sdk::frame_support::{assert_noop, assert_ok, assert_storage_noop};
use tenor_fixed::{Fixed, Price, Quantity, Vol};
use tenor_series::{MarginMode, PortfolioId};

#[test]
fn mark_is_discounted_black_76_at_the_surface() {
	build_and_execute(|| {
		let mark = Margin::mark(&call(60_000)).unwrap();
		// An at-the-money call is worth about 0.4 F vol sqrt(tau): 0.4 * 60,000 * 0.6 * 0.287
		assert!((4_050..4_150).contains(&mark.price.to_int_floor()), "{:?}", mark.price);
		assert!(mark.iv.e18().abs_diff("0.6".parse::<Vol>().unwrap().e18()) < 1_000_000_000);
		assert_eq!(mark.forward, Fixed::from_int(60_000));
		assert!(mark.fresh);
		let put = Margin::mark(&put(60_000)).unwrap();
		assert!(put.greeks.delta.is_negative() && mark.greeks.delta.is_positive());
		Stale::set(vec![BTC]);
		let stale = Margin::mark(&call(60_000)).unwrap();
		assert_eq!((stale.price, stale.fresh), (mark.price, false));
	});
}

#[test]
fn band_is_a_share_of_mark_and_forward() {
	build_and_execute(|| {
		let band = MarkBand { relative: "0.1".parse().unwrap(), absolute: "0.01".parse().unwrap() };
		let around = |mark: i64| band.around(Fixed::from_int(mark), Fixed::from_int(1_000));
		assert_eq!(around(100), Some((usd(80), usd(120))));
		assert_eq!(around(5), Some((usd(0), Price::from_e8(1_550_000_000))));
		assert_eq!(band.around(Fixed::MAX, Fixed::MAX), None);
		let none = MarkBand { relative: Fixed::ZERO, absolute: Fixed::ZERO };
		assert_ok!(Margin::set_mark_band(RuntimeOrigin::root(), none));
		let (low, high) = Margin::mark_band(&call(60_000)).unwrap();
		// No price of eight decimals lies on the mark: the band closes from both sides.
		assert!(low.e8().abs_diff(high.e8()) <= 1);
	});
}

#[test]
fn index_is_the_last_one_whatever_its_age() {
	build_and_execute(|| {
		Stale::set(vec![BTC]);
		assert_eq!(Margin::last_index(BTC), Some(usd(60_000)));
		assert_eq!(Margin::last_index(tenor_series::UnderlyingId(9)), None);
	});
}

#[test]
fn what_if_gives_what_the_trade_would() {
	build_and_execute(|| {
		open(4, MarginMode::Portfolio, 50_000);
		let cents = mark_cents(call(60_000));
		let leg = |quantity: i64| WhatIfLeg {
			series: call(60_000),
			quantity: Quantity::from_e8(quantity * 1_000_000),
			price: Some(Price::from_e8(cents * 1_000_000)),
		};
		let answer = Margin::what_if(PortfolioId(4), &[leg(-100)]).unwrap();
		assert_eq!(answer.before, Margin::margin_of(PortfolioId(4)).unwrap());
		assert!(answer.passes);
		assert!(!Margin::what_if(PortfolioId(4), &[leg(-1_000)]).unwrap().passes);
		assert_ok!(trade(1, 4, call(60_000), 100));
		assert_eq!(answer.after, Margin::margin_of(PortfolioId(4)).unwrap());
		// AND at the mark without a price
		let unpriced = WhatIfLeg { price: None, ..leg(100) };
		let back = Margin::what_if(PortfolioId(4), &[unpriced]).unwrap();
		assert_eq!(back.after.totals.value, cash(0));
		assert_noop!(Margin::what_if(PortfolioId(77), &[]), Error::<Test>::UnknownPortfolio);
	});
}

#[test]
fn reading_changes_nothing_but_transients() {
	build_and_execute(|| {
		assert_ok!(trade(1, 2, call(60_000), 100));
		// GIVEN the vectors of both modes are there
		Margin::margin_of(PortfolioId(1)).unwrap();
		Margin::margin_of(PortfolioId(2)).unwrap();
		assert_storage_noop!({
			Margin::margin_of(PortfolioId(1)).unwrap();
			Margin::margin_of(PortfolioId(2)).unwrap();
			Margin::mark(&call(60_000));
			Margin::ensure_releasable(PortfolioId(1), &view(1)).unwrap();
		});
	});
}
