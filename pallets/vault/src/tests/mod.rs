// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour; each test ends with every invariant.

mod backstop;
mod deposits;
mod invariants;
mod properties;
mod withdrawals;
