// SPDX-License-Identifier: Apache-2.0
//! One reading of a section: every operation against the chain, every fill against the orders that it
//! met. Nothing is written here, and no state is executed: what a reading can't see, a witness shows.

use crate::{
	inbox::forced_id, judge, leaf, pallet::*, Allowance, Closing, Lane, Maker, Market, Offence,
	OrderKey, Partly, Seen, Term, Trade,
};
use alloc::{collections::BTreeMap, vec::Vec};
use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{ensure, traits::Get},
	sp_core::sr25519,
	sp_io::crypto::sr25519_verify,
	sp_runtime::DispatchError,
};
use tenor_fixed::{Cash, Price};
use tenor_lane::{
	is_signed, next_head, operation_hash, Domain, Entry, Epoch, Fill, Hash, Key, LaneId, Message,
	Operation, Order, Section, Sequence, Signature, MAX_TICK_AGE,
};
use tenor_matching::Side;
use tenor_series::{Moment, PortfolioId, UnderlyingId};

/// Why a reading stopped.
pub(crate) enum Stop {
	/// The batch is none: the call fails.
	Malformed(DispatchError),
	/// The batch says something that costs the bond.
	Broken(Offence),
}

impl<T: Config> From<Error<T>> for Stop {
	fn from(error: Error<T>) -> Self {
		Self::Malformed(error.into())
	}
}

impl From<Offence> for Stop {
	fn from(offence: Offence) -> Self {
		Self::Broken(offence)
	}
}

/// A fill that stands, and what it takes of the holds of both.
pub(crate) struct Good {
	/// The operation that filled.
	pub sequence: Sequence,
	/// The fill.
	pub trade: Trade,
	/// Of the buyer's hold, e8.
	pub buyer_charge: Cash,
	/// Of the seller's, e8.
	pub seller_charge: Cash,
}

/// Names an allowance of the lane that is read.
pub(crate) type Account = (PortfolioId, UnderlyingId);

/// A reading, and what it found so far.
pub(crate) struct Reading<'a, T> {
	lane: LaneId,
	domain: Domain,
	now: Moment,
	block: u32,
	section: &'a Section,
	sources: BTreeMap<OrderKey, &'a Maker>,
	/// The head of the log behind the operations that stand.
	pub head: Hash,
	/// Leaves of those.
	pub leaves: Vec<Vec<u8>>,
	/// The message that the log takes next.
	pub inbox_first: u64,
	/// Messages that it took and that count for a portfolio.
	pub taken: Vec<PortfolioId>,
	/// Orders by the chain that it took.
	pub forced: Vec<Order>,
	/// Times of shards.
	pub markets: BTreeMap<UnderlyingId, Market>,
	/// Orders that filled, and whether they had before.
	pub orders: BTreeMap<OrderKey, (Partly, bool)>,
	/// Allowances that changed or were looked at.
	pub allowances: BTreeMap<Account, Allowance>,
	/// What fills take of holds.
	pub charges: BTreeMap<Account, Cash>,
	/// Fills that stand, in their order.
	pub fills: Vec<Good>,
	_config: PhantomData<T>,
}

/// Whether bytes are signed by a key.
pub(crate) fn verifies(signature: &Signature, bytes: &[u8], key: &Key) -> bool {
	let (signature, key) = (sr25519::Signature::from(*signature), sr25519::Public::from(*key));
	sr25519_verify(&signature, bytes, &key)
}

impl<'a, T: Config> Reading<'a, T> {
	/// Begins with a section and the orders that it fills for the first time and did not place.
	pub fn begin(
		lane: LaneId,
		record: &Lane,
		term: &Term<T::AccountId>,
		section: &'a Section,
		makers: &'a [Maker],
	) -> Result<Self, DispatchError> {
		let mut reading = Self {
			lane,
			domain: Pallet::<T>::domain(lane, record.epoch),
			now: Pallet::<T>::now(),
			block: Pallet::<T>::block(),
			section,
			sources: BTreeMap::new(),
			head: term.head,
			leaves: Vec::new(),
			inbox_first: record.inbox_first,
			taken: Vec::new(),
			forced: Vec::new(),
			markets: BTreeMap::new(),
			orders: BTreeMap::new(),
			allowances: BTreeMap::new(),
			charges: BTreeMap::new(),
			fills: Vec::new(),
			_config: PhantomData,
		};
		for maker in makers {
			let order = reading.order_of(maker).ok_or(Error::<T>::UnknownMaker)?;
			let key = OrderKey::of(lane, order);
			ensure!(reading.sources.insert(key, maker).is_none(), Error::<T>::MakerTwice);
		}
		Ok(reading)
	}

	/// The order of a maker.
	fn order_of<'b>(&'b self, maker: &'b Maker) -> Option<&'b Order> {
		match maker {
			Maker::Placed(index) => {
				let index = usize::try_from(*index).ok()?;
				self.section.entries.get(index)?.operation.order()
			}
			Maker::Order(signed) => Some(&signed.body),
			Maker::Replace(signed) => Some(&signed.body.order),
			Maker::Forced(order) => Some(order),
		}
	}

	/// Reads up to the end, or up to an operation that costs the bond.
	pub fn run(&mut self) -> Result<Option<Offence>, DispatchError> {
		let section = self.section;
		for entry in &section.entries {
			match self.entry(entry) {
				Ok(()) => {}
				Err(Stop::Malformed(error)) => return Err(error),
				Err(Stop::Broken(offence)) => return Ok(Some(offence)),
			}
		}
		Ok(None)
	}

	/// How many operations stand.
	pub fn count(&self) -> u32 {
		// As many as the section has at most, whose number was looked at.
		u32::try_from(self.leaves.len()).unwrap_or(u32::MAX)
	}

	/// The sequencer whose log it is.
	pub fn epoch(&self) -> Epoch {
		self.domain.epoch
	}

	/// The number of the operation that is read.
	fn sequence(&self) -> Sequence {
		self.section.first.saturating_add(u64::from(self.count()))
	}

	fn entry(&mut self, entry: &Entry) -> Result<(), Stop> {
		match &entry.operation {
			Operation::Tick { underlying, index, block, time } => {
				self.tick(*underlying, *index, *block, *time)?;
			}
			Operation::Clock { underlying, time } => self.clock(*underlying, *time)?,
			Operation::Inbox { index, message } => self.ensure_next(*index, message)?,
			_ => {}
		}
		self.entry_fills(entry)?;
		if let Operation::Inbox { message, .. } = &entry.operation {
			self.take(message);
		}
		self.head = next_head(&self.head, self.sequence(), &operation_hash(&entry.operation));
		self.leaves.push(leaf(entry, &self.head));
		Ok(())
	}

	/// The rules of an underlying and its time, read once.
	fn market(&mut self, underlying: UnderlyingId) -> Option<&mut Market> {
		if !self.markets.contains_key(&underlying) {
			let market = Markets::<T>::get(self.lane, underlying)?;
			self.markets.insert(underlying, market);
		}
		self.markets.get_mut(&underlying)
	}

	/// The time of a shard; `None` before its rules are in the log.
	fn seen(&mut self, underlying: UnderlyingId) -> Option<Seen> {
		let epoch = self.epoch();
		self.market(underlying).and_then(|market| Pallet::<T>::seen_in(market, epoch))
	}

	/// A shard's time, and the block of its index, are the latest that the log has said: what goes back
	/// changes nothing there. Without rules there is no shard.
	fn advance(&mut self, underlying: UnderlyingId, time: Moment, block: Option<u32>) {
		let Some(seen) = self.seen(underlying) else { return };
		if block.is_some_and(|block| block < seen.block) {
			return;
		}
		let block = block.unwrap_or(seen.block);
		let next = Seen { time: seen.time.max(time), block, ..seen };
		if let Some(market) = self.market(underlying) {
			market.seen = Some(next);
		}
	}

	fn tick(
		&mut self,
		underlying: UnderlyingId,
		index: Price,
		block: u32,
		time: Moment,
	) -> Result<(), Stop> {
		let (stamp, instant) =
			Pallet::<T>::stamp_of(underlying, block).ok_or(Error::<T>::TickDiffers)?;
		let same = stamp.index == index && instant.time == time;
		let young = self.block.saturating_sub(block) <= MAX_TICK_AGE;
		ensure!(same && young, Stop::from(Error::<T>::TickDiffers));
		self.advance(underlying, time, Some(block));
		Ok(())
	}

	fn clock(&mut self, underlying: UnderlyingId, time: Moment) -> Result<(), Stop> {
		let latest = self.now.saturating_add(T::Limits::get().slot_ms);
		ensure!(time <= latest, Stop::from(Error::<T>::ClockAhead));
		self.advance(underlying, time, None);
		Ok(())
	}

	fn ensure_next(&self, index: u64, message: &Message) -> Result<(), Stop> {
		let next = Inbox::<T>::get(self.lane, self.inbox_first);
		let is_next = index == self.inbox_first && next.is_some_and(|l| l.message == *message);
		ensure!(is_next, Stop::from(Error::<T>::InboxDiffers));
		Ok(())
	}

	/// The log takes a message.
	fn take(&mut self, message: &Message) {
		self.inbox_first = self.inbox_first.saturating_add(1);
		let (epoch, now) = (self.epoch(), self.now);
		match message {
			Message::Rules { underlying, .. } => {
				if self.seen(*underlying).is_none() {
					if let Some(market) = self.market(*underlying) {
						market.seen = Some(Seen { epoch, time: 0, block: 0 });
					}
				}
			}
			Message::Credit { portfolio, underlying, amount, .. } => {
				if let Some(allowance) = self.allowance((*portfolio, *underlying)) {
					allowance.pending = allowance.pending.saturating_sub(*amount);
				}
				self.taken.push(*portfolio);
			}
			Message::Close { portfolio, underlying } => {
				if let Some(allowance) = self.allowance((*portfolio, *underlying)) {
					allowance.closing = Closing::Closed { since: now };
				}
			}
			Message::Order(order) => {
				// One that the log refuses for its long life never fills, and would be kept for that life.
				let seen = self.seen(order.series.underlying);
				if seen.is_some_and(|seen| !order.lives_too_long(seen.time)) {
					self.forced.push(*order);
				}
				self.taken.push(order.portfolio);
			}
			Message::Cancel(cancel) => self.taken.push(cancel.portfolio),
		}
	}

	/// An allowance of this epoch, read once.
	fn allowance(&mut self, of: Account) -> Option<&mut Allowance> {
		if !self.allowances.contains_key(&of) {
			let found = Allowances::<T>::get((self.lane, of.0, of.1))?;
			if found.epoch != self.epoch() {
				return None;
			}
			self.allowances.insert(of, found);
		}
		self.allowances.get_mut(&of)
	}

	/// An order that has filled in this epoch.
	fn known(&mut self, key: &OrderKey) -> Option<Partly> {
		if let Some((order, _)) = self.orders.get(key) {
			return Some(*order);
		}
		let found = Orders::<T>::get(key).filter(|found| found.epoch == self.domain.epoch)?;
		self.orders.insert(*key, (found, true));
		Some(found)
	}

	/// Err unless the order of an operation is signed, or came by the chain.
	fn ensure_placed(&mut self, operation: &Operation) -> Result<Order, Stop> {
		let order = *operation.order().ok_or(Offence::Signature)?;
		if matches!(operation, Operation::Inbox { .. }) {
			// That the message is the chain's was looked at.
			return Ok(order);
		}
		let allowance = self.allowance((order.portfolio, order.series.underlying));
		let key = allowance.map(|allowance| allowance.key).ok_or(Offence::Signature)?;
		ensure!(is_signed(operation, &key, &self.domain, verifies), Stop::from(Offence::Signature));
		Ok(order)
	}

	/// The resting order of a fill, whose signature was seen now or when it filled first.
	fn maker(&mut self, key: &OrderKey) -> Result<Partly, Stop> {
		if let Some(known) = self.known(key) {
			return Ok(known);
		}
		let source: &'a Maker = self.sources.get(key).copied().ok_or(Error::<T>::UnknownMaker)?;
		let section = self.section;
		let order = match source {
			Maker::Placed(index) => {
				let before = *index < self.count();
				let index = usize::try_from(*index).map_err(|_| Error::<T>::UnknownMaker)?;
				let entry = section.entries.get(index).filter(|_| before);
				self.ensure_placed(&entry.ok_or(Error::<T>::UnknownMaker)?.operation)?
			}
			Maker::Order(signed) => self.ensure_placed(&Operation::Order(*signed))?,
			Maker::Replace(signed) => self.ensure_placed(&Operation::Replace(*signed))?,
			Maker::Forced(order) => {
				let taken = ForcedOrders::<T>::get((self.lane, forced_id(order)));
				let taken = taken.is_some_and(|taken| taken.epoch == self.epoch());
				ensure!(taken, Stop::from(Error::<T>::UnknownMaker));
				*order
			}
		};
		let fresh = Partly { epoch: self.epoch(), order, filled: Default::default() };
		self.orders.insert(*key, (fresh, false));
		Ok(fresh)
	}

	fn entry_fills(&mut self, entry: &Entry) -> Result<(), Stop> {
		if entry.fills.is_empty() {
			return Ok(());
		}
		let order = self.ensure_placed(&entry.operation)?;
		let underlying = order.series.underlying;
		let seen = self.seen(underlying).ok_or(Error::<T>::UnknownUnderlying)?;
		let young = self.block.saturating_sub(seen.block) <= MAX_TICK_AGE;
		ensure!(young && seen.block > 0, Stop::from(Error::<T>::IndexTooOld));
		let taker = OrderKey::of(self.lane, &order);
		// An order fills as the one that comes only once: where it is placed.
		ensure!(self.known(&taker).is_none(), Stop::from(Offence::Nonce));
		let fresh = Partly { epoch: self.epoch(), order, filled: Default::default() };
		self.orders.insert(taker, (fresh, false));
		for fill in &entry.fills {
			self.fill(&taker, fill, seen.time)?;
		}
		Ok(())
	}

	/// One fill: all of it stands, or nothing.
	fn fill(&mut self, taker: &OrderKey, fill: &Fill, time: Moment) -> Result<(), Stop> {
		let (lane, underlying) = (self.lane, taker.underlying);
		let maker = OrderKey { lane, portfolio: fill.maker, underlying, nonce: fill.nonce };
		let resting = self.maker(&maker)?;
		let coming = self.known(taker).ok_or(Offence::Nonce)?;
		judge(fill, &resting, &coming, time)?;
		self.charge((fill.maker, underlying), fill.maker_charge)?;
		let other = (taker.portfolio, underlying);
		if let Err(offence) = self.charge(other, fill.taker_charge) {
			self.give_back((fill.maker, underlying), fill.maker_charge);
			return Err(offence.into());
		}
		for (key, order) in [(maker, resting), (*taker, coming)] {
			// Within the order's quantity, as `judge` saw.
			let filled = order.filled.saturating_add(fill.quantity);
			let before = self.orders.get(&key).is_some_and(|(_, stored)| *stored);
			self.orders.insert(key, (Partly { filled, ..order }, before));
		}
		let (buyer_charge, seller_charge) = match coming.order.side {
			Side::Buy => (fill.taker_charge, fill.maker_charge),
			Side::Sell => (fill.maker_charge, fill.taker_charge),
		};
		let (sequence, trade) = (self.sequence(), Trade::of(fill, &coming.order));
		self.fills.push(Good { sequence, trade, buyer_charge, seller_charge });
		Ok(())
	}

	/// Takes a charge off what the log may use.
	fn charge(&mut self, of: Account, amount: Cash) -> Result<(), Offence> {
		let allowance = self.allowance(of).ok_or(Offence::Uncovered)?;
		if amount.is_negative() || amount > allowance.usable() {
			return Err(Offence::Uncovered);
		}
		allowance.hold = allowance.hold.checked_sub(amount).ok_or(Offence::Uncovered)?;
		let sum = self.charges.entry(of).or_insert(Cash::ZERO);
		*sum = sum.checked_add(amount).ok_or(Offence::Uncovered)?;
		Ok(())
	}

	/// Undoes a charge that was just taken.
	fn give_back(&mut self, of: Account, amount: Cash) {
		if let Some(allowance) = self.allowance(of) {
			allowance.hold = allowance.hold.saturating_add(amount);
		}
		if let Some(sum) = self.charges.get_mut(&of) {
			*sum = sum.saturating_sub(amount);
		}
	}
}
