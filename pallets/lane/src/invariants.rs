// SPDX-License-Identifier: Apache-2.0
//! What must hold between calls. Numbers are those of the README's properties.

use crate::{pallet::*, Bonds, Closing, Holds, Lane, Passing, Status};
use alloc::collections::{BTreeMap, BTreeSet};
use polkadot_sdk::{
	frame_support::{ensure, traits::Get},
	sp_runtime::TryRuntimeError,
};
use tenor_fixed::Cash;
use tenor_lane::{LaneId, Message};
use tenor_series::{PortfolioId, UnderlyingId};

fn add(sum: &mut Cash, amount: Cash) -> Result<(), TryRuntimeError> {
	*sum = sum.checked_add(amount).ok_or("a sum overflows")?;
	Ok(())
}

impl<T: Config> Pallet<T> {
	/// Every property of the README that a state can show.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_bonds()?;
		Self::check_holds()?;
		Self::check_terms()?;
		for (lane, record) in Lanes::<T>::iter() {
			ensure!(lane < NextLane::<T>::get(), "a lane has a number that was not given");
			Self::check_inbox(lane, &record)?;
		}
		Self::check_orders()?;
		Self::check_batches()?;
		ensure!(T::Limits::get().sanity().is_ok(), "limits are not sane");
		Ok(())
	}

	/// 1. Bonds are the sum of those of terms and of who waits; none is below zero.
	fn check_bonds() -> Result<(), TryRuntimeError> {
		let mut sum = Cash::ZERO;
		let terms = Terms::<T>::iter_values().map(|term| term.bond);
		let waiting = Standbys::<T>::iter_values().flatten().map(|standby| standby.bond);
		for bond in terms.chain(waiting) {
			ensure!(!bond.is_negative(), "a bond is below zero");
			add(&mut sum, bond)?;
		}
		ensure!(T::Bonds::held() == sum, "bonds are not the sum of bonds");
		Ok(())
	}

	/// 2. What is held of a portfolio is the sum of its allowances.
	fn check_holds() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<PortfolioId, Cash>::new();
		for ((lane, portfolio, _), allowance) in Allowances::<T>::iter() {
			let record = Lanes::<T>::get(lane).ok_or("an allowance without a lane")?;
			ensure!(allowance.epoch <= record.epoch, "an allowance of a sequencer to come");
			let pending = allowance.pending;
			ensure!(
				!pending.is_negative() && pending <= allowance.hold,
				"more is pending than held"
			);
			add(sums.entry(portfolio).or_insert(Cash::ZERO), allowance.hold)?;
		}
		for (portfolio, sum) in sums {
			ensure!(T::Holds::held(portfolio) == sum, "a hold is not the sum of allowances");
		}
		Ok(())
	}

	/// 3. A lane that runs has one term without an end, all others have ended; a vacant one has nobody who
	/// waits.
	fn check_terms() -> Result<(), TryRuntimeError> {
		for ((lane, epoch), term) in Terms::<T>::iter() {
			let record = Lanes::<T>::get(lane).ok_or("a term without a lane")?;
			ensure!(epoch <= record.epoch, "a term to come");
			let runs = epoch == record.epoch && record.status != Status::Vacant;
			ensure!(
				term.ended.is_none() == runs,
				"a term that is over runs, or the other way round"
			);
			ensure!(
				term.offence.is_none() || record.status != Status::Active || !runs,
				"slashed and active"
			);
		}
		for (lane, record) in Lanes::<T>::iter() {
			let vacant = record.status == Status::Vacant;
			ensure!(
				Terms::<T>::contains_key((lane, record.epoch)) != vacant,
				"a lane runs without a term"
			);
			ensure!(!vacant || Standbys::<T>::get(lane).is_empty(), "a vacant lane is waited for");
		}
		for of in Claims::<T>::iter_keys() {
			ensure!(Terms::<T>::contains_key(of), "claims without a term");
		}
		Ok(())
	}

	/// 4. The inbox holds every message that the log has not taken; what is pending of an allowance waits
	/// there, and so does the closing of one that was asked for; messages are counted to portfolios.
	fn check_inbox(lane: LaneId, record: &Lane) -> Result<(), TryRuntimeError> {
		let in_order =
			record.inbox_kept <= record.inbox_first && record.inbox_first <= record.inbox_next;
		ensure!(in_order, "an inbox is out of order");
		let mut pending = BTreeMap::<(PortfolioId, UnderlyingId), Cash>::new();
		let mut closing = BTreeSet::new();
		let mut own = BTreeMap::<PortfolioId, u32>::new();
		for index in record.inbox_first..record.inbox_next {
			let letter = Inbox::<T>::get(lane, index).ok_or("a message is missing")?;
			let mut count = |portfolio: PortfolioId| {
				own.entry(portfolio).and_modify(|n| *n = n.saturating_add(1)).or_insert(1);
			};
			match letter.message {
				Message::Credit { portfolio, underlying, amount, .. } => {
					count(portfolio);
					add(pending.entry((portfolio, underlying)).or_insert(Cash::ZERO), amount)?;
				}
				Message::Close { portfolio, underlying } => {
					closing.insert((portfolio, underlying));
				}
				Message::Order(order) => count(order.portfolio),
				Message::Cancel(cancel) => count(cancel.portfolio),
				Message::Rules { .. } => {}
			}
		}
		let kept = Inbox::<T>::iter_key_prefix(lane);
		let inside = |index: &u64| (record.inbox_kept..record.inbox_next).contains(index);
		ensure!(kept.into_iter().all(|index| inside(&index)), "a message has no number");
		for ((of, portfolio, underlying), allowance) in Allowances::<T>::iter() {
			if of != lane || allowance.epoch != record.epoch {
				continue;
			}
			let key = (portfolio, underlying);
			let waits = pending.remove(&key).unwrap_or(Cash::ZERO);
			ensure!(waits == allowance.pending, "what is pending does not wait");
			let asked = allowance.closing == Closing::Asked;
			ensure!(closing.remove(&key) == asked, "a closing does not wait");
		}
		ensure!(pending.is_empty() && closing.is_empty(), "a message without an allowance");
		for ((of, portfolio), counted) in OwnMessages::<T>::iter() {
			if of == lane && counted.epoch == record.epoch {
				let waits = own.remove(&portfolio).unwrap_or_default();
				ensure!(waits == counted.count, "messages are counted wrong");
			}
		}
		ensure!(own.is_empty(), "a message is not counted");
		Ok(())
	}

	/// 5. No order filled beyond its quantity; each that filled, and each forced one, is dropped one day.
	fn check_orders() -> Result<(), TryRuntimeError> {
		let (first, next) = PassingRange::<T>::get();
		let mut passing = BTreeSet::new();
		for (index, what) in Passings::<T>::iter() {
			ensure!((first..next).contains(&index), "an order passes out of turn");
			passing.insert(codec::Encode::encode(&what));
		}
		let passes = |what: Passing| passing.contains(&codec::Encode::encode(&what));
		for (key, order) in Orders::<T>::iter() {
			let filled = order.filled;
			ensure!(
				!filled.is_negative() && filled <= order.order.quantity,
				"an order filled beyond its quantity"
			);
			ensure!(passes(Passing::Order(key)), "an order is never dropped");
		}
		for (lane, id) in ForcedOrders::<T>::iter_keys() {
			ensure!(passes(Passing::Forced(lane, id)), "a forced order is never dropped");
		}
		Ok(())
	}

	/// 6. Batches of a sequencer follow each other up to the log's end, each is dropped one day.
	fn check_batches() -> Result<(), TryRuntimeError> {
		let (first, next) = BatchRange::<T>::get();
		let mut ends = BTreeMap::new();
		let mut kept = 0u64;
		for index in first..next {
			let id = BatchLog::<T>::get(index).ok_or("a batch is missing")?;
			let batch = Batches::<T>::get(id).ok_or("a batch is missing")?;
			let end = (id.first.saturating_add(u64::from(batch.count)), batch.after);
			let before = ends.insert((id.lane, id.epoch), end);
			let follows = before.is_none_or(|before| before == (id.first, batch.before));
			ensure!(follows && batch.count > 0, "a batch does not follow the one before");
			kept = kept.saturating_add(1);
		}
		let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
		ensure!(count(Batches::<T>::iter_keys().count()) == kept, "a batch is never dropped");
		ensure!(count(BatchLog::<T>::iter_keys().count()) == kept, "a batch is named twice");
		for (of, end) in ends {
			if let Some(term) = Terms::<T>::get(of) {
				ensure!((term.next, term.root) == end, "a log ends elsewhere than its last batch");
			}
		}
		for id in ParkedFills::<T>::iter_keys() {
			ensure!(Batches::<T>::contains_key(id), "a parked fill without a batch");
		}
		Ok(())
	}
}
