// SPDX-License-Identifier: Apache-2.0
//! What this pallet needs of the pallet that keeps operators' values.

use crate::types::{FeedKey, FeedValue};
use polkadot_sdk::{
	frame_support::traits::{SortedMembers, Time},
	pallet_oracle::{self, DataFeeder, DataProvider, TimestampedValue},
};
use tenor_series::Moment;

/// Keeps what each operator fed and what it was combined to.
pub trait FeedStore<AccountId>:
	DataFeeder<FeedKey, FeedValue, AccountId> + DataProvider<FeedKey, FeedValue>
{
	/// What one operator fed last, and at which chain time.
	fn raw(who: &AccountId, key: &FeedKey) -> Option<TimestampedValue<FeedValue, Moment>>;
	/// Removes a feed that is over: every operator's value and the aggregate.
	fn forget(key: &FeedKey);
}

impl<T, I> FeedStore<T::AccountId> for pallet_oracle::Pallet<T, I>
where
	T: pallet_oracle::Config<I, OracleKey = FeedKey, OracleValue = FeedValue>,
	T::Time: Time<Moment = Moment>,
	I: 'static,
{
	fn raw(who: &T::AccountId, key: &FeedKey) -> Option<TimestampedValue<FeedValue, Moment>> {
		pallet_oracle::RawValues::<T, I>::get(who, key)
	}

	// The values of an operator who left were removed when he left.
	fn forget(key: &FeedKey) {
		for member in T::Members::sorted_members() {
			pallet_oracle::RawValues::<T, I>::remove(member, key);
		}
		pallet_oracle::Values::<T, I>::remove(key);
	}
}

/// Sets the scene for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Makes `count` accounts the oracle's operators and returns them.
	fn operators(count: u32) -> alloc::vec::Vec<AccountId>;
	/// Sets chain time, ms.
	fn set_moment(moment: Moment);
}
