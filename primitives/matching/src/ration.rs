// SPDX-License-Identifier: Apache-2.0
//! Sharing what there is among equals, pro rata in whole lots.

use crate::{MatchError, OrderId};
use alloc::{vec, vec::Vec};
use core::cmp::Reverse;
use tenor_fixed::{
	words::{low64, mul_wide},
	Quantity,
};

/// What one order asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
	/// Whose; decides the last ties.
	pub id: OrderId,
	/// Contracts, e8, above zero, a multiple of the lot.
	pub quantity: Quantity,
}

/// Shares `available` among the claims in proportion to them, in whole lots: the floor of each exact
/// share, then one lot each by the larger remainder, by the larger `tie`, by the lower id. The shares
/// stand in the order of the claims and sum to `available`, or to all the claims where these are less.
///
/// Each share is within one lot of the exact one and never above the claim.
pub fn ration(
	claims: &[Claim],
	available: Quantity,
	lot: Quantity,
	tie: &impl Fn(&OrderId) -> u128,
) -> Result<Vec<Quantity>, MatchError> {
	let step = lot_of(lot)?;
	let mut wanted = Vec::with_capacity(claims.len());
	for claim in claims {
		wanted.push(lots_of(claim.quantity, step)?);
	}
	let available = if available.is_zero() { 0 } else { lots_of(available, step)? };
	let id_of = |index: usize| claims.get(index).map(|claim| claim.id);
	let shares = ration_lots(&wanted, available, &id_of, tie)?;
	shares.into_iter().map(|lots| quantity_of(lots, step)).collect()
}

/// The lot as a plain number.
pub(crate) fn lot_of(lot: Quantity) -> Result<u64, MatchError> {
	u64::try_from(lot.e8()).ok().filter(|lot| *lot > 0).ok_or(MatchError::NonPositiveLot)
}

/// A quantity in lots.
pub(crate) fn lots_of(quantity: Quantity, lot: u64) -> Result<u64, MatchError> {
	let units = u64::try_from(quantity.e8()).ok().filter(|units| *units > 0);
	let units = units.ok_or(MatchError::NonPositiveQuantity)?;
	match (units.checked_div(lot), units.checked_rem(lot)) {
		(Some(lots), Some(0)) => Ok(lots),
		(Some(_), Some(_)) => Err(MatchError::OffLot),
		_ => Err(MatchError::NonPositiveLot),
	}
}

/// Lots as a quantity.
pub(crate) fn quantity_of(lots: u64, lot: u64) -> Result<Quantity, MatchError> {
	let units = lots.checked_mul(lot).and_then(|units| i64::try_from(units).ok());
	units.map(Quantity::from_e8).ok_or(MatchError::Overflow)
}

/// The same in lots. `id_of` names the claim at an index.
pub(crate) fn ration_lots(
	wanted: &[u64],
	available: u64,
	id_of: &impl Fn(usize) -> Option<OrderId>,
	tie: &impl Fn(&OrderId) -> u128,
) -> Result<Vec<u64>, MatchError> {
	let total = wanted
		.iter()
		.try_fold(0u64, |sum, lots| sum.checked_add(*lots))
		.ok_or(MatchError::Overflow)?;
	if available >= total {
		return Ok(wanted.to_vec());
	}
	let mut shares = vec![0u64; wanted.len()];
	let mut remainders = Vec::with_capacity(wanted.len());
	let mut left = available;
	for (index, (share, lots)) in shares.iter_mut().zip(wanted).enumerate() {
		// available < total, so the quotient is below the claim; the remainder is below the total.
		let (quotient, remainder) = div_rem(mul_wide(available, *lots), total);
		*share = quotient;
		left = left.checked_sub(quotient).ok_or(MatchError::Overflow)?;
		if remainder > 0 {
			remainders.push((Reverse(remainder), index));
		}
	}
	// The remainders sum to left * total and each is below the total: more than `left` are not zero.
	let left = usize::try_from(left).map_err(|_| MatchError::Overflow)?;
	for index in largest(remainders, left, id_of, tie) {
		if let Some(share) = shares.get_mut(index) {
			*share = share.checked_add(1).ok_or(MatchError::Overflow)?;
		}
	}
	Ok(shares)
}

/// `product / total` and the remainder, for a quotient that fits a word. Zero for a zero divisor.
#[inline]
fn div_rem(product: u128, total: u64) -> (u64, u64) {
	let total = u128::from(total);
	let quotient = product.checked_div(total).unwrap_or_default();
	let remainder = product.checked_rem(total).unwrap_or_default();
	(low64(quotient), low64(remainder))
}

/// The indices of the `count` largest remainders; the tie hash is computed only for those that stand
/// at the edge.
fn largest(
	mut remainders: Vec<(Reverse<u64>, usize)>,
	count: usize,
	id_of: &impl Fn(usize) -> Option<OrderId>,
	tie: &impl Fn(&OrderId) -> u128,
) -> Vec<usize> {
	let Some(last) = count.checked_sub(1) else { return Vec::new() };
	if count >= remainders.len() {
		return remainders.into_iter().map(|(_, index)| index).collect();
	}
	let (_, edge, _) = remainders.select_nth_unstable(last);
	let edge = edge.0;
	let mut chosen: Vec<usize> =
		remainders.iter().filter(|(r, _)| *r < edge).map(|(_, index)| *index).collect();
	let mut equal: Vec<_> = remainders
		.iter()
		.filter(|(r, _)| *r == edge)
		.filter_map(|(_, index)| id_of(*index).map(|id| (Reverse(tie(&id)), id, *index)))
		.collect();
	equal.sort_unstable();
	let seats = count.saturating_sub(chosen.len());
	chosen.extend(equal.into_iter().take(seats).map(|(_, _, index)| index));
	chosen
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use tenor_series::PortfolioId;

	fn share(quantities: &[i64], available: i64, lot: i64) -> Result<Vec<i64>, MatchError> {
		let claims: Vec<Claim> = quantities
			.iter()
			.zip(0u64..)
			.map(|(quantity, sequence)| Claim {
				id: OrderId { portfolio: PortfolioId(1), sequence },
				quantity: Quantity::from_e8(*quantity),
			})
			.collect();
		// Later sequences win ties.
		let tie = |id: &OrderId| u128::from(id.sequence);
		let (available, lot) = (Quantity::from_e8(available), Quantity::from_e8(lot));
		Ok(ration(&claims, available, lot, &tie)?.into_iter().map(Quantity::e8).collect())
	}

	#[test]
	fn shares_are_exact_where_they_can_be() {
		assert_eq!(share(&[10, 20, 30], 30, 1), Ok(vec![5, 10, 15]));
		assert_eq!(share(&[10, 20, 30], 60, 1), Ok(vec![10, 20, 30]));
		assert_eq!(share(&[10, 20, 30], 61, 1), Ok(vec![10, 20, 30]));
		assert_eq!(share(&[10, 20, 30], 0, 1), Ok(vec![0, 0, 0]));
		assert_eq!(share(&[], 5, 1), Ok(vec![]));
	}

	#[test]
	fn lots_left_over_go_to_the_larger_remainder_and_then_to_the_larger_tie() {
		// Exact shares 0.9, 1.5, 3.6 of 6.
		assert_eq!(share(&[3, 5, 12], 6, 1), Ok(vec![1, 1, 4]));
		// Three equal remainders, one lot: the largest tie has it.
		assert_eq!(share(&[5, 5, 5], 4, 1), Ok(vec![1, 1, 2]));
		assert_eq!(share(&[50, 50, 50], 50, 10), Ok(vec![10, 20, 20]));
	}

	#[test]
	fn equal_hashes_leave_it_to_the_id() {
		let claims = [4u64, 2, 9].map(|sequence| Claim {
			id: OrderId { portfolio: PortfolioId(1), sequence },
			quantity: Quantity::from_e8(1),
		});
		let one = Quantity::from_e8(1);
		let shares = ration(&claims, one, one, &|_| 7).unwrap();
		assert_eq!(shares, [Quantity::ZERO, one, Quantity::ZERO]);
	}

	#[test]
	fn what_cannot_be_shared_is_named() {
		assert_eq!(share(&[10], 5, 0), Err(MatchError::NonPositiveLot));
		assert_eq!(share(&[10], 5, -1), Err(MatchError::NonPositiveLot));
		assert_eq!(share(&[10], 5, 10), Err(MatchError::OffLot));
		assert_eq!(share(&[15], 10, 10), Err(MatchError::OffLot));
		assert_eq!(share(&[0], 10, 10), Err(MatchError::NonPositiveQuantity));
		assert_eq!(share(&[10], -10, 10), Err(MatchError::NonPositiveQuantity));
		assert_eq!(share(&[i64::MAX, i64::MAX, i64::MAX], 1, 1), Err(MatchError::Overflow));
	}

	#[test]
	fn the_largest_claims_are_shared_without_rounding_twice() {
		let most = i64::MAX;
		assert_eq!(share(&[most, most], most, 1), Ok(vec![most / 2, most / 2 + 1]));
	}
}
