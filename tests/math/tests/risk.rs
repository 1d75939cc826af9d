// SPDX-License-Identifier: Apache-2.0
//! Standard and portfolio margin against the vectors.
//!
//! Stated rounding: the totals are the exact figures rounded down to e8; what stands before the
//! floor is off by the roundings of the vectors' 13 decimals per contract and of a few products.
#![allow(clippy::unwrap_used)]

use num_bigint::BigInt;
use tenor_fixed::Price;
use tenor_math_tests::{read_books, Book, Exact, UnderlyingInputs, Worst};
use tenor_risk::{
	portfolio, standard, Holdings, Position, ScenarioVectors, StandardVectors, Totals,
};

fn strikes(positions: &[Position]) -> Vec<Price> {
	let mut strikes: Vec<Price> = positions.iter().map(|p| p.strike).collect();
	strikes.dedup();
	strikes
}

fn holdings(book: &Book) -> Holdings<'_> {
	Holdings { collateral: &book.collateral, cash: book.cash, stable: book.stable }
}

fn standard_margin(book: &Book) -> standard::StandardMargin {
	let vectors: Vec<Vec<StandardVectors>> = book
		.underlyings
		.iter()
		.map(|u| {
			let of = |(market, positions): &(_, Vec<Position>)| {
				StandardVectors::compute(market, &u.market, &u.standard, &strikes(positions))
			};
			u.expiries.iter().map(|x| of(x).unwrap()).collect()
		})
		.collect();
	let books: Vec<Vec<standard::ExpiryBook>> = book
		.underlyings
		.iter()
		.zip(&vectors)
		.map(|(u, vectors)| {
			let pairs = u.expiries.iter().zip(vectors);
			pairs
				.map(|((_, positions), vectors)| standard::ExpiryBook { vectors, positions })
				.collect()
		})
		.collect();
	let underlyings: Vec<standard::UnderlyingBook> = book
		.underlyings
		.iter()
		.zip(&books)
		.map(|(u, expiries)| standard::UnderlyingBook {
			market: &u.market,
			params: &u.standard,
			expiries,
		})
		.collect();
	standard::margin(&underlyings, &holdings(book)).unwrap()
}

fn vectors_of(u: &UnderlyingInputs) -> Vec<ScenarioVectors> {
	u.expiries
		.iter()
		.map(|(market, positions)| {
			ScenarioVectors::compute(market, &u.portfolio, &u.scenarios, &strikes(positions))
				.and_then(|vectors| vectors.with_sensitivities(market))
				.unwrap()
		})
		.collect()
}

fn portfolio_margin(book: &Book) -> portfolio::PortfolioMargin {
	let vectors: Vec<_> = book.underlyings.iter().map(vectors_of).collect();
	let books: Vec<Vec<portfolio::ExpiryBook>> = book
		.underlyings
		.iter()
		.zip(&vectors)
		.map(|(u, vectors)| {
			let pairs = u.expiries.iter().zip(vectors);
			pairs
				.map(|((_, positions), vectors)| portfolio::ExpiryBook { vectors, positions })
				.collect()
		})
		.collect();
	let underlyings: Vec<portfolio::UnderlyingBook> = book
		.underlyings
		.iter()
		.zip(&books)
		.map(|(u, expiries)| portfolio::UnderlyingBook {
			market: &u.market,
			params: &u.portfolio,
			scenarios: &u.scenarios,
			expiries,
		})
		.collect();
	portfolio::margin(&underlyings, &holdings(book)).unwrap()
}

fn contracts(book: &Book) -> i128 {
	book.underlyings
		.iter()
		.flat_map(|u| &u.expiries)
		.flat_map(|(_, positions)| positions)
		.map(|p| i128::from(p.quantity.e8()).abs())
		.sum()
}

/// How far a sum over the book's positions may be from exact: 1e-13 per contract, for the decimals
/// that the vectors keep, and 1e-17 of spot, for prices, volatilities and factors.
fn allowed(book: &Book) -> Exact {
	let spots = book.underlyings.iter().map(|u| u.market.spot.to_int_floor() + 1);
	let per_contract = Exact::from_units(1, 13);
	let of_value = Exact::from_units(spots.max().unwrap_or(1), 17);
	let each = &per_contract + &of_value;
	// Quantities have 8 decimals.
	&(&each * contracts(book)).shrunk(8) + &Exact::from_units(1_000, 18)
}

/// The totals are floors: within the slack of the exact figure either floor is right.
fn check_totals(book: &Book, mode: &str, got: &Totals, expected: &[Exact; 4], slack: &Exact) {
	let names = ["value", "equity", "initial", "maintenance"];
	let all = [got.value, got.equity, got.initial, got.maintenance];
	for ((name, got), exact) in names.iter().zip(all).zip(expected) {
		let (low, high) = ((exact - slack).to_e8_floor(), (exact + slack).to_e8_floor());
		let got = BigInt::from(got.e8());
		assert!(
			low <= got && got <= high,
			"{} {mode} {name}: {got}, expected {low} to {high}",
			book.name
		);
	}
}

#[test]
fn standard_margin_is_exact_to_its_rounding() {
	let books = read_books().unwrap();
	for book in &books {
		let got = standard_margin(book);
		check_totals(book, "standard", &got.totals, &book.standard, &allowed(book));
	}
	println!("{} books", books.len());
	assert!(books.len() > 60);
}

#[test]
fn portfolio_margin_is_exact_to_its_rounding() {
	let mut pnl = Worst::new("scenario P&L");
	let mut basis = Worst::new("basis contingency");
	let mut contingencies = Worst::new("contingencies");
	let books = read_books().unwrap();
	for book in &books {
		let slack = allowed(book);
		let got = portfolio_margin(book);
		for (got, expected) in got.underlyings.iter().zip(&book.portfolio.underlyings) {
			let values = got.scenario_pnl.as_slice();
			assert_eq!(values.len(), expected.scenarios.len());
			for (i, (value, expected)) in values.iter().zip(&expected.scenarios).enumerate() {
				pnl.note(*value, expected, &slack, || format!("{} scenario {i}", book.name));
			}
			basis.note(got.basis_contingency, &expected.basis, &slack, || book.name.clone());
			basis.note(got.worst, &expected.worst, &slack, || book.name.clone());
		}
		let sum = |first: Exact, more: &dyn Fn(&portfolio::UnderlyingRisk) -> Exact| {
			got.underlyings.iter().fold(first, |sum, u| &sum + &more(u))
		};
		let mm = sum(got.collateral_mm_haircut.into(), &|u| u.naked_mm.into());
		let doubt = got.collateral_im_haircut.saturating_add(got.collateral_confidence);
		let im = sum(doubt.into(), &|u| u.naked_im.saturating_add(u.confidence_contingency).into());
		for (got, expected) in [mm, im].into_iter().zip(&book.portfolio.contingencies) {
			contingencies.note(got, expected, &slack, || book.name.clone());
		}
		check_totals(book, "portfolio", &got.totals, &book.portfolio.totals, &(&slack * 3));
	}
	pnl.check();
	basis.check();
	contingencies.check();
}

#[test]
fn greeks_of_a_book_are_those_of_the_model() {
	let mut greeks = Worst::new("greeks of a book");
	for book in &read_books().unwrap() {
		let got = portfolio_margin(book);
		for (got, expected) in got.underlyings.iter().zip(&book.portfolio.underlyings) {
			let s = got.sensitivities.unwrap();
			let all = [s.delta, s.gamma, s.vega, s.theta, s.rho];
			for (i, (got, expected)) in all.into_iter().zip(&expected.greeks).enumerate() {
				// Delta and gamma are of the order of contracts, the others of contracts times
				// prices; a volatility is off by up to a unit, whose effect near expiry is large.
				let slack = &allowed(book) * if i < 2 { 1 } else { 10 };
				greeks.note(got, expected, &slack, || format!("{} greek {i}", book.name));
			}
		}
	}
	greeks.check();
}

#[test]
fn initial_margin_is_never_above_maintenance_margin() {
	for book in &read_books().unwrap() {
		for totals in [standard_margin(book).totals, portfolio_margin(book).totals] {
			assert!(totals.initial <= totals.maintenance, "{}", book.name);
		}
	}
}
