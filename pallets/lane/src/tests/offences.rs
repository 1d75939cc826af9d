// SPDX-License-Identifier: Apache-2.0
//! A batch that says what costs the bond is included up to there, and its sequencer slashed.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_core::Pair,
};
use tenor_fixed::Cash;
use tenor_lane::{Domain, Fill, Operation, Payload, Signed, MAX_ORDER_LIFE_MS};
use tenor_matching::Side;

/// A log with a bid for a contract at 100, and one operation behind it that a test changes: an offer of
/// four tenths.
fn offer_against_bid() -> Sequencer {
	let mut alice = with_bid();
	alice.tick();
	alice.order(order(2, Side::Sell, 4, 100, 1));
	alice
}

fn fill(alice: &mut Sequencer) -> &mut Fill {
	alice.section.entries.last_mut().unwrap().fills.first_mut().unwrap()
}

/// A batch that is changed so is included without its last operation, and costs the bond.
fn costs(offence: Offence, change: impl FnOnce(&mut Sequencer, &mut Vec<Maker>)) {
	build_and_execute(|| {
		// GIVEN a batch whose last operation breaks a rule.
		let mut alice = offer_against_bid();
		let mut makers = alice.makers();
		change(&mut alice, &mut makers);
		let last = u64::try_from(alice.section.entries.len()).unwrap() - 1;
		let next = alice.section.first + last;
		let held = (record(1).held, record(2).held);
		// WHEN it is sent.
		assert_ok!(Chain::commit_batch(signed(ALICE), 0, alice.section.clone(), makers));
		// THEN what is before counts, and that does not;
		assert_eq!(term(0).next, next);
		assert!(Traded::get().is_empty());
		assert_eq!((record(1).held, record(2).held), held);
		// AND the sequencer is slashed and out, without a tail.
		assert_eq!(term(0).offence, Some(offence));
		let (until, reason) = (Chain::block(), Reason::Slashed(offence));
		assert_eq!(lane().status, Status::Winding { until, reason });
		next_block();
		assert_eq!(lane().status, Status::Vacant);
		// AND what claims leave of the bond is the insurance fund's.
		run_blocks(limits().claim_window + 1);
		assert_ok!(Chain::settle_bond(signed(WATCHER), 0, 0));
		assert_eq!(Insurance::get(), limits().bond.e8());
	});
}

#[test]
fn taker_without_a_signature_costs_the_bond() {
	costs(Offence::Signature, |alice, _| {
		let entry = alice.section.entries.last_mut().unwrap();
		let Operation::Order(signed) = &mut entry.operation else { panic!() };
		signed.signature[5] ^= 1;
	});
}

#[test]
fn maker_without_a_signature_costs_the_bond() {
	costs(Offence::Signature, |_, makers| {
		let Maker::Order(signed) = &mut makers[0] else { panic!() };
		signed.signature[5] ^= 1;
	});
}

#[test]
fn signature_for_another_sequencer_costs_the_bond() {
	costs(Offence::Signature, |_, makers| {
		*makers = vec![Maker::Order(sign(order_of(makers), 1))];
	});
}

#[test]
fn signature_for_another_lane_or_chain_costs_the_bond() {
	let others: [fn(Domain) -> Domain; 2] =
		[|here| Domain { lane: 1, ..here }, |here| Domain { genesis: [1; 32], ..here }];
	for other in others {
		costs(Offence::Signature, |_, makers| {
			let body = order_of(makers);
			let payload = body.payload(&other(Chain::domain(0, 0)));
			let signature = key(body.portfolio.0).sign(&payload).0;
			*makers = vec![Maker::Order(Signed { body, signature })];
		});
	}
}

#[test]
fn order_forced_twice_fills_once() {
	build_and_execute(|| {
		// GIVEN an order that its owner placed on chain twice, and that was filled whole.
		let mut alice = trading();
		let forced = order(1, Side::Buy, 4, 100, 1);
		for _ in 0..2 {
			assert_ok!(Chain::force_order(signed(1), 0, forced));
		}
		alice.round();
		next_block();
		assert_eq!(alice.order(order(2, Side::Sell, 4, 100, 1)).fills.len(), 1);
		assert_ok!(alice.commit());
		next_block();
		// WHEN its sequencer has it filled by the second of them THEN that costs the bond.
		let offer = order(2, Side::Sell, 4, 100, 2);
		alice.order(offer);
		let fill = Fill {
			maker: forced.portfolio,
			nonce: forced.nonce,
			quantity: offer.quantity,
			price: offer.limit,
			maker_charge: Cash::ZERO,
			taker_charge: Cash::ZERO,
		};
		alice.section.entries.last_mut().unwrap().fills.push(fill);
		let sent = alice.section.clone();
		assert_ok!(Chain::commit_batch(signed(ALICE), 0, sent, vec![Maker::Forced(forced)]));
		assert_eq!(term(0).offence, Some(Offence::Quantity));
		assert_eq!(Traded::get().len(), 1);
	});
}

fn order_of(makers: &[Maker]) -> tenor_lane::Order {
	let Maker::Order(signed) = makers[0] else { panic!() };
	signed.body
}

#[test]
fn fill_of_an_operation_that_is_no_order_costs_the_bond() {
	costs(Offence::Signature, |alice, _| {
		let fills = alice.section.entries.pop().unwrap().fills;
		alice.section.entries.last_mut().unwrap().fills = fills;
	});
}

#[test]
fn fill_of_a_portfolio_without_an_allowance_costs_the_bond() {
	costs(Offence::Signature, |alice, _| {
		let stranger = Operation::Order(sign(order(3, Side::Sell, 4, 100, 1), 0));
		alice.section.entries.last_mut().unwrap().operation = stranger;
	});
}

#[test]
fn fill_at_another_price_than_the_resting_order_costs_the_bond() {
	costs(Offence::Limit, |alice, _| fill(alice).price = price(101));
}

#[test]
fn fill_below_a_limit_costs_the_bond() {
	costs(Offence::Limit, |alice, _| {
		let dear = Operation::Order(sign(order(2, Side::Sell, 4, 101, 1), 0));
		alice.section.entries.last_mut().unwrap().operation = dear;
	});
}

#[test]
fn fill_of_two_of_one_side_costs_the_bond() {
	costs(Offence::Limit, |alice, _| {
		let same = Operation::Order(sign(order(2, Side::Buy, 4, 100, 1), 0));
		alice.section.entries.last_mut().unwrap().operation = same;
	});
}

#[test]
fn fill_of_another_series_costs_the_bond() {
	costs(Offence::Limit, |alice, _| {
		let mut other = order(2, Side::Sell, 4, 100, 1);
		other.series.strike = price(51_000);
		alice.section.entries.last_mut().unwrap().operation = Operation::Order(sign(other, 0));
	});
}

#[test]
fn fill_beyond_the_quantity_of_the_taker_costs_the_bond() {
	costs(Offence::Quantity, |alice, _| fill(alice).quantity = tenths(5));
}

#[test]
fn fill_beyond_the_quantity_of_the_maker_costs_the_bond() {
	costs(Offence::Quantity, |alice, _| {
		let large = Operation::Order(sign(order(2, Side::Sell, 40, 100, 1), 0));
		alice.section.entries.last_mut().unwrap().operation = large;
		fill(alice).quantity = tenths(11);
	});
}

#[test]
fn fill_of_nothing_costs_the_bond() {
	costs(Offence::Quantity, |alice, _| fill(alice).quantity = tenths(0));
	costs(Offence::Quantity, |alice, _| fill(alice).quantity = tenths(-1));
}

#[test]
fn fill_of_what_was_over_costs_the_bond() {
	costs(Offence::Expiry, |alice, _| {
		let mut over = order(2, Side::Sell, 4, 100, 1);
		over.expires = Now::get() - 1;
		alice.section.entries.last_mut().unwrap().operation = Operation::Order(sign(over, 0));
	});
	costs(Offence::Expiry, |alice, _| {
		// The resting order is over by the section's own clock.
		let time = Now::get() + SLOT;
		let mut makers = order(2, Side::Sell, 4, 100, 1);
		makers.expires = time - 1;
		alice.section.entries[0].operation = Operation::Clock { underlying: BTC, time };
		alice.section.entries.last_mut().unwrap().operation = Operation::Order(sign(makers, 0));
	});
}

#[test]
fn fill_of_what_lives_longer_than_any_order_costs_the_bond() {
	costs(Offence::Expiry, |alice, _| {
		let mut long = order(2, Side::Sell, 4, 100, 1);
		long.expires = Now::get() + MAX_ORDER_LIFE_MS + 1;
		alice.section.entries.last_mut().unwrap().operation = Operation::Order(sign(long, 0));
	});
	costs(Offence::Expiry, |_, makers| {
		let mut endless = order_of(makers);
		endless.expires = u64::MAX;
		*makers = vec![Maker::Order(sign(endless, 0))];
	});
}

#[test]
fn charge_beyond_the_hold_costs_the_bond() {
	let more = Cash::from_e8(cash(100_000).e8() + 1);
	costs(Offence::Uncovered, |alice, _| fill(alice).taker_charge = more);
	costs(Offence::Uncovered, |alice, _| fill(alice).maker_charge = more);
	costs(Offence::Uncovered, |alice, _| fill(alice).maker_charge = cash(-1));
}

#[test]
fn charge_against_what_is_pending_costs_the_bond() {
	costs(Offence::Uncovered, |alice, _| {
		raise(2, 50_000).unwrap();
		// The harness looks at holds before the batch: this one is none of it.
		fill(alice).taker_charge = cash(120_000);
	});
}

#[test]
fn order_that_takes_twice_costs_the_bond() {
	build_and_execute(|| {
		let mut alice = offer_against_bid();
		alice.commit().unwrap();
		next_block();
		// GIVEN a log in which an offer that was filled comes again, with what it filled.
		let again = alice.kept.last().unwrap().leaves[1].clone();
		let (entry, _) =
			<(tenor_lane::Entry, tenor_lane::Hash) as codec::Decode>::decode(&mut &again[..])
				.unwrap();
		alice.section.entries.push(entry);
		// WHEN that is sent THEN it costs the bond.
		assert_ok!(alice.send());
		assert_eq!(term(0).offence, Some(Offence::Nonce));
		assert_eq!(Traded::get().len(), 1);
		assert_noop!(alice.send(), Error::<Test>::AlreadySlashed);
	});
}

#[test]
fn fills_before_the_one_that_breaks_a_rule_happen() {
	build_and_execute(|| {
		// GIVEN two good fills and a bad one behind them.
		let mut alice = offer_against_bid();
		alice.order(order(2, Side::Sell, 2, 100, 2));
		alice.order(order(2, Side::Sell, 1, 100, 3));
		fill(&mut alice).quantity = tenths(9);
		let next = alice.next - 1;
		// WHEN they are sent THEN the good ones are trades, and the log ends before the bad one.
		assert_ok!(alice.send());
		assert_eq!(Traded::get().len(), 2);
		assert_eq!(record(1).contracts, tenths(6).e8().into());
		assert_eq!(term(0).next, next);
		assert_eq!(term(0).offence, Some(Offence::Quantity));
		next_block();
		assert_ok!(release(1));
		assert_eq!(record(1).held, 0);
	});
}
