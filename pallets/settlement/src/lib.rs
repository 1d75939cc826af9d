// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The derives number enum variants by casts. Casts written here are found by the repository's own
// lint.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
mod early;
mod impls;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod ladder;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod mock;
mod receipts;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod traits;
mod types;
pub mod weights;

pub use early::{SeriesValue, SeriesValues, MAX_MARKS};
pub use pallet::*;
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{Book, Clearing, Expiries, PriceOutcome, PriceSource};
pub use types::{
	LadderTimes, PayProgress, Phase, QueueEntry, ResultPage, Rung, SettlementPrice,
	SettlementRecord, Stage, MAX_CURSOR, RESULTS_PER_PAGE,
};
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use tenor_fixed::{Cash, Price};
	use tenor_series::{ExpiryKey, Moment, PortfolioId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Sets the times of the ladder.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Sets a price on the committee's rung.
		type CommitteeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Which contracts are due.
		type Expiries: Expiries;

		/// What they settle at.
		type Prices: PriceSource;

		/// Who holds them.
		type Book: Book<Self::AccountId>;

		/// Who is paid.
		type Clearing: Clearing<Self::AccountId>;

		/// Chain time, ms.
		type Clock: Time<Moment = u64>;

		/// The most expiries that settle at a time; further ones wait their turn, frozen by time.
		#[pallet::constant]
		type MaxSettling: Get<u32>;

		/// The most positions that a portfolio can hold in an expiry, liquidations included.
		#[pallet::constant]
		type MaxPositions: Get<u32>;

		/// The most expiries in which a portfolio can hold positions.
		#[pallet::constant]
		type MaxExpiriesPerPortfolio: Get<u32>;

		/// How long a portfolio that could not be paid is left alone, ms.
		#[pallet::constant]
		type RetryDelay: Get<Moment>;

		/// How long results stay readable after the close, ms.
		#[pallet::constant]
		type Retention: Get<Moment>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// The settlement of every expiry that began to settle and is not pruned. Bounded by the queue
	/// plus the expiries closed within the retention.
	#[pallet::storage]
	pub type Settlements<T: Config> =
		StorageMap<_, Twox64Concat, ExpiryKey, SettlementRecord, OptionQuery>;

	/// Settlements that are not closed, in the order in which they began.
	#[pallet::storage]
	pub type Queue<T: Config> = StorageValue<_, BoundedVec<QueueEntry, T::MaxSettling>, ValueQuery>;

	/// What the series of an expiry are paid that closed ahead of its time, until its settlement is pruned.
	#[pallet::storage]
	pub type Values<T: Config> = StorageMap<_, Twox64Concat, ExpiryKey, SeriesValues, OptionQuery>;

	/// Where paying stands. Only for settlements in the queue that have a price.
	#[pallet::storage]
	pub type Progress<T: Config> = StorageMap<_, Twox64Concat, ExpiryKey, PayProgress, ValueQuery>;

	/// What each portfolio received (above zero) or paid (below zero), in the order of payment, until
	/// pruned: all pages but the last are full. Bounded by the portfolios of settlements that are not
	/// pruned.
	#[pallet::storage]
	pub type Results<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ExpiryKey, Twox64Concat, u32, ResultPage, ValueQuery>;

	/// Closed settlements in the order of their close, from `Pruned` to `Closed`.
	#[pallet::storage]
	pub type ClosedExpiries<T: Config> = StorageMap<_, Twox64Concat, u64, ExpiryKey, OptionQuery>;

	/// How many settlements were closed, ever.
	#[pallet::storage]
	pub type Closed<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// How many settlements were pruned, ever.
	#[pallet::storage]
	pub type Pruned<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// How long each rung of the ladder is tried.
	#[pallet::storage]
	pub type Ladder<T: Config> = StorageValue<_, LadderTimes, ValueQuery>;

	/// Genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// How long each rung of the ladder is tried.
		pub ladder: LadderTimes,
		/// No data of the type itself.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.ladder.is_well_formed(), "times of the ladder are malformed");
			Ladder::<T>::put(self.ladder);
		}
	}

	/// Events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An expiry froze; its price is looked for.
		SettlementBegan {
			/// The expiry.
			expiry: ExpiryKey,
		},
		/// A rung of the ladder did not give a price in its time, or could not; the next is tried.
		RungReached {
			/// The expiry.
			expiry: ExpiryKey,
			/// The rung tried from now on.
			rung: Rung,
		},
		/// The settlement price is fixed.
		PriceFixed {
			/// The expiry.
			expiry: ExpiryKey,
			/// The price and where it came from.
			price: SettlementPrice,
		},
		/// The engine paid a batch of portfolios.
		BatchSettled {
			/// The expiry.
			expiry: ExpiryKey,
			/// Portfolios paid in this batch.
			portfolios: u32,
			/// What they received.
			credits: Cash,
			/// What they paid, above zero.
			debits: Cash,
			/// Portfolios of this batch that could not be paid.
			skipped: u32,
		},
		/// One portfolio was paid ahead of its batch.
		PortfolioSettled {
			/// The expiry.
			expiry: ExpiryKey,
			/// The portfolio.
			portfolio: PortfolioId,
			/// What it received, or paid if below zero.
			net: Cash,
		},
		/// A portfolio could not be paid. Nothing of it changed; it is tried again.
		PortfolioSkipped {
			/// The expiry.
			expiry: ExpiryKey,
			/// The portfolio.
			portfolio: PortfolioId,
			/// Why.
			error: DispatchError,
		},
		/// Everybody is paid; the clearing account is closed.
		SettlementClosed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Portfolios paid.
			portfolios: u32,
			/// What they received.
			credits: Cash,
			/// What they paid, above zero.
			debits: Cash,
			/// What rounding left, given to insurance.
			dust: Cash,
		},
		/// Everybody is paid but the settlement cannot be closed. It is tried again.
		CloseFailed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Why.
			error: DispatchError,
		},
		/// A due expiry could not be frozen. It is tried again.
		BeginFailed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Why.
			error: DispatchError,
		},
		/// A price was found but paying cannot begin. It is tried again.
		PriceNotFixed {
			/// The expiry.
			expiry: ExpiryKey,
			/// Why.
			error: DispatchError,
		},
		/// The results of a settlement were removed.
		SettlementPruned {
			/// The expiry.
			expiry: ExpiryKey,
		},
		/// The times of the ladder were set.
		LadderSet {
			/// The times.
			ladder: LadderTimes,
		},
		/// An expiry ahead of its time is settled at these values of its series.
		MarksFixed {
			/// The expiry.
			expiry: ExpiryKey,
			/// What one contract of each series is paid.
			values: SeriesValues,
		},
	}

	/// Errors.
	#[pallet::error]
	pub enum Error<T> {
		/// More of this portfolio is due than a call settles. The engine settles it within blocks.
		TooMuchDue,
		/// The expiry does not settle.
		NotSettling,
		/// The expiry has no settlement price yet.
		PriceNotKnown,
		/// The expiry already has a settlement price.
		PriceAlreadyFixed,
		/// It is not the committee's turn to set a price.
		NotCommitteeRung,
		/// There is no band of marks, so no price can be inside it.
		NoPriceBand,
		/// The price is outside the band of the last marks.
		PriceOutsideBand,
		/// The portfolio holds nothing in the expiry.
		NothingToSettle,
		/// The payoff leaves the range of money.
		PayoffOverflow,
		/// The clearing account does not hold what was paid in less what was paid out, or more than
		/// rounding can leave.
		ClearingOutOfBalance,
		/// Times that leave a rung without its turn.
		MalformedLadder,
		/// As many expiries settle as can at a time.
		TooManySettling,
		/// Marks name a series twice, or more series than an expiry has.
		MalformedMarks,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets the price of an expiry whose window and second source gave none, inside the band of
		/// the last marks.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_committee_price())]
		pub fn set_committee_price(
			origin: OriginFor<T>,
			expiry: ExpiryKey,
			price: Price,
		) -> DispatchResult {
			T::CommitteeOrigin::ensure_origin(origin)?;
			Self::do_set_committee_price(expiry, price)
		}

		/// Pays one portfolio of an expiry that is being paid out, ahead of its batch. Anybody may
		/// ask for it: the result does not depend on who or when.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::settle_portfolio(T::MaxPositions::get()))]
		pub fn settle_portfolio(
			origin: OriginFor<T>,
			expiry: ExpiryKey,
			portfolio: PortfolioId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let positions = Self::do_settle_portfolio(expiry, portfolio)?;
			Ok(Some(T::WeightInfo::settle_portfolio(positions)).into())
		}

		/// Sets how long each rung of the ladder is tried.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_ladder())]
		pub fn set_ladder(origin: OriginFor<T>, ladder: LadderTimes) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_ladder(ladder)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxSettling::get() > 0, "nothing ever settles");
			assert!(T::MaxPositions::get() > 0, "no portfolio can be settled");
			assert!(LadderTimes::default().is_well_formed(), "default ladder is malformed");
			let block = <T as frame_system::Config>::BlockWeights::get().max_block;
			assert!(
				Self::process_settlement_least().all_lte(block),
				"one portfolio does not fit a block"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(
			_n: BlockNumberFor<T>,
		) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The settlement of an expiry.
		pub fn status(expiry: ExpiryKey) -> Option<SettlementRecord> {
			Settlements::<T>::get(expiry)
		}

		/// What a portfolio received, or paid if below zero, at an expiry.
		/// Walks over all results of the expiry.
		pub fn result(expiry: ExpiryKey, portfolio: PortfolioId) -> Option<Cash> {
			let results = Results::<T>::iter_prefix_values(expiry).flatten();
			let nets = results.filter(|(paid, _)| *paid == portfolio).map(|(_, net)| net);
			nets.reduce(Cash::saturating_add)
		}

		/// Settlements that are not closed.
		pub fn settling() -> Vec<QueueEntry> {
			Queue::<T>::get().into_inner()
		}

		/// The settlement price of an expiry, once fixed.
		pub fn price(expiry: ExpiryKey) -> Option<SettlementPrice> {
			Settlements::<T>::get(expiry).and_then(|record| record.price)
		}

		/// What one contract of each series was paid at an expiry that closed ahead of its time.
		pub fn values(expiry: ExpiryKey) -> Option<SeriesValues> {
			Values::<T>::get(expiry)
		}
	}
}
