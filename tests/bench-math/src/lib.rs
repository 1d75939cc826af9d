// SPDX-License-Identifier: Apache-2.0
//! What is measured beside the mathematics, and how it is called. `benches/math.rs` takes the times,
//! the program the rest; run both through `scripts/bench.sh math`.

pub mod decimals;
pub mod dump;
pub mod evm;
pub mod floats;
pub mod identity;
pub mod rows;
pub mod settle;
pub mod wasm;

use std::hint::black_box;

/// Does so many operations.
pub type Loop = Box<dyn FnMut(u64)>;

/// A loop of a function over a table of inputs, in turn.
pub fn over<I: Copy + 'static, O>(inputs: Vec<I>, function: impl Fn(I) -> O + 'static) -> Loop {
	Box::new(move |n| {
		for i in 0..usize::try_from(n).unwrap_or(usize::MAX) {
			black_box(function(black_box(inputs[i % inputs.len()])));
		}
	})
}
