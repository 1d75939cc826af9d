// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour; each test ends with every invariant.

mod admin;
mod changes;
mod clearing;
mod debts;
mod deposits;
mod holds;
mod invariants;
mod opening;
mod post;
mod properties;
mod redemption;
mod takeover;
mod transfers;
mod withdrawals;
