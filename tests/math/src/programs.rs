// SPDX-License-Identifier: Apache-2.0
//! Programs that run a primitive over inputs drawn from a seed and fold every output bit into one
//! word. The same source is compiled natively and to wasm (`tests/bench-math/kernel` includes this
//! file), so equal words mean equal bits; and a pinned word means that no output changed.

use alloc::vec::Vec;
use tenor_black76::{Expiry, Kind, StrikeCtx};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_risk::{
	default_scenarios, portfolio, standard, CollateralHolding, CollateralParams, ExpiryMarket,
	Holdings, OptionKind, PortfolioParams, Position, RiskError, ScenarioVectors, Stable,
	StandardParams, StandardVectors, Totals, UnderlyingMarket,
};
use tenor_series::UnderlyingId;
use tenor_svi::{Surface, Svi};
use tenor_transcendental::{
	exp, inverse_normal_cdf, ln, normal_cdf, normal_pdf, pow, sqrt_floor, Float,
};

/// Splitmix64: small, and good enough to spread inputs.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
	/// From a seed.
	#[must_use]
	pub const fn new(seed: u64) -> Self {
		Self(seed)
	}

	/// The next word.
	pub fn word(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Uniform in `low..high`.
	pub fn within(&mut self, low: i128, high: i128) -> i128 {
		let width = high.saturating_sub(low).max(1);
		let wide = (i128::from(self.word() >> 1) << 64) | i128::from(self.word());
		low + wide % width
	}

	/// Above zero, its number of bits uniform in `low..high`.
	pub fn bits(&mut self, low: u32, high: u32) -> i128 {
		let span = u64::from(high - low);
		let bits = low + u32::try_from(self.word() % span).unwrap_or(0);
		let wide = (u128::from(self.word()) << 64) | u128::from(self.word());
		i128::try_from((wide >> (128 - bits)) | 1 << (bits - 1)).unwrap_or(i128::MAX)
	}

	/// Any number at all, every magnitude equally often.
	pub fn any(&mut self) -> i128 {
		let magnitude = self.bits(1, 128);
		if self.word() & 1 == 0 {
			magnitude
		} else {
			-magnitude
		}
	}

	/// One in `n`.
	pub fn one_in(&mut self, n: u64) -> bool {
		self.word().is_multiple_of(n)
	}
}

/// Folds words into one.
#[derive(Clone, Debug)]
pub struct Digest(u64);

impl Default for Digest {
	fn default() -> Self {
		Self(0xcbf2_9ce4_8422_2325)
	}
}

impl Digest {
	/// Adds a word.
	#[inline]
	pub fn word(&mut self, x: u64) {
		self.0 = (self.0.rotate_left(23) ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15);
	}

	/// Adds a number.
	#[inline]
	#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
	pub fn number(&mut self, x: i128) {
		self.word(x as u64);
		self.word((x >> 64) as u64);
	}

	fn fixed(&mut self, x: Fixed) {
		self.number(x.e18());
	}

	fn float(&mut self, x: Float) {
		self.word(x.mantissa());
		self.number(i128::from(x.exponent()) * 2 + i128::from(x.is_negative()));
	}

	/// Adds a value, or a mark that there is none.
	fn maybe<E>(&mut self, x: Result<Fixed, E>) {
		match x {
			Ok(x) => self.fixed(x),
			Err(_) => self.word(0xdead),
		}
	}

	fn totals(&mut self, x: &Totals) {
		for cash in [x.value, x.equity, x.initial, x.maintenance] {
			self.number(cash.e8());
		}
	}

	/// The word.
	#[must_use]
	pub const fn finish(&self) -> u64 {
		self.0
	}
}

/// What can be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Program {
	/// `ln`.
	Ln,
	/// `exp`.
	Exp,
	/// Normal distribution.
	Cdf,
	/// Normal density.
	Pdf,
	/// Inverse of the distribution.
	InverseCdf,
	/// Square root and power.
	Roots,
	/// Price and delta.
	Price,
	/// All Greeks, wide ones too.
	Greeks,
	/// Implied volatility of a price.
	Implied,
	/// Volatility of a surface.
	Svi,
	/// Both margin rules, from the markets up; one book is 1,000 inputs.
	Margin,
}

impl Program {
	/// All of them, in the order of their numbers.
	pub const ALL: [Self; 11] = [
		Self::Ln,
		Self::Exp,
		Self::Cdf,
		Self::Pdf,
		Self::InverseCdf,
		Self::Roots,
		Self::Price,
		Self::Greeks,
		Self::Implied,
		Self::Svi,
		Self::Margin,
	];

	/// Runs over `n` inputs.
	#[must_use]
	pub fn digest(self, seed: u64, n: u32) -> u64 {
		let mut random = Random::new(seed);
		let mut digest = Digest::default();
		let n = if self == Self::Margin { n / 1000 } else { n };
		for _ in 0..n {
			self.step(&mut random, &mut digest);
		}
		digest.finish()
	}

	fn step(self, random: &mut Random, digest: &mut Digest) {
		match self {
			Self::Ln => {
				let x = if random.one_in(4) { random.any() } else { random.bits(1, 128) };
				digest.maybe(ln(Fixed::from_e18(x)));
			}
			Self::Exp => {
				let x = if random.one_in(4) { random.any() } else { around(random, 45) };
				digest.fixed(exp(Fixed::from_e18(x)));
			}
			Self::Cdf | Self::Pdf => {
				let x = if random.one_in(4) { random.any() } else { around(random, 9) };
				let function = if self == Self::Cdf { normal_cdf } else { normal_pdf };
				digest.fixed(function(Fixed::from_e18(x)));
			}
			Self::InverseCdf => {
				let p = if random.one_in(4) { random.bits(1, 61) } else { random.within(0, ONE) };
				digest.maybe(inverse_normal_cdf(Fixed::from_e18(p)));
			}
			Self::Roots => {
				let (x, y) = (random.bits(1, 128), around(random, 3));
				digest.maybe(sqrt_floor(Fixed::from_e18(x)));
				digest.maybe(pow(Fixed::from_e18(x), Fixed::from_e18(y)));
			}
			Self::Price => {
				let (expiry, strike, vol) = option(random);
				let (price, delta) = expiry.price_and_delta(&strike, vol);
				for x in [price.call, price.put, delta.call, delta.put] {
					digest.fixed(x);
				}
			}
			Self::Greeks => greeks(random, digest),
			Self::Implied => implied(random, digest),
			Self::Svi => {
				let surface = surface(random);
				let strike = Price::from_e8(random.word() >> (random.word() % 60));
				digest.maybe(surface.vol(strike).map(Vol::to_fixed));
				digest.word(u64::from(surface.svi.check_parameters().is_ok()));
			}
			Self::Margin => margins(random, digest),
		}
	}
}

const ONE: i128 = Fixed::ONE.e18();

/// Uniform in `-limit..limit` whole units.
fn around(random: &mut Random, limit: i128) -> i128 {
	random.within(-limit * ONE, limit * ONE)
}

/// Three in four as a market has it, the rest anything.
pub fn option(random: &mut Random) -> (Expiry, StrikeCtx, Vol) {
	let (forward, strike, tau, vol, discount) = if random.one_in(4) {
		let tau = random.bits(1, 90);
		(random.bits(1, 127), random.word(), tau, random.bits(1, 100), random.bits(1, 61))
	} else {
		let forward = random.bits(70, 80);
		// Strikes from a third to three times the forward.
		let moved = forward / 3000 * random.within(1000, 9000);
		let strike = u64::try_from(moved / 10_000_000_000).unwrap_or(1);
		let discount = random.within(ONE / 2, ONE + 1);
		(forward, strike, random.bits(40, 62), random.within(ONE / 20, 3 * ONE), discount)
	};
	let discount = if random.one_in(2) { ONE } else { discount };
	let fixed = Fixed::from_e18;
	let expiry = Expiry::new(fixed(forward), fixed(tau), fixed(discount));
	let strike = StrikeCtx::new(Price::from_e8(strike));
	// None of the three is below zero.
	let expiry = expiry.unwrap_or_else(|_| unreachable!("drawn above zero"));
	(expiry, strike, Vol::from_e18(vol))
}

fn greeks(random: &mut Random, digest: &mut Digest) {
	let (expiry, strike, vol) = option(random);
	let g = expiry.greeks(&strike, vol);
	for x in [g.price, g.delta, g.theta, g.rho] {
		digest.fixed(x.call);
		digest.fixed(x.put);
	}
	digest.fixed(g.gamma);
	digest.fixed(g.vega);
	let w = expiry.greeks_wide(&strike, vol);
	for x in [w.otm_price, w.delta_call, w.delta_put, w.gamma, w.vega, w.decay] {
		digest.float(x);
	}
}

fn implied(random: &mut Random, digest: &mut Digest) {
	let (expiry, strike, vol) = option(random);
	let kind = if random.one_in(2) { Kind::Call } else { Kind::Put };
	let price = if random.one_in(8) {
		Fixed::from_e18(random.any())
	} else {
		expiry.price(&strike, vol).of(kind)
	};
	digest.maybe(expiry.implied_vol(&strike, kind, price).map(Vol::to_fixed));
	match expiry.implied_vol_wide(&strike, kind, price) {
		Ok(vol) => digest.float(vol),
		Err(_) => digest.word(0xdead),
	}
}

/// A smile that could be a market's, its parameters in range.
pub fn smile(random: &mut Random) -> Surface {
	loop {
		let tau = random.bits(50, 61);
		let level = tau / 100 * random.within(10, 140);
		let svi = Svi {
			a: Fixed::from_e18(level / 100 * random.within(30, 90)),
			b: Fixed::from_e18(level / 100 * random.within(10, 200)),
			rho: Fixed::from_e18(around(random, 1) / 10 * 7),
			m: Fixed::from_e18(around(random, 1) / 10),
			sigma: Fixed::from_e18(random.within(ONE / 50, ONE)),
		};
		if svi.check_parameters().is_ok() {
			let f_ref = Fixed::from_e18(random.bits(70, 80));
			return Surface { svi, f_ref, tau_ref: Fixed::from_e18(tau) };
		}
	}
}

/// The same, now and then with parameters that no market has.
pub fn surface(random: &mut Random) -> Surface {
	let mut surface = smile(random);
	if random.one_in(16) {
		surface.svi.a = Fixed::from_e18(random.any());
		surface.svi.sigma = Fixed::from_e18(random.any());
	}
	surface
}

/// A market of one underlying and what is held in one of its expiries.
#[derive(Clone, Debug)]
pub struct Market {
	/// Spot.
	pub underlying: UnderlyingMarket,
	/// The expiry.
	pub expiry: ExpiryMarket<Surface>,
	/// Listed strikes, ascending.
	pub strikes: Vec<Price>,
	/// Ascending by (strike, kind).
	pub positions: Vec<Position>,
}

impl Market {
	/// `strikes` strikes around the forward and `positions` positions spread over them.
	pub fn draw(random: &mut Random, strikes: u64, positions: u64) -> Self {
		let spot = random.within(20_000, 120_000) * ONE;
		let left = 3_600_000 + random.word() % 31_536_000_000;
		let mut surface = smile(random);
		surface.f_ref = Fixed::from_e18(spot);
		let confidence = |random: &mut Random| {
			Fixed::from_e18(if random.one_in(8) { random.within(0, ONE) } else { ONE })
		};
		let forward = spot / 100 * random.within(95, 110);
		let f_fix = if random.one_in(8) { forward / 3 } else { 0 };
		let expiry = ExpiryMarket {
			expiry: left,
			time_to_expiry_ms: left,
			f_fix: Fixed::from_e18(f_fix),
			f_var: Fixed::from_e18(forward - f_fix),
			rate: Rate::from_e18(random.within(-ONE / 20, ONE / 5)),
			vols: surface,
			forward_confidence: confidence(random),
			rate_confidence: confidence(random),
			vol_confidence: confidence(random),
		};
		let step = u64::try_from(spot / ONE / 50).unwrap_or(1) * 100_000_000;
		let strikes: Vec<Price> = (1..=strikes).map(|i| Price::from_e8(step * (i + 20))).collect();
		let slots = strikes
			.iter()
			.flat_map(|strike| [OptionKind::Call, OptionKind::Put].map(|kind| (*strike, kind)));
		let every = (2 * u64::try_from(strikes.len()).unwrap_or(1) / positions.max(1)).max(1);
		let every = usize::try_from(every).unwrap_or(1);
		let count = usize::try_from(positions).unwrap_or(0);
		let positions = slots
			.step_by(every)
			.take(count)
			.map(|(strike, kind)| {
				let size = i64::try_from(random.bits(20, 34)).unwrap_or(1);
				let signed = if random.one_in(2) { size } else { -size };
				Position { strike, kind, quantity: Quantity::from_e8(signed) }
			})
			.collect();
		let underlying = UnderlyingMarket {
			underlying: UnderlyingId(0),
			spot: Fixed::from_e18(spot),
			spot_confidence: confidence(random),
		};
		Self { underlying, expiry, strikes, positions }
	}
}

/// A book of one expiry through both rules, with collateral that cancels risk.
fn margins(random: &mut Random, digest: &mut Digest) {
	let market = Market::draw(random, 6, 8);
	let collateral = [CollateralHolding {
		asset: 1,
		amount_e8: u128::from(random.word() >> 30),
		price: market.underlying.spot,
		confidence: Fixed::ONE,
		risk_cancelling_for: Some(UnderlyingId(0)),
		params: CollateralParams::btc(),
	}];
	let holdings = Holdings {
		collateral: &collateral,
		cash: Cash::from_e8(random.within(-1 << 50, 1 << 50)),
		stable: Stable { price: Fixed::from_e18(random.within(ONE * 9 / 10, ONE)), ..Stable::PAR },
	};
	let results = (by_portfolio(&market, &holdings), by_standard(&market, &holdings));
	match results.0 {
		Ok(margin) => {
			digest.totals(&margin.totals);
			for underlying in &margin.underlyings {
				underlying.scenario_pnl.as_slice().iter().for_each(|x| digest.fixed(*x));
				digest.fixed(underlying.basis_contingency);
				if let Some(g) = underlying.sensitivities {
					for x in [g.delta, g.gamma, g.vega, g.theta, g.rho] {
						digest.fixed(x);
					}
				}
			}
		}
		Err(_) => digest.word(0xdead),
	}
	match results.1 {
		Ok(margin) => digest.totals(&margin.totals),
		Err(_) => digest.word(0xdead),
	}
}

fn by_portfolio(
	market: &Market,
	holdings: &Holdings<'_>,
) -> Result<portfolio::PortfolioMargin, RiskError> {
	let (params, scenarios) = (PortfolioParams::btc_eth(), default_scenarios());
	let vectors = ScenarioVectors::compute(&market.expiry, &params, &scenarios, &market.strikes)?
		.with_sensitivities(&market.expiry)?;
	let expiries = [portfolio::ExpiryBook { vectors: &vectors, positions: &market.positions }];
	let book = portfolio::UnderlyingBook {
		market: &market.underlying,
		params: &params,
		scenarios: &scenarios,
		expiries: &expiries,
	};
	portfolio::margin(&[book], holdings)
}

fn by_standard(
	market: &Market,
	holdings: &Holdings<'_>,
) -> Result<standard::StandardMargin, RiskError> {
	let params = StandardParams::btc_eth();
	let vectors =
		StandardVectors::compute(&market.expiry, &market.underlying, &params, &market.strikes)?;
	let expiries = [standard::ExpiryBook { vectors: &vectors, positions: &market.positions }];
	let book = standard::UnderlyingBook {
		market: &market.underlying,
		params: &params,
		expiries: &expiries,
	};
	standard::margin(&[book], holdings)
}
