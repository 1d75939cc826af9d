// SPDX-License-Identifier: Apache-2.0
//! What is done with what a block has left: what no proof and no fill can need any more is dropped, and what
//! is held for nothing is released.

use crate::{pallet::*, Lane, Passing, WeightInfo};
use polkadot_sdk::{
	frame_support::{defensive, traits::Get},
	sp_weights::WeightMeter,
};
use tenor_lane::LaneId;

/// Allowances looked at in a block.
const ALLOWANCES_PER_BLOCK: u32 = 16;

impl<T: Config> Pallet<T> {
	pub(crate) fn process_idle(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::process_idle()).is_err() {
			return;
		}
		Self::drop_batches(meter);
		Self::drop_orders(meter);
		Self::drop_messages(meter);
		Self::release_some(meter);
	}

	/// Drops batches that can't be proven wrong any more, the oldest first.
	pub(crate) fn drop_batches(meter: &mut WeightMeter) {
		let (mut first, next) = BatchRange::<T>::get();
		let before = first;
		let window = T::Limits::get().fraud_window;
		while first < next && meter.try_consume(T::WeightInfo::drop_batch()).is_ok() {
			if let Some(id) = BatchLog::<T>::get(first) {
				let age = Batches::<T>::get(id).map(|b| Self::block().saturating_sub(b.block));
				if age.is_some_and(|age| age <= window) {
					break;
				}
				Batches::<T>::remove(id);
				ParkedFills::<T>::remove(id);
			}
			BatchLog::<T>::remove(first);
			first = first.saturating_add(1);
		}
		if first != before {
			BatchRange::<T>::put((first, next));
		}
	}

	/// Whether a record of an order is needed no more. None by now: it goes too.
	fn is_past(what: &Passing, oldest: u64) -> bool {
		let expires = match what {
			Passing::Order(key) => Orders::<T>::get(key).map(|order| order.order.expires),
			Passing::Forced(lane, id) => {
				ForcedOrders::<T>::get((lane, id)).map(|forced| forced.expires)
			}
		};
		expires.is_none_or(|expires| expires < oldest)
	}

	/// Drops what is known of orders that can't fill any more, in the order in which it came: each waits no
	/// longer than the longest life of an order that came before it.
	pub(crate) fn drop_orders(meter: &mut WeightMeter) {
		let Some(oldest) = Self::oldest_time() else { return };
		let (mut first, next) = PassingRange::<T>::get();
		let before = first;
		while first < next && meter.try_consume(T::WeightInfo::drop_order()).is_ok() {
			if let Some(what) = Passings::<T>::get(first) {
				if !Self::is_past(&what, oldest) {
					break;
				}
				match what {
					Passing::Order(key) => Orders::<T>::remove(key),
					Passing::Forced(lane, id) => ForcedOrders::<T>::remove((lane, id)),
				}
			}
			Passings::<T>::remove(first);
			first = first.saturating_add(1);
		}
		if first != before {
			PassingRange::<T>::put((first, next));
		}
	}

	/// Drops messages of epochs that are over.
	pub(crate) fn drop_messages(meter: &mut WeightMeter) {
		for lane in 0..NextLane::<T>::get() {
			if meter.try_consume(T::WeightInfo::look_at_lane()).is_err() {
				return;
			}
			let Some(mut record) = Lanes::<T>::get(lane) else { continue };
			if record.inbox_kept < record.inbox_first {
				Self::drop_messages_of(lane, &mut record, meter);
				Lanes::<T>::insert(lane, record);
			}
		}
	}

	fn drop_messages_of(lane: LaneId, record: &mut Lane, meter: &mut WeightMeter) {
		while record.inbox_kept < record.inbox_first
			&& meter.try_consume(T::WeightInfo::drop_message()).is_ok()
		{
			Inbox::<T>::remove(lane, record.inbox_kept);
			record.inbox_kept = record.inbox_kept.saturating_add(1);
		}
	}

	/// Looks at some allowances, behind those of the last time, and releases what nothing can fill against.
	pub(crate) fn release_some(meter: &mut WeightMeter) {
		let mut cursor = Cursor::<T>::get();
		for _ in 0..ALLOWANCES_PER_BLOCK {
			if meter.try_consume(T::WeightInfo::release_one()).is_err() {
				break;
			}
			let next = match cursor {
				Some(last) => {
					Allowances::<T>::iter_from(Allowances::<T>::hashed_key_for(last)).next()
				}
				None => Allowances::<T>::iter().next(),
			};
			let Some((of, allowance)) = next else {
				cursor = None;
				break;
			};
			cursor = Some(of);
			let over = Lanes::<T>::get(of.0).is_some_and(|lane| Self::is_over(&allowance, &lane));
			if over {
				if Self::release(of, &allowance).is_err() {
					defensive!("what is held can be released");
				}
			}
		}
		Cursor::<T>::set(cursor);
	}
}
