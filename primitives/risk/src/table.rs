// SPDX-License-Identifier: Apache-2.0
//! Values per (strike, kind) in several columns, and their sum over positions.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_fixed::Price;

/// Most decimals of a mantissa. With the 8 of a quantity a product has 21.
pub(crate) const MOST_DECIMALS: u32 = 13;

/// Unsigned values per (strike, kind) in `columns` columns: mantissas in units of
/// `10^-decimals`, row-major, the call's row before the put's.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub(crate) struct StrikeTable {
	/// Strictly ascending.
	pub(crate) strikes: Vec<Price>,
	/// Values per row.
	pub(crate) columns: u32,
	/// Of the mantissas.
	pub(crate) decimals: u32,
	/// `2 * strikes * columns` mantissas.
	pub(crate) mantissas: Vec<u64>,
}
