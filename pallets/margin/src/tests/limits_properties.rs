// SPDX-License-Identifier: Apache-2.0
//! Random fills, orders, limits, take-overs and settlements of a few owners against a naive count.

use super::batch::order;
use crate::{mock::*, Batch, Error, Greeks, OwnerLimits, Seizure, ShareLimit};
use polkadot_sdk::{
	frame_support::storage::with_storage_layer, sp_runtime::DispatchError, sp_weights::WeightMeter,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::{Fixed, Quantity, E18};
use tenor_series::{Fill, MarginMode, OptionKind, PortfolioId, SeriesKey};

/// Portfolios 10 to 15 belong to three owners, two each.
const PORTFOLIOS: std::ops::Range<u64> = 10..16;

const ERRORS: [Error<Test>; 6] = [
	Error::ShortsAboveLimit,
	Error::ContractsAboveLimit,
	Error::ShareOfOpenInterestAboveLimit,
	Error::DeltaAboveLimit,
	Error::VegaAboveLimit,
	Error::ShortGammaAboveLimit,
];

fn owner_of(id: u64) -> u64 {
	70 + id % 3
}

fn series(n: u64) -> SeriesKey {
	let kind = if n.is_multiple_of(2) { OptionKind::Call } else { OptionKind::Put };
	expiry(if n < 4 { 7 } else { 30 }).series(usd(if n % 4 < 2 { 55_000 } else { 65_000 }), kind)
}

#[derive(Clone, Debug)]
enum Step {
	Trade {
		legs: Vec<(u64, u64, u64, i64)>,
	},
	/// Orders of every portfolio, then fills of what was admitted, in this sequence and in these parts.
	Batch {
		orders: Vec<(u64, u64, i64)>,
		fills: Vec<(usize, i64)>,
	},
	Limit {
		contracts: Option<i64>,
		shorts: Option<i64>,
		share: Option<i64>,
		greeks: [Option<i64>; 3],
	},
	Move(u64),
	Seize {
		from: u64,
		to: u64,
		percent: i128,
	},
	Settle(u64),
	Backstop,
}

fn maybe(range: std::ops::Range<i64>) -> impl Strategy<Value = Option<i64>> {
	prop_oneof![2 => Just(None), 1 => range.prop_map(Some)]
}

fn step() -> impl Strategy<Value = Step> {
	let leg = (PORTFOLIOS, PORTFOLIOS, 0u64..8, 1i64..300);
	let wanted = (PORTFOLIOS, 0u64..8, -200i64..200);
	let greeks = [maybe(1..400), maybe(1..400), maybe(1..400)];
	prop_oneof![
		10 => prop::collection::vec(leg, 1..4).prop_map(|legs| Step::Trade { legs }),
		5 => (prop::collection::vec(wanted, 1..14), prop::collection::vec((0usize..14, 1i64..200), 1..20))
			.prop_map(|(orders, fills)| Step::Batch { orders, fills }),
		4 => (maybe(1..1_000), maybe(1..600), maybe(1..100), greeks).prop_map(
			|(contracts, shorts, share, greeks)| Step::Limit { contracts, shorts, share, greeks }
		),
		2 => (45_000u64..80_000).prop_map(Step::Move),
		2 => (PORTFOLIOS, PORTFOLIOS, 1i128..=100)
			.prop_map(|(from, to, percent)| Step::Seize { from, to, percent }),
		1 => (0u64..2).prop_map(Step::Settle),
		1 => Just(Step::Backstop),
	]
}

/// What the calls led to.
#[derive(Default, Debug)]
struct Reach {
	refused: BTreeMap<&'static str, u32>,
	passed_above: u32,
	executed: u32,
	admitted: u32,
	not_admitted: u32,
	filled: u32,
	seized: u32,
}

/// What an owner holds, counted from positions: longs, shorts.
fn counted(owner: u64) -> (u128, u128) {
	let (mut longs, mut shorts) = (0, 0);
	for id in PORTFOLIOS.filter(|id| owner_of(*id) == owner) {
		for position in Margin::account(PortfolioId(id), &view(id)).entries.values().flatten() {
			let size = u128::from(position.quantity.unsigned_abs());
			if position.quantity.is_negative() {
				shorts += size;
			} else {
				longs += size;
			}
		}
	}
	(longs, shorts)
}

/// Longs of everybody, portfolio 1 included.
fn open_interest() -> u128 {
	let others = Margin::account(PortfolioId(1), &view(1)).entries;
	let longs = others.values().flatten().map(|p| p.quantity.e8().max(0).unsigned_abs());
	(70..73).map(|owner| counted(owner).0).chain(longs.map(u128::from)).sum()
}

/// What an owner's totals say: longs, shorts, Greeks; the first two as counted.
fn totals(owner: u64) -> (u128, u128, Greeks) {
	let totals = Margin::owner_usage(owner, BTC).totals;
	assert_eq!((totals.longs_e8, totals.shorts_e8), counted(owner));
	(totals.longs_e8, totals.shorts_e8, totals.greeks)
}

type Totals = (u128, u128, Greeks);

/// Whether something is above its limit and was raised, by the words of the rule.
fn breaks(limits: &OwnerLimits, open: u128, before: &Totals, after: &Totals, opens: bool) -> bool {
	let raised = |was: u128, is: u128, most: Option<Quantity>| {
		most.is_some_and(|most| is > u128::from(most.unsigned_abs()) && is > was)
	};
	let share = limits.open_interest.map(|limit| {
		let part =
			i64::try_from(open * u128::try_from(limit.share.e18()).unwrap() / 10u128.pow(18));
		Quantity::from_e8(part.unwrap().max(limit.floor.e8()))
	});
	let beyond = |was: Fixed, is: Fixed, most: Option<Fixed>| {
		most.is_some_and(|most| {
			let lowest = Fixed::ZERO.checked_sub(most).unwrap();
			opens && (is > most && is > was || is < lowest && is < was)
		})
	};
	let (was, is) = (before.2, after.2);
	raised(before.1, after.1, limits.shorts)
		|| raised(before.0 + before.1, after.0 + after.1, limits.contracts)
		|| raised(before.0, after.0, share)
		|| raised(before.1, after.1, share)
		|| beyond(was.delta, is.delta, limits.delta)
		|| beyond(was.vega, is.vega, limits.vega)
		|| beyond(was.gamma.min(Fixed::ZERO), is.gamma.min(Fixed::ZERO), limits.short_gamma)
}

/// Owners for whom one of these fills opens a position.
fn openers(all: &[Fill]) -> Vec<u64> {
	let mut net: BTreeMap<(u64, SeriesKey), i64> = BTreeMap::new();
	for fill in all.iter().filter(|fill| PORTFOLIOS.contains(&fill.portfolio.0)) {
		*net.entry((fill.portfolio.0, fill.series)).or_default() += fill.quantity.e8();
	}
	let opens = net.into_iter().filter(|((id, series), by)| {
		let held = Margin::account(PortfolioId(*id), &view(*id)).quantity(series);
		let after = held + by;
		*by != 0 && (after.abs() >= held.abs() || held.signum() * after.signum() < 0)
	});
	opens.map(|((id, _), _)| owner_of(id)).collect()
}

/// Executes as a call, and says whether the verdict was right.
fn trade_step(legs: Vec<(u64, u64, u64, i64)>, reach: &mut Reach) {
	let all: Vec<Fill> = legs
		.into_iter()
		.filter(|(buyer, seller, ..)| buyer != seller)
		.flat_map(|(b, s, n, size)| fills(b, s, series(n), size, mark_cents(series(n))))
		.collect();
	if all.is_empty() {
		return;
	}
	let limits = Margin::owner_usage(70, BTC).limits;
	let (open, opens) = (open_interest(), openers(&all));
	let before: Vec<_> = (70..73).map(totals).collect();
	let broken = |before: &[Totals]| {
		(70..73).zip(before).any(|(owner, before)| {
			breaks(&limits, open, before, &totals(owner), opens.contains(&owner))
		})
	};
	let result = Margin::execute(&all, &[]);
	match result {
		Ok(_) => {
			assert!(!broken(&before), "a limit was exceeded");
			reach.executed += 1;
			let above = |owner: u64| {
				limits.shorts.is_some_and(|most| totals(owner).1 > u128::from(most.unsigned_abs()))
			};
			reach.passed_above += u32::from(opens.len() < 2 && (70..73).any(above));
		}
		Err(error) => {
			let ours: &'static str = error.into();
			if !ERRORS.into_iter().any(|one| error == DispatchError::from(one)) {
				return;
			}
			*reach.refused.entry(ours).or_default() += 1;
			// WHEN it is done without limits THEN it breaks one
			let rolled_back = with_storage_layer(|| {
				crate::Limits::<Test>::mutate(BTC, |stored| {
					let greeks = stored.has_greeks().then_some(Fixed::MAX);
					*stored = OwnerLimits { delta: greeks, ..Default::default() };
				});
				if Margin::execute(&all, &[]).is_ok() {
					assert!(broken(&before), "nothing was exceeded: {ours:?}");
				}
				Err::<(), _>(DispatchError::Other("rolled back"))
			});
			assert!(rolled_back.is_err());
		}
	}
}

/// One step of matching against a counterparty without limits' reach: portfolio 1, whose owner is
/// bounded too, but who buys and sells as nobody else does.
fn batch_step(wanted: Vec<(u64, u64, i64)>, parts: Vec<(usize, i64)>, reach: &mut Reach) {
	let mut batch = Batch::<Test>::begin();
	let limits = Margin::owner_usage(70, BTC).limits;
	let open = open_interest();
	let mut admitted: Vec<(u64, SeriesKey, i64)> = Vec::new();
	for id in PORTFOLIOS {
		let mine = wanted.iter().filter(|(who, _, size)| *who == id && *size != 0);
		let mine: Vec<_> = mine.map(|(_, n, size)| (series(*n), *size)).collect();
		let orders: Vec<_> = mine
			.iter()
			.map(|(series, size)| order(*series, *size, mark_cents(*series) / 100 + 1))
			.collect();
		let cost = batch.admit_cost(PortfolioId(id), &orders);
		let spent = batch.consumed();
		let verdicts = batch.admit(PortfolioId(id), &orders);
		assert!((batch.consumed() - spent).all_lte(cost), "it cost more than it said");
		for ((series, size), passes) in mine.into_iter().zip(verdicts) {
			reach.admitted += u32::from(passes);
			reach.not_admitted += u32::from(!passes);
			if passes {
				admitted.push((id, series, size));
			}
		}
	}
	let mut closed = BTreeSet::new();
	for (which, part) in parts {
		let Some((id, series, left)) = admitted.get_mut(which) else { continue };
		let size = part.min(left.abs());
		if size == 0 {
			continue;
		}
		let cents = (mark_cents(*series) / 100 + 1) * 100;
		let all = if *left > 0 {
			fills(*id, 1, *series, size, cents)
		} else {
			fills(1, *id, *series, size, cents)
		};
		*left -= left.signum() * size;
		let opens = openers(&all).contains(&owner_of(*id));
		if !opens {
			closed.insert(*id);
		}
		// What another portfolio closed could not be known when this one was admitted.
		let alone = !closed.iter().any(|one| *one != *id && owner_of(*one) == owner_of(*id));
		let before = totals(owner_of(*id));
		// THEN none fails, whatever filled before, and no limit is exceeded by one that opens
		batch.execute(&all, &[], false).unwrap();
		let after = totals(owner_of(*id));
		assert!(
			!breaks(&limits, open, &before, &after, opens && alone),
			"{before:?} {after:?} {limits:?}"
		);
		reach.filled += 1;
	}
}

fn limit_step(
	contracts: Option<i64>,
	shorts: Option<i64>,
	share: Option<i64>,
	greeks: [Option<i64>; 3],
) {
	let hundredths = |n: i64| Quantity::from_e8(n * 1_000_000);
	let scaled = |n: Option<i64>, by: i128| n.map(|n| Fixed::from_e18(i128::from(n) * by));
	let limits = OwnerLimits {
		shorts: shorts.map(hundredths),
		contracts: contracts.map(hundredths),
		open_interest: share.map(|percent| ShareLimit {
			share: Fixed::from_e18(E18 / 100 * i128::from(percent)),
			floor: hundredths(50),
		}),
		delta: scaled(greeks[0], E18 / 100),
		vega: scaled(greeks[1], E18 * 50),
		short_gamma: scaled(greeks[2], E18 / 2_000),
	};
	Margin::set_owner_limits(RuntimeOrigin::root(), BTC, limits).unwrap();
}

fn seize_step(from: u64, to: u64, percent: i128, reach: &mut Reach) {
	if from != to {
		let share = Fixed::from_e18(E18 / 100 * percent);
		let moved = with_storage_layer(|| {
			Seizure::<Test>::begin().move_share(PortfolioId(from), PortfolioId(to), share)
		});
		moved.unwrap();
		reach.seized += 1;
	}
}

fn run(steps: Vec<Step>, reach: &mut Reach) {
	build_and_execute(|| {
		move_btc(60_000);
		open(1, MarginMode::Portfolio, 1_000_000_000);
		for id in PORTFOLIOS {
			let mode = if id % 2 == 0 { MarginMode::Standard } else { MarginMode::Portfolio };
			open(id, mode, 1_000_000);
			change_view(id, |view| view.owner = owner_of(id));
		}
		for step in steps {
			match step {
				Step::Trade { legs } => trade_step(legs, reach),
				Step::Batch { orders, fills } => batch_step(orders, fills, reach),
				Step::Limit { contracts, shorts, share, greeks } => {
					limit_step(contracts, shorts, share, greeks);
				}
				Step::Move(price) => move_btc(price),
				Step::Seize { from, to, percent } => seize_step(from, to, percent, reach),
				Step::Settle(which) => {
					let key = expiry(if which == 0 { 7 } else { 30 });
					Settling::set(vec![key]);
					while let Some((portfolio, _)) = Margin::next_entry(key, None) {
						assert!(take_entry(key, portfolio).is_some());
					}
					Settling::set(Vec::new());
				}
				Step::Backstop => Margin::process_backstop(&mut WeightMeter::new()),
			}
			Margin::clear_transients();
			Margin::do_try_state().unwrap();
		}
	});
}

#[test]
fn random_calls_reach_every_refusal() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let (mut runner, mut reach) = (TestRunner::deterministic(), Reach::default());
	for _ in 0..60 {
		let steps = prop::collection::vec(step(), 10..50).new_tree(&mut runner).unwrap().current();
		run(steps, &mut reach);
	}
	for error in ERRORS {
		let name: &'static str = error.into();
		assert!(reach.refused.contains_key(name), "{name}: {reach:?}");
	}
	let Reach { passed_above, executed, admitted, not_admitted, filled, seized, .. } = reach;
	for count in [passed_above, executed, admitted, not_admitted, filled, seized] {
		assert!(count > 0, "{reach:?}");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn totals_are_what_is_held_and_no_limit_is_exceeded(
		steps in prop::collection::vec(step(), 1..40)
	) {
		run(steps, &mut Reach::default());
	}
}
