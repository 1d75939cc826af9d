// SPDX-License-Identifier: Apache-2.0
//! The option pallets and how they are wired: each asks for what it needs through a small trait of
//! its own, and this file says who answers.

use super::{
	assets::USDC,
	breaker::{stands_still, Stopped},
	governance::{CouncilMajority, Root, TechnicalMajority},
	liquidation::{Expected, Unsafe},
	system::SlotClock,
};
use crate::*;
use polkadot_sdk::*;

use alloc::vec::Vec;
use frame_support::{
	parameter_types,
	traits::{ConstU16, ConstU32, ConstU64},
	weights::Weight,
	PalletId,
};
use pallet_engine::{EngineSteps, Step};
use sp_runtime::{
	transaction_validity::TransactionPriority, DispatchError, DispatchResult, Perbill,
};
use sp_weights::WeightMeter;
use tenor_fixed::{Cash, Fixed, Price, Rate, Vol};
use tenor_risk::{orders::OpenOrder, ExpiryMarket, ShockScale, Stable, UnderlyingMarket};
use tenor_series::{
	AssetId, ExpiryKey, Fill, LedgerAccount, Moment, OptionKind, PortfolioId, PortfolioStatus,
	PortfolioView, Position, SeriesKey, Symbol, UnderlyingId, DAY_MS,
};

/// Underlyings there can be.
pub const MAX_UNDERLYINGS: u16 = 64;
/// Open expiries of one underlying.
pub const MAX_EXPIRIES: u32 = 32;
/// Assets of the ledger.
pub const MAX_ASSETS: u32 = 64;
/// Expiries one portfolio can have positions in.
pub const MAX_EXPIRIES_PER_PORTFOLIO: u32 = 16;

// ---------------------------------------------------------------- market

impl pallet_oracle::Config for Runtime {
	type OnNewData = ();
	type CombineData = pallet_market::Combine<Runtime>;
	type Time = SlotClock;
	type OracleKey = pallet_market::FeedKey;
	type OracleValue = pallet_market::FeedValue;
	type PalletId = OraclePalletId;
	type Members = Operators;
	type WeightInfo = pallet_oracle::weights::SubstrateWeight<Runtime>;
	type MaxHasDispatchedSize = ConstU32<32>;
	// The pallet's own call is closed: operators feed through `market`, one value at a time.
	type MaxFeedValues = ConstU32<1>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

parameter_types! {
	pub const OraclePalletId: PalletId = PalletId(*b"tnr/orcl");
	pub const CollateralPalletId: PalletId = PalletId(*b"tnr/cust");
	/// One unit of the settlement asset.
	pub const PortfolioBond: u128 = 1_000_000;
	/// A hundred million in the unit of account.
	pub MaxStrike: Price = Price::from_e8(100_000_000 * 100_000_000);
	/// Ten thousand contracts of a series, a hundred thousand of an underlying.
	pub const DefaultOpenInterestCap: pallet_series::OpenInterestCap = pallet_series::OpenInterestCap {
		series_e8: 10_000 * 100_000_000,
		underlying_e8: 100_000 * 100_000_000,
	};
	pub const EngineBudget: Perbill = Perbill::from_percent(70);
}

impl pallet_market::Config for Runtime {
	type Oracle = Oracle;
	type Operators = Operators;
	type Clock = SlotClock;
	type AdminOrigin = Root;
	type MaxOperators = ConstU32<32>;
	type MaxUnderlyings = ConstU16<MAX_UNDERLYINGS>;
	type MaxExpiries = ConstU32<MAX_EXPIRIES>;
	type MaxWindows = ConstU32<{ 2 * MAX_EXPIRIES }>;
	type MaxClockDrift = ConstU64<SLOT_MS>;
	type MaxEnginePause = ConstU64<{ 30 * SLOT_MS }>;
	type WeightInfo = pallet_market::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

// ---------------------------------------------------------------- series

/// Answers of market to series.
pub struct Facts;

impl pallet_series::UnderlyingFacts for Facts {
	fn spot(underlying: UnderlyingId) -> Option<Price> {
		Market::spot(underlying)
	}

	fn symbol(underlying: UnderlyingId) -> Option<Symbol> {
		Market::symbol(underlying)
	}

	fn underlyings() -> Vec<UnderlyingId> {
		Market::underlying_ids().collect()
	}
}

/// Market learns which expiries exist.
pub struct ListingListener;

impl pallet_series::OnListing for ListingListener {
	fn listed(expiry: ExpiryKey) -> DispatchResult {
		Market::on_listed(expiry)
	}

	fn removed(expiry: ExpiryKey) -> DispatchResult {
		Market::on_removed(expiry)
	}
}

impl pallet_series::Config for Runtime {
	type AdminOrigin = Root;
	type ListingOrigin = CouncilMajority;
	type HaltOrigin = TechnicalMajority;
	type Underlyings = Facts;
	type OnListing = ListingListener;
	type Breaker = Stopped;
	type Clock = SlotClock;
	type MaxStrike = MaxStrike;
	type MaxExpiriesPerUnderlying = ConstU32<MAX_EXPIRIES>;
	type MaxExpiries = ConstU32<512>;
	type MaxListingsPerBlock = ConstU32<4>;
	type DefaultOpenInterestCap = DefaultOpenInterestCap;
	type WeightInfo = pallet_series::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

// ---------------------------------------------------------------- collateral

/// Reading the breaker's board.
fn board_weight() -> Weight {
	<Runtime as frame_system::Config>::DbWeight::get().reads(1)
}

/// Margin decides what may leave.
pub struct MarginGate;

impl pallet_collateral::ReleaseGate<AccountId> for MarginGate {
	fn ensure_releasable(
		id: PortfolioId,
		after: &PortfolioView<AccountId>,
	) -> Result<Weight, DispatchError> {
		let looked = if stands_still(&after.expiries) {
			Margin::ensure_covered(id, after)?
		} else {
			Margin::ensure_releasable(id, after)?
		};
		Ok(looked.saturating_add(board_weight()))
	}

	fn weight(expiries: u32) -> Weight {
		Margin::release_weight(expiries).saturating_add(board_weight())
	}
}

/// Settlement goes first where a call touches a portfolio with due entries.
pub struct SettleFirst;

impl pallet_collateral::SettleDue for SettleFirst {
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError> {
		Settlement::settle_due(id)
	}

	fn weight() -> Weight {
		Settlement::settle_due_weight()
	}
}

impl pallet_trading::SettleDue for SettleFirst {
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError> {
		Settlement::settle_due(id)
	}

	fn weight() -> Weight {
		Settlement::settle_due_weight()
	}
}

/// Trading knows whom an owner lets deposit.
pub struct KeysOfOwner;

impl pallet_collateral::Delegates<AccountId> for KeysOfOwner {
	fn may_deposit(id: PortfolioId, who: &AccountId) -> bool {
		Trading::may_deposit(id, who)
	}
}

/// Trading lets go of a portfolio that closes.
pub struct NoOpenOrders;

impl pallet_collateral::OnClose for NoOpenOrders {
	fn close(id: PortfolioId) -> DispatchResult {
		Trading::close(id)
	}

	fn weight() -> Weight {
		Trading::close_weight()
	}
}

/// Margin's sweep looks at a portfolio that changed.
pub struct SweepNext;

impl pallet_collateral::OnChange for SweepNext {
	fn portfolio_changed(id: PortfolioId) {
		Margin::portfolio_changed(id);
	}
}

impl pallet_collateral::Config for Runtime {
	type Assets = Assets;
	type SettlementAsset = ConstU32<USDC>;
	type Gate = MarginGate;
	type Settle = SettleFirst;
	type Delegates = KeysOfOwner;
	type OnClose = NoOpenOrders;
	type Losses = Expected;
	type OnChange = SweepNext;
	type AdminOrigin = Root;
	type Clock = SlotClock;
	type PalletId = CollateralPalletId;
	type PortfolioBond = PortfolioBond;
	type MaxAssets = ConstU32<MAX_ASSETS>;
	type MaxExpiries = ConstU32<MAX_EXPIRIES_PER_PORTFOLIO>;
	type MaxPortfolios = ConstU16<32>;
	type MaxWithdrawals = ConstU32<4_096>;
	type MaxWithdrawalsPerPortfolio = ConstU32<8>;
	type WeightInfo = pallet_collateral::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

// ---------------------------------------------------------------- margin

/// Answers of collateral to margin.
pub struct Ledger;

impl pallet_margin::PortfolioLedger<AccountId> for Ledger {
	fn view(id: PortfolioId) -> Option<PortfolioView<AccountId>> {
		Collateral::view(id)
	}

	fn set_expiries(id: PortfolioId, expiries: Vec<ExpiryKey>) -> DispatchResult {
		Collateral::set_expiries(id, expiries)
	}

	fn post(entries: &[(LedgerAccount, Cash)], may_overdraw: bool) -> DispatchResult {
		let overdraft = if may_overdraw {
			pallet_collateral::Overdraft::Allowed
		} else {
			pallet_collateral::Overdraft::Forbidden
		};
		Collateral::post(entries, overdraft)
	}

	fn post_weight(entries: u32) -> Weight {
		Collateral::post_weight(entries)
	}

	fn next_portfolio() -> PortfolioId {
		PortfolioId(pallet_collateral::NextPortfolio::<Runtime>::get())
	}

	fn insurance() -> Cash {
		pallet_collateral::Insurance::<Runtime>::get()
	}

	fn highest_debt_rate() -> Rate {
		pallet_collateral::MAX_DEBT_RATE
	}
}

/// Answers of series to margin.
pub struct Listing;

impl pallet_margin::SeriesListing for Listing {
	fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult {
		Series::ensure_tradable(series, opening)
	}

	fn shift_open_interest(series: &SeriesKey, delta_longs_e8: i128) -> DispatchResult {
		Series::shift_open_interest(series, delta_longs_e8)
	}

	fn settle_open_interest(
		expiry: ExpiryKey,
		longs: &[(Price, OptionKind, u64)],
	) -> DispatchResult {
		Series::settle_open_interest(expiry, longs)
	}

	fn open_interest_room(series: &SeriesKey) -> u64 {
		Series::open_interest_room(series)
	}

	fn expiries(underlying: UnderlyingId) -> Vec<ExpiryKey> {
		let chain = pallet_series::Chains::<Runtime>::get(underlying);
		chain.iter().map(|entry| ExpiryKey { underlying, expiry: entry.expiry }).collect()
	}

	fn strikes(expiry: ExpiryKey) -> Vec<Price> {
		Series::strikes(expiry)
	}

	fn underlying_open_interest(underlying: UnderlyingId) -> u64 {
		pallet_series::UnderlyingOpenInterest::<Runtime>::get(underlying)
	}

	fn open_interest(series: &SeriesKey) -> u128 {
		u128::from(pallet_series::OpenInterest::<Runtime>::get(series))
	}

	fn is_settling(expiry: ExpiryKey) -> bool {
		pallet_series::Expiries::<Runtime>::get(expiry)
			.is_some_and(|record| record.status == pallet_series::ExpiryStatus::Settling)
	}
}

/// Answers of market to margin.
pub struct Marks;

impl pallet_margin::MarketData for Marks {
	fn underlying(id: UnderlyingId) -> Option<pallet_margin::Reading<UnderlyingMarket>> {
		let state = Market::underlying_state(id).ok()?;
		Some(pallet_margin::Reading {
			value: UnderlyingMarket {
				underlying: id,
				spot: state.spot,
				spot_confidence: state.confidence,
			},
			fresh: state.fresh,
		})
	}

	fn expiry(key: ExpiryKey) -> Option<pallet_margin::Reading<ExpiryMarket>> {
		let state = Market::expiry_state(key).ok()?;
		Some(pallet_margin::Reading {
			value: ExpiryMarket {
				expiry: key.expiry,
				time_to_expiry_ms: state.time_to_expiry_ms,
				f_fix: state.f_fix,
				f_var: state.f_var,
				rate: state.rate,
				vols: state.surface,
				forward_confidence: state.forward_confidence,
				rate_confidence: state.rate_confidence,
				vol_confidence: state.vol_confidence,
			},
			fresh: state.fresh,
		})
	}

	fn stable() -> Option<pallet_margin::Reading<Stable>> {
		let state = Market::stable_state().ok()?;
		Some(pallet_margin::Reading {
			value: Stable { price: state.price, confidence: state.confidence },
			fresh: state.fresh,
		})
	}

	fn collateral(asset: AssetId) -> Option<pallet_margin::Reading<pallet_margin::CollateralMark>> {
		let state = Market::collateral_state(asset)?;
		Some(pallet_margin::Reading {
			value: pallet_margin::CollateralMark {
				price: state.price,
				confidence: state.confidence,
				follows: state.underlying,
			},
			fresh: state.fresh,
		})
	}

	fn shock_scale(id: UnderlyingId) -> ShockScale {
		Market::shock_scale(id)
	}

	fn underlyings() -> u16 {
		pallet_market::UnderlyingCount::<Runtime>::get()
	}

	fn max_underlyings() -> u16 {
		MAX_UNDERLYINGS
	}

	fn revision(id: UnderlyingId) -> u64 {
		pallet_market::Revisions::<Runtime>::get(Some(id))
	}

	fn sources_revision() -> u64 {
		pallet_market::Revisions::<Runtime>::get(None::<UnderlyingId>)
	}

	fn window_begins(key: ExpiryKey) -> Option<Moment> {
		let record = pallet_market::Expiries::<Runtime>::get(key)?;
		Some(key.expiry.saturating_sub(record.window_ms))
	}
}

parameter_types! {
	pub const SafeBandLimits: tenor_risk::band::BandLimits = tenor_risk::band::BandLimits::DEFAULT;
}

impl pallet_margin::Config for Runtime {
	type Ledger = Ledger;
	type Series = Listing;
	type Market = Marks;
	type Clock = SlotClock;
	type AdminOrigin = Root;
	type MaxPositions = ConstU32<128>;
	type MaxExpiries = ConstU32<MAX_EXPIRIES_PER_PORTFOLIO>;
	type RampPeriod = ConstU64<{ 7 * DAY_MS }>;
	type BandLimits = SafeBandLimits;
	type OnUnsafe = Unsafe;
	type WeightInfo = pallet_margin::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

// ---------------------------------------------------------------- trading

/// Answers of margin to trading.
pub struct Executor;

impl pallet_trading::Execution for Executor {
	fn execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError> {
		Margin::execute(fills, fees)
	}

	fn mark_band(series: &SeriesKey) -> Result<(Price, Price), DispatchError> {
		Margin::mark_band(series)
	}

	fn index(underlying: UnderlyingId) -> Option<Price> {
		Market::last_spot(underlying)
	}

	fn execute_weight(portfolios: u32, legs: u32) -> Weight {
		Margin::execute_weight(portfolios, legs)
	}
}

/// Answers of collateral to trading.
pub struct Owners;

impl pallet_trading::Portfolios<AccountId> for Owners {
	fn standing(id: PortfolioId) -> Option<pallet_trading::Standing<AccountId>> {
		let view = Collateral::view(id)?;
		Some(pallet_trading::Standing {
			active: view.status == PortfolioStatus::Active,
			expiries: u32::try_from(view.expiries.len()).unwrap_or(u32::MAX),
			owner: view.owner,
		})
	}

	fn owner(id: PortfolioId) -> Option<AccountId> {
		Collateral::owner(id)
	}
}

/// Answers of series to trading.
pub struct Tradable;

impl pallet_trading::Listing for Tradable {
	fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult {
		Series::ensure_tradable(series, opening)
	}

	fn ended() -> impl Fn(UnderlyingId) -> bool {
		Breaker::shut()
	}
}

/// Margin's view of one matching step.
pub struct RiskView(pallet_margin::Batch<Runtime>);

impl RiskView {
	fn orders(orders: &[pallet_trading::OrderRisk]) -> Vec<OpenOrder> {
		let of = |order: &pallet_trading::OrderRisk| OpenOrder {
			series: order.series,
			quantity: order.quantity,
			limit: order.limit,
			fee: order.fee,
			least_fill: order.least_fill,
		};
		orders.iter().map(of).collect()
	}
}

impl pallet_trading::Risk for RiskView {
	fn begin() -> Self {
		Self(pallet_margin::Batch::begin())
	}

	fn terms(&mut self, series: &SeriesKey) -> Result<pallet_trading::Terms, DispatchError> {
		let terms = self.0.terms(series)?;
		Ok(pallet_trading::Terms {
			mark: terms.mark,
			low: terms.low,
			high: terms.high,
			delta: terms.delta,
			vega: terms.vega,
		})
	}

	fn room(&self, series: &SeriesKey) -> u64 {
		self.0.room(series)
	}

	fn price_at(&mut self, series: &SeriesKey, vol: Vol) -> Result<Fixed, DispatchError> {
		self.0.price_at(series, vol)
	}

	fn position(&mut self, portfolio: PortfolioId, series: &SeriesKey) -> i64 {
		self.0.position(portfolio, series)
	}

	fn admit_cost(
		&mut self,
		portfolio: PortfolioId,
		orders: &[pallet_trading::OrderRisk],
	) -> Weight {
		self.0.admit_cost(portfolio, &Self::orders(orders))
	}

	fn admit(&mut self, portfolio: PortfolioId, orders: &[pallet_trading::OrderRisk]) -> Vec<bool> {
		self.0.admit(portfolio, &Self::orders(orders))
	}

	fn execute(
		&mut self,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
		checked: bool,
	) -> DispatchResult {
		self.0.execute(fills, fees, checked)
	}

	fn consumed(&self) -> Weight {
		self.0.consumed()
	}

	fn execute_cost(&mut self, fills: &[Fill]) -> Weight {
		self.0.execute_cost(fills)
	}

	fn execute_weight(fills: u32, portfolios: u32, series: u32) -> Weight {
		pallet_margin::Batch::<Runtime>::execute_weight(fills, portfolios, series)
	}

	fn terms_weight() -> Weight {
		pallet_margin::Batch::<Runtime>::terms_weight()
	}

	fn least_weight() -> Weight {
		pallet_margin::Batch::<Runtime>::least_weight()
	}
}

impl pallet_trading::Config for Runtime {
	type Execution = Executor;
	type Risk = RiskView;
	type Listing = Tradable;
	type Portfolios = Owners;
	type Settle = SettleFirst;
	type Clock = SlotClock;
	type OffchainSignature = Signature;
	type OffchainPublic = <Signature as sp_runtime::traits::Verify>::Signer;
	type AdminOrigin = Root;
	type WeightInfo = pallet_trading::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

// ---------------------------------------------------------------- settlement

/// Answers of series to settlement.
pub struct DueExpiries;

impl pallet_settlement::Expiries for DueExpiries {
	fn next_due(now: Moment) -> Option<ExpiryKey> {
		Series::next_due(now)
	}

	fn begin(expiry: ExpiryKey) -> DispatchResult {
		Series::begin_settling(expiry)
	}

	fn finish(expiry: ExpiryKey) -> DispatchResult {
		Series::finish_settling(expiry)
	}
}

/// Answers of market to settlement.
pub struct SettlementPrices;

impl pallet_settlement::PriceSource for SettlementPrices {
	fn outcome(expiry: ExpiryKey) -> pallet_settlement::PriceOutcome {
		use pallet_market::PriceOutcome as From;
		use pallet_settlement::PriceOutcome as To;
		match Market::settlement_price(expiry) {
			From::Pending => To::Pending,
			From::Final { price, gap_ms, covered_ms } => To::Final { price, gap_ms, covered_ms },
			From::TooManyGaps { gap_ms, covered_ms } => To::TooManyGaps { gap_ms, covered_ms },
		}
	}

	fn extend(expiry: ExpiryKey, extra_ms: u64) -> DispatchResult {
		Market::extend_window(expiry, extra_ms)
	}

	fn second(expiry: ExpiryKey) -> Option<Price> {
		Market::second_source(expiry)
	}

	fn band(expiry: ExpiryKey) -> Option<(Price, Price)> {
		Market::mark_bounds(expiry)
	}

	fn last_valid(underlying: UnderlyingId) -> Option<Price> {
		Market::last_valid(underlying)
	}

	fn last_valid_for(expiry: ExpiryKey) -> Option<Price> {
		Market::last_valid_of(expiry)
	}

	fn marks(expiry: ExpiryKey) -> Option<Vec<pallet_settlement::SeriesValue>> {
		let of = |mark: pallet_margin::LastMark| pallet_settlement::SeriesValue {
			strike: mark.strike,
			kind: mark.kind,
			value: mark.value,
		};
		Some(Margin::last_marks(expiry)?.into_iter().map(of).collect())
	}
}

/// Answers of margin to settlement.
pub struct PositionBook;

impl pallet_settlement::Book<AccountId> for PositionBook {
	type Taken = pallet_margin::Taken<Runtime>;

	fn next(expiry: ExpiryKey, cursor: Option<&[u8]>) -> Option<(PortfolioId, Vec<u8>)> {
		Margin::next_entry(expiry, cursor)
	}

	fn entry(expiry: ExpiryKey, portfolio: PortfolioId) -> Option<Vec<Position>> {
		Margin::entry(expiry, portfolio)
	}

	fn begin(expiry: ExpiryKey) -> Self::Taken {
		Margin::begin_taking(expiry)
	}

	fn take(
		taken: &mut Self::Taken,
		portfolio: PortfolioId,
		owner: &AccountId,
		entry: &[Position],
	) -> u32 {
		Margin::take_entry(taken, portfolio, owner, entry)
	}

	fn finish(taken: Self::Taken) {
		Margin::finish_taking(taken);
	}

	fn positions(expiry: ExpiryKey, portfolio: PortfolioId) -> u32 {
		Margin::positions_in(expiry, portfolio)
	}

	fn expiries_of(portfolio: PortfolioId) -> Vec<ExpiryKey> {
		Margin::expiries_of(portfolio)
	}
}

/// Answers of collateral to settlement.
pub struct ClearingAccounts;

impl pallet_settlement::Clearing<AccountId> for ClearingAccounts {
	type Settling = pallet_collateral::Settling;

	fn open(expiry: ExpiryKey) -> DispatchResult {
		Collateral::open_clearing(expiry)
	}

	fn begin(expiry: ExpiryKey) -> Result<Self::Settling, DispatchError> {
		Collateral::begin_settling(expiry)
	}

	fn settle(
		settling: &mut Self::Settling,
		portfolio: PortfolioId,
		net: Cash,
	) -> Result<(AccountId, bool), DispatchError> {
		Collateral::settle(settling, portfolio, net)
	}

	fn finish(settling: Self::Settling) {
		Collateral::finish_settling(settling);
	}

	fn close(expiry: ExpiryKey) -> DispatchResult {
		Collateral::close_clearing(expiry)
	}

	fn balance(expiry: ExpiryKey) -> Cash {
		Collateral::clearing(expiry)
	}
}

impl pallet_settlement::Config for Runtime {
	type AdminOrigin = Root;
	type CommitteeOrigin = CouncilMajority;
	type Expiries = DueExpiries;
	type Prices = SettlementPrices;
	type Book = PositionBook;
	type Clearing = ClearingAccounts;
	type Clock = SlotClock;
	type MaxSettling = ConstU32<64>;
	type MaxPositions = ConstU32<{ pallet_margin::STORED_POSITIONS }>;
	type MaxExpiriesPerPortfolio = ConstU32<MAX_EXPIRIES_PER_PORTFOLIO>;
	type RetryDelay = ConstU64<60_000>;
	type Retention = ConstU64<{ 7 * DAY_MS }>;
	type WeightInfo = pallet_settlement::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

// ---------------------------------------------------------------- engine

/// One underlying rolled after a standstill.
fn least_roll() -> Weight {
	use pallet_market::WeightInfo;
	type W = <Runtime as pallet_market::Config>::WeightInfo;
	W::roll_base()
		.saturating_add(W::end_print())
		.saturating_add(W::roll_quiet())
		.saturating_add(W::roll_points(2 * MAX_EXPIRIES))
		.saturating_add(W::roll_regime())
}

/// One withdrawal paid.
fn least_withdrawal() -> Weight {
	use pallet_collateral::WeightInfo;
	type W = <Runtime as pallet_collateral::Config>::WeightInfo;
	W::process_withdrawals()
		.saturating_add(W::look_at_withdrawal())
		.saturating_add(Collateral::payment_weight(MAX_EXPIRIES_PER_PORTFOLIO))
}

/// What a block does by itself.
pub struct Steps;

impl EngineSteps for Steps {
	/// No share is below the least work of its step, of which integrity tests make sure: the largest portfolio
	/// with nothing computed yet, by worst cases.
	const STEPS: &'static [Step] = &[
		Step {
			name: "market",
			share: Perbill::from_percent(3),
			least: least_roll,
			again: false,
			process: |meter: &mut WeightMeter| Market::process_roll(meter),
		},
		// Before everything that a level stops.
		Step {
			name: "breaker",
			share: Perbill::from_percent(1),
			least: Breaker::process_checks_least,
			again: false,
			process: |meter: &mut WeightMeter| Breaker::process_checks(meter),
		},
		Step {
			name: "settlement",
			share: Perbill::from_percent(20),
			least: Settlement::process_settlement_least,
			// Ahead of all others, it would wait for shares that they do not need today.
			again: true,
			process: |meter: &mut WeightMeter| Settlement::process_settlement(meter),
		},
		Step {
			name: "sweep",
			share: Perbill::from_percent(18),
			least: Margin::process_sweep_least,
			again: false,
			process: |meter: &mut WeightMeter| Margin::process_sweep(meter),
		},
		Step {
			name: "liquidation",
			share: Perbill::from_percent(18),
			least: Liquidation::process_liquidation_least,
			again: false,
			process: |meter: &mut WeightMeter| Liquidation::process_liquidation(meter),
		},
		Step {
			name: "withdrawals",
			share: Perbill::from_percent(16),
			least: least_withdrawal,
			again: false,
			process: |meter: &mut WeightMeter| {
				// From the board, which the breaker's step has read and paid for.
				if Breaker::pays_out() {
					Collateral::process_withdrawals(meter)
				}
			},
		},
		Step {
			name: "matching",
			share: Perbill::from_percent(23),
			least: Trading::process_matching_least,
			again: false,
			process: |meter: &mut WeightMeter| Trading::process_matching(meter),
		},
		Step {
			name: "listing",
			share: Perbill::from_percent(1),
			least: Series::process_listing_least,
			again: false,
			process: |meter: &mut WeightMeter| Series::process_listing(meter),
		},
	];
	const IDLE_STEPS: &'static [Step] = &[
		Step {
			name: "statement",
			share: Perbill::zero(),
			least: Weight::zero,
			again: false,
			process: |meter: &mut WeightMeter| Solvency::process_statement(meter),
		},
		Step {
			name: "backstop",
			share: Perbill::zero(),
			least: Weight::zero,
			again: false,
			process: |meter: &mut WeightMeter| Margin::process_backstop(meter),
		},
		Step {
			name: "prune",
			share: Perbill::zero(),
			least: Weight::zero,
			again: false,
			process: |meter: &mut WeightMeter| Settlement::process_prune(meter),
		},
		Step {
			name: "prune orders",
			share: Perbill::zero(),
			least: Weight::zero,
			again: false,
			process: |meter: &mut WeightMeter| Trading::process_prune(meter),
		},
	];

	fn end_block() {
		Margin::clear_transients();
	}

	fn end_block_weight() -> Weight {
		Margin::clear_transients_weight()
	}
}

/// The engine stands still while a multi-block migration runs.
pub struct MigrationRuns;

impl frame_support::traits::Get<bool> for MigrationRuns {
	fn get() -> bool {
		<MultiBlockMigrations as frame_support::migrations::MultiStepMigrator>::ongoing()
	}
}

impl pallet_engine::Config for Runtime {
	type Steps = Steps;
	type Budget = EngineBudget;
	type Paused = MigrationRuns;
	type Clock = SlotClock;
	type WeightInfo = pallet_engine::weights::SubstrateWeight<Runtime>;
}

// ---------------------------------------------------------------- classes of calls

/// Rank of a call in a block: feeds first, then cancels and the ways out, then flags and bids in
/// liquidations and what a lane has filled already, then the rest.
pub fn call_rank(call: &RuntimeCall) -> TransactionPriority {
	use pallet_collateral::Call as C;
	use pallet_lane::Call as Lane;
	use pallet_liquidation::Call as L;
	use pallet_trading::Call as T;
	match call {
		RuntimeCall::Market(call) if is_feed(call) => 3,
		RuntimeCall::Collateral(
			C::deposit { .. } | C::cancel_withdrawal { .. } | C::request_withdrawal { .. },
		)
		| RuntimeCall::Trading(
			T::cancel_nonce { .. }
			| T::cancel_nonces_below { .. }
			| T::cancel_order { .. }
			| T::cancel_orders { .. }
			| T::revoke_trading_keys { .. },
		)
		| RuntimeCall::Lane(Lane::close_allowance { .. } | Lane::force_cancel { .. })
		| RuntimeCall::Liquidation(L::request_exit { .. } | L::cancel_exit { .. }) => 2,
		RuntimeCall::Trading(T::place_order { order, .. }) if order.reduce_only => 2,
		RuntimeCall::Liquidation(
			L::bid { .. } | L::cancel_bid { .. } | L::flag { .. } | L::flag_unreached { .. },
		)
		| RuntimeCall::Lane(_) => 1,
		_ => 0,
	}
}

fn is_feed(call: &pallet_market::Call<Runtime>) -> bool {
	use pallet_market::Call as M;
	matches!(
		call,
		M::submit_index { .. }
			| M::submit_indices { .. }
			| M::submit_carry { .. }
			| M::submit_rate { .. }
			| M::submit_curve { .. }
			| M::submit_surfaces { .. }
			| M::submit_stable { .. }
	)
}

/// Whether a trading proxy may make this call: nothing that lets value leave the principal's
/// portfolios.
pub fn is_trading_call(call: &RuntimeCall) -> bool {
	use pallet_collateral::Call as C;
	matches!(
		call,
		RuntimeCall::Trading(..)
			| RuntimeCall::Collateral(
				C::deposit { .. } | C::transfer { .. } | C::cancel_withdrawal { .. }
			)
	)
}

/// Whether a call of an option pallet is among those that nobody can pause: feeds, deposits,
/// cancels, withdrawals (which margin checks again when they are paid).
pub fn is_unpausable(pallet: &str, call: &str) -> bool {
	match pallet {
		"Market" => call.starts_with("submit_"),
		"Collateral" => matches!(
			call,
			"deposit" | "request_withdrawal" | "cancel_withdrawal" | "close_portfolio"
		),
		"Trading" => call.starts_with("cancel"),
		"Vault" => matches!(call, "request_withdrawal" | "cancel_withdrawal" | "pay"),
		// The ways out of a lane, and what keeps its sequencer honest.
		"Lane" => !matches!(call, "raise_allowance" | "force_order" | "register"),
		_ => false,
	}
}
