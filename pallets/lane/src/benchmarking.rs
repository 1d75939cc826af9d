// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: worst cases, over the runtime's neighbours.

use super::*;
use crate::{inbox::forced_id, traits::BenchmarkHelper as _};
use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_support::{
	dispatch::RawOrigin,
	traits::{EnsureOrigin, Get},
};
use polkadot_sdk::{
	frame_benchmarking::v2::*, sp_io::hashing::blake2_256, sp_weights::WeightMeter,
};
use tenor_fixed::{Cash, Fixed, Price, Quantity, E18, E8};
use tenor_lane::{
	apply, next_head, operation_hash, prove, Cancel, Entry, Key, LaneId, Operation, Order,
	OrderKind, Payload, Place, Receipt, Rules, Section, Sequence, Signed, Trie, Witness, MAX_FILLS,
};
use tenor_matching::Side;
use tenor_series::{OptionKind, SeriesKey, UnderlyingId, DAY_MS};

/// The lane, its sequencer's number, and that of the first trader.
const LANE: LaneId = 0;
const SEQUENCER: u32 = 1_000;
const TRADERS: u32 = 16;
/// Messages of a batch in the benchmark: two of each trader, and the rules.
const MESSAGES: u32 = 64;

fn admin<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

fn rules() -> Rules {
	Rules {
		tick: Price::from_e8(1_000_000),
		lot: Quantity::from_e8(10_000_000),
		short_share: Fixed::from_e18(E18 / 10),
		price_share: Fixed::ONE,
		fee_share: Fixed::from_e18(E18 / 1_000),
	}
}

fn key_of<T: Config>(number: u32) -> Key {
	T::BenchmarkHelper::sign(number, &[]).0
}

fn signed_by<T: Config>(who: &T::AccountId) -> T::RuntimeOrigin {
	RawOrigin::Signed(who.clone()).into()
}

/// A lane with the rules of every underlying there is.
fn open_lane<T: Config>() -> Result<UnderlyingId, BenchmarkError> {
	Pallet::<T>::open_lane(admin::<T>()?)?;
	for number in 0..MAX_UNDERLYINGS {
		let underlying = T::BenchmarkHelper::underlying(number);
		Pallet::<T>::set_rules(admin::<T>()?, LANE, underlying, rules())?;
	}
	Ok(T::BenchmarkHelper::underlying(0))
}

fn register<T: Config>(number: u32) -> Result<T::AccountId, BenchmarkError> {
	let who: T::AccountId = account("sequencer", number, 0);
	T::BenchmarkHelper::fund(&who);
	Pallet::<T>::register(signed_by::<T>(&who), LANE, key_of::<T>(number))?;
	Ok(who)
}

/// A lane that runs.
fn run_lane<T: Config>() -> Result<(T::AccountId, UnderlyingId), BenchmarkError> {
	let underlying = open_lane::<T>()?;
	let who = register::<T>(SEQUENCER)?;
	T::BenchmarkHelper::next_block();
	Pallet::<T>::process_block();
	Ok((who, underlying))
}

fn order_of<T: Config>(number: u32, underlying: UnderlyingId, side: Side, nonce: u64) -> Order {
	let (_, portfolio) = T::BenchmarkHelper::portfolio(number);
	let now = Pallet::<T>::now();
	Order {
		portfolio,
		series: SeriesKey {
			underlying,
			// The same for all that a benchmark places.
			expiry: (now / DAY_MS).saturating_add(2).saturating_mul(DAY_MS),
			strike: Price::ONE,
			kind: OptionKind::Call,
		},
		side,
		quantity: Quantity::from_e8(10_000_000),
		limit: Price::from_e8(1_000_000),
		expires: now.saturating_add(60_000),
		nonce,
		kind: OrderKind::Limit,
	}
}

/// The worst signature there is: one that wallets wrap.
fn sign_order<T: Config>(number: u32, order: Order) -> Signed<Order> {
	let epoch = Lanes::<T>::get(LANE).map_or(0, |lane| lane.epoch);
	let payload = order.payload(&Pallet::<T>::domain(LANE, epoch));
	let wrapped = [b"<Bytes>", &payload[..], b"</Bytes>"].concat();
	Signed { body: order, signature: T::BenchmarkHelper::sign(number, &wrapped).1 }
}

fn raise<T: Config>(number: u32, underlying: UnderlyingId) -> Result<(), BenchmarkError> {
	let (owner, portfolio) = T::BenchmarkHelper::portfolio(number);
	let (amount, key) = (Cash::from_e8(E8 * 10_000), key_of::<T>(number));
	let origin = signed_by::<T>(&owner);
	Pallet::<T>::raise_allowance(origin, LANE, portfolio, underlying, amount, key)
		.map_err(|failed| failed.error)?;
	Ok(())
}

/// A log over the lane's own state machine.
struct Log<T: Config> {
	who: T::AccountId,
	trie: Trie,
	/// The state before the last operation.
	before: Trie,
	section: Section,
	head: tenor_lane::Hash,
	leaves: Vec<Vec<u8>>,
	inbox: u64,
	_config: core::marker::PhantomData<T>,
}

impl<T: Config> Log<T> {
	fn begin(who: T::AccountId) -> Self {
		let trie = Trie::default();
		let section = Section { first: 0, root: trie.root(), entries: Vec::new() };
		let lane = Lanes::<T>::get(LANE).unwrap_or_else(Lane::vacant);
		let head = tenor_lane::first_head(&Pallet::<T>::domain(LANE, lane.epoch));
		let inbox = lane.inbox_first;
		let (before, leaves, _config) = (trie.clone(), Vec::new(), Default::default());
		Self { who, trie, before, section, head, leaves, inbox, _config }
	}

	fn next(&self) -> Sequence {
		let count = u64::try_from(self.section.entries.len()).unwrap_or_default();
		self.section.first.saturating_add(count)
	}

	fn log(&mut self, operation: Operation) -> Result<(), BenchmarkError> {
		let sequence = self.next();
		let applied = apply(&self.trie, &operation, sequence)
			.map_err(|_| BenchmarkError::Stop("a whole state can be read"))?;
		self.before = self.trie.clone();
		let root = self
			.trie
			.write(&applied.writes)
			.map_err(|_| BenchmarkError::Stop("a whole state can be written"))?;
		let entry = Entry { operation, fills: applied.outcome.fills, root };
		self.head = next_head(&self.head, sequence, &operation_hash(&operation));
		self.leaves.push(leaf(&entry, &self.head));
		self.section.entries.push(entry);
		Ok(())
	}

	fn inbox(&mut self) -> Result<(), BenchmarkError> {
		while let Some(letter) = Inbox::<T>::get(LANE, self.inbox) {
			let index = self.inbox;
			self.log(Operation::Inbox { index, message: letter.message })?;
			self.inbox = index.saturating_add(1);
		}
		Ok(())
	}

	fn tick(&mut self, underlying: UnderlyingId) -> Result<(), BenchmarkError> {
		let block = Pallet::<T>::block();
		let (stamp, instant) = Pallet::<T>::stamp_of(underlying, block)
			.ok_or(BenchmarkError::Stop("the index is known"))?;
		let (index, time) = (stamp.index, instant.time);
		self.log(Operation::Tick { underlying, index, block, time })
	}

	/// Commits what there is and goes on behind it, a block later.
	fn commit(&mut self, makers: Vec<Maker>) -> Result<(), BenchmarkError> {
		let (first, root) = (self.next(), self.trie.root());
		let next = Section { first, root, entries: Vec::new() };
		let section = core::mem::replace(&mut self.section, next);
		Pallet::<T>::commit_batch(signed_by::<T>(&self.who), LANE, section, makers)
			.map_err(|failed| failed.error)?;
		self.leaves.clear();
		T::BenchmarkHelper::next_block();
		Pallet::<T>::process_block();
		Ok(())
	}

	fn receipt(&self, sequence: Sequence, operation: &Operation) -> Signed<Receipt> {
		let epoch = Lanes::<T>::get(LANE).map_or(0, |lane| lane.epoch);
		let operation = operation_hash(operation);
		let head = next_head(&self.head, sequence, &operation);
		let body = Receipt { lane: LANE, epoch, sequence, operation, head, time: 0 };
		let genesis = Pallet::<T>::domain(LANE, epoch).genesis;
		let signature = T::BenchmarkHelper::sign(SEQUENCER, &body.payload(&genesis)).1;
		Signed { body, signature }
	}
}

/// A lane whose log has taken allowances of all traders: makers below the half, takers above.
fn trading<T: Config>() -> Result<(Log<T>, UnderlyingId), BenchmarkError> {
	let (who, underlying) = run_lane::<T>()?;
	for number in 0..TRADERS {
		raise::<T>(number, underlying)?;
	}
	let mut log = Log::<T>::begin(who);
	log.inbox()?;
	log.tick(underlying)?;
	log.commit(Vec::new())?;
	Ok((log, underlying))
}

/// Orders of makers that rest, committed; each fills once.
fn resting<T: Config>(
	log: &mut Log<T>,
	underlying: UnderlyingId,
	count: u32,
) -> Result<Vec<Maker>, BenchmarkError> {
	let mut makers = Vec::new();
	for n in 0..count {
		let number = n % (TRADERS / 2);
		let order = order_of::<T>(number, underlying, Side::Sell, u64::from(n).saturating_add(1));
		let signed = sign_order::<T>(number, order);
		log.log(Operation::Order(signed))?;
		makers.push(Maker::Order(signed));
	}
	if count > 0 {
		log.commit(Vec::new())?;
	}
	Ok(makers)
}

/// Takes so many orders that rest, one with each operation.
fn take<T: Config>(
	log: &mut Log<T>,
	underlying: UnderlyingId,
	count: u32,
) -> Result<(), BenchmarkError> {
	for n in 0..count {
		let number = (TRADERS / 2).saturating_add(n % (TRADERS / 2));
		let order = order_of::<T>(number, underlying, Side::Buy, u64::from(n).saturating_add(1));
		log.log(Operation::Order(sign_order::<T>(number, order)))?;
	}
	Ok(())
}

/// A batch with as large a leaf as there is: one operation that fills most.
fn large_leaf<T: Config>(
) -> Result<(Log<T>, Operation, Sequence, Inclusion, Witness), BenchmarkError> {
	let (mut log, underlying) = trading::<T>()?;
	let makers = resting::<T>(&mut log, underlying, MAX_FILLS)?;
	let number = TRADERS / 2;
	let mut order = order_of::<T>(number, underlying, Side::Buy, 1);
	order.quantity = Quantity::from_e8(10_000_000 * i64::from(MAX_FILLS));
	let operation = Operation::Order(sign_order::<T>(number, order));
	let sequence = log.next();
	log.log(operation)?;
	let witness = prove(&log.before, &operation, sequence)
		.map_err(|_| BenchmarkError::Stop("a whole state can be read"))?;
	let nodes = prove_leaves(&log.leaves, &[0]).ok_or(BenchmarkError::Stop("a leaf is there"))?;
	let inclusion = Inclusion { first: sequence, nodes };
	log.commit(makers)?;
	Ok((log, operation, sequence, inclusion, witness))
}

/// A lane of which everything that an idle block drops is there and old.
fn pass_blocks<T: Config>(count: u32) {
	for _ in 0..count {
		T::BenchmarkHelper::next_block();
		Pallet::<T>::process_block();
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_lane() -> Result<(), BenchmarkError> {
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);
		Ok(())
	}

	#[benchmark]
	fn set_rules() -> Result<(), BenchmarkError> {
		let (_, underlying) = run_lane::<T>()?;
		let origin = admin::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, LANE, underlying, rules());
		Ok(())
	}

	#[benchmark]
	fn register() -> Result<(), BenchmarkError> {
		super::open_lane::<T>()?;
		let who: T::AccountId = account("sequencer", 0, 0);
		T::BenchmarkHelper::fund(&who);
		let key = key_of::<T>(SEQUENCER);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), LANE, key);
		assert!(Terms::<T>::contains_key((LANE, 0)));
		Ok(())
	}

	#[benchmark]
	fn unregister() -> Result<(), BenchmarkError> {
		run_lane::<T>()?;
		let mut last = account("sequencer", 0, 0);
		for number in 0..MAX_STANDBYS {
			last = super::register::<T>(number)?;
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(last), LANE);
		Ok(())
	}

	#[benchmark]
	fn resign() -> Result<(), BenchmarkError> {
		let (who, _) = run_lane::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who), LANE);
		Ok(())
	}

	#[benchmark]
	fn raise_allowance() -> Result<(), BenchmarkError> {
		let (_, underlying) = run_lane::<T>()?;
		raise::<T>(0, underlying)?;
		let (owner, portfolio) = T::BenchmarkHelper::portfolio(0);
		let (amount, key) = (Cash::from_e8(E8), key_of::<T>(0));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), LANE, portfolio, underlying, amount, key);
		Ok(())
	}

	#[benchmark]
	fn close_allowance() -> Result<(), BenchmarkError> {
		let (_, underlying) = run_lane::<T>()?;
		raise::<T>(0, underlying)?;
		let (owner, portfolio) = T::BenchmarkHelper::portfolio(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), LANE, portfolio, underlying);
		Ok(())
	}

	#[benchmark]
	fn release_allowance() -> Result<(), BenchmarkError> {
		let (who, underlying) = run_lane::<T>()?;
		raise::<T>(0, underlying)?;
		Pallet::<T>::resign(signed_by::<T>(&who), LANE)?;
		pass_blocks::<T>(T::Limits::get().tail.saturating_add(1));
		let (owner, portfolio) = T::BenchmarkHelper::portfolio(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), LANE, portfolio, underlying);
		assert!(!Allowances::<T>::contains_key((LANE, portfolio, underlying)));
		Ok(())
	}

	#[benchmark]
	fn force_order() -> Result<(), BenchmarkError> {
		let (_, underlying) = run_lane::<T>()?;
		raise::<T>(0, underlying)?;
		let (owner, _) = T::BenchmarkHelper::portfolio(0);
		let order = order_of::<T>(0, underlying, Side::Buy, 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), LANE, order);
		Ok(())
	}

	#[benchmark]
	fn force_cancel() -> Result<(), BenchmarkError> {
		let (_, underlying) = run_lane::<T>()?;
		raise::<T>(0, underlying)?;
		let (owner, portfolio) = T::BenchmarkHelper::portfolio(0);
		let Order { series, side, limit, .. } = order_of::<T>(0, underlying, Side::Buy, 1);
		let cancel = Cancel { portfolio, place: Place { series, side, limit, sequence: 0 } };
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), LANE, cancel);
		Ok(())
	}

	/// Operations that do nothing, fills of orders of an earlier batch, forced orders. What margin does is
	/// its own benchmarks': a batch adds [`Execution::weight`].
	#[benchmark]
	fn commit_batch(
		e: Linear<130, 1_024>,
		f: Linear<0, 64>,
		m: Linear<0, MESSAGES>,
	) -> Result<(), BenchmarkError> {
		let (mut log, underlying) = trading::<T>()?;
		let makers = resting::<T>(&mut log, underlying, f)?;
		for n in 0..m {
			let number = n % TRADERS;
			let (owner, _) = T::BenchmarkHelper::portfolio(number);
			let nonce = u64::from(n).saturating_add(100_000);
			let order = order_of::<T>(number, underlying, Side::Buy, nonce);
			Pallet::<T>::force_order(signed_by::<T>(&owner), LANE, order)?;
		}
		log.tick(underlying)?;
		take::<T>(&mut log, underlying, f)?;
		log.inbox()?;
		let so_far = f.saturating_add(m).saturating_add(1);
		for _ in so_far..e {
			log.tick(underlying)?;
		}
		let section = log.section.clone();
		let who = log.who.clone();
		let next = log.next();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), LANE, section, makers);
		assert_eq!(Terms::<T>::get((LANE, 0)).map(|term| term.next), Some(next));
		Ok(())
	}

	/// A right transition: all of it is looked at; and as many bytes of another witness are opened.
	#[benchmark]
	fn prove_transition(b: Linear<16, 196_608>) -> Result<(), BenchmarkError> {
		let (log, _, sequence, inclusion, witness) = large_leaf::<T>()?;
		// A leaf with a value of this length, as the trie writes it.
		let length = b.saturating_sub(8);
		let mut node = vec![0x41, 0x00];
		codec::Compact(length).encode_to(&mut node);
		node.resize(node.len().saturating_add(usize::try_from(length).unwrap_or_default()), 7);
		let root = blake2_256(&node);
		let padding = Witness { nodes: vec![node] };
		let mut as_expected = true;
		#[block]
		{
			let origin = signed_by::<T>(&log.who);
			as_expected &=
				Pallet::<T>::prove_transition(origin, LANE, 0, sequence, inclusion, witness)
					== Err(Error::<T>::TransitionHolds.into());
			as_expected &= padding.open(&root).is_ok();
		}
		assert!(as_expected);
		Ok(())
	}

	#[benchmark]
	fn prove_receipt() -> Result<(), BenchmarkError> {
		let (log, _, sequence, inclusion, _) = large_leaf::<T>()?;
		let block = Pallet::<T>::block();
		let receipt = log.receipt(
			sequence,
			&Operation::Clock { underlying: T::BenchmarkHelper::underlying(0), time: block.into() },
		);
		#[extrinsic_call]
		_(RawOrigin::Signed(log.who), receipt, inclusion);
		Ok(())
	}

	#[benchmark]
	fn prove_ignored() -> Result<(), BenchmarkError> {
		let (log, underlying) = trading::<T>()?;
		pass_blocks::<T>(T::Limits::get().receipt_deadline.saturating_add(1));
		let receipt = log.receipt(log.next(), &Operation::Clock { underlying, time: 1 });
		#[extrinsic_call]
		_(RawOrigin::Signed(log.who), receipt);
		Ok(())
	}

	#[benchmark]
	fn prove_equivocation() -> Result<(), BenchmarkError> {
		let (log, underlying) = trading::<T>()?;
		let one = log.receipt(9, &Operation::Clock { underlying, time: 1 });
		let other = log.receipt(9, &Operation::Clock { underlying, time: 2 });
		#[extrinsic_call]
		_(RawOrigin::Signed(log.who), one, other);
		Ok(())
	}

	#[benchmark]
	fn freeze() -> Result<(), BenchmarkError> {
		let (who, _) = run_lane::<T>()?;
		pass_blocks::<T>(T::Limits::get().inbox_deadline.saturating_add(1));
		#[extrinsic_call]
		_(RawOrigin::Signed(who), LANE);
		Ok(())
	}

	#[benchmark]
	fn claim_receipt() -> Result<(), BenchmarkError> {
		let (log, _, sequence, inclusion, _) = large_leaf::<T>()?;
		let (owner, _) = T::BenchmarkHelper::portfolio(0);
		let order = order_of::<T>(0, T::BenchmarkHelper::underlying(0), Side::Buy, 77);
		let operation = Operation::Order(sign_order::<T>(0, order));
		let receipt = log.receipt(sequence, &operation);
		Pallet::<T>::resign(signed_by::<T>(&log.who), LANE)?;
		pass_blocks::<T>(T::Limits::get().tail.saturating_add(1));
		for claim in 1..MAX_CLAIMS {
			let claim = u64::MAX.saturating_sub(claim.into());
			Claims::<T>::mutate((LANE, 0), |claims| claims.try_push(claim))
				.map_err(|_| BenchmarkError::Stop("there is room for a claim"))?;
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), receipt, operation, Some(inclusion));
		Ok(())
	}

	#[benchmark]
	fn settle_bond() -> Result<(), BenchmarkError> {
		let (who, _) = run_lane::<T>()?;
		Pallet::<T>::resign(signed_by::<T>(&who), LANE)?;
		let limits = T::Limits::get();
		pass_blocks::<T>(limits.tail.saturating_add(limits.claim_window).saturating_add(2));
		#[extrinsic_call]
		_(RawOrigin::Signed(who), LANE, 0);
		Ok(())
	}

	#[benchmark]
	fn process_block() {
		#[block]
		{
			Pallet::<T>::process_block();
		}
	}

	#[benchmark]
	fn look_at_lane() -> Result<(), BenchmarkError> {
		run_lane::<T>()?;
		let mut found = false;
		#[block]
		{
			found |= Lanes::<T>::get(LANE).is_some();
		}
		assert!(found);
		Ok(())
	}

	#[benchmark]
	fn succeed() -> Result<(), BenchmarkError> {
		let (who, _) = run_lane::<T>()?;
		for number in 0..MAX_STANDBYS {
			super::register::<T>(number)?;
		}
		Pallet::<T>::resign(signed_by::<T>(&who), LANE)?;
		for _ in 0..=T::Limits::get().tail {
			T::BenchmarkHelper::next_block();
		}
		#[block]
		{
			Pallet::<T>::process_block();
		}
		assert!(Terms::<T>::contains_key((LANE, 1)));
		Ok(())
	}

	#[benchmark]
	fn stamp() -> Result<(), BenchmarkError> {
		let (_, underlying) = run_lane::<T>()?;
		#[block]
		{
			Stamps::<T>::insert(underlying, 0, Stamp { block: 0, index: Price::ONE });
		}
		Ok(())
	}

	#[benchmark]
	fn process_idle() {
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::process_idle(&mut meter);
		}
	}

	#[benchmark]
	fn drop_batch() -> Result<(), BenchmarkError> {
		trading::<T>()?;
		pass_blocks::<T>(T::Limits::get().fraud_window.saturating_add(1));
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::drop_batches(&mut meter);
		}
		assert_eq!(Batches::<T>::iter_keys().count(), 0);
		Ok(())
	}

	#[benchmark]
	fn drop_order() -> Result<(), BenchmarkError> {
		run_lane::<T>()?;
		let order = order_of::<T>(0, T::BenchmarkHelper::underlying(0), Side::Buy, 1);
		let id = forced_id(&order);
		ForcedOrders::<T>::insert((LANE, id), Forced { epoch: 0, expires: 0 });
		Passings::<T>::insert(0, Passing::Forced(LANE, id));
		PassingRange::<T>::put((0, 1));
		pass_blocks::<T>(RING);
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::drop_orders(&mut meter);
		}
		assert!(!ForcedOrders::<T>::contains_key((LANE, id)));
		Ok(())
	}

	#[benchmark]
	fn drop_message() -> Result<(), BenchmarkError> {
		run_lane::<T>()?;
		Lanes::<T>::mutate(LANE, |lane| {
			if let Some(lane) = lane {
				lane.inbox_first = lane.inbox_kept.saturating_add(1);
			}
		});
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::drop_messages(&mut meter);
		}
		assert!(!Inbox::<T>::contains_key(LANE, 0));
		Ok(())
	}

	#[benchmark]
	fn release_one() -> Result<(), BenchmarkError> {
		let (who, underlying) = run_lane::<T>()?;
		raise::<T>(0, underlying)?;
		Pallet::<T>::resign(signed_by::<T>(&who), LANE)?;
		pass_blocks::<T>(T::Limits::get().tail.saturating_add(1));
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::release_some(&mut meter);
		}
		assert_eq!(Allowances::<T>::iter_keys().count(), 0);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
