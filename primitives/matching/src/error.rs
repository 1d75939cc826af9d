// SPDX-License-Identifier: Apache-2.0
//! Why a batch can't be decided.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a batch, a combo or a share can't be decided. An order that does not trade is no error.
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
pub enum MatchError {
	/// The quantities of one side sum to more than a [`tenor_fixed::Quantity`] holds, a premium does
	/// not fit, or there are more than 2^32 orders.
	Overflow,
	/// A quantity is not above zero.
	NonPositiveQuantity,
	/// A limit price is zero.
	ZeroLimit,
	/// A quantity is not a whole number of lots.
	OffLot,
	/// A limit or the reference is not a multiple of the tick.
	OffTick,
	/// The lot is not above zero.
	NonPositiveLot,
	/// The tick is zero.
	ZeroTick,
	/// The same order id stands twice.
	DuplicateId,
	/// A clearing or a list of remaining quantities belongs to another batch.
	OtherBatch,
	/// A combo has no leg, or more than [`crate::MAX_COMBO_LEGS`].
	LegCount,
	/// Two legs of a combo name the same book.
	RepeatedBook,
	/// A leg names a book that is not among those given.
	UnknownBook,
	/// A leg's ratio is zero.
	ZeroRatio,
}
