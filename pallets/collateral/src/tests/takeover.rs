// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Cash, Fixed, E18};
use tenor_series::{PortfolioId, PortfolioStatus};

fn part(percent: i128) -> Fixed {
	Fixed::from_e18(E18 / 100 * percent)
}

/// A frozen portfolio with dollars and whole BTC.
fn frozen(dollars: u128, btc: u128) -> PortfolioId {
	let id = open(alice(), dollars);
	if btc > 0 {
		assert_ok!(Collateral::deposit(signed(alice()), id, BTC, btc * 100_000_000));
	}
	assert_ok!(Collateral::set_status(id, PortfolioStatus::Frozen));
	id
}

/// Leaves the portfolio with less cash, below zero if need be.
fn lose(id: PortfolioId, dollars: i128) {
	assert_ok!(Collateral::open_clearing(expiry(9)));
	assert_ok!(pay_from_clearing(expiry(9), id, -cash(dollars).e8()));
}

#[test]
fn share_of_assets_and_of_cash_without_what_was_received_goes_to_the_bidder() {
	build_and_execute(|| {
		// GIVEN 1,000 dollars of which 400 were paid by earlier bidders, and 2 BTC
		let (from, to) = (frozen(1_000, 2), open(bob(), 5_000));
		// WHEN half is taken for 700 dollars
		assert_ok!(Collateral::take_over(from, to, part(50), cash(700), cash(400)));
		// THEN half of the other 600 dollars and one BTC move
		assert_eq!(record(from).cash, cash(1_000 - 300 + 700));
		assert_eq!(record(to).cash, cash(5_000 + 300 - 700));
		assert_eq!(record(from).holding(BTC), 100_000_000);
		assert_eq!(record(to).holding(BTC), 100_000_000);
		assert!(events().contains(&Event::TakenOver {
			from,
			to,
			share: part(50),
			cash: cash(-400),
			assets: vec![(BTC, Cash::from_e8(100_000_000))],
		}));
		// AND all of the rest leaves nothing but what was received
		assert_ok!(Collateral::take_over(from, to, Fixed::ONE, cash(1), cash(1_100)));
		assert_eq!((record(from).cash, record(from).assets.len()), (cash(1_101), 0));
	});
}

#[test]
fn every_part_is_rounded_against_the_bidder() {
	build_and_execute(|| {
		let (from, to) = (frozen(1, 1), open(bob(), 1));
		let third = Fixed::from_e18(E18 / 3);
		assert_ok!(Collateral::take_over(from, to, third, Cash::ZERO, Cash::ZERO));
		assert_eq!(record(to).cash, Cash::from_e8(133_333_333));
		assert_eq!(record(to).holding(BTC), 33_333_333);
		// A debt of 1 and a bit: he takes more of it, not less.
		lose(from, 2);
		let before = record(to).cash;
		let owed = record(from).cash.e8();
		assert_ok!(Collateral::take_over(from, to, third, Cash::ZERO, Cash::ZERO));
		let taken = record(to).cash.checked_sub(before).unwrap().e8();
		assert_eq!(taken, (owed * (E18 / 3)).div_euclid(E18));
		assert!(3 * taken <= owed);
	});
}

#[test]
fn bidder_without_cash_is_refused() {
	build_and_execute(|| {
		let (from, to) = (frozen(10, 1), open(bob(), 100));
		let bid = |cost| Collateral::take_over(from, to, Fixed::ONE, cost, Cash::ZERO);
		// GIVEN 100 of his own and 10 to come, WHEN he bids more, THEN it is refused
		assert_noop!(bid(cash(111)), Error::<Test>::InsufficientCash);
		// AND so it is if what he has is locked
		assert_ok!(Collateral::open_clearing(expiry(3)));
		assert_ok!(pay_from_clearing(expiry(3), to, cash(50).e8()));
		assert_noop!(bid(cash(111)), Error::<Test>::InsufficientCash);
		assert_ok!(bid(cash(110)));
		assert_eq!(record(to).free_cash(), Cash::ZERO);
		// Someone in debt cannot pay with more of it.
		let (next, poor) = (frozen(0, 1), open(bob(), 1));
		lose(poor, 5);
		assert_noop!(
			Collateral::take_over(next, poor, Fixed::ONE, Cash::ZERO, Cash::ZERO),
			Error::<Test>::InsufficientCash
		);
		// Nobody bids for a portfolio with itself, or with a frozen one.
		assert_noop!(
			Collateral::take_over(to, to, Fixed::ONE, Cash::ZERO, Cash::ZERO),
			Error::<Test>::SamePortfolio
		);
		assert_noop!(
			Collateral::take_over(from, next, Fixed::ONE, Cash::ZERO, Cash::ZERO),
			Error::<Test>::PortfolioFrozen
		);
	});
}

#[test]
fn share_of_nothing_locks_nothing() {
	build_and_execute(|| {
		let (from, to) = (frozen(100, 0), open(bob(), 10));
		assert_ok!(Collateral::open_clearing(expiry(1)));
		assert_ok!(pay_from_clearing(expiry(1), from, 1));
		assert_ok!(Collateral::take_over(from, to, Fixed::ZERO, Cash::ZERO, Cash::ZERO));
		assert_eq!(record(from).locked_cash(), Cash::from_e8(1));
		assert!(record(to).locked.is_empty());
	});
}

#[test]
fn credits_stay_locked_with_whom_they_go_to() {
	build_and_execute(|| {
		// GIVEN a portfolio whose 60 dollars came from a settlement that still runs
		let (from, to) = (frozen(0, 0), open(bob(), 10));
		assert_ok!(Collateral::open_clearing(expiry(3)));
		assert_ok!(pay_from_clearing(expiry(3), from, cash(60).e8()));
		assert_ok!(Collateral::take_over(from, to, part(50), Cash::ZERO, Cash::ZERO));
		// THEN the bidder cannot carry his half out before it ends
		assert_eq!(record(to).cash, cash(40));
		assert_eq!((record(to).locked_cash(), record(to).free_cash()), (cash(30), cash(10)));
		assert_eq!(record(from).locked_cash(), cash(30));
		assert_ok!(pay_from_clearing(expiry(3), from, -cash(60).e8()));
		assert_ok!(Collateral::close_clearing(expiry(3)));
		assert_eq!(Collateral::free_cash(to), cash(40));
	});
}

#[test]
fn what_the_fund_cannot_pay_adds_to_the_shortfall() {
	build_and_execute(|| {
		// GIVEN a fund of 500, WHEN it owes two bidders 400 each
		let (one, two) = (open(alice(), 1), open(bob(), 1));
		assert_ok!(Collateral::pay_insured(one, cash(400)));
		assert_eq!(Collateral::cash_sums().shortfall, Cash::ZERO);
		assert_ok!(Collateral::pay_insured(two, cash(400)));
		// THEN both have it, and what is missing is on record
		assert_eq!((record(one).cash, record(two).cash), (cash(401), cash(401)));
		assert_eq!(Insurance::<Test>::get(), Cash::ZERO);
		assert_eq!(Collateral::cash_sums().shortfall, cash(300));
		// AND a further loss adds to it, and does not take its place
		let broke = frozen(0, 0);
		lose(broke, 50);
		assert_ok!(Collateral::write_off(broke));
		assert_eq!(Collateral::cash_sums().shortfall, cash(350));
		assert!(events().contains(&Event::InsurancePaid {
			portfolio: two,
			from_insurance: cash(100),
			shortfall: cash(300),
		}));
		assert_noop!(Collateral::pay_insured(one, Cash::ZERO), Error::<Test>::AmountTooSmall);
	});
}

/// Withdraws dollars and returns what came out, in cents.
fn withdraw(id: PortfolioId, dollars: u128) -> u128 {
	let before = tokens_of(&bob());
	assert_ok!(plain(Collateral::request_withdrawal(signed(bob()), id, USDC, dollars * DOLLAR)));
	next_block();
	(tokens_of(&bob()) - before) * 100 / DOLLAR
}

fn tokens_of(who: &AccountId) -> u128 {
	Assets::balance(USDC, who)
}

#[test]
fn open_losses_are_shared_by_who_withdraws_and_paid_from_what_he_leaves() {
	build_and_execute(|| {
		// GIVEN claims of 3,000 and, beyond the fund, a loss of 1,000
		let (rich, taker) = (open(bob(), 1_500), open(alice(), 0));
		assert_ok!(Collateral::pay_insured(taker, cash(1_500)));
		assert_eq!(Collateral::cash_sums().shortfall, cash(1_000));
		assert_eq!(Collateral::free_custody().withdrawal_share.e18(), E18 / 4 * 3);
		// WHEN 400 are withdrawn, THEN 300 are paid, and 100 of the loss are
		assert_eq!(withdraw(rich, 400), 300_00);
		assert_eq!(record(rich).cash, cash(1_100));
		assert_eq!(Collateral::cash_sums().shortfall, cash(900));
		assert!(events().iter().any(|event| matches!(
			event,
			Event::Withdrawn { kept, amount, .. } if *kept == cash(100) && *amount == cash(300)
		)));
		// AND a second loss adds to what is left of the first
		let broke = frozen(0, 0);
		lose(broke, 400);
		assert_ok!(Collateral::write_off(broke));
		assert_eq!(Collateral::cash_sums().shortfall, cash(1_300));
		// AND once somebody has paid it, nobody bears it any more
		assert_ok!(Collateral::fund_insurance(signed(alice()), 2_000 * DOLLAR));
		assert_eq!(withdraw(rich, 100), 100_00);
		// Assets are nobody's debt.
		let held = open(bob(), 0);
		assert_ok!(Collateral::deposit(signed(bob()), held, BTC, 100_000_000));
		Needed::set(cash(1_000_000));
		assert_ok!(plain(Collateral::request_withdrawal(signed(bob()), held, BTC, 100_000_000)));
		next_block();
		assert!(record(held).assets.is_empty());
		Needed::set(Cash::ZERO);
	});
}

#[test]
fn expected_losses_count_from_the_flag_on_and_wait_in_the_fund() {
	build_and_execute(|| {
		// GIVEN a fund of 500 and auctions that need 1,500
		let rich = open(bob(), 3_000);
		Needed::set(cash(1_500));
		// WHEN 400 of 3,000 leave, THEN they bear their part of the 1,000 that the fund does not cover
		assert_eq!(withdraw(rich, 400), 300_00);
		assert_eq!(Insurance::<Test>::get(), cash(600));
		assert_eq!(Collateral::cash_sums().shortfall, Cash::ZERO);
		// What the fund covers, nobody bears.
		Needed::set(cash(600));
		assert_eq!(withdraw(rich, 400), 400_00);
		Needed::set(Cash::ZERO);
	});
}
