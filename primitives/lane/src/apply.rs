// SPDX-License-Identifier: Apache-2.0
//! What an operation does: one function for the sequencer, who checks it, and the chain.

use crate::{
	book::{Incoming, Made, Met},
	is_sound, maker_charge, reserve, taker_charge, Account, Cancel, Fill, Hash, Key, Message,
	Operation, Order, OrderKind, Outcome, Place, Read, Refusal, Resting, Rules, Sequence, Shard,
	StateError, Writes,
};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{Moment, PortfolioId, UnderlyingId};

/// What an operation did, and what that makes of the state.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Applied {
	/// What it did.
	pub outcome: Outcome,
	/// What it changed.
	pub writes: Writes,
}

/// What `operation` with the number `sequence` does to `state`. Its signature is not looked at:
/// [`crate::signature_holds`].
///
/// # Errors
/// If the state can't be read. What can't be done is no error but a [`Refusal`].
pub fn apply(
	state: &impl Read,
	operation: &Operation,
	sequence: Sequence,
) -> Result<Applied, StateError> {
	let mut step = Step::new(state, operation.underlying(), sequence);
	match step.run(operation) {
		Ok(()) => Ok(step.done()),
		Err(Stop::Refused(refusal)) => Ok(step.refused(refusal)),
		Err(Stop::State(error)) => Err(error),
	}
}

/// Why an operation went no further.
enum Stop {
	Refused(Refusal),
	State(StateError),
}

impl From<Refusal> for Stop {
	fn from(refusal: Refusal) -> Self {
		Self::Refused(refusal)
	}
}

impl From<StateError> for Stop {
	fn from(error: StateError) -> Self {
		Self::State(error)
	}
}

/// One operation while it runs.
struct Step<'a, S> {
	state: &'a S,
	sequence: Sequence,
	outcome: Outcome,
	writes: Writes,
	/// The account as it is behind an order that is refused.
	spent: Option<(PortfolioId, Account)>,
}

impl<'a, S: Read> Step<'a, S> {
	fn new(state: &'a S, underlying: UnderlyingId, sequence: Sequence) -> Self {
		Self {
			state,
			sequence,
			outcome: Outcome::default(),
			writes: Writes { underlying, ..Writes::default() },
			spent: None,
		}
	}

	fn run(&mut self, operation: &Operation) -> Result<(), Stop> {
		match operation {
			Operation::Order(signed) => self.place(&signed.body, None),
			Operation::Cancel(signed) => self.cancel(&signed.body),
			Operation::Replace(signed) => self.place(&signed.body.order, Some(&signed.body.place)),
			Operation::Tick { index, block, time, .. } => self.tick(*index, *block, *time),
			Operation::Clock { time, .. } => self.clock(*time),
			Operation::Inbox { message, .. } => self.message(message),
			Operation::Expire(place) => self.expire(place),
		}
	}

	fn done(self) -> Applied {
		Applied { outcome: self.outcome, writes: self.writes }
	}

	fn refused(&self, refusal: Refusal) -> Applied {
		let (underlying, accounts) = (self.writes.underlying, self.spent.into_iter().collect());
		Applied {
			outcome: Outcome { refusal: Some(refusal), ..Outcome::default() },
			writes: Writes { underlying, accounts, ..Writes::default() },
		}
	}

	fn shard(&self) -> Result<Option<Shard>, StateError> {
		self.state.shard(self.writes.underlying)
	}

	/// An account as it is now; it is written back as it is then. Few are opened: who sends, and whose
	/// orders are removed.
	fn account(&mut self, portfolio: PortfolioId) -> Result<Option<&mut Account>, StateError> {
		let accounts = &mut self.writes.accounts;
		if !accounts.iter().any(|(known, _)| *known == portfolio) {
			let account = self.state.account(self.writes.underlying, portfolio)?;
			accounts.extend(account.map(|account| (portfolio, account)));
		}
		let account = accounts.iter_mut().find(|(known, _)| *known == portfolio);
		Ok(account.map(|(_, account)| account))
	}

	/// Gives back what an order that is gone had reserved. Not to an account that was closed, or opened
	/// since: the chain counts what was reserved then to the allowance that it releases.
	fn refund(&mut self, placed: Sequence, resting: &Resting) -> Result<(), Stop> {
		let Some(account) = self.account(resting.portfolio)? else { return Ok(()) };
		if account.key.is_some() && placed > account.opened {
			account.free = account.free.checked_add(resting.reserved).ok_or(Refusal::Overflow)?;
		}
		Ok(())
	}

	/// The order at a place.
	fn resting(&self, place: &Place) -> Result<Resting, Stop> {
		if place.series.underlying != self.writes.underlying {
			return Err(Refusal::UnknownOrder.into());
		}
		Ok(self.state.order(place)?.ok_or(Refusal::UnknownOrder)?)
	}

	/// Takes an order out of its book.
	fn remove(&mut self, place: &Place, resting: &Resting) -> Result<(), Stop> {
		self.writes.orders.push((*place, None));
		self.outcome.removed.push(*place);
		self.refund(place.sequence, resting)
	}

	fn remove_own(&mut self, place: &Place, portfolio: PortfolioId) -> Result<(), Stop> {
		let resting = self.resting(place)?;
		if resting.portfolio != portfolio {
			return Err(Refusal::NotOwner.into());
		}
		self.remove(place, &resting)
	}

	fn cancel(&mut self, cancel: &Cancel) -> Result<(), Stop> {
		self.remove_own(&cancel.place, cancel.portfolio)
	}

	fn expire(&mut self, place: &Place) -> Result<(), Stop> {
		let shard = self.shard()?.ok_or(Refusal::UnknownUnderlying)?;
		let resting = self.resting(place)?;
		if resting.expires >= shard.time {
			return Err(Refusal::NotOver.into());
		}
		self.remove(place, &resting)
	}

	/// The block of a tick is over: its time is no news if the clock went on, its index is.
	fn tick(&mut self, index: Price, block: u32, time: Moment) -> Result<(), Stop> {
		let shard = self.shard()?.ok_or(Refusal::UnknownUnderlying)?;
		if block < shard.block {
			return Err(Refusal::Backwards.into());
		}
		self.writes.shard = Some(Shard { index, block, time: shard.time.max(time), ..shard });
		Ok(())
	}

	fn clock(&mut self, time: Moment) -> Result<(), Stop> {
		let shard = self.shard()?.ok_or(Refusal::UnknownUnderlying)?;
		if time < shard.time {
			return Err(Refusal::Backwards.into());
		}
		self.writes.shard = Some(Shard { time, ..shard });
		Ok(())
	}

	fn message(&mut self, message: &Message) -> Result<(), Stop> {
		match message {
			Message::Rules { rules, .. } => self.rules(rules),
			Message::Credit { portfolio, owner, key, amount, .. } => {
				self.credit(*portfolio, owner, key, *amount)
			}
			Message::Close { portfolio, .. } => self.close(*portfolio),
			Message::Order(order) => self.place(order, None),
			Message::Cancel(cancel) => self.cancel(cancel),
		}
	}

	fn rules(&mut self, rules: &Rules) -> Result<(), Stop> {
		if !is_sound(rules) {
			return Err(Refusal::UnsoundRules.into());
		}
		let new = Shard { time: 0, index: Price::ZERO, block: 0, rules: *rules };
		let shard = self.shard()?.unwrap_or(new);
		self.writes.shard = Some(Shard { rules: *rules, ..shard });
		Ok(())
	}

	/// An allowance that was closed begins anew. What rests of before fills until it expires, against what
	/// the chain still holds of before: it is not released before then. What it does not use is not given
	/// back to the new one, so free and reserved never sum to more than the chain holds.
	fn credit(
		&mut self,
		portfolio: PortfolioId,
		owner: &Hash,
		key: &Key,
		amount: Cash,
	) -> Result<(), Stop> {
		if amount.is_negative() {
			return Err(Refusal::Overflow.into());
		}
		let anew = Account {
			key: Some(*key),
			owner: *owner,
			free: amount,
			last_nonce: 0,
			opened: self.sequence,
		};
		let Some(account) = self.account(portfolio)? else {
			self.writes.accounts.push((portfolio, anew));
			return Ok(());
		};
		let last_nonce = account.last_nonce;
		*account = match &account.key {
			Some(other) if other != key => return Err(Refusal::OtherKey.into()),
			Some(_) => {
				let free = account.free.checked_add(amount).ok_or(Refusal::Overflow)?;
				Account { free, opened: account.opened, last_nonce, ..anew }
			}
			None => Account { last_nonce, ..anew },
		};
		Ok(())
	}

	fn close(&mut self, portfolio: PortfolioId) -> Result<(), Stop> {
		let account = self.account(portfolio)?.ok_or(Refusal::NoAllowance)?;
		if account.key.is_none() {
			return Err(Refusal::AllowanceClosed.into());
		}
		account.key = None;
		account.free = Cash::ZERO;
		Ok(())
	}

	/// Checks an order by itself, spends its nonce, and gives the shard and the tag of its owner.
	fn admit(&mut self, order: &Order) -> Result<(Shard, u64), Stop> {
		let shard = self.shard()?.filter(|shard| !shard.index.is_zero());
		let Some(account) = self.account(order.portfolio)? else {
			let known = shard.is_some();
			return Err(
				if known { Refusal::NoAllowance } else { Refusal::UnknownUnderlying }.into()
			);
		};
		let fresh = order.nonce > account.last_nonce;
		if fresh {
			account.last_nonce = order.nonce;
		}
		let account = *account;
		self.spent = fresh.then_some((order.portfolio, account));
		let shard = shard.ok_or(Refusal::UnknownUnderlying)?;
		if account.key.is_none() {
			return Err(Refusal::AllowanceClosed.into());
		}
		if !fresh {
			return Err(Refusal::NonceUsed.into());
		}
		admissible(order, &shard)?;
		Ok((shard, owner_tag(&account.owner)))
	}

	fn place(&mut self, order: &Order, replaced: Option<&Place>) -> Result<(), Stop> {
		let (shard, owner) = self.admit(order)?;
		if let Some(place) = replaced {
			self.remove_own(place, order.portfolio)?;
		}
		let replaced = replaced.copied();
		let met = Met::with(self.state, &Incoming { order, owner, now: shard.time, replaced })?;
		if order.kind == OrderKind::PostOnly && !met.fills.is_empty() {
			return Err(Refusal::WouldTake.into());
		}
		let reserved = reservation(&shard, order, order.quantity)?;
		let account = self.account(order.portfolio)?.ok_or(Refusal::NoAllowance)?;
		if reserved > account.free {
			return Err(Refusal::AllowanceExceeded.into());
		}
		let rests = !met.over && order.kind != OrderKind::ImmediateOrCancel;
		let rest = if rests { met.left } else { Quantity::ZERO };
		// No more than for the whole.
		let kept = reservation(&shard, order, rest)?.min(reserved);
		account.free = less(account.free, reserved)?;
		let unused = self.fill(&shard, order, &met.fills, less(reserved, kept)?)?;
		let account = self.account(order.portfolio)?.ok_or(Refusal::NoAllowance)?;
		account.free = account.free.checked_add(unused).ok_or(Refusal::Overflow)?;
		for (place, resting) in &met.removed {
			self.remove(place, resting)?;
		}
		if rest.is_positive() {
			self.rest(order, owner, rest, kept);
		}
		Ok(())
	}

	/// Executes fills against `budget`, what an order has reserved for them, and gives what is left of it.
	fn fill(
		&mut self,
		shard: &Shard,
		order: &Order,
		fills: &[Made],
		mut budget: Cash,
	) -> Result<Cash, Stop> {
		for Made { place, resting, filled } in fills {
			let charge = maker_charge(resting.reserved, resting.quantity, *filled);
			let maker_charge = charge.ok_or(Refusal::Overflow)?;
			let taker_charge =
				taker_charge(&shard.rules, shard.index, order.side, *filled, place.limit, budget);
			budget = less(budget, taker_charge)?;
			let quantity = resting.quantity.saturating_sub(*filled);
			let left = quantity.is_positive().then(|| {
				let reserved = resting.reserved.saturating_sub(maker_charge);
				Resting { quantity, reserved, ..*resting }
			});
			self.writes.orders.push((*place, left));
			self.outcome.fills.push(Fill {
				maker: resting.portfolio,
				nonce: resting.nonce,
				quantity: *filled,
				price: place.limit,
				maker_charge,
				taker_charge,
			});
		}
		Ok(budget)
	}

	/// Leaves the rest of an order in the book.
	fn rest(&mut self, order: &Order, owner: u64, quantity: Quantity, reserved: Cash) {
		let &Order { portfolio, series, side, limit, nonce, expires, .. } = order;
		let place = Place { series, side, limit, sequence: self.sequence };
		let resting = Resting { portfolio, nonce, owner, quantity, reserved, expires };
		self.outcome.resting = quantity;
		self.writes.orders.push((place, Some(resting)));
	}
}

/// Whether an order may stand at all, by the rules and the time of its shard.
fn admissible(order: &Order, shard: &Shard) -> Result<(), Refusal> {
	let lots = order.quantity.e8().checked_rem(shard.rules.lot.e8()) == Some(0);
	if !lots || !order.quantity.is_positive() {
		return Err(Refusal::OffLot);
	}
	let ticks = order.limit.e8().checked_rem(shard.rules.tick.e8()) == Some(0);
	if !ticks || order.limit.is_zero() {
		return Err(Refusal::OffTick);
	}
	if order.expires < shard.time {
		return Err(Refusal::Expired);
	}
	if order.lives_too_long(shard.time) {
		return Err(Refusal::LivesTooLong);
	}
	if order.expires > order.series.expiry {
		return Err(Refusal::OutlivesSeries);
	}
	Ok(())
}

/// What `quantity` of an order reserves at its limit.
fn reservation(shard: &Shard, order: &Order, quantity: Quantity) -> Result<Cash, Refusal> {
	reserve(&shard.rules, shard.index, order.side, quantity, order.limit).ok_or(Refusal::Overflow)
}

fn less(amount: Cash, part: Cash) -> Result<Cash, Refusal> {
	amount.checked_sub(part).ok_or(Refusal::Overflow)
}

/// [`Resting::owner`].
fn owner_tag(owner: &Hash) -> u64 {
	owner.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}
