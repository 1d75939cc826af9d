// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the idle step.

use super::*;
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::{traits::Get, weights::WeightMeter},
	frame_system,
};

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Nothing is due.
	#[benchmark]
	fn look() {
		let block = frame_system::Pallet::<T>::block_number();
		Pallet::<T>::state(block);
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::process_statement(&mut meter);
		}
		assert_eq!(meter.consumed(), T::WeightInfo::look());
	}

	/// A statement about `a` assets.
	#[benchmark]
	fn state(a: Linear<4, { T::MaxAssets::get() }>) {
		T::BenchmarkHelper::accept_assets(a);
		let block = frame_system::Pallet::<T>::block_number();
		#[block]
		{
			Pallet::<T>::state(block);
		}
		assert!(Last::<T>::get().is_some_and(|(_, last)| last.assets.len() >= a as usize));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
