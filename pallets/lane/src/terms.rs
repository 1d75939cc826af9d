// SPDX-License-Identifier: Apache-2.0
//! Lanes, who runs them, and what ends that. What time does is in [`Pallet::process_block`].

use crate::{
	pallet::*, Bonds, IndexAt, Instant, Lane, Limits, Market, Offence, Reason, Seen, Stamp,
	Standby, Status, Term, WeightInfo, RING,
};
use codec::{Decode, Encode};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{Get, Time},
		weights::Weight,
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::{
		traits::{SaturatedConversion, Zero},
		DispatchError,
	},
};
use tenor_fixed::Cash;
use tenor_lane::{first_head, is_sound, Domain, Epoch, Hash, Key, LaneId, Message, Rules, Trie};
use tenor_series::{Moment, UnderlyingId};

impl<T: Config> Pallet<T> {
	/// The number of the present block.
	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Chain time, ms.
	pub(crate) fn now() -> Moment {
		T::Clock::now()
	}

	/// Where a signature for a sequencer is good.
	pub(crate) fn domain(lane: LaneId, epoch: Epoch) -> Domain {
		let first = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		// A chain with hashes of another length can't be: the runtime's are H256.
		let genesis = Hash::decode(&mut &first.encode()[..]).unwrap_or_default();
		Domain { genesis, lane, epoch }
	}

	pub(crate) fn lane_of(lane: LaneId) -> Result<Lane, DispatchError> {
		Lanes::<T>::get(lane).ok_or_else(|| Error::<T>::UnknownLane.into())
	}

	pub(crate) fn do_open_lane() -> DispatchResult {
		let lane = NextLane::<T>::get();
		ensure!(lane < T::Limits::get().lanes, Error::<T>::LanesFull);
		NextLane::<T>::put(lane.saturating_add(1));
		Lanes::<T>::insert(lane, Lane::vacant());
		Self::deposit_event(Event::LaneOpened { lane });
		Ok(())
	}

	pub(crate) fn do_set_rules(
		lane: LaneId,
		underlying: UnderlyingId,
		rules: Rules,
	) -> DispatchResult {
		let mut record = Self::lane_of(lane)?;
		ensure!(is_sound(&rules), Error::<T>::RulesOutOfRange);
		Underlyings::<T>::try_mutate(|known| {
			if known.contains(&underlying) {
				return Ok(());
			}
			known.try_push(underlying).map_err(|_| Error::<T>::UnderlyingsFull)
		})?;
		let seen = Markets::<T>::get(lane, underlying).and_then(|market| market.seen);
		Markets::<T>::insert(lane, underlying, Market { rules, seen });
		if record.status != Status::Vacant {
			Self::push(lane, &mut record, Message::Rules { underlying, rules });
			Lanes::<T>::insert(lane, record);
		}
		Self::deposit_event(Event::RulesSet { lane, underlying, rules });
		Ok(())
	}

	pub(crate) fn do_register(who: T::AccountId, lane: LaneId, key: Key) -> DispatchResult {
		let mut record = Self::lane_of(lane)?;
		let bond = T::Limits::get().bond;
		let waits = Standbys::<T>::get(lane).iter().any(|standby| standby.who == who);
		let runs = record.status != Status::Vacant
			&& Terms::<T>::get((lane, record.epoch)).is_some_and(|term| term.sequencer == who);
		ensure!(!waits && !runs, Error::<T>::AlreadyStandby);
		let bond = T::Bonds::take(&who, bond)?;
		let standby = Standby { who, key, bond };
		Self::deposit_event(Event::StandbyJoined { lane, who: standby.who.clone(), key, bond });
		if record.status == Status::Vacant {
			Self::begin_term(lane, &mut record, standby);
			Lanes::<T>::insert(lane, record);
			return Ok(());
		}
		Standbys::<T>::try_mutate(lane, |queue| queue.try_push(standby))
			.map_err(|_| Error::<T>::StandbysFull.into())
	}

	pub(crate) fn do_unregister(who: &T::AccountId, lane: LaneId) -> DispatchResult {
		let standby = Standbys::<T>::try_mutate(lane, |queue| {
			let at = queue.iter().position(|standby| standby.who == *who);
			at.map(|at| queue.remove(at)).ok_or(Error::<T>::NotStandby)
		})?;
		Self::return_bond(who, standby.bond)?;
		Self::deposit_event(Event::StandbyLeft { lane, who: standby.who, bond: standby.bond });
		Ok(())
	}

	pub(crate) fn do_resign(who: &T::AccountId, lane: LaneId) -> DispatchResult {
		let mut record = Self::lane_of(lane)?;
		ensure!(record.status == Status::Active, Error::<T>::LaneNotActive);
		let term = Terms::<T>::get((lane, record.epoch)).ok_or(Error::<T>::UnknownTerm)?;
		ensure!(term.sequencer == *who, Error::<T>::NotSequencer);
		let tail = T::Limits::get().tail;
		Self::wind(lane, &mut record, tail, Reason::Resigned);
		Lanes::<T>::insert(lane, record);
		Ok(())
	}

	pub(crate) fn do_freeze(lane: LaneId) -> DispatchResult {
		let mut record = Self::lane_of(lane)?;
		ensure!(record.status == Status::Active, Error::<T>::LaneNotActive);
		let limits = T::Limits::get();
		let reason = Self::lateness(lane, &record, &limits).ok_or(Error::<T>::NotLate)?;
		Self::wind(lane, &mut record, limits.tail, reason);
		Lanes::<T>::insert(lane, record);
		Ok(())
	}

	/// Why an active lane can be frozen, if it can.
	fn lateness(lane: LaneId, record: &Lane, limits: &Limits) -> Option<Reason> {
		let block = Self::block();
		let over = |since: u32, most: u32| block.saturating_sub(since) > most;
		if over(record.last_batch, limits.silence) {
			return Some(Reason::Silent);
		}
		let oldest = Inbox::<T>::get(lane, record.inbox_first)?;
		over(oldest.block, limits.inbox_deadline).then_some(Reason::InboxOverdue)
	}

	/// Ends a sequencer's time in so many blocks. The caller stores the lane.
	pub(crate) fn wind(lane: LaneId, record: &mut Lane, tail: u32, reason: Reason) {
		let until = Self::block().saturating_add(tail);
		record.status = Status::Winding { until, reason };
		Self::deposit_event(Event::LaneFrozen { lane, epoch: record.epoch, until, reason });
	}

	/// Slashes a sequencer, once: the reporter's share is paid, the rest waits for claims. Ends its time at
	/// once if it is not over. The caller stores the term.
	pub(crate) fn slash(
		lane: LaneId,
		epoch: Epoch,
		term: &mut Term<T::AccountId>,
		offence: Offence,
		reporter: Option<&T::AccountId>,
	) -> DispatchResult {
		ensure!(term.offence.is_none(), Error::<T>::AlreadySlashed);
		term.offence = Some(offence);
		let mut reward = Cash::ZERO;
		if let Some(reporter) = reporter {
			let share = T::Limits::get().reporter_share;
			let most = term.bond.mul_floor(share).ok_or(Error::<T>::Overflow)?;
			reward = T::Bonds::pay(reporter, most)?;
			term.bond = term.bond.checked_sub(reward).ok_or(Error::<T>::Overflow)?;
		}
		let reporter = reporter.cloned();
		Self::deposit_event(Event::Slashed { lane, epoch, offence, reporter, reward });
		if term.ended.is_none() {
			let mut record = Self::lane_of(lane)?;
			Self::wind(lane, &mut record, 0, Reason::Slashed(offence));
			Lanes::<T>::insert(lane, record);
		}
		Ok(())
	}

	/// Begins a sequencer's time with an empty book and the rules of the lane. The caller stores the lane.
	fn begin_term(lane: LaneId, record: &mut Lane, standby: Standby<T::AccountId>) {
		let epoch = record.epoch;
		let head = first_head(&Self::domain(lane, epoch));
		let (sequencer, key) = (standby.who, standby.key);
		record.status = Status::Active;
		record.last_batch = Self::block();
		for underlying in Underlyings::<T>::get() {
			if let Some(Market { rules, .. }) = Markets::<T>::get(lane, underlying) {
				Self::push(lane, record, Message::Rules { underlying, rules });
			}
		}
		Self::deposit_event(Event::TermBegan { lane, epoch, sequencer: sequencer.clone(), key });
		let term = Term {
			sequencer,
			key,
			bond: standby.bond,
			next: 0,
			head,
			root: Trie::default().root(),
			offence: None,
			ended: None,
		};
		Terms::<T>::insert((lane, epoch), term);
	}

	/// Ends a sequencer's time: the epoch is over, the inbox void, the next one begins. The caller stores the
	/// lane.
	fn succeed(lane: LaneId, record: &mut Lane) {
		let (epoch, ended) = (record.epoch, Some(Self::block()));
		Terms::<T>::mutate((lane, epoch), |term| {
			if let Some(term) = term {
				term.ended = ended;
				let operations = term.next;
				Self::deposit_event(Event::TermEnded { lane, epoch, operations });
			}
		});
		record.epoch = epoch.saturating_add(1);
		record.inbox_first = record.inbox_next;
		record.status = Status::Vacant;
		let next =
			Standbys::<T>::mutate(lane, |queue| (!queue.is_empty()).then(|| queue.remove(0)));
		if let Some(standby) = next {
			Self::begin_term(lane, record, standby);
		}
	}

	/// What every block does before its transactions: lanes whose time is over go to the next sequencer, and
	/// while one runs the block's time and indices are kept. Returns what that took.
	pub(crate) fn process_block() -> Weight {
		let block = Self::block();
		let mut used = T::WeightInfo::process_block();
		let mut live = false;
		for lane in 0..NextLane::<T>::get() {
			used = used.saturating_add(T::WeightInfo::look_at_lane());
			let Some(mut record) = Lanes::<T>::get(lane) else { continue };
			if matches!(record.status, Status::Winding { until, .. } if until < block) {
				Self::succeed(lane, &mut record);
				Lanes::<T>::insert(lane, record);
				used = used.saturating_add(T::WeightInfo::succeed());
			}
			live |= record.status != Status::Vacant;
		}
		if !live {
			return used;
		}
		let slot = block.checked_rem(RING).unwrap_or_default();
		Instants::<T>::insert(slot, Instant { block, time: Self::now() });
		for underlying in Underlyings::<T>::get() {
			used = used.saturating_add(T::WeightInfo::stamp()).saturating_add(T::Index::weight());
			if let Some(index) = T::Index::index(underlying) {
				Stamps::<T>::insert(underlying, slot, Stamp { block, index });
			}
		}
		used
	}

	/// The time of a block, if a lane ran then and it is not longer ago than a tick may be.
	pub(crate) fn time_of(block: u32) -> Option<Moment> {
		let kept = Instants::<T>::get(block.checked_rem(RING)?)?;
		(kept.block == block).then_some(kept.time)
	}

	/// The same with the index of an underlying.
	pub(crate) fn stamp_of(underlying: UnderlyingId, block: u32) -> Option<(Stamp, Instant)> {
		let time = Self::time_of(block)?;
		let stamp = Stamps::<T>::get(underlying, block.checked_rem(RING)?)?;
		(stamp.block == block).then_some((stamp, Instant { block, time }))
	}

	/// The time of the oldest block whose index a tick may carry: an order that was over then fills no more.
	pub(crate) fn oldest_time() -> Option<Moment> {
		Self::time_of(Self::block().checked_sub(tenor_lane::MAX_TICK_AGE)?)
	}

	/// The time of a shard in the log of an epoch.
	pub(crate) fn seen_in(market: &Market, epoch: Epoch) -> Option<Seen> {
		market.seen.filter(|seen| seen.epoch == epoch)
	}
}
