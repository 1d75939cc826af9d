// SPDX-License-Identifier: Apache-2.0
//! What an order reserves of its allowance, and what a fill is charged.

use crate::Rules;
use tenor_fixed::{mul_div_floor, Cash, Price, Quantity};
use tenor_matching::Side;

/// Whether every reservation by these rules is one: grids are above zero, a lot at a tick costs a whole
/// number of e8, and no share is below zero.
pub fn is_sound(rules: &Rules) -> bool {
	let exact = rules.tick.notional_floor(rules.lot) == rules.tick.notional_ceil(rules.lot);
	let shares = [rules.short_share, rules.price_share, rules.fee_share];
	let grids = !rules.tick.is_zero() && rules.lot.is_positive();
	grids && exact && !shares.iter().any(|share| share.is_negative())
}

/// What `quantity` contracts at `price` reserve with the index at `index`, e8, rounded up. A purchase: its
/// premium and the fee; a sale: the shares of index and price, and the fee. `None` if it does not fit.
pub fn reserve(
	rules: &Rules,
	index: Price,
	side: Side,
	quantity: Quantity,
	price: Price,
) -> Option<Cash> {
	let index = index.to_fixed();
	let fee = Cash::of_position_ceil(index.mul_ceil(rules.fee_share)?, quantity)?;
	let rest = match side {
		Side::Buy => price.notional_ceil(quantity)?,
		Side::Sell => {
			let of_price = price.to_fixed().mul_ceil(rules.price_share)?;
			let each = index.mul_ceil(rules.short_share)?.checked_add(of_price)?;
			Cash::of_position_ceil(each, quantity)?
		}
	};
	rest.checked_add(fee)
}

/// What a fill of `filled` is charged of an order of `quantity` that rested and has `reserved`: its part,
/// e8, rounded down; all of it if nothing is left. `None` if it does not fit.
pub fn maker_charge(reserved: Cash, quantity: Quantity, filled: Quantity) -> Option<Cash> {
	if filled == quantity {
		return Some(reserved);
	}
	let part = mul_div_floor(reserved.e8(), filled.e8().into(), quantity.e8().into());
	part.map(Cash::from_e8)
}

/// What a fill is charged of the order that took: what it would reserve at the price of the fill, but no
/// more than `left`: a sale above its limit reserves more than the order did.
pub fn taker_charge(
	rules: &Rules,
	index: Price,
	side: Side,
	quantity: Quantity,
	price: Price,
	left: Cash,
) -> Cash {
	reserve(rules, index, side, quantity, price).map_or(left, |charge| charge.min(left))
}
