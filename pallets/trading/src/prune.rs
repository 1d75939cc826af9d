// SPDX-License-Identifier: Apache-2.0
//! Orders whose time, series or market is over go, one portfolio after the other, in blocks with weight left.

use crate::{
	order::{EndReason, OpenOrder},
	pallet::{Config, Orders, Pallet, PruneCursor},
	traits::Listing,
	weights::WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{frame_support::traits::Time, sp_weights::WeightMeter};
use tenor_series::{PortfolioId, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// Looks at as many portfolios as the weight allows, from where it stopped last time. At most one
	/// round.
	pub fn process_prune(meter: &mut WeightMeter) {
		let first = PruneCursor::<T>::get();
		let ended = T::Listing::ended();
		let mut cursor = first;
		loop {
			if meter.try_consume(T::WeightInfo::prune_portfolio()).is_err() {
				break;
			}
			let mut rest = match cursor {
				Some(last) => Orders::<T>::iter_keys_from(Orders::<T>::hashed_key_for(last)),
				None => Orders::<T>::iter_keys(),
			};
			let next = rest.next();
			if let Some(portfolio) = next {
				Self::prune_portfolio(portfolio, &ended, meter);
			}
			cursor = next;
			if cursor.is_none() || cursor == first {
				break;
			}
		}
		PruneCursor::<T>::set(cursor);
	}

	/// Ends what is over of a portfolio, as far as the weight goes.
	fn prune_portfolio(
		portfolio: PortfolioId,
		ended: &impl Fn(UnderlyingId) -> bool,
		meter: &mut WeightMeter,
	) {
		let (now, block) = (T::Clock::now(), Self::block());
		let mut orders = Orders::<T>::get(portfolio);
		let is_over =
			|order: &&OpenOrder| order.is_over(now, block) || ended(order.terms.series.underlying);
		let over: Vec<OpenOrder> = orders.open.iter().filter(is_over).copied().collect();
		let mut changed = false;
		for order in over {
			if meter.try_consume(T::WeightInfo::cancel_orders(1)).is_err() {
				break;
			}
			Self::unrest(portfolio, &order);
			Self::dequeue(portfolio, &order);
			orders.remove(order.sequence);
			Self::note_end(portfolio, &order, EndReason::Expired);
			changed = true;
		}
		if changed {
			Orders::<T>::insert(portfolio, orders);
		}
	}
}
