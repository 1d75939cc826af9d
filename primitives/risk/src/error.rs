// SPDX-License-Identifier: Apache-2.0
//! Why a risk figure can't be given.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_svi::SviError;

/// Why a risk figure can't be given. Nothing here means "unsafe": it means "not computable".
#[derive(
	Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
	TypeInfo,
)]
pub enum RiskError {
	/// A value left the range of its type: prices above 1.8e7 at full precision step down in
	/// decimals first, so this means a book or a price beyond about 1e17 units of money.
	Overflow,
	/// The positions of an expiry are not strictly ascending by (strike, kind).
	UnsortedPositions,
	/// The strikes given for the vectors are not strictly ascending.
	UnsortedStrikes,
	/// A position's strike is not in the vectors of its expiry.
	UnknownStrike,
	/// More scenarios than [`crate::MAX_SCENARIOS`].
	TooManyScenarios,
	/// The vectors were computed for another number of scenarios.
	ScenariosDiffer,
	/// The forward is below zero.
	NegativeForward,
	/// The stablecoin's price is not above zero.
	NonPositiveStablePrice,
	/// Collateral cancels risk for an underlying whose book is not among the inputs.
	MissingUnderlying,
	/// The volatility has no value.
	Volatility(SviError),
	/// The price has no value.
	Pricing,
}

impl From<SviError> for RiskError {
	fn from(error: SviError) -> Self {
		Self::Volatility(error)
	}
}
