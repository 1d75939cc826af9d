// SPDX-License-Identifier: Apache-2.0
//! What creditors bear when the fund can't pay.

use tenor_fixed::{mul_div_ceil, mul_div_floor, Cash, Fixed, E18};

/// `D / (D + P)`: the share of every claim that an open shortfall `D` costs, `P` the sum of positive
/// cash. Between 0 and 1, rounded up. Neither below zero. `None`: a number does not fit.
pub fn socialised_share_ceil(shortfall: Cash, claims: Cash) -> Option<Fixed> {
	let shortfall = shortfall.max(Cash::ZERO);
	if shortfall.is_zero() {
		return Some(Fixed::ZERO);
	}
	let all = shortfall.checked_add(claims.max(Cash::ZERO))?;
	mul_div_ceil(shortfall.e8(), E18, all.e8()).map(Fixed::from_e18)
}

/// The share of a withdrawal that is paid: `1 - D / (D + P)` with `D` the larger of the shortfall on
/// record and of what insolvent auctions still need beyond the fund (`need` is the sum of their
/// `-MM`). Rounded down. So nobody leaves in full between a flag and the loss it leads to.
pub fn withdrawal_share_floor(
	recorded: Cash,
	need: Cash,
	fund: Cash,
	claims: Cash,
) -> Option<Fixed> {
	let expected = need.checked_sub(fund)?;
	Fixed::ONE.checked_sub(socialised_share_ceil(recorded.max(expected), claims)?)
}

/// `(P - L) / P`: the part of every claim that is there when all is closed for good, `L` what is missing (below
/// zero if there is more than enough), `P` the sum of the claims. Between 0 and 1, rounded down; 1 without claims.
///
/// Whoever takes his part, in full or in pieces, leaves the share of the others where it was: a claim `W` takes
/// `W * (P - L) / P` and leaves `W * L / P` for what is missing, and `(P - W - (L - W * L / P)) / (P - W)` is the
/// same share. So all parts together never exceed what is there. `None`: a number does not fit.
pub fn redemption_share_floor(missing: Cash, claims: Cash) -> Option<Fixed> {
	let missing = missing.max(Cash::ZERO);
	if missing.is_zero() || !claims.is_positive() {
		return Some(Fixed::ONE);
	}
	let there = claims.checked_sub(missing)?.max(Cash::ZERO);
	mul_div_floor(there.e8(), E18, claims.e8()).map(Fixed::from_e18)
}
