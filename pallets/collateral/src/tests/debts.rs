// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok, traits::fungibles::Inspect};
use tenor_fixed::{Cash, Rate};
use tenor_series::{
	LedgerAccount::{Fees as FeeAccount, Insurance as Fund, Portfolio as Pf},
	PortfolioId, YEAR_MS,
};

/// A debt of `dollars` that settlement left behind.
fn indebted(who: AccountId, dollars: i128) -> PortfolioId {
	let id = open(who, 0);
	assert_ok!(Collateral::open_clearing(expiry(9)));
	assert_ok!(pay_from_clearing(expiry(9), id, -cash(dollars).e8()));
	id
}

#[test]
fn negative_cash_pays_interest_to_the_fund_by_time() {
	build_and_execute(|| {
		let id = indebted(alice(), 100);
		let fund = Insurance::<Test>::get();
		Now::mutate(|now| *now += YEAR_MS);
		// THEN views show it before it is written,
		assert_eq!(Collateral::view(id).unwrap().cash, cash(-110));
		assert_eq!(record(id).cash, cash(-100));
		let debts = Collateral::debts(None, 10);
		assert_eq!((debts.len(), debts[0].debt), (1, cash(110)));
		// and the next touch charges it.
		assert_ok!(Collateral::deposit(signed(alice()), id, USDC, 10 * DOLLAR));
		assert_eq!(record(id).cash, cash(-100));
		assert_eq!(Insurance::<Test>::get(), fund.checked_add(cash(10)).unwrap());
		assert!(events().contains(&Event::InterestCharged { portfolio: id, amount: cash(10) }));
		// A second touch at the same time charges nothing.
		assert_ok!(Collateral::deposit(signed(alice()), id, USDC, 150 * DOLLAR));
		assert_eq!(record(id).cash, cash(50));
		assert!(Collateral::debts(None, 10).is_empty());
		Now::mutate(|now| *now += YEAR_MS);
		assert_eq!(Collateral::view(id).unwrap().cash, cash(50));
	});
}

#[test]
fn interest_rounds_against_the_debtor() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		assert_ok!(Collateral::open_clearing(expiry(9)));
		assert_ok!(pay_from_clearing(expiry(9), id, -1));
		Now::mutate(|now| *now += 1);
		assert_eq!(Collateral::view(id).unwrap().cash, Cash::from_e8(-2));
		let terms = DebtTerms { rate: Rate::ZERO, ..Default::default() };
		assert_ok!(Collateral::set_debt_terms(RuntimeOrigin::root(), terms));
		assert_eq!(Collateral::view(id).unwrap().cash, Cash::from_e8(-1));
	});
}

#[test]
fn fees_past_a_cap_are_refused_settlement_past_a_cap_is_recorded() {
	build_and_execute(|| {
		let terms = DebtTerms {
			portfolio_cap: cash(5),
			total_cap: cash(7),
			rate: Rate::ZERO,
			..Default::default()
		};
		assert_ok!(Collateral::set_debt_terms(RuntimeOrigin::root(), terms));
		let (a, b) = (open(alice(), 1), open(bob(), 1));
		let fee = |id, dollars: i128| {
			Collateral::post(
				&[(Pf(id), cash(-dollars)), (FeeAccount, cash(dollars))],
				Overdraft::UpToCap,
			)
		};
		// GIVEN caps of 5 each and 7 in all,
		assert_noop!(fee(a, 7), Error::<Test>::DebtCapReached);
		assert_ok!(fee(a, 6));
		assert_noop!(fee(b, 4), Error::<Test>::DebtCapReached);
		assert_ok!(fee(b, 3));
		let over = |id| Debtors::<Test>::get(id).unwrap().over_cap;
		assert!(!over(a) && !over(b));
		// WHEN settlement takes more, THEN it goes through and is recorded.
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(pay_from_clearing(expiry(1), a, -cash(10).e8()));
		assert!(over(a));
		assert!(events().contains(&Event::DebtOverCap {
			portfolio: a,
			debt: cash(15),
			total: cash(17),
		}));
		assert_eq!(Collateral::cash_sums().debts(), cash(17));
	});
}

#[test]
fn nothing_leaves_a_portfolio_in_debt() {
	build_and_execute(|| {
		let id = indebted(alice(), 5);
		let own = open(alice(), 0);
		assert_noop!(
			Collateral::request_withdrawal(signed(alice()), id, USDC, 1),
			Error::<Test>::MoreThanFree
		);
		assert_noop!(
			Collateral::transfer(signed(alice()), id, own, USDC, 1),
			Error::<Test>::MoreThanFree
		);
		assert_noop!(
			Collateral::close_portfolio(signed(alice()), id),
			Error::<Test>::PortfolioInDebt
		);
	});
}

#[test]
fn a_debt_with_nothing_behind_it_is_paid_by_the_fund_then_by_the_shortfall() {
	build_and_execute(|| {
		// GIVEN a fund of 500 and debts of 450 and 200,
		let (a, b) = (indebted(alice(), 450), indebted(bob(), 200));
		assert_ok!(Collateral::deposit(signed(bob()), b, BTC, 10_000));
		assert_noop!(Collateral::write_off(b), Error::<Test>::PortfolioNotEmpty);
		assert_ok!(Collateral::write_off(a));
		assert_eq!((Insurance::<Test>::get(), record(a).cash), (cash(50), cash(0)));
		assert_noop!(Collateral::write_off(a), Error::<Test>::NoDebt);
		let rest = open(bob(), 0);
		assert_ok!(Collateral::transfer(signed(bob()), b, rest, BTC, 10_000));
		assert_ok!(Collateral::write_off(b));
		// THEN the fund is empty and 150 are open, in the sums and in the view.
		assert_eq!((Insurance::<Test>::get(), Sums::<Test>::get().shortfall), (cash(0), cash(150)));
		assert_eq!(Collateral::free_custody().debts, cash(150));
		Collateral::do_try_state().unwrap();
		// WHEN money comes into the fund, THEN it covers the shortfall first.
		assert_ok!(Collateral::fund_insurance(signed(alice()), 100 * DOLLAR));
		assert_eq!((Insurance::<Test>::get(), Sums::<Test>::get().shortfall), (cash(0), cash(50)));
		give(USDC, &Collateral::custody(), 60 * DOLLAR);
		assert_ok!(Collateral::sweep_gifts(signed(alice()), USDC));
		assert_eq!((Insurance::<Test>::get(), Sums::<Test>::get().shortfall), (cash(10), cash(0)));
	});
}

#[test]
fn free_custody_is_claims_less_debts() {
	build_and_execute(|| {
		let _rich = open(alice(), 100);
		let _poor = indebted(bob(), 30);
		let custody = Collateral::free_custody();
		// 100 of cash, 30 in clearing, 2 of bonds.
		assert_eq!((custody.claims, custody.debts, custody.free), (cash(132), cash(30), cash(102)));
		assert_eq!(custody.insurance, cash(500));
	});
}

#[test]
fn the_view_of_debts_has_pages() {
	build_and_execute(|| {
		for who in [alice(), bob(), alice(), bob()] {
			indebted(who, 5);
		}
		let all = Collateral::debts(None, u32::MAX);
		assert_eq!(all.len(), 4);
		let first = Collateral::debts(None, 3);
		let second = Collateral::debts(Some(first[2].portfolio), 3);
		assert_eq!([first, second].concat(), all);
	});
}

#[test]
fn the_fund_receives_interest_before_it_pays_in_the_same_batch() {
	build_and_execute(|| {
		let id = indebted(alice(), 100);
		Now::mutate(|now| *now += YEAR_MS);
		assert_ok!(Collateral::post(
			&[(Pf(id), cash(510)), (Fund, cash(-510))],
			Overdraft::Allowed
		));
		assert_eq!((record(id).cash, Insurance::<Test>::get()), (cash(400), cash(0)));
	});
}

#[test]
fn debt_is_overdue_past_a_cap_or_after_its_time_and_debtors_come_in_turn() {
	build_and_execute(|| {
		let terms = DebtTerms {
			portfolio_cap: cash(50),
			total_cap: cash(90),
			rate: Rate::from_e18(tenor_fixed::E18),
			longest_ms: 7_200_000,
		};
		assert_ok!(Collateral::set_debt_terms(RuntimeOrigin::root(), terms));
		assert_eq!(Collateral::next_debtor(None), None);
		let [a, b] = [indebted(alice(), 40), indebted(bob(), 30)];
		assert!(!Collateral::is_overdue(a) && !Collateral::is_overdue(PortfolioId(77)));
		// Round and round, each once.
		let first = Collateral::next_debtor(None).unwrap();
		let second = Collateral::next_debtor(Some(first)).unwrap();
		assert_eq!([first, second].into_iter().collect::<std::collections::BTreeSet<_>>().len(), 2);
		assert_eq!(Collateral::next_debtor(Some(second)), Some(first));
		// WHEN its time is over, THEN it is overdue, and not before
		Now::mutate(|now| *now += 7_200_000);
		assert!(!Collateral::is_overdue(a));
		Now::mutate(|now| *now += 1);
		assert!(Collateral::is_overdue(a) && Collateral::is_overdue(b));
		// WHEN one is paid, THEN it is over, and interest alone takes the other past its cap
		assert_ok!(Collateral::deposit(signed(bob()), b, USDC, 100 * DOLLAR));
		assert!(!Collateral::is_overdue(b));
		let terms = DebtTerms { longest_ms: 30 * 24 * 3_600_000, ..terms };
		assert_ok!(Collateral::set_debt_terms(RuntimeOrigin::root(), terms));
		assert!(!Collateral::is_overdue(a));
		Now::mutate(|now| *now += YEAR_MS / 3);
		let long = DebtTerms { rate: Rate::ZERO, portfolio_cap: cash(41), ..terms };
		assert!(Collateral::is_overdue(a));
		assert_ok!(Collateral::set_debt_terms(RuntimeOrigin::root(), long));
		// AND all are, once all together owe more than they may
		Now::mutate(|now| *now -= YEAR_MS / 3);
		assert!(!Collateral::is_overdue(a));
		let few = DebtTerms { portfolio_cap: cash(39), total_cap: cash(39), ..long };
		assert_ok!(Collateral::set_debt_terms(RuntimeOrigin::root(), few));
		assert!(Collateral::is_overdue(a));
	});
}

#[test]
fn another_pallet_deposits_and_pays_for_a_portfolio_it_owns() {
	build_and_execute(|| {
		let id = open(alice(), 0);
		let tokens = |who: &AccountId| <Assets as Inspect<AccountId>>::balance(USDC, who);
		let (had, has) = (tokens(&bob()), tokens(&alice()));
		// WHEN bob's tokens are moved into alice's portfolio, THEN they are hers, and only into hers
		let moved = Collateral::deposit_for(&bob(), &alice(), id, USDC, 100 * DOLLAR);
		assert_eq!(moved, Ok(cash(100)));
		assert_eq!((record(id).cash, tokens(&bob())), (cash(100), had - 100 * DOLLAR));
		assert_noop!(
			Collateral::deposit_for(&bob(), &bob(), id, USDC, 100 * DOLLAR),
			Error::<Test>::NotOwner
		);
		// WHEN a part is paid to bob, THEN by the rules of withdrawals
		assert_ok!(Collateral::ensure_payable(id, cash(60)));
		assert_noop!(Collateral::ensure_payable(id, cash(101)), Error::<Test>::MoreThanFree);
		let spent = <() as WeightInfo>::pay_withdrawal().saturating_add(LOOKED);
		assert_eq!(Collateral::pay_to(id, bob(), cash(60)), Ok((cash(60), spent)));
		assert_eq!((tokens(&bob()), tokens(&alice())), (had - 40 * DOLLAR, has));
		assert_eq!(record(id).cash, cash(40));
		assert_ok!(Collateral::set_status(id, tenor_series::PortfolioStatus::Frozen));
		assert_noop!(Collateral::ensure_payable(id, cash(1)), Error::<Test>::PortfolioFrozen);
		assert_noop!(Collateral::pay_to(id, bob(), cash(1)), Error::<Test>::PortfolioFrozen);
	});
}
