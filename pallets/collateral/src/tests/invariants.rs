// SPDX-License-Identifier: Apache-2.0
//! The check can fail: each corruption is seen.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::traits::fungibles::Mutate as _,
	frame_support::traits::tokens::{Fortitude, Precision, Preservation},
	frame_system,
};
use tenor_fixed::Cash;

#[test]
fn minted_cash_is_seen() {
	build_and_break(|| {
		let id = open(alice(), 10);
		Collateral::do_try_state().unwrap();
		Portfolios::<Test>::mutate(id, |r| r.as_mut().unwrap().cash = cash(11));
	});
	build_and_break(|| Insurance::<Test>::put(cash(501)));
	build_and_break(|| Fees::<Test>::put(cash(1)));
	build_and_break(|| Clearing::<Test>::insert(expiry(1), cash(1)));
	build_and_break(|| Sums::<Test>::mutate(|sums| sums.shortfall = cash(1)));
	build_and_break(|| Totals::<Test>::mutate(USDC, |totals| totals.dust = 1));
	build_and_break(|| OtherBonds::<Test>::put(cash(1)));
}

#[test]
fn a_hold_below_zero_and_bonds_below_zero_are_seen() {
	build_and_break(|| {
		let id = open(alice(), 10);
		Portfolios::<Test>::mutate(id, |r| r.as_mut().unwrap().held = cash(-1));
	});
	build_and_break(|| {
		OtherBonds::<Test>::put(cash(-1));
		Sums::<Test>::mutate(|sums| sums.bonds = sums.bonds.checked_sub(cash(1)).unwrap());
	});
}

#[test]
fn the_o1_totals_see_what_the_recomputation_sees() {
	build_and_break(|| {
		assert!(Collateral::totals_match(USDC));
		Insurance::<Test>::put(cash(501));
		assert!(!Collateral::totals_match(USDC));
	});
}

#[test]
fn a_drained_custody_is_seen() {
	build_and_break(|| {
		Assets::burn_from(
			USDC,
			&Collateral::custody(),
			1,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Force,
		)
		.unwrap();
		assert!(!Collateral::custody_covers(USDC));
	});
}

#[test]
fn a_custody_without_provider_is_seen() {
	build_and_break(|| {
		frame_system::Pallet::<Test>::dec_providers(&Collateral::custody()).unwrap();
	});
}

#[test]
fn an_unlisted_asset_and_a_lost_number_are_seen() {
	build_and_break(|| {
		let id = open(alice(), 10);
		Portfolios::<Test>::mutate(id, |r| r.as_mut().unwrap().credit_asset(UNLISTED, 1).unwrap());
	});
	build_and_break(|| {
		open(alice(), 10);
		PortfolioOf::<Test>::remove(alice(), 0);
	});
}

#[test]
fn a_forgotten_debtor_and_a_lost_request_are_seen() {
	build_and_break(|| {
		let id = open(alice(), 10);
		Debtors::<Test>::insert(id, Debt { since: 0, accrued_at: 0, over_cap: false });
	});
	build_and_break(|| {
		let id = open(alice(), 10);
		Collateral::request_withdrawal(signed(alice()), id, USDC, DOLLAR).unwrap();
		Withdrawals::<Test>::remove(0);
	});
	build_and_break(|| Queue::<Test>::mutate(|queue| queue.live = 1));
	build_and_break(|| {
		Sums::<Test>::mutate(|sums| {
			sums.positive = Cash::from_e8(1);
			sums.negative = Cash::from_e8(-1);
		})
	});
}
