// SPDX-License-Identifier: Apache-2.0
//! Balances after settlement depend on positions and prices only: not on batches, weights, order or
//! who asked.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::weights::Weight;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{ExpiryKey, OptionKind, PortfolioId, Position, UnderlyingId};

/// One trade: buyer, seller, strike, call, quantity.
type Trade = (u64, u64, u64, bool, i64);

#[derive(Clone, Debug)]
enum Op {
	/// A block with a share (per mille) of ten portfolios' weight above the least.
	Block(u64),
	SettleDue(u64),
	SettlePortfolio(u64, u16),
	/// Portfolios that cannot be paid for now.
	Break(Vec<u64>),
	Commit,
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		5 => (0u64..1_000).prop_map(Op::Block),
		3 => (0u64..12).prop_map(Op::SettleDue),
		3 => (0u64..12, 0u16..3).prop_map(|(p, u)| Op::SettlePortfolio(p, u)),
		1 => prop::collection::vec(0u64..12, 0..4).prop_map(Op::Break),
		1 => Just(Op::Commit),
	]
}

fn trades() -> impl Strategy<Value = Vec<Trade>> {
	let trade = (0u64..12, 0u64..12, 60u64..100, any::<bool>(), 1i64..10_000_000_000);
	prop::collection::vec(trade, 0..40)
}

/// Books from trades: longs and shorts of each series cancel.
fn books(trades: &[Trade]) -> BTreeMap<u64, Vec<Position>> {
	let mut net = BTreeMap::<u64, BTreeMap<(u64, bool), i64>>::new();
	for (buyer, seller, strike, call, quantity) in trades.iter().filter(|t| t.0 != t.1) {
		*net.entry(*buyer).or_default().entry((*strike, *call)).or_default() += quantity;
		*net.entry(*seller).or_default().entry((*strike, *call)).or_default() -= quantity;
	}
	let mut books = BTreeMap::new();
	for (owner, held) in net {
		// As many as the bound allows would break the sum: trades are few enough to stay below it
		// except by chance, so strikes are kept as they are.
		let list: Vec<Position> = held
			.into_iter()
			.filter(|(_, quantity)| *quantity != 0)
			.map(|((strike, call), quantity)| Position {
				strike: dollars(strike * 1_000),
				kind: if call { OptionKind::Call } else { OptionKind::Put },
				quantity: Quantity::from_e8(quantity),
			})
			.collect();
		if !list.is_empty() {
			books.insert(owner, list);
		}
	}
	books
}

fn set_up(expiries: &[(Vec<Trade>, u64)]) -> Vec<ExpiryKey> {
	let mut keys = Vec::new();
	for (n, (trades, price_e8)) in expiries.iter().enumerate() {
		let outcome = PriceOutcome::Final {
			price: Price::from_e8(*price_e8),
			gap_ms: 0,
			covered_ms: 1_800_000,
		};
		let underlying = UnderlyingId(u16::try_from(n).unwrap());
		let key = due(underlying, Quote { outcome: Some(outcome), ..Default::default() });
		for (owner, positions) in books(trades) {
			give(key, owner, &positions);
		}
		keys.push(key);
	}
	keys
}

/// What each portfolio must end with, computed without the pallet.
fn expected(expiries: &[(Vec<Trade>, u64)]) -> BTreeMap<PortfolioId, i128> {
	let mut balances = BTreeMap::new();
	for (trades, price_e8) in expiries {
		for (owner, positions) in books(trades) {
			let exact_e16: i128 = positions
				.iter()
				.map(|p| {
					let (k, s) = (i128::from(p.strike.e8()), i128::from(*price_e8));
					let payoff = match p.kind {
						OptionKind::Call => (s - k).max(0),
						OptionKind::Put => (k - s).max(0),
					};
					payoff * i128::from(p.quantity.e8())
				})
				.sum();
			*balances.entry(PortfolioId(owner)).or_default() += exact_e16.div_euclid(100_000_000);
		}
	}
	balances.retain(|_, cash| *cash != 0);
	balances
}

fn settle_by(expiries: &[(Vec<Trade>, u64)], ops: &[Op]) -> Vec<u8> {
	let mut ext = new_test_ext();
	let keys = ext.execute_with(|| set_up(expiries));
	for op in ops {
		if matches!(op, Op::Commit) {
			ext.commit_all().unwrap();
			continue;
		}
		ext.execute_with(|| {
			match op {
				Op::Block(share) => {
					let extra = <() as WeightInfo>::pay_portfolio(16).saturating_mul(*share) / 100;
					run_block_with(Settlement::process_settlement_least().saturating_add(extra));
				}
				// Refusals (nothing left, no price, broken) change nothing; the end state tells.
				Op::SettleDue(p) => {
					let _spent = Settlement::settle_due(PortfolioId(*p)).unwrap_or_default();
				}
				Op::SettlePortfolio(p, u) => {
					if let Some(key) = keys.get(usize::from(*u)) {
						let origin = RuntimeOrigin::signed(1);
						Settlement::settle_portfolio(origin, *key, PortfolioId(*p)).ok();
					}
				}
				Op::Break(list) => Unpayable::set(list.iter().copied().map(PortfolioId).collect()),
				Op::Commit => (),
			}
			Settlement::do_try_state().unwrap();
			assert_eq!(total(), Cash::ZERO);
		});
	}
	ext.execute_with(|| {
		Unpayable::set(Vec::new());
		for _ in 0..60 {
			run_block_with(Weight::MAX);
		}
		Settlement::do_try_state().unwrap();
		assert_eq!(Finished::get().len(), keys.len());
		assert_eq!(Positions::iter().count(), 0);
		assert_eq!(total(), Cash::ZERO);
		let mut balances: BTreeMap<_, _> = CashOf::iter().map(|(p, cash)| (p, cash.e8())).collect();
		balances.retain(|_, cash| *cash != 0);
		assert_eq!(balances, expected(expiries));
		assert!(!Insurance::get().is_negative());
		fingerprint()
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]
	#[test]
	fn settlement_is_independent_of_batches_order_and_interleaved_calls(
		expiries in prop::collection::vec((trades(), 0u64..20_000_000_000_000), 1..4),
		one in prop::collection::vec(op(), 0..40),
		other in prop::collection::vec(op(), 0..40),
	) {
		let at_once = settle_by(&expiries, &[]);
		prop_assert_eq!(&settle_by(&expiries, &one), &at_once);
		prop_assert_eq!(&settle_by(&expiries, &other), &at_once);
	}

	#[test]
	fn ladder_never_gives_a_rung_up_before_its_time(
		since in 0u64..1_000_000_000_000, expiry in 0u64..1_000_000_000_000,
	) {
		let times = LadderTimes::default();
		let mut rung = Rung::Window;
		loop {
			prop_assert!(times.deadline(rung, expiry, since) > since);
			let Some(next) = rung.next() else { break };
			prop_assert!(next > rung);
			rung = next;
		}
		prop_assert_eq!(rung, Rung::LastValidIndex);
	}
}
