// SPDX-License-Identifier: Apache-2.0
//! Messages to a lane: what owners place on chain, and what the chain tells.

use crate::{
	pallet::*, Allowance, Closing, Holds, IndexAt, Lane, Letter, Own, Status, MAX_CREDITS,
	MAX_FORCED, MAX_OWN_CREDITS, MAX_OWN_FORCED,
};
use alloc::vec::Vec;
use codec::Encode;
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure},
	sp_io::hashing::blake2_256,
	sp_runtime::DispatchError,
};
use tenor_lane::{Cancel, Epoch, Hash, LaneId, Message, Order};
use tenor_series::{PortfolioId, UnderlyingId};

/// Messages that one view answers with.
const PAGE: u64 = 64;

/// Names an order that came by the chain.
pub fn forced_id(order: &Order) -> Hash {
	blake2_256(&order.encode())
}

impl<T: Config> Pallet<T> {
	/// Puts a message behind the others. The caller stores the lane.
	pub(crate) fn push(lane: LaneId, record: &mut Lane, message: Message) {
		let index = record.inbox_next;
		Inbox::<T>::insert(lane, index, Letter { message, block: Self::block() });
		record.inbox_next = index.saturating_add(1);
		Self::deposit_event(Event::MessageQueued { lane, index, message });
	}

	/// The messages of a portfolio that wait and count: all but closings.
	fn own(lane: LaneId, epoch: Epoch, portfolio: PortfolioId) -> u32 {
		let own = OwnMessages::<T>::get((lane, portfolio));
		own.filter(|own| own.epoch == epoch).map_or(0, |own| own.count)
	}

	/// Counts one more.
	pub(crate) fn count_own(lane: LaneId, epoch: Epoch, portfolio: PortfolioId) {
		let count = Self::own(lane, epoch, portfolio).saturating_add(1);
		OwnMessages::<T>::insert((lane, portfolio), Own { epoch, count });
	}

	/// Counts a message of a portfolio if there is room for it.
	pub(crate) fn take_room(
		lane: LaneId,
		record: &Lane,
		portfolio: PortfolioId,
		most: u64,
		most_own: u32,
	) -> DispatchResult {
		ensure!(record.waiting() < most, Error::<T>::InboxFull);
		let own = Self::own(lane, record.epoch, portfolio);
		ensure!(own < most_own, Error::<T>::OwnInboxFull);
		Self::count_own(lane, record.epoch, portfolio);
		Ok(())
	}

	/// The log took a message of a portfolio.
	pub(crate) fn give_room(lane: LaneId, portfolio: PortfolioId) {
		OwnMessages::<T>::mutate_exists((lane, portfolio), |own| {
			let left = own.map(|own| Own { count: own.count.saturating_sub(1), ..own });
			*own = left.filter(|own| own.count > 0);
		});
	}

	/// The room that a credit of an owner takes.
	pub(crate) fn take_room_for_credit(
		lane: LaneId,
		record: &Lane,
		portfolio: PortfolioId,
	) -> DispatchResult {
		Self::take_room(lane, record, portfolio, MAX_CREDITS, MAX_OWN_CREDITS)
	}

	pub(crate) fn ensure_owner(who: &T::AccountId, portfolio: PortfolioId) -> DispatchResult {
		ensure!(T::Holds::owner(portfolio).as_ref() == Some(who), Error::<T>::NotOwner);
		Ok(())
	}

	/// The allowance of an active lane's present sequencer, open.
	fn ensure_open(
		record: &Lane,
		lane: LaneId,
		portfolio: PortfolioId,
		underlying: UnderlyingId,
	) -> Result<Allowance, DispatchError> {
		ensure!(record.status == Status::Active, Error::<T>::LaneNotActive);
		let found = Allowances::<T>::get((lane, portfolio, underlying));
		let found = found.filter(|found| found.epoch == record.epoch);
		let found = found.ok_or(Error::<T>::UnknownAllowance)?;
		Ok(found)
	}

	pub(crate) fn do_force_order(who: &T::AccountId, lane: LaneId, order: Order) -> DispatchResult {
		Self::ensure_owner(who, order.portfolio)?;
		let mut record = Self::lane_of(lane)?;
		let underlying = order.series.underlying;
		let allowance = Self::ensure_open(&record, lane, order.portfolio, underlying)?;
		ensure!(allowance.closing == Closing::Open, Error::<T>::AllowanceCloses);
		let over = order.expires < Self::now() || !order.quantity.is_positive();
		ensure!(!over, Error::<T>::OrderOver);
		// Against an index too old it can't fill, and nobody is to lose the lane for leaving it waiting.
		ensure!(T::Index::index(underlying).is_some(), Error::<T>::IndexTooOld);
		Self::take_room(lane, &record, order.portfolio, MAX_FORCED, MAX_OWN_FORCED)?;
		Self::push(lane, &mut record, Message::Order(order));
		Lanes::<T>::insert(lane, record);
		Ok(())
	}

	pub(crate) fn do_force_cancel(
		who: &T::AccountId,
		lane: LaneId,
		cancel: Cancel,
	) -> DispatchResult {
		Self::ensure_owner(who, cancel.portfolio)?;
		let mut record = Self::lane_of(lane)?;
		let underlying = cancel.place.series.underlying;
		Self::ensure_open(&record, lane, cancel.portfolio, underlying)?;
		Self::take_room(lane, &record, cancel.portfolio, MAX_FORCED, MAX_OWN_FORCED)?;
		Self::push(lane, &mut record, Message::Cancel(cancel));
		Lanes::<T>::insert(lane, record);
		Ok(())
	}

	pub(crate) fn messages_from(lane: LaneId, from: u64) -> Vec<(u64, Letter)> {
		let Some(record) = Lanes::<T>::get(lane) else { return Vec::new() };
		let from = from.max(record.inbox_first);
		let until = record.inbox_next.min(from.saturating_add(PAGE));
		(from..until).filter_map(|at| Some((at, Inbox::<T>::get(lane, at)?))).collect()
	}
}
