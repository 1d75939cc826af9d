// SPDX-License-Identifier: Apache-2.0
//! The stress gate: what is measured, when it is in force, and what it refuses.

use super::batch::order;
use crate::{
	mock::*, session::Session, stress::StressLosses, Batch, Error, Event, Seizure, Stress,
	StressRule, StressRules, StressShares, StressView, WeightInfo,
};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, BoundedVec},
	sp_runtime::DispatchError,
	sp_weights::{Weight, WeightMeter},
};
use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_risk::{stress::default_stresses, StressScenario, VolDirection};
use tenor_series::{Fill, MarginMode, OptionKind, PortfolioId, SeriesKey};

/// Sweeps, and values everybody whatever his band says.
fn measure() -> StressView {
	Margin::process_sweep(&mut WeightMeter::new());
	for _ in 0..=NEXT_PORTFOLIO / 128 {
		Margin::process_backstop(&mut WeightMeter::new());
	}
	Margin::clear_transients();
	Margin::do_try_state().unwrap();
	Margin::stress_view()
}

fn limit(share: &str) {
	let rule = StressRule { share: Some(share.parse().unwrap()), ..Default::default() };
	assert_ok!(Margin::set_stress_rule(RuntimeOrigin::root(), rule));
}

/// What the portfolios lose by a view that knows nothing of what is kept.
fn naive(ids: impl IntoIterator<Item = u64>) -> StressLosses {
	let mut sums = StressLosses::default();
	for id in ids {
		let account = Margin::account(PortfolioId(id), &view(id));
		let mut session = Session::<Test>::new(u32::MAX);
		let losses = Margin::stress_losses(&mut session, &account).unwrap();
		for (sum, loss) in sums.iter_mut().zip(losses) {
			*sum = sum.checked_add(loss).unwrap();
		}
	}
	sums
}

/// A writer of calls at the money who barely meets margin, bought by the rich portfolio 1.
fn writer(id: u64, mode: MarginMode, hundredths: i64) {
	open(id, mode, i128::from(hundredths) * 150);
	assert_ok!(trade(1, id, call(60_000), hundredths));
}

fn gate_events() -> Vec<bool> {
	let events = System::events().into_iter();
	let in_force = |event| match event {
		RuntimeEvent::Margin(Event::StressGateChanged { in_force, .. }) => Some(in_force),
		_ => None,
	};
	events.filter_map(|record| in_force(record.event)).collect()
}

#[test]
fn losses_of_all_are_shown_and_without_a_limit_stop_nothing() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 100);
		writer(11, MarginMode::Portfolio, 100);
		let view = measure();
		// THEN half up costs the writers about what 90,000 - 60,000 is above their 15,000 and premium
		let [fall, _, rise, far] = view.losses[..] else { panic!("four stresses") };
		assert_eq!(fall, Cash::ZERO);
		assert!(rise < far && cash(2 * 8_000) < far && far < cash(2 * 16_000), "{view:?}");
		assert_eq!((view.worst, view.limit, view.in_force), (far, None, false));
		assert_eq!(Stress::<Test>::get().losses, naive([10, 11]));
		// AND trades that raise it pass
		Insurance::set(0);
		measure();
		assert_ok!(trade(1, 2, call(60_000), 100));
		Insurance::set(100_000);
	});
}

#[test]
fn a_fall_costs_collateral_that_follows_the_index_its_share() {
	build_and_execute(|| {
		// GIVEN a writer of two puts, with one bitcoin and no cash but the premium
		open(10, MarginMode::Portfolio, 0);
		change_view(10, |view| view.assets = vec![(WBTC, 100_000_000)]);
		assert_ok!(trade(1, 10, put(50_000), 100));
		let account = Margin::account(PortfolioId(10), &view(10));
		let mut session = Session::<Test>::new(1_000);
		let left = session.residuals(&account).unwrap();
		// THEN a fall by a third leaves 40,200 of the coin, less the put
		let coin = |percent: i64| Fixed::from_int(600 * percent);
		let money = view(10).cash.to_fixed().unwrap();
		for (left, percent) in left.iter().zip([67, 82, 118, 150]) {
			assert!(*left < coin(percent).checked_add(money).unwrap());
		}
		assert!(left[0] < left[1] && left[1] < left[2] && left[2] < left[3]);
	});
}

#[test]
fn the_gate_refuses_what_raises_a_loss_over_the_limit_and_nothing_else() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 500);
		writer(11, MarginMode::Portfolio, 500);
		limit("0.5");
		let view = measure();
		assert_eq!(view.limit, Some(cash(50_000)));
		assert!(view.in_force, "{view:?}");
		assert_eq!(gate_events(), [true]);
		change_view(10, |view| view.cash = view.cash.checked_add(cash(60_000)).unwrap());
		// WHEN a writer who may lose more than he has writes more THEN it is refused
		assert_noop!(trade(1, 10, call(60_000), 100), Error::<Test>::RaisesStressLoss);
		assert_noop!(trade(1, 10, call(70_000), 100), Error::<Test>::RaisesStressLoss);
		// AND what can't cost insurance anything in these stresses passes
		assert_ok!(trade(2, 1, call(60_000), 100));
		assert_ok!(trade(1, 2, call(70_000), 100));
		// AND what raises only a loss that is under the limit
		assert_ok!(trade(1, 10, put(50_000), 10));
		// AND buying back
		assert_ok!(trade(10, 1, call(60_000), 100));
		assert_ok!(trade(11, 1, call(60_000), 10));
		// AND one who takes over another's short with money for it
		assert_ok!(trade(11, 2, call(60_000), 300));
		assert_ok!(trade(10, 2, call(60_000), 300));
		// THEN the gate leaves with the next measurement
		assert!(!measure().in_force);
		assert_eq!(gate_events(), [true, false]);
		assert_ok!(trade(1, 10, call(60_000), 10));
	});
}

#[test]
fn more_insurance_lifts_the_gate() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 1_000);
		limit("0.5");
		assert!(measure().in_force);
		Insurance::set(1_000_000);
		assert!(!measure().in_force);
		Insurance::set(100_000);
		assert!(measure().in_force);
		// Governance can too.
		limit("10");
		assert!(!Margin::stress_view().in_force);
		assert_eq!(gate_events(), [true, false, true, false]);
	});
}

#[test]
fn a_step_admits_only_orders_that_can_not_raise_the_loss() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 500);
		change_view(10, |view| view.cash = view.cash.checked_add(cash(20_000)).unwrap());
		limit("0.1");
		assert!(measure().in_force);
		let admit = |id: u64, orders: &[_]| Batch::<Test>::begin().admit(PortfolioId(id), orders);
		// GIVEN orders to sell a call and a put and to buy the call back
		let orders = [
			order(call(60_000), -10, 4_000),
			order(put(50_000), -10, 500),
			order(call(60_000), 100, 5_000),
		];
		// THEN the put can't hurt where prices rise, and its premium helps there
		assert_eq!(admit(10, &orders), [false, true, true]);
		// AND whoever has enough for all of it may sell
		assert_eq!(admit(2, &orders), [true, true, true]);
		// AND without the gate all of them may stand
		limit("100");
		assert_eq!(admit(10, &orders), [true, true, true]);
		// AND what it consumes in force is at most what it says beforehand
		limit("0.1");
		let mut batch = Batch::<Test>::begin();
		let cost = batch.admit_cost(PortfolioId(10), &orders);
		let before = batch.consumed();
		batch.admit(PortfolioId(10), &orders);
		assert!(batch.consumed().all_lte(before + cost));
	});
}

#[test]
fn liquidation_and_settlement_ignore_the_gate() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 500);
		limit("0");
		assert!(measure().in_force);
		open(12, MarginMode::Standard, 80_000);
		// WHEN a bidder takes half of it over, who then may lose more than he has
		let mut step = Seizure::<Test>::begin();
		let half = "0.5".parse().unwrap();
		assert_ok!(step.move_share(PortfolioId(10), PortfolioId(12), half));
		assert_ok!(step.ensure_carries(PortfolioId(12)));
		// AND entries are taken out by settlement
		Settling::set(vec![expiry(30)]);
		for id in [10, 12] {
			assert!(take_entry(expiry(30), PortfolioId(id)).is_some());
		}
		// THEN they lose nothing any more
		assert_eq!(measure().worst, Cash::ZERO);
		assert_eq!(StressShares::<Test>::iter().count(), 0);
		Settling::set(vec![]);
		assert!(take_entry(expiry(30), PortfolioId(1)).is_some());
	});
}

#[test]
fn on_stale_data_closing_passes_and_losses_stay_as_last_valued() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 500);
		limit("0.1");
		let before = measure();
		assert!(before.in_force);
		move_btc(90_000);
		Stale::set(vec![BTC]);
		assert_eq!(measure(), before);
		assert_ok!(trade(10, 1, call(60_000), 10));
		assert_eq!(measure(), before);
		reset_market();
	});
}

#[test]
fn a_heavy_block_measures_less_and_a_later_one_the_rest() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 100);
		let mut meter = WeightMeter::with_limit(Margin::process_sweep_least());
		Margin::process_sweep(&mut meter);
		Margin::do_try_state().unwrap();
		let page = <() as WeightInfo>::stress_page();
		assert!(meter.consumed().all_lte(meter.limit()) && page.all_gt(Weight::zero()));
		assert!(measure().worst.is_positive());
		assert_eq!(Stress::<Test>::get().losses, naive([10]));
	});
}

#[test]
fn other_stresses_are_measured_from_the_next_sweep_on() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 100);
		measure();
		assert!(!Margin::is_queued(PortfolioId(10)), "it has a band");
		let rise = StressScenario { spot_shock: Fixed::from_int(2), vol: VolDirection::Same };
		let rule = StressRule { scenarios: BoundedVec::truncate_from(vec![rise]), share: None };
		assert_ok!(Margin::set_stress_rule(RuntimeOrigin::root(), rule));
		Margin::process_sweep(&mut WeightMeter::new());
		let view = Margin::stress_view();
		assert_eq!(view.losses.len(), 1);
		assert!(view.worst > cash(90_000), "{view:?}");
		assert_eq!(Stress::<Test>::get().losses, naive([10]));
	});
}

#[test]
fn rules_out_of_range_and_strangers_are_refused() {
	build_and_execute(|| {
		let set = |origin, rule| Margin::set_stress_rule(origin, rule);
		let sane = StressRule::default();
		assert_noop!(set(RuntimeOrigin::signed(1), sane.clone()), DispatchError::BadOrigin);
		let mut below = sane.clone();
		below.scenarios[0].spot_shock = Fixed::from_int(-2);
		for bad in [
			below,
			StressRule { share: Some(Fixed::from_int(-1)), ..sane.clone() },
			StressRule { share: Some(Fixed::from_int(101)), ..sane },
		] {
			assert_noop!(set(RuntimeOrigin::root(), bad), Error::<Test>::StressOutOfRange);
		}
		assert_eq!(StressRules::<Test>::get().scenarios.to_vec(), default_stresses());
	});
}

#[test]
fn a_total_that_is_not_the_sum_does_not_go_unnoticed() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 100);
		measure();
		let sound = Stress::<Test>::get();
		let mut wrong = sound;
		wrong.losses[3] = wrong.losses[3].checked_add(Cash::from_e8(1)).unwrap();
		Stress::<Test>::put(wrong);
		assert!(Margin::do_try_state().is_err());
		Stress::<Test>::put(sound);
	});
}

#[derive(Clone, Debug)]
enum Step {
	Trade { buyer: u64, seller: u64, series: u8, hundredths: i64, cents_off: i64, fee: u64 },
	Price(u64),
	Settle(u8),
	Cash(u64, i128),
	Insurance(i128),
	Share(u32),
	Measure,
}

const FIRST: u64 = 10;
const LAST: u64 = 16;

fn step() -> impl Strategy<Value = Step> {
	let one = || FIRST..LAST;
	let trade = (one(), one(), 0u8..8, 1i64..200, -40i64..40, 0u64..3);
	prop_oneof![
		12 => trade.prop_map(|(buyer, seller, series, hundredths, cents_off, fee)| {
			Step::Trade { buyer, seller, series, hundredths, cents_off, fee }
		}),
		2 => (40_000u64..90_000).prop_map(Step::Price),
		1 => (0u8..2).prop_map(Step::Settle),
		3 => (one(), -60_000i128..60_000).prop_map(|(id, dollars)| Step::Cash(id, dollars)),
		1 => (0i128..60_000).prop_map(Step::Insurance),
		1 => (0u32..200).prop_map(Step::Share),
		6 => Just(Step::Measure),
	]
}

fn series(n: u8) -> SeriesKey {
	let kind = if n % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
	let strike = if n % 4 < 2 { 50_000 } else { 70_000 };
	expiry(if n < 4 { 7 } else { 30 }).series(usd(strike), kind)
}

/// What the paths led to.
#[derive(Default, Debug)]
struct Reach {
	passed_in_force: u32,
	refused: u32,
	closed_gate: u32,
}

/// A trade, and whether the gate's word on it is what a valuation of both says.
fn try_trade(fills: &[Fill; 2], fee: Cash, reach: &mut Reach) -> Result<(), TestCaseError> {
	let ids = fills.map(|fill| fill.portfolio.0);
	let (over, before) = (Stress::<Test>::get().over(), naive(ids));
	let fees = [(fills[0].portfolio, fee)];
	let done = Margin::execute(fills, &fees);
	let in_force = over.contains(&true);
	// What roundings of vectors with other strikes differ by.
	let near = Cash::from_e8(10_000);
	if done == Err(Error::<Test>::RaisesStressLoss.into()) {
		prop_assert!(in_force);
		reach.refused += 1;
	} else if done.is_ok() && in_force {
		let after = naive(ids);
		for n in 0..over.len() {
			let most = before[n].checked_add(fee).unwrap().checked_add(near).unwrap();
			prop_assert!(!over[n] || after[n] <= most, "{before:?} {after:?} {over:?}");
		}
		reach.passed_in_force += 1;
	}
	Ok(())
}

fn take(step: &Step, reach: &mut Reach) -> Result<(), TestCaseError> {
	match *step {
		Step::Trade { buyer, seller, series: n, hundredths, cents_off, fee } if buyer != seller => {
			let mark = i64::try_from(mark_cents(series(n))).unwrap();
			let cents = u64::try_from((mark + mark * cents_off / 100).max(1)).unwrap();
			let fills = fills(buyer, seller, series(n), hundredths, cents);
			try_trade(&fills, cash(i128::from(fee)), reach)?;
		}
		Step::Trade { .. } => (),
		Step::Price(dollars) => move_btc(dollars),
		Step::Settle(n) => {
			let key = series(n * 4).expiry_key();
			Settling::set(vec![key]);
			for id in FIRST..LAST {
				take_entry(key, PortfolioId(id));
			}
			Settling::set(vec![]);
		}
		Step::Cash(id, dollars) => change_view(id, |view| {
			view.cash = view.cash.checked_add(cash(dollars)).unwrap();
		}),
		Step::Insurance(dollars) => Insurance::set(dollars),
		Step::Share(percent) => {
			let share = Some(Fixed::from_e18(i128::from(percent) * 10_000_000_000_000_000));
			let rule = StressRule { share, ..Default::default() };
			Margin::set_stress_rule(RuntimeOrigin::root(), rule).unwrap();
		}
		Step::Measure => {
			let view = measure();
			reach.closed_gate += u32::from(view.in_force);
			// Frozen ones count as well.
			let (kept, now) = (Stress::<Test>::get().losses, naive(FIRST..LAST));
			for (kept, now) in kept.iter().zip(now) {
				prop_assert!(kept.e8().abs_diff(now.e8()) <= 10_000, "{kept:?} {now:?}");
			}
		}
	}
	Ok(())
}

#[test]
fn sums_are_those_of_a_naive_valuation_and_in_force_no_trade_raises_them() {
	let mut reach = Reach::default();
	let cases = std::env::var("TENOR_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(160);
	let mut runner = proptest::test_runner::TestRunner::new_with_rng(
		ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() },
		proptest::test_runner::TestRng::deterministic_rng(
			proptest::test_runner::RngAlgorithm::ChaCha,
		),
	);
	let cell = core::cell::RefCell::new(&mut reach);
	let steps = prop::collection::vec(step(), 1..60);
	let outcome = runner.run(&steps, |steps| {
		let mut result = Ok(());
		build_and_execute(|| {
			for id in FIRST..LAST {
				let mode = if id % 2 == 0 { MarginMode::Standard } else { MarginMode::Portfolio };
				open(id, mode, 10_000 * i128::from(1 + id - FIRST));
			}
			limit("0.2");
			for step in &steps {
				result = result.clone().and_then(|()| take(step, &mut cell.borrow_mut()));
			}
		});
		reset_market();
		Insurance::set(100_000);
		result
	});
	outcome.unwrap_or_else(|error| panic!("{error}"));
	assert!(reach.passed_in_force > 100 && reach.refused > 20, "{reach:?}");
	assert!(reach.closed_gate > 50, "{reach:?}");
}

/// Series, hundredths, limit in percent of the mark, and what part of it fills, in percent.
type Asked = (u8, i64, u64, u32);

/// Everything is over a limit of nothing, where somebody loses anything: in any direction.
fn gate_everything() {
	writer(11, MarginMode::Standard, 100);
	writer(12, MarginMode::Portfolio, 100);
	open(13, MarginMode::Standard, 50_000);
	assert_ok!(trade(1, 13, put(50_000), 40));
	change_view(13, |view| view.cash = Cash::ZERO);
	limit("0");
	let view = measure();
	assert!(view.losses.iter().filter(|loss| loss.is_positive()).count() >= 3, "{view:?}");
}

/// What portfolio 10 would lose before and after a part of its admitted orders fills, and how many
/// these are.
fn fill_admitted(orders: &[Asked]) -> (StressLosses, StressLosses, usize) {
	let orders: Vec<&Asked> =
		orders.iter().filter(|(_, hundredths, ..)| *hundredths != 0).collect();
	let open = |(n, hundredths, percent, _): &&Asked| {
		let dollars = (mark_cents(series(*n)) / 100 * percent / 100).max(1);
		order(series(*n), *hundredths, dollars)
	};
	let open: Vec<_> = orders.iter().map(open).collect();
	let verdicts = Batch::<Test>::begin().admit(PortfolioId(10), &open);
	let account = Margin::account(PortfolioId(10), &view(10));
	let (mut after, mut admitted) = (account.clone(), 0);
	for ((order, asked), _) in open.iter().zip(orders).zip(&verdicts).filter(|(_, passes)| **passes)
	{
		admitted += 1;
		let quantity = Quantity::from_e8(order.quantity.e8() * i64::from(asked.3) / 100);
		after.add(&order.series, quantity).unwrap();
		let paid = order.limit.notional_ceil(quantity).unwrap();
		after.cash = after.cash.checked_sub(paid).unwrap();
	}
	let mut session = Session::<Test>::new(u32::MAX);
	let before = Margin::stress_losses(&mut session, &account).unwrap();
	(before, Margin::stress_losses(&mut session, &after).unwrap(), admitted)
}

#[test]
fn no_part_of_admitted_orders_raises_the_loss() {
	let config = ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() };
	let mut runner = proptest::test_runner::TestRunner::new(config);
	let one = (0u8..8, -150i64..150, 50u64..150, 0u32..=100);
	let orders = prop::collection::vec(one, 1..10);
	let books = prop::collection::vec((0u8..8, -100i64..100), 0..5);
	let world = (books, orders, 0i128..60_000, any::<bool>());
	let kept = core::cell::Cell::new(0);
	let outcome = runner.run(&world, |(book, orders, dollars, standard)| {
		let mut result = Ok(());
		build_and_execute(|| {
			let mode = if standard { MarginMode::Standard } else { MarginMode::Portfolio };
			open(10, mode, 1_000_000);
			for (n, hundredths) in book {
				match hundredths.signum() {
					1 => trade(10, 1, series(n), hundredths).unwrap(),
					-1 => trade(1, 10, series(n), -hundredths).unwrap(),
					_ => (),
				}
			}
			change_view(10, |view| view.cash = cash(dollars));
			gate_everything();
			let over = Stress::<Test>::get().over();
			// WHEN any part of those admitted fills at the limit
			let (before, after, admitted) = fill_admitted(&orders);
			kept.set(kept.get() + admitted);
			// THEN nowhere over the limit does it lose more than before
			let mut stresses = before.iter().zip(&after).zip(over);
			if stresses.any(|((before, after), over)| over && after.e8() > before.e8() + 10_000) {
				result = Err(TestCaseError::fail(format!("{before:?} {after:?} {over:?}")));
			}
		});
		reset_market();
		result
	});
	outcome.unwrap_or_else(|error| panic!("{error}"));
	assert!(kept.get() > 30, "{kept:?}");
}
