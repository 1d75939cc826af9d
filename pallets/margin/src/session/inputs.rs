// SPDX-License-Identifier: Apache-2.0
//! What a margin was computed from, for whoever wants to compute it again.

use super::{pick, rules::Rules, Session};
use crate::{
	book::Account,
	pallet::{Config, Error},
	types::{Reading, RuleSet},
};
use alloc::vec::Vec;
use polkadot_sdk::{frame_support::traits::Time, sp_runtime::DispatchError};
use tenor_fixed::Cash;
use tenor_risk::{
	inputs::{
		BySet, CollateralInput, CollateralTerms, ExpiryInput, NotCounted, UncountedAsset,
		UnderlyingInput, UnderlyingRule,
	},
	MarginInputs, UnderlyingMarket,
};
use tenor_series::{AssetId, MarginMode, UnderlyingId};

impl<T: Config> Session<T> {
	/// The inputs of [`Self::margin`] of an account; from the same readings if that came before.
	pub fn inputs(&mut self, account: &Account) -> Result<MarginInputs, DispatchError> {
		self.prepare(account)?;
		let stable = self.stable.ok_or(Error::<T>::NoMarketData)?;
		let (mut collateral, mut uncounted) = (Vec::new(), Vec::new());
		for (asset, amount_e8) in &account.assets {
			let amount = i128::try_from(*amount_e8).map_err(|_| Error::<T>::Overflow)?;
			let amount = Cash::from_e8(amount);
			match self.collateral_input(account.mode, *asset, amount) {
				Some(counts) => collateral.push(counts),
				None => uncounted.push(self.uncounted(*asset, amount)),
			}
		}
		let mut underlyings = Vec::new();
		for underlying in self.underlyings_of(account) {
			underlyings.push(self.underlying_input(account, underlying)?);
		}
		Ok(MarginInputs {
			mode: account.mode,
			moment: T::Clock::now(),
			cash: account.cash,
			held: account.held,
			stable: stable.value,
			stable_fresh: stable.fresh,
			collateral,
			uncounted,
			underlyings,
		})
	}

	fn collateral_input(
		&self,
		mode: MarginMode,
		asset: AssetId,
		amount: Cash,
	) -> Option<CollateralInput> {
		let (rule, mark) = self.collateral.get(&asset)?.as_ref()?;
		let terms = |set| {
			let rule = pick(rule, set, self.ramp_time);
			let cancels = rule.risk_cancelling_for.filter(|_| mode == MarginMode::Portfolio);
			CollateralTerms { params: rule.params, risk_cancelling_for: cancels }
		};
		let ramps = rule.is_ramping(self.ramp_time);
		Some(CollateralInput {
			asset,
			amount,
			price: mark.price,
			confidence: mark.confidence,
			terms: by_set(ramps, terms),
		})
	}

	fn uncounted(&self, asset: AssetId, amount: Cash) -> UncountedAsset {
		let stale = self.stale.contains(&asset);
		let reason = if stale { NotCounted::Stale } else { NotCounted::NoRuleOrPrice };
		UncountedAsset { asset, amount, reason }
	}

	fn underlying_input(
		&mut self,
		account: &Account,
		id: UnderlyingId,
	) -> Result<UnderlyingInput, DispatchError> {
		let reading: Reading<UnderlyingMarket> =
			self.underlying(id).ok_or(Error::<T>::NoMarketData)?;
		let mut expiries = Vec::new();
		for (key, positions) in &account.entries {
			if key.underlying == id {
				let market = self.expiry(*key).ok_or(Error::<T>::NoMarketData)?;
				expiries.push(ExpiryInput {
					market: market.value,
					fresh: market.fresh,
					positions: positions.clone(),
				});
			}
		}
		let rules = self.rules.get(&(id, account.mode == MarginMode::Portfolio));
		let rules = rules.ok_or(Error::<T>::InconsistentBook)?;
		Ok(UnderlyingInput {
			market: reading.value,
			fresh: reading.fresh,
			shock_scale: rules.scale,
			rule: rule_of(rules).ok_or(Error::<T>::InconsistentBook)?,
			expiries,
		})
	}
}

/// The second only while it differs.
fn by_set<P>(ramps: bool, of: impl Fn(RuleSet) -> P) -> BySet<P> {
	BySet { target: of(RuleSet::Target), in_force: ramps.then(|| of(RuleSet::InForce)) }
}

fn rule_of(rules: &Rules) -> Option<BySet<UnderlyingRule>> {
	let of = |set| {
		let standard = || rules.standard(set).copied().map(UnderlyingRule::Standard);
		let portfolio = |(params, scenarios): &(_, crate::types::Scenarios)| {
			UnderlyingRule::Portfolio { params: *params, scenarios: scenarios.to_vec() }
		};
		rules.portfolio(set).map(portfolio).or_else(standard)
	};
	let in_force = if rules.ramps { Some(of(RuleSet::InForce)?) } else { None };
	Some(BySet { target: of(RuleSet::Target)?, in_force })
}
