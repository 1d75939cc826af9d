// SPDX-License-Identifier: Apache-2.0
//! What limits on owners say of a step's orders. Marks, open interest and what an owner held are those
//! of the first look; from then on everything admitted of his counts, whichever portfolio it is in.

use super::Batch;
use crate::{
	limits::{Greeks, LimitedOrders, OwnerReach},
	owners::caps_of,
	pallet::{Config, Limits, OwnerHoldings},
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use tenor_risk::orders::OpenOrder;
use tenor_series::{PortfolioId, UnderlyingId};

/// Orders, with the Greeks of the whole of each where a limit asks for them.
pub(super) type Effects = Vec<(OpenOrder, Option<Greeks>)>;

impl<T: Config> Batch<T> {
	/// How far the owner has come in each underlying of the orders that has limits.
	pub(super) fn owner_reach(
		&mut self,
		owner: &T::AccountId,
		orders: &[OpenOrder],
	) -> BTreeMap<UnderlyingId, OwnerReach> {
		let asked: BTreeSet<_> = orders.iter().map(|order| order.series.underlying).collect();
		let mut reach = BTreeMap::new();
		for underlying in asked {
			let key = (owner.clone(), underlying);
			if !self.owners.contains_key(&key) {
				self.charge(T::WeightInfo::look_at_owner());
				let limits = Limits::<T>::get(underlying);
				let totals = || OwnerHoldings::<T>::get(owner, underlying);
				let first = limits
					.is_set()
					.then(|| OwnerReach::new(caps_of::<T>(underlying, limits), &totals()));
				self.owners.insert(key.clone(), first);
			}
			if let Some(known) = self.owners.get(&key).copied().flatten() {
				reach.insert(underlying, known);
			}
		}
		reach
	}

	/// The Greeks of the whole of each order, where a limit of its underlying asks for them.
	pub(super) fn effects(
		&mut self,
		orders: &[OpenOrder],
		reach: &BTreeMap<UnderlyingId, OwnerReach>,
	) -> Effects {
		let mut effects = Vec::with_capacity(orders.len());
		for order in orders {
			let asked = reach.get(&order.series.underlying).is_some_and(OwnerReach::has_greeks);
			let unit = if asked { self.session.greeks(&order.series) } else { None };
			effects.push((*order, unit.and_then(|unit| unit.times_floor(order.quantity))));
		}
		effects
	}

	/// What is admitted of a portfolio counts for its owner's other portfolios from here on.
	pub(super) fn reserve(&mut self, id: PortfolioId, orders: &[OpenOrder], admitted: &[bool]) {
		let Some(held) = self.accounts.get(&id) else { return };
		let owner = held.owner.clone();
		let admitted: Vec<OpenOrder> =
			orders.iter().zip(admitted).filter(|(_, passes)| **passes).map(|(o, _)| *o).collect();
		let reach = self.owner_reach(&owner, &admitted);
		if reach.is_empty() {
			return;
		}
		let effects = self.effects(&admitted, &reach);
		let Some(held) = self.accounts.get(&id) else { return };
		let mut set = LimitedOrders::new(&held.account, reach, &effects);
		for (order, effect) in &effects {
			// A part of what was admitted together.
			set.take_in(order, *effect);
		}
		for (underlying, reached) in set.into_owner() {
			self.owners.insert((owner.clone(), underlying), Some(reached));
		}
	}
}
