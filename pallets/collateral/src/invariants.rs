// SPDX-License-Identifier: Apache-2.0
//! What must always hold, recomputed from every record: the O(n) twin of the totals in storage.

use crate::{
	AcceptedAssets, Clearing, Config, Debtors, Fees, Insurance, NextPortfolio, OpenClearings,
	OtherBonds, Pallet, PortfolioOf, Portfolios, Queue, Sums, Totals, Withdrawals,
};
use alloc::collections::BTreeMap;
use polkadot_sdk::{
	frame_support::{ensure, traits::Get},
	frame_system,
	sp_runtime::TryRuntimeError,
};
use tenor_fixed::Cash;
use tenor_series::{AssetId, PortfolioId};

const OVERFLOW: TryRuntimeError = TryRuntimeError::Other("a sum of the ledger does not fit");

fn is_sorted<K: Ord>(keys: impl Iterator<Item = K> + Clone) -> bool {
	keys.clone().zip(keys.skip(1)).all(|(a, b)| a < b)
}

impl<T: Config> Pallet<T> {
	/// Every property of the README, as a list.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_records()?;
		Self::check_numbering()?;
		Self::check_sums()?;
		Self::check_assets()?;
		Self::check_custody()?;
		Self::check_debtors()?;
		Self::check_queue()
	}

	fn check_records() -> Result<(), TryRuntimeError> {
		let settlement = T::SettlementAsset::get();
		for record in Portfolios::<T>::iter_values() {
			ensure!(is_sorted(record.assets.iter().map(|(id, _)| *id)), "assets are not sorted");
			ensure!(is_sorted(record.expiries.iter()), "expiries are not sorted");
			ensure!(is_sorted(record.locked.iter().map(|(key, _)| *key)), "locks are not sorted");
			for (asset, held) in &record.assets {
				ensure!(*held > 0, "a record lists an asset it does not hold");
				ensure!(*asset != settlement, "cash is listed as an asset");
				ensure!(AcceptedAssets::<T>::contains_key(asset), "an unlisted asset is held");
			}
			ensure!(record.locked.iter().all(|(_, c)| c.is_positive()), "a lock is not positive");
			ensure!(record.bond.is_positive(), "a portfolio has no bond");
			ensure!(!record.held.is_negative(), "less than nothing is set aside");
		}
		Ok(())
	}

	/// Portfolios and their owners' numbers are each other's inverse.
	fn check_numbering() -> Result<(), TryRuntimeError> {
		let mut numbered = 0u64;
		for (owner, index, id) in PortfolioOf::<T>::iter() {
			let record = Portfolios::<T>::get(id);
			ensure!(
				record.is_some_and(|r| r.owner == owner && r.index == index),
				"a number leads to another's portfolio"
			);
			ensure!(index < T::MaxPortfolios::get(), "a number is past the bound");
			numbered = numbered.saturating_add(1);
		}
		let mut records = 0u64;
		for (id, record) in Portfolios::<T>::iter() {
			ensure!(id.0 < NextPortfolio::<T>::get(), "a portfolio is not yet numbered");
			ensure!(
				frame_system::Pallet::<T>::account_exists(&record.owner),
				"an owner's account is dead"
			);
			records = records.saturating_add(1);
		}
		ensure!(numbered == records, "a portfolio has no number of its owner");
		Ok(())
	}

	/// The sums over the cash ledger are those of the records.
	fn check_sums() -> Result<(), TryRuntimeError> {
		let sum = |values| Cash::checked_sum(values).ok_or(OVERFLOW);
		let records = || Portfolios::<T>::iter_values();
		let sums = Sums::<T>::get();
		let positive: alloc::vec::Vec<_> = records().map(|r| r.cash.max(Cash::ZERO)).collect();
		let negative: alloc::vec::Vec<_> = records().map(|r| r.cash.min(Cash::ZERO)).collect();
		let others = OtherBonds::<T>::get();
		ensure!(!others.is_negative(), "other bonds are negative");
		let bonds: alloc::vec::Vec<_> = records().map(|r| r.bond).chain([others]).collect();
		let clearing: alloc::vec::Vec<_> = Clearing::<T>::iter_values().collect();
		ensure!(sums.positive == sum(positive)?, "sum of positive cash is wrong");
		ensure!(sums.negative == sum(negative)?, "sum of negative cash is wrong");
		ensure!(sums.bonds == sum(bonds)?, "sum of bonds is wrong");
		ensure!(sums.clearing == sum(clearing)?, "sum of clearing accounts is wrong");
		let mut open: alloc::vec::Vec<_> = Clearing::<T>::iter_keys().collect();
		open.sort_unstable();
		ensure!(OpenClearings::<T>::get().into_inner() == open, "open clearing accounts differ");
		ensure!(!sums.shortfall.is_negative(), "the shortfall is negative");
		ensure!(!Insurance::<T>::get().is_negative(), "the insurance fund is negative");
		ensure!(!Fees::<T>::get().is_negative(), "fees are negative");
		Ok(())
	}

	/// Per asset, holdings are those of the records, and in minus out equals all claims.
	fn check_assets() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<AssetId, u128>::new();
		for record in Portfolios::<T>::iter_values() {
			for (asset, amount) in record.assets {
				let sum = held.entry(asset).or_default();
				*sum = sum.checked_add(amount).ok_or(OVERFLOW)?;
			}
		}
		for (asset, totals) in Totals::<T>::iter() {
			ensure!(AcceptedAssets::<T>::contains_key(asset), "an unlisted asset has totals");
			let sum = held.remove(&asset).unwrap_or_default();
			ensure!(totals.held == sum, "sum of an asset over portfolios is wrong");
			ensure!(Self::totals_match(asset), "in minus out differs from the claims");
		}
		ensure!(held.is_empty(), "an asset is held without totals");
		Ok(())
	}

	/// Custody holds at least what is owed of every asset, and cannot die.
	fn check_custody() -> Result<(), TryRuntimeError> {
		let custody = Self::custody();
		for asset in AcceptedAssets::<T>::iter_keys() {
			ensure!(Self::custody_covers(asset), "custody holds too little");
		}
		ensure!(
			AcceptedAssets::<T>::count() == 0 || frame_system::Pallet::<T>::providers(&custody) > 0,
			"custody has no provider"
		);
		Ok(())
	}

	/// Debtors are exactly the portfolios with cash below zero.
	fn check_debtors() -> Result<(), TryRuntimeError> {
		for (id, record) in Portfolios::<T>::iter() {
			let debtor = Debtors::<T>::contains_key(id);
			ensure!(debtor == record.cash.is_negative(), "debtors differ from negative cash");
		}
		for (id, debt) in Debtors::<T>::iter() {
			ensure!(Portfolios::<T>::contains_key(id), "a debtor has no portfolio");
			ensure!(debt.since <= debt.accrued_at, "interest was charged before the debt");
		}
		Ok(())
	}

	/// The queue is inside its ends and bounds, and portfolios know their requests.
	fn check_queue() -> Result<(), TryRuntimeError> {
		let queue = Queue::<T>::get();
		let mut live = 0u32;
		let mut per_portfolio = BTreeMap::<PortfolioId, u32>::new();
		for (ticket, request) in Withdrawals::<T>::iter() {
			ensure!(queue.head <= ticket && ticket < queue.tail, "a ticket is outside the queue");
			ensure!(request.amount.is_positive(), "a withdrawal is not positive");
			let count = per_portfolio.entry(request.portfolio).or_default();
			*count = count.saturating_add(1);
			live = live.saturating_add(1);
		}
		ensure!(
			live == queue.live && live <= T::MaxWithdrawals::get(),
			"the queue's count is wrong"
		);
		for (id, record) in Portfolios::<T>::iter() {
			let count = per_portfolio.remove(&id).unwrap_or_default();
			ensure!(record.requests == count, "a portfolio's count of withdrawals is wrong");
			ensure!(count <= T::MaxWithdrawalsPerPortfolio::get(), "too many withdrawals of one");
		}
		ensure!(per_portfolio.is_empty(), "a withdrawal has no portfolio");
		Ok(())
	}
}
