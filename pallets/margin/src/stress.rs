// SPDX-License-Identifier: Apache-2.0
//! The stress gate: what everybody together would lose in a few scenarios, and what may not make it
//! worse while that is more than insurance should have to pay.

use crate::{
	book::Account,
	pallet::{Config, Error, Event, Pallet, Stress, StressRules, StressShares},
	session::Session,
	traits::PortfolioLedger,
	watch::page::{page_of, set_value, value_in, Page},
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure, traits::ConstU32, BoundedVec},
	sp_runtime::DispatchError,
};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Fixed};
use tenor_risk::{
	stress::{default_stresses, stresses_sanity, Residuals, MAX_STRESSES},
	StressScenario,
};
use tenor_series::PortfolioId;

/// Most stresses there are.
pub const STRESSES: u32 = 4;
/// The largest share of insurance that a limit can be: a hundred times the fund.
const LARGEST_SHARE: Fixed = Fixed::from_int(100);

/// Loss in each stress, e8, not below zero; zero beyond the last.
pub type StressLosses = [Cash; MAX_STRESSES];
/// Losses of 64 portfolios, by place, none of them zero in all stresses.
pub type StressPage = Page<StressLosses>;

/// Which stresses there are, and how much loss is too much.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct StressRule {
	/// The stresses.
	pub scenarios: BoundedVec<StressScenario, ConstU32<STRESSES>>,
	/// The share of the insurance fund that loss in a stress may come to. `None`: losses are measured
	/// and shown, and stop nothing.
	pub share: Option<Fixed>,
}

impl Default for StressRule {
	fn default() -> Self {
		let scenarios = BoundedVec::truncate_from(default_stresses().to_vec());
		Self { scenarios, share: None }
	}
}

impl StressRule {
	/// Whether a chain should accept it.
	pub fn is_sane(&self) -> bool {
		let share = self.share.is_none_or(|share| (Fixed::ZERO..=LARGEST_SHARE).contains(&share));
		share && stresses_sanity(&self.scenarios).is_ok()
	}
}

/// What the last block found.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct StressState {
	/// Loss of all portfolios in each stress, each as it was last valued.
	pub losses: StressLosses,
	/// The most that any of them may be; `None` without a limit.
	pub limit: Option<Cash>,
}

impl StressState {
	/// Which stresses are over the limit.
	pub fn over(&self) -> [bool; MAX_STRESSES] {
		self.losses.map(|loss| self.limit.is_some_and(|limit| loss > limit))
	}

	/// Whether trades that raise a loss are refused.
	pub fn is_in_force(&self) -> bool {
		self.over().contains(&true)
	}
}

/// The stresses and what they would cost, for whoever watches the chain.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StressView {
	/// The stresses.
	pub scenarios: Vec<StressScenario>,
	/// Loss in each, e8.
	pub losses: Vec<Cash>,
	/// The largest.
	pub worst: Cash,
	/// The most it may be; `None` without a limit.
	pub limit: Option<Cash>,
	/// Whether trades that raise a loss over the limit are refused.
	pub in_force: bool,
}

/// `max(0, -residual)` in each stress, rounded up.
fn losses_ceil(residuals: &Residuals) -> StressLosses {
	residuals.map(|left| Fixed::ZERO.saturating_sub(left).max(Fixed::ZERO).to_cash_ceil())
}

/// Adds `more` to `sums`, or takes it away. Sums of losses of one chain's money stay far inside their
/// type.
fn shift(sums: &mut StressLosses, more: &StressLosses, away: bool) {
	for (sum, more) in sums.iter_mut().zip(more) {
		*sum = if away { sum.saturating_sub(*more) } else { sum.saturating_add(*more) };
	}
}

/// Losses as a sweep finds them, kept in memory until it ends.
pub(crate) struct Shares<T: Config> {
	pages: BTreeMap<u64, (StressPage, bool)>,
	sums: StressLosses,
	marker: core::marker::PhantomData<T>,
}

impl<T: Config> Shares<T> {
	/// As stored.
	pub(crate) fn load() -> Self {
		let sums = Stress::<T>::get().losses;
		Self { pages: BTreeMap::new(), sums, marker: core::marker::PhantomData }
	}

	/// Whether the page of a portfolio was read.
	pub(crate) fn knows(&self, id: PortfolioId) -> bool {
		self.pages.contains_key(&page_of(id).0)
	}

	/// Puts a portfolio's losses in place of what it had before.
	pub(crate) fn note(&mut self, id: PortfolioId, losses: StressLosses) {
		let (number, place) = page_of(id);
		let page =
			self.pages.entry(number).or_insert_with(|| (StressShares::<T>::get(number), false));
		let before = value_in(&page.0, place);
		if !set_value(&mut page.0, place, losses) {
			return;
		}
		page.1 = true;
		shift(&mut self.sums, &before, true);
		shift(&mut self.sums, &losses, false);
	}

	/// Writes what changed, and whether the gate is in force now.
	pub(crate) fn store(self) {
		for (number, (page, changed)) in self.pages {
			match (changed, page.is_empty()) {
				(false, _) => (),
				(true, true) => StressShares::<T>::remove(number),
				(true, false) => StressShares::<T>::insert(number, page),
			}
		}
		Pallet::<T>::put_stress(self.sums);
	}
}

impl<T: Config> Pallet<T> {
	/// Stores the sums with the limit of now, and says so if the gate comes into force or leaves it.
	fn put_stress(losses: StressLosses) {
		let before = Stress::<T>::get();
		// A share of insurance beyond the range of its type is no limit.
		let limit = StressRules::<T>::get().share.and_then(|share| {
			let insurance = T::Ledger::insurance().max(Cash::ZERO);
			insurance.mul_floor(share)
		});
		let state = StressState { losses, limit };
		if state == before {
			return;
		}
		Stress::<T>::put(state);
		let in_force = state.is_in_force();
		if in_force != before.is_in_force() {
			Self::deposit_event(Event::StressGateChanged { in_force, losses, limit });
		}
	}

	pub(crate) fn do_set_stress_rule(rule: StressRule) -> DispatchResult {
		ensure!(rule.is_sane(), Error::<T>::StressOutOfRange);
		if StressRules::<T>::get().scenarios != rule.scenarios {
			// Everybody is valued anew; until then sums hold losses of either.
			Self::rules_changed(crate::watch::Axis::Clock, 0);
		}
		StressRules::<T>::put(&rule);
		Self::put_stress(Stress::<T>::get().losses);
		Self::deposit_event(Event::StressRuleSet { rule });
		Ok(())
	}

	/// The stresses, and what they would cost by the last valuation of everybody.
	pub fn stress_view() -> StressView {
		let scenarios = StressRules::<T>::get().scenarios.into_inner();
		let state = Stress::<T>::get();
		StressView {
			losses: state.losses.into_iter().take(scenarios.len()).collect(),
			worst: state.losses.into_iter().max().unwrap_or_default(),
			limit: state.limit,
			in_force: state.is_in_force(),
			scenarios,
		}
	}

	/// What an account loses in each stress on the data there are.
	pub(crate) fn stress_losses(
		session: &mut Session<T>,
		account: &Account,
	) -> Result<StressLosses, DispatchError> {
		Ok(losses_ceil(&session.residuals(account)?))
	}

	/// Err if the gate is in force and the accounts together would lose more than before (but for fees)
	/// in a stress that is over its limit. One without fresh data is not judged: it can only close.
	pub(crate) fn ensure_stress_not_raised(
		session: &mut Session<T>,
		accounts: &[(&Account, &Account)],
		fees: Cash,
	) -> DispatchResult {
		let over = Stress::<T>::get().over();
		if !over.contains(&true) {
			return Ok(());
		}
		let (mut before, mut after) = ([Cash::ZERO; MAX_STRESSES], [fees; MAX_STRESSES]);
		// Fees are paid by those who trade, and raise no loss to others.
		for sum in &mut after {
			*sum = sum.checked_neg().ok_or(Error::<T>::Overflow)?;
		}
		for (was, is) in accounts {
			if !session.is_fresh(was) || !session.is_fresh(is) {
				continue;
			}
			shift(&mut before, &Self::stress_losses(session, was)?, false);
			shift(&mut after, &Self::stress_losses(session, is)?, false);
		}
		let raised = before
			.iter()
			.zip(&after)
			.zip(over)
			.any(|((before, after), over)| over && after > before);
		ensure!(!raised, Error::<T>::RaisesStressLoss);
		Ok(())
	}
}
