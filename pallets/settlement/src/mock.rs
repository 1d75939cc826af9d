// SPDX-License-Identifier: Apache-2.0
//! A runtime with this pallet over a toy book, ledger, calendar and market. What a transaction must
//! be able to roll back is kept in storage.

use crate::{self as pallet_settlement, *};
use codec::{Decode, Encode};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, parameter_types,
		traits::{ConstU32, ConstU64},
		weights::{constants::ParityDbWeight, Weight, WeightMeter},
		Twox64Concat,
	},
	frame_system::{self, EnsureRoot},
	sp_io::{self, TestExternalities},
	sp_runtime::{BuildStorage, DispatchError, DispatchResult},
};
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{ExpiryKey, OptionKind, PortfolioId, Position, UnderlyingId};

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
	pub type Settlement = pallet_settlement;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type DbWeight = ParityDbWeight;
}

pub const BTC: UnderlyingId = UnderlyingId(0);
pub const ETH: UnderlyingId = UnderlyingId(1);
pub const NOON: u64 = 1_800_000_000_000;

/// What the market says of an expiry.
#[derive(Clone, Default)]
pub struct Quote {
	pub outcome: Option<PriceOutcome>,
	pub extended_outcome: Option<PriceOutcome>,
	pub cannot_extend: bool,
	pub second: Option<Price>,
	pub band: Option<(Price, Price)>,
	pub last: Option<Price>,
	pub marks: Option<Vec<SeriesValue>>,
}

parameter_types! {
	pub static Now: u64 = NOON;
	pub static Quotes: BTreeMap<ExpiryKey, Quote> = BTreeMap::new();
	/// Portfolios that the ledger cannot pay.
	pub static Unpayable: Vec<PortfolioId> = Vec::new();
	/// How often the book was asked for the next entry.
	pub static Walked: u32 = 0;
	pub static MaxSettling: u32 = 4;
	pub static CannotOpen: bool = false;
	/// Whether every market was shut down.
	pub static ShutDown: bool = false;
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

#[frame_support::storage_alias]
pub type Positions = StorageDoubleMap<
	Mock,
	Twox64Concat,
	ExpiryKey,
	Twox64Concat,
	PortfolioId,
	Vec<Position>,
	frame_support::pallet_prelude::OptionQuery,
>;
#[frame_support::storage_alias]
pub type CashOf =
	StorageMap<Mock, Twox64Concat, PortfolioId, Cash, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type ClearingOf = StorageMap<Mock, Twox64Concat, ExpiryKey, Cash>;
#[frame_support::storage_alias]
pub type Insurance = StorageValue<Mock, Cash, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Due = StorageValue<Mock, Vec<ExpiryKey>, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Finished = StorageValue<Mock, Vec<ExpiryKey>, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Extended = StorageMap<Mock, Twox64Concat, ExpiryKey, u64>;

pub struct Calendar;

impl Expiries for Calendar {
	fn next_due(now: u64) -> Option<ExpiryKey> {
		Due::get().into_iter().find(|e| e.expiry <= now || ShutDown::get())
	}
	fn begin(e: ExpiryKey) -> DispatchResult {
		Due::mutate(|due| due.retain(|other| *other != e));
		Ok(())
	}
	fn finish(e: ExpiryKey) -> DispatchResult {
		frame_support::ensure!(
			Positions::iter_key_prefix(e).next().is_none(),
			DispatchError::Other("open interest remains")
		);
		Finished::append(e);
		Ok(())
	}
}

pub struct Market;

impl PriceSource for Market {
	fn outcome(e: ExpiryKey) -> PriceOutcome {
		let quote = Quotes::get().remove(&e).unwrap_or_default();
		let outcome =
			if Extended::contains_key(e) { quote.extended_outcome } else { quote.outcome };
		outcome.unwrap_or(PriceOutcome::Pending)
	}
	fn extend(e: ExpiryKey, extra_ms: u64) -> DispatchResult {
		Extended::insert(e, extra_ms);
		if Quotes::get().remove(&e).is_some_and(|q| q.cannot_extend) {
			return Err(DispatchError::Other("cannot extend"));
		}
		Ok(())
	}
	fn second(e: ExpiryKey) -> Option<Price> {
		Quotes::get().remove(&e)?.second
	}
	fn band(e: ExpiryKey) -> Option<(Price, Price)> {
		Quotes::get().remove(&e)?.band
	}
	fn last_valid(u: UnderlyingId) -> Option<Price> {
		Quotes::get().into_iter().find(|(e, _)| e.underlying == u)?.1.last
	}
	fn marks(e: ExpiryKey) -> Option<Vec<SeriesValue>> {
		Quotes::get().remove(&e)?.marks
	}
}

pub struct Holders;

impl Book<u64> for Holders {
	type Taken = ExpiryKey;

	fn next(e: ExpiryKey, cursor: Option<&[u8]>) -> Option<(PortfolioId, Vec<u8>)> {
		Walked::mutate(|n| *n += 1);
		let prefix = Positions::hashed_key_for(e, PortfolioId(0))[..50].to_vec();
		let start = cursor.map_or(prefix.clone(), |c| c.to_vec());
		let key = sp_io::storage::next_key(&start)?;
		let mut id = key.strip_prefix(&prefix[..])?.get(8..)?;
		Some((PortfolioId::decode(&mut id).ok()?, key))
	}
	fn entry(e: ExpiryKey, p: PortfolioId) -> Option<Vec<Position>> {
		Positions::get(e, p)
	}
	fn begin(e: ExpiryKey) -> ExpiryKey {
		e
	}
	fn take(e: &mut ExpiryKey, p: PortfolioId, owner: &u64, entry: &[Position]) -> u32 {
		assert_eq!((Positions::take(*e, p).as_deref(), owner), (Some(entry), &p.0));
		// Every portfolio is the first to touch one key.
		1
	}
	fn finish(_: ExpiryKey) {}
	fn positions(e: ExpiryKey, p: PortfolioId) -> u32 {
		Positions::get(e, p).map_or(0, |held| held.len() as u32)
	}
	fn expiries_of(p: PortfolioId) -> Vec<ExpiryKey> {
		Positions::iter_keys().filter(|(_, other)| *other == p).map(|(e, _)| e).collect()
	}
}

pub struct Ledger;

impl Clearing<u64> for Ledger {
	type Settling = (ExpiryKey, Cash);

	fn open(e: ExpiryKey) -> DispatchResult {
		if CannotOpen::get() {
			return Err(DispatchError::Other("cannot open"));
		}
		ClearingOf::insert(e, Cash::ZERO);
		Ok(())
	}
	fn begin(e: ExpiryKey) -> Result<(ExpiryKey, Cash), DispatchError> {
		Ok((e, ClearingOf::get(e).ok_or(DispatchError::Other("not open"))?))
	}
	fn settle(
		(_, clearing): &mut (ExpiryKey, Cash),
		p: PortfolioId,
		net: Cash,
	) -> Result<(u64, bool), DispatchError> {
		if Unpayable::get().contains(&p) {
			return Err(DispatchError::Other("cannot be paid"));
		}
		let left = clearing.checked_sub(net).ok_or(DispatchError::Exhausted)?;
		let cash = CashOf::get(p).checked_add(net).ok_or(DispatchError::Exhausted)?;
		*clearing = left;
		CashOf::insert(p, cash);
		Ok((p.0, false))
	}
	fn finish((e, clearing): (ExpiryKey, Cash)) {
		ClearingOf::insert(e, clearing);
	}
	fn close(e: ExpiryKey) -> DispatchResult {
		let dust = ClearingOf::take(e).ok_or(DispatchError::Other("not open"))?;
		Insurance::mutate(|i| *i = i.saturating_add(dust));
		Ok(())
	}
	fn balance(e: ExpiryKey) -> Cash {
		ClearingOf::get(e).unwrap_or_default()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Ledger {
	fn due_expiry() -> ExpiryKey {
		let outcome = Some(settled_at(80_000));
		due(
			BTC,
			Quote {
				outcome,
				last: Some(dollars(80_000)),
				marks: Some(vec![]),
				..Default::default()
			},
		)
	}
	fn holder(e: ExpiryKey, positions: u32) -> PortfolioId {
		let id = PortfolioId(u64::try_from(Positions::iter_keys().count()).unwrap());
		let one = |n: u32| position(OptionKind::Call, u64::from(n) + 1, 0);
		Positions::insert(e, id, (0..positions).map(one).collect::<Vec<_>>());
		id
	}
	fn price_in_band(e: ExpiryKey) -> Price {
		let band = Some((dollars(79_000), dollars(81_000)));
		Quotes::mutate(|q| q.insert(e, Quote { band, ..Default::default() }));
		dollars(80_000)
	}
}

impl pallet_settlement::Config for Test {
	type AdminOrigin = EnsureRoot<u64>;
	type CommitteeOrigin = EnsureRoot<u64>;
	type Expiries = Calendar;
	type Prices = Market;
	type Book = Holders;
	type Clearing = Ledger;
	type Clock = Now;
	type MaxSettling = MaxSettling;
	type MaxPositions = ConstU32<16>;
	type MaxExpiriesPerPortfolio = ConstU32<8>;
	type RetryDelay = ConstU64<10_000>;
	type Retention = ConstU64<1_000_000>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Ledger;
}

pub const fn dollars(n: u64) -> Price {
	Price::from_e8(n * 100_000_000)
}

pub fn cash(dollars: i128) -> Cash {
	Cash::from_e8(dollars * 100_000_000)
}

pub fn settled_at(price: u64) -> PriceOutcome {
	PriceOutcome::Final { price: dollars(price), gap_ms: 7, covered_ms: 1_793 }
}

pub const GAPS: PriceOutcome = PriceOutcome::TooManyGaps { gap_ms: 900, covered_ms: 900 };

/// So many contracts (e8) of one strike in whole dollars.
pub fn position(kind: OptionKind, strike: u64, quantity_e8: i64) -> Position {
	Position { strike: dollars(strike), kind, quantity: Quantity::from_e8(quantity_e8) }
}

/// An expiry of an underlying that is due at noon, quoted as given.
pub fn due(underlying: UnderlyingId, quote: Quote) -> ExpiryKey {
	let e = ExpiryKey { underlying, expiry: NOON };
	Due::append(e);
	Quotes::mutate(|quotes| quotes.insert(e, quote));
	e
}

/// A due expiry whose window gave the price in whole dollars.
pub fn priced(underlying: UnderlyingId, price: u64) -> ExpiryKey {
	due(underlying, Quote { outcome: Some(settled_at(price)), ..Default::default() })
}

/// Gives portfolio `n` a book. The caller keeps the sum of each series at zero.
pub fn give(e: ExpiryKey, n: u64, positions: &[Position]) {
	Positions::insert(e, PortfolioId(n), positions.to_vec());
}

/// `pairs` longs and as many shorts of one call, one contract each, numbered from 0.
pub fn give_pairs(e: ExpiryKey, pairs: u64) {
	for n in 0..pairs {
		give(e, 2 * n, &[position(OptionKind::Call, 70_000, 100_000_000)]);
		give(e, 2 * n + 1, &[position(OptionKind::Call, 70_000, -100_000_000)]);
	}
}

/// One block of one second with that much weight for the step.
pub fn run_block_with(limit: Weight) -> Weight {
	System::set_block_number(System::block_number() + 1);
	Now::mutate(|now| *now += 1_000);
	let mut meter = WeightMeter::with_limit(limit);
	Settlement::process_settlement(&mut meter);
	assert!(meter.consumed().all_lte(limit));
	meter.consumed()
}

pub fn run_blocks(n: u32) {
	for _ in 0..n {
		run_block_with(Weight::MAX);
		Settlement::do_try_state().unwrap();
	}
}

/// All money there is: what portfolios, clearing accounts and insurance hold.
pub fn total() -> Cash {
	let all = CashOf::iter_values().chain(ClearingOf::iter_values()).chain([Insurance::get()]);
	Cash::checked_sum(all).unwrap()
}

pub fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Settlement(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Everything a settlement leaves behind but when it did so.
pub fn fingerprint() -> Vec<u8> {
	let results: BTreeMap<_, _> = Results::<Test>::iter()
		.flat_map(|(e, _, page)| page.into_iter().map(move |(p, net)| ((e, p), net)))
		.collect();
	let balances: BTreeMap<_, _> = CashOf::iter().collect();
	let records: BTreeMap<_, _> = Settlements::<Test>::iter()
		.map(|(e, r)| (e, (r.phase, r.portfolios, r.credits, r.debits, r.dust)))
		.collect();
	(results, balances, records, Insurance::get()).encode()
}

pub fn new_test_ext() -> TestExternalities {
	Now::set(NOON);
	Quotes::set(BTreeMap::new());
	Unpayable::set(Vec::new());
	Walked::set(0);
	MaxSettling::set(4);
	CannotOpen::set(false);
	ShutDown::set(false);
	let mut ext: TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into();
	ext.execute_with(|| System::set_block_number(1));
	ext
}

pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Settlement::do_try_state().unwrap();
		assert_eq!(total(), Cash::ZERO);
	});
}
