// SPDX-License-Identifier: Apache-2.0
//! Orders that are over go in blocks with weight left, whoever looks at them or not.

use crate::{mock::*, EndReason, Event, NewOrder, PruneCursor, Validity, WeightInfo};
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_weights::{Weight, WeightMeter},
};
use tenor_matching::Side;
use tenor_series::PortfolioId;

fn prune_within(limit: Weight) -> Weight {
	let mut meter = WeightMeter::with_limit(limit);
	Trading::process_prune(&mut meter);
	assert!(meter.consumed().all_lte(limit));
	Trading::do_try_state().unwrap();
	meter.consumed()
}

fn expired(portfolio: u64, sequence: u64, left: i64) -> Event<Test> {
	let (portfolio, left) = (PortfolioId(portfolio), contracts(left));
	Event::OrderEnded { portfolio, sequence, left, reason: EndReason::Expired }
}

#[test]
fn orders_whose_time_or_series_is_over_end_wherever_they_are() {
	build_and_execute(|| {
		let until = |validity, order| NewOrder { validity, ..order };
		let far = |order: NewOrder| {
			let mut series = order.series;
			series.expiry = 3_000_000;
			NewOrder { series, ..order }
		};
		assert_ok!(place(10, until(Validity::UntilBlock(2), far(sell(1_000, 1, 105)))));
		assert_ok!(place(10, until(Validity::UntilTime(1_500_000), far(sell(1_000, 2, 105)))));
		assert_ok!(place(10, far(sell(1_000, 3, 105))));
		assert_ok!(place(20, sell(1_000, 4, 105)));
		assert_ok!(place(20, vol_order(90, buy(1_000, 5, 95))));
		next_block();
		// Nothing is over yet.
		events();
		prune_within(Weight::MAX);
		assert_eq!(events(), []);
		// WHEN a block, a time and a series are over, one order still waiting for its batch
		assert_ok!(place(30, sell(1_000, 6, 105)));
		System::set_block_number(3);
		Now::set(2_000_000);
		events();
		prune_within(Weight::MAX);
		let mut ended = events();
		ended.sort_by_key(|event| format!("{event:?}"));
		let mut expected = [
			expired(10, 0, 1),
			expired(10, 1, 2),
			expired(20, 0, 4),
			expired(20, 1, 5),
			expired(30, 0, 6),
		];
		expected.sort_by_key(|event| format!("{event:?}"));
		assert_eq!(ended, expected);
		assert_eq!(orders_of(10).len(), 1);
		assert!(!crate::Books::<Test>::contains_key(series(1_000)));
		assert!(crate::VolOrders::<Test>::get(series(1_000)).is_empty());
		// AND the next step forgets the series
		events();
		next_block();
		assert_eq!(events(), []);
		assert!(crate::CollectedSeries::<Test>::get().is_empty());
	});
}

#[test]
fn halt_is_no_end() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 1, 105)));
		next_block();
		Halts::mutate(|halts| halts.insert(series(1_000), true));
		prune_within(Weight::MAX);
		assert_eq!(book(1_000, Side::Sell), [(105, 1)]);
	});
}

#[test]
fn search_goes_on_where_it_stopped_and_reaches_everyone() {
	let one =
		<() as WeightInfo>::prune_portfolio().saturating_add(<() as WeightInfo>::cancel_orders(1));
	build_and_execute(|| {
		for portfolio in 0..20 {
			let validity = Validity::UntilBlock(1);
			assert_ok!(place(portfolio * 5, NewOrder { validity, ..sell(1_000, 1, 105) }));
		}
		System::set_block_number(2);
		let mut rounds = 0;
		while (0..20).any(|n| !orders_of(n * 5).is_empty()) {
			prune_within(one);
			rounds += 1;
			assert!(rounds < 40, "a turn for each and one at the end of the round");
		}
		assert!(rounds >= 20, "one turn ends one order");
	});
}

#[test]
fn search_without_weight_changes_nothing() {
	build_and_execute(|| {
		assert_ok!(place(
			10,
			NewOrder { validity: Validity::UntilBlock(1), ..sell(1_000, 1, 105) }
		));
		System::set_block_number(2);
		events();
		assert_eq!(prune_within(Weight::from_parts(1, 1)), Weight::zero());
		assert_eq!(events(), []);
		assert_eq!(PruneCursor::<Test>::get(), None);
	});
}

#[test]
fn search_of_nobody_ends() {
	build_and_execute(|| {
		let consumed = prune_within(Weight::MAX);
		assert_eq!(consumed, <() as WeightInfo>::prune_portfolio());
	});
}

#[test]
fn portfolio_that_runs_out_of_weight_is_pruned_in_parts_and_loses_nothing() {
	build_and_execute(|| {
		for _ in 0..6 {
			let validity = Validity::UntilBlock(1);
			assert_ok!(place(10, NewOrder { validity, ..sell(1_000, 1, 105) }));
		}
		System::set_block_number(2);
		let limit = <() as WeightInfo>::prune_portfolio()
			.saturating_add(<() as WeightInfo>::cancel_orders(1).saturating_mul(4));
		prune_within(limit);
		assert_eq!(orders_of(10).len(), 2);
		// The next round ends the rest.
		prune_within(limit);
		prune_within(limit);
		assert_eq!(orders_of(10), []);
	});
}

#[test]
fn orders_of_a_market_that_was_shut_down_end_wherever_they_are() {
	build_and_execute(|| {
		// GIVEN one in the book, and two that wait for their batch
		assert_ok!(place(10, sell(1_000, 3, 105)));
		next_block();
		assert_ok!(place(20, sell(1_000, 4, 105)));
		events();
		Ended::set(vec![sell(1_000, 4, 105).series.underlying]);
		// WHEN the engine comes to them, THEN what waits is over without a batch
		next_block();
		assert_eq!(events(), [expired(20, 0, 4)]);
		// AND what rests is pruned in a block with weight left
		prune_within(Weight::MAX);
		assert_eq!(events(), [expired(10, 0, 3)]);
	});
}
