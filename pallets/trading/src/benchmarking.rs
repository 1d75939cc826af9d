// SPDX-License-Identifier: Apache-2.0
//! Benchmarks. What margin does for a batch is charged by what it says it consumed, so the parts of the
//! step are measured with the values behind a mark and the portfolios' margins known already. Execution
//! of agreed trades and due settlement add the weights of the neighbours.

use super::*;
use crate::{
	book, combos,
	order::{ComboLegs, Resting},
	step::Step,
	traits::BenchmarkHelper,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::{
		traits::{EnsureOrigin, Time},
		weights::{Weight, WeightMeter},
		BoundedVec,
	},
	frame_system::RawOrigin,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_matching::{OrderId, Side};
use tenor_series::{ExpiryKey, OptionKind, PortfolioId, SeriesKey};

type Helper<T> = <T as Config>::BenchmarkHelper;

/// A trade of `legs` legs that passes every check, all parties in a ring, and its signatures.
fn signed_trade<T: Config>(legs: u32, parties: u32) -> (BlockTrade, Vec<T::OffchainSignature>) {
	// The market begins time.
	let _ = Helper::<T>::series_apart(0);
	let accounts = Helper::<T>::parties(parties);
	let ids: Vec<PortfolioId> = accounts.iter().map(|(_, id)| *id).collect();
	let sides: Vec<_> = ids.iter().zip(ids.iter().cycle().skip(1)).collect();
	let trade = BlockTrade {
		parties: ids
			.iter()
			.map(|id| Party { portfolio: *id, nonce: 0, limit: Cash::MAX })
			.collect::<Vec<_>>()
			.try_into()
			.expect("within the bound"),
		deadline: T::Clock::now().saturating_add(60_000),
		legs: (0..legs)
			.zip(sides.iter().cycle())
			.map(|(index, (buyer, seller))| {
				let (series, price) = Helper::<T>::series_apart(index);
				let quantity = Quantity::from_e8(1_000_000);
				TradeLeg { series, buyer: **buyer, seller: **seller, quantity, price }
			})
			.collect::<Vec<_>>()
			.try_into()
			.expect("within the bound"),
	};
	let payload = Pallet::<T>::signing_payload(trade.clone());
	let wrapped = [b"<Bytes>".as_slice(), &payload, b"</Bytes>"].concat();
	// Wrapped and by a key is the dearest form: it is tried last of four.
	let signatures =
		(0u32..).zip(&ids).map(|(n, id)| signed_by_key::<T>(n, *id, &wrapped)).collect();
	(trade, signatures)
}

/// The signature of a key of the portfolio.
fn signed_by_key<T: Config>(n: u32, id: PortfolioId, message: &[u8]) -> T::OffchainSignature {
	let (key, _) =
		Helper::<T>::parties(MAX_PARTIES + 1 + n).swap_remove((MAX_PARTIES + n) as usize);
	grant_keys::<T>(id, &key, MAX_TRADING_KEYS);
	Helper::<T>::sign(&key, message)
}

/// A whole number of lots of every market here.
const LOT: Quantity = Quantity::from_e8(1_000_000);

/// A series and a price on the grid inside its band; `below` ticks lower.
fn quoted<T: Config>(index: u32, below: u64) -> (SeriesKey, Price) {
	on_grid::<T>(Helper::<T>::series(index), below)
}

/// The same of a series that shares no expiry with the others.
fn quoted_apart<T: Config>(index: u32, below: u64) -> (SeriesKey, Price) {
	on_grid::<T>(Helper::<T>::series_apart(index), below)
}

fn on_grid<T: Config>((series, high): (SeriesKey, Price), below: u64) -> (SeriesKey, Price) {
	let (tick, lot) = Pallet::<T>::grid(&series);
	assert!(crate::collect::is_whole(LOT, lot));
	let ticks = (high.e8() / tick.e8()).saturating_sub(below);
	(series, Price::from_e8(ticks * tick.e8()))
}

fn order<T: Config>(series: SeriesKey, side: Side, limit: Limit) -> NewOrder {
	let validity = Validity::UntilTime(T::Clock::now().saturating_add(3_600_000));
	NewOrder { series, side, quantity: LOT, limit, validity, post_only: false, reduce_only: false }
}

/// Writes orders as a portfolio's only open ones.
fn put_orders<T: Config>(id: PortfolioId, orders: impl Iterator<Item = (NewOrder, Stage)>) {
	let open: Vec<OpenOrder> = (0u64..)
		.zip(orders)
		.map(|(sequence, (terms, stage))| OpenOrder { sequence, since: 0, stage, terms })
		.collect();
	let next_sequence = u64::from(MAX_OPEN_ORDERS);
	let open = BoundedVec::truncate_from(open);
	Orders::<T>::insert(id, PortfolioOrders { next_sequence, open, ..Default::default() });
}

/// `count` buy orders that rest, each alone in its series.
fn rest_orders<T: Config>(id: PortfolioId, count: u32) {
	// Lists as many as it takes.
	let _ = Helper::<T>::series(count.saturating_sub(1));
	let orders = (0..count).map(|n| {
		let (series, price) = quoted::<T>(n, 2);
		(order::<T>(series, Side::Buy, Limit::Price(price)), Stage::Resting)
	});
	put_orders::<T>(id, orders);
	for open in Orders::<T>::get(id).open {
		let id = OrderId { portfolio: id, sequence: open.sequence };
		let resting = Resting { id, since: 0, quantity: LOT };
		let terms = open.terms;
		let grid = grid::<T>(&terms.series);
		let rested = book::rest::<T>(terms.series, terms.side, grid, terms.limit.worst(), resting);
		assert_eq!(rested, Ok(None));
	}
}

/// The book of a series as it is, or begins.
fn grid<T: Config>(series: &SeriesKey) -> BookHead {
	book::grid_of::<T>(series, &Markets::<T>::get(series.underlying))
}

/// Somebody's order that rests.
fn ask<T: Config>((series, price): (SeriesKey, Price), portfolio: PortfolioId, sequence: u64) {
	let grid = grid::<T>(&series);
	let id = OrderId { portfolio, sequence };
	let resting = Resting { id, since: 0, quantity: LOT };
	assert_eq!(book::rest::<T>(series, Side::Sell, grid, price, resting), Ok(None));
}

/// What a key may do: everything in the book.
fn scope(block_trade: bool) -> KeyScope {
	KeyScope {
		place: true,
		cancel: true,
		block_trade,
		deposit: false,
		reduce_only: false,
		underlying: None,
	}
}

/// As many keys as a portfolio may have, `key` the last of them.
fn grant_keys<T: Config>(id: PortfolioId, key: &T::AccountId, count: u32) {
	let expires_at = T::Clock::now().saturating_add(3_600_000);
	let others =
		(1..count).map(|n| KeyGrant { key: account("key", n, 0), scope: scope(false), expires_at });
	let mut grants: Vec<_> = others.collect();
	grants.push(KeyGrant { key: key.clone(), scope: scope(true), expires_at });
	let grants = BoundedVec::truncate_from(grants);
	TradingKeys::<T>::insert(id, KeyRing { revocations: 0, grants });
}

/// A portfolio and an account with a key for it.
fn trader<T: Config>() -> (PortfolioId, T::AccountId) {
	// The market begins time.
	let _ = Helper::<T>::series(0);
	let (_, id) = Helper::<T>::parties(1).swap_remove(0);
	let key = account("trader", 0, 0);
	grant_keys::<T>(id, &key, MAX_TRADING_KEYS);
	(id, key)
}

/// Combos of others that wait, every leg of them another series.
fn wait_combos<T: Config>(count: u32) {
	let combos = (0..count).map(|n| CollectedCombo {
		id: OrderId { portfolio: PortfolioId(1_000_000 + u64::from(n)), sequence: 0 },
		since: 0,
		terms: combo::<T>(Cash::MAX),
	});
	CollectedCombos::<T>::put(BoundedVec::truncate_from(combos.collect()));
}

/// A series that has no market, so that it stays where it waits.
fn waiting_series<T: Config>(n: u32) -> SeriesKey {
	let (series, _) = Helper::<T>::series(0);
	let expiry = ExpiryKey { underlying: series.underlying, expiry: u64::from(n) };
	expiry.series(Price::from_e8(1), OptionKind::Call)
}

/// Orders in volatility of more series than have turns in a block.
fn wait_vols<T: Config>() {
	let id = OrderId { portfolio: PortfolioId(1_000_000), sequence: 0 };
	for n in 0..32 {
		let ids = BoundedVec::truncate_from(alloc::vec![id]);
		VolOrders::<T>::insert(waiting_series::<T>(n), ids);
	}
	VolCursor::<T>::put(waiting_series::<T>(16));
}

/// Weight with which no batch has its turn.
fn base_and_waiting<T: Config>(series: u32, combos: u32) -> Weight {
	T::WeightInfo::match_base().saturating_add(Pallet::<T>::waiting_weight(series, combos))
}

fn combo<T: Config>(limit: Cash) -> NewCombo {
	let legs = (0..MAX_COMBO_LEGS).map(|n| {
		let (series, _) = Helper::<T>::series_apart(n);
		ComboLeg { series, side: Side::Buy, ratio: 1 }
	});
	let legs: ComboLegs = BoundedVec::truncate_from(legs.collect());
	NewCombo { legs, quantity: LOT, limit }
}

/// As many prices as are remembered.
fn full_prints(
	price: Price,
) -> BoundedVec<Print, polkadot_sdk::frame_support::traits::ConstU32<MAX_PRINTS>> {
	let print = Print { moment: 0, price, volume: LOT };
	BoundedVec::truncate_from(alloc::vec![print; MAX_PRINTS as usize])
}

/// What becomes of a portfolio that takes part, without margin.
fn read_judge_write<T: Config>(step: &Step<'_, T>, id: PortfolioId) -> usize {
	let orders = Orders::<T>::get(id);
	let owner = T::Portfolios::owner(id);
	let judged = step.judged(&orders).1.len();
	Orders::<T>::insert(id, orders);
	if owner.is_some() {
		judged
	} else {
		0
	}
}

/// Lets the step know what it would otherwise ask margin for.
fn warm<T: Config>(step: &mut Step<'_, T>, series: &[SeriesKey], portfolios: &[PortfolioId]) {
	for series in series {
		assert!(step.market(*series).is_ok());
	}
	for id in portfolios {
		assert!(step.trader(*id).is_ok());
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Legs are at least half the parties, or a party has no leg.
	#[benchmark]
	fn check_block_trade(
		l: Linear<MAX_PARTIES, MAX_LEGS>,
		p: Linear<2, MAX_PARTIES>,
	) -> Result<(), BenchmarkError> {
		let (trade, signatures) = signed_trade::<T>(l, p);
		#[block]
		{
			Pallet::<T>::check_block_trade(&trade, &signatures)?;
		}
		Ok(())
	}

	#[benchmark]
	fn cancel_nonce() {
		let (owner, portfolio) = Helper::<T>::parties(1).swap_remove(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), portfolio, 0);
		assert_eq!(Pallet::<T>::next_nonce(portfolio), 1);
	}

	#[benchmark]
	fn cancel_nonces_below() {
		let (owner, portfolio) = Helper::<T>::parties(1).swap_remove(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), portfolio, ReplayWindow::WIDTH);
		assert_eq!(Pallet::<T>::next_nonce(portfolio), ReplayWindow::WIDTH);
	}

	#[benchmark]
	fn set_market_rules() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (series, _) = Helper::<T>::series(0);
		let rules = MarketRules { opening_ends_ms: 1, ..MarketRules::default() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, series.underlying, rules);
		assert_eq!(Markets::<T>::get(series.underlying), rules);
		Ok(())
	}

	/// Post-only orders in volatility that meet somebody's price, each of another expiry as far as there are
	/// some, beside as many open ones as there can be.
	#[benchmark]
	fn place_orders(n: Linear<1, { MAX_ORDERS_PER_CALL / 2 }>) {
		let (id, key) = trader::<T>();
		let _ = Helper::<T>::series_apart(0);
		let open = MAX_OPEN_ORDERS - MAX_ORDERS_PER_CALL;
		rest_orders::<T>(id, open);
		let orders = (0..n).map(|index| {
			ask::<T>(quoted_apart::<T>(index, 0), PortfolioId(1_000_000), 0);
			let (series, collar) = quoted_apart::<T>(index, 1);
			let vol = Vol::from_e18(10_000_000_000_000_000);
			let order = order::<T>(series, Side::Buy, Limit::Vol { vol, collar });
			NewOrder { post_only: true, ..order }
		});
		let orders: Vec<_> = orders.collect();
		#[extrinsic_call]
		_(RawOrigin::Signed(key), id, None, BoundedVec::truncate_from(orders));
		assert_eq!(Orders::<T>::get(id).open.len(), (open + n) as usize);
	}

	#[benchmark]
	fn amend_order() {
		let (id, key) = trader::<T>();
		rest_orders::<T>(id, MAX_OPEN_ORDERS);
		let (series, price) = quoted::<T>(0, 1);
		ask::<T>(quoted::<T>(0, 0), PortfolioId(1_000_000), 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(key), id, 0, LOT, Limit::Price(price));
		assert_eq!(Collected::<T>::get(series).len(), 1);
	}

	/// `n` orders of as many as can be open, each the only one of its series; and what combos can wait of the
	/// portfolio, among as many as can wait. A quarter of the bound, or the base would be lost in the slope.
	#[benchmark]
	fn cancel_orders(n: Linear<1, { MAX_OPEN_ORDERS / 4 }>) {
		let (id, key) = trader::<T>();
		rest_orders::<T>(id, MAX_OPEN_ORDERS);
		wait_combos::<T>(MAX_COLLECTED_COMBOS);
		CollectedCombos::<T>::mutate(|combos| {
			for combo in combos.iter_mut().take(MAX_COMBOS_PER_PORTFOLIO) {
				combo.id.portfolio = id;
			}
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(key), id, CancelScope::All, n);
		assert_eq!(Orders::<T>::get(id).open.len(), (MAX_OPEN_ORDERS - n) as usize);
	}

	#[benchmark]
	fn place_combo() {
		let (id, key) = trader::<T>();
		rest_orders::<T>(id, MAX_OPEN_ORDERS);
		wait_combos::<T>(MAX_COLLECTED_COMBOS - 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(key), id, combo::<T>(Cash::MAX));
		assert_eq!(CollectedCombos::<T>::get().len(), MAX_COLLECTED_COMBOS as usize);
	}

	#[benchmark]
	fn set_quote_cap() {
		let (id, key) = trader::<T>();
		rest_orders::<T>(id, MAX_OPEN_ORDERS);
		let cap = Some(QuoteCap { quantity: LOT, delta: Fixed::ONE, vega: Fixed::ONE });
		#[extrinsic_call]
		_(RawOrigin::Signed(key), id, cap);
		assert_eq!(Orders::<T>::get(id).quote_cap, cap);
	}

	#[benchmark]
	fn grant_trading_key() {
		let (owner, id) = Helper::<T>::parties(1).swap_remove(0);
		grant_keys::<T>(id, &account("trader", 0, 0), MAX_TRADING_KEYS - 1);
		let expires_at = T::Clock::now().saturating_add(3_600_000);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, account("new", 0, 0), scope(false), expires_at);
		assert_eq!(TradingKeys::<T>::get(id).grants.len(), MAX_TRADING_KEYS as usize);
	}

	#[benchmark]
	fn revoke_trading_keys() {
		let (owner, id) = Helper::<T>::parties(1).swap_remove(0);
		grant_keys::<T>(id, &account("trader", 0, 0), MAX_TRADING_KEYS);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, None);
		assert!(TradingKeys::<T>::get(id).grants.is_empty());
	}

	/// The use of the best one's nonce is in it.
	#[benchmark]
	fn check_quotes(
		l: Linear<1, MAX_REQUEST_LEGS>,
		q: Linear<1, MAX_QUOTES>,
	) -> Result<(), BenchmarkError> {
		// The market begins time.
		let _ = Helper::<T>::series_apart(0);
		let parties = Helper::<T>::parties(q + 1);
		let (_, taker) = parties[0];
		let deadline = T::Clock::now().saturating_add(60_000);
		let (legs, prices): (Vec<_>, Vec<_>) = (0..l)
			.map(|n| {
				let (series, price) = quoted_apart::<T>(n, 0);
				(RequestLeg { series, side: Side::Buy, quantity: LOT }, price)
			})
			.unzip();
		let legs = BoundedVec::truncate_from(legs);
		let request = QuoteRequest { taker, legs, limit: Cash::MAX, deadline, salt: 0 };
		let quotes: Vec<_> = (0u32..)
			.zip(&parties[1..])
			.map(|(n, (_, maker))| {
				let prices = BoundedVec::truncate_from(prices.clone());
				let quote = Quote { maker: *maker, nonce: 0, deadline, prices };
				let payload = quote.signing_payload(&request, &Pallet::<T>::genesis_hash());
				let wrapped = [b"<Bytes>".as_slice(), &payload, b"</Bytes>"].concat();
				(quote, signed_by_key::<T>(n + 1, *maker, &wrapped))
			})
			.collect();
		let best;
		#[block]
		{
			best = Pallet::<T>::check_quotes(&request, &quotes)?.0.maker;
			Nonces::<T>::insert(best, ReplayWindow::default().after_use(0).unwrap_or_default());
		}
		assert!(parties.iter().any(|(_, id)| *id == best));
		Ok(())
	}

	/// Nothing waits but orders in volatility, in more series than have turns; none has its turn.
	#[benchmark]
	fn match_base() {
		wait_vols::<T>();
		let mut meter = WeightMeter::with_limit(base_and_waiting::<T>(0, 0));
		#[block]
		{
			Pallet::<T>::process_matching(&mut meter);
		}
		assert!(VolCursor::<T>::exists() && meter.consumed().all_gt(Weight::zero()));
	}

	/// `n` series wait, none of which has its turn.
	#[benchmark]
	fn match_waiting(n: Linear<1, MAX_WAITING_SERIES>) {
		wait_vols::<T>();
		let waiting: Vec<_> = (0..n).rev().map(waiting_series::<T>).collect();
		CollectedSeries::<T>::put(BoundedVec::truncate_from(waiting));
		MatchCursor::<T>::put(waiting_series::<T>(n / 2));
		let mut meter = WeightMeter::with_limit(base_and_waiting::<T>(n, 0));
		#[block]
		{
			Pallet::<T>::process_matching(&mut meter);
		}
		assert_eq!(CollectedSeries::<T>::decode_len(), Some(n as usize));
	}

	/// `c` combos wait, none of which has its turn.
	#[benchmark]
	fn match_waiting_combos(c: Linear<1, MAX_COLLECTED_COMBOS>) {
		wait_vols::<T>();
		wait_combos::<T>(c);
		let mut meter = WeightMeter::with_limit(base_and_waiting::<T>(0, c));
		#[block]
		{
			Pallet::<T>::process_matching(&mut meter);
		}
		assert_eq!(CollectedCombos::<T>::decode_len(), Some(c as usize));
	}

	/// A batch of one order that meets nobody, and a price to remember.
	#[benchmark]
	fn match_series() {
		let (series, price) = quoted::<T>(0, 1);
		let (_, id) = Helper::<T>::parties(1).swap_remove(0);
		let once = NewOrder {
			validity: Validity::ImmediateOrCancel,
			..order::<T>(series, Side::Buy, Limit::Price(price))
		};
		put_orders::<T>(id, core::iter::once((once, Stage::Collected)));
		ask::<T>(quoted::<T>(0, 0), PortfolioId(1_000_000), 0);
		let collected = OrderId { portfolio: id, sequence: 0 };
		Collected::<T>::insert(series, BoundedVec::truncate_from(alloc::vec![collected]));
		Prints::<T>::insert(series, full_prints(price));
		let mut meter = WeightMeter::new();
		let mut step = Step::<T>::new(&mut meter);
		warm(&mut step, &[series], &[id]);
		#[block]
		{
			assert_eq!(step.match_series(series), Ok(()));
			step.print(series, price, LOT);
		}
		assert!(!Collected::<T>::contains_key(series));
	}

	/// One with one open order. What margin says to it is charged by margin.
	#[benchmark]
	fn match_portfolio() {
		let (_, id) = Helper::<T>::parties(1).swap_remove(0);
		rest_orders::<T>(id, 1);
		let mut meter = WeightMeter::new();
		let step = Step::<T>::new(&mut meter);
		let judged;
		#[block]
		{
			judged = read_judge_write(&step, id);
		}
		assert_eq!(judged, 1);
	}

	/// One open order more, in another series as long as there are some.
	#[benchmark]
	fn match_judged(n: Linear<1, 128>) {
		let (_, id) = Helper::<T>::parties(1).swap_remove(0);
		rest_orders::<T>(id, n);
		let mut meter = WeightMeter::new();
		let step = Step::<T>::new(&mut meter);
		let judged;
		#[block]
		{
			judged = read_judge_write(&step, id);
		}
		assert_eq!(judged, n as usize);
	}

	/// Orders of 32 portfolios, half of them new and half at one price of the book, all of which fill; what
	/// margin does for their fills is in it. One order more is what counts, not the base.
	#[benchmark]
	fn match_order(n: Linear<32, 256>) -> Result<(), BenchmarkError> {
		let parties = Helper::<T>::parties(32);
		let (series, price) = quoted::<T>(0, 0);
		let mut collected = Vec::new();
		for (place, (_, id)) in (0u32..).zip(&parties) {
			let own = n / 32 + u32::from(place < n % 32);
			let (side, stage) = match place % 2 {
				0 => (Side::Buy, Stage::Collected),
				_ => (Side::Sell, Stage::Resting),
			};
			let order = order::<T>(series, side, Limit::Price(price));
			put_orders::<T>(*id, (0..own).map(|_| (order, stage)));
			for sequence in 0..u64::from(own) {
				match side {
					Side::Buy => collected.push(OrderId { portfolio: *id, sequence }),
					Side::Sell => ask::<T>((series, price), *id, sequence),
				}
			}
		}
		Collected::<T>::insert(series, BoundedVec::truncate_from(collected));
		Prints::<T>::insert(series, full_prints(price));
		let ids: Vec<_> = parties.iter().map(|(_, id)| *id).collect();
		let mut meter = WeightMeter::new();
		let mut step = Step::<T>::new(&mut meter);
		warm(&mut step, &[series], &ids);
		let admitted = |id| step.loaded(id).map_or(0, |trader| trader.admitted.len());
		assert_eq!(ids.iter().map(|id| admitted(*id)).sum::<usize>(), n as usize);
		#[block]
		{
			let matched = step.match_series(series);
			matched.map_err(|_| BenchmarkError::Stop("it waits"))?;
		}
		// All but one whose other side is missing.
		let traded = Quantity::from_e8(LOT.e8().saturating_mul((n / 2).into()));
		let last = Prints::<T>::get(series).last().map(|print| print.volume);
		assert!(last.is_some_and(|volume| volume >= traded), "{last:?} of {n} orders");
		Ok(())
	}

	/// A full level is read, all that rests there goes, and so do its price and its book.
	#[benchmark]
	fn match_level() {
		for sequence in 0..u64::from(MAX_LEVEL_ORDERS) {
			ask::<T>(quoted::<T>(0, 0), PortfolioId(1_000_000), sequence);
		}
		let (series, _) = quoted::<T>(0, 0);
		let read;
		#[block]
		{
			read = book::Walk::<T>::new(series, Side::Sell).next();
			if let Some((price, level)) = &read {
				let left: Vec<_> = level.iter().map(|o| (o.id, Quantity::ZERO)).collect();
				assert!(book::reduce::<T>(series, Side::Sell, *price, &left));
			}
		}
		assert!(read.is_some() && Books::<T>::get(series).is_none());
	}

	/// Eight legs of as many expiries with somebody at each, who asks too much; and prices to remember.
	#[benchmark]
	fn match_combo() {
		let parties = Helper::<T>::parties(2);
		let (maker, taker) = (parties[0].1, parties[1].1);
		let legs: Vec<_> = (0..MAX_COMBO_LEGS).map(|n| quoted_apart::<T>(n, 0)).collect();
		let asks = legs.iter().map(|(series, price)| {
			(order::<T>(*series, Side::Sell, Limit::Price(*price)), Stage::Resting)
		});
		put_orders::<T>(maker, asks);
		for (sequence, (series, price)) in (0u64..).zip(&legs) {
			ask::<T>((*series, *price), maker, sequence);
			Prints::<T>::insert(series, full_prints(*price));
		}
		let id = OrderId { portfolio: taker, sequence: 0 };
		let one = CollectedCombo { id, since: 0, terms: combo::<T>(Cash::from_e8(1)) };
		let series: Vec<_> = legs.iter().map(|(series, _)| *series).collect();
		let mut meter = WeightMeter::new();
		let mut step = Step::<T>::new(&mut meter);
		warm(&mut step, &series, &[maker, taker]);
		#[block]
		{
			assert_eq!(combos::try_combo(&mut step, one), Ok(false));
			for (series, price) in &legs {
				step.print(*series, *price, LOT);
			}
		}
	}

	/// None of as many orders as can be is over.
	#[benchmark]
	fn prune_portfolio() {
		let (_, id) = Helper::<T>::parties(1).swap_remove(0);
		rest_orders::<T>(id, MAX_OPEN_ORDERS);
		let mut meter = WeightMeter::with_limit(T::WeightInfo::prune_portfolio());
		#[block]
		{
			Pallet::<T>::process_prune(&mut meter);
		}
		assert!(PruneCursor::<T>::exists());
	}
}
