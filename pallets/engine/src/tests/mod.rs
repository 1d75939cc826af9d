// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the engine.

mod budget;
mod invariants;
mod once_per_block;
