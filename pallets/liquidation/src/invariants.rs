// SPDX-License-Identifier: Apache-2.0
//! What must hold between calls. Numbers are those of the README's properties.

use crate::{pallet::*, Ledger, Phase, LEAST_SHARE};
use alloc::collections::BTreeSet;
use polkadot_sdk::{
	frame_support::{ensure, traits::Time},
	sp_runtime::TryRuntimeError,
};
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::Stage;

impl<T: Config> Pallet<T> {
	/// Every property of the README that a state can show.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_auctions()?;
		Self::check_need()?;
		Self::check_bids()?;
		ensure!(Parameters::<T>::get().sanity().is_ok(), "parameters are not sane");
		Ok(())
	}

	/// 1. Whoever has an auction is frozen; its clock is not ahead of time.
	fn check_auctions() -> Result<(), TryRuntimeError> {
		let now = T::Clock::now();
		let mut counted = 0u32;
		for (id, auction) in Auctions::<T>::iter() {
			let holder = T::Ledger::holder(id).ok_or("an auction without a portfolio")?;
			ensure!(!holder.active, "a flagged portfolio is not frozen");
			ensure!(!auction.received.is_negative(), "an auction received less than nothing");
			ensure!(!auction.fee.is_negative(), "a fee is below zero");
			ensure!(
				auction.flagged_at <= auction.seen_at && auction.seen_at <= now,
				"an auction was looked at in the future"
			);
			let passed = now.saturating_sub(auction.flagged_at);
			ensure!(auction.active_ms <= passed, "a clock ran ahead");
			counted = counted.saturating_add(1);
		}
		ensure!(counted == Auctions::<T>::count(), "the number of auctions is wrong");
		Ok(())
	}

	/// 6. The need is the sum of what insolvent auctions need, and nothing else counts.
	fn check_need() -> Result<(), TryRuntimeError> {
		let mut sum = Cash::ZERO;
		for (_, auction) in Auctions::<T>::iter() {
			ensure!(!auction.need.is_negative(), "a need is below zero");
			ensure!(
				auction.need.is_zero() || auction.phase == Phase::Selling(Stage::Insolvent),
				"a solvent auction needs something"
			);
			sum = sum.checked_add(auction.need).ok_or("needs overflow")?;
		}
		ensure!(Need::<T>::get() == sum, "the need is not the sum of needs");
		Ok(())
	}

	/// 7. Bids belong to auctions, stand in order, one of each bidder, with sane shares.
	fn check_bids() -> Result<(), TryRuntimeError> {
		for (id, bids) in BidsOf::<T>::iter() {
			ensure!(Auctions::<T>::contains_key(id), "bids without an auction");
			ensure!(!bids.is_empty(), "an empty list of bids is kept");
			let bidders: BTreeSet<_> = bids.iter().map(|bid| bid.bidder).collect();
			ensure!(bidders.len() == bids.len(), "a bidder has two bids");
			let sane = |share: Fixed| (LEAST_SHARE..=Fixed::ONE).contains(&share);
			ensure!(bids.iter().all(|bid| sane(bid.share)), "a bid's share is out of range");
			let in_order = bids.windows(2).all(|pair| match pair {
				[a, b] => a.is_before(b),
				_ => true,
			});
			ensure!(in_order, "bids are not in order");
		}
		Ok(())
	}
}
