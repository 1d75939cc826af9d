// SPDX-License-Identifier: Apache-2.0
//! Allowances: what is held of a portfolio for a lane, from the first credit to its release.

use crate::{
	last_fill, pallet::*, Allowance, AllowanceKey, Closing, Holds, Lane, Status, WeightInfo,
};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::Get, weights::Weight},
	sp_io::hashing::blake2_256,
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_lane::{Hash, Key, Message};

/// What the log knows an owner by.
pub fn owner_id<AccountId: Encode>(owner: &AccountId) -> Hash {
	blake2_256(&owner.encode())
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_raise_allowance(
		who: &T::AccountId,
		of: AllowanceKey,
		amount: Cash,
		key: Key,
	) -> Result<Weight, DispatchError> {
		let (lane, portfolio, underlying) = of;
		Self::ensure_owner(who, portfolio)?;
		let mut record = Self::lane_of(lane)?;
		ensure!(record.status == Status::Active, Error::<T>::LaneNotActive);
		ensure!(Markets::<T>::contains_key(lane, underlying), Error::<T>::UnknownUnderlying);
		ensure!(!amount.is_negative(), Error::<T>::AmountTooSmall);
		let before = Allowances::<T>::get(of);
		let (next, credit) = Self::raised(before, record.epoch, amount, key)?;
		ensure!(credit.is_positive(), Error::<T>::AmountTooSmall);
		Self::take_room_for_credit(lane, &record, portfolio)?;
		let took =
			if amount.is_positive() { T::Holds::hold(portfolio, amount)? } else { Weight::zero() };
		Allowances::<T>::insert(of, next);
		let hold = next.hold;
		Self::deposit_event(Event::AllowanceRaised {
			lane,
			portfolio,
			underlying,
			amount,
			hold,
			key,
		});
		let owner = owner_id(who);
		let message = Message::Credit { portfolio, underlying, owner, key, amount: credit };
		Self::push(lane, &mut record, message);
		Lanes::<T>::insert(lane, record);
		Ok(T::WeightInfo::raise_allowance().saturating_add(took))
	}

	/// What an allowance becomes with so much more, and what the log is told of that.
	fn raised(
		before: Option<Allowance>,
		epoch: u32,
		amount: Cash,
		key: Key,
	) -> Result<(Allowance, Cash), DispatchError> {
		let add = |a: Cash, b: Cash| a.checked_add(b).ok_or(Error::<T>::Overflow);
		match before {
			Some(open) if open.epoch == epoch => {
				ensure!(open.closing == Closing::Open, Error::<T>::AllowanceCloses);
				ensure!(open.key == key, Error::<T>::KeyDiffers);
				let (hold, pending) = (add(open.hold, amount)?, add(open.pending, amount)?);
				Ok((Allowance { hold, pending, ..open }, amount))
			}
			// The log of this epoch knows nothing of what an earlier one has left.
			old => {
				let hold = add(old.map_or(Cash::ZERO, |old| old.hold), amount)?;
				let closing = Closing::Open;
				Ok((Allowance { epoch, key, hold, pending: hold, closing }, hold))
			}
		}
	}

	pub(crate) fn do_close_allowance(who: &T::AccountId, of: AllowanceKey) -> DispatchResult {
		let (lane, portfolio, underlying) = of;
		Self::ensure_owner(who, portfolio)?;
		let mut record = Self::lane_of(lane)?;
		let found = Allowances::<T>::get(of).filter(|found| found.epoch == record.epoch);
		let found = found.ok_or(Error::<T>::UnknownAllowance)?;
		ensure!(found.closing == Closing::Open, Error::<T>::AllowanceCloses);
		Allowances::<T>::insert(of, Allowance { closing: Closing::Asked, ..found });
		Self::deposit_event(Event::AllowanceClosing { lane, portfolio, underlying });
		Self::push(lane, &mut record, Message::Close { portfolio, underlying });
		Lanes::<T>::insert(lane, record);
		Ok(())
	}

	pub(crate) fn do_release_allowance(of: AllowanceKey) -> DispatchResult {
		let found = Allowances::<T>::get(of).ok_or(Error::<T>::UnknownAllowance)?;
		let record = Self::lane_of(of.0)?;
		ensure!(Self::is_over(&found, &record), Error::<T>::AllowanceInUse);
		Self::release(of, &found)
	}

	/// Whether no order can fill against an allowance any more.
	pub(crate) fn is_over(allowance: &Allowance, record: &Lane) -> bool {
		if allowance.epoch != record.epoch {
			return true;
		}
		let Closing::Closed { since } = allowance.closing else { return false };
		// An order that the log took before the closing is over by then, and a batch that fills it has an
		// index of a block not older than the one whose time is asked for here.
		let last = last_fill(since, T::Limits::get().slot_ms);
		Self::oldest_time().is_some_and(|time| time > last)
	}

	/// Ends an allowance.
	pub(crate) fn release(of: AllowanceKey, allowance: &Allowance) -> DispatchResult {
		let (lane, portfolio, underlying) = of;
		// Of a portfolio that is closed nothing is held.
		if !allowance.hold.is_zero() {
			T::Holds::unhold(portfolio, allowance.hold)?;
		}
		Allowances::<T>::remove(of);
		let amount = allowance.hold;
		Self::deposit_event(Event::AllowanceReleased { lane, portfolio, underlying, amount });
		Ok(())
	}
}
