// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the series pallet.

mod genesis;
mod halts;
mod invariants;
mod lifecycle;
mod listing;
mod open_interest;
mod origins;
mod properties;
mod rule;
