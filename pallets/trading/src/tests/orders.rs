// SPDX-License-Identifier: Apache-2.0
//! What an order must be like to be collected, and who may place, change and cancel it.

use crate::{
	mock::*, Call, Cancel, CancelScope, Collected, CollectedSeries, EndReason, Error, Event,
	KeyScope, Limit, MarketRules, NewOrder, QuoteCap, Stage, Validity, FREE_CANCELS, MAX_COLLECTED,
	MAX_OPEN_ORDERS, MAX_ORDERS_PER_SERIES, MAX_WAITING_ORDERS,
};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::Pays, BoundedVec},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Fixed, Price, Quantity, Vol};
use tenor_series::{ExpiryKey, PortfolioId, UnderlyingId};

const CENT: u64 = 1_000_000;
/// A portfolio there is not.
const NOBODY: u64 = 200;

fn key() -> u64 {
	7
}

fn vol_limit(vol_e18: i128, collar: u64) -> Limit {
	Limit::Vol { vol: Vol::from_e18(vol_e18), collar: usd(collar) }
}

fn refused(order: NewOrder, error: impl Into<DispatchError>) {
	assert_noop!(place(10, order), error.into());
}

fn ended(portfolio: u64, sequence: u64, left: i64, reason: EndReason) -> Event<Test> {
	let (portfolio, left) = (PortfolioId(portfolio), contracts(left));
	Event::OrderEnded { portfolio, sequence, left, reason }
}

// ---------------------------------------------------------------- one order

#[test]
fn order_is_collected_and_not_yet_in_the_book() {
	build_and_execute(|| {
		let terms = buy(1_000, 2, 100);
		assert_ok!(place(10, terms));
		let order = order_of(10, 0).unwrap();
		assert_eq!((order.terms, order.stage, order.since), (terms, Stage::Collected, 1));
		assert_eq!(events(), [Event::OrderPlaced { portfolio: PortfolioId(10), order }]);
		assert_eq!(Trading::book_side(terms.series, terms.side, 9), []);
		assert_eq!(placed(10, terms), 1);
	});
}

#[test]
fn orders_of_a_frozen_portfolio_are_ended_some_at_a_time() {
	build_and_execute(|| {
		for n in 0..3 {
			assert_ok!(place(10, buy(1_000, 2, 100 + n)));
		}
		assert!(Trading::cancel_some(PortfolioId(10), 2));
		assert!(order_of(10, 1).is_none() && order_of(10, 2).is_some());
		assert!(!Trading::cancel_some(PortfolioId(10), 2));
		assert!(order_of(10, 2).is_none());
		assert!(!Trading::cancel_some(PortfolioId(10), 2));
		assert_eq!(events().last(), Some(&ended(10, 2, 2, EndReason::Cancelled)));
	});
}

#[test]
fn price_off_the_tick_or_above_the_grid_is_refused() {
	build_and_execute(|| {
		let priced = |e8| NewOrder { limit: Limit::Price(Price::from_e8(e8)), ..buy(1_000, 1, 1) };
		refused(priced(100 * CENT + 1), Error::<Test>::OffTick);
		refused(priced(CENT - 1), Error::<Test>::OffTick);
		refused(priced(CENT << 24), Error::<Test>::OffTick);
		Band::set(Some((Price::from_e8(1), Price::MAX)));
		assert_ok!(place(10, priced(CENT * ((1 << 24) - 1))));
		assert_ok!(place(10, priced(CENT)));
		// AND the collar of an order in volatility is a price too
		let collar = Price::from_e8(CENT + 1);
		let limit = Limit::Vol { vol: Vol::from_e18(1), collar };
		refused(NewOrder { limit, ..buy(1_000, 1, 100) }, Error::<Test>::OffTick);
	});
}

#[test]
fn quantity_off_the_lot_is_refused() {
	build_and_execute(|| {
		let sized = |e8| NewOrder { quantity: Quantity::from_e8(e8), ..buy(1_000, 1, 100) };
		refused(sized(1_500_000), Error::<Test>::OffLot);
		refused(sized(1), Error::<Test>::OffLot);
		assert_ok!(place(10, sized(1_000_000)));
	});
}

#[test]
fn zero_and_negative_figures_are_refused() {
	build_and_execute(|| {
		refused(buy(1_000, 0, 100), Error::<Test>::QuantityNotPositive);
		refused(buy(1_000, -1, 100), Error::<Test>::QuantityNotPositive);
		refused(buy(1_000, 1, 0), Error::<Test>::ZeroPrice);
		let limited = |limit| NewOrder { limit, ..buy(1_000, 1, 100) };
		refused(limited(vol_limit(1, 0)), Error::<Test>::ZeroPrice);
		refused(limited(vol_limit(0, 100)), Error::<Test>::ZeroVol);
		refused(limited(vol_limit(-1, 100)), Error::<Test>::ZeroVol);
	});
}

#[test]
fn limit_beyond_the_band_is_refused_on_the_aggressive_side_only() {
	build_and_execute(|| {
		refused(buy(1_000, 1, 111), Error::<Test>::OutsideMarkBand);
		refused(sell(1_000, 1, 89), Error::<Test>::OutsideMarkBand);
		let limit = vol_limit(1_000_000_000_000_000_000, 111);
		refused(NewOrder { limit, ..buy(1_000, 1, 100) }, Error::<Test>::OutsideMarkBand);
		for order in [buy(1_000, 1, 110), buy(1_000, 1, 1), sell(1_000, 1, 90), sell(1_100, 1, 900)]
		{
			assert_ok!(place(10, order));
		}
	});
}

#[test]
fn order_for_a_series_without_a_mark_is_refused() {
	build_and_execute(|| {
		Band::set(None);
		refused(buy(1_000, 1, 100), DispatchError::Other("no mark"));
	});
}

#[test]
fn order_in_volatility_that_has_no_price_is_refused() {
	build_and_execute(|| {
		let limit = Limit::Vol { vol: Vol::from_e18(i128::MAX), collar: usd(100) };
		refused(NewOrder { limit, ..buy(1_000, 1, 100) }, DispatchError::Other("too much"));
	});
}

#[test]
fn post_only_order_that_would_take_is_refused() {
	build_and_execute(|| {
		assert_ok!(place(20, sell(1_000, 1, 100)));
		next_block();
		let post_only = |order| NewOrder { post_only: true, ..order };
		refused(post_only(buy(1_000, 1, 100)), Error::<Test>::WouldTake);
		refused(post_only(buy(1_000, 1, 105)), Error::<Test>::WouldTake);
		// The same for one in volatility, at what it is worth now.
		let limit = vol_limit(1_000_000_000_000_000_000, 105);
		refused(post_only(NewOrder { limit, ..buy(1_000, 1, 1) }), Error::<Test>::WouldTake);
		assert_ok!(place(10, post_only(buy(1_000, 1, 99))));
		// A book of bids refuses in the same way.
		next_block();
		let sold = post_only(sell(1_000, 1, 99));
		assert_noop!(place(30, sold), Error::<Test>::WouldTake);
	});
}

#[test]
fn post_only_order_for_one_batch_is_refused() {
	build_and_execute(|| {
		for validity in [Validity::ImmediateOrCancel, Validity::FillOrKill] {
			let order = NewOrder { post_only: true, validity, ..buy(1_000, 1, 100) };
			refused(order, Error::<Test>::PostOnlyMustRest);
		}
	});
}

#[test]
fn reduce_only_order_that_would_increase_the_position_is_refused() {
	build_and_execute(|| {
		let reduce = |order| NewOrder { reduce_only: true, ..order };
		// GIVEN nothing held, THEN nothing can be closed
		refused(reduce(buy(1_000, 1, 100)), Error::<Test>::WouldIncreasePosition);
		refused(reduce(sell(1_000, 1, 100)), Error::<Test>::WouldIncreasePosition);
		// GIVEN three contracts long, THEN up to three are sold and none bought
		hold(10, 1_000, 3);
		refused(reduce(buy(1_000, 1, 100)), Error::<Test>::WouldIncreasePosition);
		refused(reduce(sell(1_000, 4, 100)), Error::<Test>::WouldIncreasePosition);
		assert_ok!(place(10, reduce(sell(1_000, 3, 100))));
		// GIVEN three short, THEN the other way round
		hold(10, 1_100, -3);
		refused(reduce(sell(1_100, 1, 100)), Error::<Test>::WouldIncreasePosition);
		refused(reduce(buy(1_100, 4, 100)), Error::<Test>::WouldIncreasePosition);
		assert_ok!(place(10, reduce(buy(1_100, 3, 100))));
	});
}

#[test]
fn order_that_is_over_on_arrival_is_refused() {
	build_and_execute(|| {
		System::set_block_number(5);
		let until = |validity| NewOrder { validity, ..buy(1_000, 1, 100) };
		refused(until(Validity::UntilTime(Now::get() - 1)), Error::<Test>::ExpiredOnArrival);
		refused(until(Validity::UntilBlock(4)), Error::<Test>::ExpiredOnArrival);
		assert_ok!(place(10, until(Validity::UntilTime(Now::get()))));
		assert_ok!(place(10, until(Validity::UntilBlock(5))));
	});
}

#[test]
fn unknown_expired_and_halted_series_are_refused() {
	build_and_execute(|| {
		refused(buy(0, 1, 100), DispatchError::Other("not listed"));
		Halts::mutate(|halts| halts.insert(series(1_000), true));
		refused(buy(1_000, 1, 100), DispatchError::Other("halted"));
		hold(10, 1_000, 3);
		let reduce = NewOrder { reduce_only: true, ..sell(1_000, 1, 100) };
		refused(reduce, DispatchError::Other("halted"));
		Now::set(2_000_000);
		refused(buy(1_100, 1, 100), DispatchError::Other("not listed"));
	});
}

#[test]
fn series_halted_for_opening_takes_reduce_only_orders() {
	build_and_execute(|| {
		Halts::mutate(|halts| halts.insert(series(1_000), false));
		hold(10, 1_000, 3);
		refused(sell(1_000, 1, 100), DispatchError::Other("halted"));
		assert_ok!(place(10, NewOrder { reduce_only: true, ..sell(1_000, 1, 100) }));
	});
}

#[test]
fn opening_in_the_last_minute_is_refused() {
	build_and_execute(|| {
		hold(10, 1_000, 3);
		Now::set(2_000_000 - 60_000);
		refused(sell(1_000, 1, 100), Error::<Test>::OpeningEnded);
		assert_ok!(place(10, NewOrder { reduce_only: true, ..sell(1_000, 1, 100) }));
		Now::set(2_000_000 - 60_001);
		assert_ok!(place(10, sell(1_000, 1, 100)));
	});
}

// ---------------------------------------------------------------- how many

#[test]
fn portfolio_has_its_most_orders_and_no_more() {
	build_and_execute(|| {
		let strikes = u64::from(MAX_OPEN_ORDERS) / u64::try_from(MAX_ORDERS_PER_SERIES).unwrap();
		for strike in 0..strikes {
			for _ in 0..MAX_ORDERS_PER_SERIES {
				assert_ok!(place(10, buy(1_000 + strike, 1, 100)));
			}
			next_block();
		}
		refused(buy(999, 1, 100), Error::<Test>::TooManyOrders);
		// AND another portfolio of the same owner is not touched by that
		assert_ok!(place(11, buy(999, 1, 100)));
		assert_ok!(cancel(10, 17));
		assert_ok!(place(10, buy(999, 1, 100)));
	});
}

#[test]
fn series_has_a_most_of_each_portfolios_orders() {
	build_and_execute(|| {
		for _ in 0..MAX_ORDERS_PER_SERIES {
			assert_ok!(place(10, buy(1_000, 1, 100)));
		}
		refused(buy(1_000, 1, 100), Error::<Test>::TooManyOrdersInSeries);
		// Those that rest count like those that wait.
		next_block();
		refused(buy(1_000, 1, 100), Error::<Test>::TooManyOrdersInSeries);
		assert_ok!(place(10, buy(1_100, 1, 100)));
		assert_ok!(place(20, buy(1_000, 1, 100)));
	});
}

#[test]
fn portfolio_has_a_most_of_orders_that_wait() {
	build_and_execute(|| {
		for n in 0..MAX_WAITING_ORDERS {
			let strike = 1_000 + u64::try_from(n / MAX_ORDERS_PER_SERIES).unwrap();
			assert_ok!(place(10, buy(strike, 1, 100)));
		}
		refused(buy(999, 1, 100), Error::<Test>::TooManyOrdersWaiting);
		// AND a cancelled one makes room, as the next batch does
		assert_ok!(cancel(10, 17));
		assert_ok!(place(10, buy(999, 1, 100)));
		refused(buy(999, 1, 100), Error::<Test>::TooManyOrdersWaiting);
		next_block();
		assert_ok!(place(10, buy(999, 1, 100)));
	});
}

/// As if others had filled the batch of the first series, while `test` runs.
fn with_full_batch(test: impl FnOnce()) {
	let before = Collected::<Test>::get(series(1_000));
	let others: Vec<_> = (0..u64::from(MAX_COLLECTED)).map(|n| id(70, n)).collect();
	Collected::<Test>::insert(series(1_000), BoundedVec::truncate_from(others));
	test();
	Collected::<Test>::insert(series(1_000), before);
}

#[test]
fn full_batch_refuses_and_loses_nothing() {
	build_and_execute(|| {
		assert_ok!(place(10, buy(1_000, 1, 100)));
		with_full_batch(|| {
			assert_noop!(place(40, buy(1_000, 1, 100)), Error::<Test>::BatchFull);
			assert_ok!(place(40, buy(1_100, 1, 100)));
		});
		assert_ok!(place(40, buy(1_000, 1, 100)));
		assert_eq!(Collected::<Test>::get(series(1_000)).into_inner(), [id(10, 0), id(40, 1)]);
	});
}

#[test]
fn nobody_fills_a_batch_by_placing_and_cancelling() {
	build_and_execute(|| {
		for _ in 0..50 {
			let sequence = placed(10, buy(1_000, 1, 100));
			assert_ok!(cancel(10, sequence));
		}
		assert_eq!(Collected::<Test>::get(series(1_000)).into_inner(), []);
		assert_eq!(CollectedSeries::<Test>::get().into_inner(), [series(1_000)]);
		// AND a series of which all was cancelled is forgotten by the next step
		next_block();
		assert!(CollectedSeries::<Test>::get().is_empty());
		assert!(!Collected::<Test>::contains_key(series(1_000)));
	});
}

#[test]
fn refused_amend_for_a_full_batch_leaves_the_order_in_the_book() {
	build_and_execute(|| {
		let sequence = placed(10, sell(1_000, 1, 105));
		next_block();
		assert_ok!(place(20, buy(1_000, 1, 100)));
		with_full_batch(|| {
			assert_noop!(amend(10, sequence, 1, 104), Error::<Test>::BatchFull);
		});
		assert_eq!(Trading::book_side(series(1_000), sell(1_000, 1, 1).side, 9).len(), 1);
	});
}

// ---------------------------------------------------------------- who may

#[test]
fn only_the_owner_and_granted_keys_act_for_a_portfolio() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		let sequence = placed(10, buy(1_000, 2, 100));
		let limit = Limit::Price(usd(99));
		let quantity = contracts(1);
		let order = buy(1_000, 1, 100);
		for foreign in [
			Call::place_order { portfolio, order },
			Call::place_orders { portfolio, cancel: None, orders: vec![order].try_into().unwrap() },
			Call::amend_order { portfolio, sequence, quantity, limit },
			Call::cancel_order { portfolio, sequence },
			Call::cancel_orders { portfolio, scope: CancelScope::All, most: 1 },
			Call::set_quote_cap { portfolio, cap: None },
			Call::revoke_trading_keys { portfolio, key: None },
		] {
			assert_noop!(own_call(20, foreign), Error::<Test>::NotOwner);
		}
	});
}

#[test]
fn order_of_an_unknown_portfolio_is_refused() {
	build_and_execute(|| {
		assert_noop!(place(NOBODY, buy(1_000, 1, 100)), Error::<Test>::UnknownPortfolio);
	});
}

#[test]
fn frozen_portfolio_cancels_and_places_nothing() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		let sequence = placed(10, buy(1_000, 2, 100));
		Frozen::set(vec![portfolio]);
		refused(buy(1_000, 1, 100), Error::<Test>::PortfolioFrozen);
		assert_noop!(amend(10, sequence, 1, 100), Error::<Test>::PortfolioFrozen);
		let orders = vec![buy(1_000, 1, 100)].try_into().unwrap();
		let many = Call::place_orders { portfolio, cancel: None, orders };
		assert_noop!(own_call(10, many), Error::<Test>::PortfolioFrozen);
		assert_ok!(cancel(10, sequence));
	});
}

fn grant(scope: KeyScope, expires_at: u64) {
	let portfolio = PortfolioId(10);
	let key = account(key());
	assert_ok!(own_call(10, Call::grant_trading_key { portfolio, key, scope, expires_at }));
}

const PLACES: KeyScope = KeyScope {
	place: true,
	cancel: false,
	reduce_only: false,
	deposit: false,
	block_trade: false,
	underlying: None,
};

fn place_by_key(order: NewOrder) -> Result<(), DispatchError> {
	let portfolio = PortfolioId(10);
	call(key(), Call::place_order { portfolio, order }).map(|_| ()).map_err(|e| e.error)
}

fn cancel_by_key(sequence: u64) -> Result<(), DispatchError> {
	let portfolio = PortfolioId(10);
	call(key(), Call::cancel_order { portfolio, sequence }).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn key_acts_within_its_scope_and_not_beyond() {
	build_and_execute(|| {
		let order = buy(1_000, 1, 100);
		grant(PLACES, 2_000_000);
		assert_ok!(place_by_key(order));
		assert_noop!(cancel_by_key(0), Error::<Test>::BeyondKeyScope);
		// WHEN the owner grants something else to the same key, THEN that replaces what it had
		grant(KeyScope { place: false, cancel: true, ..PLACES }, 2_000_000);
		assert_noop!(place_by_key(order), Error::<Test>::BeyondKeyScope);
		assert_ok!(cancel_by_key(0));
		// AND a key of one underlying does not act for another, nor for several at once
		grant(KeyScope { cancel: true, underlying: Some(UnderlyingId(1)), ..PLACES }, 2_000_000);
		assert_noop!(place_by_key(order), Error::<Test>::BeyondKeyScope);
		let scope = CancelScope::All;
		let all = Call::cancel_orders { portfolio: PortfolioId(10), scope, most: 1 };
		assert_eq!(call(key(), all).unwrap_err().error, Error::<Test>::BeyondKeyScope.into());
		grant(KeyScope { underlying: Some(UnderlyingId(0)), ..PLACES }, 2_000_000);
		assert_ok!(place_by_key(order));
		// AND it never grants or revokes
		let revoke = Call::revoke_trading_keys { portfolio: PortfolioId(10), key: None };
		assert_eq!(call(key(), revoke).unwrap_err().error, Error::<Test>::NotOwner.into());
	});
}

#[test]
fn expired_key_is_refused() {
	build_and_execute(|| {
		grant(PLACES, 1_500_000);
		Now::set(1_500_000);
		assert_ok!(place_by_key(buy(1_000, 1, 100)));
		Now::set(1_500_001);
		assert_noop!(place_by_key(buy(1_000, 1, 100)), Error::<Test>::KeyExpired);
	});
}

#[test]
fn revoked_key_is_refused_and_revocations_only_go_up() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		let revoke = |key| own_call(10, Call::revoke_trading_keys { portfolio, key });
		assert_noop!(revoke(None), Error::<Test>::UnknownKey);
		grant(PLACES, 2_000_000);
		assert_noop!(revoke(Some(account(3))), Error::<Test>::UnknownKey);
		assert_ok!(revoke(Some(account(key()))));
		assert_noop!(place_by_key(buy(1_000, 1, 100)), Error::<Test>::NotOwner);
		grant(PLACES, 2_000_000);
		assert_ok!(revoke(None));
		assert_eq!(Trading::trading_keys(portfolio).revocations, 2);
	});
}

#[test]
fn useless_and_late_grants_are_refused() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		let grant = |key: u64, scope, expires_at| {
			let key = account(key);
			own_call(10, Call::grant_trading_key { portfolio, key, scope, expires_at })
		};
		let none = KeyScope { place: false, ..PLACES };
		assert_noop!(grant(50, none, 2_000_000), Error::<Test>::EmptyKeyScope);
		let blocks = KeyScope { block_trade: true, ..PLACES };
		let narrow = KeyScope { underlying: Some(UnderlyingId(0)), ..blocks };
		assert_noop!(grant(50, narrow, 2_000_000), Error::<Test>::EmptyKeyScope);
		assert_noop!(grant(50, PLACES, Now::get()), Error::<Test>::KeyExpired);
		// One key signs block trades; eight keys in all.
		assert_ok!(grant(50, blocks, 2_000_000));
		assert_ok!(grant(50, blocks, 2_100_000));
		assert_noop!(grant(51, blocks, 2_000_000), Error::<Test>::SecondBlockTradeKey);
		for key in 51..58 {
			assert_ok!(grant(key, PLACES, 1_500_000));
		}
		assert_noop!(grant(58, PLACES, 2_000_000), Error::<Test>::TooManyKeys);
		// WHEN seven are over, THEN there is room again
		Now::set(1_600_000);
		assert_ok!(grant(58, PLACES, 2_000_000));
		assert_eq!(Trading::trading_keys(portfolio).grants.len(), 2);
	});
}

// ---------------------------------------------------------------- amend

#[test]
fn filled_and_unknown_orders_are_not_amended_or_cancelled() {
	build_and_execute(|| {
		let sequence = placed(10, buy(1_000, 1, 100));
		assert_ok!(place(20, sell(1_000, 1, 100)));
		next_block();
		assert_eq!(held(10, 1_000), 1);
		assert_noop!(amend(10, sequence, 1, 99), Error::<Test>::OrderNotOpen);
		assert_noop!(cancel(10, sequence), Error::<Test>::OrderNotOpen);
		assert_noop!(amend(10, sequence + 1, 1, 99), Error::<Test>::UnknownOrder);
		assert_noop!(cancel(10, sequence + 1), Error::<Test>::UnknownOrder);
	});
}

#[test]
fn less_at_the_same_limit_keeps_its_priority() {
	build_and_execute(|| {
		let sequence = placed(10, sell(1_000, 5, 105));
		next_block();
		events();
		assert_ok!(amend(10, sequence, 3, 105));
		let order = order_of(10, sequence).unwrap();
		assert_eq!((order.since, order.stage), (1, Stage::Resting));
		assert_eq!(order.terms.quantity, contracts(3));
		assert_eq!(events(), [Event::OrderAmended { portfolio: PortfolioId(10), order }]);
		let side = order.terms.side;
		assert_eq!(Trading::book_side(series(1_000), side, 9), [(usd(105), contracts(3))]);
	});
}

#[test]
fn more_or_another_limit_makes_an_order_new() {
	build_and_execute(|| {
		for (quantity, price) in [(6, 105), (5, 106), (5, 105), (4, 104)] {
			let sequence = placed(10, sell(1_000, 5, 105));
			next_block();
			assert_ok!(amend(10, sequence, quantity, price));
			let order = order_of(10, sequence).unwrap();
			let block = u32::try_from(System::block_number()).unwrap();
			assert_eq!((order.since, order.stage), (block, Stage::Collected));
			assert_eq!(Trading::book_side(series(1_000), order.terms.side, 9), []);
			next_block();
			let stood = (usd(price), contracts(quantity));
			assert_eq!(Trading::book_side(series(1_000), order.terms.side, 9), [stood]);
			assert_ok!(cancel(10, sequence));
		}
	});
}

#[test]
fn amended_order_obeys_the_rules_of_a_new_one() {
	build_and_execute(|| {
		let sequence = placed(10, buy(1_000, 2, 100));
		next_block();
		assert_noop!(amend(10, sequence, 2, 111), Error::<Test>::OutsideMarkBand);
		assert_noop!(amend(10, sequence, 0, 100), Error::<Test>::QuantityNotPositive);
		assert_noop!(amend(10, sequence, 3, 0), Error::<Test>::ZeroPrice);
		let sized = |e8| Call::amend_order {
			portfolio: PortfolioId(10),
			sequence,
			quantity: Quantity::from_e8(e8),
			limit: Limit::Price(usd(100)),
		};
		assert_noop!(own_call(10, sized(1_500_000)), Error::<Test>::OffLot);
		Now::set(1_950_000);
		assert_noop!(amend(10, sequence, 3, 100), Error::<Test>::OpeningEnded);
	});
}

#[test]
fn order_that_waits_is_amended_where_it_is() {
	build_and_execute(|| {
		let sequence = placed(10, buy(1_000, 2, 100));
		assert_ok!(amend(10, sequence, 4, 101));
		assert_ok!(amend(10, sequence, 3, 101));
		assert_eq!(Collected::<Test>::get(series(1_000)).len(), 1);
		next_block();
		assert_eq!(order_of(10, sequence).unwrap().terms.quantity, contracts(3));
	});
}

// ---------------------------------------------------------------- cancel

fn cancel_pays(portfolio: u64, sequence: u64) -> Pays {
	let id = PortfolioId(portfolio);
	call(portfolio / 10, Call::cancel_order { portfolio: id, sequence }).unwrap().pays_fee
}

#[test]
fn cancels_cost_nothing_within_the_budget() {
	build_and_execute(|| {
		for _ in 0..FREE_CANCELS {
			let sequence = placed(10, buy(1_000, 1, 100));
			assert_eq!(cancel_pays(10, sequence), Pays::No);
		}
		let sequence = placed(10, buy(1_000, 1, 100));
		assert_eq!(cancel_pays(10, sequence), Pays::Yes);
		// Others have their own budget.
		let other = placed(11, buy(1_000, 1, 100));
		assert_eq!(cancel_pays(11, other), Pays::No);
		// One more with every block.
		next_block();
		for pays in [Pays::No, Pays::Yes] {
			let sequence = placed(10, buy(1_000, 1, 100));
			assert_eq!(cancel_pays(10, sequence), pays);
		}
	});
}

#[test]
fn cancel_ends_an_order_wherever_it_is() {
	build_and_execute(|| {
		let resting = placed(10, buy(1_000, 3, 99));
		let vol = NewOrder { limit: vol_limit(900_000_000_000_000_000, 99), ..buy(1_000, 2, 99) };
		let in_vol = placed(10, vol);
		next_block();
		assert_eq!(crate::VolOrders::<Test>::get(series(1_000)).len(), 1);
		let waiting = placed(10, buy(1_000, 1, 99));
		events();
		for (sequence, left) in [(resting, 3), (in_vol, 2), (waiting, 1)] {
			assert_ok!(cancel(10, sequence));
			assert_eq!(events(), [ended(10, sequence, left, EndReason::Cancelled)]);
		}
		assert_eq!(orders_of(10), []);
		assert!(crate::VolOrders::<Test>::get(series(1_000)).is_empty());
		assert!(!crate::Books::<Test>::contains_key(series(1_000)));
		next_block();
		assert_eq!(events(), []);
		assert!(!Collected::<Test>::contains_key(series(1_000)));
	});
}

#[test]
fn scope_of_a_cancel_says_which_orders_go() {
	let expiry = ExpiryKey { underlying: UnderlyingId(0), expiry: 2_000_000 };
	let later = ExpiryKey { expiry: 3_000_000, ..expiry };
	for (scope, left) in [
		(CancelScope::All, vec![]),
		(CancelScope::Underlying(UnderlyingId(0)), vec![]),
		(CancelScope::Expiry(expiry), vec![2]),
		(CancelScope::Expiry(later), vec![0, 1]),
		(CancelScope::Series(series(1_000)), vec![1, 2]),
	] {
		build_and_execute(|| {
			let mut far = buy(1_100, 1, 100);
			far.series.expiry = 3_000_000;
			for order in [buy(1_000, 1, 100), buy(1_100, 1, 100), far] {
				assert_ok!(place(10, order));
			}
			let portfolio = PortfolioId(10);
			let most = MAX_OPEN_ORDERS;
			let info = call(1, Call::cancel_orders { portfolio, scope, most }).unwrap();
			assert_eq!(info.pays_fee, Pays::No);
			let open: Vec<u64> = orders_of(10).iter().map(|order| order.sequence).collect();
			assert_eq!(open, left);
		});
	}
}

#[test]
fn cancel_of_nothing_is_refused() {
	build_and_execute(|| {
		assert_ok!(place(10, buy(1_000, 1, 100)));
		let portfolio = PortfolioId(10);
		for scope in [CancelScope::Underlying(UnderlyingId(1)), CancelScope::Series(series(1_100))]
		{
			let nothing = Call::cancel_orders { portfolio, scope, most: MAX_OPEN_ORDERS };
			assert_noop!(own_call(10, nothing), Error::<Test>::NothingToCancel);
		}
	});
}

// ---------------------------------------------------------------- many

#[test]
fn each_of_many_orders_is_judged_by_itself() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		let good = [buy(1_000, 1, 100), sell(1_100, 1, 100)];
		let orders = vec![good[0], buy(1_000, 1, 111), good[1], buy(1_000, 0, 100)];
		let orders = orders.try_into().unwrap();
		assert_ok!(own_call(10, Call::place_orders { portfolio, cancel: None, orders }));
		let open: Vec<NewOrder> = orders_of(10).iter().map(|order| order.terms).collect();
		assert_eq!(open, good);
		let refusals: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::OrderRefused { index, error, .. } => Some((index, error)),
				_ => None,
			})
			.collect();
		let expected = [
			(1, Error::<Test>::OutsideMarkBand.into()),
			(3, Error::<Test>::QuantityNotPositive.into()),
		];
		assert_eq!(refusals, expected);
	});
}

#[test]
fn quotes_are_replaced_in_one_call() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		for price in [100, 101] {
			assert_ok!(place(10, sell(1_000, 1, price)));
		}
		assert_ok!(place(10, sell(1_100, 1, 100)));
		next_block();
		events();
		let orders = vec![sell(1_000, 2, 102)].try_into().unwrap();
		let cancel = Some(Cancel { scope: CancelScope::Series(series(1_000)), most: 16 });
		assert_ok!(own_call(10, Call::place_orders { portfolio, cancel, orders }));
		let reasons: Vec<_> = events().into_iter().take(2).collect();
		assert_eq!(
			reasons,
			[ended(10, 0, 1, EndReason::Cancelled), ended(10, 1, 1, EndReason::Cancelled)]
		);
		next_block();
		let side = sell(1_000, 1, 1).side;
		assert_eq!(Trading::book_side(series(1_000), side, 9), [(usd(102), contracts(2))]);
		assert_eq!(Trading::book_side(series(1_100), side, 9), [(usd(100), contracts(1))]);
	});
}

#[test]
fn key_that_may_not_cancel_does_not_replace_quotes() {
	build_and_execute(|| {
		grant(PLACES, 2_000_000);
		let orders = vec![sell(1_000, 2, 102)].try_into().unwrap();
		let cancel = Some(Cancel { scope: CancelScope::All, most: MAX_OPEN_ORDERS });
		let portfolio = PortfolioId(10);
		let replace = Call::place_orders { portfolio, cancel, orders };
		let refused = call(key(), replace).unwrap_err();
		assert_eq!(refused.error, Error::<Test>::BeyondKeyScope.into());
	});
}

#[test]
fn negative_quote_cap_is_refused() {
	build_and_execute(|| {
		let portfolio = PortfolioId(10);
		let good = QuoteCap { quantity: contracts(1), delta: Fixed::ONE, vega: Fixed::ONE };
		let minus = Fixed::from_e18(-1);
		for bad in [
			QuoteCap { quantity: contracts(-1), ..good },
			QuoteCap { delta: minus, ..good },
			QuoteCap { vega: minus, ..good },
		] {
			let call = Call::set_quote_cap { portfolio, cap: Some(bad) };
			assert_noop!(own_call(10, call), Error::<Test>::NegativeCap);
		}
		assert_ok!(own_call(10, Call::set_quote_cap { portfolio, cap: Some(good) }));
		assert_eq!(events(), [Event::QuoteCapSet { portfolio, cap: Some(good) }]);
	});
}

// ---------------------------------------------------------------- the grid

#[test]
fn book_keeps_its_grid_until_it_is_empty() {
	build_and_execute(|| {
		let sequence = placed(10, sell(1_000, 1, 105));
		next_block();
		let fees = MarketRules::default().fees;
		let coarse = MarketRules { tick: usd(10), lot: contracts(10), fees, ..Default::default() };
		assert_ok!(set_rules(coarse));
		// GIVEN an order in it, THEN its grid holds; an empty book has the new one
		assert_ok!(place(20, sell(1_000, 1, 104)));
		assert_noop!(place(20, sell(1_100, 1, 100)), Error::<Test>::OffLot);
		assert_noop!(place(20, sell(1_100, 10, 104)), Error::<Test>::OffTick);
		assert_ok!(cancel(20, 0));
		assert_ok!(cancel(10, sequence));
		assert_noop!(place(20, sell(1_000, 1, 104)), Error::<Test>::OffLot);
	});
}

#[test]
fn order_that_waits_while_the_grid_changes_ends_rather_than_rests_off_it() {
	build_and_execute(|| {
		let off_tick = placed(10, sell(1_000, 10, 105));
		let off_lot = placed(20, sell(1_000, 15, 110));
		let good = placed(30, sell(1_000, 20, 110));
		assert_ok!(set_rules(MarketRules {
			tick: usd(10),
			lot: contracts(10),
			..Default::default()
		}));
		events();
		next_block();
		let ends: Vec<_> = events();
		assert!(ends.contains(&ended(10, off_tick, 10, EndReason::LevelFull)), "{ends:?}");
		assert!(ends.contains(&ended(20, off_lot, 15, EndReason::LevelFull)), "{ends:?}");
		assert_eq!(order_of(30, good).unwrap().stage, Stage::Resting);
	});
}

#[test]
fn cancel_ends_the_oldest_and_is_charged_for_no_more_than_it_says() {
	build_and_execute(|| {
		use crate::WeightInfo;
		use polkadot_sdk::frame_support::dispatch::GetDispatchInfo;
		type W = ();
		// GIVEN four orders of two series
		for strike in [1_000, 1_100, 1_000, 1_100] {
			assert_ok!(place(10, buy(strike, 1, 100)));
		}
		let portfolio = PortfolioId(10);
		let charged = |scope, most| {
			Call::<Test>::cancel_orders { portfolio, scope, most }.get_dispatch_info().call_weight
		};
		let ended = |scope, most| {
			let info = call(1, Call::cancel_orders { portfolio, scope, most }).unwrap();
			let open: Vec<u64> = orders_of(10).iter().map(|order| order.sequence).collect();
			(info.actual_weight.unwrap(), open)
		};
		// THEN a call costs what it says it may end, but no more than its scope can have
		assert_eq!(charged(CancelScope::All, 2), W::cancel_orders(2));
		assert_eq!(charged(CancelScope::All, u32::MAX), W::cancel_orders(MAX_OPEN_ORDERS));
		let one = CancelScope::Series(series(1_100));
		assert_eq!(charged(one, u32::MAX), W::cancel_orders(16));
		assert!(charged(one, u32::MAX).all_lt(charged(CancelScope::All, u32::MAX)));
		// WHEN there is more, THEN the oldest go; AND what was not ended is given back
		assert_eq!(ended(CancelScope::All, 1), (W::cancel_orders(1), vec![1, 2, 3]));
		assert_eq!(ended(one, 1), (W::cancel_orders(1), vec![2, 3]));
		assert_eq!(ended(one, 16), (W::cancel_orders(1), vec![2]));
		// AND so it is where others are placed at once
		let cancel = Some(Cancel { scope: CancelScope::All, most: 5 });
		let orders = vec![buy(1_000, 1, 99), buy(1_000, 1, 98)].try_into().unwrap();
		let replace = Call::<Test>::place_orders { portfolio, cancel, orders };
		let placing = W::place_orders(2);
		let before = replace.get_dispatch_info().call_weight;
		assert_eq!(before, placing.saturating_add(W::cancel_orders(5)));
		let used = call(1, replace).unwrap().actual_weight.unwrap();
		assert_eq!(used, placing.saturating_add(W::cancel_orders(1)));
		assert_eq!(orders_of(10).len(), 2);
	});
}
