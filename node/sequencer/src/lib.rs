// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

pub mod archive;
pub mod audit;
pub mod chain;
pub mod conduct;
pub mod desk;
pub mod json;
pub mod matcher;
pub mod metrics;
pub mod orders;
pub mod quota;
pub mod replay;
pub mod rpc;
pub mod run;
pub mod section;
pub mod shelf;
pub mod snapshot;
pub mod state;
#[cfg(test)]
mod testing;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod wal;
pub mod watch;
