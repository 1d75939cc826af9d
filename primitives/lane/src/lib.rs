// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The codec's derive numbers the variants of an enum by a cast; every enum here has a few.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

mod apply;
mod book;
#[cfg(feature = "std")]
mod engine;
mod keys;
mod log;
mod reserve;
mod signature;
mod state;
mod trie;
mod types;
mod witness;

pub use apply::{apply, Applied};
#[cfg(feature = "std")]
pub use engine::Engine;
pub use keys::{Named, StateKey};
pub use log::{first_head, next_head, operation_hash};
pub use reserve::{is_sound, maker_charge, reserve, taker_charge};
pub use signature::{is_signed, signature_holds, signer};
pub use state::{Memory, Read, StateError, Writes};
pub use trie::Trie;
pub use types::*;
pub use witness::{prove, verify, Witness, MAX_NODES, MAX_WITNESS};
