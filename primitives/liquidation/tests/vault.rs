// SPDX-License-Identifier: Apache-2.0
//! Property 8 of the README: shares of a vault.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::*;

/// Up to a billion units.
const MOST: i128 = 100_000_000_000_000_000;

proptest! {
	#[test]
	fn who_comes_and_goes_gains_nothing_and_takes_nothing_from_who_stays(
		amount in 1..MOST, nav in 1..MOST, total in 1..MOST,
	) {
		let (paid, before) = (Cash::from_e8(amount), Cash::from_e8(nav));
		let shares = shares_floor(paid, before, total).unwrap();
		let after = before.checked_add(paid).unwrap();
		let all = total + shares;
		let worth = worth_floor(shares, after, all).unwrap();
		prop_assert!(worth <= paid);
		// Those who stay: after the deposit, and after the withdrawal, never less than before.
		prop_assert!(after.e8() * total >= nav * all);
		let rest = after.checked_sub(worth).unwrap();
		prop_assert!(rest >= before);
	}

	#[test]
	fn parts_are_worth_no_more_than_the_whole(
		nav in 1..MOST, parts in prop::collection::vec(0..MOST / 16, 1..16),
	) {
		let total: Shares = parts.iter().sum::<i128>() + 1;
		let worth = |shares: &Shares| worth_floor(*shares, Cash::from_e8(nav), total).unwrap();
		let sum = Cash::checked_sum(parts.iter().map(worth)).unwrap();
		prop_assert!(sum.e8() <= nav);
		prop_assert_eq!(worth(&total).e8(), nav);
	}

	#[test]
	fn carried_share_fits_its_room(room in -MOST..MOST, needed in -MOST..MOST) {
		let (space, whole) = (Cash::from_e8(room), Cash::from_e8(needed));
		let share = carried_share_floor(space, whole).unwrap();
		prop_assert!(share >= Fixed::ZERO && share <= Fixed::ONE);
		if needed > 0 {
			prop_assert!(whole.mul_floor(share).unwrap() <= space.max(Cash::ZERO));
		} else {
			prop_assert_eq!(share, Fixed::ONE);
		}
	}

	#[test]
	fn losses_are_those_of_the_share_price(then in 0..MOST, now in 0..MOST, total in 1..MOST) {
		let price = |nav| share_price_floor(Cash::from_e8(nav), total).unwrap();
		let lost = lost_ceil(price(then), price(now), total).unwrap();
		// Prices are rounded down to 18 decimals: less than one unit of all shares together.
		let exact = (then - now).max(0);
		prop_assert!((lost.e8() - exact).abs() <= 1 + total / 1_000_000_000_000_000_000);
	}
}

#[test]
fn nothing_is_sold_of_an_empty_or_lost_vault() {
	let some = Cash::from_e8(1_000);
	assert_eq!(shares_floor(some, Cash::ZERO, 10), None);
	assert_eq!(shares_floor(some, Cash::from_e8(-1), 10), None);
	assert_eq!(shares_floor(some, some, 0), None);
	assert_eq!(worth_floor(11, some, 10), None);
	assert_eq!(worth_floor(10, Cash::ZERO, 10), None);
	assert_eq!(share_price_floor(Cash::from_e8(-5), 10), Some(Fixed::ZERO));
	assert_eq!(share_price_floor(some, 0), None);
}
