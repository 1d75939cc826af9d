// SPDX-License-Identifier: Apache-2.0
//! Random sequences of deposits, withdrawals, liquidations and price moves over two vaults.

use crate::{mock::*, *};
use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed, E18};
use tenor_series::UnderlyingId;

#[derive(Clone, Debug)]
enum Op {
	Deposit(u64, bool, u128),
	Request(u64, bool, i128),
	Cancel(u64, bool),
	Pay(bool),
	/// New prices, in cents.
	Prices(i128, i128),
	/// A share in percent of an insolvent portfolio with so many short contracts that owes so much.
	Sold(bool, i128, i128, i128),
	Hours(u64),
	Stale(bool),
	Freeze(bool, bool),
	/// The vault's manager buys so many percent of its shorts back at the mark.
	Reduce(bool, i128),
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		4 => (1u64..9, any::<bool>(), 1u128..50_000_000_000).prop_map(|(w, v, t)| Op::Deposit(w, v, t)),
		4 => (1u64..9, any::<bool>(), 30i128..160).prop_map(|(w, v, p)| Op::Request(w, v, p.min(100))),
		1 => (1u64..9, any::<bool>()).prop_map(|(w, v)| Op::Cancel(w, v)),
		4 => any::<bool>().prop_map(Op::Pay),
		3 => (1i128..50_000, 1i128..5_000).prop_map(|(a, b)| Op::Prices(a, b)),
		3 => (any::<bool>(), 1i128..101, 1i128..400, 0i128..5_000)
			.prop_map(|(v, p, n, owed)| Op::Sold(v, p, n, owed)),
		4 => (1u64..90).prop_map(Op::Hours),
		1 => prop::bool::weighted(0.2).prop_map(Op::Stale),
		1 => (any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(v, f)| Op::Freeze(v, f)),
		2 => (any::<bool>(), 1i128..101).prop_map(|(v, p)| Op::Reduce(v, p)),
	]
}

fn of(btc: bool) -> (UnderlyingId, usize) {
	if btc {
		(BTC, 0)
	} else {
		(ETH, 1)
	}
}

/// Offers a vault an insolvent portfolio and moves what it takes, as liquidation does. Property 7.
fn sell(btc: bool, percent: i128, contracts: i128, owed: i128) {
	let (underlying, at) = of(btc);
	let price = Prices::get()[at];
	let mut held = [0; 2];
	held[at] = -contracts * 100_000_000;
	let short = Record { contracts: held, ..Default::default() };
	// Cash such that it owes so many dollars.
	let sold = Record { cash: -short.equity() - owed * 100_000_000, ..short };
	let before = record(underlying);
	if !Fresh::get() || before.frozen {
		return;
	}
	let params = Parameters::<Test>::get();
	let most = Fixed::from_e18(E18 / 100 * percent);
	let share = Backing::offer_floor(underlying, &before.stands(), &sold.stands()).min(most);
	let room = vault(underlying).room(before.stands().equity, &params).unwrap();
	assert!(sold.stands().at_risk().unwrap().mul_floor(share).unwrap() <= room.max(Cash::ZERO));
	let part = |units: i128| tenor_liquidation::part_floor(units, share).unwrap();
	let paid = cash(owed).mul_floor(share).unwrap();
	let moved = part(held[at]);
	change(underlying, |record| {
		record.cash += part(sold.cash) + paid.e8();
		record.contracts[at] += moved;
	});
	// Each rounding is worth no more than a unit and one contract's last digit.
	let slack = 4 + price / 50_000_000;
	let after = record(underlying);
	assert!(after.initial() >= before.initial().min(0) - slack);
	assert!((after.equity() - before.equity()).abs() <= slack);
	if !share.is_zero() {
		Backing::taken(underlying, share, &sold.stands());
	}
}

fn apply(op: &Op) {
	let signed = RuntimeOrigin::signed;
	match op {
		// Refusals change nothing; the checks after each step tell.
		Op::Deposit(who, v, tokens) => {
			let paid_in = Backing::deposit(signed(*who), of(*v).0, *tokens);
			paid_in.map(|_| ()).unwrap_or_default()
		}
		Op::Request(who, v, percent) => {
			let part = shares(*who, of(*v).0) * percent / 100;
			request(*who, of(*v).0, part).unwrap_or_default();
		}
		Op::Cancel(who, v) => {
			Backing::cancel_withdrawal(signed(*who), of(*v).0).unwrap_or_default()
		}
		Op::Pay(v) => pay(of(*v).0).unwrap_or_default(),
		Op::Prices(a, b) => Prices::set([a * 1_000_000, b * 1_000_000]),
		Op::Sold(v, percent, contracts, owed) => sell(*v, *percent, *contracts, *owed),
		Op::Hours(hours) => Now::mutate(|now| *now += hours * 3_600_000),
		Op::Stale(stale) => Fresh::set(!stale),
		Op::Freeze(v, frozen) => change(of(*v).0, |record| record.frozen = *frozen),
		Op::Reduce(v, percent) => {
			let (underlying, at) = of(*v);
			let bought = record(underlying).contracts[at] * percent / 100;
			let cost = (bought * Prices::get()[at]).div_euclid(100_000_000);
			if record(underlying).cash + cost >= 0 {
				change(underlying, |record| {
					record.contracts[at] -= bought;
					record.cash += cost;
				});
			}
		}
	}
}

/// A short notice, so that many come and go.
fn set_up() {
	Parameters::<Test>::put(Params { notice_ms: 12 * 3_600_000, ..Default::default() });
}

/// Whether one share is worth as much as before or more, exactly.
fn price_kept(before: &(i128, i128), after: &(i128, i128)) -> bool {
	after.0 * before.1 >= before.0 * after.1
}

/// Equity and shares of a vault.
fn standing(underlying: UnderlyingId) -> (i128, i128) {
	(record(underlying).equity(), vault(underlying).shares)
}

/// All there is outside and inside, e8.
fn total() -> i128 {
	let wallets: u128 = Wallets::iter_values().sum();
	i128::try_from(wallets).unwrap() * 100 + record(BTC).equity() + record(ETH).equity()
}

#[test]
fn random_calls_reach_every_path() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let (mut deposited, mut returned, mut withdrawn, mut took, mut stopped) = (0, 0, 0, 0, 0);
	for _ in 0..40 {
		let ops = prop::collection::vec(op(), 40..80).new_tree(&mut runner).unwrap().current();
		new_test_ext().execute_with(|| {
			set_up();
			for op in &ops {
				apply(op);
				let room = Backing::report(BTC).unwrap().loss_room;
				stopped += u32::from(room.is_some_and(|room| !room.is_positive()));
			}
			for event in events() {
				match event {
					Event::Deposited { .. } => deposited += 1,
					Event::WithdrawalReturned { .. } => returned += 1,
					Event::Withdrawn { .. } => withdrawn += 1,
					Event::Took { .. } => took += 1,
					_ => {}
				}
			}
		});
	}
	assert!(returned > 0);
	for count in [deposited, withdrawn, took, stopped] {
		assert!(count > 10, "{deposited} {returned} {withdrawn} {took} {stopped}");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn nobody_takes_from_who_stays_and_vaults_are_apart(
		ops in prop::collection::vec(op(), 1..80),
	) {
		new_test_ext().execute_with(|| {
			set_up();
			for op in &ops {
				let before = [standing(BTC), standing(ETH)];
				let (records, vaults) = ([record(BTC), record(ETH)], [vault(BTC), vault(ETH)]);
				let all = total();
				apply(op);
				Backing::do_try_state().unwrap();
				let after = [standing(BTC), standing(ETH)];
				let touched = match op {
					Op::Deposit(_, v, _) | Op::Request(_, v, _) | Op::Cancel(_, v) | Op::Pay(v)
					| Op::Sold(v, ..) | Op::Freeze(v, _) | Op::Reduce(v, _) => Some(of(*v).1),
					Op::Prices(..) | Op::Hours(_) | Op::Stale(_) => None,
				};
				for (at, underlying) in [(0, BTC), (1, ETH)] {
					if touched != Some(at) {
						assert_eq!((record(underlying), vault(underlying)), (records[at], vaults[at].clone()));
					}
				}
				if matches!(op, Op::Deposit(..) | Op::Request(..) | Op::Cancel(..) | Op::Pay(_)) {
					assert_eq!(total(), all);
					assert!((0..2).all(|at| price_kept(&before[at], &after[at])));
				}
			}
		});
	}

	#[test]
	fn who_pays_in_and_leaves_at_the_same_value_has_no_more_than_before(
		ops in prop::collection::vec(op(), 0..40), tokens in 100_000_000u128..1_000_000_000_000,
	) {
		new_test_ext().execute_with(|| {
			set_up();
			ops.iter().for_each(apply);
			// GIVEN any state a deposit is taken in, and nobody who leaves his roundings behind,
			for other in 1..9 {
				apply(&Op::Cancel(other, true));
			}
			// WHEN one comes and goes
			let (who, before) = (77, tokens);
			Wallets::insert(who, tokens);
			if Backing::deposit(RuntimeOrigin::signed(who), BTC, tokens).is_ok() {
				request(who, BTC, shares(who, BTC)).unwrap();
				Now::mutate(|now| *now += 3 * DAY);
				pay(BTC).unwrap_or_default();
				// THEN he has no more
				assert!(wallet(who) <= before);
			}
			Backing::do_try_state().unwrap();
		});
	}
}
