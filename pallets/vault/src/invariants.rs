// SPDX-License-Identifier: Apache-2.0
//! What must hold between calls. Numbers are those of the README's properties.

use crate::{pallet::*, Books, Ledger, Vault};
use alloc::{collections::BTreeSet, vec::Vec};
use polkadot_sdk::{
	frame_support::ensure,
	sp_runtime::{traits::Zero, TryRuntimeError},
};
use tenor_fixed::Cash;
use tenor_liquidation::{worth_floor, Shares};
use tenor_series::UnderlyingId;

impl<T: Config> Pallet<T> {
	/// Every property of the README that a state can show.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		for (underlying, vault) in Vaults::<T>::iter() {
			Self::check_shares(underlying, &vault)?;
			Self::check_queue(underlying)?;
			Self::check_isolation(underlying, &vault)?;
		}
		for (underlying, _) in Requests::<T>::iter() {
			ensure!(Vaults::<T>::contains_key(underlying), "withdrawals without a vault");
		}
		ensure!(Parameters::<T>::get().sanity().is_ok(), "parameters are not sane");
		Ok(())
	}

	/// 1. The shares of a vault are those of its accounts and of its queue; together they are worth no more
	/// than its net asset value.
	fn check_shares(
		underlying: UnderlyingId,
		vault: &Vault<T::AccountId>,
	) -> Result<(), TryRuntimeError> {
		let held: Vec<Shares> = SharesOf::<T>::iter_prefix(underlying)
			.map(|(_, shares)| shares)
			.chain(Requests::<T>::get(underlying).into_iter().map(|request| request.shares))
			.collect();
		ensure!(held.iter().all(|shares| *shares > 0), "shares are not above zero");
		let sum = held.iter().try_fold(Shares::zero(), |sum, shares| sum.checked_add(*shares));
		ensure!(sum == Some(vault.shares), "shares do not sum up");
		let seed = SharesOf::<T>::get(underlying, Self::account_of(underlying));
		ensure!(seed > 0, "the seed is gone");
		let Some(nav) = T::Books::equity(vault.portfolio)
			.ok()
			.map(|(nav, _)| nav)
			.filter(|nav| nav.is_positive())
		else {
			return Ok(());
		};
		let worth = held.iter().map(|shares| worth_floor(*shares, nav, vault.shares));
		let worth = worth.collect::<Option<Vec<Cash>>>().ok_or("shares without a worth")?;
		let all = Cash::checked_sum(worth).ok_or("worths overflow")?;
		ensure!(all <= nav, "shares are worth more than there is");
		Ok(())
	}

	/// 2. One withdrawal of an account at most; none of the seed.
	fn check_queue(underlying: UnderlyingId) -> Result<(), TryRuntimeError> {
		let queue = Requests::<T>::get(underlying);
		let mut seen = BTreeSet::new();
		for request in &queue {
			ensure!(seen.insert(request.who.clone()), "an account waits twice");
			let seed = Self::account_of(underlying);
			ensure!(request.who != seed, "the seed waits to leave");
		}
		Ok(())
	}

	/// 3. A vault's portfolio is its account's own, no other vault's, and holds nothing of other underlyings.
	fn check_isolation(
		underlying: UnderlyingId,
		vault: &Vault<T::AccountId>,
	) -> Result<(), TryRuntimeError> {
		let holder = T::Ledger::holder(vault.portfolio).ok_or("a vault without a portfolio")?;
		ensure!(holder.0 == Self::account_of(underlying), "a vault's portfolio is not its own");
		let held = T::Books::underlyings(vault.portfolio);
		ensure!(held.iter().all(|id| *id == underlying), "a vault holds another underlying");
		ensure!(!T::Books::holds_assets(vault.portfolio), "a vault holds what it can't sell");
		let shared = Vaults::<T>::iter()
			.any(|(id, other)| id != underlying && other.portfolio == vault.portfolio);
		ensure!(!shared, "two vaults share a portfolio");
		ensure!(!vault.period.taken.is_negative(), "less than nothing was taken");
		Ok(())
	}
}
