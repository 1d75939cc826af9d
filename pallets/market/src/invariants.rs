// SPDX-License-Identifier: Apache-2.0
//! The README's "Properties" as checks.

#[cfg(feature = "try-runtime")]
use crate::pallet::*;
#[cfg(feature = "try-runtime")]
use polkadot_sdk::sp_runtime::TryRuntimeError;

#[cfg(feature = "try-runtime")]
impl<T: Config> Pallet<T> {
	/// Every check.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Ok(())
	}
}
