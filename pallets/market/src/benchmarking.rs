// SPDX-License-Identifier: Apache-2.0
//! Worst cases: as many operators as there can be, a quorum of all of them, the value that
//! completes it measured, every window with a boundary due.

use super::*;
use crate::traits::BenchmarkHelper;
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::traits::{EnsureOrigin, Get},
	frame_system::RawOrigin,
	sp_weights::WeightMeter,
};
use tenor_fixed::{Fixed, Price, Rate, E18};
use tenor_series::{ExpiryKey, Moment, Symbol, UnderlyingId, DAY_MS, YEAR_MS};
use tenor_svi::{Surface, Svi};

const START: Moment = 20_532 * DAY_MS;
const HOUR_MS: Moment = 3_600_000;
const SPOT: Price = Price::from_e8(80_000 * 100_000_000);

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn symbol(number: u32) -> Symbol {
	// Distinct for the first 26 * 26.
	let letter = |n: u32| char::from(b'A' + u8::try_from(n % 26).unwrap());
	let text: alloc::string::String = [letter(number / 26), letter(number)].iter().collect();
	Symbol::new(&text).unwrap()
}

/// An underlying that needs every one of `quorum` operators.
fn underlying<T: Config>(quorum: u32) -> UnderlyingId {
	T::BenchmarkHelper::set_moment(START);
	let number = u32::from(UnderlyingCount::<T>::get());
	let quorum = u8::try_from(quorum.min(255)).unwrap();
	let params = UnderlyingParams { quorum, ..Default::default() };
	Pallet::<T>::do_register_underlying(symbol(number), params).unwrap()
}

/// `count` expiries of an underlying, one each hour from the first hour on.
fn expiries<T: Config>(underlying: UnderlyingId, count: u32) -> Vec<ExpiryKey> {
	(1..=u64::from(count))
		.map(|hour| ExpiryKey { underlying, expiry: START + hour * HOUR_MS })
		.inspect(|key| Pallet::<T>::on_listed(*key).unwrap())
		.collect()
}

/// Operators, all but the last of whom have fed the index, and an index in force before.
fn operators_and_index<T: Config>(
	underlying: UnderlyingId,
	count: u32,
) -> (Vec<T::AccountId>, T::AccountId) {
	let mut operators = T::BenchmarkHelper::operators(count);
	for who in &operators {
		feed_index::<T>(who, underlying, START - 1);
	}
	let last = operators.pop().unwrap();
	(operators, last)
}

fn feed_index<T: Config>(who: &T::AccountId, underlying: UnderlyingId, observed_at: Moment) {
	let quote = IndexQuote { underlying, value: SPOT, confidence: Fixed::ONE, observed_at };
	Pallet::<T>::do_submit_index(who, quote).unwrap();
}

/// Flat smiles of 50 % for every expiry.
fn surfaces<T: Config>(keys: &[ExpiryKey]) -> SurfaceSet<T> {
	let entries = keys.iter().map(|key| {
		let left = i128::from(key.expiry - START);
		let tau_ref = Fixed::from_ratio_floor(left, i128::from(YEAR_MS)).unwrap();
		let svi = Svi {
			a: Fixed::from_e18(tau_ref.e18() / 4),
			b: Fixed::from_e18(tau_ref.e18() / 100),
			rho: Fixed::from_e18(-E18 / 10),
			m: Fixed::ZERO,
			sigma: Fixed::from_e18(E18 / 2),
		};
		let surface = Surface { svi, f_ref: SPOT.to_fixed(), tau_ref };
		ExpirySurface { expiry: key.expiry, surface }
	});
	entries.collect::<Vec<_>>().try_into().unwrap()
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn submit_index(o: Linear<1, { T::MaxOperators::get() }>) {
		let id = underlying::<T>(o);
		let (others, last) = operators_and_index::<T>(id, o);
		expiries::<T>(id, T::MaxExpiries::get());
		// Every window of the underlying has both its boundaries behind it.
		let late = START + DAY_MS * 30;
		T::BenchmarkHelper::set_moment(late);
		for who in &others {
			feed_index::<T>(who, id, late);
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(last), id, SPOT, Fixed::ONE, late);

		assert_eq!(Pallet::<T>::spot(id), Some(SPOT));
	}

	#[benchmark]
	fn submit_carry(o: Linear<1, { T::MaxOperators::get() }>) {
		let id = underlying::<T>(o);
		let (others, last) = operators_and_index::<T>(id, o);
		let key = expiries::<T>(id, 1)[0];
		for who in &others {
			Pallet::<T>::do_submit_carry(who, key, Fixed::ONE, Fixed::ONE, START).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(last), key, Fixed::ONE, Fixed::ONE, START);

		assert!(Expiries::<T>::get(key).unwrap().carry.is_some());
	}

	#[benchmark]
	fn submit_rate(o: Linear<1, { T::MaxOperators::get() }>) {
		let id = underlying::<T>(o);
		let (others, last) = operators_and_index::<T>(id, o);
		let key = expiries::<T>(id, 1)[0];
		for who in &others {
			Pallet::<T>::do_submit_rate(who, key, Rate::ZERO, Fixed::ONE, START).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(last), key, Rate::ZERO, Fixed::ONE, START);

		assert!(Expiries::<T>::get(key).unwrap().rate.is_some());
	}

	#[benchmark]
	fn submit_surfaces(
		o: Linear<1, { T::MaxOperators::get() }>,
		n: Linear<1, { T::MaxExpiries::get() }>,
	) {
		let id = underlying::<T>(o);
		let (others, last) = operators_and_index::<T>(id, o);
		let keys = expiries::<T>(id, n);
		let set = surfaces::<T>(&keys);
		for who in &others {
			Pallet::<T>::do_submit_surfaces(who, id, set.clone(), Fixed::ONE, START).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(last), id, set, Fixed::ONE, START);

		assert!(Expiries::<T>::get(keys[0]).unwrap().surface.is_some());
	}

	#[benchmark]
	fn submit_stable(o: Linear<1, { T::MaxOperators::get() }>) {
		T::BenchmarkHelper::set_moment(START);
		let mut operators = T::BenchmarkHelper::operators(o);
		let last = operators.pop().unwrap();
		let quorum = u8::try_from(o.min(255)).unwrap();
		StableRule::<T>::put(StableParams { quorum, ..Default::default() });
		let one = Price::from_e8(100_000_000);
		for who in &operators {
			Pallet::<T>::do_submit_stable(who, one, Fixed::ONE, START).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(last), one, Fixed::ONE, START);

		assert!(StablePrice::<T>::exists());
	}

	#[benchmark]
	fn register_underlying(
		n: Linear<1, { u32::from(T::MaxUnderlyings::get()) }>,
	) -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let before = u32::from(UnderlyingCount::<T>::get());
		for _ in before..n - 1 {
			underlying::<T>(1);
		}
		let symbol = Symbol::new("BENCH").unwrap();
		let free = UnderlyingCount::<T>::get() < T::MaxUnderlyings::get();
		if !free {
			return Err(BenchmarkError::Skip);
		}

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, symbol, UnderlyingParams { quorum: 1, ..Default::default() });

		assert!(UnderlyingCount::<T>::get() > 0);
		Ok(())
	}

	#[benchmark]
	fn set_underlying_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let id = underlying::<T>(1);
		let second = underlying::<T>(1);
		let params =
			UnderlyingParams { quorum: 1, second_source: Some(second), ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, params);

		assert_eq!(Pallet::<T>::params(id), Ok(params));
		Ok(())
	}

	#[benchmark]
	fn set_stable_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let params = StableParams { quorum: 1, ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, params);

		assert_eq!(StableRule::<T>::get(), params);
		Ok(())
	}

	#[benchmark]
	fn set_collateral_source() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let source = Some(CollateralSource::Underlying(underlying::<T>(1)));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 77, source);

		assert_eq!(CollateralSources::<T>::get(77), source);
		Ok(())
	}

	#[benchmark]
	fn on_listed() {
		let id = underlying::<T>(1);
		let second = underlying::<T>(1);
		let params =
			UnderlyingParams { quorum: 1, second_source: Some(second), ..Default::default() };
		Pallet::<T>::do_set_underlying_params(id, params).unwrap();
		expiries::<T>(id, T::MaxExpiries::get() - 1);
		let key = ExpiryKey { underlying: id, expiry: START + DAY_MS * 300 };

		#[block]
		{
			Pallet::<T>::on_listed(key).unwrap();
		}

		assert!(Expiries::<T>::contains_key(key));
	}

	#[benchmark]
	fn on_removed(o: Linear<1, { T::MaxOperators::get() }>) {
		let id = underlying::<T>(o);
		operators_and_index::<T>(id, o);
		let keys = expiries::<T>(id, T::MaxExpiries::get());
		for who in T::BenchmarkHelper::operators(o) {
			Pallet::<T>::do_submit_carry(&who, keys[0], Fixed::ONE, Fixed::ONE, START).unwrap();
			Pallet::<T>::do_submit_rate(&who, keys[0], Rate::ZERO, Fixed::ONE, START).unwrap();
		}

		#[block]
		{
			Pallet::<T>::on_removed(keys[0]).unwrap();
		}

		assert!(!Expiries::<T>::contains_key(keys[0]));
	}

	/// A run after a standstill, with one price of the settlement asset to end.
	#[benchmark]
	fn roll_base() {
		T::BenchmarkHelper::set_moment(START);
		UnderlyingCount::<T>::put(0);
		LastRun::<T>::put(types::EngineRun { block: 0u32.into(), moment: 0 });
		RollCursor::<T>::put(1);

		#[block]
		{
			Pallet::<T>::process_roll(&mut WeightMeter::new());
		}

		assert_eq!(LastRun::<T>::get().unwrap().moment, START);
	}

	#[benchmark]
	fn end_print() {
		let id = underlying::<T>(1);
		operators_and_index::<T>(id, 1);

		#[block]
		{
			Pallet::<T>::end_print(id, START - 1);
		}

		assert!(Pallet::<T>::spot(id).is_none());
	}

	#[benchmark]
	fn roll_quiet() {
		let id = underlying::<T>(1);

		#[block]
		{
			core::hint::black_box(Indices::<T>::get(id));
		}
	}

	#[benchmark]
	fn roll_points(n: Linear<1, { T::MaxExpiries::get() }>) {
		let id = underlying::<T>(1);
		operators_and_index::<T>(id, 1);
		expiries::<T>(id, n);
		let late = START + DAY_MS * 30;
		T::BenchmarkHelper::set_moment(late);

		#[block]
		{
			let mut index = Indices::<T>::get(id);
			Pallet::<T>::take_due_points(id, &mut index, late);
			Indices::<T>::insert(id, index);
		}

		assert_eq!(Indices::<T>::get(id).next_boundary, None);
	}

	#[benchmark]
	fn roll_regime() {
		let id = underlying::<T>(1);
		operators_and_index::<T>(id, 1);
		let mut index = Indices::<T>::get(id);
		Pallet::<T>::step_regime(id, &mut index, START);
		// Two intervals with a price, so that there is a return.
		for minute in [1u64, 2] {
			let now = START + minute * 60_000;
			Pallet::<T>::step_regime(id, &mut index, now);
		}
		let now = START + 3 * 60_000;
		T::BenchmarkHelper::set_moment(now);

		#[block]
		{
			Pallet::<T>::step_regime(id, &mut index, now);
			Indices::<T>::insert(id, index);
		}

		assert!(Indices::<T>::get(id).regime.variance.is_some());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
