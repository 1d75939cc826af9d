// SPDX-License-Identifier: Apache-2.0
//! What each owner holds of an underlying, kept with every change of a position, and its limits.

use crate::{
	book::{Account, Change},
	fills::Held,
	limits::{Caps, Excess, Greeks, OwnerLimits, OwnerTotals, OwnerUsage},
	pallet::{Config, Error, Event, Limits, OwnerHoldings, Pallet, PositionGreeks},
	session::Session,
	traits::SeriesListing,
};
use alloc::collections::BTreeMap;
use polkadot_sdk::{
	frame_support::{defensive, dispatch::DispatchResult, ensure},
	sp_runtime::DispatchError,
};
use tenor_fixed::{Fixed, Quantity};
use tenor_series::{ExpiryKey, PortfolioId, Position, SeriesKey, UnderlyingId};

/// An owner's totals before and after what is done.
struct OwnerChange {
	stored: OwnerTotals,
	before: OwnerTotals,
	after: OwnerTotals,
	/// Whether a position was opened.
	opens: bool,
}

impl OwnerChange {
	/// Err if the owner is above one of these limits now and it was raised.
	fn ensure_within<T: Config>(
		&self,
		underlying: UnderlyingId,
		limits: OwnerLimits,
	) -> DispatchResult {
		if limits.is_set() {
			let caps = caps_of::<T>(underlying, limits);
			caps.ensure(&self.before, &self.after, self.opens).map_err(excess::<T>)?;
		}
		Ok(())
	}
}

/// What counted for entries of an expiry.
pub(crate) struct CountedGreeks<const N: usize> {
	expiry: ExpiryKey,
	counted: [(PortfolioId, Option<(Greeks, Greeks)>); N],
}

/// Totals of owners while positions change; written at the end.
pub(crate) struct OwnerBooks<T: Config> {
	limits: BTreeMap<UnderlyingId, OwnerLimits>,
	totals: BTreeMap<(T::AccountId, UnderlyingId), OwnerChange>,
	/// What counts for an entry in its owner's Greeks: as stored, and now.
	greeks: BTreeMap<(ExpiryKey, PortfolioId), (Greeks, Greeks)>,
}

impl<T: Config> OwnerBooks<T> {
	pub(crate) fn new() -> Self {
		Self { limits: BTreeMap::new(), totals: BTreeMap::new(), greeks: BTreeMap::new() }
	}

	fn limits(&mut self, underlying: UnderlyingId) -> OwnerLimits {
		*self.limits.entry(underlying).or_insert_with(|| Limits::<T>::get(underlying))
	}

	fn owner(&mut self, owner: &T::AccountId, underlying: UnderlyingId) -> &mut OwnerChange {
		self.totals.entry((owner.clone(), underlying)).or_insert_with(|| {
			let stored = OwnerHoldings::<T>::get(owner, underlying);
			OwnerChange { stored, before: stored, after: stored, opens: false }
		})
	}

	/// Notes that a position changed. `None` if a number does not fit.
	pub(crate) fn note(
		&mut self,
		owner: &T::AccountId,
		series: &SeriesKey,
		change: &Change,
	) -> Option<()> {
		let one = self.owner(owner, series.underlying);
		one.after = one.after.after(change)?;
		one.opens |= change.opens();
		Some(())
	}

	/// Notes what fills did to a portfolio, `after` being what it has become. `None` if a number does not
	/// fit.
	pub(crate) fn note_fills(
		&mut self,
		owner: &T::AccountId,
		id: PortfolioId,
		after: &Account,
		changes: &BTreeMap<SeriesKey, Change>,
		session: &mut Session<T>,
	) -> Option<()> {
		for (series, change) in changes {
			self.note(owner, series, change)?;
			let expiry = series.expiry_key();
			if !after.entries.contains_key(&expiry) {
				self.set_greeks(owner, expiry, id, Greeks::default())?;
			} else if self.limits(series.underlying).has_greeks() {
				// Without a mark nothing is opened; the backstop restates it.
				let unit = session.greeks(series).unwrap_or_default();
				let moved = change.after.checked_sub(change.before).map(Quantity::from_e8)?;
				let counted = self.greeks_of(expiry, id);
				let counted = counted.checked_add(&unit.times_floor(moved)?)?;
				self.set_greeks(owner, expiry, id, counted)?;
			}
		}
		Some(())
	}

	/// Notes that a share of an entry's Greeks went with its positions. What became of the entries says
	/// whether anything still counts. `None` if a number does not fit.
	pub(crate) fn note_share(
		&mut self,
		expiry: ExpiryKey,
		share: Fixed,
		giver: (&T::AccountId, PortfolioId, &Account),
		taker: (&T::AccountId, PortfolioId, &Account),
	) -> Option<()> {
		let counted = self.greeks_of(expiry, giver.1);
		let moved = counted.share_floor(share)?;
		let left = counted.checked_sub(&moved)?;
		let grown = self.greeks_of(expiry, taker.1).checked_add(&moved)?;
		for ((owner, id, after), greeks) in [(giver, left), (taker, grown)] {
			let holds = after.entries.contains_key(&expiry);
			self.set_greeks(owner, expiry, id, if holds { greeks } else { Greeks::default() })?;
		}
		Some(())
	}

	/// What counts for an entry now.
	fn greeks_of(&mut self, expiry: ExpiryKey, id: PortfolioId) -> Greeks {
		let both = self.greeks.entry((expiry, id)).or_insert_with(|| {
			let stored = PositionGreeks::<T>::get(expiry, id);
			(stored, stored)
		});
		both.1
	}

	/// Sets what counts for an entry. `None` if a sum does not fit.
	pub(crate) fn set_greeks(
		&mut self,
		owner: &T::AccountId,
		expiry: ExpiryKey,
		id: PortfolioId,
		greeks: Greeks,
	) -> Option<()> {
		let counted = self.greeks_of(expiry, id);
		if counted == greeks {
			return Some(());
		}
		let one = self.owner(owner, expiry.underlying);
		one.after.greeks = one.after.greeks.checked_sub(&counted)?.checked_add(&greeks)?;
		if let Some((_, now)) = self.greeks.get_mut(&(expiry, id)) {
			*now = greeks;
		}
		Some(())
	}

	/// Notes that an entry is gone. Returns whether it counted in its owner's Greeks.
	pub(crate) fn forget_entry(
		&mut self,
		owner: &T::AccountId,
		expiry: ExpiryKey,
		id: PortfolioId,
		entry: &[Position],
	) -> bool {
		for position in entry {
			let series = expiry.series(position.strike, position.kind);
			let change = Change { before: position.quantity.e8(), after: 0 };
			if self.note(owner, &series, &change).is_none() {
				defensive!("an owner's totals are the sum of positions");
			}
		}
		let counted = self.greeks_of(expiry, id) != Greeks::default();
		if self.set_greeks(owner, expiry, id, Greeks::default()).is_none() {
			defensive!("an owner's Greeks are the sum of what counts for entries");
		}
		counted
	}

	/// Owners touched, once per underlying.
	pub(crate) fn owners(&self) -> usize {
		self.totals.len()
	}

	/// Err if an owner is above a limit now and it was raised. Open interest counts as it stands on
	/// record.
	pub(crate) fn ensure_within(&mut self) -> DispatchResult {
		for ((_, underlying), change) in &self.totals {
			let limits =
				*self.limits.entry(*underlying).or_insert_with(|| Limits::<T>::get(underlying));
			change.ensure_within::<T>(*underlying, limits)?;
		}
		Ok(())
	}

	/// The same of one owner.
	pub(crate) fn ensure_owner_within(
		&mut self,
		owner: &T::AccountId,
		underlying: UnderlyingId,
	) -> DispatchResult {
		let limits = self.limits(underlying);
		self.owner(owner, underlying).ensure_within::<T>(underlying, limits)
	}

	/// What counts for these portfolios' entries of an expiry, for [`Self::take_back`].
	pub(crate) fn counted<const N: usize>(
		&self,
		expiry: ExpiryKey,
		ids: [PortfolioId; N],
	) -> CountedGreeks<N> {
		CountedGreeks {
			expiry,
			counted: ids.map(|id| (id, self.greeks.get(&(expiry, id)).copied())),
		}
	}

	/// What was noted of an owner stands: limits judge what follows by itself.
	pub(crate) fn keep(&mut self, owner: &T::AccountId, underlying: UnderlyingId) {
		let one = self.owner(owner, underlying);
		(one.before, one.opens) = (one.after, false);
	}

	/// Forgets what was noted of these owners since it was kept last, and of their entries' Greeks since they
	/// were `counted`.
	pub(crate) fn take_back<const N: usize>(
		&mut self,
		owners: [&T::AccountId; N],
		counted: CountedGreeks<N>,
	) {
		for owner in owners {
			let one = self.owner(owner, counted.expiry.underlying);
			(one.after, one.opens) = (one.before, false);
		}
		for (id, greeks) in counted.counted {
			match greeks {
				Some(greeks) => self.greeks.insert((counted.expiry, id), greeks),
				None => self.greeks.remove(&(counted.expiry, id)),
			};
		}
	}

	/// Writes what changed.
	pub(crate) fn store(self) {
		for ((owner, underlying), OwnerChange { stored, after, .. }) in self.totals {
			if after == stored {
				continue;
			}
			if after == OwnerTotals::default() {
				OwnerHoldings::<T>::remove(owner, underlying);
			} else {
				OwnerHoldings::<T>::insert(owner, underlying, after);
			}
		}
		for ((expiry, id), (stored, now)) in self.greeks {
			if now == stored {
				continue;
			}
			if now == Greeks::default() {
				PositionGreeks::<T>::remove(expiry, id);
			} else {
				PositionGreeks::<T>::insert(expiry, id, now);
			}
		}
	}
}

/// The limits of an underlying with the contracts that are open of it now.
pub(crate) fn caps_of<T: Config>(underlying: UnderlyingId, limits: OwnerLimits) -> Caps {
	Caps::new(limits, T::Series::underlying_open_interest(underlying))
}

fn excess<T: Config>(excess: Excess) -> DispatchError {
	match excess {
		Excess::Shorts => Error::<T>::ShortsAboveLimit,
		Excess::Contracts => Error::<T>::ContractsAboveLimit,
		Excess::Share => Error::<T>::ShareOfOpenInterestAboveLimit,
		Excess::Delta => Error::<T>::DeltaAboveLimit,
		Excess::Vega => Error::<T>::VegaAboveLimit,
		Excess::ShortGamma => Error::<T>::ShortGammaAboveLimit,
	}
	.into()
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_owner_limits(
		underlying: UnderlyingId,
		limits: OwnerLimits,
	) -> DispatchResult {
		ensure!(limits.is_within_bounds(), Error::<T>::LimitOutOfBounds);
		if limits.is_set() {
			Limits::<T>::insert(underlying, limits);
		} else {
			Limits::<T>::remove(underlying);
		}
		Self::deposit_event(Event::OwnerLimitsSet { underlying, limits });
		Ok(())
	}

	/// What an owner may hold of an underlying, and holds.
	pub(crate) fn usage_of(owner: &T::AccountId, underlying: UnderlyingId) -> OwnerUsage {
		OwnerUsage {
			limits: Limits::<T>::get(underlying),
			totals: OwnerHoldings::<T>::get(owner, underlying),
			open_interest_e8: T::Series::underlying_open_interest(underlying),
		}
	}

	/// Restates the Greeks that count for a portfolio on the marks there are. An entry without marks keeps
	/// what it had.
	pub(crate) fn restate_greeks(
		id: PortfolioId,
		held: &Held<T::AccountId>,
		session: &mut Session<T>,
	) {
		let mut books = OwnerBooks::<T>::new();
		for (expiry, entry) in &held.account.entries {
			if !books.limits(expiry.underlying).has_greeks() {
				continue;
			}
			let sum = entry.iter().try_fold(Greeks::default(), |sum, position| {
				let unit = session.greeks(&expiry.series(position.strike, position.kind))?;
				sum.checked_add(&unit.times_floor(position.quantity)?)
			});
			if let Some(greeks) = sum {
				if books.set_greeks(&held.owner, *expiry, id, greeks).is_none() {
					defensive!("Greeks of an owner fit their type");
				}
			}
		}
		books.store();
	}
}
