// SPDX-License-Identifier: Apache-2.0
//! Which portfolios a market that moved may have harmed.
//!
//! A safe band is a box. Along every axis it is two prices and a limit on what is spent; a tree of
//! 64 children a node holds, above the portfolios in the order of their numbers, the tightest
//! bounds below each child. So a market inside all bounds costs one read per axis, and a
//! portfolio whose band it left is found by one path of [`DEPTH`] nodes.

pub mod axis;
pub mod drift;
pub(crate) mod found;
pub mod page;
pub mod queue;
pub mod tree;

pub use axis::{AxisState, SeenExpiry};
pub use tree::{Forest, Node, NodeKey};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Fixed;
use tenor_series::UnderlyingId;

/// Children of a node, and portfolios of a leaf.
pub const FAN_OUT: u32 = 64;
/// Levels of a tree: it has room for 64^5 portfolios. One beyond is never given a band.
pub const DEPTH: u8 = 5;
/// Expiries of an underlying whose market is remembered. Of more, every change spends all bands.
pub const SEEN_EXPIRIES: u32 = 64;

/// One side of the market that bands have bounds on.
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
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum Axis {
	/// Time, and the price of the stablecoin. Every portfolio with a band has bounds here.
	Clock,
	/// The index of an underlying, and what its carries, rates and surfaces have moved.
	Underlying(UnderlyingId),
}

/// Where a market stands on an axis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
	/// The price, e8, rounded down.
	pub floor: u64,
	/// The price, e8, rounded up.
	pub ceil: u64,
	/// What is spent: ms on the clock, 1e-12 of the limits of a band on an underlying. It never
	/// falls.
	pub spent: u64,
}

impl Mark {
	/// From a price; one beyond the range of its type is outside every bound.
	pub fn new(price: Fixed, spent: u64) -> Self {
		let floor = price.to_price_floor().map_or(0, |price| price.e8());
		let ceil = price.to_price_ceil().map_or(u64::MAX, |price| price.e8());
		Self { floor, ceil, spent }
	}
}

/// Bounds of a band on one axis, or the tightest of many.
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
pub struct Bounds {
	/// Lowest price, e8.
	pub lowest: u64,
	/// Highest price, e8.
	pub highest: u64,
	/// The most that may be spent.
	pub limit: u64,
}

impl Bounds {
	/// No bounds at all: nobody is watched.
	pub const FREE: Self = Self { lowest: 0, highest: u64::MAX, limit: u64::MAX };

	/// Whether a market is inside.
	pub fn hold(&self, mark: &Mark) -> bool {
		self.lowest <= mark.floor && mark.ceil <= self.highest && mark.spent <= self.limit
	}

	/// What both allow: a market is inside exactly if it is inside both.
	pub fn and(self, other: Self) -> Self {
		Self {
			lowest: self.lowest.max(other.lowest),
			highest: self.highest.min(other.highest),
			limit: self.limit.min(other.limit),
		}
	}
}
