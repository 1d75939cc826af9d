// SPDX-License-Identifier: Apache-2.0
//! Properties of both margin rules over random worlds, and that nothing panics on any input.
//!
//! `TENOR_CASES` sets the number of random worlds.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cases, fixed, random_world, Rng, World};
use proptest::prelude::*;
use tenor_black76::{price, years_from_ms};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_risk::{
	default_scenarios, mark, portfolio, standard, CollateralHolding, CollateralParams,
	ExpiryMarket, FlatVol, Holdings, OptionKind, PortfolioParams, Position, ScenarioVectors,
	Stable, StandardParams, StandardVectors, UnderlyingMarket,
};
use tenor_series::UnderlyingId;

fn worlds(count: u64) -> impl Iterator<Item = (u64, World)> {
	(0..cases(count)).map(|seed| (seed, random_world(&mut Rng(seed))))
}

#[test]
fn initial_margin_is_never_above_maintenance_margin() {
	for (seed, world) in worlds(2_000) {
		let p = world.portfolio_margin().totals;
		assert!(p.initial <= p.maintenance, "seed {seed}, portfolio: {p:?}");
		let s = world.standard_margin().totals;
		assert!(s.initial <= s.maintenance, "seed {seed}, standard: {s:?}");
	}
}

#[test]
fn maintenance_is_below_equity_and_worst_is_a_loss() {
	for (seed, world) in worlds(2_000) {
		let margin = world.portfolio_margin();
		assert!(margin.totals.maintenance <= margin.totals.equity, "seed {seed}");
		for risk in &margin.underlyings {
			assert!(risk.worst <= Fixed::ZERO && risk.worst <= risk.basis_contingency);
			assert!(risk.scenario_pnl.as_slice().iter().all(|pnl| risk.worst <= *pnl));
		}
	}
}

fn scaled(world: &World, factor: i64) -> World {
	let mut big = world.clone();
	for expiry in big.underlyings.iter_mut().flat_map(|u| &mut u.expiries) {
		for position in &mut expiry.positions {
			position.quantity = Quantity::from_e8(position.quantity.e8() * factor);
		}
	}
	for holding in &mut big.collateral {
		holding.amount_e8 *= u128::try_from(factor).unwrap();
	}
	big.cash = Cash::from_e8(world.cash.e8() * i128::from(factor));
	big
}

#[test]
fn margin_scales_with_the_book() {
	for (seed, world) in worlds(500) {
		let ten = scaled(&world, 10);
		let pairs = [
			(world.portfolio_margin().totals, ten.portfolio_margin().totals),
			(world.standard_margin().totals, ten.standard_margin().totals),
		];
		for (one, ten) in pairs {
			for (a, b) in [(one.initial, ten.initial), (one.maintenance, ten.maintenance)] {
				let change = b.e8() - 10 * a.e8();
				assert!((-10..=20).contains(&change), "seed {seed}: {a} {b}");
			}
		}
	}
}

#[test]
fn cash_moves_every_total_by_itself() {
	for (seed, mut world) in worlds(500) {
		let before = (world.portfolio_margin().totals, world.standard_margin().totals);
		world.cash = Cash::from_e8(123_456_789);
		let after = (world.portfolio_margin().totals, world.standard_margin().totals);
		for (a, b) in [(before.0, after.0), (before.1, after.1)] {
			let moved = |x: Cash, y: Cash| y.checked_sub(x) == Some(world.cash);
			let all = moved(a.initial, b.initial)
				&& moved(a.maintenance, b.maintenance)
				&& moved(a.equity, b.equity);
			assert!(all, "seed {seed}");
			assert_eq!(a.value, b.value);
		}
	}
}

#[test]
fn a_further_long_option_never_hurts_standard_margin() {
	for (seed, world) in worlds(500) {
		let mut more = world.clone();
		let expiry = &mut more.underlyings[0].expiries[0];
		let Some(position) = expiry.positions.iter_mut().find(|p| !p.quantity.is_negative()) else {
			continue;
		};
		position.quantity = Quantity::from_e8(position.quantity.e8() + 100_000_000);
		let (a, b) = (world.standard_margin().totals, more.standard_margin().totals);
		assert!(b.initial >= a.initial && b.maintenance >= a.maintenance, "seed {seed}");
	}
}

#[test]
fn greeks_of_a_book_are_the_sum_over_its_positions() {
	for (seed, world) in worlds(50) {
		let vectors: Vec<Vec<ScenarioVectors>> = world
			.scenario_vectors()
			.into_iter()
			.zip(&world.underlyings)
			.map(|(vectors, u)| {
				let with = |(v, e): (ScenarioVectors, &common::Expiry)| {
					v.with_sensitivities(&e.market).unwrap()
				};
				vectors.into_iter().zip(&u.expiries).map(with).collect()
			})
			.collect();
		let books = world.portfolio_books(&vectors);
		let margin =
			portfolio::margin(&world.portfolio_underlyings(&books), &world.holdings()).unwrap();
		assert_eq!(margin.totals, world.portfolio_margin().totals, "seed {seed}");
		for (risk, underlying) in margin.underlyings.iter().zip(&world.underlyings) {
			let (mut delta, mut value) = (0i128, 0i128);
			for expiry in &underlying.expiries {
				for position in &expiry.positions {
					let mark = mark(&expiry.market, position.strike, position.kind).unwrap();
					let times = |x: Fixed| x.mul_quantity_floor(position.quantity).unwrap().e18();
					delta += times(mark.sensitivities.delta);
					value += times(mark.price);
				}
			}
			assert_eq!(risk.sensitivities.unwrap().delta.e18(), delta, "seed {seed}");
			// Values are summed from mantissas of 13 decimals.
			assert!(risk.value.e18().abs_diff(value) < 1_000_000_000, "seed {seed}");
		}
	}
}

#[test]
fn a_book_of_1024_positions_is_the_sum_of_its_halves_in_value() {
	let mut rng = Rng(1);
	let strikes: Vec<_> = (1..=512u64)
		.map(|n| (Price::from_e8(n * 25_000_000_000), Vol::from_fixed(fixed("0.6"))))
		.collect();
	let all: Vec<_> = strikes
		.iter()
		.flat_map(|(strike, _)| [(*strike, OptionKind::Call), (*strike, OptionKind::Put)])
		.map(|(strike, kind)| {
			let size = i64::try_from(rng.between(-1_000_000_000, 1_000_000_000)).unwrap();
			Position { strike, kind, quantity: Quantity::from_e8(size) }
		})
		.collect();
	let mut world = random_world(&mut rng);
	world.underlyings.truncate(1);
	world.underlyings[0].expiries.truncate(1);
	world.collateral.clear();
	let market = &mut world.underlyings[0].expiries[0].market;
	market.vols = common::VolTable(strikes);
	market.f_var = fixed("60000");
	let mut value = |positions: &[Position]| {
		world.underlyings[0].expiries[0].positions = positions.to_vec();
		let margin = world.portfolio_margin();
		assert_eq!(margin.underlyings[0].scenario_pnl.as_slice().len(), 33);
		margin.underlyings[0].value.e18()
	};
	let (low, high) = all.split_at(500);
	let difference = value(&all) - value(low) - value(high);
	// Each is rounded down at 1e-21 and at 1e-18.
	assert!(difference.abs() <= 3, "{difference}");
}

// --- A second model, straight from the design, in floating point and without vectors ---

mod model {
	#![allow(clippy::float_arithmetic, clippy::cast_possible_truncation)]
	use super::*;
	use tenor_risk::{Scenario, VolDirection};

	pub fn f(x: Fixed) -> f64 {
		x.e18() as f64 / 1e18
	}

	fn quantity(p: &Position) -> f64 {
		p.quantity.e8() as f64 / 1e8
	}

	fn option(e: &common::Expiry, p: &Position, forward: f64, vol: f64) -> f64 {
		let units = |x: f64| Fixed::from_e18((x.max(0.0) * 1e18) as i128);
		let tau = years_from_ms(e.market.time_to_expiry_ms);
		let strike = p.strike.to_fixed();
		let both =
			price(units(forward), strike, Vol::from_fixed(units(vol)), tau, Fixed::ONE).unwrap();
		f(if p.kind == OptionKind::Call { both.call } else { both.put })
	}

	fn mark_vol(e: &common::Expiry, p: &Position) -> f64 {
		f(tenor_risk::VolSource::vol(&e.market.vols, p.strike).unwrap().to_fixed())
	}

	fn shocked_vol(e: &common::Expiry, u: &common::Underlying, p: &Position, s: &Scenario) -> f64 {
		let (params, days) = (&u.portfolio, e.market.time_to_expiry_ms as f64 / 86_400_000.0);
		let power = f(if days <= 30.0 { params.vol_power_short } else { params.vol_power_long });
		let m = (30.0 / days.max(1.0)).powf(power);
		let vol = mark_vol(e, p);
		let root = (days / 365.0).sqrt();
		let k = (f(p.strike.to_fixed()) / f(e.market.f_var)).ln();
		let skew = |q: &tenor_risk::SkewParams, k: f64| {
			let cap = f(q.scale_cap) + f(q.cap_slope) * root;
			let wide = f(q.width) * root * (f(q.vol_static) + f(q.vol_scale) * root);
			let slope = k * cap / wide.max(f(q.min_k));
			vol * (1.0 + if k >= 0.0 { slope.min(cap) } else { slope.max(-cap) }).max(0.0)
		};
		match s.vol {
			VolDirection::Same => vol,
			VolDirection::Up => {
				(vol * (1.0 + f(params.vol_up) * m)).max(f(params.min_vol.to_fixed()))
			}
			VolDirection::Down => vol * (1.0 - f(params.vol_down) * m).max(0.0),
			VolDirection::SkewLinear => skew(&params.skew_linear, k),
			VolDirection::SkewAbsolute => skew(&params.skew_absolute, k.abs()),
		}
	}

	/// (worst of the underlying, value).
	pub fn worst(u: &common::Underlying, cancelling: f64) -> (f64, f64) {
		let params = &u.portfolio;
		let (mut basis, mut value) = (0.0, 0.0);
		let mut pnl = vec![0.0; u.scenarios.len()];
		for e in &u.expiries {
			let tau = e.market.time_to_expiry_ms as f64 / (365.0 * 86_400_000.0);
			let rate = f(e.market.rate.to_fixed()).max(0.0);
			let disc = (-rate * tau).exp();
			let sum = |shift: f64, vol: &dyn Fn(&Position) -> f64| -> f64 {
				let forward = f(e.market.f_var) * (1.0 + shift);
				e.positions.iter().map(|p| quantity(p) * option(e, p, forward, vol(p))).sum()
			};
			let marked = |p: &Position| mark_vol(e, p);
			let v0 = disc * sum(0.0, &marked);
			value += v0;
			let change = |shift: f64| disc * sum(shift, &marked) - v0;
			let shift = f(params.basis_shock);
			basis += change(shift).min(change(-shift)).min(0.0)
				* (f(params.basis_add) + f(params.basis_mult) * tau);
			let speed = |mult: Fixed, add: Fixed| tau * (rate * f(mult) + f(add));
			let long = f(params.long_base) * (-speed(params.long_mult, params.long_add)).exp();
			let short = f(params.short_base) * speed(params.short_mult, params.short_add).exp();
			for (pnl, s) in pnl.iter_mut().zip(&u.scenarios) {
				let shocked = disc * sum(f(s.spot_shock), &|p| shocked_vol(e, u, p, s));
				let counted = shocked * if shocked > 0.0 { long } else { (1.0 / disc).min(short) };
				let change = (counted - v0) * f(s.dampening);
				*pnl += if s.vol.is_skew() { -change.abs() } else { change };
			}
		}
		for (pnl, s) in pnl.iter_mut().zip(&u.scenarios) {
			*pnl += cancelling * f(s.spot_shock) * f(s.dampening);
		}
		(pnl.into_iter().fold(basis, f64::min), value)
	}
}

#[test]
#[allow(clippy::float_arithmetic)]
fn worst_case_agrees_with_a_model_without_vectors() {
	for (seed, world) in worlds(200) {
		let margin = world.portfolio_margin();
		for (risk, underlying) in margin.underlyings.iter().zip(&world.underlyings) {
			let cancelling: f64 = world
				.collateral
				.iter()
				.filter(|h| h.risk_cancelling_for == Some(underlying.market.underlying))
				.map(|h| {
					h.amount_e8 as f64 / 1e8 * model::f(h.price) / model::f(world.stable.price)
				})
				.sum();
			let (worst, value) = model::worst(underlying, cancelling);
			let near = |got: Fixed, want: f64| (model::f(got) - want).abs() < 1e-4;
			assert!(near(risk.worst, worst), "seed {seed}: {} {worst}", risk.worst);
			assert!(near(risk.value, value), "seed {seed}: {} {value}", risk.value);
		}
	}
}

// --- Any input: a value or a named error ---

fn any_fixed() -> impl Strategy<Value = Fixed> {
	prop_oneof![
		any::<i128>().prop_map(Fixed::from_e18),
		(any::<i128>(), 0u32..127).prop_map(|(x, cut)| Fixed::from_e18(x >> cut)),
		Just(Fixed::ZERO),
		Just(Fixed::ONE),
		Just(Fixed::MAX),
		Just(Fixed::MIN),
	]
}

fn any_position() -> impl Strategy<Value = Position> {
	let any_quantity =
		prop_oneof![any::<i64>(), (any::<i64>(), 0u32..63).prop_map(|(q, c)| q >> c)];
	(any::<u64>(), 0u32..63, any::<bool>(), any_quantity).prop_map(|(strike, cut, call, q)| {
		Position {
			strike: Price::from_e8(strike >> cut),
			kind: if call { OptionKind::Call } else { OptionKind::Put },
			quantity: Quantity::from_e8(q),
		}
	})
}

fn portfolio_params(f: &[Fixed], ms: &[u64; 2]) -> PortfolioParams {
	let base = PortfolioParams::btc_eth();
	let skew = tenor_risk::SkewParams {
		scale_cap: f[20],
		cap_slope: f[21],
		min_k: f[22],
		width: f[23],
		vol_static: f[24],
		vol_scale: f[25],
	};
	PortfolioParams {
		im_factor: f[0],
		mm_factor: f[1],
		vol_up: f[2],
		vol_down: f[3],
		min_vol: Vol::from_fixed(f[4]),
		vol_reference_ms: ms[0],
		vol_floor_ms: ms[1],
		vol_power_short: f[5],
		vol_power_long: f[6],
		basis_shock: f[7],
		basis_add: f[8],
		basis_mult: f[9],
		option_mm: f[10],
		option_im: f[11],
		long_base: f[12],
		long_mult: f[13],
		long_add: f[14],
		short_base: f[15],
		short_mult: f[16],
		short_add: f[17],
		skew_linear: skew,
		skew_absolute: base.skew_absolute,
		peg_threshold: f[18],
		peg_factor: f[19],
		..base
	}
}

fn wild_expiry(market: &[Fixed], time_to_expiry_ms: u64) -> ExpiryMarket<FlatVol> {
	ExpiryMarket {
		expiry: 0,
		time_to_expiry_ms,
		f_fix: market[0],
		f_var: market[1],
		rate: Rate::from_fixed(market[2]),
		vols: FlatVol(Vol::from_fixed(market[3])),
		forward_confidence: market[4],
		rate_confidence: market[5],
		vol_confidence: market[6],
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn never_panics(
		market in prop::collection::vec(any_fixed(), 12),
		params in prop::collection::vec(any_fixed(), 26),
		sane in any::<bool>(),
		ms in any::<[u64; 2]>(),
		time in any::<u64>(), cut in 0u32..64,
		mut positions in prop::collection::vec(any_position(), 0..6),
		amount in any::<u128>(), cash in any::<i128>(),
	) {
		positions.sort();
		let mut strikes: Vec<_> = positions.iter().map(|p| p.strike).collect();
		strikes.dedup();
		let expiry = wild_expiry(&market, time >> cut);
		let underlying = UnderlyingMarket {
			underlying: UnderlyingId(0),
			spot: market[7],
			spot_confidence: market[8],
		};
		let wild = portfolio_params(&params, &ms);
		let rule = if sane { PortfolioParams::btc_eth() } else { wild };
		let _sanity = wild.sanity();
		let scenarios = default_scenarios();
		let collateral = [CollateralHolding {
			asset: 1,
			amount_e8: amount >> cut,
			price: market[9],
			confidence: market[10],
			risk_cancelling_for: Some(UnderlyingId(0)),
			params: CollateralParams::btc(),
		}];
		let stable = Stable { price: market[11], confidence: Fixed::ONE };
		let holdings = Holdings { collateral: &collateral, cash: Cash::from_e8(cash >> cut), stable };
		if let Ok(vectors) = ScenarioVectors::compute(&expiry, &rule, &scenarios, &strikes) {
			let book = [portfolio::ExpiryBook { vectors: &vectors, positions: &positions }];
			let books = [portfolio::UnderlyingBook {
				market: &underlying, params: &rule, scenarios: &scenarios, expiries: &book,
			}];
			let margin = portfolio::margin(&books, &holdings);
			if let Ok(margin) = &margin {
				let input = tenor_risk::band::PortfolioBandInput {
					book: books[0], markets: core::slice::from_ref(&expiry),
				};
				let stamp = tenor_risk::band::BandStamp { now: 0, revision: 0 };
				let limits = tenor_risk::band::BandLimits::DEFAULT;
				let _band = tenor_risk::band::portfolio_band(
					&[input], &holdings, margin, &limits, stamp,
				);
				if sane && !underlying.spot.is_negative() && !collateral[0].price.is_negative() {
					prop_assert!(margin.totals.initial <= margin.totals.maintenance);
				}
			}
		}
		let standard_rule = StandardParams::btc_eth();
		let vectors = StandardVectors::compute(&expiry, &underlying, &standard_rule, &strikes);
		if let Ok(vectors) = vectors {
			let book = [standard::ExpiryBook { vectors: &vectors, positions: &positions }];
			let books = [standard::UnderlyingBook {
				market: &underlying, params: &standard_rule, expiries: &book,
			}];
			let _margin = standard::margin(&books, &holdings);
		}
		for position in &positions {
			let _mark = mark(&expiry, position.strike, position.kind);
		}
	}
}
