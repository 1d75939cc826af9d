// SPDX-License-Identifier: Apache-2.0
//! What is timed: inputs made beforehand, and a loop over them.

use crate::programs::{smile, Market, Random};
use alloc::vec::Vec;
use core::hint::black_box;
use tenor_black76::{Expiry, Kind, StrikeCtx};
use tenor_fixed::{Cash, Fixed, Price, Vol};
use tenor_risk::{
	default_scenarios, portfolio, Holdings, PortfolioParams, Scenario, ScenarioVectors, Stable,
};
use tenor_svi::Surface;
use tenor_transcendental::{exp, ln, normal_cdf, sqrt_floor};

/// Inputs per table: enough that no branch is learnt by heart.
const INPUTS: usize = 1024;
/// Strikes per expiry, the design's bound.
const STRIKES: u64 = 64;

/// What can be timed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timed {
	Ln,
	Exp,
	Cdf,
	Sqrt,
	/// Price and delta of both kinds, forward and strike prepared: as a chain of strikes is priced.
	PriceDelta,
	/// The same from plain numbers.
	PriceDeltaPlain,
	Greeks,
	Implied,
	SviVol,
	/// All scenario prices of an expiry of 64 strikes.
	Vectors,
	/// Portfolio margin with shared vectors; the size is the number of positions, 16 per expiry.
	Margin,
	/// The same with 8 expiries whatever the size.
	MarginEightExpiries,
	/// The same with 64 positions per expiry: 1,024 fill the design's 16 expiries.
	MarginDense,
}

impl Timed {
	/// All of them, in the order of their numbers.
	pub const ALL: [Self; 13] = [
		Self::Ln,
		Self::Exp,
		Self::Cdf,
		Self::Sqrt,
		Self::PriceDelta,
		Self::PriceDeltaPlain,
		Self::Greeks,
		Self::Implied,
		Self::SviVol,
		Self::Vectors,
		Self::Margin,
		Self::MarginEightExpiries,
		Self::MarginDense,
	];
}

/// One option of an ordinary market.
#[derive(Clone, Copy, Debug)]
pub struct Quote {
	pub forward: Fixed,
	pub strike: Fixed,
	pub vol: Vol,
	pub tau: Fixed,
	pub kind: Kind,
	pub price: Fixed,
}

const ONE: i128 = Fixed::ONE.e18();

/// Options like a listed chain's: strikes within two standard deviations and a half of the forward,
/// a day to a year left.
pub fn quotes(seed: u64, count: usize) -> Vec<Quote> {
	let mut random = Random::new(seed);
	let mut quotes = Vec::with_capacity(count);
	while quotes.len() < count {
		let forward = Fixed::from_e18(random.within(1_000 * ONE, 120_000 * ONE));
		let vol = Vol::from_e18(random.within(ONE * 3 / 10, ONE * 3 / 2));
		let tau = Fixed::from_e18(random.within(ONE / 365, ONE));
		let Ok(root) = sqrt_floor(tau) else { continue };
		let Some(deviation) = vol.to_fixed().mul_floor(root) else { continue };
		let moved = Fixed::from_e18(random.within(-ONE * 5 / 2, ONE * 5 / 2));
		let strike = moved.mul_floor(deviation).and_then(|k| forward.mul_floor(exp(k)));
		// A listed strike is a whole number.
		let Some(strike) = strike.map(|k| Fixed::from_e18(k.e18() / ONE * ONE)) else { continue };
		let Ok(context) = StrikeCtx::from_fixed(strike) else { continue };
		let Ok(expiry) = Expiry::new(forward, tau, Fixed::ONE) else { continue };
		let kind = if random.one_in(2) { Kind::Call } else { Kind::Put };
		let price = expiry.price(&context, vol).of(kind);
		quotes.push(Quote { forward, strike, vol, tau, kind, price });
	}
	quotes
}

/// A book for the margin check, with the vectors its expiries share.
pub struct Books {
	markets: Vec<Market>,
	vectors: Vec<ScenarioVectors>,
	params: PortfolioParams,
	scenarios: [Scenario; 33],
}

impl Books {
	fn new(seed: u64, positions: u64, expiries: u64) -> Option<Self> {
		let mut random = Random::new(seed);
		let (params, scenarios) = (PortfolioParams::btc_eth(), default_scenarios());
		let mut books = Self { markets: Vec::new(), vectors: Vec::new(), params, scenarios };
		for _ in 0..expiries {
			let market = Market::draw(&mut random, STRIKES, positions / expiries);
			let strikes = &market.strikes;
			let vectors =
				ScenarioVectors::compute(&market.expiry, &params, &scenarios, strikes).ok()?;
			books.vectors.push(vectors);
			books.markets.push(market);
		}
		Some(books)
	}

	/// Positions in all.
	pub fn positions(&self) -> usize {
		self.markets.iter().map(|m| m.positions.len()).sum()
	}

	fn margin(&self) -> u64 {
		let pairs = self.markets.iter().zip(&self.vectors);
		let expiries: Vec<_> = pairs
			.map(|(m, vectors)| portfolio::ExpiryBook { vectors, positions: &m.positions })
			.collect();
		let Some(first) = self.markets.first() else { return 0 };
		let book = portfolio::UnderlyingBook {
			market: &first.underlying,
			params: &self.params,
			scenarios: &self.scenarios,
			expiries: &expiries,
		};
		let holdings = Holdings { collateral: &[], cash: Cash::ZERO, stable: Stable::PAR };
		let margin = portfolio::margin(black_box(&[book]), black_box(&holdings));
		margin.map_or(1, |margin| fold(margin.totals.initial.e8()))
	}
}

/// Inputs made beforehand.
pub enum Prepared {
	Numbers(fn(Fixed) -> i128, Vec<Fixed>),
	Options(fn(&Expiry, &StrikeCtx, Vol) -> i128, Vec<(Expiry, StrikeCtx, Vol)>),
	Quotes(fn(&Quote) -> i128, Vec<Quote>),
	Smiles(Vec<(Surface, Price)>),
	Vectors(Market),
	Books(Books),
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn fold(x: i128) -> u64 {
	(x as u64) ^ ((x >> 64) as u64)
}

fn of_sqrt(x: Fixed) -> i128 {
	sqrt_floor(x).map_or(0, Fixed::e18)
}

fn of_ln(x: Fixed) -> i128 {
	ln(x).map_or(0, Fixed::e18)
}

fn price_delta(expiry: &Expiry, strike: &StrikeCtx, vol: Vol) -> i128 {
	let (price, delta) = expiry.price_and_delta(strike, vol);
	price.call.e18() ^ price.put.e18() ^ delta.call.e18() ^ delta.put.e18()
}

fn price_delta_plain(q: &Quote) -> i128 {
	let strike = StrikeCtx::from_fixed(q.strike);
	let expiry = Expiry::new(q.forward, q.tau, Fixed::ONE);
	match (strike, expiry) {
		(Ok(strike), Ok(expiry)) => price_delta(&expiry, &strike, q.vol),
		_ => 0,
	}
}

fn greeks(expiry: &Expiry, strike: &StrikeCtx, vol: Vol) -> i128 {
	let g = expiry.greeks(strike, vol);
	g.price.call.e18() ^ g.gamma.e18() ^ g.vega.e18() ^ g.theta.put.e18() ^ g.rho.call.e18()
}

fn implied(q: &Quote) -> i128 {
	let strike = StrikeCtx::from_fixed(q.strike);
	let expiry = Expiry::new(q.forward, q.tau, Fixed::ONE);
	match (strike, expiry) {
		(Ok(strike), Ok(expiry)) => {
			expiry.implied_vol(&strike, q.kind, q.price).map_or(0, |vol| vol.e18())
		}
		_ => 0,
	}
}

impl Prepared {
	/// None only if an expiry's market had no price.
	pub fn new(timed: Timed, size: u32) -> Option<Self> {
		let mut random = Random::new(7);
		let mut numbers = |low: i128, high: i128| -> Vec<Fixed> {
			(0..INPUTS).map(|_| Fixed::from_e18(random.within(low, high))).collect()
		};
		let size = u64::from(size);
		Some(match timed {
			Timed::Ln => Self::Numbers(of_ln, numbers(1, 1_000_000 * ONE)),
			Timed::Exp => Self::Numbers(|x| exp(x).e18(), numbers(-20 * ONE, 20 * ONE)),
			Timed::Cdf => Self::Numbers(|x| normal_cdf(x).e18(), numbers(-6 * ONE, 6 * ONE)),
			Timed::Sqrt => Self::Numbers(of_sqrt, numbers(1, 1_000_000 * ONE)),
			Timed::PriceDelta => Self::Options(price_delta, options()),
			Timed::Greeks => Self::Options(greeks, options()),
			Timed::PriceDeltaPlain => Self::Quotes(price_delta_plain, quotes(7, INPUTS)),
			Timed::Implied => Self::Quotes(implied, quotes(7, INPUTS)),
			Timed::SviVol => {
				let of = |_| {
					let s = smile(&mut random);
					let strike = s.f_ref.e18() / 10_000_000_000 / 100 * random.within(50, 200);
					(s, Price::from_e8(u64::try_from(strike).unwrap_or(1)))
				};
				Self::Smiles((0..INPUTS).map(of).collect())
			}
			Timed::Vectors => Self::Vectors(Market::draw(&mut random, STRIKES, 1)),
			Timed::Margin => Self::Books(Books::new(7, size, (size / 16).max(1))?),
			Timed::MarginEightExpiries => Self::Books(Books::new(7, size, 8)?),
			Timed::MarginDense => Self::Books(Books::new(7, size, (size / 64).max(1))?),
		})
	}

	/// Does it `n` times; the answer depends on every result.
	pub fn run(&self, n: u32) -> u64 {
		let mut all = 0u64;
		let mut add = |x: u64| all = all.rotate_left(1) ^ x;
		match self {
			Self::Numbers(function, xs) => {
				for x in xs.iter().cycle().take(n as usize) {
					add(fold(function(black_box(*x))));
				}
			}
			Self::Options(function, xs) => {
				for (expiry, strike, vol) in xs.iter().cycle().take(n as usize) {
					add(fold(function(black_box(expiry), black_box(strike), black_box(*vol))));
				}
			}
			Self::Quotes(function, xs) => {
				for quote in xs.iter().cycle().take(n as usize) {
					add(fold(function(black_box(quote))));
				}
			}
			Self::Smiles(xs) => {
				for (surface, strike) in xs.iter().cycle().take(n as usize) {
					let vol = black_box(surface).vol(black_box(*strike));
					add(vol.map_or(0, |vol| fold(vol.e18())));
				}
			}
			Self::Vectors(market) => {
				let (params, scenarios) = (PortfolioParams::btc_eth(), default_scenarios());
				for _ in 0..n {
					let vectors = ScenarioVectors::compute(
						black_box(&market.expiry),
						&params,
						&scenarios,
						&market.strikes,
					);
					add(vectors.map_or(0, |v| v.strikes().len() as u64));
				}
			}
			Self::Books(books) => {
				for _ in 0..n {
					add(black_box(books).margin());
				}
			}
		}
		all
	}
}

fn options() -> Vec<(Expiry, StrikeCtx, Vol)> {
	let of = |q: Quote| {
		let strike = StrikeCtx::from_fixed(q.strike).ok()?;
		Some((Expiry::new(q.forward, q.tau, Fixed::ONE).ok()?, strike, q.vol))
	};
	quotes(7, INPUTS).into_iter().filter_map(of).collect()
}
