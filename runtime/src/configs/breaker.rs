// SPDX-License-Identifier: Apache-2.0
//! How the breaker is wired: what its checks look at, and who asks it.

use super::{
	governance::{Root, TechnicalMajority},
	options::MAX_UNDERLYINGS,
	system::SlotClock,
};
use crate::*;
use polkadot_sdk::*;

use frame_support::{parameter_types, traits::Time};
use pallet_breaker::Level;
use tenor_series::{AssetId, ExpiryKey, PortfolioId, UnderlyingId};

/// Answers of market to the breaker.
pub struct BreakerFeeds;

impl pallet_breaker::Feeds for BreakerFeeds {
	fn underlyings() -> u16 {
		pallet_market::UnderlyingCount::<Runtime>::get()
	}

	fn is_fresh(underlying: UnderlyingId) -> bool {
		Market::spot(underlying).is_some()
	}

	fn stood_still() -> bool {
		// Market's step runs first, and notes a standstill at the moment at which it is over.
		pallet_market::LastStandstill::<Runtime>::get().until == SlotClock::now()
	}
}

/// Answers of margin, series and collateral to the breaker.
pub struct BreakerContracts;

fn open_interest(underlying: UnderlyingId) -> u64 {
	pallet_series::UnderlyingOpenInterest::<Runtime>::get(underlying)
}

impl pallet_breaker::Contracts for BreakerContracts {
	fn match_up(underlying: UnderlyingId) -> bool {
		Margin::contracts_match(underlying, open_interest(underlying))
	}

	fn are_open(underlying: UnderlyingId) -> bool {
		let clearing = pallet_collateral::OpenClearings::<Runtime>::get();
		// Shorts may be left when the last long is settled: their clearing account is still open then.
		open_interest(underlying) > 0 || clearing.iter().any(|key| key.underlying == underlying)
	}
}

/// Answers of collateral to the breaker.
pub struct BreakerMoney;

impl pallet_breaker::Money for BreakerMoney {
	fn next_asset(after: Option<AssetId>) -> Option<AssetId> {
		use pallet_collateral::AcceptedAssets as Assets;
		let mut behind = match after {
			Some(asset) => Assets::<Runtime>::iter_from(Assets::<Runtime>::hashed_key_for(asset)),
			None => Assets::<Runtime>::iter(),
		};
		behind.next().map(|(asset, _)| asset)
	}

	fn totals_match(asset: AssetId) -> bool {
		Collateral::totals_match(asset)
	}

	fn custody_covers(asset: AssetId) -> bool {
		Collateral::custody_covers(asset)
	}
}

parameter_types! {
	/// Every underlying, and all.
	pub MaxScopes: u32 = u32::from(MAX_UNDERLYINGS).saturating_add(1);
}

impl pallet_breaker::Config for Runtime {
	type CommitteeOrigin = TechnicalMajority;
	type AdminOrigin = Root;
	type Feeds = BreakerFeeds;
	type Contracts = BreakerContracts;
	type Money = BreakerMoney;
	type Clock = SlotClock;
	type MaxScopes = MaxScopes;
	type WeightInfo = pallet_breaker::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmark_helpers::Helper;
}

/// Answers of the breaker to series: what may trade.
pub struct Stopped;

impl pallet_series::Breaker for Stopped {
	fn halt(underlying: UnderlyingId) -> Option<pallet_series::HaltLevel> {
		use pallet_series::HaltLevel;
		match Breaker::level(underlying) {
			Level::Normal => None,
			Level::ReduceOnly => Some(HaltLevel::OpeningRefused),
			Level::CancelAndWithdrawOnly | Level::Halted => Some(HaltLevel::TradingRefused),
		}
	}

	fn ended() -> impl Fn(UnderlyingId) -> bool {
		Breaker::shut()
	}
}

/// Whether everything of a portfolio stands still that depends on prices or books: what it holds, or all,
/// is halted.
pub fn stands_still(expiries: &[ExpiryKey]) -> bool {
	Breaker::level_among(expiries.iter().map(|key| key.underlying)) == Level::Halted
}

/// Whether a portfolio stands still, or an expiry in which it holds something is halted by itself.
pub fn cannot_be_sold(id: PortfolioId) -> bool {
	let expiries = Margin::expiries_of(id);
	stands_still(&expiries) || expiries.into_iter().any(Series::is_halted)
}
