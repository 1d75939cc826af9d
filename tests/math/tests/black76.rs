// SPDX-License-Identifier: Apache-2.0
//! Prices and Greeks against the vectors, each within the design's goal.
#![allow(clippy::unwrap_used)]

use tenor_black76::{CallPut, Expiry, GreeksWide, Kind, StrikeCtx};
use tenor_fixed::{Fixed, Price, Vol};
use tenor_math_tests::{read_csv, Exact, Row, Worst};

struct Case {
	row: Row,
	expiry: Expiry,
	strike: StrikeCtx,
	vol: Vol,
	forward: Exact,
}

fn cases() -> impl Iterator<Item = Case> {
	read_csv("black76.csv").unwrap().into_iter().map(|row| {
		let forward = Fixed::from_e18(row.get("forward_e18").unwrap());
		let tau = Fixed::from_e18(row.get("tau_e18").unwrap());
		let discount = Fixed::from_e18(row.get("discount_e18").unwrap());
		Case {
			expiry: Expiry::new(forward, tau, discount).unwrap(),
			strike: StrikeCtx::new(Price::from_e8(row.get("strike_e8").unwrap())),
			vol: Vol::from_e18(row.get("vol_e18").unwrap()),
			forward: forward.into(),
			row,
		}
	})
}

fn unit() -> Exact {
	Exact::from_units(1, 18)
}

/// 1e-15 of the value, and `units` of the last decimal where 18 of them are the format.
fn relative(expected: &Exact, units: i128) -> Exact {
	&expected.abs().shrunk(15) + &(&unit() * units)
}

fn sides(row: &Row, column: &str) -> [Exact; 2] {
	["call", "put"].map(|side| {
		let name = if column.is_empty() { side.into() } else { format!("{side}_{column}") };
		row.exact(&name).unwrap()
	})
}

fn note_sides(worst: &mut Worst, got: CallPut, row: &Row, column: &str, allowed: [Exact; 2]) {
	let expected = sides(row, column);
	for ((got, expected), allowed) in [got.call, got.put].iter().zip(&expected).zip(&allowed) {
		worst.note(*got, expected, allowed, || format!("{row:?}"));
	}
}

#[test]
fn price_is_within_2e18_of_the_forward() {
	let mut worst = Worst::new("price / F");
	for case in cases() {
		// Where the forward is below one, the format's last unit is all there is.
		let allowed = (&case.forward * 2).shrunk(18).max(unit());
		let price = case.expiry.price(&case.strike, case.vol);
		note_sides(&mut worst, price, &case.row, "", [allowed.clone(), allowed]);
		let (also, _) = case.expiry.price_and_delta(&case.strike, case.vol);
		assert_eq!(price, also);
		assert_eq!(price, case.expiry.greeks(&case.strike, case.vol).price);
	}
	worst.check();
}

#[test]
fn price_is_within_1e15_of_itself_down_to_1e9_of_the_forward() {
	let mut worst = Worst::new("price, relative");
	let mut wide = Worst::new("price out of the money, wide");
	for case in cases() {
		let expected = sides(&case.row, "");
		let price = case.expiry.price(&case.strike, case.vol);
		for (got, expected) in [price.call, price.put].iter().zip(&expected) {
			if *expected >= case.forward.shrunk(9) {
				worst.note(*got, expected, &relative(expected, 1), || format!("{:?}", case.row));
			}
		}
		// Before it is cut to 18 decimals; that figure is undiscounted.
		let (kind, got) = case.expiry.otm_wide(&case.strike, case.vol);
		let got = (&Exact::from(got) * case.expiry.discount().e18()).shrunk(18);
		let expected = &expected[usize::from(kind == Kind::Put)];
		if *expected >= case.forward.shrunk(9) && *expected > Exact::default() {
			wide.note(got, expected, &relative(expected, 0), || format!("{:?}", case.row));
		}
	}
	worst.check();
	wide.check();
}

#[test]
fn delta_is_within_1e17() {
	let mut worst = Worst::new("delta");
	let mut wide = Worst::new("delta, wide");
	let allowed = || &unit() * 10;
	for case in cases() {
		let greeks = case.expiry.greeks(&case.strike, case.vol);
		note_sides(&mut worst, greeks.delta, &case.row, "delta", [allowed(), allowed()]);
		let GreeksWide { delta_call, delta_put, .. } =
			case.expiry.greeks_wide(&case.strike, case.vol);
		for (got, expected) in [delta_call, delta_put].iter().zip(&sides(&case.row, "delta")) {
			wide.note(*got, expected, &allowed(), || format!("{:?}", case.row));
		}
	}
	worst.check();
	wide.check();
}

#[test]
fn gamma_and_vega_are_within_1e15_of_themselves() {
	let mut names = [Worst::new("gamma"), Worst::new("vega")];
	let mut wide = [Worst::new("gamma, wide"), Worst::new("vega, wide")];
	for case in cases() {
		let greeks = case.expiry.greeks(&case.strike, case.vol);
		let wider = case.expiry.greeks_wide(&case.strike, case.vol);
		let columns = [("gamma", greeks.gamma, wider.gamma), ("vega", greeks.vega, wider.vega)];
		for (i, (column, got, got_wide)) in columns.into_iter().enumerate() {
			let expected = case.row.exact(column).unwrap();
			// What the 18-decimal type can't hold is saturated.
			if expected < Exact::from(Fixed::MAX) {
				names[i]
					.note(got, &expected, &relative(&expected, 1), || format!("{:?}", case.row));
			}
			if expected > Exact::from_units(1, 30) {
				wide[i].note(got_wide, &expected, &relative(&expected, 0), || {
					format!("{:?}", case.row)
				});
			}
		}
	}
	names.iter().chain(&wide).for_each(Worst::check);
}

#[test]
fn theta_and_rho_are_within_1e15_of_their_parts() {
	let mut theta = Worst::new("theta");
	let mut rho = Worst::new("rho");
	for case in cases() {
		let greeks = case.expiry.greeks(&case.strike, case.vol);
		let of_rho = sides(&case.row, "rho");
		// Theta is interest less decay: the digits that cancel are of its parts. The interest on a
		// last unit of price counts too.
		let decay = Exact::from(case.expiry.greeks_wide(&case.strike, case.vol).decay);
		let of_theta = sides(&case.row, "theta");
		let allowed = of_theta.each_ref().map(|expected| {
			let parts = &(&expected.abs() + &(&decay * 2).abs()).shrunk(15);
			let interest = interest_per_day(&case);
			&(parts + &(&unit() * 2)) + &interest
		});
		note_sides(&mut theta, greeks.theta, &case.row, "theta", allowed);
		// Rho is tau times a price that has a last unit.
		let tau_units = case.expiry.tau().to_int_floor() + 2;
		let allowed = of_rho.each_ref().map(|expected| relative(expected, tau_units));
		note_sides(&mut rho, greeks.rho, &case.row, "rho", allowed);
	}
	theta.check();
	rho.check();
}

/// What one last unit of price earns in a day, rounded up coarsely: the rate is below
/// `(1/discount - 1) / tau`.
fn interest_per_day(case: &Case) -> Exact {
	let (tau, discount) = (case.expiry.tau().e18(), case.expiry.discount().e18());
	if tau == 0 || discount == 0 {
		return Exact::default();
	}
	let one = Fixed::ONE.e18();
	let rate = (one - discount) / discount.min(tau) * (one / discount.max(tau)).max(1);
	&unit() * (rate / 365 + 1)
}
