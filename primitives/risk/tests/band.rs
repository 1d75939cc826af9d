// SPDX-License-Identifier: Apache-2.0
//! Soundness of safe bands: whatever the market does inside one, MM is not below zero.
//!
//! `TENOR_CASES` sets the number of random worlds of each mode.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cases, random_world, Rng, World};
use tenor_fixed::{Cash, Fixed, Rate, Vol};
use tenor_risk::band::{
	portfolio_band, standard_band, AssetBand, Band, BandLimits, BandNow, BandStamp,
	PortfolioBandInput, StandardBandInput, UnderlyingBand, UnderlyingNow,
};
use tenor_risk::ExpiryMarket;

const STAMP: BandStamp = BandStamp { now: 1_000_000, revision: 7 };

fn band_of(world: &World, portfolio: bool, limits: &BandLimits) -> Option<Band> {
	let markets: Vec<Vec<ExpiryMarket<common::VolTable>>> = world
		.underlyings
		.iter()
		.map(|u| u.expiries.iter().map(|e| e.market.clone()).collect())
		.collect();
	if portfolio {
		let vectors = world.scenario_vectors();
		let books = world.portfolio_books(&vectors);
		let inputs: Vec<_> = world
			.portfolio_underlyings(&books)
			.into_iter()
			.zip(&markets)
			.map(|(book, markets)| PortfolioBandInput { book, markets })
			.collect();
		let margin = world.portfolio_margin();
		portfolio_band(&inputs, &world.holdings(), &margin, limits, STAMP).unwrap()
	} else {
		let vectors = world.standard_vectors();
		let books = world.standard_books(&vectors);
		let inputs: Vec<_> = world
			.standard_underlyings(&books)
			.into_iter()
			.zip(&markets)
			.map(|(book, markets)| StandardBandInput { book, markets })
			.collect();
		let margin = world.standard_margin();
		standard_band(&inputs, &world.holdings(), &margin, limits, STAMP).unwrap()
	}
}

fn maintenance(world: &World, portfolio: bool) -> Cash {
	if portfolio {
		world.portfolio_margin().totals.maintenance
	} else {
		world.standard_margin().totals.maintenance
	}
}

/// A number in the range, half of the time at one of its ends.
fn pick(rng: &mut Rng, low: Fixed, high: Fixed) -> Fixed {
	match rng.next() % 4 {
		0 => low,
		1 => high,
		_ => Fixed::from_e18(rng.between(low.e18(), high.e18())),
	}
}

fn either_way(rng: &mut Rng, most: Fixed) -> Fixed {
	pick(rng, most.checked_neg().unwrap(), most)
}

fn sum(a: Fixed, b: Fixed) -> Fixed {
	a.checked_add(b).unwrap()
}

/// Moves the world to somewhere inside the band.
fn move_inside(world: &World, band: &Band, rng: &mut Rng) -> World {
	let mut moved = world.clone();
	let elapsed = Fixed::from_int(i64::try_from(band.valid_until - band.made_at).unwrap());
	let elapsed = u64::try_from(pick(rng, Fixed::ZERO, elapsed).to_int_floor()).unwrap();
	for (underlying, limits) in moved.underlyings.iter_mut().zip(&band.underlyings) {
		let spot = pick(rng, limits.lowest, limits.highest);
		let change = spot.checked_sub(underlying.market.spot).unwrap();
		underlying.market.spot = spot;
		underlying.market.spot_confidence = rng.milli(0, 1_000);
		let together = rng.one_in(2).then(|| either_way(rng, limits.vol_change.to_fixed()));
		for expiry in &mut underlying.expiries {
			let market = &mut expiry.market;
			let carry = either_way(rng, limits.carry_change);
			// Only a stretched band reaches below zero.
			market.f_var = sum(sum(market.f_var, change), carry).max(Fixed::ONE);
			market.time_to_expiry_ms -= elapsed;
			let rate = either_way(rng, limits.rate_change);
			market.rate = Rate::from_fixed(sum(market.rate.to_fixed(), rate));
			for (_, vol) in &mut market.vols.0 {
				let change =
					together.unwrap_or_else(|| either_way(rng, limits.vol_change.to_fixed()));
				*vol = Vol::from_fixed(sum(vol.to_fixed(), change).max(Fixed::ZERO));
			}
		}
	}
	for (holding, limits) in moved.collateral.iter_mut().zip(&band.assets) {
		holding.price = pick(rng, limits.lowest, limits.highest);
	}
	moved.stable.price = pick(rng, band.stable_lowest, band.stable_highest);
	moved
}

/// One random world just above maintenance, and some moves inside its band. Gives whether there
/// was a band.
fn check_case(seed: u64, portfolio: bool) -> bool {
	let mut rng = Rng(seed);
	let mut world = random_world(&mut rng);
	let needed = Cash::ZERO.checked_sub(maintenance(&world, portfolio)).unwrap();
	// Room between nothing and several spots.
	let spot = world.underlyings[0].market.spot.e18() / 10_000_000_000;
	let most = if rng.one_in(2) { spot / 10 } else { 20 * spot };
	let room = Cash::from_e8(rng.between(0, most));
	world.cash = needed.checked_add(room).unwrap();
	assert!(!maintenance(&world, portfolio).is_negative());
	let Some(band) = band_of(&world, portfolio, &BandLimits::DEFAULT) else { return false };
	for _ in 0..4 {
		let moved = move_inside(&world, &band, &mut rng);
		let mm = maintenance(&moved, portfolio);
		assert!(
			!mm.is_negative(),
			"seed {seed}, portfolio {portfolio}: MM {mm} inside {band:?}\n{world:#?}\n{moved:#?}"
		);
	}
	true
}

fn check_many(portfolio: bool, offset: u64) {
	let count = cases(1_500);
	let banded = (0..count).filter(|n| check_case(offset + n, portfolio)).count();
	println!("{banded} of {count} random worlds had a band; 4 moves inside each, none below MM");
	// The test is not vacuous.
	assert!(banded as u64 > count / 10, "{banded} of {count}");
}

#[test]
fn no_move_inside_a_portfolio_band_breaks_maintenance() {
	check_many(true, 1);
}

#[test]
fn no_move_inside_a_standard_band_breaks_maintenance() {
	check_many(false, 1 << 40);
}

/// The band with prices and volatilities stretched `factor` times.
fn stretched(band: &Band, world: &World, factor: i64) -> Band {
	let mut band = band.clone();
	let times = |x: Fixed| x.mul_floor(Fixed::from_int(factor)).unwrap();
	for (limits, underlying) in band.underlyings.iter_mut().zip(&world.underlyings) {
		let spot = underlying.market.spot;
		let from = |bound: Fixed| sum(spot, times(bound.checked_sub(spot).unwrap()));
		limits.highest = from(limits.highest);
		limits.lowest = from(limits.lowest).max(Fixed::ONE);
		limits.vol_change = Vol::from_fixed(times(limits.vol_change.to_fixed()));
	}
	band
}

#[test]
fn the_same_test_fails_for_bands_stretched() {
	let (mut broken, mut bands) = ([0; 4], 0);
	for seed in 0..250 {
		let mut rng = Rng(seed);
		let mut world = random_world(&mut rng);
		let needed = Cash::ZERO.checked_sub(maintenance(&world, true)).unwrap();
		let room = rng.between(0, world.underlyings[0].market.spot.e18() / 1_000_000_000);
		world.cash = needed.checked_add(Cash::from_e8(room)).unwrap();
		let Some(band) = band_of(&world, true, &BandLimits::DEFAULT) else { continue };
		bands += 1;
		for (broken, factor) in broken.iter_mut().zip([2, 3, 5, 8]) {
			let wide = stretched(&band, &world, factor);
			let breaks =
				|rng: &mut Rng| maintenance(&move_inside(&world, &wide, rng), true).is_negative();
			*broken += u32::from((0..20).any(|_| breaks(&mut rng)));
		}
	}
	println!("{bands} bands; broken when stretched 2, 3, 5, 8 times: {broken:?}");
	// The market finds the way out.
	assert!(broken[3] > 0);
}

fn healthy_world() -> World {
	let mut world = random_world(&mut Rng(3));
	world.cash = "1000000000".parse().unwrap();
	world.underlyings.truncate(1);
	world.collateral.clear();
	for expiry in &mut world.underlyings[0].expiries {
		expiry.market.time_to_expiry_ms = 30 * 86_400_000;
	}
	world
}

#[test]
fn a_rich_portfolio_gets_the_whole_box() {
	let world = healthy_world();
	let band = band_of(&world, true, &BandLimits::DEFAULT).unwrap();
	let spot = world.underlyings[0].market.spot;
	let part = |share| spot.mul_floor(share).unwrap();
	assert_eq!(band.underlyings[0].highest, sum(spot, part(BandLimits::DEFAULT.price_move)));
	assert_eq!(band.valid_until - band.made_at, BandLimits::DEFAULT.elapsed_ms);
}

#[test]
fn no_band_below_maintenance_near_expiry_or_inside_the_window() {
	let limits = BandLimits::DEFAULT;
	for portfolio in [true, false] {
		let mut poor = healthy_world();
		let mm = maintenance(&poor, portfolio);
		let below = poor.cash.checked_sub(mm).and_then(|c| c.checked_sub(Cash::from_e8(1)));
		poor.cash = below.unwrap();
		assert!(maintenance(&poor, portfolio).is_negative());
		assert_eq!(band_of(&poor, portfolio, &limits), None);

		let mut near = healthy_world();
		near.underlyings[0].expiries[0].market.time_to_expiry_ms = limits.min_tenor_ms;
		assert_eq!(band_of(&near, portfolio, &limits), None);

		let mut settling = healthy_world();
		settling.underlyings[0].expiries[0].market.f_fix = Fixed::ONE;
		assert_eq!(band_of(&settling, portfolio, &limits), None);
	}
}

#[test]
fn time_is_cut_at_the_least_tenor() {
	let mut world = healthy_world();
	let limits = BandLimits::DEFAULT;
	world.underlyings[0].expiries[0].market.time_to_expiry_ms = limits.min_tenor_ms + 60_000;
	let band = band_of(&world, true, &limits).unwrap();
	assert_eq!(band.valid_until - band.made_at, 60_000);
}

#[test]
fn contains_checks_every_side() {
	let underlying = tenor_series::UnderlyingId(1);
	let one = Fixed::ONE;
	let two = Fixed::from_int(2);
	let band = Band {
		made_at: 10,
		valid_until: 20,
		revision: 1,
		stable_lowest: one,
		stable_highest: two,
		underlyings: vec![UnderlyingBand {
			underlying,
			lowest: one,
			highest: two,
			carry_change: one,
			vol_change: Vol::ONE,
			rate_change: one,
		}],
		assets: vec![AssetBand { asset: 5, lowest: one, highest: two }],
	};
	let inside = UnderlyingNow {
		underlying,
		spot: one,
		carry_change: one,
		vol_change: Vol::ONE,
		rate_change: one,
	};
	let more = Fixed::from_e18(one.e18() + 1);
	let at = |now, revision, stable, underlyings: &[UnderlyingNow], assets: &[(u32, Fixed)]| {
		band.contains(&BandNow { now, revision, stable, underlyings, assets })
	};
	let assets = [(5, two)];
	assert!(at(10, 1, one, &[inside], &assets));
	assert!(at(20, 1, two, &[inside], &assets));
	assert!(!at(9, 1, one, &[inside], &assets));
	assert!(!at(21, 1, one, &[inside], &assets));
	assert!(!at(10, 2, one, &[inside], &assets));
	assert!(!at(10, 1, Fixed::ZERO, &[inside], &assets));
	assert!(!at(10, 1, one, &[], &assets));
	assert!(!at(10, 1, one, &[inside], &[]));
	assert!(!at(10, 1, one, &[inside], &[(5, Fixed::from_int(3))]));
	for outside in [
		UnderlyingNow { spot: Fixed::ZERO, ..inside },
		UnderlyingNow { spot: Fixed::from_int(3), ..inside },
		UnderlyingNow { carry_change: more, ..inside },
		UnderlyingNow { vol_change: Vol::from_fixed(more), ..inside },
		UnderlyingNow { rate_change: more, ..inside },
	] {
		assert!(!at(10, 1, one, &[outside], &assets));
	}
}
