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
mod exit;
mod fill;
mod impls;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod keeper;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod mock;
mod step;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod traits;
mod types;
pub mod weights;

pub use pallet::*;
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{Backer, Backstop, Health, Holder, Ledger, Orders, Risk, SettleDue};
pub use types::{
	Auction, Bid, Bids, DropReason, Outcome, Phase, Premiums, Quote, Terms, LEAST_SHARE,
	MAX_AUCTIONS_PER_VIEW, MAX_BIDS, ORDERS_PER_VISIT,
};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
	use tenor_fixed::{Cash, Fixed};
	use tenor_liquidation::{Params, Stage};
	use tenor_series::{Moment, PortfolioId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config:
		polkadot_sdk::frame_system::Config + CreateAuthorizedTransaction<Call<Self>>
	{
		/// What portfolios are worth, and who holds which options: margin.
		type Risk: Risk;

		/// Who owns what money: collateral.
		type Ledger: Ledger<Self::AccountId>;

		/// Open orders: trading.
		type Orders: Orders;

		/// Settles due entries before a portfolio is judged: settlement.
		type Settle: SettleDue;

		/// Who takes of insolvent portfolios before bidders do: vaults.
		type Backstop: Backstop;

		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;

		/// Sets the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// The flagged portfolios: at most one auction each.
	#[pallet::storage]
	pub type Auctions<T: Config> = CountedStorageMap<_, Twox64Concat, PortfolioId, Auction>;

	/// Bids of the auctions, at most [`MAX_BIDS`] each.
	#[pallet::storage]
	pub type BidsOf<T: Config> = StorageMap<_, Twox64Concat, PortfolioId, Bids, ValueQuery>;

	/// The auction the engine looked at last.
	#[pallet::storage]
	pub type Cursor<T: Config> = StorageValue<_, PortfolioId, OptionQuery>;

	/// The portfolio that owes cash which the engine looked at last.
	#[pallet::storage]
	pub type DebtCursor<T: Config> = StorageValue<_, PortfolioId, OptionQuery>;

	/// What insolvent auctions still need: the sum of their `-MM`, e8.
	#[pallet::storage]
	pub type Need<T: Config> = StorageValue<_, Cash, ValueQuery>;

	/// What the fund has paid above what portfolios owed, for the caps.
	#[pallet::storage]
	pub type Paid<T: Config> = StorageValue<_, Premiums<BlockNumberFor<T>>, ValueQuery>;

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
		/// A portfolio was frozen because it is below maintenance margin, or its debt is overdue.
		Flagged {
			/// Which.
			portfolio: PortfolioId,
		},
		/// A portfolio was frozen because its owner wants to be without positions: they are sold.
		ExitRequested {
			/// Which.
			portfolio: PortfolioId,
		},
		/// What is free of a portfolio that has no position any more could not be requested: its owner may.
		PayoutNotRequested {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// Why.
			error: DispatchError,
		},
		/// An auction began.
		AuctionOpened {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// By which rule.
			stage: Stage,
			/// Equity before the fee, e8.
			equity: Cash,
			/// Maintenance margin before the fee, e8.
			maintenance: Cash,
			/// Taken for the insurance fund, e8.
			fee: Cash,
			/// The version of the book.
			version: u32,
		},
		/// What is left of the equity is cash received: all of it is sold from the start again.
		AuctionRestarted {
			/// Of which portfolio.
			portfolio: PortfolioId,
		},
		/// A solvent auction became an insolvent one.
		TurnedInsolvent {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// Equity, e8.
			equity: Cash,
			/// Maintenance margin, e8.
			maintenance: Cash,
		},
		/// An auction ended and the portfolio is free.
		AuctionEnded {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// How.
			outcome: Outcome,
		},
		/// The engine could not go on with an auction. It is tried again.
		AuctionSkipped {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// Why.
			error: DispatchError,
		},
		/// A bid waits for the next block; it takes the place of the bidder's last one.
		BidPlaced {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// The bid.
			bid: Bid,
		},
		/// A bidder took his bid back.
		BidCancelled {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// Whose bid.
			bidder: PortfolioId,
		},
		/// A bid is gone without a fill.
		BidDropped {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// Whose bid.
			bidder: PortfolioId,
			/// Why.
			reason: DropReason,
		},
		/// A bidder took a share of what the portfolio held when the block began.
		BidFilled {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// Whose bid.
			bidder: PortfolioId,
			/// The share.
			share: Fixed,
			/// What he paid, e8.
			cost: Cash,
			/// What the fund paid him for the share's debts, e8.
			loss: Cash,
			/// What it paid him on top, e8.
			premium: Cash,
		},
		/// What stands behind the portfolio could not take its share; it is for bidders.
		BackstopRefused {
			/// Of which portfolio.
			portfolio: PortfolioId,
			/// With which one.
			backer: PortfolioId,
			/// The share.
			share: Fixed,
			/// Why.
			error: DispatchError,
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
		/// There is no such portfolio.
		UnknownPortfolio,
		/// The portfolio is flagged already.
		AlreadyFlagged,
		/// Market data are not fresh, or trading is halted: nobody is flagged.
		StaleMarketData,
		/// Maintenance margin is met, and no debt is overdue.
		MarginMet,
		/// Cash alone covers whatever the positions can cost.
		FullyCovered,
		/// The portfolio takes more to value than one call may: the engine's sweep does it.
		TooMuchToValue,
		/// The portfolio is not in liquidation.
		NoAuction,
		/// The caller does not own the bidding portfolio.
		NotOwner,
		/// The bidding portfolio is frozen.
		BidderFrozen,
		/// The portfolio is frozen.
		PortfolioFrozen,
		/// Cash of the portfolio is set aside for something else.
		CashHeld,
		/// The portfolio has no position.
		NothingToSell,
		/// Maintenance margin is not met.
		BelowMaintenanceMargin,
		/// The portfolio is not sold because its owner asked for it.
		NotExiting,
		/// Something was sold in this block.
		SoldInThisBlock,
		/// What the owner would pay to whoever takes his positions is not free.
		ExitNotPaid,
		/// A share is below the least one or above 1.
		ShareOutOfRange,
		/// The bidder has less cash than his share costs now.
		InsufficientCash,
		/// The book changed since that version.
		VersionChanged,
		/// As many bids with better limits wait as may.
		OutbidByAll,
		/// The bidder has no bid there.
		NoBid,
		/// A parameter must not be below zero.
		NegativeParameter,
		/// A parameter is above its bound.
		ParameterTooLarge,
		/// The price factor would rise, or begin outside 0 to 1.
		FactorRises,
		/// A time is zero, or longer than a week.
		TimeOutOfRange,
		/// A number does not fit its type.
		Overflow,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn offchain_worker(_n: BlockNumberFor<T>) {
			if polkadot_sdk::sp_io::offchain::is_validator() {
				Self::keep_watch();
			}
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
		/// Flags a portfolio that is below maintenance margin, or owes cash past a cap or for too long.
		/// Anyone may; the engine does.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::flag_weight())]
		pub fn flag(origin: OriginFor<T>, portfolio: PortfolioId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Ok(Some(Self::do_flag(portfolio)?).into())
		}

		/// Bids for at most `share` of a portfolio in liquidation with a portfolio of the caller, at most at
		/// `limit` for the whole (below zero: the least to be paid). Fills from the next block on at the
		/// price of the auction's clock, which is the same for all; by limit, then pro rata. With an
		/// `expected_version` it is dropped when the book changes.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::bid())]
		pub fn bid(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			bidder: PortfolioId,
			share: Fixed,
			limit: Cash,
			expected_version: Option<u32>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bid(who, portfolio, Bid { bidder, share, limit, expected_version })
		}

		/// Takes a bid back.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel_bid())]
		pub fn cancel_bid(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			bidder: PortfolioId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_bid(who, portfolio, bidder)
		}

		/// Sets the parameters. Auctions go on by the new ones from their next look on.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(origin: OriginFor<T>, params: Params) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_params(params)
		}

		/// Flags a portfolio that is below maintenance margin and that the engine's sweep could not
		/// reach in time. Validators' offchain workers ask for it; it carries no signature and no fee.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::flag_weight())]
		#[pallet::authorize(|source, portfolio| Pallet::<T>::authorize_unreached(source, *portfolio))]
		#[pallet::weight_of_authorize(Pallet::<T>::authorize_weight())]
		pub fn flag_unreached(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Ok(Some(Self::do_flag(portfolio)?).into())
		}

		/// Sells all positions of a portfolio of the caller: it is frozen, and they are auctioned until none is
		/// left. Then it is free again, and what it can pay out is requested for its owner. Only what is safe
		/// and has nothing set aside may.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::exit_weight())]
		pub fn request_exit(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_request_exit(who, portfolio)?).into())
		}

		/// Takes that back, with what is left; not in a block in which something was sold.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::cancel_exit())]
		pub fn cancel_exit(origin: OriginFor<T>, portfolio: PortfolioId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_exit(who, portfolio)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The auction of a portfolio.
		pub fn auction(portfolio: PortfolioId) -> Option<Auction> {
			Auctions::<T>::get(portfolio)
		}

		/// Up to `limit` auctions behind `after`, in storage order.
		pub fn auctions(after: Option<PortfolioId>, limit: u32) -> Vec<(PortfolioId, Auction)> {
			Self::auctions_behind(after, limit)
		}

		/// The bids of an auction.
		pub fn bids(portfolio: PortfolioId) -> Vec<Bid> {
			BidsOf::<T>::get(portfolio).into_inner()
		}

		/// What a share of a portfolio in liquidation would cost now.
		pub fn quote(portfolio: PortfolioId, share: Fixed) -> Result<Quote, DispatchError> {
			Self::quote_of(portfolio, share)
		}

		/// What insolvent auctions still need, e8.
		pub fn need() -> Cash {
			Need::<T>::get()
		}
	}
}
