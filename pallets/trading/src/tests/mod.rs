// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour.

mod all_or_none;
mod auction_properties;
mod bands;
mod invariants;
mod ladder;
mod matching;
mod orders;
mod properties;
mod prune;
mod replay;
mod shape;
mod signatures;
