// SPDX-License-Identifier: Apache-2.0
//! The door between tokens and the ledger: exact conversion, exact movement, totals. Nothing else
//! in the chain moves tokens of custody.

use crate::{
	ledger::add, traits::Delegates, AcceptedAssets, AssetPolicy, AssetTotals, Config, Converted,
	Error, Event, Fees, GenesisConfig, Insurance, Pallet, Sums, Terms, Totals, LEDGER_LIMIT_E8,
};
use polkadot_sdk::{
	frame_support::{
		ensure,
		traits::{
			fungibles::{metadata::Inspect as _, Inspect, Mutate},
			tokens::{Preservation, Provenance},
			Get,
		},
	},
	frame_system,
	sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{AssetId, PortfolioId};

/// `Cash` of an amount of an asset.
pub(crate) fn cash_of<T: Config>(amount_e8: u128) -> Result<Cash, Error<T>> {
	i128::try_from(amount_e8).map(Cash::from_e8).map_err(|_| Error::LedgerOverflow)
}

/// Amount of an asset of a `Cash` that is not below zero.
pub(crate) fn amount_of<T: Config>(cash: Cash) -> Result<u128, Error<T>> {
	u128::try_from(cash.e8()).map_err(|_| Error::LedgerOverflow)
}

impl<T: Config> Pallet<T> {
	/// The account that holds all tokens of the ledger.
	pub fn custody() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// Gives custody a provider unless it has one, so that no zero or dust balance of any token
	/// can end the account.
	pub(crate) fn ensure_custody_provided() {
		let custody = Self::custody();
		if frame_system::Pallet::<T>::providers(&custody) == 0 {
			frame_system::Pallet::<T>::inc_providers(&custody);
		}
	}

	/// The rules of an accepted asset.
	pub(crate) fn policy(asset: AssetId) -> Result<AssetPolicy, Error<T>> {
		AcceptedAssets::<T>::get(asset).ok_or(Error::AssetNotAccepted)
	}

	/// The part of `tokens` that the ledger can hold; more than nothing.
	pub(crate) fn convert(policy: &AssetPolicy, tokens: u128) -> Result<Converted, Error<T>> {
		let converted = policy.convert_floor(tokens).ok_or(Error::LedgerOverflow)?;
		ensure!(converted.cash.is_positive(), Error::AmountTooSmall);
		Ok(converted)
	}

	/// Moves tokens into custody and counts them as received. The caller credits the same amount
	/// in the same call.
	pub(crate) fn take_in(
		asset: AssetId,
		policy: &AssetPolicy,
		from: &T::AccountId,
		amount: Converted,
	) -> DispatchResult {
		let received = amount_of::<T>(amount.cash)?;
		let mut totals = Totals::<T>::get(asset);
		totals.received =
			totals.received.checked_add(received).ok_or(Error::<T>::LedgerOverflow)?;
		let outstanding = totals.outstanding().ok_or(Error::<T>::LedgerOverflow)?;
		ensure!(outstanding <= policy.cap_e8, Error::<T>::AssetCapReached);

		Self::ensure_custody_provided();
		let custody = Self::custody();
		let before = T::Assets::balance(asset, &custody);
		T::Assets::transfer(asset, from, &custody, amount.tokens, Preservation::Expendable)?;
		let after = T::Assets::balance(asset, &custody);
		ensure!(before.checked_add(amount.tokens) == Some(after), Error::<T>::TransferInexact);
		Totals::<T>::insert(asset, totals);
		Ok(())
	}

	/// Moves tokens out of custody and counts them as paid. The caller has debited the same amount
	/// in the same call.
	pub(crate) fn give_out(asset: AssetId, to: &T::AccountId, amount: Converted) -> DispatchResult {
		let paid = amount_of::<T>(amount.cash)?;
		let mut totals = Totals::<T>::get(asset);
		totals.paid = totals.paid.checked_add(paid).ok_or(Error::<T>::LedgerOverflow)?;
		let outstanding = totals.outstanding().ok_or(Error::<T>::LedgerOverflow)?;

		// While anything is owed, custody's account of the token must live on: its end would burn
		// what is below the token's minimum balance.
		let preservation =
			if outstanding == 0 { Preservation::Expendable } else { Preservation::Preserve };
		let custody = Self::custody();
		let before = T::Assets::balance(asset, &custody);
		T::Assets::transfer(asset, &custody, to, amount.tokens, preservation)?;
		let after = T::Assets::balance(asset, &custody);
		let exact = after.checked_add(amount.tokens) == Some(before);
		ensure!(exact || outstanding == 0, Error::<T>::TransferInexact);
		Totals::<T>::insert(asset, totals);
		Ok(())
	}

	/// A deposit of the owner. Frozen portfolios take them too. Due entries are not settled first:
	/// a deposit depends on nothing they could change, and stays open whatever fails there.
	pub(crate) fn do_deposit(
		who: T::AccountId,
		id: PortfolioId,
		asset: AssetId,
		tokens: u128,
	) -> DispatchResult {
		Self::deposit_for(&who, &who, id, asset, tokens).map(|_| ())
	}

	/// Moves tokens of `from` into a portfolio of `owner`; what another pallet does for a portfolio that it
	/// owns. Returns what was credited. The caller rolls back on an error.
	pub fn deposit_for(
		from: &T::AccountId,
		owner: &T::AccountId,
		id: PortfolioId,
		asset: AssetId,
		tokens: u128,
	) -> Result<Cash, DispatchError> {
		let policy = Self::policy(asset)?;
		ensure!(policy.deposits_open, Error::<T>::DepositsClosed);
		ensure!(tokens >= policy.min_deposit, Error::<T>::BelowMinimumDeposit);
		let amount = Self::convert(&policy, tokens)?;
		Self::with_account(id, |account| {
			let may = account.record.owner == *owner || T::Delegates::may_deposit(id, owner);
			ensure!(may, Error::<T>::NotOwner);
			Self::take_in(asset, &policy, from, amount)?;
			Self::credit(account, asset, amount.cash)
		})?;
		Self::deposit_event(Event::Deposited {
			portfolio: id,
			asset,
			tokens: amount.tokens,
			amount: amount.cash,
		});
		Ok(amount.cash)
	}

	/// Anyone's payment into the insurance fund.
	pub(crate) fn do_fund_insurance(who: T::AccountId, tokens: u128) -> DispatchResult {
		let asset = T::SettlementAsset::get();
		let policy = Self::policy(asset)?;
		ensure!(tokens >= policy.min_deposit, Error::<T>::BelowMinimumDeposit);
		let amount = Self::convert(&policy, tokens)?;
		Self::take_in(asset, &policy, &who, amount)?;
		Self::post_to_insurance(amount.cash)?;
		Self::deposit_event(Event::InsuranceFunded {
			from: who,
			tokens: amount.tokens,
			amount: amount.cash,
		});
		Self::cover_shortfall()
	}

	/// Books to insurance what custody holds beyond the ledger, and the dust.
	pub(crate) fn do_sweep_gifts(asset: AssetId) -> DispatchResult {
		let policy = Self::policy(asset)?;
		let mut totals = Totals::<T>::get(asset);
		let outstanding = totals.outstanding().ok_or(Error::<T>::LedgerOverflow)?;
		let owed =
			policy.tokens_ceil(cash_of::<T>(outstanding)?).ok_or(Error::<T>::LedgerOverflow)?;
		let surplus = T::Assets::balance(asset, &Self::custody()).saturating_sub(owed);
		let worth = policy.convert_floor(surplus).ok_or(Error::<T>::LedgerOverflow)?;
		let gift = amount_of::<T>(worth.cash)?.min(LEDGER_LIMIT_E8.saturating_sub(outstanding));
		let dust = core::mem::take(&mut totals.dust);
		let swept = gift.checked_add(dust).ok_or(Error::<T>::LedgerOverflow)?;
		ensure!(swept > 0, Error::<T>::NothingToSweep);

		totals.received = totals.received.checked_add(gift).ok_or(Error::<T>::LedgerOverflow)?;
		let is_cash = asset == T::SettlementAsset::get();
		if is_cash {
			Self::post_to_insurance(cash_of::<T>(swept)?)?;
		} else {
			totals.insurance =
				totals.insurance.checked_add(swept).ok_or(Error::<T>::LedgerOverflow)?;
		}
		Totals::<T>::insert(asset, totals);
		Self::deposit_event(Event::GiftsSwept {
			asset,
			gift: cash_of::<T>(gift)?,
			dust: cash_of::<T>(dust)?,
		});
		if is_cash {
			Self::cover_shortfall()?;
		}
		Ok(())
	}

	/// Fees to whom governance says.
	pub(crate) fn do_pay_fees_out(to: T::AccountId, tokens: u128) -> DispatchResult {
		let asset = T::SettlementAsset::get();
		let amount = Self::convert(&Self::policy(asset)?, tokens)?;
		let fees = Fees::<T>::get();
		ensure!(amount.cash <= fees, Error::<T>::InsufficientFees);
		Fees::<T>::put(crate::ledger::sub::<T>(fees, amount.cash)?);
		Self::give_out(asset, &to, amount)?;
		Self::deposit_event(Event::FeesPaidOut { to, tokens: amount.tokens, amount: amount.cash });
		Ok(())
	}

	/// A swept collateral asset to whom governance says.
	pub(crate) fn do_pay_insurance_asset_out(
		to: T::AccountId,
		asset: AssetId,
		tokens: u128,
	) -> DispatchResult {
		let amount = Self::convert(&Self::policy(asset)?, tokens)?;
		Totals::<T>::try_mutate(asset, |totals| {
			// Zero for the settlement asset: the fund's cash has no way out here.
			totals.insurance = totals
				.insurance
				.checked_sub(amount_of::<T>(amount.cash)?)
				.ok_or(Error::<T>::InsufficientInsurance)?;
			Ok::<_, DispatchError>(())
		})?;
		Self::give_out(asset, &to, amount)?;
		Self::deposit_event(Event::InsuranceAssetPaidOut {
			to,
			asset,
			tokens: amount.tokens,
			amount: amount.cash,
		});
		Ok(())
	}

	/// Whether a policy can be applied without breaking conversions or custody.
	fn ensure_sound(asset: AssetId, policy: &AssetPolicy) -> DispatchResult {
		let least = policy.convert_floor(policy.min_deposit);
		ensure!(least.is_some_and(|l| l.cash.is_positive()), Error::<T>::MinDepositTooSmall);
		ensure!(
			policy.min_deposit >= T::Assets::minimum_balance(asset),
			Error::<T>::MinDepositTooSmall
		);
		ensure!(policy.cap_e8 <= LEDGER_LIMIT_E8, Error::<T>::CapAboveLedgerLimit);
		Ok(())
	}

	/// The decimals are the token's own: with others, every amount would be wrong.
	fn ensure_decimals(asset: AssetId, policy: &AssetPolicy) -> DispatchResult {
		let same = policy.decimals == T::Assets::decimals(asset);
		ensure!(same && policy.decimals <= crate::MAX_DECIMALS, Error::<T>::DecimalsMismatch);
		Ok(())
	}

	/// Accepts a token after checking that custody can hold it.
	pub(crate) fn do_accept_asset(asset: AssetId, policy: AssetPolicy) -> DispatchResult {
		ensure!(!AcceptedAssets::<T>::contains_key(asset), Error::<T>::AssetAlreadyAccepted);
		ensure!(
			AcceptedAssets::<T>::count() < T::MaxAssets::get(),
			Error::<T>::TooManyAcceptedAssets
		);
		ensure!(T::Assets::asset_exists(asset), Error::<T>::AssetDoesNotExist);
		Self::ensure_decimals(asset, &policy)?;
		Self::ensure_sound(asset, &policy)?;
		Self::ensure_custody_provided();
		T::Assets::can_deposit(asset, &Self::custody(), policy.min_deposit, Provenance::Extant)
			.into_result()
			.map_err(|_| Error::<T>::CustodyCannotHold)?;
		AcceptedAssets::<T>::insert(asset, policy);
		Self::deposit_event(Event::AssetAccepted { asset, policy });
		Ok(())
	}

	/// Changes a policy; what is held was converted with the decimals, which therefore stay.
	pub(crate) fn do_set_asset_policy(asset: AssetId, policy: AssetPolicy) -> DispatchResult {
		let before = Self::policy(asset)?;
		ensure!(policy.decimals == before.decimals, Error::<T>::DecimalsMismatch);
		Self::ensure_sound(asset, &policy)?;
		AcceptedAssets::<T>::insert(asset, policy);
		Self::deposit_event(Event::AssetPolicyChanged { asset, policy });
		Ok(())
	}

	/// Pays as much of the open shortfall as the insurance fund can.
	pub(crate) fn cover_shortfall() -> DispatchResult {
		let mut sums = Sums::<T>::get();
		let amount = sums.shortfall.min(Insurance::<T>::get());
		if !amount.is_positive() {
			return Ok(());
		}
		Self::post_to_insurance(crate::ledger::sub::<T>(Cash::ZERO, amount)?)?;
		sums.shortfall = crate::ledger::sub::<T>(sums.shortfall, amount)?;
		Sums::<T>::put(sums);
		Self::deposit_event(Event::ShortfallCovered { amount });
		Ok(())
	}

	/// Whether, for one asset, in minus out equals everything the ledger stands for. Reads a fixed
	/// number of keys.
	pub fn totals_match(asset: AssetId) -> bool {
		let totals = Totals::<T>::get(asset);
		Self::claims_on(asset, &totals).ok().is_some_and(|claims| {
			totals.outstanding().is_some_and(|out| cash_of::<T>(out).ok() == Some(claims))
		})
	}

	/// Whether custody holds at least what is owed of an asset. Reads a fixed number of keys.
	pub fn custody_covers(asset: AssetId) -> bool {
		let owed = || {
			let outstanding = Totals::<T>::get(asset).outstanding()?;
			Self::policy(asset).ok()?.tokens_ceil(cash_of::<T>(outstanding).ok()?)
		};
		owed().is_some_and(|tokens| T::Assets::balance(asset, &Self::custody()) >= tokens)
	}

	fn claims_on(asset: AssetId, totals: &AssetTotals) -> Result<Cash, Error<T>> {
		let mut claims = cash_of::<T>(totals.held)?;
		claims = add::<T>(claims, cash_of::<T>(totals.insurance)?)?;
		claims = add::<T>(claims, cash_of::<T>(totals.dust)?)?;
		if asset == T::SettlementAsset::get() {
			claims = add::<T>(claims, Sums::<T>::get().total().ok_or(Error::LedgerOverflow)?)?;
			claims = add::<T>(claims, Insurance::<T>::get())?;
			claims = add::<T>(claims, Fees::<T>::get())?;
		}
		Ok(claims)
	}

	/// Writes the genesis state. A chain that cannot back its insurance fund does not start.
	pub(crate) fn build_genesis(config: &GenesisConfig<T>) {
		Self::ensure_custody_provided();
		for (asset, policy) in &config.assets {
			assert!(Self::ensure_decimals(*asset, policy).is_ok(), "asset {asset}: decimals");
			assert!(Self::ensure_sound(*asset, policy).is_ok(), "asset {asset}: policy");
			AcceptedAssets::<T>::insert(asset, policy);
		}
		assert!(AcceptedAssets::<T>::count() <= T::MaxAssets::get(), "too many assets");
		assert!(config.debt_terms.within_bounds(), "debt terms are out of bounds");
		Terms::<T>::put(config.debt_terms);
		if config.insurance.is_positive() {
			let asset = T::SettlementAsset::get();
			let backed = AcceptedAssets::<T>::get(asset)
				.and_then(|policy| policy.tokens_ceil(config.insurance))
				.is_some_and(|tokens| T::Assets::balance(asset, &Self::custody()) >= tokens);
			assert!(backed, "custody does not hold the insurance fund");
			Totals::<T>::mutate(asset, |totals| totals.received = config.insurance.unsigned_abs());
			Insurance::<T>::put(config.insurance);
		}
	}
}
