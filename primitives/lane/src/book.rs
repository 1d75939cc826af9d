// SPDX-License-Identifier: Apache-2.0
//! Which resting orders an order meets.

use crate::{Order, Place, Read, Resting, StateError, MAX_FILLS, MAX_REMOVED};
use alloc::vec::Vec;
use tenor_fixed::Quantity;
use tenor_series::Moment;

/// A resting order, where it rests, and what is taken of it.
pub(crate) struct Made {
	pub place: Place,
	pub resting: Resting,
	pub filled: Quantity,
}

/// What an order meets.
pub(crate) struct Met {
	/// What it fills, best price first, at a price the oldest first.
	pub fills: Vec<Made>,
	/// What it removes on the way.
	pub removed: Vec<(Place, Resting)>,
	/// What it still wants.
	pub left: Quantity,
	/// It would go on, but touches no more.
	pub over: bool,
}

/// Who comes, and when.
pub(crate) struct Incoming<'a> {
	pub order: &'a Order,
	/// The tag of its owner: [`Resting::owner`].
	pub owner: u64,
	/// The shard's time.
	pub now: Moment,
	/// An order that it replaces: not there any more.
	pub replaced: Option<Place>,
}

enum Next {
	Goes,
	Stops,
}

impl Met {
	/// Walks the other side of the book while prices cross and more is wanted.
	pub(crate) fn with(state: &impl Read, incoming: &Incoming<'_>) -> Result<Self, StateError> {
		let order = incoming.order;
		let mut met =
			Self { fills: Vec::new(), removed: Vec::new(), left: order.quantity, over: false };
		state.walk(&order.series, order.side.opposite(), |place, resting| {
			if incoming.replaced == Some(place) {
				return true;
			}
			let crosses = order.side.crosses(order.limit, place.limit);
			crosses && matches!(met.meet(incoming, place, resting), Next::Goes)
		})?;
		Ok(met)
	}

	fn meet(&mut self, incoming: &Incoming<'_>, place: Place, resting: Resting) -> Next {
		if resting.owner == incoming.owner || resting.expires < incoming.now {
			if is_full(self.removed.len(), MAX_REMOVED) {
				self.over = true;
				return Next::Stops;
			}
			self.removed.push((place, resting));
			return Next::Goes;
		}
		if is_full(self.fills.len(), MAX_FILLS) {
			self.over = true;
			return Next::Stops;
		}
		let filled = self.left.min(resting.quantity);
		self.fills.push(Made { place, resting, filled });
		// The lesser of both.
		self.left = self.left.saturating_sub(filled);
		if self.left.is_positive() {
			Next::Goes
		} else {
			Next::Stops
		}
	}
}

fn is_full(count: usize, most: u32) -> bool {
	u32::try_from(count).is_ok_and(|count| count >= most)
}
