// SPDX-License-Identifier: Apache-2.0
//! Real balances and assets, a gate and a settlement that do what a test tells them.

use crate::{self as pallet_collateral, *};
use frame_support::{
	derive_impl,
	dispatch::DispatchResultWithPostInfo,
	parameter_types,
	traits::{
		fungibles::{metadata::Inspect as _, Mutate as _},
		AsEnsureOriginWithArg,
	},
	weights::{Weight, WeightMeter},
	PalletId,
};
use polkadot_sdk::*;
use sp_runtime::{
	traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult,
};
use tenor_fixed::Cash;
use tenor_series::{AssetId, ExpiryKey, MarginMode, PortfolioId, PortfolioView, UnderlyingId};

pub type AccountId = AccountId32;
pub type Block = frame_system::mocking::MockBlock<Test>;

pub const USDC: AssetId = 1;
/// 8 decimals, not sufficient.
pub const BTC: AssetId = 2;
/// 18 decimals, not sufficient.
pub const ETH: AssetId = 3;
/// 2 decimals, sufficient: remainders below its unit exist in the ledger.
pub const CENTS: AssetId = 4;
/// Exists, is not accepted.
pub const UNLISTED: AssetId = 5;

/// One dollar in units of USDC.
pub const DOLLAR: u128 = 1_000_000;
pub const BOND: u128 = DOLLAR;
/// One ether in wei.
pub const ETHER: u128 = 1_000_000_000_000_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Assets: pallet_assets,
		Collateral: pallet_collateral,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = u128;
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<frame_system::EnsureSigned<AccountId>>;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

parameter_types! {
	pub static Now: u64 = 1_000_000;
	/// What the gate answers about a portfolio; `None` is yes.
	pub static GateRefuses: Option<PortfolioId> = None;
	/// Least cash the gate lets a portfolio keep, e8.
	pub static GateKeeps: i128 = i128::MIN;
	/// What settling a portfolio does: a batch to post.
	pub static Due: Vec<(PortfolioId, ExpiryKey, i128)> = vec![];
	pub static SettleFails: Option<PortfolioId> = None;
	/// What insolvent auctions need.
	pub static Needed: Cash = Cash::ZERO;
	/// Whether every market is closed for good.
	pub static Final: bool = false;
	/// Portfolios that margin was told of.
	pub static Changed: Vec<PortfolioId> = vec![];
	/// Whom an owner lets deposit, and where.
	pub static Delegated: Option<(PortfolioId, AccountId)> = None;
	/// Portfolios that may not close.
	pub static Standing: Vec<PortfolioId> = vec![];
	pub const SettlementAsset: AssetId = USDC;
	pub const CollateralPalletId: PalletId = PalletId(*b"tnr/cltr");
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

/// What the fake gate says. (A text would not survive in an event.)
pub const BELOW_MARGIN: DispatchError = DispatchError::Unavailable;
/// What the fake settlement says.
pub const SETTLEMENT_FAILED: DispatchError = DispatchError::Corruption;

/// What the fake gate and the fake settlement take, less than what they say they may.
pub const LOOKED: Weight = Weight::from_parts(70, 7);
pub const SETTLED: Weight = Weight::from_parts(30, 3);

pub struct FakeGate;
impl ReleaseGate<AccountId> for FakeGate {
	fn ensure_releasable(
		id: PortfolioId,
		after: &PortfolioView<AccountId>,
	) -> Result<Weight, DispatchError> {
		if GateRefuses::get() == Some(id)
			|| after.cash.saturating_sub(after.held).e8() < GateKeeps::get()
		{
			return Err(BELOW_MARGIN);
		}
		Ok(LOOKED)
	}
	fn weight(expiries: u32) -> Weight {
		Weight::from_parts(1_000 + u64::from(expiries), 10)
	}
}

pub struct FakeSettle;
/// What another pallet says when something of the portfolio still stands there.
pub const STILL_STANDS: DispatchError = DispatchError::Other("still stands");

impl ExpectedLosses for FakeSettle {
	fn need() -> Cash {
		Needed::get()
	}
	fn is_final() -> bool {
		Final::get()
	}
}

impl Delegates<AccountId> for FakeSettle {
	fn may_deposit(id: PortfolioId, who: &AccountId) -> bool {
		Delegated::get() == Some((id, who.clone()))
	}
}

impl OnClose for FakeSettle {
	fn close(id: PortfolioId) -> DispatchResult {
		frame_support::ensure!(!Standing::get().contains(&id), STILL_STANDS);
		Ok(())
	}
	fn weight() -> Weight {
		Weight::from_parts(1_000, 10)
	}
}

impl OnChange for FakeSettle {
	fn portfolio_changed(id: PortfolioId) {
		Changed::mutate(|changed| changed.push(id));
	}
}

impl SettleDue for FakeSettle {
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError> {
		if SettleFails::get() == Some(id) {
			return Err(SETTLEMENT_FAILED);
		}
		let (due, rest): (Vec<_>, _) = Due::get().into_iter().partition(|(p, _, _)| *p == id);
		Due::set(rest);
		for (portfolio, expiry, net) in due {
			pay_from_clearing(expiry, portfolio, net)?;
		}
		Ok(SETTLED)
	}
	fn weight() -> Weight {
		Weight::from_parts(1_000, 10)
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;
#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AccountId> for Helper {
	fn fund(asset: AssetId, decimals: u8, who: &AccountId, amount: u128) {
		use frame_support::traits::fungibles::Inspect as _;
		if !Assets::asset_exists(asset) {
			Assets::force_create(RuntimeOrigin::root(), asset, owner(), true, 1).unwrap();
			<Assets as frame_support::traits::fungibles::metadata::Mutate<_>>::set(
				asset,
				&owner(),
				b"B".to_vec(),
				b"B".to_vec(),
				decimals,
			)
			.unwrap();
		}
		Assets::mint_into(asset, who, amount).unwrap();
	}
}

impl Config for Test {
	type Assets = Assets;
	type SettlementAsset = SettlementAsset;
	type Gate = FakeGate;
	type Settle = FakeSettle;
	type Delegates = FakeSettle;
	type OnClose = FakeSettle;
	type Losses = FakeSettle;
	type OnChange = FakeSettle;
	type AdminOrigin = frame_system::EnsureRoot<AccountId>;
	type Clock = Now;
	type PalletId = CollateralPalletId;
	type PortfolioBond = frame_support::traits::ConstU128<BOND>;
	type MaxAssets = frame_support::traits::ConstU32<4>;
	type MaxExpiries = frame_support::traits::ConstU32<4>;
	type MaxPortfolios = frame_support::traits::ConstU16<3>;
	type MaxWithdrawals = frame_support::traits::ConstU32<6>;
	type MaxWithdrawalsPerPortfolio = frame_support::traits::ConstU32<2>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

fn account(n: u8) -> AccountId {
	AccountId::new([n; 32])
}
/// Has native tokens and every asset.
pub fn alice() -> AccountId {
	account(1)
}
/// Has native tokens and every asset.
pub fn bob() -> AccountId {
	account(2)
}
/// Has USDC and nothing else: no native token.
pub fn dora() -> AccountId {
	account(3)
}
/// Owns the assets: governance.
pub fn owner() -> AccountId {
	account(9)
}

pub fn policy(decimals: u8, min_deposit: u128) -> AssetPolicy {
	AssetPolicy { decimals, min_deposit, cap_e8: LEDGER_LIMIT_E8, deposits_open: true }
}

pub const RICH: u128 = 1_000_000;

pub fn new_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let token = |id, decimals: u8| (id, b"T".to_vec(), b"T".to_vec(), decimals);
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(alice(), 1_000_000), (bob(), 1_000_000), (owner(), 1_000_000)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let asset = |id, sufficient| (id, owner(), sufficient, 1u128);
	let funded = |who: AccountId| {
		[
			(USDC, who.clone(), RICH * DOLLAR),
			(BTC, who.clone(), RICH * 100_000_000),
			(ETH, who.clone(), RICH * ETHER),
			(CENTS, who.clone(), RICH * 100),
			(UNLISTED, who, RICH),
		]
	};
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![
			asset(USDC, true),
			asset(BTC, false),
			asset(ETH, false),
			asset(CENTS, true),
			asset(UNLISTED, false),
		],
		metadata: vec![
			token(USDC, 6),
			token(BTC, 8),
			token(ETH, 18),
			token(CENTS, 2),
			token(UNLISTED, 6),
		],
		accounts: funded(alice())
			.into_iter()
			.chain(funded(bob()))
			.chain([(USDC, dora(), 1_000 * DOLLAR), (USDC, Collateral::custody(), 500 * DOLLAR)])
			.collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	pallet_collateral::GenesisConfig::<Test> {
		assets: vec![
			(USDC, policy(6, DOLLAR)),
			(BTC, policy(8, 10_000)),
			(ETH, policy(18, ETHER / 1_000)),
			(CENTS, policy(2, 100)),
		],
		insurance: cash(500),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		Now::set(1_000_000);
		GateRefuses::set(None);
		GateKeeps::set(i128::MIN);
		Due::set(vec![]);
		SettleFails::set(None);
		Needed::set(Cash::ZERO);
		Final::set(false);
	});
	ext
}

/// Runs a test on the genesis state, then every invariant.
pub fn build_and_execute(test: impl FnOnce()) {
	new_ext().execute_with(|| {
		test();
		Collateral::do_try_state().unwrap();
	});
}

/// After a deliberate corruption: the check must see it.
pub fn build_and_break(test: impl FnOnce()) {
	new_ext().execute_with(|| {
		Collateral::do_try_state().unwrap();
		test();
		assert!(Collateral::do_try_state().is_err(), "the corruption was not seen");
	});
}

/// Whole dollars.
pub fn cash(dollars: i128) -> Cash {
	Cash::from_e8(dollars * 100_000_000)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Opens a portfolio with dollars in it.
pub fn open(who: AccountId, dollars: u128) -> PortfolioId {
	Collateral::do_open_portfolio(who, MarginMode::Standard, dollars * DOLLAR).unwrap()
}

pub fn record(id: PortfolioId) -> RecordOf<Test> {
	Portfolios::<Test>::get(id).unwrap()
}

pub fn expiry(n: u64) -> ExpiryKey {
	ExpiryKey { underlying: UnderlyingId(0), expiry: n }
}

/// The outcome of a call without what it was charged.
pub fn plain(result: DispatchResultWithPostInfo) -> DispatchResult {
	result.map(|_| ()).map_err(|failed| failed.error)
}

/// What settlement does with a portfolio's net, e8.
pub fn pay_from_clearing(expiry: ExpiryKey, id: PortfolioId, net: i128) -> DispatchResult {
	let mut settling = Collateral::begin_settling(expiry)?;
	Collateral::settle(&mut settling, id, Cash::from_e8(net))?;
	Collateral::finish_settling(settling);
	Ok(())
}

/// The next block begins, and its engine pays withdrawals.
pub fn next_block() {
	System::set_block_number(System::block_number() + 1);
	Now::mutate(|now| *now += 1_000);
	Collateral::process_withdrawals(&mut WeightMeter::new());
}

pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}

/// Decimals as the token says, for assertions.
pub fn decimals(asset: AssetId) -> u8 {
	Assets::decimals(asset)
}

/// A present to somebody, out of nothing.
pub fn give(asset: AssetId, to: &AccountId, amount: u128) {
	Assets::mint_into(asset, to, amount).unwrap();
}
