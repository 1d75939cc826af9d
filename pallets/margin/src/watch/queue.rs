// SPDX-License-Identifier: Apache-2.0
//! The portfolios that the next sweep values whatever the market does: bits, 64 to a key, so that a
//! long queue is walked in few steps.

use super::FAN_OUT;
use crate::pallet::{Config, Pallet, Queue};
use tenor_series::PortfolioId;

/// The page of a portfolio and its bit there.
pub(crate) fn bit_of(id: PortfolioId) -> (u64, u64) {
	let size = u64::from(FAN_OUT);
	(id.0 / size, 1u64.checked_shl(u32::try_from(id.0 % size).unwrap_or(0)).unwrap_or(0))
}

/// The portfolios of a page, ascending.
pub fn members(page: u64, bits: u64) -> impl Iterator<Item = PortfolioId> {
	let first = page.saturating_mul(u64::from(FAN_OUT));
	let mut left = bits;
	core::iter::from_fn(move || {
		let place = left.trailing_zeros();
		let lowest = 1u64.checked_shl(place)?;
		left &= !lowest;
		Some(PortfolioId(first.saturating_add(place.into())))
	})
}

impl<T: Config> Pallet<T> {
	/// Puts a portfolio into the queue.
	pub(crate) fn enqueue(id: PortfolioId) {
		let (page, bit) = bit_of(id);
		Queue::<T>::mutate(page, |bits| *bits |= bit);
	}

	/// Takes portfolios of a page out of the queue, those that are in it.
	pub(crate) fn dequeue(page: u64, bits: u64) {
		let before = Queue::<T>::get(page);
		let after = before & !bits;
		if after == 0 {
			Queue::<T>::remove(page);
		} else if after != before {
			Queue::<T>::insert(page, after);
		}
	}

	/// Whether a portfolio waits to be valued.
	pub fn is_queued(id: PortfolioId) -> bool {
		let (page, bit) = bit_of(id);
		Queue::<T>::get(page) & bit != 0
	}
}
