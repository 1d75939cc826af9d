// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The codec's derive numbers the variants of an enum by a cast; every enum here has a few.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

mod auction;
mod combo;
mod curve;
mod depth;
mod error;
mod netting;
mod ration;
mod residual;
mod types;

pub use auction::clear;
pub use combo::{
	combo_order, fill_combo, fill_or_kill, Combo, ComboFill, ComboLeg, ComboOrder, MakerFill,
	MAX_COMBO_LEGS,
};
pub use depth::{depth_needed, DepthNeeded, Loading, Taker};
pub use error::MatchError;
pub use ration::{ration, Claim};
pub use residual::{Maker, Residual};
pub use types::{Batch, BatchFill, Clearing, Netted, Order, OrderId, Side};
