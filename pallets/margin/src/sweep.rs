// SPDX-License-Identifier: Apache-2.0
//! The risk sweep: once per block it finds the portfolios whose safe band the market has left and
//! those that have none, values them, worst first, and hands on who is unsafe. What weight is left
//! goes into new bands.

use crate::{
	book::Account,
	costs::one_more,
	fills::Held,
	pallet::{BackstopCursor, Config, Cursor, Event, Limits, Pallet, Queue, Standings},
	session::{count, Session, Work},
	stress::{Shares, StressLosses},
	traits::{MarketData, OnUnsafe, PortfolioLedger},
	types::{
		MarginStage, StageView, Standing, StandingPage, SweepCursor, COLLATERAL_ASSETS,
		PRICES_PER_MARK, PRICES_PER_PORTFOLIO, PRICES_PER_STEP,
	},
	watch::{
		drift,
		found::Found,
		page::{page_of, set_value, value_in},
		queue, Axis, AxisState, Bounds, Forest, DEPTH,
	},
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{
	frame_support::traits::{Get, Time},
	frame_system,
	sp_runtime::SaturatedConversion,
	sp_weights::{Weight, WeightMeter},
};
use tenor_fixed::{mul_div_ceil, Cash, Fixed, E18};
use tenor_risk::{band::Band, Totals};
use tenor_series::{Moment, PortfolioId, PortfolioStatus, UnderlyingId, YEAR_MS};

/// The most portfolios one sweep looks at; those beyond come next.
pub const FOUND_PER_SWEEP: usize = 16_384;
/// What of the weight left is kept for new bands: one part of so many.
const BAND_PART: u64 = 3;
/// Margin, in thousandths of the requirement, with less of which a portfolio is valued first in every
/// sweep that finds it.
const LITTLE_MARGIN: u16 = 100;
/// For how many blocks a portfolio with more waits until others had their turn.
const WHILE_BLOCKS: u32 = 32;
/// The most portfolios one block's backstop looks at.
pub const BACKSTOP_PER_BLOCK: u32 = 128;

/// What a look at a portfolio says.
enum Verdict {
	/// It does not exist, or nothing in it can lose.
	Empty,
	/// Cash covers whatever its positions may cost, at any price.
	Covered,
	/// Market data are missing or not fresh: nothing can be said.
	Unknown,
	/// Its totals by the parameters in force.
	Valued(Totals),
}

impl<T: Config> Pallet<T> {
	/// A portfolio has changed in a way that may have made it less safe: its band is spent. It is
	/// valued in the next sweep.
	pub fn portfolio_changed(id: PortfolioId) {
		Self::enqueue(id);
	}

	/// The engine's step, behind settlement and before liquidation.
	pub fn process_sweep(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::sweep_base()).is_err() {
			return;
		}
		let mut sweep = Sweep::<T>::begin(meter);
		let found = sweep.find();
		let mut safe = Vec::new();
		// New bands are what makes the next sweep shorter: where weight is short they get a part.
		let for_bands = sweep.meter.remaining() / BAND_PART;
		for id in sweep.worst_first(&found) {
			if !safe.is_empty() && !sweep.meter.can_consume(for_bands) {
				break;
			}
			if let Some(Verdict::Valued(totals)) = sweep.visit(id, &found) {
				if !totals.maintenance.is_negative() {
					safe.push((id, cushion(&totals)));
				}
			}
		}
		// Those with most room first: their bands last longest.
		for (id, cushion) in safe.into_iter().rev() {
			if !sweep.make_band(id, cushion, &found) {
				break;
			}
		}
		sweep.store();
	}

	/// The least weight with which the step gets on: the largest portfolio with nothing computed yet,
	/// and what it takes to find it.
	pub fn process_sweep_least() -> Weight {
		let axes = u64::from(T::Market::max_underlyings()).saturating_add(1);
		let look = T::WeightInfo::watch_axis()
			.saturating_add(one_more(T::WeightInfo::tree_node).saturating_mul(2));
		T::WeightInfo::sweep_base()
			.saturating_add(look.saturating_mul(axes))
			.saturating_add(Sweep::<T>::find_one())
			.saturating_add(T::WeightInfo::standing_page())
			.saturating_add(Sweep::<T>::visit_worst())
	}

	/// In blocks with weight left: values portfolios one after the other, whatever their bands say, and
	/// restates their Greeks where limits count them. All `n` of them within `n / BACKSTOP_PER_BLOCK`
	/// such blocks.
	pub fn process_backstop(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::sweep_base()).is_err() {
			return;
		}
		let end = T::Ledger::next_portfolio().0;
		let mut next = BackstopCursor::<T>::get().0;
		let mut sweep = Sweep::<T>::unobserved(meter);
		let limited = sweep.with_greek_limits();
		for _ in 0..u64::from(BACKSTOP_PER_BLOCK).min(end) {
			if next >= end {
				next = 0;
			}
			let id = PortfolioId(next);
			if !sweep.meter.can_consume(T::WeightInfo::standing_page()) {
				break;
			}
			match sweep.visit(id, &Found::default()) {
				None => break,
				Some(Verdict::Valued(_)) => sweep.queue_if_lost(id),
				Some(_) => (),
			}
			if !limited.is_empty() && !sweep.restate(id, &limited) {
				break;
			}
			next = next.saturating_add(1);
		}
		BackstopCursor::<T>::put(PortfolioId(next));
		sweep.store();
	}

	/// The portfolios that the next sweep would find, in the order in which it would value them: at most
	/// [`FOUND_PER_SWEEP`]. Not metered and leaves what a search leaves: for offchain workers, whose
	/// changes nobody keeps.
	pub fn waiting() -> Vec<PortfolioId> {
		let mut meter = WeightMeter::new();
		let mut sweep = Sweep::<T>::begin(&mut meter);
		let found = sweep.find();
		sweep.worst_first(&found)
	}

	/// A portfolio's stage: what the last sweep that looked at it found, and what data say now.
	pub fn stage_of(id: PortfolioId) -> StageView {
		let live = || {
			let Held { status, account, .. } = Self::held(id)?;
			let mut session = Session::<T>::new(PRICES_PER_STEP);
			match verdict(&mut session, status, &account) {
				Verdict::Empty | Verdict::Covered => Some(MarginStage::Safe),
				Verdict::Unknown => None,
				Verdict::Valued(totals) => Some(stage(&totals)),
			}
		};
		let (page, place) = page_of(id);
		StageView { stored: value_in(&Standings::<T>::get(page), place).stage, live: live() }
	}
}

fn stage(totals: &Totals) -> MarginStage {
	if totals.maintenance.is_negative() {
		MarginStage::Unsafe
	} else if totals.initial.is_negative() {
		MarginStage::MarginCall
	} else {
		MarginStage::Safe
	}
}

/// What MM is above IM, where that is met: a band that leaves so much ends about where IM is no longer
/// met, so that the call for margin comes when it is due.
fn cushion(totals: &Totals) -> Cash {
	if totals.initial.is_negative() {
		return Cash::ZERO;
	}
	totals.maintenance.saturating_sub(totals.initial).max(Cash::ZERO)
}

/// MM in thousandths of the requirement it is left of: 0 below zero.
fn ratio(totals: &Totals) -> u16 {
	let Some(required) = totals.equity.checked_sub(totals.maintenance) else { return 0 };
	if totals.maintenance.is_negative() {
		return 0;
	}
	if !required.is_positive() {
		return u16::MAX;
	}
	let thousandths = totals.maintenance.e8().saturating_mul(1_000).checked_div(required.e8());
	thousandths.and_then(|ratio| u16::try_from(ratio).ok()).unwrap_or(u16::MAX)
}

/// Values an account, as far as there are data.
fn verdict<T: Config>(
	session: &mut Session<T>,
	status: PortfolioStatus,
	account: &Account,
) -> Verdict {
	if account.entries.is_empty() && account.assets.is_empty() && !account.cash.is_negative() {
		return Verdict::Empty;
	}
	// One that is frozen is looked at on its way back, whatever covers it meanwhile.
	let active = status == PortfolioStatus::Active;
	if active && !account.cash.is_negative() && account.is_fully_covered() == Some(true) {
		return Verdict::Covered;
	}
	if !session.is_sure(account) {
		return Verdict::Unknown;
	}
	session.totals_in_force(account).map_or(Verdict::Unknown, Verdict::Valued)
}

/// One run of the sweep.
pub(crate) struct Sweep<'a, T: Config> {
	session: Session<T>,
	forest: Forest<T>,
	meter: &'a mut WeightMeter,
	/// What of the session's work was charged.
	charged: Weight,
	/// Axes that account for everything the market did. Only on these a band may be made.
	current: BTreeMap<Axis, AxisState>,
	/// Axes as they stand, and where the market stands on them.
	marks: Vec<(Axis, crate::watch::Mark)>,
	/// The number of this block, as far as it is needed to tell blocks apart.
	block: u32,
	/// Standings read so far, and whether they changed.
	pages: BTreeMap<u64, (StandingPage, bool)>,
	/// Who leaves the queue, by page.
	leaving: BTreeMap<u64, u64>,
	/// What everybody loses in the stresses.
	shares: Shares<T>,
	/// Weight without which stresses are not measured: finding who is unsafe comes first.
	for_visits: Weight,
}

impl<'a, T: Config> Sweep<'a, T> {
	/// A view of this moment, without looking where the market went.
	pub(crate) fn unobserved(meter: &'a mut WeightMeter) -> Self {
		let for_visits = meter.remaining() / 2;
		Self {
			session: Session::new(PRICES_PER_STEP),
			forest: Forest::new(),
			meter,
			charged: Weight::zero(),
			current: BTreeMap::new(),
			marks: Vec::new(),
			block: frame_system::Pallet::<T>::block_number().saturated_into(),
			pages: BTreeMap::new(),
			leaving: BTreeMap::new(),
			shares: Shares::load(),
			for_visits,
		}
	}

	/// A view of this moment, with every axis brought up to the market as far as weight reaches.
	pub(crate) fn begin(meter: &'a mut WeightMeter) -> Self {
		let mut sweep = Self::unobserved(meter);
		for axis in Pallet::<T>::axes() {
			if sweep.meter.try_consume(T::WeightInfo::watch_axis()).is_err() {
				break;
			}
			let (state, current) = Pallet::<T>::observe(axis, sweep.meter);
			if let Some(mark) = Pallet::<T>::mark_of(axis, &state) {
				sweep.marks.push((axis, mark));
			}
			if current {
				sweep.current.insert(axis, state);
			}
		}
		sweep
	}

	// ------------------------------------------------------------ finding

	/// Everybody without a band, and everybody whose band the market left: at most
	/// [`FOUND_PER_SWEEP`], and with at most half of the weight. The next sweep goes on where this
	/// one stopped.
	fn find(&mut self) -> Found {
		let (left, worst) = (self.meter.remaining(), Self::visit_worst());
		// Where the largest portfolio there could be does not fit, others do.
		let spare = if left.all_gte(worst.saturating_add(Self::find_one())) {
			left.saturating_sub(worst)
		} else {
			left / 4
		};
		let mut budget = WeightMeter::with_limit(spare.min(left / 2));
		let mut found = Found::default();
		let before = Cursor::<T>::get();
		// A long queue leaves the trees their half.
		let mut half = WeightMeter::with_limit(budget.remaining() / 2);
		let queue = Self::find_queued(before.queue, &mut found, &mut half);
		budget.consume(half.consumed());
		let trees = self.find_outside(before.trees, &mut found, &mut budget);
		let after = SweepCursor { trees, queue };
		if after != before {
			Cursor::<T>::put(after);
		}
		self.meter.consume(budget.consumed());
		found
	}

	/// Walks the pages of the queue once round, from behind `start`. Returns where it stopped, if it
	/// had to.
	fn find_queued(start: Option<u64>, found: &mut Found, budget: &mut WeightMeter) -> Option<u64> {
		let behind = start.map(|page| Queue::<T>::iter_from(Queue::<T>::hashed_key_for(page)));
		let (mut first, mut last) = (None, start);
		for (page, bits) in behind.into_iter().flatten().chain(Queue::<T>::iter()) {
			// Once round.
			if first == Some(page) {
				break;
			}
			let full = found.len() >= FOUND_PER_SWEEP / 2;
			if full || budget.try_consume(one_more(T::WeightInfo::queue_page)).is_err() {
				return last;
			}
			found.add(page, bits, None);
			first = first.or(Some(page));
			last = Some(page);
		}
		None
	}

	/// Searches the trees from the leaf `start` on, then before it. Returns the leaf to go on with:
	/// zero if it got round.
	fn find_outside(&mut self, start: u64, found: &mut Found, budget: &mut WeightMeter) -> u64 {
		let mut stopped = 0;
		for from in BTreeSet::from([start, 0]).into_iter().rev() {
			for (axis, mark) in &self.marks {
				let mut last = from;
				let finished = self.forest.outside(*axis, mark, from, |leaf| {
					let Some((page, bits)) = leaf else {
						return budget.try_consume(one_more(T::WeightInfo::tree_node)).is_ok();
					};
					if found.len() >= FOUND_PER_SWEEP && !found.has_page(page) {
						return false;
					}
					found.add(page, bits, Some(*axis));
					last = page;
					true
				});
				if !finished {
					stopped = stopped.max(last);
				}
			}
			if stopped != 0 {
				break;
			}
		}
		stopped
	}

	/// First those with little margin left when last valued, then those that were not valued for a
	/// while, then the others: each by that margin, the least first. Those of whom nothing is known have
	/// just met initial margin or have nothing to lose (whoever a settlement paid, say): they come behind
	/// all of these, and if that takes long the backstop looks at them. Those that are frozen already come
	/// last.
	fn worst_first(&mut self, found: &Found) -> Vec<PortfolioId> {
		let since = self.block.saturating_sub(WHILE_BLOCKS);
		let turn = |standing: &Standing| match standing.stage {
			MarginStage::Unsafe => (3u8, standing.ratio),
			_ if *standing == Standing::default() => (2, u16::MAX),
			_ if standing.ratio < LITTLE_MARGIN => (0, standing.ratio),
			_ if standing.valued_at < since => (1, standing.ratio),
			_ => (2, standing.ratio),
		};
		let mut order = Vec::with_capacity(found.len());
		for (page, members) in found.pages() {
			let standings = self.standings(page);
			order.extend(members.map(|id| {
				let standing = standings.map(|page| value_in(page, page_of(id).1));
				let standing = standing.unwrap_or_default();
				(turn(&standing), id)
			}));
		}
		order.sort_unstable();
		order.into_iter().map(|(_, id)| id).collect()
	}

	// ------------------------------------------------------------ looking

	/// What finding one portfolio takes, in a tree or in the queue.
	fn find_one() -> Weight {
		one_more(T::WeightInfo::tree_node)
			.saturating_mul(u64::from(DEPTH))
			.saturating_add(one_more(T::WeightInfo::queue_page))
	}

	/// What [`Self::visit`] needs for the largest portfolio with nothing computed yet.
	fn visit_worst() -> Weight {
		let expiries = T::MaxExpiries::get();
		let work = Work {
			prices: PRICES_PER_PORTFOLIO,
			entries: expiries,
			// Once read, once summed up.
			positions: expiries.saturating_mul(2).saturating_mul(T::MaxPositions::get()),
			assets: COLLATERAL_ASSETS,
			expiries,
			..Work::default()
		};
		T::WeightInfo::sweep_portfolio()
			.saturating_add(work.weight::<T::WeightInfo>())
			.saturating_add(T::WeightInfo::write_standing_page())
			.saturating_add(T::OnUnsafe::least())
	}

	/// Reading the entries of the largest portfolio of so many expiries, and their markets.
	fn entries_worst(expiries: usize) -> Weight {
		let expiries = count(expiries);
		let positions = expiries.saturating_mul(T::MaxPositions::get());
		let work = Work { entries: expiries, positions, expiries, ..Work::default() };
		work.weight::<T::WeightInfo>().saturating_add(T::WeightInfo::write_standing_page())
	}

	/// Reads a portfolio, `Some(None)` if there is none. `None` if weight does not reach for as many expiries
	/// as its record lists: so the largest there could be is no measure for all.
	#[allow(clippy::option_option)]
	fn look_at(&mut self, id: PortfolioId) -> Option<Option<Held<T::AccountId>>> {
		let record = T::WeightInfo::sweep_portfolio();
		if !self.meter.can_consume(record.saturating_add(T::WeightInfo::write_standing_page())) {
			return None;
		}
		self.meter.consume(record);
		let Some(view) = T::Ledger::view(id) else { return Some(None) };
		let reaches = self.meter.can_consume(Self::entries_worst(view.expiries.len()));
		reaches.then(|| Some(Pallet::<T>::held_by(id, view)))
	}

	/// Charges what the session did since last time.
	fn charge(&mut self) {
		let done = self.session.work.weight::<T::WeightInfo>();
		self.meter.consume(done.saturating_sub(self.charged));
		self.charged = done;
	}

	/// Values a portfolio and acts on what it finds. `None` if weight does not reach: it stays where
	/// it was found.
	fn visit(&mut self, id: PortfolioId, found: &Found) -> Option<Verdict> {
		let Some(Held { status, account, .. }) = self.look_at(id)? else {
			self.forget(id, found);
			self.note_stress(id, None);
			return Some(Verdict::Empty);
		};
		self.session.count_entries(&account);
		// Liquidation looks after who is frozen; what it lets go changes, and is valued again.
		let unsafe_before = |standing: Standing| standing.stage == MarginStage::Unsafe;
		if status != PortfolioStatus::Active && self.standing(id).is_some_and(unsafe_before) {
			let sure = self.session.is_sure(&account);
			self.charge();
			if sure {
				self.note_stress(id, Some(&account));
			}
			return Some(Verdict::Unknown);
		}
		let missing = self.session.work_in_force(&account);
		self.charge();
		// An account that can't be priced costs nothing more.
		if let Ok(work) = missing {
			let cost = work.weight::<T::WeightInfo>().saturating_add(T::OnUnsafe::least());
			if work.prices > self.session.prices_left() || !self.meter.can_consume(cost) {
				return None;
			}
		}
		let verdict = verdict(&mut self.session, status, &account);
		self.charge();
		match &verdict {
			Verdict::Empty | Verdict::Covered => {
				self.forget(id, found);
				self.note_stress(id, None);
			}
			Verdict::Unknown => (),
			Verdict::Valued(totals) => {
				self.act_on(id, status, totals);
				self.note_stress(id, Some(&account));
			}
		}
		Some(verdict)
	}

	/// Notes what a portfolio loses in the stresses; `None`: nothing, whatever happens. What weight does
	/// not reach for stays as it was found before, until the portfolio's next turn.
	fn note_stress(&mut self, id: PortfolioId, account: Option<&Account>) {
		if !self.meter.can_consume(self.for_visits) {
			return;
		}
		let work = account.map(|account| self.session.stress_work(account)).unwrap_or_default();
		let known = self.shares.knows(id);
		let page = if known { Weight::zero() } else { T::WeightInfo::stress_page() };
		let cost = work.weight::<T::WeightInfo>().saturating_add(page);
		if work.prices > self.session.prices_left() || !self.meter.can_consume(cost) {
			return;
		}
		self.meter.consume(page);
		let losses = match account {
			None => Ok(StressLosses::default()),
			Some(account) => Pallet::<T>::stress_losses(&mut self.session, account),
		};
		self.charge();
		// One that can't be priced keeps what it had.
		if let Ok(losses) = losses {
			self.shares.note(id, losses);
		}
	}

	/// Notes a portfolio's stage, and hands it on if it is unsafe.
	fn act_on(&mut self, id: PortfolioId, status: PortfolioStatus, totals: &Totals) {
		let (ratio, stage) = (ratio(totals), stage(totals));
		self.note(id, Standing { ratio, stage, valued_at: self.block }, totals);
		let active = status == PortfolioStatus::Active;
		if active && totals.maintenance.is_negative() {
			T::OnUnsafe::unsafe_found(id, self.meter);
		}
	}

	/// Underlyings with a limit on Greeks.
	fn with_greek_limits(&mut self) -> BTreeSet<UnderlyingId> {
		let mut limited = BTreeSet::new();
		for (underlying, limits) in Limits::<T>::iter() {
			if self.meter.try_consume(T::WeightInfo::look_at_owner()).is_err() {
				break;
			}
			if limits.has_greeks() {
				limited.insert(underlying);
			}
		}
		limited
	}

	/// Restates what limits on Greeks count for a portfolio. False if weight does not reach.
	fn restate(&mut self, id: PortfolioId, limited: &BTreeSet<UnderlyingId>) -> bool {
		let Some(look) = self.look_at(id) else { return false };
		let Some(mut held) = look else { return true };
		self.session.count_entries(&held.account);
		self.charge();
		held.account.entries.retain(|expiry, _| limited.contains(&expiry.underlying));
		let entries = count(held.account.entries.len());
		let positions = count(held.account.entries.values().map(Vec::len).sum());
		let prices = positions.saturating_mul(PRICES_PER_MARK);
		let work = Work { prices, expiries: entries, ..Work::default() };
		let cost = T::WeightInfo::restate_greeks(entries)
			.saturating_add(
				one_more(T::WeightInfo::restate_greeks_positions).saturating_mul(positions.into()),
			)
			.saturating_add(work.weight::<T::WeightInfo>());
		if entries > 0 {
			if self.meter.try_consume(cost).is_err() {
				return false;
			}
			// What the session does now is paid.
			Pallet::<T>::restate_greeks(id, &held, &mut self.session);
			self.charged = self.session.work.weight::<T::WeightInfo>();
		}
		true
	}

	/// A portfolio that needs no watch: out of the queue, and out of the trees where it was found.
	fn forget(&mut self, id: PortfolioId, found: &Found) {
		let zero = Totals {
			value: Cash::ZERO,
			equity: Cash::ZERO,
			initial: Cash::ZERO,
			maintenance: Cash::ZERO,
		};
		self.note(id, Standing::default(), &zero);
		let axes = found.axes(id);
		// Where weight does not reach it is found again.
		if self.pay_for_nodes(id, &axes) {
			for axis in axes {
				self.forest.set(axis, id, Bounds::FREE);
			}
		}
		self.dequeue(id);
	}

	/// Takes a portfolio out of the queue when the sweep ends. False if weight does not reach.
	fn dequeue(&mut self, id: PortfolioId) -> bool {
		let (page, bit) = queue::bit_of(id);
		if !self.leaving.contains_key(&page)
			&& self.meter.try_consume(T::WeightInfo::portfolio_changed()).is_err()
		{
			return false;
		}
		*self.leaving.entry(page).or_default() |= bit;
		true
	}

	// ------------------------------------------------------------ standings

	/// The standings of a page; `None` if weight does not reach for it.
	fn standings(&mut self, page: u64) -> Option<&StandingPage> {
		if !self.pages.contains_key(&page) {
			self.meter.try_consume(T::WeightInfo::standing_page()).ok()?;
			self.pages.insert(page, (Standings::<T>::get(page), false));
		}
		self.pages.get(&page).map(|(standings, _)| standings)
	}

	/// A portfolio's standing; `None` if weight does not reach for its page.
	fn standing(&mut self, id: PortfolioId) -> Option<Standing> {
		let (page, place) = page_of(id);
		self.standings(page).map(|standings| value_in(standings, place))
	}

	fn note(&mut self, id: PortfolioId, standing: Standing, totals: &Totals) {
		let Some(before) = self.standing(id) else { return };
		let (number, place) = page_of(id);
		if let Some((page, changed)) = self.pages.get_mut(&number) {
			if set_value(page, place, standing) && !core::mem::replace(changed, true) {
				// A visit that begins has weight for it.
				self.meter.consume(T::WeightInfo::write_standing_page());
			}
		}
		if before.stage != standing.stage {
			let Totals { initial, maintenance, .. } = *totals;
			let (portfolio, stage) = (id, standing.stage);
			let event = Event::MarginStageChanged { portfolio, stage, initial, maintenance };
			Pallet::<T>::deposit_event(event);
		}
	}

	// ------------------------------------------------------------ bands

	/// Makes a band for a portfolio just found safe, if there is room for one. False if weight does
	/// not reach.
	fn make_band(&mut self, id: PortfolioId, cushion: Cash, found: &Found) -> bool {
		// Reading it is part of what a band costs.
		let Some(view) = T::Ledger::view(id) else { return true };
		if !self.meter.can_consume(Self::entries_worst(view.expiries.len())) {
			return false;
		}
		let Held { status, account, .. } = Pallet::<T>::held_by(id, view);
		if status != PortfolioStatus::Active {
			return true;
		}
		let work = self.session.work_in_force(&account);
		let Ok(work) = work else { return true };
		let positions = u64::from(work.positions);
		let cost = T::WeightInfo::make_band(count(account.entries.len()))
			.saturating_add(one_more(T::WeightInfo::make_band_positions).saturating_mul(positions))
			.saturating_add(work.weight::<T::WeightInfo>());
		if self.meter.try_consume(cost).is_err() {
			return false;
		}
		// What it did now is paid.
		let bounds = self.bounds(&account, cushion);
		self.charged = self.session.work.weight::<T::WeightInfo>();
		let Some(bounds) = bounds else { return true };
		let left = found.axes(id);
		let touched: Vec<Axis> = bounds.keys().chain(&left).copied().collect();
		if !self.pay_for_nodes(id, &touched) {
			return false;
		}
		for axis in left.iter().filter(|axis| !bounds.contains_key(axis)) {
			self.forest.set(*axis, id, Bounds::FREE);
		}
		let mut room = true;
		for (axis, bounds) in bounds {
			room &= self.forest.set(axis, id, bounds);
		}
		// A tree that has no room for it leaves it in the queue.
		if room {
			return self.dequeue(id);
		}
		Pallet::<T>::enqueue(id);
		true
	}

	/// Charges for the nodes that a change of the portfolio on these axes is the first to touch.
	fn pay_for_nodes(&mut self, id: PortfolioId, axes: &[Axis]) -> bool {
		let untouched = axes.iter().map(|axis| self.forest.untouched(*axis, id));
		let nodes = u64::from(untouched.fold(0u32, u32::saturating_add));
		self.meter.try_consume(one_more(T::WeightInfo::write_node).saturating_mul(nodes)).is_ok()
	}

	/// The bounds of a band in which the account keeps MM at `cushion` or above, per axis. `None`
	/// without one.
	fn bounds(&mut self, account: &Account, cushion: Cash) -> Option<BTreeMap<Axis, Bounds>> {
		let limits = T::BandLimits::get();
		let mut reserved = reserve_interest::<T>(account, limits.elapsed_ms)?;
		reserved.cash = reserved.cash.checked_sub(cushion)?;
		let band = self.session.band(&reserved, &limits).ok().flatten()?;
		let mut bounds = BTreeMap::from([(Axis::Clock, self.clock_bounds(account, &band)?)]);
		for one in &band.underlyings {
			let axis = Axis::Underlying(one.underlying);
			let state = self.current.get(&axis)?;
			let allowed = drift::allowance_floor(&limits, state.reference, one);
			let limit = state.spent.saturating_add(allowed);
			bounds.insert(axis, priced(one.lowest, one.highest, limit)?);
		}
		for one in &band.assets {
			let (_, mark) = self.session.collateral_of(one.asset)?;
			let axis = mark.follows.map_or(Axis::Clock, Axis::Underlying);
			let asset = priced(one.lowest, one.highest, u64::MAX)?;
			let all = bounds.entry(axis).or_insert(Bounds::FREE);
			*all = all.and(asset);
		}
		// On every axis the market must be known up to now, or a change before would be missed.
		bounds.keys().all(|axis| self.current.contains_key(axis)).then_some(bounds)
	}

	fn clock_bounds(&self, account: &Account, band: &Band) -> Option<Bounds> {
		let state = self.current.get(&Axis::Clock)?;
		let ends = account.entries.keys().map(|key| Pallet::<T>::band_end(*key).saturating_sub(1));
		let until = ends.fold(band.valid_until, Moment::min);
		if until <= T::Clock::now() {
			return None;
		}
		priced(band.stable_lowest, band.stable_highest, until.saturating_add(state.spent))
	}

	/// Puts a portfolio that is neither banded nor queued into the queue. There is none, unless
	/// something went wrong.
	fn queue_if_lost(&mut self, id: PortfolioId) {
		let banded = self.forest.bounds(Axis::Clock, id) != Bounds::FREE;
		if !banded && !Pallet::<T>::is_queued(id) {
			polkadot_sdk::frame_support::defensive!("a portfolio at risk is banded or queued");
			Pallet::<T>::enqueue(id);
		}
	}

	/// Writes what changed.
	fn store(self) {
		self.forest.store();
		self.shares.store();
		// Nobody was put into the queue since: liquidation touches only whom it flags.
		for (page, bits) in self.leaving {
			Pallet::<T>::dequeue(page, bits);
		}
		for (number, (page, changed)) in self.pages {
			if !changed {
				continue;
			}
			if page.is_empty() {
				Standings::<T>::remove(number);
			} else {
				Standings::<T>::insert(number, page);
			}
		}
	}
}

/// Parts of a sweep, for their benchmarks.
#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> Sweep<'_, T> {
	pub(crate) fn look(mut self, id: PortfolioId) -> bool {
		let needs_none = matches!(self.visit(id, &Found::default()), Some(Verdict::Empty));
		self.store();
		needs_none
	}

	pub(crate) fn band(&mut self, id: PortfolioId, cushion: Cash) -> bool {
		self.make_band(id, cushion, &Found::default())
	}

	/// The cushion that leaves a portfolio no more margin than a band needs, or little more: with plenty the
	/// first box looked at is the band. `None` if there is none.
	pub(crate) fn tight(&mut self, id: PortfolioId) -> Option<Cash> {
		let held = Pallet::<T>::held(id)?;
		let maintenance = self.session.totals_in_force(&held.account).ok()?.maintenance;
		(0..100u32).map(|power| Cash::from_e8(1i128 << power)).find_map(|left| {
			let cushion = maintenance.checked_sub(left)?;
			self.band(id, cushion);
			self.is_banded(id).then_some(cushion)
		})
	}

	pub(crate) fn is_banded(&mut self, id: PortfolioId) -> bool {
		self.forest.bounds(Axis::Clock, id) != Bounds::FREE
	}
}

/// Prices rounded inwards.
fn priced(lowest: Fixed, highest: Fixed, limit: u64) -> Option<Bounds> {
	let (lowest, highest) = (lowest.to_price_ceil()?.e8(), highest.to_price_floor()?.e8());
	Some(Bounds { lowest, highest, limit })
}

/// The account with the interest that a debt can cost while a band lasts taken off, twice: interest
/// is charged on interest whenever the debt is touched. `None` on overflow.
fn reserve_interest<T: Config>(account: &Account, elapsed_ms: Moment) -> Option<Account> {
	let mut reserved = account.clone();
	if account.cash.is_negative() {
		let debt = account.cash.checked_neg()?;
		let rate = T::Ledger::highest_debt_rate().e18().checked_mul(2)?;
		let share = mul_div_ceil(rate, i128::from(elapsed_ms), i128::from(YEAR_MS))?;
		let interest = mul_div_ceil(debt.e8(), share, E18).map(Cash::from_e8)?;
		reserved.cash = account.cash.checked_sub(interest)?;
	}
	Some(reserved)
}
