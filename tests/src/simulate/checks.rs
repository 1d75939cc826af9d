// SPDX-License-Identifier: Apache-2.0
//! What must hold behind every block and is asked of none of our pallets' checks: weights, issuance, custody,
//! and who is frozen by what data.

use crate::{
	chain::is_overweight,
	replay::{
		sim::looking,
		tally::{claimed_by_fiat, sweep_had_weight},
	},
	solvency::recompute,
};
use polkadot_sdk::*;

use frame_support::traits::{PalletsInfoAccess, TryState, TryStateSelect};
use pallet_margin::MarginStage;
use pallet_settlement::Rung;
use std::time::Duration;
use tenor_fixed::Cash;
use tenor_runtime::{
	configs::assets, AllPalletsWithSystem, Assets, Balances, Breaker, Collateral, Engine, Margin,
	Runtime, RuntimeEvent, Solvency, System,
};
use tenor_series::{PortfolioId, PortfolioStatus, UnderlyingId};

const ASSETS: [u32; 4] = [assets::USDC, assets::BTC, assets::ETH, assets::DOT];

/// The work of blocks, and what was found broken.
pub struct Checks {
	native: u128,
	tokens: [u128; 4],
	/// What broke.
	pub broken: Vec<String>,
	/// Largest weight of a block, as a share of the largest allowed.
	pub most_weight: f64,
	/// Largest weight of the engine, as a share of what it may use.
	pub most_engine: f64,
	/// Longest time of a block, and the largest part of what its weight stands for, of those above a
	/// millisecond.
	pub most_ms: f64,
	/// The same as a share of the time that its weight stands for.
	pub most_ratio: f64,
	/// Looks at everybody behind an engine.
	pub looks: u64,
	/// Portfolios found unsafe and free where the sweep had no weight left.
	pub late: u64,
	/// Freezes and prices that were looked at.
	pub judged: u64,
	/// Trades and transfers behind which margin was looked at.
	pub margins: u64,
}

impl Checks {
	/// Notes what there is of every token.
	pub fn new() -> Self {
		Self {
			native: Balances::total_issuance(),
			tokens: ASSETS.map(Assets::total_supply),
			broken: Vec::new(),
			most_weight: 0.0,
			most_engine: 0.0,
			most_ms: 0.0,
			most_ratio: 0.0,
			looks: 0,
			late: 0,
			judged: 0,
			margins: 0,
		}
	}

	/// Behind a block.
	pub fn block(&mut self, took: Duration) {
		self.weigh(took);
		self.native();
		for (asset, before) in ASSETS.into_iter().zip(self.tokens) {
			let supply = Assets::total_supply(asset);
			if supply != before {
				self.broken.push(format!("supply of token {asset}: {supply}, not {before}"));
			}
			self.custody(asset);
		}
	}

	/// Native tokens come into being as rewards and are burnt as slashes, to the unit that staking says.
	fn native(&mut self) {
		use pallet_staking::Event::{Rewarded, Slashed};
		let (mut made, mut burnt) = (0, 0);
		for record in System::read_events_no_consensus() {
			match record.event {
				RuntimeEvent::Staking(Rewarded { amount, .. }) => made += amount,
				RuntimeEvent::Staking(Slashed { amount, .. }) => burnt += amount,
				_ => (),
			}
		}
		let (before, now) = (self.native, Balances::total_issuance());
		if before + made != now + burnt {
			self.broken.push(format!("native tokens: {now}, were {before} +{made} -{burnt}"));
		}
		self.native = now;
	}

	/// Invariant 1, its last part, from the token's own pallet.
	fn custody(&mut self, asset: u32) {
		let totals = pallet_collateral::Totals::<Runtime>::get(asset);
		let policy = pallet_collateral::AcceptedAssets::<Runtime>::get(asset);
		let (Some(owed), Some(policy)) = (totals.received.checked_sub(totals.paid), policy) else {
			return self.broken.push(format!("token {asset}: {totals:?}"));
		};
		let held = Assets::balance(asset, Collateral::custody_account());
		let decimals = u32::from(policy.decimals);
		let enough = if decimals >= 8 {
			held / 10u128.pow(decimals - 8) >= owed
		} else {
			held.saturating_mul(10u128.pow(8 - decimals)) >= owed
		};
		if !enough {
			self.broken.push(format!("custody holds {held} of token {asset}, owes {owed} e8"));
		}
	}

	fn weigh(&mut self, took: Duration) {
		let most = <Runtime as frame_system::Config>::BlockWeights::get().max_block;
		let weight = System::block_weight().total().saturating_sub(claimed_by_fiat());
		let run = pallet_engine::LastRun::<Runtime>::get().expect("it ran");
		let steps = run.total();
		let budget = Engine::budget();
		if is_overweight(weight) {
			self.broken.push(format!("a block of {weight}, more than {most}"));
		}
		if steps.any_gt(budget) {
			self.broken.push(format!("an engine of {steps}, more than {budget}"));
		}
		let share = |part: u64, whole: u64| part as f64 / whole as f64;
		self.most_weight = self.most_weight.max(share(weight.ref_time(), most.ref_time()));
		self.most_engine = self.most_engine.max(share(steps.ref_time(), budget.ref_time()));
		let ms = took.as_secs_f64() * 1e3;
		self.most_ms = self.most_ms.max(ms);
		if ms > 1.0 {
			self.most_ratio = self.most_ratio.max(ms / share(weight.ref_time(), 1_000_000_000));
		}
	}

	/// Behind an engine. Invariant 5: everybody below maintenance margin on fresh data is frozen, if the
	/// sweep had the weight to get to him.
	pub fn everybody(&mut self, portfolios: &[(PortfolioId, Option<usize>)]) {
		use pallet_breaker::Level::Halted;
		self.looks += 1;
		if (0..3).any(|which| Breaker::level_of(UnderlyingId(which)) == Halted) {
			return;
		}
		let late = looking(|| {
			let is_late = |(id, _): &&(PortfolioId, Option<usize>)| {
				Collateral::view(*id).is_some_and(|view| view.status == PortfolioStatus::Active)
					&& Margin::margin_stage(*id).live == Some(MarginStage::Unsafe)
			};
			portfolios.iter().filter(is_late).map(|(id, _)| *id).collect::<Vec<_>>()
		});
		self.late += late.len() as u64;
		if !late.is_empty() && sweep_had_weight() {
			self.broken.push(format!("{late:?} are unsafe and free behind the sweep"));
		}
	}

	/// Behind an engine. Invariant 6: whom it froze, and what it priced, by which data.
	pub fn engine_events(&mut self) {
		let broken = looking(|| {
			let mut broken = Vec::new();
			for record in System::read_events_no_consensus() {
				match record.event {
					RuntimeEvent::Liquidation(pallet_liquidation::Event::Flagged { portfolio }) => {
						self.judged += 1;
						let fresh = Margin::margin_of(portfolio).is_ok_and(|report| report.fresh);
						if !fresh && !Collateral::is_overdue(portfolio) {
							broken.push(format!("{portfolio:?} was flagged on stale data"));
						}
					}
					RuntimeEvent::Settlement(pallet_settlement::Event::PriceFixed {
						expiry,
						price,
					}) if matches!(price.rung, Rung::Window | Rung::ExtendedWindow) => {
						self.judged += 1;
						let all = price.gap_ms + price.covered_ms;
						if price.gap_ms * 10 > all || price.covered_ms == 0 || price.price.is_zero()
						{
							broken.push(format!("{expiry:?} settles by {price:?}"));
						}
					}
					_ => (),
				}
			}
			broken
		});
		self.broken.extend(broken);
	}

	/// Every pallet's own, and what the chain says of its solvency.
	pub fn try_state(&mut self) {
		let number = System::block_number();
		let (stated, added) = (Solvency::statement(), recompute());
		if stated != added {
			self.broken.push(format!("{stated:?} is stated, {added:?} is there"));
		}
		let result = looking(|| AllPalletsWithSystem::try_state(number, TryStateSelect::All));
		if let Err(error) = result {
			// All together say only that one of them does not hold.
			for info in AllPalletsWithSystem::infos() {
				let only = TryStateSelect::Only(vec![info.name.as_bytes().to_vec()]);
				let one = looking(|| AllPalletsWithSystem::try_state(number, only));
				let said = one.err().map(|error| format!("try_state of {}: {error:?}", info.name));
				self.broken.extend(said);
			}
			self.broken.push(format!("try_state of block {number}: {error:?}"));
		}
	}

	/// Invariant 4: behind a call initial margin is met, or nothing got worse but by the fee.
	pub fn margins(&mut self, before: &[Margins], fees: Cash) {
		for old in before {
			let Ok(report) = Margin::margin_of(old.id) else { continue };
			let new = report.totals;
			if !report.fresh || !new.initial.is_negative() {
				self.margins += 1;
				continue;
			}
			let paid = pallet_collateral::Fees::<Runtime>::get().saturating_sub(fees);
			let kept = |new: Cash, old: Cash| new.saturating_add(paid) >= old;
			self.margins += 1;
			let Margins { totals, .. } = old;
			if !(kept(new.initial, totals.initial)
				&& kept(new.maintenance, totals.maintenance)
				&& kept(new.equity, totals.equity))
			{
				self.broken.push(format!("{:?} went from {totals:?} to {new:?}", old.id));
			}
		}
	}
}

/// How a portfolio stood before a call.
pub struct Margins {
	id: PortfolioId,
	totals: tenor_risk::Totals,
}

impl Margins {
	/// `None` unless it can be told from fresh data.
	pub fn of(id: PortfolioId) -> Option<Self> {
		let report = looking(|| Margin::margin_of(id)).ok().filter(|report| report.fresh)?;
		Some(Self { id, totals: report.totals })
	}
}
