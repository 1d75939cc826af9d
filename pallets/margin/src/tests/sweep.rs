// SPDX-License-Identifier: Apache-2.0
//! The sweep: whom it looks at, what it does about them, and what it does with little weight.

use crate::{mock::*, watch::*, Event, MarginStage, Queue};
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_weights::{Weight, WeightMeter},
};
use tenor_fixed::Fixed;
use tenor_risk::{CollateralParams, StandardParams};
use tenor_series::{MarginMode, PortfolioId, PortfolioStatus};

/// Sweeps with all the weight there is.
fn sweep() {
	sweep_with(Weight::MAX);
	Margin::clear_transients();
}

fn sweep_with(weight: Weight) -> Weight {
	let mut meter = WeightMeter::with_limit(weight);
	Margin::process_sweep(&mut meter);
	assert!(meter.consumed().all_lte(weight));
	Margin::do_try_state().unwrap();
	meter.consumed()
}

fn queued() -> Vec<u64> {
	let pages = Queue::<Test>::iter().flat_map(|(page, bits)| queue::members(page, bits));
	let mut ids: Vec<u64> = pages.map(|id| id.0).collect();
	ids.sort_unstable();
	ids
}

fn bounds(axis: Axis, id: u64) -> Bounds {
	Forest::<Test>::new().bounds(axis, PortfolioId(id))
}

/// Whether the market of this moment is outside the portfolio's band, or it is queued.
fn is_looked_at(id: u64) -> bool {
	let marks: Vec<_> = Margin::axes()
		.filter_map(|axis| {
			Some((axis, Margin::mark_of(axis, &Margin::observe(axis, &mut WeightMeter::new()).0)?))
		})
		.collect();
	let mut found = queued().contains(&id);
	for (axis, mark) in marks {
		found |= !bounds(axis, id).hold(&mark);
	}
	found
}

struct Events;
impl Events {
	fn of_stage(id: u64) -> Vec<MarginStage> {
		System::events()
			.into_iter()
			.filter_map(|record| match record.event {
				RuntimeEvent::Margin(Event::MarginStageChanged { portfolio, stage, .. })
					if portfolio == PortfolioId(id) =>
				{
					Some(stage)
				}
				_ => None,
			})
			.collect()
	}
}

fn status(id: u64) -> PortfolioStatus {
	view(id).status
}

/// A writer of one call at the money, and a buyer who is rich.
fn writer(id: u64, mode: MarginMode, dollars: i128) {
	open(id, mode, dollars);
	assert_ok!(trade(1, id, call(60_000), 100));
}

#[test]
fn quiet_block_looks_at_nobody() {
	build_and_execute(|| {
		// GIVEN writers of both rules, who have just traded
		writer(10, MarginMode::Standard, 60_000);
		writer(11, MarginMode::Portfolio, 60_000);
		assert_eq!(queued(), [1, 10, 11]);
		// WHEN they are swept once
		sweep();
		// THEN they have bands, and who only holds what he paid for needs none
		assert_eq!(queued(), [0; 0]);
		assert_ne!(bounds(Axis::Clock, 10), Bounds::FREE);
		assert_ne!(bounds(Axis::Underlying(BTC), 11), Bounds::FREE);
		assert_eq!(bounds(Axis::Clock, 1), Bounds::FREE);
		// AND the next block, a little later at a little other price, costs what an empty one does
		let quiet = {
			Now::set(START + 1_000);
			move_btc(60_100);
			sweep_with(Weight::MAX)
		};
		let empty = build_empty();
		assert_eq!(quiet, empty);
	});
}

/// What the sweep of a block costs in which nobody is watched.
fn build_empty() -> Weight {
	use crate::WeightInfo;
	// The base, three axes, and the roots of their trees.
	<()>::sweep_base()
		.saturating_add(<()>::watch_axis().saturating_mul(3))
		.saturating_add(crate::costs::one_more(<()>::tree_node).saturating_mul(3))
}

#[test]
fn every_dimension_of_a_band_spends_it() {
	let moves: [(&str, fn()); 9] = [
		("price up", || move_btc(80_000)),
		("price down", || move_btc(40_000)),
		("volatility", || {
			VolPercent::set(90);
			Revision::set(2);
		}),
		("rate", || {
			RatePercent::set(20);
			Revision::set(2);
		}),
		("carry", || {
			Carry::set(3_000);
			Revision::set(2);
		}),
		("time", || Now::set(START + DAY)),
		("stablecoin", || StableCents::set(97)),
		("source of collateral", || SourcesRevision::set(2)),
		("upgrade", || {
			use polkadot_sdk::frame_support::traits::Hooks;
			Margin::on_runtime_upgrade();
		}),
	];
	for (name, change) in moves {
		build_and_execute(|| {
			writer(10, MarginMode::Portfolio, 300_000);
			sweep();
			assert!(!is_looked_at(10), "{name}: before");
			change();
			assert!(is_looked_at(10), "{name}: after");
			// AND it gets a new one where it is safe
			sweep();
			assert!(!is_looked_at(10), "{name}: later");
			assert_eq!(FoundUnsafe::get(), []);
		});
		reset_market();
	}
}

#[test]
fn small_changes_of_volatility_add_up() {
	build_and_execute(|| {
		// GIVEN a band that allows 20 points
		writer(10, MarginMode::Portfolio, 300_000);
		sweep();
		// WHEN volatility goes back and forth by 3 points
		for n in 0..7 {
			VolPercent::set(if n % 2 == 0 { 63 } else { 60 });
			Revision::mutate(|revision| *revision += 1);
			assert_eq!(is_looked_at(10), n == 6, "move {n}");
		}
	});
}

#[test]
fn change_of_parameters_and_each_step_of_its_ramp_spend_bands() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 60_000);
		sweep();
		// WHEN MM rises along a ramp
		let params =
			StandardParams { mm_call: "0.12".parse().unwrap(), ..StandardParams::btc_eth() };
		assert_ok!(Margin::set_standard_params(RuntimeOrigin::root(), BTC, params));
		assert!(is_looked_at(10));
		sweep();
		assert!(!is_looked_at(10));
		// THEN nothing moves before the next step, and then everybody is looked at
		let step = DAY / axis::RAMP_STEPS;
		let margin = || Margin::margin_of(PortfolioId(10)).unwrap().totals;
		let (early, value) = (margin().maintenance, margin().value);
		Now::set(START + step - 1);
		assert!(!is_looked_at(10));
		let decay = value.checked_sub(margin().value).unwrap();
		assert_eq!(margin().maintenance.checked_add(decay).unwrap(), early);
		Now::set(START + step);
		assert!(is_looked_at(10));
		sweep();
		assert!(!is_looked_at(10));
		// AND the same with an asset's rule, which may be anybody's
		let origin = RuntimeOrigin::root();
		assert_ok!(Margin::set_asset_params(origin, WBTC, CollateralParams::eth(), None));
		assert!(is_looked_at(10));
	});
}

#[test]
fn what_a_portfolio_does_spends_its_band() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 60_000);
		sweep();
		// A fill
		assert_ok!(trade(10, 1, call(60_000), 10));
		assert_eq!(queued(), [1, 10]);
		sweep();
		assert_eq!(queued(), [0; 0]);
		// AND settlement
		assert!(take_entry(expiry(30), PortfolioId(10)).is_some());
		assert_eq!(queued(), [10]);
		// Not summing to zero any more, as when a settlement runs.
		Settling::set(vec![expiry(30)]);
		sweep();
		// AND a change of the ledger
		Margin::portfolio_changed(PortfolioId(10));
		assert_eq!(queued(), [10]);
		sweep();
		assert_eq!(queued(), [0; 0]);
	});
}

#[test]
fn who_is_unsafe_is_found_in_the_block_of_the_price_and_told_by_stages() {
	build_and_execute(|| {
		// GIVEN a writer who is just above initial margin
		writer(10, MarginMode::Standard, 10_000);
		sweep();
		assert_eq!(Events::of_stage(10), []);
		// WHEN the price rises a little, THEN he is called for margin
		move_btc(62_500);
		sweep();
		assert_eq!(Events::of_stage(10), [MarginStage::MarginCall]);
		let stage = Margin::margin_stage(PortfolioId(10));
		assert_eq!(stage.stored, MarginStage::MarginCall);
		assert_eq!(stage.live, Some(MarginStage::MarginCall));
		assert_eq!(FoundUnsafe::get(), []);
		// WHEN it falls again, THEN no more
		move_btc(59_000);
		sweep();
		assert_eq!(Events::of_stage(10), [MarginStage::MarginCall]);
		assert_eq!(Margin::margin_stage(PortfolioId(10)).live, Some(MarginStage::Safe));
		// (noticed when he is valued for another reason, at the latest by the backstop)
		Margin::process_backstop(&mut WeightMeter::new());
		assert_eq!(Events::of_stage(10), [MarginStage::MarginCall, MarginStage::Safe]);
		// WHEN it jumps, THEN he is found unsafe at once, and once
		move_btc(75_000);
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
		assert_eq!(status(10), PortfolioStatus::Frozen);
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
		assert_eq!(Margin::margin_stage(PortfolioId(10)).stored, MarginStage::Unsafe);
		// AND while he is frozen he is not valued, though money comes in: liquidation looks after him
		change_view(10, |view| view.cash = cash(100_000));
		sweep();
		assert_eq!(Margin::margin_stage(PortfolioId(10)).stored, MarginStage::Unsafe);
		assert!(is_looked_at(10));
		// AND when it lets him go, he is found safe again
		change_view(10, |view| view.status = PortfolioStatus::Active);
		sweep();
		assert_eq!(Margin::margin_stage(PortfolioId(10)).stored, MarginStage::Safe);
		sweep();
		assert!(!is_looked_at(10));
	});
}

#[test]
fn nobody_is_found_unsafe_on_data_that_are_not_fresh() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 16_000);
		sweep();
		// WHEN the price jumps, but is not fresh
		move_btc(80_000);
		Stale::set(vec![BTC]);
		sweep();
		assert_eq!(FoundUnsafe::get(), []);
		assert_eq!(Margin::margin_stage(PortfolioId(10)).live, None);
		// THEN he stays where he was found, until it is
		assert!(is_looked_at(10));
		Stale::set(vec![]);
		StaleStable::set(true);
		sweep();
		assert_eq!(FoundUnsafe::get(), []);
		StaleStable::set(false);
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
	});
}

#[test]
fn asset_without_a_rule_does_not_keep_its_holder_from_being_found() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 16_000);
		change_view(10, |view| view.assets = vec![(RULELESS, 1)]);
		move_btc(80_000);
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
	});
	reset_market();
	build_and_execute(|| {
		// One that would count, if only its price were fresh, does.
		writer(10, MarginMode::Standard, 16_000);
		change_view(10, |view| view.assets = vec![(WBTC, 1)]);
		StaleCollateral::set(true);
		move_btc(80_000);
		sweep();
		assert_eq!(FoundUnsafe::get(), []);
		StaleCollateral::set(false);
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
	});
}

#[test]
fn who_is_fully_covered_is_never_found() {
	build_and_execute(|| {
		// GIVEN a put that is worth nothing, with its strike in cash: that is less than what portfolio
		// mode asks for a naked short
		open(10, MarginMode::Portfolio, 1_000);
		assert_ok!(trade(1, 10, put(100), 100));
		change_view(10, |view| view.cash = cash(100));
		let totals = Margin::margin_of(PortfolioId(10)).unwrap().totals;
		assert!(totals.maintenance.is_negative(), "{totals:?}");
		// THEN it is not found, and not watched any more
		sweep();
		assert_eq!(FoundUnsafe::get(), []);
		assert_eq!(queued(), [0; 0]);
		// WHEN a dollar is taken from it, THEN it is
		change_view(10, |view| view.cash = cash(99));
		sweep();
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
	});
}

#[test]
fn worst_come_first_when_weight_is_short_and_nobody_is_lost() {
	build_and_execute(|| {
		// GIVEN ten writers, those with higher numbers nearer to maintenance margin
		for id in 10..20u64 {
			writer(id, MarginMode::Standard, 30_000 - 2_000 * i128::from(id - 10));
		}
		sweep();
		// WHEN a jump makes all of them unsafe, and weight reaches for the step's least
		move_btc(90_000);
		let mut blocks = 0;
		while FoundUnsafe::get().len() < 10 {
			assert!(sweep_with(Margin::process_sweep_least()).any_gt(Weight::zero()));
			Margin::clear_transients();
			blocks += 1;
			assert!(blocks <= 10, "{:?}", FoundUnsafe::get());
		}
		// THEN they are found from the worst on
		let found: Vec<u64> = FoundUnsafe::get().iter().map(|id| id.0).collect();
		assert_eq!(found, (10..20).rev().collect::<Vec<_>>());
	});
}

#[test]
fn who_has_nothing_to_lose_does_not_keep_the_sweep_from_a_writer() {
	build_and_execute(|| {
		// GIVEN a writer who was valued, and a settlement that has paid a thousand portfolios out of everything
		writer(10, MarginMode::Standard, 30_000);
		sweep();
		(1_000..2_000).for_each(|id| Margin::portfolio_changed(PortfolioId(id)));
		// WHEN a jump makes the writer unsafe, and weight reaches for the step's least
		move_btc(120_000);
		sweep_with(Margin::process_sweep_least());
		// THEN he is found at once, and the others wait.
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
		assert!(queued().len() > 500);
	});
}

#[test]
fn weight_for_no_largest_portfolio_is_enough_for_a_small_one() {
	build_and_execute(|| {
		// GIVEN an unsafe writer, and a third of the weight that the largest portfolio there could be takes
		writer(10, MarginMode::Standard, 30_000);
		sweep();
		move_btc(120_000);
		// WHEN the sweep runs with it, THEN he is found
		sweep_with(Margin::process_sweep_least() / 3);
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
	});
}

#[test]
fn debtor_has_a_band_that_provides_for_interest() {
	build_and_execute(|| {
		// GIVEN a debt of 30,000 against a bitcoin, which counts for 45,000
		open(10, MarginMode::Standard, 0);
		change_view(10, |view| {
			view.cash = cash(-30_000);
			view.assets = vec![(WBTC, 100_000_000)];
		});
		sweep();
		assert!(!is_looked_at(10));
		let price = bounds(Axis::Underlying(BTC), 10);
		assert!(price.lowest > 40_000 * 100_000_000 && price.highest > 60_000 * 100_000_000);
		// AND one that leaves no room for it has none
		change_view(10, |view| view.cash = cash(-44_999));
		sweep();
		assert!(is_looked_at(10));
		assert_eq!(FoundUnsafe::get(), []);
	});
}

#[test]
fn no_band_reaches_into_a_settlement_window() {
	build_and_execute(|| {
		open(10, MarginMode::Standard, 1_000_000);
		let series = expiry(7).series(usd(60_000), tenor_series::OptionKind::Call);
		assert_ok!(trade(1, 10, series, 100));
		Now::set(START + 7 * DAY - 3 * 3_600_000);
		sweep();
		assert_eq!(
			bounds(Axis::Clock, 10).limit,
			Now::get() + 3_600_000 - 1 + crate::Axes::<Test>::get(Axis::Clock).spent
		);
		// WHEN it is nearer than two hours, THEN it is valued in every block
		Now::set(START + 7 * DAY - 2 * 3_600_000);
		sweep();
		assert!(is_looked_at(10));
	});
}

#[test]
fn backstop_goes_round_and_finds_what_bands_do_not_say() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 16_000);
		sweep();
		// GIVEN a price that moved behind the sweep of this block
		move_btc(80_000);
		// WHEN the backstop has gone round
		let rounds = NEXT_PORTFOLIO.div_ceil(u64::from(crate::sweep::BACKSTOP_PER_BLOCK));
		for _ in 0..rounds {
			assert_eq!(FoundUnsafe::get(), [PortfolioId(10)][..FoundUnsafe::get().len()]);
			Margin::process_backstop(&mut WeightMeter::new());
		}
		assert_eq!(FoundUnsafe::get(), [PortfolioId(10)]);
		// AND without weight it does nothing
		let mut meter = WeightMeter::with_limit(Weight::zero());
		Margin::process_backstop(&mut meter);
		assert_eq!(meter.consumed(), Weight::zero());
	});
}

#[test]
fn checks_of_the_watch_can_fail() {
	build_and_execute(|| {
		writer(10, MarginMode::Standard, 60_000);
		Margin::dequeue(0, 1 << 10);
		assert_eq!(Margin::do_try_state(), Err("a portfolio at risk is not watched".into()));
		Margin::portfolio_changed(PortfolioId(10));
		sweep();
		let (key, _) = NodeKey::leaf(Axis::Clock, PortfolioId(10)).unwrap();
		let leaf = crate::Nodes::<Test>::take(key).unwrap();
		assert_eq!(Margin::do_try_state(), Err("a node differs from what is below it".into()));
		crate::Nodes::<Test>::insert(key, leaf);
		let mut page = crate::Standings::<Test>::get(0);
		page[0].1 = Default::default();
		crate::Standings::<Test>::insert(0, page);
		assert_eq!(Margin::do_try_state(), Err("a page holds a default standing".into()));
		crate::Standings::<Test>::remove(0);
	});
}

#[test]
fn drift_is_no_less_than_the_largest_change_and_allowance_no_more_than_the_band() {
	use crate::watch::drift::*;
	use tenor_fixed::{Rate, Vol};
	use tenor_risk::band::{BandLimits, UnderlyingBand};
	let limits = BandLimits::DEFAULT;
	let at = |carry: i64, rate: i128| SeenExpiry {
		expiry: 0,
		carry: Fixed::from_int(carry),
		rate: Rate::from_e18(rate),
		surface: Default::default(),
	};
	let spent = |a: &SeenExpiry, b: &SeenExpiry| spent_ceil(&limits, usd(50_000), a, b, &[]);
	// A thousand is the limit: 2 % of 50,000.
	assert_eq!(spent(&at(0, 0), &at(-500, 0)), Some(WHOLE / 2));
	assert_eq!(spent(&at(0, 0), &at(0, 1)), Some(1));
	assert_eq!(spent(&at(0, 0), &at(500, 20_000_000_000_000_000)), Some(WHOLE));
	let band = |carry: i64, share: i128| UnderlyingBand {
		underlying: BTC,
		lowest: Fixed::ZERO,
		highest: Fixed::ONE,
		carry_change: Fixed::from_int(carry),
		vol_change: Vol::from_e18(200_000_000_000_000_000 * share / 64),
		rate_change: Fixed::from_e18(20_000_000_000_000_000),
	};
	let allowed = |band: &UnderlyingBand| allowance_floor(&limits, usd(50_000), band);
	assert_eq!(allowed(&band(1_000, 64)), WHOLE);
	assert_eq!(allowed(&band(100_000, 64)), WHOLE);
	assert_eq!(allowed(&band(500, 64)), WHOLE / 2);
	assert_eq!(allowed(&band(1_000, 1)), WHOLE / 64);
	assert_eq!(allowed(&band(-1, 64)), 0);
}
