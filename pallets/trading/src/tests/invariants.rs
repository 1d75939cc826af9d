// SPDX-License-Identifier: Apache-2.0
//! Each check of the state finds what it is there to find.

use crate::{
	ladder::Word, mock::*, BookHead, Books, Collected, CollectedCombos, CollectedSeries, KeyGrant,
	KeyScope, Ladders, Levels, MarketRules, Markets, Nonces, Orders, QuoteCap, ReplayWindow, Stage,
	TradingKeys, Validity, VolOrders, FREE_CANCELS,
};
use polkadot_sdk::sp_runtime::TryRuntimeError;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_matching::Side;
use tenor_series::{PortfolioId, UnderlyingId};

const TEN: PortfolioId = PortfolioId(10);
/// Ticks of 0.01 in a dollar.
const DOLLAR: u32 = 100;

/// A state with something of everything, then a change to it, then what the checks say.
fn finds(what: &'static str, change: impl FnOnce()) {
	build_and_execute(|| {
		for (portfolio, order) in [
			(10, sell(1_000, 2, 105)),
			(20, sell(1_000, 1, 105)),
			(10, buy(1_000, 2, 95)),
			(10, vol_order(90, buy(1_000, 1, 90))),
		] {
			place(portfolio, order).unwrap();
		}
		next_block();
		place(10, buy(1_000, 1, 95)).unwrap();
		place(10, sell(1_100, 1, 105)).unwrap();
		place_combo(10, combo(2, 1, Cash::ZERO));
		let scope = KeyScope {
			place: true,
			cancel: true,
			reduce_only: false,
			deposit: false,
			block_trade: true,
			underlying: None,
		};
		let (key, expires_at) = (account(3), 2_000_000);
		let grant = crate::Call::grant_trading_key { portfolio: TEN, key, scope, expires_at };
		own_call(10, grant).unwrap();
		assert_eq!(Trading::do_try_state(), Ok(()));
		polkadot_sdk::frame_support::hypothetically!({
			change();
			assert_eq!(Trading::do_try_state(), Err(TryRuntimeError::Other(what)));
		});
	});
}

fn change_order(sequence: u64, change: impl FnOnce(&mut crate::OpenOrder)) {
	Orders::<Test>::mutate(TEN, |orders| {
		let at = orders.position(sequence).unwrap();
		change(orders.open.get_mut(at).unwrap());
	});
}

fn head(change: impl FnOnce(&mut BookHead)) {
	Books::<Test>::mutate(series(1_000), |head| change(head.as_mut().unwrap()));
}

#[test]
fn check_of_nonces_can_fail() {
	finds("a replay window marks nonces that do not exist", || {
		Nonces::<Test>::insert(TEN, ReplayWindow { next: 1, used: 0b11 });
	});
}

#[test]
fn check_of_markets_can_fail() {
	finds("the rules of a market are out of bounds", || {
		let rules = MarketRules { tick: Price::ZERO, ..Default::default() };
		Markets::<Test>::insert(UnderlyingId(3), rules);
	});
}

#[test]
fn check_of_orders_can_fail() {
	finds("the orders of a portfolio are not well formed", || {
		change_order(0, |order| order.terms.quantity = Quantity::ZERO);
	});
	finds("the orders of a portfolio are not well formed", || {
		Orders::<Test>::mutate(TEN, |orders| orders.next_sequence = 3);
	});
	finds("the orders of a portfolio are not well formed", || {
		Orders::<Test>::mutate(TEN, |orders| orders.open.as_mut().swap(0, 1));
	});
	finds("more free cancels than there are", || {
		Orders::<Test>::mutate(TEN, |orders| orders.free_cancels = FREE_CANCELS + 1);
	});
	finds("a bound of a quote cap is below zero", || {
		let cap = QuoteCap { quantity: contracts(-1), delta: Fixed::ZERO, vega: Fixed::ZERO };
		Orders::<Test>::mutate(TEN, |orders| orders.quote_cap = Some(cap));
	});
	finds("an order comes from a later block", || {
		change_order(0, |order| order.since = 1_000);
	});
	finds("an order for one batch rests", || {
		change_order(0, |order| order.terms.validity = Validity::ImmediateOrCancel);
	});
	finds("too many orders of a portfolio in a series", || {
		Orders::<Test>::mutate(TEN, |orders| {
			for _ in 0..17 {
				let last = *orders.open.last().unwrap();
				let sequence = orders.next_sequence;
				orders.open.try_push(crate::OpenOrder { sequence, ..last }).unwrap();
				orders.next_sequence += 1;
			}
		});
	});
}

#[test]
fn check_of_what_rests_can_fail() {
	let key = (series(1_000), Side::Sell, 105 * DOLLAR);
	finds("a level does not hold the orders that rest there", || {
		change_order(0, |order| order.terms.quantity = contracts(1));
	});
	finds("a level does not hold the orders that rest there", || {
		change_order(0, |order| order.since = 0);
	});
	finds("a level does not hold the orders that rest there", || {
		Levels::<Test>::mutate(key, |level| level.remove(0));
	});
	finds("a level does not hold the orders that rest there", || {
		Orders::<Test>::mutate(TEN, |orders| orders.remove(0));
	});
	finds("an order rests in no level", || Levels::<Test>::remove(key));
	finds("a resting order is off the grid of its book", || {
		head(|head| head.tick = usd(100));
	});
	finds("no such order rests in volatility", || {
		VolOrders::<Test>::insert(
			series(1_000),
			polkadot_sdk::frame_support::BoundedVec::truncate_from(vec![id(10, 2), id(10, 9)]),
		);
	});
	finds("an order in volatility is on no list", || VolOrders::<Test>::remove(series(1_000)));
	finds("an empty list of orders in volatility is kept", || {
		VolOrders::<Test>::insert(
			series(1_100),
			polkadot_sdk::frame_support::BoundedVec::truncate_from(vec![]),
		);
	});
}

#[test]
fn check_of_levels_can_fail() {
	let key = (series(1_000), Side::Sell, 105 * DOLLAR);
	finds("an empty level is kept", || {
		Levels::<Test>::insert((series(1_000), Side::Sell, 7), crate::Level::default());
	});
	finds("a level is not in the order of cohorts", || {
		Levels::<Test>::mutate(key, |level| level[0].since = 2);
		change_order(0, |order| order.since = 2);
		Levels::<Test>::mutate(key, |level| level.sort_by_key(|order| order.id));
	});
}

#[test]
fn check_of_ladders_can_fail() {
	let node = |depth, prefix| (series(1_000), Side::Sell, (depth, prefix));
	finds("a level is not on its ladder", || Ladders::<Test>::remove(node(0, 0)));
	finds("a word of a ladder is not that of its levels", || {
		let word = Ladders::<Test>::get(node(2, (105 * DOLLAR) >> 8));
		Ladders::<Test>::insert(node(2, 7), word);
	});
	finds("a word of a ladder is not that of its levels", || {
		Ladders::<Test>::insert(node(2, 7), Word::default());
	});
}

#[test]
fn check_of_heads_can_fail() {
	finds("a book does not count its orders", || head(|head| head.orders += 1));
	finds("the grid of a book is zero", || head(|head| head.lot = Quantity::ZERO));
	finds("the head of an empty book is kept", || {
		let head = Books::<Test>::get(series(1_000)).unwrap();
		Books::<Test>::insert(series(1_100), BookHead { orders: 0, ..head });
	});
}

#[test]
fn check_of_crossed_books_can_fail() {
	finds("a book is crossed", || {
		// Both orders of 105 dollars become bids of 105, and the offer goes to 94.
		let order = |price: u64| crate::Limit::Price(usd(price));
		let from = (series(1_000), Side::Buy, 95 * DOLLAR);
		let to = (series(1_000), Side::Buy, 106 * DOLLAR);
		Levels::<Test>::insert(to, Levels::<Test>::take(from));
		change_order(1, |bid| bid.terms.limit = order(106));
		let mut ladder = crate::book::Ladder::<Test>::new(series(1_000), Side::Buy);
		crate::ladder::remove(&mut ladder, 95 * DOLLAR);
		crate::ladder::insert(&mut ladder, 106 * DOLLAR);
	});
}

#[test]
fn check_of_what_waits_can_fail() {
	finds("an order waits in no batch", || Collected::<Test>::remove(series(1_000)));
	finds("what waits in a series is no order that waits", || {
		Collected::<Test>::mutate(series(1_100), |list| list[0].sequence = 77);
	});
	finds("a series with orders that wait is on no list", || {
		CollectedSeries::<Test>::mutate(|list| list.retain(|key| *key != series(1_000)));
	});
	finds("a series waits twice", || {
		CollectedSeries::<Test>::mutate(|list| list.try_push(series(1_000)).unwrap());
	});
	finds("a series waits without a list of orders", || {
		CollectedSeries::<Test>::mutate(|list| list.try_push(series(1_500)).unwrap());
	});
	finds("what waits in a series is no order that waits", || {
		Collected::<Test>::mutate(series(1_000), |list| list.try_push(id(10, 77)).unwrap());
	});
	finds("what waits in a series is no order that waits", || {
		Collected::<Test>::mutate(series(1_000), |list| list.try_push(list[0]).unwrap());
	});
}

#[test]
fn check_of_combos_can_fail() {
	finds("a combo waits twice", || {
		CollectedCombos::<Test>::mutate(|list| list.try_push(list[0].clone()).unwrap());
	});
	finds("a combo has a number that was not given", || {
		CollectedCombos::<Test>::mutate(|list| list[0].id.sequence = 77);
	});
	finds("too many combos of a portfolio", || {
		CollectedCombos::<Test>::mutate(|list| {
			for sequence in 0..4 {
				let mut more = list[0].clone();
				more.id.sequence = sequence;
				list.try_push(more).unwrap();
			}
		});
	});
}

#[test]
fn check_of_keys_can_fail() {
	let grants = |change: fn(&mut Vec<KeyGrant<_>>)| {
		TradingKeys::<Test>::mutate(TEN, |ring| {
			let mut grants = ring.grants.clone().into_inner();
			change(&mut grants);
			ring.grants = grants.try_into().unwrap();
		});
	};
	finds("two keys sign block trades", || {
		grants(|all| all.push(KeyGrant { key: account(4), ..all[0].clone() }));
	});
	finds("a key stands twice on a ring", || {
		grants(|all| {
			let scope = KeyScope { block_trade: false, ..all[0].scope };
			all.push(KeyGrant { scope, ..all[0].clone() });
		});
	});
	finds("a key may do nothing", || {
		grants(|all| {
			let scope = all[0].scope;
			all[0].scope = KeyScope { place: false, cancel: false, block_trade: false, ..scope };
		});
	});
	finds("a key signs block trades beyond its scope", || {
		grants(|all| all[0].scope.underlying = Some(UnderlyingId(0)));
	});
	finds("a key signs block trades beyond its scope", || {
		grants(|all| all[0].scope.reduce_only = true);
	});
}

#[test]
fn stage_of_an_order_is_where_it_is() {
	// An order that says it rests, and is in no book; and the other way round.
	finds("a level does not hold the orders that rest there", || {
		let waits = 3u64;
		assert_eq!(order_of(10, waits).unwrap().stage, Stage::Collected);
		change_order(waits, |order| order.stage = Stage::Resting);
	});
	finds("a level does not hold the orders that rest there", || {
		change_order(0, |order| order.stage = Stage::Collected);
	});
}
