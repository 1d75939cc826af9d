// SPDX-License-Identifier: Apache-2.0
//! Against exact fractions: `scripts/reference/liquidation.py` is the model, `tests/vectors/liquidation.csv`
//! what it says.
#![allow(clippy::unwrap_used)]

use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::*;

const FILE: &str = include_str!("../../../tests/vectors/liquidation.csv");

#[test]
fn every_number_is_the_exact_one_rounded_its_way() {
	let params = Params::default();
	let mut rows = 0;
	for line in FILE.lines().skip(1) {
		let cells: Vec<i128> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
		let [equity, maintenance, received, asked, clock, buffer, d, most, cost, fee, loss, premium] =
			cells[..]
		else {
			panic!("twelve columns")
		};
		let (e, mm, r) =
			(Cash::from_e8(equity), Cash::from_e8(maintenance), Cash::from_e8(received));
		let (asked, clock) = (Fixed::from_e18(asked), u64::try_from(clock).unwrap());
		let bm = buffer_floor(e, mm, params.buffer).unwrap();
		assert_eq!(bm.e8(), buffer, "{line}");
		let factor = factor_ceil(&params, clock).unwrap();
		assert_eq!(factor.e18(), d, "{line}");
		// Intermediate roundings: at most so many of the last places.
		let near = |ours: i128, exact: i128, most: i128| (0..=most).contains(&(ours - exact));
		if e > r && bm.is_negative() {
			let share = largest_share_ceil(bm, e, r, factor).unwrap();
			// One unit of 1e-8 less in what a sale raises.
			let slack = 2 + 3_000_000_000_000_000_000 / -bm.e8();
			assert!(near(share.e18(), most, slack), "{share:?} {line}");
		}
		let slack = 1 + equity.abs() / 500_000_000_000_000_000;
		assert!(near(cost_ceil(asked, e, r, factor).unwrap().e8(), cost, slack), "{line}");
		assert!(near(fee_ceil(e, bm, params.fee_rate).unwrap().e8(), fee, 1), "{line}");
		let paid = payout_floor(asked, e, mm, clock, params.payout_ramp_ms).unwrap();
		assert_eq!(paid.loss.e8(), loss, "{line}");
		let slack = 1 + maintenance.abs() / 300_000_000_000_000_000;
		assert!(near(premium, paid.premium.e8(), slack), "{line}");
		rows += 1;
	}
	assert!(rows > 1_000);
}
