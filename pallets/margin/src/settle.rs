// SPDX-License-Identifier: Apache-2.0
//! What settlement asks: walk an expiry's entries and take them out.

use crate::{
	owners::OwnerBooks,
	pallet::{Config, Pallet, Positions, Queue},
	session::count,
	totals::ContractTotals,
	traits::{PortfolioLedger, SeriesListing},
	watch::queue::bit_of,
};
use alloc::{collections::BTreeMap, vec::Vec};
use polkadot_sdk::frame_support::{defensive, storage::storage_prefix};
use tenor_fixed::Price;
use tenor_series::{ExpiryKey, OptionKind, PortfolioId, Position};

/// Entries of one expiry being taken: what all of them change is kept here until
/// [`Pallet::finish_taking`]. Nothing else may move positions meanwhile.
pub struct Taken<T: Config> {
	expiry: ExpiryKey,
	/// Contracts of the entries taken.
	totals: ContractTotals,
	/// Longs among them, e8. Series that only shorts were taken of are there with zero.
	longs: BTreeMap<(Price, OptionKind), u64>,
	owners: OwnerBooks<T>,
	/// Portfolios for the sweep's queue, by page.
	changed: BTreeMap<u64, u64>,
}

impl<T: Config> Pallet<T> {
	/// The next entry of the expiry whose raw key is above `cursor` (`None`: the first), with its raw key.
	/// Entries deleted in this block before the cursor are not stepped over again.
	pub fn next_entry(e: ExpiryKey, cursor: Option<&[u8]>) -> Option<(PortfolioId, Vec<u8>)> {
		let first = Positions::<T>::hashed_key_for(e, PortfolioId::default());
		// Behind the prefix of the expiry stand hash and number of the portfolio, 8 bytes each.
		let prefix = first.get(..first.len().saturating_sub(16)).unwrap_or_default();
		// A cursor of something else says nothing about this expiry.
		let portfolio = match cursor.filter(|raw| raw.starts_with(prefix)) {
			None => Positions::<T>::iter_key_prefix(e).next(),
			Some(raw) => Positions::<T>::iter_key_prefix_from(e, raw.to_vec()).next(),
		}?;
		Some((portfolio, Positions::<T>::hashed_key_for(e, portfolio)))
	}

	/// What a portfolio holds in an expiry; `None`: nothing.
	pub fn entry(e: ExpiryKey, portfolio: PortfolioId) -> Option<Vec<Position>> {
		Positions::<T>::get(e, portfolio).map(|entry| entry.into_inner())
	}

	/// How many positions a portfolio has in an expiry.
	pub fn positions_in(e: ExpiryKey, portfolio: PortfolioId) -> u32 {
		let held = Positions::<T>::decode_len(e, portfolio).unwrap_or_default();
		count(held)
	}

	/// Begins to take entries of an expiry.
	pub fn begin_taking(expiry: ExpiryKey) -> Taken<T> {
		Taken {
			expiry,
			totals: ContractTotals::default(),
			longs: BTreeMap::new(),
			owners: OwnerBooks::new(),
			changed: BTreeMap::new(),
		}
	}

	/// Takes the entry of a portfolio, which is `entry`, out of the book and its positions from its owner's
	/// totals. The list of expiries in the portfolio's record is its ledger's. Returns how many keys this
	/// changes that no entry before it did, its own apart.
	pub fn take_entry(
		taken: &mut Taken<T>,
		portfolio: PortfolioId,
		owner: &T::AccountId,
		entry: &[Position],
	) -> u32 {
		let before = taken.keys();
		Positions::<T>::remove(taken.expiry, portfolio);
		let (page, bit) = bit_of(portfolio);
		*taken.changed.entry(page).or_default() |= bit;
		let greeks = taken.owners.forget_entry(owner, taken.expiry, portfolio, entry);
		let totals = ContractTotals::of(entry).and_then(|of| taken.totals.plus(of));
		match totals {
			Some(totals) => taken.totals = totals,
			None => {
				defensive!("contracts of an underlying fit their type");
			}
		}
		for position in entry {
			let longs = taken.longs.entry((position.strike, position.kind)).or_default();
			let more = u64::try_from(position.quantity.e8()).unwrap_or(0);
			*longs = longs.saturating_add(more);
		}
		taken.keys().saturating_sub(before).saturating_add(greeks.into())
	}

	/// Writes what the entries taken have changed together.
	pub fn finish_taking(taken: Taken<T>) {
		let Taken { expiry, totals, longs, owners, changed } = taken;
		Self::note_settled(expiry, totals);
		let longs: Vec<_> = longs
			.into_iter()
			.filter(|(_, longs)| *longs > 0)
			.map(|((strike, kind), longs)| (strike, kind, longs))
			.collect();
		if T::Series::settle_open_interest(expiry, &longs).is_err() {
			defensive!("open interest is the sum of longs");
		}
		owners.store();
		for (page, bits) in changed {
			Queue::<T>::mutate(page, |queued| *queued |= bits);
		}
	}

	/// The expiries a portfolio has positions in, ascending.
	pub fn expiries_of(portfolio: PortfolioId) -> Vec<ExpiryKey> {
		T::Ledger::view(portfolio).map(|view| view.expiries).unwrap_or_default()
	}

	/// The prefix under which all positions are stored: what a comparison of states hashes.
	pub fn positions_prefix() -> [u8; 32] {
		use polkadot_sdk::frame_support::traits::PalletInfoAccess;
		storage_prefix(Self::name().as_bytes(), b"Positions")
	}
}

impl<T: Config> Taken<T> {
	/// Keys that will be written at the end, besides those of the expiry and the underlying.
	fn keys(&self) -> u32 {
		let lists = [self.longs.len(), self.changed.len(), self.owners.owners()];
		lists.into_iter().map(count).fold(0, u32::saturating_add)
	}
}
