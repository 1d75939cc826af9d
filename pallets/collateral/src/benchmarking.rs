// SPDX-License-Identifier: Apache-2.0
//! Benchmarks. Each sets up the worst case its weight is charged for.

use crate::{pallet::*, *};
use alloc::{collections::BTreeMap, vec::Vec};
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::{
		traits::{fungibles::Inspect, EnsureOrigin, Get},
		weights::WeightMeter,
		BoundedVec,
	},
	frame_system::{self, pallet_prelude::BlockNumberFor, RawOrigin},
	sp_runtime::traits::One,
};
use tenor_fixed::{Cash, Fixed};
use tenor_series::{AssetId, ExpiryKey, LedgerAccount, MarginMode, PortfolioId, UnderlyingId};

const COLLATERAL: AssetId = 900_001;
const CASH: i128 = 1_000_000_000_000;

#[benchmarks]
mod benchmarks {
	use super::*;

	fn policy(decimals: u8) -> AssetPolicy {
		let min_deposit = 10u128.pow(u32::from(decimals));
		AssetPolicy { decimals, min_deposit, cap_e8: LEDGER_LIMIT_E8, deposits_open: true }
	}

	fn settlement<T: Config>() -> AssetPolicy {
		let asset = T::SettlementAsset::get();
		if let Some(known) = AcceptedAssets::<T>::get(asset) {
			return known;
		}
		AcceptedAssets::<T>::insert(asset, policy(6));
		policy(6)
	}

	/// The least that can be deposited of it.
	fn least<T: Config>() -> Cash {
		let policy = settlement::<T>();
		policy.convert_floor(policy.min_deposit).expect("a deposit fits the ledger").cash
	}

	fn rich<T: Config>(name: &'static str) -> T::AccountId {
		let who: T::AccountId = account(name, 0, 0);
		let usdc = settlement::<T>();
		let units = 1_000_000 * 10u128.pow(u32::from(usdc.decimals));
		T::BenchmarkHelper::fund(T::SettlementAsset::get(), usdc.decimals, &who, units);
		T::BenchmarkHelper::fund(COLLATERAL, 18, &who, 1_000 * 10u128.pow(18));
		who
	}

	fn accept_collateral<T: Config>() {
		Pallet::<T>::ensure_custody_provided();
		AcceptedAssets::<T>::insert(COLLATERAL, policy(18));
	}

	fn expiry(n: u32) -> ExpiryKey {
		ExpiryKey { underlying: UnderlyingId(0), expiry: u64::from(n) }
	}

	/// A portfolio with cash and collateral, every list full, in debt-free standing; its locks are
	/// of clearing accounts that are closed.
	fn portfolio<T: Config>(who: &T::AccountId) -> PortfolioId {
		accept_collateral::<T>();
		let usdc = settlement::<T>();
		let first = usdc.min_deposit.max(100_000 * 10u128.pow(u32::from(usdc.decimals)));
		let id = Pallet::<T>::do_open_portfolio(who.clone(), MarginMode::Standard, first)
			.expect("the account is funded");
		Pallet::<T>::do_deposit(who.clone(), id, COLLATERAL, 100 * 10u128.pow(18))
			.expect("the account is funded");
		Portfolios::<T>::mutate(id, |record| {
			let record = record.as_mut().expect("just opened");
			let keys: Vec<_> = (0..T::MaxExpiries::get()).map(expiry).collect();
			let locks: Vec<_> = keys.iter().map(|key| (*key, Cash::from_e8(1))).collect();
			record.locked = BoundedVec::truncate_from(locks);
		});
		id
	}

	fn open_clearings<T: Config>() {
		for n in 0..MAX_OPEN_CLEARINGS / 16 {
			Pallet::<T>::open_clearing(expiry(10_000 + n)).expect("below the bound");
		}
	}

	fn admin<T: Config>() -> T::RuntimeOrigin {
		T::AdminOrigin::try_successful_origin().expect("the admin origin can be made")
	}

	fn queue_one<T: Config>(who: &T::AccountId, id: PortfolioId) {
		Pallet::<T>::do_request_withdrawal(who.clone(), id, COLLATERAL, 10u128.pow(18))
			.expect("the portfolio is safe");
		let next = frame_system::Pallet::<T>::block_number() + BlockNumberFor::<T>::one();
		frame_system::Pallet::<T>::set_block_number(next);
	}

	#[benchmark]
	fn open_portfolio() {
		let who = rich::<T>("who");
		for _ in 1..T::MaxPortfolios::get() {
			Pallet::<T>::do_open_portfolio(who.clone(), MarginMode::Standard, 0)
				.expect("the account is funded");
		}
		let first = settlement::<T>().min_deposit;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), MarginMode::Standard, first);
		assert!(PortfolioOf::<T>::contains_key(&who, T::MaxPortfolios::get() - 1));
	}

	#[benchmark]
	fn close_portfolio() {
		let who = rich::<T>("who");
		settlement::<T>();
		let id = Pallet::<T>::do_open_portfolio(who.clone(), MarginMode::Standard, 0)
			.expect("the account is funded");
		// Remainders below one unit of as many tokens as a portfolio may hold.
		let mut dust = Vec::new();
		for n in 0..T::MaxAssets::get() {
			let asset = COLLATERAL + 1 + n;
			AcceptedAssets::<T>::insert(asset, policy(2));
			Totals::<T>::mutate(asset, |totals| {
				totals.received = 1;
				totals.held = 1;
			});
			dust.push((asset, 1u128));
		}
		Portfolios::<T>::mutate(id, |record| {
			if let Some(record) = record {
				record.assets = BoundedVec::truncate_from(dust);
			}
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);
		assert!(Portfolios::<T>::get(id).is_none());
	}

	#[benchmark]
	fn deposit() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		open_clearings::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, COLLATERAL, 10u128.pow(18));
		assert_eq!(Portfolios::<T>::get(id).map(|r| r.holding(COLLATERAL)), Some(10_100_000_000));
	}

	#[benchmark]
	fn request_withdrawal() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		open_clearings::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, COLLATERAL, 10u128.pow(18));
		assert_eq!(Queue::<T>::get().live, 1);
	}

	#[benchmark]
	fn cancel_withdrawal() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		queue_one::<T>(&who, id);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 0);
		assert_eq!(Queue::<T>::get().live, 0);
	}

	#[benchmark]
	fn transfer() {
		let who = rich::<T>("who");
		let (from, to) = (portfolio::<T>(&who), portfolio::<T>(&who));
		open_clearings::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), from, to, COLLATERAL, 100_000_000);
		assert_eq!(Portfolios::<T>::get(to).map(|r| r.holding(COLLATERAL)), Some(10_100_000_000));
	}

	#[benchmark]
	fn set_mode() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		open_clearings::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, MarginMode::Portfolio);
		assert_eq!(Portfolios::<T>::get(id).map(|r| r.mode), Some(MarginMode::Portfolio));
	}

	#[benchmark]
	fn hold() {
		let id = portfolio::<T>(&rich::<T>("who"));
		open_clearings::<T>();
		Portfolios::<T>::mutate(id, |record| {
			let record = record.as_mut().expect("just opened");
			record.locked = BoundedVec::default();
		});
		let amount = Cash::from_e8(1);
		#[block]
		{
			Pallet::<T>::hold(id, amount).expect("it is free");
		}
		assert_eq!(Pallet::<T>::held(id), amount);
	}

	#[benchmark]
	fn unhold() {
		let id = portfolio::<T>(&rich::<T>("who"));
		let amount = Cash::from_e8(1);
		Portfolios::<T>::mutate(id, |record| {
			record.as_mut().expect("just opened").held = amount;
		});
		#[block]
		{
			Pallet::<T>::unhold(id, amount).expect("it is held");
		}
		assert_eq!(Pallet::<T>::held(id), Cash::ZERO);
	}

	#[benchmark]
	fn take_bond() {
		let who = rich::<T>("who");
		let amount = least::<T>();
		#[block]
		{
			Pallet::<T>::take_bond(&who, amount).expect("the account is funded");
		}
		assert!(OtherBonds::<T>::get().is_positive());
	}

	/// To an account that has none of the asset.
	#[benchmark]
	fn pay_bond() {
		let who = rich::<T>("who");
		let twice = least::<T>().saturating_add(least::<T>());
		let bond = Pallet::<T>::take_bond(&who, twice).expect("the account is funded");
		let to: T::AccountId = account("to", 0, 0);
		let half = Cash::from_e8(bond.e8() / 2);
		#[block]
		{
			Pallet::<T>::pay_bond(&to, half).expect("there is as much");
		}
		assert!(OtherBonds::<T>::get() < bond);
	}

	/// With a shortfall that it covers.
	#[benchmark]
	fn bond_to_insurance() {
		let who = rich::<T>("who");
		let bond = Pallet::<T>::take_bond(&who, least::<T>()).expect("the account is funded");
		Sums::<T>::mutate(|sums| sums.shortfall = Cash::from_e8(1));
		#[block]
		{
			Pallet::<T>::bond_to_insurance(bond).expect("there is as much");
		}
		assert_eq!(Sums::<T>::get().shortfall, Cash::ZERO);
	}

	#[benchmark]
	fn accept_asset() {
		let who: T::AccountId = account("who", 0, 0);
		T::BenchmarkHelper::fund(COLLATERAL, 18, &who, 10u128.pow(18));
		let origin = admin::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, COLLATERAL, policy(18));
		assert!(AcceptedAssets::<T>::contains_key(COLLATERAL));
	}

	#[benchmark]
	fn set_asset_policy() {
		accept_collateral::<T>();
		let changed = AssetPolicy { deposits_open: false, ..policy(18) };
		let origin = admin::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, COLLATERAL, changed);
		assert_eq!(AcceptedAssets::<T>::get(COLLATERAL), Some(changed));
	}

	#[benchmark]
	fn set_debt_terms() {
		let terms = DebtTerms { total_cap: Cash::from_e8(CASH * 1_000), ..Default::default() };
		let origin = admin::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, terms);
		assert_eq!(Terms::<T>::get(), terms);
	}

	#[benchmark]
	fn fund_insurance() {
		let who = rich::<T>("who");
		let amount = settlement::<T>().min_deposit;
		let before = Insurance::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), amount);
		assert!(Insurance::<T>::get() > before);
	}

	#[benchmark]
	fn sweep_gifts() {
		let asset = T::SettlementAsset::get();
		let usdc = settlement::<T>();
		let who = rich::<T>("who");
		let gift = 1_000 * 10u128.pow(u32::from(usdc.decimals));
		T::BenchmarkHelper::fund(asset, usdc.decimals, &Pallet::<T>::custody(), gift);
		let before = Insurance::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), asset);
		assert!(Insurance::<T>::get() > before);
	}

	#[benchmark]
	fn pay_fees_out() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		let fee = Cash::from_e8(CASH);
		let entries =
			[(LedgerAccount::Portfolio(id), Cash::from_e8(-CASH)), (LedgerAccount::Fees, fee)];
		Pallet::<T>::post(&entries, Overdraft::Allowed).expect("the entries sum to zero");
		let to: T::AccountId = account("to", 0, 0);
		let amount = fee.to_token_floor(settlement::<T>().decimals).expect("not negative");
		let origin = admin::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, to.clone(), amount);
		assert_eq!(T::Assets::balance(T::SettlementAsset::get(), &to), amount);
	}

	#[benchmark]
	fn pay_insurance_asset_out() {
		let who = rich::<T>("who");
		portfolio::<T>(&who);
		T::BenchmarkHelper::fund(COLLATERAL, 18, &Pallet::<T>::custody(), 10u128.pow(18));
		Pallet::<T>::do_sweep_gifts(COLLATERAL).expect("there is a gift");
		let origin = admin::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who, COLLATERAL, 10u128.pow(18));
		assert_eq!(Totals::<T>::get(COLLATERAL).insurance, 0);
	}

	#[benchmark]
	fn process_withdrawals() {
		#[block]
		{
			Pallet::<T>::process_withdrawals(&mut WeightMeter::new());
		}
	}

	#[benchmark]
	fn look_at_withdrawal() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		queue_one::<T>(&who, id);
		let seen;
		#[block]
		{
			seen = Withdrawals::<T>::get(0);
		}
		assert!(seen.is_some());
	}

	#[benchmark]
	fn look_at_debtor() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		open_clearings::<T>();
		let debt = [
			(LedgerAccount::Portfolio(id), Cash::from_e8(-CASH * 2)),
			(LedgerAccount::Fees, Cash::from_e8(CASH * 2)),
		];
		Pallet::<T>::post(&debt, Overdraft::Allowed).expect("the entries sum to zero");
		let overdue;
		#[block]
		{
			overdue = Pallet::<T>::is_overdue(id);
		}
		assert!(overdue == Debtors::<T>::get(id).is_some_and(|debt| debt.over_cap));
	}

	#[benchmark]
	fn pay_withdrawal() {
		let who = rich::<T>("who");
		let id = portfolio::<T>(&who);
		open_clearings::<T>();
		queue_one::<T>(&who, id);
		#[block]
		{
			Pallet::<T>::process_withdrawals(&mut WeightMeter::new());
		}
		assert_eq!(Queue::<T>::get().live, 0);
		assert_eq!(Portfolios::<T>::get(id).map(|r| r.holding(COLLATERAL)), Some(9_900_000_000));
	}

	#[benchmark]
	fn post(n: Linear<1, 256>) {
		let who = rich::<T>("who");
		open_clearings::<T>();
		let mut entries = BTreeMap::new();
		let mut sum = 0i128;
		let template = Portfolios::<T>::get(portfolio::<T>(&who)).expect("just opened");
		for k in 0..n {
			// Copies of a full record in debt, so that each pays interest.
			let id = PortfolioId(1_000_000 + u64::from(k));
			let record = Portfolio { cash: Cash::from_e8(-CASH), ..template.clone() };
			Portfolios::<T>::insert(id, record);
			Debtors::<T>::insert(id, Debt { since: 0, accrued_at: 0, over_cap: true });
			entries.insert(LedgerAccount::Portfolio(id), Cash::from_e8(-1));
			sum += 1;
		}
		Sums::<T>::mutate(|sums| {
			sums.negative = Cash::from_e8(-CASH * i128::from(n));
		});
		entries.insert(LedgerAccount::Fees, Cash::from_e8(sum));
		let entries: Vec<_> = entries.into_iter().collect();
		#[block]
		{
			Pallet::<T>::post(&entries, Overdraft::Allowed).expect("the entries sum to zero");
		}
		assert_eq!(Fees::<T>::get(), Cash::from_e8(sum));
	}

	/// Puts a portfolio into debt since the beginning, so that it pays interest.
	fn indebt<T: Config>(id: PortfolioId) {
		Portfolios::<T>::mutate(id, |record| {
			let record = record.as_mut().expect("just opened");
			Sums::<T>::mutate(|sums| {
				let positive = record.cash.max(Cash::ZERO);
				sums.positive = sums.positive.saturating_sub(positive);
				sums.negative = sums.negative.saturating_add(Cash::from_e8(-CASH));
			});
			record.cash = Cash::from_e8(-CASH);
		});
		Debtors::<T>::insert(id, Debt { since: 0, accrued_at: 0, over_cap: true });
	}

	/// A share of everything, debts and locks included, to a portfolio with locks for the same expiries.
	#[benchmark]
	fn take_over(n: Linear<0, { T::MaxAssets::get() }>) {
		let (giver, taker) = (rich::<T>("giver"), rich::<T>("taker"));
		let (from, to) = (portfolio::<T>(&giver), portfolio::<T>(&taker));
		open_clearings::<T>();
		indebt::<T>(from);
		let held = |n: u32| (COLLATERAL + 1 + n, 1_000u128);
		Portfolios::<T>::mutate(from, |record| {
			let record = record.as_mut().expect("just opened");
			record.assets = BoundedVec::truncate_from((0..n).map(held).collect());
		});
		Portfolios::<T>::mutate(to, |record| {
			let record = record.as_mut().expect("just opened");
			record.assets = BoundedVec::default();
			record.cash = Cash::from_e8(2 * CASH);
		});
		Sums::<T>::mutate(|sums| {
			sums.positive = sums.positive.saturating_add(Cash::from_e8(2 * CASH));
		});
		let half = Fixed::from_e18(500_000_000_000_000_000);
		#[block]
		{
			Pallet::<T>::take_over(from, to, half, Cash::ZERO, Cash::ZERO).expect("he can pay");
		}
		assert_eq!(Portfolios::<T>::get(to).map(|r| r.assets.len()), Some(n as usize));
	}

	/// More than the fund has, to a portfolio in debt.
	#[benchmark]
	fn pay_insured() {
		let id = portfolio::<T>(&rich::<T>("who"));
		open_clearings::<T>();
		indebt::<T>(id);
		let amount = Insurance::<T>::get().saturating_add(Cash::from_e8(CASH));
		#[block]
		{
			Pallet::<T>::pay_insured(id, amount).expect("it is paid or owed");
		}
		assert!(Sums::<T>::get().shortfall.is_positive());
	}

	#[benchmark]
	fn write_off() {
		let id = portfolio::<T>(&rich::<T>("who"));
		open_clearings::<T>();
		indebt::<T>(id);
		Portfolios::<T>::mutate(id, |record| {
			if let Some(record) = record {
				record.assets = BoundedVec::default();
			}
		});
		#[block]
		{
			Pallet::<T>::write_off(id).expect("it has nothing but debt");
		}
		assert_eq!(Portfolios::<T>::get(id).map(|r| r.cash), Some(Cash::ZERO));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_ext(), crate::mock::Test);
}
