// SPDX-License-Identifier: Apache-2.0
//! Parameters of the margin rules: ramps between sets, what is sane, and that sane sets keep the laws.
//! Besides, the small parts of the risk crate that only carry figures.
#![allow(clippy::unwrap_used)]

use bolero::check;
use codec::{Decode, Encode};
use num_bigint::BigInt;
use std::sync::atomic::{AtomicUsize, Ordering};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol, E18};
use tenor_fuzz::{iterations, spread};
use tenor_math_tests::programs::{Market, Random};
use tenor_risk::{
	band::{AssetBand, Band, BandNow, UnderlyingBand, UnderlyingNow},
	default_scenarios, portfolio, scenarios_sanity, standard, CollateralHolding, CollateralParams,
	FlatVol, Holdings, ParamError, PortfolioParams, Ramp, RiskError, Scenario, ScenarioVectors,
	Sensitivities, SkewParams, Stable, StandardParams, StandardVectors, Totals, VolDirection,
	VolSource, MAX_SCENARIOS,
};
use tenor_series::UnderlyingId;

type Number = (i128, u8);

fn any((value, shift): Number) -> Fixed {
	spread(value, shift)
}

/// A figure between a thousandth and all of `most`; one in four at an end.
fn figure(random: &mut Random, most: i128) -> Fixed {
	Fixed::from_e18(match random.word() % 8 {
		0 => 0,
		1 => most,
		_ => random.within(most / 1_000, most + 1),
	})
}

fn skew(random: &mut Random) -> SkewParams {
	SkewParams {
		scale_cap: figure(random, E18),
		cap_slope: Fixed::ZERO.checked_sub(figure(random, E18)).unwrap(),
		min_k: figure(random, E18 / 10),
		width: figure(random, 8 * E18),
		vol_static: figure(random, 2 * E18),
		vol_scale: figure(random, E18),
	}
}

/// A set a chain could have; most are sane.
fn portfolio_params(random: &mut Random) -> PortfolioParams {
	let floor = 1 + random.word() % 86_400_000;
	PortfolioParams {
		im_factor: figure(random, 2 * E18),
		mm_factor: figure(random, E18),
		vol_up: figure(random, E18),
		vol_down: figure(random, E18),
		min_vol: Vol::from_fixed(figure(random, E18)),
		vol_reference_ms: floor + random.word() % 5_000_000_000,
		vol_floor_ms: floor,
		vol_power_short: figure(random, E18),
		vol_power_long: figure(random, E18),
		basis_shock: figure(random, E18),
		basis_add: figure(random, 2 * E18),
		basis_mult: figure(random, 4 * E18),
		option_mm: figure(random, E18 / 10),
		option_im: figure(random, E18 / 10),
		long_base: figure(random, E18),
		long_mult: figure(random, E18),
		long_add: figure(random, E18),
		short_base: figure(random, E18).checked_add(Fixed::ONE).unwrap(),
		short_mult: figure(random, E18),
		short_add: figure(random, E18),
		skew_linear: skew(random),
		skew_absolute: skew(random),
		peg_threshold: figure(random, E18),
		peg_factor: figure(random, 8 * E18),
		confidence_threshold: figure(random, E18),
		confidence_factor: figure(random, 2 * E18),
	}
}

fn standard_params(random: &mut Random) -> StandardParams {
	StandardParams {
		max_spot_requirement: figure(random, E18),
		min_spot_requirement: figure(random, E18 / 2),
		mm_call: figure(random, E18 / 4),
		mm_put_spot: figure(random, E18 / 2),
		mm_put_mtm: figure(random, E18 / 2),
		put_im_offset: figure(random, E18).checked_add(Fixed::ONE).unwrap(),
		unpaired_im_scale: figure(random, 2 * E18),
		unpaired_mm_scale: figure(random, E18),
		confidence_threshold: figure(random, E18),
		confidence_factor: figure(random, 2 * E18),
		depeg_threshold: figure(random, E18),
		depeg_factor: figure(random, 4 * E18),
	}
}

fn collateral_params(random: &mut Random) -> CollateralParams {
	CollateralParams {
		standard_factor: figure(random, E18),
		standard_im_scale: figure(random, E18),
		portfolio_mm_haircut: figure(random, E18 / 2),
		portfolio_im_extra_haircut: figure(random, E18 / 2),
		confidence_threshold: figure(random, E18),
		confidence_factor: figure(random, 2 * E18),
	}
}

#[test]
fn a_ramp_of_a_figure_is_the_exact_part_of_the_way() {
	check!()
		.with_iterations(iterations())
		.with_type::<(Number, Number, Number, u64, u64)>()
		.cloned()
		.for_each(|(from, to, progress, ms, later)| {
			let (from, to, progress) = (any(from), any(to), any(progress));
			let clamped = progress.clamp(Fixed::ZERO, Fixed::ONE).e18();
			let part = |way: BigInt| -> BigInt {
				let product = way * clamped;
				let down = i32::from(product < BigInt::ZERO && &product % E18 != BigInt::ZERO);
				product / E18 - down
			};
			let way = BigInt::from(to.e18()) - from.e18();
			let exact = match i128::try_from(way.clone()) {
				Ok(_) => i128::try_from(part(way) + from.e18()).unwrap(),
				// A way that does not fit is jumped.
				Err(_) => to.e18(),
			};
			assert_eq!(from.ramp(&to, progress).e18(), exact);
			let vols = Vol::from_fixed(from).ramp(&Vol::from_fixed(to), progress);
			assert_eq!(vols, Vol::from_fixed(from.ramp(&to, progress)));
			let exact = part(BigInt::from(later) - ms) + ms;
			assert_eq!(BigInt::from(ms.ramp(&later, progress)), exact);
		});
}

#[test]
fn ramps_between_sane_sets_are_sane_and_monotone() {
	check!().with_iterations(iterations()).with_type::<(u64, u64, u64)>().cloned().for_each(
		|(seed, one, other)| {
			let random = &mut Random::new(seed);
			let part = |x: u64| Fixed::from_e18(i128::from(x) % (E18 + 1));
			let (near, far) = (part(one).min(part(other)), part(one).max(part(other)));
			let (a, b) = (portfolio_params(random), portfolio_params(random));
			assert_eq!((a.ramp(&b, Fixed::ZERO), a.ramp(&b, Fixed::ONE)), (a, b));
			if a.sanity().is_ok() && b.sanity().is_ok() {
				assert_eq!(a.ramp(&b, near).sanity(), Ok(()), "{a:?} {b:?} {near}");
			}
			let between = |x: Fixed, y: Fixed, z: Fixed| x <= y && y <= z || z <= y && y <= x;
			let at = |progress: Fixed| a.ramp(&b, progress).skew_linear.width;
			assert!(between(at(Fixed::ZERO), at(near), at(far)));
			assert!(between(at(near), at(far), at(Fixed::ONE)));
			let (a, b) = (standard_params(random), standard_params(random));
			assert_eq!((a.ramp(&b, Fixed::ZERO), a.ramp(&b, Fixed::ONE)), (a, b));
			if a.sanity().is_ok() && b.sanity().is_ok() {
				assert_eq!(a.ramp(&b, near).sanity(), Ok(()), "{a:?} {b:?} {near}");
			}
			let (a, b) = (collateral_params(random), collateral_params(random));
			assert_eq!((a.ramp(&b, Fixed::ZERO), a.ramp(&b, Fixed::ONE)), (a, b));
			if a.sanity().is_ok() && b.sanity().is_ok() {
				assert_eq!(a.ramp(&b, near).sanity(), Ok(()), "{a:?} {b:?} {near}");
			}
			let (a, b) = (skew(random), skew(random));
			assert_eq!((a.ramp(&b, Fixed::ZERO), a.ramp(&b, Fixed::ONE)), (a, b));
		},
	);
}

#[test]
fn insane_figures_are_named() {
	check!().with_iterations(iterations()).with_type::<(u64, Number, u8)>().cloned().for_each(
		|(seed, wild, which)| {
			let random = &mut Random::new(seed);
			let wild = any(wild);
			let range = Fixed::ZERO..=Fixed::from_int(100);
			let outside =
				if wild.is_negative() { ParamError::Negative } else { ParamError::TooLarge };
			let mut standard = standard_params(random);
			let mut portfolio = portfolio_params(random);
			let mut collateral = collateral_params(random);
			match which % 4 {
				0 => standard.mm_put_mtm = wild,
				1 => standard.depeg_factor = wild,
				2 => standard.confidence_factor = wild,
				_ => standard.put_im_offset = wild,
			}
			match which % 4 {
				0 => portfolio.basis_add = wild,
				1 => portfolio.long_mult = wild,
				2 => portfolio.option_im = wild,
				_ => portfolio.skew_absolute.width = wild,
			}
			collateral.confidence_factor = wild;
			if !range.contains(&wild) {
				assert_eq!(standard.sanity(), Err(outside));
				assert_eq!(portfolio.sanity(), Err(outside));
				assert_eq!(collateral.sanity(), Err(outside));
			}
			portfolio = PortfolioParams { mm_factor: Fixed::ONE, ..PortfolioParams::btc_eth() };
			portfolio.im_factor = wild;
			let weak = range.contains(&wild) && wild < Fixed::ONE;
			let found = portfolio.sanity() == Err(ParamError::InitialBelowMaintenance);
			assert_eq!(found, weak);
		},
	);
}

#[test]
fn scenario_lists_are_judged_one_by_one() {
	type Raw = (Number, Number, u8);
	check!().with_iterations(iterations()).with_type::<Vec<Raw>>().cloned().for_each(|raw| {
		use VolDirection::{Down, Same, SkewAbsolute, SkewLinear, Up};
		let of = |(shock, dampening, direction): Raw| Scenario {
			spot_shock: any(shock),
			vol: [Up, Same, Down, SkewLinear, SkewAbsolute][usize::from(direction % 5)],
			dampening: any(dampening),
		};
		let list: Vec<Scenario> = raw.into_iter().map(of).collect();
		let each = list.iter().all(|one| scenarios_sanity(core::slice::from_ref(one)).is_ok());
		let counted = (1..=MAX_SCENARIOS).contains(&list.len());
		assert_eq!(scenarios_sanity(&list).is_ok(), each && counted);
		for one in &list {
			let skew = matches!(one.vol, SkewLinear | SkewAbsolute);
			assert_eq!(one.vol.is_skew(), skew);
			let shock = if skew { Fixed::ZERO } else { one.spot_shock };
			assert_eq!(one.effective_shock(), shock);
			let sane = (Fixed::from_int(-1)..=Fixed::from_int(100)).contains(&one.spot_shock)
				&& (Fixed::ZERO..=Fixed::ONE).contains(&one.dampening)
				&& one.spot_shock == shock;
			assert_eq!(scenarios_sanity(&[*one]).is_ok(), sane, "{one:?}");
		}
		assert_eq!(scenarios_sanity(&default_scenarios()), Ok(()));
		let defaults = [CollateralParams::btc(), CollateralParams::eth()];
		assert!(defaults.iter().all(|set| set.sanity().is_ok()));
		assert_eq!(CollateralParams::stablecoin().sanity(), Ok(()));
	});
}

/// Both margins of one book under given rules, with collateral.
fn margins(
	market: &Market,
	rules: (&PortfolioParams, &StandardParams),
	holdings: &Holdings<'_>,
) -> [Result<Totals, RiskError>; 2] {
	let by_portfolio = || {
		let scenarios = default_scenarios();
		let vectors =
			ScenarioVectors::compute(&market.expiry, rules.0, &scenarios, &market.strikes)?;
		let expiries = [portfolio::ExpiryBook { vectors: &vectors, positions: &market.positions }];
		let book = portfolio::UnderlyingBook {
			market: &market.underlying,
			params: rules.0,
			scenarios: &scenarios,
			expiries: &expiries,
		};
		let margin = portfolio::margin(&[book], holdings)?;
		// What is shown is what is counted; it survives its encoding.
		let risk = &margin.underlyings[0];
		let pnl = risk.scenario_pnl;
		assert_eq!(Decode::decode(&mut &pnl.encode()[..]), Ok(pnl));
		let least = pnl.as_slice().iter().min().unwrap();
		assert_eq!(risk.worst, risk.basis_contingency.min(*least));
		Ok(margin.totals)
	};
	let by_standard = || {
		let vectors =
			StandardVectors::compute(&market.expiry, &market.underlying, rules.1, &market.strikes)?;
		assert_eq!(vectors.strikes(), &market.strikes[..]);
		assert_eq!(vectors.expiry(), market.expiry.expiry);
		let expiries = [standard::ExpiryBook { vectors: &vectors, positions: &market.positions }];
		let book = standard::UnderlyingBook {
			market: &market.underlying,
			params: rules.1,
			expiries: &expiries,
		};
		standard::margin(&[book], holdings).map(|margin| margin.totals)
	};
	[by_portfolio(), by_standard()]
}

#[test]
fn sane_rules_keep_initial_below_maintenance() {
	let fewer = (iterations() / 10).max(50);
	let judged = AtomicUsize::new(0);
	check!().with_iterations(fewer).with_type::<(u64, u64)>().cloned().for_each(|(seed, rules)| {
		let random = &mut Random::new(rules);
		let (p, s) = (portfolio_params(random), standard_params(random));
		let collateral = [CollateralHolding {
			asset: 1,
			amount_e8: u128::from(random.word() >> 30),
			price: figure(random, 100_000 * E18),
			confidence: figure(random, E18),
			risk_cancelling_for: random.one_in(2).then_some(UnderlyingId(0)),
			params: collateral_params(random),
		}];
		let stable = Stable { price: Fixed::from_e18(random.within(E18 / 2, E18)), ..Stable::PAR };
		let holdings = Holdings { collateral: &collateral, cash: Cash::ZERO, stable };
		let market = Market::draw(&mut Random::new(seed), 5, 6);
		let sane = [p.sanity().is_ok(), s.sanity().is_ok()];
		let sane_collateral = collateral[0].params.sanity().is_ok();
		for (totals, sane) in margins(&market, (&p, &s), &holdings).into_iter().zip(sane) {
			let Ok(totals) = totals else { continue };
			if sane && sane_collateral {
				judged.fetch_add(1, Ordering::Relaxed);
				assert!(totals.initial <= totals.maintenance, "{totals:?} {p:?} {s:?}");
			}
		}
	});
	// The law would hold idly if no set were sane.
	assert!(judged.into_inner() > fewer / 20);
}

#[test]
fn greeks_of_a_book_are_those_of_its_positions() {
	let fewer = (iterations() / 10).max(50);
	check!().with_iterations(fewer).with_type::<(u64, Number)>().cloned().for_each(
		|(seed, flat)| {
			let mut market = Market::draw(&mut Random::new(seed), 4, 5);
			let (params, scenarios) = (PortfolioParams::btc_eth(), default_scenarios());
			let vectors =
				ScenarioVectors::compute(&market.expiry, &params, &scenarios, &market.strikes);
			let vectors = vectors.unwrap().with_sensitivities(&market.expiry).unwrap();
			assert_eq!(vectors.strikes(), &market.strikes[..]);
			assert_eq!(vectors.expiry(), market.expiry.expiry);
			let expiries =
				[portfolio::ExpiryBook { vectors: &vectors, positions: &market.positions }];
			let book = portfolio::UnderlyingBook {
				market: &market.underlying,
				params: &params,
				scenarios: &scenarios,
				expiries: &expiries,
			};
			let holdings = Holdings { collateral: &[], cash: Cash::ZERO, stable: Stable::PAR };
			let margin = portfolio::margin(&[book], &holdings).unwrap();
			let mut sum = Sensitivities::default();
			for position in &market.positions {
				let mark =
					tenor_risk::mark(&market.expiry, position.strike, position.kind).unwrap();
				sum = sum.plus_position(&mark.sensitivities, position.quantity).unwrap();
			}
			assert_eq!(margin.underlyings[0].sensitivities, Some(sum));
			assert_eq!(sum.plus(&Sensitivities::default()), Ok(sum));
			// A flat volatility is every strike's.
			let flat = FlatVol(Vol::from_fixed(any(flat)));
			assert_eq!(flat.vol(market.strikes[0]), Ok(flat.0));
			// A forward is the sum of its parts, or named.
			market.expiry.f_fix = flat.0.to_fixed();
			let exact = BigInt::from(market.expiry.f_fix.e18()) + market.expiry.f_var.e18();
			match market.expiry.forward() {
				Ok(forward) => assert_eq!(BigInt::from(forward.e18()), exact),
				Err(RiskError::NegativeForward) => assert!(exact < BigInt::ZERO),
				Err(error) => assert_eq!(error, RiskError::Overflow),
			}
		},
	);
}

#[test]
fn sensitivities_add_exactly_or_not_at_all() {
	type Five = [(i128, u8); 5];
	check!().with_iterations(iterations()).with_type::<(Five, Five, i64)>().cloned().for_each(
		|(a, b, quantity)| {
			let of = |x: Five| {
				let [delta, gamma, vega, theta, rho] = x.map(any);
				Sensitivities { delta, gamma, vega, theta, rho }
			};
			let parts = |x: Sensitivities| [x.delta, x.gamma, x.vega, x.theta, x.rho];
			let (a, b, quantity) = (of(a), of(b), Quantity::from_e8(quantity));
			let sum = |x: Fixed, y: Fixed| x.checked_add(y);
			let sums: Option<Vec<Fixed>> =
				parts(a).iter().zip(parts(b)).map(|(x, y)| sum(*x, y)).collect();
			assert_eq!(a.plus(&b).ok().map(|x| parts(x).to_vec()), sums);
			let moved: Option<Vec<Fixed>> = parts(a)
				.iter()
				.zip(parts(b))
				.map(|(x, y)| sum(*x, y.mul_quantity_floor(quantity)?))
				.collect();
			assert_eq!(a.plus_position(&b, quantity).ok().map(|x| parts(x).to_vec()), moved);
		},
	);
}

#[test]
fn a_band_contains_what_lies_between_its_ends() {
	type Ends = (Number, Number);
	check!()
		.with_iterations(iterations())
		.with_type::<(Ends, Number, Ends, Number, [i8; 4], (u64, u64, u64), u8)>()
		.cloned()
		.for_each(|(ends, spot, prices, price, moves, (made, valid, now), which)| {
			let range = |(a, b): Ends| (any(a).min(any(b)), any(a).max(any(b)));
			let ((lowest, highest), (cheap, dear)) = (range(ends), range(prices));
			let (spot, price) = (any(spot), any(price));
			let small = |x: i8| Fixed::from_e18(x.into());
			let band = Band {
				made_at: made,
				valid_until: valid,
				revision: u64::from(which % 2),
				stable_lowest: cheap,
				stable_highest: dear,
				underlyings: vec![UnderlyingBand {
					underlying: UnderlyingId(1),
					lowest,
					highest,
					carry_change: small(moves[0]),
					vol_change: Vol::from_fixed(small(moves[1])),
					rate_change: small(moves[2]),
				}],
				assets: vec![AssetBand { asset: 9, lowest: cheap, highest: dear }],
			};
			let moved = small(moves[3]);
			let underlyings = [UnderlyingNow {
				underlying: UnderlyingId(if which % 8 == 7 { 2 } else { 1 }),
				spot,
				carry_change: moved,
				vol_change: Vol::from_fixed(moved),
				rate_change: moved,
			}];
			let assets = [(if which % 16 == 8 { 8 } else { 9 }, price)];
			let here = BandNow {
				now,
				revision: 0,
				stable: price,
				underlyings: &underlyings,
				assets: &assets,
			};
			let inside = made <= now
				&& now <= valid
				&& which % 2 == 0
				&& which % 16 != 8
				&& (cheap..=dear).contains(&price)
				&& (lowest..=highest).contains(&spot)
				&& moves[..3].iter().all(|most| moves[3] <= *most);
			assert_eq!(band.contains(&here), inside);
			assert_eq!(Band::decode(&mut &band.encode()[..]), Ok(band));
		});
}

#[test]
fn vectors_are_refused_for_strikes_out_of_order() {
	check!().with_iterations(iterations() / 10).with_type::<(u64, Vec<u8>)>().cloned().for_each(
		|(seed, steps)| {
			let market = Market::draw(&mut Random::new(seed), 3, 1);
			let strikes: Vec<Price> = steps
				.iter()
				.take(6)
				.map(|step| Price::from_e8(market.strikes[0].e8() + u64::from(*step)))
				.collect();
			let ascending = strikes.windows(2).all(|pair| pair[0] < pair[1]);
			let (params, rule) = (PortfolioParams::btc_eth(), StandardParams::btc_eth());
			let scenarios = default_scenarios();
			let by_portfolio =
				ScenarioVectors::compute(&market.expiry, &params, &scenarios, &strikes);
			let by_standard =
				StandardVectors::compute(&market.expiry, &market.underlying, &rule, &strikes);
			assert_eq!(by_portfolio.is_ok(), ascending);
			assert_eq!(by_standard.is_ok(), ascending);
			assert!(ascending || by_portfolio == Err(RiskError::UnsortedStrikes));
		},
	);
}
