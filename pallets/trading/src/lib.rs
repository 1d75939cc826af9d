// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod book;
mod collect;
mod combos;
mod costs;
mod depth;
mod impls;
mod invariants;
mod keys;
pub mod ladder;
#[cfg(test)]
mod mock;
pub mod order;
mod prune;
mod rest;
mod rfq;
mod step;
#[cfg(test)]
mod tests;
pub mod traits;
pub mod types;
pub mod weights;

pub use keys::{KeyGrant, KeyRing, KeyScope, MAX_TRADING_KEYS};
pub use order::{
	BookHead, Cancel, CancelScope, CollectedCombo, ComboLeg, EndReason, FeeSchedule, FillRecord,
	LegFill, Level, Limit, MarketRules, NewCombo, NewOrder, OpenOrder, PortfolioOrders, Print,
	QuoteCap, Resting, Role, Stage, Validity, FREE_CANCELS, MAX_COMBO_LEGS, MAX_LEVEL_ORDERS,
	MAX_OPEN_ORDERS, MAX_ORDERS_PER_CALL, MAX_ORDERS_PER_SERIES, MAX_VOL_ORDERS,
};
pub use pallet::*;
pub use traits::{Execution, Listing, OrderRisk, Portfolios, Risk, SettleDue, Standing, Terms};
pub use types::{
	BlockTrade, Party, Quote, QuoteRequest, ReplayWindow, RequestLeg, TradeLeg, BLOCK_TRADE_TAG,
	BLOCK_TRADE_VERSION, MAX_LEGS, MAX_PARTIES, MAX_QUOTES, MAX_REQUEST_LEGS, QUOTE_TAG,
};
pub use weights::WeightInfo;

/// Most orders that wait for the batch of one series.
pub const MAX_COLLECTED: u32 = 2_048;
/// Most series with orders that wait.
pub const MAX_WAITING_SERIES: u32 = 8_192;
/// Most orders of one portfolio that wait: all portfolios of an account together fill half of what can
/// wait.
pub const MAX_WAITING_ORDERS: usize = 128;
/// Most combos that wait.
pub const MAX_COLLECTED_COMBOS: u32 = 128;
/// Most combos of one portfolio that wait.
pub const MAX_COMBOS_PER_PORTFOLIO: usize = 4;
/// Blocks for which a combo or a fill-or-kill order waits for its turn: longer, and it is over.
pub const PATIENCE: u32 = 16;
/// Prices remembered per series.
pub const MAX_PRINTS: u32 = 16;

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
	use tenor_fixed::{Cash, Quantity};
	use tenor_matching::{OrderId, Side};
	use tenor_series::{Moment, PortfolioId, SeriesKey, UnderlyingId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Turns fills into positions: margin.
		type Execution: Execution;
		/// Judges orders and executes batches: margin.
		type Risk: Risk;
		/// Knows which contracts may trade: series.
		type Listing: Listing;
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
		/// Sets grids and fees.
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

	/// Grid and fees of an underlying's market.
	#[pallet::storage]
	pub type Markets<T: Config> =
		StorageMap<_, Twox64Concat, UnderlyingId, MarketRules, ValueQuery>;

	/// Keys that may trade for a portfolio.
	#[pallet::storage]
	pub type TradingKeys<T: Config> =
		StorageMap<_, Twox64Concat, PortfolioId, KeyRing<T::AccountId>, ValueQuery>;

	/// What is open of each portfolio: one value, so that a call with many orders writes once.
	#[pallet::storage]
	pub type Orders<T: Config> =
		StorageMap<_, Twox64Concat, PortfolioId, PortfolioOrders, ValueQuery>;

	/// Series with orders that wait for their batch.
	#[pallet::storage]
	pub type CollectedSeries<T: Config> =
		StorageValue<_, BoundedVec<SeriesKey, ConstU32<MAX_WAITING_SERIES>>, ValueQuery>;

	/// Orders that wait for the batch of their series.
	#[pallet::storage]
	pub type Collected<T: Config> = StorageMap<
		_,
		Twox64Concat,
		SeriesKey,
		BoundedVec<OrderId, ConstU32<MAX_COLLECTED>>,
		ValueQuery,
	>;

	/// Combos that wait.
	#[pallet::storage]
	pub type CollectedCombos<T: Config> =
		StorageValue<_, BoundedVec<CollectedCombo, ConstU32<MAX_COLLECTED_COMBOS>>, ValueQuery>;

	/// The series that had to wait in the last block: it goes first.
	#[pallet::storage]
	pub type MatchCursor<T: Config> = StorageValue<_, SeriesKey, OptionQuery>;

	/// Grid and size of each book that is not empty.
	#[pallet::storage]
	pub type Books<T: Config> = StorageMap<_, Twox64Concat, SeriesKey, BookHead, OptionQuery>;

	/// Resting orders: series, side, price in ticks.
	#[pallet::storage]
	pub type Levels<T: Config> =
		StorageMap<_, Twox64Concat, (SeriesKey, Side, u32), Level, ValueQuery>;

	/// Which prices have resting orders; see [`ladder`].
	#[pallet::storage]
	pub type Ladders<T: Config> =
		StorageMap<_, Twox64Concat, (SeriesKey, Side, ladder::Node), ladder::Word, ValueQuery>;

	/// Resting orders quoted in volatility.
	#[pallet::storage]
	pub type VolOrders<T: Config> = StorageMap<
		_,
		Twox64Concat,
		SeriesKey,
		BoundedVec<OrderId, ConstU32<MAX_VOL_ORDERS>>,
		ValueQuery,
	>;

	/// The series whose orders in volatility had the last turn without a new order.
	#[pallet::storage]
	pub type VolCursor<T: Config> = StorageValue<_, SeriesKey, OptionQuery>;

	/// The last prices of each series, the newest last.
	#[pallet::storage]
	pub type Prints<T: Config> =
		StorageMap<_, Twox64Concat, SeriesKey, BoundedVec<Print, ConstU32<MAX_PRINTS>>, ValueQuery>;

	/// Where the search for orders that are over goes on.
	#[pallet::storage]
	pub type PruneCursor<T: Config> = StorageValue<_, PortfolioId, OptionQuery>;

	/// The markets of the first block.
	#[pallet::genesis_config]
	#[derive(polkadot_sdk::frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Grids and fees.
		pub markets: Vec<(UnderlyingId, MarketRules)>,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (underlying, rules) in &self.markets {
				assert!(rules.is_within_bounds(), "market rules of the genesis are within bounds");
				Markets::<T>::insert(underlying, rules);
			}
		}
	}

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
		/// Grid and fees of an underlying changed.
		MarketRulesSet {
			/// Whose.
			underlying: UnderlyingId,
			/// The new ones.
			rules: MarketRules,
		},
		/// An order was collected for the batch of the next block.
		OrderPlaced {
			/// Whose.
			portfolio: PortfolioId,
			/// Its number and terms.
			order: OpenOrder,
		},
		/// One of many orders was refused; the others are not touched by it.
		OrderRefused {
			/// Whose.
			portfolio: PortfolioId,
			/// Its place in the call.
			index: u32,
			/// Why.
			error: DispatchError,
		},
		/// An order has new terms.
		OrderAmended {
			/// Whose.
			portfolio: PortfolioId,
			/// Its number and new terms.
			order: OpenOrder,
		},
		/// An order is over, with something of it left.
		OrderEnded {
			/// Whose.
			portfolio: PortfolioId,
			/// Its number.
			sequence: u64,
			/// What was not filled, e8.
			left: Quantity,
			/// Why.
			reason: EndReason,
		},
		/// What an owner would have bought from himself was taken out of both orders.
		SelfTradeNetted {
			/// Which order.
			id: OrderId,
			/// Contracts, e8.
			quantity: Quantity,
		},
		/// A batch traded, everybody at one price.
		SeriesMatched {
			/// Of what.
			series: SeriesKey,
			/// Premium per contract.
			price: tenor_fixed::Price,
			/// Contracts, e8.
			volume: Quantity,
			/// Who, and how much.
			fills: Vec<FillRecord>,
		},
		/// Margin refused a batch of admitted orders: this should not happen. Nothing traded.
		BatchFailed {
			/// Of what.
			series: SeriesKey,
			/// What it said.
			error: DispatchError,
		},
		/// A combo was collected for the batch of the next block.
		ComboPlaced {
			/// Its number and terms.
			combo: CollectedCombo,
		},
		/// A combo or a fill-or-kill order was filled, all of it.
		FilledWhole {
			/// Which.
			id: OrderId,
			/// Both sides of every part.
			fills: Vec<LegFill>,
		},
		/// A combo was not filled, and is over.
		ComboNotFilled {
			/// Which.
			id: OrderId,
		},
		/// What one batch may take from a maker changed.
		QuoteCapSet {
			/// Whose.
			portfolio: PortfolioId,
			/// The bound.
			cap: Option<QuoteCap>,
		},
		/// A key may trade for a portfolio.
		TradingKeyGranted {
			/// Which portfolio.
			portfolio: PortfolioId,
			/// Which key, for what and how long.
			grant: KeyGrant<T::AccountId>,
		},
		/// A key, or every one, may no longer trade for a portfolio.
		TradingKeysRevoked {
			/// Which portfolio.
			portfolio: PortfolioId,
			/// Which key; `None`: all.
			key: Option<T::AccountId>,
			/// How often this portfolio has revoked.
			revocations: u64,
		},
		/// A request for quotes was executed at the best of them.
		RequestExecuted {
			/// What was asked for.
			request: QuoteRequest,
			/// The best answer.
			quote: Quote,
			/// Net premium the taker paid, e8.
			paid: Cash,
			/// Fees of taker and maker, e8.
			fees: Vec<Cash>,
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
		/// A fee is negative or above its bound, or makers would pay more than takers.
		FeeOutOfBounds,
		/// Tick, lot or time are out of bounds, or a premium would have to be rounded.
		GridOutOfBounds,
		/// The quantity is not a whole number of lots.
		OffLot,
		/// The price is not a multiple of the tick, or above the grid.
		OffTick,
		/// The volatility is zero.
		ZeroVol,
		/// An order for one batch only can't be post-only.
		PostOnlyMustRest,
		/// A post-only order would take from a resting order.
		WouldTake,
		/// A reduce-only order is larger than the position it closes, or on its side.
		WouldIncreasePosition,
		/// The order's time is over already.
		ExpiredOnArrival,
		/// The series expires too soon for orders that may open a position.
		OpeningEnded,
		/// The portfolio has as many open orders as it may.
		TooManyOrders,
		/// The portfolio has as many open orders in this series as it may.
		TooManyOrdersInSeries,
		/// The portfolio has as many orders that wait for their first batch as it may.
		TooManyOrdersWaiting,
		/// The next batch is full.
		BatchFull,
		/// There never was such an order.
		UnknownOrder,
		/// The order was filled, or is over.
		OrderNotOpen,
		/// No open order is meant.
		NothingToCancel,
		/// A combo needs two legs at least.
		TooFewLegs,
		/// A series stands twice.
		RepeatedSeries,
		/// A bound of a quote cap is below zero.
		NegativeCap,
		/// The portfolio is frozen.
		PortfolioFrozen,
		/// The portfolio has open orders.
		OrdersOpen,
		/// The order is not where it should be.
		InconsistentBook,
		/// The key's time is over.
		KeyExpired,
		/// The key may not do this.
		BeyondKeyScope,
		/// A key that may do nothing, or sign block trades though it may only reduce, or one underlying.
		EmptyKeyScope,
		/// The portfolio has as many keys as it may.
		TooManyKeys,
		/// Another key of the portfolio signs block trades.
		SecondBlockTradeKey,
		/// The portfolio has no such key.
		UnknownKey,
		/// A request came without quotes.
		NoQuotes,
		/// Not one price per leg.
		PriceCount,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(MarketRules::default().is_within_bounds(), "default rules are within bounds");
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

		/// Sets grid and fees of an underlying's market.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_market_rules())]
		pub fn set_market_rules(
			origin: OriginFor<T>,
			underlying: UnderlyingId,
			rules: MarketRules,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_market_rules(underlying, rules)
		}

		/// Places an order: it meets others in the next block.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::place_orders(1))]
		pub fn place_order(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			order: NewOrder,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_place_order(who, portfolio, order)
		}

		/// Cancels what `cancel` says, then places many orders; each is judged by itself, and one
		/// that is refused is named in an event.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::place_weight(cancel, orders.len()))]
		pub fn place_orders(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			cancel: Option<Cancel>,
			orders: BoundedVec<NewOrder, ConstU32<MAX_ORDERS_PER_CALL>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_place_orders(who, portfolio, cancel, &orders)
		}

		/// Changes quantity and limit of an open order. Less at the same limit keeps its priority;
		/// anything else makes it a new one.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::amend_order())]
		pub fn amend_order(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			sequence: u64,
			quantity: Quantity,
			limit: Limit,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_amend_order(who, portfolio, sequence, quantity, limit)
		}

		/// Cancels an order. Costs no fee within the portfolio's budget.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::cancel_orders(1))]
		pub fn cancel_order(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			sequence: u64,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_cancel_order(who, portfolio, sequence)
		}

		/// Cancels the orders of a scope, at most `most` of them, the oldest first, and every combo with a leg
		/// in it. Costs no fee within the portfolio's budget. A block has room for more calls that say they
		/// cancel little; 256 is what a portfolio can have open.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::cancel_orders(Cancel { scope: *scope, most: *most }.bound()))]
		pub fn cancel_orders(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			scope: CancelScope,
			most: u32,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_cancel_orders(who, portfolio, Cancel { scope, most })
		}

		/// Places a combo: all legs whole at a net premium against what the next batches leave, or
		/// nothing.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::place_combo())]
		pub fn place_combo(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			combo: NewCombo,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_place_combo(who, portfolio, combo)
		}

		/// Bounds what one batch may take from the portfolio's orders.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_quote_cap())]
		pub fn set_quote_cap(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			cap: Option<QuoteCap>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_quote_cap(who, portfolio, cap)
		}

		/// Lets another key trade for the portfolio; replaces what that key had.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::grant_trading_key())]
		pub fn grant_trading_key(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			key: T::AccountId,
			scope: KeyScope,
			expires_at: Moment,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_grant_trading_key(owner, portfolio, KeyGrant { key, scope, expires_at })
		}

		/// Takes that away from one key, or from every one.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::revoke_trading_keys())]
		pub fn revoke_trading_keys(
			origin: OriginFor<T>,
			portfolio: PortfolioId,
			key: Option<T::AccountId>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_revoke_trading_keys(owner, portfolio, key)
		}

		/// Executes a request for quotes at the best of the signed answers sent with it.
		#[pallet::call_index(13)]
		#[pallet::weight(Pallet::<T>::request_weight(
			request,
			u32::try_from(quotes.len()).unwrap_or(u32::MAX),
		))]
		pub fn execute_request(
			origin: OriginFor<T>,
			request: QuoteRequest,
			quotes: BoundedVec<(Quote, T::OffchainSignature), ConstU32<MAX_QUOTES>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_execute_request(who, request, quotes)
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

		/// Grid and fees of an underlying's market.
		pub fn market_rules(underlying: UnderlyingId) -> MarketRules {
			Markets::<T>::get(underlying)
		}

		/// What is open of a portfolio.
		pub fn open_orders(portfolio: PortfolioId) -> PortfolioOrders {
			Orders::<T>::get(portfolio)
		}

		/// The best `depth` prices of a side of a book, with what rests there, e8.
		pub fn book_side(
			series: SeriesKey,
			side: Side,
			depth: u32,
		) -> Vec<(tenor_fixed::Price, Quantity)> {
			Self::depth(series, side, depth)
		}

		/// The last prices of a series, the newest last.
		pub fn last_trades(series: SeriesKey) -> Vec<Print> {
			Prints::<T>::get(series).into_inner()
		}

		/// The keys that may trade for a portfolio.
		pub fn trading_keys(portfolio: PortfolioId) -> KeyRing<T::AccountId> {
			TradingKeys::<T>::get(portfolio)
		}
	}
}
