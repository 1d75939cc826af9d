// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: worst cases with full chains and full expiries.

use super::*;
use alloc::vec::Vec;
use frame_support::{
	traits::{Get, Time},
	BoundedVec,
};
use polkadot_sdk::{frame_benchmarking::v2::*, frame_support::traits::EnsureOrigin};
use tenor_fixed::Price;
use tenor_series::{
	ExpiryKey, ExpiryRule, OptionKind, SeriesKey, UnderlyingId, DAY_MS, EXPIRY_TIME_OF_DAY_MS,
};

/// Monday 1 March 2100, 00:00 UTC: no state of a real chain is there yet.
const TODAY: u64 = 47_541 * DAY_MS;

fn spot() -> Price {
	Price::from_e8(80_000 * 100_000_000)
}

fn set_up<T: Config>() -> UnderlyingId {
	T::BenchmarkHelper::set_time(TODAY);
	T::BenchmarkHelper::underlying_at(spot())
}

fn strikes_above(from: u32, count: u32) -> Strikes {
	let step = spot().e8() / 1_000;
	let list: Vec<Price> = (from..from.saturating_add(count))
		.map(|n| Price::from_e8(spot().e8().saturating_add(u64::from(n).saturating_mul(step))))
		.collect();
	BoundedVec::truncate_from(list)
}

fn key(underlying: UnderlyingId, day: u64) -> ExpiryKey {
	ExpiryKey { underlying, expiry: TODAY + day * DAY_MS + EXPIRY_TIME_OF_DAY_MS }
}

/// Lists all but one of the expiries that fit.
fn fill_chain<T: Config>(underlying: UnderlyingId, strikes: u32) -> Result<(), BenchmarkError> {
	for day in 1..u64::from(T::MaxExpiriesPerUnderlying::get()) {
		let key = key(underlying, day.saturating_add(30));
		Pallet::<T>::do_list_expiry(key, strikes_above(0, strikes), true)?;
	}
	Ok(())
}

fn rule() -> ListingRule {
	ListingRule {
		expiries: ExpiryRule { daily: 1, weekly: 1, monthly: 1, quarterly: 1 },
		grid: StrikeGrid { step: Price::from_e8(100_000_000_000), width: StrikeGrid::MAX_WIDTH },
		min_life_ms: 0,
	}
}

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn lister<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::ListingOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn halter<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::HaltOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_rule() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, underlying, Some(rule()));
		assert!(Rules::<T>::contains_key(underlying));
		Ok(())
	}

	#[benchmark]
	fn list_expiry(s: Linear<1, { MAX_STRIKES }>) -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		fill_chain::<T>(underlying, 1)?;
		let key = key(underlying, 1);
		let origin = lister::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, underlying, key.expiry, strikes_above(0, s));
		assert!(Expiries::<T>::contains_key(key));
		Ok(())
	}

	#[benchmark]
	fn add_strikes(s: Linear<1, { MAX_STRIKES - 1 }>) -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		fill_chain::<T>(underlying, 1)?;
		let key = key(underlying, 31);
		let origin = lister::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key, strikes_above(1, s));
		assert!(Pallet::<T>::strikes(key).len() > 1);
		Ok(())
	}

	#[benchmark]
	fn halt_expiry() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		let key = key(underlying, 1);
		Pallet::<T>::do_list_expiry(key, strikes_above(0, MAX_STRIKES), true)?;
		let origin = halter::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key, HaltLevel::TradingRefused);
		Ok(())
	}

	#[benchmark]
	fn resume_expiry() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		let key = key(underlying, 1);
		Pallet::<T>::do_list_expiry(key, strikes_above(0, MAX_STRIKES), true)?;
		Pallet::<T>::do_halt_expiry(key, HaltLevel::TradingRefused)?;
		let origin = halter::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, key);
		Ok(())
	}

	#[benchmark]
	fn set_open_interest_cap() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		let cap = OpenInterestCap { series_e8: 1, underlying_e8: 1 };
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, underlying, cap);
		Ok(())
	}

	#[benchmark]
	fn set_policy() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, ListingPolicy::default());
		Ok(())
	}

	#[benchmark]
	fn process_listing_base() {
		set_up::<T>();
		let mut meter =
			frame_support::weights::WeightMeter::with_limit(T::WeightInfo::process_listing_base());
		#[block]
		{
			Pallet::<T>::process_listing(&mut meter);
		}
	}

	/// A full chain to which the rule has nothing to add.
	#[benchmark]
	fn visit_underlying() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		fill_chain::<T>(underlying, MAX_STRIKES)?;
		Rules::<T>::insert(underlying, ListingRule { min_life_ms: u64::MAX, ..rule() });
		let worked;
		#[block]
		{
			worked = Pallet::<T>::do_one_listing(underlying);
		}
		assert!(!worked);
		Ok(())
	}

	#[benchmark]
	fn prune_expiry() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		fill_chain::<T>(underlying, MAX_STRIKES)?;
		let key = key(underlying, 31);
		#[block]
		{
			Pallet::<T>::prune(key);
		}
		DueIndex::<T>::mutate(|index| index.retain(|other| *other != key));
		assert!(!Expiries::<T>::contains_key(key));
		Ok(())
	}

	/// A rise, which checks tradability and caps.
	#[benchmark]
	fn shift_open_interest() -> Result<(), BenchmarkError> {
		let underlying = set_up::<T>();
		let key = key(underlying, 1);
		Pallet::<T>::do_list_expiry(key, strikes_above(0, MAX_STRIKES), true)?;
		let series: SeriesKey = key.series(spot(), OptionKind::Call);
		#[block]
		{
			Pallet::<T>::shift_open_interest(&series, 1)?;
		}
		assert_eq!(OpenInterest::<T>::get(series), 1);
		assert!(T::Clock::now() < key.expiry);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
