// SPDX-License-Identifier: Apache-2.0
//! Bids: the highest limit first, equal ones pro rata, all at the price of the clock.

use crate::{
	pallet::*, step::Step, Auction, Bid, Bids, DropReason, Health, Ledger, Outcome, Phase,
	Premiums, Risk,
};
use polkadot_sdk::{
	frame_support::{ensure, storage::with_storage_layer, traits::Time, weights::Weight},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::{
	buffer_floor, claim_floor, cost_ceil, of_rest_ceil, payout_floor, verdict, Payout, Stage,
	Standing, Verdict,
};
use tenor_series::PortfolioId;

/// What is left to sell of a portfolio as it stood when the step looked at it.
pub(crate) struct Sale {
	pub(crate) stage: Stage,
	pub(crate) standing: Standing,
	factor: Fixed,
	/// Cash received when it was looked at, e8.
	received: Cash,
	/// What the whole costs, e8.
	price: Cash,
	/// Of the whole, what is still there.
	left: Fixed,
	/// Of the whole, what may still be sold.
	pub(crate) available: Fixed,
}

/// What a share costs, and what the fund pays for it.
#[derive(Clone, Copy)]
pub(crate) struct Deal {
	pub(crate) share: Fixed,
	pub(crate) cost: Cash,
	pub(crate) payout: Payout,
}

impl<T: Config> Pallet<T> {
	/// Fills bids, behind what a backstop takes. False if the meter did not reach for all that could fill.
	pub(crate) fn fill_bids(
		id: PortfolioId,
		auction: &mut Auction,
		health: &Health,
		step: &mut Step<'_, T>,
	) -> bool {
		let bids = BidsOf::<T>::get(id);
		let Some(mut sale) = Self::sale(auction, health, step) else { return true };
		Self::back(id, health, auction, &mut sale, step);
		let (before, mut kept, mut complete) = (bids.len(), Bids::default(), true);
		for (place, bid) in bids.iter().enumerate() {
			if bid.expected_version.is_some_and(|version| version != auction.version) {
				Self::drop_bid(id, bid.bidder, DropReason::VersionChanged);
				continue;
			}
			let fits = complete && bid.limit >= sale.price && sale.available.is_positive();
			let deal = if fits { Self::deal(&bids, place, auction, &sale, step) } else { None };
			let Some(deal) = deal else {
				Self::keep(&mut kept, *bid);
				continue;
			};
			if !Self::reaches(id, bid.bidder, Self::fill_base(), step) {
				complete = false;
				Self::keep(&mut kept, *bid);
				continue;
			}
			let base = Self::fill_cost(deal.payout != Payout::default());
			let settled = step.metered(base, |risk| {
				with_storage_layer(|| Self::settle(id, bid.bidder, &deal, auction, &sale, risk))
			});
			match settled {
				Ok(received) => {
					Self::note_fill(id, bid.bidder, &deal, received, auction, &mut sale)
				}
				Err(error) => Self::drop_bid(id, bid.bidder, DropReason::Refused(error)),
			}
		}
		if kept.len() < before {
			Self::put_bids(id, kept);
		}
		if sale.left < Fixed::ONE {
			Self::after_fills(id, auction, &sale, step);
		}
		complete
	}

	fn keep(kept: &mut Bids, bid: Bid) {
		// A part of a list that fits.
		if kept.try_push(bid).is_err() {
			polkadot_sdk::frame_support::defensive!("no more bids than there were");
		}
	}

	pub(crate) fn sale(auction: &Auction, health: &Health, step: &Step<'_, T>) -> Option<Sale> {
		let Health { standing, worth, .. } = health;
		let Phase::Selling(stage) = auction.phase else { return None };
		let buffer = buffer_floor(standing.equity, standing.maintenance, step.params.buffer)?;
		let terms = auction.terms(standing, buffer, worth.as_ref(), &step.params)?;
		Some(Sale {
			stage,
			standing: *standing,
			factor: terms.factor,
			received: auction.received,
			price: terms.price,
			left: Fixed::ONE,
			available: terms.share.min(Fixed::ONE),
		})
	}

	/// Whether the meter reaches for a share moved to this bidder, and `base` besides.
	pub(crate) fn reaches(
		id: PortfolioId,
		bidder: PortfolioId,
		base: Weight,
		step: &mut Step<'_, T>,
	) -> bool {
		let of = |id| T::Ledger::holder(id).map_or(0, |holder| holder.expiries);
		let prepare = T::Risk::prepare_weight(of(id), of(bidder));
		if !step.meter.can_consume(base.saturating_add(prepare)) {
			return false;
		}
		let take = step.metered(Weight::zero(), |risk| risk.take_weight(id, bidder));
		step.meter.can_consume(base.saturating_add(take))
	}

	/// What the bid at a place gets; `None` if nothing, or not at its limit.
	pub(crate) fn deal(
		bids: &[Bid],
		place: usize,
		auction: &Auction,
		sale: &Sale,
		step: &Step<'_, T>,
	) -> Option<Deal> {
		let (bid, behind) = bids.get(place..)?.split_first()?;
		let counts = |other: &&Bid| {
			other.limit == bid.limit
				&& other.expected_version.is_none_or(|version| version == auction.version)
		};
		let others = Fixed::checked_sum(behind.iter().filter(counts).map(|other| other.share))?;
		let share = claim_floor(sale.available, bid.share, others)?;
		if !share.is_positive() {
			return None;
		}
		let Standing { equity, maintenance, .. } = sale.standing;
		if sale.stage == Stage::Exit {
			let cost = sale.price.mul_ceil(share)?;
			return Some(Deal { share, cost, payout: Payout::default() });
		}
		if sale.stage != Stage::Insolvent {
			let cost = cost_ceil(share, equity, sale.received, sale.factor)?;
			return Some(Deal { share, cost, payout: Payout::default() });
		}
		let (clock, ramp) = (auction.active_ms, step.params.payout_ramp_ms);
		let mut payout = payout_floor(share, equity, maintenance, clock, ramp)?;
		payout.premium = payout.premium.min(Self::premiums().room(&step.params));
		let cost = Cash::ZERO.checked_sub(payout.total()?)?;
		// The caps may leave less than he asks for.
		(cost <= bid.limit.mul_ceil(share)?).then_some(Deal { share, cost: Cash::ZERO, payout })
	}

	pub(crate) fn premiums() -> Premiums<BlockNumberFor<T>> {
		Paid::<T>::get().at(frame_system::Pallet::<T>::block_number(), T::Clock::now())
	}

	/// Moves a share and its money, all or nothing. Returns the cash received with it.
	pub(crate) fn settle(
		id: PortfolioId,
		bidder: PortfolioId,
		deal: &Deal,
		auction: &Auction,
		sale: &Sale,
		risk: &mut T::Risk,
	) -> Result<Cash, DispatchError> {
		ensure!(id != bidder, Error::<T>::BidderFrozen);
		let Deal { share, cost, payout } = *deal;
		let of_rest = of_rest_ceil(share, sale.left).ok_or(Error::<T>::Overflow)?;
		let paid = payout.total().ok_or(Error::<T>::Overflow)?;
		if paid.is_positive() {
			T::Ledger::pay_insured(bidder, paid)?;
		}
		if payout.premium.is_positive() {
			let premiums = Self::premiums().with(payout.premium);
			Paid::<T>::put(premiums.ok_or(Error::<T>::Overflow)?);
		}
		let received = if sale.stage == Stage::Exit {
			Self::pay_for_exit(id, bidder, cost)?;
			// Its cash is not for sale.
			auction.received
		} else {
			T::Ledger::take_over(id, bidder, of_rest, cost, auction.received)?;
			auction.received.checked_add(cost).ok_or(Error::<T>::Overflow)?
		};
		risk.move_share(id, bidder, of_rest)?;
		risk.ensure_carries(bidder)?;
		Ok(received)
	}

	pub(crate) fn note_fill(
		id: PortfolioId,
		bidder: PortfolioId,
		deal: &Deal,
		received: Cash,
		auction: &mut Auction,
		sale: &mut Sale,
	) {
		let Deal { share, cost, payout: Payout { loss, premium } } = *deal;
		auction.received = received;
		auction.sold_at = Some(T::Clock::now());
		// A share is at most what is available, and that at most what is left.
		sale.left = sale.left.saturating_sub(share);
		sale.available = sale.available.saturating_sub(share);
		Self::deposit_event(Event::BidFilled { portfolio: id, bidder, share, cost, loss, premium });
	}

	/// Looks again at what was sold from, so that a portfolio that is safe again is free in the same
	/// block. What can't be looked at now is looked at in the next one.
	fn after_fills(id: PortfolioId, auction: &mut Auction, sale: &Sale, step: &mut Step<'_, T>) {
		// What was received stays on record whatever follows.
		Auctions::<T>::insert(id, *auction);
		let ended = with_storage_layer(|| Self::conclude(id, auction, sale, step));
		if let Err(error) = ended {
			Self::deposit_event(Event::AuctionSkipped { portfolio: id, error });
		}
	}

	fn conclude(
		id: PortfolioId,
		auction: &mut Auction,
		sale: &Sale,
		step: &mut Step<'_, T>,
	) -> DispatchResult {
		let expiries = T::Ledger::holder(id).map_or(0, |holder| holder.expiries);
		if !Self::can_look(id, expiries, false, Weight::zero(), step) {
			return Ok(());
		}
		let health = step.metered(Weight::zero(), |risk| risk.standing(id))?;
		let standing = health.standing;
		let found =
			verdict(sale.stage, &standing, auction.received, auction.active_ms, &step.params);
		let found = found.ok_or(Error::<T>::Overflow)?;
		if matches!(found, Verdict::Sold | Verdict::Safe)
			&& step.meter.try_consume(Self::end_weight()).is_err()
		{
			return Ok(());
		}
		match found {
			Verdict::Sold => Self::end(id, Self::sold(sale.stage)),
			Verdict::Safe => Self::end(id, Outcome::Safe),
			_ => {
				auction.note_book(health.book);
				Self::store(id, auction, &standing)
			}
		}
	}
}
