// SPDX-License-Identifier: Apache-2.0
//! Benchmarks.

use super::*;
use frame_support::{
	dispatch::RawOrigin,
	traits::{EnsureOrigin, Get},
};
use polkadot_sdk::frame_benchmarking::v2::*;
use tenor_fixed::{Cash, Price, Quantity, E8};
use tenor_series::UnderlyingId;

const TOKENS: u128 = 1_000_000_000_000;

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

/// An open vault.
fn vault<T: Config>() -> Result<UnderlyingId, BenchmarkError> {
	let underlying = T::BenchmarkHelper::underlying();
	T::BenchmarkHelper::fund(
		&Pallet::<T>::account_of(underlying),
		T::Seed::get().saturating_mul(2),
	);
	Pallet::<T>::open_vault(admin::<T>()?, underlying)?;
	Ok(underlying)
}

/// An account with shares.
fn holder<T: Config>(underlying: UnderlyingId, index: u32) -> Result<T::AccountId, BenchmarkError> {
	let who: T::AccountId = account("holder", index, 0);
	T::BenchmarkHelper::fund(&who, TOKENS);
	Pallet::<T>::deposit(RawOrigin::Signed(who.clone()).into(), underlying, TOKENS / 2)?;
	Ok(who)
}

/// A full queue, and who is last in it.
fn full_queue<T: Config>(underlying: UnderlyingId) -> Result<T::AccountId, BenchmarkError> {
	let mut last = Pallet::<T>::account_of(underlying);
	for index in 0..MAX_REQUESTS {
		last = holder::<T>(underlying, index)?;
		let all = SharesOf::<T>::get(underlying, &last);
		let origin = RawOrigin::Signed(last.clone()).into();
		Pallet::<T>::request_withdrawal(origin, underlying, all)?;
	}
	Ok(last)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_vault() -> Result<(), BenchmarkError> {
		let underlying = T::BenchmarkHelper::underlying();
		let account = Pallet::<T>::account_of(underlying);
		T::BenchmarkHelper::fund(&account, T::Seed::get().saturating_mul(2));
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, underlying);
		assert!(Vaults::<T>::contains_key(underlying));
		Ok(())
	}

	#[benchmark]
	fn deposit() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		let who = holder::<T>(underlying, 0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who), underlying, TOKENS / 4);
		Ok(())
	}

	#[benchmark]
	fn request_withdrawal() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		let last = full_queue::<T>(underlying)?;
		Pallet::<T>::cancel_withdrawal(RawOrigin::Signed(last.clone()).into(), underlying)?;
		let all = SharesOf::<T>::get(underlying, &last);
		#[extrinsic_call]
		_(RawOrigin::Signed(last), underlying, all);
		Ok(())
	}

	#[benchmark]
	fn cancel_withdrawal() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		let last = full_queue::<T>(underlying)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(last), underlying);
		Ok(())
	}

	#[benchmark]
	fn pay() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		let last = full_queue::<T>(underlying)?;
		T::BenchmarkHelper::pass(Parameters::<T>::get().notice_ms);
		#[extrinsic_call]
		_(RawOrigin::Signed(last), underlying);
		let left = Requests::<T>::get(underlying).len();
		assert_eq!(u32::try_from(left).ok(), MAX_REQUESTS.checked_sub(1));
		Ok(())
	}

	#[benchmark]
	fn reduce() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		let who: T::AccountId = account("manager", 0, 0);
		let refused;
		#[block]
		{
			// What trading does is charged by its own weight: the caller is no manager.
			let (series, one) = (T::BenchmarkHelper::series(), Quantity::from_e8(1));
			let limit = Price::from_e8(1);
			refused = Pallet::<T>::reduce(RawOrigin::Signed(who).into(), series, one, limit);
		}
		assert!(refused.is_err() && Vaults::<T>::contains_key(underlying));
		Ok(())
	}

	#[benchmark]
	fn set_manager() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		let who: T::AccountId = account("manager", 0, 0);
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, underlying, Some(who));
		Ok(())
	}

	#[benchmark]
	fn set_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Params::default());
		Ok(())
	}

	#[benchmark]
	fn backstop() -> Result<(), BenchmarkError> {
		let underlying = vault::<T>()?;
		T::BenchmarkHelper::pass(Parameters::<T>::get().loss_period_ms);
		let all = |dollars: i128| Cash::from_e8(dollars.saturating_mul(E8));
		let own = Stands { equity: all(1_000), initial: all(1_000), maintenance: all(1_000) };
		let sold = Stands { equity: all(-10), initial: all(-30), maintenance: all(-20) };
		let share;
		#[block]
		{
			share = Pallet::<T>::offer_floor(underlying, &own, &sold);
			Pallet::<T>::taken(underlying, share, &sold);
		}
		assert!(!share.is_zero());
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
