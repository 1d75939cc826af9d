// SPDX-License-Identifier: Apache-2.0
//! Parameters with larger shocks: what a regime of high volatility makes of them.

use crate::{PortfolioParams, Scenario, StandardParams};
use tenor_fixed::Fixed;

/// No scaled shock takes more than this share of a price away: -99 %.
const DEEPEST: Fixed = Fixed::from_e18(-990_000_000_000_000_000);
/// No scaled rise is above this: +10,000 %.
const HIGHEST: Fixed = Fixed::from_int(100);

/// `value * multiplier`, rounded up, at most `most` or the value itself.
fn larger_ceil(value: Fixed, multiplier: Fixed, most: Fixed) -> Fixed {
	value.mul_ceil(multiplier).unwrap_or(Fixed::MAX).min(most.max(value))
}

impl StandardParams {
	/// The set with the shares of spot and of the mark that stand for a move of the price multiplied,
	/// rounded up, none above the whole or what it was. Sane if this set is and `multiplier >= 1`.
	#[must_use]
	pub fn scaled(&self, multiplier: Fixed) -> Self {
		if multiplier == Fixed::ONE {
			return *self;
		}
		let larger = |value: Fixed| larger_ceil(value, multiplier, Fixed::ONE);
		Self {
			max_spot_requirement: larger(self.max_spot_requirement),
			min_spot_requirement: larger(self.min_spot_requirement),
			mm_call: larger(self.mm_call),
			mm_put_spot: larger(self.mm_put_spot),
			mm_put_mtm: larger(self.mm_put_mtm),
			..*self
		}
	}
}

impl PortfolioParams {
	/// The set with the shocks of volatility and of the basis multiplied, rounded up, the basis' at
	/// most the whole forward. Sane if this set is.
	#[must_use]
	pub fn scaled(&self, multiplier: Fixed) -> Self {
		if multiplier == Fixed::ONE {
			return *self;
		}
		Self {
			vol_up: larger_ceil(self.vol_up, multiplier, HIGHEST),
			vol_down: larger_ceil(self.vol_down, multiplier, HIGHEST),
			basis_shock: larger_ceil(self.basis_shock, multiplier, Fixed::ONE),
			..*self
		}
	}
}

impl Scenario {
	/// The scenario with its spot shock multiplied, rounded away from zero: never below -99 % nor above
	/// 10,000 %, unless it was set so.
	#[must_use]
	pub fn scaled(&self, multiplier: Fixed) -> Self {
		if multiplier == Fixed::ONE {
			return *self;
		}
		let shock = self.spot_shock;
		let scaled = if shock.is_negative() {
			shock.mul_floor(multiplier).unwrap_or(DEEPEST).max(DEEPEST.min(shock))
		} else {
			larger_ceil(shock, multiplier, HIGHEST)
		};
		Self { spot_shock: scaled, ..*self }
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::default_scenarios;

	fn times(text: &str) -> Fixed {
		text.parse().unwrap()
	}

	#[test]
	fn a_multiplier_of_one_changes_nothing() {
		let one = Fixed::ONE;
		assert_eq!(StandardParams::btc_eth().scaled(one), StandardParams::btc_eth());
		assert_eq!(PortfolioParams::btc_eth().scaled(one), PortfolioParams::btc_eth());
		assert!(default_scenarios().iter().all(|scenario| scenario.scaled(one) == *scenario));
	}

	#[test]
	fn scaled_parameters_are_sane_and_nowhere_weaker() {
		let (standard, portfolio) = (StandardParams::btc_eth(), PortfolioParams::btc_eth());
		let mut last = (standard, portfolio);
		for sixteenths in 16..=64 {
			let by = Fixed::from_ratio_floor(sixteenths, 16).unwrap();
			let (s, p) = (standard.scaled(by), portfolio.scaled(by));
			assert_eq!((s.sanity(), p.sanity()), (Ok(()), Ok(())));
			assert!(s.mm_call >= last.0.mm_call && s.mm_put_mtm >= last.0.mm_put_mtm);
			assert!(p.vol_up >= last.1.vol_up && p.basis_shock >= last.1.basis_shock);
			last = (s, p);
		}
		assert_eq!(standard.scaled(times("2")).max_spot_requirement, times("0.3"));
		assert_eq!(portfolio.scaled(times("2")).vol_up, Fixed::ONE);
	}

	#[test]
	fn no_scaled_shock_passes_the_whole_price() {
		for scenario in default_scenarios() {
			let scaled = scenario.scaled(times("4"));
			assert!(scaled.spot_shock >= times("-0.99"), "{scaled:?}");
			assert!(scaled.spot_shock.unsigned_abs() >= scenario.spot_shock.unsigned_abs());
			assert_eq!((scaled.vol, scaled.dampening), (scenario.vol, scenario.dampening));
		}
		let fall = Scenario { spot_shock: times("-0.18"), ..default_scenarios()[0] };
		assert_eq!(fall.scaled(times("1.5")).spot_shock, times("-0.27"));
		let all = Scenario { spot_shock: times("-1"), ..fall };
		assert_eq!(all.scaled(times("2")).spot_shock, times("-1"));
	}
}
