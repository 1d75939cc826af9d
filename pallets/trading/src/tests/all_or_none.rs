// SPDX-License-Identifier: Apache-2.0
//! Combos and fill-or-kill orders: whole against what auctions leave of the books, or not at all.

use crate::{mock::*, Call, EndReason, Event, NewOrder};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Cash, Quantity};
use tenor_matching::Side;
use tenor_series::PortfolioId;

#[test]
fn fill_or_kill_takes_makers_at_their_prices() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 1, 100)));
		assert_ok!(place(20, sell(1_000, 1, 101)));
		next_block();
		assert_ok!(place(30, fill_or_kill(buy(1_000, 2, 101))));
		events();
		next_block();
		assert_eq!(held(30, 1_000), 2);
		let whole: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::FilledWhole { id, fills } => Some((id, fills)),
				_ => None,
			})
			.collect();
		assert_eq!(whole.len(), 1);
		assert_eq!(whole[0].0, id(30, 0));
		let parts: Vec<_> = whole[0]
			.1
			.iter()
			.map(|part| (part.fill.id.portfolio.0, part.price, part.fill.maker, part.fill.fee))
			.collect();
		let expected = [
			(30, usd(100), false, cents(30)),
			(10, usd(100), true, cents(10)),
			(30, usd(101), false, cents(30)),
			(20, usd(101), true, cents(10)),
		];
		assert_eq!(parts, expected);
		assert_eq!((orders_of(10), orders_of(20), orders_of(30)), (vec![], vec![], vec![]));
		assert_eq!(book(1_000, Side::Sell), []);
		let prices: Vec<_> =
			Trading::last_trades(series(1_000)).iter().map(|print| print.price).collect();
		assert_eq!(prices, [usd(100), usd(101)]);
	});
}

#[test]
fn fill_or_kill_that_can_not_fill_whole_changes_nothing() {
	for order in [buy(1_000, 3, 101), buy(1_000, 2, 100)] {
		build_and_execute(|| {
			assert_ok!(place(10, sell(1_000, 1, 100)));
			assert_ok!(place(20, sell(1_000, 1, 101)));
			next_block();
			assert_ok!(place(30, fill_or_kill(order)));
			events();
			next_block();
			let left = order.quantity.e8() / 100_000_000;
			assert_eq!(ends(), [((30, 0), left, EndReason::NotFilled)]);
			assert_eq!(Executed::get(), []);
			assert_eq!(book(1_000, Side::Sell), [(100, 1), (101, 1)]);
		});
	}
}

#[test]
fn fill_or_kill_comes_after_the_auction() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		next_block();
		assert_ok!(place(20, fill_or_kill(buy(1_000, 2, 105))));
		assert_ok!(place(30, buy(1_000, 1, 100)));
		events();
		next_block();
		assert_eq!((held(20, 1_000), held(30, 1_000)), (0, 1));
	});
}

#[test]
fn fill_or_kill_that_only_reduces_never_opens() {
	build_and_execute(|| {
		// GIVEN three contracts and two orders that may each sell them
		hold(10, 1_000, 3);
		let reduce = |order| NewOrder { reduce_only: true, ..order };
		assert_ok!(place(20, buy(1_000, 9, 100)));
		next_block();
		assert_ok!(place(10, reduce(sell(1_000, 2, 100))));
		assert_ok!(place(10, fill_or_kill(reduce(sell(1_000, 3, 100)))));
		events();
		next_block();
		// THEN what the auction sold is no longer there to sell
		assert_eq!(held(10, 1_000), 1);
		assert!(ends().contains(&((10, 1), 3, EndReason::NotFilled)));
	});
}

#[test]
fn owner_does_not_fill_his_own_fill_or_kill() {
	build_and_execute(|| {
		assert_ok!(place(10, sell(1_000, 2, 100)));
		next_block();
		assert_ok!(place(11, fill_or_kill(buy(1_000, 2, 105))));
		events();
		next_block();
		assert_eq!(ends(), [((11, 0), 2, EndReason::NotFilled)]);
		assert_eq!(Executed::get(), []);
	});
}

/// Makers for all of it, two contracts a leg.
fn make_legs(legs: u64) {
	for n in 0..legs {
		let strike = 1_000 + n;
		let order = if n % 2 == 0 { sell(strike, 2, 101) } else { buy(strike, 2, 99) };
		assert_ok!(place(10, order));
	}
	next_block();
	events();
}

/// What the combo pays per contract of it.
fn combo_price(legs: u32) -> i128 {
	(0..legs).map(|n| if n % 2 == 0 { 101 } else { -198 }).sum()
}

#[test]
fn combos_of_two_to_eight_legs_fill_whole_within_their_limit() {
	for legs in 2..=8u32 {
		build_and_execute(|| {
			make_legs(u64::from(legs));
			place_combo(20, combo(legs, 1, cash(combo_price(legs))));
			next_block();
			for n in 0..legs {
				let bought = if n % 2 == 0 { 1 } else { -2 };
				assert_eq!(held(20, 1_000 + u64::from(n)), bought);
				assert_eq!(held(10, 1_000 + u64::from(n)), -bought);
			}
			let parts: Vec<_> = events()
				.into_iter()
				.filter_map(|event| match event {
					Event::FilledWhole { id, fills } => Some((id, fills.len())),
					_ => None,
				})
				.collect();
			assert_eq!(parts, [(id(20, 0), usize::try_from(2 * legs).unwrap())]);
			assert!(crate::CollectedCombos::<Test>::get().is_empty());
		});
	}
}

#[test]
fn combo_beyond_its_limit_or_short_of_a_leg_changes_nothing() {
	for legs in 2..=8u32 {
		build_and_execute(|| {
			make_legs(u64::from(legs));
			let one_less = cash(combo_price(legs)).checked_sub(Cash::from_e8(1)).unwrap();
			place_combo(20, combo(legs, 1, one_less));
			place_combo(20, combo(legs, 3, cash(1_000_000)));
			events();
			next_block();
			let mut over: Vec<_> = events();
			over.sort_by_key(|event| match event {
				Event::ComboNotFilled { id } => *id,
				other => panic!("{other:?}"),
			});
			let not = |sequence| Event::ComboNotFilled { id: id(20, sequence) };
			assert_eq!(over, [not(0), not(1)]);
			assert_eq!(Executed::get(), []);
		});
	}
}

#[test]
fn combos_are_refused_when_placed_for_what_is_wrong_with_them() {
	build_and_execute(|| {
		let portfolio = PortfolioId(20);
		let refused = |combo, error: crate::Error<Test>| {
			let call = Call::place_combo { portfolio, combo };
			polkadot_sdk::frame_support::assert_noop!(own_call(20, call), error);
		};
		refused(combo(1, 1, Cash::ZERO), crate::Error::TooFewLegs);
		refused(combo(2, 0, Cash::ZERO), crate::Error::QuantityNotPositive);
		let mut twice = combo(2, 1, Cash::ZERO);
		twice.legs[1].series = twice.legs[0].series;
		refused(twice, crate::Error::RepeatedSeries);
		let mut none = combo(2, 1, Cash::ZERO);
		none.legs[1].ratio = 0;
		refused(none, crate::Error::QuantityNotPositive);
		let odd = Quantity::from_e8(1_500_000);
		refused(crate::NewCombo { quantity: odd, ..combo(2, 1, Cash::ZERO) }, crate::Error::OffLot);
		Now::set(1_950_000);
		refused(combo(2, 1, Cash::ZERO), crate::Error::OpeningEnded);
		Now::set(1_000_000);
		for _ in 0..crate::MAX_COMBOS_PER_PORTFOLIO {
			place_combo(20, combo(2, 1, Cash::ZERO));
		}
		refused(combo(2, 1, Cash::ZERO), crate::Error::TooManyOrders);
	});
}

#[test]
fn portfolio_whose_combo_waits_can_not_close() {
	build_and_execute(|| {
		// GIVEN a combo that waits for its batch
		let portfolio = PortfolioId(20);
		place_combo(20, combo(2, 1, Cash::ZERO));
		// WHEN its portfolio closes, THEN it does not: its number would stand in the queue of nobody
		polkadot_sdk::frame_support::assert_noop!(
			crate::Pallet::<Test>::close(portfolio),
			crate::Error::<Test>::OrdersOpen
		);
		// WHEN the combo is cancelled, THEN it does
		let scope = crate::CancelScope::All;
		assert!(own_call(20, Call::cancel_orders { portfolio, scope, most: 0 }).is_ok());
		assert!(crate::Pallet::<Test>::close(portfolio).is_ok());
	});
}

#[test]
fn combo_of_a_series_that_ended_is_over() {
	build_and_execute(|| {
		place_combo(20, combo(2, 1, cash(1_000)));
		Halts::mutate(|halts| halts.insert(series(1_001), true));
		next_block();
		assert_eq!(crate::CollectedCombos::<Test>::get().len(), 1, "it waits for the halt to end");
		Now::set(2_000_000);
		events();
		next_block();
		assert_eq!(events(), [Event::ComboNotFilled { id: id(20, 0) }]);
		assert!(crate::CollectedCombos::<Test>::get().is_empty());
	});
}

#[test]
fn combo_of_a_halted_series_waits_and_fills_later() {
	build_and_execute(|| {
		make_legs(2);
		place_combo(20, combo(2, 1, cash(1_000)));
		Halts::mutate(|halts| halts.insert(series(1_001), true));
		next_block();
		assert_eq!(Executed::get(), []);
		Halts::set(Default::default());
		next_block();
		assert_eq!(held(20, 1_000), 1);
		assert!(crate::CollectedCombos::<Test>::get().is_empty());
	});
}

#[test]
fn cap_counts_over_all_series_and_combos() {
	build_and_execute(|| {
		set_cap(10, 3, 100, 10_000);
		for strike in [1_000, 1_002] {
			assert_ok!(place(10, sell(strike, 2, 101)));
			assert_ok!(place(30, buy(strike + 1, 9, 99)));
		}
		next_block();
		assert_ok!(place(20, buy(1_000, 2, 105)));
		place_combo(20, combo(4, 1, cash(100_000)));
		place_combo(20, combo(4, 1, cash(100_000)));
		next_block();
		// Two from the auction of the first series: of the combos neither finds a leg there, and what
		// is left of the cap would not do for two.
		assert_eq!(held(10, 1_000), -2);
		assert_eq!(held(10, 1_002), 0);
		place_combo(20, combo(2, 1, cash(100_000)));
		next_block();
		assert_eq!(held(10, 1_000), -2);
	});
}

#[test]
fn combo_that_waits_can_be_cancelled_by_number_or_scope() {
	build_and_execute(|| {
		Halts::mutate(|halts| halts.insert(series(1_001), true));
		let waits = |portfolio, legs| {
			Halts::mutate(|halts| halts.remove(&series(1_001)));
			place_combo(portfolio, combo(legs, 1, Cash::ZERO));
			Halts::mutate(|halts| halts.insert(series(1_001), true));
		};
		waits(20, 2);
		waits(20, 3);
		waits(30, 3);
		next_block();
		assert_eq!(crate::CollectedCombos::<Test>::get().len(), 3);
		// A stranger can't, and nothing else of that number is meant.
		let foreign = crate::Call::cancel_order { portfolio: PortfolioId(20), sequence: 0 };
		assert_noop!(own_call(30, foreign), crate::Error::<Test>::NotOwner);
		events();
		assert_ok!(cancel(20, 0));
		assert_eq!(events(), [Event::ComboNotFilled { id: id(20, 0) }]);
		assert_noop!(cancel(20, 0), crate::Error::<Test>::OrderNotOpen);
		// A scope means a combo by any of its legs.
		let of = |strike| crate::Call::cancel_orders {
			portfolio: PortfolioId(20),
			scope: crate::CancelScope::Series(series(strike)),
			most: 1,
		};
		assert_noop!(own_call(20, of(1_005)), crate::Error::<Test>::NothingToCancel);
		assert_ok!(own_call(20, of(1_002)));
		assert_eq!(events(), [Event::ComboNotFilled { id: id(20, 1) }]);
		let left = crate::CollectedCombos::<Test>::get();
		assert_eq!(left.iter().map(|combo| combo.id).collect::<Vec<_>>(), [id(30, 0)]);
	});
}

#[test]
fn combo_and_fill_or_kill_order_do_not_wait_for_ever() {
	build_and_execute(|| {
		make_legs(2);
		place_combo(20, combo(2, 1, cash(1_000)));
		let kill = placed(30, fill_or_kill(buy(1_000, 1, 101)));
		Halts::mutate(|halts| {
			halts.insert(series(1_000), true);
			halts.insert(series(1_001), true);
		});
		for _ in 0..crate::PATIENCE {
			next_block();
			assert_eq!(crate::CollectedCombos::<Test>::get().len(), 1);
		}
		events();
		next_block();
		assert_eq!(events(), [Event::ComboNotFilled { id: id(20, 0) }]);
		// The other order was not looked at while its series stood still; now it is too old.
		Halts::set(Default::default());
		next_block();
		assert_eq!(ends(), [((30, kill), 1, crate::EndReason::NotFilled)]);
		assert_eq!(Executed::get(), []);
	});
}
