// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The codec's derive numbers the variants of an enum by a cast; every enum here has a few.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

pub mod account;
pub mod calendar;
pub mod key;
pub mod name;
mod record;

pub use account::{
	locked_cash, AssetId, Fill, LedgerAccount, MarginMode, PortfolioId, PortfolioStatus,
	PortfolioView, Position,
};
pub use calendar::{ExpiryRule, Moment, DAY_MS, EXPIRY_TIME_OF_DAY_MS, YEAR_MS};
pub use key::{ExpiryKey, OptionKind, SeriesKey, UnderlyingId};
pub use name::{parse_series_name, series_name, NameError, Symbol, SymbolError};
