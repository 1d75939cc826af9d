// SPDX-License-Identifier: Apache-2.0
//! What would be left of an account in each stress, by vectors that a session computes for itself.

use super::{count, risk_error, Session, Work};
use crate::{
	book::Account,
	pallet::{Config, Error, PortfolioRules, StressRules},
	traits::SeriesListing,
	types::RuleSet,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use polkadot_sdk::{frame_support::ensure, sp_runtime::DispatchError};
use tenor_fixed::{Fixed, Price};
use tenor_risk::{
	orders::OpenOrder,
	stress::{collateral_after_floor, Residuals, MAX_STRESSES},
	StressScenario, StressVectors,
};
use tenor_series::ExpiryKey;

/// What a session knows of stresses, once asked.
#[derive(Default)]
pub(super) struct Stressed {
	scenarios: Option<Vec<StressScenario>>,
	vectors: BTreeMap<ExpiryKey, StressVectors>,
}

impl<T: Config> Session<T> {
	/// At most what [`Self::residuals`] of the account would do now, once.
	pub(crate) fn stress_work(&mut self, account: &Account) -> Work {
		let columns = self.stresses().len();
		let mut strikes = 0usize;
		for (key, entry) in &account.entries {
			let missing = self.strikes_to_stress(*key, entry.iter().map(|held| held.strike));
			strikes = strikes.saturating_add(missing.map_or(0, |missing| missing.len()));
		}
		Work {
			prices: count(strikes.saturating_mul(columns)),
			stressed: count(account.entries.values().map(Vec::len).sum()),
			assets: self.assets_missing(account),
			..Work::default()
		}
	}

	/// What would be left of the account in each stress: cash, collateral that counts after the shock,
	/// and the discounted shocked value of its positions, rounded down.
	pub(crate) fn residuals(&mut self, account: &Account) -> Result<Residuals, DispatchError> {
		for (asset, _) in &account.assets {
			self.collateral_of(*asset);
		}
		let scenarios = self.stresses();
		let mut left = self.collateral_left(account, &scenarios)?;
		// An account that orders are judged on has empty entries too.
		for (key, entry) in account.entries.iter().filter(|(_, entry)| !entry.is_empty()) {
			self.work.stressed = self.work.stressed.saturating_add(count(entry.len()));
			let strikes = entry.iter().map(|held| held.strike);
			let values = self.stress_vectors(*key, &scenarios, strikes)?.values_floor(entry);
			let values = values.map_err(risk_error::<T>)?;
			for (left, value) in left.iter_mut().zip(values) {
				*left = left.checked_add(value).ok_or(Error::<T>::Overflow)?;
			}
		}
		Ok(left)
	}

	/// Cash, and collateral after the shock, per stress.
	fn collateral_left(
		&self,
		account: &Account,
		scenarios: &[StressScenario],
	) -> Result<Residuals, Error<T>> {
		let stable = self.stable.ok_or(Error::<T>::NoMarketData)?.value;
		let cash = account.cash.to_fixed().ok_or(Error::<T>::Overflow)?;
		let holdings = self.holdings(account, RuleSet::InForce);
		let mut all = [Fixed::ZERO; MAX_STRESSES];
		for (left, stress) in all.iter_mut().zip(scenarios) {
			*left = cash;
			for holding in &holdings {
				let mark = self.collateral.get(&holding.asset).and_then(Option::as_ref);
				let moves = mark.is_some_and(|(_, mark)| mark.follows.is_some());
				let worth = collateral_after_floor(holding, &stable, moves, stress);
				let worth = worth.map_err(risk_error::<T>)?;
				*left = left.checked_add(worth).ok_or(Error::<T>::Overflow)?;
			}
		}
		Ok(all)
	}

	/// Which of the `admitted` orders may also stand where some stresses are over their limit: those
	/// that, with any part of the ones before them, leave no more than the account loses now.
	///
	/// What an order is worth by itself, less what it pays, bounds from below what it adds to what is
	/// left, since the value of two books together is no less than that of each by itself.
	pub(crate) fn stress_admission(
		&mut self,
		account: &Account,
		orders: &[OpenOrder],
		admitted: Vec<bool>,
		over: &[bool; MAX_STRESSES],
	) -> Result<Vec<bool>, DispatchError> {
		self.announce(orders.iter().map(|order| (order.series.expiry_key(), order.series.strike)));
		let now = self.residuals(account)?;
		let mut left = now;
		let mut verdicts = Vec::with_capacity(orders.len());
		for (order, admitted) in orders.iter().zip(admitted) {
			let passes = admitted && {
				let after = self.after_order(&left, order)?;
				let stresses = after.iter().zip(&now).zip(over);
				let holds = stresses
					.clone()
					.all(|((after, now), over)| !over || *after >= (*now).min(Fixed::ZERO));
				if holds {
					left = after;
				}
				holds
			};
			verdicts.push(passes);
		}
		Ok(verdicts)
	}

	/// What is left at least when any part of an order fills.
	fn after_order(
		&mut self,
		left: &Residuals,
		order: &OpenOrder,
	) -> Result<Residuals, DispatchError> {
		let scenarios = self.stresses();
		let series = &order.series;
		self.work.stressed = self.work.stressed.saturating_add(1);
		let strikes = core::iter::once(series.strike);
		let vectors = self.stress_vectors(series.expiry_key(), &scenarios, strikes)?;
		let worth = vectors.worth_floor(series.strike, series.kind, order.quantity);
		let worth = worth.map_err(risk_error::<T>)?;
		let paid = order.limit.notional_ceil(order.quantity);
		let paid = paid.and_then(|paid| paid.checked_add(order.fee));
		let paid = paid.and_then(|paid| paid.to_fixed()).ok_or(Error::<T>::Overflow)?;
		let mut after = *left;
		for (after, worth) in after.iter_mut().zip(worth) {
			let gain = worth.checked_sub(paid).ok_or(Error::<T>::Overflow)?.min(Fixed::ZERO);
			*after = after.checked_add(gain).ok_or(Error::<T>::Overflow)?;
		}
		Ok(after)
	}

	fn stresses(&mut self) -> Vec<StressScenario> {
		let known = &mut self.stressed.scenarios;
		known.get_or_insert_with(|| StressRules::<T>::get().scenarios.into_inner()).clone()
	}

	/// The strikes that vectors of an expiry have to be computed for, for `asked` among those announced;
	/// `None` if they hold it. The second time these are all that are listed, so that there is no third
	/// time.
	fn strikes_to_stress(
		&mut self,
		key: ExpiryKey,
		mut asked: impl Iterator<Item = Price>,
	) -> Option<BTreeSet<Price>> {
		let held = self.stressed.vectors.get(&key).map(StressVectors::strikes);
		let again = held.is_some();
		let missing = match held {
			None => asked.next(),
			Some(held) => asked.find(|strike| held.binary_search(strike).is_err()),
		}?;
		self.announce(core::iter::once(missing).chain(asked).map(|strike| (key, strike)));
		let mut strikes = self.strikes.get(&key).cloned().unwrap_or_default();
		if again {
			strikes.extend(T::Series::strikes(key));
		}
		Some(strikes)
	}

	fn stress_vectors(
		&mut self,
		key: ExpiryKey,
		scenarios: &[StressScenario],
		asked: impl Iterator<Item = Price>,
	) -> Result<&StressVectors, DispatchError> {
		if let Some(strikes) = self.strikes_to_stress(key, asked) {
			let prices = count(strikes.len().saturating_mul(scenarios.len()));
			ensure!(prices <= self.prices_left(), Error::<T>::TooMuchToPrice);
			self.count_prices(prices);
			let market = self.expiry(key).ok_or(Error::<T>::NoMarketData)?.value;
			// Where the parameters go, whatever volatility makes of them: a stress is its own shock.
			let params = PortfolioRules::<T>::get(key.underlying).to;
			let strikes: Vec<Price> = strikes.into_iter().collect();
			let vectors = StressVectors::compute(&market, &params, scenarios, &strikes);
			self.stressed.vectors.insert(key, vectors.map_err(risk_error::<T>)?);
		}
		self.stressed.vectors.get(&key).ok_or_else(|| Error::<T>::InconsistentBook.into())
	}
}
