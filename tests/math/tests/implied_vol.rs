// SPDX-License-Identifier: Apache-2.0
//! Implied volatility against the vectors, within the design's goal, and its named errors.
#![allow(clippy::unwrap_used)]

use tenor_black76::{Expiry, ImpliedVolError, Kind, StrikeCtx};
use tenor_fixed::{Fixed, Price};
use tenor_math_tests::{read_csv, Exact, Worst};

#[test]
fn implied_volatility_is_within_1e14_of_itself() {
	let mut wide = Worst::new("implied volatility, wide");
	let mut worst = Worst::new("implied volatility");
	for row in read_csv("implied_vol.csv").unwrap() {
		let fixed = |column: &str| Fixed::from_e18(row.get(column).unwrap());
		let expiry = Expiry::new(fixed("forward_e18"), fixed("tau_e18"), Fixed::ONE).unwrap();
		let strike = StrikeCtx::new(Price::from_e8(row.get("strike_e8").unwrap()));
		let kind = if row.text("kind") == "C" { Kind::Call } else { Kind::Put };
		let price = fixed("price_e18");
		let expected = row.exact("vol").unwrap();
		let at = || format!("{row:?}");
		let got = expiry.implied_vol_wide(&strike, kind, price).unwrap();
		wide.note(got, &expected, &expected.shrunk(14), at);
		// The format's last unit is what a volatility near zero has besides.
		let allowed = &expected.shrunk(14) + &Exact::from_units(1, 18);
		let got = expiry.implied_vol(&strike, kind, price).unwrap();
		worst.note(got.to_fixed(), &expected, &allowed, at);
	}
	wide.check();
	worst.check();
}

#[test]
fn prices_that_no_volatility_has_are_named_errors() {
	let forward = Fixed::from_int(80_000);
	let expiry = Expiry::new(forward, Fixed::ONE, Fixed::ONE).unwrap();
	let strike = StrikeCtx::from_fixed(Fixed::from_int(70_000)).unwrap();
	let of = |kind, price| expiry.implied_vol(&strike, kind, price);
	let (below, above) = (Fixed::from_int(9_999), Fixed::from_int(80_000));
	assert_eq!(of(Kind::Call, below), Err(ImpliedVolError::BelowIntrinsic));
	assert_eq!(of(Kind::Call, above), Err(ImpliedVolError::AboveMaximum));
	assert_eq!(of(Kind::Put, Fixed::from_int(70_000)), Err(ImpliedVolError::AboveMaximum));
	let expired = Expiry::new(forward, Fixed::ZERO, Fixed::ONE).unwrap();
	assert_eq!(
		expired.implied_vol(&strike, Kind::Call, above),
		Err(ImpliedVolError::NotAttainable)
	);
}
