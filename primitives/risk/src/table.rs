// SPDX-License-Identifier: Apache-2.0
//! Values per (strike, kind) in several columns, and their sum over positions.

use crate::{factor::wide_mul, OptionKind, Position, RiskError, MAX_SCENARIOS};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_fixed::{Fixed, Price};

/// Most decimals of a mantissa. With the 8 of a quantity a product has 21.
const MOST_DECIMALS: u32 = 13;

/// Columns of a table: the scenarios, and up to three in front.
pub(crate) const MAX_COLUMNS: usize = MAX_SCENARIOS + 3;

/// Sums of a book, one per column, in exact units (21 decimals).
pub(crate) type Sums = [i128; MAX_COLUMNS];

/// How a value is brought to its mantissa.
#[derive(Clone, Copy)]
pub(crate) enum Rounding {
	/// Half up: for marks, where either side may be the holder.
	Nearest,
	/// Up: for requirements.
	Up,
}

/// Values `>= 0` per (strike, kind) in `columns` columns: mantissas in units of `10^-decimals`,
/// row-major, the call's row before the put's.
///
/// `decimals` is 13 as long as the largest value fits 64 bits (up to 1.8e6 units of money), and one
/// less per further power of ten.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub(crate) struct StrikeTable {
	strikes: Vec<Price>,
	columns: u32,
	decimals: u32,
	mantissas: Vec<u64>,
}

impl StrikeTable {
	/// From strikes, strictly ascending, and `2 * strikes * columns` values in the order of the
	/// mantissas; column `c` is rounded by `rounding(c)`.
	pub(crate) fn new(
		strikes: &[Price],
		columns: usize,
		values: &[Fixed],
		rounding: impl Fn(usize) -> Rounding,
	) -> Result<Self, RiskError> {
		if strikes.windows(2).any(|pair| pair.first() >= pair.last()) {
			return Err(RiskError::UnsortedStrikes);
		}
		let largest = values.iter().max().map_or(0, |value| value.e18().max(0)).unsigned_abs();
		let decimals = (0..=MOST_DECIMALS)
			.rev()
			.find(|decimals| largest / power_of_ten(18 - decimals) < u128::from(u64::MAX))
			.ok_or(RiskError::Overflow)?;
		let unit = power_of_ten(18 - decimals);
		let mut mantissas = Vec::with_capacity(values.len());
		for (index, value) in values.iter().enumerate() {
			let value = u128::try_from(value.e18()).map_err(|_| RiskError::NegativeRequirement)?;
			let bump = match rounding(index % columns.max(1)) {
				Rounding::Nearest => unit / 2,
				Rounding::Up => unit - 1,
			};
			// The bump can't overflow: a value is below 2^127.
			let mantissa = (value + bump) / unit;
			mantissas.push(u64::try_from(mantissa).map_err(|_| RiskError::Overflow)?);
		}
		let columns = u32::try_from(columns).map_err(|_| RiskError::Overflow)?;
		Ok(Self { strikes: strikes.to_vec(), columns, decimals, mantissas })
	}

	/// Values per row.
	pub(crate) fn columns(&self) -> usize {
		usize::try_from(self.columns).unwrap_or(usize::MAX)
	}

	/// The strikes, ascending.
	pub(crate) fn strikes(&self) -> &[Price] {
		&self.strikes
	}

	/// Exact units in one unit of `quantity * mantissa`.
	pub(crate) fn unit(&self) -> i128 {
		let power = power_of_ten(MOST_DECIMALS.saturating_sub(self.decimals));
		i128::try_from(power).unwrap_or(i128::MAX)
	}

	/// One unit of a mantissa.
	pub(crate) fn precision(&self) -> Fixed {
		let units = power_of_ten(18u32.saturating_sub(self.decimals));
		Fixed::from_e18(i128::try_from(units).unwrap_or(i128::MAX))
	}

	/// A walk over rows for positions in ascending order.
	pub(crate) fn walk(&self) -> Walk<'_> {
		Walk { table: self, from: 0, last: None }
	}

	/// Adds `quantity * row` of every position to `sums`, in exact units. No allocation; the order
	/// of the positions is checked.
	pub(crate) fn add_dot(&self, positions: &[Position], sums: &mut Sums) -> Result<(), RiskError> {
		let columns = self.columns();
		let mut dot = [0i128; MAX_COLUMNS];
		let mut walk = self.walk();
		let mut gross = 0u64;
		for position in positions {
			let row = walk.row(position)?;
			let quantity = position.quantity.e8();
			let size = quantity.unsigned_abs();
			gross = gross.checked_add(size).ok_or(RiskError::Overflow)?;
			accumulate(&mut dot, row, size, quantity < 0);
		}
		// Bounds every partial sum by 2^63 * 2^64 = 2^127: none of them has wrapped.
		i64::try_from(gross).map_err(|_| RiskError::Overflow)?;
		let unit = self.unit();
		for (sum, dot) in sums.iter_mut().zip(&dot).take(columns) {
			// Almost always the unit is 1.
			let exact = if unit == 1 { Some(*dot) } else { dot.checked_mul(unit) };
			let exact = exact.ok_or(RiskError::Overflow)?;
			*sum = sum.checked_add(exact).ok_or(RiskError::Overflow)?;
		}
		Ok(())
	}
}

/// `dot += size * row`, or `-=`: the inner loop of a margin check.
#[inline]
fn accumulate(dot: &mut Sums, row: &[u64], size: u64, negative: bool) {
	for (sum, mantissa) in dot.iter_mut().zip(row) {
		// Below 2^127; a sum that wraps belongs to a book that is refused afterwards.
		#[allow(clippy::cast_possible_wrap)]
		let product = wide_mul(size, *mantissa) as i128;
		*sum = if negative { sum.wrapping_sub(product) } else { sum.wrapping_add(product) };
	}
}

/// Finds rows for positions in ascending order.
pub(crate) struct Walk<'a> {
	table: &'a StrikeTable,
	from: usize,
	last: Option<(Price, OptionKind)>,
}

impl<'a> Walk<'a> {
	/// The values of a position's series. Positions must come strictly ascending.
	#[inline]
	pub(crate) fn row(&mut self, position: &Position) -> Result<&'a [u64], RiskError> {
		let key = Some((position.strike, position.kind));
		if key <= self.last {
			return Err(RiskError::UnsortedPositions);
		}
		self.last = key;
		let rest = self.table.strikes.get(self.from..).ok_or(RiskError::UnknownStrike)?;
		// Mostly the next strike; else a search in what is left.
		let ahead = match rest.first() {
			Some(next) if *next == position.strike => 0,
			_ => rest.binary_search(&position.strike).map_err(|_| RiskError::UnknownStrike)?,
		};
		self.from += ahead;
		let columns = self.table.columns();
		let row = 2 * self.from + usize::from(position.kind == OptionKind::Put);
		let start = row.checked_mul(columns).ok_or(RiskError::Overflow)?;
		let end = start.checked_add(columns).ok_or(RiskError::Overflow)?;
		self.table.mantissas.get(start..end).ok_or(RiskError::UnknownStrike)
	}
}

/// `10^n` for `n <= 38`.
const fn power_of_ten(n: u32) -> u128 {
	10u128.saturating_pow(n)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use tenor_fixed::Quantity;

	fn position(strike: u64, kind: OptionKind, quantity: i64) -> Position {
		Position { strike: Price::from_e8(strike), kind, quantity: Quantity::from_e8(quantity) }
	}

	fn table(values: &[Fixed]) -> StrikeTable {
		let strikes: Vec<_> = (1..=values.len() as u64 / 2).map(Price::from_e8).collect();
		StrikeTable::new(&strikes, 1, values, |_| Rounding::Nearest).unwrap()
	}

	#[test]
	fn dot_product_by_hand() {
		// GIVEN call(1) = 1.5, put(1) = 2, call(2) = 0.25, put(2) = 10
		let values = ["1.5", "2", "0.25", "10"].map(|v| v.parse::<Fixed>().unwrap());
		let table = table(&values);
		// WHEN 2 calls(1), -3 puts(1), 4 puts(2)
		let one = 100_000_000;
		let book = [
			position(1, OptionKind::Call, 2 * one),
			position(1, OptionKind::Put, -3 * one),
			position(2, OptionKind::Put, 4 * one),
		];
		let mut sums = [0; MAX_COLUMNS];
		table.add_dot(&book, &mut sums).unwrap();
		// THEN 3 - 6 + 40 = 37
		assert_eq!(sums[0], 37 * 10i128.pow(21));
	}

	#[test]
	fn decimals_step_down_with_the_largest_value() {
		let values = ["1844674", "1"].map(|v| v.parse::<Fixed>().unwrap());
		assert_eq!(table(&values).decimals, 13);
		let values = ["1844675", "1"].map(|v| v.parse::<Fixed>().unwrap());
		assert_eq!(table(&values).decimals, 12);
		let book = [position(1, OptionKind::Put, 100_000_000)];
		let mut sums = [0; MAX_COLUMNS];
		table(&values).add_dot(&book, &mut sums).unwrap();
		assert_eq!(sums[0], 10i128.pow(21));
	}

	#[test]
	fn errors_are_named() {
		let table = table(&[Fixed::ONE; 4]);
		let mut sums = [0; MAX_COLUMNS];
		let unknown = [position(3, OptionKind::Put, 1)];
		assert_eq!(table.add_dot(&unknown, &mut sums), Err(RiskError::UnknownStrike));
		let twice = [position(1, OptionKind::Put, 1); 2];
		assert_eq!(table.add_dot(&twice, &mut sums), Err(RiskError::UnsortedPositions));
		let heavy =
			[position(1, OptionKind::Call, i64::MAX), position(1, OptionKind::Put, i64::MIN)];
		assert_eq!(table.add_dot(&heavy, &mut sums), Err(RiskError::Overflow));
		let strikes = [Price::from_e8(2), Price::from_e8(1)];
		let unsorted = StrikeTable::new(&strikes, 1, &[Fixed::ONE; 4], |_| Rounding::Up);
		assert_eq!(unsorted, Err(RiskError::UnsortedStrikes));
	}
}
