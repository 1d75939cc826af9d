// SPDX-License-Identifier: Apache-2.0
//! What liquidation asks: how an unsafe portfolio stands, and a share of its positions to a bidder.

use crate::{
	book::{is_computable, Account, Change},
	costs::one_more,
	owners::OwnerBooks,
	pallet::{Config, Error, Event, Pallet},
	session::{count, Session, Work},
	traits::SeriesListing,
	types::{
		COLLATERAL_ASSETS, PRICES_PER_RELEASE, PRICES_PER_SEIZURE, PRICES_PER_STEP,
		SHIFTS_PER_TAKE, STORED_POSITIONS,
	},
	weights::WeightInfo,
};
use alloc::vec::Vec;
use codec::Encode;
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{Get, Time},
	},
	sp_io::hashing::blake2_128,
	sp_runtime::DispatchError,
	sp_weights::Weight,
};
use tenor_fixed::{Cash, Fixed, Quantity};
use tenor_liquidation::part_floor;
use tenor_risk::Totals;
use tenor_series::{PortfolioId, PortfolioStatus, SeriesKey};

/// How a portfolio stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeizureStanding {
	/// `V`, `E`, IM and MM, e8.
	pub totals: Totals,
	/// Cash, e8.
	pub cash: Cash,
	/// Whether all of it may be acted on: data fresh, and no position due for settlement.
	pub fresh: bool,
	/// Whether there is a position or an asset.
	pub holds: bool,
	/// Whether there is a position.
	pub positions: bool,
	/// Whether cash alone covers whatever the positions can cost.
	pub covered: bool,
	/// Changes whenever a position does: hash of all of them.
	pub book: [u8; 16],
}

/// A liquidation step's view: market data frozen, vectors kept in memory. Nothing may change market
/// data while it lives.
pub struct Seizure<T: Config> {
	session: Session<T>,
	/// What was done besides `session.work`.
	spent: Weight,
}

impl<T: Config> Seizure<T> {
	/// A view of this moment.
	pub fn begin() -> Self {
		Self { session: Session::new(PRICES_PER_STEP), spent: Weight::zero() }
	}

	/// Weight of what this view has done so far.
	pub fn consumed(&self) -> Weight {
		self.spent.saturating_add(self.session.work.weight::<T::WeightInfo>())
	}

	fn spend(&mut self, weight: Weight) {
		self.spent = self.spent.saturating_add(weight);
	}

	/// The most that [`Self::standing_weight`] or [`Self::take_weight`] consumes by itself for a portfolio
	/// with positions in `more` expiries, one with `open` of them looked at before: reading markets, rules
	/// and what earlier calls have left. Together they have no more than a portfolio may, or nothing is
	/// read.
	pub fn prepare_weight(open: u32, more: u32) -> Weight {
		let expiries = more.min(T::MaxExpiries::get().saturating_sub(open));
		Work { entries: expiries, expiries, ..Default::default() }.weight::<T::WeightInfo>()
	}

	/// The most that [`Self::standing`] can consume now. `Weight::MAX`: this view may not compute that
	/// many option prices, a new one can.
	pub fn standing_weight(&mut self, id: PortfolioId) -> Weight {
		let Some(held) = Pallet::<T>::held(id) else { return Weight::zero() };
		let check = self.session.check_cost(&held.account, 1, 0, false);
		T::WeightInfo::ensure_releasable().saturating_add(check)
	}

	/// The most that [`Self::move_share`] and [`Self::ensure_carries`] together can consume now.
	/// `Weight::MAX` as above.
	pub fn take_weight(&mut self, from: PortfolioId, to: PortfolioId) -> Weight {
		let held = Pallet::<T>::held(from).zip(Pallet::<T>::held(to));
		let Some((giver, mut taker)) = held else { return Weight::zero() };
		let expiries = count(giver.account.entries.len());
		// Where a strike stands twice it is announced twice: order and quantities do not matter here.
		for (expiry, entry) in giver.account.entries {
			taker.account.entries.entry(expiry).or_default().extend(entry);
		}
		if count(taker.account.entries.len()) > T::MaxExpiries::get() {
			// Refused before anything is computed.
			return T::WeightInfo::seize_share(expiries);
		}
		taker.account.assets.extend(giver.account.assets);
		// The giver's once, and the bidder's with them.
		let rest = self.session.check_cost(&taker.account, 2, 0, false);
		rest.saturating_add(T::WeightInfo::ensure_releasable())
			.saturating_add(Self::share_weight(expiries, SHIFTS_PER_TAKE))
	}

	/// What moving entries of so many expiries takes that nets in so many series.
	fn share_weight(expiries: u32, shifts: u32) -> Weight {
		one_more(T::WeightInfo::seize_shifts)
			.saturating_mul(shifts.into())
			.saturating_add(T::WeightInfo::seize_share(expiries))
	}

	/// The most that a step can consume which looks at one portfolio and moves one share of it, if it
	/// finds no vector of the block and computes up to [`PRICES_PER_SEIZURE`] prices.
	pub fn least_step() -> Weight {
		let expiries = T::MaxExpiries::get();
		let work = Work {
			prices: PRICES_PER_SEIZURE,
			entries: expiries.saturating_mul(3),
			positions: expiries.saturating_mul(STORED_POSITIONS).saturating_mul(3),
			assets: COLLATERAL_ASSETS,
			..Work::default()
		};
		Self::prepare_weight(0, expiries)
			.saturating_add(T::WeightInfo::ensure_releasable().saturating_mul(2))
			.saturating_add(work.weight::<T::WeightInfo>())
			.saturating_add(Self::share_weight(expiries, SHIFTS_PER_TAKE))
	}

	/// The most that a look at one portfolio can consume, by itself and for what the first one reads, if it
	/// finds no vector of the block and computes as many prices as a portfolio may that something leaves.
	pub fn look_weight() -> Weight {
		let expiries = T::MaxExpiries::get();
		let work = Work {
			prices: PRICES_PER_RELEASE,
			entries: expiries,
			positions: expiries.saturating_mul(STORED_POSITIONS),
			assets: COLLATERAL_ASSETS,
			..Work::default()
		};
		Self::prepare_weight(0, expiries)
			.saturating_add(T::WeightInfo::ensure_releasable())
			.saturating_add(work.weight::<T::WeightInfo>())
	}

	/// How a portfolio stands on the data there are.
	pub fn standing(&mut self, id: PortfolioId) -> Result<SeizureStanding, DispatchError> {
		self.spend(T::WeightInfo::ensure_releasable());
		let held = Pallet::<T>::held(id).ok_or(Error::<T>::UnknownPortfolio)?;
		let account = held.account;
		let report = self.session.margin(&account)?;
		Ok(SeizureStanding {
			totals: report.totals,
			cash: account.cash,
			fresh: report.fresh && !account.is_due(T::Clock::now()),
			holds: !account.entries.is_empty() || !account.assets.is_empty(),
			positions: !account.entries.is_empty(),
			covered: account.is_fully_covered().ok_or(Error::<T>::Overflow)?,
			book: account.entries.using_encoded(blake2_128),
		})
	}

	/// `V`, IM and MM of a portfolio's positions without anything else of it, on the data there are. Consumes no
	/// more than [`Self::standing_weight`] said before that one.
	pub fn worth(&mut self, id: PortfolioId) -> Result<Totals, DispatchError> {
		self.spend(T::WeightInfo::ensure_releasable());
		let mut account = Pallet::<T>::held(id).ok_or(Error::<T>::UnknownPortfolio)?.account;
		(account.cash, account.held) = (Cash::ZERO, Cash::ZERO);
		account.assets.clear();
		Ok(self.session.margin(&account)?.totals)
	}

	/// Moves a share of every position, rounded down towards minus infinity: the bidder gets no more of
	/// a long and no less of a short, and never more than there is. Neither halts, caps, limits on owners
	/// nor reduce-only are asked; the bidder may go to twice the bound of trading, and may net with what
	/// he holds in at most [`SHIFTS_PER_TAKE`] series. On an error storage may be half written: the caller
	/// rolls back.
	pub fn move_share(
		&mut self,
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
	) -> DispatchResult {
		let giver = Pallet::<T>::held(from).ok_or(Error::<T>::UnknownPortfolio)?;
		let taker = Pallet::<T>::held(to).ok_or(Error::<T>::UnknownPortfolio)?;
		ensure!(!giver.account.is_due(T::Clock::now()), Error::<T>::PositionDue);
		let (mut left, mut grown) = (giver.account.clone(), taker.account.clone());
		let (mut moved, mut shifts) = (Vec::new(), Vec::new());
		let mut owners = OwnerBooks::<T>::new();
		for (expiry, entry) in &giver.account.entries {
			for position in entry {
				let part = part_floor(i128::from(position.quantity.e8()), share);
				let part = part.and_then(|part| i64::try_from(part).ok());
				let part = Quantity::from_e8(part.ok_or(Error::<T>::Overflow)?);
				if part.is_zero() {
					continue;
				}
				let series = expiry.series(position.strike, position.kind);
				let (gave, took) = self.shift(&mut left, &mut grown, &series, part)?;
				for (owner, change) in [(&giver.owner, &gave), (&taker.owner, &took)] {
					owners.note(owner, &series, change).ok_or(Error::<T>::Overflow)?;
				}
				let delta = gave.longs_delta().saturating_add(took.longs_delta());
				if delta != 0 {
					shifts.push((series, delta));
				}
				moved.push((series, part));
			}
		}
		let expiries = count(giver.account.entries.len());
		self.spend(Self::share_weight(expiries, count(shifts.len()).min(SHIFTS_PER_TAKE)));
		self.ensure_fits(&grown, shifts.len())?;
		for (series, delta) in shifts {
			T::Series::shift_open_interest(&series, delta)?;
		}
		let touched = || giver.account.entries.keys().copied();
		Pallet::<T>::write_entries(from, touched(), &giver, &left)?;
		Pallet::<T>::write_entries(to, touched(), &taker, &grown)?;
		for expiry in touched() {
			let (from, to) = ((&giver.owner, from, &left), (&taker.owner, to, &grown));
			owners.note_share(expiry, share, from, to).ok_or(Error::<T>::Overflow)?;
		}
		owners.store();
		self.session.count_entries(&giver.account);
		Pallet::<T>::deposit_event(Event::PositionsTaken { from, to, positions: moved });
		Ok(())
	}

	/// Moves contracts of one series in memory. Returns what both positions became: the sum of longs
	/// does not rise, since `left` comes closer to zero by what the other one moves.
	fn shift(
		&mut self,
		left: &mut Account,
		grown: &mut Account,
		series: &SeriesKey,
		part: Quantity,
	) -> Result<(Change, Change), DispatchError> {
		let back = part.checked_neg().ok_or(Error::<T>::Overflow)?;
		let gave = left.add(series, back).ok_or(Error::<T>::Overflow)?;
		let took = grown.add(series, part).ok_or(Error::<T>::Overflow)?;
		let forward = self.session.forward_ceil(series.expiry_key());
		ensure!(
			!took.opens() || is_computable(series, took.after, forward),
			Error::<T>::PositionTooLarge
		);
		Ok((gave, took))
	}

	/// Bounds of a bidder: those of storage, not of trading.
	fn ensure_fits(&self, grown: &Account, shifts: usize) -> DispatchResult {
		let within = |n: usize, most: u32| u32::try_from(n).is_ok_and(|n| n <= most);
		let fits = grown.entries.values().all(|entry| within(entry.len(), STORED_POSITIONS));
		ensure!(fits, Error::<T>::TooManyPositions);
		let expiries = within(grown.entries.len(), T::MaxExpiries::get());
		ensure!(expiries, Error::<T>::TooManyExpiries);
		ensure!(within(shifts, SHIFTS_PER_TAKE), Error::<T>::TooMuchToNet);
		Ok(())
	}

	/// Err unless the portfolio is active and meets initial margin on fresh data: what a bidder must
	/// after he took a share.
	pub fn ensure_carries(&mut self, id: PortfolioId) -> DispatchResult {
		self.spend(T::WeightInfo::ensure_releasable());
		let held = Pallet::<T>::held(id).ok_or(Error::<T>::UnknownPortfolio)?;
		ensure!(held.status == PortfolioStatus::Active, Error::<T>::PortfolioFrozen);
		let fresh = self.session.is_fresh(&held.account) && !held.account.is_due(T::Clock::now());
		ensure!(fresh, Error::<T>::StaleMarketData);
		let totals = self.session.margin(&held.account)?.totals;
		ensure!(!totals.initial.is_negative(), Error::<T>::BelowInitialMargin);
		Ok(())
	}
}
