// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour.

mod bands;
mod orders;
mod properties;
mod replay;
mod shape;
mod signatures;
