// SPDX-License-Identifier: Apache-2.0
//! Settlement, recomputed: the exact payoff of a portfolio's positions at the price of its expiry, rounded
//! down once.

use super::{big, e8, mul_div_floor, Entry, Ledger};
use num_bigint::BigInt;
use pallet_settlement::{Event, Rung};
use polkadot_sdk::sp_io::hashing::twox_64;
use std::collections::{BTreeMap, BTreeSet};
use tenor_fixed::{Cash, Price};
use tenor_runtime::Runtime;
use tenor_series::{ExpiryKey, OptionKind, PortfolioId};

/// What positions of an expiry are paid, and how far that is.
#[derive(Default)]
pub(super) struct Settling {
	price: Price,
	/// Of an expiry that was closed at its marks: what each series is worth.
	values: Option<BTreeMap<(Price, OptionKind), Price>>,
	skipped: BTreeSet<PortfolioId>,
	portfolios: u32,
	credits: BigInt,
	debits: BigInt,
}

impl Settling {
	/// `None`: a series has no value.
	fn net_floor(&self, entry: &Entry) -> Option<BigInt> {
		let mut sum = BigInt::ZERO;
		for ((strike, kind), held) in entry {
			let worth = match &self.values {
				Some(values) => values.get(&(*strike, *kind))?.e8(),
				None => match kind {
					OptionKind::Call => self.price.e8().saturating_sub(strike.e8()),
					OptionKind::Put => strike.e8().saturating_sub(self.price.e8()),
				},
			};
			sum += held * BigInt::from(worth);
		}
		Some(mul_div_floor(&sum, &1.into(), &e8()))
	}
}

/// Where a portfolio stands in the order in which a settlement pays: that of the keys of its entries.
fn place(id: PortfolioId) -> ([u8; 8], [u8; 8]) {
	(twox_64(&id.0.to_le_bytes()), id.0.to_le_bytes())
}

impl Ledger {
	pub(super) fn settle(&mut self, event: Event<Runtime>) {
		match event {
			Event::MarksFixed { expiry, values } => {
				let of = |series: &pallet_settlement::SeriesValue| {
					((series.strike, series.kind), series.value)
				};
				let values = values.iter().map(of).collect();
				self.settling.entry(expiry).or_default().values = Some(values);
			}
			Event::PriceFixed { expiry, price } => {
				let settling = self.settling.entry(expiry).or_default();
				settling.price = price.price;
				let by_marks = settling.values.is_some();
				self.expect("price fixed", by_marks == (price.rung == Rung::Marks), || {
					format!("{expiry:?} by {:?}", price.rung)
				});
			}
			Event::PortfolioSettled { expiry, portfolio, net } => {
				let paid = self.pay(expiry, portfolio);
				self.expect("portfolio settled", paid.as_ref() == Some(&big(net)), || {
					format!("{portfolio:?} in {expiry:?} is paid {net:?}, not {paid:?}")
				});
			}
			Event::PortfolioSkipped { expiry, portfolio, .. } => {
				self.settling.entry(expiry).or_default().skipped.insert(portfolio);
			}
			Event::BatchSettled { expiry, portfolios, credits, debits, .. } => {
				self.batch(expiry, portfolios, credits, debits);
			}
			Event::SettlementClosed { expiry, portfolios, credits, debits, dust } => {
				let left = self.holders(expiry).len();
				let done = self.settling.remove(&expiry).unwrap_or_default();
				let same = done.portfolios == portfolios
					&& done.credits == big(credits)
					&& done.debits == big(debits)
					&& big(debits) - big(credits) == big(dust)
					&& left == 0;
				self.expect("settlement closed", same, || {
					format!(
						"{expiry:?}: {portfolios} portfolios, {credits:?}, {debits:?}, {dust:?}; not {}, {}, {}; {left} left",
						done.portfolios, done.credits, done.debits
					)
				});
			}
			_ => (),
		}
	}

	/// Who holds something in an expiry, in the order in which they are paid.
	fn holders(&self, expiry: ExpiryKey) -> Vec<PortfolioId> {
		let all = (expiry, PortfolioId(0))..=(expiry, PortfolioId(u64::MAX));
		let mut holders: Vec<_> = self.entries.range(all).map(|((_, id), _)| *id).collect();
		holders.sort_by_key(|id| place(*id));
		holders
	}

	/// The next so many are paid; an event gives their sums.
	fn batch(&mut self, expiry: ExpiryKey, portfolios: u32, credits: Cash, debits: Cash) {
		let skipped = self.settling.entry(expiry).or_default().skipped.clone();
		let mut due = self.holders(expiry);
		// Whoever could not be paid is tried again when all others are.
		if due.len() - skipped.len().min(due.len()) >= portfolios as usize {
			due.retain(|id| !skipped.contains(id));
		}
		due.truncate(portfolios as usize);
		let (mut received, mut given) = (BigInt::ZERO, BigInt::ZERO);
		let before = due.len();
		for id in due {
			match self.pay(expiry, id) {
				Some(net) if net < BigInt::ZERO => given -= net,
				Some(net) => received += net,
				None => (),
			}
		}
		let same =
			before == portfolios as usize && received == big(credits) && given == big(debits);
		self.expect("batch settled", same, || {
			format!("{expiry:?}: {credits:?} and {debits:?} to {portfolios}, not {received} and {given} to {before}")
		});
	}

	/// Pays a portfolio what its positions are worth; `None` if that is not known.
	fn pay(&mut self, expiry: ExpiryKey, id: PortfolioId) -> Option<BigInt> {
		let entry = self.entries.remove(&(expiry, id))?;
		let settling = self.settling.get_mut(&expiry)?;
		let net = settling.net_floor(&entry)?;
		settling.portfolios += 1;
		if net < BigInt::ZERO {
			settling.debits -= &net;
		} else {
			settling.credits += &net;
		}
		*self.clearing.entry(expiry).or_default() -= &net;
		self.shift(id, &net);
		Some(net)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn net_is_the_floor_of_the_exact_sum() {
		let of = |price: u64, held: i64| {
			let settling = Settling { price: Price::from_e8(price), ..Default::default() };
			let call = (Price::from_e8(10), OptionKind::Call);
			let put = (Price::from_e8(30), OptionKind::Put);
			let entry = Entry::from([(call, held.into()), (put, (2 * held).into())]);
			settling.net_floor(&entry).expect("a price")
		};
		// 10 of the call and 2 x 10 of the put.
		assert_eq!(of(20, 100_000_000), BigInt::from(30));
		assert_eq!(of(20, 1), BigInt::ZERO);
		assert_eq!(of(20, -1), BigInt::from(-1));
		assert_eq!(of(0, -100_000_000), BigInt::from(-60));
	}
}
