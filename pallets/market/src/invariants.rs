// SPDX-License-Identifier: Apache-2.0
//! The README's "Properties" as checks over the whole state.

use crate::pallet::Config;
use polkadot_sdk::frame_support::traits::Get;

/// Relations between constants; asserted at test time.
pub(crate) fn check_configuration<T: Config>() {
	assert!(T::MaxOperators::get() > 0, "a quorum needs an operator");
	assert!(T::MaxUnderlyings::get() > 0);
	assert!(
		T::MaxWindows::get() >= T::MaxExpiries::get(),
		"every open expiry has a window over its own index"
	);
	assert!(T::MaxEnginePause::get() > 0, "or the engine always stands still");
	// The integral of the largest price from the epoch to the year 5138 fits.
	assert!(u128::from(u64::MAX).checked_mul(100_000_000_000_000).is_some());
}

#[cfg(feature = "try-runtime")]
mod checks {
	use crate::{
		pallet::*,
		types::{CollateralSource, FeedKey, Reading},
		window::{IndexState, Window},
	};
	use alloc::vec::Vec;
	use polkadot_sdk::{
		frame_support::{
			ensure,
			traits::{Get, Time},
		},
		pallet_oracle::DataProvider,
		sp_runtime::TryRuntimeError,
	};
	use tenor_fixed::Fixed;
	use tenor_series::{ExpiryKey, Moment, UnderlyingId};
	use tenor_svi::Surface;

	type Check = Result<(), TryRuntimeError>;

	impl<T: Config> Pallet<T> {
		/// Every check.
		pub fn do_try_state() -> Check {
			Self::check_underlyings()?;
			for underlying in Self::underlying_ids() {
				let index = Indices::<T>::get(underlying);
				let windows = Windows::<T>::get(underlying);
				Self::check_index(underlying, &index)?;
				Self::check_regime(&index)?;
				Self::check_windows(&index, &windows)?;
				Self::check_sets(underlying)?;
				Self::check_surfaces_in_force(underlying)?;
			}
			Self::check_nothing_beyond_the_count()?;
			Self::check_expiries()?;
			Self::check_stable_and_collateral()
		}

		/// Numbers have no holes, tickers are distinct, parameters are sane.
		fn check_underlyings() -> Check {
			let mut symbols = Vec::new();
			for underlying in Self::underlying_ids() {
				let record =
					Underlyings::<T>::get(underlying).ok_or("a number without underlying")?;
				ensure!(record.symbol.is_well_formed(), "a ticker is malformed");
				ensure!(!symbols.contains(&record.symbol), "a ticker is taken twice");
				symbols.push(record.symbol);
				ensure!(
					record.params.check(T::MaxOperators::get()).is_ok(),
					"parameters are out of range"
				);
				ensure!(
					record.params.second_source.is_none_or(
						|second| second != underlying && Underlyings::<T>::contains_key(second)
					),
					"a second source does not exist"
				);
			}
			ensure!(symbols.len() <= usize::from(T::MaxUnderlyings::get()), "too many underlyings");
			Ok(())
		}

		/// The integral only grows, by one print between two rolls; the print is the oracle's.
		fn check_index(underlying: UnderlyingId, index: &IndexState) -> Check {
			let now = T::Clock::now();
			let (from, to) = (&index.previous, &index.latest);
			ensure!(from.at <= to.at && to.at <= now, "an index was rolled past now");
			ensure!(to.covered_to <= to.at, "coverage beyond the roll");
			let covered = to.covered_ms.checked_sub(from.covered_ms).ok_or("coverage shrank")?;
			ensure!(covered <= to.at.saturating_sub(from.at), "more covered than elapsed");
			let area = u128::from(to.price.e8()).checked_mul(u128::from(covered));
			ensure!(
				to.integral_e8_ms.checked_sub(from.integral_e8_ms) == area,
				"the integral is not price times time"
			);
			if let Some(print) = &index.print {
				check_reading(print, now)?;
				ensure!(print.accepted_at <= to.at, "a print was accepted without a roll");
				let aggregate =
					T::Oracle::get(&FeedKey::Index(underlying)).ok_or("no aggregate")?;
				ensure!(
					aggregate.value.to_price_floor() == Some(print.value),
					"the print is not the oracle's aggregate"
				);
			}
			Ok(())
		}

		/// Multipliers are within their bounds and that of MM is not above that of IM; the interval
		/// that runs began in the past, with the integral as it was.
		fn check_regime(index: &IndexState) -> Check {
			let regime = &index.regime;
			let ordered = tenor_risk::regime::WHOLE <= regime.maintenance
				&& regime.maintenance <= regime.initial
				&& regime.initial <= tenor_risk::regime::LARGEST;
			ensure!(ordered, "a multiplier of shocks is out of bounds");
			if let Some(opened) = regime.opened {
				ensure!(opened.at <= T::Clock::now(), "an interval begins in the future");
				let now = index.cumulative_at(T::Clock::now()).unwrap_or_default();
				let grown = opened.integral_e8_ms <= now.integral_e8_ms
					&& opened.covered_ms <= now.covered_ms;
				ensure!(grown, "an interval began with more than there is");
			}
			let variance = regime.variance.unwrap_or_default();
			ensure!(!variance.is_negative(), "a variance is negative");
			Ok(())
		}

		/// Windows are sorted, each belongs to an open expiry that names this source, and their
		/// points lie where they should.
		fn check_windows(index: &IndexState, windows: &[Window]) -> Check {
			ensure!(
				windows.is_sorted_by_key(|window| (window.key.expiry, window.key)),
				"windows are not sorted"
			);
			ensure!(
				index.next_boundary == windows.iter().filter_map(Window::next_boundary).min(),
				"the next boundary is not that of the windows"
			);
			for window in windows {
				let record = Expiries::<T>::get(window.key).ok_or("a window without expiry")?;
				let start = window.key.expiry.checked_sub(record.window_ms);
				ensure!(start == Some(window.start_at), "a window does not start where planned");
				ensure!(window.end_at >= window.key.expiry, "a window ends before expiry");
				ensure!(window.start.is_some() || window.end.is_none(), "an end without start");
				for (at, point) in [(window.start_at, window.start), (window.end_at, window.end)] {
					ensure!(point.is_none_or(|point| point.at == at), "a point at another time");
				}
				if let (Some(start), Some(end)) = (window.start, window.end) {
					let covered = end.covered_ms.checked_sub(start.covered_ms);
					ensure!(
						covered
							.is_some_and(|ms| ms <= window.end_at.saturating_sub(window.start_at)),
						"more of a window is covered than it is long"
					);
				}
			}
			Ok(())
		}

		/// One set per owner, stored; no set without owner.
		fn check_sets(underlying: UnderlyingId) -> Check {
			let owners = SetOwners::<T>::get(underlying);
			let mut numbers: Vec<u64> = owners.iter().map(|(_, set)| *set).collect();
			let mut accounts: Vec<_> = owners.iter().map(|(who, _)| who).collect();
			accounts.sort();
			accounts.dedup();
			ensure!(accounts.len() == owners.len(), "an operator has two sets");
			let mut stored: Vec<u64> = SubmittedSets::<T>::iter_key_prefix(underlying).collect();
			numbers.sort_unstable();
			stored.sort_unstable();
			ensure!(numbers == stored, "sets and their owners differ");
			ensure!(
				numbers.last().is_none_or(|last| *last <= SetCount::<T>::get()),
				"a set is numbered above the count"
			);
			Ok(())
		}

		/// Surfaces in force are of one set, and free of arbitrage as a set.
		fn check_surfaces_in_force(underlying: UnderlyingId) -> Check {
			let now = T::Clock::now();
			let mut set_in_force = None;
			let mut surfaces: Vec<Surface> = Vec::new();
			for window in Self::windows_of(underlying) {
				let record = Expiries::<T>::get(window.key).ok_or("a window without expiry")?;
				let Some(surface) = record.surface else { continue };
				check_reading(&surface.reading, now)?;
				if surface.superseded || window.key.expiry <= now {
					continue;
				}
				ensure!(
					*set_in_force.get_or_insert(surface.set) == surface.set,
					"surfaces of two sets are in force"
				);
				surfaces.push(surface.reading.value);
			}
			ensure!(tenor_svi::check_set(&surfaces).is_ok(), "a set in force has arbitrage");
			Ok(())
		}

		/// Nothing is kept for numbers that are not underlyings.
		fn check_nothing_beyond_the_count() -> Check {
			let count = UnderlyingCount::<T>::get();
			let known = |id: UnderlyingId| id.0 < count;
			ensure!(Underlyings::<T>::iter_keys().all(known), "an underlying beyond the count");
			ensure!(Indices::<T>::iter_keys().all(known), "an index without underlying");
			ensure!(Windows::<T>::iter_keys().all(known), "windows without underlying");
			ensure!(SetOwners::<T>::iter_keys().all(known), "owners without underlying");
			ensure!(
				SubmittedSets::<T>::iter_keys().all(|(id, _)| known(id)),
				"sets without underlying"
			);
			ensure!(
				RollCursor::<T>::get() == 0 || RollCursor::<T>::get() < count,
				"cursor past the end"
			);
			Ok(())
		}

		/// Every open expiry has a window over its own index and over its second source's.
		fn check_expiries() -> Check {
			let now = T::Clock::now();
			for (key, record) in Expiries::<T>::iter() {
				let ExpiryKey { underlying, .. } = key;
				ensure!(Self::window(underlying, &key).is_some(), "an expiry without window");
				if let Some(second) = record.second_source {
					ensure!(Self::window(second, &key).is_some(), "a second source without window");
				}
				if let Some(carry) = &record.carry {
					check_reading(carry, now)?;
				}
				if let Some(rate) = &record.rate {
					check_reading(rate, now)?;
				}
			}
			for underlying in Self::underlying_ids() {
				let max = usize::try_from(T::MaxExpiries::get()).unwrap_or(usize::MAX);
				ensure!(Self::windows_of(underlying).len() <= max, "too many open expiries");
			}
			Ok(())
		}

		/// The settlement asset's price is sane and every source exists.
		fn check_stable_and_collateral() -> Check {
			ensure!(
				StableRule::<T>::get().check(T::MaxOperators::get()).is_ok(),
				"parameters of the stable price are out of range"
			);
			if let Some(price) = StablePrice::<T>::get() {
				check_reading(&price, T::Clock::now())?;
			}
			for source in CollateralSources::<T>::iter_values() {
				if let CollateralSource::Underlying(underlying) = source {
					ensure!(
						Underlyings::<T>::contains_key(underlying),
						"collateral priced by an unknown underlying"
					);
				}
			}
			Ok(())
		}
	}

	/// Seen before accepted, accepted before now, confidence within 0 and 1.
	fn check_reading<V>(reading: &Reading<V>, now: Moment) -> Check {
		ensure!(reading.observed_at <= reading.accepted_at, "accepted before it was seen");
		ensure!(reading.accepted_at <= now, "accepted in the future");
		ensure!(
			(Fixed::ZERO..=Fixed::ONE).contains(&reading.confidence),
			"a confidence is out of range"
		);
		Ok(())
	}
}
