// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Cash, Fixed, E18};
use tenor_series::{
	LedgerAccount::{Fees as FeeAccount, Portfolio as Pf},
	PortfolioStatus,
};

const D: u128 = 100_000_000;

#[test]
fn what_is_held_can_neither_leave_nor_be_paid_with() {
	build_and_execute(|| {
		// GIVEN 100 dollars, of which 60 are set aside
		let (id, other, mate) = (open(alice(), 100), open(bob(), 100), open(alice(), 0));
		assert_ok!(Collateral::hold(id, cash(60)));
		assert_eq!((record(id).held, record(id).free_cash()), (cash(60), cash(40)));
		// WHEN more than the other 40 is to leave THEN it is refused in every way
		let pay = |dollars: i128| {
			let entries = [(Pf(id), cash(-dollars)), (Pf(other), cash(dollars))];
			Collateral::post(&entries, Overdraft::Forbidden)
		};
		assert_noop!(pay(41), Error::<Test>::InsufficientCash);
		assert_noop!(
			Collateral::transfer(signed(alice()), id, mate, USDC, 41 * D),
			Error::<Test>::MoreThanFree
		);
		assert_noop!(
			Collateral::request_withdrawal(signed(alice()), id, USDC, 41 * DOLLAR),
			Error::<Test>::MoreThanFree
		);
		assert_noop!(Collateral::hold(id, cash(41)), Error::<Test>::MoreThanFree);
		// AND 40 may
		assert_ok!(pay(40));
		// AND when the hold ends, the rest may
		assert_noop!(Collateral::unhold(id, cash(61)), Error::<Test>::MoreThanHeld);
		assert_ok!(Collateral::unhold(id, cash(60)));
		assert_ok!(pay(60));
		assert_eq!(record(id).cash, cash(0));
	});
}

#[test]
fn a_hold_asks_the_gate_as_if_the_cash_had_left() {
	build_and_execute(|| {
		// GIVEN a portfolio that must keep 30 of its 100 dollars
		let id = open(alice(), 100);
		GateKeeps::set(cash(30).e8());
		Changed::set(vec![]);
		// WHEN 71 are to be set aside THEN that is refused and changes nothing
		assert_noop!(Collateral::hold(id, cash(71)), BELOW_MARGIN);
		// AND 70 may, and margin is told
		Changed::set(vec![]);
		assert_ok!(Collateral::hold(id, cash(70)));
		assert_eq!(Changed::get(), vec![id]);
		assert!(events().contains(&Event::Held { portfolio: id, amount: cash(70) }));
	});
}

#[test]
fn only_an_active_portfolio_holds_and_a_frozen_one_may_let_go() {
	build_and_execute(|| {
		let id = open(alice(), 100);
		assert_ok!(Collateral::hold(id, cash(50)));
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		assert_noop!(Collateral::hold(id, cash(1)), Error::<Test>::PortfolioFrozen);
		assert_ok!(Collateral::unhold(id, cash(20)));
		assert_eq!(Collateral::held(id), cash(30));
		assert_noop!(Collateral::hold(id, Cash::ZERO), Error::<Test>::AmountTooSmall);
		assert_noop!(Collateral::unhold(id, cash(-1)), Error::<Test>::AmountTooSmall);
	});
}

#[test]
fn fees_settlement_and_liquidation_take_what_is_held() {
	build_and_execute(|| {
		// GIVEN a portfolio all of whose cash is set aside
		let (id, bidder) = (open(alice(), 100), open(bob(), 100));
		assert_ok!(Collateral::hold(id, cash(100)));
		// WHEN a fee and a settlement take of it
		let fee = [(Pf(id), cash(-10)), (FeeAccount, cash(10))];
		assert_ok!(Collateral::post(&fee, Overdraft::UpToCap));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(pay_from_clearing(expiry(1), id, cash(-20).e8()));
		// THEN the hold stands for more than there is, and nothing is free
		assert_eq!((record(id).cash, record(id).held), (cash(70), cash(100)));
		assert_eq!(record(id).free_cash(), cash(0));
		// AND a share of it is taken over as if there were none
		assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
		let half = Fixed::from_e18(E18 / 2);
		assert_ok!(Collateral::take_over(id, bidder, half, cash(1), Cash::ZERO));
		assert_eq!(record(id).cash, cash(70 - 35 + 1));
		// AND a fund pays nobody for it
		assert_eq!(record(id).held, cash(100));
	});
}

#[test]
fn a_bidder_pays_with_what_he_has_not_set_aside() {
	build_and_execute(|| {
		let (from, to) = (open(alice(), 10), open(bob(), 100));
		assert_ok!(Collateral::set_status(from, PortfolioStatus::Frozen));
		assert_ok!(Collateral::hold(to, cash(60)));
		assert_noop!(
			Collateral::take_over(from, to, Fixed::ZERO, cash(41), Cash::ZERO),
			Error::<Test>::InsufficientCash
		);
		assert_ok!(Collateral::take_over(from, to, Fixed::ZERO, cash(40), Cash::ZERO));
	});
}

#[test]
fn a_portfolio_with_a_hold_does_not_close() {
	build_and_execute(|| {
		let id = open(alice(), 1);
		assert_ok!(Collateral::hold(id, cash(1)));
		assert_noop!(
			plain(Collateral::close_portfolio(signed(alice()), id)),
			Error::<Test>::CashHeld
		);
		assert_ok!(Collateral::unhold(id, cash(1)));
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, USDC, DOLLAR));
		next_block();
		assert_ok!(Collateral::close_portfolio(signed(alice()), id));
	});
}

#[test]
fn a_queued_withdrawal_of_what_is_then_held_is_refused() {
	build_and_execute(|| {
		let id = open(alice(), 10);
		assert_ok!(Collateral::request_withdrawal(signed(alice()), id, USDC, 8 * DOLLAR));
		assert_ok!(Collateral::hold(id, cash(5)));
		next_block();
		assert_eq!(record(id).cash, cash(10));
	});
}

#[test]
fn bonds_of_others_are_money_of_the_ledger_until_they_are_paid_or_forfeited() {
	build_and_execute(|| {
		// GIVEN a portfolio's bond and 50 dollars of another
		open(alice(), 0);
		let own = Sums::<Test>::get().bonds;
		assert_eq!(Collateral::take_bond(&bob(), cash(50)), Ok(cash(50)));
		assert_eq!(Collateral::other_bonds(), cash(50));
		assert_eq!(Sums::<Test>::get().bonds, own.checked_add(cash(50)).unwrap());
		assert!(Collateral::totals_match(USDC));
		// WHEN 20 are paid to somebody, and 30 go to the fund
		let (before, fund) = (Assets::balance(USDC, dora()), Insurance::<Test>::get());
		assert_eq!(Collateral::pay_bond(&dora(), cash(20)), Ok(cash(20)));
		assert_eq!(Assets::balance(USDC, dora()), before + 20 * DOLLAR);
		assert_ok!(Collateral::bond_to_insurance(cash(30)));
		// THEN nothing is left of it, and no more can be had
		assert_eq!(Insurance::<Test>::get(), fund.checked_add(cash(30)).unwrap());
		assert_eq!((Collateral::other_bonds(), Sums::<Test>::get().bonds), (cash(0), own));
		assert_noop!(Collateral::pay_bond(&dora(), cash(1)), Error::<Test>::InsufficientBonds);
		assert_noop!(Collateral::bond_to_insurance(cash(1)), Error::<Test>::InsufficientBonds);
	});
}

#[test]
fn a_bond_is_paid_in_whole_units_and_the_rest_stays() {
	build_and_execute(|| {
		assert_ok!(Collateral::take_bond(&bob(), cash(1)));
		let paid = Collateral::pay_bond(&bob(), Cash::from_e8(150));
		assert_eq!(paid, Ok(Cash::from_e8(100)));
		assert_eq!(Collateral::other_bonds(), cash(1).checked_sub(Cash::from_e8(100)).unwrap());
		assert_noop!(
			Collateral::pay_bond(&bob(), Cash::from_e8(99)),
			Error::<Test>::AmountTooSmall
		);
		assert_noop!(Collateral::pay_bond(&bob(), cash(-1)), Error::<Test>::AmountTooSmall);
		assert_noop!(Collateral::take_bond(&bob(), cash(0)), Error::<Test>::AmountTooSmall);
	});
}

#[test]
fn a_forfeited_bond_pays_an_open_shortfall_first() {
	build_and_execute(|| {
		// GIVEN a fund that owes 100 more than it has
		let id = open(alice(), 0);
		let fund = Insurance::<Test>::get();
		assert_ok!(Collateral::pay_insured(id, fund.checked_add(cash(100)).unwrap()));
		assert_eq!(Sums::<Test>::get().shortfall, cash(100));
		assert_ok!(Collateral::take_bond(&bob(), cash(130)));
		assert_ok!(Collateral::bond_to_insurance(cash(130)));
		assert_eq!(Sums::<Test>::get().shortfall, cash(0));
		assert_eq!(Insurance::<Test>::get(), cash(30));
	});
}
