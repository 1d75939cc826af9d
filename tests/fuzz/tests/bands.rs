// SPDX-License-Identifier: Apache-2.0
//! Safe bands: wherever in the box the market goes, MM stays at or above zero. Marks of one series too.
#![allow(clippy::unwrap_used)]

use bolero::check;
use std::sync::atomic::{AtomicUsize, Ordering};
use tenor_fixed::{Cash, Fixed, Price, Rate, Vol};
use tenor_fuzz::iterations;
use tenor_math_tests::programs::{Market, Random};
use tenor_risk::{
	band::{
		portfolio_band, standard_band, Band, BandLimits, BandNow, BandStamp, PortfolioBandInput,
		StandardBandInput, UnderlyingNow,
	},
	default_scenarios, mark, portfolio, price_at, standard, ExpiryMarket, Holdings, OptionKind,
	PortfolioMargin, PortfolioParams, RiskError, ScenarioVectors, Stable, StandardMargin,
	StandardParams, StandardVectors, VolSource,
};
use tenor_svi::Surface;

const NOW: u64 = 1_774_000_000_000;

/// A smile whose every strike moved on its own, by at most `most`.
#[derive(Clone, Copy, Debug)]
struct Moved {
	surface: Surface,
	seed: u64,
	most: Vol,
}

impl VolSource for Moved {
	fn vol(&self, strike: Price) -> Result<Vol, RiskError> {
		let vol = self.surface.vol(strike)?;
		let mut random = Random::new(self.seed ^ strike.e8());
		let shift = Vol::from_e18(pick(&mut random, -self.most.e18(), self.most.e18()));
		Ok(vol.saturating_add(shift).max(Vol::ZERO))
	}
}

/// In `low..=high`, the ends now and then: the worst case is often there.
fn pick(random: &mut Random, low: i128, high: i128) -> i128 {
	match random.word() % 6 {
		0 => low,
		1 => high,
		_ => random.within(low, high.saturating_add(1)),
	}
}

fn holdings(cash: Cash, stable: Fixed) -> Holdings<'static> {
	Holdings { collateral: &[], cash, stable: Stable { price: stable, ..Stable::PAR } }
}

/// One rule, as both directions of the test need it.
trait Rule {
	type Margin;
	fn margin<V: VolSource>(m: &Market, e: &ExpiryMarket<V>, h: &Holdings<'_>) -> Self::Margin;
	fn maintenance(margin: &Self::Margin) -> Cash;
	fn band(m: &Market, h: &Holdings<'_>, margin: &Self::Margin) -> Option<Band>;
}

struct ByPortfolio;
struct ByStandard;

const STAMP: BandStamp = BandStamp { now: NOW, revision: 3 };

impl ByPortfolio {
	fn with<V: VolSource, T>(
		m: &Market,
		e: &ExpiryMarket<V>,
		then: impl FnOnce(portfolio::UnderlyingBook<'_>) -> T,
	) -> T {
		let (params, scenarios) = (PortfolioParams::btc_eth(), default_scenarios());
		let vectors = ScenarioVectors::compute(e, &params, &scenarios, &m.strikes).unwrap();
		let expiries = [portfolio::ExpiryBook { vectors: &vectors, positions: &m.positions }];
		then(portfolio::UnderlyingBook {
			market: &m.underlying,
			params: &params,
			scenarios: &scenarios,
			expiries: &expiries,
		})
	}
}

impl Rule for ByPortfolio {
	type Margin = PortfolioMargin;
	fn margin<V: VolSource>(m: &Market, e: &ExpiryMarket<V>, h: &Holdings<'_>) -> Self::Margin {
		Self::with(m, e, |book| portfolio::margin(&[book], h).unwrap())
	}
	fn maintenance(margin: &Self::Margin) -> Cash {
		margin.totals.maintenance
	}
	fn band(m: &Market, h: &Holdings<'_>, margin: &Self::Margin) -> Option<Band> {
		Self::with(m, &m.expiry, |book| {
			let input = PortfolioBandInput { book, markets: &[m.expiry] };
			portfolio_band(&[input], h, margin, &BandLimits::DEFAULT, STAMP).unwrap()
		})
	}
}

impl ByStandard {
	fn with<V: VolSource, T>(
		m: &Market,
		e: &ExpiryMarket<V>,
		then: impl FnOnce(standard::UnderlyingBook<'_>) -> T,
	) -> T {
		let params = StandardParams::btc_eth();
		let vectors = StandardVectors::compute(e, &m.underlying, &params, &m.strikes).unwrap();
		let expiries = [standard::ExpiryBook { vectors: &vectors, positions: &m.positions }];
		then(standard::UnderlyingBook {
			market: &m.underlying,
			params: &params,
			expiries: &expiries,
		})
	}
}

impl Rule for ByStandard {
	type Margin = StandardMargin;
	fn margin<V: VolSource>(m: &Market, e: &ExpiryMarket<V>, h: &Holdings<'_>) -> Self::Margin {
		Self::with(m, e, |book| standard::margin(&[book], h).unwrap())
	}
	fn maintenance(margin: &Self::Margin) -> Cash {
		margin.totals.maintenance
	}
	fn band(m: &Market, h: &Holdings<'_>, margin: &Self::Margin) -> Option<Band> {
		Self::with(m, &m.expiry, |book| {
			let input = StandardBandInput { book, markets: &[m.expiry] };
			standard_band(&[input], h, margin, &BandLimits::DEFAULT, STAMP).unwrap()
		})
	}
}

/// Gives the portfolio some room, makes a band, and goes somewhere in it. Whether there was one.
fn holds<R: Rule>(seed: u64) -> bool {
	let mut random = Random::new(seed);
	let mut market = Market::draw(&mut random, 6, 6);
	market.expiry.expiry += NOW;
	let stable = Fixed::ONE;
	let bare = R::maintenance(&R::margin(&market, &market.expiry, &holdings(Cash::ZERO, stable)));
	let room = Cash::from_e8(random.bits(20, 55));
	let cash = room.checked_sub(bare).unwrap();
	let margin = R::margin(&market, &market.expiry, &holdings(cash, stable));
	let Some(band) = R::band(&market, &holdings(cash, stable), &margin) else { return false };
	let room = band.underlyings[0];
	for _ in 0..4 {
		let within = |random: &mut Random, low: Fixed, high: Fixed| {
			Fixed::from_e18(pick(random, low.e18(), high.e18()))
		};
		let around = |random: &mut Random, most: Fixed| {
			Fixed::from_e18(pick(random, -most.e18(), most.e18()))
		};
		let spot = within(&mut random, room.lowest, room.highest);
		let stable = within(&mut random, band.stable_lowest, band.stable_highest);
		let elapsed = u64::try_from(pick(&mut random, 0, i128::from(band.valid_until - NOW)));
		let elapsed = elapsed.unwrap();
		let carry = market.expiry.f_var.checked_sub(market.underlying.spot).unwrap();
		let carry = carry.saturating_add(around(&mut random, room.carry_change));
		let rate =
			around(&mut random, room.rate_change).saturating_add(market.expiry.rate.to_fixed());
		let moved = ExpiryMarket {
			expiry: market.expiry.expiry,
			time_to_expiry_ms: market.expiry.time_to_expiry_ms - elapsed,
			f_fix: market.expiry.f_fix,
			f_var: spot.saturating_add(carry),
			rate: Rate::from_fixed(rate),
			vols: Moved { surface: market.expiry.vols, seed, most: room.vol_change },
			forward_confidence: Fixed::ONE,
			rate_confidence: Fixed::ONE,
			vol_confidence: Fixed::ONE,
		};
		let mut there = market.clone();
		there.underlying.spot = spot;
		let now = UnderlyingNow {
			underlying: market.underlying.underlying,
			spot,
			carry_change: room.carry_change,
			vol_change: room.vol_change,
			rate_change: room.rate_change,
		};
		let inside =
			BandNow { now: NOW + elapsed, revision: 3, stable, underlyings: &[now], assets: &[] };
		assert!(band.contains(&inside));
		let after = R::maintenance(&R::margin(&there, &moved, &holdings(cash, stable)));
		assert!(!after.is_negative(), "{after}: {band:?} {moved:?} {spot}");
	}
	true
}

/// Bands cost more than a price.
fn runs() -> usize {
	(iterations() / 4).max(200)
}

/// Most portfolios with room have a band: the law would hold idly for none.
fn are_enough(made: AtomicUsize) {
	assert!(made.into_inner() > runs() / 10);
}

#[test]
fn portfolio_mode_stays_safe_inside_its_band() {
	let made = AtomicUsize::new(0);
	check!().with_iterations(runs()).with_type::<u64>().cloned().for_each(|seed| {
		made.fetch_add(usize::from(holds::<ByPortfolio>(seed)), Ordering::Relaxed);
	});
	are_enough(made);
}

#[test]
fn standard_mode_stays_safe_inside_its_band() {
	let made = AtomicUsize::new(0);
	check!().with_iterations(runs()).with_type::<u64>().cloned().for_each(|seed| {
		made.fetch_add(usize::from(holds::<ByStandard>(seed)), Ordering::Relaxed);
	});
	are_enough(made);
}

#[test]
fn a_mark_is_its_vectors_mark() {
	check!().with_iterations(iterations() / 4).with_type::<(u64, bool)>().cloned().for_each(
		|(seed, call)| {
			let market = Market::draw(&mut Random::new(seed), 3, 1);
			let kind = if call { OptionKind::Call } else { OptionKind::Put };
			let mark = mark(&market.expiry, market.strikes[1], kind).unwrap();
			assert!(mark.price <= mark.undiscounted && !mark.price.is_negative());
			assert_eq!(mark.vol, market.expiry.vols.vol(market.strikes[1]).unwrap());
			assert_eq!(mark.forward, market.expiry.forward().unwrap());
			assert_eq!(price_at(&market.expiry, market.strikes[1], kind, mark.vol), Ok(mark.price));
			// A price rises with its volatility, but for its error.
			let more = mark.vol.saturating_add(Vol::ONE);
			let more = price_at(&market.expiry, market.strikes[1], kind, more).unwrap();
			let slack = Fixed::from_e18(2 + mark.forward.e18() / 500_000_000_000_000_000);
			assert!(more >= mark.price.saturating_sub(slack));
		},
	);
}
