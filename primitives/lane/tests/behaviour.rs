// SPDX-License-Identifier: Apache-2.0
//! The rules of the lane, one by one.
#![allow(clippy::unwrap_used)]

mod common;

use common::{
	cash, credit, inbox, key, lots, order, place, price, rules, series, signed, Lane, BOOK, EXPIRY,
	LOT, START,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_lane::{
	is_sound, maker_charge, reserve, taker_charge, Cancel, Message, Operation, Order, OrderKind,
	Place, Refusal, Replace, Rules, MAX_ORDER_LIFE_MS,
};
use tenor_matching::Side::{Buy, Sell};
use tenor_series::{PortfolioId, UnderlyingId};

const INDEX: Price = Price::from_e8(10_000_000_000);

fn refusal(lane: &mut Lane, operation: &Operation) -> Option<Refusal> {
	lane.run(operation).outcome.refusal
}

fn sent(lane: &mut Lane, order: Order) -> Option<Refusal> {
	lane.send(order).0.outcome.refusal
}

fn replace(place: Place, order: Order) -> Operation {
	Operation::Replace(signed(Replace { place, order }))
}

fn cancel(portfolio: u64, place: Place) -> Operation {
	Operation::Cancel(signed(Cancel { portfolio: PortfolioId(portfolio), place }))
}

fn close(portfolio: u64) -> Operation {
	inbox(Message::Close { portfolio: PortfolioId(portfolio), underlying: UnderlyingId(0) })
}

fn clock(time: u64) -> Operation {
	Operation::Clock { underlying: UnderlyingId(0), time }
}

fn free(lane: &Lane, portfolio: u64) -> Cash {
	lane.account(0, portfolio).unwrap().free
}

/// What an order of the test rules reserves.
fn needs(order: &Order) -> Cash {
	reserve(&rules(), INDEX, order.side, order.quantity, order.limit).unwrap()
}

#[test]
fn reservations_round_up_and_charges_down() {
	// GIVEN a purchase of 0.1 at 0.01 with the index at 100, WHEN it reserves, THEN it is the premium and
	// three basis points of the index.
	let needed = reserve(&rules(), INDEX, Buy, lots(1), price(1)).unwrap();
	assert_eq!(needed.to_string(), "0.004");
	// AND a sale: 15 % of the index, its premium, and the same.
	assert_eq!(reserve(&rules(), INDEX, Sell, lots(1), price(1)).unwrap().to_string(), "1.504");
	let odd = Quantity::from_e8(1);
	assert_eq!(reserve(&rules(), INDEX, Buy, odd, price(1)), Some(Cash::from_e8(2)));
	assert_eq!(maker_charge(Cash::from_e8(10), lots(3), lots(1)), Some(Cash::from_e8(3)));
	assert_eq!(maker_charge(Cash::from_e8(10), lots(3), lots(3)), Some(Cash::from_e8(10)));
	// A side that takes pays no more than it has, and all of it where the formula does not fit.
	let left = Cash::from_e8(5);
	assert_eq!(taker_charge(&rules(), INDEX, Sell, lots(1), price(1), left), left);
	let huge = Rules { price_share: tenor_fixed::Fixed::MAX, ..rules() };
	assert_eq!(reserve(&huge, INDEX, Sell, Quantity::MAX, Price::MAX), None);
	assert_eq!(taker_charge(&huge, INDEX, Sell, Quantity::MAX, Price::MAX, left), left);
}

#[test]
fn rules_must_be_sound() {
	let zero = tenor_fixed::Fixed::from_e18(-1);
	for unsound in [
		Rules { tick: Price::ZERO, ..rules() },
		Rules { lot: Quantity::ZERO, ..rules() },
		Rules { lot: Quantity::from_e8(-LOT), ..rules() },
		Rules { lot: Quantity::from_e8(LOT + 1), ..rules() },
		Rules { short_share: zero, ..rules() },
		Rules { price_share: zero, ..rules() },
		Rules { fee_share: zero, ..rules() },
	] {
		assert!(!is_sound(&unsound));
		let mut lane = Lane::default();
		let message = inbox(Message::Rules { underlying: UnderlyingId(0), rules: unsound });
		assert_eq!(refusal(&mut lane, &message), Some(Refusal::UnsoundRules));
		assert_eq!(lane.shard(0), None);
	}
	assert!(is_sound(&rules()));
}

#[test]
fn an_order_is_refused_for_the_first_reason() {
	let mut lane = Lane::opened();
	let good = order(3, Buy, 20, 1, 1);
	let unknown = Order { series: series(9, 0), ..good };
	assert_eq!(sent(&mut lane, unknown), Some(Refusal::UnknownUnderlying));
	assert_eq!(sent(&mut lane, order(99, Buy, 20, 1, 1)), Some(Refusal::NoAllowance));
	let far = EXPIRY * 100;
	let cases = [
		(Order { quantity: Quantity::ZERO, ..good }, Refusal::OffLot),
		(Order { quantity: lots(-1), ..good }, Refusal::OffLot),
		(Order { quantity: Quantity::from_e8(LOT + 1), ..good }, Refusal::OffLot),
		(Order { limit: Price::ZERO, ..good }, Refusal::OffTick),
		(Order { limit: Price::from_e8(1), ..good }, Refusal::OffTick),
		(Order { expires: START - 1, ..good }, Refusal::Expired),
		(Order { expires: START + MAX_ORDER_LIFE_MS + 1, ..good }, Refusal::LivesTooLong),
		(Order { expires: far, ..good }, Refusal::LivesTooLong),
		(
			Order { series: tenor_series::SeriesKey { expiry: START, ..BOOK }, ..good },
			Refusal::OutlivesSeries,
		),
		(Order { quantity: lots(1_000_000), ..good }, Refusal::AllowanceExceeded),
		(
			Order { quantity: Quantity::from_e8(i64::MAX / LOT * LOT), ..good },
			Refusal::AllowanceExceeded,
		),
	];
	for (nonce, (bad, reason)) in (1..).zip(cases) {
		// GIVEN an order with one fault, WHEN it is sent, THEN that is said, and its nonce is used.
		assert_eq!(sent(&mut lane, Order { nonce, ..bad }), Some(reason));
		assert_eq!(lane.account(0, 3).unwrap().last_nonce, nonce);
		assert_eq!(sent(&mut lane, Order { nonce, ..good }), Some(Refusal::NonceUsed));
	}
	assert_eq!(free(&lane, 3), cash(100));
	assert_eq!(sent(&mut lane, Order { nonce: 50, ..good }), None);
	assert_eq!(free(&lane, 3), cash(100).checked_sub(needs(&good)).unwrap());
}

#[test]
fn an_order_takes_the_best_price_then_the_oldest() {
	// GIVEN three sales, the best price last, two at one price
	let mut lane = Lane::opened();
	for (portfolio, ticks) in [(3, 22), (4, 22), (5, 21)] {
		lane.send(order(portfolio, Sell, ticks, 2, 1));
	}
	// WHEN somebody buys three lots at up to 22
	let taker = order(6, Buy, 22, 3, 1);
	let (applied, _) = lane.send(taker);
	// THEN he has two of the best and one of the oldest, at their prices.
	let fills: Vec<_> =
		applied.outcome.fills.iter().map(|f| (f.maker.0, f.quantity, f.price)).collect();
	assert_eq!(fills, [(5, lots(2), price(21)), (3, lots(1), price(22))]);
	assert!(applied.outcome.resting.is_zero());
	// AND what he paid less than his limit is free again.
	let spent = |ticks, n| reserve(&rules(), INDEX, Buy, lots(n), price(ticks)).unwrap();
	let paid = spent(21, 2).checked_add(spent(22, 1)).unwrap();
	assert_eq!(free(&lane, 6), cash(100).checked_sub(paid).unwrap());
	// AND what is left of the one filled in part is first in line.
	let (applied, _) = lane.send(order(6, Buy, 22, 2, 2));
	let makers: Vec<_> = applied.outcome.fills.iter().map(|f| f.maker.0).collect();
	assert_eq!(makers, [3, 4]);
}

#[test]
fn a_sale_above_its_limit_is_charged_no_more_than_it_reserved() {
	let mut lane = Lane::opened();
	lane.send(order(3, Buy, 30, 1, 1));
	let sale = order(4, Sell, 20, 3, 1);
	let (applied, _) = lane.send(sale);
	let rest = needs(&Order { quantity: lots(2), ..sale });
	let charge = applied.outcome.fills[0].taker_charge;
	assert_eq!(charge.checked_add(rest), Some(needs(&sale)));
	assert_eq!(free(&lane, 4), cash(100).checked_sub(needs(&sale)).unwrap());
}

#[test]
fn kinds_do_what_they_say() {
	let mut lane = Lane::opened();
	let (_, ask) = lane.send(order(3, Sell, 22, 2, 1));
	let post = Order { kind: OrderKind::PostOnly, ..order(4, Buy, 22, 1, 1) };
	assert_eq!(sent(&mut lane, post), Some(Refusal::WouldTake));
	let post = Order { limit: price(21), nonce: 2, ..post };
	assert_eq!(lane.send(post).0.outcome.resting, lots(1));
	let now = Order { kind: OrderKind::ImmediateOrCancel, ..order(5, Buy, 22, 5, 1) };
	let (applied, at) = lane.send(now);
	assert_eq!((applied.outcome.fills.len(), applied.outcome.resting), (1, Quantity::ZERO));
	assert_eq!((lane.resting(&at), lane.resting(&ask)), (None, None));
	let paid = needs(&Order { quantity: lots(2), ..now });
	assert_eq!(free(&lane, 5), cash(100).checked_sub(paid).unwrap());
}

#[test]
fn an_owner_does_not_meet_himself_and_dead_orders_make_way() {
	// GIVEN an order of another portfolio of the same owner, one that is over, and a live one
	let mut lane = Lane::opened();
	let (_, own) = lane.send(order(1, Sell, 20, 1, 1));
	let (_, dead) = lane.send(Order { expires: START + 5, ..order(3, Sell, 21, 1, 1) });
	lane.send(order(4, Sell, 22, 1, 1));
	lane.run(&clock(START + 6));
	// WHEN he buys
	let (applied, _) = lane.send(order(2, Buy, 22, 1, 1));
	// THEN the two are gone, their reservations free, and the live one fills.
	assert_eq!(applied.outcome.removed, [own, dead]);
	assert_eq!(applied.outcome.fills[0].maker, PortfolioId(4));
	assert_eq!((free(&lane, 1), free(&lane, 3)), (cash(100), cash(100)));
	// At the last instant an order still fills.
	lane.send(Order { expires: START + 6, ..order(3, Sell, 22, 1, 2) });
	assert_eq!(lane.send(order(2, Buy, 22, 1, 2)).0.outcome.fills.len(), 1);
}

#[test]
fn an_order_stops_behind_its_bounds() {
	// GIVEN 40 sales of a lot each at prices of their own
	let mut lane = Lane::opened();
	for nonce in 1..=40 {
		assert_eq!(sent(&mut lane, order(3, Sell, 20 + nonce, 1, nonce)), None);
	}
	// WHEN somebody wants 40, THEN he has 32 and the rest is over; who wants what is left has it.
	let (applied, at) = lane.send(order(4, Buy, 90, 40, 1));
	assert_eq!((applied.outcome.fills.len(), lane.resting(&at)), (32, None));
	assert_eq!(lane.send(order(4, Buy, 90, 40, 2)).0.outcome.fills.len(), 8);
	// GIVEN five orders that are over, WHEN somebody crosses them, THEN four are removed and he stops,
	let mut lane = Lane::opened();
	for nonce in 1..=5 {
		lane.send(Order { expires: START, ..order(3, Sell, 20, 1, nonce) });
	}
	lane.run(&clock(START + 1));
	let (applied, at) = lane.send(order(4, Buy, 20, 1, 1));
	assert_eq!((applied.outcome.removed.len(), lane.resting(&at)), (4, None));
	// AND the next finds the way free, so that his order rests.
	let (applied, at) = lane.send(order(4, Buy, 20, 1, 2));
	assert_eq!((applied.outcome.removed.len(), lane.resting(&at).is_some()), (1, true));
}

#[test]
fn a_replacement_is_both_or_none() {
	let mut lane = Lane::opened();
	let (_, ask) = lane.send(order(3, Sell, 22, 1, 1));
	let bid = order(4, Buy, 20, 10, 1);
	let (_, old) = lane.send(bid);
	let (_, elsewhere) = lane.send(Order { series: series(1, 0), ..bid });
	let before = free(&lane, 4);
	let never = Place { sequence: 9_999, ..old };
	let post = |nonce| Order { kind: OrderKind::PostOnly, nonce, ..order(4, Buy, 22, 1, nonce) };
	for (nonce, (place, order, reason)) in (2..).zip([
		(never, bid, Refusal::UnknownOrder),
		(elsewhere, bid, Refusal::UnknownOrder),
		(ask, bid, Refusal::NotOwner),
		(old, post(0), Refusal::WouldTake),
		(old, Order { quantity: lots(9_000), ..bid }, Refusal::AllowanceExceeded),
	]) {
		let operation = replace(place, Order { nonce, ..order });
		assert_eq!(refusal(&mut lane, &operation), Some(reason));
		assert!(lane.resting(&old).is_some() && free(&lane, 4) == before);
	}
	// GIVEN little that is free, WHEN an order grows into what the old one had reserved, THEN it may.
	let most = (1..9_000).rev().map(|n| Order { quantity: lots(n), nonce: 20, ..bid });
	let most = most.into_iter().find(|order| needs(order) <= cash(100)).unwrap();
	assert!(needs(&most) > before);
	let number = lane.next;
	let applied = lane.run(&replace(old, most));
	assert_eq!((applied.outcome.refusal, applied.outcome.removed), (None, vec![old]));
	assert_eq!(lane.resting(&old), None);
	assert_eq!(lane.resting(&place(&most, number)).unwrap().quantity, most.quantity);
	assert_eq!(free(&lane, 4), cash(100).checked_sub(needs(&most)).unwrap());
}

#[test]
fn a_replacement_does_not_meet_what_it_replaces() {
	let mut lane = Lane::opened();
	let (_, old) = lane.send(order(4, Sell, 20, 1, 1));
	let applied = lane.run(&replace(old, order(4, Buy, 25, 1, 2)));
	assert_eq!((applied.outcome.removed, applied.outcome.resting), (vec![old], lots(1)));
}

#[test]
fn orders_end_by_their_owner_or_by_time() {
	let mut lane = Lane::opened();
	let (_, at) = lane.send(order(3, Sell, 22, 1, 1));
	assert_eq!(refusal(&mut lane, &cancel(4, at)), Some(Refusal::NotOwner));
	assert_eq!(refusal(&mut lane, &Operation::Expire(at)), Some(Refusal::NotOver));
	lane.run(&clock(START + 60_000));
	assert_eq!(refusal(&mut lane, &Operation::Expire(at)), Some(Refusal::NotOver));
	lane.run(&clock(START + 60_001));
	assert_eq!(refusal(&mut lane, &Operation::Expire(at)), None);
	assert_eq!(refusal(&mut lane, &Operation::Expire(at)), Some(Refusal::UnknownOrder));
	let (_, at) = lane.send(Order { expires: START + 70_000, ..order(3, Sell, 22, 1, 2) });
	let message = Cancel { portfolio: PortfolioId(3), place: at };
	assert_eq!(refusal(&mut lane, &inbox(Message::Cancel(message))), None);
	assert_eq!(refusal(&mut lane, &cancel(3, at)), Some(Refusal::UnknownOrder));
	assert_eq!(free(&lane, 3), cash(100));
}

#[test]
fn time_and_blocks_do_not_go_back() {
	let mut lane = Lane::opened();
	let tick =
		|block, time| Operation::Tick { underlying: UnderlyingId(0), index: INDEX, block, time };
	assert_eq!(refusal(&mut lane, &clock(START - 1)), Some(Refusal::Backwards));
	assert_eq!(refusal(&mut lane, &tick(9, START + 9)), Some(Refusal::Backwards));
	assert_eq!(refusal(&mut lane, &clock(START + 500)), None);
	// GIVEN a clock ahead of the chain's block, WHEN the tick of that block comes, THEN its index counts.
	assert_eq!(refusal(&mut lane, &tick(11, START + 100)), None);
	let shard = lane.shard(0).unwrap();
	assert_eq!((shard.time, shard.block), (START + 500, 11));
	let nowhere = Operation::Clock { underlying: UnderlyingId(7), time: 1 };
	assert_eq!(refusal(&mut lane, &nowhere), Some(Refusal::UnknownUnderlying));
}

#[test]
fn a_closed_allowance_takes_no_order_and_its_orders_fill() {
	let mut lane = Lane::opened();
	lane.send(order(3, Sell, 22, 2, 1));
	let (_, left) = lane.send(order(3, Sell, 23, 1, 2));
	assert_eq!(refusal(&mut lane, &close(3)), None);
	assert_eq!(refusal(&mut lane, &close(3)), Some(Refusal::AllowanceClosed));
	assert_eq!(refusal(&mut lane, &close(99)), Some(Refusal::NoAllowance));
	assert_eq!(sent(&mut lane, order(3, Sell, 22, 1, 3)), Some(Refusal::AllowanceClosed));
	assert_eq!(lane.send(order(4, Buy, 22, 1, 1)).0.outcome.fills.len(), 1);
	// GIVEN that it begins anew, under another key
	let anew = Message::Credit {
		portfolio: PortfolioId(3),
		underlying: UnderlyingId(0),
		owner: [3; 32],
		key: key(200),
		amount: cash(7),
	};
	assert_eq!(refusal(&mut lane, &inbox(anew)), None);
	// WHEN an order of before fills or ends, THEN nothing of it comes back to the new one,
	assert_eq!(lane.send(order(4, Buy, 22, 1, 2)).0.outcome.fills.len(), 1);
	assert_eq!(refusal(&mut lane, &cancel(3, left)), None);
	assert_eq!(free(&lane, 3), cash(7));
	// AND no nonce of before is good again.
	assert_eq!(sent(&mut lane, order(3, Sell, 22, 1, 3)), Some(Refusal::NonceUsed));
	assert_eq!(sent(&mut lane, order(3, Sell, 22, 1, 4)), None);
}

#[test]
fn an_open_allowance_grows_under_its_own_key_only() {
	let mut lane = Lane::opened();
	assert_eq!(refusal(&mut lane, &credit(3, 0, cash(5))), None);
	assert_eq!(free(&lane, 3), cash(105));
	let other = Message::Credit {
		portfolio: PortfolioId(3),
		underlying: UnderlyingId(0),
		owner: [3; 32],
		key: key(4),
		amount: cash(5),
	};
	assert_eq!(refusal(&mut lane, &inbox(other)), Some(Refusal::OtherKey));
	assert_eq!(refusal(&mut lane, &credit(3, 0, cash(-1))), Some(Refusal::Overflow));
	assert_eq!(refusal(&mut lane, &credit(3, 0, Cash::MAX)), Some(Refusal::Overflow));
	assert_eq!(free(&lane, 3), cash(105));
}

#[test]
fn an_order_on_chain_is_one_in_the_lane() {
	let mut lane = Lane::opened();
	let message = Message::Order(order(3, Sell, 22, 1, 1));
	let applied = lane.run(&inbox(message));
	assert_eq!(applied.outcome.resting, lots(1));
	assert_eq!(lane.send(order(4, Buy, 22, 1, 1)).0.outcome.fills[0].maker, PortfolioId(3));
}
