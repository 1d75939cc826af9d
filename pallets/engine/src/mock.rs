// SPDX-License-Identifier: Apache-2.0
//! A runtime with three steps that note what they were given.

use crate::{self as pallet_engine, EngineSteps, Step};
use core::cell::RefCell;
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, parameter_types,
		traits::Hooks,
		weights::{Weight, WeightMeter},
	},
	frame_system,
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, Perbill},
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
	pub type Engine = pallet_engine;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

thread_local! {
	/// What each step was given, in the order of the calls.
	pub static GIVEN: RefCell<Vec<(&'static str, Weight)>> = const { RefCell::new(Vec::new()) };
}

parameter_types! {
	pub static Now: u64 = 0;
	pub static Pause: bool = false;
	pub static Ended: u32 = 0;
	pub static FirstUses: Perbill = Perbill::zero();
	pub static ThirdUses: Perbill = Perbill::one();
	pub const Budget: Perbill = Perbill::from_percent(70);
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

fn first(meter: &mut WeightMeter) {
	GIVEN.with(|g| g.borrow_mut().push(("first", meter.limit())));
	meter.consume(FirstUses::get() * meter.limit());
}

fn second(meter: &mut WeightMeter) {
	GIVEN.with(|g| g.borrow_mut().push(("second", meter.limit())));
}

fn third(meter: &mut WeightMeter) {
	GIVEN.with(|g| g.borrow_mut().push(("third", meter.limit())));
	meter.consume(ThirdUses::get() * meter.limit());
}

fn least() -> Weight {
	Weight::from_parts(1_000, 10)
}

pub struct Steps;

impl EngineSteps for Steps {
	const STEPS: &'static [Step] = &[
		Step {
			name: "first",
			share: Perbill::from_percent(20),
			least,
			again: true,
			process: first,
		},
		Step {
			name: "second",
			share: Perbill::from_percent(30),
			least,
			again: true,
			process: second,
		},
		Step {
			name: "third",
			share: Perbill::from_percent(40),
			least,
			again: false,
			process: third,
		},
	];
	const IDLE_STEPS: &'static [Step] = &[Step {
		name: "idle",
		share: Perbill::zero(),
		least: Weight::zero,
		again: false,
		process: second,
	}];

	fn end_block() {
		Ended::mutate(|n| *n += 1);
	}

	fn end_block_weight() -> Weight {
		Weight::from_parts(5_000, 0)
	}
}

impl pallet_engine::Config for Test {
	type Steps = Steps;
	type Budget = Budget;
	type Paused = Pause;
	type Clock = Now;
	type WeightInfo = ();
}

pub fn new_test_ext() -> TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	GIVEN.with(|g| g.borrow_mut().clear());
	Ended::set(0);
	Pause::set(false);
	FirstUses::set(Perbill::zero());
	ThirdUses::set(Perbill::one());
	storage.into()
}

/// Takes what the steps were given since the last time.
pub fn given() -> Vec<(&'static str, Weight)> {
	GIVEN.with(|g| core::mem::take(&mut *g.borrow_mut()))
}

/// One block as the executive drives it; returns the weight of `on_initialize`.
pub fn run_block(n: u64) -> Weight {
	System::set_block_number(n);
	Now::set(n * 1_000);
	let weight = Engine::on_initialize(n);
	Engine::on_idle(n, Weight::from_parts(777, 777));
	Engine::on_finalize(n);
	weight
}

pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Engine::do_try_state().unwrap();
	});
}
