// SPDX-License-Identifier: Apache-2.0
//! A batch: read, its fills executed, its log stored.

use crate::{
	allowances::owner_id,
	inbox::forced_id,
	leaves_root,
	pallet::*,
	section::{Account, Good, Reading},
	Batch, BatchId, Closing, Execution, Forced, Holds, Lane, Maker, Parked, Passing, Status, Term,
	Trade, WeightInfo, MAX_BATCH_FILLS, MAX_ENTRIES,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::Get, weights::Weight, BoundedVec},
	sp_runtime::DispatchError,
};
use tenor_fixed::Cash;
use tenor_lane::{Entry, Hash, LaneId, Message, Operation, Section, MAX_FILLS};

/// A fill that margin refused, and why.
type Refused = (Good, DispatchError);

impl Good {
	fn parked(&self, reason: DispatchError) -> Parked {
		Parked { sequence: self.sequence, trade: self.trade, reason }
	}
}

/// How much is in a section.
struct Size {
	entries: u32,
	fills: u32,
	messages: u32,
}

impl Size {
	fn of(section: &Section) -> Self {
		let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
		let entries = &section.entries;
		let fills = entries.iter().fold(0u32, |sum, e| sum.saturating_add(count(e.fills.len())));
		let is_message = |e: &&Entry| matches!(e.operation, Operation::Inbox { .. });
		let messages = count(entries.iter().filter(is_message).count());
		Self { entries: count(entries.len()), fills, messages }
	}

	fn weight<T: Config>(&self) -> Weight {
		T::WeightInfo::commit_batch(self.entries, self.fills, self.messages)
	}
}

impl<T: Config> Pallet<T> {
	/// The most that a batch can consume.
	pub(crate) fn commit_weight(section: &Section) -> Weight {
		let fills = section.entries.iter().flat_map(|entry| {
			let order = entry.operation.order();
			entry.fills.iter().filter_map(move |fill| order.map(|order| Trade::of(fill, order)))
		});
		let trades: Vec<Trade> = fills.collect();
		Size::of(section).weight::<T>().saturating_add(T::Execution::weight(&trades))
	}

	pub(crate) fn do_commit_batch(
		who: &T::AccountId,
		lane: LaneId,
		section: &Section,
		makers: &[Maker],
	) -> Result<Weight, DispatchError> {
		let mut record = Self::lane_of(lane)?;
		let epoch = record.epoch;
		let mut term = Terms::<T>::get((lane, epoch)).ok_or(Error::<T>::LaneNotActive)?;
		Self::ensure_may_commit(who, &record, &term)?;
		ensure!(section.first == term.next, Error::<T>::WrongFirst);
		ensure!(section.root == term.root, Error::<T>::WrongRoot);
		let size = Self::ensure_fits(section, makers)?;

		let mut reading = Reading::<T>::begin(lane, &record, &term, section, makers)?;
		let offence = reading.run()?;
		let (refused, took) = Self::execute(&mut reading, lane)?;
		Self::take_letters(lane, &mut record, reading.inbox_first);
		record.last_batch = Self::block();
		if offence.is_none() {
			Self::return_charges(lane, &mut record, &mut reading, &refused);
		}
		Self::store_reading(lane, &reading);
		let parked = refused.iter().map(|(good, reason)| good.parked(*reason)).collect();
		Self::store_batch(lane, epoch, &mut term, section, &mut reading, parked);
		Lanes::<T>::insert(lane, record);
		if let Some(offence) = offence {
			Self::slash(lane, epoch, &mut term, offence, None)?;
		}
		Terms::<T>::insert((lane, epoch), term);
		Ok(size.weight::<T>().saturating_add(took))
	}

	fn ensure_may_commit(
		who: &T::AccountId,
		record: &Lane,
		term: &Term<T::AccountId>,
	) -> DispatchResult {
		ensure!(term.sequencer == *who, Error::<T>::NotSequencer);
		ensure!(term.offence.is_none(), Error::<T>::AlreadySlashed);
		let block = Self::block();
		match record.status {
			Status::Vacant => return Err(Error::<T>::LaneNotActive.into()),
			Status::Active => {}
			Status::Winding { until, .. } => ensure!(block <= until, Error::<T>::TailOver),
		}
		ensure!(record.last_batch < block, Error::<T>::BatchThisBlock);
		Ok(())
	}

	/// How much is in a section. Err unless that, the makers and all bytes are as many as may be.
	fn ensure_fits(section: &Section, makers: &[Maker]) -> Result<Size, DispatchError> {
		let limits = T::Limits::get();
		let size = Size::of(section);
		let Size { entries, fills, .. } = size;
		ensure!(entries > 0, Error::<T>::SectionEmpty);
		let at_most = |n: usize, most: u32| u32::try_from(n).is_ok_and(|n| n <= most);
		let each = section.entries.iter().all(|entry| at_most(entry.fills.len(), MAX_FILLS));
		let bytes = section.encoded_size().saturating_add(makers.encoded_size());
		let fits = each
			&& entries <= MAX_ENTRIES
			&& fills <= limits.fills.min(MAX_BATCH_FILLS)
			&& at_most(makers.len(), fills)
			&& at_most(bytes, limits.bytes);
		ensure!(fits, Error::<T>::SectionTooLarge);
		Ok(size)
	}

	/// Takes charges off holds and executes the fills that stand. Returns those that margin refused.
	fn execute(
		reading: &mut Reading<'_, T>,
		lane: LaneId,
	) -> Result<(Vec<Refused>, Weight), DispatchError> {
		for ((portfolio, _), amount) in &reading.charges {
			if amount.is_positive() {
				T::Holds::unhold(*portfolio, *amount)?;
			}
		}
		let fills = core::mem::take(&mut reading.fills);
		let trades: Vec<Trade> = fills.iter().map(|good| good.trade).collect();
		if trades.is_empty() {
			return Ok((Vec::new(), Weight::zero()));
		}
		let (results, took) = T::Execution::execute_each(&trades)?;
		ensure!(results.len() == trades.len(), DispatchError::Corruption);
		let mut refused = Vec::new();
		for (good, result) in fills.into_iter().zip(results) {
			let Err(reason) = result else { continue };
			let (sequence, trade, epoch) = (good.sequence, good.trade, reading.epoch());
			Self::deposit_event(Event::FillSkipped { lane, epoch, sequence, trade, reason });
			refused.push((good, reason));
		}
		Ok((refused, took))
	}

	/// Takes the messages before a number out of the inbox.
	fn take_letters(lane: LaneId, record: &mut Lane, first: u64) {
		for index in record.inbox_first..first {
			Inbox::<T>::remove(lane, index);
		}
		// Unless void ones of another epoch wait to be dropped.
		if record.inbox_kept == record.inbox_first {
			record.inbox_kept = first;
		}
		record.inbox_first = first;
	}

	/// What refused fills took is held again, where there is cash for it, and the log is told. Else it is its
	/// owner's, who can raise his allowance anew.
	fn return_charges(
		lane: LaneId,
		record: &mut Lane,
		reading: &mut Reading<'_, T>,
		refused: &[Refused],
	) {
		let mut back = BTreeMap::<Account, Cash>::new();
		for (good, _) in refused {
			let underlying = good.trade.series.underlying;
			let sides =
				[(good.trade.buyer, good.buyer_charge), (good.trade.seller, good.seller_charge)];
			for (portfolio, charge) in sides {
				let sum = back.entry((portfolio, underlying)).or_insert(Cash::ZERO);
				// A part of the sum that was charged, which did not overflow.
				*sum = sum.saturating_add(charge);
			}
		}
		for ((portfolio, underlying), amount) in back {
			let Some(allowance) = reading.allowances.get_mut(&(portfolio, underlying)) else {
				continue;
			};
			let Some(owner) = T::Holds::owner(portfolio) else { continue };
			let open = allowance.closing == Closing::Open && amount.is_positive();
			if !open || !T::Holds::hold_again(portfolio, amount) {
				continue;
			}
			let key = allowance.key;
			// Parts of a hold that did not overflow.
			allowance.hold = allowance.hold.saturating_add(amount);
			allowance.pending = allowance.pending.saturating_add(amount);
			let owner = owner_id(&owner);
			Self::count_own(lane, record.epoch, portfolio);
			Self::push(lane, record, Message::Credit { portfolio, underlying, owner, key, amount });
		}
	}

	/// Writes what a reading changed.
	fn store_reading(lane: LaneId, reading: &Reading<'_, T>) {
		for (underlying, market) in &reading.markets {
			Markets::<T>::insert(lane, underlying, market);
		}
		for ((portfolio, underlying), allowance) in &reading.allowances {
			Allowances::<T>::insert((lane, portfolio, underlying), allowance);
		}
		let (first, mut next) = PassingRange::<T>::get();
		let mut pass = |what: Passing| {
			Passings::<T>::insert(next, what);
			next = next.saturating_add(1);
		};
		for (key, (order, stored)) in &reading.orders {
			Orders::<T>::insert(key, order);
			if !stored {
				pass(Passing::Order(*key));
			}
		}
		for order in &reading.forced {
			let (id, epoch) = (forced_id(order), reading.epoch());
			ForcedOrders::<T>::insert((lane, id), Forced { epoch, expires: order.expires });
			pass(Passing::Forced(lane, id));
		}
		PassingRange::<T>::put((first, next));
		for portfolio in &reading.taken {
			Self::give_room(lane, *portfolio);
		}
	}

	/// Takes the messages out of the inbox, advances the log to the operations that stand and keeps what a
	/// proof needs of them.
	fn store_batch(
		lane: LaneId,
		epoch: u32,
		term: &mut Term<T::AccountId>,
		section: &Section,
		reading: &mut Reading<'_, T>,
		parked: Vec<Parked>,
	) {
		let count = reading.count();
		let last = usize::try_from(count).ok().and_then(|count| count.checked_sub(1));
		let Some(last) = last.and_then(|last| section.entries.get(last)) else { return };
		let first = section.first;
		let leaves = core::mem::take(&mut reading.leaves);
		let entries: Hash = leaves_root(leaves);
		let id = BatchId { lane, epoch, first };
		let (before, after, block) = (term.root, last.root, Self::block());
		Batches::<T>::insert(id, Batch { count, entries, before, after, block });
		let skipped = u32::try_from(parked.len()).unwrap_or(u32::MAX);
		if !parked.is_empty() {
			// As many as there are fills at most.
			ParkedFills::<T>::insert(id, BoundedVec::truncate_from(parked));
		}
		BatchRange::<T>::mutate(|(_, next)| {
			BatchLog::<T>::insert(*next, id);
			*next = next.saturating_add(1);
		});
		term.next = first.saturating_add(u64::from(count));
		term.head = reading.head;
		term.root = last.root;
		let (head, root) = (term.head, term.root);
		let stand = section.entries.iter().take(usize::try_from(count).unwrap_or(usize::MAX));
		let fills = stand.fold(0u32, |sum, entry| {
			sum.saturating_add(u32::try_from(entry.fills.len()).unwrap_or(u32::MAX))
		});
		Self::deposit_event(Event::BatchCommitted {
			lane,
			epoch,
			first,
			count,
			fills,
			skipped,
			head,
			root,
		});
	}
}
