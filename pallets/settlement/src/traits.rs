// SPDX-License-Identifier: Apache-2.0
//! What this pallet asks of its neighbours.

use crate::SeriesValue;
use alloc::vec::Vec;
use polkadot_sdk::sp_runtime::{DispatchError, DispatchResult};
use tenor_fixed::{Cash, Price};
use tenor_series::{ExpiryKey, Moment, PortfolioId, Position, UnderlyingId};

/// Which contracts are due. Answered by series.
pub trait Expiries {
	/// The first expiry that is due at `now`, or whose market was shut down, and that does not settle yet.
	fn next_due(now: Moment) -> Option<ExpiryKey>;
	/// Freezes it.
	fn begin(e: ExpiryKey) -> DispatchResult;
	/// Ends its settlement; an error if anything is still open in it.
	fn finish(e: ExpiryKey) -> DispatchResult;
}

/// What the averaging window of an expiry gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PriceOutcome {
	/// The window, or its extension, is not over or not counted yet.
	Pending,
	/// The price. It never changes any more.
	Final {
		/// Settlement price, e8.
		price: Price,
		/// Time of the window without a valid index, ms.
		gap_ms: u64,
		/// Time of the window with one, ms.
		covered_ms: u64,
	},
	/// The window is over and cannot be accepted.
	TooManyGaps {
		/// Time of the window without a valid index, ms.
		gap_ms: u64,
		/// Time of the window with one, ms.
		covered_ms: u64,
	},
}

/// What the contracts settle at. Answered by market.
pub trait PriceSource {
	/// What the window gave.
	fn outcome(e: ExpiryKey) -> PriceOutcome;
	/// Lengthens the window beyond the expiry, once.
	fn extend(e: ExpiryKey, extra_ms: u64) -> DispatchResult;
	/// The price by a source other than the index.
	fn second(e: ExpiryKey) -> Option<Price>;
	/// The least and the highest price that the last marks allow.
	fn band(e: ExpiryKey) -> Option<(Price, Price)>;
	/// The last valid index, of any age.
	fn last_valid(u: UnderlyingId) -> Option<Price>;
	/// The last valid index at the end of the expiry's window: what the last rung of the ladder
	/// takes. A source that remembers it must answer with it, so that the price does not depend on
	/// when it is asked for; one that does not answers with the last index there is.
	fn last_valid_for(e: ExpiryKey) -> Option<Price> {
		Self::last_valid(e.underlying)
	}
	/// The last good mark of one contract of every listed series of an expiry, of any age, rounded down to
	/// e8; `None` if nothing says what it is worth.
	fn marks(e: ExpiryKey) -> Option<Vec<SeriesValue>>;
}

/// Who holds what. Answered by margin.
pub trait Book<AccountId> {
	/// Entries of one expiry being taken: what they change together is written when they end.
	type Taken;
	/// The next entry of the expiry whose raw storage key is above `cursor` (`None`: the first), without
	/// removing it, and its raw key. The cursor may be a key that no longer exists or never did; it
	/// only has to begin with the prefix of the expiry.
	fn next(e: ExpiryKey, cursor: Option<&[u8]>) -> Option<(PortfolioId, Vec<u8>)>;
	/// What a portfolio holds; `None`: nothing.
	fn entry(e: ExpiryKey, p: PortfolioId) -> Option<Vec<Position>>;
	/// Begins to take entries.
	fn begin(e: ExpiryKey) -> Self::Taken;
	/// Takes a portfolio's entry, which is `entry`, out of the book. Returns how many keys this changes
	/// that no entry before it did, the entry's own apart: at most one for each position and three
	/// more.
	fn take(taken: &mut Self::Taken, p: PortfolioId, owner: &AccountId, entry: &[Position]) -> u32;
	/// Writes what the entries have changed together, open interest among it.
	fn finish(taken: Self::Taken);
	/// How many positions a portfolio holds in an expiry.
	fn positions(e: ExpiryKey, p: PortfolioId) -> u32;
	/// Expiries in which a portfolio holds something.
	fn expiries_of(p: PortfolioId) -> Vec<ExpiryKey>;
}

/// Who is paid. Answered by collateral.
pub trait Clearing<AccountId> {
	/// Portfolios of one expiry being settled: what they change together is written when they end.
	type Settling;
	/// Opens the clearing account of an expiry.
	fn open(e: ExpiryKey) -> DispatchResult;
	/// Begins to settle portfolios; the clearing account must be open.
	fn begin(e: ExpiryKey) -> Result<Self::Settling, DispatchError>;
	/// Moves `net` from the clearing account to the portfolio, or the other way if below zero, and takes
	/// the expiry off the portfolio's list: all or nothing. Must not fail for want of cash: both may go
	/// below zero. Returns the owner, and whether the portfolio owes or owed anything, which is two keys
	/// more than its record.
	fn settle(
		s: &mut Self::Settling,
		p: PortfolioId,
		net: Cash,
	) -> Result<(AccountId, bool), DispatchError>;
	/// Writes what the portfolios have changed together.
	fn finish(s: Self::Settling);
	/// Closes the clearing account; the dust left on it goes to insurance.
	fn close(e: ExpiryKey) -> DispatchResult;
	/// Its balance.
	fn balance(e: ExpiryKey) -> Cash;
}

/// Puts the neighbours into the state a benchmark needs.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// A listed expiry that is due now, with a final price; nobody holds anything in it.
	fn due_expiry() -> ExpiryKey;
	/// A new portfolio with so many positions in the expiry, whatever its margin; open interest
	/// counts them.
	fn holder(e: ExpiryKey, positions: u32) -> PortfolioId;
	/// A price inside the band of the expiry's last marks.
	fn price_in_band(e: ExpiryKey) -> Price;
}
