// SPDX-License-Identifier: Apache-2.0
//! The reference ledger: follows nothing but events, in integers without bounds, and recomputes what each of
//! them should have said. At checkpoints its books must be the chain's, to the last unit.

mod compare;
mod settling;
mod trades;

use num_bigint::BigInt;
use pallet_collateral::{DebtTerms, Event as Money};
use pallet_liquidation::Event as Sale;
use pallet_margin::Event as Held;
use pallet_settlement::Event as Settled;
use pallet_vault::Event as VaultEvent;
use settling::Settling;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::{Cash, Fixed, Price};
use tenor_runtime::{configs::assets::USDC, AccountId, Runtime, RuntimeEvent};
use tenor_series::{
	AssetId, ExpiryKey, LedgerAccount, Moment, OptionKind, PortfolioId, SeriesKey, UnderlyingId,
};

/// Positions of a portfolio in an expiry.
type Entry = BTreeMap<(Price, OptionKind), BigInt>;
/// Changes of accounts of the ledger.
type Changes = BTreeMap<LedgerAccount, BigInt>;

/// One token.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
struct Asset {
	received: BigInt,
	paid: BigInt,
	insurance: BigInt,
	dust: BigInt,
}

/// What a share of a portfolio in liquidation was when it changed hands.
struct Taken {
	from: PortfolioId,
	to: PortfolioId,
	share: Fixed,
	/// Cash of the giver before.
	cash: BigInt,
	/// What the bidder got of it, less what he paid.
	net: BigInt,
}

/// The books.
#[derive(Default)]
pub struct Ledger {
	now: Moment,
	cash: BTreeMap<PortfolioId, BigInt>,
	bonds: BTreeMap<PortfolioId, BigInt>,
	/// Bonds of others than portfolios.
	other_bonds: BigInt,
	owners: BTreeMap<PortfolioId, AccountId>,
	held: BTreeMap<(PortfolioId, AssetId), BigInt>,
	entries: BTreeMap<(ExpiryKey, PortfolioId), Entry>,
	clearing: BTreeMap<ExpiryKey, BigInt>,
	assets: BTreeMap<AssetId, Asset>,
	insurance: BigInt,
	fees: BigInt,
	shortfall: BigInt,
	terms: DebtTerms,
	/// Up to when a debtor has paid interest; `None` once it could not be told from events.
	debts: BTreeMap<PortfolioId, Option<Moment>>,
	settling: BTreeMap<ExpiryKey, Settling>,
	/// Cash received in the auctions that run.
	auctions: BTreeMap<PortfolioId, BigInt>,
	/// Portfolios of which nothing but positions is sold.
	exits: BTreeSet<PortfolioId>,
	shares: BTreeMap<(UnderlyingId, AccountId), BigInt>,
	vaults: BTreeMap<UnderlyingId, PortfolioId>,
	/// The last batch posted, until an event says what it was for.
	posted: Option<Changes>,
	taken: Option<Taken>,
	insured: BigInt,
	/// Events that were recomputed.
	pub recomputed: BTreeMap<&'static str, u64>,
	/// Where an event, or the state, differs from the books.
	pub broken: Vec<String>,
}

fn big(amount: Cash) -> BigInt {
	amount.e8().into()
}

/// `a * b / d`, rounded down.
fn mul_div_floor(a: &BigInt, b: &BigInt, d: &BigInt) -> BigInt {
	let product = a * b;
	let (quotient, rest) = (&product / d, &product % d);
	// Division of integers goes towards zero; `d` is above it.
	if rest < BigInt::ZERO {
		quotient - 1
	} else {
		quotient
	}
}

/// `a * b / d`, rounded up.
fn mul_div_ceil(a: &BigInt, b: &BigInt, d: &BigInt) -> BigInt {
	-mul_div_floor(&-a, b, d)
}

fn e8() -> BigInt {
	100_000_000u64.into()
}

fn e18() -> BigInt {
	1_000_000_000_000_000_000u64.into()
}

impl Ledger {
	/// The books of a genesis whose insurance fund holds so much.
	pub fn new(insurance: Cash, terms: DebtTerms) -> Self {
		let mut ledger = Self { terms, insurance: big(insurance), ..Self::default() };
		ledger.assets.entry(USDC).or_default().received = big(insurance);
		ledger
	}

	/// The portfolios there are, and their owners.
	pub fn portfolios(&self) -> impl Iterator<Item = (PortfolioId, &AccountId)> {
		self.owners.iter().map(|(id, owner)| (*id, owner))
	}

	/// Reads the events of a block that has ended.
	pub fn read(&mut self, now: Moment, events: impl Iterator<Item = RuntimeEvent>) {
		self.now = now;
		for event in events {
			match event {
				RuntimeEvent::Collateral(event) => self.money(event),
				RuntimeEvent::Margin(event) => self.positions(event),
				RuntimeEvent::Trading(event) => self.trade(event),
				RuntimeEvent::Settlement(event) => self.settlement(event),
				RuntimeEvent::Liquidation(event) => self.sale(event),
				RuntimeEvent::Vault(event) => self.vault(event),
				_ => (),
			}
		}
	}

	fn expect(&mut self, what: &'static str, holds: bool, said: impl FnOnce() -> String) {
		*self.recomputed.entry(what).or_default() += 1;
		if !holds {
			self.broken.push(format!("{what}: {}", said()));
		}
	}

	fn cash_of(&self, id: PortfolioId) -> BigInt {
		self.cash.get(&id).cloned().unwrap_or_default()
	}

	/// Changes cash, and notes since when it is owed.
	fn shift(&mut self, id: PortfolioId, change: &BigInt) {
		let cash = self.cash.entry(id).or_default();
		*cash += change;
		if *cash < BigInt::ZERO {
			self.debts.entry(id).or_insert(Some(self.now));
		} else {
			self.debts.remove(&id);
		}
	}

	fn shift_asset(&mut self, id: PortfolioId, asset: AssetId, change: &BigInt) {
		if asset == USDC {
			return self.shift(id, change);
		}
		let held = self.held.entry((id, asset)).or_default();
		*held += change;
		if *held == BigInt::ZERO {
			self.held.remove(&(id, asset));
		}
	}

	fn money(&mut self, event: Money<Runtime>) {
		match event {
			Money::PortfolioOpened { portfolio, owner, bond, .. } => {
				self.cash.insert(portfolio, BigInt::ZERO);
				self.bonds.insert(portfolio, big(bond));
				self.owners.insert(portfolio, owner);
				self.assets.entry(USDC).or_default().received += big(bond);
			}
			Money::PortfolioClosed { portfolio, bond, .. } => self.close(portfolio, bond),
			Money::Deposited { portfolio, asset, amount, .. } => {
				self.shift_asset(portfolio, asset, &big(amount));
				self.assets.entry(asset).or_default().received += big(amount);
			}
			Money::Withdrawn { portfolio, asset, amount, kept, .. } => {
				self.shift_asset(portfolio, asset, &-(big(amount) + big(kept)));
				self.insurance += big(kept);
				self.assets.entry(asset).or_default().paid += big(amount);
			}
			Money::Transferred { from, to, asset, amount } => {
				self.shift_asset(from, asset, &-big(amount));
				self.shift_asset(to, asset, &big(amount));
			}
			Money::Posted { changes } => self.post(changes),
			Money::InterestCharged { portfolio, amount } => self.interest(portfolio, amount),
			Money::DebtWrittenOff { portfolio, from_insurance, shortfall } => {
				let debt = big(from_insurance) + big(shortfall);
				self.expect("debt written off", debt == -self.cash_of(portfolio), || {
					format!("{portfolio:?} owes not {debt}")
				});
				self.insure(portfolio, from_insurance, shortfall);
			}
			Money::InsurancePaid { portfolio, from_insurance, shortfall } => {
				self.insured = big(from_insurance) + big(shortfall);
				self.insure(portfolio, from_insurance, shortfall);
			}
			Money::TakenOver { from, to, share, cash, assets } => {
				let (before, net) = (self.cash_of(from), big(cash));
				self.shift(from, &-&net);
				self.shift(to, &net);
				self.take_assets(from, to, share, assets);
				self.taken = Some(Taken { from, to, share, cash: before, net });
			}
			Money::ShortfallCovered { amount } => {
				self.insurance -= big(amount);
				self.shortfall -= big(amount);
			}
			Money::ClearingOpened { expiry } => {
				self.clearing.insert(expiry, BigInt::ZERO);
			}
			Money::ClearingClosed { expiry, dust } => {
				let left = self.clearing.remove(&expiry).unwrap_or_default();
				self.expect("clearing account closed", left == big(dust), || {
					format!("{expiry:?} holds {left}, not {dust:?}")
				});
				self.insurance += big(dust);
			}
			other => self.fund(other),
		}
	}

	/// What concerns no portfolio.
	fn fund(&mut self, event: Money<Runtime>) {
		match event {
			Money::InsuranceFunded { amount, .. } => {
				self.insurance += big(amount);
				self.assets.entry(USDC).or_default().received += big(amount);
			}
			Money::GiftsSwept { asset, gift, dust } => {
				let token = self.assets.entry(asset).or_default();
				token.received += big(gift);
				token.dust -= big(dust);
				let swept = big(gift) + big(dust);
				if asset == USDC {
					self.insurance += swept;
				} else {
					token.insurance += swept;
				}
			}
			Money::BondTaken { amount, .. } => {
				self.other_bonds += big(amount);
				self.assets.entry(USDC).or_default().received += big(amount);
			}
			Money::BondPaid { amount, .. } => {
				self.other_bonds -= big(amount);
				self.assets.entry(USDC).or_default().paid += big(amount);
			}
			Money::BondForfeited { amount } => {
				self.other_bonds -= big(amount);
				self.insurance += big(amount);
			}
			Money::FeesPaidOut { amount, .. } => {
				self.fees -= big(amount);
				self.assets.entry(USDC).or_default().paid += big(amount);
			}
			Money::InsuranceAssetPaidOut { asset, amount, .. } => {
				let token = self.assets.entry(asset).or_default();
				token.insurance -= big(amount);
				token.paid += big(amount);
			}
			Money::DebtTermsChanged { terms } => {
				// While nothing is charged no event says who was touched.
				if terms.rate.e18() == 0 || self.terms.rate.e18() == 0 {
					self.debts.values_mut().for_each(|since| *since = None);
				}
				self.terms = terms;
			}
			_ => (),
		}
	}

	fn close(&mut self, id: PortfolioId, bond: Cash) {
		let cash = self.cash.remove(&id).unwrap_or_default();
		self.assets.entry(USDC).or_default().dust += cash;
		let rests: Vec<_> = self.held.range((id, 0)..=(id, AssetId::MAX)).collect();
		let rests: Vec<_> = rests.into_iter().map(|(key, held)| (*key, held.clone())).collect();
		for (key, held) in rests {
			self.held.remove(&key);
			self.assets.entry(key.1).or_default().dust += held;
		}
		let taken = self.bonds.remove(&id).unwrap_or_default();
		self.expect("bond returned", taken == big(bond), || format!("{id:?} gave {taken}"));
		self.owners.remove(&id);
		self.debts.remove(&id);
		self.assets.entry(USDC).or_default().paid += big(bond);
	}

	fn post(&mut self, changes: Vec<(LedgerAccount, Cash)>) {
		let changes: Changes = changes.into_iter().map(|(who, cash)| (who, big(cash))).collect();
		let sum: BigInt = changes.values().sum();
		self.expect("batch posted", sum == BigInt::ZERO, || format!("{changes:?}"));
		for (account, change) in &changes {
			if let LedgerAccount::Portfolio(id) = account {
				self.shift(*id, change);
			} else if *account == LedgerAccount::Insurance {
				self.insurance += change;
			} else if *account == LedgerAccount::Fees {
				self.fees += change;
			} else {
				self.broken
					.push(format!("{account:?} was posted to, and what settles says so itself"));
			}
		}
		self.posted = Some(changes);
	}

	/// Simple interest since the last touch, rounded up.
	fn interest(&mut self, id: PortfolioId, amount: Cash) {
		let debt = -self.cash_of(id);
		if let Some(since) = self.debts.get(&id).copied().flatten() {
			let year: BigInt = (365u64 * 86_400_000).into();
			let share =
				mul_div_ceil(&self.terms.rate.e18().into(), &(self.now - since).into(), &year);
			let due = mul_div_ceil(&debt, &share, &e18());
			self.expect("interest charged", due == big(amount), || {
				format!("{id:?} pays {amount:?}, not {due} on {debt} since {since}")
			});
		}
		self.shift(id, &-big(amount));
		self.debts.insert(id, Some(self.now));
		self.insurance += big(amount);
	}

	fn insure(&mut self, id: PortfolioId, from_insurance: Cash, shortfall: Cash) {
		self.shift(id, &(big(from_insurance) + big(shortfall)));
		self.insurance -= big(from_insurance);
		self.shortfall += big(shortfall);
	}

	fn take_assets(
		&mut self,
		from: PortfolioId,
		to: PortfolioId,
		share: Fixed,
		assets: Vec<(AssetId, Cash)>,
	) {
		let mut due = Vec::new();
		for ((_, asset), held) in self.held.range((from, 0)..=(from, AssetId::MAX)) {
			let part = mul_div_floor(held, &share.e18().into(), &e18());
			if part != BigInt::ZERO {
				due.push((*asset, part));
			}
		}
		let assets: Vec<_> = assets.into_iter().map(|(asset, part)| (asset, big(part))).collect();
		self.expect("assets taken over", due == assets, || format!("{assets:?}, not {due:?}"));
		for (asset, part) in assets {
			self.shift_asset(from, asset, &-&part);
			self.shift_asset(to, asset, &part);
		}
	}

	fn positions(&mut self, event: Held<Runtime>) {
		let Held::PositionsTaken { from, to, positions } = event else { return };
		let Some(share) = self.taken.as_ref().map(|taken| taken.share) else {
			return self.broken.push(format!("{from:?} gave positions and no share"));
		};
		let said: BTreeMap<_, _> =
			positions.iter().map(|(series, part)| (*series, BigInt::from(part.e8()))).collect();
		if self.exits.contains(&from) {
			// Its share is of positions alone: no more of each than there is.
			self.expect("positions of an exit", share == Fixed::ZERO, || format!("{share}"));
			for (series, part) in said {
				self.give_position(from, to, series, part);
			}
			return;
		}
		let mut due = BTreeMap::new();
		for ((expiry, _), entry) in self.entries.iter().filter(|((_, id), _)| *id == from) {
			for ((strike, kind), held) in entry {
				let part = mul_div_floor(held, &share.e18().into(), &e18());
				if part != BigInt::ZERO {
					due.insert(expiry.series(*strike, *kind), part);
				}
			}
		}
		self.expect("positions taken over", due == said, || format!("{said:?}, not {due:?}"));
		for (series, part) in said {
			self.shift_position(from, series, &-&part);
			self.shift_position(to, series, &part);
		}
	}

	fn give_position(
		&mut self,
		from: PortfolioId,
		to: PortfolioId,
		series: SeriesKey,
		part: BigInt,
	) {
		let entry = self.entries.get(&(series.expiry_key(), from));
		let held = entry.and_then(|entry| entry.get(&(series.strike, series.kind)));
		let held = held.cloned().unwrap_or_default();
		let (least, most) = (held.clone().min(BigInt::ZERO), held.clone().max(BigInt::ZERO));
		let within = least <= part && part <= most;
		self.expect("a part of a position", within, || format!("{part} of {held}"));
		self.shift_position(from, series, &-&part);
		self.shift_position(to, series, &part);
	}

	fn sale(&mut self, event: Sale<Runtime>) {
		match event {
			Sale::ExitRequested { portfolio } => {
				self.exits.insert(portfolio);
			}
			Sale::AuctionOpened { portfolio, fee, .. } => {
				// An exit that became unsafe is one no more.
				self.exits.remove(&portfolio);
				self.auctions.insert(portfolio, BigInt::ZERO);
				if fee.is_positive() {
					let due = Changes::from([
						(LedgerAccount::Portfolio(portfolio), -big(fee)),
						(LedgerAccount::Insurance, big(fee)),
					]);
					let posted = self.posted.take();
					self.expect("fee of an auction", posted.as_ref() == Some(&due), || {
						format!("{posted:?}, not {due:?}")
					});
				}
			}
			Sale::AuctionRestarted { portfolio } | Sale::TurnedInsolvent { portfolio, .. } => {
				self.auctions.insert(portfolio, BigInt::ZERO);
			}
			Sale::AuctionEnded { portfolio, .. } => {
				self.exits.remove(&portfolio);
				self.auctions.remove(&portfolio);
			}
			Sale::BidFilled { portfolio, bidder, cost, loss, premium, .. } => {
				self.fill(portfolio, bidder, big(cost), big(loss) + big(premium));
			}
			_ => (),
		}
	}

	/// A share of the cash without what was received, less what it cost.
	fn fill(&mut self, id: PortfolioId, bidder: PortfolioId, cost: BigInt, paid: BigInt) {
		let received = self.auctions.get(&id).cloned().unwrap_or_default();
		let insured = std::mem::take(&mut self.insured);
		self.expect("paid to a bidder", insured == paid, || format!("{insured}, not {paid}"));
		match self.taken.take() {
			Some(taken) if (taken.from, taken.to) == (id, bidder) => {
				let rest = taken.cash - &received;
				let due = mul_div_floor(&rest, &taken.share.e18().into(), &e18()) - &cost;
				let net = taken.net;
				self.expect("cash taken over", net == due, || format!("{net}, not {due}"));
			}
			_ => self.broken.push(format!("a bid on {id:?} filled and nothing was taken")),
		}
		self.auctions.insert(id, received + cost);
	}

	fn vault(&mut self, event: VaultEvent<Runtime>) {
		let mut shift = |underlying, who: AccountId, shares: BigInt| {
			*self.shares.entry((underlying, who)).or_default() += shares;
		};
		match event {
			VaultEvent::VaultOpened { underlying, portfolio, seed } => {
				let owner = self.owners.get(&portfolio).cloned().expect("it was opened");
				shift(underlying, owner, big(seed));
				self.vaults.insert(underlying, portfolio);
			}
			VaultEvent::Deposited { underlying, who, shares, .. } => {
				shift(underlying, who, shares.into());
			}
			VaultEvent::WithdrawalRequested { underlying, who, shares, .. } => {
				shift(underlying, who, -BigInt::from(shares));
			}
			VaultEvent::WithdrawalReturned { underlying, who, shares, .. } => {
				shift(underlying, who, shares.into());
			}
			VaultEvent::Withdrawn { underlying, amount, paid, .. } => {
				// What leaves is a whole number of units of the token, of six decimals.
				let left = big(amount) / 100 * 100;
				let portfolio = self.vaults[&underlying];
				self.shift(portfolio, &-&left);
				self.insurance += &left - big(paid);
				self.assets.entry(USDC).or_default().paid += big(paid);
			}
			_ => (),
		}
	}

	fn settlement(&mut self, event: Settled<Runtime>) {
		self.settle(event);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rounding_goes_down_and_up_whatever_the_sign() {
		let of = |a: i64, b: i64, d: i64| {
			let [a, b, d] = [a, b, d].map(BigInt::from);
			(mul_div_floor(&a, &b, &d), mul_div_ceil(&a, &b, &d))
		};
		let pair = |low: i64, high: i64| (BigInt::from(low), BigInt::from(high));
		assert_eq!(of(7, 1, 2), pair(3, 4));
		assert_eq!(of(-7, 1, 2), pair(-4, -3));
		assert_eq!(of(-8, 1, 2), pair(-4, -4));
	}

	#[test]
	fn batch_that_does_not_sum_to_zero_is_seen() {
		let mut ledger = Ledger::new(Cash::from_e8(5), DebtTerms::default());
		ledger.post(vec![(LedgerAccount::Fees, Cash::from_e8(1))]);
		assert_eq!(ledger.broken.len(), 1);
	}
}
