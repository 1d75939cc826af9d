// SPDX-License-Identifier: Apache-2.0
//! Trades agreed on elsewhere, executed one after the other and each by itself, at maintenance margin: one
//! that fails is refused for both sides, and none of the others.
//!
//! Everything happens in memory, but for open interest, and is stored once at the end. Mostly all trades
//! together leave everybody with maintenance margin: then it is computed once per portfolio and not per
//! trade. If not, all is done again, and trades of those who were left without are judged one by one.

use crate::{
	book::{is_computable, Account, Change},
	costs::one_more,
	fills::Held,
	owners::OwnerBooks,
	pallet::{Band, Config, Error, Pallet, Stress},
	session::{count, risk_error, Session, Work},
	traits::{PortfolioLedger, SeriesListing},
	types::{
		LaneTrade, MarkBand, TradesExecuted, COLLATERAL_ASSETS, MAX_LANE_TRADES, PRICES_PER_MARK,
		PRICES_PER_RELEASE, STORED_POSITIONS,
	},
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{
	frame_support::{
		defensive,
		dispatch::DispatchResult,
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
	},
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{ExpiryKey, PortfolioId, PortfolioStatus, SeriesKey};

/// How often the trades are gone through at most. In the last round everybody is judged trade by trade.
const ROUNDS: u32 = 4;

/// What trades touch.
struct Extent {
	trades: u32,
	portfolios: u32,
	/// Of one portfolio in one expiry.
	entries: u32,
	series: u32,
}

impl Extent {
	fn of(trades: &[LaneTrade]) -> Self {
		let sides = || {
			let both = |trade: &LaneTrade| {
				[trade.buyer, trade.seller].map(|id| (id, trade.series.expiry_key()))
			};
			trades.iter().flat_map(both)
		};
		let portfolios: BTreeSet<_> = sides().map(|(id, _)| id).collect();
		let entries: BTreeSet<_> = sides().collect();
		let series: BTreeSet<_> = trades.iter().map(|trade| trade.series).collect();
		let [portfolios, entries, series] =
			[portfolios.len(), entries.len(), series.len()].map(count);
		Self { trades: count(trades.len()), portfolios, entries, series }
	}

	/// Weight of executing them, without what a session does.
	fn weight<T: Config>(&self) -> Weight {
		let Self { trades, portfolios, entries, series } = *self;
		let trade = one_more(T::WeightInfo::execute_each);
		Pallet::<T>::entries_weight(trades.saturating_mul(2), entries, portfolios, series)
			.saturating_add(trade.saturating_mul(trades.into()).saturating_mul(ROUNDS.into()))
	}

	/// The most with what a session may do.
	fn most_weight<T: Config>(&self) -> Weight {
		let work = Bounds::of::<T>(self.trades).work::<T>(self.trades);
		self.weight::<T>().saturating_add(work.weight::<T::WeightInfo>())
	}
}

/// What one call may read and sum up: a base with which any two portfolios can trade, and a part for each
/// trade. What needs more is refused.
struct Bounds {
	entries: u32,
	positions: u32,
	expiries: u32,
}

impl Bounds {
	/// Of a call with so many trades.
	fn of<T: Config>(trades: u32) -> Self {
		// Two portfolios are read, summed up behind the last trade, and then before and behind one.
		let base = T::MaxExpiries::get().saturating_mul(8);
		Self {
			entries: base.saturating_add(trades.saturating_mul(3)),
			positions: base
				.saturating_mul(T::MaxPositions::get())
				.saturating_add(trades.saturating_mul(64)),
			expiries: T::MaxExpiries::get().saturating_mul(2).saturating_add(trades / 8),
		}
	}

	/// Err if portfolios were read for a third of it, so that what was read can be judged.
	fn ensure_reads<T: Config>(&self, done: &Work, entries: u32) -> DispatchResult {
		let fits = done.entries.saturating_add(entries) <= self.entries / 3
			&& done.positions < self.positions / 3;
		ensure!(fits, Error::<T>::TooMuchToPrice);
		Ok(())
	}

	/// Err if what was done does not leave room for so many entries and expiries, with positions as there may
	/// be in one portfolio.
	fn ensure<T: Config>(&self, done: &Work, entries: u32, expiries: u32) -> DispatchResult {
		let fits = done.entries.saturating_add(entries) <= self.entries
			&& done.expiries.saturating_add(expiries) <= self.expiries
			&& done.positions < self.positions
			&& done.stressed < self.stressed();
		ensure!(fits, Error::<T>::TooMuchToPrice);
		Ok(())
	}

	/// Positions put through the stresses, which takes a tenth of summing them up.
	fn stressed(&self) -> u32 {
		self.positions.saturating_mul(8)
	}

	/// The most that is done within them.
	fn work<T: Config>(&self, trades: u32) -> Work {
		// What stands before the last look of a kind is within; that look is at one portfolio, in the stresses
		// at two, before and after.
		let last = self.entries.min(T::MaxExpiries::get()).saturating_mul(STORED_POSITIONS);
		let marks = trades.saturating_mul(PRICES_PER_MARK).saturating_mul(2);
		Work {
			prices: PRICES_PER_RELEASE.saturating_add(marks),
			entries: self.entries,
			positions: self.positions.saturating_add(last),
			assets: COLLATERAL_ASSETS,
			expiries: self.expiries,
			stressed: self.stressed().saturating_add(last.saturating_mul(4)),
		}
	}
}

/// A portfolio that trades.
struct Seat<AccountId> {
	/// As it is stored.
	before: Held<AccountId>,
	/// What it has become.
	after: Account,
	/// Expiries in which it has traded.
	traded: BTreeSet<ExpiryKey>,
	/// Fees of its trades.
	fees: Cash,
	/// Whether maintenance margin is judged behind every trade of it.
	suspect: bool,
	/// What it had become when it was judged behind the last trade, and its maintenance margin then.
	judged: Option<(Account, Cash)>,
}

/// What a trade does to one side.
#[derive(Clone, Copy)]
struct Side {
	id: PortfolioId,
	/// Contracts received (> 0) or given (< 0).
	quantity: Quantity,
	/// Premium received or paid, the fee taken off.
	cash: Cash,
	fee: Cash,
}

impl Side {
	/// The same backwards. `None` if a number does not fit.
	fn back(&self) -> Option<Self> {
		let (quantity, cash) = (self.quantity.checked_neg()?, self.cash.checked_neg()?);
		Some(Self { quantity, cash, ..*self })
	}
}

/// Trades of one call.
struct TradeBook<T: Config> {
	session: Session<T>,
	bounds: Bounds,
	seats: BTreeMap<PortfolioId, Result<Seat<T::AccountId>, DispatchError>>,
	owners: OwnerBooks<T>,
	band: MarkBand,
	/// Lowest and highest price of each series, once asked for.
	prices: BTreeMap<SeriesKey, Result<(Price, Price), DispatchError>>,
	/// Whether the stress gate is in force.
	gated: bool,
}

impl<T: Config> Pallet<T> {
	/// Executes at most [`MAX_LANE_TRADES`] trades in their order, each by itself, and charges their fees. One
	/// is refused for both sides if a portfolio is gone, frozen, or has a position due for settlement; both
	/// have one owner; the series does not trade, or not at that price; a side would pay with cash that it
	/// does not have, or that is locked or set aside; maintenance margin of a side would be below zero and,
	/// but for the fee, lower than before; without fresh data, unless it only closes; a bound, a limit of an
	/// owner or a cap on open interest would be exceeded; or the stress gate speaks against it. Initial
	/// margin is not asked: what was set aside for the trades is the caller's to see to.
	///
	/// Of a portfolio that all together leave with maintenance margin none is refused for that of a moment
	/// between. Err if nothing at all was done.
	pub fn execute_each(trades: &[LaneTrade]) -> Result<TradesExecuted, DispatchError> {
		ensure!(count(trades.len()) <= MAX_LANE_TRADES, Error::<T>::TooManyTrades);
		with_storage_layer(|| Self::do_execute_each(trades))
	}

	/// Worst-case weight of [`Self::execute_each`] with these trades, read off nothing but them.
	pub fn execute_each_weight(trades: &[LaneTrade]) -> Weight {
		Extent::of(trades).most_weight::<T>()
	}

	fn do_execute_each(trades: &[LaneTrade]) -> Result<TradesExecuted, DispatchError> {
		let mut book = TradeBook::<T>::open(trades);
		let outcomes = book.run(trades)?;
		let base = Extent::of(trades).weight::<T>();
		let weight = base.saturating_add(book.session.work.weight::<T::WeightInfo>());
		book.store()?;
		Ok(TradesExecuted { outcomes, weight })
	}
}

impl<T: Config> TradeBook<T> {
	/// Reads the portfolios of the trades.
	fn open(trades: &[LaneTrade]) -> Self {
		let mut book = Self {
			session: Session::new(PRICES_PER_RELEASE),
			bounds: Bounds::of::<T>(count(trades.len())),
			seats: BTreeMap::new(),
			owners: OwnerBooks::new(),
			band: Band::<T>::get(),
			prices: BTreeMap::new(),
			gated: Stress::<T>::get().is_in_force(),
		};
		for trade in trades {
			for id in [trade.buyer, trade.seller] {
				if !book.seats.contains_key(&id) {
					let seat = book.seat(id);
					if let Ok(seat) = &seat {
						book.session.announce(seat.after.strikes());
					}
					book.seats.insert(id, seat);
				}
			}
			// Strikes that are not listed are no part of vectors.
			if book.prices_of(&trade.series).is_ok() {
				book.session.announce([(trade.series.expiry_key(), trade.series.strike)]);
			}
		}
		book
	}

	fn seat(&mut self, id: PortfolioId) -> Result<Seat<T::AccountId>, DispatchError> {
		let view = T::Ledger::view(id).ok_or(Error::<T>::UnknownPortfolio)?;
		ensure!(view.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
		let now = T::Clock::now();
		ensure!(view.expiries.iter().all(|key| key.expiry > now), Error::<T>::PositionDue);
		self.bounds.ensure_reads::<T>(&self.session.work, count(view.expiries.len()))?;
		let before = Pallet::<T>::held_by(id, view);
		self.session.count_entries(&before.account);
		let markets = self.session.expiries_missing(&before.account);
		self.bounds.ensure::<T>(&self.session.work, 0, markets)?;
		// Reads the markets, so that they are counted from here on.
		self.session.is_fresh(&before.account);
		let after = before.account.clone();
		let (traded, fees) = (BTreeSet::new(), Cash::ZERO);
		Ok(Seat { before, after, traded, fees, suspect: false, judged: None })
	}

	/// As after [`Self::open`]; what was computed stays, and who is judged trade by trade.
	fn begin_anew(&mut self) {
		self.owners = OwnerBooks::new();
		for seat in self.seats.values_mut().flatten() {
			seat.after = seat.before.account.clone();
			seat.traded.clear();
			seat.fees = Cash::ZERO;
		}
	}

	/// Every trade in its order, until everybody is left with maintenance margin or was judged behind each of
	/// his trades. Writes open interest and nothing else.
	fn run(
		&mut self,
		trades: &[LaneTrade],
	) -> Result<Vec<Result<(), DispatchError>>, DispatchError> {
		for last in (1..=ROUNDS).map(|round| round == ROUNDS) {
			if last {
				self.seats.values_mut().flatten().for_each(|seat| seat.suspect = true);
			}
			let done = with_storage_layer(|| {
				let outcomes: Vec<_> = trades.iter().map(|trade| self.trade(trade)).collect();
				ensure!(self.all_carry(), Error::<T>::BelowMaintenanceMargin);
				Ok::<_, DispatchError>(outcomes)
			});
			if done.is_ok() {
				return done;
			}
			self.begin_anew();
		}
		// Not reached: in the last round nobody is left to be judged behind it.
		Err(Error::<T>::BelowMaintenanceMargin.into())
	}

	/// Whether everybody who traded has maintenance margin now, or was judged before. Who has not is judged
	/// trade by trade from now on, and so is who takes too much to judge.
	fn all_carry(&mut self) -> bool {
		let traded = |seat: &Seat<_>| !seat.traded.is_empty() && !seat.suspect;
		let seats = self.seats.iter().filter_map(|(id, seat)| Some((*id, seat.as_ref().ok()?)));
		let ids: Vec<_> = seats.filter(|(_, seat)| traded(seat)).map(|(id, _)| id).collect();
		let mut all = true;
		for id in ids {
			if self.carries(id) {
				continue;
			}
			all = false;
			if let Ok(seat) = self.seat_of(id) {
				seat.suspect = true;
			}
		}
		all
	}

	/// Whether a portfolio has maintenance margin as it has become. Who holds something without fresh data has
	/// only closed.
	fn carries(&mut self, id: PortfolioId) -> bool {
		let Some(Ok(seat)) = self.seats.get(&id) else { return true };
		let known = seat.judged.as_ref().filter(|(account, _)| *account == seat.after);
		let known = known.map(|(_, maintenance)| *maintenance);
		match self.is_fresh(id) {
			Ok(false) => return true,
			Ok(true) => (),
			Err(_) => return false,
		}
		let Ok(maintenance) = known.map_or_else(|| self.maintenance(id), Ok) else { return false };
		if let Ok(seat) = self.seat_of(id) {
			seat.judged = Some((seat.after.clone(), maintenance));
		}
		!maintenance.is_negative()
	}

	/// Executes one trade in memory, and moves open interest; or says why not, and does nothing.
	fn trade(&mut self, trade: &LaneTrade) -> DispatchResult {
		let sides = self.sides(trade)?;
		let series = &trade.series;
		let changes = self.shift_both(series, &sides)?;
		let owners = self.owners_of(&sides)?;
		let counted = self.owners.counted(series.expiry_key(), sides.map(|side| side.id));
		let allowed = self.judge(series, &sides, &changes, &owners);
		let [buyer, seller] = &owners;
		if let Err(error) = allowed {
			self.owners.take_back([buyer, seller], counted);
			self.shift_back(series, &sides);
			return Err(error);
		}
		for (owner, side) in owners.iter().zip(&sides) {
			self.owners.keep(owner, series.underlying);
			let seat = self.seat_of(side.id)?;
			seat.traded.insert(series.expiry_key());
			seat.fees = seat.fees.saturating_add(side.fee);
		}
		Ok(())
	}

	/// What a trade does to the buyer and to the seller, if they and its price are what they must be.
	fn sides(&mut self, trade: &LaneTrade) -> Result<[Side; 2], DispatchError> {
		let LaneTrade { buyer, seller, series, quantity, price, buyer_fee, seller_fee } = *trade;
		ensure!(quantity.is_positive(), Error::<T>::ZeroQuantity);
		let fees = [buyer_fee, seller_fee];
		ensure!(!fees.iter().any(|fee| fee.is_negative()), Error::<T>::NegativeFee);
		let owner = self.seat_of(buyer)?.before.owner.clone();
		ensure!(owner != self.seat_of(seller)?.before.owner, Error::<T>::SameOwner);
		let (low, high) = self.prices_of(&series)?;
		ensure!((low..=high).contains(&price), Error::<T>::OutsideMarkBand);
		let premium = price.notional_floor(quantity).ok_or(Error::<T>::Overflow)?;
		let paid = premium.checked_add(buyer_fee).and_then(Cash::checked_neg);
		let given = quantity.checked_neg();
		let received = premium.checked_sub(seller_fee);
		let all = paid.zip(given).zip(received).ok_or(Error::<T>::Overflow)?;
		let ((paid, given), received) = all;
		Ok([
			Side { id: buyer, quantity, cash: paid, fee: buyer_fee },
			Side { id: seller, quantity: given, cash: received, fee: seller_fee },
		])
	}

	/// Lowest and highest price of a series: around the last good mark if the data are not fresh.
	fn prices_of(&mut self, series: &SeriesKey) -> Result<(Price, Price), DispatchError> {
		if let Some(known) = self.prices.get(series) {
			return *known;
		}
		let found = self.compute_prices(series);
		self.prices.insert(*series, found);
		found
	}

	fn compute_prices(&mut self, series: &SeriesKey) -> Result<(Price, Price), DispatchError> {
		// Whether it exists comes first: any strike has a price by the formula.
		T::Series::ensure_tradable(series, false)?;
		let missing = u32::from(!self.session.knows_expiry(series.expiry_key()));
		self.bounds.ensure::<T>(&self.session.work, 0, missing)?;
		let market = self.session.expiry(series.expiry_key()).ok_or(Error::<T>::NoMarketData)?;
		self.session.count_prices(PRICES_PER_MARK);
		let mark =
			tenor_risk::mark(&market.value, series.strike, series.kind).map_err(risk_error::<T>)?;
		let band = self.band.around(mark.price, mark.forward);
		Ok(band.ok_or(Error::<T>::UnusableMarketData)?)
	}

	/// Whether a trade that is applied in memory may stay. Moves open interest if so.
	fn judge(
		&mut self,
		series: &SeriesKey,
		sides: &[Side; 2],
		changes: &[Change; 2],
		owners: &[T::AccountId; 2],
	) -> DispatchResult {
		for (side, change) in sides.iter().zip(changes) {
			self.ensure_side(series, side, change)?;
		}
		let opening = changes.iter().any(Change::opens);
		T::Series::ensure_tradable(series, opening)?;
		self.ensure_owners(series, sides, changes, owners)?;
		for side in sides {
			if self.seat_of(side.id)?.suspect {
				self.ensure_margin(series, side)?;
			}
		}
		self.ensure_stress(series, sides)?;
		let deltas = changes.iter().map(Change::longs_delta);
		let delta = deltas.fold(0i128, i128::saturating_add);
		if delta != 0 {
			T::Series::shift_open_interest(series, delta)?;
		}
		Ok(())
	}

	/// Whether data are fresh for what a side has become and for the series it trades.
	fn trades_fresh(&mut self, series: &SeriesKey, side: &Side) -> Result<bool, DispatchError> {
		Ok(self.is_fresh(side.id)? && self.session.fresh_expiry(series.expiry_key()).is_ok())
	}

	/// What needs no margin to be seen: money it has, bounds, and whether data allow what it does.
	fn ensure_side(&mut self, series: &SeriesKey, side: &Side, change: &Change) -> DispatchResult {
		let fresh = self.trades_fresh(series, side)?;
		let forward = self.session.forward_ceil(series.expiry_key());
		let after = &self.seat_of(side.id)?.after;
		let pays = !side.cash.is_negative() || after.pays_with_its_own();
		ensure!(pays, Error::<T>::InsufficientCash);
		if change.before == 0 {
			let entry = after.entries.get(&series.expiry_key()).map_or(0, Vec::len);
			ensure!(count(entry) <= T::MaxPositions::get(), Error::<T>::TooManyPositions);
			let expiries = after.entries.len().saturating_add(after.settling);
			let fits = entry > 1 || count(expiries) <= T::MaxExpiries::get();
			ensure!(fits, Error::<T>::TooManyExpiries);
		}
		let sized = !change.opens() || is_computable(series, change.after, forward);
		ensure!(sized, Error::<T>::PositionTooLarge);
		if !fresh {
			// What is set aside is there for this.
			Pallet::<T>::ensure_closes(core::iter::once(change), after, after.cash)?;
		}
		Ok(())
	}

	/// Notes what both owners hold now. Err if one of them is above a limit that the trade raised.
	fn ensure_owners(
		&mut self,
		series: &SeriesKey,
		sides: &[Side; 2],
		changes: &[Change; 2],
		owners: &[T::AccountId; 2],
	) -> DispatchResult {
		let Self { session, seats, owners: books, .. } = self;
		for ((side, change), owner) in sides.iter().zip(changes).zip(owners) {
			let Some(Ok(seat)) = seats.get(&side.id) else { continue };
			let changes = BTreeMap::from([(*series, *change)]);
			books
				.note_fills(owner, side.id, &seat.after, &changes, session)
				.ok_or(Error::<T>::Overflow)?;
		}
		owners.iter().try_for_each(|owner| books.ensure_owner_within(owner, series.underlying))
	}

	/// Err if maintenance margin of a side is below zero and, but for the fee, lower than before the trade.
	/// One without fresh data only closes.
	fn ensure_margin(&mut self, series: &SeriesKey, side: &Side) -> DispatchResult {
		if !self.trades_fresh(series, side)? {
			return Ok(());
		}
		let after = self.maintenance(side.id)?;
		if !after.is_negative() {
			return Ok(());
		}
		let back = side.back().ok_or(Error::<T>::Overflow)?;
		self.shift(series, &back)?;
		let before = self.maintenance(side.id);
		self.shift(series, side)?;
		let not_lower = after.saturating_add(side.fee) >= before?;
		ensure!(not_lower, Error::<T>::BelowMaintenanceMargin);
		Ok(())
	}

	/// Err if the stress gate is in force and the sides together would lose more than before, fees apart.
	fn ensure_stress(&mut self, series: &SeriesKey, sides: &[Side; 2]) -> DispatchResult {
		if !self.gated {
			return Ok(());
		}
		let Self { session, seats, bounds, .. } = self;
		bounds.ensure::<T>(&session.work, 0, 0)?;
		let mut befores = Vec::with_capacity(sides.len());
		for side in sides {
			let Some(Ok(seat)) = seats.get(&side.id) else { continue };
			let mut before = seat.after.clone();
			let back = side.back().ok_or(Error::<T>::Overflow)?;
			before.add(series, back.quantity).ok_or(Error::<T>::Overflow)?;
			before.cash = before.cash.checked_add(back.cash).ok_or(Error::<T>::Overflow)?;
			befores.push((before, &seat.after));
		}
		let pairs: Vec<_> = befores.iter().map(|(before, after)| (before, *after)).collect();
		let fees = Cash::checked_sum(sides.iter().map(|side| side.fee));
		let fees = fees.ok_or(Error::<T>::Overflow)?;
		Pallet::<T>::ensure_stress_not_raised(session, &pairs, fees)
	}

	/// Maintenance margin of a portfolio as it has become, if there is work left for it.
	fn maintenance(&mut self, id: PortfolioId) -> Result<Cash, DispatchError> {
		let Self { session, seats, bounds, .. } = self;
		let Some(Ok(seat)) = seats.get(&id) else {
			return Err(Error::<T>::UnknownPortfolio.into());
		};
		let entries = count(seat.after.entries.len());
		bounds.ensure::<T>(&session.work, entries, session.expiries_missing(&seat.after))?;
		session.work.entries = session.work.entries.saturating_add(entries);
		Ok(session.totals_in_force(&seat.after)?.maintenance)
	}

	fn is_fresh(&mut self, id: PortfolioId) -> Result<bool, DispatchError> {
		let Self { session, seats, .. } = self;
		let Some(Ok(seat)) = seats.get(&id) else {
			return Err(Error::<T>::UnknownPortfolio.into());
		};
		Ok(session.is_fresh(&seat.after))
	}

	fn seat_of(&mut self, id: PortfolioId) -> Result<&mut Seat<T::AccountId>, DispatchError> {
		match self.seats.get_mut(&id) {
			Some(Ok(seat)) => Ok(seat),
			Some(Err(error)) => Err(*error),
			None => Err(Error::<T>::UnknownPortfolio.into()),
		}
	}

	fn owners_of(&mut self, sides: &[Side; 2]) -> Result<[T::AccountId; 2], DispatchError> {
		let [buyer, seller] = sides.map(|side| side.id);
		let buyer = self.seat_of(buyer)?.before.owner.clone();
		Ok([buyer, self.seat_of(seller)?.before.owner.clone()])
	}

	/// Contracts and cash of both sides in memory: both or none.
	fn shift_both(
		&mut self,
		series: &SeriesKey,
		sides: &[Side; 2],
	) -> Result<[Change; 2], DispatchError> {
		let [buyer, seller] = sides;
		let bought = self.shift(series, buyer)?;
		match self.shift(series, seller) {
			Ok(sold) => Ok([bought, sold]),
			Err(error) => {
				self.shift_back(series, core::slice::from_ref(buyer));
				Err(error)
			}
		}
	}

	/// Nothing changes on an error.
	fn shift(&mut self, series: &SeriesKey, side: &Side) -> Result<Change, DispatchError> {
		let after = &mut self.seat_of(side.id)?.after;
		let cash = after.cash.checked_add(side.cash).ok_or(Error::<T>::Overflow)?;
		let change = after.add(series, side.quantity).ok_or(Error::<T>::Overflow)?;
		after.cash = cash;
		Ok(change)
	}

	/// Takes back what was shifted.
	fn shift_back(&mut self, series: &SeriesKey, sides: &[Side]) {
		for side in sides {
			let back = side.back().map(|back| self.shift(series, &back));
			if !matches!(back, Some(Ok(_))) {
				defensive!("what was added can be taken away");
			}
		}
	}

	/// Writes what became of the portfolios.
	fn store(self) -> DispatchResult {
		let traded = || {
			let seats = self.seats.iter().filter_map(|(id, seat)| Some((*id, seat.as_ref().ok()?)));
			seats.filter(|(_, seat)| !seat.traded.is_empty())
		};
		let paid = traded().map(|(id, seat)| (id, &seat.before.account, &seat.after, seat.fees));
		Pallet::<T>::move_cash(paid)?;
		for (id, seat) in traded() {
			let expiries = seat.traded.iter().copied();
			Pallet::<T>::write_entries(id, expiries, &seat.before, &seat.after)?;
		}
		self.owners.store();
		Ok(())
	}
}
