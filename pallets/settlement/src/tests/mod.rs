// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the settlement pallet.

mod ahead_of_batch;
mod batches;
mod early;
mod failures;
mod invariants;
mod ladder;
mod paying;
mod properties;
mod pruning;
