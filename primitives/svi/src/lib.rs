// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod arbitrage;
mod surface;

pub use arbitrage::{check_set, Curve, GRID_INTERVALS};
pub use surface::{Surface, Svi, SviError};
