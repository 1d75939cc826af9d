// SPDX-License-Identifier: Apache-2.0
//! A runtime with this pallet over a toy ledger: portfolios hold cash and contracts of one price, shorts
//! need margin, tokens have 6 decimals. All of it is in storage, so that what fails rolls back there too.

use crate::{self as pallet_vault, *};
use codec::{Decode, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, ensure, parameter_types,
		weights::{constants::ParityDbWeight, Weight},
		PalletId, Twox64Concat,
	},
	frame_system::{self, EnsureRoot},
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchError, DispatchResult},
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price, Quantity, E18};
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

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
	pub type Backing = pallet_vault;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type DbWeight = ParityDbWeight;
}

pub const NOON: u64 = 1_800_000_000_000;
pub const DAY: u64 = 86_400_000;
pub const BTC: UnderlyingId = UnderlyingId(0);
pub const ETH: UnderlyingId = UnderlyingId(1);
/// Token units of a dollar, and ledger units of a token unit.
pub const DOLLAR: u128 = 1_000_000;
pub const SEED: u128 = 1_000 * DOLLAR;

parameter_types! {
	pub static Now: u64 = NOON;
	/// Of one contract of each underlying, e8.
	pub static Prices: [i128; 2] = [100_00000000, 10_00000000];
	pub static Fresh: bool = true;
	/// What losses leave of a payment, e18.
	pub static PaidShare: i128 = E18;
	/// Accounts that can't be paid.
	pub static Unpayable: Vec<u64> = Vec::new();
	/// Orders that were placed.
	pub static Placed: Vec<(u64, PortfolioId, SeriesKey, Quantity, Price)> = Vec::new();
	pub const VaultPalletId: PalletId = PalletId(*b"tnr/valt");
	pub const Seed: u128 = SEED;
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

/// What a portfolio is here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	pub owner: u64,
	pub frozen: bool,
	/// e8.
	pub cash: i128,
	/// Contracts of each underlying, e8.
	pub contracts: [i128; 2],
	pub assets: bool,
}

impl Record {
	fn with(&self, short: i128) -> i128 {
		let times = |amount: i128, price: i128| (amount * price).div_euclid(100_000_000);
		let value = |at: usize| times(self.contracts[at], Prices::get()[at]);
		let short = |at: usize| times(self.contracts[at].min(0), Prices::get()[at] * short / 100);
		self.cash + value(0) + value(1) + short(0) + short(1)
	}
	pub fn equity(&self) -> i128 {
		self.with(0)
	}
	pub fn maintenance(&self) -> i128 {
		self.with(20)
	}
	pub fn initial(&self) -> i128 {
		self.with(30)
	}
	pub fn stands(&self) -> Stands {
		Stands {
			equity: Cash::from_e8(self.equity()),
			initial: Cash::from_e8(self.initial()),
			maintenance: Cash::from_e8(self.maintenance()),
		}
	}
}

#[frame_support::storage_alias]
pub type Records = StorageMap<Mock, Twox64Concat, PortfolioId, Record>;
/// Token units of accounts.
#[frame_support::storage_alias]
pub type Wallets =
	StorageMap<Mock, Twox64Concat, u64, u128, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Next = StorageValue<Mock, u64, frame_support::pallet_prelude::ValueQuery>;

fn cash_of(tokens: u128) -> Cash {
	Cash::from_token_floor(tokens, 6).unwrap()
}

fn take(from: u64, tokens: u128) -> DispatchResult {
	Wallets::try_mutate(from, |held| {
		*held = held.checked_sub(tokens).ok_or(DispatchError::Other("no tokens"))?;
		Ok(())
	})
}

fn found(id: PortfolioId) -> Result<Record, DispatchError> {
	Records::get(id).ok_or(DispatchError::Other("no portfolio"))
}

/// What a neighbour's work takes here, and at most.
pub const USED: Weight = Weight::from_parts(1_000, 10);
pub const MOST: Weight = Weight::from_parts(1_000_000, 10_000);

pub struct Toys;

impl Ledger<u64> for Toys {
	fn open(owner: &u64, seed: u128) -> Result<(PortfolioId, Cash), DispatchError> {
		let id = PortfolioId(Next::mutate(|next| {
			*next += 1;
			*next
		}));
		take(*owner, seed + DOLLAR)?;
		let cash = cash_of(seed);
		Records::insert(id, Record { owner: *owner, cash: cash.e8(), ..Default::default() });
		Ok((id, cash))
	}
	fn deposit(
		from: &u64,
		owner: &u64,
		id: PortfolioId,
		tokens: u128,
	) -> Result<Cash, DispatchError> {
		let mut record = found(id)?;
		ensure!(record.owner == *owner, DispatchError::Other("not the owner"));
		take(*from, tokens)?;
		record.cash += cash_of(tokens).e8();
		Records::insert(id, record);
		Ok(cash_of(tokens))
	}
	fn ensure_payable(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError> {
		let mut record = found(id)?;
		record.cash -= amount.e8();
		let free = !record.frozen && record.cash >= 0;
		ensure!(free, DispatchError::Other("not free"));
		ensure!(record.initial() >= 0, DispatchError::Other("below initial margin"));
		Ok(USED)
	}
	fn pay(id: PortfolioId, to: &u64, amount: Cash) -> Result<(Cash, Weight), DispatchError> {
		Self::ensure_payable(id, amount)?;
		let mut record = found(id)?;
		let tokens = amount.to_token_floor(6).unwrap();
		record.cash -= cash_of(tokens).e8();
		Records::insert(id, record);
		ensure!(tokens > 0, DispatchError::Other("nothing"));
		ensure!(!Unpayable::get().contains(to), DispatchError::Other("can't be paid"));
		let paid = cash_of(tokens).mul_floor(Fixed::from_e18(PaidShare::get())).unwrap();
		let paid = paid.to_token_floor(6).unwrap();
		Wallets::mutate(to, |held| *held += paid);
		Ok((cash_of(paid), USED))
	}
	fn holder(id: PortfolioId) -> Option<(u64, bool)> {
		Records::get(id).map(|record| (record.owner, !record.frozen))
	}
	fn settle_due(_: PortfolioId) -> Result<Weight, DispatchError> {
		Ok(USED)
	}
	fn open_weight() -> Weight {
		Weight::zero()
	}
	fn settle_weight() -> Weight {
		MOST
	}
	fn deposit_weight() -> Weight {
		USED
	}
	fn payable_weight() -> Weight {
		MOST
	}
	fn pay_weight() -> Weight {
		MOST
	}
}

impl Books for Toys {
	fn equity(id: PortfolioId) -> Result<(Cash, Weight), DispatchError> {
		ensure!(Fresh::get(), DispatchError::Other("stale"));
		Ok((Cash::from_e8(found(id)?.equity()), USED))
	}
	fn equity_weight() -> Weight {
		MOST
	}
	fn underlyings(id: PortfolioId) -> Vec<UnderlyingId> {
		let held = Records::get(id).unwrap_or_default().contracts;
		[BTC, ETH].into_iter().zip(held).filter(|(_, n)| *n != 0).map(|(id, _)| id).collect()
	}
	fn holds_assets(id: PortfolioId) -> bool {
		Records::get(id).is_some_and(|record| record.assets)
	}
}

impl Reduce<u64> for Toys {
	fn place(
		owner: &u64,
		id: PortfolioId,
		series: SeriesKey,
		quantity: Quantity,
		limit: Price,
	) -> DispatchResult {
		Placed::mutate(|orders| orders.push((*owner, id, series, quantity, limit)));
		Ok(())
	}
	fn place_weight() -> Weight {
		Weight::zero()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for Toys {
	fn underlying() -> UnderlyingId {
		// One that has no vault yet.
		UnderlyingId(2)
	}
	fn series() -> SeriesKey {
		series(Self::underlying())
	}
	fn fund(who: &u64, tokens: u128) {
		Wallets::mutate(who, |held| *held += tokens);
	}
	fn pass(ms: u64) {
		Now::mutate(|now| *now += ms);
	}
}

impl pallet_vault::Config for Test {
	type Ledger = Toys;
	type Books = Toys;
	type Reduce = Toys;
	type Clock = Now;
	type AdminOrigin = EnsureRoot<u64>;
	type PalletId = VaultPalletId;
	type Seed = Seed;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Toys;
}

pub fn series(underlying: UnderlyingId) -> SeriesKey {
	let expiry = tenor_series::ExpiryKey { underlying, expiry: NOON + 30 * DAY };
	expiry.series(Price::from_e8(100_00000000), tenor_series::OptionKind::Call)
}

pub fn cash(dollars: i128) -> Cash {
	Cash::from_e8(dollars * 100_000_000)
}

/// Shares, whole.
pub fn whole(shares: i128) -> i128 {
	shares * 100_000_000
}

pub fn vault(underlying: UnderlyingId) -> Vault<u64> {
	crate::Vaults::<Test>::get(underlying).unwrap()
}

pub fn record(underlying: UnderlyingId) -> Record {
	Records::get(vault(underlying).portfolio).unwrap()
}

/// Changes what a vault's portfolio holds, as trades and liquidations do.
pub fn change(underlying: UnderlyingId, change: impl FnOnce(&mut Record)) {
	Records::mutate(vault(underlying).portfolio, |record| change(record.as_mut().unwrap()));
}

pub fn deposit(who: u64, underlying: UnderlyingId, dollars: u128) -> DispatchResult {
	let paid_in = Backing::deposit(RuntimeOrigin::signed(who), underlying, dollars * DOLLAR);
	paid_in.map(|_| ()).map_err(|refused| refused.error)
}

pub fn request(who: u64, underlying: UnderlyingId, shares: i128) -> DispatchResult {
	Backing::request_withdrawal(RuntimeOrigin::signed(who), underlying, shares)
}

pub fn pay(underlying: UnderlyingId) -> DispatchResult {
	let paid = Backing::pay(RuntimeOrigin::signed(99), underlying);
	paid.map(|_| ()).map_err(|refused| refused.error)
}

pub fn shares(who: u64, underlying: UnderlyingId) -> i128 {
	SharesOf::<Test>::get(underlying, who)
}

pub fn wallet(who: u64) -> u128 {
	Wallets::get(who)
}

pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}

/// Vaults of both underlyings, and accounts 1 to 8 with a million dollars each.
pub fn new_test_ext() -> TestExternalities {
	Now::set(NOON);
	Prices::set([100_00000000, 10_00000000]);
	Fresh::set(true);
	PaidShare::set(E18);
	Unpayable::set(Vec::new());
	Placed::set(Vec::new());
	let mut ext: TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into();
	ext.execute_with(|| {
		System::set_block_number(1);
		for who in 1..9 {
			Wallets::insert(who, 1_000_000 * DOLLAR);
		}
		for underlying in [BTC, ETH] {
			Wallets::insert(Backing::account_of(underlying), SEED + DOLLAR);
			Backing::open_vault(RuntimeOrigin::root(), underlying).unwrap();
		}
	});
	ext
}

/// Runs a test and every invariant.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Backing::do_try_state().unwrap();
	});
}
