// SPDX-License-Identifier: Apache-2.0
//! What must hold between calls. Numbers are those of the README's properties.

use crate::{pallet::*, Breach, Causes, Feeds, Level, Oracle, Scope, Shutdown};
use polkadot_sdk::{frame_support::ensure, sp_runtime::TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Every property of the README that a state can show.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(Parameters::<T>::get().is_sane(), "times are not sane");
		for (scope, causes) in Board::<T>::get() {
			Self::check_entry(scope, &causes)?;
		}
		Self::check_shutdown()
	}

	/// 1. An entry says something, about a scope that exists, and only what can be true of it.
	fn check_entry(scope: Scope, causes: &Causes) -> Result<(), TryRuntimeError> {
		ensure!(*causes != Causes::default(), "an empty entry is on the board");
		let committee = causes.committee.map_or(Level::Halted, |raised| raised.level);
		ensure!(committee > Level::Normal, "the committee stops nothing");
		match scope {
			Scope::All => {
				ensure!(
					causes.oracle == Oracle::Fresh && !causes.restart,
					"an index of all underlyings"
				);
				ensure!(
					!matches!(causes.breach, Some(Breach::Contracts(_))),
					"a breach of one underlying stops all"
				);
			}
			Scope::Underlying(underlying) => {
				ensure!(underlying.0 < T::Feeds::underlyings(), "an unknown underlying is stopped");
				let own =
					causes.breach.is_none_or(|breach| breach == Breach::Contracts(underlying));
				ensure!(own, "an underlying is stopped by what is not its own");
			}
		}
		Ok(())
	}

	/// 6. When all are closed, none is being closed.
	fn check_shutdown() -> Result<(), TryRuntimeError> {
		let board = Board::<T>::get();
		let of = |causes: &Causes| causes.shutdown;
		let all = board.get(&Scope::All).map_or(Shutdown::Open, of);
		let closing = board.values().map(of).any(|shutdown| shutdown == Shutdown::Closing);
		ensure!(all != Shutdown::Closed || !closing, "all are closed, and one is not");
		Ok(())
	}
}
