// SPDX-License-Identifier: Apache-2.0
//! What a sweep asks of a session: maintenance margin by the parameters in force, and the band in
//! which it holds.

use super::{count, risk_error, Session, Work};
use crate::{
	book::Account,
	pallet::{Config, Error},
	types::{RuleSet, VectorKind, Vectors},
};
use alloc::vec::Vec;
use polkadot_sdk::{frame_support::traits::Time, sp_runtime::DispatchError};
use tenor_risk::{
	band::{
		portfolio_band, standard_band, Band, BandLimits, BandStamp, PortfolioBandInput,
		StandardBandInput,
	},
	portfolio, standard, ExpiryMarket, Holdings, Totals,
};
use tenor_series::{ExpiryKey, MarginMode, Position, UnderlyingId};

impl<T: Config> Session<T> {
	/// Whether every market value that maintenance margin rests on is fresh.
	pub(crate) fn is_sure(&mut self, account: &Account) -> bool {
		for (asset, _) in &account.assets {
			self.collateral_of(*asset);
		}
		self.is_fresh(account) && !self.holds_stale(account)
	}

	/// At most what [`Self::totals_in_force`] would do now besides what it has read. Loads vectors
	/// that earlier calls of the block have left.
	pub(crate) fn work_in_force(&mut self, account: &Account) -> Result<Work, DispatchError> {
		let mut prices = 0u32;
		for (key, entry) in &account.entries {
			self.load_rules(key.underlying, account.mode);
			if self.has_vectors(*key, account.mode, entry) {
				continue;
			}
			self.announce(entry.iter().map(|position| (*key, position.strike)));
			if let Some(plan) = self.plan_vectors(*key, account.mode, RuleSet::InForce)? {
				prices = prices.saturating_add(plan.prices());
			}
		}
		Ok(Work {
			prices,
			entries: 0,
			positions: positions_of(account),
			assets: self.assets_missing(account),
			..Work::default()
		})
	}

	/// `V`, `E`, IM and MM of an account by the parameters that count for MM now, on the data there
	/// are. What is set aside is taken off IM.
	pub(crate) fn totals_in_force(&mut self, account: &Account) -> Result<Totals, DispatchError> {
		self.prepare_in_force(account)?;
		self.count_positions(account);
		let totals = self.components(account, RuleSet::InForce)?.1;
		Ok(totals.after_hold(account.held).map_err(risk_error::<T>)?)
	}

	/// A box of markets in which MM of the account stays at zero or above, if there is room for one.
	/// None while an asset that would count has no fresh price: it would count when it gets one.
	/// Time is counted from now, revisions are not used.
	pub(crate) fn band(
		&mut self,
		account: &Account,
		limits: &BandLimits,
	) -> Result<Option<Band>, DispatchError> {
		self.prepare_in_force(account)?;
		self.count_positions(account);
		let unknown = |id| self.stale.contains(id) || self.unpriced.contains(id);
		if account.assets.iter().any(|(id, _)| unknown(id)) {
			return Ok(None);
		}
		let stable = self.stable.ok_or(Error::<T>::NoMarketData)?.value;
		let collateral = self.holdings(account, RuleSet::InForce);
		let holdings = Holdings { collateral: &collateral, cash: account.cash, stable };
		let stamp = BandStamp { now: T::Clock::now(), revision: 0 };
		let band = match account.mode {
			MarginMode::Standard => self.with_standard_books(account, RuleSet::InForce, |books| {
				let margin = standard::margin(books, &holdings)?;
				let markets = self.markets_of(account, books.iter().map(|b| b.market.underlying));
				let inputs: Vec<_> = books
					.iter()
					.zip(&markets)
					.map(|(book, markets)| StandardBandInput { book: *book, markets })
					.collect();
				standard_band(&inputs, &holdings, &margin, limits, stamp)
			}),
			MarginMode::Portfolio => {
				self.with_portfolio_books(account, RuleSet::InForce, |books| {
					let margin = portfolio::margin(books, &holdings)?;
					let markets =
						self.markets_of(account, books.iter().map(|b| b.market.underlying));
					let inputs: Vec<_> = books
						.iter()
						.zip(&markets)
						.map(|(book, markets)| PortfolioBandInput { book: *book, markets })
						.collect();
					portfolio_band(&inputs, &holdings, &margin, limits, stamp)
				})
			}
		};
		Ok(band?)
	}

	/// The markets of the account's expiries, per underlying, in the order of its books.
	fn markets_of(
		&self,
		account: &Account,
		underlyings: impl Iterator<Item = UnderlyingId>,
	) -> Vec<Vec<ExpiryMarket>> {
		let of = |id: UnderlyingId| {
			let keys = account.entries.keys().filter(|key| key.underlying == id);
			keys.filter_map(|key| Some((*self.expiries.get(key)?)?.value)).collect()
		};
		underlyings.map(of).collect()
	}

	/// Reads and computes what MM needs.
	fn prepare_in_force(&mut self, account: &Account) -> Result<(), DispatchError> {
		for (asset, _) in &account.assets {
			self.collateral_of(*asset);
		}
		for underlying in self.underlyings_of(account) {
			self.underlying(underlying).ok_or(Error::<T>::NoMarketData)?;
			self.load_rules(underlying, account.mode);
		}
		for (key, entry) in &account.entries {
			self.expiry(*key).ok_or(Error::<T>::NoMarketData)?;
			if !self.has_vectors(*key, account.mode, entry) {
				self.announce(entry.iter().map(|position| (*key, position.strike)));
				self.prepare_vectors(*key, account.mode, RuleSet::InForce)?;
			}
		}
		Ok(())
	}

	/// Notes that positions are summed up; that their entries were read was noted then.
	fn count_positions(&mut self, account: &Account) {
		self.work.positions = self.work.positions.saturating_add(positions_of(account));
	}

	/// Whether the vectors at hand cover an entry.
	fn has_vectors(&self, key: ExpiryKey, mode: MarginMode, entry: &[Position]) -> bool {
		let kind: VectorKind = self.kind_of(key.underlying, mode, RuleSet::InForce);
		let Some(vectors) = self.vectors.get(&(key, kind)) else { return false };
		let strikes = Vectors::strikes(vectors);
		entry.iter().all(|position| strikes.binary_search(&position.strike).is_ok())
	}
}

fn positions_of(account: &Account) -> u32 {
	count(account.entries.values().map(Vec::len).sum())
}
