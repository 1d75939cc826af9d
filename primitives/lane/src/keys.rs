// SPDX-License-Identifier: Apache-2.0
//! Keys of the state. Integers in them are big-endian: keys are in the order of numbers, and orders of
//! one side of a book in the order in which they fill.

use crate::{Place, Sequence};
use core::{borrow::Borrow, ops::Deref};
use tenor_fixed::Price;
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

/// Length of the longest key, that of an order.
const LONGEST: usize = 37;
const SHARD: u8 = 0;
const ACCOUNT: u8 = 1;
const BOOK: u8 = 2;

/// A key of the state, or what several begin with. Sorts as its bytes do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StateKey {
	/// Zeros behind the end: with the length behind them they compare as the slices do.
	bytes: [u8; LONGEST],
	length: u8,
}

/// What a key of the state names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
	/// A [`crate::Shard`].
	Shard(UnderlyingId),
	/// An [`crate::Account`].
	Account(UnderlyingId, PortfolioId),
	/// A [`crate::Resting`] order.
	Order(Place),
}

impl StateKey {
	fn new<const N: usize>(parts: [&[u8]; N]) -> Self {
		let mut key = Self { bytes: [0; LONGEST], length: 0 };
		let mut end = 0usize;
		for part in parts {
			let start = end;
			end = end.saturating_add(part.len());
			// What is made below fits; a part that did not would be left out, not panic.
			if let Some(place) = key.bytes.get_mut(start..end) {
				place.copy_from_slice(part);
				key.length = u8::try_from(end).unwrap_or(key.length);
			}
		}
		key
	}

	/// Of what the books of an underlying share.
	pub fn shard(underlying: UnderlyingId) -> Self {
		Self::new([&underlying.0.to_be_bytes(), &[SHARD]])
	}

	/// Of a portfolio's allowance in an underlying.
	pub fn account(underlying: UnderlyingId, portfolio: PortfolioId) -> Self {
		Self::new([&underlying.0.to_be_bytes(), &[ACCOUNT], &portfolio.0.to_be_bytes()])
	}

	/// What the keys of all orders of one side of a book begin with.
	pub fn book(series: &SeriesKey, side: Side) -> Self {
		Self::new([
			&series.underlying.0.to_be_bytes(),
			&[BOOK],
			&series.expiry.to_be_bytes(),
			&series.strike.e8().to_be_bytes(),
			&[kind_code(series.kind), side_code(side)],
		])
	}

	/// Of an order.
	pub fn order(place: &Place) -> Self {
		Self::new([
			&Self::book(&place.series, place.side),
			&place.side.rank(place.limit).to_be_bytes(),
			&place.sequence.to_be_bytes(),
		])
	}

	/// The key of these bytes; `None` if it names nothing.
	pub fn parse(bytes: &[u8]) -> Option<Self> {
		Named::parse(bytes).map(|_| Self::new([bytes]))
	}
}

impl Deref for StateKey {
	type Target = [u8];

	fn deref(&self) -> &[u8] {
		self.bytes.get(..usize::from(self.length)).unwrap_or(&self.bytes)
	}
}

impl Borrow<[u8]> for StateKey {
	fn borrow(&self) -> &[u8] {
		self
	}
}

impl Named {
	/// What a key names; `None` if it is none.
	pub fn parse(mut key: &[u8]) -> Option<Self> {
		let underlying = UnderlyingId(u16::from_be_bytes(take(&mut key)?));
		let [what] = take(&mut key)?;
		let named = match what {
			SHARD => Self::Shard(underlying),
			ACCOUNT => Self::Account(underlying, PortfolioId(number(&mut key)?)),
			BOOK => {
				let (expiry, strike) = (number(&mut key)?, Price::from_e8(number(&mut key)?));
				let [kind, side] = take(&mut key)?;
				let kind =
					[OptionKind::Call, OptionKind::Put].into_iter().nth(usize::from(kind))?;
				let side = [Side::Buy, Side::Sell].into_iter().nth(usize::from(side))?;
				let series = SeriesKey { underlying, expiry, strike, kind };
				let limit = side.price(number(&mut key)?);
				let sequence: Sequence = number(&mut key)?;
				Self::Order(Place { series, side, limit, sequence })
			}
			_ => return None,
		};
		key.is_empty().then_some(named)
	}
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
	let (head, tail) = from.split_first_chunk()?;
	*from = tail;
	Some(*head)
}

fn number(from: &mut &[u8]) -> Option<u64> {
	take(from).map(u64::from_be_bytes)
}

fn kind_code(kind: OptionKind) -> u8 {
	match kind {
		OptionKind::Call => 0,
		OptionKind::Put => 1,
	}
}

fn side_code(side: Side) -> u8 {
	match side {
		Side::Buy => 0,
		Side::Sell => 1,
	}
}
