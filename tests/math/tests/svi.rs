// SPDX-License-Identifier: Apache-2.0
//! Surfaces against the vectors: volatilities, and the verdict of the arbitrage checks.
#![allow(clippy::unwrap_used)]

use tenor_fixed::{Fixed, Price};
use tenor_math_tests::{read_csv, Exact, Row, Worst};
use tenor_svi::{Surface, Svi, SviError};

fn surface(row: &Row, f_ref: Fixed) -> Surface {
	let fixed = |column: &str| Fixed::from_e18(row.get(column).unwrap());
	Surface {
		svi: Svi {
			a: fixed("a_e18"),
			b: fixed("b_e18"),
			rho: fixed("rho_e18"),
			m: fixed("m_e18"),
			sigma: fixed("sigma_e18"),
		},
		f_ref,
		tau_ref: fixed("tau_ref_e18"),
	}
}

#[test]
fn volatility_is_within_1e15_of_itself() {
	let mut worst = Worst::new("svi volatility");
	for row in read_csv("svi_vol.csv").unwrap() {
		let f_ref = Fixed::from_e18(row.get("f_ref_e18").unwrap());
		let vol = surface(&row, f_ref).vol(Price::from_e8(row.get("strike_e8").unwrap())).unwrap();
		let expected = row.exact("vol").unwrap();
		let allowed = &expected.shrunk(15) + &Exact::from_units(2, 18);
		worst.note(vol.to_fixed(), &expected, &allowed, || format!("{row:?}"));
	}
	worst.check();
}

#[test]
fn arbitrage_checks_tell_sound_surfaces_from_others() {
	let mut seen = [0; 3];
	for row in read_csv("svi_check.csv").unwrap() {
		let verdict = surface(&row, Fixed::ONE).check();
		let kind = match row.text("verdict") {
			"sound" => {
				assert_eq!(verdict, Ok(()), "{row:?}");
				0
			}
			"butterfly" => {
				assert_eq!(verdict, Err(SviError::ButterflyArbitrage), "{row:?}");
				1
			}
			_ => {
				assert!(
					verdict.is_err_and(|e| e != SviError::ButterflyArbitrage),
					"{verdict:?} {row:?}"
				);
				2
			}
		};
		seen[kind] += 1;
	}
	println!("sound, butterfly, parameters: {seen:?}");
	assert!(seen.iter().all(|n| *n > 20));
}
