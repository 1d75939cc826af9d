// SPDX-License-Identifier: Apache-2.0
//! One call's view of the market: everything read once, vectors computed at most once per block.

mod greeks;
mod inputs;
mod rules;
mod safety;
mod stress;

use crate::{
	book::Account,
	costs::one_more,
	limits::Greeks,
	pallet::{AssetRules, Config, Error, Pallet, TransientStore},
	ramp::Ramped,
	traits::{MarketData, SeriesListing},
	types::{
		AssetRule, CollateralMark, MarginComponents, MarginReport, Reading, RuleSet, Scenarios,
		TransientVectors, VectorKind, Vectors,
	},
	weights::WeightInfo,
};
use alloc::{
	boxed::Box,
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{ensure, traits::Time},
	sp_io::hashing::blake2_256,
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use rules::{pick, Rules};
use tenor_fixed::Price;
use tenor_risk::{
	orders::{portfolio_admission, standard_admission, AdmissionTerms, OpenOrder},
	portfolio, standard, CollateralHolding, ExpiryMarket, Holdings, PortfolioParams, RiskError,
	ScenarioVectors, Stable, StandardParams, StandardVectors, UnderlyingMarket,
};
use tenor_series::{AssetId, ExpiryKey, MarginMode, Moment, Position, SeriesKey, UnderlyingId};

/// How often the positions of an account are summed up at most by one judgement: as it stands, and as
/// it would be.
pub(crate) const CHECKS_PER_ACCOUNT: u32 = 2;
/// Option prices per strike of standard vectors.
const STANDARD_COLUMNS: usize = 1;
/// Option prices per strike of portfolio vectors besides the scenarios: mark, basis up and down.
const LEADING_COLUMNS: usize = 3;

/// What a call has done, to charge it for that and no more.
#[derive(Clone, Copy, Default, Debug)]
pub struct Work {
	/// Option prices computed.
	pub prices: u32,
	/// Entries (of one expiry each) summed up.
	pub entries: u32,
	/// Positions in them.
	pub positions: u32,
	/// Collateral assets looked up.
	pub assets: u32,
	/// Expiries whose market, rules and kept vectors were read.
	pub expiries: u32,
	/// Positions and orders put through the stresses.
	pub stressed: u32,
}

impl Work {
	/// Its weight. What was not begun has no base.
	pub fn weight<W: WeightInfo>(&self) -> Weight {
		let begun = |n: u32, of: fn(u32) -> Weight| if n > 0 { of(n) } else { Weight::zero() };
		begun(self.prices, W::price_vectors)
			.saturating_add(begun(self.assets, W::look_up_assets))
			.saturating_add(begun(self.stressed, W::stress_positions))
			.saturating_add(W::open_expiry().saturating_mul(u64::from(self.expiries)))
			.saturating_add(W::check_entry(0).saturating_mul(u64::from(self.entries)))
			.saturating_add(one_more(W::check_entry).saturating_mul(u64::from(self.positions)))
	}
}

/// One call's view of the market. Market data can't change while it lives.
pub struct Session<T: Config> {
	/// Time as ramps see it.
	ramp_time: Moment,
	stable: Option<Reading<Stable>>,
	underlyings: BTreeMap<UnderlyingId, Option<Reading<UnderlyingMarket>>>,
	expiries: BTreeMap<ExpiryKey, Option<Reading<ExpiryMarket>>>,
	collateral: BTreeMap<AssetId, Option<(Ramped<AssetRule>, CollateralMark)>>,
	/// Assets that would count, but whose price is not fresh.
	stale: BTreeSet<AssetId>,
	/// Assets that would count, but never had a price.
	unpriced: BTreeSet<AssetId>,
	rules: BTreeMap<(UnderlyingId, bool), Rules>,
	vectors: BTreeMap<(ExpiryKey, VectorKind), Vectors>,
	strikes: BTreeMap<ExpiryKey, BTreeSet<Price>>,
	/// Of one contract, where limits asked for them.
	greeks: BTreeMap<SeriesKey, Option<Greeks>>,
	stressed: stress::Stressed,
	/// What was done so far.
	pub work: Work,
	/// Most option prices it may compute.
	budget: u32,
	marker: core::marker::PhantomData<T>,
}

/// An error of the risk functions as this pallet's.
pub(crate) fn risk_error<T: Config>(error: RiskError) -> Error<T> {
	match error {
		RiskError::Overflow => Error::Overflow,
		RiskError::Volatility(_)
		| RiskError::NoPrice
		| RiskError::OutOfDomain
		| RiskError::NegativeForward
		| RiskError::NonPositiveStablePrice => Error::UnusableMarketData,
		// Entries are kept sorted, vectors cover what was asked for, parameters are checked.
		_ => Error::InconsistentBook,
	}
}

impl<T: Config> Session<T> {
	/// A new view, nothing computed, that may compute at most `budget` option prices.
	pub fn new(budget: u32) -> Self {
		Self {
			ramp_time: Pallet::<T>::ramp_time(T::Clock::now()),
			stable: T::Market::stable(),
			underlyings: BTreeMap::new(),
			expiries: BTreeMap::new(),
			collateral: BTreeMap::new(),
			stale: BTreeSet::new(),
			unpriced: BTreeSet::new(),
			rules: BTreeMap::new(),
			vectors: BTreeMap::new(),
			strikes: BTreeMap::new(),
			greeks: BTreeMap::new(),
			stressed: stress::Stressed::default(),
			work: Work::default(),
			budget,
			marker: core::marker::PhantomData,
		}
	}

	/// Announces strikes that will be asked for, so that vectors are computed once for all of them.
	pub fn announce(&mut self, strikes: impl IntoIterator<Item = (ExpiryKey, Price)>) {
		for (expiry, strike) in strikes {
			self.strikes.entry(expiry).or_default().insert(strike);
		}
	}

	/// The market of an underlying.
	pub fn underlying(&mut self, id: UnderlyingId) -> Option<Reading<UnderlyingMarket>> {
		*self.underlyings.entry(id).or_insert_with(|| T::Market::underlying(id))
	}

	/// The market of an expiry.
	pub fn expiry(&mut self, key: ExpiryKey) -> Option<Reading<ExpiryMarket>> {
		let work = &mut self.work;
		*self.expiries.entry(key).or_insert_with(|| {
			work.expiries = work.expiries.saturating_add(1);
			T::Market::expiry(key)
		})
	}

	/// The forward of an expiry as a price, rounded up; zero if there is none.
	pub(crate) fn forward_ceil(&mut self, key: ExpiryKey) -> Price {
		self.expiry(key)
			.and_then(|reading| reading.value.forward().ok()?.to_price_ceil())
			.unwrap_or_default()
	}

	/// The market of an expiry, if it may be acted on: the stablecoin and the underlying are fresh
	/// too.
	pub fn fresh_expiry(&mut self, key: ExpiryKey) -> Result<ExpiryMarket, Error<T>> {
		let market = self.expiry(key).ok_or(Error::NoMarketData)?;
		let underlying = self.underlying(key.underlying).ok_or(Error::NoMarketData)?;
		let stable = self.stable.ok_or(Error::NoMarketData)?;
		if market.fresh && underlying.fresh && stable.fresh {
			Ok(market.value)
		} else {
			Err(Error::StaleMarketData)
		}
	}

	/// Whether the stablecoin and every expiry the account has positions in are fresh: what a margin
	/// check needs. Collateral without a fresh price counts for nothing instead.
	pub fn is_fresh(&mut self, account: &Account) -> bool {
		let stable = self.stable.is_some_and(|reading| reading.fresh);
		stable && account.entries.keys().all(|key| self.fresh_expiry(*key).is_ok())
	}

	/// The margin of an account on the data there are. IM is by the target parameters, MM by those
	/// in force on the way; IM is never above MM, and what is set aside is taken off it.
	pub fn margin(&mut self, account: &Account) -> Result<MarginReport, DispatchError> {
		let ramping = self.prepare(account)?;
		self.count_entries(account);
		let (components, mut totals) = self.components(account, RuleSet::Target)?;
		if ramping {
			totals.maintenance = self.components(account, RuleSet::InForce)?.1.maintenance;
		}
		totals = totals.after_hold(account.held).map_err(risk_error::<T>)?;
		let collateral_fresh = !self.holds_stale(account);
		Ok(MarginReport {
			mode: account.mode,
			fresh: self.is_fresh(account) && collateral_fresh,
			ramping,
			cash: account.cash,
			held: account.held,
			totals,
			components,
		})
	}

	/// Notes that the account's entries are read or summed up once more.
	pub(crate) fn count_entries(&mut self, account: &Account) {
		let entries = account.entries.values();
		self.work.entries = self.work.entries.saturating_add(count(entries.len()));
		let positions: usize = entries.map(Vec::len).sum();
		self.work.positions = self.work.positions.saturating_add(count(positions));
	}

	/// Reads and computes all that the account needs. Returns whether a parameter is on its way.
	fn prepare(&mut self, account: &Account) -> Result<bool, DispatchError> {
		self.announce(account.strikes());
		let mut ramping = false;
		let now = self.ramp_time;
		for (asset, _) in &account.assets {
			if let Some((rule, _)) = self.collateral_of(*asset) {
				ramping |= rule.is_ramping(now);
			}
		}
		for underlying in self.underlyings_of(account) {
			self.underlying(underlying).ok_or(Error::<T>::NoMarketData)?;
			ramping |= self.load_rules(underlying, account.mode);
		}
		for key in account.entries.keys() {
			self.expiry(*key).ok_or(Error::<T>::NoMarketData)?;
			self.prepare_vectors(*key, account.mode, RuleSet::Target)?;
			if self.rules_ramp(key.underlying, account.mode) {
				self.prepare_vectors(*key, account.mode, RuleSet::InForce)?;
			}
		}
		Ok(ramping)
	}

	/// Rule and fresh price of an asset; `None` if it counts for nothing.
	pub(crate) fn collateral_of(
		&mut self,
		asset: AssetId,
	) -> Option<&(Ramped<AssetRule>, CollateralMark)> {
		if !self.collateral.contains_key(&asset) {
			self.work.assets = self.work.assets.saturating_add(1);
			let rule = AssetRules::<T>::get(asset);
			let priced = rule.and_then(|rule| self.priced(asset, rule));
			self.collateral.insert(asset, priced);
		}
		self.collateral.get(&asset).and_then(Option::as_ref)
	}

	/// An asset with a rule, with its price if that is fresh.
	fn priced(
		&mut self,
		asset: AssetId,
		rule: Ramped<AssetRule>,
	) -> Option<(Ramped<AssetRule>, CollateralMark)> {
		let reading = T::Market::collateral(asset);
		// An asset that cancels risk needs the market of that underlying too.
		let needed = [rule.from.risk_cancelling_for, rule.to.risk_cancelling_for];
		let known = needed.iter().flatten().all(|id| self.underlying(*id).is_some());
		let Some(reading) = reading.filter(|_| known) else {
			self.unpriced.insert(asset);
			return None;
		};
		if !reading.fresh {
			self.stale.insert(asset);
			return None;
		}
		Some((rule, reading.value))
	}

	/// Whether something of the account counts for nothing because its price is not fresh. What has
	/// no rule, or never had a price, says nothing about the data: else a grain of it would keep its
	/// holder from being flagged.
	fn holds_stale(&self, account: &Account) -> bool {
		account.assets.iter().any(|(id, _)| self.stale.contains(id))
	}

	/// Underlyings of the positions and, in portfolio mode, of collateral that cancels risk.
	fn underlyings_of(&self, account: &Account) -> BTreeSet<UnderlyingId> {
		let mut all: BTreeSet<_> = account.entries.keys().map(|key| key.underlying).collect();
		if account.mode == MarginMode::Portfolio {
			for (asset, _) in &account.assets {
				if let Some(Some((rule, _))) = self.collateral.get(asset) {
					all.extend(rule.from.risk_cancelling_for);
					all.extend(rule.to.risk_cancelling_for);
				}
			}
		}
		all
	}

	/// Loads the rules of an underlying. Returns whether they are on their way.
	fn load_rules(&mut self, underlying: UnderlyingId, mode: MarginMode) -> bool {
		let now = self.ramp_time;
		let rules = self.rules.entry((underlying, mode == MarginMode::Portfolio));
		let load = || Rules::load::<T>(underlying, mode, &T::Market::shock_scale(underlying), now);
		rules.or_insert_with(load).ramps
	}

	fn rules_ramp(&self, underlying: UnderlyingId, mode: MarginMode) -> bool {
		let rules = self.rules.get(&(underlying, mode == MarginMode::Portfolio));
		rules.is_some_and(|rules| rules.ramps)
	}

	fn standard_params(
		&self,
		underlying: UnderlyingId,
		set: RuleSet,
	) -> Result<&StandardParams, Error<T>> {
		let rules = self.rules.get(&(underlying, false));
		rules.and_then(|rules| rules.standard(set)).ok_or(Error::InconsistentBook)
	}

	fn portfolio_params(
		&self,
		underlying: UnderlyingId,
		set: RuleSet,
	) -> Result<&(PortfolioParams, Scenarios), Error<T>> {
		let rules = self.rules.get(&(underlying, true));
		rules.and_then(|rules| rules.portfolio(set)).ok_or(Error::InconsistentBook)
	}

	/// Which vectors a set of rules needs: those in force differ only while they are on their way.
	fn kind_of(&self, underlying: UnderlyingId, mode: MarginMode, set: RuleSet) -> VectorKind {
		let set = if self.rules_ramp(underlying, mode) { set } else { RuleSet::Target };
		match mode {
			MarginMode::Standard => VectorKind::Standard(set),
			MarginMode::Portfolio => VectorKind::Portfolio(set),
		}
	}

	/// Makes sure that vectors of the expiry cover every strike announced: from this call, from an
	/// earlier call of this block, or computed now.
	fn prepare_vectors(
		&mut self,
		key: ExpiryKey,
		mode: MarginMode,
		set: RuleSet,
	) -> Result<(), DispatchError> {
		let Some(plan) = self.plan_vectors(key, mode, set)? else { return Ok(()) };
		let vectors = self.compute(&plan)?;
		Pallet::<T>::keep_transient(
			key,
			plan.kind,
			TransientVectors { inputs: plan.inputs, vectors: vectors.clone() },
		);
		self.vectors.insert((key, plan.kind), vectors);
		Ok(())
	}

	/// What [`Self::prepare_vectors`] has to compute; `None` if everything is there, here or from an
	/// earlier call of this block.
	fn plan_vectors(
		&mut self,
		key: ExpiryKey,
		mode: MarginMode,
		set: RuleSet,
	) -> Result<Option<Plan>, DispatchError> {
		let kind = self.kind_of(key.underlying, mode, set);
		let asked = self.strikes.get(&key).cloned().unwrap_or_default();
		let held = |vectors: &Vectors| {
			asked.iter().all(|strike| vectors.strikes().binary_search(strike).is_ok())
		};
		if self.vectors.get(&(key, kind)).is_some_and(held) {
			return Ok(None);
		}
		let market = self.expiry(key).ok_or(Error::<T>::NoMarketData)?.value;
		let underlying = self.underlying(key.underlying).ok_or(Error::<T>::NoMarketData)?.value;
		let recipe = self.recipe(key.underlying, mode, set)?;
		let inputs = (market, underlying, &recipe).using_encoded(blake2_256);
		let stored = TransientStore::<T>::get((key, kind)).filter(|stored| stored.inputs == inputs);
		let mut strikes = asked.clone();
		if let Some(stored) = stored {
			if held(&stored.vectors) {
				self.vectors.insert((key, kind), stored.vectors);
				return Ok(None);
			}
			strikes.extend(stored.vectors.strikes());
			// The second time other strikes are asked for in a block: all of them, so that there
			// is no third time; if that is too much for this call, what it needs.
			let mut all = strikes.clone();
			all.extend(T::Series::strikes(key));
			strikes = if self.affords(&recipe, all.len()) { all } else { asked.clone() };
		}
		let strikes = strikes.into_iter().collect();
		Ok(Some(Plan { kind, market, underlying, recipe, inputs, strikes }))
	}

	/// At most what summing up an account so many times would consume now, with so many positions more
	/// in expiries it lists; and, if `gated`, in the stresses. `Weight::MAX` if this view can't compute that
	/// many option prices more.
	pub(crate) fn check_cost(
		&mut self,
		account: &Account,
		times: u32,
		more: u32,
		gated: bool,
	) -> Weight {
		// Reads the markets of its expiries, so that they are counted from here on.
		let _fresh = self.is_fresh(account);
		// An account that can't be priced is refused without being computed.
		let stress = if gated { self.stress_work(account) } else { Work::default() };
		let prices = self.prices_missing(account).unwrap_or(0).saturating_add(stress.prices);
		if prices > self.prices_left() {
			return Weight::MAX;
		}
		let positions: usize = account.entries.values().map(Vec::len).sum();
		let work = Work {
			prices,
			entries: count(account.entries.len()).saturating_mul(times),
			positions: count(positions).saturating_mul(times).saturating_add(more),
			assets: self.assets_missing(account),
			expiries: 0,
			stressed: stress.stressed.saturating_mul(CHECKS_PER_ACCOUNT).saturating_add(more),
		};
		work.weight::<T::WeightInfo>()
	}

	/// At most how many option prices a check of the account would compute now. Loads what earlier
	/// calls of the block have left.
	pub(crate) fn prices_missing(&mut self, account: &Account) -> Result<u32, DispatchError> {
		self.announce(account.strikes());
		let mut prices = 0u32;
		for key in account.entries.keys() {
			let sets: &[RuleSet] = if self.load_rules(key.underlying, account.mode) {
				&[RuleSet::Target, RuleSet::InForce]
			} else {
				&[RuleSet::Target]
			};
			for set in sets {
				if let Some(plan) = self.plan_vectors(*key, account.mode, *set)? {
					prices = prices.saturating_add(plan.prices());
				}
			}
		}
		Ok(prices)
	}

	/// Notes that option prices were computed, outside vectors.
	pub(crate) fn count_prices(&mut self, prices: u32) {
		self.work.prices = self.work.prices.saturating_add(prices);
	}

	/// Option prices it may still compute.
	pub(crate) fn prices_left(&self) -> u32 {
		self.budget.saturating_sub(self.work.prices)
	}

	/// Whether the market of an expiry was read.
	pub(crate) fn knows_expiry(&self, key: ExpiryKey) -> bool {
		self.expiries.contains_key(&key)
	}

	/// Expiries of the account whose market was not read yet.
	pub(crate) fn expiries_missing(&self, account: &Account) -> u32 {
		count(account.entries.keys().filter(|key| !self.knows_expiry(**key)).count())
	}

	/// Assets of the account that were not looked up yet.
	pub(crate) fn assets_missing(&self, account: &Account) -> u32 {
		let missing = account.assets.iter().filter(|(id, _)| !self.collateral.contains_key(id));
		count(missing.count())
	}

	/// Which of `orders`, highest priority first, may stand together on top of the account, which has
	/// an entry, maybe empty, for each of their expiries.
	///
	/// IM is by the target parameters and by what MM is while these are on their way, so that orders
	/// must pass under both: those that the second lets in are a part of those that the first does,
	/// and a part of an admitted set is admissible.
	pub(crate) fn admission(
		&mut self,
		account: &Account,
		orders: &[OpenOrder],
	) -> Result<Vec<bool>, DispatchError> {
		self.announce(orders.iter().map(|order| (order.series.expiry_key(), order.series.strike)));
		let ramping = self.prepare(account)?;
		self.count_entries(account);
		let mut terms = AdmissionTerms { locked: account.locked, ..Default::default() };
		if !ramping {
			return self.admission_by(account, orders, terms, RuleSet::Target);
		}
		terms.reducing = self.margin(account)?.totals.initial.is_negative();
		let first = self.admission_by(account, orders, terms, RuleSet::Target)?;
		let passed: Vec<OpenOrder> =
			orders.iter().zip(&first).filter(|(_, passes)| **passes).map(|(o, _)| *o).collect();
		let mut second = self.admission_by(account, &passed, terms, RuleSet::InForce)?.into_iter();
		// One verdict of the second for each that the first let in.
		Ok(first.into_iter().map(|passes| passes && second.next().unwrap_or(false)).collect())
	}

	fn admission_by(
		&self,
		account: &Account,
		orders: &[OpenOrder],
		terms: AdmissionTerms,
		set: RuleSet,
	) -> Result<Vec<bool>, DispatchError> {
		let stable = self.stable.ok_or(Error::<T>::NoMarketData)?.value;
		let collateral = self.holdings(account, set);
		// What is set aside is no cash to pay with, and none for initial margin. The rest of what is judged are
		// differences.
		let holdings = Holdings { collateral: &collateral, cash: account.own_cash(), stable };
		let admission = match account.mode {
			MarginMode::Standard => self.with_standard_books(account, set, |books| {
				standard_admission(books, &holdings, orders, terms)
			}),
			MarginMode::Portfolio => self.with_portfolio_books(account, set, |books| {
				portfolio_admission(books, &holdings, orders, terms)
			}),
		};
		Ok(admission?.admitted)
	}

	fn recipe(
		&self,
		underlying: UnderlyingId,
		mode: MarginMode,
		set: RuleSet,
	) -> Result<Recipe, Error<T>> {
		Ok(match mode {
			MarginMode::Standard => Recipe::Standard(*self.standard_params(underlying, set)?),
			MarginMode::Portfolio => {
				let (params, scenarios) = self.portfolio_params(underlying, set)?;
				Recipe::Portfolio(Box::new(*params), scenarios.clone())
			}
		})
	}

	/// Whether this call may compute that many strikes more.
	fn affords(&self, recipe: &Recipe, strikes: usize) -> bool {
		count(strikes.saturating_mul(recipe.columns())) <= self.prices_left()
	}

	fn compute(&mut self, plan: &Plan) -> Result<Vectors, DispatchError> {
		let Plan { market, underlying, strikes, .. } = plan;
		ensure!(self.affords(&plan.recipe, strikes.len()), Error::<T>::TooMuchToPrice);
		self.work.prices = self.work.prices.saturating_add(plan.prices());
		let vectors = match &plan.recipe {
			Recipe::Standard(params) => {
				StandardVectors::compute(market, underlying, params, strikes).map(Vectors::Standard)
			}
			Recipe::Portfolio(params, scenarios) => {
				ScenarioVectors::compute(market, params, scenarios, strikes).map(Vectors::Portfolio)
			}
		};
		vectors.map_err(|error| risk_error::<T>(error).into())
	}

	/// Collateral that counts.
	fn holdings(&self, account: &Account, set: RuleSet) -> Vec<CollateralHolding> {
		let counted = account.assets.iter().filter_map(|(asset, amount_e8)| {
			let (rule, mark) = self.collateral.get(asset)?.as_ref()?;
			let rule = pick(rule, set, self.ramp_time);
			Some(CollateralHolding {
				asset: *asset,
				amount_e8: *amount_e8,
				price: mark.price,
				confidence: mark.confidence,
				// Standard mode knows no scenarios that collateral could cancel.
				risk_cancelling_for: rule
					.risk_cancelling_for
					.filter(|_| account.mode == MarginMode::Portfolio),
				params: rule.params,
			})
		});
		counted.collect()
	}

	fn components(
		&self,
		account: &Account,
		set: RuleSet,
	) -> Result<(MarginComponents, tenor_risk::Totals), DispatchError> {
		let stable = self.stable.ok_or(Error::<T>::NoMarketData)?.value;
		let collateral = self.holdings(account, set);
		let holdings = Holdings { collateral: &collateral, cash: account.cash, stable };
		match account.mode {
			MarginMode::Standard => {
				let margin = self.with_standard_books(account, set, |books| {
					standard::margin(books, &holdings)
				})?;
				let totals = margin.totals;
				Ok((MarginComponents::Standard(margin), totals))
			}
			MarginMode::Portfolio => {
				let margin = self.with_portfolio_books(account, set, |books| {
					portfolio::margin(books, &holdings)
				})?;
				let totals = margin.totals;
				Ok((MarginComponents::Portfolio(margin), totals))
			}
		}
	}

	fn market_of(&self, underlying: UnderlyingId) -> Result<&UnderlyingMarket, Error<T>> {
		let reading = self.underlyings.get(&underlying).and_then(Option::as_ref);
		reading.map(|reading| &reading.value).ok_or(Error::NoMarketData)
	}

	/// Vectors and positions of the account's expiries of one underlying.
	fn books<'a>(
		&'a self,
		account: &'a Account,
		underlying: UnderlyingId,
		set: RuleSet,
	) -> impl Iterator<Item = (Option<&'a Vectors>, &'a [Position])> + 'a {
		let kind = self.kind_of(underlying, account.mode, set);
		account
			.entries
			.iter()
			.filter(move |(key, _)| key.underlying == underlying)
			.map(move |(key, entry)| (self.vectors.get(&(*key, kind)), entry.as_slice()))
	}

	/// What the standard rule says of the account's books.
	fn with_standard_books<R>(
		&self,
		account: &Account,
		set: RuleSet,
		rule: impl FnOnce(&[standard::UnderlyingBook<'_>]) -> Result<R, RiskError>,
	) -> Result<R, Error<T>> {
		let mut parts = Vec::new();
		for underlying in self.underlyings_of(account) {
			let mut books = Vec::new();
			for (vectors, positions) in self.books(account, underlying, set) {
				let Some(Vectors::Standard(vectors)) = vectors else {
					return Err(Error::InconsistentBook);
				};
				books.push(standard::ExpiryBook { vectors, positions });
			}
			parts.push((
				self.market_of(underlying)?,
				self.standard_params(underlying, set)?,
				books,
			));
		}
		let books: Vec<_> = parts
			.iter()
			.map(|(market, params, expiries)| standard::UnderlyingBook { market, params, expiries })
			.collect();
		rule(&books).map_err(risk_error)
	}

	/// What the portfolio rule says of the account's books.
	fn with_portfolio_books<R>(
		&self,
		account: &Account,
		set: RuleSet,
		rule: impl FnOnce(&[portfolio::UnderlyingBook<'_>]) -> Result<R, RiskError>,
	) -> Result<R, Error<T>> {
		let mut parts = Vec::new();
		for underlying in self.underlyings_of(account) {
			let mut books = Vec::new();
			for (vectors, positions) in self.books(account, underlying, set) {
				let Some(Vectors::Portfolio(vectors)) = vectors else {
					return Err(Error::InconsistentBook);
				};
				books.push(portfolio::ExpiryBook { vectors, positions });
			}
			let rules = self.portfolio_params(underlying, set)?;
			parts.push((self.market_of(underlying)?, rules, books));
		}
		let books: Vec<_> = parts
			.iter()
			.map(|(market, rules, expiries)| portfolio::UnderlyingBook {
				market,
				params: &rules.0,
				scenarios: &rules.1,
				expiries,
			})
			.collect();
		rule(&books).map_err(risk_error)
	}
}

/// Vectors to be computed.
struct Plan {
	kind: VectorKind,
	market: ExpiryMarket,
	underlying: UnderlyingMarket,
	recipe: Recipe,
	inputs: [u8; 32],
	strikes: Vec<Price>,
}

impl Plan {
	fn prices(&self) -> u32 {
		count(self.strikes.len().saturating_mul(self.recipe.columns()))
	}
}

/// All of the parameters that go into vectors.
#[derive(Encode)]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
enum Recipe {
	Standard(StandardParams),
	Portfolio(Box<PortfolioParams>, Scenarios),
}

impl Recipe {
	/// Option prices per strike.
	fn columns(&self) -> usize {
		match self {
			Self::Standard(_) => STANDARD_COLUMNS,
			Self::Portfolio(_, scenarios) => LEADING_COLUMNS.saturating_add(scenarios.len()),
		}
	}
}

/// A length as a count for weights.
pub(crate) fn count(n: usize) -> u32 {
	u32::try_from(n).unwrap_or(u32::MAX)
}
