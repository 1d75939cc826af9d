// SPDX-License-Identifier: Apache-2.0
//! What one owner may hold of an underlying, in all portfolios together.

use super::batch::order;
use crate::{
	mock::*, traits::PortfolioLedger, Batch, Error, Event, Greeks, OwnerHoldings, OwnerLimits,
	OwnerTotals, PositionGreeks, Seizure, ShareLimit,
};
use polkadot_sdk::{
	frame_support::{
		assert_err, assert_noop, assert_ok, dispatch::DispatchResult, storage::with_storage_layer,
	},
	sp_weights::WeightMeter,
};
use tenor_fixed::{Fixed, Quantity};
use tenor_series::{MarginMode, OptionKind, PortfolioId, PortfolioStatus, SeriesKey};

/// The owner of portfolios 10, 11 and 12.
const OWNER: u64 = 77;

/// Three portfolios of one owner, and two of others, with a million dollars each.
fn with_owner(test: impl FnOnce()) {
	build_and_execute(|| {
		for id in 10..13 {
			open(id, MarginMode::Portfolio, 1_000_000);
			change_view(id, |view| view.owner = OWNER);
		}
		test();
	});
}

fn contracts(hundredths: i64) -> Option<Quantity> {
	Some(Quantity::from_e8(hundredths * 1_000_000))
}

/// Somebody who trades once, so that limits say nothing against him.
fn stranger() -> u64 {
	let id = (100..NEXT_PORTFOLIO).find(|id| Neighbours::view(PortfolioId(*id)).is_none()).unwrap();
	open(id, MarginMode::Portfolio, 1_000_000);
	id
}

fn buy(id: u64, series: SeriesKey, hundredths: i64) -> DispatchResult {
	with_storage_layer(|| trade(id, stranger(), series, hundredths))
}

fn sell(id: u64, series: SeriesKey, hundredths: i64) -> DispatchResult {
	with_storage_layer(|| trade(stranger(), id, series, hundredths))
}

fn set(limits: OwnerLimits) {
	assert_ok!(Margin::set_owner_limits(RuntimeOrigin::root(), BTC, limits));
}

fn totals() -> OwnerTotals {
	OwnerHoldings::<Test>::get(OWNER, BTC)
}

fn fixed(text: &str) -> Fixed {
	text.parse().unwrap()
}

fn admit(batch: &mut Batch<Test>, id: u64, orders: &[tenor_risk::orders::OpenOrder]) -> Vec<bool> {
	batch.admit(PortfolioId(id), orders)
}

#[test]
fn owner_can_not_sell_more_by_splitting_over_portfolios() {
	with_owner(|| {
		set(OwnerLimits { shorts: contracts(300), ..Default::default() });
		assert_ok!(sell(10, call(60_000), 200));
		assert_ok!(sell(11, put(50_000), 100));
		assert_eq!((totals().longs_e8, totals().shorts_e8), (0, 300_000_000));
		// WHEN any of his portfolios would sell more THEN it is refused
		for id in 10..13 {
			assert_noop!(sell(id, call(70_000), 1), Error::<Test>::ShortsAboveLimit);
		}
		// AND others sell, he buys, and another underlying is another matter
		assert_ok!(trade(1, 2, call(70_000), 1));
		assert_ok!(buy(12, call(70_000), 300));
		let eth = tenor_series::ExpiryKey { underlying: ETH, ..expiry(30) };
		assert_ok!(sell(12, eth.series(usd(3_000), OptionKind::Call), 1));
		// AND what he bought back makes room, in whichever portfolio
		assert_ok!(buy(10, call(60_000), 50));
		assert_ok!(sell(12, put(40_000), 50));
		assert_noop!(sell(12, put(40_000), 1), Error::<Test>::ShortsAboveLimit);
	});
}

#[test]
fn bought_and_sold_contracts_count_together() {
	with_owner(|| {
		set(OwnerLimits { contracts: contracts(300), ..Default::default() });
		assert_ok!(buy(10, call(60_000), 200));
		assert_ok!(sell(11, call(60_000), 100));
		assert_noop!(buy(12, call(60_000), 1), Error::<Test>::ContractsAboveLimit);
		assert_noop!(sell(12, call(60_000), 1), Error::<Test>::ContractsAboveLimit);
		// A trade of both legs that leaves the sum as it is passes.
		let both: Vec<_> = fills(10, 1, put(50_000), 50, 100_000)
			.into_iter()
			.chain(fills(1, 10, call(60_000), 50, mark_cents(call(60_000))))
			.collect();
		assert_ok!(Margin::execute(&both, &[]));
		assert_eq!(totals().contracts_e8(), 300_000_000);
	});
}

#[test]
fn share_of_open_interest_counts_above_its_floor() {
	with_owner(|| {
		let share = ShareLimit { share: fixed("0.25"), floor: Quantity::from_e8(100_000_000) };
		set(OwnerLimits { open_interest: Some(share), ..Default::default() });
		// GIVEN nothing open, THEN the floor is allowed, to each side
		let refused = || Error::<Test>::ShareOfOpenInterestAboveLimit;
		assert_ok!(buy(10, call(60_000), 100));
		assert_noop!(buy(11, call(60_000), 1), refused());
		assert_ok!(sell(11, put(50_000), 100));
		assert_noop!(sell(10, put(50_000), 1), refused());
		// WHEN others bring open interest from 2 contracts to 8, THEN a quarter of those is 2
		set(OwnerLimits::default());
		assert_ok!(trade(1, 2, call(70_000), 600));
		set(OwnerLimits { open_interest: Some(share), ..Default::default() });
		assert_ok!(buy(10, call(60_000), 100));
		assert_noop!(buy(10, call(60_000), 26), refused());
		let usage = Margin::owner_usage(OWNER, BTC);
		assert_eq!(usage.open_interest_e8, 900_000_000);
		assert_eq!(usage.totals.longs_e8, 200_000_000);
		assert_eq!(usage.limits.open_interest, Some(share));
	});
}

#[test]
fn limit_lowered_below_what_is_held_lets_only_reduce() {
	with_owner(|| {
		assert_ok!(sell(10, call(60_000), 300));
		assert_ok!(buy(11, put(50_000), 300));
		set(OwnerLimits {
			shorts: contracts(100),
			contracts: contracts(100),
			..Default::default()
		});
		assert_noop!(sell(10, call(60_000), 1), Error::<Test>::ShortsAboveLimit);
		assert_noop!(buy(11, put(50_000), 1), Error::<Test>::ContractsAboveLimit);
		assert_ok!(buy(10, call(60_000), 50));
		for _ in 0..3 {
			assert_ok!(sell(11, put(50_000), 100));
		}
		// Still above: 2.5 contracts sold.
		assert_noop!(sell(11, put(50_000), 1), Error::<Test>::ShortsAboveLimit);
	});
}

#[test]
fn net_delta_is_bounded_to_either_side() {
	with_owner(|| {
		set(OwnerLimits { delta: Some(Fixed::ONE), ..Default::default() });
		// A call at the money has a delta of a little above a half.
		assert_ok!(buy(10, call(60_000), 180));
		assert_noop!(buy(11, call(60_000), 20), Error::<Test>::DeltaAboveLimit);
		// Puts bought, and calls sold, bring it down, and below zero as far.
		assert_ok!(buy(11, put(60_000), 200));
		assert_ok!(sell(12, call(60_000), 180));
		assert!(totals().greeks.delta.is_negative());
		assert_noop!(buy(11, put(60_000), 100), Error::<Test>::DeltaAboveLimit);
		// WHEN he closes the calls he holds against it THEN he may, though the sum goes beyond
		assert_ok!(sell(10, call(60_000), 180));
		assert!(totals().greeks.delta < Fixed::from_int(-1));
		// AND what opens may only bring it back, and not across to the other side of the limit
		assert_noop!(buy(11, put(60_000), 1), Error::<Test>::DeltaAboveLimit);
		assert_noop!(buy(10, call(60_000), 700), Error::<Test>::DeltaAboveLimit);
		assert_ok!(buy(10, call(60_000), 100));
	});
}

#[test]
fn vega_and_short_gamma_are_bounded() {
	with_owner(|| {
		let of = Margin::mark(&call(60_000)).unwrap().greeks.vega;
		set(OwnerLimits { vega: of.checked_add(of), ..Default::default() });
		assert_ok!(buy(10, call(60_000), 199));
		assert_noop!(buy(11, put(60_000), 2), Error::<Test>::VegaAboveLimit);
		for _ in 0..2 {
			assert_ok!(sell(11, put(60_000), 195));
		}
		assert_noop!(sell(12, put(60_000), 10), Error::<Test>::VegaAboveLimit);
		// Short gamma only counts where it is short.
		set(OwnerLimits { vega: Some(Fixed::from_int(1_000_000)), ..Default::default() });
		assert_ok!(buy(10, call(60_000), 1_000));
		set(OwnerLimits { short_gamma: Some(fixed("0.05")), ..Default::default() });
		assert_ok!(sell(10, call(60_000), 999));
		assert_noop!(sell(11, put(60_000), 100), Error::<Test>::ShortGammaAboveLimit);
		assert_ok!(buy(12, put(60_000), 100));
		assert_ok!(sell(11, put(60_000), 100));
	});
}

#[test]
fn orders_of_a_step_are_admitted_as_a_set_over_all_portfolios_of_the_owner() {
	with_owner(|| {
		set(OwnerLimits { shorts: contracts(300), ..Default::default() });
		assert_ok!(buy(11, call(60_000), 100));
		let mut batch = Batch::<Test>::begin();
		let sell = order(call(60_000), -100, 4_000);
		assert_eq!(
			admit(&mut batch, 10, &[sell, order(put(50_000), 500, 900), sell]),
			[true, true, true]
		);
		// One contract is closed; behind it a part opens.
		assert_eq!(admit(&mut batch, 11, &[sell, sell, sell]), [true, true, false]);
		assert_eq!(admit(&mut batch, 12, &[sell]), [false]);
		assert_eq!(admit(&mut batch, 2, &[sell]), [true]);
		// WHEN all of them fill THEN none is refused, and the owner is at the limit
		for (id, size) in [(10, 200), (11, 200)] {
			assert_ok!(batch.execute(&fills(1, id, call(60_000), size, 400_000), &[], false));
		}
		assert_eq!(totals().shorts_e8, 300_000_000);
		// AND what was not admitted is looked at where it fills
		assert_err!(
			batch.execute(&fills(1, 12, call(60_000), 1, mark_cents(call(60_000))), &[], true),
			Error::<Test>::ShortsAboveLimit
		);
	});
}

#[test]
fn orders_that_only_close_are_admitted_and_count_before_those_that_open() {
	with_owner(|| {
		assert_ok!(buy(10, call(60_000), 100));
		assert_ok!(sell(10, call(70_000), 100));
		set(OwnerLimits { delta: Some(fixed("0.5")), ..Default::default() });
		Margin::process_backstop(&mut WeightMeter::new());
		let (back, open) = (order(call(70_000), 100, 3_000), order(call(80_000), 100, 2_000));
		let mut batch = Batch::<Test>::begin();
		// Alone, what opens would fit: 0.2 and 0.2. If the short is bought back first, it does not.
		assert_eq!(admit(&mut batch, 10, &[open, back]), [false, true]);
		assert_eq!(admit(&mut Batch::<Test>::begin(), 10, &[open]), [true]);
		// AND where another portfolio was admitted before for all that is left, closing passes still
		let mut batch = Batch::<Test>::begin();
		assert_eq!(admit(&mut batch, 11, &[open]), [true]);
		assert_eq!(admit(&mut batch, 10, &[open, back]), [false, true]);
	});
}

#[test]
fn admission_with_limits_costs_no_more_than_it_said() {
	with_owner(|| {
		set(OwnerLimits { vega: Some(Fixed::from_int(1_000_000)), ..Default::default() });
		let orders: Vec<_> = (3..9)
			.map(|n| order(call(n * 10_000), 1, 60_000))
			.chain([order(put(60_000), -1, 1)])
			.collect();
		let mut batch = Batch::<Test>::begin();
		let cost = batch.admit_cost(PortfolioId(10), &orders);
		let before = batch.consumed();
		assert!(before.all_lte(Batch::<Test>::admit_weight(0, 7)));
		assert_eq!(batch.admit(PortfolioId(10), &orders), [true; 7]);
		assert!((batch.consumed() - before).all_lte(cost));
	});
}

#[test]
fn execution_with_limits_costs_no_more_than_it_said() {
	with_owner(|| {
		set(OwnerLimits { vega: Some(Fixed::from_int(1_000_000)), ..Default::default() });
		let all: Vec<_> = (3..9u64)
			.flat_map(|n| fills(10, 1, call(n * 10_000), 1, mark_cents(call(n * 10_000))))
			.collect();
		let mut batch = Batch::<Test>::begin();
		let cost = batch.execute_cost(&all);
		let before = batch.consumed();
		assert_ok!(batch.execute(&all, &[], true));
		assert!((batch.consumed() - before).all_lte(cost));
	});
}

#[test]
fn take_over_and_settlement_ask_no_limit_and_keep_totals_right() {
	with_owner(|| {
		set(OwnerLimits { delta: Some(Fixed::from_int(10)), ..Default::default() });
		assert_ok!(trade(1, 2, call(60_000), 500));
		assert_ok!(trade(10, 2, call(60_000), 100));
		let sold = OwnerHoldings::<Test>::get(2, BTC);
		set(OwnerLimits {
			shorts: contracts(1),
			contracts: contracts(1),
			delta: Some(fixed("0.01")),
			..Default::default()
		});
		change_view(2, |view| view.status = PortfolioStatus::Frozen);
		// WHEN a bidder far above every limit takes a third
		assert_ok!(with_storage_layer(|| Seizure::<Test>::begin().move_share(
			PortfolioId(2),
			PortfolioId(11),
			fixed("0.3333")
		)));
		// THEN he has it, and the Greeks that went with it
		let left = OwnerHoldings::<Test>::get(2, BTC);
		assert_eq!(totals().shorts_e8 + left.shorts_e8, sold.shorts_e8);
		assert!(totals().shorts_e8 >= 199_980_000);
		let held = PositionGreeks::<Test>::get(expiry(30), PortfolioId(10));
		let both = totals().greeks.checked_add(&left.greeks).unwrap().checked_sub(&held);
		assert_eq!(both, Some(sold.greeks));
		Margin::do_try_state().unwrap();
		// WHEN the expiry settles THEN nothing counts any more
		Settling::set(vec![expiry(30)]);
		while let Some((id, _)) = Margin::next_entry(expiry(30), None) {
			assert!(take_entry(expiry(30), id).is_some());
			Margin::do_try_state().unwrap();
		}
		assert_eq!(OwnerHoldings::<Test>::iter().count(), 0);
		assert_eq!(PositionGreeks::<Test>::iter().count(), 0);
	});
}

/// Greeks of the owner's portfolios by the marks there are.
fn naive() -> Greeks {
	let mut sum = Greeks::default();
	for id in 10..13 {
		for (key, entry) in Margin::account(PortfolioId(id), &view(id)).entries {
			for position in entry {
				let greeks =
					Margin::mark(&key.series(position.strike, position.kind)).unwrap().greeks;
				let gamma = greeks
					.gamma
					.mul_floor(Fixed::from_int(i64::try_from(Spots::get()[&BTC]).unwrap()));
				let gamma = gamma.unwrap().mul_floor(fixed("0.01")).unwrap();
				let unit = Greeks { delta: greeks.delta, vega: greeks.vega, gamma };
				sum = sum.checked_add(&unit.times_floor(position.quantity).unwrap()).unwrap();
			}
		}
	}
	sum
}

#[test]
fn backstop_restates_greeks_and_takes_in_what_was_held_before_the_limit() {
	with_owner(|| {
		assert_ok!(buy(10, call(60_000), 100));
		assert_ok!(sell(11, put(70_000), 300));
		assert_ok!(buy(12, expiry(7).series(usd(60_000), OptionKind::Put), 50));
		assert_eq!(totals().greeks, Greeks::default());
		// GIVEN a limit that comes later, WHEN the backstop has come by, THEN all of it counts
		set(OwnerLimits { delta: Some(Fixed::from_int(100)), ..Default::default() });
		Margin::process_backstop(&mut WeightMeter::new());
		assert_eq!(totals().greeks, naive());
		// AND after the market moved, with the next round
		move_btc(80_000);
		Margin::clear_transients();
		let before = totals().greeks;
		Margin::process_backstop(&mut WeightMeter::new());
		assert_ne!(totals().greeks, before);
		assert_eq!(totals().greeks, naive());
		// AND a fill counts as it is priced now
		assert_ok!(buy(10, call(90_000), 70));
		assert_eq!(totals().greeks, naive());
	});
}

#[test]
fn only_governance_sets_limits_and_only_sane_ones() {
	with_owner(|| {
		let limits = OwnerLimits { vega: Some(Fixed::ONE), ..Default::default() };
		assert_noop!(
			Margin::set_owner_limits(RuntimeOrigin::signed(OWNER), BTC, limits),
			polkadot_sdk::sp_runtime::DispatchError::BadOrigin
		);
		let share = |share: &str, floor| {
			Some(ShareLimit { share: fixed(share), floor: Quantity::from_e8(floor) })
		};
		for wrong in [
			OwnerLimits { shorts: contracts(0), ..limits },
			OwnerLimits { contracts: contracts(-1), ..limits },
			OwnerLimits { delta: Some(Fixed::ZERO), ..limits },
			OwnerLimits { short_gamma: Some(Fixed::from_e18(-1)), ..limits },
			OwnerLimits { open_interest: share("1.000000000000000001", 1), ..limits },
			OwnerLimits { open_interest: share("0", 1), ..limits },
			OwnerLimits { open_interest: share("0.1", 0), ..limits },
		] {
			assert_noop!(
				Margin::set_owner_limits(RuntimeOrigin::root(), BTC, wrong),
				Error::<Test>::LimitOutOfBounds
			);
		}
		set(limits);
		System::assert_last_event(Event::OwnerLimitsSet { underlying: BTC, limits }.into());
		assert_eq!(Margin::owner_usage(OWNER, BTC).limits, limits);
		set(OwnerLimits::default());
		assert_eq!(crate::Limits::<Test>::iter().count(), 0);
	});
}

#[test]
fn totals_that_are_not_the_sum_are_found() {
	let series: SeriesKey = call(60_000);
	with_owner(|| {
		assert_ok!(buy(10, series, 100));
		let right = totals();
		let found = Err("an owner's totals are not the sum of what is held".into());
		OwnerHoldings::<Test>::insert(OWNER, BTC, OwnerTotals { shorts_e8: 1, ..right });
		assert_eq!(Margin::do_try_state(), found);
		OwnerHoldings::<Test>::insert(OWNER, BTC, right);
		let greeks = Greeks { delta: Fixed::ONE, ..Default::default() };
		PositionGreeks::<Test>::insert(expiry(30), PortfolioId(10), greeks);
		assert_eq!(Margin::do_try_state(), found);
		PositionGreeks::<Test>::remove(expiry(30), PortfolioId(10));
		PositionGreeks::<Test>::insert(expiry(30), PortfolioId(11), greeks);
		assert_eq!(Margin::do_try_state(), Err("Greeks without positions".into()));
		PositionGreeks::<Test>::remove(expiry(30), PortfolioId(11));
		crate::Limits::<Test>::insert(BTC, OwnerLimits::default());
		assert_eq!(Margin::do_try_state(), Err("a limit is not sane".into()));
		crate::Limits::<Test>::remove(BTC);
	});
}
