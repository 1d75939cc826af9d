// SPDX-License-Identifier: Apache-2.0
//! A quick look at the time per margin check, natively:
//! `cargo run --release --example speed -p tenor-risk`.
#![allow(clippy::unwrap_used, clippy::float_arithmetic)]

use std::{hint::black_box, time::Instant};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_risk::{
	band::{portfolio_band, BandLimits, BandStamp, PortfolioBandInput},
	default_scenarios,
	orders::{portfolio_admission, standard_admission, AdmissionTerms, OpenOrder},
	portfolio, standard, ExpiryMarket, FlatVol, Holdings, OptionKind, PortfolioParams, Position,
	ScenarioVectors, Stable, StandardParams, StandardVectors, UnderlyingMarket,
};
use tenor_series::{SeriesKey, UnderlyingId};

fn time<T>(name: &str, mut f: impl FnMut() -> T) {
	// The best of many short runs: the machine may be shared.
	let mut best = f64::INFINITY;
	for _ in 0..200 {
		let start = Instant::now();
		for _ in 0..8 {
			black_box(f());
		}
		best = best.min(start.elapsed().as_nanos() as f64 / 8_000.0);
	}
	println!("{name:<52} {best:>9.2} us");
}

/// `count` positions on alternating sides and kinds, at strikes of 500 each around 80,000.
fn book(count: u64) -> Vec<Position> {
	(0..count)
		.map(|n| Position {
			strike: Price::from_e8((50_000 + 500 * (n / 2)) * 100_000_000),
			kind: if n.is_multiple_of(2) { OptionKind::Call } else { OptionKind::Put },
			quantity: Quantity::from_e8(if n % 3 == 0 { 150_000_000 } else { -75_000_000 }),
		})
		.collect()
}

/// An order of each position's size on its other side.
fn orders(positions: &[Position]) -> Vec<OpenOrder> {
	let order = |position: &Position| OpenOrder {
		series: SeriesKey {
			underlying: UnderlyingId(0),
			expiry: 0,
			strike: position.strike,
			kind: position.kind,
		},
		quantity: position.quantity.checked_neg().unwrap(),
		limit: Price::from_e8(500_000_000_000),
		fee: Cash::from_e8(2_000_000_000),
		least_fill: Quantity::from_e8(1_000_000),
	};
	positions.iter().map(order).collect()
}

fn main() {
	let market = ExpiryMarket {
		expiry: 0,
		time_to_expiry_ms: 30 * 86_400_000,
		f_fix: Fixed::ZERO,
		f_var: Fixed::from_int(80_000),
		rate: Rate::from_e18(50_000_000_000_000_000),
		vols: FlatVol(Vol::from_e18(600_000_000_000_000_000)),
		forward_confidence: Fixed::ONE,
		rate_confidence: Fixed::ONE,
		vol_confidence: Fixed::ONE,
	};
	let underlying = UnderlyingMarket {
		underlying: UnderlyingId(0),
		spot: Fixed::from_int(80_000),
		spot_confidence: Fixed::ONE,
	};
	let (params, rule) = (PortfolioParams::btc_eth(), StandardParams::btc_eth());
	let scenarios = default_scenarios();
	let cash = Cash::from_e8(100_000_000_000_000);
	let holdings = Holdings { collateral: &[], cash, stable: Stable::PAR };
	for count in [1, 16, 64, 256, 1_024] {
		let positions = book(count);
		let mut strikes: Vec<_> = positions.iter().map(|p| p.strike).collect();
		strikes.dedup();
		let compute = || ScenarioVectors::compute(&market, &params, &scenarios, &strikes).unwrap();
		let vectors = compute();
		time(&format!("vectors, {} strikes", strikes.len()), compute);
		let expiries = [portfolio::ExpiryBook { vectors: &vectors, positions: &positions }];
		let books = [portfolio::UnderlyingBook {
			market: &underlying,
			params: &params,
			scenarios: &scenarios,
			expiries: &expiries,
		}];
		let check = || portfolio::margin(&books, &holdings).unwrap();
		time(&format!("portfolio margin, {count} positions x 33 scenarios"), check);
		let margin = check();
		let orders = orders(&positions);
		for reducing in [false, true] {
			let terms = AdmissionTerms { reducing, may_overdraw: true, ..Default::default() };
			time(&format!("admission of {count} orders, portfolio, reducing {reducing}"), || {
				portfolio_admission(&books, &holdings, &orders, terms).unwrap()
			});
		}
		let markets = [market];
		let input = [PortfolioBandInput { book: books[0], markets: &markets }];
		let (limits, stamp) = (BandLimits::DEFAULT, BandStamp { now: 0, revision: 0 });
		time(&format!("portfolio band, {count} positions"), || {
			portfolio_band(&input, &holdings, &margin, &limits, stamp).unwrap()
		});
		let compute = || StandardVectors::compute(&market, &underlying, &rule, &strikes).unwrap();
		let vectors = compute();
		let expiries = [standard::ExpiryBook { vectors: &vectors, positions: &positions }];
		let books =
			[standard::UnderlyingBook { market: &underlying, params: &rule, expiries: &expiries }];
		time(&format!("standard margin, {count} positions"), || {
			standard::margin(&books, &holdings).unwrap()
		});
		time(&format!("admission of {count} orders, standard"), || {
			standard_admission(&books, &holdings, &orders, AdmissionTerms::default()).unwrap()
		});
	}
}
