// SPDX-License-Identifier: Apache-2.0
//! What settlement asks: walk an expiry's entries and take them out.

use crate::{
	pallet::{Config, Pallet, Positions},
	traits::{PortfolioLedger, SeriesListing},
	weights::WeightInfo,
};
use alloc::vec::Vec;
use polkadot_sdk::{
	frame_support::{defensive, storage::storage_prefix},
	sp_io,
	sp_weights::Weight,
};
use tenor_series::{ExpiryKey, PortfolioId, Position};

impl<T: Config> Pallet<T> {
	/// The entry of the expiry at or behind the raw key `cursor` (`None`: the first), with its raw
	/// key, not removed. Entries deleted in this block before the cursor are not stepped over again.
	pub fn next_entry(e: ExpiryKey, cursor: Option<&[u8]>) -> Option<(PortfolioId, Vec<u8>)> {
		let first = Positions::<T>::hashed_key_for(e, PortfolioId::default());
		// Behind the prefix of the expiry stand hash and number of the portfolio, 8 bytes each.
		let prefix = first.get(..first.len().saturating_sub(16)).unwrap_or_default();
		// A cursor of something else says nothing about this expiry.
		let found = match cursor.filter(|raw| raw.starts_with(prefix)) {
			None => Positions::<T>::iter_key_prefix(e).next(),
			Some(raw) => Self::entry_at(e, raw)
				.or_else(|| Positions::<T>::iter_key_prefix_from(e, raw.to_vec()).next()),
		};
		found.map(|portfolio| (portfolio, Positions::<T>::hashed_key_for(e, portfolio)))
	}

	/// The portfolio whose entry is stored under exactly that raw key.
	fn entry_at(e: ExpiryKey, raw: &[u8]) -> Option<PortfolioId> {
		use codec::Decode;
		if !sp_io::storage::exists(raw) {
			return None;
		}
		// The portfolio stands at the end of the key, behind its hash of eight bytes.
		let at = raw.len().checked_sub(core::mem::size_of::<u64>())?;
		let portfolio = PortfolioId::decode(&mut raw.get(at..)?).ok()?;
		(Positions::<T>::hashed_key_for(e, portfolio) == raw).then_some(portfolio)
	}

	/// How many positions a portfolio has in an expiry.
	pub fn positions_in(e: ExpiryKey, portfolio: PortfolioId) -> u32 {
		let held = Positions::<T>::decode_len(e, portfolio).unwrap_or_default();
		u32::try_from(held).unwrap_or(u32::MAX)
	}

	/// Removes and returns one portfolio's entry. Takes the expiry from its record, its positions from
	/// its owner's totals, and its longs from the open interest.
	pub fn take_entry(e: ExpiryKey, portfolio: PortfolioId) -> Option<Vec<Position>> {
		let entry = Positions::<T>::take(e, portfolio)?.into_inner();
		Self::portfolio_changed(portfolio);
		let view = T::Ledger::view(portfolio);
		if let Some(view) = &view {
			Self::forget_entry(&view.owner, e, portfolio, &entry);
		}
		Self::note_settled(e, &entry);
		for position in entry.iter().filter(|position| position.quantity.is_positive()) {
			let series = e.series(position.strike, position.kind);
			let fewer = i128::from(position.quantity.e8()).saturating_neg();
			if T::Series::shift_open_interest(&series, fewer).is_err() {
				defensive!("open interest is the sum of longs");
			}
		}
		let listed = view.map(|view| view.expiries).unwrap_or_default();
		let expiries = listed.into_iter().filter(|other| *other != e);
		if T::Ledger::set_expiries(portfolio, expiries.collect()).is_err() {
			defensive!("a portfolio with positions exists, and its list only shrinks");
		}
		Some(entry)
	}

	/// The expiries a portfolio has positions in, ascending.
	pub fn expiries_of(portfolio: PortfolioId) -> Vec<ExpiryKey> {
		T::Ledger::view(portfolio).map(|view| view.expiries).unwrap_or_default()
	}

	/// Weight of [`Self::next_entry`].
	pub fn next_entry_weight() -> Weight {
		T::WeightInfo::next_entry()
	}

	/// Worst-case weight of [`Self::take_entry`].
	pub fn take_entry_weight() -> Weight {
		T::WeightInfo::take_entry(crate::types::STORED_POSITIONS)
	}

	/// The prefix under which all positions are stored: what a comparison of states hashes.
	pub fn positions_prefix() -> [u8; 32] {
		use polkadot_sdk::frame_support::traits::PalletInfoAccess;
		storage_prefix(Self::name().as_bytes(), b"Positions")
	}
}
