// SPDX-License-Identifier: Apache-2.0
//! What the engine's step does: looks at every underlying and every asset, and raises or releases.

use crate::{
	pallet::*, weights::WeightInfo, Breach, Cause, Causes, Contracts, Feeds, Money, Params, Scope,
	Shutdown, Subject,
};
use polkadot_sdk::frame_support::{
	defensive,
	traits::Time,
	weights::{Weight, WeightMeter},
};
use tenor_series::{AssetId, Moment, UnderlyingId};

/// One run of the step.
struct Checks<T: Config> {
	board: BoardOf<T>,
	params: Params,
	now: Moment,
	underlyings: u16,
}

impl<T: Config> Pallet<T> {
	/// The engine's step, behind the market's and before everything that a level stops: what extrinsics of
	/// the last block broke stops this block's engine. Looks at every underlying, then at every asset; what
	/// does not fit is the next block's first.
	pub fn process_checks(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::process_checks_base()).is_err() {
			return;
		}
		let before = Board::<T>::get();
		let mut checks = Checks::<T> {
			board: before.clone(),
			params: Parameters::<T>::get(),
			now: T::Clock::now(),
			underlyings: T::Feeds::underlyings(),
		};
		checks.end_committee();
		if T::Feeds::stood_still() {
			checks.restart();
		}
		let from = Cursor::<T>::get();
		let next = checks.look_at_all(from, meter);
		if next != from {
			Cursor::<T>::set(next);
		}
		checks.close_all();
		if checks.board != before {
			Board::<T>::put(checks.board);
		}
	}

	/// The least weight with which [`Self::process_checks`] makes progress: one subject.
	pub fn process_checks_least() -> Weight {
		let one = T::WeightInfo::check_underlying().max(T::WeightInfo::check_asset());
		T::WeightInfo::process_checks_base().saturating_add(one)
	}
}

impl<T: Config> Checks<T> {
	/// Looks at subjects as far as the meter reaches. Returns the one at which it ended, if it did.
	fn look_at_all(&mut self, from: Option<Subject>, meter: &mut WeightMeter) -> Option<Subject> {
		let mut next = from.or_else(|| self.first());
		while let Some(subject) = next {
			let weight = match subject {
				Subject::Underlying(_) => T::WeightInfo::check_underlying(),
				Subject::Asset(_) => T::WeightInfo::check_asset(),
			};
			if meter.try_consume(weight).is_err() {
				return Some(subject);
			}
			match subject {
				Subject::Underlying(underlying) => self.look_at_underlying(underlying),
				Subject::Asset(asset) => self.look_at_asset(asset),
			}
			next = self.behind(subject);
		}
		None
	}

	fn first(&self) -> Option<Subject> {
		if self.underlyings > 0 {
			return Some(Subject::Underlying(UnderlyingId(0)));
		}
		T::Money::next_asset(None).map(Subject::Asset)
	}

	fn behind(&self, subject: Subject) -> Option<Subject> {
		let asset = match subject {
			Subject::Underlying(UnderlyingId(number)) => {
				let number = number.saturating_add(1);
				if number < self.underlyings {
					return Some(Subject::Underlying(UnderlyingId(number)));
				}
				T::Money::next_asset(None)
			}
			Subject::Asset(asset) => T::Money::next_asset(Some(asset)),
		};
		asset.map(Subject::Asset)
	}

	/// Oracle, restart, contracts, shutdown.
	fn look_at_underlying(&mut self, underlying: UnderlyingId) {
		let scope = Scope::Underlying(underlying);
		let mut causes = self.causes(scope);
		let fresh = T::Feeds::is_fresh(underlying);
		let lost = causes.oracle.is_lost();
		causes.oracle = causes.oracle.seen(fresh, self.now, &self.params);
		if lost != causes.oracle.is_lost() {
			self.note(scope, Cause::OracleLost, !lost, &causes);
		}
		if causes.restart && fresh {
			causes.restart = false;
			self.note(scope, Cause::Restart, false, &causes);
		}
		if causes.breach.is_none() && !T::Contracts::match_up(underlying) {
			let breach = Breach::Contracts(underlying);
			causes.breach = Some(breach);
			self.note(scope, Cause::Invariant(breach), true, &causes);
		}
		self.advance_shutdown(scope, underlying, &mut causes);
		self.put(scope, causes);
	}

	/// A shutdown of all is one of each. One whose last position is closed is over.
	fn advance_shutdown(&self, scope: Scope, underlying: UnderlyingId, causes: &mut Causes) {
		let of_all = self.causes(Scope::All).shutdown != Shutdown::Open;
		if of_all && causes.shutdown == Shutdown::Open {
			causes.shutdown = Shutdown::Closing;
		}
		if causes.shutdown == Shutdown::Closing && !T::Contracts::are_open(underlying) {
			causes.shutdown = Shutdown::Closed;
			Pallet::<T>::deposit_event(Event::Closed { scope });
		}
	}

	/// When each underlying is closed, all are.
	fn close_all(&mut self) {
		let mut all = self.causes(Scope::All);
		let closed = |number| {
			let scope = Scope::Underlying(UnderlyingId(number));
			self.causes(scope).shutdown == Shutdown::Closed
		};
		if all.shutdown == Shutdown::Closing && (0..self.underlyings).all(closed) {
			all.shutdown = Shutdown::Closed;
			self.put(Scope::All, all);
			Pallet::<T>::deposit_event(Event::Closed { scope: Scope::All });
		}
	}

	/// Cash stands behind every market, and so may an asset: a breach is one of all.
	fn look_at_asset(&mut self, asset: AssetId) {
		let mut all = self.causes(Scope::All);
		if all.breach.is_some() {
			return;
		}
		let breach = if !T::Money::totals_match(asset) {
			Breach::Totals(asset)
		} else if !T::Money::custody_covers(asset) {
			Breach::Custody(asset)
		} else {
			return;
		};
		all.breach = Some(breach);
		self.note(Scope::All, Cause::Invariant(breach), true, &all);
		self.put(Scope::All, all);
	}

	/// Every underlying waits for a quorum that is fresh.
	fn restart(&mut self) {
		for number in 0..self.underlyings {
			let scope = Scope::Underlying(UnderlyingId(number));
			let mut causes = self.causes(scope);
			if !causes.restart {
				causes.restart = true;
				self.note(scope, Cause::Restart, true, &causes);
				self.put(scope, causes);
			}
		}
	}

	/// What the committee set and whose time is over counts no more; here it is forgotten.
	fn end_committee(&mut self) {
		for (scope, mut causes) in self.board.clone() {
			let over = causes.committee.filter(|raised| raised.until <= self.now);
			if let Some(raised) = over {
				causes.committee = None;
				self.note(scope, Cause::Committee(raised), false, &causes);
				self.put(scope, causes);
			}
		}
	}

	fn causes(&self, scope: Scope) -> Causes {
		self.board.get(&scope).copied().unwrap_or_default()
	}

	fn put(&mut self, scope: Scope, causes: Causes) {
		if Pallet::<T>::put(&mut self.board, scope, causes).is_err() {
			defensive!("the board has a place for every underlying");
		}
	}

	fn note(&self, scope: Scope, cause: Cause, begins: bool, causes: &Causes) {
		let level = causes.level_of_contracts(self.now);
		Pallet::<T>::deposit_event(if begins {
			Event::Stopped { scope, cause, level }
		} else {
			Event::Released { scope, cause, level }
		});
	}
}
