// SPDX-License-Identifier: Apache-2.0
//! A small careful timer: the machine is shared, so the least of many short samples counts, and the
//! median stands beside it to show how disturbed the run was.

use std::{
	hint::black_box,
	time::{Duration, Instant},
};

/// Time per operation in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
	/// Of the fastest sample.
	pub best: f64,
	/// Of the middle sample.
	pub median: f64,
}

/// How long one sample takes at least; shorter ones would measure the clock.
const SAMPLE: Duration = Duration::from_millis(8);
/// Samples per measurement.
const SAMPLES: usize = 25;

/// Measures `run(n)`, which does `n` operations and returns something that depends on all of them.
pub fn measure<T>(mut run: impl FnMut(u32) -> T) -> Timing {
	let mut n = 1u32;
	loop {
		let start = Instant::now();
		black_box(run(black_box(n)));
		if start.elapsed() >= SAMPLE || n >= 1 << 28 {
			break;
		}
		n *= 2;
	}
	let mut samples: Vec<f64> = (0..SAMPLES)
		.map(|_| {
			let start = Instant::now();
			black_box(run(black_box(n)));
			start.elapsed().as_nanos() as f64 / f64::from(n)
		})
		.collect();
	samples.sort_by(f64::total_cmp);
	Timing { best: samples[0], median: samples[SAMPLES / 2] }
}

/// Measures a function over a table of inputs, in turn.
pub fn over<I: Copy, O>(inputs: &[I], mut function: impl FnMut(I) -> O) -> Timing {
	measure(|n| {
		for i in 0..n {
			black_box(function(black_box(inputs[i as usize % inputs.len()])));
		}
	})
}
