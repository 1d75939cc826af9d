// SPDX-License-Identifier: Apache-2.0
//! A runtime with this pallet over a toy ledger: portfolios hold contracts of one series and units of
//! one asset, both worth a price, with margins that are multiples of what is held. All of it is in
//! storage, so that what fails rolls back there too.

use crate::{self as pallet_liquidation, *};
use codec::{Decode, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, ensure, parameter_types,
		weights::{constants::ParityDbWeight, Weight, WeightMeter},
		Twox64Concat,
	},
	frame_system::{self, EnsureRoot},
	sp_io::{hashing::blake2_128, TestExternalities},
	sp_runtime::{self, BuildStorage, DispatchError, DispatchResult},
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, E18};
use tenor_liquidation::{part_floor, BookWorth, Standing};
use tenor_series::{PortfolioId, UnderlyingId};

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
	pub type Liquidation = pallet_liquidation;
}

/// Transactions carry what authorizes their call, and nothing else.
pub type Extrinsic = sp_runtime::generic::UncheckedExtrinsic<
	u64,
	RuntimeCall,
	(),
	frame_system::AuthorizeCall<Test>,
>;
type Block = sp_runtime::generic::Block<
	sp_runtime::generic::Header<u64, sp_runtime::traits::BlakeTwo256>,
	Extrinsic,
>;

impl<C> frame_system::offchain::CreateTransactionBase<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extrinsic = Extrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateTransaction<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extension = frame_system::AuthorizeCall<Test>;
	fn create_transaction(call: RuntimeCall, extension: Self::Extension) -> Extrinsic {
		Extrinsic::new_transaction(call, extension)
	}
}

impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for Test
where
	RuntimeCall: From<C>,
{
	fn create_extension() -> Self::Extension {
		frame_system::AuthorizeCall::new()
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type DbWeight = ParityDbWeight;
}

pub const NOON: u64 = 1_800_000_000_000;
/// What valuing a portfolio costs here.
pub const LOOK: Weight = Weight::from_parts(1_000_000_000, 100);

parameter_types! {
	pub static Now: u64 = NOON;
	/// Of one contract, e8.
	pub static Price: i128 = 100_00000000;
	/// Maintenance and initial margin of one short contract, e8.
	pub static ShortMargin: (i128, i128) = (20_00000000, 30_00000000);
	/// Of one unit of the asset, e8, and the thousandths of it that count.
	pub static AssetPrice: (i128, i128) = (10_00000000, 800);
	pub static Fresh: bool = true;
	/// What a look is said to cost.
	pub static LookCosts: Weight = LOOK;
	/// Portfolios that wait for the sweep.
	pub static Waiting: Vec<u64> = Vec::new();
	/// The portfolio that stands behind all others, and the most it takes of one.
	pub static BackedBy: Option<(u64, Fixed)> = None;
	/// Whether it offers without a look at its own margin.
	pub static Blind: bool = false;
	/// The shares it took.
	pub static Backed: Vec<Fixed> = Vec::new();
	/// A portfolio that takes more to value than any step has.
	pub static Heavy: Option<PortfolioId> = None;
	/// Portfolios whose debt, if they have any, is overdue.
	pub static Overdue: Vec<PortfolioId> = Vec::new();
	/// Portfolios that can't be valued.
	pub static Broken: Vec<PortfolioId> = Vec::new();
	/// Whether no payout can be requested.
	pub static Unpaid: bool = false;
	/// Portfolios whose record can't be changed.
	pub static Stuck: Vec<PortfolioId> = Vec::new();
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

/// What a portfolio is here. Its owner has its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	pub frozen: bool,
	/// e8.
	pub cash: i128,
	/// Contracts, e8: short below zero.
	pub contracts: i128,
	/// e8.
	pub assets: i128,
	pub orders: u32,
	/// Set aside, e8.
	pub held: i128,
	/// Requested for the owner, e8.
	pub requested: i128,
}

#[frame_support::storage_alias]
pub type Records = StorageMap<Mock, Twox64Concat, PortfolioId, Record>;
#[frame_support::storage_alias]
pub type Insurance = StorageValue<Mock, i128, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Shortfall = StorageValue<Mock, i128, frame_support::pallet_prelude::ValueQuery>;

fn times(amount: i128, price: i128) -> i128 {
	(amount * price).div_euclid(100_000_000)
}

impl Record {
	pub fn equity(&self) -> i128 {
		self.cash + times(self.contracts, Price::get()) + times(self.assets, AssetPrice::get().0)
	}
	fn margin(&self, short: i128) -> i128 {
		let (price, counts) = AssetPrice::get();
		let haircut = times(self.assets, price) * (1_000 - counts) / 1_000;
		self.equity() - haircut + times(self.contracts.min(0), short)
	}
	pub fn maintenance(&self) -> i128 {
		self.margin(ShortMargin::get().0)
	}
	pub fn initial(&self) -> i128 {
		self.margin(ShortMargin::get().1)
	}
}

fn change(id: PortfolioId, change: impl FnOnce(&mut Record) -> DispatchResult) -> DispatchResult {
	ensure!(!Stuck::get().contains(&id), DispatchError::Other("stuck"));
	let mut record = Records::get(id).ok_or(DispatchError::Other("no portfolio"))?;
	change(&mut record)?;
	Records::insert(id, record);
	Ok(())
}

/// A view that counts what it was asked.
pub struct Toy(u64);

impl Risk for Toy {
	fn begin() -> Self {
		Self(0)
	}
	fn standing(&mut self, id: PortfolioId) -> Result<Health, DispatchError> {
		self.0 += 1;
		ensure!(!Broken::get().contains(&id), DispatchError::Other("broken"));
		let record = Records::get(id).ok_or(DispatchError::Other("no portfolio"))?;
		Ok(Health {
			standing: Standing {
				equity: Cash::from_e8(record.equity()),
				maintenance: Cash::from_e8(record.maintenance()),
				cash: Cash::from_e8(record.cash),
				holds: record.contracts != 0 || record.assets != 0,
				positions: record.contracts != 0,
				covered: record.contracts >= 0 && record.cash >= 0,
			},
			initial: Cash::from_e8(record.initial()),
			fresh: Fresh::get(),
			book: record.contracts.using_encoded(blake2_128),
			worth: None,
		})
	}
	fn worth(&mut self, id: PortfolioId) -> Result<BookWorth, DispatchError> {
		self.0 += 1;
		let record = Records::get(id).ok_or(DispatchError::Other("no portfolio"))?;
		let alone = Record { cash: 0, assets: 0, ..record };
		Ok(BookWorth {
			value: Cash::from_e8(alone.equity()),
			initial: Cash::from_e8(alone.initial()),
			maintenance: Cash::from_e8(alone.maintenance()),
		})
	}
	fn standing_weight(&mut self, id: PortfolioId) -> Weight {
		if Heavy::get() == Some(id) {
			return Weight::MAX;
		}
		LookCosts::get()
	}
	fn prepare_weight(_: u32, _: u32) -> Weight {
		Weight::zero()
	}
	fn move_share(&mut self, from: PortfolioId, to: PortfolioId, share: Fixed) -> DispatchResult {
		let held = Records::get(from).ok_or(DispatchError::Other("no portfolio"))?.contracts;
		let part = part_floor(held, share).ok_or(DispatchError::Exhausted)?;
		change(from, |record| {
			record.contracts -= part;
			Ok(())
		})?;
		change(to, |record| {
			record.contracts += part;
			Ok(())
		})
	}
	fn ensure_carries(&mut self, id: PortfolioId) -> DispatchResult {
		self.0 += 1;
		let record = Records::get(id).ok_or(DispatchError::Other("no portfolio"))?;
		ensure!(!record.frozen, DispatchError::Other("frozen"));
		ensure!(record.initial() >= 0, DispatchError::Other("below initial margin"));
		Ok(())
	}
	fn take_weight(&mut self, _: PortfolioId, _: PortfolioId) -> Weight {
		LOOK
	}
	fn consumed(&self) -> Weight {
		LOOK.saturating_mul(self.0)
	}
	fn least_step() -> Weight {
		LOOK.saturating_mul(2)
	}
	fn waiting() -> Vec<PortfolioId> {
		Waiting::get().into_iter().map(PortfolioId).collect()
	}
}

pub struct Toys;

impl Ledger<u64> for Toys {
	fn holder(id: PortfolioId) -> Option<Holder<u64>> {
		Records::get(id).map(|record| Holder {
			owner: id.0,
			active: !record.frozen,
			expiries: u32::from(record.contracts != 0),
			free_cash: Cash::from_e8((record.cash - record.held).max(0)),
			holds: record.held != 0,
		})
	}
	fn freeze(id: PortfolioId) -> DispatchResult {
		change(id, |record| {
			record.frozen = true;
			Ok(())
		})
	}
	fn release(id: PortfolioId) -> DispatchResult {
		change(id, |record| {
			record.frozen = false;
			Ok(())
		})
	}
	fn charge(id: PortfolioId, fee: Cash) -> DispatchResult {
		Insurance::mutate(|fund| *fund += fee.e8());
		change(id, |record| {
			record.cash -= fee.e8();
			Ok(())
		})
	}
	fn take_over(
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
		cost: Cash,
		kept: Cash,
	) -> DispatchResult {
		let giver = Records::get(from).ok_or(DispatchError::Other("no portfolio"))?;
		let cash = part_floor(giver.cash - kept.e8(), share).ok_or(DispatchError::Exhausted)?;
		let assets = part_floor(giver.assets, share).ok_or(DispatchError::Exhausted)?;
		change(from, |record| {
			record.cash += cost.e8() - cash;
			record.assets -= assets;
			Ok(())
		})?;
		change(to, |record| {
			record.cash += cash - cost.e8();
			record.assets += assets;
			ensure!(record.cash >= 0, DispatchError::Other("cash below zero"));
			Ok(())
		})
	}
	fn pay_insured(to: PortfolioId, amount: Cash) -> DispatchResult {
		let paid = amount.e8().min(Insurance::get());
		Insurance::mutate(|fund| *fund -= paid);
		Shortfall::mutate(|open| *open += amount.e8() - paid);
		change(to, |record| {
			record.cash += amount.e8();
			Ok(())
		})
	}
	fn request_payout(id: PortfolioId) -> DispatchResult {
		change(id, |record| {
			ensure!(!Unpaid::get(), DispatchError::Other("queue full"));
			record.requested += record.cash - record.held;
			Ok(())
		})
	}
	fn payout_weight() -> Weight {
		Weight::from_parts(400_000_000, 100)
	}
	fn write_off(id: PortfolioId) -> DispatchResult {
		let owed = -Records::get(id).ok_or(DispatchError::Other("no portfolio"))?.cash;
		ensure!(owed > 0, DispatchError::Other("no debt"));
		let paid = owed.min(Insurance::get());
		Insurance::mutate(|fund| *fund -= paid);
		Shortfall::mutate(|open| *open += owed - paid);
		change(id, |record| {
			record.cash = 0;
			Ok(())
		})
	}
	fn is_overdue(id: PortfolioId) -> bool {
		Overdue::get().contains(&id) && Records::get(id).is_some_and(|record| record.cash < 0)
	}
	fn next_debtor(after: Option<PortfolioId>) -> Option<PortfolioId> {
		let mut owing: Vec<PortfolioId> =
			Records::iter().filter(|(_, record)| record.cash < 0).map(|(id, _)| id).collect();
		owing.sort_unstable();
		let behind = owing.iter().find(|id| after.is_none_or(|after| **id > after));
		behind.or(owing.first()).copied()
	}
	fn debtor_weight() -> Weight {
		Weight::from_parts(100_000_000, 10)
	}
	fn take_over_weight() -> Weight {
		Weight::from_parts(500_000_000, 100)
	}
	fn pay_insured_weight() -> Weight {
		Weight::from_parts(300_000_000, 100)
	}
	fn charge_weight() -> Weight {
		Weight::from_parts(200_000_000, 100)
	}
}

impl Orders for Toys {
	fn open(id: PortfolioId) -> u32 {
		Records::get(id).map_or(0, |record| record.orders)
	}
	fn cancel_some(id: PortfolioId, most: u32) -> bool {
		Records::mutate(id, |record| {
			record.as_mut().is_some_and(|record| {
				record.orders = record.orders.saturating_sub(most);
				record.orders > 0
			})
		})
	}
	fn cancel_weight(most: u32) -> Weight {
		Weight::from_parts(100_000_000, 0).saturating_mul(u64::from(most))
	}
}

impl SettleDue for Toys {
	fn settle_due(_: PortfolioId) -> Result<Weight, DispatchError> {
		Ok(Weight::from_parts(100, 0))
	}
	fn weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// Stands behind everybody with one portfolio, up to a share, and notes what it took.
pub struct Behind;

impl Backstop for Behind {
	fn behind(_: PortfolioId) -> Option<Backer> {
		let (portfolio, _) = BackedBy::get()?;
		Some(Backer { portfolio: PortfolioId(portfolio), underlying: UnderlyingId(0) })
	}
	fn offer_floor(_: &Backer, own: &Health, sold: &Health) -> Fixed {
		let most = BackedBy::get().map_or(Fixed::ZERO, |(_, most)| most);
		if Blind::get() {
			return most;
		}
		let needed = sold.standing.equity.min(Cash::ZERO).saturating_sub(sold.initial);
		tenor_liquidation::carried_share_floor(own.initial, needed).unwrap().min(most)
	}
	fn taken(_: &Backer, share: Fixed, _: &Standing) {
		Backed::mutate(|shares| shares.push(share));
	}
	fn weight() -> Weight {
		Weight::from_parts(10_000_000, 10)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for Toys {
	fn bidder() -> (u64, PortfolioId) {
		give(900, 1_000_000, 0, 0);
		(900, PortfolioId(900))
	}
	fn unsafe_portfolio() -> PortfolioId {
		give(901, 1_100, -10, 0);
		PortfolioId(901)
	}
	fn exiting() -> (u64, PortfolioId) {
		give(902, 1_000_000, -10, 0);
		(902, PortfolioId(902))
	}
}

impl pallet_liquidation::Config for Test {
	type Risk = Toy;
	type Ledger = Toys;
	type Orders = Toys;
	type Settle = Toys;
	type Backstop = Behind;
	type Clock = Now;
	type AdminOrigin = EnsureRoot<u64>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Toys;
}

pub fn cash(dollars: i128) -> Cash {
	Cash::from_e8(dollars * 100_000_000)
}

pub fn percent(n: i128) -> Fixed {
	Fixed::from_e18(E18 / 100 * n)
}

/// A portfolio with whole dollars, contracts and units of the asset.
pub fn give(id: u64, dollars: i128, contracts: i128, assets: i128) {
	let e8 = 100_000_000;
	let record = Record {
		cash: dollars * e8,
		contracts: contracts * e8,
		assets: assets * e8,
		..Default::default()
	};
	Records::insert(PortfolioId(id), record);
}

pub fn record(id: u64) -> Record {
	Records::get(PortfolioId(id)).unwrap()
}

/// A new price of a contract, in dollars.
pub fn price(dollars: i128) {
	Price::set(dollars * 100_000_000);
}

pub fn flag(id: u64) -> DispatchResult {
	let flagged = Liquidation::flag(RuntimeOrigin::signed(77), PortfolioId(id));
	flagged.map(|_| ()).map_err(|failed| failed.error)
}

/// A bid of portfolio `bidder` for a share in percent, at most at whole dollars for the whole.
pub fn bid(portfolio: u64, bidder: u64, share: i128, limit: i128) -> DispatchResult {
	bid_for(portfolio, bidder, share, limit, None)
}

pub fn bid_for(
	portfolio: u64,
	bidder: u64,
	share: i128,
	limit: i128,
	expected: Option<u32>,
) -> DispatchResult {
	let (origin, to) = (RuntimeOrigin::signed(bidder), PortfolioId(bidder));
	let (id, limit) = (PortfolioId(portfolio), Cash::from_e8(limit * 100_000_000));
	Liquidation::bid(origin, id, to, percent(share), limit, expected)
}

pub fn auction(id: u64) -> Option<Auction> {
	Auctions::<Test>::get(PortfolioId(id))
}

/// One block `ms` later with that much weight for the step.
pub fn run_block_with(ms: u64, limit: Weight) -> Weight {
	System::set_block_number(System::block_number() + 1);
	Now::mutate(|now| *now += ms);
	let mut meter = WeightMeter::with_limit(limit);
	Liquidation::process_liquidation(&mut meter);
	assert!(meter.consumed().all_lte(limit));
	Liquidation::do_try_state().unwrap();
	meter.consumed()
}

/// One block of one second.
pub fn next_block() {
	run_block_with(1_000, Weight::MAX);
}

/// Blocks of five seconds.
pub fn run_minutes(minutes: u64) {
	for _ in 0..minutes * 12 {
		run_block_with(5_000, Weight::MAX);
	}
}

/// Contracts, assets, and cash of everybody with the fund, less what nobody has paid yet.
pub fn totals() -> (i128, i128, i128) {
	let records: Vec<Record> = Records::iter_values().collect();
	let sum = |of: fn(&Record) -> i128| records.iter().map(of).sum::<i128>();
	let cash = sum(|r| r.cash) + Insurance::get() - Shortfall::get();
	(sum(|r| r.contracts), sum(|r| r.assets), cash)
}

pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}

pub fn new_test_ext() -> TestExternalities {
	Now::set(NOON);
	price(100);
	ShortMargin::set((20_00000000, 30_00000000));
	AssetPrice::set((10_00000000, 800));
	Fresh::set(true);
	LookCosts::set(LOOK);
	Waiting::set(Vec::new());
	BackedBy::set(None);
	Blind::set(false);
	Backed::set(Vec::new());
	Heavy::set(None);
	Overdue::set(Vec::new());
	Broken::set(Vec::new());
	Stuck::set(Vec::new());
	Unpaid::set(false);
	let mut ext: TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into();
	ext.execute_with(|| {
		System::set_block_number(1);
		Insurance::put(100_000_00000000);
	});
	ext
}

/// Runs a test and every invariant, and sees that nothing was made or lost.
pub fn build_and_execute(set_up: impl FnOnce(), test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		set_up();
		let before = totals();
		test();
		Liquidation::do_try_state().unwrap();
		assert_eq!(totals(), before);
	});
}
