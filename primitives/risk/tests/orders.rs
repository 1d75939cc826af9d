// SPDX-License-Identifier: Apache-2.0
//! The open-order bound: after whatever part of the orders has filled, the margin functions give no
//! less. `TENOR_CASES` sets the number of random worlds.
#![allow(clippy::unwrap_used)]

mod common;

use common::{cases, cash, fixed, leg, random_world, Expiry, Rng, Underlying, VolTable, World};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate, Vol};
use tenor_risk::{
	default_scenarios,
	orders::{
		portfolio_admission, portfolio_bound, standard_admission, standard_bound, Admission,
		AdmissionTerms, OpenOrder, OrderBound,
	},
	portfolio, standard, CollateralHolding, CollateralParams, ExpiryMarket, OptionKind,
	OptionKind::{Call, Put},
	PortfolioParams, Position, RiskError, Stable, StandardParams, Totals, UnderlyingMarket,
};
use tenor_series::{SeriesKey, UnderlyingId};

/// The two margin rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
	Portfolio,
	Standard,
}

const MODES: [Mode; 2] = [Mode::Portfolio, Mode::Standard];

/// Calls the functions of one rule on the books of a world.
macro_rules! in_mode {
	($world:expr, $mode:expr, |$books:ident, $holdings:ident| $portfolio:expr, $standard:expr) => {{
		let $holdings = $world.holdings();
		if $mode == Mode::Portfolio {
			let vectors = $world.scenario_vectors();
			let expiries = $world.portfolio_books(&vectors);
			let $books = $world.portfolio_underlyings(&expiries);
			$portfolio
		} else {
			let vectors = $world.standard_vectors();
			let expiries = $world.standard_books(&vectors);
			let $books = $world.standard_underlyings(&expiries);
			$standard
		}
	}};
}

fn totals(world: &World, mode: Mode) -> Totals {
	in_mode!(
		world,
		mode,
		|books, holdings| portfolio::margin(&books, &holdings).unwrap().totals,
		standard::margin(&books, &holdings).unwrap().totals
	)
}

fn try_bound(world: &World, mode: Mode, orders: &[OpenOrder]) -> Result<OrderBound, RiskError> {
	in_mode!(
		world,
		mode,
		|books, holdings| portfolio_bound(&books, &holdings, orders),
		standard_bound(&books, &holdings, orders)
	)
}

fn bound(world: &World, mode: Mode, orders: &[OpenOrder]) -> OrderBound {
	try_bound(world, mode, orders).unwrap()
}

fn admission(world: &World, mode: Mode, orders: &[OpenOrder], terms: AdmissionTerms) -> Admission {
	in_mode!(
		world,
		mode,
		|books, holdings| portfolio_admission(&books, &holdings, orders, terms).unwrap(),
		standard_admission(&books, &holdings, orders, terms).unwrap()
	)
}

fn reducing() -> AdmissionTerms {
	AdmissionTerms { reducing: true, may_overdraw: true, ..Default::default() }
}

/// Adds contracts to a world's positions; what becomes zero goes.
fn trade(world: &mut World, series: &SeriesKey, quantity: i64) {
	let underlying =
		world.underlyings.iter_mut().find(|u| u.market.underlying == series.underlying).unwrap();
	let expiry = underlying.expiries.iter_mut().find(|e| e.market.expiry == series.expiry).unwrap();
	let key = (series.strike, series.kind);
	match expiry.positions.binary_search_by_key(&key, |p| (p.strike, p.kind)) {
		Ok(at) => {
			let held = expiry.positions[at].quantity.e8() + quantity;
			expiry.positions[at].quantity = Quantity::from_e8(held);
			if held == 0 {
				expiry.positions.remove(at);
			}
		}
		Err(at) => expiry.positions.insert(
			at,
			Position {
				strike: series.strike,
				kind: series.kind,
				quantity: Quantity::from_e8(quantity),
			},
		),
	}
}

/// Fills `size` contracts of an order at `price` with as much of a fee as the contract allows, both
/// rounded against the portfolio. Gives the fee.
fn fill(world: &mut World, order: &OpenOrder, size: i64, price: Price) -> Cash {
	let sign = order.quantity.e8().signum();
	let quantity = Quantity::from_e8(sign * size);
	let paid = price.notional_ceil(quantity).unwrap();
	let whole = i128::from(order.quantity.unsigned_abs());
	let share = (order.fee.e8().max(0) * i128::from(size) + whole - 1) / whole;
	let fee = Cash::from_e8(share + 1);
	world.cash = world.cash.checked_sub(paid).unwrap().checked_sub(fee).unwrap();
	trade(world, &order.series, sign * size);
	fee
}

/// A random part of an order in random pieces at its limit or better; gives the fees.
fn fill_some(rng: &mut Rng, world: &mut World, order: &OpenOrder) -> Cash {
	let (whole, least) = (order.quantity.unsigned_abs(), order.least_fill.unsigned_abs().max(1));
	let mut left = match rng.next() % 4 {
		0 => return Cash::ZERO,
		1 => i128::from(whole),
		_ => rng.between(0, i128::from(whole)),
	};
	let mut fees = Cash::ZERO;
	for piece in 0..3 {
		if left < i128::from(least) {
			break;
		}
		let size =
			if piece == 2 || rng.one_in(2) { left } else { rng.between(i128::from(least), left) };
		left -= size;
		let limit = i128::from(order.limit.e8());
		let price = match (rng.one_in(2), order.quantity.is_negative()) {
			(true, _) => limit,
			(false, true) => limit + rng.between(0, limit / 4 + 5),
			(false, false) => rng.between(0, limit),
		};
		let price = Price::from_e8(u64::try_from(price).unwrap());
		let fee = fill(world, order, i64::try_from(size).unwrap(), price);
		fees = fees.checked_add(fee).unwrap();
	}
	fees
}

/// Without the expiries that hold nothing, as a chain would look at the portfolio.
fn pruned(world: &World) -> World {
	let mut world = world.clone();
	for underlying in &mut world.underlyings {
		underlying.expiries.retain(|expiry| !expiry.positions.is_empty());
	}
	world
}

fn mark_of(world: &World, series: &SeriesKey) -> Price {
	let underlying =
		world.underlyings.iter().find(|u| u.market.underlying == series.underlying).unwrap();
	let expiry = underlying.expiries.iter().find(|e| e.market.expiry == series.expiry).unwrap();
	let mark = tenor_risk::mark(&expiry.market, series.strike, series.kind).unwrap();
	mark.price.to_price_floor().unwrap()
}

/// An order somewhere, often to close what is held, at a price around the mark.
fn random_order(rng: &mut Rng, world: &World) -> OpenOrder {
	let pick = |rng: &mut Rng, n: usize| usize::try_from(rng.next()).unwrap() % n;
	let underlying = &world.underlyings[pick(rng, world.underlyings.len())];
	let expiry = &underlying.expiries[pick(rng, underlying.expiries.len())];
	let strikes = expiry.strikes();
	let mut strike = strikes[pick(rng, strikes.len())];
	let mut kind = if rng.one_in(2) { Call } else { Put };
	let mut quantity = rng.between(1, 1_000_000_000) * if rng.one_in(2) { 1 } else { -1 };
	if rng.one_in(3) && !expiry.positions.is_empty() {
		let held = expiry.positions[pick(rng, expiry.positions.len())];
		let part = rng.between(1, i128::from(held.quantity.unsigned_abs()));
		(strike, kind) = (held.strike, held.kind);
		quantity = -i128::from(held.quantity.e8().signum()) * part;
	}
	let underlying = underlying.market.underlying;
	let series = SeriesKey { underlying, expiry: expiry.market.expiry, strike, kind };
	let mark = i128::from(mark_of(world, &series).e8());
	let limit = match rng.next() % 4 {
		0 => mark,
		1 => rng.between(0, 2 * mark + 10),
		_ => mark * rng.between(80, 120) / 100,
	};
	let size = quantity.abs();
	let least = match rng.next() % 4 {
		0 => 1,
		1 => size,
		_ => rng.between(1, size.min(1_000_000)),
	};
	let fee = if rng.one_in(3) { 0 } else { rng.between(0, limit * size / 1_000_000_000 + 20) };
	OpenOrder {
		series,
		quantity: Quantity::from_e8(i64::try_from(quantity).unwrap()),
		limit: Price::from_e8(u64::try_from(limit).unwrap()),
		fee: Cash::from_e8(fee),
		least_fill: Quantity::from_e8(i64::try_from(least).unwrap()),
	}
}

/// A random world with any sane parameters, cash around what it needs, and some empty expiries.
fn random_case(rng: &mut Rng) -> (World, Vec<OpenOrder>) {
	let mut world = random_world(rng);
	for underlying in &mut world.underlyings {
		let p = &mut underlying.portfolio;
		if rng.one_in(2) {
			p.im_factor = p.mm_factor.max(rng.milli(800, 2_500));
			p.long_base = rng.milli(0, 1_000);
			p.short_add = rng.milli(0, 1_000);
			p.long_add = rng.milli(0, 1_000);
			p.basis_add = rng.milli(0, 2_000);
			p.option_mm = rng.milli(0, 50);
			p.option_im = rng.milli(0, 50);
			p.peg_factor = rng.milli(0, 10_000);
			p.confidence_threshold = rng.milli(0, 1_000);
			p.confidence_factor = rng.milli(0, 3_000);
			p.skew_linear.cap_slope = rng.milli(-1_000, 1_000);
		}
		assert_eq!(p.sanity(), Ok(()));
		let s = &mut underlying.standard;
		if rng.one_in(2) {
			s.mm_call = rng.milli(0, 200);
			s.min_spot_requirement = s.mm_call.saturating_add(rng.milli(0, 100));
			s.max_spot_requirement = s.min_spot_requirement.saturating_add(rng.milli(0, 300));
			s.mm_put_spot = rng.milli(0, 200);
			s.mm_put_mtm = rng.milli(0, 500);
			s.unpaired_mm_scale = rng.milli(0, 2_000);
			s.unpaired_im_scale = s.unpaired_mm_scale.saturating_add(rng.milli(0, 500));
			s.confidence_threshold = rng.milli(0, 1_000);
			s.depeg_factor = rng.milli(0, 4_000);
		}
		assert_eq!(s.sanity(), Ok(()));
		if rng.one_in(4) {
			let last = underlying.scenarios.len() - 1;
			for index in [0, last, last - 1] {
				underlying.scenarios[index].dampening = rng.milli(0, 1_000);
			}
		}
		if rng.one_in(4) {
			// Among 33 a skew is rarely the worst.
			underlying.scenarios.retain(|scenario| scenario.vol.is_skew());
			(underlying.portfolio.basis_add, underlying.portfolio.basis_mult) =
				(Fixed::ZERO, Fixed::ZERO);
		}
		for expiry in &mut underlying.expiries {
			if rng.one_in(4) {
				expiry.positions.clear();
			}
		}
	}
	let need = world.portfolio_margin().totals.initial.e8().abs().max(100);
	world.cash = Cash::from_e8(rng.between(-need / 4, 2 * need));
	let count = rng.between(0, 8);
	let orders = (0..count).map(|_| random_order(rng, &world)).collect();
	(world, orders)
}

#[test]
fn margin_and_cash_are_never_below_the_bound_whatever_fills() {
	for seed in 0..cases(400) {
		let rng = &mut Rng(seed);
		let (world, orders) = random_case(rng);
		for mode in MODES {
			let bound = bound(&world, mode, &orders);
			assert_eq!(bound.base, totals(&world, mode), "seed {seed}");
			for _ in 0..4 {
				let mut after = world.clone();
				for order in &orders {
					fill_some(rng, &mut after, order);
				}
				assert!(after.cash >= bound.cash, "seed {seed}: cash {} {bound:?}", after.cash);
				for world in [&after, &pruned(&after)] {
					let initial = totals(world, mode).initial;
					assert!(initial >= bound.initial, "seed {seed} {mode:?}: {initial} {bound:?}");
				}
			}
		}
	}
}

#[test]
fn without_orders_the_bound_is_the_margin() {
	for seed in 0..cases(200) {
		let (world, _) = random_case(&mut Rng(seed));
		for mode in MODES {
			let (bound, totals) = (bound(&world, mode, &[]), totals(&world, mode));
			assert_eq!((bound.initial, bound.cash), (totals.initial, world.cash), "seed {seed}");
		}
	}
}

#[test]
fn a_further_order_never_raises_the_bound_and_their_order_does_not_matter() {
	for seed in 0..cases(200) {
		let (world, mut orders) = random_case(&mut Rng(seed));
		for mode in MODES {
			let all = bound(&world, mode, &orders);
			for count in 0..orders.len() {
				let fewer = bound(&world, mode, &orders[..count]);
				assert!(fewer.initial >= all.initial && fewer.cash >= all.cash, "seed {seed}");
			}
			orders.reverse();
			assert_eq!(bound(&world, mode, &orders), all, "seed {seed}");
		}
	}
}

#[test]
fn admission_is_greedy_by_priority_and_keeps_its_bound() {
	let (mut admitted, mut refused) = (0, 0);
	for seed in 0..cases(300) {
		let (world, orders) = random_case(&mut Rng(seed));
		for mode in MODES {
			let given = admission(&world, mode, &orders, AdmissionTerms::default());
			if given.bound.base.initial.is_negative() {
				continue;
			}
			let mut kept: Vec<OpenOrder> = Vec::new();
			for (order, admits) in orders.iter().zip(&given.admitted) {
				let mut with = kept.clone();
				with.push(*order);
				let (before, after) = (bound(&world, mode, &kept), bound(&world, mode, &with));
				let cash = !after.cash.is_negative() || after.cash == before.cash;
				assert_eq!(*admits, cash && !after.initial.is_negative(), "seed {seed} {mode:?}");
				if *admits {
					kept = with;
					admitted += 1;
				} else {
					refused += 1;
				}
			}
			assert_eq!(given.bound, bound(&world, mode, &kept), "seed {seed} {mode:?}");
		}
	}
	assert!(admitted > 100 && refused > 100, "{admitted} admitted, {refused} refused");
}

#[test]
fn what_is_admitted_as_reducing_never_makes_a_portfolio_worse() {
	let mut admitted = 0;
	for seed in 0..cases(400) {
		let rng = &mut Rng(seed);
		let (world, orders) = random_case(rng);
		for mode in MODES {
			let given = admission(&world, mode, &orders, reducing()).admitted;
			let kept = || orders.iter().zip(&given).filter(|(_, in_it)| **in_it).map(|(o, _)| o);
			admitted += kept().count();
			let before = totals(&pruned(&world), mode);
			for _ in 0..3 {
				let mut after = world.clone();
				let fees = kept().map(|order| fill_some(rng, &mut after, order));
				let fees = Cash::checked_sum(fees.collect::<Vec<_>>()).unwrap();
				let after = totals(&pruned(&after), mode);
				let not_lower =
					|before: Cash, after: Cash| after.checked_add(fees).unwrap() >= before;
				let holds = not_lower(before.initial, after.initial)
					&& not_lower(before.maintenance, after.maintenance)
					&& not_lower(before.equity, after.equity);
				assert!(holds, "seed {seed} {mode:?}: {before:?} {after:?} {fees}");
			}
		}
	}
	assert!(admitted > 50, "{admitted}");
}

/// By how much, in units of e8, the bound of one order without a fee that fills at once is below the
/// worse of nothing and all of it: where the least of a margin that is concave in the part lies.
fn slack_e8(world: &World, mode: Mode, order: &OpenOrder) -> i128 {
	let bound = bound(world, mode, &[*order]);
	let mut after = world.clone();
	let size = i64::try_from(order.quantity.unsigned_abs()).unwrap();
	let fee = fill(&mut after, order, size, order.limit);
	after.cash = after.cash.checked_add(fee).unwrap();
	let least = totals(&after, mode).initial.min(bound.base.initial);
	least.e8() - bound.initial.e8()
}

/// One piece: two units each for premium and fee, one for rounding down, one for that of the premium.
const ONE_PIECE: i128 = 6;

fn random_order_for_tightness(rng: &mut Rng, world: &World) -> OpenOrder {
	let mut order = random_order(rng, world);
	order.fee = Cash::ZERO;
	order.least_fill = order.quantity.checked_abs().unwrap();
	order
}

#[test]
fn one_order_is_mostly_bounded_by_the_worse_of_nothing_and_all_of_it() {
	// Lower where a skew is worst, where an order may close something, and where isolated and offset
	// requirements are worst at different ends.
	let mut exact = [0, 0];
	let all = cases(1_000);
	for seed in 0..all {
		let rng = &mut Rng(seed);
		let (world, _) = random_case(rng);
		let order = random_order_for_tightness(rng, &world);
		for (exact, mode) in exact.iter_mut().zip(MODES) {
			*exact += u64::from(slack_e8(&world, mode, &order) <= ONE_PIECE);
		}
	}
	assert!(exact.iter().all(|exact| 4 * exact >= 3 * all), "{exact:?} of {all}");
}

#[test]
fn one_order_that_closes_nothing_is_bounded_to_the_unit_in_portfolio_mode() {
	let mut seen = 0;
	for seed in 0..cases(1_000) {
		let rng = &mut Rng(seed);
		let (mut world, _) = random_case(rng);
		for scenario in world.underlyings.iter_mut().flat_map(|u| &mut u.scenarios) {
			if scenario.vol.is_skew() {
				scenario.dampening = Fixed::ZERO;
			}
		}
		let order = random_order_for_tightness(rng, &world);
		let underlying =
			world.underlyings.iter().find(|u| u.market.underlying == order.series.underlying);
		let expiries = &underlying.unwrap().expiries;
		let expiry = expiries.iter().find(|e| e.market.expiry == order.series.expiry).unwrap();
		let side = order.quantity.e8().signum();
		let mut at_strike = expiry.positions.iter().filter(|p| p.strike == order.series.strike);
		if at_strike.any(|p| p.quantity.e8().signum() != side) {
			continue;
		}
		seen += 1;
		let slack = slack_e8(&world, Mode::Portfolio, &order);
		assert!((0..=ONE_PIECE).contains(&slack), "seed {seed}: {slack}");
	}
	assert!(seen > 50, "{seen}");
}

/// S = F = 100 at expiry with no volatility, as in the tests of portfolio mode.
fn plain(positions: Vec<Position>, strikes: &[&str], money: &str) -> World {
	let strikes = strikes.iter().map(|strike| (strike.parse().unwrap(), Vol::ZERO)).collect();
	let market = ExpiryMarket {
		expiry: 1,
		time_to_expiry_ms: 0,
		f_fix: Fixed::ZERO,
		f_var: fixed("100"),
		rate: Rate::ZERO,
		vols: VolTable(strikes),
		forward_confidence: Fixed::ONE,
		rate_confidence: Fixed::ONE,
		vol_confidence: Fixed::ONE,
	};
	World {
		underlyings: vec![Underlying {
			market: UnderlyingMarket {
				underlying: UnderlyingId(0),
				spot: fixed("100"),
				spot_confidence: Fixed::ONE,
			},
			standard: StandardParams::btc_eth(),
			portfolio: PortfolioParams::btc_eth(),
			scenarios: default_scenarios().to_vec(),
			expiries: vec![Expiry { market, positions }],
		}],
		collateral: vec![],
		cash: cash(money),
		stable: Stable::PAR,
	}
}

fn order(strike: &str, kind: OptionKind, quantity: &str, limit: &str) -> OpenOrder {
	let quantity: Quantity = quantity.parse().unwrap();
	OpenOrder {
		series: SeriesKey {
			underlying: UnderlyingId(0),
			expiry: 1,
			strike: strike.parse().unwrap(),
			kind,
		},
		quantity,
		limit: limit.parse().unwrap(),
		fee: Cash::ZERO,
		least_fill: quantity.checked_abs().unwrap(),
	}
}

#[test]
fn a_sale_reserves_the_margin_of_the_short_it_would_make() {
	let world = plain(vec![], &["100"], "0");
	let sale = [order("100", Call, "-1", "2")];
	// -18 in the worst scenario, .5 naked, 2 received, two units for rounding the premium and two for
	// rounding fees.
	assert_eq!(bound(&world, Mode::Portfolio, &sale).initial, cash("-16.50000004"));
	// 15 % of spot, 2 received.
	assert_eq!(bound(&world, Mode::Standard, &sale).initial, cash("-13.00000004"));
	// Cash only comes in.
	assert_eq!(bound(&world, Mode::Standard, &sale).cash, cash("0"));
}

#[test]
fn two_sides_of_the_market_reserve_the_worse_and_not_the_sum() {
	// GIVEN a call and a put quoted for sale, for more than a naked short costs: no price hurts both
	let world = plain(vec![], &["100"], "0");
	let both = [order("100", Call, "-1", "1"), order("100", Put, "-1", "1")];
	let apart = [&both[..1], &both[1..]].map(|one| bound(&world, Mode::Portfolio, one).initial);
	// THEN the second adds but the rounding of its fee
	assert_eq!(apart, [cash("-17.50000004"), cash("-17.50000004")]);
	let together = bound(&world, Mode::Portfolio, &both).initial;
	assert_eq!(together, cash("-17.50000006"));
}

#[test]
fn a_purchase_reserves_its_premium_and_fee() {
	let world = plain(vec![], &["100"], "5");
	let mut purchase = order("100", Call, "2", "1");
	purchase.fee = cash("0.5");
	for mode in MODES {
		let bound = bound(&world, mode, &[purchase]);
		assert_eq!((bound.initial, bound.cash), (cash("2.49999996"), cash("2.49999996")));
	}
}

#[test]
fn each_piece_an_order_can_fill_in_reserves_four_units() {
	let world = plain(vec![], &["100"], "5");
	let mut purchase = order("100", Call, "1", "1");
	purchase.least_fill = "0.3".parse().unwrap();
	assert_eq!(bound(&world, Mode::Portfolio, &[purchase]).initial, cash("3.99999984"));
}

#[test]
fn selling_what_is_held_needs_nothing() {
	let world = plain(vec![leg("90", Call, "2")], &["90"], "0");
	let sale = [order("90", Call, "-2", "10.1")];
	for mode in MODES {
		let base = totals(&world, mode);
		let bound = bound(&world, mode, &sale);
		// Up to the rounding of the fee.
		assert_eq!(bound.initial, base.initial.checked_sub(cash("0.00000002")).unwrap());
		assert_eq!(bound.cash, cash("0"));
	}
}

#[test]
fn below_initial_margin_a_buy_back_passes_and_a_sale_does_not() {
	// GIVEN a short call deep under water
	let world = plain(vec![leg("90", Call, "-1")], &["90", "110"], "11");
	let back = order("90", Call, "1", "9.9");
	let beyond = order("90", Call, "5", "9.9");
	let sale = order("110", Call, "-1", "0.1");
	for mode in MODES {
		assert!(totals(&world, mode).initial.is_negative());
		// WHEN a sale, a buy back and another one are offered
		let terms = AdmissionTerms::default();
		let given = admission(&world, mode, &[sale, back, back], terms);
		// THEN the first buy back is in; for the second there is no cash
		assert_eq!(given.admitted, [false, true, false], "{mode:?}");
		// AND without enough cash it may be allowed to overdraw
		let dear = AdmissionTerms { may_overdraw: true, ..terms };
		let mut poor = world.clone();
		poor.cash = cash("5");
		assert_eq!(admission(&poor, mode, &[back], terms).admitted, [false]);
		assert_eq!(admission(&poor, mode, &[back], dear).admitted, [true]);
		// AND above the mark it takes from equity
		let loss = order("90", Call, "1", "10.1");
		assert_eq!(admission(&world, mode, &[loss], dear).admitted, [false]);
		// AND the part beyond zero is a new long, which pays for what it may lose
		let given = admission(&world, mode, &[beyond], dear).admitted;
		assert_eq!(given, [false], "{mode:?}");
	}
}

#[test]
fn an_order_dropped_leaves_room_for_those_after_it() {
	let world = plain(vec![], &["100"], "20");
	let (small, large) = (order("100", Call, "-1", "0"), order("100", Call, "-100", "0"));
	for mode in MODES {
		let given = admission(&world, mode, &[large, small, small], AdmissionTerms::default());
		assert_eq!(given.admitted, [false, true, false], "{mode:?}");
		assert_eq!(given.bound, bound(&world, mode, &[small]));
	}
}

#[test]
fn an_order_in_an_expiry_without_positions_counts() {
	let mut world = plain(vec![leg("100", Call, "-1")], &["100"], "40");
	let mut other = world.underlyings[0].expiries[0].clone();
	other.market.expiry = 2;
	other.positions.clear();
	world.underlyings[0].expiries.push(other);
	let mut there = order("100", Call, "-1", "0");
	there.series.expiry = 2;
	assert_eq!(bound(&world, Mode::Portfolio, &[there]).initial, cash("2.99999996"));
	assert_eq!(bound(&world, Mode::Standard, &[there]).initial, cash("9.99999996"));
}

#[test]
fn errors_are_named() {
	let world = plain(vec![leg("100", Call, "-1")], &["100"], "40");
	let there = order("100", Call, "-1", "1");
	for mode in MODES {
		let fails = |order: OpenOrder| try_bound(&world, mode, &[order]).unwrap_err();
		assert_eq!(fails(order("110", Call, "1", "1")), RiskError::UnknownStrike);
		let expiry = SeriesKey { expiry: 7, ..there.series };
		assert_eq!(fails(OpenOrder { series: expiry, ..there }), RiskError::MissingExpiry);
		let huge = OpenOrder {
			quantity: Quantity::from_e8(i64::MIN),
			limit: Price::from_e8(u64::MAX),
			..there
		};
		assert_eq!(fails(huge), RiskError::Overflow);
		// Too large to compute is refused, and stands in nobody's way.
		let given = admission(&world, mode, &[huge, there], AdmissionTerms::default());
		assert_eq!(given.admitted, [false, true]);
	}
	let mut other = there;
	other.series.underlying = UnderlyingId(3);
	let missing = try_bound(&world, Mode::Portfolio, &[other]);
	assert_eq!(missing, Err(RiskError::MissingUnderlying));
}

#[test]
fn parameters_that_favour_large_books_have_no_bound() {
	let mut world = plain(vec![leg("100", Call, "-1")], &["100"], "40");
	world.underlyings[0].portfolio.short_base = fixed("0.5");
	assert_eq!(try_bound(&world, Mode::Portfolio, &[]), Err(RiskError::NotConcave));
	world.underlyings[0].portfolio = PortfolioParams::btc_eth();
	world.underlyings[0].scenarios[3].dampening = fixed("-1");
	assert_eq!(try_bound(&world, Mode::Portfolio, &[]), Err(RiskError::NotConcave));
	world.underlyings[0].standard.unpaired_im_scale = fixed("-1");
	assert_eq!(try_bound(&world, Mode::Standard, &[]), Err(RiskError::NotConcave));
}

#[test]
fn the_first_option_of_an_underlying_is_not_reducing() {
	// GIVEN collateral, a short call, and another underlying without options whose price is doubtful
	let mut world = plain(vec![leg("100", Call, "-1")], &["50", "100"], "0");
	let mut other = world.underlyings[0].clone();
	other.market.underlying = UnderlyingId(1);
	other.market.spot_confidence = fixed("0.3");
	other.portfolio.confidence_factor = Fixed::ZERO;
	other.expiries[0].positions.clear();
	world.underlyings.push(other);
	world.collateral.push(CollateralHolding {
		asset: 1,
		amount_e8: 100_000_000,
		price: fixed("50"),
		confidence: Fixed::ONE,
		risk_cancelling_for: None,
		params: CollateralParams::btc(),
	});
	// WHEN a call of the other that no scenario makes worthless is offered for nothing
	let mut gift = order("50", Call, "0.1", "0");
	gift.series.underlying = UnderlyingId(1);
	// THEN it is refused, since the doubt would come to count for the collateral
	let given = admission(&world, Mode::Portfolio, &[gift], reducing());
	assert_eq!(given.admitted, [false]);
	let before = totals(&pruned(&world), Mode::Portfolio).initial;
	let mut after = world.clone();
	trade(&mut after, &gift.series, gift.quantity.e8());
	assert!(totals(&after, Mode::Portfolio).initial < before);
	// AND the bound has counted it already
	assert!(bound(&world, Mode::Portfolio, &[]).initial < before);
}

#[test]
fn an_order_for_nothing_costs_nothing() {
	let world = plain(vec![], &["100"], "0");
	let mut nothing = order("100", Call, "0", "1");
	nothing.fee = cash("1");
	for mode in MODES {
		assert_eq!(bound(&world, mode, &[nothing]).initial, cash("0"));
	}
}
