// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls by three accounts, time, settlement and trades, over tokens of 2, 6, 8
//! and 18 decimals: every invariant after every step, and nothing made or lost.

use crate::{mock::*, *};
use polkadot_sdk::sp_runtime::DispatchResult;
use proptest::prelude::*;
use tenor_fixed::{Cash, Rate};
use tenor_series::{
	AssetId,
	LedgerAccount::{Fees as FeeAccount, Portfolio as Pf},
	MarginMode, PortfolioId, PortfolioStatus,
};

#[derive(Clone, Debug)]
enum Step {
	Open(u8, u64),
	Close(u8, u64),
	Deposit(u8, u64, u8, u64),
	Request(u8, u64, u8, u64),
	Cancel(u8, u64),
	Transfer(u8, u64, u64, u8, u64),
	Mode(u8, u64, bool),
	Freeze(u64, bool),
	Trade(u64, u64, i64, u32),
	Fee(u64, u32),
	Settle(u64, u64, i64),
	CloseClearing(u64),
	WriteOff(u64),
	Expiries(u64, u8),
	Gift(u8, u64),
	Sweep(u8),
	FundInsurance(u8, u64),
	PayFees(u64),
	Block(u32),
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let (who, id, asset) = (0..3u8, 0..6u64, 0..5u8);
	let (w, i, a) = (who, id, asset);
	// From below a unit up to all of it: magnitudes, not values.
	let amount = || (0..60u32, any::<u64>()).prop_map(|(bits, x)| x >> bits);
	let signed = || (8..60u32, any::<i64>()).prop_map(|(bits, x)| x >> bits);
	prop_oneof![
		3 => (w.clone(), amount()).prop_map(|(w, x)| Open(w, x)),
		1 => (w.clone(), i.clone()).prop_map(|(w, i)| Close(w, i)),
		8 => (w.clone(), i.clone(), a.clone(), amount()).prop_map(|(w, i, a, x)| Deposit(w, i, a, x)),
		6 => (w.clone(), i.clone(), a.clone(), amount()).prop_map(|(w, i, a, x)| Request(w, i, a, x)),
		2 => (w.clone(), 0..30u64).prop_map(|(w, t)| Cancel(w, t)),
		4 => (w.clone(), i.clone(), i.clone(), a.clone(), amount())
			.prop_map(|(w, i, j, a, x)| Transfer(w, i, j, a, x)),
		1 => (w.clone(), i.clone(), any::<bool>()).prop_map(|(w, i, m)| Mode(w, i, m)),
		1 => (i.clone(), any::<bool>()).prop_map(|(i, f)| Freeze(i, f)),
		4 => (i.clone(), i.clone(), signed(), any::<u32>()).prop_map(|(i, j, x, f)| Trade(i, j, x, f)),
		2 => (i.clone(), any::<u32>()).prop_map(|(i, x)| Fee(i, x)),
		6 => (0..3u64, i.clone(), signed()).prop_map(|(e, i, x)| Settle(e, i, x)),
		2 => (0..3u64).prop_map(CloseClearing),
		1 => i.clone().prop_map(WriteOff),
		2 => (i.clone(), any::<u8>()).prop_map(|(i, x)| Expiries(i, x)),
		1 => (a.clone(), amount()).prop_map(|(a, x)| Gift(a, x)),
		1 => a.clone().prop_map(Sweep),
		1 => (w, amount()).prop_map(|(w, x)| FundInsurance(w, x)),
		1 => amount().prop_map(PayFees),
		4 => any::<u32>().prop_map(Block),
	]
}

fn who(n: u8) -> AccountId {
	[alice(), bob(), dora()][usize::from(n)].clone()
}

fn asset(n: u8) -> AssetId {
	[USDC, BTC, ETH, CENTS, UNLISTED][usize::from(n)]
}

/// Magnitudes reach 18 decimals.
fn tokens(n: u8, amount: u64) -> u128 {
	u128::from(amount) * if asset(n) == ETH { 97 } else { 1 }
}

fn apply(step: Step) -> DispatchResult {
	let p = PortfolioId;
	match step {
		Step::Open(w, x) => {
			Collateral::open_portfolio(signed(who(w)), MarginMode::Standard, u128::from(x >> 20))
		}
		Step::Close(w, i) => Collateral::close_portfolio(signed(who(w)), p(i)),
		Step::Deposit(w, i, a, x) => {
			Collateral::deposit(signed(who(w)), p(i), asset(a), tokens(a, x))
		}
		Step::Request(w, i, a, x) => {
			Collateral::request_withdrawal(signed(who(w)), p(i), asset(a), tokens(a, x))
		}
		Step::Cancel(w, t) => Collateral::cancel_withdrawal(signed(who(w)), t),
		Step::Transfer(w, i, j, a, x) => {
			Collateral::transfer(signed(who(w)), p(i), p(j), asset(a), u128::from(x))
		}
		Step::Mode(w, i, portfolio) => {
			let mode = if portfolio { MarginMode::Portfolio } else { MarginMode::Standard };
			Collateral::set_mode(signed(who(w)), p(i), mode)
		}
		Step::Freeze(i, freeze) => {
			let status = if freeze { PortfolioStatus::Frozen } else { PortfolioStatus::Active };
			Collateral::set_status(p(i), status)
		}
		Step::Trade(i, j, x, fee) => {
			let (x, fee) = (Cash::from_e8(x.into()), Cash::from_e8(fee.into()));
			let minus = |c: Cash| c.checked_neg().unwrap();
			let entries =
				[(Pf(p(i)), x), (Pf(p(j)), minus(x)), (Pf(p(i)), minus(fee)), (FeeAccount, fee)];
			Collateral::post(&entries, Overdraft::Forbidden)
		}
		Step::Fee(i, x) => Collateral::post(
			&[(Pf(p(i)), Cash::from_e8(-i128::from(x))), (FeeAccount, Cash::from_e8(x.into()))],
			Overdraft::UpToCap,
		),
		Step::Settle(e, i, x) => Collateral::open_clearing(expiry(e))
			.and_then(|()| pay_from_clearing(expiry(e), p(i), x.into())),
		Step::CloseClearing(e) => Collateral::close_clearing(expiry(e)),
		Step::WriteOff(i) => Collateral::write_off(p(i)),
		Step::Expiries(i, bits) => Collateral::set_expiries(
			p(i),
			(0..8).filter(|n| bits >> n & 1 == 1).map(expiry).collect(),
		),
		Step::Gift(a, x) => {
			give(asset(a), &Collateral::custody(), tokens(a, x >> 8));
			Ok(())
		}
		Step::Sweep(a) => Collateral::sweep_gifts(signed(bob()), asset(a)),
		Step::FundInsurance(w, x) => Collateral::fund_insurance(signed(who(w)), u128::from(x)),
		Step::PayFees(x) => Collateral::pay_fees_out(RuntimeOrigin::root(), alice(), u128::from(x)),
		Step::Block(ms) => {
			Now::mutate(|now| *now += u64::from(ms));
			next_block();
			Ok(())
		}
	}
}

/// Cash of portfolios below zero that no step but settlement and fees may deepen.
fn negative() -> Cash {
	Sums::<Test>::get().negative
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

	#[test]
	fn every_invariant_holds_after_every_step(steps in prop::collection::vec(step(), 1..80)) {
		build_and_execute(|| {
			// Interest is a debt's own doing: without it, debts deepen only by the steps below.
			let terms = DebtTerms { rate: Rate::ZERO, ..Default::default() };
			Collateral::set_debt_terms(RuntimeOrigin::root(), terms).unwrap();
			for step in steps {
				let before = negative();
				let may_overdraw = matches!(step, Step::Settle(..) | Step::Fee(..));
				let text = format!("{step:?}");
				let result = apply(step);
				if let Err(error) = Collateral::do_try_state() {
					panic!("{error:?} after {text} -> {result:?}");
				}
				assert!(may_overdraw || negative() >= before, "{text} deepened a debt");
			}
		});
	}

	#[test]
	fn every_invariant_holds_with_interest(steps in prop::collection::vec(step(), 1..60)) {
		build_and_execute(|| {
			for step in steps {
				let text = format!("{step:?}");
				let result = apply(step);
				if let Err(error) = Collateral::do_try_state() {
					panic!("{error:?} after {text} -> {result:?}");
				}
			}
		});
	}

	#[test]
	fn what_goes_in_comes_out(a in 0u8..4, amount in 1u64..) {
		build_and_execute(|| {
			let (asset, amount) = (asset(a), tokens(a, amount));
			let id = open(alice(), 0);
			let before = Assets::balance(asset, alice());
			if Collateral::deposit(signed(alice()), id, asset, amount).is_err() {
				return;
			}
			let moved = before - Assets::balance(asset, alice());
			assert!(moved <= amount);
			// The same amount asked for gives back what was moved: to the unit.
			Collateral::request_withdrawal(signed(alice()), id, asset, amount).unwrap();
			next_block();
			assert_eq!(Assets::balance(asset, alice()), before);
			Collateral::close_portfolio(signed(alice()), id).unwrap();
		});
	}

	#[test]
	fn a_batch_that_does_not_sum_to_zero_is_never_posted(
		entries in prop::collection::vec((0u64..3, any::<i64>()), 0..6),
	) {
		build_and_execute(|| {
			let ids = [open(alice(), 10), open(bob(), 10), open(dora(), 10)];
			let entries: Vec<_> = entries
				.iter()
				.map(|(n, x)| (Pf(ids[usize::try_from(*n).unwrap()]), Cash::from_e8((*x).into())))
				.collect();
			let sum: i128 = entries.iter().map(|(_, x)| x.e8()).sum();
			let result = Collateral::post(&entries, Overdraft::Allowed);
			assert_eq!(result.is_ok(), sum == 0);
		});
	}
}
