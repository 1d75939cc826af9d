// SPDX-License-Identifier: Apache-2.0
//! ln, exp and sqrt of other integer libraries: time and largest error over the same inputs.

use crate::{over, Loop};
use rust_decimal::MathematicalOps;

/// One measured function of one library.
pub struct Entry {
	pub library: &'static str,
	pub function: &'static str,
	/// Text of each result, in the order of the inputs, for the judge.
	pub results: Vec<String>,
	/// The same calls, to be timed.
	pub run: Loop,
}

/// Inputs with 18 decimals, all within what every library takes: for exp within -20..20, for ln
/// and sqrt above 1e-6.
pub struct Inputs {
	pub exp: Vec<i128>,
	pub positive: Vec<i128>,
}

fn decimal(x: i128) -> rust_decimal::Decimal {
	rust_decimal::Decimal::from_i128_with_scale(x, 18)
}

fn fast(x: i128) -> fastnum::D128 {
	let text = decimal(x).to_string();
	fastnum::D128::from_str(&text, fastnum::decimal::Context::default()).expect("a decimal")
}

/// 64 integer and 64 fractional bits, to the nearest.
fn bits(x: i128) -> i128 {
	let one = 10i128.pow(18);
	let (whole, rest) = (x.div_euclid(one), x.rem_euclid(one));
	(whole << 64) + ((rest << 64) + one / 2) / one
}

type Substrate = substrate_fixed::types::I64F64;
type Cordic = fixed::types::I32F32;

fn entry<I: Copy + 'static, O: ToString>(
	library: &'static str,
	function: &'static str,
	inputs: &[I],
	f: impl Fn(I) -> O + 'static,
) -> Entry {
	let results = inputs.iter().map(|x| f(*x).to_string()).collect();
	Entry { library, function, results, run: over(inputs.to_vec(), f) }
}

/// All of them.
pub fn all(inputs: &Inputs) -> Vec<Entry> {
	use substrate_fixed::transcendental as st;
	let map =
		|xs: &[i128]| -> Vec<rust_decimal::Decimal> { xs.iter().map(|x| decimal(*x)).collect() };
	let (de, dp) = (map(&inputs.exp), map(&inputs.positive));
	let fe: Vec<_> = inputs.exp.iter().map(|x| fast(*x)).collect();
	let fp: Vec<_> = inputs.positive.iter().map(|x| fast(*x)).collect();
	let se: Vec<_> = inputs.exp.iter().map(|x| Substrate::from_bits(bits(*x))).collect();
	let sp: Vec<_> = inputs.positive.iter().map(|x| Substrate::from_bits(bits(*x))).collect();
	let narrow = |x: &i128| Cordic::from_bits(i64::try_from(bits(*x) >> 32).unwrap_or(i64::MAX));
	let ce: Vec<_> = inputs.exp.iter().map(narrow).collect();
	let cp: Vec<_> = inputs.positive.iter().map(narrow).collect();
	vec![
		entry("rust_decimal", "exp", &de, |x| x.checked_exp().unwrap_or_default()),
		entry("rust_decimal", "ln", &dp, |x| x.checked_ln().unwrap_or_default()),
		entry("rust_decimal", "sqrt", &dp, |x| x.sqrt().unwrap_or_default()),
		entry("fastnum D128", "exp", &fe, |x| x.exp()),
		entry("fastnum D128", "ln", &fp, |x| x.ln()),
		entry("fastnum D128", "sqrt", &fp, |x| x.sqrt()),
		entry("substrate-fixed I64F64", "exp", &se, |x| {
			st::exp::<Substrate, Substrate>(x).unwrap_or_default()
		}),
		entry("substrate-fixed I64F64", "ln", &sp, |x| {
			st::ln::<Substrate, Substrate>(x).unwrap_or_default()
		}),
		entry("substrate-fixed I64F64", "sqrt", &sp, |x| {
			st::sqrt::<Substrate, Substrate>(x).unwrap_or_default()
		}),
		entry("cordic on fixed I32F32", "exp", &ce, cordic::exp),
		entry("cordic on fixed I32F32", "sqrt", &cp, cordic::sqrt),
	]
}
