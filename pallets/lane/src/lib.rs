// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The derives number enum variants by casts. Casts written here are found by the repository's own
// lint.
#![allow(clippy::cast_possible_truncation)]

extern crate alloc;

mod allowances;
#[cfg(feature = "runtime-benchmarks")]
#[allow(clippy::float_arithmetic)] // of the macro
mod benchmarking;
mod claims;
mod commit;
mod fraud;
mod idle;
mod inbox;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod mock;
mod proof;
mod section;
mod terms;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod traits;
mod types;
pub mod weights;

pub use pallet::*;
#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
pub use proof::prove_leaves;
pub use proof::{leaf, leaves_root, read_leaf, Inclusion, ProofError};
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{Bonds, Executed, Execution, Holds, IndexAt};
pub use types::*;
pub use weights::WeightInfo;

use polkadot_sdk::{frame_support, frame_system};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;
	use polkadot_sdk::sp_weights::WeightMeter;
	use tenor_fixed::Cash;
	use tenor_lane::{
		Cancel, Epoch, Hash, Key, LaneId, Message, Operation, Order, Receipt, Rules, Section,
		Sequence, Signed, Witness,
	};
	use tenor_series::{Moment, PortfolioId, UnderlyingId};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Configuration.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Bonds of sequencers: collateral.
		type Bonds: Bonds<Self::AccountId>;

		/// What is held of portfolios: collateral and margin.
		type Holds: Holds<Self::AccountId>;

		/// Where fills become positions: margin.
		type Execution: Execution;

		/// The chain's index: market.
		type Index: IndexAt;

		/// Chain time, ms.
		type Clock: Time<Moment = Moment>;

		/// Opens lanes and sets their rules.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What holds for all lanes.
		#[pallet::constant]
		type Limits: Get<Limits>;

		/// Weights.
		type WeightInfo: WeightInfo;

		/// Puts neighbours into the state a benchmark needs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// The number of the next lane.
	#[pallet::storage]
	pub type NextLane<T: Config> = StorageValue<_, LaneId, ValueQuery>;

	/// The lanes.
	#[pallet::storage]
	pub type Lanes<T: Config> = StorageMap<_, Twox64Concat, LaneId, Lane>;

	/// Sequencers' times and bonds: the present one of each lane, and earlier ones until their bond is
	/// settled.
	#[pallet::storage]
	pub type Terms<T: Config> = StorageMap<_, Twox64Concat, TermKey, Term<T::AccountId>>;

	/// Receipts that a bond has paid for.
	#[pallet::storage]
	pub type Claims<T: Config> = StorageMap<_, Twox64Concat, TermKey, ClaimList, ValueQuery>;

	/// Who takes a lane next, the first first.
	#[pallet::storage]
	pub type Standbys<T: Config> =
		StorageMap<_, Twox64Concat, LaneId, Queue<T::AccountId>, ValueQuery>;

	/// Underlyings of which a lane has rules.
	#[pallet::storage]
	pub type Underlyings<T: Config> = StorageValue<_, UnderlyingList, ValueQuery>;

	/// The rules of each underlying in each lane.
	#[pallet::storage]
	pub type Markets<T: Config> =
		StorageDoubleMap<_, Twox64Concat, LaneId, Twox64Concat, UnderlyingId, Market>;

	/// What owners let a lane use.
	#[pallet::storage]
	pub type Allowances<T: Config> = StorageMap<_, Twox64Concat, AllowanceKey, Allowance>;

	/// Messages to a lane, by their number.
	#[pallet::storage]
	pub type Inbox<T: Config> =
		StorageDoubleMap<_, Twox64Concat, LaneId, Twox64Concat, u64, Letter>;

	/// How many of them are a portfolio's.
	#[pallet::storage]
	pub type OwnMessages<T: Config> = StorageMap<_, Twox64Concat, (LaneId, PortfolioId), Own>;

	/// Orders that have filled, until they are over.
	#[pallet::storage]
	pub type Orders<T: Config> = StorageMap<_, Twox64Concat, OrderKey, Partly>;

	/// Orders that came by the chain and that a log took, by the hash of their terms, until they are over.
	#[pallet::storage]
	pub type ForcedOrders<T: Config> = StorageMap<_, Twox64Concat, (LaneId, Hash), Forced>;

	/// What is dropped when the time of an order is over, in the order in which it came.
	#[pallet::storage]
	pub type Passings<T: Config> = StorageMap<_, Twox64Concat, u64, Passing>;

	/// The first and the next number there.
	#[pallet::storage]
	pub type PassingRange<T: Config> = StorageValue<_, (u64, u64), ValueQuery>;

	/// Batches that can be proven wrong.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, BatchId, Batch>;

	/// Their names, in the order in which they were included.
	#[pallet::storage]
	pub type BatchLog<T: Config> = StorageMap<_, Twox64Concat, u64, BatchId>;

	/// The first and the next number there.
	#[pallet::storage]
	pub type BatchRange<T: Config> = StorageValue<_, (u64, u64), ValueQuery>;

	/// Fills that margin refused, as long as their batch is kept.
	#[pallet::storage]
	pub type ParkedFills<T: Config> = StorageMap<_, Twox64Concat, BatchId, ParkedList>;

	/// The instants of the last blocks, by the block's number modulo [`RING`].
	#[pallet::storage]
	pub type Instants<T: Config> = StorageMap<_, Twox64Concat, u32, Instant>;

	/// The indices of the last blocks, by underlying and the block's number modulo [`RING`].
	#[pallet::storage]
	pub type Stamps<T: Config> =
		StorageDoubleMap<_, Twox64Concat, UnderlyingId, Twox64Concat, u32, Stamp>;

	/// The allowance at which the search for those that are over stopped.
	#[pallet::storage]
	pub type Cursor<T: Config> = StorageValue<_, AllowanceKey>;

	/// Genesis configuration.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Lanes that are there from the first block on, by the rules of each one's underlyings.
		pub lanes: Vec<Vec<(UnderlyingId, Rules)>>,
		/// No data of the type itself.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (lane, rules) in (0..).zip(&self.lanes) {
				assert!(Pallet::<T>::do_open_lane().is_ok(), "there may be so many lanes");
				for (underlying, rules) in rules {
					let set = Pallet::<T>::do_set_rules(lane, *underlying, *rules);
					assert!(set.is_ok(), "rules of the genesis are sane: {set:?}");
				}
			}
		}
	}

	/// Events.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	// A field's name and type say what it is; every amount is e8.
	#[allow(missing_docs)]
	pub enum Event<T: Config> {
		/// There is another lane.
		LaneOpened { lane: LaneId },
		/// An underlying has other rules in a lane.
		RulesSet { lane: LaneId, underlying: UnderlyingId, rules: Rules },
		/// A sequencer waits for a lane; its bond was taken.
		StandbyJoined { lane: LaneId, who: T::AccountId, key: Key, bond: Cash },
		/// One that waited left with its bond.
		StandbyLeft { lane: LaneId, who: T::AccountId, bond: Cash },
		/// A sequencer's time began.
		TermBegan { lane: LaneId, epoch: Epoch, sequencer: T::AccountId, key: Key },
		/// A sequencer may commit what it has until the end of a block.
		LaneFrozen { lane: LaneId, epoch: Epoch, until: u32, reason: Reason },
		/// A sequencer's time ended with so many operations. What it signed for later numbers is void.
		TermEnded { lane: LaneId, epoch: Epoch, operations: Sequence },
		/// An owner lets a lane use more, e8. `hold` is what it may use now.
		AllowanceRaised {
			lane: LaneId,
			portfolio: PortfolioId,
			underlying: UnderlyingId,
			amount: Cash,
			hold: Cash,
			key: Key,
		},
		/// An owner ends an allowance.
		AllowanceClosing { lane: LaneId, portfolio: PortfolioId, underlying: UnderlyingId },
		/// What was left of an allowance is no longer held, e8.
		AllowanceReleased {
			lane: LaneId,
			portfolio: PortfolioId,
			underlying: UnderlyingId,
			amount: Cash,
		},
		/// A message waits for a lane.
		MessageQueued { lane: LaneId, index: u64, message: Message },
		/// A batch was included.
		BatchCommitted {
			lane: LaneId,
			epoch: Epoch,
			first: Sequence,
			count: u32,
			fills: u32,
			skipped: u32,
			head: Hash,
			root: Hash,
		},
		/// Margin refused a fill; it happened for neither side.
		FillSkipped {
			lane: LaneId,
			epoch: Epoch,
			sequence: Sequence,
			trade: Trade,
			reason: DispatchError,
		},
		/// A sequencer broke a rule. Its bond pays a reward, e8, claims, and the insurance fund.
		Slashed {
			lane: LaneId,
			epoch: Epoch,
			offence: Offence,
			reporter: Option<T::AccountId>,
			reward: Cash,
		},
		/// A bond paid for a receipt that was not honoured, e8.
		ClaimPaid { lane: LaneId, epoch: Epoch, sequence: Sequence, to: T::AccountId, amount: Cash },
		/// What was left of a bond went to its owner, or to the insurance fund, e8.
		BondSettled { lane: LaneId, epoch: Epoch, returned: Cash, insured: Cash },
	}

	/// Errors.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such lane.
		UnknownLane,
		/// There are as many lanes as may be.
		LanesFull,
		/// Lanes have rules of as many underlyings as may be.
		UnderlyingsFull,
		/// A step is zero, steps do not multiply to whole units, or a share is below zero.
		RulesOutOfRange,
		/// The lane has no sequencer, or its sequencer's time ends.
		LaneNotActive,
		/// The caller does not run the lane.
		NotSequencer,
		/// The caller waits for the lane already, or runs it.
		AlreadyStandby,
		/// As many wait as may.
		StandbysFull,
		/// The caller does not wait for the lane.
		NotStandby,
		/// The caller does not own the portfolio.
		NotOwner,
		/// The lane has no rules of the underlying, or its log has not taken them.
		UnknownUnderlying,
		/// An amount of zero or below.
		AmountTooSmall,
		/// The allowance is open with another key.
		KeyDiffers,
		/// The allowance ends, and has to be released first.
		AllowanceCloses,
		/// There is no such allowance for this sequencer.
		UnknownAllowance,
		/// Orders may still fill against the allowance.
		AllowanceInUse,
		/// As many messages wait as may.
		InboxFull,
		/// As many messages of the portfolio wait as may.
		OwnInboxFull,
		/// The order has nothing to fill, or is over.
		OrderOver,
		/// The lane's time for this sequencer is over.
		TailOver,
		/// The lane had a batch in this block.
		BatchThisBlock,
		/// The section does not begin where the last one ended.
		WrongFirst,
		/// The section does not begin with the state that the last one ended with.
		WrongRoot,
		/// No operations.
		SectionEmpty,
		/// More operations, fills or makers than a batch may have, or bytes.
		SectionTooLarge,
		/// The index is not the chain's.
		TickDiffers,
		/// The time is ahead of the chain.
		ClockAhead,
		/// The message is not the next one of the inbox.
		InboxDiffers,
		/// An order that fills is neither known nor in the batch's makers.
		UnknownMaker,
		/// Two of the batch's makers are one order.
		MakerTwice,
		/// The index of an underlying, or the log's where it fills, is too old.
		IndexTooOld,
		/// A number does not fit its type.
		Overflow,
		/// The lane is neither silent nor behind with its inbox.
		NotLate,
		/// The sequencer's time is not over.
		TermRuns,
		/// There was no such sequencer, or its bond is settled.
		UnknownTerm,
		/// There is no such batch, or it is too old.
		UnknownBatch,
		/// The operation is not in the batch.
		OutsideBatch,
		/// The sequencer was slashed already.
		AlreadySlashed,
		/// More nodes or bytes than a proof may have.
		ProofTooLarge,
		/// The proof lacks a node, or is not of this batch.
		ProofIncomplete,
		/// The witness lacks a node of the state.
		WitnessIncomplete,
		/// The operation did what the log says.
		TransitionHolds,
		/// The receipt is not signed by the sequencer.
		ReceiptNotSigned,
		/// The receipt is not of this lane and sequencer.
		OtherReceipt,
		/// The receipts agree, or are for different numbers.
		ReceiptsAgree,
		/// The log honours the receipt.
		ReceiptHonoured,
		/// The sequencer has time left for the receipt.
		ReceiptNotDue,
		/// The operation is not the receipt's, or nobody's.
		OtherOperation,
		/// The receipt was paid for.
		AlreadyClaimed,
		/// The bond has paid as many claims as it does.
		ClaimsFull,
		/// The time for claims is over.
		ClaimsOver,
		/// The time for claims is not over.
		ClaimsOpen,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_n: BlockNumberFor<T>) -> Weight {
			Self::process_block()
		}

		fn on_idle(_n: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::process_idle(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let sanity = T::Limits::get().sanity();
			assert!(sanity.is_ok(), "limits: {sanity:?}");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(
			_n: BlockNumberFor<T>,
		) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a lane that nobody runs.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_lane())]
		pub fn open_lane(origin: OriginFor<T>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_open_lane()
		}

		/// Sets the rules of an underlying in a lane.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_rules())]
		pub fn set_rules(
			origin: OriginFor<T>,
			lane: LaneId,
			underlying: UnderlyingId,
			rules: Rules,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_rules(lane, underlying, rules)
		}

		/// Takes the caller's bond and has it wait for a lane with a key for receipts. Runs it at once if
		/// nobody does.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(origin: OriginFor<T>, lane: LaneId, key: Key) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register(who, lane, key)
		}

		/// Ends the caller's waiting and returns its bond.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::unregister())]
		pub fn unregister(origin: OriginFor<T>, lane: LaneId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unregister(&who, lane)
		}

		/// Ends the caller's time, after the tail.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::resign())]
		pub fn resign(origin: OriginFor<T>, lane: LaneId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resign(&who, lane)
		}

		/// Lets a lane use so much more of a portfolio for orders in an underlying that `key` signs. What an
		/// earlier sequencer has left counts again, and the amount may be zero then. Its owner may.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::raise_allowance().saturating_add(T::Holds::hold_weight()))]
		pub fn raise_allowance(
			origin: OriginFor<T>,
			lane: LaneId,
			portfolio: PortfolioId,
			underlying: UnderlyingId,
			amount: Cash,
			key: Key,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let of = (lane, portfolio, underlying);
			Ok(Some(Self::do_raise_allowance(&who, of, amount, key)?).into())
		}

		/// Ends an allowance: what is left of it is released when no order can fill against it any more. Its
		/// owner may.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::close_allowance())]
		pub fn close_allowance(
			origin: OriginFor<T>,
			lane: LaneId,
			portfolio: PortfolioId,
			underlying: UnderlyingId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_allowance(&who, (lane, portfolio, underlying))
		}

		/// Releases what is left of an allowance that nothing can fill against. Anyone may.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::release_allowance())]
		pub fn release_allowance(
			origin: OriginFor<T>,
			lane: LaneId,
			portfolio: PortfolioId,
			underlying: UnderlyingId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_release_allowance((lane, portfolio, underlying))
		}

		/// Has the lane take an order that its sequencer may not want to, while the index is fresh. The
		/// portfolio's owner may.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::force_order().saturating_add(T::Index::weight()))]
		pub fn force_order(origin: OriginFor<T>, lane: LaneId, order: Order) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_force_order(&who, lane, order)
		}

		/// Has the lane take a cancel. The portfolio's owner may.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::force_cancel())]
		pub fn force_cancel(origin: OriginFor<T>, lane: LaneId, cancel: Cancel) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_force_cancel(&who, lane, cancel)
		}

		/// Includes the next section of a lane's log. `makers` are the orders that it fills for the first
		/// time and did not itself place. Its sequencer may, once a block.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::commit_weight(section))]
		pub fn commit_batch(
			origin: OriginFor<T>,
			lane: LaneId,
			section: Section,
			makers: Vec<Maker>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_commit_batch(&who, lane, &section, &makers)?).into())
		}

		/// Proves that an operation did something else than the log says. `inclusion` holds its leaf and the
		/// one before it, `witness` the state that it touches. Anyone may.
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::transition_weight(witness))]
		pub fn prove_transition(
			origin: OriginFor<T>,
			lane: LaneId,
			epoch: Epoch,
			sequence: Sequence,
			inclusion: Inclusion,
			witness: Witness,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_prove_transition(&who, (lane, epoch), sequence, &inclusion, &witness)
		}

		/// Proves that the log has something else in the place that a receipt names. Anyone may.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::prove_receipt())]
		pub fn prove_receipt(
			origin: OriginFor<T>,
			receipt: Signed<Receipt>,
			inclusion: Inclusion,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_prove_receipt(&who, &receipt, &inclusion)
		}

		/// Proves that what a receipt names was not committed in time. Anyone may.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::prove_ignored())]
		pub fn prove_ignored(origin: OriginFor<T>, receipt: Signed<Receipt>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_prove_ignored(&who, &receipt)
		}

		/// Proves that a sequencer signed two receipts for one number. Anyone may.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::prove_equivocation())]
		pub fn prove_equivocation(
			origin: OriginFor<T>,
			one: Signed<Receipt>,
			other: Signed<Receipt>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_prove_equivocation(&who, &one, &other)
		}

		/// Takes a lane from a sequencer that is silent or leaves messages of the chain waiting. Anyone may.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::freeze())]
		pub fn freeze(origin: OriginFor<T>, lane: LaneId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_freeze(lane)
		}

		/// Pays the owner of a portfolio for a receipt that a sequencer whose time is over did not honour:
		/// `operation` is what it was for, `inclusion` what stands in its place if something does.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::claim_receipt())]
		pub fn claim_receipt(
			origin: OriginFor<T>,
			receipt: Signed<Receipt>,
			operation: Operation,
			inclusion: Option<Inclusion>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim_receipt(&who, &receipt, &operation, inclusion.as_ref())
		}

		/// Returns what is left of a bond when the time for claims is over; if its owner was slashed, to the
		/// insurance fund. Anyone may.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::settle_bond())]
		pub fn settle_bond(origin: OriginFor<T>, lane: LaneId, epoch: Epoch) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle_bond(lane, epoch)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A lane.
		pub fn lane(lane: LaneId) -> Option<Lane> {
			Lanes::<T>::get(lane)
		}

		/// A sequencer's time.
		pub fn term(lane: LaneId, epoch: Epoch) -> Option<Term<T::AccountId>> {
			Terms::<T>::get((lane, epoch))
		}

		/// The rules of an underlying in a lane and the time of its log.
		pub fn market(lane: LaneId, underlying: UnderlyingId) -> Option<Market> {
			Markets::<T>::get(lane, underlying)
		}

		/// What an owner lets a lane use.
		pub fn allowance(
			lane: LaneId,
			portfolio: PortfolioId,
			underlying: UnderlyingId,
		) -> Option<Allowance> {
			Allowances::<T>::get((lane, portfolio, underlying))
		}

		/// At most 64 messages that wait for a lane, from a number on.
		pub fn messages(lane: LaneId, from: u64) -> Vec<(u64, Letter)> {
			Self::messages_from(lane, from)
		}

		/// The chain's index of an underlying as of a block not longer ago than a tick may be, and the time of
		/// that block.
		pub fn index_at(underlying: UnderlyingId, block: u32) -> Option<(Stamp, Instant)> {
			Self::stamp_of(underlying, block)
		}

		/// A batch that can be proven wrong, and what margin refused of it.
		pub fn batch(id: BatchId) -> Option<(Batch, Vec<Parked>)> {
			let parked = ParkedFills::<T>::get(id).map(|fills| fills.into_inner());
			Some((Batches::<T>::get(id)?, parked.unwrap_or_default()))
		}
	}
}
