// SPDX-License-Identifier: Apache-2.0
//! What calls do and what the neighbours ask: lifecycle, tradability, open interest.

use crate::{
	pallet::*, Breaker, ChainEntry, ExpiryRecord, ExpiryStatus, ExpiryView, HaltLevel,
	ListingPolicy, ListingRule, OnListing, OpenInterestCap, StrikeView, UnderlyingFacts,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{
		ensure,
		storage::with_storage_layer,
		traits::{Get, Time},
	},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Price;
use tenor_series::{ExpiryKey, Moment, OptionKind, SeriesKey, UnderlyingId};

/// Set-up and halts.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_rule(
		underlying: UnderlyingId,
		rule: Option<ListingRule>,
	) -> DispatchResult {
		Self::ensure_registered(underlying)?;
		if let Some(rule) = &rule {
			Self::ensure_rule_well_formed(rule)?;
		}
		Rules::<T>::set(underlying, rule);
		Self::deposit_event(Event::RuleSet { underlying, rule });
		Ok(())
	}

	pub(crate) fn ensure_rule_well_formed(rule: &ListingRule) -> DispatchResult {
		let listed = [
			rule.expiries.daily,
			rule.expiries.weekly,
			rule.expiries.monthly,
			rule.expiries.quarterly,
		];
		let most = listed.iter().map(|n| u32::from(*n)).sum::<u32>();
		ensure!(
			rule.grid.is_well_formed() && most <= T::MaxExpiriesPerUnderlying::get(),
			Error::<T>::MalformedRule
		);
		Ok(())
	}

	pub(crate) fn do_halt_expiry(expiry: ExpiryKey, level: HaltLevel) -> DispatchResult {
		Self::mutate_open_expiry(expiry, |record| {
			record.status = ExpiryStatus::Halted(level);
			Ok(())
		})?;
		Self::deposit_event(Event::ExpiryHalted { expiry, level });
		Ok(())
	}

	pub(crate) fn do_resume_expiry(expiry: ExpiryKey) -> DispatchResult {
		Self::mutate_open_expiry(expiry, |record| {
			ensure!(matches!(record.status, ExpiryStatus::Halted(_)), Error::<T>::NotHalted);
			record.status = ExpiryStatus::Listed;
			Ok(())
		})?;
		Self::deposit_event(Event::ExpiryResumed { expiry });
		Ok(())
	}

	/// Changes the record of an expiry that neither settles nor is settled.
	fn mutate_open_expiry(
		expiry: ExpiryKey,
		change: impl FnOnce(&mut ExpiryRecord) -> DispatchResult,
	) -> DispatchResult {
		Expiries::<T>::try_mutate(expiry, |slot| {
			let record = slot.as_mut().ok_or(Error::<T>::UnknownExpiry)?;
			match record.status {
				ExpiryStatus::Settling => Err(Error::<T>::SeriesSettling.into()),
				ExpiryStatus::Settled => Err(Error::<T>::SeriesSettled.into()),
				ExpiryStatus::Listed | ExpiryStatus::Halted(_) => change(record),
			}
		})
	}

	pub(crate) fn do_set_open_interest_cap(
		underlying: UnderlyingId,
		cap: OpenInterestCap,
	) -> DispatchResult {
		Self::ensure_registered(underlying)?;
		OpenInterestCaps::<T>::insert(underlying, cap);
		Self::deposit_event(Event::OpenInterestCapSet { underlying, cap });
		Ok(())
	}

	pub(crate) fn do_set_policy(policy: ListingPolicy) -> DispatchResult {
		ensure!(policy.is_well_formed(), Error::<T>::MalformedPolicy);
		Policy::<T>::put(policy);
		Self::deposit_event(Event::PolicySet { policy });
		Ok(())
	}

	pub(crate) fn ensure_registered(underlying: UnderlyingId) -> DispatchResult {
		ensure!(T::Underlyings::symbol(underlying).is_some(), Error::<T>::UnknownUnderlying);
		Ok(())
	}
}

/// What trading, margin and RPC ask.
impl<T: Config> Pallet<T> {
	/// `Ok` if the series can be traded now; `opening` says whether the trade opens or raises a
	/// position, which a partial halt refuses.
	pub fn ensure_tradable(series: &SeriesKey, opening: bool) -> DispatchResult {
		let record = Expiries::<T>::get(series.expiry_key()).ok_or(Error::<T>::UnknownSeries)?;
		ensure!(record.has_strike(series.strike), Error::<T>::UnknownSeries);
		let halt = match record.status {
			ExpiryStatus::Settling => return Err(Error::<T>::SeriesSettling.into()),
			ExpiryStatus::Settled => return Err(Error::<T>::SeriesSettled.into()),
			ExpiryStatus::Listed => None,
			ExpiryStatus::Halted(level) => Some(level),
		};
		ensure!(T::Clock::now() < series.expiry, Error::<T>::SeriesExpired);
		let halt = halt.max(T::Breaker::halt(series.underlying));
		ensure!(!halt.is_some_and(|level| level.refuses(opening)), Error::<T>::SeriesHalted);
		Ok(())
	}

	/// Whether nothing of the expiry may trade, closing included, by its own halt. A partial halt is none;
	/// what stops the underlying, the breaker says.
	pub fn is_halted(expiry: ExpiryKey) -> bool {
		Expiries::<T>::get(expiry).is_some_and(|record| match record.status {
			ExpiryStatus::Halted(level) => level.refuses(false),
			_ => false,
		})
	}

	/// Whether the series exists, whatever its status.
	pub fn is_listed(series: &SeriesKey) -> bool {
		Expiries::<T>::get(series.expiry_key()).is_some_and(|r| r.has_strike(series.strike))
	}

	/// Strikes of an expiry, ascending; none if it is unknown.
	pub fn strikes(expiry: ExpiryKey) -> Vec<Price> {
		Expiries::<T>::get(expiry).map(|r| r.strikes.into_inner()).unwrap_or_default()
	}

	/// Adds to the contracts open in a series (sum of longs), e8, or takes from them. Caps bind only
	/// when open interest rises. A batch nets its fills per series first: the cap is that of its end.
	pub fn shift_open_interest(series: &SeriesKey, delta_longs_e8: i128) -> DispatchResult {
		if delta_longs_e8 == 0 {
			return Ok(());
		}
		let (expiry, rises) = (series.expiry_key(), delta_longs_e8 > 0);
		if rises {
			Self::ensure_tradable(series, true)?;
		}
		let shifted = |old: u64| -> Result<u64, DispatchError> {
			let new = i128::from(old).checked_add(delta_longs_e8);
			let new = new.ok_or(Error::<T>::UnderlyingOpenInterestCapReached)?;
			ensure!(new >= 0, Error::<T>::OpenInterestUnderflow);
			Ok(u64::try_from(new).map_err(|_| Error::<T>::UnderlyingOpenInterestCapReached)?)
		};
		// All three are computed before any is written: a refusal changes nothing.
		let of_series = shifted(OpenInterest::<T>::get(series))?;
		let of_expiry = shifted(ExpiryOpenInterest::<T>::get(expiry))?;
		let of_underlying = shifted(UnderlyingOpenInterest::<T>::get(series.underlying))?;
		if rises {
			let cap = Self::cap_of(series.underlying);
			ensure!(of_series <= cap.series_e8, Error::<T>::OpenInterestCapReached);
			ensure!(
				of_underlying <= cap.underlying_e8,
				Error::<T>::UnderlyingOpenInterestCapReached
			);
		}
		Self::put_open_interest(series, of_series);
		Self::put_totals(expiry, of_expiry, of_underlying);
		Ok(())
	}

	/// Takes longs that settled out of the open interest of an expiry's series, each once: all or nothing.
	pub fn settle_open_interest(
		expiry: ExpiryKey,
		longs: &[(Price, OptionKind, u64)],
	) -> DispatchResult {
		let fewer =
			|old: u64, by: u64| old.checked_sub(by).ok_or(Error::<T>::OpenInterestUnderflow);
		let mut sum = 0u64;
		let mut left = Vec::with_capacity(longs.len());
		for (strike, kind, settled) in longs {
			let series = expiry.series(*strike, *kind);
			left.push((series, fewer(OpenInterest::<T>::get(series), *settled)?));
			sum = sum.checked_add(*settled).ok_or(Error::<T>::OpenInterestUnderflow)?;
		}
		let underlying = expiry.underlying;
		let of_expiry = fewer(ExpiryOpenInterest::<T>::get(expiry), sum)?;
		let of_underlying = fewer(UnderlyingOpenInterest::<T>::get(underlying), sum)?;
		for (series, open) in left {
			Self::put_open_interest(&series, open);
		}
		Self::put_totals(expiry, of_expiry, of_underlying);
		Ok(())
	}

	fn put_open_interest(series: &SeriesKey, open: u64) {
		put_or_remove(
			open == 0,
			|| OpenInterest::<T>::remove(series),
			|| OpenInterest::<T>::insert(series, open),
		);
	}

	/// The sums over an expiry and its underlying.
	fn put_totals(expiry: ExpiryKey, of_expiry: u64, of_underlying: u64) {
		put_or_remove(
			of_expiry == 0,
			|| ExpiryOpenInterest::<T>::remove(expiry),
			|| ExpiryOpenInterest::<T>::insert(expiry, of_expiry),
		);
		let underlying = expiry.underlying;
		put_or_remove(
			of_underlying == 0,
			|| UnderlyingOpenInterest::<T>::remove(underlying),
			|| UnderlyingOpenInterest::<T>::insert(underlying, of_underlying),
		);
	}

	/// Contracts by which the open interest of a series may still rise, e8: what its own cap and that
	/// of its underlying leave, whichever is less. Zero above a cap.
	pub fn open_interest_room(series: &SeriesKey) -> u64 {
		let cap = Self::cap_of(series.underlying);
		let of_series = cap.series_e8.saturating_sub(OpenInterest::<T>::get(series));
		let open = UnderlyingOpenInterest::<T>::get(series.underlying);
		of_series.min(cap.underlying_e8.saturating_sub(open))
	}

	pub(crate) fn cap_of(underlying: UnderlyingId) -> OpenInterestCap {
		OpenInterestCaps::<T>::get(underlying).unwrap_or_else(T::DefaultOpenInterestCap::get)
	}

	pub(crate) fn chain_of(underlying: UnderlyingId) -> Vec<ExpiryView> {
		let view = |entry: ChainEntry| {
			let key = ExpiryKey { underlying, expiry: entry.expiry };
			let record = Expiries::<T>::get(key)?;
			let open = |strike, kind| OpenInterest::<T>::get(key.series(strike, kind));
			let strikes = record
				.strikes
				.iter()
				.map(|strike| StrikeView {
					strike: *strike,
					call_open_interest_e8: open(*strike, OptionKind::Call),
					put_open_interest_e8: open(*strike, OptionKind::Put),
				})
				.collect();
			Some(ExpiryView { expiry: entry.expiry, status: record.status, strikes })
		};
		Chains::<T>::get(underlying).into_iter().filter_map(view).collect()
	}
}

/// A total of zero leaves no key behind.
fn put_or_remove(is_zero: bool, remove: impl FnOnce(), put: impl FnOnce()) {
	if is_zero {
		remove()
	} else {
		put()
	}
}

/// What settlement asks.
impl<T: Config> Pallet<T> {
	/// The first expiry, by (expiry, underlying), that is due at `now` and does not settle yet; then the first
	/// whose underlying was shut down.
	pub fn next_due(now: Moment) -> Option<ExpiryKey> {
		let index = DueIndex::<T>::get();
		let due = index.first().filter(|key| key.expiry <= now);
		due.or_else(|| {
			let ended = T::Breaker::ended();
			index.iter().find(|key| ended(key.underlying))
		})
		.copied()
	}

	/// Refuses while contracts are open in an expiry before `time` that does not settle yet.
	pub fn ensure_none_open_before(time: Moment) -> DispatchResult {
		let index = DueIndex::<T>::get();
		let mut near = index.iter().take_while(|key| key.expiry < time);
		let open = near.any(|key| ExpiryOpenInterest::<T>::get(key) > 0);
		ensure!(!open, Error::<T>::ExpiryTooNear);
		Ok(())
	}

	/// Freezes an expiry for settlement that is due, or whose underlying was shut down.
	pub fn begin_settling(expiry: ExpiryKey) -> DispatchResult {
		let is_over = expiry.expiry <= T::Clock::now() || T::Breaker::ended()(expiry.underlying);
		ensure!(is_over, Error::<T>::NotYetExpired);
		Self::mutate_open_expiry(expiry, |record| {
			record.status = ExpiryStatus::Settling;
			Ok(())
		})?;
		DueIndex::<T>::mutate(|index| index.retain(|key| *key != expiry));
		Self::deposit_event(Event::SettlingBegan { expiry });
		Ok(())
	}

	/// Ends the settlement of an expiry in which nothing is open any more. The neighbours are told;
	/// one that fails to let go is recorded, it cannot hold up the settlement.
	pub fn finish_settling(expiry: ExpiryKey) -> DispatchResult {
		ensure!(ExpiryOpenInterest::<T>::get(expiry) == 0, Error::<T>::OpenInterestRemains);
		Expiries::<T>::try_mutate(expiry, |slot| -> DispatchResult {
			let record = slot.as_mut().ok_or(Error::<T>::UnknownExpiry)?;
			ensure!(record.status == ExpiryStatus::Settling, Error::<T>::NotSettling);
			record.status = ExpiryStatus::Settled;
			Ok(())
		})?;
		let now = T::Clock::now();
		Chains::<T>::mutate(expiry.underlying, |chain| {
			if let Some(entry) = chain.iter_mut().find(|entry| entry.expiry == expiry.expiry) {
				entry.settled_at = Some(now);
			}
		});
		Self::deposit_event(Event::ExpirySettled { expiry });
		if let Err(error) = with_storage_layer(|| T::OnListing::removed(expiry)) {
			Self::deposit_event(Event::RemovalFailed { expiry, error });
		}
		Ok(())
	}
}
