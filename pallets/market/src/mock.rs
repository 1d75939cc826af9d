// SPDX-License-Identifier: Apache-2.0
//! A runtime of system, the real oracle and the market; time and operators are static values.

use crate as pallet_market;
use crate::{
	Combine, ExpirySurface, FeedKey, FeedRule, FeedValue, GenesisUnderlying, StableParams,
	UnderlyingParams,
};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, parameter_types, traits::SortedMembers, BoundedVec, PalletId,
	},
	frame_system, pallet_oracle,
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchResult},
	sp_weights::WeightMeter,
};
use tenor_fixed::{Fixed, Price, Rate, E18};
use tenor_series::{ExpiryKey, Moment, UnderlyingId, YEAR_MS};
use tenor_svi::{Surface, Svi};

type Block = frame_system::mocking::MockBlock<Test>;
pub type AccountId = u64;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Oracle: pallet_oracle,
		Market: pallet_market,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

parameter_types! {
	pub static Now: Moment = START;
	pub static Members: Vec<AccountId> = vec![1, 2, 3];
	pub const OracleAccount: PalletId = PalletId(*b"py/oracl");
	pub const MaxOperators: u32 = 5;
	pub const MaxFeedValues: u32 = 1;
	pub const MaxUnderlyings: u16 = 4;
	pub const MaxExpiries: u32 = 4;
	pub const MaxWindows: u32 = 6;
	pub const MaxClockDrift: Moment = 1_000;
	pub const MaxEnginePause: Moment = 60_000;
}

impl frame_support::traits::Time for Now {
	type Moment = Moment;
	fn now() -> Moment {
		Self::get()
	}
}

impl SortedMembers<AccountId> for Members {
	fn sorted_members() -> Vec<AccountId> {
		Self::get()
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn add(who: &AccountId) {
		Self::mutate(|members| {
			members.push(*who);
			members.sort_unstable();
		});
	}
}

impl pallet_oracle::Config for Test {
	type OnNewData = ();
	type CombineData = Combine<Test>;
	type Time = Now;
	type OracleKey = FeedKey;
	type OracleValue = FeedValue;
	type PalletId = OracleAccount;
	type Members = Members;
	type WeightInfo = ();
	type MaxHasDispatchedSize = MaxOperators;
	type MaxFeedValues = MaxFeedValues;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

impl pallet_market::Config for Test {
	type Oracle = Oracle;
	type Operators = Members;
	type Clock = Now;
	type AdminOrigin = frame_system::EnsureRoot<AccountId>;
	type MaxOperators = MaxOperators;
	type MaxUnderlyings = MaxUnderlyings;
	type MaxExpiries = MaxExpiries;
	type MaxWindows = MaxWindows;
	type MaxClockDrift = MaxClockDrift;
	type MaxEnginePause = MaxEnginePause;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Scene;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Scene;
#[cfg(feature = "runtime-benchmarks")]
impl crate::traits::BenchmarkHelper<AccountId> for Scene {
	fn operators(count: u32) -> Vec<AccountId> {
		Members::set((1..=u64::from(count)).collect());
		Members::get()
	}
	fn set_moment(moment: Moment) {
		Now::set(moment);
	}
}

/// 2026-03-20 07:00 UTC, an hour before a Friday's expiry.
pub const START: Moment = 20_532 * 86_400_000 + 7 * 3_600_000;
pub const MINUTE: Moment = 60_000;
pub const HOUR: Moment = 60 * MINUTE;
pub const BTC: UnderlyingId = UnderlyingId(0);
/// The same asset by other sources: second source of [`BTC`].
pub const BTC2: UnderlyingId = UnderlyingId(1);
pub const BTC_ASSET: u32 = 7;
pub const USDC: u32 = 1;
/// An hour ahead of the start.
pub const EXPIRY: ExpiryKey = ExpiryKey { underlying: BTC, expiry: START + HOUR };
/// A week later.
pub const LATER: ExpiryKey = ExpiryKey { underlying: BTC, expiry: START + 169 * HOUR };

pub fn price(units: u64) -> Price {
	Price::from_e8(units * 100_000_000)
}

pub fn percent(units: i128) -> Fixed {
	Fixed::from_e18(units * E18 / 100)
}

/// Two of three operators, 5 % deviation, a window of 30 minutes.
pub fn params() -> UnderlyingParams {
	UnderlyingParams {
		quorum: 2,
		index: FeedRule::new(3 * MINUTE, percent(5)),
		min_price: price(100),
		max_price: price(10_000_000),
		..Default::default()
	}
}

pub fn new_test_ext() -> TestExternalities {
	Now::set(START);
	Members::set(vec![1, 2, 3]);
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let underlying = |symbol: &str, asset| GenesisUnderlying {
		symbol: symbol.into(),
		params: params(),
		collateral_asset: asset,
	};
	pallet_market::GenesisConfig::<Test> {
		underlyings: vec![underlying("BTC", Some(BTC_ASSET)), underlying("BTC2", None)],
		stable: StableParams { quorum: 2, ..Default::default() },
		stable_asset: Some(USDC),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	storage.into()
}

/// Runs a test from block 1 with an engine run, and every invariant at its end.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		run_engine();
		test();
		Market::do_try_state().unwrap();
	});
}

/// The engine's step with all the weight it wants.
pub fn run_engine() {
	Market::process_roll(&mut WeightMeter::new());
}

/// One block `ms` later.
pub fn next_block(ms: Moment) {
	System::set_block_number(System::block_number() + 1);
	Now::mutate(|now| *now += ms);
	run_engine();
}

/// Blocks every `step` ms up to `moment`.
pub fn run_to(moment: Moment, step: Moment) {
	while Now::get() < moment {
		next_block(step.min(moment - Now::get()));
	}
}

/// Blocks every second with an index by every operator each `every` ms, up to `moment`.
pub fn feed_to(moment: Moment, every: Moment, value: impl Fn(Moment) -> Price) {
	while Now::get() < moment {
		run_to((Now::get() + every).min(moment), 1_000);
		post_index(BTC, value(Now::get()));
	}
}

pub fn origin(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn submit_index(who: AccountId, underlying: UnderlyingId, value: Price) -> DispatchResult {
	Market::submit_index(origin(who), underlying, value, Fixed::ONE, Now::get())
		.map(|_| ())
		.map_err(|error| error.error)
}

/// The same index by every operator, now.
pub fn post_index(underlying: UnderlyingId, value: Price) {
	for who in Members::get() {
		submit_index(who, underlying, value).unwrap();
	}
}

pub fn post_carry(key: ExpiryKey, value: Fixed) {
	for who in Members::get() {
		Market::submit_carry(origin(who), key, value, Fixed::ONE, Now::get()).unwrap();
	}
}

pub fn post_rate(key: ExpiryKey, value: Rate) {
	for who in Members::get() {
		Market::submit_rate(origin(who), key, value, Fixed::ONE, Now::get()).unwrap();
	}
}

/// A flat smile of `vol_percent` for an expiry, as seen now.
pub fn flat(expiry: Moment, vol_percent: i128, forward: Price) -> ExpirySurface {
	let tau = Fixed::from_ratio_floor((expiry - Now::get()).into(), YEAR_MS.into()).unwrap();
	let variance = percent(vol_percent).mul_floor(percent(vol_percent)).unwrap();
	let svi = Svi {
		a: variance.mul_floor(tau).unwrap(),
		b: Fixed::ZERO,
		rho: Fixed::ZERO,
		m: Fixed::ZERO,
		sigma: percent(10),
	};
	let surface = Surface { svi, f_ref: forward.to_fixed(), tau_ref: tau };
	ExpirySurface { expiry, surface }
}

pub fn submit_surfaces(who: AccountId, surfaces: Vec<ExpirySurface>) -> DispatchResult {
	let surfaces = BoundedVec::truncate_from(surfaces);
	Market::submit_surfaces(origin(who), BTC, surfaces, Fixed::ONE, Now::get())
		.map(|_| ())
		.map_err(|error| error.error)
}

/// Index, carry 100, rate 5 % and 50 % flat volatility of [`EXPIRY`] by every operator.
pub fn open_and_feed() {
	Market::on_listed(EXPIRY).unwrap();
	feed_all();
}

/// As [`open_and_feed`], of an expiry that is open.
pub fn feed_all() {
	post_index(BTC, price(80_000));
	post_carry(EXPIRY, Fixed::from_int(100));
	post_rate(EXPIRY, Rate::from_fixed(percent(5)));
	for who in Members::get() {
		submit_surfaces(who, vec![flat(EXPIRY.expiry, 50, price(80_100))]).unwrap();
	}
}
