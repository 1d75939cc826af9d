// SPDX-License-Identifier: Apache-2.0
//! Nobody trades with himself: what an owner buys from himself is taken out before the auction.

use crate::{curve::best, MatchError, Order, OrderId, Side};
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Most aggressive price first, then the newest cohort, so that resting orders lose least, then the
/// larger hash, then the id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
	rank: u64,
	since: Reverse<u32>,
	tie: Reverse<u128>,
	id: OrderId,
	order: usize,
}

/// Takes from `left` (lots) what crosses inside each owner.
///
/// Afterwards every owner's best buy limit is below his best sell limit, so at no one price can he
/// stand on both sides.
pub(crate) fn net(
	orders: &[Order],
	left: &mut [u64],
	tie: &impl Fn(&OrderId) -> u128,
) -> Result<(), MatchError> {
	let bid = best(orders, left, Side::Buy);
	let ask = best(orders, left, Side::Sell);
	let (Some(bid), Some(ask)) = (bid, ask) else { return Ok(()) };
	// Only what crosses the other side's best can cross the owner's own.
	let mut crossing: Vec<(u32, usize)> = orders
		.iter()
		.zip(left.iter())
		.enumerate()
		.filter(|(_, (order, lots))| {
			let opposite = if order.side == Side::Buy { ask } else { bid };
			**lots > 0 && order.side.crosses(order.limit, opposite)
		})
		.map(|(index, (order, _))| (order.owner, index))
		.collect();
	crossing.sort_unstable();
	for own in crossing.chunk_by(|a, b| a.0 == b.0).filter(|own| own.len() > 1) {
		if crosses_itself(orders, own) {
			let turns = |side| turns(orders, own, side, tie);
			net_owner(orders, left, &turns(Side::Buy), &turns(Side::Sell))?;
		}
	}
	Ok(())
}

fn of_side<'a>(
	orders: &'a [Order],
	own: &'a [(u32, usize)],
	side: Side,
) -> impl Iterator<Item = (usize, &'a Order)> + 'a {
	own.iter()
		.filter_map(|(_, index)| orders.get(*index).map(|order| (*index, order)))
		.filter(move |(_, order)| order.side == side)
}

fn crosses_itself(orders: &[Order], own: &[(u32, usize)]) -> bool {
	let bid = of_side(orders, own, Side::Buy).map(|(_, order)| order.limit).max();
	let ask = of_side(orders, own, Side::Sell).map(|(_, order)| order.limit).min();
	bid.zip(ask).is_some_and(|(bid, ask)| bid >= ask)
}

fn turns(
	orders: &[Order],
	own: &[(u32, usize)],
	side: Side,
	tie: &impl Fn(&OrderId) -> u128,
) -> Vec<Turn> {
	let turn = |(order, o): (usize, &Order)| Turn {
		rank: side.rank(o.limit),
		since: Reverse(o.since),
		tie: Reverse(tie(&o.id)),
		id: o.id,
		order,
	};
	let mut turns: Vec<Turn> = of_side(orders, own, side).map(turn).collect();
	turns.sort_unstable();
	turns
}

/// Pairs the sorted orders of one owner while they cross.
fn net_owner(
	orders: &[Order],
	left: &mut [u64],
	buys: &[Turn],
	sells: &[Turn],
) -> Result<(), MatchError> {
	let limit = |turn: &Turn| orders.get(turn.order).map(|order| order.limit);
	let (mut buys, mut sells) = (buys.iter().peekable(), sells.iter().peekable());
	while let (Some(buy), Some(sell)) = (buys.peek(), sells.peek()) {
		if limit(buy) < limit(sell) {
			break;
		}
		let lots = |turn: &Turn| left.get(turn.order).copied().unwrap_or_default();
		let taken = lots(buy).min(lots(sell));
		for side in [&mut buys, &mut sells] {
			let Some(turn) = side.peek() else { continue };
			let slot = left.get_mut(turn.order).ok_or(MatchError::Overflow)?;
			*slot = slot.checked_sub(taken).ok_or(MatchError::Overflow)?;
			if *slot == 0 {
				side.next();
			}
		}
	}
	Ok(())
}
