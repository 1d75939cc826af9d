// SPDX-License-Identifier: Apache-2.0
//! Values against 50-digit arithmetic, every check by an example that breaks it, and properties.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tenor_fixed::{Fixed, Price, Vol};
use tenor_svi::{check_set, Surface, Svi, SviError};

fn fixed(text: &str) -> Fixed {
	text.parse().unwrap()
}

fn svi(a: &str, b: &str, rho: &str, m: &str, sigma: &str) -> Svi {
	Svi { a: fixed(a), b: fixed(b), rho: fixed(rho), m: fixed(m), sigma: fixed(sigma) }
}

/// A smile of about 50 % at 30 days.
fn month() -> Surface {
	Surface {
		svi: svi("0.0125", "0.08", "-0.35", "0.02", "0.11"),
		f_ref: fixed("80000"),
		tau_ref: fixed("0.082191780821917808"),
	}
}

#[test]
fn volatilities_match_50_digit_arithmetic() {
	// k of the first and the last lies outside +-0.58378078077305696773: clamped.
	let expected = [
		("20000", "0.977304790731235703"),
		("60000", "0.758248666517827225"),
		("80000", "0.517415347251757147"),
		("100000.5", "0.554738632637632558"),
		("250000", "0.720497079309678749"),
	];
	for (strike, vol) in expected {
		let got = month().vol(strike.parse().unwrap()).unwrap();
		let want: Vol = vol.parse().unwrap();
		assert!(got.e18().abs_diff(want.e18()) <= 20, "{strike}: {got} {want}");
	}
	let bound = month().svi.clamp_bound().unwrap();
	assert_eq!(bound, fixed("0.583780780773056967"));
}

#[test]
fn curve_and_durrleman_match_50_digit_arithmetic() {
	let near = |got: Fixed, want: &str| {
		assert!(got.e18().abs_diff(fixed(want).e18()) <= 200, "{got} {want}");
	};
	let k = fixed("0.3");
	let curve = month().svi.curve(k).unwrap();
	near(curve.w, "0.028726574330386117");
	near(curve.slope, "0.046460119475227767");
	near(curve.curvature, "0.035555147815716495");
	near(month().svi.durrleman(k).unwrap(), "0.572514766574676108");
}

#[test]
fn strike_zero_and_far_strikes_lie_at_the_clamp() {
	let surface = month();
	let far = surface.vol(Price::from_e8(1)).unwrap();
	assert_eq!(surface.vol(Price::ZERO).unwrap(), far);
	assert_eq!(surface.vol_at(Fixed::MIN).unwrap(), far);
	assert_eq!(surface.vol(Price::MAX).unwrap(), surface.vol_at(Fixed::MAX).unwrap());
}

#[test]
fn a_sound_surface_passes() {
	assert_eq!(month().check(), Ok(()));
	assert_eq!(check_set(&[]), Ok(()));
	let mut quarter = month();
	quarter.tau_ref = fixed("0.25");
	quarter.svi = svi("0.03", "0.1", "-0.3", "0.02", "0.2");
	assert_eq!(check_set(&[month(), quarter]), Ok(()));
}

#[test]
fn each_fault_has_its_name() {
	let check = |a, b, rho, m, sigma| svi(a, b, rho, m, sigma).check();
	assert_eq!(check("0.01", "-0.01", "0", "0", "0.1"), Err(SviError::NegativeSlope));
	assert_eq!(check("0.01", "0.1", "1", "0", "0.1"), Err(SviError::CorrelationOutOfRange));
	assert_eq!(check("0.01", "0.1", "-1", "0", "0.1"), Err(SviError::CorrelationOutOfRange));
	assert_eq!(check("0.01", "0.1", "0", "0", "0"), Err(SviError::NonPositiveCurvature));
	assert_eq!(check("-0.02", "0.1", "0", "0", "0.1"), Err(SviError::NegativeVariance));
	assert_eq!(check("0.5", "1.5", "0.5", "0", "0.1"), Err(SviError::WingTooSteep));
	// Axel Vogt's example (Gatheral and Jacquier 2012, section 2.2): positive variance, but g < 0.
	// Its fault lies at k = 0.8, outside the clamped range: nothing is ever priced there.
	let vogt = svi("-0.0410", "0.1331", "0.3060", "0.3586", "0.4153");
	assert!(vogt.durrleman(fixed("0.8")).unwrap().is_negative());
	assert_eq!(vogt.check(), Ok(()));
	let kinked = check("0.002", "1", "0.8", "-0.2", "0.05");
	assert_eq!(kinked, Err(SviError::ButterflyArbitrage));
	let mut surface = month();
	surface.f_ref = Fixed::ZERO;
	assert_eq!(surface.check(), Err(SviError::NonPositiveForward));
	assert_eq!(surface.vol(Price::ONE), Err(SviError::NonPositiveForward));
	surface = month();
	surface.tau_ref = Fixed::ZERO;
	assert_eq!(surface.check(), Err(SviError::NonPositiveTenor));
	assert_eq!(surface.vol(Price::ONE), Err(SviError::NonPositiveTenor));
}

#[test]
fn calendars_are_compared_in_total_variance() {
	// GIVEN a later surface with a lower volatility but more variance: fine
	let flat = |variance: &str, tau: &str| Surface {
		svi: svi(variance, "0", "0", "0", "0.1"),
		f_ref: fixed("1"),
		tau_ref: fixed(tau),
	};
	assert_eq!(check_set(&[flat("0.04", "0.1"), flat("0.05", "0.2")]), Ok(()));
	// WHEN it has less THEN it is refused
	let less = [flat("0.04", "0.1"), flat("0.0399", "0.2")];
	assert_eq!(check_set(&less), Err(SviError::CalendarArbitrage));
	let same_time = [flat("0.04", "0.1"), flat("0.04", "0.1")];
	assert_eq!(check_set(&same_time), Err(SviError::UnsortedTenors));
}

#[test]
fn crossing_wings_are_seen() {
	let mut steep = month();
	steep.svi.b = fixed("0.2");
	steep.svi.a = fixed("0.001");
	let mut later = month();
	later.tau_ref = fixed("0.1");
	assert_eq!(steep.check_calendar(&later), Err(SviError::CalendarArbitrage));
}

fn any_fixed(range: core::ops::Range<i128>) -> impl Strategy<Value = Fixed> {
	range.prop_map(Fixed::from_e18)
}

proptest! {
	#[test]
	fn never_panics(
		a in any::<i128>(), b in any::<i128>(), rho in any::<i128>(), m in any::<i128>(),
		sigma in any::<i128>(), f in any::<i128>(), tau in any::<i128>(), strike in any::<u64>(),
		cut in 0u32..120,
	) {
		let [a, b, rho, m, sigma, f, tau] =
			[a, b, rho, m, sigma, f, tau].map(|x| Fixed::from_e18(x >> cut));
		let surface = Surface { svi: Svi { a, b, rho, m, sigma }, f_ref: f, tau_ref: tau };
		let _vol = surface.vol(Price::from_e8(strike));
		let _check = surface.check();
		let _calendar = surface.check_calendar(&month());
	}

	#[test]
	fn a_sound_surface_has_a_volatility_everywhere(
		a in any_fixed(0..100_000_000_000_000_000),
		b in any_fixed(0..1_000_000_000_000_000_000),
		rho in any_fixed(-900_000_000_000_000_000..900_000_000_000_000_000),
		m in any_fixed(-300_000_000_000_000_000..300_000_000_000_000_000),
		sigma in any_fixed(1_000_000_000_000_000..500_000_000_000_000_000),
		strike in any::<u64>(),
	) {
		let surface = Surface { svi: Svi { a, b, rho, m, sigma }, ..month() };
		prop_assume!(surface.check().is_ok());
		prop_assert!(surface.vol(Price::from_e8(strike)).is_ok());
	}

	#[test]
	fn derivatives_are_those_of_the_variance(
		k in any_fixed(-1_000_000_000_000_000_000..1_000_000_000_000_000_000),
	) {
		// Central differences at 1e-6: the error of the first is w''' h^2 / 6 < 1e-9 here.
		let smile = month().svi;
		let h = fixed("0.000001");
		let w = |x: Fixed| smile.total_variance(x).unwrap().e18();
		let (up, down) = (k.checked_add(h).unwrap(), k.checked_sub(h).unwrap());
		let slope = (w(up) - w(down)) * 500_000;
		prop_assert!((slope - smile.curve(k).unwrap().slope.e18()).abs() < 1_000_000_000);
		let turn = smile.curve(up).unwrap().slope.e18() - smile.curve(down).unwrap().slope.e18();
		let curvature = smile.curve(k).unwrap().curvature.e18();
		prop_assert!((turn * 500_000 - curvature).abs() < 1_000_000_000);
	}
}
