// SPDX-License-Identifier: Apache-2.0
//! Closing an expiry ahead of its time: its market was shut down. Every series is settled at its last good
//! mark, by the same batches, with the same clearing account and the same rounding as any other settlement.

use crate::{pallet::*, PriceSource, Rung, SettlementPrice, SettlementRecord};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::ConstU32, BoundedVec},
	sp_runtime::{DispatchError, DispatchResult},
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Price};
use tenor_payoff::{net_payoff_floor, net_value_floor};
use tenor_series::{ExpiryKey, Moment, OptionKind, Position};

/// The most series of one expiry.
pub const MAX_MARKS: u32 = 128;

/// What one contract of a series is settled at.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct SeriesValue {
	/// The strike, e8.
	pub strike: Price,
	/// Call or put.
	pub kind: OptionKind,
	/// The value of one contract, e8.
	pub value: Price,
}

/// What the series of an expiry are settled at: ascending by (strike, kind), each once.
pub type SeriesValues = BoundedVec<SeriesValue, ConstU32<MAX_MARKS>>;

/// What positions of an expiry are paid.
pub(crate) enum Worth {
	/// Their payoff at the settlement price.
	Payoff(Price),
	/// The values that were fixed for their series.
	Values(SeriesValues),
}

impl Worth {
	/// The exact sum, rounded down once. `None`: it leaves the range of money, or a series has no value.
	pub(crate) fn net_floor(&self, positions: &[Position]) -> Option<Cash> {
		match self {
			Self::Payoff(price) => net_payoff_floor(positions, *price).ok(),
			Self::Values(values) => net_value_floor(positions, |position| {
				let at = values.binary_search_by_key(&(position.strike, position.kind), |series| {
					(series.strike, series.kind)
				});
				Some(values.get(at.ok()?)?.value)
			}),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// What positions are paid, while they are.
	pub(crate) fn worth(expiry: ExpiryKey, record: &SettlementRecord) -> Option<Worth> {
		let price = record.paying_price()?;
		Some(match record.rung {
			Rung::Marks => Worth::Values(Values::<T>::get(expiry)?),
			_ => Worth::Payoff(price),
		})
	}

	/// Fixes the last good marks of an expiry that froze before its time. False if nothing says what it is
	/// worth: then it waits, and from its own time on goes by the ladder like any other.
	pub(crate) fn look_for_marks(expiry: ExpiryKey, now: Moment) -> bool {
		let fixed = with_storage_layer(|| Self::fix_marks(expiry, now));
		match fixed {
			Ok(fixed) => fixed,
			Err(error) => {
				Self::deposit_event(Event::PriceNotFixed { expiry, error });
				false
			}
		}
	}

	fn fix_marks(expiry: ExpiryKey, now: Moment) -> Result<bool, DispatchError> {
		let Some(record) = Settlements::<T>::get(expiry) else { return Ok(false) };
		let found = T::Prices::marks(expiry).zip(T::Prices::last_valid(expiry.underlying));
		let Some((marks, price)) = found else { return Ok(false) };
		Self::put_values(expiry, marks)?;
		let rung = Rung::Marks;
		let price = SettlementPrice { price, rung, fixed_at: now, gap_ms: 0, covered_ms: 0 };
		Self::fix_price(expiry, &record, price)?;
		Ok(true)
	}

	fn put_values(expiry: ExpiryKey, mut marks: Vec<SeriesValue>) -> DispatchResult {
		marks.sort_by_key(|series| (series.strike, series.kind));
		let twice = marks.windows(2).any(|pair| match pair {
			[a, b] => (a.strike, a.kind) == (b.strike, b.kind),
			_ => false,
		});
		ensure!(!twice, Error::<T>::MalformedMarks);
		let values = SeriesValues::try_from(marks).map_err(|_| Error::<T>::MalformedMarks)?;
		Values::<T>::insert(expiry, &values);
		Self::deposit_event(Event::MarksFixed { expiry, values });
		Ok(())
	}
}
