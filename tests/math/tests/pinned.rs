// SPDX-License-Identifier: Apache-2.0
//! No output bit of the primitives changes unnoticed: they are consensus code. If a change is meant,
//! the new words stand in the message; they need a new runtime version and belong in its release
//! notes.

use tenor_math_tests::programs::Program;

/// One word per program, over 20,000 inputs each.
const PINNED: [u64; Program::ALL.len()] = [0; Program::ALL.len()];

#[test]
fn outputs_are_the_pinned_ones() {
	let words = Program::ALL.map(|program| program.digest(20_26, 20_000));
	assert_eq!(words, PINNED, "now {words:#018x?}");
}
