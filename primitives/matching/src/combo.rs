// SPDX-License-Identifier: Apache-2.0
//! All or nothing against what the auctions left: combos and fill-or-kill orders. They take the
//! makers' limits as they find them and never move a clearing price.

use crate::{auction::checked_order, residual::Plan, MatchError, Order, OrderId, Residual, Side};
use alloc::vec::Vec;
use core::cmp::Reverse;
use tenor_fixed::{Cash, Price, Quantity};

/// Most legs of a combo.
pub const MAX_COMBO_LEGS: usize = 8;

/// One series of a combo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ComboLeg {
	/// Index into the books given.
	pub book: usize,
	/// What the combo's owner does with it.
	pub side: Side,
	/// Contracts per unit of the combo, above zero.
	pub ratio: u32,
}

/// Several series taken together or not at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Combo<'a> {
	/// Its name.
	pub id: OrderId,
	/// Its owner's number, as in [`Order::owner`].
	pub owner: u32,
	/// 1 to [`MAX_COMBO_LEGS`], each book at most once.
	pub legs: &'a [ComboLeg],
	/// Units, e8, above zero; times each ratio a multiple of that book's lot.
	pub quantity: Quantity,
	/// The most net premium its owner pays for the whole, e8, fees apart. Below zero: the least he
	/// receives.
	pub limit: Cash,
}

/// What one maker gives to a taker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MakerFill {
	/// Index into the books given.
	pub book: usize,
	/// The maker's index into the batch of that book.
	pub order: usize,
	/// The taker's side; the maker's is the other one.
	pub side: Side,
	/// The maker's limit.
	pub price: Price,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
	/// `price * quantity`, rounded down: the same for the one who pays and the one who receives.
	pub premium: Cash,
}

/// What a combo or a fill-or-kill order took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComboFill {
	/// Leg by leg, best price first.
	pub fills: Vec<MakerFill>,
	/// Premium its owner pays in all, e8; below zero he receives.
	pub paid: Cash,
}

/// Sorts combos and fill-or-kill orders: see [`combo_order`].
pub type ComboOrder = (u32, Reverse<u128>, OrderId);

/// The key by which combos and fill-or-kill orders run one after another: older cohort, larger hash,
/// lower id.
#[must_use]
pub fn combo_order(since: u32, id: &OrderId, tie: &impl Fn(&OrderId) -> u128) -> ComboOrder {
	(since, Reverse(tie(id)), *id)
}

/// Fills a combo whole within its limit and takes that from the books, or changes nothing. Each leg
/// walks the other side from its best price and steps over its owner's own orders; a (price, cohort)
/// group of which only a part is needed gives pro rata.
///
/// The work is that of the orders walked over.
pub fn fill_combo(
	combo: &Combo,
	books: &mut [Residual],
	tie: &impl Fn(&OrderId) -> u128,
) -> Result<Option<ComboFill>, MatchError> {
	let wanted = checked_legs(combo, books)?;
	let mut plans = Vec::with_capacity(combo.legs.len());
	for (leg, lots) in combo.legs.iter().zip(wanted) {
		let book = books.get(leg.book).ok_or(MatchError::UnknownBook)?;
		match book.plan(leg.side, combo.owner, None, lots, tie)? {
			Some(plan) => plans.push((leg, plan)),
			None => return Ok(None),
		}
	}
	let mut fill = ComboFill { fills: Vec::new(), paid: Cash::ZERO };
	for (leg, plan) in &plans {
		let book = books.get(leg.book).ok_or(MatchError::UnknownBook)?;
		fill.add(book, leg.book, leg.side, plan)?;
	}
	if fill.paid > combo.limit {
		return Ok(None);
	}
	for (leg, plan) in &plans {
		books.get_mut(leg.book).ok_or(MatchError::UnknownBook)?.take(plan)?;
	}
	Ok(Some(fill))
}

/// Fills an order whole at prices within its limit and takes that from the book, or changes nothing.
/// The fills name book 0.
pub fn fill_or_kill(
	order: &Order,
	book: &mut Residual,
	tie: &impl Fn(&OrderId) -> u128,
) -> Result<Option<ComboFill>, MatchError> {
	let lots = checked_order(order, book.lot(), book.tick())?;
	let Some(plan) = book.plan(order.side, order.owner, Some(order.limit), lots, tie)? else {
		return Ok(None);
	};
	let mut fill = ComboFill { fills: Vec::new(), paid: Cash::ZERO };
	fill.add(book, 0, order.side, &plan)?;
	book.take(&plan)?;
	Ok(Some(fill))
}

/// The lots of each leg, after every rule about legs.
fn checked_legs(combo: &Combo, books: &[Residual]) -> Result<Vec<u64>, MatchError> {
	if combo.legs.is_empty() || combo.legs.len() > MAX_COMBO_LEGS {
		return Err(MatchError::LegCount);
	}
	if !combo.quantity.is_positive() {
		return Err(MatchError::NonPositiveQuantity);
	}
	let mut named: Vec<usize> = combo.legs.iter().map(|leg| leg.book).collect();
	named.sort_unstable();
	if named.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
		return Err(MatchError::RepeatedBook);
	}
	let lots = |leg: &ComboLeg| {
		let book = books.get(leg.book).ok_or(MatchError::UnknownBook)?;
		if leg.ratio == 0 {
			return Err(MatchError::ZeroRatio);
		}
		let units = combo.quantity.e8().checked_mul(i64::from(leg.ratio));
		book.lots(units.map(Quantity::from_e8).ok_or(MatchError::Overflow)?)
	};
	combo.legs.iter().map(lots).collect()
}

impl ComboFill {
	/// Adds what a plan takes from one book.
	fn add(
		&mut self,
		residual: &Residual,
		book: usize,
		side: Side,
		plan: &Plan,
	) -> Result<(), MatchError> {
		for (maker, lots) in residual.makers_of(plan) {
			let quantity = residual.quantity(lots)?;
			let price = maker.limit;
			let premium = price.notional_floor(quantity).ok_or(MatchError::Overflow)?;
			let paid = match side {
				Side::Buy => self.paid.checked_add(premium),
				Side::Sell => self.paid.checked_sub(premium),
			};
			self.paid = paid.ok_or(MatchError::Overflow)?;
			let order = maker.order;
			self.fills.push(MakerFill { book, order, side, price, quantity, premium });
		}
		Ok(())
	}
}
