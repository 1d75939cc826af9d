// SPDX-License-Identifier: Apache-2.0
//! Near a point of the vectors a function is bounded by its value there and its slope: so every vector
//! judges all the arguments around it.
#![allow(clippy::unwrap_used)]

use bolero::check;
use tenor_black76::{Expiry, StrikeCtx};
use tenor_fixed::{Fixed, Price, Vol};
use tenor_fuzz::iterations;
use tenor_math_tests::{read_csv, Exact, Row};
use tenor_transcendental::{exp, inverse_normal_cdf, ln, normal_cdf, normal_pdf, sqrt_floor};

/// Which vector, and how far from it with which magnitude.
type Near = (u16, u64, u8);

/// The argument of a vector, its value, and an argument at or above it.
struct Anchor {
	at: Fixed,
	value: Exact,
	step: Fixed,
}

impl Anchor {
	fn new(rows: &[Row], column: &str, (row, step, shift): Near) -> Self {
		let row = &rows[usize::from(row) % rows.len()];
		let at = Fixed::from_e18(row.get("x_e18").unwrap());
		// Near the largest number there is less room.
		let step = i128::from(step >> (4 + shift % 60)).min(i128::MAX.saturating_sub(at.e18()));
		Self { at, value: row.exact(column).unwrap(), step: Fixed::from_e18(step) }
	}

	fn moved(&self) -> Fixed {
		self.at.saturating_add(self.step)
	}

	/// `low <= f(moved) - value <= high`, within so many units.
	fn holds(&self, got: Fixed, low: Fixed, high: Fixed, units: i128) -> bool {
		let rise = &Exact::from(got) - &self.value;
		let slack = Exact::from_units(units, 18);
		rise >= &Exact::from(low) - &slack && rise <= &Exact::from(high) + &slack
	}
}

fn rows(name: &str) -> Vec<Row> {
	read_csv(&format!("{name}.csv")).unwrap()
}

#[test]
fn ln_near_its_vectors() {
	let rows = rows("ln");
	check!().with_iterations(iterations()).with_type::<Near>().cloned().for_each(|near| {
		let anchor = Anchor::new(&rows, "ln", near);
		let moved = anchor.moved();
		// Concave: step / x above, step / moved below.
		let Some(high) = anchor.step.div_ceil(anchor.at) else { return };
		let low = anchor.step.div_floor(moved).unwrap();
		assert!(anchor.holds(ln(moved).unwrap(), low, high, 1), "{} + {}", anchor.at, anchor.step);
	});
}

#[test]
fn exp_near_its_vectors() {
	let rows = rows("exp");
	check!().with_iterations(iterations()).with_type::<Near>().cloned().for_each(|near| {
		let anchor = Anchor::new(&rows, "exp", near);
		let (here, there) = (exp(anchor.at), exp(anchor.moved()));
		// Convex. Above 10^16 digits are counted instead of decimals.
		if there > Fixed::from_int(10_000_000_000_000_000) {
			return;
		}
		let low = anchor.step.mul_floor(here).unwrap();
		let high = anchor.step.mul_ceil(there).unwrap();
		// A unit of the slope weighs the step.
		let units = 3 + anchor.step.to_int_floor();
		assert!(anchor.holds(there, low, high, units), "{} + {}", anchor.at, anchor.step);
	});
}

#[test]
fn normal_distribution_near_its_vectors() {
	let rows = rows("cdf");
	check!().with_iterations(iterations()).with_type::<Near>().cloned().for_each(|near| {
		let anchor = Anchor::new(&rows, "cdf", near);
		let (low, high) = (normal_pdf(anchor.at), normal_pdf(anchor.moved()));
		let top = if anchor.at.is_negative() && !anchor.moved().is_negative() {
			normal_pdf(Fixed::ZERO)
		} else {
			low.max(high)
		};
		let least = anchor.step.mul_floor(low.min(high)).unwrap();
		let most = anchor.step.mul_ceil(top).unwrap();
		let got = normal_cdf(anchor.moved());
		assert!(anchor.holds(got, least, most, 4), "{} + {}", anchor.at, anchor.step);
		let mirrored = normal_cdf(anchor.moved().checked_neg().unwrap());
		assert_eq!(got.checked_add(mirrored), Some(Fixed::ONE));
	});
}

#[test]
fn normal_density_near_its_vectors() {
	let rows = rows("pdf");
	check!().with_iterations(iterations()).with_type::<Near>().cloned().for_each(|near| {
		let anchor = Anchor::new(&rows, "pdf", near);
		// Nowhere steeper than phi(1) = 0.242.
		let most = anchor.step.mul_ceil(normal_pdf(Fixed::ONE)).unwrap();
		let least = most.checked_neg().unwrap();
		let got = normal_pdf(anchor.moved());
		assert!(anchor.holds(got, least, most, 3), "{} + {}", anchor.at, anchor.step);
	});
}

#[test]
fn inverse_distribution_near_its_vectors() {
	let rows = rows("inverse_cdf");
	check!().with_iterations(iterations()).with_type::<Near>().cloned().for_each(|near| {
		let anchor = Anchor::new(&rows, "inverse_cdf", near);
		let moved = anchor.moved();
		if moved >= Fixed::ONE {
			return;
		}
		let got = inverse_normal_cdf(moved).unwrap();
		// Nowhere flatter than sqrt(2 pi); no steeper than at the outer end.
		let outer = anchor.at.min(Fixed::ONE.checked_sub(moved).unwrap());
		let density = normal_pdf(inverse_normal_cdf(outer).unwrap());
		let least = anchor.step.mul_floor(Fixed::from_e18(2_506_628_274_631_000_000)).unwrap();
		let most = Fixed::from_e18(density.e18() - 2).max(Fixed::from_e18(1));
		let Some(most) = anchor.step.div_ceil(most) else { return };
		assert!(anchor.holds(got, least, most, 4), "{} + {}", anchor.at, anchor.step);
	});
}

#[test]
fn sqrt_near_its_vectors() {
	let rows = rows("sqrt");
	check!().with_iterations(iterations()).with_type::<Near>().cloned().for_each(|near| {
		let anchor = Anchor::new(&rows, "sqrt", near);
		let (moved, got) = (anchor.moved(), sqrt_floor(anchor.moved()).unwrap());
		let root = sqrt_floor(anchor.at).unwrap();
		// Concave: step / (2 root) above, step / (2 moved root) below.
		let twice = |x: Fixed| x.checked_add(x).unwrap();
		let up = Fixed::from_e18(got.e18() + 1);
		let low = anchor.step.div_floor(twice(up)).unwrap();
		let Some(high) = anchor.step.div_ceil(twice(root)) else { return };
		assert!(anchor.holds(got, low, high, 2), "{} + {} {moved}", anchor.at, anchor.step);
	});
}

#[test]
fn prices_near_their_vectors() {
	let rows = rows("black76");
	type Moves = (u32, u8, u64, u8);
	check!().with_iterations(iterations()).with_type::<(u16, Moves)>().cloned().for_each(
		|(row, (dk, i, df, j))| {
			let row = &rows[usize::from(row) % rows.len()];
			let fixed = |column: &str| Fixed::from_e18(row.get(column).unwrap());
			let (forward, tau, discount) =
				(fixed("forward_e18"), fixed("tau_e18"), fixed("discount_e18"));
			let vol = Vol::from_fixed(fixed("vol_e18"));
			let strike: u64 = row.get("strike_e8").unwrap();
			let higher = strike.saturating_add(u64::from(dk >> (i % 32)));
			let further = forward.saturating_add(Fixed::from_e18(i128::from(df >> (j % 64))));
			let expiry = Expiry::new(forward, tau, discount).unwrap();
			let context = StrikeCtx::new(Price::from_e8(strike));
			let by_strike = expiry.price(&StrikeCtx::new(Price::from_e8(higher)), vol);
			let by_forward = expiry.with_forward(further).unwrap().price(&context, vol);
			// A price's slope by strike or forward is a probability, discounted.
			let width = |moved: Fixed| Exact::from(moved.mul_ceil(discount).unwrap());
			let dk = width(Fixed::from_price(Price::from_e8(higher - strike)));
			let df = width(further.checked_sub(forward).unwrap());
			// Two errors of a price: 2e-18 of the forward each, and units.
			let scale = further.max(Fixed::from_price(Price::from_e8(higher)));
			let slack = Exact::from_units(4 + scale.e18() / 250_000_000_000_000_000, 18);
			let between = |got: Fixed, column: &str, fall: &Exact, rise: &Exact| {
				let moved = &Exact::from(got) - &row.exact(column).unwrap();
				let low = -&(fall + &slack);
				assert!(
					moved >= low && moved <= rise + &slack,
					"{column} {higher} {further} {row:?}"
				);
			};
			let none = Exact::default();
			between(by_strike.call, "call", &dk, &none);
			between(by_strike.put, "put", &none, &dk);
			between(by_forward.call, "call", &none, &df);
			between(by_forward.put, "put", &df, &none);
		},
	);
}
