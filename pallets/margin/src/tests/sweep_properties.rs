// SPDX-License-Identifier: Apache-2.0
//! Random books and markets, block by block: after each sweep a valuation of everybody, who has a
//! band and who has not, finds nobody unsafe whom the sweep did not find.

use crate::{mock::*, watch::*, Queue};
use polkadot_sdk::sp_weights::{Weight, WeightMeter};
use proptest::prelude::*;
use tenor_risk::{CollateralParams, StandardParams};
use tenor_series::{MarginMode, OptionKind, PortfolioId, PortfolioStatus, SeriesKey};

const FIRST: u64 = 10;
const LAST: u64 = 20;

#[derive(Clone, Debug)]
enum Step {
	Trade {
		buyer: u64,
		seller: u64,
		series: u8,
		hundredths: i64,
	},
	/// In basis points.
	Price(i64),
	Vol(u64),
	Rate(u64),
	Carry(i64),
	/// In minutes.
	Wait(u64),
	Stable(u64),
	Stale(bool),
	/// MM of short calls, in percent.
	Rule(u64),
	/// Multipliers of shocks in sixteenths: of IM, and how far MM stays behind.
	Regime(u16, u16),
	/// Of collateral, for everybody.
	Haircut(u64),
	/// A share of all cash, in percent, if margin lets it leave.
	Withdraw(u64, i128),
	/// Hundredths of a bitcoin.
	Deposit(u64, u128),
}

fn step() -> impl Strategy<Value = Step> {
	let one = || FIRST..LAST;
	prop_oneof![
		8 => (one(), one(), 0u8..8, 1i64..300)
			.prop_map(|(buyer, seller, series, hundredths)| Step::Trade { buyer, seller, series, hundredths }),
		6 => (-150i64..150).prop_map(Step::Price),
		2 => (-1_500i64..1_500).prop_map(Step::Price),
		2 => (50u64..75).prop_map(Step::Vol),
		1 => (30u64..150).prop_map(Step::Vol),
		1 => (0u64..12).prop_map(Step::Rate),
		1 => (-800i64..800).prop_map(Step::Carry),
		4 => (1u64..90).prop_map(Step::Wait),
		1 => (90u64..1_500).prop_map(Step::Wait),
		1 => (97u64..102).prop_map(Step::Stable),
		1 => any::<bool>().prop_map(Step::Stale),
		1 => (5u64..13).prop_map(Step::Rule),
		2 => (16u16..40, 0u16..12).prop_map(|(initial, behind)| Step::Regime(initial, behind)),
		1 => (0u64..40).prop_map(Step::Haircut),
		6 => (one(), 30i128..90).prop_map(|(id, percent)| Step::Withdraw(id, percent)),
		1 => (one(), 1u128..200).prop_map(|(id, hundredths)| Step::Deposit(id, hundredths)),
	]
}

fn series(n: u8) -> SeriesKey {
	let kind = if n % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
	let strike = if n % 4 < 2 { 50_000 } else { 70_000 };
	expiry(if n < 4 { 7 } else { 30 }).series(usd(strike), kind)
}

fn take(step: &Step) {
	match *step {
		Step::Trade { buyer, seller, series: n, hundredths } if buyer != seller => {
			if Margin::mark(&series(n)).is_some() {
				// What margin refuses does not happen.
				let _refused = trade(buyer, seller, series(n), hundredths);
			}
		}
		Step::Trade { .. } => (),
		Step::Price(points) => {
			let now = i64::try_from(Spots::get()[&BTC]).unwrap();
			let next = (now + now * points / 10_000).clamp(15_000, 300_000);
			move_btc(u64::try_from(next).unwrap());
		}
		Step::Vol(percent) => VolPercent::set(percent),
		Step::Rate(percent) => RatePercent::set(percent),
		Step::Carry(dollars) => Carry::set(dollars),
		Step::Wait(minutes) => Now::mutate(|now| *now += minutes * 60_000),
		Step::Stable(cents) => StableCents::set(cents),
		Step::Stale(stale) => Stale::set(if stale { vec![BTC] } else { vec![] }),
		Step::Rule(percent) => {
			let mm_call =
				tenor_fixed::Fixed::from_e18(i128::from(percent) * 10_000_000_000_000_000);
			let params = StandardParams { mm_call, ..StandardParams::btc_eth() };
			Margin::set_standard_params(RuntimeOrigin::root(), BTC, params).unwrap();
		}
		Step::Regime(initial, behind) => {
			Regime::set((initial, initial.saturating_sub(behind).max(16)));
		}
		Step::Haircut(percent) => {
			let cut = tenor_fixed::Fixed::from_e18(i128::from(percent) * 10_000_000_000_000_000);
			let params = CollateralParams { portfolio_mm_haircut: cut, ..CollateralParams::btc() };
			Margin::set_asset_params(RuntimeOrigin::root(), WBTC, params, Some(BTC)).unwrap();
		}
		Step::Withdraw(id, percent) => {
			let mut after = view(id);
			let left = after.cash.e8().max(0) * (100 - percent) / 100 + after.cash.e8().min(0);
			after.cash = tenor_fixed::Cash::from_e8(left);
			let active = after.status == PortfolioStatus::Active;
			if active && Margin::ensure_releasable(PortfolioId(id), &after).is_ok() {
				change_view(id, |view| view.cash = after.cash);
			}
		}
		Step::Deposit(id, hundredths) => change_view(id, |view| {
			let held = view.assets.first().map_or(0, |(_, held)| *held);
			view.assets = vec![(WBTC, held + hundredths * 1_000_000)];
		}),
	}
	Revision::mutate(|revision| {
		*revision += u64::from(matches!(step, Step::Vol(_) | Step::Rate(_) | Step::Carry(_)));
	});
}

/// Active portfolios below maintenance margin that are not fully covered, by a valuation of
/// everybody that knows nothing of bands; those whose data are fresh.
fn naively_unsafe() -> Vec<u64> {
	Margin::clear_transients();
	let is_unsafe = |id: &u64| {
		let Ok(report) = Margin::margin_of(PortfolioId(*id)) else { return false };
		let account = Margin::account(PortfolioId(*id), &view(*id));
		// Vectors of more strikes may hold a decimal less.
		report.fresh
			&& report.totals.maintenance.e8() < -1_000
			&& view(*id).status == PortfolioStatus::Active
			&& account.is_fully_covered() != Some(true)
	};
	(FIRST..LAST).filter(is_unsafe).collect()
}

/// What the blocks led to.
#[derive(Default, Debug)]
struct Reach {
	blocks: u32,
	/// Portfolios with positions that a sweep did not look at, while the market had moved.
	passed_by: u32,
	found_unsafe: usize,
}

fn open_all() {
	for id in FIRST..LAST {
		let mode = if id % 2 == 0 { MarginMode::Standard } else { MarginMode::Portfolio };
		open(id, mode, 12_000 + 4_000 * i128::from(id - FIRST));
		trade(1, id, series(u8::try_from(id % 8).unwrap()), 40).unwrap();
	}
}

fn passed_by() -> u32 {
	let mut forest = Forest::<Test>::new();
	let mut banded = |id: &u64| {
		let id = PortfolioId(*id);
		forest.bounds(Axis::Clock, id) != Bounds::FREE && !Margin::is_queued(id)
	};
	u32::try_from((FIRST..LAST).filter(|id| banded(id)).count()).unwrap()
}

fn run(blocks: &[Vec<Step>], reach: &mut Reach) -> Result<(), TestCaseError> {
	let mut result = Ok(());
	build_and_execute(|| {
		open_all();
		for block in blocks {
			block.iter().for_each(take);
			reach.blocks += 1;
			reach.passed_by += passed_by();
			Margin::process_sweep(&mut WeightMeter::new());
			Margin::do_try_state().unwrap();
			let missed = naively_unsafe();
			if !missed.is_empty() {
				result = Err(TestCaseError::fail(format!("missed {missed:?} in {block:?}")));
				return;
			}
			Margin::process_backstop(&mut WeightMeter::new());
			Margin::clear_transients();
			// Some of those frozen come back with new money.
			for id in FoundUnsafe::get().iter().map(|id| id.0).filter(|id| id % 3 == 0) {
				if view(id).status == PortfolioStatus::Frozen && !view(id).cash.is_negative() {
					let more = tenor_fixed::Cash::from_e8(10_000_000_000_000);
					change_view(id, |view| view.cash = view.cash.checked_add(more).unwrap());
				}
			}
		}
		reach.found_unsafe += FoundUnsafe::get().len();
	});
	reset_market();
	result
}

#[test]
fn naive_valuation_after_each_sweep_finds_nobody_whom_the_sweep_missed() {
	let blocks = prop::collection::vec(prop::collection::vec(step(), 1..4), 1..40);
	let mut reach = Reach::default();
	let cases = std::env::var("TENOR_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(96);
	let mut runner = proptest::test_runner::TestRunner::new_with_rng(
		ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() },
		proptest::test_runner::TestRng::deterministic_rng(
			proptest::test_runner::RngAlgorithm::ChaCha,
		),
	);
	let cell = core::cell::RefCell::new(&mut reach);
	let outcome = runner.run(&blocks, |blocks| run(&blocks, &mut cell.borrow_mut()));
	outcome.unwrap_or_else(|error| panic!("{error}"));
	// The paths lead where it matters.
	assert!(reach.passed_by > reach.blocks, "{reach:?}");
	assert!(reach.found_unsafe > 20, "{reach:?}");
}

#[test]
fn naive_valuation_finds_a_band_that_was_not_spent() {
	build_and_execute(|| {
		open_all();
		trade(1, 19, call(50_000), 200).unwrap();
		let spare = Margin::margin_of(PortfolioId(19)).unwrap().totals.maintenance;
		change_view(19, |view| {
			let all = view.cash.checked_sub(spare).unwrap();
			view.cash = all.checked_add(cash(9_000)).unwrap();
		});
		Margin::process_sweep(&mut WeightMeter::new());
		assert_eq!(naively_unsafe(), [0; 0]);
		assert!(!Margin::is_queued(PortfolioId(19)), "it has a band");
		// WHEN volatility changes and the market does not say so
		VolPercent::set(150);
		Margin::process_sweep(&mut WeightMeter::new());
		assert_eq!(naively_unsafe(), [19]);
		// AND when it does
		Revision::mutate(|revision| *revision += 1);
		Margin::process_sweep(&mut WeightMeter::new());
		assert_eq!(naively_unsafe(), [0; 0]);
		assert_eq!(FoundUnsafe::get(), [PortfolioId(19)]);
	});
}

#[test]
fn sweeps_with_the_least_weight_get_round_to_everybody() {
	build_and_execute(|| {
		open_all();
		for id in FIRST + 1..LAST {
			// Calls, which no cash covers.
			trade(1, id, series(u8::try_from(id % 4 * 2).unwrap()), 10).unwrap();
		}
		let most = 2 * (LAST - FIRST);
		let mut blocks = 0;
		while passed_by() < u32::try_from(LAST - FIRST - 1).unwrap() {
			// A chain of its own bounds time, not proofs.
			let time = Margin::process_sweep_least().ref_time();
			let mut meter = WeightMeter::with_limit(Weight::from_parts(time, u64::MAX));
			Margin::process_sweep(&mut meter);
			Margin::clear_transients();
			Margin::do_try_state().unwrap();
			blocks += 1;
			assert!(blocks <= most, "{} of them have a band", passed_by());
		}
		assert_eq!(Queue::<Test>::iter().count(), 0);
		// AND without weight nothing happens
		let mut meter = WeightMeter::with_limit(Weight::zero());
		Margin::process_sweep(&mut meter);
		assert_eq!(meter.consumed(), Weight::zero());
	});
}
