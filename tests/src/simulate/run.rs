// SPDX-License-Identifier: Apache-2.0
//! An episode: a chain from its first block on, some hundred blocks of it, and everything that is looked at
//! between two of them.

use super::{
	acts,
	apply::{name, Applier, By, Outcome, Sent},
	checks::{Checks, Margins},
	choices::Choices,
	ledger::Ledger,
	market::Market,
	report::Report,
	scene::Scene,
	shape::Shapes,
};
use crate::{
	chain::{genesis, Chain, START_MS},
	replay::sim::looking,
};
use polkadot_sdk::*;

use sp_keyring::Sr25519Keyring as Key;
use std::time::{Duration, Instant};
use tenor_runtime::{
	configs::assets::{AssetsInstance, USDC},
	Runtime, RuntimeCall, System, Vault, SLOT_MS,
};
use tenor_series::{Moment, PortfolioId, UnderlyingId, DAY_MS};

/// Blocks between two moves of what was written into the trie.
const COMMIT_EVERY: u64 = 32;

/// How thoroughly an episode is looked at: once in so many blocks.
#[derive(Clone, Copy, Debug)]
pub struct Scrutiny {
	/// Every `try_state`.
	pub try_state_every: u64,
	/// The books against the state.
	pub compare_every: u64,
	/// Everybody's margin behind the engine.
	pub look_every: u64,
}

/// What kind of time an episode is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
	/// Prices move a little.
	Calm,
	/// Prices move and jump, people are flagged and sold.
	Wild,
	/// Blocks are far apart: data are stale, expiries pass, windows have gaps.
	Sparse,
	/// As many expiries and strikes as there can be.
	Wide,
	/// Markets end, one after the other.
	Ending,
	/// Any call with any arguments.
	Anything,
}

impl Flavour {
	/// All of them.
	pub const ALL: [Self; 6] =
		[Self::Calm, Self::Wild, Self::Sparse, Self::Wide, Self::Ending, Self::Anything];

	fn market(self) -> Market {
		match self {
			Self::Calm => Market::new(300, 5_000),
			Self::Wild => Market::new(4_000, 60),
			Self::Sparse => Market::new(5_000, 300),
			Self::Wide => Market::new(1_000, 500),
			Self::Ending | Self::Anything => Market::new(2_000, 150),
		}
	}
}

/// A chain and everybody on it.
pub struct Episode {
	ext: sp_io::TestExternalities,
	world: World,
}

struct World {
	chain: Chain,
	choices: Choices,
	flavour: Flavour,
	scrutiny: Scrutiny,
	market: Market,
	scene: Scene,
	ledger: Ledger,
	checks: Checks,
	applier: Applier,
	shapes: Shapes,
	report: Report,
	blocks: u64,
	/// Operations after which no more are begun.
	most: u64,
}

/// The chain's first state: four operators of whom three make a quorum.
fn storage() -> sp_core::storage::Storage {
	let preset = sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
	genesis(preset, serde_json::json!({ "series": { "policy": { "min_life_ms": 20_000 } } }))
}

impl Episode {
	/// A chain with its markets, vaults and portfolios open.
	pub fn open(choices: Choices, flavour: Flavour, scrutiny: Scrutiny, most: u64) -> Self {
		let mut ext = sp_io::TestExternalities::new(storage());
		let world = ext.execute_with(|| {
			let fund = pallet_collateral::Insurance::<Runtime>::get();
			let terms = pallet_collateral::Terms::<Runtime>::get();
			let checks = Checks::new();
			let mut chain = Chain::start_at(START_MS);
			chain.close_block();
			let mut world = World {
				chain,
				choices,
				flavour,
				scrutiny,
				market: flavour.market(),
				scene: Scene { people: people(), ..Scene::default() },
				ledger: Ledger::new(fund, terms),
				checks,
				applier: Applier::default(),
				shapes: Shapes::default(),
				report: Report::default(),
				blocks: 0,
				most,
			};
			world.set_up();
			world
		});
		Self { ext, world }
	}

	/// Runs blocks until so many, or as many operations as may be, are done, or something broke.
	pub fn run(mut self, blocks: u64) -> Report {
		let mut at_work = true;
		while at_work && self.world.blocks < blocks {
			let world = &mut self.world;
			at_work = self.ext.execute_with(|| world.block());
			if self.world.blocks % COMMIT_EVERY == 0 {
				self.ext.commit_all().expect("no transaction is open between blocks");
			}
		}
		let world = &mut self.world;
		self.ext.execute_with(|| world.end());
		self.world.report
	}

	/// The root of the state, to compare two runs.
	pub fn root_after(mut self, blocks: u64) -> Vec<u8> {
		while self.world.blocks < blocks {
			let world = &mut self.world;
			self.ext.execute_with(|| world.block());
		}
		self.ext.execute_with(|| sp_io::storage::root(sp_runtime::StateVersion::V1))
	}
}

fn people() -> Vec<Key> {
	Key::iter().collect()
}

impl World {
	/// The first blocks: expiries, feeds, vaults, portfolios.
	fn set_up(&mut self) {
		self.begin_block(1);
		let mut sent = Vec::new();
		let minutes: &[Moment] = match self.flavour {
			Flavour::Wide => {
				&[2, 4, 6, 10, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 600, 720, 1_440, 2_880]
			}
			_ => &[2, 5, 20, 1_440, 10_080],
		};
		for minutes in minutes {
			for which in 0..2 {
				let width = match (self.flavour, which) {
					(Flavour::Wide, 0) => 31,
					(Flavour::Wide, _) => 1,
					_ => 2,
				};
				sent.push(acts::list(
					&mut self.choices,
					&self.scene,
					which,
					minutes * 60_000,
					width,
				));
			}
		}
		for which in 0..2 {
			let underlying = UnderlyingId(which);
			let give = pallet_assets::Call::<Runtime, AssetsInstance>::transfer_keep_alive {
				id: USDC.into(),
				target: Vault::account(underlying).into(),
				amount: 1_001_000_000,
			};
			sent.push(Sent { by: By::Key(Key::Ferdie), call: give.into() });
			let open = pallet_vault::Call::<Runtime>::open_vault { underlying };
			sent.push(Sent { by: By::Root, call: open.into() });
			let params =
				pallet_vault::Params { notice_ms: 60_000, least: usd(10), ..Default::default() };
			let set = pallet_vault::Call::<Runtime>::set_params { params };
			sent.push(Sent { by: By::Root, call: set.into() });
		}
		for one in sent {
			self.apply(one);
		}
		self.end_block(Duration::ZERO);
		for _ in 0..6 {
			self.begin_block(1);
			let mut sent = Vec::new();
			self.market.feeds(&mut self.choices, &self.scene, &mut sent);
			for key in self.scene.people.clone() {
				let call = acts::open(&mut self.choices);
				sent.push(Sent { by: By::Key(key), call });
			}
			for one in sent {
				self.apply(one);
			}
			self.end_block(Duration::ZERO);
		}
	}

	/// Slots to the next block.
	fn slots(&mut self) -> u64 {
		let far = match self.flavour {
			Flavour::Sparse => 25,
			Flavour::Wide => 400,
			_ => 120,
		};
		if self.choices.one_in(far) {
			return match self.choices.below(6) {
				0 => self.choices.between(60, 4_000),
				1 => DAY_MS / SLOT_MS / self.choices.between(1, 24),
				2 => self.to_next_expiry(),
				_ => self.choices.between(2, 120),
			};
		}
		if self.choices.one_in(4) {
			6
		} else {
			1
		}
	}

	/// To the last slot before an expiry, or one behind it.
	fn to_next_expiry(&mut self) -> u64 {
		let now = self.scene.now;
		let next = self.scene.expiries.iter().map(|key| key.expiry).filter(|at| *at > now).min();
		let slots = next.map_or(1, |at| (at - now) / SLOT_MS);
		(slots + self.choices.below(3)).saturating_sub(1).max(1)
	}

	fn begin_block(&mut self, slots: u64) -> Duration {
		let begun = Instant::now();
		self.chain.skip_slots(slots);
		let took = begun.elapsed();
		self.market.step(&mut self.choices, self.chain.now());
		self.scene.spots = self.market.spots;
		self.scene.look(self.chain.now(), self.ledger.portfolios());
		took
	}

	fn end_block(&mut self, took: Duration) {
		let begun = Instant::now();
		self.chain.close_block();
		self.blocks += 1;
		self.checks.block(took + begun.elapsed());
		let events = System::read_events_no_consensus().map(|record| record.event);
		let events: Vec<_> = events.collect();
		self.report.events(&events);
		self.ledger.read(self.chain.now(), events.into_iter());
		if self.blocks % self.scrutiny.compare_every == 0 {
			self.ledger.compare();
		}
		if self.blocks % self.scrutiny.try_state_every == 0 {
			self.checks.try_state();
		}
	}

	/// One block. False when the episode is over.
	fn block(&mut self) -> bool {
		let slots = self.slots();
		let mut took = self.begin_block(slots);
		self.checks.engine_events();
		if self.blocks % self.scrutiny.look_every == 0 {
			self.checks.everybody(&self.scene.portfolios);
		}
		let mut full = 0;
		for one in self.send() {
			if self.report.operations >= self.most {
				break;
			}
			let begun = Instant::now();
			let outcome = self.apply(one);
			took += begun.elapsed();
			full += u64::from(outcome == Outcome::Full);
			if full > 3 {
				break;
			}
		}
		self.end_block(took);
		self.report.operations < self.most && !self.choices.is_over() && !self.is_broken()
	}

	fn is_broken(&self) -> bool {
		let applied = self.applier.broken.is_empty();
		!(applied && self.checks.broken.is_empty() && self.ledger.broken.is_empty())
	}

	/// What is sent for this block.
	fn send(&mut self) -> Vec<Sent> {
		let (choices, scene) = (&mut self.choices, &self.scene);
		let mut sent = Vec::new();
		self.market.feeds(choices, scene, &mut sent);
		let count = match choices.below(16) {
			0 | 1 => 0,
			2..=11 => choices.between(1, 16),
			12..=14 => choices.between(16, 60),
			_ => choices.between(100, 300),
		};
		let odd = if self.flavour == Flavour::Anything { 2 } else { 20 };
		for _ in 0..count {
			if choices.one_in(odd) {
				acts::anything(choices, scene, &self.shapes, &mut sent);
			} else {
				acts::act(choices, scene, &mut sent);
			}
		}
		let governs = if self.flavour == Flavour::Anything { 4 } else { 25 };
		if choices.one_in(governs) {
			acts::govern(choices, scene, &self.shapes, &mut sent);
		}
		let open = scene.expiries.iter().filter(|key| key.expiry > scene.now).count();
		if open < 8 && choices.one_in(4) {
			let ahead = choices.pick(&[60_000, 120_000, 600_000, DAY_MS]).expect("four");
			let which = choices.below(3) as u16;
			let width = choices.between(1, 3);
			sent.push(acts::list(choices, scene, which, ahead, width));
		}
		if self.flavour == Flavour::Ending && self.blocks > 150 && choices.one_in(60) {
			sent.push(acts::shut_down(choices, scene));
		}
		sent
	}

	fn apply(&mut self, one: Sent) -> Outcome {
		let what = name(&one.call);
		let before = if self.choices.one_in(8) { judged(&one.call) } else { Vec::new() };
		let fees = pallet_collateral::Fees::<Runtime>::get();
		let outcome = self.applier.apply(one, &mut self.choices);
		if outcome == Outcome::Done && !before.is_empty() {
			let checks = &mut self.checks;
			looking(|| checks.margins(&before, fees));
		}
		self.report.applied(what, outcome);
		outcome
	}

	/// The last look at everything.
	fn end(&mut self) {
		self.checks.try_state();
		self.ledger.compare();
		let Self { report, checks, ledger, applier, .. } = self;
		report.close(self.blocks, checks, ledger, applier);
	}
}

fn usd(whole: i128) -> tenor_fixed::Cash {
	crate::chain::cash(whole)
}

/// How those stand whom a call may not leave below initial margin.
fn judged(call: &RuntimeCall) -> Vec<Margins> {
	use pallet_collateral::Call as Money;
	use pallet_trading::Call as Trade;
	let ids: Vec<PortfolioId> = match call {
		RuntimeCall::Collateral(Money::transfer { from, .. }) => vec![*from],
		RuntimeCall::Collateral(Money::set_mode { portfolio, .. }) => vec![*portfolio],
		RuntimeCall::Trading(Trade::execute_block_trade { trade, .. }) => {
			trade.parties.iter().map(|party| party.portfolio).collect()
		}
		RuntimeCall::Trading(Trade::execute_request { request, .. }) => vec![request.taker],
		_ => Vec::new(),
	};
	ids.into_iter().filter_map(Margins::of).collect()
}
