// SPDX-License-Identifier: Apache-2.0
//! A runtime with this pallet over a toy ledger: portfolios hold cash and contracts, shorts need margin. All
//! of it is in storage, so that what fails rolls back there too. And a sequencer over the lane's own crate.

use crate::{self as pallet_lane, *};
use codec::{Decode, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{
		self, derive_impl, ensure,
		pallet_prelude::ValueQuery,
		parameter_types,
		traits::Hooks,
		weights::{constants::ParityDbWeight, Weight, WeightMeter},
		Twox64Concat,
	},
	frame_system::{self, EnsureRoot},
	sp_core::{sr25519, Pair},
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchError, DispatchResult},
};
use scale_info::TypeInfo;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::{Cash, Fixed, Price, Quantity, E18};
use tenor_lane::{
	apply, first_head, next_head, operation_hash, prove, Domain, Entry, Epoch, Hash, Key, Message,
	Operation, Order, OrderKind, Outcome, Payload, Place, Receipt, Replace, Rules, Section,
	Sequence, Signed, Trie, Witness,
};
use tenor_matching::Side;
use tenor_series::{OptionKind, PortfolioId, SeriesKey, UnderlyingId};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = polkadot_sdk::frame_system;
	#[runtime::pallet_index(1)]
	pub type Chain = pallet_lane;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type DbWeight = ParityDbWeight;
}

pub const NOON: u64 = 1_800_000_000_000;
pub const SLOT: u64 = 1_000;
pub const BTC: UnderlyingId = UnderlyingId(0);
pub const ETH: UnderlyingId = UnderlyingId(1);
/// Who runs the lane at first, and who waits.
pub const ALICE: u64 = 101;
pub const BOB: u64 = 102;
/// Who proves things.
pub const WATCHER: u64 = 103;

pub fn limits() -> Limits {
	Limits {
		lanes: 2,
		fills: 256,
		bytes: 200_000,
		slot_ms: SLOT,
		inbox_deadline: 64,
		receipt_deadline: 8,
		silence: 10,
		tail: 4,
		fraud_window: 20,
		claim_window: 30,
		bond: cash(100_000),
		compensation: cash(100),
		reporter_share: Fixed::from_e18(E18 / 5),
	}
}

parameter_types! {
	pub static Now: u64 = NOON;
	pub static Limited: Limits = limits();
	/// Indices, e8: below zero if not known.
	pub static Indices: [i64; 2] = [50_000_00000000, 3_000_00000000];
	/// Portfolios whose trades are refused.
	pub static Refused: Vec<u64> = Vec::new();
	/// Trades that were executed.
	pub static Traded: Vec<Trade> = Vec::new();
}

impl frame_support::traits::Time for Now {
	type Moment = u64;
	fn now() -> u64 {
		Self::get()
	}
}

/// What a portfolio is here. Owner `n` has the portfolios `n` and `n + 50`. e8.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	pub cash: i128,
	pub held: i128,
	pub contracts: i128,
	pub frozen: bool,
}

#[frame_support::storage_alias]
pub type Records = StorageMap<Mock, Twox64Concat, u64, Record>;
#[frame_support::storage_alias]
pub type Tokens = StorageMap<Mock, Twox64Concat, u64, i128, ValueQuery>;
#[frame_support::storage_alias]
pub type Pot = StorageValue<Mock, i128, ValueQuery>;
#[frame_support::storage_alias]
pub type Insurance = StorageValue<Mock, i128, ValueQuery>;

pub const TWENTY: i128 = 20;

impl Record {
	fn shorts(&self) -> i128 {
		(-self.contracts).max(0)
	}
	pub fn maintenance(&self) -> i128 {
		self.cash - TWENTY * self.shorts()
	}
	pub fn initial(&self) -> i128 {
		self.cash - self.held - TWENTY * 3 / 2 * self.shorts()
	}
}

fn refuse(why: &'static str) -> DispatchError {
	DispatchError::Other(why)
}

fn change<R>(
	id: PortfolioId,
	change: impl FnOnce(&mut Record) -> Result<R, DispatchError>,
) -> Result<R, DispatchError> {
	let mut record = Records::get(id.0).ok_or(refuse("no portfolio"))?;
	let result = change(&mut record)?;
	Records::insert(id.0, record);
	Ok(result)
}

pub struct Toys;

impl Bonds<u64> for Toys {
	fn take(who: &u64, amount: Cash) -> Result<Cash, DispatchError> {
		let left = Tokens::get(who) - amount.e8();
		ensure!(left >= 0, refuse("no money"));
		Tokens::insert(who, left);
		Pot::mutate(|pot| *pot += amount.e8());
		Ok(amount)
	}
	fn pay(to: &u64, amount: Cash) -> Result<Cash, DispatchError> {
		// Tokens have six decimals.
		let paid = amount.e8() / 100 * 100;
		ensure!(paid > 0 && Pot::get() >= paid, refuse("nothing there"));
		Tokens::mutate(to, |tokens| *tokens += paid);
		Pot::mutate(|pot| *pot -= paid);
		Ok(Cash::from_e8(paid))
	}
	fn to_insurance(amount: Cash) -> DispatchResult {
		ensure!(amount.is_positive(), refuse("nothing"));
		ensure!(Pot::get() >= amount.e8(), refuse("nothing there"));
		Insurance::mutate(|fund| *fund += amount.e8());
		Pot::mutate(|pot| *pot -= amount.e8());
		Ok(())
	}
	fn held() -> Cash {
		Cash::from_e8(Pot::get())
	}
}

impl Holds<u64> for Toys {
	fn owner(id: PortfolioId) -> Option<u64> {
		Records::contains_key(id.0).then_some(id.0 % 50)
	}
	fn held(id: PortfolioId) -> Cash {
		Cash::from_e8(Records::get(id.0).unwrap_or_default().held)
	}
	fn hold(id: PortfolioId, amount: Cash) -> Result<Weight, DispatchError> {
		ensure!(amount.is_positive(), refuse("nothing"));
		change(id, |record| {
			record.held += amount.e8();
			ensure!(!record.frozen, refuse("frozen"));
			ensure!(record.held <= record.cash && record.initial() >= 0, refuse("not there"));
			Ok(Weight::from_parts(10_000_000, 100))
		})
	}
	fn unhold(id: PortfolioId, amount: Cash) -> DispatchResult {
		ensure!(amount.is_positive(), refuse("nothing"));
		change(id, |record| {
			record.held -= amount.e8();
			ensure!(record.held >= 0, refuse("not held"));
			Ok(())
		})
	}
	fn hold_again(id: PortfolioId, amount: Cash) -> bool {
		let held = change(id, |record| {
			record.held += amount.e8();
			ensure!(record.held <= record.cash, refuse("not there"));
			Ok(())
		});
		held.is_ok()
	}
	fn hold_weight() -> Weight {
		Weight::from_parts(100_000_000, 1_000)
	}
}

fn trade_one(trade: &Trade) -> DispatchResult {
	let (buyer, seller) = (trade.buyer, trade.seller);
	let refused = Refused::get();
	ensure!(!refused.contains(&buyer.0) && !refused.contains(&seller.0), refuse("refused"));
	ensure!(Toys::owner(buyer) != Toys::owner(seller), refuse("one owner"));
	let premium = trade.price.notional_ceil(trade.quantity).unwrap().e8();
	let quantity = i128::from(trade.quantity.e8());
	let before = Records::get(buyer.0).ok_or(refuse("no portfolio"))?;
	change(buyer, |record| {
		record.cash -= premium;
		record.contracts += quantity;
		ensure!(!record.frozen && record.cash >= record.held, refuse("no cash"));
		ensure!(record.maintenance() >= 0, refuse("below maintenance"));
		Ok(())
	})?;
	let sold = change(seller, |record| {
		record.cash += premium;
		record.contracts -= quantity;
		ensure!(!record.frozen && record.maintenance() >= 0, refuse("below maintenance"));
		Ok(())
	});
	if sold.is_err() {
		Records::insert(buyer.0, before);
	}
	sold
}

impl Execution for Toys {
	fn execute_each(trades: &[Trade]) -> Result<Executed, DispatchError> {
		let results: Vec<DispatchResult> = trades.iter().map(trade_one).collect();
		let done = trades.iter().zip(&results).filter(|(_, result)| result.is_ok());
		Traded::mutate(|all| all.extend(done.map(|(trade, _)| *trade)));
		Ok((results, <Self as Execution>::weight(trades).saturating_div(2)))
	}
	fn weight(trades: &[Trade]) -> Weight {
		let count = u64::try_from(trades.len()).unwrap();
		Weight::from_parts(500_000_000, 2_000).saturating_mul(count)
	}
}

impl IndexAt for Toys {
	fn index(underlying: UnderlyingId) -> Option<Price> {
		let index = *Indices::get().get(usize::from(underlying.0))?;
		u64::try_from(index).ok().map(Price::from_e8)
	}
	fn weight() -> Weight {
		Weight::from_parts(20_000_000, 500)
	}
}

impl Config for Test {
	type Bonds = Toys;
	type Holds = Toys;
	type Execution = Toys;
	type Index = Toys;
	type Clock = Now;
	type AdminOrigin = EnsureRoot<u64>;
	type Limits = Limited;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Toys;
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for Toys {
	fn fund(who: &u64) {
		Tokens::insert(who, cash(1_000_000).e8());
	}
	fn portfolio(number: u32) -> (u64, PortfolioId) {
		let id = u64::from(number % 50);
		if !Records::contains_key(id) {
			give(id, 1_000_000_000);
		}
		(id, PortfolioId(id))
	}
	fn underlying(number: u32) -> UnderlyingId {
		UnderlyingId(u16::from(number % 2 == 1))
	}
	fn sign(number: u32, payload: &[u8]) -> (Key, tenor_lane::Signature) {
		let pair = key(u64::from(number));
		(pair.public().0, pair.sign(payload).0)
	}
	fn next_block() {
		next_block();
	}
}

pub fn cash(dollars: i128) -> Cash {
	Cash::from_e8(dollars * 100_000_000)
}

pub fn price(dollars: u64) -> Price {
	Price::from_e8(dollars * 100_000_000)
}

/// Tenths of a contract.
pub fn tenths(n: i64) -> Quantity {
	Quantity::from_e8(n * 10_000_000)
}

pub fn series() -> SeriesKey {
	let expiry = NOON + 30 * 86_400_000;
	SeriesKey { underlying: BTC, expiry, strike: price(50_000), kind: OptionKind::Call }
}

pub fn rules() -> Rules {
	let share = |per_mille: i128| Fixed::from_e18(E18 / 1_000 * per_mille);
	Rules {
		tick: Price::from_e8(1_000_000),
		lot: tenths(1),
		short_share: share(100),
		price_share: share(1_000),
		fee_share: share(1),
	}
}

pub fn key(n: u64) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//{n}"), None).unwrap()
}

pub fn public(n: u64) -> Key {
	key(n).public().0
}

/// A portfolio with so many dollars.
pub fn give(id: u64, dollars: i128) {
	Records::insert(id, Record { cash: cash(dollars).e8(), ..Default::default() });
}

pub fn record(id: u64) -> Record {
	Records::get(id).unwrap()
}

pub fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The next block, a slot later.
pub fn next_block() {
	let block = System::block_number() + 1;
	System::set_block_number(block);
	Now::mutate(|now| *now += SLOT);
	Chain::on_initialize(block);
}

pub fn run_blocks(count: u32) {
	for _ in 0..count {
		next_block();
	}
}

/// What a block does at its end with all the weight there is.
pub fn idle() {
	let mut meter = WeightMeter::with_limit(Weight::MAX);
	Chain::process_idle(&mut meter);
}

pub fn lane() -> Lane {
	Lanes::<Test>::get(0).unwrap()
}

pub fn term(epoch: Epoch) -> Term<u64> {
	Terms::<Test>::get((0, epoch)).unwrap()
}

pub fn allowance(id: u64) -> Allowance {
	Allowances::<Test>::get((0, PortfolioId(id), BTC)).unwrap()
}

pub fn raise(id: u64, dollars: i128) -> DispatchResult {
	let of = PortfolioId(id);
	raise_with(id % 50, of, BTC, cash(dollars), public(id))
}

pub fn raise_with(
	who: u64,
	of: PortfolioId,
	underlying: UnderlyingId,
	amount: Cash,
	key: Key,
) -> DispatchResult {
	let raised = Chain::raise_allowance(signed(who), 0, of, underlying, amount, key);
	raised.map(|_| ()).map_err(|failed| failed.error)
}

pub fn close(id: u64) -> DispatchResult {
	Chain::close_allowance(signed(id % 50), 0, PortfolioId(id), BTC)
}

pub fn release(id: u64) -> DispatchResult {
	Chain::release_allowance(signed(WATCHER), 0, PortfolioId(id), BTC)
}

/// An order over whole dollars and tenths of a contract that stands for a minute.
pub fn order(id: u64, side: Side, tenth: i64, dollars: u64, nonce: u64) -> Order {
	Order {
		portfolio: PortfolioId(id),
		series: series(),
		side,
		quantity: tenths(tenth),
		limit: price(dollars),
		expires: Now::get() + 60_000,
		nonce,
		kind: OrderKind::Limit,
	}
}

/// Signs by the key of a portfolio, for an epoch of lane 0.
pub fn sign<Body: Payload>(body: Body, epoch: Epoch) -> Signed<Body> {
	let payload = body.payload(&Chain::domain(0, epoch));
	let signature = key(body.portfolio().0).sign(&payload).0;
	Signed { body, signature }
}

/// A batch as its sequencer keeps it.
#[derive(Clone)]
pub struct Kept {
	pub first: Sequence,
	pub leaves: Vec<Vec<u8>>,
}

/// A sequencer of lane 0 that does what it should; tests change what it says afterwards.
#[derive(Clone)]
pub struct Sequencer {
	pub who: u64,
	pub domain: Domain,
	pub trie: Trie,
	/// States before the operations that are not committed, for witnesses.
	pub states: BTreeMap<Sequence, Trie>,
	pub head: Hash,
	pub next: Sequence,
	pub section: Section,
	pub inbox: u64,
	/// The operation that placed each order.
	placed: BTreeMap<OrderKey, (Sequence, Operation)>,
	/// Orders whose signature the chain saw.
	seen: BTreeSet<OrderKey>,
	pub kept: Vec<Kept>,
	leaves: Vec<Vec<u8>>,
}

impl Sequencer {
	/// The present one of the lane.
	pub fn new(who: u64) -> Self {
		let (record, trie) = (lane(), Trie::default());
		let domain = Chain::domain(0, record.epoch);
		Self {
			who,
			domain,
			section: Section { first: 0, root: trie.root(), entries: Vec::new() },
			trie,
			states: BTreeMap::new(),
			head: first_head(&domain),
			next: 0,
			inbox: record.inbox_first,
			placed: BTreeMap::new(),
			seen: BTreeSet::new(),
			kept: Vec::new(),
			leaves: Vec::new(),
		}
	}

	/// Puts an operation into the log and does it.
	pub fn log(&mut self, operation: Operation) -> Outcome {
		let applied = apply(&self.trie, &operation, self.next).unwrap();
		self.states.insert(self.next, self.trie.clone());
		let root = self.trie.write(&applied.writes).unwrap();
		if let Some(order) = operation.order() {
			let key = OrderKey::of(0, order);
			// A refused order does not rest; the first of a nonce that is not refused does.
			if applied.outcome.refusal.is_none() {
				self.placed.insert(key, (self.next, operation));
			}
		}
		let fills = applied.outcome.fills.clone();
		let entry = Entry { operation, fills, root };
		self.head = next_head(&self.head, self.next, &operation_hash(&operation));
		self.leaves.push(leaf(&entry, &self.head));
		self.section.entries.push(entry);
		self.next += 1;
		applied.outcome
	}

	/// The chain's index of this block.
	pub fn tick(&mut self) {
		let block = u32::try_from(System::block_number()).unwrap();
		let (stamp, instant) = Chain::stamp_of(BTC, block).unwrap();
		let (index, time) = (stamp.index, instant.time);
		self.log(Operation::Tick { underlying: BTC, index, block, time });
	}

	/// Every message that waits.
	pub fn inbox(&mut self) {
		while let Some(letter) = Inbox::<Test>::get(0, self.inbox) {
			self.log(Operation::Inbox { index: self.inbox, message: letter.message });
			self.inbox += 1;
		}
	}

	pub fn order(&mut self, order: Order) -> Outcome {
		self.log(Operation::Order(sign(order, self.domain.epoch)))
	}

	pub fn replace(&mut self, replace: Replace) -> Outcome {
		self.log(Operation::Replace(sign(replace, self.domain.epoch)))
	}

	/// Where the orders are that the section fills for the first time and does not place.
	pub fn makers(&self) -> Vec<Maker> {
		let mut known = self.seen.clone();
		let mut makers = Vec::new();
		for entry in &self.section.entries {
			let Some(taker) = entry.operation.order().filter(|_| !entry.fills.is_empty()) else {
				continue;
			};
			known.insert(OrderKey::of(0, taker));
			for fill in &entry.fills {
				let (portfolio, nonce) = (fill.maker, fill.nonce);
				let underlying = taker.series.underlying;
				let key = OrderKey { lane: 0, portfolio, underlying, nonce };
				if !known.insert(key) {
					continue;
				}
				let Some((sequence, operation)) = self.placed.get(&key) else { continue };
				makers.push(match sequence.checked_sub(self.section.first) {
					Some(at) => Maker::Placed(u32::try_from(at).unwrap()),
					None => match operation {
						Operation::Order(signed) => Maker::Order(*signed),
						Operation::Replace(signed) => Maker::Replace(*signed),
						other => Maker::Forced(*other.order().unwrap()),
					},
				});
			}
		}
		makers
	}

	/// Sends what is not committed as it stands.
	pub fn send(&self) -> DispatchResult {
		let sent = Chain::commit_batch(signed(self.who), 0, self.section.clone(), self.makers());
		sent.map(|_| ()).map_err(|failed| failed.error)
	}

	/// Sends it, and goes on behind it.
	pub fn commit(&mut self) -> DispatchResult {
		self.send()?;
		for entry in &self.section.entries {
			let Some(taker) = entry.operation.order().filter(|_| !entry.fills.is_empty()) else {
				continue;
			};
			self.seen.insert(OrderKey::of(0, taker));
			let underlying = taker.series.underlying;
			for fill in &entry.fills {
				let (portfolio, nonce) = (fill.maker, fill.nonce);
				self.seen.insert(OrderKey { lane: 0, portfolio, underlying, nonce });
			}
		}
		self.keep();
		let root = self.section.entries.last().unwrap().root;
		self.section = Section { first: self.next, root, entries: Vec::new() };
		Ok(())
	}

	/// Keeps the leaves of the section, for proofs.
	pub fn keep(&mut self) {
		let leaves = std::mem::take(&mut self.leaves);
		self.kept.push(Kept { first: self.section.first, leaves });
	}

	/// Sends every message and the index in a block of its own.
	pub fn round(&mut self) {
		next_block();
		self.inbox();
		self.tick();
		self.commit().unwrap();
	}

	/// Makes the leaves of the section again after a test has changed it.
	pub fn forge(&mut self) {
		let mut head = term(self.domain.epoch).head;
		self.leaves.clear();
		for (sequence, entry) in (self.section.first..).zip(&self.section.entries) {
			head = next_head(&head, sequence, &operation_hash(&entry.operation));
			self.leaves.push(leaf(entry, &head));
		}
		self.head = head;
	}

	/// The leaf of an operation and the one before it.
	pub fn inclusion(&self, sequence: Sequence) -> Inclusion {
		let kept = self.kept.iter().rev().find(|kept| kept.first <= sequence).unwrap();
		let position = u32::try_from(sequence - kept.first).unwrap();
		let positions: Vec<u32> = (position.saturating_sub(1)..=position).collect();
		let nodes = prove_leaves(&kept.leaves, &positions).unwrap();
		Inclusion { first: kept.first, nodes }
	}

	/// What an operation touches.
	pub fn witness(&self, sequence: Sequence, operation: &Operation) -> Witness {
		prove(&self.states[&sequence], operation, sequence).unwrap()
	}

	/// The sequencer's word on an operation that it would log next.
	pub fn receipt(&self, operation: &Operation) -> Signed<Receipt> {
		let hash = operation_hash(operation);
		let head = next_head(&self.head, self.next, &hash);
		self.sign_receipt(Receipt {
			lane: 0,
			epoch: self.domain.epoch,
			sequence: self.next,
			operation: hash,
			head,
			time: Now::get(),
		})
	}

	pub fn sign_receipt(&self, body: Receipt) -> Signed<Receipt> {
		let signature = key(self.who).sign(&body.payload(&self.domain.genesis)).0;
		Signed { body, signature }
	}
}

/// Lane 0 with rules of one underlying, run by Alice; ten portfolios with a million each.
pub fn lane_of_alice() -> Sequencer {
	Chain::open_lane(RuntimeOrigin::root()).unwrap();
	Chain::set_rules(RuntimeOrigin::root(), 0, BTC, rules()).unwrap();
	Chain::register(signed(ALICE), 0, public(ALICE)).unwrap();
	let mut sequencer = Sequencer::new(ALICE);
	sequencer.round();
	sequencer
}

/// The same with allowances of portfolios 1 and 2 that the log has taken.
pub fn trading() -> Sequencer {
	let mut sequencer = lane_of_alice();
	raise(1, 100_000).unwrap();
	raise(2, 100_000).unwrap();
	sequencer.round();
	sequencer
}

/// The same with an order of portfolio 1 for a contract at 100 in the committed log.
pub fn with_bid() -> Sequencer {
	let mut alice = trading();
	next_block();
	alice.tick();
	alice.order(order(1, Side::Buy, 10, 100, 1));
	alice.commit().unwrap();
	next_block();
	alice
}

pub fn rests(order: &Order, sequence: Sequence) -> Place {
	Place { series: order.series, side: order.side, limit: order.limit, sequence }
}

pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}

/// What there is in all: portfolios' cash, accounts, bonds and the fund.
pub fn money() -> i128 {
	let cash: i128 = Records::iter_values().map(|record| record.cash).sum();
	cash + Tokens::iter_values().sum::<i128>() + Pot::get() + Insurance::get()
}

pub fn new_test_ext() -> TestExternalities {
	Now::set(NOON);
	Limited::set(limits());
	Indices::set([50_000_00000000, 3_000_00000000]);
	Refused::set(Vec::new());
	Traded::set(Vec::new());
	let mut ext: TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into();
	ext.execute_with(|| {
		System::set_block_number(1);
		for who in [ALICE, BOB, WATCHER] {
			Tokens::insert(who, cash(1_000_000).e8());
		}
		for id in (1..=10).chain(51..=60) {
			give(id, 1_000_000);
		}
	});
	ext
}

/// Runs a test and every invariant, and sees that no money was made or lost.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		let before = money();
		test();
		Chain::do_try_state().unwrap();
		assert_eq!(money(), before);
	});
}

pub fn message_count() -> u64 {
	lane().waiting()
}

pub fn credit_of(message: &Message) -> Option<Cash> {
	match message {
		Message::Credit { amount, .. } => Some(*amount),
		_ => None,
	}
}
