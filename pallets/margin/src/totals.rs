// SPDX-License-Identifier: Apache-2.0
//! Running sums of contracts per underlying, counted where entries are written and independently of open
//! interest: what a production block can compare in two reads.

use crate::pallet::{Config, Contracts, Error, Pallet};
use codec::{Decode, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::dispatch::DispatchResult;
use scale_info::TypeInfo;
use tenor_series::{ExpiryKey, Position, UnderlyingId};

/// Contracts of all series of an underlying, e8.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ContractTotals {
	/// Sum of the long positions.
	pub longs: u128,
	/// Sum of the short positions, as an amount above zero.
	pub shorts: u128,
	/// Longs less shorts that settlements have taken out. Zero again when each has taken all.
	pub settled: i128,
}

impl ContractTotals {
	/// The totals of one entry.
	pub fn of(entry: &[Position]) -> Option<Self> {
		entry.iter().try_fold(Self::default(), |sum, position| {
			let size = u128::from(position.quantity.unsigned_abs());
			if position.quantity.is_positive() {
				Some(Self { longs: sum.longs.checked_add(size)?, ..sum })
			} else {
				Some(Self { shorts: sum.shorts.checked_add(size)?, ..sum })
			}
		})
	}

	/// With an entry in place of another. `None` if a sum leaves its range.
	#[must_use]
	pub fn replaced(self, before: Self, after: Self) -> Option<Self> {
		Some(Self {
			longs: self.longs.checked_add(after.longs)?.checked_sub(before.longs)?,
			shorts: self.shorts.checked_add(after.shorts)?.checked_sub(before.shorts)?,
			settled: self.settled,
		})
	}

	/// Together with those of another entry. `None` if a sum leaves its range.
	pub(crate) fn plus(self, more: Self) -> Option<Self> {
		self.replaced(Self::default(), more)
	}

	/// Without an entry that a settlement took out. `None` if a sum leaves its range.
	#[must_use]
	pub fn without_settled(self, entry: Self) -> Option<Self> {
		let net = i128::try_from(entry.longs).ok()?;
		let net = net.checked_sub(i128::try_from(entry.shorts).ok()?)?;
		let settled = self.settled.checked_add(net)?;
		Some(Self { settled, ..self.replaced(entry, Self::default())? })
	}

	/// Whether contracts cancel, counting those that settlements took out.
	pub fn cancel(&self) -> bool {
		let longs = i128::try_from(self.longs).ok();
		let sum = longs.and_then(|longs| longs.checked_add(self.settled));
		sum.is_some() && sum == i128::try_from(self.shorts).ok()
	}
}

impl<T: Config> Pallet<T> {
	/// Notes that an entry becomes another one.
	pub(crate) fn note_entry(
		e: ExpiryKey,
		before: &[Position],
		after: &[Position],
	) -> DispatchResult {
		let both = ContractTotals::of(before).zip(ContractTotals::of(after));
		let (before, after) = both.ok_or(Error::<T>::Overflow)?;
		if before == after {
			return Ok(());
		}
		let totals = Contracts::<T>::get(e.underlying).replaced(before, after);
		Self::put_totals(e.underlying, totals.ok_or(Error::<T>::Overflow)?);
		Ok(())
	}

	/// Notes that a settlement took entries with these contracts out. A sum that leaves its range stays as
	/// it is: the totals are wrong then already, and whoever compares them finds it.
	pub(crate) fn note_settled(e: ExpiryKey, taken: ContractTotals) {
		let totals = Contracts::<T>::get(e.underlying);
		if let Some(totals) = totals.without_settled(taken) {
			Self::put_totals(e.underlying, totals);
		}
	}

	fn put_totals(underlying: UnderlyingId, totals: ContractTotals) {
		if totals == ContractTotals::default() {
			Contracts::<T>::remove(underlying);
		} else {
			Contracts::<T>::insert(underlying, totals);
		}
	}

	/// Whether contracts of an underlying cancel, and `open_e8` is the sum of its longs: one read.
	pub fn contracts_match(underlying: UnderlyingId, open_e8: u64) -> bool {
		let totals = Contracts::<T>::get(underlying);
		totals.cancel() && totals.longs == u128::from(open_e8)
	}
}
