// SPDX-License-Identifier: Apache-2.0
//! Random calls around an honest sequencer, and random lies of one that is not.

use crate::{mock::*, *};
use proptest::prelude::*;
use tenor_lane::{Cancel, Operation, Order, Place, Receipt, Signed};
use tenor_matching::Side;
use tenor_series::PortfolioId;

#[derive(Clone, Debug)]
enum Op {
	Raise(u64, i128),
	Close(u64),
	Release(u64),
	Order(u64, bool, i64, u64, u64),
	Force(u64, bool, i64, u64, u64),
	/// Of the order that rests with this index among those that did.
	Cancel(usize, bool),
	Blocks(u32),
	Refuse(Option<u64>),
	Frozen(u64, bool),
	Register(bool),
	Unregister(bool),
	Resign,
	Freeze,
	Idle,
	/// A proof against the honest sequencer, with an index.
	Prove(u8, usize),
	Claim(usize),
	Settle(u32),
}

fn op() -> impl Strategy<Value = Op> {
	let order = || (1u64..5, any::<bool>(), 1i64..30, 95u64..106, 5u64..90);
	prop_oneof![
		3 => (1u64..5, -5i128..60_000).prop_map(|(id, dollars)| Op::Raise(id, dollars)),
		1 => (1u64..5).prop_map(Op::Close),
		1 => (1u64..5).prop_map(Op::Release),
		12 => order().prop_map(|(id, buy, q, p, s)| Op::Order(id, buy, q, p, s)),
		3 => order().prop_map(|(id, buy, q, p, s)| Op::Force(id, buy, q, p, s)),
		2 => (any::<usize>(), any::<bool>()).prop_map(|(at, forced)| Op::Cancel(at, forced)),
		6 => (1u32..4).prop_map(Op::Blocks),
		1 => prop::option::of(1u64..5).prop_map(Op::Refuse),
		1 => (1u64..5, any::<bool>()).prop_map(|(id, frozen)| Op::Frozen(id, frozen)),
		2 => any::<bool>().prop_map(Op::Register),
		1 => any::<bool>().prop_map(Op::Unregister),
		1 => Just(Op::Resign),
		1 => Just(Op::Freeze),
		1 => Just(Op::Idle),
		3 => (0u8..4, any::<usize>()).prop_map(|(kind, at)| Op::Prove(kind, at)),
		1 => any::<usize>().prop_map(Op::Claim),
		1 => (0u32..3).prop_map(Op::Settle),
	]
}

/// What the world outside of the chain knows.
struct World {
	sequencer: Option<Sequencer>,
	nonce: u64,
	/// Every order that somebody signed or placed on chain.
	orders: Vec<Order>,
	places: Vec<(PortfolioId, Place)>,
	receipts: Vec<(Signed<Receipt>, Operation)>,
}

fn side(buy: bool) -> Side {
	if buy {
		Side::Buy
	} else {
		Side::Sell
	}
}

impl World {
	fn new() -> Self {
		let sequencer = Some(lane_of_alice());
		Self { sequencer, nonce: 0, orders: vec![], places: vec![], receipts: vec![] }
	}

	fn make(&mut self, id: u64, buy: bool, tenth: i64, dollars: u64, seconds: u64) -> Order {
		self.nonce += 1;
		let expires = Now::get() + seconds * 1_000;
		let order = Order { expires, ..order(id, side(buy), tenth, dollars, self.nonce) };
		self.orders.push(order);
		order
	}

	/// Gives a receipt and logs, as the program does: no operation whose signature does not hold.
	fn log(&mut self, operation: Operation) {
		let Some(alice) = self.sequencer.as_mut() else { return };
		let holds = tenor_lane::signature_holds(
			&alice.trie,
			&operation,
			&alice.domain,
			crate::section::verifies,
		);
		if !holds.unwrap() {
			return;
		}
		self.receipts.push((alice.receipt(&operation), operation));
		let sequence = alice.next;
		alice.log(operation);
		if let Some(order) = operation.order() {
			self.places.push((order.portfolio, rests(order, sequence)));
		}
	}

	/// A block in which the honest sequencer commits what it has, with every message first.
	fn block(&mut self) {
		next_block();
		let record = lane();
		let runs = self.sequencer.as_ref().is_some_and(|s| s.domain.epoch == record.epoch);
		if !runs {
			let term = Terms::<Test>::get((0, record.epoch));
			self.sequencer = term.map(|term| Sequencer::new(term.sequencer));
			// Its first batch is for the next block.
			return;
		}
		let Some(alice) = self.sequencer.as_mut() else { return };
		alice.inbox();
		alice.tick();
		alice.commit().unwrap();
	}

	/// A proof against a sequencer that did nothing.
	fn prove(&self, kind: u8, at: usize) {
		let watcher = signed(WATCHER);
		let Some(alice) = self.sequencer.as_ref() else { return };
		let committed = alice.section.first;
		if committed == 0 || self.receipts.is_empty() {
			return;
		}
		let sequence = u64::try_from(at).unwrap() % committed;
		let epoch = alice.domain.epoch;
		let receipt = self.receipts[at % self.receipts.len()].0;
		let proof = match kind {
			0 => {
				let kept = alice.kept.iter().rev().find(|kept| kept.first <= sequence).unwrap();
				let leaf = &kept.leaves[usize::try_from(sequence - kept.first).unwrap()];
				let (entry, _): (tenor_lane::Entry, tenor_lane::Hash) =
					codec::Decode::decode(&mut &leaf[..]).unwrap();
				let witness = alice.witness(sequence, &entry.operation);
				let inclusion = alice.inclusion(sequence);
				Chain::prove_transition(watcher, 0, epoch, sequence, inclusion, witness)
			}
			1 => {
				let of = receipt.body;
				let there = of.epoch == epoch && of.sequence < committed;
				let at = if there { of.sequence } else { sequence };
				Chain::prove_receipt(watcher, receipt, alice.inclusion(at))
			}
			2 => Chain::prove_ignored(watcher, receipt),
			_ => {
				let other = self.receipts[(at / 7) % self.receipts.len()].0;
				Chain::prove_equivocation(watcher, receipt, other)
			}
		};
		assert!(proof.is_err());
	}

	fn apply(&mut self, op: &Op) {
		// Refusals change nothing; the checks after each step tell.
		match op {
			Op::Raise(id, dollars) => raise(*id, *dollars).unwrap_or_default(),
			Op::Close(id) => close(*id).unwrap_or_default(),
			Op::Release(id) => release(*id).unwrap_or_default(),
			Op::Order(id, buy, tenth, dollars, seconds) => {
				let order = self.make(*id, *buy, *tenth, *dollars, *seconds);
				let epoch = self.sequencer.as_ref().map_or(0, |s| s.domain.epoch);
				self.log(Operation::Order(sign(order, epoch)));
			}
			Op::Force(id, buy, tenth, dollars, seconds) => {
				let order = self.make(*id, *buy, *tenth, *dollars, *seconds);
				Chain::force_order(signed(*id), 0, order).unwrap_or_default();
			}
			Op::Cancel(at, forced) => self.cancel(*at, *forced),
			Op::Blocks(count) => (0..*count).for_each(|_| self.block()),
			Op::Refuse(id) => Refused::set(id.iter().copied().collect()),
			Op::Frozen(id, frozen) => {
				Records::mutate(id, |record| record.as_mut().unwrap().frozen = *frozen);
			}
			Op::Register(alice) => {
				let who = if *alice { ALICE } else { BOB };
				Chain::register(signed(who), 0, public(who)).unwrap_or_default();
			}
			Op::Unregister(alice) => {
				let who = if *alice { ALICE } else { BOB };
				Chain::unregister(signed(who), 0).unwrap_or_default();
			}
			Op::Resign => self.resign(),
			Op::Freeze => assert!(Chain::freeze(signed(WATCHER), 0).is_err()),
			Op::Idle => idle(),
			Op::Prove(kind, at) => self.prove(*kind, *at),
			Op::Claim(at) => self.claim(*at),
			Op::Settle(epoch) => {
				Chain::settle_bond(signed(WATCHER), 0, *epoch).unwrap_or_default();
			}
		}
	}

	fn resign(&self) {
		let term = Terms::<Test>::get((0, lane().epoch));
		let who = term.map_or(ALICE, |term| term.sequencer);
		Chain::resign(signed(who), 0).unwrap_or_default();
	}

	fn cancel(&mut self, at: usize, forced: bool) {
		if self.places.is_empty() {
			return;
		}
		let (portfolio, place) = self.places[at % self.places.len()];
		let cancel = Cancel { portfolio, place };
		if forced {
			Chain::force_cancel(signed(portfolio.0), 0, cancel).unwrap_or_default();
			return;
		}
		let epoch = self.sequencer.as_ref().map_or(0, |s| s.domain.epoch);
		self.log(Operation::Cancel(sign(cancel, epoch)));
	}

	/// Receipts of a sequencer whose time is over are paid only if the log never came to them.
	fn claim(&mut self, at: usize) {
		if self.receipts.is_empty() {
			return;
		}
		let (receipt, operation) = self.receipts[at % self.receipts.len()];
		let Some(portfolio) = tenor_lane::signer(&operation) else { return };
		let next = Terms::<Test>::get((0, receipt.body.epoch)).map(|term| term.next);
		let paid = Chain::claim_receipt(signed(portfolio.0), receipt, operation, None);
		assert!(paid.is_err() || next.is_some_and(|next| receipt.body.sequence >= next));
	}

	/// Trades are within what was signed: limits, quantities, and with them money.
	fn check(&self, before: &[Record]) {
		let mut traded = std::collections::BTreeMap::<(u64, bool), i64>::new();
		for trade in Traded::get() {
			for (id, buy) in [(trade.buyer, true), (trade.seller, false)] {
				let allows = |order: &&Order| {
					let within = match side(buy) {
						Side::Buy => order.limit >= trade.price,
						Side::Sell => order.limit <= trade.price,
					};
					order.portfolio == id && order.side == side(buy) && within
				};
				assert!(self.orders.iter().any(|order| allows(&order)));
				*traded.entry((id.0, buy)).or_default() += trade.quantity.e8();
			}
		}
		for ((id, buy), quantity) in traded {
			let mine = self
				.orders
				.iter()
				.filter(|order| order.portfolio == PortfolioId(id) && order.side == side(buy));
			assert!(quantity <= mine.map(|order| order.quantity.e8()).sum::<i64>());
		}
		for (id, before) in (1u64..).zip(before) {
			let bought = self
				.orders
				.iter()
				.filter(|order| order.portfolio == PortfolioId(id) && order.side == Side::Buy);
			let most: i128 = bought.map(|o| o.limit.notional_ceil(o.quantity).unwrap().e8()).sum();
			assert!(record(id).cash >= before.cash - most);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn honest_sequencer_is_never_slashed_and_nobody_loses_more_than_he_signed(
		ops in prop::collection::vec(op(), 1..90)
	) {
		new_test_ext().execute_with(|| {
			let money_before = money();
			let before: Vec<Record> = (1..5).map(record).collect();
			let mut world = World::new();
			for op in &ops {
				world.apply(op);
				Chain::do_try_state().unwrap();
				assert_eq!(money(), money_before);
				assert!(Terms::<Test>::iter_values().all(|term| term.offence.is_none()));
			}
			world.check(&before);
			// Whatever there was: when its sequencer goes, every hold returns.
			for who in [ALICE, BOB] {
				Chain::unregister(signed(who), 0).unwrap_or_default();
			}
			world.resign();
			(0..=limits().tail).for_each(|_| world.block());
			assert_eq!(lane().status, Status::Vacant);
			idle();
			assert!((1..5).all(|id| record(id).held == 0));
		});
	}

	#[test]
	fn every_lie_is_refused_or_costs_the_bond(
		ops in prop::collection::vec((1u64..4, any::<bool>(), 1i64..9, 98u64..103), 4..30),
		at in any::<prop::sample::Index>(),
		lie in 0u8..12,
		by in 1i64..4,
	) {
		new_test_ext().execute_with(|| {
			// GIVEN a log with trades in it, the last batch of which is changed in one place.
			let mut alice = lane_of_alice();
			(1..4).for_each(|id| raise(id, 200_000).unwrap());
			alice.round();
			next_block();
			let (early, late) = ops.split_at(ops.len() / 2);
			let mut nonce = 0;
			for (half, commits) in [(early, true), (late, false)] {
				alice.tick();
				for (id, buy, tenth, dollars) in half {
					nonce += 1;
					alice.order(order(*id, side(*buy), *tenth, *dollars, nonce));
				}
				if commits {
					alice.commit().unwrap();
					next_block();
				}
			}
			let makers = alice.makers();
			let honest = alice.section.clone();
			let index = at.index(honest.entries.len());
			change(&mut alice.section.entries[index], lie, by);
			if alice.section == honest {
				return;
			}
			alice.forge();
			let sequence = honest.first + u64::try_from(index).unwrap();
			// WHEN it is sent.
			let sent = Chain::commit_batch(signed(ALICE), 0, alice.section.clone(), makers);
			Chain::do_try_state().unwrap();
			// THEN it is no batch, or costs the bond at once, at the latest where it shows;
			if sent.is_err() || term(0).offence.is_some() {
				return;
			}
			// AND otherwise one operation proves it.
			let entry = &alice.section.entries[index];
			let witness = alice.witness(sequence, &entry.operation);
			alice.keep();
			let inclusion = alice.inclusion(sequence);
			let proof =
				Chain::prove_transition(signed(WATCHER), 0, 0, sequence, inclusion, witness);
			proof.unwrap();
			assert_eq!(term(0).offence, Some(Offence::Transition));
		});
	}
}

/// One lie in an entry; some kinds do nothing to some entries.
fn change(entry: &mut tenor_lane::Entry, lie: u8, by: i64) {
	let tenth = tenths(by);
	match (lie, entry.fills.first_mut()) {
		(0, _) => entry.root[3] ^= 1,
		(1, _) => {
			entry.fills.pop();
		}
		(2, Some(fill)) => fill.quantity = fill.quantity.saturating_sub(tenth),
		(3, Some(fill)) => fill.quantity = fill.quantity.saturating_add(tenth),
		(4, Some(fill)) => fill.maker_charge = fill.maker_charge.saturating_sub(cash(1)),
		(5, Some(fill)) => fill.taker_charge = fill.taker_charge.saturating_add(cash(1)),
		(6, Some(fill)) => fill.price = price(100),
		(7, Some(fill)) => fill.nonce += 1,
		(8, Some(fill)) => {
			let twice = *fill;
			entry.fills.push(twice);
		}
		_ => change_operation(&mut entry.operation, lie, by),
	}
}

fn change_operation(operation: &mut Operation, lie: u8, by: i64) {
	let Operation::Order(signed) = operation else { return };
	match lie {
		9 => signed.body.quantity = signed.body.quantity.saturating_add(tenths(by)),
		10 => signed.body.limit = price(90),
		_ => signed.signature[7] ^= 1,
	}
}
