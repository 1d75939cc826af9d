// SPDX-License-Identifier: Apache-2.0
//! A runtime whose figures a test sets.

use crate::{self as pallet_solvency, *};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, parameter_types,
		weights::{constants::ParityDbWeight, WeightMeter},
	},
	frame_system,
	sp_io::TestExternalities,
	sp_runtime::BuildStorage,
};
use tenor_fixed::Cash;

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
	pub type Solvency = pallet_solvency;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type DbWeight = ParityDbWeight;
}

parameter_types! {
	pub static Now: u64 = 0;
	pub static AssetLines: Vec<AssetLine> = Vec::new();
	pub static Cashes: CashLines = CashLines::default();
	pub static Loss: Cash = Cash::ZERO;
	pub const Period: u64 = 10;
	pub const MaxAssets: u32 = 8;
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

/// The figures.
pub struct Figures;

impl Facts for Figures {
	fn assets() -> Vec<AssetLine> {
		AssetLines::get()
	}

	fn cash() -> CashLines {
		Cashes::get()
	}

	fn worst_loss() -> Cash {
		Loss::get()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Figures {
	fn accept_assets(count: u32) {
		AssetLines::set(
			(0..count).map(|asset| AssetLine { asset, ..Default::default() }).collect(),
		);
	}
}

impl pallet_solvency::Config for Test {
	type Facts = Figures;
	type Period = Period;
	type MaxAssets = MaxAssets;
	type Clock = Now;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Figures;
}

pub fn new_test_ext() -> TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	AssetLines::set(Vec::new());
	Cashes::set(CashLines::default());
	Loss::set(Cash::ZERO);
	storage.into()
}

/// The idle time of a block with all the weight there is.
pub fn idle(block: u64) {
	idle_with(block, &mut WeightMeter::new());
}

/// The same with what a meter has left.
pub fn idle_with(block: u64, meter: &mut WeightMeter) {
	System::set_block_number(block);
	Now::set(block * 1_000);
	Solvency::process_statement(meter);
}

pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Solvency::do_try_state().unwrap();
	});
}
