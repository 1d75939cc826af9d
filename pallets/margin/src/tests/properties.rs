// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls against a naive recomputation: every position in a map, every margin
//! by the pure functions on the strikes at hand, nothing kept.

use crate::{fills::reduces_risk, mock::*, traits::MarketData, Error, Scenarios};
use polkadot_sdk::{sp_io::storage::root, sp_runtime::StateVersion};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_risk::{
	default_scenarios, portfolio, standard, Holdings, PortfolioParams, ScenarioVectors, Stable,
	StandardParams, StandardVectors, Totals,
};
use tenor_series::{Fill, MarginMode, OptionKind, PortfolioId, Position, SeriesKey};

type Book = BTreeMap<(u64, SeriesKey), i64>;

/// Positions of a portfolio per expiry, by the map.
fn entries(book: &Book, id: u64) -> BTreeMap<tenor_series::ExpiryKey, Vec<Position>> {
	let mut entries: BTreeMap<_, Vec<Position>> = BTreeMap::new();
	for ((owner, series), quantity) in book {
		if *owner == id && *quantity != 0 {
			entries.entry(series.expiry_key()).or_default().push(Position {
				strike: series.strike,
				kind: series.kind,
				quantity: Quantity::from_e8(*quantity),
			});
		}
	}
	entries
}

fn strikes(positions: &[Position]) -> Vec<Price> {
	let mut strikes: Vec<_> = positions.iter().map(|p| p.strike).collect();
	strikes.dedup();
	strikes
}

/// The margin, computed from nothing but the map and cash.
fn naive(book: &Book, id: u64, mode: MarginMode, cash: Cash) -> Totals {
	let entries = entries(book, id);
	let holdings = Holdings { collateral: &[], cash, stable: Stable::PAR };
	let market = Neighbours::underlying(BTC).unwrap().value;
	let (standard, portfolio) = (StandardParams::btc_eth(), PortfolioParams::btc_eth());
	let scenarios = default_scenarios();
	match mode {
		MarginMode::Standard => {
			let vectors: Vec<_> = entries
				.iter()
				.map(|(key, positions)| {
					let expiry = Neighbours::expiry(*key).unwrap().value;
					StandardVectors::compute(&expiry, &market, &standard, &strikes(positions))
						.unwrap()
				})
				.collect();
			let expiries: Vec<_> = vectors
				.iter()
				.zip(entries.values())
				.map(|(vectors, positions)| standard::ExpiryBook { vectors, positions })
				.collect();
			let book = standard::UnderlyingBook {
				market: &market,
				params: &standard,
				expiries: &expiries,
			};
			standard::margin(&[book], &holdings).unwrap().totals
		}
		MarginMode::Portfolio => {
			let vectors: Vec<_> = entries
				.iter()
				.map(|(key, positions)| {
					let expiry = Neighbours::expiry(*key).unwrap().value;
					let strikes = strikes(positions);
					ScenarioVectors::compute(&expiry, &portfolio, &scenarios, &strikes).unwrap()
				})
				.collect();
			let expiries: Vec<_> = vectors
				.iter()
				.zip(entries.values())
				.map(|(vectors, positions)| portfolio::ExpiryBook { vectors, positions })
				.collect();
			let book = portfolio::UnderlyingBook {
				market: &market,
				params: &portfolio,
				scenarios: &scenarios,
				expiries: &expiries,
			};
			portfolio::margin(&[book], &holdings).unwrap().totals
		}
	}
}

/// A unit of the last decimal: vectors of more strikes may hold one decimal less.
fn is_near(a: Cash, b: Cash) -> bool {
	a.e8().abs_diff(b.e8()) <= 1_000
}

#[derive(Clone, Debug)]
enum Step {
	Trade { legs: Vec<(u64, u64, u8, i64, i64)>, fee: u64 },
	Move(u64),
	Settle(u64),
	EndOfBlock,
}

fn step() -> impl Strategy<Value = Step> {
	// Two modes, four portfolios, eight series, prices up to 40 % off the mark.
	let leg = (10u64..14, 10u64..14, 0u8..8, -2i64..400, -40i64..41);
	prop_oneof![
		12 => (prop::collection::vec(leg, 1..4), 0u64..3).prop_map(|(legs, fee)| Step::Trade { legs, fee }),
		3 => (40_000u64..90_000).prop_map(Step::Move),
		1 => (0u64..2).prop_map(Step::Settle),
		2 => Just(Step::EndOfBlock),
	]
}

fn series(n: u8) -> SeriesKey {
	let kind = if n % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
	let strike = if n % 4 < 2 { 55_000 } else { 65_000 };
	expiry(if n < 4 { 7 } else { 30 }).series(usd(strike), kind)
}

fn mode_of(id: u64) -> MarginMode {
	if id % 2 == 0 {
		MarginMode::Standard
	} else {
		MarginMode::Portfolio
	}
}

/// What the calls led to.
#[derive(Default, Debug)]
struct Reach {
	above_margin: u32,
	reduced_below_margin: u32,
	below_margin: u32,
	outside_band: u32,
	unpaid: u32,
	settled: u32,
}

struct Model {
	book: Book,
	cash: BTreeMap<u64, Cash>,
}

impl Model {
	fn after(&self, fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Self {
		let (mut book, mut cash) = (self.book.clone(), self.cash.clone());
		for fill in fills {
			*book.entry((fill.portfolio.0, fill.series)).or_default() += fill.quantity.e8();
			let held = cash.get_mut(&fill.portfolio.0).unwrap();
			*held = held.checked_add(fill.cash).unwrap();
		}
		for (id, fee) in fees {
			let held = cash.get_mut(&id.0).unwrap();
			*held = held.checked_sub(*fee).unwrap();
		}
		Self { book, cash }
	}

	fn margin(&self, id: u64) -> Totals {
		naive(&self.book, id, mode_of(id), self.cash[&id])
	}

	/// What the rule says of every portfolio touched; `None` too close to call.
	fn allows(&self, after: &Self, fills: &[Fill], fee: Cash) -> Option<bool> {
		let mut verdict = Some(true);
		for id in 10..14 {
			let mine: Vec<_> = fills.iter().filter(|f| f.portfolio.0 == id).collect();
			if mine.is_empty() {
				continue;
			}
			let (before, then) = (self.margin(id), after.margin(id));
			if then.initial.e8().abs() <= 1_000 {
				return None;
			}
			let in_band = mine.iter().all(|fill| {
				let (low, high) = Margin::mark_band(&fill.series).unwrap();
				crate::book::is_priced_within(fill, low, high)
			});
			let near = is_near(before.initial, then.initial.saturating_add(fee))
				|| is_near(before.equity, then.equity.saturating_add(fee))
				|| is_near(before.maintenance, then.maintenance.saturating_add(fee));
			if then.initial.is_negative() && near {
				return None;
			}
			let reduces = reduces_risk(&before, &then, fee) && in_band;
			if then.initial.is_negative() && !reduces {
				verdict = Some(false);
			}
		}
		verdict
	}
}

fn check_against(model: &Model) {
	for id in 10..14 {
		for n in 0..8 {
			let expected = model.book.get(&(id, series(n))).copied().unwrap_or(0);
			let account = Margin::account(PortfolioId(id), &view(id));
			assert_eq!(account.quantity(&series(n)), expected);
		}
		assert_eq!(view(id).cash, model.cash[&id]);
		let report = Margin::margin_of(PortfolioId(id)).unwrap().totals;
		let naive = model.margin(id);
		assert!(is_near(report.initial, naive.initial), "{report:?} {naive:?}");
		assert!(is_near(report.maintenance, naive.maintenance), "{report:?} {naive:?}");
		assert!(is_near(report.equity, naive.equity), "{report:?} {naive:?}");
	}
	Margin::do_try_state().unwrap();
}

fn trade_step(model: &mut Model, legs: Vec<(u64, u64, u8, i64, i64)>, fee: u64, reach: &mut Reach) {
	let all: Vec<Fill> = legs
		.into_iter()
		.filter(|(buyer, seller, ..)| buyer != seller)
		.flat_map(|(buyer, seller, n, size, off)| {
			let cents = i64::try_from(mark_cents(series(n))).unwrap();
			let price = u64::try_from(cents + cents * off / 100).unwrap();
			let size = if size <= 0 { 1 } else { size };
			fills(buyer, seller, series(n), size, price)
		})
		.collect();
	let fee = cash(i128::from(fee));
	let mut payers: Vec<_> = all.iter().map(|f| f.portfolio).collect();
	payers.sort_unstable();
	payers.dedup();
	let fees: Vec<_> = payers.into_iter().map(|id| (id, fee)).collect();
	let before = root(StateVersion::V1);
	let result = Margin::execute(&all, &fees);
	if all.is_empty() {
		assert_eq!(result, Err(Error::<Test>::NoFills.into()));
		return;
	}
	let after = model.after(&all, &fees);
	let overdrawn =
		after.cash.iter().any(|(id, cash)| cash.is_negative() && *cash < model.cash[id]);
	let verdict = if overdrawn { Some(false) } else { model.allows(&after, &all, fee) };
	if let Some(verdict) = verdict {
		assert_eq!(result.is_ok(), verdict, "{result:?}");
	}
	match result {
		Ok(_) => {
			*model = after;
			let below = payers_of(&all).any(|id| model.margin(id.0).initial.is_negative());
			reach.above_margin += u32::from(!below);
			reach.reduced_below_margin += u32::from(below);
		}
		Err(error) => {
			assert_eq!(before, root(StateVersion::V1), "a refusal changed something");
			reach.below_margin += u32::from(error == Error::<Test>::BelowInitialMargin.into());
			reach.outside_band += u32::from(error == Error::<Test>::OutsideMarkBand.into());
			reach.unpaid += u32::from(overdrawn);
		}
	}
}

fn payers_of(fills: &[Fill]) -> impl Iterator<Item = PortfolioId> + '_ {
	fills.iter().map(|fill| fill.portfolio)
}

/// Takes all entries of an expiry without paying: positions and open interest only.
fn settle_step(model: &mut Model, which: u64) {
	let key = expiry(if which == 0 { 7 } else { 30 });
	Settling::set(vec![key]);
	while let Some((portfolio, _)) = Margin::next_entry(key, None) {
		assert!(take_entry(key, portfolio).is_some());
		Margin::do_try_state().unwrap();
	}
	Settling::set(Vec::new());
	model.book.retain(|(_, series), _| series.expiry_key() != key);
}

/// Runs the calls and compares with the model after each.
fn run(steps: Vec<Step>, reach: &mut Reach) {
	build_and_execute(|| {
		move_btc(60_000);
		let mut model = Model { book: Book::new(), cash: BTreeMap::new() };
		for id in 10..14 {
			open(id, mode_of(id), 40_000);
			model.cash.insert(id, cash(40_000));
		}
		for step in steps {
			match step {
				Step::Trade { legs, fee } => trade_step(&mut model, legs, fee, reach),
				Step::Move(price) => move_btc(price),
				Step::Settle(which) => {
					settle_step(&mut model, which);
					reach.settled += 1;
				}
				Step::EndOfBlock => Margin::clear_transients(),
			}
			check_against(&model);
		}
	});
}

#[test]
fn random_calls_reach_every_path() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let (mut runner, mut reach) = (TestRunner::deterministic(), Reach::default());
	for _ in 0..60 {
		let steps = prop::collection::vec(step(), 10..40).new_tree(&mut runner).unwrap().current();
		run(steps, &mut reach);
	}
	let Reach { above_margin, reduced_below_margin, below_margin, outside_band, unpaid, settled } =
		reach;
	for count in [above_margin, reduced_below_margin, below_margin, outside_band, unpaid, settled] {
		assert!(count > 0, "{reach:?}");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn any_sequence_of_calls_agrees_with_the_naive_recomputation(
		steps in prop::collection::vec(step(), 1..25)
	) {
		run(steps, &mut Reach::default());
	}

	#[test]
	fn scenarios_on_their_way_are_sane(
		dampenings in prop::collection::vec(0i128..=100, 1..40), now in 0u64..120
	) {
		let list = |share: &dyn Fn(i128) -> i128| {
			let base = default_scenarios();
			let all = dampenings.iter().zip(base.iter().cycle()).map(|(d, scenario)| {
				let dampening = tenor_fixed::Fixed::from_e18(share(*d) * 10_000_000_000_000_000);
				tenor_risk::Scenario { dampening, ..*scenario }
			});
			Scenarios::truncate_from(all.collect())
		};
		let (from, to) = (list(&|d| d), list(&|d| 100 - d));
		let way = crate::Ramped::fixed(from.clone()).towards(to.clone(), 0, 100);
		let on_the_way = way.in_force(now);
		prop_assert!(tenor_risk::scenarios_sanity(&on_the_way).is_ok());
		for ((a, b), c) in from.iter().zip(&to).zip(&on_the_way) {
			let (low, high) = (a.dampening.min(b.dampening), a.dampening.max(b.dampening));
			prop_assert!((low..=high).contains(&c.dampening));
		}
	}
}
