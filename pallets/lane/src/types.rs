// SPDX-License-Identifier: Apache-2.0
//! Records of the chain's side of a lane, and their own rules.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_runtime::DispatchError,
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed, Price, Quantity};
use tenor_lane::{
	Epoch, Fill, Hash, Key, LaneId, Message, Order, Replace, Rules, Sequence, Signed, MAX_FILLS,
	MAX_ORDER_LIFE_MS, MAX_TICK_AGE,
};
use tenor_matching::Side;
use tenor_series::{record, Moment, PortfolioId, SeriesKey, UnderlyingId};

/// Most operations of a batch.
pub const MAX_ENTRIES: u32 = 2_048;
/// Most fills of a batch, whatever [`Limits::fills`] says.
pub const MAX_BATCH_FILLS: u32 = 256;
/// Most sequencers that wait for a lane.
pub const MAX_STANDBYS: u32 = 8;
/// Most underlyings that lanes have rules of, all lanes together.
pub const MAX_UNDERLYINGS: u32 = 16;
/// Messages in an inbox from which on it takes no order and no cancel.
pub const MAX_FORCED: u64 = 128;
/// Messages in an inbox from which on it takes no credit of an owner. Closings, rules and credits of the
/// chain always have room: each belongs to an allowance, an underlying or a fill that was skipped.
pub const MAX_CREDITS: u64 = 2_048;
/// Bytes of a message in the log that fills nothing, at most.
pub(crate) const MESSAGE_BYTES: u64 = 256;
/// Bytes of a fill with its maker, at most.
pub(crate) const FILL_BYTES: u64 = 256;
/// Messages of one portfolio in an inbox from which on it takes no order and no cancel of it.
pub const MAX_OWN_FORCED: u32 = 16;
/// And no credit.
pub const MAX_OWN_CREDITS: u32 = 24;
/// Blocks of which time and indices are kept: the present one and [`MAX_TICK_AGE`] before it.
pub const RING: u32 = MAX_TICK_AGE + 1;
/// Most claims that one bond pays.
pub const MAX_CLAIMS: u32 = 256;
/// Most bytes of a proof of leaves, all nodes together.
pub const MAX_PROOF_BYTES: u32 = 16 * 1_024;
/// Most nodes of one.
pub const MAX_PROOF_NODES: u32 = 64;

/// Names a sequencer's time.
pub type TermKey = (LaneId, Epoch);
/// Names an allowance.
pub type AllowanceKey = (LaneId, PortfolioId, UnderlyingId);
/// Numbers of receipts that a bond has paid for.
pub type ClaimList = BoundedVec<Sequence, ConstU32<MAX_CLAIMS>>;
/// Who takes a lane next, the first first.
pub type Queue<AccountId> = BoundedVec<Standby<AccountId>, ConstU32<MAX_STANDBYS>>;
/// Underlyings that some lane has rules of.
pub type UnderlyingList = BoundedVec<UnderlyingId, ConstU32<MAX_UNDERLYINGS>>;
/// Fills of a batch that margin refused.
pub type ParkedList = BoundedVec<Parked, ConstU32<MAX_BATCH_FILLS>>;

record! {
	/// What is set once for all lanes.
	pub struct Limits {
		/// How many lanes there may be.
		pub lanes: LaneId,
		/// Most fills of a batch.
		pub fills: u32,
		/// Most bytes of a batch: the section and its makers.
		pub bytes: u32,
		/// Milliseconds between blocks.
		pub slot_ms: Moment,
		/// Blocks within which the log takes a message of the chain.
		pub inbox_deadline: u32,
		/// Blocks within which an operation with a receipt is in a batch.
		pub receipt_deadline: u32,
		/// Blocks without a batch that are silence.
		pub silence: u32,
		/// Blocks that a sequencer has for what it did not commit yet when its time ends.
		pub tail: u32,
		/// Blocks within which a batch can be proven wrong.
		pub fraud_window: u32,
		/// Blocks behind the end of a sequencer's time within which its receipts are claimed.
		pub claim_window: u32,
		/// A sequencer's bond, e8.
		pub bond: Cash,
		/// What a claim pays, e8.
		pub compensation: Cash,
		/// The part of a bond that whoever proves an offence gets.
		pub reporter_share: Fixed,
	}
}

impl Limits {
	/// Err with what does not fit together.
	pub fn sanity(&self) -> Result<(), &'static str> {
		let ensure = |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(what) };
		ensure(self.lanes > 0, "there is a lane")?;
		ensure((1..=MAX_BATCH_FILLS).contains(&self.fills), "a batch has fills, not too many")?;
		ensure(self.fills >= MAX_FILLS, "any one operation fits a batch")?;
		ensure(self.slot_ms > 0, "time passes")?;
		ensure(self.inbox_deadline > 0 && self.silence > 0, "a sequencer has time to answer")?;
		// So that a full inbox is no way to take a lane from who answers, whatever its orders meet.
		let blocks = u64::from(self.inbox_deadline);
		let fills = MAX_FORCED.saturating_mul(u64::from(MAX_FILLS));
		let bytes = MAX_CREDITS
			.saturating_mul(MESSAGE_BYTES)
			.saturating_add(fills.saturating_mul(FILL_BYTES));
		let fits = u64::from(self.fills).saturating_mul(blocks) >= fills
			&& u64::from(self.bytes).saturating_mul(blocks) >= bytes;
		ensure(fits, "a full inbox fits the batches of its deadline")?;
		ensure(
			(1..=MAX_TICK_AGE).contains(&self.receipt_deadline),
			"the deadline is within the ring",
		)?;
		ensure(self.tail <= MAX_TICK_AGE, "a tail that could not be included is no use")?;
		ensure(self.claim_window >= self.fraud_window, "who can be proven wrong has a bond")?;
		ensure(self.compensation.is_positive(), "a claim pays something")?;
		let share = self.reporter_share;
		ensure(share >= Fixed::ZERO && share <= Fixed::ONE, "a reward is a share")?;
		let count = Fixed::from_int(i64::from(MAX_CLAIMS));
		let claims = self.compensation.mul_ceil(count).ok_or("claims overflow")?;
		let reward = self.bond.mul_ceil(share).ok_or("the reward overflows")?;
		let spent = claims.checked_add(reward).ok_or("what a bond pays overflows")?;
		// Who breaks a rule and then claims from himself and reports himself loses half of his bond at least.
		let doubled = spent.checked_add(spent).ok_or("what a bond pays overflows")?;
		ensure(doubled <= self.bond, "half of a slashed bond goes to the insurance fund")
	}
}

record! {
	/// What a sequencer did that costs its bond.
	pub enum Offence {
		/// Filled what nobody had signed.
		Signature,
		/// Filled beyond a limit, at another price than the resting order's, or orders that do not meet.
		Limit,
		/// Filled as new what had filled before.
		Nonce,
		/// Filled more than an order wanted.
		Quantity,
		/// Filled what was over.
		Expiry,
		/// Filled beyond what is held.
		Uncovered,
		/// Wrote another outcome into the log than the operation has.
		Transition,
		/// Gave the place in a receipt to something else.
		Receipt,
		/// Never put what it had signed for into the log.
		Ignored,
		/// Signed two receipts for one number.
		Equivocation,
	}
}

record! {
	/// Why a sequencer's time ends.
	pub enum Reason {
		/// It asked for that.
		Resigned,
		/// No batch for too long.
		Silent,
		/// It left a message of the chain in the inbox for too long.
		InboxOverdue,
		/// It broke a rule.
		Slashed(Offence),
	}
}

record! {
	/// Whether a lane runs.
	pub enum Status {
		/// Nobody runs it.
		Vacant,
		/// Its sequencer does.
		Active,
		/// Its sequencer may commit what it has until the end of a block.
		Winding {
			/// That block.
			until: u32,
			/// Why.
			reason: Reason,
		},
	}
}

record! {
	/// A lane.
	pub struct Lane {
		/// Of its sequencer; of the next one, if vacant.
		pub epoch: Epoch,
		/// Whether it runs.
		pub status: Status,
		/// The block of the last batch, or in which its sequencer began.
		pub last_batch: u32,
		/// The oldest message that is kept: below `inbox_first` are those of epochs that are over.
		pub inbox_kept: u64,
		/// The message that the log takes next.
		pub inbox_first: u64,
		/// The number of the next message.
		pub inbox_next: u64,
	}
}

impl Lane {
	/// One that nobody runs.
	pub fn vacant() -> Self {
		Self {
			epoch: 0,
			status: Status::Vacant,
			last_batch: 0,
			inbox_kept: 0,
			inbox_first: 0,
			inbox_next: 0,
		}
	}

	/// Messages that the log has not taken.
	pub fn waiting(&self) -> u64 {
		self.inbox_next.saturating_sub(self.inbox_first)
	}
}

record! {
	/// A sequencer's time in a lane, and its bond.
	pub struct Term<AccountId> {
		/// Who sends batches.
		pub sequencer: AccountId,
		/// Who signs receipts.
		pub key: Key,
		/// What is left of its bond, e8.
		pub bond: Cash,
		/// The number of the next operation.
		pub next: Sequence,
		/// The head of the log before it.
		pub head: Hash,
		/// The root of the state before it.
		pub root: Hash,
		/// What it was slashed for.
		pub offence: Option<Offence>,
		/// The block in which it ended.
		pub ended: Option<u32>,
	}
}

record! {
	/// A sequencer that waits for a lane.
	pub struct Standby<AccountId> {
		/// Who.
		pub who: AccountId,
		/// Who would sign receipts.
		pub key: Key,
		/// Its bond, e8.
		pub bond: Cash,
	}
}

record! {
	/// What is left of a batch for whoever proves something about it.
	pub struct Batch {
		/// How many operations.
		pub count: u32,
		/// The root over its leaves, see [`crate::leaf`].
		pub entries: Hash,
		/// The root of the state before.
		pub before: Hash,
		/// And behind it.
		pub after: Hash,
		/// The block in which it was included.
		pub block: u32,
	}
}

record! {
	/// Names a batch.
	pub struct BatchId {
		/// Of this lane,
		pub lane: LaneId,
		/// of this sequencer,
		pub epoch: Epoch,
		/// its first operation.
		pub first: Sequence,
	}
}

record! {
	/// How far an allowance is from its end.
	pub enum Closing {
		/// Not at all.
		Open,
		/// The closing waits in the inbox.
		Asked,
		/// The log took it.
		Closed {
			/// The chain's time when that was included, ms.
			since: Moment,
		},
	}
}

record! {
	/// What an owner lets a lane use.
	pub struct Allowance {
		/// For this sequencer.
		pub epoch: Epoch,
		/// Who signs its orders.
		pub key: Key,
		/// What is held, e8.
		pub hold: Cash,
		/// The part of it that the log has not taken yet, e8.
		pub pending: Cash,
		/// Whether it ends.
		pub closing: Closing,
	}
}

impl Allowance {
	/// What the log may have used, e8.
	pub fn usable(&self) -> Cash {
		self.hold.saturating_sub(self.pending)
	}
}

record! {
	/// The rules of an underlying in a lane, and how far its log has come.
	pub struct Market {
		/// The rules.
		pub rules: Rules,
		/// The log's time; `None` before its first rules.
		pub seen: Option<Seen>,
	}
}

record! {
	/// The time of a shard, as of the last batch.
	pub struct Seen {
		/// In the log of this sequencer.
		pub epoch: Epoch,
		/// ms.
		pub time: Moment,
		/// The block of the last index; zero before the first.
		pub block: u32,
	}
}

record! {
	/// Names an order that filled: an account uses a nonce once in an epoch.
	#[derive(PartialOrd, Ord)]
	pub struct OrderKey {
		/// In this lane,
		pub lane: LaneId,
		/// of this portfolio
		pub portfolio: PortfolioId,
		/// in this underlying
		pub underlying: UnderlyingId,
		/// the one with this nonce.
		pub nonce: u64,
	}
}

impl OrderKey {
	/// Of an order in a lane.
	pub fn of(lane: LaneId, order: &Order) -> Self {
		let underlying = order.series.underlying;
		Self { lane, portfolio: order.portfolio, underlying, nonce: order.nonce }
	}
}

record! {
	/// An order whose signature was seen, and what of it has filled.
	pub struct Partly {
		/// In the log of this sequencer.
		pub epoch: Epoch,
		/// The order.
		pub order: Order,
		/// Contracts filled, e8.
		pub filled: Quantity,
	}
}

record! {
	/// Something kept until the time of an order is over.
	pub enum Passing {
		/// What has filled of an order.
		Order(OrderKey),
		/// That its owner placed an order on chain.
		Forced(LaneId, Hash),
	}
}

record! {
	/// An order that came by the chain and that the log took.
	pub struct Forced {
		/// Of this sequencer.
		pub epoch: Epoch,
		/// The last instant at which it fills, ms.
		pub expires: Moment,
	}
}

record! {
	/// Where the order is that a fill of a batch met, the first time that it fills.
	pub enum Maker {
		/// In the same section, by its index there.
		Placed(u32),
		/// In an earlier one.
		Order(Signed<Order>),
		/// In an earlier one, in place of another.
		Replace(Signed<Replace>),
		/// In an earlier one, by way of the chain.
		Forced(Order),
	}
}

record! {
	/// A message in an inbox.
	pub struct Letter {
		/// What it says.
		pub message: Message,
		/// The block in which it was put there.
		pub block: u32,
	}
}

record! {
	/// The messages of a portfolio that wait.
	#[derive(Default)]
	pub struct Own {
		/// For this sequencer.
		pub epoch: Epoch,
		/// How many.
		pub count: u32,
	}
}

record! {
	/// An instant of the chain.
	pub struct Instant {
		/// The block.
		pub block: u32,
		/// Its time, ms.
		pub time: Moment,
	}
}

record! {
	/// The index of an underlying as of the beginning of a block.
	pub struct Stamp {
		/// The block.
		pub block: u32,
		/// The index, e8.
		pub index: Price,
	}
}

record! {
	/// A fill as margin executes it.
	pub struct Trade {
		/// Receives contracts, pays premium.
		pub buyer: PortfolioId,
		/// Gives contracts, receives premium.
		pub seller: PortfolioId,
		/// Of what.
		pub series: SeriesKey,
		/// Contracts, e8, above zero.
		pub quantity: Quantity,
		/// Premium per contract, e8.
		pub price: Price,
		/// Who came last.
		pub taker: Side,
	}
}

impl Trade {
	/// Of a fill of the order `taker`.
	pub fn of(fill: &Fill, taker: &Order) -> Self {
		let (buyer, seller) = match taker.side {
			Side::Buy => (taker.portfolio, fill.maker),
			Side::Sell => (fill.maker, taker.portfolio),
		};
		let (series, quantity, price) = (taker.series, fill.quantity, fill.price);
		Self { buyer, seller, series, quantity, price, taker: taker.side }
	}
}

record! {
	/// A fill that margin refused.
	pub struct Parked {
		/// The operation that filled.
		pub sequence: Sequence,
		/// The fill.
		pub trade: Trade,
		/// Why it was refused.
		pub reason: DispatchError,
	}
}

/// Err with the offence if a fill is not what both orders say at a time of their shard.
pub fn judge(fill: &Fill, maker: &Partly, taker: &Partly, time: Moment) -> Result<(), Offence> {
	let (resting, coming) = (&maker.order, &taker.order);
	let meets = resting.series == coming.series && resting.side == coming.side.opposite();
	let within = match coming.side {
		Side::Buy => fill.price <= coming.limit,
		Side::Sell => fill.price >= coming.limit,
	};
	if !meets || !within || fill.price != resting.limit {
		return Err(Offence::Limit);
	}
	if [resting, coming].iter().any(|order| order.expires < time || order.lives_too_long(time)) {
		return Err(Offence::Expiry);
	}
	let fits = |order: &Partly| {
		order.filled.checked_add(fill.quantity).is_some_and(|sum| sum <= order.order.quantity)
	};
	if !fill.quantity.is_positive() || !fits(maker) || !fits(taker) {
		return Err(Offence::Quantity);
	}
	Ok(())
}

/// The instant, ms, from which on nothing fills against an allowance whose closing was included at `since`
/// by a chain with blocks of `slot_ms`: an order placed before is over by then.
pub fn last_fill(since: Moment, slot_ms: Moment) -> Moment {
	since.saturating_add(slot_ms).saturating_add(MAX_ORDER_LIFE_MS)
}
