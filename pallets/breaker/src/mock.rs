// SPDX-License-Identifier: Apache-2.0
//! A runtime with this pallet, and neighbours that answer as they are told.

use crate::{self as pallet_breaker, *};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, parameter_types,
		traits::{ConstU32, EitherOfDiverse},
		weights::WeightMeter,
	},
	frame_system::{self, EnsureRoot, EnsureSignedBy},
	sp_io::TestExternalities,
	sp_runtime::BuildStorage,
};
use tenor_series::{AssetId, UnderlyingId};

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
	pub type Breaker = pallet_breaker;
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
/// The assets of the mock.
pub const ASSETS: [AssetId; 2] = [1, 7];
pub const COMMITTEE: u64 = 1;
pub const MINUTE: u64 = 60_000;

parameter_types! {
	pub static Now: u64 = 1_000_000;
	pub static Stale: Vec<UnderlyingId> = Vec::new();
	pub static StoodStill: bool = false;
	pub static Mismatched: Vec<UnderlyingId> = Vec::new();
	pub static Held: Vec<UnderlyingId> = vec![BTC, ETH];
	pub static WrongTotals: Vec<AssetId> = Vec::new();
	pub static ShortCustody: Vec<AssetId> = Vec::new();
}

pub struct CommitteeSet;
impl frame_support::traits::SortedMembers<u64> for CommitteeSet {
	fn sorted_members() -> Vec<u64> {
		vec![COMMITTEE]
	}
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

pub struct Neighbours;

impl Feeds for Neighbours {
	fn underlyings() -> u16 {
		2
	}
	fn is_fresh(underlying: UnderlyingId) -> bool {
		!Stale::get().contains(&underlying)
	}
	fn stood_still() -> bool {
		StoodStill::get()
	}
}

impl Contracts for Neighbours {
	fn match_up(underlying: UnderlyingId) -> bool {
		!Mismatched::get().contains(&underlying)
	}
	fn are_open(underlying: UnderlyingId) -> bool {
		Held::get().contains(&underlying)
	}
}

impl Money for Neighbours {
	fn next_asset(after: Option<AssetId>) -> Option<AssetId> {
		ASSETS.into_iter().find(|asset| after.is_none_or(|after| *asset > after))
	}
	fn totals_match(asset: AssetId) -> bool {
		!WrongTotals::get().contains(&asset)
	}
	fn custody_covers(asset: AssetId) -> bool {
		!ShortCustody::get().contains(&asset)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Neighbours {
	fn underlying() -> UnderlyingId {
		BTC
	}
}

impl pallet_breaker::Config for Test {
	type CommitteeOrigin = EitherOfDiverse<EnsureRoot<u64>, EnsureSignedBy<CommitteeSet, u64>>;
	type AdminOrigin = EnsureRoot<u64>;
	type Feeds = Neighbours;
	type Contracts = Neighbours;
	type Money = Neighbours;
	type Clock = Now;
	type MaxScopes = ConstU32<3>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Neighbours;
}

pub fn committee() -> RuntimeOrigin {
	RuntimeOrigin::signed(COMMITTEE)
}

pub fn of(underlying: UnderlyingId) -> Scope {
	Scope::Underlying(underlying)
}

/// The engine's step, with all the weight it wants.
pub fn step() {
	Breaker::process_checks(&mut WeightMeter::new());
}

/// The step, so many ms later.
pub fn step_after(ms: u64) {
	Now::mutate(|now| *now += ms);
	step();
}

/// Events since the last call.
pub fn events() -> Vec<Event<Test>> {
	let events = System::events();
	System::reset_events();
	events
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Breaker(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn build_and_execute(test: impl FnOnce()) {
	Now::set(1_000_000);
	Stale::set(Vec::new());
	StoodStill::set(false);
	Mismatched::set(Vec::new());
	Held::set(vec![BTC, ETH]);
	WrongTotals::set(Vec::new());
	ShortCustody::set(Vec::new());
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	TestExternalities::from(storage).execute_with(|| {
		System::set_block_number(1);
		test();
		Breaker::do_try_state().unwrap();
	});
}
