// SPDX-License-Identifier: Apache-2.0
//! How something grows: a line through logarithms.

/// The line `log y = slope log x + ..` nearest to the points, and how near it is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fit {
	/// The exponent of growth.
	pub slope: f64,
	/// The share of the variance that the line explains.
	pub r2: f64,
}

impl Fit {
	/// The fit of points above zero; not a number for fewer than two.
	pub fn of(points: &[(f64, f64)]) -> Self {
		let logs: Vec<(f64, f64)> =
			points.iter().filter(|(_, y)| *y > 0.0).map(|(x, y)| (x.ln(), y.ln())).collect();
		let count = logs.len() as f64;
		let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
		let (x, y) = (mean(|p| p.0), mean(|p| p.1));
		let sum = |of: &dyn Fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>();
		let xx = sum(&|p| (p.0 - x) * (p.0 - x));
		let xy = sum(&|p| (p.0 - x) * (p.1 - y));
		let yy = sum(&|p| (p.1 - y) * (p.1 - y));
		let r2 = if yy == 0.0 { 1.0 } else { xy * xy / (xx * yy) };
		Self { slope: xy / xx, r2 }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_power_is_found_with_its_exponent() {
		let points: Vec<(f64, f64)> =
			[1.0, 3.0, 10.0, 40.0].map(|x: f64| (x, 7.0 * x.powf(1.5))).into();
		let fit = Fit::of(&points);
		assert!((fit.slope - 1.5).abs() < 1e-9 && (fit.r2 - 1.0).abs() < 1e-9, "{fit:?}");
	}

	#[test]
	fn a_step_is_no_power() {
		let fit = Fit::of(&[(1.0, 1.0), (10.0, 1.0), (100.0, 1.0), (1_000.0, 1_000.0)]);
		assert!(fit.r2 < 0.7, "{fit:?}");
	}
}
