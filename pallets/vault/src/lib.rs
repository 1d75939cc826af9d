// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The derives number enum variants by casts. Casts written here are found by the repository's own
// lint.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

mod backstop;
#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
mod impls;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod mock;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod traits;
mod types;
pub mod weights;

pub use pallet::*;
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{Books, Ledger, Reduce};
pub use types::{
	ParamError, Params, Period, Queue, Request, Stands, Vault, VaultReport, MAX_REQUESTS, WORN_OUT,
};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time, PalletId};
	use frame_system::pallet_prelude::*;
	use tenor_fixed::{Cash, Fixed, Price, Quantity};
	use tenor_liquidation::Shares;
	use tenor_series::{Moment, PortfolioId, SeriesKey, UnderlyingId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Who owns what money: collateral.
		type Ledger: Ledger<Self::AccountId>;

		/// Who holds which options, and what they are worth: margin.
		type Books: Books;

		/// Where positions are made smaller: trading.
		type Reduce: Reduce<Self::AccountId>;

		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;

		/// Opens vaults, names managers, sets parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Names the vaults' accounts.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// What a vault's account puts in when it opens, in units of the settlement token.
		#[pallet::constant]
		type Seed: Get<u128>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// The vaults: at most one of each underlying.
	#[pallet::storage]
	pub type Vaults<T: Config> = StorageMap<_, Twox64Concat, UnderlyingId, Vault<T::AccountId>>;

	/// Shares of an account that do not wait in the queue, e8, above zero.
	#[pallet::storage]
	pub type SharesOf<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		UnderlyingId,
		Blake2_128Concat,
		T::AccountId,
		Shares,
		ValueQuery,
	>;

	/// Withdrawals that wait, first in, first out.
	#[pallet::storage]
	pub type Requests<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, Queue<T::AccountId>, ValueQuery>;

	/// The parameters.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, Params, ValueQuery>;

	/// Genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters.
		pub params: Params,
		/// No data of the type itself.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.params.sanity().is_ok(), "parameters of the genesis are sane");
			Parameters::<T>::put(self.params);
		}
	}

	/// Events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A vault was opened; the shares of its seed stay with its account.
		VaultOpened {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// Where all it has is.
			portfolio: PortfolioId,
			/// What it begins with, e8.
			seed: Cash,
		},
		/// Somebody paid in.
		Deposited {
			/// Into the vault of which underlying.
			underlying: UnderlyingId,
			/// Who.
			who: T::AccountId,
			/// How much, e8.
			amount: Cash,
			/// The shares he got, e8.
			shares: Shares,
		},
		/// A withdrawal waits.
		WithdrawalRequested {
			/// From the vault of which underlying.
			underlying: UnderlyingId,
			/// Whose.
			who: T::AccountId,
			/// With how many shares, e8.
			shares: Shares,
			/// From when on it may be paid, ms.
			due: Moment,
		},
		/// A withdrawal left the queue unpaid; its shares are its owner's again.
		WithdrawalReturned {
			/// From the vault of which underlying.
			underlying: UnderlyingId,
			/// Whose.
			who: T::AccountId,
			/// How many shares, e8.
			shares: Shares,
			/// Why it could not be paid; `None` if he took it back.
			reason: Option<DispatchError>,
		},
		/// A withdrawal was paid and its shares are gone.
		Withdrawn {
			/// From the vault of which underlying.
			underlying: UnderlyingId,
			/// Whose.
			who: T::AccountId,
			/// How many shares, e8.
			shares: Shares,
			/// What they were worth, e8.
			amount: Cash,
			/// What he received, e8: less if losses nobody has paid for took a part, or if it is below a
			/// token unit.
			paid: Cash,
		},
		/// The vault took a share of an insolvent portfolio.
		Took {
			/// The vault of which underlying.
			underlying: UnderlyingId,
			/// The share.
			share: Fixed,
			/// What margin holds possible that it loses with it, e8.
			risk: Cash,
		},
		/// A vault has another manager, or none.
		ManagerSet {
			/// The vault of which underlying.
			underlying: UnderlyingId,
			/// Who may reduce what it holds.
			manager: Option<T::AccountId>,
		},
		/// The parameters were set.
		ParamsSet {
			/// The new ones.
			params: Params,
		},
	}

	/// Errors.
	#[pallet::error]
	pub enum Error<T> {
		/// The underlying has no vault.
		UnknownVault,
		/// The underlying has a vault already.
		VaultExists,
		/// The vault's portfolio is frozen.
		VaultFrozen,
		/// The vault is worth nothing, or a share of it next to nothing.
		NothingLeft,
		/// Less than the least deposit.
		BelowLeastAmount,
		/// No shares, or fewer than the least withdrawal and not all.
		TooFewShares,
		/// The account holds fewer shares.
		MoreThanHeld,
		/// A withdrawal of the account waits already.
		RequestWaits,
		/// As many withdrawals wait as may.
		QueueFull,
		/// No withdrawal waits.
		NoRequest,
		/// The notice of the oldest withdrawal is not over.
		NoticeRuns,
		/// The caller does not manage the vault.
		NotManager,
		/// The loss cap is not a share.
		CapOutOfRange,
		/// A time is longer than it may be, or the loss period is zero.
		TimeOutOfRange,
		/// The least amount is zero or below.
		LeastTooSmall,
		/// A number does not fit its type.
		Overflow,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::Seed::get() > 0, "a vault begins with something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(
			_n: BlockNumberFor<T>,
		) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens the vault of an underlying with bond and seed from the vault's own account, which anybody
		/// may have filled before.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_vault().saturating_add(T::Ledger::open_weight()))]
		pub fn open_vault(origin: OriginFor<T>, underlying: UnderlyingId) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_open_vault(underlying)
		}

		/// Pays `amount` units of the settlement token into a vault for shares at net asset value.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::deposit_weight())]
		pub fn deposit(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			amount: u128,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_deposit(who, underlying, amount)?).into())
		}

		/// Gives notice that shares leave. They bear what happens until they are paid, at the net asset value
		/// of that block.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::request_withdrawal())]
		pub fn request_withdrawal(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			shares: Shares,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_withdrawal(who, underlying, shares)
		}

		/// Takes a withdrawal of the caller out of the queue.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::cancel_withdrawal())]
		pub fn cancel_withdrawal(origin: OriginFor<T>, underlying: UnderlyingId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_withdrawal(who, underlying)
		}

		/// Pays the oldest withdrawal of a vault. Anyone may.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::pay_weight())]
		pub fn pay(origin: OriginFor<T>, underlying: UnderlyingId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Ok(Some(Self::do_pay(underlying)?).into())
		}

		/// Places an order for the next batch that only makes a position of the vault smaller: bought above
		/// zero, sold below. Its manager may.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::reduce().saturating_add(T::Reduce::place_weight()))]
		pub fn reduce(
			origin: OriginFor<T>,
			series: SeriesKey,
			quantity: Quantity,
			limit: Price,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reduce(who, series, quantity, limit)
		}

		/// Names who may reduce what a vault holds, or nobody.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_manager())]
		pub fn set_manager(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			manager: Option<T::AccountId>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_manager(underlying, manager)
		}

		/// Sets the parameters. Notices that run keep their end.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(origin: OriginFor<T>, params: Params) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_params(params)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A vault with its net asset value and the price of a share.
		pub fn report(underlying: UnderlyingId) -> Option<VaultReport<T::AccountId>> {
			Self::report_of(underlying)
		}

		/// Shares of an account that do not wait in the queue, e8.
		pub fn shares(underlying: UnderlyingId, who: T::AccountId) -> Shares {
			SharesOf::<T>::get(underlying, who)
		}

		/// The withdrawals of a vault that wait, the oldest first.
		pub fn queue(underlying: UnderlyingId) -> Vec<Request<T::AccountId>> {
			Requests::<T>::get(underlying).into_inner()
		}

		/// The account of a vault: where bond and seed go before it opens.
		pub fn account(underlying: UnderlyingId) -> T::AccountId {
			Self::account_of(underlying)
		}
	}
}
