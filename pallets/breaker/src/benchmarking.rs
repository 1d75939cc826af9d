// SPDX-License-Identifier: Apache-2.0
//! Benchmarks.

use super::*;
use frame_support::{
	traits::{EnsureOrigin, Time},
	weights::WeightMeter,
};
use polkadot_sdk::frame_benchmarking::v2::*;

/// Weight for the base of the step and what comes besides.
fn meter_of<T: Config>(more: frame_support::weights::Weight) -> WeightMeter {
	WeightMeter::with_limit(T::WeightInfo::process_checks_base().saturating_add(more))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn process_checks_base() {
		let mut meter = meter_of::<T>(Default::default());
		#[block]
		{
			Pallet::<T>::process_checks(&mut meter);
		}
	}

	#[benchmark]
	fn check_underlying() {
		let underlying = T::BenchmarkHelper::underlying();
		Cursor::<T>::put(Subject::Underlying(underlying));
		let mut meter = meter_of::<T>(T::WeightInfo::check_underlying());
		#[block]
		{
			Pallet::<T>::process_checks(&mut meter);
		}
	}

	#[benchmark]
	fn check_asset() -> Result<(), BenchmarkError> {
		let asset = T::Money::next_asset(None).ok_or(BenchmarkError::Stop("an asset"))?;
		Cursor::<T>::put(Subject::Asset(asset));
		let mut meter = meter_of::<T>(T::WeightInfo::check_asset());
		#[block]
		{
			Pallet::<T>::process_checks(&mut meter);
		}
		Ok(())
	}

	#[benchmark]
	fn set_level() -> Result<(), BenchmarkError> {
		let origin = T::CommitteeOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("the committee's origin"))?;
		let scope = Scope::Underlying(T::BenchmarkHelper::underlying());
		let until = T::Clock::now().saturating_add(1);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, scope, Level::Halted, until);
		assert!(Pallet::<T>::causes(scope).committee.is_some());
		Ok(())
	}

	#[benchmark]
	fn lift() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("the admin's origin"))?;
		let until = T::Clock::now().saturating_add(1);
		Pallet::<T>::do_set_level(Scope::All, Level::Halted, until)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Scope::All);
		assert_eq!(Pallet::<T>::causes(Scope::All), Causes::default());
		Ok(())
	}

	#[benchmark]
	fn set_params() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("the admin's origin"))?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Params::default());
		Ok(())
	}

	#[benchmark]
	fn shut_down() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin()
			.map_err(|()| BenchmarkError::Stop("the admin's origin"))?;
		let underlying = T::BenchmarkHelper::underlying();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Scope::Underlying(underlying));
		assert!(Pallet::<T>::is_shut(underlying));
		Ok(())
	}
}
