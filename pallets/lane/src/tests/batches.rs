// SPDX-License-Identifier: Apache-2.0
//! Batches: what is included becomes trades; what is no batch is refused.

use crate::{mock::*, *};
use codec::Encode;
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::Price;
use tenor_lane::{Operation, OrderKind, Replace};
use tenor_matching::Side;
use tenor_series::PortfolioId;

#[test]
fn fill_becomes_a_trade_and_is_taken_from_holds() {
	build_and_execute(|| {
		// GIVEN a bid, and an offer that meets it in another batch.
		let mut alice = with_bid();
		let outcome = alice.order(order(2, Side::Sell, 4, 99, 1));
		let fill = outcome.fills[0];
		// WHEN that is included.
		assert_ok!(alice.commit());
		// THEN both have it at the price of the order that rested,
		let (buyer, seller) = (PortfolioId(1), PortfolioId(2));
		let (quantity, taker) = (tenths(4), Side::Sell);
		let trade = Trade { buyer, seller, series: series(), quantity, price: price(100), taker };
		assert_eq!(Traded::get(), vec![trade]);
		assert_eq!(record(1).cash, cash(1_000_000 - 40).e8());
		assert_eq!(record(2).contracts, -i128::from(tenths(4).e8()));
		// AND what the log charged is held no more.
		let left = |charge: tenor_fixed::Cash| cash(100_000).checked_sub(charge).unwrap();
		assert_eq!(allowance(1).hold, left(fill.maker_charge));
		assert_eq!(allowance(2).hold, left(fill.taker_charge));
		assert_eq!(record(2).held, allowance(2).hold.e8());
		let last = events().pop().unwrap();
		assert!(matches!(last, Event::BatchCommitted { count: 1, fills: 1, skipped: 0, .. }));
	});
}

#[test]
fn order_fills_in_parts_over_batches_and_its_signature_is_seen_once() {
	build_and_execute(|| {
		let mut alice = with_bid();
		for (nonce, tenth) in [(1, 4), (2, 5), (3, 1)] {
			alice.order(order(2, Side::Sell, tenth, 100, nonce));
			assert_eq!(alice.makers().len(), usize::from(nonce == 1));
			assert_ok!(alice.commit());
			next_block();
		}
		let key = OrderKey::of(0, &order(1, Side::Buy, 10, 100, 1));
		assert_eq!(Orders::<Test>::get(key).unwrap().filled, tenths(10));
		assert_eq!(record(1).contracts, tenths(10).e8().into());
	});
}

#[test]
fn makers_stand_in_the_section_or_beside_it() {
	build_and_execute(|| {
		// GIVEN one order of an earlier batch, one that replaced another there, and one of this section.
		let mut alice = with_bid();
		let old = alice.next;
		alice.order(order(1, Side::Buy, 1, 50, 2));
		alice.commit().unwrap();
		next_block();
		let place = rests(&order(1, Side::Buy, 1, 50, 2), old);
		alice.replace(Replace { place, order: order(1, Side::Buy, 1, 101, 3) });
		alice.commit().unwrap();
		next_block();
		alice.order(order(1, Side::Buy, 1, 102, 4));
		// WHEN an offer takes them all.
		assert_eq!(alice.order(order(2, Side::Sell, 12, 99, 1)).fills.len(), 3);
		// THEN each is found.
		assert!(matches!(
			alice.makers()[..],
			[Maker::Placed(0), Maker::Replace(_), Maker::Order(_)]
		));
		assert_ok!(alice.commit());
		assert_eq!(Traded::get().len(), 3);
	});
}

#[test]
fn replacement_that_rests_in_the_section_fills_there() {
	build_and_execute(|| {
		let mut alice = with_bid();
		let place = rests(&order(1, Side::Buy, 10, 100, 1), alice.next - 1);
		alice.replace(Replace { place, order: order(1, Side::Buy, 3, 101, 2) });
		assert_eq!(alice.order(order(2, Side::Sell, 3, 101, 1)).fills.len(), 1);
		assert_eq!(alice.makers(), vec![Maker::Placed(0)]);
		assert_ok!(alice.commit());
		assert_eq!(Traded::get()[0].price, price(101));
	});
}

#[test]
fn refused_fill_is_skipped_for_both_and_its_charge_is_held_again() {
	build_and_execute(|| {
		// GIVEN two fills, one of whose sides margin refuses.
		let mut alice = with_bid();
		raise(3, 100_000).unwrap();
		alice.inbox();
		alice.order(order(3, Side::Sell, 4, 100, 1));
		alice.order(order(2, Side::Sell, 4, 100, 1));
		Refused::set(vec![3]);
		// WHEN they are included.
		let first = alice.section.first;
		assert_ok!(alice.commit());
		// THEN the other one happened, and this one for neither side;
		assert_eq!(Traded::get().len(), 1);
		assert_eq!(record(3).contracts, 0);
		let (_, parked) = Chain::batch(BatchId { lane: 0, epoch: 0, first }).unwrap();
		assert_eq!(parked.len(), 1);
		assert_eq!(parked[0].trade.seller, PortfolioId(3));
		// AND both have what it took back: held, and told to the lane.
		assert_eq!(allowance(3).hold, cash(100_000));
		assert_eq!(record(3).held, cash(100_000).e8());
		assert!(allowance(1).pending.is_positive());
		assert_eq!(message_count(), 2);
		alice.round();
		assert_eq!(allowance(3).usable(), cash(100_000));
	});
}

#[test]
fn refused_fill_frees_what_can_not_be_held_again() {
	build_and_execute(|| {
		let mut alice = with_bid();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		Refused::set(vec![2]);
		// Its cash is gone meanwhile, say to a settlement.
		let lost = record(2).cash;
		Records::mutate(2, |record| record.as_mut().unwrap().cash = 0);
		assert_ok!(alice.commit());
		assert!(allowance(2).hold < cash(100_000));
		assert_eq!(record(2).held, allowance(2).hold.e8());
		assert_eq!(message_count(), 1);
		Records::mutate(2, |record| record.as_mut().unwrap().cash = lost);
	});
}

#[test]
fn section_follows_the_log() {
	build_and_execute(|| {
		let mut alice = trading();
		next_block();
		alice.tick();
		let sent = |change: &dyn Fn(&mut Sequencer)| {
			let mut other = alice.clone();
			change(&mut other);
			other.send()
		};
		assert_noop!(sent(&|s| s.section.first += 1), Error::<Test>::WrongFirst);
		assert_noop!(sent(&|s| s.section.root = [9; 32]), Error::<Test>::WrongRoot);
		assert_noop!(sent(&|s| s.section.entries.clear()), Error::<Test>::SectionEmpty);
		assert_noop!(sent(&|s| s.who = BOB), Error::<Test>::NotSequencer);
		assert_ok!(alice.commit());
		alice.tick();
		assert_noop!(alice.send(), Error::<Test>::BatchThisBlock);
		next_block();
		assert_ok!(alice.commit());
		assert_eq!(term(0).next, alice.next);
		assert_eq!(term(0).head, alice.head);
		assert_eq!(term(0).root, alice.trie.root());
	});
}

#[test]
fn section_has_bounds() {
	build_and_execute(|| {
		let mut alice = with_bid();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		let all = alice.section.encoded_size() + alice.makers().encoded_size();
		let all = u32::try_from(all).unwrap();
		// All bytes count, those of makers too.
		Limited::mutate(|limits| limits.bytes = all - 1);
		assert_noop!(alice.send(), Error::<Test>::SectionTooLarge);
		Limited::mutate(|limits| limits.bytes = all);
		Limited::mutate(|limits| limits.fills = 0);
		assert_noop!(alice.send(), Error::<Test>::SectionTooLarge);
		Limited::set(limits());
		assert_ok!(alice.commit());
		next_block();
		// More makers than fills, and more operations than there may be.
		alice.tick();
		let maker = Maker::Order(sign(order(1, Side::Buy, 10, 100, 1), 0));
		let section = alice.section.clone();
		let sent = Chain::commit_batch(signed(ALICE), 0, section, vec![maker]);
		assert_noop!(sent.map_err(|failed| failed.error), Error::<Test>::SectionTooLarge);
		Limited::mutate(|limits| limits.bytes = 10_000_000);
		for _ in 0..MAX_ENTRIES {
			alice.tick();
		}
		assert_noop!(alice.send(), Error::<Test>::SectionTooLarge);
		alice.section.entries.pop();
		assert_ok!(alice.send());
	});
}

#[test]
fn index_and_time_are_the_chains() {
	build_and_execute(|| {
		let alice = trading();
		run_blocks(2);
		let block = Chain::block();
		let (stamp, instant) = Chain::stamp_of(BTC, block).unwrap();
		let tick = |index, block, time| {
			let mut alice = alice.clone();
			alice.log(Operation::Tick { underlying: BTC, index, block, time });
			alice.send()
		};
		let (index, time) = (stamp.index, instant.time);
		assert_noop!(tick(price(1), block, time), Error::<Test>::TickDiffers);
		assert_noop!(tick(index, block, time + 1), Error::<Test>::TickDiffers);
		assert_noop!(tick(index, block + 1, time), Error::<Test>::TickDiffers);
		let clock = |time| {
			let mut alice = alice.clone();
			alice.log(Operation::Clock { underlying: BTC, time });
			alice.send()
		};
		assert_noop!(clock(Now::get() + SLOT + 1), Error::<Test>::ClockAhead);
		// One of an earlier block is as good, and a clock a slot ahead.
		let mut alice = alice.clone();
		let (stamp, instant) = Chain::stamp_of(BTC, block - 1).unwrap();
		let (index, time) = (stamp.index, instant.time);
		alice.log(Operation::Tick { underlying: BTC, index, block: block - 1, time });
		alice.log(Operation::Clock { underlying: BTC, time: Now::get() + SLOT });
		assert_ok!(alice.commit());
		let seen = Chain::market(0, BTC).unwrap().seen.unwrap();
		assert_eq!(seen, Seen { epoch: 0, time: Now::get() + SLOT, block: block - 1 });
	});
}

#[test]
fn tick_that_is_too_old_is_refused() {
	build_and_execute(|| {
		let mut alice = trading();
		next_block();
		alice.tick();
		run_blocks(RING);
		assert_noop!(alice.send(), Error::<Test>::TickDiffers);
	});
}

#[test]
fn nothing_fills_at_an_index_that_is_too_old() {
	build_and_execute(|| {
		let mut alice = with_bid();
		run_blocks(RING);
		alice.order(order(2, Side::Sell, 4, 100, 1));
		assert_noop!(alice.send(), Error::<Test>::IndexTooOld);
	});
}

#[test]
fn orders_that_fill_are_named() {
	build_and_execute(|| {
		let mut alice = with_bid();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		let send = |makers: Vec<Maker>| {
			let sent = Chain::commit_batch(signed(ALICE), 0, alice.section.clone(), makers);
			sent.map(|_| ()).map_err(|failed| failed.error)
		};
		let bid = order(1, Side::Buy, 10, 100, 1);
		assert_noop!(send(vec![]), Error::<Test>::UnknownMaker);
		assert_noop!(send(vec![Maker::Forced(bid)]), Error::<Test>::UnknownMaker);
		assert_noop!(send(vec![Maker::Placed(0)]), Error::<Test>::UnknownMaker);
		assert_noop!(send(vec![Maker::Placed(7)]), Error::<Test>::UnknownMaker);
		let maker = Maker::Order(sign(bid, 0));
		assert_noop!(send(vec![maker, maker]), Error::<Test>::SectionTooLarge);
		assert_ok!(send(vec![maker]));
	});
}

#[test]
fn two_makers_that_are_one_order_are_refused() {
	build_and_execute(|| {
		let mut alice = with_bid();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		alice.order(order(2, Side::Sell, 4, 100, 2));
		let maker = Maker::Order(sign(order(1, Side::Buy, 10, 100, 1), 0));
		let sent = Chain::commit_batch(signed(ALICE), 0, alice.section.clone(), vec![maker; 2]);
		assert_noop!(sent.map_err(|failed| failed.error), Error::<Test>::MakerTwice);
	});
}

#[test]
fn operations_that_do_nothing_are_in_the_log() {
	build_and_execute(|| {
		let mut alice = with_bid();
		let mut off_tick = order(2, Side::Sell, 4, 100, 1);
		off_tick.limit = Price::from_e8(7);
		assert!(alice.order(off_tick).refusal.is_some());
		let mut post = order(2, Side::Sell, 4, 100, 2);
		post.kind = OrderKind::PostOnly;
		assert!(alice.order(post).refusal.is_some());
		assert_ok!(alice.commit());
		assert!(Traded::get().is_empty());
		assert_eq!(allowance(2).hold, cash(100_000));
	});
}

#[test]
fn batch_takes_no_more_weight_than_it_says() {
	build_and_execute(|| {
		let mut alice = with_bid();
		alice.order(order(2, Side::Sell, 4, 100, 1));
		let section = alice.section.clone();
		let most = Chain::commit_weight(&section);
		let info = Chain::commit_batch(signed(ALICE), 0, section, alice.makers()).unwrap();
		let used = info.actual_weight.unwrap();
		assert!(used.all_lt(most));
	});
}
