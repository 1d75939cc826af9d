// SPDX-License-Identifier: Apache-2.0
//! One batch, decided.

use crate::{
	curve::{best, cross, ladder, Entry},
	netting::net,
	ration::{lot_of, lots_of, quantity_of, ration_lots},
	Batch, BatchFill, Clearing, MatchError, Netted, Order, OrderId, Side,
};
use alloc::vec::Vec;
use tenor_fixed::{Price, Quantity};

/// Decides one batch: refuses post-only orders that cross the resting book, nets inside owners, finds
/// the one price, shares the volume. `tie` is a hash of the id keyed with what nobody knew when orders
/// were placed. Nothing depends on the order of the orders or on the numbers of the owners.
///
/// The time is that of sorting: `n log n` in the number of orders.
pub fn clear(batch: &Batch, tie: &impl Fn(&OrderId) -> u128) -> Result<Clearing, MatchError> {
	let mut left = checked_lots(batch)?;
	let refused = refuse(batch.orders, &mut left);
	let before = left.clone();
	net(batch.orders, &mut left, tie)?;
	let lot = lot_of(batch.lot)?;
	let mut netted = Vec::new();
	for (order, (before, after)) in before.iter().zip(&left).enumerate() {
		let lots = before.checked_sub(*after).ok_or(MatchError::Overflow)?;
		if lots > 0 {
			netted.push(Netted { order, quantity: quantity_of(lots, lot)? });
		}
	}
	let mut clearing =
		Clearing { price: None, volume: Quantity::ZERO, fills: Vec::new(), netted, refused };
	let bid = best(batch.orders, &left, Side::Buy);
	let ask = best(batch.orders, &left, Side::Sell);
	let (Some(bid), Some(ask)) = (bid, ask) else { return Ok(clearing) };
	let buys = ladder(batch.orders, &left, Side::Buy, ask)?;
	let sells = ladder(batch.orders, &left, Side::Sell, bid)?;
	let Some(cross) = cross(&buys, &sells, batch.reference, batch.tick) else {
		return Ok(clearing);
	};
	clearing.fills.reserve(buys.len().saturating_add(sells.len()));
	for entries in [&buys, &sells] {
		allocate(batch.orders, entries, cross.lots, lot, tie, &mut clearing.fills)?;
	}
	clearing.fills.sort_unstable_by_key(|fill| fill.order);
	clearing.price = Some(cross.price);
	clearing.volume = quantity_of(cross.lots, lot)?;
	Ok(clearing)
}

/// The quantities in lots, after every rule about input.
fn checked_lots(batch: &Batch) -> Result<Vec<u64>, MatchError> {
	let lot = lot_of(batch.lot)?;
	on_tick(batch.reference, batch.tick)?;
	let mut lots = Vec::with_capacity(batch.orders.len());
	let mut names = Vec::with_capacity(batch.orders.len());
	let (mut bought, mut sold) = (Quantity::ZERO, Quantity::ZERO);
	for order in batch.orders {
		lots.push(checked_order(order, lot, batch.tick)?);
		let sum = if order.side == Side::Buy { &mut bought } else { &mut sold };
		*sum = sum.checked_add(order.quantity).ok_or(MatchError::Overflow)?;
		names.push(order.id);
	}
	names.sort_unstable();
	if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
		return Err(MatchError::DuplicateId);
	}
	Ok(lots)
}

/// The quantity of one order in lots, if its quantity and limit may be.
pub(crate) fn checked_order(order: &Order, lot: u64, tick: Price) -> Result<u64, MatchError> {
	if order.limit.is_zero() {
		return Err(MatchError::ZeroLimit);
	}
	on_tick(order.limit, tick)?;
	lots_of(order.quantity, lot)
}

fn on_tick(price: Price, tick: Price) -> Result<(), MatchError> {
	match price.e8().checked_rem(tick.e8()) {
		Some(0) => Ok(()),
		Some(_) => Err(MatchError::OffTick),
		None => Err(MatchError::ZeroTick),
	}
}

/// Empties the new post-only orders that cross the best opposite resting order, whoever owns it, and
/// names them.
fn refuse(orders: &[Order], left: &mut [u64]) -> Vec<usize> {
	let resting = |side: Side| {
		let of_side = orders.iter().filter(|order| order.resting && order.side == side);
		of_side.map(|order| side.rank(order.limit)).min().map(|rank| side.price(rank))
	};
	let (bid, ask) = (resting(Side::Buy), resting(Side::Sell));
	let mut refused = Vec::new();
	for (index, (order, lots)) in orders.iter().zip(left).enumerate() {
		let opposite = if order.side == Side::Buy { ask } else { bid };
		let crosses = opposite.is_some_and(|limit| order.side.crosses(order.limit, limit));
		if order.post_only && !order.resting && crosses {
			*lots = 0;
			refused.push(index);
		}
	}
	refused
}

/// Gives `volume` lots to one side: better price first, then older cohort, then pro rata.
fn allocate(
	orders: &[Order],
	entries: &[Entry],
	volume: u64,
	lot: u64,
	tie: &impl Fn(&OrderId) -> u128,
	fills: &mut Vec<BatchFill>,
) -> Result<(), MatchError> {
	let mut left = volume;
	for group in entries.chunk_by(|a, b| a.group() == b.group()) {
		if left == 0 {
			break;
		}
		let id_of = |at: usize| group.get(at).and_then(|e| orders.get(e.order())).map(|o| o.id);
		let total: u64 = group.iter().map(|entry| entry.lots).sum();
		let given = total.min(left);
		left = left.saturating_sub(given);
		let mut push = |entry: &Entry, lots: u64| {
			if lots > 0 {
				let quantity = quantity_of(lots, lot)?;
				fills.push(BatchFill { order: entry.order(), quantity });
			}
			Ok(())
		};
		if given == total {
			group.iter().try_for_each(|entry| push(entry, entry.lots))?;
		} else {
			let wanted: Vec<u64> = group.iter().map(|entry| entry.lots).collect();
			let shares = ration_lots(&wanted, given, &id_of, tie)?;
			group.iter().zip(shares).try_for_each(|(entry, lots)| push(entry, lots))?;
		}
	}
	Ok(())
}
