// SPDX-License-Identifier: Apache-2.0
//! How scenarios move volatilities and discounts: the formulas of one expiry.

use crate::{PortfolioParams, RiskError, SkewParams, VolDirection};
use tenor_fixed::{Fixed, Price, Rate, Vol};
use tenor_transcendental::{exp, pow, sqrt_floor, Log};

/// `value * factor`, rounded down.
fn mul(value: Fixed, factor: Fixed) -> Result<Fixed, RiskError> {
	value.mul_floor(factor).ok_or(RiskError::Overflow)
}

fn add(a: Fixed, b: Fixed) -> Result<Fixed, RiskError> {
	a.checked_add(b).ok_or(RiskError::Overflow)
}

/// `max(0, rate)`: the rate in force everywhere.
pub(crate) fn rate_in_force(rate: Rate) -> Fixed {
	rate.to_fixed().max(Fixed::ZERO)
}

/// `(reference / max(t, floor))^p`, with one power up to the reference and another beyond.
pub(crate) fn vol_shock_multiplier(
	params: &PortfolioParams,
	time_to_expiry_ms: u64,
) -> Result<Fixed, RiskError> {
	let tenor = i128::from(time_to_expiry_ms.max(params.vol_floor_ms));
	let ratio = Fixed::from_ratio_floor(i128::from(params.vol_reference_ms), tenor);
	// A tenor and a floor of zero have no ratio.
	let ratio = ratio.ok_or(RiskError::Overflow)?;
	let power = if time_to_expiry_ms <= params.vol_reference_ms {
		params.vol_power_short
	} else {
		params.vol_power_long
	};
	Ok(pow(ratio, power)?)
}

/// `exp(-tau * rate)`.
pub(crate) fn discount(tau: Fixed, rate: Fixed) -> Result<Fixed, RiskError> {
	let exponent = mul(tau, rate)?;
	Ok(exp(Fixed::ZERO.checked_sub(exponent).ok_or(RiskError::Overflow)?))
}

/// `disc * longBase * exp(-tau * (r * longMult + longAdd))`, rounded down.
pub(crate) fn long_factor(
	params: &PortfolioParams,
	tau: Fixed,
	rate: Fixed,
) -> Result<Fixed, RiskError> {
	let speed = add(mul(rate, params.long_mult)?, params.long_add)?;
	let static_discount = mul(params.long_base, discount(tau, speed)?)?;
	mul(static_discount, discount(tau, rate)?)
}

/// `disc * min(1/disc, shortBase / exp(-tau * (r * shortMult + shortAdd)))`, which is
/// `min(1, disc * shortBase * exp(tau * (r * shortMult + shortAdd)))`, rounded up.
pub(crate) fn short_factor(
	params: &PortfolioParams,
	tau: Fixed,
	rate: Fixed,
) -> Result<Fixed, RiskError> {
	let speed = add(mul(rate, params.short_mult)?, params.short_add)?;
	let markup = params.short_base.mul_ceil(exp(mul(tau, speed)?)).ok_or(RiskError::Overflow)?;
	let factor = markup.mul_ceil(discount(tau, rate)?).ok_or(RiskError::Overflow)?;
	Ok(factor.min(Fixed::ONE))
}

/// `add + mult * tau`: the weight of the basis contingency.
pub(crate) fn basis_weight(params: &PortfolioParams, tau: Fixed) -> Result<Fixed, RiskError> {
	add(params.basis_add, mul(params.basis_mult, tau)?)
}

/// `F_fix + F_var * (1 + shock)`, rounded down, not below 0.
pub(crate) fn shocked_forward(
	f_fix: Fixed,
	f_var: Fixed,
	shock: Fixed,
) -> Result<Fixed, RiskError> {
	let moved = mul(f_var, add(Fixed::ONE, shock)?)?;
	Ok(add(f_fix, moved)?.max(Fixed::ZERO))
}

/// What a skew scenario needs of an expiry: `cap` and `k*`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Skew {
	pub(crate) cap: Fixed,
	pub(crate) k_star: Fixed,
}

impl Skew {
	pub(crate) fn new(params: &SkewParams, root_tau: Fixed) -> Result<Self, RiskError> {
		let cap = add(params.scale_cap, mul(params.cap_slope, root_tau)?)?;
		let vol = add(params.vol_static, mul(params.vol_scale, root_tau)?)?;
		let k_star = mul(mul(params.width, root_tau)?, vol)?.max(params.min_k);
		Ok(Self { cap, k_star })
	}

	/// `1 + (k >= 0 ? min(cap, k * cap / k*) : max(-cap, k * cap / k*))`, not below 0.
	pub(crate) fn multiplier(&self, k: Fixed) -> Result<Fixed, RiskError> {
		if self.k_star.is_zero() {
			return Ok(Fixed::ONE);
		}
		let slope = k.mul_div_floor(self.cap, self.k_star).ok_or(RiskError::Overflow)?;
		let bend = if k.is_negative() {
			slope.max(Fixed::ZERO.saturating_sub(self.cap))
		} else {
			slope.min(self.cap)
		};
		Ok(add(Fixed::ONE, bend)?.max(Fixed::ZERO))
	}
}

/// All volatility shocks of one expiry.
pub(crate) struct VolShocks {
	up: Fixed,
	down: Fixed,
	min_vol: Fixed,
	linear: Skew,
	absolute: Skew,
	/// `ln F`; none for a forward of zero, where no volatility matters.
	ln_forward: Option<Log>,
}

impl VolShocks {
	pub(crate) fn new(
		params: &PortfolioParams,
		time_to_expiry_ms: u64,
		tau: Fixed,
		forward: Fixed,
	) -> Result<Self, RiskError> {
		let multiplier = vol_shock_multiplier(params, time_to_expiry_ms)?;
		let root_tau = sqrt_floor(tau)?;
		let fall = mul(params.vol_down, multiplier)?;
		let ln_forward = if forward > Fixed::ZERO { Some(Log::of(forward)?) } else { None };
		Ok(Self {
			up: add(Fixed::ONE, mul(params.vol_up, multiplier)?)?,
			down: Fixed::ONE.checked_sub(fall).ok_or(RiskError::Overflow)?.max(Fixed::ZERO),
			min_vol: params.min_vol.to_fixed(),
			linear: Skew::new(&params.skew_linear, root_tau)?,
			absolute: Skew::new(&params.skew_absolute, root_tau)?,
			ln_forward,
		})
	}

	/// The five volatilities of a strike, indexed by [`Self::index`]. Rounded down.
	pub(crate) fn vols(&self, strike: Price, mark: Vol) -> Result<[Vol; 5], RiskError> {
		let vol = mark.to_fixed();
		// A strike of zero has no logarithm, and its prices do not depend on volatility.
		let k = match self.ln_forward {
			Some(ln_forward) if !strike.is_zero() => {
				Log::of(strike.to_fixed())?.minus(ln_forward).to_fixed_nearest()
			}
			_ => Fixed::ZERO,
		};
		let distance = k.checked_abs().ok_or(RiskError::Overflow)?;
		let up = mul(vol, self.up)?.max(self.min_vol);
		let down = mul(vol, self.down)?;
		let linear = mul(vol, self.linear.multiplier(k)?)?;
		let absolute = mul(vol, self.absolute.multiplier(distance)?)?;
		Ok([vol, up, down, linear, absolute].map(Vol::from_fixed))
	}

	/// Which of [`Self::vols`] a scenario takes.
	pub(crate) fn index(direction: VolDirection) -> usize {
		match direction {
			VolDirection::Same => 0,
			VolDirection::Up => 1,
			VolDirection::Down => 2,
			VolDirection::SkewLinear => 3,
			VolDirection::SkewAbsolute => 4,
		}
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use tenor_series::DAY_MS;

	fn fixed(text: &str) -> Fixed {
		text.parse().unwrap()
	}

	#[test]
	fn vol_shock_multiplier_by_tenor() {
		let params = PortfolioParams::btc_eth();
		let at = |ms| vol_shock_multiplier(&params, ms).unwrap();
		assert_eq!(at(30 * DAY_MS), Fixed::ONE);
		let near = |got: Fixed, want: &str| {
			assert!(got.e18().abs_diff(fixed(want).e18()) <= 10, "{got} {want}");
		};
		near(at(DAY_MS), "2.774191114672181087"); // 30^.3
		assert_eq!(at(0), at(DAY_MS));
		near(at(60 * DAY_MS), "0.913831450229400540"); // .5^.13
	}

	#[test]
	fn skew_bends_up_to_its_cap() {
		let skew = Skew { cap: fixed("0.25"), k_star: fixed("0.5") };
		let at = |k: &str| skew.multiplier(fixed(k)).unwrap();
		assert_eq!(at("0"), Fixed::ONE);
		assert_eq!((at("0.25"), at("-0.25")), (fixed("1.125"), fixed("0.875")));
		assert_eq!((at("3"), at("-3")), (fixed("1.25"), fixed("0.75")));
	}

	#[test]
	fn a_negative_cap_bends_the_other_way_without_end() {
		// min(cap, k cap / k*) and max(-cap, ..) as written: beyond k* the slope goes on.
		let skew = Skew { cap: fixed("-0.1"), k_star: fixed("0.5") };
		let at = |k: &str| skew.multiplier(fixed(k)).unwrap();
		assert_eq!((at("0.25"), at("1")), (fixed("0.9"), fixed("0.8")));
		assert_eq!((at("-0.25"), at("-1")), (fixed("1.1"), fixed("1.2")));
		// Never below zero.
		assert_eq!(at("100"), Fixed::ZERO);
	}

	#[test]
	fn without_width_nothing_bends() {
		let skew = Skew { cap: fixed("0.25"), k_star: Fixed::ZERO };
		assert_eq!(skew.multiplier(fixed("3")), Ok(Fixed::ONE));
	}

	#[test]
	fn skew_parameters_grow_with_the_root_of_time() {
		let params = SkewParams { vol_scale: fixed("0.2"), ..SkewParams::btc_eth() };
		// sqrt(tau) = .5: cap .25 - .05, k* 4 * .5 * (.6 + .1).
		let skew = Skew::new(&params, fixed("0.5")).unwrap();
		assert_eq!((skew.cap, skew.k_star), (fixed("0.2"), fixed("1.4")));
		let now = Skew::new(&params, Fixed::ZERO).unwrap();
		assert_eq!(now.k_star, fixed("0.01"));
	}

	#[test]
	fn volatilities_of_a_strike() {
		// GIVEN F = 100, 30 days (multiplier 1), and a strike at the forward
		let params = PortfolioParams::btc_eth();
		let tau = fixed("0.0821");
		let shocks = VolShocks::new(&params, 30 * DAY_MS, tau, fixed("100")).unwrap();
		let hundred = "100".parse().unwrap();
		let of = |vol: &str| shocks.vols(hundred, vol.parse().unwrap()).unwrap().map(Vol::to_fixed);
		// THEN +50 %, -30 %, and no skew at k = 0
		assert_eq!(of("0.6"), ["0.6", "0.9", "0.42", "0.6", "0.6"].map(fixed));
		// AND the minimum holds for vol up only
		assert_eq!(of("0.2"), ["0.2", "0.4", "0.14", "0.2", "0.2"].map(fixed));
		// AND below the forward the linear skew falls, the absolute one rises
		let [mark, _, _, linear, absolute] =
			shocks.vols("80".parse().unwrap(), "0.6".parse().unwrap()).unwrap();
		assert!(linear < mark && mark < absolute);
	}
}
