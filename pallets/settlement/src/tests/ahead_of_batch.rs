// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, pallet::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, storage::with_storage_layer},
	frame_system,
	sp_runtime::DispatchError::BadOrigin,
};
use tenor_series::{ExpiryKey, OptionKind, PortfolioId, UnderlyingId};

/// Begins and prices so many without paying anybody.
fn begin_only(expiries: u64) {
	run_block_with(
		<() as WeightInfo>::process_settlement_base()
			.saturating_add(<() as WeightInfo>::begin_settlement().saturating_mul(expiries))
			.saturating_add(<() as WeightInfo>::look_for_price().saturating_mul(expiries)),
	);
}

#[test]
fn anybody_may_settle_a_portfolio_once() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give_pairs(e, 2);
		let settle = |n| Settlement::settle_portfolio(RuntimeOrigin::signed(9), e, PortfolioId(n));
		assert_noop!(settle(0), Error::<Test>::NotSettling);
		begin_only(1);
		assert_noop!(
			Settlement::settle_portfolio(RuntimeOrigin::root(), e, PortfolioId(0)),
			BadOrigin
		);
		assert_ok!(settle(0));
		assert_eq!(CashOf::get(PortfolioId(0)), cash(10_000));
		// WHEN it is asked again THEN nothing is paid twice.
		assert_noop!(settle(0), Error::<Test>::NothingToSettle);
		assert_noop!(settle(77), Error::<Test>::NothingToSettle);
		run_blocks(2);
		assert_eq!(CashOf::get(PortfolioId(0)), cash(10_000));
		assert_eq!(Settlement::status(e).unwrap().portfolios, 4);
		assert_noop!(settle(1), Error::<Test>::NothingToSettle);
	});
}

#[test]
fn due_entries_with_a_price_settle_before_a_call_and_the_others_stay() {
	build_and_execute(|| {
		let a = priced(BTC, 80_000);
		let waiting = due(ETH, Quote::default());
		let future = ExpiryKey { underlying: BTC, expiry: NOON + 10_000_000 };
		for e in [a, waiting, future] {
			give_pairs(e, 1);
		}
		begin_only(2);
		assert_ok!(Settlement::settle_due(PortfolioId(0)));
		assert_eq!(CashOf::get(PortfolioId(0)), cash(10_000));
		assert_eq!(Holders::expiries_of(PortfolioId(0)), {
			let mut left = Holders::expiries_of(PortfolioId(1));
			left.retain(|e| *e != a);
			left
		});
		// WHEN it is called again, or for somebody unknown THEN nothing happens.
		assert_ok!(Settlement::settle_due(PortfolioId(0)));
		assert_ok!(Settlement::settle_due(PortfolioId(1_000)));
		assert_eq!(CashOf::get(PortfolioId(0)), cash(10_000));
		run_blocks(2);
		assert_eq!(Settlement::status(a).unwrap().phase, Phase::Closed);
	});
}

#[test]
fn weight_charged_follows_the_positions_held() {
	build_and_execute(|| {
		let e = priced(BTC, 80_000);
		give(e, 0, &[position(OptionKind::Call, 70_000, 1), position(OptionKind::Put, 70_000, 1)]);
		give(
			e,
			1,
			&[position(OptionKind::Call, 70_000, -1), position(OptionKind::Put, 70_000, -1)],
		);
		begin_only(1);
		let info =
			Settlement::settle_portfolio(RuntimeOrigin::signed(9), e, PortfolioId(0)).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::settle_portfolio(2)));
		run_blocks(2);
	});
}

#[test]
fn call_settles_no_more_expiries_than_its_weight_is_for() {
	build_and_execute(|| {
		MaxSettling::set(9);
		let all: Vec<_> = (10..19).map(|n| priced(UnderlyingId(n), 80_000)).collect();
		all.iter().for_each(|e| give_pairs(*e, 1));
		begin_only(9);
		// GIVEN nine expiries due at once, THEN the engine has to do it,
		assert_noop!(
			with_storage_layer(|| Settlement::settle_due(PortfolioId(0))),
			Error::<Test>::TooMuchDue
		);
		// AND once one of them is paid, the rest goes ahead
		assert_ok!(Settlement::settle_portfolio(RuntimeOrigin::signed(9), all[0], PortfolioId(0)));
		assert_ok!(Settlement::settle_due(PortfolioId(0)));
		assert_eq!(CashOf::get(PortfolioId(0)), cash(90_000));
		run_blocks(3);
	});
}

#[test]
fn settling_ahead_costs_what_was_settled_and_never_more_than_its_worst() {
	build_and_execute(|| {
		// GIVEN one expiry that pays, and one that waits for its price
		let paying = priced(BTC, 80_000);
		let waiting = due(ETH, Quote::default());
		for e in [paying, waiting] {
			give_pairs(e, 1);
		}
		begin_only(2);
		// WHEN a holder is settled, and again
		let first = Settlement::settle_due(PortfolioId(0)).unwrap();
		let again = Settlement::settle_due(PortfolioId(0)).unwrap();
		// THEN the first time costs the entry that was paid, both no more than the worst
		type W = ();
		let one_read = <Test as frame_system::Config>::DbWeight::get().reads(1);
		assert_eq!(first.saturating_sub(again), W::settle_portfolio(1).saturating_add(one_read));
		assert!(again.all_gte(W::settle_due_base()));
		assert!(first.all_lt(Settlement::settle_due_weight()));
	});
}
