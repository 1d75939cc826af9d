// SPDX-License-Identifier: Apache-2.0
//! What one more of something costs.

use polkadot_sdk::sp_weights::Weight;

/// What a measured function says of one more: its slope. Its base is what the first shares with the
/// others.
pub(crate) fn one_more(measured: fn(u32) -> Weight) -> Weight {
	measured(1).saturating_sub(measured(0))
}
