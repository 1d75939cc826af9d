// SPDX-License-Identifier: Apache-2.0
//! What time does: looks at every auction once per block, as far as the meter reaches.

use crate::{
	pallet::*, weights::WeightInfo, Auction, Health, Ledger, Orders, Outcome, Phase, Risk,
	ORDERS_PER_VISIT,
};
use polkadot_sdk::{
	frame_support::{
		storage::with_storage_layer,
		traits::Time,
		weights::{Weight, WeightMeter},
	},
	sp_runtime::{DispatchError, DispatchResult},
};
use tenor_fixed::Cash;
use tenor_liquidation::{
	buffer_floor, counted_ms, fee_ceil, verdict, Params, Stage, Standing, Verdict,
};
use tenor_series::PortfolioId;

/// One step's view and what it has cost so far.
pub(crate) struct Step<'a, T: Config> {
	pub(crate) risk: T::Risk,
	pub(crate) params: Params,
	pub(crate) meter: &'a mut WeightMeter,
}

impl<T: Config> Step<'_, T> {
	/// Does a piece of work and charges what the view says it was, at most what was asked for it.
	pub(crate) fn metered<R>(&mut self, base: Weight, work: impl FnOnce(&mut T::Risk) -> R) -> R {
		let before = self.risk.consumed();
		let result = work(&mut self.risk);
		let spent = self.risk.consumed().saturating_sub(before);
		self.meter.consume(base.saturating_add(spent));
		result
	}
}

impl<T: Config> Pallet<T> {
	/// Engine step: advances clocks, takes fees, fills bids, ends what is over; in the order of storage
	/// from where it stopped, each auction once. One that can't go on does not hold the others up.
	///
	/// The engine runs before the extrinsics of its block: every bid it finds is of an earlier one.
	pub fn process_liquidation(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::process_liquidation_base()).is_err() {
			return;
		}
		Self::flag_overdue(meter);
		let total = Auctions::<T>::count();
		if total == 0 {
			return;
		}
		let (risk, params) = (T::Risk::begin(), Parameters::<T>::get());
		let mut step = Step::<T> { risk, params, meter };
		let mut cursor = Cursor::<T>::get();
		for place in 0..total {
			if !step.meter.can_consume(T::WeightInfo::next_auction()) {
				break;
			}
			let Some((id, auction)) = Self::next_behind(cursor) else { break };
			step.meter.consume(T::WeightInfo::next_auction());
			// The first had the whole meter: what is too much even so must not keep the others waiting.
			if !Self::visit(id, auction, &mut step) && place > 0 {
				break;
			}
			cursor = Some(id);
		}
		if let Some(id) = cursor {
			Cursor::<T>::put(id);
		}
	}

	/// Looks at one portfolio that owes cash, the next one in every block, and freezes it if its debt is
	/// overdue.
	pub(crate) fn flag_overdue(meter: &mut WeightMeter) {
		if !meter.can_consume(Self::overdue_weight()) {
			return;
		}
		meter.consume(T::WeightInfo::flag_overdue());
		let last = DebtCursor::<T>::get();
		let next = T::Ledger::next_debtor(last);
		if next != last {
			DebtCursor::<T>::set(next);
		}
		let Some(id) = next else { return };
		meter.consume(T::Ledger::debtor_weight());
		if !T::Ledger::is_overdue(id) {
			return;
		}
		meter.consume(T::WeightInfo::freeze());
		if let Err(error) = Self::unsafe_found(id) {
			Self::deposit_event(Event::AuctionSkipped { portfolio: id, error });
		}
	}

	/// Worst-case weight of [`Self::flag_overdue`].
	pub(crate) fn overdue_weight() -> Weight {
		T::WeightInfo::flag_overdue()
			.saturating_add(T::Ledger::debtor_weight())
			.saturating_add(T::WeightInfo::freeze())
	}

	/// The least weight with which [`Self::process_liquidation`] makes progress: one auction looked at,
	/// one bid filled.
	pub fn process_liquidation_least() -> Weight {
		T::WeightInfo::process_liquidation_base()
			.saturating_add(Self::overdue_weight())
			.saturating_add(T::WeightInfo::next_auction())
			.saturating_add(Self::look_base())
			.saturating_add(Self::fill_base())
			.saturating_add(T::Risk::least_step())
	}

	/// A look, without what the view computes.
	fn look_base() -> Weight {
		T::WeightInfo::visit().saturating_add(Self::turn_weight())
	}

	/// The end of an auction, and what an owner who wanted it is paid.
	pub(crate) fn end_weight() -> Weight {
		T::WeightInfo::end_auction().saturating_add(T::Ledger::payout_weight())
	}

	/// Where a phase begins or ends: a fee or a write-off, and the end of an auction.
	fn turn_weight() -> Weight {
		Self::end_weight()
			.saturating_add(T::Ledger::charge_weight())
			.saturating_add(T::Ledger::debtor_weight())
	}

	/// A fill, without what the view computes, and the end that may follow.
	pub(crate) fn fill_base() -> Weight {
		Self::fill_cost(true).saturating_add(Self::end_weight())
	}

	/// A fill, without what the view computes.
	pub(crate) fn fill_cost(pays: bool) -> Weight {
		let paid = if pays { T::Ledger::pay_insured_weight() } else { Weight::zero() };
		T::WeightInfo::fill().saturating_add(T::Ledger::take_over_weight()).saturating_add(paid)
	}

	/// The auction behind `cursor` in storage, or the first.
	fn next_behind(cursor: Option<PortfolioId>) -> Option<(PortfolioId, Auction)> {
		let behind = cursor
			.and_then(|id| Auctions::<T>::iter_from(Auctions::<T>::hashed_key_for(id)).next());
		behind.or_else(|| Auctions::<T>::iter().next())
	}

	/// Looks at one auction. False if the meter does not reach for all of it: then it is the next
	/// block's first, unless it was that already.
	fn visit(id: PortfolioId, mut auction: Auction, step: &mut Step<'_, T>) -> bool {
		let expiries = T::Ledger::holder(id).map_or(0, |holder| holder.expiries);
		let exit = auction.is_exit();
		if !Self::can_look(id, expiries, exit, Self::look_base(), step) {
			return false;
		}
		let was = auction.phase;
		let health = step.metered(T::WeightInfo::visit(), |risk| {
			with_storage_layer(|| Self::health(id, exit, risk))
		});
		let gone_on = match health {
			Ok(health) if health.fresh => {
				with_storage_layer(|| Self::go_on(id, &mut auction, &health, &step.params))
			}
			// Not known, or not to be acted on: its clock stands.
			Ok(_) | Err(_) => {
				auction.seen_at = T::Clock::now();
				Auctions::<T>::insert(id, auction);
				Ok(None)
			}
		};
		if auction.phase != was || !matches!(gone_on, Ok(Some(_))) {
			step.meter.consume(Self::turn_weight());
		}
		let complete = match gone_on {
			Ok(Some(stands)) => Self::fill_bids(id, &mut auction, &stands, step),
			Ok(None) => true,
			Err(error) => {
				Self::deposit_event(Event::AuctionSkipped { portfolio: id, error });
				true
			}
		};
		Self::cancel_orders(id, step);
		complete
	}

	/// How a portfolio stands; for an exit, and its positions by themselves.
	pub(crate) fn health(
		id: PortfolioId,
		exit: bool,
		risk: &mut T::Risk,
	) -> Result<Health, DispatchError> {
		let health = risk.standing(id)?;
		// Without positions there is nothing to value.
		let worth = if exit && health.standing.positions { Some(risk.worth(id)?) } else { None };
		Ok(Health { worth, ..health })
	}

	/// Whether the meter reaches for a look at a portfolio, and at its positions by themselves for an exit, and
	/// `base` besides.
	pub(crate) fn can_look(
		id: PortfolioId,
		expiries: u32,
		exit: bool,
		base: Weight,
		step: &mut Step<'_, T>,
	) -> bool {
		if !step.meter.can_consume(base.saturating_add(T::Risk::prepare_weight(0, expiries))) {
			return false;
		}
		let look = step.metered(Weight::zero(), |risk| risk.standing_weight(id));
		let looks = if exit { look.saturating_mul(2) } else { look };
		step.meter.can_consume(base.saturating_add(looks))
	}

	/// Advances the clock and does what the verdict asks. Returns how the portfolio stands if it is to
	/// be sold from, after what was charged.
	pub(crate) fn go_on(
		id: PortfolioId,
		auction: &mut Auction,
		health: &Health,
		params: &Params,
	) -> Result<Option<Health>, DispatchError> {
		let now = T::Clock::now();
		let counted = counted_ms(params, auction.seen_at, now, true);
		auction.active_ms = auction.active_ms.saturating_add(counted);
		auction.seen_at = now;
		auction.note_book(health.book);
		let mut standing = health.standing;
		let safe_before = matches!(auction.phase, Phase::Selling(Stage::Debt | Stage::Exit));
		if safe_before && standing.maintenance.is_negative() && !standing.covered {
			// A debt or a wish no more: from now on it is sold as whoever is unsafe.
			auction.phase = Phase::Flagged;
		}
		if auction.phase == Phase::Flagged && !Self::open(id, auction, &mut standing, params)? {
			return Ok(None);
		}
		let Phase::Selling(stage) = auction.phase else { return Ok(None) };
		let found = verdict(stage, &standing, auction.received, auction.active_ms, params);
		match found.ok_or(Error::<T>::Overflow)? {
			Verdict::Continue => {}
			Verdict::Restart => {
				auction.start(stage);
				Self::deposit_event(Event::AuctionRestarted { portfolio: id });
			}
			Verdict::TurnInsolvent => {
				auction.start(Stage::Insolvent);
				let Standing { equity, maintenance, .. } = standing;
				Self::deposit_event(Event::TurnedInsolvent { portfolio: id, equity, maintenance });
			}
			Verdict::Safe => return Self::end(id, Outcome::Safe).map(|()| None),
			Verdict::Sold => return Self::end(id, Self::sold(stage)).map(|()| None),
			Verdict::WriteOff => {
				T::Ledger::write_off(id)?;
				return Self::end(id, Outcome::WrittenOff).map(|()| None);
			}
		}
		let health = Health { standing, ..*health };
		Self::note_terms(auction, &health, params)?;
		Self::store(id, auction, &standing)?;
		Ok(Some(health))
	}

	/// How an auction ends that has sold everything.
	pub(crate) fn sold(stage: Stage) -> Outcome {
		if stage == Stage::Exit {
			Outcome::Exited
		} else {
			Outcome::Sold
		}
	}

	/// The second look of a flagged portfolio: false if it was safe after all and is free again. Else
	/// the fee is taken, and the standing is that after it.
	fn open(
		id: PortfolioId,
		auction: &mut Auction,
		standing: &mut Standing,
		params: &Params,
	) -> Result<bool, DispatchError> {
		let Standing { equity, maintenance, .. } = *standing;
		let safe = Self::first_stage(standing) == Stage::Debt;
		if safe && !T::Ledger::is_overdue(id) {
			Self::end(id, Outcome::Safe)?;
			return Ok(false);
		}
		let buffer = buffer_floor(equity, maintenance, params.buffer);
		let fee = buffer.and_then(|buffer| fee_ceil(equity, buffer, params.fee_rate));
		// For a debt there is none.
		let fee = if safe { Cash::ZERO } else { fee.ok_or(Error::<T>::Overflow)? };
		if fee.is_positive() {
			T::Ledger::charge(id, fee)?;
			let less = |value: Cash| value.checked_sub(fee).ok_or(Error::<T>::Overflow);
			standing.equity = less(equity)?;
			standing.maintenance = less(maintenance)?;
			standing.cash = less(standing.cash)?;
		}
		let stage = Self::first_stage(standing);
		auction.start(stage);
		auction.fee = fee;
		let version = auction.version;
		Self::deposit_event(Event::AuctionOpened {
			portfolio: id,
			stage,
			equity,
			maintenance,
			fee,
			version,
		});
		Ok(true)
	}

	/// By which rule a portfolio is sold first; one that is safe for its debt only.
	pub(crate) fn first_stage(standing: &Standing) -> Stage {
		if standing.holds && (standing.covered || !standing.maintenance.is_negative()) {
			Stage::Debt
		} else if standing.equity.is_positive() {
			Stage::Solvent
		} else {
			Stage::Insolvent
		}
	}

	/// Notes the price that bidders are told.
	fn note_terms(auction: &mut Auction, health: &Health, params: &Params) -> DispatchResult {
		let Health { standing, worth, .. } = health;
		let buffer = buffer_floor(standing.equity, standing.maintenance, params.buffer);
		let terms =
			buffer.and_then(|buffer| auction.terms(standing, buffer, worth.as_ref(), params));
		auction.price = terms.ok_or(Error::<T>::Overflow)?.price;
		Ok(())
	}

	/// Writes an auction, and what it needs into the sum.
	pub(crate) fn store(
		id: PortfolioId,
		auction: &mut Auction,
		standing: &Standing,
	) -> DispatchResult {
		let need = if auction.phase == Phase::Selling(Stage::Insolvent) {
			Cash::ZERO.checked_sub(standing.maintenance).ok_or(Error::<T>::Overflow)?
		} else {
			Cash::ZERO
		};
		Self::shift_need(auction.need, need.max(Cash::ZERO))?;
		auction.need = need.max(Cash::ZERO);
		Auctions::<T>::insert(id, *auction);
		Ok(())
	}

	fn shift_need(from: Cash, to: Cash) -> DispatchResult {
		if from != to {
			let need = Need::<T>::get().checked_sub(from).and_then(|rest| rest.checked_add(to));
			Need::<T>::put(need.ok_or(Error::<T>::Overflow)?);
		}
		Ok(())
	}

	/// Ends an auction: the portfolio is free, its bids are gone, and it needs nothing any more.
	pub(crate) fn end(id: PortfolioId, outcome: Outcome) -> DispatchResult {
		let need = Auctions::<T>::take(id).map_or(Cash::ZERO, |auction| auction.need);
		Self::shift_need(need, Cash::ZERO)?;
		BidsOf::<T>::remove(id);
		T::Ledger::release(id)?;
		Self::deposit_event(Event::AuctionEnded { portfolio: id, outcome });
		if outcome == Outcome::Exited {
			Self::pay_out(id);
		}
		Ok(())
	}

	/// Ends some orders of a frozen portfolio with what the meter has left: they can't fill meanwhile.
	fn cancel_orders(id: PortfolioId, step: &mut Step<'_, T>) {
		let Some(mut auction) = Auctions::<T>::get(id).filter(|auction| auction.orders) else {
			return;
		};
		let ended = T::Orders::open(id).min(ORDERS_PER_VISIT);
		if step.meter.try_consume(T::Orders::cancel_weight(ended)).is_ok() {
			auction.orders = T::Orders::cancel_some(id, ORDERS_PER_VISIT);
			Auctions::<T>::insert(id, auction);
		}
	}
}
