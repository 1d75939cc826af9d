// SPDX-License-Identifier: Apache-2.0
//! What this pallet asks of its neighbours.

use crate::HaltLevel;
use alloc::vec::Vec;
use polkadot_sdk::sp_runtime::DispatchResult;
use tenor_fixed::Price;
use tenor_series::{ExpiryKey, Symbol, UnderlyingId};

/// What is it worth, and does it exist. Answered by market.
pub trait UnderlyingFacts {
	/// The index, only if it is fresh.
	fn spot(underlying: UnderlyingId) -> Option<Price>;
	/// The ticker; `None` if the underlying is not registered.
	fn symbol(underlying: UnderlyingId) -> Option<Symbol>;
	/// Every registered underlying, in a fixed order.
	fn underlyings() -> Vec<UnderlyingId>;
}

/// Who must know that an expiry came or went: market opens and closes its averaging window.
pub trait OnListing {
	/// The expiry is about to be listed; an error refuses the listing.
	fn listed(expiry: ExpiryKey) -> DispatchResult;
	/// The expiry is settled.
	fn removed(expiry: ExpiryKey) -> DispatchResult;
}

impl OnListing for () {
	fn listed(_: ExpiryKey) -> DispatchResult {
		Ok(())
	}
	fn removed(_: ExpiryKey) -> DispatchResult {
		Ok(())
	}
}

/// How much of an underlying's trading is stopped. Answered by the breaker, from one key.
pub trait Breaker {
	/// What is stopped of all its expiries now.
	fn halt(underlying: UnderlyingId) -> Option<HaltLevel>;
	/// Which underlyings' trading has ended for good.
	fn ended() -> impl Fn(UnderlyingId) -> bool;
}

/// Puts the neighbours into the state a benchmark needs.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// A registered underlying whose fresh spot is `spot`.
	fn underlying_at(spot: Price) -> UnderlyingId;
	/// Moves the clock to `moment_ms`.
	fn set_time(moment_ms: u64);
}
