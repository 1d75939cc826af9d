// SPDX-License-Identifier: Apache-2.0
//! Listing: by call, and by rule as time and spot move.

use crate::{
	pallet::*, weights::WeightInfo, Breaker, ChainEntry, ExpiryRecord, ExpiryStatus, ListingPolicy,
	ListingRule, OnListing, Strikes, UnderlyingFacts, MAX_STRIKES,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
		weights::{Weight, WeightMeter},
	},
	sp_runtime::DispatchResult,
};
use tenor_fixed::Price;
use tenor_series::{ExpiryKey, Moment, UnderlyingId, DAY_MS, EXPIRY_TIME_OF_DAY_MS};

/// What the rule wants done with one underlying.
enum Work {
	/// The settled expiry's time is over.
	Prune(Moment),
	/// The expiry is missing.
	List(Moment, Strikes),
	/// The expiry lacks strikes.
	Extend(Moment, Vec<Price>),
}

/// By call.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_list_expiry(
		key: ExpiryKey,
		strikes: Strikes,
		by_rule: bool,
	) -> DispatchResult {
		Self::ensure_registered(key.underlying)?;
		Self::ensure_not_ended(key.underlying)?;
		let now = T::Clock::now();
		ensure!(!Expiries::<T>::contains_key(key), Error::<T>::AlreadyListed);
		Self::ensure_expiry_in_range(key, now)?;
		let strikes = Self::sorted(key.underlying, strikes)?;
		let entry = ChainEntry::of(key.expiry, &strikes, by_rule).ok_or(Error::<T>::NoStrikes)?;
		Chains::<T>::try_mutate(key.underlying, |chain| {
			let at = chain.partition_point(|other| other.expiry < key.expiry);
			chain.try_insert(at, entry).map_err(|_| Error::<T>::TooManyExpiries)
		})?;
		DueIndex::<T>::try_mutate(|index| {
			let rank = |k: &ExpiryKey| (k.expiry, k.underlying);
			let at = index.partition_point(|other| rank(other) < rank(&key));
			index.try_insert(at, key).map_err(|_| Error::<T>::TooManyExpiries)
		})?;
		let record =
			ExpiryRecord { status: ExpiryStatus::Listed, listed_at: now, strikes: strikes.clone() };
		Expiries::<T>::insert(key, record);
		T::OnListing::listed(key)?;
		Self::deposit_event(Event::ExpiryListed { expiry: key, strikes, by_rule });
		Ok(())
	}

	pub(crate) fn do_add_strikes(key: ExpiryKey, strikes: Strikes) -> DispatchResult {
		Self::ensure_not_ended(key.underlying)?;
		Self::ensure_expiry_in_range_of_life(key, T::Clock::now())?;
		let strikes = Self::sorted(key.underlying, strikes)?;
		Expiries::<T>::try_mutate(key, |slot| -> DispatchResult {
			let record = slot.as_mut().ok_or(Error::<T>::UnknownExpiry)?;
			for strike in &strikes {
				let Err(at) = record.strikes.binary_search(strike) else {
					return Err(Error::<T>::AlreadyListed.into());
				};
				record.strikes.try_insert(at, *strike).map_err(|_| Error::<T>::TooManyStrikes)?;
			}
			Self::update_chain_entry(key, &record.strikes);
			Ok(())
		})?;
		Self::deposit_event(Event::StrikesAdded { expiry: key, strikes });
		Ok(())
	}

	fn ensure_not_ended(underlying: UnderlyingId) -> DispatchResult {
		ensure!(!T::Breaker::ended()(underlying), Error::<T>::UnderlyingShutDown);
		Ok(())
	}

	fn update_chain_entry(key: ExpiryKey, strikes: &Strikes) {
		Chains::<T>::mutate(key.underlying, |chain| {
			if let Some(entry) = chain.iter_mut().find(|entry| entry.expiry == key.expiry) {
				if let Some(new) = ChainEntry::of(key.expiry, strikes, entry.by_rule) {
					*entry = new;
				}
			}
		});
	}

	/// The instant is one at which series may expire, not too close and not too far.
	fn ensure_expiry_in_range(key: ExpiryKey, now: Moment) -> DispatchResult {
		let at_the_hour = if AnyExpiryAllowed::<T>::get() {
			key.expiry.is_multiple_of(1_000)
		} else {
			key.expiry % DAY_MS == EXPIRY_TIME_OF_DAY_MS
		};
		ensure!(key.expiry > now, Error::<T>::ExpiryInPast);
		ensure!(at_the_hour, Error::<T>::ExpiryNotAtSettlementHour);
		Self::ensure_expiry_in_range_of_life(key, now)
	}

	fn ensure_expiry_in_range_of_life(key: ExpiryKey, now: Moment) -> DispatchResult {
		let life = key.expiry.checked_sub(now).filter(|life| *life > 0);
		let life = life.ok_or(Error::<T>::ExpiryInPast)?;
		let policy = Policy::<T>::get();
		ensure!(life >= policy.min_life_ms, Error::<T>::TooCloseToExpiry);
		ensure!(life <= policy.max_life_ms, Error::<T>::ExpiryTooFar);
		Ok(())
	}

	/// The strikes ascending, each in range and given once.
	fn sorted(
		underlying: UnderlyingId,
		mut strikes: Strikes,
	) -> Result<Strikes, polkadot_sdk::sp_runtime::DispatchError> {
		ensure!(!strikes.is_empty(), Error::<T>::NoStrikes);
		let range = Self::strike_range(T::Underlyings::spot(underlying));
		strikes.sort();
		ensure!(
			strikes.iter().all(|s| *s >= range.0 && *s <= range.1),
			Error::<T>::StrikeOutOfRange
		);
		let twice = strikes.iter().zip(strikes.iter().skip(1)).any(|(a, b)| a == b);
		ensure!(!twice, Error::<T>::DuplicateStrike);
		Ok(strikes)
	}

	/// The lowest and the highest strike to accept; without a fresh spot only the absolute bounds.
	fn strike_range(spot: Option<Price>) -> (Price, Price) {
		let (least, most) = (Price::from_e8(1), T::MaxStrike::get());
		let Some(spot) = spot.map(Price::e8) else { return (least, most) };
		let ratio = u64::from(Policy::<T>::get().strike_to_spot_ratio).max(1);
		let low = Price::from_e8(spot.div_ceil(ratio)).max(least);
		(low, Price::from_e8(spot.saturating_mul(ratio)).min(most))
	}
}

/// By rule.
impl<T: Config> Pallet<T> {
	/// The engine's step: lists, extends and prunes what is due, a bounded number per block, going
	/// round the underlyings. A quiet block looks at one underlying.
	pub fn process_listing(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::process_listing_base()).is_err() {
			return;
		}
		let underlyings = T::Underlyings::underlyings();
		let Ok(count) = u32::try_from(underlyings.len()) else { return };
		let mut cursor = ListingCursor::<T>::get().checked_rem(count).unwrap_or(0);
		for _ in 0..T::MaxListingsPerBlock::get() {
			let Ok(position) = usize::try_from(cursor) else { break };
			let Some(underlying) = underlyings.get(position) else { break };
			// Looking and the one piece of work it can find are paid for together: a look that
			// cannot be followed up would be wasted in every block.
			if meter.try_consume(Self::process_listing_least_of_one()).is_err() {
				break;
			}
			if !Self::do_one_listing(*underlying) {
				cursor = cursor.saturating_add(1).checked_rem(count).unwrap_or(0);
				break;
			}
		}
		ListingCursor::<T>::put(cursor);
	}

	/// The least weight with which [`Self::process_listing`] makes progress.
	pub fn process_listing_least() -> Weight {
		T::WeightInfo::process_listing_base().saturating_add(Self::process_listing_least_of_one())
	}

	fn process_listing_least_of_one() -> Weight {
		let work = T::WeightInfo::list_expiry(MAX_STRIKES)
			.max(T::WeightInfo::add_strikes(MAX_STRIKES))
			.max(T::WeightInfo::prune_expiry());
		T::WeightInfo::visit_underlying().saturating_add(work)
	}

	/// Does the most urgent piece of work of an underlying; false if there is none, or if it failed
	/// (the failure is recorded, and tried again when the underlying's turn comes).
	pub(crate) fn do_one_listing(underlying: UnderlyingId) -> bool {
		let Some(work) = Self::find_work(underlying, T::Clock::now()) else { return false };
		let key = |expiry| ExpiryKey { underlying, expiry };
		let (expiry, done) = match work {
			Work::Prune(expiry) => {
				Self::prune(key(expiry));
				return true;
			}
			Work::List(expiry, strikes) => (
				key(expiry),
				with_storage_layer(|| Self::do_list_expiry(key(expiry), strikes, true)),
			),
			Work::Extend(expiry, strikes) => {
				(key(expiry), with_storage_layer(|| Self::extend(key(expiry), strikes)))
			}
		};
		if let Err(error) = done {
			Self::deposit_event(Event::ListingFailed { expiry, error });
			return false;
		}
		true
	}

	fn find_work(underlying: UnderlyingId, now: Moment) -> Option<Work> {
		let chain = Chains::<T>::get(underlying);
		let policy = Policy::<T>::get();
		let is_over = |entry: &&ChainEntry| {
			entry.settled_at.is_some_and(|at| now >= at.saturating_add(policy.retention_ms))
		};
		if let Some(entry) = chain.iter().find(is_over) {
			return Some(Work::Prune(entry.expiry));
		}
		let rule = Rules::<T>::get(underlying).filter(|_| !T::Breaker::ended()(underlying))?;
		// Listing on a price that may be wrong would list wrong strikes: wait for a fresh one.
		let spot = T::Underlyings::spot(underlying)?;
		Self::find_listing(&rule, &policy, &chain, spot, now)
	}

	fn find_listing(
		rule: &ListingRule,
		policy: &ListingPolicy,
		chain: &[ChainEntry],
		spot: Price,
		now: Moment,
	) -> Option<Work> {
		let (low, high) = Self::strike_range(Some(spot));
		let mut grid = rule.grid.strikes_around(spot);
		grid.retain(|strike| *strike >= low && *strike <= high);
		let (first, last) = (*grid.first()?, *grid.last()?);
		let min_life = rule.min_life_ms.max(policy.min_life_ms);
		let is_alive = |expiry: Moment| {
			let life = expiry.saturating_sub(now);
			life >= min_life && life <= policy.max_life_ms
		};
		let listed = |expiry: &Moment| chain.iter().any(|entry| entry.expiry == *expiry);
		let missing = rule
			.expiries
			.expiries_after(now)
			.into_iter()
			.find(|expiry| is_alive(*expiry) && !listed(expiry));
		if let Some(expiry) = missing {
			if usize::try_from(T::MaxExpiriesPerUnderlying::get()).is_ok_and(|m| chain.len() < m) {
				return Strikes::try_from(grid).ok().map(|strikes| Work::List(expiry, strikes));
			}
		}
		let lacks_strikes = |entry: &&ChainEntry| {
			entry.by_rule
				&& is_alive(entry.expiry)
				&& u32::from(entry.strikes) < MAX_STRIKES
				&& (entry.lowest > first || entry.highest < last)
		};
		let entry = chain.iter().find(lacks_strikes)?;
		Some(Work::Extend(entry.expiry, grid))
	}

	/// Adds those strikes of the grid that lie outside the listed range, as many as fit, nearest to
	/// the listed range first.
	fn extend(key: ExpiryKey, grid: Vec<Price>) -> DispatchResult {
		let record = Expiries::<T>::get(key).ok_or(Error::<T>::UnknownExpiry)?;
		let (Some(low), Some(high)) = (record.strikes.first(), record.strikes.last()) else {
			return Err(Error::<T>::NoStrikes.into());
		};
		let room = usize::try_from(MAX_STRIKES).unwrap_or(0).saturating_sub(record.strikes.len());
		let above = grid.iter().filter(|strike| *strike > high);
		let below = grid.iter().rev().filter(|strike| *strike < low);
		let new: Vec<Price> = above.chain(below).take(room).copied().collect();
		let strikes = Strikes::try_from(new).map_err(|_| Error::<T>::TooManyStrikes)?;
		Self::do_add_strikes(key, strikes)
	}

	/// Forgets a settled expiry. Its open interest is zero since it was settled.
	pub(crate) fn prune(key: ExpiryKey) {
		Expiries::<T>::remove(key);
		Chains::<T>::mutate(key.underlying, |chain| {
			chain.retain(|entry| entry.expiry != key.expiry)
		});
		Self::deposit_event(Event::ExpiryPruned { expiry: key });
	}
}
