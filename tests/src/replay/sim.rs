// SPDX-License-Identifier: Apache-2.0
//! A chain, its operators and its users, block by block through one day.

use super::{
	agents::Agents,
	books::{self, Holder, Size},
	feeds::{self, Feeds, Listed},
	path::Day,
	report::Report,
	tally::Tally,
};
use crate::chain::{signed, Chain};
use polkadot_sdk::*;

use frame_support::{
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::{TryState, TryStateSelect},
};
use sp_core::sr25519;
use sp_runtime::{
	traits::Dispatchable,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
};
use std::time::{Duration, Instant};
use tenor_runtime::{
	AllPalletsWithSystem, Executive, Market, RuntimeCall, RuntimeOrigin, System, SLOT_MS,
};
use tenor_series::{Moment, UnderlyingId};

/// Blocks of six seconds: as much as an auction's clock counts of one.
const COARSE_SLOTS: u64 = 6;
/// Blocks between two moves of what was written into the trie.
const COMMIT_EVERY: u64 = 32;
/// How long before a day its market begins to open.
const OPENING_MS: Moment = 40 * 60_000;

/// A move within a block behind which everybody's margin is looked at.
const JUMP: f64 = 0.005;

/// How thoroughly a day is looked at.
#[derive(Clone, Copy)]
pub struct Scrutiny {
	/// Blocks between two runs of every `try_state`.
	pub try_state_every: u64,
	/// Minutes between two looks at everybody's equity.
	pub sample_every: usize,
}

/// A transaction that an agent sends.
pub struct Sent {
	/// Whose.
	pub holder: usize,
	/// What.
	pub call: RuntimeCall,
}

/// A running day.
pub struct Sim {
	/// The state.
	pub ext: sp_io::TestExternalities,
	/// The chain.
	pub chain: Chain,
	/// What happens.
	pub day: Day,
	/// Who is there; bidders last.
	pub holders: Vec<Holder>,
	feeds: Feeds,
	/// Keys of the operators, and the next transaction of each.
	operators: Vec<(sr25519::Pair, u32)>,
	blocks: u64,
}

/// Does something and forgets what it wrote.
pub fn looking<R>(look: impl FnOnce() -> R) -> R {
	with_transaction_unchecked(|| TransactionOutcome::Rollback(look()))
}

fn genesis() -> sp_core::storage::Storage {
	let preset =
		sp_genesis_builder::PresetId::from(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET);
	let json = tenor_runtime::genesis_config_presets::get_preset(&preset).expect("a known preset");
	let json: serde_json::Value = serde_json::from_slice(&json).expect("a preset is JSON");
	let mut underlyings = json["market"]["underlyings"].clone();
	for underlying in underlyings.as_array_mut().expect("a list") {
		// As in production.
		underlying["params"]["windowMs"] = (30 * 60_000).into();
	}
	let patch = serde_json::json!({ "market": { "underlyings": underlyings } });
	crate::chain::genesis(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET, patch)
}

impl Sim {
	/// A chain of four operators with the market of a day open, at the day's first moment.
	pub fn open(day: Day, size: &Size, seed: u64) -> Self {
		let mut ext = sp_io::TestExternalities::new(genesis());
		let from = day.start_ms - OPENING_MS;
		let listing = feeds::listing(day.start_ms, day.prices(day.start_ms));
		let chain = ext.execute_with(|| Chain::start_at(from));
		let expiries: Vec<Listed> = listing.iter().map(|(listed, _)| *listed).collect();
		let feeds = Feeds::new(expiries, seed);
		let operators = feeds::OPERATORS.iter().map(|key| (key.pair(), 0)).collect();
		let mut sim = Self { ext, chain, day, holders: Vec::new(), feeds, operators, blocks: 0 };
		sim.ext.execute_with(|| list(&sim.chain, &listing));
		sim.quiet_block();
		books::open(&mut sim, &listing, size, seed);
		while sim.chain.now() < sim.day.start_ms {
			sim.quiet_block();
		}
		sim
	}

	/// A block in which operators only speak; before a day begins.
	pub fn quiet_block(&mut self) {
		let Self { ext, chain, feeds, day, .. } = self;
		ext.execute_with(|| {
			for (operator, call) in feeds.due(day, chain.now()) {
				let who = feeds::OPERATORS[operator].to_account_id();
				let origin = RuntimeOrigin::signed(who);
				call.dispatch(origin).expect("a value of the set-up is accepted");
			}
			let left = day.start_ms.saturating_sub(chain.now()) / SLOT_MS;
			chain.skip_slots(left.clamp(1, COARSE_SLOTS));
		});
		self.blocks += 1;
		self.commit();
	}

	fn commit(&mut self) {
		if self.blocks % COMMIT_EVERY == 0 {
			self.ext.commit_all().expect("no transaction is open between blocks");
		}
	}

	/// Runs the day to its end.
	pub fn run(mut self, scrutiny: Scrutiny, mut progress: impl FnMut(&str)) -> Report {
		let begun = Instant::now();
		let mut tally = Tally::new(&mut self);
		let mut agents = Agents::new(&self.holders);
		let mut sent: Vec<Sent> = Vec::new();
		self.ext.execute_with(|| self.chain.close_block());
		let mut minute = usize::MAX;
		// The engine sees a price one block after its operators.
		let (mut look, mut before) = (true, self.spots());
		while self.chain.now() < self.day.end_ms() {
			let fine = self.day.every_second.contains(&self.day.minute(self.chain.now() + SLOT_MS));
			let slots = if fine { 1 } else { COARSE_SLOTS };
			let took = self.block(slots, &mut look, &mut sent, &mut tally);
			let spots = self.spots();
			let moved = |(new, old): (f64, f64)| (new / old - 1.0).abs() > JUMP;
			look |= spots.into_iter().zip(before).any(moved);
			before = spots;
			tally.look_at_block(&mut self, took, &mut agents);
			let now = self.chain.now();
			sent.extend(
				self.ext
					.execute_with(|| looking(|| agents.decide(&self.day, now, &mut self.holders))),
			);
			if self.blocks % scrutiny.try_state_every == 0 {
				tally.broken(self.check());
			}
			if self.day.minute(now) != minute {
				minute = self.day.minute(now);
				if minute % scrutiny.sample_every == 0 {
					tally.sample(&mut self, minute);
					look = true;
				}
				if minute % 30 == 0 {
					progress(&format!(
						"{}: minute {minute}, {} s",
						self.day.name,
						begun.elapsed().as_secs()
					));
				}
			}
		}
		tally.broken(self.check());
		tally.report(self, begun.elapsed())
	}

	/// One block: engine, operators, users; behind the engine a look at everybody if asked for. Times of the engine and of all of it.
	fn block(
		&mut self,
		slots: u64,
		look: &mut bool,
		sent: &mut Vec<Sent>,
		tally: &mut Tally,
	) -> [Duration; 2] {
		let Self { ext, chain, feeds, day, operators, holders, .. } = self;
		let begun = Instant::now();
		ext.execute_with(|| chain.skip_slots(slots));
		let engine = begun.elapsed();
		ext.execute_with(|| {
			looking(|| {
				tally.look_at_sweep();
				if *look {
					// Until nobody is late.
					*look = tally.look_for_unsafe(holders);
				}
			});
		});
		let begun = Instant::now();
		ext.execute_with(|| {
			for (operator, call) in feeds.due(day, chain.now()) {
				let (pair, nonce) = &mut operators[operator];
				tally.applied(apply(pair.clone(), nonce, call));
			}
			// As a pool does: what does not fit waits.
			let mut waiting = Vec::new();
			for one in sent.drain(..) {
				let holder = &mut holders[one.holder];
				match apply(holder.pair.clone(), &mut holder.nonce, one.call.clone()) {
					Applied::Full => waiting.push(one),
					applied => tally.applied(applied),
				}
			}
			*sent = waiting;
			chain.close_block();
		});
		let all = engine + begun.elapsed();
		self.blocks += 1;
		self.commit();
		[engine, all]
	}

	/// The last indices, in force or not.
	fn spots(&mut self) -> [f64; 2] {
		self.ext.execute_with(|| {
			[0, 1].map(|which| {
				let state = Market::underlying_state(UnderlyingId(which));
				state.expect("there was an index").spot.e18() as f64 / 1e18
			})
		})
	}

	/// Every invariant of every pallet.
	fn check(&mut self) -> Result<(), String> {
		self.ext.execute_with(|| {
			looking(|| {
				let number = System::block_number();
				AllPalletsWithSystem::try_state(number, TryStateSelect::All)
					.map_err(|error| format!("block {number}: {error:?}"))
			})
		})
	}
}

fn list(chain: &Chain, listing: &[(Listed, Vec<f64>)]) {
	// Coins were cheap once, and many.
	for which in 0..2 {
		let cap = pallet_series::OpenInterestCap { series_e8: u64::MAX, underlying_e8: u64::MAX };
		let underlying = UnderlyingId(which);
		let call = pallet_series::Call::set_open_interest_cap { underlying, cap };
		RuntimeCall::from(call)
			.dispatch(RuntimeOrigin::root())
			.expect("caps that a setter accepts");
	}
	for (listed, strikes) in listing {
		let strikes: Vec<_> = strikes.iter().map(|strike| feeds::price(*strike)).collect();
		let call = pallet_series::Call::list_expiry {
			underlying: listed.key.underlying,
			expiry: listed.key.expiry,
			strikes: strikes.try_into().expect("few strikes"),
		};
		chain.council(call).expect("the expiry is listed");
	}
}

/// What became of a transaction.
pub enum Applied {
	/// Executed.
	Done,
	/// Included, and refused by the pallet for this reason.
	Refused(String),
	/// The block has no room for it.
	Full,
}

fn apply(pair: sr25519::Pair, nonce: &mut u32, call: RuntimeCall) -> Applied {
	let xt = signed(pair, call, *nonce, 0, None);
	let result = with_transaction_unchecked(|| match Executive::apply_extrinsic(xt) {
		Ok(done) => TransactionOutcome::Commit(Ok(done)),
		Err(error) => TransactionOutcome::Rollback(Err(error)),
	});
	let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
	match result {
		Err(error) if error == full => return Applied::Full,
		Err(error) => return Applied::Refused(format!("{error:?}")),
		Ok(done) => {
			*nonce += 1;
			match done {
				Ok(()) => Applied::Done,
				Err(error) => Applied::Refused(reason(error)),
			}
		}
	}
}

/// What a dispatch error says.
pub fn reason(error: sp_runtime::DispatchError) -> String {
	// An error out of an event has lost its name.
	match tenor_runtime::RuntimeError::from_dispatch_error(error) {
		Some(named) => format!("{named:?}"),
		None => format!("{error:?}"),
	}
}
