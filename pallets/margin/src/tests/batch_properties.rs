// SPDX-License-Identifier: Apache-2.0
//! Random books, random open orders, random fills of those admitted, in any sequence: none of them
//! can fail, and initial margin, cash and every property hold afterwards.

use super::batch::order;
use crate::{fills::reduces_risk, mock::*, Batch};
use polkadot_sdk::frame_support::dispatch::DispatchResult;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_risk::{orders::OpenOrder, PortfolioParams, StandardParams, Totals};
use tenor_series::{Fill, MarginMode, OptionKind, PortfolioId, SeriesKey};

const PORTFOLIOS: u64 = 6;
/// One of them, with ample cash.
const RICH: u64 = 15;
const SERIES: u64 = 12;
/// What roundings of vectors with more or fewer strikes can differ by, e8.
const NEAR_E8: i128 = 1_000;

/// Splitmix64.
struct Rng(u64);

impl Rng {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound
	}

	fn one_in(&mut self, n: u64) -> bool {
		self.below(n) == 0
	}
}

/// Two expiries, three strikes, both kinds.
fn series(n: u64) -> SeriesKey {
	let kind = if n.is_multiple_of(2) { OptionKind::Call } else { OptionKind::Put };
	let strike = 50_000 + 10_000 * (n / 2 % 3);
	expiry(if n < 6 { 7 } else { 30 }).series(usd(strike), kind)
}

/// What the runs led to.
#[derive(Default, Debug)]
struct Reach {
	admitted: u32,
	refused: u32,
	below_margin: u32,
	admitted_below_margin: u32,
	executed: u32,
	filled_below_margin: u32,
	/// A batch failed, or a portfolio ended where it may not be.
	broken: u32,
}

/// An open order and what of it has not filled.
struct Open {
	portfolio: u64,
	order: OpenOrder,
	left: i64,
}

fn totals(id: u64) -> Totals {
	Margin::margin_of(PortfolioId(id)).unwrap().totals
}

/// Portfolios of both modes with books, some of them below margin, parameters maybe on their way.
fn build_world(rng: &mut Rng) {
	move_btc(60_000);
	for id in 10..10 + PORTFOLIOS {
		let mode = if id.is_multiple_of(2) { MarginMode::Standard } else { MarginMode::Portfolio };
		let poor = 2_000 + rng.below(30_000);
		open(id, mode, i128::from(if id == RICH { 5_000_000 } else { poor }));
		if rng.one_in(3) {
			let amount = u128::from(rng.below(200_000_000));
			change_view(id, |view| view.assets = vec![(WBTC, amount)]);
		}
	}
	for _ in 0..rng.below(50) {
		let (buyer, seller) = (10 + rng.below(PORTFOLIOS), 10 + rng.below(PORTFOLIOS));
		if buyer != seller {
			let size = i64::try_from(1 + rng.below(250)).unwrap();
			// What margin does not allow does not happen.
			let _refused = trade(buyer, seller, series(rng.below(SERIES)), size);
		}
	}
	if !rng.one_in(3) {
		move_btc(45_000 + rng.below(33_000));
	}
	match rng.below(4) {
		0 => {
			let by = Fixed::from_e18(if rng.one_in(2) {
				1_500_000_000_000_000_000
			} else {
				1_100_000_000_000_000_000
			});
			let params = PortfolioParams { im_factor: by, ..PortfolioParams::btc_eth() };
			Margin::set_portfolio_params(RuntimeOrigin::root(), BTC, Box::new(params)).unwrap();
			Now::set(START + rng.below(DAY));
		}
		1 => {
			let requirement: Fixed = "0.2".parse().unwrap();
			let params =
				StandardParams { max_spot_requirement: requirement, ..StandardParams::btc_eth() };
			Margin::set_standard_params(RuntimeOrigin::root(), BTC, params).unwrap();
			Now::set(START + DAY - 1 - rng.below(DAY / 2));
		}
		2 => {
			// Tight, then loosened: IM waits for MM.
			let tight = PortfolioParams {
				im_factor: Fixed::from_int(2),
				mm_factor: "1.8".parse().unwrap(),
				..PortfolioParams::btc_eth()
			};
			Margin::set_portfolio_params(RuntimeOrigin::root(), BTC, Box::new(tight)).unwrap();
			Now::set(START + DAY);
			let loose = Box::new(PortfolioParams::btc_eth());
			Margin::set_portfolio_params(RuntimeOrigin::root(), BTC, loose).unwrap();
			Now::set(START + DAY + rng.below(DAY));
		}
		_ => {}
	}
}

fn random_orders(rng: &mut Rng) -> Vec<OpenOrder> {
	let orders = (0..rng.below(10)).map(|_| {
		let series = series(rng.below(SERIES));
		let mark = Margin::mark(&series).unwrap().price.to_price_ceil().unwrap().e8();
		let limit = Price::from_e8((mark * (70 + rng.below(60)) / 100).max(1));
		let size = i64::try_from(1 + rng.below(200)).unwrap();
		let signed = if rng.one_in(2) { size } else { -size };
		let fee = Cash::from_e8(i128::from(rng.below(2_000_000_000)));
		OpenOrder { limit, fee, ..order(series, signed, 1) }
	});
	orders.collect()
}

/// Orders that close some of what is held at prices that favour it: what a portfolio below margin may
/// still do.
fn closing_orders(rng: &mut Rng, portfolio: u64) -> Vec<OpenOrder> {
	let account = Margin::account(PortfolioId(portfolio), &view(portfolio));
	let mut orders = Vec::new();
	for n in 0..SERIES {
		let held = account.quantity(&series(n)) / 1_000_000;
		if held != 0 && rng.one_in(2) {
			let mark = Margin::mark(&series(n)).unwrap().price.to_price_ceil().unwrap().e8();
			let percent = if held > 0 { 101 + rng.below(20) } else { 80 + rng.below(19) };
			let limit = Price::from_e8((mark * percent / 100).max(1));
			orders.push(OpenOrder { limit, ..order(series(n), -held, 1) });
		}
	}
	orders
}

/// Who takes either side of every series.
fn rich_orders() -> Vec<OpenOrder> {
	let both = (0..SERIES).flat_map(|n| {
		let mark = Margin::mark(&series(n)).unwrap().price.to_price_ceil().unwrap().e8();
		let at = |percent: u64| Price::from_e8((mark * percent / 100).max(1));
		[
			OpenOrder { limit: at(125), ..order(series(n), 300, 1) },
			OpenOrder { limit: at(75), ..order(series(n), -300, 1) },
		]
	});
	both.collect()
}

/// A part of the order's fee, rounded up.
fn fee_of(order: &OpenOrder, part: i64) -> Cash {
	let whole = i128::from(order.quantity.e8().abs());
	Cash::from_e8((order.fee.e8() * i128::from(part) + whole - 1) / whole)
}

/// Fills of one series at one price that all of its orders accept; some pairs of orders, some part.
fn random_batch(rng: &mut Rng, open: &mut [Open]) -> Option<(Vec<Fill>, Vec<(PortfolioId, Cash)>)> {
	let series = series(rng.below(SERIES));
	let of_series = |buys: bool, open: &[Open]| -> Vec<usize> {
		let fits = |one: &Open| {
			one.order.series == series && one.left > 0 && one.order.quantity.is_positive() == buys
		};
		(0..open.len()).filter(|place| fits(&open[*place])).collect()
	};
	let (buys, sells) = (of_series(true, open), of_series(false, open));
	let best = sells.iter().map(|place| open[*place].order.limit).min()?;
	let worst = buys.iter().map(|place| open[*place].order.limit).max()?;
	if best > worst {
		return None;
	}
	let price = Price::from_e8(best.e8() + rng.below(worst.e8() - best.e8() + 1));
	let (mut fills, mut fees) = (Vec::new(), BTreeMap::<PortfolioId, Cash>::new());
	for _ in 0..=rng.below(3) {
		let pick = |places: &[usize], rng: &mut Rng| {
			places[usize::try_from(rng.below(places.len() as u64)).unwrap()]
		};
		let (buy, sell) = (pick(&buys, rng), pick(&sells, rng));
		let meets = open[buy].order.limit >= price && open[sell].order.limit <= price;
		let most = open[buy].left.min(open[sell].left) / 1_000_000;
		if !meets || most == 0 {
			continue;
		}
		let lots = i64::try_from(1 + rng.below(u64::try_from(most).unwrap())).unwrap();
		let part = if rng.one_in(3) { most } else { lots } * 1_000_000;
		let quantity = Quantity::from_e8(part);
		let premium = price.notional_floor(quantity).unwrap();
		for (place, quantity, cash) in [
			(buy, quantity, premium.checked_neg().unwrap()),
			(sell, quantity.checked_neg().unwrap(), premium),
		] {
			let portfolio = PortfolioId(open[place].portfolio);
			fills.push(Fill { portfolio, series, quantity, cash });
			let fee = fees.entry(portfolio).or_default();
			*fee = fee.checked_add(fee_of(&open[place].order, part)).unwrap();
			open[place].left -= part;
		}
	}
	(!fills.is_empty()).then(|| (fills, fees.into_iter().collect()))
}

/// Whether a portfolio is where the step may leave it.
fn is_allowed(id: u64, before: &Totals, cash_before: Cash, fees: Cash) -> bool {
	let after = totals(id);
	let near = Cash::from_e8(NEAR_E8);
	let margin = after.initial.saturating_add(near) >= Cash::ZERO
		|| reduces_risk(before, &after, fees.saturating_add(near));
	let cash = view(id).cash;
	margin && (!cash.is_negative() || cash >= cash_before)
}

fn orders_of(portfolio: u64, rng: &mut Rng) -> Vec<OpenOrder> {
	if portfolio == RICH {
		return rich_orders();
	}
	let mut orders = closing_orders(rng, portfolio);
	orders.extend(random_orders(rng));
	orders
}

/// What margin says of the orders, and that it costs no more than announced.
fn admit(batch: &mut Batch<Test>, portfolio: u64, orders: &[OpenOrder]) -> Vec<bool> {
	let (id, spent) = (PortfolioId(portfolio), batch.consumed());
	let cost = batch.admit_cost(id, orders);
	let prepared = batch.consumed();
	let verdicts = batch.admit(id, orders);
	assert!((batch.consumed() - prepared).all_lte(cost), "admission costs more than it said");
	let expiries = u32::try_from(view(portfolio).expiries.len()).unwrap();
	let worst = Batch::<Test>::admit_weight(expiries, u32::try_from(orders.len()).unwrap());
	let computed = batch.admit_cost(id, orders) != cost;
	if !computed && view(portfolio).assets.is_empty() {
		// Besides what all portfolios share: expiries that nobody had looked at yet.
		let most = u64::from(expiries) + u64::try_from(orders.len()).unwrap();
		let shared = <() as crate::WeightInfo>::open_expiry() * most;
		assert!((prepared - spent + cost).all_lte(worst + shared), "the worst case is worse");
	}
	verdicts
}

/// What margin says of fills, and that it costs no more than announced.
fn execute(
	batch: &mut Batch<Test>,
	fills: &[Fill],
	fees: &[(PortfolioId, Cash)],
	checked: bool,
) -> DispatchResult {
	let of = |n: usize| u32::try_from(n).unwrap();
	let portfolios: BTreeSet<_> = fills.iter().map(|fill| fill.portfolio).collect();
	let series: BTreeSet<_> = fills.iter().map(|fill| fill.series).collect();
	let cost = if checked {
		batch.execute_cost(fills)
	} else {
		Batch::<Test>::execute_weight(of(fills.len()), of(portfolios.len()), of(series.len()))
	};
	let prepared = batch.consumed();
	let executed = batch.execute(fills, fees, checked);
	assert!((batch.consumed() - prepared).all_lte(cost), "executing costs more than it said");
	executed
}

/// One step in one world. With `judged` false every order counts as admitted.
fn run(seed: u64, judged: bool, reach: &mut Reach) {
	build_and_execute(|| {
		let mut rng = Rng(seed);
		build_world(&mut rng);
		let before: BTreeMap<u64, (Totals, Cash)> =
			(10..10 + PORTFOLIOS).map(|id| (id, (totals(id), view(id).cash))).collect();
		if rng.one_in(2) {
			Margin::clear_transients();
		}
		let mut batch = Batch::<Test>::begin();
		let mut open = Vec::new();
		for portfolio in 10..10 + PORTFOLIOS {
			let below = before[&portfolio].0.initial.is_negative();
			reach.below_margin += u32::from(below);
			let orders = orders_of(portfolio, &mut rng);
			let verdicts = admit(&mut batch, portfolio, &orders);
			for (order, passes) in orders.into_iter().zip(verdicts) {
				reach.admitted += u32::from(passes);
				reach.refused += u32::from(!passes);
				reach.admitted_below_margin += u32::from(passes && below);
				if passes || !judged {
					open.push(Open { portfolio, order, left: order.quantity.e8().abs() });
				}
			}
		}
		let mut paid: BTreeMap<u64, Cash> = BTreeMap::new();
		for _ in 0..40 {
			let Some((fills, fees)) = random_batch(&mut rng, &mut open) else { continue };
			let checked = rng.one_in(4);
			let executed = execute(&mut batch, &fills, &fees, checked);
			if judged && !checked {
				assert_eq!(executed, Ok(()), "fills of admitted orders failed: {fills:?}");
			}
			reach.broken += u32::from(executed.is_err() && !checked);
			if executed.is_err() {
				continue;
			}
			reach.executed += 1;
			for (id, fee) in fees {
				let sum = paid.entry(id.0).or_default();
				*sum = sum.checked_add(fee).unwrap();
			}
			for id in paid.keys() {
				let (totals, cash) = &before[id];
				let allowed = is_allowed(*id, totals, *cash, paid[id]);
				reach.broken += u32::from(!allowed);
				assert!(allowed || !judged, "{id}: {totals:?} became {:?}", self::totals(*id));
				reach.filled_below_margin += u32::from(totals.initial.is_negative());
			}
			Margin::do_try_state().unwrap();
		}
		for id in 10..10 + PORTFOLIOS {
			for n in 0..SERIES {
				let stored = Margin::account(PortfolioId(id), &view(id)).quantity(&series(n));
				assert_eq!(batch.position(PortfolioId(id), &series(n)), stored);
			}
		}
		Now::set(START);
	});
}

#[test]
fn random_steps_reach_every_path() {
	let mut reach = Reach::default();
	for seed in 0..60 {
		run(seed, true, &mut reach);
	}
	let Reach {
		admitted,
		refused,
		below_margin,
		admitted_below_margin,
		executed,
		filled_below_margin,
		broken,
	} = reach;
	let reached =
		[admitted, refused, below_margin, admitted_below_margin, executed, filled_below_margin];
	assert!(reached.iter().all(|count| *count > 0), "{reach:?}");
	assert_eq!(broken, 0);
}

#[test]
fn without_admission_steps_break_margin_or_cash() {
	let mut reach = Reach::default();
	for seed in 0..20 {
		run(seed, false, &mut reach);
	}
	assert!(reach.broken > 0, "{reach:?}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn fills_of_admitted_orders_never_fail_and_leave_margin(seed: u64) {
		run(seed, true, &mut Reach::default());
	}
}
