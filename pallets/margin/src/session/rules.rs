// SPDX-License-Identifier: Apache-2.0
//! Parameters of one underlying for one mode, as both sets have them: read, mixed and scaled once for all
//! portfolios of a view.

use crate::{
	pallet::{Config, PortfolioRules, ScenarioRules, StandardRules},
	ramp::{Mix, Ramped},
	types::{RuleSet, Scenarios},
};
use alloc::boxed::Box;
use tenor_fixed::Fixed;
use tenor_risk::{PortfolioParams, ShockScale, StandardParams};
use tenor_series::{MarginMode, Moment, UnderlyingId};

/// A figure or many, by both sets.
pub(super) struct Both<P> {
	target: P,
	in_force: P,
}

impl<P> Both<P> {
	fn get(&self, set: RuleSet) -> &P {
		match set {
			RuleSet::Target => &self.target,
			RuleSet::InForce => &self.in_force,
		}
	}

	fn of(make: impl Fn(RuleSet) -> P) -> Self {
		Self { target: make(RuleSet::Target), in_force: make(RuleSet::InForce) }
	}
}

enum Kinds {
	Standard(Box<Both<StandardParams>>),
	Portfolio(Box<Both<(PortfolioParams, Scenarios)>>),
}

/// The parameters.
pub(super) struct Rules {
	kinds: Kinds,
	/// Whether MM is by other parameters than IM: because these have changed, or because the regime of
	/// volatility has.
	pub(super) ramps: bool,
	/// By how much the shocks among them are multiplied.
	pub(super) scale: ShockScale,
}

/// What a set has of a rule at a moment.
pub(super) fn pick<P: Mix>(rule: &Ramped<P>, set: RuleSet, now: Moment) -> P {
	match set {
		RuleSet::Target => rule.to.clone(),
		RuleSet::InForce => rule.in_force(now),
	}
}

fn multiplier(scale: &ShockScale, set: RuleSet) -> Fixed {
	match set {
		RuleSet::Target => scale.initial,
		RuleSet::InForce => scale.maintenance,
	}
}

impl Rules {
	/// Reads them, with shocks multiplied by `scale`.
	pub(super) fn load<T: Config>(
		underlying: UnderlyingId,
		mode: MarginMode,
		scale: &ShockScale,
		now: Moment,
	) -> Self {
		let scaled = scale.initial != scale.maintenance;
		match mode {
			MarginMode::Standard => {
				let rule = StandardRules::<T>::get(underlying);
				let both = Both::of(|set| pick(&rule, set, now).scaled(multiplier(scale, set)));
				let ramps = scaled || rule.is_ramping(now);
				Self { kinds: Kinds::Standard(Box::new(both)), ramps, scale: *scale }
			}
			MarginMode::Portfolio => {
				let rule = PortfolioRules::<T>::get(underlying);
				let list = ScenarioRules::<T>::get(underlying);
				let both = Both::of(|set| {
					let by = multiplier(scale, set);
					let mut scenarios = pick(&list, set, now);
					for scenario in &mut scenarios {
						*scenario = scenario.scaled(by);
					}
					(pick(&rule, set, now).scaled(by), scenarios)
				});
				let ramps = scaled || rule.is_ramping(now) || list.is_ramping(now);
				Self { kinds: Kinds::Portfolio(Box::new(both)), ramps, scale: *scale }
			}
		}
	}

	/// Those of standard mode; `None` of another.
	pub(super) fn standard(&self, set: RuleSet) -> Option<&StandardParams> {
		match &self.kinds {
			Kinds::Standard(both) => Some(both.get(set)),
			Kinds::Portfolio(_) => None,
		}
	}

	/// Those of portfolio mode; `None` of another.
	pub(super) fn portfolio(&self, set: RuleSet) -> Option<&(PortfolioParams, Scenarios)> {
		match &self.kinds {
			Kinds::Portfolio(both) => Some(both.get(set)),
			Kinds::Standard(_) => None,
		}
	}
}
