// SPDX-License-Identifier: Apache-2.0
//! Positions of a portfolio and what fills do to them. Pure.

use crate::types::POSITION_LIMIT;
use alloc::{collections::BTreeMap, vec::Vec};
use tenor_fixed::{Cash, Price, Quantity};
use tenor_payoff::WorstPayoff;
use tenor_series::{
	AssetId, ExpiryKey, Fill, MarginMode, Moment, PortfolioStatus, PortfolioView, Position,
	SeriesKey,
};

/// What a margin check looks at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
	/// The rule it is held to.
	pub mode: MarginMode,
	/// Cash, e8.
	pub cash: Cash,
	/// The part of it that is set aside, e8: not for initial margin, nor to pay with. That of a frozen
	/// portfolio counts for nothing.
	pub held: Cash,
	/// The part of it that can't be paid with yet, e8.
	pub locked: Cash,
	/// Expiries of such credits without a position: each takes the place of one.
	pub settling: usize,
	/// Collateral assets, e8.
	pub assets: Vec<(AssetId, u128)>,
	/// Positions per expiry, ascending by (strike, kind); no expiry is empty.
	pub entries: BTreeMap<ExpiryKey, Vec<Position>>,
}

/// A position before and after what a batch does to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
	/// Contracts before, e8.
	pub before: i64,
	/// Contracts after, e8.
	pub after: i64,
}

impl Change {
	/// Closer to zero, and not beyond it.
	pub fn reduces(&self) -> bool {
		self.after.unsigned_abs() < self.before.unsigned_abs() && !self.flips()
	}

	/// A short that became smaller: bought back.
	pub fn buys_back(&self) -> bool {
		self.before < 0 && self.reduces()
	}

	/// Larger, or on the other side.
	pub fn opens(&self) -> bool {
		self.after != self.before && !self.reduces()
	}

	/// By how much the longs grew, e8.
	pub fn longs_delta(&self) -> i128 {
		i128::from(self.after.max(0)) - i128::from(self.before.max(0))
	}

	/// By how much the shorts grew, e8.
	pub fn shorts_delta(&self) -> i128 {
		i128::from(self.before.min(0)) - i128::from(self.after.min(0))
	}

	fn flips(&self) -> bool {
		i128::from(self.before) * i128::from(self.after) < 0
	}
}

impl Account {
	/// From the ledger's record and the stored entries.
	pub fn new<AccountId>(
		view: &PortfolioView<AccountId>,
		entries: BTreeMap<ExpiryKey, Vec<Position>>,
	) -> Self {
		let active = view.status == PortfolioStatus::Active;
		let settling = view.locked.iter().filter(|(key, _)| !entries.contains_key(key)).count();
		Self {
			mode: view.mode,
			cash: view.cash,
			held: if active { view.held } else { Cash::ZERO },
			locked: view.locked_cash(),
			settling,
			assets: view.assets.clone(),
			entries,
		}
	}

	/// Cash without what is set aside: what stands for initial margin. Stops at the end of the range.
	pub fn own_cash(&self) -> Cash {
		self.cash.saturating_sub(self.held)
	}

	/// Whether nothing was paid with that is locked or set aside.
	pub fn pays_with_its_own(&self) -> bool {
		self.own_cash() >= self.locked
	}

	/// Contracts held of a series, e8; 0 if none.
	pub fn quantity(&self, series: &SeriesKey) -> i64 {
		self.entries.get(&series.expiry_key()).map_or(0, |entry| quantity_in(entry, series))
	}

	/// Adds contracts to a position; removes what becomes zero, and an expiry that becomes empty.
	/// `None` on overflow, with nothing changed.
	pub fn add(&mut self, series: &SeriesKey, quantity: Quantity) -> Option<Change> {
		let before = self.quantity(series);
		let after = before.checked_add(quantity.e8())?;
		let entry = self.entries.entry(series.expiry_key()).or_default();
		let held = Quantity::from_e8(after);
		match (find(entry, series), after) {
			(Ok(place), 0) => {
				entry.remove(place);
			}
			(Ok(place), _) => {
				if let Some(position) = entry.get_mut(place) {
					position.quantity = held;
				}
			}
			(Err(_), 0) => {}
			(Err(place), _) => entry.insert(
				place,
				Position { strike: series.strike, kind: series.kind, quantity: held },
			),
		}
		if entry.is_empty() {
			self.entries.remove(&series.expiry_key());
		}
		Some(Change { before, after })
	}

	/// Adds contracts and premium of fills. Returns every position touched with its net change.
	/// `None` on overflow.
	pub fn apply(&mut self, fills: &[Fill]) -> Option<BTreeMap<SeriesKey, Change>> {
		let mut changes: BTreeMap<SeriesKey, Change> = BTreeMap::new();
		for fill in fills {
			let change = self.add(&fill.series, fill.quantity)?;
			changes.entry(fill.series).and_modify(|net| net.after = change.after).or_insert(change);
			self.cash = self.cash.checked_add(fill.cash)?;
		}
		Some(changes)
	}

	/// Whether a position waits for its settlement.
	pub fn is_due(&self, now: Moment) -> bool {
		self.entries.keys().any(|key| key.expiry <= now)
	}

	/// Whether cash alone covers whatever any expiry may cost its holder: needs no price.
	/// `None` on overflow.
	pub fn is_fully_covered(&self) -> Option<bool> {
		self.is_covered_by(self.cash)
	}

	/// The same for a part of the cash.
	pub fn is_covered_by(&self, cash: Cash) -> Option<bool> {
		let worst = self.entries.values().map(|entry| WorstPayoff::of(entry));
		let worst = worst.collect::<Result<Vec<_>, _>>().ok()?;
		tenor_payoff::is_fully_covered(cash, worst).ok()
	}

	/// Every strike held, per expiry.
	pub fn strikes(&self) -> impl Iterator<Item = (ExpiryKey, Price)> + '_ {
		self.entries
			.iter()
			.flat_map(|(expiry, entry)| entry.iter().map(|position| (*expiry, position.strike)))
	}
}

/// Contracts of a series among the positions of its expiry, e8; 0 if none.
pub fn quantity_in(entry: &[Position], series: &SeriesKey) -> i64 {
	let place = find(entry, series).ok();
	place.and_then(|place| entry.get(place)).map_or(0, |position| position.quantity.e8())
}

fn find(entry: &[Position], series: &SeriesKey) -> Result<usize, usize> {
	entry.binary_search_by_key(&(series.strike, series.kind), |p| (p.strike, p.kind))
}

/// Whether positions are ascending by (strike, kind) and none is zero.
pub fn is_well_formed(entry: &[Position]) -> bool {
	let ascending = entry.windows(2).all(|pair| match pair {
		[a, b] => (a.strike, a.kind) < (b.strike, b.kind),
		_ => true,
	});
	ascending && entry.iter().all(|position| !position.quantity.is_zero())
}

/// Whether margin can be computed for so many contracts of a series, e8, where its forward is at most
/// that: `|contracts| * max(strike, forward)` within [`POSITION_LIMIT`].
pub fn is_computable(series: &SeriesKey, contracts: i64, forward: Price) -> bool {
	let Ok(size) = i64::try_from(contracts.unsigned_abs()) else { return false };
	let notional = series.strike.max(forward).notional_ceil(Quantity::from_e8(size));
	notional.is_some_and(|notional| notional <= POSITION_LIMIT)
}

/// Whether a fill's price lies within `low..=high`, premium against contracts; the premium may have
/// been rounded either way.
pub fn is_priced_within(fill: &Fill, low: Price, high: Price) -> bool {
	let opposite = fill.quantity.is_negative() != fill.cash.is_negative() || fill.cash.is_zero();
	let size = i64::try_from(fill.quantity.unsigned_abs()).map(Quantity::from_e8);
	let premium = fill.cash.checked_abs();
	let (Ok(size), Some(premium)) = (size, premium) else { return false };
	let bounds = low.notional_floor(size).zip(high.notional_ceil(size));
	opposite && bounds.is_some_and(|(least, most)| (least..=most).contains(&premium))
}
