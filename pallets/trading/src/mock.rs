// SPDX-License-Identifier: Apache-2.0
//! A runtime of this pallet alone. Portfolio `n` belongs to key `n / 10`, so that one owner can
//! have several.

use crate::{self as pallet_trading, traits::*, BlockTrade, Party, TradeLeg};
use polkadot_sdk::{
	frame_support::{self, derive_impl, parameter_types, traits::Time},
	frame_system,
	sp_core::{sr25519, Pair, H256},
	sp_io,
	sp_runtime::{
		traits::{IdentifyAccount, IdentityLookup},
		AccountId32, BuildStorage, DispatchError, DispatchResult, MultiSignature, MultiSigner,
	},
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{Fill, OptionKind, PortfolioId, SeriesKey, UnderlyingId};

type Block = frame_system::mocking::MockBlock<Test>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Trading = pallet_trading;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
}

parameter_types! {
	pub static Now: u64 = 1_000_000;
	/// What margin was asked to execute.
	pub static Executed: Vec<(Vec<Fill>, Vec<(PortfolioId, Cash)>)> = Vec::new();
	pub static Settled: Vec<PortfolioId> = Vec::new();
	/// What margin answers.
	pub static Refuses: bool = false;
	pub static Band: Option<(Price, Price)> = Some((usd(90), usd(110)));
}

impl Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

pub struct Neighbours;

impl Execution for Neighbours {
	fn execute(fills: &[Fill], fees: &[(PortfolioId, Cash)]) -> Result<Weight, DispatchError> {
		if Refuses::get() {
			return Err(DispatchError::Other("refused by margin"));
		}
		Executed::mutate(|all| all.push((fills.to_vec(), fees.to_vec())));
		Ok(Weight::from_parts(1_000, 10))
	}
	fn mark_band(_series: &SeriesKey) -> Option<(Price, Price)> {
		Band::get()
	}
	fn index(underlying: UnderlyingId) -> Option<Price> {
		(underlying == UnderlyingId(0)).then(|| usd(1_000))
	}
	fn execute_weight(portfolios: u32, legs: u32) -> Weight {
		Weight::from_parts(1_000_000, 1_000).saturating_mul(u64::from(portfolios + legs))
	}
}

impl Portfolios<AccountId32> for Neighbours {
	fn owner(id: PortfolioId) -> Option<AccountId32> {
		(id.0 < 100).then(|| account(id.0 / 10))
	}
}

impl SettleDue for Neighbours {
	fn settle_due(id: PortfolioId) -> DispatchResult {
		Settled::mutate(|all| all.push(id));
		Ok(())
	}
	fn weight() -> Weight {
		Weight::from_parts(5_000, 50)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AccountId32, MultiSignature> for Neighbours {
	fn parties(count: u32) -> Vec<(AccountId32, PortfolioId)> {
		(0..u64::from(count)).map(|n| (account(n), PortfolioId(n * 10))).collect()
	}
	fn series(index: u32) -> (SeriesKey, Price) {
		(series(u64::from(index) + 1), usd(100))
	}
	fn sign(signer: &AccountId32, message: &[u8]) -> MultiSignature {
		(0..10).find(|n| account(*n) == *signer).map(|n| key(n).sign(message).into()).unwrap()
	}
}

impl crate::Config for Test {
	type Execution = Neighbours;
	type Portfolios = Neighbours;
	type Settle = Neighbours;
	type Clock = Now;
	type OffchainSignature = MultiSignature;
	type OffchainPublic = MultiSigner;
	type AdminOrigin = frame_system::EnsureRoot<AccountId32>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Neighbours;
}

pub const GENESIS: H256 = H256::repeat_byte(7);

pub fn usd(n: u64) -> Price {
	Price::from_e8(n * 100_000_000)
}

pub fn cash(n: i128) -> Cash {
	Cash::from_e8(n * 100_000_000)
}

pub fn key(n: u64) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//{n}"), None).unwrap()
}

pub fn account(n: u64) -> AccountId32 {
	MultiSigner::from(key(n).public()).into_account()
}

pub fn series(strike: u64) -> SeriesKey {
	SeriesKey {
		underlying: UnderlyingId(0),
		expiry: 2_000_000,
		strike: usd(strike),
		kind: OptionKind::Call,
	}
}

/// `quantity` whole contracts at `price` dollars.
pub fn leg(buyer: u64, seller: u64, strike: u64, quantity: i64, price: u64) -> TradeLeg {
	TradeLeg {
		series: series(strike),
		buyer: PortfolioId(buyer),
		seller: PortfolioId(seller),
		quantity: Quantity::from_e8(quantity * 100_000_000),
		price: usd(price),
	}
}

/// A trade of those legs with one nonce for all, no limits, an hour to go.
pub fn trade(legs: &[TradeLeg], nonce: u64) -> BlockTrade {
	let mut ids: Vec<_> = legs.iter().flat_map(|l| [l.buyer, l.seller]).collect();
	ids.sort_unstable();
	ids.dedup();
	let parties: Vec<_> = ids
		.into_iter()
		.map(|portfolio| Party { portfolio, nonce, limit: Cash::from_e8(i128::MAX) })
		.collect();
	BlockTrade {
		parties: parties.try_into().unwrap(),
		deadline: Now::get() + 3_600_000,
		legs: legs.to_vec().try_into().unwrap(),
	}
}

/// The signatures of all owners over exactly these bytes.
pub fn sign_bytes(trade: &BlockTrade, bytes: &[u8]) -> Vec<MultiSignature> {
	trade.parties.iter().map(|p| key(p.portfolio.0 / 10).sign(bytes).into()).collect()
}

pub fn sign(trade: &BlockTrade) -> Vec<MultiSignature> {
	sign_bytes(trade, &trade.signing_payload(&GENESIS))
}

pub fn submit_with(trade: &BlockTrade, signatures: Vec<MultiSignature>) -> DispatchResult {
	let origin = RuntimeOrigin::signed(account(9));
	Trading::execute_block_trade(origin, trade.clone(), signatures.try_into().unwrap())
		.map(|_| ())
		.map_err(|e| e.error)
}

pub fn submit(trade: &BlockTrade) -> DispatchResult {
	submit_with(trade, sign(trade))
}

/// Runs a test and every invariant behind it.
pub fn build_and_execute(test: impl FnOnce()) {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	sp_io::TestExternalities::from(storage).execute_with(|| {
		System::set_block_number(1);
		frame_system::BlockHash::<Test>::insert(0, GENESIS);
		test();
		Trading::do_try_state().unwrap();
	});
}
