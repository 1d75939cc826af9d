// SPDX-License-Identifier: Apache-2.0
//! The README's properties as checks over the whole state.

use crate::{
	pallet::Config,
	stress::{StressRule, STRESSES},
	types::{MarkBand, STORED_POSITIONS, STORED_SCENARIOS},
	watch::axis::RAMP_STEPS,
};
use polkadot_sdk::frame_support::traits::Get;
use tenor_fixed::Fixed;
use tenor_risk::{scenarios_sanity, CollateralParams, PortfolioParams, StandardParams};

/// Relations between constants and defaults; asserted at test time.
pub(crate) fn check_configuration<T: Config>() {
	let stored = usize::try_from(STORED_SCENARIOS).unwrap_or(usize::MAX);
	assert_eq!(stored, tenor_risk::MAX_SCENARIOS, "as many scenarios as a check takes");
	assert!(
		T::MaxPositions::get().saturating_mul(2) <= STORED_POSITIONS,
		"liquidation may go up to twice the bound of trading"
	);
	assert!(T::MaxPositions::get() > 0 && T::MaxExpiries::get() > 0, "bounds are above zero");
	assert!(MarkBand::default().is_within_bounds(), "the default band is within bounds");
	let limits = T::BandLimits::get();
	assert!(limits.price_move < Fixed::ONE && limits.elapsed_ms > 0, "bands have room");
	assert!(T::RampPeriod::get() >= RAMP_STEPS, "a ramp has steps");
	assert!(StressRule::default().is_sane(), "defaults are sane");
	let stresses = usize::try_from(STRESSES).unwrap_or(usize::MAX);
	assert_eq!(stresses, tenor_risk::stress::MAX_STRESSES, "as many stresses as are computed");
	assert!(StandardParams::btc_eth().sanity().is_ok(), "defaults are sane");
	assert!(PortfolioParams::btc_eth().sanity().is_ok(), "defaults are sane");
	assert!(scenarios_sanity(&tenor_risk::default_scenarios()).is_ok(), "defaults are sane");
	let collateral =
		[CollateralParams::btc(), CollateralParams::eth(), CollateralParams::stablecoin()];
	assert!(collateral.iter().all(|params| params.sanity().is_ok()), "defaults are sane");
}

#[cfg(feature = "try-runtime")]
mod state {
	use crate::{
		book::{is_well_formed, Change},
		fills::Held,
		limits::{Greeks, OwnerLimits, OwnerTotals},
		pallet::{
			AssetRules, Band, Config, Contracts, Limits, Nodes, OwnerHoldings, Pallet,
			PortfolioRules, PositionGreeks, Positions, Queue, ScenarioRules, StandardRules,
			Standings, Stress, StressRules, StressShares, TransientKeys, TransientStore,
		},
		stress::StressLosses,
		totals::ContractTotals,
		traits::{PortfolioLedger, SeriesListing},
		types::Standing,
		watch::{Axis, Bounds, Forest, FAN_OUT},
	};
	use alloc::collections::{BTreeMap, BTreeSet};
	use polkadot_sdk::{frame_support::ensure, sp_runtime::TryRuntimeError};
	use tenor_risk::scenarios_sanity;
	use tenor_series::{ExpiryKey, PortfolioId, PortfolioStatus, SeriesKey, UnderlyingId};

	type Outcome = Result<(), TryRuntimeError>;

	impl<T: Config> Pallet<T> {
		/// Every property of the README that state alone can show.
		pub fn do_try_state() -> Outcome {
			Self::check_entries()?;
			Self::check_expiry_lists()?;
			Self::check_series_sums()?;
			Self::check_owners()?;
			Self::check_owner_limits()?;
			Self::check_contract_totals()?;
			Self::check_parameters()?;
			Self::check_transients()?;
			Self::check_trees()?;
			Self::check_standings()?;
			Self::check_stress()?;
			Self::check_watch()
		}

		/// Sorted, not empty, no position of zero.
		fn check_entries() -> Outcome {
			for (_, _, entry) in Positions::<T>::iter() {
				ensure!(!entry.is_empty(), "an entry is empty");
				ensure!(is_well_formed(&entry), "an entry is not sorted or holds a zero");
			}
			Ok(())
		}

		/// A portfolio's record lists exactly the expiries it has entries in.
		fn check_expiry_lists() -> Outcome {
			let mut stored: BTreeMap<PortfolioId, BTreeSet<ExpiryKey>> = BTreeMap::new();
			for (expiry, portfolio, _) in Positions::<T>::iter() {
				stored.entry(portfolio).or_default().insert(expiry);
			}
			for (portfolio, expiries) in stored {
				let view = T::Ledger::view(portfolio).ok_or("positions without a portfolio")?;
				let listed = view.expiries.iter().copied();
				ensure!(listed.eq(expiries), "a list of expiries differs from the entries");
			}
			Ok(())
		}

		/// Contracts cancel, and the longs are the open interest on record.
		fn check_series_sums() -> Outcome {
			let mut sums: BTreeMap<SeriesKey, (i128, u128)> = BTreeMap::new();
			for (expiry, _, entry) in Positions::<T>::iter() {
				for position in &entry {
					let quantity = i128::from(position.quantity.e8());
					let (net, longs) =
						sums.entry(expiry.series(position.strike, position.kind)).or_default();
					*net = net.checked_add(quantity).ok_or("contracts overflow")?;
					*longs = longs
						.checked_add(quantity.max(0).unsigned_abs())
						.ok_or("open interest overflows")?;
				}
			}
			for (series, (net, longs)) in sums {
				ensure!(
					net == 0 || T::Series::is_settling(series.expiry_key()),
					"longs and shorts of a series do not cancel"
				);
				ensure!(
					longs == T::Series::open_interest(&series),
					"open interest is not the sum of longs"
				);
			}
			Ok(())
		}

		/// Every owner's totals are the sum of the positions, and of what counts for entries in Greeks.
		fn check_owners() -> Outcome {
			let owner = |id| T::Ledger::view(id).map(|view| view.owner);
			let mut sums: BTreeMap<(T::AccountId, UnderlyingId), OwnerTotals> = BTreeMap::new();
			for (expiry, id, entry) in Positions::<T>::iter() {
				let owner = owner(id).ok_or("positions without a portfolio")?;
				let sum = sums.entry((owner, expiry.underlying)).or_default();
				for position in &entry {
					let change = Change { before: 0, after: position.quantity.e8() };
					*sum = sum.after(&change).ok_or("contracts overflow")?;
				}
			}
			for (expiry, id, greeks) in PositionGreeks::<T>::iter() {
				ensure!(greeks != Greeks::default(), "Greeks of nothing are stored");
				ensure!(Positions::<T>::contains_key(expiry, id), "Greeks without positions");
				let owner = owner(id).ok_or("Greeks without a portfolio")?;
				let sum = sums.entry((owner, expiry.underlying)).or_default();
				sum.greeks = sum.greeks.checked_add(&greeks).ok_or("Greeks overflow")?;
			}
			let stored = OwnerHoldings::<T>::iter().map(|(o, u, totals)| ((o, u), totals));
			let stored: BTreeMap<_, _> = stored.collect();
			ensure!(stored == sums, "an owner's totals are not the sum of what is held");
			Ok(())
		}

		/// Limits are within bounds, and what is stored is set.
		fn check_owner_limits() -> Outcome {
			let sane = |limits: OwnerLimits| limits.is_set() && limits.is_within_bounds();
			ensure!(Limits::<T>::iter_values().all(sane), "a limit is not sane");
			Ok(())
		}

		/// The running sums are those of the entries, and cancel.
		fn check_contract_totals() -> Outcome {
			let mut sums: BTreeMap<UnderlyingId, ContractTotals> = BTreeMap::new();
			for (expiry, _, entry) in Positions::<T>::iter() {
				let sum = sums.entry(expiry.underlying).or_default();
				let of = ContractTotals::of(&entry).ok_or("contracts overflow")?;
				let with = sum.replaced(ContractTotals::default(), of);
				*sum = with.ok_or("contracts overflow")?;
			}
			for (underlying, totals) in Contracts::<T>::iter() {
				let sum = sums.remove(&underlying).unwrap_or_default();
				let same = totals.longs == sum.longs && totals.shorts == sum.shorts;
				ensure!(same, "running sums of contracts are not those of the entries");
				ensure!(totals.cancel(), "contracts of an underlying do not cancel");
			}
			ensure!(sums.is_empty(), "contracts that no running sum counts");
			Ok(())
		}

		/// Targets and starting points are sane.
		fn check_parameters() -> Outcome {
			let standard = StandardRules::<T>::iter_values()
				.all(|rule| rule.from.sanity().is_ok() && rule.to.sanity().is_ok());
			let portfolio = PortfolioRules::<T>::iter_values()
				.all(|rule| rule.from.sanity().is_ok() && rule.to.sanity().is_ok());
			let scenarios = ScenarioRules::<T>::iter_values().all(|rule| {
				scenarios_sanity(&rule.from).is_ok() && scenarios_sanity(&rule.to).is_ok()
			});
			let assets = AssetRules::<T>::iter_values()
				.all(|rule| rule.from.params.sanity().is_ok() && rule.to.params.sanity().is_ok());
			ensure!(standard && portfolio && scenarios && assets, "a parameter is not sane");
			ensure!(Band::<T>::get().is_within_bounds(), "the band is out of bounds");
			Ok(())
		}

		/// Every vector kept is on the list that clears it.
		fn check_transients() -> Outcome {
			let listed: BTreeSet<_> = TransientKeys::<T>::get().into_iter().collect();
			let kept: BTreeSet<_> = TransientStore::<T>::iter_keys().collect();
			ensure!(listed == kept, "vectors are kept that nothing clears");
			Ok(())
		}

		/// Every node holds for each child the tightest bounds below it, and none for anything else.
		fn check_trees() -> Outcome {
			for (key, node) in Nodes::<T>::iter() {
				ensure!(!node.0.is_empty(), "a node is empty");
				let bounds = || node.0.iter().map(|(_, bounds)| *bounds);
				ensure!(bounds().all(|one| one != Bounds::FREE), "a node holds free bounds");
				let places = || node.0.iter().map(|(place, _)| *place);
				ensure!(places().is_sorted_by(|a, b| a < b), "a node is not sorted");
				ensure!(places().all(|place| u32::from(place) < FAN_OUT), "a place is too high");
				for (place, bounds) in &node.0 {
					let below = key.child(*place).map(|child| Nodes::<T>::get(child));
					let tightest = below.map(|node| node.unwrap_or_default().tightest());
					ensure!(
						tightest.is_none_or(|tightest| tightest == *bounds),
						"a node differs from what is below it"
					);
				}
				let Some((above, place)) = key.parent() else { continue };
				let above = Nodes::<T>::get(above).unwrap_or_default();
				ensure!(above.at(place) == node.tightest(), "a node is not known above");
			}
			Ok(())
		}

		/// Pages are sorted, not empty, and hold nothing that goes without saying.
		fn check_standings() -> Outcome {
			ensure!(
				Queue::<T>::iter_values().all(|bits| bits != 0),
				"a page of the queue is empty"
			);
			for page in Standings::<T>::iter_values() {
				let places = || page.iter().map(|(place, _)| *place);
				ensure!(!page.is_empty(), "a page of standings is empty");
				ensure!(places().is_sorted_by(|a, b| a < b), "a page of standings is not sorted");
				let said = page.iter().all(|(_, standing)| *standing != Standing::default());
				ensure!(said, "a page holds a default standing");
			}
			Ok(())
		}

		/// Losses in the stresses add up to the totals; nothing is kept of who loses nothing, or does not
		/// exist.
		fn check_stress() -> Outcome {
			let mut sums = StressLosses::default();
			for (number, page) in StressShares::<T>::iter() {
				let places = || page.iter().map(|(place, _)| *place);
				ensure!(!page.is_empty(), "a page of losses is empty");
				ensure!(places().is_sorted_by(|a, b| a < b), "a page of losses is not sorted");
				let first = number.saturating_mul(u64::from(FAN_OUT));
				for (place, losses) in &page {
					let id = first.saturating_add(u64::from(*place));
					let known = u32::from(*place) < FAN_OUT && id < T::Ledger::next_portfolio().0;
					ensure!(known, "a loss of a portfolio that never was");
					ensure!(losses.iter().any(|loss| loss.is_positive()), "a loss of nothing");
					for (sum, loss) in sums.iter_mut().zip(losses) {
						ensure!(!loss.is_negative(), "a loss is a gain");
						*sum = sum.checked_add(*loss).ok_or("losses overflow")?;
					}
				}
			}
			ensure!(sums == Stress::<T>::get().losses, "losses do not add up to their total");
			ensure!(StressRules::<T>::get().is_sane(), "the rule of stresses is not sane");
			Ok(())
		}

		/// Whoever can come below maintenance margin is queued, or has bounds on the clock and on
		/// every underlying of his positions.
		fn check_watch() -> Outcome {
			for id in (0..T::Ledger::next_portfolio().0).map(PortfolioId) {
				let Some(Held { status, account, .. }) = Self::held(id) else { continue };
				let cash = !account.cash.is_negative();
				let empty = account.entries.is_empty() && account.assets.is_empty();
				let covered = account.is_fully_covered() == Some(true);
				let active = status == PortfolioStatus::Active;
				if cash && (empty || covered && active) || Self::is_queued(id) {
					continue;
				}
				let mut forest = Forest::<T>::new();
				let held = account.entries.keys().map(|key| Axis::Underlying(key.underlying));
				for axis in core::iter::once(Axis::Clock).chain(held) {
					let bounds = forest.bounds(axis, id);
					ensure!(bounds != Bounds::FREE, "a portfolio at risk is not watched");
				}
			}
			Ok(())
		}
	}
}
