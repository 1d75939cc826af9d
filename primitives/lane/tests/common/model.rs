// SPDX-License-Identifier: Apache-2.0
//! A lane of lists and plain integers, written from docs/lane.md and nothing of the crate but its types.

use super::{FEE_BPS, PRICE_BPS, SHORT_BPS};
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_lane::{
	Account, Fill, Message, Operation, Order, OrderKind, Outcome, Place, Refusal, Resting, Rules,
	Shard,
};
use tenor_matching::Side;
use tenor_series::PortfolioId;

#[derive(Clone, Default, PartialEq, Debug)]
pub struct Model {
	pub shards: BTreeMap<u16, Shard>,
	pub accounts: BTreeMap<(u16, u64), Account>,
	/// In no order.
	pub orders: Vec<(Place, Resting)>,
}

/// The least whole number that is not below `numerator / denominator`.
fn ceil(numerator: i128, denominator: i128) -> i128 {
	(numerator + denominator - 1) / denominator
}

fn reserve(index: Price, side: Side, quantity: i64, price: Price) -> i128 {
	// Shares are whole basis points: e8 times 10^6 is e18, exactly.
	let of = |price: Price, bps: i64| i128::from(price.e8()) * i128::from(bps) * 1_000_000;
	let quantity = i128::from(quantity);
	let units = |each: i128| ceil(each * quantity, 1_000_000_000_000_000_000);
	let premium = ceil(i128::from(price.e8()) * quantity, 100_000_000);
	let fee = units(of(index, FEE_BPS));
	match side {
		Side::Buy => premium + fee,
		Side::Sell => units(of(index, SHORT_BPS) + of(price, PRICE_BPS)) + fee,
	}
}

fn crosses(order: &Order, limit: Price) -> bool {
	match order.side {
		Side::Buy => limit <= order.limit,
		Side::Sell => limit >= order.limit,
	}
}

impl Model {
	pub fn run(&mut self, operation: &Operation, sequence: u64) -> Outcome {
		let before = self.clone();
		let underlying = operation.underlying().0;
		self.attempt(operation, underlying, sequence).unwrap_or_else(|refusal| {
			*self = before;
			self.spend_nonce(operation, underlying);
			Outcome { refusal: Some(refusal), ..Outcome::default() }
		})
	}

	fn spend_nonce(&mut self, operation: &Operation, underlying: u16) {
		let Some(order) = operation.order() else { return };
		if let Some(account) = self.accounts.get_mut(&(underlying, order.portfolio.0)) {
			account.last_nonce = account.last_nonce.max(order.nonce);
		}
	}

	fn attempt(
		&mut self,
		operation: &Operation,
		underlying: u16,
		sequence: u64,
	) -> Result<Outcome, Refusal> {
		let mut outcome = Outcome::default();
		match operation {
			Operation::Order(signed) => return self.order(&signed.body, None, sequence),
			Operation::Replace(signed) => {
				return self.order(&signed.body.order, Some(signed.body.place), sequence)
			}
			Operation::Cancel(signed) => {
				self.cancel(signed.body.place, signed.body.portfolio, &mut outcome)?
			}
			Operation::Tick { index, block, time, .. } => {
				let shard = self.shards.get_mut(&underlying).ok_or(Refusal::UnknownUnderlying)?;
				if *block < shard.block {
					return Err(Refusal::Backwards);
				}
				(shard.index, shard.block) = (*index, *block);
				shard.time = shard.time.max(*time);
			}
			Operation::Clock { time, .. } => {
				let shard = self.shards.get_mut(&underlying).ok_or(Refusal::UnknownUnderlying)?;
				if *time < shard.time {
					return Err(Refusal::Backwards);
				}
				shard.time = *time;
			}
			Operation::Expire(place) => {
				let now = self.shards.get(&underlying).ok_or(Refusal::UnknownUnderlying)?.time;
				let (_, resting) = *self.find(*place).ok_or(Refusal::UnknownOrder)?;
				if now <= resting.expires {
					return Err(Refusal::NotOver);
				}
				self.remove(*place, &mut outcome);
			}
			Operation::Inbox { message, .. } => match message {
				Message::Order(order) => return self.order(order, None, sequence),
				Message::Cancel(cancel) => {
					self.cancel(cancel.place, cancel.portfolio, &mut outcome)?
				}
				_ => self.message(message, underlying, sequence)?,
			},
		}
		Ok(outcome)
	}

	fn message(&mut self, message: &Message, underlying: u16, now: u64) -> Result<(), Refusal> {
		match *message {
			Message::Rules { rules, .. } => {
				let exact = i128::from(rules.tick.e8()) * i128::from(rules.lot.e8()) % 100_000_000;
				let Rules { tick, lot, .. } = rules;
				if tick.is_zero() || lot <= Quantity::ZERO || exact != 0 {
					return Err(Refusal::UnsoundRules);
				}
				let new = Shard { time: 0, index: Price::ZERO, block: 0, rules };
				self.shards.entry(underlying).or_insert(new).rules = rules;
			}
			Message::Credit { portfolio, owner, key, amount, .. } => {
				if amount < Cash::ZERO {
					return Err(Refusal::Overflow);
				}
				let old = self.accounts.get(&(underlying, portfolio.0)).copied();
				let last_nonce = old.map_or(0, |old| old.last_nonce);
				let anew = Account { key: Some(key), owner, free: amount, last_nonce, opened: now };
				let account = match old {
					Some(old) if old.key == Some(key) => {
						let free = Cash::from_e8(old.free.e8() + amount.e8());
						Account { free, opened: old.opened, ..anew }
					}
					Some(old) if old.key.is_some() => return Err(Refusal::OtherKey),
					_ => anew,
				};
				self.accounts.insert((underlying, portfolio.0), account);
			}
			Message::Close { portfolio, .. } => {
				let account = self.accounts.get_mut(&(underlying, portfolio.0));
				let account = account.ok_or(Refusal::NoAllowance)?;
				if account.key.is_none() {
					return Err(Refusal::AllowanceClosed);
				}
				(account.key, account.free) = (None, Cash::ZERO);
			}
			Message::Order(_) | Message::Cancel(_) => (),
		}
		Ok(())
	}

	fn find(&self, place: Place) -> Option<&(Place, Resting)> {
		self.orders.iter().find(|(at, _)| *at == place)
	}

	fn cancel(
		&mut self,
		place: Place,
		portfolio: PortfolioId,
		outcome: &mut Outcome,
	) -> Result<(), Refusal> {
		let (_, resting) = self.find(place).ok_or(Refusal::UnknownOrder)?;
		if resting.portfolio != portfolio {
			return Err(Refusal::NotOwner);
		}
		self.remove(place, outcome);
		Ok(())
	}

	fn remove(&mut self, place: Place, outcome: &mut Outcome) {
		let at = self.orders.iter().position(|(at, _)| *at == place).unwrap();
		let (_, resting) = self.orders.swap_remove(at);
		outcome.removed.push(place);
		let whose = (place.series.underlying.0, resting.portfolio.0);
		let account = self.accounts.get_mut(&whose).unwrap();
		if account.key.is_some() && place.sequence > account.opened {
			account.free = Cash::from_e8(account.free.e8() + resting.reserved.e8());
		}
	}

	fn check(&self, order: &Order) -> Result<(Shard, Account), Refusal> {
		let underlying = order.series.underlying.0;
		let shard = self.shards.get(&underlying).filter(|shard| shard.index > Price::ZERO);
		let shard = *shard.ok_or(Refusal::UnknownUnderlying)?;
		let account = self.accounts.get(&(underlying, order.portfolio.0));
		let account = *account.ok_or(Refusal::NoAllowance)?;
		let checks = [
			(account.key.is_none(), Refusal::AllowanceClosed),
			(order.nonce <= account.last_nonce, Refusal::NonceUsed),
			(
				order.quantity <= Quantity::ZERO || order.quantity.e8() % shard.rules.lot.e8() != 0,
				Refusal::OffLot,
			),
			(
				order.limit.is_zero() || order.limit.e8() % shard.rules.tick.e8() != 0,
				Refusal::OffTick,
			),
			(order.expires < shard.time, Refusal::Expired),
			(order.expires > shard.time + 600_000, Refusal::LivesTooLong),
			(order.expires > order.series.expiry, Refusal::OutlivesSeries),
		];
		match checks.into_iter().find(|(fails, _)| *fails) {
			Some((_, refusal)) => Err(refusal),
			None => Ok((shard, account)),
		}
	}

	/// The best of the other side: the price, then who came first.
	fn best(&self, order: &Order) -> Option<(Place, Resting)> {
		let other = |(place, _): &&(Place, Resting)| {
			place.series == order.series && place.side != order.side && crosses(order, place.limit)
		};
		// The least key wins: the lowest ask, the highest bid.
		let rank = |entry: &&(Place, Resting)| match order.side {
			Side::Buy => (entry.0.limit.e8(), entry.0.sequence),
			Side::Sell => (u64::MAX - entry.0.limit.e8(), entry.0.sequence),
		};
		self.orders.iter().filter(other).min_by_key(rank).copied()
	}

	fn order(
		&mut self,
		order: &Order,
		replaced: Option<Place>,
		sequence: u64,
	) -> Result<Outcome, Refusal> {
		let mut outcome = Outcome::default();
		let (shard, account) = self.check(order)?;
		let whose = (order.series.underlying.0, order.portfolio.0);
		self.spend_nonce(&Operation::Inbox { index: 0, message: Message::Order(*order) }, whose.0);
		if let Some(place) = replaced {
			if place.series.underlying != order.series.underlying {
				return Err(Refusal::UnknownOrder);
			}
			self.cancel(place, order.portfolio, &mut outcome)?;
		}
		let free = self.accounts[&whose].free;
		let mut left = order.quantity.e8();
		let mut over = false;
		let mut removed = 0;
		while let Some((place, resting)) = self.best(order).filter(|_| left > 0) {
			if resting.owner.to_le_bytes() == account.owner[..8] || shard.time > resting.expires {
				over = removed == 4;
				if over {
					break;
				}
				removed += 1;
				self.remove(place, &mut outcome);
				continue;
			}
			over = outcome.fills.len() == 32;
			if over {
				break;
			}
			left -= self.fill(place, left, &mut outcome);
		}
		if order.kind == OrderKind::PostOnly && !outcome.fills.is_empty() {
			return Err(Refusal::WouldTake);
		}
		let whole = reserve(shard.index, order.side, order.quantity.e8(), order.limit);
		if whole > free.e8() {
			return Err(Refusal::AllowanceExceeded);
		}
		let rests = left > 0 && !over && order.kind != OrderKind::ImmediateOrCancel;
		let kept = if rests { reserve(shard.index, order.side, left, order.limit) } else { 0 };
		let mut spent = kept;
		for fill in &mut outcome.fills {
			let charge = reserve(shard.index, order.side, fill.quantity.e8(), fill.price);
			let charge = charge.min(whole - spent);
			fill.taker_charge = Cash::from_e8(charge);
			spent += charge;
		}
		let account = self.accounts.get_mut(&whose).unwrap();
		account.free = Cash::from_e8(account.free.e8() - spent);
		if rests {
			outcome.resting = Quantity::from_e8(left);
			let &Order { portfolio, series, side, limit, nonce, expires, .. } = order;
			let owner = u64::from_le_bytes(account.owner[..8].try_into().unwrap());
			let (quantity, reserved) = (Quantity::from_e8(left), Cash::from_e8(kept));
			let resting = Resting { portfolio, nonce, owner, quantity, reserved, expires };
			self.orders.push((Place { series, side, limit, sequence }, resting));
		}
		Ok(outcome)
	}

	/// Fills a resting order with up to `wanted`; what the side that takes is charged comes later.
	fn fill(&mut self, place: Place, wanted: i64, outcome: &mut Outcome) -> i64 {
		let at = self.orders.iter().position(|(at, _)| *at == place).unwrap();
		let resting = &mut self.orders[at].1;
		let (had, reserved) = (resting.quantity.e8(), resting.reserved.e8());
		let quantity = wanted.min(had);
		let charge = reserved * i128::from(quantity) / i128::from(had);
		outcome.fills.push(Fill {
			maker: resting.portfolio,
			nonce: resting.nonce,
			quantity: Quantity::from_e8(quantity),
			price: place.limit,
			maker_charge: Cash::from_e8(charge),
			taker_charge: Cash::ZERO,
		});
		resting.quantity = Quantity::from_e8(had - quantity);
		resting.reserved = Cash::from_e8(reserved - charge);
		if quantity == had {
			self.orders.swap_remove(at);
		}
		quantity
	}
}
