// SPDX-License-Identifier: Apache-2.0
//! What calls do, and what the neighbours ask.

use crate::{pallet::*, Cause, Causes, Feeds, Level, Params, Raised, Scope, Shutdown};
use polkadot_sdk::{
	frame_support::{ensure, traits::Time},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_series::{Moment, UnderlyingId};

/// Calls.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_level(scope: Scope, level: Level, until: Moment) -> DispatchResult {
		Self::ensure_known(scope)?;
		let now = T::Clock::now();
		let raised = (level > Level::Normal).then_some(Raised { level, until });
		if raised.is_some() {
			ensure!(until > now, Error::<T>::EndInPast);
			let longest = now.saturating_add(Parameters::<T>::get().longest_ms);
			ensure!(until <= longest, Error::<T>::EndTooFar);
		}
		let (before, after) = Self::change(scope, |causes| {
			let before = core::mem::replace(&mut causes.committee, raised);
			Ok((before, *causes))
		})?;
		let level = after.level(now);
		match (before, raised) {
			(_, Some(raised)) => {
				let cause = Cause::Committee(raised);
				Self::deposit_event(Event::Stopped { scope, cause, level });
			}
			(Some(before), None) => {
				let cause = Cause::Committee(before);
				Self::deposit_event(Event::Released { scope, cause, level });
			}
			(None, None) => return Err(Error::<T>::NothingToLift.into()),
		}
		Ok(())
	}

	pub(crate) fn do_lift(scope: Scope) -> DispatchResult {
		let causes = Self::change(scope, |causes| {
			let rest = Causes { shutdown: causes.shutdown, ..Causes::default() };
			ensure!(*causes != rest, Error::<T>::NothingToLift);
			Ok(core::mem::replace(causes, rest))
		})?;
		Self::deposit_event(Event::Lifted { scope, causes });
		Ok(())
	}

	pub(crate) fn do_set_params(params: Params) -> DispatchResult {
		ensure!(params.is_sane(), Error::<T>::TimeOutOfRange);
		Parameters::<T>::put(params);
		Self::deposit_event(Event::ParamsSet { params });
		Ok(())
	}

	pub(crate) fn do_shut_down(scope: Scope) -> DispatchResult {
		Self::ensure_known(scope)?;
		let of_all = Self::causes(Scope::All).shutdown;
		ensure!(of_all == Shutdown::Open, Error::<T>::AlreadyShutDown);
		Self::change(scope, |causes| {
			ensure!(causes.shutdown == Shutdown::Open, Error::<T>::AlreadyShutDown);
			causes.shutdown = Shutdown::Closing;
			Ok(())
		})?;
		Self::deposit_event(Event::ShutDown { scope });
		Ok(())
	}

	fn ensure_known(scope: Scope) -> DispatchResult {
		if let Scope::Underlying(underlying) = scope {
			ensure!(underlying.0 < T::Feeds::underlyings(), Error::<T>::UnknownUnderlying);
		}
		Ok(())
	}

	/// Changes the causes of a scope; one that nothing stops has no place on the board.
	fn change<R>(
		scope: Scope,
		change: impl FnOnce(&mut Causes) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Board::<T>::try_mutate(|board| {
			let mut causes = board.get(&scope).copied().unwrap_or_default();
			let result = change(&mut causes)?;
			Self::put(board, scope, causes)?;
			Ok(result)
		})
	}

	pub(crate) fn put(
		board: &mut BoardOf<T>,
		scope: Scope,
		causes: Causes,
	) -> Result<(), Error<T>> {
		if causes == Causes::default() {
			board.remove(&scope);
			return Ok(());
		}
		board.try_insert(scope, causes).map(|_| ()).map_err(|_| Error::<T>::TooManyScopes)
	}
}

/// What the neighbours ask. Each reads one key.
impl<T: Config> Pallet<T> {
	/// How much of an underlying's contracts is stopped: by its own causes or those of all.
	pub fn level(underlying: UnderlyingId) -> Level {
		Self::level_among([underlying])
	}

	/// The highest level of several underlyings and of all; of all alone if there is none. A shutdown of all
	/// counts where there is an underlying: it is about contracts.
	pub fn level_among(underlyings: impl IntoIterator<Item = UnderlyingId>) -> Level {
		let (board, now) = (Board::<T>::get(), T::Clock::now());
		let all = board.get(&Scope::All).copied().unwrap_or_default();
		underlyings.into_iter().fold(all.level(now), |level, underlying| {
			let own = board.get(&Scope::Underlying(underlying)).copied().unwrap_or_default();
			level.max(all.level_of_contracts(now)).max(own.level_of_contracts(now))
		})
	}

	/// Whether trading in an underlying has ended for good.
	pub fn is_shut(underlying: UnderlyingId) -> bool {
		Self::shut()(underlying)
	}

	/// In which underlyings trading has ended for good.
	pub fn shut() -> impl Fn(UnderlyingId) -> bool {
		let board = Board::<T>::get();
		move |underlying| {
			[Scope::All, Scope::Underlying(underlying)]
				.iter()
				.filter_map(|scope| board.get(scope))
				.any(|causes| causes.shutdown != Shutdown::Open)
		}
	}

	/// Whether withdrawals are paid: not while the money is not whole, and not between a shutdown of all and
	/// the close of its last position. They wait in their queue.
	pub fn pays_out() -> bool {
		let all = Self::causes(Scope::All);
		all.breach.is_none() && all.shutdown != Shutdown::Closing
	}

	/// Whether everything is closed for good, and everybody redeems his part.
	pub fn redeems() -> bool {
		Self::causes(Scope::All).shutdown == Shutdown::Closed
	}
}
