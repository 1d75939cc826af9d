// SPDX-License-Identifier: Apache-2.0
//! Validators' offchain workers: they flag whom the engine's sweep could not reach in time.
//!
//! In a crash more portfolios may wait for the sweep than its weight reaches for in a block. It takes
//! them by the margin they had when last valued; a worker values all of them, outside of any block,
//! begins with those that the sweep would take last, and has its own validator's next block flag who is
//! unsafe. What it says is checked again there: it can hurry, and nothing else.

use crate::{pallet::*, Risk};
use alloc::{collections::BTreeSet, vec::Vec};
use polkadot_sdk::{
	frame_support::{
		ensure,
		pallet_prelude::{
			InvalidTransaction, TransactionSource, TransactionValidityWithRefund, ValidTransaction,
		},
		weights::Weight,
	},
	frame_system::offchain::SubmitTransaction,
	sp_core::offchain::Duration,
	sp_runtime::offchain::{
		storage::StorageValueRef,
		storage_lock::{StorageLock, Time},
	},
};
use tenor_series::PortfolioId;

/// Flags that one run asks for at most: what fits into a block beside orders.
pub(crate) const FLAGS_PER_RUN: usize = 64;
/// Portfolios that one run values at most.
const LOOKS_PER_RUN: usize = 16_384;
/// A run that takes longer than this is taken for dead, ms.
const RUN_MS: u64 = 30_000;
/// Blocks for which a flag waits in the pool.
const LONGEVITY: u64 = 8;
/// One run at a time.
const LOCK: &[u8] = b"tenor/liquidation/keeper";
/// Who was unsafe and waited at the end of the run before.
const SEEN: &[u8] = b"tenor/liquidation/overdue";

impl<T: Config> Pallet<T> {
	/// One run: asks for flags of portfolios that are unsafe and were so in the run before, when the
	/// sweep of the block between had its chance.
	pub(crate) fn keep_watch() {
		let mut lock = StorageLock::<Time>::with_deadline(LOCK, Duration::from_millis(RUN_MS));
		let Ok(_guard) = lock.try_lock() else { return };
		let waiting = T::Risk::waiting();
		let mut memory = StorageValueRef::persistent(SEEN);
		let seen: Option<BTreeSet<PortfolioId>> = memory.get().ok().flatten();
		if waiting.is_empty() {
			if seen.is_some() {
				memory.clear();
			}
			return;
		}
		let found = Self::unsafe_among(waiting);
		let seen = seen.unwrap_or_default();
		for portfolio in found.iter().filter(|id| seen.contains(id)).take(FLAGS_PER_RUN) {
			let call = Call::<T>::flag_unreached { portfolio: *portfolio };
			let transaction = T::create_authorized_transaction(call.into());
			// One that waits in the pool already is refused there.
			let _ = SubmitTransaction::<T, Call<T>>::submit_transaction(transaction);
		}
		memory.set(&found.into_iter().collect::<BTreeSet<_>>());
	}

	/// Those of them who can be flagged, the sweep's last first.
	fn unsafe_among(waiting: Vec<PortfolioId>) -> Vec<PortfolioId> {
		let mut risk = T::Risk::begin();
		let mut found = Vec::new();
		for id in waiting.into_iter().rev().take(LOOKS_PER_RUN) {
			if Auctions::<T>::contains_key(id) {
				continue;
			}
			if risk.standing_weight(id) == Weight::MAX {
				risk = T::Risk::begin();
			}
			if Self::ensure_unsafe(&mut risk, id).is_ok() {
				found.push(id);
			}
		}
		found
	}

	/// Whether a flag without a signature may stand in a block: only if it is due, and only if this
	/// validator asks for it. From others it would be valued for nothing.
	pub(crate) fn authorize_unreached(
		source: TransactionSource,
		portfolio: PortfolioId,
	) -> TransactionValidityWithRefund {
		let own = matches!(source, TransactionSource::Local | TransactionSource::InBlock);
		ensure!(own, InvalidTransaction::Call);
		ensure!(!Auctions::<T>::contains_key(portfolio), InvalidTransaction::Stale);
		let mut risk = T::Risk::begin();
		Self::ensure_unsafe(&mut risk, portfolio).map_err(|_| InvalidTransaction::Stale)?;
		let unspent = Self::authorize_weight().saturating_sub(risk.consumed());
		ValidTransaction::with_tag_prefix("TenorFlag")
			.and_provides(portfolio)
			.longevity(LONGEVITY)
			.propagate(false)
			.build()
			.map(|valid| (valid, unspent))
	}

	/// Worst-case weight of [`Self::authorize_unreached`].
	pub(crate) fn authorize_weight() -> Weight {
		T::Risk::least_step()
	}
}
