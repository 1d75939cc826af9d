// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pieces of which the engine's steps are made, neighbours included.

use super::*;
use crate::{impls::Payout, pallet::Pallet as Settlement};
use frame_support::{
	dispatch::RawOrigin,
	traits::{EnsureOrigin, Get, Time},
	weights::{Weight, WeightMeter},
};
use polkadot_sdk::frame_benchmarking::v2::*;
use tenor_series::{ExpiryKey, PortfolioId};

/// Weight for one more piece than the base.
fn base_and<T: Config>(piece: Weight) -> WeightMeter {
	WeightMeter::with_limit(T::WeightInfo::process_settlement_base().saturating_add(piece))
}

/// A due expiry that froze; `positions` held by one portfolio.
fn begun<T: Config>(positions: u32) -> (ExpiryKey, PortfolioId) {
	let expiry = T::BenchmarkHelper::due_expiry();
	let portfolio = T::BenchmarkHelper::holder(expiry, positions);
	let mut meter = base_and::<T>(T::WeightInfo::begin_settlement());
	Settlement::<T>::process_settlement(&mut meter);
	(expiry, portfolio)
}

/// The same with its price fixed.
fn paying<T: Config>(positions: u32) -> (ExpiryKey, PortfolioId) {
	let (expiry, portfolio) = begun::<T>(positions);
	Settlement::<T>::look_for_price(expiry, T::Clock::now());
	(expiry, portfolio)
}

/// Takes an entry without paying for it.
fn take<T: Config>(expiry: ExpiryKey, portfolio: PortfolioId) {
	let mut settling = T::Clearing::begin(expiry).expect("the clearing account is open");
	let nothing = tenor_fixed::Cash::ZERO;
	let (owner, _) = T::Clearing::settle(&mut settling, portfolio, nothing).expect("exists");
	T::Clearing::finish(settling);
	let mut taken = T::Book::begin(expiry);
	let entry = T::Book::entry(expiry, portfolio).unwrap_or_default();
	T::Book::take(&mut taken, portfolio, &owner, &entry);
	T::Book::finish(taken);
}

/// A full page of results.
fn page() -> ResultPage {
	let all = (0..u64::from(RESULTS_PER_PAGE)).map(|n| (PortfolioId(n), tenor_fixed::Cash::ONE));
	ResultPage::truncate_from(all.collect())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A block in which nothing is due and nothing settles.
	#[benchmark]
	fn process_settlement_base() {
		let mut meter = WeightMeter::new();
		#[block]
		{
			Settlement::<T>::process_settlement(&mut meter);
		}
	}

	/// The dearer branch: nobody holds anything, so it is closed at once.
	#[benchmark]
	fn begin_settlement() {
		let expiry = T::BenchmarkHelper::due_expiry();
		let mut meter = base_and::<T>(T::WeightInfo::begin_settlement());
		#[block]
		{
			Settlement::<T>::process_settlement(&mut meter);
		}
		assert!(Settlements::<T>::get(expiry).is_some_and(|r| r.phase == Phase::Closed));
	}

	/// A price that is found and fixed.
	#[benchmark]
	fn look_for_price() {
		let (expiry, _) = begun::<T>(1);
		let found;
		#[block]
		{
			found = Settlement::<T>::look_for_price(expiry, T::Clock::now());
		}
		assert!(found);
	}

	/// The marks of an expiry ahead of its time, found and fixed.
	#[benchmark]
	fn look_for_marks() {
		let (expiry, _) = begun::<T>(1);
		let found;
		#[block]
		{
			found = Settlement::<T>::look_for_marks(expiry, T::Clock::now());
		}
		assert!(found);
	}

	/// The books of an expiry whose holders are all paid are closed.
	#[benchmark]
	fn pay_base() -> Result<(), BenchmarkError> {
		let (expiry, portfolio) = paying::<T>(1);
		// One holder alone would not balance: his entry goes without being paid.
		take::<T>(expiry, portfolio);
		let mut meter = WeightMeter::new();
		#[block]
		{
			Settlement::<T>::pay_batch(expiry, T::Clock::now(), &mut meter);
		}
		assert!(Settlements::<T>::get(expiry).is_some_and(|r| r.phase == Phase::Closed));
		Ok(())
	}

	/// One of many, and the walk to it. What portfolios share was touched by another one before it and is
	/// written behind it: whoever is the first pays for that.
	#[benchmark]
	fn pay_portfolio(p: Linear<1, { T::MaxPositions::get() }>) -> Result<(), BenchmarkError> {
		let (expiry, first) = paying::<T>(T::MaxPositions::get() + 1);
		let portfolio = T::BenchmarkHelper::holder(expiry, p);
		let record = Settlements::<T>::get(expiry).ok_or(BenchmarkError::Stop("not begun"))?;
		let mut payout =
			Payout::<T>::begin(expiry, record).ok_or(BenchmarkError::Stop("not paying"))?;
		let entry = payout.entry(first);
		payout.pay(first, &entry)?;
		let (paid, next);
		#[block]
		{
			next = T::Book::next(expiry, None);
			let entry = payout.entry(portfolio);
			paid = payout.pay(portfolio, &entry)?;
		}
		assert!(next.is_some() && paid.positions == p);
		Ok(())
	}

	#[benchmark]
	fn settle_portfolio(p: Linear<1, { T::MaxPositions::get() }>) {
		let (expiry, portfolio) = paying::<T>(p);
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), expiry, portfolio);
		assert!(Settlement::<T>::result(expiry, portfolio).is_some());
	}

	/// A portfolio with an entry that cannot settle yet.
	#[benchmark]
	fn settle_due_base() -> Result<(), BenchmarkError> {
		let (_, portfolio) = begun::<T>(1);
		#[block]
		{
			Settlement::<T>::settle_due(portfolio)?;
		}
		Ok(())
	}

	/// A settlement whose retention is over and whose results do not fit the block.
	#[benchmark]
	fn prune_base() {
		let expiry = T::BenchmarkHelper::due_expiry();
		let record = SettlementRecord {
			phase: Phase::Closed,
			closed_at: Some(0),
			..SettlementRecord::begun(0)
		};
		Settlements::<T>::insert(expiry, record);
		ClosedExpiries::<T>::insert(Pruned::<T>::get(), expiry);
		Closed::<T>::put(Pruned::<T>::get().saturating_add(1));
		let mut meter = WeightMeter::with_limit(T::WeightInfo::prune_base());
		#[block]
		{
			Settlement::<T>::process_prune(&mut meter);
		}
		assert!(Settlements::<T>::get(expiry).is_some_and(|r| r.phase == Phase::Pruning));
	}

	#[benchmark]
	fn prune_result() {
		let expiry = T::BenchmarkHelper::due_expiry();
		for n in 0..2 {
			Results::<T>::insert(expiry, n, page());
		}
		let removed;
		#[block]
		{
			removed = Results::<T>::drain_prefix(expiry).next();
		}
		assert!(removed.is_some());
	}

	#[benchmark]
	fn set_committee_price() -> Result<(), BenchmarkError> {
		let (expiry, _) = begun::<T>(1);
		Settlements::<T>::mutate(expiry, |record| {
			if let Some(record) = record {
				record.rung = Rung::Committee;
			}
		});
		let price = T::BenchmarkHelper::price_in_band(expiry);
		let origin =
			T::CommitteeOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, expiry, price);
		assert!(Settlement::<T>::price(expiry).is_some());
		Ok(())
	}

	#[benchmark]
	fn set_ladder() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, LadderTimes::default());
		Ok(())
	}

	impl_benchmark_test_suite!(Settlement, crate::mock::new_test_ext(), crate::mock::Test);
}
