// SPDX-License-Identifier: Apache-2.0
//! From what operators saw to what is in force: quorum, true median, agreement, age, wariness.

use crate::{
	pallet::{Config, Indices, LastStandstill, StableRule, Underlyings},
	types::{FeedKey, FeedRule, FeedValue},
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::traits::Time,
	pallet_oracle::{self, TimestampedValue},
};
use tenor_fixed::Fixed;
use tenor_series::{Moment, UnderlyingId};

/// What the deviation of a value is a share of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviationBase {
	/// The median of the round.
	Median,
	/// A number outside the round.
	Given(Fixed),
}

/// Which of two middle values the median of an even number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Median {
	/// Their mean, rounded down.
	Mean,
	/// The lower, where the value stands for a whole that can't be averaged.
	Lower,
}

/// What a round is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Round<'a> {
	/// The feed's rule.
	pub rule: &'a FeedRule,
	/// Operators that must agree.
	pub quorum: u8,
	/// What deviations are measured in.
	pub base: DeviationBase,
	/// Which median.
	pub median: Median,
	/// Chain time.
	pub now: Moment,
}

impl Round<'_> {
	/// The aggregate of `values` (at most one per operator), or `None` if no quorum agrees.
	///
	/// Values past the heartbeat are not used. If a quorum is left among those younger than half of
	/// it, only these are used, so that one slow operator can't make the result old. Of these, the
	/// ones close to the median must be a quorum; the result is their median, as old as the oldest
	/// of them. A result far from `previous` is accepted, and trusted less for some rounds. A round
	/// is over when every value used was seen after it began.
	pub fn aggregate(
		&self,
		mut values: Vec<FeedValue>,
		previous: Option<&FeedValue>,
	) -> Option<FeedValue> {
		values.retain(|value| self.age(value) <= self.rule.heartbeat_ms);
		let half = self.rule.heartbeat_ms / 2;
		if self.is_quorum(values.iter().filter(|value| self.age(value) <= half).count()) {
			values.retain(|value| self.age(value) <= half);
		}
		values.sort_unstable();
		let middle = self.middle(&values)?;
		let reach = self.share(self.rule.max_deviation, middle.value)?;
		values.retain(|value| distance(value.value, middle.value) <= reach);
		if !self.is_quorum(values.len()) {
			return None;
		}
		let middle = self.middle(&values)?;
		let observed_at = values.iter().map(|value| value.observed_at).min()?;
		let (round_at, wary_rounds) = self.wariness(middle.value, observed_at, previous)?;
		let mut confidences: Vec<_> = values.iter().map(|value| value.confidence).collect();
		confidences.sort_unstable();
		let confidence = *confidences.get(confidences.len().checked_sub(1)? / 2)?;
		let confidence = match wary_rounds {
			0 => confidence,
			_ => confidence.min(self.rule.wary_confidence),
		};
		Some(FeedValue { confidence, observed_at, round_at, wary_rounds, ..middle })
	}

	fn age(&self, value: &FeedValue) -> Moment {
		self.now.saturating_sub(value.observed_at)
	}

	fn is_quorum(&self, count: usize) -> bool {
		count >= usize::from(self.quorum)
	}

	/// The median of sorted values.
	fn middle(&self, sorted: &[FeedValue]) -> Option<FeedValue> {
		let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
		let upper = sorted.get(sorted.len() / 2)?;
		Some(match self.median {
			Median::Lower => lower,
			Median::Mean => FeedValue { value: lower.value.midpoint_floor(upper.value), ..lower },
		})
	}

	/// `share` of what deviations are measured in, rounded down.
	fn share(&self, share: Fixed, median: Fixed) -> Option<Fixed> {
		let base = match self.base {
			DeviationBase::Median => median.checked_abs()?,
			DeviationBase::Given(base) => base,
		};
		base.mul_floor(share)
	}

	/// When the round began, and for how many rounds to stay wary.
	fn wariness(
		&self,
		value: Fixed,
		observed_at: Moment,
		previous: Option<&FeedValue>,
	) -> Option<(Moment, u8)> {
		let Some(previous) = previous else { return Some((self.now, 0)) };
		let over = observed_at > previous.round_at;
		let round_at = if over { self.now } else { previous.round_at };
		if distance(value, previous.value) > self.share(self.rule.jump, previous.value)? {
			return Some((round_at, self.rule.wary_rounds));
		}
		Some((round_at, previous.wary_rounds.saturating_sub(u8::from(over))))
	}
}

/// `|a - b|`, at most the largest number.
fn distance(a: Fixed, b: Fixed) -> Fixed {
	if a < b {
		b.saturating_sub(a)
	} else {
		a.saturating_sub(b)
	}
}

/// The rule by which `pallet-oracle` combines what operators fed. The runtime plugs it there.
pub struct Combine<T>(PhantomData<T>);

impl<T: Config> pallet_oracle::CombineData<FeedKey, TimestampedValue<FeedValue, Moment>>
	for Combine<T>
{
	fn combine_data(
		key: &FeedKey,
		values: Vec<TimestampedValue<FeedValue, Moment>>,
		previous: Option<TimestampedValue<FeedValue, Moment>>,
	) -> Option<TimestampedValue<FeedValue, Moment>> {
		let now = T::Clock::now();
		let not_before = match key {
			// A price from before a standstill says nothing of now, whatever its age.
			FeedKey::Index(_) | FeedKey::Stable => LastStandstill::<T>::get().until,
			_ => 0,
		};
		let values = values
			.into_iter()
			.filter(|value| value.timestamp >= not_before)
			.map(|value| value.value)
			.collect();
		let previous = previous.map(|previous| previous.value);
		combine::<T>(key, values, previous.as_ref(), now)
			.map(|value| TimestampedValue { value, timestamp: now })
	}
}

fn combine<T: Config>(
	key: &FeedKey,
	values: Vec<FeedValue>,
	previous: Option<&FeedValue>,
	now: Moment,
) -> Option<FeedValue> {
	let params = |underlying: UnderlyingId| Underlyings::<T>::get(underlying).map(|u| u.params);
	let (quorum, rule, base, median) = match key {
		FeedKey::Index(underlying) => {
			let params = params(*underlying)?;
			(params.quorum, params.index, DeviationBase::Median, Median::Mean)
		}
		FeedKey::Carry(key) => {
			let params = params(key.underlying)?;
			let spot = Indices::<T>::get(key.underlying).print?.value.to_fixed();
			(params.quorum, params.carry, DeviationBase::Given(spot), Median::Mean)
		}
		FeedKey::Rate(key) => {
			let params = params(key.underlying)?;
			(params.quorum, params.rate, DeviationBase::Given(Fixed::ONE), Median::Mean)
		}
		FeedKey::Surface(underlying) => {
			let params = params(*underlying)?;
			(params.quorum, params.vol, DeviationBase::Median, Median::Lower)
		}
		FeedKey::Stable => {
			let params = StableRule::<T>::get();
			(params.quorum, params.feed, DeviationBase::Median, Median::Mean)
		}
	};
	Round { rule: &rule, quorum, base, median, now }.aggregate(values, previous)
}
