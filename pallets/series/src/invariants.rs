// SPDX-License-Identifier: Apache-2.0
//! What must hold between calls. Numbers are those of the README's properties.

use crate::{pallet::*, ChainEntry, ExpiryStatus, KINDS};
use alloc::{collections::BTreeMap, vec::Vec};
use polkadot_sdk::{frame_support::ensure, sp_runtime::TryRuntimeError};
use tenor_series::{ExpiryKey, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// Every property of the README.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_strikes()?;
		Self::check_chains()?;
		Self::check_due_index()?;
		Self::check_open_interest()
	}

	/// 1. Strikes are ascending, not zero, and there is at least one.
	fn check_strikes() -> Result<(), TryRuntimeError> {
		for (_, record) in Expiries::<T>::iter() {
			let strikes = &record.strikes;
			ensure!(strikes.first().is_some_and(|s| !s.is_zero()), "an expiry has no strike");
			ensure!(
				strikes.iter().zip(strikes.iter().skip(1)).all(|(a, b)| a < b),
				"strikes are not strictly ascending"
			);
		}
		Ok(())
	}

	/// 2. The chains list exactly the expiries, ascending, and say of them what the records say.
	fn check_chains() -> Result<(), TryRuntimeError> {
		let mut listed = 0usize;
		for (underlying, chain) in Chains::<T>::iter() {
			ensure!(
				chain.iter().zip(chain.iter().skip(1)).all(|(a, b)| a.expiry < b.expiry),
				"a chain is not strictly ascending"
			);
			for entry in &chain {
				listed = listed.saturating_add(1);
				let key = ExpiryKey { underlying, expiry: entry.expiry };
				let record = Expiries::<T>::get(key).ok_or("a chain lists an unknown expiry")?;
				let mut expected = ChainEntry::of(entry.expiry, &record.strikes, entry.by_rule)
					.ok_or("no strike")?;
				expected.settled_at = entry.settled_at;
				ensure!(*entry == expected, "a chain entry differs from its record");
				ensure!(
					entry.settled_at.is_some() == (record.status == ExpiryStatus::Settled),
					"a chain entry is wrong about settlement"
				);
			}
		}
		ensure!(Expiries::<T>::iter_keys().count() == listed, "an expiry is in no chain");
		Ok(())
	}

	/// 3. The due index holds exactly the expiries that neither settle nor are settled, by
	///    (expiry, underlying).
	fn check_due_index() -> Result<(), TryRuntimeError> {
		let mut expected: Vec<ExpiryKey> = Expiries::<T>::iter()
			.filter(|(_, r)| matches!(r.status, ExpiryStatus::Listed | ExpiryStatus::Halted(_)))
			.map(|(key, _)| key)
			.collect();
		expected.sort_by_key(|key| (key.expiry, key.underlying));
		ensure!(DueIndex::<T>::get().into_inner() == expected, "the due index is wrong");
		Ok(())
	}

	/// 4. Open interest exists only in listed series, is zero once settled, and its totals are the
	///    sums of the series.
	fn check_open_interest() -> Result<(), TryRuntimeError> {
		let mut by_expiry = BTreeMap::<ExpiryKey, u64>::new();
		let mut by_underlying = BTreeMap::<UnderlyingId, u64>::new();
		for (series, open) in OpenInterest::<T>::iter() {
			ensure!(open > 0, "an open interest of zero is stored");
			ensure!(Self::is_listed(&series), "open interest in an unknown series");
			ensure!(KINDS.contains(&series.kind), "open interest in an unknown kind");
			let add = |total: &mut u64| -> Result<(), TryRuntimeError> {
				*total = total.checked_add(open).ok_or("open interest overflows")?;
				Ok(())
			};
			add(by_expiry.entry(series.expiry_key()).or_default())?;
			add(by_underlying.entry(series.underlying).or_default())?;
		}
		for key in by_expiry.keys() {
			let record = Expiries::<T>::get(key).ok_or("open interest in an unknown expiry")?;
			ensure!(record.status != ExpiryStatus::Settled, "open interest in a settled expiry");
		}
		ensure!(
			ExpiryOpenInterest::<T>::iter().collect::<BTreeMap<_, _>>() == by_expiry,
			"open interest of an expiry is not the sum of its series"
		);
		ensure!(
			UnderlyingOpenInterest::<T>::iter().collect::<BTreeMap<_, _>>() == by_underlying,
			"open interest of an underlying is not the sum of its series"
		);
		Ok(())
	}
}
