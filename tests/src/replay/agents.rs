// SPDX-License-Identifier: Apache-2.0
//! What users do while a day runs: bidders buy in auctions with what they have, some owners add money
//! when called, some take money out when prices move.

use super::{
	books::{Holder, Kind},
	feeds::fixed,
	path::{Day, Dice},
	sim::Sent,
};

use pallet_liquidation::{Auction, Phase};
use pallet_margin::MarginStage;
use std::collections::BTreeMap;
use tenor_fixed::{Cash, Fixed};
use tenor_liquidation::Stage;
use tenor_runtime::{configs::assets::USDC, Collateral, Liquidation, Margin, Runtime};
use tenor_series::{Moment, PortfolioId};

/// A bidder thinks again about an auction this often, ms.
const AGAIN_MS: Moment = 60_000;
/// Auctions that a bidder joins in one block at most.
const JOINED_PER_BLOCK: usize = 4;
/// Share of what he could margin that a bidder puts into one auction.
const PER_AUCTION: f64 = 0.5;
/// What a bidder thinks initial margin is, in maintenance requirements.
const INITIAL: f64 = 1.35;

/// Dollars of an amount of cash.
pub fn dollars(amount: Cash) -> f64 {
	amount.e8() as f64 / 1e8
}

/// Cash of so many dollars.
fn cash(x: f64) -> Cash {
	fixed(x).to_cash_floor()
}

/// Everybody who acts.
pub struct Agents {
	dice: Dice,
	bidders: Vec<usize>,
	by_id: BTreeMap<PortfolioId, usize>,
	/// When somebody adds money.
	payments: Vec<(Moment, usize)>,
	/// When a bidder last thought about an auction.
	thought: BTreeMap<(usize, PortfolioId), Moment>,
	last_leavers: Moment,
}

impl Agents {
	/// The agents of a market.
	pub fn new(holders: &[Holder]) -> Self {
		let bidders = (0..holders.len()).filter(|n| holders[*n].kind == Kind::Bidder).collect();
		let by_id = holders.iter().enumerate().map(|(n, holder)| (holder.id, n)).collect();
		Self {
			dice: Dice::new(7),
			bidders,
			by_id,
			payments: Vec::new(),
			thought: BTreeMap::new(),
			last_leavers: 0,
		}
	}

	/// Somebody learns that his margin is not met.
	pub fn called(&mut self, id: PortfolioId, stage: MarginStage, now: Moment, holders: &[Holder]) {
		let Some(n) = self.by_id.get(&id).copied() else { return };
		if !holders[n].attentive || holders[n].wallet == 0 || stage == MarginStage::Safe {
			return;
		}
		let wait = 30_000 + self.dice.below(570_000) as Moment;
		self.payments.push((now + wait, n));
	}

	/// What everybody sends, on the state as it is at the end of a block.
	pub fn decide(&mut self, day: &Day, now: Moment, holders: &mut [Holder]) -> Vec<Sent> {
		let mut sent = self.payments(now, holders);
		sent.extend(self.bids(day, now, holders));
		sent.extend(self.leavers(day, now, holders));
		sent
	}

	fn payments(&mut self, now: Moment, holders: &mut [Holder]) -> Vec<Sent> {
		let (due, later): (Vec<_>, Vec<_>) =
			self.payments.drain(..).partition(|(moment, _)| *moment <= now);
		self.payments = later;
		let pay = |(_, n): (Moment, usize)| {
			let holder = &mut holders[n];
			let initial = Margin::margin_of(holder.id).ok()?.totals.initial;
			let wanted = (-dollars(initial) * 1.1 * 1e6).max(0.0) as u128;
			let amount = wanted.min(holder.wallet);
			if amount < 20_000_000 {
				return None;
			}
			holder.wallet -= amount;
			let portfolio = holder.id;
			let call =
				pallet_collateral::Call::<Runtime>::deposit { portfolio, asset: USDC, amount };
			Some(Sent { holder: n, call: call.into() })
		};
		due.into_iter().filter_map(pay).collect()
	}

	/// One in three hundred per minute wants a third of his cash while volatility is up by a fifth.
	fn leavers(&mut self, day: &Day, now: Moment, holders: &[Holder]) -> Vec<Sent> {
		if now < self.last_leavers + 60_000 || day.vol_factor(now) < 1.2 {
			return Vec::new();
		}
		self.last_leavers = now;
		let mut sent = Vec::new();
		for (n, holder) in holders.iter().enumerate() {
			if holder.kind == Kind::Bidder || !self.dice.chance(1.0 / 300.0) {
				continue;
			}
			let cash = Collateral::view(holder.id).map_or(0.0, |view| dollars(view.cash));
			let amount = (cash / 3.0 * 1e6).max(0.0) as u128;
			if amount < 20_000_000 {
				continue;
			}
			let portfolio = holder.id;
			let call = pallet_collateral::Call::<Runtime>::request_withdrawal {
				portfolio,
				asset: USDC,
				amount,
			};
			sent.push(Sent { holder: n, call: call.into() });
		}
		sent
	}

	fn bids(&mut self, day: &Day, now: Moment, holders: &[Holder]) -> Vec<Sent> {
		let auctions = Liquidation::auctions(None, 256);
		self.thought.retain(|(_, id), _| auctions.iter().any(|(other, _)| other == id));
		let mut sent = Vec::new();
		if auctions.is_empty() {
			return sent;
		}
		let mut quotes = BTreeMap::new();
		for (place, n) in self.bidders.clone().into_iter().enumerate() {
			let mut joined = 0;
			let mut room = None;
			// Not all of them look at the same auctions first.
			let from = place * auctions.len() / self.bidders.len();
			for (id, auction) in auctions[from..].iter().chain(&auctions[..from]) {
				let last = self.thought.get(&(n, *id)).copied().unwrap_or(0);
				if joined == JOINED_PER_BLOCK || now < last + AGAIN_MS {
					continue;
				}
				let Phase::Selling(stage) = auction.phase else { continue };
				let worth = *quotes.entry(*id).or_insert_with(|| worth(*id));
				let Some(worth) = worth else { continue };
				let free = *room.get_or_insert_with(|| free_margin(holders[n].id));
				joined += 1;
				self.thought.insert((n, *id), now);
				let vol = day.vol_factor(now);
				let discount = (0.02 + 0.025 * place as f64) * vol * vol;
				sent.extend(bid(n, holders[n].id, (*id, auction, stage), worth, free, discount));
			}
		}
		sent
	}
}

/// What a portfolio is worth, and what of it maintenance margin takes: `E` and `E - MM`, dollars.
fn worth(id: PortfolioId) -> Option<[f64; 2]> {
	let standing = Liquidation::quote(id, Fixed::ONE).ok().filter(|quote| quote.fresh)?.standing;
	let requirement = standing.equity.saturating_sub(standing.maintenance);
	Some([dollars(standing.equity), dollars(requirement)])
}

/// What a bidder could margin, dollars.
fn free_margin(id: PortfolioId) -> f64 {
	Margin::margin_of(id).map_or(0.0, |report| dollars(report.totals.initial).max(0.0))
}

/// A bid of what the portfolio is worth, less a share of the margin it takes, for as much of it as the
/// bidder can margin.
fn bid(
	holder: usize,
	bidder: PortfolioId,
	(portfolio, auction, stage): (PortfolioId, &Auction, Stage),
	[equity, requirement]: [f64; 2],
	free: f64,
	discount: f64,
) -> Option<Sent> {
	let received = if stage == Stage::Solvent { dollars(auction.received) } else { 0.0 };
	let limit = equity - received - discount * requirement.max(0.0);
	let share = (free * PER_AUCTION / (INITIAL * requirement).max(1.0)).min(1.0);
	if share < 0.01 {
		return None;
	}
	let call = pallet_liquidation::Call::<Runtime>::bid {
		portfolio,
		bidder,
		share: fixed(share),
		limit: cash(limit),
		expected_version: None,
	};
	Some(Sent { holder, call: call.into() })
}
