// SPDX-License-Identifier: Apache-2.0
//! What liquidation asks, wired by the runtime: who stands behind a portfolio, and with how much.

use crate::{pallet::*, weights::WeightInfo, Books, Stands};
use polkadot_sdk::frame_support::{traits::Time, weights::Weight};
use tenor_fixed::{Cash, Fixed};
use tenor_series::{PortfolioId, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// The vault's portfolio that stands behind one, and the underlying that all positions there are of.
	/// Another vault's underlying, or an asset that no vault could sell, is nobody's.
	pub fn behind(id: PortfolioId) -> Option<(PortfolioId, UnderlyingId)> {
		let held = T::Books::underlyings(id);
		let underlying = *held.first()?;
		if held.iter().any(|other| *other != underlying) || T::Books::holds_assets(id) {
			return None;
		}
		Vaults::<T>::get(underlying).map(|vault| (vault.portfolio, underlying))
	}

	/// The share that the vault of an underlying, which stands like `own` on fresh data, takes of what stands
	/// like `sold`, if it is paid what that owes. Zero if a number does not fit.
	pub fn offer_floor(underlying: UnderlyingId, own: &Stands, sold: &Stands) -> Fixed {
		let Some(mut vault) = Vaults::<T>::get(underlying) else { return Fixed::ZERO };
		let params = Parameters::<T>::get();
		let rolled = vault.roll(own.equity, T::Clock::now(), &params);
		let offer = rolled.and_then(|_| vault.offer_floor(own, sold, &params));
		if rolled == Some(true) {
			Vaults::<T>::insert(underlying, vault);
		}
		offer.unwrap_or(Fixed::ZERO)
	}

	/// The vault took that share: what it puts at risk counts for the cap.
	pub fn taken(underlying: UnderlyingId, share: Fixed, sold: &Stands) {
		let risk = sold.at_risk().and_then(|risk| risk.mul_ceil(share)).unwrap_or(Cash::MAX);
		Vaults::<T>::mutate(underlying, |vault| {
			if let Some(vault) = vault {
				vault.period.taken = vault.period.taken.saturating_add(risk);
				Self::deposit_event(Event::Took { underlying, share, risk });
			}
		});
	}

	/// Worst-case weight of the three together.
	pub fn backstop_weight() -> Weight {
		T::WeightInfo::backstop()
	}
}
