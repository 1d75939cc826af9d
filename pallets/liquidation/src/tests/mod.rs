// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour; each test ends with every invariant.

mod auctions;
mod backstop;
mod bids;
mod debts;
mod exits;
mod failures;
mod flags;
mod insolvent;
mod invariants;
mod keeper;
mod properties;
mod steps;
