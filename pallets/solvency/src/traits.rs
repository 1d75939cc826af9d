// SPDX-License-Identifier: Apache-2.0
//! What a statement is made from.

use crate::{AssetLine, CashLines};
use alloc::vec::Vec;
use tenor_fixed::Cash;

/// Sums that others keep.
pub trait Facts {
	/// Every asset of the ledger, in any order.
	fn assets() -> Vec<AssetLine>;
	/// The settlement asset's ledger.
	fn cash() -> CashLines;
	/// What everybody together would lose in the worst stress; zero or positive.
	fn worst_loss() -> Cash;
}

/// For benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// Makes the ledger accept so many assets.
	fn accept_assets(count: u32);
}
