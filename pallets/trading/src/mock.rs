// SPDX-License-Identifier: Apache-2.0
//! A runtime of this pallet alone. Portfolio `n` belongs to key `n / 10`, so that one owner can
//! have several.

use crate::{
	self as pallet_trading, traits::*, BlockTrade, EndReason, Limit, MarketRules, NewOrder,
	OpenOrder, Party, QuoteCap, TradeLeg, Validity,
};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, dispatch::DispatchResultWithPostInfo, parameter_types, traits::Time,
	},
	frame_system,
	sp_core::{sr25519, Pair, H256},
	sp_io,
	sp_runtime::{
		traits::{Dispatchable, IdentifyAccount, IdentityLookup},
		AccountId32, BuildStorage, DispatchError, DispatchResult, MultiSignature, MultiSigner,
	},
	sp_weights::{Weight, WeightMeter},
};
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_matching::{OrderId, Side};
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
	/// Contracts held, e8.
	pub static Held: BTreeMap<(PortfolioId, SeriesKey), i64> = BTreeMap::new();
	/// Portfolios whose orders margin does not admit.
	pub static Broke: Vec<PortfolioId> = Vec::new();
	/// Portfolios that are frozen.
	pub static Frozen: Vec<PortfolioId> = Vec::new();
	/// Series that are halted: for opening (false), for everything (true).
	pub static Halts: BTreeMap<SeriesKey, bool> = BTreeMap::new();
	/// Underlyings in which trading has ended for good.
	pub static Ended: Vec<UnderlyingId> = Vec::new();
	/// Contracts that may still be opened, e8.
	pub static Room: u64 = u64::MAX;
	/// What one contract is worth per 1.00 of volatility, dollars.
	pub static VolPrice: i64 = 100;
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
	fn mark_band(_series: &SeriesKey) -> Result<(Price, Price), DispatchError> {
		Band::get().ok_or(DispatchError::Other("no mark"))
	}
	fn index(underlying: UnderlyingId) -> Option<Price> {
		(underlying == UnderlyingId(0)).then(|| usd(1_000))
	}
	fn execute_weight(portfolios: u32, legs: u32) -> Weight {
		Weight::from_parts(1_000_000, 1_000).saturating_mul(u64::from(portfolios + legs))
	}
}

impl Portfolios<AccountId32> for Neighbours {
	fn standing(id: PortfolioId) -> Option<Standing<AccountId32>> {
		let active = !Frozen::get().contains(&id);
		(id.0 < 100).then(|| Standing { owner: account(id.0 / 10), active, expiries: 1 })
	}
}

impl Listing for Neighbours {
	fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult {
		if Now::get() >= series.expiry || series.strike.is_zero() {
			return Err(DispatchError::Other("not listed"));
		}
		let halt = Halts::get().get(series).copied();
		match halt {
			Some(everything) if everything || opening => Err(DispatchError::Other("halted")),
			_ => Ok(()),
		}
	}

	fn ended() -> impl Fn(UnderlyingId) -> bool {
		let ended = Ended::get();
		move |underlying| ended.contains(&underlying)
	}
}

/// Marks at 100, delta a half, vega ten; a volatility of v is worth v x [`VolPrice`].
pub struct MockRisk(Weight);

impl Risk for MockRisk {
	fn begin() -> Self {
		Self(Weight::zero())
	}
	fn terms(&mut self, _series: &SeriesKey) -> Result<Terms, DispatchError> {
		self.0 = self.0.saturating_add(Weight::from_parts(25_000_000, 12_000));
		let (low, high) = Band::get().ok_or(DispatchError::Other("no mark"))?;
		let (mark, delta) = (Fixed::from_int(100), Fixed::from_e18(500_000_000_000_000_000));
		Ok(Terms { mark, low, high, delta, vega: Fixed::from_int(10) })
	}
	fn room(&self, _series: &SeriesKey) -> u64 {
		Room::get()
	}
	fn price_at(&mut self, _series: &SeriesKey, vol: Vol) -> Result<Fixed, DispatchError> {
		let price = Fixed::from_e18(vol.e18()).mul_floor(Fixed::from_int(VolPrice::get()));
		price.ok_or(DispatchError::Other("too much"))
	}
	fn position(&mut self, portfolio: PortfolioId, series: &SeriesKey) -> i64 {
		Held::get().get(&(portfolio, *series)).copied().unwrap_or(0)
	}
	fn admit_cost(&mut self, _portfolio: PortfolioId, _orders: &[OrderRisk]) -> Weight {
		Weight::from_parts(1_000, 10)
	}
	fn admit(&mut self, portfolio: PortfolioId, orders: &[OrderRisk]) -> Vec<bool> {
		self.0 = self.0.saturating_add(Weight::from_parts(1_000, 10));
		orders.iter().map(|_| !Broke::get().contains(&portfolio)).collect()
	}
	fn execute(
		&mut self,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
		_checked: bool,
	) -> DispatchResult {
		if Refuses::get() {
			return Err(DispatchError::Other("refused by margin"));
		}
		self.0 = self.0.saturating_add(Weight::from_parts(50_000_000, 24_000));
		let cash = Cash::checked_sum(fills.iter().map(|fill| fill.cash)).unwrap();
		assert_eq!(cash, Cash::ZERO, "premiums cancel");
		let mut contracts: BTreeMap<SeriesKey, i64> = BTreeMap::new();
		Held::mutate(|held| {
			for fill in fills {
				*contracts.entry(fill.series).or_default() += fill.quantity.e8();
				*held.entry((fill.portfolio, fill.series)).or_default() += fill.quantity.e8();
			}
		});
		assert!(contracts.values().all(|sum| *sum == 0), "contracts cancel");
		Executed::mutate(|all| all.push((fills.to_vec(), fees.to_vec())));
		Ok(())
	}
	fn consumed(&self) -> Weight {
		self.0
	}
	fn execute_cost(&mut self, _fills: &[Fill]) -> Weight {
		Weight::from_parts(50_000_000, 24_000)
	}
	fn execute_weight(_fills: u32, portfolios: u32, _series: u32) -> Weight {
		Weight::from_parts(50_000_000, 24_000).saturating_mul(u64::from(portfolios.min(1)))
	}
	fn terms_weight() -> Weight {
		Weight::from_parts(25_000_000, 12_000)
	}
	fn least_weight() -> Weight {
		Weight::from_parts(1_000, 10)
	}
}

/// What settling takes here: less than it may.
pub const SETTLING_TAKES: Weight = Weight::from_parts(2_000, 20);

impl SettleDue for Neighbours {
	fn settle_due(id: PortfolioId) -> Result<Weight, DispatchError> {
		Settled::mutate(|all| all.push(id));
		Ok(SETTLING_TAKES)
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
	fn series_apart(index: u32) -> (SeriesKey, Price) {
		let (near, price) = Self::series(index);
		(SeriesKey { expiry: near.expiry + u64::from(index), ..near }, price)
	}
	fn sign(signer: &AccountId32, message: &[u8]) -> MultiSignature {
		(0..10).find(|n| account(*n) == *signer).map(|n| key(n).sign(message).into()).unwrap()
	}
}

impl crate::Config for Test {
	type Execution = Neighbours;
	type Risk = MockRisk;
	type Listing = Neighbours;
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

pub fn contracts(n: i64) -> Quantity {
	Quantity::from_e8(n * 100_000_000)
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

/// Buys so many contracts at up to so many dollars each, until cancelled.
pub fn buy(strike: u64, quantity: i64, price: u64) -> NewOrder {
	NewOrder {
		series: series(strike),
		side: Side::Buy,
		quantity: contracts(quantity),
		limit: Limit::Price(usd(price)),
		validity: Validity::UntilCancelled,
		post_only: false,
		reduce_only: false,
	}
}

/// Sells so many contracts at so many dollars each or more, until cancelled.
pub fn sell(strike: u64, quantity: i64, price: u64) -> NewOrder {
	NewOrder { side: Side::Sell, ..buy(strike, quantity, price) }
}

/// Dispatches a call of account `who`: a refused one is rolled back, as on a chain.
pub fn call(who: u64, call: crate::Call<Test>) -> DispatchResultWithPostInfo {
	RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(account(who)))
}

/// The same, called by a portfolio's owner.
pub fn own_call(portfolio: u64, this: crate::Call<Test>) -> DispatchResult {
	call(portfolio / 10, this).map(|_| ()).map_err(|refused| refused.error)
}

pub fn set_rules(rules: MarketRules) -> DispatchResult {
	let call = crate::Call::set_market_rules { underlying: UnderlyingId(0), rules };
	let done = RuntimeCall::from(call).dispatch(RuntimeOrigin::root());
	done.map(|_| ()).map_err(|refused| refused.error)
}

pub fn place(portfolio: u64, order: NewOrder) -> DispatchResult {
	own_call(portfolio, crate::Call::place_order { portfolio: PortfolioId(portfolio), order })
}

/// Places an order that must be accepted. Returns its number.
pub fn placed(portfolio: u64, order: NewOrder) -> u64 {
	place(portfolio, order).unwrap();
	orders_of(portfolio).last().unwrap().sequence
}

pub fn cancel(portfolio: u64, sequence: u64) -> DispatchResult {
	let id = PortfolioId(portfolio);
	own_call(portfolio, crate::Call::cancel_order { portfolio: id, sequence })
}

pub fn amend(portfolio: u64, sequence: u64, quantity: i64, price: u64) -> DispatchResult {
	let (quantity, limit) = (contracts(quantity), Limit::Price(usd(price)));
	let portfolio_id = PortfolioId(portfolio);
	let call = crate::Call::amend_order { portfolio: portfolio_id, sequence, quantity, limit };
	own_call(portfolio, call)
}

/// What is open of a portfolio.
pub fn orders_of(portfolio: u64) -> Vec<OpenOrder> {
	Trading::open_orders(PortfolioId(portfolio)).open.into_inner()
}

/// An open order.
pub fn order_of(portfolio: u64, sequence: u64) -> Option<OpenOrder> {
	orders_of(portfolio).into_iter().find(|order| order.sequence == sequence)
}

/// Whole contracts a portfolio holds of a strike.
pub fn held(portfolio: u64, strike: u64) -> i64 {
	let e8 = Held::get().get(&(PortfolioId(portfolio), series(strike))).copied().unwrap_or(0);
	assert_eq!(e8 % 100_000_000, 0, "whole contracts");
	e8 / 100_000_000
}

/// Gives a portfolio contracts it did not trade for.
pub fn hold(portfolio: u64, strike: u64, quantity: i64) {
	let key = (PortfolioId(portfolio), series(strike));
	Held::mutate(|held| held.insert(key, contracts(quantity).e8()));
}

/// This pallet's events since it was last asked.
pub fn events() -> Vec<crate::Event<Test>> {
	let records = System::events();
	System::reset_events();
	records
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Trading(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// An order's name.
pub fn id(portfolio: u64, sequence: u64) -> OrderId {
	OrderId { portfolio: PortfolioId(portfolio), sequence }
}

/// Cash of so many cents.
pub fn cents(n: i128) -> Cash {
	Cash::from_e8(n * 1_000_000)
}

/// An order in volatility, its limit as collar.
pub fn vol_order(vol_percent: i128, order: NewOrder) -> NewOrder {
	let vol = Vol::from_e18(vol_percent * 10_000_000_000_000_000);
	NewOrder { limit: Limit::Vol { vol, collar: order.limit.worst() }, ..order }
}

/// Prices and contracts that rest, whole.
pub fn book(strike: u64, side: Side) -> Vec<(u64, i64)> {
	Trading::book_side(series(strike), side, 256)
		.into_iter()
		.map(|(price, quantity)| (price.e8() / 100_000_000, quantity.e8() / 100_000_000))
		.collect()
}

/// Why orders ended since events were last read, with what was left.
pub fn ends() -> Vec<((u64, u64), i64, EndReason)> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			crate::Event::OrderEnded { portfolio, sequence, left, reason } => {
				Some(((portfolio.0, sequence), left.e8() / 100_000_000, reason))
			}
			_ => None,
		})
		.collect()
}

/// Bounds what a batch may take of a portfolio.
pub fn set_cap(portfolio: u64, quantity: i64, delta: i64, vega: i64) {
	let (delta, vega) = (Fixed::from_int(delta), Fixed::from_int(vega));
	let cap = Some(QuoteCap { quantity: contracts(quantity), delta, vega });
	let portfolio_id = PortfolioId(portfolio);
	own_call(portfolio, crate::Call::set_quote_cap { portfolio: portfolio_id, cap }).unwrap();
}

pub fn fill_or_kill(order: NewOrder) -> NewOrder {
	NewOrder { validity: Validity::FillOrKill, ..order }
}

/// A combo of `legs` series from strike 1,000 on, bought and sold in turn: bought at 101, sold at 99.
pub fn combo(legs: u32, quantity: i64, limit: Cash) -> crate::NewCombo {
	let leg = |n: u32| crate::ComboLeg {
		series: series(1_000 + u64::from(n)),
		side: if n.is_multiple_of(2) { Side::Buy } else { Side::Sell },
		ratio: 1 + n % 2,
	};
	let legs = (0..legs).map(leg).collect::<Vec<_>>().try_into().unwrap();
	crate::NewCombo { legs, quantity: contracts(quantity), limit }
}

pub fn place_combo(portfolio: u64, combo: crate::NewCombo) {
	let portfolio_id = PortfolioId(portfolio);
	own_call(portfolio, crate::Call::place_combo { portfolio: portfolio_id, combo }).unwrap();
}

/// The next block, a second later: what was collected meets. Returns what that cost, at most `limit`.
pub fn next_block_within(limit: Weight) -> Weight {
	let block = System::block_number() + 1;
	System::set_block_number(block);
	System::set_parent_hash(H256::from_low_u64_be(block));
	Now::mutate(|now| *now += 1_000);
	let mut meter = WeightMeter::with_limit(limit);
	Trading::process_matching(&mut meter);
	assert!(meter.consumed().all_lte(limit), "no more than there is");
	Trading::do_try_state().unwrap();
	meter.consumed()
}

pub fn next_block() -> Weight {
	next_block_within(Weight::MAX)
}

/// What the neighbours say before a test changes it: tests of one thread share it.
fn reset_neighbours() {
	Now::set(1_000_000);
	Executed::set(Vec::new());
	Settled::set(Vec::new());
	Refuses::set(false);
	Band::set(Some((usd(90), usd(110))));
	Held::set(BTreeMap::new());
	Broke::set(Vec::new());
	Frozen::set(Vec::new());
	Halts::set(BTreeMap::new());
	Ended::set(Vec::new());
	Room::set(u64::MAX);
	VolPrice::set(100);
}

/// Runs a test and every invariant behind it.
pub fn build_and_execute(test: impl FnOnce()) {
	reset_neighbours();
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	sp_io::TestExternalities::from(storage).execute_with(|| {
		System::set_block_number(1);
		frame_system::BlockHash::<Test>::insert(0, GENESIS);
		test();
		Trading::do_try_state().unwrap();
	});
}
