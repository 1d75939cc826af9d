// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod convert;
mod decimal;
mod types;
mod wide;
pub mod words;

pub use convert::{rescale_ceil, rescale_floor};
pub use decimal::ParseDecimalError;
pub use types::{Cash, Fixed, Price, Quantity, Rate, Vol, E18, E8, E8_TO_E18};
pub use wide::{mul_div_ceil, mul_div_floor, mul_div_floor_u128};
