// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour; each test ends with every invariant.

mod allowances;
mod batches;
mod claims;
mod fraud;
mod idle;
mod inbox;
mod invariants;
mod lanes;
mod offences;
mod properties;
