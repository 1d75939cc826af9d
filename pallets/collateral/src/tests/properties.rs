// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls by three accounts, time, settlement and trades, over tokens of 2, 6, 8
//! and 18 decimals: every invariant after every step, and nothing made or lost.

use crate::{mock::*, *};
use polkadot_sdk::sp_runtime::DispatchResult;
use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed, Rate, E18};
use tenor_series::{
	AssetId,
	LedgerAccount::{Fees as FeeAccount, Portfolio as Pf},
	MarginMode, PortfolioId, PortfolioStatus,
};

/// Amounts are in percent of what there is, so that most steps succeed and some ask too much; `odd`
/// adds what is below a unit.
#[derive(Clone, Debug)]
enum Step {
	Open(u8, u16),
	Close(u64),
	Deposit(u64, u8, u16, u16),
	Request(u64, u8, u8, u16),
	Cancel(u64),
	Transfer(u64, u64, u8, u8),
	/// A call on a portfolio by an account that does not own it.
	Trespass(u8, u64),
	Mode(u64, bool),
	Freeze(u64, bool),
	Hold(u64, u8),
	Unhold(u64, u8),
	TakeBond(u8, u32),
	PayBond(u8, u8),
	ForfeitBond(u8),
	Trade(u64, u64, u8, u16),
	Fee(u64, u32),
	Settle(u64, u64, i64),
	CloseClearing(u64),
	WriteOff(u64),
	TakeOver(u64, u64, u8, u32),
	PayInsured(u64, u32),
	Expiries(u64, u8),
	Gift(u8, u32),
	Sweep(u8),
	FundInsurance(u16),
	PayFees(u8),
	Block(u32),
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let (i, j, a, percent) = (0..7u64, 0..7u64, 0..21u8, 0..110u8);
	let net = (0..40u32, any::<i64>()).prop_map(|(bits, x)| x >> (bits + 20));
	prop_oneof![
		2 => (0..3u8, any::<u16>()).prop_map(|(w, x)| Open(w, x)),
		3 => i.clone().prop_map(Close),
		8 => (i.clone(), a.clone(), any::<u16>(), any::<u16>())
			.prop_map(|(i, a, x, odd)| Deposit(i, a, x, odd)),
		9 => (i.clone(), a.clone(), percent.clone(), any::<u16>())
			.prop_map(|(i, a, x, odd)| Request(i, a, x, odd)),
		2 => (0..20u64).prop_map(Cancel),
		6 => (i.clone(), j.clone(), a.clone(), percent.clone())
			.prop_map(|(i, j, a, x)| Transfer(i, j, a, x)),
		1 => (0..3u8, i.clone()).prop_map(|(w, i)| Trespass(w, i)),
		1 => (i.clone(), any::<bool>()).prop_map(|(i, m)| Mode(i, m)),
		2 => (i.clone(), prop::bool::weighted(0.3)).prop_map(|(i, f)| Freeze(i, f)),
		3 => (i.clone(), percent.clone()).prop_map(|(i, x)| Hold(i, x)),
		2 => (i.clone(), percent.clone()).prop_map(|(i, x)| Unhold(i, x)),
		2 => (0..3u8, any::<u32>()).prop_map(|(w, x)| TakeBond(w, x)),
		2 => (0..3u8, percent.clone()).prop_map(|(w, x)| PayBond(w, x)),
		1 => percent.clone().prop_map(ForfeitBond),
		5 => (i.clone(), j.clone(), percent.clone(), any::<u16>())
			.prop_map(|(i, j, x, fee)| Trade(i, j, x, fee)),
		2 => (i.clone(), any::<u32>()).prop_map(|(i, x)| Fee(i, x)),
		7 => (0..3u64, i.clone(), net).prop_map(|(e, i, x)| Settle(e, i, x)),
		4 => (0..3u64).prop_map(CloseClearing),
		2 => i.clone().prop_map(WriteOff),
		3 => (i.clone(), j.clone(), percent.clone(), any::<u32>())
			.prop_map(|(i, j, x, cost)| TakeOver(i, j, x, cost)),
		1 => (i.clone(), any::<u32>()).prop_map(|(i, x)| PayInsured(i, x)),
		3 => (i.clone(), any::<u8>()).prop_map(|(i, x)| Expiries(i, x)),
		1 => (a.clone(), any::<u32>()).prop_map(|(a, x)| Gift(a, x)),
		2 => a.clone().prop_map(Sweep),
		1 => any::<u16>().prop_map(FundInsurance),
		2 => percent.clone().prop_map(PayFees),
		6 => any::<u32>().prop_map(Block),
	]
}

fn who(n: u8) -> AccountId {
	[alice(), bob(), dora()][usize::from(n)].clone()
}

/// One in twenty-one is not accepted.
fn asset(n: u8) -> AssetId {
	if n == 20 {
		UNLISTED
	} else {
		[USDC, BTC, ETH, CENTS][usize::from(n) % 4]
	}
}

/// The owner of a portfolio, or somebody where there is none.
fn owner_of(i: u64) -> RuntimeOrigin {
	signed(Collateral::owner(PortfolioId(i)).unwrap_or(alice()))
}

/// Percent of a holding, e8.
fn part(i: u64, asset: AssetId, percent: u8) -> u128 {
	let Some(summary) = Collateral::portfolio(PortfolioId(i)) else { return 1 };
	let held = if asset == USDC {
		summary.free_cash.unsigned_abs()
	} else {
		summary.view.assets.iter().find(|(id, _)| *id == asset).map_or(0, |(_, held)| *held)
	};
	held * u128::from(percent.min(101)) / 100
}

fn percent_of(amount: Cash, percent: u8) -> Cash {
	Cash::from_e8(amount.e8() * i128::from(percent.min(101)) / 100)
}

/// Portfolios whose hold is not covered.
fn uncovered() -> Vec<PortfolioId> {
	let all = Portfolios::<Test>::iter();
	all.filter(|(_, record)| record.cash < record.held).map(|(id, _)| id).collect()
}

fn token_units(amount_e8: u128, asset: AssetId) -> u128 {
	tenor_fixed::rescale_floor(amount_e8, 8, decimals(asset)).unwrap()
}

fn apply(step: Step) -> DispatchResult {
	let p = PortfolioId;
	match step {
		Step::Open(w, x) => {
			Collateral::open_portfolio(signed(who(w)), MarginMode::Standard, u128::from(x) * 1_000)
		}
		Step::Close(i) => plain(Collateral::close_portfolio(owner_of(i), p(i))),
		Step::Deposit(i, a, x, odd) => {
			let unit = AcceptedAssets::<Test>::get(asset(a)).map_or(1, |policy| policy.min_deposit);
			let amount = unit * u128::from(x % 64) + u128::from(odd);
			Collateral::deposit(owner_of(i), p(i), asset(a), amount)
		}
		Step::Request(i, a, x, odd) => {
			let amount = token_units(part(i, asset(a), x), asset(a));
			let odd = if asset(a) == ETH { u128::from(odd) } else { 0 };
			plain(Collateral::request_withdrawal(owner_of(i), p(i), asset(a), amount + odd))
		}
		Step::Cancel(t) => {
			let portfolio = Withdrawals::<Test>::get(t).map_or(0, |request| request.portfolio.0);
			Collateral::cancel_withdrawal(owner_of(portfolio), t)
		}
		Step::Transfer(i, j, a, x) => {
			// Mostly to the other portfolio of the same owner.
			let j = if j < 5 { i ^ 1 } else { j };
			plain(Collateral::transfer(owner_of(i), p(i), p(j), asset(a), part(i, asset(a), x)))
		}
		Step::Trespass(w, i) => {
			let allowed = Collateral::owner(p(i)) == Some(who(w));
			let result = Collateral::request_withdrawal(signed(who(w)), p(i), USDC, 1);
			assert!(allowed || result.is_err(), "a stranger withdrew");
			plain(result)
		}
		Step::Mode(i, portfolio) => {
			let mode = if portfolio { MarginMode::Portfolio } else { MarginMode::Standard };
			plain(Collateral::set_mode(owner_of(i), p(i), mode))
		}
		Step::Freeze(i, freeze) => {
			let status = if freeze { PortfolioStatus::Frozen } else { PortfolioStatus::Active };
			Collateral::set_status(p(i), status)
		}
		Step::Hold(i, x) => {
			let amount = i128::try_from(part(i, USDC, x)).unwrap();
			Collateral::hold(p(i), Cash::from_e8(amount)).map(|_| ())
		}
		Step::Unhold(i, x) => Collateral::unhold(p(i), percent_of(Collateral::held(p(i)), x)),
		// Units of the token have six decimals.
		Step::TakeBond(w, x) => {
			Collateral::take_bond(&who(w), Cash::from_e8(100 * i128::from(x))).map(|_| ())
		}
		Step::PayBond(w, x) => {
			Collateral::pay_bond(&who(w), percent_of(OtherBonds::<Test>::get(), x)).map(|_| ())
		}
		Step::ForfeitBond(x) => {
			Collateral::bond_to_insurance(percent_of(OtherBonds::<Test>::get(), x))
		}
		Step::Trade(i, j, x, fee) => {
			let paid = i128::try_from(part(i, USDC, x)).unwrap();
			let fee = i128::from(fee);
			let entries = [(p(i), -paid), (p(j), paid), (p(i), -fee)];
			let mut entries: Vec<_> =
				entries.iter().map(|(id, x)| (Pf(*id), Cash::from_e8(*x))).collect();
			entries.push((FeeAccount, Cash::from_e8(fee)));
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
		Step::TakeOver(i, j, x, cost) => {
			let share = Fixed::from_e18(i128::from(x) * (E18 / 100));
			let (cost, kept) = (Cash::from_e8(cost.into()), Cash::from_e8((cost / 3).into()));
			Collateral::take_over(p(i), p(j), share, cost, kept)
		}
		Step::PayInsured(i, x) => Collateral::pay_insured(p(i), Cash::from_e8(i128::from(x) * 8)),
		Step::Expiries(i, bits) => Collateral::set_expiries(
			p(i),
			(0..8).filter(|n| (bits & bits >> 4) >> n & 1 == 1).map(expiry).collect(),
		),
		Step::Gift(a, x) => {
			give(asset(a), &Collateral::custody(), u128::from(x));
			Ok(())
		}
		Step::Sweep(a) => Collateral::sweep_gifts(signed(bob()), asset(a)),
		Step::FundInsurance(x) => Collateral::fund_insurance(signed(bob()), DOLLAR + u128::from(x)),
		Step::PayFees(x) => {
			let fees = Fees::<Test>::get().unsigned_abs() * u128::from(x) / 100;
			Collateral::pay_fees_out(RuntimeOrigin::root(), alice(), token_units(fees, USDC))
		}
		Step::Block(ms) => {
			Now::mutate(|now| *now += u64::from(ms));
			next_block();
			Ok(())
		}
	}
}

/// Six portfolios of three owners, most with cash and assets.
fn start() {
	for account in [alice(), bob(), dora()] {
		let id = open(account.clone(), 100);
		open(account.clone(), 0);
		if account != dora() {
			Collateral::deposit(signed(account.clone()), id, BTC, 123_456).unwrap();
			Collateral::deposit(signed(account.clone()), id, ETH, ETHER + 1).unwrap();
			Collateral::deposit(signed(account), id, CENTS, 101).unwrap();
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
	fn every_invariant_holds_after_every_step(steps in prop::collection::vec(step(), 1..120)) {
		build_and_execute(|| {
			// Interest is a debt's own doing: without it, debts deepen only by the steps below.
			let terms = DebtTerms { rate: Rate::ZERO, ..Default::default() };
			Collateral::set_debt_terms(RuntimeOrigin::root(), terms).unwrap();
			start();
			for step in steps {
				let before = negative();
				let lacked = uncovered();
				let may_overdraw = matches!(step, Step::Settle(..) | Step::Fee(..));
				let may_lack = may_overdraw || matches!(step, Step::TakeOver(..));
				let text = format!("{step:?}");
				let result = apply(step);
				if let Err(error) = Collateral::do_try_state() {
					panic!("{error:?} after {text} -> {result:?}");
				}
				assert!(may_overdraw || negative() >= before, "{text} deepened a debt");
				let covered = uncovered().iter().all(|id| lacked.contains(id));
				assert!(may_lack || covered, "{text} took what was set aside");
			}
		});
	}

	#[test]
	fn every_invariant_holds_with_interest(steps in prop::collection::vec(step(), 1..100)) {
		build_and_execute(|| {
			start();
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
			let (asset, amount) = (asset(a), u128::from(amount) * if a == 2 { 97 } else { 1 });
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
