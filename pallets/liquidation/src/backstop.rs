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
use tenor_fixed::Cash;
use tenor_liquidation::{payout_floor, Payout, Stage};
use tenor_series::PortfolioId;

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
		let Some(deal) = Self::first_deal(&backer, sold, sale, spare, step) else { return };
		if !Self::reaches(id, backer.portfolio, step) {
			return;
		}
		let share = deal.share;
		let settled = step.metered(Self::fill_cost(true), |risk| {
			with_storage_layer(|| Self::settle(id, backer.portfolio, &deal, auction, sale, risk))
		});
		match settled {
			Ok(received) => {
				T::Backstop::taken(&backer, share, &sale.standing);
				Self::note_fill(id, backer.portfolio, &deal, received, auction, sale);
			}
			Err(error) => Self::deposit_event(Event::BackstopRefused {
				portfolio: id,
				backer: backer.portfolio,
				share,
				error,
			}),
		}
	}

	/// What the backer takes, and what the fund pays it; `None` if nothing, or if it is not known how the
	/// backer stands.
	fn first_deal(
		backer: &crate::Backer,
		sold: &Health,
		sale: &Sale,
		spare: Weight,
		step: &mut Step<'_, T>,
	) -> Option<Deal> {
		let holder = T::Ledger::holder(backer.portfolio).filter(|holder| holder.active)?;
		let base = Self::fill_base().saturating_add(spare);
		if !Self::can_look(backer.portfolio, holder.expiries, base, step) {
			return None;
		}
		let own = step.metered(Weight::zero(), |risk| risk.standing(backer.portfolio));
		let own = own.ok().filter(|own| own.fresh)?;
		let share = T::Backstop::offer_floor(backer, &own, sold).min(sale.available);
		if share < LEAST_SHARE {
			return None;
		}
		let ramp = step.params.payout_ramp_ms;
		let paid = payout_floor(share, sold.standing.equity, sold.standing.maintenance, 0, ramp)?;
		let payout = Payout { loss: paid.loss, premium: Cash::ZERO };
		Some(Deal { share, cost: Cash::ZERO, payout })
	}
}
