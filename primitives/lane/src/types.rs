// SPDX-License-Identifier: Apache-2.0
//! Orders, operations, what the state holds, sections of the log, receipts. All of it is SCALE; integers in
//! keys of the state are big-endian.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_matching::Side;
use tenor_series::{record, Moment, PortfolioId, SeriesKey, UnderlyingId};

/// Which lane.
pub type LaneId = u16;
/// Counts the sequencers a lane has had: nothing signed for one is good for the next.
pub type Epoch = u32;
/// The number of an operation in the log of an epoch, from 0 on.
pub type Sequence = u64;
/// Blake2-256.
pub type Hash = [u8; 32];
/// An sr25519 public key.
pub type Key = [u8; 32];
/// An sr25519 signature.
pub type Signature = [u8; 64];

/// Most resting orders that one operation fills.
pub const MAX_FILLS: u32 = 32;
/// Most resting orders that one operation removes unfilled: over already, or of the same owner.
pub const MAX_REMOVED: u32 = 4;
/// The longest an order stands, ms behind the time of its shard.
pub const MAX_ORDER_LIFE_MS: Moment = 600_000;
/// Blocks by which a tick may be behind the chain when its section is included.
pub const MAX_TICK_AGE: u32 = 64;
/// What a signed order begins with: no other message of this chain begins so.
pub const ORDER_TAG: [u8; 16] = *b"tenor/lane-order";
/// What a signed cancel begins with.
pub const CANCEL_TAG: [u8; 17] = *b"tenor/lane-cancel";
/// What a signed replacement begins with.
pub const REPLACE_TAG: [u8; 18] = *b"tenor/lane-replace";
/// What a signed receipt begins with.
pub const RECEIPT_TAG: [u8; 18] = *b"tenor/lane-receipt";
/// What the head of an empty log is made of.
pub const LOG_TAG: [u8; 10] = *b"tenor/lane";
/// Version of the signed layouts.
pub const LANE_VERSION: u16 = 1;

record! {
	/// Where a signature is good: nowhere else, and not after the sequencer's time is over.
	pub struct Domain {
		/// The chain.
		pub genesis: Hash,
		/// The lane.
		pub lane: LaneId,
		/// The sequencer's.
		pub epoch: Epoch,
	}
}

record! {
	/// An order as its trader states it.
	pub struct Order {
		/// Whose.
		pub portfolio: PortfolioId,
		/// Of what.
		pub series: SeriesKey,
		/// Buy or sell.
		pub side: Side,
		/// Contracts, e8, above zero, whole lots.
		pub quantity: Quantity,
		/// The worst premium per contract, e8, on the tick grid, above zero.
		pub limit: Price,
		/// The last instant at which it fills, ms. At most [`MAX_ORDER_LIFE_MS`] away.
		pub expires: Moment,
		/// Above every nonce that the account has used in this epoch; gaps are allowed.
		pub nonce: u64,
		/// What becomes of what can't fill at once, or of what could.
		pub kind: OrderKind,
	}
}

record! {
	/// How an order meets the book.
	pub enum OrderKind {
		/// Fills what it can; the rest waits in the book.
		Limit,
		/// Is refused if it would fill at once.
		PostOnly,
		/// Fills what it can; the rest is over.
		ImmediateOrCancel,
	}
}

record! {
	/// Where an order rests: what its owner knows from his order and its receipt.
	pub struct Place {
		/// Of what.
		pub series: SeriesKey,
		/// Its side.
		pub side: Side,
		/// Its limit.
		pub limit: Price,
		/// The operation that placed it.
		pub sequence: Sequence,
	}
}

record! {
	/// Ends an order.
	pub struct Cancel {
		/// Whose.
		pub portfolio: PortfolioId,
		/// Which.
		pub place: Place,
	}
}

record! {
	/// Ends an order and places another, both or none: refused if the first is gone.
	pub struct Replace {
		/// The order that ends: of the same portfolio and the same underlying.
		pub place: Place,
		/// The order that is placed.
		pub order: Order,
	}
}

record! {
	/// Something signed by the key of a portfolio's allowance.
	pub struct Signed<Body> {
		/// What.
		pub body: Body,
		/// By that key, over the bytes of [`Body::payload`] as they are or inside `<Bytes>..</Bytes>`.
		pub signature: Signature,
	}
}

/// A body that a trader signs.
pub trait Payload: Encode {
	/// Whose key signs.
	fn portfolio(&self) -> PortfolioId;
	/// The bytes that are signed.
	fn payload(&self, domain: &Domain) -> Vec<u8>;
}

impl Order {
	/// Whether it stands longer behind a time of its shard, ms, than any order may.
	pub fn lives_too_long(&self, time: Moment) -> bool {
		self.expires.saturating_sub(time) > MAX_ORDER_LIFE_MS
	}
}

impl Payload for Order {
	fn portfolio(&self) -> PortfolioId {
		self.portfolio
	}

	fn payload(&self, domain: &Domain) -> Vec<u8> {
		(ORDER_TAG, LANE_VERSION, domain, self).encode()
	}
}

impl Payload for Cancel {
	fn portfolio(&self) -> PortfolioId {
		self.portfolio
	}

	fn payload(&self, domain: &Domain) -> Vec<u8> {
		(CANCEL_TAG, LANE_VERSION, domain, self).encode()
	}
}

impl Payload for Replace {
	fn portfolio(&self) -> PortfolioId {
		self.order.portfolio
	}

	fn payload(&self, domain: &Domain) -> Vec<u8> {
		(REPLACE_TAG, LANE_VERSION, domain, self).encode()
	}
}

record! {
	/// The rules of an underlying in a lane.
	#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
	pub struct Rules {
		/// Prices are multiples of it, e8. Tick times lot is a whole number of e8.
		pub tick: Price,
		/// Quantities are multiples of it, e8.
		pub lot: Quantity,
		/// What a sale reserves per contract, as a share of the index.
		pub short_share: Fixed,
		/// And as a share of its limit.
		pub price_share: Fixed,
		/// What either side reserves per contract for fees, as a share of the index.
		pub fee_share: Fixed,
	}
}

record! {
	/// What the chain tells the lane. The lane takes messages in their order.
	pub enum Message {
		/// Rules begin, or change. Orders that rest keep what they reserved.
		Rules {
			/// Of which underlying.
			underlying: UnderlyingId,
			/// The new ones.
			rules: Rules,
		},
		/// An allowance begins, or grows.
		Credit {
			/// Whose.
			portfolio: PortfolioId,
			/// In which underlying.
			underlying: UnderlyingId,
			/// Who owns the portfolio: orders of one owner do not meet.
			owner: Hash,
			/// Who signs its orders. Replaces the key of one that was closed.
			key: Key,
			/// By how much, e8, not below zero.
			amount: Cash,
		},
		/// An allowance ends: no order of it is taken any more.
		Close {
			/// Whose.
			portfolio: PortfolioId,
			/// In which underlying.
			underlying: UnderlyingId,
		},
		/// An order that its owner placed on chain; the call stands for a signature.
		Order(Order),
		/// A cancel by its owner on chain.
		Cancel(Cancel),
	}
}

impl Message {
	/// Which shard it is for.
	pub fn underlying(&self) -> UnderlyingId {
		match self {
			Self::Rules { underlying, .. }
			| Self::Credit { underlying, .. }
			| Self::Close { underlying, .. } => *underlying,
			Self::Order(order) => order.series.underlying,
			Self::Cancel(cancel) => cancel.place.series.underlying,
		}
	}
}

record! {
	/// What happens in a lane.
	pub enum Operation {
		/// An order.
		Order(Signed<Order>),
		/// The end of one.
		Cancel(Signed<Cancel>),
		/// Both.
		Replace(Signed<Replace>),
		/// The chain's index of an underlying.
		Tick {
			/// Which.
			underlying: UnderlyingId,
			/// Above zero.
			index: Price,
			/// As of the beginning of this block.
			block: u32,
			/// The chain's time in it, ms.
			time: Moment,
		},
		/// The time.
		Clock {
			/// For which shard.
			underlying: UnderlyingId,
			/// ms; never before the shard's.
			time: Moment,
		},
		/// A message of the chain.
		Inbox {
			/// Its number.
			index: u64,
			/// The message.
			message: Message,
		},
		/// Takes an order out of its book that is over.
		Expire(Place),
	}
}

impl Operation {
	/// Which shard it is for: nothing else of the state is read or written.
	pub fn underlying(&self) -> UnderlyingId {
		match self {
			Self::Order(signed) => signed.body.series.underlying,
			Self::Cancel(signed) => signed.body.place.series.underlying,
			Self::Replace(signed) => signed.body.order.series.underlying,
			Self::Tick { underlying, .. } | Self::Clock { underlying, .. } => *underlying,
			Self::Inbox { message, .. } => message.underlying(),
			Self::Expire(place) => place.series.underlying,
		}
	}

	/// The order that it places, signed or by the chain.
	pub fn order(&self) -> Option<&Order> {
		match self {
			Self::Order(signed) => Some(&signed.body),
			Self::Replace(signed) => Some(&signed.body.order),
			Self::Inbox { message: Message::Order(order), .. } => Some(order),
			_ => None,
		}
	}
}

record! {
	/// What an underlying's books share.
	pub struct Shard {
		/// Its time, ms.
		pub time: Moment,
		/// The index, e8; zero before the first tick.
		pub index: Price,
		/// The block of it.
		pub block: u32,
		/// The rules.
		pub rules: Rules,
	}
}

record! {
	/// A portfolio's allowance in an underlying.
	pub struct Account {
		/// Who signs; `None` once it is closed.
		pub key: Option<Key>,
		/// Who owns the portfolio.
		pub owner: Hash,
		/// What is not reserved and not spent, e8.
		pub free: Cash,
		/// The highest nonce used; orders need a higher one. Outlives a closing.
		pub last_nonce: u64,
		/// The operation that opened it: what an older order had reserved does not come back to it.
		pub opened: Sequence,
	}
}

record! {
	/// An order in a book. Series, side, limit and sequence are in its key.
	pub struct Resting {
		/// Whose.
		pub portfolio: PortfolioId,
		/// Its nonce.
		pub nonce: u64,
		/// The first eight bytes of its owner, little-endian.
		pub owner: u64,
		/// What is left of it, e8.
		pub quantity: Quantity,
		/// What is reserved for that, e8.
		pub reserved: Cash,
		/// The last instant at which it fills, ms.
		pub expires: Moment,
	}
}

record! {
	/// One meeting of two orders: at the limit of the one that rested.
	pub struct Fill {
		/// Whose order rested.
		pub maker: PortfolioId,
		/// Its nonce.
		pub nonce: u64,
		/// Contracts, e8, above zero.
		pub quantity: Quantity,
		/// Premium per contract, e8.
		pub price: Price,
		/// What it takes of the allowance of the side that rested, e8.
		pub maker_charge: Cash,
		/// And of the side that took, e8.
		pub taker_charge: Cash,
	}
}

/// One operation in the log, with what it did.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Entry {
	/// What happened.
	pub operation: Operation,
	/// What it filled, in the order in which it did: at most [`MAX_FILLS`].
	pub fills: Vec<Fill>,
	/// The root of the state behind it.
	pub root: Hash,
}

/// A stretch of the log, as it goes to the chain.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Section {
	/// The number of the first operation.
	pub first: Sequence,
	/// The root of the state before it.
	pub root: Hash,
	/// The operations.
	pub entries: Vec<Entry>,
}

record! {
	/// The sequencer's word: this operation has this place in line.
	pub struct Receipt {
		/// In this lane,
		pub lane: LaneId,
		/// of this sequencer,
		pub epoch: Epoch,
		/// the place.
		pub sequence: Sequence,
		/// [`crate::operation_hash`] of the operation.
		pub operation: Hash,
		/// The head of the log with it.
		pub head: Hash,
		/// When, by the sequencer's clock, ms.
		pub time: Moment,
	}
}

impl Receipt {
	/// The bytes that the sequencer signs.
	pub fn payload(&self, genesis: &Hash) -> Vec<u8> {
		(RECEIPT_TAG, LANE_VERSION, genesis, self).encode()
	}
}

record! {
	/// Why an operation changed nothing but, of an order, its account's last nonce. An order is checked in
	/// this order, a replacement for [`Self::UnknownOrder`] and [`Self::NotOwner`] before
	/// [`Self::WouldTake`].
	pub enum Refusal {
		/// The underlying has no rules in this lane, or no index yet.
		UnknownUnderlying,
		/// The portfolio has no allowance in this underlying.
		NoAllowance,
		/// The allowance is closed.
		AllowanceClosed,
		/// The nonce is not above the last one.
		NonceUsed,
		/// The quantity is not a whole number of lots above zero.
		OffLot,
		/// The limit is not a multiple of the tick above zero.
		OffTick,
		/// The order is over.
		Expired,
		/// The order would stand longer than it may.
		LivesTooLong,
		/// Its series has expired, or does so before the order.
		OutlivesSeries,
		/// A post-only order would take.
		WouldTake,
		/// The allowance does not cover it.
		AllowanceExceeded,
		/// There is no such order in the book.
		UnknownOrder,
		/// The order is another portfolio's.
		NotOwner,
		/// The order is not over.
		NotOver,
		/// The time or the block would go back.
		Backwards,
		/// An amount does not fit its type, or is below zero.
		Overflow,
		/// Rules by which nothing can be reserved.
		UnsoundRules,
		/// An open allowance grows under its own key only.
		OtherKey,
	}
}

/// What an operation did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct Outcome {
	/// What it filled.
	pub fills: Vec<Fill>,
	/// What is left of its order and rests, e8; zero if nothing.
	pub resting: Quantity,
	/// Orders that it took out of books without filling them.
	pub removed: Vec<Place>,
	/// Why it did nothing.
	pub refusal: Option<Refusal>,
}
