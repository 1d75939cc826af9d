// SPDX-License-Identifier: Apache-2.0
//! Checkpoints: the books against the chain's storage, both ways, exactly.

use super::{Entry, Ledger};
use num_bigint::BigInt;
use pallet_collateral as money;
use std::{collections::BTreeMap, fmt::Debug};
use tenor_runtime::{configs::assets::USDC, Runtime};
use tenor_series::SeriesKey;

fn same<K: Ord + Debug, V: PartialEq + Debug>(
	what: &str,
	ours: &BTreeMap<K, V>,
	theirs: &BTreeMap<K, V>,
	broken: &mut Vec<String>,
) {
	for (key, value) in ours {
		if theirs.get(key) != Some(value) {
			broken.push(format!("{what} of {key:?}: books {value:?}, chain {:?}", theirs.get(key)));
		}
	}
	for (key, value) in theirs.iter().filter(|(key, _)| !ours.contains_key(key)) {
		broken.push(format!("{what} of {key:?}: nothing in the books, chain {value:?}"));
	}
}

impl Ledger {
	/// Compares everything.
	pub fn compare(&mut self) {
		*self.recomputed.entry("checkpoints").or_default() += 1;
		let mut broken = Vec::new();
		self.compare_portfolios(&mut broken);
		self.compare_totals(&mut broken);
		self.compare_positions(&mut broken);
		self.compare_shares(&mut broken);
		self.broken.extend(broken);
	}

	fn compare_portfolios(&self, broken: &mut Vec<String>) {
		let (mut cash, mut held, mut bonds) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
		for (id, record) in money::Portfolios::<Runtime>::iter() {
			cash.insert(id, BigInt::from(record.cash.e8()));
			bonds.insert(id, BigInt::from(record.bond.e8()));
			for (asset, amount) in record.assets {
				held.insert((id, asset), BigInt::from(amount));
			}
		}
		same("cash", &self.cash, &cash, broken);
		same("bond", &self.bonds, &bonds, broken);
		same("asset", &self.held, &held, broken);
		let owing: BTreeMap<_, _> = money::Debtors::<Runtime>::iter()
			.map(|(id, debt)| (id, Some(debt.accrued_at)))
			.filter(|(id, _)| self.debts.get(id) != Some(&None))
			.collect();
		let known = self.debts.iter().filter(|(_, since)| since.is_some());
		same("debt", &known.map(|(id, since)| (*id, *since)).collect(), &owing, broken);
	}

	fn compare_totals(&self, broken: &mut Vec<String>) {
		let sums = money::Sums::<Runtime>::get();
		let positive = self.cash.values().filter(|cash| **cash > BigInt::ZERO).sum();
		let negative = self.cash.values().filter(|cash| **cash < BigInt::ZERO).sum();
		let ours = [
			self.insurance.clone(),
			self.fees.clone(),
			self.shortfall.clone(),
			positive,
			negative,
			self.bonds.values().sum::<BigInt>() + &self.other_bonds,
			self.clearing.values().sum(),
		];
		let theirs = [
			money::Insurance::<Runtime>::get(),
			money::Fees::<Runtime>::get(),
			sums.shortfall,
			sums.positive,
			sums.negative,
			sums.bonds,
			sums.clearing,
		]
		.map(|cash| BigInt::from(cash.e8()));
		const NAMES: [&str; 7] =
			["insurance", "fees", "shortfall", "positive", "negative", "bonds", "clearing"];
		let named = |values: [BigInt; 7]| NAMES.into_iter().zip(values).collect();
		same("sum", &named(ours), &named(theirs), broken);
		let clearing: BTreeMap<_, _> = money::Clearing::<Runtime>::iter()
			.map(|(expiry, cash)| (expiry, BigInt::from(cash.e8())))
			.collect();
		same("clearing account", &self.clearing, &clearing, broken);
		for (asset, totals) in money::Totals::<Runtime>::iter() {
			let held = self.held.iter().filter(|((_, other), _)| *other == asset);
			let held: BigInt = held.map(|(_, amount)| amount).sum();
			let token = self.assets.get(&asset).cloned().unwrap_or_default();
			let ours = [&token.received, &token.paid, &held, &token.insurance, &token.dust];
			let theirs = [totals.received, totals.paid, totals.held, totals.insurance, totals.dust];
			if ours.map(Clone::clone) != theirs.map(BigInt::from) {
				broken.push(format!("token {asset}: books {ours:?}, chain {theirs:?}"));
			}
			// Invariant 1, from the books alone.
			let cash: BigInt = if asset == USDC {
				self.cash.values().sum::<BigInt>()
					+ self.clearing.values().sum::<BigInt>()
					+ self.bonds.values().sum::<BigInt>()
					+ &self.other_bonds
					+ &self.insurance
					+ &self.fees - &self.shortfall
			} else {
				held + &token.insurance
			};
			let owed = &token.received - &token.paid;
			if cash + &token.dust != owed {
				broken.push(format!("token {asset}: claims are not the {owed} that came in"));
			}
		}
	}

	fn compare_positions(&self, broken: &mut Vec<String>) {
		let mut entries = BTreeMap::new();
		let mut longs = BTreeMap::<SeriesKey, BigInt>::new();
		for (expiry, id, held) in pallet_margin::Positions::<Runtime>::iter() {
			let mut entry = Entry::new();
			for position in held {
				let quantity = BigInt::from(position.quantity.e8());
				if quantity > BigInt::ZERO {
					let series = expiry.series(position.strike, position.kind);
					*longs.entry(series).or_default() += &quantity;
				}
				entry.insert((position.strike, position.kind), quantity);
			}
			entries.insert((expiry, id), entry);
		}
		same("positions", &self.entries, &entries, broken);
		let interest: BTreeMap<_, _> = pallet_series::OpenInterest::<Runtime>::iter()
			.filter(|(_, interest)| *interest > 0)
			.map(|(series, interest)| (series, BigInt::from(interest)))
			.collect();
		same("open interest", &longs, &interest, broken);
		// Invariant 2: outside of a running settlement every series sums to zero.
		let mut sums = BTreeMap::<SeriesKey, BigInt>::new();
		for ((expiry, _), entry) in &self.entries {
			for ((strike, kind), held) in entry {
				*sums.entry(expiry.series(*strike, *kind)).or_default() += held;
			}
		}
		for (series, sum) in sums.iter().filter(|(_, sum)| **sum != BigInt::ZERO) {
			if !self.settling.contains_key(&series.expiry_key()) {
				broken.push(format!("contracts of {series:?} sum to {sum}"));
			}
		}
	}

	fn compare_shares(&self, broken: &mut Vec<String>) {
		let chain: BTreeMap<_, _> = pallet_vault::SharesOf::<Runtime>::iter()
			.map(|(underlying, who, shares)| ((underlying, who), BigInt::from(shares)))
			.collect();
		let ours = self.shares.iter().filter(|(_, shares)| **shares != BigInt::ZERO);
		let ours = ours.map(|(key, shares)| (key.clone(), shares.clone())).collect();
		same("shares", &ours, &chain, broken);
	}
}
