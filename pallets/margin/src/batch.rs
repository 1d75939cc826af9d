// SPDX-License-Identifier: Apache-2.0
//! One matching step's view of risk. Marks stand still, every portfolio is read once, and every
//! vector is computed once, for all orders of the step.

mod owners;

use crate::{
	book::Account,
	fills::Accounts,
	limits::{LimitedOrders, OwnerReach},
	pallet::{Band, Config, Error, Pallet, Positions, Stress},
	reach::{HoldingBounds, Reach},
	session::{count, risk_error, Session, Work, CHECKS_PER_ACCOUNT},
	traits::{MarketData, SeriesListing},
	types::{
		MarkBand, PRICES_PER_EXPIRY, PRICES_PER_MARK, PRICES_PER_STEP, STRESS_PRICES_PER_PORTFOLIO,
	},
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec,
	vec::Vec,
};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		storage::with_storage_layer,
		traits::{Get, Time},
	},
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Fixed, Price, Vol};
use tenor_risk::{orders::OpenOrder, stress::MAX_STRESSES};
use tenor_series::{Fill, Moment, PortfolioId, PortfolioStatus, SeriesKey, UnderlyingId};

/// What a series may trade at now, on fresh data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeriesTerms {
	/// What one contract is worth, discounted.
	pub mark: Fixed,
	/// Lowest price of a trade.
	pub low: Price,
	/// Highest price of a trade.
	pub high: Price,
	/// dPrice/dF of one contract, undiscounted.
	pub delta: Fixed,
	/// Vega of one contract, per 1.00 of volatility.
	pub vega: Fixed,
}

/// A matching step's view: market data frozen, portfolios and vectors kept in memory. Nothing but
/// [`Self::execute`] may change positions, cash or market data while it lives.
pub struct Batch<T: Config> {
	session: Session<T>,
	now: Moment,
	accounts: Accounts<T::AccountId>,
	/// How far from the mark a trade may be, once asked for.
	band: Option<MarkBand>,
	/// Marks and bands.
	quotes: BTreeMap<SeriesKey, Result<SeriesTerms, DispatchError>>,
	/// Whether an order of the series can trade in this step at all.
	tradable: BTreeMap<SeriesKey, bool>,
	/// How far owners have come with what was admitted; `None` where there are no limits.
	owners: BTreeMap<(T::AccountId, UnderlyingId), Option<OwnerReach>>,
	/// Which stresses are over their limit.
	over: [bool; MAX_STRESSES],
	/// What was done besides `session.work`.
	base: Weight,
}

/// Orders that no bound on holdings speaks against.
struct Candidates {
	/// With an entry, maybe empty, for the expiry of each order.
	account: Account,
	orders: Vec<OpenOrder>,
	/// One per order asked about: whether it is among `orders`.
	within: Vec<bool>,
}

impl<T: Config> Batch<T> {
	/// A view of this moment. It computes at most [`PRICES_PER_STEP`] option prices.
	pub fn begin() -> Self {
		Self::with_budget(PRICES_PER_STEP)
	}

	/// A view of this moment that computes at most so many option prices.
	pub(crate) fn with_budget(prices: u32) -> Self {
		Self {
			session: Session::new(prices),
			now: T::Clock::now(),
			accounts: Accounts::new(),
			band: None,
			quotes: BTreeMap::new(),
			tradable: BTreeMap::new(),
			owners: BTreeMap::new(),
			over: Stress::<T>::get().over(),
			base: Weight::zero(),
		}
	}

	/// What a series may trade at. Err if its data, its underlying's or the stablecoin's are not
	/// fresh, or no price follows from them.
	pub fn terms(&mut self, series: &SeriesKey) -> Result<SeriesTerms, DispatchError> {
		self.charge(T::WeightInfo::series_terms());
		let known = self.quotes.get(series).copied();
		known.unwrap_or_else(|| {
			let quote = self.quote(series);
			self.quotes.insert(*series, quote);
			quote
		})
	}

	/// Contracts by which open interest of the series may still rise, e8.
	pub fn room(&self, series: &SeriesKey) -> u64 {
		T::Series::open_interest_room(series)
	}

	fn quote(&mut self, series: &SeriesKey) -> Result<SeriesTerms, DispatchError> {
		let market = self.session.fresh_expiry(series.expiry_key())?;
		let mark =
			tenor_risk::mark(&market, series.strike, series.kind).map_err(risk_error::<T>)?;
		let band = *self.band.get_or_insert_with(Band::<T>::get);
		let band = band.around(mark.price, mark.forward);
		let (low, high) = band.ok_or(Error::<T>::UnusableMarketData)?;
		Ok(SeriesTerms {
			mark: mark.price,
			low,
			high,
			delta: mark.sensitivities.delta,
			vega: mark.sensitivities.vega,
		})
	}

	/// What one contract is worth at a volatility of the caller's choice, on the forward and rate of
	/// the mark. Err as for [`Self::terms`].
	pub fn price_at(&mut self, series: &SeriesKey, vol: Vol) -> Result<Fixed, DispatchError> {
		self.session.count_prices(PRICES_PER_MARK);
		let market = self.session.fresh_expiry(series.expiry_key())?;
		tenor_risk::price_at(&market, series.strike, series.kind, vol)
			.map_err(|error| risk_error::<T>(error).into())
	}

	/// Contracts a portfolio holds of a series, e8; 0 if none.
	pub fn position(&mut self, portfolio: PortfolioId, series: &SeriesKey) -> i64 {
		if let Some(held) = self.accounts.get(&portfolio) {
			return held.account.quantity(series);
		}
		let entry = Positions::<T>::get(series.expiry_key(), portfolio).unwrap_or_default();
		self.session.work.entries = self.session.work.entries.saturating_add(1);
		crate::book::quantity_in(&entry, series)
	}

	/// At most what [`Self::admit`] would consume if it were asked now. `Weight::MAX` if this step
	/// can't compute that many option prices more: the next one can.
	pub fn admit_cost(&mut self, portfolio: PortfolioId, orders: &[OpenOrder]) -> Weight {
		let base = T::WeightInfo::admit(count(orders.len()));
		let Some(candidates) = self.candidates(portfolio, orders) else { return base };
		if candidates.orders.is_empty() {
			return base;
		}
		let gated = self.is_gated();
		let orders = if gated { count(candidates.orders.len()) } else { 0 };
		let account = &candidates.account;
		base.saturating_add(self.session.check_cost(account, CHECKS_PER_ACCOUNT, orders, gated))
	}

	/// Judges the open orders of a portfolio as a set, the highest priority first; one verdict per
	/// order. Whatever part of the admitted ones fills, in whatever sequence, within their limits:
	/// initial margin holds (or risk is reduced, where the portfolio is below it), cash, the bounds
	/// on holdings and the limits of the owner hold. None is admitted of a portfolio that is gone or
	/// frozen, that has a position waiting for settlement, or one without fresh data; and no order of a
	/// series that does not trade or has no fresh data.
	///
	/// While the stress gate is in force, no order is admitted that might raise what the portfolio loses in
	/// a stress over its limit.
	///
	/// Bounds on holdings and limits of the owner come first: an order that only fits because margin
	/// refuses one before it is refused too. Limits count all that is admitted of his in this step.
	pub fn admit(&mut self, portfolio: PortfolioId, orders: &[OpenOrder]) -> Vec<bool> {
		self.charge(T::WeightInfo::admit(count(orders.len())));
		let none = vec![false; orders.len()];
		let Some(found) = self.candidates(portfolio, orders) else { return none };
		if found.orders.is_empty() {
			return none;
		}
		let judged = self.session.admission(&found.account, &found.orders);
		let Ok(mut verdicts) = judged else { return none };
		if self.is_gated() {
			let Self { session, over, .. } = self;
			let gated = session.stress_admission(&found.account, &found.orders, verdicts, over);
			let Ok(gated) = gated else { return none };
			verdicts = gated;
		}
		let mut verdicts = verdicts.into_iter();
		// One verdict for each that is within the bounds.
		let within = found.within.into_iter();
		let admitted: Vec<bool> =
			within.map(|within| within && verdicts.next().unwrap_or(false)).collect();
		self.reserve(portfolio, orders, &admitted);
		admitted
	}

	/// Whether the stress gate is in force.
	fn is_gated(&self) -> bool {
		self.over.contains(&true)
	}

	/// What of the orders may be judged by margin; `None` if nothing of this portfolio's may.
	fn candidates(&mut self, portfolio: PortfolioId, orders: &[OpenOrder]) -> Option<Candidates> {
		self.load(portfolio);
		let tradable: Vec<bool> =
			orders.iter().map(|order| self.is_tradable(&order.series)).collect();
		let owner = self.accounts.get(&portfolio)?.owner.clone();
		let owner = self.owner_reach(&owner, orders);
		let effects = self.effects(orders, &owner);
		let Self { session, accounts, now, .. } = self;
		let held = accounts.get(&portfolio)?;
		let due = held.account.is_due(*now);
		if held.status != PortfolioStatus::Active || due || !session.is_fresh(&held.account) {
			return None;
		}
		let most = |bound: u32| usize::try_from(bound).unwrap_or(usize::MAX);
		let bounds = HoldingBounds {
			positions: most(T::MaxPositions::get()),
			expiries: most(T::MaxExpiries::get()).saturating_sub(held.account.settling),
		};
		let mut reach = Reach::new(&held.account, bounds);
		let mut limited = LimitedOrders::new(&held.account, owner, &effects);
		let mut account = held.account.clone();
		let mut candidates = Vec::with_capacity(orders.len());
		let mut within = Vec::with_capacity(orders.len());
		for ((order, effect), tradable) in effects.iter().zip(tradable) {
			let key = order.series.expiry_key();
			let passes = tradable
				&& reach.take_in(order, session.forward_ceil(key))
				&& limited.take_in(order, *effect);
			if passes {
				candidates.push(*order);
				account.entries.entry(key).or_default();
				session.announce([(key, order.series.strike)]);
			}
			within.push(passes);
		}
		Some(Candidates { account, orders: candidates, within })
	}

	/// Whether the series trades, and on fresh data.
	fn is_tradable(&mut self, series: &SeriesKey) -> bool {
		let Self { session, tradable, .. } = self;
		*tradable.entry(*series).or_insert_with(|| {
			session.fresh_expiry(series.expiry_key()).is_ok()
				&& T::Series::ensure_tradable(series, false).is_ok()
		})
	}

	/// Executes fills and charges fees: all of it, or none and an error. Contracts of each series and
	/// premiums must sum to zero. Every portfolio touched must meet initial margin afterwards, or have
	/// reduced its risk: with `checked` that is looked at again; without, the fills must be of admitted
	/// orders, within their limits, and can't fail.
	pub fn execute(
		&mut self,
		fills: &[Fill],
		fees: &[(PortfolioId, Cash)],
		checked: bool,
	) -> DispatchResult {
		let portfolios: BTreeSet<PortfolioId> = fills.iter().map(|fill| fill.portfolio).collect();
		let series: BTreeSet<SeriesKey> = fills.iter().map(|fill| fill.series).collect();
		for portfolio in &portfolios {
			self.load(*portfolio);
		}
		let (fill_count, touched) = (count(fills.len()), count(portfolios.len()));
		self.charge(Self::execute_weight(fill_count, touched, count(series.len())));
		let after = with_storage_layer(|| {
			let Self { accounts, session, .. } = self;
			Pallet::<T>::run_fills(accounts, fills, fees, checked, session)
		})?;
		for (portfolio, account) in after {
			if let Some(held) = self.accounts.get_mut(&portfolio) {
				held.expiries = account.entries.keys().copied().collect();
				held.account = account;
			}
		}
		Ok(())
	}

	/// Weight of what this view has done so far.
	pub fn consumed(&self) -> Weight {
		self.base.saturating_add(self.session.work.weight::<T::WeightInfo>())
	}

	/// At most what [`Self::execute`] of these fills, checked, would consume if it were asked now.
	/// `Weight::MAX` if this step can't compute that many option prices more.
	pub fn execute_cost(&mut self, fills: &[Fill]) -> Weight {
		let portfolios: BTreeSet<PortfolioId> = fills.iter().map(|fill| fill.portfolio).collect();
		let series: BTreeSet<SeriesKey> = fills.iter().map(|fill| fill.series).collect();
		let mut cost =
			Self::execute_weight(count(fills.len()), count(portfolios.len()), count(series.len()))
				.saturating_add(Self::greeks_weight(count(series.len())));
		let gated = self.is_gated();
		for portfolio in portfolios {
			self.load(portfolio);
			let Self { session, accounts, .. } = self;
			let Some(held) = accounts.get(&portfolio) else { continue };
			let mut account = held.account.clone();
			for fill in fills.iter().filter(|fill| fill.portfolio == portfolio) {
				let key = fill.series.expiry_key();
				account.entries.entry(key).or_default();
				session.announce([(key, fill.series.strike)]);
			}
			let fills = count(fills.len());
			let check = session.check_cost(&account, CHECKS_PER_ACCOUNT, fills, gated);
			cost = cost.saturating_add(check);
		}
		cost
	}

	/// Worst-case weight of [`Self::execute`], not checked, for portfolios that were admitted in this
	/// step.
	pub fn execute_weight(fills: u32, portfolios: u32, series: u32) -> Weight {
		Pallet::<T>::fills_weight(fills, portfolios, series)
	}

	/// Worst-case weight of [`Self::terms`].
	pub fn terms_weight() -> Weight {
		let work = Work { prices: PRICES_PER_MARK, expiries: 1, ..Work::default() };
		T::WeightInfo::series_terms().saturating_add(work.weight::<T::WeightInfo>())
	}

	/// Worst-case weight of [`Self::admit`] and of reading the portfolio for it, with positions in so
	/// many expiries and so many orders, but for what all portfolios of a step share: markets, vectors
	/// and the prices of assets.
	pub fn admit_weight(expiries: u32, orders: u32) -> Weight {
		// Orders may bring expiries up to the bound; what they bring is empty.
		let all = expiries.max(expiries.saturating_add(orders).min(T::MaxExpiries::get()));
		let positions = expiries.saturating_mul(T::MaxPositions::get());
		let times = CHECKS_PER_ACCOUNT.saturating_add(1);
		let work = Work {
			entries: all.saturating_mul(times),
			positions: positions.saturating_mul(times),
			stressed: positions.saturating_add(orders),
			..Work::default()
		};
		let underlyings = orders.min(u32::from(T::Market::max_underlyings()));
		T::WeightInfo::admit(orders)
			.saturating_add(work.weight::<T::WeightInfo>())
			.saturating_add(Self::greeks_weight(orders))
			.saturating_add(T::WeightInfo::look_at_owner().saturating_mul(underlyings.into()))
	}

	/// Worst-case weight of the Greeks that limits on owners ask for, of so many series.
	fn greeks_weight(series: u32) -> Weight {
		let prices = series.saturating_mul(PRICES_PER_MARK);
		Work { prices, ..Work::default() }.weight::<T::WeightInfo>()
	}

	/// Weight with which some portfolio can be judged in any step: one at all bounds, one expiry of
	/// whose vectors are missing.
	pub fn least_weight() -> Weight {
		let prices = PRICES_PER_EXPIRY.saturating_add(STRESS_PRICES_PER_PORTFOLIO);
		let work = Work { prices, expiries: 1, ..Work::default() };
		Self::admit_weight(T::MaxExpiries::get(), ADMITTED_ORDERS)
			.saturating_add(work.weight::<T::WeightInfo>())
	}

	/// Reads a portfolio, unless that was done before. One that does not exist stays away.
	fn load(&mut self, portfolio: PortfolioId) {
		if self.accounts.contains_key(&portfolio) {
			return;
		}
		if let Some(held) = Pallet::<T>::held(portfolio) {
			self.session.count_entries(&held.account);
			self.accounts.insert(portfolio, held);
		}
	}

	fn charge(&mut self, weight: Weight) {
		self.base = self.base.saturating_add(weight);
	}
}

/// Orders of a portfolio in [`Batch::least_weight`].
const ADMITTED_ORDERS: u32 = 256;
