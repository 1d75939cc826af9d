// SPDX-License-Identifier: Apache-2.0
//! No output bit of the primitives changes unnoticed: they are consensus code. If a change is meant,
//! the new words stand in the message; they need a new runtime version and belong in its release
//! notes.

use tenor_math_tests::programs::Program;

/// One word per program, over 20,000 inputs each.
const PINNED: [u64; Program::ALL.len()] = [
	0x057e_230a_fc62_cc77,
	0x7665_9467_c9f2_6061,
	0xe356_0e42_2652_e22b,
	0xa1bb_121d_8af6_c8c1,
	0xe302_c5a2_c467_959c,
	0x4a4d_3a6b_2abc_6bfb,
	0x7855_d8f1_531f_def8,
	0x8d70_f9dd_ebc0_b5e5,
	0x96ad_5e99_d920_4817,
	0xf6db_89d9_e355_a252,
	0x874c_640c_c825_3272,
];

#[test]
fn outputs_are_the_pinned_ones() {
	let words = Program::ALL.map(|program| program.digest(2026, 20_000));
	assert_eq!(words, PINNED, "now {words:#018x?}");
}
