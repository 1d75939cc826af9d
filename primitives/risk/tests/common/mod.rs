// SPDX-License-Identifier: Apache-2.0
//! Random books and markets for the property tests, from a seeded generator: a failure names its
//! seed, and a million cases are cheap.
#![allow(clippy::unwrap_used)]
#![allow(dead_code)]

use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_risk::{
	portfolio, standard, CollateralHolding, CollateralParams, ExpiryMarket, Holdings, OptionKind,
	PortfolioParams, Position, RiskError, Scenario, ScenarioVectors, Stable, StandardParams,
	StandardVectors, UnderlyingMarket, VolSource,
};
use tenor_series::UnderlyingId;

pub fn fixed(text: &str) -> Fixed {
	text.parse().unwrap()
}

pub fn cash(text: &str) -> Cash {
	text.parse().unwrap()
}

pub fn leg(strike: &str, kind: OptionKind, quantity: &str) -> Position {
	Position { strike: strike.parse().unwrap(), kind, quantity: quantity.parse().unwrap() }
}

/// How many random cases a test runs: `TENOR_CASES`, or the default given.
pub fn cases(default: u64) -> u64 {
	std::env::var("TENOR_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Rng(pub u64);

impl Rng {
	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// In `low..=high`.
	pub fn between(&mut self, low: i128, high: i128) -> i128 {
		low + i128::from(self.next()) % (high - low + 1)
	}

	/// In `low..=high`, in thousandths.
	pub fn milli(&mut self, low: i128, high: i128) -> Fixed {
		Fixed::from_e18(self.between(low * 1_000_000, high * 1_000_000) * 1_000_000_000)
	}

	pub fn one_in(&mut self, n: u64) -> bool {
		self.next().is_multiple_of(n)
	}
}

/// A volatility per strike.
#[derive(Clone, Debug)]
pub struct VolTable(pub Vec<(Price, Vol)>);

impl VolSource for VolTable {
	fn vol(&self, strike: Price) -> Result<Vol, RiskError> {
		let found = self.0.iter().find(|(known, _)| *known == strike);
		found.map(|(_, vol)| *vol).ok_or(RiskError::UnknownStrike)
	}
}

#[derive(Clone, Debug)]
pub struct Expiry {
	pub market: ExpiryMarket<VolTable>,
	pub positions: Vec<Position>,
}

impl Expiry {
	pub fn strikes(&self) -> Vec<Price> {
		self.market.vols.0.iter().map(|(strike, _)| *strike).collect()
	}
}

#[derive(Clone, Debug)]
pub struct Underlying {
	pub market: UnderlyingMarket,
	pub standard: StandardParams,
	pub portfolio: PortfolioParams,
	pub scenarios: Vec<Scenario>,
	pub expiries: Vec<Expiry>,
}

/// A portfolio and the market it lives in.
#[derive(Clone, Debug)]
pub struct World {
	pub underlyings: Vec<Underlying>,
	pub collateral: Vec<CollateralHolding>,
	pub cash: Cash,
	pub stable: Stable,
}

impl World {
	pub fn holdings(&self) -> Holdings<'_> {
		Holdings { collateral: &self.collateral, cash: self.cash, stable: self.stable }
	}

	pub fn scenario_vectors(&self) -> Vec<Vec<ScenarioVectors>> {
		let of = |u: &Underlying, e: &Expiry| {
			ScenarioVectors::compute(&e.market, &u.portfolio, &u.scenarios, &e.strikes()).unwrap()
		};
		self.underlyings.iter().map(|u| u.expiries.iter().map(|e| of(u, e)).collect()).collect()
	}

	pub fn standard_vectors(&self) -> Vec<Vec<StandardVectors>> {
		let of = |u: &Underlying, e: &Expiry| {
			StandardVectors::compute(&e.market, &u.market, &u.standard, &e.strikes()).unwrap()
		};
		self.underlyings.iter().map(|u| u.expiries.iter().map(|e| of(u, e)).collect()).collect()
	}

	pub fn portfolio_books<'a>(
		&'a self,
		vectors: &'a [Vec<ScenarioVectors>],
	) -> Vec<Vec<portfolio::ExpiryBook<'a>>> {
		let pair = |(e, vectors): (&'a Expiry, &'a ScenarioVectors)| portfolio::ExpiryBook {
			vectors,
			positions: &e.positions,
		};
		let of = |(u, v): (&'a Underlying, &'a Vec<ScenarioVectors>)| {
			u.expiries.iter().zip(v).map(pair).collect()
		};
		self.underlyings.iter().zip(vectors).map(of).collect()
	}

	pub fn portfolio_underlyings<'a>(
		&'a self,
		books: &'a [Vec<portfolio::ExpiryBook<'a>>],
	) -> Vec<portfolio::UnderlyingBook<'a>> {
		let of = |(u, expiries): (&'a Underlying, &'a Vec<portfolio::ExpiryBook<'a>>)| {
			portfolio::UnderlyingBook {
				market: &u.market,
				params: &u.portfolio,
				scenarios: &u.scenarios,
				expiries,
			}
		};
		self.underlyings.iter().zip(books).map(of).collect()
	}

	pub fn standard_books<'a>(
		&'a self,
		vectors: &'a [Vec<StandardVectors>],
	) -> Vec<Vec<standard::ExpiryBook<'a>>> {
		let pair = |(e, vectors): (&'a Expiry, &'a StandardVectors)| standard::ExpiryBook {
			vectors,
			positions: &e.positions,
		};
		let of = |(u, v): (&'a Underlying, &'a Vec<StandardVectors>)| {
			u.expiries.iter().zip(v).map(pair).collect()
		};
		self.underlyings.iter().zip(vectors).map(of).collect()
	}

	pub fn standard_underlyings<'a>(
		&'a self,
		books: &'a [Vec<standard::ExpiryBook<'a>>],
	) -> Vec<standard::UnderlyingBook<'a>> {
		let of = |(u, expiries): (&'a Underlying, &'a Vec<standard::ExpiryBook<'a>>)| {
			standard::UnderlyingBook { market: &u.market, params: &u.standard, expiries }
		};
		self.underlyings.iter().zip(books).map(of).collect()
	}

	pub fn portfolio_margin(&self) -> portfolio::PortfolioMargin {
		let vectors = self.scenario_vectors();
		let books = self.portfolio_books(&vectors);
		portfolio::margin(&self.portfolio_underlyings(&books), &self.holdings()).unwrap()
	}

	pub fn standard_margin(&self) -> standard::StandardMargin {
		let vectors = self.standard_vectors();
		let books = self.standard_books(&vectors);
		standard::margin(&self.standard_underlyings(&books), &self.holdings()).unwrap()
	}
}

/// A few strikes around the forward, ascending, with a volatility each.
fn random_strikes(rng: &mut Rng, forward: Fixed) -> Vec<(Price, Vol)> {
	let count = rng.between(1, 6);
	let mut strikes: Vec<_> = (0..count)
		.map(|_| {
			let moneyness =
				if rng.one_in(8) { rng.milli(50, 4_000) } else { rng.milli(700, 1_400) };
			forward.mul_floor(moneyness).unwrap().to_price_floor().unwrap()
		})
		.collect();
	strikes.sort();
	strikes.dedup();
	let level = rng.between(100, 1_500);
	strikes
		.into_iter()
		.map(|strike| (strike, Vol::from_fixed(rng.milli(level, level + level / 4))))
		.collect()
}

fn random_positions(rng: &mut Rng, strikes: &[(Price, Vol)]) -> Vec<Position> {
	let mut positions = Vec::new();
	for (strike, _) in strikes {
		for kind in [OptionKind::Call, OptionKind::Put] {
			if rng.one_in(3) {
				continue;
			}
			let size = rng.between(1, 2_000_000_000);
			let quantity = if rng.one_in(2) { size } else { -size };
			let quantity = Quantity::from_e8(i64::try_from(quantity).unwrap());
			positions.push(Position { strike: *strike, kind, quantity });
		}
	}
	positions
}

const DAY: i128 = 86_400_000;

fn random_expiry(rng: &mut Rng, spot: Fixed, expiry: u64) -> Expiry {
	let tenor = match rng.next() % 4 {
		0 => rng.between(DAY / 8, DAY),
		1 => rng.between(DAY, 20 * DAY),
		2 => rng.between(20 * DAY, 40 * DAY),
		_ => rng.between(40 * DAY, 800 * DAY),
	};
	let f_var = spot.mul_floor(rng.milli(970, 1_050)).unwrap();
	let strikes = random_strikes(rng, f_var);
	let positions = random_positions(rng, &strikes);
	let confidence = |rng: &mut Rng| if rng.one_in(4) { rng.milli(300, 1_000) } else { Fixed::ONE };
	let market = ExpiryMarket {
		expiry,
		time_to_expiry_ms: u64::try_from(tenor).unwrap(),
		f_fix: Fixed::ZERO,
		f_var,
		rate: Rate::from_fixed(rng.milli(-20, 150)),
		vols: VolTable(strikes),
		forward_confidence: confidence(rng),
		rate_confidence: confidence(rng),
		vol_confidence: confidence(rng),
	};
	Expiry { market, positions }
}

fn random_collateral(rng: &mut Rng, underlyings: &[Underlying]) -> Vec<CollateralHolding> {
	let mut collateral = Vec::new();
	for (asset, underlying) in (1u32..).zip(underlyings) {
		if rng.one_in(2) {
			collateral.push(CollateralHolding {
				asset,
				amount_e8: u128::try_from(rng.between(0, 1_000_000_000)).unwrap(),
				price: underlying.market.spot,
				confidence: rng.milli(300, 1_000),
				risk_cancelling_for: rng.one_in(2).then_some(underlying.market.underlying),
				params: if rng.one_in(2) {
					CollateralParams::btc()
				} else {
					CollateralParams::eth()
				},
			});
		}
	}
	collateral
}

/// A random world with sane parameters: the defaults, or figures around them.
pub fn random_world(rng: &mut Rng) -> World {
	let count = rng.between(1, 2);
	let underlyings: Vec<_> = (0..count)
		.map(|id| {
			let spot = if id == 0 {
				rng.milli(20_000_000, 150_000_000)
			} else {
				rng.milli(1_000, 5_000_000)
			};
			let expiries = rng.between(1, 3);
			let id = u16::try_from(id).unwrap();
			Underlying {
				market: UnderlyingMarket {
					underlying: UnderlyingId(id),
					spot,
					spot_confidence: rng.milli(500, 1_000),
				},
				standard: StandardParams::btc_eth(),
				portfolio: random_params(rng),
				scenarios: tenor_risk::default_scenarios().to_vec(),
				expiries: (0..expiries)
					.map(|n| random_expiry(rng, spot, u64::try_from(n).unwrap()))
					.collect(),
			}
		})
		.collect();
	let collateral = random_collateral(rng, &underlyings);
	let stable = Stable { price: rng.milli(950, 1_010), confidence: Fixed::ONE };
	World { underlyings, collateral, cash: Cash::ZERO, stable }
}

fn random_params(rng: &mut Rng) -> PortfolioParams {
	let mut params = PortfolioParams::btc_eth();
	if rng.one_in(2) {
		params.mm_factor = rng.milli(500, 1_000);
		params.vol_up = rng.milli(0, 1_000);
		params.vol_down = rng.milli(0, 900);
		params.min_vol = Vol::from_fixed(rng.milli(0, 800));
		params.long_mult = rng.milli(0, 1_000);
		params.short_mult = rng.milli(0, 1_000);
		params.short_base = rng.milli(1_000, 1_300);
		params.basis_mult = rng.milli(0, 3_000);
		params.skew_linear.scale_cap = rng.milli(0, 1_000);
		params.skew_absolute.cap_slope = rng.milli(-200, 200);
		params.skew_absolute.vol_scale = rng.milli(0, 500);
	}
	assert_eq!(params.sanity(), Ok(()));
	params
}
