// SPDX-License-Identifier: Apache-2.0
//! A runtime with this pallet, and a market that is told its spot.

use crate::{self as pallet_series, *};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, parameter_types,
		traits::{ConstU32, EitherOfDiverse},
	},
	frame_system::{self, EnsureRoot, EnsureSignedBy},
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchError, DispatchResult},
};
use tenor_fixed::Price;
use tenor_series::{
	ExpiryKey, ExpiryRule, OptionKind, SeriesKey, Symbol, UnderlyingId, DAY_MS,
	EXPIRY_TIME_OF_DAY_MS,
};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = polkadot_sdk::frame_system;
	#[runtime::pallet_index(1)]
	pub type Series = pallet_series;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

pub const BTC: UnderlyingId = UnderlyingId(0);
pub const ETH: UnderlyingId = UnderlyingId(1);
/// Not registered.
pub const DOGE: UnderlyingId = UnderlyingId(2);
/// Wednesday 25 March 2026, 00:00 UTC.
pub const WEDNESDAY: u64 = 20_537 * DAY_MS;

pub const LISTER: u64 = 1;
pub const HALTER: u64 = 2;

parameter_types! {
	pub static Now: u64 = WEDNESDAY;
	pub static Spot: Option<Price> = Some(dollars(80_000));
	pub static MarketRefuses: bool = false;
	/// What the breaker stops of BTC.
	pub static Stopped: Option<HaltLevel> = None;
	/// Whether BTC was shut down.
	pub static ShutDown: bool = false;
	/// What the market was told: the expiry, and whether it was listed.
	pub static Told: Vec<(ExpiryKey, bool)> = Vec::new();
	pub const MaxStrike: Price = dollars(10_000_000);
	pub const Cap: OpenInterestCap =
		OpenInterestCap { series_e8: 1_000, underlying_e8: 1_500 };
}

pub struct ListerSet;
impl frame_support::traits::SortedMembers<u64> for ListerSet {
	fn sorted_members() -> Vec<u64> {
		vec![LISTER]
	}
}
pub struct HalterSet;
impl frame_support::traits::SortedMembers<u64> for HalterSet {
	fn sorted_members() -> Vec<u64> {
		vec![HALTER]
	}
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

pub struct Market;

impl UnderlyingFacts for Market {
	fn spot(_: UnderlyingId) -> Option<Price> {
		Spot::get()
	}
	fn symbol(u: UnderlyingId) -> Option<Symbol> {
		[(BTC, "BTC"), (ETH, "ETH")]
			.iter()
			.find(|(id, _)| *id == u)
			.map(|(_, s)| Symbol::new(s).unwrap())
	}
	fn underlyings() -> Vec<UnderlyingId> {
		vec![BTC, ETH]
	}
}

impl OnListing for Market {
	fn listed(e: ExpiryKey) -> DispatchResult {
		Told::mutate(|told| told.push((e, true)));
		if MarketRefuses::get() {
			Err(DispatchError::Unavailable)
		} else {
			Ok(())
		}
	}
	fn removed(e: ExpiryKey) -> DispatchResult {
		Told::mutate(|told| told.push((e, false)));
		if MarketRefuses::get() {
			Err(DispatchError::Unavailable)
		} else {
			Ok(())
		}
	}
}

impl Breaker for Market {
	fn halt(u: UnderlyingId) -> Option<HaltLevel> {
		Stopped::get().filter(|_| u == BTC)
	}
	fn ended() -> impl Fn(UnderlyingId) -> bool {
		let shut_down = ShutDown::get();
		move |u| shut_down && u == BTC
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Market {
	fn underlying_at(spot: Price) -> UnderlyingId {
		Spot::set(Some(spot));
		BTC
	}
	fn set_time(moment_ms: u64) {
		Now::set(moment_ms);
	}
}

impl pallet_series::Config for Test {
	type AdminOrigin = EnsureRoot<u64>;
	type ListingOrigin = EitherOfDiverse<EnsureRoot<u64>, EnsureSignedBy<ListerSet, u64>>;
	type HaltOrigin = EitherOfDiverse<EnsureRoot<u64>, EnsureSignedBy<HalterSet, u64>>;
	type Underlyings = Market;
	type OnListing = Market;
	type Breaker = Market;
	type Clock = Now;
	type MaxStrike = MaxStrike;
	type MaxExpiriesPerUnderlying = ConstU32<8>;
	type MaxExpiries = ConstU32<12>;
	type MaxListingsPerBlock = ConstU32<3>;
	type DefaultOpenInterestCap = Cap;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Market;
}

pub const fn dollars(n: u64) -> Price {
	Price::from_e8(n * 100_000_000)
}

pub fn strikes(list: &[u64]) -> Strikes {
	list.iter().map(|n| dollars(*n)).collect::<Vec<_>>().try_into().unwrap()
}

/// 08:00 UTC on the n-th day after [`WEDNESDAY`].
pub fn expiry(days: u64) -> u64 {
	WEDNESDAY + days * DAY_MS + EXPIRY_TIME_OF_DAY_MS
}

pub fn key(days: u64) -> ExpiryKey {
	ExpiryKey { underlying: BTC, expiry: expiry(days) }
}

pub fn call(days: u64, strike: u64) -> SeriesKey {
	key(days).series(dollars(strike), OptionKind::Call)
}

pub fn rule() -> ListingRule {
	ListingRule {
		expiries: ExpiryRule { daily: 2, weekly: 2, monthly: 1, quarterly: 0 },
		grid: StrikeGrid { step: dollars(1_000), width: 5 },
		min_life_ms: 12 * 3_600_000,
	}
}

/// Lists BTC calls and puts at 70, 80 and 90 thousand.
pub fn list(days: u64) {
	Series::list_expiry(
		RuntimeOrigin::root(),
		BTC,
		expiry(days),
		strikes(&[70_000, 80_000, 90_000]),
	)
	.unwrap();
}

/// Freezes and finishes an expiry as settlement does.
pub fn settle(days: u64) {
	Series::begin_settling(key(days)).unwrap();
	Series::finish_settling(key(days)).unwrap();
}

pub fn new_test_ext() -> TestExternalities {
	Now::set(WEDNESDAY);
	Spot::set(Some(dollars(80_000)));
	MarketRefuses::set(false);
	Stopped::set(None);
	ShutDown::set(false);
	Told::set(Vec::new());
	let mut ext: TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into();
	ext.execute_with(|| System::set_block_number(1));
	ext
}

pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Series::do_try_state().unwrap();
	});
}
