// SPDX-License-Identifier: Apache-2.0
//! Why a risk figure can't be given.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_black76::PricingError;
use tenor_payoff::PayoffError;
use tenor_svi::SviError;
use tenor_transcendental::MathError;

/// Why a risk figure can't be given. Nothing here means "unsafe": it means "not computable".
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum RiskError {
	/// A value left the range of its type: a book beyond about 1e17 units of money or 9e10
	/// contracts, or a parameter out of any proportion.
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
	/// The same underlying stands twice among the books.
	RepeatedUnderlying,
	/// The markets given are not one per expiry of the book.
	MarketsDiffer,
	/// The forward is below zero.
	NegativeForward,
	/// The stablecoin's price is not above zero.
	NonPositiveStablePrice,
	/// Parameters below zero make the requirement of a short option negative.
	NegativeRequirement,
	/// Collateral cancels risk for an underlying whose book is not among the inputs.
	MissingUnderlying,
	/// The volatility has no value.
	Volatility(SviError),
	/// The price has no value at these inputs.
	NoPrice,
	/// A logarithm, root or power has no value: a negative power base or tenor.
	OutOfDomain,
	/// The expiry of an order is not among the books.
	MissingExpiry,
	/// The rule of an underlying is of another mode than the inputs.
	RuleOfOtherMode,
	/// Parameters that are not sane make a book count for less than the sum of its parts: nothing
	/// bounds all subsets of its orders.
	NotConcave,
}

impl From<SviError> for RiskError {
	fn from(error: SviError) -> Self {
		Self::Volatility(error)
	}
}

impl From<PayoffError> for RiskError {
	fn from(error: PayoffError) -> Self {
		match error {
			PayoffError::Overflow => Self::Overflow,
			PayoffError::UnsortedPositions => Self::UnsortedPositions,
		}
	}
}

impl From<MathError> for RiskError {
	fn from(_: MathError) -> Self {
		Self::OutOfDomain
	}
}

impl From<PricingError> for RiskError {
	fn from(_: PricingError) -> Self {
		Self::NoPrice
	}
}
