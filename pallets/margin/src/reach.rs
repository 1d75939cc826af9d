// SPDX-License-Identifier: Apache-2.0
//! How far open orders may take an account, whichever part of them fills. Pure.

use crate::book::{is_computable, Account};
use alloc::collections::BTreeMap;
use tenor_fixed::Price;
use tenor_risk::orders::OpenOrder;
use tenor_series::{ExpiryKey, SeriesKey};

/// Bounds of an account on what it may hold.
#[derive(Clone, Copy, Debug)]
pub struct HoldingBounds {
	/// Positions of one expiry.
	pub positions: usize,
	/// Expiries.
	pub expiries: usize,
}

/// An account together with orders that may fill in any part and in any sequence.
pub struct Reach<'a> {
	account: &'a Account,
	bounds: HoldingBounds,
	/// Per series with an order the least and the most contracts that can come of it, e8.
	series: BTreeMap<SeriesKey, (i64, i64)>,
	/// Per expiry the most positions that there can be.
	positions: BTreeMap<ExpiryKey, usize>,
}

impl<'a> Reach<'a> {
	/// The account without orders.
	pub fn new(account: &'a Account, bounds: HoldingBounds) -> Self {
		let positions = account.entries.iter().map(|(key, entry)| (*key, entry.len()));
		Self { account, bounds, series: BTreeMap::new(), positions: positions.collect() }
	}

	/// Takes an order in, unless some part of it with some parts of those taken in before could break
	/// a bound: too many positions or expiries, or a position too large to compute. Where a bound is
	/// exceeded already, only what closes is taken in, and no more of it than there is to close.
	pub fn take_in(&mut self, order: &OpenOrder, forward: Price) -> bool {
		let Some(range) = self.range_with(order) else { return false };
		let (low, high) = range;
		let held = self.account.quantity(&order.series);
		let buys = order.quantity.is_positive();
		let grows = if buys { high > 0 } else { low < 0 };
		let farthest = if buys { high } else { low };
		if grows && !is_computable(&order.series, farthest, forward) {
			return false;
		}
		let key = order.series.expiry_key();
		let known = held != 0 || self.series.contains_key(&order.series);
		let positions = self.positions.get(&key).copied();
		let expiries = self.positions.len().saturating_add(usize::from(positions.is_none()));
		let positions = positions.unwrap_or(0).saturating_add(usize::from(!known));
		let exceeded = positions > self.bounds.positions || expiries > self.bounds.expiries;
		let only_closes = (low.min(0), high.max(0)) == (held.min(0), held.max(0));
		if exceeded && !only_closes {
			return false;
		}
		self.series.insert(order.series, range);
		self.positions.insert(key, positions);
		true
	}

	/// What the series can come to with the order. `None` if it wants nothing, or on overflow.
	fn range_with(&self, order: &OpenOrder) -> Option<(i64, i64)> {
		let held = self.account.quantity(&order.series);
		let (low, high) = self.series.get(&order.series).copied().unwrap_or((held, held));
		let wanted = order.quantity.e8();
		match wanted.signum() {
			1 => Some((low, high.checked_add(wanted)?)),
			-1 => Some((low.checked_add(wanted)?, high)),
			_ => None,
		}
	}
}
