// SPDX-License-Identifier: Apache-2.0
//! The scenarios of portfolio mode.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::Fixed;

/// Most scenarios a margin check takes.
pub const MAX_SCENARIOS: usize = 64;

/// How a scenario moves volatility.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum VolDirection {
	/// Every volatility up, not below the minimum.
	Up,
	/// As marked.
	Same,
	/// Every volatility down.
	Down,
	/// The smile tilts: in `k = ln(K/F)`. The forward is unshocked.
	SkewLinear,
	/// The wings move: in `k = |ln(K/F)|`. The forward is unshocked.
	SkewAbsolute,
}

impl VolDirection {
	/// Whether it is one of the two skew scenarios.
	pub fn is_skew(self) -> bool {
		matches!(self, Self::SkewLinear | Self::SkewAbsolute)
	}
}

/// One scenario.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Scenario {
	/// Relative move of the spot and of the moving part of every forward; 0 counts in a skew
	/// scenario whatever stands here.
	pub spot_shock: Fixed,
	/// What volatility does.
	pub vol: VolDirection,
	/// The share of the profit or loss that counts.
	pub dampening: Fixed,
}

impl Scenario {
	/// The spot shock in force: none in a skew scenario.
	pub fn effective_shock(&self) -> Fixed {
		if self.vol.is_skew() {
			Fixed::ZERO
		} else {
			self.spot_shock
		}
	}
}

/// A number of units of 1e-5, as the default tables are written.
const fn e5(units: i64) -> Fixed {
	Fixed::from_e18(units as i128 * 10_000_000_000_000)
}

const fn scenario(spot_shock_e5: i64, vol: VolDirection, dampening_e5: i64) -> Scenario {
	Scenario { spot_shock: e5(spot_shock_e5), vol, dampening: e5(dampening_e5) }
}

/// The 33 default scenarios: 23 grid points, 8 dampened tails, 2 skews.
pub const fn default_scenarios() -> [Scenario; 33] {
	use VolDirection::{Down, Same, SkewAbsolute, SkewLinear, Up};
	const WHOLE: i64 = 100_000;
	[
		scenario(18_000, Up, WHOLE),
		scenario(-18_000, Up, WHOLE),
		scenario(13_500, Up, WHOLE),
		scenario(13_500, Same, WHOLE),
		scenario(13_500, Down, WHOLE),
		scenario(9_000, Up, WHOLE),
		scenario(9_000, Same, WHOLE),
		scenario(9_000, Down, WHOLE),
		scenario(4_500, Up, WHOLE),
		scenario(4_500, Same, WHOLE),
		scenario(4_500, Down, WHOLE),
		scenario(0, Up, WHOLE),
		scenario(0, Same, WHOLE),
		scenario(0, Down, WHOLE),
		scenario(-4_500, Up, WHOLE),
		scenario(-4_500, Same, WHOLE),
		scenario(-4_500, Down, WHOLE),
		scenario(-9_000, Up, WHOLE),
		scenario(-9_000, Same, WHOLE),
		scenario(-9_000, Down, WHOLE),
		scenario(-13_500, Up, WHOLE),
		scenario(-13_500, Same, WHOLE),
		scenario(-13_500, Down, WHOLE),
		scenario(-66_000, Up, 21_000),
		scenario(-33_000, Up, 42_000),
		scenario(50_000, Up, 27_720),
		scenario(100_000, Up, 13_860),
		scenario(200_000, Up, 6_930),
		scenario(300_000, Up, 4_620),
		scenario(400_000, Up, 3_465),
		scenario(500_000, Up, 2_772),
		scenario(0, SkewLinear, WHOLE),
		scenario(0, SkewAbsolute, WHOLE),
	]
}
