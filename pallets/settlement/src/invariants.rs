// SPDX-License-Identifier: Apache-2.0
//! What must hold between calls. Numbers are those of the README's properties.

use crate::{pallet::*, Book, Clearing, Phase, Rung, Stage};
use alloc::collections::{BTreeMap, BTreeSet};
use polkadot_sdk::{frame_support::ensure, sp_runtime::TryRuntimeError};
use tenor_fixed::Cash;
use tenor_series::ExpiryKey;

impl<T: Config> Pallet<T> {
	/// Every property of the README that a state can show.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_queue()?;
		Self::check_clearing_accounts()?;
		Self::check_nobody_left()?;
		Self::check_results()?;
		Self::check_closed_list()
	}

	/// 1. The queue holds exactly the settlements that are not closed, once each; a price is fixed
	///    exactly if they are past looking for it.
	fn check_queue() -> Result<(), TryRuntimeError> {
		let mut open = BTreeSet::<ExpiryKey>::new();
		for entry in Queue::<T>::get() {
			ensure!(open.insert(entry.expiry), "a settlement is queued twice");
			let record =
				Settlements::<T>::get(entry.expiry).ok_or("the queue names an unknown expiry")?;
			let expected = match entry.stage {
				Stage::AwaitingPrice => Phase::AwaitingPrice,
				Stage::Paying | Stage::Retrying => Phase::Paying,
			};
			ensure!(record.phase == expected, "the queue and the record differ");
			ensure!(
				record.price.is_some() == (record.phase == Phase::Paying),
				"an open settlement pays without a price, or waits with one"
			);
		}
		for (expiry, record) in Settlements::<T>::iter() {
			let is_open = matches!(record.phase, Phase::AwaitingPrice | Phase::Paying);
			ensure!(open.contains(&expiry) == is_open, "an open settlement is not queued");
			ensure!(record.closed_at.is_some() != is_open, "the time of the close is wrong");
		}
		for (expiry, record) in Settlements::<T>::iter() {
			let at_marks = record.price.is_some_and(|price| price.rung == Rung::Marks);
			ensure!(Values::<T>::contains_key(expiry) == at_marks, "values and marks differ");
		}
		ensure!(
			Values::<T>::iter_keys().all(|expiry| Settlements::<T>::contains_key(expiry)),
			"values of an unknown settlement"
		);
		ensure!(
			Progress::<T>::iter_keys().all(|expiry| open.contains(&expiry)),
			"progress of a settlement that is not open"
		);
		Ok(())
	}

	/// 2. While portfolios are paid, the clearing account holds what was paid in less what was paid
	///    out; at the close that was the dust, at most one unit per portfolio.
	fn check_clearing_accounts() -> Result<(), TryRuntimeError> {
		for (expiry, record) in Settlements::<T>::iter() {
			let sum = record.clearing().ok_or("sums of a settlement overflow")?;
			match record.phase {
				Phase::AwaitingPrice | Phase::Paying => {
					ensure!(
						T::Clearing::balance(expiry) == sum,
						"a clearing account is not the sum of what was paid"
					);
				}
				Phase::Closed | Phase::Pruning => {
					let most = Cash::from_e8(i128::from(record.portfolios));
					ensure!(
						sum == record.dust && !sum.is_negative() && sum <= most,
						"the dust of a settlement is wrong"
					);
				}
			}
		}
		Ok(())
	}

	/// 3. Nobody holds anything in an expiry whose settlement is closed.
	fn check_nobody_left() -> Result<(), TryRuntimeError> {
		for (expiry, record) in Settlements::<T>::iter() {
			if record.closed_at.is_some() {
				ensure!(
					T::Book::next(expiry, None).is_none(),
					"somebody holds contracts of a settled expiry"
				);
			}
		}
		Ok(())
	}

	/// 4. The results of an expiry add up to its sums until pruning begins.
	fn check_results() -> Result<(), TryRuntimeError> {
		let mut totals = BTreeMap::<ExpiryKey, (u32, Cash)>::new();
		for (expiry, _, page) in Results::<T>::iter() {
			let (count, sum) = totals.entry(expiry).or_default();
			for (_, net) in page {
				*count = count.saturating_add(1);
				*sum = sum.checked_add(net).ok_or("results overflow")?;
			}
		}
		for expiry in totals.keys() {
			ensure!(Settlements::<T>::contains_key(expiry), "a result of an unknown settlement");
		}
		for (expiry, record) in Settlements::<T>::iter() {
			if record.phase == Phase::Pruning {
				continue;
			}
			let (count, sum) = totals.get(&expiry).copied().unwrap_or_default();
			ensure!(count == record.portfolios, "not one result for each portfolio paid");
			ensure!(
				record.clearing().and_then(Cash::checked_neg) == Some(sum),
				"results do not add up to what was paid"
			);
		}
		Ok(())
	}

	/// 5. The list of closed settlements names each once, without holes, and nothing else.
	fn check_closed_list() -> Result<(), TryRuntimeError> {
		let mut listed = BTreeSet::<ExpiryKey>::new();
		for index in Pruned::<T>::get()..Closed::<T>::get() {
			let expiry = ClosedExpiries::<T>::get(index).ok_or("a hole among closed expiries")?;
			ensure!(listed.insert(expiry), "an expiry closed twice");
		}
		ensure!(
			ClosedExpiries::<T>::iter_keys().count() == listed.len(),
			"a closed expiry is listed outside the range"
		);
		let closed = Settlements::<T>::iter().filter(|(_, record)| record.closed_at.is_some());
		ensure!(
			closed.map(|(expiry, _)| expiry).collect::<BTreeSet<_>>() == listed,
			"closed settlements are not those listed"
		);
		Ok(())
	}
}
