// SPDX-License-Identifier: Apache-2.0
//! The trees, one per axis, as one view over storage: a node is read once and written once,
//! however many of its portfolios change.

use super::{Axis, Bounds, Mark, DEPTH, FAN_OUT};
use crate::pallet::{Config, Nodes};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use tenor_series::PortfolioId;

/// Where a node is: leaves are level 0, and node `index` of a level covers `64^(level + 1)`
/// portfolios from `index * 64^(level + 1)` on.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct NodeKey {
	/// Of which tree.
	pub axis: Axis,
	/// 0 to [`DEPTH`] - 1.
	pub level: u8,
	/// Its number in the level.
	pub index: u64,
}

impl NodeKey {
	/// The top of a tree.
	pub fn root(axis: Axis) -> Self {
		Self { axis, level: DEPTH.saturating_sub(1), index: 0 }
	}

	/// The leaf of a portfolio and its place there; `None` if the tree has no room for it.
	pub fn leaf(axis: Axis, portfolio: PortfolioId) -> Option<(Self, u8)> {
		let fan_out = u64::from(FAN_OUT);
		if portfolio.0 >= fan_out.saturating_pow(u32::from(DEPTH)) {
			return None;
		}
		let (index, place) = (portfolio.0 / fan_out, portfolio.0 % fan_out);
		Some((Self { axis, level: 0, index }, u8::try_from(place).ok()?))
	}

	/// The node above and the place there; `None` for the root.
	pub fn parent(&self) -> Option<(Self, u8)> {
		let level = self.level.checked_add(1).filter(|level| *level < DEPTH)?;
		let fan_out = u64::from(FAN_OUT);
		let place = u8::try_from(self.index % fan_out).ok()?;
		Some((Self { axis: self.axis, level, index: self.index / fan_out }, place))
	}

	/// The child at a place; `None` below a leaf.
	pub fn child(&self, place: u8) -> Option<Self> {
		let level = self.level.checked_sub(1)?;
		Some(Self { axis: self.axis, level, index: self.number(place) })
	}

	/// The number of a child: a node of the level below, or a portfolio.
	pub fn number(&self, place: u8) -> u64 {
		self.index.saturating_mul(u64::from(FAN_OUT)).saturating_add(u64::from(place))
	}
}

/// Bounds per child, ascending by place; none of them free.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Node(pub BoundedVec<(u8, Bounds), ConstU32<FAN_OUT>>);

impl Node {
	/// Bounds of a child.
	pub fn at(&self, place: u8) -> Bounds {
		let found = self.0.binary_search_by_key(&place, |(at, _)| *at).ok();
		found.and_then(|at| self.0.get(at)).map_or(Bounds::FREE, |(_, bounds)| *bounds)
	}

	/// The tightest of all.
	pub fn tightest(&self) -> Bounds {
		self.0.iter().fold(Bounds::FREE, |all, (_, bounds)| all.and(*bounds))
	}

	/// Sets the bounds of a child. Returns whether that changed anything.
	pub fn set(&mut self, place: u8, bounds: Bounds) -> bool {
		let free = bounds == Bounds::FREE;
		match self.0.binary_search_by_key(&place, |(at, _)| *at) {
			Ok(at) if free => {
				self.0.remove(at);
				true
			}
			Ok(at) => match self.0.get_mut(at) {
				Some((_, held)) if *held != bounds => {
					*held = bounds;
					true
				}
				_ => false,
			},
			Err(_) if free => false,
			// Places are below the bound, and each is there once.
			Err(at) => self.0.try_insert(at, (place, bounds)).is_ok(),
		}
	}
}

/// The trees of all axes, read through and written at the end by [`Self::store`].
pub struct Forest<T> {
	nodes: BTreeMap<NodeKey, Loaded>,
	marker: core::marker::PhantomData<T>,
}

struct Loaded {
	node: Node,
	changed: bool,
}

impl<T: Config> Forest<T> {
	/// Nothing read yet.
	pub fn new() -> Self {
		Self { nodes: BTreeMap::new(), marker: core::marker::PhantomData }
	}

	/// The node, read unless that was done before.
	fn node(&mut self, key: NodeKey) -> &mut Loaded {
		self.nodes.entry(key).or_insert_with(|| Loaded {
			node: Nodes::<T>::get(key).unwrap_or_default(),
			changed: false,
		})
	}

	/// Bounds of a portfolio on an axis.
	pub fn bounds(&mut self, axis: Axis, portfolio: PortfolioId) -> Bounds {
		match NodeKey::leaf(axis, portfolio) {
			Some((leaf, place)) => self.node(leaf).node.at(place),
			None => Bounds::FREE,
		}
	}

	/// Nodes that setting bounds of the portfolio would be the first to change.
	pub fn untouched(&self, axis: Axis, portfolio: PortfolioId) -> u32 {
		let mut count = 0u32;
		let mut next = NodeKey::leaf(axis, portfolio).map(|(leaf, _)| leaf);
		while let Some(key) = next {
			if !self.nodes.get(&key).is_some_and(|loaded| loaded.changed) {
				count = count.saturating_add(1);
			}
			next = key.parent().map(|(parent, _)| parent);
		}
		count
	}

	/// Sets the bounds of a portfolio on an axis, and what follows above. False if the tree has no
	/// room for the portfolio.
	pub fn set(&mut self, axis: Axis, portfolio: PortfolioId, bounds: Bounds) -> bool {
		let Some((mut key, mut place)) = NodeKey::leaf(axis, portfolio) else { return false };
		let mut bounds = bounds;
		loop {
			let loaded = self.node(key);
			if !loaded.node.set(place, bounds) {
				return true;
			}
			loaded.changed = true;
			bounds = loaded.node.tightest();
			match key.parent() {
				Some(above) => (key, place) = above,
				None => return true,
			}
		}
	}

	/// Hands out the leaves numbered `from` or above with portfolios whose bounds the mark is outside
	/// of, each with a bit per such portfolio, ascending, as long as `more` says so; it is asked before
	/// each node is read (`None`) and about each leaf. Returns whether it was let to the end.
	pub fn outside(
		&mut self,
		axis: Axis,
		mark: &Mark,
		from: u64,
		mut more: impl FnMut(Option<(u64, u64)>) -> bool,
	) -> bool {
		let mut open: Vec<NodeKey> = vec![NodeKey::root(axis)];
		while let Some(key) = open.pop() {
			if !more(None) {
				return false;
			}
			let left = self.node(key).node.0.iter().filter(|(_, bounds)| !bounds.hold(mark));
			let left = left.map(|(place, _)| *place);
			if key.level > 0 {
				let places: Vec<u8> = left.collect();
				let ends_before = |child: &NodeKey| {
					let leaves = u64::from(FAN_OUT).saturating_pow(u32::from(child.level));
					child.index.saturating_add(1).saturating_mul(leaves) <= from
				};
				let children = places.into_iter().rev().filter_map(|place| key.child(place));
				open.extend(children.filter(|child| !ends_before(child)));
				continue;
			}
			// Places are below 64.
			let bit = |place: u8| 1u64.checked_shl(place.into()).unwrap_or(0);
			let bits = left.fold(0, |bits, place| bits | bit(place));
			if bits != 0 && !more(Some((key.index, bits))) {
				return false;
			}
		}
		true
	}

	/// Writes what changed.
	pub fn store(self) {
		for (key, Loaded { node, changed }) in self.nodes {
			if !changed {
				continue;
			}
			if node.0.is_empty() {
				Nodes::<T>::remove(key);
			} else {
				Nodes::<T>::insert(key, node);
			}
		}
	}
}

impl<T: Config> Default for Forest<T> {
	fn default() -> Self {
		Self::new()
	}
}
