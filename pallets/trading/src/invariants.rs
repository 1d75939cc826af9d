// SPDX-License-Identifier: Apache-2.0
//! The README's properties as checks over the whole state.

#![cfg(feature = "try-runtime")]

use crate::pallet::{Config, Markets, Nonces, Pallet};
use polkadot_sdk::{frame_support::ensure, sp_runtime::TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Every property of the README that state alone can show.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_nonces()?;
		Self::check_fees()
	}

	fn check_nonces() -> Result<(), TryRuntimeError> {
		for (_, window) in Nonces::<T>::iter() {
			ensure!(window.is_well_formed(), "a replay window marks nonces that do not exist");
		}
		Ok(())
	}

	fn check_fees() -> Result<(), TryRuntimeError> {
		for (_, rules) in Markets::<T>::iter() {
			ensure!(rules.is_within_bounds(), "the rules of a market are out of bounds");
		}
		Ok(())
	}
}
