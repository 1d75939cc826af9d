// SPDX-License-Identifier: Apache-2.0
//! Benchmarks.

use super::*;
use frame_support::{dispatch::RawOrigin, traits::EnsureOrigin, weights::WeightMeter};
use polkadot_sdk::frame_benchmarking::v2::*;
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::Params;
use tenor_series::PortfolioId;

/// A portfolio whose auction runs, and a bid on it.
fn auction_with_bid<T: Config>() -> (PortfolioId, T::AccountId, PortfolioId) {
	let id = T::BenchmarkHelper::unsafe_portfolio();
	let (who, bidder) = T::BenchmarkHelper::bidder();
	Pallet::<T>::unsafe_found(id).expect("it can be frozen");
	Pallet::<T>::process_liquidation(&mut WeightMeter::new());
	let bid = Pallet::<T>::bid(
		RawOrigin::Signed(who.clone()).into(),
		id,
		bidder,
		Fixed::ONE,
		Cash::MAX,
		None,
	);
	bid.expect("the bid is taken");
	(id, who, bidder)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn process_liquidation_base() {
		#[block]
		{
			Pallet::<T>::process_liquidation(&mut WeightMeter::new());
		}
	}

	#[benchmark]
	fn flag_overdue() {
		let looked = DebtCursor::<T>::get();
		#[block]
		{
			Pallet::<T>::flag_overdue(&mut WeightMeter::new());
		}
		assert_eq!(DebtCursor::<T>::get(), T::Ledger::next_debtor(looked));
	}

	#[benchmark]
	fn next_auction() {
		auction_with_bid::<T>();
		#[block]
		{
			assert!(Auctions::<T>::iter().next().is_some());
		}
	}

	#[benchmark]
	fn visit() {
		let (id, who, bidder) = auction_with_bid::<T>();
		Pallet::<T>::cancel_bid(RawOrigin::Signed(who).into(), id, bidder).expect("his bid");
		#[block]
		{
			Pallet::<T>::process_liquidation(&mut WeightMeter::new());
		}
		assert!(Auctions::<T>::contains_key(id));
	}

	#[benchmark]
	fn end_auction() {
		let (id, _, _) = auction_with_bid::<T>();
		#[block]
		{
			Pallet::<T>::end(id, Outcome::Safe).expect("it can be freed");
		}
		assert!(!Auctions::<T>::contains_key(id));
	}

	#[benchmark]
	fn fill() {
		let (id, _, _) = auction_with_bid::<T>();
		#[block]
		{
			Pallet::<T>::process_liquidation(&mut WeightMeter::new());
		}
		assert!(BidsOf::<T>::get(id).is_empty());
	}

	#[benchmark]
	fn freeze() {
		let id = T::BenchmarkHelper::unsafe_portfolio();
		#[block]
		{
			Pallet::<T>::unsafe_found(id).expect("it can be frozen");
		}
		assert!(T::Ledger::holder(id).is_some_and(|holder| !holder.active));
	}

	#[benchmark]
	fn bid() {
		let (id, who, bidder) = auction_with_bid::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, bidder, LEAST_SHARE, Cash::MAX, None);
	}

	#[benchmark]
	fn cancel_bid() {
		let (id, who, bidder) = auction_with_bid::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, bidder);
		assert!(BidsOf::<T>::get(id).is_empty());
	}

	#[benchmark]
	fn set_params() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Params::default());
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
