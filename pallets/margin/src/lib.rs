// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod batch;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod book;
mod costs;
mod fills;
mod gate;
mod impls;
mod invariants;
mod lane;
pub mod limits;
#[cfg(test)]
mod mock;
mod owners;
pub mod ramp;
pub mod reach;
mod seize;
pub mod session;
mod settle;
pub mod stress;
mod sweep;
#[cfg(test)]
mod tests;
mod totals;
pub mod traits;
pub mod types;
pub mod watch;
pub mod weights;

pub use batch::{Batch, SeriesTerms};
pub use limits::{Greeks, OwnerLimits, OwnerTotals, OwnerUsage, ShareLimit};
pub use pallet::*;
pub use ramp::Ramped;
pub use seize::{Seizure, SeizureStanding};
pub use settle::Taken;
pub use stress::{StressRule, StressState, StressView};
pub use sweep::BACKSTOP_PER_BLOCK;
pub use totals::ContractTotals;
pub use traits::{MarketData, OnUnsafe, PortfolioLedger, SeriesListing};
pub use types::{
	AssetRule, CollateralMark, Entry, ExpiryPositions, GenesisAsset, LaneTrade, LastMark,
	MarginComponents, MarginInputs, MarginReport, MarginStage, MarkBand, Reading, Scenarios,
	SeriesMark, StageView, Standing, TradesExecuted, UnderlyingRules, WhatIf, WhatIfLeg,
	MAX_LANE_TRADES, STORED_POSITIONS,
};
pub use weights::WeightInfo;

// The macros and derives cast the index of a variant, of which there are fewer than 256.
#[allow(clippy::cast_possible_truncation)]
#[polkadot_sdk::frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::stress::{StressLosses, StressPage};
	use crate::types::{
		StandingPage, SweepCursor, TransientVectors, VectorKind, TRANSIENT_VECTORS,
	};
	use crate::watch::{Axis, AxisState, Node, NodeKey, SeenExpiry, SEEN_EXPIRIES};
	use alloc::{boxed::Box, vec::Vec};
	use polkadot_sdk::{
		frame_support::{pallet_prelude::*, traits::Time},
		frame_system::pallet_prelude::*,
	};
	use tenor_fixed::{Cash, Quantity};
	use tenor_risk::{band, CollateralParams, PortfolioParams, StandardParams};
	use tenor_series::{AssetId, ExpiryKey, Moment, PortfolioId, SeriesKey, UnderlyingId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Holds money and the portfolio records: collateral.
		type Ledger: PortfolioLedger<Self::AccountId>;
		/// Knows which contracts exist: series.
		type Series: SeriesListing;
		/// Knows what they are worth: market.
		type Market: MarketData;
		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;
		/// Sets parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Most positions of one expiry that trading may leave in a portfolio.
		#[pallet::constant]
		type MaxPositions: Get<u32>;
		/// Most expiries that trading may leave in a portfolio.
		#[pallet::constant]
		type MaxExpiries: Get<u32>;
		/// How long MM takes to follow a change of parameters, ms.
		#[pallet::constant]
		type RampPeriod: Get<Moment>;
		/// The largest safe band; a change spends every band there is only with an upgrade.
		type BandLimits: Get<band::BandLimits>;
		/// Freezes whom the sweep finds unsafe: liquidation.
		type OnUnsafe: OnUnsafe;
		/// Weights of this pallet.
		type WeightInfo: WeightInfo;
		/// Portfolios and series for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: traits::BenchmarkHelper;
	}

	/// Positions of a portfolio in an expiry, ascending by (strike, kind). Both keys are numbered by
	/// the chain, so that nobody can aim at a deep trie; settlement walks one prefix.
	#[pallet::storage]
	pub type Positions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ExpiryKey, Twox64Concat, PortfolioId, Entry>;

	/// Running sums of contracts. Absent when nobody holds any.
	#[pallet::storage]
	pub type Contracts<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, crate::ContractTotals, ValueQuery>;

	/// Standard mode's parameters of an underlying.
	#[pallet::storage]
	pub type StandardRules<T: Config> = StorageMap<
		_,
		Twox64Concat,
		UnderlyingId,
		Ramped<StandardParams>,
		ValueQuery,
		DefaultStandard,
	>;

	/// Portfolio mode's parameters of an underlying.
	#[pallet::storage]
	pub type PortfolioRules<T: Config> = StorageMap<
		_,
		Twox64Concat,
		UnderlyingId,
		Ramped<PortfolioParams>,
		ValueQuery,
		DefaultPortfolio,
	>;

	/// Portfolio mode's scenarios of an underlying.
	#[pallet::storage]
	pub type ScenarioRules<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, Ramped<Scenarios>, ValueQuery, DefaultScenarios>;

	/// How an asset counts as collateral. Without an entry it counts for nothing.
	#[pallet::storage]
	pub type AssetRules<T: Config> = StorageMap<_, Twox64Concat, AssetId, Ramped<AssetRule>>;

	/// How far from the mark a trade may be.
	#[pallet::storage]
	pub type Band<T: Config> = StorageValue<_, MarkBand, ValueQuery>;

	/// What one owner may hold of an underlying, in all portfolios together.
	#[pallet::storage]
	pub type Limits<T: Config> = StorageMap<_, Twox64Concat, UnderlyingId, OwnerLimits, ValueQuery>;

	/// What each owner holds of each underlying, in all portfolios together.
	#[pallet::storage]
	pub type OwnerHoldings<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		UnderlyingId,
		OwnerTotals,
		ValueQuery,
	>;

	/// What an entry of positions counts for in its owner's Greeks, where there is a limit on one.
	#[pallet::storage]
	pub type PositionGreeks<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ExpiryKey, Twox64Concat, PortfolioId, Greeks, ValueQuery>;

	/// Vectors of this block; gone before it ends. At most [`TRANSIENT_VECTORS`], each of at most the
	/// listed strikes of an expiry (64) in 67 columns: unbounded in type only.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type TransientStore<T: Config> =
		StorageMap<_, Twox64Concat, (ExpiryKey, VectorKind), TransientVectors>;

	/// What [`TransientStore`] holds.
	#[pallet::storage]
	pub type TransientKeys<T: Config> = StorageValue<
		_,
		BoundedVec<(ExpiryKey, VectorKind), ConstU32<TRANSIENT_VECTORS>>,
		ValueQuery,
	>;

	/// Bounds of all bands: see [`crate::watch`].
	#[pallet::storage]
	pub type Nodes<T: Config> = StorageMap<_, Twox64Concat, NodeKey, Node>;

	/// What bands on an axis are measured by.
	#[pallet::storage]
	pub type Axes<T: Config> = StorageMap<_, Twox64Concat, Axis, AxisState, ValueQuery>;

	/// The expiries of an underlying as the sweep last saw them.
	#[pallet::storage]
	pub type Seen<T: Config> = StorageMap<
		_,
		Twox64Concat,
		UnderlyingId,
		BoundedVec<SeenExpiry, ConstU32<SEEN_EXPIRIES>>,
		ValueQuery,
	>;

	/// Portfolios that changed since their band was made, or never had one, as bits of pages of 64:
	/// valued in every sweep.
	#[pallet::storage]
	pub type Queue<T: Config> = StorageMap<_, Twox64Concat, u64, u64, ValueQuery>;

	/// Stages and margin ratios, 64 portfolios to a page.
	#[pallet::storage]
	pub type Standings<T: Config> = StorageMap<_, Twox64Concat, u64, StandingPage, ValueQuery>;

	/// Where the next sweep goes on; default unless weight was short.
	#[pallet::storage]
	pub type Cursor<T: Config> = StorageValue<_, SweepCursor, ValueQuery>;

	/// The portfolio that the backstop looks at next.
	#[pallet::storage]
	pub type BackstopCursor<T: Config> = StorageValue<_, PortfolioId, ValueQuery>;

	/// The stresses, and how much loss in one is too much.
	#[pallet::storage]
	pub type StressRules<T: Config> = StorageValue<_, StressRule, ValueQuery>;

	/// What each portfolio loses in the stresses, as last valued; 64 to a page, who loses nothing is not
	/// there.
	#[pallet::storage]
	pub type StressShares<T: Config> = StorageMap<_, Twox64Concat, u64, StressPage, ValueQuery>;

	/// What all lose, and the limit: of the last sweep or backstop.
	#[pallet::storage]
	pub type Stress<T: Config> = StorageValue<_, StressState, ValueQuery>;

	/// BTC's and ETH's, until governance sets others.
	pub struct DefaultStandard;
	impl Get<Ramped<StandardParams>> for DefaultStandard {
		fn get() -> Ramped<StandardParams> {
			Ramped::fixed(StandardParams::btc_eth())
		}
	}

	/// BTC's and ETH's, until governance sets others.
	pub struct DefaultPortfolio;
	impl Get<Ramped<PortfolioParams>> for DefaultPortfolio {
		fn get() -> Ramped<PortfolioParams> {
			Ramped::fixed(PortfolioParams::btc_eth())
		}
	}

	/// The 33 of the design, until governance sets others.
	pub struct DefaultScenarios;
	impl Get<Ramped<Scenarios>> for DefaultScenarios {
		fn get() -> Ramped<Scenarios> {
			Ramped::fixed(Scenarios::truncate_from(tenor_risk::default_scenarios().to_vec()))
		}
	}

	/// Which assets count as collateral from the first block on.
	#[pallet::genesis_config]
	#[derive(polkadot_sdk::frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Assets and their rules.
		pub assets: Vec<GenesisAsset>,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for GenesisAsset { asset, rule } in &self.assets {
				assert!(rule.params.sanity().is_ok(), "asset rules of the genesis are sane");
				AssetRules::<T>::insert(asset, Ramped::fixed(*rule));
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Standard mode's parameters change: IM now, MM along the way.
		StandardParamsSet {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// The new ones.
			params: StandardParams,
			/// When MM has arrived, ms.
			in_force_at: Moment,
		},
		/// Portfolio mode's parameters change: IM now, MM along the way.
		PortfolioParamsSet {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// The new ones.
			params: Box<PortfolioParams>,
			/// When MM has arrived, ms.
			in_force_at: Moment,
		},
		/// Portfolio mode's scenarios change: IM now, MM along the way.
		ScenariosSet {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// The new ones.
			scenarios: Scenarios,
			/// When MM has arrived, ms.
			in_force_at: Moment,
		},
		/// An asset counts otherwise: for IM now, for MM along the way.
		AssetRuleSet {
			/// Which.
			asset: AssetId,
			/// How.
			rule: AssetRule,
			/// When MM has arrived, ms.
			in_force_at: Moment,
		},
		/// A sweep found a portfolio in another stage than before.
		MarginStageChanged {
			/// Which.
			portfolio: PortfolioId,
			/// The stage it is in.
			stage: MarginStage,
			/// IM by the parameters in force, e8.
			initial: Cash,
			/// MM, e8.
			maintenance: Cash,
		},
		/// The band around marks changed.
		MarkBandSet {
			/// The new one.
			band: MarkBand,
		},
		/// What one owner may hold of an underlying changed.
		OwnerLimitsSet {
			/// Of which.
			underlying: UnderlyingId,
			/// The new limits.
			limits: OwnerLimits,
		},
		/// The stresses, or how much loss in one is too much, changed.
		StressRuleSet {
			/// The new rule.
			rule: StressRule,
		},
		/// Trades that raise a loss over the limit are refused from now on, or no longer.
		StressGateChanged {
			/// Whether they are.
			in_force: bool,
			/// Loss in each stress, e8.
			losses: StressLosses,
			/// The most that any may be.
			limit: Option<Cash>,
		},
		/// A bidder took positions over from a portfolio in liquidation.
		PositionsTaken {
			/// Whose they were.
			from: PortfolioId,
			/// Whose they are.
			to: PortfolioId,
			/// Contracts received (> 0) or taken over as shorts (< 0).
			positions: Vec<(SeriesKey, Quantity)>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// Nothing to execute.
		NoFills,
		/// A fill moves no contracts.
		ZeroQuantity,
		/// The contracts of a series do not sum to zero over the fills.
		ContractsDoNotCancel,
		/// The premiums do not sum to zero over the fills.
		PremiumsDoNotCancel,
		/// A fee is below zero.
		NegativeFee,
		/// A fee is charged to a portfolio without a fill.
		FeeWithoutFill,
		/// There is no such portfolio.
		UnknownPortfolio,
		/// The portfolio is frozen: it may only deposit and cancel.
		PortfolioFrozen,
		/// The portfolio would hold more positions of an expiry than allowed.
		TooManyPositions,
		/// The portfolio would have positions in more expiries than allowed.
		TooManyExpiries,
		/// The position would be larger than margin can be computed for.
		PositionTooLarge,
		/// A number does not fit its type.
		Overflow,
		/// More trades than one call executes.
		TooManyTrades,
		/// Both sides of the trade belong to one owner.
		SameOwner,
		/// A side would pay with cash that is locked or set aside, or that it does not have.
		InsufficientCash,
		/// Maintenance margin would be below zero, and lower than before.
		BelowMaintenanceMargin,
		/// Initial margin would be below zero, and the call does not reduce risk.
		BelowInitialMargin,
		/// The stress gate is in force, and the trade would raise what is lost in a stress.
		RaisesStressLoss,
		/// Market data are not fresh: only shorts may be bought back.
		StaleMarketData,
		/// There never were market data for this.
		NoMarketData,
		/// Market data are there, but no price follows from them.
		UnusableMarketData,
		/// The price is outside the band around the mark.
		OutsideMarkBand,
		/// A position is due for settlement.
		PositionDue,
		/// The bidder holds the other side of more series than one take-over nets.
		TooMuchToNet,
		/// The call needs more option prices than one call may.
		TooMuchToPrice,
		/// Stored positions and vectors do not fit each other.
		InconsistentBook,
		/// A parameter must not be below zero.
		NegativeParameter,
		/// A parameter is above its bound.
		ParameterTooLarge,
		/// Initial margin would be weaker than maintenance margin.
		InitialBelowMaintenance,
		/// A discount of longs above 1 or a markup of shorts below 1.
		DiscountFavoursHolder,
		/// A share of collateral above 1.
		HaircutOutOfRange,
		/// A reference tenor is zero or below its floor.
		TenorOutOfRange,
		/// No scenario, or more than the bound.
		ScenarioCount,
		/// A shock or dampening is out of range.
		ScenarioOutOfRange,
		/// A scenario can't turn into the one in its place by degrees: silence it first.
		ScenarioShapeChanged,
		/// A stress moves a price below zero or too far, or the share of insurance is out of range.
		StressOutOfRange,
		/// The band is out of bounds.
		BandOutOfBounds,
		/// A limit is not above zero, or a share above 1.
		LimitOutOfBounds,
		/// The owner would have sold more contracts of the underlying than one may.
		ShortsAboveLimit,
		/// The owner would hold more contracts of the underlying than one may.
		ContractsAboveLimit,
		/// The owner would have a larger share of the underlying's open interest than one may.
		ShareOfOpenInterestAboveLimit,
		/// The owner's net delta of the underlying would be further above its limit.
		DeltaAboveLimit,
		/// The owner's net vega of the underlying would be further above its limit.
		VegaAboveLimit,
		/// The owner's short gamma of the underlying would be further above its limit.
		ShortGammaAboveLimit,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Bands were proven by the code before: all are spent.
		fn on_runtime_upgrade() -> Weight {
			let mut changed = 0u64;
			for axis in Self::axes() {
				Self::rules_changed(axis, 0);
				changed = changed.saturating_add(1);
			}
			T::DbWeight::get().reads_writes(changed.saturating_add(1), changed)
		}

		fn integrity_test() {
			invariants::check_configuration::<T>();
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
		/// Sets standard mode's parameters of an underlying.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_standard_params())]
		pub fn set_standard_params(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			params: StandardParams,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_standard_params(underlying, params)
		}

		/// Sets portfolio mode's parameters of an underlying.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_portfolio_params())]
		pub fn set_portfolio_params(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			params: Box<PortfolioParams>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_portfolio_params(underlying, params)
		}

		/// Sets portfolio mode's scenarios of an underlying.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_scenarios())]
		pub fn set_scenarios(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			scenarios: Scenarios,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_scenarios(underlying, scenarios)
		}

		/// Sets how an asset counts as collateral.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_asset_params())]
		pub fn set_asset_params(
			origin: OriginFor<T>,
			asset: AssetId,
			params: CollateralParams,
			risk_cancelling_for: Option<UnderlyingId>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_asset_rule(asset, AssetRule { params, risk_cancelling_for })
		}

		/// Sets how far from the mark a trade may be.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_mark_band())]
		pub fn set_mark_band(origin: OriginFor<T>, band: MarkBand) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_mark_band(band)
		}

		/// Sets what one owner may hold of an underlying, in all portfolios together. Whoever holds more
		/// may only reduce.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::set_owner_limits())]
		pub fn set_owner_limits(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			limits: OwnerLimits,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_owner_limits(underlying, limits)
		}

		/// Sets the stresses, and the share of insurance that loss in one may come to.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_stress_rule())]
		pub fn set_stress_rule(origin: OriginFor<T>, rule: StressRule) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_stress_rule(rule)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The margin of a portfolio, with every component.
		pub fn portfolio_margin(id: PortfolioId) -> Result<MarginReport, DispatchError> {
			Self::margin_of(id)
		}

		/// What a trade would do to a portfolio's margin.
		pub fn margin_after(
			id: PortfolioId,
			legs: BoundedVec<WhatIfLeg, ConstU32<64>>,
		) -> Result<WhatIf, DispatchError> {
			Self::what_if(id, &legs)
		}

		/// Whether a portfolio is safe, called for margin, or unsafe: as last swept, and on data as they
		/// are now.
		pub fn margin_stage(id: PortfolioId) -> StageView {
			Self::stage_of(id)
		}

		/// Mark, volatility and Greeks of a series.
		pub fn series_mark(series: SeriesKey) -> Option<SeriesMark> {
			Self::mark(&series)
		}

		/// All positions of a portfolio.
		pub fn positions_of(id: PortfolioId) -> Vec<ExpiryPositions> {
			Self::expiries_of(id)
				.into_iter()
				.filter_map(|expiry| {
					let positions = Positions::<T>::get(expiry, id)?.into_inner();
					Some(ExpiryPositions { expiry, positions })
				})
				.collect()
		}

		/// The stresses, what everybody together would lose in them, and whether the gate is in force.
		pub fn stress() -> StressView {
			Self::stress_view()
		}

		/// The margin rules of an underlying.
		pub fn underlying_rules(underlying: UnderlyingId) -> UnderlyingRules {
			UnderlyingRules {
				standard: StandardRules::<T>::get(underlying),
				portfolio: PortfolioRules::<T>::get(underlying),
				scenarios: ScenarioRules::<T>::get(underlying),
				scale: T::Market::shock_scale(underlying),
			}
		}

		/// What an owner may hold of an underlying, and holds.
		pub fn owner_usage(owner: T::AccountId, underlying: UnderlyingId) -> OwnerUsage {
			Self::usage_of(&owner, underlying)
		}

		/// How an asset counts as collateral.
		pub fn asset_rule(asset: AssetId) -> Option<Ramped<AssetRule>> {
			AssetRules::<T>::get(asset)
		}
	}
}
