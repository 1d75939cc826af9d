// SPDX-License-Identifier: Apache-2.0
//! Orders: what a trader asks for, what is kept of it, and the rules of a market.

// The derives cast the index of a variant, of which there are fewer than 256.
#![allow(clippy::cast_possible_truncation)]

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price, Quantity, Vol};
use tenor_matching::{OrderId, Side};
use tenor_series::{record, ExpiryKey, Moment, SeriesKey, UnderlyingId};

/// Most open orders of one portfolio.
pub const MAX_OPEN_ORDERS: u32 = 256;
/// Most open orders of one portfolio in one series: nobody fills a batch or a level alone.
pub const MAX_ORDERS_PER_SERIES: usize = 16;
/// Most orders placed by one call.
pub const MAX_ORDERS_PER_CALL: u32 = 64;
/// Most legs of a combo.
pub const MAX_COMBO_LEGS: u32 = 8;
/// Most orders resting at one price.
pub const MAX_LEVEL_ORDERS: u32 = 256;
/// Most resting orders of one series that are quoted in volatility.
pub const MAX_VOL_ORDERS: u32 = 64;
/// Cancels that cost no fee: as many at most, one more with every block.
pub const FREE_CANCELS: u32 = 256;

record! {
	/// The worst price an order accepts.
	pub enum Limit {
		/// A premium per contract, on the tick grid.
		Price(Price),
		/// A volatility, turned into a premium in every block by the mark's forward and rate.
		Vol {
			/// Above zero.
			vol: Vol,
			/// The worst premium all the same: margin is reserved at it. On the tick grid.
			collar: Price,
		},
	}
}

impl Limit {
	/// The worst premium the order can trade at: what margin reserves.
	pub fn worst(&self) -> Price {
		match self {
			Self::Price(price) => *price,
			Self::Vol { collar, .. } => *collar,
		}
	}
}

record! {
	/// How long an order stands.
	pub enum Validity {
		/// Until it is filled or cancelled, or its series ends.
		UntilCancelled,
		/// Up to this chain time, ms.
		UntilTime(Moment),
		/// Up to this block.
		UntilBlock(u32),
		/// One batch: what it does not fill is cancelled.
		ImmediateOrCancel,
		/// Whole against the book that one batch leaves, or not at all.
		FillOrKill,
	}
}

impl Validity {
	/// Whether an order is over at that time and block.
	pub fn is_over(&self, now: Moment, block: u32) -> bool {
		match self {
			Self::UntilTime(last) => now > *last,
			Self::UntilBlock(last) => block > *last,
			_ => false,
		}
	}

	/// Whether what a batch leaves of it stays in the book.
	pub fn rests(&self) -> bool {
		!matches!(self, Self::ImmediateOrCancel | Self::FillOrKill)
	}
}

record! {
	/// An order as its trader states it.
	pub struct NewOrder {
		/// Of what.
		pub series: SeriesKey,
		/// Buy or sell.
		pub side: Side,
		/// Contracts, e8, above zero, a whole number of lots.
		pub quantity: Quantity,
		/// The worst price.
		pub limit: Limit,
		/// How long.
		pub validity: Validity,
		/// Never takes from a resting order: refused if it would.
		pub post_only: bool,
		/// Only ever makes the position smaller.
		pub reduce_only: bool,
	}
}

record! {
	/// Where an order is.
	pub enum Stage {
		/// Waits for its first batch.
		Collected,
		/// In the book.
		Resting,
	}
}

record! {
	/// An order that is not done.
	pub struct OpenOrder {
		/// Its number in its portfolio; never given twice.
		pub sequence: u64,
		/// The block it was placed in: its cohort.
		pub since: u32,
		/// Where it is.
		pub stage: Stage,
		/// What is asked for; `quantity` is what remains.
		pub terms: NewOrder,
	}
}

impl OpenOrder {
	/// Whether its time, or that of its series, is over.
	pub fn is_over(&self, now: Moment, block: u32) -> bool {
		self.terms.validity.is_over(now, block) || now >= self.terms.series.expiry
	}

	/// Sorts a portfolio's own orders, the highest priority first: resting before new, then by age.
	pub fn priority(&self) -> (bool, u32, u64) {
		(self.stage == Stage::Collected, self.since, self.sequence)
	}

	/// Contracts the position would change by, e8, if all of it filled.
	pub fn signed_quantity(&self) -> Option<Quantity> {
		match self.terms.side {
			Side::Buy => Some(self.terms.quantity),
			Side::Sell => self.terms.quantity.checked_neg(),
		}
	}
}

record! {
	/// What a maker lets one batch take from it, over all its orders. Each bound counts what could
	/// fill, so none is ever passed.
	pub struct QuoteCap {
		/// Contracts, e8.
		pub quantity: Quantity,
		/// Sum of `|delta| x contracts`.
		pub delta: Fixed,
		/// Sum of `vega x contracts`, money per 1.00 of volatility.
		pub vega: Fixed,
	}
}

impl QuoteCap {
	/// Whether no bound is negative.
	pub fn is_sane(&self) -> bool {
		!self.quantity.is_negative() && !self.delta.is_negative() && !self.vega.is_negative()
	}
}

record! {
	/// Which orders a call cancels.
	pub enum CancelScope {
		/// Every one.
		All,
		/// Those of an underlying.
		Underlying(UnderlyingId),
		/// Those of an expiry.
		Expiry(ExpiryKey),
		/// Those of a series.
		Series(SeriesKey),
	}
}

impl CancelScope {
	/// Whether an order of the series is meant.
	pub fn covers(&self, series: &SeriesKey) -> bool {
		match self {
			Self::All => true,
			Self::Underlying(underlying) => series.underlying == *underlying,
			Self::Expiry(expiry) => series.expiry_key() == *expiry,
			Self::Series(one) => series == one,
		}
	}
}

record! {
	/// What a call cancels, and what it is charged for at most.
	pub struct Cancel {
		/// Which orders, and every combo with a leg among them.
		pub scope: CancelScope,
		/// The most orders to end, the oldest first; combos do not count.
		pub most: u32,
	}
}

impl Cancel {
	/// The most orders that it can end.
	pub fn bound(&self) -> u32 {
		let in_scope = match self.scope {
			CancelScope::Series(_) => u32::try_from(MAX_ORDERS_PER_SERIES).unwrap_or(u32::MAX),
			_ => MAX_OPEN_ORDERS,
		};
		self.most.min(in_scope)
	}
}

record! {
	/// Why an order ended without being filled.
	pub enum EndReason {
		/// Its trader cancelled or replaced it.
		Cancelled,
		/// Its time or its series is over.
		Expired,
		/// Good for one batch only, and that left something of it.
		NotFilled,
		/// Margin did not admit it.
		Margin,
		/// It would have taken from a resting order.
		WouldTake,
		/// It would have made the position larger.
		WouldOpen,
		/// It met an order of the same owner.
		SelfTrade,
		/// As many orders rest at its price as can.
		LevelFull,
		/// Its portfolio's quote cap leaves not a lot of it.
		QuoteCap,
		/// Its portfolio is frozen or gone.
		PortfolioFrozen,
	}
}

record! {
	/// The grid and the fees of an underlying's market.
	#[derive(serde::Serialize, serde::Deserialize)]
	pub struct MarketRules {
		/// Prices are multiples of it. A book keeps the grid it began with until it is empty.
		pub tick: Price,
		/// Quantities are multiples of it. Tick times lot is a whole number of e8, so that no premium
		/// is ever rounded.
		pub lot: Quantity,
		/// Orders that may open a position are refused so long before expiry, and no longer matched,
		/// ms.
		pub opening_ends_ms: u64,
		/// What trades cost.
		pub fees: FeeSchedule,
	}
}

impl Default for MarketRules {
	/// Ticks of 0.01, lots of 0.01, a minute, and what the field charges.
	fn default() -> Self {
		Self {
			tick: Price::from_e8(1_000_000),
			lot: Quantity::from_e8(1_000_000),
			opening_ends_ms: 60_000,
			fees: FeeSchedule::default(),
		}
	}
}

impl MarketRules {
	/// Longest time before expiry for which opening can be refused: a day.
	pub const MAX_OPENING_ENDS_MS: u64 = 86_400_000;

	/// Whether grid, time and fees are within their bounds.
	pub fn is_within_bounds(&self) -> bool {
		let exact = i128::from(self.tick.e8()) * i128::from(self.lot.e8()) % 100_000_000 == 0;
		!self.tick.is_zero()
			&& self.lot.is_positive()
			&& exact && self.opening_ends_ms <= Self::MAX_OPENING_ENDS_MS
			&& self.fees.is_within_bounds()
	}
}

record! {
	/// What trades of an underlying cost: shares of the notional (quantity x index price), each
	/// capped at a share of the premium.
	#[derive(serde::Serialize, serde::Deserialize)]
	pub struct FeeSchedule {
		/// Of orders that rested before the batch.
		pub maker_rate: Fixed,
		/// Of orders in their first batch, of combos, fill-or-kill and whoever asks for quotes.
		pub taker_rate: Fixed,
		/// Of each side of each leg of a block trade.
		pub block_rate: Fixed,
		/// Share of the premium above which no fee goes.
		pub premium_cap: Fixed,
	}
}

/// What a trade was, for its fee.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
	/// Rested before the batch, or answered a request for quotes.
	Maker,
	/// Came to trade.
	Taker,
	/// A side of a block trade.
	Block,
}

impl Default for FeeSchedule {
	/// 0.03 % of the notional for whoever takes and for blocks, 0.01 % for who makes, at most 12.5 %
	/// of the premium.
	fn default() -> Self {
		Self {
			maker_rate: Fixed::from_e18(100_000_000_000_000),
			taker_rate: Fixed::from_e18(300_000_000_000_000),
			block_rate: Fixed::from_e18(300_000_000_000_000),
			premium_cap: Fixed::from_e18(125_000_000_000_000_000),
		}
	}
}

impl FeeSchedule {
	/// Largest share of the notional a setter accepts: 1 %.
	pub const MAX_NOTIONAL_RATE: Fixed = Fixed::from_e18(10_000_000_000_000_000);
	/// Largest share of the premium a setter accepts: 50 %.
	pub const MAX_PREMIUM_CAP: Fixed = Fixed::from_e18(500_000_000_000_000_000);

	/// Whether every share is between zero and its bound, and makers pay no more than takers.
	pub fn is_within_bounds(&self) -> bool {
		let rates = [self.maker_rate, self.taker_rate, self.block_rate];
		rates.iter().all(|rate| (Fixed::ZERO..=Self::MAX_NOTIONAL_RATE).contains(rate))
			&& self.maker_rate <= self.taker_rate
			&& (Fixed::ZERO..=Self::MAX_PREMIUM_CAP).contains(&self.premium_cap)
	}

	/// The fee of one side, rounded up. `None` on overflow.
	pub fn fee_ceil(
		&self,
		role: Role,
		index: Price,
		quantity: Quantity,
		premium: Cash,
	) -> Option<Cash> {
		let rate = match role {
			Role::Maker => self.maker_rate,
			Role::Taker => self.taker_rate,
			Role::Block => self.block_rate,
		};
		let by_notional = index.notional_ceil(quantity)?.mul_ceil(rate)?;
		Some(by_notional.min(premium.mul_ceil(self.premium_cap)?))
	}
}

/// Everything open of one portfolio.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PortfolioOrders {
	/// The number the next order or combo gets.
	pub next_sequence: u64,
	/// What one batch may take, if the maker set a bound.
	pub quote_cap: Option<QuoteCap>,
	/// Cancels left that cost no fee, as of `credited_at`.
	pub free_cancels: u32,
	/// The block of that count.
	pub credited_at: u32,
	/// Open orders, ascending by number.
	pub open: BoundedVec<OpenOrder, ConstU32<MAX_OPEN_ORDERS>>,
}

impl PortfolioOrders {
	/// Where an order stands in the list.
	pub fn position(&self, sequence: u64) -> Option<usize> {
		self.open.binary_search_by_key(&sequence, |order| order.sequence).ok()
	}

	/// An order by its number.
	pub fn get(&self, sequence: u64) -> Option<&OpenOrder> {
		self.position(sequence).and_then(|place| self.open.get(place))
	}

	/// Takes an order out of the list.
	pub fn remove(&mut self, sequence: u64) -> Option<OpenOrder> {
		let place = self.position(sequence)?;
		Some(self.open.remove(place))
	}

	/// Open orders of one series.
	pub fn of_series<'a>(&'a self, series: &'a SeriesKey) -> impl Iterator<Item = &'a OpenOrder> {
		self.open.iter().filter(move |order| order.terms.series == *series)
	}

	/// Takes one of the cancels that cost no fee; false if none is left. A portfolio begins with all
	/// of them.
	pub fn use_free_cancel(&mut self, block: u32) -> bool {
		let since = block.saturating_sub(self.credited_at);
		let credit = if self.credited_at == 0 { FREE_CANCELS } else { since };
		self.free_cancels = self.free_cancels.saturating_add(credit).min(FREE_CANCELS);
		self.credited_at = block;
		let left = self.free_cancels.checked_sub(1);
		self.free_cancels = left.unwrap_or(0);
		left.is_some()
	}

	/// Whether numbers ascend, stay below the next, and every quantity is above zero.
	pub fn is_well_formed(&self) -> bool {
		let ascending = self.open.windows(2).all(|pair| match pair {
			[a, b] => a.sequence < b.sequence,
			_ => true,
		});
		ascending
			&& self.open.iter().all(|order| {
				order.sequence < self.next_sequence && order.terms.quantity.is_positive()
			})
	}
}

record! {
	/// A leg of a combo.
	pub struct ComboLeg {
		/// Of what; each series at most once in a combo.
		pub series: SeriesKey,
		/// Buy or sell.
		pub side: Side,
		/// Contracts of it per contract of the combo, above zero.
		pub ratio: u32,
	}
}

/// Legs of a combo.
pub type ComboLegs = BoundedVec<ComboLeg, ConstU32<MAX_COMBO_LEGS>>;

/// Several series at once: all legs whole, at a net premium, against what a batch leaves of the
/// books, or nothing.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct NewCombo {
	/// Two to eight.
	pub legs: ComboLegs,
	/// Combos, e8, above zero, a whole number of lots.
	pub quantity: Quantity,
	/// The most net premium paid for all of it, e8; below zero: the least received. Fees come on top.
	pub limit: Cash,
}

/// A combo that waits for its batch.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CollectedCombo {
	/// Whose, and which.
	pub id: OrderId,
	/// The block it was placed in.
	pub since: u32,
	/// What is asked for.
	pub terms: NewCombo,
}

record! {
	/// What is in the book of one order.
	pub struct Resting {
		/// Which.
		pub id: OrderId,
		/// Its cohort.
		pub since: u32,
		/// What remains, e8.
		pub quantity: Quantity,
	}
}

/// The orders resting at one price; those of older cohorts first.
pub type Level = BoundedVec<Resting, ConstU32<MAX_LEVEL_ORDERS>>;

record! {
	/// A book's grid and size; there as long as an order rests in it.
	pub struct BookHead {
		/// Its tick.
		pub tick: Price,
		/// Its lot.
		pub lot: Quantity,
		/// Resting orders with a price.
		pub orders: u32,
	}
}

impl BookHead {
	/// The highest price on the grid that is no higher; zero below one tick.
	pub fn price_floor(&self, price: Price) -> Price {
		let over = price.e8().checked_rem(self.tick.e8()).unwrap_or(0);
		Price::from_e8(price.e8().saturating_sub(over))
	}

	/// The lowest price on the grid that is no lower. `None` on overflow.
	pub fn price_ceil(&self, price: Price) -> Option<Price> {
		let floor = self.price_floor(price);
		if floor == price {
			return Some(price);
		}
		floor.e8().checked_add(self.tick.e8()).map(Price::from_e8)
	}
}

record! {
	/// One fill of a batch, for an indexer.
	pub struct FillRecord {
		/// Whose, and which order.
		pub id: OrderId,
		/// Buy or sell.
		pub side: Side,
		/// Contracts, e8.
		pub quantity: Quantity,
		/// Whether it rested before.
		pub maker: bool,
		/// What it cost besides the premium, e8.
		pub fee: Cash,
	}
}

/// Fills of a batch.
pub type FillRecords = Vec<FillRecord>;

record! {
	/// A price at which a series traded.
	pub struct Print {
		/// When, ms.
		pub moment: Moment,
		/// Premium per contract.
		pub price: Price,
		/// Contracts, e8.
		pub volume: Quantity,
	}
}

record! {
	/// A fill of a combo or a fill-or-kill order, for an indexer.
	pub struct LegFill {
		/// Of what.
		pub series: SeriesKey,
		/// At which premium per contract.
		pub price: Price,
		/// By whom, and how much.
		pub fill: FillRecord,
	}
}
