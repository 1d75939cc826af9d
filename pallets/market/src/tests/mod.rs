// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour. Every test ends by running every invariant.

mod admin;
mod aggregation;
mod feeds;
mod freshness;
mod invariants;
mod properties;
mod regime;
mod surfaces;
mod twap;
