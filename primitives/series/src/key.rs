// SPDX-License-Identifier: Apache-2.0
//! Natural keys: underlying, expiry, strike, kind.

use crate::Moment;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Price;

/// A listed underlying, numbered in the order of its registration.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnderlyingId(pub u16);

/// Call or put.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum OptionKind {
	/// Right to buy: pays `max(0, S - K)`.
	Call,
	/// Right to sell: pays `max(0, K - S)`.
	Put,
}

/// All series of one underlying that expire together.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ExpiryKey {
	/// The underlying.
	pub underlying: UnderlyingId,
	/// The instant of expiry.
	pub expiry: Moment,
}

/// One option contract. The derived order (underlying, expiry, strike, kind) is the order in which
/// batches walk series.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeriesKey {
	/// The underlying.
	pub underlying: UnderlyingId,
	/// The instant of expiry.
	pub expiry: Moment,
	/// The strike, e8.
	pub strike: Price,
	/// Call or put.
	pub kind: OptionKind,
}

impl SeriesKey {
	/// The expiry this series belongs to.
	pub fn expiry_key(&self) -> ExpiryKey {
		ExpiryKey { underlying: self.underlying, expiry: self.expiry }
	}
}

impl ExpiryKey {
	/// The series of this expiry with that strike and kind.
	pub fn series(&self, strike: Price, kind: OptionKind) -> SeriesKey {
		SeriesKey { underlying: self.underlying, expiry: self.expiry, strike, kind }
	}
}
