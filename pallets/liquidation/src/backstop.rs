// SPDX-License-Identifier: Apache-2.0
//! The first bid: what stands behind an insolvent portfolio takes its share before anybody else, for what
//! the share owes and nothing on top.

use crate::{
	fill::{Deal, Sale},
	pallet::*,
	step::Step,
	Auction, Backstop, Health, Ledger, Risk, LEAST_SHARE,
};
use polkadot_sdk::frame_support::{storage::with_storage_layer, weights::Weight};
use tenor_fixed::{Cash, Fixed, E18};
use tenor_liquidation::{payout_floor, Payout, Stage};
use tenor_series::PortfolioId;

/// How often a share that the backer's margin refuses is halved and tried again, and the first try: an
/// offer is read off the margin of the whole, which is not that of a part in another book.
const BACKSTOP_TRIES: u32 = 4;
const HALF: Fixed = Fixed::from_e18(E18 / 2);

impl<T: Config> Pallet<T> {
	/// Has the backstop take what it offers to. A look at it that leads to nothing leaves the weight of one
	/// fill: where the meter does not reach for both, bidders come first in this block, and never wait for
	/// a backstop that is too much to value.
	pub(crate) fn back(
		id: PortfolioId,
		sold: &Health,
		auction: &mut Auction,
		sale: &mut Sale,
		step: &mut Step<'_, T>,
	) {
		let asked = T::Backstop::weight();
		let spare = Self::fill_base().saturating_add(T::Risk::least_step());
		if sale.stage != Stage::Insolvent || !step.meter.can_consume(asked.saturating_add(spare)) {
			return;
		}
		step.meter.consume(asked);
		let Some(backer) = T::Backstop::behind(id).filter(|backer| backer.portfolio != id) else {
			return;
		};
		let base = Self::fill_base().saturating_add(spare);
		let Some(mut share) = Self::offer(&backer, sold, sale, base, step) else { return };
		for tries_left in (0..BACKSTOP_TRIES).rev() {
			let Some(deal) = Self::first_deal(share, sold, step) else { return };
			if !Self::reaches(id, backer.portfolio, base, step) {
				return;
			}
			let settled = step.metered(Self::fill_cost(true), |risk| {
				with_storage_layer(|| {
					Self::settle(id, backer.portfolio, &deal, auction, sale, risk)
				})
			});
			let error = match settled {
				Ok(received) => {
					T::Backstop::taken(&backer, share, &sale.standing);
					Self::note_fill(id, backer.portfolio, &deal, received, auction, sale);
					return;
				}
				Err(error) => error,
			};
			let half = share.mul_floor(HALF).unwrap_or_default();
			if tries_left == 0 || half < LEAST_SHARE {
				let backer = backer.portfolio;
				let refused = Event::BackstopRefused { portfolio: id, backer, share, error };
				Self::deposit_event(refused);
				return;
			}
			share = half;
		}
	}

	/// The share that the backer offers to take, at least [`LEAST_SHARE`]; `None` if less, or if it is not
	/// known how the backer stands.
	fn offer(
		backer: &crate::Backer,
		sold: &Health,
		sale: &Sale,
		base: Weight,
		step: &mut Step<'_, T>,
	) -> Option<Fixed> {
		let holder = T::Ledger::holder(backer.portfolio).filter(|holder| holder.active)?;
		if !Self::can_look(backer.portfolio, holder.expiries, false, base, step) {
			return None;
		}
		let own = step.metered(Weight::zero(), |risk| risk.standing(backer.portfolio));
		let own = own.ok().filter(|own| own.fresh)?;
		let share = T::Backstop::offer_floor(backer, &own, sold).min(sale.available);
		(share >= LEAST_SHARE).then_some(share)
	}

	/// What the fund pays for a share: what it owes.
	fn first_deal(share: Fixed, sold: &Health, step: &Step<'_, T>) -> Option<Deal> {
		let ramp = step.params.payout_ramp_ms;
		let paid = payout_floor(share, sold.standing.equity, sold.standing.maintenance, 0, ramp)?;
		let payout = Payout { loss: paid.loss, premium: Cash::ZERO };
		Some(Deal { share, cost: Cash::ZERO, payout })
	}
}
