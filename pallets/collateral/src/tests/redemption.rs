// SPDX-License-Identifier: Apache-2.0
//! When everything is closed for good, everybody redeems his part of what is there.

use crate::{mock::*, *};
use polkadot_sdk::{frame_support::assert_ok, pallet_assets};
use proptest::prelude::*;
use tenor_fixed::Fixed;
use tenor_series::{LedgerAccount, PortfolioId};

type Tokens = pallet_assets::Pallet<Test>;

/// A portfolio that owes so many dollars, which another one received.
fn lose(to: PortfolioId, dollars: i128) -> PortfolioId {
	let broke = open(alice(), 0);
	let entries = [
		(LedgerAccount::Portfolio(broke), cash(-dollars)),
		(LedgerAccount::Portfolio(to), cash(dollars)),
	];
	assert_ok!(Collateral::post(&entries, Overdraft::Allowed));
	broke
}

/// Asks for so many tokens, and returns how many came.
fn redeem(id: PortfolioId, tokens: u128) -> u128 {
	let who = record(id).owner;
	let before = Tokens::balance(USDC, &who);
	assert_ok!(plain(Collateral::request_withdrawal(signed(who.clone()), id, USDC, tokens)));
	next_block();
	Tokens::balance(USDC, &who) - before
}

/// All that a portfolio claims, in tokens, rounded down.
fn claim(id: PortfolioId) -> u128 {
	record(id).cash.to_token_floor(6).unwrap()
}

#[test]
fn everybody_has_the_same_part_and_nobody_has_it_twice() {
	build_and_execute(|| {
		// GIVEN claims of 4,500 on 3,000 and a fund of 500
		let (one, two) = (open(alice(), 1_000), open(bob(), 2_000));
		let broke = lose(one, 1_500);
		Final::set(true);
		// THEN 1,000 is missing, whether or not the debt is written off
		let share = Collateral::withdrawal_share().ok();
		assert_eq!(share, tenor_liquidation::redemption_share_floor(cash(1_000), cash(4_500)));
		assert_ok!(Collateral::write_off(broke));
		assert_eq!(Collateral::withdrawal_share().ok(), share);
		// WHEN one takes his 2,500 and the other his 2,000, THEN each has 7 ninths of it
		assert_eq!(redeem(one, claim(one)), 1_944_444_444);
		// (the last one what rounding left too).
		assert_eq!(redeem(two, claim(two)), 1_555_555_556);
		// AND nothing is left to take, but dust, bonds and what nobody claims
		for id in [one, two] {
			let again = Collateral::request_withdrawal(signed(record(id).owner), id, USDC, 1);
			assert_eq!(plain(again), Err(Error::<Test>::MoreThanFree.into()));
		}
		let left = Tokens::balance(USDC, &Collateral::custody());
		assert!(left <= 3 * BOND + 3, "{left}");
	});
}

#[test]
fn a_fund_that_covers_what_is_missing_leaves_claims_whole() {
	build_and_execute(|| {
		let one = open(bob(), 1_000);
		lose(one, 500);
		Final::set(true);
		assert_eq!(Collateral::withdrawal_share().ok(), Some(Fixed::ONE));
		assert_eq!(redeem(one, claim(one)), 1_500 * DOLLAR);
		// A debt that is paid later is the fund's.
		assert_eq!(Collateral::withdrawal_share().ok(), Some(Fixed::ONE));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn parts_are_pro_rata_in_any_order_and_never_more_than_there_is(
		claims in prop::collection::vec(1..20_000u128, 2..6),
		loss in 1..60_000i128,
		written_off in any::<bool>(),
		takes in prop::collection::vec((0..6usize, 1..100u128), 0..24),
	) {
		build_and_execute(|| {
			// GIVEN claims, of which a debtor owes a part that nobody will pay
			let owners = [bob(), alice()];
			let open = |(place, dollars): (usize, &u128)| open(owners[place % 2].clone(), *dollars);
			let ids: Vec<_> = claims.iter().enumerate().map(open).collect();
			let broke = lose(ids[0], loss);
			if written_off {
				assert_ok!(Collateral::write_off(broke));
			}
			Final::set(true);
			let all: u128 = ids.iter().map(|id| claim(*id)).sum();
			let there = Tokens::balance(USDC, &Collateral::custody())
				- BOND * u128::try_from(ids.len() + 1).unwrap();
			let expected: Vec<u128> = ids
				.iter()
				.map(|id| if all <= there { claim(*id) } else { claim(*id) * there / all })
				.collect();
			// WHEN they take it in pieces, in any order, and then the rest
			let mut got = vec![0u128; ids.len()];
			let mut pieces = 0u128;
			for (place, percent) in &takes {
				let place = place % ids.len();
				let tokens = claim(ids[place]) * percent / 100;
				if tokens > 1_000 {
					got[place] += redeem(ids[place], tokens);
					pieces += 1;
				}
			}
			for (place, id) in ids.iter().enumerate() {
				got[place] += if claim(*id) > 1_000 { redeem(*id, claim(*id)) } else { 0 };
			}
			// THEN each has his part but for roundings, and all together not more than there was
			assert!(got.iter().sum::<u128>() <= there);
			for (got, expected) in got.iter().zip(&expected) {
				let off = 2_000 + 2 * pieces;
				assert!(got.abs_diff(*expected) <= off, "{got} {expected}");
			}
			assert!(Collateral::totals_match(USDC) && Collateral::custody_covers(USDC));
		});
	}
}
