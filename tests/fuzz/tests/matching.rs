// SPDX-License-Identifier: Apache-2.0
//! The batch auction and what follows it, at any size of numbers.
#![allow(clippy::unwrap_used)]

use bolero::check;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_fuzz::iterations;
use tenor_matching::{
	clear, depth_needed, fill_combo, Batch, Combo, ComboLeg, Order, OrderId, Residual, Side,
};
use tenor_series::PortfolioId;

/// (buys, limit in ticks, quantity in lots, owner, cohort, flags)
type Draft = (bool, u32, u32, u8, u8, u8);

fn side(buys: bool) -> Side {
	if buys {
		Side::Buy
	} else {
		Side::Sell
	}
}

fn orders(drafts: &[Draft], tick: u64, lot: i64, spread: u8) -> Vec<Order> {
	let order = |(sequence, draft): (u64, &Draft)| {
		let (buys, ticks, lots, owner, since, flags) = *draft;
		// Few prices make orders meet, many make them differ.
		let ticks = u64::from(ticks >> (spread % 32)) + 1;
		Order {
			id: OrderId { portfolio: PortfolioId(u64::from(owner) % 5), sequence },
			owner: u32::from(owner) % 5,
			side: side(buys),
			limit: Price::from_e8(ticks * tick),
			quantity: Quantity::from_e8((i64::from(lots) + 1) * lot),
			since: u32::from(since) % 4,
			resting: flags & 1 == 1,
			post_only: flags & 6 == 6,
		}
	};
	(0..).zip(drafts).map(order).collect()
}

#[test]
fn a_batch_conserves_contracts_and_leaves_nothing_crossed() {
	type Input = (Vec<Draft>, u32, u16, u16, u8);
	check!().with_iterations(iterations()).with_type::<Input>().cloned().for_each(
		|(drafts, reference, tick, lot, spread)| {
			let (tick, lot) = (u64::from(tick) + 1, i64::from(lot) + 1);
			let orders = orders(&drafts, tick, lot, spread);
			let batch = Batch {
				orders: &orders,
				reference: Price::from_e8(u64::from(reference) * tick),
				lot: Quantity::from_e8(lot),
				tick: Price::from_e8(tick),
			};
			let tie = |id: &OrderId| u128::from(id.sequence % 3);
			let clearing = clear(&batch, &tie).unwrap();
			let sum = |side| {
				let of = clearing.fills.iter().filter(|f| orders[f.order].side == side);
				Quantity::checked_sum(of.map(|f| f.quantity)).unwrap()
			};
			assert_eq!((sum(Side::Buy), sum(Side::Sell)), (clearing.volume, clearing.volume));
			let price = clearing.price.unwrap_or_default();
			assert!(clearing.fills.iter().all(|f| {
				let order = &orders[f.order];
				order.side.crosses(order.limit, price)
			}));
			let remaining = clearing.remaining(&batch).unwrap();
			let mut books = [Residual::new(&batch, &remaining).unwrap()];
			let (bid, ask) = (books[0].best(Side::Buy), books[0].best(Side::Sell));
			assert!(bid.zip(ask).is_none_or(|(bid, ask)| bid < ask));
			let legs = [ComboLeg { book: 0, side: side(spread & 1 == 0), ratio: 1 }];
			let id = OrderId { portfolio: PortfolioId(9), sequence: 0 };
			let (quantity, limit) = (Quantity::from_e8(lot), Cash::MAX);
			let combo = Combo { id, owner: 9, legs: &legs, quantity, limit };
			let fill = fill_combo(&combo, &mut books, &tie).unwrap();
			let best = if legs[0].side == Side::Buy { ask } else { bid };
			assert_eq!(fill.map(|fill| fill.fills[0].price), best);
		},
	);
}

#[test]
fn depth_is_bounded_by_the_most_that_can_matter() {
	type Input = (Vec<Draft>, Vec<(u32, u32)>, bool, u8);
	check!().with_iterations(iterations()).with_type::<Input>().cloned().for_each(
		|(drafts, mut levels, buys, spread)| {
			let movers = orders(&drafts, 1, 1, spread);
			let needed = depth_needed(&movers, &[]).unwrap();
			let book = side(buys);
			levels.sort_unstable();
			levels.dedup_by_key(|(limit, _)| *limit);
			if book == Side::Buy {
				levels.reverse();
			}
			let mut loading = needed.loading(book);
			// All that was loaded, and all of it but the last level that held anything.
			let (mut total, mut before) = (0i64, 0i64);
			for (limit, lots) in levels {
				let limit = Price::from_e8(u64::from(limit));
				if !loading.wants(limit) {
					break;
				}
				let (worst, most) = needed.most(book).unwrap();
				assert!(book.opposite().crosses(worst, limit));
				// Only the last level may have been more than is wanted.
				assert!(before < most.e8());
				if lots > 0 {
					(total, before) = (total + i64::from(lots), total);
				}
				loading.loaded(limit, Quantity::from_e8(i64::from(lots))).unwrap();
			}
		},
	);
}
