// SPDX-License-Identifier: Apache-2.0
//! What margin needs from its neighbours; the runtime wires it.

use crate::types::{CollateralMark, Reading};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::dispatch::DispatchResult,
	sp_weights::{Weight, WeightMeter},
};
use tenor_fixed::{Cash, Price, Rate};
use tenor_risk::{ExpiryMarket, ShockScale, Stable, UnderlyingMarket};
use tenor_series::{
	AssetId, ExpiryKey, LedgerAccount, Moment, OptionKind, PortfolioId, PortfolioView, SeriesKey,
	UnderlyingId,
};

/// Who owns what money. Implemented by collateral.
pub trait PortfolioLedger<AccountId> {
	/// The portfolio's record; `None` if there is none.
	fn view(id: PortfolioId) -> Option<PortfolioView<AccountId>>;
	/// Records in which expiries the portfolio has positions: ascending, each once.
	fn set_expiries(id: PortfolioId, expiries: Vec<ExpiryKey>) -> DispatchResult;
	/// Posts a batch that sums to zero; refuses one that takes a portfolio's cash below zero unless
	/// `may_overdraw`.
	fn post(entries: &[(LedgerAccount, Cash)], may_overdraw: bool) -> DispatchResult;
	/// Worst-case weight of `post` with that many entries.
	fn post_weight(entries: u32) -> Weight;
	/// The number the next portfolio will have: all others are below it.
	fn next_portfolio() -> PortfolioId;
	/// What the insurance fund holds.
	fn insurance() -> Cash;
	/// The highest yearly rate that negative cash can ever cost.
	fn highest_debt_rate() -> Rate;
}

/// Which contracts exist. Implemented by series.
pub trait SeriesListing {
	/// Err unless the series may trade now. `opening`: somebody's position grows.
	fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult;
	/// Changes the sum of longs; the cap is checked only when it rises.
	fn shift_open_interest(series: &SeriesKey, delta_longs_e8: i128) -> DispatchResult;
	/// Takes longs that settled, e8, out of the sums of an expiry's series, each named once.
	fn settle_open_interest(
		expiry: ExpiryKey,
		longs: &[(Price, OptionKind, u64)],
	) -> DispatchResult;
	/// Contracts by which the sum of longs may still rise, e8.
	fn open_interest_room(series: &SeriesKey) -> u64;
	/// The expiries of an underlying that are not pruned.
	fn expiries(underlying: UnderlyingId) -> Vec<ExpiryKey>;
	/// Listed strikes of the expiry, ascending.
	fn strikes(expiry: ExpiryKey) -> Vec<tenor_fixed::Price>;
	/// Sum of longs of all series of the underlying, e8.
	fn underlying_open_interest(underlying: UnderlyingId) -> u64;
	/// Sum of longs on record, e8. Read by `try_state` only.
	fn open_interest(series: &SeriesKey) -> u128;
	/// Whether a settlement of the expiry is running: then its positions need not cancel.
	fn is_settling(expiry: ExpiryKey) -> bool;
}

/// What is it worth now, and can that be trusted. Implemented by market. `None`: never had a value.
/// A value that is not fresh is the last good one.
pub trait MarketData {
	/// Index price of an underlying.
	fn underlying(id: UnderlyingId) -> Option<Reading<UnderlyingMarket>>;
	/// Forward, rate and surface of an expiry. Fresh only if all of it is.
	fn expiry(key: ExpiryKey) -> Option<Reading<ExpiryMarket>>;
	/// The stablecoin that cash is.
	fn stable() -> Option<Reading<Stable>>;
	/// Price of a collateral asset, in the unit of account.
	fn collateral(asset: AssetId) -> Option<Reading<CollateralMark>>;
	/// By how much shocks of an underlying are multiplied now. MM's multiplier moves slowly and is never
	/// above IM's.
	fn shock_scale(id: UnderlyingId) -> ShockScale;
	/// How many underlyings there are, numbered from zero.
	fn underlyings() -> u16;
	/// How many there can be.
	fn max_underlyings() -> u16;
	/// Changes whenever carry, rate or surface of an expiry of the underlying does.
	fn revision(id: UnderlyingId) -> u64;
	/// Changes whenever the price of a collateral asset comes from elsewhere.
	fn sources_revision() -> u64;
	/// Where the settlement window of an expiry begins: from then on its forward is an average.
	fn window_begins(key: ExpiryKey) -> Option<Moment>;
}

/// What follows when a portfolio is found below maintenance margin. Implemented by liquidation.
pub trait OnUnsafe {
	/// An active portfolio is below maintenance margin on fresh data, and not fully covered: freezes
	/// it. Consumes what it does.
	fn unsafe_found(id: PortfolioId, meter: &mut WeightMeter);
	/// What is enough to do what must not wait.
	fn least() -> Weight;
}

/// What benchmarks need from the neighbours.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// The `index`-th of at least 8 active portfolios in portfolio mode, without positions, with
	/// ample cash.
	fn portfolio(index: u32) -> PortfolioId;
	/// The `index`-th of 2,048 listed series with fresh market data: 16 expiries of one underlying, 64
	/// strikes each with call and put. Who needs several expiries asks for one of the last first.
	fn series(index: u32) -> SeriesKey;
}
