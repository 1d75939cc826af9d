// SPDX-License-Identifier: Apache-2.0
//! Sets of surfaces: what is refused, which is chosen, and that it is never mixed.

use crate::{mock::*, pallet::*, ExpirySurface};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};
use tenor_fixed::{Fixed, Price, Vol};
use tenor_svi::Svi;

fn surface() -> ExpirySurface {
	flat(EXPIRY.expiry, 50, price(80_000))
}

fn with(change: impl Fn(&mut Svi)) -> ExpirySurface {
	let mut entry = surface();
	entry.surface.svi = Svi {
		a: Fixed::from_e18(1_000_000_000_000),
		b: percent(10),
		rho: percent(-30),
		m: Fixed::ZERO,
		sigma: percent(10),
	};
	change(&mut entry.surface.svi);
	entry
}

fn vol_in_force() -> Fixed {
	let surface = Market::expiry_record(EXPIRY).unwrap().surface.unwrap().reading.value;
	surface.vol_at(Fixed::ZERO).unwrap().to_fixed()
}

/// Volatility in tenths of a percent: a flat smile's own rounding is far below.
fn rounded(vol: Fixed) -> i128 {
	(vol.e18() + 500_000_000_000_000) / 1_000_000_000_000_000
}

#[test]
fn malformed_surfaces_are_refused_each_with_its_error() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		assert_noop!(submit_surfaces(1, vec![surface()]), Error::<Test>::NoIndex);
		post_index(BTC, price(80_000));
		let refused = |entry: ExpirySurface, error: Error<Test>| {
			assert_noop!(submit_surfaces(1, vec![entry]), error);
		};
		// Negative variance has no volatility at the money.
		refused(with(|svi| svi.a = Fixed::from_int(-1)), Error::NegativeVariance);
		// The cap on volatility is checked first: widen it to reach the checks of arbitrage.
		let wide = crate::UnderlyingParams {
			min_vol: Vol::from_e18(1),
			max_vol: Vol::from_fixed(Fixed::from_int(1_000)),
			..params()
		};
		assert_ok!(Market::set_underlying_params(RuntimeOrigin::root(), BTC, wide));
		refused(with(|svi| (svi.a, svi.b) = (percent(10), percent(-1))), Error::NegativeSlope);
		refused(with(|svi| svi.rho = Fixed::ONE), Error::CorrelationOutOfRange);
		refused(with(|svi| svi.rho = Fixed::from_int(-2)), Error::CorrelationOutOfRange);
		refused(with(|svi| svi.sigma = Fixed::ZERO), Error::NonPositiveCurvature);
		refused(with(|svi| svi.b = Fixed::from_int(3)), Error::WingTooSteep);
		refused(
			with(|svi| (svi.b, svi.rho, svi.sigma) = (percent(120), percent(-50), percent(1))),
			Error::ButterflyArbitrage,
		);
		for extreme in [Fixed::MAX, Fixed::MIN] {
			for change in [
				(|svi, value| svi.a = value) as fn(&mut Svi, Fixed),
				|svi, value| svi.b = value,
				|svi, value| svi.rho = value,
				|svi, value| svi.m = value,
				|svi, value| svi.sigma = value,
			] {
				assert!(submit_surfaces(1, vec![with(|svi| change(svi, extreme))]).is_err());
			}
		}
	});
}

#[test]
fn references_and_volatility_are_capped() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		post_index(BTC, price(80_000));
		let with = |change: fn(&mut ExpirySurface)| {
			let mut entry = surface();
			change(&mut entry);
			vec![entry]
		};
		let set = with(|entry| entry.surface.f_ref = Fixed::ZERO);
		assert_noop!(submit_surfaces(1, set), Error::<Test>::NonPositiveForward);
		let set = with(|entry| entry.surface.tau_ref = Fixed::ZERO);
		assert_noop!(submit_surfaces(1, set), Error::<Test>::NonPositiveTenor);
		let set = with(|entry| entry.surface.f_ref = Fixed::from_int(120_001));
		assert_noop!(submit_surfaces(1, set), Error::<Test>::ReferenceForwardOutsideCap);
		let set = with(|entry| entry.surface.tau_ref = Fixed::ONE);
		assert_noop!(submit_surfaces(1, set), Error::<Test>::ReferenceTenorOutsideCap);
		let set = vec![flat(EXPIRY.expiry, 1_100, price(80_000))];
		assert_noop!(submit_surfaces(1, set), Error::<Test>::VolOutsideCap);
		let set = vec![flat(EXPIRY.expiry, 0, price(80_000))];
		assert_noop!(submit_surfaces(1, set), Error::<Test>::VolOutsideCap);
	});
}

#[test]
fn set_covers_exactly_the_open_expiries() {
	build_and_execute(|| {
		let later = || flat(LATER.expiry, 50, price(80_000));
		assert_noop!(submit_surfaces(1, vec![]), Error::<Test>::SurfaceSetIncomplete);
		assert_noop!(submit_surfaces(1, vec![surface()]), Error::<Test>::UnknownExpiry);
		Market::on_listed(EXPIRY).unwrap();
		Market::on_listed(LATER).unwrap();
		post_index(BTC, price(80_000));
		assert_noop!(submit_surfaces(1, vec![surface()]), Error::<Test>::SurfaceSetIncomplete);
		assert_noop!(
			submit_surfaces(1, vec![later(), surface()]),
			Error::<Test>::SurfacesNotSorted
		);
		assert_noop!(
			submit_surfaces(1, vec![surface(), surface()]),
			Error::<Test>::SurfacesNotSorted
		);
		assert_ok!(submit_surfaces(1, vec![surface(), later()]));
		// WHEN the first is past, THEN a set has only the second.
		let stale = surface();
		run_to(EXPIRY.expiry, 30_000);
		post_index(BTC, price(80_000));
		assert_noop!(submit_surfaces(1, vec![stale, later()]), Error::<Test>::ExpiryPassed);
		assert_ok!(submit_surfaces(1, vec![later()]));
	});
}

#[test]
fn calendar_arbitrage_is_refused() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		Market::on_listed(LATER).unwrap();
		post_index(BTC, price(80_000));
		// One hour at 600 % has more variance than a week at 40 %.
		let set =
			vec![flat(EXPIRY.expiry, 600, price(80_000)), flat(LATER.expiry, 40, price(80_000))];
		assert_noop!(submit_surfaces(1, set), Error::<Test>::CalendarArbitrage);
	});
}

#[test]
fn set_in_force_is_the_lower_median_one_whole() {
	build_and_execute(|| {
		Market::on_listed(EXPIRY).unwrap();
		post_index(BTC, price(80_000));
		let submit = |who, vol| submit_surfaces(who, vec![flat(EXPIRY.expiry, vol, price(80_000))]);
		assert_ok!(submit(1, 50));
		assert!(Market::expiry_record(EXPIRY).unwrap().surface.is_none());
		// Two sets: the lower, never a mean.
		assert_ok!(submit(2, 54));
		assert_eq!(rounded(vol_in_force()), 500);
		// Three: the middle one.
		assert_ok!(submit(3, 52));
		assert_eq!(rounded(vol_in_force()), 520);
		assert_eq!(SubmittedSets::<Test>::iter().count(), 3);
		// A new set replaces the operator's last.
		next_block(1_000);
		assert_ok!(submit(3, 56));
		assert_eq!(rounded(vol_in_force()), 540);
		assert_eq!(SubmittedSets::<Test>::iter().count(), 3);
	});
}

#[test]
fn volatility_stays_at_its_strike_while_spot_moves() {
	build_and_execute(|| {
		open_and_feed();
		let before = Market::expiry_state(EXPIRY).unwrap();
		next_block(1_000);
		post_index(BTC, price(82_000));
		let after = Market::expiry_state(EXPIRY).unwrap();
		assert_eq!(before.surface, after.surface);
		assert_eq!(after.f_var, Fixed::from_int(82_100));
		let strike = Price::from_e8(8_000_000_000_000);
		assert_eq!(before.surface.vol(strike), after.surface.vol(strike));
	});
}

#[test]
fn expiry_that_the_chosen_set_lacks_keeps_its_last_surface_but_not_fresh() {
	build_and_execute(|| {
		// GIVEN a set of one expiry from before another was listed
		Market::on_listed(EXPIRY).unwrap();
		post_index(BTC, price(80_000));
		let set = |vols: &[i128]| {
			let keys = [EXPIRY, LATER];
			let entries = keys.iter().zip(vols);
			entries.map(|(key, vol)| flat(key.expiry, *vol, price(80_000))).collect::<Vec<_>>()
		};
		assert_ok!(submit_surfaces(1, set(&[54])));
		Market::on_listed(LATER).unwrap();
		// WHEN the lower of two sets has both
		assert_ok!(submit_surfaces(2, set(&[50, 52])));
		assert!(Market::freshness(&LATER).unwrap().surface);
		assert_eq!(rounded(vol_in_force()), 500);
		// and then the old set is the median of three
		assert_ok!(submit_surfaces(3, set(&[60, 62])));
		// THEN the other expiry keeps its last surface for the last good mark, and is not fresh.
		assert_eq!(rounded(vol_in_force()), 540);
		assert!(Market::freshness(&EXPIRY).unwrap().surface);
		assert!(!Market::freshness(&LATER).unwrap().surface);
		assert!(Market::expiry_record(LATER).unwrap().surface.unwrap().superseded);
		// A new post of the first operator mends it.
		next_block(1_000);
		assert_ok!(submit_surfaces(1, set(&[54, 56])));
		assert!(Market::freshness(&LATER).unwrap().surface);
	});
}

#[test]
fn former_operators_sets_are_dropped() {
	build_and_execute(|| {
		open_and_feed();
		assert_eq!(SubmittedSets::<Test>::iter().count(), 3);
		Members::set(vec![2, 3]);
		next_block(1_000);
		assert_ok!(submit_surfaces(2, vec![surface()]));
		assert_eq!(SubmittedSets::<Test>::iter().count(), 2);
	});
}
