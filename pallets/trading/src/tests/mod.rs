// SPDX-License-Identifier: Apache-2.0
//! One file per behaviour.

mod all_or_none;
mod auction_properties;
mod bands;
mod delegate;
mod full;
mod invariants;
mod ladder;
mod matching;
mod orders;
mod properties;
mod prune;
mod replay;
mod rfq;
mod rfq_properties;
mod shape;
mod signatures;
mod volatility;
