// SPDX-License-Identifier: Apache-2.0
//! Liquidation's money: a share of a frozen portfolio to a bidder, and what the fund pays.

use crate::{
	door::{amount_of, cash_of},
	ledger::{add, sub, Account},
	CashSums, Config, Error, Event, ExpectedLosses, HoldingError, Insurance, OnChange, Pallet,
	Sums, WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Get, weights::Weight},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::{mul_div_ceil, Cash, Fixed, E18};
use tenor_liquidation::part_floor;
use tenor_series::{AssetId, PortfolioId, PortfolioStatus};

impl<T: Config> Pallet<T> {
	/// Moves a share of every asset of `from`, and of its cash without `kept`, to `to`, and `cost` back;
	/// each part rounded down towards minus infinity, against the bidder. No release gate is asked: who
	/// calls has frozen `from`, and checks the margin of `to`. Credits that wait for their clearing
	/// account stay locked with whom they go to; a hold of `from` counts for nothing. Err unless `to` is
	/// active and has cash for what it has locked and held afterwards: nobody bids with money he owes.
	pub fn take_over(
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
		cost: Cash,
		kept: Cash,
	) -> DispatchResult {
		with_storage_layer(|| Self::do_take_over(from, to, share, cost, kept))
	}

	/// Worst-case weight of [`Self::take_over`].
	pub fn take_over_weight() -> Weight {
		T::WeightInfo::take_over(T::MaxAssets::get())
	}

	fn do_take_over(
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
		cost: Cash,
		kept: Cash,
	) -> DispatchResult {
		ensure!(from != to, Error::<T>::SamePortfolio);
		ensure!((Fixed::ZERO..=Fixed::ONE).contains(&share), Error::<T>::MoreThanFree);
		let (mut giver, mut taker) = (Self::load(from)?, Self::load(to)?);
		ensure!(taker.record.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
		let rest = sub::<T>(giver.record.cash, kept)?;
		let part = part_floor(rest.e8(), share).ok_or(Error::<T>::LedgerOverflow)?;
		let net = sub::<T>(Cash::from_e8(part), cost)?;
		giver.record.cash = sub::<T>(giver.record.cash, net)?;
		taker.record.cash = add::<T>(taker.record.cash, net)?;
		Self::move_locks(&mut giver, &mut taker, share)?;
		let assets = Self::move_assets(&mut giver, &mut taker, share)?;
		let record = &taker.record;
		let free = !record.cash.is_negative() && record.cash >= record.kept_cash();
		ensure!(free, Error::<T>::InsufficientCash);
		// Assets that move between portfolios are none that `store` sees.
		T::OnChange::portfolio_changed(from);
		T::OnChange::portfolio_changed(to);
		let mut sums = Sums::<T>::get();
		Self::store(giver, &mut sums)?;
		Self::store(taker, &mut sums)?;
		Sums::<T>::put(sums);
		Self::deposit_event(Event::TakenOver { from, to, share, cash: net, assets });
		Ok(())
	}

	/// The same share of every locked credit, rounded up: what may leave sooner is not more than before.
	fn move_locks(giver: &mut Account<T>, taker: &mut Account<T>, share: Fixed) -> DispatchResult {
		for (expiry, locked) in giver.record.locked.iter_mut() {
			let part = mul_div_ceil(locked.e8(), share.e18(), E18).map(Cash::from_e8);
			let part = part.ok_or(Error::<T>::LedgerOverflow)?;
			if part.is_zero() {
				continue;
			}
			*locked = sub::<T>(*locked, part)?;
			taker.record.lock(*expiry, part).map_err(|error| match error {
				HoldingError::NoRoom => Error::<T>::TooManyExpiries,
				other => other.into(),
			})?;
		}
		giver.record.locked.retain(|(_, locked)| !locked.is_zero());
		Ok(())
	}

	/// What portfolios hold of an asset together stays what it is, so that no total moves.
	fn move_assets(
		giver: &mut Account<T>,
		taker: &mut Account<T>,
		share: Fixed,
	) -> Result<Vec<(AssetId, Cash)>, DispatchError> {
		let mut moved = Vec::new();
		for (asset, held) in giver.record.assets.to_vec() {
			let part = part_floor(cash_of::<T>(held)?.e8(), share).map(Cash::from_e8);
			let part = part.ok_or(Error::<T>::LedgerOverflow)?;
			let amount_e8 = amount_of::<T>(part)?;
			giver.record.debit_asset(asset, amount_e8).map_err(Error::<T>::from)?;
			taker.record.credit_asset(asset, amount_e8).map_err(Error::<T>::from)?;
			if !part.is_zero() {
				moved.push((asset, part));
			}
		}
		Ok(moved)
	}

	/// Pays a bidder out of the insurance fund; what the fund does not hold becomes open shortfall, added
	/// to what is there.
	pub fn pay_insured(to: PortfolioId, amount: Cash) -> DispatchResult {
		with_storage_layer(|| {
			ensure!(amount.is_positive(), Error::<T>::AmountTooSmall);
			let mut account = Self::load(to)?;
			account.record.cash = add::<T>(account.record.cash, amount)?;
			let (from_insurance, shortfall) = Self::store_and_cover(account, amount)?;
			Self::deposit_event(Event::InsurancePaid { portfolio: to, from_insurance, shortfall });
			Ok(())
		})
	}

	/// Stores a portfolio to which `amount` was given, and takes it from the fund as far as that reaches,
	/// the rest from everybody. Returns both. The portfolio's last interest reaches the fund before the
	/// fund pays.
	pub(crate) fn store_and_cover(
		account: Account<T>,
		amount: Cash,
	) -> Result<(Cash, Cash), DispatchError> {
		let mut sums: CashSums = Sums::<T>::get();
		Self::store(account, &mut sums)?;
		let from_insurance = amount.min(Insurance::<T>::get());
		let shortfall = sub::<T>(amount, from_insurance)?;
		Self::post_to_insurance(sub::<T>(Cash::ZERO, from_insurance)?)?;
		sums.shortfall = add::<T>(sums.shortfall, shortfall)?;
		Sums::<T>::put(sums);
		Ok((from_insurance, shortfall))
	}

	/// The share of a withdrawal of cash that is paid now: what the losses on record, or those that
	/// liquidation expects beyond the fund, leave of a claim. 1 unless there are any. When everything is
	/// closed for good, the exact part that a claim has in what is there.
	pub fn withdrawal_share() -> Result<Fixed, Error<T>> {
		let sums = Sums::<T>::get();
		if T::Losses::is_final() {
			return Self::redemption_share(&sums).ok_or(Error::<T>::LedgerOverflow);
		}
		let (need, fund) = (T::Losses::need(), Insurance::<T>::get());
		tenor_liquidation::withdrawal_share_floor(sums.shortfall, need, fund, sums.positive)
			.ok_or(Error::<T>::LedgerOverflow)
	}

	/// Debts count as lost until they are paid; bonds, fees and the credits of clearing accounts are owed in
	/// full; the fund stands for losses.
	fn redemption_share(sums: &CashSums) -> Option<Fixed> {
		let missing = sums.shortfall.checked_add(sums.debts())?;
		let there = Insurance::<T>::get().checked_add(sums.clearing)?;
		tenor_liquidation::redemption_share_floor(missing.checked_sub(there)?, sums.positive)
	}

	/// Cash that may leave a portfolio if its margin allows; zero if there is none.
	pub fn free_cash(id: PortfolioId) -> Cash {
		Self::load(id).map(|account| account.record.free_cash()).unwrap_or_default()
	}
}
