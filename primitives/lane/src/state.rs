// SPDX-License-Identifier: Apache-2.0
//! What an operation reads and writes, and the state in memory.

use crate::{Account, Named, Place, Resting, Sequence, Shard, StateKey};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{DecodeAll, Encode};
use tenor_matching::Side;
use tenor_series::{PortfolioId, SeriesKey, UnderlyingId};

/// Why a state can't answer. None of it says anything about who made the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StateError {
	/// A node of the trie is needed that the witness does not hold.
	IncompleteWitness,
	/// The witness is longer than [`crate::MAX_WITNESS`], or has more nodes than [`crate::MAX_NODES`].
	WitnessTooLarge,
	/// The witness belongs to another root, or holds what is no node of a state.
	UnsoundWitness,
	/// A key or a value of the state does not decode.
	Corrupt,
}

/// A state that an operation reads. One in memory always answers; another fails as [`StateError`] says.
pub trait Read {
	/// What the books of an underlying share.
	fn shard(&self, underlying: UnderlyingId) -> Result<Option<Shard>, StateError>;

	/// A portfolio's allowance in an underlying.
	fn account(
		&self,
		underlying: UnderlyingId,
		portfolio: PortfolioId,
	) -> Result<Option<Account>, StateError>;

	/// The order at a place.
	fn order(&self, place: &Place) -> Result<Option<Resting>, StateError>;

	/// Calls `visit` with the orders of one side of a book as they fill, until it says that it wants no
	/// more.
	fn walk(
		&self,
		series: &SeriesKey,
		side: Side,
		visit: impl FnMut(Place, Resting) -> bool,
	) -> Result<(), StateError>;
}

/// What an operation changes, all of one underlying.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Writes {
	/// Whose books.
	pub underlying: UnderlyingId,
	/// What they share.
	pub shard: Option<Shard>,
	/// Allowances: each at most once.
	pub accounts: Vec<(PortfolioId, Account)>,
	/// Orders, `None` where one is gone: each at most once.
	pub orders: Vec<(Place, Option<Resting>)>,
}

impl Writes {
	/// As keys and values of the trie, `None` where a key is gone.
	pub fn entries(&self) -> impl Iterator<Item = (StateKey, Option<Vec<u8>>)> + '_ {
		let shard = self.shard.iter();
		let shard = shard.map(|shard| (StateKey::shard(self.underlying), Some(shard.encode())));
		let accounts = self.accounts.iter().map(|(portfolio, account)| {
			(StateKey::account(self.underlying, *portfolio), Some(account.encode()))
		});
		let orders = self.orders.iter();
		let orders = orders
			.map(|(place, order)| (StateKey::order(place), order.map(|order| order.encode())));
		shard.chain(accounts).chain(orders)
	}
}

pub(crate) fn decode<T: DecodeAll>(mut bytes: &[u8]) -> Result<T, StateError> {
	T::decode_all(&mut bytes).map_err(|_| StateError::Corrupt)
}

/// One side of a book by rank and sequence number: as it fills.
type Orders = BTreeMap<(u64, Sequence), Resting>;

/// A whole state in memory, without roots.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Memory {
	shards: BTreeMap<UnderlyingId, Shard>,
	accounts: BTreeMap<(UnderlyingId, PortfolioId), Account>,
	/// None is empty.
	books: BTreeMap<(SeriesKey, Side), Orders>,
}

impl Memory {
	/// Does what an operation decided.
	pub fn write(&mut self, writes: &Writes) {
		if let Some(shard) = writes.shard {
			self.shards.insert(writes.underlying, shard);
		}
		for (portfolio, account) in &writes.accounts {
			self.accounts.insert((writes.underlying, *portfolio), *account);
		}
		for (place, order) in &writes.orders {
			match order {
				Some(order) => self.put(place, *order),
				None => self.take(place),
			}
		}
	}

	fn put(&mut self, place: &Place, order: Resting) {
		let book = self.books.entry((place.series, place.side)).or_default();
		book.insert(in_line(place), order);
	}

	fn take(&mut self, place: &Place) {
		let key = (place.series, place.side);
		if let Some(book) = self.books.get_mut(&key) {
			book.remove(&in_line(place));
			if book.is_empty() {
				self.books.remove(&key);
			}
		}
	}

	/// Sets the value under a key of the trie: how a state that was kept is read back.
	///
	/// # Errors
	/// If the value does not decode.
	pub fn insert(&mut self, key: &StateKey, value: &[u8]) -> Result<(), StateError> {
		match Named::parse(key).ok_or(StateError::Corrupt)? {
			Named::Shard(underlying) => {
				self.shards.insert(underlying, decode(value)?);
			}
			Named::Account(underlying, portfolio) => {
				self.accounts.insert((underlying, portfolio), decode(value)?);
			}
			Named::Order(place) => self.put(&place, decode(value)?),
		}
		Ok(())
	}

	/// Everything, as keys and values of the trie.
	pub fn entries(&self) -> impl Iterator<Item = (StateKey, Vec<u8>)> + '_ {
		let shards = self.shards.iter();
		let shards =
			shards.map(|(underlying, shard)| (StateKey::shard(*underlying), shard.encode()));
		let accounts = self.accounts.iter().map(|((underlying, portfolio), account)| {
			(StateKey::account(*underlying, *portfolio), account.encode())
		});
		let orders = self.orders().map(|(place, order)| (StateKey::order(&place), order.encode()));
		shards.chain(accounts).chain(orders)
	}

	/// Every allowance.
	pub fn accounts(&self) -> impl Iterator<Item = (UnderlyingId, PortfolioId, &Account)> + '_ {
		self.accounts
			.iter()
			.map(|((underlying, portfolio), account)| (*underlying, *portfolio, account))
	}

	/// Every order, book by book, as they fill.
	pub fn orders(&self) -> impl Iterator<Item = (Place, &Resting)> + '_ {
		self.books.iter().flat_map(|((series, side), book)| {
			book.iter().map(|(line, order)| (place(series, *side, *line), order))
		})
	}

	/// What belongs to each underlying, apart.
	pub fn apart(self) -> BTreeMap<UnderlyingId, Self> {
		let mut all = BTreeMap::<UnderlyingId, Self>::new();
		for (underlying, shard) in self.shards {
			all.entry(underlying).or_default().shards.insert(underlying, shard);
		}
		for (key, account) in self.accounts {
			all.entry(key.0).or_default().accounts.insert(key, account);
		}
		for (key, book) in self.books {
			all.entry(key.0.underlying).or_default().books.insert(key, book);
		}
		all
	}
}

fn in_line(place: &Place) -> (u64, Sequence) {
	(place.side.rank(place.limit), place.sequence)
}

fn place(series: &SeriesKey, side: Side, (rank, sequence): (u64, Sequence)) -> Place {
	Place { series: *series, side, limit: side.price(rank), sequence }
}

impl Read for Memory {
	fn shard(&self, underlying: UnderlyingId) -> Result<Option<Shard>, StateError> {
		Ok(self.shards.get(&underlying).copied())
	}

	fn account(
		&self,
		underlying: UnderlyingId,
		portfolio: PortfolioId,
	) -> Result<Option<Account>, StateError> {
		Ok(self.accounts.get(&(underlying, portfolio)).copied())
	}

	fn order(&self, place: &Place) -> Result<Option<Resting>, StateError> {
		let book = self.books.get(&(place.series, place.side));
		Ok(book.and_then(|book| book.get(&in_line(place))).copied())
	}

	fn walk(
		&self,
		series: &SeriesKey,
		side: Side,
		mut visit: impl FnMut(Place, Resting) -> bool,
	) -> Result<(), StateError> {
		for (line, order) in self.books.get(&(*series, side)).into_iter().flatten() {
			if !visit(place(series, side, *line), *order) {
				break;
			}
		}
		Ok(())
	}
}
