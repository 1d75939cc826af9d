// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the parts that [`Pallet::execute_weight`] and its like are put together from.

use super::*;
use crate::{
	fills::Held,
	session::Session,
	stress::{Shares, StressRule},
	sweep::Sweep,
	traits::{BenchmarkHelper, SeriesListing},
	types::{
		Entry, RuleSet, Standing, StandingPage, SweepCursor, TransientVectors, VectorKind, Vectors,
		COLLATERAL_ASSETS, MAX_LANE_TRADES, PRICES_PER_CALL, PRICES_PER_EXPIRY, SHIFTS_PER_TAKE,
		TRANSIENT_VECTORS,
	},
	watch::{page::value_in, queue, Axis, AxisState, Bounds, Forest, Mark, FAN_OUT},
};
use alloc::{boxed::Box, vec::Vec};
use polkadot_sdk::{
	frame_benchmarking::v2::*, frame_support::traits::EnsureOrigin, sp_weights::WeightMeter,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_risk::{
	default_scenarios, orders::OpenOrder, stress::MAX_STRESSES, CollateralParams, PortfolioParams,
	ScenarioVectors, StandardParams,
};
use tenor_series::{ExpiryKey, Fill, PortfolioId, Position, SeriesKey, UnderlyingId};

type Helper<T> = <T as Config>::BenchmarkHelper;

/// A hundredth of a contract, so that any margin is small against the cash of the portfolios.
const SIZE: Quantity = Quantity::from_e8(1_000_000);

/// A limit that nobody reaches, so that Greeks are kept.
fn limits() -> OwnerLimits {
	OwnerLimits { vega: Some(Fixed::MAX), ..Default::default() }
}

/// `fills` fills between `portfolios` portfolios in a ring, each leg another series, free of charge.
/// Greeks count.
fn ring<T: Config>(fills: u32, portfolios: u32) -> Vec<Fill> {
	Limits::<T>::insert(Helper::<T>::series(0).underlying, limits());
	let ids: Vec<PortfolioId> = (0..portfolios).map(Helper::<T>::portfolio).collect();
	let sides: Vec<_> = ids.iter().zip(ids.iter().cycle().skip(1)).collect();
	(0..fills / 2)
		.zip(sides.iter().cycle())
		.flat_map(|(leg, (buyer, seller))| {
			let series = Helper::<T>::series(leg);
			let short = SIZE.checked_neg().unwrap_or_default();
			[(**buyer, SIZE), (**seller, short)].map(|(portfolio, quantity)| Fill {
				portfolio,
				series,
				quantity,
				cash: Cash::ZERO,
			})
		})
		.collect()
}

/// A portfolio with `positions` positions in one expiry, and the vectors for them computed.
fn filled<T: Config>(positions: u32) -> Result<PortfolioId, BenchmarkError> {
	let fills = ring::<T>(positions.max(1) * 2, 2);
	Pallet::<T>::execute(&fills, &[])?;
	Ok(Helper::<T>::portfolio(0))
}

/// A portfolio buys from another what its `positions` positions are, spread over `expiries` expiries.
fn exchange<T: Config>(
	buyer: u32,
	seller: u32,
	expiries: u32,
	positions: u32,
) -> Result<(), BenchmarkError> {
	let last = Helper::<T>::series(expiries.saturating_mul(128).saturating_sub(1));
	Limits::<T>::insert(last.underlying, limits());
	let sides = [(buyer, SIZE), (seller, SIZE.checked_neg().unwrap_or_default())];
	let fills: Vec<Fill> = (0..positions)
		.flat_map(|n| {
			let series = Helper::<T>::series(n % expiries * 128 + n / expiries);
			sides.map(|(index, quantity)| Fill {
				portfolio: Helper::<T>::portfolio(index),
				series,
				quantity,
				cash: Cash::ZERO,
			})
		})
		.collect();
	Pallet::<T>::execute(&fills, &[])?;
	Ok(())
}

/// Writes 127 positions of the first expiry, all but the first that it has room for, as a portfolio's only
/// ones.
fn full_entry<T: Config>(id: PortfolioId) -> Result<(), BenchmarkError> {
	let series = (1..128).map(Helper::<T>::series);
	let entry =
		series.map(|series| Position { strike: series.strike, kind: series.kind, quantity: SIZE });
	write_entry::<T>(Helper::<T>::series(0).expiry_key(), id, entry.collect());
	T::Ledger::set_expiries(id, alloc::vec![Helper::<T>::series(0).expiry_key()])?;
	Ok(())
}

fn write_entry<T: Config>(key: ExpiryKey, id: PortfolioId, mut entry: Vec<Position>) {
	entry.sort_by_key(|position| (position.strike, position.kind));
	Positions::<T>::insert(key, id, Entry::truncate_from(entry));
}

/// Writes `positions` positions, bought and sold by turns, spread over `expiries` expiries, as the only ones
/// of the first portfolio. Nobody is on their other side.
fn spread<T: Config>(expiries: u32, positions: u32) -> Result<PortfolioId, BenchmarkError> {
	// All expiries at once: what lists the last one lists those before it.
	let last = Helper::<T>::series(expiries.saturating_mul(128).saturating_sub(1));
	Limits::<T>::insert(last.underlying, limits());
	let id = Helper::<T>::portfolio(0);
	let mut keys = Vec::new();
	for expiry in 0..expiries {
		let count = positions / expiries + u32::from(expiry < positions % expiries);
		let entry = (0..count).map(|n| {
			let series = Helper::<T>::series(expiry * 128 + n);
			let quantity = if n % 3 == 0 { SIZE.checked_neg().unwrap_or_default() } else { SIZE };
			Position { strike: series.strike, kind: series.kind, quantity }
		});
		let key = Helper::<T>::series(expiry * 128).expiry_key();
		write_entry::<T>(key, id, entry.collect());
		keys.push(key);
	}
	T::Ledger::set_expiries(id, keys)?;
	Ok(id)
}

/// A portfolio with as many positions as each of its expiries has series, and another one that is short of
/// `shorts` of them; in a view that has looked at the first.
fn to_be_seized<T: Config>(
	expiries: u32,
	shorts: u32,
) -> Result<(Seizure<T>, PortfolioId, PortfolioId), BenchmarkError> {
	exchange::<T>(0, 1, expiries, expiries * 128)?;
	if shorts > 0 {
		exchange::<T>(0, 2, expiries, shorts)?;
	}
	let (from, to) = (Helper::<T>::portfolio(0), Helper::<T>::portfolio(2));
	let mut view = Seizure::<T>::begin();
	view.standing_weight(from);
	Ok((view, from, to))
}

/// A portfolio as [`spread`] makes it with marks of everything it holds, whose Greeks count for nothing.
fn uncounted<T: Config>(
	expiries: u32,
	positions: u32,
) -> Result<(PortfolioId, Held<T::AccountId>, Session<T>), BenchmarkError> {
	let id = spread::<T>(expiries, positions)?;
	let held = Pallet::<T>::held(id).ok_or(BenchmarkError::Stop("no portfolio"))?;
	let mut session = Session::<T>::new(PRICES_PER_CALL);
	Pallet::<T>::restate_greeks(id, &held, &mut session);
	for expiry in held.account.entries.keys() {
		PositionGreeks::<T>::remove(expiry, id);
	}
	Ok((id, held, session))
}

/// In how many expiries Greeks of a portfolio count.
fn counted<T: Config>(id: PortfolioId) -> usize {
	PositionGreeks::<T>::iter_keys().filter(|(_, one)| *one == id).count()
}

/// A fill of so many times [`SIZE`], free of charge.
fn fill<T: Config>(series: SeriesKey, index: u32, sizes: i64) -> Fill {
	let quantity = Quantity::from_e8(SIZE.e8().saturating_mul(sizes));
	Fill { portfolio: Helper::<T>::portfolio(index), series, quantity, cash: Cash::ZERO }
}

/// Executes fills as a matching step does, without vectors or margins, which are charged by themselves.
/// Portfolios are read anew: reading a record is part of it.
fn run_fills<T: Config>(fills: &[Fill]) -> Result<(), BenchmarkError> {
	Batch::<T>::begin().execute(fills, &[], false)?;
	Ok(())
}

/// Lets Greeks count, of `portfolios` portfolios with an almost full entry of one expiry each.
fn full_entries<T: Config>(portfolios: u32) -> Result<SeriesKey, BenchmarkError> {
	let series = Helper::<T>::series(0);
	Limits::<T>::insert(series.underlying, limits());
	for index in 0..portfolios {
		full_entry::<T>(Helper::<T>::portfolio(index))?;
	}
	Ok(series)
}

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn full_page() -> StandingPage {
	let standing = Standing { ratio: 1, ..Default::default() };
	let page: Vec<_> = (0..64u8).map(|place| (place, standing)).collect();
	StandingPage::truncate_from(page)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// One buys what `e - 1` others sell, a fill each, in a series that none of their almost full entries
	/// has yet. Executed once before, so that owners have Greeks of every entry; then they change.
	#[benchmark]
	fn execute_entries(e: Linear<2, 64>) -> Result<(), BenchmarkError> {
		let series = full_entries::<T>(e)?;
		let sellers = (1..e).map(|index| fill::<T>(series, index, -1));
		let fills: Vec<Fill> =
			sellers.chain([fill::<T>(series, 0, i64::from(e).saturating_sub(1))]).collect();
		run_fills::<T>(&fills)?;
		#[block]
		{
			run_fills::<T>(&fills)?;
		}
		Ok(())
	}

	/// One more fill of the same two entries.
	#[benchmark]
	fn execute_fills(f: Linear<2, 256>) -> Result<(), BenchmarkError> {
		let series = full_entries::<T>(2)?;
		let bought = (1..f).map(|_| fill::<T>(series, 0, 1));
		let fills: Vec<Fill> =
			bought.chain([fill::<T>(series, 1, 1i64.saturating_sub(f.into()))]).collect();
		run_fills::<T>(&fills)?;
		#[block]
		{
			run_fills::<T>(&fills)?;
		}
		Ok(())
	}

	/// One more trade of the same two entries, which both have as many positions as they may; vectors are there.
	#[benchmark]
	fn execute_each(t: Linear<1, MAX_LANE_TRADES>) -> Result<(), BenchmarkError> {
		let series = full_entries::<T>(2)?;
		let price = Pallet::<T>::mark_band(&series)?.1;
		let [buyer, seller] = [0, 1].map(Helper::<T>::portfolio);
		let trade = LaneTrade {
			buyer,
			seller,
			series,
			quantity: SIZE,
			price,
			buyer_fee: Cash::from_e8(1),
			seller_fee: Cash::from_e8(1),
		};
		let trades = alloc::vec![trade; usize::try_from(t).unwrap_or(usize::MAX)];
		let executed;
		#[block]
		{
			executed = Pallet::<T>::execute_each(&trades)?;
		}
		assert!(executed.outcomes.iter().all(Result::is_ok));
		Ok(())
	}

	/// The same 32 entries, of one position each, in one series and expiry more.
	#[benchmark]
	fn execute_series(s: Linear<1, 16>) -> Result<(), BenchmarkError> {
		let last = Helper::<T>::series(s * 128 - 1);
		Limits::<T>::insert(last.underlying, limits());
		let fills: Vec<Fill> = (0..16)
			.flat_map(|pair| {
				let series = Helper::<T>::series(pair % s * 128);
				[fill::<T>(series, 2 * pair, 1), fill::<T>(series, 2 * pair + 1, -1)]
			})
			.collect();
		run_fills::<T>(&fills)?;
		#[block]
		{
			run_fills::<T>(&fills)?;
		}
		Ok(())
	}

	/// Vectors are there already: their cost is `price_vectors`. Parameters on their way: every order
	/// is judged by both sets.
	#[benchmark]
	fn admit(o: Linear<1, 256>) -> Result<(), BenchmarkError> {
		let id = filled::<T>(1)?;
		let underlying = Helper::<T>::series(0).underlying;
		let params =
			PortfolioParams { im_factor: Fixed::from_int(2), ..PortfolioParams::btc_eth() };
		Pallet::<T>::do_set_portfolio_params(underlying, Box::new(params))?;
		let orders: Vec<OpenOrder> = (0..o)
			.map(|n| OpenOrder {
				series: Helper::<T>::series(n % 128),
				quantity: if n % 2 == 0 { SIZE } else { SIZE.checked_neg().unwrap_or_default() },
				limit: Price::from_e8(100_000_000),
				fee: Cash::ZERO,
				least_fill: SIZE,
			})
			.collect();
		// What the orders' expiry takes is `open_expiry` and `check_entry`.
		let mut batch = Batch::<T>::begin();
		batch.admit(id, &orders);
		let (admitted, held);
		#[block]
		{
			held = Pallet::<T>::held(id).is_some() && T::Market::stable().is_some();
			admitted = batch.admit(id, &orders);
		}
		assert!(held);
		assert!(admitted.iter().all(|passes| *passes));
		Ok(())
	}

	#[benchmark]
	fn series_terms() -> Result<(), BenchmarkError> {
		let series = Helper::<T>::series(0);
		let terms;
		#[block]
		{
			terms = Batch::<T>::begin().terms(&series)?;
		}
		assert!(terms.low < terms.high);
		Ok(())
	}

	/// Twice what one set of parameters costs is the worst case; parameters on their way make it so.
	#[benchmark]
	fn check_entry(n: Linear<0, 128>) -> Result<(), BenchmarkError> {
		let id = filled::<T>(n)?;
		let underlying = Helper::<T>::series(0).underlying;
		let params =
			PortfolioParams { im_factor: Fixed::from_int(2), ..PortfolioParams::btc_eth() };
		Pallet::<T>::do_set_portfolio_params(underlying, Box::new(params))?;
		Pallet::<T>::margin_of(id)?;
		let view = T::Ledger::view(id).ok_or(BenchmarkError::Stop("no portfolio"))?;
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		let mut first = Pallet::<T>::account(id, &view);
		for entry in first.entries.values_mut() {
			entry.truncate(1);
		}
		// The expiry is open then.
		session.margin(&first)?;
		#[block]
		{
			session.margin(&Pallet::<T>::account(id, &view))?;
		}
		Ok(())
	}

	/// Everything a first look at an expiry reads, with vectors of both sets kept for it.
	#[benchmark]
	fn open_expiry() -> Result<(), BenchmarkError> {
		let id = filled::<T>(128)?;
		let key = Helper::<T>::series(0).expiry_key();
		let params =
			PortfolioParams { im_factor: Fixed::from_int(2), ..PortfolioParams::btc_eth() };
		Pallet::<T>::do_set_portfolio_params(key.underlying, Box::new(params))?;
		Pallet::<T>::margin_of(id)?;
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		let view = T::Ledger::view(id).ok_or(BenchmarkError::Stop("no portfolio"))?;
		let mut account = Pallet::<T>::account(id, &view);
		if let Some(entry) = account.entries.get_mut(&key) {
			entry.truncate(1);
		}
		#[block]
		{
			session.margin(&account)?;
		}
		Ok(())
	}

	/// `v` prices in steps of one strike. Four expiries of them: what a price takes is the same in more, and the
	/// base is not lost in it.
	#[benchmark]
	fn price_vectors(v: Linear<0, { 2 * PRICES_PER_EXPIRY }>) -> Result<(), BenchmarkError> {
		let key = Helper::<T>::series(0).expiry_key();
		let market = T::Market::expiry(key).ok_or(BenchmarkError::Stop("no market data"))?.value;
		let (params, scenarios) = (PortfolioParams::btc_eth(), default_scenarios());
		let columns = u32::try_from(scenarios.len()).unwrap_or(33) + 3;
		let rows: Vec<Price> =
			(1..=u64::from(v / columns)).map(|n| Price::from_e8(n * 100_000_000_000)).collect();
		#[block]
		{
			// As many expiries as it takes with 64 strikes each.
			for (place, strikes) in rows.chunks(64).enumerate() {
				let vectors = ScenarioVectors::compute(&market, &params, &scenarios, strikes)
					.map_err(|_| BenchmarkError::Stop("no price"))?;
				let expiry = key.expiry.saturating_add(u64::try_from(place).unwrap_or(0));
				let vectors =
					TransientVectors { inputs: [0; 32], vectors: Vectors::Portfolio(vectors) };
				let kind = VectorKind::Portfolio(RuleSet::Target);
				Pallet::<T>::keep_transient(ExpiryKey { expiry, ..key }, kind, vectors);
			}
		}
		Ok(())
	}

	#[benchmark]
	fn ensure_releasable() -> Result<(), BenchmarkError> {
		let id = Helper::<T>::portfolio(0);
		let view = T::Ledger::view(id).ok_or(BenchmarkError::Stop("no portfolio"))?;
		#[block]
		{
			Pallet::<T>::ensure_releasable(id, &view)?;
		}
		Ok(())
	}

	#[benchmark]
	fn look_up_assets(n: Linear<0, COLLATERAL_ASSETS>) {
		for asset in 0..n {
			let rule = AssetRule { params: CollateralParams::btc(), risk_cancelling_for: None };
			AssetRules::<T>::insert(asset, Ramped::fixed(rule));
		}
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		#[block]
		{
			for asset in 0..n {
				session.collateral_of(asset);
			}
		}
		assert_eq!(session.work.assets, n);
	}

	/// A half of everything, as many positions in each expiry as it has series, to a portfolio with nothing.
	#[benchmark]
	fn seize_share(e: Linear<1, 16>) -> Result<(), BenchmarkError> {
		let (mut view, from, to) = to_be_seized::<T>(e, 0)?;
		let half = Fixed::from_ratio_floor(1, 2).unwrap_or_default();
		#[block]
		{
			view.move_share(from, to, half)?;
		}
		let taken = Pallet::<T>::held(to).ok_or(BenchmarkError::Stop("no portfolio"))?.account;
		assert_eq!(taken.entries.len(), e as usize);
		Ok(())
	}

	/// The same of 16 expiries, to a portfolio that is short of `s` of the series, each of another expiry.
	#[benchmark]
	fn seize_shifts(s: Linear<0, SHIFTS_PER_TAKE>) -> Result<(), BenchmarkError> {
		let (mut view, from, to) = to_be_seized::<T>(16, s)?;
		let half = Fixed::from_ratio_floor(1, 2).unwrap_or_default();
		let before = T::Series::underlying_open_interest(Helper::<T>::series(0).underlying);
		#[block]
		{
			view.move_share(from, to, half)?;
		}
		let after = T::Series::underlying_open_interest(Helper::<T>::series(0).underlying);
		assert_eq!(after < before, s > 0);
		Ok(())
	}

	/// One position an expiry, and so little margin that the first box is too large. What its vectors and its
	/// nodes cost is charged by itself: both were used before.
	#[benchmark]
	fn make_band(e: Linear<1, 16>) -> Result<(), BenchmarkError> {
		let id = spread::<T>(e, e)?;
		let mut meter = WeightMeter::new();
		let mut sweep = Sweep::<T>::begin(&mut meter);
		let cushion = sweep.tight(id).ok_or(BenchmarkError::Stop("no band"))?;
		Pallet::<T>::portfolio_changed(id);
		let made;
		#[block]
		{
			made = sweep.band(id, cushion);
		}
		assert!(made && sweep.is_banded(id));
		Ok(())
	}

	/// One position more, in 16 expiries.
	#[benchmark]
	fn make_band_positions(p: Linear<16, 2048>) -> Result<(), BenchmarkError> {
		let id = spread::<T>(16, p)?;
		let mut meter = WeightMeter::new();
		let mut sweep = Sweep::<T>::begin(&mut meter);
		let cushion = sweep.tight(id).ok_or(BenchmarkError::Stop("no band"))?;
		Pallet::<T>::portfolio_changed(id);
		let made;
		#[block]
		{
			made = sweep.band(id, cushion);
		}
		assert!(made && sweep.is_banded(id));
		Ok(())
	}

	#[benchmark]
	fn clear_transients(n: Linear<0, TRANSIENT_VECTORS>) -> Result<(), BenchmarkError> {
		let id = filled::<T>(128)?;
		let key = Helper::<T>::series(0).expiry_key();
		Pallet::<T>::margin_of(id)?;
		let kind = VectorKind::Portfolio(RuleSet::Target);
		let vectors =
			TransientStore::<T>::get((key, kind)).ok_or(BenchmarkError::Stop("no vectors"))?;
		Pallet::<T>::clear_transients();
		for place in 0..u64::from(n) {
			let expiry = key.expiry.saturating_add(place);
			Pallet::<T>::keep_transient(ExpiryKey { expiry, ..key }, kind, vectors.clone());
		}
		#[block]
		{
			Pallet::<T>::clear_transients();
		}
		assert!(TransientKeys::<T>::get().is_empty());
		Ok(())
	}

	#[benchmark]
	fn set_standard_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, UnderlyingId(0), StandardParams::btc_eth());
		Ok(())
	}

	#[benchmark]
	fn set_portfolio_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, UnderlyingId(0), Box::new(PortfolioParams::btc_eth()));
		Ok(())
	}

	#[benchmark]
	fn set_scenarios() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let scenarios = Scenarios::truncate_from(default_scenarios().to_vec());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, UnderlyingId(0), scenarios);
		Ok(())
	}

	#[benchmark]
	fn set_asset_params() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1, CollateralParams::btc(), Some(UnderlyingId(0)));
		Ok(())
	}

	#[benchmark]
	fn set_mark_band() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, MarkBand::default());
		Ok(())
	}

	/// Vectors are there already.
	#[benchmark]
	fn stress_positions(n: Linear<1, 128>) -> Result<(), BenchmarkError> {
		let id = filled::<T>(n)?;
		let held = Pallet::<T>::held(id).ok_or(BenchmarkError::Stop("no portfolio"))?;
		let mut session = Session::<T>::new(PRICES_PER_CALL);
		session.residuals(&held.account)?;
		#[block]
		{
			session.residuals(&held.account)?;
		}
		Ok(())
	}

	/// A full page, of which one portfolio changes.
	#[benchmark]
	fn stress_page() {
		let mut shares = Shares::<T>::load();
		for id in 0..u64::from(FAN_OUT) {
			shares.note(PortfolioId(id), [Cash::from_e8(1); MAX_STRESSES]);
		}
		shares.store();
		#[block]
		{
			let mut shares = Shares::<T>::load();
			shares.note(PortfolioId(0), [Cash::from_e8(2); MAX_STRESSES]);
			shares.store();
		}
	}

	#[benchmark]
	fn set_stress_rule() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		let rule = StressRule { scenarios: Default::default(), share: Some(Fixed::ONE) };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, rule);
		Ok(())
	}

	#[benchmark]
	fn set_owner_limits() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, UnderlyingId(0), limits());
		Ok(())
	}

	#[benchmark]
	fn look_at_owner() -> Result<(), BenchmarkError> {
		let id = filled::<T>(1)?;
		let view = T::Ledger::view(id).ok_or(BenchmarkError::Stop("no portfolio"))?;
		let usage;
		#[block]
		{
			usage = Pallet::<T>::usage_of(&view.owner, Helper::<T>::series(0).underlying);
		}
		assert!(usage.totals.contracts_e8() > 0);
		Ok(())
	}

	/// One position an expiry. Marks are there already, and nothing was counted.
	#[benchmark]
	fn restate_greeks(e: Linear<1, 16>) -> Result<(), BenchmarkError> {
		let (id, held, mut session) = uncounted::<T>(e, e)?;
		#[block]
		{
			Pallet::<T>::restate_greeks(id, &held, &mut session);
		}
		assert_eq!(counted::<T>(id), e as usize);
		Ok(())
	}

	/// One position more, in 16 expiries.
	#[benchmark]
	fn restate_greeks_positions(p: Linear<16, 2048>) -> Result<(), BenchmarkError> {
		let (id, held, mut session) = uncounted::<T>(16, p)?;
		#[block]
		{
			Pallet::<T>::restate_greeks(id, &held, &mut session);
		}
		assert_eq!(counted::<T>(id), 16);
		Ok(())
	}

	/// No weight for anything more. The cursor, which only moves where there was some, is written beside it,
	/// and the queue's end looked for.
	#[benchmark]
	fn sweep_base() {
		let mut meter = WeightMeter::with_limit(T::WeightInfo::sweep_base());
		let moved = SweepCursor { trees: 1, queue: Some(1) };
		#[block]
		{
			Pallet::<T>::process_sweep(&mut meter);
			Cursor::<T>::put(moved.clone());
			core::hint::black_box(Queue::<T>::iter().next());
		}
		assert_eq!(Cursor::<T>::get(), moved);
	}

	/// A price that moved; what its expiries did is charged by itself.
	#[benchmark]
	fn watch_axis() {
		let axis = Axis::Underlying(Helper::<T>::series(0).underlying);
		let (seen, _) = Pallet::<T>::observe(axis, &mut WeightMeter::new());
		Axes::<T>::insert(axis, AxisState { reference: Price::from_e8(1), ..seen });
		let mark;
		#[block]
		{
			let (state, _) = Pallet::<T>::observe(axis, &mut WeightMeter::new());
			mark = Pallet::<T>::mark_of(axis, &state);
		}
		assert!(mark.is_some() && Axes::<T>::get(axis).reference != Price::from_e8(1));
	}

	/// Every expiry has 64 strikes and another surface than before.
	#[benchmark]
	fn compare_expiry(n: Linear<1, 16>) -> Result<(), BenchmarkError> {
		let underlying = Helper::<T>::series(n * 128 - 1).underlying;
		let axis = Axis::Underlying(underlying);
		let (seen, current) = Pallet::<T>::observe(axis, &mut WeightMeter::new());
		assert!(current);
		Seen::<T>::mutate(underlying, |all| {
			for one in all.iter_mut() {
				one.surface.f_ref = one.surface.f_ref.saturating_add(Fixed::ONE);
			}
		});
		let spot = T::Market::underlying(underlying).map(|reading| reading.value.spot);
		let mut state = AxisState { revision: u64::MAX, ..seen };
		let compared;
		#[block]
		{
			compared = Pallet::<T>::observe_expiries(
				underlying,
				spot,
				&mut state,
				&mut WeightMeter::new(),
			);
		}
		assert!(compared.is_some() && state.spent > seen.spent);
		assert_eq!(Seen::<T>::get(underlying).len(), n as usize);
		Ok(())
	}

	/// One full leaf more, all of whose portfolios the market left behind.
	#[benchmark]
	fn tree_node(n: Linear<1, 16>) {
		let gone = Bounds { lowest: u64::MAX, highest: 0, limit: 0 };
		let mut forest = Forest::<T>::new();
		let all = n * FAN_OUT;
		for id in 0..u64::from(all) {
			assert!(forest.set(Axis::Clock, PortfolioId(id), gone));
		}
		forest.store();
		let mut found = 0;
		#[block]
		{
			let mark = Mark { floor: 1, ceil: 1, spent: 1 };
			Forest::<T>::new().outside(Axis::Clock, &mark, 0, |leaf| {
				found += leaf.map_or(0, |(_, bits)| bits.count_ones());
				true
			});
		}
		assert_eq!(found, all);
	}

	/// One full leaf more of which a portfolio's bounds change. What is above it is shared.
	#[benchmark]
	fn write_node(n: Linear<1, 16>) {
		let bounds = |limit: u64| Bounds { lowest: 1, highest: 2, limit };
		let mut forest = Forest::<T>::new();
		for id in 0..u64::from(n * FAN_OUT) {
			forest.set(Axis::Clock, PortfolioId(id), bounds(10 + id));
		}
		forest.store();
		#[block]
		{
			let mut forest = Forest::<T>::new();
			for leaf in 0..u64::from(n) {
				let id = PortfolioId(leaf * u64::from(FAN_OUT));
				assert!(forest.untouched(Axis::Clock, id) > 0);
				forest.set(Axis::Clock, id, bounds(1));
			}
			forest.store();
		}
		assert_eq!(Forest::<T>::new().bounds(Axis::Clock, PortfolioId(0)), bounds(1));
	}

	/// One full page more.
	#[benchmark]
	fn queue_page(n: Linear<1, 16>) {
		let before = Queue::<T>::iter().count();
		for page in 0..u64::from(n) {
			Queue::<T>::insert(1_000_000 + page, u64::MAX);
		}
		let mut found = Vec::new();
		let mut pages = 0;
		#[block]
		{
			for (page, bits) in Queue::<T>::iter() {
				found.extend(queue::members(page, bits));
				pages += 1;
			}
		}
		assert!(pages == before + n as usize && found.len() >= (n * FAN_OUT) as usize);
	}

	#[benchmark]
	fn portfolio_changed() {
		let id = PortfolioId(1_000_000);
		Queue::<T>::insert(id.0 / u64::from(FAN_OUT), 1 << 63);
		#[block]
		{
			Pallet::<T>::portfolio_changed(id);
		}
		assert!(Pallet::<T>::is_queued(id));
	}

	/// A full page read, and every place of it looked up.
	#[benchmark]
	fn standing_page() {
		Standings::<T>::insert(0, full_page());
		let mut sum = 0u32;
		#[block]
		{
			let page = Standings::<T>::get(0);
			sum += (0..64).map(|place| u32::from(value_in(&page, place).ratio)).sum::<u32>();
		}
		assert_eq!(sum, 64);
	}

	#[benchmark]
	fn write_standing_page() {
		let page = full_page();
		#[block]
		{
			Standings::<T>::insert(0, page);
		}
		assert_eq!(Standings::<T>::get(0).len(), 64);
	}

	/// One that needs no watch. Its page of standings and that of the queue are in it.
	#[benchmark]
	fn sweep_portfolio() {
		let id = Helper::<T>::portfolio(0);
		let mut meter = WeightMeter::new();
		let sweep = Sweep::<T>::unobserved(&mut meter);
		let empty;
		#[block]
		{
			empty = sweep.look(id);
		}
		assert!(empty);
	}
}
