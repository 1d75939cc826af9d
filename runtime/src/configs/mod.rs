// SPDX-License-Identifier: Apache-2.0
//! Configuration, one file per area.

pub mod assets;
pub mod breaker;
pub mod governance;
pub mod lane;
pub mod liquidation;
pub mod options;
pub mod solvency;
pub mod staking;
pub mod system;
pub mod vault;
