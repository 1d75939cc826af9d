// SPDX-License-Identifier: Apache-2.0
//! Benchmarks.

use super::*;
use crate::step::Step;
use frame_support::{dispatch::RawOrigin, traits::EnsureOrigin, weights::WeightMeter};
use polkadot_sdk::frame_benchmarking::v2::*;
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::{Params, Stage};
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

/// The same, sold from although it owes more than it has: the dearest stage.
fn insolvent<T: Config>(id: PortfolioId) -> Auction {
	let mut auction = Auctions::<T>::get(id).expect("its auction runs");
	auction.start(Stage::Insolvent);
	Auctions::<T>::insert(id, auction);
	auction
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Auctions there are, and no weight for any. The cursor, which moves where there was some, is written
	/// beside it.
	#[benchmark]
	fn process_liquidation_base() {
		let (id, _, _) = auction_with_bid::<T>();
		let mut meter = WeightMeter::with_limit(T::WeightInfo::process_liquidation_base());
		#[block]
		{
			Pallet::<T>::process_liquidation(&mut meter);
			Cursor::<T>::put(id);
		}
		assert_eq!(meter.remaining(), Default::default());
	}

	/// What is to know of a debtor is charged by the ledger. The cursor, which moves where there are several,
	/// is written beside it.
	#[benchmark]
	fn flag_overdue() {
		let id = T::BenchmarkHelper::unsafe_portfolio();
		let looked = DebtCursor::<T>::get();
		#[block]
		{
			Pallet::<T>::flag_overdue(&mut WeightMeter::new());
			DebtCursor::<T>::put(id);
		}
		assert_eq!(T::Ledger::next_debtor(looked), None);
	}

	#[benchmark]
	fn next_auction() {
		auction_with_bid::<T>();
		#[block]
		{
			assert!(Auctions::<T>::iter().next().is_some());
		}
	}

	/// An auction whose need changes. How the portfolio stands is charged by margin, what it holds by who
	/// asks.
	#[benchmark]
	fn visit() {
		let (id, _, _) = auction_with_bid::<T>();
		let mut auction = insolvent::<T>(id);
		let health = T::Risk::begin().standing(id).expect("the market is fresh");
		let params = Parameters::<T>::get();
		let (stands, orders);
		#[block]
		{
			let holder = T::Ledger::holder(id);
			stands = Pallet::<T>::go_on(id, &mut auction, &health, &params);
			orders = BidsOf::<T>::get(id).is_empty() || T::Orders::open(id) > 0;
			assert!(holder.is_some());
		}
		assert!(stands.is_ok() && !orders);
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

	/// The only bid on one that is insolvent, with a premium. What moves is charged by margin and the ledger.
	#[benchmark]
	fn fill() {
		let (id, _, bidder) = auction_with_bid::<T>();
		let mut auction = insolvent::<T>(id);
		let mut risk = T::Risk::begin();
		let health = risk.standing(id).expect("the market is fresh");
		let mut meter = WeightMeter::new();
		let step = Step::<T> { risk, params: Parameters::<T>::get(), meter: &mut meter };
		let premium = Cash::from_e8(1);
		#[block]
		{
			let bids = BidsOf::<T>::get(id);
			let holders = T::Ledger::holder(id).zip(T::Ledger::holder(bidder));
			let mut sale = Pallet::<T>::sale(&auction, &health, &step).expect("it is sold from");
			let deal = Pallet::<T>::deal(&bids, 0, &auction, &sale, &step);
			let deal = deal.expect("he bids whatever it costs");
			Paid::<T>::put(Pallet::<T>::premiums().with(premium).expect("no overflow"));
			Pallet::<T>::note_fill(id, bidder, &deal, deal.cost, &mut auction, &mut sale);
			Pallet::<T>::put_bids(id, Default::default());
			Pallet::<T>::store(id, &mut auction, &health.standing).expect("no overflow");
			assert!(holders.is_some());
		}
		assert!(BidsOf::<T>::get(id).is_empty() && Auctions::<T>::contains_key(id));
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

	/// What settling and valuing takes is charged by those who do it.
	#[benchmark]
	fn request_exit() {
		let (who, id) = T::BenchmarkHelper::exiting();
		#[block]
		{
			let holder = Pallet::<T>::owned(&who, id).expect("it is his");
			assert!(holder.expiries > 0);
			Pallet::<T>::begin_exit(id).expect("it can be frozen");
		}
		assert!(Auctions::<T>::get(id).is_some_and(|auction| auction.is_exit()));
	}

	#[benchmark]
	fn cancel_exit() {
		let (who, id) = T::BenchmarkHelper::exiting();
		Pallet::<T>::begin_exit(id).expect("it can be frozen");
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);
		assert!(!Auctions::<T>::contains_key(id));
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
