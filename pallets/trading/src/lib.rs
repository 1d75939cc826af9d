// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod traits;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use traits::{Execution, Portfolios, SettleDue};
pub use types::{
	BlockTrade, FeeSchedule, Party, ReplayWindow, TradeLeg, BLOCK_TRADE_TAG, BLOCK_TRADE_VERSION,
	MAX_LEGS, MAX_PARTIES,
};
pub use weights::WeightInfo;

// The macros and derives cast the index of a variant, of which there are fewer than 256.
#[allow(clippy::cast_possible_truncation)]
#[polkadot_sdk::frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use polkadot_sdk::{
		frame_support::{pallet_prelude::*, traits::Time},
		frame_system::pallet_prelude::*,
		sp_runtime::traits::{IdentifyAccount, Verify},
	};
	use tenor_fixed::Cash;
	use tenor_series::{Moment, PortfolioId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Turns fills into positions: margin.
		type Execution: Execution;
		/// Knows who owns a portfolio: collateral.
		type Portfolios: Portfolios<Self::AccountId>;
		/// Settles what is due of a portfolio before it trades: settlement.
		type Settle: SettleDue;
		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;
		/// A signature made off-chain.
		type OffchainSignature: Verify<Signer = Self::OffchainPublic> + Parameter;
		/// The key that makes it; stands for an account.
		type OffchainPublic: IdentifyAccount<AccountId = Self::AccountId>;
		/// Sets fees.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Weights of this pallet.
		type WeightInfo: WeightInfo;
		/// Funded portfolios and listed series for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: traits::BenchmarkHelper<Self::AccountId, Self::OffchainSignature>;
	}

	/// The nonces each portfolio has used. Portfolio numbers are never given twice, so an entry may
	/// go when its portfolio closes.
	#[pallet::storage]
	pub type Nonces<T: Config> =
		StorageMap<_, Blake2_128Concat, PortfolioId, ReplayWindow, ValueQuery>;

	/// What block trades cost.
	#[pallet::storage]
	pub type Fees<T: Config> = StorageValue<_, FeeSchedule, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A block trade was executed, every leg of it.
		BlockTradeExecuted {
			/// Blake2-256 of the encoded trade.
			hash: [u8; 32],
			/// Who sent it in.
			submitter: T::AccountId,
			/// The trade.
			trade: BlockTrade,
			/// What each party paid in fees, e8, in the order of parties.
			fees: BoundedVec<Cash, ConstU32<MAX_PARTIES>>,
		},
		/// A nonce can no longer be used.
		NonceRevoked {
			/// Whose.
			portfolio: PortfolioId,
			/// Which.
			nonce: u64,
		},
		/// No nonce below `floor` can be used any more.
		NoncesRevokedBelow {
			/// Whose.
			portfolio: PortfolioId,
			/// The lowest nonce that may still be usable.
			floor: u64,
		},
		/// Fees changed.
		FeesSet {
			/// The new ones.
			fees: FeeSchedule,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The trade has no legs.
		NoLegs,
		/// A trade needs two portfolios at least.
		TooFewParties,
		/// Parties are not ascending by portfolio, or one stands there twice.
		PartiesNotSorted,
		/// A portfolio of a leg is not among the parties.
		LegWithoutParty,
		/// A party appears in no leg.
		PartyWithoutLeg,
		/// A quantity is zero or below.
		QuantityNotPositive,
		/// A price is zero.
		ZeroPrice,
		/// One owner stands on both sides of a series.
		SelfTrade,
		/// The deadline has passed.
		DeadlinePassed,
		/// There is no such portfolio.
		UnknownPortfolio,
		/// The nonce was used or revoked.
		NonceUsed,
		/// The nonce is too far behind the newest used one.
		NonceTooOld,
		/// The nonce is too far ahead of the newest used one.
		NonceTooFar,
		/// The series has no mark to judge the price by.
		NoMark,
		/// The price is outside the band around the mark.
		OutsideMarkBand,
		/// A party would give more cash than it signed for.
		LimitExceeded,
		/// Not one signature per party.
		SignatureCount,
		/// A signature is not that of the party's owner over this trade on this chain.
		BadSignature,
		/// The signer does not own the portfolio.
		NotOwner,
		/// An amount does not fit its type.
		Overflow,
		/// A fee is negative or above its bound.
		FeeOutOfBounds,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(FeeSchedule::default().is_within_bounds(), "default fees are within bounds");
			assert_eq!(ReplayWindow::WIDTH, u64::from(u128::BITS), "one bit per nonce");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(
			_now: BlockNumberFor<T>,
		) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Executes a trade that every party's owner signed off-chain. Anyone may send it.
		/// `signatures` are in the order of `trade.parties`.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::block_trade_weight(trade))]
		pub fn execute_block_trade(
			origin: OriginFor<T>,
			trade: BlockTrade,
			signatures: BoundedVec<T::OffchainSignature, ConstU32<MAX_PARTIES>>,
		) -> DispatchResultWithPostInfo {
			let submitter = ensure_signed(origin)?;
			Self::do_execute_block_trade(submitter, trade, &signatures)
		}

		/// Makes one nonce unusable: revokes what was signed with it.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel_nonce())]
		pub fn cancel_nonce(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			nonce: u64,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_cancel_nonce(owner, portfolio, nonce)
		}

		/// Makes every nonce below `floor` unusable.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel_nonces_below())]
		pub fn cancel_nonces_below(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			floor: u64,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_cancel_nonces_below(owner, portfolio, floor)
		}

		/// Sets what block trades cost.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_fees())]
		pub fn set_fees(origin: OriginFor<T>, fees: FeeSchedule) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_fees(fees)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A nonce that is free: one above the newest used one.
		pub fn next_nonce(portfolio: PortfolioId) -> u64 {
			Nonces::<T>::get(portfolio).next()
		}

		/// The bytes each party's owner signs.
		pub fn signing_payload(trade: BlockTrade) -> Vec<u8> {
			trade.signing_payload(&Self::genesis_hash())
		}

		/// What block trades cost.
		pub fn fee_schedule() -> FeeSchedule {
			Fees::<T>::get()
		}
	}
}
