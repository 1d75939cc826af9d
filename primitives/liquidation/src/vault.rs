// SPDX-License-Identifier: Apache-2.0
//! Shares of a vault that backs insolvent portfolios, and how much of one it takes.

use tenor_fixed::{mul_div_ceil, mul_div_floor, Cash, Fixed, E18};

/// Shares of a vault, e8: one is worth one unit of cash when it begins. Never below zero.
pub type Shares = i128;

/// Shares for `amount` paid in: `amount * total / nav`, rounded down, against who pays in. `None` unless
/// shares and net asset value are above zero, or if the number does not fit.
pub fn shares_floor(amount: Cash, nav: Cash, total: Shares) -> Option<Shares> {
	if total <= 0 || !nav.is_positive() || amount.is_negative() {
		return None;
	}
	mul_div_floor(amount.e8(), total, nav.e8())
}

/// What shares are worth: `nav * shares / total`, rounded down, against who leaves. `None` as above.
pub fn worth_floor(shares: Shares, nav: Cash, total: Shares) -> Option<Cash> {
	if total <= 0 || !nav.is_positive() || !(0..=total).contains(&shares) {
		return None;
	}
	mul_div_floor(nav.e8(), shares, total).map(Cash::from_e8)
}

/// Net asset value of one share, not below zero, rounded down. `None` without shares.
pub fn share_price_floor(nav: Cash, total: Shares) -> Option<Fixed> {
	if total <= 0 {
		return None;
	}
	mul_div_floor(nav.max(Cash::ZERO).e8(), E18, total).map(Fixed::from_e18)
}

/// What all shares have lost since one was worth `then`: `(then - now) * total`, not below zero, rounded
/// up.
pub fn lost_ceil(then: Fixed, now: Fixed, total: Shares) -> Option<Cash> {
	let fallen = then.checked_sub(now)?.max(Fixed::ZERO);
	mul_div_ceil(fallen.e18(), total, E18).map(Cash::from_e8)
}

/// The largest share of something whose whole needs `needed` that `room` has place for: `room / needed`,
/// at most 1, rounded down; 0 without room, 1 if nothing is needed.
pub fn carried_share_floor(room: Cash, needed: Cash) -> Option<Fixed> {
	if !needed.is_positive() {
		return Some(Fixed::ONE);
	}
	if room >= needed {
		return Some(Fixed::ONE);
	}
	mul_div_floor(room.max(Cash::ZERO).e8(), E18, needed.e8()).map(Fixed::from_e18)
}
