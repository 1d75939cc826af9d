// SPDX-License-Identifier: Apache-2.0
//! How an expiry gets its price: the window, else the ladder.

use crate::{
	pallet::*, Clearing, LadderTimes, PayProgress, Phase, PriceOutcome, PriceSource, QueueEntry,
	Rung, SettlementPrice, SettlementRecord, Stage,
};
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Time, BoundedVec},
	sp_runtime::DispatchResult,
};
use tenor_fixed::Price;
use tenor_series::{ExpiryKey, Moment};

/// What a rung says now.
enum Answer {
	/// This is the price.
	Price { price: Price, gap_ms: u64, covered_ms: u64 },
	/// Perhaps later.
	Wait,
	/// Never.
	GiveUp,
}

impl Answer {
	fn of_plain(price: Option<Price>) -> Self {
		price.map_or(Self::Wait, |price| Self::Price { price, gap_ms: 0, covered_ms: 0 })
	}
}

/// What is done about it.
enum Turn {
	/// The price is fixed.
	Fix(SettlementPrice),
	/// This rung is tried next.
	Climb(Rung),
	/// The rung is asked again in a later block.
	Wait,
}

impl<T: Config> Pallet<T> {
	/// Asks the rung an expiry is on, climbing as far as limits and refusals make it. True if the
	/// price is fixed now.
	pub(crate) fn look_for_price(expiry: ExpiryKey, now: Moment) -> bool {
		let Some(mut record) = Settlements::<T>::get(expiry) else { return false };
		let before = record.rung;
		let times = Ladder::<T>::get();
		// Each turn climbs or ends the loop, and there are five rungs.
		loop {
			match Self::turn(expiry, &record, &times, now) {
				Turn::Fix(price) => {
					let fixed = with_storage_layer(|| Self::fix_price(expiry, &record, price));
					let Err(error) = fixed else { return true };
					Self::deposit_event(Event::PriceNotFixed { expiry, error });
					break;
				}
				Turn::Climb(rung) => {
					record.rung = rung;
					record.rung_since = now;
					Self::deposit_event(Event::RungReached { expiry, rung });
				}
				Turn::Wait => break,
			}
		}
		if record.rung != before {
			Settlements::<T>::insert(expiry, record);
		}
		false
	}

	fn turn(
		expiry: ExpiryKey,
		record: &SettlementRecord,
		times: &LadderTimes,
		now: Moment,
	) -> Turn {
		let rung = record.rung;
		let is_late = now >= times.deadline(rung, expiry.expiry, record.rung_since);
		match (Self::answer(expiry, rung, times, now), rung.next()) {
			(Answer::Price { price, gap_ms, covered_ms }, _) => {
				Turn::Fix(SettlementPrice { price, rung, fixed_at: now, gap_ms, covered_ms })
			}
			(Answer::Wait, _) if !is_late => Turn::Wait,
			(_, None) => Turn::Wait,
			(_, Some(Rung::ExtendedWindow)) => {
				let extended = with_storage_layer(|| T::Prices::extend(expiry, times.extension_ms));
				// A window that cannot be extended leaves that rung nothing to wait for.
				Turn::Climb(if extended.is_ok() {
					Rung::ExtendedWindow
				} else {
					Rung::SecondSource
				})
			}
			(_, Some(next)) => Turn::Climb(next),
		}
	}

	fn answer(expiry: ExpiryKey, rung: Rung, times: &LadderTimes, now: Moment) -> Answer {
		match rung {
			Rung::Window | Rung::ExtendedWindow => match T::Prices::outcome(expiry) {
				PriceOutcome::Final { price, gap_ms, covered_ms } => {
					Answer::Price { price, gap_ms, covered_ms }
				}
				PriceOutcome::Pending => Answer::Wait,
				// Whatever the market says of it before, the extension has its time.
				PriceOutcome::TooManyGaps { .. }
					if rung == Rung::ExtendedWindow
						&& now < expiry.expiry.saturating_add(times.extension_ms) =>
				{
					Answer::Wait
				}
				PriceOutcome::TooManyGaps { .. } => Answer::GiveUp,
			},
			Rung::SecondSource => Answer::of_plain(T::Prices::second(expiry)),
			Rung::Committee => Answer::Wait,
			Rung::LastValidIndex => Answer::of_plain(T::Prices::last_valid_for(expiry)),
			Rung::Marks => Answer::Wait,
		}
	}

	/// Fixes the price for good and makes the expiry ready to be paid. A price is fixed once.
	pub(crate) fn fix_price(
		expiry: ExpiryKey,
		record: &SettlementRecord,
		price: SettlementPrice,
	) -> DispatchResult {
		ensure!(record.price.is_none(), Error::<T>::PriceAlreadyFixed);
		T::Clearing::open(expiry)?;
		let record = SettlementRecord {
			phase: Phase::Paying,
			rung: price.rung,
			price: Some(price),
			..record.clone()
		};
		Settlements::<T>::insert(expiry, record);
		Progress::<T>::insert(expiry, PayProgress::default());
		Self::set_stage(expiry, Stage::Paying);
		Self::deposit_event(Event::PriceFixed { expiry, price });
		Ok(())
	}

	pub(crate) fn set_stage(expiry: ExpiryKey, stage: Stage) {
		Queue::<T>::mutate(|queue: &mut BoundedVec<QueueEntry, T::MaxSettling>| {
			if let Some(entry) = queue.iter_mut().find(|entry| entry.expiry == expiry) {
				entry.stage = stage;
			}
		});
	}

	pub(crate) fn do_set_committee_price(expiry: ExpiryKey, price: Price) -> DispatchResult {
		let record = Settlements::<T>::get(expiry).ok_or(Error::<T>::NotSettling)?;
		ensure!(record.price.is_none(), Error::<T>::PriceAlreadyFixed);
		// Should even the last rung have no index to take, the committee may still act.
		ensure!(
			record.phase == Phase::AwaitingPrice && record.rung >= Rung::Committee,
			Error::<T>::NotCommitteeRung
		);
		let (low, high) = T::Prices::band(expiry).ok_or(Error::<T>::NoPriceBand)?;
		ensure!(price >= low && price <= high, Error::<T>::PriceOutsideBand);
		let fixed_at = T::Clock::now();
		let price =
			SettlementPrice { price, rung: Rung::Committee, fixed_at, gap_ms: 0, covered_ms: 0 };
		Self::fix_price(expiry, &record, price)
	}

	pub(crate) fn do_set_ladder(ladder: LadderTimes) -> DispatchResult {
		ensure!(ladder.is_well_formed(), Error::<T>::MalformedLadder);
		Ladder::<T>::put(ladder);
		Self::deposit_event(Event::LadderSet { ladder });
		Ok(())
	}
}
