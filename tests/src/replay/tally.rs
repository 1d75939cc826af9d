// SPDX-License-Identifier: Apache-2.0
//! What a day did, counted from the events and the state of every block.

use super::{
	agents::{dollars, Agents},
	books::Holder,
	report::Report,
	sim::{looking, reason, Applied, Sim},
};
use crate::chain::is_overweight;
use polkadot_sdk::*;

use frame_support::{
	dispatch::DispatchClass::{Mandatory, Normal, Operational},
	weights::Weight,
};
use pallet_collateral::Event as Money;
use pallet_engine::EngineSteps;
use pallet_liquidation::{DropReason, Event as Sale, Outcome, Phase};
use pallet_margin::MarginStage;
use std::{collections::BTreeMap, time::Duration};
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::Stage;
use tenor_runtime::{
	configs::{assets, options::Steps, staking::MAX_NOMINATIONS},
	Collateral, Engine, Liquidation, Margin, Market, Runtime, RuntimeEvent, System,
};
use tenor_series::{Moment, PortfolioId, PortfolioStatus, UnderlyingId};

/// Equity of everybody, as shares of what it was at the beginning.
#[derive(Clone)]
pub struct Sample {
	/// Minute of the day.
	pub minute: usize,
	/// Bitcoin's index in force.
	pub price: f64,
	/// The 5th, 25th, 50th, 75th and 95th of a hundred.
	pub quantiles: [f64; 5],
	/// Portfolios flagged since the last sample.
	pub flagged: u32,
	/// Auctions that run.
	pub open: u32,
}

/// Counts that need no more than a name.
pub type Counts = BTreeMap<String, u64>;

/// Sums of a day, dollars.
#[derive(Clone, Default)]
pub struct Sums {
	/// Equity sold by solvent auctions, at the mark.
	pub sold_mark: f64,
	/// What bidders paid for it.
	pub sold_cost: f64,
	/// Fees of auctions.
	pub fees: f64,
	/// Paid by the fund to bidders for debts.
	pub loss: f64,
	/// Paid by it on top.
	pub premium: f64,
	/// Debts of empty portfolios that were written off.
	pub written_off: f64,
	/// Kept from withdrawals.
	pub kept: f64,
	/// Added by owners, taken out by owners.
	pub added: f64,
	/// Taken out by owners.
	pub taken: f64,
}

/// The work of blocks.
#[derive(Clone, Default)]
pub struct Work {
	/// How many there were.
	pub blocks: u64,
	/// Of these, above the weight of a block, or whose engine was above its share.
	pub over_weight: u64,
	/// Largest weight of a block, as a share of the largest allowed.
	pub most_weight: f64,
	/// Largest weight of the engine, as a share of what it may use.
	pub most_engine: f64,
	/// Of these, that took this process longer than a block may take.
	pub over_time: u64,
	/// Longest time, ms.
	pub most_ms: f64,
	/// Most portfolios that waited behind an engine for the next sweep: left by this one, or changed since.
	pub most_waiting: usize,
	/// Most blocks in a row in which some did.
	pub most_waiting_for: u64,
	waiting_for: u64,
	/// Most portfolios that a sweep without the weight for them left unsafe and free.
	pub most_late: usize,
	/// Most blocks for which one of them stayed so.
	pub most_late_for: u64,
	/// Time of all engines and of all blocks.
	pub engine: Duration,
	/// Of all blocks.
	pub all: Duration,
}

/// Everything that is counted.
pub struct Tally {
	pub(super) counts: Counts,
	pub(super) refusals: Counts,
	pub(super) sums: Sums,
	pub(super) work: Work,
	pub(super) samples: Vec<Sample>,
	pub(super) broken: Vec<String>,
	/// Blocks above their weight, and what of it is whose.
	pub(super) heavy: Vec<String>,
	pub(super) settled: Vec<String>,
	pub(super) prices: [f64; 2],
	/// Largest difference of the index in force from the price there was, as a share, while fresh.
	pub(super) index_error: f64,
	pub(super) stale_blocks: u64,
	pub(super) insurance: [f64; 3],
	pub(super) shortfall: f64,
	pub(super) worst_equity: f64,
	pub(super) longest_sale_ms: Moment,
	running: BTreeMap<PortfolioId, (Phase, Moment, Moment)>,
	/// Who was unsafe and free behind the last engines, and for how many.
	late: BTreeMap<PortfolioId, u64>,
	flagged_since: u32,
}

fn insurance() -> f64 {
	dollars(pallet_collateral::Insurance::<Runtime>::get())
}

/// Whether the sweep of this block stopped with weight for one portfolio more.
pub(crate) fn sweep_had_weight() -> bool {
	let run = pallet_engine::LastRun::<Runtime>::get().expect("it ran");
	let (mut free, budget) = (Engine::budget(), Engine::budget());
	let steps = Steps::STEPS;
	let place = steps.iter().position(|step| step.name == "sweep").expect("there is one");
	for consumed in &run.consumed[..=place] {
		free = free.saturating_sub(*consumed);
	}
	for later in &steps[place + 1..] {
		free = free.saturating_sub(later.share * budget);
	}
	free.all_gte(Margin::process_sweep_least())
}

/// What of this block's weight is claimed whatever it takes: a whole block by a change of session, and by
/// an election what the SDK measured among a thousand candidates.
pub(crate) fn claimed_by_fiat() -> Weight {
	use frame_election_provider_support::WeightInfo as _;
	use pallet_staking::{Nominators, Validators, WeightInfo as _};
	type Elections = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Stakes = <Runtime as pallet_staking::Config>::WeightInfo;
	let mut claimed = Weight::zero();
	for record in System::read_events_no_consensus() {
		claimed += match record.event {
			RuntimeEvent::Session(pallet_session::Event::NewSession { .. }) => {
				<Runtime as frame_system::Config>::BlockWeights::get().max_block
			}
			RuntimeEvent::Staking(pallet_staking::Event::StakersElected) => {
				let candidates = Validators::<Runtime>::count();
				let nominators = Nominators::<Runtime>::count();
				Stakes::get_npos_voters(candidates, nominators)
					+ Stakes::get_npos_targets(candidates)
					+ Elections::phragmen(candidates + nominators, candidates, MAX_NOMINATIONS)
			}
			_ => Weight::zero(),
		};
	}
	claimed
}

impl Tally {
	/// Nothing has happened yet; notes what everybody has.
	pub fn new(sim: &mut Sim) -> Self {
		let holders = &mut sim.holders;
		let fund = sim.ext.execute_with(|| {
			looking(|| {
				for holder in holders.iter_mut() {
					let report = Margin::margin_of(holder.id).expect("fresh");
					holder.first_equity = dollars(report.totals.equity).max(1.0);
				}
				insurance()
			})
		});
		Self {
			counts: Counts::new(),
			refusals: Counts::new(),
			sums: Sums::default(),
			work: Work::default(),
			samples: Vec::new(),
			broken: Vec::new(),
			heavy: Vec::new(),
			settled: Vec::new(),
			prices: [f64::MAX, 0.0],
			index_error: 0.0,
			stale_blocks: 0,
			insurance: [fund, fund, fund],
			shortfall: 0.0,
			worst_equity: f64::MAX,
			longest_sale_ms: 0,
			running: BTreeMap::new(),
			late: BTreeMap::new(),
			flagged_since: 0,
		}
	}

	fn count(&mut self, what: &str) {
		*self.counts.entry(what.into()).or_default() += 1;
	}

	/// A transaction was applied.
	pub fn applied(&mut self, applied: Applied) {
		match applied {
			Applied::Done => self.count("transactions"),
			Applied::Refused(why) => *self.refusals.entry(why).or_default() += 1,
			Applied::Full => (),
		}
	}

	/// The result of a check of all invariants.
	pub fn broken(&mut self, checked: Result<(), String>) {
		self.count("checks");
		self.broken.extend(checked.err());
	}

	/// Reads a block that has ended.
	pub fn look_at_block(&mut self, sim: &mut Sim, took: [Duration; 2], agents: &mut Agents) {
		let now = sim.chain.now();
		let (day, holders) = (&sim.day, &sim.holders);
		let real = day.prices(now)[0];
		self.prices = [self.prices[0].min(real), self.prices[1].max(real)];
		sim.ext.execute_with(|| {
			self.weigh(took);
			for record in System::read_events_no_consensus() {
				match record.event {
					RuntimeEvent::Margin(pallet_margin::Event::MarginStageChanged {
						portfolio,
						stage,
						..
					}) => {
						if stage == MarginStage::MarginCall {
							self.count("margin calls");
						}
						agents.called(portfolio, stage, now, holders);
					}
					RuntimeEvent::Liquidation(event) => self.sale(event, now),
					RuntimeEvent::Collateral(event) => self.money(event),
					RuntimeEvent::Settlement(event) => self.settlement(event),
					_ => (),
				}
			}
			self.auctions();
			self.state(real);
		});
	}

	/// Weight and time of the block.
	fn weigh(&mut self, [engine, took]: [Duration; 2]) {
		let most = <Runtime as frame_system::Config>::BlockWeights::get().max_block;
		let by_fiat = claimed_by_fiat();
		if by_fiat != Weight::zero() {
			self.count("changes of session");
		}
		let weight = System::block_weight().total().saturating_sub(by_fiat);
		let run = pallet_engine::LastRun::<Runtime>::get().expect("it ran");
		let steps = run.total().ref_time();
		let budget = Engine::budget().ref_time();
		let work = &mut self.work;
		work.blocks += 1;
		if is_overweight(weight) || steps > budget {
			work.over_weight += 1;
			let by_class = System::block_weight();
			let ms = |weight: Weight| weight.ref_time() / 1_000_000_000;
			let [normal, operational, mandatory] =
				[Normal, Operational, Mandatory].map(|class| ms(*by_class.get(class)));
			self.heavy.push(format!(
				"block {}: engine {} ms, mandatory {mandatory}, operational {operational}, normal {normal}",
				System::block_number(),
				steps / 1_000_000_000,
			));
		}
		let share = |part: u64, whole: u64| part as f64 / whole as f64;
		work.most_weight = work.most_weight.max(share(weight.ref_time(), most.ref_time()));
		work.most_engine = work.most_engine.max(share(steps, budget));
		work.engine += engine;
		work.all += took;
		let ms = took.as_secs_f64() * 1e3;
		work.most_ms = work.most_ms.max(ms);
		work.over_time += u64::from(ms > share(most.ref_time(), 1_000_000_000));
	}

	/// Behind the engine: how many are queued and were not valued, and are not in an auction.
	pub fn look_at_sweep(&mut self) {
		let block = System::block_number();
		let mut waiting = 0;
		for (page, bits) in pallet_margin::Queue::<Runtime>::iter() {
			let standings = pallet_margin::Standings::<Runtime>::get(page);
			for place in (0..64u8).filter(|place| bits & (1 << place) != 0) {
				let standing = standings.iter().find(|(other, _)| *other == place);
				let valued = standing.is_some_and(|(_, standing)| standing.valued_at == block);
				let id = PortfolioId(page * 64 + u64::from(place));
				waiting += usize::from(!valued && !self.running.contains_key(&id));
			}
		}
		let work = &mut self.work;
		work.most_waiting = work.most_waiting.max(waiting);
		work.waiting_for = if waiting == 0 { 0 } else { work.waiting_for + 1 };
		work.most_waiting_for = work.most_waiting_for.max(work.waiting_for);
	}

	/// Behind the engine: everybody below maintenance margin on fresh data is frozen, or covered, if the
	/// sweep had the weight to get to him. Whether somebody is not.
	pub fn look_for_unsafe(&mut self, holders: &[Holder]) -> bool {
		self.count("looks for unsafe portfolios");
		let is_free = |holder: &&Holder| {
			let status = Collateral::view(holder.id).map(|view| view.status);
			status == Some(PortfolioStatus::Active)
				&& Margin::margin_stage(holder.id).live == Some(MarginStage::Unsafe)
		};
		let before = std::mem::take(&mut self.late);
		let since = |id| before.get(&id).copied().unwrap_or(0) + 1;
		let free = holders.iter().filter(is_free).map(|holder| holder.id);
		self.late = free.map(|id| (id, since(id))).collect();
		let longest = self.late.values().copied().max().unwrap_or(0);
		let work = &mut self.work;
		work.most_late = work.most_late.max(self.late.len());
		work.most_late_for = work.most_late_for.max(longest);
		if !self.late.is_empty() && sweep_had_weight() {
			let (block, late) = (System::block_number(), self.late.len());
			self.broken.push(format!("block {block}: {late} portfolios are unsafe and free"));
		}
		!self.late.is_empty()
	}

	fn sale(&mut self, event: Sale<Runtime>, now: Moment) {
		match event {
			Sale::Flagged { portfolio } => {
				self.count("flagged");
				self.flagged_since += 1;
				self.running.insert(portfolio, (Phase::Flagged, 0, now));
			}
			Sale::AuctionOpened { stage, equity, fee, portfolio, .. } => {
				self.count(if stage == Stage::Solvent {
					"opened solvent"
				} else {
					"opened insolvent"
				});
				self.sums.fees += dollars(fee);
				self.worst_equity = self.worst_equity.min(dollars(equity));
				self.phase(portfolio, stage);
			}
			Sale::TurnedInsolvent { equity, portfolio, .. } => {
				self.count("turned insolvent");
				self.worst_equity = self.worst_equity.min(dollars(equity));
				self.phase(portfolio, Stage::Insolvent);
			}
			Sale::AuctionRestarted { portfolio } => {
				self.count("restarted");
				self.phase(portfolio, Stage::Solvent);
			}
			Sale::AuctionEnded { portfolio, outcome } => {
				self.count(match outcome {
					Outcome::Safe => "ended safe",
					Outcome::Sold => "ended sold",
					Outcome::WrittenOff => "ended written off",
					Outcome::Exited => "ended without positions",
					Outcome::Cancelled => "cancelled",
				});
				if let Some((_, _, since)) = self.running.remove(&portfolio) {
					self.longest_sale_ms = self.longest_sale_ms.max(now - since);
				}
			}
			Sale::AuctionSkipped { error, .. } => {
				self.count(&format!("auction skipped: {}", reason(error)));
			}
			Sale::BidDropped { reason: why, .. } => self.count(&match why {
				DropReason::Refused(error) => format!("bid dropped: {}", reason(error)),
				other => format!("bid dropped: {other:?}"),
			}),
			Sale::BidFilled { portfolio, cost, loss, premium, .. } => {
				self.count("fills");
				self.sums.loss += dollars(loss);
				self.sums.premium += dollars(premium);
				self.sold(portfolio, dollars(cost));
			}
			_ => (),
		}
	}

	fn phase(&mut self, id: PortfolioId, stage: Stage) {
		if let Some(running) = self.running.get_mut(&id) {
			(running.0, running.1) = (Phase::Selling(stage), 0);
		}
	}

	/// A fill of a solvent auction: what was sold stood in the books at its cost over the factor that its
	/// clock showed (as it stood one block before, for auctions that this fill ended).
	fn sold(&mut self, id: PortfolioId, cost: f64) {
		let active = match Liquidation::auction(id) {
			Some(auction) => auction.active_ms,
			None => self.running.get(&id).map_or(0, |running| running.1),
		};
		if !matches!(self.running.get(&id), Some((Phase::Selling(Stage::Solvent), ..))) {
			return;
		}
		let params = pallet_liquidation::Parameters::<Runtime>::get();
		let factor = tenor_liquidation::factor_ceil(&params, active).unwrap_or(Fixed::ONE);
		let factor = factor.e18() as f64 / 1e18;
		if factor > 0.0 {
			self.sums.sold_cost += cost;
			self.sums.sold_mark += cost / factor;
		}
	}

	fn money(&mut self, event: Money<Runtime>) {
		match event {
			Money::Withdrawn { kept, amount, .. } => {
				self.count("withdrawals paid");
				self.sums.kept += dollars(kept);
				self.sums.taken += dollars(amount);
			}
			Money::WithdrawalRefused { .. } => self.count("withdrawals refused"),
			Money::Deposited { amount, .. } => {
				self.count("deposits");
				self.sums.added += dollars(amount);
			}
			Money::DebtWrittenOff { from_insurance, shortfall, .. } => {
				self.count("debts written off");
				self.sums.written_off += dollars(from_insurance) + dollars(shortfall);
			}
			_ => (),
		}
	}

	fn settlement(&mut self, event: pallet_settlement::Event<Runtime>) {
		use pallet_settlement::Event as Paid;
		match event {
			Paid::PriceFixed { expiry, price } => self.settled.push(format!(
				"{} at {:.2} ({:?})",
				expiry.expiry,
				price.price.e8() as f64 / 1e8,
				price.rung
			)),
			Paid::SettlementClosed { .. } => self.count("expiries settled"),
			Paid::PortfolioSkipped { error, .. } => {
				self.count(&format!("settlement skipped: {}", reason(error)));
			}
			_ => (),
		}
	}

	/// Notes clocks of the auctions for the next block.
	fn auctions(&mut self) {
		for (id, running) in &mut self.running {
			if let Some(auction) = Liquidation::auction(*id) {
				(running.0, running.1) = (auction.phase, auction.active_ms);
			}
		}
	}

	/// Sums of the ledger, checked and noted.
	fn state(&mut self, real: f64) {
		for asset in [assets::USDC, assets::BTC, assets::ETH] {
			if !Collateral::totals_match(asset) || !Collateral::custody_covers(asset) {
				self.broken.push(format!(
					"block {}: asset {asset} does not match",
					System::block_number()
				));
			}
		}
		let fund = insurance();
		self.insurance[1] = fund;
		self.insurance[2] = self.insurance[2].min(fund);
		let shortfall = dollars(Collateral::cash_sums().shortfall);
		self.shortfall = self.shortfall.max(shortfall);
		match Market::underlying_state(UnderlyingId(0)) {
			Ok(state) if state.fresh => {
				let index = state.spot.e18() as f64 / 1e18;
				self.index_error = self.index_error.max((index / real - 1.0).abs());
			}
			_ => self.stale_blocks += 1,
		}
	}

	/// Looks at everybody's equity.
	pub fn sample(&mut self, sim: &mut Sim, minute: usize) {
		let holders = &sim.holders;
		let (mut shares, price) = sim.ext.execute_with(|| {
			looking(|| {
				let share = |holder: &Holder| {
					let equity = dollars(Margin::margin_of(holder.id).ok()?.totals.equity);
					self.worst_equity = self.worst_equity.min(equity);
					Some(equity / holder.first_equity)
				};
				let shares: Vec<f64> = holders.iter().filter_map(share).collect();
				let price = Market::underlying_state(UnderlyingId(0))
					.map_or(0.0, |state| state.spot.e18() as f64 / 1e18);
				(shares, price)
			})
		});
		shares.sort_by(f64::total_cmp);
		let at = |percent: usize| shares[(shares.len() - 1) * percent / 100];
		let flagged = std::mem::take(&mut self.flagged_since);
		let open = u32::try_from(self.running.len()).expect("few");
		let quantiles = [at(5), at(25), at(50), at(75), at(95)];
		self.samples.push(Sample { minute, price, quantiles, flagged, open });
	}

	/// The report of a day that is over.
	pub fn report(mut self, mut sim: Sim, took: Duration) -> Report {
		let end = sim.day.minutes.len();
		self.sample(&mut sim, end);
		let holders = &sim.holders;
		let (frozen, need) = sim.ext.execute_with(|| {
			let status = |id| Collateral::view(id).map(|view| view.status);
			let frozen = holders
				.iter()
				.filter(|holder| status(holder.id) == Some(PortfolioStatus::Frozen))
				.count();
			(frozen, dollars(Liquidation::need().max(Cash::ZERO)))
		});
		Report::new(self, &sim.day, sim.holders.len(), frozen, need, took)
	}
}
