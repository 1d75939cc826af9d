// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

mod arith;
mod exponential;
mod float;
mod logarithm;
mod normal;
mod root;
mod tables;

pub use exponential::{exp, exp_neg_q120, exp_of, pow, ScaledExp};
pub use float::Float;
pub use logarithm::{ln, Log};
pub use normal::{
	inverse_normal_cdf, normal_cdf, normal_pdf, scaled_mills, scaled_mills_wide, tail_quantile,
	ScaledMills,
};
pub use root::sqrt_floor;

/// Why a function has no value at an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MathError {
	/// The logarithm of zero or of a negative number.
	LogarithmOfNonPositive,
	/// The square root of a negative number.
	RootOfNegative,
	/// A power of a negative number.
	PowerOfNegative,
	/// A probability outside the open interval from 0 to 1.
	ProbabilityOutOfRange,
}

impl core::fmt::Display for MathError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::LogarithmOfNonPositive => "logarithm of a number that is not positive",
			Self::RootOfNegative => "square root of a negative number",
			Self::PowerOfNegative => "power of a negative number",
			Self::ProbabilityOutOfRange => "probability outside (0, 1)",
		})
	}
}

impl core::error::Error for MathError {}

/// Word arithmetic and constants for crates that build their own algorithms on this one's formats.
pub mod words {
	pub use tenor_fixed::words::{high64, low64, mul_u128, mul_wide, mulhi, Factor};

	pub use crate::{
		arith::reciprocal,
		tables::{INV_SQRT_2PI_Q124, INV_SQRT_2PI_Q65},
	};
}
