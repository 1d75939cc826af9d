// SPDX-License-Identifier: Apache-2.0
//! Money that other pallets reserve: a part of a portfolio's cash, and bonds of others than portfolios.

use crate::{
	ledger::{add, sub},
	AssetPolicy, Config, Converted, Error, Event, OnChange, OtherBonds, Pallet, Portfolios,
	ReleaseGate, Sums, WeightInfo,
};
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Get, weights::Weight},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{PortfolioId, PortfolioStatus};

impl<T: Config> Pallet<T> {
	/// Sets free cash of an active portfolio aside. No withdrawal, transfer or premium touches it, and initial
	/// margin is judged as if it were gone; fees, settlement and liquidation may take the cash that stands for
	/// it, so that the hold is not covered any more. Err unless it could leave: free, and the gate agrees.
	/// Settles nothing: what is due must be settled before. Returns what that took, at most
	/// [`Self::hold_weight`].
	pub fn hold(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError> {
		ensure!(amount.is_positive(), Error::<T>::AmountTooSmall);
		let looked = with_storage_layer(|| {
			Self::with_account(id, |account| {
				let record = &mut account.record;
				ensure!(record.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
				ensure!(amount <= record.free_cash(), Error::<T>::MoreThanFree);
				record.held = add::<T>(record.held, amount)?;
				T::OnChange::portfolio_changed(id);
				T::Gate::ensure_releasable(id, &record.view())
			})
		})?;
		Self::deposit_event(Event::Held { portfolio: id, amount });
		Ok(T::WeightInfo::hold().saturating_add(looked))
	}

	/// Worst-case weight of [`Self::hold`] of a portfolio with positions in so many expiries.
	pub fn hold_weight(expiries: u32) -> Weight {
		T::WeightInfo::hold().saturating_add(T::Gate::weight(expiries))
	}

	/// Sets cash free again that was set aside, whatever became of the portfolio meanwhile.
	pub fn unhold(id: PortfolioId, amount: Cash) -> DispatchResult {
		ensure!(amount.is_positive(), Error::<T>::AmountTooSmall);
		Portfolios::<T>::try_mutate(id, |record| {
			let record = record.as_mut().ok_or(Error::<T>::PortfolioNotFound)?;
			ensure!(amount <= record.held, Error::<T>::MoreThanHeld);
			record.held = sub::<T>(record.held, amount)?;
			Ok::<_, DispatchError>(())
		})?;
		Self::deposit_event(Event::Unheld { portfolio: id, amount });
		Ok(())
	}

	/// Sets cash aside again that was set free within the same call, if it is still free. The gate is not
	/// asked: the portfolio is what it was when it agreed.
	pub fn hold_again(id: PortfolioId, amount: Cash) -> DispatchResult {
		ensure!(amount.is_positive(), Error::<T>::AmountTooSmall);
		Portfolios::<T>::try_mutate(id, |record| {
			let record = record.as_mut().ok_or(Error::<T>::PortfolioNotFound)?;
			ensure!(amount <= record.free_cash(), Error::<T>::MoreThanFree);
			record.held = add::<T>(record.held, amount)?;
			Ok::<_, DispatchError>(())
		})?;
		T::OnChange::portfolio_changed(id);
		Self::deposit_event(Event::Held { portfolio: id, amount });
		Ok(())
	}

	/// Worst-case weight of [`Self::unhold`].
	pub fn unhold_weight() -> Weight {
		T::WeightInfo::unhold()
	}

	/// What is set aside of a portfolio's cash, e8; zero if there is none.
	pub fn held(id: PortfolioId) -> Cash {
		Portfolios::<T>::get(id).map_or(Cash::ZERO, |record| record.held)
	}

	/// The sum of such bonds as are no portfolio's, e8.
	pub fn other_bonds() -> Cash {
		OtherBonds::<T>::get()
	}

	/// Takes of the settlement asset from an account as a bond, rounded down to whole token units: whose and
	/// what for is the caller's to know, and so is the sum of what it took and has not paid. Returns what was
	/// taken, e8, above zero.
	pub fn take_bond(who: &T::AccountId, amount: Cash) -> Result<Cash, DispatchError> {
		with_storage_layer(|| {
			let asset = T::SettlementAsset::get();
			let policy = Self::policy(asset)?;
			let Converted { tokens, cash } = Self::whole_tokens(&policy, amount)?;
			Self::take_in(asset, &policy, who, Converted { tokens, cash })?;
			Self::shift_other_bonds(cash)?;
			Self::deposit_event(Event::BondTaken { from: who.clone(), tokens, amount: cash });
			Ok(cash)
		})
	}

	/// Pays of such bonds to an account, rounded down to whole token units: what that leaves stays with the
	/// bonds. Returns what was paid, e8, above zero.
	pub fn pay_bond(to: &T::AccountId, amount: Cash) -> Result<Cash, DispatchError> {
		with_storage_layer(|| {
			let asset = T::SettlementAsset::get();
			let policy = Self::policy(asset)?;
			let Converted { tokens, cash } = Self::whole_tokens(&policy, amount)?;
			Self::shift_other_bonds(sub::<T>(Cash::ZERO, cash)?)?;
			Self::give_out(asset, to, Converted { tokens, cash })?;
			Self::deposit_event(Event::BondPaid { to: to.clone(), tokens, amount: cash });
			Ok(cash)
		})
	}

	/// The whole token units of an amount, above zero.
	fn whole_tokens(policy: &AssetPolicy, amount: Cash) -> Result<Converted, DispatchError> {
		let tokens = amount.to_token_floor(policy.decimals).ok_or(Error::<T>::AmountTooSmall)?;
		Ok(Self::convert(policy, tokens)?)
	}

	/// Moves of such bonds to the insurance fund, exactly.
	pub fn bond_to_insurance(amount: Cash) -> DispatchResult {
		with_storage_layer(|| {
			ensure!(amount.is_positive(), Error::<T>::AmountTooSmall);
			Self::shift_other_bonds(sub::<T>(Cash::ZERO, amount)?)?;
			Self::post_to_insurance(amount)?;
			Self::deposit_event(Event::BondForfeited { amount });
			Self::cover_shortfall()
		})
	}

	/// Worst-case weight of [`Self::take_bond`], [`Self::pay_bond`] or [`Self::bond_to_insurance`].
	pub fn bond_weight() -> Weight {
		T::WeightInfo::take_bond()
			.max(T::WeightInfo::pay_bond())
			.max(T::WeightInfo::bond_to_insurance())
	}

	/// Bonds of others, and so those of all, change by so much.
	fn shift_other_bonds(change: Cash) -> DispatchResult {
		let others = add::<T>(OtherBonds::<T>::get(), change)?;
		ensure!(!others.is_negative(), Error::<T>::InsufficientBonds);
		OtherBonds::<T>::put(others);
		Sums::<T>::try_mutate(|sums| {
			sums.bonds = add::<T>(sums.bonds, change)?;
			Ok(())
		})
	}
}
