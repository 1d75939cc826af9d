// SPDX-License-Identifier: Apache-2.0
//! A runtime of this pallet alone. Its neighbours keep their state in storage, so that what fails
//! rolls back there too.

use crate::{self as pallet_margin, traits::*, types::*};
use codec::{Decode, Encode};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, dispatch::DispatchResult, parameter_types, storage::unhashed,
		traits::Time,
	},
	frame_system, sp_io,
	sp_runtime::{BuildStorage, DispatchError},
	sp_weights::{Weight, WeightMeter},
};
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Fixed, Price, Quantity, Rate};
use tenor_risk::{
	band::BandLimits, CollateralParams, ExpiryMarket, ShockScale, Stable, UnderlyingMarket,
};
use tenor_series::{
	AssetId, ExpiryKey, Fill, LedgerAccount, MarginMode, OptionKind, PortfolioId, PortfolioStatus,
	PortfolioView, SeriesKey, UnderlyingId,
};
use tenor_svi::{Surface, Svi};

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
	pub type Margin = pallet_margin;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

pub const BTC: UnderlyingId = UnderlyingId(0);
pub const ETH: UnderlyingId = UnderlyingId(1);
/// BTC as collateral, cancelling risk of its options.
pub const WBTC: AssetId = 10;
/// Accepted by the ledger, without a margin rule.
pub const RULELESS: AssetId = 11;
pub const DAY: u64 = 86_400_000;
pub const START: u64 = 20_000 * DAY;
/// Portfolios of tests are numbered below.
pub const NEXT_PORTFOLIO: u64 = 200;

parameter_types! {
	pub static Now: u64 = START;
	pub static Spots: BTreeMap<UnderlyingId, u64> = BTreeMap::from([(BTC, 60_000), (ETH, 3_000)]);
	/// What is not fresh: an underlying, with its expiries.
	/// In percent, of every strike; the rate; what the forward is above spot, in dollars.
	pub static VolPercent: u64 = 60;
	pub static RatePercent: u64 = 5;
	pub static Carry: i64 = 0;
	/// Counts changes of these.
	pub static Revision: u64 = 1;
	pub static SourcesRevision: u64 = 1;
	/// Multipliers of BTC's shocks, sixteenths: of IM and of MM.
	pub static Regime: (u16, u16) = (16, 16);
	/// Of the insurance fund, in dollars.
	pub static Insurance: i128 = 100_000;
	/// In dollar cents.
	pub static StableCents: u64 = 100;
	/// Who was found unsafe.
	pub static FoundUnsafe: Vec<PortfolioId> = Vec::new();
	pub static Stale: Vec<UnderlyingId> = Vec::new();
	pub static StaleCollateral: bool = false;
	pub static StaleStable: bool = false;
	/// Expiries without any market data.
	pub static Unknown: Vec<ExpiryKey> = Vec::new();
	pub static Settling: Vec<ExpiryKey> = Vec::new();
	/// Series that do not trade, or only to close.
	pub static Halted: Vec<SeriesKey> = Vec::new();
	/// Of every series, e8.
	pub static OpenInterestCap: u64 = u64::MAX;
	pub const MaxPositions: u32 = 128;
	pub const MaxExpiries: u32 = 16;
	pub const RampPeriod: u64 = DAY;
	pub const Limits: BandLimits = BandLimits::DEFAULT;
}

impl Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

pub struct Neighbours;

fn slot<K: Encode>(name: &str, key: K) -> Vec<u8> {
	(name, key).encode()
}

fn read<V: Decode, K: Encode>(name: &str, key: K) -> Option<V> {
	unhashed::get(&slot(name, key))
}

fn write<V: Encode, K: Encode>(name: &str, key: K, value: &V) {
	unhashed::put(&slot(name, key), value);
}

impl PortfolioLedger<u64> for Neighbours {
	fn view(id: PortfolioId) -> Option<PortfolioView<u64>> {
		read("view", id)
	}
	fn set_expiries(id: PortfolioId, expiries: Vec<ExpiryKey>) -> DispatchResult {
		let mut view = Self::view(id).ok_or("no portfolio")?;
		view.expiries = expiries;
		write("view", id, &view);
		Ok(())
	}
	fn post(entries: &[(LedgerAccount, Cash)], may_overdraw: bool) -> DispatchResult {
		let sum: i128 = entries.iter().map(|(_, cash)| cash.e8()).sum();
		assert_eq!(sum, 0, "unbalanced batch");
		for (account, cash) in entries {
			match account {
				LedgerAccount::Portfolio(id) => {
					let mut view = Self::view(*id).ok_or("no portfolio")?;
					view.cash = view.cash.checked_add(*cash).ok_or("overflow")?;
					let kept = view.held.saturating_add(view.locked_cash());
					let overdrawn = view.cash < kept && cash.is_negative();
					if overdrawn && !may_overdraw {
						return Err(DispatchError::Other("overdraft"));
					}
					write("view", *id, &view);
				}
				account => {
					let total = cash.checked_add(ledger(*account)).ok_or("overflow")?;
					write("ledger", *account, &total);
				}
			}
		}
		Ok(())
	}
	fn post_weight(entries: u32) -> Weight {
		Weight::from_parts(1_000, 10).saturating_mul(u64::from(entries))
	}
	fn next_portfolio() -> PortfolioId {
		PortfolioId(NEXT_PORTFOLIO)
	}
	fn insurance() -> Cash {
		cash(Insurance::get())
	}
	fn highest_debt_rate() -> Rate {
		Rate::ONE
	}
}

impl SeriesListing for Neighbours {
	fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult {
		if series.expiry <= Now::get() {
			return Err(DispatchError::Other("expired"));
		}
		if opening && Halted::get().contains(series) {
			return Err(DispatchError::Other("halted"));
		}
		Ok(())
	}
	fn shift_open_interest(series: &SeriesKey, delta_longs_e8: i128) -> DispatchResult {
		let open = i128::try_from(Self::open_interest(series)).unwrap() + delta_longs_e8;
		let open = u128::try_from(open).map_err(|_| DispatchError::Other("below zero"))?;
		write("open interest", *series, &open);
		let all = i128::from(Self::underlying_open_interest(series.underlying)) + delta_longs_e8;
		write("underlying open interest", series.underlying, &u64::try_from(all).unwrap());
		Ok(())
	}
	fn settle_open_interest(
		expiry: ExpiryKey,
		longs: &[(Price, OptionKind, u64)],
	) -> DispatchResult {
		longs.iter().try_for_each(|(strike, kind, settled)| {
			Self::shift_open_interest(&expiry.series(*strike, *kind), -i128::from(*settled))
		})
	}
	fn open_interest_room(series: &SeriesKey) -> u64 {
		let open = u64::try_from(Self::open_interest(series)).unwrap();
		OpenInterestCap::get().saturating_sub(open)
	}
	fn expiries(underlying: UnderlyingId) -> Vec<ExpiryKey> {
		[7, 30].map(|days| ExpiryKey { underlying, ..expiry(days) }).into()
	}
	fn strikes(_: ExpiryKey) -> Vec<Price> {
		(1..=12).map(|n| usd(n * 10_000)).collect()
	}
	fn underlying_open_interest(underlying: UnderlyingId) -> u64 {
		read("underlying open interest", underlying).unwrap_or_default()
	}
	fn open_interest(series: &SeriesKey) -> u128 {
		read("open interest", *series).unwrap_or_default()
	}
	fn is_settling(expiry: ExpiryKey) -> bool {
		Settling::get().contains(&expiry)
	}
}

impl MarketData for Neighbours {
	fn underlying(id: UnderlyingId) -> Option<Reading<UnderlyingMarket>> {
		let spot = Fixed::from_int(i64::try_from(*Spots::get().get(&id)?).unwrap());
		let value = UnderlyingMarket { underlying: id, spot, spot_confidence: Fixed::ONE };
		Some(Reading { value, fresh: !Stale::get().contains(&id) })
	}
	fn expiry(key: ExpiryKey) -> Option<Reading<ExpiryMarket>> {
		if Unknown::get().contains(&key) {
			return None;
		}
		let Reading { value: underlying, fresh } = Self::underlying(key.underlying)?;
		let value = ExpiryMarket {
			expiry: key.expiry,
			time_to_expiry_ms: key.expiry.saturating_sub(Now::get()),
			f_fix: Fixed::ZERO,
			f_var: underlying.spot.checked_add(Fixed::from_int(Carry::get())).unwrap(),
			rate: Rate::from_e18(i128::from(RatePercent::get()) * 10_000_000_000_000_000),
			vols: flat_surface(underlying.spot),
			forward_confidence: Fixed::ONE,
			rate_confidence: Fixed::ONE,
			vol_confidence: Fixed::ONE,
		};
		Some(Reading { value, fresh })
	}
	fn stable() -> Option<Reading<Stable>> {
		let price = Fixed::from_e18(i128::from(StableCents::get()) * 10_000_000_000_000_000);
		let value = Stable { price, ..Stable::PAR };
		Some(Reading { value, fresh: !StaleStable::get() })
	}
	fn collateral(asset: AssetId) -> Option<Reading<CollateralMark>> {
		let Reading { value, fresh } = Self::underlying(BTC)?;
		let value =
			CollateralMark { price: value.spot, confidence: Fixed::ONE, follows: Some(BTC) };
		let fresh = fresh && !StaleCollateral::get();
		(asset == WBTC || asset == RULELESS).then_some(Reading { value, fresh })
	}
	fn shock_scale(id: UnderlyingId) -> ShockScale {
		let (initial, maintenance) = if id == BTC { Regime::get() } else { (16, 16) };
		tenor_risk::Regime { initial, maintenance, ..Default::default() }.scale()
	}
	fn underlyings() -> u16 {
		2
	}
	fn max_underlyings() -> u16 {
		2
	}
	fn revision(_: UnderlyingId) -> u64 {
		Revision::get()
	}
	fn sources_revision() -> u64 {
		SourcesRevision::get()
	}
	fn window_begins(key: ExpiryKey) -> Option<u64> {
		Some(key.expiry - 1_800_000)
	}
}

impl OnUnsafe for Neighbours {
	fn unsafe_found(id: PortfolioId, meter: &mut WeightMeter) {
		if meter.try_consume(Self::least()).is_ok() {
			FoundUnsafe::mutate(|found| found.push(id));
			change_view(id.0, |view| view.status = PortfolioStatus::Frozen);
		}
	}
	fn least() -> Weight {
		Weight::from_parts(1_000, 10)
	}
}

/// 60 % at every strike.
fn flat_surface(forward: Fixed) -> Surface {
	let tau_ref: Fixed = "0.1".parse().unwrap();
	let svi = Svi {
		// The square of the volatility times the tenor.
		a: Fixed::from_e18(i128::from(VolPercent::get().pow(2)) * 10_000_000_000_000),
		b: Fixed::ZERO,
		rho: Fixed::ZERO,
		m: Fixed::ZERO,
		sigma: "0.1".parse().unwrap(),
	};
	Surface { svi, f_ref: forward, tau_ref }
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Neighbours {
	fn portfolio(index: u32) -> PortfolioId {
		let id = u64::from(index) + 100;
		open(id, MarginMode::Portfolio, 1_000_000_000);
		PortfolioId(id)
	}
	fn series(index: u32) -> SeriesKey {
		let kind = if index % 2 == 0 { OptionKind::Call } else { OptionKind::Put };
		SeriesKey {
			underlying: BTC,
			expiry: START + 30 * DAY,
			strike: usd(30_000 + 1_000 * u64::from(index / 2)),
			kind,
		}
	}
}

impl crate::Config for Test {
	type Ledger = Neighbours;
	type Series = Neighbours;
	type Market = Neighbours;
	type Clock = Now;
	type AdminOrigin = frame_system::EnsureRoot<u64>;
	type MaxPositions = MaxPositions;
	type MaxExpiries = MaxExpiries;
	type RampPeriod = RampPeriod;
	type BandLimits = Limits;
	type OnUnsafe = Neighbours;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Neighbours;
}

pub fn usd(n: u64) -> Price {
	Price::from_e8(n * 100_000_000)
}

pub fn cash(n: i128) -> Cash {
	Cash::from_e8(n * 100_000_000)
}

pub fn ledger(account: LedgerAccount) -> Cash {
	read("ledger", account).unwrap_or_default()
}

/// An expiry of BTC that many days ahead of the start.
pub fn expiry(days: u64) -> ExpiryKey {
	ExpiryKey { underlying: BTC, expiry: START + days * DAY }
}

/// A call of the 30-day expiry.
pub fn call(strike: u64) -> SeriesKey {
	expiry(30).series(usd(strike), OptionKind::Call)
}

/// A put of the 30-day expiry.
pub fn put(strike: u64) -> SeriesKey {
	expiry(30).series(usd(strike), OptionKind::Put)
}

/// Opens an active portfolio with that many dollars.
pub fn open(id: u64, mode: MarginMode, dollars: i128) {
	let view = PortfolioView {
		owner: id,
		mode,
		status: PortfolioStatus::Active,
		cash: cash(dollars),
		held: Cash::ZERO,
		assets: Vec::new(),
		expiries: Vec::new(),
		locked: Vec::new(),
	};
	write("view", PortfolioId(id), &view);
}

pub fn view(id: u64) -> PortfolioView<u64> {
	Neighbours::view(PortfolioId(id)).unwrap()
}

pub fn change_view(id: u64, change: impl FnOnce(&mut PortfolioView<u64>)) {
	let mut view = view(id);
	change(&mut view);
	write("view", PortfolioId(id), &view);
	Margin::portfolio_changed(PortfolioId(id));
}

/// Takes one portfolio's entry as settlement does, together with the list in its record.
pub fn take_entry(e: ExpiryKey, id: PortfolioId) -> Option<Vec<tenor_series::Position>> {
	let entry = Margin::entry(e, id)?;
	let mut view = Neighbours::view(id)?;
	view.expiries.retain(|other| *other != e);
	write("view", id, &view);
	let mut taken = Margin::begin_taking(e);
	Margin::take_entry(&mut taken, id, &view.owner, &entry);
	Margin::finish_taking(taken);
	Some(entry)
}

/// Hundredths of a contract held.
pub fn held(id: u64, series: SeriesKey) -> i64 {
	let entry = Margin::account(PortfolioId(id), &view(id));
	entry.quantity(&series) / 1_000_000
}

/// Buyer and seller of hundredths of a contract at a price per contract in cents.
pub fn fills(buyer: u64, seller: u64, series: SeriesKey, hundredths: i64, cents: u64) -> [Fill; 2] {
	let quantity = Quantity::from_e8(hundredths * 1_000_000);
	let paid = Price::from_e8(cents * 1_000_000).notional_floor(quantity).unwrap();
	[
		Fill { portfolio: PortfolioId(buyer), series, quantity, cash: paid.checked_neg().unwrap() },
		Fill {
			portfolio: PortfolioId(seller),
			series,
			quantity: quantity.checked_neg().unwrap(),
			cash: paid,
		},
	]
}

/// The mark in cents, rounded up.
pub fn mark_cents(series: SeriesKey) -> u64 {
	Margin::mark(&series).unwrap().price.to_price_ceil().unwrap().e8() / 1_000_000 + 1
}

/// Trades hundredths of a contract at the mark, without fees.
pub fn trade(buyer: u64, seller: u64, series: SeriesKey, hundredths: i64) -> DispatchResult {
	let cents = mark_cents(series);
	Margin::execute(&fills(buyer, seller, series, hundredths, cents), &[]).map(|_| ())
}

/// Everything that markets and the sweep left outside the storage, as at the start.
pub fn reset_market() {
	move_btc(60_000);
	VolPercent::set(60);
	RatePercent::set(5);
	Carry::set(0);
	Revision::set(1);
	SourcesRevision::set(1);
	Regime::set((16, 16));
	StableCents::set(100);
	Now::set(START);
	Stale::set(Vec::new());
	StaleStable::set(false);
	StaleCollateral::set(false);
	FoundUnsafe::set(Vec::new());
}

/// Sets the price of BTC.
pub fn move_btc(dollars: u64) {
	Spots::mutate(|spots| spots.insert(BTC, dollars));
}

/// Portfolios 1 (standard) and 2 (portfolio mode) with a million dollars each, 3 with none.
pub fn build_and_execute(test: impl FnOnce()) {
	let rule = AssetRule { params: CollateralParams::btc(), risk_cancelling_for: Some(BTC) };
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let assets = vec![GenesisAsset { asset: WBTC, rule }];
	crate::GenesisConfig::<Test> { assets, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	sp_io::TestExternalities::from(storage).execute_with(|| {
		System::set_block_number(1);
		open(1, MarginMode::Standard, 1_000_000);
		open(2, MarginMode::Portfolio, 1_000_000);
		open(3, MarginMode::Standard, 0);
		test();
		Margin::do_try_state().unwrap();
	});
}
