// SPDX-License-Identifier: Apache-2.0
//! What time does: begin, pay, close, prune.

use crate::{
	early::Worth,
	pallet::*,
	receipts::Receipts,
	types::{KEYS_OF_DEBT, MAX_EXPIRIES_PER_CALL, MAX_POSITIONS_PER_CALL},
	weights::WeightInfo,
	Book, Clearing, Expiries, PayProgress, Phase, PriceOutcome, PriceSource, QueueEntry, Rung,
	SettlementPrice, SettlementRecord, Stage,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
		weights::{Weight, WeightMeter},
	},
	frame_system,
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_series::{ExpiryKey, Moment, PortfolioId, Position};

type Taken<T> = <<T as Config>::Book as Book<AccountIdOf<T>>>::Taken;
type Settling<T> = <<T as Config>::Clearing as Clearing<AccountIdOf<T>>>::Settling;
type AccountIdOf<T> = <T as frame_system::Config>::AccountId;

/// Portfolios of one expiry being paid: what they change together is written at the end.
pub(crate) struct Payout<T: Config> {
	expiry: ExpiryKey,
	worth: Worth,
	/// The settlement with everybody paid so far counted.
	record: SettlementRecord,
	receipts: Receipts,
	taken: Taken<T>,
	settling: Settling<T>,
}

/// One portfolio paid.
pub(crate) struct Paid {
	/// What it received, or paid if below zero.
	net: Cash,
	/// How many positions it held.
	pub(crate) positions: u32,
	/// Keys changed that nobody paid before it changed, its entry and its record apart.
	keys: u32,
}

fn count(entry: &[Position]) -> u32 {
	u32::try_from(entry.len()).unwrap_or(u32::MAX)
}

/// Keys besides those of its series that paying a portfolio can be the first to change: its owner's, its
/// Greeks', its page of the risk sweep, its debt's, and a page of results.
const FURTHER_KEYS: u32 = 4 + KEYS_OF_DEBT;

impl<T: Config> Payout<T> {
	/// None while the settlement does not pay.
	pub(crate) fn begin(expiry: ExpiryKey, record: SettlementRecord) -> Option<Self> {
		let worth = Pallet::<T>::worth(expiry, &record)?;
		let settling = T::Clearing::begin(expiry).ok()?;
		let (receipts, taken) =
			(Receipts::load::<T>(expiry, record.portfolios), T::Book::begin(expiry));
		Some(Self { expiry, worth, record, receipts, taken, settling })
	}

	/// The positions of a portfolio that are to be paid; none if it has none.
	pub(crate) fn entry(&self, portfolio: PortfolioId) -> Vec<Position> {
		T::Book::entry(self.expiry, portfolio).unwrap_or_default()
	}

	/// Pays one portfolio whose positions are `entry`, all or nothing: rounds its exact net once, moves the
	/// money, takes the entry, keeps the result.
	pub(crate) fn pay(
		&mut self,
		portfolio: PortfolioId,
		entry: &[Position],
	) -> Result<Paid, DispatchError> {
		ensure!(!entry.is_empty(), Error::<T>::NothingToSettle);
		let net = self.worth.net_floor(entry).ok_or(Error::<T>::PayoffOverflow)?;
		let record = self.record.count(net).ok_or(Error::<T>::PayoffOverflow)?;
		let (owner, owes) = T::Clearing::settle(&mut self.settling, portfolio, net)?;
		// Nothing fails from here on.
		let keys = T::Book::take(&mut self.taken, portfolio, &owner, entry)
			.saturating_add(if owes { KEYS_OF_DEBT } else { 0 })
			.saturating_add(self.receipts.add::<T>(portfolio, net).into());
		self.record = record;
		Ok(Paid { net, positions: count(entry), keys })
	}

	/// Writes what the portfolios have changed together, but for the record.
	fn finish(self) -> SettlementRecord {
		T::Clearing::finish(self.settling);
		T::Book::finish(self.taken);
		self.receipts.store::<T>();
		self.record
	}
}

/// The engine's steps.
impl<T: Config> Pallet<T> {
	/// Freezes what is due, pays what has a price, looks for prices, and pays what just got one.
	///
	/// Paying goes before looking for prices and before retrying, so that neither an expiry without
	/// a price nor a portfolio that cannot be paid keeps weight from one that can.
	pub fn process_settlement(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::process_settlement_base()).is_err() {
			return;
		}
		let now = T::Clock::now();
		Self::begin_due(now, meter);
		Self::pay_all(&Self::queued(Stage::Paying), now, meter);
		let priced = Self::look_for_prices(now, meter);
		Self::pay_all(&priced, now, meter);
		Self::pay_all(&Self::queued(Stage::Retrying), now, meter);
	}

	/// The least weight with which [`Self::process_settlement`] makes progress, whatever it meets.
	pub fn process_settlement_least() -> Weight {
		let one = Self::pay_worst(T::MaxPositions::get())
			.saturating_add(T::WeightInfo::pay_base())
			.max(T::WeightInfo::look_for_price())
			.max(T::WeightInfo::look_for_marks())
			.max(T::WeightInfo::begin_settlement());
		// Each piece is asked for in turn: the next due expiry is looked at before anyone is paid.
		T::WeightInfo::process_settlement_base()
			.saturating_add(T::WeightInfo::begin_settlement())
			.saturating_add(one)
	}

	/// Removes the results of settlements whose retention is over.
	pub fn process_prune(meter: &mut WeightMeter) {
		let now = T::Clock::now();
		loop {
			if meter.try_consume(T::WeightInfo::prune_base()).is_err() {
				return;
			}
			let head = Pruned::<T>::get();
			let Some(expiry) = ClosedExpiries::<T>::get(head) else { return };
			if !Self::may_prune(expiry, now) {
				return;
			}
			let mut results = Results::<T>::drain_prefix(expiry);
			loop {
				if meter.try_consume(T::WeightInfo::prune_result()).is_err() {
					return;
				}
				if results.next().is_none() {
					break;
				}
			}
			Settlements::<T>::remove(expiry);
			Values::<T>::remove(expiry);
			ClosedExpiries::<T>::remove(head);
			Pruned::<T>::put(head.saturating_add(1));
			Self::deposit_event(Event::SettlementPruned { expiry });
		}
	}

	/// Whether the retention is over; marks the settlement if so.
	fn may_prune(expiry: ExpiryKey, now: Moment) -> bool {
		let Some(record) = Settlements::<T>::get(expiry) else { return true };
		let is_over =
			record.closed_at.is_some_and(|at| now >= at.saturating_add(T::Retention::get()));
		if is_over && record.phase != Phase::Pruning {
			let record = SettlementRecord { phase: Phase::Pruning, ..record };
			Settlements::<T>::insert(expiry, record);
		}
		is_over
	}
}

/// Begin.
impl<T: Config> Pallet<T> {
	fn begin_due(now: Moment, meter: &mut WeightMeter) {
		while meter.can_consume(T::WeightInfo::begin_settlement()) {
			let Some(expiry) = T::Expiries::next_due(now) else { return };
			meter.consume(T::WeightInfo::begin_settlement());
			if let Err(error) = with_storage_layer(|| Self::begin(expiry, now)) {
				// The queue being full is no failure: the expiry waits its turn.
				if error != Error::<T>::TooManySettling.into() {
					Self::deposit_event(Event::BeginFailed { expiry, error });
				}
				return;
			}
		}
	}

	fn begin(expiry: ExpiryKey, now: Moment) -> DispatchResult {
		T::Expiries::begin(expiry)?;
		Self::deposit_event(Event::SettlementBegan { expiry });
		let record = SettlementRecord::begun(now);
		if T::Book::next(expiry, None).is_none() {
			return Self::close_without_holders(expiry, record, now);
		}
		Queue::<T>::try_mutate(|queue| {
			queue.try_push(QueueEntry { expiry, stage: Stage::AwaitingPrice })
		})
		.map_err(|_| Error::<T>::TooManySettling)?;
		Settlements::<T>::insert(expiry, record);
		Ok(())
	}

	/// Nobody is owed anything, so no price is waited for; one that is there is recorded.
	fn close_without_holders(
		expiry: ExpiryKey,
		mut record: SettlementRecord,
		now: Moment,
	) -> DispatchResult {
		if let PriceOutcome::Final { price, gap_ms, covered_ms } = T::Prices::outcome(expiry) {
			let rung = Rung::Window;
			record.price = Some(SettlementPrice { price, rung, fixed_at: now, gap_ms, covered_ms });
		}
		T::Expiries::finish(expiry)?;
		Self::close_record(expiry, record, Cash::ZERO, now);
		Ok(())
	}

	fn close_record(expiry: ExpiryKey, record: SettlementRecord, dust: Cash, now: Moment) {
		let SettlementRecord { portfolios, credits, debits, .. } = record;
		let record =
			SettlementRecord { phase: Phase::Closed, dust, closed_at: Some(now), ..record };
		Settlements::<T>::insert(expiry, record);
		let tail = Closed::<T>::get();
		ClosedExpiries::<T>::insert(tail, expiry);
		Closed::<T>::put(tail.saturating_add(1));
		Self::deposit_event(Event::SettlementClosed { expiry, portfolios, credits, debits, dust });
	}
}

/// Price.
impl<T: Config> Pallet<T> {
	/// Asks for the price of every settlement that has none, or for its marks where its time has not
	/// come, as far as the weight reaches; those asked go behind those that were not. Returns the
	/// expiries whose price was found.
	fn look_for_prices(now: Moment, meter: &mut WeightMeter) -> Vec<ExpiryKey> {
		let waiting = Self::queued(Stage::AwaitingPrice);
		let (mut asked, mut found) = (Vec::new(), Vec::new());
		for expiry in &waiting {
			let early = now < expiry.expiry;
			let weight = if early {
				T::WeightInfo::look_for_marks()
			} else {
				T::WeightInfo::look_for_price()
			};
			if meter.try_consume(weight).is_err() {
				break;
			}
			let is_found = if early {
				Self::look_for_marks(*expiry, now)
			} else {
				Self::look_for_price(*expiry, now)
			};
			if is_found {
				found.push(*expiry);
			}
			asked.push(*expiry);
		}
		if asked.len() < waiting.len() && !asked.is_empty() {
			// Stable: false sorts before true.
			Queue::<T>::mutate(|queue| queue.sort_by_key(|entry| asked.contains(&entry.expiry)));
		}
		found
	}

	fn queued(stage: Stage) -> Vec<ExpiryKey> {
		let queue = Queue::<T>::get();
		queue.iter().filter(|entry| entry.stage == stage).map(|entry| entry.expiry).collect()
	}
}

/// Pay.
impl<T: Config> Pallet<T> {
	/// The dearest portfolio of so many positions: each in a series that nobody paid before it in this
	/// block has touched.
	fn pay_worst(positions: u32) -> Weight {
		T::WeightInfo::pay_portfolio(positions)
			.saturating_add(Self::touch(positions.saturating_add(FURTHER_KEYS)))
	}

	/// So many keys that portfolios share are read and written: each is charged once per batch.
	fn touch(keys: u32) -> Weight {
		T::DbWeight::get().reads_writes(1, 1).saturating_mul(keys.into())
	}

	fn pay_all(expiries: &[ExpiryKey], now: Moment, meter: &mut WeightMeter) {
		for expiry in expiries {
			// Not worth a look unless somebody can be paid after it.
			let least = T::WeightInfo::pay_base().saturating_add(Self::pay_worst(1));
			if !meter.can_consume(least) {
				return;
			}
			meter.consume(T::WeightInfo::pay_base());
			Self::pay_batch(*expiry, now, meter);
		}
	}

	/// Pays the holders of one expiry from the cursor on, until there are no more or the weight ends.
	///
	/// An expiry closes when a walk finds nobody at its very beginning, which is one block after the
	/// last holder was paid: in the same block that look would step over every entry just deleted.
	pub(crate) fn pay_batch(expiry: ExpiryKey, now: Moment, meter: &mut WeightMeter) {
		let mut progress = Progress::<T>::get(expiry);
		if now < progress.retry_at {
			return;
		}
		let Some(before) = Settlements::<T>::get(expiry) else { return };
		let Some(mut payout) = Payout::<T>::begin(expiry, before.clone()) else { return };
		let (mut skipped, mut at_end) = (0u32, false);
		let mut is_empty = progress.cursor.is_none();
		let look = T::WeightInfo::pay_portfolio(0);
		// The worst case of the positions there are is reserved before the work, what was done is charged
		// after it: the meter is never exceeded, and what the portfolios share is charged once.
		while meter.can_consume(look) {
			let cursor = progress.cursor.as_ref().map(|key| key.as_slice());
			let Some((portfolio, key)) = T::Book::next(expiry, cursor) else {
				meter.consume(look);
				at_end = true;
				break;
			};
			is_empty = false;
			let entry = payout.entry(portfolio);
			let worst = Self::pay_worst(count(&entry));
			if !meter.can_consume(worst) {
				meter.consume(look);
				break;
			}
			match payout.pay(portfolio, &entry) {
				Ok(Paid { positions, keys, .. }) => {
					let weight = T::WeightInfo::pay_portfolio(positions);
					meter.consume(weight.saturating_add(Self::touch(keys)));
				}
				Err(error) => {
					meter.consume(worst);
					skipped = skipped.saturating_add(1);
					if progress.walks == 0 {
						Self::deposit_event(Event::PortfolioSkipped { expiry, portfolio, error });
					}
				}
			}
			progress.move_behind(key);
		}
		let record = payout.finish();
		Self::record_batch(expiry, &before, &record, skipped);
		if at_end && is_empty {
			return Self::close(expiry, record, progress, now);
		}
		progress.skipped = progress.skipped.saturating_add(skipped);
		if at_end {
			progress = Self::next_walk(expiry, &progress, progress.skipped > 0, now);
		}
		Progress::<T>::insert(expiry, progress);
	}

	fn record_batch(
		expiry: ExpiryKey,
		before: &SettlementRecord,
		after: &SettlementRecord,
		skipped: u32,
	) {
		if before.portfolios == after.portfolios {
			return;
		}
		Settlements::<T>::insert(expiry, after);
		// Sums only grow.
		Self::deposit_event(Event::BatchSettled {
			expiry,
			portfolios: after.portfolios.saturating_sub(before.portfolios),
			credits: after.credits.saturating_sub(before.credits),
			debits: after.debits.saturating_sub(before.debits),
			skipped,
		});
	}

	/// Everybody has been visited: begins again, in the next block, or if something failed after a
	/// while and behind every settlement that pays for the first time.
	fn next_walk(
		expiry: ExpiryKey,
		progress: &PayProgress,
		failed: bool,
		now: Moment,
	) -> PayProgress {
		if failed {
			Self::set_stage(expiry, Stage::Retrying);
		}
		let delay = if failed { T::RetryDelay::get() } else { 1 };
		PayProgress {
			cursor: None,
			skipped: 0,
			walks: progress.walks.saturating_add(u32::from(failed)),
			retry_at: now.saturating_add(delay),
		}
	}

	/// Closes the books of an expiry in which nothing is left; tries again later if they do not
	/// balance or a neighbour refuses.
	fn close(expiry: ExpiryKey, record: SettlementRecord, progress: PayProgress, now: Moment) {
		if let Err(error) = with_storage_layer(|| Self::do_close(expiry, &record, now)) {
			Self::deposit_event(Event::CloseFailed { expiry, error });
			let progress = Self::next_walk(expiry, &progress, true, now);
			Progress::<T>::insert(expiry, progress);
		}
	}

	fn do_close(expiry: ExpiryKey, record: &SettlementRecord, now: Moment) -> DispatchResult {
		let dust = T::Clearing::balance(expiry);
		// Rounding down leaves less than one unit of money per portfolio.
		let most = Cash::from_e8(i128::from(record.portfolios));
		ensure!(
			record.clearing() == Some(dust) && !dust.is_negative() && dust <= most,
			Error::<T>::ClearingOutOfBalance
		);
		T::Clearing::close(expiry)?;
		T::Expiries::finish(expiry)?;
		Progress::<T>::remove(expiry);
		Queue::<T>::mutate(|queue| queue.retain(|entry| entry.expiry != expiry));
		Self::close_record(expiry, record.clone(), dust, now);
		Ok(())
	}
}

/// Ahead of the batch.
impl<T: Config> Pallet<T> {
	/// Pays the due entries of a portfolio whose price is known. An entry whose price is not known
	/// stays. Called before anything else is done with the portfolio. Refuses more work than
	/// [`MAX_POSITIONS_PER_CALL`] and [`MAX_EXPIRIES_PER_CALL`]: the engine pays that portfolio within blocks.
	pub fn settle_due(portfolio: PortfolioId) -> DispatchResult {
		let now = T::Clock::now();
		let (mut room, mut expiries) = (MAX_POSITIONS_PER_CALL, MAX_EXPIRIES_PER_CALL);
		for expiry in T::Book::expiries_of(portfolio) {
			if expiry.expiry > now {
				continue;
			}
			let is_paying =
				Settlements::<T>::get(expiry).is_some_and(|record| record.phase == Phase::Paying);
			if is_paying {
				expiries = expiries.checked_sub(1).ok_or(Error::<T>::TooMuchDue)?;
				room = room
					.checked_sub(T::Book::positions(expiry, portfolio))
					.ok_or(Error::<T>::TooMuchDue)?;
				Self::do_settle_portfolio(expiry, portfolio)?;
			}
		}
		Ok(())
	}

	/// Worst-case weight of [`Self::settle_due`].
	pub fn settle_due_weight() -> Weight {
		let empty = T::WeightInfo::settle_portfolio(0);
		let positions =
			T::WeightInfo::settle_portfolio(MAX_POSITIONS_PER_CALL).saturating_sub(empty);
		let expiries = T::MaxExpiriesPerPortfolio::get().min(MAX_EXPIRIES_PER_CALL);
		T::WeightInfo::settle_due_base()
			.saturating_add(empty.saturating_mul(expiries.into()))
			.saturating_add(positions)
	}

	/// Pays one portfolio and returns how many positions it had.
	pub(crate) fn do_settle_portfolio(
		expiry: ExpiryKey,
		portfolio: PortfolioId,
	) -> Result<u32, DispatchError> {
		let record = Settlements::<T>::get(expiry).ok_or(Error::<T>::NotSettling)?;
		match record.phase {
			Phase::AwaitingPrice => return Err(Error::<T>::PriceNotKnown.into()),
			Phase::Closed | Phase::Pruning => return Err(Error::<T>::NothingToSettle.into()),
			Phase::Paying => (),
		}
		let mut payout = Payout::<T>::begin(expiry, record).ok_or(Error::<T>::PriceNotKnown)?;
		let entry = payout.entry(portfolio);
		let Paid { net, positions, .. } = payout.pay(portfolio, &entry)?;
		Settlements::<T>::insert(expiry, payout.finish());
		Self::deposit_event(Event::PortfolioSettled { expiry, portfolio, net });
		Ok(positions)
	}
}
